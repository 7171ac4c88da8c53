// Package listing makes lists (台账) of one declaration each: a page that goes forth and back by keys, a workbook, and a list of the API,
// with the same filters, the same rights and the same words. Read ledger.go for what is declared and the page, ledger_web.go for the rest.
package listing

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Ledger declares a list (台账): which rows there are, how readers narrow them, what each row says. Its page, which goes forth
// and back by keys, its workbook and its list in the API are made of it (Of). L is a row as it is read: a struct whose
// fields are the columns of Select, and what Fill adds.
type Ledger[L any] struct {
	Name  string // in the API: /api/v1/ledgers/{name}
	Path  string // of the page; the workbook is at Path + ".xlsx"
	Title string // of the page, of the workbook and in the audit log
	Roles []people.Role
	City  bool // only for who has one of the roles over the whole city
	Of    door.Lists
	Unit  string // what is counted; 件 if empty
	Empty page.Empty

	Filters []Filter
	Scope   func(w *db.Where, v people.Visitor) // what the reader sees at all
	// Narrow is the condition of the filters that have none of their own, because they belong together, as a place and the days
	// for which it is asked; in has those that were given. It is worked out once for a page, a workbook or an answer.
	Narrow func(ctx context.Context, w *db.Where, v people.Visitor, in form.Values) error
	Select string // the columns, from the slice's store: c.id, o.level
	From   string // the tables, from there too: supervision_orders o JOIN cases c ON c.id = o.case_id
	// List is the whole list, of one that is read as a whole, instead of Select and From; its filters narrow by c.In, or by Where.
	List func(ctx context.Context, c door.Call) ([]L, error)
	// Under reports, of a list that is read as a whole, whether a row stands under a tab (Filter.Tabs); each tab has its count.
	Under func(row L, tab string) bool
	// Part reads a list whose rows no one query finds in their order, as what waits, the beginnings of several ranges of an index,
	// instead of Select and From: n rows behind a place, the first if it is "". c.In are the filters that were given. Such a list
	// only goes forth, and Sums counts it by the options of its Tally, each up to one more than flow.CountMost.
	Part      func(ctx context.Context, c door.Call, after string, n int) (flow.Page[L], error)
	Sums      func(ctx context.Context, c door.Call) (map[string]int64, error)
	Order     []string        // columns that place a row, descending, the last of them unique; c.id if none
	Ascending bool            // the lowest come first, as of what waits
	Key       func(L) []int64 // their values; the case's id if nil
	Named     func(L) string  // instead of Key, the value of the one column of Order where that is a name
	// Fill reads what belongs to the rows of a page, or of a piece of the workbook, with few statements for all of them.
	Fill    func(ctx context.Context, v people.Visitor, rows []L) error
	Split   func(L) []L        // the lines of the workbook that a row is; nil, or none: one
	Case    func(L) flow.Case  // of rows that are cases: late ones are marked
	Veils   Veils              // where a row that is a case stands under its veil
	Mark    func(L, *page.Row) // says of a row on the page what its cells do not: that it is new, or may be ticked
	Columns []Column[L]
	// Around adds to the page what stands around the list.
	Around func(ctx context.Context, c door.Call, s *door.Screen) error
}

// Veils says which words of a list stand under the veils of their cases (House.Veils), which are asked for a page at once.
type Veils int

const (
	VeilBook Veils = iota // those of the workbook and the API, which say more than the page
	VeilAll               // those of the page too, which has words of what happened
	VeilNone              // none: the rows say of a case only what lists show to all
)

// Column is what a row says under one head, on the page, in the workbook, in the API.
type Column[L any] struct {
	Name  string // the head
	Key   string // in the API; "" not there, as what tells of a person beyond what the page shows: the API asks for no purpose
	Cell  func(L) page.Cell
	Main  bool // on the page: what the row is about
	Plain bool // the cell says what it is without its head, on a phone
	Long  bool // of sentences
	Num   bool

	Value func(L) any // nil: not in the workbook
	Width float64     // there, in characters; 14 if 0
}

// Words is a column that says the same on the page, in the workbook and, where it has a key, in the API.
func Words[L any](name, key string, width float64, of func(L) string) Column[L] {
	return Column[L]{Name: name, Key: key, Width: width, Cell: func(l L) page.Cell { return page.Cell{Text: of(l)} }, Value: func(l L) any { return of(l) }}
}

