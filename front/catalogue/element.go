package catalogue

import (
	"fmt"
	"strconv"
	"strings"

	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
)

// element is a part of an item that is edited in one form.
type element struct {
	name, title string
	about       string
	fills       []string // the elements a guide must have, as catalog.Missing names them
	form        func(f *Front, it *catalog.Item) form.Form
	read        func(it *catalog.Item) form.Values
	write       func(it *catalog.Item, v form.Values)
	told        func(it *catalog.Item) string // what it says now, in a few words
}

// elements are the parts that are edited in one form; those that are lists are in lists.
var elements = []element{basics, limits, visits, place, charge, conditions, commit, delivery, rights}

var basics = element{
	name: "basics", title: "基本信息", about: "叫什么、归谁办、给谁办。", fills: []string{"服务对象"},
	form: func(f *Front, it *catalog.Item) form.Form {
		var shorts []form.Option
		for _, o := range f.shorts() {
			shorts = append(shorts, form.Option{Value: o.Value, Label: o.Label})
		}
		return form.Of(
			form.Field{Name: "name", Label: "事项名称", Type: form.Text, Required: true, Max: 200, Section: "名称"},
			form.Field{Name: "alias", Label: "俗称", Type: form.Text, Max: 500, Hint: "群众怎么说就怎么写，用空格分开；用来搜索，不显示。", Section: "名称"},
			form.Field{Name: "main", Label: "主项", Type: form.Text, Max: 200, Section: "名称"},
			form.Field{Name: "kind", Label: "事项类型", Type: form.Choice, Required: true, Options: choices(catalog.Codes(catalog.Kinds)), Section: "名称"},
			form.Field{Name: "dept", Label: "实施主体", Type: form.Choice, Required: true, Options: shorts, Hint: "部门的简称；各地由同名的部门办理。", Section: "归谁办"},
			form.Field{Name: "dept_code", Label: "实施主体代码", Type: form.Text, Max: 18, Section: "归谁办"},
			form.Field{Name: "level", Label: "行使层级", Type: form.Choice, Options: form.Optional("不限", choices(catalog.Levels)), Section: "归谁办"},
			form.Field{Name: "audience", Label: "服务对象", Type: form.Choices, Options: choices(catalog.Codes(catalog.Audiences)), Section: "给谁办"},
			form.Field{Name: "topics", Label: "主题", Type: form.Text, Max: 200, Hint: "在首页按主题找得到，例如：社会保障 医疗卫生。用空格分开。", Section: "给谁办"},
			form.Field{Name: "catalog_code", Label: "基本编码", Type: form.Text, Max: 12, Hint: "12 位；没有就不填。", Section: "编码"},
			form.Field{Name: "task_code", Label: "实施编码", Type: form.Text, Max: 31, Hint: "31 位；没有就不填。", Section: "编码"},
			form.Field{Name: "sample", Label: "这是样例，不是本地正式内容", Type: form.Bool, Section: "说明"},
			form.Field{Name: "note", Label: "说明", Type: form.Area, Max: 500, Hint: "样例的来源等，显示在办事指南上。", Section: "说明"},
		)
	},
	read: func(it *catalog.Item) form.Values {
		return form.Values{
			"name": it.Name, "alias": it.Alias, "main": it.Main, "kind": it.Kind, "dept": it.Dept, "dept_code": it.DeptCode, "level": form.OrNone(it.Level),
			"audience": strings.Join(it.Audience, ","), "topics": strings.Join(it.Topics, " "), "catalog_code": it.CatalogCode, "task_code": it.TaskCode,
			"sample": form.Tick(it.Sample), "note": it.Note,
		}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Name, it.Alias, it.Main, it.Kind = v["name"], v["alias"], v["main"], v["kind"]
		it.Dept, it.DeptCode, it.Level = v["dept"], v["dept_code"], form.UnlessNone(v["level"])
		it.Audience, it.Topics = split(v["audience"]), strings.FieldsFunc(v["topics"], func(r rune) bool { return strings.ContainsRune(" ，,、", r) })
		it.CatalogCode, it.TaskCode, it.Sample, it.Note = v["catalog_code"], v["task_code"], v["sample"] != "", v["note"]
	},
	told: func(it *catalog.Item) string { return catalog.Kinds[it.Kind] + "，" + it.Dept },
}

