package visit

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	oversee, staff := s.People.Roles(overseers...), s.People.Roles(people.Caller, people.Officer, people.Supervisor, people.Leader, people.Window)
	return door.Service{
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Rules: s.rules(), Daily: s.Daily,
		Routes: []web.Route{
			{Method: "GET", Path: path, Access: staff, Title: "回访台账", Handle: s.ledger},
			{Method: "GET", Path: path + ".xlsx", Access: staff, Long: true, Title: "回访台账导出", Handle: s.ledgerSheet},
			{Method: "POST", Path: path + "/draw", Access: oversee, Title: "随机分派回访", Handle: s.drawNow},
			{Method: "GET", Path: path + "/draws", Access: oversee, Title: "随机分派记录", Handle: s.draws},
			{Method: "GET", Path: path + "/results", Access: oversee, Title: "回访结果", Handle: s.result},
			{Method: "GET", Path: path + "/results.xlsx", Access: oversee, Long: true, Title: "回访结果导出", Handle: s.resultSheet},
			{Method: "GET", Path: path + "/{number}", Access: staff, Title: "打电话回访", Handle: s.call},
			{Method: "POST", Path: path + "/{number}", Access: staff, Title: "查看回访电话", Handle: s.phone},
		},
		Staff:    []door.Entry{{Href: path, Label: "回访", Icon: "phone", Group: "专项", Roles: []people.Role{people.Caller, people.Officer, people.Supervisor, people.Leader}, Count: s.count}},
		Sections: s.sections, Links: s.links, Facts: s.facts,
	}
}

func (s *Service) ledger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "回访台账", page.Link{Label: "回访台账"})
	if err != nil {
		return err
	}
	d := ledgerData{Frame: frame}
	if v.Actor.Has(overseers...) {
		d.Results = path + "/results"
		d.Draw = page.Form{ID: "draw", Action: path + "/draw", Submit: page.Act{Label: "随机分派等待的回访", Kind: "quiet", Confirm: "分派以后马上通知回访的人。确定现在分派吗？"}}
		list, err := lastDraws(r.Context(), s.DB, 1)
		if err != nil {
			return err
		}
		d.Drawn = "每月第一个工作日自动分派一次。"
		if len(list) > 0 {
			d.Drawn += fmt.Sprintf("上一次是 %s，分派了 %d 件。", door.Clock(list[0].At), list[0].N)
		}
	}
	if err := s.fillLedger(r.Context(), &d, v.Actor, door.Narrowed(path, r.URL.Query())); err != nil {
		return err
	}
	return door.Write(w, ledgerPage, &d)
}

func (s *Service) ledgerSheet(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	book, err := sheet.NewWriter("回访台账", ledgerHead, 28, 40, 14, 24, 30, 14, 12, 14, 12, 12, 14, 14, 60, 14)
	if err != nil {
		return err
	}
	for l, err := range eachLine(ctx, s.DB, s.scope(door.Narrowed(path, r.URL.Query()), v.Actor, false)) {
		if err != nil {
			return err
		}
		row, err := s.ledgerRow(ctx, l, v.Actor)
		if err != nil {
			return err
		}
		if err := book.Row(row...); err != nil {
			return err
		}
	}
	return s.House.Export(w, r, door.OfPeople, "回访台账", book, s.House.Chosen(s.filters(door.Narrowed(path, r.URL.Query())))...)
}

func (s *Service) drawNow(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Draw(r.Context(), people.VisitorOf(r.Context()).Actor)
	if err != nil {
		return err
	}
	if d.N == 0 {
		s.House.Say(w, "act", "现在没有可以分派的回访。")
	} else {
		s.House.Say(w, "done", fmt.Sprintf("已随机分派 %d 件，随机数和名单记在“分派记录”里，可以重算。", d.N))
	}
	return web.See(w, r, path)
}

type drawsData struct {
	page.Frame
	Table page.Table
}

var drawsPage = page.New[drawsData](page.Desk, files, "draws.html")

