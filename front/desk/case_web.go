package desk

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// seen is the case of the request as the visitor may see it.
func (f *Front) seen(r *http.Request) (flow.View, error) {
	k, err := f.Engine.ByNumber(r.Context(), r.PathValue("number"))
	if fail.Is(err, fail.KindInvalid) {
		return flow.View{}, fail.NotFound("没有这个编号的办件，请核对编号")
	}
	if err != nil {
		return flow.View{}, err
	}
	return f.Engine.View(r.Context(), people.VisitorOf(r.Context()).Actor, k.ID)
}

func (f *Front) showCase(w http.ResponseWriter, r *http.Request) error {
	v, err := f.seen(r)
	if err != nil {
		return err
	}
	d, err := f.casePage(w, r, v)
	if err != nil {
		return err
	}
	return door.Write(w, casePage, d)
}

func (f *Front) casePage(w http.ResponseWriter, r *http.Request, v flow.View) (*caseData, error) {
	frame, err := f.House.Desk(w, r, f.House.Named(v.Case), page.Link{Label: flow.Grouped(v.Case.Number())})
	if err != nil {
		return nil, err
	}
	d := &caseData{Frame: frame}
	learns := f.Engine.Learns(r.Context(), f.House.DB, v.Case, people.VisitorOf(r.Context()).Actor)
	if learns != nil && !fail.Is(learns, fail.KindForbidden) {
		return nil, learns
	}
	if f.House.Hides(v) && learns == nil {
		d.Reveal = revealForm(v.Case, nil, nil)
	}
	return d, f.tell(r.Context(), d, v, people.VisitorOf(r.Context()), learns == nil)
}

// whyForm asks why somebody wants to see what is masked.
var whyForm = form.Form{Fields: []form.Field{{Name: "why", Label: "为什么要看", Type: form.Text, Required: true, Max: 200, Hint: "会记入审计日志"}}}

func revealForm(k flow.Case, in form.Values, err error) page.Form {
	return page.Form{ID: "reveal", Action: address(k) + "/reveal", Error: door.Summary(err), Fields: door.Fields(whyForm, in, err),
		Submit: page.Act{Label: "查看", Kind: "quiet"}}
}

// reveal shows what is masked of the case, on this one answer, to who says why. The look is logged.
func (f *Front) reveal(w http.ResponseWriter, r *http.Request) error {
	v, err := f.seen(r)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, wrong := whyForm.Check(form.Values(posted))
	if wrong == nil {
		wrong = f.House.Vague("why", in["why"])
	}
	var known []page.Term
	if wrong == nil || f.House.Apart(v.Case) {
		known, wrong = f.House.Unmask(r.Context(), people.VisitorOf(r.Context()), v, in["why"])
	}
	if wrong != nil && !door.Mended(wrong) {
		return wrong
	}
	d, err := f.casePage(w, r, v)
	if err != nil {
		return err
	}
	if wrong != nil {
		d.Reveal = revealForm(v.Case, form.Values(posted), reasoned(wrong))
		return door.WriteStatus(w, web.Status(wrong), casePage, d)
	}
	d.Reveal, d.Known = page.Form{}, page.List{Items: known, Wide: true}
	if len(known) == 0 {
		d.Known.Items = []page.Term{{Label: "个人信息", Value: "这一件没有留下"}}
	}
	return door.Write(w, casePage, d)
}

// reasoned puts a failure of the reason beside its field.
func reasoned(err error) error {
	e, _ := fail.As(err)
	if len(e.Fields) == 0 {
		return err
	}
	return fail.Invalid(e.Message, fail.Field{Name: "why", Message: e.Fields[0].Message})
}

type doData struct {
	page.Frame
	Name, Case, Number, Hint string
	Lamp                     page.Lamp
	Heavy                    bool
	Paper                    bool           // it writes one to the applicant
	Decides                  []door.Section // what another wrote that it agrees to or declines
	Beside                   []door.Section // what one judges or answers
	Form                     page.Form
	Late                     page.Note // somebody else was faster
	Written                  page.List // what was written for nothing
	Back                     page.Act
}

var doPage = page.New[doData](page.Desk, files, "do.html", "section.html")

