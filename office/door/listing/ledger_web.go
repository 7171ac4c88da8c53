package listing

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Of makes the doors of a ledger.
func Of[L any](h *door.House, l Ledger[L]) door.Listing {
	if l.Key == nil && l.List == nil && l.Part == nil && l.Named == nil {
		if l.Order != nil {
			panic("ledger " + l.Name + ": an order without its key")
		}
		l.Order, l.Key = []string{"c.id"}, func(row L) []int64 { return []int64{l.Case(row).ID} }
	}
	if l.Part != nil && (l.Sums == nil || !slices.ContainsFunc(l.Filters, func(f Filter) bool { return f.Tally != "" })) {
		panic("ledger " + l.Name + ": parts without their sums")
	}
	if l.Named != nil && len(l.Order) != 1 {
		panic("ledger " + l.Name + ": a name places a row, of no column")
	}
	if l.Veils == VeilAll && l.Case == nil {
		panic("ledger " + l.Name + ": rows under veils that are no cases")
	}
	tabs := slices.IndexFunc(l.Filters, func(f Filter) bool { return f.Tabs })
	if l.Under != nil && tabs < 0 || tabs >= 0 && (len(l.Filters[tabs].Field.Options) == 0 || l.Filters[tabs].Options != nil) {
		panic("ledger " + l.Name + ": tabs without options")
	}
	var none L
	if l.Key != nil && len(l.Key(none)) != len(l.Order) {
		panic("ledger " + l.Name + ": the key has other columns than the order")
	}
	page, programs := h.Roster.Roles(l.Roles...), h.Roster.Programs(l.Roles...)
	if l.City {
		page, programs = h.OverCity(page, l.Roles), h.OverCity(programs, l.Roles)
	}
	show := func(ctx context.Context, c door.Call) (door.Screen, error) { return l.screen(ctx, h, c) }
	of := door.Listing{Name: l.Name, Path: l.Path, Title: l.Title, Show: show, Routes: []web.Route{
		{Method: "GET", Path: l.Path, Access: page, Title: l.Title, Handle: h.Get(show)},
	}}
	if l.sheet() {
		of.Routes = append(of.Routes, web.Route{Method: "GET", Path: l.Path + ".xlsx", Access: page, Long: true, Title: l.Title + "导出", Handle: l.book(h)})
	}
	of.API = func(a *web.API) {
		web.Handle(a, web.Op{ID: "ledger-" + l.Name, Method: http.MethodGet, Path: "/api/v1/ledgers/" + l.Name, Access: programs, Title: l.Title, Tag: "台账",
			About: "台账页面上的各行，筛选和权限与页面相同。", Params: l.params(), Out: l.schema()}, l.answer(h))
	}
	return of
}

// book is the handler of the workbook.
func (l *Ledger[L]) book(h *door.House) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, c := r.Context(), door.CallOf(r, web.Asked(r))
		a, err := l.narrowed(ctx, c)
		if err != nil {
			return err
		}
		build := func() (*sheet.Writer, error) { return l.built(ctx, h, c, a) }
		return h.Export(w, r, l.Of, l.Title, build, h.Chosen(page.Filters{Fields: a.fields()})...)
	}
}

// built is the workbook with all rows that are asked for; where reading them fails it is returned as far as it came.
func (l *Ledger[L]) built(ctx context.Context, h *door.House, c door.Call, a asked) (*sheet.Writer, error) {
	if err := l.whole(ctx, c, &a); err != nil {
		return nil, err
	}
	var heads []string
	var widths []float64
	columns := slices.DeleteFunc(slices.Clone(l.Columns), func(c Column[L]) bool { return c.Value == nil })
	for _, col := range columns {
		heads, widths = append(heads, col.Name), append(widths, cmp.Or(col.Width, 14))
	}
	book, err := sheet.NewWriter(l.Title, heads, widths...)
	if err != nil {
		return book, err
	}
	return book, l.each(ctx, h, a, func(one L, veils map[int64]*form.Veil) error {
		return book.Row(l.says(one, veils, columns)...)
	})
}

// says is what a row says under some columns, under the veil of its case.
func (l *Ledger[L]) says(one L, veils map[int64]*form.Veil, columns []Column[L]) []any {
	row := make([]any, len(columns))
	for i, c := range columns {
		if c.Value != nil {
			row[i] = c.Value(one)
		} else {
			row[i] = c.Cell(one).Text
		}
	}
	if veils == nil {
		return row
	}
	return form.Under(veils[l.Case(one).ID], row)
}

