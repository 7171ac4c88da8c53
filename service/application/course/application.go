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
	"errors"
	"fmt"
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
	Differs func(ctx context.Context, tx *db.DB, clerk people.Actor, place region.Code, p people.Person) error
}

// New makes the service, and has every case that finishes put away.
func New(o *office.Office, more Options) *Applications {
	s := &Applications{o, more}
	s.Engine.On(Kind, "*", s.queueArchive)
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
		Sections: s.sections, Waiting: s.waiting, Facts: s.facts, Masked: s.masked,
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
	CaseID      int64
	ItemID      int64
	Version     int64
	Applicant   int64
	Agent       int64 // the person who acts for the applicant; 0: the applicant
	By          Proxy // how the agent is entitled
	Answers     catalog.Answers
	Form        form.Values
	Materials   []Handed
	Delivery    string // pickup, courier, electronic
	Address     Address
	Home        region.Code
	Step        int // of the item's steps, from 0
	Signed      []Signature
	Corrections int64
	Points      []string // keys of the materials named in the correction notice
	Debts       []Debt
	CommitTo    bool // applied for on a promise
	Letters     []Letter
	Result      Result
	Pickup      string
	PickupTo    string // the telephone to which the code to collect went; tooNew: it was kept back; "": none was proven, or an older program sent it
	PickupAt    int64  // when the code was made
	Courier     Courier
	Tries       int64
	Archive     int64
	Lost        bool // part of it could not be opened: it is shown, and not stored again
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

// Load reads an application.
func (s *Applications) Load(ctx context.Context, d *db.DB, id int64) (*Application, error) {
	r, err := rowByCase(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return nil, fail.NotFound("没有找到这个办件")
	}
	if err != nil {
		return nil, err
	}
	return s.open(r)
}

// Of are some applications by their cases, read with one statement.
func (s *Applications) Of(ctx context.Context, d *db.DB, ids ...int64) (map[int64]*Application, error) {
	rows, err := rowsOf(ctx, d, ids)
	list := make(map[int64]*Application, len(rows))
	for _, r := range rows {
		if list[r.CaseID], err = s.open(r); err != nil {
			return nil, err
		}
	}
	return list, err
}

// Item is the version of the item that the application was made under, with the city's defaults.
func (s *Applications) Item(ctx context.Context, a *Application) (*catalog.Item, error) {
	it, err := s.Catalog.Item(ctx, a.ItemID, a.Version)
	if err != nil {
		return nil, err
	}
	return s.Complete(it), nil
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

// open decrypts and decodes a stored application. What cannot be opened says so and spoils nothing else; but then the
// application is not stored again.
func (s *Applications) open(r row) (*Application, error) {
	a := &Application{
		CaseID: r.CaseID, ItemID: r.ItemID, Version: r.Version, Applicant: r.Applicant, Agent: r.Agent,
		Delivery: r.Delivery, Home: r.Home, Step: int(r.Step), Corrections: r.Corrections, Points: strings.Fields(r.Points),
		CommitTo: r.CommitTo, Pickup: r.Pickup, PickupAt: r.PickupAt, Tries: r.Tries, Archive: r.Archive,
	}
	for _, part := range []struct {
		text string
		v    any
	}{{r.Answers, &a.Answers}, {r.Materials, &a.Materials}, {r.Signed, &a.Signed}, {r.Debts, &a.Debts}, {r.Result, &a.Result}, {r.Courier, &a.Courier}} {
		if err := decode(part.text, part.v); err != nil {
			return nil, err
		}
	}
	for _, part := range []struct {
		sealed, context string
		v               any
	}{{r.AgentSealed, sealAgent, &a.By}, {r.FormSealed, sealForm, &a.Form}, {r.AddressSealed, sealAddress, &a.Address},
		{r.LettersSealed, sealLetters, &a.Letters}, {r.PickupSealed, sealPickup, &a.PickupTo}} {
		plain, err := s.Keys.Open(part.sealed, part.context)
		if err != nil {
			s.Keys.Miss(part.context, r.CaseID, err)
			a.Lost = true
			if part.context == sealAddress {
				a.Address = Address{gm.Unreadable, gm.Unreadable, gm.Unreadable}
			}
			continue
		}
		if err := decode(plain, part.v); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func decode(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}

// closed encodes and encrypts an application for storing.
func (s *Applications) closed(a *Application) row {
	enc := func(v any, empty bool) string {
		if empty {
			return ""
		}
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // plain data
		}
		return string(b)
	}
	return row{
		CaseID: a.CaseID, ItemID: a.ItemID, Version: a.Version, Applicant: a.Applicant, Agent: a.Agent,
		AgentSealed: s.Keys.Seal(enc(a.By, a.By == Proxy{}), sealAgent), Answers: enc(a.Answers, len(a.Answers) == 0),
		FormSealed: s.Keys.Seal(enc(a.Form, len(a.Form) == 0), sealForm), Materials: enc(a.Materials, len(a.Materials) == 0),
		Delivery: a.Delivery, AddressSealed: s.Keys.Seal(enc(a.Address, a.Address == Address{}), sealAddress), Home: a.Home,
		LettersSealed: s.Keys.Seal(enc(a.Letters, len(a.Letters) == 0), sealLetters),
		PickupSealed:  s.Keys.Seal(enc(a.PickupTo, a.PickupTo == ""), sealPickup),
		Step:          int64(a.Step), Signed: enc(a.Signed, len(a.Signed) == 0), Corrections: a.Corrections, Points: strings.Join(a.Points, " "),
		Debts: enc(a.Debts, len(a.Debts) == 0), CommitTo: a.CommitTo, Result: enc(a.Result, a.Result == Result{}),
		Pickup: a.Pickup, PickupAt: a.PickupAt, Courier: enc(a.Courier, a.Courier == Courier{}), Tries: a.Tries, Archive: a.Archive,
	}
}

// save stores what an event changed in an application.
func (s *Applications) save(ctx context.Context, tx *db.DB, a *Application) error {
	if a.Lost {
		return fail.Conflict("这一件有内容无法读取，不能办理，请先告知系统管理员")
	}
	return updateRow(ctx, tx, s.closed(a))
}

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
