package grievance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/docx"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// monthOf are the first and the last day of a month yyyymm.
func monthOf(n int) (first, last calendar.Day) {
	first = calendar.Day(n*100 + 1)
	return first, calendar.DayOf(first.Time().AddDate(0, 1, -1))
}

// span is what a report is of, as far as somebody sees it.
type span struct {
	door.Stretch

	who people.Actor
}

// spanOf is what an address asks for; the last month with matters in it if it names no days.
func (s *Service) spanOf(ctx context.Context, c door.Call) (span, error) {
	at := span{door.StretchOf(c.In, ""), c.Actor}
	if n, err := strconv.Atoi(strings.ReplaceAll(c.In["month"], "-", "")); err == nil && n > 200000 {
		at.From, at.To = monthOf(n)
	}
	if at.From == 0 || at.To == 0 {
		month, err := s.latestMonth(ctx, cmp.Or(at.Place, scopeOf(c.Actor)))
		if err != nil {
			return at, err
		}
		at.From, at.To = monthOf(month)
	}
	return at, nil
}

// latestMonth is the last month with matters of a place.
func (s *Service) latestMonth(ctx context.Context, place region.Code) (int, error) {
	return s.Ledger.LatestMonth(ctx, place, "", []string{Kind}, calendar.DayOf(s.Now()).Month())
}

// scopeOf is the widest place of which somebody reads matters.
func scopeOf(who people.Actor) (place region.Code) {
	found := false
	for _, p := range who.Posts {
		if slices.Contains(readers, p.Role) && (!found || p.Region.Level() < place.Level()) {
			place, found = p.Region, true
		}
	}
	return place
}

// where is the condition of the matters of the report.
func (p span) where() *db.Where {
	w := received(p.Place, p.From, p.To)
	flow.Scope(w, p.who, readers...)
	return w
}

// tellReport fills the report. What came of the matters is as it is now. No figure is kept anywhere: each is counted from the cases.
func (s *Service) tellReport(ctx context.Context, p *reportData, of span) error {
	t, err := totalsOf(ctx, s.DB, of.where())
	if err != nil {
		return err
	}
	p.Period = page.Date(of.From.Time()) + "至" + page.Date(of.To.Time())
	p.Place = s.Regions.Name(cmp.Or(of.Place, s.City))
	only := func(part string) string { return of.Href(path, "only", part) }
	p.Main.Items = []page.Stat{
		{Label: "收到", Value: page.Num(t.Received), Unit: "件", Note: fmt.Sprintf("不在受理范围 %d，撤回 %d", t.Refused, t.Withdrawn), Href: of.Href(path)},
		{Label: "解释疏导", Value: page.Num(t.Explained), Unit: "件", Note: "办不了的和当场解决的", Href: only("explained")},
		{Label: "会商办理", Value: page.Num(t.Consulted), Unit: "件", Note: "很难办的和责成立即办的", Href: only("consulted")},
		{Label: "在办", Value: page.Num(t.Open), Unit: "件", Href: only("open")},
	}
	p.Rates.Items = []page.Stat{
		page.Share("按时答复率", int(t.OnTime), int(t.Replied), "件", only("on_time")),
		page.Share("回访率", int(t.Visited), int(t.ToVisit), "件", only("visited")),
		page.Share("满意率", int(t.Satisfied), int(t.Rated), "件", only("satisfied")),
		page.Share("解决率", int(t.Solved), int(t.Rated), "件", only("solved")),
		page.Share("重复反映率", int(t.Again), int(t.Received), "件", only("again")),
	}
	if err := s.breakDown(ctx, p, of); err != nil {
		return err
	}
	if p.Halls, err = s.byHall(ctx, of); err != nil {
		return err
	}
	p.Quick = quick(of, calendar.DayOf(s.Now()))
	p.Filters = page.Filters{Action: path + "/report", Label: "哪段时间", Fields: page.Fields{
		{Type: "date", Name: "from", Label: "从", Value: of.From.String()}, {Type: "date", Name: "to", Label: "到", Value: of.To.String()}}}
	places := listing.PlaceFilter(s.House)
	if places.Field.Options, err = places.Options(ctx); err != nil {
		return err
	}
	if places.Field.Options != nil {
		places.Field.Value = string(of.Place)
		p.Filters.Fields = append(p.Filters.Fields, places.Field)
	}
	m, err := s.monthly(ctx, of)
	if err != nil {
		return err
	}
	lines, err := s.words(ctx, m)
	if err != nil {
		return err
	}
	for _, text := range lines {
		p.Words = append(p.Words, Line{text, docx.Heading(text)})
	}
	p.Compared, p.Until, p.Signing = m.table(), s.until(), signLines
	p.Document = page.Act{Label: "下载公文（Word）", Kind: "quiet", Icon: "download", Href: of.Href(path + "/report.docx")}
	if t.Received == 0 {
		p.Empty = page.Empty{Title: "这段时间没有反映", Text: "换一段时间看看。"}
	}
	return nil
}

