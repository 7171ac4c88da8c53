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
	return k.each(part, func(d *xml.Decoder, el xml.StartElement) error {
		switch el.Name.Local {
		case "si":
			k.texts = append(k.texts, "")
		case "t": // one, or several pieces
			text, err := inner(d, el)
			if err != nil || len(k.texts) == 0 {
				return err
			}
			k.texts[len(k.texts)-1] += text
		case "rPh": // how it is pronounced
			return d.Skip()
		}
		return nil
	})
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
	g := grid{name: k.sheets[i].name, hidden: k.sheets[i].hidden}
	var c cell
	var row []string
	size, line := 0, 0
	var merges []string
	put := func(v string) error {
		if size += len(v); size > openMost { // one long text that stands in many cells
			return errOpen
		}
		if c.column > columnsMost && trim(v) != "" {
			return errColumns
		}
		if c.column <= columnsMost {
			row = append(row, make([]string, max(0, c.column-len(row)))...)
			row[c.column-1] = v
		}
		return nil
	}
	end := func() error {
		if trim(strings.Join(row, "")) != "" {
			g.rows, g.lines = append(g.rows, row), append(g.lines, line)
		}
		switch row = nil; {
		case len(g.rows) > rowsMost+headMost:
			return errRows
		case late.Err() != nil:
			return errTime
		}
		return nil
	}
	err := k.each(k.sheets[i].part, func(d *xml.Decoder, el xml.StartElement) error {
		switch el.Name.Local {
		case "row":
			if err := end(); err != nil {
				return err
			}
			n, err := strconv.Atoi(attr(el, "r"))
			if err != nil || n <= line {
				n = line + 1
			}
			if line, c.column = n, 0; line > most {
				return errEnough
			}
		case "c":
			c = k.cell(el, c.column)
		case "f":
			if err := d.Skip(); err != nil {
				return errBroken
			}
			return put(noResult)
		case "v", "t":
			if c.column == 0 {
				return nil
			}
			text, err := inner(d, el)
			if err != nil {
				return err
			}
			c.text += text
			return put(k.value(c))
		case "rPh":
			return d.Skip()
		case "mergeCell":
			merges = append(merges, attr(el, "ref"))
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return g, nil
	}
	if err == nil {
		err = end()
	}
	if err == nil {
		err = g.fill(merges)
	}
	return g, err
}

// cell is a cell as it stands in the file.
type cell struct {
	column int // from 1
	kind   string
	style  style
	text   string
}

// noResult stands for the result of a formula that was never worked out.
const noResult = "#没有结果"

func (k *book) cell(el xml.StartElement, last int) cell {
	c := cell{column: last + 1, kind: attr(el, "t")}
	if ref := attr(el, "r"); ref != "" {
		if n, _ := reference(ref); n > 0 {
			c.column = n
		}
	}
	if n, err := strconv.Atoi(attr(el, "s")); err == nil && n >= 0 && n < len(k.styles) {
		c.style = k.styles[n]
	}
	return c
}

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
func (k *book) value(c cell) string {
	switch c.kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(c.text)); err == nil && n >= 0 && n < len(k.texts) {
			return k.texts[n]
		}
		return ""
	case "b":
		return map[string]string{"1": "TRUE"}[c.text] + map[string]string{"0": "FALSE"}[c.text]
	case "", "n":
		return k.number(c)
	}
	return c.text
}

// number writes a number with all of its digits. A spreadsheet keeps 15 of them: one that is longer is written so that it
// is seen that the others are lost.
func (k *book) number(c cell) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
	switch {
	case err != nil || math.IsInf(f, 0) || math.IsNaN(f):
		return c.text
	case c.style.date && f >= 0 && f < 2_958_466: // the year 10000
		return k.date(f)
	case math.Abs(f) >= 1e15:
		return strconv.FormatFloat(f, 'E', 14, 64)
	}
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if n := c.style.wide - len(s); n > 0 && f >= 0 && f == math.Trunc(f) {
		s = strings.Repeat("0", n) + s
	}
	return s
}

// date writes a day, a time or both.
func (k *book) date(f float64) string {
	minutes := int(math.Round(f * 24 * 60))
	at := serialDay(minutes/1440 + k.shift).Add(time.Duration(minutes%1440) * time.Minute)
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
