package page

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func percent(t *rapid.T, s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64)
	if err != nil {
		t.Fatalf("%q is no percentage", s)
	}
	return v
}

var anyChart = rapid.Custom(func(t *rapid.T) Chart {
	c := Chart{Kind: rapid.SampledFrom([]ChartKind{Comparison, Course, Parts}).Draw(t, "kind"),
		Series: []string{"甲", "乙", "丙", "丁"}[:rapid.IntRange(1, 4).Draw(t, "series")]}
	for i := range rapid.IntRange(0, 40).Draw(t, "rows") {
		values := rapid.SliceOfN(rapid.IntRange(0, 1e6), len(c.Series), len(c.Series)).Draw(t, "values")
		if c.Kind == Course && rapid.IntRange(0, 5).Draw(t, "known") == 0 {
			values[0] = Gap
		}
		c.Rows = append(c.Rows, Datum{Label: fmt.Sprintf("%d月%d日", 1+i/28, 1+i%28), Values: values})
	}
	return c
})

func TestChartsStayInTheirPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChart.Draw(t, "chart")
		if c.Kind == Comparison {
			for _, band := range c.Bands() {
				end := 0.0
				for _, s := range band.Segments {
					if x := percent(t, s.X); x < end-0.02 {
						t.Fatalf("segments overlap at %s", s.X)
					}
					end = percent(t, s.X) + percent(t, s.W)
				}
				if end > 100.05 {
					t.Fatalf("a band ends at %f", end)
				}
			}
		}
		if c.Kind == Parts {
			end := 0.0
			for _, p := range c.Shares() {
				if x := percent(t, p.X); x < end-0.02 {
					t.Fatalf("parts overlap at %s", p.X)
				}
				end = percent(t, p.X) + percent(t, p.W)
			}
			if end > 100.05 {
				t.Fatalf("the parts end at %f", end)
			}
		}
		for _, l := range c.Lines() {
			for _, p := range strings.Fields(strings.Join(l.Stretches, " ")) {
				var x, y float64
				if _, err := fmt.Sscanf(p, "%f,%f", &x, &y); err != nil || x < 0 || x > 100 || y < 0 || y > 100 {
					t.Fatalf("point %s: %v", p, err)
				}
			}
		}
	})
}

func TestAxisStartsAtZeroAndHoldsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChart.Draw(t, "chart")
		ticks := c.Ticks()
		if ticks[0].Label != "0" || ticks[0].At != "100.00%" || ticks[len(ticks)-1].At != "0.00%" {
			t.Fatalf("axis from %+v to %+v", ticks[0], ticks[len(ticks)-1])
		}
		if n := len(ticks); n < 2 || n > 6 {
			t.Fatalf("%d ticks", n)
		}
	})
}

func TestPlacesKeepTheirDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChart.Draw(t, "chart")
		if len(c.Rows) < 2 {
			return
		}
		places := c.Places()
		if places[0].Label != c.Rows[0].Label || places[len(places)-1].Label != c.Rows[len(c.Rows)-1].Label {
			t.Fatal("an end has no label")
		}
		for _, room := range rooms {
			end := -1.0
			for _, p := range places {
				if !slices.Contains(strings.Fields(p.Class), room.class) {
					continue
				}
				width := ems(p.Label) * labelRem
				start := percent(t, p.At)/100*room.rem - map[string]float64{"start": 0, "middle": 0.5, "end": 1}[p.Anchor]*width
				if start < end {
					t.Fatalf("in %.0f rem, %s begins at %.2f before its neighbour ends at %.2f", room.rem, p.Label, start, end)
				}
				end = start + width
			}
		}
	})
}

func TestChartInWords(t *testing.T) {
	c := Chart{Title: "在办", Unit: "件", Series: []string{"在办"}, Rows: []Datum{{"东坡", "", []int{1318}, 0}, {"仁寿", "/r", []int{402}, 0}}}
	if got, want := c.Summary(), "东坡 1,318件，仁寿 402件"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for range 12 {
		c.Rows = append(c.Rows, Datum{"洪雅", "", []int{7}, 0})
	}
	if got, want := c.Summary(), "在办最少 7件（洪雅），最多 1,318件（东坡）"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := len(c.Table().Rows); got != 14 {
		t.Errorf("the table holds %d of 14 rows", got)
	}
	html := show(t, "chart", c)
	for _, want := range []string{`<a class="figure" href="/r">`, "看数字", `<ul class="bands">`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in the drawing", want)
		}
	}
	c.Bare = true
	if strings.Contains(show(t, "chart", c), "看数字") {
		t.Error("a bare chart has a table")
	}
}

