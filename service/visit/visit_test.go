package visit_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/visit"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	return []door.Service{visit.New(o).Service(), officetest.Made(matters, nil)}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters are what people are asked about: a kind whose title names whom it is about.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"handle": flow.Reviews},
	About: func(_ context.Context, _ *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
		of := map[int64]flow.About{}
		for _, k := range cases {
			of[k.ID] = flow.About{Words: k.Title}
		}
		return of, nil
	},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", Done: "已收件", By: flow.Who{Roles: []people.Role{people.Window}, Office: true}, To: "begun"},
		{From: []string{"begun"}, Event: "handle", Name: "审查", Done: "已审查",
			By: flow.Who{Roles: []people.Role{people.Officer}}, To: flow.Same},
		{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
		usual.Commenting([]string{"begun", "over"},
			flow.Who{Roles: []people.Role{people.Window, people.Officer, people.Caller, people.Supervisor}}),
	},
}

var (
	calls      = people.Post{Role: people.Caller, Region: officetest.County}
	callsThere = people.Post{Role: people.Caller, Region: officetest.OtherCounty}
	oversees   = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	leads      = people.Post{Role: people.Leader, Region: officetest.Whole}
	officer    = people.Post{Role: people.Officer, Region: officetest.County}
	window     = people.Post{Role: people.Window, Region: officetest.County, Title: "综合窗口 3 号"}
	windowFar  = people.Post{Role: people.Window, Region: officetest.OtherCounty}
)

// finished is a matter in the county that somebody at a window took in, and its visit, which waits. by may be nil.
func finished(c *officetest.City, by *officetest.Somebody, title string) (about, v flow.Case) {
	c.T.Helper()
	actor := people.TheOffice
	if by != nil {
		actor = by.Actor()
	}
	var p persons.Person
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) (err error) {
		p, err = c.Persons.Reach(c.T.Context(), tx, "钱反映", "13800138001")
		return err
	})
	if err != nil {
		c.T.Fatal(err)
	}
	about = c.Opened(actor, flow.Opening{
		Kind: "matter", Event: "begin", Region: officetest.County, Title: title, Party: p.Name, Applicant: p.ID,
	})
	return about, asked(c, about, false, 0)
}

// asked ends a matter and asks for its visit.
func asked(c *officetest.City, about flow.Case, urgent bool, barred int64) flow.Case {
	c.T.Helper()
	if about.ClosedAt == 0 {
		if _, err := c.Try(people.TheOffice, about, "finish"); err != nil && !fail.Is(err, fail.KindConflict) {
			c.T.Fatal(err)
		}
	}
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
		if urgent {
			return visit.New(c.Office).Soon(c.T.Context(), tx, c.Case(about), barred)
		}
		return visit.New(c.Office).Request(c.T.Context(), tx, c.Case(about))
	})
	if err != nil {
		c.T.Fatal(err)
	}
	return c.Newest(visit.Kind)
}

