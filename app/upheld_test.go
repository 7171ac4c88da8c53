package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/notice"
)

// pickup is the code with which the result of a case is collected, "" where it has none.
func (w *world) pickup(number string) string {
	w.t.Helper()
	return sure(db.One[string](w.t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(number).ID))
}

// A promise that is found false ends the code by which the result is collected; where the decision is upheld its holder gets another, and
// the old one collects nothing.
func TestAnUpheldResultIsCollectedWithANewCode(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		e := &errand{w, w.offer(paperItem("01")), "01"}
		number, dept := e.promised()
		w.do(dept+"-b", number, "make", "number", "川眉〔2026〕18号", "valid_from", "2026-04-20", "open_end", "forever")
		old := w.pickup(number)
		w.do(dept+"-b", number, "promise_false", "reason", "住所不存在", "basis", "《社会保障条例》第二十条")
		if code := w.pickup(number); old == "" || code != "" {
			t.Errorf("the code was %q, and while its decision is in question it is %q", old, code)
		}
		w.later(9 * 24 * time.Hour)
		w.tick()
		if k := w.do(dept+"-c", number, "uphold", "reason", "经测绘，住所存在"); k.State != "delivery" {
			t.Fatal(k.State)
		}
		w.tick()
		code := w.pickup(number)
		if code == "" || code == old {
			t.Errorf("the code was %q, and now is %q", old, code)
		}
		told := sure(w.Notices.OfCase(t.Context(), w.caseOf(number).ID))
		if !slices.ContainsFunc(told, func(n notice.Shown) bool {
			return strings.Contains(n.Text, "不予撤销") && strings.Contains(n.Text, "取件码")
		}) {
			t.Errorf("nobody is told that the result waits again: %+v", told)
		}
		out := func(code string) error {
			_, err := w.try(w.actor("suntao"), number, "hand_out", "code", code, "receiver", "张晓梅", "self", "1")
			return err
		}
		if out(old) == nil {
			t.Error("the old code collects")
		}
		if err := out(code); err != nil {
			t.Error(err)
		}
		w.sound()
	})
}

// A case that came to its end too late did so once: what becomes of its decision afterwards is no second end, late or in time.
func TestACaseThatEndedLateDidSoOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.walkIn("欧阳晓梅", idNo(21))
	w.do("zhoumin", number, "accept")
	w.later(90 * 24 * time.Hour)
	w.tick()
	w.finished(number)
	dept := w.dept(number)
	w.do(dept+"-a", number, "propose_revocation", "reason", "材料系伪造", "basis", "《中华人民共和国行政许可法》第六十九条第二款")
	w.later(9 * 24 * time.Hour)
	w.tick()
	w.do(dept+"-c", number, "revoke", "reason", "材料系伪造，依据《中华人民共和国行政许可法》第六十九条第二款撤销。")
	for _, v := range sure(w.Engine.Events(t.Context(), w.DB, w.caseOf(number).ID)) {
		if first := v.Event == "hand_out"; (first || v.Event == "revoke") && v.Late != first {
			t.Errorf("%s is late: %v", v.Event, v.Late)
		}
	}
	w.counted(number, 1)
}
