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
	c := Chart{Series: []string{"甲", "乙", "丙", "丁"}[:rapid.IntRange(1, 4).Draw(t, "series")]}
	for i := range rapid.IntRange(0, 40).Draw(t, "rows") {
		values := rapid.SliceOfN(rapid.IntRange(0, 1e6), len(c.Series), len(c.Series)).Draw(t, "values")
		c.Rows = append(c.Rows, Datum{Label: fmt.Sprintf("%d月%d日", 1+i/28, 1+i%28), Values: values})
	}
	return c
})

func TestChartsStayInTheirPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyChart.Draw(t, "chart")
		for i, b := range c.Bars() {
			y, h := percent(t, b.Y), percent(t, b.H)
			if y < 0 || h < 0 || y+h < 99.98 || y+h > 100.02 {
				t.Fatalf("bar %d stands from %s over %s: not on the axis", i, b.Y, b.H)
			}
		}
		for _, band := range c.Bands(4) {
			end := 0.0
			for _, s := range band.Segments {
				if x := percent(t, s.X); x < end-0.02 {
					t.Fatalf("segments overlap at %s", s.X)
				}
				end = percent(t, s.X) + percent(t, s.W)
			}
			if end > 100.02 {
				t.Fatalf("a band ends at %f", end)
			}
		}
		for _, l := range c.Lines() {
			for _, p := range strings.Fields(l.Points) {
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

func TestFitNeedsRoomForEveryLabel(t *testing.T) {
	row := func(label string) []Datum {
		return slices.Repeat([]Datum{{Label: label, Values: []int{1}}}, 6)
	}
	for label, want := range map[string]string{"甲": "fit-12", "东坡": "fit-20", "东坡区": "fit-20", "东坡区政府": "fit-40", "政策不允许，已经解释清楚": "fit-never"} {
		if got := (Chart{Series: []string{"件"}, Rows: row(label)}).Fit(); got != want {
			t.Errorf("six bars of %q: %s, want %s", label, got, want)
		}
	}
}

func TestChartInWords(t *testing.T) {
	c := Chart{Title: "在办", Unit: "件", Series: []string{"在办"}, Rows: []Datum{{"东坡", "", []int{1318}}, {"仁寿", "/r", []int{402}}}}
	if got, want := c.Summary(), "东坡 1,318件，仁寿 402件"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for range 12 {
		c.Rows = append(c.Rows, Datum{"洪雅", "", []int{7}})
	}
	if got, want := c.Summary(), "在办最少 7件（洪雅），最多 1,318件（东坡）"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := len(c.Table().Rows); got != 14 {
		t.Errorf("the table holds %d of 14 rows", got)
	}
	html := show(t, "bars", c)
	for _, want := range []string{`role="group"`, `<a href="/r">`, "看数字", "<desc>"} {
		if !strings.Contains(html, want) {
			t.Errorf("no %q in the drawing", want)
		}
	}
	c.Bare = true
	if strings.Contains(show(t, "bars", c), "看数字") {
		t.Error("a bare chart has a table")
	}
}

func TestNiceStep(t *testing.T) {
	for most, want := range map[int]int{1: 1, 5: 1, 6: 2, 10: 2, 11: 5, 26: 10, 701: 200, 1000: 200, 1001: 500} {
		if got := niceStep(most); got != want {
			t.Errorf("niceStep(%d) = %d, want %d", most, got, want)
		}
	}
}
