package people

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
)

// Party reports whether a member of staff is one of the persons, or acts for the firm that is one: whose matter it is does not
// receive, judge or second it (公务员法 art. 76). He is known by the number of his document where the office has entered it
// (SetNumber), by the account that has his telephone, and by his name. A namesake is taken for him until his own number is
// known; then the record's number decides, or the telephone.
func (g *Registry) Party(ctx context.Context, d *db.DB, staff int64, persons ...int64) (bool, error) {
	m, err := MemberByID(ctx, d, staff)
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
		return numbers[number] || SameName(name, m.Name) && (m.NumberIndex == "" || phone)
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
func (g *Registry) samePhone(p Person, m Member) bool {
	a, errA := g.keys.Open(p.PhoneSealed, SealPhone)
	b, errB := g.keys.Open(m.PhoneSealed, SealPhone)
	return errA == nil && errB == nil && a != "" && check.PlainPhone(a) == check.PlainPhone(b)
}

// numbersOf are the indexes of the numbers that are a member of staff's: his own, and that of the account with his telephone.
func (g *Registry) numbersOf(ctx context.Context, d *db.DB, m Member) (map[string]bool, error) {
	numbers := map[string]bool{}
	if m.NumberIndex != "" {
		numbers[m.NumberIndex] = true
	}
	phone, err := g.keys.Open(m.PhoneSealed, SealPhone)
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

// ownNumber is the blind index of a document's number, that of all records of the number; "" of none.
func (g *Registry) ownNumber(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	kind, number, err := check.Document("", number, int32(calendar.DayOf(g.now())))
	if err != nil {
		return "", err
	}
	return g.keys.Index("id", kind.Series(number)), nil
}

// SetNumber enters the number of another's document: only its blind index is kept.
func (g *Registry) SetNumber(ctx context.Context, by Actor, ip string, id int64, number, why string) error {
	index, err := g.ownNumber(number)
	if err == nil && index == "" {
		err = errors.New("请填写证件号")
	}
	if err != nil {
		return fail.Invalid("证件号不对", fail.Field{Name: "number", Message: err.Error()})
	}
	if by.ID == id {
		return fail.Forbidden("自己的证件号由另一位系统管理员登记")
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		if err := setStaffNumber(ctx, tx, id, index); err != nil {
			return err
		}
		return g.Log(ctx, tx, by, ip, "登记工作人员证件号", g.called(ctx, tx, id), why)
	})
}
