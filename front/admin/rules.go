package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/rule"
)

// What a service declares as its rules (door.Service.Rules) is shown and changed here, all of it by the
// same pages: the tables, one table, one row. Nothing here knows what a row means.

// ruleTables are all tables of rules with what each belongs to.
func (f *Front) ruleTables(each func(of string, t rule.Table) bool) {
	for _, s := range f.House.Services {
		for _, t := range s.Rules {
			if !each(s.Table.Title, t) {
				return
			}
		}
	}
	for _, t := range f.House.Rules {
		if !each("整个系统", t) {
			return
		}
	}
}

func (f *Front) ruleTable(ctx context.Context, name string) (rule.Table, error) {
	for _, t := range f.ruleTables {
		if t.Name == name {
			return t.Asking(ctx, f.DB)
		}
	}
	return rule.Table{}, fail.NotFound("没有这张规则表")
}

// ruleAsked is the table that a page is of, with its rows.
func (f *Front) ruleAsked(ctx context.Context, c door.Call) (t rule.Table, rows []rule.Row, err error) {
	if t, err = f.ruleTable(ctx, c.Path("table")); err != nil {
		return t, nil, err
	}
	rows, err = t.Rows(ctx, f.DB)
	return t, rows, err
}

func rowPath(t rule.Table, id int64) string { return t.Path() + "/" + strconv.FormatInt(id, 10) }

var rulesCrumb = page.Link{Href: rulesPath, Label: "规则表"}

// rules lists the tables.
func (f *Front) rules(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "各项业务按什么分类、按什么分级、什么时候算数。改动另存一版，从选定的那天起用，另一人确认后生效；以前的事仍按当时的说法。"}
	s.Title = "规则表"
	waiting, err := f.proposedRules(ctx)
	if err != nil {
		return s, err
	}
	t := page.Table{Heads: []page.Head{{Label: "规则表", Main: true}, {Label: "业务"}, {Label: "现行"}, {Label: "待确认"}}}
	for of, one := range f.ruleTables {
		rows, err := one.Rows(ctx, f.DB)
		if err != nil {
			return s, err
		}
		n := 0
		for _, r := range rows {
			if r.On(f.today()) {
				n++
			}
		}
		wait := page.Cell{}
		if k := len(waiting[one.Name]); k > 0 {
			wait.Tags = []page.Tag{{Label: door.Counted(k, "项"), Kind: "act"}}
		}
		name := page.Cell{Text: one.Title, Href: one.Path(), Small: one.About}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{name, {Text: of}, {Text: door.Counted(n, "条")}, wait}})
	}
	t.Caption = fmt.Sprintf("规则表，%d 张", len(t.Rows))
	s.Blocks = []door.Block{{Bare: true, Table: t}}
	if c.Is(people.Editor, people.Publisher) {
		s.Blocks = append(s.Blocks, door.Block{Title: "其他的规则", Links: []page.Link{
			{Href: door.Admin + "/terms", Label: "时限和提醒"}, {Href: door.Admin + "/calendar", Label: "工作日历"}, {Href: door.Admin + "/texts", Label: "短信和文书"},
		}})
	}
	return s, nil
}

// proposedRules are the open changes of rules by their tables.
func (f *Front) proposedRules(ctx context.Context) (map[string][]proposal.Proposal, error) {
	list, err := f.Proposals.Waiting(ctx)
	by := map[string][]proposal.Proposal{}
	for _, p := range list {
		if p.Kind != ruleKind {
			continue
		}
		var c rule.Change
		if err := json.Unmarshal([]byte(p.Body), &c); err != nil {
			return nil, err
		}
		by[c.Table] = append(by[c.Table], p)
	}
	return by, err
}

