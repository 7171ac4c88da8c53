package visit

import (
	"context"
	"fmt"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
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
func (s *Service) ledger() door.Ledger[line] {
	text := door.Words[line]
	return door.Ledger[line]{
		Name: "visits", Path: path, Title: "回访台账", Roles: visitors, Of: door.OfPeople, Filters: s.House.CaseFilters("事项", "要求", states),
		Scope: func(w *db.Where, v people.Visitor) {
			if v.Actor.Has(overseers...) {
				flow.Scope(w, v.Actor, overseers...)
				return
			}
			flow.Scope(w, v.Actor)
			w.And("v.caller = ?", v.Actor.ID)
		},
		Select: flow.Columns + ", " + Visits.Columns("v"), From: lineFrom, Case: func(l line) flow.Case { return l.Case }, Fill: s.fill,
		Empty: page.Empty{Title: "没有回访", Text: "事情办结、等待回访时会自动到这里，每月随机分派给没有经手过的人。"},
		Columns: []door.Column[line]{
			{Name: "回访编号", Width: 28, Value: func(l line) any { return flow.Grouped(l.Number()) }},
			{Name: "回访的事", Key: "title", Main: true, Width: 40, Cell: titleCell, Value: func(l line) any { return l.Title }},
			{Name: "地点和部门", Key: "place", Plain: true, Value: func(l line) any { return s.Regions.Name(l.Region) },
				Cell: func(l line) page.Cell {
					return page.Cell{Text: s.Regions.Name(l.Region), Small: s.Catalog.DeptName(l.Handled)}
				}},
			{Name: "部门", Key: "dept", Width: 24, Value: func(l line) any { return s.Catalog.DeptName(l.Handled) }},
			{Name: "收件窗口", Width: 30, Value: func(l line) any { return l.Post }},
			{Name: "要求日期", Key: "asked", Value: func(l line) any { return door.DayWords(l.AskedDay) }},
			{Name: "由谁回访", Key: "caller", Value: func(l line) any { return l.CalledBy },
				Cell: func(l line) page.Cell { return page.Cell{Text: l.who(), Small: drawWords(l.Visit)} }},
			{Name: "怎么派的", Value: func(l line) any { return drawWords(l.Visit) }},
			{Name: "没打通次数", Value: func(l line) any { return l.Tries }},
			{Name: "状态和时限", Key: "state", Plain: true, Cell: func(l line) page.Cell { return s.House.StateCell(l.Case) },
				Value: func(l line) any { return s.House.StateOf(l.Case).Name }},
			{Name: "结果", Key: "solved", Plain: true, Value: func(l line) any { return solvedField.Show(l.Solved) },
				Cell: func(l line) page.Cell { return page.Cell{Text: solvedField.Show(l.Solved), Small: levelWords(l.Level)} }},
			{Name: "满意度", Key: "level", Value: func(l line) any { return levelWords(l.Level) }},
			{Name: "群众的原话", Width: 60, Value: func(l line) any { return l.Said }},
			text("结束日期", "ended", 14, func(l line) string { return door.DayWords(l.EndedDay) }),
		},
		Around: s.aroundLedger,
	}
}

func titleCell(l line) page.Cell {
	cell := door.CaseCell(l.Case)
	if l.Urgent {
		cell.Tags = []page.Tag{{Label: urgentWord, Kind: "act"}}
	}
	return cell
}

// fill leaves out what the person said for whom the visit is closed to.
func (s *Service) fill(ctx context.Context, v people.Visitor, rows []line) error {
	for i := range rows {
		if rows[i].Said == "" {
			continue
		}
		closed, err := s.closedTo(ctx, rows[i].Case, rows[i].Visit, v.Actor)
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
	list, err := lastDraws(ctx, s.DB, 1)
	drawn := "每月第一个工作日自动分派一次。"
	if len(list) > 0 {
		drawn += fmt.Sprintf("上一次是 %s，分派了 %d 件。", door.Clock(list[0].At), list[0].N)
	}
	p.Blocks = append([]door.Block{{Bare: true, Lead: drawn,
		Forms: []page.Form{{ID: "draw", Action: path + "/draw", Submit: page.Act{Label: "随机分派等待的回访", Kind: "quiet", Confirm: "分派以后马上通知回访的人。确定现在分派吗？"}}},
		Acts:  []page.Act{{Label: "分派记录", Kind: "plain", Href: path + "/draws"}}}}, p.Blocks...)
	return err
}

// ways are how the figures may be grouped.
var ways = []page.Option{{Value: "window", Label: "按窗口"}, {Value: "person", Label: "按人"}, {Value: "dept", Label: "按部门"}, {Value: "place", Label: "按地方"}}

// resultLedger declares the figures (回访结果).
func (s *Service) resultLedger() door.Ledger[Figures] {
	rate := func(name, key string, of, all func(Figures) int64) door.Column[Figures] {
		return door.Column[Figures]{Name: name, Key: key, Num: true, Value: func(f Figures) any { return page.Rate(of(f), all(f)) },
			Cell: func(f Figures) page.Cell {
				r := page.Share(name, int(of(f)), int(all(f)), "件", "")
				return page.Cell{Text: r.Value, Small: r.Note}
			}}
	}
	num := func(name, key string, n func(Figures) int64) door.Column[Figures] {
		return door.Column[Figures]{Name: name, Key: key, Num: true, Value: func(f Figures) any { return n(f) }}
	}
	asked, reached := func(f Figures) int64 { return f.Asked }, func(f Figures) int64 { return f.Reached }
	all := num("应回访", "asked", asked)
	all.Cell = func(f Figures) page.Cell { return page.Cell{Text: page.Num(f.Asked)} }
	missed := rate("没联系上", "unreached", func(f Figures) int64 { return f.Unreached }, asked)
	missed.Value = func(f Figures) any { return f.Unreached }
	by := door.Filter{Field: page.Field{Name: "by", Label: "怎么看", Options: ways}, Tabs: true}
	return door.Ledger[Figures]{
		Name: "visit-results", Path: path + "/results", Title: "回访结果", Roles: overseers, Of: door.OfFigures, Unit: "项",
		Filters: append(s.House.CaseFilters("事项", "要求", nil), by), List: s.results,
		Empty: page.Empty{Title: "这段时间没有回访", Text: "有了回访，这里按窗口和人算出各项比率。"},
		Columns: []door.Column[Figures]{
			{Name: "名称", Key: "name", Main: true, Width: 40, Cell: func(f Figures) page.Cell { return page.Cell{Text: f.Name, Small: f.Post} }, Value: func(f Figures) any { return f.Name }},
			{Name: "岗位", Key: "post", Width: 40, Value: func(f Figures) any { return f.Post }},
			all, num("已回访", "reached", reached), missed,
			num("解决", "solved", func(f Figures) int64 { return f.Solved }),
			num("满意（含基本满意）", "satisfied", func(f Figures) int64 { return f.Satisfied }),
			rate("回访率", "reached_rate", reached, asked),
			rate("解决率", "solved_rate", func(f Figures) int64 { return f.Solved }, reached),
			rate("满意率", "satisfied_rate", func(f Figures) int64 { return f.Satisfied }, reached),
		},
		Around: func(ctx context.Context, c door.Call, p *door.Screen) error {
			sum, err := figures(ctx, s.DB, s.inPeriod(c), "")
			p.Crumbs = []page.Link{{Href: path, Label: "回访台账"}}
			p.Lead = "按要求回访的日期统计，不选日期时是上月和本月。没联系上的不计入解决率和满意率的分母；满意含非常满意、满意、基本满意，解决含部分解决。一件有几人经手的，每人各计一次。"
			if err == nil {
				p.Stats.Items = sum[0].rates()
			}
			return err
		},
	}
}

// inPeriod narrows the visits of a reader's scope to a period: by default the last month that is over and the present one, by
// the day on which they were asked for.
func (s *Service) inPeriod(c door.Call) *db.Where {
	to, _ := calendar.ParseDay(c.In["to"])
	if to == 0 {
		to = calendar.DayOf(s.Now())
	}
	from, _ := calendar.ParseDay(c.In["from"])
	if from == 0 {
		t := s.Now().In(calendar.Zone)
		from = calendar.DayOf(time.Date(t.Year(), t.Month()-1, 1, 0, 0, 0, 0, calendar.Zone))
	}
	w := &db.Where{}
	flow.Scope(w, c.Actor, overseers...)
	s.Engine.Text(w, c.In["q"])
	if place, err := region.Parse(c.In["place"]); err == nil {
		flow.Within(w, place)
	}
	w.And("v.asked_day >= ? AND v.asked_day <= ?", from, to)
	return w
}

// results are the figures of a reader's scope in a period, grouped one way.
func (s *Service) results(ctx context.Context, c door.Call) ([]Figures, error) {
	by := c.In["by"]
	if _, known := groups[by]; !known || by == "" {
		by = ways[0].Value
	}
	list, err := figures(ctx, s.DB, s.inPeriod(c), by)
	for i := range list {
		switch by {
		case "dept":
			list[i].Name = s.Catalog.DeptName(list[i].Name)
		case "place":
			list[i].Name = s.Regions.Name(region.Code(list[i].Name))
		}
		if list[i].Name == "" {
			list[i].Name = "网上或本级"
		}
	}
	if err != nil || len(list) == 0 {
		return nil, err
	}
	sum, err := figures(ctx, s.DB, s.inPeriod(c), "") // who had several handlers counts once here
	if err != nil {
		return nil, err
	}
	sum[0].Name = "合计"
	return append(list, sum[0]), nil
}

// rates are the rates, each with the whole it is of. Those not reached leave the denominator of what they would have said.
func (f Figures) rates() []page.Stat {
	return []page.Stat{
		page.Share("回访率", int(f.Reached), int(f.Asked), "件", ""), page.Share("没联系上", int(f.Unreached), int(f.Asked), "件", ""),
		page.Share("解决率", int(f.Solved), int(f.Reached), "件", ""), page.Share("满意率", int(f.Satisfied), int(f.Reached), "件", ""),
	}
}
