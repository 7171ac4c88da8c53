package rating_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/audit"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/roster"
	"wuyou/office/tally"
	"wuyou/service/rating"
)

const (
	desk   = "/desk/ratings"
	listed = desk + "/list.xlsx?purpose=核对&"
)

// A program is told of each value by which nothing can be narrowed; who takes the list out, and who agrees to it, is told of what only its
// address says.
func TestWhatNarrowsRatingsUnseenIsSaid(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	of := roster.Token{Name: "统计", StaffID: h.inspector.ID, Scopes: people.ScopeStaff}
	token, err := h.Roster.NewToken(t.Context(), people.TheOffice, "", of)
	if err != nil {
		t.Fatal(err)
	}
	for asked, status := range map[string]int{
		"place=x": http.StatusUnprocessableEntity, "staff=x": http.StatusUnprocessableEntity, "item=0": http.StatusUnprocessableEntity,
		"channel=x": http.StatusUnprocessableEntity, "from=x": http.StatusUnprocessableEntity, "only=x": http.StatusUnprocessableEntity,
		"place=" + string(officetest.Village) + "&staff=1&item=1&channel=online&window=x&only=bad": http.StatusOK,
	} {
		h.Nobody().Call("GET", "/api/v1/ledgers/ratings?"+asked, nil, "Authorization", "Bearer "+token).Is(status)
	}
	h.inspector.Get(desk+"/list.xlsx?staff=17&place="+string(officetest.Village)).
		Is(http.StatusOK, "人员：17", "地点："+string(officetest.Village))
}

// A place or a department that is not the reader's has no figures and no ratings for him: he is told whose he sees, a program is refused. Who has no
// post that has to do with ratings sees none.
func TestWhatIsNotTheReadersIsRefused(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.now(1, h.clerk, rate.Satisfied, "中")
	h.now(2, h.far, rate.Satisfied, "远")
	other, dept := "place="+string(officetest.OtherCounty), "dept="+h.police
	for _, path := range []string{desk, desk + ".xlsx", desk + "/list", desk + "/list.xlsx", desk + "/coverage", desk + "/ranking", desk + "/remarks",
		desk + "/remarks.xlsx", desk + "/watch", desk + "/watch.xlsx"} {
		h.overseer.Get(path+"?purpose=核对&"+other).Is(http.StatusUnprocessableEntity, "您查看东岸区的好差评，西岭县不在其中").Not("窗口 3 号")
		h.overseer.Get(path + "?purpose=核对&place=" + string(officetest.Whole)).Is(http.StatusUnprocessableEntity)
		h.overseer.Get(path + "?purpose=核对&place=" + string(officetest.Township)).Is(http.StatusOK)
	}
	for _, path := range []string{desk, desk + ".xlsx", desk + "/list", desk + "/list.xlsx"} {
		for _, asked := range []string{dept, "dept=none"} {
			h.head.Get(path+"?purpose=核对&"+asked).Is(http.StatusUnprocessableEntity, "您只查看人社局的好差评")
		}
	}
	token := func(of *officetest.Somebody) []string {
		token, err := h.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "统计", StaffID: of.ID, Scopes: people.ScopeStaff})
		if err != nil {
			t.Fatal(err)
		}
		return []string{"Authorization", "Bearer " + token}
	}
	for _, name := range []string{"ratings", "remarks", "suspicions"} {
		h.Nobody().Call("GET", "/api/v1/ledgers/"+name+"?"+other, nil, token(h.overseer)...).Is(http.StatusUnprocessableEntity, "西岭县不在其中", `"place"`)
	}
	h.Nobody().Call("GET", "/api/v1/ledgers/ratings?"+dept, nil, token(h.head)...).Is(http.StatusUnprocessableEntity, `"dept"`)

	h.Tick()
	ranking := h.overseer.Get(desk+"/ranking?month=202604").Is(http.StatusOK, "西岭县", "place="+string(officetest.County))
	ranking.Not("place=" + string(officetest.OtherCounty)) // what he would be refused
	for _, l := range h.service.Service().Ledgers {
		if _, err := l.Show(t.Context(), door.Call{Visitor: h.reviewer.Visitor()}); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("%s is shown to who has to do with no ratings: %v", l.Name, err)
		}
	}
}

