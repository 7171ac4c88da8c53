package grievance_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// inCity is a matter that lies with the city itself, told from the net.
func (h *hall) inCity(what string) flow.Case {
	h.T.Helper()
	return h.take(nil, grievance.Report{Place: officetest.Whole, ItemName: "营业执照变更", Told: grievance.Told{What: what}})
}

// relations are what somebody has to do with a matter.
func (h *hall) relations(who *officetest.Somebody, k flow.Case) []flow.Relation {
	h.T.Helper()
	list, err := h.Engine.Relations(h.T.Context(), h.DB, h.Case(k), who.Actor())
	if err != nil {
		h.T.Fatal(err)
	}
	return list
}

// asked is the form in which somebody says who is meant.
func (h *hall) asked(by *officetest.Somebody, k flow.Case) []form.Field {
	h.T.Helper()
	return door.Offered(h.View(by.Actor(), k), "name").Ask.Fields
}

// Who is meant in a department is kept away wherever the department lies, also by his name in the words; the answer falls to the next.
func TestADepartmentElsewhereAnswersByWhoIsNotMeant(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for what, who := range map[string]string{"局长不签字": "head", h.head.Name + "不签字": "none"} {
		n := h.inCity(what)
		h.chief.Do(n, "contact", "how", "phone", "reached", "yes", "text", "问过了")
		if who == "none" {
			h.judged(h.chief, n, "unwilling", h.social, "aim", "none")
		} else {
			h.judged(h.chief, n, "unwilling", h.social, "aim", "some", "who", who)
		}
		if role := h.turn(n, "").Role; role != people.Leader || learns(h.head, n) {
			t.Errorf("%s: the answer is the %s's, or the head learns who complained", what, role)
		}
		h.leader.Do(n, "acknowledge")
		h.leader.Do(n, "rectified", rectified...)
	}
	n := h.inCity("审查的人不管")
	h.judged(h.chief, n, "unwilling", h.social, "aim", "some", "who", "unit")
	if learns(h.reviewer, n) {
		t.Error("a reviewer who is meant learns who complained")
	}
	h.chief.Back().Get(home(n)).Is(http.StatusOK, "要回避的人", h.reviewer.Name)
	other := h.Staff("费明", of(h.police, people.Senior))
	n = h.inCity("说不清是谁")
	h.chief.Do(n, "name", "aim", "some", "who", "unit", "dept", h.police, "text", "问过反映人，是公安局的人")
	if learns(other, n) {
		t.Error("who is meant in another department learns who complained")
	}
	h.Sound()
}

// One of two heads is meant: he signs for nothing, and has the turn no longer when that is found out, or when it is given to him.
func TestWhoIsMeantLosesTheTurn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	second := h.Staff("费明", of(h.social, people.Head))
	n := h.spoken("局长不签字")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	h.overseer.Do(n, "name", "aim", "some", "who", ids(h.head), "text", "问过反映人，是局长")
	h.head.Refused(n, fail.KindForbidden, "acknowledge", "") // who is meant signed for the order
	second.Do(n, "claim")
	second.Do(n, "hand_over", "to", ids(h.head))
	if turn := h.turn(n, ""); turn.Role != people.Head || turn.Holder != "" {
		t.Errorf("the turn is the %s's, %s", turn.Role, turn.Holder)
	}
	second.Do(n, "acknowledge")
	second.Do(n, "rectified", rectified...)

	n = h.spoken("不收件")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	h.head.Do(n, "acknowledge")
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.head), "text", "问过反映人，是局长")
	if turn := h.turn(n, ""); turn.Role != people.Head || turn.Holder != "" {
		t.Errorf("he still has the turn: the %s, %s", turn.Role, turn.Holder)
	}
	second.Do(n, "rectified", rectified...)

	n = h.inCity("专席不接电话") // any officer may be meant
	if role := h.turn(n, "").Role; role != people.Supervisor {
		t.Errorf("where all officers may be meant, the %s judges", role)
	}
	h.inspector.Do(n, "name", "aim", "some", "who", ids(h.chief), "text", "问过反映人")
	if role := h.turn(n, "").Role; role != people.Officer {
		t.Errorf("where one of two officers is meant, the %s judges", role)
	}
	h.deputy.Do(n, "contact", "how", "phone", "reached", "yes", "text", "问过了")
	h.judged(h.deputy, n, "unwilling", h.bureau)

	n = h.spoken("局长不签字，跑了三趟") // his post is vacant then, and the leader is meant, too
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", "head")
	second.Leaves()
	h.head.Leaves()
	h.Later(time.Minute)
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.leader), "text", "问过反映人，领导也不管")
	if role := h.turn(n, "").Role; role != people.Supervisor {
		t.Errorf("the answer is the %s's, who is meant", role)
	}
	h.Sound()
}

