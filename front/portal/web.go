package portal

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

// Routes are the portal's doors.
func (f *Front) Routes() []web.Route {
	all, person, in := people.Public, people.OffDesk, people.SignedIn
	kept := f.kept()
	upload := 4*f.Files.Most() + 1<<20 // several files at once
	return []web.Route{
		{Method: "GET", Path: "/{$}", Access: all, Title: "首页", Handle: kept.Page(f.home, "who")},
		{Method: "GET", Path: "/items", Access: all, Title: "找事项", Handle: kept.Page(f.items, "audience", "dept", "kind", "topic", "all", "page")},
		{Method: "GET", Path: "/items/suggest", Access: all, Title: "事项联想", Handle: f.suggest},
		{Method: "GET", Path: "/items/{id}", Access: all, Title: "办事指南", Handle: kept.Page(f.guide, "v")},
		{Method: "GET", Path: "/items/{id}/checklist", Access: all, Title: "情形引导", Handle: f.questions},
		{Method: "POST", Path: "/items/{id}/checklist", Access: all, Title: "生成一次性告知单", Handle: f.keep},
		{Method: "GET", Path: "/checklists/{number}", Access: all, Title: "一次性告知单", Handle: f.sheet},
		{Method: "GET", Path: "/qr/{kind}/{number}", Access: all, Title: "二维码", Handle: f.qr},
		{Method: "GET", Path: "/place", Access: all, Title: "选择所在地", Handle: kept.Page(f.place, "at", "back")},
		{Method: "POST", Path: "/place", Access: all, Title: "记住所在地", Handle: f.setPlace},
		{Method: "GET", Path: "/nearby", Access: all, Title: "就近办", Handle: kept.Page(f.near, "at", "open", "saturday", "parking", "wheelchair")},

		{Method: "GET", Path: "/signin", Access: all, Title: "登录", Handle: f.signIn},
		{Method: "POST", Path: "/signin", Access: all, Title: "发验证码", Handle: f.sendCode},
		{Method: "GET", Path: "/signin/code", Access: all, Title: "填写验证码", Handle: f.code},
		{Method: "POST", Path: "/signin/code", Access: all, Title: "核对验证码", Handle: f.checkCode},
		{Method: "POST", Path: "/signin/again", Access: all, Title: "重发验证码", Handle: f.again},
		{Method: "POST", Path: "/signin/whose", Access: all, Title: "确认是本人的账号", Handle: f.whose},
		{Method: "POST", Path: "/signin/other", Access: all, Title: "号码换人，重新开始", Handle: f.other},
		{Method: "POST", Path: "/signin/phone", Access: all, Title: "换个手机号登录", Handle: f.otherPhone},
		{Method: "POST", Path: "/signout", Access: in, Title: "退出", Handle: f.signOut},
		{Method: "GET", Path: "/my/stay", Access: in, Title: "继续使用，不退出", Handle: f.House.Stay},

		{Method: "GET", Path: "/my", Access: in, Title: "我的", Handle: f.my},
		{Method: "GET", Path: "/my/profile", Access: in, Title: "身份和住址", Handle: f.myProfile},
		{Method: "POST", Path: "/my/profile/name", Access: in, Title: "核验身份", Handle: f.realName},
		{Method: "POST", Path: "/my/profile/home", Access: in, Title: "保存住址", Handle: f.setHome},
		{Method: "GET", Path: "/my/firms", Access: in, Title: "我的企业", Handle: f.myFirms},
		{Method: "POST", Path: "/my/firms", Access: in, Title: "绑定企业", Handle: f.bindFirm},
		{Method: "GET", Path: "/my/firms/{id}", Access: in, Title: "企业的经办人", Handle: f.firmAgents},
		{Method: "POST", Path: "/my/firms/{id}/admit", Access: in, Title: "同意经办人", Handle: f.admitAgent},
		{Method: "POST", Path: "/my/firms/{id}/dismiss", Access: in, Title: "解除经办人", Handle: f.dismissAgent},
		{Method: "GET", Path: "/my/phone", Access: in, Title: "更换手机号", Handle: f.myPhone},
		{Method: "POST", Path: "/my/phone", Access: in, Title: "更换手机号，发验证码和确认", Handle: f.changePhone},
		{Method: "POST", Path: "/my/firms/{id}/leave", Access: in, Title: "解除绑定", Handle: f.leaveFirm},
		{Method: "GET", Path: "/my/sessions", Access: in, Title: "登录的设备", Handle: f.mySessions},
		{Method: "POST", Path: "/my/sessions/{id}/end", Access: in, Title: "让设备退出", Handle: f.endSession},
		{Method: "GET", Path: "/my/notices", Access: in, Title: "我的消息", Handle: f.myNotices},
		{Method: "GET", Path: "/my/cases/{number}", Access: in, Title: "办理进度", Handle: f.myCase},
		{Method: "GET", Path: "/my/cases/{number}/do/{event}", Access: in, Title: "办一步", Handle: f.ask},
		{Method: "POST", Path: "/my/cases/{number}/do/{event}", Access: in, Title: "提交一步", Body: upload, Handle: f.act},

		{Method: "GET", Path: "/track", Access: all, Title: "查进度", Handle: f.trackForm},
		{Method: "POST", Path: "/track", Access: person, Title: "核对编号和查询密码", Handle: f.findCase},
		{Method: "GET", Path: "/track/{number}", Access: person, Title: "凭查询密码看进度", Handle: f.track},
		{Method: "GET", Path: "/track/phone", Access: person, Title: "用登记的手机查和办", Handle: f.phoneForm},
		{Method: "POST", Path: "/track/phone", Access: person, Title: "向登记的手机发验证码", Handle: f.sendPhone},
		{Method: "GET", Path: "/track/{number}/phone", Access: person, Title: "填写登记手机的验证码", Handle: f.message},
		{Method: "POST", Path: "/track/{number}/phone", Access: person, Title: "核对登记手机的验证码", Handle: f.checkMessage},
		{Method: "POST", Path: "/track/{number}/code", Access: person, Title: "更换查询密码", Handle: f.renewCode},
		{Method: "GET", Path: "/track/{number}/do/{event}", Access: person, Title: "凭登记的手机办一步", Handle: f.askProved},
		{Method: "POST", Path: "/track/{number}/do/{event}", Access: person, Title: "凭登记的手机提交一步", Body: upload, Handle: f.actProved},
		{Method: "GET", Path: "/documents/{number}/{no}", Access: person, Title: "文书", Handle: f.document},
		{Method: "GET", Path: "/files/{id}", Access: in, Title: "文件", Handle: f.file},

		{Method: "GET", Path: "/mode", Access: all, Title: "长辈版", Handle: f.mode},
		{Method: "GET", Path: "/help/access", Access: all, Title: "无障碍说明", Handle: kept.Page(f.access)},
		{Method: "GET", Path: "/help/privacy", Access: all, Title: "个人信息保护", Handle: kept.Page(f.privacy)},
	}
}