// TwoLines is a column of a text with a small one below it on the page, which the workbook and the API leave out.
func TwoLines[L any](name, key string, width float64, of, small func(L) string) Column[L] {
	c := Words(name, key, width, of)
	c.Cell = func(l L) page.Cell { return page.Cell{Text: of(l), Small: small(l)} }
	return c
}

// Bare is the column without its head on a phone: its cells say what they are.
func (c Column[L]) Bare() Column[L] {
	c.Plain = true
	return c
}

// SheetOnly is a column of the workbook.
func SheetOnly[L any](name string, width float64, of func(L) any) Column[L] {
	return Column[L]{Name: name, Width: width, Value: of}
}

// NumberColumn is that of the numbers of cases, in the workbook: on the page they stand under the titles (CaseCell).
func NumberColumn[L any](name string, of func(L) flow.Case) Column[L] {
	return SheetOnly(name, 28, func(l L) any { return flow.Grouped(of(l).Number()) })
}

// StateColumn says how cases stand.
func StateColumn[L any](h *door.House, name string, of func(L) flow.Case) Column[L] {
	return Column[L]{Name: name, Key: "state", Plain: true, Width: 12, Cell: func(l L) page.Cell { return h.StateCell(of(l)) },
		Value: func(l L) any { return h.StateOf(of(l)).Name }}
}

// Filter is a field by which readers narrow a list.
type Filter struct {
	Field   page.Field
	Options func(ctx context.Context) ([]page.Option, error) // of a choice, where they are no constants
	// Tally is a column: the options are shown above the list, each with its count, instead of as a field; another value narrows nothing.
	Tally string
	Lamps bool // of a Tally: its options are lamps
	Tabs  bool // the options are shown above the list, counted with a Tally; the first holds where none is chosen
	// By adds the condition of a value; nil is equality with the column of Is, and without that the filter is one of
	// Ledger.Narrow, or of List (Reads). A value that it cannot read, as a day that is none, narrows nothing, and it
	// returns false: the API refuses it.
	By   func(w *db.Where, value string) bool
	Is   string
	Else func(ctx context.Context) (string, error) // the value that holds where none is given
}

// ledgerPage is how many rows a page has, and ledgerPiece how many rows of a workbook are filled at once.
const (
	ledgerPage  = 50
	ledgerPiece = 500
)

// CaseFilters are those that all lists of cases have: text, the list's own, place, day of receipt, and the states with counts.
// text is what is searched (事项), day what was done on the day of receipt (签发).
func CaseFilters(h *door.House, text, day string, states []flow.State, own ...Filter) []Filter {
	list := append(append([]Filter{TextFilter(h, text)}, own...), PlaceFilter(h))
	list = append(list, DayFilters(day, "c.opened_day")...)
	if len(states) > 0 {
		list = append(list, StateFilter(states))
	}
	return list
}

// TextFilter narrows cases to those whose title, or whose person where staff know him, contains a text.
func TextFilter(h *door.House, label string) Filter {
	return Filter{Field: page.Field{Type: "search", Name: "q", Label: label, Key: "F"}, By: Text(h)}
}

// Text is the condition of a TextFilter.
func Text(h *door.House) func(w *db.Where, value string) bool {
	return func(w *db.Where, value string) bool {
		h.Engine.Text(w, value)
		return true
	}
}

// Reads is the By of a filter that narrows by Ledger.Narrow, or List: it adds no condition, and reports whether parse can
// read the value.
func Reads[T any](parse func(value string) (T, error)) func(w *db.Where, value string) bool {
	return func(_ *db.Where, value string) bool {
		_, err := parse(value)
		return err == nil
	}
}

// PlaceFilter narrows cases to a place of the city.
func PlaceFilter(h *door.House) Filter {
	f := Filter{Field: page.Field{Type: "choice", Name: "place", Label: "地点", Example: "全部地点"}}
	f.Options = func(context.Context) (list []page.Option, err error) {
		for _, p := range h.Regions.Children(h.Region) {
			list = append(list, page.Option{Value: string(p.Code), Label: p.Name})
		}
		return list, nil
	}
	f.By = InPlace
	return f
}

