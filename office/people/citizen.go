package people

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/region"
)

// Person is a natural person or a firm as the office knows it. The sealed fields are opened by
// Registry.Open only, which those who look at another's data must go through with a reason.
type Person struct {
	ID          int64
	Firm        bool
	Name        string
	IDSealed    string // ID number, or the firm's credit code
	IDIndex     string
	PhoneSealed string
	LegalName   string // a firm's legal representative
	CreatedAt   int64
}

// Account is a phone number that signs in. It has a person once it is real-named.
type Account struct {
	ID            int64
	PhoneSealed   string
	PhoneIndex    string
	PersonID      int64
	AddressSealed string
	Home          region.Code
	Elder         bool
	CreatedAt     int64
	Name          string // of the person
}

// Agency is a firm that a citizen acts for.
type Agency struct {
	FirmID    int64
	PersonID  int64
	Legal     bool  // as its legal representative
	Until     int64 // 0: no end
	RevokedAt int64
	CreatedAt int64
	Name      string // the firm's, or in a firm's own list the agent's
}

// SendCode makes a one-time code for a phone number and hands it to send, which queues the message
// in the same transaction.
func (g *Registry) SendCode(ctx context.Context, phone, ip string, send func(ctx context.Context, tx *db.DB, phone, code string) error) error {
	phone = check.PlainPhone(phone)
	if err := check.Mobile(phone); err != nil {
		return fail.Invalid("手机号不对", fail.Field{Name: "phone", Message: err.Error()})
	}
	index, now := g.keys.Index("phone", phone), g.now()
	code := gm.Digits(6)
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.count(ctx, tx, "codes "+ip, g.policy.AddressCodes, time.Hour, "从这个网络地址要的验证码太多，请 %d 分钟后再试，或到就近窗口办理"); err != nil {
			return err
		}
		sent, err := putCode(ctx, tx, oneTimeCode{
			PhoneIndex: index, CodeHash: gm.HashString(index + code), SentAt: now.UnixMilli(),
			ExpiresAt: now.Add(g.policy.CodeLife).UnixMilli(), Day: calendar.DayOf(now),
		}, now.Add(-g.policy.CodeGap).UnixMilli(), g.policy.CodesADay)
		if err != nil {
			return err
		}
		if !sent {
			return g.noCode(ctx, tx, index)
		}
		return send(ctx, tx, phone, code)
	})
}

// CodeUntil is when a code that is made now is worth nothing any more.
func (g *Registry) CodeUntil() time.Time { return g.now().Add(g.policy.CodeLife) }

// noCode says why a number gets no new code now.
func (g *Registry) noCode(ctx context.Context, tx *db.DB, index string) error {
	last, err := codeByPhone(ctx, tx, index)
	if err != nil {
		return err
	}
	now := g.now()
	if wait := g.policy.CodeGap - now.Sub(time.UnixMilli(last.SentAt)); wait > 0 {
		return fail.Busy(wait, "验证码刚刚发过，请 %d 秒后再试", int(wait.Seconds())+1)
	}
	return fail.Busy(calendar.DayOf(now).AddDays(1).Time().Sub(now), "这个号码今天的验证码已发完 %d 次，请明天再试，或到就近窗口办理", last.Sent)
}

// codeTries is how often one code may be mistyped before it is worth nothing.
const codeTries = 5

// SignInCitizen checks the one-time code and opens a session, making the account at the first time.
func (g *Registry) SignInCitizen(ctx context.Context, phone, code, ip, device string) (token string, err error) {
	phone = check.PlainPhone(phone)
	index := g.keys.Index("phone", phone)
	wrong := fail.Invalid("验证码不对或已过期", fail.Field{Name: "code", Message: "验证码不对或已过期，请核对短信，或重新获取"})
	var refused error
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		refused = nil
		c, err := tryCode(ctx, tx, index) // counted before it is judged: many at once are as many tries
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if err != nil || c.ExpiresAt < g.millis() || c.Tries > codeTries || c.CodeHash != gm.HashString(index+check.Bare(code)) {
			refused = wrong
			return nil
		}
		if err := spendCode(ctx, tx, index); err != nil {
			return err
		}
		a, err := accountByPhone(ctx, tx, index)
		if errors.Is(err, db.ErrNone) {
			a = Account{ID: tx.NewID(), PhoneSealed: g.keys.Seal(phone, sealPhone), PhoneIndex: index, CreatedAt: g.millis()}
			err = insertAccount(ctx, tx, a)
		}
		if err != nil {
			return err
		}
		token, err = g.begin(ctx, tx, Citizen, a.ID, g.policy.CitizenWhole, ip, device)
		return err
	})
	return token, errors.Join(err, refused)
}

func (g *Registry) citizenActor(ctx context.Context, account int64) (Actor, Account, error) {
	a, err := accountByID(ctx, g.db, account)
	if err != nil || a.PersonID == 0 {
		return Actor{Kind: Citizen}, a, err
	}
	firms, err := firmsOf(ctx, g.db, a.PersonID, g.millis())
	actor := Actor{Kind: Citizen, ID: a.PersonID, Name: a.Name}
	for _, f := range firms {
		actor.Firms = append(actor.Firms, f.FirmID)
	}
	return actor, a, err
}

