package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A workbook is read here and not by the library that writes them, because what matters for an import is lost in its
// text of a cell: whether a number kept its digits, which day a date is in whatever format, what is an error, what was merged.

// book is a workbook (ISO/IEC 29500, SpreadsheetML) as far as a table needs it.
type book struct {
	parts  map[string]*zip.File
	sheets []leaf
	texts  []string // shared by the sheets
	styles []style
	shift  int // days by which its dates are later: it counts from 1904
}

type leaf struct {
	name, part string
	hidden     bool
}

// style is what a cell's format says of a number in it.
type style struct {
	date bool
	wide int // it is shown with zeros before, this many digits
}

// one is held while a workbook is read: several at once would need several times the memory.
var one sync.Mutex

var errEnough = errors.New("no more is wanted")

func readBook(b []byte, layout Layout) (Sheet, error) {
	one.Lock()
	defer one.Unlock()
	if err := look(b); err != nil {
		return Sheet{}, err
	}
	late, cancel := context.WithTimeout(context.Background(), timeMost)
	defer cancel()
	k, err := openBook(b)
	if err != nil {
		return Sheet{}, err
	}
	begins := make([]grid, len(k.sheets))
	for i := range k.sheets {
		if begins[i], err = k.grid(late, i, headMost); err != nil {
			return Sheet{}, err
		}
	}
	return pick(begins, layout, func(i int) (grid, error) { return k.grid(late, i, math.MaxInt) })
}

func openBook(b []byte) (*book, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, errBroken
	}
	k := &book{parts: map[string]*zip.File{}}
	for _, p := range z.File {
		k.parts[strings.ToLower(p.Name)] = p
	}
	const main = "xl/workbook.xml"
	if k.parts[main] == nil {
		return nil, invalid("不是 .xlsx 工作簿，请用 Excel 或 WPS 另存为 .xlsx 再上传")
	}
	targets := map[string]string{}
	err = k.each("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, el xml.StartElement) error {
		target := path.Join("xl", attr(el, "Target"))
		if t := attr(el, "Target"); strings.HasPrefix(t, "/") {
			target = t[1:]
		}
		targets[attr(el, "Id")] = target
		switch path.Base(attr(el, "Type")) {
		case "sharedStrings":
			return k.readTexts(target)
		case "styles":
			return k.readStyles(target)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return k, k.each(main, func(_ *xml.Decoder, el xml.StartElement) error {
		switch el.Name.Local {
		case "workbookPr":
			if on := attr(el, "date1904"); on == "1" || on == "true" {
				k.shift = 1462
			}
		case "sheet":
			k.sheets = append(k.sheets, leaf{attr(el, "name"), targets[attr(el, "id")], attr(el, "state") != "" && attr(el, "state") != "visible"})
		}
		return nil
	})
}

// each shows the elements of a part, one after the other. One that is not there has none.
func (k *book) each(part string, see func(d *xml.Decoder, el xml.StartElement) error) error {
	p := k.parts[strings.ToLower(part)]
	if p == nil {
		return nil
	}
	r, err := p.Open()
	if err != nil {
		return errBroken
	}
	defer r.Close()
	d := xml.NewDecoder(io.LimitReader(r, openMost))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errBroken
		}
		if el, ok := token.(xml.StartElement); ok {
			if err := see(d, el); err != nil {
				return err
			}
		}
	}
}

func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// inner is the text of an element.
func inner(d *xml.Decoder, el xml.StartElement) (text string, err error) {
	if err := d.DecodeElement(&text, &el); err != nil {
		return "", errBroken
	}
	return strings.ReplaceAll(text, "_x000D_", ""), nil
}

func (k *book) readTexts(part string) error {
	var text strings.Builder // one piece, or several
	begun := false
	end := func() {
		if begun {
			k.texts = append(k.texts, text.String())
			text.Reset()
		}
	}
	err := k.each(part, func(d *xml.Decoder, el xml.StartElement) error {
		switch el.Name.Local {
		case "si":
			end()
			begun = true
		case "t":
			piece, err := inner(d, el)
			text.WriteString(piece)
			return err
		case "rPh": // how it is pronounced
			return d.Skip()
		}
		return nil
	})
	end()
	return err
}

