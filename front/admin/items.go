package admin

import (
	"context"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/search"
)

// itemsMost is how many items one page of the list shows.
const itemsMost = 50

// line is an item in the list: what is published of it, and what is being edited.
type line struct {
	catalog.Entry
	open *catalog.Version // a draft, or what waits for publication
}

// shelves are the parts of the list that a tab shows.
var shelves = []struct{ key, label string }{
	{"", "全部"}, {"incomplete", "缺要素"}, {"mine", "等我处理"}, {catalog.Draft, "编辑中"}, {catalog.Submitted, "待发布"},
	{catalog.Suspended, "暂停办理"}, {catalog.Repealed, "已取消"},
}

// mine reports whether the visitor is the next to do something about a version.
func mine(v people.Visitor, o catalog.Version) bool {
	if o.State == catalog.Submitted {
		return v.Has(people.Publisher) && o.EditorID != v.ID
	}
	return v.Has(people.Editor) && o.EditorID == v.ID
}

// lines are the items of one tab that fit the filters, in the order of the search.
func (f *Front) lines(ctx context.Context, c door.Call) (map[string][]line, error) {
	all := map[string][]line{}
	drafts, err := f.Catalog.Open(ctx)
	if err != nil {
		return nil, err
	}
	open := map[int64]*catalog.Version{}
	for i := range drafts {
		open[drafts[i].ItemID] = &drafts[i]
	}
	q := search.Query{Text: c.In["q"], Limit: f.Catalog.Size() + 1}
	if k := c.In["kind"]; k != "" {
		q.Kinds = []string{k}
	}
	if d := c.In["dept"]; d != "" {
		q.Depts = []string{d}
	}
	found, _ := f.Catalog.Find(q)
	for _, e := range found {
		l := line{e.Entry, open[e.ID]}
		all[""] = append(all[""], l)
		if !l.Complete {
			all["incomplete"] = append(all["incomplete"], l)
		}
		if l.State == catalog.Suspended {
			all[catalog.Suspended] = append(all[catalog.Suspended], l)
		}
	}
	for i := range drafts {
		l, fits, err := f.drafted(ctx, c, &drafts[i])
		if err != nil {
			return nil, err
		}
		if !fits {
			continue
		}
		all[drafts[i].State] = append(all[drafts[i].State], l)
		if mine(c.Visitor, drafts[i]) {
			all["mine"] = append(all["mine"], l)
		}
	}
	gone, err := f.Catalog.Repealed(ctx)
	for _, e := range gone {
		if fits(c, e.Name, e.Kind, e.Dept) {
			all[catalog.Repealed] = append(all[catalog.Repealed], line{e, open[e.ID]})
		}
	}
	return all, err
}

// drafted is the line of an item that is being edited, named as the draft names it.
func (f *Front) drafted(ctx context.Context, c door.Call, v *catalog.Version) (line, bool, error) {
	it, err := v.Item()
	if err != nil {
		return line{}, false, err
	}
	e, err := f.Catalog.Stored(ctx, v.ItemID)
	e.Name, e.Kind, e.Dept = it.Name, it.Kind, it.Dept
	return line{e, v}, fits(c, e.Name, e.Kind, e.Dept), err
}

// fits reports whether an item that is not in the search index fits the filters.
func fits(c door.Call, name, kind, dept string) bool {
	return strings.Contains(name, c.In["q"]) && (c.In["kind"] == "" || c.In["kind"] == kind) && (c.In["dept"] == "" || c.In["dept"] == dept)
}

