package app

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/supervision"
)

// orders are the supervision orders about a case, as the case's links tell.
func (w *world) orders(number string) (list []flow.Case) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range v.Links {
		if l.Kind != flow.GaveWay {
			continue
		}
		o, err := w.Engine.Find(w.t.Context(), w.DB, l.Other)
		if err != nil {
			w.t.Fatal(err)
		}
		if o.Kind == supervision.Kind {
			list = append(list, o)
		}
	}
	return list
}

// course is what happened to a case: event and minute.
func (w *world) course(k flow.Case) (list []string) {
	w.t.Helper()
	events, err := w.Engine.Events(w.t.Context(), w.DB, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		if e.Event == "remind" {
			continue
		}
		list = append(list, e.Event+" "+minute(e.At))
	}
	return list
}

// told are the titles of the notices that a member of staff got about a case.
func (w *world) told(login string, id int64) (list []string) {
	w.t.Helper()
	m, err := w.People.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := w.Notices.OfStaff(w.t.Context(), m.ID, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range slices.Backward(all) {
		if n.CaseID == id {
			list = append(list, n.Title)
		}
	}
	return list
}

// An application's promise runs out on the eve of National Day 2021. The order goes out by itself, and
// what nobody answers climbs over the holiday by working days until the discipline office has its copy.
func TestAnUnansweredOrderClimbsOverNationalDay(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		w.at("2021-09-01 09:30")
		number := w.apply(w.clientToken("apply read"), 3)
		clerk := w.staffToken("zhoumin")
		dept := w.event(clerk, number, "accept", nil)["dept"].(string)
		w.at("2021-09-30 18:00") // 20 working days: the promise runs to the last minute before the holiday
		w.tick()
		list := w.orders(number)
		if len(list) != 1 || list[0].State != "issued" || list[0].Dept != dept || list[0].Applicant != 0 {
			t.Fatalf("%+v", list)
		}
		order := list[0]
		head := dept + "-c"
		if got := w.told(head, order.ID); !slices.Contains(got, "督办单") {
			t.Errorf("the head was told %q", got)
		}
		for _, at := range []string{"2021-10-07 18:00", "2021-10-08 12:59", "2021-10-08 13:00", "2021-10-09 18:00", "2021-10-11 18:00", "2021-10-12 13:00", "2021-10-13 18:00", "2021-10-29 18:00"} {
			w.at(at)
			w.tick()
		}
		// The statutory limit ran out in the same minute: the order went out at the second level, once. Three
		// working days from then are 8, 9 (a Saturday that is worked) and 11 October.
		want := []string{"issue 09-30 18:00", "unacked 10-08 13:00", "unanswered 10-11 18:00", "unacked 10-12 13:00", "unanswered 10-13 18:00"}
		if got := w.course(order); !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		if got := w.told("jijian", order.ID); len(got) != 1 || got[0] != "重点督办抄送" {
			t.Errorf("the discipline office was told %q", got)
		}
		w.staff("jijian").get("/desk/supervision").is(200, "重点督办", order.Number()) // of the lower levels it had no copy
		papers, err := w.Documents.OfCase(t.Context(), order.ID)
		if err != nil || len(papers) != 2 || papers[0].Number != "眉政服督办〔2021〕1号" || papers[1].Number != "眉政服督办〔2021〕2号" {
			t.Errorf("papers %+v %v", papers, err)
		}
		for _, m := range w.sms {
			if strings.Contains(m.Text, "督办单") {
				t.Errorf("the applicant was told of inner business: %s", m.Text)
			}
		}
		if len(w.orders(number)) != 1 {
			t.Error("more than one order")
		}
	})
}

func minute(ms int64) string { return time.UnixMilli(ms).In(calendar.Zone).Format("01-02 15:04") }

