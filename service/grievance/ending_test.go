package grievance_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// cleared is a matter of which an officer found out that nobody at a window here is meant: until then they all keep away.
func (h *hall) cleared(k flow.Case) flow.Case {
	h.T.Helper()
	return h.officer.Do(k, "name", "aim", "some", "who", "0", "text", "说的是社区的人")
}

// withdrawnByPaper is a matter whose withdrawal a window entered and a second person agreed to.
func (h *hall) withdrawnByPaper(k flow.Case) flow.Case {
	h.T.Helper()
	h.clerk.Do(h.cleared(k), "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"), "reason", "已经办好")
	return h.officer.Do(k, "withdraw")
}

// What is no matter of the window is told to be none by two, with the way that it takes instead.
func TestARefusalIsSignedByTwo(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.cleared(h.told("法院判了还是不给办"))
		why := []string{"ground", "court", "reason", "法院已经受理", "go_to", "东岸区人民法院"}
		h.clerk.Refused(k, fail.KindInvalid, "propose_refusal", "go_to", why[:4]...)
		h.overseer.Refused(k, fail.KindForbidden, "propose_refusal", "", why...)
		k = h.clerk.Do(k, "propose_refusal", why...)
		if k.State != "refusing" || h.due(k, "sign") != "04-20 11:30" || h.turn(k, "").Role != people.Officer {
			t.Errorf("%s %+v", k.State, h.turn(k, ""))
		}
		h.clerk.Refused(k, fail.KindForbidden, "refuse", "")
		h.head.Refused(k, fail.KindNotFound, "refuse", "")
		h.officer.Do(k, "reject_refusal", "reason", "属于受理范围")
		if got := h.clerk.Told(k); len(got) != 1 || !strings.Contains(got[0], "属于受理范围") || h.due(k, "triage") == "" || h.due(k, "sign") != "" {
			t.Errorf("who proposed it was told %q", got)
		}
		k = h.officer.Do(k, "propose_refusal", why...)
		h.officer.Refused(k, fail.KindForbidden, "refuse", "另一人")
		h.officer.Refused(k, fail.KindForbidden, "reject_refusal", "另一人", "reason", "x")
		k = h.leader.Do(k, "refuse")
		if k.State != "refused" || k.Result != "court" || len(k.Running()) != 0 {
			t.Errorf("%s %s %v", k.State, k.Result, k.Running())
		}
		h.said("不在“办不成事”窗口受理范围：法院已经受理", "请通过以下渠道办理：东岸区人民法院")
		if got := h.papers(k); got[len(got)-1] != "grievance_refusal 云和市政务服务管理局" {
			t.Errorf("%q", got)
		}
		h.officer.Do(k, "name", "aim", "none", "text", "问过了") // who is meant is found out afterwards, too
		c.Sound()
	})
}

// On the spot a window only says yes: a no, and what it does not know, is judged.
func TestAWindowOnlySaysYes(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.cleared(h.told("办不成"))
	h.overseer.Refused(k, fail.KindForbidden, "solve", "", "reply", "x", "outcome", "done")
	for _, outcome := range []string{"path", "explained", "unfounded"} {
		h.clerk.Refused(k, fail.KindInvalid, "solve", "outcome", "reply", "x", "outcome", outcome)
	}
	h.officer.Refused(k, fail.KindInvalid, "solve", "outcome", "reply", "x", "outcome", "explained")
	h.At("2026-04-20 10:00")
	k = h.clerk.Do(k, "solve", "reply", "当场补办", "basis", "首问负责制", "outcome", "done")
	if g := h.row(k); k.State != "replied" || g.Road != "explained" || !g.OnTime || clock(g.ContactedAt) != "04-20 10:00" ||
		clock(g.RepliedAt) != "04-20 10:00" || h.due(k, "contact") != "" {
		t.Errorf("%s %+v", k.State, g)
	}
	if k = h.officer.Do(h.told("办不成"), "solve", "reply", "可以网上办", "outcome", "path"); k.Result != "path" {
		t.Error(k.Result)
	}
}

