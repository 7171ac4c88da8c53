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
	"errors"
	"sync"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Service supervises.
type Service struct {
	*office.Office
	manned sync.Map // when somebody was last seen to hold the post of a desk
}

// New makes the service, and has it watch the deadlines of all kinds of cases.
func New(o *office.Office) *Service {
	s := &Service{Office: o}
	s.Engine.On("*", "*", s.watch)
	s.Engine.On("*", "*", s.missing)
	s.People.Ended = s.postEnded
	s.Engine.On(Kind, "*", s.announce)
	return s
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

// Load reads an order.
func (s *Service) Load(ctx context.Context, d *db.DB, id int64) (Order, error) {
	o, err := orderByCase(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return o, fail.NotFound("没有找到这份督办单")
	}
	return o, err
}

// turn is the move of the desk that the order goes to.
func (o Order) turn(k flow.Case, step string) flow.Turn {
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

// receivers are the members of staff at the desk that the order goes to.
func (s *Service) receivers(ctx context.Context, tx *db.DB, k flow.Case, role people.Role) ([]int64, error) {
	place := k.Region
	if d, ok := s.Catalog.Dept(k.Dept); ok && !role.Regional() {
		place = d.Region
	}
	return s.People.Holders(ctx, tx, role, place, k.Dept)
}

// to is the name of the desk that the order goes to.
func (s *Service) to(k flow.Case, role people.Role) string {
	if !role.Regional() {
		return s.Catalog.DeptName(k.Dept)
	}
	return region.Hall(k.Region.Level(), s.Regions.Name(k.Region)) + role.Name()
}
