package rating

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

func (s *Service) loops(ctx context.Context, tx *db.DB, c *flow.Change) (bool, error) {
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return false, err
	}
	return x.Loops < loopsMost, s.mayVisit(ctx, tx, c)
}

func (s *Service) mayLoop(ctx context.Context, tx *db.DB, c *flow.Change) error {
	more, err := s.loops(ctx, tx, c)
	if err == nil && !more {
		return fail.Conflict("已经整改 %d 次", loopsMost)
	}
	return err
}

func (s *Service) noLoop(ctx context.Context, tx *db.DB, c *flow.Change) error {
	more, err := s.loops(ctx, tx, c)
	if err == nil && more {
		return fail.Conflict("还可以重新整改")
	}
	return err
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
	return func(ctx context.Context, tx *db.DB, c *flow.Change) error {
		return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
			x.Outcome, c.Case.Result = outcome, outcome
			if said := c.Input["said"]; said != "" {
				c.Event.Note = said
			}
			n := counts{Fixed: 1}
			if x.Late {
				n.LateOpen = -1
			} else {
				n.InTime = 1
			}
			if err := count(ctx, tx, a, n); err != nil {
				return err
			}
			if err := s.dropVisit(ctx, tx, c); err != nil {
				return err
			}
			return s.write(ctx, tx, c, a, "rating_closed", "")
		})
	}
}

// again sends it back to the unit.
func (s *Service) again(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		if said := c.Input["said"]; said != "" {
			c.Event.Note = said
		}
		turn, err := s.unit(ctx, tx, a, "重新整改")
		if err != nil {
			return err
		}
		c.SetTurns(turn)
		x.Wanted = 0
		if err := s.dropVisit(ctx, tx, c); err != nil {
			return err
		}
		return s.tell(ctx, tx, c, x.Staff, "rating_again", map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number())})
	})
}

// visitSoon asks for the return visit of a rectification that was just answered.
func (s *Service) visitSoon(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if s.Visit == nil {
		return nil
	}
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
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
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: "drop", Input: form.Values{"reason": "评价人已经追加评价"}}); err != nil {
			return err
		}
	}
	return nil
}

// heardDone follows the end of a return visit that was about a rectification.
func (s *Service) heardDone(ctx context.Context, tx *db.DB, c *flow.Change) error {
	event := "satisfied"
	points, _ := strconv.Atoi(c.Input["level"]) // 5 the best; who did not say has 0
	if level, err := OfPoints(points); c.Input["solved"] == "no" || err == nil && level.Bad() {
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

func (s *Service) unpublished(ctx context.Context, tx *db.DB, c *flow.Change) error {
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err == nil && x.PublishedAt != 0 {
		err = fail.Conflict("已经公开")
	}
	return err
}

func (s *Service) askPublish(_ context.Context, _ *db.DB, _ *flow.Change) (form.Form, error) {
	return form.Of(form.Field{Name: "open", Label: "是否公开", Type: form.Choice, Required: true, Options: form.Pairs("yes", "公开", "no", "依法不公开")},
		form.Field{Name: "text", Label: "公开的文字", Type: form.Area, Required: true, Max: 300, Hint: "不写姓名、电话、住址；不公开的写明依据"}), nil
}

func (s *Service) publish(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.PublishedAt = c.At.UnixMilli()
		c.Event.Note = c.Input["text"]
		if c.Input["open"] == "yes" {
			x.Published = c.Input["text"]
			return setPublished(ctx, tx, x.Rating)
		}
		c.Event.Note = "依法不公开：" + c.Event.Note
		return nil
	})
}
