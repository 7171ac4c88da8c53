package rating

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Rectification is what a bad rating has beyond its case.
type Rectification struct {
	CaseID      int64
	Rating      int64
	Act         int64
	Staff       int64  // who was rated
	Claims      string // what the office's data say to the tags, one a line
	Loops       int64  // how often it was put right
	Complex     bool
	Found       string
	Said        string // what was found out
	Asked       string // what the giver answered last
	Reply       string
	Evidence    string // files
	Ground      string // of an objection
	Objection   string
	ContactedAt int64
	RepliedAt   int64
	Late        bool  // some time limit ran out on its way
	Wanted      int64 // days by which longer is asked for
	Outcome     string
	Published   string
	PublishedAt int64
}

// loopsMost is how often one rating is put right.
const loopsMost = 2

// Load reads a rectification.
func (s *Service) Load(ctx context.Context, d *db.DB, id int64) (Rectification, error) {
	x, err := fixByCase(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return x, fail.NotFound("没有找到这条差评")
	}
	return x, err
}

// opening is what a rectification is made of.
type opening struct {
	act    Act
	rating Rating
}

// open opens the rectification of a bad rating. Its applicant is the person served, to be told and asked
// through the program; his name stands nowhere in it, and the matter is not linked.
func (s *Service) open(ctx context.Context, tx *db.DB, a Act, r Rating, g Given) error {
	k, err := s.Engine.Find(ctx, tx, a.CaseID)
	if err != nil {
		return err
	}
	who := k.Applicant
	if g.Person != 0 {
		who = g.Person
	}
	contact, err := s.People.ContactIn(ctx, tx, k.ID, who)
	if err != nil {
		return err
	}
	_, err = s.Engine.Open(ctx, tx, people.TheOffice, flow.Opening{
		Kind: Kind, Event: "open", Region: a.Region, Dept: a.Dept, Item: a.Item, Title: titled + s.Engine.Bare(a.Title), Applicant: who,
		Contact: contact, Channel: k.Channel,
		Data: &opening{a, r},
	})
	return err
}

func (s *Service) opened(ctx context.Context, tx *db.DB, c *flow.Change) error {
	o := c.Data.(*opening)
	claims, err := s.claims(ctx, tx, o.act, o.rating)
	if err != nil {
		return err
	}
	if err := insertFix(ctx, tx, Rectification{CaseID: c.Case.ID, Rating: o.rating.ID, Act: o.act.ID, Staff: o.act.Staff, Claims: claims}); err != nil {
		return err
	}
	turn, err := s.unit(ctx, tx, o.act, "核实差评")
	if err != nil {
		return err
	}
	c.SetTurns(turn)
	c.Event.Note = o.rating.Level.Words()
	words := map[string]string{"item": o.act.Title, "number": flow.Grouped(c.Case.Number())}
	for _, name := range []string{"contact", "verify"} {
		term, err := s.Rules.Term(Kind+"."+name, c.Case.Region, calendar.DayOf(c.At))
		if err != nil {
			return err
		}
		due, _ := calendar.Clock{Term: term, Start: c.At.UnixMilli()}.Due(s.Rules.Calendar())
		words[name] = moment(due.UnixMilli())
	}
	return s.tell(ctx, tx, c, o.act.Staff, "rating_bad", words)
}

// change loads the rectification of an event, lets f change it and stores it.
func (s *Service) change(ctx context.Context, tx *db.DB, c *flow.Change, f func(x *Rectification, a Act) error) error {
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	a, err := actByID(ctx, tx, x.Act)
	if err != nil {
		return err
	}
	if err := f(&x, a); err != nil {
		return err
	}
	return updateFix(ctx, tx, x)
}

