package door_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/proposal"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	matter, order, secret := officetest.Made(matters, nil), officetest.Made(orders, nil), officetest.Made(secrets, nil)
	matter.Openings = []door.Opening{opening(o)}
	matter.Sections = func(_ context.Context, _ people.Visitor, c flow.View) ([]door.Section, error) {
		said := page.List{Items: []page.Term{{Label: "说的", Value: "褚晓梅说没有人理"}}}
		return []door.Section{{ID: "course", Title: "经过"}, {ID: "said", Title: "反映", Facts: said}, {ID: "rest", Title: "其他"}}, nil
	}
	matter.Beside = []door.Beside{{Section: "said", Of: []string{"begin"}, For: []string{"handle"}}}
	matter.Routes = []web.Route{
		o.House.GetRoute("/desk/wide", "全市的", o.House.Wide(people.Supervisor), func(context.Context, door.Call) (door.Screen, error) {
			return door.Screen{}, nil
		}),
		{Method: "GET", Path: "/desk/people.xlsx", Access: o.Roster.Roles(), Title: "名单", Handle: takenOut(o, door.OfPeople)},
		{Method: "GET", Path: "/desk/figures.xlsx", Access: o.Roster.Roles(), Title: "数字", Handle: takenOut(o, door.OfFigures)},
	}
	secret.Apart = true
	return []door.Service{matter, order, secret}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters may name members of staff in their titles; orders are about the matter whose id ends theirs; of secrets nobody learns whose they are.
var (
	matters = flow.Table{
		Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, States: states, Serves: map[string]flow.Serve{"handle": flow.Reviews},
		About: about(func(k flow.Case) flow.About { return flow.About{Words: k.Title} }), Rows: rows,
	}
	orders = flow.Table{
		Kind: "order", Title: "督办", Inner: true, Phases: []string{"办理"}, States: states, Rows: rows,
		About: about(func(k flow.Case) flow.About {
			id, _ := strconv.ParseInt(strings.TrimPrefix(k.Title, "督办"), 10, 64)
			return flow.About{Cases: []int64{id}}
		}),
	}
	secrets = flow.Table{Kind: "secret", Title: "密事", Phases: []string{"办理"}, States: states, Rows: rows}
	states  = []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
	}
	window, officer = []people.Role{people.Window}, []people.Role{people.Officer}
	asked           = form.Of(
		form.Field{Name: "title", Label: "什么事", Type: form.Text, Required: true},
		form.Field{Name: "address", Label: "上门地址", Type: form.Text, Personal: true},
	)
	rows = []flow.Row{
		{Event: "begin", Name: "收件", Done: "已收件", By: flow.Who{Roles: window, Office: true}, To: "begun", Ask: asked},
		{From: []string{"begun"}, Event: "handle", Name: "办理", Done: "已办", By: flow.Who{Roles: officer}, To: "over"},
	}

	overWhole  = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	overCounty = people.Post{Role: people.Supervisor, Region: officetest.County}
	desk       = people.Post{Role: people.Officer, Region: officetest.Whole}
	counter    = people.Post{Role: people.Window, Region: officetest.Township}
)

func about(of func(k flow.Case) flow.About) func(context.Context, *db.DB, []flow.Case) (map[int64]flow.About, error) {
	return func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		all := map[int64]flow.About{}
		for _, k := range cases {
			all[k.ID] = of(k)
		}
		return all, nil
	}
}

// opening opens a matter by a form that confirms which matters wait; the first of them (?first=1) by one that is gone afterwards.
func opening(o *office.Office) door.Opening {
	return door.Opening{
		Name: "matter", Kind: "matter", Event: "begin", Path: "/desk/matters/new", Title: "登记事项", Submit: "登记", Roles: window, Form: asked,
		Ask: func(ctx context.Context, c door.Call) (door.Asked, error) {
			waits, err := o.Engine.Overview(ctx, people.Post{Region: o.House.Region}, flow.Filter{Kind: "matter"}, "", 50)
			list := page.List{Items: []page.Term{{Label: "已登记", Value: page.Num(len(waits.Items)) + " 件"}, {Label: "窗口", Value: "综合窗口"}}}
			if c.About["first"] != "" && len(waits.Items) > 0 {
				return door.Asked{}, fail.NotFound("已经登记过了")
			}
			return door.Asked{Form: asked, Above: []door.Block{{Facts: list}}, Confirms: door.Show(list)}, err
		},
		Open: func(ctx context.Context, tx *db.DB, v people.Visitor, _ form.Values, c flow.Opening) (*flow.Change, error) {
			c.Region, c.Title = v.First(window...).Region, c.Input["title"]
			return o.Engine.Open(ctx, tx, v.Actor, c)
		},
	}
}

