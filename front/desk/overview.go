package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// scope is the widest post by which the visitor oversees cases.
func scope(v people.Visitor) people.Post {
	var best people.Post
	for _, p := range v.Actor.Posts {
		if slices.Contains(overseers, p.Role) && (best.Role == "" || p.Region.Level() < best.Region.Level() || p.Region == best.Region && p.Dept == "") {
			best = p
		}
	}
	return best
}

// brought leaves the office's own business out, unless its kind was asked for.
func (a asked) brought() asked {
	a.Brought = a.Kind == ""
	return a
}

// caseHeads are the heads of a list of cases.
var caseHeads = []page.Head{{Label: "到期", Plain: true}, {Label: "事项和编号", Main: true}, {Label: "申请人和地点", Plain: true}, {Label: "部门"}, {Label: "状态"}}

func (f *Front) overviewRow(k flow.Case, tags []page.Tag) page.Row {
	t, _ := f.Engine.Table(k.Kind)
	s, _ := t.State(k.State)
	return page.Row{
		Late: k.ClosedAt == 0 && k.DueAt <= f.Now().UnixMilli(),
		Cells: []page.Cell{
			{Lamp: f.House.Lamp(k), Small: due(k)},
			{Text: k.Title, Href: address(k), Small: flow.Grouped(k.Number()), Tags: tags},
			{Text: f.Engine.Called(k), Small: f.Regions.Name(k.Region)},
			{Text: f.Catalog.DeptName(k.Dept)}, {Text: s.Name},
		},
	}
}

// fillOverview lists the open cases of a post's scope. Its first page, not narrowed, begins with how the scope stands as a whole.
// It is no door.Ledger: its rows are the first of several ranges of an index, a lamp of each kind, as those of the inbox.
func (f *Front) fillOverview(ctx context.Context, d *listData, p people.Post, a asked) error {
	list, err := f.Engine.Overview(ctx, p, a.Filter, a.After, listMost)
	if err != nil {
		return err
	}
	all := a.Filter
	all.Lamp = ""
	sums, err := f.Engine.OverviewTally(ctx, p, all)
	if err != nil {
		return err
	}
	var shown, total int64
	d.Tally, shown, total = tally(sums, a.Lamp, func(lamp string) string { return a.with("/desk/overview", "lamp", lamp) })
	d.Total, d.Sheet = pieces(total), a.with("/desk/overview.xlsx", "", "")
	d.Filters = f.overviewFilters(p, a)
	next := ""
	if list.Next != "" {
		next = a.with("/desk/overview", "after", list.Next)
	}
	d.Pager = pager(shown, len(list.Items), next, a.After == "", a.with("/desk/overview", "", ""))
	tags, err := f.tags(ctx, list.Items)
	if err != nil {
		return err
	}
	d.Table = page.Table{Caption: "在办件，超期的在前，再是临近到期的，各按到期时间", Heads: caseHeads, Empty: page.Empty{Title: "没有在办的", Text: "辖区内现在没有在办的办件。"}}
	if a.narrowed() || a.Lamp != "" {
		d.Table.Empty = page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: "/desk/overview", Label: "看全部在办"}}
	}
	for _, k := range list.Items {
		d.Table.Rows = append(d.Table.Rows, f.overviewRow(k, tags[k.ID]))
	}
	d.Keys = listKeys
	if a.After != "" || a.Lamp != "" || a.narrowed() || total == 0 {
		return nil
	}
	return f.glance(ctx, d, p, sums)
}

var listKeys = page.Keys{Items: []page.Key{
	{Keys: []string{"J", "K"}, Label: "上下选"},
	{Keys: []string{"Enter"}, Label: "打开"},
	{Keys: []string{"/"}, Label: "筛选"},
}}

// overviewFilters are those of any list of cases and those that only an overview has: department, kind and item.
func (f *Front) overviewFilters(p people.Post, a asked) page.Filters {
	t := f.filters("/desk/overview", a, p.Region)
	if p.Dept == "" {
		t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "dept", Label: "部门", Value: a.Dept, Example: "全部部门", Options: f.depts(p.Region)})
	}
	t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "kind", Label: "种类", Value: a.Kind, Example: "群众办的事", Options: f.kinds()})
	t.Fields = append(t.Fields, page.Field{Type: "search", Name: "item", Label: "事项全称", Value: a.ItemName, Source: "/desk/items"})
	return t
}

// kinds are the kinds of cases.
func (f *Front) kinds() (list []page.Option) {
	for _, t := range f.Engine.Tables() {
		list = append(list, page.Option{Value: t.Kind, Label: t.Title})
	}
	return list
}