// Where who could sign second, judge or close the file is meant, discipline does; who has answered closes no file, and who has closed one does not answer.
func TestNothingEndsWithNobodyWhoMay(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	boss := h.Staff("费明", people.Post{Role: people.Head, Region: officetest.Whole, Dept: h.bureau})
	h.deputy.Leaves()
	n := h.inCity("材料齐全不收件")
	h.chief.Do(n, "cannot", "aim", "some", "who", ids(h.leader, h.inspector)+",head", "cause", "MAT", "opinion", "条例不允许", "dept", h.bureau)
	if role := h.turn(n, "").Role; role != people.Discipline {
		t.Errorf("the second signature is the %s's", role)
	}
	h.discipline.Do(n, "agree")
	if role := h.turn(n, "").Role; role != people.Officer {
		t.Errorf("the answer is the %s's", role)
	}
	h.chief.Do(n, "reply", "reply", "按规定不能办。", "basis", "条例第三条", "outcome", "explained")

	n = h.inCity(h.leader.Name + "不管，" + h.inspector.Name + "也不管")
	h.chief.Do(n, "propose_refusal", "ground", "other", "reason", "不是事项", "go_to", "12345")
	h.discipline.Do(n, "reject_refusal", "reason", "属于受理范围")
	h.chief.Do(n, "hard", "aim", "none", "cause", "DOC", "opinion", "要会商", "dept", h.bureau)
	h.discipline.Do(n, "name", "aim", "some", "who", ids(h.leader, h.inspector, h.chief), "text", "问过反映人")
	h.discipline.Do(n, "convene", "depts", h.bureau+","+h.police, "date", "2026-04-20")
	decision := []string{"minutes", "纪要", "decision", "由公安局办", "lead", h.police, "tasks", "公安局｜办｜2026-05-12", "without", "催过两次"}
	h.chair.Refused(n, fail.KindConflict, "decide", "", decision...) // an invited department decides
	h.discipline.Do(n, "decide", decision...)

	n = h.inCity("局长不签字")
	h.judged(h.chief, n, "unwilling", h.bureau, "aim", "some", "who", "head")
	h.chief.Do(n, "name", "aim", "some", "who", ids(h.leader, boss), "text", "问过反映人，两人都说到")
	h.inspector.Do(n, "account", "finding", "false", "person", "无", "ways", "none", "result", "不属实。")
	h.inspector.Refused(n, fail.KindForbidden, "rectified", "", rectified...) // who judged answers
	h.chief.Do(n, "rectified", rectified...)
	if may(h.leader, n, "account") {
		t.Error("the leader closes a file whose turn is not his")
	}
	h.Sound()
}

