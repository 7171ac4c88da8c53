// Package advice is the analysis of what people report and the letters of advice that come of it
// (工作建议书). Matters of a kind that come again and again point at a rule, a list or a habit that wants
// mending; the bureau writes to the department that owns it, which answers with measures and a date,
// carries them out, and is verified.
//
// What counts as often is a row of the rules: so many similar matters within so many days, or the first
// of a month. Where the matters come from the service does not know: it is handed a function.
//
// Read analysis.go first, then flow.go for the course of a letter, letter.go for what it says.
package advice

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// Matter is one thing that was reported, as it is analysed: what, where, whose and why.
type Matter struct {
	Case     int64
	Number   string
	Day      calendar.Day
	Region   region.Code
	Dept     string
	Item     int64
	ItemName string
	Class    string
	Sub      string
	Cause    string
	Title    string
}

// Service analyses and advises.
type Service struct {
	*office.Office

	// Matters are those of a place that were received in the days.
	Matters func(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error)
}

// New makes the service.
func New(o *office.Office, matters func(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error)) *Service {
	s := &Service{o, matters}
	s.Engine.On(Kind, "issue", s.announce)
	return s
}

// Advice is what a letter has beyond its case.
type Advice struct {
	CaseID    int64
	Dept      string
	Title     string
	Problem   string
	Proposal  string
	Finding   string // what it came of: see Finding.Key; "" by hand
	FromDay   calendar.Day
	ToDay     calendar.Day
	Number    string // of the paper, once it is issued
	IssuedDay calendar.Day
	Signer    string
	Organ     region.Code // whose bureau issues it, by who drafted and then who signed it; "" the city's
	Measures  string
	Person    string // who answers for them
	PlanDay   calendar.Day
	Effect    string
	Evidence  string
	Opinion   string // of the verification
}

// Basis is one matter that a letter stands on, as it was when the letter was drafted.
type Basis struct {
	CaseID int64
	No     int64
	Matter int64
	Number string
	Day    calendar.Day
	Item   string
	Cause  string
	Dept   string
}

// Load reads a letter.
func (s *Service) Load(ctx context.Context, d *db.DB, id int64) (Advice, error) {
	a, err := adviceByCase(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return a, fail.NotFound("没有找到这份工作建议书")
	}
	return a, err
}
