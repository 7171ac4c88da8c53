package people

import (
	"context"
	"errors"
	"math"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
)

// A one-time code sent to a telephone opens what it was sent for and nothing else. Messages to a number are bounded for the number, whatever they
// are for and whoever asks; wrong codes by account, by address and for everybody together.

// CodeDigits is how long a code is. Six would be hit too often by who tries at many numbers, within bounds that a city can live with.
const CodeDigits = 8

// CodeSpace is how many codes there are.
func CodeSpace() float64 { return math.Pow10(CodeDigits) }

// SendCode makes a one-time code for signing in with a phone number and hands it to send, which queues the message
// in the same transaction.
func (g *Registry) SendCode(ctx context.Context, phone, ip string, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	return g.sendCode(ctx, "", phone, From{IP: ip}, send)
}

// SendCodeTo is SendCode for a browser. One that the account of the number knows has a count of its own a day, so that nobody who asks for
// codes in another's name keeps him out.
func (g *Registry) SendCodeTo(ctx context.Context, phone string, from From, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	return g.sendCode(ctx, "", phone, from, send)
}

// codeIndex is that under which a code is kept: of the number, or of the number and what the code is for.
func (g *Registry) codeIndex(purpose, phone string) string {
	if purpose == "" {
		return g.keys.Index("phone", phone)
	}
	return g.keys.Index("code for "+purpose, phone)
}

// SendCodeFor is SendCode for another purpose.
func (g *Registry) SendCodeFor(ctx context.Context, purpose, phone, ip string, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	return g.sendCode(ctx, purpose, phone, From{IP: ip}, send)
}

func (g *Registry) sendCode(ctx context.Context, purpose, phone string, from From, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	phone = check.PlainPhone(phone)
	if err := check.Mobile(phone); err != nil {
		return fail.Invalid("手机号不对", fail.Field{Name: "phone", Message: err.Error()})
	}
	code, index, now := gm.Digits(CodeDigits), g.codeIndex(purpose, phone), g.now()
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.count(ctx, tx, g.Bound(CodesAddress, from.IP, "从这个网络地址要的验证码太多，请 %d 分钟后再试，或到就近窗口办理")); err != nil {
			return err
		}
		sent, err := putCode(ctx, tx, oneTimeCode{
			PhoneIndex: index, CodeHash: gm.HashString(index + code), SentAt: now.UnixMilli(), ExpiresAt: now.Add(g.Limits.Time(CodeLife)).UnixMilli(),
		}, now.Add(-g.Limits.Time(CodeGap)).UnixMilli())
		if err != nil {
			return err
		}
		if !sent {
			last, err := codeByPhone(ctx, tx, index)
			if err != nil {
				return err
			}
			wait := g.Limits.Time(CodeGap) - now.Sub(time.UnixMilli(last.SentAt))
			return fail.Busy(wait, "验证码刚刚发过，请 %d 秒后再试", int(wait.Seconds())+1)
		}
		own := false
		if from.Device != "" {
			if own, err = knownOf(ctx, tx, g.keys.Index("phone", phone), deviceHash(from.Device)); err != nil {
				return err
			}
		}
		if err := g.messaged(ctx, tx, phone, own); err != nil {
			return err
		}
		return send(ctx, tx, phone, code)
	})
}

// Messaged counts a message to a number that somebody asked for. One too many in a day is fail.Busy.
func (g *Registry) Messaged(ctx context.Context, tx *db.DB, phone string) error {
	return g.messaged(ctx, tx, phone, false)
}

// messaged counts what a browser that is known to the holder of the number asked for (own) apart from what anybody did.
func (g *Registry) messaged(ctx context.Context, tx *db.DB, phone string, own bool) error {
	now := g.now()
	end := calendar.DayOf(now).AddDays(1).Time()
	key := map[bool]string{false: "messages ", true: "own messages "}[own]
	t, err := countThrottle(ctx, tx, key+g.keys.Index("phone", phone), 1, now.UnixMilli(), end.UnixMilli()-1)
	if err == nil && t.N > g.Limits.Of(CodesADay) {
		err = fail.Busy(end.Sub(now), "这个号码今天的验证码已发完 %d 次，请明天再试，或到就近窗口办理", g.Limits.Of(CodesADay))
	}
	return err
}

// CodeUntil is when a code that is made now is worth nothing any more.
func (g *Registry) CodeUntil() time.Time { return g.now().Add(g.Limits.Time(CodeLife)) }

// codeBounds are the bounds of wrong codes. A device that is known is past them: one code has few tries, and nobody locks its holder out.
func (g *Registry) codeBounds(account int64, ip string, known bool) []Bound {
	if known {
		return nil
	}
	const words = "验证码输错的次数太多，请 %d 分钟后再试。着急的话请用平时用的设备，或到就近窗口办理"
	list := []Bound{g.Bound(WrongAddress, ip, words), g.Bound(WrongAll, "", words)}
	if account != 0 {
		list = append([]Bound{g.Bound(WrongAccount, decimal(account), words)}, list...)
	}
	return list
}

// rightCode reports whether a code is the one that was sent under an index. A try is counted at the code before it is judged: many at
// once are as many tries. A wrong one is counted at the bounds, overall only where there was a code to be hit; beyond one of them none is
// judged (fail.Busy).
func (g *Registry) rightCode(ctx context.Context, tx *db.DB, index, code string, bounds []Bound) (bool, error) {
	for _, b := range bounds {
		if err := g.spent(ctx, tx, b); err != nil {
			return false, err
		}
	}
	c, err := tryCode(ctx, tx, index)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return false, err
	}
	lives := err == nil && c.ExpiresAt >= g.millis() && c.Tries <= g.Limits.Of(CodeTries)
	if lives && c.CodeHash == gm.HashString(index+check.Bare(code)) {
		return true, nil
	}
	for _, b := range bounds {
		if b.Key == g.Bound(WrongAll, "", "").Key && !lives {
			continue // it could hit nothing, and must not keep the whole city out
		}
		if err := g.count(ctx, tx, b); err != nil {
			return false, err
		}
	}
	return false, nil
}

// SpendCodeFor reports whether a code is the one that was sent for the purpose. A right one is spent, a wrong one counted; known says
// that the visitor's device is known to the holder of the number.
func (g *Registry) SpendCodeFor(ctx context.Context, v Visitor, purpose, phone, code string, known bool) (right bool, err error) {
	index := g.codeIndex(purpose, check.PlainPhone(phone))
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if right, err = g.rightCode(ctx, tx, index, code, g.codeBounds(v.Account.ID, v.IP, known)); err != nil || !right {
			return err
		}
		return spendCode(ctx, tx, index)
	})
	return right && err == nil, err
}
