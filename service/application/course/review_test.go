package course_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// Who signs, together or any of them, and by when, is the item's: a step of one, one of both of which one is another organ's, one at the
// site, and the last.
func TestTheStepsOfAReview(t *testing.T) {
	each(t, func(h *hall) {
		k := h.accepted(jointly(h))
		h.turn(k, "reviewer", "senior")
		h.dues(k, "step", "04-21 18:00")
		h.officer.Refused(k, fail.KindNotFound, "sign", "", yes...) // it is not before his organ yet
		h.senior.Do(k, "sign", yes...)                              // any of them is enough
		h.in(k, course.Reviewing)
		h.turn(k, "reviewer", "reviewer")
		h.dues(k, "step", "") // this one has no limit of its own
		h.senior.Refused(k, fail.KindForbidden, "sign", "您不能办这一步", yes...)
		if v := h.event(k, "sign"); v.Public != "“初审”完成" || v.Note != "初审：符合。材料属实" {
			h.T.Errorf("%q, %q", v.Public, v.Note)
		}

		h.reviewer.Do(k, "sign", "verdict", "no", "opinion", "面积不够")
		h.in(k, course.Reviewing)
		h.turn(k, "reviewer")
		if v := h.event(k, "sign"); v.Public != "" || v.Note != "会签：不符合。面积不够" {
			h.T.Errorf("%q, %q", v.Public, v.Note)
		}
		h.second.Refused(k, fail.KindForbidden, "sign", "您不能办这一步", yes...) // the turn that is left is the other organ's
		h.officer.Do(k, "sign", yes...)
		h.turn(k, "inspector")
		h.dues(k, "step", "04-22 18:00")

		h.inspector.Refused(k, fail.KindConflict, "sign", "先登记现场核查", yes...)
		h.inspector.Do(k, "inspect", h.visit(h.inspector, h.reviewer)...)
		h.inspector.Do(k, "sign", yes...)
		h.dues(k, "step", "")
		h.senior.Do(k, "sign", yes...)
		h.in(k, course.Deciding)
		h.turn(k, "head")
		if v := h.event(k, "sign"); v.Public != "审查完成，报请决定" {
			h.T.Errorf("%q", v.Public)
		}
		var signed []string
		for _, g := range h.load(k).Signed {
			signed = append(signed, fmt.Sprint(g.Name, " ", g.Who, " ", g.Yes, " ", g.Dept == h.social))
		}
		if want := []string{"初审 郑重 true true", "会签 何雪 false true", "会签 韩冬 true false", "核查 冯查 true true",
			"复审 郑重 true true"}; !slices.Equal(signed, want) {
			h.T.Errorf("signed: %q", signed)
		}
		h.Sound()
	})
}

// visit is what is written down of a visit to the site today by some officers.
func (h *hall) visit(officers ...*officetest.Somebody) []string {
	var ids []string
	for _, o := range officers {
		ids = append(ids, fmt.Sprint(o.ID))
	}
	return []string{"officers", strings.Join(ids, ","), "day", "2026-04-20", "found", "有经营场所"}
}

// atTheSite is before the one who is to go there.
func (h *hall) atTheSite() flow.Case {
	h.T.Helper()
	k := h.accepted(jointly(h))
	h.reviewer.Do(k, "sign", yes...)
	h.reviewer.Do(k, "sign", yes...)
	return h.officer.Do(k, "sign", yes...)
}

// Two officers or more go to the site, today or before; it is noted while the review is at that step, and anew when that was sent back.
func TestTwoOfficersAtTheSite(t *testing.T) {
	h := lite(t)
	k := h.accepted(jointly(h))
	h.reviewer.Refused(k, fail.KindConflict, "inspect", "本环节没有现场核查", h.visit(h.inspector, h.reviewer)...)
	k = h.atTheSite()
	_, err := h.inspector.Try(k, "inspect", h.visit(h.inspector)...)
	invalid(t, err, "officers", "至少选两人")
	_, err = h.inspector.Try(k, "inspect", h.visit(h.inspector, h.officer)...)
	invalid(t, err, "officers", "") // of another organ
	tomorrow := append(h.visit(h.inspector, h.reviewer), "day", "2026-04-21")
	_, err = h.inspector.Try(k, "inspect", tomorrow...)
	invalid(t, err, "day", "不能在今天之后")
	h.inspector.Do(k, "inspect", h.visit(h.inspector, h.reviewer)...)
	if v := h.event(k, "inspect"); v.Note != "2026-04-20 现场核查：有经营场所" || v.Public != "完成现场核查" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	h.inspector.Do(k, "sign", yes...)
	h.At("2026-04-21 10:00")
	h.senior.Do(k, "send_back", "step", "2", "reason", "照片不清楚")
	h.turn(k, "inspector 冯查")
	h.inspector.Refused(k, fail.KindConflict, "sign", "先登记现场核查", yes...)
	h.inspector.Do(k, "inspect", tomorrow...)
	h.inspector.Do(k, "sign", yes...)
	h.turn(k, "senior")
}

