package desk

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"github.com/skip2/go-qrcode"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/roster"
	"wuyou/office/session"
)

type signData struct {
	page.Frame
	Whose   string // who has typed the right password; "" before
	Note    page.Note
	Form    page.Form
	Other   page.Form // lets somebody else sign in, with what was kept
	Written page.List
	Leave   page.Link
}

var signPage = page.New[signData](page.Door, files, "sign.html")

func (f *Front) signInForm(w http.ResponseWriter, r *http.Request) error {
	e := door.ErrandTo(r, "/desk")
	if people.VisitorOf(r.Context()).Actor.Kind == people.Staff {
		return web.See(w, r, e.Back)
	}
	return f.askSignIn(w, r, http.StatusOK, e, "", nil)
}

// SignInFirst answers a post of somebody who has to sign in first; what he wrote is kept.
func (f *Front) SignInFirst(w http.ResponseWriter, r *http.Request, e door.Errand) error {
	return f.askSignIn(w, r, http.StatusUnauthorized, e, "", nil)
}

// askSignIn shows the sign-in page, or its second step: the password was right, and a ticket stands for it.
func (f *Front) askSignIn(w http.ResponseWriter, r *http.Request, status int, e door.Errand, login string, err error) error {
	d := signData{Frame: f.House.Door(w, r, "工作台登录"), Note: e.Note(), Written: f.House.Written(e)}
	if e.Kept() {
		d.Leave = page.Link{Href: "/desk/signin", Label: "不提交了，只登录"}
	}
	if err != nil {
		status = web.Status(err)
	}
	var second *roster.SecondStep
	if errors.As(err, &second) {
		if errors.Is(err, roster.ErrTOTP) { // nothing is wrong yet
			err = nil
		}
		d.Title, d.Whose = "输入动态口令", second.Name
		d.Form = page.Form{
			ID: "signin", Action: "/desk/signin", Brief: true, Submit: page.Act{Label: "进入工作台", Fill: true},
			Fields: append(door.Fields(form.Of(form.Field{
				Name: "code", Label: "动态口令", Type: "code", Required: true, Hint: "身份验证器上的 6 位数字，每 30 秒更换一次",
			}), nil, err), page.Field{Name: "login", Type: "hidden", Value: login},
				page.Field{Name: "password", Type: "hidden", Value: second.Ticket}),
		}
	} else {
		d.Form = page.Form{
			ID: "signin", Action: "/desk/signin", Brief: true, Submit: page.Act{Label: "登录", Fill: true},
			Fields: door.Fields(form.Of(
				form.Field{Name: "login", Label: "用户名", Type: form.Text, Required: true},
				form.Field{Name: "password", Label: "密码", Type: "password", Required: true},
			), form.Values{"login": login}, err),
		}
		d.Form.Fields[0].Complete = "username"
	}
	if d.Whose != "" {
		d.Other = page.Form{ID: "other", Action: "/desk/signin", Fields: e.Fields(),
			Submit: page.Act{Label: "不是" + d.Whose + "，换一个人登录", Kind: "plain", Size: "small", Name: "other", Value: "1"}}
	}
	d.Form.Error = door.Summary(err)
	d.Form.Fields = append(d.Form.Fields, e.Fields()...)
	return door.WriteStatus(w, status, signPage, &d)
}

// knownCookie is by which a browser is known again in which a member of staff has signed in.
const knownCookie = "wuyou_known"

func (f *Front) signIn(w http.ResponseWriter, r *http.Request) error {
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	e, known := door.ErrandOf(in, "/desk"), ""
	if in["other"] != "" {
		return f.askSignIn(w, r, http.StatusOK, e, "", nil)
	}
	if c, err := r.Cookie(knownCookie); err == nil {
		known = c.Value
	}
	token, err := f.Roster.SignInStaff(r.Context(), in["login"], in["password"], in["code"], known, people.VisitorOf(r.Context()).IP, r.UserAgent())
	if door.Mended(err) {
		return f.askSignIn(w, r, http.StatusOK, e, in["login"], err)
	}
	if err != nil {
		return err
	}
	session.SetCookie(w, people.Staff, token, f.House.Secure)
	v, err := f.Sessions.Visit(r.Context(), token, people.VisitorOf(r.Context()).IP)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: knownCookie, Value: f.Roster.Device(v.Member), Path: "/desk/signin",
		MaxAge: int(f.Limits.Time(session.DeviceDays).Seconds()), HttpOnly: true, Secure: f.House.Secure,
		SameSite: http.SameSiteLaxMode,
	})
	var first page.Link
	switch {
	case f.Roster.MustChange(v.Member) || f.Roster.MustEnrol(v):
		first = page.Link{Href: "/desk/me", Label: "去办", Note: "请先在“我的账号”里修改密码、设置动态口令"}
		e.Back = first.Href // nothing else is open to them
	case e.Back == "/desk" && v.Actor.Has(people.Supervisor, people.Leader):
		e.Back = "/desk/overview" // their day begins with how things stand
	}
	return f.House.GoOn(w, r.WithContext(people.WithVisitor(r.Context(), v)), http.StatusOK, e, first)
}

