package flow

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Option is something that can be done to a case now. One that the actor may not do says why.
type Option struct {
	Row  Row
	May  bool
	Why  string
	Ask  form.Form
	Turn bool // it is the actor's own turn
}

// View is a case as one person sees it: the case, its turns, its course and what may be done. To who may not learn whose it is nothing
// in it tells that; what else a page says of the case has to pass the Veil.
type View struct {
	Case    Case
	Table   *Table
	State   State
	Turns   []Turn
	Events  []Event
	Options []Option
	Links   []Link
	Veil    *form.Veil
}

// Decides is the event on which a row decides: the last after which another must act (Who.NotBy), or that put it beside the step (Who.Beside).
func (v View) Decides(r Row) (Event, bool) {
	for _, e := range slices.Backward(v.Events) {
		puts := func(o Row) bool { return r.By.Beside != "" && o.Puts == r.By.Beside && o.Event == e.Event }
		if slices.Contains(r.By.NotBy, e.Event) || slices.ContainsFunc(v.Table.Rows, puts) {
			return e, true
		}
	}
	return Event{}, false
}

// View loads a case for the actor. A case that the actor may not see is not found.
func (e *Engine) View(ctx context.Context, actor people.Actor, id int64) (View, error) {
	k, err := one(ctx, e.db, id)
	if errors.Is(err, db.ErrNone) {
		return View{}, ErrUnseen
	}
	if err != nil {
		return View{}, err
	}
	v := View{Case: k}
	if v.Table, err = e.tableOf(k); err != nil {
		return v, err
	}
	v.State, _ = v.Table.State(k.State)
	if v.Turns, err = turnsOf(ctx, e.db, id); err != nil {
		return v, err
	}
	sees, err := e.sees(ctx, e.db, &Change{Case: k, Actor: actor, Turns: v.Turns})
	if err != nil {
		return v, err
	}
	if !sees {
		return View{}, ErrUnseen
	}
	if v.Events, err = eventsOf(ctx, e.db, id); err != nil {
		return v, err
	}
	if v.Links, err = linksOf(ctx, e.db, id); err != nil {
		return v, err
	}
	if v.Options, err = e.options(ctx, actor, v); err != nil {
		return v, err
	}
	if v.Veil, err = e.Veil(ctx, e.db, k, actor); err != nil {
		return View{}, err
	}
	v.cover(actor)
	return v, nil
}

// cover puts the view under its veil; what its viewer wrote himself stands as he wrote it.
func (v *View) cover(actor people.Actor) {
	if v.Veil == nil {
		return
	}
	v.Case.Party, v.Case.Title = form.Someone(v.Case.Party), v.Veil.Text(v.Case.Title)
	for i := range v.Events {
		e := &v.Events[i]
		if e.ActorKind == people.Staff && e.ActorID == actor.ID {
			continue
		}
		if e.ActorKind == people.Citizen || e.ActorKind == people.Nobody {
			e.ActorName = form.Someone(e.ActorName)
		}
		e.Note, e.Public = v.Veil.Text(e.Note), v.Veil.Text(e.Public)
		var in form.Values
		if json.Unmarshal([]byte(e.Input), &in) != nil { // there is none, or none that can be read
			continue
		}
		for name, said := range in {
			if !gm.IsSealed(said) { // what is personal is shown nowhere
				in[name] = v.Veil.Text(said)
			}
		}
		b, _ := json.Marshal(in) // texts always can be
		e.Input = string(b)
	}
	for i := range v.Options {
		v.Options[i].Ask = form.Under(v.Veil, v.Options[i].Ask)
	}
}

// Seen returns a case if the actor may look at it.
func (e *Engine) Seen(ctx context.Context, actor people.Actor, id int64) (k Case, seen bool, err error) {
	list, err := e.SeenOf(ctx, actor, id)
	k, seen = list[id]
	return k, seen, err
}

// SeenOf are those of some cases that the actor may look at, by their numbers, read with few statements for all of them.
func (e *Engine) SeenOf(ctx context.Context, actor people.Actor, ids ...int64) (map[int64]Case, error) {
	cases, err := e.CasesOf(ctx, e.db, ids...)
	if err != nil {
		return nil, err
	}
	turns, err := turnsIn(ctx, e.db, slices.Collect(maps.Keys(cases)))
	if err != nil {
		return nil, err
	}
	var list []*Change
	for id, k := range cases {
		list = append(list, &Change{Case: k, Actor: actor, Turns: turns[id]})
	}
	hidden, err := e.hidden(ctx, e.db, actor, list)
	for _, c := range hidden {
		delete(cases, c.Case.ID)
	}
	return cases, err
}

