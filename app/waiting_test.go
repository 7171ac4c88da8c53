package app

import (
	"fmt"
	"net/http"
	"testing"
	"time"

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