// Who answered in an earlier round closes no file either; what the person says to an answer may be about somebody, so it is asked again.
func TestAnObjectionAsksAgain(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	second := h.Staff("费明", post(people.Supervisor, officetest.County, "督查股"))
	n := h.spoken("科长不签字")
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.leader)+",head", "dept", h.social, "text", "问过反映人")
	h.judged(h.officer, n, "unwilling", h.social)
	h.overseer.Do(n, "acknowledge")
	h.overseer.Do(n, "rectified", rectified...)
	h.clerk.Do(n, "object", "reason", "没有办好")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	second.Do(n, "acknowledge")
	second.Do(n, "rectified", rectified...)
	for _, who := range []*officetest.Somebody{h.overseer, second} {
		if may(who, n, "account") {
			t.Errorf("%s closes the file of what he answered for", who.Name)
		}
	}

	n = h.spoken("不收件")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	h.head.Do(n, "rectified", rectified...)
	h.clerk.Do(n, "object", "reason", "就是"+h.head.Name+"压着，还打电话骂我")
	if learns(h.head, n) {
		t.Error("who is named in an objection learns who complained")
	}
	h.officer.Refused(n, fail.KindInvalid, "unwilling", "", append(slices.Clone(unkind), h.social)...) // it is not asked again
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	if role := h.turn(n, "").Role; role != people.Leader {
		t.Errorf("the answer is the %s's", role)
	}

	// somebody else is meant now; who was meant before keeps away all the same
	n = h.spoken("窗口王磊不收件")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", ids(h.colleague, h.counter))
	h.head.Do(n, "rectified", rectified...)
	h.clerk.Do(n, "object", "reason", "这回是局长不让办，局长还打电话骂我")
	if learns(h.head, n) {
		t.Error("who may be meant by an objection learns who complained")
	}
	h.officer.Refused(n, fail.KindInvalid, "unwilling", "", append(slices.Clone(unkind), h.social)...) // who is meant by an objection is not asked
	h.officer.Back().Get(home(n)).Is(http.StatusOK, "要回避的人", h.counter.Name, "先前认定的人照旧回避")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", "head")
	if role := h.turn(n, "").Role; role != people.Leader || learns(h.head, n) || learns(h.counter, n) {
		t.Errorf("the answer is the %s's, or who is meant or was meant before learns who complained", role)
	}
	h.Sound()
}

// Who is meant by a post that he held at the time, or shortly before, keeps away whatever he holds now; who is given such a post later does not.
func TestAnotherPostChangesNothing(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	moved := func(who *officetest.Somebody, to people.Post) {
		who.Leaves()
		who.Becomes(to)
	}
	supervisor := post(people.Supervisor, officetest.County, "督查股")
	officer := post(people.Officer, officetest.County, "专席")
	refused := func(who *officetest.Somebody, k flow.Case, about flow.Relation) {
		t.Helper()
		if list := h.relations(who, k); !slices.Contains(list, about) || learns(who, k) {
			t.Errorf("%s: %v, or learns who complained", who.Name, list)
		}
		who.Refused(k, fail.KindForbidden, "name", "", "aim", "none", "text", "问过反映人")
	}
	head, watched := h.spoken("人社局局长不签字"), h.spoken("督查的人不管")
	h.Later(time.Hour)
	moved(h.overseer, officer)
	moved(h.head, supervisor)
	h.Later(time.Hour)
	refused(h.head, head, flow.Called)
	refused(h.overseer, watched, flow.Called)
	if !learns(h.head, watched) {
		t.Error("who was given the post after the complaint is meant by it")
	}
	moved(h.colleague, officer)
	h.Later(24 * time.Hour)
	n := h.spoken("上周五在综合窗口5号，那个人不收件还骂我")
	refused(h.colleague, n, flow.Unclear)
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.counter), "text", "看了监控，上周五 5 号窗口是孙涛")
	if !learns(h.colleague, n) || learns(h.counter, n) {
		t.Error("once it is known who was at the window, who was there before him keeps away, or he does not")
	}
	now := h.spoken("在综合窗口3号，那个人不收件还骂我")
	if !slices.Contains(h.relations(h.clerk, now), flow.Named) {
		t.Error("who holds the window is not named by its number")
	}
	h.Later(91 * 24 * time.Hour)
	n = h.spoken("在综合窗口5号，那个人不收件还骂我")
	if !learns(h.colleague, n) {
		t.Error("who left the window long ago is meant by its number")
	}
	h.Sound()
}

