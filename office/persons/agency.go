package persons

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Agency is a natural person who acts for a firm. One that is not proven is what somebody says who knows name, code and
// legal representative, which are public: it is good for filing in a record of its own and shows nothing of the firm.
type Agency struct {
	FirmID    int64
	PersonID  int64
	Legal     bool  // as its legal representative
	Until     int64 // 0: no end
	RevokedAt int64
	CreatedAt int64
	Proof     string // how it was proven; "" is not
	ProvedBy  string
	Rights    people.Right
	LeftAt    int64 // when one that was proven, before this one, last ended or let its holder look no more; 0: never
	SawUntil  int64 // until when one before this one last let him look at the firm's; 0: none did

	Name         string // the firm's
	FirmIndex    string
	FirmClaimed  int64
	Agent        string // the person's name
	AgentIndex   string
	AgentClaimed int64
}

// The proofs of an agency.
const (
	ByConsent = "consent" // an agent who may admit others, or the legal representative, agreed
	ByCheck   = "check"   // the register says that this person is the legal representative
	ByWindow  = "window"  // licence and authorisation were seen at a window
)

// proofWords are the proofs in words.
var proofWords = map[string]string{"": "尚未核实", ByConsent: "企业已同意", ByCheck: "登记核验一致", ByWindow: "窗口核验"}

// Words says how the agency is proven.
func (a Agency) Words() string { return proofWords[a.Proof] }

// Given are the rights of the agency: the legal representative has all.
func (a Agency) Given() people.Right {
	if a.Legal && a.Proof != "" {
		return people.All
	}
	return a.Rights
}

// ended reports whether the agency stands no more at a moment.
func (a Agency) ended(now int64) bool { return a.RevokedAt != 0 || a.Until != 0 && a.Until <= now }

// sees reports whether the agency lets its holder look at what is the firm's.
func (a Agency) sees() bool { return a.Proof != "" && a.Given()&people.See != 0 }

// after is the agency in the place of another: it keeps when that one, or one before it, ended or let its holder look no more.
func (a Agency) after(old Agency, now int64) Agency {
	a.LeftAt, a.SawUntil = old.LeftAt, old.SawUntil
	at := now
	switch {
	case old.Proof == "":
		return a
	case old.ended(now):
		at = cmp.Or(old.RevokedAt, old.Until)
	case a.sees() && !a.ended(now) || !old.sees():
		return a
	}
	a.LeftAt = at
	if old.sees() {
		a.SawUntil = at
	}
	return a
}

// is reports whether the agency is that of an account's person. One that is proven binds by number and name, whoever had asked for it; a claim by
// the account that made it.
func (a Agency) is(who people.Account) bool {
	if a.Proof == "" {
		return a.AgentClaimed == who.ID
	}
	return a.AgentIndex == who.NumberIndex && check.Name(a.Agent) == check.Name(who.Name)
}

// agencies are those of an account that stand.
func (g *Registry) agencies(ctx context.Context, d *db.DB, a people.Account) ([]Agency, error) {
	list, err := agenciesOf(ctx, d, g.millis(), a.NumberIndex, a.ID)
	return slices.DeleteFunc(list, func(one Agency) bool { return !one.is(a) }), err
}

// firmHoldings are the records of firms that are open to an account: its own claims (claimed); and of a firm for which it is
// proven to act all of them, with the rights that are given and that its level opens.
func (g *Registry) firmHoldings(ctx context.Context, d *db.DB, a people.Account, opened people.Right) (list []people.Holding, err error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	agencies, err := g.agencies(ctx, d, a)
	if err != nil {
		return nil, err
	}
	for _, one := range agencies {
		if one.FirmClaimed == a.ID {
			list = append(list, people.Holding{Person: one.FirmID, Rights: l.claimed(a, agencies, one.FirmIndex), Claim: true})
		}
		if one.Proof == "" || opened&people.Manage == 0 {
			continue
		}
		records, err := personsNumbered(ctx, d, one.FirmIndex)
		if err != nil {
			return nil, err
		}
		for _, f := range records {
			if f.Firm {
				list = append(list, people.Holding{Person: f.ID, Rights: one.Given()})
			}
		}
	}
	return list, nil
}

