package persons

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/session"
)

// Question is what the identity check is asked. Firm is empty where a natural person is asked about; else Name, Kind
// and IDNo are those of who says to be its legal representative.
type Question struct {
	Name, IDNo, Phone  string
	Kind               check.Kind
	FirmName, FirmCode string
}

// Verdict is its answer.
type Verdict struct {
	Paired bool // name and number, or all four of a firm and its legal representative, belong together
	Phone  bool // the telephone is registered to this person
	Face   bool // the check has itself seen the face or the electronic identity
}

// Level is what the answer proves.
func (v Verdict) Level() people.Level {
	switch {
	case v.Paired && v.Face:
		return people.Strong
	case v.Paired && v.Phone:
		return people.Matched
	case v.Paired:
		return people.Paired
	}
	return people.Phone
}

// sessionLevel is what a new session of an account carries: nothing until somebody says whose it is — after a long silence, when the
// telephone number may be in other hands, and on a new device where the account has proven more than its telephone — else all
// that was proven.
func (g *Registry) sessionLevel(ctx context.Context, tx *db.DB, a people.Account, known string) (people.Level, error) {
	silence := g.limits.Time(SilenceDays)
	if a.PersonID != 0 && silence > 0 && g.millis()-a.SeenAt > silence.Milliseconds() {
		return people.Doubted, nil
	}
	if a.Level <= people.Phone || g.limits.Of(NewDevice) == 0 {
		return max(a.Level, people.Phone), nil
	}
	on, err := session.LevelOn(ctx, tx, a.ID, known)
	return min(a.Level, on), err
}

// Citizen fills in who asks by a citizen's session: his record, and what belongs to him at its level.
func (g *Registry) Citizen(ctx context.Context, v *people.Visitor) error {
	a, err := accountByID(ctx, g.db, v.Session.Who)
	if err != nil {
		return err
	}
	v.Account = a
	if v.Session.Level == people.Doubted && a.PersonID != 0 {
		v.Doubted = true // nobody yet: no page shows him anything but the question
		return nil
	}
	v.Actor = people.Actor{Kind: people.Citizen}
	if a.PersonID == 0 {
		return nil
	}
	l, err := g.rules(ctx)
	if err != nil {
		return err
	}
	v.Actor.ID, v.Actor.Name = a.PersonID, a.Name
	if v.Actor.Holds, err = g.holdings(ctx, a, l.opens(v.Proven())); err != nil {
		return err
	}
	firms, err := g.firmHoldings(ctx, g.db, a, l.opens(v.Proven()))
	if err != nil {
		return err
	}
	v.Actor.Holds = append(v.Actor.Holds, firms...)
	cases, err := filedOf(ctx, g.db, a.ID)
	for _, c := range cases {
		v.Actor.Holds = append(v.Actor.Holds, people.Holding{Person: c.PersonID, Rights: people.See, Case: c.CaseID})
	}
	return err
}

