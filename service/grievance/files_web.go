package grievance

import (
	"context"
	"net/http"
	"strings"

	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// The ledgers of consultations and of accountability files.

// veil hides from whom a matter of a ledger concerns who told it: what was found and decided may speak of him.
func (s *Service) veil(ctx context.Context, id int64, who people.Actor) (*form.Veil, error) {
	k, err := s.Engine.Find(ctx, s.DB, id)
	if err != nil {
		return nil, err
	}
	return s.House.Veil(ctx, s.DB, k, who)
}

func (s *Service) meetingLedger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	a := read(r.URL.Query(), v.Actor)
	p := &ledgerData{Heading: "会商台账", Tabs: ledgerTabs("/desk/grievances/meetings", v), Filters: s.filters("/desk/grievances/meetings", a), Sheet: a.href("/desk/grievances/meetings.xlsx")}
	var err error
	if p.Frame, err = s.House.Desk(w, r, p.Heading); err != nil {
		return err
	}
	p.Table = page.Table{Caption: "会商，最近的在前", Heads: []page.Head{{Label: "召集", Plain: true}, {Label: "事项、编号和决定", Main: true}, {Label: "参加部门"}, {Label: "牵头"}},
		Empty: page.Empty{Title: "没有会商", Text: "判为“很难办”的事由专席召集会商。"}}
	for m, err := range eachMeeting(r.Context(), s.DB, a) {
		if err != nil {
			return err
		}
		if len(p.Table.Rows) == filesMost {
			p.Pager.More = true
			break
		}
		veil, err := s.veil(r.Context(), m.CaseID, v.Actor)
		if err != nil {
			return err
		}
		number := flow.Case{ID: m.CaseID, Region: m.Region}.Number()
		what := page.Cell{Text: m.Title, Href: "/desk/cases/" + number, Small: flow.Grouped(number) + "　决定：" + m.Decision}
		if m.DecidedAt == 0 {
			what.Small, what.Tags = flow.Grouped(number), []page.Tag{{Label: "还没有决定", Kind: "act"}}
		}
		p.Table.Rows = append(p.Table.Rows, form.Under(veil, page.Row{Cells: []page.Cell{{Text: m.CalledDay.Words(), Small: m.CalledBy}, what,
			{Text: s.deptNames(m.Depts), Small: m.Experts}, {Text: s.Catalog.DeptName(m.Lead)}}}))
	}
	p.Pager.Total, p.Pager.Unit = len(p.Table.Rows), "次"
	return door.Write(w, ledgerPage, p)
}

// filesMost is how many rows the shorter ledgers show; the workbook has all.
const filesMost = 200

func (s *Service) deptNames(codes string) string {
	var names []string
	for _, c := range words(codes) {
		names = append(names, s.Catalog.DeptName(c))
	}
	return strings.Join(names, "、")
}

func (s *Service) meetingSheet(w http.ResponseWriter, r *http.Request) error {
	book, err := sheet.NewWriter("会商台账", []string{"编号", "事项", "第几次", "召集日期", "召集人", "会商日期", "地点", "参加部门", "专家", "会商情况", "决定", "牵头单位", "任务分工"}, 26, 36, 8, 14, 10, 14, 24, 40, 20, 40, 40, 20, 50)
	if err != nil {
		return err
	}
	who := people.VisitorOf(r.Context()).Actor
	for m, err := range eachMeeting(r.Context(), s.DB, read(r.URL.Query(), who)) {
		if err != nil {
			return err
		}
		veil, err := s.veil(r.Context(), m.CaseID, who)
		if err != nil {
			return err
		}
		var tasks []Task
		if err := decode(m.Tasks, &tasks); err != nil {
			return err
		}
		var lines []string
		for _, t := range tasks {
			lines = append(lines, t.Who+"："+t.What+"（"+t.By.String()+"）")
		}
		if err := book.Row(form.Under(veil, []any{flow.Grouped(flow.Case{ID: m.CaseID, Region: m.Region}.Number()), m.Title, m.No, m.CalledDay.String(), m.CalledBy, m.HeldAt, m.Place, s.deptNames(m.Depts), m.Experts, m.Minutes, m.Decision, s.Catalog.DeptName(m.Lead), strings.Join(lines, "；")})...); err != nil {
			return err
		}
	}
	by, err := s.chosen(r, "/desk/grievances/meetings", read(r.URL.Query(), who))
	if err != nil {
		return err
	}
	return s.House.Export(w, r, door.OfPeople, "会商台账", book, by...)
}

