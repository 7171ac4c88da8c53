package main

import (
	"fmt"
	"html"
	"os"
	"strings"
)

// bars is a group of the chart: the rates of the bare server and of the program at so many clients.
type bars struct {
	label      string
	bare, ours float64
}

// draw writes the rates of creating cases as a chart, so that docs/performance.md shows what was measured last.
func draw(file string, groups []bars) error {
	const left, top, wide, high, gap = 52, 40, 84, 220, 20
	most := 1.0
	for _, g := range groups {
		most = max(most, g.bare, g.ours)
	}
	width := left + len(groups)*(wide+gap) + gap
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, top+high+50)
	const title = "Cases created a second: a bare server with two inserts (grey), Wuyou with all rules (blue)"
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="14">%s</text>`+"\n", left, title)
	for i := range 5 {
		y := top + high - high*i/4
		fmt.Fprintf(&b, `<path d="M%d %dH%d" stroke="#ddd"/><text x="%d" y="%d" text-anchor="end">%.0f</text>`+"\n",
			left, y, width-gap, left-6, y+4, most*float64(i)/4)
	}
	for i, g := range groups {
		x := left + gap + i*(wide+gap)
		for j, v := range []float64{g.bare, g.ours} {
			h := v / most * high
			at, colour := x+j*wide/2, []string{"#9aa4ad", "#0b3a75"}[j]
			fmt.Fprintf(&b, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s"/>`, at, top+high-h, wide/2-4, h, colour)
			fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="middle">%.0f</text>`+"\n", at+wide/4-2, top+high-h-4, v)
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", x+wide/2-2, top+high+18, html.EscapeString(g.label))
	}
	b.WriteString("</svg>\n")
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