// The list shows what was said and never by whom, to each of his own place or department, and narrows to what the figures count.
func TestTheListOfRatings(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.now(1, h.clerk, rate.VeryDissatisfied, "差：张晓梅 跑了三次")
		a, _ := h.now(2, h.colleague, rate.Satisfied, "中")
		h.now(3, h.reviewer, rate.VerySatisfied, "部门好")
		h.now(4, h.far, rate.BasicallySatisfied, "远")
		h.rated(a, rate.VerySatisfied, "更好")
		h.now(5, h.clerk, rate.VeryDissatisfied, "不算")
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "exclude"); err != nil {
			t.Fatal(err)
		}
		said := func(by *officetest.Somebody, asked string) string {
			t.Helper()
			var list []string
			for _, r := range by.Get(listed + asked).Rows() {
				for _, word := range []string{"差：", "中", "部门好", "远", "更好", "不算"} {
					if strings.Contains(r[6], word) {
						list = append(list, word)
					}
				}
			}
			slices.Sort(list)
			return strings.Join(list, " ")
		}
		for _, q := range []struct {
			by          *officetest.Somebody
			asked, want string
		}{
			{h.inspector, "", "不算 中 差： 更好 远 部门好"}, {h.inspector, "only=bad", "不算 差："}, {h.inspector, "only=more", "更好"}, {h.inspector, "only=excluded", "不算"},
			{h.inspector, "only=default", ""}, {h.inspector, "dept=" + h.social, "部门好"}, {h.inspector, "channel=online", "部门好"},
			{h.inspector, fmt.Sprint("staff=", h.colleague.ID), "中 更好"},
			{h.inspector, "place=" + string(officetest.OtherCounty), "远"}, {h.inspector, "place=" + string(officetest.OtherTownship), "远"},
			{h.inspector, "place=" + string(officetest.Village), ""},
			{h.inspector, "from=2026-04-21", ""}, {h.inspector, "from=2026-04-20&to=2026-04-20", "不算 中 差： 更好 远 部门好"}, {h.inspector, "to=2026-04-19", ""},
			{h.inspector, "window=" + url.QueryEscape(tally.Window(officetest.Township, "综合窗口 5 号")), "中 更好"},
			{h.overseer, "", "不算 中 差： 更好 部门好"},
			{h.clerk, "", "不算 中 差： 更好"}, {h.far, "", "远"}, {h.head, "", "部门好"}, {h.head, "dept=" + h.social, "部门好"}, {h.strict, "", ""},
		} {
			if got := said(q.by, q.asked); got != q.want {
				t.Errorf("%s asks %q: %s, want %s", q.by.Name, q.asked, got, q.want)
			}
		}
		h.inspector.Get(desk+"/list").Is(http.StatusOK, "共 6 条", "跑了三次", "非常不满意（不予采纳）", "追加，手机", "待核实", "周敏").Not("张晓梅", phoneOf(1))
		h.reviewer.Get(desk + "/list").Is(http.StatusForbidden)
	})
}

