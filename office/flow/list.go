package flow

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Filter narrows a list. Its zero value narrows nothing.
type Filter struct {
	Kind    string
	Brought bool // where no kind is asked for, only what people bring, not the office's own business (Table.Inner)
	State   string
	Lamp    calendar.Lamp
	Place   region.Code // within the scope
	Own     bool        // of the place of an overview itself, not of those below it
	Dept    string
	Item    int64
	Text    string // part of title or party; a whole case number is found at once
	Title   string // part of the title alone
	Party   string // part of the person's name, of kinds whose persons staff know (Table.Known)
	Step    string // what is to be done, in an inbox
	Holder  string // "mine", "free", "others"; "" is mine and free (inbox)
}

// TurnRow is one line of an inbox: whose move it is in which case.
type TurnRow struct {
	Case
	No       int64
	Step     string
	Role     people.Role
	Assignee int64
	Holder   string
	Since    int64
}

// EventRow is one line of a list of events.
type EventRow struct {
	Case
	EventSeq  int64
	Event     string
	EventAt   int64
	ActorKind people.Kind
	ActorName string
	FromState string
	ToState   string
	Note      string
}

// Of is the event, as far as its name asks.
func (r EventRow) Of() Event {
	return Event{Event: r.Event, FromState: r.FromState, ToState: r.ToState, ActorKind: r.ActorKind}
}

// Place is where the event stands among others: by time, case and number.
func (r EventRow) Place() []int64 { return []int64{r.EventAt, r.ID, r.EventSeq} }

// Page is a piece of a list, in a stable order; Next asks for the piece behind it, "" at the end.
type Page[T any] struct {
	Items []T
	Next  string
}

// CountMost is where counting of a long list ends: one more than this is “1,000+”.
const CountMost = 1000

// Inbox lists the turns that are the actor's by his posts, the most urgent first.
func (e *Engine) Inbox(ctx context.Context, actor people.Actor, f Filter, cursor string, n int) (Page[TurnRow], error) {
	rows, err := inboxRows(ctx, e.db, e.sources(actor, f), e.ranges(f, "t"), cursor, n+1)
	return cut(rows, n, TurnRow.key), err
}

// Lamps are all lamps, the most urgent first: the order in which pages show them.
var Lamps = []calendar.Lamp{calendar.Red, calendar.Yellow, calendar.Green, calendar.Grey}

// Waiting counts the inbox, up to one more than CountMost, by the same conditions as the list itself.
func (e *Engine) Waiting(ctx context.Context, actor people.Actor, f Filter) (int64, error) {
	n, err := e.counted(ctx, "t", func(f Filter) []db.Where { return e.sources(actor, f) }, f)
	return n[0], err
}

// Tally is Waiting by lamp.
func (e *Engine) Tally(ctx context.Context, actor people.Actor, f Filter) (map[calendar.Lamp]int64, error) {
	return e.byLamp(ctx, "t", func(f Filter) []db.Where { return e.sources(actor, f) }, f)
}

func (e *Engine) byLamp(ctx context.Context, table string, sources func(Filter) []db.Where, f Filter) (map[calendar.Lamp]int64, error) {
	filters := make([]Filter, len(Lamps))
	for i, lamp := range Lamps {
		filters[i], filters[i].Lamp = f, lamp
	}
	n, err := e.counted(ctx, table, sources, filters...)
	sums := map[calendar.Lamp]int64{}
	for i, lamp := range Lamps {
		sums[lamp] = n[i]
	}
	return sums, err
}

// counted counts what each of the filters lets through, in one statement; table is the one by whose index
// the sources are read.
func (e *Engine) counted(ctx context.Context, table string, sources func(Filter) []db.Where, filters ...Filter) ([]int64, error) {
	n := make([]int64, len(filters))
	var parts []part
	for i, f := range filters {
		for _, w := range sources(f) {
			parts = append(parts, part{i, w})
		}
	}
	counts, err := countParts(ctx, e.db, table, parts)
	for _, c := range counts {
		n[c.Part] = min(n[c.Part]+c.N, CountMost+1)
	}
	return n, err
}

// asked are the kinds that a filter lets through.
func (e *Engine) asked(f Filter) (list []any) {
	for _, t := range e.Tables() {
		if f.Kind == t.Kind || f.Kind == "" && !(f.Brought && t.Inner) {
			list = append(list, t.Kind)
		}
	}
	return list
}

// ranges are conditions that part the rows of a table in ranges of its index in which they stand by due
// time: turns by lamp, cases by kind and lamp. A list in order of due time is the beginnings of some.
func (e *Engine) ranges(f Filter, table string) (list []string) {
	for place, lamp := range Lamps {
		if f.Lamp != "" && f.Lamp != lamp {
			continue
		}
		of := fmt.Sprintf("%s.urgency = %d", table, place)
		if table == "t" {
			list = append(list, of)
			continue
		}
		for _, kind := range e.asked(f) {
			list = append(list, fmt.Sprintf("%s AND c.kind = '%s'", of, kind)) // the name of a table, checked there
		}
	}
	return list
}

