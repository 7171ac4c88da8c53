package app

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/persons"
)

// finished has the first county's people approve and hand out a case.
func (w *world) finished(number string) {
	w.t.Helper()
	dept := w.dept(number)
	if w.caseOf(number).State == "received" {
		w.do("zhoumin", number, "accept")
	}
	w.do(dept+"-a", number, "claim")
	w.do(dept+"-a", number, "sign", "verdict", "yes", "opinion", "属实")
	w.do(dept+"-c", number, "approve")
	w.do("suntao", number, "hand_out", "code", sure(db.One[string](w.t.Context(), w.DB, `SELECT pickup FROM applications WHERE case_id = $1`, w.caseOf(number).ID)), "receiver", w.caseOf(number).Party, "self", "1")
}

// Who lost the slip of a matter that is over is served at the window: found by name, number or telephone, for a purpose, within the
// scope; each look is one line of the audit log.
func TestWhoLostTheSlipIsServed(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.walkIn("欧阳晓梅", idNo(21))
		w.finished(number)
		w.tick()
		looks := func() []audit.Line {
			return sure(w.Audit.Lines(t.Context(), audit.Filter{Act: "找人查办件"}, 0, 100))
		}
		find := func(login, who, purpose string) seen {
			return w.staff(login).post("/desk/search/person", "at", "find", "who", who, "purpose", purpose)
		}
		w.staff("wanglei").get("/desk/search").is(200, "按办事人找", "做什么用").bones()
		byAPI := w.apply(w.clientToken("apply"), 3) // with a telephone
		for i, who := range []string{"欧阳晓梅", " 欧阳 晓梅", idNo(21), strings.ToLower(idNo(21)), "13800138000", "138 0013 8000"} {
			want := number
			if strings.HasPrefix(who, "138") {
				want = byAPI
			}
			page := find("wanglei", who, "本人到窗口，核对身份证")
			page.is(200, "/desk/cases/"+want).not("没有找到", "欧阳晓梅</td>")
			page.bones()
			if got := looks(); len(got) != i+1 || got[0].Reason != "本人到窗口，核对身份证" || !strings.Contains(got[0].Object, "1 件") || strings.Contains(got[0].Object, who) {
				t.Errorf("%q: %d looks, %+v", who, len(got), got[0])
			}
		}
		status, again := w.call(w.clientToken("apply"), "POST", "/api/v1/applications", map[string]any{ // the same person, by another telephone
			"item": simple, "region": "511402000000", "applicant": map[string]any{"name": "张晓梅", "id_no": idNo(3), "phone": "13911112222"},
			"form": map[string]string{"applicant_name": "张晓梅", "phone": "13911112222", "request": "社保卡丢了，要挂失"},
		})
		if status != 201 {
			t.Fatal(status, again)
		}
		second := again["number"].(string)
		find("wanglei", "139 1111 2222", "核对").is(200, "/desk/cases/"+second).not("/desk/cases/" + byAPI)
		find("wanglei", idNo(3), "核对").is(200, "/desk/cases/"+second, "/desk/cases/"+byAPI)
		n := len(looks())
		find("wanglei", "欧阳晓梅", "").is(422, "#find-purpose")
		find("wanglei", "何12", "核对").is(422, "不能识别")
		find("wanglei", "欧阳", "核对").is(200, "没有找到") // part of a name is nobody
		find("window2", "欧阳晓梅", "核对").is(200, "没有找到").not(number)
		find("chenjing", "欧阳晓梅", "核对").is(200, "没有找到").not(number) // a township below
		find("luocun", "欧阳晓梅", "核对").is(200, "没有找到").not(number)   // a village's assistant
		find("citywin", "欧阳晓梅", "核对").is(200, number)              // the city's window
		find("jianguan", "欧阳晓梅", "核对").is(200, number)             // who oversees the county
		find(w.dept(number)+"-a", "欧阳晓梅", "核对").is(200, number)
		find("jijian", "欧阳晓梅", "核对").is(200, "没有找到").not(number) // it was not sent to the discipline office
		w.administrator("xitong").post("/desk/search/person", "who", "欧阳晓梅", "purpose", "核对").is(403)
		if got := len(looks()) - n; got != 8 {
			t.Errorf("%d looks were logged, want 8", got)
		}
		clerk := w.staff("zhoumin")
		clerk.get("/desk/cases/"+number).is(200, "/desk/slips/"+number)
		clerk.post("/desk/slips/"+number, "do", "renew", "shown", "本人，核对身份证").is(200, "查询密码：")

		for i := range 22 { // more than one page
			w.walkIn("欧阳晓梅", idNo(100+i))
		}
		page := w.staff("wanglei").post("/desk/search/person", "who", "欧阳晓梅", "purpose", "核对").is(200, "再往前 20 件").not(number)
		older := page.find(`name="before" value="(\d+)"`)
		w.staff("wanglei").post("/desk/search/person", "who", "欧阳晓梅", "purpose", "核对", "before", older).is(200, number).not("再往前")

		if err := w.DB.Exec(t.Context(), `UPDATE persons SET phone_index = ''`); err != nil { // as a program from before left it
			t.Fatal(err)
		}
		if err := w.DB.Exec(t.Context(), `UPDATE case_contacts SET phone_index = ''`); err != nil {
			t.Fatal(err)
		}
		fresh := persons.New(w.DB, w.clock, w.Keys, w.Limits, w.Audit, w.Sessions, nil)
		for done, rounds := false, 0; !done; rounds++ {
			if done = sure(fresh.IndexSome(t.Context())); rounds > 100 {
				t.Fatal("it never ends")
			}
		}
		find("wanglei", "13800138000", "核对").is(200, "/desk/cases/").not("没有找到")
		find("wanglei", "13911112222", "核对").is(200, "/desk/cases/"+second)
		if err := w.DB.Tx(t.Context(), func(tx *db.DB) error { _, err := w.Reindex(t.Context(), tx); return err }); err != nil {
			t.Fatal(err)
		}
		find("wanglei", "13800138000", "核对").is(200, "/desk/cases/")
		find("wanglei", "13911112222", "核对").is(200, "/desk/cases/"+second)

		if err := w.Limits.Force("seek.hour=5"); err != nil {
			t.Fatal(err)
		}
		w.later(2 * time.Hour)
		for i := range 6 {
			page := find("zhoumin", "何人某某", "核对")
			if i == 5 {
				page.is(429, "查找得太频繁")
			}
		}
		// nor at the counter, by numbers or by names for a number; there nothing of the conversation is lost
		counter := func(pairs ...string) seen {
			return w.staff("zhoumin").post("/desk/counter", append([]string{"party", "person", "phone", "13800138009"}, pairs...)...)
		}
		counter("do", "find", "id_no", idNo(1)).is(200, "查找得太频繁", "13800138009").not("登记过", "第一次来")
		counter("do", "accept", "name", "从没见过的人", "id_no", idNo(77)).is(422, "可能与登记的不同") // whoever tries names learns nothing any more
		w.tick()
		if v := sure(w.Ledger.Verify(t.Context())); len(v.Faults) > 0 {
			t.Errorf("%+v", v.Faults)
		}
	})
}
