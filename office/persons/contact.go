package persons

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/people"
)

// Contact is how somebody is reached in one case, as it was said when it was filed. What is said of the same person in another
// case changes nothing in this one: who says it may be somebody else.
type Contact struct {
	Phone    string
	Account  int64 // that filed for itself or its firm: messages follow the number of the account
	Unproven bool  // a window typed the number, and nobody has shown that he holds it: it counts so where the rules have it (WindowCode)
	Proven   bool  // he has just shown that he does
}

// ContactGiven is the contact of what an actor files now: own, for himself or his firm, else for somebody with a telephone number. Where
// none was given to the office there is none (nil), and messages go to the number in the book; what others claim of a person has no such claim
// on it.
func ContactGiven(ctx context.Context, actor people.Actor, own bool, phone string) *Contact {
	if own {
		if a := people.VisitorOf(ctx).Account.ID; a != 0 {
			return &Contact{Account: a}
		}
		return nil
	}
	if phone == "" && actor.Kind != people.Client && actor.Kind != people.Citizen {
		return nil
	}
	return &Contact{Phone: phone}
}

// KeepContact keeps how a person is reached in a case. A number that he is known to have is proven, and one that is proven is known from now on.
func (g *Registry) KeepContact(ctx context.Context, tx *db.DB, id, person int64, c Contact) error {
	phone := check.PlainPhone(c.Phone)
	one := contact{CaseID: id, PersonID: person, PhoneSealed: g.keys.Seal(phone, people.SealPhone), AccountID: c.Account}
	if phone == "" {
		return putContact(ctx, tx, one)
	}
	one.PhoneIndex = g.keys.Index(phoneSeek, phone)
	if c.Proven {
		return errors.Join(putContact(ctx, tx, one), setPhoneProven(ctx, tx, person, one.PhoneIndex))
	}
	if !c.Unproven || !g.windowProves() {
		return putContact(ctx, tx, one)
	}
	known, err := phoneProven(ctx, tx, person, one.PhoneIndex)
	if err != nil {
		return err
	}
	one.Unproven = !known
	return putContact(ctx, tx, one)
}

// ContactIn is how a person is reached in a case; nil as the book says.
func (g *Registry) ContactIn(ctx context.Context, d *db.DB, id, person int64) (*Contact, error) {
	c, err := contactOf(ctx, d, id, person)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	phone, err := g.keys.Open(c.PhoneSealed, people.SealPhone)
	return &Contact{Phone: phone, Account: c.AccountID, Unproven: c.Unproven}, err
}

// windowProves reports whether a number that a window types is unproven until its holder has shown it.
func (g *Registry) windowProves() bool { return g.limits.Of(WindowCode) != 0 }

// PhoneIn is the telephone number to which what is said to a person in a case goes: that of the account that has proven to be the person, else
// the one of the case. "" there is none. Whoever holds it may act in the case only where it is proven (ReachIn).
func (g *Registry) PhoneIn(ctx context.Context, d *db.DB, id, person int64) (string, error) {
	phone, _, err := g.ReachIn(ctx, d, id, person)
	return phone, err
}

// ReachIn is PhoneIn, and whether it is the person's for certain. To one that is not goes no code, and nothing that was written of the person.
func (g *Registry) ReachIn(ctx context.Context, d *db.DB, id, person int64) (phone string, proven bool, err error) {
	sealed, proven, err := g.phoneIn(ctx, d, id, person)
	if err != nil {
		return "", false, err
	}
	phone, err = g.keys.Open(sealed, people.SealPhone)
	return phone, proven, err
}

// SettledIn is Settled for a person and for whose account the telephone is by which he is reached in a case.
func (g *Registry) SettledIn(ctx context.Context, d *db.DB, id, person int64) error {
	a, err := g.reachedIn(ctx, d, id, person)
	if err != nil {
		return err
	}
	return g.Settled(ctx, d, person, a.PersonID)
}

