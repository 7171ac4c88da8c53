package portal

import (
	"context"
	"encoding/base64"
	"net/http"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// The number that is signing in is kept in a cookie of the sign-in pages, so that it never stands in an
// address.
const signCookie = "signin"

func (f *Front) holdPhone(w http.ResponseWriter, phone string) {
	c := &http.Cookie{Name: signCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(phone)), Path: "/signin", MaxAge: 600, HttpOnly: true, Secure: f.House.Secure, SameSite: http.SameSiteLaxMode}
	if phone == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func heldPhone(r *http.Request) string {
	c, err := r.Cookie(signCookie)
	if err != nil {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(b)
}

func (f *Front) signIn(w http.ResponseWriter, r *http.Request) error {
	back := web.Local(r.URL.Query().Get("back"), "/my")
	v := people.VisitorOf(r.Context())
	if v.Doubted {
		return f.askWhose(w, r, back, nil, nil)
	}
	if v.Actor.Kind == people.Citizen {
		return web.See(w, r, back)
	}
	return f.askPhone(w, r, back, nil, nil)
}

// askPhone shows the first page of signing in, with what was wrong.
func (f *Front) askPhone(w http.ResponseWriter, r *http.Request, back string, v form.Values, err error) error {
	d := signData{Frame: f.House.Public(w, r, "登录", page.Link{Label: "登录"}), Heading: "用手机号登录", Lead: "第一次来也一样：填手机号，收一条短信就行，不用设密码。", Form: phoneAsked(back)}
	if err == nil {
		return door.Write(w, signPage, &d)
	}
	failed(&d.Form, phoneForm, v, err)
	if heldPhone(r) != "" || v["phone"] != "" {
		d.Form.Others = []page.Act{{Label: "已收到验证码，去填写", Kind: "plain", Href: "/signin/code?back=" + escape(back)}}
	}
	return door.WriteStatus(w, status(err), signPage, &d)
}

func (f *Front) sendCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	back := web.Local(posted["back"], "/my")
	v := form.Values{"phone": posted["phone"]}
	in, err := phoneForm.Check(v)
	if err == nil {
		err = f.send(r.Context(), in["phone"])
	}
	switch {
	case err == nil:
		f.holdPhone(w, in["phone"])
		return web.See(w, r, "/signin/code?back="+escape(back))
	case mended(err):
		return f.askPhone(w, r, back, v, err)
	}
	return err
}

// send sends a code; the message is queued with it.
func (f *Front) send(ctx context.Context, phone string) error {
	return f.People.SendCode(ctx, phone, people.VisitorOf(ctx).IP, func(ctx context.Context, tx *db.DB, phone, code string) error {
		return f.Notices.Send(ctx, tx, notice.To{Phone: phone, Until: f.People.CodeUntil()}, "otp", map[string]string{"site": f.House.City.Name, "code": code})
	})
}

func (f *Front) code(w http.ResponseWriter, r *http.Request) error {
	back := web.Local(r.URL.Query().Get("back"), "/my")
	if heldPhone(r) == "" {
		return web.See(w, r, "/signin?back="+escape(back))
	}
	return f.askCode(w, r, back, nil, nil)
}

func (f *Front) askCode(w http.ResponseWriter, r *http.Request, back string, v form.Values, err error) error {
	d := signData{Frame: f.House.Public(w, r, "填写验证码", page.Link{Href: "/signin?back=" + escape(back), Label: "登录"}, page.Link{Label: "填写验证码"}),
		Heading: "填写短信验证码", Lead: "已发到 " + form.MaskPhone(heldPhone(r)) + "，5 分钟内有效。", Form: codeAsked(back)}
	if err == nil {
		return door.Write(w, signPage, &d)
	}
	failed(&d.Form, codeForm, v, err)
	return door.WriteStatus(w, status(err), signPage, &d)
}

func (f *Front) checkCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	back, phone := web.Local(posted["back"], "/my"), heldPhone(r)
	if phone == "" {
		return web.See(w, r, "/signin?back="+escape(back))
	}
	token, err := f.People.SignInCitizen(r.Context(), phone, posted["code"], f.from(w, r))
	if mended(err) {
		return f.askCode(w, r, back, nil, err)
	}
	if err != nil {
		return err
	}
	f.holdPhone(w, "")
	people.SetCookie(w, people.Citizen, token, f.House.Secure)
	return web.See(w, r, back)
}

