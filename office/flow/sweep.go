package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// The engine's own events: a reminder went out; a due time was worked out anew because the calendar or a
// term changed; a turn went back to its desk because who had taken it holds the post no longer; another place took over.
const (
	remind   = "remind"
	redate   = "redate"
	free     = "free"
	relocate = "relocate"
)

// JobRedate is the kind of job (kit/job) that calls Redate after a change of the rules.
const JobRedate = "redate"

// sweepMost is how many cases one round looks at.
const sweepMost = 200

// retryAfter is when the sweep tries again what failed, in milliseconds.
const retryAfter = 5 * 60 * 1000

// ringMost is how many events one case may have in one round.
const ringMost = 100

// Sweep fires the reminders and late events whose time has come and returns how many events it fired.
// Any number of nodes may sweep at once: each event goes through Fire, so it happens once. A case in
// which it fails waits a while and holds up no other; all failures are told together.
func (e *Engine) Sweep(ctx context.Context) (fired int, err error) {
	for {
		before, trouble := fired, false
		ids, failed := ringing(ctx, e.db, e.now().UnixMilli(), sweepMost)
		err = errors.Join(err, failed)
		for _, id := range ids {
			if ctx.Err() != nil {
				return fired, errors.Join(err, ctx.Err())
			}
			n, failed := e.ring(ctx, id)
			fired += n
			if failed == nil {
				job.Beat(ctx)
				continue
			}
			trouble = true
			err = errors.Join(err, fmt.Errorf("sweep of case %d: %w", id, failed), e.snooze(ctx, id))
		}
		if fired == before && (trouble || len(ids) < sweepMost) { // of a full round only the lamps may have turned
			return fired, err
		}
	}
}

// NextDue is when something comes due next, after one instant and not after another; zero: nothing does.
func (e *Engine) NextDue(ctx context.Context, after, until time.Time) (time.Time, error) {
	at, err := nextAlarm(ctx, e.db, after.UnixMilli(), until.UnixMilli())
	if err != nil || at == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(at), nil
}

// snooze puts off the next look at a case that could not be dealt with, if it still rings. Its lamp turns
// all the same.
func (e *Engine) snooze(ctx context.Context, id int64) error {
	return e.db.Tx(ctx, func(tx *db.DB) error {
		now := e.now().UnixMilli()
		k, err := claimRinging(ctx, tx, id, now)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil {
			return err
		}
		was := k
		k.urge(now)
		k.AlarmAt = now + retryAfter
		if err := noteSnooze(ctx, tx, id, now, k.AlarmAt); err != nil {
			return err
		}
		return setLamp(ctx, tx, was, k)
	})
}

// ring does what has come due in one case.
func (e *Engine) ring(ctx context.Context, id int64) (fired int, err error) {
	for range ringMost {
		again := false
		err := e.db.Tx(ctx, func(tx *db.DB) error {
			k, err := claimRinging(ctx, tx, id, e.now().UnixMilli())
			if errors.Is(err, db.ErrNone) {
				return nil // another node was here
			}
			if err != nil {
				return err
			}
			again, err = e.ringOnce(ctx, tx, k)
			return err
		})
		if err != nil || !again {
			return fired, err
		}
		fired++
	}
	return fired, errors.New("it rings again and again")
}

// ringFirst does what has come due in a case before somebody else moves it: between a due time and the
// next sweep nobody acts as if it had not come. An actor who saw the case before that still may, if it
// stands where it stood.
func (e *Engine) ringFirst(ctx context.Context, tx *db.DB, k Case, seen int64) (Case, int64, error) {
	state, seq := k.State, k.Seq
	for range ringMost {
		_, err := e.ringOnce(ctx, tx, k)
		if fail.Is(err, fail.KindConflict) { // it cannot ring now; the sweep tries again and says so
			return k, seen, nil
		}
		if err != nil {
			return k, seen, err
		}
		if k, err = one(ctx, tx, k.ID); err != nil || k.AlarmAt > e.now().UnixMilli() {
			if seen == seq && k.State == state {
				seen = k.Seq
			}
			return k, seen, err
		}
	}
	return k, seen, errors.New("it rings again and again")
}