// Where all who may do a step are meant by their posts or were found to be, it waits for another person, who goes on once he has the post.
func TestWhereAllAreMeantAnotherGoesOn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	security, system := h.Staff("安权", post(people.Security, officetest.Whole, "安全管理员")), h.Staff("席统", post(people.System, officetest.Whole, "系统管理员"))
	const all = "纪检组的人收钱包庇，专席、督查的人、局长都不管"
	called, found := h.inCity(all), h.inCity("一直没有人管，跑了五趟")
	h.inspector.Do(found, "name", "aim", "some", "who", ids(h.chief, h.deputy, h.leader), "text", "问过反映人")
	h.inspector.Do(found, "name", "aim", "some", "who", ids(h.chief, h.deputy, h.leader, h.inspector), "text", "问过反映人，也说到我")
	h.discipline.Do(found, "name", "aim", "some", "who", ids(h.chief, h.deputy, h.leader, h.inspector, h.discipline), "text", "问过反映人，也说到我")
	for _, n := range []flow.Case{called, found} {
		if role := h.turn(n, "").Role; role != people.Discipline || learns(h.discipline, n) {
			t.Errorf("the %s judges, or discipline learns who complained", role)
		}
		judged := []string{"cause", "MAT", "opinion", "条例不允许", "dept", h.bureau}
		if n.ID == called.ID {
			judged = append(judged, "aim", "none")
		}
		for event, in := range map[string][]string{"name": {"aim", "none", "text", "没有针对人"}, "cannot": judged} {
			if _, err := h.discipline.Try(n, event, in...); !fail.Is(err, fail.KindForbidden) {
				t.Errorf("discipline does %s: %v", event, err)
			}
		}
		h.discipline.Back().Get(home(n)).Is(http.StatusOK, "都要回避", "另行指定一人任“纪检监察岗”")
	}
	for _, who := range []*officetest.Somebody{h.discipline, security, system} {
		if list := slices.Concat(who.Told(called), who.Told(found)); strings.Count(strings.Join(list, ""), "都要回避，请另行指定一人任“纪检监察岗”") != 2 {
			t.Errorf("%s is not told once of each: %v", who.Name, list)
		}
	}
	h.Later(time.Hour)
	second := h.Staff("费明", post(people.Discipline, officetest.Whole, "纪检监察组"))
	h.chief.Back().Get(home(called)).Is(http.StatusOK).Not("都要回避")
	second.Do(called, "name", "aim", "some", "who", ids(h.discipline), "text", "问过反映人，是纪检组的人")
	if role := h.turn(called, "").Role; role != people.Officer {
		t.Errorf("once it is known who is meant, the %s judges", role)
	}
	second.Do(found, "contact", "how", "phone", "reached", "yes", "text", "问过了")
	second.Do(found, "hard", "cause", "DOC", "opinion", "要会商", "dept", h.bureau)
	h.Sound()
}

// Who was found to be meant is dropped by who found it and by those above, not by another officer.
func TestOneOfficerDoesNotUndoWhatAnotherFound(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	n := h.spoken("局长不签字")
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.colleague), "text", "问过反映人")
	h.officer.Do(n, "name", "aim", "none", "text", "再问过，没有针对人")
	h.overseer.Do(n, "name", "aim", "some", "who", "head", "dept", h.social, "text", "问过反映人，是局长")
	for _, in := range [][]string{{"aim", "none"}, {"aim", "some", "who", ids(h.colleague)}} {
		_, err := h.officer.Try(n, "name", append(in, "text", "没有针对局长")...)
		if !fail.Is(err, fail.KindForbidden) || !strings.Contains(err.Error(), h.overseer.Name) {
			t.Errorf("%v: %v", in, err)
		}
	}
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.colleague, h.head), "text", "问过反映人，还有 5 号窗口")
	h.officer.Refused(n, fail.KindForbidden, "name", "", "aim", "none", "text", "没有针对人") // he dropped whom he only named again
	h.leader.Do(n, "name", "aim", "none", "text", "问过反映人，没有针对人")
	h.Sound()
}

