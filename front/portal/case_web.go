package portal

import (
	"net/http"
	"slices"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

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
	v, who, err := f.owned(r)
	if err != nil {
		return err
	}
	return f.askStep(w, r, v, who)
}

func (f *Front) askStep(w http.ResponseWriter, r *http.Request, v flow.View, who follower) error {
	o := door.Offered(v, r.PathValue("event"))
	if !o.May {
		return f.notNow(w, r, v, who, door.NotNow(o))
	}
	return f.showDoing(w, r, v, who, o, nil, nil)
}

// notNow leads back to the case, which says how it is, when a step is not open any more.
func (f *Front) notNow(w http.ResponseWriter, r *http.Request, v flow.View, who follower, why string) error {
	f.House.Say(w, "act", why)
	return web.See(w, r, who.home(v.Case))
}

// showDoing shows the form of a step, with what was entered in vain and why, and beside it what the services have to say to it.
func (f *Front) showDoing(w http.ResponseWriter, r *http.Request, v flow.View, who follower, o flow.Option, in form.Values, wrong error) error {
	told, _, err := f.House.Told(r.Context(), who.Visitor, v)
	if err != nil {
		return err
	}
	home, from := who.home(v.Case), page.Link{Href: "/my", Label: "我的"}
	if who.Slip {
		from = page.Link{Href: "/track", Label: "查进度"}
	}
	d := doData{Frame: f.House.Public(w, r, o.Row.Name, from, page.Link{Href: home, Label: "办理进度"}, page.Link{Label: o.Row.Name})}
	d.Name, d.Case, d.Hint, d.Heavy = o.Row.Name, f.House.Named(v.Case), o.Row.Hint, o.Row.Heavy
	d.Beside = slices.DeleteFunc(told, func(s door.Section) bool { return !s.Helps(o.Row.Event) })
	d.Form = f.House.Deed(v, o, doing(home, o.Row.Event), in, wrong)
	d.Form.Submit.Size = "big"
	d.Form.Others = []page.Act{{Label: "先不办，返回", Kind: "plain", Href: home}}
	if wrong == nil {
		return door.Write(w, doPage, &d)
	}
	return door.WriteStatus(w, status(wrong), doPage, &d)
}

// tooLate shows what was written for a step that is not open any more, so that it can be copied.
func (f *Front) tooLate(w http.ResponseWriter, r *http.Request, t door.Tried, who follower) error {
	event := r.PathValue("event")
	written := t.Written(event)
	if len(written.Items) == 0 {
		return f.notNow(w, r, t.View, who, t.Why())
	}
	home, name := who.home(t.View.Case), f.Engine.ActName(t.View.Case, event)
	d := doData{Frame: f.House.Public(w, r, name, page.Link{Href: home, Label: "办理进度"}, page.Link{Label: name}), Name: name, Case: f.House.Named(t.View.Case),
		Late: page.Note{Kind: "act", Title: "没有办成，情况已经变了", Text: t.Why()}, Written: written, Back: page.Act{Label: "看最新情况", Href: home}}
	return door.WriteStatus(w, http.StatusConflict, doPage, &d)
}

// act does what the owner asks.
func (f *Front) act(w http.ResponseWriter, r *http.Request) error {
	return f.actStep(w, r, people.VisitorOf(r.Context()).Account.ID, f.owned)
}

// actStep does a step for who sees the case as its applicant. Files that come along belong to the account.
func (f *Front) actStep(w http.ResponseWriter, r *http.Request, account int64, see func(r *http.Request) (flow.View, follower, error)) error {
	event, who := r.PathValue("event"), follower{}
	t, err := f.House.Try(r, event, account, func() (v flow.View, err error) {
		v, who, err = see(r)
		return v, err
	})
	switch {
	case err != nil:
		return err
	case t.Done:
		f.House.Say(w, "done", t.Word+"。")
		return web.See(w, r, who.home(t.View.Case))
	case !t.Option.May:
		return f.tooLate(w, r, t, who)
	}
	return f.showDoing(w, r, t.View, who, t.Option, t.Input, t.Err)
}