func row(c *officetest.City, k flow.Case) visit.Visit {
	c.T.Helper()
	v, err := visit.Visits.Load(c.T.Context(), c.DB, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return v
}

func id(s *officetest.Somebody) string { return strconv.FormatInt(s.ID, 10) }

// answers are those to the script.
func answers(solved, level string, more ...string) []string {
	return append([]string{"manner", "bad", "trips", "3", "asked", "no", "solved", solved, "level", level}, more...)
}

func page(k flow.Case) string { return "/desk/visits/" + k.Number() }
func home(k flow.Case) string { return "/desk/cases/" + k.Number() }

// The visits of September are drawn on the first working day of October, after the holiday: once in the month, each to
// who has the fewest, and anybody can draw them again. What is not made within ten working days is said.
func TestVisitsAreDrawnAfterNationalDay(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		c.At("2021-09-01 09:30")
		first, second, boss := c.Staff("秦雨", calls), c.Staff("向阳", calls), c.Staff("魏然", oversees)
		c.Tick()
		c.At("2021-09-28 09:30")
		_, one := finished(c, nil, "社会保障卡挂失")
		_, two := finished(c, nil, "生育登记")
		for _, at := range []string{"2021-09-30 10:00", "2021-10-01 10:00", "2021-10-07 10:00"} {
			c.At(at)
			c.Tick()
			if got := c.Case(one).State; got != "waiting" {
				t.Fatalf("%s on %s", got, at)
			}
		}
		c.At("2021-10-08 09:00")
		c.Tick()
		v, w := row(c, one), row(c, two)
		if c.Case(one).State != "assigned" || v.Draw == 0 || v.Draw != w.Draw ||
			v.Caller == w.Caller || v.Caller != first.ID && v.Caller != second.ID {
			t.Errorf("%+v, %+v", v, w)
		}
		_, late := finished(c, nil, "过户")
		c.At("2021-10-09 09:00")
		c.Tick()
		if again := row(c, one); again.Draw != v.Draw || c.Case(late).State != "waiting" {
			t.Error("drawn twice in a month")
		}
		c.At("2021-10-21 17:59") // ten working days: 9 (a Saturday that is worked), 11–15, 18–21
		c.Tick()
		if c.Case(one).Late {
			t.Error("late before its time")
		}
		c.At("2021-10-21 18:00")
		c.Tick()
		if got := c.Course(one); got[len(got)-1] != "uncalled 10-21 18:00" || !c.Case(one).Late {
			t.Errorf("nobody noticed that it was not made: %q", got)
		}
		c.At("2021-11-01 09:00")
		c.Tick()
		if c.Case(late).State != "assigned" {
			t.Error("November was not drawn")
		}
		boss.Back().Get("/desk/visits/draws").Is(http.StatusOK, "一致", "系统").Not("不一致")
		if err := c.DB.Exec(t.Context(), `UPDATE visit_lots SET caller = 1 WHERE case_id = $1`, late.ID); err != nil {
			t.Fatal(err)
		}
		boss.Get("/desk/visits/draws").Is(http.StatusOK, "第 1 件不一致", "共 3 次")
		rows := boss.Get("/desk/visits/draws.xlsx").Rows()
		if len(rows) != 3 || rows[0][0] != "2021-11-01 09:00" || rows[0][5] != "第 1 件不一致" || rows[1][2] != "2" || rows[1][3] != "0" || rows[1][5] != "一致" {
			t.Errorf("%q", rows)
		}
	})
}

// A visit that is asked for twice is one, until it has ended; what nobody assigns in 35 days is said, and who oversees calls it off.
func TestAVisitIsAskedForOnce(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		about, k := finished(c, nil, "社会保障卡挂失")
		if again := asked(c, about, false, 0); again.ID != k.ID {
			t.Error("two visits about one matter")
		}
		if again := asked(c, about, true, 0); again.ID != k.ID {
			t.Error("an urgent one beside it")
		}
		if found, err := visit.New(c.Office).About(t.Context(), c.DB, k.ID); err != nil ||
			found.ID != about.ID || k.Title != "回访：社会保障卡挂失" || k.Dept != "" {
			t.Errorf("%+v %v", found, err)
		}
		c.At("2026-05-24 09:00")
		c.Tick()
		if c.Case(k).Late {
			t.Error("late before 35 days")
		}
		c.At("2026-05-26 09:00")
		c.Tick()
		if got := c.Course(k); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "unassigned") }) {
			t.Errorf("nobody noticed that nobody was to call: %q", got)
		}
		boss := c.Staff("魏然", oversees)
		if _, err := c.Staff("秦雨", calls).Try(k, "drop", "reason", "x"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("a caller calls it off: %v", err)
		}
		if k = boss.Do(k, "drop", "reason", "群众要求不再打扰"); k.State != "dropped" || row(c, k).EndedDay != 20260526 {
			t.Errorf("%s %+v", k.State, row(c, k))
		}
		boss.Get("/desk/visits").Is(http.StatusOK, "不再回访").Not("按时办结")
		if again := asked(c, about, false, 0); again.ID == k.ID {
			t.Error("no new visit after the first has ended")
		}
		c.Sound()
	})
}

