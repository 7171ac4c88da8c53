package supervision_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/supervision"
)

var town = officetest.Town{Services: func(o *office.Office) []door.Service {
	return []door.Service{supervision.New(o).Service(), officetest.Made(matters, map[string]string{
		"terms.csv": "key,name,n,unit,basis,proposal\n" +
			"matter.promise,承诺时限,5,workday,x,0\nmatter.legal,法定时限,5,workday,x,0\nmatter.last,最后时限,8,workday,x,0\n" +
			"matter.free,不督办的时限,5,workday,x,0\nmatter.inner,内部时限,5,workday,x,0\nmatter.theirs,补正时限,5,workday,x,0\n",
		"triggers.csv": "clock,level,basis\n*,1,x\nlegal,2,x\nlast,3,x\nfree,0,x\n",
	})}
}}

func TestMain(m *testing.M) { town.Main(m) }

// matters are what is supervised: a kind with limits that raise an order of each level, and some that raise none.
var matters = flow.Table{
	Kind: "matter", Title: "事项", Known: true, Phases: []string{"办理"}, Serves: map[string]flow.Serve{"handle": flow.Reviews},
	States: []flow.State{
		{Code: "begun", Name: "在办", Public: "在办", Desk: people.Officer}, {Code: "counter", Name: "待领取", Public: "待领取", Desk: people.Window},
		{Code: "over", Name: "办结", Public: "办结", Final: true},
	},
	Clocks: []flow.Clock{
		{Name: "promise", Title: "承诺时限", Late: "late", Until: flow.Closed},
		{Name: "legal", Title: "法定时限", Late: "late", Until: flow.Closed},
		{Name: "last", Title: "最后时限", Late: "late", Until: flow.Closed}, {Name: "free", Title: "不督办的时限", Late: "late", Until: flow.Closed},
		{Name: "inner", Title: "内部时限", Late: "late", Until: flow.Closed, Inner: true},
		{Name: "theirs", Title: "补正时限", Late: "late", Until: flow.Closed, Theirs: true},
	},
	Rows: []flow.Row{
		{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun", Begin: []string{"promise"}},
		{Event: "begin_legal", Name: "收件", By: flow.Who{Office: true}, To: "begun", Begin: []string{"promise", "legal", "last"}},
		{Event: "begin_free", Name: "收件", By: flow.Who{Office: true}, To: "begun", Begin: []string{"free", "inner", "theirs"}},
		{From: []string{"begun"}, Event: "handle", Name: "审查", Done: "已审查",
			By: flow.Who{Roles: []people.Role{people.Officer}}, To: flow.Same},
		{From: []string{"begun"}, Event: "again", Name: "重新计时", By: flow.Who{Office: true}, To: flow.Same, Begin: []string{"promise"}},
		{From: []string{"begun"}, Event: "hand", Name: "交窗口", By: flow.Who{Office: true}, To: "counter"},
		{From: []string{"begun", "counter"}, Event: "late", Name: "超过时限", By: flow.Who{Clock: true}, To: flow.Same},
		{From: []string{"begun", "counter"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
	},
}

// matter is one in the township, of a department where one is named.
func matter(c *officetest.City, event, dept string) flow.Case {
	c.T.Helper()
	return c.Opened(people.TheOffice, flow.Opening{
		Kind: "matter", Event: event, Region: officetest.Township, Dept: dept, Title: "社会保障卡挂失", Party: "李秀英",
	})
}

// orders are those about a case.
func orders(c *officetest.City, k flow.Case) (list []flow.Case) {
	c.T.Helper()
	for _, o := range c.Cases(supervision.Kind) {
		if order(c, o).About == k.ID {
			list = append(list, o)
		}
	}
	return list
}

func order(c *officetest.City, k flow.Case) supervision.Order {
	c.T.Helper()
	o, err := supervision.Orders.Load(c.T.Context(), c.DB, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return o
}

// issued is the order that somebody sends about a case.
func issued(by *officetest.Somebody, k flow.Case, level string) flow.Case {
	c := by.City
	c.T.Helper()
	at := "/desk/supervision/new?case=" + k.Number()
	by.Post(at, "key", by.Get(at).Key(), "level", level, "issue", "来了三次没有结果", "need", "两天内答复").Is(http.StatusOK, "督办单")
	list := orders(c, k)
	if len(list) == 0 {
		c.T.Fatal("no order went out")
	}
	return list[len(list)-1]
}

var (
	overCity     = people.Post{Role: people.Supervisor, Region: officetest.Whole}
	overCounty   = people.Post{Role: people.Supervisor, Region: officetest.County}
	leads        = people.Post{Role: people.Leader, Region: officetest.Whole}
	disciplines  = people.Post{Role: people.Discipline, Region: officetest.Whole}
	atWindow     = people.Post{Role: people.Window, Region: officetest.Township}
	officer      = people.Post{Role: people.Officer, Region: officetest.Township}
	otherOfficer = people.Post{Role: people.Officer, Region: officetest.OtherTownship}
)

func headOf(dept string) people.Post {
	return people.Post{Role: people.Head, Dept: dept, Region: officetest.County}
}

func told(t *testing.T, s *officetest.Somebody, k flow.Case, title string, n int) {
	t.Helper()
	got := 0
	list := s.Told(k)
	for _, one := range list {
		if strings.HasPrefix(one, title+"：") {
			got++
		}
	}
	if got != n {
		t.Errorf("%s was told %q %d times, not %d: %q", s.Name, title, got, n, list)
	}
}

// Two limits run out in one minute on the eve of National Day 2021: one order goes out, of the higher level, to the
// head of the department. What nobody acknowledges is told to the supervisors; what nobody answers climbs over the
// holiday by working days until the discipline office has its copy, and at the top stays.
func TestAnUnansweredOrderClimbs(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		c.At("2021-09-24 09:30")
		dept := c.Dept(officetest.County, "人社局")
		head, boss := c.Staff("陶然", headOf(dept)), c.Staff("魏然", overCity)
		discipline, leader := c.Staff("纪严", disciplines), c.Staff("林立", leads)
		k := matter(c, "begin_legal", dept)
		c.At("2021-09-30 17:59") // 26 (a Sunday that is worked), 27, 28, 29, 30 September are five
		c.Tick()
		if n := len(orders(c, k)); n != 0 {
			t.Fatalf("%d orders before the limit", n)
		}
		c.At("2021-09-30 18:00")
		c.Tick()
		list := orders(c, k)
		if len(list) != 1 || list[0].State != "issued" || list[0].Dept != dept || list[0].Applicant != 0 ||
			order(c, list[0]).Clock != "legal" || order(c, list[0]).Level != 2 {
			t.Fatalf("%+v", list)
		}
		one := list[0]
		told(t, head, one, "督办单", 1)
		boss.Back().Get("/desk/cases/"+one.Number()).Is(http.StatusOK, "超过法定时限，自动发出", "应在 2021年9月30日 18:00 前办理")
		discipline.Back().Get("/desk/supervision").Is(http.StatusOK, "没有督办单")
		for _, at := range []string{
			"2021-10-07 18:00", "2021-10-08 14:00", "2021-10-11 17:59", "2021-10-11 18:00",
			"2021-10-12 14:00", "2021-10-13 17:59", "2021-10-13 18:00", "2021-10-29 18:00",
		} {
			c.At(at)
			c.Tick()
		}
		// Four hours are 9 to 12 and 13 to 14; three working days 8, 9 (a Saturday that is worked) and 11 October; two
		// more 12 and 13. The last limit of the matter, which calls for the third level, runs out in the minute in
		// which the order comes to it by itself.
		want := []string{
			"issue 09-30 18:00", "unacked 10-08 14:00", "unanswered 10-11 18:00", "unacked 10-12 14:00", "unanswered 10-13 18:00",
		}
		if got := c.Course(one); !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		if n := len(orders(c, k)); n != 1 || order(c, one).Level != 3 || order(c, one).LevelDay != 20211011 || order(c, one).CopiedAt == 0 {
			t.Errorf("%d orders, %+v", n, order(c, one))
		}
		told(t, discipline, one, "重点督办抄送", 1)
		told(t, boss, one, "督办逾期", 3)
		told(t, leader, one, "督办单", 0)
		discipline.Back().Get("/desk/supervision").Is(http.StatusOK, "重点督办", one.Number())
		boss.Back().Get("/desk/cases/"+one.Number()).Is(http.StatusOK, "抄送 纪检监察岗 10月11日 18:00")
		discipline.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "社会保障卡挂失") // its copy shows what it is about
		papers, err := c.Documents.OfCase(t.Context(), one.ID)
		if err != nil || len(papers) != 2 || papers[0].Number != "云政服督办〔2021〕1号" || papers[1].Number != "云政服督办〔2021〕2号" {
			t.Errorf("papers %+v %v", papers, err)
		}
		c.Sound()
	})
}

// A supervisor writes an order from the page of a case, once however often it is sent; the head of the department
// acknowledges and answers it with evidence, is sent back once, and the order is closed when the matter is finished.
func TestAnOrderByHand(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept, other := c.Dept(officetest.County, "人社局"), c.Dept(officetest.County, "卫健局")
		head, stranger, clerk := c.Staff("陶然", headOf(dept)), c.Staff("何雪", headOf(other)), c.Staff("周敏", atWindow)
		boss := c.Staff("魏然", overCity)
		k := matter(c, "begin", dept)
		at := "/desk/supervision/new?case=" + k.Number()
		clerk.Get(at).Is(http.StatusForbidden)
		clerk.Get("/desk/cases/" + k.Number()).Is(http.StatusOK).Not("发督办单")
		boss.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "发督办单 "+at)
		boss.Get(at).Is(http.StatusOK, "催办", "2 个工作日内回复", "抄送纪检监察岗", "人社局", "李*英")
		key := boss.Get(at).Key()
		said := []string{"key", key, "level", "2", "issue", "来了三次没有结果", "need", "两天内答复"}
		boss.Post(at, "key", key, "level", "9", "issue", "", "need", "x").Is(http.StatusUnprocessableEntity)
		for range 2 {
			boss.Post(at, said...).Is(http.StatusOK, "督办单", "来了三次没有结果", "待签收", "人工发出")
		}
		boss.Post(at, append(said[2:], "key", "another")...).Is(http.StatusConflict, "已经有一份没有销号的督办单")
		if n := len(orders(c, k)); n != 1 {
			t.Fatalf("%d orders", n)
		}
		one := orders(c, k)[0]
		boss.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "督办单 /desk/cases/"+one.Number()).Not("发督办单")
		boss.Get("/desk/supervision/new?case="+one.Number()).Is(http.StatusConflict, "督办单不能再督办")
		told(t, head, one, "督办单", 1)
		told(t, stranger, one, "督办单", 0)
		stranger.Get("/desk/cases/" + one.Number()).Is(http.StatusNotFound)
		stranger.Get("/desk/supervision").Is(http.StatusOK, "没有督办单")
		clerk.Get("/desk/supervision").Is(http.StatusForbidden)

		head.Do(one, "ack")
		answer := []string{"done", "plan", "answer", "在补数据"}
		if _, err := head.Try(one, "answer", append(answer, "plan", "2026-04-20")...); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("answered without evidence: %v", err)
		}
		answer = append(answer, "evidence", head.File("说明.pdf"))
		if _, err := head.Try(one, "answer", append(answer, "plan", "2026-04-19")...); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("it will be done yesterday: %v", err)
		}
		one = head.Do(one, "answer", append(answer, "plan", "2026-04-20")...)
		told(t, boss, one, "督办已回复", 1)
		boss.Get("/desk/cases/"+one.Number()).Is(http.StatusOK, "计划 2026-04-20 办完", "在补数据")
		c.At("2026-04-21 09:30")
		boss.Back()
		one = boss.Do(one, "return", "reason", "没有告诉群众")
		if one.State != "acked" || calendar.At(one.DueAt).Format("01-02 15:04") != "04-24 18:00" {
			t.Errorf("returned it is %s, due %s", one.State, time.UnixMilli(one.DueAt))
		}
		told(t, head, one, "督办退回重办", 1)
		if v := c.View(people.TheOffice, one); len(v.Turns) != 1 || v.Turns[0].Role != people.Head || v.Turns[0].Step != "回复督办" {
			t.Errorf("it lies with %+v", v.Turns)
		}

		settle := []string{"outcome", "done", "opinion", "群众已拿到", "deduct", "建议扣 2 分"}
		if _, err := boss.Try(one, "settle", settle...); !fail.Is(err, fail.KindConflict) {
			t.Errorf("closed though the matter goes on: %v", err)
		}
		told(t, boss, one, "督办的事已办结", 0)
		if _, err := c.Try(people.TheOffice, k, "finish"); err != nil {
			t.Fatal(err)
		}
		told(t, boss, one, "督办的事已办结", 1)
		boss.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "待回复").Not("发督办单")
		if one = boss.Do(one, "settle", settle...); one.State != "closed" || one.Result != "done" || order(c, one).Open {
			t.Errorf("%+v %+v", one, order(c, one))
		}
		boss.Get("/desk/cases/"+one.Number()).Is(http.StatusOK, "考核扣分建议 建议扣 2 分", "群众已拿到")
		rows := boss.Get("/desk/supervision.xlsx?purpose=核对").Rows()
		if len(rows) != 1 || !slices.Contains(rows[0], "建议扣 2 分") || !slices.Contains(rows[0], "问题已解决") {
			t.Errorf("the workbook has %q", rows)
		}
		boss.Get("/desk/supervision?level=2").Is(http.StatusOK, one.Number())
		boss.Get("/desk/supervision?level=1").Is(http.StatusOK, "没有符合条件的")
		c.Sound()
	})
}

