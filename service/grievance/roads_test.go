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
)

// What the law forbids is explained in writing on the day, and only when a second person has agreed that it is so.
func TestANoIsSignedByTwoAndAnsweredTheSameDay(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.told("去了三趟都没有办成")
		h.said("已收到", "最迟 2026年4月20日")
		h.officer.Do(k, "contact", "how", "phone", "reached", "no", "text", "没有人接")
		if h.row(k).ContactedAt != 0 || h.due(k, "contact") != "04-20 18:00" {
			t.Error("who was not reached counts as contacted")
		}
		c.At("2026-04-20 09:40")
		h.officer.Do(k, "contact", "how", "face", "reached", "yes", "text", "说明了情况")
		c.At("2026-04-20 09:50")
		k = h.officer.Do(k, "contact", "how", "phone", "reached", "yes", "text", "再说一次")
		if clock(h.row(k).ContactedAt) != "04-20 09:40" || h.due(k, "contact") != "" {
			t.Error("the first contact does not count")
		}
		h.officer.Get(home(k)).Is(http.StatusOK, "没有人接", "电话", "当面", "可以：判为“办不了”")
		judged := append(slices.Concat(nobody, no), h.social)
		h.head.Refused(k, fail.KindNotFound, "cannot", "", judged...)
		h.clerk.Refused(k, fail.KindForbidden, "cannot", "专席", judged...)
		h.overseer.Refused(k, fail.KindForbidden, "cannot", "专席", judged...)
		h.officer.Refused(k, fail.KindInvalid, "cannot", "cause", "aim", "none", "cause", "DOC", "opinion", "x") // of another class
		h.officer.Refused(k, fail.KindInvalid, "cannot", "opinion", "aim", "none", "cause", "MAT")
		h.officer.Refused(k, fail.KindInvalid, "cannot", "aim", no...)
		k = h.judged(h.officer, k, "cannot", h.social, nobody...)
		if g := h.row(k); k.State != "signing" || g.Class != "" || h.due(k, "cannot") != "04-20 18:00" || h.due(k, "sign") != "04-20 11:50" ||
			h.turn(k, "").Step != "复核" {
			t.Errorf("%s %+v, due %s and %s", k.State, g, h.due(k, "cannot"), h.due(k, "sign"))
		}
		h.officer.Refused(k, fail.KindConflict, "cannot", "田文静 于 4月20日 09:50", judged...) // twice
		h.officer.Refused(k, fail.KindForbidden, "agree", "另一人")
		h.head.Refused(k, fail.KindNotFound, "agree", "")
		h.chief.Do(k, "disagree", "reason", "第七条可以办")
		if got := h.officer.Told(k); len(got) == 0 || !strings.Contains(got[len(got)-1], "第七条可以办") || !strings.Contains(got[len(got)-1], "判为“办不了”") {
			t.Errorf("who proposed it was told %q", got)
		}
		if g := h.row(k); c.Case(k).State != "triage" || g.Proposal != "" || h.due(k, "cannot") != "" || h.due(k, "triage") != "04-20 18:00" {
			t.Errorf("%s %+v", c.Case(k).State, g)
		}
		k = h.officer.Do(k, "cannot", "cause", "STOP", "opinion", "指标已满")
		h.chief.Get(home(k)).Is(http.StatusOK, "等第二人复核", "停办、数量限制、指标已满")
		k = h.chief.Do(k, "agree")
		if g := h.row(k); k.State != "replying" || g.Class != "cannot" || g.Cause != "STOP" || g.Road != "explained" || g.JudgedDay != 20260420 ||
			g.Opinion != "指标已满" || g.Proposal != "" {
			t.Errorf("%s %+v", k.State, g)
		}
		if got := h.turn(k, ""); got.Role != people.Officer || got.Dept != "" { // no department was named
			t.Errorf("%+v", got)
		}
		h.said("由反映窗口办理（书面答复）", "最迟 2026年4月20日")
		h.officer.Refused(k, fail.KindInvalid, "reply", "basis", "reply", "不能办", "outcome", "explained")
		h.head.Refused(k, fail.KindNotFound, "reply", "", answered...)
		h.clerk.Refused(k, fail.KindForbidden, "reply", "", answered...)
		k = h.officer.Do(k, "reply", "reply", "不能新增，可以过户", "basis", "条例第五十八条", "outcome", "path")
		h.said("已答复：不能新增，可以过户", "2026年4月27日（含当日）前没有异议")
		if g := h.row(k); !g.OnTime || g.Basis != "条例第五十八条" || k.Result != "path" || g.RepliedDay != 20260420 || h.turn(k, "").Role != flow.Applicant {
			t.Errorf("%+v %s", g, k.Result)
		}
		k = h.says(k, "confirm", "text", "清楚了")
		if k.State != "visiting" || h.due(k, "visit") != "06-04 18:00" {
			t.Errorf("%s, to be visited by %s", k.State, h.due(k, "visit"))
		}
		k = h.visited(k, "done", "solved", "yes", "level", "5", "said", "不用再说", "note", "很好")
		if g := h.row(k); k.State != "closed" || k.Late || !g.Reached || g.Level != 5 || g.Solved != "yes" || g.VisitedDay != 20260420 || g.Said != "" {
			t.Errorf("%s %+v", k.State, g)
		}
		h.said("已办结")
		if got := h.papers(k); !slices.Equal(got, []string{"grievance_receipt 云和市东岸区政务服务局", "grievance_reply 云和市东岸区政务服务局"}) {
			t.Errorf("%q", got)
		}
		c.Sound()
	})
}

