package door

import (
	"fmt"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/file"
	"wuyou/office/form"
)

// Fields are the questions of a form as controls, with the answers so far and, after a failure, with
// what is wrong beside each.
func Fields(f form.Form, v form.Values, err error) page.Fields {
	wrong := Wrongs(err)
	list := make(page.Fields, 0, len(f.Fields))
	told := false // which files are taken; once is enough
	for _, q := range f.Fields {
		c := page.Field{
			Type: string(q.Type), Name: q.Name, Label: q.Label, Hint: q.Hint, Value: v[q.Name], Error: wrong[q.Name],
			Required: q.Required, Max: q.Max, When: q.When, Section: q.Section,
		}
		if q.Type == form.Number && q.Places > 0 {
			c.Type = "decimal"
		}
		if q.Search != "" {
			c.Type, c.Source = "search", q.Search
		}
		c.Options = Options(q.Options)
		if q.Type == form.File {
			c.Multiple, c.Accept, c.Unfit, c.Value = true, file.Accept(), file.Unfit(), ""
			if !told {
				c.Hint, told = strings.TrimLeft(strings.TrimSuffix(c.Hint, "。")+"。可以交"+file.Taken()+"，可以选几份。", "。"), true
			}
			if ids := v[q.Name]; ids != "" {
				c.From = fmt.Sprintf("已收到 %d 个文件；重新选择就换掉", strings.Count(ids, ",")+1)
				c.Required = false
				list = append(list, page.Field{Type: "hidden", Name: q.Name + kept, Value: ids, Section: q.Section})
			}
		}
		list = append(list, c)
	}
	return list
}

// Options are answers as a page offers them.
func Options(answers []form.Option) (list []page.Option) {
	for _, o := range answers {
		list = append(list, page.Option{Value: o.Value, Label: o.Label, Hint: o.Hint})
	}
	return list
}

// Depts are the departments of the city, to choose from.
func (h *House) Depts() (list []form.Option) {
	for _, d := range h.Catalog.Depts(h.Region) {
		list = append(list, form.Option{Value: d.Code, Label: d.Name})
	}
	return list
}

// kept behind a file field's name is the field that holds the files received before, so that a failure
// elsewhere in the form does not lose them.
const kept = "-kept"

// Wrongs are the messages of a failure by the field they belong to.
func Wrongs(err error) map[string]string {
	m := map[string]string{}
	if e, ok := fail.As(err); ok {
		for _, f := range e.Fields {
			if m[f.Name] == "" {
				m[f.Name] = f.Message
			}
		}
	}
	return m
}

// Summary is what stands above a form after a failure: the failure's own words, unless the fields say
// it all.
func Summary(err error) string {
	e, ok := fail.As(err)
	if !ok || strings.HasPrefix(e.Message, "有 ") && len(e.Fields) > 0 {
		return ""
	}
	return e.Message
}

// Prefixed makes a failure of an uploaded file the failure of the field it came in.
func Prefixed(field string, err error) error {
	e, ok := fail.As(err)
	if !ok {
		return err
	}
	return fail.Invalid(e.Message, fail.Field{Name: field, Message: e.Message})
}

// Mended reports whether a failure is one that the page of a form shows itself, beside what the person
// wrote.
func Mended(err error) bool {
	return fail.Is(err, fail.KindInvalid) || fail.Is(err, fail.KindConflict) || fail.Is(err, fail.KindBusy)
}
