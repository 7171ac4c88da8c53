package advice

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// path is where the pages of the service lie.
const path = "/desk/advice"

// readers see the ledger; department heads see the letters to themselves in it.
var readers = []people.Role{people.Supervisor, people.Leader, people.Officer, people.Head}

// question reads of what an analysis is asked, and by what it groups; the place is the reader's, or one within it. Without days it is
// of the last thirty.
func (s *Service) question(in form.Values, who people.Actor) (of door.Stretch, by string) {
	var widest region.Code
	for _, p := range who.Posts {
		if slices.Contains(drafters, p.Role) && (widest == "" || p.Region.Covers(widest)) {
			widest = p.Region
		}
	}
	of, by = door.StretchOf(in, widest), ByItem
	if of.To == 0 {
		of.To = calendar.DayOf(s.Now())
	}
	if of.From == 0 || of.From > of.To {
		of.From = of.To.AddDays(-29)
	}
	if in["by"] == ByDept || in["by"] == ByCause {
		by = in["by"]
	}
	return of, by
}

// found is a line of the analysis: a group, and the letter that came of it.
type found struct {
	Finding

	letter flow.Case
}

// ways are the groupings in words.
var ways = []page.Option{{Value: ByItem, Label: "按事项"}, {Value: ByDept, Label: "按部门"}, {Value: ByCause, Label: "按原因"}}

// analysis declares the list of what people report often (反映分析).
func (s *Service) analysis() listing.Ledger[found] {
	rate := func(f found) page.Cell {
		return page.RateCell(len(f.Matters), f.all)
	}
	return listing.Ledger[found]{
		Name: "advice-analysis", Path: path + "/analysis", Title: "反映分析", Roles: drafters, Of: door.OfFigures, Unit: "类", List: s.found,
		Filters: append([]listing.Filter{
			listing.PlaceFilter(s.House), {Field: page.Field{Name: "by", Label: "怎么归类", Options: ways}, Tabs: true},
		}, listing.DayFilters("", "")...),
		Empty: page.Empty{Title: "这段时间没有反映", Text: "换一段时间看看。"},
		Columns: []listing.Column[found]{
			{Name: "名称", Key: "name", Main: true, Width: 40, Cell: s.foundCell, Value: func(f found) any { return f.Name }},
			{Name: "部门", Key: "dept", Width: 24, Value: func(f found) any { return s.Catalog.DeptName(f.Dept) }},
			{Name: "件数", Key: "n", Num: true, Cell: func(f found) page.Cell { return page.Cell{Text: page.Num(len(f.Matters))} },
				Value: func(f found) any { return len(f.Matters) }},
			{Name: "占比", Key: "share", Num: true, Cell: rate, Value: func(f found) any { return page.Rate(len(f.Matters), f.all) }},
			{Name: "是否发出", Key: "why", Plain: true, Width: 20, Cell: whyCell, Value: func(f found) any { return f.Why }},
			{Plain: true, Cell: actCell},
		},
		Around: func(ctx context.Context, c door.Call, p *door.Screen) error {
			often, err := ruleOn(ctx, s.DB, calendar.DayOf(s.Now()))
			of, _ := s.question(c.In, c.Actor)
			p.Crumbs = []page.Link{{Href: path, Label: "工作建议书台账"}}
			p.Lead = fmt.Sprintf("%s，%s至%s。%d 天内同类 %d 件以上，或当月前 %d 位（%d 件以上），应当发工作建议书。",
				s.Regions.Name(of.Place), of.From, of.To, often.Days, often.Least, often.Top, often.TopLeast)
			return err
		},
	}
}

// found are the groups of a question.
func (s *Service) found(ctx context.Context, c door.Call) ([]found, error) {
	of, by := s.question(c.In, c.Actor)
	list, err := s.Often(ctx, by, of)
	if err != nil {
		return nil, err
	}
	letters, err := lettersOn(ctx, s.DB, of.From)
	if err != nil {
		return nil, err
	}
	cases, err := s.Engine.CasesOf(ctx, s.DB, slices.Collect(maps.Values(letters))...)
	rows := make([]found, len(list))
	for i, g := range list {
		rows[i] = found{g, cases[letters[g.name()]]}
	}
	return rows, err
}

func (s *Service) foundCell(f found) page.Cell {
	cell := page.Cell{Text: f.Name, Href: f.href("/analysis/rows")}
	if f.By == ByItem {
		cell.Small = s.Catalog.DeptName(f.Dept)
	}
	return cell
}

func whyCell(f found) (cell page.Cell) {
	if f.Why != "" {
		cell.Tags = append(cell.Tags, page.Tag{Label: f.Why, Kind: "act"})
	}
	if f.letter.ID != 0 {
		cell.Tags = append(cell.Tags, page.Tag{Label: "已拟", Kind: "ok"})
	}
	return cell
}