// The department whose item it is answers in its own name; within the day it is in time, from its last minute on it is late, and stays so.
func TestTheDepartmentAnswersInTimeOrLate(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	list := []struct {
		at           string
		onTime, late bool
	}{{"2026-04-20 17:59", true, false}, {"2026-04-20 18:00", false, true}, {"2026-04-21 09:00", false, true}}
	var matters []flow.Case
	for range list {
		k := h.judged(h.officer, h.spoken("去了三趟都没有办成"), "cannot", h.social, nobody...)
		matters = append(matters, h.chief.Do(k, "agree"))
	}
	h.chair.Refused(matters[0], fail.KindNotFound, "reply", "", answered...)
	h.reviewer.Refused(matters[0], fail.KindForbidden, "reply", "", answered...) // of the department, and not its turn
	for i, want := range list {
		h.At(want.at)
		k := h.head.Do(matters[i], "reply", answered...)
		if g := h.row(k); g.OnTime != want.onTime || k.Late != want.late {
			t.Errorf("%s: in time %t, late %t", want.at, g.OnTime, k.Late)
		}
		if got := h.papers(k); !strings.HasPrefix(got[len(got)-1], "grievance_reply 云和市东岸区人力资源和社会保障局") {
			t.Errorf("%q", got)
		}
	}
	h.Sound()
}

// What a class promises counts from the receipt; what is to be done at once, and what a change of class promises, from the day on which that is said.
func TestFromWhenTheTermsCount(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	matters := map[string]flow.Case{}
	for _, class := range []string{"cannot", "hard", "unwilling"} {
		matters[class] = h.spoken("去了三趟都没有办成")
	}
	h.At("2026-04-21 09:30")
	for class, want := range map[string]string{"cannot": "04-20 18:00", "hard": "05-07 18:00", "unwilling": "04-22 18:00"} {
		if k := h.judged(h.officer, matters[class], class, h.social, nobody...); h.due(k, class) != want {
			t.Errorf("%s: due %s", class, h.due(k, class))
		}
	}
	k := matters["unwilling"]
	h.officer.Do(k, "reclass", "class", "hard", "cause_hard", "POL", "opinion", "政策有冲突")
	if k = h.chief.Do(k, "agree"); h.due(k, "hard") != "05-08 18:00" {
		t.Errorf("due %s", h.due(k, "hard"))
	}
}

