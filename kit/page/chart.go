package page

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
)

// ChartKind is what a chart shows of its numbers. There is one drawing for each.
type ChartKind string

const (
	Comparison ChartKind = ""       // which is more: lying bars on a common scale, the greatest first
	Course     ChartKind = "course" // how it went: a line over days or months, beside it a faint one to compare with
	Parts      ChartKind = "parts"  // what a whole is made of: one bar in parts
)

// Chart is numbers to be drawn; the template "chart" draws it as SVG on the server. Every axis starts at zero. Places are
// per cent and words keep the size of the page's text. A table of the same numbers unfolds below, and Summary tells
// them to a screen reader. What is too little to be drawn (Few) is a list of its numbers instead.
type Chart struct {
	Kind   ChartKind
	Title  string
	Desc   string // what it shows, in a sentence; Summary writes one if empty
	Unit   string
	Series []string // names; a course has one or two, parts have one, a comparison up to four
	Lamps  []string // colours, where the series of a comparison, or the parts, are deadlines: green, yellow, red, grey
	Rows   []Datum
	Top    int  // the least end of the scale, so that several charts share one
	Bare   bool // without the table, on a screen that nobody touches
}

// Datum is one bar, one part, or one place of a course. Values are one for each series; none is negative, but Gap.
type Datum struct {
	Label  string
	Href   string // the rows behind the figure
	Values []int
	Of     int // the denominator, where the value is the numerator of a rate; 0: the value is a number
}

// Gap is the value of a place of a course of which nothing is known.
const Gap = -1

// fewRows and fewCases are the least that is drawn: of fewer rows a list says as much, and of fewer cases a share means nothing.
const (
	fewRows  = 5
	fewCases = 10
)

// Few reports whether there is too little to draw. A bar in parts is a list with a mark above it: two parts are enough.
func (c Chart) Few() bool {
	if c.Kind == Parts {
		return len(c.Rows) < 2 || c.all() < fewCases
	}
	return len(c.Rows) < fewRows || c.all() < fewCases
}

// all is how many cases the chart is of.
func (c Chart) all() (n int) {
	for _, r := range c.Rows {
		for _, v := range r.Values {
			n += max(v, r.Of, 0)
		}
	}
	return n
}

// FewCases reports whether so many are too few for a percentage, a chart or a rank: each of them can be told.
func FewCases[N int | int64](n N) bool { return n < fewCases }

// RateOf is the rate n of d, and of too few cases both numbers: 3 / 4.
func RateOf[N int | int64](n, d N) string {
	if d > 0 && FewCases(d) {
		return Num(n) + " / " + Num(d)
	}
	return Rate(n, d)
}

// Summary is what the chart says, for those who cannot see it.
func (c Chart) Summary() string {
	if c.Desc != "" {
		return c.Desc
	}
	if len(c.Rows) <= 12 {
		var all []string
		for _, r := range c.Rows {
			s := r.Label
			for i, v := range r.Values {
				if len(c.Series) > 1 {
					s += " " + c.Series[i]
				}
				s += " " + c.told(v, r.Of)
			}
			all = append(all, s)
		}
		return strings.Join(all, "，")
	}
	var all []string
	for i, name := range c.Series {
		known := slices.DeleteFunc(slices.Clone(c.Rows), func(r Datum) bool { return r.Values[i] == Gap })
		if len(known) == 0 {
			continue
		}
		by := func(a, b Datum) int { return cmp.Compare(a.Values[i], b.Values[i]) }
		low, high := slices.MinFunc(known, by), slices.MaxFunc(known, by)
		all = append(all, fmt.Sprintf("%s最少 %s%s（%s），最多 %s%s（%s）",
			name, Num(low.Values[i]), c.Unit, low.Label, Num(high.Values[i]), c.Unit, high.Label))
	}
	return strings.Join(all, "；")
}

// told is a value with its unit, a rate with its numerator and denominator.
func (c Chart) told(v, of int) string {
	switch {
	case v == Gap:
		return "没有记录"
	case of > 0 && !FewCases(of):
		return Rate(v, of) + "（" + Num(v) + " / " + Num(of) + "）"
	case of > 0:
		return RateOf(v, of)
	}
	return Num(v) + c.Unit
}

