package roster

import (
	"context"
	"encoding/base32"
	"errors"
	"slices"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/session"
)

// The second factor of staff is a one-time password of an authenticator. Its secret is drawn by the program and never
// comes from a form; it counts once a code has shown that the authenticator has it.

// ErrTOTP asks for the second factor.
var ErrTOTP = fail.Invalid("请输入动态口令", fail.Field{Name: "code", Message: "请输入身份验证器上的 6 位动态口令"})

var errUsed = fail.Invalid("动态口令不对", fail.Field{Name: "code", Message: "动态口令不对或已经用过，请等下一个"})

// needsTOTP reports whether posts are held that need two factors: administrators by GB/T 22239-2019, 8.1.4.1, others by the
// setting.
func (g *Registry) needsTOTP(a people.Actor) bool {
	return slices.ContainsFunc(a.Posts, func(p people.Post) bool { return g.twoFactors(p.Role) })
}

// MustEnrol reports whether the visitor still has to set up the one-time password.
func (g *Registry) MustEnrol(v people.Visitor) bool {
	return g.needsTOTP(v.Actor) && v.Member.TotpSealed == ""
}

// checkTOTP accepts each code once, and returns the time step that it belongs to.
func (g *Registry) checkTOTP(m people.Member, code string) (int64, error) {
	if code == "" {
		return 0, ErrTOTP
	}
	secret, err := g.keys.Open(m.TotpSealed, sealTOTP)
	if err != nil {
		return 0, err
	}
	for skew := int64(-1); skew <= 1; skew++ {
		at := g.now().Add(time.Duration(skew) * 30 * time.Second)
		step := at.Unix() / 30
		want, err := totp.GenerateCode(secret, at)
		if err != nil {
			return 0, err
		}
		if (step > m.TotpUsed || m.TotpUsed > step+totpAhead) && want == check.Bare(code) {
			return step, nil
		}
	}
	return 0, errUsed
}

// NewTOTP draws a secret for the visitor's authenticator, as an otpauth address; one that was drawn a while ago is kept.
func (g *Registry) NewTOTP(ctx context.Context, v people.Visitor, issuer string) (key *otp.Key, err error) {
	opts := totp.GenerateOpts{Issuer: issuer, AccountName: v.Member.Login}
	e, err := enrolmentOf(ctx, g.db, v.Member.ID)
	switch {
	case err == nil && e.At > g.limits.Since(FactorMinutes).UnixMilli() && e.At <= g.millis():
		plain, err := g.keys.Open(e.Sealed, sealTOTP)
		if err != nil {
			return nil, err
		}
		if opts.Secret, err = base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(plain); err != nil {
			return nil, err
		}
		return totp.Generate(opts)
	case err != nil && !errors.Is(err, db.ErrNone):
		return nil, err
	}
	if key, err = totp.Generate(opts); err != nil {
		return nil, err
	}
	return key, g.db.Tx(ctx, func(tx *db.DB) error {
		return putEnrolment(ctx, tx, enrolment{v.Member.ID, g.keys.Seal(key.Secret(), sealTOTP), g.millis()})
	})
}

// Enrol takes the secret that was drawn into use when the code proves that it is set up. Who has an authenticator already
// shows password and a code of that one first.
func (g *Registry) Enrol(ctx context.Context, v people.Visitor, password, old, code string) error {
	m, err := MemberByID(ctx, g.db, v.Member.ID)
	if err != nil {
		return err
	}
	e, err := enrolmentOf(ctx, g.db, m.ID)
	if errors.Is(err, db.ErrNone) || err == nil && e.At <= g.limits.Since(FactorMinutes).UnixMilli() {
		return fail.Conflict("时间太久，请重新扫码绑定")
	}
	if err != nil {
		return err
	}
	act := "启用动态口令"
	if m.TotpSealed != "" {
		act = "更换身份验证器"
		if err := g.ConfirmStaff(ctx, v, password, old); err != nil {
			return err
		}
	}
	m.TotpSealed, m.TotpUsed = e.Sealed, 0
	used, err := g.checkTOTP(m, code)
	if err != nil {
		_, known := fail.As(err)
		if !known {
			return err
		}
		return g.sessions.Guess(ctx, false, err, session.Bound{Key: "enrol " + m.Login, Most: g.limits.Of(SignInTries), Within: g.limits.Time(SignInWait)})
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := setTOTP(ctx, tx, m.ID, m.TotpSealed, used); err != nil {
			return err
		}
		if err := deleteEnrolment(ctx, tx, m.ID); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, act, "", "")
	})
}

const sealTOTP = "totp"
