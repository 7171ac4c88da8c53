package notice

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/kit/terse"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Policy are the settings of sending.
type Policy struct {
	Timeout time.Duration // one message is sent, or not, after so long
	AtOnce  int           // messages in hand at once; of these each may go out twice when the program is killed
	Keyed   bool          // the receiver takes a message whose id it has only once, so that one more try does no harm
	Late    time.Duration // sending is in trouble when nothing has gone out for so long
}

// Life is after how long what is due is not sent any more.
var Life = limit.Declare(limit.Limit{
	Key: "notice.hours", Words: "该发而没有发出的短信，多久以后不再发",
	Unit: limit.Hours, Default: 72, Least: 1, Most: 720, Basis: "建议值：过时的消息误导人",
})

// DefaultPolicy is our proposal.
var DefaultPolicy = Policy{Timeout: 10 * time.Second, AtOnce: 1, Late: 15 * time.Minute}

// Driver sends a message; an error means that it must be tried again. Where nobody can know whether it was sent, the
// error is Unsure; where the receiver takes nothing from anybody, Away.
type Driver func(ctx context.Context, m Message) error

// Unsure marks a failure after which the message may have gone out nevertheless: it was handed over, and no answer came.
func Unsure(err error) error { return &unsure{err} }

type unsure struct{ error }

func (u *unsure) Unwrap() error { return u.error }

// unsureMost is how often a message is sent to a receiver that would deliver it each time, where nobody knows what came
// of the try before.
const unsureMost = 2

// pauses are the waits after each failed try; after the last the notice is dead.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}

// far is beyond every pause: what is due later was written while the clock was wrong.
const far = 13 * time.Hour

// lease is how long a claimed notice is left alone before it is thought lost: longer than sending can take.
func (p *Post) lease() time.Duration { return 2*p.policy.Timeout + time.Minute }

// endGrace is how long a message in hand may still take when the program is told to end.
const endGrace = 2 * time.Second

// Deliver sends what is due and returns how many it sent. Several nodes may do it at once.
//
// A notice is claimed by itself, sent, and noted before the next: whoever is killed has the outcome of one notice (for
// each of Policy.AtOnce) unnoted, which another sends again when the lease is over. The lease is longer than a try can
// last, so a slow receiver alone never has a message twice.
//
// A receiver that is Away ends the round. It is asked again after a pause, with one message; only when that is taken do the others follow.
func (p *Post) Deliver(ctx context.Context) (n int, err error) {
	if err := p.noteOwed(ctx); err != nil {
		return 0, err
	}
	now := p.now()
	due, err := waiting(ctx, p.db, now.UnixMilli(), now.Add(far).UnixMilli())
	if err != nil || !due {
		return 0, err
	}
	gone, wait := p.rest.state(now)
	if wait {
		return 0, nil
	}
	if gone {
		n, err = p.hand(ctx, true)
		if gone, _ = p.rest.state(p.now()); gone || err != nil {
			return n, err
		}
	}
	type outcome struct {
		n   int
		err error
	}
	hands := max(p.policy.AtOnce, 1)
	done := make(chan outcome, hands)
	for range hands {
		go func() {
			n, err := p.hand(ctx, false)
			done <- outcome{n, err}
		}()
	}
	for range hands {
		o := <-done
		n, err = n+o.n, errors.Join(err, o.err)
	}
	return n, err
}

// Outdate ends the waiting of the notices above an identifier that were written before an instant: what they tell lies in the past, and
// they are not sent.
func (p *Post) Outdate(ctx context.Context, tx *db.DB, above int64, before time.Time) error {
	return outdate(ctx, tx, above, before.UnixMilli())
}

// owed are outcomes that the database did not take. They are noted before anything else is sent: what has gone out is not to go out again.
type owed struct {
	mu   sync.Mutex
	list []settled
}

func (o *owed) add(n settled) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.list = append(o.list, n)
}

