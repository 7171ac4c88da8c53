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

	"wuyou/kit/db"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/flow/detail"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// Matter is one thing that was reported, as it is analysed: what, where, whose and why.
type Matter struct {
	Case     int64
	Number   string
	Day      calendar.Day
	Region   region.Code
	Dept     string
	ItemName string
	Class    string
	Sub      string // the code of the cause
	Cause    string
}

// Service analyses and advises.
type Service struct {
	*office.Office

	// Matters are those of a place that were received in the days.
	Matters func(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error)
}

// New makes the service.
func New(o *office.Office, matters func(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error)) *Service {
	return &Service{o, matters}
}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	read := s.Roster.Roles(readers...)
	return door.Service{
		Demo:      s.demo,
		Occasions: []door.Occasion{{Event: "*", As: door.NotRated, Basis: "内部事项"}},
		Table:     s.table(), Schema: Schema(), Seed: door.Seed(files), Rules: []rule.Table{often}, Sections: s.sections,
		On: []flow.On{{Kind: Kind, Event: "issue", Step: Advices.Do(s.announce)}},
		Openings: []door.Opening{{
			Name: Kind, Kind: Kind, Event: "draft", Path: path + "/new", Title: "拟工作建议书", Does: "存工作建议书草稿", Submit: "存为草稿，报请签发",
			Roles: drafters, Ask: s.asked, Open: s.open,
			Said: func(k flow.Case) door.After {
				return door.Seen(door.DeskCase(k.Number()), "草稿已存，等领导签发。")
			},
		}},
		Ledgers: []door.Listing{
			listing.Of(s.House, s.ledger()),
			listing.Of(s.House, s.analysis()),
			listing.Of(s.House, s.matters()),
		},
		Routes: []web.Route{
			{Method: "GET", Path: path + "/{number}/letter", Access: read, Title: "工作建议书公文", Handle: s.letter},
			{Method: "GET", Path: path + "/{number}/letter.docx", Access: read, Title: "可编辑的公文", Handle: s.letterFile},
		},
		Staff: []door.Entry{
			{Href: path, Label: "工作建议书", Icon: "file", Group: "专项", Roles: readers, Count: s.House.Waits(Kind)},
			{Href: path + "/analysis", Label: "反映分析", Icon: "search", Group: "查看", Roles: drafters},
		},
	}
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

// Advices are the rows beside the cases; bases are the matters that they stand on.
var (
	Advices = detail.Of("advices", "没有找到这份工作建议书", func(a *Advice) *int64 { return &a.CaseID })
	bases   = db.TableOf[Basis]("advice_cases", "case_id", "no")
)