// claimed are the rights of an account, with its agencies, to what it claims for a firm: all that an agent may have as long as nobody has agreed to
// an agency of his; else those that are given, once the account has proven to be the agent.
func (l *levels) claimed(a people.Account, agencies []Agency, firm string) people.Right {
	his, given, agreed := l.opens(a.Level)&people.Manage != 0, people.Right(0), false
	for _, one := range agencies {
		if one.Proof == "" || one.FirmIndex != firm || !his && one.AgentClaimed != a.ID { // who only says to be an agent is not told that there is one
			continue
		}
		agreed = true
		if his {
			given |= one.Given()
		}
	}
	if !agreed {
		given = people.All
	}
	return given &^ people.Manage
}

// StillActs reports whether somebody acts for a firm now: by an agency that is proven and lets him look; who has none that is proven, by what he
// claimed himself under that record of the firm and nobody has ended.
func (g *Registry) StillActs(ctx context.Context, d *db.DB, firm, person int64) (bool, error) {
	f, err := personByID(ctx, d, firm)
	if err != nil {
		return false, err
	}
	p, err := personByID(ctx, d, person)
	if err != nil {
		return false, err
	}
	his, err := agentsOf(ctx, d, g.millis(), f.NumberIndex)
	his = slices.DeleteFunc(his, func(a Agency) bool { return a.AgentIndex != p.NumberIndex || check.Name(a.Agent) != check.Name(p.Name) })
	proven := slices.ContainsFunc(his, func(a Agency) bool { return a.Proof != "" })
	return slices.ContainsFunc(his, func(a Agency) bool { return a.sees() || !proven && a.FirmID == firm && a.FirmClaimed != 0 }), err
}

// manager is an account that has proven to manage a firm's agents.
type manager struct {
	people.Account
	by Agency
}

// managers are the accounts that have proven to manage a firm's agents: those of its legal representatives, then those of other agents, each in the
// order in which the firm came to have them.
func (g *Registry) managers(ctx context.Context, d *db.DB, agents []Agency) (list []manager, err error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	for _, legal := range []bool{true, false} {
		for _, one := range agents {
			if one.Legal != legal || one.Proof == "" || one.Given()&people.Manage == 0 {
				continue
			}
			accounts, err := accountsNumbered(ctx, d, one.AgentIndex)
			if err != nil {
				return nil, err
			}
			for _, a := range accounts {
				if a.PhoneSealed != "" && a.Level >= l.need[people.Manage] && one.is(a) {
					list = append(list, manager{a, one})
				}
			}
		}
	}
	return list, nil
}

// Firms are the firms for which the visitor now has a right, or says so; 0: any right. Each is by the record under which he files.
func (g *Registry) Firms(ctx context.Context, v people.Visitor, right people.Right) ([]Agency, error) {
	list, err := g.agencies(ctx, g.db, v.Account)
	var own []Agency
	for _, a := range list {
		switch i := slices.IndexFunc(own, func(o Agency) bool { return o.FirmIndex == a.FirmIndex }); {
		case !v.May(right, a.FirmID, ""):
		case i < 0:
			own = append(own, a)
		case own[i].Proof == "":
			own[i] = a
		}
	}
	return own, err
}

