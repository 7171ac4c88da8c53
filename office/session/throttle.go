package session

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/limit"
)

// Bound is how many wrong tries of one key pass within a time.
type Bound struct {
	Key      string
	Most     int64
	Within   time.Duration
	Words    string // what is said when there were too many; with the minutes to wait as %d
	Site     string // the key of the site of an IPv6 address, which bears SiteMost; "" there is none
	SiteMost int64
}

// keys are the keys at which a bound counts, and how many pass at each.
func (b Bound) keys() []throttle {
	list := []throttle{{Key: b.Key, N: b.Most}}
	if b.Site != "" {
		list = append(list, throttle{Key: b.Site, N: b.SiteMost})
	}
	return list
}

const tooOften = "试错的次数太多，请 %d 分钟后再试"

var errRight = errors.New("a right guess")

// Guess lets one try at a short secret pass: right says whether it was the right one. A wrong try is
// counted at each bound and answered by wrong; where one has too many every try is fail.Busy, also a right
// one. A try is counted before it is judged, so that many at the same moment are no more than one after another; a right
// one is then undone, which writes nothing. Bounds that many share stand last, so that they are held for the shortest time.
func (g *Registry) Guess(ctx context.Context, right bool, wrong error, bounds ...Bound) error {
	err := g.db.Tx(ctx, func(tx *db.DB) error {
		for _, b := range bounds {
			if err := g.Count(ctx, tx, b); err != nil {
				return err
			}
		}
		if right {
			return errRight
		}
		return nil
	})
	switch {
	case errors.Is(err, errRight):
		return nil
	case err != nil:
		return err
	}
	return wrong
}

// Pace lets so many things of one kind pass for one address, account or number within the time of the limit, whoever asks; more are
// fail.Busy.
func (g *Registry) Pace(ctx context.Context, l limit.Limit, who string) error {
	return g.PaceMany(ctx, l, who, 1)
}

// PaceMany is Pace for n things at once.
func (g *Registry) PaceMany(ctx context.Context, l limit.Limit, who string, n int64) error {
	b := g.Bound(l, who, "提交得太频繁，请 %d 分钟后再试；着急的话请到就近窗口或拨打服务热线")
	return g.db.Tx(ctx, func(tx *db.DB) error { return g.countMany(ctx, tx, b, n) })
}

// Spend counts n things at a bound, in a transaction of its own, and reports whether they pass; those that do not are not counted.
func (g *Registry) Spend(ctx context.Context, b Bound, n int64) (bool, error) {
	err := g.db.Tx(ctx, func(tx *db.DB) error { return g.countMany(ctx, tx, b, n) })
	if fail.Is(err, fail.KindBusy) {
		return false, nil
	}
	return err == nil, err
}

// PaceSaying is Pace whose refusal is in words of its own, with the minutes to wait as %d.
func (g *Registry) PaceSaying(ctx context.Context, l limit.Limit, who, words string) error {
	return g.db.Tx(ctx, func(tx *db.DB) error { return g.Count(ctx, tx, g.Bound(l, who, words)) })
}

// Bound is a pace for one address, account or number; words are what is said when there were too many.
func (g *Registry) Bound(l limit.Limit, who, words string) Bound {
	return g.BoundAt(l.Key, who, g.limits.Of(l), l.Unit.Within, words)
}

// BoundAt is a pace of what a key is for. An address in who is counted by its network, and of IPv6 by its site too, which bears SiteTimes as much.
func (g *Registry) BoundAt(key, who string, most int64, within time.Duration, words string) Bound {
	net, site := networks(who)
	b := Bound{Key: key + " " + net, Most: most, Within: within, Words: words}
	if site != net {
		b.Site, b.SiteMost = key+" "+site, most*g.limits.Of(SiteTimes)
	}
	return b
}

// networks are words with the addresses among them as they are counted: by the network that one customer has for each of his machines (IPv6: /64,
// 2⁶⁴ addresses), and by the site (/48, 65,536 such networks). Without IPv6 both are alike.
func networks(who string) (net, site string) {
	parts := strings.Fields(who)
	wide := slices.Clone(parts)
	for i, part := range parts {
		if a, err := netip.ParseAddr(part); err == nil && a.Unmap().Is6() {
			parts[i] = netip.PrefixFrom(a, 64).Masked().String()
			wide[i] = netip.PrefixFrom(a, 48).Masked().String()
		}
	}
	return strings.Join(parts, " "), strings.Join(wide, " ")
}

// Count counts one more thing at a bound. One too many is fail.Busy in its words, which say how many minutes it lasts; when
// that undoes the transaction it was not counted.
func (g *Registry) Count(ctx context.Context, tx *db.DB, b Bound) error {
	return g.countMany(ctx, tx, b, 1)
}

func (g *Registry) countMany(ctx context.Context, tx *db.DB, b Bound, n int64) error {
	now := g.millis()
	for _, at := range b.keys() {
		t, err := countThrottle(ctx, tx, at.Key, n, now, now+b.Within.Milliseconds())
		if err != nil {
			return err
		}
		if t.N > at.N {
			return fail.Busy(time.Duration(t.Until-now)*time.Millisecond, cmp.Or(b.Words, tooOften), minutes(t.Until-now))
		}
	}
	return nil
}

// Spent reports whether one of the bounds has no try left.
func (g *Registry) Spent(ctx context.Context, d *db.DB, bounds ...Bound) (bool, error) {
	now := g.millis()
	for _, b := range bounds {
		for _, at := range b.keys() {
			t, err := throttleOf(ctx, d, at.Key)
			if err != nil && !errors.Is(err, db.ErrNone) {
				return false, err
			}
			if err == nil && t.N >= at.N && t.Until >= now && t.Until <= now+b.Within.Milliseconds()+60_000 {
				return true, nil
			}
		}
	}
	return false, nil
}

// Uncount takes back what was counted once at each bound and was not wrong.
func Uncount(ctx context.Context, tx *db.DB, bounds ...Bound) error {
	for _, b := range bounds {
		for _, at := range b.keys() {
			if err := uncountThrottle(ctx, tx, at.Key); err != nil {
				return err
			}
		}
	}
	return nil
}

// minutes says how long a wait is, rounded up.
func minutes(ms int64) int64 { return (ms + 59999) / 60000 }
