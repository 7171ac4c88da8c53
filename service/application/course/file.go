package course

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/slip"
)

// Submission is an application as it comes in, from whichever door.
type Submission struct {
	Item      int64
	Place     region.Code      // the place that receives it: a window's region, or where the applicant asks
	Applicant persons.Identity // who it is for
	Person    int64            // or the person or firm, when already known
	Agent     *persons.Identity
	By        Proxy
	Answers   catalog.Answers
	Form      form.Values
	Materials []Handed
	Delivery  string
	Address   Address
	Home      region.Code
	CommitTo  bool
	Signed    string // online the name typed under what is promised; at the window anything: the clerk has seen it on paper
	Channel   string
	Proven    string // the telephone whose holder has shown at the window that it is his
	Once      flow.Once
	Partly    bool // at the window, when it is not accepted at once: the form may have gaps
}

// Submit makes a case of an online application. Sent a second time (Submission.Once) it is the case of the first; again tells
// which. Everything that is wrong with it is told at once.
func (s *Applications) Submit(ctx context.Context, actor people.Actor, sub Submission) (k flow.Case, again bool, err error) {
	return s.Engine.OnceOnly(ctx, sub.Once, func(tx *db.DB) (flow.Case, error) {
		c, err := s.Open(ctx, tx, actor, "submit", sub)
		if err != nil {
			return flow.Case{}, err
		}
		return c.Case, nil
	})
}

// Open checks a submission and opens the case.
func (s *Applications) Open(ctx context.Context, tx *db.DB, actor people.Actor, event string, sub Submission) (*flow.Change, error) {
	e, it, err := s.Catalog.Current(ctx, sub.Item)
	if err != nil {
		return nil, err
	}
	if e.State == catalog.Suspended {
		return nil, fail.Conflict("“%s”暂停办理，恢复后再申请；急事请拨打服务热线", e.Name)
	}
	it = s.Complete(it)
	dept, err := s.Catalog.Handler(sub.Item, sub.Place)
	if err != nil {
		return nil, err
	}
	a, err := s.Prepare(it, sub)
	if err != nil {
		return nil, err
	}
	a.ItemID, a.Version = e.ID, e.Version
	party, err := s.party(ctx, tx, actor, sub, a)
	if err != nil {
		return nil, err
	}
	if err := Unsigned(a, party.Name, sub); err != nil {
		return nil, err
	}
	if actor.Kind == people.Citizen && sub.Agent != nil && sub.Person == 0 {
		actor.Holds = append(slices.Clone(actor.Holds), people.Holding{Person: party.ID,
			Rights: people.Apply}) // who applies for another acts for him in this one event
	}
	contact := sub.contact(ctx, actor)
	c, err := s.Engine.Open(ctx, tx, actor, flow.Opening{
		Kind: Kind, Event: event, Region: sub.Place, Dept: dept.Code, Item: e.ID, Title: e.Name,
		Party: party.Name, Applicant: party.ID, Contact: contact, Channel: sub.Channel, Data: &filing{a, sub, party.Firm},
		Once: sub.Once,
	})
	if err == nil && contact != nil && contact.Proven {
		err = s.House.Slips.Noted(ctx, tx, actor, people.VisitorOf(ctx).IP, c.Case, contact.Phone, slip.AtWindow)
	}
	return c, err
}

// contact is how the applicant is reached: a firm by who acts for it.
func (sub *Submission) contact(ctx context.Context, actor people.Actor) *persons.Contact {
	phone := sub.Applicant.Phone
	if sub.Applicant.Firm && sub.Agent != nil {
		phone = cmp.Or(phone, sub.Agent.Phone)
	}
	return sub.typed(actor, persons.ContactGiven(ctx, actor, sub.Person != 0, phone))
}

// typed notes of a contact whether a window typed its number, and whether it was proven there: what is sent to one that was not proven may
// reach a stranger.
func (sub *Submission) typed(actor people.Actor, c *persons.Contact) *persons.Contact {
	if c != nil && c.Phone != "" {
		c.Proven = c.Phone == sub.Proven
		c.Unproven = !c.Proven && actor.Kind == people.Staff
	}
	return c
}

// filing is what the row's Do is handed.
type filing struct {
	a    *Application
	sub  Submission
	firm bool // it is a firm that applies
}

