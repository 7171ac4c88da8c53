package sheet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/check"
)

// Column is a column of a table that is handed in. It is declared once, for reading, checking and the template.
type Column struct {
	Name    string   // as the office writes it
	Also    []string // other names that are understood
	About   string   // what stands in it, in words
	Must    bool     // the table has it, and no row leaves it empty
	Kind    Kind
	Choices []string // what may stand in it, where that is a short list; who reads on checks it and may understand more
	Like    []string // what stands in it in the example rows of the template
}

// Kind is how the cells of a column are read.
type Kind int

// Text stays as it is, but for what nobody sees at its ends. A code is read half width and without spaces. A day, however
// it is written, is read as 2027-01-01.
const (
	Text Kind = iota
	Code
	Day
)

// Layout are the columns of a table.
type Layout []Column

// Example is the column whose rows are not read: the example rows of a template have a word in it.
const Example = "示例"

// lay reads the cells by the layout.
func (s *Sheet) lay(layout Layout) error {
	if len(layout) == 0 {
		return nil
	}
	s.at, _ = layout.places(s.Header)
	if at := s.Column(Example); at >= 0 {
		s.leave(func(row []string) bool { return row[at] != "" })
	}
	if len(s.Rows) == 0 {
		return invalid("列名下面没有可以导入的行")
	}
	for _, c := range layout {
		at, ok := s.at[c.Name]
		if !ok {
			continue
		}
		for i, row := range s.Rows {
			v, wrong := c.read(row[at])
			if row[at] = v; wrong != "" {
				s.Fault(i, c.Name, wrong)
			}
		}
	}
	var unread []string
	for i, h := range s.Header {
		read := h == "" || h == Faults || h == Example
		for _, at := range s.at {
			read = read || at == i
		}
		if !read {
			unread = append(unread, h)
		}
	}
	if len(unread) > 0 {
		s.Notes = append(s.Notes, "“"+strings.Join(unread, "”“")+"”不是要导入的列名，里面的内容不会导入。写错了列名的，改好再上传。")
	}
	return nil
}

// leave leaves the example rows out.
func (s *Sheet) leave(example func(row []string) bool) {
	var rows [][]string
	var lines, left []int
	for i, row := range s.Rows {
		if example(row) {
			left = append(left, s.lines[i])
			continue
		}
		rows, lines = append(rows, row), append(lines, s.lines[i])
	}
	if s.Rows, s.lines = rows, lines; len(left) > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("“%s”一列里有字的行没有读，第一处在第 %d 行，共 %d 行。", Example, left[0], len(left)))
	}
}

// places finds the columns in a header, and says which that the table must have are not there.
func (l Layout) places(header []string) (at map[string]int, lacks []string) {
	at = map[string]int{}
	for _, c := range l {
		for _, name := range append([]string{c.Name}, c.Also...) {
			if i := slices.IndexFunc(header, func(h string) bool { return heading(h) == heading(name) }); i >= 0 {
				at[c.Name] = i
				break
			}
		}
		if _, ok := at[c.Name]; c.Must && !ok {
			lacks = append(lacks, c.Name)
		}
	}
	return at, lacks
}

// heading is a column's name without what people add to it: 代 码, 代码*, 代码（必填）.
func heading(h string) string {
	h = check.Plain(h)
	for _, mark := range []string{"*", "(必填)", "(选填)", ":"} {
		h = strings.TrimSuffix(strings.TrimPrefix(h, mark), mark)
	}
	return h
}

