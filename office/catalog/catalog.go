// Package catalog holds the service items (政务服务事项, 实施清单): what can be done, by which
// department in which region, under which conditions, with which materials, in what time.
//
// A version of an item that was published never changes; a case keeps the version it was accepted
// under. Editing makes a draft, which a second person publishes. What lists and the search need of
// every published item is kept in memory; the whole of an item is read when it is looked at.
//
// Rules: GB/T 39046-2020 and the 65 elements of the 实施清单; 行政许可法 art. 30 (what must be public);
// 优化营商环境条例 (no catch-all materials).
//
// Read item.go for what an item is, this file for finding one, situation.go for the checklist,
// version.go for how one changes.
package catalog

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/search"
)

// Dept is an organ of one region.
type Dept struct {
	Code   string
	Region region.Code
	Name   string // 东坡区人社局
	Short  string // 人社局: the same in every region
	Phone  string
}

// Entry is what is kept in memory of a published item.
type Entry struct {
	ID       int64
	Code     string
	Version  int64
	State    string
	Name     string
	Alias    string
	Main     string
	Kind     string
	Dept     string // short name of the organ
	Audience string // codes, space separated
	Topics   string // names, space separated
	Complete bool   // has every element a guide must have
	Online   bool
	Boost    int64 // how often it is asked for, 0 to 1000
}

// The states of an item and of its versions.
const (
	Draft     = "draft"     // being edited
	Submitted = "submitted" // waits for the second person
	Published = "published"
	Suspended = "suspended" // an item that is not accepted for the time being
	Repealed  = "repealed"
	Retired   = "retired" // a version that another has followed
)

// Catalog is the items in memory and the way to the whole of them.
type Catalog struct {
	// Log notes in the audit log what was done to an item, in the transaction in which it was done. The
	// program sets it before it serves.
	Log func(ctx context.Context, tx *db.DB, by people.Actor, act, object, reason string) error
	// Decided is told, in its transaction, of a version that somebody else than who edited it has published or sent back, to tell who
	// edited it. The program sets it before it serves.
	Decided func(ctx context.Context, tx *db.DB, by people.Actor, v Version, why string) error

	db     *db.DB
	now    func() time.Time
	shelf  atomic.Pointer[shelf]
	bodies sync.Map // bodyKey → *Item; versions do not change
	held   atomic.Int64
}

type bodyKey struct{ item, version int64 }

type shelf struct {
	entries  []Entry
	byID     map[int64]int
	byCode   map[string]int
	depts    map[string]Dept
	offers   map[int64][]offer
	offered  map[region.Code][]int64 // the items that a region's departments handle
	sets     sync.Map                // of OfferedAt, by the smallest region in offered that has the place
	index    func() *search.Index    // makes it when it is first asked for, and waits until it is made
	searched atomic.Bool             // the index was asked for
	often    []Entry
	renewed  []Renewal
}

// Renewal is when the guide of an item was last replaced by a new version.
type Renewal struct {
	ItemID      int64
	PublishedAt int64
}

// renewedMost is how many renewals are kept in memory.
const renewedMost = 200

type offer struct {
	ItemID int64
	Region region.Code
	Dept   string
}

// New makes an empty catalogue; Load fills it.
func New(d *db.DB, now func() time.Time) *Catalog {
	return &Catalog{db: d, now: now, Log: func(context.Context, *db.DB, people.Actor, string, string, string) error { return nil },
		Decided: func(context.Context, *db.DB, people.Actor, Version, string) error { return nil }}
}

