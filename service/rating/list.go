package rating

import (
	"context"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/tally"
)

// line is a rating in a list: what it is of, and what became of it.
type line struct {
	rate.Rating

	act     rate.Act
	words   string // its tags
	mended  rate.Rectification
	mending flow.Case
}

// kinds narrow the list of ratings (narrowKind).
var kinds = form.Pairs("", "全部", "valid", "有效评价", "bad", "差评", "more", "追加评价", "excluded", "不予采纳", "default", "默认好评")

func narrowKind(w *db.Where, kind string) {
	switch kind {
	case "valid": // what figures count (rate.Counts.Valid)
		w.And("r.source = 'active' AND r.n = 1 AND NOT r.excluded")
	case "bad":
		w.And("r.source = 'active' AND r.level IN ('dissatisfied', 'very_dissatisfied')")
	case "more":
		w.And("r.n > 1")
	case "excluded":
		w.And("r.excluded")
	case "default":
		w.And("r.source = 'default'")
	default:
		w.And("r.source = 'active'")
	}
}

// list declares the list of ratings (评价清单): what was said, never by whom.
func (s *Service) list() listing.Ledger[line] {
	tabs := door.Fields(form.Of(form.Field{Name: "only", Label: "种类", Type: form.Choice, Options: kinds}), nil, nil)[0]
	return listing.Ledger[line]{
		Name: "ratings", Path: deskPath + "/list", Title: "评价清单", Roles: keepers, Of: door.OfPeople, Unit: "条",
		Filters: append(s.periodFilters("own", "dept", "item", "staff", "window", "channel"), listing.Filter{Field: tabs, Tabs: true}),
		Narrow: func(ctx context.Context, w *db.Where, v people.Visitor, in form.Values) error {
			p, err := s.asked(ctx, in, v.Actor)
			if err != nil {
				return err
			}
			p.narrow(w)
			narrowKind(w, in["only"])
			return nil
		},
		Select: rate.Ratings.Columns("r"), From: "ratings r", Order: []string{"r.id"}, Key: func(l line) []int64 { return []int64{l.ID} },
		Fill: s.fillForStaff, Around: s.around("/list"),
		Empty: page.Empty{Title: "这段时间没有评价", Text: "换一段时间或地点再看看。"},
		Columns: []listing.Column[line]{
			{Name: "事项", Key: "item", Main: true, Width: 36, Value: func(l line) any { return l.act.Title },
				Cell: func(l line) page.Cell {
					return page.Cell{Text: l.act.Title, Small: s.House.Clock(l.At) + "　" + modeWords[l.act.Mode]}
				}},
			{Name: "评价时间", Key: "at", Width: 18, Value: func(l line) any { return door.SheetClock(l.At) }},
			{Name: "办理方式", Key: "mode", Value: func(l line) any { return modeWords[l.act.Mode] }},
			{Name: "评价", Key: "level", Plain: true, Value: func(l line) any { return l.tag().Label },
				Cell: func(l line) page.Cell { return page.Cell{Tags: []page.Tag{l.tag()}, Small: l.way()} }},
			{Name: "评价渠道", Key: "way", Value: func(l line) any { return l.way() }},
			{Name: "说了什么", Key: "tags", Long: true, Width: 40, Value: func(l line) any { return l.words },
				Cell: func(l line) page.Cell { return page.Cell{Text: l.words, Small: l.Comment} }},
			{Name: "想说的话", Width: 50, Value: func(l line) any { return l.Comment }},
			{Name: "窗口和人员", Key: "window", Width: 24, Value: func(l line) any { return l.served() },
				Cell: func(l line) page.Cell { return page.Cell{Text: l.served(), Small: s.whose(l.act)} }},
			{Name: "单位", Key: "unit", Width: 24, Value: func(l line) any { return s.whose(l.act) }},
			{Name: "整改", Key: "mending", Plain: true, Value: func(l line) any { return s.House.StateOf(l.mending).Name }, Cell: s.mendingCell},
			{Name: "整改结果", Key: "outcome", Value: func(l line) any { return form.Label(rate.Outcomes, l.mended.Outcome) }},
		},
	}
}

// tag is the level of a rating: a bad one stands out, and one that does not count says so.
func (l line) tag() page.Tag {
	switch t := levelTag(l.Level); {
	case l.Source == rate.Default:
		return page.Tag{Label: "默认好评"}
	case l.Excluded:
		return page.Tag{Label: t.Label + "（不予采纳）"}
	default:
		return t
	}
}

func (l line) way() string {
	if l.N > 1 {
		return "追加，" + form.Label(rate.Ways, l.Way)
	}
	return form.Label(rate.Ways, l.Way)
}

func (l line) served() string { return strings.TrimSpace(l.act.Place + " " + l.act.StaffName) }

// whose is the department that served, or the place of the window.
func (s *Service) whose(a rate.Act) string {
	if a.Dept == "" {
		return s.Regions.Name(a.Region)
	}
	return s.Catalog.DeptName(a.Dept)
}

func (s *Service) mendingCell(l line) page.Cell {
	if l.mending.ID == 0 {
		return page.Cell{}
	}
	return page.Cell{Text: s.House.StateOf(l.mending).Name, Href: door.DeskCase(l.mending.Number()), Small: form.Label(rate.Outcomes, l.mended.Outcome)}
}