// A supervisor writes an order from a case's page; the head of the department answers it with evidence;
// the supervisor sends it back once, and closes it though the case itself was finished meanwhile.
func TestAnOrderByHand(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		dept := w.event(w.staffToken("zhoumin"), number, "accept", nil)["dept"].(string)
		w.staff("zhoumin").get("/desk/cases/" + number).is(200).not("发督办单")
		boss := w.staff("jianguan")
		boss.get("/desk/cases/"+number).is(200, "发督办单", "/desk/supervision/new?case="+number)
		boss.get("/desk/supervision/new?case="+number).is(200, "催办", "2 个工作日内回复", "抄送纪检监察岗", w.Catalog.DeptName(dept)).bones()
		form := []string{"key", "first", "level", "2", "issue", "群众来了三次没有结果", "need", "两天内给群众明确答复"}
		boss.post("/desk/supervision/new?case="+number, "level", "9", "issue", "").is(422, "请")
		page := boss.post("/desk/supervision/new?case="+number, form...).is(200, "督办单已发出", "群众来了三次", "打印督办单", "待签收")
		page.bones()
		boss.post("/desk/supervision/new?case="+number, form...).is(200, "督办单已发出") // pressed twice
		form[1] = "second"
		boss.post("/desk/supervision/new?case="+number, form...).is(409, "已经有一份没有销号的督办单")
		if n := len(w.orders(number)); n != 1 {
			t.Fatalf("%d orders", n)
		}
		order := w.orders(number)[0]
		home := "/desk/cases/" + order.Number()
		boss.get("/desk/cases/"+number).is(200, "督办单", order.Number()).not("发督办单")
		w.staff("jijian").get("/desk/supervision").is(200, "没有督办单").not(order.Number())
		boss.get("/desk/documents/"+order.Number()+"/1").is(200, "眉政服督办〔2026〕1号", "眉山市东坡区人力资源和社会保障局", "群众来了三次")

		head := w.staff(dept + "-c")
		head.get("/desk").is(200, "督办：", "督办")
		head.post(home+"/do/ack", "seq", "").is(200, "已签收。")
		head.post(home+"/do/answer", "seq", "", "done", "done", "answer", "已办").is(422, "证明材料")
		head.post(home+"/do/answer", "seq", "", "done", "plan", "plan", "2026-04-01", "answer", "在办").is(422)
		head.send(home+"/do/answer", "evidence", "决定书.pdf", []byte("%PDF-1.4 evidence"), "seq", "", "done", "plan", "plan", "2026-04-22", "answer", "补齐了系统数据").is(200, "已回复。", "决定书.pdf", "2026-04-22")
		head.get(home + "/do/verify").not("已销号。")
		boss.get("/desk/supervision?state=answered").is(200, order.Number()[:6], "待核实").bones()
		boss.post(home+"/do/return", "seq", boss.get(home+"/do/return").seq(), "reason", "没有告诉群众结果").is(200, "已退回重办。")
		if got := w.told(dept+"-c", order.ID); !slices.Contains(got, "督办退回重办") {
			t.Errorf("the head was told %q", got)
		}
		boss.post(home+"/do/settle", "seq", "", "outcome", "done", "opinion", "好").is(409, "还没有办结")
		w.event(w.staffToken(dept+"-a"), number, "propose_termination", map[string]string{"ground": "law", "reason": "不再需要办理"})
		if status, r := w.call(w.staffToken(dept+"-c"), "POST", "/api/v1/cases/"+number+"/events/terminate", map[string]any{"input": map[string]string{"ground": "law"}}); status != 422 || !strings.Contains(fmt.Sprint(r), "seq") {
			t.Errorf("agreed without saying to what: %d %v", status, r)
		}
		if status, r := w.call(w.staffToken("window2"), "POST", "/api/v1/cases/"+number+"/events/terminate", map[string]any{}); status != 404 {
			t.Errorf("who does not see the case: %d %v", status, r)
		}
		w.event(w.staffToken(dept+"-c"), number, "terminate", map[string]string{"ground": "law", "reason": "不再需要办理", "basis": "条例第十二条"})
		if got := w.told("jianguan", order.ID); !slices.Contains(got, "督办的事已办结") {
			t.Errorf("the supervisor was told %q", got)
		}
		boss.post(home+"/do/settle", "seq", "", "outcome", "done", "opinion", "群众已拿到结果", "deduct", "逾期一次，建议扣 2 分").is(200, "已销号。", "建议扣 2 分", "已销号")
		if s := boss.get("/desk/supervision.xlsx?purpose=核对").workbook(); len(s.Rows) != 1 || !slices.Contains(s.Rows[0], "逾期一次，建议扣 2 分") {
			t.Errorf("the workbook has %v", s.Rows)
		}
		w.staff("window2").get("/desk/supervision").is(403)
		w.staff("hexue").get(home).is(404) // another department's
	})
}

