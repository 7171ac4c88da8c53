package rating

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// The two modes of 国办发〔2019〕51号: each visit of a window, and each online matter.
const (
	Visit  = "visit"
	Matter = "matter"
)

// The states of an act.
const (
	Open      = "open"
	Rated     = "rated"
	Defaulted = "default" // nobody rated it in time
	Void      = "void"    // the case was withdrawn
)

// Act is one service that may be rated.
type Act struct {
	ID        int64
	CaseID    int64
	Mode      string
	Kind      string
	Item      int64
	Title     string
	Region    region.Code
	Dept      string // the organ that handled it; "" is the window's own work
	Staff     int64  // who served
	StaffName string
	Place     string // the window's door plate: 综合窗口 3 号; "" of a matter, which is done at none
	Channel   string
	ServedAt  int64
	Day       calendar.Day
	UntilAt   int64 // until when it may be rated
	State     string
	ShownAt   int64 // when the pad of the window showed it; 1: declined there
}

// exception says what is no occasion to rate though it looks like one, or is one though it does not.
type exception struct{ Kind, Event, Act string }

// ruleFor is what the rules say of an event: "none" is no occasion to rate, "visit" is one of the counter whatever
// way the case came, "away" is done without the person there; or nothing. A row that names kind and
// event goes before one for all.
func ruleFor(rules []exception, kind, event string) string {
	best, rank := "", -1
	for _, r := range rules {
		if r.Kind != kind && r.Kind != "*" || r.Event != event && r.Event != "*" {
			continue
		}
		n := 0
		if r.Kind == kind {
			n += 2
		}
		if r.Event == event {
			n++
		}
		if n > rank {
			best, rank = r.Act, n
		}
	}
	return best
}

