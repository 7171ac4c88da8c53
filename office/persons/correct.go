package persons

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Correction is a change of what the office knows of a person or firm, as two members of staff agreed to it
// (service/identity): a slip, or a change by law. What was before is kept in the history.
type Correction struct {
	Person int64  // a record of whom it is about
	Field  string // one of the Fields
	Name   string // FieldName, FieldLegal: the new one
	To     Identity
	Rights people.Right // FieldAgent
	Legal  bool
	Until  int64
	Case   int64  // that agreed to it
	By     string // who did
}

// What a correction may be about.
const (
	FieldName    = "name"    // of the person or firm
	FieldLegal   = "legal"   // the firm's legal representative
	FieldNumber  = "number"  // of the document: a wrong digit, a new passport
	FieldAccount = "account" // the telephone number by which the person signs in, proven in person
	FieldAgent   = "agent"   // a person acts for the firm
	FieldJoin    = "join"    // another record is this person's
)

// History is a value that ended with a correction.
type History struct {
	PersonID int64
	At       int64
	Field    string
	Sealed   string
	CaseID   int64
}

const sealHistory = "person history"

// Correct brings a correction about.
func (g *Registry) Correct(ctx context.Context, tx *db.DB, c Correction) error {
	p, err := personByID(ctx, tx, c.Person)
	if err != nil {
		return err
	}
	if err := g.MayCorrect(ctx, tx, p, c); err != nil {
		return err
	}
	switch c.Field {
	case FieldName:
		return g.rename(ctx, tx, p, c)
	case FieldLegal:
		return g.newLegal(ctx, tx, p, c)
	case FieldNumber:
		c.To.Name, c.To.Firm = p.Name, p.Firm
		return g.renumber(ctx, tx, p, c)
	case FieldJoin:
		return g.join(ctx, tx, p, c)
	case FieldAccount:
		return g.atWindow(ctx, tx, p, c)
	case FieldAgent:
		return g.agentAtWindow(ctx, tx, p, c)
	}
	return fail.Invalid("没有这种更正")
}

// held are the records that a correction reaches: the office's own of the number and name, those of accounts that
// have proven to be this person, and those under which somebody has proven to act for this firm. What others claimed
// stays as they said it, and tells them nothing.
func (g *Registry) held(ctx context.Context, tx *db.DB, p Person) ([]Person, error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	list, err := personsNumbered(ctx, tx, p.NumberIndex)
	if err != nil {
		return nil, err
	}
	accounts, err := accountsNumbered(ctx, tx, p.NumberIndex)
	if err != nil {
		return nil, err
	}
	firms, err := g.actedUnder(ctx, tx, p.NumberIndex)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list, func(one Person) bool {
		proven := slices.Contains(firms, one.ID) ||
			slices.ContainsFunc(accounts, func(a people.Account) bool { return a.PersonID == one.ID && a.Level >= l.need[people.See] })
		return one.ID != p.ID && (check.Name(one.Name) != check.Name(p.Name) || !one.Seen && !proven)
	}), nil
}

// Hear are those who hear of a correction of a firm: who is proven to act for it, or for the firm that it is joined with, and may admit
// others, and the agent whom the correction is about. The telephone of a firm is not enough: who was told to correct its records may have given it.
func (g *Registry) Hear(ctx context.Context, tx *db.DB, firm Person, c Correction) (list []Agency, err error) {
	about := ""
	if c.Field == FieldAgent {
		to, err := c.To.Check(g.today())
		if err == nil {
			about, err = g.numberIndex(to.Kind, to.IDNo)
		}
		if err != nil {
			return nil, err
		}
	}
	numbers := []string{firm.NumberIndex}
	if c.Field == FieldJoin {
		if o, err := g.other(ctx, tx, firm, c); err == nil { // afterwards both are one
			numbers = append(numbers, o.NumberIndex)
		}
	}
	for _, number := range numbers {
		agents, err := agentsOf(ctx, tx, g.millis(), number)
		if err != nil {
			return nil, err
		}
		for _, a := range agents {
			if a.Proof != "" && (a.Given()&people.Manage != 0 || about != "" && a.AgentIndex == about) {
				list = append(list, a)
			}
		}
	}
	return list, nil
}

