package application

import (
	"cmp"
	"context"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

const bouncesPath = "/desk/bounces"

var (
	bounceReaders = []people.Role{people.Supervisor, people.Leader, people.Window}
	faults        = form.Field{Name: "fault", Label: "差错", Type: form.Choice, Options: course.Faults}
)

// accepter is the clerk who accepted a receipt; of what counts as accepted, because the office was silent, it is nobody.
func accepter(clerk string) string { return cmp.Or(clerk, "视为受理") }

// bounces declares the ledger of bad receipts (受理质量): what departments returned to the windows, and why. A clerk reads it for his
// place, to learn from it.
func (s *Service) bounces() listing.Ledger[badReceipt] {
	text := listing.Words[badReceipt]
	fault := door.Fields(form.Of(faults), nil, nil)[0]
	fault.Example = "全部差错"
	l := listing.Ledger[badReceipt]{
		Name: "bounces", Path: bouncesPath, Title: "受理质量", Roles: bounceReaders, Of: door.OfPeople,
		Filters: append([]listing.Filter{listing.TextFilter(s.House, "事项或申请人"), {Field: fault, Is: "b.reason"}, listing.PlaceFilter(s.House)},
			listing.DayFilters("退回日期", "b.day")...),
		Scope:  func(w *db.Where, v people.Visitor) { flow.Scope(w, v.Actor, bounceReaders...) },
		Select: badReceiptColumns, From: badReceiptFrom, Order: []string{"b.day", "b.case_id", "b.seq"},
		Key:   func(b badReceipt) []int64 { return []int64{int64(b.Back), b.ID, b.BackSeq} },
		Case:  func(b badReceipt) flow.Case { return b.Case },
		Empty: page.Empty{Title: "没有退回的", Text: "部门退回窗口的办件，会连同差错原因记在这里。"},
		Columns: []listing.Column[badReceipt]{
			{Name: "退回日期", Key: "day", Plain: true,
				Cell:  func(b badReceipt) page.Cell { return page.Cell{Text: b.Back.Words()} },
				Value: func(b badReceipt) any { return b.Back.String() }},
			{Name: "办件编号", Key: "number", Width: 28, Value: func(b badReceipt) any { return flow.Grouped(b.Number()) }},
			{Name: "事项", Key: "title", Main: true, Width: 40,
				Cell:  func(b badReceipt) page.Cell { return s.House.CaseCell(b.Case) },
				Value: func(b badReceipt) any { return s.House.Named(b.Case) }},
			text("差错", "fault", 20, func(b badReceipt) string { return faults.Show(b.Reason) }),
			text("受理人", "clerk", 12, func(b badReceipt) string { return accepter(b.Clerk) }),
			text("地点", "place", 16, func(b badReceipt) string { return s.Regions.Name(b.Region) }),
			{Name: "部门", Key: "dept", Width: 24, Value: func(b badReceipt) any { return s.Catalog.DeptName(b.Dept) }},
		},
	}
	l.Around = func(ctx context.Context, c door.Call, p *door.Screen) error {
		w, err := l.Where(ctx, c)
		if err != nil {
			return err
		}
		sums, err := badReceiptsByClerk(ctx, s.DB, w)
		if err != nil || len(sums) == 0 {
			return err
		}
		t := page.Table{Caption: "按受理人", Flat: true, Heads: []page.Head{{Label: "受理人", Main: true},
			{Label: "退回", Num: true}}}
		for _, one := range sums {
			t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: accepter(one.Name)}, {Text: page.Num(one.N)}}})
		}
		p.Blocks = append([]door.Block{{Title: "按受理人", Table: t}}, p.Blocks...)
		return nil
	}
	return l
}