// Who was found to be meant in an earlier round by mistake is free once that is said, by who found it or by those above; by another officer he is not. Who
// judges only says who is meant now.
func TestAFindingOfBeforeIsCorrected(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	again := func(what string) flow.Case {
		t.Helper()
		n := h.spoken(what)
		h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", ids(h.clerk, h.counter))
		h.head.Do(n, "rectified", rectified...)
		h.colleague.Do(n, "object", "reason", "你们认错人了，不是她")
		return n
	}
	n := again("窗口不收件")
	if hint := h.asked(h.officer, n)[0].Hint; !strings.Contains(hint, "先前认定的是周敏、孙涛") || !strings.Contains(hint, "没有选上的，不再回避") {
		t.Error(hint)
	}
	h.officer.Do(n, "name", "aim", "some", "who", ids(h.counter), "text", "问过反映人，没有周敏")
	if !learns(h.clerk, n) || learns(h.counter, n) {
		t.Error("who found it corrects nothing, or drops whom he said again")
	}
	n = again("材料不全退了三次")
	h.officer.Do(n, "name", "aim", "none", "text", "问过反映人，上次认错人了")
	if !learns(h.clerk, n) {
		t.Error("that nobody is meant frees nobody of before")
	}
	n = again("跑了三趟没有办成")
	h.chief.Do(n, "name", "aim", "none", "text", "没有针对人")
	if learns(h.clerk, n) {
		t.Error("another officer drops what was found before")
	}
	if hint := h.asked(h.chief, n)[0].Hint; !strings.Contains(hint, "先前认定的人照旧回避") {
		t.Error(hint)
	}
	h.overseer.Do(n, "name", "aim", "some", "who", ids(h.colleague), "text", "上次认错人了，是王磊")
	if !learns(h.clerk, n) || learns(h.colleague, n) {
		t.Error("the supervisor corrects nothing")
	}
	n = again("登记不上")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	if learns(h.clerk, n) {
		t.Error("who judges drops what was found before")
	}
	h.Sound()
}

// Who is head by the time that it is found out was not when the matter was reported: the head is who was.
func TestTheHeadIsWhoWasHeadThen(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	n := h.spoken("人社局局长不签字")
	h.Later(time.Hour)
	h.head.Leaves()
	second := h.Staff("费明", of(h.social, people.Head))
	h.Later(time.Hour)
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", "head")
	if !learns(second, n) || learns(h.head, n) {
		t.Error("who became head later is meant, or who was head is not")
	}
	second.Do(n, "acknowledge")
	h.Sound()
}

// What the officer says is taken or refused, never dropped; he does not judge what he says is about himself; a window of which nobody knows which keeps
// all of them away.
func TestTheAnswerWhoIsMeantIsTakenOrRefused(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	n := h.spoken("不收件")
	h.overseer.Do(n, "name", "aim", "none", "text", "问过反映人")
	h.officer.Refused(n, fail.KindConflict, "unwilling", "",
		slices.Concat([]string{"aim", "some", "who", "head"}, unkind, []string{h.social})...) // the officer's answer was dropped
	n = h.spoken("没办成")
	h.officer.Refused(n, fail.KindInvalid, "cannot", "",
		append(append([]string{"aim", "some", "who", ids(h.officer)}, no...), h.social)...) // he judges what is about himself
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", "hall")
	if learns(h.colleague, n) || learns(h.clerk, n) || !learns(h.head, n) {
		t.Error("a window that may be meant learns who complained, or the head does not")
	}
	// who held the post when the matter was reported is meant, not who comes after him
	n = h.spoken("负责人不签字")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "some", "who", "head")
	h.Later(time.Hour)
	h.head.Leaves()
	second := h.Staff("费明", of(h.social, people.Head))
	h.head.Becomes(post(people.Supervisor, officetest.County, "督查股"))
	h.officer.Do(n, "comment", "text", "新负责人已到任") // the turn is looked at again with each act
	if may(h.head, n, "account") || !may(second, n, "rectified") {
		t.Error("who was meant judges, or who came after him does not answer")
	}
}

