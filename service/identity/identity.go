// Package identity is how the book of people is put right (登记更正): a clerk's slip, and what changes by law — a name, a
// firm's name or legal representative, the number of a new passport, a telephone number, who acts for a firm, two
// records that are one person's. Whoever sits at a window proposes it in sight of the document, a second person agrees,
// at the same place or above it, within a working day; the matter that somebody came for is received meanwhile. What
// was before stays in the history.
//
// Rules: 个人信息保护法 art. 46 (correction), 民法典 arts. 64 and 1012 ff. (changes of firms and names); the second person and
// the day are our proposal.
//
// Read this file first; web.go is the page at the window, tell.go who hears of a correction. The levels of identity
// themselves are in office/people and office/persons.
package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// Kind is the kind of case.
const Kind = "identity"

const title = "登记更正"

// The states.
const (
	proposed = "proposed"
	agreed   = "agreed"
	declined = "declined"
)

// Service puts the book of people right.
type Service struct{ *office.Office }

// New makes the service.
func New(o *office.Office) *Service { return &Service{o} }

// otherHall keeps who holds the telephone of an account from being agreed upon within one hall: whoever has the
// telephone has all that is the person's.
var otherHall = limit.Declare(limit.Limit{
	Key: "correct.other_hall", Words: "登录手机号的更正，复核的窗口不能和提出的在同一个大厅",
	Unit: limit.Yes, Default: 1, Least: 0, Most: 1,
	Basis: "建议值：换了手机号就能以本人名义办事、看反映，一个大厅的人不能自己换",
})

// at are the posts that propose; second those that agree.
var (
	at     = []people.Role{people.Window, people.Officer}
	second = []people.Role{people.Window, people.Supervisor, people.Leader}
)

func (s *Service) table() flow.Table {
	bySecond := flow.Who{Roles: second, NotBy: []string{"propose"}}
	return flow.Table{
		Kind: Kind, Title: title, Known: true, Inner: true, Phases: []string{"提出", "复核"},
		States: []flow.State{
			{Code: proposed, Name: "待复核", Public: "正在复核", Phase: 0, Desk: people.Window},
			{Code: agreed, Name: "已更正", Public: "登记已更正", Phase: 1, Final: true},
			{Code: declined, Name: "未更正", Public: "没有更正", Phase: 0, Final: true},
		},
		// Nobody puts his own record right.
		Apart:  []flow.Apart{{To: []flow.Relation{flow.Own}, Acts: []string{"propose", "agree", "decline"}}},
		Clocks: []flow.Clock{{Name: "agree", Title: "复核时限", Late: "unagreed", Inner: true}},
		Rows: []flow.Row{
			{Event: "propose", Name: "提出更正", Done: "已提出更正", By: flow.Who{Roles: at}, To: proposed,
				Ask: changeForm, Do: s.propose, Begin: []string{"agree"}, Public: "窗口提出了登记更正"},
			{From: []string{proposed}, Event: "agree", Name: "同意更正", Done: "已更正", By: bySecond, To: agreed, Main: true, Heavy: true,
				Need: &flow.Need{Name: "登录手机号不由同一个大厅的窗口复核", Holds: s.elsewhere},
				Do:   s.agree, Public: "登记已更正", Hint: "由另一人对照证件复核；上级窗口和监管岗也可以"},
			{From: []string{proposed}, Event: "decline", Name: "不同意", Done: "未同意更正", By: bySecond, To: declined,
				Ask: form.Of(form.Lines("reason", "为什么不同意", true, "")), Do: s.decline},
			{From: []string{proposed}, Event: "take_back", Name: "撤回更正", Done: "已撤回更正", By: flow.Who{Roles: at}, To: declined,
				Need: &flow.Need{Name: "自己提出的", Holds: s.ours},
				Ask:  form.Of(form.Lines("reason", "为什么撤回", true, "")), Do: note},
			{From: []string{proposed}, Event: "unagreed", Name: "超过复核时限", By: flow.Who{Clock: true}, To: flow.Same},
		},
	}
}

// ours holds for who proposed the correction.
func (s *Service) ours(ctx context.Context, tx *db.DB, c *flow.Change) error {
	proposing := c.Case
	proposing.Seq = 1
	e, err := s.Engine.Last(ctx, tx, proposing)
	if err == nil && (e.ActorKind != c.Actor.Kind || e.ActorID != c.Actor.ID) {
		err = fail.Forbidden("由提出更正的人撤回")
	}
	return err
}

func note(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return nil
}

// decline has who proposed it told why not.
func (s *Service) decline(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return s.House.Answer(ctx, tx, c, door.Declined, "提出登记更正", secondWords, "propose")
}

const secondWords = "复核的人"

// phoneProven is the answer that the page gives by itself: the person has read out a code that went to the telephone.
const phoneProven = "account_proven"

