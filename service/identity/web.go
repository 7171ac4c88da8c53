package identity

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net/http"
	"slices"
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
	"wuyou/office/persons"
	"wuyou/office/session"
)

//go:embed *.html
var files embed.FS

//go:embed seed
var seeds embed.FS

const path = "/desk/persons"

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	access := s.Roster.Roles(at...)
	return door.Service{
		Table: s.table(), Seed: door.Seed(seeds), Rules: persons.Rules(),
		Sections: s.sections, Beside: []door.Beside{{Section: changeSection, Of: []string{"propose"}}},
		Asks: map[string]form.Form{path: lookForm, path + "/propose": changeForm},
		Routes: []web.Route{
			{Method: "GET", Path: path, Access: access, Title: "身份登记", Handle: s.start},
			{Method: "POST", Path: path, Access: access, Title: "按证件查登记", Handle: s.look},
			{Method: "POST", Path: path + "/begin", Access: access, Title: "开始登记更正", Handle: s.begin},
			{Method: "POST", Path: path + "/propose", Access: access, Title: "提出登记更正", Handle: s.post},
		},
		Staff: []door.Entry{{Href: path, Label: "身份登记", Icon: "user", Group: "窗口", Roles: at}},
	}
}

type data struct {
	page.Frame
	Look   page.Form
	Note   page.Note
	Begin  page.Form // before the correction: what is registered is masked
	Found  page.List
	Past   page.Table
	Agents page.Table
	Change page.Form
}

var template = page.New[data](page.Desk, files, "identity.html")

// lookForm is by what a record is found.
var lookForm = form.Of(
	form.Field{Name: "party", Label: "登记对象", Type: form.Choice, Required: true, Options: form.Pairs("person", "个人", "firm", "企业或单位")},
	form.DocumentKind("id_kind", "party=person"),
	form.Field{Name: "id_no", Label: "证件号或统一社会信用代码", Type: form.Text, Required: true, Max: 30},
	form.Field{Name: "name", Label: "姓名或单位名称", Type: form.Text, Max: 100, Hint: "和证件上的一样；没有登记过的就照这个登记"},
)

func identityIn(in form.Values) persons.Identity {
	return persons.Identity{Firm: in["party"] == "firm", Name: in["name"], Kind: check.Kind(in["id_kind"]), IDNo: in["id_no"]}
}

func (s *Service) start(w http.ResponseWriter, r *http.Request) error {
	one := found{}
	if number := r.URL.Query().Get("case"); number != "" {
		var err error
		if one.p, err = s.applicant(r.Context(), number); err != nil {
			return err
		}
	}
	return s.draw(w, r, form.Values{"party": "person"}, one, nil)
}

// applicant is the record of whose a case is, for staff who see the case and may learn it. The look is logged.
func (s *Service) applicant(ctx context.Context, number string) (p persons.Person, err error) {
	v := people.VisitorOf(ctx)
	k, err := s.Engine.ByNumber(ctx, number)
	seen := false
	if err == nil {
		k, seen, err = s.Engine.Seen(ctx, v.Actor, k.ID)
	}
	if fail.Is(err, fail.KindInvalid) || err == nil && (!seen || k.Applicant == 0 || !s.known(k)) {
		err = flow.ErrUnseen
	}
	if err == nil {
		err = s.Engine.Learns(ctx, s.DB, k, v.Actor)
	}
	if err == nil {
		err = s.Persons.Paced(ctx, v)
	}
	if err == nil {
		err = s.Audit.Note(ctx, v, "按办件查登记", flow.Grouped(k.Number()), title)
	}
	if err != nil {
		return p, err
	}
	return s.Persons.Person(ctx, s.DB, k.Applicant)
}

// found is what a look has found, or what is being corrected.
type found struct {
	p      persons.Person
	note   page.Note
	begun  bool        // a correction: the names are compared with the document, in clear
	change form.Values // what was typed for it
}

// look finds who is meant; the look is logged.
func (s *Service) look(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := lookForm.Check(form.Values(posted))
	var one found
	if err == nil {
		one, err = s.find(r.Context(), in)
	}
	if door.Mended(err) {
		return s.draw(w, r, form.Values(posted), found{}, err)
	}
	if err != nil {
		return err
	}
	return s.draw(w, r, in, one, nil)
}

