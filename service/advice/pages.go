package advice

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// path is where the pages of the service lie.
const path = "/desk/advice"

var (
	overseers = []people.Role{people.Supervisor, people.Leader, people.Officer}
	readers   = []people.Role{people.Supervisor, people.Leader, people.Officer, people.Head}
)

// question is what an analysis is of.
type question struct {
	by       string
	place    region.Code
	from, to calendar.Day
}

// asked reads a question; the place is the reader's, or one within it. Without days it is of the last
// thirty.
func (s *Service) asked(q url.Values, who people.Actor) question {
	a := question{by: q.Get("by")}
	if a.by != ByDept && a.by != ByCause {
		a.by = ByItem
	}
	for _, p := range who.Posts {
		for _, role := range overseers {
			if p.Role == role && (a.place == "" || p.Region.Covers(a.place)) {
				a.place = p.Region
			}
		}
	}
	if p, err := region.Parse(q.Get("place")); err == nil && a.place.Covers(p) {
		a.place = p
	}
	a.from, _ = calendar.ParseDay(q.Get("from"))
	a.to, _ = calendar.ParseDay(q.Get("to"))
	if a.to == 0 {
		a.to = calendar.DayOf(s.Now())
	}
	if a.from == 0 || a.from > a.to {
		a.from = a.to.AddDays(-29)
	}
	return a
}

// with is the address of a page on the same question, of one group or of all.
func (q question) with(page, by, key string) string {
	v := url.Values{"by": {by}, "place": {string(q.place)}, "from": {dashed(q.from)}, "to": {dashed(q.to)}}
	if key != "" {
		v.Set("key", key)
	}
	return path + page + "?" + v.Encode()
}

func dashed(d calendar.Day) string { return d.Time().Format(time.DateOnly) }

type analysisData struct {
	page.Frame
	Filters page.Filters
	Note    string
	Tally   page.Tally
	Table   page.Table
}

var analysisPage = page.New[analysisData](page.Desk, files, "analysis.html")

// ways are the groupings in words.
var ways = []struct{ by, name string }{{ByItem, "按事项"}, {ByDept, "按部门"}, {ByCause, "按原因"}}

func (s *Service) fillAnalysis(ctx context.Context, d *analysisData, q question) error {
	list, all, err := s.analyse(ctx, s.DB, q)
	if err != nil {
		return err
	}
	letters, err := lettersOn(ctx, s.DB, q.from)
	if err != nil {
		return err
	}
	often, err := ruleOn(ctx, s.DB, calendar.DayOf(s.Now()))
	if err != nil {
		return err
	}
	d.Note = fmt.Sprintf("共 %d 件。%d 天内同类 %d 件以上，或当月前 %d 位（%d 件以上），应当发工作建议书。", all, often.Days, often.Least, often.Top, often.TopLeast)
	d.Tally.Label = "怎么归类"
	for _, w := range ways {
		d.Tally.Links = append(d.Tally.Links, page.Link{Href: q.with("/analysis", w.by, ""), Label: w.name, Current: w.by == q.by})
	}
	d.Filters = page.Filters{Action: path + "/analysis", Label: "看哪段时间", Fields: page.Fields{
		{Type: "choice", Name: "place", Label: "地点", Value: string(q.place), Options: s.places(q.place)},
		{Type: "date", Name: "from", Label: "从", Value: dashed(q.from)}, {Type: "date", Name: "to", Label: "到", Value: dashed(q.to)}, {Type: "hidden", Name: "by", Value: q.by}}}
	d.Table = page.Table{Caption: "分析，最多的在前", Heads: []page.Head{{Label: "名称", Main: true}, {Label: "件数", Num: true}, {Label: "占比", Num: true}, {Label: "是否发出", Plain: true}, {Label: "", Plain: true}},
		Empty: page.Empty{Title: "这段时间没有反映", Text: "换一段时间看看。"}}
	for _, f := range list {
		row := page.Row{Cells: []page.Cell{{Text: f.Name, Href: q.with("/analysis/rows", q.by, f.Key)}, {Text: page.Num(len(f.Matters))}, {Text: page.Rate(len(f.Matters), all), Small: fmt.Sprintf("%d / %d 件", len(f.Matters), all)}, {}, {}}}
		if q.by == ByItem {
			row.Cells[0].Small = s.Catalog.DeptName(f.Dept)
		}
		if f.Why != "" {
			row.Cells[3].Tags = []page.Tag{{Label: f.Why, Kind: "act"}}
		}
		act := page.Act{Label: "拟建议书", Kind: "plain", Size: "small", Href: q.with("/new", q.by, f.Key)}
		if f.Why != "" {
			act.Kind = "quiet"
		}
		if id, ok := letters[f.By+":"+f.Key]; ok {
			k, err := s.Engine.Find(ctx, s.DB, id)
			if err != nil {
				return err
			}
			row.Cells[3].Tags = append(row.Cells[3].Tags, page.Tag{Label: "已拟", Kind: "ok"})
			act = page.Act{Label: "看建议书", Kind: "plain", Size: "small", Href: "/desk/cases/" + k.Number()}
		}
		row.Cells[4].Acts = []page.Act{act}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return nil
}

// places are the reader's place and those below it.
func (s *Service) places(top region.Code) []page.Option {
	if top.Level() > region.City {
		top = top.Parent()
	}
	list := []page.Option{{Value: string(top), Label: s.Regions.Name(top)}}
	for _, p := range s.Regions.Children(top) {
		list = append(list, page.Option{Value: string(p.Code), Label: p.Name})
	}
	return list
}

type rowsData struct {
	page.Frame
	Heading string
	Act     page.Act
	Table   page.Table
}

var rowsPage = page.New[rowsData](page.Desk, files, "rows.html")

// matterTable are the matters of a group.
func (s *Service) matterTable(list []Matter) page.Table {
	t := page.Table{Caption: "反映，最近的在前", Heads: []page.Head{{Label: "事项和编号", Main: true}, {Label: "日期"}, {Label: "地点和部门", Plain: true}, {Label: "原因"}}}
	for _, m := range list {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: m.ItemName, Href: "/desk/cases/" + m.Number, Small: flow.Grouped(m.Number)}, {Text: m.Day.String()}, {Text: s.Regions.Name(m.Region), Small: s.Catalog.DeptName(m.Dept)}, {Text: m.Cause}}})
	}
	return t
}