// Three calls, each in another part of the day, by who has it; then nobody was reached. Who calls sees the number when
// he asks for it, and that is in the log.
func TestThreeCallsInThreePartsOfTheDay(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		call, other, boss := c.Staff("秦雨", calls), c.Staff("向阳", calls), c.Staff("魏然", oversees)
		about, k := finished(c, nil, "社会保障卡挂失")
		if v := c.View(call.Actor(), k); slices.ContainsFunc(v.Options, func(o flow.Option) bool { return o.May && o.Row.Event == "done" }) {
			t.Error("it is made before it is assigned")
		}
		boss.Do(k, "assign", "to", id(call))
		if v := row(c, k); v.Draw != 0 || v.CalledBy != "秦雨" {
			t.Errorf("%+v", v)
		}
		other.Get(page(k)).Is(http.StatusForbidden)
		other.Get("/desk/visits").Is(http.StatusOK, "没有回访")
		call.Get("/desk/visits").Is(http.StatusOK, "社会保障卡挂失")
		if _, err := other.Try(k, "done", answers("yes", "5")...); err == nil {
			t.Error("another makes it")
		}
		call.Get(page(k)).Is(http.StatusOK, "照着问", "显示电话", "工作人员的态度", "谢谢您", "钱*映").Not("13800138001", "答复说清楚")
		call.Post(page(k)).Is(http.StatusOK, "13800138001", "已记入审计日志")
		n, err := db.One[int64](t.Context(), c.DB, `SELECT COUNT(*) FROM audits WHERE reason = '打电话回访'`)
		if err != nil || n != 1 {
			t.Errorf("%d looks in the log: %v", n, err)
		}
		try := func(at, refused string) {
			t.Helper()
			c.At(at)
			_, err := call.Try(k, "try", "result", "no_answer", "text", "响了很久")
			if refused == "" && err != nil || refused != "" && (err == nil || !strings.Contains(err.Error(), refused)) {
				t.Errorf("%s: %v", at, err)
			}
		}
		try("2026-04-20 08:29", "不是打电话的时段")
		try("2026-04-20 08:30", "")
		try("2026-04-21 11:59", "上午已经打过一次，请换个时段：下午 12:00–18:00、晚上 18:00–20:30")
		try("2026-04-21 20:30", "不是打电话的时段")
		try("2026-04-21 12:00", "")
		if c.Case(k).State != "assigned" {
			t.Error("it ended after two calls")
		}
		boss.Back().Get(home(k)).Is(http.StatusOK, "没打通的")
		try("2026-04-21 20:29", "")
		if v := row(c, k); c.Case(k).State != "unreached" || v.Tries != 3 || v.EndedDay != 20260421 {
			t.Errorf("%s %+v", c.Case(k).State, v)
		}
		call.Back().Get(page(k)).Is(http.StatusForbidden, "已经回访完")
		boss.Back().Get(home(about)).Is(http.StatusOK, "回访 "+home(k)+" 没联系上")
		c.Sound()
	})
}

