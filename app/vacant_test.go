package app

import (
	"slices"
	"testing"

	"wuyou/office/notice"
	"wuyou/office/people"
)

// wordsTo are the texts of the notices that a member of staff got, the latest first.
func (w *world) wordsTo(login string) (list []string) {
	w.t.Helper()
	all, err := w.Notices.OfStaff(w.t.Context(), w.actor(login).ID, notice.Asked{}, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range all {
		list = append(list, n.Text)
	}
	return list
}

// Who leaves is missed at once where something waits for him alone; what he had taken for himself goes back
// to the desk, and the ledger says why.
func TestWhoLeavesIsMissed(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		number := w.apply(w.clientToken("apply read"), 3)
		w.event(w.staffToken("zhoumin"), number, "accept", nil)
		w.tick()
		dept := w.dept(number)
		w.event(w.staffToken(dept+"-a"), number, "claim", nil)
		m, err := w.Roster.FindMember(t.Context(), dept+"-a")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Roster.Leave(t.Context(), people.TheOffice, "", m.ID, "退休"); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(w.told("jianguan", 0), "岗位空缺") {
			t.Error("nobody was told")
		}
		w.staff(dept+"-c").get("/desk/cases/"+number).is(200, "放回同岗位", m.Name+"不再担任这个岗位", "该岗位暂无人员，已告知监管岗、系统管理员、安全管理员").not("没有人认领")
		w.tick()
		if v, err := w.Ledger.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
			t.Errorf("%+v %v", v, err)
		}
	})
}