func (k *book) readStyles(part string) error {
	formats, cells := map[string]string{}, false
	return k.each(part, func(_ *xml.Decoder, el xml.StartElement) error {
		switch el.Name.Local {
		case "numFmt":
			formats[attr(el, "numFmtId")] = attr(el, "formatCode")
		case "cellXfs", "cellStyleXfs":
			cells = el.Name.Local == "cellXfs"
		case "xf":
			if cells {
				k.styles = append(k.styles, styleOf(attr(el, "numFmtId"), formats))
			}
		}
		return nil
	})
}

// literal is what a format shows as it stands, its colours and conditions.
var literal = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// styleOf reads a format: by its number, if it is one of those that every spreadsheet has (ISO/IEC 29500-1, 18.8.30,
// those of Chinese editions among them), or as it is written.
func styleOf(id string, formats map[string]string) (s style) {
	code, own := formats[id]
	if n, err := strconv.Atoi(id); err == nil && !own {
		return style{date: n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58}
	}
	code = strings.ReplaceAll(literal.ReplaceAllString(code, ""), "Standard", "")
	if strings.Trim(code, "0") == "" {
		return style{wide: len(code)}
	}
	return style{date: strings.ContainsAny(strings.ToLower(code), "ymdhs年月日")}
}

// grid reads a sheet down to a line.
func (k *book) grid(late context.Context, i, most int) (grid, error) {
	r := reader{book: k, late: late, most: most, grid: grid{name: k.sheets[i].name, hidden: k.sheets[i].hidden}}
	err := k.each(k.sheets[i].part, r.see)
	if errors.Is(err, errEnough) {
		return r.grid, nil
	}
	if err == nil {
		err = r.endRow()
	}
	if err == nil {
		err = r.fill(r.merges)
	}
	return r.grid, err
}

// reader is how far a sheet has been read.
type reader struct {
	*book
	grid
	late   context.Context
	most   int // the last line that is wanted
	line   int
	row    []string
	cell   cell
	size   int // bytes of all cells
	merges []string
}

// cell is a cell as it stands in the file.
type cell struct {
	column  int // from 1
	kind    string
	style   style
	text    strings.Builder // one piece, or several
	formula bool
	valued  bool // it has a value, which may be empty
}

func (r *reader) see(d *xml.Decoder, el xml.StartElement) error {
	c := &r.cell
	switch el.Name.Local {
	case "row":
		if err := r.endRow(); err != nil {
			return err
		}
		n, err := strconv.Atoi(attr(el, "r"))
		if err != nil || n <= r.line {
			n = r.line + 1
		}
		if r.line = n; n > r.most {
			return errEnough
		}
	case "c":
		if err := r.endCell(); err != nil {
			return err
		}
		r.begin(el, c.column)
	case "f":
		c.formula = true
		if d.Skip() != nil {
			return errBroken
		}
	case "v", "t":
		piece, err := inner(d, el)
		c.valued = true
		c.text.WriteString(piece)
		return err
	case "rPh":
		return d.Skip()
	case "mergeCells", "extLst": // no more cells, though there are formulas
		return r.endRow()
	case "mergeCell":
		r.merges = append(r.merges, attr(el, "ref"))
	}
	return nil
}

// begin begins a cell, which may not say that it stands behind the last one.
func (r *reader) begin(el xml.StartElement, last int) {
	r.cell = cell{column: last + 1, kind: attr(el, "t")}
	if n, _ := reference(attr(el, "r")); n > 0 {
		r.cell.column = n
	}
	if n, err := strconv.Atoi(attr(el, "s")); err == nil && n >= 0 && n < len(r.styles) {
		r.cell.style = r.styles[n]
	}
}

