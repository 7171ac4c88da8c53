package roster_test

import (
	"fmt"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/roster"
)

// A first password and an old one must be changed; the change ends all other sessions.
func TestPasswordsMustBeChanged(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin")
		old := b.SignIn(t, "zhoumin")
		if b.Roster.MustChange(b.Visit(t, old).Member) {
			t.Error("the password is new")
		}
		first, err := b.Roster.ResetPassword(t.Context(), people.TheOffice, "", id, "忘了")
		if err != nil {
			t.Fatal(err)
		}
		if b.Visit(t, old).Kind != people.Nobody {
			t.Error("a session has outlived the password it was opened with")
		}
		token, err := b.Roster.SignInStaff(t.Context(), "zhoumin", first, "", "", peopletest.Address, "")
		if err != nil {
			t.Fatal(err)
		}
		v := b.Visit(t, token)
		if !b.Roster.MustChange(v.Member) {
			t.Error("the first password may stay")
		}
		for _, c := range []struct{ old, fresh, words string }{
			{"wrong", "Another-2026", "原密码不对"},
			{first, first, "不同"},
			{first, "Short-26", "至少 10 位"},
			{first, "alllowercase1", "三种"},
			{first, "Zhoumin-2026", "不含用户名"},
		} {
			peopletest.WantKind(t, b.Roster.ChangePassword(t.Context(), v, c.old, c.fresh), fail.KindInvalid, c.words)
		}
		if err := b.Roster.ChangePassword(t.Context(), v, first, "Another-2026"); err != nil {
			t.Fatal(err)
		}
		if v = b.Visit(t, token); b.Roster.MustChange(v.Member) {
			t.Error("changed, and must be changed again")
		}
		b.Later(b.Limits.Time(roster.PasswordDays) + time.Second)
		if !b.Roster.MustChange(v.Member) {
			t.Error("a password older than the policy allows")
		}
	})
}

// A common password, however it is dressed up, and one of the last five are refused; the old password can be guessed at five times.
func TestNewPasswordsAreNew(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		v := b.Visit(t, b.SignIn(t, "zhoumin"))
		for _, common := range []string{"Password123", "P@ssw0rd2026", "Admin@1234", "Qwer1234!@", "Aa123456789", "Abcd123456", "1234567890Aa!", "Zhengwu2026!", "Welc0me2026!"} {
			peopletest.WantKind(t, b.Roster.ChangePassword(t.Context(), v, peopletest.Password, common), fail.KindInvalid, "")
		}
		old := peopletest.Password
		for i := range roster.PasswordsKept.Default {
			fresh := fmt.Sprint("Own-words-", i, "-26")
			if err := b.Roster.ChangePassword(t.Context(), v, old, fresh); err != nil {
				t.Fatal(i, err)
			}
			peopletest.WantKind(t, b.Roster.ChangePassword(t.Context(), v, fresh, peopletest.Password), fail.KindInvalid, "最近用过")
			old = fresh
		}
		if err := b.Roster.ChangePassword(t.Context(), v, old, "Quite-else-26"); err != nil {
			t.Fatal(err)
		}
		if err := b.Roster.ChangePassword(t.Context(), v, "Quite-else-26", peopletest.Password); err != nil {
			t.Error("six passwords ago:", err)
		}
		errs := peopletest.AtOnce(12, func(int) error { return b.Roster.ChangePassword(t.Context(), v, "wrong", "Another-time-26") })
		if n := peopletest.Counted(errs); n[fail.KindInvalid] != 5 || n[fail.KindBusy] != 7 {
			t.Errorf("%v", n)
		}
		peopletest.WantKind(t, b.Roster.ChangePassword(t.Context(), v, peopletest.Password, "Another-time-26"), fail.KindBusy, "")
	})
}

// A first password that nobody used in a week opens nothing.
func TestFirstPasswordsEnd(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin")
		first, err := b.Roster.ResetPassword(t.Context(), people.TheOffice, "", id, "忘了")
		if err != nil {
			t.Fatal(err)
		}
		b.Later(b.Limits.Time(roster.FirstDays) + time.Second)
		_, err = b.Roster.SignInStaff(t.Context(), "zhoumin", first, "", "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindConflict, "初始密码已经过期")
		if first, err = b.Roster.ResetPassword(t.Context(), people.TheOffice, "", id, "过期"); err != nil {
			t.Fatal(err)
		}
		if _, err = b.Roster.SignInStaff(t.Context(), "zhoumin", first, "", "", peopletest.Address, ""); err != nil {
			t.Error(err)
		}
	})
}
