package english

import (
	"net/http"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// Path is where the pages lie.
const Path = "/en"

// Routes are the pages.
func (f *Front) Routes() []web.Route {
	all := people.Public
	return []web.Route{
		{Method: "GET", Path: Path, Access: all, Title: "英文：找事项", Handle: f.find},
		{Method: "GET", Path: Path + "/items/{id}", Access: all, Title: "英文：办事指南", Handle: f.guide},
		{Method: "GET", Path: Path + "/apply/{id}", Access: all, Title: "英文：怎么申请", Handle: f.apply},
		{Method: "GET", Path: Path + "/track", Access: all, Title: "英文：查进度", Handle: f.trackForm},
		{Method: "POST", Path: Path + "/track", Access: people.OffDesk, Title: "英文：核对编号和查询密码", Handle: f.findCase},
		{Method: "GET", Path: Path + "/track/{number}", Access: people.OffDesk, Title: "英文：看进度", Handle: f.track},
		{Method: "GET", Path: Path + "/signin", Access: all, Title: "英文：登录", Handle: f.signIn},
		{Method: "POST", Path: Path + "/signin", Access: people.OffDesk, Title: "英文：发验证码", Handle: f.sendCode},
		{Method: "POST", Path: Path + "/signin/code", Access: people.OffDesk, Title: "英文：核对验证码", Handle: f.checkCode},
		{Method: "POST", Path: Path + "/chinese", Access: people.SignedIn, Title: "英文：改收中文消息", Handle: f.chinese},
	}
}

// sheet is the frame of a page with its title.
func (f *Front) sheet(w http.ResponseWriter, r *http.Request, title string) sheet {
	s := sheet{f.House.Public(w, r, title)}
	s.Home, s.Crumbs, s.ModeHref = Path, nil, ""
	s.Nav = []page.Link{{Href: Path, Label: say("find.title")}, {Href: Path + "/track", Label: say("track.title")}}
	for i := range s.Nav {
		s.Nav[i].Current = s.Nav[i].Href == r.URL.Path
	}
	s.Tools = []page.Link{{Href: "/", Label: say("chinese")}}
	if people.VisitorOf(r.Context()).Actor.Kind != people.Citizen {
		s.Tools = append(s.Tools, page.Link{Href: Path + "/signin", Label: say("sign.in"), Icon: "user"})
	}
	s.Foot = []page.Link{{Href: "/help/access", Label: "无障碍说明"}, {Href: "/help/privacy", Label: "个人信息保护"}}
	s.City.Brand, s.City.Hours = say("brand"), ""
	return s
}
