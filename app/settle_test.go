package app

import (
	"strings"
	"testing"

	"wuyou/kit/db"
)

// A database of before levels: an account that was tied to a person by name and number alone keeps what it filed itself, and sees
// nothing that a window received for that person; an agent whom nobody had proven keeps his own.
func TestAccountsOfBeforeLevels(t *testing.T) {
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
			if err := w.People.Settle(t.Context()); err != nil {
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
