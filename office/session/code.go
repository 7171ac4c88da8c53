package session

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// A one-time code sent to a telephone opens what it was sent for, in the browser that asked for it, and nothing else: what others ask for and try
// counts at codes of their own. Messages to a number are bounded for the number, whoever asks; a code bears few wrong tries. Wrong codes
// are counted by account, by address and for everybody together as well. Where a count is spent nobody is kept out: codes are longer from then on.

// CodeDigits is how long a code is. Six would be hit too often by who tries at many numbers, within bounds that a city can live with.
// LongDigits is how long one is for who has spent a count: so long that it may be tried at all numbers every day.
const (
	CodeDigits = 8
	LongDigits = 12
	CodeTyped  = LongDigits + 3 // with a space after each four
)

// From is where somebody signs in from, or asks for a code.
type From struct {
	IP      string
	Agent   string // what the browser says of itself
	Device  string // a token that the browser keeps, by which it is known again; "" is a new one
	Account int64  // that is signed in there
	Known   bool   // the holder of what is asked for has shown his code there before
}

// Hash is that by which the device is known; "" of a new one.
func (f From) Hash() string {
	if f.Device == "" {
		return ""
	}
	return gm.TokenHash(f.Device)
}

// codeIndex is that under which a code is kept: of the number, the browser and what the code is for.
func (g *Registry) codeIndex(purpose, phone string, from From) string {
	return g.keys.Index("code for "+purpose, phone+" "+from.Hash())
}

// SendCode makes a one-time code for a purpose, "" to sign in with the number, and hands it to send, which queues the message in the same
// transaction. Another kind of purpose, its first word, has another count of messages to the number a day, and so has a browser that is known to its holder:
// nobody who asks for codes in another's name keeps him out. For a purpose without a number, "", it does as much and sends nothing.
func (g *Registry) SendCode(ctx context.Context, purpose, phone string, from From, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	phone = check.PlainPhone(phone)
	nobody := phone == "" && purpose != ""
	if err := check.Mobile(phone); err != nil && !nobody {
		return fail.Invalid("手机号不对", fail.Field{Name: "phone", Message: err.Error()})
	}
	now := g.now()
	return g.db.Tx(ctx, func(tx *db.DB) (err error) {
		if purpose == "" {
			if from.Known, err = KnownOf(ctx, tx, g.keys.Index("phone", phone), from); err != nil {
				return err
			}
		}
		if err := g.Count(ctx, tx, g.Bound(CodesAddress, from.IP, "从这个网络地址要的验证码太多，请 %d 分钟后再试，或到就近窗口办理")); err != nil {
			return err
		}
		digits := CodeDigits
		if long, err := g.Spent(ctx, tx, g.codeBounds(from)...); err != nil {
			return err
		} else if long {
			digits = LongDigits
		}
		code, index := gm.Digits(digits), g.codeIndex(purpose, phone, from)
		sent, err := putCode(ctx, tx, oneTimeCode{
			PhoneIndex: index, CodeHash: gm.HashString(index + code), SentAt: now.UnixMilli(), ExpiresAt: now.Add(g.limits.Time(CodeLife)).UnixMilli(),
		}, now.Add(-g.limits.Time(CodeGap)).UnixMilli())
		if err != nil {
			return err
		}
		if !sent {
			last, err := codeByPhone(ctx, tx, index)
			if err != nil {
				return err
			}
			wait := g.limits.Time(CodeGap) - now.Sub(time.UnixMilli(last.SentAt))
			return fail.Busy(wait, "验证码刚刚发过，请 %d 秒后再试", int(wait.Seconds())+1)
		}
		if nobody {
			return nil
		}
		if err := g.messaged(ctx, tx, purpose, phone, from); err != nil {
			return err
		}
		return send(ctx, tx, phone, code)
	})
}

// Messaged counts a message to a number that who has proven to hold it asked for. One too many in a day is fail.Busy.
func (g *Registry) Messaged(ctx context.Context, tx *db.DB, phone string) error {
	return g.messaged(ctx, tx, "", phone, From{Known: true})
}

// messaged counts what a browser that is known to the holder of the number asked for apart from what anybody did, and each kind of purpose
// apart. What is not known is counted by the site it comes from too: who asks from one for another's number uses up no more than that, and who
// asks from several leaves a first code to each other site.
func (g *Registry) messaged(ctx context.Context, tx *db.DB, purpose, phone string, from From) error {
	now, index := g.now(), g.keys.Index("phone", phone)
	end := calendar.DayOf(now).AddDays(1).Time()
	kind, _, _ := strings.Cut(purpose, " ")
	count := func(kind string) (int64, error) {
		t, err := countThrottle(ctx, tx, "messages "+kind+" "+index, 1, now.UnixMilli(), end.UnixMilli()-1)
		return t.N, err
	}
	if from.Known {
		n, err := count("own")
		if err == nil && n > g.limits.Of(CodesADay) {
			err = fail.Busy(end.Sub(now), "这个号码今天的验证码已发完 %d 次，请明天再试，或到就近窗口办理", g.limits.Of(CodesADay))
		}
		return err
	}
	if kind == atWindow { // whichever window asks
		n, err := count(kind)
		if err == nil && n > g.limits.Of(WindowPhoneDay) {
			err = fail.Busy(end.Sub(now), "窗口今天给这个号码发过 %d 次验证码，不能再发；请明天再核对，或者凭查询单核验", g.limits.Of(WindowPhoneDay))
		}
		return err
	}
	soon := g.BoundAt("messages gap "+kind, index+" "+from.IP, g.limits.Of(CodesAtOnce), g.limits.Time(CodeGap), "验证码刚刚发过，请 %d 分钟后再试")
	if err := g.Count(ctx, tx, soon); err != nil {
		return err
	}
	_, site := networks(from.IP)
	here, err := count(kind + " " + site)
	if err != nil {
		return err
	}
	anywhere, err := count(kind)
	most := g.limits.Of(CodesAnywhere)
	if here > 1 {
		most -= most / kept
	}
	if err == nil && (here > g.limits.Of(CodesADay) || anywhere > most) {
		err = fail.Busy(end.Sub(now), "今天发到这个号码的验证码太多，请明天再试，用平时登录的手机或电脑，或到就近窗口办理")
	}
	return err
}