type ledgerIn struct {
	web.Query
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	After string `query:"after"`
}

// LedgerRow is a row of a ledger in the API: the columns by their keys.
type LedgerRow map[string]any

// ledgerOut is an Envelope[LedgerRow]; Ledger.schema describes it with the columns, which the type does not tell.
type ledgerOut struct{ Body any }

// answer is the list as a program reads it: the columns with a key.
func (l *Ledger[L]) answer(h *door.House) func(ctx context.Context, in *ledgerIn) (*ledgerOut, error) {
	columns := l.keyed()
	return func(ctx context.Context, in *ledgerIn) (*ledgerOut, error) {
		v := people.VisitorOf(ctx)
		c := door.Call{Visitor: v, In: form.Values(in.Asked), About: form.Values(in.Asked)}
		a, err := l.narrowed(ctx, c)
		if err == nil {
			err = a.unread(c.In)
		}
		if err == nil {
			err = l.whole(ctx, c, &a)
		}
		if err != nil {
			return nil, err
		}
		t, err := l.turn(ctx, h.DB, a, in.After, "", in.Limit)
		if err != nil {
			return nil, err
		}
		var chips page.Tally
		total, err := l.tally(ctx, h.DB, a, &chips)
		if err != nil {
			return nil, err
		}
		veils, err := l.veils(ctx, h, v, t.rows)
		if err != nil {
			return nil, err
		}
		out := door.Enveloped([]LedgerRow{}, total, "")
		for _, one := range t.rows {
			said := l.says(one, veils, columns)
			row := LedgerRow{}
			for i, c := range columns {
				row[c.Key] = said[i]
			}
			out.Items = append(out.Items, row)
		}
		if t.next != nil {
			out.Next = t.next[1]
		}
		return &ledgerOut{out}, nil
	}
}

// unread refuses, of what a program asks for, values that narrow nothing because they cannot be read: no day, no place, none of the options.
func (a asked) unread(in form.Values) error {
	var wrong []fail.Field
	for _, f := range a.filters {
		value, read := strings.TrimSpace(in[f.Field.Name]), true
		switch {
		case value == "":
		case f.By != nil:
			read = f.By(&db.Where{}, value)
		case f.Options != nil || f.Field.Options != nil:
			read = slices.ContainsFunc(f.Field.Options, func(o page.Option) bool { return o.Value == value })
		case f.Field.Type == "date":
			_, err := calendar.ParseDay(value)
			read = err == nil
		}
		if !read {
			wrong = append(wrong, fail.Field{Name: f.Field.Name, Message: "不能识别，请按接口说明填写"})
		}
	}
	if wrong == nil {
		return nil
	}
	return fail.Invalid("筛选条件不能识别", wrong...)
}

// keyed are the columns of the list in the API.
func (l *Ledger[L]) keyed() []Column[L] {
	return slices.DeleteFunc(slices.Clone(l.Columns), func(c Column[L]) bool { return c.Key == "" })
}

// schema describes the list in the API. A row has all its columns. Those with Num are asked for the value of an empty row,
// because some are counts and others, as rates, words.
func (l *Ledger[L]) schema() map[string]any {
	row, keys := map[string]any{}, []string{}
	for _, c := range l.keyed() {
		kind := "string"
		if c.Num && c.Value != nil {
			var empty L
			switch c.Value(empty).(type) {
			case int, int64:
				kind = "integer"
			case float64:
				kind = "number"
			}
		}
		row[c.Key] = map[string]any{"description": c.Name, "type": kind}
		keys = append(keys, c.Key)
	}
	return map[string]any{"type": "object", "required": []string{"total", "items"}, "properties": map[string]any{
		"total": map[string]any{"type": "integer", "description": "总数，最多数到 1000"},
		"more":  map[string]any{"type": "boolean", "description": "还有更多，没有数下去"},
		"next":  map[string]any{"type": "string", "description": "下一页的位置，放在 ?after= 里"},
		"items": map[string]any{"type": "array", "items": map[string]any{"type": "object", "required": keys, "properties": row}},
	}}
}

// params are the filters in the description of the API.
func (l *Ledger[L]) params() []web.Param {
	var list []web.Param
	for _, f := range l.Filters {
		p := web.Param{Name: f.Field.Name, About: f.Field.Label}
		for _, o := range f.Field.Options {
			p.Enum = append(p.Enum, o.Value)
		}
		list = append(list, p)
	}
	return list
}