// What is hard is talked over with those whom it takes: each says what it thinks, who leads decides and says why he does not wait. Ten
// working days over National Day 2021 are the 18th of October.
func TestWhatIsHardIsTalkedOver(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		c.At("2021-09-28 09:30")
		h := hallOf(c)
		k := h.judged(h.officer, h.spoken("档案找不到，跑了三趟"), "hard", h.social, nobody...)
		if h.due(k, "convene") != "09-30 18:00" || h.due(k, "hard") != "10-18 18:00" || h.turn(k, "").Step != "召集会商" || k.Dept != h.social {
			t.Errorf("due %s and %s, %+v", h.due(k, "convene"), h.due(k, "hard"), h.turn(k, ""))
		}
		h.said("联合部门和专家会商", "由人社局办理", "最迟 2021年10月18日")
		h.officer.Refused(k, fail.KindInvalid, "convene", "date", "depts", h.social)
		h.officer.Refused(k, fail.KindInvalid, "convene", "depts", "depts", "nowhere", "date", "2021-09-30")
		h.head.Refused(k, fail.KindForbidden, "convene", "", "depts", h.social, "date", "2021-09-30")
		k = h.officer.Do(k, "convene", "depts", h.social+","+h.police, "experts", "李教授", "date", "2021-09-30", "place", "会商室")
		if k.State != "meeting" || h.due(k, "convene") != "" {
			t.Errorf("%s, still to be convened by %s", k.State, h.due(k, "convene"))
		}
		h.officer.Get(home(k)).Is(http.StatusOK, "2021-09-30 会商室", "李教授", "还没有提交")
		opinion := []string{"verdict", "if", "text", "凭两名证人的证言"}
		h.officer.Refused(k, fail.KindConflict, "opine", "受邀的部门", opinion...)
		h.reviewer.Refused(k, fail.KindForbidden, "opine", "", opinion...)
		h.head.Do(k, "opine", opinion...)
		if _, err := h.head.Try(k, "opine", opinion...); err == nil {
			t.Error("a department speaks twice")
		}
		decision := func(tasks string, more ...string) []string {
			return append([]string{"minutes", "都同意", "decision", "容缺办理", "lead", h.police, "tasks", tasks}, more...)
		}
		const tasks = "社保局｜调取缴费记录｜2021-10-12\n\n公安局|出具证明|2021-10-13"
		h.officer.Refused(k, fail.KindInvalid, "decide", "公安局", decision(tasks)...)
		h.chair.Refused(k, fail.KindConflict, "decide", "主持会商的人", decision(tasks, "without", "x")...)
		k = h.chair.Do(k, "opine", "verdict", "can", "text", "同意")
		h.officer.Get(home(k)).Is(http.StatusOK, "满足条件可以办", "凭两名证人的证言", "陶然", "可以办", "韩冬").Not("还没有提交")
		for _, bad := range []struct{ tasks, line string }{
			{"谁也不办", "第 1 行"}, {"甲｜乙｜丙", "第 1 行"}, {"社保局｜调取记录｜2021-10-12\n甲｜乙｜2021-02-30", "第 2 行"}, {"甲｜乙｜2021-10-12｜丁", "第 1 行"},
		} {
			h.officer.Refused(k, fail.KindInvalid, "decide", bad.line, decision(bad.tasks)...)
		}
		k = h.officer.Do(k, "decide", decision(tasks)...)
		if got := h.turn(k, ""); k.State != "feeding" || got.Role != people.Head || got.Dept != h.police || k.Dept != h.police {
			t.Errorf("%s %+v", k.State, got)
		}
		h.officer.Get(home(k)).Is(http.StatusOK, "调取缴费记录", "10月12日（星期二）前", "容缺办理", "公安局")
		h.officer.Get("/desk/grievances/meetings").Is(http.StatusOK, "决定：容缺办理", "人社局、公安局", "李教授").Not("还没有决定")
		h.head.Refused(k, fail.KindForbidden, "feedback", "", answered...)
		c.At("2021-10-18 17:59")
		c.Tick()
		k = h.chair.Do(k, "feedback", answered...)
		if g := h.row(k); k.State != "replied" || !g.OnTime || k.Late || g.Road != "consulted" || len(k.Running()) != 1 {
			t.Errorf("%s %+v, clocks %v", k.State, g, k.Running())
		}
		if got := h.papers(k); !slices.Equal(got, []string{
			"grievance_receipt 云和市东岸区政务服务局", "grievance_record 云和市东岸区政务服务局", "grievance_reply 云和市东岸区公安局",
		}) {
			t.Errorf("%q", got)
		}
		c.Sound()
	})
}

// Who decides without having heard all says why, and that is in the ledger.
func TestADecisionWithoutAllSaysWhy(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.tracked()
	events := h.View(people.TheOffice, k).Events
	i := slices.IndexFunc(events, func(e flow.Event) bool { return e.Event == "decide" })
	if !strings.HasSuffix(events[i].Note, "没有等公安局的意见：催过两次") {
		t.Errorf("%q", events[i].Note)
	}
}

// tracked is a hard matter that goes on by a plan until the 12th of May.
func (h *hall) tracked() flow.Case {
	h.T.Helper()
	k := h.judged(h.officer, h.spoken("档案找不到，跑了三趟"), "hard", h.social, nobody...)
	h.officer.Do(k, "convene", "depts", h.social+","+h.police, "date", "2026-04-21")
	h.head.Do(k, "opine", "verdict", "can", "text", "可以")
	h.officer.Do(k, "decide", "minutes", "纪要", "decision", "由人社局办", "lead", h.social, "tasks", "人社局｜办｜2026-05-12", "without", "催过两次")
	return h.head.Do(k, "feedback_plan", "reply", "先容缺受理，补档案要三周", "plan", "2026-05-12", "basis", "会商纪要")
}

