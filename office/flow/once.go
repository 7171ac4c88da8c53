package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Once makes what is sent twice one case (Opening.Once), or one event (Move.Once): a form by the token that its page carried, a
// program's request by its Idempotency-Key and the hash of its body. The zero value is of what may be sent again and again.
type Once struct {
	Key  string // of the sender and his token; "" none
	Hash string // of the request; "" of a form, which people correct and send again
}

// keepOnce is how long a key is known.
var keepOnce = limit.Declare(limit.Limit{Key: "keep.once", Words: "表单、接口请求的重复提交标识留多久，过后再交算新的一件", Unit: limit.Days, Default: 30, Least: 1, Most: 400,
	Basis: "建议值：够程序断线以后再试"})

// OnceOf is the key of a token that somebody sent with what opens a case of a kind, or moves one (OnceEvent); "" is no token. Returns fail.Invalid for a
// token of more than 200 characters.
func OnceOf(kind string, who people.Actor, token, hash string) (Once, error) {
	if token == "" {
		return Once{}, nil
	}
	if len(token) > 200 {
		return Once{}, fail.Invalid("Idempotency-Key 最多 200 个字符")
	}
	return Once{Key: fmt.Sprintf("%s %s %d %s", kind, who.Kind, who.ID, token), Hash: hash}, nil
}

// OnceEvent stands for the kind where a key is that of an event.
const OnceEvent = "event"

// Opened is the case that was opened, or moved, by a key before; found is false if none was. Returns fail.Conflict if the key was used
// for another request.
func (e *Engine) Opened(ctx context.Context, d *db.DB, o Once) (k Case, found bool, err error) {
	if o.Key == "" {
		return k, false, nil
	}
	before, err := onceOf(ctx, d, o.Key)
	switch {
	case errors.Is(err, db.ErrNone):
		return k, false, nil
	case err != nil:
		return k, false, err
	case before.Hash != o.Hash:
		return k, false, fail.Conflict("这个 Idempotency-Key 已经用于另一个请求")
	}
	k, err = one(ctx, d, before.CaseID)
	return k, err == nil, err
}

// OnceOnly does what opens or moves a case in a transaction of its own, unless it was done before by the same key: then it is that case,
// and again is true. Of two that are sent at once one waits for the other.
func (e *Engine) OnceOnly(ctx context.Context, o Once, open func(tx *db.DB) (Case, error)) (k Case, again bool, err error) {
	try := func() error {
		return e.db.Tx(ctx, func(tx *db.DB) (err error) {
			if k, again, err = e.Opened(ctx, tx, o); err != nil || again {
				return err
			}
			k, err = open(tx)
			return err
		})
	}
	if err = try(); errors.Is(err, db.ErrTaken) && o.Key != "" {
		err = try()
	}
	return k, again, err
}

// Sole is the case of a sole kind that is open about a matter; found is false if none is.
func (e *Engine) Sole(ctx context.Context, d *db.DB, kind string, about int64) (k Case, found bool, err error) {
	k, err = soleAbout(ctx, d, kind, about)
	if errors.Is(err, db.ErrNone) {
		return k, false, nil
	}
	return k, err == nil, err
}

// OpenAbout opens a case about another, at its place and under its title, and ties the two together.
func (e *Engine) OpenAbout(ctx context.Context, tx *db.DB, actor people.Actor, about Case, o Opening) (*Change, error) {
	o.Region, o.Item, o.Party, o.Channel, o.About = about.Region, about.Item, about.Party, ByOnline, about.ID
	if t, ok := e.Table(o.Kind); ok {
		o.Title = t.Prefix + e.Bare(about.Title)
	}
	c, err := e.Open(ctx, tx, actor, o)
	if err != nil {
		return nil, err
	}
	return c, e.Link(ctx, tx, c.Case.ID, about.ID, AroseOf)
}

// PruneOnce forgets the keys of before, and reports how many.
func (e *Engine) PruneOnce(ctx context.Context, before time.Time) (int64, error) {
	return pruneOnce(ctx, e.db, before.UnixMilli())
}

// KeptOnce is the limit by which keys are forgotten.
func KeptOnce(b *limit.Book) time.Time { return b.Since(keepOnce) }
