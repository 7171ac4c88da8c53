package grievance

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// monthOf are the first and the last day of a month yyyymm.
func monthOf(n int) (first, last calendar.Day) {
	first = calendar.Day(n*100 + 1)
	return first, calendar.DayOf(first.Time().AddDate(0, 1, -1))
}

const ledgerPath = "/desk/grievances"

// tellReport fills the report. Matters are those received in the days; what came of them is as it is
// now. No figure is kept anywhere: each is counted from the cases.
func (s *Service) tellReport(ctx context.Context, p *reportData, a asking) error {
	t, err := totalsOf(ctx, s.DB, a)
	if err != nil {
		return err
	}
	p.Period = page.Date(a.From.Time()) + "至" + page.Date(a.To.Time())
	p.Place = s.Regions.Name(a.Place)
	if a.Place == "" {
		p.Place = s.Regions.Name(s.City)
	}
	only := func(key string) string {
		b := a
		b.Only = key
		return b.href(ledgerPath)
	}
	p.Main.Items = []page.Stat{
		{Label: "收到", Value: page.Num(t.Received), Unit: "件", Note: fmt.Sprintf("不在受理范围 %d，撤回 %d", t.Refused, t.Withdrawn), Href: a.href(ledgerPath)},
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
	for _, g := range []struct {
		into  *page.Chart
		title string
		by    string
		name  func(string) string
		with  func(b *asking, key string)
		n     int
	}{
		{&p.Classes, "按类别", "class", func(k string) string {
			return orElse(Classes[k], "没有分类（当场解决、不在范围、待研判）")
		}, nil, 5},
		{&p.Causes, "按原因", "cause", nil, func(b *asking, k string) { b.Cause = k }, 20},
		{&p.Depts, "按承办部门（前十）", "dept", func(k string) string { return orElse(s.Catalog.DeptName(k), "没有派部门") }, func(b *asking, k string) { b.Dept = k }, 10},
		{&p.Items, "按事项（前十）", "title", func(k string) string { return strings.TrimPrefix(k, titlePrefix) }, func(b *asking, k string) { b.Title = k }, 10},
	} {
		if g.by == "class" {
			g.with = func(b *asking, k string) { b.Class = k }
		}
		if *g.into, err = s.breakdown(ctx, a, g.title, g.by, g.name, g.with, g.n); err != nil {
			return err
		}
	}
	if err := s.tellHalls(ctx, p, a); err != nil {
		return err
	}
	p.Quick = quick(a, calendar.DayOf(s.Now()))
	p.Filters = page.Filters{Action: "/desk/grievances/report", Label: "哪段时间", Fields: page.Fields{
		{Type: "date", Name: "from", Label: "从", Value: a.From.String()}, {Type: "date", Name: "to", Label: "到", Value: a.To.String()}}}
	if places := s.reportPlaces(); len(places) > 0 {
		p.Filters.Fields = append(p.Filters.Fields, page.Field{Type: "choice", Name: "place", Label: "地点", Value: string(a.Place), Example: "全部地点", Options: places})
	}
	if t.Received == 0 {
		p.Empty = page.Empty{Title: "这段时间没有反映", Text: "换一段时间看看。"}
	}
	return nil
}

// quick are the stretches of days that are asked for most.
func quick(a asking, today calendar.Day) page.Tally {
	t := page.Tally{Label: "常看的时段"}
	this, _ := monthOf(today.Month())
	for _, q := range []struct {
		label    string
		from, to calendar.Day
	}{{"本月", this, 0}, {"上月", 0, this.AddDays(-1)}, {"今年", calendar.Day(today.Year()*10000 + 101), today}, {"去年", calendar.Day((today.Year()-1)*10000 + 101), calendar.Day((today.Year()-1)*10000 + 1231)}} {
		if q.to == 0 {
			_, q.to = monthOf(today.Month())
		}
		if q.from == 0 {
			q.from, _ = monthOf(q.to.Month())
		}
		b := a
		b.From, b.To = q.from, q.to
		t.Links = append(t.Links, page.Link{Href: b.href("/desk/grievances/report"), Label: q.label, Current: a.From == q.from && a.To == q.to})
	}
	return t
}

func (s *Service) reportPlaces() []page.Option {
	var list []page.Option
	for _, c := range s.Regions.Children(s.City) {
		list = append(list, page.Option{Value: string(c.Code), Label: c.Name})
	}
	return list
}

// breakdown counts by one column; each bar opens its rows.
func (s *Service) breakdown(ctx context.Context, a asking, title, by string, name func(string) string, with func(*asking, string), n int) (page.Chart, error) {
	c := page.Chart{Title: title, Unit: "件", Series: []string{"件"}}
	list, err := groupsOf(ctx, s.DB, a, by, n)
	if err != nil {
		return c, err
	}
	for _, g := range list {
		words := ""
		if name != nil {
			words = name(g.Key)
		} else if words, err = s.causeName(ctx, s.DB, g.Key, 0); err != nil {
			return c, err
		}
		d := page.Datum{Label: orElse(words, "还没有分类"), Values: []int{int(g.N)}}
		if g.Key != "" {
			b := a
			with(&b, g.Key)
			d.Href = b.href(ledgerPath)
		}
		c.Rows = append(c.Rows, d)
	}
	return c, nil
}

// tellHalls counts by the level of the window that took the matter.
func (s *Service) tellHalls(ctx context.Context, p *reportData, a asking) error {
	p.Halls = page.Chart{Title: "按受理窗口", Unit: "件", Series: []string{"件"}}
	for _, h := range hallNames {
		b := a
		b.Hall = h.Value
		t, err := totalsOf(ctx, s.DB, b)
		if err != nil {
			return err
		}
		p.Halls.Rows = append(p.Halls.Rows, page.Datum{Label: h.Label, Values: []int{int(t.Received)}, Href: b.href(ledgerPath)})
	}
	return nil
}

// Figures are what the report counts, for others to read.
type Figures struct{ Received, Explained, Consulted, Rated, Satisfied, OnTime, Replied int64 }

// Count counts the matters of a place that were received in the days.
func (s *Service) Count(ctx context.Context, place region.Code, from, to calendar.Day) (Figures, error) {
	t, err := totalsOf(ctx, s.DB, asking{Place: place, From: from, To: to})
	return Figures{t.Received, t.Explained, t.Consulted, t.Rated, t.Satisfied, t.OnTime, t.Replied}, err
}

// Matter is a grievance as it is analysed: what, where, whose and why.
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

// Matters are the judged grievances of a place that were received in the days.
func (s *Service) Matters(ctx context.Context, place region.Code, from, to calendar.Day) ([]Matter, error) {
	causes, err := allCauses(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	var list []Matter
	for k, err := range eachLine(ctx, s.DB, asking{Place: place, From: from, To: to}) {
		if err != nil {
			return nil, err
		}
		if k.Class == "" {
			continue
		}
		m := Matter{Case: k.ID, Number: k.Number(), Day: calendar.DayOf(at(k.OpenedAt)), Region: k.Region, Dept: k.Dept, Item: k.Item, ItemName: strings.TrimPrefix(k.Title, titlePrefix), Class: k.Class, Sub: k.Cause, Cause: nameOn(causes, k.Cause, wordedOn(k.JudgedDay, k.OpenedAt)), Title: k.Title}
		list = append(list, m)
	}
	return list, nil
}
