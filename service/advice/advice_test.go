package advice_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/service/advice"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	return []door.Service{service(o).Service(), officetest.Made(matters, nil)}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters are what people report: a kind whose title is the item and whose party the cause.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"handle": flow.Reviews},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "handle", Name: "审查", Done: "已审查",
			By: flow.Who{Roles: []people.Role{people.Officer}}, To: flow.Same},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
	},
}

func service(o *office.Office) *advice.Service {
	return advice.New(o, func(ctx context.Context, place region.Code, from, to calendar.Day) (list []advice.Matter, err error) {
		var w db.Where
		w.And("c.kind = 'matter' AND c.opened_day >= ? AND c.opened_day <= ?", from, to)
		flow.Within(&w, place)
		cases, err := db.All[flow.Case](ctx, o.DB, `SELECT `+flow.Columns+` FROM cases c`+w.String()+` ORDER BY c.id`, w.Args()...)
		for _, k := range cases {
			list = append(list, advice.Matter{
				Case: k.ID, Number: k.Number(), Day: calendar.DayOf(time.UnixMilli(k.OpenedAt)), Region: k.Region, Dept: k.Dept,
				ItemName: k.Title, Sub: k.Party, Cause: k.Party,
			})
		}
		return list, err
	})
}

func reported(c *officetest.City, dept, item, cause string) flow.Case {
	c.T.Helper()
	return c.Opened(people.TheOffice, flow.Opening{
		Kind: "matter", Event: "begin", Region: officetest.Township, Dept: dept, Title: item, Party: cause,
	})
}

var (
	oversees = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	leads    = people.Post{Role: people.Leader, Region: officetest.Whole}
	officer  = people.Post{Role: people.Officer, Region: officetest.Township}
)

func headOf(dept string) people.Post {
	return people.Post{Role: people.Head, Dept: dept, Region: officetest.County}
}