// Who gave a rating is seen by a supervisor of the place who says why, and that is in the log; never by who was rated, and of a default there is nobody.
func TestWhoGaveARating(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		rated := h.Staff("费明", at(people.Window, officetest.Township, "综合窗口 7 号"), at(people.Supervisor, officetest.Township, ""))
		farther := h.Staff("卢静", at(people.Supervisor, officetest.OtherCounty, ""))
		_, r := h.now(1, h.clerk, rate.VeryDissatisfied, "跑了三次")
		_, own := h.now(2, rated, rate.Satisfied, "")
		path := func(id int64) string { return fmt.Sprintf("%s/givers/%d", desk, id) }
		h.clerk.Get(path(r.ID)).Is(http.StatusForbidden)
		h.leader.Get(path(r.ID)).Is(http.StatusForbidden)
		farther.Get(path(r.ID)).Is(http.StatusNotFound)
		farther.Post(path(r.ID), "why", "投诉核实").Is(http.StatusNotFound)
		rated.Get(path(own.ID)).Is(http.StatusForbidden, "评的是您")
		rated.Post(path(own.ID), "why", "投诉核实").Is(http.StatusForbidden, "评的是您")
		h.overseer.Get(path(r.ID)).Is(http.StatusOK, "为什么要看", "跑了三次").Not("张晓梅", phoneOf(1))
		for _, why := range []string{"", "x"} {
			h.overseer.Post(path(r.ID), "why", why).Is(http.StatusUnprocessableEntity).Not("张晓梅", phoneOf(1))
		}
		h.overseer.Post(path(r.ID), "why", "投诉核实").Is(http.StatusOK, "张晓梅", phoneOf(1), "社会保障卡挂失")
		if list := audits(h, "评价 "+fmt.Sprint(r.ID)); !slices.Equal(list, []string{"投诉核实"}) {
			t.Errorf("%q", list)
		}
		_, b := h.served(4, h.clerk)
		stranger, err := h.service.Rate(t.Context(), rate.Given{Act: b.ID, Level: rate.Satisfied, Way: "pc", IP: "192.0.2.7", Unnamed: true})
		if err != nil {
			t.Fatal(err)
		}
		h.overseer.Post(path(stranger.ID), "why", "x").Is(http.StatusUnprocessableEntity).Not("192.0.2.7")
		h.overseer.Post(path(stranger.ID), "why", "投诉核实").Is(http.StatusOK, "192.0.2.7", "评价人选了匿名").Not("张晓梅")
		h.inspector.Get(path(1)).Is(http.StatusNotFound)
		_, a := h.served(3, h.clerk)
		c.At("2026-04-27 18:00")
		c.Tick()
		h.inspector.Back().Get(path(h.ratings(a)[0].ID)).Is(http.StatusNotFound)

		v := h.View(h.overseer.Actor(), c.Cases(rate.Rectifying)[0])
		links := func(who *officetest.Somebody) []string {
			list, err := h.service.Service().Links(t.Context(), people.Visitor{Actor: who.Actor()}, v)
			if err != nil {
				t.Fatal(err)
			}
			var to []string
			for _, l := range list {
				to = append(to, l.Href)
			}
			return to
		}
		if got := links(h.overseer); !slices.Equal(got, []string{path(r.ID)}) || len(links(h.clerk)) != 0 || len(links(farther)) != 0 {
			t.Errorf("%q, %q, %q", got, links(h.clerk), links(farther))
		}
	})
}

// audits are why something was looked at.
func audits(h *hall, object string) (list []string) {
	h.T.Helper()
	all, err := h.Audit.Lines(h.T.Context(), audit.Filter{}, 0, 50)
	if err != nil {
		h.T.Fatal(err)
	}
	for _, a := range all {
		if a.Object == object {
			list = append(list, a.Reason)
		}
	}
	return list
}

// What looks unusual is listed with its rule for who oversees: at the number that is allowed it is not, with one more it is; on its day, and ever after as the
// night found it.
func TestWhatLooksUnusual(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.clerk.Get(desk + "/watch").Is(http.StatusForbidden)
		h.inspector.Get(desk+"/watch").Is(http.StatusOK, "没有异常评价")
		rated := func(n int, device string) {
			t.Helper()
			k, a := h.served(n, h.clerk)
			h.Later(4 * time.Minute)
			g := rate.Given{Act: a.ID, Level: rate.Satisfied, Person: k.Applicant, Way: "mobile", Device: device, IP: "192.0.2.1"}
			if _, err := h.service.Rate(t.Context(), g); err != nil {
				t.Fatal(err)
			}
		}
		told := func(asked string) int {
			t.Helper()
			return strings.Count(h.inspector.Back().Get(desk+"/watch"+asked).Is(http.StatusOK).Body, "同一设备多次评价")
		}
		for n := range 3 {
			rated(n, "one")
		}
		if n := told(""); n != 0 {
			t.Errorf("three of one device are told %d times", n)
		}
		rated(3, "one")
		if n := told(""); n != 1 {
			t.Errorf("four are told %d times", n)
		}
		for range 2 {
			h.next()
			if a, b, c := told(""), told("?from=2026-04-20&to=2026-04-20"), told("?from=2026-04-21&to=2026-04-30"); a != 1 || b != 1 || c != 0 {
				t.Errorf("told %d times, of its day %d, of other days %d", a, b, c)
			}
		}
		for n := range 9 { // by hand of one address, each of another device
			rated(20+n, fmt.Sprint("device", n))
		}
		h.inspector.Back().Get(desk+"/watch").Is(http.StatusOK, "同一网络地址多次评价", "33 分钟里 9 条")
		if rows := h.overseer.Back().Get(desk + "/watch.xlsx?purpose=核对").Rows(); len(rows) != 2 {
			t.Errorf("%q", rows)
		}
		other := h.Staff("卢静", at(people.Supervisor, officetest.OtherCounty, ""))
		other.Get(desk+"/watch").Is(http.StatusOK, "没有异常评价")
	})
}

