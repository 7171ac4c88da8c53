package persons

import (
	"context"
	"errors"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/session"
)

// SignInCitizen checks the one-time code and opens a session, making the account at the first time.
func (g *Registry) SignInCitizen(ctx context.Context, phone, code string, from session.From) (token string, err error) {
	phone = check.PlainPhone(phone)
	index := g.keys.Index("phone", phone)
	var refused error
	err = g.db.Tx(ctx, func(tx *db.DB) (err error) {
		if from.Known, err = session.KnownOf(ctx, tx, index, from); err != nil {
			return err
		}
		if refused, err = g.sessions.TryCode(ctx, tx, "", phone, code, "code", from); err != nil || refused != nil {
			return err
		}
		if err := g.sessions.CodeUsed(ctx, tx, "", phone, from); err != nil {
			return err
		}
		a, err := accountByPhone(ctx, tx, index)
		if errors.Is(err, db.ErrNone) {
			a = people.Account{
				ID: tx.NewID(), PhoneSealed: g.keys.Seal(phone, people.SealPhone), PhoneIndex: index,
				CreatedAt: g.millis(), SeenAt: g.millis(), Level: people.Phone,
			}
			err = insertAccount(ctx, tx, a)
		}
		if err != nil {
			return err
		}
		s := people.Session{Kind: people.Citizen, Who: a.ID, IP: from.IP, Device: from.Agent, Known: from.Hash()}
		if s.Level, err = g.sessionLevel(ctx, tx, a, s.Known); err != nil {
			return err
		}
		if s.Level > people.Doubted {
			if err := touchAccount(ctx, tx, a.ID, g.millis()); err != nil {
				return err
			}
		}
		if s.Known != "" { // where the code was right once, no stranger's tries count
			if err := session.SeeDevice(ctx, tx, a.ID, s.Known, g.millis()); err != nil {
				return err
			}
		}
		token, err = g.sessions.Begin(ctx, tx, s)
		return err
	})
	return token, errors.Join(err, refused)
}

// SetHome remembers the visitor's address and place, sealed.
func (g *Registry) SetHome(ctx context.Context, v people.Visitor, address string, home region.Code) error {
	return setHome(ctx, g.db, v.Account.ID, g.keys.Seal(strings.TrimSpace(address), sealAddress), home)
}

// SetElder remembers that the visitor wants the elder mode.
func (g *Registry) SetElder(ctx context.Context, v people.Visitor, on bool) error {
	return setElder(ctx, g.db, v.Account.ID, on)
}

// SetEnglish remembers whether messages to the visitor are to be in English.
func (g *Registry) SetEnglish(ctx context.Context, v people.Visitor, on bool) error {
	return setEnglish(ctx, g.db, v.Account.ID, on)
}

// ReadsEnglish reports whether the account of a person asks for messages in English.
func (g *Registry) ReadsEnglish(ctx context.Context, d *db.DB, person int64) (bool, error) {
	return readsEnglish(ctx, d, person)
}

// Person loads a person or firm.
func (g *Registry) Person(ctx context.Context, d *db.DB, id int64) (Person, error) {
	return personByID(ctx, d, id)
}

// Known is what is known of a person in the clear.
type Known struct {
	Name, IDNo, Phone, Address, Legal string
	IDKind                            check.Kind
}

// Open decrypts a person's data, for documents and for messages. Staff who look at it go through Reveal.
func (g *Registry) Open(ctx context.Context, d *db.DB, p Person) (Known, error) {
	return g.known(ctx, d, p, func(sealed, context string, _ int64) (string, error) { return g.keys.Open(sealed, context) })
}

// Shown is Open for showing: what cannot be opened says so and spoils nothing else.
func (g *Registry) Shown(ctx context.Context, d *db.DB, p Person) (Known, error) {
	return g.known(ctx, d, p, g.show)
}

// opens opens something sealed that belongs to a record with an id.
type opens func(sealed, context string, id int64) (string, error)

// show opens for showing.
func (g *Registry) show(sealed, context string, id int64) (string, error) {
	return g.keys.Show(sealed, context, id), nil
}

func (g *Registry) known(ctx context.Context, d *db.DB, p Person, open opens) (Known, error) {
	a, err := accountOfPerson(ctx, d, p.ID)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return Known{}, err
	}
	return knownBy(p, a, open)
}

// knownBy is what is known of a person who has an account, or none (without an id).
func knownBy(p Person, a people.Account, open opens) (k Known, err error) {
	k.Name, k.Legal, k.IDKind = p.Name, p.LegalName, p.IDKind
	if k.IDNo, err = open(p.IDSealed, sealID, p.ID); err != nil {
		return k, err
	}
	switch {
	case k.IDKind != "" || k.IDNo == "":
	case p.Firm:
		k.IDKind = check.FirmCode
	default: // entered before kinds were
		k.IDKind = check.KindOf(k.IDNo)
	}
	if k.Phone, err = open(p.PhoneSealed, people.SealPhone, p.ID); err != nil {
		return k, err
	}
	if a.ID == 0 {
		return k, nil
	}
	if k.Phone, err = open(a.PhoneSealed, people.SealPhone, a.ID); err != nil {
		return k, err
	}
	k.Address, err = open(a.AddressSealed, sealAddress, a.ID)
	return k, err
}

// Own is what is known of the visitor, a citizen, for his own pages and to fill his forms. What cannot be opened is left
// out, so that he gives it again.
func (g *Registry) Own(ctx context.Context, v people.Visitor) (k Known, err error) {
	if v.Account.PersonID != 0 {
		p, err := g.Person(ctx, g.db, v.Account.PersonID)
		if err != nil {
			return k, err
		}
		return g.known(ctx, g.db, p, g.orNothing)
	}
	k.Phone, _ = g.orNothing(v.Account.PhoneSealed, people.SealPhone, v.Account.ID)
	k.Address, _ = g.orNothing(v.Account.AddressSealed, sealAddress, v.Account.ID)
	return k, nil
}

func (g *Registry) orNothing(sealed, context string, id int64) (string, error) {
	plain, err := g.keys.Open(sealed, context)
	if err != nil {
		g.keys.Miss(context, id, err)
	}
	return plain, nil
}

// Reveal is audit.Book.Show of all that is known of one person.
func (g *Registry) Reveal(ctx context.Context, v people.Visitor, person int64, object, reason string) (k Known, err error) {
	err = g.audit.Show(ctx, v, object, reason, func(tx *db.DB) ([]string, error) {
		p, err := personByID(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		k, err = g.Shown(ctx, tx, p)
		return nil, err
	})
	return k, err
}
