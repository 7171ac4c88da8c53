package supervision

import (
	"testing"

	"pgregory.net/rapid"

	"wuyou/office/calendar"
)

func TestPick(t *testing.T) {
	rows := []Trigger{
		{ID: 1, Kind: "grievance", Clock: "*", Level: 1, ValidFrom: 20200101},
		{ID: 2, Kind: "grievance", Clock: "hard", Level: 2, ValidFrom: 20210601},
		{ID: 3, Kind: "application", Clock: "promise", Level: 1, ValidFrom: 20200101},
		{ID: 4, Kind: "application", Clock: "promise", Level: 0, ValidFrom: 20211001},
		{ID: 5, Kind: "application", Clock: "statutory", Level: 2, ValidFrom: 20200101},
	}
	for _, c := range []struct {
		kind, clock string
		inner       bool
		on          calendar.Day
		want        int64
	}{
		{"grievance", "cannot", false, 20210701, 1},
		{"grievance", "triage", true, 20210701, 0}, // the office's own business has no row
		{"grievance", "hard", false, 20210531, 1},
		{"grievance", "hard", false, 20210601, 2},
		{"application", "promise", false, 20210930, 1},
		{"application", "promise", false, 20211001, 0}, // ended by a later row
		{"application", "statutory", true, 20210930, 2},
		{"application", "promise", false, 20191231, 0},
		{"visit", "call", true, 20210701, 0},
	} {
		if got := pick(rows, c.kind, c.clock, c.inner, c.on); got != c.want {
			t.Errorf("%s.%s on %d raises level %d, want %d", c.kind, c.clock, c.on, got, c.want)
		}
	}
}

// The order in which the rows lie does not matter, and what is inner is never raised by a row for all.
func TestPickAsksNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []Trigger
		named := false
		for i := range rapid.IntRange(0, 8).Draw(t, "rows") {
			r := Trigger{ID: int64(i + 1), Kind: "k", Clock: rapid.SampledFrom([]string{"*", "a", "b"}).Draw(t, "clock"), Level: rapid.Int64Range(0, 3).Draw(t, "level"), ValidFrom: calendar.Day(rapid.IntRange(20210101, 20210105).Draw(t, "from"))}
			named = named || r.Clock == "a"
			rows = append(rows, r)
		}
		on := calendar.Day(rapid.IntRange(20210101, 20210105).Draw(t, "on"))
		want := pick(rows, "k", "a", false, on)
		if got := pick(rapid.Permutation(rows).Draw(t, "order"), "k", "a", false, on); got != want {
			t.Fatalf("%d in one order, %d in another", want, got)
		}
		if !named && pick(rows, "k", "a", true, on) != 0 {
			t.Fatal("a row for all raised an inner clock")
		}
	})
}
