package desk_test

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/front/desk"
	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/notice"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

var town = officetest.Town{
	Services: func(o *office.Office) []door.Service {
		order := matters
		order.Kind, order.Title, order.Prefix, order.Inner = "order", "督办单", "督办：", true
		hint := matters
		hint.Kind, hint.Title, hint.Known = "hint", "线索", false
		terms := func(kind string) map[string]string {
			return map[string]string{"terms.csv": "key,name,n,unit,basis,proposal\n" + kind + ".handle,办理时限,5,workday,x,0\n"}
		}
		alarmed := terms("order")
		alarmed["alarms.csv"] = "term,before,role,template\norder.handle,3 workday,window,near_due\norder.handle,1 workday,window,near_due\n"
		apart := officetest.Made(hint, terms("hint"))
		apart.Apart = true
		return []door.Service{
			(&desk.Front{Office: o}).Service(), officetest.Made(matters, terms("matter")), officetest.Made(order, alarmed), apart,
		}
	},
	Fill: func(c *officetest.City) {
		c.Dept(officetest.County, "人社局")
		c.Offer(catalog.Item{Code: "519900-1", Name: "社会保障卡挂失", Kind: "01", Dept: "人社局"})
	},
	Elsewhere: true,
}

func TestMain(m *testing.M) { town.Main(m) }

