package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
)

// remind and redate are the engine's own events: a reminder went out; a due time was worked out anew
// because the calendar or a term changed.
const (
	remind = "remind"
	redate = "redate"
)

// sweepMost is how many cases one round looks at.
const sweepMost = 200

// retryAfter is when the sweep tries again what failed, in milliseconds.
const retryAfter = 5 * 60 * 1000

// Sweep fires the reminders and late events whose time has come and returns how many events it fired.
// Any number of nodes may sweep at once: each event goes through Fire, so it happens once.
func (e *Engine) Sweep(ctx context.Context) (fired int, err error) {
	for {
		ids, err := ringing(ctx, e.db, e.now().UnixMilli(), sweepMost)
		if err != nil || len(ids) == 0 {
			return fired, err
		}
		for _, id := range ids {
			n, err := e.ring(ctx, id)
			fired += n
			if err != nil && !fail.Is(err, fail.KindConflict) {
				if err := snooze(ctx, e.db, id, e.now().UnixMilli()+retryAfter); err != nil {
					return fired, err
				}
				return fired, fmt.Errorf("sweep of case %d: %w", id, err)
			}
		}
	}
}

// ring does what has come due in one case: all that is late, then reminders.
func (e *Engine) ring(ctx context.Context, id int64) (fired int, err error) {
	for range 20 { // a case does not ring for ever
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
	return fired, nil
}

func (e *Engine) ringOnce(ctx context.Context, tx *db.DB, k Case) (bool, error) {
	cal, now := e.rules.Calendar(), e.now()
	for _, clock := range k.Running() {
		due, running := clock.Due(cal)
		if !running || clock.Over {
			continue
		}
		if now.UnixMilli() >= due.UnixMilli() {
			rule, _ := e.tables[k.Kind].clock(clock.Name)
			_, err := e.Fire(ctx, tx, people.TheClock, Move{Case: k.ID, Seq: k.Seq, Event: rule.Late, Clock: clock.Name})
			return true, err
		}
		if a, ok := e.alarm(clock); ok && !now.Before(a.at) {
			return true, e.remind(ctx, tx, k, a)
		}
	}
	// The stored time was older than what the rules say now; put it right.
	c, err := e.loaded(k)
	if err != nil {
		return false, err
	}
	e.settle(c)
	return false, setDue(ctx, tx, c.Case)
}

// loaded makes a change of a standing case that goes through no row.
func (e *Engine) loaded(k Case) (*Change, error) {
	c := &Change{Case: k, From: k.State, Actor: people.TheClock, At: e.now(), table: e.tables[k.Kind]}
	return c, json.Unmarshal([]byte(k.Clocks), &c.clocks)
}

// remind records that a reminder goes out, and sends it.
func (e *Engine) remind(ctx context.Context, tx *db.DB, k Case, a alarmAt) error {
	c, err := e.loaded(k)
	if err != nil {
		return err
	}
	c.Event.Event = remind
	c.Event.Note = a.Words() + "提醒" + people.Role(a.Role).Name()
	for _, clock := range c.clocks {
		if next, ok := e.alarm(clock); ok && next == a && !clock.Over {
			c.Clock = clock.Name
			if err := c.affect(effect{Op: opRemind, Name: clock.Name}); err != nil {
				return err
			}
			break
		}
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

// Redate works out the due times of all open cases by the rules as they are now, records every one
// that changed in its ledger, and returns how many did. progress is told how many cases it has seen.
func (e *Engine) Redate(ctx context.Context, why string, progress func(seen int)) (changed int, err error) {
	next, seen := int64(0), 0
	for {
		cases, err := openFrom(ctx, e.db, next, 500)
		if err != nil || len(cases) == 0 {
			return changed, err
		}
		next = cases[len(cases)-1].ID + 1
		for _, k := range cases {
			moved, err := e.redate(ctx, k.ID, why)
			if err != nil {
				return changed, err
			}
			if moved {
				changed++
			}
		}
		seen += len(cases)
		progress(seen)
	}
}

func (e *Engine) redate(ctx context.Context, id int64, why string) (moved bool, err error) {
	err = e.db.Tx(ctx, func(tx *db.DB) error {
		k, err := one(ctx, tx, id)
		if err != nil {
			return err
		}
		c, err := e.loaded(k)
		if err != nil {
			return err
		}
		e.settle(c)
		if moved = c.Case.DueAt != k.DueAt || c.Case.AlarmAt != k.AlarmAt; !moved {
			return nil
		}
		if c.Case.DueAt == k.DueAt {
			return setDue(ctx, tx, c.Case)
		}
		c.Actor = people.TheOffice
		c.Event.Event = redate
		c.Event.Note = fmt.Sprintf("%s：到期由 %s 改为 %s", why, dueWords(k.DueAt), dueWords(c.Case.DueAt))
		return e.append(ctx, tx, c)
	})
	return moved, err
}
