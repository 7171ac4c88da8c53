package flow

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/roster"
)

// Matter is a case with what it is about.
type Matter struct {
	Case  Case
	About About
}

// Matters are a case and, after it, the cases that it is about, as far as they are followed.
func (e *Engine) Matters(ctx context.Context, d *db.DB, k Case) ([]Matter, error) {
	of, err := e.MattersOf(ctx, d, k)
	return of[k.ID], err
}

// MattersOf are the Matters of some cases, by their numbers, read with few statements for all of them. A case that is about one
// that is not there is db.ErrNone.
func (e *Engine) MattersOf(ctx context.Context, d *db.DB, cases ...Case) (map[int64][]Matter, error) {
	known, abouts := map[int64]Case{}, map[int64]About{}
	for _, k := range cases {
		known[k.ID] = k
	}
	next := known
	for range aboutMost {
		found, err := e.abouts(ctx, d, next)
		if err != nil {
			return nil, err
		}
		var ids []int64
		for _, about := range found {
			for _, id := range about.Cases {
				if _, there := known[id]; !there && id != 0 && !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
		}
		maps.Copy(abouts, found)
		if next, err = e.CasesOf(ctx, d, ids...); err != nil {
			return nil, err
		}
		if len(next) < len(ids) {
			return nil, db.ErrNone
		}
		known = maps.Clone(known)
		maps.Copy(known, next)
	}
	of := make(map[int64][]Matter, len(cases))
	for _, k := range cases {
		of[k.ID] = matters(k, known, abouts)
	}
	return of, nil
}

// abouts are what some cases are about; those of a kind that is about nothing, or that is gone, are left out.
func (e *Engine) abouts(ctx context.Context, d *db.DB, cases map[int64]Case) (map[int64]About, error) {
	of := map[string][]Case{}
	for _, id := range slices.Sorted(maps.Keys(cases)) {
		of[cases[id].Kind] = append(of[cases[id].Kind], cases[id])
	}
	all := map[int64]About{}
	for kind, list := range of {
		t, known := e.Table(kind)
		if !known || t.About == nil {
			continue
		}
		some, err := t.About(ctx, d, list)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, some)
	}
	return all, nil
}

// matters puts together, of cases and what they are about, a case and those that it leads to.
func matters(k Case, known map[int64]Case, abouts map[int64]About) []Matter {
	list := []Matter{{Case: k}}
	from := 0
	for range aboutMost {
		to := len(list)
		for i := from; i < to; i++ {
			list[i].About = abouts[list[i].Case.ID]
			for _, id := range list[i].About.Cases {
				if id != 0 && !slices.ContainsFunc(list, func(m Matter) bool { return m.Case.ID == id }) {
					list = append(list, Matter{Case: known[id]})
				}
			}
		}
		from = to
	}
	return list
}

// Ties are what members of staff have to do with some cases. What those are about is read once, with few statements for all
// of them, and each member of staff once; only one goroutine may ask.
type Ties struct {
	e       *Engine
	d       *db.DB
	matters map[int64][]Matter
	acts    map[int64][]Event
	party   persons.Party
	tenures map[int64][]roster.Tenure
}

// Ties reads what some cases are about.
func (e *Engine) Ties(ctx context.Context, d *db.DB, cases ...Case) (*Ties, error) {
	n := &Ties{e: e, d: d, tenures: map[int64][]roster.Tenure{}}
	var err error
	if n.matters, err = e.MattersOf(ctx, d, cases...); err != nil {
		return nil, err
	}
	var whose, about []int64
	for _, list := range n.matters {
		for i, m := range list {
			whose = append(append(whose, m.Case.Applicant), m.About.Persons...)
			if i > 0 {
				about = append(about, m.Case.ID)
			}
		}
	}
	if n.acts, err = e.StaffActs(ctx, d, slices.Compact(slices.Sorted(slices.Values(about)))...); err != nil {
		return nil, err
	}
	n.party, err = e.Party(ctx, d, whose...)
	return n, err
}

// Acts are what members of staff did in one of the cases that the cases are about (StaffActs).
func (n *Ties) Acts(about int64) []Event { return n.acts[about] }

// Relations are what a member of staff has to do with what one of the cases is about. It fails for another case than those that were read.
func (n *Ties) Relations(ctx context.Context, id int64, who people.Actor) ([]Relation, error) {
	matters, read := n.matters[id]
	if !read {
		return nil, fmt.Errorf("what case %d is about was not read", id)
	}
	var list []Relation
	for i, m := range matters {
		about := m.About
		own, err := n.party(ctx, who.ID, append(slices.Clone(about.Persons), m.Case.Applicant)...)
		if err != nil {
			return nil, err
		}
		if own {
			list = append(list, Own)
		}
		if slices.Contains(about.Staff, who.ID) || roster.NameIn(about.Words, who.Name) {
			list = append(list, Named)
		}
		if slices.Contains(about.Unclear, who.ID) || roster.MayMean(about.Open, who.Name) {
			list = append(list, Unclear)
		}
		called, err := n.called(ctx, about, who)
		if err != nil {
			return nil, err
		}
		if called {
			list = append(list, Called)
		}
		if i > 0 {
			list = append(list, n.served(m.Case, who.ID)...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// called reports whether words of which nobody has found out whom they mean may mean somebody by a post that he held at that time, whatever he holds now.
func (n *Ties) called(ctx context.Context, about About, who people.Actor) (bool, error) {
	if about.Open == "" {
		return false, nil
	}
	tenures, there := n.tenures[who.ID]
	if !there {
		var err error
		if tenures, err = n.e.Tenures(ctx, n.d, who.ID); err != nil {
			return false, err
		}
		n.tenures[who.ID] = tenures
	}
	return roster.MayMeanPost(about.Open, roster.Between(tenures, about.Since, about.Until)), nil
}

// served are the parts of a service that a member of staff did in a case.
func (n *Ties) served(k Case, staff int64) (list []Relation) {
	t, known := n.e.Table(k.Kind)
	if !known {
		return nil // nobody knows what its acts were
	}
	for _, v := range n.acts[k.ID] {
		if part, ok := t.Serves[v.Event]; ok && v.ActorID == staff {
			list = append(list, Relation(part))
		}
	}
	return list
}

// Learns refuses who somebody is, in one of the cases, to a member of staff whom the case names or may mean, or whose service it is
// about: who complained is told to none of them, whatever they give as the purpose.
func (n *Ties) Learns(ctx context.Context, id int64, who people.Actor) error {
	if who.Kind != people.Staff {
		return nil
	}
	list, err := n.Relations(ctx, id, who)
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

// Relations is Ties.Relations of one case.
func (e *Engine) Relations(ctx context.Context, d *db.DB, k Case, who people.Actor) ([]Relation, error) {
	n, err := e.Ties(ctx, d, k)
	if err != nil {
		return nil, err
	}
	return n.Relations(ctx, k.ID, who)
}

// Learns is Ties.Learns of one case.
func (e *Engine) Learns(ctx context.Context, d *db.DB, k Case, who people.Actor) error {
	if who.Kind != people.Staff {
		return nil
	}
	n, err := e.Ties(ctx, d, k)
	if err != nil {
		return err
	}
	return n.Learns(ctx, k.ID, who)
}
