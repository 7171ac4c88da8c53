package flow

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Who handled a matter, or is named in it, keeps away from what judges or ends it (回避: 公务员法 art. 76; 行政许可法
// art. 48; nobody is judge in his own cause). Which acts that are, and what part of a service an act is, the tables
// declare: Table.Serves, Table.About, Table.Apart.

// Serve is the part of a service that an act is: who does it has served the person.
type Serve string

// The parts of a service.
const (
	Accepts  Serve = "受理"
	Reviews  Serve = "审查"
	Decides  Serve = "决定"
	Delivers Serve = "送达"
)

// Relation is what a member of staff has to do with the matter that a case is about.
type Relation string

// Named is who is complained about, rated, or answers for it by name. Unclear is who may be meant where a window is complained
// about, or somebody of his family name, and nobody has found out which; Called is who held a post like one that is complained of
// (roster.MayMeanPost). Own is whose matter it is: the applicant, his agent, who acts for the firm. The others are the parts of a service that he did
// (Serve).
const (
	Own     Relation = "本人的事"
	Named   Relation = "被反映、被评价"
	Unclear Relation = "反映的是谁还没有认定"
	Called  Relation = "反映里说到他这样的岗位，还没有认定是谁"
)

// Handled are all relations: nobody whom the matter concerns.
var Handled = []Relation{Own, Named, Unclear, Called, Relation(Accepts), Relation(Reviews), Relation(Decides), Relation(Delivers)}

// Apart are acts of a kind that are closed to staff with one of the relations.
type Apart struct {
	Acts []string
	To   []Relation
}

// About is what a case is about beside itself and its applicant: other cases, persons, members of staff, those who may be meant,
// and words in which staff may be named. Open are those of the words of which nobody has found out yet whom they mean: they may mean who is
// called so, by his name or by a post that he held between Since and Until, in Unix milliseconds.
type About struct {
	Cases   []int64
	Persons []int64
	Staff   []int64
	Unclear []int64
	Words   string
	Open    string
	Since   int64
	Until   int64
}

// aboutMost is how far a case is followed: an order about a rectification about a grievance about an application.
const aboutMost = 4

// apart refuses an act of a case to a member of staff whom the matter concerns.
func (e *Engine) apart(ctx context.Context, d *db.DB, c *Change) error {
	if c.Actor.Kind != people.Staff || c.table == nil {
		return nil
	}
	for _, a := range c.table.Apart {
		if !slices.Contains(a.Acts, c.Row.Event) {
			continue
		}
		if err := e.relate(ctx, d, c); err != nil {
			return err
		}
		for _, r := range c.relations {
			if slices.Contains(a.To, r) {
				return r.refusal()
			}
		}
	}
	return nil
}

// relate asks once what the actor has to do with the case. One that is being opened is about its applicant alone.
func (e *Engine) relate(ctx context.Context, d *db.DB, c *Change) (err error) {
	if c.related {
		return nil
	}
	if c.From == Start {
		c.relations, err = e.own(ctx, d, c.Actor, c.Case.Applicant)
	} else {
		c.relations, err = e.Relations(ctx, d, c.Case, c.Actor)
	}
	c.related = err == nil
	return err
}

// own is the relation of who is one of the persons, or acts for one.
func (e *Engine) own(ctx context.Context, d *db.DB, who people.Actor, persons ...int64) ([]Relation, error) {
	is, err := e.Party(ctx, d, who.ID, persons...)
	if err != nil || !is {
		return nil, err
	}
	return []Relation{Own}, nil
}

// refusal says why an act is closed to somebody.
func (r Relation) refusal() error {
	switch r {
	case Own:
		return fail.Forbidden("这是您本人的事，或者当事人和您同名，按回避要求须由他人办理这一步；只是同名的，请系统管理员登记您的证件号")
	case Unclear, Called:
		return fail.Forbidden("%s，认定以前，可能被反映的人按回避要求不办这一步，由专席、上级或者纪检监察岗认定", r)
	}
	return fail.Forbidden("您与这件事有关（%s），按回避要求须由他人办理这一步", r)
}

// Matter is a case with what it is about.
type Matter struct {
	Case  Case
	About About
}

// Matters are a case and, after it, the cases that it is about, as far as they are followed.
func (e *Engine) Matters(ctx context.Context, d *db.DB, k Case) ([]Matter, error) {
	list := []Matter{{Case: k}}
	from := 0
	for range aboutMost {
		to := len(list)
		for i := from; i < to; i++ {
			t, err := e.tableOf(list[i].Case)
			if err != nil || t.About == nil { // or of a kind that is gone
				continue
			}
			if list[i].About, err = t.About(ctx, d, list[i].Case); err != nil {
				return nil, err
			}
			for _, id := range list[i].About.Cases {
				if id == 0 || slices.ContainsFunc(list, func(m Matter) bool { return m.Case.ID == id }) {
					continue
				}
				next, err := one(ctx, d, id)
				if err != nil {
					return nil, err
				}
				list = append(list, Matter{Case: next})
			}
		}
		from = to
	}
	return list, nil
}

// Relations are what a member of staff has to do with what a case is about.
func (e *Engine) Relations(ctx context.Context, d *db.DB, k Case, who people.Actor) ([]Relation, error) {
	matters, err := e.Matters(ctx, d, k)
	if err != nil {
		return nil, err
	}
	var list []Relation
	for i, m := range matters {
		about := m.About
		own, err := e.own(ctx, d, who, append(about.Persons, m.Case.Applicant)...)
		if err != nil {
			return nil, err
		}
		list = append(list, own...)
		if slices.Contains(about.Staff, who.ID) || roster.NameIn(about.Words, who.Name) {
			list = append(list, Named)
		}
		if slices.Contains(about.Unclear, who.ID) || roster.MayMean(about.Open, who.Name) {
			list = append(list, Unclear)
		}
		called, err := e.called(ctx, d, about, who)
		if err != nil {
			return nil, err
		}
		if called {
			list = append(list, Called)
		}
		if i == 0 {
			continue
		}
		did, err := e.served(ctx, d, m.Case, who.ID)
		if err != nil {
			return nil, err
		}
		list = append(list, did...)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// called reports whether words of which nobody has found out whom they mean may mean somebody by a post that he held at that time, whatever he holds now.
func (e *Engine) called(ctx context.Context, d *db.DB, about About, who people.Actor) (bool, error) {
	if about.Open == "" {
		return false, nil
	}
	posts, err := e.Posts(ctx, d, who.ID, about.Since, about.Until)
	return roster.MayMeanPost(about.Open, posts), err
}

// Learns refuses who somebody is, in a case, to a member of staff whom the case names or may mean, or whose service it is about:
// who complained is told to none of them, whatever they give as the purpose.
func (e *Engine) Learns(ctx context.Context, d *db.DB, k Case, who people.Actor) error {
	if who.Kind != people.Staff {
		return nil
	}
	list, err := e.Relations(ctx, d, k, who)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(list, func(r Relation) bool { return r != Own }); i >= 0 {
		if list[i] == Unclear || list[i] == Called {
			return fail.Forbidden("%s，认定以前，可能被反映的人按回避要求不能看当事人是谁，也不能替他换查询密码", list[i])
		}
		return fail.Forbidden("您与这件事有关（%s），按回避要求不能看当事人是谁，也不能替他换查询密码", list[i])
	}
	return nil
}

// served are the parts of a service that a member of staff did in a case.
func (e *Engine) served(ctx context.Context, d *db.DB, k Case, staff int64) (list []Relation, err error) {
	t, err := e.tableOf(k)
	if err != nil {
		return nil, nil //nolint:nilerr // of a kind that is gone nobody knows what its acts were
	}
	events, err := eventsBy(ctx, d, k.ID, staff)
	for _, event := range events {
		if part, ok := t.Serves[event]; ok {
			list = append(list, Relation(part))
		}
	}
	return list, err
}

// Server is the member of staff who served the person in a case, as the table says: who reviewed it last, or else
// who decided, accepted or delivered it. The zero event is nobody.
func (e *Engine) Server(ctx context.Context, d *db.DB, k Case) (Event, error) {
	t, err := e.tableOf(k)
	if err != nil {
		return Event{}, err
	}
	events, err := eventsOf(ctx, d, k.ID)
	if err != nil {
		return Event{}, err
	}
	for _, part := range []Serve{Reviews, Decides, Accepts, Delivers} {
		for _, v := range slices.Backward(events) {
			if v.ActorKind == people.Staff && t.Serves[v.Event] == part {
				return v, nil
			}
		}
	}
	return Event{}, nil
}

// Admitted asks whether an act of a case admits somebody who has certain relations to what the case is about, whatever
// else the case would have to be for it: what the table says of rights, for those who read it as a whole.
func (e *Engine) Admitted(ctx context.Context, t *Table, k Case, r Row, who people.Actor, turns []Turn, relations []Relation) error {
	c := &Change{Case: k, From: k.State, Row: r, Actor: who, Turns: turns, table: t, relations: relations, related: true}
	return e.admits(ctx, e.db, c, r.By)
}

// checkApart finds acts that are declared and stand in no row.
func (t *Table) checkApart(bad func(string, ...any)) {
	known := func(event string) bool {
		return slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Event == event })
	}
	for event := range t.Serves {
		if !known(event) {
			bad("serves: no such event %s", event)
		}
	}
	for _, a := range t.Apart {
		if t.About == nil && !slices.Equal(a.To, []Relation{Own}) {
			bad("apart: the table does not say what its cases are about")
		}
		if len(a.To) == 0 {
			bad("apart: closed to nobody")
		}
		for _, event := range a.Acts {
			if !known(event) {
				bad("apart: no such event %s", event)
			}
		}
	}
}
