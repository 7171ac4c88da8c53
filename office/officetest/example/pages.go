package lostfound

import (
	"context"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
)

const path = "/desk/lostfound"

// line is a line of the ledger: a case with its thing.
type line struct {
	flow.Case

	thing Thing
}

// ledger declares the list (失物台账): the page, the workbook and GET /api/v1/ledgers/lostfound.
func (s *service) ledger() listing.Ledger[line] {
	return listing.Ledger[line]{
		Name: Kind, Path: path, Title: "失物台账", Roles: windows, Of: door.OfFigures, // no row tells of a person: no purpose is asked
		Filters: listing.CaseFilters(s.House, "什么东西", "登记", table.States),
		Scope:   func(w *db.Where, v people.Visitor) { w.And("c.kind = ?", Kind); flow.Scope(w, v.Actor, windows...) },
		Select:  flow.Columns, From: "cases c", Case: func(l line) flow.Case { return l.Case }, Fill: s.fill,
		Empty: page.Empty{Title: "没有失物", Text: "群众交来捡到的东西，就在上面登记。"},
		Columns: []listing.Column[line]{
			{Name: "什么东西", Key: "what", Main: true, Width: 30, Value: func(l line) any { return l.thing.What },
				Cell: func(l line) page.Cell { return s.House.CaseCell(l.Case) }},
			listing.Words("在哪里捡到", "place", 24, func(l line) string { return l.thing.Place }),
			listing.Words("捡到日期", "day", 12, func(l line) string { return door.DayWords(l.thing.FoundDay) }),
			{Name: "状态", Key: "state", Plain: true, Width: 12, Cell: func(l line) page.Cell { return s.House.StateCell(l.Case) },
				Value: func(l line) any { return s.House.StateOf(l.Case).Name }},
		},
	}
}

func (s *service) fill(ctx context.Context, _ people.Visitor, rows []line) error {
	ids := make([]int64, len(rows))
	for i, l := range rows {
		ids[i] = l.ID
	}
	things, err := Things.Of(ctx, s.DB, ids...)
	for i := range rows {
		rows[i].thing = things[rows[i].ID]
	}
	return err
}

// sections are what the page of a case says of the thing.
func (s *service) sections(ctx context.Context, _ people.Visitor, c flow.View) ([]door.Section, error) {
	t, err := Things.Load(ctx, s.DB, c.Case.ID)
	return []door.Section{{ID: "thing", Title: "失物", Facts: page.List{Items: []page.Term{
		{Label: "什么东西", Value: t.What, Strong: true}, {Label: "在哪里捡到", Value: t.Place}, {Label: "捡到日期", Value: door.DayWords(t.FoundDay)},
		{Label: "辨认特征", Value: t.Marks, Note: "不要告诉来认领的人"}, {Label: "领回日期", Value: door.DayWords(t.GivenDay)},
	}}}}, err
}
