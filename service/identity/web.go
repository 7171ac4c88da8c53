package identity

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

//go:embed seed
var seeds embed.FS

const path = "/desk/persons"

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	access := s.People.Roles(at...)
	return door.Service{
		Table: s.table(), Seed: door.Seed(seeds), Rules: people.Rules(), Sections: s.sections,
		Routes: []web.Route{
			{Method: "GET", Path: path, Access: access, Title: "身份登记", Handle: s.start},
			{Method: "POST", Path: path, Access: access, Title: "按证件查登记", Handle: s.look},
			{Method: "POST", Path: path + "/propose", Access: access, Title: "提出登记更正", Handle: s.post},
		},
		Staff: []door.Entry{{Href: path, Label: "身份登记", Icon: "user", Group: "窗口", Roles: at}},
	}
}

type data struct {
	page.Frame
	Look   page.Form
	Found  page.List
	Past   page.Table
	Agents page.Table
	Change page.Form
}

var template = page.New[data](page.Desk, files, "identity.html")

// lookForm is by what a record is found.
var lookForm = form.Of(
	form.Field{Name: "party", Label: "谁", Type: form.Choice, Required: true, Options: form.Pairs("person", "个人", "firm", "企业或单位")},
	form.DocumentKind("id_kind", "party=person"),
	form.Field{Name: "id_no", Label: "证件号或统一社会信用代码", Type: form.Text, Required: true, Max: 30},
	form.Field{Name: "name", Label: "姓名或单位名称", Type: form.Text, Max: 100, Hint: "和证件上的一样；没有登记过的就照这个登记"},
)

func identityIn(in form.Values) people.Identity {
	return people.Identity{Firm: in["party"] == "firm", Name: in["name"], Kind: check.Kind(in["id_kind"]), IDNo: in["id_no"]}
}

func (s *Service) start(w http.ResponseWriter, r *http.Request) error {
	return s.draw(w, r, form.Values{"party": "person"}, nil, nil, nil)
}

// look finds who is meant; the look is logged.
func (s *Service) look(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := lookForm.Check(form.Values(posted))
	var p people.Person
	if err == nil {
		p, err = s.find(r.Context(), in)
	}
	if door.Mended(err) {
		return s.draw(w, r, form.Values(posted), nil, nil, err)
	}
	if err != nil {
		return err
	}
	return s.draw(w, r, in, &p, nil, nil)
}

// find is the office's record of a number, under the name if one is given; who is not known yet is entered, as the
// document says.
func (s *Service) find(ctx context.Context, in form.Values) (people.Person, error) {
	v := people.VisitorOf(ctx)
	i := identityIn(in)
	list, err := s.People.FindByID(ctx, i)
	if err != nil {
		return people.Person{}, err
	}
	if err := s.People.Note(ctx, v, "按证件号查登记", form.MaskIDNo(check.Plain(i.IDNo)), "登记更正"); err != nil {
		return people.Person{}, err
	}
	var p people.Person
	for _, one := range list {
		if one.Seen && (p.ID == 0 || check.Name(one.Name) == check.Name(i.Name)) {
			p = one
		}
	}
	if p.ID != 0 {
		return p, nil
	}
	if i.Name == "" {
		return p, fail.Invalid("没有登记过", fail.Field{Name: "name", Message: "这个证件号没有登记过；要登记，请照证件填写姓名"})
	}
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		p, _, err = s.People.Meet(ctx, tx, i)
		return err
	})
	return p, err
}

// draw shows the page: the look-up, and what was found with the form of a change.
func (s *Service) draw(w http.ResponseWriter, r *http.Request, look form.Values, p *people.Person, change form.Values, wrong error) error {
	frame, err := s.House.Desk(w, r, "身份登记", page.Link{Label: "身份登记"})
	if err != nil {
		return err
	}
	d := data{Frame: frame}
	bad := wrong
	if p != nil {
		bad = nil
	}
	d.Look = page.Form{ID: "look", Action: path, Error: door.Summary(bad), Fields: door.Fields(lookForm, look, bad), Submit: page.Act{Label: "查登记", Kind: "quiet"}}
	if p != nil {
		if err := s.found(r.Context(), &d, *p); err != nil {
			return err
		}
		d.Change = page.Form{ID: "change", Action: path + "/propose", Error: door.Summary(wrong), Fields: door.Fields(changeForm, change, wrong), Submit: page.Act{Label: "提交，等另一人复核"}}
		d.Change.Fields = append(d.Change.Fields, page.Field{Type: "hidden", Name: "person", Value: number(p.ID)})
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, template, &d)
}

