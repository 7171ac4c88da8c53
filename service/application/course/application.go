// Package course is the course of an application (办件): what is kept of it, the table of its states and events, and what each of
// those does, from the filing to the proof of delivery and the archive.
//
// The legal frame is 行政许可法: art. 29 (applying, also by proxy and electronically), 32 (acceptance, one
// complete notice of what is missing, silence accepts), 34 (review, two officers at the site), 38
// (decision with reasons and remedies), 42 (20 working days, extended once by 10), 44 (results within
// 10 working days), 45 (special procedures do not count). Acceptance on a promise (告知承诺) and with
// materials to follow (容缺受理) are the province's.
//
// Read flow.go first: the table is the whole course of a case. file.go is how an application is filed;
// receive.go, review.go, decide.go, revoke.go and collect.go are what its rows do.
package course

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// Applications are the cases: what is kept of each, and what the rows of their table do.
type Applications struct {
	*office.Office
	Options
}

// Options are what the city and other services say of applications.
type Options struct {
	Tries    int64        // how often a parcel is sent before its result waits at the window
	Defaults catalog.Item // elements that an item of the catalogue may lack, from the city's profile

	// Differs is told of a number that a window met under a name other than the one it stands under; nil: nobody minds.
	Differs func(ctx context.Context, tx *db.DB, clerk people.Actor, p persons.Person) error

	// Lately are the items in which a window has served most people of late, those with most first; nil: nobody counts.
	Lately func(ctx context.Context, window people.Post, n int) ([]int64, error)
}

// New makes the service.
func New(o *office.Office, more Options) *Applications {
	s := &Applications{o, more}
	s.Archive.Kinds = append(s.Archive.Kinds, Kind)
	s.Jobs.Handle(archiveJob, s.putAway)
	s.Jobs.Handle(recodeJob, s.recodeAll)
	s.House.Slips.Owed, s.House.Slips.Says = s.owed, s.slipSays
	s.House.Slips.Agent = func(ctx context.Context, d *db.DB, k flow.Case) (int64, error) { return agentOf(ctx, d, k.ID) }
	return s
}

// Service is what the rest of the program sees of the cases, without the ways in which they come in and go out.
func (s *Applications) Service() door.Service {
	return door.Service{
		Table: s.table(), Rules: []rule.Table{s.Archive.Terms()}, Daily: s.daily,
		On:       []flow.On{{Kind: Kind, Event: "*", Step: s.queueArchive}},
		Sections: s.sections, Beside: onSteps, Waiting: s.waiting, Facts: s.facts, Masked: s.masked,
		Occasions: []door.Occasion{
			{Event: "lapse", As: door.NotRated, Basis: "没有补正视为撤回的不评价（建议值）"},
			{Event: "hand_out", As: door.AtWindow, Basis: "网上申请、到窗口领取的，也是一次服务：一次一评"},
			{Event: "dispatch", As: door.Away, Basis: "交快递时本人不在场"},
			{Event: "signed", As: door.Away, Basis: "签收时本人不在窗口"},
			{Event: "returned", As: door.Away, Basis: "退件时本人不在场"},
			{Event: "send_electronic", As: door.Away, Basis: "电子送达时本人不在场"},
		},
	}
}

// Application is what an application has beyond its case.
type Application struct {
	plain

	By        Proxy // how the agent is entitled
	Answers   catalog.Answers
	Form      form.Values
	Materials []Handed
	Address   Address
	Signed    []Signature
	Points    []string // keys of the materials named in the correction notice
	Debts     []Debt
	Letters   []Letter
	Result    Result
	PickupTo  string // the telephone to which the code to collect went; tooNew: it was kept back; "": none was proven, or an older program sent it
	Courier   Courier

	Lost bool          // part of it could not be opened: it is shown, and not stored again
	item *catalog.Item // the version that it was made under, with the city's defaults
}

// plain is what is stored of an application as it is.
type plain struct {
	CaseID      int64
	ItemID      int64
	Version     int64
	Applicant   int64
	Agent       int64  // the person who acts for the applicant; 0: the applicant
	Delivery    string // pickup, courier, electronic
	Home        region.Code
	Step        int // of the item's steps, from 0
	Corrections int64
	CommitTo    bool // applied for on a promise
	Pickup      string
	PickupAt    int64 // when the code was made
	Tries       int64
	Archive     int64
}

// Proxy is who acts for the applicant, and by what right (帮办代办).
type Proxy struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Relation string `json:"relation,omitempty"` // agent of a firm, relative, staff
	Right    string `json:"right,omitempty"`    // letter, voice, present: how the authorisation was given
}