// InPlace is the condition of a PlaceFilter.
func InPlace(w *db.Where, value string) bool {
	p, err := region.Parse(value)
	if err == nil {
		flow.Within(w, p)
	}
	return err == nil
}

// DayFilters narrow a list from one day to another by a column of days; what is no day narrows nothing. word stands before 从.
func DayFilters(word, column string) []Filter {
	by := func(cond string) func(w *db.Where, value string) bool {
		return func(w *db.Where, value string) bool {
			day, err := calendar.ParseDay(value)
			if err == nil {
				w.And(column+cond, day)
			}
			return err == nil
		}
	}
	return []Filter{
		{Field: page.Field{Type: "date", Name: "from", Label: word + "从"}, By: by(" >= ?")},
		{Field: page.Field{Type: "date", Name: "to", Label: "到"}, By: by(" <= ?")},
	}
}

// StateFilter are the states of a kind, each with its count.
func StateFilter(states []flow.State) Filter {
	f := Filter{Field: page.Field{Name: "state", Label: "状态"}, Tally: "c.state", Is: "c.state"}
	for _, s := range states {
		f.Field.Options = append(f.Field.Options, page.Option{Value: s.Code, Label: s.Name})
	}
	return f
}

// asked is a ledger as a reader asks for it.
type asked struct {
	call    door.Call // with those fields of the address that narrow, only
	filters []Filter
	narrow  db.Where // of Ledger.Narrow
	path    string
	all     any            // the rows, of a list that is read as a whole
	tabs    map[string]int // how many of them stand under each tab
}

// narrowed is a ledger as a call asks for it, without its rows.
func (l *Ledger[L]) narrowed(ctx context.Context, c door.Call) (asked, error) {
	a := asked{call: c, path: l.Path, filters: slices.Clone(l.Filters)}
	a.call.In = form.Values{}
	for i := range a.filters {
		f := &a.filters[i]
		if f.Options != nil && (f.Field.Type != "hidden" || c.In[f.Field.Name] != "") {
			var err error
			if f.Field.Options, err = f.Options(ctx); err != nil {
				return a, err
			}
		}
		f.Field.Value = strings.TrimSpace(c.In[f.Field.Name])
		known := func(o page.Option) bool { return o.Value == f.Field.Value }
		choose := f.Options != nil && f.Field.Type == "choice"
		if f.Tally != "" && !slices.ContainsFunc(f.Field.Options, known) || choose && len(f.Field.Options) == 0 { // nothing to choose for this reader
			f.Field.Value = ""
		}
		if f.Field.Value != "" {
			a.call.In[f.Field.Name] = f.Field.Value
		} else if f.Else != nil {
			var err error
			if f.Field.Value, err = f.Else(ctx); err != nil {
				return a, err
			}
		}
		if f.Tabs && !slices.ContainsFunc(f.Field.Options, known) {
			f.Field.Value = f.Field.Options[0].Value
		}
	}
	if l.Narrow != nil {
		if err := l.Narrow(ctx, &a.narrow, c.Visitor, maps.Clone(a.call.In)); err != nil {
			return a, err
		}
	}
	return a, nil
}

// handed is a call as it is handed to what a ledger declares: with values of its own, so that nothing done to them changes
// what the list still goes by.
func handed(c door.Call) door.Call {
	c.In, c.About = maps.Clone(c.In), maps.Clone(c.About)
	return c
}

// whole reads the rows of a list that is read as a whole; of others it does nothing.
func (l *Ledger[L]) whole(ctx context.Context, c door.Call, a *asked) error {
	if l.List == nil {
		return nil
	}
	list, err := l.List(ctx, handed(c))
	if err == nil && l.Under != nil {
		list = l.under(a, list)
	}
	a.all = list
	return err
}

// under counts the rows under each tab, and returns those under the chosen one.
func (l *Ledger[L]) under(a *asked, list []L) (shown []L) {
	f := a.filters[slices.IndexFunc(a.filters, func(f Filter) bool { return f.Tabs })].Field
	a.tabs = map[string]int{}
	for _, row := range list {
		for _, o := range f.Options {
			if !l.Under(row, o.Value) {
				continue
			}
			a.tabs[o.Value]++
			if o.Value == f.Value {
				shown = append(shown, row)
			}
		}
	}
	return shown
}