// Identity is who somebody says to be.
type Identity struct {
	Firm  bool
	Name  string
	IDNo  string // ID number or credit code
	Phone string
	Legal string // a firm's legal representative
}

// spelled is a name as it stands on papers: a Chinese one without the space that fills up two characters to
// the width of three, another with single spaces.
func spelled(name string) string {
	var b strings.Builder
	var last rune
	for _, part := range strings.Fields(name) {
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

// Check cleans an identity; the fields of its failures are name, id_no, phone and legal.
func (i Identity) Check() (Identity, error) {
	var wrong []fail.Field
	i.Name = spelled(i.Name)
	if n := utf8.RuneCountInString(i.Name); n < 2 || n > 100 {
		wrong = append(wrong, fail.Field{Name: "name", Message: "请填写全名"})
	} else if strings.ContainsFunc(i.Name, drawn) {
		wrong = append(wrong, fail.Field{Name: "name", Message: "姓名里不能有图形符号"})
	}
	i.IDNo = check.Plain(i.IDNo)
	var err error
	if i.Firm {
		err = check.CreditCode(i.IDNo)
	} else {
		_, err = check.CitizenID(i.IDNo)
	}
	if err != nil {
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

// Meet finds the person or firm by its number and enters it in the book when it is new. A known
// number under another name is refused: one of the two is mistyped.
func (g *Registry) Meet(ctx context.Context, tx *db.DB, i Identity) (Person, error) {
	i, err := i.Check()
	if err != nil {
		return Person{}, err
	}
	p, fresh, err := g.enter(ctx, tx, Person{
		Firm: i.Firm, Name: i.Name, IDSealed: g.keys.Seal(i.IDNo, sealID), IDIndex: g.keys.Index("id", i.IDNo),
		PhoneSealed: g.keys.Seal(i.Phone, sealPhone), LegalName: i.Legal,
	})
	switch {
	case err != nil || fresh:
		return p, err
	case check.Name(p.Name) != check.Name(i.Name):
		return p, fail.Invalid("姓名和证件号对不上", fail.Field{Name: "name", Message: "这个证件号登记的是“" + form.MaskName(p.Name) + "”，请核对姓名和号码"})
	case i.Phone != "" && p.PhoneSealed == "":
		p.PhoneSealed = g.keys.Seal(i.Phone, sealPhone)
		return p, setPhone(ctx, tx, p.ID, p.PhoneSealed)
	}
	return p, nil
}

// enter enters a person in the book, or finds who stands under the index already, also when somebody else
// enters the same one in the same moment.
func (g *Registry) enter(ctx context.Context, tx *db.DB, p Person) (_ Person, fresh bool, err error) {
	p.ID, p.CreatedAt = tx.NewID(), g.millis()
	if fresh, err = insertPerson(ctx, tx, p); err != nil || fresh {
		return p, fresh, err
	}
	p, err = personByIndex(ctx, tx, p.IDIndex)
	return p, false, err
}

// Reach finds or enters who gives only a name and a phone number: enough to be written to and to be
// known again, not to sign in as.
func (g *Registry) Reach(ctx context.Context, tx *db.DB, name, phone string) (Person, error) {
	name, phone = spelled(name), check.PlainPhone(phone)
	var wrong []fail.Field
	if n := utf8.RuneCountInString(name); n < 2 || n > 100 {
		wrong = append(wrong, fail.Field{Name: "name", Message: "请填写姓名"})
	} else if strings.ContainsFunc(name, drawn) {
		wrong = append(wrong, fail.Field{Name: "name", Message: "姓名里不能有图形符号"})
	}
	if err := check.Phone(phone); err != nil {
		wrong = append(wrong, fail.Field{Name: "phone", Message: err.Error()})
	}
	if len(wrong) > 0 {
		return Person{}, fail.Invalid("请改正联系方式", wrong...)
	}
	p, _, err := g.enter(ctx, tx, Person{Name: name, PhoneSealed: g.keys.Seal(phone, sealPhone), IDIndex: g.reached(name, phone)})
	return p, err
}

// RealName ties the visitor's account to a natural person. A person whom another phone number
// already holds is refused.
func (g *Registry) RealName(ctx context.Context, v Visitor, name, idNo string) error {
	i, err := (Identity{Name: name, IDNo: idNo}).Check()
	if err != nil {
		return err
	}
	if err := g.policy.RealNameCheck(i.Name, i.IDNo); err != nil {
		return err
	}
	var p Person
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if p, err = g.Meet(ctx, tx, i); err != nil {
			return err
		}
		unnamed, err := setPerson(ctx, tx, v.Account.ID, p.ID)
		if err != nil {
			return err
		}
		if !unnamed {
			return fail.Conflict("您已经实名，不用再做一次")
		}
		return g.Log(ctx, tx, Actor{Kind: Citizen, ID: p.ID, Name: p.Name}, v.IP, "实名", "", "")
	})
	if !errors.Is(err, db.ErrTaken) {
		return err
	}
	other, err := accountOfPerson(ctx, g.db, p.ID)
	if err != nil {
		return err
	}
	phone, _ := g.orNothing(other.PhoneSealed, sealPhone, other.ID)
	return fail.Conflict("这个证件已由手机号 %s 实名。请用那个号码登录；号码不用了，请带身份证到就近窗口更换。", form.MaskPhone(phone))
}

// BindFirm lets a real-named citizen act for a firm, as its legal representative when the names
// agree. Documents that prove it are checked when the window accepts.
func (g *Registry) BindFirm(ctx context.Context, v Visitor, i Identity) error {
	if v.Actor.ID == 0 {
		return fail.Forbidden("请先完成个人实名，再绑定企业")
	}
	i.Firm = true
	i.Legal = strings.TrimSpace(i.Legal)
	if i.Legal == "" {
		return fail.Invalid("请填写法定代表人", fail.Field{Name: "legal", Message: "请填写营业执照上的法定代表人姓名"})
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		f, err := g.Meet(ctx, tx, i)
		if err != nil {
			return err
		}
		if f.LegalName != "" && check.Name(f.LegalName) != check.Name(i.Legal) {
			return fail.Invalid("法定代表人对不上", fail.Field{Name: "legal", Message: "和登记的法定代表人不一致，请核对营业执照"})
		}
		if err := putAgent(ctx, tx, Agency{FirmID: f.ID, PersonID: v.Actor.ID, Legal: check.Name(i.Legal) == check.Name(v.Actor.Name), CreatedAt: g.millis()}); err != nil {
			return err
		}
		return g.Log(ctx, tx, v.Actor, v.IP, "绑定企业", i.Name, "")
	})
}

// Firms are the firms the visitor acts for now.
func (g *Registry) Firms(ctx context.Context, v Visitor) ([]Agency, error) {
	return firmsOf(ctx, g.db, v.Actor.ID, g.millis())
}

// LeaveFirm ends the visitor's own agency for a firm.
func (g *Registry) LeaveFirm(ctx context.Context, v Visitor, firm int64) error {
	return revokeAgent(ctx, g.db, firm, v.Actor.ID, g.millis())
}

// SetHome remembers the visitor's address and place, sealed.
func (g *Registry) SetHome(ctx context.Context, v Visitor, address string, home region.Code) error {
	return setHome(ctx, g.db, v.Account.ID, g.keys.Seal(strings.TrimSpace(address), sealAddress), home)
}

// SetElder remembers that the visitor wants the elder mode.
func (g *Registry) SetElder(ctx context.Context, v Visitor, on bool) error {
	return setElder(ctx, g.db, v.Account.ID, on)
}

// Person loads a person or firm.
func (g *Registry) Person(ctx context.Context, d *db.DB, id int64) (Person, error) {
	return personByID(ctx, d, id)
}

// Known is what is known of a person in the clear.
type Known struct{ Name, IDNo, Phone, Address, Legal string }

// Open decrypts a person's data, for documents and for messages. Staff who look at it go through Reveal.
func (g *Registry) Open(ctx context.Context, d *db.DB, p Person) (Known, error) {
	return g.known(ctx, d, p, func(sealed, context string, _ int64) (string, error) { return g.keys.Open(sealed, context) })
}

// Shown is Open for showing: what cannot be opened says so and spoils nothing else.
func (g *Registry) Shown(ctx context.Context, d *db.DB, p Person) (Known, error) {
	return g.known(ctx, d, p, func(sealed, context string, id int64) (string, error) { return g.keys.Show(sealed, context, id), nil })
}

func (g *Registry) known(ctx context.Context, d *db.DB, p Person, open func(sealed, context string, id int64) (string, error)) (k Known, err error) {
	k.Name, k.Legal = p.Name, p.LegalName
	if k.IDNo, err = open(p.IDSealed, sealID, p.ID); err != nil {
		return k, err
	}
	if k.Phone, err = open(p.PhoneSealed, sealPhone, p.ID); err != nil {
		return k, err
	}
	a, err := accountOfPerson(ctx, d, p.ID)
	if errors.Is(err, db.ErrNone) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	if k.Phone, err = open(a.PhoneSealed, sealPhone, a.ID); err != nil {
		return k, err
	}
	k.Address, err = open(a.AddressSealed, sealAddress, a.ID)
	return k, err
}

// Own is what is known of the visitor, a citizen, for his own pages and to fill his forms. What cannot be opened is left
// out, so that he gives it again.
func (g *Registry) Own(ctx context.Context, v Visitor) (k Known, err error) {
	if v.Account.PersonID != 0 {
		p, err := g.Person(ctx, g.db, v.Account.PersonID)
		if err != nil {
			return k, err
		}
		return g.known(ctx, g.db, p, g.orNothing)
	}
	k.Phone, _ = g.orNothing(v.Account.PhoneSealed, sealPhone, v.Account.ID)
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

// FindByID finds a person or firm by its number, for the window. Nobody known is db.ErrNone.
func (g *Registry) FindByID(ctx context.Context, idNo string) (Person, error) {
	return personByIndex(ctx, g.db, g.keys.Index("id", check.Plain(idNo)))
}
