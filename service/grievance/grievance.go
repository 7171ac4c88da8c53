// Package grievance is the window for what could not be done (“办不成事”反映窗口). Whoever could not get
// a matter done — at a window of the city, a county or a township, or online — tells it here; a named
// person follows it through four steps: 接件、研判、派单、督办.
//
// The rule is the city's: three classes. 办不了 (law or policy forbids it): a reply the same day with
// the legal basis. 很难办 (a policy in the way, a key paper missing): departments and experts consult
// together, and within ten working days the person hears the solution and how far it is. 不给办
// (somebody does not want to): the department does it at once, and who did nothing answers for it.
// Every month those who did not handle a matter ask the person how it went. An older version of the
// terms stands beside; both are rows of the terms table.
//
// Read flow.go first: the table is the whole course. file.go is how a matter comes in; triage.go,
// roads.go, duty.go and ending.go are what its rows do; ledger.go and report.go are what is told of all.
package grievance

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Service handles grievances.
type Service struct {
	*office.Office
	Options
}

// Options are what other services do for grievances.
type Options struct {
	// Visit opens the return visit of a grievance that is due for it; nil: there are none.
	Visit func(ctx context.Context, tx *db.DB, k flow.Case) error

	// Differs is told of a number that a window met under a name other than the one it stands under; nil: nobody minds.
	Differs func(ctx context.Context, tx *db.DB, clerk people.Actor, place region.Code, p people.Person) error
}

// New makes the service; it hears when the application that could not be done moves, and of the end of
// return visits.
func New(o *office.Office, more Options) *Service {
	s := &Service{o, more}
	s.Engine.On(Kind, "*", s.callVisit)
	s.Engine.On(Kind, "*", s.route)
	s.Engine.On("application", "*", s.hearMoved)
	s.Engine.On("visit", "done", s.heardDone)
	s.Engine.On("visit", "unreached", s.heardUnreached)
	s.Engine.On("visit", "drop", s.heardUnreached)
	return s
}

// Classes are the three classes in words.
var Classes = map[string]string{"cannot": "办不了", "hard": "很难办", "unwilling": "不给办"}

// The roads a matter may go: explained is 解释疏导; consulted is 会商办理, with what departments were
// ordered to do at once.
const (
	Explained = "explained"
	Consulted = "consulted"
)

// Outcomes are the results of a matter in words.
var Outcomes = form.Pairs("done", "已办成", "path", "已明确办理路径", "explained", "已解释清楚", "unfounded", "反映不成立")

// solved are those that are reached on the spot. A no is none of them: it is judged, and signed by a second person.
var solved = form.Pairs("done", "已办成", "path", "已明确办理路径")

// levels are how satisfied a person was, as a return visit asks.
var levels = form.Pairs("5", "非常满意", "4", "满意", "3", "基本满意", "2", "不满意", "1", "非常不满意")

// Told is what a person told.
type Told struct {
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	Firm      string `json:"firm,omitempty"` // the enterprise concerned
	For       string `json:"for,omitempty"`  // for whom somebody else came
	What      string `json:"what"`           // what was to be done and how it went
	RefusedBy string `json:"refused_by,omitempty"`
	Reason    string `json:"reason,omitempty"` // the reason that was given
	Wish      string `json:"wish,omitempty"`
}

// Grievance is what a matter has beyond its case.
type Grievance struct {
	row
	Told     Told
	Proposal Proposal
	lost     bool // what was told could not be opened
}

// Proposal is a class that waits for the second signature.
type Proposal struct {
	Class   string       `json:"class,omitempty"`
	Cause   string       `json:"cause,omitempty"`
	Day     calendar.Day `json:"day,omitempty"` // when it was made
	Opinion string       `json:"opinion,omitempty"`
	Dept    string       `json:"dept,omitempty"`
	Assist  string       `json:"assist,omitempty"`
	Order   string       `json:"order,omitempty"`
}

const sealTold = "grievance told"

// Load reads a grievance.
func (s *Service) Load(ctx context.Context, d *db.DB, id int64) (*Grievance, error) {
	r, err := rowByCase(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return nil, fail.NotFound("没有这件反映")
	}
	if err != nil {
		return nil, err
	}
	return s.opened(r)
}

// opened decrypts what was told. What cannot be opened says so; but then the grievance is not stored again.
func (s *Service) opened(r row) (*Grievance, error) {
	g := &Grievance{row: r}
	plain, err := s.Keys.Open(r.ToldSealed, sealTold)
	if err != nil {
		s.Keys.Miss(sealTold, r.CaseID, err)
		g.lost, g.Told = true, Told{Name: gm.Unreadable, What: gm.Unreadable + "，请告知系统管理员"}
	} else if err := json.Unmarshal([]byte(plain), &g.Told); err != nil {
		return nil, err
	}
	if r.Proposal != "" {
		return g, json.Unmarshal([]byte(r.Proposal), &g.Proposal)
	}
	return g, nil
}

// closed encrypts and encodes.
func (s *Service) closed(g *Grievance) row {
	g.row.ToldSealed = s.Keys.Seal(encode(g.Told), sealTold)
	g.row.Proposal = ""
	if g.Proposal != (Proposal{}) {
		g.row.Proposal = encode(g.Proposal)
	}
	return g.row
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(b)
}

// save stores what an event changed.
func (s *Service) save(ctx context.Context, tx *db.DB, g *Grievance) error {
	if g.lost {
		return fail.Conflict("这件反映有内容无法读取，不能办理，请先告知系统管理员")
	}
	return updateRow(ctx, tx, s.closed(g))
}

// change loads the grievance of an event, lets f change it and stores it.
func (s *Service) change(ctx context.Context, tx *db.DB, c *flow.Change, f func(g *Grievance) error) error {
	g, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if err := f(g); err != nil {
		return err
	}
	return s.save(ctx, tx, g)
}

func label(options []form.Option, value string) string {
	f := form.Field{Type: form.Choice, Options: options}
	return f.Show(value)
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
