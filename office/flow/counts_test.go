package flow_test

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/region"
)

// counted compares the kept counts, by day and by month, with a recount at every level.
func (o *office) counted(t testing.TB) {
	t.Helper()
	from, to := calendar.Day(20260101), calendar.DayOf(o.now)
	for _, place := range append([]region.Code{""}, places...) {
		kept := map[flow.Count]int64{}
		days, err := o.DayCounts(t.Context(), place, from, to)
		if err != nil {
			t.Fatal(err)
		}
		months, err := o.Counts(t.Context(), place, int64(from.Month()), int64(to.Month()))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range append(days, months...) {
			n := c.N
			c.N = 0
			if _, twice := kept[c]; twice {
				t.Errorf("two lines for %+v", c)
			}
			kept[c] = n
		}
		recounted, err := o.Recount(t.Context(), place, from, to)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(recounted, kept); diff != "" {
			t.Errorf("counts of %q: %s", place, diff)
		}
	}
}

func TestCountsAreTheLedger(t *testing.T) {
	table := with(flow.Row{
		From: []string{"review"}, Event: "transfer", Name: "转办", Done: "已转办", By: flow.Who{Turn: true}, To: flow.Same,
		Do: func(_ context.Context, _ *db.DB, c *flow.Change) error { c.Case.Dept = other; return nil },
	})
	each(t, func(t *testing.T, o *office) {
		for i, place := range append(places, places...) {
			s := submission
			s.Region = place
			c, err := o.open(t, citizen, s)
			if err != nil {
				t.Fatal(err)
			}
			if i%2 == 0 {
				o.do(t, citizen, c.Case.ID, "withdraw")
			}
			if i == 9 {
				o.at("2026-05-02 09:00")
			}
		}
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.counted(t)
		seal := func(want int) {
			t.Helper()
			if n, err := o.Seal(t.Context()); n != want || err != nil {
				t.Errorf("sealed %d, %v", n, err)
			}
			o.counted(t)
		}
		seal(29 + kept)
		o.do(t, reviewer, k.ID, "transfer") // what was done before counts for the department that did it
		o.counted(t)
		o.at("2026-06-01 09:00")
		o.sweep(t)
		o.counted(t)
		seal(11)
		seal(0)
		months, err := o.Counts(t.Context(), "", 202605, 202605)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int64{}
		for _, c := range months {
			got[c.Event+" "+c.FromState+" "+c.ToState+" "+c.Dept] += c.N
		}
		want := map[string]int64{"submit  received 511402-01": 9, "withdraw received gone 511402-01": 4, "accept received review 511402-01": 1, "transfer review review 511402-02": 1}
		if !maps.Equal(got, want) {
			t.Errorf("in May: %v", got)
		}
	}, table)
}

// Who reads the counts while a batch is being sealed finds every event once.
func TestCountsWhileSealing(t *testing.T) {
	both := func(t *testing.T, url string) {
		o := on(t, url)
		const n = 2050 // more than one batch
		err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			for range n {
				if _, err := o.Open(t.Context(), tx, citizen, submission); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		sealed := make(chan struct{})
		var wg sync.WaitGroup
		var sum atomic.Int64
		for range 2 {
			wg.Go(func() {
				n, err := o.Seal(t.Context())
				if sum.Add(int64(n)); err != nil {
					t.Error(err)
				}
			})
		}
		go func() { wg.Wait(); close(sealed) }()
		for last := false; !last; {
			select {
			case <-sealed:
				last = true
			default:
			}
			counts, err := o.Counts(t.Context(), county, 202604, 202604)
			if err != nil || len(counts) != 1 || counts[0].N != n {
				t.Fatalf("%+v %v", counts, err)
			}
		}
		if r, err := o.Verify(t.Context()); sum.Load() != n+kept || r.Seals != 5 || len(r.Faults) != 0 || err != nil {
			t.Errorf("sealed %d: %+v %v", sum.Load(), r, err)
		}
		o.counted(t)
	}
	t.Run("sqlite", func(t *testing.T) { both(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { both(t, postgres(t)) })
}
