package form

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/fail"
)

// most is how many characters an answer may have where the field does not say.
var most = map[Type]int{Text: 100, Area: 2000, Address: 200, Account: 30, Phone: 20, Choices: 500, File: 500}

// dashed turns the ways in which people write a day into one.
var dashed = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", "")

// Check cleans the answers and returns those of the fields that were asked. Wrong answers are
// fail.Invalid with a message for each field; answers to questions nobody asked are dropped.
func (f Form) Check(in Values) (Values, error) {
	out, answers := Values{}, maps.Clone(in)
	var wrong []fail.Field
	for i := range f.Fields {
		field := &f.Fields[i]
		if !field.Asked(answers) { // as cleaned: " yes" asks what "yes" asks
			delete(answers, field.Name)
			continue
		}
		v, err := field.check(in[field.Name], f.Today)
		if in[field.Name] != "" {
			answers[field.Name] = v
		}
		if err != nil {
			wrong = append(wrong, fail.Field{Name: field.Name, Message: err.Error()})
			continue
		}
		if v != "" {
			out[field.Name] = v
		}
	}
	if len(wrong) > 0 {
		return nil, fail.Invalid("有 "+strconv.Itoa(len(wrong))+" 处需要改正", wrong...)
	}
	return out, nil
}

// check cleans one answer.
func (f *Field) check(v string, today int32) (string, error) {
	if !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\r' && r != '\t' }) {
		return "", fmt.Errorf("有无法识别的字符")
	}
	v = check.Assigned(strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n")))
	if f.Type != Area {
		v = strings.ReplaceAll(v, "\n", " ")
	}
	if v == "" {
		if f.Required {
			return "", fmt.Errorf("%s", f.asks())
		}
		return "", nil
	}
	limit := f.Max
	if limit == 0 {
		limit = most[f.Type]
	}
	if n := utf8.RuneCountInString(v); limit > 0 && n > limit {
		return "", fmt.Errorf("%s最多 %d 个字，现在是 %d 个", f.Label, limit, n)
	}
	v, err := f.checkType(v, today)
	if err == nil && v == "" && f.Required { // a box that was unticked in words
		return "", fmt.Errorf("%s", f.asks())
	}
	return v, err
}

// asks is what to say of an answer that is missing.
func (f *Field) asks() string {
	switch {
	case f.Type == Bool:
		return "请勾选“" + f.Label + "”"
	case f.Type == File:
		return "请上传" + f.Label
	case strings.HasSuffix(f.Label, "？"):
		return "请回答“" + f.Label + "”"
	case slices.Contains([]Type{Choice, Choices, Region, Date}, f.Type):
		return "请选择" + f.Label
	}
	return "请填写" + f.Label
}

func (f *Field) checkType(v string, today int32) (string, error) {
	switch f.Type {
	case Number:
		return f.checkNumber(strings.ReplaceAll(check.Plain(v), ",", ""))
	case Money:
		v = strings.NewReplacer(",", "", "¥", "", "元", "").Replace(check.Plain(v))
		yuan, cents, _ := strings.Cut(v, ".")
		n, err := strconv.ParseInt(yuan, 10, 64)
		if err != nil || n < 0 || n > 1e12 || len(cents) > 2 || strings.Trim(cents, "0123456789") != "" {
			return "", fmt.Errorf("%s应是金额，例如 1200 或 1200.50", f.Label)
		}
		return v, f.within(n)
	case Date:
		for _, layout := range []string{time.DateOnly, "2006-1-2", "20060102"} {
			if day, err := time.Parse(layout, dashed.Replace(check.Plain(v))); err == nil {
				return day.Format(time.DateOnly), f.begins(day, today)
			}
		}
		return "", fmt.Errorf("%s应是 2026-11-23 这样的日期，请核对这一天是否存在", f.Label)
	case Bool:
		if v != "1" && v != "true" && v != "on" {
			return "", nil
		}
		return "1", nil
	case Choice:
		return v, f.offered(v)
	case Choices:
		return v, f.offered(strings.Split(v, ",")...)
	case Phone:
		v = check.PlainPhone(v)
		return v, check.Phone(v)
	case IDNo:
		_, v, err := check.Document("", v, today)
		return v, err
	case Credit:
		v = check.Plain(v)
		return v, check.CreditCode(v)
	case Account:
		v = check.Bare(v)
		if len(v) < 8 || strings.Trim(v, "0123456789") != "" {
			return "", fmt.Errorf("银行账号只有数字，至少 8 位")
		}
		return v, nil
	case Region:
		if len(v) != 12 || strings.Trim(v, "0123456789") != "" {
			return "", fmt.Errorf("请选择所在地")
		}
		return v, nil
	case Text:
		return v, f.Written(v)
	case File:
		for _, id := range strings.Split(v, ",") {
			if _, err := strconv.ParseInt(id, 10, 64); err != nil {
				return "", fmt.Errorf("请重新上传")
			}
		}
		return v, nil
	}
	return v, nil
}

