package vacancy

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// desks declares the list of the vacant desks in the scope of the reader's posts that care for them.
func (s *service) desks() listing.Ledger[door.Vacancy] {
	holder := func(v door.Vacancy) string { return s.House.Holder(v.Turn()) }
	place := func(v door.Vacancy) string { return s.Regions.Name(v.Place) }
	return listing.Ledger[door.Vacancy]{
		Name: "vacancies", Path: path, Title: "空缺岗位", Roles: door.Caretakers, Of: door.OfFigures, Unit: "个",
		Empty: page.Empty{Title: "没有空缺岗位", Text: "有待办事项的岗位均有人员。"},
		List: func(ctx context.Context, c door.Call) ([]door.Vacancy, error) {
			list, err := s.House.Vacancies(ctx, s.DB, "")
			return slices.DeleteFunc(list, func(v door.Vacancy) bool { return !cares(c.Actor, v.Place) }), err
		},
		Columns: []listing.Column[door.Vacancy]{
			{Name: "岗位", Key: "desk", Main: true, Width: 40, Value: func(v door.Vacancy) any { return holder(v) },
				Cell: func(v door.Vacancy) page.Cell { return page.Cell{Text: holder(v), Href: address(v), Small: place(v)} }},
			{Name: "地点", Key: "place", Value: func(v door.Vacancy) any { return place(v) }},
			{Name: "在等的", Key: "n", Num: true, Plain: true, Value: func(v door.Vacancy) any { return v.N },
				Cell: func(v door.Vacancy) page.Cell { return page.Cell{Text: page.Num(v.N) + " 件"} }},
			{Name: "最早从", Key: "since", Width: 18, Value: func(v door.Vacancy) any { return door.SheetClock(v.Since) },
				Cell: func(v door.Vacancy) page.Cell { return page.Cell{Text: s.House.Clock(v.Since)} }},
			{Name: "最急的", Key: "due", Width: 18, Value: func(v door.Vacancy) any { return door.SheetClock(v.DueAt) },
				Cell: func(v door.Vacancy) page.Cell {
					if v.DueAt == flow.Never {
						return page.Cell{Text: "不计时"}
					}
					return page.Cell{Text: s.House.Clock(v.DueAt)}
				}},
		},
		Mark: func(v door.Vacancy, r *page.Row) { r.Late = v.DueAt <= s.Now().UnixMilli() },
		Around: func(_ context.Context, _ door.Call, p *door.Screen) error {
			p.Lead = "这些岗位有事在等，但没有人担任，等得最久的在前。请系统管理员登记人员、安全管理员授予岗位；有人以后自动从这里消失。"
			return nil
		},
	}
}

// cares reports whether somebody is told of vacant desks at a place.
func cares(who people.Actor, place region.Code) bool {
	_, cares := who.Post(place, "", door.Caretakers...)
	return cares
}

// address is where what waits at a desk is.
func address(v door.Vacancy) string {
	q := url.Values{"role": {string(v.Role)}}
	if v.Dept != "" {
		q.Set("dept", v.Dept)
	} else {
		q.Set("place", string(v.Place))
	}
	return waitingPath + "?" + q.Encode()
}

// asked is the desk of an address.
func asked(in form.Values) flow.Turn {
	if in["dept"] != "" {
		return flow.In(people.Role(in["role"]), in["dept"], "")
	}
	place, _ := region.Parse(in["place"]) // none is a desk nowhere, at which nothing waits
	return flow.At(people.Role(in["role"]), place, "")
}