func (r *reader) endCell() error {
	c := &r.cell
	v := ""
	switch {
	case c.column == 0:
		return nil
	case c.valued:
		v = r.value(c)
	case c.formula:
		v = noResult
	}
	if r.size += len(v); r.size > openMost { // one long text that stands in many cells
		return errOpen
	}
	if trim(v) == "" {
		return nil
	}
	if c.column > columnsMost {
		return errColumns
	}
	r.row = append(r.row, make([]string, max(0, c.column-len(r.row)))...)
	r.row[c.column-1] = v
	return nil
}

func (r *reader) endRow() error {
	if err := r.endCell(); err != nil {
		return err
	}
	if r.row != nil {
		r.rows, r.lines = append(r.rows, r.row), append(r.lines, r.line)
	}
	switch r.row, r.cell = nil, (cell{}); {
	case len(r.rows) > rowsMost+headMost:
		return errRows
	case r.late.Err() != nil:
		return errTime
	}
	return nil
}

// noResult stands for the result of a formula that was never worked out.
const noResult = "#没有结果"

// reference is the column and the line of B7.
func reference(ref string) (column, line int) {
	for i, r := range strings.ToUpper(ref) {
		if r < 'A' || r > 'Z' || column > columnsMost {
			line, _ = strconv.Atoi(strings.TrimLeft(ref[i:], "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
			return column, line
		}
		column = column*26 + int(r-'A') + 1
	}
	return column, 0
}

// value is what a cell holds, in words.
func (k *book) value(c *cell) string {
	text := c.text.String()
	switch c.kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && n >= 0 && n < len(k.texts) {
			return k.texts[n]
		}
		return ""
	case "b":
		return map[string]string{"1": "TRUE"}[text] + map[string]string{"0": "FALSE"}[text]
	case "", "n":
		return number(text, c.style, k.shift)
	}
	return text
}

// number writes a number with all of its digits. A spreadsheet keeps 15 of them: one that is longer is written so that it
// is seen that the others are lost.
func number(text string, s style, shift int) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	switch {
	case err != nil || math.IsInf(f, 0) || math.IsNaN(f):
		return text
	case s.date && f >= 0 && f < 2_958_466: // the year 10000
		return date(f, shift)
	case math.Abs(f) >= 1e15:
		return strconv.FormatFloat(f, 'E', 14, 64)
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	if n := s.wide - len(digits); n > 0 && f >= 0 && f == math.Trunc(f) {
		digits = strings.Repeat("0", n) + digits
	}
	return digits
}

// date writes a day, a time or both.
func date(f float64, shift int) string {
	minutes := int(math.Round(f * 24 * 60))
	at := serialDay(minutes/1440 + shift).Add(time.Duration(minutes%1440) * time.Minute)
	switch {
	case minutes%1440 == 0:
		return at.Format(time.DateOnly)
	case minutes < 1440:
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// fill gives each row of cells that were merged downwards what stands in the first: that is what people mean by it.
func (g *grid) fill(merges []string) error {
	if len(merges) == 0 {
		return nil
	}
	rows := make(map[int]int, len(g.lines))
	for i, line := range g.lines {
		rows[line] = i
	}
	for all := 0; len(merges) > 0; merges = merges[1:] {
		from, to, _ := strings.Cut(merges[0], ":")
		column, first := reference(from)
		_, last := reference(to)
		i, ok := rows[first]
		if !ok || column == 0 || column > len(g.rows[i]) || g.rows[i][column-1] == "" {
			continue
		}
		for i++; i < len(g.rows) && g.lines[i] <= last; i++ {
			if all++; all > cellsMost {
				return errCells
			}
			if column > len(g.rows[i]) {
				g.rows[i] = append(g.rows[i], make([]string, column-len(g.rows[i]))...)
			}
			if g.rows[i][column-1] == "" {
				g.rows[i][column-1], g.merged = g.rows[rows[first]][column-1], true
			}
		}
	}
	return nil
}
