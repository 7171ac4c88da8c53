package flow

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Relocate has the heirs of places take over the open cases and desks that lie there, each by an event of its ledger that
// says words(from, to). Clocks go on as they are; who has taken a turn keeps it. What was done before stays in the figures of the
// place where it was done. It may be called again at any time and by several nodes at once, and returns how many cases it moved.
func (e *Engine) Relocate(ctx context.Context, words func(from, to region.Code) string, progress func(seen, total int)) (moved int, err error) {
	ids, err := e.left(ctx)
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		progress(i, len(ids))
		if err := e.db.Tx(ctx, func(tx *db.DB) error {
			k, err := claim(ctx, tx, id)
			if err != nil {
				return err
			}
			did, err := e.relocate(ctx, tx, k, words)
			if did {
				moved++
			}
			return err
		}); err != nil {
			return moved, err
		}
	}
	return moved, nil
}

// left are the open cases that lie, or wait, at a place that another stands in for.
func (e *Engine) left(ctx context.Context) (ids []int64, err error) {
	places, err := openPlaces(ctx, e.db)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if e.Heir(p) == p {
			continue
		}
		at, err := openAt(ctx, e.db, p)
		if err != nil {
			return nil, err
		}
		ids = append(ids, at...)
	}
	desks, err := deskPlaces(ctx, e.db)
	if err != nil {
		return nil, err
	}
	for _, t := range desks {
		if p := t.Place(); e.Heir(p) == p {
			continue
		}
		at, err := waitingAt(ctx, e.db, t)
		if err != nil {
			return nil, err
		}
		ids = append(ids, at...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (e *Engine) relocate(ctx context.Context, tx *db.DB, k Case, words func(from, to region.Code) string) (bool, error) {
	c, err := e.loaded(k)
	if err != nil {
		return false, err
	}
	if c.before, err = turnsOf(ctx, tx, k.ID); err != nil {
		return false, err
	}
	c.Turns = slices.Clone(c.before)
	from, to := e.heirTurns(c)
	if at := e.Heir(k.Region); at != k.Region {
		from, to = k.Region, at
		c.Case.Origin = k.Born()
		c.Case.lie(at)
		c.Event.Public = words(from, to)
	}
	if from == to {
		return false, nil
	}
	c.Actor, c.Event.Event, c.Event.Note = people.TheOffice, relocate, words(from, to)
	e.settle(c)
	return true, e.write(ctx, tx, c)
}

// heirTurns has the desks of places that ended be those of their heirs, and returns one such pair.
func (e *Engine) heirTurns(c *Change) (from, to region.Code) {
	for i := range c.Turns {
		t := &c.Turns[i]
		if p := t.Place(); t.Dept == "" && e.Heir(p) != p {
			from, to = p, e.Heir(p)
			at := At(t.Role, to, t.Step)
			t.City, t.County, t.Township, t.Village = at.City, at.County, at.Township, at.Village
		}
	}
	return from, to
}
