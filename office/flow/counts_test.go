package flow_test

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

// What is fresh is sealed and counted when enough of it waits, whoever wrote it, and after a minute in any case; never
// twice, and not before.
func TestSealedByAmount(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": postgres} {
		t.Run(name, func(t *testing.T) {
			at := url(t)
			a, b := on(t, at), on(t, at)
			a.SealAt, b.SealAt = 20, 20
			state := func() (seals, fresh int64) {
				t.Helper()
				r, err := a.Verify(t.Context())
				if err != nil || len(r.Faults) != 0 {
					t.Fatalf("%+v %v", r, err)
				}
				return r.Seals, r.Fresh
			}
			due := func(what string, seals, fresh int64, offices ...*office) {
				t.Helper()
				for _, o := range offices {
					if err := o.SealDue(t.Context()); err != nil {
						t.Fatalf("%s: %v", what, err)
					}
				}
				if s, f := state(); s != seals || f != fresh {
					t.Errorf("%s: %d seals and %d fresh, not %d and %d", what, s, f, seals, fresh)
				}
				a.counted(t)
			}
			submit := func(o *office, n int) {
				for range n {
					o.submit(t)
				}
			}
			later := func(d time.Duration) { a.now, b.now = a.now.Add(d), b.now.Add(d) }
			due("nothing was ever sealed", 1, 0, a, b)
			later(time.Second)
			submit(a, 19)
			due("few", 1, 19, a, b)
			submit(a, 20)
			due("at once", 2, 0, a, b)
			submit(a, 10)
			submit(b, 10)
			due("no process wrote enough", 2, 20, a, b)
			later(time.Second)
			due("both together did", 3, 0, b, a)
			submit(b, 1)
			later(59 * time.Second)
			due("a minute less a second", 3, 1, a, b)
			later(time.Second)
			due("a minute", 4, 0, a, b)
			b.now = b.now.Add(time.Hour)
			submit(b, 20)
			due("a wrong clock", 5, 0, b)
			submit(a, 1)
			later(2 * time.Minute)
			due("and nothing stays behind it", 6, 0, a)
		})
	}
}