// ringOnce fires the late event that came due first, or else the reminder; a reminder that fails must
// not keep from anybody what the law gives him. When nothing has come due the lamp turns. It reports
// whether there was an event.
func (e *Engine) ringOnce(ctx context.Context, tx *db.DB, k Case) (bool, error) {
	t, err := e.tableOf(k)
	if err != nil {
		return false, err
	}
	var first calendar.Clock
	var at time.Time
	come := func(clock calendar.Clock, when time.Time) {
		if !when.After(e.now()) && (at.IsZero() || when.Before(at)) {
			first, at = clock, when
		}
	}
	for _, clock := range k.Running() {
		if due, running := clock.Due(e.rules.Calendar()); running && !clock.Over {
			come(clock, due)
		}
	}
	if !at.IsZero() {
		rule, _ := t.Clock(first.Name)
		_, err := e.Fire(ctx, tx, people.TheClock, Move{Case: k.ID, Seq: k.Seq, Event: rule.Late, Clock: first.Name})
		return true, err
	}
	for _, clock := range k.Running() {
		if a, ok := e.alarm(clock, e.now()); ok {
			come(clock, a.at)
		}
	}
	if a, ok := e.alarm(first, e.now()); ok {
		return true, e.remind(ctx, tx, k, first.Name, a)
	}
	return e.renew(ctx, tx, k, "", "时限规则有变")
}

// loaded makes a change of a standing case that goes through no row.
func (e *Engine) loaded(k Case) (*Change, error) {
	t, err := e.tableOf(k)
	if err != nil {
		return nil, err
	}
	c := &Change{Case: k, was: k, From: k.State, Actor: people.TheClock, At: e.now(), table: t}
	c.clocks, err = e.clocksOf(k)
	return c, err
}

// reminded are whom an alarm names beside the roles.
var reminded = map[string]string{"holder": "承办人", "applicant": "申请人"}

// remind records that a reminder of a clock goes out, and sends it.
func (e *Engine) remind(ctx context.Context, tx *db.DB, k Case, clock string, a alarmAt) error {
	c, err := e.loaded(k)
	if err != nil {
		return err
	}
	c.Clock = clock
	c.Event.Event = remind
	c.Event.Note = a.Words() + "提醒" + cmp.Or(reminded[a.Role], people.Role(a.Role).Name())
	if err := c.affect(effect{Op: opRemind, Name: clock, N: a.n}); err != nil {
		return err
	}
	if err := e.append(ctx, tx, c); err != nil {
		return err
	}
	return e.Remind(ctx, tx, c, a.Alarm)
}

// append writes an event that moves nothing but clocks.
func (e *Engine) append(ctx context.Context, tx *db.DB, c *Change) (err error) {
	if c.before, err = turnsOf(ctx, tx, c.Case.ID); err != nil {
		return err
	}
	c.Turns = append(c.Turns, c.before...)
	e.settle(c)
	return e.write(ctx, tx, c)
}

// Redate works out the due times of all cases with a clock by the rules as they are now, records every
// one that changed in its ledger, and returns how many did. progress is told how many cases it has seen.
//
// A clock keeps the term it was begun with. Where a rule is named by its key, the clocks that count by
// an earlier version of it count by the one in force from now on; those whose term an item brought, and
// those that have run out, stay as they are.
func (e *Engine) Redate(ctx context.Context, key, why string, progress func(seen int)) (changed int, err error) {
	return e.eachOpen(ctx, progress, func(k Case) (moved bool, err error) {
		err = e.db.Tx(ctx, func(tx *db.DB) error {
			k, err := claim(ctx, tx, k.ID)
			if err != nil {
				return err
			}
			moved, err = e.renew(ctx, tx, k, key, why)
			return err
		})
		return moved, err
	})
}