// What is answered is verified by a supervisor who has no hand in it, and is told to them where nobody does.
func TestWhoVerifies(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		head, boss := c.Staff("陶然", headOf(dept), overCounty), c.Staff("魏然", overCity)
		handler := c.Staff("何雪", overCity, officer)
		k := matter(c, "begin", dept)
		handler.Do(k, "handle")
		one := issued(boss, k, "1")
		for _, event := range []string{"raise", "cancel"} {
			if _, err := handler.Try(one, event, "reason", "x"); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("who handled the matter does %s: %v", event, err)
			}
		}
		one = head.Do(one, "answer", "done", "cannot", "answer", "依法不能办") // without evidence at the first level, and without acknowledging it
		told(t, boss, one, "督办逾期", 0)
		c.At("2026-04-23 18:00") // three working days
		c.Tick()
		told(t, boss, one, "督办逾期", 1)
		verify := []string{"outcome", "explained", "opinion", "属实"}
		for _, who := range []*officetest.Somebody{head, handler} {
			for _, event := range []string{"verify", "return"} {
				if _, err := who.Try(one, event, append(verify, "reason", "x")...); !fail.Is(err, fail.KindForbidden) {
					t.Errorf("%s does %s: %v", who.Name, event, err)
				}
			}
		}
		boss.Do(one, "comment", "text", "电话核实过")
		if one = boss.Do(one, "verify", verify...); one.State != "closed" || order(c, one).Outcome != "explained" || order(c, one).Open {
			t.Errorf("%s %+v", one.State, order(c, one))
		}
		if again := issued(boss.Back(), k, "1"); again.ID == one.ID { // another may go out now
			t.Error("no second order")
		}
		c.Sound()
	})
}

