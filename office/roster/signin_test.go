package roster_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/crypto/argon2"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/persons"
	"wuyou/office/roster"
	"wuyou/office/session"
)

// Twenty guesses at a password in the same moment are no more than the five that the policy gives, and keep nobody out who comes from
// elsewhere or with a device that is known; a guess at a login that does not exist is answered alike.
func TestParallelGuessesAtAPasswordAreFive(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		device := b.Roster.Device(b.Visit(t, b.SignIn(t, "zhoumin")).Member)
		said := map[string]string{}
		for _, login := range []string{"zhoumin", "nobody"} {
			errs := peopletest.AtOnce(20, func(i int) error {
				_, err := b.Roster.SignInStaff(t.Context(), login, fmt.Sprint("guess-", i), "", "", peopletest.Address, "")
				return err
			})
			if n := peopletest.Counted(errs); n[fail.KindInvalid] != 5 || n[fail.KindBusy] != 15 {
				t.Errorf("%s: %v", login, n)
			}
			_, err := b.Roster.SignInStaff(t.Context(), login, peopletest.Password, "", "", peopletest.Address, "")
			peopletest.WantKind(t, err, fail.KindBusy, "请 15 分钟后再试")
			said[login] = err.Error()
		}
		if said["zhoumin"] != said["nobody"] {
			t.Errorf("%q", said)
		}
		if _, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", "203.0.113.99", ""); err != nil {
			t.Error("from elsewhere:", err)
		}
		for range 3 {
			if _, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", device, peopletest.Address, ""); err != nil {
				t.Error("with a device that is known:", err)
			}
		}
		_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", device+"x", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "")
		b.Member(t, "wanglei")
		for range 5 { // a device is known for its own login
			b.Roster.SignInStaff(t.Context(), "wanglei", "wrong", "", device, peopletest.Address, "")
		}
		_, err = b.Roster.SignInStaff(t.Context(), "wanglei", peopletest.Password, "", device, peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "")
		for range 5 {
			b.Roster.SignInStaff(t.Context(), "zhoumin", "wrong", "", device, peopletest.Address, "")
		}
		_, err = b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", device, peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "")
		b.Later(15*time.Minute + time.Second)
		b.SignIn(t, "zhoumin") // and the count begins anew
	})
}

// Guesses from very many addresses are bounded too; devices that are known come in all the same.
func TestGuessesFromEverywhereAreBounded(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		device := b.Roster.Device(b.Visit(t, b.SignIn(t, "zhoumin")).Member)
		b.Limit(t, roster.SignInLogin, 7)
		errs := peopletest.AtOnce(20, func(i int) error {
			_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", fmt.Sprint("10.0.0.", i), "")
			return err
		})
		if n := peopletest.Counted(errs); n[fail.KindInvalid] != 7 || n[fail.KindBusy] != 13 {
			t.Errorf("%v", n)
		}
		if _, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", device, "10.0.0.99", ""); err != nil {
			t.Error(err)
		}
	})
}

// The fifth try is still judged: who types right at last comes in.
func TestTheLastTryMayBeRight(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin")
		for range 4 {
			b.Roster.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", peopletest.Address, "")
		}
		b.SignIn(t, "zhoumin")
		if m, err := b.Roster.Listed(t.Context(), id); err != nil || m.Failures != 0 || m.Locked(b.Now.UnixMilli()) {
			t.Errorf("%+v %v", m, err)
		}
	})
}

// One address may not try the passwords of everybody, whether the login exists or not; others still come in.
func TestAnAddressThatTriesEverybodyIsStopped(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "zhoumin")
		b.Member(t, "wanglei")
		const most = 6
		b.Limit(t, roster.SignInAddress, most)
		errs := peopletest.AtOnce(most+5, func(i int) error {
			_, err := b.Roster.SignInStaff(t.Context(), fmt.Sprint("nobody", i), peopletest.Password, "", "", peopletest.Address, "")
			return err
		})
		if n := peopletest.Counted(errs); n[fail.KindInvalid] != most || n[fail.KindBusy] != 5 {
			t.Errorf("%v", n)
		}
		_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "输错的次数太多")
		if _, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", b.Roster.Device(people.Member{Login: "zhoumin"}), peopletest.Address, ""); err != nil {
			t.Error("with a device that is known:", err)
		}
		if _, err := b.Roster.SignInStaff(t.Context(), "wanglei", peopletest.Password, "", "", "203.0.113.8", ""); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.Later(b.Limits.Time(roster.SignInWait) + time.Second)
		for range most + 5 {
			b.SignIn(t, "zhoumin") // what is right does not count
		}
	})
}

