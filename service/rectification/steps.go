package rectification

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
)

// loopsMost is how often one rating is put right.
const loopsMost = 2

// opening is what a rectification is made of.
type opening struct {
	act    rate.Act
	rating rate.Rating
}

// opened fills the row of a new case, and puts it on the desk of the unit.
func (s *Service) opened(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification) (err error) {
	o := c.Data.(*opening)
	x.Rating, x.Act, x.Staff = o.rating.ID, o.act.ID, o.act.Staff
	if x.Claims, err = s.claims(ctx, tx, o.act, o.rating); err != nil {
		return err
	}
	turn, err := s.unit(ctx, tx, o.act, "核实差评")
	if err != nil {
		return err
	}
	c.SetTurns(turn)
	c.Event.Note = o.rating.Level.Words()
	contact, err := s.due(c, "contact")
	if err != nil {
		return err
	}
	verify, err := s.due(c, "verify")
	if err != nil {
		return err
	}
	return s.tell(ctx, tx, c, x.Staff, "rating_bad", words(c, o.act, "contact", contact, "verify", verify))
}

// due is until when a clock that begins with an event runs, in words.
func (s *Service) due(c *flow.Change, clock string) (string, error) {
	term, err := s.Rules.Term(Kind+"."+clock, c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return "", err
	}
	due, _ := calendar.Clock{Term: term, Start: c.At.UnixMilli()}.Due(s.Rules.Calendar())
	return s.House.Clock(due.UnixMilli()), nil
}

// words are those of a notice to staff: the matter, the number of the case, and more by name.
func words(c *flow.Change, a rate.Act, more ...string) map[string]string {
	w := map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number())}
	for i := 0; i+1 < len(more); i += 2 {
		w[more[i]] = more[i+1]
	}
	return w
}

// step is a step of a row of the table: do gets the row beside the case, and the service that was rated.
func step(do func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error) flow.Step {
	return rate.Rectifications.Do(func(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification) error {
		a, err := rate.Acts.Find(ctx, tx, x.Act)
		if err != nil {
			return err
		}
		return do(ctx, tx, c, x, a)
	})
}

// write sends the giver a notice with the link to his rating.
func (s *Service) write(ctx context.Context, tx *db.DB, c *flow.Change, a rate.Act, template, text string) error {
	if c.Case.Applicant == 0 {
		return nil
	}
	who := s.Catalog.DeptName(a.Dept)
	if a.Dept == "" {
		who = s.Regions.Name(a.Region) + "窗口"
	}
	to := notice.To{Case: c.Case.ID, Person: c.Case.Applicant, Item: c.Case.Item}
	return s.Notices.Send(ctx, tx, to, template, map[string]string{
		"site": s.House.City.Name, "hotline": s.House.City.Hotline, "item": a.Title, "unit": who, "text": text, "link": s.Ratings.Link(a.CaseID),
	})
}

// contact passes on what the unit says to the giver. The first time counts, where he gave his name.
func (s *Service) contact(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	if x.ContactedAt == 0 {
		x.ContactedAt = c.At.UnixMilli()
		r, err := rate.Ratings.Find(ctx, tx, x.Rating)
		if err != nil {
			return err
		}
		if r.Named {
			if err := rate.Count(ctx, tx, a, rate.Counts{Contacted: 1}); err != nil {
				return err
			}
		}
	}
	keep(c, "核实差评")
	return s.write(ctx, tx, c, a, "rating_contact", c.Input["text"])
}

// keep leaves the turn with who has it, for the next step.
func keep(c *flow.Change, step string) {
	turns := c.Own()
	for i := range turns {
		turns[i].Step = step
	}
	c.SetTurns(turns...)
}

// answered passes on what the giver answers.
func (s *Service) answered(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	x.Asked = c.Input["text"]
	return s.tell(ctx, tx, c, x.Staff, "rating_answered", words(c, a))
}

// valid: the rating is right, and is put right.
func valid(_ context.Context, _ *db.DB, c *flow.Change, x *rate.Rectification) error {
	x.Found, x.Said, x.Complex = c.Input["found"], c.Input["said"], c.Input["found"] == "complex"
	c.Event.Note = form.Label(founds, x.Found) + "。" + x.Said
	keep(c, "整改")
	return nil
}

// object puts the objection of the unit before a second body. It is told when the judgement is due.
func (s *Service) object(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	first := x.Ground == ""
	x.Ground, x.Objection, x.Evidence = c.Input["ground"], c.Input["reason"], c.Input["evidence"]
	c.Event.Note = form.Label(rate.Grounds, x.Ground) + "。" + x.Objection
	c.SetTurns(flow.At(people.Supervisor, second(a.Region), "裁定申诉"))
	due, err := s.due(c, "judge")
	if err != nil {
		return err
	}
	if err := s.tell(ctx, tx, c, x.Staff, "rating_objected", words(c, a, "judge", due)); err != nil {
		return err
	}
	if !first {
		return nil
	}
	return rate.Count(ctx, tx, a, rate.Counts{Objected: 1})
}

// second is whose bureau judges an objection: the county's for what lies below, else the city's.
func second(place region.Code) region.Code {
	if place.Level() > region.County {
		return place.At(region.County)
	}
	return place.At(region.City)
}

