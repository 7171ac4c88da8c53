package rating

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Pad is the device on which people rate at a window. A supervisor starts its set-up, which is logged; whoever stands before the
// pad types the code there once, and from then on the pad is known by a secret of its own that nobody has seen. A window has
// one: a new set-up ends the one before at once.
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

// limit is a rule's number of minutes on the day.
func (s *Service) limit(ctx context.Context, name string) (time.Duration, error) {
	n, err := limitOn(ctx, s.DB, name, calendar.DayOf(s.Now()))
	return time.Duration(n) * time.Minute, err
}

// StartPad ends the pad of a window and returns the code with which another is set up.
func (s *Service) StartPad(ctx context.Context, v people.Visitor, st Stand) (code string, good time.Duration, err error) {
	if good, err = s.limit(ctx, "pad_setup"); err != nil {
		return "", 0, err
	}
	code, now := gm.Digits(padCode), s.Now()
	p := Pad{ID: s.DB.NewID(), Post: st.ID, Hash: gm.TokenHash(code), GoodUntil: now.Add(good).UnixMilli(), AddedAt: now.UnixMilli(), AddedBy: v.Actor.Name}
	return code, good, s.DB.Tx(ctx, func(tx *db.DB) error {
		if err := endPads(ctx, tx, st.ID, now.UnixMilli()); err != nil {
			return err
		}
		if err := insertPad(ctx, tx, p); err != nil {
			return err
		}
		return s.People.Log(ctx, tx, v.Actor, v.IP, "设置窗口评价器", st.Title, "")
	})
}

// SetUpPad makes the browser in which the code was typed the pad of its window, and returns the secret that it keeps.
func (s *Service) SetUpPad(ctx context.Context, v people.Visitor, typed string) (secret string, err error) {
	now := s.Now().UnixMilli()
	p, err := padByHash(ctx, s.DB, gm.TokenHash(check.Bare(typed)))
	if err != nil && !errors.Is(err, db.ErrNone) {
		return "", err
	}
	right := err == nil && p.GoodUntil >= now && p.EndedAt == 0
	wrong := fail.Invalid("设置码不对或已过期", fail.Field{Name: "code", Message: "设置码不对或已过期；监管岗可以在“评价码和评价器”里重新设置"})
	if err := s.People.Guess(ctx, right, wrong, s.People.Bound(padTries, v.IP, "")); err != nil {
		return "", err
	}
	secret = gm.Token()
	return secret, s.DB.Tx(ctx, func(tx *db.DB) error {
		fresh, err := setUpPad(ctx, tx, p.ID, gm.TokenHash(secret))
		if err != nil {
			return err
		}
		if !fresh {
			return wrong
		}
		post, err := s.People.PostByID(ctx, p.Post)
		if err != nil {
			return err
		}
		return s.People.Log(ctx, tx, people.TheOffice, v.IP, "评价器已启用", post.Title, p.AddedBy+"设置")
	})
}

// atPad is the window of the pad with the secret; without a pad in use it is fail.NotFound.
func (s *Service) atPad(ctx context.Context, secret string) (Stand, error) {
	p, err := padByHash(ctx, s.DB, gm.TokenHash(secret))
	if errors.Is(err, db.ErrNone) || err == nil && (p.EndedAt != 0 || p.GoodUntil != 0) {
		return Stand{}, fail.NotFound("这台设备不是在用的窗口评价器，请重新设置")
	}
	if err != nil {
		return Stand{}, err
	}
	return s.window(ctx, p.Post)
}