// A one-time password opens one session, also when it is sent ten times in the same moment.
func TestAOneTimePasswordIsGoodOnce(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		b.Member(t, "anquan", people.Post{Role: people.Security, Region: "511400000000"})
		v := b.Visit(t, b.SignIn(t, "anquan"))
		if !b.Roster.MustEnrol(v) {
			t.Error("an administrator without a second factor")
		}
		key, err := b.Roster.NewTOTP(t.Context(), v, "无忧")
		if err != nil {
			t.Fatal(err)
		}
		now := func() string {
			code, err := totp.GenerateCode(key.Secret(), b.Now)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		if err := b.Roster.Enrol(t.Context(), v, "", "", now()); err != nil {
			t.Fatal(err)
		}
		_, err = b.Roster.SignInStaff(t.Context(), "anquan", peopletest.Password, now(), "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindInvalid, "已经用过")
		_, err = b.Roster.SignInStaff(t.Context(), "anquan", peopletest.Password, "", "", peopletest.Address, "")
		if !errors.Is(err, roster.ErrTOTP) {
			t.Error(err)
		}
		b.Later(time.Minute)
		code := now()
		errs := peopletest.AtOnce(4, func(int) error {
			_, err := b.Roster.SignInStaff(t.Context(), "anquan", peopletest.Password, code, "", peopletest.Address, "")
			return err
		})
		if n := peopletest.Counted(errs); n[-1] != 1 {
			t.Errorf("%v", errs)
		}
	})
}

// Asking for the second factor is no failure: the password may be typed as often as one likes.
func TestThePasswordAloneIsNoFailure(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		err := b.DB.Tx(t.Context(), func(tx *db.DB) error {
			_, err := b.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{Login: "xitong", Name: "系统", Hash: peopletest.Hash(), Keep: true, TOTP: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 7 {
			if _, err := b.Roster.SignInStaff(t.Context(), "xitong", peopletest.Password, "", "", peopletest.Address, ""); !errors.Is(err, roster.ErrTOTP) {
				t.Fatal(err)
			}
		}
		for range 5 {
			_, err := b.Roster.SignInStaff(t.Context(), "xitong", peopletest.Password, "000000", "", peopletest.Address, "")
			peopletest.WantKind(t, err, fail.KindInvalid, "动态口令不对")
		}
		_, err = b.Roster.SignInStaff(t.Context(), "xitong", peopletest.Password, "", "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "输错的次数太多")
	})
}

// Whose password was right gets a ticket that stands for it in the second step: his own, for a while, until the password
// changes, and only as long as he may sign in at all.
func TestATicketStandsForThePassword(t *testing.T) {
	const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		for _, login := range []string{"xitong", "anquan"} {
			err := b.DB.Tx(t.Context(), func(tx *db.DB) error {
				_, err := b.Roster.AddMember(t.Context(), tx, people.TheOffice, "", roster.NewMember{Login: login, Name: "系统", Hash: peopletest.Hash(), Keep: true, TOTP: secret})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		try := func(login, password, code string) (string, error) {
			return b.Roster.SignInStaff(t.Context(), login, password, code, "", peopletest.Address, "")
		}
		code := func() string {
			one, err := totp.GenerateCode(secret, b.Now)
			if err != nil {
				t.Fatal(err)
			}
			return one
		}
		ticket := func() string {
			t.Helper()
			_, err := try("xitong", peopletest.Password, "")
			var second *roster.SecondStep
			if !errors.As(err, &second) || second.Name != "系统" || !errors.Is(err, roster.ErrTOTP) {
				t.Fatalf("%v", err)
			}
			return second.Ticket
		}
		one := ticket()
		_, err := try("xitong", one, "000000")
		var again *roster.SecondStep
		if !errors.As(err, &again) || errors.Is(err, roster.ErrTOTP) {
			t.Errorf("a wrong code: %v", err)
		}
		_, err = try("anquan", one, code())
		peopletest.WantKind(t, err, fail.KindInvalid, "用户名或密码不对")
		if _, err := try("xitong", again.Ticket, code()); err != nil {
			t.Error(err)
		}
		one = ticket()
		b.Later(b.Limits.Time(roster.HalfwayMinutes) + time.Second)
		for range b.Limits.Of(roster.SignInTries) + 1 { // too slow is not wrong
			_, err = try("xitong", one, code())
			peopletest.WantKind(t, err, fail.KindInvalid, "请重新输入密码")
		}
		one = ticket()
		b.Later(b.Limits.Time(roster.HalfwayMinutes) - time.Second)
		if _, err = try("xitong", one, ""); !errors.As(err, &again) {
			t.Fatal(err)
		}
		b.Later(2 * time.Second)
		_, err = try("xitong", again.Ticket, code()) // asking again does not make it last longer
		peopletest.WantKind(t, err, fail.KindInvalid, "请重新输入密码")
		one = ticket()
		m, err := b.Roster.FindMember(t.Context(), "xitong")
		if err != nil {
			t.Fatal(err)
		}
		boss := b.Boss(t)
		if err := b.Roster.Lock(t.Context(), boss, "", m.ID, "离岗"); err != nil {
			t.Fatal(err)
		}
		_, err = try("xitong", one, code())
		peopletest.WantKind(t, err, fail.KindBusy, "管理员锁定")
		if err := b.Roster.Unlock(t.Context(), boss, "", m.ID, "回岗"); err != nil {
			t.Fatal(err)
		}
		b.Later(-time.Second)
		_, err = try("xitong", one, code()) // of a clock that was ahead
		peopletest.WantKind(t, err, fail.KindInvalid, "请重新输入密码")
		b.Later(time.Second)
		if err := b.Roster.ChangePassword(t.Context(), people.Visitor{Member: m, Actor: people.Actor{Kind: people.Staff, ID: m.ID}}, peopletest.Password, "Another-2026"); err != nil {
			t.Fatal(err)
		}
		_, err = try("xitong", one, code())
		peopletest.WantKind(t, err, fail.KindInvalid, "用户名或密码不对")
		_, err = try("xitong", "Another-2026", "")
		if !errors.As(err, &again) {
			t.Fatal(err)
		}
		if err := b.Roster.Leave(t.Context(), boss, "", m.ID, "调走"); err != nil {
			t.Fatal(err)
		}
		_, err = try("xitong", again.Ticket, code())
		peopletest.WantKind(t, err, fail.KindInvalid, "用户名或密码不对")
	})
}

// An administrator's lock outlasts time and a right password; unlocking ends both kinds.
func TestLockAndUnlock(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin")
		session := b.SignIn(t, "zhoumin")
		boss := b.Boss(t)
		peopletest.WantKind(t, b.Roster.Lock(t.Context(), people.Actor{ID: id}, "", id, ""), fail.KindConflict, "自己")
		if err := b.Roster.Lock(t.Context(), boss, "", id, "离岗"); err != nil {
			t.Fatal(err)
		}
		if v := b.Visit(t, session); v.Kind != people.Nobody {
			t.Error("a locked member's session still stands")
		}
		b.Later(1000 * time.Hour)
		_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", peopletest.Address, "")
		peopletest.WantKind(t, err, fail.KindBusy, "管理员锁定")
		if err := b.Roster.Unlock(t.Context(), boss, "", id, "回岗"); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			b.Roster.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", peopletest.Address, "")
		}
		if err := b.Roster.Unlock(t.Context(), boss, "", id, "记错了"); err != nil {
			t.Fatal(err)
		}
		b.SignIn(t, "zhoumin")
		if b.Logged(t, "锁定账号") != 1 || b.Logged(t, "解锁账号") != 2 {
			t.Error("not all of it is in the log")
		}
	})
}

