package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/office/calendar"
)

// What stands beside a case for the sweep and for lists (Case.WarnAt, Urgency, AlarmAt; Turn.Kind, DueAt, Urgency) changes as
// time goes by and is covered by no proof. It follows from the clocks, which are: who verifies the ledger compares it with them
// (Astray), and Steady puts it right.

// clocksApart is by how much the clocks of two nodes may differ here: one of them has put off a case until later than it may.
const clocksApart = time.Minute

// Astray says in words what of a case's stored times does not follow from its clocks; "" when all does. An alarm may be earlier
// than needed, or later by as much as the sweep puts off a case in which it fails. The lamp may show what it showed before its alarm came, for
// the sweep turns it.
func (e *Engine) Astray(k Case, clocks []calendar.Clock) (string, error) {
	t, err := e.tableOf(k)
	if err != nil {
		return "", err
	}
	at := e.now()
	c := &Change{Case: k, At: at, table: t, clocks: clocks}
	e.settle(c)
	now, putOff := at.UnixMilli(), retryAfter+clocksApart.Milliseconds()
	then := c.Case
	then.urge(min(now, k.AlarmAt) - putOff)
	switch {
	case k.AlarmAt > max(c.Case.AlarmAt, now+putOff):
		return "下次到期处理的时间晚于计时", nil
	case k.WarnAt != c.Case.WarnAt:
		return "变黄灯的时间与计时不符", nil
	case k.Urgency < c.Case.Urgency || k.Urgency > then.Urgency:
		return "时限灯与计时不符", nil
	}
	return "", nil
}

// Fits reports whether a turn says of its case what the case says.
func (t Turn) Fits(k Case) bool {
	return t.Kind == k.Kind && t.DueAt == k.DueAt && t.Urgency == k.Urgency
}

// Steady puts right what stands beside open cases, and those with a clock that still runs, and does not follow from their clocks
// (ledger.Verify tells it, this mends it): none of them is looked at later than it should be. It returns the numbers of the cases in which
// there was something. One in which it fails holds up no other.
func (e *Engine) Steady(ctx context.Context) (mended []string, err error) {
	for next := int64(0); ; {
		cases, failed := runningFrom(ctx, e.db, next, 500)
		if failed != nil || len(cases) == 0 {
			return mended, errors.Join(err, failed)
		}
		next = cases[len(cases)-1].ID + 1
		odd, failed := oddTurns(ctx, e.db, cases[0].ID, next-1)
		if failed != nil {
			return mended, errors.Join(err, failed)
		}
		for _, k := range cases {
			did, failed := e.steady(ctx, k, odd[k.ID])
			if failed != nil {
				err = errors.Join(err, fmt.Errorf("steady case %d: %w", k.ID, failed))
			}
			if did {
				mended = append(mended, k.Number())
			}
		}
		job.Beat(ctx)
	}
}

// steady looks at one case as it was read, and again in a transaction where something is wrong.
func (e *Engine) steady(ctx context.Context, k Case, odd bool) (mended bool, err error) {
	wrong := func(k Case) (bool, error) {
		clocks, err := e.clocksOf(k)
		if err != nil {
			return false, err
		}
		words, err := e.Astray(k, clocks)
		return words != "", err
	}
	if bad, err := wrong(k); err != nil || !bad && !odd {
		return false, err
	}
	err = e.db.Tx(ctx, func(tx *db.DB) error {
		k, err := claim(ctx, tx, k.ID)
		if err != nil {
			return err
		}
		bad, err := wrong(k)
		if err != nil {
			return err
		}
		if bad {
			if _, err := e.renew(ctx, tx, k, "", "时限规则有变"); err != nil {
				return err
			}
		}
		n, err := alignTurns(ctx, tx, k.ID)
		mended = bad || n > 0
		return err
	})
	return mended, err
}
