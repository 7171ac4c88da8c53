package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Find reads a case. It asks nobody's rights: View does.
func (e *Engine) Find(ctx context.Context, d *db.DB, id int64) (Case, error) {
	k, err := one(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return k, ErrUnseen
	}
	return k, err
}

// ByNumber reads a case by the number on its papers, typed as caseno.Parse takes it.
func (e *Engine) ByNumber(ctx context.Context, number string) (Case, error) {
	id, err := caseno.Parse(number)
	if err != nil {
		return Case{}, err
	}
	k, err := e.Find(ctx, e.db, id)
	if err == nil && k.Number() != caseno.Printed(number) {
		return Case{}, ErrUnseen
	}
	return k, err
}

// Shown is a case by its number, as the actor may see it.
func (e *Engine) Shown(ctx context.Context, actor people.Actor, number string) (View, error) {
	k, err := e.ByNumber(ctx, number)
	if err != nil {
		return View{}, err
	}
	return e.View(ctx, actor, k.ID)
}

// Newest is when the newest event of all cases was; zero: there is none.
func (e *Engine) Newest(ctx context.Context) (time.Time, error) {
	at, err := newestEvent(ctx, e.db)
	if err != nil || at == 0 {
		return time.Time{}, err
	}
	return time.UnixMilli(at), nil
}

// Events are a case's ledger.
func (e *Engine) Events(ctx context.Context, d *db.DB, id int64) ([]Event, error) {
	return eventsOf(ctx, d, id)
}

// EventsOf are the Events of some cases, by the case, read with few statements.
func (e *Engine) EventsOf(ctx context.Context, d *db.DB, ids ...int64) (map[int64][]Event, error) {
	list, err := eventsIn(ctx, d, ids)
	return byCase(list), err
}

// byCase are events by their cases, in order.
func byCase(list []Event) map[int64][]Event {
	of := map[int64][]Event{}
	for _, v := range list {
		of[v.CaseID] = append(of[v.CaseID], v)
	}
	return of
}

// StaffActs are what members of staff did in some cases, in order, by the case: of each event its name, who did it and in which post.
func (e *Engine) StaffActs(ctx context.Context, d *db.DB, ids ...int64) (map[int64][]Event, error) {
	list, err := staffActs(ctx, d, ids)
	return byCase(list), err
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

// LastBy is the member of staff who did last of some events in a case; 0 where none did.
func (e *Engine) LastBy(ctx context.Context, d *db.DB, id int64, events ...string) (int64, error) {
	staff, err := lastBy(ctx, d, id, events)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return staff, err
}

// ErrBroken is a case of which something cannot be read that the step goes by: it was not this program that wrote it.
var ErrBroken = fail.Conflict("这一件有内容" + gm.Unreadable + "，不能办理，请先告知系统管理员")

// Broken is shown in place of what cannot be read, among what can.
const Broken = "这条记录" + gm.Unreadable + "，请告知系统管理员"

// Readable reports whether what was answered at an event can be read. What cannot is told to the log, once.
func (e *Engine) Readable(v Event) bool {
	_, err := e.answers(v)
	return err == nil
}

func (e *Engine) answers(v Event) (in form.Values, err error) {
	in = form.Values{}
	if v.Input == "" {
		return in, nil
	}
	return in, e.read(v.Input, &in, fmt.Sprintf("answers at event %d of a case", v.Seq), v.CaseID)
}

// read reads what stands in a row of a case; what cannot be read is told to the log, once, and is ErrBroken.
func (e *Engine) read(text string, to any, what string, id int64) error {
	err := json.Unmarshal([]byte(text), to)
	if err == nil {
		return nil
	}
	e.keys.Miss(what, id, err)
	return ErrBroken
}

// clocksOf are the clocks of a case that is acted on.
func (e *Engine) clocksOf(k Case) (clocks []calendar.Clock, err error) {
	return clocks, e.read(k.Clocks, &clocks, "clocks of a case", k.ID)
}

// Input is what was answered to an event's form, with personal answers in the clear; one that cannot be opened is
// gm.Unreadable. Where none can be read it is ErrBroken.
func (e *Engine) Input(v Event) (form.Values, error) {
	in, err := e.opened(v)
	delete(in, wordsOf)
	return in, err
}

// Answer is an answer to a form in words.
type Answer struct{ Label, Value string }

// Answers are what was answered to an event's form, in words and the order of the form. What has neither words nor a row any more is as it was sent.
func (e *Engine) Answers(k Case, v Event) (list []Answer, err error) {
	in, err := e.opened(v)
	if err != nil {
		return nil, err
	}
	if words := in[wordsOf]; words != "" && words != gm.Unreadable {
		return list, e.read(words, &list, fmt.Sprintf("answers in words at event %d of a case", v.Seq), v.CaseID)
	}
	delete(in, wordsOf)
	if t, ok := e.Table(k.Kind); ok {
		for _, row := range t.Rows {
			for _, f := range row.Ask.Fields {
				if said := in[f.Name]; row.Event == v.Event && said != "" {
					list = append(list, Answer{f.Label, f.Show(said)})
					delete(in, f.Name)
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if in[name] != "" {
			list = append(list, Answer{name, in[name]})
		}
	}
	return list, nil
}

func (e *Engine) opened(v Event) (form.Values, error) {
	in, err := e.answers(v)
	if err != nil {
		return nil, err
	}
	for name, value := range in {
		if gm.IsSealed(value) {
			in[name] = e.keys.Show(value, sealInput, v.CaseID)
		}
	}
	return in, nil
}