// What somebody signed at a window counts once a second person has compared the signature; who signed is told.
func TestAWindowConfirmsByPaper(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.replied("办不成")
		paper := []string{"paper", h.clerk.File("签字材料.pdf"), "text", "办好了"}
		h.clerk.Refused(k, fail.KindForbidden, "enter_confirm", "还没有认定", paper...)
		h.cleared(k)
		h.clerk.Refused(k, fail.KindInvalid, "enter_confirm", "paper", "text", "办好了")
		k = h.clerk.Do(k, "enter_confirm", paper...)
		h.colleague.Refused(k, fail.KindConflict, "enter_confirm", "等第二人复核", "paper", h.colleague.File("x.pdf"))
		h.clerk.Refused(k, fail.KindForbidden, "confirm", "")
		if got := h.turn(k, "entered"); got.Role != people.Officer || h.facts(k) != "等复核" {
			t.Errorf("%+v %s", got, h.facts(k))
		}
		h.officer.Do(k, "reject_entered", "reason", "签字看不清")
		if got := h.clerk.Told(k); len(got) == 0 || !strings.Contains(got[len(got)-1], "签字看不清") || !strings.Contains(got[len(got)-1], "登记群众确认") {
			t.Errorf("who entered it was told %q", got)
		}
		h.officer.Refused(k, fail.KindConflict, "reject_entered", "没有登记", "reason", "x")
		h.officer.Refused(k, fail.KindConflict, "confirm", "没有登记")
		k = h.officer.Do(k, "enter_confirm", "paper", h.officer.File("签字材料.pdf"))
		h.officer.Refused(k, fail.KindForbidden, "confirm", "另一人")
		if k = h.chief.Do(k, "confirm"); k.State != "visiting" || h.row(k).Entered != "" || h.turn(k, "entered").No != 0 {
			t.Errorf("%s %q", k.State, h.row(k).Entered)
		}
		h.said("窗口凭您签字的材料登记：您确认")
		c.Sound()
	})
}

// What the person says himself goes before what a window entered in his name.
func TestTheOwnWordGoesBeforeThePaper(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for event, state := range map[string]string{"confirm": "visiting", "object": "triage"} {
		k := h.cleared(h.replied("办不成"))
		h.clerk.Do(k, "enter_confirm", "paper", h.clerk.File("签字材料.pdf"))
		if k = h.says(k, event, "reason", "还是办不了", "text", "好了"); k.State != state || h.row(k).Entered != "" || h.turn(k, "entered").No != 0 {
			t.Errorf("%s: %s %q %+v", event, k.State, h.row(k).Entered, h.turn(k, "entered"))
		}
	}
	k := h.cleared(h.told("办不成"))
	h.clerk.Do(k, "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"))
	if k = h.says(k, "withdraw", "reason", "办好了"); k.State != "withdrawn" || h.row(k).Entered != "" || h.due(k, "contest") != "" {
		t.Errorf("%s %q", k.State, h.row(k).Entered)
	}
	h.said("您已撤回")
	k = h.cleared(h.told("办不成"))
	h.clerk.Do(k, "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"))
	h.officer.Refused(k, fail.KindConflict, "confirm", "现在是“待研判”") // that is another thing
	h.officer.Do(k, "reject_entered", "reason", "不是本人")
	if got := h.clerk.Told(k); !strings.Contains(got[len(got)-1], "登记群众撤回") {
		t.Errorf("%q", got)
	}
	h.Sound()
}

// A paper that says that somebody withdraws is none that he is content: what was answered meanwhile is not confirmed by it.
func TestAPaperIsTakenForWhatItSays(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.cleared(h.told("办不成"))
	h.clerk.Do(k, "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"))
	k = h.officer.Do(k, "solve", "reply", "已当场补办", "outcome", "done")
	h.chief.Refused(k, fail.KindConflict, "confirm", "没有登记")
	h.colleague.Refused(k, fail.KindConflict, "enter_confirm", "等第二人复核", "paper", h.colleague.File("签字材料.pdf"))
	h.chief.Do(k, "reject_entered", "reason", "已经答复")
	h.colleague.Do(k, "enter_confirm", "paper", h.colleague.File("签字材料.pdf"))
	if k = h.chief.Do(k, "confirm"); k.State != "visiting" {
		t.Error(k.State)
	}
}

