package persons

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Person is what one entry said of a natural person or a firm. Several records may be of one number: the office's own,
// made in sight of the document, and claims, which bind nobody. Whoever proves to hold the number owns all that are
// in his name. The sealed fields are opened by Registry.Open only, which those who look at another's data must go
// through with a reason.
type Person struct {
	ID          int64
	Firm        bool
	Name        string
	IDSealed    string // document number, or the firm's credit code
	IDIndex     string // tells the records apart
	PhoneSealed string
	LegalName   string // a firm's legal representative
	CreatedAt   int64
	IDKind      check.Kind
	NumberIndex string // that of all records of the number
	ClaimedBy   int64  // the account that says so of itself
	Seen        bool   // entered by staff in sight of the document
	PhoneIndex  string // by which it is found

	PhoneUnproven bool // a window typed the telephone, and nobody has shown that he holds it
}

// Identity is who somebody says to be.
type Identity struct {
	Firm  bool
	Name  string
	Kind  check.Kind // of document; "": as the number looks
	IDNo  string     // document number or credit code
	Phone string
	Legal string // a firm's legal representative
	Card  *Card  // which a window has read; nil: typed
}

// Born is the day of birth that the number of a person says, yyyymmdd; 0 where it says none.
func (i Identity) Born() calendar.Day {
	c, err := check.CitizenID(check.Plain(i.IDNo))
	if i.Firm || err != nil {
		return 0
	}
	return calendar.Day(c.Birth)
}

// spelled is a name as it stands on papers: a Chinese one without the space that fills up two characters to
// the width of three, another with single spaces.
func spelled(name string) string {
	var b strings.Builder
	var last rune
	for _, part := range strings.Fields(check.Assigned(name)) {
		if first, _ := utf8.DecodeRuneInString(part); b.Len() > 0 && !(unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, first)) {
			b.WriteByte(' ')
		}
		b.WriteString(part)
		last, _ = utf8.DecodeLastRuneInString(part)
	}
	return b.String()
}

// drawn reports whether a character is a picture, such as a keyboard of a phone offers: on papers it is none.
func drawn(r rune) bool { return unicode.Is(unicode.So, r) }

// Check cleans an identity on a day; the fields of its failures are name, id_kind, id_no, phone and legal.
func (i Identity) Check(today calendar.Day) (Identity, error) {
	var wrong []fail.Field
	name, err := named(i.Name)
	if i.Name = name; err != nil {
		wrong = append(wrong, fail.Field{Name: "name", Message: err.Error()})
	}
	i.Legal = spelled(i.Legal)
	if i.Firm {
		i.Kind = check.FirmCode
	} else if i.Kind == check.FirmCode {
		i.Kind = ""
	}
	if i.Kind, i.IDNo, err = check.Document(i.Kind, i.IDNo, int32(today)); err != nil {
		wrong = append(wrong, fail.Field{Name: "id_no", Message: err.Error()})
	}
	i.Phone = check.PlainPhone(i.Phone)
	if i.Phone != "" {
		if err := check.Phone(i.Phone); err != nil {
			wrong = append(wrong, fail.Field{Name: "phone", Message: err.Error()})
		}
	}
	if len(wrong) > 0 {
		return i, fail.Invalid("请改正身份信息", wrong...)
	}
	return i, nil
}

// nameMost is how long a name of a person or a firm may be.
const nameMost = 100

// named is a name as it is kept. One character is a name.
func named(name string) (string, error) {
	name = spelled(name)
	switch n := utf8.RuneCountInString(name); {
	case n < 1 || n > nameMost:
		return name, errors.New("请填写全名")
	case strings.ContainsFunc(name, drawn):
		return name, errors.New("姓名里不能有图形符号")
	case !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Han, r)
	}):
		return name, errors.New("请填写证件上的姓名")
	}
	return name, nil
}

