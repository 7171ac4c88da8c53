package flow

import (
	"slices"
	"testing"
	"time"

	"wuyou/office/calendar"
)

// Which limit a case shows: to staff the earliest, to the applicant the one that he was told; never a debt or a check
// that runs beside the case, while another limit is there.
func TestTheLimitThatACaseShows(t *testing.T) {
	table := &Table{Clocks: []Clock{
		{Name: "promise", Until: Closed}, {Name: "statutory", Until: Closed, Inner: true}, {Name: "step", Inner: true},
		{Name: "debt", Until: Ended, Theirs: true}, {Name: "check", Until: Ended, Inner: true},
	}}
	start := time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone)
	clock := func(name string, days, extra int) calendar.Clock {
		return calendar.Clock{Name: name, Term: calendar.Term{Unit: calendar.NaturalDay, N: days}, Start: start.UnixMilli(), Extra: extra}
	}
	stopped, err := clock("promise", 7, 0).Stop(start.AddDate(0, 0, 1), "听证")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		clocks         []calendar.Clock
		days           int // since the start
		office, person string
	}{
		"a step":                         {[]calendar.Clock{clock("promise", 7, 0), clock("step", 3, 0)}, 1, "step", "promise"},
		"a debt is due before":           {[]calendar.Clock{clock("debt.1", 3, 0), clock("promise", 7, 0)}, 1, "promise", "promise"},
		"a debt that ran out":            {[]calendar.Clock{clock("debt.1", 3, 0), clock("promise", 7, 0)}, 5, "promise", "promise"},
		"the promise is broken":          {[]calendar.Clock{clock("promise", 7, 0), clock("statutory", 20, 0)}, 9, "promise", "promise"},
		"broken, the law's limit longer": {[]calendar.Clock{clock("promise", 7, 0), clock("statutory", 20, 10)}, 9, "promise", "statutory"},
		"both are longer":                {[]calendar.Clock{clock("promise", 7, 10), clock("statutory", 20, 10)}, 3, "promise", "promise"},
		"it stands still":                {[]calendar.Clock{stopped, clock("debt.1", 3, 0)}, 2, "", ""},
		"only a check is left":           {[]calendar.Clock{clock("check", 60, 0)}, 2, "check", ""},
		"nothing runs":                   {nil, 1, "", ""},
	} {
		cal, now := calendar.New(nil, calendar.Hours{Open: 9 * 60, Close: 18 * 60, Cutoff: 17 * 60}), start.AddDate(0, 0, c.days)
		for r, want := range map[Reader]string{Office: c.office, Person: c.person} {
			for range 2 { // in whatever order they were begun
				slices.Reverse(c.clocks)
				if l, _ := leading(table.limits(c.clocks, cal, r, now), r); l.Running.Name != want {
					t.Errorf("%s: shown to %d is %q, want %q", name, r, l.Running.Name, want)
				}
			}
		}
	}
}
