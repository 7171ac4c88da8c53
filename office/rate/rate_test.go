package rate

import (
	"testing"

	"pgregory.net/rapid"
)

// Both codes of the world outside lead to the same level, each in its own direction (GB/T 39046 table
// A.8: 1 is the best; the national platform: 5 is the best).
func TestLevelsAreMappedAtEachBorder(t *testing.T) {
	for i, want := range []Level{VerySatisfied, Satisfied, BasicallySatisfied, Dissatisfied, VeryDissatisfied} {
		national, err := OfPoints(5 - i)
		if err != nil || national != want || want.Points() != 5-i {
			t.Errorf("national %d: %s %v", 5-i, national, err)
		}
		if want.Standard() != i+1 {
			t.Errorf("%s is %d of the standard", want, want.Standard())
		}
		if want.Bad() != (i > 2) || want.Words() != Levels[i].Label {
			t.Errorf("%s: bad %v, %s", want, want.Bad(), want.Words())
		}
	}
	for _, n := range []int{0, 6, -1} {
		if _, err := OfPoints(n); err == nil {
			t.Errorf("%d is a level", n)
		}
	}
}

// The row that says most goes first: kind and event, then kind, then event.
func TestRulesOfWhatIsRated(t *testing.T) {
	rules := []exception{{"*", "withdraw", "none"}, {"visit", "*", "none"}, {"application", "hand_out", "visit"}, {"application", "withdraw", ""}}
	for _, c := range []struct{ kind, event, want string }{
		{"grievance", "withdraw", "none"}, {"grievance", "close", ""}, {"visit", "done", "none"}, {"application", "hand_out", "visit"}, {"application", "withdraw", ""},
	} {
		if got := ruleFor(rules, c.kind, c.event); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.kind, c.event, got, c.want)
		}
	}
}

// Adding up in any order gives the same, and taking away what was added leaves nothing.
func TestCountsAddUp(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) (c Counts) {
		for _, f := range c.Fields() {
			*f = rapid.Int64Range(-3, 9).Draw(t, "n")
		}
		return c
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		x, y := a, b
		x.Add(b)
		y.Add(a)
		if x != y {
			t.Fatalf("%+v, %+v", x, y)
		}
		if x.Valid() != x.Good()+x.Bad() {
			t.Fatalf("%+v", x)
		}
	})
}