func row(c *officetest.City, k flow.Case) advice.Advice {
	c.T.Helper()
	a, err := advice.Advices.Load(c.T.Context(), c.DB, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return a
}

func home(k flow.Case) string { return "/desk/cases/" + k.Number() }

// drafted is the letter that somebody drafts, to a department, on what the analysis, grouped one way, finds first.
func drafted(by *officetest.Somebody, way, dept string) flow.Case {
	c := by.City
	c.T.Helper()
	at := by.Get("/desk/advice/analysis?by=" + way).Find(`href="(/desk/advice/new\?[^"]+)"`)
	seen := by.Get(at)
	by.Post(at, "key", seen.Key(), "shown", seen.Find(`name="shown"[^>]*value="([^"]*)"`), "dept", dept,
		"title", "关于改进的工作建议", "problem", "一个月内三件。", "proposal", "一是核查。\n二是更正清单。").
		Is(http.StatusOK, "建议书", "所附反映")
	return c.Newest(advice.Kind)
}

// From what comes up often to a letter that is issued by another than who drafted it, answered, carried out, verified,
// and closed by another than who verified it.
func TestALetterOfAdvice(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept, other := c.Dept(officetest.County, "人社局"), c.Dept(officetest.County, "卫健局")
		boss, leader, head := c.Staff("魏然", oversees), c.Staff("林立", leads), c.Staff("陶然", headOf(dept))
		stranger, did := c.Staff("何雪", headOf(other)), c.Staff("周敏", officer, oversees, leads)
		first := reported(c, dept, "社会保障卡挂失", "材料")
		reported(c, dept, "社会保障卡挂失", "材料")
		boss.Get("/desk/advice/analysis").Is(http.StatusOK, "社会保障卡挂失", "当月第 1 位", "2 / 2", "30 天内同类 3 件以上")
		reported(c, dept, "社会保障卡挂失", "系统")
		reported(c, other, "生育登记", "材料")
		did.Do(first, "handle")
		at := boss.Get("/desk/advice/analysis").Is(http.StatusOK, "30 天内 3 件", "3 / 4", "1 / 4").
			Not("已拟").Find(`href="(/desk/advice/new\?[^"]+)"`)
		seen := boss.Get(at).Is(http.StatusOK, "关于改进社会保障卡挂失办理的工作建议", "其中“社会保障卡挂失” 3 件，占 75%。主要原因：材料 2 件，系统 1 件。", first.Number())
		said := []string{"key", seen.Key(), "dept", dept, "title", "关于改进", "problem", "三件。", "proposal", "一是核查。\n二是更正清单。"}
		boss.Post(at, said...).Is(http.StatusConflict, "没有提交") // it says what it stands on
		said = append(said, "shown", seen.Find(`name="shown"[^>]*value="([^"]*)"`))
		boss.Post(at, slices.Concat(said[:4], said[6:])...).Is(http.StatusUnprocessableEntity, "标题")
		for range 2 {
			boss.Post(at, said...).Is(http.StatusOK, "所附反映 3 件")
		}
		if n := len(c.Cases(advice.Kind)); n != 1 {
			t.Fatalf("%d letters", n)
		}
		k := c.Newest(advice.Kind)
		boss.Get("/desk/advice/analysis").Is(http.StatusOK, "已拟", "看建议书")
		head.Get(home(k)).Is(http.StatusNotFound) // a draft is not the department's business yet
		k = boss.Do(k, "edit", "dept", dept, "title", "关于改进社会保障卡挂失", "problem", "三件。", "proposal", "一是核查。\n二是更正清单。")
		boss.Get("/desk/advice/"+k.Number()+"/letter").Is(http.StatusOK, "云政服建议〔2026〕　号", "现提出以下工作建议", "附件：反映清单")
		boss.Refused(k, fail.KindForbidden, "issue", "")
		head.Refused(k, fail.KindNotFound, "receive", "")
		k = leader.Do(k, "issue")
		if a := row(c, k); a.Number != "云政服建议〔2026〕1号" || a.Signer != "林立" || a.IssuedDay != 20260420 ||
			k.Dept != dept || a.Title != "关于改进社会保障卡挂失" {
			t.Errorf("%+v", a)
		}
		// Ten working days: 21–24, 27–30 April, 6, 7 May.
		if got := head.Told(k); len(got) != 1 || !strings.Contains(got[0], "请于 2026年5月7日（含当日）前答复") {
			t.Errorf("the head was told %q", got)
		}
		leader.Get("/desk/advice/"+k.Number()+"/letter").Is(http.StatusOK,
			"云政服建议〔2026〕1号", "二是更正清单。", "人力资源和社会保障局", "附件：反映清单", "2026年4月20日")
		file := leader.Get("/desk/advice/"+k.Number()+"/letter.docx").Is(http.StatusOK, "PK")
		if !strings.Contains(file.Header.Get("Content-Type"), "wordprocessingml") {
			t.Errorf("%v", file.Header)
		}
		for _, path := range []string{home(k), "/desk/advice/" + k.Number() + "/letter", "/desk/advice/" + k.Number() + "/letter.docx"} {
			stranger.Get(path).Is(http.StatusNotFound)
		}
		stranger.Get("/desk/advice").Is(http.StatusOK, "没有")
		did.Refused(k, fail.KindForbidden, "recall", "", "reason", "x")
		boss.Refused(k, fail.KindForbidden, "receive", "")
		head.Do(k, "receive")
		head.Do(k, "comment", "text", "已交业务股")
		plan := []string{"measures", "更正办事指南", "person", "李股长"}
		head.Refused(k, fail.KindInvalid, "plan", "明天或以后", append(plan, "by", "2026-04-20")...)
		k = head.Do(k, "plan", append(plan, "by", "2026-04-21")...)
		if due := time.UnixMilli(k.DueAt); calendar.DayOf(due) != 20260421 || row(c, k).PlanDay != 20260421 {
			t.Errorf("due %s, %+v", due, row(c, k))
		}
		boss.Refused(k, fail.KindForbidden, "finish", "", "effect", "x")
		head.Refused(k, fail.KindInvalid, "finish", "证明材料", "effect", "已更正")
		head.Do(k, "finish", "effect", "清单已更正", "evidence", head.File("清单.pdf"))
		boss.Refused(k, fail.KindInvalid, "return", "明天或以后", "reason", "网上没有更新", "by", "2026-04-20")
		k = boss.Do(k, "return", "reason", "网上没有更新", "by", "2026-05-20")
		if due := time.UnixMilli(k.DueAt); k.State != "planned" || calendar.DayOf(due) != 20260520 {
			t.Errorf("%s, due %s", k.State, due)
		}
		head.Do(k, "finish", "effect", "网上也已更新", "evidence", head.File("截图.pdf"))
		did.Refused(k, fail.KindForbidden, "verify", "", "opinion", "x")
		k = boss.Do(k, "verify", "opinion", "一致")
		boss.Refused(k, fail.KindForbidden, "close", "")
		did.Refused(k, fail.KindForbidden, "close", "")
		if k = leader.Do(k, "close"); k.State != "closed" || k.Result != "done" {
			t.Errorf("%+v", k)
		}
		boss.Get("/desk/advice").Is(http.StatusOK, "已销号", "李股长", "反映分析")
		rows := boss.Get("/desk/advice.xlsx").Rows()
		if len(rows) != 1 || rows[0][0] != "云政服建议〔2026〕1号" || rows[0][3] != "3" ||
			!slices.Contains(rows[0], "网上也已更新") || !slices.Contains(rows[0], "一致") {
			t.Errorf("%q", rows)
		}
		head.Get("/desk/advice").Is(http.StatusOK, "李股长").Not("反映分析")
		boss.Get(home(k)).Is(http.StatusOK, "责任人 李股长", "完成日期 2026-05-20", "核实情况 一致", home(first))
		c.Sound()
	})
}

