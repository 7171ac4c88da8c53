package supervision

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	supervise, keep := s.People.Roles(people.Supervisor, people.Leader), s.People.Roles(keepers...)
	return door.Service{
		Table: s.table(), Schema: Schema(), Seed: door.Seed(seeds), Rules: s.rules(), Daily: s.daily,
		Routes: []web.Route{
			{Method: "GET", Path: ledgerPath, Access: keep, Title: "督办台账", Handle: s.ledger},
			{Method: "GET", Path: ledgerPath + ".xlsx", Access: keep, Long: true, Title: "督办台账导出", Handle: s.ledgerSheet},
			{Method: "GET", Path: ledgerPath + "/new", Access: supervise, Title: "发督办单", Handle: s.write},
			{Method: "POST", Path: ledgerPath + "/new", Access: supervise, Title: "签发督办单", Handle: s.written},
			{Method: "GET", Path: vacantPath, Access: s.People.Roles(door.Caretakers...), Title: "空缺岗位", Handle: s.vacant},
		},
		Staff: []door.Entry{
			{Href: ledgerPath, Label: "督办", Icon: "bell", Group: "专项", Roles: keepers, Count: s.count},
			{Href: vacantPath, Label: "空缺岗位", Icon: "user", Group: "查看", Roles: door.Caretakers},
		},
		Sections: s.sections, Links: s.links, Facts: s.facts,
	}
}

func asked(r *http.Request) door.Narrow { return door.Narrowed(ledgerPath, r.URL.Query(), "level") }

func (s *Service) ledger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	frame, err := s.House.Desk(w, r, "督办台账", page.Link{Label: "督办台账"})
	if err != nil {
		return err
	}
	d := ledgerData{Frame: frame}
	if v.Actor.Has(people.Supervisor) {
		d.Rules = s.rules()[0].Path()
	}
	if err := s.fillLedger(r.Context(), &d, v.Actor, asked(r)); err != nil {
		return err
	}
	return door.Write(w, ledgerPage, &d)
}

func (s *Service) ledgerSheet(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	ladder, err := allLevels(ctx, s.DB)
	if err != nil {
		return err
	}
	book, err := sheet.NewWriter("督办台账", ledgerHead, 28, 10, 40, 28, 14, 24, 50, 40, 28, 18, 10, 50, 20, 40, 24, 18, 10)
	if err != nil {
		return err
	}
	for l, err := range eachLine(ctx, s.DB, s.scope(asked(r), v.Actor, false)) {
		if err != nil {
			return err
		}
		row, err := s.ledgerRow(ctx, l, ladder, v.Actor)
		if err != nil {
			return err
		}
		if err := book.Row(row...); err != nil {
			return err
		}
	}
	return s.House.Export(w, r, door.OfPeople, "督办台账", book, s.House.Chosen(s.filters(asked(r), ladder))...)
}

// vacant lists the posts that nobody holds and for which something waits; of one of them, what waits.
func (s *Service) vacant(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), people.VisitorOf(r.Context()).Actor
	list, err := s.vacancies(ctx, who)
	if err != nil {
		return err
	}
	d := vacantData{Table: s.vacantDesks(list), Lead: "这些岗位有事在等，但没有人担任。请系统管理员登记人员、安全管理员授予岗位；有人以后自动从这里消失。"}
	title, crumbs := "空缺岗位", []page.Link{{Label: "空缺岗位"}}
	if i := slices.IndexFunc(list, func(v door.Vacancy) bool { return deskKey(v) == r.URL.Query().Get("desk") }); i >= 0 {
		title = s.House.Holder(list[i].Turn())
		crumbs = []page.Link{{Href: vacantPath, Label: "空缺岗位"}, {Label: title}}
		d.Lead = fmt.Sprintf("岗位空缺，%s 件待办。", page.Num(list[i].N))
		d.Back = page.Link{Href: vacantPath, Label: "全部空缺岗位"}
		if d.Table, err = s.vacantTurns(ctx, list[i], who); err != nil {
			return err
		}
	}
	if d.Frame, err = s.House.Desk(w, r, title, crumbs...); err != nil {
		return err
	}
	return door.Write(w, vacantPage, &d)
}

