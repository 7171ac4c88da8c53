// Package visit asks people afterwards how it went (回访). Who handled a matter does not ask about it:
// once a month the visits that wait are drawn by lot among those whose post it is and who did not act
// in the matter. The draw is made from a recorded seed, so that anybody can draw it again and must come
// to the same. A visit is up to three calls in different parts of the day, and ends with what the person
// said or with nobody reached.
//
// Rules: 回访须由经办人以外的人进行, monthly, script kept (the founding article; practice of 12345 desks: three calls in
// different parts of the day, those not reached leave the denominator of satisfaction).
//
// Read flow.go first, then draw.go for the lot, call.go for the calls, ledger.go for the list and the figures.
package visit

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// Service Visits.
type Service struct{ *office.Office }

// New makes the service. Those who asked for a visit subscribe to its events “done”, whose input says
// solved (yes, partly, no), level (5 very satisfied … 1 very dissatisfied) and said, and “unreached”; About
// tells them which case it was about.
func New(o *office.Office) *Service { return &Service{o} }

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	oversee, staff := s.Roster.Roles(overseers...), s.Roster.Roles(visitors...)
	h := s.House
	return door.Service{
		Demo:      s.demo,
		Occasions: []door.Occasion{{Event: "*", As: door.NotRated, Basis: "回访本身不评价"}},
		Table:     s.table(), Schema: Schema(), Seed: door.Seed(files), Rules: s.rules(), Daily: s.Daily,
		On:      []flow.On{{Kind: Kind, Event: "try", Step: s.lastTry}},
		Ledgers: []door.Listing{listing.Of(h, s.ledger()), listing.Of(h, s.resultLedger()), listing.Of(h, s.draws())},
		Routes: []web.Route{
			{Method: "POST", Path: path + "/draw", Access: oversee, Title: "随机分派回访", Handle: h.Post(s.drawNow, nil)},
			{Method: "GET", Path: path + "/{number}", Access: staff, Title: "打电话回访", Handle: h.Get(s.call)},
			{Method: "POST", Path: path + "/{number}", Access: staff, Title: "查看回访电话", Handle: h.Post(s.phone, s.call)},
		},
		Staff: []door.Entry{{Href: path, Label: "回访", Icon: "phone", Group: "专项", Count: h.Waits(Kind),
			Roles: []people.Role{people.Caller, people.Officer, people.Supervisor, people.Leader}}},
		Sections: s.sections, Links: s.links, Facts: s.facts,
	}
}

// Visit is what a visit has beyond its case.
type Visit struct {
	CaseID    int64
	About     int64
	AboutKind string
	Handled   string // the organ that handled it; the visit's own case has none, so that the organ does not see it
	Post      string // that took it in: the window
	Draw      int64  // the draw that assigned it last; 0 by hand
	Tries     int64
	Solved    string
	Level     string // very_satisfied … very_dissatisfied
	Said      string
	Answers   string // to the script's further questions, JSON
	Caller    int64
	CalledBy  string // the caller's name
	AskedDay  calendar.Day
	EndedDay  calendar.Day
	Urgent    bool   // does not wait for the draw
	Barred    string // who may not make it either, with spaces between
}

// Handler is a member of staff who acted in the matter that is asked about.
type Handler struct {
	CaseID int64 // the visit
	Staff  int64
	Name   string
	Post   string
}

// wanted is what a visit is made of.
type wanted struct {
	about  flow.Case
	urgent bool
	barred string
}

// Request asks for a visit about a case, in the transaction in which it is finished. Asked again while
// one is open, it does nothing.
func (s *Service) Request(ctx context.Context, tx *db.DB, k flow.Case) error {
	return s.want(ctx, tx, "request", wanted{about: k})
}

// Soon asks for a visit that cannot wait for the month's draw: it lies with all callers at once, who take it
// as they come to it. barred is a member of staff who may not make it, beyond those who acted in the matter;
// 0 nobody.
func (s *Service) Soon(ctx context.Context, tx *db.DB, k flow.Case, barred int64) error {
	return s.want(ctx, tx, "hurry", wanted{k, true, strconv.FormatInt(barred, 10)})
}

