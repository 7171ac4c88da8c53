package app

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// reportThing reports a matter over the API, as the hotline would.
func (w *world) reportThing(token, region string) (number string) {
	w.t.Helper()
	status, r := w.call(token, "POST", "/api/v1/grievances", map[string]any{
		"region": region, "item": "社会保障卡挂失", "name": "张晓梅", "phone": "13800138000", "what": "去了三趟都没办成", "times": 3, "refused_by": "自助区", "reason": "缺证明", "wish": "当天办好",
	})
	if status != http.StatusCreated {
		w.t.Fatal(status, r)
	}
	return r["number"].(string)
}

// staff are the actors of a grievance in the first county.
func (w *world) actor(login string) people.Actor {
	w.t.Helper()
	m, err := w.Roster.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(login, err)
	}
	a, _, err := w.Roster.StaffActor(w.t.Context(), m.ID)
	if err != nil {
		w.t.Fatal(login, err)
	}
	return a
}

// do has a member of staff do an event; a failure ends the test.
func (w *world) do(login, number, event string, pairs ...string) flow.Case {
	w.t.Helper()
	k, err := w.try(w.actor(login), number, event, pairs...)
	if err != nil {
		w.t.Fatalf("%s %s: %v", login, event, err)
	}
	return k
}

// confirmed has a window enter that the person says it is solved, and a second person agree.
func (w *world) confirmed(number string) flow.Case {
	w.t.Helper()
	w.do("zhuanxi1", number, "name", "aim", "some", "who", "0", "text", "说的是自助区") // until then all of the hall keep away
	w.do("zhoumin", number, "enter_confirm", "paper", w.scan("zhoumin"))
	return w.do("zhuanxi1", number, "confirm")
}

// scan is a paper that a member of staff has scanned.
func (w *world) scan(login string) string {
	w.t.Helper()
	one, err := w.Files.Put(w.t.Context(), bytes.NewReader(door.MadePaper()), "签字材料.png", people.Staff, w.actor(login).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return strconv.FormatInt(one.ID, 10)
}

func (w *world) try(a people.Actor, number, event string, pairs ...string) (flow.Case, error) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	in := form.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		in[pairs[i]] = pairs[i+1]
	}
	c, err := w.Engine.Act(w.t.Context(), a, flow.Move{Case: k.ID, Event: event, Input: in})
	if err != nil {
		return k, err
	}
	return c.Case, nil
}

// visitEnds ends the return visit of a matter.
func (w *world) visitEnds(number, event string, pairs ...string) flow.Case {
	w.t.Helper()
	k, err := w.try(people.TheOffice, number, event, pairs...)
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *world) head(number string) string {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return k.Dept + "-c"
}

const county1 = "511402000000"

func TestWhatCannotBeDoneIsExplainedTheSameDayAndSignedByTwo(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		t := w.t
		n := w.reportThing(w.clientToken("apply read"), county1)
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "说明情况")
		k := w.do("zhuanxi1", n, "cannot", "aim", "none", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		if due := calendar.DayOf(at(k.DueAt)).Long(); k.State != "signing" || due != "2026年4月20日" {
			t.Errorf("%s, due %s", k.State, due)
		}
		if _, err := w.try(w.actor("zhuanxi1"), n, "agree"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("one's own proposal: %v", err)
		}
		w.do("zhuanxi2", n, "agree")
		if _, err := w.try(w.actor("zhuanxi1"), n, "reply", "reply", "不能办"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("a reply without a basis: %v", err)
		}
		w.do(w.head(n), n, "reply", "reply", "按规定不能挂失，可以补办", "basis", "《社会保险法》第五十八条", "outcome", "path")
		k = w.confirmed(n)
		if k.State != "visiting" {
			t.Error(k.State)
		}
		k = w.visitEnds(n, "visited", "solved", "yes", "level", "5", "said", "很好")
		w.tick()
		if k.State != "closed" || k.Late || k.Result != "path" {
			t.Errorf("%+v", k)
		}
		var told []string
		for _, m := range w.sms {
			told = append(told, m.Text)
		}
		for _, want := range []string{"已收到", "已研判", "已答复：按规定不能挂失", "已办结"} {
			if !strings.Contains(strings.Join(told, "\n"), want) {
				t.Errorf("nobody was told %s: %q", want, told)
			}
		}
	})
}

// organ is the code of a department of the first county.
func (w *world) organ(name string) string {
	w.t.Helper()
	for _, d := range w.Catalog.Depts(county1) {
		if strings.HasSuffix(d.Name, name) {
			return d.Code
		}
	}
	w.t.Fatal("no department ", name)
	return ""
}

