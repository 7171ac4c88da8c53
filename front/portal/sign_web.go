package portal

import (
	"context"
	"encoding/base64"
	"net/http"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/session"
)

// The number that is signing in is kept in a cookie of the sign-in pages, so that it never stands in an
// address.
const signCookie = "signin"

func (f *Front) holdPhone(w http.ResponseWriter, phone string) {
	c := &http.Cookie{
		Name: signCookie, Value: base64.RawURLEncoding.EncodeToString([]byte(phone)), Path: "/signin", MaxAge: 600,
		HttpOnly: true, Secure: f.House.Secure, SameSite: http.SameSiteLaxMode,
	}
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
	e, v := door.ErrandTo(r, "/my"), people.VisitorOf(r.Context())
	if v.Actor.Kind == people.Citizen && !v.Doubted {
		return web.See(w, r, e.Back)
	}
	return f.SignInFirst(w, r, http.StatusOK, e)
}

// SignInFirst asks who has to sign in first, or to say whose the account is. What he wrote is kept.
func (f *Front) SignInFirst(w http.ResponseWriter, r *http.Request, status int, e door.Errand) error {
	if people.VisitorOf(r.Context()).Doubted {
		return f.askWhose(w, r, status, e, nil, nil)
	}
	return f.askPhone(w, r, status, e, nil, nil)
}

// showSign shows a page of signing in, for an errand, with what was wrong.
func (f *Front) showSign(w http.ResponseWriter, r *http.Request, code int, e door.Errand, d signData, err error) error {
	d.Note, d.Written = e.Note(), f.House.Written(e)
	if e.Kept() {
		d.Leave = page.Link{Href: "/signin", Label: "不提交了，只登录"}
	}
	if err != nil {
		code = status(err)
	}
	return door.WriteStatus(w, code, signPage, &d)
}

// askPhone shows the first page of signing in.
func (f *Front) askPhone(w http.ResponseWriter, r *http.Request, code int, e door.Errand, v form.Values, err error) error {
	d := signData{Frame: f.House.Public(w, r, "登录", page.Link{Label: "登录"}), Heading: "用手机号登录", Lead: "第一次来也一样：填手机号，收一条短信就行，不用设密码。", Form: phoneAsked(e)}
	if err != nil {
		failed(&d.Form, phoneForm, v, err)
		if heldPhone(r) != "" || v["phone"] != "" {
			d.Form.Others = []page.Act{{Label: "已收到验证码，去填写", Kind: "plain", Action: "/signin/code", Loose: true}}
		}
	}
	return f.showSign(w, r, code, e, d, err)
}

// otherPhone begins again with another number.
func (f *Front) otherPhone(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	return f.askPhone(w, r, http.StatusOK, door.ErrandOf(posted, "/my"), nil, nil)
}

func (f *Front) sendCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	e, v := door.ErrandOf(posted, "/my"), form.Values{"phone": posted["phone"]}
	in, err := phoneForm.Check(v)
	if err == nil {
		err = f.send(w, r, in["phone"])
	}
	switch {
	case err == nil:
		f.holdPhone(w, in["phone"])
		return f.codeSent(w, r, e, in["phone"])
	case mended(err):
		return f.askPhone(w, r, http.StatusOK, e, v, err)
	}
	return err
}

// codeSent goes on to the page of the code: at its address, which can be loaded again, or where something is kept, which no address
// holds, in this answer.
func (f *Front) codeSent(w http.ResponseWriter, r *http.Request, e door.Errand, phone string) error {
	if e.Kept() {
		return f.askCode(w, r, e, phone, nil)
	}
	return web.See(w, r, "/signin/code?back="+escape(e.Back))
}

// send sends a code for this browser; the message is queued with it.
func (f *Front) send(w http.ResponseWriter, r *http.Request, phone string) error {
	from := session.FromBrowser(w, r, f.House.Secure)
	return f.Sessions.SendCode(r.Context(), "", phone, from, func(ctx context.Context, tx *db.DB, phone, code string) error {
		to := notice.To{Phone: phone, Until: f.Sessions.CodeUntil()}
		return f.Notices.Send(ctx, tx, to, "otp", map[string]string{"site": f.House.City.Name, "code": code})
	})
}

func (f *Front) code(w http.ResponseWriter, r *http.Request) error {
	e := door.ErrandTo(r, "/my")
	if heldPhone(r) == "" {
		return web.See(w, r, "/signin?back="+escape(e.Back))
	}
	return f.askCode(w, r, e, heldPhone(r), nil)
}

func (f *Front) askCode(w http.ResponseWriter, r *http.Request, e door.Errand, phone string, err error) error {
	d := signData{Frame: f.House.Public(w, r, "填写验证码", page.Link{Href: "/signin?back=" + escape(e.Back), Label: "登录"}, page.Link{Label: "填写验证码"}),
		Heading: "填写短信验证码", Lead: "已发到 " + form.MaskPhone(phone) + "，5 分钟内有效。", Form: codeAsked(e)}
	if err != nil {
		failed(&d.Form, codeForm, nil, err)
	}
	return f.showSign(w, r, http.StatusOK, e, d, err)
}

