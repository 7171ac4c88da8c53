package catalog

import (
	"fmt"
	"maps"
	"strings"

	"wuyou/office/form"
)

// element is one that a guide must have, and whether an item has it.
type element struct {
	name string
	has  bool
}

func (it *Item) must() []element {
	return []element{
		{"受理条件", len(it.Conditions) > 0},
		{"申请材料", len(it.Materials) > 0},
		{"办理流程", len(it.Steps) > 0},
		{"法定办结时限", it.Statutory != nil},
		{"承诺办结时限", it.Promised != nil},
		{"到现场次数", it.Visits != nil},
		{"收费", it.Free || len(it.Fees) > 0},
		{"设定依据", len(it.Basis) > 0},
		{"办理结果", len(it.Results) > 0},
		{"服务对象", len(it.Audience) > 0},
	}
}

// Must are the names of the elements that a guide must have.
func Must() (list []string) {
	for _, e := range new(Item).must() {
		list = append(list, e.name)
	}
	return list
}

// Missing names the elements a guide must have and this item lacks.
func (it *Item) Missing() []string {
	var list []string
	for _, e := range it.must() {
		if !e.has {
			list = append(list, e.name)
		}
	}
	return list
}

// catchAll are words of catch-all materials and conditions, which are forbidden (优化营商环境条例 and
// the rules for guides: a guide says exactly what is needed).
var catchAll = []string{"其他材料", "其它材料", "有关部门要求的", "需要提供的其他", "需提供的其他", "法律法规规定的其他", "等相关材料", "相关证明材料"}

// Lint names what is wrong in an item: what would hinder its publication.
func (it *Item) Lint() []string {
	var list []string
	bad := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if strings.TrimSpace(it.Name) == "" || strings.TrimSpace(it.Code) == "" {
		bad("事项要有名称和编码")
	}
	if it.Kind == "" {
		bad("没有写事项类型")
	} else if _, ok := Kinds[it.Kind]; !ok {
		bad("事项类型“%s”不在代码表里", it.Kind)
	}
	if p, s := it.Promised, it.Statutory; p != nil && s != nil && p.N > s.N && (p.Unit == s.Unit || p.Unit == "workday") {
		bad("承诺时限 %d 长于法定时限 %d", p.N, s.N)
	}
	if it.Instant && (it.Promised != nil && it.Promised.N > 1 || len(it.Steps) > 1) {
		bad("即办件的承诺时限不超过 1 个工作日，环节只有 1 个")
	}
	if !it.Instant && it.Promised != nil && it.Promised.N < 1 {
		bad("承诺件的承诺时限至少 1 天")
	}
	if v := it.Visits; v != nil && *v > 0 && it.VisitReason == "" {
		bad("需要到现场的，要写明原因")
	} else if v != nil && *v == 0 && !it.Online && !it.Proxy {
		bad("到现场 0 次的，要能网上办或全程代办")
	}
	if it.Free && len(it.Fees) > 0 {
		bad("写了不收费，又列了收费")
	}
	for _, f := range it.Fees {
		if f.Basis == "" {
			bad("收费“%s”要写明依据", f.Name)
		}
	}
	it.lintCommit(bad)
	it.lintMaterials(bad)
	it.lintSituations(bad)
	it.lintAsked(bad)
	for i, s := range it.Steps {
		if s.Name == "" || len(s.Signers) == 0 {
			bad("第 %d 个环节要有名称和审签岗位", i+1)
		}
	}
	return list
}

// lintCommit finds what the letter of promise, into which the words of an item are put, says itself.
func (it *Item) lintCommit(bad func(string, ...any)) {
	if it.Commit == nil {
		return
	}
	if p := it.Commit.Promise; strings.HasPrefix(p, "我") || strings.HasPrefix(p, "承诺") || strings.Contains(p, "承诺：") || strings.Contains(p, "知晓") {
		bad("承诺的内容从承诺的第一件事写起；“已经知晓”“承诺”承诺书里已有")
	}
	if strings.Contains(it.Commit.Check, "之日起") {
		bad("核查的方式不写期限；期限是规则，承诺书里已有")
	}
}

