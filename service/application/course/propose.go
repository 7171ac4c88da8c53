package course

import (
	"context"
	"errors"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// What is proposed beside the step of a review, that the matter ends before its decision or that its time is extended, waits for
// the head, who agrees or declines (行政许可法 art. 42). The step goes on meanwhile; nothing of it is signed by that.

// The proposals, by what they put beside the step.
const (
	termination = "termination"
	extension   = "extension"
)

var beside = []flow.Beside{
	{Name: termination, Step: "决定是否终止", Desk: people.Head},
	// of the state in which it was proposed: what is done since may answer it
	{Name: extension, Step: "批准延期", Desk: people.Head, Stays: true},
}

// proposals are the events that put them there.
var proposals = map[string]string{termination: "propose_termination", extension: "request_extension"}

// proposed is what was proposed last: by whom, and what was answered.
func (s *Applications) proposed(ctx context.Context, d *db.DB, id int64, what string) (flow.Event, form.Values, error) {
	events, err := s.Engine.Events(ctx, d, id)
	if err != nil {
		return flow.Event{}, nil, err
	}
	for _, v := range slices.Backward(events) {
		if v.Event == proposals[what] {
			in, err := s.Engine.Input(v)
			return v, in, err
		}
	}
	return flow.Event{}, nil, fail.Conflict("没有等着决定的提议")
}

// notByHead: who decides on it proposes nothing.
func notByHead(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Post.Role == people.Head {
		return fail.Conflict("由审查的人或者窗口提出，负责人决定")
	}
	return nil
}

// disagree tells who proposed something that those who decide do not agree, and why. Everything else stands as it did.
func (s *Applications) disagree(what, by, event string) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return s.House.Answer(ctx, tx, c, door.Declined, what, by, event)
	}
}

// Termination.

// grounds are why a matter may end before its decision.
var grounds = options("subject", "申请人死亡或者法人终止", "law", "法律法规变化，不再需要办理", debtGround, "容缺材料逾期未补")

const debtGround = "debt"

// owesLate reports whether a material that was to follow has not come by its last day.
func (s *Applications) owesLate(c *flow.Change, a *Application) bool {
	return slices.ContainsFunc(a.owing(), func(d Debt) bool {
		k, runs := c.Running(d.clock())
		if !runs {
			return false
		}
		due, ticks := k.Due(s.Rules.Calendar())
		return k.Over || ticks && !c.At.Before(due)
	})
}

func (s *Applications) askGround(c *flow.Change, a *Application) form.Form {
	late := s.owesLate(c, a)
	open := slices.DeleteFunc(slices.Clone(grounds), func(o form.Option) bool { return o.Value == debtGround && !late })
	return ask(form.Field{Name: "ground", Label: "终止的情形", Type: form.Choice, Required: true, Options: open},
		text("reason", "事实和依据", true, "看到了什么证明"))
}

func (s *Applications) proposeTermination(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = groundWords(c.Input) + "。" + c.Input["reason"]
	return nil
}

func groundWords(in form.Values) string {
	return (&form.Field{Type: form.Choice, Options: grounds}).Show(in["ground"])
}

// groundStands: a matter is not ended for a debt that was paid since.
func (s *Applications) groundStands(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	_, in, err := s.proposed(ctx, tx, c.Case.ID, termination)
	if err == nil && in["ground"] == debtGround && !s.owesLate(c, a) {
		err = fail.Conflict("容缺材料已经补交，提出终止的情形不再成立")
	}
	return err
}

// proposalSections are what waits for the head's decision, for staff.
func (s *Applications) proposalSections(ctx context.Context, c flow.View) (list []door.Section, err error) {
	for _, b := range beside {
		if !slices.ContainsFunc(c.Turns, func(t flow.Turn) bool { return t.Beside == b.Name }) {
			continue
		}
		d := door.Section{ID: b.Name,
			Title: map[string]string{termination: "提出终止办理", extension: "报请延长期限"}[b.Name]}
		v, in, err := s.proposed(ctx, s.DB, c.Case.ID, b.Name)
		switch {
		case errors.Is(err, flow.ErrBroken):
			d.Note = page.Note{Kind: "act", Title: flow.Broken}
		case err != nil:
			return nil, err
		default:
			if in["ground"] != "" {
				d.Facts.Items = append(d.Facts.Items, page.Term{Label: "终止的情形", Value: groundWords(in)})
			}
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "事实和理由", Value: in["reason"]},
				page.Term{Label: "提出的人", Value: v.ActorName, Note: s.House.Clock(v.At)})
			d.Facts.Wide = true
		}
		list = append(list, d)
	}
	return list, nil
}
