package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/ledger"
	"wuyou/office/people"
	"wuyou/office/region"
)

// A figure counts moves between states. What a move means is read from the table of its kind: the first
// event receives a case; leaving the first phase is acceptance; a final state of the last phase is
// success, one of an earlier phase is an end without it.

// measure is one figure.
type measure struct {
	code, name string
	of         func(t *flow.Table, c ledger.Count) bool
}

var measures = []measure{
	{"received", "收件", func(_ *flow.Table, c ledger.Count) bool { return c.FromState == flow.Start }},
	{"accepted", "受理", accepts},
	{"finished", "办结", func(t *flow.Table, c ledger.Count) bool { return ends(t, c) && succeeds(t, c) }},
	{"unfinished", "没办成", func(t *flow.Table, c ledger.Count) bool { return ends(t, c) && !succeeds(t, c) }},
	{"intime", "按时", func(t *flow.Table, c ledger.Count) bool { return ends(t, c) && !c.Late }},
	{"late", "超期", func(t *flow.Table, c ledger.Count) bool { return ends(t, c) && c.Late }},
}

func accepts(t *flow.Table, c ledger.Count) bool {
	from, _ := t.State(c.FromState)
	to, _ := t.State(c.ToState)
	return from.Phase == 0 && to.Phase > 0 && !to.Final
}

func ends(t *flow.Table, c ledger.Count) bool {
	from, _ := t.State(c.FromState)
	to, _ := t.State(c.ToState)
	return to.Final && !from.Final
}

func succeeds(t *flow.Table, c ledger.Count) bool {
	to, _ := t.State(c.ToState)
	return t.Succeeds(to)
}

// endsIn is the figure of those that ended in one state, also of those that had ended in another before: what was granted and revoked later was
// finished once, in the month in which it was granted.
func endsIn(state string) measure {
	return measure{"end-" + state, "", func(t *flow.Table, c ledger.Count) bool {
		return c.ToState == state && c.FromState != state && (ends(t, c) || reverses(t, c))
	}}
}

// reverses reports whether the end of cases became another one.
func reverses(t *flow.Table, c ledger.Count) bool {
	from, _ := t.State(c.FromState)
	to, _ := t.State(c.ToState)
	return to.Final && from.Final && from.Code != to.Code
}

func measureOf(code string) (measure, bool) {
	if state, ok := strings.CutPrefix(code, "end-"); ok {
		return endsIn(state), true
	}
	i := slices.IndexFunc(measures, func(m measure) bool { return m.code == code })
	if i < 0 {
		return measure{}, false
	}
	return measures[i], true
}

// span is a time in whole months (yyyymm) or whole days (yyyymmdd), both ends included.
type span struct{ from, to int }

func (s span) daily() bool { return s.from > 999999 }

// yearBefore is the same time of the year before.
func (s span) yearBefore() span {
	year := 100
	if s.daily() {
		year *= 100
	}
	return span{s.from - year, s.to - year}
}

// days are the first and the last day of the span.
func (s span) days() (from, to calendar.Day) {
	if s.daily() {
		return calendar.Day(s.from), calendar.Day(s.to)
	}
	return calendar.Day(s.from*100 + 1), calendar.Day(after(s.to)*100 + 1).AddDays(-1)
}

// after is the month that follows.
func after(month int) int {
	if month%100 == 12 {
		return month + 89
	}
	return month + 1
}

// before is the month n months earlier.
func before(month, n int) int {
	serial := month/100*12 + month%100 - 1 - n
	return serial/12*100 + serial%12 + 1
}

// figureQuery is what the figures were narrowed to.
type figureQuery struct {
	place region.Code
	dept  string
	kind  string
}

func (q figureQuery) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"place": string(q.place), "dept": q.dept, "kind": q.kind} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

const rowsPath = "/desk/figures/rows"

// rowsAt is the address of the rows behind a figure.
func rowsAt(s span, q figureQuery, what string) string {
	v := q.values()
	v.Set("from", strconv.Itoa(s.from))
	v.Set("to", strconv.Itoa(s.to))
	v.Set("what", what)
	return rowsPath + "?" + v.Encode()
}

// counted are counts with the tables that tell what they mean.
type counted struct {
	front *Front
	all   []ledger.Count
}

// count reads the kept counters of a post's scope, of one kind of case or, for "", of all that people
// bring, by day or by month.
func (f *Front) count(ctx context.Context, p people.Post, s span, kind string, daily bool) (counted, error) {
	places := []region.Code{p.Region}
	switch p.Region.Level() {
	case region.Nation:
		places = []region.Code{""}
	case region.Province: // counted by its cities
		places = nil
		first, _ := s.days()
		for _, c := range f.Regions.Stood(p.Region, int64(first)) {
			places = append(places, c.Code)
		}
	}
	t := counted{front: f}
	for _, place := range places {
		var list []ledger.Count
		var err error
		if from, to := s.days(); daily || s.daily() {
			list, err = f.Ledger.DayCounts(ctx, place, from, to)
		} else {
			list, err = f.Ledger.Counts(ctx, place, int64(s.from), int64(s.to))
		}
		if err != nil {
			return t, err
		}
		for _, c := range list {
			table, ok := f.Engine.Table(c.Kind)
			if ok && (kind == c.Kind || kind == "" && !table.Inner) && (p.Dept == "" || c.Dept == p.Dept) {
				t.all = append(t.all, c)
			}
		}
	}
	return t, nil
}

// sums are all figures of the counts that are wanted.
func (t counted) sums(want func(ledger.Count) bool) map[string]int64 {
	n := map[string]int64{}
	for _, c := range t.all {
		if !want(c) {
			continue
		}
		table, _ := t.front.Engine.Table(c.Kind)
		for _, m := range measures {
			if m.of(table, c) {
				n[m.code] += c.N
			}
		}
		if ends(table, c) || reverses(table, c) {
			n["end-"+c.ToState] += c.N
		}
	}
	return n
}