// A try is counted before it is answered: where it could not be counted, the program ending say, nobody hears whether it was right.
func TestATryThatIsNotCountedIsNotAnswered(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		wrong, bound := fail.Invalid("对不上"), session.Bound{Key: "query 1", Most: 2, Within: time.Hour}
		ended, end := context.WithCancel(t.Context())
		end()
		for _, right := range []bool{true, false} {
			if err := b.Sessions.Guess(ended, right, wrong, bound); err == nil || err == wrong {
				t.Errorf("right %v: answered by %v", right, err)
			}
		}
		v := b.Citizen(t, "13900000002")
		if err := b.Sessions.SpendCode(ended, "test", "13900000002", "000000", "code", session.From{Account: v.Account.ID}); err == nil || fail.Is(err, fail.KindInvalid) {
			t.Error("a code is answered")
		}
		if _, err := b.Persons.RealName(ended, v, persons.Identity{Name: "王试探", IDNo: peopletest.IDNo}); err == nil {
			t.Error("a claim is answered")
		}
	})
}

// A hash that was made at another cost is made anew when its owner shows the password, also where a one-time password is to follow.
func TestOldHashesAreRenewed(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		id := b.Member(t, "zhoumin")
		salt := []byte("0123456789abcdef")
		cheap := "$argon2id$v=19$m=8192,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(peopletest.Password), salt, 1, 8192, 1, 32))
		if err := b.DB.Exec(t.Context(), `UPDATE staff SET password = $2 WHERE id = $1`, id, cheap); err != nil {
			t.Fatal(err)
		}
		b.SignIn(t, "zhoumin")
		if m, err := b.Roster.FindMember(t.Context(), "zhoumin"); err != nil || gm.NeedsRehash(m.Password) || m.MustChange {
			t.Errorf("%+v %v", m, err)
		}
		b.SignIn(t, "zhoumin")
		if err := b.DB.Exec(t.Context(), `UPDATE staff SET password = $2, totp_sealed = 'any' WHERE id = $1`, id, cheap); err != nil {
			t.Fatal(err)
		}
		_, err := b.Roster.SignInStaff(t.Context(), "zhoumin", peopletest.Password, "", "", peopletest.Address, "")
		var second *roster.SecondStep
		if m, e := b.Roster.FindMember(t.Context(), "zhoumin"); e != nil || !errors.As(err, &second) || gm.NeedsRehash(m.Password) {
			t.Fatalf("%v %v", err, e)
		}
		_, err = b.Roster.SignInStaff(t.Context(), "zhoumin", second.Ticket, "", "", peopletest.Address, "")
		if !errors.As(err, &second) {
			t.Errorf("the ticket is of the hash that was renewed: %v", err)
		}
	})
}
