package visit

import (
	"context"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

// rules are the parts of the day and the script.
func (s *Service) rules() []rule.Table {
	return []rule.Table{
		{
			Name: "visit_questions", Title: "回访问卷", One: "话术", Keys: 1, Main: []string{"text"}, Seed: "questions.csv",
			About: "打回访电话时照着说、照着问的话，按顺序。以前的回访保留当时问的话。",
			Fields: []form.Field{
				{Name: "no", Label: "顺序", Type: form.Number, Required: true, Low: 1, High: 999, Hint: "从小到大，例如 45 在 40 和 50 之间；定了就不改。"},
				{Name: "text", Label: "说什么", Type: form.Text, Required: true, Max: 200},
				{Name: "kind", Label: "问哪些事", Type: form.Choice},
				{Name: "code", Label: "代号", Type: form.Text, Max: 20, Like: form.LowerCode, Hint: "要记下回答的写代号，小写字母；只说不问的空着。"},
				{Name: "answers", Label: "选项", Type: form.Text, Max: 200, Hint: "“代号=说法”，用空格隔开，例如 yes=有 no=没有；空着就是填文字。"},
				{Name: "must", Label: "必须回答", Type: form.Bool},
			},
			Answers: s.kindAnswers, Check: checkQuestions,
			Refuses: []string{"一句要问的也不剩。", "同样的事问两遍：代号或者说法相同。", "选项没有写成“代号=说法”，或者只有一个选项。"},
		},
		{
			Name: "visit_parts", Title: "回访时段", One: "时段", Keys: 1, Main: []string{"name"}, Seed: "parts.csv",
			About: "一天里什么时候打回访电话。每个时段各打一次，都没打通才算没有联系上。",
			Fields: []form.Field{
				{Name: "code", Label: "代号", Type: form.Text, Required: true, Max: 20, Like: form.LowerCode, Hint: "小写字母，例如 noon；定了就不改。"},
				{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 10},
				{Name: "opens", Label: "从几点", Type: form.Text, Required: true, Max: 5, Like: form.DayTime, Hint: "例如 08:30"},
				{Name: "closes", Label: "到几点", Type: form.Text, Required: true, Max: 5, Like: form.DayTime, Hint: "例如 12:00"},
			},
			Check: checkParts, Unlike: []string{"name"}, None: "一个时段也不剩，电话就打不出去；请先加上别的",
			Refuses: []string{"一个时段也不剩。", "两个时段有重叠，或者名称相同。", "结束不晚于开始。"},
		},
	}
}

// kindAnswers are the kinds of cases that may be asked about.
func (s *Service) kindAnswers(context.Context, *db.DB) (map[string][]form.Option, error) {
	list := form.Pairs("", "所有的事")
	for _, t := range s.Engine.Tables() {
		if !t.Inner {
			list = append(list, form.Option{Value: t.Kind, Label: t.Title})
		}
	}
	return map[string][]form.Option{"kind": list}, nil
}

// fixed are the questions that every visit has beside the script.
var fixed = []form.Field{solvedField, levelField, saidField}

// checkQuestions: something is asked about every matter, nothing twice, and answers can be chosen.
func checkQuestions(_ context.Context, _ *db.DB, rows []form.Values, on calendar.Day) error {
	asked := 0
	for i, r := range rows {
		if r["code"] == "" {
			if r["answers"] != "" || r["must"] != "" {
				return fail.At("code", "有选项或者必须回答的，要写代号")
			}
			continue
		}
		if r["kind"] == "" {
			asked++
		}
		pairs := strings.Fields(r["answers"])
		values := map[string]bool{}
		for _, pair := range pairs {
			value, label, _ := strings.Cut(pair, "=")
			if value == "" || label == "" || values[value] {
				return fail.At("answers", "“"+pair+"”应写成“代号=说法”，代号不重复")
			}
			values[value] = true
		}
		if len(pairs) == 1 {
			return fail.At("answers", "只有一个选项，没有可选的")
		}
		for _, f := range fixed {
			if r["code"] == f.Name || r["text"] == f.Label {
				return fail.At("code", "每次回访都会问“"+f.Label+"”，不用再加")
			}
		}
		for _, o := range rows[:i] {
			if o["kind"] != "" && r["kind"] != "" && o["kind"] != r["kind"] {
				continue
			}
			if o["code"] == r["code"] {
				return fail.At("code", "代号 "+r["code"]+" 已经用在“"+o["text"]+"”上")
			}
			if o["code"] != "" && o["text"] == r["text"] {
				return fail.At("text", "这一句已经有了")
			}
		}
	}
	if asked == 0 {
		return fail.Invalid("从 " + on.String() + " 起一句要问的也不剩；请先加上别的")
	}
	return nil
}

// checkParts: each has some time, and an instant belongs to one.
func checkParts(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
	for i, r := range rows {
		if r["opens"] >= r["closes"] {
			return fail.At("closes", "结束要晚于开始")
		}
		for _, o := range rows[:i] {
			if o["opens"] < r["closes"] && r["opens"] < o["closes"] {
				return fail.At("opens", "“"+o["name"]+"”和“"+r["name"]+"”有重叠")
			}
		}
	}
	return nil
}