// What somebody said is for those whom the matter does not concern; the figures say of each rate what it is of.
func TestWhatWasSaidAndTheFigures(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		call, boss, leader := c.Staff("秦雨", calls), c.Staff("魏然", oversees), c.Staff("林立", leads)
		clerk, named := c.Staff("周敏", window), c.Staff("郑平", oversees)
		far := c.Staff("韩冬", people.Post{Role: people.Supervisor, Region: officetest.OtherCounty})
		about, bad := finished(c, clerk, "郑平不给办")
		_, good := finished(c, clerk, "生育登记")
		_, fair := finished(c, clerk, "过户")
		_, gone := finished(c, clerk, "挂失")
		_, open := finished(c, clerk, "补领")
		boss.Get("/desk/visits").Is(http.StatusOK, "待分派", "随机分派等待的回访")
		clerk.Post("/desk/visits/draw").Is(http.StatusForbidden)
		boss.Post("/desk/visits/draw").Is(http.StatusOK, "已随机分派 5 件")
		boss.Get("/desk/visits/draws").Is(http.StatusOK, "一致", "魏然")
		if _, err := call.Try(bad, "done", "solved", "no", "level", "1"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("without the answers that the script must have: %v", err)
		}
		call.Do(bad, "try", "result", "later", "text", "卖豆腐的老钱说晚上再打")
		call.Do(bad, "done", answers("no", "1", "said", "我是卖豆腐的老钱")...)
		call.Do(good, "done", answers("partly", "3", "said", "办得还行")...)
		call.Do(fair, "done", answers("yes", "2")...)
		for _, at := range []string{"10:00", "14:00", "19:00"} {
			c.At("2026-04-20 " + at)
			call.Do(gone, "try", "result", "off")
		}
		if v := row(c, bad); v.Level != "very_dissatisfied" || v.Post == "" || v.EndedDay != 20260420 || c.Case(bad).Result != "no" {
			t.Errorf("%+v", v)
		}
		boss.Back().Get(home(bad)).Is(http.StatusOK, "我是卖豆腐的老钱", "非常不满意", "卖豆腐的老钱说晚上", "三次以上", "当事人 钱*映")
		for _, who := range []*officetest.Somebody{clerk, named} {
			who.Back().Get(home(bad)).Is(http.StatusOK, "某人").Not("卖豆腐", "钱*映")
		}
		boss.Get(home(about)).Is(http.StatusOK, "回访 "+home(bad))
		named.Get(home(about)).Is(http.StatusOK).Not(home(bad)) // the matter does not lead him there
		if got := fmt.Sprint(leader.Back().Get("/desk/visits.xlsx?purpose=核对").Rows()); !strings.Contains(got, "我是卖豆腐的老钱") {
			t.Errorf("the leader exports %s", got)
		}
		if got := fmt.Sprint(named.Get("/desk/visits.xlsx?purpose=核对").Rows()); strings.Contains(got, "卖豆腐") || !strings.Contains(got, "办得还行") || strings.Count(got, "不对您显示") != 1 {
			t.Errorf("who is named exports %s", got)
		}
		boss.Get(home(open)).Is(http.StatusOK, "随机分派")
		// Five were asked for, three answered; two of them solved, one of them content: the figures of the window and
		// of the person are the same.
		want := []string{"5", "3", "1", "2", "1", "60%", "66.7%", "33.3%"}
		for by, name := range map[string]string{"window": "综合窗口 3 号 窗口岗", "person": "周敏", "dept": "网上或本级", "place": "东岸区", "nonsense": "综合窗口"} {
			rows := boss.Get("/desk/visits/results.xlsx?by=" + by).Rows()
			if len(rows) != 2 || !slices.Equal(rows[0][2:], want) || rows[1][0] != "合计" || !slices.Equal(rows[1][2:], want) {
				t.Errorf("by %s: %q, want %q", by, rows, want)
			}
			if len(rows) > 0 && !strings.Contains(name, rows[0][0]) && !strings.Contains(rows[0][0], name) {
				t.Errorf("by %s it is %q", by, rows[0])
			}
		}
		boss.Get("/desk/visits/results?by=person").Is(http.StatusOK, "3 / 5 件", "2 / 3 件", "1 / 3 件", "1 / 5 件")
		boss.Get("/desk/visits/results?from=2026-04-21").Is(http.StatusOK, "没有符合条件的")
		boss.Get("/desk/visits/results?from=2026-04-20&to=2026-04-20").Is(http.StatusOK, "合计")
		far.Back().Get("/desk/visits/results").Is(http.StatusOK, "这段时间没有回访")
		far.Get("/desk/visits").Is(http.StatusOK, "没有回访")
		call.Back().Get("/desk/visits/results").Is(http.StatusForbidden)
		c.Sound()
	})
}

// The figures begin with the month that is over.
func TestTheFiguresBeginWithTheLastMonth(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.At("2026-02-28 10:00")
	finished(c, nil, "二月的")
	c.At("2026-03-01 10:00")
	finished(c, nil, "三月的")
	c.At("2026-04-20 10:00")
	boss := c.Staff("魏然", oversees)
	if rows := boss.Get("/desk/visits/results.xlsx").Rows(); len(rows) != 2 || rows[1][2] != "1" {
		t.Errorf("%q", rows)
	}
}

// A visit goes to nobody whom its matter concerns, by the draw or by hand; who is named or acts in it after he was given it does not call.
func TestNobodyVisitsWhatConcernsHim(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		named, free, boss := c.Staff("秦雨", calls), c.Staff("向阳", calls), c.Staff("魏然", oversees)
		for i := range 4 {
			_, k := finished(c, nil, fmt.Sprint("秦雨说不归她管", i))
			boss.Post("/desk/visits/draw").Is(http.StatusOK)
			if v := row(c, k); v.Caller != free.ID {
				t.Errorf("it was drawn for %q", v.CalledBy)
			}
			if _, err := boss.Try(k, "assign", "to", id(named)); err == nil {
				t.Error("it was assigned to her by hand")
			}
		}
		about, k := finished(c, nil, "系统一直打不开")
		boss.Do(k, "assign", "to", id(named))
		named.Get(page(k)).Is(http.StatusOK, "钱*映")
		if about.ClosedAt != 0 {
			t.Fatal("the matter is over")
		}
		named.Do(c.Case(about), "comment", "text", "我看过")
		for _, event := range []string{"done", "try"} {
			if _, err := named.Try(k, event, answers("yes", "5", "result", "busy")...); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("who has acted in it since does %s: %v", event, err)
			}
		}
		named.Get(page(k)).Is(http.StatusForbidden).Not("钱*映")
		free.Get(page(k)).Is(http.StatusForbidden, "这件不由您回访")
		named.Post(page(k)).Is(http.StatusForbidden).Not("13800138001")
		boss.Get(home(k)).Is(http.StatusOK, "秦雨须回避")
		if k = boss.Do(k, "assign", "to", id(free)); row(c, k).Caller != free.ID {
			t.Errorf("%+v", row(c, k))
		}
		c.Sound()
	})
}

