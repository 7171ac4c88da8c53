package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/flow/find"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
)

const (
	searchPath = door.DeskSearch
	personPath = searchPath + "/person"
)

// findMost is how many cases one look for a person shows; searchMost how many a look by number or words shows of each sort, and itemsMost
// how many items it goes by.
const findMost, searchMost, itemsMost = 20, 50, 8

var findForm = form.Of(
	form.Field{Name: "who", Label: "找谁", Type: form.Text, Required: true, Max: 100,
		Hint: "完整的姓名或单位名称、手机号、证件号、统一社会信用代码，任填一种；在办的，姓名的一部分也找得到"},
	form.Field{Name: "purpose", Label: "做什么用", Type: form.Text, Required: true, Max: 200, Hint: "例如：本人到窗口，查询单丢了，已核对身份证。会记入审计日志"},
)

// reasons are what a person is mostly sought for: one press instead of words.
var reasons = []string{"对方在窗口或电话里", "我正在办他的事", "核实、督办"}

// search leads to a case by its whole number, or shows what is found by a part of it, or by words.
func (f *Front) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at, err := f.numbered(ctx, people.VisitorOf(ctx).Actor, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	if at != "" {
		return web.See(w, r, at)
	}
	return f.House.Get(f.searched)(w, r)
}

// numbered is the page of the case of a whole number, where the actor may see it; "" otherwise.
func (f *Front) numbered(ctx context.Context, who people.Actor, q string) (string, error) {
	v, err := f.Engine.Shown(ctx, who, strings.TrimSpace(q))
	if _, told := fail.As(err); told {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return address(v.Case), nil
}

func (f *Front) finder() find.Finder { return find.Finder{Engine: f.Engine, DB: f.DB} }

// searched is the page of the search, with what its address asks for.
func (f *Front) searched(ctx context.Context, c door.Call) (door.Screen, error) {
	found, err := f.found(ctx, c, c.About["q"])
	return f.searchPage(c, c.About["q"], found...), err
}

// find answers what was typed into the box of any page. What may be a person's stands in no address: the browser is led to one only where a
// number or words have found something that is nobody's own.
func (f *Front) find(ctx context.Context, c door.Call) (door.After, error) {
	q := strings.TrimSpace(c.In["q"])
	at, err := f.numbered(ctx, c.Actor, q)
	if err != nil || at != "" {
		return door.Seen(at, ""), err
	}
	found, err := f.found(ctx, c, q)
	if err != nil {
		return door.After{}, err
	}
	if len(found) > 0 && !persons.Numbered(q) || q == "" {
		return door.Seen(door.Address(searchPath, nil, "q", q), ""), nil
	}
	s := f.searchPage(c, q, found...)
	return door.After{Show: &s}, nil
}

// found is what a part of a number, or words, find within the scope of the visitor: cases by kind, the latest first, and items. Words are
// looked for in the titles of what is open and in the names of items; whose a case is takes a purpose (findPerson).
func (f *Front) found(ctx context.Context, c door.Call, q string) ([]door.Block, error) {
	q = strings.TrimSpace(q)
	if q == "" {
		return nil, nil
	}
	list, err := f.finder().Ending(ctx, c.Actor, q, searchMost+1)
	if err != nil {
		return nil, err
	}
	more := len(list) > searchMost
	var items []door.Block
	if utf8.RuneCountInString(q) > 1 && !persons.Numbered(q) {
		open, rest, err := f.finder().Waits(ctx, c.Actor, flow.Filter{Title: q}, searchMost)
		if err != nil {
			return nil, err
		}
		named, ids := f.itemsNamed(q)
		of, err := f.finder().OfItems(ctx, c.Actor, ids, searchMost+1)
		if err != nil {
			return nil, err
		}
		more = more || rest || len(of) > searchMost
		list = append(append(list, open...), of...)
		items = named
	}
	blocks, err := f.byKind(ctx, c, list, more)
	return append(blocks, items...), err
}

// itemsNamed are the items of the catalogue that words name, and their ids.
func (f *Front) itemsNamed(q string) (blocks []door.Block, ids []int64) {
	t := page.Table{Caption: "事项", Heads: []page.Head{{Label: "事项", Main: true}, {Label: "部门"}}, Flat: true}
	for _, e := range f.Catalog.Suggest(q, itemsMost) {
		if !strings.Contains(e.Name, q) && !strings.Contains(e.Alias, q) { // a name is no item because it has a character of one
			continue
		}
		ids = append(ids, e.ID)
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: e.Name, Href: fmt.Sprintf("/items/%d", e.ID)}, {Text: e.Dept}}})
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return []door.Block{{Title: "事项", Count: strconv.Itoa(len(ids)), Table: t}}, ids
}