func (f *Front) ask(w http.ResponseWriter, r *http.Request) error {
	v, err := f.seen(r)
	if err != nil {
		return err
	}
	o := door.Offered(v, r.PathValue("event"))
	if !o.May {
		return f.notNow(w, r, v, door.NotNow(o))
	}
	return f.doing(w, r, v, o, nil, nil)
}

func (f *Front) notNow(w http.ResponseWriter, r *http.Request, v flow.View, why string) error {
	f.House.Say(w, "act", why)
	return web.See(w, r, address(v.Case))
}

// doing shows the page of one step.
func (f *Front) doing(w http.ResponseWriter, r *http.Request, v flow.View, o flow.Option, in form.Values, wrong error) error {
	k := v.Case
	frame, err := f.House.Desk(w, r, o.Row.Name, page.Link{Href: address(k), Label: flow.Grouped(k.Number())}, page.Link{Label: o.Row.Name})
	if err != nil {
		return err
	}
	d := doData{Frame: frame, Name: o.Row.Name, Case: f.House.Named(k), Number: flow.Grouped(k.Number()), Hint: o.Row.Hint, Lamp: f.House.Lamp(k),
		Heavy: o.Row.Heavy, Paper: len(o.Row.Write) > 0 && !o.Row.Inner, Form: f.House.Deed(v, o, doing(k, o.Row.Event), in, wrong)}
	told, _, err := f.House.Told(r.Context(), people.VisitorOf(r.Context()), v)
	if err != nil {
		return err
	}
	if d.Decides, err = f.decides(r.Context(), v, o.Row, told); err != nil {
		return err
	}
	d.Beside = sectionsWith(told, func(s door.Section) bool { return s.Helps(o.Row.Event) })
	d.Form.Submit.Key = "Ctrl+Enter"
	d.Form.Others = []page.Act{{Label: "先不办，返回", Kind: "plain", Href: address(k)}}
	if wrong == nil {
		return door.Write(w, doPage, &d)
	}
	return door.WriteStatus(w, web.Status(wrong), doPage, &d)
}

// act does what a member of staff asks.
func (f *Front) act(w http.ResponseWriter, r *http.Request) error {
	event := r.PathValue("event")
	t, err := f.House.Try(r, event, people.VisitorOf(r.Context()).Actor.ID, func() (flow.View, error) { return f.seen(r) })
	switch {
	case err != nil:
		return err
	case t.Done:
		f.House.Say(w, "done", t.Word+"。")
		return web.See(w, r, address(t.View.Case))
	case !t.Option.May:
		return f.tooLate(w, r, t)
	}
	return f.doing(w, r, t.View, t.Option, t.Input, t.Err)
}

// tooLate shows what was written for a step that is not open any more, so that it can be copied.
func (f *Front) tooLate(w http.ResponseWriter, r *http.Request, t door.Tried) error {
	k := t.View.Case
	written := t.Written(r.PathValue("event"))
	if len(written.Items) == 0 {
		return f.notNow(w, r, t.View, t.Why())
	}
	name := f.Engine.ActName(k, r.PathValue("event"))
	frame, err := f.House.Desk(w, r, name, page.Link{Href: address(k), Label: flow.Grouped(k.Number())}, page.Link{Label: name})
	if err != nil {
		return err
	}
	return door.WriteStatus(w, http.StatusConflict, doPage, &doData{
		Frame: frame, Name: name, Case: f.House.Named(k), Number: flow.Grouped(k.Number()), Lamp: f.House.Lamp(k),
		Late: page.Note{Kind: "act", Title: "没有办成，别人先办了", Text: t.Why()}, Written: written,
		Back: page.Act{Label: "看最新情况", Href: address(k)},
	})
}

type paperData struct {
	page.Frame
	Letter page.Letter
	Note   page.Note // that it stands masked
	Reveal page.Form
}

var paperPage = page.New[paperData](page.Paper, files, "paper.html")