// itemList is the list of items.
func (f *Front) itemList(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "每个事项的全部要素都在这里；改动先存成草稿，由另一人发布后生效。"}
	s.Title = "事项"
	if c.Is(people.Editor) {
		s.Acts = []page.Act{{Label: "新建事项", Href: root + "/items/new"}}
	}
	s.Acts = append(s.Acts, page.Act{Label: "导出 Excel", Kind: "plain", Icon: "download", Href: root + "/items.xlsx?" + query(c, nil)})
	all, err := f.lines(ctx, c)
	if err != nil {
		return s, err
	}
	show := c.In["show"]
	s.Tally.Label = "按状态看"
	for _, t := range shelves {
		s.Tally.Links = append(s.Tally.Links, page.Link{
			Href: root + "/items?" + query(c, map[string]string{"show": t.key}), Label: t.label, Count: page.Num(len(all[t.key])), Current: show == t.key,
		})
	}
	s.Filters = page.Filters{Action: root + "/items", Label: "筛选事项", Fields: page.Fields{
		{Type: "search", Name: "q", Label: "名称、俗称或拼音", Value: c.In["q"], Key: "/"},
		{Type: "choice", Name: "kind", Label: "类型", Example: "全部类型", Value: c.In["kind"], Options: pick(catalog.Codes(catalog.Kinds))},
		{Type: "choice", Name: "dept", Label: "部门", Example: "全部部门", Value: c.In["dept"], Options: f.shorts()},
		{Type: "hidden", Name: "show", Value: show},
	}}
	if c.In["q"]+c.In["kind"]+c.In["dept"] != "" {
		s.Filters.Reset = root + "/items?show=" + url.QueryEscape(show)
	}
	b, err := f.itemTable(ctx, c, all[show])
	s.Blocks = []door.Block{b}
	return s, err
}

// itemTable is one page of the list.
func (f *Front) itemTable(ctx context.Context, c door.Call, list []line) (door.Block, error) {
	from, to, pager := cut(c, len(list), itemsMost, "项", func(from string) string { return root + "/items?" + query(c, map[string]string{"from": from}) })
	b := door.Block{Bare: true, Pager: pager}
	b.Table = page.Table{
		Caption: fmt.Sprintf("事项 %d 项", len(list)),
		Heads:   []page.Head{{Label: "事项和编码", Main: true}, {Label: "类型"}, {Label: "部门"}, {Label: "版本"}, {Label: "要素"}, {Label: "编辑"}},
		Empty:   page.Empty{Title: "没有这样的事项", Text: "换个词试试，或者看看别的标签。", Link: page.Link{Href: root + "/items", Label: "看全部事项"}},
	}
	for _, l := range list[from:to] {
		row, err := f.itemRow(ctx, l)
		if err != nil {
			return b, err
		}
		b.Table.Rows = append(b.Table.Rows, row)
	}
	return b, nil
}

// cut is the part of a list of n that a page shows, of most rows from the one that the field "from" names, and the way to the rest; at is the
// address of the page from a row on.
func cut(c door.Call, n, most int, unit string, at func(from string) string) (from, to int, p page.Pager) {
	from = min(max(int(c.Int("from")), 0), n)
	to = min(from+most, n)
	if n == 0 {
		return from, to, p
	}
	p = page.Pager{From: from + 1, To: to, Total: n, Unit: unit}
	if from > 0 {
		p.Prev = at(strconv.Itoa(max(from-most, 0)))
	}
	if to < n {
		p.Next = at(strconv.Itoa(to))
	}
	return from, to, p
}

// itemRow says of an item how complete it is and who is at it.
func (f *Front) itemRow(ctx context.Context, l line) (page.Row, error) {
	version := page.Cell{Text: "没有发布过"}
	missing := 0
	if l.Version > 0 {
		version.Text = fmt.Sprintf("第 %d 版", l.Version)
		it, err := f.Catalog.Item(ctx, l.ID, l.Version)
		if err != nil {
			return page.Row{}, err
		}
		missing = len(it.Missing())
	} else if it, err := l.open.Item(); err == nil {
		missing = len(it.Missing())
	}
	has := page.Cell{Tags: []page.Tag{{Label: "齐全", Kind: "ok"}}}
	if missing > 0 {
		has.Tags = []page.Tag{{Label: fmt.Sprintf("缺 %d 个要素", missing), Kind: "act"}}
	}
	name := page.Cell{Text: l.Name, Href: itemPath(l.ID), Small: l.Code}
	switch l.State {
	case catalog.Suspended:
		name.Tags = []page.Tag{{Label: "暂停办理", Kind: "act"}}
	case catalog.Repealed:
		name.Tags = []page.Tag{{Label: "已取消"}}
	}
	edit := page.Cell{}
	if l.open != nil {
		edit = page.Cell{Text: stateWord(l.open.State), Href: itemPath(l.ID) + "/draft", Small: l.open.Editor + " " + stamp(l.open.EditedAt)}
	}
	return page.Row{Cells: []page.Cell{name, {Text: catalog.Kinds[l.Kind]}, {Text: l.Dept}, version, has, edit}}, nil
}

