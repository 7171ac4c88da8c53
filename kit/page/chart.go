package page

import (
	"fmt"
	"math"
	"strings"
)

// Chart is numbers to be drawn; the templates "bars", "line" and "stack" draw it as SVG on the server.
// Every axis starts at zero. Places are per cent and the words keep the size of the page's text, so a
// chart never shrinks its labels: where upright bars would touch, they lie down instead. A table of
// the same numbers unfolds below, and Summary tells them to a screen reader.
type Chart struct {
	Title  string
	Desc   string // what it shows, in a sentence; Summary writes one if empty
	Unit   string
	Series []string // names; bars draw the first series, line the first two, stack up to four
	Lamps  []string // colours of the stack, where its series are deadlines: green, yellow, red, grey
	Rows   []Datum
	Bare   bool // without the table, on a screen that nobody touches
}

// Datum is one bar, or one place on the line. Values are none negative, one for each series.
type Datum struct {
	Label  string
	Href   string // the rows behind the figure
	Values []int
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
				s += " " + Num(v) + c.Unit
			}
			all = append(all, s)
		}
		return strings.Join(all, "，")
	}
	var all []string
	for i, name := range c.Series {
		low, high := c.Rows[0], c.Rows[0]
		for _, r := range c.Rows {
			if r.Values[i] < low.Values[i] {
				low = r
			}
			if r.Values[i] > high.Values[i] {
				high = r
			}
		}
		all = append(all, fmt.Sprintf("%s最少 %s%s（%s），最多 %s%s（%s）",
			name, Num(low.Values[i]), c.Unit, low.Label, Num(high.Values[i]), c.Unit, high.Label))
	}
	return strings.Join(all, "；")
}

// Linked reports whether a figure leads to its rows: then the drawing is a group of links, not a picture.
func (c Chart) Linked() bool {
	for _, r := range c.Rows {
		if r.Href != "" {
			return true
		}
	}
	return false
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
			row.Cells = append(row.Cells, Cell{Text: Num(v)})
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
	return fmt.Sprintf("s%d", series+1)
}

// Shape is one bar or one segment: where it is, in per cent, and the words with it.
type Shape struct {
	Label, Value, Href string
	X, Y, W, H, Middle string
	Class              string
}

// Bars are the upright bars of the first series.
func (c Chart) Bars() []Shape {
	top := float64(c.top(1))
	slot := 100 / float64(max(1, len(c.Rows)))
	width := min(0.56*slot, 12)
	shapes := make([]Shape, len(c.Rows))
	for i, r := range c.Rows {
		middle := slot * (float64(i) + 0.5)
		h := 100 * float64(r.Values[0]) / top
		shapes[i] = Shape{r.Label, Num(r.Values[0]), r.Href, pct(middle - width/2), pct(100 - h), pct(width), pct(h), pct(middle), "s1"}
	}
	return shapes
}

// Fit is the class that lays the bars down in a place too narrow for upright ones: the least width in
// rem, rounded up to a step of the stylesheet, that keeps their labels apart.
func (c Chart) Fit() string {
	widest := 0.0
	for _, r := range c.Rows {
		widest = max(widest, ems(r.Label), ems(Num(r.Values[0])))
	}
	need := (widest + 0.8) * labelRem * float64(len(c.Rows))
	for _, step := range []int{12, 20, 28, 40, 60} {
		if need <= float64(step) {
			return fmt.Sprintf("fit-%d", step)
		}
	}
	return "fit-never"
}

// rooms are the least widths, in rem, that the stylesheet gives a line where it shows the class.
var rooms = []struct {
	class string
	rem   float64
}{{"n", 10}, {"m", 22}, {"w", 38}}

// labelRem is the size of a chart's words, as in the stylesheet.
const labelRem = 0.8125

// Band is one bar that lies, with its segments.
type Band struct {
	Datum
	Total    string
	Segments []Shape
}

// Bands are the rows as lying bars, one segment a series.
func (c Chart) Bands(series int) []Band {
	series = min(series, len(c.Series))
	widest := 1
	for _, r := range c.Rows {
		widest = max(widest, sum(r.Values[:series]))
	}
	bands := make([]Band, len(c.Rows))
	for i, r := range c.Rows {
		b := Band{Datum: r, Total: Num(sum(r.Values[:series]))}
		x := 0.0
		for n, v := range r.Values[:series] {
			w := 100 * float64(v) / float64(widest)
			b.Segments = append(b.Segments, Shape{Label: c.Series[n], Value: Num(v), X: pct(x), W: pct(w), Class: c.class(n)})
			x += w
		}
		bands[i] = b
	}
	return bands
}

// Tick is a label on an axis.
type Tick struct {
	Label, At, Anchor string
	Class             string // of a place: n, m and w show it where there is narrow, middling and wide room
}

// Ticks are the heights named on the axis, from zero up.
func (c Chart) Ticks() []Tick {
	top := c.top(2)
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

// Curve is one line of a chart: its points on a square of 100, and its highest point with its label.
type Curve struct {
	N             int
	Points        string
	X, Y, Label   string
	Anchor, Shift string
}

// Lines are the first two series. The label of the first stands above its highest point, that of the
// second below, so that they do not meet.
func (c Chart) Lines() []Curve {
	top := float64(c.top(2))
	lines := make([]Curve, min(2, len(c.Series)))
	for n := range lines {
		var points strings.Builder
		high := 0
		for i, r := range c.Rows {
			fmt.Fprintf(&points, "%s,%.2f ", strings.TrimSuffix(c.x(i), "%"), 100-100*float64(r.Values[n])/top)
			if r.Values[n] > c.Rows[high].Values[n] {
				high = i
			}
		}
		l := Curve{N: n + 1, Points: strings.TrimSpace(points.String())}
		if len(c.Rows) > 0 {
			v := c.Rows[high].Values[n]
			y := 100 - 100*float64(v)/top
			l.X, l.Y, l.Label, l.Anchor, l.Shift = c.x(high), pct(y), Num(v), anchor(high, len(c.Rows)), "-0.6em"
			if n == 1 && y < 85 {
				l.Shift = "1.4em"
			}
		}
		lines[n] = l
	}
	return lines
}

func (c Chart) x(i int) string {
	if len(c.Rows) < 2 {
		return "50%"
	}
	return pct(100 * float64(i) / float64(len(c.Rows)-1))
}

// top is the end of the axis: the next round number above every value of the first n series.
func (c Chart) top(n int) int {
	most := 1
	for _, r := range c.Rows {
		for _, v := range r.Values[:min(n, len(r.Values))] {
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