// kept keeps the pages for who has not signed in, as long as they show the catalogue, the places and the
// outlets as they stand.
func (f *Front) kept() *web.Kept {
	return &web.Kept{
		Bare: f.House.Bare, Now: f.Now, Most: f.PagesMost,
		Edition: func() any { return [...]any{f.Catalog.Edition(), f.Regions.Edition(), f.Outlets.Edition()} },
	}
}

// status is that of a failure which a page shows itself.
func status(err error) int {
	switch {
	case fail.Is(err, fail.KindConflict):
		return http.StatusConflict
	case fail.Is(err, fail.KindBusy):
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// mode switches the elder mode of this browser, and of the account where one is signed in.
func (f *Front) mode(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	on := q.Get("elder") == "1"
	if v := people.VisitorOf(r.Context()); v.Actor.Kind == people.Citizen {
		if err := f.Persons.SetElder(r.Context(), v, on); err != nil {
			return err
		}
	}
	f.House.SetElder(w, on)
	return web.See(w, r, web.Local(q.Get("back"), "/"))
}

func (f *Front) access(w http.ResponseWriter, r *http.Request) error {
	return door.Write(w, accessPage, &textData{f.House.Public(w, r, "无障碍说明", page.Link{Label: "无障碍说明"})})
}

func (f *Front) privacy(w http.ResponseWriter, r *http.Request) error {
	return door.Write(w, privacyPage, &textData{f.House.Public(w, r, "个人信息保护", page.Link{Label: "个人信息保护"})})
}
