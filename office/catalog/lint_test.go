package catalog

import (
	"slices"
	"strings"
	"testing"

	"wuyou/office/form"
)

func whole() Item {
	visits := 1
	return Item{
		Code: "A1", Name: "游艺证核发", Kind: "01", Dept: "文旅局", Audience: []string{"1"}, Statutory: &Limit{N: 20, Unit: "workday"}, Promised: &Limit{N: 5, Unit: "workday"},
		Visits: &visits, VisitReason: "核对原件", Free: true, Conditions: []string{"年满十八周岁"},
		Materials: []Material{
			{Key: "id", Name: "身份证", Need: "1", Source: "10", Basis: "游艺条例第五条"}, {Key: "lease", Name: "租赁合同", Need: "2", When: "场地是租的", Source: "10", Basis: "游艺条例第五条"},
			{Key: "photo", Name: "照片", Need: "3", Days: 5, Source: "10", Basis: "游艺条例第五条"},
		},
		Steps: []Step{{Name: "审查", Signers: []Post{{Role: "reviewer"}}}, {Name: "决定", Signers: []Post{{Role: "head"}}}},
		Basis: []Basis{{Law: "游艺条例"}}, Results: []Result{{Name: "游艺证"}},
		Situations: []Situation{{Key: "place", Ask: "场地是谁的？", Answers: []Answer{{Value: "own", Label: "自己的"}, {Value: "rent", Label: "租的", Add: []string{"lease"}}}}},
	}
}

// Each rule of a publishable item is broken by one change and named in words.
func TestLint(t *testing.T) {
	it := whole()
	if faults := it.Lint(); len(faults) > 0 {
		t.Fatal(faults)
	}
	if missing := it.Missing(); len(missing) > 0 {
		t.Fatal(missing)
	}
	n := func(n int) *int { return &n }
	for _, c := range []struct {
		words string // "" where it is allowed
		spoil func(it *Item)
	}{
		{"名称和编码", func(it *Item) { it.Name = " " }},
		{"名称和编码", func(it *Item) { it.Code = "" }},
		{"不在代码表", func(it *Item) { it.Kind = "0" }},
		{"长于法定", func(it *Item) { it.Promised.N = 21 }},
		{"长于法定", func(it *Item) { it.Promised.Unit, it.Statutory.Unit, it.Promised.N = "day", "day", 21 }},
		{"长于法定", func(it *Item) { it.Statutory = &Limit{N: 5, Unit: "day"}; it.Promised.N = 6 }}, // working days are no shorter
		{"", func(it *Item) { it.Promised.N = 20 }},
		{"", func(it *Item) { it.Promised = &Limit{N: 21, Unit: "day"} }},
		{"即办件", func(it *Item) { it.Instant, it.Promised.N = true, 1 }},
		{"即办件", func(it *Item) { it.Instant, it.Steps, it.Promised.N = true, it.Steps[:1], 2 }},
		{"即办件", func(it *Item) { it.Instant, it.Promised = true, nil }},
		{"", func(it *Item) { it.Instant, it.Steps, it.Promised.N = true, it.Steps[:1], 1 }},
		{"", func(it *Item) { it.Instant, it.Steps, it.Promised.N = true, it.Steps[:1], 0 }},
		{"至少 1 天", func(it *Item) { it.Promised.N = 0 }},
		{"写明原因", func(it *Item) { it.VisitReason = "" }},
		{"网上办或全程代办", func(it *Item) { it.Visits = n(0) }},
		{"", func(it *Item) { it.Visits, it.Online = n(0), true }},
		{"", func(it *Item) { it.Visits, it.Proxy = n(0), true }},
		{"依据", func(it *Item) { it.Free, it.Fees = false, []Fee{{Name: "工本费", Price: "10 元"}} }},
		{"", func(it *Item) {
			it.Free, it.Fees = false, []Fee{{Name: "工本费", Price: "10 元", Basis: "川发改〔2020〕1号"}}
		}},
		{"不收费", func(it *Item) {
			it.Fees = []Fee{{Name: "工本费", Price: "10 元", Basis: "川发改〔2020〕1号"}}
		}},
		{"不重复的标识", func(it *Item) { it.Materials[1].Key = "id" }},
		{"不重复的标识", func(it *Item) { it.Materials[0].Name = "" }},
		{"什么情形需要", func(it *Item) { it.Materials[1].When = "" }},
		{"几个工作日内补交", func(it *Item) { it.Materials[2].Days = 0 }},
		{"必要性", func(it *Item) { it.Materials[0].Need = "" }},
		{"兜底", func(it *Item) { it.Materials[0].Name = "有关部门要求的其他材料" }},
		{"兜底", func(it *Item) { it.Materials[0].Name = "法律法规规定的其他文件" }},
		{"兜底", func(it *Item) { it.Materials[0].Name = "身份证等相关材料" }},
		{"兜底", func(it *Item) { it.Conditions = []string{"符合要求，需提供的其他证明齐全"} }},
		{"至少两个答案", func(it *Item) { it.Situations[0].Answers = it.Situations[0].Answers[:1] }},
		{"没有的材料", func(it *Item) { it.Situations[0].Answers[1].Add = []string{"none"} }},
		{"没有的材料", func(it *Item) { it.Situations[0].Answers[1].Drop = []string{"none"} }},
		{"情形“有电梯吗？”", func(it *Item) {
			it.Situations = append(it.Situations, Situation{Key: "lift", Ask: "有电梯吗？", When: "place=moon", Answers: it.Situations[0].Answers})
		}},
		{"情形“场地是谁的？”", func(it *Item) { it.Situations[0].When = "place=rent" }}, // hangs on itself
		{"", func(it *Item) {
			it.Form.Fields = []form.Field{{Name: "kin", Label: "有亲属", Type: form.Bool}, {Name: "who", Label: "亲属姓名", When: "kin=1"}}
		}},
		{"表单的“亲属姓名”", func(it *Item) {
			it.Form.Fields = []form.Field{{Name: "who", Label: "亲属姓名", When: "kin=1"}, {Name: "kin", Label: "有亲属", Type: form.Bool}}
		}},
		{"审签岗位", func(it *Item) { it.Steps[1].Signers = nil }},
		{"审签岗位", func(it *Item) { it.Steps[1].Name = "" }},
	} {
		it := whole()
		c.spoil(&it)
		faults := it.Lint()
		switch {
		case c.words == "" && len(faults) > 0:
			t.Errorf("allowed, but: %v", faults)
		case c.words != "" && !strings.Contains(strings.Join(faults, "；"), c.words):
			t.Errorf("%v, want %q", faults, c.words)
		}
	}
}