// A colleague signs too, under the step, before it goes on; one who signs already is not asked twice.
func TestAColleagueSignsToo(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.reviewer.Do(k, "claim")
	_, err := h.reviewer.Try(k, "add_signer", "to", fmt.Sprint(h.reviewer.ID))
	invalid(t, err, "to", "") // himself
	_, err = h.reviewer.Try(k, "add_signer", "to", fmt.Sprint(h.officer.ID))
	invalid(t, err, "to", "") // of another organ
	h.second.Refused(k, fail.KindForbidden, "add_signer", "您不能办这一步", "to", fmt.Sprint(h.reviewer.ID))
	h.reviewer.Do(k, "add_signer", "to", fmt.Sprint(h.second.ID), "reason", "涉及食品")
	h.turn(k, "reviewer 何雪", "reviewer 吴越")
	if v := h.event(k, "add_signer"); v.Note != "加签 吴越。涉及食品" {
		t.Error(v.Note)
	}
	h.reviewer.Refused(k, fail.KindConflict, "add_signer", "吴越 已经在审签", "to", fmt.Sprint(h.second.ID))
	h.reviewer.Do(k, "sign", yes...)
	h.in(k, course.Reviewing)
	h.turn(k, "reviewer 吴越")
	h.second.Do(k, "sign", yes...)
	h.in(k, course.Deciding)
	if got := h.load(k).Signed; len(got) != 2 || got[1].Who != "吴越" {
		t.Errorf("%+v", got)
	}
}

