package rate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
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

// exception is a rule of an event: it is no occasion to rate though it looks like one, or is one though it does not.
type exception struct{ Kind, Event, Act string }

// ruleFor is how the rules say that an event is rated (door.Occasion.As); "" is nothing. A row that names kind and event goes
// before one for all.
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

// Invite sees every event of every case. What a window does for who came to it, told in the course that the applicant reads,
// and the end of a matter that somebody brought are services that may be rated (一次一评, 一事一评). A second signature serves
// nobody: who gives it has not met the person.
func (b *Book) Invite(ctx context.Context, tx *db.DB, c *flow.Change) error {
	k := c.Case
	if k.Kind == Rectifying || c.Event.Event == "" {
		return nil
	}
	t, ok := b.Engine.Table(k.Kind)
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
	if r == door.NotRated {
		if ends {
			return b.void(ctx, tx, k.ID)
		}
		return nil
	}
	front := slices.Contains(device.Windows, c.Post.Role) && k.Channel == flow.ByWindow && c.Row.Public != "" && len(c.Row.By.NotBy) == 0
	visit := staff && (r == door.AtWindow || front && r != door.Away)
	if visit {
		if err := b.note(ctx, tx, c, Visit, c.Actor, c.Post); err != nil {
			return err
		}
	}
	if !ends || t.Inner || visit && k.Channel == flow.ByWindow {
		return nil
	}
	by, post, err := b.handler(ctx, tx, c)
	if err != nil {
		return err
	}
	return b.note(ctx, tx, c, Matter, by, post)
}

// handler is who served the person in a matter that ends, as its flow says; where that says nothing, who ends it.
func (b *Book) handler(ctx context.Context, tx *db.DB, c *flow.Change) (people.Actor, people.Post, error) {
	e, err := b.Engine.Server(ctx, tx, c.Case)
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
func (b *Book) note(ctx context.Context, tx *db.DB, c *flow.Change, mode string, by people.Actor, post people.Post) error {
	k := c.Case
	until, err := b.Until(mode, k.Region, c.At)
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
	fresh, err := put(ctx, tx, a)
	if err != nil || !fresh {
		return err
	}
	return Count(ctx, tx, a, Counts{Acts: 1})
}

// void takes back the services of a case that was withdrawn and that nobody has rated.
func (b *Book) void(ctx context.Context, tx *db.DB, id int64) error {
	acts, err := ActsOfCase(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if a.State != Open {
			continue
		}
		if err := setState(ctx, tx, a.ID, Void); err != nil {
			return err
		}
		if err := Count(ctx, tx, a, Counts{Acts: -1}); err != nil {
			return err
		}
	}
	return nil
}

// Until is until when something of a key (rating.visit, rating.matter, rating.more) that began at a time may be done.
func (b *Book) Until(key string, place region.Code, since time.Time) (int64, error) {
	term, err := b.Rules.Term("rating."+key, place, calendar.DayOf(since))
	if err != nil {
		return 0, err
	}
	due, _ := calendar.Clock{Term: term, Start: since.UnixMilli()}.Due(b.Rules.Calendar())
	return due.UnixMilli(), nil
}

// defaultsMost is how many services one transaction closes, so that writers do not wait long for it.
const defaultsMost = 100

// CloseUnrated closes the services that nobody rated in time. They are noted as good by default, which counts nowhere as a rating.
func (b *Book) CloseUnrated(ctx context.Context) error {
	for {
		now := b.Now()
		acts, err := unrated(ctx, b.DB, now.UnixMilli(), defaultsMost)
		if err != nil || len(acts) == 0 {
			return err
		}
		if err := b.DB.Tx(ctx, func(tx *db.DB) error { return closeActs(ctx, tx, acts, now) }); err != nil {
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
		if err := insert(ctx, tx, r, a); err != nil {
			return err
		}
		if err := Count(ctx, tx, a, Counts{Defaults: 1}); err != nil {
			return err
		}
	}
	return nil
}

// Invitation is what the notice of a finished case says about rating it: a link that needs no sign-in,
// and nothing where there is nothing to rate.
func (b *Book) Invitation(ctx context.Context, tx *db.DB, c *flow.Change) (string, error) {
	t, ok := b.Engine.Table(c.Case.Kind)
	if !ok || c.Case.Applicant == 0 || c.Case.Kind == Rectifying {
		return "", nil
	}
	if now, _ := t.State(c.Case.State); !now.Final {
		return "", nil
	}
	rules, err := exceptionsOn(ctx, tx, calendar.DayOf(c.At))
	if err != nil || ruleFor(rules, c.Case.Kind, c.Event.Event) == door.NotRated {
		return "", err
	}
	return "请您评价：" + b.Link(c.Case.ID) + " ", nil
}

// LoadAct reads an act. Returns fail.NotFound if there is none.
func (b *Book) LoadAct(ctx context.Context, d *db.DB, id int64) (Act, error) {
	a, err := Acts.Find(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return a, fail.NotFound("没有找到这次服务")
	}
	return a, err
}

// Today are the services of the day that nobody has rated yet.
func (b *Book) Today(ctx context.Context) ([]Act, error) {
	return unratedOn(ctx, b.DB, calendar.DayOf(b.Now()))
}

// About says which service it is.
func (b *Book) About(a Act) page.List {
	l := page.List{Items: []page.Term{{Label: "事项", Value: a.Title, Strong: true}}}
	if a.Mode == Visit {
		l.Items = append(l.Items, page.Term{Label: "窗口", Value: strings.TrimSpace(a.Place + " " + a.StaffName)})
	} else {
		l.Items = append(l.Items, page.Term{Label: "承办", Value: b.Catalog.DeptName(a.Dept)})
	}
	l.Items = append(l.Items, page.Term{Label: "办理时间", Value: b.House.Clock(a.ServedAt)})
	return l
}