// Counties are ranked by the share of the good, then by how many rate; without a rating there is no rank. What is announced is what was seen, by who
// oversees the city; the ranking of a month that is over goes out by itself.
func TestTheRanking(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		path := desk + "/ranking?month=202604"
		h.inspector.Get(path).Is(http.StatusOK, "这个月没有服务").Not("发出通报")
		h.served(9, h.far)
		h.now(1, h.clerk, rate.VerySatisfied, "")
		order := func() string {
			t.Helper()
			c.Tick()
			body := h.inspector.Get(path).Is(http.StatusOK).Body
			first, second := strings.Index(body, "东岸区"), strings.Index(body, "西岭县")
			rank := ""
			for _, r := range []string{"1　东岸区", "2　东岸区", "1　西岭县", "2　西岭县", "—　西岭县"} {
				if strings.Contains(body, r) {
					rank += r + " "
				}
			}
			return fmt.Sprint(rank, first < second)
		}
		if got := order(); got != "1　东岸区 —　西岭县 true" {
			t.Error(got)
		}
		h.now(2, h.far, rate.VerySatisfied, "") // as good, but one of two rated
		if got := order(); got != "1　东岸区 2　西岭县 true" {
			t.Error(got)
		}
		h.now(3, h.clerk, rate.VeryDissatisfied, "x")
		if got := order(); got != "2　东岸区 1　西岭县 false" {
			t.Error(got)
		}
		shown := func() string { return html.UnescapeString(h.inspector.Get(path).Find(`name="shown" value="([^"]+)"`)) }
		seen := shown()
		h.overseer.Get(path).Is(http.StatusOK).Not("发出通报")
		h.overseer.Post(path, "shown", seen).Is(http.StatusForbidden, "由市里的监管岗发出")
		h.clerk.Post(path, "shown", seen).Is(http.StatusForbidden)
		h.inspector.Post(path, "shown", "").Is(http.StatusConflict, "没有提交")
		h.now(4, h.clerk, rate.VerySatisfied, "")
		c.Tick()
		h.inspector.Post(path, "shown", seen).Is(http.StatusConflict, "不一样了")
		if got := h.overseer.Told(flow.Case{}); len(got) != 0 {
			t.Errorf("%q", got)
		}
		h.inspector.Post(path, "shown", shown()).Is(http.StatusOK, "通报已发给")
		if got := h.overseer.Told(flow.Case{}); len(got) != 1 || !strings.Contains(got[0], "2026年4月好差评：东岸区好评率 66.7%，全市第 2；差评 1 条，按期整改率 —") {
			t.Errorf("%q", got)
		}
		c.At("2026-04-30 08:00")
		for range 3 {
			h.next() // over the first of May
		}
		if got := h.overseer.Told(flow.Case{}); len(got) != 2 || !strings.Contains(got[1], "2026年4月好差评") {
			t.Errorf("%q", got)
		}
	})
}