// invite sees every event of every case. What a window does for who came to it, told in the course that
// the applicant reads, and the end of a matter that somebody brought are services that may be rated. A second signature serves nobody: who
// gives it has not met the person.
func (s *Service) invite(ctx context.Context, tx *db.DB, c *flow.Change) error {
	k := c.Case
	if k.Kind == Kind || c.Event.Event == "" {
		return nil
	}
	t, ok := s.Engine.Table(k.Kind)
	if !ok {
		return nil
	}
	was, _ := t.State(c.From)
	now, _ := t.State(k.State)
	ends := now.Final && !was.Final && c.Event.Ended == "" // a matter ends once
	staff := c.Actor.Kind == people.Staff
	if !ends && (!staff || c.Row.Public == "") {
		return nil
	}
	rules, err := exceptionsOn(ctx, tx, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	r := ruleFor(rules, k.Kind, c.Event.Event)
	if r == "none" {
		if ends {
			return s.void(ctx, tx, k.ID)
		}
		return nil
	}
	front := slices.Contains(device.Windows, c.Post.Role) && k.Channel == flow.ByWindow && c.Row.Public != "" && c.Row.By.NotBy == ""
	visit := staff && (r == Visit || front && r != "away")
	if visit {
		if err := s.note(ctx, tx, c, Visit, c.Actor, c.Post); err != nil {
			return err
		}
	}
	if !ends || t.Inner || visit && k.Channel == flow.ByWindow {
		return nil
	}
	by, post, err := s.handler(ctx, tx, c)
	if err != nil {
		return err
	}
	return s.note(ctx, tx, c, Matter, by, post)
}

// handler is who served the person in a matter that ends, as its flow says; where that says nothing, who ends it.
func (s *Service) handler(ctx context.Context, tx *db.DB, c *flow.Change) (people.Actor, people.Post, error) {
	e, err := s.Engine.Server(ctx, tx, c.Case)
	switch {
	case err != nil:
		return people.Actor{}, people.Post{}, err
	case e.ActorID != 0:
		return people.Actor{Kind: people.Staff, ID: e.ActorID, Name: e.ActorName}, people.Post{Title: strings.TrimSpace(e.Post)}, nil
	case c.Actor.Kind == people.Staff:
		return c.Actor, c.Post, nil
	}
	return people.Actor{}, people.Post{}, nil
}

// note writes an act down, or moves one of the same visit on: receiving and accepting at one window on
// one day is one service.
func (s *Service) note(ctx context.Context, tx *db.DB, c *flow.Change, mode string, by people.Actor, post people.Post) error {
	k := c.Case
	until, err := s.until(mode, k.Region, c.At)
	if err != nil {
		return err
	}
	a := Act{
		ID: tx.NewID(), CaseID: k.ID, Mode: mode, Kind: k.Kind, Item: k.Item, Title: k.Title, Region: k.Region, Dept: k.Dept,
		Staff: by.ID, StaffName: by.Name, Channel: k.Channel, ServedAt: c.At.UnixMilli(), Day: calendar.DayOf(c.At), UntilAt: until, State: Open,
	}
	if mode == Visit {
		a.Dept, a.Region, a.Place = post.Dept, post.Region, post.Title // the window's work is not the department's, and is done where the window is
	}
	fresh, err := insertAct(ctx, tx, a)
	if err != nil || !fresh {
		return err
	}
	return count(ctx, tx, a, counts{Acts: 1})
}

// void takes back the services of a case that was withdrawn and that nobody has rated.
func (s *Service) void(ctx context.Context, tx *db.DB, id int64) error {
	acts, err := actsOfCase(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if a.State != Open {
			continue
		}
		if err := setActState(ctx, tx, a.ID, Void); err != nil {
			return err
		}
		if err := count(ctx, tx, a, counts{Acts: -1}); err != nil {
			return err
		}
	}
	return nil
}

// until is until when something of the key that began at a time may be done.
func (s *Service) until(key string, place region.Code, since time.Time) (int64, error) {
	term, err := s.Rules.Term("rating."+key, place, calendar.DayOf(since))
	if err != nil {
		return 0, err
	}
	due, _ := calendar.Clock{Term: term, Start: since.UnixMilli()}.Due(s.Rules.Calendar())
	return due.UnixMilli(), nil
}

// defaultsMost is how many services one transaction closes, so that writers do not wait long for it.
const defaultsMost = 100

// closeUnrated closes the services that nobody rated in time. They are noted as good by default, which counts nowhere as a rating.
func (s *Service) closeUnrated(ctx context.Context) error {
	for {
		now := s.Now()
		acts, err := unrated(ctx, s.DB, now.UnixMilli(), defaultsMost)
		if err != nil || len(acts) == 0 {
			return err
		}
		if err := s.DB.Tx(ctx, func(tx *db.DB) error { return closeActs(ctx, tx, acts, now) }); err != nil {
			return err
		}
		job.Beat(ctx)
	}
}

func closeActs(ctx context.Context, tx *db.DB, acts []Act, now time.Time) error {
	for _, a := range acts {
		if ours, err := closeAct(ctx, tx, a.ID); err != nil {
			return err
		} else if !ours {
			continue // another node was here, or somebody has just rated it
		}
		r := Rating{ID: tx.NewID(), Act: a.ID, N: 1, Level: VerySatisfied, Source: Default, At: now.UnixMilli(), Day: calendar.DayOf(now)}
		if err := insertRating(ctx, tx, r, a); err != nil {
			return err
		}
		if err := count(ctx, tx, a, counts{Defaults: 1}); err != nil {
			return err
		}
	}
	return nil
}

// daily looks for what is unusual. On the first of a month the ranking of the last goes out.
func (s *Service) daily(ctx context.Context, tx *db.DB, today calendar.Day) error {
	if err := s.watchOver(ctx, tx, today); err != nil {
		return err
	}
	if today%100 != 1 {
		return nil
	}
	_, err := s.tellRanking(ctx, tx, today.AddDays(-1).Month())
	return err
}

// says adds the invitation to the words of notices.
func (s *Service) says(ctx context.Context, tx *db.DB, c *flow.Change) (map[string]string, error) {
	words, err := s.invitation(ctx, tx, c)
	return map[string]string{"rate": words}, err
}

// invitation is what the notice of a finished case says about rating it: a link that needs no sign-in,
// and nothing where there is nothing to rate.
func (s *Service) invitation(ctx context.Context, tx *db.DB, c *flow.Change) (string, error) {
	t, ok := s.Engine.Table(c.Case.Kind)
	if !ok || c.Case.Applicant == 0 || c.Case.Kind == Kind {
		return "", nil
	}
	if now, _ := t.State(c.Case.State); !now.Final {
		return "", nil
	}
	rules, err := exceptionsOn(ctx, tx, calendar.DayOf(c.At))
	if err != nil || ruleFor(rules, c.Case.Kind, c.Event.Event) == "none" {
		return "", err
	}
	return "请您评价：" + s.link(c.Case.ID) + " ", nil
}

// LoadAct reads an act.
func (s *Service) LoadAct(ctx context.Context, d *db.DB, id int64) (Act, error) {
	a, err := actByID(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return a, fail.NotFound("没有找到这次服务")
	}
	return a, err
}
