package persons

import (
	"context"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
)

// Reindex writes the blind indexes of persons and accounts anew, after the key of indexes was replaced, and returns how many could
// not be: those whose sealed value does not open, who are found no more by their number.
func (g *Registry) Reindex(ctx context.Context, tx *db.DB) (lost int, err error) {
	write := func(table, column, sealed, context string, id int64, index func(plain string) string) error {
		plain, err := g.keys.Open(sealed, context)
		if err != nil {
			g.keys.Miss(context, id, err)
			lost++
			return nil
		}
		return setIndex(ctx, tx, table, column, id, index(plain))
	}
	persons, err := allPersons(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, p := range persons {
		if p.IDSealed != "" {
			err = g.reindexNumber(ctx, tx, p, write)
		} else {
			for _, column := range []string{"id_index", "number_index"} {
				if err == nil {
					err = write("persons", column, p.PhoneSealed, people.SealPhone, p.ID, func(phone string) string { return g.reached(p.Name, phone) })
				}
			}
		}
		if err == nil && p.PhoneSealed != "" {
			err = write("persons", "phone_index", p.PhoneSealed, people.SealPhone, p.ID, func(phone string) string { return g.keys.Index(phoneSeek, phone) })
		}
		if err != nil {
			return 0, err
		}
	}
	for _, table := range []string{"accounts", "account_phones"} {
		list, err := phonesOf(ctx, tx, table)
		if err != nil {
			return 0, err
		}
		for _, one := range list {
			of := func(phone string) string { return g.keys.Index("phone", phone) }
			if err := write(table, "phone_index", one.PhoneSealed, people.SealPhone, one.ID, of); err != nil {
				return 0, err
			}
		}
	}
	contacts, err := allContacts(ctx, tx)
	if err != nil {
		return 0, err
	}
	for _, c := range contacts {
		if c.PhoneIndex = g.phoneSought(c.PhoneSealed); c.PhoneIndex == notIndexed {
			lost++
		}
		if err := putContact(ctx, tx, c); err != nil {
			return 0, err
		}
	}
	return lost, nil
}

// reindexNumber writes the index of a number. The key of the office's first record of a number is that index itself; the other
// records keep theirs, which only tell them apart.
func (g *Registry) reindexNumber(ctx context.Context, tx *db.DB, p Person,
	write func(table, column, sealed, context string, id int64, index func(string) string) error) error {
	number := func(id string) string {
		kind := p.IDKind
		if kind == "" && p.Firm {
			kind = check.FirmCode
		} else if kind == "" {
			kind = check.KindOf(id)
		}
		return g.keys.Index("id", kind.Series(id))
	}
	if p.IDIndex == p.NumberIndex {
		if err := write("persons", "id_index", p.IDSealed, sealID, p.ID, number); err != nil {
			return err
		}
	}
	return write("persons", "number_index", p.IDSealed, sealID, p.ID, number)
}

// reached is the index of who gave only a name and a phone number.
func (g *Registry) reached(name, phone string) string {
	return g.keys.Index("reached", phone+" "+check.Name(name))
}