// again sends another code to the same number.
func (f *Front) again(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	back, phone := web.Local(posted["back"], "/my"), heldPhone(r)
	if phone == "" {
		return web.See(w, r, "/signin?back="+escape(back))
	}
	err = f.send(r.Context(), phone)
	if mended(err) {
		return f.askCode(w, r, back, nil, err)
	}
	if err != nil {
		return err
	}
	f.House.Say(w, "done", "新的验证码已发出，原来的不能用了。")
	return web.See(w, r, "/signin/code?back="+escape(back))
}

func (f *Front) signOut(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if err := f.People.EndSession(r.Context(), v, v.Session.ID); err != nil {
		return err
	}
	people.SetCookie(w, people.Citizen, "", f.House.Secure)
	f.House.Say(w, "done", "已退出。")
	return web.See(w, r, "/")
}

// deviceCookie holds a token by which a browser is known again to the accounts that proved something on it.
const deviceCookie = "device"

// from is where the browser signs in from; one that has no token of its own gets it.
func (f *Front) from(w http.ResponseWriter, r *http.Request) people.From {
	from := people.From{IP: people.VisitorOf(r.Context()).IP, Agent: r.UserAgent()}
	if c, err := r.Cookie(deviceCookie); err == nil && len(c.Value) >= 32 && len(c.Value) <= 128 {
		from.Device = c.Value
		return from
	}
	from.Device = gm.Token()
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: from.Device, Path: "/signin", MaxAge: 400 * 86400, HttpOnly: true, Secure: f.House.Secure, SameSite: http.SameSiteLaxMode})
	return from
}

// whoseForm asks who signs in, after a long silence or on a new device, whether the account is his.
var whoseForm = form.Form{Fields: nameForm.Fields[:3]}

func (f *Front) askWhose(w http.ResponseWriter, r *http.Request, back string, v form.Values, err error) error {
	d := signData{Frame: f.House.Public(w, r, "确认是您本人", page.Link{Label: "确认是您本人"}), Heading: "这还是您的账号吗？",
		Lead: "这个账号很久没有登录，或者第一次在这台设备上登录。填写账号登记的姓名和证件号，就能继续。"}
	hidden := page.Field{Type: "hidden", Name: "back", Value: back}
	d.Form = page.Form{ID: "whose", Action: "/signin/whose", Submit: page.Act{Label: "是我，继续"}, Fields: append(door.Fields(whoseForm, v, err), hidden), Error: door.Summary(err),
		Others: []page.Act{{Label: "这不是我，重新开始", Kind: "quiet", Action: "/signin/other", Loose: true}}}
	if err == nil {
		return door.Write(w, signPage, &d)
	}
	return door.WriteStatus(w, status(err), signPage, &d)
}

// whose takes the answer: with name and number of the account it goes on.
func (f *Front) whose(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	back, v := web.Local(posted["back"], "/my"), people.VisitorOf(r.Context())
	if !v.Doubted {
		return web.See(w, r, "/signin?back="+escape(back))
	}
	in, err := whoseForm.Check(form.Values(posted))
	if err == nil {
		_, err = f.People.Confirm(r.Context(), v, identityIn(in))
	}
	if mended(err) {
		return f.askWhose(w, r, back, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, back)
}

// other begins a new account for whom the telephone number came to from somebody else.
func (f *Front) other(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if !v.Doubted {
		return web.See(w, r, "/signin")
	}
	token, err := f.People.NotMe(r.Context(), v, f.from(w, r))
	if err != nil {
		return err
	}
	people.SetCookie(w, people.Citizen, token, f.House.Secure)
	f.House.Say(w, "done", "已为您新开账号；原来账号里的事，和这个手机号不再有关系。")
	return web.See(w, r, "/my")
}
