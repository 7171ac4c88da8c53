package region

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/sheet"
)

// Imported is what an import of regions did, and what is wrong with each row.
type Imported struct {
	New, Changed, Same int
	Wrong              map[int]string
}

// Import enters a table of regions: columns code, name, level, parent_code and, where a place ended,
// successor and valid_to. Every row is read; the caller undoes the transaction when one is wrong. A
// place is never removed: cases point to it.
func Import(ctx context.Context, tx *db.DB, s sheet.Sheet, progress func(seen, total int)) (Imported, error) {
	r := Imported{Wrong: map[int]string{}}
	code, name := s.Column("code", "代码", "区划代码"), s.Column("name", "名称")
	level, parent := s.Column("level", "级别"), s.Column("parent_code", "parent", "上级代码")
	successor, until := s.Column("successor", "并入"), s.Column("valid_to", "截止日期")
	if code < 0 || name < 0 {
		return r, fail.Invalid("表里要有“代码”和“名称”两列", fail.Field{Name: "file", Message: "表里要有“代码”和“名称”两列"})
	}
	known := map[Code]Place{}
	standing, err := all(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, p := range standing {
		known[p.Code] = p
	}
	cell := func(row []string, i int) string {
		if i < 0 {
			return ""
		}
		return row[i]
	}
	entered := map[Code]int{}
	for i, row := range s.Rows {
		if i%200 == 0 {
			progress(i, len(s.Rows))
		}
		p, wrong := place(cell(row, code), cell(row, name), cell(row, level), cell(row, parent), cell(row, successor), cell(row, until))
		if first, twice := entered[p.Code]; twice && wrong == "" {
			wrong = fmt.Sprintf("代码与第 %d 行重复", first+2)
		}
		if wrong != "" {
			r.Wrong[i] = wrong
			continue
		}
		entered[p.Code] = i
		old, stands := known[p.Code]
		switch {
		case !stands:
			r.New++
		case old == p:
			r.Same++
			continue
		default:
			r.Changed++
		}
		known[p.Code] = p
		if err := put(ctx, tx, p); err != nil {
			return r, err
		}
	}
	for c, i := range entered { // parents and successors may stand further down in the table
		p := known[c]
		if _, ok := known[p.Parent]; p.Parent != "" && !ok {
			r.Wrong[i] = "上级代码 " + string(p.Parent) + " 不存在"
		}
		if _, ok := known[p.Successor]; p.Successor != "" && !ok {
			r.Wrong[i] = "并入的代码 " + string(p.Successor) + " 不存在"
		}
	}
	progress(len(s.Rows), len(s.Rows))
	return r, nil
}

func place(code, name, level, parent, successor, until string) (Place, string) {
	c, err := Parse(code)
	if err != nil {
		return Place{}, "代码“" + code + "”应为 12 位数字"
	}
	p := Place{Code: c, Name: name, Level: c.Level().Word(), Parent: c.Parent()}
	if name == "" {
		return p, "没有名称"
	}
	if level != "" && !c.Level().called(level) {
		return p, "级别“" + level + "”与代码不符，应为 " + p.Level
	}
	if parent != "" {
		if p.Parent, err = Parse(parent); err != nil {
			return p, "上级代码“" + parent + "”应为 12 位数字"
		}
	}
	if successor != "" {
		if p.Successor, err = Parse(successor); err != nil {
			return p, "并入的代码“" + successor + "”应为 12 位数字"
		}
	}
	if until != "" {
		day, err := time.Parse("20060102", strings.NewReplacer("-", "", "/", "", ".", "", "年", "", "月", "", "日", "").Replace(until))
		if err != nil || day.Year() < 1949 {
			return p, "截止日期“" + until + "”应如 20261231，是最后有效的一天"
		}
		p.ValidTo = int64(day.Year()*10000 + int(day.Month())*100 + day.Day())
	}
	return p, ""
}
