package supervision

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// keepers see the ledger (督办台账); department heads see the orders to themselves in it.
var keepers = []people.Role{people.Supervisor, people.Leader, people.Discipline, people.Head}

// scope is the ledger's condition for a reader: what lies in the scope of his posts.
func (s *Service) scope(n door.Narrow, who people.Actor, tally bool) *db.Where {
	w := n.Where(s.Engine, who, tally, keepers...)
	if level, err := strconv.ParseInt(n.Get("level"), 10, 64); err == nil {
		w.And("o.level = ?", level)
	}
	return w
}

type ledgerData struct {
	page.Frame
	Sheet, Rules string
	Tally        page.Tally
	Filters      page.Filters
	Table        page.Table
	Next         page.Link
}

var ledgerPage = page.New[ledgerData](page.Desk, files, "ledger.html")

const ledgerPath = "/desk/supervision"

func (s *Service) filters(n door.Narrow, ladder []Level) page.Filters {
	level := page.Field{Type: "choice", Name: "level", Label: "级别", Example: "全部级别"}
	for no := int64(1); ; no++ {
		l, ok := levelOn(ladder, no, calendar.DayOf(s.Now()))
		if !ok {
			break
		}
		level.Options = append(level.Options, page.Option{Value: strconv.FormatInt(no, 10), Label: l.Name})
	}
	return n.Filters("事项", "签发", s.Regions.Children(s.City), states, level)
}

func (s *Service) fillLedger(ctx context.Context, d *ledgerData, who people.Actor, n door.Narrow) error {
	ladder, err := allLevels(ctx, s.DB)
	if err != nil {
		return err
	}
	count, err := sums(ctx, s.DB, s.scope(n, who, true))
	if err != nil {
		return err
	}
	d.Sheet, d.Tally, d.Filters = n.Sheet(), n.Tally(states, count), s.filters(n, ladder)
	list, err := lines(ctx, s.DB, n.Behind(s.scope(n, who, false)), door.NarrowPage+1)
	if err != nil {
		return err
	}
	list, d.Next = door.Cut(n, list, func(l line) int64 { return l.ID })
	d.Table = page.Table{
		Caption: "督办台账，最近的在前", Heads: []page.Head{{Label: "督办事项", Main: true}, {Label: "级别", Plain: true}, {Label: "交办"}, {Label: "签发"}, {Label: "状态和时限", Plain: true}, {Label: "结果", Plain: true}},
		Empty: n.Empty("没有督办单", "办件超过时限会自动发出，也可以在任何一件的页面上“发督办单”。"),
	}
	for _, l := range list {
		state, _ := s.state(l.Case)
		level, _ := levelOn(ladder, l.Level, l.LevelDay)
		row := page.Row{Late: l.ClosedAt == 0 && l.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Text: l.Title, Href: "/desk/cases/" + l.Number(), Small: flow.Grouped(l.Number())},
			{Tags: []page.Tag{{Label: level.Name, Kind: tones[l.Level]}}},
			{Text: s.to(l.Case, l.Role)},
			{Text: door.Clock(l.OpenedAt), Small: l.Signer},
			{Lamp: s.House.Lamp(l.Case), Small: state.Name},
			{Text: outcomeField.Show(l.Outcome), Small: l.Deduct},
		}}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return nil
}

// tones set the levels apart in lists.
var tones = map[int64]string{1: "", 2: "blue", 3: "act"}

var ledgerHead = []string{"督办单编号", "级别", "督办事项", "被督办件", "地点", "交办", "发现的问题", "办理要求", "签发人", "签发时间", "状态", "回复", "核实结果", "核实情况", "考核扣分建议", "抄送", "曾经逾期"}

// ledgerRow is a line of the ledger in a workbook.
func (s *Service) ledgerRow(ctx context.Context, l line, ladder []Level, who people.Actor) ([]any, error) {
	about, err := s.Engine.Find(ctx, s.DB, l.About)
	if err != nil {
		return nil, err
	}
	veil, err := s.House.Veil(ctx, s.DB, l.Case, who)
	if err != nil {
		return nil, err
	}
	state, _ := s.state(l.Case)
	level, _ := levelOn(ladder, l.Level, l.LevelDay)
	late := "否"
	if l.Late {
		late = "是"
	}
	return form.Under(veil, []any{flow.Grouped(l.Number()), level.Name, l.Title, flow.Grouped(about.Number()), s.Regions.Name(l.Region), s.to(l.Case, l.Role), l.Issue, l.Need, l.Signer, door.SheetClock(l.OpenedAt),
		state.Name, l.Answer, outcomeField.Show(l.Outcome), l.Opinion, l.Deduct, door.SheetClock(l.CopiedAt), late}), nil
}

// count is the figure in the menu: the orders that wait for the visitor.
func (s *Service) count(ctx context.Context, v people.Visitor) (int64, error) {
	return s.Engine.Waiting(ctx, v.Actor, flow.Filter{Kind: Kind})
}

// issueForm is the form by which an order about a case is written by hand.
func (s *Service) issueForm(ctx context.Context, k flow.Case, in form.Values, wrong error) (page.Form, error) {
	ask, err := s.askIssue(ctx, s.DB, &flow.Change{Case: k, At: s.Now()})
	if err != nil {
		return page.Form{}, err
	}
	f := page.Form{ID: "issue", Action: ledgerPath + "/new", Error: door.Summary(wrong), Fields: door.Fields(ask, in, wrong), Submit: page.Act{Label: "签发督办单", Key: "Ctrl+Enter"}}
	f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: "case", Value: k.Number()})
	return f, nil
}
