package portal

import (
	"context"
	"net/http"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// trackForm asks for number and query code.
func (f *Front) trackForm(w http.ResponseWriter, r *http.Request) error {
	return f.askNumber(w, r, form.Values{"number": r.URL.Query().Get("number")}, nil)
}

func (f *Front) askNumber(w http.ResponseWriter, r *http.Request, v form.Values, err error) error {
	d := trackData{Frame: f.House.Public(w, r, "查进度", page.Link{Label: "查进度"}), Form: numberAsked(v, err)}
	if err == nil {
		return door.Write(w, trackPage, &d)
	}
	return door.WriteStatus(w, status(err), trackPage, &d)
}

func (f *Front) findCase(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := form.Values(posted)
	in, err := numberForm.Check(v)
	if err == nil {
		k, known := f.byCode(r.Context(), in["number"], in["code"])
		if known == nil {
			return web.See(w, r, follower{Code: plainCode(in["code"])}.home(k))
		}
		err = known
	}
	if !mended(err) {
		return err
	}
	return f.askNumber(w, r, v, err)
}

// track shows a case to who holds its number and query code. Its owner is led to his own page.
func (f *Front) track(w http.ResponseWriter, r *http.Request) error {
	number, code := r.PathValue("number"), r.URL.Query().Get("code")
	v, _, err := f.owned(r)
	if err == nil {
		return web.See(w, r, "/my/cases/"+v.Case.Number())
	}
	if !fail.Is(err, fail.KindNotFound) {
		return err
	}
	if code == "" {
		return web.See(w, r, "/track?number="+escape(number))
	}
	view, who, err := f.followed(r.Context(), number, code)
	if mended(err) {
		return f.askNumber(w, r, form.Values{"number": number, "code": code}, err)
	}
	if err != nil {
		return err
	}
	return f.showCase(w, r, view, who, page.Link{Href: "/track", Label: "查进度"})
}

// followed is a case seen by who holds number and query code: nothing can be done to it.
func (f *Front) followed(ctx context.Context, number, code string) (flow.View, follower, error) {
	who := follower{Code: plainCode(code)}
	k, err := f.byCode(ctx, number, code)
	if err != nil {
		return flow.View{}, who, err
	}
	v, err := f.Engine.View(ctx, people.TheOffice, k.ID)
	v.Options = nil
	return v, who, err
}

// owned is a case seen by its applicant. To anybody else there is no such case.
func (f *Front) owned(r *http.Request) (flow.View, follower, error) {
	who := follower{Visitor: people.VisitorOf(r.Context()), Owner: true}
	missing := fail.NotFound("没有找到这个办件。用别的手机号办的，请用那个号码登录，或者凭编号和查询密码查进度。")
	if who.Actor.Kind != people.Citizen {
		return flow.View{}, who, missing
	}
	k, err := f.Engine.ByNumber(r.Context(), r.PathValue("number"))
	if err == nil {
		var v flow.View
		if v, err = f.Engine.View(r.Context(), who.Actor, k.ID); err == nil {
			return v, who, nil
		}
	}
	if fail.Is(err, fail.KindNotFound) || fail.Is(err, fail.KindInvalid) {
		err = missing
	}
	return flow.View{}, who, err
}

func (f *Front) myCase(w http.ResponseWriter, r *http.Request) error {
	v, who, err := f.owned(r)
	if err != nil {
		return err
	}
	return f.showCase(w, r, v, who, page.Link{Href: "/my", Label: "我的"})
}

func (f *Front) showCase(w http.ResponseWriter, r *http.Request, v flow.View, who follower, from page.Link) error {
	d := caseData{Frame: f.House.Public(w, r, "办理进度", from, page.Link{Label: "办理进度"})}
	if err := f.tell(r.Context(), &d, v, who); err != nil {
		return err
	}
	return door.Write(w, casePage, &d)
}

// offer finds what the owner may do. What he may not do now leads back to the case, which says why.
func (f *Front) offer(r *http.Request) (flow.View, flow.Option, error) {
	v, _, err := f.owned(r)
	if err != nil {
		return v, flow.Option{}, err
	}
	for _, o := range v.Options {
		if o.Row.Event == r.PathValue("event") && o.May {
			return v, o, nil
		}
	}
	return v, flow.Option{}, nil
}

func (f *Front) ask(w http.ResponseWriter, r *http.Request) error {
	v, o, err := f.offer(r)
	if err != nil {
		return err
	}
	if !o.May {
		return f.notNow(w, r, v)
	}
	d := f.doing(w, r, v, o, nil, nil)
	return door.Write(w, doPage, &d)
}

// notNow leads back to the case when a step is not open any more.
func (f *Front) notNow(w http.ResponseWriter, r *http.Request, v flow.View) error {
	why := "现在不能办这一步，请看下面的最新情况。"
	for _, o := range v.Options {
		if o.Row.Event == r.PathValue("event") && o.Why != "" {
			why = "“" + o.Row.Name + "”现在不能办：" + o.Why
		}
	}
	f.House.Say(w, "act", why)
	return web.See(w, r, "/my/cases/"+v.Case.Number())
}

func (f *Front) doing(w http.ResponseWriter, r *http.Request, v flow.View, o flow.Option, in form.Values, err error) doData {
	home := "/my/cases/" + v.Case.Number()
	d := doData{Frame: f.House.Public(w, r, o.Row.Name, page.Link{Href: "/my", Label: "我的"}, page.Link{Href: home, Label: "办理进度"}, page.Link{Label: o.Row.Name})}
	d.Name, d.Case, d.Hint, d.Heavy = o.Row.Name, v.Case.Title, o.Row.Hint, o.Row.Heavy
	d.Form = page.Form{ID: "do", Action: doing(v.Case, o.Row.Event), Error: door.Summary(err), Fields: door.Fields(o.Ask, in, err),
		Submit: page.Act{Label: o.Row.Name, Size: "big"}, Others: []page.Act{{Label: "先不办，返回", Kind: "plain", Href: home}}}
	for i := range d.Form.Fields {
		if d.Form.Fields[i].Type == "file" {
			d.Form.Fields[i].Most = f.Files.Most()
		}
	}
	d.Form.Fields = append(d.Form.Fields, page.Field{Type: "hidden", Name: "seq", Value: strconv.FormatInt(v.Case.Seq, 10)})
	if o.Row.Heavy {
		d.Form.Submit.Kind, d.Form.Submit.Confirm = "danger", "确定"+o.Row.Name+"吗？这一步不能撤销。"
	}
	return d
}

// act does what the owner asks. Sent twice it is done once, and both times well.
func (f *Front) act(w http.ResponseWriter, r *http.Request) error {
	v, o, err := f.offer(r)
	if err != nil {
		return err
	}
	visitor := people.VisitorOf(r.Context())
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	seq := posted.Int("seq")
	if twice(v, seq, r.PathValue("event"), visitor.Actor.ID) {
		return f.done(w, r, v)
	}
	if !o.May {
		return f.notNow(w, r, v)
	}
	in, err := f.House.Input(r, o.Ask, people.Citizen, visitor.Account.ID)
	if err == nil {
		_, err = f.Engine.Act(r.Context(), visitor.Actor, flow.Move{Case: v.Case.ID, Seq: seq, Event: o.Row.Event, Input: in})
	}
	if err == nil {
		return f.done(w, r, v)
	}
	if !mended(err) {
		return err
	}
	if fail.Is(err, fail.KindConflict) { // somebody else was faster: show how it is now, keep what was written
		var gone error
		if v, o, gone = f.offer(r); gone != nil {
			return gone
		}
		if twice(v, seq, r.PathValue("event"), visitor.Actor.ID) {
			return f.done(w, r, v)
		}
		if !o.May {
			e, _ := fail.As(err)
			f.House.Say(w, "act", e.Message)
			return web.See(w, r, "/my/cases/"+v.Case.Number())
		}
	}
	d := f.doing(w, r, v, o, in, err)
	return door.WriteStatus(w, status(err), doPage, &d)
}

func (f *Front) done(w http.ResponseWriter, r *http.Request, v flow.View) error {
	f.House.Say(w, "done", f.Engine.EventName(v.Case.Kind, r.PathValue("event"))+"：已完成。")
	return web.See(w, r, "/my/cases/"+v.Case.Number())
}