// numberIndex is the index of the records of a number. No number has none: who gave only a name is nobody else who did.
func (g *Registry) numberIndex(kind check.Kind, number string) (string, error) {
	series := kind.Series(number)
	if series == "" {
		return "", errors.New("an index of no number")
	}
	return g.keys.Index("id", series), nil
}

// record is an identity as a record, whose key tells it from others of the number.
func (g *Registry) record(i Identity, key string) (Person, error) {
	number, err := g.numberIndex(i.Kind, i.IDNo)
	if err != nil {
		return Person{}, err
	}
	p := Person{Firm: i.Firm, Name: i.Name, IDKind: i.Kind, IDSealed: g.keys.Seal(i.IDNo, sealID), NumberIndex: number, IDIndex: number,
		PhoneSealed: g.keys.Seal(i.Phone, people.SealPhone), LegalName: i.Legal}
	if key != "" {
		p.IDIndex = g.keys.Index("claim", key+" "+number+" "+check.Name(i.Name))
	}
	return p, nil
}

// Meet finds or makes the office's own record of who is received at a window, in sight of the document. A number that
// stands there under another name gets a record of its own: neither is refused, and whose name is right a correction
// decides (service/identity), which differs tells to ask for. Where a reader has read the card, that is kept.
func (g *Registry) Meet(ctx context.Context, tx *db.DB, i Identity) (_ Person, differs bool, err error) {
	p, differs, err := g.meet(ctx, tx, i)
	if err == nil {
		err = g.met(ctx, tx, p.ID, i.Card)
	}
	return p, differs, err
}

func (g *Registry) meet(ctx context.Context, tx *db.DB, i Identity) (_ Person, differs bool, err error) {
	if i, err = i.Check(g.today()); err != nil {
		return Person{}, false, err
	}
	p, err := g.record(i, "")
	if err != nil {
		return p, false, err
	}
	known, err := personsNumbered(ctx, tx, p.NumberIndex)
	if err != nil {
		return p, false, err
	}
	known = slices.DeleteFunc(known, func(k Person) bool { return !k.Seen || k.Firm != i.Firm })
	if at := slices.IndexFunc(known, func(k Person) bool { return check.Name(k.Name) == check.Name(i.Name) }); at >= 0 {
		p = known[at]
	} else {
		if differs = len(known) > 0; differs {
			if p, err = g.record(i, "seen"); err != nil {
				return p, differs, err
			}
		}
		p.Seen, p.PhoneUnproven = true, i.Phone != "" && g.windowProves()
		var fresh bool
		if p, fresh, err = g.enter(ctx, tx, p); err != nil || fresh {
			return p, differs, err
		}
		if check.Name(p.Name) != check.Name(i.Name) { // entered under another name in the same moment
			if p, err = g.record(i, "seen"); err == nil {
				p.Seen, p.PhoneUnproven = true, i.Phone != "" && g.windowProves()
				p, _, err = g.enter(ctx, tx, p)
			}
			return p, true, err
		}
	}
	if i.Phone != "" && p.PhoneSealed == "" {
		p.PhoneSealed = g.keys.Seal(i.Phone, people.SealPhone)
		err = setPhone(ctx, tx, p.ID, p.PhoneSealed, g.phoneSought(p.PhoneSealed), g.windowProves())
	}
	return p, differs, err
}

// Claim makes a record of what somebody says of himself or of another, by whom: an account, a program. It
// neither changes nor tells what the office knows of the number.
func (g *Registry) Claim(ctx context.Context, tx *db.DB, i Identity, by string) (Person, error) {
	i, err := i.Check(g.today())
	if err != nil {
		return Person{}, err
	}
	p, err := g.record(i, by)
	if err == nil {
		p, _, err = g.enter(ctx, tx, p)
	}
	return p, err
}