// uphold takes a rating out of the figures of quality. It stays, and counts as excluded.
func (s *Service) uphold(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	r, err := rate.Ratings.Find(ctx, tx, x.Rating)
	if err != nil {
		return err
	}
	if err := rate.Exclude(ctx, tx, r.ID); err != nil {
		return err
	}
	n := rate.Counts{Excluded: 1}
	*n.Of(r.Level) = -1
	if x.Late {
		n.LateOpen = -1
	}
	if err := rate.Count(ctx, tx, a, n); err != nil {
		return err
	}
	x.Outcome, c.Case.Result, c.Event.Note = rate.Excluded, rate.Excluded, c.Input["reason"]
	return s.write(ctx, tx, c, a, "rating_excluded", c.Input["reason"])
}

// reject sends a rating whose objection was not upheld back to the unit.
func (s *Service) reject(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	turn, err := s.unit(ctx, tx, a, "整改")
	if err != nil {
		return err
	}
	c.SetTurns(turn)
	return s.tell(ctx, tx, c, x.Staff, "rating_judged", words(c, a, "step", c.Row.Name))
}

// mayWant: longer is for complex things, once.
func mayWant(_ context.Context, _ *db.DB, _ *flow.Change, x rate.Rectification) error {
	switch {
	case !x.Complex:
		return fail.Conflict("简单问题要按期整改，不能延长")
	case x.Wanted != 0:
		return fail.Conflict("已经申请过延长")
	}
	return nil
}

// spare is how much longer a rectification may take at most, in the units of its term.
func (s *Service) spare(c *flow.Change) (most int, err error) {
	day := calendar.DayOf(c.At)
	limit, err := s.Rules.Term(Kind+".limit", c.Case.Region, day)
	if err != nil {
		return 0, err
	}
	term, err := s.Rules.Term(Kind+".rectify", c.Case.Region, day)
	return max(0, limit.N-term.N), err
}

// askLonger asks for as many days as the limit has left.
func (s *Service) askLonger(_ context.Context, _ *db.DB, c *flow.Change) (form.Form, error) {
	most, err := s.spare(c)
	return form.Of(form.Field{Name: "days", Label: "延长几个工作日", Type: form.Number, Required: true, Low: 1, High: int64(most),
		Hint: "最多 " + strconv.Itoa(most) + " 个"},
		form.Lines("reason", "为什么复杂", true, "")), err
}

// wantLonger tells those who may agree.
func (s *Service) wantLonger(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	x.Wanted, _ = strconv.ParseInt(c.Input["days"], 10, 64)
	c.Event.Note = fmt.Sprintf("申请延长 %d 个工作日。%s", x.Wanted, c.Input["reason"])
	staff, err := s.Roster.Holders(ctx, tx, people.Supervisor, a.Region, "")
	for _, id := range staff {
		told := words(c, a, "days", strconv.FormatInt(x.Wanted, 10))
		if err := s.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: id}, "rating_wanted", told); err != nil {
			return err
		}
	}
	return err
}

func hasWanted(_ context.Context, _ *db.DB, _ *flow.Change, x rate.Rectification) error {
	if x.Wanted <= 0 {
		return fail.Conflict("没有等待批准的延长申请")
	}
	return nil
}

// extend begins the clock anew from when it began, with the longer term: never beyond the limit in force.
func (s *Service) extend(_ context.Context, _ *db.DB, c *flow.Change, x *rate.Rectification) error {
	clock, ok := c.Running("rectify")
	if due, running := clock.Due(s.Rules.Calendar()); !ok || running && !c.At.Before(due) {
		return fail.Conflict("整改时限已过，不能再延长")
	}
	most, err := s.spare(c)
	if err != nil {
		return err
	}
	n := min(int(x.Wanted), most)
	term := clock.Term
	term.N += n
	c.Event.Note = fmt.Sprintf("延长 %d 个工作日", n)
	x.Wanted = -int64(n) // decided
	return c.Begin("rectify", term, calendar.At(clock.Start))
}

// refuseLonger leaves the term as it is, for good.
func (s *Service) refuseLonger(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification) error {
	x.Wanted = -1
	return s.House.Answer(ctx, tx, c, door.Declined, "申请延长整改", "批准的人", "want_longer")
}

// reply tells the giver what was put right, and asks for the return visit.
func (s *Service) reply(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	x.Loops++
	x.Reply, x.RepliedAt = c.Input["text"], c.At.UnixMilli()
	c.Event.Note = c.Input["text"] + "（" + c.Input["done"] + "）"
	x.Evidence = cmp.Or(c.Input["evidence"], x.Evidence)
	c.SetTurns(flow.At(people.Caller, a.Region.At(region.City), "回访"))
	if s.Visit != nil {
		c.SetTurns(flow.At(people.Supervisor, a.Region.At(region.City), "等回访结果"))
	}
	return s.write(ctx, tx, c, a, "rating_replied", x.Reply)
}

// overdue notes that a limit that binds the unit was not kept.
func overdue(ctx context.Context, tx *db.DB, c *flow.Change, x *rate.Rectification, a rate.Act) error {
	rule, _ := (&flow.Table{Clocks: clocks}).Clock(c.Clock)
	c.Event.Note = rule.Title + "已过"
	if rule.Inner || x.Late {
		return nil
	}
	x.Late = true
	return rate.Count(ctx, tx, a, rate.Counts{LateOpen: 1})
}
