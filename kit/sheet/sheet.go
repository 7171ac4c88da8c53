// Package sheet reads and writes tables as clerks exchange them: Excel workbooks and CSV files, the
// latter in UTF-8 or, as Excel in China saves them, in GB 18030.
package sheet

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"wuyou/kit/fail"
)

// Sheet is a table: a header row and rows as wide as it.
type Sheet struct {
	Header []string
	Rows   [][]string
}

// Read reads a workbook's first sheet, or a CSV file. What it cannot read is fail.Invalid in words.
func Read(r io.Reader) (Sheet, error) {
	b, err := io.ReadAll(io.LimitReader(r, bytesMost+1))
	if err != nil {
		return Sheet{}, err
	}
	if len(b) > bytesMost {
		return Sheet{}, invalid(fmt.Sprintf("文件太大，最多 %d MB", bytesMost>>20))
	}
	var rows [][]string
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		rows, err = readXLSX(b)
	} else {
		rows, err = readCSV(b)
	}
	if err != nil {
		return Sheet{}, err
	}
	return square(rows)
}

func invalid(message string) error {
	return fail.Invalid(message, fail.Field{Name: "file", Message: message})
}

// one is held while a workbook is read: several at once would need several times the memory.
var one sync.Mutex

func readXLSX(b []byte) (rows [][]string, err error) {
	one.Lock()
	defer one.Unlock()
	defer func() { // the library panics on some broken workbooks
		if p := recover(); p != nil {
			err = errBroken
		}
	}()
	if err := look(b); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: openMost, UnzipXMLSizeLimit: openMost})
	if err != nil {
		return nil, invalid("不是 Excel 工作簿，或文件已损坏、有密码")
	}
	defer f.Close()
	it, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return nil, invalid("工作簿里没有表")
	}
	defer it.Close()
	late, cancel := context.WithTimeout(context.Background(), timeMost)
	defer cancel()
	size := 0
	for it.Next() {
		row, err := it.Columns()
		if err != nil {
			return nil, invalid(fmt.Sprintf("第 %d 行读不出来", len(rows)+1))
		}
		for _, cell := range row {
			size += len(cell)
		}
		switch rows = append(rows, row); {
		case late.Err() != nil:
			return nil, errTime
		case len(row) > columnsMost:
			return nil, errColumns
		case len(rows) > rowsMost+1:
			return nil, errRows
		case size > openMost: // one long text that stands in many cells
			return nil, errOpen
		}
	}
	return rows, nil
}

func readCSV(b []byte) ([][]string, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, invalid("文字编码认不出来，请另存为 UTF-8 的 CSV，或 Excel 工作簿")
		}
		b = decoded
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, invalid("不是表格文件，请上传 Excel 工作簿或 CSV")
	}
	if bytes.Count(b, []byte(",")) > cellsMost {
		return nil, errCells
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	var rows [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, invalid(fmt.Sprintf("第 %d 行读不出来，请检查引号", len(rows)+1))
		}
		if rows = append(rows, row); len(rows) > rowsMost+1 {
			return nil, errRows
		}
	}
}

// square drops empty rows at the end and makes all rows as wide as the header.
func square(rows [][]string) (Sheet, error) {
	if len(rows) == 0 || strings.TrimSpace(strings.Join(rows[0], "")) == "" {
		return Sheet{}, invalid("第一行应是列名")
	}
	switch wide := len(rows[0]); {
	case wide > columnsMost:
		return Sheet{}, errColumns
	case wide*len(rows) > cellsMost:
		return Sheet{}, errCells
	}
	s := Sheet{Header: rows[0]}
	for i := range s.Header {
		s.Header[i] = strings.TrimSpace(s.Header[i])
	}
	for _, row := range rows[1:] {
		wide := make([]string, len(s.Header))
		copy(wide, row)
		for i := range wide {
			wide[i] = strings.TrimSpace(wide[i])
		}
		s.Rows = append(s.Rows, wide)
	}
	for len(s.Rows) > 0 && strings.Join(s.Rows[len(s.Rows)-1], "") == "" {
		s.Rows = s.Rows[:len(s.Rows)-1]
	}
	return s, nil
}

// Column is the place of the first column that has one of the names, or -1.
func (s Sheet) Column(names ...string) int {
	for i, h := range s.Header {
		for _, n := range names {
			if strings.EqualFold(h, n) {
				return i
			}
		}
	}
	return -1
}

// Writer streams rows into a workbook; it holds little in memory.
type Writer struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
}

// NewWriter begins a workbook of one sheet with a header. Widths are in characters.
func NewWriter(title string, header []string, widths ...float64) (*Writer, error) {
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", title); err != nil {
		return nil, err
	}
	stream, err := f.NewStreamWriter(title)
	if err != nil {
		return nil, err
	}
	for i, w := range widths {
		if err := stream.SetColWidth(i+1, i+1, w); err != nil {
			return nil, err
		}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	cells := make([]any, len(header))
	for i, h := range header {
		cells[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	w := &Writer{file: f, stream: stream, row: 1}
	return w, stream.SetRow("A1", cells)
}

// Row adds a row. Text that a spreadsheet would take for a formula stays text.
func (w *Writer) Row(values ...any) error {
	w.row++
	cell, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.stream.SetRow(cell, values)
}

// Rows is how many rows there are below the header.
func (w *Writer) Rows() int { return w.row - 1 }

// Discard ends a workbook that is not written out.
func (w *Writer) Discard() { w.file.Close() }

// WriteTo ends the workbook and writes it out.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	defer w.file.Close()
	if err := w.stream.Flush(); err != nil {
		return 0, err
	}
	return w.file.WriteTo(out)
}

// Faults is the column in which WriteErrors says what is wrong with a row.
const Faults = "错误"

// WriteErrors gives the table back as a workbook with a column that says what is wrong with each row.
// Rows are counted from 0.
func (s Sheet) WriteErrors(out io.Writer, wrong map[int]string) error {
	w, err := NewWriter("导入结果", append([]string{Faults}, s.Header...), 40)
	if err != nil {
		return err
	}
	for i, row := range s.Rows {
		values := []any{wrong[i]}
		for _, v := range row {
			values = append(values, v)
		}
		if err := w.Row(values...); err != nil {
			return err
		}
	}
	_, err = w.WriteTo(out)
	return err
}