type writeData struct {
	page.Frame
	About page.List
	Form  page.Form
}

var writePage = page.New[writeData](page.Desk, files, "write.html")

// about is the case that an order is to be written about, as the visitor sees it.
func (s *Service) about(r *http.Request, number string) (flow.View, error) {
	k, err := s.Engine.ByNumber(r.Context(), number)
	if err != nil {
		return flow.View{}, err
	}
	return s.Engine.View(r.Context(), people.VisitorOf(r.Context()).Actor, k.ID)
}

func (s *Service) write(w http.ResponseWriter, r *http.Request) error {
	c, err := s.about(r, r.URL.Query().Get("case"))
	if err != nil {
		return err
	}
	return s.showWrite(w, r, c, nil, nil)
}

func (s *Service) showWrite(w http.ResponseWriter, r *http.Request, c flow.View, in form.Values, wrong error) error {
	k := c.Case
	frame, err := s.House.Desk(w, r, "发督办单", page.Link{Href: "/desk/cases/" + k.Number(), Label: flow.Grouped(k.Number())}, page.Link{Label: "发督办单"})
	if err != nil {
		return err
	}
	d := writeData{Frame: frame, About: page.List{Wide: true, Items: []page.Term{
		{Label: "督办的事", Value: k.Title, Strong: true}, {Label: "编号", Value: flow.Grouped(k.Number())},
		{Label: "申请人", Value: s.Engine.Called(k)}, {Label: "现在", Value: c.State.Name}, {Label: "交办", Value: s.to(k, deskOf(k, c.Turns))},
	}}}
	if l := s.House.Lamp(k); l.Words != "" {
		d.About.Items = append(d.About.Items, page.Term{Label: "时限", Value: l.Words})
	}
	if d.Form, err = s.issueForm(r.Context(), k, in, wrong); err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, writePage, &d)
}

func (s *Service) written(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	c, err := s.about(r, posted["case"])
	if err != nil {
		return err
	}
	if c.Case.Kind == Kind {
		return fail.Conflict("督办单不能再督办，可以升级它")
	}
	in := form.Values{"level": posted["level"], "issue": posted["issue"], "need": posted["need"]}
	done, err := s.Raise(r.Context(), people.VisitorOf(r.Context()).Actor, c, in)
	if err != nil && door.Mended(err) {
		return s.showWrite(w, r, c, in, err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "督办单已发出，已通知"+s.to(c.Case, deskOf(c.Case, c.Turns))+"。")
	return web.See(w, r, "/desk/cases/"+done.Case.Number())
}

// Raise issues an order by hand about a case as somebody sees it. Where one of a lower level has just gone out, by itself or by
// another's hand, that is raised: a case has one open order.
func (s *Service) Raise(ctx context.Context, by people.Actor, c flow.View, in form.Values) (done *flow.Change, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if err := s.Engine.Hold(ctx, tx, c.Case.ID); err != nil {
			return err
		}
		o, open, err := openAbout(ctx, tx, c.Case.ID)
		if err != nil {
			return err
		}
		if level, _ := strconv.ParseInt(in["level"], 10, 64); open && o.Level < level {
			done, err = s.Engine.Fire(ctx, tx, by, flow.Move{Case: o.CaseID, Event: "raise", Data: level, Input: form.Values{"reason": in["issue"] + "。" + in["need"]}})
			return err
		}
		k, err := s.Engine.Find(ctx, tx, c.Case.ID) // not as the visitor sees it, who may see it under a veil
		if err != nil {
			return err
		}
		done, err = s.send(ctx, tx, by, draft{k, "", deskOf(k, c.Turns)}, in)
		return err
	})
	return done, err
}
