package app

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
)

// A database of before levels: an account that was tied to a person by name and number alone keeps what it filed itself, and sees
// nothing that a window received for that person; an agent whom nobody had proven keeps his own.
func TestAccountsOfBeforeLevels(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		number := w.walkIn("张晓梅", idNo(7))
		z := w.signedIn("13800138000", "", 0)
		z.post("/my/profile/name", "name", "张晓梅", "id_no", idNo(7), "consent", "1").is(200)
		v := w.caseNumbered(number)
		err := w.DB.Tx(t.Context(), func(tx *db.DB) error { // as the program before tied them
			return tx.Exec(t.Context(), `UPDATE accounts SET person_id = $1, level = 1`, v.Applicant)
		})
		if err != nil {
			t.Fatal(err)
		}
		online := w.walkIn("张晓梅", idNo(7))
		if err := w.DB.Exec(t.Context(), `UPDATE cases SET channel = 'online' WHERE id = $1`, w.caseNumbered(online).ID); err != nil {
			t.Fatal(err)
		}
		if err := w.DB.Exec(t.Context(), `DELETE FROM audits WHERE act = '整理旧账号'`); err != nil { // nobody had settled them
			t.Fatal(err)
		}
		for range 2 { // once is enough, twice does no harm
			if err := w.Persons.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		z.get("/my/cases/" + number).is(404)
		z.get("/my/cases/" + online).is(200)
		mine := z.get("/my").is(200, "可以评价的服务").not(number)
		if n := strings.Count(mine.body, `href="/rate/`); n != 1 {
			t.Errorf("%d services are to be rated, of one case that he sees", n)
		}
		if err := w.DB.Exec(t.Context(), `UPDATE cases SET channel = 'window' WHERE id = $1`, w.caseNumbered(online).ID); err != nil {
			t.Fatal(err)
		}
		z.get("/my").is(200).not("可以评价的服务", online)
		z.get("/my/profile").is(200, "未核验", "核验身份")
	})
}

// What was filed online, or by a program, into a record of before levels was seen by no window, and nobody who reviews it reads that it was; what
// a window received was. The window's own record is made when it meets the number, and the person has both.
func TestWhatNoWindowHasSeenBeforeLevels(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		z, draft := w.drafting("13800138001")
		page := z.send(draft+"/files/photo", "m_photo", "近照.png", []byte("\x89PNG\r\n\x1a\nx")).is(200)
		check := z.post(draft, "made", page.made(), "phone", "13800138001", "home", "苏祠街道甲路 1 号", "delivery", "pickup", "go", "next").is(200)
		online := z.post(draft+"/submit", plus(check.hidden(draft+"/submit"), "true", "1")...).is(200, "回执").find(`href="/my/cases/(\w+)"`)
		api := w.apply(w.clientToken("apply"), 7)
		met := w.walkIn("秦守业", idNo(9))
		for _, sql := range []string{ // as the program before left it
			`UPDATE persons SET seen = TRUE, claimed_by = 0, id_index = number_index WHERE id_sealed <> ''`,
			`UPDATE accounts SET level = 1, proved_at = 0`,
			`DELETE FROM audits WHERE act IN ('整理旧账号', '核对旧登记的来源')`,
		} {
			if err := w.DB.Tx(t.Context(), func(tx *db.DB) error { return tx.Exec(t.Context(), sql) }); err != nil {
				t.Fatal(sql, err)
			}
		}
		before := sure(w.Ledger.Verify(t.Context())).Faults
		for range 2 {
			if err := w.Persons.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if after := sure(w.Ledger.Verify(t.Context())).Faults; len(after) != len(before) {
			t.Errorf("%v became %v", before, after)
		}
		clerk := w.staff("zhoumin")
		stands := func() {
			t.Helper()
			clerk.get("/desk/cases/"+online).is(200, "网上自行填报，未核验；请核对证件").not("窗口核对过证件")
			clerk.get("/desk/cases/"+api).is(200, "他人或其他系统填报，未核验").not("窗口核对过证件")
			clerk.get("/desk/cases/"+met).is(200, "窗口核对过证件")
		}
		stands()
		z.get("/my/cases/"+online).is(200, "青云游艺证")
		received := w.walkIn("张自在", idNo(1))
		stands()
		clerk.get("/desk/cases/"+received).is(200, "窗口核对过证件")
		clerk.get("/desk").is(200).not("更正姓名")
		z.get("/my/cases/" + received).is(404)
		w.later(2 * time.Minute)
		z.post("/my/profile/name", "name", "张自在", "id_no", idNo(1), "consent", "1").is(200, "身份核验通过")
		z.get("/my").is(200, online, received)
		clerk.get("/desk/cases/"+online).is(200, "姓名、证件号、手机号核验一致")
	})
}
