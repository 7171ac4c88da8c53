package application

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
)

// part is a small group of what an application asks, a page of its own.
type part struct {
	Title     string
	Names     []string // of what is asked, as the page has it
	Fields    int      // how many of the names are questions of the item's form, the first ones
	Materials bool
	Delivery  bool
}

// partMost is how many questions a part has, beside those that depend on another.
const partMost = 4

// numerals count the parts of a section that is too long for one.
var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// parts are the pages of the application: the questions of the form by their sections, the materials, the delivery. What the situations
// settled is on none, and a part on which nothing is asked as the answers stand is left out.
func (k *work) parts() []part {
	var list []part
	said := fill(k.it, k.d.Form, k.known.fields, k.d.Answers)
	for from := 0; from < len(k.asked.Fields); {
		section, to, n := k.asked.Fields[from].Section, from, 0
		for ; to < len(k.asked.Fields) && k.asked.Fields[to].Section == section; to++ {
			if k.leads(k.asked.Fields[to]) {
				n++
			}
		}
		for _, p := range k.cut(section, k.asked.Fields[from:to], n) {
			if slices.ContainsFunc(p.Names, func(name string) bool { return k.asked.Field(name).Asked(said) }) {
				list = append(list, p)
			}
		}
		from = to
	}
	m := part{Title: "材料", Materials: true}
	for _, x := range k.list.Materials {
		m.Names = append(m.Names, "m_"+x.Key)
	}
	if _, asked := commits(k.it, k.d.Answers); k.it.Commit != nil && !asked {
		m.Names = append(m.Names, "commit")
	}
	if len(m.Names) > 0 {
		list = append(list, m)
	}
	d := part{Title: "结果怎么给您", Delivery: true}
	for _, q := range deliveryForm(k.it).Fields {
		d.Names = append(d.Names, q.Name)
	}
	return append(list, d)
}

// leads reports whether a question is asked whatever was said before on the form.
func (k *work) leads(q form.Field) bool {
	_, settled := k.settled[q.Name]
	return q.When == "" && !settled
}

// cut divides a section with n leading questions evenly into parts; a question that depends on another stays with those before it.
func (k *work) cut(section string, fields []form.Field, n int) []part {
	parts := max(1, (n+partMost-1)/partMost)
	each := (n + parts - 1) / parts
	var list []part
	led := each
	for _, q := range fields {
		if _, settled := k.settled[q.Name]; settled {
			continue
		}
		if len(list) == 0 || k.leads(q) && led == each {
			list, led = append(list, part{Title: cmp.Or(section, "申请内容")}), 0
		}
		if k.leads(q) {
			led++
		}
		last := &list[len(list)-1]
		last.Names, last.Fields = append(last.Names, q.Name), last.Fields+1
	}
	for i := range list {
		if len(list) > 1 {
			list[i].Title += "（" + numerals[i%len(numerals)] + "）"
		}
	}
	return list
}

// has reports whether something is asked on the part; everything is where there are no parts.
func (p *part) has(name string) bool { return p == nil || slices.Contains(p.Names, name) }

// decides reports whether something that is asked on the part depends on the answer to a question.
func (k *work) decides(name string, on *part) bool {
	return slices.ContainsFunc(k.asked.Fields, func(q form.Field) bool { return strings.HasPrefix(q.When, name+"=") && on.has(q.Name) })
}

// of keeps the faults of a failure that belong to the part; nil if none do.
func (p *part) of(err error) error {
	e, told := fail.As(err)
	if p == nil || !told {
		return err
	}
	var mine []fail.Field
	for _, f := range e.Fields {
		if p.has(f.Name) {
			mine = append(mine, f)
		}
	}
	if len(mine) == 0 {
		return nil
	}
	return fail.Invalid(fmt.Sprintf("有 %d 处需要改正", len(mine)), mine...)
}

// onward is the first part on which something is wrong or lacks, from 1; the last if none is.
func onward(parts []part, wrong error) int {
	for i := range parts {
		if parts[i].of(wrong) != nil {
			return i + 1
		}
	}
	return len(parts)
}

// partHref is the address of a part of a draft.
func partHref(draft int64, n int) string { return fmt.Sprintf("/apply/drafts/%d?part=%d", draft, n) }

// goOn is the address at which a draft is taken up again.
func goOn(draft int64) string { return fmt.Sprintf("/apply/drafts/%d?part=next", draft) }

// partLine is a part in the list beside the page.
type partLine struct {
	page.Link

	State string // done, now, or "" for what is still to come
	Said  string
}

// lines are the parts with what was said on each.
func (s *Service) lines(k *work, parts []part, now int, values form.Values, wrong error) []partLine {
	var list []partLine
	for i, p := range parts {
		l := partLine{Link: page.Link{Href: partHref(k.d.ID, i+1), Label: p.Title}}
		switch {
		case i+1 == now:
			l.State = "now"
		case parts[i].of(wrong) == nil && (!p.Delivery || k.d.Delivery != ""):
			l.State = "done"
		}
		var words []string
		for _, name := range p.Names[:p.Fields] {
			if q := k.asked.Field(name); values[name] != "" && q.Asked(values) && q.Type != form.Bool && len(words) < 2 {
				words = append(words, q.Mask(s.Says(*q, values[name])))
			}
		}
		if p.Materials {
			lack := 0
			for _, name := range p.Names {
				if door.Wrongs(wrong)[name] != "" {
					lack++
				}
			}
			words = append(words, fmt.Sprintf("共 %d 样", len(k.list.Materials)))
			if lack > 0 {
				words = append(words, fmt.Sprintf("还差 %d 样", lack))
			}
		}
		l.Said = strings.Join(words, "，")
		list = append(list, l)
	}
	return list
}