// The figures of a place are those of its services, by whatever they are divided; a post of a department sees its own alone.
func TestTheFigures(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		h.now(1, h.clerk, rate.VeryDissatisfied, "差")
		h.now(2, h.clerk, rate.VerySatisfied, "")
		h.now(3, h.reviewer, rate.Satisfied, "")
		h.now(4, h.far, rate.BasicallySatisfied, "")
		h.served(5, h.colleague)
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "close"); err != nil {
			t.Fatal(err)
		}
		c.Tick()
		// 4 of 5 services rated, 3 of them good, 6.5 points: 2, 10, 8 and 6.
		h.inspector.Get(desk).Is(http.StatusOK, "云和市好差评", "3 / 4 条", "1 / 4 条", "4 / 5 次", "6.5", "1 / 1 件", "东岸区", "西岭县", "窗口覆盖率", "人员覆盖率").Not("按什么")
		first := func(by *officetest.Somebody, asked string) string {
			t.Helper()
			var list []string
			for _, r := range by.Get(desk + ".xlsx?purpose=核对&" + asked).Rows() {
				list = append(list, r[0])
			}
			return strings.Join(list, " ")
		}
		for _, q := range []struct {
			by          *officetest.Somebody
			asked, want string
		}{
			{h.inspector, "", "东岸区 西岭县 合计"}, {h.inspector, "by=channel", "网上 窗口 合计"}, {h.inspector, "by=month", "2026年04月 合计"},
			{h.inspector, "by=dept", "综合窗口 人社局 合计"}, {h.inspector, "by=dept&place=" + string(officetest.OtherCounty), "综合窗口 合计"},
			{h.head, "by=dept", "人社局 合计"}, {h.inspector, "from=2026-04-21", "合计"},
		} {
			if got := first(q.by, q.asked); got != q.want {
				t.Errorf("%s asks %q: %s, want %s", q.by.Name, q.asked, got, q.want)
			}
		}
		h.head.Get(desk).Is(http.StatusOK, "人社局好差评", "1 / 1 条", "8.0")
		c.At("2026-06-03 10:00") // the pages open at the last month with services
		for _, path := range []string{desk, desk + "/coverage", desk + "/list"} {
			h.inspector.Back().Get(path).Is(http.StatusOK, `value="2026-04-01"`, `value="2026-04-30"`)
		}
		h.inspector.Get(desk+"/ranking").Is(http.StatusOK, "2026年4月好差评排名")
		c.At("2026-04-20 10:00")
		h.reviewer.Back().Get(desk).Is(http.StatusForbidden)
	})
}

// A tile of the map is red where a bad rating is late, yellow where nobody has rated, and counts what is covered below.
func TestTheMapOfCoverage(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	village := h.Staff("费明", at(people.Window, officetest.Village, "村级窗口"))
	h.now(1, village, rate.Satisfied, "")
	h.Tick()
	tiles := func(by *officetest.Somebody, place string) string {
		t.Helper()
		return by.Get(desk + "/coverage?place=" + place).Is(http.StatusOK).Body
	}
	for place, words := range map[string][]string{
		"":                          {"各县区", "1 / 1 村", "还没有评价"},
		string(officetest.Township): {"各村、社区", "渡头村", "1 条"},
	} {
		body := tiles(h.inspector, place)
		for _, w := range words {
			if !strings.Contains(body, w) {
				t.Errorf("%s does not say %q", place, w)
			}
		}
	}
	h.now(3, h.far, rate.Satisfied, "")
	h.Tick()
	whole := h.inspector.Get(desk + "/coverage")
	piece(whole, "<dt>乡镇（街道）覆盖</dt>", "</div>").Is(http.StatusOK, "2 / 2 个")
	piece(whole, "<dt>村（社区）覆盖</dt>", "</div>").Is(http.StatusOK, "1 / 2 个")
	piece(whole, "<ul class=\"tiles\">", "</ul>").Is(http.StatusOK, desk+"/coverage?", "place="+string(officetest.County)).Not(desk + "/list")
	township := h.inspector.Get(desk + "/coverage?place=" + string(officetest.Township))
	piece(township, "<ul class=\"tiles\">", "</ul>").Is(http.StatusOK, desk+"/list?", "place="+string(officetest.Village)).Not(desk + "/coverage")
	h.now(2, village, rate.VeryDissatisfied, "x")
	if _, err := h.Try(people.TheOffice, h.Newest(rate.Rectifying), "late"); err != nil {
		t.Fatal(err)
	}
	h.Tick()
	for _, place := range []string{"", string(officetest.County), string(officetest.Township)} {
		if body := tiles(h.inspector, place); !strings.Contains(body, "超期差评 1") {
			t.Errorf("%s says nothing of what is late", place)
		}
	}
}

