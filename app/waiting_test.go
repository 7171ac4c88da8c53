package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"wuyou/office/flow"
	"wuyou/office/people"
)

// What nobody agrees to in time binds nobody, whatever it is of: it is agreed to no more, and stands in nobody's way, whether the
// night has been or not.
func TestProposalsLapse(t *testing.T) {
	each(t, func(w *world) {
		own := w.counties()[0]
		xin := w.hired("xin", people.Post{Role: people.Caller, Region: own, Title: "回访"})
		post := w.administrator("anquan").give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		rule := w.staff("bianji").change("grievance_causes", "code", "DOC", "name", "缺一份要紧的材料", "valid_from", "2026-04-22").waiting()
		w.later(30*24*time.Hour + time.Minute)
		w.staff("fabu").agree(rule).is(http.StatusConflict, "提出已超过 30 天，作废了")
		w.administrator("shenji").agree(post).is(http.StatusConflict, "作废")
		w.administrator("anquan").post(post, "do", "decline", "answer", "").is(http.StatusConflict, "作废")
		w.staff("fabu").get(rule).is(http.StatusOK, "没有人同意，已作废").not(`value="agree"`).bones()
		w.staff("fabu").get("/desk/admin/waiting").is(http.StatusOK).not("缺一份要紧的材料")
		w.staff("bianji").get(rulesAt + "grievance_causes").is(http.StatusOK).not("等另一人确认")
		if n := len(sure(w.People.Proposals(t.Context()))); n != 0 {
			t.Errorf("%d wait", n)
		}
		again := w.administrator("anquan").give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		w.tick()
		w.tick()
		w.administrator("shenji").get(post).is(http.StatusOK, "没有人同意，已作废")
		w.administrator("shenji").get("/desk/admin/audit?act=变更作废").is(http.StatusOK, "授予人员xin（xin）", "没有人同意")
		w.administrator("shenji").agree(again).is(http.StatusOK, "现在起生效")
		if got := fmt.Sprint(w.posts("xin")); got != fmt.Sprint([]string{"caller " + string(own), "supervisor " + string(own)}) {
			t.Error(got)
		}
	})
}

// hears fails unless somebody was told something in a message, so many times.
func (w *world) hears(login, text string, times int) {
	w.t.Helper()
	n := 0
	var all []string
	for _, m := range sure(w.Notices.OfStaff(w.t.Context(), w.actor(login).ID, 100)) {
		all = append(all, m.Text)
		n += strings.Count(m.Text, text)
	}
	if n != times {
		w.t.Errorf("%s was told %q %d times, not %d: %q", login, text, n, times, all)
	}
}

