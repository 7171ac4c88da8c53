package visit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

var (
	// overseers see the ledger and the figures.
	overseers = []people.Role{people.Supervisor, people.Leader}
	// visitors are all who may make a visit.
	visitors = []people.Role{people.Caller, people.Officer, people.Supervisor, people.Leader, people.Window}
)

// path is where the pages of the service lie.
const path = "/desk/visits"

// line is one line of the ledger.
type line struct {
	flow.Case
	Visit
}

// ledger declares the ledger (回访台账): what the reader oversees, or else the visits he makes.
func (s *Service) ledger() listing.Ledger[line] {
	text, sheet := listing.Words[line], listing.SheetOnly[line]
	of := func(l line) flow.Case { return l.Case }
	dept := func(l line) string { return s.Catalog.DeptName(l.Handled) }
	return listing.Ledger[line]{
		Name: "visits", Path: path, Title: "回访台账", Roles: visitors, Of: door.OfPeople, Filters: listing.CaseFilters(s.House, "事项", "要求", states),
		Scope: func(w *db.Where, v people.Visitor) {
			if v.Actor.Has(overseers...) {
				flow.Scope(w, v.Actor, overseers...)
				return
			}
			flow.Scope(w, v.Actor)
			w.And("v.caller = ?", v.Actor.ID)
		},
		Select: flow.Columns + ", " + Visits.Columns("v"), From: lineFrom, Case: of, Fill: s.fill,
		Empty: page.Empty{Title: "没有回访", Text: "事情办结、等待回访时会自动到这里，每月随机分派给没有经手过的人。"},
		Columns: []listing.Column[line]{
			listing.NumberColumn("回访编号", of),
			{Name: "回访的事", Key: "title", Main: true, Width: 40, Cell: s.titleCell, Value: func(l line) any { return s.House.Named(l.Case) }},
			listing.TwoLines("地点和部门", "place", 14, func(l line) string { return s.Regions.Name(l.Region) }, dept).Bare(),
			{Name: "部门", Key: "dept", Width: 24, Value: func(l line) any { return dept(l) }},
			sheet("收件窗口", 30, func(l line) any { return l.Post }),
			{Name: "要求日期", Key: "asked", Value: func(l line) any { return door.DayWords(l.AskedDay) }},
			{Name: "由谁回访", Key: "caller", Value: func(l line) any { return l.CalledBy },
				Cell: func(l line) page.Cell { return page.Cell{Text: l.who(), Small: drawWords(l.Visit)} }},
			sheet("怎么派的", 14, func(l line) any { return drawWords(l.Visit) }),
			sheet("没打通次数", 14, func(l line) any { return l.Tries }),
			listing.StateColumn(s.House, "状态和时限", of),
			listing.TwoLines("结果", "solved", 14, func(l line) string { return solvedField.Show(l.Solved) },
				func(l line) string { return levelWords(l.Level) }).Bare(),
			{Name: "满意度", Key: "level", Value: func(l line) any { return levelWords(l.Level) }},
			sheet("群众的原话", 60, func(l line) any { return l.Said }),
			text("结束日期", "ended", 14, func(l line) string { return door.DayWords(l.EndedDay) }),
		},
		Around: s.aroundLedger,
	}
}

func (s *Service) titleCell(l line) page.Cell {
	cell := s.House.CaseCell(l.Case)
	if l.Urgent {
		cell.Tags = []page.Tag{{Label: urgentWord, Kind: "act"}}
	}
	return cell
}

// fill leaves out what the person said for whom the visit is closed to.
func (s *Service) fill(ctx context.Context, v people.Visitor, rows []line) error {
	var cases []flow.Case
	for _, l := range rows {
		if l.Said != "" {
			cases = append(cases, l.Case)
		}
	}
	ties, err := s.Engine.Ties(ctx, s.DB, cases...)
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].Said == "" {
			continue
		}
		closed, err := keepsAway(ctx, ties, rows[i].Visit, v.Actor)
		if err != nil {
			return err
		}
		if closed {
			rows[i].Said = "不对您显示"
		}
	}
	return nil
}

// aroundLedger lets overseers draw, and see the results.
func (s *Service) aroundLedger(ctx context.Context, c door.Call, p *door.Screen) error {
	if !c.Is(overseers...) {
		return nil
	}
	p.Acts = append(p.Acts, page.Act{Label: "回访结果", Kind: "plain", Href: path + "/results"})
	last, found, err := lastDraw(ctx, s.DB)
	drawn := "每月第一个工作日自动分派一次。"
	if found {
		drawn += fmt.Sprintf("上一次是 %s，分派了 %d 件", s.House.Clock(last.At), last.N)
		if n := last.left(); n > 0 {
			drawn += fmt.Sprintf("，%d 件没有可以回访的人", n)
		}
		drawn += "。"
	}
	p.Blocks = append([]door.Block{{Bare: true, Lead: drawn,
		Forms: []page.Form{{
			ID: "draw", Action: path + "/draw",
			Submit: page.Act{Label: "随机分派等待的回访", Kind: "quiet", Confirm: "分派以后马上通知回访的人。确定现在分派吗？"},
		}},
		Acts: []page.Act{{Label: "分派记录", Kind: "plain", Href: path + "/draws"}}}}, p.Blocks...)
	return err
}

// ways are how the figures may be grouped.
var ways = []page.Option{
	{Value: "window", Label: "按窗口"},
	{Value: "person", Label: "按人"},
	{Value: "dept", Label: "按部门"},
	{Value: "place", Label: "按地方"},
}