// A turn that was given to a colleague of the department stays his; a program answers without saying what it has read; where no officer may, the
// supervisor moves the plan.
func TestATurnThatWasGivenStays(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	n := h.spoken("不收件")
	h.judged(h.officer, n, "unwilling", h.social, "aim", "none")
	h.head.Do(n, "hand_over", "to", ids(h.reviewer))
	h.officer.Do(n, "comment", "text", "请尽快")
	if turn := h.turn(n, ""); turn.Role != people.Head || turn.Holder != h.reviewer.Name {
		t.Errorf("the turn is the %s's, %s", turn.Role, turn.Holder)
	}
	h.overseer.Do(n, "account", "finding", "false", "person", "无", "ways", "none", "result", "不属实。")
	if h.Engine.Decides(h.Case(n), "rectified") {
		t.Error("who answers is asked what he decides on")
	}
	h.reviewer.Do(n, "rectified", rectified...)

	n = h.spoken("不收件，要会商")
	h.officer.Do(n, "hard", "aim", "none", "cause", "DOC", "opinion", "要会商", "dept", h.social)
	h.officer.Do(n, "convene", "depts", h.social, "date", "2026-04-20")
	h.officer.Do(n, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", h.social, "tasks", "人社局｜办｜2026-05-12", "without", "催过两次")
	h.head.Do(n, "feedback_plan", "reply", "正在补档案", "plan", "2026-05-12")
	h.overseer.Do(n, "name", "aim", "some", "who", ids(h.officer, h.chief, h.deputy), "text", "问过反映人")
	h.overseer.Do(n, "replan", "reply", "档案馆搬迁", "plan", "2026-05-20")
	h.leader.Do(n, "name", "aim", "some", "who", ids(h.officer, h.chief, h.deputy, h.overseer, h.inspector), "text", "问过反映人")
	h.leader.Do(n, "replan", "reply", "档案馆还在搬", "plan", "2026-05-22")
	h.Sound()
}

// Whoever has the turn to judge refuses what is no matter of the office, too; a post that nobody has held is not who is meant.
func TestATurnThatFellIsAWholeTurn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	n := h.spoken("没有人理")
	h.overseer.Do(n, "name", "aim", "some", "who", ids(h.officer, h.chief, h.deputy), "text", "问过反映人")
	h.overseer.Do(n, "propose_refusal", "ground", "court", "reason", "法院已经受理", "go_to", "东坡区人民法院")
	h.leader.Do(n, "refuse")

	h.Limit("grievance.meant_days", 0)
	h.chair.Leaves()
	h.Later(time.Hour)
	n = h.spoken("局长不签字")
	var bad *fail.Error
	_, err := h.officer.Try(n, "unwilling", slices.Concat([]string{"aim", "some", "who", "head"}, unkind, []string{h.police})...)
	if !errors.As(err, &bad) || len(bad.Fields) != 1 || bad.Fields[0].Name != "who" || !strings.Contains(bad.Fields[0].Message, "没有人任职") {
		t.Errorf("who is meant is a post that nobody has: %v", err)
	}
	h.judged(h.officer, n, "unwilling", h.police, "aim", "some", "who", "0")
	h.Sound()
}

// The title of a complaint, which lists show to all, says nobody's name or number.
func TestATitleNamesNobody(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.take(nil, grievance.Report{ItemName: "张晓梅 13800138000 替刘老伯在秀水商贸办的挂失", Told: grievance.Told{What: "不给办", For: "刘老伯", Firm: "秀水商贸"}})
	for _, said := range []string{"晓梅", "138", "老伯", "秀水"} {
		if strings.Contains(k.Title, said) {
			t.Error(k.Title)
		}
	}
	if k.Party != "秀水商贸" {
		t.Error(k.Party)
	}
}

// Where the head is meant, neither the message nor the answer says that his department handles the matter: it goes out in the name of the bureau.
func TestTheAnswerOfOthersIsNotTheDepartments(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	for who, organ := range map[string]string{"head": "云和市政务服务管理局", "0": "云和市东岸区人力资源和社会保障局"} {
		k := h.judged(h.officer, h.spoken("一直不办"), "unwilling", h.social, "aim", "some", "who", who)
		if who == "0" {
			h.said("由人社局办理")
			h.head.Do(k, "rectified", rectified...)
		} else {
			h.said("由云和市东岸区政务服务局办理")
			h.leader.Do(k, "rectified", rectified...)
		}
		if got := h.papers(k); got[len(got)-1] != "grievance_reply "+organ {
			t.Errorf("%q", got)
		}
	}
}

// A step of a post that nobody holds waits there, and is told as vacant; it falls to nobody else.
func TestAVacantPostKeepsItsTurn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	h.head.Leaves()
	h.Later(time.Minute)
	k := h.judged(h.officer, h.spoken("材料齐全不收件"), "unwilling", h.social, nobody...)
	if got := h.turn(k, ""); got.Role != people.Head || got.Dept != h.social {
		t.Errorf("%+v", got)
	}
}