// takenOut is a workbook of as many rows as are asked for.
func takenOut(o *office.Office, of door.Lists) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		build := func() (*sheet.Writer, error) {
			book, err := sheet.NewWriter("名单", []string{"姓名"})
			if err != nil {
				return nil, err
			}
			for range web.Asked(r).Int("n") {
				if err := book.Row("褚晓梅"); err != nil {
					return book, err
				}
			}
			return book, nil
		}
		return o.House.Export(w, r, of, "名单", build)
	}
}

// opened is a case of a kind in the township, of somebody.
func opened(c *officetest.City, kind, title string) flow.Case {
	c.T.Helper()
	p, err := c.Persons.Reach(c.T.Context(), c.DB, "褚晓梅", "13800138001")
	if err != nil {
		c.T.Fatal(err)
	}
	return c.Opened(people.TheOffice, flow.Opening{
		Kind: kind, Event: "begin", Region: officetest.Township, Title: title, Party: p.Name, Applicant: p.ID,
		Input: form.Values{"title": title, "address": "渡头村 8 号"},
	})
}

// A case stands under a veil for whom it, or what it is about, names, and for who did what it is about; one that is apart, for all staff. Others
// read what was written. Each case has the veil of its own.
func TestWhoReadsUnderAVeil(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		named, did, other := c.Staff("向阳", overWhole), c.Staff("秦雨", desk), c.Staff("何雪", overWhole)
		matter, plain, secret := opened(c, "matter", "向阳不理人"), opened(c, "matter", "没有人理"), opened(c, "secret", "密事")
		order := c.Opened(people.TheOffice, flow.Opening{ // of nobody: what it hides is of the matter
			Kind: "order", Event: "begin", Region: officetest.Township, Title: fmt.Sprint("督办", matter.ID), Input: form.Values{"title": "督办"},
		})
		matter = did.Do(matter, "handle")
		cases := []flow.Case{matter, plain, secret, order}
		for _, by := range []struct {
			name string
			who  people.Actor
			want []bool // of the cases
		}{
			{"named", named.Actor(), []bool{true, false, true, true}}, {"did it", did.Actor(), []bool{false, false, true, true}},
			{"another", other.Actor(), []bool{false, false, true, false}},
			{"the applicant", people.Actor{Kind: people.Citizen, ID: named.ID, Name: "向阳"}, []bool{false, false, false, false}},
			{"the office", people.TheOffice, []bool{false, false, false, false}},
		} {
			veils, err := c.House.Veils(t.Context(), c.DB, by.who, cases...)
			if err != nil {
				t.Fatal(err)
			}
			var got []bool
			for _, k := range cases {
				one, err := c.House.Veil(t.Context(), c.DB, k, by.who)
				if err != nil || (one == nil) != (veils[k.ID] == nil) {
					t.Errorf("%s, %s alone: %v, %v", by.name, k.Title, one != nil, err)
				}
				got = append(got, veils[k.ID] != nil)
				const written = "褚晓梅，渡头村 8 号，138 0013 8001"
				if says := veils[k.ID].Text(written); says != one.Text(written) {
					t.Errorf("%s reads of %s among others: %s, alone %s", by.name, k.Title, says, one.Text(written))
				} else if veils[k.ID] != nil && strings.ContainsAny(says, "褚晓梅渡头138") {
					t.Errorf("%s reads of %s: %s", by.name, k.Title, says)
				}
			}
			if !slices.Equal(got, by.want) {
				t.Errorf("%s: %v, want %v", by.name, got, by.want)
			}
		}
		for _, by := range []*officetest.Somebody{named, other} {
			v := c.View(by.Actor(), plain)
			list, _, err := c.House.Told(t.Context(), by.Visitor(), v)
			if err != nil || len(list) != 3 || list[1].Facts.Items[0].Value != "褚晓梅说没有人理" {
				t.Errorf("%s is told of what does not name him: %+v %v", by.Name, list, err)
			}
		}
		list, _, err := c.House.Told(t.Context(), named.Visitor(), c.View(named.Actor(), matter))
		if err != nil || len(list) != 3 || list[1].Facts.Items[0].Value != "某人说没有人理" {
			t.Errorf("who is named is told %+v %v", list, err)
		}
		did.Do(order, "handle")
		did.Do(secret, "handle")
	})
}

