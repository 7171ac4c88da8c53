package app

import (
	"net/http"
	"testing"
	"time"

	"wuyou/kit/db"
)

// pickup is the code with which the result of a case is collected, "" where it has none.
func (w *world) pickup(number string) string {
	w.t.Helper()
	return sure(db.One[string](w.t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(number).ID))
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

// Who speaks against a revocation reads beside his form what is proposed and on which basis, at home and at a window; who proposed it is the
// office's to know.
func TestADefenceStandsBesideWhatItAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	number := w.walkIn("欧阳晓梅", idNo(21))
	w.finished(number)
	dept := w.dept(number)
	w.do(dept+"-a", number, "propose_revocation", "reason", "材料系伪造", "basis", "《中华人民共和国行政许可法》第六十九条第二款")
	owner, clerk := w.signedIn("13800138000", "欧阳晓梅", 21), w.staff("zhoumin")
	mine, desk := "/my/cases/"+number, "/desk/cases/"+number+"/do/"
	said := []string{"拟撤销决定", "认定的事实", "材料系伪造", "第六十九条第二款"}
	for _, path := range []string{mine, mine + "/do/defend"} {
		owner.get(path).is(http.StatusOK, said...).not("提出的人")
	}
	owner.post(mine+"/do/defend", "text", "").is(http.StatusUnprocessableEntity, said...)
	clerk.get(desk+"defend").is(http.StatusOK, append(said, "提出的人")...)
	w.byPhone(number, "13800138000").get("/track/"+number+"/do/defend").is(http.StatusOK, said...).not("提出的人")
	w.citizen().get("/track/" + number).not("材料系伪造")
}