// byKind shows cases in a table for each kind, the latest first: how they stand, since when, whose move it is.
func (f *Front) byKind(ctx context.Context, c door.Call, list []flow.Case, more bool) (blocks []door.Block, err error) {
	slices.SortFunc(list, func(a, b flow.Case) int { return cmp.Compare(b.ID, a.ID) })
	list = slices.CompactFunc(list, func(a, b flow.Case) bool { return a.ID == b.ID })
	rows := make([]line, len(list))
	ids := make([]int64, len(list))
	for i, k := range list {
		rows[i], ids[i] = line{TurnRow: openCase(k)}, k.ID
	}
	turns, err := f.Engine.TurnsOf(ctx, ids...)
	if err == nil {
		err = f.fillTags(ctx, c.Visitor, rows)
	}
	if err != nil {
		return nil, err
	}
	for i := range rows {
		for _, t := range turns[rows[i].ID] {
			rows[i].Step, rows[i].Holder = t.Step, f.House.Holder(t)
			break
		}
	}
	for _, t := range f.Engine.Tables() {
		var of []line
		for _, l := range rows {
			if l.Kind == t.Kind {
				of = append(of, l)
			}
		}
		if len(of) == 0 {
			continue
		}
		b := door.Block{Title: t.Title, Count: strconv.Itoa(len(of))}
		ledger := f.foundCases(t.Title)
		if b.Table, err = ledger.Table(ctx, f.House, c.Visitor, of); err != nil {
			return nil, err
		}
		b.Table.Flat = true
		blocks = append(blocks, b)
	}
	if more && len(blocks) > 0 {
		blocks[0].Notes = []page.Note{{Text: "找到的较多，这里是一部分。请写得更具体些，例如编号的更多位、事项的全称。"}}
	}
	return blocks, nil
}

// foundCases are the columns in which found cases are shown.
func (f *Front) foundCases(title string) listing.Ledger[line] {
	return listing.Ledger[line]{
		Title: title, Case: caseOf,
		Columns: []listing.Column[line]{f.nameCell(), personCell(f, caseOf),
			onPage("状态", func(l line) page.Cell {
				cell := f.House.StateCell(l.Case)
				if l.ClosedAt == 0 {
					cell.Small += "，" + f.due(l.Case)
				}
				return cell
			}).Bare(),
			onPage("什么时候", func(l line) page.Cell {
				cell := page.Cell{Text: f.House.Clock(l.OpenedAt) + " 收件"}
				if l.ClosedAt != 0 {
					cell.Small = f.due(l.Case)
				}
				return cell
			}).Bare(),
			onPage("轮到谁", func(l line) page.Cell { return page.Cell{Text: cmp.Or(l.Holder, "—"), Small: l.Step} }),
		},
	}
}