// waiting declares the list of what waits at one vacant desk. Who has no business with cases sees how many and how urgent they are.
func (s *service) waiting() listing.Ledger[flow.TurnRow] {
	hidden := func(name, label string) listing.Filter {
		return listing.Filter{Field: page.Field{Type: "hidden", Name: name, Label: label}}
	}
	return listing.Ledger[flow.TurnRow]{
		Name: "vacant-turns", Path: waitingPath, Title: "空缺岗位待办", Roles: door.Caretakers, Of: door.OfPeople,
		Filters: []listing.Filter{hidden("role", "岗位"), hidden("dept", "部门"), hidden("place", "地点")},
		Narrow:  s.atVacant, Select: flow.TurnColumns, From: flow.TurnsFrom, Order: []string{"t.due_at", "t.case_id", "t.no"}, Ascending: true,
		Key:  func(t flow.TurnRow) []int64 { return []int64{t.DueAt, t.ID, t.No} },
		Case: func(t flow.TurnRow) flow.Case { return t.Case }, Veils: listing.VeilNone, Fill: s.cover,
		Columns: []listing.Column[flow.TurnRow]{
			{Name: "时限", Key: "lamp", Plain: true, Width: 18, Value: func(t flow.TurnRow) any { return s.House.Lamp(t.Case).Words },
				Cell: func(t flow.TurnRow) page.Cell { return page.Cell{Lamp: s.House.Lamp(t.Case)} }},
			{Name: "编号和事项", Main: true, Cell: func(t flow.TurnRow) page.Cell {
				if covered(t) {
					return page.Cell{Text: flow.Grouped(t.Number()), Small: withheld}
				}
				return page.Cell{Text: flow.Grouped(t.Number()), Small: t.Title, Href: door.DeskCase(t.Number())}
			}},
			{Name: "编号", Key: "number", Width: 28, Value: func(t flow.TurnRow) any { return flow.Grouped(t.Number()) }},
			{Name: "事项", Key: "title", Width: 40, Value: func(t flow.TurnRow) any { return cmp.Or(t.Title, withheld) }},
			{Name: "到期时间", Key: "due", Width: 18, Value: func(t flow.TurnRow) any { return door.SheetClock(t.DueAt) }},
			{Name: "等什么", Key: "step", Width: 20, Value: func(t flow.TurnRow) any { return t.Step },
				Cell: func(t flow.TurnRow) page.Cell { return page.Cell{Text: cmp.Or(t.Step, "—")} }},
			{Name: "从", Key: "since", Width: 18, Value: func(t flow.TurnRow) any { return door.SheetClock(t.Since) },
				Cell: func(t flow.TurnRow) page.Cell {
					if covered(t) {
						return page.Cell{Text: "—"}
					}
					return page.Cell{Text: s.House.Clock(t.Since)}
				}},
		},
		Around: func(_ context.Context, c door.Call, p *door.Screen) error {
			p.Crumbs = []page.Link{{Href: path, Label: "空缺岗位"}}
			p.Title, p.Lead = s.House.Holder(asked(c.In)), "这个岗位没有人担任，这些事在等。"
			if t := &p.Blocks[0].Table; len(t.Rows) == 0 {
				p.Title, p.Lead = "空缺岗位", ""
				t.Empty = page.Empty{Title: "没有在等的", Text: "这个岗位已经有人，或者不在您的管辖范围。", Link: page.Link{Href: path, Label: "全部空缺岗位"}}
			}
			return nil
		},
	}
}

// atVacant narrows turns to those at the desk that is asked for, where nobody holds its post and the reader cares for it.
func (s *service) atVacant(ctx context.Context, w *db.Where, v people.Visitor, in form.Values) error {
	t := asked(in)
	vacant, err := s.House.Vacant(ctx, s.DB, t)
	if vacant && cares(v.Actor, s.House.DeskPlace(t)) {
		flow.AtDesk(w, t)
	} else {
		w.And("1 = 0")
	}
	return err
}

// withheld stands in the place of a case at which the reader may not look.
const withheld = "您不能查看这件办件，只显示编号和时限"

// covered reports whether the words of a case were left out (cover).
func covered(t flow.TurnRow) bool { return t.Title == "" }

// cover leaves out, of cases at which the reader may not look, all but how urgent they are.
func (s *service) cover(ctx context.Context, v people.Visitor, rows []flow.TurnRow) error {
	ids := make([]int64, len(rows))
	for i, t := range rows {
		ids[i] = t.ID
	}
	seen, err := s.Engine.SeenOf(ctx, v.Actor, ids...)
	for i := range rows {
		if _, ok := seen[rows[i].ID]; !ok {
			rows[i].Title, rows[i].Party, rows[i].Step, rows[i].Since = "", "", "", 0
		}
	}
	return err
}
