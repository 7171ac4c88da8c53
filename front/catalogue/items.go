package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/search"
)

// line is an item in the list: what is published of it, and what is being edited.
type line struct {
	catalog.Entry
	open  *catalog.Version // a draft, or what waits for publication
	shelf []string         // the tabs that it stands under

	text *catalog.Item // of the published version, or else of the draft; see fill
}

// shelves are the tabs of the list, beside the states of items and versions.
const (
	whole      = ""
	incomplete = "incomplete"
	mine       = "mine"
)

// shelves are the tabs in their order.
var shelves = []page.Option{
	{Value: whole, Label: "全部"}, {Value: incomplete, Label: "缺要素"}, {Value: mine, Label: "等我处理"}, {Value: catalog.Draft, Label: "编辑中"},
	{Value: catalog.Submitted, Label: "待发布"}, {Value: catalog.Suspended, Label: "暂停办理"}, {Value: catalog.Repealed, Label: "已取消"},
}

// ledger declares the list of items; its workbook is a table that the import takes back.
func (f *Front) ledger() listing.Ledger[line] {
	text := func(name, key string, of func(line) string) listing.Column[line] {
		return listing.Column[line]{Name: name, Key: key, Cell: func(l line) page.Cell { return page.Cell{Text: of(l)} }}
	}
	depts := func(context.Context) ([]page.Option, error) { return f.shorts(), nil }
	columns := []listing.Column[line]{
		{Name: "事项和编码", Key: "name", Main: true, Cell: nameCell},
		text("类型", "kind", func(l line) string { return catalog.Kinds[l.Kind] }),
		text("部门", "dept", func(l line) string { return l.Dept }),
		text("版本", "version", func(l line) string {
			if l.Version == 0 {
				return "没有发布过"
			}
			return fmt.Sprintf("第 %d 版", l.Version)
		}),
		{Name: "要素", Cell: missingCell},
		{Name: "编辑", Key: "editing", Cell: editCell},
	}
	for i, head := range catalog.Header() {
		columns = append(columns, listing.Column[line]{Name: head, Value: func(l line) any {
			if row := l.text.Row(); i < len(row) { // the last are of the import alone
				return row[i]
			}
			return ""
		}})
	}
	columns[6].Key, columns[6].Width, columns[7].Width = "code", 52, 40
	columns = append(columns, listing.Column[line]{Name: "缺的要素", Key: "missing",
		Value: func(l line) any { return strings.Join(l.text.Missing(), "、") }})
	return listing.Ledger[line]{
		Name: "items", Path: itemsPath, Title: "事项", Roles: readers, Of: door.OfFigures, Unit: "项",
		Filters: []listing.Filter{
			{Field: page.Field{Type: "search", Name: "q", Label: "名称、俗称或拼音", Key: "F"}},
			{Field: page.Field{Type: "choice", Name: "kind", Label: "类型", Example: "全部类型", Options: pick(catalog.Codes(catalog.Kinds))}},
			{Field: page.Field{Type: "choice", Name: "dept", Label: "部门", Example: "全部部门"}, Options: depts},
			{Field: page.Field{Type: "choice", Name: "lack", Label: "缺哪一项要素", Example: "不限", Options: musts()}},
			{Field: page.Field{Name: "show", Label: "按状态看", Options: shelves}, Tabs: true},
		},
		List: f.lines, Under: func(l line, tab string) bool { return slices.Contains(l.shelf, tab) }, Fill: f.fill,
		Empty:   page.Empty{Title: "没有这样的事项", Text: "看看别的标签。"},
		Columns: columns,
		Around: func(_ context.Context, c door.Call, s *door.Screen) error {
			s.Lead = "每个事项的全部要素都在这里；改动先存成草稿，由另一人发布后生效。"
			s.Acts = append([]page.Act{{Label: "四级同源检查", Href: samenessPath, Kind: "quiet"}}, s.Acts...)
			if c.Is(people.Editor) {
				s.Acts = append([]page.Act{{Label: "新建事项", Href: itemsPath + "/new"}}, s.Acts...)
			}
			return nil
		},
	}
}

// next reports whether the visitor is the next to do something about a version.
func next(v people.Visitor, o catalog.Version) bool {
	if o.State == catalog.Submitted {
		return v.Has(people.Publisher) && o.EditorID != v.ID
	}
	return v.Has(people.Editor) && o.EditorID == v.ID
}

