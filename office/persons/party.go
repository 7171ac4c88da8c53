package persons

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Party reports whether a member of staff is one of the persons, or acts for the firm that is one.
type Party func(ctx context.Context, staff int64, persons ...int64) (bool, error)

// Party tells who of the staff is one of some persons, or acts for the firm that is one: whose matter it is does not
// receive, judge or second it (公务员法 art. 76). He is known by the number of his document where the office has entered it
// (SetNumber), by the account that has his telephone, and by his name. A namesake is taken for him until his own number is
// known; then the record's number decides, or the telephone. The persons are read with few statements for all of them, and each
// member of staff is read once; only one goroutine may ask.
func (g *Registry) Party(ctx context.Context, d *db.DB, persons ...int64) (Party, error) {
	known, agents, err := g.parties(ctx, d, persons)
	if err != nil {
		return nil, err
	}
	staff := map[int64]func(persons []int64) bool{}
	return func(ctx context.Context, id int64, persons ...int64) (bool, error) {
		if len(known) == 0 {
			return false, nil
		}
		if staff[id] == nil {
			m, err := roster.MemberByID(ctx, d, id)
			if errors.Is(err, db.ErrNone) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			numbers, err := g.numbersOf(ctx, d, m)
			if err != nil {
				return false, err
			}
			staff[id] = func(persons []int64) bool {
				return slices.ContainsFunc(persons, func(id int64) bool {
					p, there := known[id]
					return there && g.party(m, numbers, p, agents[p.NumberIndex])
				})
			}
		}
		return staff[id](persons), nil
	}, nil
}

// parties are some persons by their numbers, and of those that are firms the agencies, by the index of the firm's number.
func (g *Registry) parties(ctx context.Context, d *db.DB, persons []int64) (map[int64]Person, map[string][]Agency, error) {
	known, err := personsIn(ctx, d, slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(persons))), func(id int64) bool { return id == 0 }))
	if err != nil {
		return nil, nil, err
	}
	var firms []string
	for _, p := range known {
		if p.Firm {
			firms = append(firms, p.NumberIndex)
		}
	}
	slices.Sort(firms)
	list, err := agentsOf(ctx, d, g.millis(), slices.Compact(firms)...)
	agents := map[string][]Agency{}
	for _, a := range list {
		agents[a.FirmIndex] = append(agents[a.FirmIndex], a)
	}
	return known, agents, err
}

// party reports whether a member of staff, whose are some numbers, is a person, or acts for the firm that it is.
func (g *Registry) party(m people.Member, numbers map[string]bool, p Person, agents []Agency) bool {
	is := func(name, number string) bool {
		return numbers[number] || roster.SameName(name, m.Name) && (m.NumberIndex == "" || !p.Firm && g.samePhone(p, m))
	}
	if !p.Firm {
		return is(p.Name, p.NumberIndex)
	}
	return is(p.LegalName, "") || // of whom the register has the name only
		slices.ContainsFunc(agents, func(a Agency) bool { return is(a.Agent, a.AgentIndex) })
}

// Same reports whether two records of natural persons are of one: under one number and name, or by the word of one account.
func (g *Registry) Same(ctx context.Context, d *db.DB, one, other int64) (bool, error) {
	a, err := personByID(ctx, d, one)
	if err != nil {
		return false, err
	}
	b, err := personByID(ctx, d, other)
	return a.ClaimedBy != 0 && a.ClaimedBy == b.ClaimedBy || a.NumberIndex == b.NumberIndex && check.Name(a.Name) == check.Name(b.Name), err
}

// samePhone reports whether a record has the member of staff's telephone: with his name it is he, also where it has no number.
func (g *Registry) samePhone(p Person, m people.Member) bool {
	a, errA := g.keys.Open(p.PhoneSealed, people.SealPhone)
	b, errB := g.keys.Open(m.PhoneSealed, people.SealPhone)
	return errA == nil && errB == nil && a != "" && check.PlainPhone(a) == check.PlainPhone(b)
}

// numbersOf are the indexes of the numbers that are a member of staff's: his own, and that of the account with his telephone.
func (g *Registry) numbersOf(ctx context.Context, d *db.DB, m people.Member) (map[string]bool, error) {
	numbers := map[string]bool{}
	if m.NumberIndex != "" {
		numbers[m.NumberIndex] = true
	}
	phone, err := g.keys.Open(m.PhoneSealed, people.SealPhone)
	if err != nil || phone == "" { // one that cannot be opened tells nothing, and must not close every case
		return numbers, nil //nolint:nilerr
	}
	a, err := accountByPhone(ctx, d, g.keys.Index("phone", phone))
	if errors.Is(err, db.ErrNone) {
		return numbers, nil
	}
	if a.NumberIndex != "" {
		numbers[a.NumberIndex] = true
	}
	return numbers, err
}