// fill reads what ratings are of, their tags in words and what became of them.
func (s *Service) fill(ctx context.Context, rows []line) error {
	var ratings, services []int64
	for _, l := range rows {
		ratings, services = append(ratings, l.ID), append(services, l.Act)
	}
	acts, err := rate.ActsBy(ctx, s.DB, services...)
	if err != nil {
		return err
	}
	mended, err := rate.RectifiedBy(ctx, s.DB, ratings...)
	if err != nil {
		return err
	}
	sets, err := rate.TagSets(ctx, s.DB)
	for i := range rows {
		l := &rows[i]
		l.act, l.mended = acts[l.Act], mended[l.ID]
		l.words = strings.Join(rate.TagWords(sets[l.TagSet], l.Tags, l.Day), "、")
	}
	return err
}

// fillForStaff also reads where their rectifications stand, and puts a veil on what somebody wrote, who may have named himself.
func (s *Service) fillForStaff(ctx context.Context, _ people.Visitor, rows []line) error {
	if err := s.fill(ctx, rows); err != nil {
		return err
	}
	var ids []int64
	said := map[int64]bool{} // the cases of which somebody wrote
	for _, l := range rows {
		if l.mended.CaseID != 0 {
			ids = append(ids, l.mended.CaseID)
		}
		if l.Comment != "" {
			ids = append(ids, l.act.CaseID)
			said[l.act.CaseID] = true
		}
	}
	cases, err := s.Engine.CasesOf(ctx, s.DB, ids...)
	if err != nil {
		return err
	}
	var under []flow.Case
	for id := range said {
		k := cases[id]
		k.ID = id // also of one that is gone: what is written stands under a veil all the same
		under = append(under, k)
	}
	veils, err := s.House.Covered(ctx, s.DB, under...)
	if err != nil {
		return err
	}
	for i := range rows {
		l := &rows[i]
		l.mending = cases[l.mended.CaseID]
		if l.Comment != "" {
			l.Comment = veils[l.act.CaseID].Text(l.Comment)
		}
	}
	return nil
}

// around adds to the page of a list the ways to the other pages of ratings and, where it is of a place, up and down.
func (s *Service) around(at string) func(ctx context.Context, c door.Call, p *door.Screen) error {
	return func(ctx context.Context, c door.Call, p *door.Screen) error {
		period, err := s.asked(ctx, c.In, c.Actor)
		if err != nil {
			return err
		}
		p.Crumbs = home
		p.Tally = s.tabs(c.Actor, at, period)
		if path := s.pathTo(period, deskPath+at); len(path.Links) > 0 {
			p.Blocks = append([]door.Block{{Bare: true, Tally: path}}, p.Blocks...)
		}
		return nil
	}
}

// periodFilters are the days of the services, of the last month with some where none are given, and what else narrows a list unseen: the
// place, and the fields named.
func (s *Service) periodFilters(more ...string) []listing.Filter {
	last := func(day func(tally.Period) calendar.Day) func(context.Context) (string, error) {
		return func(ctx context.Context) (string, error) {
			p, err := s.lastMonth(ctx, people.VisitorOf(ctx).Actor)
			return day(p).String(), err
		}
	}
	list := []listing.Filter{
		{Field: page.Field{Type: "date", Name: "from", Label: "服务从"}, Else: last(func(p tally.Period) calendar.Day { return p.From })},
		{Field: page.Field{Type: "date", Name: "to", Label: "到"}, Else: last(func(p tally.Period) calendar.Day { return p.To })},
	}
	for _, name := range append([]string{"place"}, more...) {
		f := unseen[name]
		list = append(list, listing.Filter{Field: page.Field{Type: "hidden", Name: name, Label: f.label},
			Options: func(context.Context) ([]page.Option, error) { return []page.Option{f.word}, nil },
			By:      func(_ *db.Where, value string) bool { return f.reads == nil || f.reads(value) }}) // narrowed by period.narrow
	}
	return list
}

// unseen are the fields that only addresses have: their labels, which values can be read, where not all can, and the value that has a word.
var unseen = map[string]struct {
	label string
	reads func(value string) bool
	word  page.Option
}{
	"place":   {label: "地点", reads: func(value string) bool { _, err := region.Parse(value); return err == nil }},
	"own":     {"范围", func(value string) bool { return value == ownOnly }, page.Option{Value: ownOnly, Label: "仅本级"}},
	"dept":    {"部门", nil, page.Option{Value: tally.None, Label: none["dept"]}},
	"item":    {"事项", isNumber, page.Option{Value: tally.None, Label: none["item"]}},
	"staff":   {"人员", isNumber, page.Option{Value: tally.None, Label: none["staff"]}},
	"window":  {"窗口", nil, page.Option{Value: tally.None, Label: none["window"]}},
	"channel": {label: "办理渠道", reads: func(value string) bool { return form.Label(channels, value) != "" }},
}

func isNumber(value string) bool { return parseNumber(value) != 0 }

// monthOf is the first day of a day's month.
func monthOf(d calendar.Day) calendar.Day { return d - d%100 + 1 }

// monthEnd is the last day of a day's month.
func monthEnd(d calendar.Day) calendar.Day { return monthOf(monthOf(d).AddDays(31)).AddDays(-1) }