// What takes longer goes by a plan that the person is told. Who oversees moves its day, and says so; when it comes and nothing is done, that is late.
func TestWhatTakesLongerGoesByAPlan(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.tracked()
		if g := h.row(k); k.State != "tracking" || g.PlanDay != 20260512 || g.RepliedAt != 0 || h.due(k, "plan") != "05-12 18:00" || len(k.Running()) != 1 {
			t.Errorf("%s %+v %v", k.State, g, k.Running())
		}
		h.said("先容缺受理，补档案要三周", "计划 2026年5月12日（含当日）前办结")
		h.head.Get(home(k)).Is(http.StatusOK, "计划办成 5月12日")
		h.head.Do(k, "progress", "text", "已向省厅去函")
		h.head.Refused(k, fail.KindForbidden, "replan", "专席", "plan", "2026-05-20", "reply", "x")
		for _, day := range []string{"2026-04-20", "2026-04-19"} {
			h.officer.Refused(k, fail.KindInvalid, "replan", "今天以后", "plan", day, "reply", "x")
		}
		k = h.officer.Do(k, "replan", "plan", "2026-04-21", "reply", "提前了")
		if h.due(k, "plan") != "04-21 18:00" || h.row(k).PlanDay != 20260421 {
			t.Errorf("due %s", h.due(k, "plan"))
		}
		h.said("提前了", "计划 2026年4月21日（含当日）前办结")
		c.At("2026-04-21 18:00")
		c.Tick()
		h.said("没有按时答复")
		h.leader.Do(k, "replan", "plan", "2026-04-28", "reply", "档案馆搬迁")
		k = h.head.Do(k, "achieve", "reply", "办成了", "basis", "容缺受理办法", "outcome", "done")
		if g := h.row(k); k.State != "replied" || g.OnTime || !k.Late || g.Reply != "办成了" || g.Basis != "容缺受理办法" {
			t.Errorf("the plan of before was late: %s %+v", k.State, g)
		}
		c.Sound()
	})
}

// What nobody wanted to do is done at once, by one who signs for the order, and whoever answers for it has a file until that is closed: without it
// nothing ends.
func TestWhoDidNothingAnswersForIt(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.spoken("材料齐全不收件")
		h.officer.Refused(k, fail.KindInvalid, "unwilling", "dept", append(slices.Concat(nobody, unkind), "")...)
		h.officer.Refused(k, fail.KindInvalid, "unwilling", "order", "aim", "none", "cause", "DELAY", "opinion", "x", "dept", h.social)
		c.At("2026-04-20 11:00")
		k = h.judged(h.officer, k, "unwilling", h.social, nobody...)
		if k.State != "rectifying" || h.due(k, "order") != "04-20 18:00" || h.due(k, "unwilling") != "04-21 18:00" || h.due(k, "duty") != "05-07 18:00" {
			t.Errorf("%s, due %s, %s and %s", k.State, h.due(k, "order"), h.due(k, "unwilling"), h.due(k, "duty"))
		}
		h.said("责成部门立即办", "最迟 2026年4月21日答复您")
		h.discipline.Back().Get(home(k)).Is(http.StatusOK, "社会保障卡挂失", "问责档案", "还没有问责结论") // its copy
		h.reviewer.Refused(k, fail.KindForbidden, "acknowledge", "")
		k = h.head.Do(k, "acknowledge")
		if h.due(k, "order") != "" || h.turn(k, "").Holder != "陶然" {
			t.Errorf("%+v", h.turn(k, ""))
		}
		h.head.Refused(k, fail.KindConflict, "acknowledge", "已经签收")
		h.clerk.Refused(k, fail.KindForbidden, "rectified", "", rectified...)
		k = h.head.Do(k, "rectified", rectified...)
		if g := h.row(k); k.State != "replied" || !g.OnTime || h.turn(k, "duty").Role != people.Supervisor || h.due(k, "duty") == "" {
			t.Errorf("%s %+v %+v", k.State, g, h.turn(k, "duty"))
		}
		h.overseer.Back().Get("/desk/grievances/duties").Is(http.StatusOK, "王某 窗口岗", "还没有结论")
		h.clerk.Back().Get("/desk/grievances/duties").Is(http.StatusForbidden)
		h.says(k, "confirm")
		k = h.visited(k, "done", "solved", "partly", "level", "3")
		if k.State != "holding" || h.turn(k, "").Role != people.Supervisor || h.turn(k, "duty").No != 0 {
			t.Errorf("%s, %+v", k.State, h.View(people.TheOffice, k).Turns)
		}
		h.officer.Refused(k, fail.KindForbidden, "account", "", "finding", "true", "person", "x", "ways", "talk", "result", "x")
		h.overseer.Refused(k, fail.KindInvalid, "account", "ways", "finding", "true", "person", "x", "result", "x")
		k = h.accounted(h.overseer, k)
		if k.State != "closed" || len(k.Running()) != 0 {
			t.Errorf("%s %v", k.State, k.Running())
		}
		h.overseer.Refused(k, fail.KindConflict, "account", "何国强", "finding", "true", "person", "x", "ways", "talk", "result", "x")
		h.overseer.Back().Get("/desk/grievances/duties").Is(http.StatusOK, "属实。约谈", "何国强").Not("还没有结论")
		h.discipline.Back().Get(home(k)).Is(http.StatusOK, "窗口理解有误", "约谈 何国强")
		if got := h.papers(k); !slices.Equal(got, []string{"grievance_receipt 云和市东岸区政务服务局", "grievance_order 云和市东岸区政务服务局",
			"grievance_reply 云和市东岸区人力资源和社会保障局"}) {
			t.Errorf("%q", got)
		}
		c.Sound()
	})
}

