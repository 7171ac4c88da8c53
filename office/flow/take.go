package flow

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/people"
)

// Hold keeps a case for this transaction, as its events do: who comes second waits and sees what the first has done.
func (e *Engine) Hold(ctx context.Context, tx *db.DB, id int64) error {
	_, err := claim(ctx, tx, id)
	return err
}

// GiveTurn makes the actor's own turn that of one member of staff.
func (c *Change) GiveTurn(staff int64, name string) {
	turns := c.Own()
	for i := range turns {
		if turns[i].No == c.Turn.No {
			turns[i].Assignee, turns[i].Holder = staff, name
		}
	}
	c.SetTurns(turns...)
}

// Free puts turns that a member of staff has taken, and that are addressed to none of the posts he holds,
// back on their desks, so that colleagues find them, and returns the roles of those desks. It must run
// in a transaction.
func (e *Engine) Free(ctx context.Context, tx *db.DB, who people.Actor) (roles []people.Role, err error) {
	ids, err := heldBy(ctx, tx, who.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		k, err := claim(ctx, tx, id)
		if err != nil {
			return nil, err
		}
		c, err := e.loaded(k)
		if err != nil {
			return nil, err
		}
		if c.before, err = turnsOf(ctx, tx, id); err != nil {
			return nil, err
		}
		c.Turns = slices.Clone(c.before)
		for i := range c.Turns {
			t := &c.Turns[i]
			if _, still := t.post(who); t.Assignee == who.ID && !still {
				t.Assignee, t.Holder, roles = 0, "", append(roles, t.Role)
			}
		}
		if slices.Equal(c.Turns, c.before) {
			continue
		}
		c.Actor, c.Event.Event, c.Event.Note = people.TheOffice, free, who.Name+"不再担任这个岗位"
		e.settle(c)
		if err := e.write(ctx, tx, c); err != nil {
			return nil, err
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles), nil
}