// findPerson shows the cases of who is sought, also those that are over, within the scope of the visitor's posts and as far as he may learn whose
// they are, for a purpose that is logged with what was found: who lost the slip is served at the window, by the name, number or telephone that
// he shows. Open cases are found by a part of the name, too, as in the lists.
func (f *Front) findPerson(ctx context.Context, c door.Call) (door.After, error) {
	c.In["purpose"] = cmp.Or(strings.TrimSpace(c.In["purpose"]), c.In["why"])
	in, err := findForm.Check(c.Only(findForm))
	if err == nil {
		err = f.House.Vague("purpose", in["purpose"])
	}
	if err == nil {
		err = f.Persons.Paced(ctx, c.Visitor)
	}
	if err != nil {
		return door.After{}, err
	}
	s, err := f.Persons.Seek(ctx, in["who"])
	if err != nil {
		return door.After{}, err
	}
	before := c.Int("before")
	list, err := f.finder().Found(ctx, c.Actor, f.openly(), s, before, findMost+1)
	if err != nil {
		return door.After{}, err
	}
	more, oldest := len(list) > findMost, int64(0)
	if more {
		list = list[:findMost]
		oldest = list[findMost-1].ID
	}
	if s.Name != "" && before == 0 {
		open, err := f.finder().OpenTo(ctx, c.Actor, f.openly(), s.Name, searchMost)
		if err != nil {
			return door.After{}, err
		}
		for _, k := range open {
			if k.Applicant == 0 || k.Party != s.Name { // the others are among those of the records
				list = append(list, k)
			}
		}
	}
	hits := page.Num(int64(len(list))) + " 件"
	if more {
		hits += "以上"
	}
	if err := f.Persons.Looked(ctx, c.Visitor, s, hits, in["purpose"]); err != nil {
		return door.After{}, err
	}
	blocks, err := f.byKind(ctx, c, list, false)
	if err != nil {
		return door.After{}, err
	}
	if len(blocks) == 0 {
		blocks = []door.Block{{Bare: true, Notes: []page.Note{{Title: "没有找到",
			Text: "您管辖的范围内没有这个人的办件。别处受理的，请群众到受理的窗口，或拨打服务热线。"}}}}
	}
	blocks[0].Lead = "按" + s.By + "找到的，已办结的也在，最近的在前。"
	if more {
		last := &blocks[len(blocks)-1]
		last.Forms = []page.Form{{
			ID: "more", Action: personPath, Submit: page.Act{Label: "再往前 " + strconv.Itoa(findMost) + " 件", Kind: "quiet"},
			Fields: page.Fields{
				door.HiddenField("who", in["who"]), door.HiddenField("purpose", in["purpose"]), door.HiddenField("before", oldest),
			},
		}}
	}
	page := f.searchPage(c, "", blocks...)
	return door.After{Show: &page}, nil
}

// openly are the kinds of cases of which staff know whose they are.
func (f *Front) openly() (kinds []string) {
	for _, s := range f.House.Services {
		if !s.Apart && !s.Table.Inner {
			kinds = append(kinds, s.Table.Kind)
		}
	}
	return kinds
}

// searchPage is the page of the search, with what was found. Who has cases also looks for a person's.
func (f *Front) searchPage(c door.Call, q string, found ...door.Block) door.Screen {
	q = strings.TrimSpace(q)
	s := door.Screen{Frame: page.Frame{Title: "查找"}, Find: f.House.SearchBox(q), Blocks: found}
	if q != "" && len(found) == 0 {
		s.Notes = []page.Note{{Title: "没有找到", Text: "编号写全，或者写末尾 4 位以上；事项的名称写一部分也可以。这里只找得到您管辖范围内的。"}}
	}
	if !c.Is(caseworkers...) {
		return s
	}
	v := c.Only(findForm)
	if len(found) == 0 {
		v["who"] = cmp.Or(v["who"], q)
	}
	ask := c.Ask("find", personPath, findForm, v, page.Act{Label: "查找，含已办结的", Kind: "quiet", Icon: "search"})
	for i, reason := range reasons {
		ask.Others = append(ask.Others, page.Act{Label: reason, Name: "why", Value: reason, Kind: "quiet", Key: strconv.Itoa(i + 1), Loose: true})
	}
	b := door.Block{Title: "按办事人找", Forms: []page.Form{ask},
		Lead: "查个人的，先说为什么：按下面一个理由，或者自己写。只记一次，连同找到几件记入审计日志。已办结的也找得到。"}
	if q != "" && len(found) == 0 {
		b.Title = "“" + q + "”是办事人？"
	}
	s.Blocks = append(s.Blocks, b)
	return s
}

// items proposes names of items for a filter.
func (f *Front) items(w http.ResponseWriter, r *http.Request) error {
	list := []page.Suggestion{}
	for _, e := range f.Catalog.Suggest(r.URL.Query().Get("q"), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept, Value: e.Name})
	}
	return web.JSON(w, http.StatusOK, list)
}