var limits = element{
	name: "limits", title: "办理时限", about: "法律给多久，我们承诺多久。承诺不能长于法定。", fills: []string{"法定办结时限", "承诺办结时限"},
	form: func(*Front, *catalog.Item) form.Form {
		q := form.Of(form.Field{Name: "instant", Label: "办件类型", Type: form.Choice, Required: true, Options: []form.Option{
			{Value: "0", Label: "承诺件", Hint: "受理以后在承诺的时间内办结"}, {Value: "1", Label: "即办件", Hint: "材料齐全，当场办结"}}})
		q.Fields = append(q.Fields, limitFields("promised", "承诺办结时限")...)
		q.Fields = append(q.Fields, limitFields("statutory", "法定办结时限")...)
		return q
	},
	read: func(it *catalog.Item) form.Values {
		v := form.Values{"instant": "0"}
		if it.Instant {
			v["instant"] = "1"
		}
		readLimit(v, "promised", it.Promised)
		readLimit(v, "statutory", it.Statutory)
		return v
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Instant, it.Promised, it.Statutory = v["instant"] == "1", limit(v, "promised"), limit(v, "statutory")
	},
	told: func(it *catalog.Item) string {
		return fmt.Sprintf("承诺 %s，法定 %s", form.OrNone(it.Promised.Words()), form.OrNone(it.Statutory.Words()))
	},
}

// limitFields ask for a limit: how many, of what, by which rule.
func limitFields(name, label string) []form.Field {
	return []form.Field{
		{Name: name + "_n", Label: label + "多少", Type: form.Number, Low: 0, High: 3660, Hint: "不填就是没有规定。", Section: label},
		{Name: name + "_unit", Label: label + "怎么算", Type: form.Choice, Options: choices(catalog.Units), Section: label},
		{Name: name + "_basis", Label: label + "的依据", Type: form.Area, Max: 500, Section: label},
	}
}

func readLimit(v form.Values, name string, l *catalog.Limit) {
	v[name+"_unit"] = catalog.Units[0].Value
	if l != nil {
		v[name+"_n"], v[name+"_unit"], v[name+"_basis"] = strconv.Itoa(l.N), l.Unit, l.Basis
	}
}

func limit(v form.Values, name string) *catalog.Limit {
	n, err := strconv.Atoi(v[name+"_n"])
	if err != nil {
		return nil
	}
	l := &catalog.Limit{N: n, Unit: v[name+"_unit"], Basis: v[name+"_basis"]}
	if l.Unit == "" {
		l.Unit = catalog.Units[0].Value
	}
	return l
}

// ageFields ask from and until which age an answer is the applicant's.
var ageFields = []form.Field{
	{Name: "ages_from", Label: "满多少周岁", Type: form.Number, Low: 0, High: 120, Section: "按年龄定的",
		Hint: "填了的，这个答案由申请人的证件号定，不再问他；几个答案都符合的，用排在前面的。"},
	{Name: "ages_below", Label: "未满多少周岁", Type: form.Number, Low: 0, High: 120, Section: "按年龄定的"},
	{Name: "ages_ahead", Label: "可以提前几个月", Type: form.Number, Low: 0, High: 12, Section: "按年龄定的"},
}

func readAges(v form.Values, a *catalog.Ages) {
	if a == nil {
		return
	}
	for name, n := range map[string]int{"ages_from": a.From, "ages_below": a.Below, "ages_ahead": a.Ahead} {
		if n != 0 {
			v[name] = strconv.Itoa(n)
		}
	}
}

func ages(v form.Values) *catalog.Ages {
	number := func(name string) int {
		n, _ := strconv.Atoi(v[name])
		return n
	}
	a := catalog.Ages{From: number("ages_from"), Below: number("ages_below"), Ahead: number("ages_ahead")}
	if a == (catalog.Ages{}) {
		return nil
	}
	return &a
}

