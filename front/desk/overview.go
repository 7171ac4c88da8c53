package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
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

const overviewPath = "/desk/overview"

// overview declares the open cases in the scope of the visitor's widest post (全部在办), of the office's own business only where that is
// asked for. Its rows are the first of several ranges of an index, a lamp of each kind.
func (f *Front) overview() listing.Ledger[line] {
	return listing.Ledger[line]{
		Name: "open-cases", Path: overviewPath, Title: "全部在办", Roles: overseers, Of: door.OfPeople, Veils: listing.VeilNone, Ascending: true,
		Empty: page.Empty{Title: "没有在办的", Text: "辖区内现在没有在办的办件。"},
		Filters: append(f.overviewFilters(), lampFilter(),
			f.deptFilter("choice", scope), f.kindFilter("choice"), itemFilter("search")),
		Part: func(ctx context.Context, c door.Call, after string, n int) (flow.Page[line], error) {
			p, err := f.Engine.Overview(ctx, scope(c.Visitor), brought(f.filter(c.In)), after, n)
			return lines(p, err, openCase)
		},
		Sums: func(ctx context.Context, c door.Call) (map[string]int64, error) {
			sums, err := f.Engine.OverviewTally(ctx, scope(c.Visitor), everyLamp(brought(f.filter(c.In))))
			return byName(sums), err
		},
		Case: caseOf, Fill: f.fillTags,
		Columns: append(caseSheet(f, caseOf), f.dueCell(), f.nameCell(), personCell(f, caseOf),
			onPage("部门", func(l line) page.Cell { return page.Cell{Text: f.Catalog.DeptName(l.Dept)} }),
			onPage("状态", func(l line) page.Cell { return page.Cell{Text: f.House.StateOf(l.Case).Name} })),
		Around: f.aroundOverview,
	}
}

// own chooses what a place does itself, not what those below it do.
const own = "own"

// overviewFilters are those of cases; the first of the places is the one of the post itself.
func (f *Front) overviewFilters() []listing.Filter {
	list := f.caseFilters(scope)
	place := &list[slices.IndexFunc(list, func(one listing.Filter) bool { return one.Field.Name == "place" })]
	below := place.Options
	place.Options = func(ctx context.Context) ([]page.Option, error) {
		p := scope(people.VisitorOf(ctx))
		options, err := below(ctx)
		if p.Dept == "" && len(options) > 0 {
			options = append([]page.Option{{Value: own, Label: f.Regions.Name(p.Region) + "本级"}}, options...)
		}
		return options, err
	}
	place.By = func(w *db.Where, value string) bool { return value == own || listing.InPlace(w, value) }
	return list
}

func brought(a flow.Filter) flow.Filter {
	a.Brought = true // of a kind that is asked for, all
	return a
}

// aroundOverview says of whom the list is. Its first page, not narrowed, begins with how the scope stands as a whole.
func (f *Front) aroundOverview(ctx context.Context, c door.Call, s *door.Screen) error {
	p, b := scope(c.Visitor), s.Blocks[0]
	s.Title = f.scopeName(p) + "在办"
	if len(b.Table.Rows) == 0 {
		return nil
	}
	s.Keys = listKeys
	if c.In["after"] != "" || b.Filters.Reset != "" {
		return nil
	}
	return f.glance(ctx, s, p)
}

// scopeName is the place, or the organ, that a post oversees.
func (f *Front) scopeName(p people.Post) string {
	if p.Dept != "" {
		return f.Catalog.DeptName(p.Dept)
	}
	return f.Regions.Name(p.Region)
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
func (f *Front) glance(ctx context.Context, s *door.Screen, p people.Post) error {
	g, err := f.glances.of(p, f.Now, func() (glance, error) { return f.look(ctx, p) })
	if err != nil {
		return err
	}
	for _, lamp := range []calendar.Lamp{calendar.Red, calendar.Yellow} {
		links := s.Blocks[0].Tally.Links
		chip := links[slices.IndexFunc(links, func(l page.Link) bool { return l.Lamp == string(lamp) })]
		s.Stats.Items = append(s.Stats.Items, page.Stat{Label: lampNames[lamp], Value: chip.Count, Unit: "件", Href: chip.Href})
	}
	rows := func(what string) string { return rowsAt(span{g.month, g.month}, figureQuery{}, what) }
	s.Stats.Items[0].Label = "现在超期"
	s.Stats.Items = append(s.Stats.Items,
		page.Stat{Label: "本月收件", Value: page.Num(g.sums["received"]), Unit: "件", Href: rows("received")},
		page.Stat{Label: "本月办结", Value: page.Num(g.sums["finished"]), Unit: "件", Href: rows("finished")},
		page.Share("本月按时率", int(g.sums["intime"]), int(g.sums["intime"]+g.sums["late"]), "件", rows("intime")))
	if len(g.chart.Rows) > 0 {
		s.Blocks = append([]door.Block{{Chart: g.chart}}, s.Blocks...)
	}
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
	row := func(label, place string, a flow.Filter) error {
		a.Brought = true
		sums, err := f.Engine.OverviewTally(ctx, p, a)
		if err != nil {
			return err
		}
		r := page.Datum{Label: label, Href: overviewPath + "?place=" + place}
		for _, lamp := range flow.Lamps {
			r.Values = append(r.Values, int(sums[lamp]))
		}
		if r.Values[0]+r.Values[1]+r.Values[2]+r.Values[3] > 0 {
			g.chart.Rows = append(g.chart.Rows, r)
		}
		return nil
	}
	if err := row(f.Regions.Name(p.Region)+"本级", own, flow.Filter{Own: true}); err != nil {
		return g, err
	}
	for _, place := range below {
		if err := row(place.Name, string(place.Code), flow.Filter{Place: place.Code}); err != nil {
			return g, err
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