func (s *Service) want(ctx context.Context, tx *db.DB, event string, w wanted) error {
	if _, open, err := s.Engine.Sole(ctx, tx, Kind, w.about.ID); err != nil || open {
		return err
	}
	_, err := s.Engine.OpenAbout(ctx, tx, people.TheOffice, w.about, flow.Opening{Kind: Kind, Event: event, Data: &w})
	return err
}

// About is the case that a visit asks about.
func (s *Service) About(ctx context.Context, d *db.DB, visit int64) (flow.Case, error) {
	v, err := Visits.Load(ctx, d, visit)
	if err != nil {
		return flow.Case{}, err
	}
	return s.Engine.Find(ctx, d, v.About)
}

// request notes whom the visit is about: the matter, and everybody who had a hand in it.
func (s *Service) request(ctx context.Context, tx *db.DB, c *flow.Change, v *Visit) error {
	w := c.Data.(*wanted)
	v.About, v.AboutKind, v.Handled, v.AskedDay = w.about.ID, w.about.Kind, w.about.Dept, calendar.DayOf(c.At)
	v.Urgent, v.Barred = w.urgent, w.barred
	list, err := s.handlers(ctx, tx, v.About)
	if err != nil {
		return err
	}
	for i, h := range list {
		if i == 0 {
			v.Post = h.Post
		}
		h.CaseID = c.Case.ID
		if err := handlers.Insert(ctx, tx, h); err != nil {
			return err
		}
	}
	return nil
}

// offer lays an urgent visit before the first who may make it.
func (s *Service) offer(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) error {
	could, err := s.candidates(ctx, tx, c.Case, v, false)
	if err != nil {
		return err
	}
	if len(could) == 0 {
		return s.above(ctx, tx, c)
	}
	c.SetTurns(flow.At(could[0].role, could[0].place, "尽快打电话回访"))
	return nil
}

// handlers are the members of staff who acted in a case, each once, in the order of their first act.
func (s *Service) handlers(ctx context.Context, d *db.DB, about int64) (list []Handler, err error) {
	acts, err := s.Engine.StaffActs(ctx, d, about)
	for _, e := range acts[about] {
		if !slices.ContainsFunc(list, func(h Handler) bool { return h.Staff == e.ActorID }) {
			list = append(list, Handler{Staff: e.ActorID, Name: e.ActorName, Post: strings.TrimSpace(e.Post)})
		}
	}
	return list, err
}

// apart refuses those who acted in the matter, also after the visit was asked for (§14, 15.4: by others
// than the handlers).
func (s *Service) apart(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) error {
	if c.Actor.Kind != people.Staff {
		return nil
	}
	acts, err := s.Engine.StaffActs(ctx, tx, v.About)
	if err == nil && acted(acts[v.About], c.Actor.ID) {
		return errOwn
	}
	return err
}

var errOwn = fail.Forbidden("自己经手过的事，要由别人回访")

// acted reports whether a member of staff did one of some acts.
func acted(acts []flow.Event, staff int64) bool {
	return slices.ContainsFunc(acts, func(e flow.Event) bool { return e.ActorID == staff })
}

// keepsAway reports whether somebody neither makes a visit nor learns what was said at it: he had a hand in the matter, or it concerns
// him in any other way, as whom the visit bars (flow.Ties.Relations). ties are those of the visit, and of others.
func keepsAway(ctx context.Context, ties *flow.Ties, v Visit, who people.Actor) (bool, error) {
	if acted(ties.Acts(v.About), who.ID) {
		return true, nil
	}
	near, err := ties.Relations(ctx, v.CaseID, who)
	return len(near) > 0, err
}

// closedTo is keepsAway of a visit by itself.
func (s *Service) closedTo(ctx context.Context, k flow.Case, v Visit, who people.Actor) (bool, error) {
	ties, err := s.Engine.Ties(ctx, s.DB, k)
	if err != nil {
		return true, err
	}
	return keepsAway(ctx, ties, v, who)
}
