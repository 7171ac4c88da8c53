// Package supervision is the order by which the bureau sees to it that something gets done (督办单): one
// object for every kind of case. An order goes to the head of the department that holds the case, or to
// the desk that holds it where no department does; it is acknowledged, answered with evidence, verified
// and closed. What is not answered climbs a level (催办 → 督办 → 重点督办), and the last is copied to the
// discipline office.
//
// A supervisor issues an order by hand from the page of any case; the late events of all flows issue
// them by themselves, as the rows of the triggers say. GB/T 39046 table 11 (电子监察) names what an
// order must hold: case, content, organ supervised, warning type, times, result.
//
// Read flow.go first, then issue.go for what its rows do and watch.go for what raises an order by itself.
package supervision

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Service supervises.
type Service struct{ *office.Office }

// New makes the service, which watches the deadlines of all kinds of cases.
func New(o *office.Office) *Service { return &Service{o} }

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	return door.Service{
		Demo:      s.demo,
		Occasions: []door.Occasion{{Event: "*", As: door.NotRated, Basis: "内部事项"}},
		Table:     s.table(), Schema: Schema(), Seed: door.Seed(files), Rules: s.rules(),
		Seeds: map[string]func(context.Context, *db.DB, string, []string) error{"triggers.csv": s.seedTrigger},
		On:    []flow.On{{Kind: "*", Event: "*", Step: s.watch}, {Kind: Kind, Event: "*", Step: Orders.Do(s.announce)}},
		Openings: []door.Opening{{
			Name: Kind, Kind: Kind, Event: "issue", Path: path + "/new", Title: "发督办单", Does: "签发督办单", Submit: "签发督办单",
			Roles: supervisors, Ask: s.asked, Open: s.issueByHand,
			Said: func(k flow.Case) door.After {
				return door.Seen(door.DeskCase(k.Number()), "督办单已发出，已通知承办的岗位。")
			},
		}},
		Ledgers:  []door.Listing{listing.Of(s.House, s.ledger())},
		Staff:    []door.Entry{{Href: path, Label: "督办", Icon: "bell", Group: "专项", Roles: keepers, Count: s.House.Waits(Kind)}},
		Sections: s.sections, Links: s.links, Facts: s.facts,
	}
}

// Order is what a supervision order has beyond its case.
type Order struct {
	CaseID   int64
	About    int64  // the case supervised
	Clock    string // the clock of that case that raised it; "" by hand
	Level    int64
	LevelDay calendar.Day // when it went out at its level
	Issue    string       // what is wrong
	Need     string       // what is to be done
	Role     people.Role  // whose desk it goes to
	Signer   string       // who signed it, with post
	Organ    region.Code  // whose bureau issued it, and numbers it; "" the city's
	Done     string       // the answer: done, plan, cannot
	Answer   string
	Plan     string // by when, where it is not done yet
	Evidence string // files of the answer
	Outcome  string // what the verification found
	Opinion  string
	Deduct   string // proposal for the month's assessment
	CopiedAt int64  // when the discipline office got its copy
	Open     bool
}

// Orders are the rows beside the cases.
var Orders = detail.Of("supervision_orders", "没有找到这份督办单", func(o *Order) *int64 { return &o.CaseID })

// turn is the move of the desk that the order goes to.
func (o *Order) turn(k flow.Case, step string) flow.Turn {
	if o.Role.Regional() {
		return flow.At(o.Role, k.Region, step)
	}
	return flow.In(o.Role, k.Dept, step)
}

// deskOf is whose desk an order about a case goes to: the head of its department; where there is none,
// the desk at its place that has the case, or the window.
func deskOf(k flow.Case, turns []flow.Turn) people.Role {
	if k.Dept != "" {
		return people.Head
	}
	for _, t := range turns {
		if t.Dept == "" && (t.Role == people.Officer || t.Role == people.Output) {
			return t.Role
		}
	}
	return people.Window
}

// to is the name of the desk that the order goes to.
func (s *Service) to(k flow.Case, role people.Role) string {
	if !role.Regional() {
		return s.Catalog.DeptName(k.Dept)
	}
	return region.Hall(k.Region.Level(), s.Regions.Name(k.Region)) + role.Name()
}

// about is the case that an order is to be written about, as the visitor sees it.
func (s *Service) about(ctx context.Context, who people.Actor, number string) (flow.View, error) {
	v, err := s.Engine.Shown(ctx, who, number)
	if err == nil && v.Case.Kind == Kind {
		err = fail.Conflict("督办单不能再督办，可以升级它")
	}
	return v, err
}

// asked is the form of an order about a case, below what the case is.
func (s *Service) asked(ctx context.Context, c door.Call) (door.Asked, error) {
	v, err := s.about(ctx, c.Actor, c.About["case"])
	if err != nil {
		return door.Asked{}, err
	}
	k := v.Case
	facts := page.List{Wide: true, Items: []page.Term{
		{Label: "督办的事", Value: s.House.Named(k), Strong: true}, {Label: "编号", Value: flow.Grouped(k.Number())},
		{Label: "申请人", Value: s.Engine.Called(k)}, {Label: "现在", Value: v.State.Name}, {Label: "交办", Value: s.to(k, deskOf(k, v.Turns))},
	}}
	facts.Add(page.Term{Label: "时限", Value: s.House.Lamp(k).Words})
	f, err := s.askIssue(ctx, s.DB, &flow.Change{Case: k, At: s.Now()})
	return door.Asked{
		Form: f, Above: []door.Block{{Facts: facts}},
		Crumbs: []page.Link{{Href: door.DeskCase(k.Number()), Label: flow.Grouped(k.Number())}},
	}, err
}

// issueByHand issues an order about the case in the address.
func (s *Service) issueByHand(ctx context.Context, tx *db.DB, v people.Visitor, about form.Values, o flow.Opening) (*flow.Change, error) {
	c, err := s.about(ctx, v.Actor, about["case"])
	if err != nil {
		return nil, err
	}
	return s.Raise(ctx, tx, v.Actor, c, o)
}

// Raise issues an order by hand about a case as somebody sees it. Where one of a lower level has just gone out, by itself or by
// another's hand, that is raised: a case has one open order.
func (s *Service) Raise(ctx context.Context, tx *db.DB, by people.Actor, c flow.View, opening flow.Opening) (*flow.Change, error) {
	if err := s.Engine.Hold(ctx, tx, c.Case.ID); err != nil {
		return nil, err
	}
	in := opening.Input
	o, open, err := openAbout(ctx, tx, c.Case.ID)
	if err != nil {
		return nil, err
	}
	if level, _ := strconv.ParseInt(in["level"], 10, 64); open && o.Level < level {
		return s.Engine.Fire(ctx, tx, by, flow.Move{
			Case: o.CaseID, Event: "raise", Data: level,
			Input: form.Values{"reason": in["issue"] + "。" + in["need"]},
		})
	}
	k, err := s.Engine.Find(ctx, tx, c.Case.ID) // not as the visitor sees it, who may see it under a veil
	if err != nil {
		return nil, err
	}
	return s.send(ctx, tx, by, draft{k, "", deskOf(k, c.Turns)}, opening)
}

// send opens an order about a case and ties the two together.
func (s *Service) send(ctx context.Context, tx *db.DB, by people.Actor, d draft, o flow.Opening) (*flow.Change, error) {
	o.Kind, o.Event, o.Dept, o.Data = Kind, "issue", d.about.Dept, &d
	return s.Engine.OpenAbout(ctx, tx, by, d.about, o)
}
