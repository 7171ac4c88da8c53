package admin

import (
	"context"
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
	list := []party{
		{"申请人", "applicant", func(w flow.Who) bool { return w.Applicant }, ""},
		{"当前承办人", "turn", func(w flow.Who) bool { return w.Turn }, ""},
		{"到期自动", "clock", func(w flow.Who) bool { return w.Clock || w.Office }, ""},
	}
	for _, r := range people.Roles {
		list = append(list, party{r.Name, r.Code, func(w flow.Who) bool { return slices.Contains(w.Roles, r.Code) }, string(r.Code)})
	}
	return append(list, party{"别的系统", "client", func(w flow.Who) bool { return w.Client != "" }, ""})
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

// several is the group of the moves that may be made in more than one state.
const several = "几个状态里都可以"

// flowMatrix groups the moves of a kind by the state in which they are made, each move once.
func flowMatrix(t *flow.Table, chosen []party, one bool) matrix {
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(p party) bool {
		return !slices.ContainsFunc(t.Rows, func(r flow.Row) bool { return p.admit(r.By) })
	})
	m := newMatrix(t.Title+"：谁能做哪一步", chosen)
	titles := []string{"开始"}
	for _, s := range t.States {
		titles = append(titles, s.Name)
	}
	for _, title := range append(titles, several) {
		g := matrixGroup{Title: title}
		for _, r := range t.Rows {
			var in []string
			for _, code := range r.From {
				s, _ := t.State(code)
				in = append(in, s.Name)
			}
			at, small := "开始", ""
			switch len(in) {
			case 0:
			case 1:
				at = in[0]
			default:
				at, small = several, strings.Join(in, "、")
			}
			if at != title {
				continue
			}
			if r.By.NotBy != "" {
				small += "；须由另一人"
			}
			if r.Need != nil {
				small += "；" + r.Need.Name
			}
			g.add(r.Name, strings.TrimPrefix(small, "；"), chosen, one, func(p party) bool { return p.admit(r.By) })
		}
		if len(g.Rows) > 0 {
			m.Groups = append(m.Groups, g)
		}
	}
	return m
}

// doorMatrix groups the desk's routes by the part of the program they belong to; those of one title that
// the same people may use are one line.
func (f *Front) doorMatrix(chosen []party, one bool) matrix {
	chosen = slices.DeleteFunc(slices.Clone(chosen), func(p party) bool { return p.door == "" })
	m := newMatrix("谁能进哪个页面", chosen)
	groups, seen := map[string]int{}, map[string]bool{}
	for _, r := range f.Doors() {
		who, ok := strings.CutPrefix(r.Access.Name, "staff: ")
		if !ok || seen[r.Title+who] {
			continue
		}
		seen[r.Title+who] = true
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
		m.Groups[i].add(r.Title, r.Path, chosen, one, func(p party) bool { return slices.Contains(roles, p.door) })
	}
	m.Groups = slices.DeleteFunc(m.Groups, func(g matrixGroup) bool { return len(g.Rows) == 0 })
	return m
}
