package listing

import (
	"context"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/region"
)

// A program is told of each filter that it asked for in vain; a page shows the list without it.
func TestWhatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	l := Ledger[int]{Filters: append(DayFilters("", "c.day"), StateFilter([]flow.State{{Code: "open", Name: "在办"}}),
		Filter{Field: page.Field{Name: "q"}, By: func(w *db.Where, value string) bool { w.And("q = ?", value); return true }},
		Filter{Field: page.Field{Type: "date", Name: "served"}})} // narrowed with the rest
	for _, c := range []struct {
		in    form.Values
		wrong []string
	}{
		{nil, nil},
		{form.Values{"from": "2026-04-20", "state": "open", "q": "x", "other": "y", "to": " "}, nil},
		{form.Values{"from": "2026-04-31", "to": "x"}, []string{"from", "to"}},
		{form.Values{"state": "opem", "q": "x"}, []string{"state"}},
		{form.Values{"served": "2026-04-20"}, nil}, {form.Values{"served": "2026-04-31"}, []string{"served"}},
	} {
		a, err := l.narrowed(t.Context(), door.Call{In: c.in})
		if err != nil {
			t.Errorf("the page of %v: %v", c.in, err)
		}
		err = a.unread(c.in)
		e, _ := fail.As(err)
		var got []string
		if e != nil {
			for _, f := range e.Fields {
				got = append(got, f.Name)
			}
		}
		if len(got) != len(c.wrong) || len(got) > 0 && (got[0] != c.wrong[0] || got[len(got)-1] != c.wrong[len(got)-1] || !fail.Is(err, fail.KindInvalid)) {
			t.Errorf("%v: %v, want %v", c.in, err, c.wrong)
		}
	}
}

// What is not shown does not narrow: the choice of a reader who has nothing to choose from.
func TestNothingNarrowsUnseen(t *testing.T) {
	t.Parallel()
	none := []page.Option{}
	l := Ledger[int]{Path: "/list", Filters: []Filter{{Field: page.Field{Type: "choice", Name: "dept"}, Is: "c.dept", Options: options(none)},
		{Field: page.Field{Type: "choice", Name: "place"}, Is: "c.place", Options: options([]page.Option{{Value: "a"}})}}}
	a, err := l.narrowed(t.Context(), door.Call{In: form.Values{"dept": "A", "place": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := l.where(a, "").String(); got != " WHERE c.place = $1" {
		t.Error(got)
	}
	if err := a.unread(form.Values{"dept": "A", "place": "a"}); !fail.Is(err, fail.KindInvalid) {
		t.Errorf("a program that chooses where there is nothing to choose: %v", err)
	}
	if f := a.shown().Fields; len(f) != 1 || f[0].Value != "b" || a.href("/list") != "/list?place=b" {
		t.Errorf("%+v", f)
	}
}

// What a list declares is checked when it is made, not when somebody asks for it.
func TestAListIsCheckedAtStart(t *testing.T) {
	t.Parallel()
	keys := func(int) []int64 { return []int64{1} }
	name := func(int) string { return "" }
	under := func(int, string) bool { return true }
	whole := func(context.Context, door.Call) ([]int, error) { return nil, nil }
	for name, l := range map[string]Ledger[int]{
		"an order without its key":   {Order: []string{"c.id"}},
		"a key of another width":     {Order: []string{"c.id"}, Key: func(int) []int64 { return []int64{1, 2} }},
		"a name of no column":        {Named: name},
		"veils over what no case is": {Order: []string{"c.id"}, Key: keys, Veils: VeilAll},
		"tabs that are not there":    {List: whole, Under: under},
		"tabs without options":       {Order: []string{"c.id"}, Key: keys, Filters: []Filter{{Tabs: true}}},
		"parts without sums":         {Part: func(context.Context, door.Call, string, int) (p flow.Page[int], err error) { return p, nil }},
	} {
		func() {
			defer func() {
				if said, _ := recover().(string); !strings.HasPrefix(said, "ledger ") {
					t.Errorf("%s is taken: %q", name, said)
				}
			}()
			Of(&door.House{}, l)
		}()
	}
}

func options(list []page.Option) func(context.Context) ([]page.Option, error) {
	return func(context.Context) ([]page.Option, error) { return list, nil }
}

// What a list is narrowed by stands in the terms by which it is exported, also where only its address says so: agreement to one is none to another.
func TestAnExportIsKnownByAllThatNarrowsIt(t *testing.T) {
	t.Parallel()
	h := &door.House{Regions: &region.Tree{}}
	l := Ledger[int]{Path: "/waiting", Filters: []Filter{
		{Field: page.Field{Type: "hidden", Name: "role", Label: "岗位"}}, {Field: page.Field{Type: "hidden", Name: "place", Label: "地点"}, By: InPlace},
		{Field: page.Field{Name: "tab", Label: "哪些", Options: []page.Option{{Value: "all", Label: "全部"}, {Value: "late", Label: "超期"}}}, Tabs: true}}}
	for _, c := range []struct {
		in   form.Values
		want string
	}{
		{form.Values{}, "哪些：全部"},
		{form.Values{"role": "window", "place": "511402000000"}, "岗位：window 地点：511402000000 哪些：全部"},
		{form.Values{"role": "window", "place": "511402"}, "岗位：window 哪些：全部"}, // which narrows nothing
		{form.Values{"role": "window", "tab": "late"}, "岗位：window 哪些：超期"},
	} {
		a, err := l.narrowed(t.Context(), door.Call{In: c.in})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, term := range h.Chosen(page.Filters{Fields: a.fields()}) {
			got = append(got, term.Label+"："+term.Value)
		}
		if strings.Join(got, " ") != c.want || len(a.shown().Fields) != 0 {
			t.Errorf("%v is known as %q, want %q", c.in, got, c.want)
		}
	}
}
