package people

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// Short secrets (query codes) are guarded against guessing: after guessMost wrong tries at one thing
// it is closed for guessPause, whoever asks.
const (
	guessMost  = 10
	guessPause = 30 * time.Minute
)

// Guess lets one try at a short secret pass: right says whether it was the right one. A wrong try is
// counted; after too many every try is fail.Busy, and wrong is returned until then.
func (g *Registry) Guess(ctx context.Context, key string, right bool, wrong error) error {
	now := g.millis()
	t, err := throttleByKey(ctx, g.db, key)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	if t.Until < now {
		t.N = 0
	}
	if t.N >= guessMost {
		return fail.Busy("试错次数太多，请 %d 分钟后再试，或带身份证到窗口查询", (t.Until-now)/60000+1)
	}
	if right {
		return nil
	}
	return errors.Join(countThrottle(ctx, g.db, key, now, now+guessPause.Milliseconds()), wrong)
}

// Pace lets so many things of one key pass within a time, whoever asks; more are fail.Busy.
func (g *Registry) Pace(ctx context.Context, key string, most int64, within time.Duration) error {
	now := g.millis()
	t, err := throttleByKey(ctx, g.db, key)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return err
	}
	if t.Until < now {
		t = throttle{Until: now + within.Milliseconds()}
	}
	if t.N >= most {
		return fail.Busy("提交得太频繁，请 %d 分钟后再试；着急的话请到就近窗口或拨打服务热线", (t.Until-now)/60000+1)
	}
	return putThrottle(ctx, g.db, throttle{key, t.N + 1, t.Until})
}