type ledgerData struct {
	page.Frame
	Sheet, Analysis string
	Tally           page.Tally
	Filters         page.Filters
	Table           page.Table
	Next            page.Link
}

var ledgerPage = page.New[ledgerData](page.Desk, files, "ledger.html")

func (s *Service) fillLedger(ctx context.Context, d *ledgerData, who people.Actor, n door.Narrow) error {
	count, err := sums(ctx, s.DB, n.Where(s.Engine, who, true, readers...))
	if err != nil {
		return err
	}
	d.Sheet, d.Tally, d.Filters = n.Sheet(), n.Tally(states, count), n.Filters("标题或部门", "拟稿", s.Regions.Children(s.City), states)
	ids, err := listed(ctx, s.DB, n.Behind(n.Where(s.Engine, who, false, readers...)), door.NarrowPage+1)
	if err != nil {
		return err
	}
	ids, d.Next = door.Cut(n, ids, func(id int64) int64 { return id })
	d.Table = page.Table{Caption: "工作建议书台账，最近的在前", Heads: []page.Head{{Label: "标题", Main: true}, {Label: "发给"}, {Label: "状态和时限", Plain: true}, {Label: "责任人和完成日期", Plain: true}},
		Empty: n.Empty("没有工作建议书", "在“反映分析”里看哪些事反复出现，从那里拟稿。")}
	for _, id := range ids {
		k, a, err := s.both(ctx, s.DB, id)
		if err != nil {
			return err
		}
		row := page.Row{Late: k.ClosedAt == 0 && k.DueAt <= s.Now().UnixMilli(), Cells: []page.Cell{
			{Text: a.Title, Href: "/desk/cases/" + k.Number(), Small: a.Number}, {Text: s.Catalog.DeptName(a.Dept), Small: dayWords(a.IssuedDay)},
			{Lamp: s.House.Lamp(k), Small: s.state(k).Name}, {Text: a.Person, Small: dayWords(a.PlanDay)}}}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return nil
}

func (s *Service) both(ctx context.Context, d *db.DB, id int64) (flow.Case, Advice, error) {
	k, err := s.Engine.Find(ctx, d, id)
	if err != nil {
		return k, Advice{}, err
	}
	a, err := s.Load(ctx, d, id)
	return k, a, err
}

func (s *Service) state(k flow.Case) flow.State {
	t, _ := s.Engine.Table(k.Kind)
	state, _ := t.State(k.State)
	return state
}

func dayWords(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

var ledgerHead = []string{"发文字号", "标题", "发给", "所附反映", "签发日期", "签发人", "状态", "整改措施", "责任人", "完成日期", "整改成效", "核实情况", "曾经逾期"}

func (s *Service) ledgerRow(ctx context.Context, id int64, who people.Actor) ([]any, error) {
	k, a, err := s.both(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	veil, err := s.House.Veil(ctx, s.DB, k, who)
	if err != nil {
		return nil, err
	}
	basis, err := basisOf(ctx, s.DB, id, a.Dept)
	late := "否"
	if k.Late {
		late = "是"
	}
	return form.Under(veil, []any{a.Number, a.Title, s.Catalog.DeptName(a.Dept), len(basis), dayWords(a.IssuedDay), a.Signer, s.state(k).Name, a.Measures, a.Person, dayWords(a.PlanDay), a.Effect, a.Opinion, late}), err
}

// sections are what a letter says of itself on its page.
func (s *Service) sections(ctx context.Context, who people.Visitor, c flow.View) ([]door.Section, error) {
	a, err := s.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	letter := door.Section{ID: "letter", Title: "建议书", Facts: page.List{Items: []page.Term{
		{Label: "发给", Value: s.Catalog.DeptName(a.Dept), Strong: true, Note: a.Number}, {Label: "反映的问题", Value: a.Problem}, {Label: "工作建议", Value: a.Proposal},
	}}, Links: []page.Link{
		{Href: path + "/" + c.Case.Number() + "/letter", Label: "看公文、打印", Icon: "print"}, {Href: path + "/" + c.Case.Number() + "/letter.docx", Label: "下载可编辑的公文（.docx）", Icon: "download"}}}
	list := []door.Section{letter}
	if a.Measures != "" {
		list = append(list, door.Section{ID: "plan", Title: "整改", Facts: page.List{Items: []page.Term{{Label: "措施", Value: a.Measures}, {Label: "责任人", Value: a.Person}, {Label: "完成日期", Value: dayWords(a.PlanDay)}}}})
	}
	if a.Effect != "" {
		d := door.Section{ID: "effect", Title: "成效", Facts: page.List{Items: []page.Term{{Label: "整改成效", Value: a.Effect}}}}
		if a.Opinion != "" {
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "核实情况", Value: a.Opinion})
		}
		for _, id := range file.IDs(a.Evidence) {
			f, err := s.Files.Find(ctx, id)
			if err != nil {
				return nil, err
			}
			d.Links = append(d.Links, page.Link{Href: fmt.Sprint("/desk/files/", id), Label: f.Name, Icon: "file", Note: page.Size(f.Size)})
		}
		list = append(list, d)
	}
	basis, err := basisOf(ctx, s.DB, c.Case.ID, a.Dept)
	if err != nil || len(basis) == 0 {
		return list, err
	}
	d := door.Section{ID: "basis", Title: fmt.Sprintf("所附反映 %d 件", len(basis)), Table: page.Table{Caption: "所附反映", Flat: true, Heads: []page.Head{{Label: "事项和编号", Main: true}, {Label: "日期"}, {Label: "原因"}}}}
	for _, b := range basis {
		cell := page.Cell{Text: b.Item, Small: flow.Grouped(b.Number)}
		if _, seen, err := s.Engine.Seen(ctx, who.Actor, b.Matter); err != nil {
			return nil, err
		} else if seen {
			cell.Href = "/desk/cases/" + b.Number
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{cell, {Text: b.Day.String()}, {Text: b.Cause}}})
	}
	return append(list, d), nil
}

type newData struct {
	page.Frame
	Why   string
	Form  page.Form
	Table page.Table
}

var newPage = page.New[newData](page.Desk, files, "new.html")

// newForm is the form of a draft on a finding.
func (s *Service) newForm(ctx context.Context, q question, key string, in form.Values, wrong error) (page.Form, error) {
	ask, err := s.askDraft(ctx, s.DB, nil)
	if err != nil {
		return page.Form{}, err
	}
	f := page.Form{ID: "draft", Action: q.with("/new", q.by, key), Error: door.Summary(wrong), Fields: door.Fields(ask, in, wrong), Submit: page.Act{Label: "存为草稿，报请签发", Key: "Ctrl+Enter"}}
	return f, nil
}
