package rectification

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// mayLoop: it was not put right as often as may be. Returns fail.Conflict if it was, or if a return visit says how it went.
func (s *Service) mayLoop(ctx context.Context, tx *db.DB, c *flow.Change, x rate.Rectification) error {
	if x.Loops >= loopsMost {
		return fail.Conflict("已经整改 %d 次", loopsMost)
	}
	return s.mayVisit(ctx, tx, c)
}

// noLoop: it was put right as often as may be.
func (s *Service) noLoop(ctx context.Context, tx *db.DB, c *flow.Change, x rate.Rectification) error {
	if x.Loops < loopsMost {
		return fail.Conflict("还可以重新整改")
	}
	return s.mayVisit(ctx, tx, c)
}

// mayVisit: a caller writes down the outcome by hand only where no return visits are kept.
func (s *Service) mayVisit(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Actor.Kind == people.Staff && s.Visit != nil {
		return fail.Conflict("由回访登记结果")
	}
	return nil
}

// finish closes a rectification.
func (s *Service) finish(outcome string) flow.Step {
	return step(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
		x.Outcome, c.Case.Result = outcome, outcome
		n := rate.Counts{Fixed: 1}
		if x.Late {
			n.LateOpen = -1
		} else {
			n.InTime = 1
		}
		if err := rate.Count(ctx, tx, a, n); err != nil {
			return err
		}
		if err := s.dropVisit(ctx, tx, c); err != nil {
			return err
		}
		return s.write(ctx, tx, c, a, "rating_closed", "")
	})
}

// again sends it back to the unit.
func (s *Service) again(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	turn, err := s.unit(ctx, tx, a, "重新整改")
	if err != nil {
		return err
	}
	c.SetTurns(turn)
	x.Wanted = 0
	if err := s.dropVisit(ctx, tx, c); err != nil {
		return err
	}
	return s.tell(ctx, tx, c, x.Staff, "rating_again", words(c, a))
}

// visitSoon asks for the return visit of a rectification that was just answered.
func (s *Service) visitSoon(ctx context.Context, tx *db.DB, c *flow.Change, x rate.Rectification) error {
	if s.Visit == nil {
		return nil
	}
	return s.Visit(ctx, tx, c.Case, x.Staff)
}

// dropVisit takes back a return visit that waits, when the giver has said by himself how it was.
func (s *Service) dropVisit(ctx context.Context, tx *db.DB, c *flow.Change) error {
	links, err := s.Engine.Links(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		k, err := s.Engine.Find(ctx, tx, l.Other)
		if err != nil {
			return err
		}
		if l.Kind != flow.GaveWay || k.Kind != "visit" || k.ClosedAt != 0 {
			continue
		}
		drop := flow.Move{Case: k.ID, Event: "drop", Input: form.Values{"reason": "评价人已经追加评价"}}
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, drop); err != nil {
			return err
		}
	}
	return nil
}

// heardDone follows the end of a return visit that was about a rectification.
func (s *Service) heardDone(ctx context.Context, tx *db.DB, c *flow.Change) error {
	event := "satisfied"
	points, _ := strconv.Atoi(c.Input["level"]) // 5 the best; who did not say has 0
	if level, err := rate.OfPoints(points); c.Input["solved"] == "no" || err == nil && level.Bad() {
		event = "unsatisfied"
	}
	return s.heard(ctx, tx, c, event)
}

func (s *Service) heardUnreached(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.heard(ctx, tx, c, "unreached")
}

func (s *Service) heard(ctx context.Context, tx *db.DB, c *flow.Change, event string) error {
	links, err := s.Engine.Links(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Kind != flow.AroseOf {
			continue
		}
		k, err := s.Engine.Find(ctx, tx, l.Other)
		if err != nil {
			return err
		}
		if k.Kind != Kind || k.State != replied { // answered meanwhile by an additional rating
			continue
		}
		_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: event, Input: form.Values{"said": c.Input["said"]}})
		return err
	}
	return nil
}

func unpublished(_ context.Context, _ *db.DB, _ *flow.Change, x rate.Rectification) error {
	if x.PublishedAt != 0 {
		return fail.Conflict("已经公开")
	}
	return nil
}

var askPublish = form.Of(
	form.Field{Name: "open", Label: "是否公开", Type: form.Choice, Required: true, Options: form.Pairs("yes", "公开", "no", "依法不公开")},
	form.Field{Name: "text", Label: "公开的文字", Type: form.Area, Required: true, Max: 300, Hint: "不写姓名、电话、住址；不公开的写明依据"})

// publish makes the result public, or notes why it is not (国办发〔2019〕51号: 差评和整改情况公开).
func publish(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification) error {
	x.PublishedAt = c.At.UnixMilli()
	c.Event.Note = c.Input["text"]
	if c.Input["open"] == "yes" {
		x.Published = c.Input["text"]
		return rate.Publish(ctx, tx, x.Rating)
	}
	c.Event.Note = "依法不公开：" + c.Event.Note
	return nil
}
