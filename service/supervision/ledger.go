package supervision

import (
	"context"
	"net/url"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// ledgerMost is how many lines a page of the ledger has.
const ledgerMost = 50

// keepers see the ledger (督办台账); department heads see the orders to themselves in it.
var keepers = []people.Role{people.Supervisor, people.Leader, people.Discipline, people.Head}

type asked struct {
	text, state, level string
	place              region.Code
	from, to           calendar.Day
	query              url.Values
}

func read(q url.Values) asked {
	a := asked{text: q.Get("q"), state: q.Get("state"), level: q.Get("level"), query: url.Values{}}
	if p, err := region.Parse(q.Get("place")); err == nil {
		a.place = p
	}
	a.from, _ = calendar.ParseDay(q.Get("from")) // 0 narrows nothing
	a.to, _ = calendar.ParseDay(q.Get("to"))
	for _, name := range []string{"q", "state", "level", "place", "from", "to"} {
		if v := q.Get(name); v != "" {
			a.query.Set(name, v)
		}
	}
	return a
}

func (a asked) with(path, name, value string) string {
	q := url.Values{}
	for n, v := range a.query {
		q[n] = v
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// where is the condition of the ledger for a visitor; states are left out for the tally.
func (a asked) where(who people.Actor, state bool) *db.Where {
	w := &db.Where{}
	flow.Scope(w, who, keepers...)
	w.Like(a.text, "c.title", "c.party")
	if state && a.state != "" {
		w.And("c.state = ?", a.state)
	}
	if n, err := strconv.ParseInt(a.level, 10, 64); err == nil {
		w.And("o.level = ?", n)
	}
	if a.place != "" {
		flow.Within(w, a.place)
	}
	if a.from != 0 {
		w.And("c.opened_day >= ?", a.from)
	}
	if a.to != 0 {
		w.And("c.opened_day <= ?", a.to)
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

func (s *Service) fillLedger(ctx context.Context, d *ledgerData, who people.Actor, a asked, after int64) error {
	ladder, err := levels(ctx, s.DB)
	if err != nil {
		return err
	}
	if err := s.tallyLedger(ctx, d, who, a); err != nil {
		return err
	}
	d.Sheet = a.with(ledgerPath+".xlsx", "", "")
	d.Filters = s.filters(a, ladder)
	w := a.where(who, true)
	if after != 0 {
		w.And("c.id < ?", after)
	}
	list, err := lines(ctx, s.DB, w, ledgerMost+1)
	if err != nil {
		return err
	}
	if len(list) > ledgerMost {
		list = list[:ledgerMost]
		d.Next = page.Link{Href: a.with(ledgerPath, "after", strconv.FormatInt(list[ledgerMost-1].ID, 10)), Label: "下一页"}
	}
	d.Table = page.Table{
		Caption: "督办台账，最近的在前", Heads: []page.Head{{Label: "督办事项", Main: true}, {Label: "级别", Plain: true}, {Label: "交办"}, {Label: "签发"}, {Label: "状态和时限", Plain: true}, {Label: "结果", Plain: true}},
		Empty: page.Empty{Title: "没有督办单", Text: "办件超过时限会自动发出，也可以在任何一件的页面上“发督办单”。"},
	}
	if len(a.query) > 0 {
		d.Table.Empty = page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: ledgerPath, Label: "看全部"}}
	}
	names := map[int64]string{}
	for _, l := range ladder {
		names[l.No] = l.Name
	}
	for _, l := range list {
		state, _ := s.state(l.Case)
		row := page.Row{Late: l.ClosedAt == 0 && l.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Text: l.Title, Href: "/desk/cases/" + l.Number(), Small: flow.Grouped(l.Number())},
			{Tags: []page.Tag{{Label: names[l.Level], Kind: tones[l.Level]}}},
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

func (s *Service) tallyLedger(ctx context.Context, d *ledgerData, who people.Actor, a asked) error {
	list, err := sums(ctx, s.DB, a.where(who, false))
	if err != nil {
		return err
	}
	n, all := map[string]int64{}, int64(0)
	for _, one := range list {
		n[one.State], all = one.N, all+one.N
	}
	d.Tally = page.Tally{Label: "按状态", Links: []page.Link{{Href: a.with(ledgerPath, "state", ""), Label: "全部", Count: page.Num(all), Current: a.state == ""}}}
	for _, st := range states {
		d.Tally.Links = append(d.Tally.Links, page.Link{Href: a.with(ledgerPath, "state", st.Code), Label: st.Name, Count: page.Num(n[st.Code]), Current: a.state == st.Code})
	}
	return nil
}

func (s *Service) filters(a asked, ladder []Level) page.Filters {
	var names []page.Option
	for _, l := range ladder {
		names = append(names, page.Option{Value: strconv.FormatInt(l.No, 10), Label: l.Name})
	}
	var places []page.Option
	for _, p := range s.Regions.Children(s.City) {
		places = append(places, page.Option{Value: string(p.Code), Label: p.Name})
	}
	f := page.Filters{Action: ledgerPath, Label: "筛选", Fields: page.Fields{
		{Type: "search", Name: "q", Label: "事项或申请人", Value: a.text, Key: "/"},
		{Type: "choice", Name: "level", Label: "级别", Value: a.level, Example: "全部级别", Options: names},
		{Type: "choice", Name: "place", Label: "地点", Value: string(a.place), Example: "全部地点", Options: places},
		{Type: "date", Name: "from", Label: "签发从", Value: a.query.Get("from")},
		{Type: "date", Name: "to", Label: "到", Value: a.query.Get("to")},
	}}
	if a.state != "" {
		f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: "state", Value: a.state})
	}
	if len(a.query) > 0 {
		f.Reset = ledgerPath
	}
	return f
}

var ledgerHead = []string{"督办单编号", "级别", "督办事项", "被督办件", "地点", "交办", "发现的问题", "办理要求", "签发人", "签发时间", "状态", "回复", "核实结果", "核实情况", "考核扣分建议", "抄送", "曾经逾期"}

// ledgerRow is a line of the ledger in a workbook.
func (s *Service) ledgerRow(ctx context.Context, l line, ladder []Level) ([]any, error) {
	about, err := s.Engine.Find(ctx, s.DB, l.About)
	if err != nil {
		return nil, err
	}
	state, _ := s.state(l.Case)
	name, late := "", "否"
	for _, one := range ladder {
		if one.No == l.Level {
			name = one.Name
		}
	}
	if l.Late {
		late = "是"
	}
	return []any{flow.Grouped(l.Number()), name, l.Title, flow.Grouped(about.Number()), s.Regions.Name(l.Region), s.to(l.Case, l.Role), l.Issue, l.Need, l.Signer, door.Clock(l.OpenedAt),
		state.Name, l.Answer, outcomeField.Show(l.Outcome), l.Opinion, l.Deduct, door.Clock(l.CopiedAt), late}, nil
}

// count is the figure in the menu: the orders that wait for the visitor.
func (s *Service) count(ctx context.Context, v people.Visitor) (n int64, err error) {
	tally, err := s.Engine.Tally(ctx, v.Actor, flow.Filter{Kind: Kind})
	for _, one := range tally {
		n += one
	}
	return n, err
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