// An order climbs by hand to the top, in the name of who raises it, and what was sent by mistake is taken back.
func TestRaisedAndTakenBack(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		head, discipline := c.Staff("陶然", headOf(dept)), c.Staff("纪严", disciplines)
		city, county := c.Staff("魏然", overCity), c.Staff("郑平", overCounty)
		k := matter(c, "begin", dept)
		county.Get("/desk/cases/" + k.Number()).Is(http.StatusOK)
		first := issued(county, k, "1")
		second, third := issued(city, matter(c, "begin", dept), "1"), issued(county, matter(c, "begin", dept), "1")
		number := func(k flow.Case, no int) string {
			t.Helper()
			papers, err := c.Documents.OfCase(t.Context(), k.ID)
			if err != nil || len(papers) < no {
				t.Fatal(papers, err)
			}
			return papers[no-1].Number
		}
		for i, got := range []string{number(first, 1), number(second, 1), number(third, 1)} { // each bureau numbers its own
			if want := []string{"云东政服督办〔2026〕1号", "云政服督办〔2026〕1号", "云东政服督办〔2026〕2号"}[i]; got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		head.Do(first, "ack")
		if first = city.Do(first, "raise", "reason", "市里关注"); first.State != "issued" ||
			order(c, first).Level != 2 || number(first, 2) != "云政服督办〔2026〕2号" {
			t.Errorf("%s %+v %s", first.State, order(c, first), number(first, 2))
		}
		if o := order(c, first); !strings.HasSuffix(o.Signer, "魏然") || o.Organ != officetest.Whole {
			t.Errorf("raised by the city it is signed by %s of %s", o.Signer, o.Organ)
		}
		at := "/desk/supervision/new?case=" + k.Number() // to write a higher one is to raise it
		city.Post(at, "key", city.Get(at).Key(), "level", "3", "issue", "还是没有结果", "need", "当天答复").Is(http.StatusOK)
		if n := len(orders(c, k)); n != 1 || order(c, first).Level != 3 {
			t.Errorf("%d orders, %+v", n, order(c, first))
		}
		told(t, discipline, first, "重点督办抄送", 1)
		if _, err := city.Try(first, "raise", "reason", "x"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("raised above the top: %v", err)
		}
		if first = city.Do(first, "cancel", "reason", "发错了"); first.State != "cancelled" || order(c, first).Open {
			t.Errorf("%s %+v", first.State, order(c, first))
		}
		city.Get("/desk/cases/"+k.Number()).Is(http.StatusOK, "发督办单 "+at, "重点督办单 /desk/cases/"+first.Number()+" 已撤销")
		if _, err := c.Try(people.TheOffice, k, "finish"); err != nil {
			t.Fatal(err)
		}
		city.Get("/desk/cases/" + k.Number()).Is(http.StatusOK).Not("发督办单")
		city.Get("/desk/supervision").Is(http.StatusOK, "已撤销").Not("按时办结")
		if _, err := head.Try(first, "answer", "done", "cannot", "answer", "x"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("answered after it was taken back: %v", err)
		}
		c.Staff("韩冬", people.Post{Role: people.Supervisor, Region: officetest.OtherCounty}).Get("/desk/supervision").Is(http.StatusOK, "没有督办单")
		c.Sound()
	})
}