// Load reads the published items, again after a change.
func (c *Catalog) Load(ctx context.Context) error {
	entries, err := published(ctx, c.db)
	if err != nil {
		return err
	}
	depts, err := allDepts(ctx, c.db)
	if err != nil {
		return err
	}
	offers, err := allOffers(ctx, c.db)
	if err != nil {
		return err
	}
	s := &shelf{
		entries: entries, byID: map[int64]int{}, byCode: map[string]int{}, depts: map[string]Dept{},
		offers: map[int64][]offer{}, offered: map[region.Code][]int64{},
	}
	docs := make([]search.Doc, len(entries))
	for i, e := range entries {
		s.byID[e.ID], s.byCode[e.Code] = i, i
		docs[i] = search.Doc{
			ID: e.ID, Name: e.Name, Alias: e.Alias + " " + e.Main, Dept: e.Dept, Kind: e.Kind,
			Audience: strings.Fields(e.Audience), Topics: strings.Fields(e.Topics), Boost: max(float64(e.Boost)/1000, float64(e.use())/4),
		}
	}
	for _, d := range depts {
		s.depts[d.Code] = d
	}
	for _, o := range offers {
		s.offers[o.ItemID] = append(s.offers[o.ItemID], o)
		s.offered[o.Region] = append(s.offered[o.Region], o.ItemID)
	}
	s.index = sync.OnceValue(func() *search.Index {
		s.searched.Store(true)
		return search.Build(docs, search.Words())
	})
	if before := c.shelf.Load(); before != nil && before.searched.Load() {
		go s.index() // people search: the next who does shall not wait for it
	}
	s.often = often(entries)
	if s.renewed, err = renewed(ctx, c.db); err != nil {
		return err
	}
	c.shelf.Store(s)
	return nil
}

// Edition identifies what is in memory: it is another value, by ==, after each Load.
func (c *Catalog) Edition() any { return c.shelf.Load() }

// use is how far an item's guide leads: to an online application 2, through all elements 1, else 0.
func (e Entry) use() int {
	switch {
	case e.Online && e.Complete:
		return 2
	case e.Complete:
		return 1
	}
	return 0
}

// oftenMost is how many items Often can name.
const oftenMost = 12

// often are the items asked for most. Where nothing is known of that, those that can be applied for
// online by a complete guide go first.
func often(entries []Entry) []Entry {
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Boost, a.Boost), cmp.Compare(b.use(), a.use()))
	})
	return slices.Clone(sorted[:min(oftenMost, len(sorted))])
}

// Often are the items that people ask for most, at most n and twelve.
func (c *Catalog) Often(n int) []Entry {
	s := c.shelf.Load()
	return s.often[:min(n, len(s.often))]
}

// Complete are the items whose guides have every element that a guide must have.
func (c *Catalog) Complete() (list []Entry) {
	for _, e := range c.shelf.Load().entries {
		if e.Complete {
			list = append(list, e)
		}
	}
	return list
}

// Len is how many items there are.
func (c *Catalog) Len() int { return len(c.shelf.Load().entries) }

// Renewed are the items whose guides were last replaced, the latest first. The caller must not change the list.
func (c *Catalog) Renewed() []Renewal { return c.shelf.Load().renewed }

// Find looks items up by text and filters; see search.Query.
func (c *Catalog) Find(q search.Query) ([]Found, int) {
	s := c.shelf.Load()
	hits, total := s.index().Find(q)
	return s.found(hits), total
}

// Suggest looks items up while their name is being typed.
func (c *Catalog) Suggest(text string, n int) []Found {
	s := c.shelf.Load()
	return s.found(s.index().Suggest(text, n))
}

// Found is an entry with what to highlight in its name.
type Found struct {
	Entry
	Marks []search.Span
}

func (s *shelf) found(hits []search.Hit) []Found {
	list := make([]Found, len(hits))
	for i, h := range hits {
		list[i] = Found{s.entries[s.byID[h.ID]], h.Marks}
	}
	return list
}

// Facets counts all matches of a query by department, kind and audience.
func (c *Catalog) Facets(q search.Query) search.Facets { return c.shelf.Load().index().Facets(q) }

// OfferedAt is the set of items that are handled for a place, for search.Query.Within.
func (c *Catalog) OfferedAt(place region.Code) search.Set {
	s := c.shelf.Load()
	var smallest region.Code
	for at := range s.offered {
		if at.Covers(place) && (smallest == "" || smallest.Covers(at)) {
			smallest = at
		}
	}
	if set, ok := s.sets.Load(smallest); ok {
		return set.(search.Set)
	}
	var ids []int64
	for at, items := range s.offered {
		if at.Covers(place) {
			ids = append(ids, items...)
		}
	}
	set, _ := s.sets.LoadOrStore(smallest, s.index().Set(ids))
	return set.(search.Set)
}

// Entry finds a published or suspended item.
func (c *Catalog) Entry(id int64) (Entry, error) {
	s := c.shelf.Load()
	i, ok := s.byID[id]
	if !ok {
		return Entry{}, fail.NotFound("没有这个事项，可能已经取消")
	}
	return s.entries[i], nil
}