// Who says that it is not solved has it judged anew, by himself or at a window; the terms count from then.
func TestWhatIsNotSolvedBeginsAnew(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.judged(h.officer, h.spoken("窗口王磊不收件"), "hard", h.social, "aim", "some", "who", ids(h.colleague))
		h.officer.Do(k, "convene", "depts", h.social, "date", "2026-04-21")
		h.head.Do(k, "opine", "verdict", "can", "text", "可以")
		h.officer.Do(k, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", h.social, "tasks", "人社局｜办｜2026-05-12")
		k = h.head.Do(k, "feedback", answered...)
		if _, err := h.Try(person(k), k, "object"); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		c.At("2026-04-22 10:00")
		k = h.says(k, "object", "reason", "卡里没有钱")
		g := h.row(k)
		if k.State != "triage" || g.Round != 2 || clock(g.Since) != "04-22 10:00" || g.Named != "" || g.NamedBefore != ids(h.colleague) ||
			h.due(k, "contact") != "04-22 18:00" || h.facts(k) != "很难办 第 2 次办理" {
			t.Errorf("%s %+v %s", k.State, g, h.facts(k))
		}
		h.said("没有解决好，我们重新研判办理")
		k = h.judged(h.officer, k, "hard", h.social, nobody...)
		if h.due(k, "hard") != "05-09 18:00" { // ten working days from the day of the objection: 23, 24, 27–30 April, 6–9 May, a Saturday that is worked
			t.Errorf("due %s", h.due(k, "hard"))
		}
		k = h.cleared(h.replied("办不成"))
		h.colleague.Refused(k, fail.KindInvalid, "object", "reason")
		h.overseer.Refused(k, fail.KindForbidden, "object", "", "reason", "x")
		if k = h.colleague.Do(k, "object", "reason", "来说没有办好"); k.State != "triage" || h.row(k).Round != 2 {
			t.Errorf("%s %+v", k.State, h.row(k))
		}
		h.colleague.Refused(k, fail.KindConflict, "object", "王磊", "reason", "x") // twice
		c.Sound()
	})
}

// What comes of the visit ends the matter, or has it begin anew: who was not reached is not asked for ever, and an open file holds it.
func TestAVisitEndsTheMatter(t *testing.T) {
	t.Parallel()
	said := []string{"solved", "no", "level", "1", "said", "还是陶然压着", "note", "x"}
	h := hallOf(town.New(t, ""))
	var matters []flow.Case
	list := []struct {
		name    string
		file    bool
		event   string
		in      []string
		state   string
		reached bool
		solved  string
		level   int64
	}{
		{"it is solved", false, "done", []string{"solved", "yes", "level", "5"}, "closed", true, "yes", 5},
		{"it is solved in part", false, "done", []string{"solved", "partly"}, "closed", true, "partly", 0},
		{"it is solved, with a file", true, "done", []string{"solved", "yes", "level", "4"}, "holding", true, "yes", 4},
		{"nobody was reached", false, "unreached", nil, "closed", false, "", 0},
		{"nobody was reached, with a file", true, "unreached", nil, "holding", false, "", 0},
		{"the visit was called off", false, "drop", nil, "closed", false, "", 0},
		{"it is not solved", false, "done", said, "triage", true, "no", 1},
		{"it is not solved, with a file", true, "done", said, "triage", true, "no", 1},
	}
	for _, v := range list {
		if v.file {
			matters = append(matters, h.filed("材料齐全不收件"))
		} else {
			matters = append(matters, h.replied("办不成"))
		}
	}
	h.At("2026-04-28 10:00")
	h.Tick() // nobody objects
	if n := len(h.Cases("visit")); n != len(list) {
		t.Fatalf("%d visits", n)
	}
	for i, v := range list {
		if k := h.Case(matters[i]); k.State != "visiting" {
			t.Errorf("%s: %s", v.name, k.State)
		}
		k := h.visited(matters[i], v.event, v.in...)
		g := h.row(k)
		if k.State != v.state || g.Reached != v.reached || g.Solved != v.solved || g.Level != v.level || g.VisitedDay != 20260428 {
			t.Errorf("%s: %s %+v", v.name, k.State, g)
		}
		if waits := h.turn(k, "duty").No != 0; waits != (v.file && v.state == "triage") {
			t.Errorf("%s: the file waits beside: %t", v.name, waits)
		}
		if v.state == "triage" {
			if g.Round != 2 || g.Said != "还是陶然压着" || learns(h.head, k) { // whom the words name
				t.Errorf("%s: %+v, or who is named learns who said it", v.name, g)
			}
			h.officer.Back().Get(home(k)).Is(http.StatusOK, "没有解决，非常不满意", "还是陶然压着")
			h.head.Back().Get(home(k)).Not("还是陶然压着")
		}
	}
	h.Sound()
}

