// Package sheet reads and writes tables as clerks exchange them: Excel workbooks and text files, the latter in UTF-8,
// UTF-16 or, as Excel in China saves them, in GB 18030.
//
// What a table is about is declared by its columns (layout.go). By them the sheet and its header are found among covers,
// titles and notes, cells are read and checked, and the template that people fill in is made.
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"

	"wuyou/kit/fail"
)

// Sheet is a table: a header and, as wide as it, the rows below that have content.
type Sheet struct {
	Name   string // in its workbook
	Header []string
	Rows   [][]string
	Notes  []string // how it was read, in words for who handed it in
	Wrong  Wrong    // what is wrong with its rows; who reads on adds to it
	lines  []int
	at     map[string]int // where the columns of the layout stand
}

// Line is the number of a row in its file, from 1, as Excel shows it. Rows are counted from 0.
func (s Sheet) Line(row int) int { return s.lines[row] }

// Cell is what stands in a row in a column of the layout; "" where the table has no such column.
func (s Sheet) Cell(row int, column string) string {
	if i, ok := s.at[column]; ok {
		return s.Rows[row][i]
	}
	return ""
}

// Has reports whether the table has a column of the layout.
func (s Sheet) Has(column string) bool {
	_, ok := s.at[column]
	return ok
}

// Column is the place of the first column that has one of the names, or -1.
func (s Sheet) Column(names ...string) int {
	return slices.IndexFunc(s.Header, func(h string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(h, n) })
	})
}

// Fault notes what is wrong with a cell, or with a row as a whole where the column is "".
func (s Sheet) Fault(row int, column, text string) {
	s.Wrong.Add(row, Fault{column, s.Cell(row, column), text})
}

// Once notes a fault in rows whose cells in a column repeat what an earlier row has. Empty cells repeat nothing.
func (s Sheet) Once(column string) {
	seen := map[string]int{}
	for i := range s.Rows {
		v := s.Cell(i, column)
		if first, twice := seen[v]; twice && v != "" {
			s.Fault(i, column, fmt.Sprintf("与第 %d 行重复", s.Line(first)))
			continue
		}
		seen[v] = i
	}
}

// Fault is what is wrong with one cell of a row, or with the row where it names no column.
type Fault struct{ Column, Value, Text string }

func (f Fault) String() string {
	switch {
	case f.Column == "":
		return f.Text
	case f.Value == "":
		return f.Column + "：" + f.Text
	}
	return f.Column + "“" + f.Value + "”：" + f.Text
}

// Wrong are the faults of rows, by their place among the rows.
type Wrong map[int][]Fault

// Add notes a fault. Of one cell only the first is kept: the others follow from it.
func (w Wrong) Add(row int, f Fault) {
	if !slices.ContainsFunc(w[row], func(o Fault) bool { return o == f || f.Column != "" && o.Column == f.Column }) {
		w[row] = append(w[row], f)
	}
}

// Words are the faults of a row in one line; "" is none.
func (w Wrong) Words(row int) string {
	var words []string
	for _, f := range w[row] {
		words = append(words, f.String())
	}
	return strings.Join(words, "；")
}

// Err makes an error of the first fault, for tables that must not have any; without one it is nil.
func (w Wrong) Err() error {
	for _, row := range slices.Sorted(maps.Keys(w)) {
		return fmt.Errorf("row %d: %s", row+2, w.Words(row))
	}
	return nil
}

// In reads a table of a folder, as Read does. A file that is missing is fs.ErrNotExist.
func In(files fs.FS, name string, layout ...Column) (Sheet, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return Sheet{}, err
	}
	return Read(bytes.NewReader(b), layout...)
}

