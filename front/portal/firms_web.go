package portal

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
)

func (f *Front) myFirms(w http.ResponseWriter, r *http.Request) error {
	d := firmsData{Frame: f.own(w, r, "我的企业")}
	if err := f.firms(r.Context(), &d, people.VisitorOf(r.Context())); err != nil {
		return err
	}
	return door.Write(w, firmsPage, &d)
}

func (f *Front) bindFirm(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	if v.Actor.ID == 0 {
		return web.See(w, r, "/my/profile?back=/my/firms")
	}
	var a persons.Agency
	in, err := firmForm.Check(form.Values(posted))
	if err == nil {
		a, err = f.Persons.BindFirm(r.Context(), v, persons.Identity{Name: in["name"], IDNo: in["id_no"], Legal: in["legal"]}, f.tellFirm)
	}
	switch {
	case err == nil && a.Proof != "":
		f.House.Say(w, "done", "已绑定“"+in["name"]+"”，您是法定代表人（"+a.Words()+"），可以管理经办人。")
		return web.See(w, r, "/my/firms")
	case err == nil:
		f.House.Say(w, "done", "已记下。现在可以替“"+in["name"]+"”提交新的申请；企业以前的事，等企业同意或窗口核实以后才能看到。")
		return web.See(w, r, "/my/firms")
	case !mended(err) && !fail.Is(err, fail.KindForbidden):
		return err
	}
	d := firmsData{Frame: f.own(w, r, "我的企业")}
	if err := f.firms(r.Context(), &d, v); err != nil {
		return err
	}
	failed(&d.Bind, firmForm, form.Values(posted), err)
	return door.WriteStatus(w, status(err), firmsPage, &d)
}

// tellFirm tells who manages a firm's agents that somebody says to act for it. The firm's name is the one that was proven.
func (f *Front) tellFirm(ctx context.Context, tx *db.DB, account int64, firm string) error {
	phone, err := f.Persons.OpenAccountPhone(ctx, tx, account)
	if err != nil || phone == "" {
		return err
	}
	return f.Notices.Send(ctx, tx, notice.To{Phone: phone}, "agent_asks", map[string]string{
		"site": f.House.City.Name, "firm": firm, "hotline": f.House.City.Hotline,
	})
}

func (f *Front) leaveFirm(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	if err := f.Persons.LeaveFirm(r.Context(), people.VisitorOf(r.Context()), id); err != nil {
		return err
	}
	f.House.Say(w, "done", "已解除绑定。")
	return web.See(w, r, "/my/firms")
}

func (f *Front) firmAgents(w http.ResponseWriter, r *http.Request) error {
	return f.showAgents(w, r, http.StatusOK, "", nil, nil)
}

func (f *Front) showAgents(w http.ResponseWriter, r *http.Request, code int, which string, given form.Values, wrong error) error {
	id, err := web.PathInt(r, "id")
	if err != nil {
		return err
	}
	d := agentsData{
		Frame: f.House.Public(w, r, "企业的经办人", page.Link{Href: "/my", Label: "我的"},
			page.Link{Href: "/my/firms", Label: "我的企业"}, page.Link{Label: "经办人"}),
	}
	if err := f.agents(r.Context(), &d, people.VisitorOf(r.Context()), id, which, given, wrong); err != nil {
		return err
	}
	return door.WriteStatus(w, code, agentsPage, &d)
}

// whichAgent reads which agency of a firm is meant.
func whichAgent(r *http.Request, key string) (id, firm, person int64, err error) {
	if id, err = web.PathInt(r, "id"); err != nil {
		return id, 0, 0, err
	}
	if n, _ := fmt.Sscanf(key, "a%d-%d", &firm, &person); n != 2 {
		err = fail.NotFound("没有这位经办人")
	}
	return id, firm, person, err
}

func (f *Front) admitAgent(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	id, firm, person, err := whichAgent(r, posted["agent"])
	if err != nil {
		return err
	}
	in, err := admitForm.Check(form.Values(posted))
	if err == nil {
		var rights people.Right
		for one := range strings.SplitSeq(in["rights"], ",") {
			rights |= agentRights[one]
		}
		until := int64(0)
		if in["until"] != "" {
			day, bad := calendar.ParseDay(in["until"])
			if bad != nil {
				return bad
			}
			until = day.End().UnixMilli()
		}
		err = f.Persons.Admit(r.Context(), people.VisitorOf(r.Context()), id, firm, person, rights, until)
	}
	if mended(err) {
		return f.showAgents(w, r, status(err), posted["agent"], form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	f.House.Say(w, "done", "已同意。随时可以解除。")
	return web.See(w, r, fmt.Sprintf("/my/firms/%d", id))
}

func (f *Front) dismissAgent(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	id, firm, person, err := whichAgent(r, posted["agent"])
	if err == nil {
		err = f.Persons.Dismiss(r.Context(), people.VisitorOf(r.Context()), id, firm, person)
	}
	if err != nil {
		return err
	}
	f.House.Say(w, "done", "已解除。他收到的查询密码和取件码不能再用；结果等着领取的，凭什么领取写在那一件的页面上。")
	return web.See(w, r, "/my/firms")
}