// noteOwed notes what is owed, before anybody claims.
func (p *Post) noteOwed(ctx context.Context) error {
	p.owed.mu.Lock()
	defer p.owed.mu.Unlock()
	if len(p.owed.list) == 0 {
		return nil
	}
	err := p.db.Tx(ctx, func(tx *db.DB) error {
		for _, n := range p.owed.list {
			if err := settle(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		p.owed.list = nil
	}
	return err
}

// hand sends one notice after the other until none is due or the receiver is away; where it was away, until it answers. The
// outcome of one is noted with the claim of the next.
func (p *Post) hand(ctx context.Context, probing bool) (n int, err error) {
	var last *settled
	for {
		var next claimed
		var found bool
		err := p.db.Tx(context.WithoutCancel(ctx), func(tx *db.DB) (err error) {
			if last != nil {
				if err := settle(ctx, tx, *last); err != nil {
					return err
				}
			}
			now := p.now()
			if gone, wait := p.rest.state(now); ctx.Err() != nil || wait || probing && !gone {
				return nil
			}
			next, found, err = claim(ctx, tx, now.UnixMilli(), now.Add(far).UnixMilli(), now.Add(p.lease()).UnixMilli())
			return err
		})
		if err != nil && last != nil {
			p.owed.add(*last)
		}
		if err != nil || !found {
			return n, err
		}
		done := p.try(ctx, next)
		if last = &done; done.State == Sent {
			job.Beat(ctx)
			n++
		}
	}
}

// try sends a claimed notice, and says what came of it.
func (p *Post) try(ctx context.Context, c claimed) settled {
	n, now := settled{Notice: c.Notice}, p.now().UnixMilli()
	since := cmp.Or(n.Since, c.Was)
	switch {
	case n.Until != 0 && now > n.Until, now-since > p.limits.Time(Life).Milliseconds() && since <= now:
		n.State, n.Fault = Dead, wordsOver
		return n
	case n.Unsure > unsureMost && !p.policy.Keyed:
		n.State, n.Fault = Dead, fmt.Sprintf("已发出 %d 次，都不知道是否送达；请核对后再重发", unsureMost)
		return n
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.policy.Timeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(endGrace, cancel) })()
	err := p.deliver(sending, c)
	var open *unsure
	var gone *away
	switch {
	case err == nil, errors.Is(err, errDesk):
		n.State, n.Fault, n.SentAt, n.Unsure = Sent, "", p.now().UnixMilli(), 0
		if err != nil {
			n.Fault = brief(err)
		}
		return n
	case errors.As(err, &gone):
		return p.putOff(n, since, err)
	case !errors.As(err, &open):
		n.Unsure--
	}
	n.Notice = p.postpone(n.Notice, err)
	return n
}

// putOff leaves a notice as it was before a try that the receiver, being away, did not take, until its Life is over. It waits twice as
// long as it has waited, and longer than the rest, so that another is asked with next: one that alone is refused so keeps none back.
func (p *Post) putOff(n settled, since int64, err error) settled {
	now := p.now()
	pause := 2 * min(max(now.Sub(time.UnixMilli(since)), restLeast), restMost)
	n.spared, n.Unsure, n.Since, n.DueAt, n.Fault = true, n.Unsure-1, since, now.Add(pause).UnixMilli(), brief(err)
	if p.rest.failed(now) {
		p.log.Warn("the receiver of notices is away", "id", n.ID, "err", err)
	}
	return n
}

// errNoPhone and errDesk are why a notice goes to no gateway: nobody is told, or by the desk alone.
var (
	errNoPhone = errors.New("没有手机号")
	errDesk    = errors.New("没有手机号，只显示在工作台")
)

const wordsOver = "已过时，没有发送"

// deliver sends one notice to the best number known. Reminders to staff stand in their desk; one
// without a number is sent by that.
func (p *Post) deliver(ctx context.Context, c claimed) error {
	m, text, proven := Message{ID: c.ID}, c.TextSealed, true
	var err error
	switch {
	case c.PhoneSealed != "":
		m.Phone, err = p.keys.Open(c.PhoneSealed, sealPhone)
	case c.PersonID != 0:
		m.Phone, proven, err = p.persons.ReachIn(ctx, p.db, c.CaseID, c.PersonID)
	default:
		m.Phone, err = p.keys.Open(c.StaffPhone, people.SealPhone)
	}
	if !proven && c.GuardedSealed != "" { // it was the person's when the notice was written
		text = c.GuardedSealed
	}
	if err == nil {
		m.Text, err = p.keys.Open(text, sealText)
	}
	switch {
	case err != nil:
		return err
	case m.Phone == "" && c.StaffID != 0:
		return errDesk
	case m.Phone == "":
		return errNoPhone
	}
	err = p.driver(ctx, m)
	if _, gone := errors.AsType[*away](err); !gone && ctx.Err() == nil && p.rest.answered() {
		p.log.Info("the receiver of notices answers again", "id", m.ID)
	}
	return err
}

// postpone says when a notice that could not be sent is tried again, or that it is given up.
func (p *Post) postpone(n Notice, err error) Notice {
	n.Fault = brief(err)
	if int(n.Tries) > len(pauses) || errors.Is(err, errNoPhone) {
		n.State = Dead
		return n
	}
	n.State, n.DueAt = Queued, p.now().Add(pauses[n.Tries-1]).UnixMilli()
	if n.Until != 0 && n.DueAt > n.Until {
		n.State = Dead // it would be over by then
	}
	p.log.Warn("notice not sent", terse.Like("notices", nil), "id", n.ID, "tries", n.Tries, "err", err)
	return n
}

func brief(err error) string {
	if r := []rune(err.Error()); len(r) > 200 {
		return string(r[:200])
	}
	return err.Error()
}

// Prune forgets messages that belong to no case and to nobody (codes, passwords) and were written before an instant.
func (p *Post) Prune(ctx context.Context, before time.Time) (int64, error) {
	return db.Trim(ctx, p.db, "notices", "id", "case_id = 0 AND person_id = 0 AND staff_id = 0 AND id < $1 AND state <> 'queued'", db.IDAt(before))
}

// Trouble says in words why messages do not go out; "" when they do. It asks the database, so that every node, and a program
// that was just started, says the same.
func (p *Post) Trouble(ctx context.Context) (string, error) {
	now := p.now()
	late := now.Add(-p.policy.Late).UnixMilli()
	since, err := failingSince(ctx, p.db, db.IDAt(now.Add(-deadTold)))
	if err != nil {
		return "", err
	}
	if since != 0 && since < late {
		return fmt.Sprintf("短信 %d 分钟来都没有发出去", minutes(now, since)), nil
	}
	oldest, err := oldestDue(ctx, p.db)
	if err == nil && oldest != 0 && oldest < late {
		return fmt.Sprintf("有短信等了 %d 分钟没有发", minutes(now, oldest)), nil
	}
	return "", err
}

// Backlog are the messages that wait, and those that were given up.
func (p *Post) Backlog(ctx context.Context) (db.Backlog, error) {
	return backlog(ctx, p.db, db.IDAt(p.now().AddDate(0, 0, -1)))
}

// deadTold is how long a message that was given up counts as trouble.
const deadTold = time.Hour

// minutes are those since an instant, at least one.
func minutes(now time.Time, since int64) int64 { return max((now.UnixMilli()-since)/60_000, 1) }
