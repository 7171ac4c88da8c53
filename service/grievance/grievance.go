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
// Read flow.go first: the table is the whole course. open.go is how a matter comes in; triage.go, roads.go and ending.go are what its rows
// do, apart.go and route.go who does them; ledger.go and report.go are what is told of all.
package grievance

import (
	"context"
	"encoding/json"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/rule"
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
	Differs func(ctx context.Context, tx *db.DB, clerk people.Actor, p persons.Person) error
}

// New makes the service.
func New(o *office.Office, more Options) *Service {
	o.Archive.Kinds = append(o.Archive.Kinds, Kind)
	return &Service{o, more}
}

// readers are the roles that see the ledgers and the report.
var readers = []people.Role{people.Officer, people.Window, people.Supervisor, people.Leader, people.Caller, people.Discipline, people.Head}

// Service is what the rest of the program sees. It hears when the application that could not be done moves, and of the end of return visits.
func (s *Service) Service() door.Service {
	return door.Service{
		Demo: s.demo,
		Occasions: []door.Occasion{
			{Event: "take_in", As: door.AtWindow, Basis: "窗口接件：一次一评"},
			{Event: "solve", As: door.AtWindow, Basis: "当场解决：一次一评"},
		},
		Table: s.table(), Schema: Schema(), Seed: door.Seed(files), Rules: []rule.Table{s.causes()}, API: s.api,
		On: []flow.On{
			{Kind: Kind, Event: "*", Step: s.callVisit}, {Kind: Kind, Event: "*", Step: s.route}, {Kind: "application", Event: "*", Step: s.hearMoved},
			{Kind: "visit", Event: "done", Step: s.heardDone}, {Kind: "visit", Event: "unreached", Step: s.heardUnreached},
			{Kind: "visit", Event: "drop", Step: s.heardUnreached},
		},
		Openings: s.openings(),
		Ledgers: []door.Listing{
			listing.Of(s.House, s.ledger()), listing.Of(s.House, s.meetingLedger()), listing.Of(s.House, s.dutyLedger()),
		},
		Routes: s.routes(),
		Citizens: []door.Entry{{Href: public, Label: "办不成事", Icon: "speak", Note: "事情没办成？专人跟踪到底",
			Said: []string{"办不成", "没办成", "不给办", "办不了", "投诉", "刁难", "推诿", "踢皮球", "跑了好几趟", "反映"}}},
		Staff: []door.Entry{
			{Href: path + "/new", Label: "办不成事接件", Icon: "speak", Group: "窗口", Roles: byDesk.Roles},
			{Href: path, Label: "办不成事台账", Icon: "list", Group: "专项", Roles: readers},
			{Href: path + "/report", Label: "办不成事月报", Icon: "chart", Group: "专项", Roles: readers},
		},
		Sections: s.sections, Beside: onSteps, Masked: s.masked, Links: s.links, Facts: s.facts,
	}
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
	CaseID      int64
	Hall        region.Code // the place of the window that took it; "" online
	Application int64       // the case that could not be done
	ToldSealed  string      // see told
	Times       int64       // how often the person came
	Files       string
	Since       int64 // from when the terms count
	Round       int64
	Again       bool // the same person reported the same matter before
	Class       string
	Cause       string
	Opinion     string
	Proposal    string // see proposal
	Road        string
	Outcome     string
	Basis       string
	Reply       string
	RepliedAt   int64
	RepliedDay  calendar.Day
	OnTime      bool
	ContactedAt int64
	PlanDay     calendar.Day
	VisitedDay  calendar.Day
	Reached     bool
	Solved      string
	Level       int64
	Said        string
	JudgedDay   calendar.Day // when the class and the cause were found
	Named       string       // who is meant, as found out: numbers of staff, "0" nobody here
	Entered     string       // confirm, withdraw: entered in the person's name, waits for a second person
	NamedBefore string       // who was found to be meant in the rounds before: numbers of staff
}

// Grievances are the rows beside the cases.
var Grievances = detail.Of("grievances", "没有这件反映", func(g *Grievance) *int64 { return &g.CaseID })

const sealTold = "grievance told"

// told opens what a person told. What cannot be opened says so; then readable is false.
func (s *Service) told(g Grievance) (t Told, readable bool) {
	plain, err := s.Keys.Open(g.ToldSealed, sealTold)
	if err == nil {
		err = json.Unmarshal([]byte(plain), &t)
	}
	if err != nil {
		s.Keys.Miss(sealTold, g.CaseID, err)
		return Told{Name: gm.Unreadable, What: gm.Unreadable + "，请告知系统管理员"}, false
	}
	return t, true
}

// do is a step that changes the row. Returns fail.Conflict where what was told cannot be read: nobody handles what he cannot read.
func (s *Service) do(step func(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error) flow.Step {
	return Grievances.Do(func(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
		if _, readable := s.told(*g); !readable {
			return fail.Conflict("这件反映有内容无法读取，不能办理，请先告知系统管理员")
		}
		return step(ctx, tx, c, g)
	})
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

// proposal is the class that is proposed; the zero Proposal if none is.
func (g *Grievance) proposal() (p Proposal, err error) {
	err = decode(g.Proposal, &p)
	return p, err
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data
	}
	return string(b)
}

func decode(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}

func label(options []form.Option, value string) string {
	f := form.Field{Type: form.Choice, Options: options}
	return f.Show(value)
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
}