// A letter is about all matters on which it stands: who handled any of them does not call it back, whichever it was; who handled none does.
func TestWhoHandledAnyMatterKeepsAway(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := c.Dept(officetest.County, "人社局")
	boss, leader := c.Staff("魏然", oversees), c.Staff("林立", leads)
	var did []*officetest.Somebody
	for _, name := range []string{"周敏", "何雪", "陶然"} {
		did = append(did, c.Staff(name, officer, leads))
		did[len(did)-1].Do(reported(c, dept, "社会保障卡挂失", "材料"), "handle")
	}
	k := leader.Do(drafted(boss, "item", dept), "issue")
	for _, who := range did {
		who.Refused(k, fail.KindForbidden, "recall", "审查", "reason", "x")
	}
	if k = c.Staff("郑平", leads).Do(k, "recall", "reason", "并入另一份"); k.State != "dropped" {
		t.Error(k.State)
	}
}

// What is not answered, not carried out by the day that the department has named, or not verified in time is late; who
// did what the letter is about, or who reported it carried out, does not verify it.
func TestWhatRunsOut(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		c.At("2021-09-24 09:30")
		dept := c.Dept(officetest.County, "人社局")
		boss, leader, both := c.Staff("魏然", oversees), c.Staff("林立", leads), c.Staff("郑平", oversees, headOf(dept))
		for range 3 {
			reported(c, dept, "社会保障卡挂失", "材料")
		}
		leader.Refused(drafted(leader, "cause", dept), fail.KindForbidden, "issue", "须由另一人")
		k, silent := drafted(boss, "item", dept), drafted(boss, "dept", dept)
		leader.Do(k, "issue")
		c.Staff("郑立", people.Post{Role: people.Leader, Region: officetest.County}).Do(silent, "issue")
		if a, b := row(c, k).Number, row(c, silent).Number; a != "云政服建议〔2021〕1号" || b != "云东政服建议〔2021〕1号" { // in whose name it is issued
			t.Errorf("%s, %s", a, b)
		}
		at := func(when string, k flow.Case, late bool, last string) {
			t.Helper()
			c.At(when)
			c.Tick()
			if got := c.Course(k); c.Case(k).Late != late || !strings.HasPrefix(got[len(got)-1], last) {
				t.Errorf("at %s: %v %q", when, c.Case(k).Late, got)
			}
		}
		both.Do(k, "plan", "measures", "更正", "person", "李", "by", "2021-10-09") // without acknowledging it
		at("2021-10-09 17:59", k, false, "plan")
		at("2021-10-09 18:00", k, true, "uncarried")
		at("2021-10-13 17:59", silent, false, "issue") // 26–30 September, 8, 9, 11, 12, 13 October are ten
		at("2021-10-13 18:00", silent, true, "unanswered")
		silent = leader.Do(silent, "recall", "reason", "并入另一份")
		if silent.State != "dropped" {
			t.Error(silent.State)
		}
		both.Do(k, "finish", "effect", "已更正", "evidence", both.File("a.pdf"))
		both.Refused(k, fail.KindForbidden, "verify", "", "opinion", "x")
		both.Refused(k, fail.KindForbidden, "return", "", "reason", "x", "by", "2021-12-01")
		at("2021-10-20 17:59", k, true, "finish") // 14, 15, 18, 19, 20 are five
		at("2021-10-20 18:00", k, true, "unchecked")
		boss.Do(k, "verify", "opinion", "属实")
		both.Do(k, "close")
		boss.Back().Get("/desk/advice").Is(http.StatusOK, "已撤销", "已销号")
		c.Sound()
	})
}