// actCell leads to the letter, or to drafting one.
func actCell(f found) page.Cell {
	act := page.Act{Label: "拟建议书", Kind: "plain", Size: "small", Href: f.href("/new")}
	switch {
	case f.letter.ID != 0:
		act.Label, act.Href = "看建议书", door.DeskCase(f.letter.Number())
	case f.Why != "":
		act.Kind = "quiet"
	}
	return page.Cell{Acts: []page.Act{act}}
}

// finding is the group that an address names.
func (s *Service) finding(ctx context.Context, who people.Actor, about form.Values) (Finding, error) {
	of, by := s.question(about, who)
	list, err := s.Often(ctx, by, of)
	for _, g := range list {
		if g.Key == about["key"] {
			return g, err
		}
	}
	return Finding{}, cmp.Or(err, fail.NotFound("这段时间没有这类反映"))
}

// matters declares the list of the matters of one group (分析的明细).
func (s *Service) matters() listing.Ledger[Matter] {
	text := listing.Words[Matter]
	hidden := func(name string, by func(*db.Where, string) bool) listing.Filter {
		return listing.Filter{Field: page.Field{Type: "hidden", Name: name}, By: by}
	}
	day := listing.Reads(calendar.ParseDay)
	return listing.Ledger[Matter]{
		Name: "advice-matters", Path: path + "/analysis/rows", Title: "分析的明细", Roles: drafters, Of: door.OfPeople,
		Filters: []listing.Filter{
			hidden("by", nil), hidden("key", nil), hidden("place", listing.Reads(region.Parse)), hidden("from", day), hidden("to", day),
		},
		List: func(ctx context.Context, c door.Call) ([]Matter, error) {
			g, err := s.finding(ctx, c.Actor, c.In)
			return g.Matters, err
		},
		Columns: []listing.Column[Matter]{
			{Name: "编号", Width: 28, Value: func(m Matter) any { return flow.Grouped(m.Number) }},
			{Name: "事项和编号", Key: "item", Main: true, Width: 40, Cell: matterCell, Value: func(m Matter) any { return m.ItemName }},
			text("日期", "day", 12, func(m Matter) string { return m.Day.String() }),
			{Name: "地点和部门", Key: "place", Plain: true, Cell: s.whereCell, Value: func(m Matter) any { return s.Regions.Name(m.Region) }},
			{Name: "部门", Key: "dept", Width: 24, Value: func(m Matter) any { return s.Catalog.DeptName(m.Dept) }},
			text("原因", "cause", 20, func(m Matter) string { return m.Cause }),
		},
		Around: func(ctx context.Context, c door.Call, p *door.Screen) error {
			g, err := s.finding(ctx, c.Actor, c.In)
			p.Title, p.Crumbs = g.Name, []page.Link{g.above()}
			p.Acts = append(p.Acts, page.Act{Label: "拟建议书", Href: g.href("/new")})
			return err
		},
	}
}

func matterCell(m Matter) page.Cell {
	return page.Cell{Text: m.ItemName, Href: door.DeskCase(m.Number), Small: flow.Grouped(m.Number)}
}

func (s *Service) whereCell(m Matter) page.Cell {
	return page.Cell{Text: s.Regions.Name(m.Region), Small: s.Catalog.DeptName(m.Dept)}
}

// matterTable are the matters of a group, as a letter stands on them.
func (s *Service) matterTable(list []Matter) page.Table {
	t := page.Table{Caption: "反映，最近的在前", Heads: []page.Head{
		{Label: "事项和编号", Main: true}, {Label: "日期"}, {Label: "地点和部门", Plain: true}, {Label: "原因"},
	}}
	for _, m := range list {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{matterCell(m), {Text: m.Day.String()}, s.whereCell(m), {Text: m.Cause}}})
	}
	return t
}

// line is a line of the ledger: a letter with its case and the number of matters that it stands on.
type line struct {
	flow.Case

	Basis  int64
	letter Advice
}

