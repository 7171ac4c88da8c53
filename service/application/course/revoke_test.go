package course_test

import (
	"slices"
	"strings"
	"testing"

	"wuyou/kit/fail"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

var (
	untrue = []string{"reason", "住所在河道管理范围内", "basis", "《条例》第二十条。"}
	forged = []string{"reason", "住所证明系伪造", "basis", "《行政许可法》第六十九条第二款"}
)

// defenceBasis is the rule of the term within which somebody may speak against a revocation.
func (h *hall) defenceBasis(k flow.Case) string {
	for _, clock := range h.Case(k).Running() {
		if clock.Name == "defend" {
			return clock.Term.Basis
		}
	}
	return ""
}

// A promise that was found false stops the result where it is; whose it is is told and heard, and a head decides who did not find it.
func TestABrokenPromise(t *testing.T) {
	h := lite(t)
	k := h.promised()
	h.head.Refused(k, fail.KindForbidden, "promise_false", "", untrue...) // he decides on what others find
	_, err := h.inspector.Try(k, "promise_false", "reason", "x")
	invalid(t, err, "basis", "请填写")
	h.inspector.Do(k, "promise_false", untrue...)
	h.in(k, course.Revoking)
	h.turn(k, "head")
	h.dues(k, "defend", "04-27 18:00", "postcheck", "", "issue", "")
	if got := h.defenceBasis(k); !strings.HasPrefix(got, "告知承诺核查规则") {
		t.Errorf("its holder is heard by %q", got)
	}
	says(t, h.papers(k, "拟撤销行政许可决定告知书"), "以告知承诺方式申请", "已经作出《准予行政许可决定书》（东岸人社准予许可〔2026〕1号）", "经核查，承诺不实",
		"核查认定的事实：住所在河道管理范围内", "拟撤销的依据：《条例》第二十条", "请于2026年4月27日（含当日）前")
	says(t, h.last(phone), "经核查承诺不实，拟撤销决定。请在 2026年4月27日（含当日）前陈述、申辩")
	if v := h.event(k, "promise_false"); v.Note != "承诺不实。住所在河道管理范围内" {
		t.Error(v.Note)
	}
	if facts, err := h.House.Services[0].Facts(t.Context(), []int64{k.ID}); err != nil ||
		!slices.Equal(facts[k.ID], []string{"告知承诺", "承诺不实"}) {
		t.Errorf("lists say %v, %v", facts, err)
	}
	if _, err := h.issuer.Try(k, "make", made...); err == nil {
		t.Error("the licence is made")
	}
	h.head.Refused(k, fail.KindConflict, "revoke", "期限还没有届满", "reason", "不实")
	h.inspector.Becomes(people.Post{Role: people.Head, Region: atWindow.Region, Dept: h.social})
	h.rings(k, "defend_over", "2026-04-27 18:00")
	h.in(k, course.Revoking)
	for _, event := range []string{"revoke", "uphold"} {
		h.inspector.Refused(k, fail.KindForbidden, event, "须由另一人办理", "reason", "不实")
	}
	_, err = h.head.Try(k, "revoke")
	invalid(t, err, "reason", "请填写")
	h.head.Do(k, "revoke", "reason", "住所不能用于经营，依据《条例》第二十条撤销")
	h.in(k, course.Revoked)
	if got := h.Case(k).Result; got != "revoked" {
		t.Error(got)
	}
	says(t, h.papers(k, "撤销行政许可决定书"), "作出的《准予行政许可决定书》（东岸人社准予许可〔2026〕1号），现决定予以撤销", "已于2026年4月20日告知拟撤销决定的事实",
		"在规定的期限内没有收到陈述、申辩", "住所不能用于经营", "六十日内")
	says(t, h.last(phone), "决定已撤销")
	h.Sound()
}

// Who has spoken need not be waited for; what he said before a proposal does not count for the next.
func TestTheHolderIsHeard(t *testing.T) {
	h := lite(t)
	k := h.finished()
	z := h.whose(k)
	if _, err := h.Try(z, k, "defend", "text", "属实"); !fail.Is(err, fail.KindConflict) {
		t.Errorf("before anything is proposed: %v", err)
	}
	h.head.Refused(k, fail.KindForbidden, "propose_revocation", "", forged...)
	h.clerk.Refused(k, fail.KindForbidden, "propose_revocation", "", forged...)
	h.senior.Do(k, "propose_revocation", forged...)
	h.in(k, course.Revoking)
	h.dues(k, "defend", "04-27 18:00")
	if got := h.defenceBasis(k); !strings.HasPrefix(got, "《行政许可法》第七条、第六十九条：") {
		t.Errorf("its holder is heard by %q", got)
	}
	text := h.papers(k, "拟撤销行政许可决定告知书")
	says(t, text, "现拟撤销该决定", "认定的事实：住所证明系伪造", "有权陈述和申辩，请于2026年4月27日（含当日）前")
	silent(t, text, "承诺")
	says(t, h.last(phone), "的决定拟予撤销。请在 2026年4月27日")
	h.At("2026-04-22 10:00")
	h.head.Refused(k, fail.KindConflict, "revoke", "也还没有陈述申辩", "reason", "伪造")
	_, err := h.Try(z, k, "defend")
	invalid(t, err, "text", "请填写")
	h.output.Refused(k, fail.KindForbidden, "defend", "", "text", "x")
	h.owner(k, "defend", "text", "证明是村里开的")
	if v := h.event(k, "defend"); v.Note != "陈述申辩：证明是村里开的" || v.Public != "您陈述、申辩：证明是村里开的" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	h.head.Do(k, "uphold", "reason", "村委会证实属实")
	h.in(k, course.Finished)

	h.At("2026-05-06 10:00")
	h.senior.Do(k, "propose_revocation", forged...)
	h.head.Refused(k, fail.KindConflict, "revoke", "也还没有陈述申辩", "reason", "伪造") // he spoke of another proposal
	h.owner(k, "defend", "text", "还是那份证明")
	seen := h.staffPage(h.head, k)
	says(t, seen, "认定的事实：住所证明系伪造", "陈述申辩：还是那份证明")
	silent(t, seen, "证明是村里开的")
	h.head.Do(k, "revoke", "reason", "经鉴定系伪造")
	says(t, h.papers(k, "撤销行政许可决定书"), "已于2026年5月6日告知", "对提出的陈述、申辩已经复核")
	h.Sound()
}

// The letter says that he may speak at a window, too: what he says there counts as what he says online.
func TestTheHolderIsHeardAtAWindow(t *testing.T) {
	h := lite(t)
	k := h.inspector.Do(h.promised(), "promise_false", untrue...)
	says(t, h.papers(k, "拟撤销行政许可决定告知书"), "在网上“我的办件”或者到窗口提出")
	_, err := h.clerk.Try(k, "defend", "text", "测绘图在此")
	invalid(t, err, "seen", "")
	h.far.Refused(k, fail.KindNotFound, "defend", "", "text", "x", "seen", "1")
	paper := h.clerk.File("测绘图.pdf")
	h.clerk.Do(k, "defend", "text", "测绘图在此", "files", paper, "seen", "1")
	if v := h.event(k, "defend"); v.Note != "陈述申辩：测绘图在此" || v.Public != "窗口登记了您的陈述、申辩：测绘图在此" {
		t.Errorf("%q %q", v.Note, v.Public)
	}
	if list, err := h.Files.OfCase(t.Context(), k.ID); err != nil || len(list) != 1 {
		t.Errorf("%d files, %v", len(list), err)
	}
	h.clerk.Do(k, "change_delivery", "delivery", "electronic") // it was not delivered yet
	says(t, h.staffPage(h.head, k), "【拟撤销决定】", "认定的事实："+untrue[1], "拟撤销的依据："+untrue[3], "陈述申辩：测绘图在此", "测绘图.pdf /desk/files/"+paper)
	says(t, h.page(people.Visitor{Actor: h.whose(k)}, k), "【拟撤销决定】", "认定的事实："+untrue[1], "陈述申辩：测绘图在此", "测绘图.pdf /files/"+paper)
	silent(t, h.page(people.Visitor{}, k), "拟撤销决定", untrue[1], "测绘图") // who follows the case by its code
	told, _, err := h.House.Told(t.Context(), people.Visitor{Actor: h.head.Actor()}, h.View(h.head.Actor(), k))
	if err != nil || !slices.ContainsFunc(told, func(s door.Section) bool { return s.Title == "拟撤销决定" && s.Shows("promise_false") }) {
		t.Errorf("who decides does not see what he decides on: %v", err)
	}
	h.turn(k, "head")
	h.head.Do(k, "revoke", "reason", "测绘图与此无关")
	says(t, h.papers(k, "撤销行政许可决定书"), "对提出的陈述、申辩已经复核")
}

// What is upheld stands as it did, in each state: nothing is delivered twice, and its end stays where it was.
func TestUpheld(t *testing.T) {
	h := lite(t)
	k := h.promised()
	h.inspector.Do(k, "promise_false", untrue...)
	_, err := h.head.Try(k, "uphold")
	invalid(t, err, "reason", "请填写")
	h.At("2026-04-22 10:00")
	h.head.Do(k, "uphold", "reason", "经测绘不在河道管理范围内")
	h.in(k, course.Issuing)
	h.turn(k, "issuer")
	h.dues(k, "issue", "05-09 18:00", "defend", "", "postcheck", "")
	text := h.papers(k, "不予撤销行政许可决定告知书")
	says(t, text, "曾于2026年4月20日告知拟依据《条例》第二十条予以撤销。", "理由：经测绘不在河道管理范围内", "办理结果继续制作", "上述决定继续有效")
	silent(t, text, "陈述、申辩已经复核", "第二十条。予以")
	says(t, h.last(phone), "的决定经复核不予撤销，继续有效")
	if facts, err := h.House.Services[0].Facts(t.Context(), []int64{k.ID}); err != nil ||
		!slices.Equal(facts[k.ID], []string{"告知承诺"}) {
		t.Errorf("lists say %v, %v", facts, err)
	}
	h.issuer.Do(k, "make", made...)

	k = h.issuer.Do(h.promised(), "make", made...) // made, and not delivered: by another code
	old := h.load(k).Pickup
	h.reviewer.Do(k, "promise_false", untrue...)
	if got := h.load(k).Pickup; old == "" || got != "" {
		t.Errorf("the code was %q, and while the decision is in question it is %q", old, got)
	}
	h.dues(k, "pickup", "")
	h.owner(k, "defend", "text", "测绘图在此")
	h.head.Do(k, "uphold", "reason", "测绘图属实")
	h.in(k, course.Delivery)
	h.turn(k, "output")
	h.dues(k, "pickup", "06-22 18:00")
	says(t, h.papers(k, "不予撤销行政许可决定告知书"), "办理结果继续送达", "对提出的陈述、申辩已经复核")
	fresh := h.load(k).Pickup
	says(t, h.last(phone), "请到东岸区政务服务中心领取", "取件码 "+fresh)
	if fresh == old {
		t.Error("the old code collects")
	}
	_, err = h.output.Try(k, "hand_out", "code", old, "receiver", party, "self", "1")
	invalid(t, err, "code", "")
	h.fetched(k)

	ended := h.Case(k).ClosedAt // delivered
	h.At("2026-04-23 10:00")
	h.senior.Do(k, "propose_revocation", forged...)
	if h.Case(k).ClosedAt != 0 {
		t.Error("it is closed while it is in question")
	}
	h.At("2026-05-20 10:00")
	h.head.Do(k, "uphold", "reason", "属实")
	h.in(k, course.Finished)
	if got := h.Case(k).ClosedAt; got != ended {
		t.Errorf("it ended at %d, and then at %d", ended, got)
	}
	silent(t, h.papers(k, "不予撤销行政许可决定告知书"), "行政许可法》第六十九条第二款予以撤销。办理结果继续")
	h.Tick()
	var told string
	for _, text := range h.Texts(phone) {
		if strings.Contains(text, flow.Grouped(k.Number())) {
			told = text
		}
	}
	says(t, told, "的决定经复核不予撤销，继续有效，理由见告知书。编号")
	h.Sound()
}

// A parcel that was on its way when the promise was found false is so still when it is upheld.
func TestAParcelOnItsWayIsUpheld(t *testing.T) {
	h := lite(t)
	k := h.issuer.Do(h.promised(by("courier")), "make", made...)
	h.output.Do(k, "dispatch", "company", "邮政", "tracking", "EM1")
	h.inspector.Do(k, "promise_false", untrue...)
	h.owner(k, "defend", "text", "属实")
	h.head.Do(k, "uphold", "reason", "属实")
	h.in(k, course.Delivery)
	if step := h.View(people.TheOffice, k).Turns[0].Step; step != course.OnWay {
		t.Errorf("it waits to be %s", step)
	}
	h.dues(k, "issue", "")
	silent(t, h.last(phone), "寄递")
	h.in(h.output.Do(k, "signed", "receiver", party), course.Finished)
}

// A denial, and a decision that is its own result, are revoked by their names.
func TestWhatIsRevokedIsNamed(t *testing.T) {
	h := lite(t)
	k := h.fetched(h.head.Do(h.reviewed(), "deny", "reason", "场地在河道内", "basis", "《条例》第八条"))
	h.senior.Do(k, "propose_revocation", "reason", "测绘有误", "basis", "《行政许可法》第六十九条第一款")
	says(t, h.papers(k, "拟撤销不予行政许可决定告知书"), "已经作出《不予行政许可决定书》（东岸人社不予许可〔2026〕1号）")
	h.owner(k, "defend", "text", "应当撤销")
	h.head.Do(k, "revoke", "reason", "测绘有误")
	says(t, h.papers(k, "撤销不予行政许可决定书"), "作出的《不予行政许可决定书》")

	k = h.fetched(h.head.Do(h.reviewed(asCard(h)), "approve"))
	h.senior.Do(k, "propose_revocation", forged...)
	says(t, h.papers(k, "拟撤销决定告知书"), "已经作出《同意办理告知书》（东岸人社同意办理〔2026〕1号）")
	if got := h.defenceBasis(k); strings.Contains(got, "行政许可法") { // it is no permission
		t.Errorf("its holder is heard by %q", got)
	}
	h.head.Do(k, "uphold", "reason", "属实")
	h.in(k, course.Finished)
}

// What is still owed and checked ends with a proposal to revoke what was delivered.
func TestARevocationEndsWhatIsOwed(t *testing.T) {
	h := lite(t)
	k := h.fetched(h.issuer.Do(h.promised(), "make", made...))
	h.dues(k, "postcheck", "06-22 18:00")
	h.senior.Do(k, "propose_revocation", forged...)
	h.output.Refused(k, fail.KindConflict, "change_delivery", "结果已经送达", "delivery", "electronic")
	h.dues(k, "postcheck", "")
	h.owner(k, "defend", "text", "x")
	h.head.Do(k, "revoke", "reason", "x 属实")
	for _, event := range []string{"revoke", "uphold"} {
		h.head.Refused(k, fail.KindConflict, event, "", "reason", "x")
	}
	var none flow.Event
	if v := h.event(k, "revoke"); v == none {
		t.Error("it is not in the ledger")
	}
}
