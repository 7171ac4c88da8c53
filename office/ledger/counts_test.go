package ledger_test

import (
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/ledger"
	"wuyou/office/people"
	"wuyou/office/region"
)

// counted compares the kept counts, by day and by month, with a recount at every level.
func (o *node) counted(t testing.TB) {
	t.Helper()
	from, to := calendar.Day(20260101), calendar.DayOf(o.now)
	for _, place := range append([]region.Code{""}, places...) {
		kept := map[ledger.Count]int64{}
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
	each(t, func(t *testing.T, o *node) {
		for i, place := range append(places, places...) {
			s := submission
			s.Region = place
			k := o.open(t, s)
			if i%2 == 0 {
				o.do(t, citizen, k.ID, "withdraw")
			}
			if i == 9 {
				o.now = o.now.AddDate(0, 0, 12)
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
		o.now = o.now.AddDate(0, 1, 0)
		if n, err := o.Sweep(t.Context()); n != 1 || err != nil {
			t.Errorf("%d events, %v", n, err)
		}
		o.counted(t)
		seal(2)
		seal(0)
		for _, q := range []struct {
			place region.Code
			dept  string
			kinds []string
			until int
			want  int
		}{
			{"", "", []string{"example", submission.Kind}, 202609, 202605}, {"", "", []string{"another"}, 202609, 202609}, {"", "nobody", []string{submission.Kind}, 202609, 202609},
			{submission.Region, "511402-01", []string{submission.Kind}, 202605, 202605}, {"", "", []string{submission.Kind}, 202604, 202604},
		} {
			if got, err := o.LatestMonth(t.Context(), q.place, q.dept, q.kinds, q.until); got != q.want || err != nil {
				t.Errorf("the last month of %+v is %d, %v", q, got, err)
			}
		}
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
	})
}

// Whatever is opened, tried and sealed, at whatever time: the counts are the ledger.
func TestCountsAreTheLedgerWhateverHappens(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
		rapid.Check(t, func(rt *rapid.T) {
			k := o.submit(t)
			for range rapid.IntRange(1, 12).Draw(rt, "steps") {
				switch what := rapid.SampledFrom([]string{"open", "wait", "seal", "accept", "comment", "transfer", "withdraw"}).Draw(rt, "what"); what {
				case "open":
					s := submission
					s.Region = rapid.SampledFrom(places).Draw(rt, "place")
					k = o.open(t, s)
				case "wait":
					o.now = o.now.AddDate(0, 0, rapid.SampledFrom([]int{0, 1, 12, 31}).Draw(rt, "days"))
					if _, err := o.Sweep(t.Context()); err != nil {
						rt.Fatal(err)
					}
				case "seal":
					if _, err := o.Seal(t.Context()); err != nil {
						rt.Fatal(err)
					}
				default:
					who := rapid.SampledFrom([]people.Actor{citizen, clerk, reviewer}).Draw(rt, "who")
					o.try(t, who, k.ID, what, "text", "好") // what is refused is not counted
				}
			}
		})
		o.counted(t)
		if _, err := o.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		o.counted(t)
	})
}

// Who reads the counts while a batch is being sealed finds every event once.
func TestCountsWhileSealing(t *testing.T) {
	each(t, func(t *testing.T, o *node) {
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
	})
}

// What is fresh is sealed and counted when enough of it waits, whoever wrote it, and after a minute in any case; never
// twice, and not before.
func TestSealedByAmount(t *testing.T) {
	dbtest.On(t, func(t *testing.T, at string) {
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
		due := func(what string, seals, fresh int64, offices ...*node) {
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
		submit := func(o *node, n int) {
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
	}, owners...)
}

// BenchmarkSeal is what sealing and counting take of each event.
func BenchmarkSeal(b *testing.B) {
	o := on(b, dbtest.SQLite(b))
	b.ReportAllocs()
	const many = 500
	for i := 0; i < b.N; i += many {
		b.StopTimer()
		err := o.db.Tx(b.Context(), func(tx *db.DB) error {
			for j := range many {
				s := submission
				s.Region = places[j%len(places)]
				if _, err := o.Open(b.Context(), tx, citizen, s); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := o.Seal(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
