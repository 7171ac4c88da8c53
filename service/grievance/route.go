package grievance

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// Whoever keeps away (apart.go) has no turn: a step falls to the next in line, so that no matter lies with who may not do it. The last in
// line is discipline, to which the case then is copied; for a department's answer it is the officer. Where the last keeps away, too, the turn waits
// there for another person whom the office gives that post.

// deputies is who a turn falls to, one after the other: the roles; the relations that keep away; and the acts whose doers do, all of
// them or only the last.
type deputies struct {
	roles []people.Role
	apart []flow.Relation
	acts  []string
	all   bool
}

// answers are the acts by which a department answers; who did one of them does not judge it.
var answers = []string{"reply", "feedback", "feedback_plan", "achieve", "rectified"}

// barred are who is kept from a turn: by what the matter is to them, or by what they have done in it.
type barred struct {
	relations []flow.Relation
	staff     []int64
}

// deputiesOf are those of a turn; one without roles stays where it is.
func deputiesOf(k flow.Case, t flow.Turn) deputies {
	officers := []people.Role{people.Officer, people.Supervisor, people.Leader, people.Discipline}
	switch {
	case t.Beside == "duty", t.Beside == "" && k.State == holding:
		return deputies{[]people.Role{people.Supervisor, people.Leader, people.Discipline}, flow.Handled, answers, true}
	case t.Beside == "reclass":
		return deputies{officers, flow.Handled, []string{"reclass"}, false}
	case t.Beside == "entered":
		return deputies{officers, flow.Handled, []string{"enter_confirm", "enter_withdraw"}, false}
	case slices.Contains([]string{replying, feeding, tracking, rectifying}, k.State) && k.Dept != "":
		return deputies{[]people.Role{people.Head, people.Leader, people.Supervisor, people.Officer}, meant, []string{"account"}, true}
	case slices.Contains([]string{replying, feeding, tracking, rectifying}, k.State):
		return deputies{officers, meant, []string{"account"}, true}
	case k.State == signing:
		return deputies{officers, flow.Handled, []string{"cannot"}, false}
	case k.State == refusing:
		return deputies{officers, flow.Handled, []string{"propose_refusal"}, false}
	case k.State == triage, k.State == convening, k.State == meeting && t.Dept == "":
		return deputies{roles: officers, apart: flow.Handled}
	}
	return deputies{}
}

