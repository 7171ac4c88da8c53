package rating

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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
		Name: "organ-codes", Title: "报送部门代码", Roles: []people.Role{people.Editor, people.System},
		Columns: "必须有“统一社会信用代码”，和“部门编码”或“部门名称”（二者都有时以编码为准）。表里没有的部门不动。", Run: s.readCodes,
	}}
}

func (s *Service) readCodes(ctx context.Context, tx *db.DB, t sheet.Sheet) (door.Imported, error) {
	r := door.Imported{Wrong: map[int]string{}}
	code, name, theirs := t.Column("部门编码", "organ"), t.Column("部门名称", "部门", "name"), t.Column("统一社会信用代码", "信用代码", "code")
	if theirs < 0 || code < 0 && name < 0 {
		const words = "表里要有“统一社会信用代码”，和“部门编码”或“部门名称”"
		return r, fail.Invalid(words, fail.Field{Name: "file", Message: words})
	}
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
	for i, row := range t.Rows {
		key := ""
		if code >= 0 {
			key = strings.TrimSpace(row[code])
		}
		if key == "" && name >= 0 {
			key = strings.TrimSpace(row[name])
		}
		found, their := by[key], check.Plain(row[theirs])
		switch {
		case len(found) == 0:
			r.Wrong[i] = fmt.Sprintf("没有“%s”这个部门", key)
			continue
		case len(found) > 1:
			r.Wrong[i] = fmt.Sprintf("叫“%s”的部门不止一个，请填部门编码", key)
			continue
		}
		organ := found[0].Code
		if first, twice := seen[organ]; twice {
			r.Wrong[i] = fmt.Sprintf("与第 %d 行重复", first+2)
			continue
		}
		seen[organ] = i
		if err := check.CreditCode(their); err != nil {
			r.Wrong[i] = err.Error()
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
