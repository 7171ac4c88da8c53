package catalog

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"wuyou/office/form"
	"wuyou/office/people"
)

// Code is one value of a code table, with its words.
type Code struct{ Value, Label string }

// The code tables of an item's elements (GB/T 39046-2020 App. A and the practice of the national
// platform).
var (
	Levels        = []Code{{"3", "市级"}, {"4", "县级"}, {"5", "乡镇（街道）级"}, {"6", "村（社区）级"}}
	Sinks         = []Code{{"county", "县（市、区）政务服务中心"}, {"township", "乡镇（街道）便民服务中心"}, {"village", "村（社区）便民服务站"}}
	Units         = []Code{{"workday", "个工作日"}, {"day", "日（自然日）"}}
	MaterialKinds = []Code{{"1", "证件证书证明"}, {"2", "申请表格文书"}, {"3", "其他"}}
	MaterialForms = []Code{{"1", "纸质"}, {"2", "电子化"}, {"3", "纸质或电子化"}}
	Needs         = []Code{{"1", "必要"}, {"2", "特定情形需要"}, {"3", "可以容缺后补"}}
	Sources       = []Code{{"10", "申请人自备"}, {"20", "政府部门核发"}, {"99", "其他"}}
	Modes         = []Code{{"one", "一人审签"}, {"all", "会签：每个岗位都要签"}, {"any", "或签：最先签的算数"}}
	ResultKinds   = []Code{{"10", "证照"}, {"20", "批文"}, {"30", "其他文书"}, {"99", "其他"}}
	Deliveries    = []Code{{"pickup", "窗口领取"}, {"courier", "免费邮寄"}, {"electronic", "电子送达"}}
	FieldTypes    = []Code{
		{"text", "一行文字"}, {"area", "几行文字"}, {"number", "整数"}, {"money", "金额"}, {"date", "日期"}, {"choice", "单选"},
		{"choices", "多选"}, {"bool", "勾选"}, {"phone", "电话"}, {"id_no", "证件号"}, {"credit", "统一社会信用代码"},
		{"account", "银行账号"}, {"address", "地址"}, {"region", "所在地"}, {"file", "文件"},
	}
	Prefills = []Code{
		{"name", "姓名"}, {"id_no", "证件号"}, {"phone", "电话"}, {"address", "地址"}, {"firm_name", "企业名称"},
		{"firm_code", "统一社会信用代码"}, {"legal_person", "法定代表人"},
	}
	Specials = []string{"听证", "检验", "检测", "检疫", "鉴定", "专家评审", "招标", "拍卖"}
)

// Codes are a map's codes in the order of their values.
func Codes(table map[string]string) []Code {
	var list []Code
	for _, v := range slices.Sorted(maps.Keys(table)) {
		list = append(list, Code{v, table[v]})
	}
	return list
}

