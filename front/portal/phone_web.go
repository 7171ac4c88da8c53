package portal

import (
	"net/http"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/session"
)

var (
	newPhoneForm = form.Form{Fields: []form.Field{{Name: "phone", Label: "新手机号", Type: form.Phone, Required: true}}}
	bothForm     = form.Form{Fields: []form.Field{
		{Name: "old_code", Label: "原号码收到的数字", Type: "code", Required: true, Max: session.CodeTyped},
		{Name: "new_code", Label: "新号码收到的数字", Type: "code", Required: true, Max: session.CodeTyped},
	}}
)

func (f *Front) myPhone(w http.ResponseWriter, r *http.Request) error {
	return f.showPhone(w, r, http.StatusOK, "", nil, nil)
}

// showPhone shows the first step, or with a new number the second.
func (f *Front) showPhone(w http.ResponseWriter, r *http.Request, code int, phone string, given form.Values, wrong error) error {
	d := phoneData{Frame: f.own(w, r, "更换手机号"), Lead: "原来的号码和新的号码各收一条验证码。"}
	v := people.VisitorOf(r.Context())
	var err error
	if d.Barred, err = barred("暂时不能更换手机号。", f.Persons.Settled(r.Context(), f.DB, v.Actor.ID)); err != nil {
		return err
	}
	d.Form = page.Form{
		ID: "phone", Action: "/my/phone", Error: door.Summary(wrong), Fields: door.Fields(newPhoneForm, given, wrong),
		Submit: page.Act{Label: "发验证码"},
	}
	if phone != "" {
		d.Lead = "验证码已发到原来的号码和 " + form.MaskPhone(phone) + "，5 分钟内有效。"
		d.Form.Fields = append(door.Fields(bothForm, nil, wrong), page.Field{Type: "hidden", Name: "phone", Value: phone})
		d.Form.Submit.Label = "更换"
		d.Form.Others = []page.Act{{Label: "重新填写", Kind: "plain", Href: "/my/phone"}}
	}
	return door.WriteStatus(w, code, changePhonePage, &d)
}

func (f *Front) changePhone(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	ctx, given := r.Context(), form.Values(posted)
	v := people.VisitorOf(ctx)
	in, err := newPhoneForm.Check(given)
	if err != nil {
		return f.showPhone(w, r, status(err), "", given, err)
	}
	if _, second := posted["new_code"]; !second {
		if err := f.Persons.Settled(ctx, f.DB, v.Actor.ID); err != nil {
			return err
		}
		own, err := f.Keys.Open(v.Account.PhoneSealed, people.SealPhone)
		if err == nil {
			err = f.send(w, r, in["phone"])
		}
		if err == nil {
			err = f.send(w, r, own)
		}
		if mended(err) {
			return f.showPhone(w, r, status(err), "", given, err)
		}
		if err != nil {
			return err
		}
		return f.showPhone(w, r, http.StatusOK, in["phone"], nil, nil)
	}
	codes, err := bothForm.Check(given)
	if err == nil {
		err = f.Persons.ChangePhone(ctx, v, session.FromBrowser(w, r, f.House.Secure), codes["old_code"], in["phone"], codes["new_code"])
	}
	if mended(err) {
		return f.showPhone(w, r, status(err), in["phone"], nil, err)
	}
	if err != nil {
		return err
	}
	done := "手机号已更换，以后用新号码登录。"
	if opened, err := f.Persons.Opens(r.Context(), v.Account.Level); err != nil {
		return err
	} else if opened&people.See != 0 {
		done += "请用新号码再核验一次身份。"
	}
	f.House.Say(w, "done", done)
	return web.See(w, r, "/my/profile")
}