// write sends the giver a notice with the link to his rating.
func (s *Service) write(ctx context.Context, tx *db.DB, c *flow.Change, a Act, template, text string) error {
	if c.Case.Applicant == 0 {
		return nil
	}
	who := s.Catalog.DeptName(a.Dept)
	if a.Dept == "" {
		who = s.Regions.Name(a.Region) + "窗口"
	}
	return s.House.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Person: c.Case.Applicant, Item: c.Case.Item}, template, map[string]string{
		"site": s.House.City.Name, "hotline": s.House.City.Hotline, "item": a.Title, "unit": who, "text": text, "link": s.link(a.CaseID),
	})
}

func (s *Service) contact(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		c.Event.Note = c.Input["text"]
		if x.ContactedAt == 0 {
			x.ContactedAt = c.At.UnixMilli()
			r, err := ratingByID(ctx, tx, x.Rating)
			if err != nil {
				return err
			}
			if r.Named {
				if err := count(ctx, tx, a, counts{Contacted: 1}); err != nil {
					return err
				}
			}
		}
		s.keep(c, "核实差评")
		return s.write(ctx, tx, c, a, "rating_contact", c.Input["text"])
	})
}

// keep leaves the turn with who has it, for the next step.
func (s *Service) keep(c *flow.Change, step string) {
	turns := c.Own()
	for i := range turns {
		turns[i].Step = step
	}
	c.SetTurns(turns...)
}

func (s *Service) answered(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.Asked = c.Input["text"]
		c.Event.Note = x.Asked
		return s.tell(ctx, tx, c, x.Staff, "rating_answered", map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number())})
	})
}

func (s *Service) valid(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.Found, x.Said, x.Complex = c.Input["found"], c.Input["said"], c.Input["found"] == "complex"
		c.Event.Note = label(founds, x.Found) + "。" + x.Said
		s.keep(c, "整改")
		return nil
	})
}

func (s *Service) object(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		first := x.Ground == ""
		x.Ground, x.Objection, x.Evidence = c.Input["ground"], c.Input["reason"], c.Input["evidence"]
		c.Event.Note = label(grounds, x.Ground) + "。" + x.Objection
		if err := s.Files.Attach(ctx, tx, c.Case.ID, c.Actor.Kind, c.Actor.ID, file.IDs(x.Evidence)...); err != nil {
			return err
		}
		c.SetTurns(flow.At(people.Supervisor, second(a.Region), "裁定申诉"))
		due := ""
		if term, err := s.Rules.Term(Kind+".judge", c.Case.Region, calendar.DayOf(c.At)); err == nil {
			end, _ := calendar.Clock{Term: term, Start: c.At.UnixMilli()}.Due(s.Rules.Calendar())
			due = moment(end.UnixMilli())
		}
		if err := s.tell(ctx, tx, c, x.Staff, "rating_objected", map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number()),
			"judge": due}); err != nil {
			return err
		}
		if !first {
			return nil
		}
		return count(ctx, tx, a, counts{Objected: 1})
	})
}

// second is whose bureau judges an objection: the county's for what lies below, else the city's.
func second(place region.Code) region.Code {
	if place.Level() > region.County {
		return place.At(region.County)
	}
	return place.At(region.City)
}

// uphold takes a rating out of the figures of quality. It stays, and counts as excluded.
func (s *Service) uphold(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		r, err := ratingByID(ctx, tx, x.Rating)
		if err != nil {
			return err
		}
		if err := setExcluded(ctx, tx, r.ID); err != nil {
			return err
		}
		n := counts{Excluded: 1}
		*n.of(r.Level) = -1
		if x.Late {
			n.LateOpen = -1
		}
		if err := count(ctx, tx, a, n); err != nil {
			return err
		}
		x.Outcome, c.Case.Result, c.Event.Note = "excluded", "excluded", c.Input["reason"]
		return s.write(ctx, tx, c, a, "rating_excluded", c.Input["reason"])
	})
}

