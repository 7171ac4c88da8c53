package form

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Mask hides the middle of an answer that is personal data: phone 138****3210, ID number first three
// and last four, others by their first and last character.
func (f *Field) Mask(v string) string {
	if !f.Sensitive() || v == "" {
		return v
	}
	switch f.Type {
	case Phone:
		return MaskPhone(v)
	case IDNo:
		return MaskIDNo(v)
	case Account:
		return keep(v, 4, 4)
	case Address:
		return keep(v, 6, 0)
	}
	return MaskName(v)
}

// bodies are how the names of firms and institutions end, which are public.
var bodies = []string{"公司", "厂", "店", "行", "所", "社", "院", "校", "中心", "协会", "学会", "商会", "基金会", "委员会", "集团", "经营部", "工作室", "合伙企业", "农场", "有限合伙）", "（个体工商户）"}

// MaskName shows 张* of two characters, and the first and the last of more (GB/T 35273 practice). The
// name of a firm, known by its ending and by being longer than people's names, stands whole.
func MaskName(v string) string {
	if v == "" || v == Nobody || v == NoFirm {
		return v // there is nobody to hide
	}
	if utf8.RuneCountInString(v) > 5 && !strings.ContainsAny(v, "·• ") &&
		slices.ContainsFunc(bodies, func(end string) bool { return strings.HasSuffix(v, end) }) {
		return v
	}
	if utf8.RuneCountInString(v) <= 2 {
		return keep(v, 1, 0)
	}
	return keep(v, 1, 1)
}

// What stands for a person, a firm and a number of which the reader learns nothing.
const (
	Nobody  = "某人"
	NoFirm  = "某单位"
	Unshown = "（不显示）"
)

// Someone stands for a person of whom the reader learns nothing, the surname neither: 某人. A firm is 某单位.
func Someone(v string) string {
	switch {
	case v == "" || v == Nobody || v == NoFirm:
		return v
	case MaskName(v) == v:
		return NoFirm
	}
	return Nobody
}

// MaskPhone shows the first three and the last four digits.
func MaskPhone(v string) string { return keep(v, 3, 4) }

// MaskIDNo shows the first three and the last four characters ([D]: stricter than the usual six) of a long number, and the first two and
// the last two of a shorter one.
func MaskIDNo(v string) string {
	if utf8.RuneCountInString(v) < 15 {
		return keep(v, 2, 2)
	}
	return keep(v, 3, 4)
}

// keep shows so many runes at either end and stars for the rest.
func keep(v string, head, tail int) string {
	r := []rune(v)
	if len(r) <= head+tail {
		head, tail = min(1, len(r)), 0
	}
	return string(r[:head]) + strings.Repeat("*", max(1, len(r)-head-tail)) + string(r[len(r)-tail:])
}

// Schema is the form as JSON Schema (2020-12), for the API's description.
func (f Form) Schema() map[string]any {
	props := map[string]any{}
	required := []string{}
	for i := range f.Fields {
		field := &f.Fields[i]
		s := map[string]any{"type": "string", "title": field.Label}
		if field.Hint != "" {
			s["description"] = field.Hint
		}
		if field.Max > 0 {
			s["maxLength"] = field.Max
		}
		switch field.Type {
		case Choice:
			s["enum"] = field.values()
		case Choices:
			s["description"] = strings.TrimSpace(field.Hint + " 多个值用逗号分开：" + strings.Join(field.values(), "、"))
		case Date:
			s["format"] = "date"
		case Bool:
			s["enum"] = []string{"", "1"}
		case IDNo:
			s["maxLength"] = 30
		case Credit:
			s["pattern"] = "^[0-9A-Za-z]{18}$"
		}
		if field.Required && field.When == "" {
			required = append(required, field.Name)
		}
		props[field.Name] = s
	}
	schema := map[string]any{"type": "object", "properties": props}
	if len(required) > 0 {
		schema["required"] = required
	}
	return schema
}

func (f *Field) values() []string {
	list := make([]string, len(f.Options))
	for i, o := range f.Options {
		list[i] = o.Value
	}
	return list
}