// stateWord is a version's state in words.
func stateWord(state string) string {
	return map[string]string{
		catalog.Draft: "草稿", catalog.Submitted: "待发布", catalog.Published: "现行", catalog.Retired: "旧版",
		catalog.Suspended: "暂停办理", catalog.Repealed: "已取消",
	}[state]
}

func itemPath(id int64) string { return root + "/items/" + strconv.FormatInt(id, 10) }

// itemSheet writes the items of the list as a table that the import takes back.
func (f *Front) itemSheet(ctx context.Context, c door.Call) (*sheet.Writer, error) {
	all, err := f.lines(ctx, c)
	if err != nil {
		return nil, err
	}
	w, err := sheet.NewWriter("事项", append(catalog.Header(), "缺的要素"), 52, 40)
	if err != nil {
		return nil, err
	}
	for row, err := range f.itemCells(ctx, all[c.In["show"]]) {
		if err != nil {
			return nil, err
		}
		if err := w.Row(row...); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (f *Front) itemCells(ctx context.Context, list []line) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, l := range list {
			it := &catalog.Item{}
			var err error
			if l.Version > 0 {
				it, err = f.Catalog.Item(ctx, l.ID, l.Version)
			} else if l.open != nil {
				it, err = l.open.Item()
			}
			if err != nil {
				yield(nil, err)
				return
			}
			var row []any
			for _, v := range append(it.Row(), "", strings.Join(it.Missing(), "、")) {
				row = append(row, v)
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// shorts are the short names of the departments that handle anything.
func (f *Front) shorts() []page.Option {
	var list []string
	for _, d := range f.Catalog.Depts(f.House.Region) {
		list = append(list, d.Short)
	}
	slices.Sort(list)
	var out []page.Option
	for _, s := range slices.Compact(list) {
		out = append(out, page.Option{Value: s, Label: s})
	}
	return out
}

// pick makes options of a code table.
func pick(codes []catalog.Code) []page.Option {
	var list []page.Option
	for _, c := range codes {
		list = append(list, page.Option{Value: c.Value, Label: c.Label})
	}
	return list
}

// query is the query of the page with some fields changed; a change of anything begins the list anew.
func query(c door.Call, change map[string]string) string {
	q := url.Values{}
	for name, v := range c.In {
		if v != "" && name != "from" && name != "after" {
			q.Set(name, v)
		}
	}
	for name, v := range change {
		q.Del(name)
		if v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// countWaiting counts what waits for this publisher; of who publishes nothing, what he proposed.
func (f *Front) countWaiting(ctx context.Context, v people.Visitor) (int64, error) {
	drafts, err := f.Catalog.Open(ctx)
	if err != nil {
		return 0, err
	}
	list, err := f.People.Proposals(ctx)
	n := int64(0)
	c := door.Call{Visitor: v}
	for _, p := range list { // what waits for him, or where he only proposes, what he did
		sees, err := f.sees(ctx, c, p)
		if err != nil {
			return 0, err
		}
		if may, _ := f.mayAgree(c, p); sees && may || p.EditorID == v.ID && !v.Has(f.kinds()[p.Kind].second(f, p)...) {
			n++
		}
	}
	for _, d := range drafts {
		if d.State == catalog.Submitted && v.Has(people.Publisher) != (d.EditorID == v.ID) {
			n++
		}
	}
	return n, err
}
