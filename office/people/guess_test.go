package people_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

// Twenty guesses at a password in the same moment are no more than the five that the policy gives, and keep nobody out who comes from
// elsewhere or with a device that is known; a guess at a login that does not exist is answered alike.
func TestParallelGuessesAtAPasswordAreFive(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		device := b.Device(b.visit(t, b.signIn(t, "zhoumin")).Member)
		said := map[string]string{}
		for _, login := range []string{"zhoumin", "nobody"} {
			errs := atOnce(20, func(i int) error {
				_, err := b.SignInStaff(t.Context(), login, fmt.Sprint("guess-", i), "", "", address, "")
				return err
			})
			if n := counted(errs); n[fail.KindInvalid] != 5 || n[fail.KindBusy] != 15 {
				t.Errorf("%s: %v", login, n)
			}
			_, err := b.SignInStaff(t.Context(), login, password, "", "", address, "")
			wantKind(t, err, fail.KindBusy, "请 15 分钟后再试")
			said[login] = err.Error()
		}
		if said["zhoumin"] != said["nobody"] {
			t.Errorf("%q", said)
		}
		if _, err := b.SignInStaff(t.Context(), "zhoumin", password, "", "", "203.0.113.99", ""); err != nil {
			t.Error("from elsewhere:", err)
		}
		for range 3 {
			if _, err := b.SignInStaff(t.Context(), "zhoumin", password, "", device, address, ""); err != nil {
				t.Error("with a device that is known:", err)
			}
		}
		_, err := b.SignInStaff(t.Context(), "zhoumin", password, "", device+"x", address, "")
		wantKind(t, err, fail.KindBusy, "")
		b.member(t, "wanglei")
		for range 5 { // a device is known for its own login
			b.SignInStaff(t.Context(), "wanglei", "wrong", "", device, address, "")
		}
		_, err = b.SignInStaff(t.Context(), "wanglei", password, "", device, address, "")
		wantKind(t, err, fail.KindBusy, "")
		for range 5 {
			b.SignInStaff(t.Context(), "zhoumin", "wrong", "", device, address, "")
		}
		_, err = b.SignInStaff(t.Context(), "zhoumin", password, "", device, address, "")
		wantKind(t, err, fail.KindBusy, "")
		b.later(15*time.Minute + time.Second)
		b.signIn(t, "zhoumin") // and the count begins anew
	})
}

// Guesses from very many addresses are bounded too; devices that are known come in all the same.
func TestGuessesFromEverywhereAreBounded(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		device := b.Device(b.visit(t, b.signIn(t, "zhoumin")).Member)
		b.limit(t, people.SignInLogin, 7)
		errs := atOnce(20, func(i int) error {
			_, err := b.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", fmt.Sprint("10.0.0.", i), "")
			return err
		})
		if n := counted(errs); n[fail.KindInvalid] != 7 || n[fail.KindBusy] != 13 {
			t.Errorf("%v", n)
		}
		if _, err := b.SignInStaff(t.Context(), "zhoumin", password, "", device, "10.0.0.99", ""); err != nil {
			t.Error(err)
		}
	})
}

// The fifth try is still judged: who types right at last comes in.
func TestTheLastTryMayBeRight(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin")
		for range 4 {
			b.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", address, "")
		}
		b.signIn(t, "zhoumin")
		if m, err := b.Listed(t.Context(), id); err != nil || m.Failures != 0 || m.Locked(b.now.UnixMilli()) {
			t.Errorf("%+v %v", m, err)
		}
	})
}

