package portal

import (
	"context"
	"net/http"

	"wuyou/kit/check"
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
			return web.See(w, r, follower{Code: check.Bare(in["code"])}.home(k))
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
	who := follower{Code: check.Bare(code)}
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

func (f *Front) ask(w http.ResponseWriter, r *http.Request) error {
	v, _, err := f.owned(r)
	if err != nil {
		return err
	}
	o := door.Offered(v, r.PathValue("event"))
	if !o.May {
		return f.notNow(w, r, v, door.NotNow(o))
	}
	d := f.doing(w, r, v, o, nil, nil)
	return door.Write(w, doPage, &d)
}

// notNow leads back to the case, which says how it is, when a step is not open any more.
func (f *Front) notNow(w http.ResponseWriter, r *http.Request, v flow.View, why string) error {
	f.House.Say(w, "act", why)
	return web.See(w, r, "/my/cases/"+v.Case.Number())
}

func (f *Front) doing(w http.ResponseWriter, r *http.Request, v flow.View, o flow.Option, in form.Values, err error) doData {
	home := "/my/cases/" + v.Case.Number()
	d := doData{Frame: f.House.Public(w, r, o.Row.Name, page.Link{Href: "/my", Label: "我的"}, page.Link{Href: home, Label: "办理进度"}, page.Link{Label: o.Row.Name})}
	d.Name, d.Case, d.Hint, d.Heavy = o.Row.Name, v.Case.Title, o.Row.Hint, o.Row.Heavy
	d.Form = f.House.Deed(v, o, doing(v.Case, o.Row.Event), in, err)
	d.Form.Submit.Size = "big"
	d.Form.Others = []page.Act{{Label: "先不办，返回", Kind: "plain", Href: home}}
	return d
}

// act does what the owner asks.
func (f *Front) act(w http.ResponseWriter, r *http.Request) error {
	event := r.PathValue("event")
	t, err := f.House.Try(r, event, people.VisitorOf(r.Context()).Account.ID, func() (flow.View, error) {
		v, _, err := f.owned(r)
		return v, err
	})
	switch {
	case err != nil:
		return err
	case t.Done:
		f.House.Say(w, "done", t.View.Table.DoneWord(t.View.Case.State, event)+"。")
		return web.See(w, r, "/my/cases/"+t.View.Case.Number())
	case !t.Option.May:
		return f.notNow(w, r, t.View, t.Why())
	}
	d := f.doing(w, r, t.View, t.Option, t.Input, t.Err)
	return door.WriteStatus(w, status(t.Err), doPage, &d)
}
