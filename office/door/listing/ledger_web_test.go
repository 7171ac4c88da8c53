package listing

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// TestLedgerSchema compares what the description says of a row with what a row says: a number is a number, a rate is words,
// and no column of the description is ever left out.
func TestLedgerSchema(t *testing.T) {
	t.Parallel()
	type line struct {
		name    string
		n, most int64
	}
	l := Ledger[line]{Columns: []Column[line]{
		Words("名称", "name", 0, func(l line) string { return l.name }),
		{Name: "件数", Key: "n", Num: true, Value: func(l line) any { return l.n }},
		{Name: "占比", Key: "share", Num: true, Value: func(l line) any { return page.Rate(l.n, l.most) }},
		{Name: "级别", Key: "level", Num: true, Cell: func(line) page.Cell { return page.Cell{Text: "1"} }},
		{Name: "只在页面上", Cell: func(line) page.Cell { return page.Cell{} }},
	}}
	b, err := json.Marshal(l.schema())
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Properties struct {
			Items struct {
				Items struct {
					Required   []string
					Properties map[string]struct{ Type string }
				}
			}
		}
	}
	if err := json.Unmarshal(b, &said); err != nil {
		t.Fatal(err)
	}
	row := said.Properties.Items.Items
	if want := []string{"name", "n", "share", "level"}; !reflect.DeepEqual(row.Required, want) {
		t.Errorf("required: %v, want %v", row.Required, want)
	}
	got := map[string]string{}
	for key, p := range row.Properties {
		got[key] = p.Type
	}
	if want := map[string]string{"name": "string", "n": "integer", "share": "string", "level": "string"}; !reflect.DeepEqual(got, want) {
		t.Errorf("types: %v, want %v", got, want)
	}
}