// A file is closed while the matter goes on, too; then nothing holds the matter. One that begins anew has a new file, and no second beside an open one.
func TestAFileIsClosedWhileTheMatterGoesOn(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.filed("材料齐全不收件")
	if k = h.accounted(h.inspector, k); k.State != "replied" || h.due(k, "duty") != "" || h.turn(k, "duty").No != 0 {
		t.Errorf("%s, due %s", k.State, h.due(k, "duty"))
	}
	h.overseer.Refused(k, fail.KindConflict, "account", "没有要办的问责", "finding", "true", "person", "x", "ways", "talk", "result", "x")
	h.says(k, "object", "reason", "还是不给办")
	k = h.judged(h.officer, k, "unwilling", h.social, nobody...)
	h.head.Do(k, "rectified", rectified...)
	h.says(k, "object", "reason", "没有办好")
	k = h.judged(h.officer, k, "unwilling", h.social, nobody...)
	if rows := h.overseer.Get("/desk/grievances/duties.xlsx?purpose=核对").Rows(); len(rows) != 2 {
		t.Errorf("%d files: %q", len(rows), rows)
	}
	h.head.Do(k, "rectified", rectified...)
	h.accounted(h.inspector, k)
	h.says(k, "confirm")
	if k = h.visited(k, "unreached"); k.State != "closed" {
		t.Error(k.State)
	}
	h.Sound()
}

// A class is changed by two, with the reason, to each of the others; the limits of before run on, so that a change only tightens.
func TestAClassIsChangedByTwo(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		h := hallOf(c)
		k := h.judged(h.officer, h.spoken("档案找不到，跑了三趟"), "hard", h.social, nobody...)
		to := map[string][]string{
			"unwilling": {"class", "unwilling", "cause_unwilling", "ATT", "opinion", "其实是推诿", "order", "今天受理"},
			"hard":      {"class", "hard", "cause_hard", "POL", "opinion", "政策有冲突"}, "cannot": {"class", "cannot", "cause_cannot", "SCOPE", "opinion", "不归这里管"},
		}
		h.officer.Refused(k, fail.KindInvalid, "reclass", "class", to["hard"]...) // that it is already
		h.officer.Refused(k, fail.KindInvalid, "reclass", "order", to["unwilling"][:6]...)
		h.officer.Refused(k, fail.KindInvalid, "reclass", "cause_unwilling", "class", "unwilling", "opinion", "x", "order", "x")
		h.head.Refused(k, fail.KindForbidden, "reclass", "专席", to["unwilling"]...)
		h.officer.Do(k, "reclass", to["unwilling"]...)
		h.overseer.Refused(k, fail.KindConflict, "reclass", "请先复核", to["cannot"]...)
		h.officer.Refused(k, fail.KindForbidden, "agree", "另一人")
		h.head.Refused(k, fail.KindForbidden, "agree", "")
		h.chief.Get(home(k)).Is(http.StatusOK, "提议定为“不给办·态度差、推诿”", "可以：复核同意改类", "可以：复核不同意改类")
		k = h.chief.Do(k, "disagree", "reason", "先会商")
		if g := h.row(k); k.State != "convening" || g.Class != "hard" || g.Proposal != "" || h.turn(k, "reclass").No != 0 {
			t.Errorf("%s %+v", k.State, g)
		}
		if got := h.officer.Told(k); !strings.Contains(got[len(got)-1], "先会商") || !strings.Contains(got[len(got)-1], "提议改类") {
			t.Errorf("who proposed it was told %q", got)
		}
		h.chief.Refused(k, fail.KindConflict, "agree", "没有待复核的改类")
		h.chief.Refused(k, fail.KindConflict, "disagree", "没有待复核的改类", "reason", "x")

		h.officer.Do(k, "reclass", to["unwilling"]...)
		c.At("2026-04-20 10:00")
		k = h.chief.Do(k, "agree")
		if k.State != "rectifying" || h.due(k, "hard") != "05-07 18:00" || h.due(k, "unwilling") != "04-21 18:00" || h.due(k, "duty") == "" ||
			h.due(k, "order") == "" || h.due(k, "convene") != "" {
			t.Errorf("%s %v", k.State, k.Running())
		}
		h.said("责成部门立即办", "最迟 2026年4月21日答复您") // the earlier of the two
		if got := h.papers(k); got[len(got)-1] != "grievance_order 云和市政务服务管理局" {
			t.Errorf("%q", got)
		}
		for _, words := range []string{"请立即办理：今天受理", "请于2026年4月21日（含当日）前办结"} { // by its own limit
			if text := h.text(k, "grievance_order"); !strings.Contains(text, words) {
				t.Errorf("the order does not say %q: %s", words, text)
			}
		}
		h.overseer.Do(k, "reclass", to["hard"]...)
		k = h.officer.Do(k, "agree")
		if k.State != "convening" || h.due(k, "order") != "" || h.due(k, "convene") != "04-22 18:00" || h.due(k, "hard") != "05-07 18:00" {
			t.Errorf("%s %v", k.State, k.Running())
		}
		h.said("联合部门和专家会商", "最迟 2026年4月21日答复您") // what was promised stays promised
		h.officer.Do(k, "reclass", to["cannot"]...)
		k = h.leader.Do(k, "agree")
		if g := h.row(k); k.State != "replying" || g.Class != "cannot" || g.Road != "explained" || h.due(k, "cannot") != "04-20 18:00" ||
			h.due(k, "unwilling") == "" || h.due(k, "convene") != "" {
			t.Errorf("%s %+v %v", k.State, g, k.Running())
		}
		k = h.head.Do(k, "reply", answered...)
		if len(k.Running()) != 2 || h.due(k, "duty") == "" || h.due(k, "confirm") == "" { // its file stays open
			t.Errorf("%v", k.Running())
		}
		c.Sound()
	})
}