// sources are the disjoint parts of an actor's inbox: what he holds, by whichever post, and for each of
// his posts what lies free, or with colleagues.
func (e *Engine) sources(actor people.Actor, f Filter) []db.Where {
	var list []db.Where
	if f.Holder == "" || f.Holder == "mine" {
		w := db.Where{}
		w.And("t.assignee = ? AND t.assignee <> 0", actor.ID)
		list = append(list, w)
	}
	for i, p := range actor.Posts {
		if !p.Role.Casework() || f.Holder == "mine" ||
			slices.ContainsFunc(actor.Posts[:i], func(o people.Post) bool { return serves(o, p) }) ||
			slices.ContainsFunc(actor.Posts[i+1:], func(o people.Post) bool { return serves(o, p) && !serves(p, o) }) {
			continue
		}
		cond, args := "t.city <> '' AND t.role = ?", []any{p.Role}
		switch level := p.Region.Level(); {
		case p.Dept != "":
			cond, args = "t.dept = ? AND t.dept <> '' AND t.role = ?", []any{p.Dept, p.Role}
		case level == region.Province:
			cond, args = "t.city >= ? AND t.city <= ? AND t.city <> '' AND t.role = ?", []any{p.Region, p.Region.Last(), p.Role}
		case level > region.Province:
			cond, args = turnLevel[level]+" = ? AND "+turnLevel[level]+" <> '' AND t.role = ?", []any{p.Region, p.Role}
		}
		w := db.Where{}
		w.And(cond, args...)
		if f.Holder == "others" {
			w.And("t.assignee <> 0 AND t.assignee <> ?", actor.ID)
		} else {
			w.And("t.assignee = 0")
		}
		list = append(list, w)
	}
	for i := range list {
		e.narrow(&list[i], f, "t")
		if f.Step != "" {
			list[i].And("t.step = ?", f.Step)
		}
	}
	return list
}

// Desk is where turns wait that nobody has taken: a role of a department or a place.
type Desk struct {
	Role     people.Role
	Dept     string
	City     region.Code
	County   region.Code
	Township region.Code
	Village  region.Code
	N        int64 // how many wait
	Since    int64 // the oldest of them
	DueAt    int64 // the most urgent of them
}

// Turn is one of those that wait at the desk.
func (d Desk) Turn() Turn {
	return Turn{Role: d.Role, Dept: d.Dept, City: d.City, County: d.County, Township: d.Township, Village: d.Village}
}

// TurnsOf are the turns of some cases, by the case.
func (e *Engine) TurnsOf(ctx context.Context, ids ...int64) (map[int64][]Turn, error) {
	return turnsIn(ctx, e.db, ids)
}

func anys[T any](list []T) []any {
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = v
	}
	return args
}

// Desks are all at which turns wait that nobody has taken; "" is of any role.
func (e *Engine) Desks(ctx context.Context, d *db.DB, role people.Role) ([]Desk, error) {
	return desksWaiting(ctx, d, role)
}

// serves reports whether every turn of the post p is one of the post o.
func serves(o, p people.Post) bool {
	return o.Role == p.Role && o.Dept == p.Dept && (p.Dept != "" || o.Region.Covers(p.Region))
}

var turnLevel = map[region.Level]string{region.City: "t.city", region.County: "t.county", region.Township: "t.township", region.Village: "t.village"}

var caseLevel = map[region.Level]string{region.City: "c.city", region.County: "c.county", region.Township: "c.township", region.Village: "c.village"}

// narrow adds the filter's conditions; table is the one that has the index. That of cases begins with the
// kind, so kinds are named there even if they are all.
func (e *Engine) narrow(w *db.Where, f Filter, table string) {
	if kinds := e.asked(f); len(kinds) == 0 {
		w.And("1 = 0")
	} else if table == "c" || len(kinds) < len(e.Tables()) {
		w.And(table+".kind IN (?"+strings.Repeat(", ?", len(kinds)-1)+")", kinds...)
	}
	if f.Lamp != "" {
		w.And(table+".urgency = ?", slices.Index(Lamps, f.Lamp))
	}
	if f.State != "" {
		w.And("c.state = ?", f.State)
	}
	if f.Dept != "" {
		w.And("c.dept = ? AND c.dept <> ''", f.Dept)
	}
	if f.Place != "" {
		Within(w, f.Place)
	}
	if f.Item != 0 {
		w.And("c.item = ?", f.Item)
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		if id, err := caseno.Parse(text); err == nil {
			w.And("c.id = ?", id)
		} else {
			e.Text(w, text)
		}
	}
	w.Like(f.Title, "c.title")
	if f.Party != "" {
		w.Like(f.Party, "c.party")
		db.OneOf(w, "c.kind", e.known())
	}
}

