package page

import (
	"fmt"
	"html/template"
	"strings"
)

// Table is a list of records. In a narrow place each row becomes a small record of its own.
type Table struct {
	Caption string // for screen readers: what, how many, in which order
	Heads   []Head
	Rows    []Row
	Empty   Empty  // instead, if there are no rows
	Pick    string // name of the row check boxes; "" for none
	Form    string // id of the form they belong to
	Flat    bool   // without a border, inside of a card
}

// Head is the head of a column.
type Head struct {
	Label string
	Sort  string // address that sorts by this column
	Order string // "ascending" or "descending" if sorted by it
	Num   bool   // figures, set flush right
	Main  bool   // names the row: takes the room there is
	Plain bool   // speaks for itself in a folded record, without the label
	Long  bool   // sentences: broken into lines
}

// Row is one record.
type Row struct {
	ID     string // value of its check box; "" has none
	Name   string // what the check box picks, for screen readers
	Late   bool
	Unread bool
	Cells  []Cell
}

// Cell is what a record says in one column.
type Cell struct {
	Text   string
	Href   string
	Small  string // a second line
	Strong bool   // what has become worse, in a table that compares
	Spark  Spark
	Lamp   Lamp // before the text
	Tags   []Tag
	Acts   []Act
	Input  *Input
}

// Input is a line to type in within a record, of a form that stands above the table: where numbers are scanned one after the other.
type Input struct {
	Form, Name, Label, Value string
	Max                      int
	Error                    string
}

// draw draws the cell without its acts and input.
func (c *Cell) draw(b *strings.Builder) error {
	text := template.HTMLEscapeString
	if c.Lamp.Words != "" {
		shape, err := icon(c.Lamp.Icon())
		if err != nil {
			return err
		}
		b.WriteString(`<span class="lamp ` + text(c.Lamp.Colour) + `">` + string(shape) + text(c.Lamp.Words) + `</span>`)
	}
	switch {
	case c.Strong:
		b.WriteString(`<b>` + text(c.Text) + `</b>`)
	case c.Href == "":
		b.WriteString(text(c.Text))
	default:
		b.WriteString(`<a href="` + text(address(c.Href)) + `">` + text(c.Text) + `</a>`)
	}
	for _, t := range c.Tags {
		b.WriteByte(' ')
		if t.Label != "" {
			b.WriteString(`<span class="tag ` + text(t.Kind) + `">` + text(t.Label) + `</span>`)
		}
	}
	if c.Small != "" {
		b.WriteString(`<small>` + text(c.Small) + `</small>`)
	}
	c.Spark.draw(b)
	return nil
}

// address is where a link leads: to a page of the web, or nowhere, whoever wrote it.
func address(href string) string {
	scheme, _, ok := strings.Cut(href, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http") {
		return href
	}
	return "#"
}

// Line is a row and what stands in it.
type Line struct {
	Row    Row
	Pieces []Piece
}

// Piece is a part of a row that is ready to be drawn, up to a cell with acts or an input, which follow it. A row without such is one piece:
// what a template prints costs it many times what the words do.
type Piece struct {
	HTML template.HTML
	More *Cell
}

// Lines are the rows, each cell with its head. A row of more cells than there are heads is the
// programmer's fault and fails the page.
func (t Table) Lines() ([]Line, error) {
	lines := make([]Line, len(t.Rows))
	for i, r := range t.Rows {
		if len(r.Cells) > len(t.Heads) {
			return nil, fmt.Errorf("table %q: %d cells under %d heads", t.Caption, len(r.Cells), len(t.Heads))
		}
		lines[i].Row = r
		var b strings.Builder
		piece := func(more *Cell) {
			lines[i].Pieces = append(lines[i].Pieces, Piece{template.HTML(b.String()), more})
			b.Reset()
		}
		for j := range r.Cells {
			c := &r.Cells[j]
			end := t.Heads[j].begin(&b)
			if err := c.draw(&b); err != nil {
				return nil, err
			}
			if len(c.Acts) > 0 || c.Input != nil {
				piece(c)
			}
			b.WriteString(end)
		}
		piece(nil)
	}
	return lines, nil
}

