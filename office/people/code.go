package people

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
)

// A one-time code sent to a telephone opens what it was sent for and nothing else. Codes of one purpose have a count of
// their own: whoever has them sent to a stranger's number uses up neither the stranger's codes for signing in nor those of
// his other cases.

// SendCodeFor makes a one-time code for a purpose, as SendCode does for signing in.
func (g *Registry) SendCodeFor(ctx context.Context, purpose, phone, ip string, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	phone = check.PlainPhone(phone)
	if err := check.Mobile(phone); err != nil {
		return fail.Invalid("手机号不对", fail.Field{Name: "phone", Message: err.Error()})
	}
	return g.sendCode(ctx, g.keys.Index("code for "+purpose, phone), phone, ip, send)
}

// SpendCodeFor reports whether a code is the one that was sent for the purpose. A right one is spent, a wrong one counted.
func (g *Registry) SpendCodeFor(ctx context.Context, purpose, phone, code string) (right bool, err error) {
	index := g.keys.Index("code for "+purpose, check.PlainPhone(phone))
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		right = false
		c, err := tryCode(ctx, tx, index) // counted before it is judged: many at once are as many tries
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil || c.ExpiresAt < g.millis() || c.Tries > g.Limits.Of(CodeTries) || c.CodeHash != gm.HashString(index+check.Bare(code)) {
			return err
		}
		right = true
		return spendCode(ctx, tx, index)
	})
	return right && err == nil, err
}