// lines are the items that fit the filters: those in force in the order of the search, those that are edited, those that are repealed.
func (f *Front) lines(ctx context.Context, c door.Call) (list []line, err error) {
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
		l := line{Entry: e.Entry, open: open[e.ID], shelf: []string{whole}}
		if !l.Complete {
			l.shelf = append(l.shelf, incomplete)
		}
		if l.State == catalog.Suspended {
			l.shelf = append(l.shelf, catalog.Suspended)
		}
		list = append(list, l)
	}
	for i := range drafts {
		l, err := f.drafted(ctx, &drafts[i])
		if err != nil {
			return nil, err
		}
		if l.shelf = []string{drafts[i].State}; next(c.Visitor, drafts[i]) {
			l.shelf = append(l.shelf, mine)
		}
		if fits(c.In, l.Entry) {
			list = append(list, l)
		}
	}
	gone, err := f.Catalog.Repealed(ctx)
	for _, e := range gone {
		if fits(c.In, e) {
			list = append(list, line{Entry: e, open: open[e.ID], shelf: []string{catalog.Repealed}})
		}
	}
	if err == nil && c.In["lack"] != "" {
		err = f.fill(ctx, c.Visitor, list)
		list = slices.DeleteFunc(list, func(l line) bool { return l.text != nil && !slices.Contains(l.text.Missing(), c.In["lack"]) })
	}
	return list, err
}

// musts are the elements of a guide, to choose from.
func musts() (list []page.Option) {
	for _, name := range catalog.Must() {
		list = append(list, page.Option{Value: name, Label: name})
	}
	return list
}

// drafted is the line of an item that is being edited, named as the draft names it.
func (f *Front) drafted(ctx context.Context, v *catalog.Version) (line, error) {
	it, err := v.Item()
	if err != nil {
		return line{}, err
	}
	e, err := f.Catalog.Stored(ctx, v.ItemID)
	e.Name, e.Kind, e.Dept = it.Name, it.Kind, it.Dept
	return line{Entry: e, open: v}, err
}

// fits reports whether an item that is not in the search index fits the filters.
func fits(in form.Values, e catalog.Entry) bool {
	return strings.Contains(e.Name, in["q"]) && (in["kind"] == "" || in["kind"] == e.Kind) && (in["dept"] == "" || in["dept"] == e.Dept)
}

// fill reads the texts of the rows.
func (f *Front) fill(ctx context.Context, _ people.Visitor, rows []line) error {
	for i := range rows {
		l := &rows[i]
		var err error
		switch {
		case l.Version > 0:
			l.text, err = f.Catalog.Item(ctx, l.ID, l.Version)
		case l.open != nil:
			l.text, err = l.open.Item()
		default:
			l.text = &catalog.Item{}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func nameCell(l line) page.Cell {
	name := page.Cell{Text: l.Name, Href: itemPath(l.ID), Small: l.Code}
	switch l.State {
	case catalog.Suspended:
		name.Tags = []page.Tag{{Label: "暂停办理", Kind: "act"}}
	case catalog.Repealed:
		name.Tags = []page.Tag{{Label: "已取消"}}
	}
	return name
}

func missingCell(l line) page.Cell {
	if n := len(l.text.Missing()); n > 0 {
		return page.Cell{Tags: []page.Tag{{Label: fmt.Sprintf("缺 %d 个要素", n), Kind: "act"}}}
	}
	return page.Cell{Tags: []page.Tag{{Label: "齐全", Kind: "ok"}}}
}

func editCell(l line) page.Cell {
	if l.open == nil {
		return page.Cell{}
	}
	return page.Cell{Text: stateWord(l.open.State), Href: door.DraftPath(l.ID), Small: l.open.Editor + " " + door.SheetClock(l.open.EditedAt)}
}

// stateWord is a version's state in words.
func stateWord(state string) string {
	return map[string]string{
		catalog.Draft: "草稿", catalog.Submitted: "待发布", catalog.Published: "现行", catalog.Retired: "旧版",
		catalog.Suspended: "暂停办理", catalog.Repealed: "已取消",
	}[state]
}

func itemPath(id int64) string { return itemsPath + "/" + strconv.FormatInt(id, 10) }

// shorts are the short names of the departments that handle anything.
func (f *Front) shorts() []page.Option {
	var list []string
	for _, d := range f.Catalog.Depts(f.City) {
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