// A matter that no department has gets one before it may be another class than a no; what is proposed falls with the answer.
func TestAProposalNeedsADepartment(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.judged(h.officer, h.spoken("去了三趟都没有办成"), "cannot", "", nobody...)
	h.chief.Do(k, "agree")
	to := []string{"class", "hard", "cause_hard", "POL", "opinion", "政策有冲突"}
	h.officer.Refused(k, fail.KindInvalid, "reclass", "承办部门", to...)
	k = h.officer.Do(k, "reclass", append(to, "dept", h.police)...)
	if k.Dept != "" || h.facts(k) != "办不了 等复核" {
		t.Errorf("department %s, %s", k.Dept, h.facts(k))
	}
	if k = h.chief.Do(k, "agree"); k.Dept != h.police || h.facts(k) != "很难办" {
		t.Errorf("department %s, %s", k.Dept, h.facts(k))
	}
	h.officer.Do(k, "reclass", "class", "cannot", "cause_cannot", "MAT", "opinion", "x")
	if k = h.says(k, "withdraw"); k.State != "withdrawn" || h.facts(k) != "很难办" {
		t.Errorf("%s, %s", k.State, h.facts(k))
	}
	h.officer.Get("/desk/grievances?only=signing").Is(http.StatusOK, "没有符合条件的")
	k = h.filed("材料齐全不收件")
	if h.facts(k) != "不给办 重复反映" {
		t.Error(h.facts(k))
	}
}

// facts are the short words on a matter in lists.
func (h *hall) facts(k flow.Case) string {
	h.T.Helper()
	m, err := service(h.Office).Service().Facts(h.T.Context(), []int64{k.ID})
	if err != nil {
		h.T.Fatal(err)
	}
	return strings.Join(m[k.ID], " ")
}

// Which case somebody looked at matters: what has moved since is a conflict that says who moved it.
func TestWhatHasMovedIsAConflict(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	k := h.spoken("去了三趟都没有办成")
	seen := k.Seq
	h.chief.Do(k, "comment", "text", "请抓紧")
	in := append(slices.Concat(nobody, hard), h.social)
	_, err := h.Engine.Act(t.Context(), h.officer.Actor(), flow.Move{Case: k.ID, Seq: seen, Event: "hard", Input: officetest.Answers(in...)})
	if !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "袁晓东 于 4月20日 09:30 做了“批注”") {
		t.Errorf("%v", err)
	}
	if _, err := h.Engine.Act(t.Context(), h.officer.Actor(),
		flow.Move{Case: k.ID, Seq: seen + 1, Event: "hard", Input: officetest.Answers(in...)}); err != nil {
		t.Error(err)
	}
}