// What is masked is shown to who says why, with a line in the log; never to whom the case names, and of what is apart to nobody: then nothing is
// logged, since nothing was seen.
func TestWhatIsMaskedIsShownToWhoMayLearnIt(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		named, other := c.Staff("向阳", overWhole), c.Staff("何雪", overWhole)
		matter, secret := opened(c, "matter", "向阳不理人"), opened(c, "secret", "密事")
		for _, refused := range []struct {
			by *officetest.Somebody
			k  flow.Case
		}{{named, matter}, {named, secret}, {other, secret}} {
			list, err := c.House.Unmask(t.Context(), refused.by.Visitor(), c.View(refused.by.Actor(), refused.k), "核对身份")
			if !fail.Is(err, fail.KindForbidden) || list != nil {
				t.Errorf("%s is shown of %s: %v %v", refused.by.Name, refused.k.Title, list, err)
			}
		}
		seen := audit.Filter{Act: "查看个人信息"}
		if lines, err := c.Audit.Lines(t.Context(), seen, 0, 9); err != nil || len(lines) != 0 {
			t.Errorf("logged, though nothing was shown: %+v %v", lines, err)
		}
		if _, err := c.House.Unmask(t.Context(), other.Visitor(), c.View(other.Actor(), matter), ""); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		list, err := c.House.Unmask(t.Context(), other.Visitor(), c.View(other.Actor(), matter), "核对身份")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, term := range list {
			got = append(got, term.Label+" "+term.Value)
		}
		if want := []string{"姓名、名称 褚晓梅", "电话 13800138001", "上门地址 渡头村 8 号"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		lines, err := c.Audit.Lines(t.Context(), seen, 0, 9)
		if err != nil || len(lines) != 1 || lines[0].ActorID != other.ID || lines[0].Reason != "核对身份" ||
			lines[0].Object != "办件 "+matter.Number()+"：姓名、名称、电话、上门地址" {
			t.Errorf("the log: %+v %v", lines, err)
		}
	})
}