var visits = element{
	name: "visits", title: "跑几趟、哪里收件", about: "能不跑就不跑；要跑的写明为什么。", fills: []string{"到现场次数"},
	form: func(*Front, *catalog.Item) form.Form {
		return form.Of(
			form.Field{Name: "visits", Label: "到现场次数", Type: form.Number, Low: 0, High: 20, Hint: "0 次的，要能网上办，或者有人全程代办。"},
			form.Field{Name: "visit_reason", Label: "为什么要到现场", Type: form.Area, Max: 500, Hint: "1 次以上的必须写。"},
			form.Field{Name: "online", Label: "可以在网上办", Type: form.Bool},
			form.Field{Name: "proxy", Label: "可以全程代办", Type: form.Bool},
			form.Field{Name: "sink", Label: "最基层可以在哪里交", Type: form.Choice, Options: form.Optional("没有规定", choices(catalog.Sinks))},
		)
	},
	read: func(it *catalog.Item) form.Values {
		v := form.Values{"visit_reason": it.VisitReason, "online": form.Tick(it.Online), "proxy": form.Tick(it.Proxy), "sink": form.OrNone(it.Sink)}
		if it.Visits != nil {
			v["visits"] = strconv.Itoa(*it.Visits)
		}
		return v
	},
	write: func(it *catalog.Item, v form.Values) {
		it.VisitReason, it.Online, it.Proxy, it.Sink, it.Visits = v["visit_reason"], v["online"] != "", v["proxy"] != "", form.UnlessNone(v["sink"]), nil
		if n, err := strconv.Atoi(v["visits"]); err == nil {
			it.Visits = &n
		}
	},
	told: func(it *catalog.Item) string {
		if it.Visits == nil {
			return ""
		}
		return fmt.Sprintf("到现场 %d 次", *it.Visits)
	},
}

var place = element{
	name: "place", title: "地点和联系", about: "到哪里、什么时候、问谁、不满意找谁。",
	form: func(*Front, *catalog.Item) form.Form {
		return form.Of(
			form.Field{Name: "place", Label: "办理地点", Type: form.Area, Max: 500},
			form.Field{Name: "hours", Label: "办理时间", Type: form.Area, Max: 200},
			form.Field{Name: "contact", Label: "咨询方式", Type: form.Area, Max: 300},
			form.Field{Name: "complain", Label: "监督投诉方式", Type: form.Area, Max: 300},
		)
	},
	read: func(it *catalog.Item) form.Values {
		return form.Values{"place": it.Place, "hours": it.Hours, "contact": it.Contact, "complain": it.Complain}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Place, it.Hours, it.Contact, it.Complain = v["place"], v["hours"], v["contact"], v["complain"]
	},
	told: func(it *catalog.Item) string { return it.Place },
}

var charge = element{
	name: "charge", title: "是否收费", about: "不收费的要写明；收费的在“收费”里一项一项写。", fills: []string{"收费"},
	form: func(*Front, *catalog.Item) form.Form {
		return form.Of(form.Field{Name: "free", Label: "不收费", Type: form.Bool})
	},
	read:  func(it *catalog.Item) form.Values { return form.Values{"free": form.Tick(it.Free)} },
	write: func(it *catalog.Item, v form.Values) { it.Free = v["free"] != "" },
	told: func(it *catalog.Item) string {
		if it.Free {
			return "不收费"
		}
		return door.Counted(len(it.Fees), "项收费")
	},
}

var conditions = element{
	name: "conditions", title: "受理条件", about: "一行一条。不写“其他材料”“有关部门要求的”这样的兜底话。", fills: []string{"受理条件"},
	form: func(*Front, *catalog.Item) form.Form {
		return form.Of(
			form.Field{Name: "conditions", Label: "受理条件", Type: form.Area, Max: 5000, Hint: "一行一条。"},
			form.Field{Name: "quota", Label: "数量限制", Type: form.Area, Max: 300, Hint: "没有就不填。"},
		)
	},
	read: func(it *catalog.Item) form.Values {
		return form.Values{"conditions": strings.Join(it.Conditions, "\n"), "quota": it.Quota}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Conditions, it.Quota = door.Lines(v["conditions"]), v["quota"]
	},
	told: func(it *catalog.Item) string { return door.Counted(len(it.Conditions), "条") },
}