// The draw goes by circles: callers of the place, then officers and supervisors, then the windows of other places; a
// supervisor's word reaches the callers of other places too, where nobody else is left.
func TestTheCirclesOfThoseWhoCall(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	_, k := finished(c, nil, "生育登记")
	boss := c.Staff("魏然", people.Post{Role: people.Leader, Region: officetest.County})
	offered := func() (names []string) {
		t.Helper()
		for _, o := range c.View(boss.Actor(), k).Options {
			if o.Row.Event == "assign" && o.May {
				for _, f := range o.Ask.Fields[0].Options {
					names = append(names, f.Label)
				}
			}
		}
		return names
	}
	if got := offered(); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if _, err := boss.Try(k, "assign", "to", id(boss)); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "没有可以回访的人") {
		t.Errorf("there is nobody: %v", err)
	}
	for _, one := range []struct {
		name string
		post people.Post
		want string
		draw bool // the draw finds them too
	}{
		{"远回访", callsThere, "远回访", false}, {"远窗口", windowFar, "远窗口", true}, {"近窗口", window, "远窗口", true}, {"近专席", officer, "近专席", true},
		{"近监管", people.Post{Role: people.Supervisor, Region: officetest.County}, "近专席 近监管", true}, {"近回访", calls, "近回访", true},
	} {
		c.Staff(one.name, one.post)
		_, k = finished(c, nil, "生育登记")
		if got := strings.Join(offered(), " "); got != one.want {
			t.Errorf("with %s it may go to %q, want %q", one.name, got, one.want)
		}
		if _, err := visit.New(c.Office).Draw(t.Context(), boss.Actor()); err != nil {
			t.Fatal(err)
		}
		if got := row(c, k).CalledBy; one.draw != strings.Contains(" "+one.want+" ", " "+got+" ") || one.draw != (got != "") {
			t.Errorf("with %s it is drawn for %q, want %q", one.name, got, one.want)
		}
	}
	if _, err := visit.New(c.Office).Draw(t.Context(), c.Staff("周敏", calls).Actor()); !fail.Is(err, fail.KindForbidden) {
		t.Errorf("a caller draws: %v", err)
	}
}

// Where nobody is left the visit says so, once, and lies with the supervisor of the place above, or where the matter
// concerns him, too, with the leader.
func TestAVisitThatNobodyMayMakeLiesAbove(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		_, k := finished(c, nil, "系统打不开")
		_, both := finished(c, nil, "魏然也说不归他管")
		boss, leader := c.Staff("魏然", oversees), c.Staff("林立", leads)
		draw := func() {
			t.Helper()
			if d, err := visit.New(c.Office).Draw(t.Context(), leader.Actor()); err != nil || d.N > 1 {
				t.Errorf("%+v %v", d, err)
			}
		}
		draw()
		if v := row(c, k); v.Caller != boss.ID { // who oversees makes it himself
			t.Fatalf("%+v", v)
		}
		leader.Post("/desk/visits/draw").Is(http.StatusOK, "已随机分派 0 件", "另有 1 件没有分派", "经手过这件事的、与这件事有关的都要回避")
		leader.Get("/desk/visits").Is(http.StatusOK, "分派了 0 件，1 件没有可以回访的人")
		if rows := boss.Get("/desk/visits/draws.xlsx").Rows(); len(rows) != 2 || rows[0][2] != "0" || rows[0][3] != "1" || rows[1][3] != "1" {
			t.Errorf("%q", rows)
		}
		missed := slices.DeleteFunc(c.Course(both), func(s string) bool { return !strings.HasPrefix(s, "missed") })
		v := c.View(people.TheOffice, both)
		if len(missed) != 1 || len(v.Turns) != 1 || v.Turns[0].Role != people.Leader || v.Turns[0].Place() != officetest.Whole {
			t.Errorf("%q %+v", missed, v.Turns)
		}
		leader.Get(home(both)).Is(http.StatusOK, "没有可以回访的人", "指定回访人").Not("可以：分派回访人")
		far := c.Staff("石磊", callsThere)
		leader.Get(home(both)).Is(http.StatusOK, "可以：分派回访人")
		leader.Do(both, "assign", "to", id(far))
		far.Get(page(both)).Is(http.StatusOK, "照着问")
		far.Leaves()
		other := c.Staff("郑平", oversees)
		_, third := finished(c, nil, "郑平、林立说不归他们管")
		other.Leaves()
		boss.Leaves()
		draw()
		// Its turn is a post that nobody holds, which is told as vacant.
		if v := c.View(people.TheOffice, third); len(v.Turns) != 1 || v.Turns[0].Role != people.Supervisor {
			t.Errorf("%+v", v.Turns)
		}
		c.Sound()
	})
}