// paper shows a document of a case, for printing. To who has not the case in hand what is personal stands masked, until he says why.
func (f *Front) paper(w http.ResponseWriter, r *http.Request) error {
	v, err := f.seen(r)
	if err != nil {
		return err
	}
	no, err := web.PathInt(r, "no")
	if err != nil {
		return err
	}
	ctx, visitor := r.Context(), people.VisitorOf(r.Context())
	doc, err := f.Documents.Find(ctx, v.Case.ID, no)
	if err != nil {
		return err
	}
	var wrong error
	var in form.Values
	if r.Method == http.MethodPost {
		posted, err := web.Posted(r)
		if err != nil {
			return err
		}
		if in, wrong = whyForm.Check(form.Values(posted)); wrong == nil {
			wrong = f.House.ReadPapers(ctx, visitor, v.Case, in["why"])
		}
		if wrong == nil {
			return web.See(w, r, r.URL.Path)
		}
	}
	text, err := f.Documents.Text(doc)
	if err != nil {
		return err
	}
	text, masked, closed := f.House.Read(ctx, visitor, v, doc, text)
	if closed != nil && !fail.Is(closed, fail.KindForbidden) {
		return closed
	}
	d := paperData{Frame: f.House.Paper(w, r, doc.Title, address(v.Case)), Letter: door.Letter(doc, text, v)}
	switch {
	case closed != nil:
		d.Note = page.Note{Kind: "act", Title: "姓名等已遮盖", Text: door.Summary(closed)}
	case masked:
		d.Note = page.Note{Title: "姓名等已遮盖", Text: "这一件不在您手里，看全文要先写明理由"}
		d.Reveal = page.Form{
			ID: "reveal", Action: r.URL.Path, Error: door.Summary(wrong), Fields: door.Fields(whyForm, in, wrong),
			Submit: page.Act{Label: "看全文", Kind: "quiet"},
		}
	}
	return door.WriteStatus(w, statusOf(wrong), paperPage, &d)
}

func statusOf(wrong error) int {
	if wrong != nil {
		return web.Status(wrong)
	}
	return http.StatusOK
}

// file gives a file of a case to who may see the case and has it in hand or says why, and to staff what they handed in
// themselves.
func (f *Front) file(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	one, err := f.Files.Find(r.Context(), id)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	own := one.OwnerKind == people.Staff && one.OwnerID == v.Actor.ID
	k, seen, err := f.Engine.Seen(r.Context(), v.Actor, one.CaseID)
	if err != nil || !seen && (!own || r.Method == http.MethodPost) {
		return orMissing(err)
	}
	if r.Method == http.MethodPost {
		return f.lookAt(w, r, k)
	}
	may, err := f.House.MayLook(r.Context(), v, k, one)
	switch {
	case err != nil:
		return err
	case !may:
		return f.askLook(w, r, k, nil, nil)
	}
	return f.House.Give(w, r, one)
}

// askLook asks who has not the case in hand why he wants to see what was handed in.
func (f *Front) askLook(w http.ResponseWriter, r *http.Request, k flow.Case, in form.Values, wrong error) error {
	frame, err := f.House.Desk(w, r, "查看材料", page.Link{Href: address(k), Label: flow.Grouped(k.Number())}, page.Link{Label: "查看材料"})
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, doPage, &doData{
		Frame: frame, Name: "查看材料", Case: f.House.Named(k), Number: flow.Grouped(k.Number()), Lamp: f.House.Lamp(k),
		Hint: "这一件不在您手里，查看材料要先写明理由",
		Form: page.Form{Action: r.URL.Path, Error: door.Summary(wrong), Fields: door.Fields(whyForm, in, wrong), Submit: page.Act{Label: "查看"},
			Others: []page.Act{{Label: "不看了，返回", Kind: "plain", Href: address(k)}}}})
}

// lookAt takes the reason and shows the file.
func (f *Front) lookAt(w http.ResponseWriter, r *http.Request, k flow.Case) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, wrong := whyForm.Check(form.Values(posted))
	if wrong == nil {
		wrong = f.House.LookAt(r.Context(), people.VisitorOf(r.Context()), k, in["why"])
	}
	if fail.Is(wrong, fail.KindInvalid) {
		return f.askLook(w, r, k, form.Values(posted), wrong)
	}
	if wrong != nil {
		return wrong
	}
	return web.See(w, r, r.URL.Path)
}

func orMissing(err error) error {
	if err == nil {
		err = fail.NotFound("没有这个文件，或者它不在您的管辖范围")
	}
	return err
}