// begin shows who has the document in hand the names that are registered.
func (s *Service) begin(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	p, err := s.person(r.Context(), posted["person"])
	if err != nil {
		return err
	}
	return s.draw(w, r, form.Values{"party": "person"}, found{p: p, begun: true}, nil)
}

// known reports whether staff know whose cases of the kind are: of a complaint they do not.
func (s *Service) known(k flow.Case) bool {
	t, ok := s.Engine.Table(k.Kind)
	return ok && t.Known
}

// lookFor is how long what a look has found may be gone on with.
const (
	lookFor  = 30 * time.Minute
	sealLook = "look at the book of people"
)

// token is what a form carries of a look: which record, who has just found it by its number, and when.
func (s *Service) token(ctx context.Context, p persons.Person) string {
	return s.Keys.Seal(fmt.Sprint(p.ID, people.VisitorOf(ctx).ID, s.Now().UnixMilli()), sealLook)
}

// person is the record that the visitor has found by a look of his own, a short while ago; records are not gone through by their ids.
func (s *Service) person(ctx context.Context, token string) (p persons.Person, err error) {
	var id, who, at int64
	text, err := s.Keys.Open(token, sealLook)
	if err == nil {
		_, err = fmt.Sscan(text, &id, &who, &at)
	}
	if err != nil || who != people.VisitorOf(ctx).ID || s.Now().Sub(time.UnixMilli(at)) > lookFor {
		return p, fail.NotFound("请凭证件号重新查登记")
	}
	if p, err = s.Persons.Person(ctx, s.DB, id); errors.Is(err, db.ErrNone) {
		err = fail.NotFound("没有这份登记")
	}
	return p, err
}

// find is the record of a number that the office has seen or a person has proven to be his, under the name if one is
// given. Who is not known yet is entered, as the document says, and the page says so.
func (s *Service) find(ctx context.Context, in form.Values) (one found, err error) {
	v := people.VisitorOf(ctx)
	i := identityIn(in)
	masked := form.MaskIDNo(check.Plain(i.IDNo))
	if err := s.Persons.Paced(ctx, v); err != nil {
		return one, err
	}
	list, err := s.Persons.Known(ctx, i)
	if err != nil {
		return one, err
	}
	if err := s.Audit.Note(ctx, v, "按证件号查登记", masked, "登记更正"); err != nil {
		return one, err
	}
	same := func(p persons.Person) bool { return check.Name(p.Name) == check.Name(i.Name) }
	if len(list) > 0 {
		one.p = list[max(0, slices.IndexFunc(list, same))]
		if i.Name != "" && !same(one.p) {
			one.note = page.Note{Kind: "act", Title: "登记的姓名与填写的不同", Text: "请对照证件：填写有误的重新查；登记有误或者依法改名的，提出更正。"}
			if i.Firm {
				one.note.Title = "登记的名称与填写的不同"
			}
		}
		return one, nil
	}
	if i.Name == "" {
		return one, fail.Invalid("没有登记过", fail.Field{Name: "name", Message: "这个证件号没有登记过；要登记，请照证件填写姓名"})
	}
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		if one.p, _, err = s.Persons.Meet(ctx, tx, i); err != nil {
			return err
		}
		return s.Audit.Log(ctx, tx, v.Actor, v.IP, "照证件登记", masked, "登记更正")
	})
	one.note = page.Note{Kind: "done", Title: "这个证件号没有登记过，已照填写的登记", Text: "请再对照一遍证件。填错的，现在提出更正。"}
	return one, err
}

// draw shows the page: the look-up, and what was found; once a correction is begun, with its form and the names in clear, which is logged.
func (s *Service) draw(w http.ResponseWriter, r *http.Request, look form.Values, one found, wrong error) error {
	frame, err := s.House.Desk(w, r, "身份登记", page.Link{Label: "身份登记"})
	if err != nil {
		return err
	}
	d := data{Frame: frame, Note: one.note}
	bad := wrong
	if one.p.ID != 0 {
		bad = nil
	}
	d.Look = page.Form{
		ID: "look", Action: path, Error: door.Summary(bad), Fields: door.Fields(lookForm, look, bad),
		Submit: page.Act{Label: "查登记", Kind: "quiet"},
	}
	if one.p.ID != 0 {
		which := page.Field{Type: "hidden", Name: "person", Value: s.token(r.Context(), one.p)}
		if err := s.tellFound(r.Context(), &d, one); err != nil {
			return err
		}
		if one.begun {
			d.Change = s.changing(one, wrong)
			d.Change.Fields = append(d.Change.Fields, which)
		} else {
			d.Begin = page.Form{ID: "begin", Action: path + "/begin", Fields: page.Fields{which}, Submit: page.Act{Label: "提出更正"}}
		}
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, template, &d)
}

