package advice

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// often is the one row that says what counts as often.
var often = rule.Table{
	Name: "advice_rules", Title: "工作建议书触发条件", One: "工作建议书的触发条件", Seed: "rules.csv",
	About: "同类的反映多到什么程度，应当发工作建议书。分析时用当天的条件，已经发出的不变。",
	Fields: []form.Field{
		{Name: "least", Label: "同类多少件以上", Type: form.Number, Required: true, Low: 2, High: 999},
		{Name: "days", Label: "在多少天里", Type: form.Number, Required: true, Low: 1, High: 366},
		{Name: "top", Label: "或者当月前几位", Type: form.Number, Required: true, Low: 0, High: 20, Hint: "0 是不按名次。"},
		{Name: "top_least", Label: "名次里至少多少件", Type: form.Number, Required: true, Low: 2, High: 999},
	},
	Check: checkOften, None: "没有条件，分析就做不了；要改就提出新的数",
	Refuses: []string{"停用：没有条件，分析就做不了。", "名次要的件数比同类要的还多：那样名次就用不上。"},
}

func checkOften(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	r := rows[0]
	least, _ := strconv.Atoi(r["least"]) // numbers of the form
	if top, _ := strconv.Atoi(r["top_least"]); r["top"] != "0" && top > least {
		return fail.At("top_least", "不能比“同类多少件以上”（"+r["least"]+"）还多")
	}
	return nil
}