func (f *Front) signOut(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if err := f.Sessions.End(r.Context(), v, v.Session.ID); err != nil {
		return err
	}
	session.SetCookie(w, people.Staff, "", f.House.Secure)
	in, err := web.Posted(r)
	if e := door.ErrandOf(in, "/desk"); err == nil && e.Kept() {
		return f.askSignIn(w, r, http.StatusOK, e, "", nil)
	}
	return web.See(w, r, "/desk/signin")
}

type meData struct {
	page.Frame
	Must     page.Note
	Posts    page.List
	Password page.Form
	Enrol    page.Form
	QR       template.URL // a picture of the program's own making
	Secret   string
	Factor   page.Link
	EnrolFor string // the heading over the authenticator
	Tokens   page.Table
	Token    page.Form
	Sessions page.Table
	Out      page.Form
}

var mePage = page.New[meData](page.Desk, files, "me.html")

func (f *Front) me(w http.ResponseWriter, r *http.Request) error {
	return f.showMe(w, r, "", nil)
}

var passwordForm = form.Form{Fields: []form.Field{
	{Name: "old", Label: "原密码", Type: "password", Required: true},
	{Name: "new", Label: "新密码", Type: "password", Required: true, Hint: "至少 10 位，含大写、小写、数字、符号中的三种，不含用户名"},
	{Name: "again", Label: "再输一遍新密码", Type: "password", Required: true},
}}

// showMe shows the own account; after a failure of one of its forms, with what is wrong there.
func (f *Front) showMe(w http.ResponseWriter, r *http.Request, failed string, err error) error {
	v := people.VisitorOf(r.Context())
	frame, e := f.House.Desk(w, r, "我的账号", page.Link{Label: "我的账号"})
	if e != nil {
		return e
	}
	d := meData{Frame: frame}
	if f.Roster.MustChange(v.Member) {
		d.Must = page.Note{Kind: "act", Title: "请先修改密码", Text: "初始密码和到期的密码不能继续用。改好以后就可以办理业务。"}
	} else if f.Roster.MustEnrol(v) {
		d.Must = page.Note{Kind: "act", Title: "请先设置动态口令", Text: "您的岗位登录要用两样：密码和动态口令。"}
	}
	for _, p := range v.Actor.Posts {
		where := f.Regions.Name(p.Region)
		if p.Dept != "" {
			where = f.Catalog.DeptName(p.Dept)
		}
		d.Posts.Items = append(d.Posts.Items, page.Term{Label: p.Role.Name(), Value: p.Title, Note: where})
	}
	d.Password = page.Form{
		ID: "password", Action: "/desk/me", Fields: door.Fields(passwordForm, nil, only(err, failed == "password")),
		Submit: page.Act{Label: "修改密码", Name: "do", Value: "password"},
	}
	for i := range d.Password.Fields {
		d.Password.Fields[i].Complete = [...]string{"current-password", "new-password", "new-password"}[i]
	}
	if switching := f.Roster.MustEnrol(v) || r.URL.Query().Get("factor") != "" || failed == "enrol"; switching && !f.Roster.MustChange(v.Member) {
		if e := f.enrolment(r, &d, v, only(err, failed == "enrol")); e != nil {
			return e
		}
	}
	if v.Member.TotpSealed != "" {
		if e := f.ownTokens(r, &d, v, only(err, failed == "token")); e != nil {
			return e
		}
	}
	if e := f.sessions(r, &d, v); e != nil {
		return e
	}
	if d.Enrol.ID == "" && !f.Roster.MustChange(v.Member) {
		d.Factor = page.Link{Href: "/desk/me?factor=1", Label: "启用动态口令", Icon: "lock"}
		if v.Member.TotpSealed != "" {
			d.Factor.Label = "更换身份验证器"
		}
	}
	if d.Enrol.ID != "" { // one thing at a time
		d.Password.Submit.Kind = "quiet"
	}
	d.Out = page.Form{ID: "out", Action: "/desk/signout", Submit: page.Act{Label: "退出登录", Kind: "quiet"}}
	if err != nil {
		return door.WriteStatus(w, web.Status(err), mePage, &d)
	}
	return door.Write(w, mePage, &d)
}