// draws lists the draws, each drawn again as the page is made.
func (s *Service) draws(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.House.Desk(w, r, "分派记录", page.Link{Href: path, Label: "回访台账"}, page.Link{Label: "分派记录"})
	if err != nil {
		return err
	}
	list, err := lastDraws(r.Context(), s.DB, 24)
	if err != nil {
		return err
	}
	d := drawsData{Frame: frame, Table: page.Table{Caption: "随机分派，最近的在前", Heads: []page.Head{{Label: "时间", Main: true}, {Label: "分派人"}, {Label: "件数", Num: true}, {Label: "随机数"}, {Label: "重算", Plain: true}},
		Empty: page.Empty{Title: "还没有分派过", Text: "每月第一个工作日自动分派。"}}}
	for _, one := range list {
		wrong, err := s.Redraw(r.Context(), one.ID)
		if err != nil {
			return err
		}
		again := page.Tag{Label: "一致", Kind: "ok"}
		if wrong != nil {
			again = page.Tag{Label: fmt.Sprintf("第 %d 件不一致", wrong.No), Kind: "act"}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{{Text: door.Clock(one.At)}, {Text: one.DrawnBy}, {Text: page.Num(one.N)}, {Text: one.Seed}, {Tags: []page.Tag{again}}}})
	}
	return door.Write(w, drawsPage, &d)
}

func asked(r *http.Request) (door.Narrow, string) {
	by := r.URL.Query().Get("by")
	if !slices.ContainsFunc(ways, func(w struct{ code, name, head string }) bool { return w.code == by }) {
		by = ways[0].code
	}
	return door.Narrowed(path+"/results", r.URL.Query(), "by"), by
}

func (s *Service) result(w http.ResponseWriter, r *http.Request) error {
	frame, err := s.House.Desk(w, r, "回访结果", page.Link{Href: path, Label: "回访台账"}, page.Link{Label: "回访结果"})
	if err != nil {
		return err
	}
	d := resultData{Frame: frame}
	n, by := asked(r)
	if err := s.fillResults(r.Context(), &d, people.VisitorOf(r.Context()).Actor, n, by); err != nil {
		return err
	}
	return door.Write(w, resultPage, &d)
}

func (s *Service) resultSheet(w http.ResponseWriter, r *http.Request) error {
	n, by := asked(r)
	list, all, err := s.results(r.Context(), people.VisitorOf(r.Context()).Actor, n, by)
	if err != nil {
		return err
	}
	book, err := sheet.NewWriter("回访结果", resultHead, 40, 40, 10, 10, 10, 10, 20, 12, 12, 12)
	if err != nil {
		return err
	}
	all.Name = "合计"
	for _, f := range append(list, all) {
		if err := book.Row(f.row()...); err != nil {
			return err
		}
	}
	return s.House.Export(w, r, door.OfFigures, "回访结果", book)
}

// count is the figure in the menu: the visits that wait for the visitor.
func (s *Service) count(ctx context.Context, v people.Visitor) (int64, error) {
	return s.Engine.Waiting(ctx, v.Actor, flow.Filter{Kind: Kind})
}

type callData struct {
	page.Frame
	Name, Number string
	Facts        page.List
	Phone        string
	Reveal       page.Form
	Say, End     []string // before the questions, and behind them
	Done, Try    page.Form
	TryWhy       string
}

var callPage = page.New[callData](page.Desk, files, "call.html")

// own is the visit in the path, as the one who makes it sees it: who may end it, too.
func (s *Service) own(r *http.Request) (flow.View, Visit, error) {
	ctx := r.Context()
	who := people.VisitorOf(ctx).Actor
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err != nil {
		return flow.View{}, Visit{}, err
	}
	c, err := s.Engine.View(ctx, who, k.ID)
	if err != nil {
		return c, Visit{}, err
	}
	v, err := s.Load(ctx, s.DB, k.ID)
	if err != nil {
		return c, v, err
	}
	if v.Caller != who.ID || k.ClosedAt != 0 {
		return c, v, fail.Forbidden("这件不由您回访，或已经回访完")
	}
	if o := door.Offered(c, "done"); !o.May {
		return c, v, fail.Forbidden("%s", door.NotNow(o))
	}
	return c, v, nil
}