// begin begins a cell under the head, and says how it ends.
func (h Head) begin(b *strings.Builder) (end string) {
	if h.Main {
		b.WriteString(`<th scope="row">`)
		return `</th>`
	}
	b.WriteString(`<td`)
	switch {
	case h.Num:
		b.WriteString(` class="num"`)
	case h.Long:
		b.WriteString(` class="long"`)
	}
	if !h.Plain {
		b.WriteString(` data-label="` + template.HTMLEscapeString(h.Label) + `"`)
	}
	b.WriteByte('>')
	return `</td>`
}

// Pager moves through a list by keys: there is a next and a previous page and no page number.
type Pager struct {
	From, To   int // positions of the first and the last row; 0 if unknown
	Total      int
	More       bool   // there are more than Total: 1,000+
	Unit       string // 件 if empty
	Label      string // for screen readers, where a page has two
	Here       int    // rows of this page, where the whole is not counted
	Prev, Next string // addresses; "" if there is none
	First      string // instead of Prev, of a list that only goes forward
}

// Words is where the reader is: “第 1–50 件，共 1,000+ 件”.
func (p Pager) Words() string {
	unit, total := p.Unit, Num(p.Total)
	if unit == "" {
		unit = "件"
	}
	if p.Here != 0 {
		return fmt.Sprintf("本页 %s %s", Num(p.Here), unit)
	}
	if p.More {
		total += "+"
	}
	if p.To == 0 {
		return fmt.Sprintf("共 %s %s", total, unit)
	}
	return fmt.Sprintf("第 %s–%s %s，共 %s %s", Num(p.From), Num(p.To), unit, total, unit)
}

// Tally is a row of links that narrow a list, each with its count.
type Tally struct {
	Label string // for screen readers
	Links []Link
}

// Facts are the few things asked first, in large type.
type Facts struct {
	Items []Fact
}

// Fact is one of them.
type Fact struct{ Label, Value, Note string }

// List is a description list.
type List struct {
	Items []Term
	Wide  bool // two columns where there is room
}

// Term is a name and what it stands for.
type Term struct {
	Label, Value string
	Strong       bool
	Note         string
	Link         Link
	Tag          Tag
}

// ListOf is a list of those of the terms that say something.
func ListOf(terms ...Term) (l List) {
	l.Add(terms...)
	return l
}

// Add adds those of the terms that say something.
func (l *List) Add(terms ...Term) {
	for _, t := range terms {
		if t.Value != "" {
			l.Items = append(l.Items, t)
		}
	}
}

// Stat is one figure. A rate says its numerator and denominator in Note; see Share.
type Stat struct {
	Label, Value, Unit, Note string
	Href                     string // the rows behind the figure
}

// Stats is a row of figures.
type Stats struct {
	Items []Stat
}

// Share is the rate n of d with both named: 99.6%, 9,412 / 9,450 件. Of few it is both numbers (RateOf). A denominator of 0 shows “—”.
func Share(label string, n, d int, unit, href string) Stat {
	if d > 0 && FewCases(d) {
		return Stat{Label: label, Value: RateOf(n, d) + " " + unit, Href: href}
	}
	return Stat{Label: label, Value: Rate(n, d), Note: fmt.Sprintf("%s / %s %s", Num(n), Num(d), unit), Href: href}
}

// RateCell is the rate n of d with both numbers below it; of few it is the numbers alone.
func RateCell[N int | int64](n, d N) Cell {
	c := Cell{Text: RateOf(n, d)}
	if !FewCases(d) {
		c.Small = Num(n) + " / " + Num(d)
	}
	return c
}

// Card is a tile that leads somewhere.
type Card struct {
	Href, Title, Text, Note string
	Calm                    bool // grave matters: no accent
}
