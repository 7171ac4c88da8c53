package flow

import (
	"context"
	"encoding/json"
	"errors"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/form"
)

// Find reads a case. It asks nobody's rights: View does.
func (e *Engine) Find(ctx context.Context, d *db.DB, id int64) (Case, error) {
	k, err := one(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return k, errUnseen
	}
	return k, err
}

// ByNumber reads a case by the number on its papers, typed as ParseNumber takes it.
func (e *Engine) ByNumber(ctx context.Context, number string) (Case, error) {
	id, err := ParseNumber(number)
	if err != nil {
		return Case{}, err
	}
	k, err := e.Find(ctx, e.db, id)
	if err == nil && k.Number() != asPrinted(number) {
		return Case{}, errUnseen
	}
	return k, err
}

// Events are a case's ledger.
func (e *Engine) Events(ctx context.Context, d *db.DB, id int64) ([]Event, error) {
	return eventsOf(ctx, d, id)
}

// Links are the cases that have to do with a case.
func (e *Engine) Links(ctx context.Context, d *db.DB, id int64) ([]Link, error) {
	return linksOf(ctx, d, id)
}

// Last is the last event of a case.
func (e *Engine) Last(ctx context.Context, d *db.DB, k Case) (Event, error) {
	return eventAt(ctx, d, k.ID, k.Seq)
}

// LastInput is what was answered the last time an event was done to a case, with personal answers in
// the clear. An event that never happened is fail.NotFound.
func (e *Engine) LastInput(ctx context.Context, d *db.DB, id int64, event string) (form.Values, error) {
	v, err := lastOf(ctx, d, id, event)
	if errors.Is(err, db.ErrNone) {
		return nil, fail.NotFound("办件没有过这一步")
	}
	if err != nil {
		return nil, err
	}
	return e.Input(v)
}

// Input is what was answered to an event's form, with personal answers in the clear; one that cannot be opened is
// gm.Unreadable.
func (e *Engine) Input(v Event) (form.Values, error) {
	in := form.Values{}
	if v.Input == "" {
		return in, nil
	}
	if err := json.Unmarshal([]byte(v.Input), &in); err != nil {
		return nil, err
	}
	for name, value := range in {
		if gm.IsSealed(value) {
			in[name] = e.keys.Show(value, sealInput, v.CaseID)
		}
	}
	return in, nil
}
