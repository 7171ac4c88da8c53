package application

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// The ledger of bad receipts (受理质量): what departments returned to the windows, and why, counted for
// the clerk who accepted it. A clerk reads it for his place, to learn from it.

const bouncesPath = "/desk/bounces"

var bounceReaders = []people.Role{people.Supervisor, people.Leader, people.Window}

type bouncesData struct {
	page.Frame
	Sheet   string
	Filters page.Filters
	Clerks  page.Table
	Table   page.Table
}

var bouncesPage = page.New[bouncesData](page.Desk, files, "bounces.html")

func (s *Service) bounceRoutes() []web.Route {
	read := s.People.Roles(bounceReaders...)
	return []web.Route{
		{Method: "GET", Path: bouncesPath, Access: read, Title: "受理质量", Handle: s.bounces},
		{Method: "GET", Path: bouncesPath + ".xlsx", Access: read, Long: true, Title: "受理质量导出", Handle: s.bouncesSheet},
	}
}

// bouncesMost is how many lines the page shows; the workbook has all.
const bouncesMost = 200

func (s *Service) bouncesScope(n door.Narrow, who people.Actor) *db.Where {
	from, to := n.From, n.To
	n.From, n.To = 0, 0 // here the days are those of the return
	w := n.Where(s.Engine, who, false, bounceReaders...)
	if from != 0 {
		w.And("b.day >= ?", from)
	}
	if to != 0 {
		w.And("b.day <= ?", to)
	}
	if fault := n.Get("fault"); fault != "" {
		w.And("b.reason = ?", fault)
	}
	return w
}

func (s *Service) bounces(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.House.Desk(w, r, "受理质量", page.Link{Label: "受理质量"})
	if err != nil {
		return err
	}
	who, n := people.VisitorOf(r.Context()).Actor, door.Narrowed(bouncesPath, r.URL.Query(), "fault")
	d := bouncesData{Frame: frame, Sheet: n.Sheet()}
	d.Filters = s.bouncesFilters(n)
	if d.Clerks, err = s.bouncesByClerk(r.Context(), s.bouncesScope(n, who)); err != nil {
		return err
	}
	d.Table = page.Table{
		Caption: "退回窗口的办件，最近的在前", Heads: []page.Head{{Label: "退回日期", Plain: true}, {Label: "事项和编号", Main: true}, {Label: "差错"}, {Label: "受理人"}, {Label: "地点"}},
		Empty: n.Empty("没有退回的", "部门退回窗口的办件，会连同差错原因记在这里。"),
	}
	for b, err := range bouncedLines(r.Context(), s.DB, s.bouncesScope(n, who)) {
		if err != nil {
			return err
		}
		if len(d.Table.Rows) == bouncesMost {
			break
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: b.Back.Words()}, {Text: b.Title, Href: "/desk/cases/" + b.Number(), Small: flow.Grouped(b.Number())},
			{Text: faultWords(b.Reason)}, {Text: cmp.Or(b.Clerk, "视为受理")}, {Text: s.Regions.Name(b.Region)},
		}})
	}
	return door.Write(w, bouncesPage, &d)
}

// bouncesByClerk counts the same lines by clerk, the most first.
func (s *Service) bouncesByClerk(ctx context.Context, w *db.Where) (page.Table, error) {
	t := page.Table{Caption: "按受理人", Flat: true, Heads: []page.Head{{Label: "受理人", Main: true}, {Label: "退回", Num: true}}}
	sums, err := bouncedSums(ctx, s.DB, w)
	var names []string
	for name := range sums {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(sums[b] - sums[a]) })
	for _, name := range names {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: cmp.Or(name, "视为受理")}, {Text: page.Num(sums[name])}}})
	}
	return t, err
}

func (s *Service) bouncesFilters(n door.Narrow) page.Filters {
	return n.Filters("事项或申请人", "退回日期", s.Regions.Children(s.City), nil, page.Field{Type: "choice", Name: "fault", Label: "差错", Example: "全部差错", Options: faultChoices()})
}

func faultChoices() []page.Option {
	var list []page.Option
	for _, f := range course.Faults {
		list = append(list, page.Option{Value: f.Value, Label: f.Label})
	}
	return list
}

func faultWords(code string) string {
	i := slices.IndexFunc(course.Faults, func(o form.Option) bool { return o.Value == code })
	if i < 0 {
		return code
	}
	return course.Faults[i].Label
}

func (s *Service) bouncesSheet(w http.ResponseWriter, r *http.Request) error {
	who, n := people.VisitorOf(r.Context()).Actor, door.Narrowed(bouncesPath, r.URL.Query(), "fault")
	book, err := sheet.NewWriter("受理质量", []string{"退回日期", "办件编号", "事项", "差错", "受理人", "地点", "部门"}, 14, 28, 40, 20, 12, 16, 24)
	if err != nil {
		return err
	}
	for b, err := range bouncedLines(r.Context(), s.DB, s.bouncesScope(n, who)) {
		if err != nil {
			return err
		}
		if err := book.Row(b.Back.String(), flow.Grouped(b.Number()), b.Title, faultWords(b.Reason), b.Clerk, s.Regions.Name(b.Region), s.Catalog.DeptName(b.Dept)); err != nil {
			return err
		}
	}
	return s.House.Export(w, r, door.OfPeople, "受理质量", book, s.House.Chosen(s.bouncesFilters(n))...)
}