func (s *Service) reject(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		turn, err := s.unit(ctx, tx, a, "整改")
		if err != nil {
			return err
		}
		c.SetTurns(turn)
		c.Event.Note = c.Input["reason"]
		return s.tell(ctx, tx, c, x.Staff, "rating_judged", map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number()), "step": c.Row.Name})
	})
}

// mayWant: longer is for complex things, once.
func (s *Service) mayWant(ctx context.Context, tx *db.DB, c *flow.Change) error {
	x, err := s.Load(ctx, tx, c.Case.ID)
	switch {
	case err != nil:
		return err
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

func (s *Service) askLonger(_ context.Context, _ *db.DB, c *flow.Change) (form.Form, error) {
	most, err := s.spare(c)
	return form.Of(form.Field{Name: "days", Label: "延长几个工作日", Type: form.Number, Required: true, Low: 1, High: int64(most),
		Hint: "最多 " + strconv.Itoa(most) + " 个"},
		form.Lines("reason", "为什么复杂", true, "")), err
}

func (s *Service) wantLonger(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.Wanted, _ = strconv.ParseInt(c.Input["days"], 10, 64)
		c.Event.Note = fmt.Sprintf("申请延长 %d 个工作日。%s", x.Wanted, c.Input["reason"])
		staff, err := s.People.Holders(ctx, tx, people.Supervisor, a.Region, "")
		for _, id := range staff {
			if err := s.House.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: id}, "rating_wanted",
				map[string]string{"item": a.Title, "number": flow.Grouped(c.Case.Number()), "days": strconv.FormatInt(x.Wanted, 10)}); err != nil {
				return err
			}
		}
		return err
	})
}

func (s *Service) hasWanted(ctx context.Context, tx *db.DB, c *flow.Change) error {
	x, err := s.Load(ctx, tx, c.Case.ID)
	if err == nil && x.Wanted <= 0 {
		err = fail.Conflict("没有等待批准的延长申请")
	}
	return err
}

// extend begins the clock anew from when it began, with the longer term: never beyond the limit in force.
func (s *Service) extend(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
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
		return c.Begin("rectify", term, at(clock.Start))
	})
}

func (s *Service) refuseLonger(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.Wanted, c.Event.Note = -1, c.Input["reason"]
		return s.House.Answer(ctx, tx, c, door.Declined, "申请延长整改", "批准的人", "want_longer")
	})
}

// reply tells the giver what was put right, and asks for the return visit.
func (s *Service) reply(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		x.Loops++
		x.Reply, x.RepliedAt = c.Input["text"], c.At.UnixMilli()
		c.Event.Note = c.Input["text"] + "（" + c.Input["done"] + "）"
		if ids := c.Input["evidence"]; ids != "" {
			x.Evidence = ids
			if err := s.Files.Attach(ctx, tx, c.Case.ID, c.Actor.Kind, c.Actor.ID, file.IDs(ids)...); err != nil {
				return err
			}
		}
		c.SetTurns(flow.At(people.Caller, a.Region.At(region.City), "回访"))
		if s.Visit != nil {
			c.SetTurns(flow.At(people.Supervisor, a.Region.At(region.City), "等回访结果"))
		}
		return s.write(ctx, tx, c, a, "rating_replied", x.Reply)
	})
}

// overdue notes that a limit that binds the unit was not kept.
func (s *Service) overdue(ctx context.Context, tx *db.DB, c *flow.Change) error {
	rule, _ := (&flow.Table{Clocks: clocks}).Clock(c.Clock)
	c.Event.Note = rule.Title + "已过"
	if rule.Inner {
		return nil
	}
	return s.change(ctx, tx, c, func(x *Rectification, a Act) error {
		if x.Late {
			return nil
		}
		x.Late = true
		return count(ctx, tx, a, counts{LateOpen: 1})
	})
}

func comment(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["text"]
	return nil
}

func at(ms int64) time.Time { return time.UnixMilli(ms).In(calendar.Zone) }

func moment(ms int64) string { return at(ms).Format("1月2日 15:04") }
