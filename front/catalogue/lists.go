package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

// lists are the parts of an item that are lists.
var lists = []list{materials, steps, situations, formFields, results, fees, bases, questions}

var materials = listOf(list{name: "materials", title: "申请材料", one: "材料", unit: "份", fills: []string{"申请材料"}, about: "一份一条，写明到什么程度算合格。办事人不用交的（免提交、自动生成）也写上。"},
	func(it *catalog.Item) *[]catalog.Material { return &it.Materials },
	func(*Front, *catalog.Item, int) form.Form {
		return form.Of(
			form.Field{Name: "name", Label: "材料名称", Type: form.Text, Required: true, Max: 200},
			form.Field{Name: "need", Label: "必要性", Type: form.Choice, Required: true, Options: choices(catalog.Needs)},
			form.Field{Name: "when", Label: "什么情形要交", Type: form.Text, Max: 200, When: "need=2", Required: true},
			form.Field{Name: "days", Label: "几个工作日内补交", Type: form.Number, Low: 1, High: 365, When: "need=3", Required: true},
			form.Field{Name: "kind", Label: "种类", Type: form.Choice, Options: form.Optional("不限", choices(catalog.MaterialKinds)), Section: "怎么交"},
			form.Field{Name: "form", Label: "形式", Type: form.Choice, Options: form.Optional("不限", choices(catalog.MaterialForms)), Section: "怎么交"},
			form.Field{Name: "original", Label: "原件几份", Type: form.Number, Low: 0, High: 99, Section: "怎么交"},
			form.Field{Name: "copies", Label: "复印件几份", Type: form.Number, Low: 0, High: 99, Section: "怎么交"},
			form.Field{Name: "source", Label: "从哪里来", Type: form.Choice, Required: true, Options: choices(catalog.Sources), Section: "从哪里来"},
			form.Field{Name: "from", Label: "核发机关", Type: form.Text, Max: 100, When: "source=20", Section: "从哪里来"},
			form.Field{Name: "exempt", Label: "免提交：由系统从电子证照库取得", Type: form.Bool, Section: "从哪里来"},
			form.Field{Name: "made", Label: "自动生成：由申请表生成，网上申请不用交", Type: form.Bool, Section: "从哪里来"},
			form.Field{Name: "spec", Label: "受理标准", Type: form.Area, Max: 1000, Hint: "什么样的算合格，例如在有效期内、字迹清楚。", Section: "要求"},
			form.Field{Name: "sample", Label: "填写样例", Type: form.Area, Max: 3000, Section: "要求"},
			form.Field{Name: "basis", Label: "依据", Type: form.Area, Max: 500, Section: "要求"},
		)
	},
	func(_ *catalog.Item, m catalog.Material) form.Values {
		return form.Values{
			"name": m.Name, "need": m.Need, "when": m.When, "days": digits(m.Days), "kind": form.OrNone(m.Kind), "form": form.OrNone(m.Form),
			"original": digits(m.Original), "copies": digits(m.Copies), "source": m.Source, "from": m.From,
			"exempt": form.Tick(m.Exempt), "made": form.Tick(m.Made), "spec": m.Spec, "sample": m.Sample, "basis": m.Basis,
		}
	},
	func(it *catalog.Item, m *catalog.Material, v form.Values) error {
		if m.Key == "" {
			m.Key = fresh("m", func(k string) bool {
				return slices.ContainsFunc(it.Materials, func(o catalog.Material) bool { return o.Key == k })
			})
		}
		*m = catalog.Material{
			Key: m.Key, Name: v["name"], Need: v["need"], When: v["when"], Days: number(v["days"]),
			Kind: form.UnlessNone(v["kind"]), Form: form.UnlessNone(v["form"]), Original: number(v["original"]), Copies: number(v["copies"]),
			Source: v["source"], From: v["from"], Exempt: v["exempt"] != "", Made: v["made"] != "",
			Spec: v["spec"], Sample: v["sample"], Basis: v["basis"],
		}
		return nil
	},
	func(_ *catalog.Item, m catalog.Material) page.Cell {
		small := catalog.Label(catalog.Needs, m.Need) + "，" + catalog.Label(catalog.Sources, m.Source)
		if m.When != "" {
			small += "；" + m.When
		}
		return page.Cell{Text: m.Name, Small: small}
	})

