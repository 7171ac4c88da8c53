package catalogue

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
)

// open is the item's version that is being edited or waits for publication, with its text.
func (f *Front) open(ctx context.Context, item int64) (v catalog.Version, it *catalog.Item, published *catalog.Version, err error) {
	all, err := f.Catalog.Versions(ctx, item)
	if err != nil {
		return v, nil, nil, err
	}
	for i := range all {
		switch all[i].State {
		case catalog.Draft, catalog.Submitted:
			v = all[i]
		case catalog.Published:
			published = &all[i]
		}
	}
	if v.Version == 0 {
		return v, nil, nil, fail.NotFound("这个事项没有正在编辑的一稿，可能已经发布或放弃")
	}
	it, err = v.Item()
	return v, it, published, err
}

// draft is the page of a version that is not yet published: its elements, what is wrong with them,
// what differs from the published version, and what the visitor can do.
func (f *Front) draft(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	v, it, published, err := f.open(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	s.Title, s.Lead = it.Name, fmt.Sprintf("第 %d 版，%s，%s %s", v.Version, stateWord(v.State), v.Editor, door.SheetClock(v.EditedAt))
	s.Crumbs = []page.Link{itemsCrumb, {Href: itemPath(v.ItemID), Label: it.Name}}
	s.Tags = []page.Tag{versionTag(v)}
	if v.Why != "" {
		s.Notes = append(s.Notes, page.Note{Kind: "act", Text: v.Why})
	}
	if faults := it.Lint(); len(faults) > 0 {
		s.Notes = append(s.Notes, page.Note{Kind: "late", Title: fmt.Sprintf("有 %d 处问题，改好才能送审", len(faults)), Text: strings.Join(faults, "；") + "。"})
	}
	if missing := it.Missing(); len(missing) > 0 {
		s.Notes = append(s.Notes, page.Note{Title: fmt.Sprintf("还缺 %d 个要素", len(missing)), Text: strings.Join(missing, "、") + "。可以先发布，以后再补；办事指南上会写明请咨询窗口。"})
	}
	diff := door.Block{Title: "改了什么", Lead: "这是新事项，没有现行的版本可以比较。"}
	if published != nil {
		if diff, err = compared(*published, v); err != nil {
			return s, err
		}
		diff.Title, diff.Count = "改了什么", fmt.Sprintf("与现行的第 %d 版比较", published.Version)
	}
	elements := f.elementList(c, v, it)
	s.Blocks = []door.Block{elements, diff}
	if v.State == catalog.Submitted {
		s.Blocks = []door.Block{diff, elements}
	}
	s.Actions = draftActions(c, v, published != nil)
	return s, nil
}

// elementList lists the elements with what they say now.
func (f *Front) elementList(c door.Call, v catalog.Version, it *catalog.Item) door.Block {
	b := door.Block{Title: "要素"}
	missing := it.Missing()
	may := v.State == catalog.Draft && c.Is(people.Editor)
	row := func(name, title, told string, fills []string) {
		t := page.Term{Label: title, Value: cmp.Or(told, "没有"), Link: page.Link{Href: door.DraftPath(v.ItemID) + "/" + name, Label: "查看"}}
		if told == "" && slices.ContainsFunc(fills, func(e string) bool { return slices.Contains(missing, e) }) {
			t.Value, t.Tag = "", page.Tag{Label: "缺", Kind: "act"}
		}
		if may {
			t.Link.Label = "编辑"
		}
		b.Facts.Items = append(b.Facts.Items, t)
	}
	for _, e := range elements {
		row(e.name, e.title, e.told(it), e.fills)
	}
	for _, l := range lists {
		row(l.name, l.title, door.Counted(l.size(it), l.unit), l.fills)
	}
	return b
}

// draftActions are what the visitor can do with a version that is not published.
func draftActions(c door.Call, v catalog.Version, followed bool) page.Actions {
	a := page.Actions{ID: "can", Title: "现在可以做"}
	a.Ways = append(a.Ways, page.Way{Label: "看办事人看到的样子", Href: door.DraftPath(v.ItemID) + "/preview", Help: "按这一稿排出的办事指南，办事人现在还看不到。"})
	at := door.DraftPath(v.ItemID)
	do := func(what string) []page.Field {
		return []page.Field{door.HiddenField("do", what), door.HiddenField("version", v.Version), door.HiddenField("seq", v.Seq)}
	}
	switch {
	case v.State == catalog.Draft && c.Is(people.Editor):
		a.Main = c.Ask("submit", at, form.Of(form.Reason("why", "改了什么、为什么改", true, "发布的人要看，会留在版本记录里。")), nil, page.Act{Label: "送审，等另一人发布"}, do("submit")...)
		if followed {
			a.Ways = append(a.Ways, page.Way{Label: "放弃这一稿", Help: "现行的版本不受影响。", Form: c.Ask("discard", at, form.Of(), nil,
				page.Act{Label: "放弃这一稿", Kind: "danger", Confirm: "确定放弃这一稿吗？改过的内容找不回来。"}, do("discard")...)})
		}
	case v.State == catalog.Submitted && c.Is(people.Publisher) && v.EditorID != c.ID:
		a.Main = page.Form{ID: "publish", Action: at, Fields: do("publish"), Submit: page.Act{
			Label: fmt.Sprintf("发布第 %d 版", v.Version), Confirm: "发布后立即生效；在办的办件仍按原来的版本办。确定发布吗？",
		}}
		why := form.Of(form.Reason("why", "退回理由", true, "编辑的人要看。"))
		back := c.Ask("reject", at, why, nil, page.Act{Label: "退回修改", Kind: "quiet"}, do("reject")...)
		a.Ways = append(a.Ways, page.Way{Label: "退回修改", Form: back})
	case v.State == catalog.Submitted && v.EditorID == c.ID:
		a.Empty = "已送审。自己编辑的版本要由另一人发布。"
		why := form.Of(form.Reason("why", "为什么撤回", true, ""))
		a.Ways = append(a.Ways, page.Way{Label: "撤回再改", Form: c.Ask("reject", at, why, nil, page.Act{Label: "撤回", Kind: "quiet"}, do("reject")...)})
	case v.State == catalog.Submitted:
		a.Empty = "已送审，等事项发布岗发布。"
	default:
		a.Empty = "还在编辑，送审以后才能发布。"
	}
	return a
}

// draftPosted submits, publishes, sends back or throws away.
func (f *Front) draftPosted(ctx context.Context, c door.Call) (door.After, error) {
	id, version, seq := c.PathInt("id"), c.Int("version"), c.Int("seq")
	needs := people.Editor
	if c.In["do"] == "publish" {
		needs = people.Publisher
	}
	if c.In["do"] != "reject" && !c.Is(needs) {
		return door.After{}, fail.Forbidden("须由%s办理", needs.Name())
	}
	why, err := form.Stated("why", "理由", c.In["why"])
	if err != nil {
		return door.After{}, err
	}
	switch c.In["do"] {
	case "submit":
		return door.Seen(door.DraftPath(id), "已送审，等另一人发布。"), f.Catalog.Submit(ctx, c.Actor, id, version, seq, why)
	case "publish":
		return door.Seen(itemPath(id), fmt.Sprintf("第 %d 版已发布，现在起生效。", version)), f.Catalog.Publish(ctx, c.Actor, id, version, seq)
	case "reject":
		v, err := f.Catalog.VersionRow(ctx, id, version)
		if err != nil {
			return door.After{}, err
		}
		if v.EditorID != c.ID && !c.Is(people.Publisher) {
			return door.After{}, fail.Forbidden("须由事项发布岗或编辑的人办理")
		}
		return door.Seen(door.DraftPath(id), "已退回，可以继续修改。"), f.Catalog.Reject(ctx, c.Actor, id, version, seq, why)
	case "discard":
		return door.Seen(itemPath(id), "这一稿已放弃，现行的版本不变。"), f.Catalog.Discard(ctx, c.Actor, id, version, seq)
	}
	return door.After{}, fail.Invalid("无法识别要做的操作，请返回重试")
}

// part is one element's page: its form, or its list.
func (f *Front) part(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	v, it, _, err := f.open(ctx, c.PathInt("id"))
	if err != nil {
		return s, err
	}
	s.Crumbs = []page.Link{itemsCrumb, {Href: itemPath(v.ItemID), Label: it.Name}, {Href: door.DraftPath(v.ItemID), Label: fmt.Sprintf("第 %d 版", v.Version)}}
	name := c.Path("part")
	if i := slices.IndexFunc(elements, func(e element) bool { return e.name == name }); i >= 0 {
		e := elements[i]
		s.Title, s.Lead = e.title, e.about
		at := door.DraftPath(v.ItemID) + "/" + e.name
		s.Blocks = []door.Block{{Forms: []page.Form{f.editing(c, v, e.name, at, e.form(f, it), e.read(it), door.DraftPath(v.ItemID))}}}
		return s, nil
	}
	l, ok := listNamed(it, name)
	if !ok {
		return s, fail.NotFound("没有这个要素")
	}
	s.Title, s.Lead = l.title, l.about
	if l.parent != "" {
		s.Crumbs = append(s.Crumbs, page.Link{Href: door.DraftPath(v.ItemID) + "/" + l.parent, Label: l.parentTitle})
	}
	s.Blocks = []door.Block{f.listTable(c, v, it, l)}
	if editable(c, v) {
		s.Acts = []page.Act{{Label: "添加" + l.one, Href: door.DraftPath(v.ItemID) + "/" + l.name + "/new"}}
	}
	s.Acts = append(s.Acts, page.Act{Label: "回到草稿", Kind: "quiet", Href: door.DraftPath(v.ItemID)})
	return s, nil
}

func editable(c door.Call, v catalog.Version) bool {
	return v.State == catalog.Draft && c.Is(people.Editor)
}

// editing is the form of a part of a draft; who may not edit sees it without its button.
func (f *Front) editing(c door.Call, v catalog.Version, name, at string, q form.Form, values form.Values, back string) page.Form {
	p := c.Ask("edit-"+name, at, q, values, page.Act{Label: "保存"}, door.HiddenField("version", v.Version), door.HiddenField("seq", v.Seq))
	p.Others = []page.Act{{Label: "不改了", Kind: "quiet", Href: back}}
	if !editable(c, v) {
		p.Submit = page.Act{Label: "保存", Why: "送审以后不能改；要改先撤回或退回。"}
	}
	return p
}

// partPosted saves an element, or moves or drops a thing of a list.
func (f *Front) partPosted(ctx context.Context, c door.Call) (door.After, error) {
	id, name := c.PathInt("id"), c.Path("part")
	i := slices.IndexFunc(elements, func(e element) bool { return e.name == name })
	if i >= 0 {
		e := elements[i]
		return door.Seen(door.DraftPath(id), e.title+"已保存。"), f.change(ctx, c, func(it *catalog.Item) error {
			q := e.form(f, it)
			in, err := q.Check(c.Only(q))
			if err == nil {
				e.write(it, in)
			}
			return err
		})
	}
	at := door.DraftPath(id) + "/" + name
	return door.Seen(at, ""), f.change(ctx, c, func(it *catalog.Item) error {
		l, ok := listNamed(it, name)
		if !ok {
			return fail.NotFound("没有这个要素")
		}
		what, n := "", int64(0)
		if _, err := fmt.Sscanf(c.In["do"], "%d %s", &n, &what); err != nil || n < 0 || int(n) >= l.size(it) {
			return fail.Conflict("这一条已经不在了，请刷新后再看")
		}
		switch what {
		case "up":
			l.swap(it, int(n), max(int(n)-1, 0))
		case "down":
			l.swap(it, int(n), min(int(n)+1, l.size(it)-1))
		case "drop":
			l.drop(it, int(n))
		}
		return nil
	})
}

// change edits the text of a draft and stores it, if nobody moved it since the visitor saw it.
func (f *Front) change(ctx context.Context, c door.Call, edit func(*catalog.Item) error) error {
	id, version := c.PathInt("id"), c.Int("version")
	v, err := f.Catalog.VersionRow(ctx, id, version)
	if err != nil {
		return err
	}
	it, err := v.Item()
	if err != nil {
		return err
	}
	if err := edit(it); err != nil {
		return err
	}
	return f.Catalog.Save(ctx, c.Actor, id, version, c.Int("seq"), *it)
}

func (f *Front) newForm() form.Form {
	q := form.Of(form.Field{Name: "code", Label: "地方编码", Type: form.Text, Required: true, Max: 100, Hint: "全市不重复，发布后不能改。"})
	for _, e := range basics.form(f, &catalog.Item{}).Fields {
		if slices.Contains([]string{"name", "kind", "dept"}, e.Name) {
			e.Section = ""
			q.Fields = append(q.Fields, e)
		}
	}
	return q
}

// itemNew asks for the few things without which there is no item.
// like is an item whose elements it begins with.
func (f *Front) itemNew(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "先写几项基本信息，存成草稿以后再填其余的要素。", Crumbs: []page.Link{itemsCrumb}}
	s.Title = "新建事项"
	var v form.Values
	var hidden []page.Field
	if id := c.Int("like"); id != 0 {
		it, err := f.like(ctx, id)
		if err != nil {
			return s, err
		}
		v = form.Values{"name": it.Name, "kind": it.Kind, "dept": it.Dept}
		hidden = append(hidden, door.HiddenField("like", id))
		s.Lead = "照“" + it.Name + "”新建：材料、环节、时限、依据、表单等要素都带过来，编码另写，内容请逐项核对。"
	}
	s.Blocks = []door.Block{{Forms: []page.Form{c.Ask("new", itemsPath+"/new", f.newForm(), v, page.Act{Label: "建立草稿"}, hidden...)}}}
	return s, nil
}

// like is what an item has that stands as it is published, or else as it is drafted.
func (f *Front) like(ctx context.Context, id int64) (catalog.Item, error) {
	e, err := f.Catalog.Stored(ctx, id)
	if err != nil {
		return catalog.Item{}, err
	}
	if e.Version == 0 {
		_, it, _, err := f.open(ctx, id)
		if err != nil {
			return catalog.Item{}, err
		}
		return *it, nil
	}
	it, err := f.Catalog.Item(ctx, id, e.Version)
	if err != nil {
		return catalog.Item{}, err
	}
	return *it, nil
}

func (f *Front) itemNewPosted(ctx context.Context, c door.Call) (door.After, error) {
	q := f.newForm()
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	it := catalog.Item{}
	if id := c.Int("like"); id != 0 {
		if it, err = f.like(ctx, id); err != nil {
			return door.After{}, err
		}
	}
	it.Code, it.Name, it.Kind, it.Dept = in["code"], in["name"], in["kind"], in["dept"]
	it.TaskCode, it.CatalogCode = "", "" // are of the other
	v, err := f.Catalog.Create(ctx, c.Actor, it)
	return door.Seen(door.DraftPath(v.ItemID), "草稿已建立。"), err
}