// where is the condition of the rows; but is the name of a filter that is left out.
func (l *Ledger[L]) where(a asked, but string) *db.Where {
	narrow := a.narrow.Clone()
	w := &narrow
	if l.Scope != nil {
		l.Scope(w, a.call.Visitor)
	}
	for _, f := range a.filters {
		switch value := f.Field.Value; {
		case value == "" || f.Field.Name == but:
		case f.By != nil:
			f.By(w, value)
		case f.Is != "":
			w.And(f.Is+" = ?", value)
		}
	}
	return w
}

// Where is the condition of the rows that a call asks for, for figures of the same rows (List, Around).
func (l *Ledger[L]) Where(ctx context.Context, c door.Call) (*db.Where, error) {
	a, err := l.narrowed(ctx, c)
	return l.where(a, ""), err
}

// href is the address of the same list with some fields changed; "" takes one away.
func (a asked) href(path string, change ...string) string {
	return door.Address(path, a.call.In, change...)
}

// any reports whether anything is narrowed.
func (a asked) any() bool { return len(a.call.In) > 0 }

// shown are the fields on the page, and the tallies as hidden fields, so that they stay when another is changed. Where all are
// hidden there is nothing to fill in, and no form.
func (a asked) shown() page.Filters {
	f := page.Filters{Label: "筛选", Action: a.path, Fields: a.fields()}
	if !slices.ContainsFunc(f.Fields, func(one page.Field) bool { return one.Type != "hidden" }) {
		return page.Filters{}
	}
	if a.any() {
		f.Reset = a.path
	}
	return f
}

// fields are those to fill in, and as hidden ones what narrows besides; what cannot be read does not.
func (a asked) fields() (list page.Fields) {
	for _, one := range a.filters {
		field := one.Field
		if one.Tally != "" || one.Tabs {
			field.Type = "hidden"
		}
		unread := field.Value == "" || one.By != nil && !one.By(&db.Where{}, field.Value)
		if field.Type == "hidden" && unread || one.Options != nil && field.Type == "choice" && len(field.Options) == 0 {
			continue
		}
		list = append(list, field)
	}
	return list
}

// keyOf is the place of a row in the list, as an address carries it.
func (l *Ledger[L]) keyOf(row L) string {
	if l.Named != nil {
		return l.Named(row)
	}
	var parts []string
	for _, n := range l.Key(row) {
		parts = append(parts, strconv.FormatInt(n, 36))
	}
	return strings.Join(parts, ".")
}

func (l *Ledger[L]) parseKey(key string) ([]any, error) {
	if l.Named != nil {
		return []any{key}, nil
	}
	parts := strings.Split(key, ".")
	bad := fail.Invalid("翻页的位置不对，请从第一页开始", fail.Field{Name: "after", Message: "请用上一页给出的位置"})
	if len(parts) != len(l.Order) {
		return nil, bad
	}
	list := make([]any, len(parts))
	for i, p := range parts {
		n, err := strconv.ParseInt(p, 36, 64)
		if err != nil {
			return nil, bad
		}
		list[i] = n
	}
	return list, nil
}

// turned is a page of a list: its rows, and the fields of the address that lead to the pages beside it; none: there is none.
type turned[L any] struct {
	rows       []L
	prev, next []string
}

