package persons

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/office/people"
)

// InCase is a person in a case.
type InCase struct{ Case, Person int64 }

// Reached is what is known of a person in the clear; his telephone is the one by which he is reached in the case, and Proven
// whether it is his for certain.
type Reached struct {
	Known

	Proven bool
}

// ShownIn is Shown and ShownPhoneIn of some persons in cases, read with few statements for all of them. Only where an account
// filed a case for somebody who has not proven to be the person, it is asked for by itself. Returns db.ErrNone if there is
// no such person.
func (g *Registry) ShownIn(ctx context.Context, d *db.DB, list ...InCase) (map[InCase]Reached, error) {
	var ids []int64
	for _, one := range list {
		ids = append(ids, one.Person)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	known, err := personsIn(ctx, d, ids)
	if err != nil {
		return nil, err
	}
	if len(known) < len(ids) {
		return nil, db.ErrNone
	}
	ownersOf, err := g.ownersIn(ctx, d, known)
	if err != nil {
		return nil, err
	}
	reaches, err := reachesOf(ctx, d, list)
	if err != nil {
		return nil, err
	}
	all := make(map[InCase]Reached, len(list))
	for _, one := range list {
		p, of := known[one.Person], ownersOf[one.Person]
		own, _ := of.own() // read before
		r := Reached{}
		if r.Known, err = knownBy(p, own, g.show); err != nil {
			return nil, err
		}
		sealed, proven, err := g.phoneBy(ctx, d, reaches[one], one.Case, one.Person, of)
		if err != nil {
			return nil, err
		}
		r.Phone, r.Proven = g.keys.Show(sealed, people.SealPhone, one.Person), proven
		all[one] = r
	}
	return all, nil
}

// ownersIn are the owners of some persons, read at once.
func (g *Registry) ownersIn(ctx context.Context, d *db.DB, known map[int64]Person) (map[int64]owners, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	var ids []int64
	var numbers []string
	for id, p := range known {
		if ids = append(ids, id); p.NumberIndex != "" && !p.Firm {
			numbers = append(numbers, p.NumberIndex)
		}
	}
	own, numbered := map[int64]people.Account{}, map[string][]people.Account{}
	list, err := accountsOwn(ctx, d, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		own[a.PersonID] = a
	}
	slices.Sort(numbers)
	if list, err = accountsAmong(ctx, d, slices.Compact(numbers)); err != nil {
		return nil, err
	}
	for _, a := range list {
		numbered[a.NumberIndex] = append(numbered[a.NumberIndex], a)
	}
	all := make(map[int64]owners, len(known))
	for id, p := range known {
		all[id] = owners{
			proven: func() (people.Account, error) { return l.proven(saying(p, numbered[p.NumberIndex])), nil },
			own:    func() (people.Account, error) { return own[id], nil },
		}
	}
	return all, nil
}