// Written refuses a text that is not written as the field asks; none is not looked at.
func (f *Field) Written(v string) error {
	if f.Like == nil || v == "" || f.Like.MatchString(v) {
		return nil
	}
	return fmt.Errorf("%s", f.Like.Says)
}

// begins refuses a day before the earliest, by today (yyyymmdd); 0 refuses none.
func (f *Field) begins(day time.Time, today int32) error {
	n := int32(day.Year()*10000 + int(day.Month())*100 + day.Day())
	switch {
	case today == 0 || f.Earliest == AnyDay:
	case n < today && f.Earliest == FromToday:
		return fmt.Errorf("请填今天或以后的日期")
	case n <= today && f.Earliest == FromTomorrow:
		return fmt.Errorf("请填明天或以后的日期")
	}
	return nil
}

// checkNumber reads a number with the decimals that the field allows. The limits hold for the number, not for its whole
// part.
func (f *Field) checkNumber(v string) (string, error) {
	whole, part, pointed := strings.Cut(v, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err != nil || pointed && (part == "" || strings.Trim(part, "0123456789") != ""), pointed && f.Places == 0:
		if f.Places == 0 {
			return "", fmt.Errorf("%s应是整数，例如 3", f.Label)
		}
		return "", fmt.Errorf("%s应是数字，例如 60.5", f.Label)
	case len(part) > f.Places:
		return "", fmt.Errorf("%s最多 %d 位小数", f.Label, f.Places)
	}
	if part = strings.TrimRight(part, "0"); part == "" {
		return strconv.FormatInt(n, 10), f.within(n)
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign = "-"
	}
	bounded := f.Low != 0 || f.High != 0
	switch { // the fraction lies beyond the limit that its whole part just reaches
	case sign == "" && f.High != 0 && n == f.High:
		err = fmt.Errorf("%s不能大于 %d", f.Label, f.High)
	case sign != "" && bounded && n == f.Low:
		err = fmt.Errorf("%s不能小于 %d", f.Label, f.Low)
	default:
		err = f.within(n)
	}
	return sign + strings.TrimPrefix(strconv.FormatInt(n, 10), "-") + "." + part, err
}

func (f *Field) within(n int64) error {
	switch {
	case f.Low == 0 && f.High == 0:
		return nil
	case n < f.Low:
		return fmt.Errorf("%s不能小于 %d", f.Label, f.Low)
	case f.High != 0 && n > f.High:
		return fmt.Errorf("%s不能大于 %d", f.Label, f.High)
	}
	return nil
}

func (f *Field) offered(values ...string) error {
	for _, v := range values {
		known := false
		for _, o := range f.Options {
			known = known || o.Value == v
		}
		if !known {
			return fmt.Errorf("请在“%s”给出的选项里选", f.Label)
		}
	}
	return nil
}