// matters lie with windows, who claim them; once they are heard they are about 周敏, and nobody claims them any more.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"},
	About: func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		of := map[int64]flow.About{}
		for _, k := range cases {
			if k.State == "heard" {
				of[k.ID] = flow.About{Words: "窗口的周敏态度不好"}
			}
		}
		return of, nil
	},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Window}, {Code: "heard", Name: "待核实", Public: "在办", Desk: people.Window},
		{Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Clocks: []flow.Clock{{Name: "handle", Title: "办理时限", Late: "late", Until: flow.Closed}},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun", Begin: []string{"handle"}},
		usual.Claiming([]string{"begun"}),
		{From: []string{"begun"}, Event: "hear", Name: "听取", By: flow.Who{Office: true}, To: "heard"},
		{From: []string{"begun", "heard"}, Event: "late", Name: "超过时限", By: flow.Who{Clock: true}, To: flow.Same},
		{From: []string{"begun", "heard"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
	},
}

var (
	window     = people.Post{Role: people.Window, Region: officetest.Township}
	oversees   = people.Post{Role: people.Supervisor, Region: officetest.County}
	registers  = people.Post{Role: people.System, Region: officetest.Whole}
	callsCity  = people.Post{Role: people.Caller, Region: officetest.Whole}
	overseeing = people.Post{Role: people.Supervisor, Region: officetest.Whole}
)

// begun is a case of a kind in the township.
func begun(c *officetest.City, kind, title string, item int64) flow.Case {
	c.T.Helper()
	return c.Opened(people.TheOffice, flow.Opening{
		Kind: kind, Event: "begin", Region: officetest.Township, Title: title, Party: "张晓梅", Item: item,
	})
}

// listed are the numbers of the cases to which the rows of a page's list lead, in its order.
func listed(s officetest.Seen) (numbers []string) {
	list := s.Body[max(0, strings.LastIndex(s.Body, `<table class="table fold">`)):]
	list, _, _ = strings.Cut(list, "</table>")
	for _, m := range regexp.MustCompile(`<a[^>]* href="/desk/cases/(\w+)"`).FindAllStringSubmatch(list, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

// cases are the numbers of all tables of a page.
func cases(s officetest.Seen) (numbers []string) {
	for _, m := range regexp.MustCompile(`<a[^>]* href="/desk/cases/(\w+)"`).FindAllStringSubmatch(s.Body, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

// ticks are the numbers that can be ticked.
func ticks(s officetest.Seen) (numbers []string) {
	for _, m := range regexp.MustCompile(`<input type="checkbox" name="turn" value="(\w+)"`).FindAllStringSubmatch(s.Body, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

func same(t *testing.T, what string, got []string, want ...flow.Case) {
	t.Helper()
	var numbers []string
	for _, k := range want {
		numbers = append(numbers, k.Number())
	}
	if !slices.Equal(got, numbers) {
		t.Errorf("%s: %q, want %q", what, got, numbers)
	}
}

// What lies free and can be claimed in its state is ticked in the inbox; what is ticked is claimed, each by itself, and what was lost is said.
func TestWhatIsTickedIsClaimed(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		first, second, third, fourth := begun(c, "matter", "一", 0), begun(c, "matter", "二", 0), begun(c, "order", "三", 0), begun(c, "matter", "四", 0)
		heard, err := c.Try(people.TheOffice, begun(c, "matter", "五", 0), "hear")
		if err != nil {
			t.Fatal(err)
		}
		inbox := clerk.Get("/desk/inbox").Is(http.StatusOK, "认领所选")
		same(t, "the inbox", listed(inbox), first, second, third, fourth, heard)
		same(t, "ticked", ticks(inbox), first, second, third, fourth)
		clerk.Post("/desk/batch", "do", "claim").Is(http.StatusOK, "请先勾选要认领的")
		colleague.Post("/desk/batch", "do", "claim", "turn", second.Number()).Is(http.StatusOK, "已认领 1 件。").Not("没有办成")
		// He still has the page on which it lay free.
		seen := clerk.Post("/desk/batch?q=x&state=begun", "do", "claim", "turn", second.Number(), "turn", first.Number(), "turn", "", "turn", "12", "turn", third.Number()).
			Is(http.StatusOK, "已认领 2 件。", "没有办成：", "2 件没有办成", "已认领", second.Number(), third.Number())
		if at := seen.Find(`href="([^"]+)"[^>]*>回到待办`); !strings.Contains(at, "q=x") || !strings.Contains(at, "state=begun") {
			t.Errorf("it leads to %s", at)
		}
		for _, do := range []string{"", "finish", "hear"} { // what judges or moves a case is never done to many
			clerk.Post("/desk/batch", "do", do, "turn", fourth.Number()).Is(http.StatusUnprocessableEntity, "一件一件办")
		}
		clerk.Post("/desk/batch", "do", "claim", "turn", second.Number()).Is(http.StatusOK, "已认领 0 件。", "没有办成：", "须由当前承办人办理")
		for _, d := range []struct {
			holder       string
			list, ticked []flow.Case
		}{
			{"mine", []flow.Case{first, third}, nil}, {"others", []flow.Case{second}, nil},
			{"free", []flow.Case{fourth, heard}, []flow.Case{fourth}}, {"", []flow.Case{first, third, fourth, heard}, []flow.Case{fourth}},
		} {
			inbox := clerk.Get("/desk/inbox?holder=" + d.holder).Is(http.StatusOK)
			same(t, d.holder, listed(inbox), d.list...)
			same(t, "ticked of "+d.holder, ticks(inbox), d.ticked...)
			if strings.Contains(inbox.Body, "认领所选") != (d.ticked != nil) {
				t.Errorf("holder=%s: there is a button to claim with %d to be ticked", d.holder, len(d.ticked))
			}
		}
		c.Sound()
	})
}

// The first page of the inbox leads to its most urgent case; the next has no such button.
func TestTheMostUrgentStandsOnTheFirstPage(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk := c.Staff("周敏", window)
	clerk.Get("/desk/inbox").Is(http.StatusOK, "暂无待办事项").Not("办最急的一件")
	c.At("2026-04-17 09:30")
	urgent := begun(c, "matter", "早的", 0)
	c.At(officetest.Begins)
	for range 50 {
		begun(c, "matter", "后的", 0)
	}
	inbox := clerk.Get("/desk/inbox").Is(http.StatusOK)
	leads, list := inbox.Find(`href="/desk/cases/(\w+)"[^>]*>(?:<[^>]*>|\s)*办最急的一件`), listed(inbox)
	if leads != urgent.Number() || len(list) != 50 || list[0] != leads {
		t.Errorf("it leads to %s, want %s, of %d", leads, urgent.Number(), len(list))
	}
	next := clerk.Get(inbox.Find(`href="([^"]+)" rel="next"`)).Is(http.StatusOK).Not("办最急的一件")
	if len(listed(next)) != 1 {
		t.Errorf("%q", listed(next))
	}
}

// An item is asked for by its whole name; one that there is not, or a part of a name, has no cases.
func TestAnItemThatThereIsNotHasNoCases(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	boss, clerk := c.Staff("魏然", overseeing), c.Staff("周敏", window)
	e, err := c.Catalog.ByCode("519900-1")
	if err != nil {
		t.Fatal(err)
	}
	k, other := begun(c, "matter", "社会保障卡挂失", e.ID), begun(c, "matter", "过户", 0)
	for item, want := range map[string][]flow.Case{"": {k, other}, "社会保障卡挂失": {k}, "社会保障卡": nil, "没有的事项": nil} {
		same(t, "open cases of "+item, listed(boss.Get("/desk/overview?item="+item).Is(http.StatusOK)), want...)
		same(t, "turns of "+item, listed(clerk.Get("/desk/inbox?item="+item).Is(http.StatusOK)), want...)
	}
}

// The open cases are those that people bring; the office's own business is among them where it is asked for.
func TestTheOfficesOwnBusinessIsAskedFor(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	boss := c.Staff("魏然", overseeing)
	k, own := begun(c, "matter", "过户", 0), begun(c, "order", "督办过户", 0)
	for _, d := range []struct {
		query string
		want  flow.Case
	}{{"", k}, {"?kind=matter", k}, {"?kind=order", own}, {"?q=过户", k}} {
		seen := boss.Get("/desk/overview" + d.query).Is(http.StatusOK)
		same(t, d.query, listed(seen), d.want)
		if got := seen.Find(`正常 <b>([^<]*)</b>`); got != "1" {
			t.Errorf("%s: %s in time", d.query, got)
		}
	}
	if rows := boss.Get("/desk/overview.xlsx?purpose=核对").Rows(); len(rows) != 1 || !slices.Contains(rows[0], "过户") {
		t.Errorf("%q", rows)
	}
}

// The open cases are those of the widest post that oversees, and the places to choose from are its own; those of the inbox are of the widest post of all.
func TestOfWhichPostAListIs(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := ""
	for _, d := range c.Catalog.Depts(officetest.County) {
		dept = d.Code
	}
	// The first place below each.
	const whole, county, township = string(officetest.County), string(officetest.Township), string(officetest.Village)
	below := people.Post{Role: people.Window, Region: officetest.Village}
	head := people.Post{Role: people.Head, Region: officetest.County, Dept: dept}
	near := begun(c, "matter", "过户", 0)
	far := c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: officetest.OtherTownship, Title: "过户"})
	for i, d := range []struct {
		posts           []people.Post
		title           string // of the open cases
		overview, inbox string // the first place to choose from
	}{
		{[]people.Post{window, oversees}, "东岸区，", county, county},
		{[]people.Post{oversees, window}, "东岸区，", county, county},
		{[]people.Post{window, below}, "河口镇，", township, township},
		{[]people.Post{callsCity, window}, "河口镇，", township, whole},
		{[]people.Post{window, callsCity}, "河口镇，", township, whole},
		{[]people.Post{head, oversees}, "东岸区，", county, county},
		{[]people.Post{oversees, head}, "东岸区，", county, county},
		{[]people.Post{oversees, overseeing}, "云和市，", whole, whole},
		{[]people.Post{head}, "人社局在办", county, county},
	} {
		who := c.Staff("某某", d.posts...)
		seen := who.Get("/desk/overview").Is(http.StatusOK, d.title)
		switch d.title {
		case "云和市，":
			same(t, d.title, listed(seen), near, far)
		case "河口镇，":
			same(t, d.title, listed(seen), near)
		}
		for page, want := range map[string]string{"/desk/overview": d.overview, "/desk/inbox": d.inbox} {
			if got := who.Get(page).Find(`(?s)<select[^>]*name="place".*?<option value="(\d+)"`); got != want {
				t.Errorf("%d: the first place of %s is %s, want %s", i, page, got, want)
			}
		}
		if offers := strings.Contains(seen.Body, `<option value="`+dept+`"`); offers != (d.title != "人社局在办" && d.overview != township) {
			t.Errorf("%d: the department is among those to choose from: %v", i, offers)
		}
	}
}

// The search finds the open cases in the scope of each post that has business with cases, each once; administrators find none, by no post.
func TestWhoFindsOpenCases(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	k := begun(c, "matter", "社会保障卡挂失", 0)
	far := c.Opened(people.TheOffice, flow.Opening{
		Kind: "matter", Event: "begin", Region: officetest.OtherTownship, Title: "社会保障卡补领", Party: "王德明",
	})
	for _, d := range []struct {
		name  string
		posts []people.Post
		want  []flow.Case
	}{
		{"周敏", []people.Post{window}, []flow.Case{k}}, {"魏然", []people.Post{window, oversees}, []flow.Case{k}},
		{"林立", []people.Post{oversees, overseeing}, []flow.Case{far, k}}, {"系统岗", []people.Post{registers}, nil},
		{"郑平", []people.Post{{Role: people.Auditor, Region: officetest.Whole}}, nil},
	} {
		who := c.Staff(d.name, d.posts...)
		seen := who.Get("/desk/search?q=社会保障卡").Is(http.StatusOK)
		same(t, d.name, cases(seen), d.want...)
		seen.Is(http.StatusOK, "事项", "人社局").Not("没有找到") // the item is nobody's secret
		none := who.Get("/desk/search?q=补领").Is(http.StatusOK)
		if strings.Contains(none.Body, "没有找到") == slices.ContainsFunc(d.want, func(k flow.Case) bool { return k.ID == far.ID }) {
			t.Errorf("%s is told wrongly whether there is one", d.name)
		}
		seen = who.Get("/desk/search?q=" + k.Number()).Is(http.StatusOK)
		if leads := seen.At == "/desk/cases/"+k.Number(); leads != (d.want != nil) || !leads && strings.Contains(seen.Body, "挂失") {
			t.Errorf("by its number %s comes to %s", d.name, seen.At)
		}
		who.Get("/desk/search").Is(http.StatusOK).Not("没有找到", "挂失")
	}
}

// A window finds the cases of somebody by name for a purpose, the newest first and twenty at once, in its scope and of the kinds of which staff
// know whose they are; those that concern the clerk himself are left out.
func TestWhoseCasesAWindowFinds(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk, boss := c.Staff("周敏", window), c.Staff("系统岗", registers)
	p, err := c.Persons.Reach(t.Context(), c.DB, "张晓梅", "13800138000")
	if err != nil {
		t.Fatal(err)
	}
	of := func(kind string, place region.Code) flow.Case {
		return c.Opened(people.TheOffice, flow.Opening{Kind: kind, Event: "begin", Region: place, Title: "过户", Party: p.Name, Applicant: p.ID})
	}
	var mine []flow.Case
	for _, kind := range []string{"order", "hint"} {
		of(kind, officetest.Township)
	}
	of("matter", officetest.OtherTownship)
	if _, err := c.Try(people.TheOffice, of("matter", officetest.Township), "hear"); err != nil { // concerns him
		t.Fatal(err)
	}
	for range 20 {
		c.Later(time.Second)
		mine = append(mine, of("matter", officetest.Township))
	}
	if _, err := c.Try(people.TheOffice, mine[0], "finish"); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(mine)
	ask := func(more ...string) officetest.Seen {
		return clerk.Post("/desk/search/person", append([]string{"who", "张晓梅", "purpose", "本人到窗口，查询单丢了，已核对身份证"}, more...)...)
	}
	same(t, "twenty", listed(ask().Is(http.StatusOK).Not("再往前")), mine...)
	last := of("matter", officetest.Township)
	seen := ask().Is(http.StatusOK, "再往前")
	same(t, "the newest", listed(seen), append([]flow.Case{last}, mine[:19]...)...)
	same(t, "the older", listed(ask("before", seen.Find(`name="before"[^>]*value="(\d+)"`)).Is(http.StatusOK)), mine[19])
	clerk.Post("/desk/search/person", "who", "张晓梅").Is(http.StatusUnprocessableEntity, "做什么用").Not("/desk/cases/")
	same(t, "for a reason of the list", listed(clerk.Post("/desk/search/person", "who", "张晓梅", "purpose", "", "why", "核实、督办").Is(http.StatusOK)),
		append([]flow.Case{last}, mine[:19]...)...)
	boss.Post("/desk/search/person", "who", "张晓梅", "purpose", "核对").Is(http.StatusForbidden)
}

// The box of every page finds by the end of a number, by words of a title, by an item, also what is over, within the scope of who asks, with
// whose move it is; what may be a person's stands in no address, and finds nobody's case until it is said what for.
func TestTheBoxOfEveryPage(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		item := c.Catalog.Suggest("社会保障卡挂失", 1)[0].ID
		p, err := c.Persons.Reach(t.Context(), c.DB, "张晓梅", "13800138000")
		if err != nil {
			t.Fatal(err)
		}
		open := func(place region.Code, title string) flow.Case {
			return c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: place, Title: title, Item: item, Party: p.Name, Applicant: p.ID})
		}
		over, far, k := open(officetest.Township, "补领"), open(officetest.OtherTownship, "补领"), open(officetest.Township, "补领")
		if _, err := c.Try(people.TheOffice, over, "finish"); err != nil {
			t.Fatal(err)
		}
		clerk, boss := c.Staff("周敏", window), c.Staff("魏然", oversees)
		clerk.Get("/desk/inbox").Is(http.StatusOK, `action="/desk/search" method="post"`, "编号、事项、姓名、手机号")
		ask := func(who *officetest.Somebody, q string) officetest.Seen {
			return who.Post("/desk/search", "q", q).Is(http.StatusOK)
		}
		for _, d := range []struct {
			q    string
			at   string
			want []flow.Case
		}{
			{k.Number(), "/desk/cases/" + k.Number(), nil}, {strings.ToLower(flow.Grouped(k.Number())), "/desk/cases/" + k.Number(), nil},
			{k.Number()[15:], "/desk/search?q=", []flow.Case{k}}, {over.Number()[14:22], "/desk/search?q=", []flow.Case{over}},
			{far.Number()[15:], "/desk/search", nil}, {"补领", "/desk/search?q=", []flow.Case{k}},
			{"社会保障卡挂失", "/desk/search?q=", []flow.Case{k, over}},
			{"张晓梅", "/desk/search", nil}, {"晓梅", "/desk/search", nil}, {"13800138000", "/desk/search", nil}, {"没有这个", "/desk/search", nil},
		} {
			for _, who := range []*officetest.Somebody{clerk, boss} {
				seen := ask(who, d.q)
				if !strings.HasPrefix(seen.At, d.at) || d.at == "/desk/search" && seen.At != d.at {
					t.Errorf("%s leads to %s", d.q, seen.At)
				}
				if !strings.HasPrefix(d.at, "/desk/cases") {
					same(t, d.q, cases(seen), d.want...)
				}
				if d.at == "/desk/search" {
					seen.Is(http.StatusOK, "没有找到", "是办事人？", `value="`+d.q+`"`, "核实、督办")
				}
			}
		}
		ask(clerk, "补领").Is(http.StatusOK, "轮到谁", "综合窗口")
		ask(clerk, over.Number()[14:22]).Is(http.StatusOK, "办结", "结束").Not("到期")
		if lines, err := c.Audit.Lines(t.Context(), audit.Filter{Act: "找人查办件"}, 0, 9); err != nil || len(lines) != 0 {
			t.Errorf("%+v, %v: nobody was looked for", lines, err)
		}
		for _, who := range []*officetest.Somebody{clerk, boss} { // of a part of the name only what is open
			same(t, "by name", listed(who.Post("/desk/search/person", "who", "张晓梅", "purpose", "核对身份证").Is(http.StatusOK)), k, over)
			same(t, "by a part of it", listed(who.Post("/desk/search/person", "who", "晓梅", "purpose", "核对身份证").Is(http.StatusOK)), k)
			same(t, "by telephone", listed(who.Post("/desk/search/person", "who", "138 0013 8000", "purpose", "核对身份证").Is(http.StatusOK)), k, over)
		}
		if lines, err := c.Audit.Lines(t.Context(), audit.Filter{Act: "找人查办件"}, 0, 9); err != nil || len(lines) != 6 || lines[0].Reason != "核对身份证" {
			t.Errorf("%+v, %v", lines, err)
		}
		if _, err := c.Try(people.TheOffice, k, "hear"); err != nil { // concerns 周敏 now: she finds it by its number, not by whose it is
			t.Fatal(err)
		}
		for _, by := range []string{"张晓梅", "晓梅", "13800138000"} {
			clerk.Post("/desk/search/person", "who", by, "purpose", "核对身份证").Is(http.StatusOK).Not(k.Number())
			boss.Post("/desk/search/person", "who", by, "purpose", "核对身份证").Is(http.StatusOK, k.Number())
		}
		same(t, "by its number", listed(ask(clerk, k.Number()[15:])), k)
	})
}

