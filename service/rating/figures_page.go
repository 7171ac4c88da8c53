package rating

import (
	"context"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/rate"
	"wuyou/office/tally"
)

// figures is the page of the indicators, divided as somebody asks.
func (s *Service) figures(ctx context.Context, c door.Call) (door.Screen, error) {
	by := groupingOf(c.In["by"])
	p, err := s.asked(ctx, c.In, c.Actor)
	if err != nil {
		return door.Screen{}, err
	}
	name := s.Regions.Name(p.Place)
	switch p.Dept {
	case "":
	case tally.None:
		name += none["dept"]
	default:
		name = s.Catalog.DeptName(p.Dept)
	}
	d := door.Screen{Frame: page.Frame{Title: name + "好差评"}, Tally: s.tabs(c.Actor, "", p), Filters: s.filters(deskPath, p, c.In),
		Acts: []page.Act{{Label: "导出 Excel", Kind: "quiet", Icon: "download", Href: p.with(deskPath+".xlsx", "by", string(by))}}}
	sum, err := tally.Total[rate.Figure](ctx, s.DB, rate.Kept, p.Period)
	if err != nil {
		return d, err
	}
	beside, err := s.beside(ctx, p, sum.Counts)
	if err != nil {
		return d, err
	}
	groups := page.Tally{Label: "分组"}
	for _, g := range groupings {
		groups.Links = append(groups.Links, page.Link{Href: p.with(deskPath, "by", string(g.by)), Label: g.name, Current: g.by == by})
	}
	table, bars, pager, err := s.grouped(ctx, p, by, c.In["after"])
	d.Blocks = []door.Block{
		{Bare: true, Tally: s.pathTo(p, deskPath, "by", string(by)), Stats: stats(sum.Counts)},
		{Bare: true, Tally: groups, Chart: bars, Table: table, Pager: pager},
		{Bare: true, Title: "不计入质量的数", Stats: beside},
	}
	return d, err
}

// figuresMost is how many lines a page of figures has, and barsMost how many bars.
const figuresMost, barsMost = 100, 12

// grouped are the figures by a dimension, as a table and as bars: all of them, or a page of them where there may be many.
func (s *Service) grouped(ctx context.Context, p period, by tally.Dimension, after string) (
	t page.Table, bars page.Chart, pager page.Pager, err error) {
	var list []rate.Figure
	if many(by) {
		from := door.FromOf(after)
		list, err = tally.Most[rate.Figure](ctx, s.DB, rate.Kept, p.Period, by, from, figuresMost+1)
		_, _, prev, next := door.PageOf(from+len(list), after, figuresMost)
		list = list[:min(len(list), figuresMost)]
		if prev != nil {
			pager.Prev = p.with(deskPath, append([]string{"by", string(by)}, prev...)...)
		}
		if next != nil {
			pager.Next = p.with(deskPath, append([]string{"by", string(by)}, next...)...)
		}
		if pager.Prev+pager.Next != "" {
			pager.Unit, pager.Here = "行", len(list)
		}
	} else {
		list, err = tally.By[rate.Figure](ctx, s.DB, rate.Kept, p.Period, by, below(p.Place))
	}
	if err != nil {
		return t, bars, pager, err
	}
	names, err := s.called(ctx, p, by, list)
	t = page.Table{Caption: "好差评指标，率下面是分子和分母", Heads: heads(), Empty: page.Empty{Title: "这段时间没有服务", Text: "换一段时间再看看。"}}
	bars = page.Chart{Title: "评价和差评", Unit: "件", Series: []string{"好评", "差评"}}
	for i, f := range list {
		t.Rows = append(t.Rows, page.Row{Cells: cells(names[i], f.Counts)})
		if f.Valid() > 0 && len(bars.Rows) < barsMost {
			bars.Rows = append(bars.Rows, page.Datum{Label: names[i].name, Href: names[i].href, Values: []int{int(f.Good()), int(f.Bad())}})
		}
	}
	return t, bars, pager, err
}

// beside are the figures that are no quality: what is left out of it, and how much is covered.
func (s *Service) beside(ctx context.Context, p period, c rate.Counts) (st page.Stats, err error) {
	st.Items = []page.Stat{
		{Label: "服务", Value: page.Num(c.Acts), Unit: "件", Note: "可以评价的"},
		{Label: "默认好评", Value: page.Num(c.Defaults), Unit: "件", Note: "到期没有评价，不计入任何率"},
		{Label: "不予采纳", Value: page.Num(c.Excluded), Unit: "件", Note: "申诉成立，保留不计"},
		{Label: "追加评价", Value: page.Num(c.More), Unit: "件", Note: "其中好转 " + page.Num(c.Better)},
	}
	if p.Item != 0 || p.Staff != 0 || p.Window != "" { // of one thing there is nothing to cover
		return st, nil
	}
	for _, cover := range []struct {
		by   tally.Dimension
		name string
		unit string
	}{{tally.ByPlace, "窗口覆盖率", "个"}, {tally.ByItem, "事项覆盖率", "个"}, {tally.ByStaff, "人员覆盖率", "人"}} {
		n, err := rate.Kept.Covers(ctx, s.DB, p.Period, cover.by, "n5", "n4", "n3", "n2", "n1")
		if err != nil {
			return st, err
		}
		st.Items = append(st.Items, page.Share(cover.name, int(n.Covered), int(n.Total), cover.unit, ""))
	}
	return st, nil
}
