package desk

import (
	"cmp"
	"context"
	"slices"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

const inboxPath = "/desk/inbox"

// line is a line of the inbox, or of open cases, where whose turn it is is not told.
type line struct {
	flow.TurnRow
	tags []page.Tag
}

func caseOf(l line) flow.Case { return l.Case }

// lines are a part of a list of cases or turns as the ledgers show it.
func lines[T any](p flow.Page[T], err error, of func(T) flow.TurnRow) (flow.Page[line], error) {
	list := flow.Page[line]{Next: p.Next}
	for _, row := range p.Items {
		list.Items = append(list.Items, line{TurnRow: of(row)})
	}
	return list, err
}

func openCase(k flow.Case) flow.TurnRow { return flow.TurnRow{Case: k} }

// inbox declares the turns of the visitor (待办). Its rows are the first of several ranges of an index, a lamp of each of his desks.
func (f *Front) inbox() listing.Ledger[line] {
	return listing.Ledger[line]{
		Name: "inbox", Path: inboxPath, Title: "待办", Roles: caseworkers, Of: door.OfPeople, Veils: listing.VeilNone, Ascending: true,
		Empty: page.Empty{Title: "暂无待办事项", Text: "新的待办会列在这里。"},
		Filters: append(f.caseFilters(widest), lampFilter(), f.kindFilter("hidden"), f.deptFilter("hidden", widest), itemFilter("hidden"),
			listing.Filter{Field: page.Field{Type: "choice", Name: "holder", Label: "承办", Example: "我的和没人认领的",
				Options: []page.Option{{Value: "mine", Label: "我认领的"}, {Value: "free", Label: "没人认领"}, {Value: "others", Label: "同事认领的"}}}}),
		Part: func(ctx context.Context, c door.Call, after string, n int) (flow.Page[line], error) {
			p, err := f.Engine.Inbox(ctx, c.Actor, f.filter(c.In), after, n)
			return lines(p, err, func(t flow.TurnRow) flow.TurnRow { return t })
		},
		Sums: func(ctx context.Context, c door.Call) (map[string]int64, error) {
			sums, err := f.Engine.Tally(ctx, c.Actor, everyLamp(f.filter(c.In)))
			return byName(sums), err
		},
		Case: caseOf, Fill: f.fillTags,
		Mark: func(l line, row *page.Row) {
			row.ID, row.Unread = "", l.Assignee == 0
			if len(f.many(l.TurnRow)) > 0 {
				row.ID = l.Number()
			}
		},
		Columns: append(caseSheet(f, caseOf), f.dueCell(), f.nameCell(), personCell(f, caseOf),
			listing.Words("环节", "step", 16, func(l line) string { return l.Step }),
			listing.Column[line]{Name: "承办", Key: "holder", Width: 16, Value: func(l line) any { return l.Holder },
				Cell: func(l line) page.Cell { return page.Cell{Text: cmp.Or(l.Holder, "待认领")} }}),
		Around: f.aroundInbox,
	}
}

// aroundInbox leads to the most urgent case, and lets the visitor do to all that is ticked what is done to many.
func (f *Front) aroundInbox(_ context.Context, c door.Call, s *door.Screen) error {
	b := &s.Blocks[0]
	if len(b.Table.Rows) == 0 {
		return nil
	}
	s.Keys = page.Keys{Items: append(listKeys.Items[:2:2], page.Key{Keys: []string{"X"}, Label: "勾选"}, listKeys.Items[2])}
	if c.In["after"] == "" {
		main := slices.IndexFunc(b.Table.Heads, func(h page.Head) bool { return h.Main })
		s.Acts = append(s.Acts, page.Act{Label: "办最急的一件", Href: b.Table.Rows[0].Cells[main].Href})
	}
	b.Table.Pick, b.Table.Form = "turn", "bulk"
	b.Post = page.Form{ID: "bulk", Action: door.Address(batchPath, c.About)}
	if !slices.ContainsFunc(b.Table.Rows, func(r page.Row) bool { return r.ID != "" }) {
		return nil
	}
	for i, r := range f.verbs() {
		act := page.Act{Label: r.Name + "所选", Kind: "quiet", Form: "bulk", Name: "do", Value: r.Event, Confirm: "对选中的办件逐件“" + r.Name + "”？办不了的会说明为什么。"}
		if i == 0 {
			b.Post.Submit = act
		} else {
			b.Post.Others = append(b.Post.Others, act)
		}
	}
	return nil
}

// many are the rows of a turn's kind that may be done to several cases at once in its state (flow.Row.Many); one that is taken is claimed by nobody.
func (f *Front) many(t flow.TurnRow) (rows []flow.Row) {
	table, _ := f.Engine.Table(t.Kind)
	for _, r := range table.Rows {
		if r.Many && slices.Contains(r.From, t.State) && (r.Event != "claim" || t.Assignee == 0) {
			rows = append(rows, r)
		}
	}
	return rows
}

// verbs are what may be done to several cases at once, of all kinds: an event and its name each.
func (f *Front) verbs() (list []flow.Row) {
	for _, t := range f.Engine.Tables() {
		for _, r := range t.Rows {
			if r.Many && !slices.ContainsFunc(list, func(o flow.Row) bool { return o.Event == r.Event }) {
				list = append(list, r)
			}
		}
	}
	return list
}

// none is the id of no item.
const none = -1

// filter is what the fields of an address narrow. An item is asked for by its whole name; one that there is not has no cases.
func (f *Front) filter(in form.Values) flow.Filter {
	a := flow.Filter{Lamp: calendar.Lamp(in["lamp"]), State: in["state"], Kind: in["kind"], Dept: in["dept"], Text: in["q"], Holder: in["holder"]}
	if p, err := region.Parse(in["place"]); err == nil {
		a.Place = p
	}
	a.Own = in["place"] == own
	if !slices.Contains(flow.Lamps, a.Lamp) {
		a.Lamp = ""
	}
	if in["item"] != "" {
		a.Item = none
		for _, e := range f.Catalog.Suggest(in["item"], 5) {
			if e.Name == in["item"] {
				a.Item = e.ID
			}
		}
	}
	return a
}

func everyLamp(a flow.Filter) flow.Filter {
	a.Lamp = ""
	return a
}

func byName(sums map[calendar.Lamp]int64) map[string]int64 {
	named := map[string]int64{}
	for lamp, n := range sums {
		named[string(lamp)] = n
	}
	return named
}

// caseFilters are the fields that narrow any list of open cases; of is the post whose scope the visitor's list covers.
func (f *Front) caseFilters(of func(people.Visitor) people.Post) []listing.Filter {
	return []listing.Filter{
		{Field: page.Field{Type: "search", Name: "q", Label: "编号、申请人或事项", Key: "F"}},
		{Field: page.Field{Type: "choice", Name: "state", Label: "状态", Example: "全部状态"}, Options: f.states},
		{Field: page.Field{Type: "choice", Name: "place", Label: "地点", Example: "全部地点"}, By: listing.InPlace,
			Options: func(ctx context.Context) ([]page.Option, error) {
				return f.places(of(people.VisitorOf(ctx)).Region), nil
			}},
	}
}

// kindFilter, deptFilter and itemFilter narrow a list as fields, or hidden, where only addresses do.
func (f *Front) kindFilter(kind string) listing.Filter {
	return listing.Filter{Field: page.Field{Type: kind, Name: "kind", Label: "种类", Example: "群众办的事"},
		Options: func(context.Context) ([]page.Option, error) { return f.kinds(), nil }}
}

// deptFilter offers the organs in the place of a post; one of an organ has none to choose from.
func (f *Front) deptFilter(kind string, of func(people.Visitor) people.Post) listing.Filter {
	return listing.Filter{Field: page.Field{Type: kind, Name: "dept", Label: "部门", Example: "全部部门"},
		Options: func(ctx context.Context) ([]page.Option, error) {
			p := of(people.VisitorOf(ctx))
			if p.Dept != "" {
				return nil, nil
			}
			return f.depts(p.Region), nil
		}}
}

func itemFilter(kind string) listing.Filter {
	return listing.Filter{Field: page.Field{Type: kind, Name: "item", Label: "事项全称", Source: door.ItemSearch}}
}

// lampNames are the lamps as chips.
var lampNames = map[calendar.Lamp]string{calendar.Red: "超期", calendar.Yellow: "临近到期", calendar.Green: "正常", calendar.Grey: "不计时"}

func lampFilter() listing.Filter {
	f := listing.Filter{Field: page.Field{Name: "lamp", Label: "时限"}, Tally: "urgency", Lamps: true}
	for _, l := range flow.Lamps {
		f.Field.Options = append(f.Field.Options, page.Option{Value: string(l), Label: lampNames[l]})
	}
	return f
}

var listKeys = page.Keys{Items: []page.Key{
	{Keys: []string{"J", "K"}, Label: "上下选"},
	{Keys: []string{"Enter"}, Label: "打开"},
	{Keys: []string{"F"}, Label: "筛选"},
}}

var channels = map[string]string{flow.ByWindow: "窗口", flow.ByOnline: "网上", flow.ByAPI: "系统对接"}

// caseSheet is what the workbook and the API say of a case.
func caseSheet[L any](f *Front, of func(L) flow.Case) []listing.Column[L] {
	say := func(name, key string, width float64, say func(k flow.Case) any) listing.Column[L] {
		return listing.Column[L]{Name: name, Key: key, Width: width, Value: func(l L) any { return say(of(l)) }}
	}
	return []listing.Column[L]{
		say("时限", "lamp", 18, func(k flow.Case) any { return f.House.Lamp(k).Words }),
		say("到期", "due", 22, func(k flow.Case) any { return door.SheetClock(k.DueAt) }),
		say("办件编号", "number", 28, func(k flow.Case) any { return flow.Grouped(k.Number()) }),
		say("种类", "kind", 12, func(k flow.Case) any { t, _ := f.Engine.Table(k.Kind); return t.Title }),
		say("事项", "title", 40, func(k flow.Case) any { return f.House.Named(k) }),
		say("申请人", "applicant", 16, func(k flow.Case) any { return f.Engine.Called(k) }),
		say("地点", "place", 16, func(k flow.Case) any { return f.Regions.Name(k.Region) }),
		say("部门", "dept", 22, func(k flow.Case) any { return f.Catalog.DeptName(k.Dept) }),
		say("状态", "state", 12, func(k flow.Case) any { return f.House.StateOf(k).Name }),
		say("收件时间", "received_at", 18, func(k flow.Case) any { return door.SheetClock(k.OpenedAt) }),
		say("渠道", "channel", 10, func(k flow.Case) any { return channels[k.Channel] }),
	}
}

func onPage[L any](name string, cell func(L) page.Cell) listing.Column[L] {
	return listing.Column[L]{Name: name, Cell: cell}
}

func (f *Front) dueCell() listing.Column[line] {
	return onPage("到期", func(l line) page.Cell { return page.Cell{Lamp: f.House.Lamp(l.Case), Small: f.due(l.Case)} }).Bare()
}

func (f *Front) nameCell() listing.Column[line] {
	c := onPage("事项和编号", func(l line) page.Cell {
		cell := f.caseCell(l.Case)
		cell.Tags = append(cell.Tags, l.tags...)
		return cell
	})
	c.Main = true
	return c
}

// caseCell is the main cell of a case among others of all kinds.
func (f *Front) caseCell(k flow.Case) page.Cell {
	cell := f.House.CaseCell(k)
	if tag := f.House.KindTag(k); tag.Label != "" {
		cell.Tags = []page.Tag{tag}
	}
	return cell
}

// personCell is whose a case is, and where.
func personCell[L any](f *Front, of func(L) flow.Case) listing.Column[L] {
	return onPage("申请人和地点", func(l L) page.Cell {
		return page.Cell{Text: f.Engine.Called(of(l)), Small: f.Regions.Name(of(l).Region)}
	}).Bare()
}

// fillTags reads the short words that the services have for the cases of a list.
func (f *Front) fillTags(ctx context.Context, _ people.Visitor, rows []line) error {
	cases := make([]flow.Case, len(rows))
	for i, l := range rows {
		cases[i] = l.Case
	}
	tags, err := f.tags(ctx, cases)
	for i := range rows {
		rows[i].tags = tags[rows[i].ID]
	}
	return err
}

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

// states are those in which cases are open.
func (f *Front) states(context.Context) (list []page.Option, _ error) {
	for _, t := range f.Engine.Tables() {
		for _, s := range t.States {
			if !s.Final && !slices.ContainsFunc(list, func(o page.Option) bool { return o.Value == s.Code }) {
				list = append(list, page.Option{Value: s.Code, Label: s.Name, Group: t.Title})
			}
		}
	}
	return list, nil
}

// widest is a post over the place that covers the places of all posts, where one does.
func widest(v people.Visitor) (top people.Post) {
	for _, p := range v.Posts {
		if top.Region == "" || p.Region.Covers(top.Region) {
			top.Region = p.Region
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