// ruleRows is one table: its rows that hold or will, then those that are over.
func (f *Front) ruleRows(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	t, rows, err := f.ruleAsked(ctx, c)
	if err != nil {
		return s, err
	}
	s.Title, s.Lead, s.Crumbs = t.Title, t.About, []page.Link{rulesCrumb}
	if s.Notes, err = f.ruleWaits(ctx, c, t); err != nil {
		return s, err
	}
	heads := []page.Head{{Label: t.One, Main: true}}
	for _, one := range t.Rest() {
		heads = append(heads, page.Head{Label: one.Label})
	}
	heads = append(heads, page.Head{Label: "有效期", Plain: true})
	now := door.Block{Bare: true, Table: page.Table{Heads: heads, Empty: page.Empty{Title: "还没有" + t.One}}}
	over := door.Block{Title: "已经失效的", Table: page.Table{Heads: heads}}
	for _, r := range rows {
		line := page.Row{Cells: []page.Cell{{Text: t.Call(r.Values), Href: rowPath(t, r.ID), Small: r.Basis, Tags: ruleTags(r, f.today())}}}
		for _, one := range t.Rest() {
			line.Cells = append(line.Cells, page.Cell{Text: t.Show(one, r.Values)})
		}
		line.Cells = append(line.Cells, page.Cell{Text: ruleDays(r)})
		b := &now
		if r.ValidTo != 0 && r.ValidTo < f.today() {
			b = &over
		}
		b.Table.Rows = append(b.Table.Rows, line)
	}
	now.Table.Caption = fmt.Sprintf("%s，%d 条", t.Title, len(now.Table.Rows))
	s.Blocks = []door.Block{now}
	if n := len(over.Table.Rows); n > 0 {
		over.Table.Caption = fmt.Sprintf("已经失效的，%d 条", n)
		s.Blocks = append(s.Blocks, over)
	}
	if len(t.Refuses) > 0 {
		s.Blocks = append(s.Blocks, door.Block{Title: "这样的改动不收", Points: t.Refuses})
	}
	if c.Is(people.Editor) && len(freshForm(t, rows).Fields) > 0 {
		s.Acts = []page.Act{{Label: "加一条" + t.One, Href: t.Path() + "/new"}}
	}
	return s, nil
}

// ruleWaits says which changes of a table wait for their second person.
func (f *Front) ruleWaits(ctx context.Context, c door.Call, t rule.Table) (list []page.Note, err error) {
	waiting, err := f.proposedRules(ctx)
	for _, p := range waiting[t.Name] {
		n, err := f.House.WaitingNote(ctx, c, p)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, err
}

func ruleDays(r rule.Row) string {
	return validity(calendar.TermRow{ValidFrom: r.ValidFrom, ValidTo: r.ValidTo})
}

// ruleTags mark a version that does not simply hold.
func ruleTags(r rule.Row, today calendar.Day) []page.Tag {
	switch {
	case r.ValidFrom > today:
		return []page.Tag{{Label: "将生效", Kind: "blue"}}
	case !r.On(today):
		return []page.Tag{{Label: "已失效"}}
	case r.ValidTo != 0:
		return []page.Tag{{Label: "用到 " + r.ValidTo.String(), Kind: "act"}}
	}
	return nil
}

// freshForm is the form of a new row, empty when all there can be are there already.
func freshForm(t rule.Table, rows []rule.Row) form.Form {
	q := t.Ask(true)
	key := &q.Fields[0]
	if t.Keys > 1 || key.Type != form.Choice {
		return q
	}
	key.Options = slices.DeleteFunc(slices.Clone(key.Options), func(o form.Option) bool {
		return slices.ContainsFunc(rows, func(r rule.Row) bool { return r.Values[key.Name] == o.Value })
	})
	if len(key.Options) == 0 {
		return form.Form{}
	}
	return q
}

// ruleNew is the form of a new row.
func (f *Front) ruleNew(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	t, rows, err := f.ruleAsked(ctx, c)
	if err != nil {
		return s, err
	}
	s.Title, s.Crumbs = "加一条"+t.One, []page.Link{rulesCrumb, {Href: t.Path(), Label: t.Title}}
	v := form.Values{"valid_from": f.today().AddDays(1).String()}
	p := c.Ask("new", t.Path()+"/new", freshForm(t, rows), v, page.Act{Label: "提交，等另一人确认"})
	p.Others = []page.Act{{Label: "不加了", Kind: "quiet", Href: t.Path()}}
	s.Blocks = []door.Block{{Forms: []page.Form{p}}}
	return s, nil
}

func (f *Front) ruleNewPosted(ctx context.Context, c door.Call) (door.After, error) {
	t, err := f.ruleTable(ctx, c.Path("table"))
	if err != nil {
		return door.After{}, err
	}
	return f.proposeRule(ctx, c, t, t.Ask(true), rule.Change{Values: form.Values{}})
}

// ruleRow is one row: its versions, the form of the next one, and the form of its end.
func (f *Front) ruleRow(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	t, versions, err := f.ruleVersions(ctx, c)
	if err != nil {
		return s, err
	}
	last := versions[len(versions)-1]
	s.Title, s.Lead, s.Crumbs = t.Call(last.Values), t.One, []page.Link{rulesCrumb, {Href: t.Path(), Label: t.Title}}
	if s.Notes, err = f.ruleWaits(ctx, c, t); err != nil {
		return s, err
	}
	b := door.Block{Title: "版本"}
	b.Table = page.Table{Caption: "版本，从新到旧", Flat: true, Heads: []page.Head{{Label: t.One, Main: true}, {Label: "有效期", Plain: true}, {Label: "编辑"}}}
	for _, r := range slices.Backward(versions) {
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: t.Call(r.Values), Small: ruleWords(t, r), Tags: ruleTags(r, f.today())}, {Text: ruleDays(r)}, {Text: r.Editor},
		}})
	}
	s.Blocks = []door.Block{b}
	if !c.Is(people.Editor) {
		return s, nil
	}
	forms, err := f.ruleForms(ctx, c, t, last)
	if err != nil {
		return s, err
	}
	s.Blocks = append(s.Blocks, forms)
	if len(t.Refuses) > 0 {
		s.Aside = []door.Block{{Title: "这样的改动不收", Points: t.Refuses}}
	}
	return s, nil
}