// told is a message to a member of staff of a case.
func told(s *officetest.Somebody, k flow.Case, text string) {
	s.City.T.Helper()
	err := s.City.DB.Tx(s.City.T.Context(), func(tx *db.DB) error {
		return s.City.Notices.Send(s.City.T.Context(), tx, notice.To{Staff: s.ID, Case: k.ID}, "urged",
			map[string]string{"number": k.Number(), "item": k.Title, "text": text})
	})
	if err != nil {
		s.City.T.Fatal(err)
	}
}

// A message of a case that concerns the reader since then says no longer whose it is; to others, and of other cases, it stands as it was.
func TestAMessageStandsUnderTheVeilOfItsCase(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		k, other := begun(c, "matter", "过户", 0), begun(c, "matter", "挂失", 0)
		for _, who := range []*officetest.Somebody{clerk, colleague} {
			told(who, k, "张晓梅来电")
		}
		clerk.Get("/desk/notices").Is(http.StatusOK, "张晓梅来电", `href="/desk/notices/`)
		if _, err := c.Try(people.TheOffice, k, "hear"); err != nil {
			t.Fatal(err)
		}
		clerk.Get("/desk/notices").Is(http.StatusOK, "来电", "某人", `href="/desk/notices/`).Not("张晓梅")
		colleague.Get("/desk/notices").Is(http.StatusOK, "张晓梅来电")
		told(clerk, other, "张晓梅来访")
		clerk.Get("/desk/notices").Is(http.StatusOK, "张晓梅来访").Not("张晓梅来电")
		clerk.Leaves() // and sees the case no longer
		clerk.Back().Get("/desk/notices").Is(http.StatusOK, "来电").Not("张晓梅来电", `href="/desk/notices/`)
	})
}

