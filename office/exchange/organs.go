package exchange

import (
	"context"
	"fmt"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
)

// organ is the table of the organs' codes, which all kinds share.
const organ = "organ"

// Organ is one whose code the platform asks for.
type Organ struct {
	Code   string
	Name   string
	Region region.Code
}

// Organs are every department, and the halls whose windows serve for none.
func (e *Exchange) Organs() (list []Organ) {
	for _, c := range e.halls() {
		list = append(list, e.hall(c))
	}
	for _, d := range e.Catalog.Depts(e.City) {
		list = append(list, Organ{d.Code, d.Name, d.Region})
	}
	return list
}

func (e *Exchange) halls() []region.Code {
	list := []region.Code{e.City}
	for _, p := range e.Regions.Children(e.City) {
		list = append(list, p.Code)
	}
	return list
}

func (e *Exchange) hall(c region.Code) Organ {
	return Organ{string(c), e.Regions.Name(c) + "政务服务窗口", c}
}

// OrganOf is who answers for a service: the department of the matter or, where a window serves for none, the hall of the
// county of its place.
func (e *Exchange) OrganOf(dept string, place region.Code) Organ {
	if dept != "" {
		return Organ{Code: dept, Name: e.Catalog.DeptName(dept), Region: place}
	}
	if place.Level() > region.County {
		place = place.At(region.County)
	}
	return e.hall(place)
}

// PutOrganCode notes the credit code of an organ, by which the platform knows it. It is fail.Invalid for what is no such code.
func (e *Exchange) PutOrganCode(ctx context.Context, tx *db.DB, of, theirs string) error {
	theirs = check.Plain(theirs)
	if err := check.CreditCode(theirs); err != nil {
		return fail.Invalid("请核对代码", fail.Field{Name: "theirs", Message: err.Error()})
	}
	return putCode(ctx, tx, code{Name: organ, Ours: of, Theirs: theirs, Basis: "统一社会信用代码"})
}

// imports is the table of all organs' codes.
func (e *Exchange) imports() []door.Import {
	return []door.Import{{
		Name: "organ-codes", Title: "报送部门代码", Kept: "organ-codes", Roles: []people.Role{people.Editor, people.System},
		Columns: func(context.Context) (sheet.Layout, error) { return e.organColumns(), nil },
		Run: func(ctx context.Context, tx *db.DB, in door.Importing) (door.Imported, error) {
			return e.readOrgans(ctx, tx, in.Sheet)
		},
		About: "“部门编码”和“部门名称”至少填一个，都填时以编码为准。表里没有的部门不动。",
	}}
}

func (e *Exchange) organColumns() sheet.Layout {
	l := sheet.Layout{
		{Name: "部门编码", Also: []string{"organ"}, Kind: sheet.Code, About: "本系统里部门的编码"},
		{Name: "部门名称", Also: []string{"部门", "name"}, About: "部门全称；有同名的，请填编码"},
		{Name: "统一社会信用代码", Also: []string{"信用代码", "code"}, Must: true, Kind: sheet.Code, About: "省平台认这个部门的 18 位代码",
			Like: []string{"11100000000013127D"}},
	}
	if organs := e.Organs(); len(organs) > 0 {
		l[0].Like, l[1].Like = []string{organs[0].Code}, []string{organs[0].Name}
	}
	return l
}

// readOrgans takes a table of codes. What is wrong with a row is noted in the sheet, and the row is left out.
func (e *Exchange) readOrgans(ctx context.Context, tx *db.DB, t sheet.Sheet) (r door.Imported, err error) {
	stored, err := codes(ctx, tx, "")
	if err != nil {
		return r, err
	}
	by := map[string][]Organ{}
	for _, o := range e.Organs() {
		by[o.Code] = append(by[o.Code], o)
		by[o.Name] = append(by[o.Name], o)
	}
	seen := map[string]int{}
	for i := range t.Rows {
		column := "部门编码"
		if t.Cell(i, column) == "" {
			column = "部门名称"
		}
		key, theirs := t.Cell(i, column), check.Plain(t.Cell(i, "统一社会信用代码"))
		found, of := by[key], ""
		switch {
		case key == "":
			t.Fault(i, "", "部门编码和部门名称都没有填")
		case len(found) == 0:
			t.Fault(i, column, "没有这个部门")
		case len(found) > 1:
			t.Fault(i, column, "叫这个名字的部门不止一个，请填部门编码")
		default:
			of = found[0].Code
			if first, twice := seen[of]; twice {
				t.Fault(i, column, fmt.Sprintf("与第 %d 行重复", t.Line(first)))
			} else {
				seen[of] = i
			}
		}
		if err := check.CreditCode(theirs); err != nil {
			t.Fault(i, "统一社会信用代码", err.Error())
		}
		if len(t.Wrong[i]) > 0 {
			continue
		}
		switch stored[organ][of] {
		case theirs:
			r.Same++
			continue
		case "":
			r.New++
		default:
			r.Changed++
		}
		if err := e.PutOrganCode(ctx, tx, of, theirs); err != nil {
			return r, err
		}
	}
	return r, nil
}