// What people of all walks of life say is apart from the figures: staff write it down for their own places and say by whom; nobody says of himself that he
// inspects.
func TestOpinionsOfAllWalksOfLife(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := c.Nobody()
		said := func(pairs ...string) []string {
			in := map[string]string{"place": string(officetest.County), "what": "site", "who": "public", "level": "satisfied", "comment": "都好"}
			for i := 0; i+1 < len(pairs); i += 2 {
				in[pairs[i]] = pairs[i+1]
			}
			var list []string
			for k, v := range in {
				list = append(list, k, v)
			}
			return list
		}
		z.Get("/ratings/comment?place="+string(officetest.County)).Is(http.StatusOK, "社会各界评价", "人大代表").Not("监督查评")
		for _, wrong := range [][]string{
			{"level", ""}, {"who", "inspect"}, {"who", "code"}, {"place", string(officetest.Township)}, {"place", "510000000000"},
			{"what", ""}, {"comment", strings.Repeat("好", 151)},
		} {
			z.Post("/ratings/comment", said(wrong...)...).Is(http.StatusUnprocessableEntity)
		}
		z.Post("/ratings/comment", said("comment", strings.Repeat("好", 150))...).Is(http.StatusOK)
		h.clerk.Get(desk+"/remarks").Is(http.StatusOK, "这段时间没有社会各界评价", "录入一条") // of the county
		h.overseer.Get(desk+"/remarks").Is(http.StatusOK, "网站和手机端", "群众", "满意")
		at := desk + "/remarks/new"
		h.clerk.Post(at, said("place", string(officetest.County), "who", "inspect")...).Is(http.StatusUnprocessableEntity)
		h.clerk.Post(at, said("place", string(officetest.Township), "who", "code")...).Is(http.StatusUnprocessableEntity)
		h.clerk.Post(at, said("place", string(officetest.Township), "who", "inspect", "what", "hall", "comment", "秩序好")...).
			Is(http.StatusOK, "已录入", "秩序好", "周敏录入", "监督查评")
		h.head.Get(at).Is(http.StatusForbidden)
		h.overseer.Get(desk+"/remarks?from=2026-04-21").Is(http.StatusOK, "没有符合条件的")
		c.At("2026-04-21 00:00")
		h.overseer.Back().Get(desk+"/remarks?from=2026-04-20&to=2026-04-20").Is(http.StatusOK, "秩序好")
		if n := h.counts(officetest.Whole); n != (rate.Counts{}) {
			t.Errorf("an opinion enters the figures: %+v", n)
		}
		if err := h.service.Comment(t.Context(), rating.Remark{Region: "510000000000", Level: rate.Satisfied}); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("of a place elsewhere: %v", err)
		}
	})
}

// A stranger writes so many opinions an hour.
func TestOpinionsHaveAPace(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.Limit("rating.remarks_hour", 5)
	say := func() officetest.Seen {
		return c.Nobody().Post("/ratings/comment", "place", string(officetest.County), "what", "site", "who", "public", "level", "satisfied")
	}
	for range 5 {
		say().Is(http.StatusOK)
	}
	say().Is(http.StatusTooManyRequests)
	c.Later(61 * time.Minute)
	say().Is(http.StatusOK)
}

