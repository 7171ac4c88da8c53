package rating

import (
	"context"
	"encoding/json"
	"fmt"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/people"
)

// What the province knows the office's organs and levels by decides what every later record says. One person
// proposes a change of it, by hand or as a whole table; another agrees.

const changeKind = "rating.codes"

// codeChange is a change by hand: the code of an organ, or the direction of the levels.
type codeChange struct {
	Organ, Theirs string
	Best          string
}

// changeCodes are the service's changes that wait for a second person.
func (s *Service) changeCodes() []door.Change {
	read := func(body string) (c codeChange, err error) { return c, json.Unmarshal([]byte(body), &c) }
	return []door.Change{{
		Kind: changeKind, Title: "报送编码",
		Show: func(ctx context.Context, body string) ([]page.Term, error) {
			c, err := read(body)
			if err != nil {
				return nil, err
			}
			codes, err := exchangeCodes(ctx, s.DB)
			now, next := codes["organ"][c.Organ], c.Theirs
			if c.Organ == "" {
				now, next = codes["level"][string(VerySatisfied)]+" 为非常满意", c.Best+" 为非常满意"
			}
			return []page.Term{{Label: "哪一项", Value: s.changed(c)}, {Label: "现在", Value: orElse(now, "没有填")}, {Label: "改成", Value: next, Strong: true}}, err
		},
		Apply: func(ctx context.Context, tx *db.DB, body string) error {
			c, err := read(body)
			if err != nil {
				return err
			}
			if c.Organ == "" {
				return putLevels(ctx, tx, c.Best)
			}
			return s.PutOrganCode(ctx, tx, c.Organ, c.Theirs)
		},
	}}
}

// changed is what a change is of, in words.
func (s *Service) changed(c codeChange) string {
	for _, o := range s.Organs() {
		if o.Code == c.Organ {
			return o.Name + "的报送代码"
		}
	}
	return "满意程度的编码方向"
}

// propose checks a change and enters it as a proposal.
func (s *Service) propose(ctx context.Context, v people.Visitor, c codeChange, why string) error {
	switch {
	case c.Organ == "" && c.Best != "5" && c.Best != "1":
		return fail.Invalid("请选编码的方向", fail.Field{Name: "best", Message: "请选编码的方向"})
	case c.Organ != "" && s.changed(c) == s.changed(codeChange{}):
		return fail.NotFound("没有这个部门")
	case c.Organ != "":
		c.Theirs = check.Plain(c.Theirs)
		if err := check.CreditCode(c.Theirs); err != nil {
			return fail.Invalid("请核对代码", fail.Field{Name: "theirs", Message: err.Error()})
		}
	}
	return s.DB.Tx(ctx, func(tx *db.DB) error {
		_, err := s.People.Propose(ctx, tx, v, people.Proposal{Kind: changeKind, Object: s.changed(c), Body: encode(c), Why: why})
		return err
	})
}

// importCodes is the table of all organs' codes.
func (s *Service) importCodes() []door.Import {
	return []door.Import{{
		Name: "organ-codes", Title: "报送部门代码", Roles: []people.Role{people.Editor, people.System}, Run: s.readCodes, Columns: s.codeColumns,
		About: "“部门编码”和“部门名称”至少填一个，都填时以编码为准。表里没有的部门不动。",
	}}
}

func (s *Service) codeColumns() sheet.Layout {
	l := sheet.Layout{
		{Name: "部门编码", Also: []string{"organ"}, Kind: sheet.Code, About: "本系统里部门的编码"},
		{Name: "部门名称", Also: []string{"部门", "name"}, About: "部门全称；有同名的，请填编码"},
		{Name: "统一社会信用代码", Also: []string{"信用代码", "code"}, Must: true, Kind: sheet.Code, About: "省平台认这个部门的 18 位代码", Like: []string{"11100000000013127D"}},
	}
	if organs := s.Organs(); len(organs) > 0 {
		l[0].Like, l[1].Like = []string{organs[0].Code}, []string{organs[0].Name}
	}
	return l
}

func (s *Service) readCodes(ctx context.Context, tx *db.DB, t sheet.Sheet) (r door.Imported, err error) {
	stored, err := exchangeCodes(ctx, tx)
	if err != nil {
		return r, err
	}
	by := map[string][]Organ{}
	for _, o := range s.Organs() {
		by[o.Code] = append(by[o.Code], o)
		by[o.Name] = append(by[o.Name], o)
	}
	seen := map[string]int{}
	for i := range t.Rows {
		column := "部门编码"
		if t.Cell(i, column) == "" {
			column = "部门名称"
		}
		key, their := t.Cell(i, column), check.Plain(t.Cell(i, "统一社会信用代码"))
		found, organ := by[key], ""
		switch {
		case key == "":
			t.Fault(i, "", "部门编码和部门名称都没有填")
		case len(found) == 0:
			t.Fault(i, column, "没有这个部门")
		case len(found) > 1:
			t.Fault(i, column, "叫这个名字的部门不止一个，请填部门编码")
		default:
			organ = found[0].Code
			if first, twice := seen[organ]; twice {
				t.Fault(i, column, fmt.Sprintf("与第 %d 行重复", t.Line(first)))
			} else {
				seen[organ] = i
			}
		}
		if err := check.CreditCode(their); err != nil {
			t.Fault(i, "统一社会信用代码", err.Error())
		}
		if len(t.Wrong[i]) > 0 {
			continue
		}
		switch stored["organ"][organ] {
		case their:
			r.Same++
			continue
		case "":
			r.New++
		default:
			r.Changed++
		}
		if err := s.PutOrganCode(ctx, tx, organ, their); err != nil {
			return r, err
		}
	}
	return r, nil
}