// signers are the posts of the handling department that may sign a step.
func (f *Front) signers() []form.Option {
	var list []form.Option
	for _, r := range people.Roles {
		if !r.Code.Regional() {
			list = append(list, form.Option{Value: string(r.Code), Label: r.Name})
		}
	}
	for _, r := range f.own {
		list = append(list, form.Option{Value: string(r.Code), Label: r.Name})
	}
	return list
}

var steps = listOf(list{name: "steps", title: "办理流程", one: "环节", unit: "个", fills: []string{"办理流程"}, about: "受理以后按顺序一个环节接一个环节；一个环节里几个岗位一起签的，选会签或者或签。"},
	func(it *catalog.Item) *[]catalog.Step { return &it.Steps },
	func(f *Front, _ *catalog.Item, _ int) form.Form {
		q := form.Of(
			form.Field{Name: "name", Label: "环节名称", Type: form.Text, Required: true, Max: 50},
			form.Field{Name: "mode", Label: "怎么签", Type: form.Choice, Required: true, Options: choices(catalog.Modes)},
			form.Field{Name: "signers", Label: "本部门的审签岗位", Type: form.Choices, Options: f.signers()},
			form.Field{Name: "others", Label: "其他部门的审签岗位", Type: form.Area, Max: 500, Hint: "一行一个：部门简称 岗位，例如：消防救援大队 审查岗。只签本部门的不填。"},
			form.Field{Name: "inspect", Label: "要现场核查（两名以上工作人员，《行政许可法》第三十四条）", Type: form.Bool},
			form.Field{Name: "rule", Label: "审查标准", Type: form.Area, Max: 2000},
		)
		q.Fields = append(q.Fields, limitFields("term", "环节时限")...)
		return q
	},
	func(_ *catalog.Item, s catalog.Step) form.Values {
		v := form.Values{"name": s.Name, "mode": cmp.Or(s.Mode, "one"), "inspect": form.Tick(s.Inspect), "rule": s.Rule}
		var own, others []string
		for _, p := range s.Signers {
			if p.Dept == "" {
				own = append(own, p.Role)
			} else {
				others = append(others, p.Dept+" "+people.Role(p.Role).Name())
			}
		}
		v["signers"], v["others"] = strings.Join(own, ","), strings.Join(others, "\n")
		readLimit(v, "term", s.Term)
		return v
	},
	func(_ *catalog.Item, s *catalog.Step, v form.Values) error {
		signers, err := postsOf(v)
		if err != nil {
			return err
		}
		if len(signers) > 1 && v["mode"] == "one" {
			return fail.Invalid("几个岗位一起签的，要选会签或者或签", fail.Field{Name: "mode", Message: "选了几个岗位，这里要选会签或者或签"})
		}
		*s = catalog.Step{Name: v["name"], Mode: v["mode"], Signers: signers, Inspect: v["inspect"] != "", Rule: v["rule"], Term: limit(v, "term")}
		if s.Mode == "one" {
			s.Mode = ""
		}
		return nil
	},
	func(it *catalog.Item, s catalog.Step) page.Cell {
		var who []string
		for _, p := range s.Signers {
			who = append(who, strings.TrimSpace(p.Dept+" "+people.Role(p.Role).Name()))
		}
		small := strings.Join(who, "、") + "，" + catalog.Label(catalog.Modes, cmp.Or(s.Mode, "one"))
		if s.Term != nil {
			small += "，" + s.Term.Words()
		}
		cell := page.Cell{Text: s.Name, Small: small}
		if s.Inspect {
			cell.Tags = []page.Tag{{Label: "现场核查", Kind: "blue"}}
		}
		return cell
	})