// holdings are the records of natural persons that are an account's: its own claims with all rights, those of its number under
// the same name with the rights that its level opens.
func (g *Registry) holdings(ctx context.Context, a people.Account, opened people.Right) (list []people.Holding, err error) {
	records, err := personsOf(ctx, g.db, a.NumberIndex, a.ID)
	if err != nil {
		return nil, err
	}
	former, err := formerOf(ctx, g.db, a.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range records {
		switch {
		case p.Firm:
			continue
		case p.ClaimedBy == a.ID:
			list = append(list, people.Holding{Person: p.ID, Rights: people.All})
			continue
		case slices.Contains(former, p.ID):
			list = append(list, people.Holding{Person: p.ID, Rights: people.All, Online: true})
		}
		if opened != 0 && p.NumberIndex == a.NumberIndex && check.Name(p.Name) == check.Name(a.Name) {
			list = append(list, people.Holding{Person: p.ID, Rights: opened})
		}
	}
	return list, nil
}

// unproven is said where a check did not prove somebody, whatever the reason: it tells nothing of what the office or
// the register knows.
const unproven = "已记下您填写的身份，可以申请新的事项。这次没有核验通过（可能填写有误，也可能暂时无法核验）；以前办的事，核验通过或带证件到窗口核对后可以查看。"

// ShownHere is what to tell an account that has proven more than it shows on a device.
const ShownHere = "这台设备上看得到本账号自己提交的办件。再填一次姓名和证件号，核验手机号是您本人登记的，就能看到以前办的事；核验不通过的，带证件到窗口核对手机号以后再登录。"

// Unproven is what to tell an account that has a name and is not proven.
func Unproven() string { return unproven }

// RealName takes down who the visitor says to be and has it checked. What cannot be proven binds nobody: it is a claim
// of the account, under which it may file. The level is what was proven; a failed check is no failure and says nothing.
func (g *Registry) RealName(ctx context.Context, v people.Visitor, i Identity) (people.Level, error) {
	i, err := i.Check(g.today())
	if err != nil {
		return 0, err
	}
	l, err := g.rules(ctx)
	if err != nil {
		return 0, err
	}
	phone, err := g.keys.Open(v.Account.PhoneSealed, people.SealPhone)
	if err != nil {
		return 0, err
	}
	if v.Again() {
		return g.Confirm(ctx, v, i)
	}
	if v.Account.Level >= l.need[people.See] {
		return 0, fail.Conflict("您已经实名，不用再做一次。姓名或证件号变了，请带证件到窗口更正")
	}
	if err := g.paceClaims(ctx, v); err != nil {
		return 0, err
	}
	level := g.ask(ctx, Question{Name: i.Name, Kind: i.Kind, IDNo: i.IDNo, Phone: phone}).Level()
	return level, g.db.Tx(ctx, func(tx *db.DB) error {
		p, err := g.claimOf(ctx, tx, v.Account.ID, i)
		if err != nil {
			return err
		}
		actor := people.Actor{Kind: people.Citizen, ID: p.ID, Name: p.Name}
		left, err := g.prove(ctx, tx, v.Account.ID, p, level, l)
		if err != nil {
			return err
		}
		if err := g.tellLeft(ctx, tx, phone, left...); err != nil {
			return err
		}
		if err := g.carry(ctx, tx, v.Session, level); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, actor, v.IP, "实名", "", level.Name())
	})
}

// paceClaims bounds how often an account and an address may say who they are.
func (g *Registry) paceClaims(ctx context.Context, v people.Visitor) error {
	if err := g.sessions.PaceSaying(ctx, ClaimsDay, decimal(v.Account.ID), "今天填报身份的次数太多，请 %d 分钟后再试，或带证件到就近窗口核对"); err != nil {
		return err
	}
	return g.sessions.PaceSaying(ctx, ClaimsHour, v.IP, "从这个网络地址填报身份的太多，请 %d 分钟后再试，或带证件到就近窗口核对")
}

// ask asks the identity check. None, or one that cannot be asked, proves nothing.
func (g *Registry) ask(ctx context.Context, q Question) Verdict {
	if g.check == nil {
		return Verdict{}
	}
	verdict, err := g.check(ctx, q)
	if err != nil {
		return Verdict{} // the check logs its failures
	}
	return verdict
}

