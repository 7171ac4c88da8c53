package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

type figuresData struct {
	page.Frame
	Heading string
	Filters page.Filters
	Stats   page.Stats
	By      page.Tally
	Chart   page.Chart
	Table   page.Table
	Ends    page.Table
}

var figuresPage = page.New[figuresData](page.Desk, files, "figures.html")

// groupings are the ways to divide the figures.
var groupings = []struct{ code, name string }{{"month", "按月"}, {"day", "按天"}, {"place", "按地区"}, {"dept", "按部门"}, {"kind", "按种类"}}

// monthsShown is how many months figures are of where none are asked for.
const monthsShown = 6

// figuresAsked reads what figures are asked for. What lies outside of the visitor's scope is left out. Where no time is asked for, it
// ends with the last month in which there is something.
func (f *Front) figuresAsked(ctx context.Context, in form.Values) (p people.Post, s span, q figureQuery, err error) {
	p = scope(people.VisitorOf(ctx))
	if place, err := region.Parse(in["place"]); err == nil && p.Region.Covers(place) {
		p.Region, q.place = place, place
	}
	if d, ok := f.Catalog.Dept(in["dept"]); ok && p.Dept == "" {
		p.Dept, q.dept = d.Code, d.Code
	}
	if _, ok := f.Engine.Table(in["kind"]); ok {
		q.kind = in["kind"]
	}
	now := calendar.DayOf(f.Now()).Month()
	s = span{period(in["from"]), period(in["to"])}
	if s.from == 0 || s.to == 0 {
		if now, err = f.Ledger.LatestMonth(ctx, p.Region, p.Dept, f.counts(q.kind), now); err != nil {
			return p, s, q, err
		}
		s = span{cmp.Or(s.from, before(now, monthsShown-1)), cmp.Or(s.to, now)}
	}
	if s.from > s.to || (s.from > 999999) != (s.to > 999999) {
		s = span{before(now, monthsShown-1), now}
	}
	return p, s, q, nil
}

// counts are the kinds of cases that figures count: one, or all that people bring.
func (f *Front) counts(kind string) (kinds []string) {
	if kind != "" {
		return []string{kind}
	}
	for _, t := range f.Engine.Tables() {
		if !t.Inner {
			kinds = append(kinds, t.Kind)
		}
	}
	return kinds
}

// period is a month or a day as it stands in addresses; 0 is neither.
func period(text string) int {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
	case len(text) == 6 && n/100 > 1999 && n%100 >= 1 && n%100 <= 12:
		return n
	case len(text) == 8:
		if d, err := calendar.ParseDay(text[:4] + "-" + text[4:6] + "-" + text[6:]); err == nil && d.Year() > 1999 {
			return n
		}
	}
	return 0
}

func (f *Front) figures(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.House.Desk(w, r, "统计")
	if err != nil {
		return err
	}
	in := form.Values(web.Asked(r))
	p, s, q, err := f.figuresAsked(r.Context(), in)
	if err != nil {
		return err
	}
	by := in["by"]
	if !slices.ContainsFunc(groupings, func(g struct{ code, name string }) bool { return g.code == by }) {
		by = "month"
	}
	groups, err := f.groups(r.Context(), p, s, q, by)
	if err != nil {
		return err
	}
	whole, err := f.count(r.Context(), p, s, q.kind, false)
	if err != nil {
		return err
	}
	sums := whole.sums(everything)
	d := figuresData{Frame: frame, Heading: f.scopeName(p) + "统计", Filters: f.figureFilters(r.Context(), s, q, by), By: groupingLinks(s, q, by)}
	total := group{label: "合计", href: func(what string) string { return rowsAt(s, q, what) }, sums: sums}
	for _, m := range measures[:4] {
		d.Stats.Items = append(d.Stats.Items, page.Stat{Label: m.name, Value: page.Num(sums[m.code]), Unit: "件", Href: total.href(m.code)})
	}
	d.Stats.Items = append(d.Stats.Items, page.Share("按时率", int(sums["intime"]), int(sums["intime"]+sums["late"]), "件", total.href("intime")))
	if d.Chart, err = f.chart(r.Context(), p, s, q, by, groups); err != nil {
		return err
	}
	d.Table = page.Table{Caption: "统计，" + groupings[slices.IndexFunc(groupings, func(g struct{ code, name string }) bool { return g.code == by })].name,
		Heads: []page.Head{{Label: "范围", Main: true}}, Empty: page.Empty{Title: "这段时间没有办件", Text: "换一段时间再看看。"}}
	for _, m := range measures {
		d.Table.Heads = append(d.Table.Heads, page.Head{Label: m.name, Num: true})
	}
	d.Table.Heads = append(d.Table.Heads, page.Head{Label: "按时率", Num: true})
	for _, g := range groups {
		d.Table.Rows = append(d.Table.Rows, figureRow(g))
	}
	if len(groups) > 1 {
		d.Table.Rows = append(d.Table.Rows, figureRow(total))
	}
	d.Ends = f.endings(total)
	return door.Write(w, figuresPage, &d)
}