// postsOf are the signers of a step as its form says them.
func postsOf(v form.Values) ([]catalog.Post, error) {
	var list []catalog.Post
	for _, r := range split(v["signers"]) {
		list = append(list, catalog.Post{Role: r})
	}
	for _, line := range door.Lines(v["others"]) {
		dept, name, ok := strings.Cut(line, " ")
		role, known := roleNamed(strings.TrimSpace(name))
		if !ok || !known {
			return nil, fail.Invalid("其他部门的岗位写法不对", fail.Field{Name: "others", Message: "“" + line + "”应为：部门简称 岗位，例如 消防救援大队 审查岗"})
		}
		list = append(list, catalog.Post{Role: string(role), Dept: dept})
	}
	if len(list) == 0 {
		return nil, fail.Invalid("请选择谁来签", fail.Field{Name: "signers", Message: "请至少选择一个岗位"})
	}
	return list, nil
}

// roleNamed finds the role of a department by its name; a role that the office added is its own name.
func roleNamed(name string) (people.Role, bool) {
	for _, r := range people.Roles {
		if r.Name == name {
			return r.Code, !r.Code.Regional()
		}
	}
	return people.Role(name), name != ""
}

var results = listOf(list{name: "results", title: "办理结果", one: "结果", unit: "个", fills: []string{"办理结果"}, about: "办完以后办事人手里拿到什么。"},
	func(it *catalog.Item) *[]catalog.Result { return &it.Results },
	func(*Front, *catalog.Item, int) form.Form {
		return form.Of(
			form.Field{Name: "name", Label: "结果名称", Type: form.Text, Required: true, Max: 100},
			form.Field{Name: "kind", Label: "种类", Type: form.Choice, Required: true, Options: choices(catalog.ResultKinds)},
			form.Field{Name: "valid", Label: "有效期", Type: form.Text, Max: 100, Hint: "例如 4 年；长期有效的写“长期”。"},
		)
	},
	func(_ *catalog.Item, r catalog.Result) form.Values {
		return form.Values{"name": r.Name, "kind": r.Kind, "valid": r.Valid}
	},
	func(_ *catalog.Item, r *catalog.Result, v form.Values) error {
		*r = catalog.Result{Name: v["name"], Kind: v["kind"], Valid: v["valid"]}
		return nil
	},
	func(_ *catalog.Item, r catalog.Result) page.Cell {
		return page.Cell{Text: r.Name, Small: strings.Trim(catalog.Label(catalog.ResultKinds, r.Kind)+"，"+r.Valid, "，")}
	})

var fees = listOf(list{name: "fees", title: "收费", one: "收费项目", unit: "项", about: "收什么钱、多少、依据哪个文件。不收费的，在“是否收费”里勾选，这里不填。"},
	func(it *catalog.Item) *[]catalog.Fee { return &it.Fees },
	func(*Front, *catalog.Item, int) form.Form {
		return form.Of(
			form.Field{Name: "name", Label: "收费项目", Type: form.Text, Required: true, Max: 100},
			form.Field{Name: "price", Label: "标准", Type: form.Text, Required: true, Max: 200, Hint: "例如 10 元/本。"},
			form.Field{Name: "basis", Label: "依据", Type: form.Area, Required: true, Max: 500},
			form.Field{Name: "waive", Label: "减免", Type: form.Area, Max: 500, Hint: "谁可以少交或不交，依据什么。"},
		)
	},
	func(_ *catalog.Item, x catalog.Fee) form.Values {
		return form.Values{"name": x.Name, "price": x.Price, "basis": x.Basis, "waive": x.Waive}
	},
	func(it *catalog.Item, x *catalog.Fee, v form.Values) error {
		*x = catalog.Fee{Name: v["name"], Price: v["price"], Basis: v["basis"], Waive: v["waive"]}
		it.Free = false
		return nil
	},
	func(_ *catalog.Item, x catalog.Fee) page.Cell { return page.Cell{Text: x.Name, Small: x.Price} })

