package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// readText reads a table saved as text, with commas, tabs or semicolons between the cells.
func readText(b []byte) (g grid, err error) {
	if b, err = decode(b); err != nil {
		return g, err
	}
	comma := separator(b)
	if bytes.Count(b, []byte(string(comma))) > cellsMost {
		return g, errCells
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = comma, -1, true
	line, from := 0, 0
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return g, nil
		}
		to := int(r.InputOffset())
		record := b[from:to]
		line += 1 + bytes.Count(record[:len(record)-len(bytes.TrimLeft(record, "\r\n"))], []byte("\n")) // empty lines are not told
		if from = to; err != nil {
			return g, invalid(fmt.Sprintf("第 %d 行读不出来，请检查引号", line))
		}
		if g.rows, g.lines = append(g.rows, row), append(g.lines, line); len(g.rows) > rowsMost+headMost {
			return g, errRows
		}
	}
}

// decode is a text as UTF-8.
func decode(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil {
			return nil, errCode
		}
		b = decoded
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(b) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return nil, errCode
		}
		b = decoded
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return nil, invalid("不是表格文件，请上传 Excel 工作簿或 CSV")
	}
	return b, nil
}

var errCode = invalid("文字编码认不出来，请另存为 UTF-8 的 CSV，或 Excel 工作簿")

// separator is what stands between the cells: the most frequent of the first line that has any.
func separator(b []byte) rune {
	for line := range bytes.Lines(b[:min(len(b), unitMost)]) {
		best, most := ',', 0
		for _, c := range []rune{',', '\t', ';'} {
			if n := bytes.Count(line, []byte(string(c))); n > most {
				best, most = c, n
			}
		}
		if most > 0 {
			return best
		}
	}
	return ','
}
