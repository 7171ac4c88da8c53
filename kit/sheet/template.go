package sheet

import (
	"cmp"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Guide is the sheet of a template that explains its columns.
const Guide = "填写说明"

// Template writes a workbook to fill in: the columns, the cells of codes and days as text, with example rows that are not
// read, and a sheet that explains each column.
func Template(out io.Writer, title string, layout Layout) error {
	f := excelize.NewFile()
	defer f.Close()
	t := painter{f: f}
	t.do(f.SetSheetName("Sheet1", title))
	_, err := f.NewSheet(Guide)
	t.do(err)
	head := t.style(&excelize.Style{Font: &excelize.Font{Bold: true}})
	must := t.style(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF2CC"}},
	})
	text := t.style(&excelize.Style{NumFmt: 49})
	wrapped := t.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})

	t.row(title, 1, append([]string{Example}, layout.header()...), head)
	for i, c := range layout {
		name, _ := excelize.ColumnNumberToName(i + 2) // of a number above 0
		t.do(f.SetColWidth(title, name, name, max(12, 2.4*float64(len([]rune(strings.Join(append(c.Like, c.Name), "")))/(len(c.Like)+1)))))
		t.do(f.SetColStyle(title, name, text))
		at := head
		if c.Must {
			at = must
		}
		t.do(f.SetCellStyle(title, name+"1", name+"1", at))
		if list := strings.Join(c.Choices, ","); len(c.Choices) > 0 && len([]rune(list)) < 250 { // Excel takes 255
			v := excelize.NewDataValidation(true)
			v.SetSqref(name + "2:" + name + "2000")
			t.do(v.SetDropList(c.Choices))
			v.ShowErrorMessage = false // more is understood than is listed
			t.do(f.AddDataValidation(title, v))
		}
	}
	for i, row := range layout.Examples() {
		t.row(title, i+2, append([]string{"示例，不会导入，可以删去"}, row...), text)
	}
	t.do(f.SetColWidth(title, "A", "A", 26))
	t.do(f.SetPanes(title, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))

	t.row(Guide, 1, []string{"列名", "必填", "填什么", "可以填", "例如", "也认的列名"}, head)
	for i, c := range layout {
		need := map[bool]string{true: "必填", false: "可不填"}[c.Must]
		about := c.About + map[Kind]string{Code: "（文本格式，数字再长也不会变）", Day: "（日期，如 2027-01-01）"}[c.Kind]
		t.row(Guide, i+2, []string{c.Name, need, about, strings.Join(c.Choices, "、"), cmp.Or(append(c.Like, "")...), strings.Join(c.Also, "、")}, wrapped)
	}
	for i, note := range []string{
		"第一张表里黄色的列必填；列的先后可以变，不用的列可以删去；“" + Example + "”一列里有字的行不导入。",
		"有一行错就一行也不导入，每一处错误都会列出来；改好后整张表重新上传。",
		"不要合并单元格。上下合并的，每一行都按同样的内容读；左右合并的，只读左边一格。",
	} {
		t.row(Guide, len(layout)+3+i, []string{note}, 0)
	}
	for i, w := range []float64{18, 9, 46, 36, 24, 26} {
		name, _ := excelize.ColumnNumberToName(i + 1)
		t.do(f.SetColWidth(Guide, name, name, w))
	}
	if t.err != nil {
		return t.err
	}
	return f.Write(out)
}

func (l Layout) header() (names []string) {
	for _, c := range l {
		names = append(names, c.Name)
	}
	return names
}

// Examples are the example rows, as wide as the layout.
func (l Layout) Examples() (rows [][]string) {
	for i, c := range l {
		for j, v := range c.Like {
			for len(rows) <= j {
				rows = append(rows, make([]string, len(l)))
			}
			rows[j][i] = v
		}
	}
	return rows
}

// painter writes cells until something fails.
type painter struct {
	f   *excelize.File
	err error
}

func (t *painter) do(err error) {
	if t.err == nil {
		t.err = err
	}
}

func (t *painter) style(s *excelize.Style) int {
	id, err := t.f.NewStyle(s)
	t.do(err)
	return id
}

func (t *painter) row(sheet string, line int, cells []string, style int) {
	for i, v := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, line)
		t.do(err)
		t.do(t.f.SetCellStr(sheet, at, v))
		t.do(t.f.SetCellStyle(sheet, at, at, style))
	}
}