// Trial counts what Redate would change if other rules were in force, among the oldest open cases, most
// at the most. It writes nothing.
func (e *Engine) Trial(ctx context.Context, rules *calendar.Rules, key string, most int) (changed, seen int, err error) {
	enough := errors.New("enough")
	t := e.Under(rules)
	changed, err = e.eachOpen(ctx, func(int) {}, func(k Case) (bool, error) {
		if seen == most {
			return false, enough
		}
		seen++
		c, err := t.loaded(k)
		if err != nil {
			return false, err
		}
		err = t.retime(c, key)
		t.settle(c)
		return c.Case.DueAt != k.DueAt, err
	})
	if errors.Is(err, enough) {
		err = nil
	}
	return changed, seen, err
}

// Under is an engine that reckons by other rules. It fires and writes nothing.
func (e *Engine) Under(rules *calendar.Rules) *Engine {
	return &Engine{db: e.db, now: e.now, rules: rules, tables: e.tables}
}

// eachOpen does something to every case with a clock, the oldest first, and counts where it reports so.
func (e *Engine) eachOpen(ctx context.Context, progress func(seen int), do func(Case) (bool, error)) (n int, err error) {
	next, seen := int64(0), 0
	for {
		cases, err := openFrom(ctx, e.db, next, 500)
		if err != nil || len(cases) == 0 {
			return n, err
		}
		next = cases[len(cases)-1].ID + 1
		for _, k := range cases {
			did, err := do(k)
			if err != nil {
				return n, err
			}
			if did {
				n++
			}
		}
		seen += len(cases)
		progress(seen)
	}
}

// retime has the clocks that count by an earlier version of a rule count by the one in force.
func (e *Engine) retime(c *Change, key string) error {
	for _, k := range c.clocks {
		if key == "" || k.Term.Key != key || k.Over || !e.rules.Has(k.Term) {
			continue
		}
		term, err := e.rules.Term(key, c.Case.Region, calendar.DayOf(c.At))
		if err != nil {
			return err
		}
		if term == k.Term {
			continue
		}
		if err := c.affect(effect{Op: opTerm, Name: k.Name, Term: &term}); err != nil {
			return err
		}
	}
	return nil
}

// renew works out the due times of a case by the rules as they are now; key is as of Redate. It is an
// event, and reported, when the case is due at another time or counts by another term; when it only
// rings or turns yellow at another time, nobody was promised anything else.
func (e *Engine) renew(ctx context.Context, tx *db.DB, k Case, key, why string) (moved bool, err error) {
	c, err := e.loaded(k)
	if err != nil {
		return false, err
	}
	if err := e.retime(c, key); err != nil {
		return false, err
	}
	e.settle(c)
	if c.Case == k {
		return false, nil
	}
	if c.Case.DueAt == k.DueAt && len(c.effect) == 0 {
		return false, setLamp(ctx, tx, k, c.Case)
	}
	c.Actor = people.TheOffice
	c.Event.Event = redate
	c.Event.Note = fmt.Sprintf("%s：到期由 %s 改为 %s", why, dueWords(k.DueAt), dueWords(c.Case.DueAt))
	return true, e.append(ctx, tx, c)
}

// troubleTold is how long what comes due in a case fails before Trouble tells of it, in milliseconds: it was tried again in vain.
const troubleTold = retryAfter + 60*1000

// Trouble says in words that what comes due fails again and again in some cases; "" when it does not. Which they are stands in the log.
func (e *Engine) Trouble(ctx context.Context) (string, error) {
	now := e.now().UnixMilli()
	n, since, err := snoozed(ctx, e.db)
	if err != nil || n == 0 || now-since < troubleTold {
		return "", err
	}
	return fmt.Sprintf("有 %d 件办件的到期处理做不成，最久的已 %d 分钟", n, (now-since)/60_000), nil
}

// RingBacklog are the cases whose alarm has come and that the sweep has not seen to; those in which it fails, and that it tries again later,
// are its failures.
func (e *Engine) RingBacklog(ctx context.Context) (db.Backlog, error) {
	return ringBacklog(ctx, e.db, e.now().UnixMilli())
}