// BindFirm takes down that the visitor acts for a firm, and returns his agency. Who the register says is its legal representative is proven at
// once, and who has been proven to be that already stays it; anybody else waits for the consent of the firm, which tell tells, or comes to a window.
func (g *Registry) BindFirm(ctx context.Context, v people.Visitor, i Identity,
	tell func(ctx context.Context, tx *db.DB, account int64, firm string) error) (a Agency, err error) {
	if v.Actor.ID == 0 {
		return a, fail.Forbidden("请先完成个人实名，再绑定企业")
	}
	i.Firm = true
	if strings.TrimSpace(i.Legal) == "" {
		return a, fail.Invalid("请填写法定代表人", fail.Field{Name: "legal", Message: "请填写营业执照上的法定代表人姓名"})
	}
	if i, err = i.Check(g.today()); err != nil {
		return a, err
	}
	l, err := g.rules(ctx)
	if err != nil {
		return a, err
	}
	if err := g.paceClaims(ctx, v); err != nil {
		return a, err
	}
	legal, proven := check.Name(i.Legal) == check.Name(v.Actor.Name), false
	if legal && l.opens(v.Proven())&people.Manage != 0 {
		if err := g.Settled(ctx, g.db, v.Actor.ID); err != nil {
			return a, err
		}
		own, err := g.Own(ctx, v)
		if err != nil {
			return a, err
		}
		proven = g.ask(ctx, Question{Name: own.Name, Kind: own.IDKind, IDNo: own.IDNo, Phone: own.Phone, FirmName: i.Name, FirmCode: i.IDNo}).Paired
		if proven {
			replaced, err := g.replacedBy(ctx, i, v.Actor.Name)
			if err != nil {
				return a, err
			}
			proven = !replaced
		}
	}
	number, err := g.numberIndex(i.Kind, i.IDNo)
	if err != nil {
		return a, err
	}
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		agents, err := agentsOf(ctx, tx, g.millis(), number)
		if err != nil {
			return err
		}
		shown := l.opens(v.Proven())&people.Manage != 0 // else he only says to be that agent, and is not told that there is one
		his := slices.DeleteFunc(slices.Clone(agents), func(o Agency) bool {
			return o.Proof == "" || !o.is(v.Account) || !shown && o.AgentClaimed != v.Account.ID
		})
		byLaw := slices.IndexFunc(his, func(o Agency) bool { return o.Legal })
		switch {
		case len(his) == 0 || proven && byLaw < 0:
		case !shown:
			return fail.Conflict("这家企业已经同意您经办；请先核验身份，核验以后就能以企业的名义办事")
		case byLaw < 0:
			return fail.Conflict("您已经是这家企业的经办人")
		default:
			a = his[byLaw]
			return nil
		}
		f, err := g.claimFirm(ctx, tx, v.Account, i)
		if err != nil {
			return err
		}
		a = Agency{FirmID: f.ID, PersonID: v.Actor.ID, Legal: legal, CreatedAt: g.millis()}
		if proven {
			a.Proof, a.ProvedBy, a.Rights = ByCheck, "登记核验", people.All
		}
		if err := g.putAgency(ctx, tx, a); err != nil {
			return err
		}
		if err := g.tellAgents(ctx, tx, v, f, agents, tell); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, "绑定企业", i.Name, a.Words())
	})
	return a, err
}

// replacedBy reports whether a window has entered somebody of another name as the legal representative of a firm: the register may not say so yet, and a window
// alone enters the next.
func (g *Registry) replacedBy(ctx context.Context, firm Identity, name string) (bool, error) {
	number, err := g.numberIndex(firm.Kind, firm.IDNo)
	if err != nil {
		return false, err
	}
	history, err := historyOf(ctx, g.db, number)
	if err != nil || !slices.ContainsFunc(history, func(h History) bool { return h.Field == FieldLegal }) {
		return false, err
	}
	list, err := personsNumbered(ctx, g.db, number)
	return slices.ContainsFunc(list, func(p Person) bool { return p.Seen && p.LegalName != "" && check.Name(p.LegalName) != check.Name(name) }), err
}

// claimFirm is the record under which an account says to act for a firm. One under which an agency has ended, in whatever way, or where somebody has
// agreed to another person than the account's, is the firm's, and the account begins anew.
func (g *Registry) claimFirm(ctx context.Context, tx *db.DB, who people.Account, i Identity) (Person, error) {
	f, err := g.claimOf(ctx, tx, who.ID, i)
	if err != nil {
		return f, err
	}
	before, err := agenciesUnder(ctx, tx, f.ID)
	anothers := func(a Agency) bool { return a.Proof != "" && !a.is(who) && !a.ended(g.millis()) }
	if err != nil || !slices.ContainsFunc(before, func(a Agency) bool { return a.ended(g.millis()) || anothers(a) }) {
		return f, err
	}
	for _, a := range before {
		if anothers(a) {
			err = g.disclaim(ctx, tx, f.ID)
		} else {
			err = g.endAgency(ctx, tx, a)
		}
		if err != nil {
			return f, err
		}
	}
	return g.claimOf(ctx, tx, who.ID, i)
}