var bases = listOf(list{name: "basis", title: "设定依据", one: "依据", unit: "条", fills: []string{"设定依据"}, about: "哪部法律、第几条让办这件事。"},
	func(it *catalog.Item) *[]catalog.Basis { return &it.Basis },
	func(*Front, *catalog.Item, int) form.Form {
		return form.Of(
			form.Field{Name: "law", Label: "法律、法规或文件", Type: form.Text, Required: true, Max: 200},
			form.Field{Name: "number", Label: "文号", Type: form.Text, Max: 100},
			form.Field{Name: "clause", Label: "条款", Type: form.Text, Max: 200},
			form.Field{Name: "text", Label: "原文", Type: form.Area, Max: 3000},
		)
	},
	func(_ *catalog.Item, b catalog.Basis) form.Values {
		return form.Values{"law": b.Law, "number": b.Number, "clause": b.Clause, "text": b.Text}
	},
	func(_ *catalog.Item, b *catalog.Basis, v form.Values) error {
		*b = catalog.Basis{Law: v["law"], Number: v["number"], Clause: v["clause"], Text: v["text"]}
		return nil
	},
	func(_ *catalog.Item, b catalog.Basis) page.Cell {
		return page.Cell{Text: b.Law, Small: strings.TrimSpace(b.Number + " " + b.Clause)}
	})

var questions = listOf(list{name: "questions", title: "常见问题", one: "问题", unit: "个", about: "办事人常问什么，怎么回答。"},
	func(it *catalog.Item) *[]catalog.QA { return &it.Questions },
	func(*Front, *catalog.Item, int) form.Form {
		return form.Of(
			form.Field{Name: "question", Label: "问", Type: form.Text, Required: true, Max: 200},
			form.Field{Name: "answer", Label: "答", Type: form.Area, Required: true, Max: 2000},
		)
	},
	func(_ *catalog.Item, x catalog.QA) form.Values {
		return form.Values{"question": x.Question, "answer": x.Answer}
	},
	func(_ *catalog.Item, x *catalog.QA, v form.Values) error {
		*x = catalog.QA{Question: v["question"], Answer: v["answer"]}
		return nil
	},
	func(_ *catalog.Item, x catalog.QA) page.Cell { return page.Cell{Text: x.Question, Small: x.Answer} })

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

var situations = listOf(list{name: "situations", title: "情形引导", one: "情形问题", unit: "问", below: "situations", belowTitle: "答案",
	about: "先问几个问题，再告诉办事人他自己要带什么。一问至少两个答案。"},
	func(it *catalog.Item) *[]catalog.Situation { return &it.Situations },
	func(_ *Front, it *catalog.Item, n int) form.Form {
		var before []form.Option
		for _, s := range it.Situations[:n] {
			for _, a := range s.Answers {
				before = append(before, form.Option{Value: s.Key + "=" + a.Value, Label: s.Ask + " " + a.Label})
			}
		}
		q := form.Of(
			form.Field{Name: "ask", Label: "问题", Type: form.Text, Required: true, Max: 100},
			form.Field{Name: "hint", Label: "提示", Type: form.Text, Max: 200},
			form.Field{Name: "multi", Label: "可以选几个答案", Type: form.Bool},
		)
		if len(before) > 0 {
			when := form.Field{Name: "when", Label: "什么时候问", Type: form.Choice, Options: form.Optional("总是问", before)}
			when.Hint = "只在前面的问题这样回答时才问。"
			q.Fields = append(q.Fields, when)
		}
		return q
	},
	func(_ *catalog.Item, s catalog.Situation) form.Values {
		return form.Values{"ask": s.Ask, "hint": s.Hint, "multi": form.Tick(s.Multi), "when": form.OrNone(s.When)}
	},
	func(it *catalog.Item, s *catalog.Situation, v form.Values) error {
		if s.Key == "" {
			s.Key = fresh("q", func(k string) bool {
				return slices.ContainsFunc(it.Situations, func(o catalog.Situation) bool { return o.Key == k })
			})
		}
		s.Ask, s.Hint, s.Multi, s.When = v["ask"], v["hint"], v["multi"] != "", form.UnlessNone(v["when"])
		return nil
	},
	func(_ *catalog.Item, s catalog.Situation) page.Cell {
		var said []string
		for _, a := range s.Answers {
			said = append(said, a.Label)
		}
		small := strings.Join(said, " / ")
		if small == "" {
			small = "还没有答案"
		}
		return page.Cell{Text: s.Ask, Small: small}
	})

