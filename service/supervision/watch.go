package supervision

import (
	"cmp"
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// watch sees every event of every case. When it is the late event of a clock that a trigger names, an
// order goes out, once for the case and the clock; when an order about the case is open already, it is
// raised to the trigger's level. Orders are not supervised: they climb by their own table.
func (s *Service) watch(ctx context.Context, tx *db.DB, c *flow.Change) error {
	t, ok := s.Engine.Table(c.Case.Kind)
	if !ok || c.Case.Kind == Kind {
		return nil
	}
	if was, _ := t.State(c.From); c.Case.ClosedAt != 0 && !was.Final {
		return s.settled(ctx, tx, c)
	}
	rule, ok := t.Clock(c.Clock)
	if !ok || c.Row.Event != rule.Late {
		return nil
	}
	rows, err := triggers(ctx, tx, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	level := int64(0)
	for _, r := range t.Clocks { // others may have run out in the same minute: the highest level of all goes out, once
		want := pick(rows, c.Case.Kind, r.Name, r.Inner || r.Theirs)
		if want == 0 || r.Name != c.Clock && !s.over(c, r.Name) {
			continue
		}
		fresh, err := markRaised(ctx, tx, c.Case.ID, r.Name, c.At.UnixMilli())
		if err != nil {
			return err
		}
		if fresh && want > level {
			level, rule = want, r
		}
	}
	if level == 0 {
		return nil
	}
	o, open, err := openAbout(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if open {
		return s.lift(ctx, tx, c, o, rule, level)
	}
	due, runs := s.Engine.DueOf(c, rule.Name)
	if !runs {
		due = c.At
	}
	_, err = s.send(ctx, tx, people.TheOffice, draft{c.Case, rule.Name, deskOf(c.Case, c.Turns)}, flow.Opening{Input: form.Values{
		"level": strconv.FormatInt(level, 10), "issue": s.lateWords(c.Case, rule.Title, due), "need": "请查明原因，尽快办理，并在期限内回复办理情况。",
	}})
	return err
}

// over reports whether a clock of the case has run out.
func (s *Service) over(c *flow.Change, clock string) bool {
	due, runs := s.Engine.DueOf(c, clock)
	return runs && !due.After(c.At)
}

// lift raises an open order to the level of a second clock that ran out. One that is answered already
// waits for its verification; one whose own limit ran out in the same minute climbs first, and may have come to the level by that.
func (s *Service) lift(ctx context.Context, tx *db.DB, c *flow.Change, o Order, rule flow.Clock, level int64) error {
	k, err := s.Engine.Find(ctx, tx, o.CaseID)
	if err != nil || o.Level >= level || k.State == answered {
		return err
	}
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{
		Case: o.CaseID, Event: "raise", Data: level,
		Input: form.Values{"reason": "又超过" + rule.Title},
	})
	if !fail.Is(err, fail.KindConflict) {
		return err
	}
	if now, failed := Orders.Load(ctx, tx, o.CaseID); failed != nil || now.Level < level {
		return cmp.Or(failed, err)
	}
	return nil
}

// settled tells the supervisors that a case with an open order is finished; the order stays until they
// have verified it.
func (s *Service) settled(ctx context.Context, tx *db.DB, c *flow.Change) error {
	k, open, err := s.Engine.Sole(ctx, tx, Kind, c.Case.ID)
	if err != nil || !open {
		return err
	}
	return s.House.TellDesk(ctx, tx, k, people.Supervisor, "supervision_settled",
		map[string]string{"item": s.Engine.Bare(k.Title), "number": flow.Grouped(k.Number())})
}