// prove ties an account to its person at a level. Whoever is proven has one account: any other that says to be this person
// loses its number, so that who holds that telephone begins anew; what was filed with it is the person's, who has the proven one.
// It returns those numbers, sealed, to be told (tellLeft).
func (g *Registry) prove(ctx context.Context, tx *db.DB, account int64, p Person, level people.Level, l *levels) (left []string, err error) {
	if level >= l.need[people.See] {
		others, err := g.accountsOf(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		for _, o := range others {
			if o.ID == account {
				continue
			}
			if err := g.retire(ctx, tx, o); err != nil {
				return nil, err
			}
			left = append(left, o.PhoneSealed)
		}
	}
	return left, setProof(ctx, tx, account, p.ID, level, g.millis())
}

// tellLeft tells telephone numbers, sealed, that they are a person's no longer; the one that is needs no telling.
func (g *Registry) tellLeft(ctx context.Context, tx *db.DB, now string, left ...string) error {
	told := map[string]bool{now: true}
	for _, sealed := range left {
		phone, err := g.keys.Open(sealed, people.SealPhone)
		if err != nil {
			return err
		}
		if told[phone] || check.Mobile(phone) != nil {
			continue
		}
		told[phone] = true
		if err := g.PhoneLeft(ctx, tx, phone); err != nil {
			return err
		}
	}
	return nil
}

// carry has a session carry a level, and its device remembered where something was proven on it.
func (g *Registry) carry(ctx context.Context, tx *db.DB, s people.Session, level people.Level) error {
	if s.ID == 0 {
		return nil
	}
	if err := session.SetLevel(ctx, tx, s.ID, level); err != nil || s.Known == "" {
		return err
	}
	return session.ProvedOn(ctx, tx, s.Who, s.Known, level, g.millis())
}

// Confirm has the visitor say again whose account it is, with the number of the document, after a long silence or on a new device. Name and
// number stand on many papers: what the account has proven comes back as far as the check says today that the telephone is still this
// person's (regained); all else is for a window.
func (g *Registry) Confirm(ctx context.Context, v people.Visitor, i Identity) (people.Level, error) {
	i, err := i.Check(g.today())
	if err != nil {
		return 0, err
	}
	if err := g.sessions.PaceSaying(ctx, ConfirmsDay, decimal(v.Account.ID), "今天核对的次数太多，请 %d 分钟后再试，或带证件到就近窗口核对"); err != nil {
		return 0, err
	}
	number, err := g.numberIndex(i.Kind, i.IDNo)
	if err != nil {
		return 0, err
	}
	if number != v.Account.NumberIndex || check.Name(i.Name) != check.Name(v.Account.Name) {
		return 0, fail.Invalid("和这个账号登记的不一致", fail.Field{Name: "id_no", Message: "和这个账号登记的姓名、证件号不一致，请核对"})
	}
	level, err := g.regained(ctx, v.Account, i)
	if err != nil {
		return 0, err
	}
	return level, g.db.Tx(ctx, func(tx *db.DB) error {
		return errors.Join(g.carry(ctx, tx, v.Session, level), touchAccount(ctx, tx, v.Account.ID, g.millis()),
			g.audit.Log(ctx, tx, people.Actor{Kind: people.Citizen, ID: v.Account.PersonID, Name: v.Account.Name}, v.IP, "重新确认本人", "", level.Name()))
	})
}

// regained is what of an account's level somebody gets on a device who has its telephone and says name and number. What a window has seen comes
// back on the first device within days that are a rule, and not online otherwise.
func (g *Registry) regained(ctx context.Context, a people.Account, i Identity) (people.Level, error) {
	if a.Level <= people.Phone {
		return people.Phone, nil
	}
	if a.Level == people.InPerson && a.ProvedAt > g.limits.Since(WindowDays).UnixMilli() {
		if any, err := session.AnyDevice(ctx, g.db, a.ID); err != nil || !any {
			return people.InPerson, err
		}
	}
	phone, err := g.keys.Open(a.PhoneSealed, people.SealPhone)
	return min(a.Level, g.ask(ctx, Question{Name: i.Name, Kind: i.Kind, IDNo: i.IDNo, Phone: phone}).Level()), err
}

// NotMe is said by whom a telephone number came to from another: the account stays the other's, without the number, and
// a new one begins. It returns the token of its session.
func (g *Registry) NotMe(ctx context.Context, v people.Visitor, from session.From) (token string, err error) {
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		a := v.Account
		if err := g.retire(ctx, tx, a); err != nil {
			return err
		}
		fresh := people.Account{ID: tx.NewID(), PhoneSealed: a.PhoneSealed, PhoneIndex: a.PhoneIndex, CreatedAt: g.millis(), Level: people.Phone}
		if err := insertAccount(ctx, tx, fresh); err != nil {
			return err
		}
		if err := g.audit.Log(ctx, tx, people.Actor{Kind: people.Citizen}, v.IP, "手机号换了使用人", "", ""); err != nil {
			return err
		}
		token, err = g.sessions.Begin(ctx, tx, people.Session{
			Kind: people.Citizen, Who: fresh.ID, IP: from.IP, Device: from.Agent, Level: people.Phone,
			Known: from.Hash(),
		})
		return err
	})
	return token, err
}

