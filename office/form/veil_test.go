package form

import (
	"encoding/json"
	"html/template"
	"strings"
	"testing"
)

// A name and a number are veiled however they are typed, in a text, in HTML and in JSON; what only resembles them stays, and JSON stays JSON.
func TestAVeilCoversWhatIsTyped(t *testing.T) {
	v := NewVeil(map[string]string{"王 磊": "王*", "13800138001": "138****8001", `B"&<乙>公司`: `B"***司`, "阿依·古丽": "阿***丽", "—": "-"}, false)
	for typed, want := range map[string]string{
		"王磊、王 磊、王　磊、王\u200b磊":                          "王*、王*、王*、王*",
		"王先生和磊磊":                                       "王先生和磊磊",
		"打138 0013 8001或138-0013-8001，+86 13800138001": "打138****8001或138****8001，+86 138****8001",
		"１３８－００１３－８００１、138.0013.8001":                  "138****8001、138****8001",
		"13800138002": "13800138002",
		"b\"&<乙>公司、Ｂ＂＆＜ 乙＞公司": "B****司、B****司",
		"阿依古丽 阿依•古丽":          "阿***丽 阿***丽",
		"王\n磊":                "王*",
		"":                    "",
	} {
		if got := v.Text(typed); got != want {
			t.Errorf("%q is %q, not %q", typed, got, want)
		}
		if got, want := v.Text(template.HTMLEscapeString(typed)), template.HTMLEscapeString(want); got != want {
			t.Errorf("in HTML %q is %q, not %q", typed, got, want)
		}
		coded, _ := json.Marshal(typed)
		var got string
		if err := json.Unmarshal([]byte(v.Text(string(coded))), &got); err != nil || got != want {
			t.Errorf("in JSON %q is %q, not %q: %v", typed, got, want, err)
		}
	}
	if got := NewVeil(nil, false).Text("王磊"); got != "王磊" {
		t.Errorf("%q", got)
	}
}