// Each element a guide must have is named when it is missing.
func TestMissing(t *testing.T) {
	for want, take := range map[string]func(it *Item){
		"受理条件": func(it *Item) { it.Conditions = nil }, "申请材料": func(it *Item) { it.Materials = nil },
		"办理流程": func(it *Item) { it.Steps = nil }, "法定办结时限": func(it *Item) { it.Statutory = nil },
		"承诺办结时限": func(it *Item) { it.Promised = nil }, "到现场次数": func(it *Item) { it.Visits = nil },
		"收费": func(it *Item) { it.Free = false }, "设定依据": func(it *Item) { it.Basis = nil },
		"办理结果": func(it *Item) { it.Results = nil }, "服务对象": func(it *Item) { it.Audience = nil },
	} {
		it := whole()
		take(&it)
		if got := it.Missing(); !slices.Equal(got, []string{want}) {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

// The answers decide what one person must bring.
func TestGuide(t *testing.T) {
	it := whole()
	it.Situations = append(it.Situations,
		Situation{Key: "photo", Ask: "有电子照片吗？", When: "place=rent", Answers: []Answer{{Value: "y", Label: "有", Drop: []string{"photo"}, Promise: &Limit{N: 2, Unit: "workday"}, Note: "带U盘"}, {Value: "n", Label: "没有"}}},
		Situation{Key: "age", Ask: "满十八岁吗？", Answers: []Answer{{Value: "y", Label: "满了"}, {Value: "n", Label: "没有", Block: "未成年人不能申请", Instead: "B2"}}},
	)
	for _, c := range []struct {
		answers                         Answers
		materials, open, block, problem string
		days                            int
	}{
		{answers: nil, materials: "id photo", open: "place", days: 5},
		{answers: Answers{"place": "rent"}, materials: "id lease photo", open: "photo", days: 5},
		{answers: Answers{"place": "rent", "photo": "y", "age": "y"}, materials: "id lease", days: 2},
		{answers: Answers{"place": "own", "photo": "y", "age": "y"}, materials: "id photo", days: 5}, // photo is not asked
		{answers: Answers{"place": "own", "age": "n"}, block: "未成年人不能申请", days: 5},
		{answers: Answers{"place": "moon"}, problem: "选项"},
		{answers: Answers{"place": "own,rent"}, problem: "一项"},
	} {
		list, err := it.Guide(c.answers)
		if c.problem != "" {
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("%v: %v", c.answers, err)
			}
			continue
		}
		var keys []string
		for _, m := range list.Materials {
			keys = append(keys, m.Key)
		}
		open := ""
		if list.Open != nil {
			open = list.Open.Key
		}
		if err != nil || strings.Join(keys, " ") != c.materials || open != c.open || list.Block != c.block || list.Promise.N != c.days {
			t.Errorf("%v: %v, open %q, block %q, %d days, %v", c.answers, keys, open, list.Block, list.Promise.N, err)
		}
	}
}