// party enters the applicant, and who acts for him, in the book of people. What a window enters it has seen; what a citizen or a
// program says of another is a claim of theirs.
func (s *Applications) party(ctx context.Context, tx *db.DB, actor people.Actor, sub Submission,
	a *Application) (persons.Person, error) {
	meet := func(i persons.Identity) (persons.Person, error) {
		switch {
		case actor.Kind == people.Staff || actor.Kind == people.Office:
			p, differs, err := s.Persons.Meet(ctx, tx, i)
			if err == nil && differs && s.Differs != nil {
				err = s.Differs(ctx, tx, actor, p)
			}
			return p, err
		case actor.Kind == people.Client:
			return s.Persons.Claim(ctx, tx, i, fmt.Sprint("client ", actor.ID))
		}
		return s.Persons.Claim(ctx, tx, i, fmt.Sprint("by account ", people.VisitorOf(ctx).Account.ID))
	}
	var p persons.Person
	var err error
	if sub.Person != 0 {
		p, err = s.Persons.Person(ctx, tx, sub.Person)
	} else {
		p, err = meet(sub.Applicant)
	}
	agents := "agent_"
	if sub.Channel == flow.ByAPI { // a program knows the fields by their places in its request
		err, agents = fail.Under("applicant.", err), "agent."
	}
	if err != nil {
		return p, err
	}
	a.Applicant = p.ID
	if sub.Agent == nil {
		return p, nil
	}
	var agent persons.Person
	if actor.Kind == people.Citizen { // he himself
		agent, err = s.Persons.Person(ctx, tx, actor.ID)
	} else {
		agent, err = meet(*sub.Agent)
	}
	if err != nil {
		return p, fail.Under(agents, err)
	}
	a.Agent, a.By = agent.ID, sub.By
	a.By.Name, a.By.Phone = sub.Agent.Name, sub.Agent.Phone
	return p, nil
}

// Prepare checks answers, form, materials and delivery against the item and returns all faults
// together. What the applicant's number says of the situations holds, whatever is answered, and what they settle of the form,
// whatever the form says.
func (s *Applications) Prepare(it *catalog.Item, sub Submission) (*Application, error) {
	it, told := it.Of(sub.Applicant.Born(), calendar.DayOf(s.Now()))
	sub.Answers = sub.Answers.With(told)
	a := &Application{plain: plain{Home: sub.Home, CommitTo: sub.CommitTo}, Answers: sub.Answers, item: it}
	list, err := it.Guide(sub.Answers)
	if err != nil {
		return nil, fail.Under("s_", err)
	}
	if list.Block != "" && !sub.Partly {
		return nil, fail.Invalid("这个事项不适用您的情形：" + list.Block)
	}
	var wrong []fail.Field
	if list.Open != nil {
		wrong = append(wrong, fail.Field{Name: "s_" + list.Open.Key, Message: "请回答：" + list.Open.Ask})
	}
	f, settled := it.Asks(sub.Answers)
	given := maps.Clone(sub.Form)
	if given == nil {
		given = form.Values{}
	}
	maps.Copy(given, settled)
	switch {
	case sub.Partly:
		f = optional(f)
	case sub.Channel == flow.ByWindow:
		f = Phoneless(f)
	}
	f.Today = int32(calendar.DayOf(s.Now()))
	if a.Form, err = f.Check(given); err != nil {
		e, ok := fail.As(err)
		if !ok {
			return nil, err
		}
		wrong = append(wrong, e.Fields...)
	}
	if sub.CommitTo && it.Commit == nil {
		wrong = append(wrong, fail.Field{Name: "commit", Message: "这个事项不能凭承诺办理"})
	}
	materials, faults := hand(it, list.Materials, sub)
	a.Materials = materials
	wrong = append(wrong, faults...)
	faults = a.deliver(it, sub)
	wrong = append(wrong, faults...)
	if len(wrong) > 0 {
		return nil, fail.Invalid(fmt.Sprintf("有 %d 处需要改正", len(wrong)), wrong...)
	}
	return a, nil
}

// Phoneless is the form as a window asks it: who has no telephone is received without one.
func Phoneless(f form.Form) form.Form {
	fields := slices.Clone(f.Fields)
	for i := range fields {
		fields[i].Required = fields[i].Required && fields[i].Prefill != "phone"
	}
	return form.Form{Fields: fields}
}

// optional is the form with every answer left open.
func optional(f form.Form) form.Form {
	fields := slices.Clone(f.Fields)
	for i := range fields {
		fields[i].Required = false
	}
	return form.Form{Fields: fields}
}