// One address may not try the passwords of everybody, whether the login exists or not; others still come in.
func TestAnAddressThatTriesEverybodyIsStopped(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		b.member(t, "wanglei")
		const most = 6
		b.limit(t, people.SignInAddress, most)
		errs := atOnce(most+5, func(i int) error {
			_, err := b.SignInStaff(t.Context(), fmt.Sprint("nobody", i), password, "", "", address, "")
			return err
		})
		if n := counted(errs); n[fail.KindInvalid] != most || n[fail.KindBusy] != 5 {
			t.Errorf("%v", n)
		}
		_, err := b.SignInStaff(t.Context(), "zhoumin", password, "", "", address, "")
		wantKind(t, err, fail.KindBusy, "输错的次数太多")
		if _, err := b.SignInStaff(t.Context(), "zhoumin", password, "", b.Device(people.Member{Login: "zhoumin"}), address, ""); err != nil {
			t.Error("with a device that is known:", err)
		}
		if _, err := b.SignInStaff(t.Context(), "wanglei", password, "", "", "203.0.113.8", ""); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.later(b.Limits.Time(people.SignInWait) + time.Second)
		for range most + 5 {
			b.signIn(t, "zhoumin") // what is right does not count
		}
	})
}

// A one-time password opens one session, also when it is sent ten times in the same moment.
func TestAOneTimePasswordIsGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "anquan", people.Post{Role: people.Security, Region: "511400000000"})
		v := b.visit(t, b.signIn(t, "anquan"))
		if !b.MustEnrol(v) {
			t.Error("an administrator without a second factor")
		}
		key, err := b.NewTOTP(t.Context(), v, "无忧")
		if err != nil {
			t.Fatal(err)
		}
		now := func() string {
			code, err := totp.GenerateCode(key.Secret(), b.now)
			if err != nil {
				t.Fatal(err)
			}
			return code
		}
		if err := b.Enrol(t.Context(), v, "", "", now()); err != nil {
			t.Fatal(err)
		}
		_, err = b.SignInStaff(t.Context(), "anquan", password, now(), "", address, "")
		wantKind(t, err, fail.KindInvalid, "已经用过")
		_, err = b.SignInStaff(t.Context(), "anquan", password, "", "", address, "")
		if !errors.Is(err, people.ErrTOTP) {
			t.Error(err)
		}
		b.later(time.Minute)
		code := now()
		errs := atOnce(4, func(int) error {
			_, err := b.SignInStaff(t.Context(), "anquan", password, code, "", address, "")
			return err
		})
		if n := counted(errs); n[-1] != 1 {
			t.Errorf("%v", errs)
		}
	})
}

// Asking for the second factor is no failure: the password may be typed as often as one likes.
func TestThePasswordAloneIsNoFailure(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		err := b.db.Tx(t.Context(), func(tx *db.DB) error {
			_, err := b.AddMember(t.Context(), tx, people.TheOffice, "", people.NewMember{Login: "xitong", Name: "系统", Hash: hash(), Keep: true, TOTP: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 7 {
			if _, err := b.SignInStaff(t.Context(), "xitong", password, "", "", address, ""); !errors.Is(err, people.ErrTOTP) {
				t.Fatal(err)
			}
		}
		for range 5 {
			_, err := b.SignInStaff(t.Context(), "xitong", password, "000000", "", address, "")
			wantKind(t, err, fail.KindInvalid, "动态口令不对")
		}
		_, err = b.SignInStaff(t.Context(), "xitong", password, "", "", address, "")
		wantKind(t, err, fail.KindBusy, "输错的次数太多")
	})
}

// A code sent by text message can be mistyped five times, one after another or all at once; it is good
// for a while and for one session.
func TestAOneTimeCode(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		try := func(code string) error {
			_, err := b.SignInCitizen(t.Context(), phone, code, people.From{IP: address})
			return err
		}
		wantKind(t, try("123456"), fail.KindInvalid, "验证码不对") // none was sent
		code := b.code(t, phone)
		for range 4 {
			wantKind(t, try("wrong"), fail.KindInvalid, "验证码不对")
		}
		if err := try(" " + code + " "); err != nil {
			t.Error("the fifth try:", err)
		}
		wantKind(t, try(code), fail.KindInvalid, "验证码不对") // spent

		b.later(time.Minute)
		code = b.code(t, phone)
		atOnce(20, func(int) error { return try("wrong") })
		wantKind(t, try(code), fail.KindInvalid, "验证码不对")

		b.later(time.Minute)
		code = b.code(t, phone)
		if n := counted(atOnce(5, func(int) error { return try(code) })); n[-1] != 1 {
			t.Errorf("one code has opened %d sessions", n[-1])
		}
		b.later(time.Minute)
		code = b.code(t, phone)
		b.later(b.Limits.Time(people.CodeLife) + time.Second)
		wantKind(t, try(code), fail.KindInvalid, "已过期")
	})
}

