package catalog

import (
	"slices"
	"strings"

	"wuyou/office/form"
)

// Asks is the application form as it stands once the situations were answered: nothing is asked twice, and nothing is offered that an
// answer excludes.
//
// An option whose When names another answer than the given ones is left out. Where a question of the form has the key of a situation, the
// answer given there is taken for it, beside the options whose When names it. settled are the answers of the questions that are left with
// one answer, and of the ticks that follow an answer (form.Field.Follows); pages do not ask them, and they hold whatever else is said. The
// form has them still, so that what depends on them is asked.
func (it *Item) Asks(a Answers) (f form.Form, settled form.Values) {
	settled = form.Values{}
	f = form.Form{Fields: slices.Clone(it.Form.Fields), Today: it.Form.Today}
	for i := range f.Fields {
		q := &f.Fields[i]
		if key, _, follows := strings.Cut(q.Follows, "="); follows && a[key] != "" {
			settled[q.Name] = ""
			if a.has(q.Follows) {
				settled[q.Name] = "1"
			}
			continue
		}
		if q.Type != form.Choice && q.Type != form.Choices {
			continue
		}
		said := slices.ContainsFunc(q.Options, func(o form.Option) bool { return a.has(q.Name + "=" + o.Value) })
		left := slices.DeleteFunc(slices.Clone(q.Options), func(o form.Option) bool {
			switch key, _, conditional := strings.Cut(o.When, "="); {
			case conditional && a[key] != "":
				return !a.has(o.When) && !a.has(q.Name+"="+o.Value)
			case said:
				return !a.has(q.Name + "=" + o.Value)
			}
			return false
		})
		if len(left) == 0 { // the table of the item is at fault: what it offers stays
			continue
		}
		if len(left) == 1 && len(q.Options) > 1 && q.Required {
			settled[q.Name] = left[0].Value
		}
		q.Options = left
	}
	return f, settled
}

// has reports whether “key=value” is among the answers.
func (a Answers) has(answer string) bool {
	key, want, _ := strings.Cut(answer, "=")
	return slices.Contains(strings.Split(a[key], ","), want)
}