// Every limit runs out in its minute, not before, and is said once: those of steps inside, those that were promised to the person, too.
func TestEveryLimitRunsOutInItsMinute(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	limits := []struct {
		clock, from string
		road        func(h *hall) flow.Case
		before, at  string
		event       string
		told        bool // to the person
	}{
		{"triage", "2026-04-20 09:30", func(h *hall) flow.Case { return h.told("办不成") }, "04-20 17:59", "04-20 18:00", "overdue_step", false},
		{"contact", "2026-04-20 17:30", func(h *hall) flow.Case { return h.told("办不成") }, "04-21 17:59", "04-21 18:00",
			"overdue_step", false}, // too late for the day
		{"sign", "2026-04-20 17:00", func(h *hall) flow.Case { return h.judged(h.officer, h.spoken("办不成"), "cannot", "", nobody...) },
			"04-21 09:59", "04-21 10:00", "overdue_step", false},
		{"cannot", "2021-12-22 09:30", func(h *hall) flow.Case { return h.judged(h.officer, h.spoken("办不成"), "cannot", "", nobody...) },
			"12-29 17:59", "12-29 18:00", "overdue", true},
		{"cannot", "2021-12-23 09:30", func(h *hall) flow.Case { return h.judged(h.officer, h.spoken("办不成"), "cannot", "", nobody...) },
			"12-23 17:59", "12-23 18:00", "overdue", true},
		{"convene", "2026-04-29 09:30", func(h *hall) flow.Case {
			return h.judged(h.officer, h.spoken("办不成"), "hard", h.social, nobody...)
		}, "05-06 17:59", "05-06 18:00", "overdue_step", false},
		{"hard", "2026-04-20 09:30", func(h *hall) flow.Case {
			return h.judged(h.officer, h.spoken("办不成"), "hard", h.social, nobody...)
		}, "05-07 17:59", "05-07 18:00", "overdue", true},
		{"order", "2026-04-20 09:30", func(h *hall) flow.Case {
			return h.judged(h.officer, h.spoken("办不成"), "unwilling", h.social, nobody...)
		}, "04-20 17:59", "04-20 18:00", "overdue_step", false},
		{"unwilling", "2021-09-30 09:30", func(h *hall) flow.Case {
			return h.judged(h.officer, h.spoken("办不成"), "unwilling", h.social, nobody...)
		}, "10-13 17:59", "10-13 18:00", "overdue", true},
		{"plan", "2026-04-20 09:30", func(h *hall) flow.Case { return h.tracked() }, "05-12 17:59", "05-12 18:00", "overdue", true},
		{"duty", "2026-04-20 09:30", func(h *hall) flow.Case { return h.filed("办不成") }, "05-07 17:59", "05-07 18:00", "overdue_step", false},
		{"confirm", "2026-04-20 09:30", func(h *hall) flow.Case { return h.replied("办不成") }, "04-27 17:59", "04-27 18:00", "silent", false},
		{"contest", "2026-04-20 09:30", func(h *hall) flow.Case { return h.withdrawnByPaper(h.told("办不成")) }, "04-27 17:59", "04-27 18:00", "contest_over", false},
		{"visit", "2026-04-20 09:30", func(h *hall) flow.Case { return h.says(h.replied("办不成"), "confirm") }, "06-04 17:59", "06-04 18:00", "overdue_step", false},
	}
	var instants []string
	for _, l := range limits {
		instants = append(instants, l.from, l.from[:5]+l.before, l.from[:5]+l.at)
	}
	slices.Sort(instants)
	matters := map[int]flow.Case{}
	for _, now := range slices.Compact(instants) {
		h.At(now)
		h.Tick()
		h.Tick()
		for i, l := range limits {
			if l.from == now {
				matters[i] = l.road(h)
			}
			k, begun := matters[i]
			if !begun {
				continue
			}
			ran := 0
			for _, e := range h.View(people.TheOffice, k).Events {
				if e.Event == l.event && strings.Contains(e.Effect, `"op":"late","name":"`+l.clock+`"`) {
					ran++
				}
			}
			if over := now >= l.from[:5]+l.at; over != (ran == 1) || ran > 1 {
				t.Errorf("%s of %s: by %s it has run out %d times", l.clock, l.from, now, ran)
			}
			told := slices.ContainsFunc(h.Texts("13800138000"), func(said string) bool {
				return strings.Contains(said, "没有按时答复") && strings.Contains(said, flow.Grouped(k.Number()))
			})
			if now == l.from[:5]+l.at && told != l.told {
				t.Errorf("%s of %s: the person is told: %t", l.clock, l.from, told)
			}
		}
	}
}