// Codes are sent with a pause between, so many a day to one number, so many an hour to one address.
func TestCodesAreSentInMeasure(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		sent := 0
		send := func(phone, ip string) error {
			return b.SendCode(t.Context(), "", phone, people.From{IP: ip}, func(context.Context, *db.DB, string, string) error {
				sent++ // only the one that holds the number gets here
				return nil
			})
		}
		if n := counted(atOnce(10, func(int) error { return send(phone, address) })); n[-1] != 1 || n[fail.KindBusy] != 9 || sent != 1 {
			t.Errorf("%v, %d sent", n, sent)
		}
		for range people.CodesADay.Default - 1 {
			b.later(time.Minute)
			if err := send(phone, address); err != nil {
				t.Fatal(err)
			}
		}
		b.later(time.Minute)
		err := send(phone, address)
		wantKind(t, err, fail.KindBusy, "请明天再试")
		if e, _ := fail.As(err); !b.now.Add(e.Wait).Equal(time.Date(2026, 4, 21, 0, 0, 0, 0, b.now.Location())) {
			t.Error(e.Wait)
		}
		b.later(time.Minute)
		if err := send(phone, "203.0.113.77"); err != nil {
			t.Error("who asks from one address keeps nobody elsewhere out:", err)
		}
		for i := 0; sent < int(people.CodesAnywhere.Default)*2/3; i++ { // one site, from one network after another
			b.later(time.Minute)
			if err := send(phone, fmt.Sprintf("2001:db8:1:%x::1", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.later(time.Minute)
		wantKind(t, send(phone, "2001:db8:1:ffff::1"), fail.KindBusy, "请明天再试")
		wantKind(t, send(phone, "203.0.113.77"), fail.KindBusy, "请明天再试")
		for i := 0; sent < int(people.CodesAnywhere.Default); i++ { // the rest is for who has not asked
			b.later(time.Minute)
			if err := send(phone, fmt.Sprintf("198.51.100.%d", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.later(time.Minute)
		wantKind(t, send(phone, "203.0.113.78"), fail.KindBusy, "请明天再试")
		for i := range int(people.CodesADay.Default) {
			b.later(time.Minute)
			if err := send("13600000000", fmt.Sprintf("2001:db8:2:%x::1", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.later(time.Minute)
		wantKind(t, send("13600000000", "2001:db8:2:ffff::1"), fail.KindBusy, "请明天再试")
		for i := range people.CodesAddress.Default {
			if err := send(fmt.Sprintf("139%08d", i), "203.0.113.9"); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, send("13700000000", "203.0.113.9"), fail.KindBusy, "这个网络地址")
		if err := send("13700000000", "203.0.113.10"); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.later(15 * time.Hour)
		if err := send(phone, "203.0.113.9"); err != nil {
			t.Error("the next day:", err)
		}
	})
}

// A short secret is closed after so many wrong tries at each of its bounds, also for who knows it, and opens again.
func TestGuessesAreBounded(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		wrong := fail.Invalid("对不上")
		at := func(key string) people.Bound {
			return people.Bound{Key: "query " + key, Most: 10, Within: 30 * time.Minute}
		}
		for range 50 {
			if err := b.Guess(t.Context(), true, wrong, at("1")); err != nil {
				t.Fatal(err)
			}
		}
		errs := atOnce(30, func(int) error { return b.Guess(t.Context(), false, wrong, at("1")) })
		if n := counted(errs); n[fail.KindInvalid] != 10 || n[fail.KindBusy] != 20 {
			t.Errorf("%v", n)
		}
		wantKind(t, b.Guess(t.Context(), true, wrong, at("1")), fail.KindBusy, "请 30 分钟后再试")
		if err := b.Guess(t.Context(), true, wrong, at("2")); err != nil {
			t.Error("another case:", err)
		}
		b.later(30*time.Minute + time.Second)
		if err := b.Guess(t.Context(), true, wrong, at("1")); err != nil {
			t.Error(err)
		}
		if err := b.Guess(t.Context(), false, wrong, at("1")); err != wrong {
			t.Error(err)
		}
	})
}

func TestPaceLetsSoManyPass(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		pace := func() error { return b.Pace(t.Context(), hourly, "report") }
		if n := counted(atOnce(12, func(int) error { return pace() })); n[-1] != 3 || n[fail.KindBusy] != 9 {
			t.Errorf("%v", n)
		}
		b.later(59 * time.Minute)
		wantKind(t, pace(), fail.KindBusy, "请 1 分钟后再试")
		b.later(time.Minute + time.Millisecond)
		if err := pace(); err != nil {
			t.Error(err)
		}
	})
}

// An administrator's lock outlasts time and a right password; unlocking ends both kinds.
func TestLockAndUnlock(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin")
		session := b.signIn(t, "zhoumin")
		boss := b.boss(t)
		wantKind(t, b.Lock(t.Context(), people.Actor{ID: id}, "", id, ""), fail.KindConflict, "自己")
		if err := b.Lock(t.Context(), boss, "", id, "离岗"); err != nil {
			t.Fatal(err)
		}
		if v := b.visit(t, session); v.Kind != people.Nobody {
			t.Error("a locked member's session still stands")
		}
		b.later(1000 * time.Hour)
		_, err := b.SignInStaff(t.Context(), "zhoumin", password, "", "", address, "")
		wantKind(t, err, fail.KindBusy, "管理员锁定")
		if err := b.Unlock(t.Context(), boss, "", id, "回岗"); err != nil {
			t.Fatal(err)
		}
		for range 5 {
			b.SignInStaff(t.Context(), "zhoumin", "wrong", "", "", address, "")
		}
		if err := b.Unlock(t.Context(), boss, "", id, "记错了"); err != nil {
			t.Fatal(err)
		}
		b.signIn(t, "zhoumin")
		if b.logged(t, "锁定账号") != 1 || b.logged(t, "解锁账号") != 2 {
			t.Error("not all of it is in the log")
		}
	})
}

// A try is counted before it is answered: where it could not be counted, the program ending say, nobody hears whether it was right.
func TestATryThatIsNotCountedIsNotAnswered(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		wrong, bound := fail.Invalid("对不上"), people.Bound{Key: "query 1", Most: 2, Within: time.Hour}
		ended, end := context.WithCancel(t.Context())
		end()
		for _, right := range []bool{true, false} {
			if err := b.Guess(ended, right, wrong, bound); err == nil || err == wrong {
				t.Errorf("right %v: answered by %v", right, err)
			}
		}
		v := b.citizen(t, "13900000002")
		if err := b.SpendCode(ended, "test", "13900000002", "000000", "code", people.From{Account: v.Account.ID}); err == nil || fail.Is(err, fail.KindInvalid) {
			t.Error("a code is answered")
		}
		if _, err := b.RealName(ended, v, people.Identity{Name: "王试探", IDNo: idNo}); err == nil {
			t.Error("a claim is answered")
		}
	})
}

// A stranger who opens one browser after the other has no more codes sent to a number at once than a household needs.
func TestNewBrowsersGetNoMoreCodesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		n := 0
		send := func(ip string) error {
			n++
			return b.SendCode(t.Context(), "", phone, people.From{IP: ip, Device: fmt.Sprint("browser ", n)}, func(context.Context, *db.DB, string, string) error { return nil })
		}
		for range people.CodesAtOnce.Default {
			if err := send(address); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, send(address), fail.KindBusy, "验证码刚刚发过")
		if err := send("203.0.113.77"); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.later(2 * time.Minute)
		if err := send(address); err != nil {
			t.Error("later:", err)
		}
	})
}
