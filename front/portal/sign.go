package portal

import (
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/session"
)

var (
	phoneForm = form.Form{Fields: []form.Field{{Name: "phone", Label: "手机号", Type: form.Phone, Required: true}}}
	codeForm  = form.Form{Fields: []form.Field{
		{Name: "code", Label: "短信里的数字", Type: "code", Required: true, Max: session.CodeTyped}, // a control of pages, no type of answers
	}}
)

// phoneAsked is the form of the first step of signing in.
func phoneAsked(e door.Errand) page.Form {
	return page.Form{ID: "signin", Action: "/signin", Brief: true, Submit: page.Act{Label: "获取验证码", Size: "big"},
		Fields: append(door.Fields(phoneForm, nil, nil), e.Fields()...)}
}

// codeAsked is the form of the second.
func codeAsked(e door.Errand) page.Form {
	return page.Form{ID: "signin", Action: "/signin/code", Brief: true, Submit: page.Act{Label: "登录"},
		Fields: append(door.Fields(codeForm, nil, nil), e.Fields()...),
		Others: []page.Act{
			{Label: "没收到，重新获取", Kind: "quiet", Action: "/signin/again", Loose: true},
			{Label: "换个手机号", Kind: "plain", Action: "/signin/phone", Loose: true},
		}}
}