// Label is the words of a value, or the value itself.
func Label(table []Code, value string) string {
	for _, c := range table {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}

// Words is the limit as people say it: 20 个工作日.
func (l *Limit) Words() string {
	switch {
	case l == nil:
		return ""
	case l.Unit == "day":
		return strconv.Itoa(l.N) + " 日"
	}
	return strconv.Itoa(l.N) + " 个工作日"
}

// Elements are the Chinese names of an item's elements by their name in JSON.
var Elements = map[string]string{
	"code": "地方编码", "catalog_code": "基本编码", "task_code": "实施编码", "name": "事项名称", "main": "主项", "alias": "俗称",
	"kind": "事项类型", "dept": "实施主体", "dept_code": "实施主体代码", "level": "行使层级", "audience": "服务对象", "topics": "主题",
	"instant": "即办件", "statutory": "法定办结时限", "promised": "承诺办结时限", "visits": "到现场次数", "visit_reason": "到现场原因",
	"online": "网上办理", "proxy": "全程代办", "sink": "下沉层级", "place": "办理地点", "hours": "办理时间", "contact": "咨询方式",
	"complain": "监督投诉", "free": "不收费", "fees": "收费", "conditions": "受理条件", "materials": "申请材料", "steps": "办理流程",
	"basis": "设定依据", "questions": "常见问题", "results": "办理结果", "form": "申请表", "situations": "情形引导", "commit": "告知承诺",
	"special": "特别程序", "delivery": "送达方式", "quota": "数量限制", "rights": "权利义务", "review": "行政复议", "lawsuit": "行政诉讼",
	"sample": "样例", "note": "说明", "english": "英文",
}

// parts are the names of what an element consists of, by type and name in JSON, or by name alone.
var parts = map[string]string{
	"key": "标识", "kind": "种类", "form": "形式", "need": "必要性", "when": "情形", "source": "来源", "from": "核发机关", "exempt": "免提交", "made": "自动生成",
	"original": "原件", "copies": "复印件", "spec": "受理标准", "sample": "填写样例", "basis": "依据", "days": "补交期限（工作日）",
	"price": "标准", "waive": "减免", "mode": "审签方式", "signers": "审签岗位", "inspect": "现场核查", "term": "环节时限", "rule": "审查标准",
	"dept": "部门", "number": "文号", "clause": "条款", "text": "原文", "answer": "解答", "valid": "有效期", "promise": "承诺",
	"materials": "免交的材料", "check": "事后核查", "hint": "提示", "multi": "可多选", "answers": "答案", "add": "增加材料", "drop": "减少材料",
	"block": "不能办的原因", "instead": "应当办", "note": "说明", "type": "类型", "required": "必填", "max": "字数上限", "low": "最小", "high": "最大",
	"follows": "跟着哪个情形的答案勾选", "summary": "说明", "conditions": "条件", "results": "结果",
	"options": "选项", "section": "分组", "prefill": "自动带出", "personal": "个人信息",
	"Option.when": "什么情形才给", "English.materials": "材料", "Answer.promise": "承诺时限", "Commit.promise": "承诺内容", "Field.when": "什么时候问", "Situation.when": "什么时候问",
}

// named are the parts that name the whole, and need no name of their own.
var named = []string{"name", "role", "law", "question", "ask", "label"}

// tables are the code tables by type and name in JSON.
var tables = map[string][]Code{
	"Item.kind": Codes(Kinds), "Item.audience": Codes(Audiences), "Item.level": Levels, "Item.sink": Sinks, "Item.delivery": Deliveries,
	"Material.kind": MaterialKinds, "Material.form": MaterialForms, "Material.need": Needs, "Material.source": Sources,
	"Step.mode": Modes, "Result.kind": ResultKinds, "Post.role": roleCodes(), "Field.type": FieldTypes, "Field.prefill": Prefills,
}

func roleCodes() []Code {
	var list []Code
	for _, r := range people.Roles {
		list = append(list, Code{string(r.Code), r.Name})
	}
	return list
}

// Change is one element that differs between two versions. Of an element that is a list, each line is
// one of its things.
type Change struct{ Element, Before, After string }

// Diff lists the elements that differ, in the order of the element list.
func Diff(before, after *Item) []Change {
	var list []Change
	b, a := reflect.ValueOf(*before), reflect.ValueOf(*after)
	for i := range b.NumField() {
		f := b.Type().Field(i)
		if reflect.DeepEqual(b.Field(i).Interface(), a.Field(i).Interface()) {
			continue
		}
		name := jsonName(f)
		list = append(list, Change{Elements[name], before.tell("Item."+name, b.Field(i), "\n"), after.tell("Item."+name, a.Field(i), "\n")})
	}
	return list
}

func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// tell is a value in words; path is the type and name of the element it belongs to, between stands
// between the things of a list.
func (it *Item) tell(path string, v reflect.Value, between string) string {
	switch x := v.Interface().(type) {
	case string:
		if path == "Answer.add" || path == "Answer.drop" || path == "Commit.materials" {
			return it.material(x)
		}
		if x = Label(tables[path], x); !strings.HasPrefix(path, "Item.") {
			x = strings.ReplaceAll(x, "\n", " ")
		}
		return x
	case bool:
		if x {
			return "是"
		}
		return "否"
	case *Limit:
		if x != nil && x.Basis != "" {
			return x.Words() + "（" + x.Basis + "）"
		}
		return x.Words()
	case form.Form:
		return it.tell(path, v.FieldByName("Fields"), between)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return it.tell(path, v.Elem(), between)
	case reflect.Slice:
		words := make([]string, v.Len())
		for i := range words {
			words[i] = it.tell(path, v.Index(i), "、")
		}
		return strings.Join(words, between)
	case reflect.Map: // of names by the keys of materials
		var words []string
		for _, key := range slices.SortedFunc(maps.Keys(v.Interface().(map[string]string)), strings.Compare) {
			words = append(words, it.material(key)+"："+v.MapIndex(reflect.ValueOf(key)).String())
		}
		return strings.Join(words, between)
	case reflect.Struct:
		return it.tellStruct(v)
	case reflect.String:
		return Label(tables[path], v.String())
	}
	return strconv.FormatInt(v.Int(), 10)
}

// tellStruct names the parts that are set.
func (it *Item) tellStruct(v reflect.Value) string {
	kind := v.Type().Name()
	var words []string
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := jsonName(f)
		if v.Field(i).IsZero() || kind == "Answer" && name == "value" || kind == "Option" && name == "value" || name == "key" ||
			kind == "Field" && name == "name" {
			continue
		}
		word := it.tell(kind+"."+name, v.Field(i), "、")
		switch label := parts[kind+"."+name]; {
		case slices.Contains(named, name):
			words = append(words, word)
			continue
		case label != "":
			words = append(words, label+"："+word)
		default:
			words = append(words, parts[name]+"："+word)
		}
	}
	if len(words) > 1 {
		return words[0] + "（" + strings.Join(words[1:], "；") + "）"
	}
	return strings.Join(words, "")
}

// material is the name of a material by its key.
func (it *Item) material(key string) string {
	for _, m := range it.Materials {
		if m.Key == key {
			return m.Name
		}
	}
	return key
}
