package session_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people/peopletest"
	"wuyou/office/session"
)

// A code sent by text message can be mistyped five times, one after another or all at once; it is good
// for a while and for one session.
func TestAOneTimeCode(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		try := func(code string) error {
			_, err := b.Persons.SignInCitizen(t.Context(), peopletest.Phone, code, session.From{IP: peopletest.Address})
			return err
		}
		peopletest.WantKind(t, try("123456"), fail.KindInvalid, "验证码不对") // none was sent
		code := b.Code(t, peopletest.Phone)
		for range 4 {
			peopletest.WantKind(t, try("wrong"), fail.KindInvalid, "验证码不对")
		}
		if err := try(" " + code + " "); err != nil {
			t.Error("the fifth try:", err)
		}
		peopletest.WantKind(t, try(code), fail.KindInvalid, "验证码不对") // spent

		b.Later(time.Minute)
		code = b.Code(t, peopletest.Phone)
		peopletest.AtOnce(20, func(int) error { return try("wrong") })
		peopletest.WantKind(t, try(code), fail.KindInvalid, "验证码不对")

		b.Later(time.Minute)
		code = b.Code(t, peopletest.Phone)
		if n := peopletest.Counted(peopletest.AtOnce(5, func(int) error { return try(code) })); n[-1] != 1 {
			t.Errorf("one code has opened %d sessions", n[-1])
		}
		b.Later(time.Minute)
		code = b.Code(t, peopletest.Phone)
		b.Later(b.Limits.Time(session.CodeLife) + time.Second)
		peopletest.WantKind(t, try(code), fail.KindInvalid, "已过期")
	})
}