// claimOf is a claim of an account of itself, or of a firm that it says to act for.
func (g *Registry) claimOf(ctx context.Context, tx *db.DB, account int64, i Identity) (Person, error) {
	p, err := g.record(i, "account "+decimal(account))
	if err != nil {
		return p, err
	}
	p.ClaimedBy = account
	p, fresh, err := g.enter(ctx, tx, p)
	if err == nil && !fresh && p.LegalName != i.Legal { // who claims it corrects what he claimed
		p.LegalName = i.Legal
		err = setLegal(ctx, tx, p.ID, i.Legal)
	}
	return p, err
}

// enter enters a record in the book, or finds what stands under its key already, also when somebody else
// enters the same one in the same moment.
func (g *Registry) enter(ctx context.Context, tx *db.DB, p Person) (_ Person, fresh bool, err error) {
	p.ID, p.CreatedAt, p.PhoneIndex = tx.NewID(), g.millis(), g.phoneSought(p.PhoneSealed)
	if fresh, err = insertPerson(ctx, tx, p); err != nil || fresh {
		return p, fresh, err
	}
	p, err = personByIndex(ctx, tx, p.IDIndex)
	return p, false, err
}

// Reach finds or enters who gives only a name and a phone number: enough to be written to and to be
// known again, not to sign in as.
func (g *Registry) Reach(ctx context.Context, tx *db.DB, name, phone string) (Person, error) {
	var wrong []fail.Field
	name, err := named(name)
	if err != nil {
		wrong = append(wrong, fail.Field{Name: "name", Message: err.Error()})
	}
	phone = check.PlainPhone(phone)
	if err := check.Phone(phone); err != nil {
		wrong = append(wrong, fail.Field{Name: "phone", Message: err.Error()})
	}
	if len(wrong) > 0 {
		return Person{}, fail.Invalid("请改正联系方式", wrong...)
	}
	p := Person{Name: name, PhoneSealed: g.keys.Seal(phone, people.SealPhone), IDIndex: g.keys.Index("reached", phone+" "+check.Name(name))}
	p.NumberIndex = p.IDIndex
	p, _, err = g.enter(ctx, tx, p)
	return p, err
}

// FindByID finds the records of a number, for the window: the office's own first.
func (g *Registry) FindByID(ctx context.Context, i Identity) ([]Person, error) {
	if i.Firm {
		i.Kind = check.FirmCode
	}
	kind, number, err := check.Document(i.Kind, i.IDNo, int32(g.today()))
	if err != nil {
		return nil, fail.Invalid("请改正身份信息", fail.Field{Name: "id_no", Message: err.Error()})
	}
	index, err := g.numberIndex(kind, number)
	if err != nil {
		return nil, err
	}
	list, err := personsNumbered(ctx, g.db, index)
	slices.SortStableFunc(list, func(a, b Person) int { return int(bit(b.Seen) - bit(a.Seen)) })
	return list, err
}

// Known are the records of a number that bind: those that a window has seen, then those that a person has proven to be his.
func (g *Registry) Known(ctx context.Context, i Identity) ([]Person, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	list, err := g.FindByID(ctx, i)
	if err != nil {
		return nil, err
	}
	var known []Person
	for _, p := range list {
		proven := p.Seen
		if !proven && p.ClaimedBy != 0 && !p.Firm {
			a, err := accountByID(ctx, g.db, p.ClaimedBy)
			if err != nil {
				return nil, err
			}
			proven = a.PersonID == p.ID && a.Level >= l.need[people.See]
		}
		if proven && p.Firm == i.Firm {
			known = append(known, p)
		}
	}
	return known, nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// As is a citizen who is the person of a record and nothing else, for what is done in his name.
func As(list ...Person) people.Actor {
	a := people.Actor{Kind: people.Citizen}
	for _, p := range list {
		if a.ID == 0 {
			a.ID, a.Name = p.ID, p.Name
		}
		a.Holds = append(a.Holds, people.Holding{Person: p.ID, Rights: people.All})
	}
	return a
}

// The contexts under which other data of persons is sealed.
const (
	sealID      = "person id"
	sealAddress = "address"
)

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func (g *Registry) today() calendar.Day { return calendar.DayOf(g.now()) }