// Who may change the rules does so from a day on; the old rule counts until then.
func TestTriggersAreRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	editor := w.staff("bianji")
	editor.get(rulesAt+"supervision_triggers").is(200, "承诺办结时限", "督办", "工作建议书").bones()
	at := editor.change("supervision_triggers", "clock", "application.promise", "level", "0", "valid_from", "2026-05-01", "basis", "试点不自动督办").waiting()
	w.staff("fabu").agree(at).is(200, "已同意")
	number := w.apply(w.clientToken("apply read"), 3)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	w.at("2026-05-30 10:00")
	w.tick()
	list := w.orders(number)
	if len(list) != 1 { // by the statutory limit, which has a row of its own
		t.Fatalf("%d orders", len(list))
	}
	if got := w.course(list[0]); !strings.HasPrefix(got[0], "issue") {
		t.Errorf("%q", got)
	}
}

// Whatever anybody tries in whatever order and however the time passes: a case has at most one open
// order, an open order lies on somebody's desk, its level never falls, and none is closed that was
// neither answered nor about a finished case.
func TestOrdersAreNeverLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client, clerk := w.clientToken("apply read"), w.staffToken("zhoumin")
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		number := w.apply(client, n)
		dept := w.event(clerk, number, "accept", nil)["dept"].(string)
		about, err := w.Engine.ByNumber(w.t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		var actors []people.Actor
		for _, login := range []string{dept + "-c", dept + "-a", "jianguan", "leader", "zhoumin"} {
			m, err := w.People.FindMember(w.t.Context(), login)
			if err != nil {
				t.Fatal(err)
			}
			a, _, err := w.People.StaffActor(w.t.Context(), m.ID)
			if err != nil {
				t.Fatal(err)
			}
			actors = append(actors, a)
		}
		level := int64(0)
		for range rapid.IntRange(3, 9).Draw(t, "steps") {
			w.later(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
			if _, err := w.Engine.Sweep(w.t.Context()); err != nil {
				t.Fatal(err)
			}
			list := w.orders(number)
			by := rapid.SampledFrom(actors).Draw(t, "actor")
			event := rapid.SampledFrom([]string{"issue", "ack", "answer", "verify", "return", "raise", "settle", "cancel", "comment", "propose_termination", "terminate"}).Draw(t, "event")
			in := form.Values{"reason": "r", "text": "t", "done": "cannot", "answer": "a", "outcome": "done", "opinion": "o", "ground": "law", "basis": "b"}
			switch {
			case event == "issue":
				c, err := w.Engine.View(w.t.Context(), by, about.ID)
				if err != nil {
					continue
				}
				w.raise(by, c, form.Values{"level": "1", "issue": "i", "need": "n"})
			case event == "propose_termination" || event == "terminate":
				w.Engine.Act(w.t.Context(), by, flow.Move{Case: about.ID, Event: event, Input: in})
			case len(list) > 0:
				w.Engine.Act(w.t.Context(), by, flow.Move{Case: list[len(list)-1].ID, Event: event, Input: in})
			}
			level = w.soundOrders(t, number, level)
		}
	})
}

