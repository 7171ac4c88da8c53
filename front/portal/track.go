package portal

import (
	"context"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
)

// numberForm asks for what proves that one holds the receipt of a case.
var numberForm = form.Form{Fields: []form.Field{
	{Name: "number", Label: "办件编号", Type: form.Text, Required: true, Max: 40, Hint: "23 位，印在受理单上，短信里也有；有没有空格都可以"},
	{Name: "code", Label: "查询密码", Type: form.Text, Required: true, Max: 12, Hint: "6 位数字，和编号印在一起"},
}}

// numberAsked is the form of the page that looks a case up.
func numberAsked(v form.Values, err error) page.Form {
	p := page.Form{ID: "track", Action: "/track", Fields: door.Fields(numberForm, v, err), Submit: page.Act{Label: "查进度", Size: "big"}}
	if err != nil {
		p.Error = door.Summary(err)
	}
	return p
}

// byCode finds a case by its number if the code is that of the case. A number that does not exist and a
// wrong code look the same; tries at one case are counted, however its number is written.
func (f *Front) byCode(ctx context.Context, number, code string) (flow.Case, error) {
	wrong := fail.Invalid("编号和查询密码对不上", fail.Field{Name: "code", Message: "编号和查询密码对不上，请对照受理单再看一遍"})
	k, err := f.Engine.ByNumber(ctx, number)
	if fail.Is(err, fail.KindNotFound) {
		return k, wrong
	}
	if err != nil {
		return k, err
	}
	return k, f.People.Guess(ctx, "query "+k.Number(), check.Bare(code) == f.Code(k.ID), wrong)
}
