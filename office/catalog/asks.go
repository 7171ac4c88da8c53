package catalog

import (
	"maps"
	"slices"
	"strings"

	"wuyou/office/calendar"
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

// Of is the item as it is asked of somebody who was born on a day (yyyymmdd; 0: nobody knows): of the answers with bounds of age
// (Answer.Ages) only the first that fits is offered. told are the answers of the situations that are left with one: pages do
// not ask them, and they hold whatever else is said. Where none fits, all are offered. The item itself stays as it is.
func (it *Item) Of(birth, today calendar.Day) (narrowed *Item, told Answers) {
	one := *it
	narrowed, told = &one, Answers{}
	if birth == 0 {
		return narrowed, told
	}
	one.Situations = slices.Clone(it.Situations)
	for i := range one.Situations {
		s := &one.Situations[i]
		fits := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.Ages != nil && a.Ages.hold(birth, today) })
		if fits < 0 {
			continue
		}
		var left []Answer
		for j, a := range s.Answers {
			if j == fits || a.Ages == nil {
				left = append(left, a)
			}
		}
		if s.Answers = left; len(left) == 1 {
			told[s.Key] = left[0].Value
		}
	}
	return narrowed, told
}

// Aged reports whether the age of the applicant decides an answer.
func (it *Item) Aged() bool {
	return slices.ContainsFunc(it.Situations, func(s Situation) bool {
		return slices.ContainsFunc(s.Answers, func(a Answer) bool { return a.Ages != nil })
	})
}

// hold reports whether somebody's age is within the bounds on a day.
func (a *Ages) hold(birth, today calendar.Day) bool {
	then := calendar.DayOf(today.Time().AddDate(0, a.Ahead, 0))
	return birth+calendar.Day(a.From)*10000 <= then && (a.Below == 0 || birth+calendar.Day(a.Below)*10000 > today)
}

// With are the answers with those that are told, which hold against what was said.
func (a Answers) With(told Answers) Answers {
	all := Answers{}
	maps.Copy(all, a)
	maps.Copy(all, told)
	return all
}

// has reports whether “key=value” is among the answers.
func (a Answers) has(answer string) bool {
	key, want, _ := strings.Cut(answer, "=")
	return slices.Contains(strings.Split(a[key], ","), want)
}