// answers is the list of answers of the n-th situation.
func answers(n int, ask string) list {
	return listOf(list{name: fmt.Sprintf("situations.%d", n), title: "“" + ask + "”的答案", one: "答案", unit: "个",
		parent: "situations", parentTitle: "情形引导", about: "每个答案写明增减哪些材料；不该办这个事项的，写明应当办什么。"},
		func(it *catalog.Item) *[]catalog.Answer { return &it.Situations[n].Answers },
		func(_ *Front, it *catalog.Item, _ int) form.Form {
			q := form.Of(
				form.Field{Name: "label", Label: "答案", Type: form.Text, Required: true, Max: 100},
				form.Field{Name: "hint", Label: "提示", Type: form.Text, Max: 200},
				form.Field{Name: "note", Label: "印在告知单上的话", Type: form.Area, Max: 500},
				form.Field{Name: "block", Label: "不能办的原因", Type: form.Area, Max: 500, Hint: "选了这个答案就办不了这个事项的，写明原因；能办的不填。", Section: "办不了的"},
				form.Field{Name: "instead", Label: "应当办的事项编码", Type: form.Text, Max: 100, Section: "办不了的"},
			)
			q.Fields = append(q.Fields, ageFields...)
			if len(it.Materials) > 0 {
				q.Fields = append(q.Fields,
					form.Field{Name: "add", Label: "要增加的材料", Type: form.Choices, Options: materialChoices(it), Section: "材料"},
					form.Field{Name: "drop", Label: "不用交的材料", Type: form.Choices, Options: materialChoices(it), Section: "材料"})
			}
			q.Fields = append(q.Fields, limitFields("promise", "更短的承诺时限")...)
			return q
		},
		func(_ *catalog.Item, a catalog.Answer) form.Values {
			v := form.Values{
				"label": a.Label, "hint": a.Hint, "note": a.Note, "block": a.Block, "instead": a.Instead,
				"add": strings.Join(a.Add, ","), "drop": strings.Join(a.Drop, ","),
			}
			readLimit(v, "promise", a.Promise)
			readAges(v, a.Ages)
			return v
		},
		func(it *catalog.Item, a *catalog.Answer, v form.Values) error {
			if a.Value == "" {
				a.Value = fresh("a", func(k string) bool {
					return slices.ContainsFunc(it.Situations[n].Answers, func(o catalog.Answer) bool { return o.Value == k })
				})
			}
			*a = catalog.Answer{Value: a.Value, Label: v["label"], Hint: v["hint"], Note: v["note"], Block: v["block"], Instead: v["instead"],
				Add: split(v["add"]), Drop: split(v["drop"]), Promise: limit(v, "promise"), Ages: ages(v)}
			return nil
		},
		func(it *catalog.Item, a catalog.Answer) page.Cell {
			small := cmp.Or(a.Block, a.Note, a.Hint)
			if len(a.Add)+len(a.Drop) > 0 {
				small = fmt.Sprintf("增加 %d 份材料，减少 %d 份。%s", len(a.Add), len(a.Drop), small)
			}
			return page.Cell{Text: a.Label, Small: small}
		})
}