// ReachedSince is since when a person is reached in a case as he is now: since his telephone was last changed, online or at a window, or since his account was
// proven, where it never had the telephone of before ("": the one of the case); 0: always.
func (g *Registry) ReachedSince(ctx context.Context, d *db.DB, id, person int64, before string) (int64, error) {
	a, err := g.reachedIn(ctx, d, id, person)
	if err != nil {
		return 0, err
	}
	left, err := lastLeft(ctx, d, a.ID, person, a.PersonID)
	if err != nil {
		return 0, err
	}
	moved, err := lastMoved(ctx, d, person, a.PersonID)
	at := max(left, moved)
	if err != nil || a.ID == 0 {
		return at, err
	}
	account := int64(0)
	if before == "" {
		if before, account, err = g.givenIn(ctx, d, id, person); err != nil {
			return 0, err
		}
	}
	index := g.keys.Index("phone", check.PlainPhone(before))
	if account == a.ID || account == 0 && (before == "" || a.PhoneIndex == index) {
		return at, nil
	}
	left, err = leftPhone(ctx, d, a.ID, index)
	if err == nil && left == 0 {
		at = max(at, a.ProvedAt)
	}
	return at, err
}

// MovedSinceProof reports whether an account that had proven who its person is has another number since.
func (g *Registry) MovedSinceProof(ctx context.Context, a people.Account) (bool, error) {
	left, err := lastLeft(ctx, g.db, a.ID, 0, 0)
	return a.ProvedAt != 0 && left > a.ProvedAt, err
}

// givenIn is the telephone that stands for a person in a case, or else in the book, or the account that filed the case for itself or its firm.
func (g *Registry) givenIn(ctx context.Context, d *db.DB, id, person int64) (phone string, account int64, err error) {
	r, err := reachOf(ctx, d, id, person)
	if err != nil || r.AccountID != 0 {
		return "", r.AccountID, err
	}
	sealed := r.BookSealed
	if r.Given {
		sealed = r.PhoneSealed
	}
	phone, err = g.keys.Open(sealed, people.SealPhone)
	return phone, 0, err
}

// reachedIn is the account that signs in by the telephone by which a person is reached in a case; none, and that of another natural person who has the same
// telephone, has no id.
func (g *Registry) reachedIn(ctx context.Context, d *db.DB, id, person int64) (people.Account, error) {
	r, err := reachOf(ctx, d, id, person)
	if err != nil {
		return people.Account{}, err
	}
	sealed, _, err := g.phoneBy(ctx, d, r, id, person, g.ownersOf(ctx, d, person))
	if err != nil {
		return people.Account{}, err
	}
	phone, err := g.keys.Open(sealed, people.SealPhone)
	if err != nil || phone == "" {
		return people.Account{}, err
	}
	a, err := accountByPhone(ctx, d, g.keys.Index("phone", check.PlainPhone(phone)))
	if errors.Is(err, db.ErrNone) || err == nil && a.PersonID != 0 && !r.Firm && r.NumberIndex != a.NumberIndex {
		return people.Account{}, nil
	}
	return a, err
}

// ShownPhoneIn is ReachIn for showing.
func (g *Registry) ShownPhoneIn(ctx context.Context, d *db.DB, id, person int64) (phone string, proven bool, err error) {
	sealed, proven, err := g.phoneIn(ctx, d, id, person)
	return g.keys.Show(sealed, people.SealPhone, person), proven, err
}

func (g *Registry) phoneIn(ctx context.Context, d *db.DB, id, person int64) (sealed string, proven bool, err error) {
	r, err := reachOf(ctx, d, id, person)
	if err != nil {
		return "", false, err
	}
	return g.phoneBy(ctx, d, r, id, person, g.ownersOf(ctx, d, person))
}

// owners are the accounts that may be a person's: the one that has proven to be him, and the one whose record his is. None has no id.
type owners struct {
	proven, own func() (people.Account, error)
}