// To whom nothing is told no telephone or ID number is, nor a family name that stands for the person; a case number stands.
func TestAVeilThatHidesWholly(t *testing.T) {
	v := NewVeil(map[string]string{"褚卫沈韩": Nobody, "欧阳芳": Nobody, "13800138001": Unshown, "眉山豆腐公司": NoFirm}, true)
	for typed, want := range map[string]string{
		"我是褚卫沈韩，姓褚，褚女士、欧阳女士、欧阳 芳":                                     "我是某人，某人，某人、某人、某人",
		"眉山 豆腐公司，13800138001":                                         "某单位，（不显示）",
		"13900139000 139-0013-9000 １３９ ００１３ ９０００":                     "（不显示） （不显示） （不显示）",
		"证件 511402199003076628，511402 19900307 662X":                  "证件 （不显示），（不显示）",
		"511402 260420 1380 012345 6，51140213800138002000017X":        "511402 260420 1380 012345 6，51140213800138002000017X",
		"小褚、老褚、褚总、褚经理、褚姐，卫沈韩说，姓 褚":                                    "某人、某人、某人、某人、某人，某人说，某人",
		"+8613911139111 139-111-39222 139.1113.9333":                  "（不显示） （不显示） （不显示）",
		"139—0013—9000、1390 0139 000，0833-2468135":                    "（不显示）、（不显示），（不显示）",
		"2026.05.12-2026.06.01，2026-05-12\n2026-06-01":                "2026.05.12-2026.06.01，2026-05-12\n2026-06-01",
		"008613911139111，51140219900307662Ｘ":                          "（不显示），（不显示）",
		"511402 1990 0307 6628":                                       "（不显示）",
		"833869192040005544，2026-11-30 13:39":                         "833869192040005544，2026-11-30 13:39",
		"补交135、2000、3000元三笔，文号0833(2024)1234，138、0013、8000":           "补交135、2000、3000元三笔，文号0833(2024)1234，（不显示）",
		"(028)38195555、（0833）2468135，电话(13900139000)":                 "（不显示）、（不显示），电话(（不显示）)",
		"138/0013/8777，138，0013，8777":                                 "（不显示），（不显示）",
		"511402900307662，共 1500，200，3000 元，13900139000，13900139001，3": "（不显示），共 1500，200，3000 元，（不显示），（不显示），3",
		"2026/05/12、2026/06/01，11，12，13":                              "2026/05/12、2026/06/01，11，12，13",
		"复姓欧阳的，小欧阳，歐陽芳":                                               "某人的，某人，某人",
		"眉山豆腐的":                "某单位的",
		"2026年4月20日，12345，3 次": "2026年4月20日，12345，3 次",
	} {
		if got := v.Text(typed); got != want {
			t.Errorf("%q is %q, not %q", typed, got, want)
		}
	}
	v = NewVeil(map[string]string{"欧阳娜娜": Nobody, "买买提·吐尔逊": Nobody, "张梅": Nobody, "东坡区清溪民宿": NoFirm, "区公司": NoFirm}, true)
	for typed, want := range map[string]string{
		"娜娜说，买买提说，吐尔逊说，买买提 吐尔逊":    "某人说，某人说，某人说，某人",
		"張梅、张老师、张医生、张叔、张阿婆、张嬢、張嬢嬢": "某人、某人、某人、某人、某人、某人、某人",
		"我是复姓欧阳的，姓欧阳，欧阳老师":         "我是某人的，某人，某人",
		"清溪民宿、东坡清溪民宿，东坡区清溪民宿":      "某单位、东坡某单位，某单位",
		"一张表，梅雨，张贴，公司":             "一张表，梅雨，张贴，公司",
	} {
		if got := v.Text(typed); got != want {
			t.Errorf("%q is %q, not %q", typed, got, want)
		}
	}
	v = NewVeil(map[string]string{"东坡区人力资源有限公司": NoFirm, "眉山市建设工程有限公司": NoFirm}, true)
	for typed, want := range map[string]string{
		"人力资源和社会保障局说人力资源没有交材料":     "人力资源和社会保障局说某单位没有交材料",
		"建设工程规划许可证，建设工程法人，建设工程委托我": "建设工程规划许可证，某单位法人，某单位委托我",
	} {
		if got := v.Text(typed); got != want {
			t.Errorf("%q is %q, not %q", typed, got, want)
		}
	}
	v = NewVeil(map[string]string{"褚卫沈韩": Nobody}, true)
	type cell struct{ Text string }
	plain := []cell{{"褚卫沈韩"}, {"王磊"}}
	if got := Under(v, plain); got[0].Text != Nobody || got[1].Text != "王磊" || plain[0].Text != "褚卫沈韩" {
		t.Errorf("%v of %v", got, plain)
	}
	if got := Under(v, []any{"褚卫沈韩", 3}); got[0] != Nobody || got[1] != 3 {
		t.Errorf("%v", got)
	}
	if got := NewVeil(map[string]string{"Kim": Nobody}, true).Text("im Amt"); got != "im Amt" {
		t.Error(got)
	}
	if long := strings.Repeat("1 ", 20000); v.Text(long) != long { // within a moment
		t.Error("what is no number is hidden")
	}
	type link struct{ Href, Text string }
	if got := Under(v, link{"/desk/files/833869192012105544", "褚卫沈韩"}); got.Href != "/desk/files/833869192012105544" || got.Text != Nobody {
		t.Errorf("%v", got)
	}
	if got := Under(v, Option{Value: "833869192012105544", Label: "褚卫沈韩"}); got.Value != "833869192012105544" || got.Label != Nobody {
		t.Errorf("%v", got)
	}
	if got := Under((*Veil)(nil), plain); got[0].Text != "褚卫沈韩" {
		t.Errorf("%v", got)
	}
	for _, v := range []string{Nobody, NoFirm} {
		if MaskName(v) != v || Someone(v) != v {
			t.Errorf("%s is masked once more", v)
		}
	}
}