// hand matches what was handed in with what the checklist asks for. Online everything necessary must
// be there; at the window what lacks is dealt with there.
func hand(it *catalog.Item, asked []catalog.Material, sub Submission) (list []Handed, wrong []fail.Field) {
	for _, m := range asked {
		h := Handed{Key: m.Key, Name: m.Name, Need: m.Need}
		if i := slices.IndexFunc(sub.Materials, func(x Handed) bool { return x.Key == m.Key }); i >= 0 {
			h.State, h.Files, h.Note = sub.Materials[i].State, sub.Materials[i].Files, sub.Materials[i].Note
		}
		promised := sub.CommitTo && it.Commit != nil && slices.Contains(it.Commit.Materials, m.Key)
		switch {
		case len(h.Files) > 0:
			h.State = Uploaded
		case m.Exempt && (h.State == Lacking && sub.Channel != flow.ByWindow || h.State == Exempt):
			h.State = Exempt
		case m.Made && h.State == Lacking && sub.Channel != flow.ByWindow:
			h.State = Made
		case h.State == Exempt:
			wrong = append(wrong, fail.Field{Name: "m_" + m.Key, Message: "“" + m.Name + "”不在免提交范围"})
		case promised && h.State == Lacking:
			h.State, h.Note = Exempt, "凭承诺免交"
		case h.State == Later && m.Need != "3":
			wrong = append(wrong, fail.Field{Name: "m_" + m.Key, Message: "“" + m.Name + "”不能容缺后补"})
		case h.State == Paper && sub.Channel == flow.ByOnline, h.State == Uploaded:
			h.State = Lacking
		}
		if h.State == Lacking && m.Need == "3" && sub.Channel == flow.ByOnline {
			h.State = Later
		}
		if h.State == Lacking && sub.Channel != flow.ByWindow {
			wrong = append(wrong, fail.Field{Name: "m_" + m.Key, Message: "请上传“" + m.Name + "”"})
		}
		list = append(list, h)
	}
	return list, wrong
}

// Deliveries are the ways of delivery in words.
var Deliveries = map[string]string{"pickup": "窗口领取", "courier": "邮寄（免费）", "electronic": "电子送达"}

// deliver checks the way of delivery; nothing chosen is the item's first.
func (a *Application) deliver(it *catalog.Item, sub Submission) (wrong []fail.Field) {
	a.Delivery = sub.Delivery
	if a.Delivery == "" {
		a.Delivery = it.Delivery[0]
	}
	if !slices.Contains(it.Delivery, a.Delivery) {
		return []fail.Field{{Name: "delivery", Message: "请在给出的送达方式里选"}}
	}
	if a.Delivery != "courier" {
		return nil
	}
	v, err := AddressForm.Check(form.Values{"to_name": sub.Address.Name, "to_phone": sub.Address.Phone,
		"to_street": sub.Address.Street})
	if e, ok := fail.As(err); ok {
		return e.Fields
	}
	a.Address = Address{Name: v["to_name"], Phone: v["to_phone"], Street: v["to_street"]}
	return nil
}

var AddressForm = form.Form{Fields: []form.Field{
	{Name: "to_name", Label: "收件人", Type: form.Text, Required: true, Max: 50},
	{Name: "to_phone", Label: "收件人手机", Type: form.Phone, Required: true},
	{Name: "to_street", Label: "收件地址", Type: form.Address, Required: true},
}}

// file is the Do of the first event: the application itself.
func (s *Applications) file(ctx context.Context, tx *db.DB, c *flow.Change, r *row) (err error) {
	f, ok := c.Data.(*filing)
	if !ok {
		return fmt.Errorf("an application is opened by Submit or Receive")
	}
	a, sub := f.a, f.sub
	a.CaseID = c.Case.ID
	owner, id := c.Actor.Kind, c.Actor.ID
	if v := people.VisitorOf(ctx); owner == people.Citizen {
		id = v.Account.ID
	}
	for _, h := range a.Materials {
		if err := s.Files.Attach(ctx, tx, a.CaseID, owner, id, h.Files...); err != nil {
			return fail.Under("m_"+h.Key+"_", err)
		}
	}
	if sub.Agent != nil && a.Agent != c.Case.Applicant {
		if to := sub.typed(c.Actor, persons.ContactGiven(ctx, c.Actor, a.Agent == c.Actor.ID && owner == people.Citizen,
			sub.Agent.Phone)); to != nil {
			if err := s.Persons.KeepContact(ctx, tx, a.CaseID, a.Agent, *to); err != nil {
				return err
			}
		}
	}
	c.Words["materials"] = strings.Join(names(a.Materials), "；")
	if f.firm {
		c.Words["who"] = "你单位"
	}
	if err := s.signs(ctx, c, a, sub); err != nil {
		return err
	}
	*r, err = s.closed(a)
	return err
}