// retire takes an account its telephone number, its devices and sessions.
func (g *Registry) retire(ctx context.Context, tx *db.DB, a people.Account) error {
	return errors.Join(setAccountPhone(ctx, tx, a.ID, "", "gone "+decimal(a.ID), g.millis()), setLevel(ctx, tx, a.ID, people.Phone), g.forget(ctx, tx, a.ID))
}

// forget ends the sessions of an account on every device, and what was proven there.
func (g *Registry) forget(ctx context.Context, tx *db.DB, account int64) error {
	return errors.Join(session.ForgetDevices(ctx, tx, account), session.EndOthers(ctx, tx, people.Citizen, account, 0))
}

// ChangePhone moves the visitor's account to another telephone number: a code came to the old one and one to the new one.
// What was proven with the old number is proven anew with the new. One that a window has just entered stays for a while (Settled).
func (g *Registry) ChangePhone(ctx context.Context, v people.Visitor, from session.From, oldCode, phone, newCode string) error {
	phone = check.PlainPhone(phone)
	if err := check.Mobile(phone); err != nil {
		return fail.Invalid("手机号不对", fail.Field{Name: "phone", Message: err.Error()})
	}
	if err := g.Settled(ctx, g.db, v.Actor.ID); err != nil {
		return err
	}
	if err := g.sessions.PaceSaying(ctx, PhoneChanges, decimal(v.Account.ID), "今天换号的次数太多，请 %d 分钟后再试"); err != nil {
		return err
	}
	index := g.keys.Index("phone", phone)
	oldPhone, err := g.keys.Open(v.Account.PhoneSealed, people.SealPhone)
	if err != nil {
		return err
	}
	codes := []struct{ field, phone, code string }{{"old_code", oldPhone, oldCode}, {"new_code", phone, newCode}}
	var refused error
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		refused = nil
		for _, c := range codes {
			if refused, err = g.sessions.TryCode(ctx, tx, "", c.phone, c.code, c.field, from); err != nil || refused != nil {
				return err
			}
		}
		other, err := accountByPhone(ctx, tx, index)
		if err == nil && other.ID == v.Account.ID {
			refused = fail.Invalid("这就是现在的号码", fail.Field{Name: "phone", Message: "请填写新的手机号"})
			return nil
		}
		if err == nil { // who holds the number now says so with its code
			err = g.retire(ctx, tx, other)
		} else if errors.Is(err, db.ErrNone) {
			err = nil
		}
		if err != nil {
			return err
		}
		if err := errors.Join(g.sessions.CodeUsed(ctx, tx, "", oldPhone, from), g.sessions.CodeUsed(ctx, tx, "", phone, from)); err != nil {
			return err
		}
		if err := setAccountPhone(ctx, tx, v.Account.ID, g.keys.Seal(phone, people.SealPhone), index, g.millis()); err != nil {
			return err
		}
		if v.Account.Level == people.Matched { // it was the old number that was registered to him
			if err := setLevel(ctx, tx, v.Account.ID, people.Paired); err != nil {
				return err
			}
		}
		if err := session.EndOthers(ctx, tx, people.Citizen, v.Account.ID, v.Session.ID); err != nil {
			return err
		}
		if err := g.tellLeft(ctx, tx, phone, v.Account.PhoneSealed); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, "更换手机号", "", "")
	})
	return errors.Join(err, refused)
}
