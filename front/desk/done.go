package desk

import (
	"cmp"
	"context"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/ledger"
	"wuyou/office/people"
	"wuyou/office/region"
)

// events is a list of what was done to cases, the latest first.
func (f *Front) events(l listing.Ledger[flow.EventRow]) listing.Ledger[flow.EventRow] {
	l.Select, l.From, l.Order, l.Key = flow.EventColumns, flow.EventsFrom, []string{"e.at", "e.case_id", "e.seq"}, flow.EventRow.Place
	l.Case = func(e flow.EventRow) flow.Case { return e.Case }
	return l
}

// done declares what the reader did (我办过的).
func (f *Front) done() listing.Ledger[flow.EventRow] {
	return f.events(listing.Ledger[flow.EventRow]{
		Name: "done", Path: "/desk/done", Title: "我办过的", Roles: caseworkers, Of: door.OfPeople, Unit: "步",
		Scope: func(w *db.Where, v people.Visitor) { flow.DoneBy(w, v.Actor.ID) },
		Empty: page.Empty{Title: "还没有办过", Text: "您办的每一步都会记在这里。"},
		Columns: []listing.Column[flow.EventRow]{
			f.eventTime(), f.eventCase(),
			{Name: "办件编号", Key: "number", Width: 28, Value: func(e flow.EventRow) any { return flow.Grouped(e.Number()) }},
			{Name: "事项", Key: "title", Width: 40, Value: func(e flow.EventRow) any { return e.Title }},
			{Name: "做了什么", Key: "event", Width: 16, Value: func(e flow.EventRow) any { return f.Engine.EventName(e.Case, e.Of()) },
				Cell: func(e flow.EventRow) page.Cell {
					return page.Cell{Text: f.Engine.EventName(e.Case, e.Of()), Small: short(e.Note, 40)}
				}},
			{Name: "说明", Key: "note", Width: 50, Value: func(e flow.EventRow) any { return e.Note }},
			listing.Words("现在", "state", 12, func(e flow.EventRow) string { return f.House.StateOf(e.Case).Name }),
		},
	})
}

func (f *Front) eventTime() listing.Column[flow.EventRow] {
	return listing.Column[flow.EventRow]{
		Name: "时间", Key: "at", Plain: true, Width: 18,
		Cell:  func(e flow.EventRow) page.Cell { return page.Cell{Text: f.House.Clock(e.EventAt)} },
		Value: func(e flow.EventRow) any { return door.SheetClock(e.EventAt) },
	}
}

// eventCase is the case, on the page.
func (f *Front) eventCase() listing.Column[flow.EventRow] {
	return listing.Column[flow.EventRow]{Name: "事项和编号", Main: true, Cell: func(e flow.EventRow) page.Cell { return f.caseCell(e.Case) }}
}

// figureRows declares the rows behind a figure (统计明细). Which figure it is, of where and when, stands in the address.
func (f *Front) figureRows() listing.Ledger[flow.EventRow] {
	did := func(e flow.EventRow) string { return f.Engine.EventName(e.Case, e.Of()) }
	by := func(e flow.EventRow) string { return f.Engine.Doer(e.Case, e.ActorKind, e.ActorName) }
	columns := []listing.Column[flow.EventRow]{
		f.eventTime(), f.eventCase(),
		{Name: "做了什么", Key: "event", Width: 16, Value: func(e flow.EventRow) any { return did(e) }},
		{Name: "谁", Key: "by", Width: 12, Value: func(e flow.EventRow) any { return by(e) }},
	}
	of := func(e flow.EventRow) flow.Case { return e.Case }
	columns = append(columns, caseSheet(f, of)...)
	columns = append(columns,
		personCell(f, of),
		onPage("部门", func(e flow.EventRow) page.Cell { return page.Cell{Text: f.Catalog.DeptName(e.Dept)} }),
		onPage("做了什么", func(e flow.EventRow) page.Cell { return page.Cell{Text: did(e), Small: by(e)} }),
		onPage("现在", func(e flow.EventRow) page.Cell { return page.Cell{Text: f.House.StateOf(e.Case).Name} }))
	return f.events(listing.Ledger[flow.EventRow]{
		Name: "figure-rows", Path: rowsPath, Title: "统计明细", Roles: overseers, Of: door.OfPeople, Veils: listing.VeilNone,
		Filters: f.rowFilters(),
		Narrow: func(ctx context.Context, w *db.Where, _ people.Visitor, in form.Values) error {
			b, err := f.behind(ctx, in)
			if err != nil {
				return err
			}
			counts, err := f.counted(ctx, b)
			from, to := b.span.days()
			ledger.Behind(w, b.post, counts, from, to)
			return err
		},
		Columns: columns,
		Around: func(ctx context.Context, c door.Call, s *door.Screen) error {
			b, err := f.behind(ctx, c.In)
			if err != nil {
				return err
			}
			n, err := f.rowsOf(ctx, b, s.Blocks[0].Pager)
			from, to := b.span.days()
			s.Title, s.Crumbs = b.name, []page.Link{{Href: "/desk/figures", Label: "统计"}}
			s.Lead = page.Date(from.Time()) + "至" + page.Date(to.Time()) + "，" + page.Num(n) + " 件"
			s.Blocks[0].Table.Empty = page.Empty{Title: "没有明细", Text: "这段时间没有这样的办件。"}
			return err
		},
	})
}