// Codes are sent with a pause between, so many a day to one number, so many an hour to one address.
func TestCodesAreSentInMeasure(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		sent := 0
		send := func(phone, ip string) error {
			return b.Sessions.SendCode(t.Context(), "", phone, session.From{IP: ip}, func(context.Context, *db.DB, string, string) error {
				sent++ // only the one that holds the number gets here
				return nil
			})
		}
		if n := peopletest.Counted(peopletest.AtOnce(10, func(int) error { return send(peopletest.Phone, peopletest.Address) })); n[-1] != 1 || n[fail.KindBusy] != 9 || sent != 1 {
			t.Errorf("%v, %d sent", n, sent)
		}
		for range session.CodesADay.Default - 1 {
			b.Later(time.Minute)
			if err := send(peopletest.Phone, peopletest.Address); err != nil {
				t.Fatal(err)
			}
		}
		b.Later(time.Minute)
		err := send(peopletest.Phone, peopletest.Address)
		peopletest.WantKind(t, err, fail.KindBusy, "请明天再试")
		if e, _ := fail.As(err); !b.Now.Add(e.Wait).Equal(time.Date(2026, 4, 21, 0, 0, 0, 0, b.Now.Location())) {
			t.Error(e.Wait)
		}
		b.Later(time.Minute)
		if err := send(peopletest.Phone, "203.0.113.77"); err != nil {
			t.Error("who asks from one address keeps nobody elsewhere out:", err)
		}
		for i := 0; sent < int(session.CodesAnywhere.Default)*2/3; i++ { // one site, from one network after another
			b.Later(time.Minute)
			if err := send(peopletest.Phone, fmt.Sprintf("2001:db8:1:%x::1", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.Later(time.Minute)
		peopletest.WantKind(t, send(peopletest.Phone, "2001:db8:1:ffff::1"), fail.KindBusy, "请明天再试")
		peopletest.WantKind(t, send(peopletest.Phone, "203.0.113.77"), fail.KindBusy, "请明天再试")
		for i := 0; sent < int(session.CodesAnywhere.Default); i++ { // the rest is for who has not asked
			b.Later(time.Minute)
			if err := send(peopletest.Phone, fmt.Sprintf("198.51.100.%d", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.Later(time.Minute)
		peopletest.WantKind(t, send(peopletest.Phone, "203.0.113.78"), fail.KindBusy, "请明天再试")
		for i := range int(session.CodesADay.Default) {
			b.Later(time.Minute)
			if err := send("13600000000", fmt.Sprintf("2001:db8:2:%x::1", i)); err != nil {
				t.Fatal(err)
			}
		}
		b.Later(time.Minute)
		peopletest.WantKind(t, send("13600000000", "2001:db8:2:ffff::1"), fail.KindBusy, "请明天再试")
		for i := range session.CodesAddress.Default {
			if err := send(fmt.Sprintf("139%08d", i), "203.0.113.9"); err != nil {
				t.Fatal(err)
			}
		}
		peopletest.WantKind(t, send("13700000000", "203.0.113.9"), fail.KindBusy, "这个网络地址")
		if err := send("13700000000", "203.0.113.10"); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.Later(15 * time.Hour)
		if err := send(peopletest.Phone, "203.0.113.9"); err != nil {
			t.Error("the next day:", err)
		}
	})
}

// A short secret is closed after so many wrong tries at each of its bounds, also for who knows it, and opens again.
func TestGuessesAreBounded(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		wrong := fail.Invalid("对不上")
		at := func(key string) session.Bound {
			return session.Bound{Key: "query " + key, Most: 10, Within: 30 * time.Minute}
		}
		for range 50 {
			if err := b.Sessions.Guess(t.Context(), true, wrong, at("1")); err != nil {
				t.Fatal(err)
			}
		}
		errs := peopletest.AtOnce(30, func(int) error { return b.Sessions.Guess(t.Context(), false, wrong, at("1")) })
		if n := peopletest.Counted(errs); n[fail.KindInvalid] != 10 || n[fail.KindBusy] != 20 {
			t.Errorf("%v", n)
		}
		peopletest.WantKind(t, b.Sessions.Guess(t.Context(), true, wrong, at("1")), fail.KindBusy, "请 30 分钟后再试")
		if err := b.Sessions.Guess(t.Context(), true, wrong, at("2")); err != nil {
			t.Error("another case:", err)
		}
		b.Later(30*time.Minute + time.Second)
		if err := b.Sessions.Guess(t.Context(), true, wrong, at("1")); err != nil {
			t.Error(err)
		}
		if err := b.Sessions.Guess(t.Context(), false, wrong, at("1")); err != wrong {
			t.Error(err)
		}
	})
}

func TestPaceLetsSoManyPass(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		pace := func() error { return b.Sessions.Pace(t.Context(), hourly, "report") }
		if n := peopletest.Counted(peopletest.AtOnce(12, func(int) error { return pace() })); n[-1] != 3 || n[fail.KindBusy] != 9 {
			t.Errorf("%v", n)
		}
		b.Later(59 * time.Minute)
		peopletest.WantKind(t, pace(), fail.KindBusy, "请 1 分钟后再试")
		b.Later(time.Minute + time.Millisecond)
		if err := pace(); err != nil {
			t.Error(err)
		}
	})
}

// A stranger who opens one browser after the other has no more codes sent to a number at once than a household needs.
func TestNewBrowsersGetNoMoreCodesAtOnce(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		n := 0
		send := func(ip string) error {
			n++
			return b.Sessions.SendCode(t.Context(), "", peopletest.Phone, session.From{IP: ip, Device: fmt.Sprint("browser ", n)}, func(context.Context, *db.DB, string, string) error { return nil })
		}
		for range session.CodesAtOnce.Default {
			if err := send(peopletest.Address); err != nil {
				t.Fatal(err)
			}
		}
		peopletest.WantKind(t, send(peopletest.Address), fail.KindBusy, "验证码刚刚发过")
		if err := send("203.0.113.77"); err != nil {
			t.Error("from elsewhere:", err)
		}
		b.Later(2 * time.Minute)
		if err := send(peopletest.Address); err != nil {
			t.Error("later:", err)
		}
	})
}