// resultLedger declares the figures (回访结果).
func (s *Service) resultLedger() listing.Ledger[Figures] {
	rate := func(name, key string, of, all func(Figures) int64) listing.Column[Figures] {
		return listing.Column[Figures]{Name: name, Key: key, Num: true, Value: func(f Figures) any { return page.Rate(of(f), all(f)) },
			Cell: func(f Figures) page.Cell {
				r := page.Share(name, int(of(f)), int(all(f)), "件", "")
				return page.Cell{Text: r.Value, Small: r.Note}
			}}
	}
	num := func(name, key string, n func(Figures) int64) listing.Column[Figures] {
		return listing.Column[Figures]{Name: name, Key: key, Num: true, Value: func(f Figures) any { return n(f) }}
	}
	asked, reached := func(f Figures) int64 { return f.Asked }, func(f Figures) int64 { return f.Reached }
	solved, satisfied := func(f Figures) int64 { return f.Solved }, func(f Figures) int64 { return f.Satisfied }
	all := num("应回访", "asked", asked)
	all.Cell = func(f Figures) page.Cell { return page.Cell{Text: page.Num(f.Asked)} }
	missed := rate("没联系上", "unreached", func(f Figures) int64 { return f.Unreached }, asked)
	missed.Value = func(f Figures) any { return f.Unreached }
	l := listing.Ledger[Figures]{
		Name: "visit-results", Path: path + "/results", Title: "回访结果", Roles: overseers, Of: door.OfFigures, Unit: "项",
		Filters: slices.Concat([]listing.Filter{listing.TextFilter(s.House, "事项"), listing.PlaceFilter(s.House)}, listing.DayFilters("要求", "v.asked_day"),
			[]listing.Filter{{Field: page.Field{Name: "by", Label: "怎么看", Options: ways}, Tabs: true}}),
		Scope: func(w *db.Where, v people.Visitor) { flow.Scope(w, v.Actor, overseers...) }, Narrow: s.lately,
		Empty: page.Empty{Title: "这段时间没有回访", Text: "有了回访，这里按窗口和人算出各项比率。"},
		Columns: []listing.Column[Figures]{
			{Name: "名称", Key: "name", Main: true, Width: 40,
				Cell:  func(f Figures) page.Cell { return page.Cell{Text: f.Name, Small: f.Post} },
				Value: func(f Figures) any { return f.Name }},
			{Name: "岗位", Key: "post", Width: 40, Value: func(f Figures) any { return f.Post }},
			all, num("已回访", "reached", reached), missed, num("解决", "solved", solved), num("满意（含基本满意）", "satisfied", satisfied),
			rate("回访率", "reached_rate", reached, asked), rate("解决率", "solved_rate", solved, reached),
			rate("满意率", "satisfied_rate", satisfied, reached),
		},
	}
	where := l.Where
	l.List = func(ctx context.Context, c door.Call) ([]Figures, error) { return s.results(ctx, c, where) }
	l.Around = func(ctx context.Context, c door.Call, p *door.Screen) error {
		p.Crumbs = []page.Link{{Href: path, Label: "回访台账"}}
		p.Lead = "按要求回访的日期统计，不选日期时是上月和本月。没联系上的不计入解决率和满意率的分母；满意含非常满意、满意、基本满意，解决含部分解决。一件有几人经手的，每人各计一次。"
		w, err := where(ctx, c)
		if err != nil {
			return err
		}
		sum, err := figures(ctx, s.DB, w, "")
		if err == nil {
			p.Stats.Items = sum[0].rates()
		}
		return err
	}
	return l
}

// lately narrows the visits to the last month that is over and the present one, where it is not said from which day on.
func (s *Service) lately(_ context.Context, w *db.Where, _ people.Visitor, in form.Values) error {
	if _, err := calendar.ParseDay(in["from"]); err != nil {
		t := s.Now().In(calendar.Zone)
		w.And("v.asked_day >= ?", calendar.DayOf(time.Date(t.Year(), t.Month()-1, 1, 0, 0, 0, 0, calendar.Zone)))
	}
	return nil
}

// results are the figures of a reader's scope in a period, grouped one way, and their sum.
func (s *Service) results(ctx context.Context, c door.Call, where func(context.Context, door.Call) (*db.Where, error)) ([]Figures, error) {
	by := c.In["by"]
	if _, known := groups[by]; !known || by == "" {
		by = ways[0].Value
	}
	w, err := where(ctx, c)
	if err != nil {
		return nil, err
	}
	list, err := figures(ctx, s.DB, w, by)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	for i, f := range list {
		switch by {
		case "dept":
			list[i].Name = s.Catalog.DeptName(f.Name)
		case "place":
			list[i].Name = s.Regions.Name(region.Code(f.Name))
		}
		list[i].Name = cmp.Or(list[i].Name, "网上或本级")
	}
	sum, err := figures(ctx, s.DB, w, "") // who had several handlers counts once here
	for i := range sum {
		sum[i].Name = "合计"
	}
	return append(list, sum...), err
}

// rates are the rates, each with the whole it is of. Those not reached leave the denominator of what they would have said.
func (f Figures) rates() []page.Stat {
	return []page.Stat{
		page.Share("回访率", int(f.Reached), int(f.Asked), "件", ""), page.Share("没联系上", int(f.Unreached), int(f.Asked), "件", ""),
		page.Share("解决率", int(f.Solved), int(f.Reached), "件", ""), page.Share("满意率", int(f.Satisfied), int(f.Reached), "件", ""),
	}
}