// changeOf is changeForm with what can be put right of a natural person, or of a firm.
func changeOf(firm bool) form.Form {
	never := []string{persons.FieldLegal, persons.FieldAgent}
	if firm {
		never = []string{persons.FieldAccount}
	}
	f := form.Of(slices.Clone(changeForm.Fields)...)
	f.Fields[0].Options = slices.DeleteFunc(slices.Clone(f.Fields[0].Options), func(o form.Option) bool {
		return slices.Contains(never, o.Value)
	})
	f.Fields = slices.DeleteFunc(f.Fields, func(q form.Field) bool {
		field, value, _ := strings.Cut(q.When, "=")
		return field == "field" && slices.Contains(never, value)
	})
	return f
}

// changing is the form of a correction. A new telephone is proven by a code that the person reads out, where the rules have it so.
func (s *Service) changing(one found, wrong error) page.Form {
	p := page.Form{ID: "change", Action: path + "/propose", Error: door.Summary(wrong), Submit: page.Act{Label: "提交，等另一人复核"}}
	for _, f := range door.Fields(changeOf(one.p.Firm), one.change, wrong) {
		if f.Name != phoneProven {
			p.Fields = append(p.Fields, f)
		}
		if f.Name != "account_phone" || s.asks() == door.PhoneLeft {
			continue
		}
		code := page.Field{
			Type: "code", Name: "account_code", Label: "短信验证码", When: "field=account",
			Hint: "填好手机号按“发验证码核对手机”，请本人念出来；手机不在身边的空着，由复核的人看到本人的手机再同意",
			Max:  session.CodeTyped, Complete: "off", Error: door.Wrongs(wrong)["account_code"], Required: s.asks() == door.PhoneAsked,
		}
		if code.Required {
			code.Hint = "填好手机号按“发验证码核对手机”，请本人念出来"
		}
		p.Fields = append(p.Fields, code, page.Field{Type: "hidden", Name: "account_heard", Value: one.change["account_heard"]})
		p.Others = []page.Act{{Label: "发验证码核对手机", Kind: "quiet", Name: "do", Value: "sms", Loose: true, Key: "Alt+M"}}
	}
	return p
}

// asks is how the telephone is to be proven.
func (s *Service) asks() int64 { return s.Limits.Of(persons.WindowCode) }

// heard sends the code to the telephone of a correction, which is no proposal yet (sent), or judges the one that was read out, and notes
// among the answers whether the telephone is proven.
func (s *Service) heard(ctx context.Context, v people.Visitor, p persons.Person, posted, in form.Values) (sent bool, err error) {
	delete(in, phoneProven)
	if s.asks() == door.PhoneLeft || posted["field"] != persons.FieldAccount {
		return false, nil
	}
	phone, about := check.PlainPhone(posted["account_phone"]), fmt.Sprint("record ", p.ID)
	if posted["do"] == "sms" {
		return true, s.House.AskPhone(ctx, v, phone, "account_phone")
	}
	if !s.House.Heard(v, phone, about, posted["account_heard"]) && posted["account_code"] != "" {
		if posted["account_heard"], err = s.House.HearPhone(ctx, v, phone, about, posted["account_code"], "account_code"); err != nil {
			return false, err
		}
	}
	if s.House.Heard(v, phone, about, posted["account_heard"]) {
		in[phoneProven] = "1"
	} else if s.asks() == door.PhoneAsked {
		err = fail.Invalid("手机号还没有核对", fail.Field{Name: "account_code", Message: "请发验证码，请本人念出来"})
	}
	return false, err
}