// rowFilters say in the address, and in the workbook's terms, of which figure the rows are; the page has no fields for them.
func (f *Front) rowFilters() []listing.Filter {
	of := func(name, label string, options func() []page.Option) listing.Filter {
		return listing.Filter{Field: page.Field{Type: "hidden", Name: name, Label: label},
			Options: func(context.Context) ([]page.Option, error) { return options(), nil }}
	}
	when := func(name, label string) listing.Filter {
		return listing.Filter{Field: page.Field{Type: "hidden", Name: name, Label: label},
			By: func(_ *db.Where, value string) bool { return period(value) != 0 }}
	}
	place := of("place", "地区", func() []page.Option { return f.places(f.City) })
	place.By = listing.Reads(region.Parse) // a village is a place, too
	return []listing.Filter{
		of("what", "哪个数", func() (list []page.Option) {
			for _, m := range measures {
				list = append(list, page.Option{Value: m.code, Label: m.name})
			}
			for _, t := range f.Engine.Tables() {
				for _, s := range t.States {
					if s.Final {
						list = append(list, page.Option{Value: endsIn(s.Code).code, Label: s.Name})
					}
				}
			}
			return list
		}),
		when("from", "从"), when("to", "到"),
		place,
		of("dept", "部门", func() []page.Option { return f.depts(f.City) }),
		of("kind", "种类", f.kinds),
	}
}

// behind says of which figure the rows are that somebody asks for.
type behind struct {
	measure measure
	name    string
	post    people.Post
	span    span
	kind    string
	none    bool // no figure of this post has them
}

// behind reads which figure is asked for. Returns fail.Invalid where there is none of the name.
func (f *Front) behind(ctx context.Context, in form.Values) (b behind, err error) {
	m, ok := measureOf(cmp.Or(in["what"], measures[0].code))
	name := f.measureName(m)
	if !ok || name == "" {
		return b, fail.At("what", "没有这个统计数")
	}
	post, span, q, err := f.figuresAsked(ctx, in)
	if err != nil {
		return b, err
	}
	return behind{m, f.scopeName(post) + " " + name, post, span, q.kind, f.outside(post, span, in)}, nil
}

// counted are the counts of which a figure is the sum.
func (f *Front) counted(ctx context.Context, b behind) ([]ledger.Count, error) {
	if b.none {
		return nil, nil
	}
	t, err := f.count(ctx, b.post, b.span, b.kind, false)
	if err != nil {
		return nil, err
	}
	return t.only(b.measure), nil
}

// rowsOf is how many rows a figure has, of which a page of the list is shown; only of those that the list did not count to the end
// the figure is added up.
func (f *Front) rowsOf(ctx context.Context, b behind, shown page.Pager) (int64, error) {
	if !shown.More {
		return int64(shown.Total), nil
	}
	counts, err := f.counted(ctx, b)
	var n int64
	for _, c := range counts {
		n += c.N
	}
	return n, err
}

// outside reports whether a place, an organ or a time is asked for that the figures of a post are not of: what they are of is
// not to be taken for the rows of another, as where the first day stands behind the last.
func (f *Front) outside(p people.Post, s span, in form.Values) bool {
	place, err := region.Parse(in["place"])
	d, known := f.Catalog.Dept(in["dept"])
	return err == nil && place != p.Region || known && d.Code != p.Dept || s != span{cmp.Or(period(in["from"]), s.from), cmp.Or(period(in["to"]), s.to)}
}

// measureName is the name of a figure; that of an ending is the state's.
func (f *Front) measureName(m measure) string {
	for _, t := range f.Engine.Tables() {
		if s, ok := t.State(m.code[min(len("end-"), len(m.code)):]); ok && m.name == "" {
			return s.Name
		}
	}
	return m.name
}