// Table is the same numbers as text.
func (c Chart) Table() Table {
	t := Table{Caption: c.Title + "：数字", Heads: []Head{{Label: "名称", Main: true}}, Flat: true}
	for _, name := range c.Series {
		t.Heads = append(t.Heads, Head{Label: name, Num: true})
	}
	for _, r := range c.Rows {
		row := Row{Cells: []Cell{{Text: r.Label, Href: r.Href}}}
		for _, v := range r.Values {
			switch {
			case v == Gap:
				row.Cells = append(row.Cells, Cell{Text: "—"})
			case r.Of > 0:
				row.Cells = append(row.Cells, RateCell(v, r.Of))
			default:
				row.Cells = append(row.Cells, Cell{Text: Num(v)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// LegendKey is one entry of the legend; there is none for a single series.
type LegendKey struct {
	Name  string
	Class string
}

// Legend names the series.
func (c Chart) Legend() []LegendKey {
	if len(c.Series) < 2 {
		return nil
	}
	keys := make([]LegendKey, len(c.Series))
	for i, s := range c.Series {
		keys[i] = LegendKey{s, c.class(i)}
	}
	return keys
}

func (c Chart) class(series int) string {
	if series < len(c.Lamps) {
		return c.Lamps[series]
	}
	return fmt.Sprintf("s%d", series%5+1)
}

// Shape is one segment of a bar: where it is, in per cent, and the words with it.
type Shape struct {
	Label, Value string
	X, W         string
	Class        string
}

// rooms are the least widths, in rem, that the stylesheet gives a line where it shows the class.
var rooms = []struct {
	class string
	rem   float64
}{{"n", 10}, {"m", 22}, {"w", 38}}

// labelRem is the size of a chart's words, as in the stylesheet.
const labelRem = 0.8125

// Band is one bar of a comparison, with its segments.
type Band struct {
	Datum
	Total    string
	Note     string // beside the total: the numerator and the denominator of a rate
	Segments []Shape
}

// Bands are the rows as bars, the greatest first: by all series together, by rates, or, of deadlines, by the worst. Equal ones stay as
// they came. A rate of few cases has no bar.
func (c Chart) Bands() []Band {
	rows := slices.Clone(c.Rows)
	slices.SortStableFunc(rows, func(a, b Datum) int {
		if len(c.Lamps) > 0 {
			return slices.Compare(b.Values, a.Values)
		}
		return cmp.Compare(b.size(), a.size())
	})
	widest := float64(max(c.Top, 1))
	if c.rates() {
		widest = 0.01
	}
	for _, r := range rows {
		widest = max(widest, r.size())
	}
	bands := make([]Band, len(rows))
	for i, r := range rows {
		b := Band{Datum: r, Total: Num(sum(r.Values))}
		if r.Of > 0 {
			if b.Total = RateOf(r.Values[0], r.Of); !FewCases(r.Of) {
				b.Note = Num(r.Values[0]) + " / " + Num(r.Of)
			}
		}
		x := 0.0
		for n, v := range r.Values {
			w := 100 * float64(v) / float64(max(r.Of, 1)) / widest
			if r.Of > 0 && FewCases(r.Of) {
				w = 0
			}
			b.Segments = append(b.Segments, Shape{Label: c.Series[n], Value: Num(v), X: pct(x), W: pct(w), Class: c.class(n)})
			x += w
		}
		bands[i] = b
	}
	return bands
}

// rates reports whether the values are rates.
func (c Chart) rates() bool {
	return slices.ContainsFunc(c.Rows, func(r Datum) bool { return r.Of > 0 })
}

// size is what a row is compared by; a rate of few cases comes last.
func (d Datum) size() float64 {
	switch {
	case d.Of > 0 && FewCases(d.Of):
		return -1
	case d.Of > 0:
		return float64(d.Values[0]) / float64(d.Of)
	}
	return float64(sum(d.Values))
}

// Part is one part of a whole.
type Part struct {
	Datum
	Value, Share string
	X, W, Class  string
}

// Shares are the parts of the whole, in the order in which they came. Their percentages are left out of fewer than ten cases.
func (c Chart) Shares() []Part {
	whole := 0
	for _, r := range c.Rows {
		whole += r.Values[0]
	}
	parts, x := make([]Part, len(c.Rows)), 0.0
	for i, r := range c.Rows {
		w := 100 * float64(r.Values[0]) / float64(max(whole, 1))
		parts[i] = Part{Datum: r, Value: Num(r.Values[0]) + " " + c.Unit, X: pct(x), W: pct(w), Class: c.class(i)}
		if !FewCases(whole) {
			parts[i].Share = Rate(r.Values[0], whole)
		}
		x += w
	}
	return parts
}

// Listed are the numbers of what is too little to be drawn.
func (c Chart) Listed() List {
	var l List
	for _, r := range c.Rows {
		t := Term{Label: r.Label}
		for i, v := range r.Values {
			if i > 0 {
				t.Value += "，"
			}
			if len(c.Series) > 1 {
				t.Value += c.Series[i] + " "
			}
			if r.Of > 0 || v == Gap {
				t.Value += c.told(v, r.Of)
			} else {
				t.Value += Num(v) + " " + c.Unit
			}
		}
		if r.Href != "" {
			t.Link = Link{Href: r.Href, Label: t.Value}
			t.Value = ""
		}
		l.Items = append(l.Items, t)
	}
	return l
}

// Tick is a label on an axis.
type Tick struct {
	Label, At, Anchor string
	Class             string // of a place: n, m and w show it where there is narrow, middling and wide room
}

// Ticks are the heights named on the axis, from zero up.
func (c Chart) Ticks() []Tick {
	top := c.top()
	step := niceStep(top)
	var ticks []Tick
	for v := 0; v <= top; v += step {
		ticks = append(ticks, Tick{Label: Num(v), At: pct(100 - 100*float64(v)/float64(top))})
	}
	return ticks
}

// Places are the labels under a line, a day or a month each: as many, evenly spread and with both
// ends, as each width holds. The table has every one.
func (c Chart) Places() []Tick {
	n := len(c.Rows)
	widest := 0.0
	for _, r := range c.Rows {
		widest = max(widest, ems(r.Label)*labelRem)
	}
	ticks := make([]Tick, n)
	for i, r := range c.Rows {
		ticks[i] = Tick{Label: r.Label, At: c.x(i), Anchor: anchor(i, n)}
	}
	for _, room := range rooms {
		k := n
		for k > 2 && float64((n-1)/(k-1))/float64(n-1)*room.rem < 1.5*widest+0.5 { // an end label lies to one side
			k--
		}
		for j := range k {
			i := 0
			if k > 1 {
				i = int(math.Round(float64(j*(n-1)) / float64(k-1)))
			}
			ticks[i].Class += " " + room.class
		}
	}
	shown := ticks[:0]
	for _, t := range ticks {
		if t.Class != "" {
			shown = append(shown, t)
		}
	}
	return shown
}

// Curve is one line of a course: its stretches without a gap, on a square of 100, and its last point with its label.
type Curve struct {
	N           int
	Stretches   []string
	X, Y, Label string
	Shift       string
}

// Lines are the first two series. The labels stand behind their last points, one above the other where those are close.
func (c Chart) Lines() []Curve {
	top := float64(c.top())
	lines := make([]Curve, min(2, len(c.Series)))
	ends := [2]float64{}
	for n := range lines {
		l := Curve{N: n + 1, Shift: "0.35em"}
		stretch := ""
		for i, r := range c.Rows {
			if v := r.Values[n]; v == Gap {
				l.Stretches, stretch = append(l.Stretches, stretch), ""
			} else {
				ends[n] = 100 - 100*float64(v)/top
				stretch += fmt.Sprintf("%s,%.2f ", strings.TrimSuffix(c.x(i), "%"), ends[n])
				l.X, l.Y, l.Label = c.x(i), pct(ends[n]), Num(v)
			}
		}
		l.Stretches = append(l.Stretches, stretch)
		l.Stretches = slices.DeleteFunc(l.Stretches, func(s string) bool { return s == "" })
		lines[n] = l
	}
	if len(lines) == 2 && lines[0].X == lines[1].X && math.Abs(ends[0]-ends[1]) < 9 {
		lines[0].Shift, lines[1].Shift = "-0.35em", "1.05em"
		if ends[1] < ends[0] {
			lines[0].Shift, lines[1].Shift = lines[1].Shift, lines[0].Shift
		}
	}
	return lines
}

func (c Chart) x(i int) string {
	if len(c.Rows) < 2 {
		return "50%"
	}
	return pct(100 * float64(i) / float64(len(c.Rows)-1))
}

// top is the end of the axis: the next round number above every value.
func (c Chart) top() int {
	most := max(c.Top, 1)
	for _, r := range c.Rows {
		for _, v := range r.Values {
			most = max(most, v)
		}
	}
	step := niceStep(most)
	return (most + step - 1) / step * step
}

// niceStep is 1, 2 or 5 times a power of ten that divides most into three to five parts, or 1.
func niceStep(most int) int {
	for unit := 1; ; unit *= 10 {
		for _, m := range []int{1, 2, 5} {
			if most <= 5*m*unit {
				return m * unit
			}
		}
	}
}

func anchor(i, n int) string {
	switch {
	case n > 1 && i == 0:
		return "start"
	case n > 1 && i == n-1:
		return "end"
	}
	return "middle"
}

// ems is the width of a text in ems: a Chinese character is one, a letter or a digit a little over half.
func ems(s string) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x2e80 {
			w += 0.58
		} else {
			w++
		}
	}
	return w
}

func sum(values []int) int {
	total := 0
	for _, v := range values {
		total += v
	}
	return total
}

func pct(v float64) string { return fmt.Sprintf("%.2f%%", v) }

// Multiples are courses of the same kind beside each other, small and on one scale. Each says its latest number.
type Multiples struct {
	Title, Unit string
	Charts      []Chart
}

// Scaled are the charts on their common scale.
func (m Multiples) Scaled() []Chart {
	list, top := slices.Clone(m.Charts), 0
	for _, c := range list {
		top = max(top, c.top())
	}
	for i := range list {
		list[i].Top, list[i].Unit = top, m.Unit
	}
	return list
}

// Table is the numbers of all of them.
func (m Multiples) Table() Table {
	t := Table{Caption: m.Title + "：数字", Heads: []Head{{Label: "日期", Main: true}}, Flat: true}
	for _, c := range m.Charts {
		t.Heads = append(t.Heads, Head{Label: c.Title, Num: true})
	}
	for i := range m.Charts[0].Rows {
		row := Row{Cells: []Cell{{Text: m.Charts[0].Rows[i].Label}}}
		for _, c := range m.Charts {
			cell := Cell{Text: "—"}
			if v := c.Rows[i].Values[0]; v != Gap {
				cell.Text = Num(v)
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// Spark is a course as small as a word, in a cell of a table beside its numbers. Gap is a value that is not known; of fewer than five known ones
// nothing is drawn.
type Spark []int

// The size of a spark line, in the units of its drawing.
const sparkWide, sparkHigh = 96, 24

// draw draws the line with a point at its end. Its words say the least, the most and the last.
func (s Spark) draw(b *strings.Builder) {
	known := slices.DeleteFunc(slices.Clone(s), func(v int) bool { return v == Gap })
	if len(known) < fewRows {
		return
	}
	least, most := slices.Min(known), slices.Max(known)
	x := func(i int) float64 { return 2 + float64(i)/float64(len(s)-1)*(sparkWide-6) }
	y := func(v int) float64 { return sparkHigh - 3 - float64(v-least)/float64(max(most-least, 1))*(sparkHigh-6) }
	words := fmt.Sprintf("最少 %s，最多 %s，最后 %s", Num(least), Num(most), Num(known[len(known)-1]))
	fmt.Fprintf(b, `<svg class="spark" viewBox="0 0 %d %d" role="img" aria-label="%s">`, sparkWide, sparkHigh, template.HTMLEscapeString(words))
	points, last := "", 0
	flush := func() {
		if points != "" {
			b.WriteString(`<polyline points="` + strings.TrimSpace(points) + `"/>`)
		}
		points = ""
	}
	for i, v := range s {
		if v == Gap {
			flush()
			continue
		}
		points, last = points+fmt.Sprintf("%.1f,%.1f ", x(i), y(v)), i
	}
	flush()
	fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="2.5"/></svg>`, x(last), y(s[last]))
}
