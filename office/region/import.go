package region

import (
	"cmp"
	"context"
	"maps"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/sheet"
)

// Job is the kind of the job by which the heirs of places take over; an import queues it, and each day does.
const Job = "places"

// Imported is what an import of regions did. What is wrong with the rows stands in the sheet.
type Imported struct{ New, Changed, Same int }

// Columns are the columns of a table of regions. The examples are places that are known.
func Columns(examples ...Place) sheet.Layout {
	l := sheet.Layout{
		{Name: "代码", Also: []string{"code", "区划代码", "统计用区划代码"}, Must: true, Kind: sheet.Code, About: "统计用区划代码，12 位数字"},
		{Name: "名称", Also: []string{"name", "区划名称", "单位名称"}, Must: true, About: "这个地方自己的名称，不带上级"},
		{Name: "级别", Also: []string{"level"}, About: "与代码的位数相符；可以写镇、街道、社区等叫法", Choices: names[Province:]},
		{Name: "上级代码", Also: []string{"parent_code", "parent"}, Kind: sheet.Code, About: "12 位；不填就按代码推出"},
		{Name: "并入", Also: []string{"successor", "并入代码"}, Kind: sheet.Code, About: "撤并后并到哪里，12 位代码"},
		{Name: "截止日期", Also: []string{"valid_to"}, Kind: sheet.Day, About: "撤并的地方最后有效的一天"},
		{Name: "依据", Also: []string{"basis"}, About: "撤并的文件名称和文号"},
	}
	for _, p := range examples {
		for i, v := range []string{string(p.Code), p.Name, p.Code.Level().String(), string(p.Parent), "", "", ""} {
			l[i].Like = append(l[i].Like, v)
		}
	}
	return l
}

// Import enters a table of regions. Every row is read; the caller undoes the transaction when one is wrong. A place is
// never removed: cases point to it.
func Import(ctx context.Context, tx *db.DB, s sheet.Sheet, progress func(seen, total int)) (Imported, error) {
	var r Imported
	known := map[Code]Place{}
	standing, err := all(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, p := range standing {
		known[p.Code] = p
	}
	s.Once("代码")
	places := make([]Place, len(s.Rows))
	then := maps.Clone(known) // parents and successors may stand further down in the table
	for i := range s.Rows {
		places[i] = place(s, i)
		then[places[i].Code] = places[i]
	}
	for i, p := range places {
		if i%200 == 0 {
			progress(i, len(s.Rows))
		}
		if p.Parent != "" && then[p.Parent].Code == "" {
			s.Fault(i, "上级代码", string(p.Parent)+" 不存在")
		}
		if p.Successor != "" && then[p.Successor].Code == "" {
			s.Fault(i, "并入", string(p.Successor)+" 不存在")
		}
		if p.Successor != "" && circular(then, p) {
			s.Fault(i, "并入", "又并回了这里")
		}
		if len(s.Wrong[i]) > 0 {
			continue
		}
		old, stands := known[p.Code]
		p.Basis = cmp.Or(s.Cell(i, "依据"), old.Basis)
		switch {
		case !stands:
			r.New++
		case old == p:
			r.Same++
			continue
		default:
			r.Changed++
		}
		if err := put(ctx, tx, p); err != nil {
			return r, err
		}
	}
	progress(len(s.Rows), len(s.Rows))
	return r, nil
}

// circular reports whether who follows the successors of a place comes back to it, or into it.
func circular(known map[Code]Place, p Place) bool {
	c := p.Successor
	for range known {
		if c == "" || p.Code.Covers(c) {
			return c != ""
		}
		c = known[c].Successor
	}
	return true
}

// place reads a row and notes what is wrong with it.
func place(s sheet.Sheet, row int) Place {
	code := func(column string) Code {
		v := s.Cell(row, column)
		c, err := Parse(v)
		if err != nil && v != "" {
			s.Fault(row, column, "应为 12 位数字")
		}
		return c
	}
	p := Place{Code: code("代码"), Name: s.Cell(row, "名称"), Successor: code("并入")}
	if p.Code != "" {
		p.Level, p.Parent = p.Code.Level().Word(), p.Code.Parent()
		if level := s.Cell(row, "级别"); level != "" && !p.Code.Level().called(level) {
			s.Fault(row, "级别", "与代码不符，应为"+p.Code.Level().String())
		}
	}
	if parent := code("上级代码"); parent != "" {
		p.Parent = parent
	}
	if day := s.Cell(row, "截止日期"); day != "" {
		p.ValidTo, _ = strconv.ParseInt(strings.ReplaceAll(day, "-", ""), 10, 64) // one that is none is a fault of the sheet
		if p.ValidTo < 19491001 {
			s.Fault(row, "截止日期", "早于 1949 年，请核对")
		}
	}
	return p
}