var commit = element{
	name: "commit", title: "告知承诺", about: "办事人书面承诺符合条件，就先办，事后核查。不实行的不用填。",
	form: func(_ *Front, it *catalog.Item) form.Form {
		return form.Of(
			form.Field{Name: "promise", Label: "承诺什么", Type: form.Area, Max: 2000, Hint: "清空就是不实行告知承诺。"},
			form.Field{Name: "materials", Label: "承诺以后可以不交的材料", Type: form.Choices, Options: materialChoices(it)},
			form.Field{Name: "check", Label: "事后怎么核查", Type: form.Area, Max: 1000},
		)
	},
	read: func(it *catalog.Item) form.Values {
		if it.Commit == nil {
			return form.Values{}
		}
		return form.Values{"promise": it.Commit.Promise, "materials": strings.Join(it.Commit.Materials, ","), "check": it.Commit.Check}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Commit = nil
		if v["promise"] != "" {
			it.Commit = &catalog.Commit{Promise: v["promise"], Materials: split(v["materials"]), Check: v["check"]}
		}
	},
	told: func(it *catalog.Item) string {
		if it.Commit == nil {
			return ""
		}
		return "实行"
	},
}

var delivery = element{
	name: "delivery", title: "送达和特别程序", about: "结果怎么给；哪些事情的时间不计入办理时限。",
	form: func(*Front, *catalog.Item) form.Form {
		var specials []form.Option
		for _, s := range catalog.Specials {
			specials = append(specials, form.Option{Value: s, Label: s})
		}
		return form.Of(
			form.Field{Name: "delivery", Label: "送达方式", Type: form.Choices, Options: choices(catalog.Deliveries), Hint: "办事人在勾选的方式里选。"},
			form.Field{Name: "special", Label: "可能要的特别程序", Type: form.Choices, Options: specials, Hint: "《行政许可法》第四十五条：所需时间不计算在期限内，要书面告知申请人。"},
		)
	},
	read: func(it *catalog.Item) form.Values {
		return form.Values{"delivery": strings.Join(it.Delivery, ","), "special": strings.Join(it.Special, ",")}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Delivery, it.Special = split(v["delivery"]), split(v["special"])
	},
	told: func(it *catalog.Item) string {
		var words []string
		for _, d := range it.Delivery {
			words = append(words, catalog.Label(catalog.Deliveries, d))
		}
		return strings.Join(words, "、")
	},
}

var rights = element{
	name: "rights", title: "权利和救济", about: "办事人有什么权利，不服决定怎么办。",
	form: func(*Front, *catalog.Item) form.Form {
		return form.Of(
			form.Field{Name: "rights", Label: "权利和义务", Type: form.Area, Max: 2000},
			form.Field{Name: "review", Label: "行政复议", Type: form.Area, Max: 500},
			form.Field{Name: "lawsuit", Label: "行政诉讼", Type: form.Area, Max: 500},
		)
	},
	read: func(it *catalog.Item) form.Values {
		return form.Values{"rights": it.Rights, "review": it.Review, "lawsuit": it.Lawsuit}
	},
	write: func(it *catalog.Item, v form.Values) {
		it.Rights, it.Review, it.Lawsuit = v["rights"], v["review"], v["lawsuit"]
	},
	told: func(it *catalog.Item) string {
		if it.Review+it.Lawsuit == "" {
			return ""
		}
		return "复议、诉讼"
	},
}

// choices are the options of a code table.
func choices(table []catalog.Code) []form.Option {
	list := make([]form.Option, len(table))
	for i, c := range table {
		list[i] = form.Option{Value: c.Value, Label: c.Label}
	}
	return list
}

// materialChoices are the item's materials.
func materialChoices(it *catalog.Item) []form.Option {
	var list []form.Option
	for _, m := range it.Materials {
		list = append(list, form.Option{Value: m.Key, Label: m.Name})
	}
	return list
}

func split(v string) []string {
	if v == "" {
		return nil
	}
	return strings.Split(v, ",")
}