// TestLedgerNarrows: what holds where nothing is given narrows, and is no part of the address; filters that belong together are
// narrowed together; a list that is read as a whole fills the rows of its page alone.
func TestLedgerNarrows(t *testing.T) {
	t.Parallel()
	filled := 0
	l := Ledger[int]{
		Path: "/list",
		Filters: []Filter{
			{Field: page.Field{Name: "from"}, Is: "l.day", Else: func(context.Context) (string, error) { return "20260401", nil }},
			{Field: page.Field{Name: "place"}}, {Field: page.Field{Name: "with"}},
		},
		Narrow: func(_ context.Context, w *db.Where, _ people.Visitor, in form.Values) error {
			w.And("l.at = ? AND l.with = ?", in["place"], in["with"])
			return nil
		},
		List: func(context.Context, door.Call) ([]int, error) { return make([]int, 120), nil },
		Fill: func(_ context.Context, _ people.Visitor, rows []int) error { filled += len(rows); return nil },
	}
	c := door.Call{In: form.Values{"place": "here", "other": "x"}}
	a, err := l.narrowed(t.Context(), c)
	if err == nil {
		err = l.whole(t.Context(), c, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	w := l.where(a, "")
	if got, want := w.String(), " WHERE l.at = $1 AND l.with = $2 AND l.day = $3"; got != want || !reflect.DeepEqual(w.Args(), []any{"here", "", "20260401"}) {
		t.Errorf("%s %v", got, w.Args())
	}
	if got := a.href(l.Path); got != "/list?place=here" {
		t.Error(got)
	}
	if got := a.shown().Action; got != "/list" {
		t.Errorf("the form of the filters leads to %q", got)
	}
	for i := range a.filters {
		a.filters[i].Field.Type = "hidden"
	}
	if f := a.shown(); len(f.Fields) != 0 || f.Reset != "" {
		t.Errorf("where there is nothing to fill in: %+v", f)
	}
	l.Narrow = func(context.Context, *db.Where, people.Visitor, form.Values) error {
		return fail.NotFound("没有这个统计数")
	}
	if _, err := l.narrowed(t.Context(), door.Call{}); !fail.Is(err, fail.KindNotFound) {
		t.Errorf("of what there is not: %v", err)
	}
	if p, err := l.turn(t.Context(), nil, a, "100", "", 50); err != nil || len(p.rows) != 20 || filled != 20 || p.next != nil {
		t.Errorf("%d rows, %d filled, %v", len(p.rows), filled, err)
	}
}

// What a list declares may do with the values of a call as it likes: the list goes on by those that came.
func TestWhatIsHandedOutIsACopy(t *testing.T) {
	t.Parallel()
	spoil := func(in form.Values) { in["day"], in["after"] = "x", "x" }
	l := Ledger[int]{
		Path: "/list", Title: "数", Columns: []Column[int]{Words("数", "n", 0, strconv.Itoa)},
		Filters: []Filter{{Field: page.Field{Type: "date", Name: "day"}}},
		Narrow: func(_ context.Context, _ *db.Where, _ people.Visitor, in form.Values) error {
			spoil(in)
			return nil
		},
		List: func(_ context.Context, c door.Call) ([]int, error) {
			spoil(c.In)
			return make([]int, ledgerPage+1), nil
		},
		Around: func(_ context.Context, c door.Call, _ *door.Screen) error {
			spoil(c.In)
			return nil
		},
	}
	c := door.Call{In: form.Values{"day": "2026-04-20"}}
	for range 2 {
		s, err := l.screen(t.Context(), &door.House{}, c)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Blocks[0].Pager; got.Next != "/list?after=50&day=2026-04-20" || got.From != 1 {
			t.Errorf("%+v", got)
		}
	}
	if c.In["day"] != "2026-04-20" || len(c.In) != 1 {
		t.Errorf("the call is %v", c.In)
	}
	in := ledgerIn{Limit: 50}
	in.Asked = web.Values{"day": "2026-04-20"}
	if _, err := l.answer(&door.House{})(t.Context(), &in); err != nil {
		t.Errorf("a program asks for a day that is one: %v", err)
	}
	in.Asked = web.Values{"day": "x"}
	l.List = func(_ context.Context, c door.Call) ([]int, error) {
		t.Error("what cannot be read is read all the same")
		return nil, nil
	}
	if _, err := l.answer(&door.House{})(t.Context(), &in); !fail.Is(err, fail.KindInvalid) {
		t.Errorf("a program asks for a day that is none: %v", err)
	}
}

// TestALedgerInParts: a list that is read in parts goes forth and back to its first page, is counted by its chips, and fills what it shows;
// the workbook has all of it; a chip that there is not narrows nothing.
func TestALedgerInParts(t *testing.T) {
	t.Parallel()
	const all = 1230
	asked := []form.Values{}
	filled := 0
	l := Ledger[int]{
		Path: "/waits", Title: "在等的", Ascending: true,
		Filters: []Filter{
			{Field: page.Field{Type: "search", Name: "q"}},
			{Field: page.Field{Type: "choice", Name: "dept"}, Options: func(context.Context) ([]page.Option, error) { return nil, nil }},
			{Field: page.Field{Name: "lamp", Options: []page.Option{{Value: "red", Label: "超期"}, {Value: "green", Label: "正常"}}}, Tally: "lamp", Lamps: true},
		},
		Part: func(_ context.Context, c door.Call, after string, n int) (p flow.Page[int], err error) {
			asked = append(asked, c.In)
			from, _ := strconv.Atoi(after)
			for i := from; i < min(from+n, all); i++ {
				p.Items = append(p.Items, i)
			}
			if from+n < all {
				p.Next = strconv.Itoa(from + n)
			}
			return p, nil
		},
		Sums: func(context.Context, door.Call) (map[string]int64, error) {
			return map[string]int64{"red": 7, "green": flow.CountMost + 1}, nil
		},
		Fill:    func(_ context.Context, _ people.Visitor, rows []int) error { filled += len(rows); return nil },
		Mark:    func(i int, r *page.Row) { r.Unread = i == 1 },
		Columns: []Column[int]{Words("数", "n", 0, strconv.Itoa)},
	}
	h := &door.House{}
	one, err := l.screen(t.Context(), h, door.Call{In: form.Values{"q": " x ", "lamp": "blue", "other": "y"}})
	if err != nil {
		t.Fatal(err)
	}
	b := one.Blocks[0]
	if want := (page.Pager{From: 1, To: ledgerPage, Total: flow.CountMost, More: true, Unit: "件", Next: "/waits?after=50&q=x"}); b.Pager != want {
		t.Errorf("the first page: %+v, want %+v", b.Pager, want)
	}
	if !reflect.DeepEqual(asked, []form.Values{{"q": "x"}}) {
		t.Errorf("it was asked for %v", asked)
	}
	if len(b.Filters.Fields) != 1 || b.Table.Caption != "在等的，最急的在前" || filled != ledgerPage || b.Table.Rows[0].Unread || !b.Table.Rows[1].Unread {
		t.Errorf("%d fields, %q, %d filled, %+v", len(b.Filters.Fields), b.Table.Caption, filled, b.Table.Rows[:2])
	}
	if got := fmt.Sprint(b.Tally.Links); !strings.Contains(got, "全部   1,000+") || len(b.Tally.Links) != 3 || b.Tally.Links[1].Lamp != "red" || b.Tally.Links[1].Count != "7" {
		t.Errorf("%v", b.Tally.Links)
	}
	last, err := l.screen(t.Context(), h, door.Call{In: form.Values{"after": "1200", "lamp": "red"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := last.Blocks[0].Pager, (page.Pager{Total: 7, Unit: "件", First: "/waits?lamp=red"}); got != want {
		t.Errorf("the last page: %+v, want %+v", got, want)
	}
	n := 0
	a, err := l.narrowed(t.Context(), door.Call{})
	if err == nil {
		err = l.each(t.Context(), h, a, func(int, map[int64]*form.Veil) error { n++; return nil })
	}
	if err != nil || n != all {
		t.Errorf("the workbook has %d rows, %v", n, err)
	}
}