// kept is which part of CodesAnywhere is left to sites that have asked for no code today: a third.
const kept = 3

// atWindow is the purpose of codes that are read out at a window. Such a code shows that who stands there holds the telephone, and opens nothing.
const atWindow = "window"

// fromWindow is what a member of staff asks for at a window: his codes are his own, in whichever browser.
func fromWindow(v people.Visitor) From {
	return From{IP: v.IP, Device: "staff " + strconv.FormatInt(v.ID, 10)}
}

// AskAtWindow is SendCode for a code that who stands at a window reads out to a member of staff. How many he may send is bounded, and so is how
// many a number gets from windows.
func (g *Registry) AskAtWindow(ctx context.Context, v people.Visitor, phone string, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	return g.SendCode(ctx, atWindow, phone, fromWindow(v), func(ctx context.Context, tx *db.DB, phone, code string) error {
		if err := g.Count(ctx, tx, g.Bound(WindowCodes, strconv.FormatInt(v.ID, 10), "您这一小时发的核对验证码太多，请 %d 分钟后再发")); err != nil {
			return err
		}
		return send(ctx, tx, phone, code)
	})
}

// HeardAtWindow is SpendCode for it.
func (g *Registry) HeardAtWindow(ctx context.Context, v people.Visitor, phone, code, field string) error {
	return g.SpendCode(ctx, atWindow, phone, code, field, fromWindow(v))
}

// CodeUntil is when a code that is made now is worth nothing any more.
func (g *Registry) CodeUntil() time.Time { return g.now().Add(g.limits.Time(CodeLife)) }

// codeBounds are the counts of wrong codes, the last for everybody. A device that is known is past them.
func (g *Registry) codeBounds(from From) []Bound {
	if from.Known {
		return nil
	}
	list := []Bound{g.Bound(WrongAddress, from.IP, ""), g.Bound(WrongAll, "", "")}
	if from.Account != 0 {
		list = append([]Bound{g.Bound(WrongAccount, strconv.FormatInt(from.Account, 10), "")}, list...)
	}
	return list
}

// TryCode has a code judged that was typed into a field, by the one that was sent for a purpose; refused is what to say where it is not right.
// A right one is good until CodeUsed.
// A try is counted at the code before it is judged: many at once are as many tries. A wrong one is counted at the bounds, for everybody only where there was a
// code to be hit. Where one of them is spent only long codes are judged.
func (g *Registry) TryCode(ctx context.Context, tx *db.DB, purpose, phone, code, field string, from From) (refused, err error) {
	code = check.Bare(code)
	index := g.codeIndex(purpose, phone, from)
	bounds := g.codeBounds(from)
	long, err := g.Spent(ctx, tx, bounds...)
	if err != nil {
		return nil, err
	}
	if long && len(code) != LongDigits {
		return fail.Invalid("请重新获取验证码", fail.Field{Name: field, Message: fmt.Sprintf("试错的人太多，验证码改为 %d 位，请重新获取", LongDigits)}), nil
	}
	c, err := countTry(ctx, tx, index)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, err
	}
	lives := err == nil && c.ExpiresAt >= g.millis() && c.Tries <= g.limits.Of(CodeTries)
	if lives && c.CodeHash == gm.HashString(index+code) {
		return nil, nil
	}
	if !lives && len(bounds) > 0 {
		bounds = bounds[:len(bounds)-1] // it could hit nothing, and must not make the whole city type more
	}
	for _, b := range bounds {
		if err := g.Count(ctx, tx, b); err != nil && !fail.Is(err, fail.KindBusy) {
			return nil, err
		}
	}
	return fail.Invalid("验证码不对或已过期", fail.Field{Name: field, Message: "验证码不对或已过期，请核对短信，或重新获取"}), nil
}

// SpendCode reports whether a code that was typed into a field is the one that was sent for the purpose, by what to say where it is not.
// A right one is spent, a wrong one counted.
func (g *Registry) SpendCode(ctx context.Context, purpose, phone, code, field string, from From) error {
	phone = check.PlainPhone(phone)
	var refused error
	err := g.db.Tx(ctx, func(tx *db.DB) (err error) {
		if refused, err = g.TryCode(ctx, tx, purpose, phone, code, field, from); err != nil || refused != nil {
			return err
		}
		return g.CodeUsed(ctx, tx, purpose, phone, from)
	})
	return errors.Join(err, refused)
}

// CodeUsed ends the code that was sent for a purpose.
func (g *Registry) CodeUsed(ctx context.Context, tx *db.DB, purpose, phone string, from From) error {
	return spendCode(ctx, tx, g.codeIndex(purpose, phone, from))
}