// ByCode finds an item by its local code.
func (c *Catalog) ByCode(code string) (Entry, error) {
	s := c.shelf.Load()
	i, ok := s.byCode[code]
	if !ok {
		return Entry{}, fail.NotFound("没有编码为“%s”的事项", code)
	}
	return s.entries[i], nil
}

// Named is the item of a local code, or of a whole name.
func (c *Catalog) Named(text string) (e Entry, found bool) {
	text = strings.TrimSpace(text)
	if e, err := c.ByCode(text); err == nil {
		return e, true
	}
	for _, e := range c.Suggest(text, 5) {
		if e.Name == text {
			return e.Entry, true
		}
	}
	return Entry{}, false
}

// Size is the number of items in memory.
func (c *Catalog) Size() int { return len(c.shelf.Load().entries) }

// bodiesMost bounds how many whole items are kept in memory.
const bodiesMost = 3000

// Item reads the whole of a version. The result is shared: nobody changes it.
func (c *Catalog) Item(ctx context.Context, id, version int64) (*Item, error) {
	k := bodyKey{id, version}
	if it, ok := c.bodies.Load(k); ok {
		return it.(*Item), nil
	}
	body, err := versionBody(ctx, c.db, id, version)
	if errors.Is(err, db.ErrNone) {
		return nil, fail.NotFound("没有事项的这个版本")
	}
	if err != nil {
		return nil, err
	}
	it := &Item{}
	if err := json.Unmarshal([]byte(body), it); err != nil {
		return nil, fmt.Errorf("item %d version %d: %w", id, version, err)
	}
	if c.held.Add(1) > bodiesMost {
		c.bodies.Clear()
		c.held.Store(1)
	}
	c.bodies.Store(k, it)
	return it, nil
}

// Current reads the published version of an item.
func (c *Catalog) Current(ctx context.Context, id int64) (Entry, *Item, error) {
	e, err := c.Entry(id)
	if err != nil {
		return e, nil, err
	}
	it, err := c.Item(ctx, e.ID, e.Version)
	return e, it, err
}

// Handler is the department that handles an item for a place: that of the smallest region that
// contains it. An item not offered there is fail.NotFound with where it is.
func (c *Catalog) Handler(id int64, place region.Code) (Dept, error) {
	s := c.shelf.Load()
	best := offer{}
	for _, o := range s.offers[id] {
		if o.Region.Covers(place) && (best.Dept == "" || o.Region.Level() > best.Region.Level()) {
			best = o
		}
	}
	if best.Dept == "" {
		return Dept{}, fail.NotFound("这个事项在您选的地方没有开办，请换一个地方，或拨打服务热线询问")
	}
	return s.depts[best.Dept], nil
}

// Offers are the regions in which an item is handled, with the department.
func (c *Catalog) Offers(id int64) []Dept {
	s := c.shelf.Load()
	var list []Dept
	for _, o := range s.offers[id] {
		list = append(list, s.depts[o.Dept])
	}
	return list
}

// Dept finds a department by its code.
func (c *Catalog) Dept(code string) (Dept, bool) {
	d, ok := c.shelf.Load().depts[code]
	return d, ok
}

// DeptName is a department's name, or its code when it is unknown.
func (c *Catalog) DeptName(code string) string {
	if d, ok := c.Dept(code); ok {
		return d.Name
	}
	return code
}

// Sister finds the department of the same short name in the region of another, or above it.
func (c *Catalog) Sister(of Dept, short string) (Dept, bool) {
	s := c.shelf.Load()
	best := Dept{}
	for _, d := range s.depts {
		if d.Short == short && d.Region.Covers(of.Region) && (best.Code == "" || d.Region.Level() > best.Region.Level()) {
			best = d
		}
	}
	return best, best.Code != ""
}

// Depts are the departments of a region and those below it, by code.
func (c *Catalog) Depts(within region.Code) []Dept {
	var list []Dept
	for _, d := range c.shelf.Load().depts {
		if within.Covers(d.Region) {
			list = append(list, d)
		}
	}
	slices.SortFunc(list, func(a, b Dept) int { return strings.Compare(a.Code, b.Code) })
	return list
}