// Where a finding concerns several departments its letter goes to one, and stands on the matters of that one only; one that was not issued
// leaves the finding as it was.
func TestALetterSpeaksOfOneDepartment(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept, other := c.Dept(officetest.County, "人社局"), c.Dept(officetest.County, "卫健局")
		boss, s := c.Staff("魏然", oversees), service(c.Office)
		for range 2 {
			reported(c, dept, "挂失", "材料")
		}
		mine := reported(c, other, "生育登记", "材料")
		if _, err := c.Try(people.TheOffice, mine, "finish"); err != nil { // what is finished counts like any other
			t.Fatal(err)
		}
		list, err := s.Often(t.Context(), advice.ByCause, door.Stretch{Place: officetest.Whole, From: 20260401, To: 20260430})
		if err != nil || len(list) != 1 || list[0].Dept != "" || len(list[0].Matters) != 3 || list[0].Why != "30 天内 3 件" {
			t.Fatalf("%+v %v", list, err)
		}
		k, err := s.Propose(t.Context(), boss.Actor(), list[0])
		if err != nil {
			t.Fatal(err)
		}
		if a := row(c, k); a.Dept != other || a.Title != "关于解决“材料”问题的工作建议" ||
			!strings.Contains(a.Problem, "因“材料”办不成的 1 件，占 33.3%") || strings.Contains(a.Problem, "主要原因") {
			t.Errorf("%+v", a)
		}
		links, err := c.Engine.Links(t.Context(), c.DB, k.ID)
		if err != nil || len(links) != 1 || links[0].Other != mine.ID {
			t.Errorf("%+v %v", links, err)
		}
		boss.Get(home(k)).Is(http.StatusOK, "所附反映 1 件", home(mine))
		if rows := boss.Get("/desk/advice.xlsx").Rows(); len(rows) != 1 || rows[0][3] != "1" {
			t.Errorf("%q", rows)
		}
		boss.Get("/desk/advice/analysis?by=cause").Is(http.StatusOK, "已拟", "看建议书")
		if rows := boss.Get("/desk/advice/analysis.xlsx?by=cause").Rows(); len(rows) != 1 || rows[0][0] != "材料" || rows[0][1] != "" {
			t.Errorf("%q", rows)
		}
		if rows := boss.Get("/desk/advice/analysis.xlsx?by=item").Rows(); len(rows) != 2 || rows[0][1] != "人社局" || rows[1][1] != "卫健局" {
			t.Errorf("%q", rows)
		}
		boss.Get("/desk/advice/analysis?by=dept").Is(http.StatusOK, "人社局", "2 / 3").Not("已拟")
		for _, wrong := range []string{"from", "to", "place"} {
			boss.Ledger("advice-matters?by=cause&key=x&"+wrong+"=x").Is(http.StatusUnprocessableEntity, wrong)
		}
		if k = boss.Do(k, "drop", "reason", "已口头说明"); k.State != "dropped" {
			t.Error(k.State)
		}
		boss.Get("/desk/advice/analysis?by=cause").Is(http.StatusOK, "拟建议书").Not("已拟")
		c.Sound()
	})
}