// turn reads n rows behind the place after, or before the place before; from the first if neither is given.
func (l *Ledger[L]) turn(ctx context.Context, d *db.DB, a asked, after, before string, n int) (t turned[L], err error) {
	v := a.call.Visitor
	if l.Part != nil {
		part, err := l.Part(ctx, handed(a.call), after, n)
		if part.Next != "" {
			t.next = []string{"after", part.Next}
		}
		if t.rows = part.Items; err != nil {
			return t, err
		}
		return t, l.fill(ctx, v, t.rows)
	}
	if l.List != nil {
		var from, to int
		from, to, t.prev, t.next = door.PageOf(len(a.all.([]L)), after, n)
		t.rows = a.all.([]L)[from:to]
		return t, l.fill(ctx, v, t.rows)
	}
	w, back := l.where(a, ""), before != ""
	if key := after + before; key != "" {
		place, err := l.parseKey(key)
		if err != nil {
			return t, err
		}
		l.beyond(w, place, back)
	}
	if t.rows, err = l.read(ctx, d, w, back, n+1); err != nil {
		return t, err
	}
	more := len(t.rows) > n
	if more {
		t.rows = t.rows[:n]
	}
	if back {
		if !more { // the first page is whole
			return l.turn(ctx, d, a, "", "", n)
		}
		slices.Reverse(t.rows)
	}
	if len(t.rows) > 0 && (back && more || after != "") {
		t.prev = []string{"before", l.keyOf(t.rows[0])}
	}
	if len(t.rows) > 0 && (back || more) {
		t.next = []string{"after", l.keyOf(t.rows[len(t.rows)-1])}
	}
	return t, l.fill(ctx, v, t.rows)
}

func (l *Ledger[L]) fill(ctx context.Context, v people.Visitor, rows []L) error {
	if l.Fill == nil || len(rows) == 0 {
		return nil
	}
	return l.Fill(ctx, v, rows)
}

// screen is the page of the list.
func (l *Ledger[L]) screen(ctx context.Context, h *door.House, c door.Call) (door.Screen, error) {
	s := door.Screen{Frame: page.Frame{Title: l.Title}}
	a, err := l.narrowed(ctx, c)
	if err != nil {
		return s, err
	}
	if err := l.whole(ctx, c, &a); err != nil {
		return s, err
	}
	t, err := l.turn(ctx, h.DB, a, c.In["after"], c.In["before"], ledgerPage)
	if err != nil {
		return s, err
	}
	b := door.Block{Bare: true, Filters: a.shown()}
	total, err := l.tally(ctx, h.DB, a, &b.Tally)
	if err != nil {
		return s, err
	}
	b.Pager = page.Pager{Total: int(min(total, flow.CountMost)), More: total > flow.CountMost, Unit: cmp.Or(l.Unit, "件")}
	if t.prev != nil {
		b.Pager.Prev = a.href(l.Path, t.prev...)
	}
	if t.next != nil {
		b.Pager.Next = a.href(l.Path, t.next...)
	}
	if first := c.In["after"] == ""; l.Part != nil && !first {
		b.Pager.First = a.href(l.Path)
	} else if first && t.prev == nil && t.next != nil {
		b.Pager.From, b.Pager.To = 1, len(t.rows)
	}
	if b.Table, err = l.Table(ctx, h, c.Visitor, t.rows); err != nil {
		return s, err
	}
	if len(t.rows) == 0 {
		b.Pager = page.Pager{}
		if a.any() {
			b.Table.Empty = page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: l.Path, Label: "看全部"}}
		}
	}
	s.Blocks = []door.Block{b}
	if l.sheet() {
		s.Acts = []page.Act{{Label: "导出 Excel", Kind: "quiet", Icon: "download", Href: a.href(l.Path + ".xlsx")}}
	}
	if l.Around != nil {
		err = l.Around(ctx, handed(c), &s)
	}
	return s, err
}

