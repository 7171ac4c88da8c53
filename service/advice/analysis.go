package advice

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// Rule says what counts as often.
type Rule struct {
	Least    int64 // so many similar matters
	Days     int64 // within so many days
	Top      int64 // or among the first so many of a month
	TopLeast int64 // with at least so many
}

// The ways in which matters are similar.
const (
	ByItem  = "item" // the same item at the same department
	ByDept  = "dept"
	ByCause = "cause"
)

// Finding is one group of similar matters of a period, the latest first.
type Finding struct {
	By      string
	Key     string // what they have in common, for addresses and for letters
	Name    string // in words
	Dept    string // whom it concerns; "" several
	Matters []Matter
	Why     string // why it calls for a letter; "" it does not
}

// find groups the matters of a period and says which groups call for a letter. The first of a month are
// counted in the last month of the period.
func find(r Rule, by string, matters []Matter, to calendar.Day) []Finding {
	groups := map[string]*Finding{}
	for _, m := range matters {
		key, name := m.keyOf(by)
		if name == "" {
			continue
		}
		g := groups[key]
		if g == nil {
			g = &Finding{By: by, Key: key, Name: name, Dept: m.Dept}
			groups[key] = g
		}
		if g.Dept != m.Dept {
			g.Dept = ""
		}
		g.Matters = append(g.Matters, m)
	}
	var list []Finding
	for _, g := range groups {
		slices.SortFunc(g.Matters, func(a, b Matter) int { return int(min(1, max(-1, b.Case-a.Case))) })
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b Finding) int {
		if n := len(b.Matters) - len(a.Matters); n != 0 {
			return n
		}
		return strings.Compare(a.Key, b.Key)
	})
	first := firsts(r, list, to.Month())
	for i := range list {
		if n := most(list[i].Matters, int(r.Days)); r.Least > 0 && n >= int(r.Least) {
			list[i].Why = fmt.Sprintf("%d 天内 %d 件", r.Days, n)
		} else if place := first[list[i].Key]; place > 0 {
			list[i].Why = fmt.Sprintf("当月第 %d 位", place)
		}
	}
	return list
}

// keyOf is what a matter has in common with those like it, and its name.
func (m Matter) keyOf(by string) (key, name string) {
	switch by {
	case ByItem:
		return m.ItemName + "|" + m.Dept, m.ItemName
	case ByDept:
		return m.Dept, m.Dept
	}
	return m.Sub, m.Cause
}

// most is the largest number of the matters within so many days.
func most(matters []Matter, days int) int {
	var at []calendar.Day
	for _, m := range matters {
		at = append(at, m.Day)
	}
	slices.Sort(at)
	best, first := 0, 0
	for i, day := range at {
		for at[first].AddDays(days) <= day {
			first++
		}
		best = max(best, i-first+1)
	}
	return best
}

// firsts are the places of the first groups of a month (yyyymm), from 1; groups of the same size share a
// place.
func firsts(r Rule, list []Finding, month int) map[string]int {
	count := map[string]int{}
	var sizes []int
	for _, g := range list {
		for _, m := range g.Matters {
			if m.Day.Month() == month {
				count[g.Key]++
			}
		}
		sizes = append(sizes, count[g.Key])
	}
	slices.Sort(sizes)
	slices.Reverse(sizes)
	places := map[string]int{}
	for key, n := range count {
		place := slices.Index(sizes, n) + 1
		if place <= int(r.Top) && n >= int(r.TopLeast) {
			places[key] = place
		}
	}
	return places
}

// analyse finds the groups of a place and a period.
func (s *Service) analyse(ctx context.Context, d *db.DB, q question) ([]Finding, int, error) {
	r, err := ruleOn(ctx, d, calendar.DayOf(s.Now()))
	if err != nil {
		return nil, 0, err
	}
	matters, err := s.Matters(ctx, q.place, q.from, q.to)
	if err != nil {
		return nil, 0, err
	}
	list := find(r, q.by, matters, q.to)
	for i := range list {
		if q.by == ByDept {
			list[i].Name = s.Catalog.DeptName(list[i].Key)
		}
	}
	return list, len(matters), nil
}
