package admin

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// matrix is who may do what: a row an action, a column a role.
type matrix struct {
	Caption string
	Heads   []string
	Groups  []matrixGroup
	Width   int
}

type matrixGroup struct {
	Title string
	Rows  []matrixRow
}

type matrixRow struct {
	Name, Small string
	Cells       []matrixCell
}

type matrixCell struct{ Head, Text string }

// party is a column of the matrix: a role, or one of those that have none.
type party struct {
	name  string
	role  people.Role
	admit func(w flow.Who) bool
	door  string // how the access of a route names it
}

func parties() []party {
	var list []party
	for _, r := range people.Roles {
		list = append(list, party{r.Name, r.Code, func(w flow.Who) bool { return slices.Contains(w.Roles, r.Code) }, string(r.Code)})
	}
	return append(list,
		party{"当前承办人", "turn", func(w flow.Who) bool { return w.Turn }, ""},
		party{"申请人", "applicant", func(w flow.Who) bool { return w.Applicant }, ""},
		party{"别的系统", "client", func(w flow.Who) bool { return w.Client != "" }, ""},
		party{"到期自动", "clock", func(w flow.Who) bool { return w.Clock || w.Office }, ""})
}

const granted = "可"

// permissions shows who may do what: the moves of each flow table and the doors of the program. Nothing
// here is written by hand.
func (f *Front) permissions(_ context.Context, c call) (screen, error) {
	s := screen{Lead: "由流程表和页面清单直接算出，和程序实际执行的是同一份。能做还要在岗位的地区和部门范围内。"}
	s.Title = "权限一览"
	all := parties()
	s.Tally.Label = "按角色看"
	s.Tally.Links = []page.Link{{Href: root + "/permissions", Label: "全部", Current: c.in["role"] == ""}}
	var chosen []party
	for _, p := range all {
		current := c.in["role"] == string(p.role)
		s.Tally.Links = append(s.Tally.Links, page.Link{Href: root + "/permissions?role=" + string(p.role), Label: p.name, Current: current})
		if current {
			chosen = []party{p}
		}
	}
	one := len(chosen) == 1
	if !one {
		chosen = all
	}
	for _, t := range f.Engine.Tables() {
		m := flowMatrix(t, chosen, one)
		if len(m.Groups) > 0 {
			s.Blocks = append(s.Blocks, block{Title: t.Title + "的每一步", Matrix: m})
		}
	}
	if m := f.doorMatrix(chosen, one); len(m.Groups) > 0 {
		s.Blocks = append(s.Blocks, block{Title: "工作台的页面和操作", Lead: "办件页面人人都有，看得到哪些办件由岗位的范围决定。", Matrix: m})
	}
	return s, nil
}

func newMatrix(caption string, chosen []party) matrix {
	m := matrix{Caption: caption, Width: len(chosen) + 1}
	for _, p := range chosen {
		m.Heads = append(m.Heads, p.name)
	}
	return m
}

// add appends a row; with only one column, only where it is granted.
func (g *matrixGroup) add(name, small string, chosen []party, one bool, may func(party) bool) {
	r := matrixRow{Name: name, Small: small}
	any := false
	for _, p := range chosen {
		cell := matrixCell{Head: p.name}
		if may(p) {
			cell.Text, any = granted, true
		}
		r.Cells = append(r.Cells, cell)
	}
	if any || !one {
		g.Rows = append(g.Rows, r)
	}
}

// flowMatrix groups the moves of a kind by the state in which they are made.
func flowMatrix(t *flow.Table, chosen []party, one bool) matrix {
	m := newMatrix(t.Title+"：谁能做哪一步", chosen)
	states := append([]flow.State{{Code: flow.Start, Name: "开始"}}, t.States...)
	for _, s := range states {
		g := matrixGroup{Title: s.Name}
		for _, r := range t.Rows {
			if s.Code == flow.Start && len(r.From) > 0 || s.Code != flow.Start && !slices.Contains(r.From, s.Code) {
				continue
			}
			small := ""
			if r.By.NotBy != "" {
				small = "须由另一人"
			}
			if r.Need != nil {
				small = strings.TrimPrefix(small+"；"+r.Need.Name, "；")
			}
			g.add(r.Name, small, chosen, one, func(p party) bool { return p.admit(r.By) })
		}
		if len(g.Rows) > 0 {
			m.Groups = append(m.Groups, g)
		}
	}
	return m
}

// doorMatrix groups the desk's routes by the part of the program they belong to.
func (f *Front) doorMatrix(chosen []party, one bool) matrix {
	m := newMatrix("谁能进哪个页面", chosen)
	groups := map[string]int{}
	for _, r := range f.Doors() {
		who, ok := strings.CutPrefix(r.Access.Name, "staff: ")
		if !ok {
			continue
		}
		roles := strings.Split(who, ", ")
		title := "工作台"
		if strings.HasPrefix(r.Path, root) {
			title = "管理"
		}
		i, known := groups[title]
		if !known {
			i = len(m.Groups)
			groups[title] = i
			m.Groups = append(m.Groups, matrixGroup{Title: title})
		}
		verb := "看"
		if r.Method != "GET" {
			verb = "做"
		}
		m.Groups[i].add(r.Title, fmt.Sprintf("%s %s", verb, r.Path), chosen, one, func(p party) bool { return p.door != "" && slices.Contains(roles, p.door) })
	}
	m.Groups = slices.DeleteFunc(m.Groups, func(g matrixGroup) bool { return len(g.Rows) == 0 })
	return m
}