// A comment is for staff alone, a turn is taken by one and given to a colleague, and who waits may ask once a day how it goes.
func TestCommentsTurnsAndReminders(t *testing.T) {
	t.Parallel()
	h := hallOf(town.New(t, ""))
	second := h.Staff("费明", of(h.social, people.Head))
	k := h.judged(h.officer, h.spoken("材料齐全不收件"), "unwilling", h.social, nobody...)
	k = h.clerk.Do(k, "comment", "text", "来问过两次")
	if e := h.View(people.TheOffice, k).Events; e[len(e)-1].Note != "来问过两次" || e[len(e)-1].Public != "" {
		t.Errorf("%+v", e[len(e)-1])
	}
	h.reviewer.Refused(k, fail.KindForbidden, "comment", "", "text", "x")
	h.head.Do(k, "claim")
	h.head.Refused(k, fail.KindConflict, "claim", "已经有人认领")
	h.head.Do(k, "hand_over", "to", ids(second))
	if got := h.turn(k, "").Holder; got != "费明" {
		t.Errorf("%s has it", got)
	}
	h.head.Refused(k, fail.KindForbidden, "acknowledge", "")
	h.says(k, "urge", "text", "怎么样了")
	if _, err := h.Try(person(k), k, "urge"); !fail.Is(err, fail.KindConflict) {
		t.Errorf("twice a day: %v", err)
	}
	h.overseer.Do(k, "urge")
	h.officer.Refused(k, fail.KindForbidden, "urge", "")
	k = second.Do(k, "rectified", rectified...)
	if may(h.overseer, k, "urge") {
		t.Error("what was answered is hurried")
	}
	h.Sound()
}

// Before ten working days run out across National Day, those who hold the matter are reminded, the officer on the last working day but one, and at the
// end who oversees.
func TestRemindersWaitForWorkingDays(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.At("2021-09-28 09:30")
	h := hallOf(c)
	k := h.judged(h.officer, h.spoken("档案找不到，跑了三趟"), "hard", h.social, nobody...)
	h.officer.Do(k, "convene", "depts", h.social, "date", "2021-09-29")
	for _, by := range []struct {
		at                      string
		officer, head, overseer int
	}{
		{"2021-10-08 18:00", 0, 0, 0}, // three of the ten have passed, ten days by the calendar
		{"2021-10-13 08:59", 0, 0, 0}, {"2021-10-13 09:00", 1, 1, 0}, {"2021-10-15 08:59", 1, 1, 0},
		{"2021-10-15 09:00", 2, 1, 0}, // a Friday; the last day is the Monday
		{"2021-10-18 17:59", 2, 1, 0}, {"2021-10-18 18:00", 2, 1, 1},
	} {
		c.At(by.at)
		c.Tick()
		for who, want := range map[*officetest.Somebody]int{h.officer: by.officer, h.head: by.head, h.overseer: by.overseer, h.leader: 0, h.chair: 0} {
			n := 0
			for _, told := range who.Told(k) {
				if strings.Contains(told, "到期") {
					n++
				}
			}
			if n != want {
				t.Errorf("by %s %s is reminded %d times, want %d: %q", by.at, who.Name, n, want, who.Told(k))
			}
		}
	}
}

// The person is reminded a working day before he can say nothing any more: what was answered, and what a window withdrew in his name. Who visits is
// told when that is late.
func TestThePersonIsReminded(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	c.At("2021-09-28 09:30")
	h := hallOf(c)
	caller := h.Staff("秦雨", post(people.Caller, officetest.County, ""))
	h.replied("办不成")
	h.withdrawnByPaper(h.told("办不成"))
	visited := h.says(h.replied("办不成"), "confirm")
	c.Tick()
	before := len(c.Texts("13800138000"))
	for _, by := range []struct {
		at   string
		more int
	}{{"2021-10-09 08:59", 0}, {"2021-10-09 09:00", 2}, {"2021-10-11 17:59", 2}} { // a Saturday that is worked, and the last day
		c.At(by.at)
		c.Tick()
		if got := c.Texts("13800138000")[before:]; len(got) != by.more {
			t.Errorf("by %s: %q", by.at, got)
		}
	}
	told := strings.Join(c.Texts("13800138000")[before:], "")
	for _, words := range []string{"没有解决的请在 2021年10月11日（含当日）前告诉我们", "不是您本人的意思，请在 2021年10月11日（含当日）前"} {
		if !strings.Contains(told, words) {
			t.Errorf("%q is not in %q", words, told)
		}
	}
	for _, by := range []struct {
		at string
		n  int
	}{{"2021-11-12 17:59", 0}, {"2021-11-12 18:00", 1}} {
		c.At(by.at)
		c.Tick()
		if got := caller.Told(visited); len(got) != by.n {
			t.Errorf("by %s: %q", by.at, got)
		}
	}
}