// Each round has a visit of its own, and each visit ends its own matter.
func TestEachRoundHasItsVisit(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	other := h.says(h.replied("办不成"), "confirm")
	k := h.says(h.replied("办不成"), "confirm")
	h.visited(k, "done", "solved", "no")
	h.officer.Do(k, "solve", "reply", "已办", "outcome", "done")
	h.says(k, "confirm")
	if k = h.visited(k, "done", "solved", "yes"); k.State != "closed" || h.row(k).Solved != "yes" || len(h.Cases("visit")) != 3 {
		t.Errorf("%s %+v", k.State, h.row(k))
	}
	if h.Case(other).State != "visiting" {
		t.Error("the visit of another ended it")
	}
}

// Who told it withdraws it while it is not answered, wherever it stands; nobody else in his name.
func TestWhoToldItWithdrawsIt(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	convene := func(k flow.Case) flow.Case {
		return h.officer.Do(k, "convene", "depts", h.social, "date", "2026-04-21")
	}
	decide := func(k flow.Case) flow.Case {
		return h.officer.Do(convene(k), "decide", "minutes", "x", "decision", "x", "lead", h.social, "tasks", "a｜b｜2026-05-12", "without", "x")
	}
	for _, at := range []struct {
		state, to string
		road      func(k flow.Case) flow.Case
	}{
		{"triage", "withdrawn", func(k flow.Case) flow.Case { return k }},
		{"signing", "withdrawn", func(k flow.Case) flow.Case { return h.judged(h.officer, k, "cannot", h.social, nobody...) }},
		{"refusing", "withdrawn", func(k flow.Case) flow.Case {
			return h.officer.Do(k, "propose_refusal", "ground", "other", "reason", "x", "go_to", "x")
		}},
		{"replying", "withdrawn", func(k flow.Case) flow.Case {
			return h.chief.Do(h.judged(h.officer, k, "cannot", h.social, nobody...), "agree")
		}},
		{"convening", "withdrawn", func(k flow.Case) flow.Case { return h.judged(h.officer, k, "hard", h.social, nobody...) }},
		{"meeting", "withdrawn", func(k flow.Case) flow.Case {
			return convene(h.judged(h.officer, k, "hard", h.social, nobody...))
		}},
		{"feeding", "withdrawn", func(k flow.Case) flow.Case {
			return decide(h.judged(h.officer, k, "hard", h.social, nobody...))
		}},
		{"tracking", "withdrawn", func(k flow.Case) flow.Case {
			return h.head.Do(decide(h.judged(h.officer, k, "hard", h.social, nobody...)), "feedback_plan", "reply", "x", "plan", "2026-05-12")
		}},
		{"rectifying", "holding", func(k flow.Case) flow.Case { return h.judged(h.officer, k, "unwilling", h.social, nobody...) }},
	} {
		k := at.road(h.spoken("去了三趟没办成"))
		if k.State != at.state {
			t.Fatal(k.State)
		}
		h.officer.Refused(k, fail.KindConflict, "withdraw", "没有登记")
		if _, err := h.Try(persons.As(persons.Person{ID: k.Applicant + 1, Name: "别人"}), k, "withdraw"); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("%s, another person: %v", at.state, err)
		}
		k = h.says(k, "withdraw", "reason", "办好了")
		names := []string{}
		for _, c := range k.Running() {
			names = append(names, c.Name)
		}
		if want := map[string][]string{"withdrawn": {}, "holding": {"duty"}}[at.to]; k.State != at.to || !slices.Equal(names, want) {
			t.Errorf("from %s to %s, clocks %q", at.state, k.State, names)
		}
		if at.to == "holding" {
			h.chair.Refused(k, fail.KindNotFound, "account", "", "finding", "true", "person", "x", "ways", "none", "result", "x")
			if k = h.accounted(h.overseer, k); k.State != "closed" {
				t.Error(k.State)
			}
		}
		if _, err := h.Try(person(k), k, "restore"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("%s: what he withdrew himself is contested: %v", at.state, err)
		}
	}
	h.Sound()
}

