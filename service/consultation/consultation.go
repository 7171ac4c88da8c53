// Package consultation is what a window answers at once (窗口咨询): somebody asks how a thing is done, is
// helped with a form, is shown to a machine. Nothing is received and nothing is owed, so it is a case that
// ends as it begins; but it is a service that people can rate like any other, each by itself (一次一评,
// 国办发〔2019〕51号), and that the bureau wants to count.
package consultation

import (
	"context"
	"errors"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "consultation"

const answered = "answered"

// Service writes consultations down.
type Service struct{ *office.Office }

// New makes the service.
func New(o *office.Office) *Service { return &Service{o} }

var ask = form.Of(
	form.Field{Name: "about", Label: "咨询什么", Type: form.Text, Required: true, Max: 60, Hint: "选一个事项，或写几个字"},
	form.Field{Name: "answer", Label: "怎么答复的", Type: form.Area, Max: 300},
	form.Field{Name: "name", Label: "来人姓名", Type: form.Text, Max: 50, Personal: true, Hint: "愿意留下才填；和手机号一起填"},
	form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Hint: "留了就发一条评价短信"},
)

// table is the whole course: asked and answered.
func table() flow.Table {
	return flow.Table{
		Kind: Kind, Title: "咨询", Known: true, Inner: true, // nothing was received: it stays out of the figures of what was
		Phases: []string{"答复"},
		States: []flow.State{{Code: answered, Name: "已答复", Public: "已答复", Final: true}},
		Rows: []flow.Row{
			{Event: "answer", Name: "记一次咨询", Done: "已登记咨询", By: flow.Who{Roles: []people.Role{people.Window}}, To: answered, Ask: ask, Do: note, Tell: "consultation_answered", Public: "窗口答复了您的咨询"},
		},
	}
}

func note(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["answer"]
	return nil
}

// window is the post in which somebody sits at a window.
func window(a people.Actor) (people.Post, error) {
	for _, p := range a.Posts {
		if p.Role == people.Window {
			return p, nil
		}
	}
	return people.Post{}, fail.Forbidden("咨询由综合窗口的工作人员记")
}

// Record writes a consultation down. The same once twice is one consultation.
func (s *Service) Record(ctx context.Context, actor people.Actor, once string, in form.Values) (flow.Case, error) {
	post, err := window(actor)
	if err != nil {
		return flow.Case{}, err
	}
	if in, err = ask.Check(in); err != nil {
		return flow.Case{}, err
	}
	o := flow.Opening{Kind: Kind, Event: "answer", Region: post.Region, Channel: flow.ByWindow, Input: in}
	if e, ok := s.item(in["about"]); ok {
		o.Item, in["about"] = e.ID, e.Name
	}
	o.Title = "咨询：" + in["about"]
	var done *flow.Change
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if in["name"]+in["phone"] != "" {
			p, err := s.People.Reach(ctx, tx, in["name"], in["phone"])
			if err != nil {
				return err
			}
			o.Applicant, o.Party, o.Contact = p.ID, p.Name, people.ContactGiven(ctx, actor, false, in["phone"])
		}
		if done, err = s.Engine.Open(ctx, tx, actor, o); err != nil {
			return err
		}
		return insert(ctx, tx, done.Case.ID, once, actor.ID, calendar.DayOf(s.Now()))
	})
	if errors.Is(err, db.ErrTaken) { // the button was pressed twice
		id, err := byOnce(ctx, s.DB, once)
		if err != nil {
			return flow.Case{}, err
		}
		return s.Engine.Find(ctx, s.DB, id)
	}
	if err != nil {
		return flow.Case{}, err
	}
	return done.Case, nil
}

// item is the item of a code, or of a whole name.
func (s *Service) item(text string) (catalog.Entry, bool) {
	text = strings.TrimSpace(text)
	if e, err := s.Catalog.ByCode(text); err == nil {
		return e, true
	}
	for _, e := range s.Catalog.Suggest(text, 5) {
		if e.Name == text {
			return e.Entry, true
		}
	}
	return catalog.Entry{}, false
}