// find finds the header: the row with most columns of the layout, two at least, in the first lines of a sheet, those
// that are not hidden first. others are other sheets that could be meant as well.
func (l Layout) find(sheets []grid) (at, line int, others []int, err error) {
	most, near, nearly := 0, 0, ""
	var names []string
	for _, hidden := range []bool{false, true} {
		for i, g := range sheets {
			if g.hidden != hidden || most > 0 && hidden {
				continue
			}
			if g.name != "" {
				names = append(names, g.name)
			}
			best := 0
			for j, row := range g.rows {
				if g.lines[j] > headMost && len(l) > 0 {
					break
				}
				found, lacks := l.places(row)
				n := len(found)
				switch {
				case len(l) == 0 && most == 0:
					return i, g.lines[j], nil, nil
				case len(lacks) > 0 && n > near:
					near, nearly = n, fmt.Sprintf("%s第 %d 行是列名，但没有“%s”", in(g.name), g.lines[j], strings.Join(lacks, "”“"))
				case len(lacks) > 0 || n < min(2, len(l)):
				case n > most:
					if most > 0 && best == 0 {
						others = append(others, at)
					}
					most, best, at, line = n, n, i, g.lines[j]
				case best == 0:
					best = n
					others = append(others, i)
				}
			}
		}
	}
	switch {
	case most > 0:
		return at, line, others, nil
	case len(l) == 0:
		return 0, 0, nil, invalid("表里没有内容，第一行应是列名")
	case near > 0:
		return 0, 0, nil, invalid(nearly + "；请补上这一列，或下载模板照着填")
	}
	where := ""
	if len(names) > 0 {
		where = "“" + strings.Join(names, "”“") + "”的"
	}
	var want []string
	for _, c := range l {
		if c.Must {
			want = append(want, c.Name)
		}
	}
	return 0, 0, nil, invalid(fmt.Sprintf("在%s前 %d 行里没有找到列名“%s”；请核对选的是哪一种表，或下载模板照着填", where, headMost, strings.Join(want, "”“")))
}

func in(name string) string {
	if name == "" {
		return ""
	}
	return "“" + name + "”这张表"
}

// shortened is a number that lost its last digits: a spreadsheet keeps 15.
var shortened = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d+$`)

// read is a cell as it was meant, and what is wrong with it.
func (c Column) read(v string) (string, string) {
	switch {
	case v == noResult:
		return v, "是公式，文件里没有它的结果；请用 Excel 打开后另存一次"
	case slices.Contains(cellErrors, v):
		return v, "公式出错，请改成要填的内容"
	case v == "" && c.Must:
		return v, "没有填"
	case v == "":
		return v, ""
	}
	switch c.Kind {
	case Code:
		v = check.Half(strings.TrimLeft(v, "'‘’＇"))
		if shortened.MatchString(v) {
			return v, "数字太长，表格软件没有存下后面几位；请把这一列的格式设为“文本”，重新填"
		}
	case Day:
		day, ok := plainDay(v)
		if !ok {
			return v, "不是日期，请按 2027-01-01 的样子填"
		}
		return day, ""
	}
	return v, ""
}

// cellErrors is what a formula shows that cannot be worked out.
var cellErrors = []string{"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}

var (
	dayParts  = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T\s]+0?0:00(?::00(?:\.0+)?)?)?$`)
	dayDigits = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	daySerial = regexp.MustCompile(`^[2-7]\d{4}$`) // days since 1899-12-30, 1954 to 2118: a date cell that lost its format
)

// plainDay writes a day as people write it (2027/1/1, 2027年1月1日, 2027.1.1, 20270101) as 2027-01-01.
func plainDay(v string) (string, bool) {
	v = strings.Map(func(r rune) rune {
		if '０' <= r && r <= '９' || r == '－' || r == '／' || r == '．' {
			return r - '０' + '0'
		}
		return r
	}, strings.TrimLeft(v, "'‘’＇"))
	if daySerial.MatchString(v) {
		n, err := strconv.Atoi(v)
		return serialDay(n).Format(time.DateOnly), err == nil
	}
	m := dayParts.FindStringSubmatch(v)
	if m == nil {
		m = dayDigits.FindStringSubmatch(v)
	}
	if m == nil {
		return v, false
	}
	day, err := time.Parse("2006-1-2", m[1]+"-"+strings.TrimPrefix(m[2], "0")+"-"+strings.TrimPrefix(m[3], "0"))
	return day.Format(time.DateOnly), err == nil && day.Year() >= 1900 && day.Year() < 2200
}

// serialDay is a day as spreadsheets count them.
func serialDay(n int) time.Time { return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC) }
