// Package usual makes the rows that most flows have: taking a turn, giving it to a colleague, noting something, reminding who has
// it. The program hangs its notices on their events.
package usual

import (
	"context"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Claiming lets anybody whose turn it may be take it for himself alone.
func Claiming(from []string) flow.Row {
	return flow.Row{
		From: from, Event: "claim", Name: "认领", Done: "已认领", By: flow.Who{Turn: true}, To: flow.Same, Do: claimTurn,
		Need: &flow.Need{Name: "没有人认领", Holds: unclaimed}, Many: true,
	}
}

// Commenting lets somebody write a note into the ledger, which changes nothing else.
func Commenting(from []string, by flow.Who) flow.Row {
	return flow.Row{
		From: from, Event: "comment", Name: "批注", Done: "已批注", By: by, To: flow.Same,
		Ask: form.Of(form.Lines("text", "内容", true, "")), Note: "text",
	}
}

func unclaimed(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Turn.No == 0 || c.Turn.Assignee != 0 {
		return fail.Conflict("已经有人认领")
	}
	return nil
}

func claimTurn(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.GiveTurn(c.Actor.ID, c.Actor.Name)
	return nil
}

// HandingOver lets who has a turn give it to a colleague of the same department or place.
func HandingOver(g *roster.Registry, from []string) flow.Row {
	return flow.Row{From: from, Event: "hand_over", Name: "转办", Done: "已转办", By: flow.Who{Turn: true}, To: flow.Same, Hint: "转给同部门另一位同事",
		AskIn: Colleagues(g, "转给谁"),
		Do: func(ctx context.Context, _ *db.DB, c *flow.Change) error {
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
func Colleagues(g *roster.Registry, label string) flow.Ask {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
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
func Colleague(ctx context.Context, g *roster.Registry, c *flow.Change) (int64, string, error) {
	id, _ := strconv.ParseInt(c.Input["to"], 10, 64)
	a, _, err := g.StaffActor(ctx, id)
	return id, a.Name, err
}

// Urging lets the applicant, and those who oversee, remind whose turn it is, each once a day.
func Urging(e *flow.Engine, from []string) flow.Row {
	return flow.Row{
		From: from, Event: "urge", Name: "催办", Done: "已催办", To: flow.Same,
		By:  flow.Who{Applicant: true, Roles: []people.Role{people.Supervisor, people.Leader}},
		Ask: form.Of(form.Lines("text", "想说的话", false, "")), Public: "您催办了一次",
		Need: &flow.Need{Name: "今天还没有催过", Holds: func(ctx context.Context, tx *db.DB, c *flow.Change) error { return notUrgedToday(ctx, tx, e, c) }},
		Do: func(_ context.Context, _ *db.DB, c *flow.Change) error {
			c.Event.Note = c.Input["text"]
			if c.Actor.Kind == people.Staff {
				c.Event.Public = "监管人员催办了一次"
			}
			return nil
		},
	}
}

func notUrgedToday(ctx context.Context, tx *db.DB, e *flow.Engine, c *flow.Change) error {
	events, err := e.Events(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(events, func(v flow.Event) bool {
		return v.Event == "urge" && v.ActorID == c.Actor.ID && v.Day == calendar.DayOf(c.At)
	}) {
		return fail.Conflict("今天已经催过，承办人已收到提醒")
	}
	return nil
}