// Who proposed something is told that it was agreed to, why not, or that nobody did, and sees it in a list of his own; who takes back
// what he proposed is told nothing. Who gets a post is told too.
func TestWhoProposedIsToldWhatBecameOfIt(t *testing.T) {
	each(t, func(w *world) {
		own := w.counties()[0]
		xin := w.hired("xin", people.Post{Role: people.Caller, Region: own, Title: "回访"})
		asker, auditor := w.administrator("anquan"), w.administrator("shenji")
		asker.get("/desk/admin/proposed").is(http.StatusOK, "没有提出过").bones()

		no := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		auditor.post(no, "do", "decline", "answer", "他只做回访。").is(http.StatusOK, "理由已告诉提出的人")
		w.hears("anquan", "您提出的变更被邓审计退回：授予人员xin（xin）：监管岗（东坡区）。理由：他只做回访。", 1)
		mine := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		asker.post(mine, "do", "decline", "answer", "").is(http.StatusOK, "已撤回", "我提出的")
		yes := asker.give(xin, people.Supervisor, own).is(http.StatusOK, "已提交").at
		auditor.agree(yes).is(http.StatusOK, "现在起生效")
		w.hears("anquan", "您提出的变更已由邓审计同意：授予人员xin（xin）：监管岗（东坡区）。", 1)
		w.hears("xin", "您获得岗位“监管岗（东坡区）”，由彭安全提出、邓审计同意。", 1)
		asker.get("/desk/admin/proposed").is(http.StatusOK, "已同意", "已撤回", "已退回", "他只做回访").bones()
		w.staff("zhoumin").get(no).is(http.StatusNotFound)
		w.staff("zhoumin").get("/desk/admin/proposed").is(http.StatusOK, "没有提出过").not("监管岗")

		// Who exports has no post in the administration: he sees what he asked for, and may take it back.
		w.limit("export.rows", 1)
		w.limit("export.more", 0)
		client := w.clientToken("apply")
		w.apply(client, 1)
		w.apply(client, 2)
		boss := w.staff("jianguan")
		const list = "/desk/overview.xlsx?purpose=月度检查"
		ask := func() string {
			boss.get(list).is(http.StatusAccepted, "等另一人同意")
			return boss.get("/desk/admin/proposed").is(http.StatusOK, "等另一人确认", "月度检查").find(`href="(/desk/admin/waiting/[0-9]+)"`)
		}
		boss.get("/desk/notices").is(http.StatusOK, "/desk/admin/proposed")
		first := ask()
		boss.get(first).is(http.StatusOK, "撤回").not(`href="/desk/admin/waiting"`).bones()
		boss.agree(first).is(http.StatusForbidden)
		boss.post(first, "do", "decline", "answer", "").is(http.StatusOK, "已撤回")
		asker.agree(ask()).is(http.StatusOK)
		w.hears("jianguan", "您提出的变更已由彭安全同意：导出“全部在办”，2 行。24 小时内再导出一次就能拿到。", 1)
		boss.get(list).workbook()
		boss.get(list).is(http.StatusAccepted)
		w.later(8 * 24 * time.Hour)
		w.tick()
		w.tick()
		w.hears("jianguan", "您提出的变更 7 天没有人同意，已经作废：导出“全部在办”，2 行。还需要的，请重新提出。", 1)
		w.hears("jianguan", "您提出的变更", 2)
		w.staff("jianguan").get("/desk/admin/proposed").is(http.StatusOK, "没有人同意，已作废").bones()
	})
}

// Who proposed in a case what a second person decides is told why not, and of a correction also that it was agreed to.
func TestWhoProposedInACaseIsToldWhyNot(t *testing.T) {
	each(t, func(w *world) {
		client := w.clientToken("apply read")
		n := w.reportThing(client, county1)
		w.do("zhuanxi1", n, "name", "aim", "some", "who", "0", "text", "说的是自助区")
		w.do("zhoumin", n, "propose_refusal", "ground", "other", "reason", "不是政务服务事项", "go_to", "12345")
		w.do("zhuanxi1", n, "reject_refusal", "reason", "属于受理范围")
		w.hears("zhoumin", "您提出不予受理，复核的人没有同意。理由：属于受理范围。编号 "+flow.Grouped(n), 1)
		w.do("zhuanxi1", n, "cannot", "cause", "MAT", "opinion", "条例不允许", "dept", w.organ("人社局"))
		w.do("jianguan1", n, "disagree", "reason", "条例允许")
		w.hears("zhuanxi1", "您判为“办不了”，复核的人没有同意。理由：条例允许。", 1)
		w.do("zhoumin", n, "enter_withdraw", "paper", w.scan("zhoumin"))
		w.do("jianguan1", n, "reject_entered", "reason", "签字不是本人的")
		w.hears("zhoumin", "您登记群众撤回，复核的人没有同意。理由：签字不是本人的。", 1)

		number := w.apply(client, 3)
		w.do("zhoumin", number, "propose_refusal", "ground", "not_needed", "reason", "自用场地不需要办理")
		w.do("wanglei", number, "reject_refusal", "reason", "对外经营")
		w.hears("zhoumin", "您提出不予受理，复核的人没有同意。理由：对外经营。", 1)

		place := w.actor("zhoumin").Posts[0].Region
		w.walkInAt("zhoumin", place, "何旧名", idNo(15))
		correction := func(name string) string {
			t.Helper()
			w.walkInAt("zhoumin", place, name, idNo(15))
			return sure(w.Engine.Inbox(t.Context(), w.actor("wanglei"), flow.Filter{Kind: "identity"}, "", 10)).Items[0].Number()
		}
		w.do("wanglei", correction("何新名"), "decline", "reason", "照片不清")
		w.hears("zhoumin", "您提出登记更正，复核的人没有同意。理由：照片不清。", 1)
		w.do("wanglei", correction("何改名"), "agree")
		w.hears("zhoumin", "您提出登记更正，复核的人已经同意。", 1)
	})
}
