package visit

import (
	"context"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// overseers see the ledger and the figures.
var overseers = []people.Role{people.Supervisor, people.Leader}

// path is where the pages of the service lie.
const path = "/desk/visits"

type ledgerData struct {
	page.Frame
	Sheet, Results string
	Draw           page.Form
	Drawn          string
	Tally          page.Tally
	Filters        page.Filters
	Table          page.Table
	Next           page.Link
}

var ledgerPage = page.New[ledgerData](page.Desk, files, "ledger.html")

// scope is the ledger's condition for a reader: what he oversees, or else the visits he makes.
func (s *Service) scope(n door.Narrow, who people.Actor, tally bool) *db.Where {
	if who.Has(overseers...) {
		return n.Where(s.Engine, who, tally, overseers...)
	}
	w := n.Where(s.Engine, who, tally)
	w.And("v.caller = ?", who.ID)
	return w
}

func (s *Service) filters(n door.Narrow) page.Filters {
	return n.Filters("事项", "要求", s.Regions.Children(s.City), states)
}

func (s *Service) fillLedger(ctx context.Context, d *ledgerData, who people.Actor, n door.Narrow) error {
	count, err := sums(ctx, s.DB, s.scope(n, who, true))
	if err != nil {
		return err
	}
	d.Sheet, d.Tally, d.Filters = n.Sheet(), n.Tally(states, count), s.filters(n)
	list, err := lines(ctx, s.DB, n.Behind(s.scope(n, who, false)), door.NarrowPage+1)
	if err != nil {
		return err
	}
	list, d.Next = door.Cut(n, list, func(l line) int64 { return l.ID })
	d.Table = page.Table{
		Caption: "回访台账，最近的在前", Heads: []page.Head{{Label: "回访的事", Main: true}, {Label: "地点和部门", Plain: true}, {Label: "由谁回访"}, {Label: "状态和时限", Plain: true}, {Label: "结果", Plain: true}},
		Empty: n.Empty("没有回访", "事情办结、等待回访时会自动到这里，每月随机分派给没有经手过的人。"),
	}
	for _, l := range list {
		state := s.state(l.Case)
		row := page.Row{Late: l.ClosedAt == 0 && l.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Text: l.Title, Href: "/desk/cases/" + l.Number(), Small: flow.Grouped(l.Number())},
			{Text: s.Regions.Name(l.Region), Small: s.Catalog.DeptName(l.Handled)},
			{Text: l.who(), Small: drawWords(l.Visit)},
			{Lamp: s.House.Lamp(l.Case), Small: state.Name},
			{Text: solvedField.Show(l.Solved), Small: levelWords(l.Level)},
		}}
		if l.Urgent {
			row.Cells[0].Tags = []page.Tag{{Label: urgentWord, Kind: "act"}}
		}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return nil
}

func (s *Service) state(k flow.Case) flow.State {
	t, _ := s.Engine.Table(k.Kind)
	state, _ := t.State(k.State)
	return state
}

var ledgerHead = []string{"回访编号", "回访的事", "地点", "部门", "收件窗口", "要求日期", "由谁回访", "怎么派的", "没打通次数", "状态", "办成了吗", "满意度", "群众的原话", "结束日期"}

// ledgerRow is a line of the workbook; what the person said is left out of it for whom the visit is closed to.
func (s *Service) ledgerRow(ctx context.Context, l line, who people.Actor) ([]any, error) {
	if l.Said != "" {
		closed, err := s.closedTo(ctx, l.Case, l.Visit, who)
		if err != nil {
			return nil, err
		}
		if closed {
			l.Said = "不对您显示"
		}
	}
	return []any{flow.Grouped(l.Number()), l.Title, s.Regions.Name(l.Region), s.Catalog.DeptName(l.Handled), l.Post, dayWords(l.AskedDay), l.CalledBy, drawWords(l.Visit), l.Tries,
		s.state(l.Case).Name, solvedField.Show(l.Solved), levelWords(l.Level), l.Said, dayWords(l.EndedDay)}, nil
}