var findings = dutyForm.Fields[0].Options

func waysOf(list string) string {
	f := form.Field{Type: form.Choices, Options: Ways}
	return f.Show(list)
}

func (s *Service) dutyLedger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	a := read(r.URL.Query(), v.Actor)
	p := &ledgerData{Heading: "问责台账", Tabs: ledgerTabs("/desk/grievances/duties", v), Filters: s.filters("/desk/grievances/duties", a), Sheet: a.href("/desk/grievances/duties.xlsx")}
	var err error
	if p.Frame, err = s.House.Desk(w, r, p.Heading); err != nil {
		return err
	}
	p.Table = page.Table{Caption: "问责档案，最近的在前", Heads: []page.Head{{Label: "建档", Plain: true}, {Label: "事项、编号和结论", Main: true}, {Label: "部门"}, {Label: "责任人"}, {Label: "处理"}},
		Empty: page.Empty{Title: "没有问责档案", Text: "判为“不给办”的事会建档。"}}
	for d, err := range eachDuty(r.Context(), s.DB, a) {
		if err != nil {
			return err
		}
		if len(p.Table.Rows) == filesMost {
			p.Pager.More = true
			break
		}
		veil, err := s.veil(r.Context(), d.CaseID, v.Actor)
		if err != nil {
			return err
		}
		number := flow.Case{ID: d.CaseID, Region: d.Region}.Number()
		what := page.Cell{Text: d.Title, Href: "/desk/cases/" + number, Small: flow.Grouped(number) + "　" + label(findings, d.Finding) + "。" + d.Result}
		if d.ClosedDay == 0 {
			what.Small, what.Tags = flow.Grouped(number), []page.Tag{{Label: "还没有结论", Kind: "act"}}
		}
		p.Table.Rows = append(p.Table.Rows, form.Under(veil, page.Row{Cells: []page.Cell{{Text: d.OpenedDay.Words()}, what,
			{Text: s.Catalog.DeptName(d.Dept)}, {Text: d.Person}, {Text: waysOf(d.Ways), Small: d.ClosedBy}}}))
	}
	p.Pager.Total, p.Pager.Unit = len(p.Table.Rows), "份"
	return door.Write(w, ledgerPage, p)
}

func (s *Service) dutySheet(w http.ResponseWriter, r *http.Request) error {
	book, err := sheet.NewWriter("问责台账", []string{"编号", "事项", "建档日期", "部门", "原因说明", "责任人", "是否属实", "处理方式", "结论", "结论人", "结论日期"}, 26, 36, 14, 20, 40, 16, 10, 24, 40, 10, 14)
	if err != nil {
		return err
	}
	who := people.VisitorOf(r.Context()).Actor
	for d, err := range eachDuty(r.Context(), s.DB, read(r.URL.Query(), who)) {
		if err != nil {
			return err
		}
		veil, err := s.veil(r.Context(), d.CaseID, who)
		if err != nil {
			return err
		}
		if err := book.Row(form.Under(veil, []any{flow.Grouped(flow.Case{ID: d.CaseID, Region: d.Region}.Number()), d.Title, d.OpenedDay.String(), s.Catalog.DeptName(d.Dept), d.Statement, d.Person, label(findings, d.Finding), waysOf(d.Ways), d.Result, d.ClosedBy, dayValue(d.ClosedDay)})...); err != nil {
			return err
		}
	}
	by, err := s.chosen(r, "/desk/grievances/duties", read(r.URL.Query(), who))
	if err != nil {
		return err
	}
	return s.House.Export(w, r, door.OfPeople, "问责台账", book, by...)
}
