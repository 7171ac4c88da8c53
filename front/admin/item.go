package admin

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

var itemsCrumb = page.Link{Href: root + "/items", Label: "事项"}

// item is the page of one item: its versions, where it is handled, and what can be done with it.
func (f *Front) item(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	e, err := f.Catalog.Stored(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	all, err := f.Catalog.Versions(ctx, e.ID)
	if err != nil {
		return s, err
	}
	s.Title, s.Lead, s.Crumbs = e.Name, e.Code, []page.Link{itemsCrumb}
	s.Tags = []page.Tag{{Label: catalog.Kinds[e.Kind]}}
	switch e.State {
	case catalog.Suspended:
		s.Notes = append(s.Notes, page.Note{Kind: "act", Text: "这个事项暂停办理：办事指南还看得到，不收新的申请；在办的照常办理。"})
	case catalog.Repealed:
		s.Notes = append(s.Notes, page.Note{Kind: "act", Text: "这个事项已经取消，不再收新的申请；在办的照常办理。"})
	}
	now := slices.IndexFunc(all, func(v catalog.Version) bool { return v.Version == e.Version })
	if now >= 0 {
		b, err := standing(e, all[now])
		if err != nil {
			return s, err
		}
		s.Blocks = append(s.Blocks, b)
	}
	s.Blocks = append(s.Blocks, f.versions(c, e, all), f.offers(c, e))
	if s.Actions, err = f.itemActions(ctx, c, e, all); err != nil {
		return s, err
	}
	return s, nil
}

// standing says what the published version has and lacks.
func standing(e catalog.Entry, v catalog.Version) (door.Block, error) {
	it, err := v.Item()
	if err != nil {
		return door.Block{}, err
	}
	b := door.Block{Title: "现行内容", Count: fmt.Sprintf("第 %d 版", v.Version)}
	b.Facts = page.List{Wide: true, Items: []page.Term{
		{Label: "承办部门", Value: it.Dept}, {Label: "承诺办结", Value: or(it.Promised.Words())}, {Label: "法定办结", Value: or(it.Statutory.Words())},
		{Label: "申请材料", Value: fmt.Sprintf("%d 份", len(it.Materials))}, {Label: "审查环节", Value: fmt.Sprintf("%d 个", len(it.Steps))},
		{Label: "情形引导", Value: fmt.Sprintf("%d 问", len(it.Situations))},
	}}
	if missing := it.Missing(); len(missing) > 0 {
		b.Notes = []page.Note{{Kind: "act", Title: fmt.Sprintf("缺 %d 个要素", len(missing)), Text: strings.Join(missing, "、") + "。办事指南上这几项写“请咨询窗口”。"}}
	}
	if faults := it.Lint(); len(faults) > 0 {
		b.Notes = append(b.Notes, page.Note{Kind: "late", Title: fmt.Sprintf("有 %d 处问题", len(faults)), Text: strings.Join(faults, "；")})
	}
	b.Links = []page.Link{{Href: fmt.Sprintf("/items/%d", e.ID), Label: "看办事指南", Icon: "file"}}
	return b, nil
}

// versions is the history of an item, with the question which two to compare.
func (f *Front) versions(c door.Call, e catalog.Entry, all []catalog.Version) door.Block {
	b := door.Block{Title: "版本", Count: fmt.Sprintf("%d 个", len(all))}
	b.Table = page.Table{Caption: "版本，从新到旧", Flat: true, Heads: []page.Head{{Label: "版本"}, {Label: "改了什么、为什么", Main: true}, {Label: "编辑"}, {Label: "发布"}, {Label: "", Plain: true}}}
	var options []form.Option
	for i, v := range all {
		n := fmt.Sprint(v.Version)
		options = append(options, form.Option{Value: n, Label: fmt.Sprintf("第 %d 版 %s", v.Version, stateWord(v.State))})
		row := page.Row{Cells: []page.Cell{
			{Text: "第 " + n + " 版", Tags: []page.Tag{versionTag(v)}},
			{Text: cmp.Or(v.Why, "还没有写"), Href: fmt.Sprintf("/items/%d?v=%d", e.ID, v.Version)},
			{Text: v.Editor, Small: stamp(v.EditedAt)}, {Text: v.Publisher, Small: stamp(v.PublishedAt)}, {},
		}}
		if i+1 < len(all) {
			row.Cells[4] = page.Cell{Text: "与上一版比较", Href: fmt.Sprintf("%s/compare?from=%d&to=%d", itemPath(e.ID), all[i+1].Version, v.Version)}
		}
		b.Table.Rows = append(b.Table.Rows, row)
	}
	if len(all) > 2 {
		choose := fields(form.Field{Name: "from", Label: "比较哪两版：前一版", Type: form.Choice, Options: options}, form.Field{Name: "to", Label: "后一版", Type: form.Choice, Options: options})
		v := form.Values{"from": fmt.Sprint(all[len(all)-1].Version), "to": fmt.Sprint(all[0].Version)}
		p := page.Form{ID: "compare", Get: true, Action: itemPath(e.ID) + "/compare", Fields: door.Fields(choose, v, nil), Submit: page.Act{Label: "比较", Kind: "quiet"}}
		b.Folds = []page.Way{{Label: "比较任意两版", Form: p}}
	}
	return b
}

func versionTag(v catalog.Version) page.Tag {
	t := page.Tag{Label: stateWord(v.State)}
	switch v.State {
	case catalog.Published:
		t.Kind = "ok"
	case catalog.Draft, catalog.Submitted:
		t.Kind = "act"
	}
	return t
}

// itemActions are what this visitor can do with the item.
func (f *Front) itemActions(ctx context.Context, c door.Call, e catalog.Entry, all []catalog.Version) (page.Actions, error) {
	a := page.Actions{Title: "现在可以做", ID: "can"}
	for _, v := range all {
		if v.State == catalog.Draft || v.State == catalog.Submitted {
			a.Ways = append(a.Ways, page.Way{Label: fmt.Sprintf("打开第 %d 版（%s）", v.Version, stateWord(v.State)), Href: itemPath(e.ID) + "/draft", Help: v.Editor + "，" + stamp(v.EditedAt)})
		}
	}
	if len(a.Ways) == 0 && c.Is(people.Editor) {
		a.Main = page.Form{Action: itemPath(e.ID) + "/edit", Submit: page.Act{Label: "编辑，存成新的一稿"}, Fields: page.Fields{door.HiddenField("from", e.Version)}}
	}
	for _, state := range []string{catalog.Suspended, catalog.Published, catalog.Repealed} {
		label := catalog.Turns[e.State][state]
		if label == "" || e.Version == 0 {
			continue
		}
		way := page.Way{Label: label, Help: map[string]string{
			catalog.Suspended: "办事指南还看得到，不收新的申请；在办的照常办理。", catalog.Published: "重新开始收申请。", catalog.Repealed: "不再收新的申请，从目录里撤下；在办的照常办理。",
		}[state]}
		if c.Is(people.Publisher) {
			way.Form = c.Ask("state-"+state, itemPath(e.ID)+"/state", reason("why", "原因", "写明依据的文件或情况。"), nil,
				page.Act{Label: label, Kind: "danger", Confirm: "确定要" + label + "“" + e.Name + "”吗？"}, door.HiddenField("state", state))
		} else {
			way.Why = "须由事项发布岗办理。"
		}
		a.Ways = append(a.Ways, way)
	}
	return a, nil
}

// offers are the places where an item is handled, and by which department.
func (f *Front) offers(c door.Call, e catalog.Entry) door.Block {
	depts := f.Catalog.Offers(e.ID)
	b := door.Block{ID: "offers", Title: "开办地区", Count: fmt.Sprintf("%d 处", len(depts)), Lead: "在哪里办、由哪个部门办。改动由另一人确认后生效。"}
	for _, d := range depts {
		b.Facts.Items = append(b.Facts.Items, page.Term{Label: f.Regions.Name(d.Region), Value: d.Name})
	}
	if len(depts) == 0 {
		b.Notes = []page.Note{{Kind: "act", Title: "还没有开办地区", Text: "没有开办地区的事项，办事人申请不了。"}}
	}
	if c.Is(people.Editor) {
		b.Folds = []page.Way{{Label: "改开办地区", Form: c.Ask("offer", itemPath(e.ID)+"/offers", f.offerForm(depts), form.Values{"short": e.Dept}, page.Act{Label: "提交，等另一人确认", Kind: "quiet"})}}
	}
	return b
}

// places are the city and its counties.
func (f *Front) places() []catalog.Place {
	list := []catalog.Place{{Region: f.House.Region, Name: f.Regions.Name(f.House.Region)}}
	for _, p := range f.Regions.Children(f.House.Region) {
		list = append(list, catalog.Place{Region: p.Code, Name: p.Name})
	}
	return list
}

func (f *Front) offerForm(now []catalog.Dept) form.Form {
	var regions, shorts, drop []form.Option
	for _, p := range f.places() {
		regions = append(regions, form.Option{Value: string(p.Region), Label: p.Name})
	}
	for _, d := range now {
		drop = append(drop, form.Option{Value: string(d.Region), Label: f.Regions.Name(d.Region), Hint: d.Name})
	}
	for _, o := range f.shorts() {
		shorts = append(shorts, form.Option{Value: o.Value, Label: o.Label})
	}
	q := fields(
		form.Field{Name: "regions", Label: "新开办，或者换部门的地方", Type: form.Choices, Options: regions},
		form.Field{Name: "short", Label: "由哪个部门办", Type: form.Choice, Options: shorts, Hint: "选部门的简称；当地没有登记这个部门的，会登记一个。"},
	)
	if len(drop) > 0 {
		q.Fields = append(q.Fields, form.Field{Name: "drop", Label: "不再办的地方", Type: form.Choices, Options: drop})
	}
	q.Fields = append(q.Fields, reason("why", "为什么改", "").Fields...)
	return q
}

// offersPosted proposes where an item is handled.
func (f *Front) offersPosted(ctx context.Context, c door.Call) (door.After, error) {
	e, err := f.Catalog.Stored(ctx, c.PathInt("id"))
	if err != nil {
		return door.After{}, err
	}
	q := f.offerForm(f.Catalog.Offers(e.ID))
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	o := offerChange{Item: e.ID, Name: e.Name, Short: in["short"], At: codes(in["regions"]), Drop: codes(in["drop"])}
	switch {
	case len(o.At)+len(o.Drop) == 0:
		return door.After{}, fail.Invalid("请勾选地方", fail.Field{Name: "regions", Message: "请勾选要改的地方"})
	case len(o.At) > 0 && o.Short == "":
		return door.After{}, fail.Invalid("请选择部门", fail.Field{Name: "short", Message: "请选择由哪个部门办"})
	}
	return f.propose(ctx, c, "offers", o, in["why"])
}

// codes are the regions of a choice.
func codes(v string) []region.Code {
	var list []region.Code
	for _, r := range strings.Split(v, ",") {
		if r != "" {
			list = append(list, region.Code(r))
		}
	}
	return list
}

// itemState suspends, resumes or repeals an item.
func (f *Front) itemState(ctx context.Context, c door.Call) (door.After, error) {
	why, err := form.Stated("why", "原因", c.In["why"])
	if err != nil {
		return door.After{}, err
	}
	return door.Seen(itemPath(c.PathInt("id")), "已保存，现在起生效。"), f.Catalog.SetState(ctx, c.Actor, c.PathInt("id"), c.In["state"], why)
}

// itemEdit begins a draft, or opens the one that stands.
func (f *Front) itemEdit(ctx context.Context, c door.Call) (door.After, error) {
	v, err := f.Catalog.Edit(ctx, c.Actor, c.PathInt("id"))
	return door.After{See: itemPath(v.ItemID) + "/draft"}, err
}

// compare shows what differs between two versions.
func (f *Front) compare(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	id := c.PathInt("id")
	before, err := f.Catalog.VersionRow(ctx, id, c.Int("from"))
	if err != nil {
		return s, err
	}
	now, err := f.Catalog.VersionRow(ctx, id, c.Int("to"))
	if err != nil {
		return s, err
	}
	b, err := compared(before, now)
	s.Title = fmt.Sprintf("第 %d 版与第 %d 版的不同", before.Version, now.Version)
	it, _ := now.Item()
	s.Lead, s.Crumbs = it.Name, []page.Link{itemsCrumb, {Href: itemPath(id), Label: it.Name}}
	s.Notes = []page.Note{{Text: fmt.Sprintf("第 %d 版：%s %s。%s", now.Version, now.Editor, stamp(now.EditedAt), now.Why)}}
	s.Blocks = []door.Block{b}
	return s, err
}

// compared lists what differs between two versions of an item.
func compared(before, now catalog.Version) (door.Block, error) {
	a, err := before.Item()
	if err != nil {
		return door.Block{}, err
	}
	z, err := now.Item()
	if err != nil {
		return door.Block{}, err
	}
	b := door.Block{}
	for _, d := range catalog.Diff(a, z) {
		b.Differences = append(b.Differences, door.Difference{Element: d.Element, Lines: brisk(changes(lines(d.Before), lines(d.After)))})
	}
	if len(b.Differences) == 0 {
		b.Notes = []page.Note{{Text: "两版内容一样。"}}
	}
	return b, nil
}

// brisk leaves of the lines that stayed only their number.
func brisk(list []door.DifferenceLine) []door.DifferenceLine {
	moved := slices.DeleteFunc(slices.Clone(list), func(l door.DifferenceLine) bool { return l.Word == "" })
	if n := len(list) - len(moved); n > 0 {
		moved = append(moved, door.DifferenceLine{Word: "", Text: fmt.Sprintf("其余 %d 条没有变。", n)})
	}
	return moved
}

func lines(text string) []string {
	var list []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, l)
		}
	}
	return list
}

// changes lays two lists of lines over each other: what both have in the same order stays, the rest
// is gone or new.
func changes(before, after []string) []door.DifferenceLine {
	// longest[i][j] is how many lines before[i:] and after[j:] have in common, in order
	longest := make([][]int, len(before)+1)
	for i := range longest {
		longest[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i] == after[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var list []door.DifferenceLine
	i, j := 0, 0
	for i < len(before) || j < len(after) {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			list = append(list, door.DifferenceLine{Word: "", Text: before[i]})
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && longest[i+1][j] >= longest[i][j+1]:
			list = append(list, door.DifferenceLine{Word: "删去", Text: before[i]})
			i++
		default:
			list = append(list, door.DifferenceLine{Word: "新增", Text: after[j]})
			j++
		}
	}
	return list
}
