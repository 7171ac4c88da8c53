package advice

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
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

// Finding is one group of similar matters of a stretch, the latest first.
type Finding struct {
	By      string
	Key     string // what they have in common, for addresses and for letters
	Name    string // in words
	Dept    string // whom it concerns; "" several
	Matters []Matter
	Why     string // why it calls for a letter; "" it does not

	of  door.Stretch
	all int // how many matters there were in it, of all groups
}

// name is that of the finding in the letters that came of it.
func (g Finding) name() string { return g.By + ":" + g.Key }

// href is the address of a page on the finding.
func (g Finding) href(page string) string { return g.of.Href(path+page, "by", g.By, "key", g.Key) }

// above leads to all findings of the stretch.
func (g Finding) above() page.Link {
	return page.Link{Href: g.of.Href(path+"/analysis", "by", g.By), Label: "反映分析"}
}

// group puts the matters that are similar in a way together: the largest group comes first.
func group(by string, matters []Matter) []Finding {
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
		slices.SortFunc(g.Matters, func(a, b Matter) int { return cmp.Compare(b.Case, a.Case) })
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(len(b.Matters), len(a.Matters)), cmp.Compare(a.Key, b.Key))
	})
	return list
}

// find groups the matters of a period and says which groups call for a letter. The first of a month are
// counted in the last month of the period.
func find(r Rule, by string, matters []Matter, to calendar.Day) []Finding {
	list := group(by, matters)
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

// Often are the groups of similar matters of a stretch, the most first.
func (s *Service) Often(ctx context.Context, by string, of door.Stretch) ([]Finding, error) {
	r, err := ruleOn(ctx, s.DB, calendar.DayOf(s.Now()))
	if err != nil {
		return nil, err
	}
	matters, err := s.Matters(ctx, of.Place, of.From, of.To)
	list := find(r, by, matters, of.To)
	for i := range list {
		list[i].of, list[i].all = of, len(matters)
		if by == ByDept {
			list[i].Name = s.Catalog.DeptName(list[i].Key)
		}
	}
	return list, err
}