func TestWhatIsHardIsConsultedOn(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		t := w.t
		w.at("2021-09-28 09:30") // National Day lies within the ten working days
		n := w.reportThing(w.clientToken("apply read"), county1)
		social, approval := w.organ("人社局"), w.organ("民政局")
		k := w.do("zhuanxi1", n, "hard", "aim", "none", "cause", "DOC", "opinion", "档案灭失", "dept", social)
		if due := calendar.DayOf(at(k.DueAt)).Long(); due != "2021年9月28日" { // the contact of the same day
			t.Error(due)
		}
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "no", "text", "没有人接")
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "约好会商后答复")
		w.do("zhuanxi1", n, "convene", "depts", social+","+approval, "experts", "李教授", "date", "2021-09-30", "place", "会商室")
		if _, err := w.try(w.actor(social+"-a"), n, "opine", "verdict", "can", "text", "x"); err == nil {
			t.Error("a reviewer spoke for the department")
		}
		w.do(social+"-c", n, "opine", "verdict", "if", "text", "凭两名证人的证言")
		if _, err := w.try(w.actor("zhuanxi1"), n, "decide", "minutes", "都同意", "decision", "容缺办理", "lead", social, "tasks", "社保局｜调取缴费记录｜2021-10-12"); !fail.Is(err, fail.KindInvalid) || !strings.Contains(err.Error(), "民政局") {
			t.Errorf("decided without an invited department, and without a reason: %v", err)
		}
		w.do(approval+"-c", n, "opine", "verdict", "can", "text", "同意容缺")
		if _, err := w.try(w.actor("zhuanxi1"), n, "decide", "minutes", "都同意", "decision", "容缺办理", "lead", social, "tasks", "谁也不办"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("tasks that nobody can read: %v", err)
		}
		k = w.do("zhuanxi1", n, "decide", "minutes", "都同意", "decision", "容缺办理", "lead", social, "tasks", "社保局｜调取缴费记录｜2021-10-12\n审批局｜出具容缺通知｜2021-10-13")
		if due := calendar.DayOf(at(k.DueAt)).Long(); due != "2021年10月18日" {
			t.Errorf("ten working days across National Day are %s", due)
		}
		w.at("2021-10-12 10:00")
		w.tick()
		k = w.do(social+"-c", n, "feedback_plan", "reply", "先容缺受理，补档案要两周", "plan", "2021-10-27")
		if due := calendar.DayOf(at(k.DueAt)).Long(); k.State != "tracking" || due != "2021年10月27日" {
			t.Errorf("%s, due %s", k.State, due)
		}
		w.at("2021-10-28 10:00")
		w.tick()
		k = w.do(social+"-c", n, "achieve", "reply", "办成了", "basis", "容缺受理办法", "outcome", "done")
		if k.State != "replied" || !k.Late {
			t.Errorf("the plan date passed: %+v", k)
		}
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
		w.do("zhoumin", n, "object", "reason", "卡里没有钱")
		g, err := grievance.Grievances.Load(t.Context(), w.DB, k.ID)
		if err != nil || g.Round != 2 || g.OnTime {
			t.Errorf("%+v %v", g, err)
		}
	})
}

// Who did not withdraw himself is told that a window entered it, by his paper, until when he may say that it was not he, and can.
func TestAWithdrawalThatAWindowEnteredCanBeContested(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		t := w.t
		withdrawn := func() string {
			n := w.reportThing(w.clientToken("apply read"), county1)
			w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
			w.do("zhoumin", n, "enter_withdraw", "paper", w.scan("zhoumin"))
			if k := w.do("zhuanxi1", n, "withdraw"); k.State != "withdrawn" {
				t.Fatal(k.State)
			}
			return n
		}
		n, late := withdrawn(), withdrawn()
		w.tick()
		told := ""
		for _, m := range w.sms {
			if strings.Contains(m.Text, flow.Grouped(n)) {
				told = m.Text
			}
		}
		for _, words := range []string{"窗口凭您签字的材料登记", "请在 2026年4月27日（含当日）前"} {
			if !strings.Contains(told, words) {
				t.Errorf("%q is not in %q", words, told)
			}
		}
		g, err := grievance.Grievances.Load(t.Context(), w.DB, w.caseOf(n).ID)
		if err != nil || g.Entered != "" {
			t.Errorf("%q still waits for a second person: %v", g.Entered, err)
		}
		person := people.Actor{Kind: people.Citizen, ID: w.caseOf(n).Applicant, Holds: []people.Holding{{Person: w.caseOf(n).Applicant, Rights: people.All}}}
		if k, err := w.try(person, n, "restore", "reason", "我没有签过字"); err != nil || k.State != "triage" || k.ClosedAt != 0 {
			t.Errorf("%s %v", k.State, err)
		}
		if _, err := w.try(w.actor("zhoumin"), n, "restore", "reason", "再来一次"); err == nil {
			t.Error("contested twice")
		}
		if k, err := w.try(person, n, "withdraw"); err != nil || k.State != "withdrawn" { // now it is his own word
			t.Errorf("%s %v", k.State, err)
		}
		w.counted(n, 1)
		w.at("2026-04-28 10:00")
		w.tick()
		if _, err := w.try(person, late, "restore"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("after the last day: %v", err)
		}
		w.sound()
	})
}

