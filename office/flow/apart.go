package flow

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
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
		var own bool
		if own, err = e.owns(ctx, d, c.Actor, c.Case.Applicant); own {
			c.relations = []Relation{Own}
		}
	} else {
		c.relations, err = e.Relations(ctx, d, c.Case, c.Actor)
	}
	c.related = err == nil
	return err
}

// owns reports whether somebody is a person, or acts for one.
func (e *Engine) owns(ctx context.Context, d *db.DB, who people.Actor, person int64) (bool, error) {
	party, err := e.Party(ctx, d, person)
	if err != nil {
		return false, err
	}
	return party(ctx, who.ID, person)
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
