package app

import (
	"slices"
	"testing"

	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/service/supervision"
)

// orders are the supervision orders about a case, as the case's links tell.
func (w *world) orders(number string) (list []flow.Case) {
	w.t.Helper()
	k, err := w.Engine.ByNumber(w.t.Context(), number)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.Engine.View(w.t.Context(), people.TheOffice, k.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, l := range v.Links {
		if l.Kind != flow.GaveWay {
			continue
		}
		o, err := w.Engine.Find(w.t.Context(), w.DB, l.Other)
		if err != nil {
			w.t.Fatal(err)
		}
		if o.Kind == supervision.Kind {
			list = append(list, o)
		}
	}
	return list
}

// told are the titles of the notices that a member of staff got about a case.
func (w *world) told(login string, id int64) (list []string) {
	w.t.Helper()
	m, err := w.Roster.FindMember(w.t.Context(), login)
	if err != nil {
		w.t.Fatal(err)
	}
	all, err := w.Notices.OfStaff(w.t.Context(), m.ID, notice.Asked{}, 0, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, n := range slices.Backward(all) {
		if n.CaseID == id {
			list = append(list, n.Title)
		}
	}
	return list
}

// Who may change the rules does so from a day on; the old rule counts until then.
func TestTriggersAreRows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	editor := w.staff("bianji")
	editor.get(rulesAt+"supervision_triggers").is(200, "承诺办结时限", "督办", "工作建议书").bones()
	at := editor.change("supervision_triggers", "clock", "application.promise", "level", "0", "valid_from", "2026-05-01", "basis", "试点不自动督办").waiting()
	w.staff("fabu").agree(at).is(200, "已同意")
	number := w.apply(w.clientToken("apply read"), 3)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	w.at("2026-05-30 10:00")
	w.tick()
	list := w.orders(number)
	if len(list) != 1 { // by the statutory limit, which has a row of its own
		t.Fatalf("%d orders", len(list))
	}
}

// What came to nothing does not read as done: in no ledger, and not in the figures.
func TestWhatWasCalledOffIsNotDone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	_, v := w.toVisit(w.clientToken("apply read"))
	w.do("jianguan", v.Number(), "drop", "reason", "群众要求不再打扰")
	boss := w.staff("jianguan")
	boss.get("/desk/visits").is(200, "不再回访").not("按时办结")
	boss.get("/desk/cases/"+v.Number()).is(200, "不再回访", "到此结束").not("按时办结")
	number := w.apply(w.clientToken("apply read"), 3)
	w.event(w.staffToken("zhoumin"), number, "accept", nil)
	w.tick()
	boss.post("/desk/supervision/new?case="+number, "level", "1", "issue", "发错了", "need", "无").is(200)
	w.do("jianguan", w.orders(number)[0].Number(), "cancel", "reason", "发错了")
	boss.get("/desk/supervision").is(200, "已撤销").not("按时办结")
	for _, table := range w.Engine.Tables() {
		for _, s := range table.States {
			if s.Final && table.Succeeds(s) != slices.Contains([]string{"办结", "已办结", "已销号", "已回访", "已更正", "已答复"}, s.Name) {
				t.Errorf("%s %s: succeeds %v", table.Kind, s.Name, table.Succeeds(s))
			}
		}
	}
}