func (g *Registry) keepHistory(ctx context.Context, tx *db.DB, p Person, field, old string, of int64) error {
	return insertHistory(ctx, tx, History{PersonID: p.ID, At: g.millis(), Field: field, Sealed: g.keys.Seal(old, sealHistory), CaseID: of})
}

func (g *Registry) rename(ctx context.Context, tx *db.DB, p Person, c Correction) error {
	name := spelled(c.Name)
	list, err := g.held(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, one := range list {
		if err := errors.Join(g.keepHistory(ctx, tx, one, FieldName, one.Name, c.Case), setName(ctx, tx, one.ID, name)); err != nil {
			return err
		}
	}
	return nil
}

// newLegal enters a firm's new legal representative; all agencies of the one before end, also what he may do as an agent: a window enters that anew.
func (g *Registry) newLegal(ctx context.Context, tx *db.DB, f Person, c Correction) error {
	name := spelled(c.Name)
	list, err := g.held(ctx, tx, f)
	if err != nil {
		return err
	}
	for _, one := range list {
		if err := errors.Join(g.keepHistory(ctx, tx, one, FieldLegal, one.LegalName, c.Case), setLegal(ctx, tx, one.ID, name)); err != nil {
			return err
		}
	}
	agents, err := agentsOf(ctx, tx, g.millis(), f.NumberIndex)
	if err != nil {
		return err
	}
	for _, a := range agents {
		former := func(o Agency) bool {
			return o.Legal && check.Name(o.Agent) != check.Name(name) && o.same(a) && (a.Proof == "" || o.Proof != "")
		}
		if slices.ContainsFunc(agents, former) {
			if err := g.endAgency(ctx, tx, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// renumber gives the records of a person another number. Where the office has a record of that number under the same
// name, both are of one person from now on.
func (g *Registry) renumber(ctx context.Context, tx *db.DB, p Person, c Correction) error {
	to, err := c.To.Check(g.today())
	if err != nil {
		return err
	}
	number, err := g.numberIndex(to.Kind, to.IDNo)
	if err != nil {
		return err
	}
	list, err := g.held(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, one := range list {
		old, err := g.keys.Open(one.IDSealed, sealID)
		if err != nil {
			return err
		}
		err = errors.Join(g.keepHistory(ctx, tx, one, FieldNumber, one.IDKind.Name()+" "+old, c.Case),
			setNumber(ctx, tx, one.ID, string(to.Kind), g.keys.Seal(to.IDNo, sealID), number))
		if err != nil {
			return err
		}
	}
	return nil
}

// join makes the records of another number and name those of a person.
func (g *Registry) join(ctx context.Context, tx *db.DB, p Person, c Correction) error {
	other, err := g.other(ctx, tx, p, c)
	if err != nil {
		return err
	}
	known, err := g.Open(ctx, tx, p)
	if err != nil {
		return err
	}
	list, err := g.held(ctx, tx, other)
	if err != nil {
		return err
	}
	c.Name, c.To = p.Name, Identity{Firm: p.Firm, Name: p.Name, Kind: known.IDKind, IDNo: known.IDNo}
	for _, one := range list {
		if check.Name(one.Name) != check.Name(p.Name) {
			if err := errors.Join(g.keepHistory(ctx, tx, one, FieldName, one.Name, c.Case), setName(ctx, tx, one.ID, p.Name)); err != nil {
				return err
			}
		}
	}
	if other.NumberIndex == p.NumberIndex {
		return nil
	}
	other.Name = p.Name
	return g.renumber(ctx, tx, other, c)
}

// atWindow has the person sign in with a telephone number, as he has shown in person. The account that has proven to be him moves
// there; one that another person had with the number loses it. Every number of before is told, and opens nothing of his.
func (g *Registry) atWindow(ctx context.Context, tx *db.DB, p Person, c Correction) error {
	phone := check.PlainPhone(c.To.Phone)
	l, err := g.rules(ctx)
	if err != nil {
		return err
	}
	known, err := g.Open(ctx, tx, p)
	if err != nil {
		return err
	}
	records, err := g.held(ctx, tx, p)
	if err != nil {
		return err
	}
	a, old, err := g.moved(ctx, tx, p, phone)
	if err != nil {
		return err
	}
	own, err := g.claimOf(ctx, tx, a.ID, Identity{Name: p.Name, Kind: known.IDKind, IDNo: known.IDNo})
	if err != nil {
		return err
	}
	left, err := g.prove(ctx, tx, a.ID, own, people.InPerson, l)
	if err != nil {
		return err
	}
	left = append(left, old)
	for _, one := range records {
		given, err := phonesIn(ctx, tx, one.ID)
		if err != nil {
			return err
		}
		left = append(append(left, one.PhoneSealed), given...)
		if err := setPhone(ctx, tx, one.ID, g.keys.Seal(phone, people.SealPhone), g.keys.Index(phoneSeek, phone), false); err != nil {
			return err
		}
	}
	return errors.Join(g.tellLeft(ctx, tx, phone, left...), g.keepHistory(ctx, tx, p, FieldAccount, known.Phone, c.Case))
}

// moved is the account by which a person signs in with a number from now on, on no device yet, and the number, sealed, that it had.
func (g *Registry) moved(ctx context.Context, tx *db.DB, p Person, phone string) (a people.Account, old string, err error) {
	sealed, index := g.keys.Seal(phone, people.SealPhone), g.keys.Index("phone", phone)
	a, err = accountByPhone(ctx, tx, index)
	if err == nil && a.PersonID != 0 && (a.NumberIndex != p.NumberIndex || check.Name(a.Name) != check.Name(p.Name)) {
		err = cmp.Or(g.retire(ctx, tx, a), db.ErrNone)
	}
	if errors.Is(err, db.ErrNone) {
		a, err = g.provenAccount(ctx, tx, p)
		switch {
		case err != nil:
		case a.ID != 0:
			old, err = a.PhoneSealed, setAccountPhone(ctx, tx, a.ID, sealed, index, g.millis())
		default:
			a = people.Account{ID: tx.NewID(), PhoneSealed: sealed, PhoneIndex: index, CreatedAt: g.millis(), Level: people.Phone}
			err = insertAccount(ctx, tx, a)
		}
	}
	if err != nil {
		return a, "", err
	}
	return a, old, g.forget(ctx, tx, a.ID)
}

// agentAtWindow enters who acts for a firm, as its licence and the authorisation that were seen say.
func (g *Registry) agentAtWindow(ctx context.Context, tx *db.DB, f Person, c Correction) error {
	agent, _, err := g.Meet(ctx, tx, c.To)
	if err != nil {
		return err
	}
	if c.Until == 0 && !c.Legal {
		c.Until = g.agencyEnd()
	}
	if c.Legal {
		c.Rights = people.All
	}
	return g.giveAgency(ctx, tx, Agency{
		FirmID: f.ID, PersonID: agent.ID, Legal: c.Legal, Until: c.Until, CreatedAt: g.millis(), Proof: ByWindow,
		ProvedBy: c.By, Rights: c.Rights, FirmIndex: f.NumberIndex, Agent: agent.Name, AgentIndex: agent.NumberIndex,
	})
}

// Settled refuses what binds a person while the telephone by which one of the persons signs in has been moved by a window a short while
// ago (AccountPause): who has lost his number to another is told of it on the old one, and nothing is ended or given away meanwhile.
func (g *Registry) Settled(ctx context.Context, d *db.DB, persons ...int64) error {
	if len(persons) == 0 {
		return nil
	}
	at, err := lastMoved(ctx, d, persons...)
	if until := time.UnixMilli(at).Add(g.limits.Time(AccountPause)); err == nil && until.After(g.now()) {
		err = fail.Forbidden("登录的手机号刚在窗口更正，%s以前不能在网上办这一步；急着办的，请带身份证到窗口", calendar.Until(until))
	}
	return err
}

// Past is a value that a person's record had before.
type Past struct {
	Field, Value string
	At           int64
	Case         int64
}

// ChangedSince reports whether the record, or another of its number, was corrected since a moment in milliseconds.
func (g *Registry) ChangedSince(ctx context.Context, d *db.DB, p Person, at int64) (bool, error) {
	list, err := historyOf(ctx, d, p.NumberIndex)
	return len(list) > 0 && list[0].At > at, err
}

// Past are the values of a person's records that ended, the latest first.
func (g *Registry) Past(ctx context.Context, p Person) ([]Past, error) {
	list, err := historyOf(ctx, g.db, p.NumberIndex)
	if err != nil {
		return nil, err
	}
	var past []Past
	for _, h := range list {
		value, err := g.keys.Open(h.Sealed, sealHistory)
		if err != nil {
			return nil, err
		}
		if one := (Past{h.Field, value, h.At, h.CaseID}); !slices.Contains(past, one) {
			past = append(past, one)
		}
	}
	return past, nil
}

// NameOn is what a person was called at a moment.
func (g *Registry) NameOn(ctx context.Context, d *db.DB, person, at int64) (string, error) {
	p, err := personByID(ctx, d, person)
	if err != nil {
		return "", err
	}
	list, err := historyOf(ctx, d, p.NumberIndex)
	name := p.Name
	for _, h := range list { // the latest first
		if h.PersonID != person || h.Field != FieldName || h.At <= at || err != nil {
			continue
		}
		name, err = g.keys.Open(h.Sealed, sealHistory)
	}
	return name, err
}

// FieldWords are the fields in words.
var FieldWords = map[string]string{
	FieldName: "姓名（名称）", FieldLegal: "法定代表人", FieldNumber: "证件号", FieldAccount: "手机号", FieldAgent: "经办人", FieldJoin: "登记",
}

// MayCorrect tells who proposes a correction what cannot be done.
func (g *Registry) MayCorrect(ctx context.Context, tx *db.DB, p Person, c Correction) error {
	wrong := func(field, message string) error {
		return fail.Invalid("有 1 处需要改正", fail.Field{Name: field, Message: message})
	}
	switch c.Field {
	case FieldName, FieldLegal:
		if c.Field == FieldLegal && !p.Firm {
			return wrong("field", "这不是企业")
		}
		if _, err := named(c.Name); err != nil {
			return wrong(c.Field+"_to", err.Error())
		}
	case FieldNumber:
		c.To.Name, c.To.Firm = p.Name, p.Firm
		if _, err := c.To.Check(g.today()); err != nil {
			return prefixed("number_to", err)
		}
		if other, err := g.otherFirm(ctx, tx, p, c); err != nil || other {
			return cmp.Or(err, wrong("number_to", "这个代码登记的是另一家单位。是同一家的，先把名称改成一样，再办登记合并"))
		}
	case FieldAccount:
		if p.Firm {
			return wrong("field", "企业没有登录的手机号，由经办人登录")
		}
		if p.IDSealed == "" {
			return wrong("field", "这份登记只有姓名和电话，没有证件号，不能绑定登录的手机号。请按证件号查登记再办")
		}
		if err := check.Mobile(check.PlainPhone(c.To.Phone)); err != nil {
			return wrong("account_phone", err.Error())
		}
	case FieldAgent:
		if !p.Firm {
			return wrong("field", "这不是企业")
		}
		if _, err := c.To.Check(g.today()); err != nil {
			return prefixed("agent_no", err)
		}
		if c.Until != 0 && c.Until <= g.millis() {
			return wrong("agent_until", "这一天已经过了")
		}
	case FieldJoin:
		_, err := g.other(ctx, tx, p, c)
		return err
	default:
		return wrong("field", "请选择改什么")
	}
	return nil
}

// otherFirm reports whether the number that a firm is to have stands in the office's book for a firm of another name.
func (g *Registry) otherFirm(ctx context.Context, tx *db.DB, p Person, c Correction) (bool, error) {
	to, err := c.To.Check(g.today())
	if err != nil || !p.Firm {
		return false, err
	}
	number, err := g.numberIndex(to.Kind, to.IDNo)
	if err != nil {
		return false, err
	}
	list, err := personsNumbered(ctx, tx, number)
	return slices.ContainsFunc(list, func(o Person) bool { return o.Seen && check.Name(o.Name) != check.Name(p.Name) }), err
}

// prefixed gives the faults of an identity the name of a field of the form.
func prefixed(field string, err error) error {
	e, ok := fail.As(err)
	if !ok {
		return err
	}
	var list []fail.Field
	for _, f := range e.Fields {
		list = append(list, fail.Field{Name: field, Message: f.Message})
	}
	return fail.Invalid(e.Message, list...)
}

// other is the record that a person is to be joined with.
func (g *Registry) other(ctx context.Context, tx *db.DB, p Person, c Correction) (Person, error) {
	c.To.Firm = p.Firm
	to, err := c.To.Check(g.today())
	if err != nil {
		return Person{}, prefixed("join_no", err)
	}
	number, err := g.numberIndex(to.Kind, to.IDNo)
	if err != nil {
		return Person{}, err
	}
	others, err := personsNumbered(ctx, tx, number)
	if err != nil {
		return Person{}, err
	}
	at := slices.IndexFunc(others, func(o Person) bool {
		return o.Seen && o.ID != p.ID && o.Firm == p.Firm && check.Name(o.Name) == check.Name(to.Name)
	})
	if at < 0 {
		return Person{}, fail.Invalid("没有找到另一份登记", fail.Field{Name: "join_no", Message: "窗口没有用这个姓名和证件号登记过"})
	}
	return others[at], nil
}

// Before is the office's oldest record of a number that a window has now met under another name; none has no id.
func (g *Registry) Before(ctx context.Context, tx *db.DB, p Person) (Person, error) {
	list, err := personsNumbered(ctx, tx, p.NumberIndex)
	for _, one := range list {
		if one.Seen && one.ID != p.ID && one.Firm == p.Firm && check.Name(one.Name) != check.Name(p.Name) {
			return one, err
		}
	}
	return Person{}, err
}

// Differs reports whether a window has seen the number of somebody under other names only.
func (g *Registry) Differs(ctx context.Context, i Identity) (bool, error) {
	i, err := i.Check(g.today())
	if err != nil {
		return false, nil // which is told elsewhere
	}
	p, err := g.record(i, "")
	if err != nil {
		return false, err
	}
	return g.twoNames(ctx, g.db, p.NumberIndex, p.Firm, p.Name)
}

// twoNames reports whether a window has seen a number under another name than one.
func (g *Registry) twoNames(ctx context.Context, d *db.DB, number string, firm bool, name string) (bool, error) {
	list, err := personsNumbered(ctx, d, number)
	return slices.ContainsFunc(list, func(k Person) bool { return k.Seen && k.Firm == firm && check.Name(k.Name) != check.Name(name) }), err
}

// Standing says for staff how the person of a record is known.
func (g *Registry) Standing(ctx context.Context, p Person) (string, error) {
	if p.Seen {
		if two, err := g.twoNames(ctx, g.db, p.NumberIndex, p.Firm, p.Name); err != nil || two {
			return "窗口核对过证件；这个证件号还登记着另一个姓名，请对照证件。办件上写错的，在“身份登记”提出“另一份登记是同一人”", err
		}
		return g.howSeen(ctx, p.ID)
	}
	by := p.ClaimedBy
	if by == 0 {
		var err error
		if by, err = accountBefore(ctx, g.db, p.ID); err != nil || by == 0 {
			return "他人或其他系统填报，未核验", err
		}
	}
	a, err := accountByID(ctx, g.db, by)
	if err != nil {
		return "", err
	}
	if p.Firm {
		agents, err := agentsOf(ctx, g.db, g.millis(), p.NumberIndex)
		says := "自称代理，尚未核实"
		for _, one := range agents {
			if one.FirmID == p.ID || p.ClaimedBy == 0 && one.is(a) {
				says = "经办人代理，" + one.Words()
			}
		}
		return says, err
	}
	if a.NumberIndex != p.NumberIndex || check.Name(a.Name) != check.Name(p.Name) || a.Level <= people.Phone {
		return "网上自行填报，未核验；请核对证件", nil
	}
	return a.Level.Name(), nil
}