// Of fewer than five values there is a list, of fewer than ten cases neither a drawing nor a percentage.
func TestTooLittleIsAListOfNumbers(t *testing.T) {
	rows := func(n, v int) (list []Datum) {
		for i := range n {
			list = append(list, Datum{Label: fmt.Sprintf("第%d", i), Href: "/r", Values: []int{v}})
		}
		return list
	}
	for _, one := range []struct {
		what    string
		c       Chart
		drawn   bool
		percent bool
	}{
		{"four values", Chart{Rows: rows(4, 500)}, false, false},
		{"five values", Chart{Rows: rows(5, 500)}, true, false},
		{"nine cases", Chart{Rows: rows(9, 1)}, false, false},
		{"two parts", Chart{Kind: Parts, Rows: rows(2, 5)}, true, true},
		{"two parts of nine", Chart{Kind: Parts, Rows: append(rows(1, 5), rows(1, 4)...)}, false, false},
		{"a course of four days", Chart{Kind: Course, Rows: rows(4, 500)}, false, false},
		{"a course of five days", Chart{Kind: Course, Rows: rows(5, 2)}, true, false},
	} {
		one.c.Title, one.c.Unit, one.c.Series = "收件", "件", []string{"件数"}
		html := show(t, "chart", one.c)
		before, _, _ := strings.Cut(html, "<details") // the table
		if got := strings.Contains(html, "<svg"); got != one.drawn {
			t.Errorf("%s: drawn is %v", one.what, got)
		}
		if got := strings.Contains(before, "%</small>"); got != one.percent {
			t.Errorf("%s: in per cent is %v\n%s", one.what, got, html)
		}
		if !one.drawn && !strings.Contains(html, `<dl class="list`) {
			t.Errorf("%s: no list", one.what)
		}
	}
}

// Rates are ranked by what they are, not by their numerators; those of few cases come last, without a bar and a percentage.
func TestRatesAreComparedAsRates(t *testing.T) {
	c := Chart{Title: "按时率", Unit: "件", Series: []string{"按时"}, Rows: []Datum{
		{"甲", "", []int{3}, 4}, {"乙", "", []int{900}, 1000}, {"丙", "", []int{99}, 100}, {"丁", "", []int{0}, 20}, {"戊", "", []int{10}, 11}}}
	var got []string
	for _, b := range c.Bands() {
		got = append(got, b.Label+" "+b.Total+" "+b.Note+" "+b.Segments[0].W)
	}
	want := []string{"丙 99% 99 / 100 100.00%", "戊 90.9% 10 / 11 91.83%", "乙 90% 900 / 1,000 90.91%", "丁 0% 0 / 20 0.00%", "甲 3 / 4  0.00%"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// What is not known is a gap: neither a nought nor joined over.
func TestWhatIsNotKnownIsAGap(t *testing.T) {
	c := Chart{Kind: Course, Title: "在办", Unit: "件", Series: []string{"在办"}}
	for i, v := range []int{4, 8, Gap, 6, 2, Gap} {
		c.Rows = append(c.Rows, Datum{Label: fmt.Sprint(i), Values: []int{v}})
	}
	l := c.Lines()[0]
	if want := []string{"0.00,50.00 20.00,0.00 ", "60.00,25.00 80.00,75.00 "}; !slices.Equal(l.Stretches, want) || l.Label != "2" || l.X != "80.00%" {
		t.Errorf("%q, %+v", l.Stretches, l)
	}
	if got := c.Summary(); !strings.Contains(got, "2 没有记录") {
		t.Error(got)
	}
	var b strings.Builder
	Spark{1, Gap, 2, 3, 4, 5}.draw(&b)
	if got := b.String(); strings.Count(got, "<polyline") != 2 || !strings.Contains(got, "最少 1，最多 5，最后 5") {
		t.Error(got)
	}
	b.Reset()
	if (Spark{1, Gap, 2, 3, 4}).draw(&b); b.Len() != 0 {
		t.Error("four known values are drawn")
	}
}

// Small multiples are on one scale, or the least of them would look like the greatest.
func TestMultiplesShareTheirScale(t *testing.T) {
	m := Multiples{Title: "收件", Unit: "件"}
	for _, most := range []int{10, 1000} {
		c := Chart{Kind: Course, Title: Num(most), Series: []string{"收件"}}
		for i := range 6 {
			c.Rows = append(c.Rows, Datum{Label: fmt.Sprint(i), Values: []int{most * i / 5}})
		}
		m.Charts = append(m.Charts, c)
	}
	if low := m.Scaled()[0].Lines()[0].Y; low != "99.00%" {
		t.Errorf("10 of 1,000 ends at %s", low)
	}
	if html := show(t, "multiples", m); !strings.Contains(html, "<th scope=\"col\" class=\"num\">1,000") {
		t.Error(html)
	}
}

func TestNiceStep(t *testing.T) {
	for most, want := range map[int]int{1: 1, 5: 1, 6: 2, 10: 2, 11: 5, 26: 10, 701: 200, 1000: 200, 1001: 500} {
		if got := niceStep(most); got != want {
			t.Errorf("niceStep(%d) = %d, want %d", most, got, want)
		}
	}
}