// Table are some rows as the page of the list shows them.
func (l *Ledger[L]) Table(ctx context.Context, h *door.House, v people.Visitor, rows []L) (page.Table, error) {
	t := page.Table{Caption: l.Title + "，最近的在前", Empty: l.Empty}
	switch {
	case l.Named != nil:
		t.Caption = l.Title
	case l.Ascending:
		t.Caption = l.Title + "，最急的在前"
	case l.List != nil: // in an order of its own
		t.Caption = l.Title
	}
	for _, c := range l.Columns {
		if c.Cell != nil {
			t.Heads = append(t.Heads, page.Head{Label: c.Name, Main: c.Main, Plain: c.Plain, Long: c.Long, Num: c.Num})
		}
	}
	var veils map[int64]*form.Veil
	var err error
	if l.Veils == VeilAll {
		if veils, err = l.veils(ctx, h, v, rows); err != nil {
			return t, err
		}
	}
	for _, one := range rows {
		row := page.Row{}
		if l.Case != nil {
			k := l.Case(one)
			row.ID, row.Name = strconv.FormatInt(k.ID, 10), h.Named(k)+" "+flow.Grouped(k.Number())
			row.Late = k.ClosedAt == 0 && k.DueAt <= h.Now().UnixMilli()
		}
		for _, c := range l.Columns {
			if c.Cell != nil {
				row.Cells = append(row.Cells, c.Cell(one))
			}
		}
		if l.Mark != nil {
			l.Mark(one, &row)
		}
		if l.Veils == VeilAll {
			row = form.Under(veils[l.Case(one).ID], row)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// sheet reports whether the list has a workbook.
func (l *Ledger[L]) sheet() bool {
	return slices.ContainsFunc(l.Columns, func(c Column[L]) bool { return c.Value != nil })
}

// tally counts the rows, up to one more than flow.CountMost where nothing is told apart, and fills the chips.
func (l *Ledger[L]) tally(ctx context.Context, d *db.DB, a asked, chips *page.Tally) (total int64, err error) {
	tabs := slices.IndexFunc(a.filters, func(f Filter) bool { return f.Tabs })
	if tabs >= 0 {
		f := a.filters[tabs].Field
		chips.Label = f.Label
		for _, o := range f.Options {
			link := page.Link{Href: a.href(l.Path, f.Name, o.Value), Label: o.Label, Current: o.Value == f.Value}
			if a.tabs != nil {
				link.Count = page.Num(a.tabs[o.Value])
			}
			chips.Links = append(chips.Links, link)
		}
	}
	if l.List != nil {
		return int64(len(a.all.([]L))), nil
	}
	i := slices.IndexFunc(a.filters, func(f Filter) bool { return f.Tally != "" })
	if i < 0 {
		return l.count(ctx, d, l.where(a, ""))
	}
	f := a.filters[i]
	var counts map[string]int64
	say := page.Num[int64]
	if l.Sums != nil {
		say = door.UpToMost
		counts, err = l.Sums(ctx, handed(a.call))
	} else {
		counts, err = l.counts(ctx, d, f.Tally, l.where(a, f.Field.Name))
	}
	if err != nil {
		return 0, err
	}
	if i == tabs {
		for n, o := range f.Field.Options {
			chips.Links[n].Count = say(counts[o.Value])
		}
		return counts[f.Field.Value], nil
	}
	for _, n := range counts {
		total += n
	}
	name, value := f.Field.Name, f.Field.Value
	chips.Label = "按" + f.Field.Label
	chips.Links = append(chips.Links, page.Link{Href: a.href(l.Path, name, ""), Label: "全部", Count: say(total), Current: value == ""})
	for _, o := range f.Field.Options {
		link := page.Link{Href: a.href(l.Path, name, o.Value), Label: o.Label, Count: say(counts[o.Value]), Current: value == o.Value}
		if f.Lamps {
			link.Lamp = o.Value
		}
		chips.Links = append(chips.Links, link)
	}
	if value != "" {
		total = counts[value]
	}
	return total, nil
}

// veils are those of the cases that rows are; none where no word stands under one.
func (l *Ledger[L]) veils(ctx context.Context, h *door.House, v people.Visitor, rows []L) (map[int64]*form.Veil, error) {
	if l.Case == nil || l.Veils == VeilNone {
		return nil, nil
	}
	cases := make([]flow.Case, len(rows))
	for i, one := range rows {
		cases[i] = l.Case(one)
	}
	return h.Veils(ctx, h.DB, v.Actor, cases...)
}

// each goes through the lines of all rows, piece by piece, for a workbook.
func (l *Ledger[L]) each(ctx context.Context, h *door.House, a asked, use func(L, map[int64]*form.Veil) error) error {
	for after := ""; ; {
		t, err := l.turn(ctx, h.DB, a, after, "", ledgerPiece)
		if err != nil {
			return err
		}
		veils, err := l.veils(ctx, h, a.call.Visitor, t.rows)
		if err != nil {
			return err
		}
		for _, row := range t.rows {
			lines := []L{row}
			if l.Split != nil {
				if of := l.Split(row); len(of) > 0 {
					lines = of
				}
			}
			for _, line := range lines {
				if err := use(line, veils); err != nil {
					return err
				}
			}
		}
		if t.next == nil {
			return nil
		}
		after = t.next[1]
	}
}