// Where no department has a case the order goes to the desk of its place that has it, or else to the window.
func TestTheDeskThatHasTheCase(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	boss, desk, window, elsewhere := c.Staff("魏然", overCity), c.Staff("何雪", officer), c.Staff("周敏", atWindow), c.Staff("石磊", otherOfficer)
	first, second := matter(c, "begin", ""), matter(c, "begin", "")
	if _, err := c.Try(people.TheOffice, second, "hand"); err != nil {
		t.Fatal(err)
	}
	one, two := issued(boss, first, "1"), issued(boss, second, "1")
	if a, b := order(c, one).Role, order(c, two).Role; a != people.Officer || b != people.Window {
		t.Errorf("they go to %s and %s", a, b)
	}
	told(t, desk, one, "督办单", 1)
	told(t, window, two, "督办单", 1)
	told(t, elsewhere, one, "督办单", 0)
	desk.Do(one, "ack")
	window.Do(two, "ack")
	boss.Get("/desk/cases/"+one.Number()).Is(http.StatusOK, "河口镇便民服务中心")
}

// Only limits that a trigger names raise an order, each once for a case; a row for all leaves out what is the office's
// own business and what is the applicant's. An open order is lifted, never lowered, and not once it is answered.
func TestWhatRaisesAnOrder(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		dept := c.Dept(officetest.County, "人社局")
		head, boss := c.Staff("陶然", headOf(dept)), c.Staff("魏然", overCity)
		free, plain, higher := matter(c, "begin_free", dept), matter(c, "begin", dept), matter(c, "begin", dept)
		answered, done := matter(c, "begin_legal", dept), matter(c, "begin", dept)
		three, one := issued(boss, higher, "3"), issued(boss, answered, "1")
		head.Do(three, "answer", "done", "cannot", "answer", "x", "evidence", head.File("a.pdf"))
		head.Do(one, "answer", "done", "cannot", "answer", "x")
		if _, err := c.Try(people.TheOffice, done, "finish"); err != nil {
			t.Fatal(err)
		}
		c.At("2026-04-27 18:00")
		c.Tick()
		for _, k := range []flow.Case{free, done} {
			if list := orders(c, k); len(list) != 0 {
				t.Errorf("an order went out about %s: %+v", k.Title, list)
			}
		}
		if o := order(c, three); o.Level != 3 || len(orders(c, higher)) != 1 {
			t.Errorf("a lower limit has made it %+v", o)
		}
		if o := order(c, one); o.Level != 1 || c.Case(one).State != "answered" {
			t.Errorf("what was answered is lifted: %+v", o)
		}
		list := orders(c, plain)
		if len(list) != 1 || order(c, list[0]).Level != 1 {
			t.Fatalf("%+v", list)
		}
		boss.Do(list[0], "cancel", "reason", "已说明")
		if _, err := c.Try(people.TheOffice, plain, "again"); err != nil {
			t.Fatal(err)
		}
		c.At("2026-05-20 18:00")
		c.Tick()
		if n := len(orders(c, plain)); n != 1 || !c.Case(plain).Late {
			t.Errorf("the same limit has raised %d orders", n)
		}
		c.Sound()
	})
}