// depts are the organs within a place, under the names of their regions.
func (f *Front) depts(within region.Code) []page.Option {
	var list []page.Option
	for _, d := range f.Catalog.Depts(within) {
		list = append(list, page.Option{Value: d.Code, Label: d.Name, Group: f.Regions.Name(d.Region)})
	}
	return list
}

// glance says how a scope stands: what is late, what this month brought, and where it lies.
func (f *Front) glance(ctx context.Context, d *listData, p people.Post, sums map[calendar.Lamp]int64) error {
	g, err := f.glances.of(p, f.Now, func() (glance, error) { return f.look(ctx, p) })
	if err != nil {
		return err
	}
	rows := func(what string) string { return rowsAt(span{g.month, g.month}, figureQuery{}, what) }
	d.Stats.Items = []page.Stat{
		{Label: "现在超期", Value: count(sums[calendar.Red]), Unit: "件", Href: "/desk/overview?lamp=red"},
		{Label: "临近到期", Value: count(sums[calendar.Yellow]), Unit: "件", Href: "/desk/overview?lamp=yellow"},
		{Label: "本月收件", Value: page.Num(g.sums["received"]), Unit: "件", Href: rows("received")},
		{Label: "本月办结", Value: page.Num(g.sums["finished"]), Unit: "件", Href: rows("finished")},
		page.Share("本月按时率", int(g.sums["intime"]), int(g.sums["intime"]+g.sums["late"]), "件", rows("intime")),
	}
	d.Chart = g.chart
	return nil
}

// glance is what an overview says of its scope beside the list: the sums of the month and where the cases lie.
type glance struct {
	month int
	sums  map[string]int64
	chart page.Chart
}

// look reads a glance.
func (f *Front) look(ctx context.Context, p people.Post) (glance, error) {
	g := glance{month: calendar.DayOf(f.Now()).Month()}
	t, err := f.count(ctx, p, span{g.month, g.month}, "", false)
	if err != nil {
		return g, err
	}
	g.sums = t.sums(everything)
	below := f.Regions.Children(p.Region)
	if p.Dept != "" || len(below) == 0 || len(below) > 30 {
		return g, nil
	}
	g.chart = page.Chart{Title: "在办件在哪里", Unit: "件", Series: []string{"超期", "临近到期", "正常", "不计时"}, Lamps: []string{"red", "yellow", "green", "grey"}}
	for _, place := range below {
		sums, err := f.Engine.OverviewTally(ctx, p, flow.Filter{Place: place.Code, Brought: true})
		if err != nil {
			return g, err
		}
		r := page.Datum{Label: place.Name, Href: "/desk/overview?place=" + string(place.Code)}
		for _, lamp := range flow.Lamps {
			r.Values = append(r.Values, int(sums[lamp]))
		}
		if r.Values[0]+r.Values[1]+r.Values[2]+r.Values[3] > 0 {
			g.chart.Rows = append(g.chart.Rows, r)
		}
	}
	return g, nil
}

// glanceFor is how long a glance is shown again to those of the same scope; glancesMost is how many are kept.
const (
	glanceFor   = 2 * time.Second
	glancesMost = 1000
)

// glances are the latest of each scope.
type glances struct {
	mu   sync.Mutex
	kept map[people.Post]*keptGlance
}

type keptGlance struct {
	mu sync.Mutex // held by who looks; who comes meanwhile looks for himself, so that nobody waits for another's query
	glance
	at time.Time // when it was found; zero: not yet
}

// of is the glance of a scope, read where none was found a moment ago. Where a clock stands still, as in tests, each is read.
func (g *glances) of(p people.Post, now func() time.Time, look func() (glance, error)) (glance, error) {
	k := g.keptOf(people.Post{Role: p.Role, Region: p.Region, Dept: p.Dept})
	if !k.mu.TryLock() {
		return look()
	}
	defer k.mu.Unlock()
	if age := now().Sub(k.at); age > 0 && age < glanceFor {
		return k.glance, nil
	}
	fresh, err := look()
	if err == nil {
		k.glance, k.at = fresh, now()
	}
	return fresh, err
}

func (g *glances) keptOf(scope people.Post) *keptGlance {
	g.mu.Lock()
	defer g.mu.Unlock()
	k := g.kept[scope]
	if k == nil {
		if g.kept == nil || len(g.kept) >= glancesMost {
			g.kept = map[people.Post]*keptGlance{}
		}
		k = &keptGlance{}
		g.kept[scope] = k
	}
	return k
}