// found tells of a record what must be compared with the document in hand.
func (s *Service) found(ctx context.Context, d *data, p people.Person) error {
	known, err := s.People.Open(ctx, s.DB, p)
	if err != nil {
		return err
	}
	label := "姓名"
	if p.Firm {
		label = "名称"
	}
	d.Found.Items = []page.Term{{Label: label, Value: form.MaskName(p.Name), Strong: true}, {Label: known.IDKind.Name(), Value: form.MaskIDNo(known.IDNo)}}
	if known.Phone != "" {
		d.Found.Items = append(d.Found.Items, page.Term{Label: "手机号", Value: form.MaskPhone(known.Phone)})
	}
	if p.Firm {
		d.Found.Items = append(d.Found.Items, page.Term{Label: "法定代表人", Value: form.MaskName(p.LegalName)})
	}
	past, err := s.People.Past(ctx, p)
	if err != nil {
		return err
	}
	d.Past = page.Table{Caption: "以前登记的", Heads: []page.Head{{Label: "项目", Main: true}, {Label: "原来"}, {Label: "变更"}}}
	for _, one := range past {
		old := form.MaskName(one.Value)
		if one.Field == people.FieldNumber || one.Field == people.FieldAccount {
			old = form.MaskIDNo(one.Value)
		}
		d.Past.Rows = append(d.Past.Rows, page.Row{Cells: []page.Cell{{Text: people.FieldWords[one.Field]}, {Text: old}, {Text: page.Date(time.UnixMilli(one.At).In(calendar.Zone))}}})
	}
	if !p.Firm {
		return nil
	}
	agents, err := s.People.AgentsSeen(ctx, p)
	d.Agents = page.Table{Caption: "经办人", Heads: []page.Head{{Label: "姓名", Main: true}, {Label: "核实"}, {Label: "可以"}, {Label: "到哪天"}}}
	for _, a := range agents {
		until := "没有期限"
		if a.Until != 0 {
			until = calendar.Until(time.UnixMilli(a.Until))
		}
		d.Agents.Rows = append(d.Agents.Rows, page.Row{Cells: []page.Cell{{Text: form.MaskName(a.Agent)}, {Text: a.Words()}, {Text: a.Given().Words()}, {Text: until}}})
	}
	return err
}

// post takes a proposal down.
func (s *Service) post(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	post, err := window(v.Actor)
	if err != nil {
		return err
	}
	p, err := s.People.Person(ctx, s.DB, posted.Int("person"))
	if errors.Is(err, db.ErrNone) {
		return fail.NotFound("没有这份登记")
	}
	if err != nil {
		return err
	}
	var k flow.Case
	in, err := changeForm.Check(form.Values(posted))
	if err == nil {
		err = s.DB.Tx(ctx, func(tx *db.DB) error {
			k, err = s.Propose(ctx, tx, v.Actor, post.Region, p, in)
			return err
		})
	}
	if door.Mended(err) {
		return s.draw(w, r, form.Values{"party": "person"}, &p, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已提交，编号 "+flow.Grouped(k.Number())+"。另一人复核后生效；手上的事先照常办。")
	return web.See(w, r, "/desk/cases/"+k.Number())
}

// sections show a correction to staff: what the record says, and what it is to say.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	if c.Case.Kind != Kind || v.Actor.Kind != people.Staff {
		return nil, nil
	}
	d := door.Section{ID: "change", Title: "要更正的登记"}
	in, err := s.Engine.LastInput(ctx, s.DB, c.Case.ID, "propose")
	if errors.Is(err, flow.ErrBroken) {
		d.Note = page.Note{Kind: "act", Title: flow.Broken}
		return []door.Section{d}, nil
	}
	if err != nil {
		return nil, err
	}
	d.Facts.Items = []page.Term{{Label: "现在登记", Value: c.Case.Party}, {Label: "改什么", Value: people.FieldWords[in["field"]]},
		{Label: "改为", Value: strings.Join(told(in), "；"), Strong: true}, {Label: "依据", Value: in["reason"]}}
	return []door.Section{d}, nil
}