// quick are the stretches of days that are asked for most.
func quick(of span, today calendar.Day) page.Tally {
	t := page.Tally{Label: "常看的时段"}
	add := func(label string, from, to calendar.Day) {
		at := of
		at.From, at.To = from, to
		t.Links = append(t.Links, page.Link{Href: at.Href(path + "/report"), Label: label, Current: from == of.From && to == of.To})
	}
	this, end := monthOf(today.Month())
	last, _ := monthOf(this.AddDays(-1).Month())
	year, before := calendar.Day(today.Year()*10000), calendar.Day((today.Year()-1)*10000)
	add("本月", this, end)
	add("上月", last, this.AddDays(-1))
	add("今年", year+101, today)
	add("去年", before+101, before+1231)
	return t
}

// breakDown counts by class, cause, department and item; each bar opens its rows.
func (s *Service) breakDown(ctx context.Context, p *reportData, of span) error {
	causes, err := allCauses(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, by := range []struct {
		into         *page.Chart
		title, field string
		column       string
		name         func(key string) string
		n            int
	}{
		{&p.Classes, "按类别", "class", "g.class", func(k string) string {
			return cmp.Or(Classes[k], "没有分类（当场解决、不在范围、待研判）")
		}, 5},
		{&p.Causes, "按原因", "cause", "g.cause", func(k string) string { return nameOn(causes, k, 0) }, 20},
		{&p.Depts, "按承办部门（前十）", "dept", "c.dept", func(k string) string { return cmp.Or(s.Catalog.DeptName(k), "没有派部门") }, 10},
		{&p.Items, "按事项（前十）", "title", "c.title", func(k string) string { return strings.TrimPrefix(k, titlePrefix) }, 10},
	} {
		groups, err := groupsOf(ctx, s.DB, of.where(), by.column, by.n)
		if err != nil {
			return err
		}
		*by.into = page.Chart{Title: by.title, Unit: "件", Series: []string{"件"}}
		if by.field == "class" {
			by.into.Kind = page.Parts
		}
		for _, g := range groups {
			d := page.Datum{Label: cmp.Or(by.name(g.Key), "还没有分类"), Values: []int{int(g.N)}}
			if g.Key != "" {
				d.Href = of.Href(path, by.field, g.Key)
			}
			by.into.Rows = append(by.into.Rows, d)
		}
	}
	return nil
}

// byHall counts by the level of the window that took the matter.
func (s *Service) byHall(ctx context.Context, of span) (page.Chart, error) {
	chart := page.Chart{Title: "按受理窗口", Unit: "件", Series: []string{"件"}}
	for _, h := range hallNames {
		w := of.where()
		among(halls)(w, h.Value)
		t, err := totalsOf(ctx, s.DB, w)
		if err != nil {
			return chart, err
		}
		chart.Rows = append(chart.Rows, page.Datum{Label: h.Label, Values: []int{int(t.Received)}, Href: of.Href(path, "hall", h.Value)})
	}
	return chart, nil
}

// Figures are what the report counts, for others to read.
type Figures struct{ Received, Explained, Consulted, Rated, Satisfied, OnTime, Replied int64 }

// Count counts the matters of a place that were received in the days.
func (s *Service) Count(ctx context.Context, place region.Code, from, to calendar.Day) (Figures, error) {
	t, err := totalsOf(ctx, s.DB, received(place, from, to))
	return Figures{t.Received, t.Explained, t.Consulted, t.Rated, t.Satisfied, t.OnTime, t.Replied}, err
}

// Matter is a grievance as it is analysed: what, where, whose and why.
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

// Matters are the judged grievances of a place that were received in the days.
func (s *Service) Matters(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error) {
	causes, err := allCauses(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var list []Matter
	for k, err := range eachJudged(ctx, s.DB, received(place, from, to)) {
		if err != nil {
			return nil, err
		}
		list = append(list, Matter{
			Case: k.ID, Number: k.Number(), Day: calendar.DayOf(calendar.At(k.OpenedAt)), Region: k.Region, Dept: k.Dept,
			ItemName: s.Engine.Bare(k.Title), Class: k.Class, Sub: k.Cause,
			Cause: nameOn(causes, k.Cause, wordedOn(k.JudgedDay, k.OpenedAt)),
		})
	}
	return list, nil
}