// A section stands on the pages of the steps that its service says, and no other section does.
func TestASectionStandsBesideItsSteps(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	by := c.Staff("何雪", overWhole)
	list, _, err := c.House.Told(t.Context(), by.Visitor(), c.View(by.Actor(), opened(c, "matter", "没有人理")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range list {
		for _, event := range []string{"begin", "handle"} {
			if s.Shows(event) {
				got = append(got, s.ID+" shows "+event)
			}
			if s.Helps(event) {
				got = append(got, s.ID+" helps "+event)
			}
		}
	}
	if want := []string{"said shows begin", "said helps handle"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is the city's is closed to who holds the role over less, or another role over the city.
func TestWhatIsTheCitysIsForItsPosts(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	leads := people.Post{Role: people.Leader, Region: officetest.Whole}
	c.Staff("魏然", overWhole).Get("/desk/wide").Is(http.StatusOK)
	c.Staff("关山", overCounty, leads).Get("/desk/wide").Is(http.StatusForbidden, "由市级岗位办理")
	c.Staff("乔岭", leads).Get("/desk/wide").Is(http.StatusForbidden).Not("由市级岗位办理")
}

// Who sends a form that confirms what he saw, after that has changed, opens nothing: he is shown what is so now, with what he wrote, and may
// send it again.
func TestAFormIsSentOverWhatItsSenderSaw(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		const path = "/desk/matters/new"
		first, second := c.Staff("周敏", counter), c.Staff("何雪", counter)
		shown := func(s officetest.Seen) string { return s.Find(`name="shown"[^>]*value="([^"]+)"`) }
		old := first.Get(path).Is(http.StatusOK, "0 件")
		now := second.Get(path)
		second.Post(path, "at", "matter", "key", now.Key(), "shown", shown(now), "title", "补办").Is(http.StatusOK, "补办")
		for _, was := range []string{shown(old), ""} {
			seen := first.Post(path, "at", "matter", "key", old.Key(), "shown", was, "title", "挂失").Bones()
			seen.Is(http.StatusConflict, "“已登记”", "和您刚才看到的不一样了", "1 件", `value="挂失"`)
			if n := len(c.Cases("matter")); n != 1 || seen.Key() != old.Key() || shown(seen) == shown(old) {
				t.Errorf("%d cases; the form again: key %s, shown %s", n, seen.Key(), shown(seen))
			}
			now = seen
		}
		for range 2 { // sent again it is the same case, although what it confirmed is not so any more
			first.Post(path, "at", "matter", "key", now.Key(), "shown", shown(now), "title", "挂失").Is(http.StatusOK, "挂失")
		}
		if n := len(c.Cases("matter")); n != 2 {
			t.Errorf("%d cases", n)
		}
	})
}

// What is sent again is answered with its case, also where what it asked about has moved on; what is not the same is refused as anything else.
func TestAFormIsSentTwiceThoughWhatItAsksAboutIsGone(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		const path = "/desk/matters/new?first=1"
		by := c.Staff("周敏", counter)
		page := by.Get(path).Is(http.StatusOK)
		shown := page.Find(`name="shown"[^>]*value="([^"]+)"`)
		send := func(title string) officetest.Seen {
			return by.Post(path, "at", "matter", "key", page.Key(), "shown", shown, "title", title)
		}
		first := send("挂失").Is(http.StatusOK, "挂失")
		if again := send("挂失").Is(http.StatusOK, "挂失"); again.At != first.At || len(c.Cases("matter")) != 1 {
			t.Errorf("sent again it leads to %s, before to %s; %d cases", again.At, first.At, len(c.Cases("matter")))
		}
		send("补办").Is(http.StatusNotFound, "已经登记过了")
	})
	town.Each(t, func(c *officetest.City) {
		by, said := c.Staff("周敏", counter), map[string]any{"about": map[string]string{"first": "1"}, "input": map[string]string{"title": "挂失"}}
		const path = "/api/v1/openings/matter"
		first := by.Program("POST", path, said, "Idempotency-Key", "1").Is(http.StatusCreated)
		again := by.Program("POST", path, said, "Idempotency-Key", "1").Is(http.StatusCreated)
		number := `"number":"([^"]+)"`
		if again.Find(number) != first.Find(number) || len(c.Cases("matter")) != 1 {
			t.Errorf("sent again: %s, before %s", again.Body, first.Body)
		}
		by.Program("POST", path, said, "Idempotency-Key", "2").Is(http.StatusNotFound, "已经登记过了")
		by.Program("POST", path, map[string]any{"input": map[string]string{"title": "补办"}}, "Idempotency-Key", "1").Is(http.StatusConflict)
	})
}

// What was shown still stands only where every line of it does; what differs is named, up to five lines.
func TestWhatWasShownStillStands(t *testing.T) {
	t.Parallel()
	labels := []string{"甲", "乙", "丙", "丁", "戊", "己"}
	terms := func(values ...string) door.Shown {
		var l page.List
		for i, v := range values {
			l.Items = append(l.Items, page.Term{Label: labels[i], Value: v})
		}
		return door.Show(l)
	}
	for _, c := range []struct {
		was, now door.Shown
		says     string // "" it still stands
	}{
		{terms("1", "2"), terms("1", "2"), ""}, {terms(), terms(), ""},
		{terms("1", "2"), terms("1", "3"), "“乙”"}, {terms("1", "2"), terms("1"), "“乙”"}, {terms("1"), terms("1", "2"), "“乙”"},
		{terms(), terms("1"), "“甲”"}, {terms("1"), terms(), "“甲”"},
		{terms("1", "2", "3", "4", "5", "6"), terms("0", "0", "0", "0", "0", "0"), "：“甲”“乙”“丙”“丁”“戊”和"},
		{door.Show("a"), door.Show("b"), "内容"},
		{door.Show([]page.Note{{Title: "甲=|乙", Text: "1"}}), door.Show([]page.Note{{Title: "甲=|乙", Text: "2"}}), "“甲  乙”"},
	} {
		err := c.now.Still(c.was.String())
		if c.says == "" && err != nil || c.says != "" && (!fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s, now %s: %v, want %s", c.was, c.now, err, c.says)
		}
	}
}

