package session_test

import (
	"context"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/roster"
	"wuyou/office/session"
)

var hourly = limit.Declare(limit.Limit{Key: "test.hour", Words: "x", Basis: "x", Unit: limit.AnHour, Default: 3, Most: 3})

// The clock was a day ahead and is set back: what it wrote meanwhile keeps nobody out.
func TestAClockThatWasAheadHoldsNobody(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx := t.Context()
		b.Member(t, "zhoumin")
		const secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		err := b.DB.Tx(ctx, func(tx *db.DB) error {
			_, err := b.Roster.AddMember(ctx, tx, people.TheOffice, "", roster.NewMember{Login: "xitong", Name: "系统", Hash: peopletest.Hash(), Keep: true, TOTP: secret})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		code := ""
		ask := func() error {
			return b.Sessions.SendCode(ctx, "", "13900000009", session.From{IP: peopletest.Address}, func(_ context.Context, _ *db.DB, _, c string) error { code = c; return nil })
		}
		enter := func() error {
			t.Helper()
			one, err := totp.GenerateCode(secret, b.Now)
			if err != nil {
				t.Fatal(err)
			}
			_, err = b.Roster.SignInStaff(ctx, "xitong", peopletest.Password, one, "", peopletest.Address, "")
			return err
		}
		pace := func() error { return b.Sessions.Pace(ctx, hourly, "k") }
		b.Later(26 * time.Hour)
		if err := ask(); err != nil {
			t.Fatal(err)
		}
		token, err := b.Persons.SignInCitizen(ctx, "13900000009", code, session.From{IP: peopletest.Address})
		if err != nil {
			t.Fatal(err)
		}
		if err := ask(); !fail.Is(err, fail.KindBusy) {
			t.Errorf("a second code at once: %v", err)
		}
		if err := enter(); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			pace()
		}
		if err := pace(); !fail.Is(err, fail.KindBusy) {
			t.Errorf("no pace: %v", err)
		}
		for range 6 {
			b.Roster.SignInStaff(ctx, "zhoumin", "wrong", "", "", "10.0.0.7", "")
		}

		b.Later(-26 * time.Hour)
		if err := ask(); err != nil {
			t.Errorf("a code: %v", err)
		}
		if err := ask(); !fail.Is(err, fail.KindBusy) {
			t.Errorf("a second code at once, by the right clock: %v", err)
		}
		if _, err := b.Persons.SignInCitizen(ctx, "13900000009", code, session.From{IP: peopletest.Address}); err != nil {
			t.Errorf("by the code: %v", err)
		}
		if err := enter(); err != nil {
			t.Errorf("by the second factor: %v", err)
		}
		if err := enter(); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("by the same one-time password again: %v", err)
		}
		if err := pace(); err != nil {
			t.Errorf("a pace from the future: %v", err)
		}
		b.SignIn(t, "zhoumin")
		if v, err := b.Sessions.Visit(ctx, token, ""); err != nil || v.Session.ID == 0 {
			t.Errorf("the session: %v", err)
		}
		b.Later(b.Limits.Time(session.CitizenIdle) + 2*time.Minute)
		if v, err := b.Sessions.Visit(ctx, token, ""); err != nil || v.Session.ID != 0 {
			t.Errorf("a session from the future never idles: %v", err)
		}
	})
}

// What is over is forgotten, what is not is kept.
func TestPrune(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		ctx := t.Context()
		code := ""
		ask := func(phone string) {
			t.Helper()
			if err := b.Sessions.SendCode(ctx, "", phone, session.From{IP: peopletest.Address}, func(_ context.Context, _ *db.DB, _, c string) error { code = c; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		rows := func() (n int64) {
			for _, table := range []string{"throttles", "one_time_codes", "sessions"} {
				one, err := db.One[int64](ctx, b.DB, `SELECT COUNT(*) FROM `+table)
				if err != nil {
					t.Fatal(err)
				}
				n += one
			}
			return n
		}
		ask("13900000009")
		token, err := b.Persons.SignInCitizen(ctx, "13900000009", code, session.From{IP: peopletest.Address})
		if err != nil {
			t.Fatal(err)
		}
		b.Sessions.Pace(ctx, hourly, "k")
		if n, err := b.Sessions.Prune(ctx); err != nil || n != 0 || rows() != 7 {
			t.Errorf("%d of what is not over was forgotten, %d left: %v", n, rows(), err)
		}
		if v, err := b.Sessions.Visit(ctx, token, ""); err != nil || v.Session.ID == 0 {
			t.Error("the session has gone", err)
		}
		b.Later(48 * time.Hour)
		if n, err := b.Sessions.Prune(ctx); err != nil || n != 7 || rows() != 0 {
			t.Errorf("%d forgotten, %d left: %v", n, rows(), err)
		}
	})
}