// Read reads a table. With a layout it is the sheet, and in it the row among the first, in which the columns of the
// layout are found; without one the first sheet that is not hidden, whose first row is the header. What cannot be read is
// fail.Invalid in words; what is wrong with single cells stands in Wrong.
func Read(r io.Reader, layout ...Column) (Sheet, error) {
	b, err := io.ReadAll(io.LimitReader(r, bytesMost+1))
	switch {
	case err != nil:
		return Sheet{}, err
	case len(b) > bytesMost:
		return Sheet{}, invalid(fmt.Sprintf("文件太大，最多 %d MB", bytesMost>>20))
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return readBook(b, layout)
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return Sheet{}, invalid("这是旧版的 .xls，或者设了打开密码；请去掉密码，用 Excel 或 WPS 另存为 .xlsx 再上传")
	}
	g, err := readText(b)
	if err != nil {
		return Sheet{}, err
	}
	return pick([]grid{g}, layout, func(int) (grid, error) { return g, nil })
}

// New makes a table of rows, the header among them.
func New(rows [][]string, layout ...Column) (Sheet, error) {
	g := grid{rows: rows}
	for i := range rows {
		g.lines = append(g.lines, i+1)
	}
	return pick([]grid{g}, layout, func(int) (grid, error) { return g, nil })
}

func invalid(message string) error {
	return fail.Invalid(message, fail.Field{Name: "file", Message: message})
}

// grid is what stands in one sheet of a file: its rows with content, and their lines.
type grid struct {
	name   string
	hidden bool
	lines  []int
	rows   [][]string
	merged bool // cells that were merged downwards have been filled
}

// headMost is how many lines are looked through for the header: titles and notes stand above it.
const headMost = 20

// pick finds the table among the beginnings of the sheets of a file, and makes it of the whole one.
func pick(begins []grid, layout Layout, whole func(i int) (grid, error)) (Sheet, error) {
	at, line, others, err := layout.find(begins)
	if err != nil {
		return Sheet{}, err
	}
	g, err := whole(at)
	if err != nil {
		return Sheet{}, err
	}
	s, err := under(g, slices.Index(g.lines, line))
	if err != nil {
		return s, err
	}
	if slices.ContainsFunc(begins, func(o grid) bool { return len(layout) > 0 && o.name != g.name && o.name != Guide }) {
		s.Notes = append(s.Notes, "读的是“"+g.name+"”这张表。")
	}
	for _, o := range others {
		s.Notes = append(s.Notes, "“"+begins[o].name+"”这张表里也有这些列，没有读；一次只读一张表。")
	}
	if g.merged {
		s.Notes = append(s.Notes, "上下合并的格子，按每一行都填了同样的内容读。")
	}
	return s, s.lay(layout)
}

// under makes a table of what stands under a header.
func under(g grid, head int) (Sheet, error) {
	s := Sheet{Name: g.name, Wrong: Wrong{}}
	for _, h := range g.rows[head] {
		s.Header = append(s.Header, trim(h))
	}
	for len(s.Header) > 0 && s.Header[len(s.Header)-1] == "" {
		s.Header = s.Header[:len(s.Header)-1]
	}
	switch wide := len(s.Header); {
	case wide > columnsMost:
		return s, errColumns
	case wide*(len(g.rows)-head) > cellsMost:
		return s, errCells
	case len(g.rows)-head > rowsMost+1:
		return s, errRows
	}
	beyond := false
	for i, row := range g.rows[head+1:] {
		cells := make([]string, len(s.Header))
		for j, v := range row {
			if v = trim(v); j < len(cells) {
				cells[j] = v
			} else if v != "" {
				beyond = true
			}
		}
		if strings.Join(cells, "") != "" {
			s.Rows, s.lines = append(s.Rows, cells), append(s.lines, g.lines[head+1+i])
		}
	}
	if beyond {
		s.Notes = append(s.Notes, "右边有没有列名的内容，没有读。")
	}
	return s, nil
}

// trim takes off what nobody sees at the ends of a cell.
func trim(v string) string {
	return strings.TrimFunc(v, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\u3164' })
}
