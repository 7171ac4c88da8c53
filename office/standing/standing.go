// Package standing keeps how many cases were open, nearly due and late when each day was over, of each place down to the townships and of
// each organ. What is open now says nothing of yesterday: a case becomes late without an event. So once a day it is noted, by one
// look at the open cases, and pages compare the present with a few short rows.
//
// Guarantees. A day that is noted again is noted as it is found then. Days on which no node ran are missing, not nought.
package standing

import (
	"context"
	"embed"
	"maps"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

//go:embed schema
var files embed.FS

// Schema is the table of what was noted.
func Schema() db.Migrations {
	m := db.MigrationsOf("standing", files)
	m.Free = map[string]string{"standings": "counted from the open cases each night, for comparison only"}
	m.Ends = map[string]string{"standings": "one a day, place and organ with open cases; forgotten after 400 days, when the next is noted"}
	m.Places = map[string]string{"standings.scope": "figures of their time"}
	return m
}

// Book keeps the standings of the cases that an engine moves.
type Book struct {
	DB     *db.DB
	Engine *flow.Engine
	Now    func() time.Time
}

// keptFor is how many days are kept: a year, and a month to compare with.
const keptFor = 400

// Standing is how many cases that people bring were open at the end of a day, and how many of them were nearly due and late.
type Standing struct {
	Day               calendar.Day
	Still, Near, Late int64
}

// Scope is the scope of a post as standings are kept: its organ, or its place down to the township; "" is everything. What lies
// below a township has none.
func Scope(p people.Post) (scope string, ok bool) {
	switch level := p.Region.Level(); {
	case p.Dept != "":
		return p.Dept, true
	case level < region.City:
		return "", true
	default:
		return string(p.Region), level <= region.Township
	}
}

// Note notes how the cases stand that were open when the day before today was over, and forgets what is older than is kept. It reads all open
// cases, outside of the transaction that writes: it is called in the background when a day begins.
func (b *Book) Note(ctx context.Context) error {
	today := calendar.DayOf(b.Now())
	var kinds []string
	for _, t := range b.Engine.Tables() {
		if !t.Inner {
			kinds = append(kinds, t.Kind)
		}
	}
	list, err := openBy(ctx, b.DB, kinds, today)
	if err != nil {
		return err
	}
	sums := map[string]*Standing{"": {}}
	for _, one := range list {
		sums[""].add(one)
		for _, scope := range []string{one.City, one.County, one.Township, one.Dept} {
			if scope == "" {
				continue
			}
			if sums[scope] == nil {
				sums[scope] = &Standing{}
			}
			sums[scope].add(one)
		}
	}
	rows := make([][]any, 0, len(sums))
	for _, scope := range slices.Sorted(maps.Keys(sums)) {
		s := sums[scope]
		rows = append(rows, []any{scope, today.AddDays(-1), s.Still, s.Near, s.Late})
	}
	return b.DB.Tx(ctx, func(tx *db.DB) error { return replace(ctx, tx, today, rows) })
}

func (s *Standing) add(one open) {
	s.Still += one.N
	switch flow.Lamps[one.Urgency] {
	case calendar.Yellow:
		s.Near += one.N
	case calendar.Red:
		s.Late += one.N
	}
}

// Of are the standings of a scope from one day to another, in their order; days that were not noted are not among them. A scope
// with nothing open on a day that was noted stood at nought.
func (b *Book) Of(ctx context.Context, scope string, from, to calendar.Day) ([]Standing, error) {
	return standings(ctx, b.DB, scope, from, to)
}
