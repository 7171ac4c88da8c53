package door

import (
	"net/url"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Narrow is how a reader narrows a ledger (台账) that a service keeps of its cases: what all ledgers have
// in common, and the names of what the one adds. The address of each of its pages is made of it.
type Narrow struct {
	Text, State string
	Place       region.Code
	From, To    calendar.Day // of the receipt
	After       int64        // lists go on behind this case
	path        string
	query       url.Values
}

// Narrowed reads the query of a ledger's address; more are the names of its own fields.
func Narrowed(path string, q url.Values, more ...string) Narrow {
	n := Narrow{Text: q.Get("q"), State: q.Get("state"), path: path, query: url.Values{}}
	if p, err := region.Parse(q.Get("place")); err == nil {
		n.Place = p
	}
	n.From, _ = calendar.ParseDay(q.Get("from")) // what is no day narrows nothing
	n.To, _ = calendar.ParseDay(q.Get("to"))
	n.After, _ = strconv.ParseInt(q.Get("after"), 10, 64)
	for _, name := range append([]string{"q", "state", "place", "from", "to"}, more...) {
		if v := q.Get(name); v != "" {
			n.query.Set(name, v)
		}
	}
	return n
}

// Get is the value of a field.
func (n Narrow) Get(name string) string { return n.query.Get(name) }

// Any reports whether anything is narrowed.
func (n Narrow) Any() bool { return len(n.query) > 0 }

// With is the ledger's address with one field changed; "" takes it away.
func (n Narrow) With(name, value string) string { return n.on(n.path, name, value) }

// Sheet is the address of the same as a workbook.
func (n Narrow) Sheet() string { return n.on(n.path+".xlsx", "", "") }

func (n Narrow) on(path, name, value string) string {
	q := url.Values{}
	for k, v := range n.query {
		q[k] = v
	}
	q.Set(name, value)
	if value == "" {
		q.Del(name)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// Where is the condition over cases (c) in the scope of the reader's posts of the roles. A tally counts
// all states.
func (n Narrow) Where(engine *flow.Engine, who people.Actor, tally bool, roles ...people.Role) *db.Where {
	w := &db.Where{}
	flow.Scope(w, who, roles...)
	engine.Text(w, n.Text)
	if n.State != "" && !tally {
		w.And("c.state = ?", n.State)
	}
	if n.Place != "" {
		flow.Within(w, n.Place)
	}
	if n.From != 0 {
		w.And("c.opened_day >= ?", n.From)
	}
	if n.To != 0 {
		w.And("c.opened_day <= ?", n.To)
	}
	return w
}

// Behind continues a list, the latest case first, behind the page before.
func (n Narrow) Behind(w *db.Where) *db.Where {
	if n.After != 0 {
		w.And("c.id < ?", n.After)
	}
	return w
}

// Tally are the chips of the states with their counts.
func (n Narrow) Tally(states []flow.State, count map[string]int64) page.Tally {
	all := int64(0)
	for _, one := range count {
		all += one
	}
	t := page.Tally{Label: "按状态", Links: []page.Link{{Href: n.With("state", ""), Label: "全部", Count: page.Num(all), Current: n.State == ""}}}
	for _, s := range states {
		t.Links = append(t.Links, page.Link{Href: n.With("state", s.Code), Label: s.Name, Count: page.Num(count[s.Code]), Current: n.State == s.Code})
	}
	return t
}

// Filters are the fields of a ledger: text, its own, place and time; states are those of its Tally, if it has one.
func (n Narrow) Filters(text, day string, places []region.Place, states []flow.State, own ...page.Field) page.Filters {
	var list []page.Option
	for _, p := range places {
		list = append(list, page.Option{Value: string(p.Code), Label: p.Name})
	}
	var names []page.Option
	for _, st := range states {
		names = append(names, page.Option{Value: st.Code, Label: st.Name})
	}
	f := page.Filters{Action: n.path, Label: "筛选", Fields: page.Fields{{Type: "search", Name: "q", Label: text, Value: n.Text, Key: "/"}}}
	for _, one := range own {
		one.Value = n.Get(one.Name)
		f.Fields = append(f.Fields, one)
	}
	f.Fields = append(f.Fields,
		page.Field{Type: "choice", Name: "place", Label: "地点", Value: string(n.Place), Example: "全部地点", Options: list},
		page.Field{Type: "date", Name: "from", Label: day + "从", Value: n.Get("from")}, page.Field{Type: "date", Name: "to", Label: "到", Value: n.Get("to")})
	if n.State != "" {
		f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: "state", Label: "状态", Value: n.State, Options: names})
	}
	if n.Any() {
		f.Reset = n.path
	}
	return f
}

// Empty stands for a ledger without lines.
func (n Narrow) Empty(title, text string) page.Empty {
	if n.Any() {
		return page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: n.path, Label: "看全部"}}
	}
	return page.Empty{Title: title, Text: text}
}

// NarrowPage is how many lines a page of a ledger has.
const NarrowPage = 50

// Cut is a page of the list and the way to the next: the list was asked for one line more than a page.
func Cut[T any](n Narrow, list []T, id func(T) int64) ([]T, page.Link) {
	if len(list) <= NarrowPage {
		return list, page.Link{}
	}
	list = list[:NarrowPage]
	return list, page.Link{Href: n.With("after", strconv.FormatInt(id(list[NarrowPage-1]), 10)), Label: "下一页"}
}