// tellFound tells of a record what must be compared with the document in hand.
func (s *Service) tellFound(ctx context.Context, d *data, one found) error {
	p, named := one.p, form.MaskName
	known, err := s.Persons.Open(ctx, s.DB, p)
	if err != nil {
		return err
	}
	if one.begun {
		named = func(name string) string { return name }
		if err := s.Audit.Note(ctx, people.VisitorOf(ctx), "查看登记的姓名", form.MaskIDNo(known.IDNo), "登记更正"); err != nil {
			return err
		}
	}
	standing, err := s.Persons.Standing(ctx, p)
	if err != nil {
		return err
	}
	label := "姓名"
	if p.Firm {
		label = "名称"
	}
	d.Found.Items = []page.Term{
		{Label: label, Value: named(p.Name), Strong: true}, {Label: known.IDKind.Name(), Value: form.MaskIDNo(known.IDNo)},
	}
	if known.Phone != "" {
		d.Found.Items = append(d.Found.Items, door.PhoneTerm(known.Phone, !p.PhoneUnproven || !s.House.ProvesPhones()))
	}
	if p.Firm {
		d.Found.Items = append(d.Found.Items, page.Term{Label: "法定代表人", Value: named(p.LegalName)})
	}
	d.Found.Items = append(d.Found.Items, page.Term{Label: "怎么核实的", Value: standing})
	past, err := s.Persons.Past(ctx, p)
	if err != nil {
		return err
	}
	d.Past = page.Table{Caption: "以前登记的", Heads: []page.Head{{Label: "项目", Main: true}, {Label: "原来"}, {Label: "变更"}}}
	for _, one := range past {
		old := form.MaskName(one.Value)
		if one.Field == persons.FieldNumber || one.Field == persons.FieldAccount {
			old = form.MaskIDNo(one.Value)
		}
		on := page.Date(calendar.At(one.At))
		d.Past.Rows = append(d.Past.Rows, page.Row{Cells: []page.Cell{{Text: persons.FieldWords[one.Field]}, {Text: old}, {Text: on}}})
	}
	if !p.Firm {
		return nil
	}
	agents, err := s.Persons.AgentsSeen(ctx, p)
	d.Agents = page.Table{Caption: "经办人", Heads: []page.Head{{Label: "姓名", Main: true}, {Label: "核实"}, {Label: "可以"}, {Label: "到哪天"}}}
	for _, a := range agents {
		until := "没有期限"
		if a.Until != 0 {
			until = calendar.Until(time.UnixMilli(a.Until))
		}
		d.Agents.Rows = append(d.Agents.Rows, page.Row{Cells: []page.Cell{
			{Text: form.MaskName(a.Agent)}, {Text: a.Words()}, {Text: a.Given().Words()}, {Text: until},
		}})
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
	p, err := s.person(ctx, posted["person"])
	if err != nil {
		return err
	}
	var k flow.Case
	in, err := changeForm.Check(form.Values(posted))
	sent := false
	if err == nil || posted["do"] == "sms" {
		sent, err = s.heard(ctx, v, p, form.Values(posted), in)
	}
	if err == nil && !sent {
		once := door.OnceOf(Kind, v.Actor, posted["person"], in)
		k, _, err = s.Engine.OnceOnly(ctx, once, func(tx *db.DB) (flow.Case, error) {
			return s.Propose(ctx, tx, v.Actor, p, in, once)
		})
	}
	if sent || door.Mended(err) {
		return s.draw(w, r, form.Values{"party": "person"}, found{p: p, begun: true, change: form.Values(posted)}, err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已提交，编号 "+flow.Grouped(k.Number())+"。另一人复核后生效；手上的事先照常办。")
	return web.See(w, r, door.DeskCase(k.Number()))
}

const changeSection = "change"

// sections show a correction to staff: what the record says, and what it is to say.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	if c.Case.Kind != Kind || v.Actor.Kind != people.Staff {
		return nil, nil
	}
	d := door.Section{ID: changeSection, Title: "要更正的登记"}
	in, err := s.Engine.LastInput(ctx, s.DB, c.Case.ID, "propose")
	if errors.Is(err, flow.ErrBroken) {
		d.Note = page.Note{Kind: "act", Title: flow.Broken}
		return []door.Section{d}, nil
	}
	if err != nil {
		return nil, err
	}
	d.Facts.Items = []page.Term{{Label: "现在登记", Value: c.Case.Party}, {Label: "改什么", Value: persons.FieldWords[in["field"]]},
		{Label: "改为", Value: strings.Join(told(in), "；"), Strong: true}, {Label: "依据", Value: in["reason"]}}
	return []door.Section{d}, nil
}
