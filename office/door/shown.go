package door

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/form"
)

// Shown is what stands before the eyes of somebody who confirms it: line by line, a label and the hash of what it says. A form that
// confirms carries it (Field), and what it does is done only if the same still stands (Still). A form that changes a draft carries
// what the draft was when the form was made, so that an older tab overwrites nothing that is newer.
type Shown []shownLine

type shownLine struct{ label, hash string }

// Show takes the parts of a page that its form confirms: lists, tables, notes; anything else is one line under its type's name.
func Show(parts ...any) (s Shown) {
	line := func(label string, what any) {
		b, _ := json.Marshal(what) // plain data
		s = append(s, shownLine{strings.NewReplacer("=", " ", "|", " ").Replace(label), gm.HashString(label + "\n" + string(b))[:16]})
	}
	for _, part := range parts {
		switch p := part.(type) {
		case page.List:
			for _, t := range p.Items {
				line(t.Label, t)
			}
		case page.Table:
			for _, r := range p.Rows {
				line(r.Cells[0].Text, r)
			}
		case []page.Note:
			for _, n := range p {
				line(n.Title, n)
			}
		default:
			line("", p)
		}
	}
	return s
}

// String is what the form carries.
func (s Shown) String() string {
	lines := make([]string, len(s))
	for i, l := range s {
		lines[i] = l.label + "=" + l.hash
	}
	return strings.Join(lines, "|")
}

// carried is what String makes: nobody wrote it.
var carried = regexp.MustCompile(`^[^=|]*=[0-9a-f]{16}(\|[^=|]*=[0-9a-f]{16})*$`)

// Field carries it in a form.
func (s Shown) Field() page.Field {
	return page.Field{Type: "hidden", Name: "shown", Value: s.String()}
}

// Against is the failure of a form whose answers were written over something that is newer now: what stands in the fields is not
// saved, and beside each that differs stands what does.
func Against(message string, asked []form.Field, mine, theirs form.Values) error {
	var differ []fail.Field
	for _, q := range asked {
		switch said := theirs[q.Name]; {
		case said == mine[q.Name] || q.Type == form.File:
		case said == "":
			differ = append(differ, fail.Field{Name: q.Name, Message: "“" + q.Label + "”现在存的是空的"})
		default:
			differ = append(differ, fail.Field{Name: q.Name, Message: "“" + q.Label + "”现在存的是：" + q.Show(said)})
		}
	}
	return &fail.Error{Kind: fail.KindConflict, Message: message, Fields: differ}
}

// Still is nil if what was shown, as a form carried it, is what stands now; else a Conflict that names what changed.
func (s Shown) Still(was string) error {
	if was == s.String() {
		return nil
	}
	before, now := strings.Split(was, "|"), strings.Split(s.String(), "|")
	var names []string
	for _, lines := range [][2][]string{{now, before}, {before, now}} {
		for _, l := range lines[0] {
			name, _, _ := strings.Cut(l, "=")
			if name != "" && !slices.Contains(lines[1], l) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	what := "内容"
	if names != nil {
		what = "“" + strings.Join(names[:min(len(names), 5)], "”“") + "”"
	}
	return fail.Conflict("没有提交：%s和您刚才看到的不一样了。下面是现在的内容，请重新核对", what)
}