// Looking at the list marks no message; opening one does, or saying so of one, or of all that were shown; each is picked by its type.
func TestMessagesAreReadOneByOne(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk, other, k := c.Staff("周敏", window), c.Staff("何雪", window), begun(c, "matter", "过户", 0)
	unread := func(n string) officetest.Seen {
		t.Helper()
		seen := clerk.Get("/desk/notices").Is(http.StatusOK, "催办")
		if got := seen.Find(`消息(?: <b>(\d+)</b>)?</a>`); got != n {
			t.Errorf("%q in the bar, want %q", got, n)
		}
		return seen
	}
	for _, text := range []string{"甲", "乙", "丙"} {
		told(clerk, k, text)
	}
	told(other, k, "丁")
	unread("3")
	seen := unread("3").Is(http.StatusOK, "待办提醒", "标为已读", "全部标为已读")
	ids := regexp.MustCompile(`href="/desk/notices/(\d+)"`).FindAllStringSubmatch(seen.Body, -1)
	if len(ids) != 3 {
		t.Fatalf("%d can be opened", len(ids))
	}
	if at := clerk.Get("/desk/notices/"+ids[0][1]).Is(http.StatusOK, "过户").At; at != "/desk/cases/"+k.Number() {
		t.Errorf("it leads to %s", at)
	}
	unread("2")
	clerk.Get("/desk/notices?type=todo&unread=1").Is(http.StatusOK, "甲", "乙").Not("丙")
	clerk.Get("/desk/notices?type=late").Is(http.StatusOK, "没有这样的消息").Not("甲")
	clerk.Get("/desk/notices?type=todo").Is(http.StatusOK, "甲", "乙", "丙").Not("丁")
	if at := clerk.Post("/desk/notices?type=todo", "id", ids[1][1]).Is(http.StatusOK, "甲").At; at != "/desk/notices?type=todo" {
		t.Errorf("one leads to %s", at)
	}
	unread("1")
	other.Post("/desk/notices", "id", ids[2][1]).Is(http.StatusNotFound)
	other.Get("/desk/notices/" + ids[2][1]).Is(http.StatusNotFound)
	last := unread("1").Find(`name="last"[^>]*value="(\d+)"`)
	told(clerk, k, "戊") // since then
	clerk.Post("/desk/notices", "do", "all", "last", last).Is(http.StatusOK, "全部标为已读了")
	unread("1").Is(http.StatusOK, "甲", "乙", "丙", "戊")
	other.Get("/desk/notices").Is(http.StatusOK, "丁", "标为已读")
}