// route gives the turns of a case that has moved to who may do them.
func (s *Service) route(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.Row.Event == "routed" {
		return nil
	}
	turns, err := s.fallen(ctx, tx, c)
	if err != nil {
		return err
	}
	moved := !slices.Equal(turns, c.Turns)
	if moved {
		r, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: c.Case.ID, Event: "routed"})
		if err != nil {
			return err
		}
		c.Case, c.Turns = r.Case, r.Turns
	}
	for _, t := range c.Turns {
		if moved || c.Row.Event == "name" || t.OpenedAt == c.At.UnixMilli() {
			if err := s.callAnother(ctx, tx, c, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// callAnother tells who holds the post of a turn, and who cares that posts are held, that all who could have it keep away, so that another person must be given
// the post.
func (s *Service) callAnother(ctx context.Context, tx *db.DB, c *flow.Change, t flow.Turn) error {
	if l := deputiesOf(c.Case, t); len(l.roles) == 0 || t.Role != l.roles[len(l.roles)-1] { // it would have fallen to the last in line
		return nil
	}
	lone, err := s.lone(ctx, tx, c.Case, []flow.Turn{t})
	if err != nil || len(lone) == 0 {
		return err
	}
	place := s.House.DeskPlace(t)
	holders, err := s.Roster.Holders(ctx, tx, t.Role, place, t.Dept)
	if err != nil {
		return err
	}
	care, err := s.House.CareFor(ctx, tx, place)
	if err != nil {
		return err
	}
	all := slices.Concat(holders, care)
	slices.Sort(all)
	for _, id := range slices.Compact(all) {
		err := s.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: id}, "grievance_lone", map[string]string{
			"item": c.Case.Title, "number": flow.Grouped(c.Case.Number()), "step": t.Step, "post": t.Role.Name(),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// routed sets the turns as they are by now: what has come due meanwhile may have moved them.
func (s *Service) routed(ctx context.Context, tx *db.DB, c *flow.Change) error {
	turns, err := s.fallen(ctx, tx, c)
	if err != nil {
		return err
	}
	var notes []string
	for i, to := range turns {
		if to == c.Turns[i] {
			continue
		}
		if to.Role == people.Discipline {
			if err := s.Engine.Copy(ctx, tx, c.Case.ID, to.Role); err != nil {
				return err
			}
		}
		notes = append(notes, "“"+to.Step+"”由"+to.Role.Name()+"办理")
	}
	c.Turns, c.Event.Note = turns, strings.Join(notes, "；")+"。"
	return nil
}

// fallen are the turns of a case, each with who may do it.
func (s *Service) fallen(ctx context.Context, tx *db.DB, c *flow.Change) ([]flow.Turn, error) {
	turns := slices.Clone(c.Turns)
	for i, t := range turns {
		to, err := s.falls(ctx, tx, c, t)
		if err != nil {
			return nil, err
		}
		turns[i] = to
	}
	return turns, nil
}

// falls is the turn of the first in line of whose holders one may do it; where the first post is vacant, that stays, and is told as vacant.
func (s *Service) falls(ctx context.Context, tx *db.DB, c *flow.Change, t flow.Turn) (flow.Turn, error) {
	l := deputiesOf(c.Case, t)
	if len(l.roles) == 0 {
		return t, nil
	}
	away, err := s.doers(ctx, tx, c.Case.ID, l)
	if err != nil {
		return t, err
	}
	out := barred{l.apart, away}
	for i, role := range l.roles {
		held, found, err := s.ready(ctx, tx, c.Case, c.At, role, out)
		if err != nil {
			return t, err
		}
		if i == 0 && !held && t.Role == role && t.Assignee == 0 {
			return t, nil
		}
		if t.Role == role && t.Assignee != 0 { // a colleague to whom it was given, too
			if ok, err := s.able(ctx, tx, c.Case, t.Assignee, out, func(p people.Post) bool {
				return p.Dept == t.Dept && p.Covers(c.Case.Region, t.Dept) && (t.Dept != "" || p.Role == role)
			}); err != nil || ok {
				return t, err
			}
		}
		if last := i == len(l.roles)-1; !found && !last {
			continue
		}
		if t.Role == role {
			t.Assignee, t.Holder = 0, ""
			return t, nil
		}
		to := flow.At(role, c.Case.Region, t.Step)
		if !role.Regional() {
			to = flow.In(role, c.Case.Dept, t.Step)
		}
		to.Beside = t.Beside
		return to, nil
	}
	return t, nil
}

// ready reports whether somebody holds a post of a role now, and whether any of those may have the turn.
func (s *Service) ready(ctx context.Context, d *db.DB, k flow.Case, now time.Time, role people.Role, out barred) (held, able bool, err error) {
	list, err := s.held(ctx, d, k, now.UnixMilli(), now.UnixMilli(), func(h roster.Held) bool { return role.Regional() || h.Dept == k.Dept }, role)
	for _, h := range list {
		if err != nil || able {
			break
		}
		able, err = s.able(ctx, d, k, h.StaffID, out, func(p people.Post) bool { return p == h.Post })
	}
	return len(list) > 0, able, err
}

// lone are the roles that wait for another person: who could have a turn of the case hold posts, and all keep away.
func (s *Service) lone(ctx context.Context, d *db.DB, k flow.Case, turns []flow.Turn) (list []people.Role, err error) {
	for _, t := range turns {
		l := deputiesOf(k, t)
		away, err := s.doers(ctx, d, k.ID, l)
		if err != nil {
			return nil, err
		}
		kept, free := false, t.Assignee != 0
		for _, role := range l.roles {
			if free {
				break
			}
			held, able, err := s.ready(ctx, d, k, s.Now(), role, barred{l.apart, away})
			if err != nil {
				return nil, err
			}
			kept, free = kept || held, able
		}
		if kept && !free && !slices.Contains(list, t.Role) {
			list = append(list, t.Role)
		}
	}
	return list, nil
}

// able reports whether somebody still has a post by which he may have the turn, and none of the relations keeps him from the case, at this post or
// another, nor what he has done.
func (s *Service) able(ctx context.Context, tx *db.DB, k flow.Case, staff int64, out barred, by func(people.Post) bool) (bool, error) {
	a, _, err := s.Roster.StaffActor(ctx, staff)
	if errors.Is(err, db.ErrNone) || slices.Contains(out.staff, staff) {
		return false, nil
	}
	if err != nil || !slices.ContainsFunc(a.Posts, by) {
		return false, err
	}
	near, err := s.Engine.Relations(ctx, tx, k, a)
	return !slices.ContainsFunc(near, func(r flow.Relation) bool { return slices.Contains(out.relations, r) }), err
}

// doers are the staff who did the acts after which one is kept away.
func (s *Service) doers(ctx context.Context, tx *db.DB, id int64, l deputies) (list []int64, err error) {
	if len(l.acts) == 0 {
		return nil, nil
	}
	events, err := s.Engine.Events(ctx, tx, id)
	for _, v := range slices.Backward(events) {
		if v.ActorKind == people.Staff && slices.Contains(l.acts, v.Event) {
			if list = append(list, v.ActorID); !l.all {
				break
			}
		}
	}
	return list, err
}

// judgeable needs an open accountability file, and that who closes it has not answered for the department.
func (s *Service) judgeable() *flow.Need {
	return &flow.Need{Name: "有未办结的问责，自己没有代部门答复过", Holds: flow.Steps(hasDuty, s.hasNotDone(answers, "您代部门答复过这件事，问责由他人办理"))}
}

// unjudged needs that who answers for the department has not closed the accountability file.
func (s *Service) unjudged() *flow.Need {
	return &flow.Need{Name: "没有作过这件事的问责结论", Holds: s.hasNotDone([]string{"account"}, "这件事的问责结论是您作的，由他人答复")}
}

// hasNotDone refuses, with some words, who has done one of some acts in the case.
func (s *Service) hasNotDone(acts []string, words string) flow.Step {
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		did, err := s.doers(ctx, tx, c.Case.ID, deputies{acts: acts, all: true})
		if err == nil && c.Actor.Kind == people.Staff && slices.Contains(did, c.Actor.ID) {
			err = fail.Forbidden("%s", words)
		}
		return err
	}
}