// ruleForms are the form of the next version, and those by which the last ends or never begins.
func (f *Front) ruleForms(ctx context.Context, c door.Call, t rule.Table, last rule.Row) (door.Block, error) {
	day := max(f.today(), last.ValidFrom).AddDays(1).String()
	v := form.Values{"basis": last.Basis, "valid_from": day}
	for _, one := range t.Fields {
		v[one.Name] = last.Values[one.Name]
	}
	ask := func(do, submit, kind string, q form.Form) page.Form {
		return c.Ask("rule"+do, rowPath(t, last.ID), q, v, page.Act{Label: submit, Kind: kind}, door.HiddenField("was", last.ID), door.HiddenField("do", do))
	}
	b := door.Block{Title: "提出改动", Forms: []page.Form{ask("", "提交，等另一人确认", "", t.Ask(false))}}
	if last.ValidFrom > f.today() {
		b.Folds = append(b.Folds, page.Way{Label: "撤销还没有生效的这一版", Help: "前一版接着用。", Form: ask(rule.Drop, "提交撤销，等另一人确认", "quiet", t.AskDrop())})
	}
	ends, err := f.endable(ctx, t, last)
	if ends || c.At == "rule"+rule.End { // posted all the same, it says why not
		b.Folds = append(b.Folds, page.Way{Label: "停用这一条", Help: "以前的事仍按它显示。", Form: ask(rule.End, "提交停用，等另一人确认", "quiet", t.AskEnd())})
	}
	return b, err
}

// someDay is behind all days that rules know of.
const someDay calendar.Day = 29991231

// endable reports whether a row may ever end with nothing in its place: what is refused on every day is not offered.
func (f *Front) endable(ctx context.Context, t rule.Table, last rule.Row) (bool, error) {
	if last.ValidTo != 0 {
		return false, nil
	}
	err := t.Try(ctx, f.DB, rule.Change{Table: t.Name, Do: rule.End, Was: last.ID, Values: last.Values, From: someDay})
	if _, refused := fail.As(err); refused {
		return false, nil
	}
	return err == nil, err
}

// ruleWords are what a version says beside its name.
func ruleWords(t rule.Table, r rule.Row) (words string) {
	for _, one := range t.Rest() {
		if r.Values[one.Name] != "" || one.Type == form.Bool {
			words += one.Label + "：" + t.Show(one, r.Values) + "。"
		}
	}
	return words + "依据：" + r.Basis
}

func (f *Front) ruleVersions(ctx context.Context, c door.Call) (t rule.Table, versions []rule.Row, err error) {
	t, rows, err := f.ruleAsked(ctx, c)
	if err != nil {
		return t, nil, err
	}
	if versions = t.Versions(rows, c.PathInt("id")); len(versions) == 0 {
		return t, nil, fail.NotFound("没有这一条规则")
	}
	return t, versions, nil
}

func (f *Front) ruleRowPosted(ctx context.Context, c door.Call) (door.After, error) {
	t, versions, err := f.ruleVersions(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	change := rule.Change{Do: c.In["do"], Was: c.Int("was"), Values: form.Values{}}
	last := versions[len(versions)-1]
	switch change.Do {
	case rule.End, rule.Drop:
		change.Values, change.Basis = last.Values, last.Basis
		if change.Do == rule.End {
			return f.proposeRule(ctx, c, t, t.AskEnd(), change)
		}
		change.From = last.ValidFrom
		return f.proposeRule(ctx, c, t, t.AskDrop(), change)
	case "":
	default:
		return door.After{}, fail.Invalid("无法识别要做的操作，请返回重试")
	}
	for _, one := range t.Fields[:t.Keys] {
		if v := last.Values[one.Name]; v != "" {
			change.Values[one.Name] = v
		}
	}
	return f.proposeRule(ctx, c, t, t.Ask(false), change)
}