// Who did not withdraw himself is told that a window entered it, by his paper, until when he may say that it was not he, and can: himself or at a
// window, to the last minute, wherever the matter went.
func TestAWithdrawalByPaperIsContested(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.cleared(h.told("办不成"))
		h.clerk.Refused(k, fail.KindInvalid, "enter_withdraw", "paper", "reason", "x")
		h.clerk.Do(k, "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"), "reason", "办好了")
		h.clerk.Refused(k, fail.KindForbidden, "withdraw", "")
		h.colleague.Refused(k, fail.KindConflict, "enter_withdraw", "已经登记过", "paper", h.colleague.File("x.pdf"))
		k = h.overseer.Do(k, "withdraw")
		if k.State != "withdrawn" || h.row(k).Entered != "" || h.due(k, "contest") != "04-27 18:00" {
			t.Errorf("%s %q, until %s", k.State, h.row(k).Entered, h.due(k, "contest"))
		}
		h.said("窗口凭您签字的材料登记", "请在 2026年4月27日（含当日）前")
		k = h.says(k, "restore", "reason", "我没有签过字")
		if k.State != "triage" || k.ClosedAt != 0 || h.row(k).Round != 2 || h.due(k, "contest") != "" {
			t.Errorf("%s %+v", k.State, h.row(k))
		}
		if _, err := h.Try(person(k), k, "restore"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("contested twice: %v", err)
		}

		last, over := h.withdrawnByPaper(h.told("办不成")), h.withdrawnByPaper(h.told("办不成"))
		held := h.judged(h.officer, h.spoken("办不成"), "unwilling", h.social, nobody...)
		closed := h.judged(h.officer, h.spoken("办不成"), "unwilling", h.social, nobody...)
		for _, k := range []flow.Case{held, closed} {
			h.clerk.Do(k, "enter_withdraw", "paper", h.clerk.File("签字材料.pdf"))
			if k = h.officer.Do(k, "withdraw"); k.State != "holding" || h.turn(k, "").Role != people.Supervisor ||
				h.due(k, "unwilling")+h.due(k, "order") != "" {
				t.Errorf("%s %+v", k.State, h.View(people.TheOffice, k).Turns)
			}
		}
		h.accounted(h.overseer, closed)
		c.At("2026-04-27 17:59")
		h.clerk.Refused(last, fail.KindInvalid, "restore", "reason")
		h.overseer.Refused(last, fail.KindForbidden, "restore", "", "reason", "x")
		if k = h.clerk.Do(last, "restore", "reason", "说签字不是他的"); k.State != "triage" {
			t.Error(k.State)
		}
		h.clerk.Do(held, "restore", "reason", "说签字不是他的")
		if k = h.says(closed, "restore"); k.State != "triage" || h.row(k).Round != 2 {
			t.Errorf("%s %+v", k.State, h.row(k))
		}
		if k = h.Case(held); k.State != "triage" || h.turn(k, "duty").Role != people.Supervisor {
			t.Errorf("%s, its file waits nowhere: %+v", k.State, h.View(people.TheOffice, k).Turns)
		}
		c.At("2026-04-27 18:00")
		if _, err := h.Try(person(over), over, "restore"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("after the last minute: %v", err)
		}
		c.Sound()
	})
}

// Who closed the accountability file answers nothing in the matter, by whatever post, and who answered closes no file.
func TestWhoJudgedDoesNotAnswer(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	both := h.Staff("费明", of(h.social, people.Head), post(people.Supervisor, officetest.County, "督查股"))
	third := h.Staff("卢静", post(people.Officer, officetest.County, "专席"), post(people.Supervisor, officetest.County, "督查股"))
	k := h.judged(h.officer, h.spoken("材料齐全不收件"), "unwilling", h.social, nobody...)
	h.accounted(both, k)
	both.Refused(k, fail.KindForbidden, "rectified", "这件事的问责结论是您作的", rectified...)
	h.head.Do(k, "rectified", rectified...)

	k = h.judged(h.officer, h.spoken("材料齐全不收件"), "unwilling", h.social, nobody...)
	both.Do(k, "rectified", rectified...)
	both.Refused(k, fail.KindForbidden, "account", "您代部门答复过", "finding", "true", "person", "x", "ways", "talk", "result", "x")

	k = h.judged(h.officer, h.spoken("档案找不到，跑了三趟"), "unwilling", h.social, nobody...)
	h.officer.Do(k, "reclass", "class", "cannot", "cause_cannot", "MAT", "opinion", "条例不允许")
	h.chief.Do(k, "agree")
	h.accounted(third, k)
	third.Refused(k, fail.KindForbidden, "reply", "这件事的问责结论是您作的", answered...)
	h.officer.Do(k, "reply", answered...)
	h.Sound()
}