// ownersOf asks for them one by one.
func (g *Registry) ownersOf(ctx context.Context, d *db.DB, person int64) owners {
	return owners{
		proven: func() (people.Account, error) { return g.provenOf(ctx, d, person) },
		own: func() (people.Account, error) {
			a, err := accountOfPerson(ctx, d, person)
			if errors.Is(err, db.ErrNone) {
				return people.Account{}, nil
			}
			return a, err
		},
	}
}

// phoneBy is phoneIn of what is known of the person in the case, and of his accounts.
func (g *Registry) phoneBy(
	ctx context.Context, d *db.DB, r reach, id, person int64, of owners,
) (sealed string, proven bool, err error) {
	if r.Accounts {
		if a, err := of.proven(); err != nil || a.ID != 0 {
			return a.PhoneSealed, true, err
		}
	}
	if !r.Given {
		if a, err := of.own(); err != nil || a.ID != 0 {
			return a.PhoneSealed, true, err
		}
		r.PhoneSealed, r.Unproven = r.BookSealed, r.BookUnproven
	}
	if r.AccountID == 0 {
		left := false
		if r.Firm {
			left, err = g.leftFirm(ctx, d, id, person, r.NumberIndex, r.PhoneSealed)
		}
		if err != nil || !left {
			return r.PhoneSealed, !r.Unproven, err
		}
		a, _, err := g.managerIn(ctx, d, id, person, r.NumberIndex)
		return a.PhoneSealed, true, err
	}
	a, err := accountByID(ctx, d, r.AccountID)
	if err == nil && r.Firm {
		a, _, err = g.firmIn(ctx, d, id, person, r.NumberIndex, a)
	} else if err == nil {
		a, err = g.numbered(ctx, d, a)
	}
	return a.PhoneSealed, true, err
}

// leftFirm reports whether the number, sealed, that was given for a firm in a case is that of somebody whose agency for it has ended since, and who does not
// act for it now.
func (g *Registry) leftFirm(ctx context.Context, d *db.DB, id, firm int64, number, sealed string) (bool, error) {
	h, err := g.handOf(sealed)
	if err != nil || h.Phone == "" {
		return false, nil //nolint:nilerr // what cannot be read is shown so, and nothing is sent there
	}
	list, err := leftHolders(ctx, d, g.millis(), id, number, h)
	if err != nil {
		return false, err
	}
	for _, one := range list {
		if acts, err := g.StillActs(ctx, d, firm, one.ID); err != nil || acts {
			return false, err
		}
	}
	return len(list) > 0, nil
}

// handOf is who has a telephone, sealed, in hand.
func (g *Registry) handOf(sealed string) (hand, error) {
	phone, err := g.keys.Open(sealed, people.SealPhone)
	if err != nil || phone == "" {
		return hand{}, err
	}
	return hand{Phone: g.keys.Index(phoneSeek, phone), AccountPhone: g.keys.Index("phone", phone)}, nil
}

