package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

var itemsCrumb = page.Link{Href: itemsPath, Label: "事项"}

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
		{Label: "承办部门", Value: it.Dept}, {Label: "承诺办结", Value: form.OrNone(it.Promised.Words())}, {Label: "法定办结", Value: form.OrNone(it.Statutory.Words())},
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
	b.Table = page.Table{Caption: "版本，从新到旧", Flat: true, Heads: []page.Head{
		{Label: "版本"}, {Label: "改了什么、为什么", Main: true}, {Label: "编辑"}, {Label: "发布"}, {Label: "", Plain: true},
	}}
	var options []form.Option
	for i, v := range all {
		n := fmt.Sprint(v.Version)
		options = append(options, form.Option{Value: n, Label: fmt.Sprintf("第 %d 版 %s", v.Version, stateWord(v.State))})
		row := page.Row{Cells: []page.Cell{
			{Text: "第 " + n + " 版", Tags: []page.Tag{versionTag(v)}},
			{Text: cmp.Or(v.Why, "还没有写"), Href: fmt.Sprintf("/items/%d?v=%d", e.ID, v.Version)},
			{Text: v.Editor, Small: door.SheetClock(v.EditedAt)}, {Text: v.Publisher, Small: door.SheetClock(v.PublishedAt)}, {},
		}}
		if i+1 < len(all) {
			row.Cells[4] = page.Cell{Text: "与上一版比较", Href: fmt.Sprintf("%s/compare?from=%d&to=%d", itemPath(e.ID), all[i+1].Version, v.Version)}
		}
		b.Table.Rows = append(b.Table.Rows, row)
	}
	if len(all) > 2 {
		choose := form.Of(
			form.Field{Name: "from", Label: "比较哪两版：前一版", Type: form.Choice, Options: options},
			form.Field{Name: "to", Label: "后一版", Type: form.Choice, Options: options},
		)
		v := form.Values{"from": fmt.Sprint(all[len(all)-1].Version), "to": fmt.Sprint(all[0].Version)}
		p := page.Form{ID: "compare", Get: true, Action: itemPath(e.ID) + "/compare", Fields: door.Fields(choose, v, nil)}
		p.Submit = page.Act{Label: "比较", Kind: "quiet"}
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
			label := fmt.Sprintf("打开第 %d 版（%s）", v.Version, stateWord(v.State))
			a.Ways = append(a.Ways, page.Way{Label: label, Href: door.DraftPath(e.ID), Help: v.Editor + "，" + door.SheetClock(v.EditedAt)})
		}
	}
	open := len(a.Ways) > 0
	if c.Is(people.Editor) {
		a.Ways = append(a.Ways, page.Way{Label: "照这个事项新建一个", Href: fmt.Sprintf("%s/new?like=%d", itemsPath, e.ID), Help: "各项要素都带过去，编码另写。"})
	}
	if !open && c.Is(people.Editor) {
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
			way.Form = c.Ask("state-"+state, itemPath(e.ID)+"/state", form.Of(form.Reason("why", "原因", true, "写明依据的文件或情况。")), nil,
				page.Act{Label: label, Kind: "danger", Confirm: "确定要" + label + "“" + e.Name + "”吗？"}, door.HiddenField("state", state))
		} else {
			way.Why = "须由事项发布岗办理。"
		}
		a.Ways = append(a.Ways, way)
	}
	return a, nil
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
	return door.After{See: door.DraftPath(v.ItemID)}, err
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
	s.Notes = []page.Note{{Text: fmt.Sprintf("第 %d 版：%s %s。%s", now.Version, now.Editor, door.SheetClock(now.EditedAt), now.Why)}}
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
		b.Differences = append(b.Differences, door.Difference{Element: d.Element, Lines: brisk(door.Differ(door.Lines(d.Before), door.Lines(d.After)))})
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