// ledger declares the ledger (工作建议书台账).
func (s *Service) ledger() listing.Ledger[line] {
	of := func(l line) flow.Case { return l.Case }
	sheet := func(name string, width float64, says func(a Advice) any) listing.Column[line] {
		return listing.SheetOnly(name, width, func(l line) any { return says(l.letter) })
	}
	return listing.Ledger[line]{
		Name: Kind, Path: path, Title: "工作建议书台账", Roles: readers, Of: door.OfFigures,
		Filters: listing.CaseFilters(s.House, "标题或部门", "拟稿", states),
		Scope:   func(w *db.Where, v people.Visitor) { flow.Scope(w, v.Actor, readers...) },
		Select:  lineColumns, From: lineFrom, Case: of, Fill: s.fill,
		Empty: page.Empty{Title: "没有工作建议书", Text: "在“反映分析”里看哪些事反复出现，从那里拟稿。"},
		Columns: []listing.Column[line]{
			sheet("发文字号", 24, func(a Advice) any { return a.Number }),
			{Name: "标题", Key: "title", Main: true, Width: 40, Value: func(l line) any { return l.letter.Title },
				Cell: func(l line) page.Cell {
					return page.Cell{Text: l.letter.Title, Href: door.DeskCase(l.Number()), Small: l.letter.Number}
				}},
			listing.TwoLines("发给", "to", 24, func(l line) string { return s.Catalog.DeptName(l.letter.Dept) },
				func(l line) string { return door.DayWords(l.letter.IssuedDay) }),
			listing.SheetOnly("所附反映", 10, func(l line) any { return l.Basis }),
			{Name: "签发日期", Key: "issued", Value: func(l line) any { return door.DayWords(l.letter.IssuedDay) }},
			sheet("签发人", 12, func(a Advice) any { return a.Signer }), listing.StateColumn(s.House, "状态和时限", of),
			sheet("整改措施", 50, func(a Advice) any { return a.Measures }),
			listing.TwoLines("责任人和完成日期", "person", 14, func(l line) string { return l.letter.Person },
				func(l line) string { return door.DayWords(l.letter.PlanDay) }).Bare(),
			{Name: "完成日期", Key: "by", Value: func(l line) any { return door.DayWords(l.letter.PlanDay) }},
			sheet("整改成效", 50, func(a Advice) any { return a.Effect }), sheet("核实情况", 40, func(a Advice) any { return a.Opinion }),
			listing.SheetOnly("曾经逾期", 10, func(l line) any { return door.YesNo(l.Late) }),
		},
		Around: func(_ context.Context, c door.Call, p *door.Screen) error {
			if c.Is(drafters...) {
				p.Acts = append(p.Acts, page.Act{Label: "反映分析", Kind: "plain", Href: path + "/analysis"})
			}
			return nil
		},
	}
}

// fill reads the letters.
func (s *Service) fill(ctx context.Context, _ people.Visitor, rows []line) error {
	ids := make([]int64, len(rows))
	for i, l := range rows {
		ids[i] = l.ID
	}
	letters, err := Advices.Of(ctx, s.DB, ids...)
	for i := range rows {
		rows[i].letter = letters[rows[i].ID]
	}
	return err
}

// sections are what a letter says of itself on its page.
func (s *Service) sections(ctx context.Context, who people.Visitor, c flow.View) ([]door.Section, error) {
	a, err := Advices.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	letter := door.Section{ID: "letter", Title: "建议书", Facts: page.List{Items: []page.Term{
		{Label: "发给", Value: s.Catalog.DeptName(a.Dept), Strong: true, Note: a.Number},
		{Label: "反映的问题", Value: a.Problem}, {Label: "工作建议", Value: a.Proposal},
	}}, Links: []page.Link{
		{Href: path + "/" + c.Case.Number() + "/letter", Label: "看公文、打印", Icon: "print"},
		{Href: path + "/" + c.Case.Number() + "/letter.docx", Label: "下载可编辑的公文（.docx）", Icon: "download"}}}
	list := []door.Section{letter}
	if a.Measures != "" {
		list = append(list, door.Section{ID: "plan", Title: "整改", Facts: page.List{Items: []page.Term{
			{Label: "措施", Value: a.Measures}, {Label: "责任人", Value: a.Person}, {Label: "完成日期", Value: door.DayWords(a.PlanDay)}}}})
	}
	if a.Effect != "" {
		d := door.Section{ID: "effect", Title: "成效", Facts: page.ListOf(
			page.Term{Label: "整改成效", Value: a.Effect}, page.Term{Label: "核实情况", Value: a.Opinion})}
		if d.Links, err = s.House.FileLinks(ctx, file.IDs(a.Evidence)...); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	basis, err := basisOf(ctx, s.DB, c.Case.ID, a.Dept)
	if err != nil || len(basis) == 0 {
		return list, err
	}
	d := door.Section{ID: "basis", Title: fmt.Sprintf("所附反映 %d 件", len(basis)), Table: page.Table{Caption: "所附反映", Flat: true,
		Heads: []page.Head{{Label: "事项和编号", Main: true}, {Label: "日期"}, {Label: "原因"}}}}
	for _, b := range basis {
		cell := page.Cell{Text: b.Item, Small: flow.Grouped(b.Number)}
		if _, seen, err := s.Engine.Seen(ctx, who.Actor, b.Matter); err != nil {
			return nil, err
		} else if seen {
			cell.Href = door.DeskCase(b.Number)
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{cell, {Text: b.Day.String()}, {Text: b.Cause}}})
	}
	return append(list, d), nil
}
