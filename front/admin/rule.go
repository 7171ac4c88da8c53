package admin

import (
	"context"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/proposal"
	"wuyou/office/rule"
)

// proposeRule reads a change from its form, tries it, and enters it as a proposal.
func (f *Front) proposeRule(ctx context.Context, c door.Call, t rule.Table, q form.Form, change rule.Change) (door.After, error) {
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	change.Table = t.Name
	if change.Do == rule.Drop {
		change = change.Settle(f.today())
	} else if change.From, err = calendar.ParseDay(in["valid_from"]); err != nil {
		return door.After{}, fail.Invalid("日期不对", fail.Field{Name: "valid_from", Message: err.Error()})
	} else if change.From <= f.today() {
		return door.After{}, fail.Invalid("日期太早", fail.Field{Name: "valid_from", Message: "最早从明天起"})
	}
	if change.Do == "" {
		change.Basis = in["basis"]
		for _, one := range t.Fields {
			if v := in[one.Name]; v != "" {
				change.Values[one.Name] = v
			}
		}
	}
	if err := t.Try(ctx, f.DB, change); err != nil {
		return door.After{}, err
	}
	return f.House.Propose(ctx, c, ruleKind, change, in["why"])
}

const ruleKind = "rule"

// rows: an editor proposes another version of a row of a table of rules, a publisher agrees.
func (f *Front) rows() door.Changing {
	return fromDay(door.Change[rule.Change]{
		Kind: ruleKind, Title: "规则表", Show: f.showRule,
		Object: func(ctx context.Context, c rule.Change) string {
			t, err := f.ruleTable(ctx, c.Table)
			if err != nil {
				return c.Table
			}
			what, when := "改", "，从 "+c.From.String()+" 起"
			switch {
			case c.Do == rule.Drop:
				what, when = "撤销", "（原定从 "+c.From.String()+" 起）"
			case c.Do == rule.End:
				what = "停用"
			case c.Was == 0:
				what = "新增"
			}
			return t.Title + "：" + what + "“" + t.Call(c.Values) + "”" + when
		},
		Apply: func(ctx context.Context, tx *db.DB, _ door.Call, p proposal.Proposal, c rule.Change) (int64, error) {
			t, err := f.ruleTable(ctx, c.Table)
			if err != nil {
				return 0, err
			}
			return 0, t.Put(ctx, tx, c.Settle(f.today()), p.Editor)
		},
	})
}

// fromDay is the kind of change that says from which day on it holds.
func fromDay[T any](d door.Change[T]) door.Changing {
	d.Later, d.Next = true, func() string { return "从写明的那天起生效" }
	return door.ChangingOf(d)
}

// showRule lays a change over the version that it was made from.
func (f *Front) showRule(ctx context.Context, c rule.Change) ([]door.Block, error) {
	t, err := f.ruleTable(ctx, c.Table)
	if err != nil {
		return nil, err
	}
	rows, err := t.Rows(ctx, f.DB)
	if err != nil {
		return nil, err
	}
	b := door.Block{Title: "改了什么", Links: []page.Link{{Href: t.Path(), Label: t.Title, Icon: "file"}}}
	was := rule.Row{}
	if i := slices.IndexFunc(rows, func(r rule.Row) bool { return r.ID == c.Was }); i >= 0 {
		was = rows[i]
		b.Links = []page.Link{{Href: rowPath(t, was.ID), Label: t.Title + "：" + t.Call(was.Values), Icon: "file"}}
	}
	settled := c.Settle(f.today())
	b.Facts = page.List{Wide: true, Items: []page.Term{{Label: "从哪天起", Value: settled.From.String(), Strong: true}}}
	if c.Do == rule.Drop {
		b.Facts.Items[0].Label = "原定从哪天起"
	} else if settled.From != c.From {
		b.Facts.Items[0].Note = "提出的是 " + c.From.String() + "，已经过了"
	}
	same := func(label string, old, now []string) {
		if slices.Equal(old, now) {
			if len(now) > 0 {
				b.Facts.Items = append(b.Facts.Items, page.Term{Label: label, Value: now[0], Note: "不变"})
			}
			return
		}
		b.Differences = append(b.Differences, door.Difference{Element: label, Lines: door.Differ(old, now)})
	}
	for _, one := range t.Fields {
		var old, now []string
		if c.Was != 0 {
			old = door.Lines(t.Show(one, was.Values))
		}
		if c.Do == "" {
			now = door.Lines(t.Show(one, c.Values))
		}
		same(one.Label, old, now)
	}
	if c.Do == "" {
		same("依据", door.Lines(was.Basis), door.Lines(c.Basis))
	}
	if err := t.Try(ctx, f.DB, settled); err != nil {
		e, ok := fail.As(err)
		if !ok {
			return nil, err
		}
		b.Notes = []page.Note{{Kind: "late", Title: "现在不能同意", Text: e.Message + "。请退回，说明要怎么改。"}}
	}
	return []door.Block{b}, nil
}
