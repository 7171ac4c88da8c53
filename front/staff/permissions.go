package staff

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
)

const permissionsPath = door.Admin + "/permissions"

// party is who may do something: a role, or one of those that have none.
type party struct {
	name  string
	role  people.Role
	admit func(w flow.Who) bool
	door  string // how the access of a route names it
}

func parties() []party {
	list := []party{
		{"申请人", "applicant", func(w flow.Who) bool { return w.Applicant }, ""},
		{"当前承办人", "turn", func(w flow.Who) bool { return w.Turn }, ""},
		{"到期自动", "clock", func(w flow.Who) bool { return w.Clock || w.Office }, ""},
	}
	for _, r := range people.Roles {
		list = append(list, party{r.Name, r.Code, func(w flow.Who) bool { return slices.Contains(w.Roles, r.Code) }, string(r.Code)})
	}
	return append(list, party{"其他系统", "client", func(w flow.Who) bool { return w.Client != "" }, ""})
}

// permissions shows who may do what: the moves of each flow table and the doors of the program. Nothing
// here is written by hand.
func (f *Front) permissions(_ context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "由流程表和页面清单直接算出，和程序实际执行的是同一份。能做还要在岗位的地区和部门范围内。"}
	s.Title = "权限一览"
	all := parties()
	s.Tally.Label = "按角色看"
	s.Tally.Links = []page.Link{{Href: permissionsPath, Label: "全部", Current: c.In["role"] == ""}}
	for _, p := range all {
		link := page.Link{Href: permissionsPath + "?role=" + string(p.role), Label: p.name, Current: c.In["role"] == string(p.role)}
		s.Tally.Links = append(s.Tally.Links, link)
	}
	chosen := people.Role(c.In["role"])
	for _, t := range f.Engine.Tables() {
		if m := moves(t, all, chosen); len(m.Rows) > 0 {
			s.Blocks = append(s.Blocks, door.Block{Title: t.Title + "的每一步", Table: m})
		}
	}
	if m := f.passable(all, chosen); len(m.Rows) > 0 {
		s.Blocks = append(s.Blocks, door.Block{Title: "工作台的页面和操作", Lead: "办件页面人人都有，看得到哪些办件由岗位的范围决定。", Table: m})
	}
	return s, nil
}

// may names those of all who may, and reports whether the chosen one is among them; "" is anybody.
func may(all []party, chosen people.Role, admit func(party) bool) (string, bool) {
	var names []string
	shown := chosen == ""
	for _, p := range all {
		if admit(p) {
			names, shown = append(names, p.name), shown || p.role == chosen
		}
	}
	return strings.Join(names, "、"), shown
}

// moves are those of a kind of case, in the order of its states.
func moves(t *flow.Table, all []party, chosen people.Role) page.Table {
	m := page.Table{
		Caption: t.Title + "：谁能做哪一步", Flat: true,
		Heads: []page.Head{{Label: "动作", Main: true}, {Label: "在哪个环节", Long: true}, {Label: "谁可以", Long: true}},
	}
	for _, r := range t.Rows {
		by := r.By
		if role := t.Decides(by); role != "" { // who has the turn of what was put beside the step
			by.Roles = append(slices.Clone(by.Roles), role)
		}
		who, shown := may(all, chosen, func(p party) bool { return p.admit(by) })
		if !shown {
			continue
		}
		var in, small []string
		for _, code := range r.From {
			s, _ := t.State(code)
			in = append(in, s.Name)
		}
		if len(in) == 0 {
			in = []string{"开始"}
		}
		if len(r.By.NotBy) > 0 {
			small = append(small, "须由另一人")
		}
		if r.Need != nil {
			small = append(small, r.Need.Name)
		}
		m.Rows = append(m.Rows, page.Row{Cells: []page.Cell{{Text: r.Name, Small: strings.Join(small, "；")}, {Text: strings.Join(in, "、")}, {Text: who}}})
	}
	return m
}

// passable are the desk's routes; those of one title that the same people may use are one line.
func (f *Front) passable(all []party, chosen people.Role) page.Table {
	m := page.Table{Caption: "谁能进哪个页面", Flat: true, Heads: []page.Head{{Label: "页面或操作", Main: true}, {Label: "谁可以", Long: true}}}
	seen := map[string]bool{}
	for _, r := range f.doors() {
		list, ok := strings.CutPrefix(r.Access.Name, "staff: ")
		if !ok || seen[r.Title+list] {
			continue
		}
		seen[r.Title+list] = true
		roles := strings.Split(list, ", ")
		if who, shown := may(all, chosen, func(p party) bool { return p.door != "" && slices.Contains(roles, p.door) }); shown {
			m.Rows = append(m.Rows, page.Row{Cells: []page.Cell{{Text: r.Title, Small: r.Path}, {Text: who}}})
		}
	}
	return m
}