// Two supervisors on two nodes send an order about one case at once, while limits of it run out: there is one, at the higher level.
func TestOneOrderWhoeverSendsIt(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		k := matter(c, "begin_legal", c.Dept(officetest.County, "人社局"))
		boss := c.Staff("魏然", overCity)
		c.At("2026-04-28 10:00") // two limits have run out, and no sweep was there yet
		seen, by, s := c.View(boss.Actor(), k), boss.Actor(), supervision.New(c.Office)
		var group sync.WaitGroup
		outcomeField := make([]error, 3)
		for i, level := range []string{"1", "3"} {
			group.Go(func() {
				outcomeField[i] = c.DB.Tx(t.Context(), func(tx *db.DB) error {
					_, err := s.Raise(t.Context(), tx, by, seen, flow.Opening{Input: form.Values{"level": level, "issue": "拖了", "need": "办结"}})
					return err
				})
			})
		}
		group.Go(func() { _, outcomeField[2] = c.Engine.Sweep(t.Context()) })
		group.Wait()
		for _, err := range outcomeField {
			if err != nil && !fail.Is(err, fail.KindConflict) {
				t.Error(err)
			}
		}
		c.Tick()
		list := orders(c, k)
		if len(list) != 1 || order(c, list[0]).Level != 3 {
			t.Errorf("%d orders: %v", len(list), outcomeField)
		}
	})
}