// changeForm is what a correction says. Names, numbers and telephones are sealed in the ledger.
var changeForm = form.Of(
	form.Field{Name: "field", Label: "改什么", Type: form.Choice, Required: true, Options: form.Pairs(
		persons.FieldName, "姓名或单位名称（登记有误、依法变更）", persons.FieldNumber, "证件号（填错、换发新证）", persons.FieldAccount, "登录用的手机号（当面核验本人）",
		persons.FieldLegal, "法定代表人", persons.FieldAgent, "企业的经办人（凭执照和授权书）", persons.FieldJoin, "另一份登记是同一人")},
	form.Field{Name: "name_to", Label: "改为", Type: form.Text, Required: true, Max: 100, Personal: true, When: "field=name"},
	form.Field{Name: "legal_to", Label: "新的法定代表人", Type: form.Text, Required: true, Max: 100, Personal: true, When: "field=legal"},
	form.DocumentKind("number_kind", "field=number"),
	form.Field{Name: "number_to", Label: "新的证件号", Type: form.Text, Required: true, Max: 30, Personal: true, When: "field=number"},
	form.Field{Name: "account_phone", Label: "本人的手机号", Type: form.Phone, Required: true, When: "field=account"},
	form.Field{Name: phoneProven, Label: "手机号已凭验证码核验", Type: form.Bool, When: "field=account"},
	form.Field{Name: "agent_name", Label: "经办人姓名", Type: form.Text, Required: true, Max: 100, Personal: true, When: "field=agent",
		Hint: "他要在网上替单位办的，还要本人在网上核验身份，或者在这里更正“登录用的手机号”"},
	form.DocumentKind("agent_kind", "field=agent"),
	form.Field{Name: "agent_no", Label: "经办人证件号", Type: form.Text, Required: true, Max: 30, Personal: true, When: "field=agent"},
	form.Field{Name: "agent_legal", Label: "他就是法定代表人", Type: form.Bool, When: "field=agent"},
	form.Field{Name: "agent_rights", Label: "授权书写明可以", Type: form.Choices, When: "field=agent",
		Options: form.Pairs("apply", "提交申请", "see", "查看办件", "move", "办理和撤回", "rate", "评价", "manage", "管理经办人")},
	form.Field{Name: "agent_until", Label: "授权到哪一天", Type: form.Date, When: "field=agent", Hint: "授权书没有写就不填"},
	form.Field{Name: "join_name", Label: "另一份登记的姓名", Type: form.Text, Required: true, Max: 100, Personal: true, When: "field=join"},
	form.DocumentKind("join_kind", "field=join"),
	form.Field{Name: "join_no", Label: "另一份登记的证件号", Type: form.Text, Required: true, Max: 30, Personal: true, When: "field=join"},
	form.Field{Name: "reason", Label: "为什么改，看了什么证件", Type: form.Area, Required: true, Max: 300, Hint: "例如：依法改名，见户口簿和新身份证；或收件时打错一个字，已对照身份证"},
)

var rights = map[string]people.Right{
	"apply": people.Apply, "see": people.See, "move": people.Move, "rate": people.Rate, "manage": people.Manage,
}

// correction is what the answers of the form mean for a record.
func correction(person int64, in form.Values) (persons.Correction, error) {
	c := persons.Correction{Person: person, Field: in["field"], Name: in["name_to"] + in["legal_to"], Legal: in["agent_legal"] == "1"}
	switch c.Field {
	case persons.FieldNumber:
		c.To = persons.Identity{Kind: check.Kind(in["number_kind"]), IDNo: in["number_to"]}
	case persons.FieldAccount:
		c.To.Phone = in["account_phone"]
	case persons.FieldAgent:
		c.To = persons.Identity{Name: in["agent_name"], Kind: check.Kind(in["agent_kind"]), IDNo: in["agent_no"]}
		for one := range strings.SplitSeq(in["agent_rights"], ",") {
			c.Rights |= rights[one]
		}
		if !c.Legal {
			if err := c.Rights.Whole("agent_rights"); err != nil {
				return c, err
			}
		}
		if in["agent_until"] != "" {
			day, err := calendar.ParseDay(in["agent_until"])
			if err != nil {
				return c, err
			}
			c.Until = day.End().UnixMilli()
		}
	case persons.FieldJoin:
		c.To = persons.Identity{Name: in["join_name"], Kind: check.Kind(in["join_kind"]), IDNo: in["join_no"]}
	}
	return c, nil
}

// propose tries the correction, so that what cannot be done is said to who proposes it and not to the second person.
func (s *Service) propose(ctx context.Context, tx *db.DB, c *flow.Change) error {
	one, err := correction(c.Case.Applicant, c.Input)
	if err != nil {
		return err
	}
	p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	if err := s.Persons.MayCorrect(ctx, tx, p, one); err != nil {
		return err
	}
	c.Event.Note = c.Input["reason"]
	return s.turns(ctx, tx, c)
}

// apart reports whether the windows of the hall that proposes do not agree to a correction.
func (s *Service) apart(in form.Values) bool {
	return in["field"] == persons.FieldAccount && s.Limits.Of(otherHall) == 1
}

