package portal

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/session"
)

// own is the frame of one of the visitor's own pages.
func (f *Front) own(w http.ResponseWriter, r *http.Request, title string) page.Frame {
	return f.House.Public(w, r, title, page.Link{Href: "/my", Label: "我的"}, page.Link{Label: title})
}

func (f *Front) my(w http.ResponseWriter, r *http.Request) error {
	d := myData{Frame: f.House.Public(w, r, "我的", page.Link{Label: "我的"})}
	if err := f.mine(r.Context(), &d, people.VisitorOf(r.Context())); err != nil {
		return err
	}
	return door.Write(w, myPage, &d)
}

func (f *Front) myProfile(w http.ResponseWriter, r *http.Request) error {
	d := profileData{Frame: f.own(w, r, "身份和住址")}
	if _, err := f.profile(r.Context(), &d, people.VisitorOf(r.Context()), web.Local(r.URL.Query().Get("back"), "")); err != nil {
		return err
	}
	return door.Write(w, profilePage, &d)
}

func (f *Front) realName(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	back := web.Local(posted["back"], "/my/profile")
	in, err := nameForm.Check(form.Values(posted))
	level := people.Phone
	if err == nil {
		level, err = f.Persons.RealName(r.Context(), v, identityIn(in))
	}
	opened, bad := f.Persons.Opens(r.Context(), level)
	switch {
	case bad != nil:
		return bad
	case err == nil && opened&people.See != 0:
		f.House.Say(w, "done", "身份核验通过。用这个证件办过的事，都在“我的”里。")
		return web.See(w, r, back)
	case err == nil:
		f.House.Say(w, "act", persons.Unproven())
		return web.See(w, r, back)
	case !mended(err):
		return err
	case fail.Is(err, fail.KindConflict): // the form is gone from the page
		e, _ := fail.As(err)
		f.House.Say(w, "act", e.Message)
		return web.See(w, r, "/my/profile")
	}
	d := profileData{Frame: f.own(w, r, "身份和住址")}
	if _, err := f.profile(r.Context(), &d, v, back); err != nil {
		return err
	}
	failed(&d.Name, nameForm, form.Values(posted), err)
	return door.WriteStatus(w, status(err), profilePage, &d)
}

func (f *Front) setHome(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	home := f.homeForm()
	in, err := home.Check(form.Values(posted))
	if err == nil {
		if err := f.Persons.SetHome(r.Context(), v, in["address"], region.Code(in["home"])); err != nil {
			return err
		}
		if in["home"] != "" {
			f.House.SetPlace(w, region.Code(in["home"]))
		}
		f.House.Say(w, "done", "住址已保存。")
		return web.See(w, r, "/my/profile")
	}
	d := profileData{Frame: f.own(w, r, "身份和住址")}
	if _, err := f.profile(r.Context(), &d, v, ""); err != nil {
		return err
	}
	failed(&d.Home, home, form.Values(posted), err)
	d.Home.Fields = f.grouped(d.Home.Fields)
	return door.WriteStatus(w, status(err), profilePage, &d)
}

func (f *Front) mySessions(w http.ResponseWriter, r *http.Request) error {
	d := sessionsData{Frame: f.own(w, r, "登录的设备")}
	var err error
	if d.Devices, err = f.sessions(r.Context(), people.VisitorOf(r.Context())); err != nil {
		return err
	}
	return door.Write(w, sessionsPage, &d)
}

func (f *Front) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	if err := f.Sessions.End(r.Context(), v, id); err != nil {
		return err
	}
	if id == v.Session.ID {
		session.SetCookie(w, people.Citizen, "", f.House.Secure)
		f.House.Say(w, "done", "已退出。")
		return web.See(w, r, "/")
	}
	f.House.Say(w, "done", "那台设备已经退出。")
	return web.See(w, r, "/my/sessions")
}

func (f *Front) myNotices(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	d := noticesData{Frame: f.own(w, r, "我的消息")}
	cases, err := f.Engine.OfApplicant(r.Context(), v.Actor, casesMost)
	if err != nil {
		return err
	}
	ids := make([]int64, len(cases))
	for i, k := range cases {
		ids[i] = k.ID
	}
	if d.Notices, err = f.sent(r.Context(), true, f.Persons.Settled(r.Context(), f.DB, v.Actor.ID), ids...); err != nil {
		return err
	}
	return door.Write(w, noticesPage, &d)
}