// Handed is a material as it was handed in.
type Handed struct {
	Key   string  `json:"key"`
	Name  string  `json:"name"`
	Need  string  `json:"need"`
	State string  `json:"state"`
	Files []int64 `json:"files,omitempty"`
	Note  string  `json:"note,omitempty"`
}

// The states of a material.
const (
	Lacking  = ""         // not there
	Uploaded = "uploaded" // as files
	Paper    = "paper"    // seen at the window
	Exempt   = "exempt"   // taken from the licence library
	Made     = "made"     // written from the application form
	Later    = "later"    // to follow (容缺)
)

// Address is where a courier goes.
type Address struct {
	Name   string `json:"name,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Street string `json:"street,omitempty"`
}

// Signature is one signer's opinion in the present round of review.
type Signature struct {
	Step    int         `json:"step"`
	Name    string      `json:"name"` // of the step
	Role    people.Role `json:"role"`
	Dept    string      `json:"dept"`
	Staff   int64       `json:"staff"`
	Who     string      `json:"who"`
	Yes     bool        `json:"yes"`
	Opinion string      `json:"opinion"`
	At      int64       `json:"at"`
}

// Debt is a material that is owed.
type Debt struct {
	No      int    `json:"no"`
	Key     string `json:"key"`
	Name    string `json:"name"`
	Days    int    `json:"days"`
	Settled int64  `json:"settled,omitempty"`
}

// clock is the clock by which it must have come.
func (d Debt) clock() string { return fmt.Sprintf("debt.%d", d.No) }

// Result is what was decided and made.
type Result struct {
	Name      string `json:"name,omitempty"`
	Number    string `json:"number,omitempty"`
	ValidFrom string `json:"valid_from,omitempty"`
	ValidTo   string `json:"valid_to,omitempty"`
	OpenEnd   string `json:"open_end,omitempty"` // instead of a last day: forever, or printed on the licence
	Files     string `json:"files,omitempty"`
}

// Courier is a parcel on its way.
type Courier struct {
	Company  string `json:"company,omitempty"`
	Tracking string `json:"tracking,omitempty"`
	SentAt   int64  `json:"sent_at,omitempty"`
}

// Words are the company and its number of the parcel; "" none was sent.
func (c Courier) Words() string { return strings.TrimSpace(c.Company + " " + c.Tracking) }

// Load reads an application. Returns fail.NotFound if the case is none.
func (s *Applications) Load(ctx context.Context, d *db.DB, id int64) (*Application, error) {
	r, err := rows.Load(ctx, d, id)
	if err != nil {
		return nil, err
	}
	return s.open(ctx, r)
}

// Of are some applications by their cases, read with one statement.
func (s *Applications) Of(ctx context.Context, d *db.DB, ids ...int64) (map[int64]*Application, error) {
	found, err := rows.Of(ctx, d, ids...)
	list := make(map[int64]*Application, len(found))
	for id, r := range found {
		if list[id], err = s.open(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, err
}

// filed is a step that is handed the application beside the case.
type filed func(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error

// changes is a step after which the application is stored as it left it. Returns fail.Conflict if part of it cannot be read.
func (s *Applications) changes(do filed) flow.Step {
	return rows.Do(func(ctx context.Context, tx *db.DB, c *flow.Change, r *row) error {
		a, err := s.open(ctx, *r)
		if err != nil {
			return err
		}
		if err := do(ctx, tx, c, a); err != nil {
			return err
		}
		*r, err = s.closed(a)
		return err
	})
}

// reads is a step, or a condition of one, that changes nothing of the application.
func (s *Applications) reads(do filed) flow.Step {
	return rows.Read(func(ctx context.Context, tx *db.DB, c *flow.Change, r row) error {
		a, err := s.open(ctx, r)
		if err != nil {
			return err
		}
		return do(ctx, tx, c, a)
	})
}

// needs is a condition that looks at the application.
func (s *Applications) needs(name string, holds filed) *flow.Need {
	return &flow.Need{Name: name, Holds: s.reads(holds)}
}

// asks is a form that depends on the application.
func (s *Applications) asks(ask func(c *flow.Change, a *Application) form.Form) flow.Ask {
	return rows.Ask(func(ctx context.Context, _ *db.DB, c *flow.Change, r row) (form.Form, error) {
		a, err := s.open(ctx, r)
		if err != nil {
			return form.Form{}, err
		}
		return ask(c, a), nil
	})
}

// Complete fills the elements that handling needs and the item lacks.
func (s *Applications) Complete(it *catalog.Item) *catalog.Item {
	full := *it
	d := s.Defaults
	if full.Statutory == nil {
		full.Statutory = d.Statutory
	}
	if full.Promised == nil {
		full.Promised = full.Statutory
	}
	if len(full.Steps) == 0 {
		full.Steps = d.Steps
	}
	if len(full.Delivery) == 0 {
		full.Delivery = d.Delivery
	}
	if len(full.Form.Fields) == 0 {
		full.Form = d.Form
	}
	return &full
}

// Term makes a limit of the item a Term of a clock.
func Term(clock string, l *catalog.Limit) calendar.Term {
	unit := calendar.Workday
	if l.Unit == "day" {
		unit = calendar.NaturalDay
	}
	t := calendar.Term{Key: Kind + "." + clock, N: l.N, Unit: unit, Basis: l.Basis}
	if l.N == 0 {
		t.Unit = calendar.SameDay
	}
	return t
}

// The contexts under which an application's data is sealed.
const (
	sealForm    = "application form"
	sealAddress = "application address"
	sealAgent   = "application agent"
	sealLetters = "application letters"
	sealPickup  = "application pickup"
)

// part is a part of an application that is stored as JSON, in the clear or sealed under a context.
type part struct {
	column  *string
	v       any
	context string
}

func (a *Application) parts(r *row) []part {
	return []part{
		{&r.Answers, &a.Answers, ""}, {&r.Materials, &a.Materials, ""}, {&r.Signed, &a.Signed, ""},
		{&r.Debts, &a.Debts, ""},
		{&r.Result, &a.Result, ""}, {&r.Courier, &a.Courier, ""}, {&r.AgentSealed, &a.By, sealAgent},
		{&r.FormSealed, &a.Form, sealForm},
		{&r.AddressSealed, &a.Address, sealAddress}, {&r.LettersSealed, &a.Letters, sealLetters},
		{&r.PickupSealed, &a.PickupTo, sealPickup},
	}
}

// open makes an application of its row. What cannot be decrypted says so and spoils nothing else; but then the application is not
// stored again.
func (s *Applications) open(ctx context.Context, r row) (*Application, error) {
	a := &Application{plain: r.plain, Points: strings.Fields(r.Points)}
	for _, p := range a.parts(&r) {
		text := *p.column
		if p.context != "" {
			var err error
			if text, err = s.Keys.Open(text, p.context); err != nil {
				s.Keys.Miss(p.context, r.CaseID, err)
				a.Lost = true
				if p.context == sealAddress {
					a.Address = Address{gm.Unreadable, gm.Unreadable, gm.Unreadable}
				}
				continue
			}
		}
		if text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(text), p.v); err != nil {
			return nil, fmt.Errorf("application %d: %w", r.CaseID, err)
		}
	}
	it, err := s.Catalog.Item(ctx, a.ItemID, a.Version)
	if err != nil {
		return nil, err
	}
	a.item = s.Complete(it)
	return a, nil
}

// closed makes the row of an application. Returns fail.Conflict if part of it could not be read.
func (s *Applications) closed(a *Application) (row, error) {
	r := row{plain: a.plain, Points: strings.Join(a.Points, " ")}
	if a.Lost {
		return r, fail.Conflict("这一件有内容无法读取，不能办理，请先告知系统管理员")
	}
	for _, p := range a.parts(&r) {
		if v := reflect.ValueOf(p.v).Elem(); v.IsZero() || v.Kind() != reflect.Struct && v.Len() == 0 {
			continue
		}
		b, err := json.Marshal(p.v)
		if err != nil {
			return r, err
		}
		if *p.column = string(b); p.context != "" {
			*p.column = s.Keys.Seal(*p.column, p.context)
		}
	}
	return r, nil
}

// step is the step of the item at which the review is.
func (a *Application) step() catalog.Step { return a.item.Steps[min(a.Step, len(a.item.Steps)-1)] }

// owing are the debts that are not settled.
func (a *Application) owing() []Debt {
	return slices.DeleteFunc(slices.Clone(a.Debts), func(d Debt) bool { return d.Settled != 0 })
}

// material finds a material by its key, or nil.
func (a *Application) material(key string) *Handed {
	i := slices.IndexFunc(a.Materials, func(h Handed) bool { return h.Key == key })
	if i < 0 {
		return nil
	}
	return &a.Materials[i]
}

// missing are the necessary materials that are not there.
func (a *Application) missing() []Handed {
	return slices.DeleteFunc(slices.Clone(a.Materials), func(h Handed) bool { return h.State != Lacking })
}

// Today is the day by the office's calendar.
func (s *Applications) Today() calendar.Day { return calendar.DayOf(s.Now()) }