// What somebody did stands in his own list, and in no other's, the latest first.
func TestWhatSomebodyDidIsHis(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		clerk, colleague := c.Staff("周敏", window), c.Staff("何雪", window)
		first, second := begun(c, "matter", "一", 0), begun(c, "matter", "二", 0)
		clerk.Do(second, "claim")
		c.Later(time.Minute)
		clerk.Do(first, "claim")
		same(t, "what she did", listed(clerk.Get("/desk/done").Is(http.StatusOK, "认领")), first, second)
		colleague.Get("/desk/done").Is(http.StatusOK, "还没有办过").Not(first.Number(), second.Number())
	})
}

// Fifty messages stand on a page, the latest first, and the older ones on the next.
func TestOlderMessagesStandOnTheNextPage(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	clerk, k := c.Staff("周敏", window), begun(c, "matter", "过户", 0)
	clerk.Get("/desk/notices").Is(http.StatusOK, "没有消息")
	told(clerk, k, "最早的")
	for range 49 {
		told(clerk, k, "后来的")
	}
	clerk.Get("/desk/notices").Is(http.StatusOK, "最早的").Not(`rel="next"`)
	told(clerk, k, "最后的")
	seen := clerk.Get("/desk/notices").Is(http.StatusOK, "最后的", "后来的").Not("最早的")
	clerk.Get(seen.Find(`href="([^"]+)" rel="next"`)).Is(http.StatusOK, "最早的").Not("后来的", `rel="next"`)
	clerk.Get("/desk/notices?after=-").Is(http.StatusUnprocessableEntity)
}