func (f *Front) checkCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	e, phone := door.ErrandOf(posted, "/my"), heldPhone(r)
	if phone == "" {
		return f.askPhone(w, r, http.StatusOK, e, nil, nil)
	}
	if posted["code"] == "" { // who comes from the page before
		return f.askCode(w, r, e, phone, fail.Invalid("", fail.Field{Name: "code", Message: "请填写短信里的数字"}))
	}
	token, err := f.Persons.SignInCitizen(r.Context(), phone, posted["code"], session.FromBrowser(w, r, f.House.Secure))
	if mended(err) {
		return f.askCode(w, r, e, phone, err)
	}
	if err != nil {
		return err
	}
	f.holdPhone(w, "")
	return f.signedIn(w, r, e, token)
}

// signedIn gives the browser its session and goes on with the errand, for which it may still have to be said whose the account is.
func (f *Front) signedIn(w http.ResponseWriter, r *http.Request, e door.Errand, token string) error {
	session.SetCookie(w, people.Citizen, token, f.House.Secure)
	v, err := f.Sessions.Visit(r.Context(), token, people.VisitorOf(r.Context()).IP)
	if err != nil {
		return err
	}
	r = r.WithContext(people.WithVisitor(r.Context(), v))
	if e.Kept() && v.Doubted {
		return f.askWhose(w, r, http.StatusOK, e, nil, nil)
	}
	return f.House.GoOn(w, r, http.StatusOK, e, page.Link{})
}

// again sends another code to the same number.
func (f *Front) again(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	e, phone := door.ErrandOf(posted, "/my"), heldPhone(r)
	if phone == "" {
		return f.askPhone(w, r, http.StatusOK, e, nil, nil)
	}
	err = f.send(w, r, phone)
	if mended(err) {
		return f.askCode(w, r, e, phone, err)
	}
	if err != nil {
		return err
	}
	if !e.Kept() {
		f.House.Say(w, "done", "新的验证码已发出，原来的不能用了。")
	}
	return f.codeSent(w, r, e, phone)
}

func (f *Front) signOut(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if err := f.Sessions.End(r.Context(), v, v.Session.ID); err != nil {
		return err
	}
	session.SetCookie(w, people.Citizen, "", f.House.Secure)
	posted, err := web.Posted(r)
	if e := door.ErrandOf(posted, "/my"); err == nil && e.Kept() {
		return f.askPhone(w, r, http.StatusOK, e, nil, nil)
	}
	f.House.Say(w, "done", "已退出。")
	return web.See(w, r, "/")
}

// whoseForm asks who signs in, after a long silence or on a new device, whether the account is his.
var whoseForm = form.Form{Fields: nameForm.Fields[:3]}

func (f *Front) askWhose(w http.ResponseWriter, r *http.Request, code int, e door.Errand, v form.Values, err error) error {
	d := signData{Frame: f.House.Public(w, r, "确认是您本人", page.Link{Label: "确认是您本人"}), Heading: "这还是您的账号吗？",
		Lead: "这个账号很久没有登录，或者第一次在这台设备上登录。填写账号登记的姓名和证件号，就能继续。"}
	d.Form = page.Form{
		ID: "whose", Action: "/signin/whose", Submit: page.Act{Label: "是我，继续"},
		Fields: append(door.Fields(whoseForm, v, err), e.Fields()...), Error: door.Summary(err),
		Others: []page.Act{{Label: "这不是我，重新开始", Kind: "quiet", Action: "/signin/other", Loose: true}},
	}
	return f.showSign(w, r, code, e, d, err)
}

// whose takes the answer: with name and number of the account it goes on.
func (f *Front) whose(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	e, v := door.ErrandOf(posted, "/my"), people.VisitorOf(r.Context())
	switch {
	case v.Actor.Kind == people.Citizen && !v.Doubted:
		return f.House.GoOn(w, r, http.StatusOK, e, page.Link{})
	case !v.Doubted:
		return f.askPhone(w, r, http.StatusOK, e, nil, nil)
	}
	in, err := whoseForm.Check(form.Values(posted))
	level := people.Phone
	if err == nil {
		level, err = f.Persons.Confirm(r.Context(), v, identityIn(in))
	}
	if mended(err) {
		return f.askWhose(w, r, http.StatusOK, e, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	here, err := f.Persons.Opens(r.Context(), level)
	if err != nil {
		return err
	}
	if level < v.Account.Level && here&people.See == 0 {
		f.House.Say(w, "act", persons.ShownHere)
		e.Back = "/my"
	}
	c, err := r.Cookie(session.Cookie)
	if err != nil {
		return err
	}
	return f.signedIn(w, r, e, c.Value)
}

// other begins a new account for whom the telephone number came to from somebody else.
func (f *Front) other(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if !v.Doubted {
		return web.See(w, r, "/signin")
	}
	token, err := f.Persons.NotMe(r.Context(), v, session.FromBrowser(w, r, f.House.Secure))
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	f.House.Say(w, "done", "已为您新开账号；原来账号里的事，和这个手机号不再有关系。")
	return f.signedIn(w, r, door.Errand{Back: "/my", Sealed: door.ErrandOf(posted, "/my").Sealed}, token)
}
