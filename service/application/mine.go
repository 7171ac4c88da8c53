package application

import (
	"context"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// mine are a citizen's drafts, and the cases he handles for others.
func (s *Service) mine(ctx context.Context, v people.Visitor) ([]door.Section, error) {
	drafts, err := s.drafts(ctx, v)
	if err != nil {
		return nil, err
	}
	var list []door.Section
	if len(drafts) > 0 {
		d := door.Section{ID: "drafts", Title: "没有提交的草稿", Table: page.Table{Caption: "草稿，最近的在前", Flat: true,
			Heads: []page.Head{{Label: "事项", Main: true}, {Label: "替谁办"}, {Label: "保存于"}}}}
		for _, one := range drafts {
			name := "已取消的事项"
			if e, err := s.Catalog.Entry(one.Item); err == nil {
				name = e.Name
			}
			d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
				{Text: name, Href: goOn(one.ID)}, {Text: s.whoWords(ctx, one)}, {Text: s.House.Clock(one.SavedAt)},
			}})
		}
		list = append(list, d)
	}
	handled, err := casesByAgent(ctx, s.DB, v.Actor)
	if err != nil || v.Actor.ID == 0 {
		return list, err
	}
	d := door.Section{ID: "handled", Title: "我替别人办的", Table: page.Table{Caption: "代办的办件，最近的在前", Flat: true,
		Heads: []page.Head{{Label: "事项", Main: true}, {Label: "申请人"}, {Label: "提交"}, {Label: "现在", Plain: true}}}}
	cases, err := s.Engine.CasesOf(ctx, s.DB, handled...)
	if err != nil {
		return nil, err
	}
	for _, one := range handled {
		k := cases[one]
		if k.For(v.Actor, people.See) {
			continue // stands among his own
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: k.Title, Href: "/apply/receipts/" + k.Number()}, {Text: form.MaskName(k.Party)},
			{Text: page.Date(calendar.At(k.OpenedAt))}, {Text: s.House.StateOf(k).Public},
		}})
	}
	if len(d.Table.Rows) > 0 {
		list = append(list, d)
	}
	return list, nil
}