func (it *Item) lintMaterials(bad func(string, ...any)) {
	seen := map[string]bool{}
	for i, m := range it.Materials {
		if m.Key == "" || m.Name == "" || seen[m.Key] {
			bad("第 %d 份材料要有名称和不重复的标识", i+1)
		}
		seen[m.Key] = true
		switch {
		case m.Need == "2" && m.When == "":
			bad("材料“%s”是非必要的，要写明什么情形需要", m.Name)
		case m.Need == "3" && m.Days <= 0:
			bad("材料“%s”可以容缺，要写明几个工作日内补交", m.Name)
		case m.Need != "1" && m.Need != "2" && m.Need != "3":
			bad("材料“%s”的必要性应为 1、2 或 3", m.Name)
		}
		for _, w := range catchAll {
			if strings.Contains(m.Name, w) {
				bad("材料“%s”是兜底条款，要写明具体是什么", m.Name)
			}
		}
	}
	for _, c := range it.Conditions {
		for _, w := range catchAll {
			if strings.Contains(c, w) {
				bad("条件“%s”是兜底条款，要写明具体是什么", c)
			}
		}
	}
}

func (it *Item) lintSituations(bad func(string, ...any)) {
	materials := map[string]bool{}
	for _, m := range it.Materials {
		materials[m.Key] = true
	}
	for _, s := range it.Situations {
		if s.Key == "" || s.Ask == "" || len(s.Answers) < 2 {
			bad("情形“%s”要有问题和至少两个答案", s.Ask)
		}
		for _, a := range s.Answers {
			if g := a.Ages; g != nil && (s.Multi || g.From < 0 || g.Ahead < 0 || g.Below < 0 || g.Below > 0 && g.Below <= g.From) {
				bad("情形“%s”的答案“%s”按年龄定：问题只能选一个答案，年龄的上限要大于下限", s.Ask, a.Label)
			}
			for _, k := range append(append([]string(nil), a.Add...), a.Drop...) {
				if !materials[k] {
					bad("情形“%s”的答案“%s”提到没有的材料 %s", s.Ask, a.Label, k)
				}
			}
		}
	}
}

// lintAsked finds questions that nobody would ever be asked: what they hang on was deleted, or moved behind them.
func (it *Item) lintAsked(bad func(string, ...any)) {
	before := map[string]bool{"": true}
	for _, s := range it.Situations {
		if !before[s.When] {
			bad("情形“%s”要等一个答案才问，前面却没有那个问题或答案", s.Ask)
		}
		for _, a := range s.Answers {
			before[s.Key+"="+a.Value] = true
		}
	}
	said := maps.Clone(before)
	before = map[string]bool{"": true}
	for _, f := range it.Form.Fields {
		if !said[f.Follows] {
			bad("表单的“%s”要跟着一个情形的答案，却没有那个问题或答案", f.Label)
		}
		for _, o := range f.Options {
			if !said[o.When] {
				bad("表单“%s”的选项“%s”要等一个情形的答案才给，却没有那个问题或答案", f.Label, o.Label)
			}
		}
		if !before[f.When] {
			bad("表单的“%s”要等一个答案才问，前面却没有那个问题或答案", f.Label)
		}
		for _, o := range f.Options {
			before[f.Name+"="+o.Value] = true
		}
		if f.Type == form.Bool {
			before[f.Name+"=1"] = true
		}
	}
}

// Kinds are the types of items (事项类型, GB/T 39046-2020 App. A and local additions).
var Kinds = map[string]string{
	"01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收", "05": "行政给付", "06": "行政检查",
	"07": "行政确认", "08": "行政奖励", "09": "行政裁决", "10": "其他行政权力", "20": "公共服务",
	"30": "政府内部审批", "31": "依申请便民服务", "32": "主题服务", "99": "其他",
}

// Audiences are the kinds of people an item is for (服务对象, national platform practice).
var Audiences = map[string]string{
	"1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "非法人企业", "6": "行政机关", "9": "其他组织",
}