// The analysis is of the reader's place, or of one within it, and of thirty days where none are named.
func TestWhatAnAnalysisIsOf(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := c.Dept(officetest.County, "人社局")
	c.At("2026-03-21 10:00")
	reported(c, dept, "三十一天前的", "材料")
	c.At("2026-03-22 10:00")
	reported(c, dept, "三十天前的", "材料")
	c.At("2026-04-20 09:30")
	boss, far := c.Staff("魏然", oversees), c.Staff("韩冬", people.Post{Role: people.Supervisor, Region: officetest.OtherCounty})
	clerk := c.Staff("周敏", people.Post{Role: people.Window, Region: officetest.Township})
	boss.Get("/desk/advice/analysis").Is(http.StatusOK, "三十天前的", "云和市，2026-03-22至2026-04-20").Not("三十一天前的")
	boss.Get("/desk/advice/analysis?from=2026-03-01&to=2026-03-21").Is(http.StatusOK, "三十一天前的").Not("三十天前的")
	boss.Get("/desk/advice/analysis?from=2026-04-20&to=2026-03-21").Is(http.StatusOK, "2026-02-20至2026-03-21", "三十一天前的")
	boss.Get("/desk/advice/analysis?place="+string(officetest.OtherCounty)).Is(http.StatusOK, "西岭县").Not("三十天前的")
	far.Get("/desk/advice/analysis?place="+string(officetest.Whole)).Is(http.StatusOK, "西岭县").Not("三十天前的")
	at := boss.Get("/desk/advice/analysis").Find(`href="(/desk/advice/new\?[^"]+)"`)
	far.Get(at).Is(http.StatusNotFound)
	far.Post(at, "key", "k", "dept", dept, "title", "关于", "problem", "x", "proposal", "y").Is(http.StatusNotFound)
	clerk.Get("/desk/advice/analysis").Is(http.StatusForbidden)
	for i, posts := range [][]people.Post{{oversees, officer}, {officer, oversees}} { // the widest of several places
		c.Staff(fmt.Sprint("兼任", i), posts...).Get("/desk/advice/analysis").Is(http.StatusOK, "云和市，2026")
	}
	clerk.Get("/desk/advice").Is(http.StatusForbidden)
	boss.Get(boss.Get("/desk/advice/analysis").Find(`href="(/desk/advice/analysis/rows\?[^"]+)"`)).Is(http.StatusOK, "三十天前的", "河口镇")
	if n := len(c.Cases(advice.Kind)); n != 0 {
		t.Errorf("%d letters", n)
	}
}

// What the rule of what counts as often refuses to become.
func TestWhatTheRuleRefuses(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	check := service(c.Office).Service().Rules[0].Holds
	one := func(least, top, topLeast string) []form.Values {
		return []form.Values{{"least": least, "days": "30", "top": top, "top_least": topLeast}}
	}
	for why, c := range map[string]struct {
		rows []form.Values
		may  bool
	}{
		"none": {nil, false}, "as many": {one("3", "3", "3"), true}, "more": {one("3", "3", "4"), false}, "no places": {one("3", "0", "4"), true},
	} {
		if err := check(t.Context(), nil, c.rows, 20260501); (err == nil) != c.may {
			t.Errorf("%s: %v", why, err)
		}
	}
}
