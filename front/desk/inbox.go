package desk

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// listMost is how many rows a page of a list has.
const listMost = 50

type inboxData struct {
	page.Frame
	Total   string
	First   page.Act // the most urgent case
	Sheet   string
	Tally   page.Tally
	Filters page.Filters
	Table   page.Table
	Pager   page.Pager
	Keys    page.Keys
	Claims  bool   // some of the rows can be claimed
	Back    string // this list
}

var inboxPage = page.New[inboxData](page.Desk, files, "inbox.html")

// asked is the filter that a query asks for, and the query that asks for it.
type asked struct {
	flow.Filter
	After    string
	ItemName string
	query    url.Values
}

// none is the id of no item.
const none = -1

// read reads a filter. An item is asked for by its whole name; one that there is not has no cases.
func (f *Front) read(q url.Values) (a asked) {
	a.Filter = flow.Filter{
		Lamp: calendar.Lamp(q.Get("lamp")), State: q.Get("state"), Kind: q.Get("kind"), Dept: q.Get("dept"), Text: q.Get("q"), Holder: q.Get("holder"),
	}
	if p, err := region.Parse(q.Get("place")); err == nil {
		a.Place = p
	}
	if !slices.Contains(flow.Lamps, a.Lamp) {
		a.Lamp = ""
	}
	if a.ItemName = strings.TrimSpace(q.Get("item")); a.ItemName != "" {
		a.Item = none
		for _, e := range f.Catalog.Suggest(a.ItemName, 5) {
			if e.Name == a.ItemName {
				a.Item = e.ID
			}
		}
	}
	a.After, a.query = q.Get("after"), url.Values{}
	for _, name := range []string{"lamp", "state", "kind", "dept", "q", "holder", "place", "item"} {
		if v := q.Get(name); v != "" {
			a.query.Set(name, v)
		}
	}
	return a
}

// with is the address of the list with one part of its query changed.
func (a asked) with(path, name, value string) string {
	q := url.Values{}
	for n, v := range a.query {
		q[n] = v
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

func (a asked) narrowed() bool {
	return a.State != "" || a.Text != "" || a.Holder != "" || a.Place != "" || a.Kind != "" || a.Dept != "" || a.ItemName != ""
}

// fillInbox lists the turns of the visitor. It is no door.Ledger: its rows are the first of several ranges of an index, a lamp of each of
// his desks, which the one query of a ledger does not read in their order; and they are ticked and claimed.
func (f *Front) fillInbox(ctx context.Context, d *inboxData, v people.Visitor, a asked) error {
	list, err := f.Engine.Inbox(ctx, v.Actor, a.Filter, a.After, listMost)
	if err != nil {
		return err
	}
	all := a.Filter
	all.Lamp = ""
	sums, err := f.Engine.Tally(ctx, v.Actor, all)
	if err != nil {
		return err
	}
	var shown, total int64
	d.Tally, shown, total = tally(sums, a.Lamp, func(lamp string) string { return a.with("/desk", "lamp", lamp) })
	d.Total = pieces(total)
	d.Sheet = a.with("/desk/inbox.xlsx", "", "")
	d.Filters = f.inboxFilters(v, a)
	next := ""
	if list.Next != "" {
		next = a.with("/desk", "after", list.Next)
	}
	d.Pager = pager(shown, len(list.Items), next, a.After == "", a.with("/desk", "", ""))
	cases := make([]flow.Case, len(list.Items))
	for i, t := range list.Items {
		cases[i] = t.Case
	}
	tags, err := f.tags(ctx, cases)
	if err != nil {
		return err
	}
	d.Table = page.Table{
		Caption: "待办，超期的在前，再是临近到期的，各按到期时间", Pick: "turn", Form: "bulk",
		Heads: []page.Head{{Label: "到期", Plain: true}, {Label: "事项和编号", Main: true}, {Label: "申请人和地点", Plain: true}, {Label: "环节"}, {Label: "承办"}},
		Empty: page.Empty{Title: "暂无待办事项", Text: "新的待办会列在这里。"},
	}
	if a.narrowed() || a.Lamp != "" {
		d.Table.Empty = page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: "/desk", Label: "看全部待办"}}
	}
	for _, t := range list.Items {
		d.Table.Rows = append(d.Table.Rows, f.row(t, tags[t.ID]))
		d.Claims = d.Claims || f.claimable(t)
	}
	d.Back = a.with("/desk", "", "")
	if len(list.Items) > 0 && a.After == "" {
		d.First = page.Act{Label: "办最急的一件", Href: address(list.Items[0].Case)}
	}
	d.Keys = page.Keys{Items: []page.Key{
		{Keys: []string{"J", "K"}, Label: "上下选"},
		{Keys: []string{"Enter"}, Label: "打开"},
		{Keys: []string{"X"}, Label: "勾选"},
		{Keys: []string{"/"}, Label: "筛选"},
	}}
	return nil
}

