package persons

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Party reports whether a member of staff is one of the persons, or acts for the firm that is one: whose matter it is does not
// receive, judge or second it (公务员法 art. 76). He is known by the number of his document where the office has entered it
// (SetNumber), by the account that has his telephone, and by his name. A namesake is taken for him until his own number is
// known; then the record's number decides, or the telephone.
func (g *Registry) Party(ctx context.Context, d *db.DB, staff int64, persons ...int64) (bool, error) {
	m, err := roster.MemberByID(ctx, d, staff)
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
	is := func(name, number string, phone bool) bool {
		return numbers[number] || roster.SameName(name, m.Name) && (m.NumberIndex == "" || phone)
	}
	for _, id := range persons {
		if id == 0 {
			continue
		}
		p, err := personByID(ctx, d, id)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return false, err
		}
		if !p.Firm {
			if is(p.Name, p.NumberIndex, g.samePhone(p, m)) {
				return true, nil
			}
			continue
		}
		if is(p.LegalName, "", false) { // of whom the register has the name only
			return true, nil
		}
		agents, err := agentsOf(ctx, d, g.millis(), p.NumberIndex)
		if err != nil {
			return false, err
		}
		for _, a := range agents {
			if is(a.Agent, a.AgentIndex, false) {
				return true, nil
			}
		}
	}
	return false, nil
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