// What the ladder and the triggers refuse to become.
func TestWhatTheRulesRefuse(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	rules := supervision.New(c.Office).Service().Rules
	level := func(no, name, copied, evidence string) form.Values {
		return form.Values{"no": no, "name": name, "term": "supervision.answer_1", "copy": copied, "evidence": evidence}
	}
	first, second, third := level("1", "催办", "", ""), level("2", "督办", "", "1"), level("3", "重点督办", "discipline", "1")
	for _, one := range []struct {
		why  string
		rows []form.Values
		says string // "": it may be
	}{
		{"as it is", []form.Values{third, first, second}, ""},
		{"a gap", []form.Values{first, third, level("4", "挂牌督办", "discipline", "1")}, "没有第 2 级"},
		{"milder on evidence", []form.Values{first, second, level("3", "重点督办", "discipline", "")}, "也要附"},
		{"milder on the copy", []form.Values{first, level("2", "督办", "leader", "1"), level("3", "重点督办", "", "1")}, "也要抄送"},
		{"two of a name", []form.Values{first, second, level("3", "催办", "discipline", "1")}, "已经有"},
		{"without what a trigger names", []form.Values{first, second}, "请先改自动督办的规则"},
		{"none", nil, "一级也不剩"},
	} {
		err := rules[0].Holds(t.Context(), c.DB, one.rows, 20260501)
		if one.says == "" && err != nil || one.says != "" && (err == nil || !strings.Contains(err.Error(), one.says)) {
			t.Errorf("%s: %v", one.why, err)
		}
	}
	for n, may := range map[string]bool{"0": true, "3": true, "4": false} {
		if err := rules[1].Holds(t.Context(), c.DB, []form.Values{{"clock": "matter.*", "level": n}}, 20260501); (err == nil) != may {
			t.Errorf("a trigger of level %s: %v", n, err)
		}
	}
	choices, err := rules[1].Answers(t.Context(), c.DB)
	if err != nil || len(choices["level"]) != 4 ||
		!slices.ContainsFunc(choices["clock"], func(o form.Option) bool { return o.Label == "事项：法定时限" }) ||
		slices.ContainsFunc(choices["clock"], func(o form.Option) bool { return strings.HasPrefix(o.Value, "supervision.") }) {
		t.Errorf("%+v %v", choices, err)
	}
}

