package course_test

import (
	"slices"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// A head who did not sign the last step decides; what has to be made is made then, and else the decision is the result.
func TestApproved(t *testing.T) {
	h := lite(t)
	k := h.reviewed()
	h.reviewer.Becomes(people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.reviewer.Refused(k, fail.KindForbidden, "approve", "须由另一人办理")
	h.second.Refused(k, fail.KindForbidden, "approve", "您不能办这一步")
	h.head.Do(k, "approve", "opinion", "同意")
	h.in(k, course.Issuing)
	h.turn(k, "issuer")
	h.dues(k, "issue", "05-07 18:00", "promise", "", "statutory", "", "pickup", "")
	if got := h.Case(k).Result; got != course.Approved {
		t.Error(got)
	}
	if v := h.event(k, "approve"); v.Public != "准予许可" || v.Note != "同意" {
		t.Errorf("%q %q", v.Public, v.Note)
	}
	text := h.papers(k, "准予行政许可决定书")
	says(t, text, "本机关于2026年4月20日受理（东岸人社受理〔2026〕1号）。经审查，符合法定条件、标准，本机关决定准予行政许可",
		"法律依据：《社会保障条例》第八条、《〈社会保障条例〉实施办法》、《中华人民共和国行政许可法》第三十八条", "办理结果：经营许可证。本机关自作出决定之日起 10 个工作日内颁发、送达")
	silent(t, text, "核查承诺")
	says(t, h.last(phone), "已准予许可，正在制作经营许可证")

	k = h.reviewed(asCard(h))
	h.head.Do(k, "approve")
	h.in(k, course.Delivery)
	h.turn(k, "output")
	h.dues(k, "issue", "", "pickup", "06-22 18:00")
	says(t, h.papers(k, "同意办理告知书"), "经核对，符合办理条件，同意办理", "办理结果：同意办理告知书")
	says(t, h.last(phone), "已办结，请到", "取件码 "+h.load(k).Pickup)
	for _, v := range h.View(people.TheOffice, k).Events {
		if v.Event == "approve" && v.Public != "同意办理" {
			t.Error(v.Public)
		}
	}
	h.rings(k, "unclaimed", "2026-06-22 18:00")
	says(t, h.last(phone), "还没有领取，请带身份证件到窗口领取")
	h.in(k, course.Delivery)
}

// What is owed stands against an approval, by name; a denial waits for nothing.
func TestWhatIsOwedStandsAgainstAnApproval(t *testing.T) {
	h := lite(t)
	k, other := h.reviewed(later), h.reviewed(later)
	h.head.Refused(k, fail.KindConflict, "approve", "容缺的材料还没有补齐，不能准予：近期照片")
	if _, err := h.Try(h.whose(k), k, "settle_debt", "debt", "1"); err == nil {
		t.Error("the applicant settles it without a file")
	}
	h.far.Refused(k, fail.KindNotFound, "settle_debt", "", "debt", "1")
	_, err := h.clerk.Try(k, "settle_debt", "debt", "2")
	invalid(t, err, "debt", "")
	h.clerk.Do(k, "settle_debt", "debt", "1")
	h.dues(k, "debt.1", "")
	if a := h.load(k); a.Materials[0].State != course.Exempt || a.Materials[1].State != course.Paper || a.Debts[0].Settled == 0 {
		t.Errorf("%+v", a.Materials)
	}
	h.clerk.Refused(k, fail.KindConflict, "settle_debt", "没有容缺待补的材料", "debt", "1")
	h.in(h.head.Do(k, "approve"), course.Issuing)
	h.in(h.head.Do(other, "deny", "reason", "场地在河道内", "basis", "《条例》第八条"), course.Delivery)
}

// What is owed when a matter is denied, or ends before its decision, is over: nobody is reminded of it, asked for it, or blamed.
func TestADebtEndsWithItsMatter(t *testing.T) {
	h := lite(t)
	for _, end := range []func(k flow.Case) flow.Case{
		func(k flow.Case) flow.Case {
			h.reviewer.Do(k, "sign", yes...)
			return h.head.Do(k, "deny", "reason", "场地在河道内", "basis", "《条例》第八条")
		},
		func(k flow.Case) flow.Case { return h.owner(k, "withdraw") },
	} {
		k := end(h.accepted(later))
		h.dues(k, "debt.1", "")
		if h.clerk.Refused(k, fail.KindConflict, "settle_debt", "", "debt", "1"); slices.Contains(h.may(h.whose(k), k), "settle_debt") {
			t.Error("what is not needed any more is asked for")
		}
		owner := people.Visitor{Actor: h.whose(k)}
		says(t, h.page(owner, k), "近期照片：没有补交，现在不再需要")
		notes, err := h.House.Services[0].Waiting(t.Context(), owner, h.View(owner.Actor, k))
		if err != nil || len(notes) != 0 {
			t.Errorf("he is told to bring %+v, %v", notes, err)
		}
	}
	h.Tick()
	before := len(h.Texts(phone))
	h.At("2026-04-28 09:00")
	h.Tick()
	for _, text := range h.Texts(phone)[before:] {
		silent(t, text, "容缺")
	}
}

// So it is where the decision is the result.
func TestWhatIsOwedStandsAgainstADecisionThatIsTheResult(t *testing.T) {
	h := lite(t)
	it := licence("01")
	it.Code, it.Results = "DECISION", nil
	h.Offer(it)
	k := h.reviewed(later, func(sub *course.Submission) { sub.Item = h.item("DECISION") })
	h.head.Refused(k, fail.KindConflict, "approve", "容缺的材料还没有补齐")
	h.clerk.Do(k, "settle_debt", "debt", "1")
	h.in(h.head.Do(k, "approve"), course.Delivery)
}

// A material that is owed comes by its last day: the holder is told on that day and the applicant after it, in the instant in which it ends; what comes
// late is still taken, with the file that the applicant sends.
func TestAMaterialThatFollows(t *testing.T) {
	h := lite(t)
	z := h.citizen(phone, party, idNo)
	k := h.clerk.Do(h.online(z), "accept")
	h.dues(k, "debt.1", "04-27 18:00")
	h.At("2026-04-22 19:00")
	h.Tick()
	says(t, h.last(phone), "还有容缺材料没有补交，请在 2026年4月27日（含当日）前补交")
	h.rings(k, "debt_late", "2026-04-27 18:00")
	says(t, h.last(phone), "容缺材料逾期没有补交，会影响办理结果")
	if h.Case(k).Late {
		t.Error("what the applicant owes is the office's lateness")
	}
	z = h.Citizen(phone)
	photo := z.File("近照.pdf")
	if _, err := h.does(z, k, "settle_debt", "debt", "1", "files", photo); err != nil {
		t.Fatal(err)
	}
	if m := h.load(k).Materials[1]; m.State != course.Uploaded || len(m.Files) != 1 {
		t.Errorf("%+v", m)
	}
	h.dues(k, "debt.1", "")
}

// A denial says facts, reasons, basis and remedies, and is handed over like a result.
func TestDenied(t *testing.T) {
	h := lite(t)
	k := h.reviewed()
	_, err := h.head.Try(k, "deny", "reason", "场地在河道内")
	invalid(t, err, "basis", "请填写")
	_, err = h.head.Try(k, "deny", "basis", "《条例》第八条")
	invalid(t, err, "reason", "请填写")
	h.reviewer.Becomes(people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.reviewer.Refused(k, fail.KindForbidden, "deny", "须由另一人办理", "reason", "x", "basis", "y")
	h.head.Do(k, "deny", "reason", "场地在河道内", "basis", "《条例》第八条")
	h.in(k, course.Delivery)
	h.dues(k, "promise", "", "statutory", "", "pickup", "06-22 18:00")
	if got := h.Case(k).Result; got != course.Denied || h.load(k).Result.Name != "不予行政许可决定书" {
		t.Errorf("%s %+v", got, h.load(k).Result)
	}
	if v := h.event(k, "deny"); v.Public != "不予许可" {
		t.Error(v.Public)
	}
	says(t, h.papers(k, "不予行政许可决定书"), "事实和理由：场地在河道内", "法律依据：《条例》第八条", "六十日内", "六个月内")
	says(t, h.last(phone), "经审查不予许可", "取件码 "+h.load(k).Pickup, "理由及救济途径见决定书，请到东岸区政务服务中心领取")
	h.fetched(k)
	says(t, h.papers(k, "送达回证"), "送达的文书：不予行政许可决定书（东岸人社不予许可〔2026〕1号）")
}

// On a promise a head decides at once; it is checked afterwards, in two months, and what is found true stands.
func TestGrantedOnAPromise(t *testing.T) {
	h := lite(t)
	k := h.accepted(promising)
	h.reviewer.Refused(k, fail.KindForbidden, "approve_on_promise", "您不能办这一步")
	h.head.Refused(h.accepted(), fail.KindConflict, "approve_on_promise", "申请人没有选择告知承诺")
	h.head.Refused(h.accepted(jointly(h)), fail.KindConflict, "approve_on_promise", "不适用告知承诺")
	h.head.Do(k, "approve_on_promise", "opinion", "凭承诺办理")
	h.in(k, course.Issuing)
	h.turn(k, "issuer")
	h.dues(k, "issue", "05-07 18:00", "postcheck", "06-22 18:00", "promise", "", "statutory", "", "step", "")
	says(t, h.papers(k, "准予行政许可决定书"), "申请人选择以告知承诺方式办理，并于2026年4月20日签署《告知承诺书》（东岸人社承诺〔2026〕1号），承诺符合法定条件、标准",
		"本机关自作出决定之日起 2 个月内核查承诺的内容。承诺不实的，依法撤销本决定")
	if v := h.event(k, "approve_on_promise"); v.Public != "凭告知承诺准予许可" {
		t.Error(v.Public)
	}
	h.clerk.Refused(k, fail.KindForbidden, "postcheck", "您不能办这一步", "reason", "x")
	_, err := h.inspector.Try(k, "postcheck")
	invalid(t, err, "reason", "请填写")
	h.inspector.Do(k, "postcheck", "reason", "现场核查属实")
	h.in(k, course.Issuing)
	h.dues(k, "postcheck", "")
	if v := h.event(k, "postcheck"); v.Note != "承诺属实。现场核查属实" || v.Public != "承诺经核查属实" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	h.head.Refused(k, fail.KindConflict, "postcheck", "没有待核查的承诺", "reason", "x")
	h.inspector.Refused(k, fail.KindConflict, "promise_false", "没有待核查的承诺", "reason", "x", "basis", "y")
}

// Nor is anything granted on a promise while a material is owed: the letter says so.
func TestAPromiseDoesNotStandForWhatIsOwed(t *testing.T) {
	h := lite(t)
	both := func(sub *course.Submission) {
		promising(sub)
		sub.Materials[1].State = course.Later
	}
	k := h.accepted(both)
	says(t, h.papers(k, "容缺受理承诺书"), "材料补齐以前，行政机关不作出准予的决定")
	h.head.Refused(k, fail.KindConflict, "approve_on_promise", "容缺的材料还没有补齐，不能准予：近期照片")
	h.clerk.Do(k, "settle_debt", "debt", "1")
	h.in(h.head.Do(k, "approve_on_promise"), course.Issuing)
}

// What nobody checks in time is late, also after the matter is over; it is checked all the same.
func TestAPromiseThatNobodyChecks(t *testing.T) {
	h := lite(t)
	k := h.fetched(h.issuer.Do(h.promised(), "make", made...))
	h.in(k, course.Finished)
	h.dues(k, "postcheck", "06-22 18:00")
	h.At("2026-06-13 10:00")
	h.Tick()
	says(t, strings.Join(h.head.Told(k), "\n"), "请在 2026年6月22日（含当日）前核查承诺")
	h.rings(k, "postcheck_late", "2026-06-22 18:00")
	h.in(k, course.Finished)
	h.senior.Do(k, "postcheck", "reason", "属实")
	h.in(k, course.Finished)
}

// A question reaches the applicant, who answers it once, with files; another asks anew.
func TestAQuestion(t *testing.T) {
	h := lite(t)
	z := h.citizen(phone, party, idNo)
	k := h.clerk.Do(h.online(z), "accept")
	_, err := h.does(z, k, "answer", "text", "什么")
	conflict(t, err, "没有要回答的问题")
	_, err = h.reviewer.Try(k, "ask")
	invalid(t, err, "text", "请填写")
	h.head.Refused(k, fail.KindForbidden, "ask", "您不能办这一步", "text", "x")
	h.reviewer.Do(k, "ask", "text", "门牌是 8 号吗")
	says(t, h.last(phone), "有一个问题请您回答：门牌是 8 号吗。")
	if v := h.event(k, "ask"); v.Public != "工作人员问：门牌是 8 号吗" {
		t.Error(v.Public)
	}
	h.clerk.Refused(k, fail.KindForbidden, "answer", "您不能办这一步", "text", "是")
	file := z.File("门牌.pdf")
	if _, err := h.does(z, k, "answer", "text", "是 8 号", "files", file); err != nil {
		t.Fatal(err)
	}
	if v := h.event(k, "answer"); v.Note != "申请人答：是 8 号" || v.Public != "您回答：是 8 号" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	if list, err := h.Files.OfCase(t.Context(), k.ID); err != nil || len(list) != 2 {
		t.Errorf("%d files, %v", len(list), err)
	}
	_, err = h.does(z, k, "answer", "text", "再说一次")
	conflict(t, err, "已经回答过了")
	h.reviewer.Do(k, "ask", "text", "几楼")
	if _, err := h.does(z, k, "answer", "text", "二楼"); err != nil {
		t.Error(err)
	}
	h.turn(k, "reviewer")
}

// The applicant takes his matter back until it is decided; he may apply again, and a debt is over. Nobody else does it for him.
func TestWithdrawn(t *testing.T) {
	h := lite(t)
	k := h.accepted(later)
	h.clerk.Refused(k, fail.KindForbidden, "withdraw", "您不能办这一步")
	h.owner(k, "withdraw", "reason", "不办了")
	h.in(k, course.Withdrawn)
	h.dues(k, "debt.1", "", "promise", "")
	if got := h.Case(k).Result; got != "closed" {
		t.Error(got)
	}
	text := h.papers(k, "终止办理通知书")
	says(t, text, "因申请人撤回申请，于2026年4月20日终止办理", "需要时可以重新提出申请")
	silent(t, text, "行政复议", "经查明")
	says(t, h.last(phone), "您已撤回“河畔夜市经营许可”申请")
	for _, one := range []flow.Case{h.filed(), h.clerk.Do(h.filed(), "correct", "points", "photo", "what", "x"), h.reviewed()} {
		h.in(h.owner(one, "withdraw"), course.Withdrawn)
	}
	k = h.head.Do(h.reviewed(), "approve")
	if _, err := h.Try(h.whose(k), k, "withdraw"); !fail.Is(err, fail.KindConflict) {
		t.Errorf("after the decision: %v", err)
	}
}

// The end of an applicant, or of the law, is proposed by who handles it and decided by a head on the ground that was proposed; it ends what is owed.
func TestTerminated(t *testing.T) {
	h := lite(t)
	k := h.accepted(later)
	_, err := h.clerk.Try(k, "propose_termination", "ground", "debt", "reason", "没有补")
	invalid(t, err, "ground", "")
	_, err = h.clerk.Try(k, "propose_termination", "ground", "law")
	invalid(t, err, "reason", "请填写")
	h.output.Refused(k, fail.KindForbidden, "propose_termination", "", "ground", "law", "reason", "x")
	h.head.Refused(k, fail.KindForbidden, "terminate", "", "reason", "x", "basis", "y")
	h.clerk.Do(k, "propose_termination", "ground", "law", "reason", "目录已经取消")
	if v := h.event(k, "propose_termination"); v.Note != "法律法规变化，不再需要办理。目录已经取消" {
		t.Error(v.Note)
	}
	h.turn(k, "reviewer")
	if _, beside := h.turns(k); !slices.Equal(beside, []string{"termination"}) {
		t.Errorf("%q waits", beside)
	}
	h.clerk.Becomes(people.Post{Role: people.Head, Region: officetest.County, Dept: h.social})
	h.clerk.Refused(k, fail.KindForbidden, "terminate", "须由另一人办理", "reason", "目录已经取消", "basis", "《条例》第十二条")
	_, err = h.head.Try(k, "terminate", "reason", "目录已经取消")
	invalid(t, err, "basis", "请填写")
	h.head.Do(k, "terminate", "ground", "subject", "reason", "目录 2026 年已经取消", "basis", "《条例》第十二条") // the ground is not chosen again
	h.in(k, course.Terminated)
	h.dues(k, "debt.1", "", "promise", "", "statutory", "")
	if got := h.Case(k).Result; got != "closed" {
		t.Error(got)
	}
	text := h.papers(k, "终止办理通知书")
	says(t, text, "因法律法规变化，不再需要办理，于2026年4月20日终止办理", "经查明：目录 2026 年已经取消", "法律依据：《条例》第十二条", "需要时可以重新提出申请", "如不服终止办理")
	says(t, h.last(phone), "已终止办理：法律法规变化，不再需要办理")
	if v := h.event(k, "terminate"); v.Note != "法律法规变化，不再需要办理。目录 2026 年已经取消" {
		t.Error(v.Note)
	}
	h.Sound()
}

// Of somebody who is dead nothing is sent to his number: who acted for him is told, or nobody. The paper is for those who come after him.
func TestTheApplicantIsGone(t *testing.T) {
	h := lite(t)
	gone := func(k flow.Case) string {
		h.reviewer.Do(k, "propose_termination", "ground", "subject", "reason", "户口已注销")
		h.Tick()
		before := len(h.Texts(phone))
		h.head.Do(k, "terminate", "reason", "户籍注销证明", "basis", "《行政许可法》第七十条")
		h.Tick()
		if n := len(h.Texts(phone)); n != before {
			t.Errorf("his number was sent %q", h.Texts(phone)[before:])
		}
		return h.papers(k, "终止办理通知书")
	}
	text := gone(h.accepted())
	says(t, text, "张晓梅的近亲属、有关权利人：", "张晓梅提出的", "因申请人死亡", "如不服终止办理")
	silent(t, text, "重新提出申请", "你提出")
	text = gone(h.accepted(throughProxy))
	says(t, text, "李建军：", "因申请人死亡")
	says(t, h.last(proxyPhone), "由您经办的“河畔夜市经营许可”已终止办理")
	text = gone(h.accepted(ofFirm))
	says(t, text, "河畔食品有限公司的近亲属、有关权利人：", "因申请人终止")
	silent(t, text, "死亡")
	n := len(h.Texts(proxyPhone))
	text = gone(h.accepted(ofFirm, throughProxy)) // nobody has admitted him
	says(t, text, "河畔食品有限公司的近亲属、有关权利人：")
	h.Tick()
	if list := h.Texts(proxyPhone); len(list) > n && strings.Contains(list[len(list)-1], "终止") {
		t.Errorf("an agent who is none is told %q", list[len(list)-1])
	}
}

// A debt is a ground from its last instant on, and as long as it is owed.
func TestADebtEndsAMatter(t *testing.T) {
	h := lite(t)
	k := h.accepted(later)
	grounds := func() (list []string) {
		for _, o := range h.View(h.clerk.Actor(), k).Options {
			if o.Row.Event == "propose_termination" {
				for _, one := range o.Ask.Field("ground").Options {
					list = append(list, one.Value)
				}
			}
		}
		return list
	}
	h.At("2026-04-27 17:59")
	if got := grounds(); !slices.Equal(got, []string{"subject", "law"}) {
		t.Errorf("before its last instant: %q", got)
	}
	h.At("2026-04-27 18:00")
	if got := grounds(); !slices.Equal(got, []string{"subject", "law", "debt"}) {
		t.Errorf("in its last instant: %q", got)
	}
	h.Tick()
	h.clerk.Do(k, "propose_termination", "ground", "debt", "reason", "没有补照片")
	h.clerk.Do(k, "settle_debt", "debt", "1")
	h.head.Refused(k, fail.KindConflict, "terminate", "已经补交，提出终止的情形不再成立", "reason", "没有补", "basis", "x")
	h.clerk.Refused(k, fail.KindForbidden, "decline_termination", "", "reason", "补了")
	h.head.Do(k, "decline_termination", "reason", "已经补交")
	h.in(k, course.Reviewing)
	says(t, strings.Join(h.clerk.Told(k), "\n"), "提出终止办理，负责人没有同意。理由：已经补交")
	if _, beside := h.turns(k); len(beside) != 0 {
		t.Errorf("%q waits", beside)
	}
	h.clerk.Do(k, "propose_termination", "ground", "law", "reason", "目录已经取消") // he may propose again

	k = h.accepted(later)
	h.At("2026-05-12 18:00")
	h.Tick()
	h.reviewer.Do(k, "propose_termination", "ground", "debt", "reason", "没有补照片")
	h.in(h.head.Do(k, "terminate", "reason", "没有补", "basis", "《办法》第十条"), course.Terminated)
	says(t, h.papers(k, "终止办理通知书"), "因容缺材料逾期未补")
}

// What is proposed beside the review is no signature: the step goes on, and what was proposed of it falls when it is over, with a word in the ledger.
func TestAProposalIsNoSignature(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	h.reviewer.Do(k, "claim")
	h.clerk.Do(k, "propose_termination", "ground", "law", "reason", "目录已经取消")
	h.reviewer.Do(k, "request_extension", "reason", "要到省里核实")
	h.turn(k, "reviewer 何雪")
	may := h.may(h.head.Actor(), k)
	for _, event := range []string{"sign", "bounce", "add_signer", "hand_over", "ask", "claim", "inspect", "send_back"} {
		if slices.Contains(may, event) {
			t.Errorf("the head may %s by a proposal", event)
		}
		if _, err := h.head.Try(k, event, yes...); err == nil {
			t.Errorf("the head did %s by a proposal", event)
		}
	}
	for _, event := range []string{"terminate", "decline_termination", "extend", "decline_extension"} {
		if !slices.Contains(may, event) {
			t.Errorf("the head may not %s", event)
		}
	}
	h.head.Do(k, "extend", "reason", "情况复杂，需要核实。")
	if own, beside := h.turns(k); !slices.Equal(own, []string{"reviewer 何雪"}) || !slices.Equal(beside, []string{"termination"}) {
		t.Fatal(own, beside)
	}
	h.reviewer.Do(k, "ask", "text", "地址对吗")
	h.reviewer.Do(k, "sign", yes...)
	h.in(k, course.Deciding)
	h.turn(k, "head")
	if _, beside := h.turns(k); len(beside) != 0 {
		t.Fatal(beside)
	}
	h.head.Refused(k, fail.KindForbidden, "terminate", "", "reason", "目录已经取消", "basis", "《条例》第二十条")
	says(t, h.event(k, "sign").Note, "“决定是否终止”没有办")
	h.in(h.head.Do(k, "approve"), course.Issuing)
	h.Sound()
}

// In hand by anybody, anybody who has to do with it notes something, and the applicant and those who oversee remind whose turn it is.
func TestNotesAndReminders(t *testing.T) {
	h := lite(t)
	k := h.accepted()
	for _, one := range []*officetest.Somebody{h.clerk, h.reviewer, h.senior, h.inspector, h.head, h.issuer, h.output, h.overseer} {
		one.Do(k, "comment", "text", "已打电话")
	}
	h.far.Refused(k, fail.KindNotFound, "comment", "", "text", "x")
	h.turn(k, "reviewer")
	h.owner(k, "urge", "text", "急用")
	h.Tick()
	if len(h.reviewer.Told(k)) == 0 {
		t.Error("whose turn it is hears nothing")
	}
	_, err := h.Try(h.whose(k), k, "urge")
	conflict(t, err, "今天已经催过")
	h.overseer.Do(k, "urge")
	h.clerk.Refused(k, fail.KindForbidden, "urge", "")
	h.At("2026-04-21 09:30")
	h.owner(k, "urge")
}

// Decisions are called what they are, on the button, in the course and on the papers, by the kind of the item.
func TestHowDecisionsAreCalled(t *testing.T) {
	h := lite(t)
	for kind, want := range map[string]struct{ yes, no, paper, not string }{
		"01": {"准予许可", "不予许可", "准予行政许可决定书", "不予行政许可决定书"}, "05": {"准予给付", "不予给付", "行政给付决定书", "不予行政给付决定书"},
		"07": {"予以确认", "不予确认", "行政确认决定书", "不予行政确认决定书"}, "08": {"给予奖励", "不予奖励", "行政奖励决定书", "不予行政奖励决定书"},
		"10": {"准予办理", "不予办理", "准予办理决定书", "不予办理决定书"}, "20": {"同意办理", "不予办理", "同意办理告知书", "不予办理告知书"},
	} {
		it := licence(kind)
		it.Code = "KIND" + kind
		h.Offer(it)
		of := func(sub *course.Submission) { sub.Item = h.item(it.Code) }
		k, other := h.reviewed(of), h.reviewed(of)
		named := map[string]string{}
		for _, o := range h.View(h.head.Actor(), k).Options {
			named[o.Row.Event] = o.Row.Name + " " + o.Row.Done
		}
		if named["approve"] != want.yes+" 已"+want.yes || named["deny"] != want.no+" 已作出"+want.no+"的决定" {
			t.Errorf("of %s the head may %q", kind, named)
		}
		for _, o := range h.View(h.head.Actor(), h.accepted(of, promising)).Options {
			if o.Row.Event == "approve_on_promise" && (o.Row.Name != "凭承诺"+want.yes || o.Row.Done != "已凭承诺"+want.yes) {
				t.Errorf("of %s: %s", kind, o.Row.Name)
			}
		}
		h.head.Do(k, "approve")
		h.head.Do(other, "deny", "reason", "不符合", "basis", "《条例》第八条")
		if h.event(k, "approve").Public != want.yes || h.event(other, "deny").Public != want.no {
			t.Errorf("of %s the applicant reads %q and %q", kind, h.event(k, "approve").Public, h.event(other, "deny").Public)
		}
		if h.papers(k, want.paper) == "" || h.papers(other, want.not) == "" {
			t.Errorf("of %s: %s, %s", kind, h.papers(k, ""), h.papers(other, ""))
		}
	}
}