// Handles reports whether a member of staff has the case in hand: it is his turn, or one that he may take, or it was he who
// took the case in.
func (e *Engine) Handles(ctx context.Context, actor people.Actor, id int64) (bool, error) {
	turns, err := turnsOf(ctx, e.db, id)
	if err != nil || actor.Kind != people.Staff {
		return false, err
	}
	if _, _, turn := turnOf(actor, turns); turn {
		return true, nil
	}
	first, err := eventAt(ctx, e.db, id, 1)
	return err == nil && first.ActorKind == people.Staff && first.ActorID == actor.ID, err
}

// TookIn are the members of staff who opened some cases, by the case; of those that nobody of the staff opened there is none.
func (e *Engine) TookIn(ctx context.Context, d *db.DB, ids ...int64) (map[int64]int64, error) {
	list, err := openedBy(ctx, d, people.Staff, ids)
	of := make(map[int64]int64, len(list))
	for _, v := range list {
		of[v.CaseID] = v.ActorID
	}
	return of, err
}

// ErrUnseen does not tell a case that is not there from one that the actor may not see.
var ErrUnseen = fail.NotFound("没有找到这个办件，或者它不在您的管辖范围")

// sees reports whether the actor may look at the case.
func (e *Engine) sees(ctx context.Context, d *db.DB, c *Change) (bool, error) {
	hidden, err := e.hidden(ctx, d, c.Actor, []*Change{c})
	return len(hidden) == 0 && err == nil, err
}

// hidden are those of some cases that the actor may not look at. He may look at a case as its applicant; as staff whose post covers its
// place or department, or to whose post it was copied; whose turn it is or who once acted in it; as a program that filed it, or may
// read all of its place. What has to be read for that is read for all that are left over, and not at all where none is.
func (e *Engine) hidden(ctx context.Context, d *db.DB, actor people.Actor, list []*Change) (left []*Change, err error) {
	left = slices.Clone(list)
	drop := func(seen func(c *Change) bool) { left = slices.DeleteFunc(left, seen) }
	among := func(read func(ids []int64) ([]int64, error)) func(c *Change) bool {
		var ids, found []int64
		for _, c := range left {
			ids = append(ids, c.Case.ID)
		}
		if len(ids) > 0 && err == nil {
			found, err = read(ids)
		}
		return func(c *Change) bool { return slices.Contains(found, c.Case.ID) }
	}
	switch actor.Kind {
	case people.Clock, people.Office:
		return nil, nil
	case people.Citizen:
		drop(func(c *Change) bool { return c.Case.For(actor, people.See) })
	case people.Client:
		if actor.Allows(people.ScopeRead) {
			drop((*Change).covered)
		}
		if actor.Allows(people.ScopeApply) {
			drop(among(func(ids []int64) (mine []int64, err error) {
				list, err := openedBy(ctx, d, people.Client, ids)
				for _, v := range list {
					if v.ActorID == actor.ID {
						mine = append(mine, v.CaseID)
					}
				}
				return mine, err
			}))
		}
	case people.Staff:
		for _, p := range actor.Seeing() {
			covers := func(c *Change) bool { return p.Role.Casework() && p.Covers(c.Case.Region, c.Case.Dept) }
			if p.Role.Copied() {
				copied := among(func(ids []int64) ([]int64, error) { return copiedTo(ctx, d, p.Role, ids...) })
				drop(func(c *Change) bool { return covers(c) && copied(c) })
			} else {
				drop(covers)
			}
		}
		drop(func(c *Change) bool {
			_, _, turn := turnOf(actor, c.Turns)
			return turn
		})
		drop(among(func(ids []int64) ([]int64, error) { return actedIn(ctx, d, actor.ID, ids) }))
	}
	return left, err
}

// options are the rows of the case's state for this actor, those that may be done first, in the
// order of the table.
func (e *Engine) options(ctx context.Context, actor people.Actor, v View) ([]Option, error) {
	c := &Change{Case: v.Case, From: v.Case.State, Actor: actor, At: e.now(), Turns: v.Turns, before: v.Turns, table: v.Table}
	var err error
	if c.clocks, err = e.clocksOf(v.Case); err != nil {
		return nil, nil // nothing can be done before it is put right
	}
	var list []Option
	for _, r := range v.Table.Rows {
		if len(r.From) == 0 || !r.from(v.Case.State) {
			continue
		}
		o, show, err := e.option(ctx, c, r)
		if err != nil {
			return nil, err
		}
		if !show {
			continue
		}
		if i := slices.IndexFunc(list, func(p Option) bool { return p.Row.Event == r.Event }); i >= 0 {
			if o.May && !list[i].May {
				list[i] = o
			}
			continue
		}
		list = append(list, o)
	}
	slices.SortStableFunc(list, func(a, b Option) int {
		switch {
		case a.May == b.May:
			return 0
		case a.May:
			return -1
		}
		return 1
	})
	return list, nil
}