// endings are how the cases ended, by final state.
func (f *Front) endings(total group) page.Table {
	t := page.Table{Caption: "怎么结束的", Flat: true, Heads: []page.Head{{Label: "结果", Main: true}, {Label: "件数", Num: true}, {Label: "占比", Num: true}}}
	ended := total.sums["intime"] + total.sums["late"]
	seen := map[string]bool{}
	for _, table := range f.Engine.Tables() {
		for _, s := range table.States {
			n := total.sums["end-"+s.Code]
			if !s.Final || n == 0 || seen[s.Code] {
				continue
			}
			seen[s.Code] = true
			t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
				{Text: s.Name, Small: table.Title},
				{Text: page.Num(n), Href: total.href("end-" + s.Code)},
				page.RateCell(n, ended),
			}})
		}
	}
	return t
}

func groupingLinks(s span, q figureQuery, by string) page.Tally {
	t := page.Tally{Label: "怎么分"}
	for _, g := range groupings {
		v := q.values()
		v.Set("from", strconv.Itoa(s.from))
		v.Set("to", strconv.Itoa(s.to))
		v.Set("by", g.code)
		t.Links = append(t.Links, page.Link{Href: "/desk/figures?" + v.Encode(), Label: g.name, Current: g.code == by})
	}
	return t
}

// monthsBack is how far back the figures can be asked for by choosing.
const monthsBack = 36

func (f *Front) figureFilters(ctx context.Context, s span, q figureQuery, by string) page.Filters {
	p := scope(people.VisitorOf(ctx))
	now := calendar.DayOf(f.Now()).Month()
	var months []page.Option
	for i := range monthsBack {
		m := before(now, i)
		months = append(months, page.Option{Value: strconv.Itoa(m), Label: fmt.Sprintf("%d年%d月", m/100, m%100)})
	}
	from, to := s.days()
	t := page.Filters{Action: "/desk/figures", Label: "统计范围", Fields: page.Fields{
		{Type: "choice", Name: "from", Label: "从", Value: strconv.Itoa(from.Month()), Options: months, Example: "半年前"},
		{Type: "choice", Name: "to", Label: "到", Value: strconv.Itoa(to.Month()), Options: months, Example: "本月"},
	}}
	if places := f.places(p.Region); len(places) > 0 {
		t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "place", Label: "地区", Value: string(q.place), Example: "全部地区", Options: places})
	}
	if p.Dept == "" {
		t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "dept", Label: "部门", Value: q.dept, Example: "全部部门", Options: f.depts(p.Region)})
	}
	if kinds := f.kinds(); len(kinds) > 1 {
		t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "kind", Label: "种类", Value: q.kind, Example: "群众办的事", Options: kinds})
	}
	t.Fields = append(t.Fields, page.Field{Type: "hidden", Name: "by", Value: by})
	if q != (figureQuery{}) {
		t.Reset = "/desk/figures"
	}
	return t
}