func only(err error, mine bool) error {
	if !mine {
		return nil
	}
	return err
}

// enrolment offers a secret for the authenticator, the same one until it is taken. Who has an authenticator shows it to change it.
func (f *Front) enrolment(r *http.Request, d *meData, v people.Visitor, err error) error {
	key, e := f.Roster.NewTOTP(r.Context(), v, f.House.City.Name)
	if e != nil {
		return e
	}
	png, e := qrcode.Encode(key.URL(), qrcode.Medium, 220)
	if e != nil {
		return e
	}
	d.QR = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
	for i := 0; i < len(key.Secret()); i += 4 {
		d.Secret += key.Secret()[i:min(i+4, len(key.Secret()))] + " "
	}
	label := "启用动态口令"
	asked := form.Of(form.Field{Name: "code", Label: "验证器上显示的 6 位数字", Type: "code", Required: true})
	if d.EnrolFor = "设置动态口令"; v.Member.TotpSealed != "" {
		d.EnrolFor, label = "更换身份验证器", "更换身份验证器"
		asked.Fields[0].Label = "新的验证器上显示的 6 位数字"
		asked.Fields = append([]form.Field{
			{Name: "password", Label: "密码", Type: "password", Required: true},
			{Name: "old_code", Label: "原来的验证器上的动态口令", Type: "code", Required: true},
		}, asked.Fields...)
	}
	d.Enrol = page.Form{ID: "enrol", Action: "/desk/me", Error: door.Summary(err), Fields: door.Fields(asked, nil, err),
		Submit: page.Act{Label: label, Name: "do", Value: "enrol"}}
	return nil
}

func (f *Front) sessions(r *http.Request, d *meData, v people.Visitor) error {
	list, err := f.Sessions.Own(r.Context(), v)
	if err != nil {
		return err
	}
	d.Sessions = page.Table{Caption: "登录中的会话", Flat: true, Form: "sessions", Heads: []page.Head{
		{Label: "设备", Main: true}, {Label: "地址"}, {Label: "登录"}, {Label: "最近使用"}, {Label: "", Plain: true},
	}}
	for _, s := range list {
		last := page.Cell{Acts: []page.Act{{Label: "结束", Kind: "quiet", Size: "small", Form: "sessions", Name: "end", Value: itoa(s.ID)}}}
		if s.ID == v.Session.ID {
			last = page.Cell{Tags: []page.Tag{{Label: "就是这里", Kind: "ok"}}}
		}
		d.Sessions.Rows = append(d.Sessions.Rows, page.Row{Cells: []page.Cell{
			{Text: device(s.Device)}, {Text: s.IP}, {Text: f.House.Clock(s.CreatedAt)}, {Text: f.House.Clock(s.SeenAt)}, last,
		}})
	}
	return nil
}

// device is a browser in a word or two.
func device(agent string) string {
	system := "其他系统"
	for _, s := range []struct{ mark, name string }{{"Android", "安卓"}, {"iPhone", "苹果手机"}, {"Windows", "Windows"}, {"Mac OS", "苹果电脑"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s.mark) {
			system = s.name
			break
		}
	}
	for _, b := range []struct{ mark, name string }{
		{"MicroMessenger", "微信"}, {"Edg/", "Edge"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"},
		{"Safari", "Safari"},
	} {
		if strings.Contains(agent, b.mark) {
			return system + " " + b.name
		}
	}
	return system
}

func (f *Front) changeMe(w http.ResponseWriter, r *http.Request) error {
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	done := ""
	switch {
	case in["end"] != "":
		err, done = f.Sessions.End(r.Context(), v, in.Int("end")), "那个会话已结束。"
	case in["revoke"] != "":
		err, done = f.Roster.RevokeToken(r.Context(), v.Actor, v.IP, in.Int("revoke")), "令牌已收回。"
	case in["do"] == "token":
		return f.newToken(w, r, v, form.Values(in))
	case in["do"] == "enrol":
		err, done = f.Roster.Enrol(r.Context(), v, in["password"], in["old_code"], in["code"]), "动态口令已启用，下次登录时要用。"
	case in["new"] != in["again"]:
		err = fail.Invalid("两次输入不一样", fail.Field{Name: "again", Message: "和上面的新密码不一样"})
	default:
		err, done = f.Roster.ChangePassword(r.Context(), v, in["old"], in["new"]), "密码已修改，其他地方的登录已结束。"
	}
	if door.Mended(err) {
		failed := "password"
		if in["do"] == "enrol" {
			failed = "enrol"
		}
		return f.showMe(w, r, failed, err)
	}
	if err != nil {
		return err
	}
	f.House.Say(w, "done", done)
	return web.See(w, r, "/desk/me")
}