// The rows of a figure are those of the place, the organ and the days that are asked for; what lies outside of the scope has none, and a program
// is told of days that are none.
func TestTheRowsOfAFigureAreWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		boss, far := c.Staff("魏然", oversees), c.Staff("韩冬", people.Post{Role: people.Supervisor, Region: officetest.OtherCounty})
		dept, other := c.Dept(officetest.County, "人社局"), c.Dept(officetest.County, "卫健局")
		head := c.Staff("吴洁", people.Post{Role: people.Head, Region: officetest.County, Dept: dept})
		begun(c, "matter", "一", 0)
		c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: officetest.Township, Dept: dept, Title: "二"})
		c.Tick()
		const rows = "/desk/figures/rows?from=202604&to=202604&what=received"
		for _, q := range []struct {
			who    *officetest.Somebody
			narrow string
			want   int
		}{
			{boss, "", 2}, {boss, "&place=" + string(officetest.County), 2}, {boss, "&place=" + string(officetest.Township), 2}, {boss, "&place=x", 2},
			{boss, "&place=" + string(officetest.OtherCounty), 0}, {boss, "&place=" + string(officetest.Whole), 0}, {boss, "&dept=" + dept, 1}, {boss, "&dept=" + other, 0},
			{far, "", 0}, {far, "&place=" + string(officetest.Township), 0},
			{head, "", 1}, {head, "&dept=" + dept, 1}, {head, "&dept=" + other, 0},
		} {
			if got := q.who.Get(rows + q.narrow).Is(http.StatusOK); len(listed(got)) != q.want {
				t.Errorf("%s, %q: %q, want %d", q.who.Name, q.narrow, listed(got), q.want)
			}
		}
		for q, want := range map[string]int{
			"": 2, "from=202604": 2, "to=202604": 2, "from=20260420&to=20260420": 2, "from=x&to=202604": 2,
			"from=202603&to=202603": 0, "from=202605&to=202604": 0, "from=202604&to=20260430": 0,
		} {
			if got := listed(boss.Get("/desk/figures/rows?" + q)); len(got) != want {
				t.Errorf("%q: %q, want %d", q, got, want)
			}
		}
		boss.Get(rows).Is(http.StatusOK, "2026年4月1日至2026年4月30日，2 件")
		boss.Get("/desk/figures/rows?from=202603&to=202603").Is(http.StatusOK, "2026年3月1日至2026年3月31日，0 件")
		for _, what := range []string{"zzz", "end-zzz"} {
			boss.Get("/desk/figures/rows?what="+what).Is(http.StatusUnprocessableEntity, "没有这个统计数")
			boss.Get("/desk/figures/rows.xlsx?purpose=核对&what=" + what).Is(http.StatusUnprocessableEntity)
		}
		token, err := c.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "统计", StaffID: boss.ID, Scopes: people.ScopeStaff})
		if err != nil {
			t.Fatal(err)
		}
		for q, status := range map[string]int{
			"from=202604&to=202604": http.StatusOK, "from=20260401&to=20260430": http.StatusOK,
			"what=zzz": http.StatusUnprocessableEntity, "what=end-zzz": http.StatusUnprocessableEntity,
			"from=202613": http.StatusUnprocessableEntity, "to=20260431": http.StatusUnprocessableEntity, "from=x": http.StatusUnprocessableEntity,
		} {
			c.Nobody().Call("GET", "/api/v1/ledgers/figure-rows?"+q, nil, "Authorization", "Bearer "+token).Is(status)
		}
	})
}

