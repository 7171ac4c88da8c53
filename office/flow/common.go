package flow

import (
	"context"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
)

// The rows that flows have in common: taking a turn, giving it to a colleague, reminding who has it.
// The program hangs its notices on their events.

// Claiming lets anybody whose turn it may be take it for himself alone.
func Claiming(from []string) Row {
	return Row{From: from, Event: "claim", Name: "认领", Done: "已认领", By: Who{Turn: true}, To: Same, Do: claimTurn, Need: &Need{"没有人认领", unclaimed}}
}

// Commenting lets somebody write a note into the ledger, which changes nothing else.
func Commenting(from []string, by Who) Row {
	return Row{From: from, Event: "comment", Name: "批注", Done: "已批注", By: by, To: Same, Ask: form.Of(form.Lines("text", "内容", true, "")), Note: "text"}
}

func unclaimed(_ context.Context, _ *db.DB, c *Change) error {
	if c.Turn.No == 0 || c.Turn.Assignee != 0 {
		return fail.Conflict("已经有人认领")
	}
	return nil
}

func claimTurn(_ context.Context, _ *db.DB, c *Change) error {
	c.GiveTurn(c.Actor.ID, c.Actor.Name)
	return nil
}

// Hold keeps a case for this transaction, as its events do: who comes second waits and sees what the first has done.
func (e *Engine) Hold(ctx context.Context, tx *db.DB, id int64) error {
	_, err := claim(ctx, tx, id)
	return err
}

// GiveTurn makes the actor's own turn that of one member of staff.
func (c *Change) GiveTurn(staff int64, name string) {
	turns := c.Own()
	for i := range turns {
		if turns[i].No == c.Turn.No {
			turns[i].Assignee, turns[i].Holder = staff, name
		}
	}
	c.SetTurns(turns...)
}

// Free puts turns that a member of staff has taken, and that are addressed to none of the posts he holds,
// back on their desks, so that colleagues find them. It must run in a transaction.
func (e *Engine) Free(ctx context.Context, tx *db.DB, who people.Actor) error {
	ids, err := heldBy(ctx, tx, who.ID)
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, err := claim(ctx, tx, id)
		if err != nil {
			return err
		}
		c, err := e.loaded(k)
		if err != nil {
			return err
		}
		if c.before, err = turnsOf(ctx, tx, id); err != nil {
			return err
		}
		c.Turns = slices.Clone(c.before)
		for i := range c.Turns {
			t := &c.Turns[i]
			if _, still := t.post(who); t.Assignee == who.ID && !still {
				t.Assignee, t.Holder = 0, ""
			}
		}
		if slices.Equal(c.Turns, c.before) {
			continue
		}
		c.Actor, c.Event.Event, c.Event.Note = people.TheOffice, free, who.Name+"不再担任这个岗位"
		e.settle(c)
		if err := e.write(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// HandingOver lets who has a turn give it to a colleague of the same department or place.
func HandingOver(g *people.Registry, from []string) Row {
	return Row{From: from, Event: "hand_over", Name: "转办", Done: "已转办", By: Who{Turn: true}, To: Same, Hint: "转给同部门另一位同事",
		AskIn: Colleagues(g, "转给谁"),
		Do: func(ctx context.Context, _ *db.DB, c *Change) error {
			to, name, err := Colleague(ctx, g, c)
			if err != nil {
				return err
			}
			c.GiveTurn(to, name)
			c.Event.Note = "转给 " + name + "。" + c.Input["reason"]
			return nil
		}}
}

// Colleagues asks for one of those who could have the actor's turn too.
func Colleagues(g *people.Registry, label string) Ask {
	return func(ctx context.Context, tx *db.DB, c *Change) (form.Form, error) {
		dept := c.Turn.Dept
		if dept == "" && !c.Turn.Role.Regional() {
			dept = c.Case.Dept
		}
		list, err := g.Colleagues(ctx, tx, dept, c.Case.Region, c.Turn.Role)
		var offers []form.Option
		for _, m := range list {
			if m.ID != c.Actor.ID {
				offers = append(offers, form.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.Name})
			}
		}
		return form.Of(form.Field{Name: "to", Label: label, Type: form.Choice, Required: true, Options: offers}, form.Lines("reason", "说明", false, "")), err
	}
}

// Colleague is who was chosen.
func Colleague(ctx context.Context, g *people.Registry, c *Change) (int64, string, error) {
	id, _ := strconv.ParseInt(c.Input["to"], 10, 64)
	a, _, err := g.StaffActor(ctx, id)
	return id, a.Name, err
}

// Urging lets the applicant, and those who oversee, remind whose turn it is, each once a day.
func (e *Engine) Urging(from []string) Row {
	return Row{From: from, Event: "urge", Name: "催办", Done: "已催办", By: Who{Applicant: true, Roles: []people.Role{people.Supervisor, people.Leader}}, To: Same,
		Ask: form.Of(form.Lines("text", "想说的话", false, "")), Public: "您催办了一次", Need: &Need{"今天还没有催过", e.notUrgedToday},
		Do: func(_ context.Context, _ *db.DB, c *Change) error {
			c.Event.Note = c.Input["text"]
			if c.Actor.Kind == people.Staff {
				c.Event.Public = "监管人员催办了一次"
			}
			return nil
		}}
}

func (e *Engine) notUrgedToday(ctx context.Context, tx *db.DB, c *Change) error {
	events, err := e.Events(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(events, func(v Event) bool {
		return v.Event == "urge" && v.ActorID == c.Actor.ID && v.Day == calendar.DayOf(c.At)
	}) {
		return fail.Conflict("今天已经催过，承办人已收到提醒")
	}
	return nil
}