// known are the kinds of whose persons staff know the names.
func (e *Engine) known() (kinds []string) {
	for _, t := range e.Tables() {
		if t.Known {
			kinds = append(kinds, t.Kind)
		}
	}
	return kinds
}

// Text narrows a query over cases (c) to those whose title, or whose person's name where staff know him (Table.Known), contains a text:
// what lists mask is not found out by searching them.
func (e *Engine) Text(w *db.Where, text string) {
	kinds := e.known()
	if strings.TrimSpace(text) == "" || kinds == nil {
		w.Like(text, "c.title")
		return
	}
	var title, named db.Where
	title.Like(text, "c.title")
	named.Like(text, "c.party")
	db.OneOf(&named, "c.kind", kinds)
	w.Any(title, named)
}

// Called is whose a case is, as lists and whoever may not learn it are told: 张*梅, and of a kind whose persons staff do not know, 某人.
func (e *Engine) Called(k Case) string {
	if t, ok := e.Table(k.Kind); ok && t.Known {
		return form.MaskName(k.Party)
	}
	return form.Someone(k.Party)
}

// Doer is who did an event, as lists and whoever may not learn it are told: a member of staff by name, a person as Called.
func (e *Engine) Doer(k Case, kind people.Kind, name string) string {
	if kind != people.Citizen && kind != people.Nobody {
		return name
	}
	k.Party = name
	return e.Called(k)
}

// Overview lists the open cases in the scope of one of the actor's posts, the most urgent first.
func (e *Engine) Overview(ctx context.Context, post people.Post, f Filter, cursor string, n int) (Page[Case], error) {
	rows, err := caseRows(ctx, e.db, e.open(post, f), e.ranges(f, "c"), cursor, n+1)
	return cut(rows, n, Case.key), err
}

// OverviewTally counts the open cases of the scope by lamp, each up to one more than CountMost.
func (e *Engine) OverviewTally(ctx context.Context, post people.Post, f Filter) (map[calendar.Lamp]int64, error) {
	return e.byLamp(ctx, "c", func(f Filter) []db.Where { return e.open(post, f) }, f)
}

// open is the one source of the open cases in the scope of a post.
func (e *Engine) open(p people.Post, f Filter) []db.Where {
	w := db.Where{}
	w.And("c.closed_at = 0")
	if f.Own {
		w.And("c.region = ?", p.Region)
	}
	if p.Dept == "" {
		if p.Region.Covers(f.Place) && f.Place != "" {
			p.Region, f.Place = f.Place, ""
		}
		if col := caseLevel[p.Region.Level()]; col != "" {
			w.And(col + " <> ''") // by the index of the level
		}
	}
	scope, args := inScope(p)
	w.And(scope, args...)
	Copied(&w, p)
	e.narrow(&w, f, "c")
	return []db.Where{w}
}

// OfApplicant lists the cases of a person and of the firms he acts for, the latest first.
func (e *Engine) OfApplicant(ctx context.Context, actor people.Actor, n int) ([]Case, error) {
	var w db.Where
	Theirs(&w, "c.applicant", actor, people.See)
	return casesFound(ctx, e.db, w, n)
}

// key is the place of a row in its list.
type key [3]int64

func (r TurnRow) key() key { return key{r.DueAt, r.ID, r.No} }
func (k Case) key() key    { return key{k.DueAt, k.ID} }

func (k key) String() string {
	parts := make([]string, len(k))
	for i, n := range k {
		parts[i] = strconv.FormatInt(n, 36)
	}
	return strings.Join(parts, ".")
}

// Behind is the cursor from which an inbox goes on after all turns of a case.
func Behind(k Case) string { return key{k.DueAt, k.ID, math.MaxInt64}.String() }

// parseKey reads a cursor; "" is before the first row.
func parseKey(cursor string) (k key, err error) {
	if cursor == "" {
		return key{-1, -1, -1}, nil
	}
	parts := strings.Split(cursor, ".")
	bad := fail.Invalid("翻页的位置不对，请从第一页开始", fail.Field{Name: "after", Message: "请用上一页给出的位置"})
	if len(parts) != len(k) {
		return k, bad
	}
	for i, p := range parts {
		if k[i], err = strconv.ParseInt(p, 36, 64); err != nil {
			return k, bad
		}
	}
	return k, nil
}

func cut[T any](rows []T, n int, of func(T) key) Page[T] {
	if len(rows) <= n {
		return Page[T]{Items: rows}
	}
	return Page[T]{Items: rows[:n], Next: of(rows[n-1]).String()}
}