func (w *world) soundOrders(t *rapid.T, number string, before int64) (level int64) {
	open := 0
	for _, k := range w.orders(number) {
		v, err := w.Engine.View(w.t.Context(), people.TheOffice, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		o, err := supervision.Orders.Load(w.t.Context(), w.DB, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		if o.Open != (k.ClosedAt == 0) || o.Open != (len(v.Turns) > 0) {
			t.Fatalf("order in state %s: open %v, turns %v", k.State, o.Open, v.Turns)
		}
		if o.Open {
			open++
			level = o.Level
		}
		if k.State == "closed" {
			about, err := w.Engine.ByNumber(w.t.Context(), number)
			if err != nil || o.Answer == "" && about.ClosedAt == 0 {
				t.Fatalf("closed without an answer: %+v %v", o, err)
			}
		}
	}
	if open > 1 || open == 1 && before != 0 && level < before && len(w.orders(number)) == 1 {
		t.Fatalf("%d open orders, level %d after %d", open, level, before)
	}
	return level
}

// Each bureau numbers its own orders: one of a county does not use up the city's numbers, and an order that the
// city raises goes out again in the city's name.
func TestEachBureauNumbersItsOwnOrders(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client, clerk := w.clientToken("apply read"), w.staffToken("zhoumin")
		city, county := w.House.Organ(""), w.House.Organ(w.actor("jianguan1").Posts[0].Region)
		if city.Name != w.Profile.Org || county.Name == city.Name || county.Short == city.Short {
			t.Fatalf("%+v %+v", city, county)
		}
		issue := func(login string, n int) flow.Case {
			t.Helper()
			number := w.apply(client, n)
			w.event(clerk, number, "accept", nil)
			w.staff(login).post("/desk/supervision/new?case="+number, "level", "1", "issue", "拖了很久", "need", "尽快办").is(200, "督办单已发出")
			return w.orders(number)[0]
		}
		number := func(k flow.Case, no int) string {
			t.Helper()
			papers, err := w.Documents.OfCase(t.Context(), k.ID)
			if err != nil || len(papers) < no {
				t.Fatal(papers, err)
			}
			return papers[no-1].Number
		}
		first, second, third := issue("jianguan1", 3), issue("jianguan", 4), issue("jianguan1", 5)
		for _, c := range []struct{ got, want string }{
			{number(first, 1), county.Short + "督办〔2026〕1号"}, {number(second, 1), city.Short + "督办〔2026〕1号"}, {number(third, 1), county.Short + "督办〔2026〕2号"},
		} {
			if c.got != c.want {
				t.Errorf("%s, want %s", c.got, c.want)
			}
		}
		home := "/desk/documents/" + first.Number()
		w.staff("jianguan1").get(home+"/1").is(200, county.Name)
		w.staff("jianguan").post("/desk/cases/"+first.Number()+"/do/raise", "seq", "", "reason", "市里关注").is(200, "市里关注", w.actor("jianguan").Posts[0].Title)
		if got, want := number(first, 2), city.Short+"督办〔2026〕2号"; got != want {
			t.Errorf("raised by the city it is %s, want %s", got, want)
		}
		w.staff("jianguan").get(home+"/2").is(200, city.Name)
	})
}

// Two supervisors on two nodes send an order about one case at once, while a clock of it runs out: there is one, at the higher level.
func TestOneOrderWhoeverSendsIt(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		w.at("2026-06-30 10:00") // promised and statutory limit have run out, and no sweep was there yet
		seen := w.viewAs("jianguan", w.caseOf(number).ID)
		var group sync.WaitGroup
		outcomes := make([]error, 3)
		for i, level := range []string{"1", "3"} {
			group.Go(func() {
				outcomes[i] = w.raise(w.actor("jianguan"), seen, form.Values{"level": level, "issue": "拖了两个月", "need": "办结"})
			})
		}
		group.Go(func() { _, outcomes[2] = w.Engine.Sweep(t.Context()) })
		group.Wait()
		for _, err := range outcomes {
			if err != nil && !fail.Is(err, fail.KindConflict) {
				t.Error(err)
			}
		}
		w.tick()
		list := w.orders(number)
		if len(list) != 1 {
			t.Fatalf("%d orders: %v", len(list), outcomes)
		}
		if o, err := supervision.Orders.Load(t.Context(), w.DB, list[0].ID); err != nil || o.Level != 3 {
			t.Errorf("%+v %v, %v", o, err, outcomes)
		}
	})
}

// What came to nothing does not read as done: in no ledger, and not in the figures.
func TestWhatWasCalledOffIsNotDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, v := w.toVisit(w.clientToken("apply read"))
	w.do("jianguan", v.Number(), "drop", "reason", "群众要求不再打扰")
	boss := w.staff("jianguan")
	boss.get("/desk/visits").is(200, "不再回访").not("按时办结")
	boss.get("/desk/cases/"+v.Number()).is(200, "不再回访", "到此结束").not("按时办结")
	number := w.apply(w.clientToken("apply read"), 3)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	w.tick()
	boss.post("/desk/supervision/new?case="+number, "level", "1", "issue", "发错了", "need", "无").is(200)
	w.do("jianguan", w.orders(number)[0].Number(), "cancel", "reason", "发错了")
	boss.get("/desk/supervision").is(200, "已撤销").not("按时办结")
	for _, table := range w.Engine.Tables() {
		for _, s := range table.States {
			if s.Final && table.Succeeds(s) != slices.Contains([]string{"办结", "已办结", "已销号", "已回访", "已更正", "已答复"}, s.Name) {
				t.Errorf("%s %s: succeeds %v", table.Kind, s.Name, table.Succeeds(s))
			}
		}
	}
}

// raise issues an order by hand.
func (w *world) raise(by people.Actor, c flow.View, in form.Values) error {
	return w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
		_, err := w.Supervision.Raise(w.t.Context(), tx, by, c, flow.Opening{Input: in})
		return err
	})
}