// option asks a row. A row that is only for others is shown to staff with who may do it, if it has
// a hint; to anybody else it is not shown.
func (e *Engine) option(ctx context.Context, c *Change, r Row) (o Option, show bool, err error) {
	r = c.table.worded(c.Case, r)
	o = Option{Row: r, Ask: r.Ask}
	c.Row, c.Turn, c.Post = r, Turn{}, people.Post{}
	err = e.admits(ctx, e.db, c, r.By)
	o.Turn = c.Turn.No != 0
	if err == nil && (r.Need != nil || len(r.Extend) > 0) {
		if r.Need != nil {
			err = r.Need.Holds(ctx, e.db, c)
		}
		if err == nil && len(r.Extend) > 0 {
			_, err = e.extendable(c)
		}
		if f, ok := fail.As(err); ok {
			o.Why = f.Message
			return o, r.Hint != "", nil
		}
	}
	if err == nil {
		err = e.settled(ctx, e.db, c)
		if f, ok := fail.As(err); ok {
			o.Why = f.Message
			return o, true, nil
		}
	}
	if err == nil && r.AskIn != nil {
		o.Ask, err = r.AskIn(ctx, e.db, c)
	}
	if err == nil {
		o.May = true
		return o, true, nil
	}
	f, ok := fail.As(err)
	if !ok {
		return o, false, err
	}
	o.Why = f.Message
	return o, r.Hint != "" && c.Actor.Kind == people.Staff && (len(r.By.Roles) > 0 || r.By.Turn), nil
}

// Lamp is the colour of a case in lists; a finished case that was never late is blue.
func (k Case) Lamp(now int64) calendar.Lamp {
	switch {
	case k.ClosedAt != 0 && k.Late:
		return calendar.Red
	case k.ClosedAt != 0:
		return Blue
	case k.DueAt == Never:
		return calendar.Grey
	case now >= k.DueAt:
		return calendar.Red
	case now >= k.WarnAt:
		return calendar.Yellow
	}
	return calendar.Green
}

// urge sets how urgent a case is now, and has the sweep look again when its lamp turns.
func (k *Case) urge(now int64) {
	at := k.Lamp(now)
	if k.ClosedAt != 0 {
		at = calendar.Grey
	}
	k.Urgency = int64(slices.Index(Lamps, at))
	switch at {
	case calendar.Green:
		k.AlarmAt = min(k.AlarmAt, k.WarnAt)
	case calendar.Yellow:
		k.AlarmAt = min(k.AlarmAt, k.DueAt)
	}
}

// Blue is the lamp of a case finished in time.
const Blue calendar.Lamp = "blue"

func dueWords(at int64) string {
	if at == Never {
		return "不计时"
	}
	return calendar.At(at).Format("2006年1月2日 15:04")
}

// Link is another case that has to do with this one.
type Link struct {
	CaseID int64
	Other  int64
	Kind   string
	At     int64
}

// The kinds of links. Each is stored at both ends, in its own words.
const (
	Parent  = "parent"  // the other is the whole of which this is a part
	Child   = "child"   // the other is a part of this
	SameAs  = "same"    // the same matter
	AroseOf = "arose"   // this arose from the other
	GaveWay = "gave"    // the other arose from this
	Renews  = "renews"  // this renews or changes what the other gave
	Renewed = "renewed" // the other renews or changes what this gave
)

var reverse = map[string]string{Parent: Child, Child: Parent, SameAs: SameAs, AroseOf: GaveWay, GaveWay: AroseOf, Renews: Renewed, Renewed: Renews}

// Link ties two cases together, at both ends.
func (e *Engine) Link(ctx context.Context, tx *db.DB, id, other int64, kind string) error {
	at := e.now().UnixMilli()
	if err := insertLink(ctx, tx, Link{id, other, kind, at}); err != nil {
		return err
	}
	return insertLink(ctx, tx, Link{other, id, reverse[kind], at})
}