// A figure of more rows than a list counts says how many it has all the same.
func TestAFigureOfManyRowsSaysHowMany(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	boss := c.Staff("魏然", oversees)
	err := c.DB.Tx(t.Context(), func(tx *db.DB) error {
		for range flow.CountMost + 2 {
			o := flow.Opening{Kind: "matter", Event: "begin", Region: officetest.Township, Title: "一", Channel: flow.ByWindow}
			if _, err := c.Engine.Open(t.Context(), tx, people.TheOffice, o); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Tick()
	boss.Get("/desk/figures/rows?from=202604&to=202604").Is(http.StatusOK, "1,002 件", "1,000")
}

// The overview says where the open cases of a scope lie, those of the place itself beside those of the places below it; each of its figures
// leads to just its cases, and together they are all.
func TestWhereOpenCasesLie(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	at := func(place region.Code, title string) flow.Case {
		return c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: place, Title: title, Party: "张晓梅"})
	}
	county, township := at(officetest.County, "县里的"), at(officetest.Township, "镇上的")
	village := at(officetest.Village, "村里的")
	at(officetest.OtherCounty, "别处的")
	who := c.Staff("林立", oversees)
	seen := who.Get("/desk/overview").Is(http.StatusOK, "东岸区本级")
	if n := strings.Count(seen.Body, `href="/desk/overview?place=own"`); n == 0 {
		t.Error("no figure leads to what the county does itself")
	}
	same(t, "its own", listed(who.Get("/desk/overview?place=own")), county)
	same(t, "those of the township", listed(who.Get("/desk/overview?place="+string(officetest.Township))), township, village)
	same(t, "all", listed(seen), county, township, village)
	if list := listed(c.Staff("周一", overseeing).Get("/desk/overview?place=own").Is(http.StatusOK, "没有符合条件的")); len(list) > 0 {
		t.Errorf("of the city itself: %q", list)
	}
}

// What the clock said again and again without moving a case is one line to unfold; where the case stands is what moved it last.
func TestRemindersAreFolded(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	k := begun(c, "order", "社会保障卡挂失", 0)
	page := func() officetest.Seen {
		return c.Staff("林立", oversees).Get("/desk/cases/" + k.Number()).Is(http.StatusOK)
	}
	c.At("2026-04-23 10:00") // of five working days from the next, two are left
	c.Tick()
	page().Is(http.StatusOK, "到期提醒").Not("到期提醒 ")
	c.At("2026-04-27 08:00")
	c.Tick()
	seen := page().Is(http.StatusOK, "<summary>到期提醒 2 次，最近 4月27日 08:00", "<p>4月27日 08:00", "<p>4月23日 10:00")
	if !regexp.MustCompile(`<li class="now"><b>收件`).MatchString(seen.Body) {
		t.Error("the case does not stand where it was moved last")
	}
}

// A case bears the name of its matter; its kind stands beside it, unless its cases bear that name alone.
func TestACaseBearsTheNameOfItsMatter(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	order, matter := begun(c, "order", "督办：社会保障卡挂失", 0), begun(c, "matter", "社会保障卡补领", 0)
	who := c.Staff("林立", oversees)
	const kind = `<span class="tag ">督办单</span>`
	who.Get("/desk/cases/"+order.Number()).Is(http.StatusOK, `<h1 id="case-h">社会保障卡挂失</h1>`, kind)
	who.Get("/desk/cases/"+matter.Number()).Is(http.StatusOK, `<h1 id="case-h">社会保障卡补领</h1>`).Not(`<span class="tag ">事项</span>`)
	who.Get("/desk/overview?kind=order").Is(http.StatusOK, ">社会保障卡挂失</a>", kind).Not("督办：")
	who.Get("/desk/overview?kind=matter").Is(http.StatusOK, ">社会保障卡补领</a>").Not(`<span class="tag ">事项</span>`)
}