func everything(ledger.Count) bool { return true }

// only are the counts of a figure.
func (t counted) only(m measure) []ledger.Count {
	return slices.DeleteFunc(slices.Clone(t.all), func(c ledger.Count) bool {
		table, _ := t.front.Engine.Table(c.Kind)
		return !m.of(table, c)
	})
}

// group is one line of the figures.
type group struct {
	label  string
	period int64 // yyyymm or yyyymmdd, of groups by time
	href   func(what string) string
	sums   map[string]int64
}

// figureRow writes the figures of a group, each with the way to its rows.
func figureRow(g group) page.Row {
	r := page.Row{Cells: []page.Cell{{Text: g.label}}}
	for _, m := range measures {
		c := page.Cell{Text: page.Num(g.sums[m.code])}
		if g.sums[m.code] > 0 {
			c.Href = g.href(m.code)
		}
		r.Cells = append(r.Cells, c)
	}
	ended := g.sums["intime"] + g.sums["late"]
	r.Cells = append(r.Cells, page.RateCell(g.sums["intime"], ended))
	return r
}

// groups divide the counts: by month, day, department or kind; places are counted one by one.
func (f *Front) groups(ctx context.Context, p people.Post, s span, q figureQuery, by string) ([]group, error) {
	if by == "place" {
		return f.byPlace(ctx, p, s, q)
	}
	t, err := f.count(ctx, p, s, q.kind, by == "day")
	if err != nil {
		return nil, err
	}
	keyOf := map[string]func(ledger.Count) string{
		"month": func(c ledger.Count) string { return strconv.FormatInt(c.Period, 10) },
		"day":   func(c ledger.Count) string { return strconv.FormatInt(c.Period, 10) },
		"dept":  func(c ledger.Count) string { return c.Dept }, "kind": func(c ledger.Count) string { return c.Kind },
	}[by]
	var keys []string
	for _, c := range t.all {
		keys = append(keys, keyOf(c))
	}
	if by == "month" { // months without anything stand too
		for m := s.from; m <= s.to; m = after(m) {
			keys = append(keys, strconv.Itoa(m))
		}
	}
	slices.Sort(keys)
	var list []group
	for _, key := range slices.Compact(keys) {
		g := group{sums: t.sums(func(c ledger.Count) bool { return keyOf(c) == key })}
		if by == "month" || by == "day" {
			g.period, _ = strconv.ParseInt(key, 10, 64)
		}
		g.label, g.href = f.division(by, key, s, q)
		list = append(list, g)
	}
	if by == "dept" {
		slices.SortStableFunc(list, func(a, b group) int { return cmp.Compare(b.sums["received"], a.sums["received"]) })
	}
	return list, nil
}

// division names one group and leads to its rows.
func (f *Front) division(by, key string, s span, q figureQuery) (label string, href func(what string) string) {
	n, _ := strconv.Atoi(key)
	switch by {
	case "month":
		label, s = fmt.Sprintf("%d年%d月", n/100, n%100), span{n, n}
	case "day":
		label, s = f.House.Day(calendar.Day(n)), span{n, n}
	case "dept":
		label, q.dept = cmp.Or(f.Catalog.DeptName(key), "没有派部门"), key
	case "kind":
		t, _ := f.Engine.Table(key)
		label, q.kind = t.Title, key
	}
	return label, func(what string) string { return rowsAt(s, q, what) }
}

func (f *Front) byPlace(ctx context.Context, p people.Post, s span, q figureQuery) ([]group, error) {
	var list []group
	first, _ := s.days()
	for _, place := range f.Regions.Stood(p.Region, int64(first)) {
		below := p
		below.Region, q.place = place.Code, place.Code
		t, err := f.count(ctx, below, s, q.kind, false)
		if err != nil {
			return nil, err
		}
		at := q
		list = append(list, group{label: place.Name, href: func(what string) string { return rowsAt(s, at, what) }, sums: t.sums(everything)})
	}
	return list, nil
}

// barsMost is how many groups are compared in a chart; the table has all.
const barsMost = 12

// chart draws what came: over time with what came a year before, else compared; of one group there is none.
func (f *Front) chart(ctx context.Context, p people.Post, s span, q figureQuery, by string, groups []group) (page.Chart, error) {
	c := page.Chart{Title: "收件", Unit: "件", Series: []string{"收件"}}
	for _, g := range groups {
		c.Rows = append(c.Rows, page.Datum{Label: g.label, Href: g.href("received"), Values: []int{int(g.sums["received"])}})
	}
	if by == "month" || by == "day" {
		c.Kind = page.Course
		past, err := f.count(ctx, p, s.yearBefore(), q.kind, by == "day")
		if err != nil || len(past.all) == 0 {
			return c, err
		}
		c.Series = append(c.Series, "上年同期")
		for i, g := range groups {
			year := int64(100)
			if by == "day" {
				year *= 100
			}
			n := past.sums(func(c ledger.Count) bool { return c.Period == g.period-year })["received"]
			c.Rows[i].Values = append(c.Rows[i].Values, int(n))
		}
		return c, nil
	}
	c.Rows = slices.DeleteFunc(c.Rows, func(d page.Datum) bool { return d.Values[0] == 0 })
	slices.SortStableFunc(c.Rows, func(a, b page.Datum) int { return cmp.Compare(b.Values[0], a.Values[0]) })
	c.Rows = c.Rows[:min(len(c.Rows), barsMost)]
	if len(c.Rows) < 2 {
		c.Rows = nil
	}
	return c, nil
}