func dayWords(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// ways are how the figures may be grouped.
var ways = []struct{ code, name, head string }{
	{"window", "按窗口", "窗口"}, {"person", "按人", "经手人"}, {"dept", "按部门", "部门"}, {"place", "按地方", "县区"},
}

type resultData struct {
	page.Frame
	Sheet   string
	Tally   page.Tally
	Filters page.Filters
	Stats   page.Stats
	Table   page.Table
}

var resultPage = page.New[resultData](page.Desk, files, "result.html")

// period is what the figures are of: by default the last month that is over and the present one.
func period(n door.Narrow, now time.Time) (from, to calendar.Day) {
	from, to = n.From, n.To
	if to == 0 {
		to = calendar.DayOf(now)
	}
	if from == 0 {
		t := now.In(calendar.Zone)
		from = calendar.DayOf(time.Date(t.Year(), t.Month()-1, 1, 0, 0, 0, 0, calendar.Zone))
	}
	return from, to
}

// results are the figures of a reader's scope in a period, grouped one way, and their sum.
func (s *Service) results(ctx context.Context, who people.Actor, n door.Narrow, by string) (list []Figures, all Figures, err error) {
	from, to := period(n, s.Now())
	n.From, n.To = 0, 0 // of the receipt of the visit; here it is the day it was asked for
	where := func() *db.Where {
		w := n.Where(s.Engine, who, false, overseers...)
		w.And("v.asked_day >= ? AND v.asked_day <= ?", from, to)
		return w
	}
	sum, err := figures(ctx, s.DB, where(), "")
	if err != nil {
		return nil, all, err
	}
	if list, err = figures(ctx, s.DB, where(), by); err != nil {
		return nil, all, err
	}
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
	return list, sum[0], nil
}

// The rates, each with the whole it is of. Those not reached leave the denominator of what they would
// have said.
func (f Figures) rates() []page.Stat {
	return []page.Stat{
		page.Share("回访率", int(f.Reached), int(f.Asked), "件", ""), page.Share("没联系上", int(f.Unreached), int(f.Asked), "件", ""),
		page.Share("解决率", int(f.Solved), int(f.Reached), "件", ""), page.Share("满意率", int(f.Satisfied), int(f.Reached), "件", ""),
	}
}

func (s *Service) fillResults(ctx context.Context, d *resultData, who people.Actor, n door.Narrow, by string) error {
	list, all, err := s.results(ctx, who, n, by)
	if err != nil {
		return err
	}
	d.Sheet, d.Filters = n.Sheet(), s.filters(n)
	d.Stats.Items = all.rates()
	d.Tally.Label = "怎么看"
	head := ""
	for _, way := range ways {
		d.Tally.Links = append(d.Tally.Links, page.Link{Href: n.With("by", way.code), Label: way.name, Current: way.code == by})
		if way.code == by {
			head = way.head
		}
	}
	d.Table = page.Table{Caption: "回访结果" + head, Heads: []page.Head{{Label: head, Main: true}, {Label: "应回访", Num: true}, {Label: "回访率", Num: true}, {Label: "没联系上", Num: true}, {Label: "解决率", Num: true}, {Label: "满意率", Num: true}},
		Empty: n.Empty("这段时间没有回访", "有了回访，这里按窗口和人算出各项比率。")}
	for _, f := range list {
		row := page.Row{Cells: []page.Cell{{Text: f.Name, Small: f.Post}, {Text: page.Num(f.Asked)}}}
		for _, rate := range f.rates() {
			row.Cells = append(row.Cells, page.Cell{Text: rate.Value, Small: rate.Note})
		}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return nil
}

var resultHead = []string{"名称", "岗位", "应回访", "已回访", "没联系上", "解决", "满意（含基本满意）", "回访率", "解决率", "满意率"}

func (f Figures) row() []any {
	return []any{f.Name, f.Post, f.Asked, f.Reached, f.Unreached, f.Solved, f.Satisfied, page.Rate(f.Reached, f.Asked), page.Rate(f.Solved, f.Reached), page.Rate(f.Satisfied, f.Reached)}
}
