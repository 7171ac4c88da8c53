package device

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Pad is the device at a window. Who oversees starts its set-up, which is logged; whoever stands before the pad types the code
// there once, and from then on the pad is known by a secret of its own. A window has one: a new set-up ends the one before.
type Pad struct {
	ID        int64
	Post      int64
	Hash      string // of the code while it is good, then of the pad's secret
	GoodUntil int64  // until when the code is; 0 the pad is set up
	AddedAt   int64
	AddedBy   string
	EndedAt   int64
}

// padCode is how many digits a set-up code has. It is good for minutes and once; whoever tries from however many addresses hits none.
const padCode = 12

// padTries has the key of the time when pads were only for ratings.
var padTries = limit.Declare(limit.Limit{
	Key: "rating.pad_day", Words: "一个网络地址最多输错几次评价器的设置码", Unit: limit.ADay, Default: 10, Least: 5, Most: 100,
	Basis: "建议值：设置码 12 位、几分钟有效，换着地址试也猜不中",
})

// Pads are those that are set up and not ended.
func (b *Book) Pads(ctx context.Context) ([]Pad, error) { return padsInUse(ctx, b.DB) }

// StartPad ends the pad of a window and returns the code with which another is set up within a time.
func (b *Book) StartPad(ctx context.Context, v people.Visitor, st Stand, within time.Duration) (code string, err error) {
	code, now := gm.Digits(padCode), b.Now()
	p := Pad{
		ID: b.DB.NewID(), Post: st.ID, Hash: gm.TokenHash(code), GoodUntil: now.Add(within).UnixMilli(), AddedAt: now.UnixMilli(), AddedBy: v.Actor.Name,
	}
	return code, b.DB.Tx(ctx, func(tx *db.DB) error {
		if err := endPads(ctx, tx, st.ID, now.UnixMilli()); err != nil {
			return err
		}
		if err := insertPad(ctx, tx, p); err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, v.Actor, v.IP, "设置窗口评价器", st.Title, "")
	})
}

// SetUpPad makes the browser in which the code was typed the pad of its window, and returns the secret that it keeps. A code
// that is wrong, used or too old is fail.Invalid, too many of them from an address fail.Busy.
func (b *Book) SetUpPad(ctx context.Context, v people.Visitor, typed string) (secret string, err error) {
	now := b.Now().UnixMilli()
	p, err := padByHash(ctx, b.DB, gm.TokenHash(check.Bare(typed)))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return "", err
	}
	right := err == nil && p.GoodUntil >= now && p.EndedAt == 0
	wrong := fail.Invalid("设置码不对或已过期", fail.Field{Name: "code", Message: "设置码不对或已过期；监管岗可以在“评价码和评价器”里重新设置"})
	if err := b.Sessions.Guess(ctx, right, wrong, b.Sessions.Bound(padTries, v.IP, "")); err != nil {
		return "", err
	}
	secret = gm.Token()
	return secret, b.DB.Tx(ctx, func(tx *db.DB) error {
		fresh, err := setUpPad(ctx, tx, p.ID, gm.TokenHash(secret))
		if err != nil {
			return err
		}
		if !fresh {
			return wrong
		}
		post, err := b.Roster.PostByID(ctx, p.Post)
		if err != nil {
			return err
		}
		return b.Audit.Log(ctx, tx, people.TheOffice, v.IP, "评价器已启用", post.Title, p.AddedBy+"设置")
	})
}

// AtPad is the window of the pad with the secret; without a pad in use it is fail.NotFound.
func (b *Book) AtPad(ctx context.Context, secret string) (Stand, error) {
	p, err := padByHash(ctx, b.DB, gm.TokenHash(secret))
	if errors.Is(err, db.ErrNone) || err == nil && (p.EndedAt != 0 || p.GoodUntil != 0) {
		return Stand{}, fail.NotFound("这台设备不是在用的窗口评价器，请重新设置")
	}
	if err != nil {
		return Stand{}, err
	}
	return b.Window(ctx, p.Post)
}
