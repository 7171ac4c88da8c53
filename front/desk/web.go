package desk

import (
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
)

// routes are the doors of the desk beside its lists.
func (f *Front) routes(inbox door.Shows) []web.Route {
	anyone, casework, slips, oversee := f.Roster.Roles(), f.Roster.Roles(caseworkers...), f.Roster.Roles(slipRoles...), f.Roster.Roles(overseers...)
	upload := f.Files.Most()*5 + 1<<20
	return []web.Route{
		{Method: "GET", Path: "/desk/signin", Access: people.Public, Title: "工作台登录", Handle: f.signInForm},
		{Method: "POST", Path: "/desk/signin", Access: people.Public, Title: "登录", Handle: f.signIn},
		{Method: "POST", Path: "/desk/signout", Access: anyone, Title: "退出", Handle: f.signOut},
		{Method: "GET", Path: "/desk/stay", Access: anyone, Title: "继续使用，不退出", Handle: f.House.Stay},
		{Method: "GET", Path: "/desk/me", Access: anyone, Title: "我的账号", Handle: f.me},
		{Method: "POST", Path: "/desk/me", Access: anyone, Title: "改密码、设动态口令、结束会话", Handle: f.changeMe},
		{Method: "GET", Path: noticesPath, Access: anyone, Title: "消息", Handle: f.House.Get(f.notices)},
		{Method: "POST", Path: noticesPath, Access: anyone, Title: "把消息标为已读", Handle: f.House.Post(f.mark, f.notices)},
		{Method: "GET", Path: noticesPath + "/{id}", Access: anyone, Title: "打开消息说的办件", Handle: f.openNotice},

		{Method: "GET", Path: "/desk", Access: anyone, Title: "工作台", Handle: f.first},
		{Method: "POST", Path: batchPath, Access: casework, Title: "对选中的办件逐件办同一步", Handle: f.House.Post(f.batch, inbox)},
		{Method: "GET", Path: searchPath, Access: anyone, Title: "查找", Handle: f.search},
		{Method: "POST", Path: searchPath, Access: anyone, Title: "查找", Handle: f.House.Post(f.find, f.searched)},
		{Method: "POST", Path: personPath, Access: casework, Title: "写明理由，按办事人找", Handle: f.House.Post(f.findPerson, f.searched)},

		{Method: "GET", Path: "/desk/cases/{number}", Access: anyone, Title: "办件", Handle: f.showCase},
		{Method: "GET", Path: "/desk/cases/{number}/do/{event}", Access: anyone, Title: "办理一步", Handle: f.ask},
		{Method: "POST", Path: "/desk/cases/{number}/do/{event}", Access: anyone, Body: upload, Title: "办理一步", Handle: f.act},
		{Method: "POST", Path: "/desk/cases/{number}/reveal", Access: anyone, Title: "查看个人信息", Handle: f.reveal},
		{Method: "GET", Path: "/desk/slips/{number}", Access: slips, Title: "查询单", Handle: f.slip},
		{Method: "POST", Path: "/desk/slips/{number}", Access: slips, Title: "打印查询单、更换查询密码", Handle: f.printSlip},
		{Method: "GET", Path: "/desk/phones/{number}", Access: slips, Title: "核对手机号", Handle: f.phone},
		{Method: "POST", Path: "/desk/phones/{number}", Access: slips, Title: "核对手机号：发验证码、核对", Handle: f.provePhone},
		{Method: "GET", Path: "/desk/documents/{number}/{no}", Access: anyone, Title: "文书", Handle: f.paper},
		{Method: "POST", Path: "/desk/documents/{number}/{no}", Access: anyone, Title: "写明理由看文书全文", Handle: f.paper},
		{Method: "GET", Path: "/desk/files/{id}", Access: anyone, Title: "文件", Handle: f.file},
		{Method: "POST", Path: "/desk/files/{id}", Access: anyone, Title: "写明理由，查看文件", Handle: f.file},

		{Method: "GET", Path: door.ItemSearch, Access: anyone, Title: "事项联想", Handle: f.items},
		{Method: "GET", Path: "/desk/figures", Access: oversee, Title: "统计", Handle: f.figures},
	}
}
