package sheet

import (
	"io"
	"os"

	"github.com/xuri/excelize/v2"
)

// Type is the media type of a workbook.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Writer takes rows into a workbook. It holds them as text, packed when they are written out; nothing lies on the disk.
type Writer struct {
	file   *excelize.File
	stream *excelize.StreamWriter
	row    int
}

// nowhere is no folder: the library would write sheets above 16 MB to the disk in the clear, and keeps them in memory where it cannot.
const nowhere = os.DevNull

// NewWriter begins a workbook of one sheet with a header. Widths are in characters.
func NewWriter(title string, header []string, widths ...float64) (*Writer, error) {
	f := excelize.NewFile(excelize.Options{TmpDir: nowhere})
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

// Discard ends a workbook that is not written out; after WriteTo it does nothing.
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
func (s Sheet) WriteErrors(out io.Writer) error {
	w, err := NewWriter("导入结果", append([]string{Faults}, s.Header...), 40)
	if err != nil {
		return err
	}
	for i, row := range s.Rows {
		values := []any{s.Wrong.Words(i)}
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