// turns gives a correction to which its own hall does not agree to those who do: the windows above, supervisors and
// leaders. Where none of them is there, it waits for the supervisor, which the program tells those who give posts.
func (s *Service) turns(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if !s.apart(c.Input) {
		return nil
	}
	var list []flow.Turn
	for _, role := range second {
		place := c.Case.Region
		if role == people.Window {
			place = place.Parent()
		}
		turn := flow.At(role, place, "待复核")
		manned, err := s.Roster.Manned(ctx, tx, role, "", turn.Place())
		if err != nil {
			return err
		}
		if manned && turn.Place() != "" {
			list = append(list, turn)
		}
	}
	if list == nil {
		list = []flow.Turn{flow.At(people.Supervisor, c.Case.Region, "待复核")}
	}
	c.SetTurns(list...)
	return nil
}

// elsewhere holds for who agrees in a post outside the hall that proposed, where its own windows do not.
func (s *Service) elsewhere(ctx context.Context, tx *db.DB, c *flow.Change) error {
	in, err := s.Engine.LastInput(ctx, tx, c.Case.ID, "propose")
	if err != nil || !s.apart(in) {
		return err
	}
	for _, post := range c.Actor.Posts {
		if slices.Contains(second, post.Role) && post.Covers(c.Case.Region, "") &&
			(post.Role != people.Window || post.Region != c.Case.Region) {
			c.Post = post
			return nil
		}
	}
	return fail.Forbidden("登录手机号的更正由上级窗口、监管岗或者领导复核，同一个大厅的窗口不能复核")
}

// agree brings about what was proposed, and has who proposed it told.
func (s *Service) agree(ctx context.Context, tx *db.DB, c *flow.Change) error {
	in, err := s.Engine.LastInput(ctx, tx, c.Case.ID, "propose")
	if err != nil {
		return err
	}
	one, err := correction(c.Case.Applicant, in)
	if err != nil {
		return err
	}
	p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	changed, err := s.Persons.ChangedSince(ctx, tx, p, c.Case.OpenedAt)
	if err != nil {
		return err
	}
	if changed { // what the second person has read is not what is there
		return fail.Conflict("这份登记在提出更正以后又改过，不能照原来的对照同意；请不同意，按现在的登记重新提出")
	}
	one.Case, one.By = c.Case.ID, c.Actor.Name
	hear, err := s.hear(ctx, tx, p, one)
	if err != nil {
		return err
	}
	if err := s.Persons.Correct(ctx, tx, one); err != nil {
		return err
	}
	more, err := s.hear(ctx, tx, p, one) // who has come to act for it by this
	if err != nil {
		return err
	}
	if err := s.House.Answer(ctx, tx, c, door.Agreed, "提出登记更正", secondWords, "propose"); err != nil {
		return err
	}
	return s.tell(ctx, tx, c.Case.ID, p, in, slices.Concat(hear, more))
}

// Propose takes a correction of a record down, in the clerk's first post that proposes any. Returns fail.Forbidden if he has none.
func (s *Service) Propose(ctx context.Context, tx *db.DB, clerk people.Actor, p persons.Person, in form.Values, once flow.Once) (flow.Case, error) {
	post := clerk.First(at...)
	if post.Role == "" {
		return flow.Case{}, fail.Forbidden("登记更正由窗口的工作人员提出")
	}
	done, err := s.Engine.Open(ctx, tx, clerk, flow.Opening{
		Kind: Kind, Event: "propose", Region: post.Region, Title: "更正" + persons.FieldWords[in["field"]], Party: p.Name, Applicant: p.ID,
		Channel: flow.ByWindow, Input: in, Once: once,
	})
	if err != nil {
		return flow.Case{}, err
	}
	return done.Case, nil
}

// Differs proposes the name that a window has just seen where the number stands under another: both are kept until
// somebody else has looked. Whose post proposes nothing leaves it to the next.
func (s *Service) Differs(ctx context.Context, tx *db.DB, clerk people.Actor, p persons.Person) error {
	before, err := s.Persons.Before(ctx, tx, p)
	if err != nil || before.ID == 0 {
		return err
	}
	if clerk.First(at...).Role == "" {
		return nil
	}
	_, err = s.Propose(ctx, tx, clerk, before, form.Values{
		"field": persons.FieldName, "name_to": p.Name, "reason": "窗口收件时证件上的姓名和原登记不同，请对照证件核对：是依法改名、原登记有误，还是本次填错",
	}, flow.Once{})
	return err
}

// told is what the answers of the form say, masked as staff see them; the name must be compared, so it stands in full.
func told(in form.Values) []string {
	var list []string
	for i := range changeForm.Fields {
		f := &changeForm.Fields[i]
		v := in[f.Name]
		if v == "" || f.Name == "reason" || f.Name == "field" {
			continue
		}
		switch {
		case strings.HasSuffix(f.Name, "_no") || f.Name == "number_to":
			v = form.MaskIDNo(v)
		case f.Type == form.Phone:
			v = form.MaskPhone(v)
		default:
			v = f.Show(v)
		}
		if f.Name == "name_to" {
			list = append(list, v)
			continue
		}
		list = append(list, fmt.Sprintf("%s：%s", f.Label, v))
	}
	if in["field"] == persons.FieldAccount && in[phoneProven] == "" {
		list = append(list, "手机号没有凭验证码核验，请先向提出的窗口核实当面看到过本人的手机，再同意")
	}
	return list
}