func (f *Front) inboxFilters(v people.Visitor, a asked) page.Filters {
	t := f.filters("/desk", a, widest(v.Actor.Posts))
	t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "holder", Label: "承办", Value: a.Holder, Example: "我的和没人认领的",
		Options: []page.Option{{Value: "mine", Label: "我认领的"}, {Value: "free", Label: "没人认领"}, {Value: "others", Label: "同事认领的"}}})
	return t
}

func (f *Front) row(t flow.TurnRow, tags []page.Tag) page.Row {
	holder := t.Holder
	if holder == "" {
		holder = "待认领"
	}
	id := ""
	if f.claimable(t) {
		id = t.Number() + " " + itoa(t.No)
	}
	return page.Row{
		ID: id, Name: f.Engine.Called(t.Case) + " 的 " + t.Title, Late: t.DueAt <= f.Now().UnixMilli(), Unread: t.Assignee == 0,
		Cells: []page.Cell{
			{Lamp: f.House.Lamp(t.Case), Small: due(t.Case)},
			{Text: t.Title, Href: address(t.Case), Small: flow.Grouped(t.Number()), Tags: tags},
			{Text: f.Engine.Called(t.Case), Small: f.Regions.Name(t.Region)},
			{Text: t.Step}, {Text: holder},
		},
	}
}

// claimable reports whether a turn lies free and its kind of case knows claiming in this state.
func (f *Front) claimable(t flow.TurnRow) bool {
	table, _ := f.Engine.Table(t.Kind)
	return t.Assignee == 0 && slices.ContainsFunc(table.Rows, func(r flow.Row) bool { return r.Event == "claim" && slices.Contains(r.From, t.State) })
}

// tags are the short words that the services have for the cases of a list.
func (f *Front) tags(ctx context.Context, cases []flow.Case) (map[int64][]page.Tag, error) {
	all := map[int64][]page.Tag{}
	for _, s := range f.House.Services {
		var ids []int64
		for _, k := range cases {
			if k.Kind == s.Table.Kind {
				ids = append(ids, k.ID)
			}
		}
		if s.Facts == nil || len(ids) == 0 {
			continue
		}
		words, err := s.Facts(ctx, ids)
		if err != nil {
			return nil, err
		}
		for id, list := range words {
			for _, w := range list {
				all[id] = append(all[id], page.Tag{Label: w})
			}
		}
	}
	return all, nil
}

// filters are the fields that narrow any list of cases; top is the place that the list covers.
func (f *Front) filters(path string, a asked, top region.Code) page.Filters {
	t := page.Filters{Action: path, Label: "筛选", Fields: page.Fields{
		{Type: "search", Name: "q", Label: "编号、申请人或事项", Value: a.Text, Key: "/"},
		{Type: "choice", Name: "state", Label: "状态", Value: a.State, Example: "全部状态", Options: f.states()},
	}}
	if places := f.places(top); len(places) > 0 {
		t.Fields = append(t.Fields, page.Field{Type: "choice", Name: "place", Label: "地点", Value: string(a.Place), Example: "全部地点", Options: places})
	}
	if a.Lamp != "" {
		t.Fields = append(t.Fields, page.Field{
			Type: "hidden", Name: "lamp", Label: "时限", Value: string(a.Lamp),
			Options: []page.Option{{Value: string(a.Lamp), Label: lampNames[a.Lamp]}},
		})
	}
	if a.narrowed() {
		t.Reset = path
	}
	return t
}

func (f *Front) states() []page.Option {
	var list []page.Option
	for _, t := range f.Engine.Tables() {
		for _, s := range t.States {
			if !s.Final && !slices.ContainsFunc(list, func(o page.Option) bool { return o.Value == s.Code }) {
				list = append(list, page.Option{Value: s.Code, Label: s.Name, Group: t.Title})
			}
		}
	}
	return list
}

// widest is the place that covers the places of all posts, where one does.
func widest(posts []people.Post) (top region.Code) {
	for _, p := range posts {
		if top == "" || p.Region.Covers(top) {
			top = p.Region
		}
	}
	return top
}

// places are those below a place, and below its counties.
func (f *Front) places(top region.Code) []page.Option {
	var list []page.Option
	for _, p := range f.Regions.Children(top) {
		list = append(list, page.Option{Value: string(p.Code), Label: p.Name})
		if p.Code.Level() == region.County {
			for _, town := range f.Regions.Children(p.Code) {
				list = append(list, page.Option{Value: string(town.Code), Label: "　" + town.Name})
			}
		}
	}
	return list
}
