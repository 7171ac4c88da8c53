// Package find finds cases, open and finished, by what people know of them: the end of a number, words, an item, whose they are. It finds
// only what lies in the scope of who asks, and by a person only where he may learn whose a case is.
package find

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// Finder finds the cases of an engine in its database.
type Finder struct {
	*flow.Engine
	DB *db.DB
}

// endingMost is how many cases are looked at whose numbers may end as somebody typed.
const endingMost = 500

// Ending are the cases, open and finished, in the scope of the actor's posts whose numbers end in what was typed, with or without the
// check character: the newest first, at most n. What is no end of a number (caseno.Ends) finds none.
func (f Finder) Ending(ctx context.Context, actor people.Actor, typed string, n int) (list []flow.Case, err error) {
	ends := caseno.Ends(typed)
	if len(ends) == 0 {
		return nil, nil
	}
	var some []db.Where
	for _, end := range ends {
		var w db.Where
		db.OneOf(&w, idRest, end.Rests()) // by the index
		w.And("c.id % ? = ?", end.Power(), end.ID)
		some = append(some, w)
	}
	var w db.Where
	w.Any(some...)
	flow.Scope(&w, actor)
	found, err := casesFound(ctx, f.DB, w, endingMost)
	for _, k := range found {
		if len(list) < n && caseno.EndsIn(k.Number(), typed) {
			list = append(list, k)
		}
	}
	return list, err
}

// OfItems are the cases of some items, open and finished, in the scope of the actor's posts: the newest first, at most n.
func (f Finder) OfItems(ctx context.Context, actor people.Actor, items []int64, n int) ([]flow.Case, error) {
	var w db.Where
	db.OneOf(&w, "c.item", items)
	w.And("c.item <> 0")
	flow.Scope(&w, actor)
	return casesFound(ctx, f.DB, w, n)
}

// Waits are the open cases in the scope of the actor's posts that a filter lets through, each once: of each post the n most urgent. more
// reports whether a post has others.
func (f Finder) Waits(ctx context.Context, actor people.Actor, by flow.Filter, n int) (list []flow.Case, more bool, err error) {
	for _, p := range actor.Posts {
		if !p.Role.Casework() {
			continue
		}
		part, err := f.Overview(ctx, p, by, "", n)
		if err != nil {
			return nil, false, err
		}
		more = more || part.Next != ""
		for _, k := range part.Items {
			if !slices.ContainsFunc(list, func(o flow.Case) bool { return o.ID == k.ID }) {
				list = append(list, k)
			}
		}
	}
	return list, more, nil
}

// OpenTo are the cases of Waits of some kinds whose person's name contains a text, as lists find them, and of which the actor may learn
// whose they are.
func (f Finder) OpenTo(ctx context.Context, actor people.Actor, kinds []string, name string, n int) ([]flow.Case, error) {
	if strings.TrimSpace(name) == "" {
		return nil, nil
	}
	list, _, err := f.Waits(ctx, actor, flow.Filter{Party: name}, n)
	if err != nil {
		return nil, err
	}
	return f.learned(ctx, actor, slices.DeleteFunc(list, func(k flow.Case) bool { return !slices.Contains(kinds, k.Kind) }))
}

// Found are the cases that are sought (Seek), open and finished, as far as they lie in the scope of the actor's posts, are of the kinds given,
// and he may learn whose they are: the newest first, at most n, with smaller ids than before (0: from the newest).
func (f Finder) Found(ctx context.Context, actor people.Actor, kinds []string, sought persons.Seek, before int64, n int) ([]flow.Case, error) {
	for may := []flow.Case{}; ; {
		list, err := f.foundBefore(ctx, actor, kinds, sought, before, n)
		if err != nil || len(list) == 0 {
			return may, err
		}
		before = list[len(list)-1].ID
		more, err := f.learned(ctx, actor, list)
		if may = append(may, more...); err != nil || len(may) >= n || len(list) < n {
			return may[:min(n, len(may))], err
		}
	}
}

func (f Finder) foundBefore(ctx context.Context, actor people.Actor, kinds []string, sought persons.Seek, before int64, n int) ([]flow.Case, error) {
	if len(sought.Records())+len(sought.Cases()) == 0 {
		return nil, nil
	}
	var w, theirs, phoned db.Where
	db.OneOf(&theirs, "c.applicant", sought.Records())
	db.OneOf(&phoned, "c.id", sought.Cases())
	w.Any(theirs, phoned)
	db.OneOf(&w, "c.kind", kinds)
	if before != 0 {
		w.And("c.id < ?", before)
	}
	flow.Scope(&w, actor)
	return casesFound(ctx, f.DB, w, n)
}

// learned leaves out the cases of which the actor may not learn whose they are.
func (f Finder) learned(ctx context.Context, actor people.Actor, list []flow.Case) (may []flow.Case, err error) {
	n, err := f.Ties(ctx, f.DB, list...)
	if err != nil {
		return nil, err
	}
	for _, k := range list {
		switch err := n.Learns(ctx, k.ID, actor); {
		case err == nil:
			may = append(may, k)
		case !fail.Is(err, fail.KindForbidden):
			return nil, err
		}
	}
	return may, nil
}