// Where nobody holds the supervisor's post above, the visit lies there all the same and is told as vacant: the leader does not stand in for it.
func TestAPostAboveThatNobodyHoldsHasTheTurn(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	_, k := finished(c, nil, "生育登记")
	leader := c.Staff("林立", leads)
	if _, err := visit.New(c.Office).Draw(t.Context(), leader.Actor()); err != nil {
		t.Fatal(err)
	}
	if v := c.View(people.TheOffice, k); len(v.Turns) != 1 || v.Turns[0].Role != people.Supervisor || v.Turns[0].Place() != officetest.Whole ||
		v.Turns[0].Step != "指定回访人" {
		t.Errorf("%+v", v.Turns)
	}
}

// An urgent visit does not wait for the draw: it lies with all callers at once, is due in three working days, and the
// first to come to it takes it, but nobody who had a hand in it or is barred.
func TestAnUrgentVisitLiesWithTheCallersAtOnce(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		did, barred, first, second := c.Staff("何雪", calls, officer), c.Staff("陶然", calls), c.Staff("秦雨", calls), c.Staff("向阳", calls)
		boss := c.Staff("魏然", oversees)
		about := c.Opened(people.TheOffice, flow.Opening{Kind: "matter", Event: "begin", Region: officetest.County, Title: "生育登记"})
		did.Do(about, "handle")
		k := asked(c, about, true, barred.ID)
		if due := time.UnixMilli(k.DueAt).In(calendar.Zone).Format("01-02 15:04"); !row(c, k).Urgent || due != "04-23 18:00" {
			t.Errorf("%+v, due %s", row(c, k), due)
		}
		boss.Post("/desk/visits/draw").Is(http.StatusOK, "没有可以分派的回访")
		boss.Get("/desk/visits").Is(http.StatusOK, "紧急", "还没有人认领")
		for _, who := range []*officetest.Somebody{did, barred, boss} {
			if _, err := who.Try(k, "take"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("%s takes it: %v", who.Name, err)
			}
		}
		if _, err := boss.Try(k, "assign", "to", id(barred)); err == nil {
			t.Error("it is assigned to who is barred")
		}
		second.Do(k, "take")
		if _, err := first.Try(k, "take"); err == nil {
			t.Error("it is taken twice")
		}
		if v := row(c, k); v.CalledBy != "向阳" {
			t.Errorf("%+v", v)
		}
		c.At("2026-04-23 18:00")
		c.Tick()
		if got := c.Course(k); got[len(got)-1] != "uncalled 04-23 18:00" {
			t.Errorf("%q", got)
		}
		k = boss.Do(k, "assign", "to", id(first))
		if got := row(c, k); got.Caller != first.ID || !k.Late {
			t.Errorf("%+v", got)
		}
		if k = first.Do(k, "done", answers("yes", "5")...); k.State != "done" {
			t.Error(k.State)
		}
		_, plain := finished(c, nil, "过户")
		if _, err := first.Try(plain, "take"); err == nil {
			t.Error("one that is not urgent is taken")
		}
		c.Sound()
	})
}