// What everybody reads of a place, an item's window and the year: how many, how good, what was said and how it was put right; not who sits there, and not what
// does not count.
func TestWhatEverybodyReads(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		z := c.Nobody()
		z.Get("/ratings").Is(http.StatusOK, "云和市好差评", "还没有评价", "还没有公开的整改", "东岸区")
		h.now(1, h.clerk, rate.VeryDissatisfied, "跑了三次")
		first := c.Newest(rate.Rectifying)
		h.now(2, h.clerk, rate.VeryDissatisfied, "不算")
		if _, err := c.Try(people.TheOffice, c.Newest(rate.Rectifying), "exclude"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Try(people.TheOffice, first, "close"); err != nil {
			t.Fatal(err)
		}
		h.now(3, h.far, rate.VerySatisfied, "")
		c.Tick()
		z.Get("/ratings").Is(http.StatusOK, "3", "2", "6.0", "1 / 2 条", "已更换材料清单", "评价人认可").Not("跑了三次", "不算", "周敏", "张晓梅", "还没有公开的整改")
		z.Get("/ratings/places/"+string(officetest.Township)).Is(http.StatusOK, "河口镇好差评", "综合窗口 3 号", "2.0", "已更换材料清单").Not("周敏", "西岭")
		z.Get("/ratings/places/"+string(officetest.OtherTownship)).Is(http.StatusOK, "10.0").Not("已更换材料清单")
		for _, path := range []string{"/ratings/places/510000000000", "/ratings/places/519902009000", "/ratings/places/x", "/ratings/windows/1",
			"/ratings/items/1"} {
			z.Get(path).Is(http.StatusNotFound)
		}
		z.Get(fmt.Sprint("/ratings/windows/", h.clerk.Actor().Posts[0].ID)).Is(http.StatusOK, "综合窗口 3 号", "2.0", "已更换材料清单").Not("周敏", "10.0")
		z.Get(fmt.Sprint("/ratings/windows/", h.overseer.Actor().Posts[0].ID)).Is(http.StatusNotFound, "没有这个窗口")
		c.At("2027-01-01 10:00")
		z.Get("/ratings").Is(http.StatusOK, "—")
	})
}

// What the rules refuse to become.
func TestWhatTheRulesRefuse(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	h := hallOf(c)
	rules := h.service.Service().Rules
	check := func(table int, why, says string, rows ...form.Values) {
		t.Helper()
		if err := rules[table].Holds(t.Context(), c.DB, rows, 20260501); says == "" && err != nil || says != "" &&
			(err == nil || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s: %v", why, err)
		}
	}
	exception := func(kind, event, act string) form.Values {
		return form.Values{"kind": kind, "event": event, "act": act}
	}
	check(0, "as it may be", "", exception("*", "withdraw", "none"), exception("matter", "*", "none"), exception("matter", "finish", "visit"))
	check(0, "nothing is rated", "就没有好差评了", exception("*", "*", "none"))
	check(0, "no such act", "没有这个动作", exception("matter", "fly", "none"))
	sign := func(code, name, most, minutes string) form.Values {
		return form.Values{"code": code, "name": name, "most": most, "minutes": minutes}
	}
	check(1, "as it may be", "", sign("burst", "甲", "1", "1"), sign("hasty", "乙", "0", "0"), sign("staff", "丙", "0", "0"))
	check(1, "one name", "已经有“甲”", sign("burst", "甲", "1", "1"), sign("device", "甲", "1", "1"))
	check(1, "no number", "不能是 0", sign("device", "甲", "0", "1"))
	check(1, "no minutes", "不能是 0", sign("address", "甲", "1", "0"))
	var tags []form.Values
	for i, l := range rate.Levels {
		tags = append(tags, form.Values{"tag_set": "2020", "code": fmt.Sprint(i), "level": l.Value, "name": "好"})
	}
	check(2, "as it may be", "", tags...)
	check(2, "a level without a reason", "一个指标也没有", tags[1:]...)
	check(2, "one name at a level", "里已经有“好”", append(slices.Clone(tags),
		form.Values{"tag_set": "2020", "code": "9", "level": tags[0]["level"], "name": "好"})...)
	check(3, "as it may be", "", form.Values{"name": "2020"})
	check(3, "none", "一套指标也不剩")
	check(3, "one without tags", "一个指标也没有", form.Values{"name": "2020"}, form.Values{"name": "2030"})
	check(4, "as it may be", "", form.Values{"limit_name": "pad_fresh"}, form.Values{"limit_name": "pad_setup"})
	check(4, "one is missing", "要有一行", form.Values{"limit_name": "pad_fresh"})
}