// tellAgents tells those who are proven to act for a firm, and may admit others, that somebody says to act for it too; a
// firm is told so often a day and no more.
func (g *Registry) tellAgents(ctx context.Context, tx *db.DB, v people.Visitor, f Person, agents []Agency,
	tell func(context.Context, *db.DB, int64, string) error) error {
	err := g.sessions.Count(ctx, tx, g.sessions.Bound(FirmAsksDay, f.NumberIndex, "%d"))
	if fail.Is(err, fail.KindBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := g.managers(ctx, tx, agents)
	if err != nil {
		return err
	}
	for _, m := range list {
		if m.ID != v.Account.ID {
			if err := tell(ctx, tx, m.ID, m.by.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// OpenAccountPhone is the number of an account, to write to it.
func (g *Registry) OpenAccountPhone(ctx context.Context, tx *db.DB, account int64) (string, error) {
	a, err := accountByID(ctx, tx, account)
	if err != nil {
		return "", err
	}
	return g.keys.Open(a.PhoneSealed, people.SealPhone)
}

// Agents are all who act, or say to act, for a firm for which the visitor may admit and end them; none are shown to others.
func (g *Registry) Agents(ctx context.Context, v people.Visitor, firm int64) ([]Agency, error) {
	f, err := g.managed(ctx, g.db, v, firm)
	if err != nil {
		return nil, err
	}
	return g.AgentsSeen(ctx, f)
}

// AgentsSeen are those who act, or say to act, for a firm, each once, for a window.
func (g *Registry) AgentsSeen(ctx context.Context, firm Person) (list []Agency, err error) {
	all, err := agentsOf(ctx, g.db, g.millis(), firm.NumberIndex)
	if err != nil {
		return nil, err
	}
	bundles, err := g.bundled(ctx, g.db, all)
	for _, b := range bundles {
		list = append(list, b[0])
	}
	return list, err
}

// bundled puts to the proven agency of a person another that is proven, and what he himself had asked for, by an account that has proven to be him: he is one
// agent, or one legal representative. Who only says to be that person asks for himself.
func (g *Registry) bundled(ctx context.Context, d *db.DB, list []Agency) (bundles [][]Agency, err error) {
	l, err := g.rules(ctx)
	if err != nil {
		return nil, err
	}
	for _, proven := range []bool{true, false} {
		for _, one := range list {
			if proven != (one.Proof != "") {
				continue
			}
			at := slices.IndexFunc(bundles, func(b []Agency) bool {
				return b[0].Proof != "" && b[0].same(one) && (!proven || b[0].Legal == one.Legal)
			})
			his := at >= 0 && proven
			if at >= 0 && !proven {
				if his, err = l.asked(ctx, d, one); err != nil {
					return nil, err
				}
			}
			if his {
				bundles[at] = append(bundles[at], one)
			} else {
				bundles = append(bundles, []Agency{one})
			}
		}
	}
	return bundles, nil
}

// actedUnder are the records of a firm under which an agency is proven, with what its holder had asked for himself, or has ended: what was filed there is the
// firm's.
func (g *Registry) actedUnder(ctx context.Context, d *db.DB, number string) ([]int64, error) {
	records, err := settledUnder(ctx, d, g.millis(), number)
	if err != nil {
		return nil, err
	}
	agents, err := agentsOf(ctx, d, g.millis(), number)
	if err != nil {
		return nil, err
	}
	bundles, err := g.bundled(ctx, d, agents)
	for _, b := range bundles {
		for _, one := range b {
			if b[0].Proof != "" {
				records = append(records, one.FirmID)
			}
		}
	}
	return records, err
}

// same reports whether two agencies are of one person, as far as both say.
func (a Agency) same(b Agency) bool {
	return a.AgentIndex == b.AgentIndex && check.Name(a.Agent) == check.Name(b.Agent)
}

// asked reports whether an agency is not proven and was asked for by an account that has proven to be its person.
func (l *levels) asked(ctx context.Context, d *db.DB, one Agency) (bool, error) {
	if one.Proof != "" || one.AgentClaimed == 0 {
		return false, nil
	}
	a, err := accountByID(ctx, d, one.AgentClaimed)
	return a.Level >= l.need[people.See] && one.is(a) && a.NumberIndex == one.AgentIndex && check.Name(a.Name) == check.Name(one.Agent), err
}

// giveAgency enters an agency that is proven. What its holder had asked for himself ends on the same day. As an agent he is one: another proven agency of his
// allows from now on what this one does, as long; what he is by law stays, with what he had asked for himself as that.
func (g *Registry) giveAgency(ctx context.Context, tx *db.DB, a Agency) error {
	l, err := g.rules(ctx)
	if err != nil {
		return err
	}
	list, err := agentsOf(ctx, tx, g.millis(), a.FirmIndex)
	if err != nil {
		return err
	}
	byLaw := !a.Legal && slices.ContainsFunc(list, func(one Agency) bool {
		return one.Legal && one.Proof != "" && one.same(a) && (one.FirmID != a.FirmID || one.PersonID != a.PersonID)
	})
	for _, one := range list {
		if !one.same(a) {
			continue
		}
		asked, err := l.asked(ctx, tx, one)
		if err != nil {
			return err
		}
		if other := one.Proof != "" && !one.Legal && !a.Legal; other {
			one.Rights = a.Rights
		} else if !asked || byLaw {
			continue
		}
		one.Until = a.Until
		if err := g.putAgency(ctx, tx, one); err != nil {
			return err
		}
	}
	return g.putAgency(ctx, tx, a)
}

// putAgency enters an agency in the place of the one that was under the same records.
func (g *Registry) putAgency(ctx context.Context, tx *db.DB, a Agency) error {
	old, err := agencyOf(ctx, tx, a.FirmID, a.PersonID)
	if err == nil {
		a = a.after(old, g.millis())
	} else if !errors.Is(err, db.ErrNone) {
		return err
	}
	return putAgent(ctx, tx, a)
}

// Manages reports whether the visitor may admit and end the agents of a firm.
func (g *Registry) Manages(v people.Visitor, firm int64) bool { return v.May(people.Manage, firm, "") }

func (g *Registry) managed(ctx context.Context, d *db.DB, v people.Visitor, firm int64) (Person, error) {
	if !g.Manages(v, firm) {
		return Person{}, fail.NotFound("没有这家企业，或者您不能管理它的经办人")
	}
	return personByID(ctx, d, firm)
}

// Admit agrees that somebody acts for a firm: with which rights and until when (0: the default). Only a legal representative gives the
// right to admit others.
func (g *Registry) Admit(ctx context.Context, v people.Visitor, firm, agentFirm, person int64, rights people.Right, until int64) error {
	if until == 0 {
		until = g.agencyEnd()
	}
	if until <= g.millis() {
		return fail.Invalid("授权的最后一天已经过去", fail.Field{Name: "until", Message: "请选择以后的一天"})
	}
	if err := rights.Whole("rights"); err != nil {
		return err
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		his, mine, err := g.agency(ctx, tx, v, firm, agentFirm, person)
		if err != nil {
			return err
		}
		a := his[0]
		agents, err := agentsOf(ctx, tx, g.millis(), a.FirmIndex)
		if err != nil {
			return err
		}
		if err := a.Admissible(v, agents); err != nil {
			return err
		}
		if rights&^mine.Given() != 0 {
			return fail.Forbidden("不能授予您自己没有的权限")
		}
		if rights&people.Manage != 0 && !mine.Legal {
			return fail.Forbidden("只有法定代表人可以授权他人管理经办人")
		}
		a.Legal, a.Proof, a.ProvedBy, a.Rights, a.Until = false, ByConsent, v.Actor.Name, rights, until
		if err := g.giveAgency(ctx, tx, a); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, "同意经办人", a.Name, a.Agent+"："+rights.Words())
	})
}

// Admissible refuses whom the visitor does not agree to as an agent: himself, by whatever telephone, and who says to have the number of a legal
// representative of the firm; agents are all of it.
func (a Agency) Admissible(v people.Visitor, agents []Agency) error {
	if slices.ContainsFunc(agents, func(o Agency) bool { return o.Legal && o.Proof != "" && o.AgentIndex == a.AgentIndex }) {
		return fail.Forbidden("他填的是法定代表人的证件号，法定代表人不用别人同意；不是他本人的，请选“不同意”")
	}
	if a.is(v.Account) || a.AgentIndex == v.Account.NumberIndex {
		return fail.Forbidden("自己的授权要由法定代表人或另一位经办人同意")
	}
	return nil
}

// agencyEnd is when an agency ends for which no end was written: with the last day of the default.
func (g *Registry) agencyEnd() int64 {
	return calendar.DayOf(g.now().Add(g.limits.Time(AgencyDays))).End().UnixMilli()
}

// Dismiss ends an agency, or refuses one that was asked for.
func (g *Registry) Dismiss(ctx context.Context, v people.Visitor, firm, agentFirm, person int64) error {
	return g.db.Tx(ctx, func(tx *db.DB) error {
		his, _, err := g.agency(ctx, tx, v, firm, agentFirm, person)
		if err != nil {
			return err
		}
		a := his[0]
		for _, one := range his {
			if err := g.endAgency(ctx, tx, one); err != nil {
				return err
			}
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, "解除经办人", a.Name, a.Agent)
	})
}

// endAgency ends an agency, or what is left of one that has run out. What was filed under a claim of the agent himself is the firm's from then on: who claims
// to act for it once more begins with a record of his own, and holds nothing of that again.
func (g *Registry) endAgency(ctx context.Context, tx *db.DB, a Agency) error {
	if err := revokeAgent(ctx, tx, a.FirmID, a.PersonID, g.millis()); err != nil {
		return err
	}
	if a.AgentClaimed != 0 {
		if err := deleteFiled(ctx, tx, a.AgentClaimed, a.FirmIndex); err != nil {
			return err
		}
	}
	if a.FirmClaimed == 0 {
		return nil
	}
	return g.disclaim(ctx, tx, a.FirmID)
}

// disclaim makes a record of a firm the firm's, and nobody's claim any more.
func (g *Registry) disclaim(ctx context.Context, tx *db.DB, firm int64) error {
	return setUnclaimed(ctx, tx, firm, g.keys.Index("claim", "ended "+decimal(firm)))
}

// agency finds an agency of a firm that the visitor manages and may change, with what is bundled to it, and his own. While his telephone is new he changes none
// (Settled); the one of a legal representative nobody else does.
func (g *Registry) agency(ctx context.Context, tx *db.DB, v people.Visitor, firm, agentFirm, person int64) (his []Agency, mine Agency, err error) {
	f, err := g.managed(ctx, tx, v, firm)
	if err != nil {
		return nil, mine, err
	}
	if err := g.Settled(ctx, tx, v.Actor.ID); err != nil {
		return nil, mine, err
	}
	list, err := agentsOf(ctx, tx, g.millis(), f.NumberIndex)
	if err != nil {
		return nil, mine, err
	}
	bundles, err := g.bundled(ctx, tx, list)
	if err != nil {
		return nil, mine, err
	}
	at := slices.IndexFunc(bundles, func(b []Agency) bool { return b[0].FirmID == agentFirm && b[0].PersonID == person })
	me := slices.IndexFunc(list, func(o Agency) bool { return o.Proof != "" && o.is(v.Account) && o.Given()&people.Manage != 0 })
	if at < 0 || me < 0 {
		return nil, mine, fail.NotFound("没有这位经办人")
	}
	if a := bundles[at][0]; a.Legal && a.Proof != "" && !a.is(v.Account) {
		return nil, mine, fail.Forbidden("法定代表人变更，请带新的营业执照到窗口办理")
	}
	return bundles[at], list[me], nil
}

// MayLeave refuses to end the visitor's own agencies where his account has proven who he is and this device has not shown it, and while his telephone is new
// (Settled).
func (g *Registry) MayLeave(ctx context.Context, v people.Visitor) error {
	here, err := g.Opens(ctx, v.Proven())
	if err != nil {
		return err
	}
	if v.Again() && here&people.Manage == 0 {
		return fail.Forbidden("这台设备上还没有核对过您的身份，不能在这里解除绑定；请先到“身份和住址”再核对一次")
	}
	return g.Settled(ctx, g.db, v.Actor.ID)
}

// LeaveFirm ends the visitor's own agencies for a firm (MayLeave): what his account claimed, and where it has proven to be their person those that others
// entered.
func (g *Registry) LeaveFirm(ctx context.Context, v people.Visitor, firm int64) error {
	list, err := g.Firms(ctx, v, 0)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(a Agency) bool { return a.FirmID == firm })
	if at < 0 {
		return fail.NotFound("您没有绑定这家企业")
	}
	if err := g.MayLeave(ctx, v); err != nil {
		return err
	}
	here, err := g.Opens(ctx, v.Proven())
	if err != nil {
		return err
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		all, err := g.agencies(ctx, tx, v.Account)
		for _, a := range all {
			if a.FirmIndex == list[at].FirmIndex && (a.AgentClaimed == v.Account.ID || here&people.Manage != 0) {
				err = errors.Join(err, g.endAgency(ctx, tx, a))
			}
		}
		return errors.Join(err, g.audit.Log(ctx, tx, v.Actor, v.IP, "解除绑定", list[at].Name, ""))
	})
}
