package portal

import (
	"slices"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/session"
)

var numberField = form.Field{Name: "number", Label: "办件编号", Type: form.Text, Required: true, Max: 40, Hint: "23 位，印在收件凭证和受理通知书上，短信里也有；有没有空格都可以"}

// numberForm asks for what proves that one holds the slip of a case.
var numberForm = form.Of(numberField,
	form.Field{Name: "code", Label: "查询密码", Type: form.Text, Required: true, Max: 16, Hint: "8 位字母和数字，在短信里或查询单上；以前发的是 6 位数字"})

// namedForm asks for the applicant's name as well, when too many have tried.
var namedForm = form.Form{Fields: append(slices.Clone(numberForm.Fields),
	form.Field{Name: "name", Label: "办事人姓名", Type: form.Text, Required: true, Max: 100, Hint: "企业办的填企业名称"})}

// phoneAskForm asks for the case whose telephone gets a message.
var phoneAskForm = form.Of(numberField)

// messageForm asks for the code of the message.
var messageForm = form.Of(form.Field{Name: "code", Label: "验证码", Type: "code", Required: true, Max: session.CodeTyped, Hint: "短信里的数字"})

// numberAsked is the form of the page that looks a case up.
func numberAsked(v form.Values, err error) page.Form {
	asked := numberForm
	if _, named := v["name"]; named {
		asked = namedForm
	}
	return tracking("/track", "查进度", asked, v, err)
}

func tracking(action, label string, asked form.Form, v form.Values, err error) page.Form {
	p := page.Form{ID: "track", Action: action, Fields: door.Fields(asked, v, err), Submit: page.Act{Label: label, Size: "big"}}
	if err != nil {
		p.Error = door.Summary(err)
	}
	return p
}

func trackPath(k flow.Case) string { return "/track/" + k.Number() }