// Who is told that his matter was solved on the spot says so, or that it was not; who says nothing is visited.
func TestWhatIsSolvedOnTheSpotIsConfirmed(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		client := w.clientToken("apply read")
		for event, want := range map[string]string{"confirm": "visiting", "object": "triage", "": "visiting"} {
			n := w.reportThing(client, county1)
			w.do("zhuanxi1", n, "solve", "reply", "已当场补办。", "outcome", "done")
			if event == "" {
				w.later(10 * 24 * time.Hour)
				w.tick()
			} else {
				person := people.Actor{Kind: people.Citizen, ID: w.caseOf(n).Applicant, Holds: []people.Holding{{Person: w.caseOf(n).Applicant, Rights: people.All}}}
				if _, err := w.try(person, n, event, "reason", "还是办不了"); err != nil {
					t.Fatal(event, err)
				}
			}
			if k := w.caseOf(n); k.State != want {
				t.Errorf("%s leads to %s", event, k.State)
			}
		}
	})
}

func TestWhoDoesNotWantToAnswersForIt(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		t := w.t
		n := w.reportThing(w.clientToken("apply read"), county1)
		social := w.organ("人社局")
		w.do("zhuanxi1", n, "unwilling", "aim", "none", "cause", "DELAY", "opinion", "材料齐全不收件", "order", "当天办好", "dept", social)
		w.do(social+"-c", n, "acknowledge")
		w.at("2026-04-22 10:00")
		w.tick()
		k := w.do(social+"-c", n, "rectified", "reply", "已办好", "statement", "窗口理解有误", "person", "王某 窗口岗", "outcome", "done")
		if !k.Late {
			t.Error("one working day had passed")
		}
		w.at("2026-04-30 10:00") // nobody objects
		w.tick()
		k = w.visitEnds(n, "visited", "solved", "yes", "level", "4")
		if k.State != "holding" {
			t.Errorf("closed without its file: %s", k.State)
		}
		k = w.do("jianguan1", n, "account", "finding", "true", "person", "王某", "ways", "deduct,talk", "result", "约谈，扣分")
		if k.State != "closed" {
			t.Error(k.State)
		}
	})
}

func TestAClassIsChangedByTwoAndOnlyTightens(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		t := w.t
		n := w.reportThing(w.clientToken("apply read"), county1)
		social := w.organ("人社局")
		w.do("zhuanxi1", n, "contact", "how", "phone", "reached", "yes", "text", "好")
		w.do("zhuanxi1", n, "hard", "aim", "none", "cause", "DOC", "opinion", "看看", "dept", social)
		if _, err := w.try(w.actor("zhuanxi1"), n, "reclass", "class", "unwilling", "cause_unwilling", "ATT", "opinion", "其实是推诿"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("an order of nothing: %v", err)
		}
		w.do("zhuanxi1", n, "reclass", "class", "unwilling", "cause_unwilling", "ATT", "opinion", "其实是推诿", "order", "今天受理，说明原因")
		if _, err := w.try(w.actor("zhuanxi1"), n, "agree"); err == nil {
			t.Error("one person changed the class alone")
		}
		k := w.do("zhuanxi2", n, "agree")
		names := map[string]bool{}
		for _, c := range k.Running() {
			names[c.Name] = true
		}
		if k.State != "rectifying" || !names["hard"] || !names["unwilling"] || !names["duty"] {
			t.Errorf("%s %v", k.State, names)
		}
		if due := calendar.DayOf(at(k.DueAt)).Long(); due != "2026年4月20日" { // to be acknowledged at once
			t.Error(due)
		}
		if papers := w.papers(n); !strings.Contains(papers, "请立即办理：今天受理，说明原因。\n请于2026年4月21日（含当日）前办结") {
			t.Error(papers)
		}
		w.tick()
		if told := w.sms[len(w.sms)-1].Text; !strings.Contains(told, "责成部门立即办") || !strings.Contains(told, "最迟 2026年4月21日答复您") {
			t.Error("the applicant knows the day of before: " + told)
		}
		events, err := w.Engine.Events(t.Context(), w.DB, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		clocks, err := flow.Replay(events)
		if err != nil || len(clocks) != len(k.Running()) {
			t.Errorf("%v %v", clocks, err)
		}
	})
}

func at(ms int64) time.Time { return time.UnixMilli(ms) }
