package supervision

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPick(t *testing.T) {
	rows := []Trigger{{"grievance.*", 1}, {"grievance.hard", 2}, {"application.promise", 0}, {"application.statutory", 2}}
	for _, c := range []struct {
		kind, clock string
		inner       bool
		want        int64
	}{
		{"grievance", "cannot", false, 1},
		{"grievance", "triage", true, 0}, // the office's own business has no row
		{"grievance", "hard", false, 2},
		{"application", "promise", false, 0},
		{"application", "statutory", true, 2},
		{"visit", "call", true, 0},
	} {
		if got := pick(rows, c.kind, c.clock, c.inner); got != c.want {
			t.Errorf("%s.%s raises level %d, want %d", c.kind, c.clock, got, c.want)
		}
	}
}

// The order in which the rows lie does not matter, and what is inner is never raised by a row for all.
func TestPickAsksNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []Trigger
		named := false
		for _, clock := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"k.*", "k.a", "k.b", "l.*"}), 0, 4, rapid.ID).Draw(t, "clocks") {
			rows = append(rows, Trigger{clock, rapid.Int64Range(0, 3).Draw(t, "level")})
			named = named || clock == "k.a"
		}
		want := pick(rows, "k", "a", false)
		if got := pick(rapid.Permutation(rows).Draw(t, "order"), "k", "a", false); got != want {
			t.Fatalf("%d in one order, %d in another", want, got)
		}
		if !named && pick(rows, "k", "a", true) != 0 {
			t.Fatal("a row for all raised an inner clock")
		}
	})
}