func (s *Service) call(w http.ResponseWriter, r *http.Request) error {
	c, v, err := s.own(r)
	if err != nil {
		return err
	}
	return s.showCall(w, r, c, v, "")
}

// phone shows the number to the one who makes the visit. The look is logged.
func (s *Service) phone(w http.ResponseWriter, r *http.Request) error {
	c, v, err := s.own(r)
	if err != nil {
		return err
	}
	about, err := s.Engine.Find(r.Context(), s.DB, v.About)
	if err != nil {
		return err
	}
	if about.Applicant == 0 {
		return s.showCall(w, r, c, v, "没有留电话")
	}
	number := ""
	err = s.People.Show(r.Context(), people.VisitorOf(r.Context()), c.Case.Number(), "打电话回访", func(tx *db.DB) (_ []string, err error) {
		phone, proven, err := s.People.ShownPhoneIn(r.Context(), tx, about.ID, about.Applicant)
		if number = phone; phone != "" && !proven {
			number += "（未核验，先问清接电话的是不是本人）"
		}
		return nil, err
	})
	if err != nil {
		return err
	}
	return s.showCall(w, r, c, v, cmp.Or(number, "没有留电话"))
}

func (s *Service) showCall(w http.ResponseWriter, r *http.Request, c flow.View, v Visit, number string) error {
	ctx := r.Context()
	frame, err := s.House.Desk(w, r, "打电话回访", page.Link{Href: path, Label: "回访台账"}, page.Link{Label: flow.Grouped(c.Case.Number())})
	if err != nil {
		return err
	}
	about, err := s.Engine.Find(ctx, s.DB, v.About)
	if err != nil {
		return err
	}
	t, _ := s.Engine.Table(about.Kind)
	state, _ := t.State(about.State)
	d := callData{Frame: frame, Name: about.Title, Number: flow.Grouped(c.Case.Number()), Phone: number, Facts: page.List{Wide: true, Items: []page.Term{
		{Label: "当事人", Value: form.MaskName(about.Party), Strong: true}, {Label: "原来的编号", Value: flow.Grouped(about.Number())}, {Label: "哪里办的", Value: s.Regions.Name(about.Region), Note: s.Catalog.DeptName(about.Dept)},
		{Label: "结果", Value: state.Name, Note: door.Clock(about.ClosedAt)}, {Label: "时限", Value: s.House.Lamp(c.Case).Words},
	}}}
	d.Reveal = page.Form{ID: "reveal", Action: path + "/" + c.Case.Number(), Submit: page.Act{Label: "显示电话", Kind: "quiet", Icon: "phone"}}
	list, err := questions(ctx, s.DB, v.AboutKind, calendar.DayOf(s.Now()))
	if err != nil {
		return err
	}
	asked := false
	for _, q := range list {
		switch {
		case q.Code != "":
			asked = true
		case asked:
			d.End = append(d.End, q.Text)
		default:
			d.Say = append(d.Say, q.Text)
		}
	}
	do := "/desk/cases/" + c.Case.Number() + "/do/"
	if o := door.Offered(c, "done"); o.May {
		d.Done = s.House.Deed(c, o, do+"done", nil, nil)
		d.Done.ID, d.Done.Submit.Key = "do-done", "Ctrl+Enter"
	}
	o := door.Offered(c, "try")
	if d.TryWhy = o.Why; o.May {
		d.Try = s.House.Deed(c, o, do+"try", nil, nil)
		d.Try.ID, d.Try.Submit.Kind = "do-try", "quiet"
		for i := range d.Try.Fields {
			d.Try.Fields[i].ID = "f-try-" + d.Try.Fields[i].Name
		}
	}
	return door.Write(w, callPage, &d)
}
