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
	return f.picture(ctx, s, p)
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

// pasts are what was before today of each scope, read once a day: days that are over do not change.
type pasts struct {
	mu   sync.Mutex
	kept map[people.Post]*past
}

func (x *pasts) of(f *Front, ctx context.Context, p people.Post) (*past, error) {
	today, scope := calendar.DayOf(f.Now()), people.Post{Role: p.Role, Region: p.Region, Dept: p.Dept}
	x.mu.Lock()
	kept := x.kept[scope]
	x.mu.Unlock()
	if kept != nil && kept.today == today {
		return kept, nil
	}
	fresh, err := f.read(ctx, p, today)
	if err != nil || len(fresh.stood) == 0 || fresh.stood[len(fresh.stood)-1].Day != today.AddDays(-1) { // yesterday is not noted yet
		return fresh, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.kept == nil || len(x.kept) >= glancesMost {
		x.kept = map[people.Post]*past{}
	}
	x.kept[scope] = fresh
	return fresh, nil
}