var formFields = listOf(list{name: "form", title: "申请表", one: "栏目", unit: "栏", about: "办事人要填什么。系统已经知道的，选自动带出。"},
	func(it *catalog.Item) *[]form.Field { return &it.Form.Fields },
	func(_ *Front, it *catalog.Item, n int) form.Form {
		var before []form.Option
		for _, x := range it.Form.Fields[:n] {
			for _, o := range x.Options {
				before = append(before, form.Option{Value: x.Name + "=" + o.Value, Label: x.Label + "是" + o.Label})
			}
		}
		q := form.Of(
			form.Field{Name: "label", Label: "栏目", Type: form.Text, Required: true, Max: 100},
			form.Field{Name: "type", Label: "填什么", Type: form.Choice, Required: true, Options: choices(catalog.FieldTypes)},
			form.Field{Name: "options", Label: "选项", Type: form.Area, Max: 2000, Hint: "单选、多选的才填，一行一个。"},
			form.Field{Name: "required", Label: "必填", Type: form.Bool},
			form.Field{Name: "max", Label: "最多几个字", Type: form.Number, Low: 0, High: 5000},
			form.Field{Name: "places", Label: "几位小数", Type: form.Number, Low: 0, High: 4, Hint: "填数字的栏目才用，例如面积填 2；不填是整数。"},
			form.Field{Name: "hint", Label: "提示", Type: form.Text, Max: 200},
			form.Field{Name: "section", Label: "分组", Type: form.Text, Max: 50},
			form.Field{Name: "prefill", Label: "自动带出", Type: form.Choice, Options: form.Optional("不带出", choices(catalog.Prefills))},
			form.Field{Name: "personal", Label: "是个人信息：加密保存，显示时遮住", Type: form.Bool},
		)
		if len(before) > 0 {
			q.Fields = append(q.Fields, form.Field{Name: "when", Label: "什么时候问", Type: form.Choice, Options: form.Optional("总是问", before)})
		}
		return q
	},
	func(_ *catalog.Item, x form.Field) form.Values {
		var words []string
		for _, o := range x.Options {
			words = append(words, o.Label)
		}
		return form.Values{
			"label": x.Label, "type": string(x.Type), "options": strings.Join(words, "\n"), "required": form.Tick(x.Required),
			"max": digits(x.Max), "places": digits(x.Places), "hint": x.Hint, "section": x.Section,
			"prefill": form.OrNone(x.Prefill), "personal": form.Tick(x.Personal), "when": form.OrNone(x.When),
		}
	},
	writeField,
	func(_ *catalog.Item, x form.Field) page.Cell {
		small := catalog.Label(catalog.FieldTypes, string(x.Type))
		if x.Required {
			small += "，必填"
		}
		return page.Cell{Text: x.Label, Small: small}
	})

// writeField keeps the values of the options that stay, so that answers given before are still understood.
func writeField(it *catalog.Item, x *form.Field, v form.Values) error {
	var options []form.Option
	for _, label := range door.Lines(v["options"]) {
		i := slices.IndexFunc(x.Options, func(o form.Option) bool { return o.Label == label })
		if i >= 0 {
			options = append(options, x.Options[i])
			continue
		}
		value := fresh("o", func(k string) bool {
			taken := func(o form.Option) bool { return o.Value == k }
			return slices.ContainsFunc(options, taken) || slices.ContainsFunc(x.Options, taken)
		})
		options = append(options, form.Option{Value: value, Label: label})
	}
	t := form.Type(v["type"])
	if (t == form.Choice || t == form.Choices) != (len(options) > 0) {
		return fail.Invalid("选项和类型对不上", fail.Field{Name: "options", Message: "单选、多选要有选项；其他类型不填选项"})
	}
	if x.Name == "" {
		x.Name = fresh("f", func(k string) bool { return it.Form.Field(k) != nil })
	}
	*x = form.Field{
		Name: x.Name, Label: v["label"], Type: t, Options: options, Required: v["required"] != "", Max: number(v["max"]),
		Low: x.Low, High: x.High, Places: number(v["places"]), Hint: v["hint"], Section: v["section"],
		Prefill: form.UnlessNone(v["prefill"]), Personal: v["personal"] != "", When: form.UnlessNone(v["when"]),
	}
	return nil
}