// takes asks for a workbook, and is its last line; "" where it is none.
func takes(by *officetest.Somebody, path string, status int) string {
	by.City.T.Helper()
	seen := by.Get(path).Is(status)
	if seen.Header.Get("Content-Type") != sheet.Type {
		return ""
	}
	book, err := sheet.Read(strings.NewReader(seen.Body))
	if err != nil || len(book.Rows) == 0 {
		by.City.T.Fatal(err)
	}
	return book.Rows[len(book.Rows)-1][0]
}

// A list of people is taken out for a purpose that says something, and above what one takes in a day when a second person has agreed; its last line
// says all that, and so does the log. One of figures is taken out without.
func TestWhatTellsOfPeopleIsTakenOutForAPurpose(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		by := c.Staff("何雪", overWhole)
		c.Limit("export.rows", 3)
		c.Limit("export.more", 0)
		const mine, list = "导出人：何雪　时间：2026-04-20 09:30", "/desk/people.xlsx?purpose=季度检查&n="
		for _, e := range []struct {
			path   string
			status int
			says   string
		}{
			{"/desk/figures.xlsx?n=4", http.StatusOK, mine},
			{"/desk/people.xlsx?n=1", http.StatusOK, ""}, {"/desk/people.xlsx?n=1&purpose=", http.StatusUnprocessableEntity, ""},
			{"/desk/people.xlsx?n=1&purpose=x。。", http.StatusUnprocessableEntity, ""},
			{list + "2", http.StatusOK, mine + "　用途：季度检查"}, {list + "1", http.StatusOK, mine + "　用途：季度检查"},
			{list + "1", http.StatusAccepted, ""}, {list + "1", http.StatusAccepted, ""}, {"/desk/figures.xlsx?n=4", http.StatusOK, mine},
		} {
			if got := takes(by, e.path, e.status); got != e.says {
				t.Errorf("%s ends with %q, want %q", e.path, got, e.says)
			}
		}
		waiting, err := c.Proposals.Waiting(t.Context())
		if err != nil || len(waiting) != 1 || waiting[0].Kind != door.ExportKind || waiting[0].Why != "季度检查" {
			t.Fatalf("what waits: %+v %v", waiting, err)
		}
		agree(c, waiting[0])
		for _, e := range []struct {
			status int
			says   string
		}{{http.StatusOK, mine + "　用途：季度检查　同意人：安全员"}, {http.StatusAccepted, ""}} { // it is agreed to once
			if got := takes(by, list+"1", e.status); got != e.says {
				t.Errorf("after somebody agreed: %q, want %q", got, e.says)
			}
		}
		lines, err := c.Audit.Lines(t.Context(), audit.Filter{Act: "导出 Excel"}, 0, 9)
		var why []string
		for _, l := range lines {
			why = append(why, l.Object+" "+l.Reason)
		}
		want := []string{"名单，1 行 季度检查（安全员同意）", "名单，4 行 ", "名单，1 行 季度检查", "名单，2 行 季度检查", "名单，4 行 "}
		if err != nil || !slices.Equal(why, want) {
			t.Errorf("the log: %q %v", why, err)
		}
	})
}

func agree(c *officetest.City, p proposal.Proposal) {
	c.T.Helper()
	second := c.Staff("安全员", people.Post{Role: people.Security, Region: officetest.Whole}).Visitor()
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
		_, err := c.Proposals.Agree(c.T.Context(), tx, second, p.ID)
		return err
	})
	if err != nil {
		c.T.Fatal(err)
	}
}

// A figure is told as it is, up to the most that lists count.
func TestAFigureIsToldUpToTheMost(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", flow.CountMost: "1,000", flow.CountMost + 1: "1,000+", 5000: "1,000+"} {
		if got := door.UpToMost(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
		e := door.Enveloped[int](nil, n, "")
		if e.Total != min(n, flow.CountMost) || e.More != (n > flow.CountMost) || e.Items == nil {
			t.Errorf("%d in an answer: %+v", n, e)
		}
	}
}