// What the script and the parts of the day refuse to become.
func TestWhatTheRulesRefuse(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	rules := visit.New(c.Office).Service().Rules
	check := func(table int, why, says string, rows ...form.Values) {
		t.Helper()
		err := rules[table].Holds(t.Context(), c.DB, rows, 20260501)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(fmt.Sprintf("%+v", err), says)) {
			t.Errorf("%s: %v", why, err)
		}
	}
	ask := func(code, text, kind, answers string) form.Values {
		return form.Values{"code": code, "text": text, "kind": kind, "answers": answers}
	}
	one := ask("manner", "态度怎么样？", "", "good=好 bad=不好")
	check(0, "as it may be", "", one, ask("", "谢谢您", "", ""), ask("told", "说清楚了吗？", "matter", ""), ask("told", "说清楚了吗？", "other", ""))
	check(0, "nothing is asked of all", "一句要问的也不剩", ask("manner", "态度怎么样？", "matter", "good=好 bad=不好"))
	check(0, "answers to what is only said", "要写代号", one, ask("", "谢谢您", "", "a=一 b=二"))
	check(0, "no code", "代号是小写字母", one, ask("Told", "说清楚了吗？", "", ""))
	check(0, "no pair", "应写成", ask("manner", "态度怎么样？", "", "good bad"))
	check(0, "a code twice", "应写成", ask("manner", "态度怎么样？", "", "good=好 good=不好"))
	check(0, "one answer", "只有一个选项", ask("manner", "态度怎么样？", "", "good=好"))
	check(0, "what is asked anyway", "不用再加", one, ask("solved", "成了吗", "", ""))
	check(0, "a code again", "已经用在", one, ask("manner", "好不好？", "matter", ""))
	check(0, "words again", "已经有了", one, ask("again", "态度怎么样？", "", ""))
	part := func(code, name, opens, closes string) form.Values {
		return form.Values{"code": code, "name": name, "opens": opens, "closes": closes}
	}
	morning := part("morning", "上午", "08:30", "12:00")
	check(1, "as it may be", "", morning, part("afternoon", "下午", "12:00", "18:00"))
	check(1, "none", "一个时段也不剩")
	check(1, "overlap", "有重叠", morning, part("noon", "中午", "11:59", "13:00"))
	check(1, "one name", "已经有“上午”", morning, part("noon", "上午", "12:00", "13:00"))
	check(1, "no length", "结束要晚于开始", part("noon", "中午", "12:00", "12:00"))
	check(1, "no time", "08:30 这样的形式", part("noon", "中午", "8:30", "12:00"))
	check(1, "no time", "08:30 这样的形式", part("noon", "中午", "08:30", "24:00"))
}

// Whoever acts in a matter and whenever: nobody makes its visit after he acted in it.
func TestNoHandlerVisitsTheOwnCase(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	var team []*officetest.Somebody
	for i, name := range []string{"秦雨", "向阳", "何雪", "陶然"} {
		posts := []people.Post{{Role: people.Officer, Region: officetest.County}}
		if i < 2 {
			posts = append(posts, calls)
		}
		team = append(team, c.Staff(name, posts...))
	}
	boss, s := c.Staff("魏然", oversees), visit.New(c.Office)
	rapid.Check(t, func(t *rapid.T) {
		about, k := finished(c, nil, "生育登记")
		acted := map[int64]int64{}
		for range rapid.IntRange(2, 7).Draw(t, "steps") {
			c.Later(time.Minute)
			who := rapid.SampledFrom(append(team, boss)).Draw(t, "who")
			switch rapid.SampledFrom([]string{"comment", "draw", "assign", "done", "try"}).Draw(t, "what") {
			case "comment":
				if _, err := who.Try(about, "comment", "text", "x"); err == nil && acted[who.ID] == 0 {
					acted[who.ID] = c.Now().UnixMilli()
				}
			case "draw":
				s.Draw(c.T.Context(), boss.Actor())
			case "assign":
				boss.Try(k, "assign", "to", id(who))
			case "done":
				who.Try(k, "done", answers("yes", "4")...)
			case "try":
				who.Try(k, "try", "result", "busy")
			}
		}
		events, err := c.Engine.Events(c.T.Context(), c.DB, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if at := acted[e.ActorID]; at != 0 && (e.Event == "done" || e.Event == "try") && at < e.At {
				t.Fatalf("%s did %q in the visit of a matter of his own", e.ActorName, e.Event)
			}
		}
	})
}