// AgencyEnded is when the agency of somebody last ended who had a case of a firm in hand (as its agent, by its telephone, or as the account that filed it) or
// when somebody who could look at all of the firm's last could no more; 0: of nobody, since a moment, or the case is a natural person's. The end of an
// agency counts though it was taken up again later.
func (g *Registry) AgencyEnded(ctx context.Context, d *db.DB, id, firm, agent, since int64) (int64, error) {
	r, err := reachOf(ctx, d, id, firm)
	if errors.Is(err, db.ErrNone) || err == nil && !r.Firm {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	sealed := r.BookSealed
	if r.Given {
		sealed = r.PhoneSealed
	}
	h, err := g.handOf(sealed)
	if err != nil {
		return 0, err
	}
	h.Account, h.Agent = r.AccountID, agent
	list, err := leftHolders(ctx, d, g.millis(), id, r.NumberIndex, h)
	if err != nil {
		return 0, err
	}
	at, err := lastSeen(ctx, d, g.millis(), since, r.NumberIndex)
	if len(list) > 0 && list[0].EndedAt >= since {
		at = max(at, list[0].EndedAt)
	}
	return at, err
}

// numbered is an account, or where it has lost its number that of who has proven to be its person; none has no id.
func (g *Registry) numbered(ctx context.Context, d *db.DB, a people.Account) (people.Account, error) {
	if a.PhoneSealed != "" || a.PersonID == 0 {
		return a, nil
	}
	return g.provenOf(ctx, d, a.PersonID)
}

// firmIn is the account by which a firm is reached in a case that an account filed for it, with what it holds of the firm there: that account as long as it
// acts for the firm and may look, else who manages the firm's agents (managers); none has no id.
func (g *Registry) firmIn(ctx context.Context, d *db.DB, id, firm int64, number string, filer people.Account) (people.Account, []people.Holding, error) {
	now, err := g.numbered(ctx, d, filer)
	if err != nil {
		return people.Account{}, nil, err
	}
	if now.PhoneSealed != "" {
		for _, a := range []people.Account{filer, now} {
			if holds, err := g.holdsIn(ctx, d, a, id, firm, number); err != nil || len(holds) > 0 {
				return now, holds, err
			}
		}
	}
	return g.managerIn(ctx, d, id, firm, number)
}

// managerIn is the account that manages a firm's agents and may look at the case, with what it holds of the firm in it; none has no id.
func (g *Registry) managerIn(ctx context.Context, d *db.DB, id, firm int64, number string) (people.Account, []people.Holding, error) {
	agents, err := agentsOf(ctx, d, g.millis(), number)
	if err != nil {
		return people.Account{}, nil, err
	}
	list, err := g.managers(ctx, d, agents)
	for _, m := range list {
		if holds, err := g.holdsIn(ctx, d, m.Account, id, firm, number); err != nil || len(holds) > 0 {
			return m.Account, holds, err
		}
	}
	return people.Account{}, nil, err
}

// holdsIn is what an account holds of a record of a firm in a case at which it may look; who may not holds nothing.
func (g *Registry) holdsIn(ctx context.Context, d *db.DB, a people.Account, id, firm int64, number string) (list []people.Holding, err error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	all, err := g.firmHoldings(ctx, d, a, l.opens(a.Level))
	if err != nil {
		return nil, err
	}
	for _, h := range all {
		if h.Person == firm {
			list = append(list, h)
		}
	}
	if slices.ContainsFunc(list, func(h people.Holding) bool { return h.Rights&people.See != 0 }) {
		return list, nil
	}
	before, err := filedOf(ctx, d, a.ID) // before levels; he claims to act for the firm since
	if err != nil || !slices.Contains(before, filed{CaseID: id, PersonID: firm}) {
		return nil, err
	}
	agencies, err := g.agencies(ctx, d, a)
	if !slices.ContainsFunc(agencies, func(one Agency) bool { return one.FirmIndex == number }) {
		return nil, err
	}
	return []people.Holding{{Person: firm, Rights: people.See, Case: id}}, err
}

// ByPhoneIn is who has proven to have the telephone on a case, with what he may do in it: of a natural person the applicant; of a firm the account by which
// it is reached, as far as it acts for the firm now. By a number that was only said, nobody is more of a firm than who claims to act for it. Who holds
// nothing is nobody in the case.
func (g *Registry) ByPhoneIn(ctx context.Context, id, applicant int64, party string) (people.Actor, error) {
	actor := As(Person{ID: applicant, Name: party})
	p, err := personByID(ctx, g.db, applicant)
	if errors.Is(err, db.ErrNone) || err == nil && !p.Firm {
		return actor, nil
	}
	if err != nil {
		return people.Actor{}, err
	}
	c, err := contactOf(ctx, g.db, id, applicant)
	switch {
	case errors.Is(err, db.ErrNone):
		c.PhoneSealed = p.PhoneSealed
	case err != nil:
		return people.Actor{}, err
	}
	var a people.Account
	if c.AccountID == 0 {
		left, err := g.leftFirm(ctx, g.db, id, applicant, p.NumberIndex, c.PhoneSealed)
		if err != nil {
			return people.Actor{}, err
		}
		if !left {
			actor.Holds = []people.Holding{{Person: applicant, Rights: people.All &^ people.Manage, Claim: true, Phone: true}}
			return actor, nil
		}
		a, actor.Holds, err = g.managerIn(ctx, g.db, id, applicant, p.NumberIndex)
		if err != nil {
			return people.Actor{}, err
		}
	} else if a, err = accountByID(ctx, g.db, c.AccountID); err == nil {
		a, actor.Holds, err = g.firmIn(ctx, g.db, id, applicant, p.NumberIndex, a)
	}
	if err != nil {
		return people.Actor{}, err
	}
	actor.Kind, actor.ID, actor.Name = people.Citizen, a.PersonID, a.Name
	for i, h := range actor.Holds {
		actor.Holds[i].Phone = h.Claim // what it claims its account does, signed in
	}
	return actor, nil
}

// HasPhone reports whether a record is known to have a number: it was proven before.
func (g *Registry) HasPhone(ctx context.Context, d *db.DB, person int64, phone string) (bool, error) {
	return phoneProven(ctx, d, person, g.keys.Index(phoneSeek, check.PlainPhone(phone)))
}

// KnownPhone reports whether a number is known to be somebody's: it is that of the account that has proven to be him. What stands in a case or in the
// book who acts for him may have said. Nobody has proven to be a firm.
func (g *Registry) KnownPhone(ctx context.Context, d *db.DB, person int64, phone string) (bool, error) {
	a, err := g.provenOf(ctx, d, person)
	if err != nil || a.ID == 0 {
		return false, err
	}
	own, err := g.keys.Open(a.PhoneSealed, people.SealPhone)
	return own != "" && check.PlainPhone(own) == check.PlainPhone(phone), err
}

// ProvePhone notes that a number is the person's: wherever it stands for him it is proven from now on.
func (g *Registry) ProvePhone(ctx context.Context, tx *db.DB, person int64, phone string) error {
	return setPhoneProven(ctx, tx, person, g.keys.Index(phoneSeek, check.PlainPhone(phone)))
}

// provenOf is provenAccount of the person with an id.
func (g *Registry) provenOf(ctx context.Context, d *db.DB, person int64) (people.Account, error) {
	p, err := personByID(ctx, d, person)
	if err != nil {
		return people.Account{}, err
	}
	return g.provenAccount(ctx, d, p)
}

// PhoneKnown is the number that the book has of a person, and whether it is that of an account that has proven to be him: then no number given
// in a case takes its place.
func (g *Registry) PhoneKnown(ctx context.Context, d *db.DB, p Person) (phone string, proven bool, err error) {
	a, err := g.provenAccount(ctx, d, p)
	if err != nil {
		return "", false, err
	}
	if a.ID != 0 {
		p.PhoneSealed = a.PhoneSealed
	}
	return g.keys.Show(p.PhoneSealed, people.SealPhone, p.ID), a.ID != 0, nil
}

// accountsOf are the accounts that have a number and say to be a natural person.
func (g *Registry) accountsOf(ctx context.Context, d *db.DB, p Person) ([]people.Account, error) {
	if p.Firm {
		return nil, nil
	}
	all, err := accountsNumbered(ctx, d, p.NumberIndex)
	return saying(p, all), err
}

// saying are those of some accounts of his number that have a telephone and say to be a natural person.
func saying(p Person, all []people.Account) (list []people.Account) {
	for _, a := range all {
		if !p.Firm && a.PhoneSealed != "" && check.Name(a.Name) == check.Name(p.Name) {
			list = append(list, a)
		}
	}
	return list
}

// provenAccount is the account that has proven to be a person; none has no id.
func (g *Registry) provenAccount(ctx context.Context, d *db.DB, p Person) (people.Account, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return people.Account{}, err
	}
	list, err := g.accountsOf(ctx, d, p)
	return l.proven(list), err
}

// proven is the first of the accounts that say to be a person that has proven it; none has no id.
func (l *levels) proven(saying []people.Account) people.Account {
	for _, a := range saying {
		if a.Level >= l.need[people.See] {
			return a
		}
	}
	return people.Account{}
}