// Where any of several signs, a colleague who was asked to sign too is asked whoever has signed, and does not stand for them.
func TestAColleagueSignsTooWhereAnySigns(t *testing.T) {
	h := lite(t)
	asked := func() flow.Case {
		k := h.accepted(jointly(h))
		h.reviewer.Do(k, "claim")
		return h.reviewer.Do(k, "add_signer", "to", fmt.Sprint(h.second.ID))
	}
	k := asked()
	h.senior.Do(k, "sign", yes...)
	h.turn(k, "reviewer 吴越")
	h.second.Do(k, "sign", yes...)
	h.turn(k, "reviewer", "reviewer")
	k = asked()
	h.second.Do(k, "sign", yes...)
	h.turn(k, "reviewer 何雪", "senior")
	h.reviewer.Do(k, "sign", yes...)
	h.turn(k, "reviewer", "reviewer")
	if got := h.load(k).Signed; len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// Who has a turn takes it for himself and gives it to a colleague, who is told.
func TestATurnIsTakenAndHandedOver(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.reviewer.Do(k, "claim")
	h.turn(k, "reviewer 何雪")
	h.second.Refused(k, fail.KindForbidden, "sign", "您不能办这一步", yes...)
	h.reviewer.Refused(k, fail.KindConflict, "claim", "已经有人认领")
	h.reviewer.Do(k, "hand_over", "to", fmt.Sprint(h.second.ID), "reason", "出差")
	h.turn(k, "reviewer 吴越")
	h.Tick()
	if list := h.second.Told(k); len(list) == 0 {
		t.Error("to whom it was given is not told")
	}
	h.reviewer.Refused(k, fail.KindForbidden, "sign", "您不能办这一步", yes...)
	h.in(h.second.Do(k, "sign", yes...), course.Deciding)
}

// What is sent back goes to who signed it, and what was signed since counts no more; promise and law's limit run on, the step's begins anew.
func TestSentBack(t *testing.T) {
	h := lite(t)
	k := h.accepted(jointly(h))
	h.reviewer.Refused(k, fail.KindConflict, "send_back", "已经是第一个环节", "step", "0", "reason", "x")
	k = h.atTheSite()
	_, err := h.inspector.Try(k, "send_back", "step", "2", "reason", "自己")
	invalid(t, err, "step", "") // to a step before
	_, err = h.inspector.Try(k, "send_back", "step", "0")
	invalid(t, err, "reason", "请填写")
	h.head.Refused(k, fail.KindForbidden, "send_back", "您不能办这一步", "step", "0", "reason", "x") // it does not stand before him
	h.At("2026-04-22 10:00")
	h.inspector.Do(k, "send_back", "step", "1", "reason", "面积要重新核")
	h.in(k, course.Reviewing)
	h.turn(k, "reviewer 何雪", "reviewer 韩冬")
	if v := h.event(k, "send_back"); v.Note != "退回“会签”：面积要重新核" || v.Public != "" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	h.dues(k, "promise", "04-29 18:00", "statutory", "05-20 18:00", "step", "")
	if got := h.load(k).Signed; len(got) != 1 || got[0].Name != "初审" {
		t.Errorf("%+v", got)
	}

	k = h.reviewed() // and from before the head, by whom it lies with or another head
	h.dues(k, "step", "")
	h.reviewer.Refused(k, fail.KindForbidden, "send_back", "您不能办这一步", "step", "0", "reason", "x")
	h.At("2026-04-23 10:00")
	h.deputy.Do(k, "send_back", "step", "0", "reason", "核对地址")
	h.in(k, course.Reviewing)
	h.turn(k, "reviewer 何雪")
	h.dues(k, "step", "04-28 18:00", "promise", "05-06 18:00")
	if got := h.load(k).Signed; len(got) != 0 {
		t.Errorf("%+v", got)
	}
	h.in(h.reviewer.Do(k, "sign", yes...), course.Deciding)
	h.in(h.head.Do(k, "approve"), course.Issuing)
}

// One's own opinion is taken back as long as nobody has taken up what follows: before the head, at the next step, and within a step of several.
func TestAnOpinionIsTakenBack(t *testing.T) {
	h := lite(t)
	k := h.reviewed()
	h.second.Refused(k, fail.KindConflict, "take_back", "只能撤回自己刚提交", "reason", "x")
	_, err := h.reviewer.Try(k, "take_back")
	invalid(t, err, "reason", "请填写")
	h.reviewer.Do(k, "take_back", "reason", "看错了")
	h.in(k, course.Reviewing)
	h.turn(k, "reviewer 何雪")
	h.dues(k, "step", "04-23 18:00")
	if got := h.load(k).Signed; len(got) != 0 {
		t.Errorf("%+v", got)
	}
	h.reviewer.Refused(k, fail.KindConflict, "take_back", "只能撤回自己刚提交", "reason", "再撤一次")
	h.reviewer.Do(k, "sign", yes...)
	h.head.Do(k, "comment", "text", "在看")
	h.reviewer.Refused(k, fail.KindConflict, "take_back", "后面还没有动作", "reason", "看错了")

	k = h.accepted(jointly(h)) // to the step before
	h.senior.Do(k, "sign", yes...)
	h.senior.Do(k, "take_back", "reason", "看错了")
	h.turn(k, "reviewer", "senior 郑重")
	h.dues(k, "step", "04-21 18:00")
	h.senior.Do(k, "sign", yes...)
	h.reviewer.Do(k, "claim")
	h.senior.Refused(k, fail.KindConflict, "take_back", "后面还没有动作", "reason", "看错了")
	h.reviewer.Do(k, "sign", yes...) // the other of both has not signed: the step is the same
	h.reviewer.Do(k, "take_back", "reason", "看错了")
	h.turn(k, "reviewer", "reviewer 何雪")
	if got := h.load(k).Signed; len(got) != 1 || got[0].Name != "初审" {
		t.Errorf("%+v", got)
	}
	h.officer.Do(k, "sign", yes...)
	h.reviewer.Do(k, "sign", yes...) // and the last of both takes back: the first stays signed
	h.turn(k, "inspector")
	h.reviewer.Do(k, "take_back", "reason", "看错了")
	h.turn(k, "reviewer 何雪")
	if got := h.load(k).Signed; len(got) != 2 || got[1].Who != "韩冬" {
		t.Errorf("%+v", got)
	}
	h.reviewer.Do(k, "sign", yes...)
	h.turn(k, "inspector")
}

// A bad receipt goes back to the window for a reason that counts against its clerk, and the promise runs on; when it is mended it goes to
// those who have not signed.
func TestABadReceipt(t *testing.T) {
	each(t, func(h *hall) {
		k := h.accepted(jointly(h))
		h.reviewer.Do(k, "sign", yes...)
		h.reviewer.Do(k, "sign", yes...)
		_, err := h.officer.Try(k, "bounce", "reason", "照片不是近照")
		invalid(h.T, err, "fault", "")
		h.officer.Do(k, "bounce", "fault", "wrong", "reason", "照片不是近照")
		h.in(k, course.Bounced)
		h.turn(k, "window")
		h.dues(k, "bounce", "04-21 18:00", "promise", "04-29 18:00")
		type bad struct {
			Clerk  int64
			Reason string
			Day    int64
		}
		got, err := db.All[bad](h.T.Context(), h.DB, `SELECT clerk, reason, day FROM application_bounces WHERE case_id = $1`, k.ID)
		if err != nil || len(got) != 1 || got[0] != (bad{h.clerk.ID, "wrong", 20260420}) {
			h.T.Errorf("%+v %v", got, err)
		}
		h.officer.Refused(k, fail.KindForbidden, "rework", "您不能办这一步", "reason", "换了")
		_, err = h.clerk.Try(k, "rework")
		invalid(h.T, err, "reason", "请填写")
		h.colleague.Do(k, "rework", "reason", "换了近照")
		h.in(k, course.Reviewing)
		h.turn(k, "reviewer") // the one of the other organ
		h.dues(k, "bounce", "")
		h.second.Refused(k, fail.KindForbidden, "sign", "您不能办这一步", yes...)
		h.officer.Do(k, "bounce", "fault", "form", "reason", "还是不对")
		h.rings(k, "overdue_bounce", "2026-04-21 18:00")
		h.clerk.Do(k, "rework", "reason", "换了")
		h.officer.Do(k, "sign", yes...)
		h.turn(k, "inspector")
		h.Sound()
	})
}

// Whom silence made accept is nobody's fault.
func TestABadReceiptThatNobodyAccepted(t *testing.T) {
	h := lite(t)
	k := h.filed()
	h.rings(k, "deem_accept", "2026-04-27 18:00")
	h.reviewer.Do(k, "bounce", "fault", "missing", "reason", "缺一页")
	clerk, err := db.One[int64](t.Context(), h.DB, `SELECT clerk FROM application_bounces WHERE case_id = $1`, k.ID)
	if err != nil || clerk != 0 {
		t.Errorf("it is the fault of %d, %v", clerk, err)
	}
}

// A special procedure stops promise, law's limit and that of the step; it is told in writing how long it takes. It resumes where it was,
// with the same people.
func TestASpecialProcedure(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.reviewer.Do(k, "claim")
	h.At("2026-04-22 10:00")
	for _, c := range []struct{ kind, days, reason, field string }{
		{"专家评审", "10", "x", "kind"}, {"听证", "0", "x", "days"}, {"听证", "251", "x", "days"},
		{"听证", "", "x", "days"}, {"听证", "10", "", "reason"},
	} {
		_, err := h.reviewer.Try(k, "stop", "kind", c.kind, "days", c.days, "reason", c.reason)
		invalid(t, err, c.field, "")
	}
	h.reviewer.Do(k, "stop", "kind", "听证", "days", "6", "reason", "邻居有意见")
	h.in(k, course.Stopped)
	h.turn(k, "reviewer 何雪")
	h.dues(k, "promise", "stopped", "statutory", "stopped", "step", "stopped", "special", "04-30 18:00")
	says(t, h.papers(k, "特别程序告知书"), "依法需要进行听证", "原因：邻居有意见", "所需时间为 6 个工作日，自2026年4月22日起不计算在办理期限内（《中华人民共和国行政许可法》第四十五条）")
	says(t, h.last(phone), "需要听证，需 6 个工作日，不计入办理时限")
	if v := h.event(k, "stop"); v.Public != "启动听证，暂停计时，需 6 个工作日" {
		t.Error(v.Public)
	}
	for _, event := range []string{"sign", "bounce", "request_extension", "extend"} {
		if slices.Contains(h.may(h.reviewer.Actor(), k), event) || slices.Contains(h.may(h.head.Actor(), k), event) {
			t.Errorf("while it stands still one may %s", event)
		}
	}
	h.rings(k, "overdue_special", "2026-04-30 18:00")
	h.At("2026-05-20 10:00")
	h.Tick()
	if h.happened(k, "overdue")+h.happened(k, "overdue_statutory")+h.happened(k, "overdue_step") != 0 {
		t.Error("what stands still is late")
	}
	_, err := h.reviewer.Try(k, "resume")
	invalid(t, err, "result", "请填写")
	h.second.Refused(k, fail.KindForbidden, "resume", "您不能办这一步", "result", "通过")
	h.head.Do(k, "resume", "result", "听证会认为可以")
	h.in(k, course.Reviewing)
	h.turn(k, "reviewer 何雪")
	h.dues(k, "special", "", "promise", "05-28 18:00", "statutory", "06-16 18:00", "step", "05-22 18:00")
	says(t, h.last(phone), "特别程序已结束，继续办理，最迟 2026年5月28日办结")
}

// The procedures are those of the item, or else the city's, of which tender and auction give permissions only.
func TestWhichProceduresAreSpecial(t *testing.T) {
	h := lite(t)
	service := licence("05")
	service.Code = "RELIEF"
	h.Offer(service)
	for code, want := range map[string][]string{"LICENCE": {"听证", "检验", "招标", "拍卖"}, "CARD": {"听证", "检验"},
		"JOINT": {"专家评审"}, "RELIEF": {"听证", "检验"}} {
		k := h.accepted(func(sub *course.Submission) {
			if code == "CARD" {
				asCard(h)(sub)
			}
			if code == "JOINT" {
				jointly(h)(sub)
			}
			sub.Item = h.item(code)
		})
		var got []string
		for _, o := range h.View(h.reviewer.Actor(), k).Options {
			if o.Row.Event == "stop" {
				for _, one := range o.Ask.Field("kind").Options {
					got = append(got, one.Value)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("of %s: %q", code, got)
		}
	}
}

// A limit is extended once, by the head who is not who asked for it; both limits move, and the applicant is told why.
func TestAnExtension(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.second.Refused(h.reviewed(), fail.KindConflict, "request_extension", "现在是“待决定”", "reason", "x") // the head extends it then
	_, err := h.reviewer.Try(k, "request_extension")
	invalid(t, err, "reason", "请填写")
	h.reviewer.Do(k, "request_extension", "reason", "要向省级部门核实")
	if _, beside := h.turns(k); !slices.Equal(beside, []string{"extension"}) {
		t.Errorf("%q waits", beside)
	}
	h.turn(k, "reviewer")
	if v := h.event(k, "request_extension"); v.Note != "报请延长期限：要向省级部门核实" {
		t.Error(v.Note)
	}
	h.dues(k, "promise", "04-29 18:00")
	h.reviewer.Refused(k, fail.KindForbidden, "extend", "", "reason", "自己批")
	h.reviewer.Becomes(people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.reviewer.Refused(k, fail.KindForbidden, "extend", "须由另一人办理", "reason", "自己批")
	_, err = h.head.Try(k, "extend")
	invalid(t, err, "reason", "请填写")
	h.head.Do(k, "extend", "reason", "需要向省级部门核实")
	h.in(k, course.Reviewing)
	h.dues(k, "promise", "05-15 18:00", "statutory", "06-03 18:00")
	says(t, h.papers(k, "延长办理期限告知书"), "延长办理期限 10 个工作日，最迟2026年5月15日（含当日）办结（《中华人民共和国行政许可法》第四十二条）", "延长的理由：需要向省级部门核实")
	says(t, h.last(phone), "最迟 2026年5月15日办结。原因：需要向省级部门核实")
	h.head.Refused(k, fail.KindConflict, "extend", "已经延长过一次", "reason", "再延")
	h.second.Refused(k, fail.KindConflict, "request_extension", "已经延长过一次", "reason", "再延")
	if _, beside := h.turns(k); len(beside) != 0 {
		t.Errorf("%q waits", beside)
	}

	k = h.accepted() // the head extends without being asked, also what has come before him; a promise that is over stays
	h.At("2026-05-08 10:00")
	h.Tick()
	h.reviewer.Do(k, "sign", yes...)
	h.head.Do(k, "extend", "reason", "需要核实")
	h.dues(k, "promise", "04-29 18:00", "statutory", "06-03 18:00")
	h.in(k, course.Deciding)

	err = h.DB.Tx(t.Context(), func(tx *db.DB) error { // a city extends by eight days only: so does the paper
		return calendar.Supersede(t.Context(), tx, calendar.TermRow{Key: "application.extend", Name: "延长期限", N: 8,
			Unit: calendar.Workday, ValidFrom: 20260508})
	})
	if err := errors.Join(err, h.Rules.Load(t.Context(), h.DB)); err != nil {
		t.Fatal(err)
	}
	k = h.head.Do(h.accepted(), "extend", "reason", "需要核实")
	h.dues(k, "promise", "05-28 18:00")
	says(t, h.papers(k, "延长办理期限告知书"), "延长办理期限 8 个工作日，最迟2026年5月28日")
}

// The extension that waits goes along before the head, who does not agree: who asked is told why, once, and nothing moves.
func TestAnExtensionIsDeclined(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.reviewer.Do(k, "request_extension", "reason", "要核实")
	h.reviewer.Do(k, "sign", yes...)
	if _, beside := h.turns(k); !slices.Equal(beside, []string{"extension"}) {
		t.Fatalf("before the head %q waits", beside)
	}
	h.reviewer.Refused(k, fail.KindForbidden, "decline_extension", "", "reason", "不要了")
	h.deputy.Do(k, "decline_extension", "reason", "材料已经齐了")
	h.in(k, course.Deciding)
	h.dues(k, "promise", "04-29 18:00")
	says(t, strings.Join(h.reviewer.Told(k), "\n"), "报请延长期限，负责人没有同意。理由：材料已经齐了")
	h.deputy.Refused(k, fail.KindForbidden, "decline_extension", "", "reason", "再说一次")
	if h.may(h.reviewer.Actor(), k); slices.Contains(h.may(h.head.Actor(), k), "decline_extension") {
		t.Error("it is offered again")
	}
}

// Who decides proposes nothing, though he may sign a step.
func TestTheHeadProposesNothing(t *testing.T) {
	h := lite(t)
	it := licence("01")
	it.Code, it.Steps = "BYHEAD", []catalog.Step{{Name: "审查", Signers: []catalog.Post{{Role: "head"}}}}
	h.Offer(it)
	k := h.accepted(func(sub *course.Submission) { sub.Item = h.item("BYHEAD") })
	h.head.Refused(k, fail.KindConflict, "request_extension", "负责人决定", "reason", "x")
	h.head.Refused(k, fail.KindConflict, "propose_termination", "负责人决定", "ground", "law", "reason", "x")
	h.head.Do(k, "sign", yes...)
	h.head.Refused(k, fail.KindForbidden, "approve", "须由另一人办理")
	h.head.Refused(k, fail.KindForbidden, "deny", "须由另一人办理", "reason", "x", "basis", "y")
	h.in(h.deputy.Do(k, "approve"), course.Issuing)
}

// An item that names an organ which the place does not have is told to its editor, and not begun.
func TestAnOrganThatIsNotThere(t *testing.T) {
	h := lite(t)
	it := joint()
	it.Code = "NOBODY"
	it.Steps[0].Signers = []catalog.Post{{Role: "reviewer", Dept: "气象局"}}
	h.Offer(it)
	k := h.filed(jointly(h), func(sub *course.Submission) { sub.Item = h.item("NOBODY") })
	h.clerk.Refused(k, fail.KindConflict, "accept", "要由气象局审签，但这里没有登记这个部门")
	h.in(k, course.Received)
}

// In time or late is told of each limit in the instant in which it ends: of the step, the promise with an apology, and the law's.
func TestLimitsThatRunOut(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.rings(k, "overdue_step", "2026-04-23 18:00")
	if h.Case(k).Late {
		t.Error("the applicant is told of the step's limit")
	}
	h.rings(k, "overdue", "2026-04-29 18:00")
	says(t, h.last(phone), "没有在承诺的时限内办结，我们深表歉意")
	h.rings(k, "overdue_statutory", "2026-05-20 18:00")
	h.reviewer.Do(k, "sign", yes...)
	if !h.Case(k).Late {
		t.Error("it was not late")
	}
	h.in(h.head.Do(k, "approve"), course.Issuing)
	h.dues(k, "promise", "", "statutory", "", "step", "")
}