// Whatever anybody tries in whatever order and however the time passes: a case has at most one open order, an open order lies on somebody's
// desk, its level never falls, and none is closed that was neither answered nor about a finished case.
func TestOrdersAreNeverLost(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	dept := c.Dept(officetest.County, "人社局")
	var actors []people.Actor
	for i, posts := range [][]people.Post{{headOf(dept)}, {overCity}, {leads}, {atWindow}, {officer, overCounty}} {
		actors = append(actors, c.Staff([]string{"陶然", "魏然", "林立", "周敏", "何雪"}[i], posts...).Actor())
	}
	s := supervision.New(c.Office)
	rapid.Check(t, func(t *rapid.T) {
		about, level := matter(c, "begin_legal", dept), int64(0)
		for range rapid.IntRange(3, 9).Draw(t, "steps") {
			c.Later(time.Duration(rapid.IntRange(1, 60).Draw(t, "hours")) * time.Hour)
			if _, err := c.Engine.Sweep(c.T.Context()); err != nil {
				t.Fatal(err)
			}
			list := orders(c, about)
			by := rapid.SampledFrom(actors).Draw(t, "actor")
			event := rapid.SampledFrom([]string{
				"issue", "ack", "answer", "verify", "return", "raise", "settle", "cancel", "comment", "finish",
			}).Draw(t, "event")
			in := form.Values{"reason": "r", "text": "t", "done": "cannot", "answer": "a", "outcome": "done", "opinion": "o"}
			switch {
			case event == "issue":
				c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
					v, err := c.Engine.View(c.T.Context(), by, about.ID)
					if err == nil {
						_, err = s.Raise(c.T.Context(), tx, by, v, flow.Opening{Input: form.Values{"level": "1", "issue": "i", "need": "n"}})
					}
					return err
				})
			case event == "finish":
				c.Try(people.TheOffice, about, "finish")
			case len(list) > 0:
				c.Engine.Act(c.T.Context(), by, flow.Move{Case: list[len(list)-1].ID, Event: event, Input: in})
			}
			level = sound(t, c, about, level)
		}
	})
}

// sound checks the orders about a case and returns the level of the open one.
func sound(t *rapid.T, c *officetest.City, about flow.Case, before int64) (level int64) {
	open, list := 0, orders(c, about)
	for _, k := range list {
		o, turns := order(c, k), c.View(people.TheOffice, k).Turns
		if o.Open != (k.ClosedAt == 0) || o.Open != (len(turns) > 0) {
			t.Fatalf("order in state %s: open %v, turns %v", k.State, o.Open, turns)
		}
		if o.Open {
			open++
			level = o.Level
		}
		if k.State == "closed" && o.Answer == "" && c.Case(about).ClosedAt == 0 {
			t.Fatalf("closed without an answer: %+v", o)
		}
	}
	if open > 1 || open == 1 && level < before && len(list) == 1 {
		t.Fatalf("%d open orders, level %d after %d", open, level, before)
	}
	return level
}
