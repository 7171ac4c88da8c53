package desk_test

import (
	"net/http"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Whose password is right is asked for the one-time password alone; the page says that something is wrong only when it is.
func TestStaffSignInInTwoSteps(t *testing.T) {
	t.Parallel()
	c := town.New(t, "")
	err := c.DB.Tx(t.Context(), func(tx *db.DB) error {
		_, err := c.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{
			Login: "anquan", Name: "彭安全", Hash: gm.HashPassword("Yunhe-2026"), Keep: true, TOTP: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	who, refused := c.Nobody(), http.StatusUnprocessableEntity
	post := func(password, code string) officetest.Seen {
		return who.Post("/desk/signin", "login", "anquan", "password", password, "code", code)
	}
	const wrong, another = `aria-invalid="true"`, "不是彭安全，换一个人登录"
	post("Wrong-2026", "").Is(refused, wrong, `name="login" type="text" value="anquan"`).Not(another, "Wrong-2026")
	second := post("Yunhe-2026", "").Is(refused, "密码正确，还差一步", another, `name="code"`).Not(wrong, "Yunhe-2026", `type="password"`)
	ticket := second.Find(`name="password" value="([^"]+)"`)
	post(ticket, "000000").Is(refused, "动态口令不对", wrong, another)
}
