package job_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/job"
)

func TestJobs(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{job.Schema()}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		q := job.New(d, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		var runs atomic.Int64
		q.Handle("good", func(ctx context.Context, j job.Job, progress func(int, int)) (string, string, error) {
			runs.Add(1)
			return "导入 3 行", "r", d.Tx(ctx, func(tx *db.DB) error { progress(3, 3); return nil })
		})
		q.Handle("bad", func(context.Context, job.Job, func(int, int)) (string, string, error) {
			return "", "", fail.Invalid("第 2 行不对")
		})
		q.Handle("broken", func(context.Context, job.Job, func(int, int)) (string, string, error) {
			return "", "", errors.New("secret detail")
		})
		q.Handle("panics", func(context.Context, job.Job, func(int, int)) (string, string, error) { panic("no") })
		for _, want := range []struct{ kind, state, words string }{
			{"good", job.Done, "导入 3 行"}, {"bad", job.Failed, "第 2 行不对"},
			{"broken", job.Failed, ""}, {"panics", job.Failed, ""}, {"unknown", job.Failed, ""},
		} {
			var id int64
			d.Tx(ctx, func(tx *db.DB) (err error) { id, err = q.Add(ctx, tx, want.kind, "", 7); return err })
			if ran, err := q.RunOne(ctx); !ran || err != nil {
				t.Fatalf("%s: %v %v", want.kind, ran, err)
			}
			j, err := q.Find(ctx, id, 7)
			if err != nil || j.State != want.state || want.words != "" && j.Words != want.words || j.Words == "secret detail" {
				t.Errorf("%s: %+v %v", want.kind, j, err)
			}
			if _, err := q.Find(ctx, id, 8); !fail.Is(err, fail.KindNotFound) {
				t.Errorf("another looks at the job: %v", err)
			}
		}
		if ran, _ := q.RunOne(ctx); ran || runs.Load() != 1 {
			t.Errorf("a job ran twice")
		}
	})
}

func TestJobOfADeadNodeIsTakenAgain(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{job.Schema()}, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		q := job.New(d, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		ctx, die := context.WithCancel(t.Context())
		runs := 0
		q.Handle("k", func(ctx context.Context, j job.Job, progress func(int, int)) (string, string, error) {
			runs++
			if runs == 1 {
				die()
				return "", "", ctx.Err()
			}
			return "ok", "", nil
		})
		d.Tx(t.Context(), func(tx *db.DB) error { _, err := q.Add(t.Context(), tx, "k", "", 1); return err })
		q.RunOne(ctx)
		if ran, _ := q.RunOne(t.Context()); ran {
			t.Error("a job was taken while its node may be at it")
		}
		now = now.Add(time.Hour)
		if ran, err := q.RunOne(t.Context()); !ran || err != nil || runs != 2 {
			t.Errorf("not taken again: %v %v %d", ran, err, runs)
		}
	})
}

// What ends its program each time is given up, and its owner is told.
func TestAJobThatEndsItsProgramFails(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{job.Schema()}, func(t *testing.T, d *db.DB) {
		now, ctx, runs := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), t.Context(), 0
		q := job.New(d, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		var die func()
		q.Handle("k", func(ctx context.Context, j job.Job, progress func(int, int)) (string, string, error) {
			runs++
			die()
			return "", "", ctx.Err()
		})
		var id int64
		d.Tx(ctx, func(tx *db.DB) (err error) { id, err = q.Add(ctx, tx, "k", "", 1); return err })
		for range 4 {
			var node context.Context
			node, die = context.WithCancel(ctx)
			q.RunOne(node)
			die()
			now = now.Add(time.Hour)
		}
		if j, err := q.Find(ctx, id, 1); err != nil || runs != 3 || j.State != job.Failed || !strings.Contains(j.Words, "做了 3 次") {
			t.Errorf("%d runs, %+v %v", runs, j, err)
		}
		if ran, err := q.RunOne(ctx); ran || err != nil {
			t.Errorf("taken again: %v", err)
		}
	})
}

// A day that was noted by a wrong clock keeps nothing from being done once that is right again.
func TestAWrongClockStopsNoDailyWork(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{job.Schema()}, func(t *testing.T, d *db.DB) {
		runs := 0
		do := func(context.Context, *db.DB) error { runs++; return nil }
		now := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
		ahead := 26 * time.Hour
		right := job.New(d, func() time.Time { return now }, slog.Default())
		wrong := job.New(d, func() time.Time { return now.Add(ahead) }, slog.Default())
		daily := func(q *job.Queue, day int64, want int) {
			t.Helper()
			if err := q.Daily(t.Context(), "draw", day, do); err != nil || runs != want {
				t.Errorf("%d runs, not %d: %v", runs, want, err)
			}
		}
		daily(wrong, 20261125, 1)
		daily(right, 20261123, 2)
		daily(right, 20261123, 2)
		ahead = 20 * time.Second // it was put right, but for a little: one of them has midnight first
		daily(wrong, 20261123, 2)
		now = time.Date(2026, 11, 23, 23, 59, 50, 0, time.UTC)
		daily(wrong, 20261124, 3)
		daily(right, 20261123, 3)
		daily(right, 20261124, 3)
	})
}

func TestOnceADay(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{job.Schema()}, func(t *testing.T, d *db.DB) {
		ctx, runs := t.Context(), 0
		fails := true
		do := func(context.Context, *db.DB) error {
			if runs++; fails {
				return errors.New("not yet")
			}
			return nil
		}
		one, two := job.New(d, time.Now, slog.Default()), job.New(d, time.Now, slog.Default())
		if err := one.Daily(ctx, "draw", 20211008, do); err == nil {
			t.Error("its failure was not told")
		}
		fails = false
		for _, q := range []*job.Queue{one, two, one} {
			if err := q.Daily(ctx, "draw", 20211008, do); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(two.Daily(ctx, "draw", 20211009, do), one.Daily(ctx, "other", 20211008, do), one.Daily(ctx, "draw", 20211007, do)); err != nil || runs != 4 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}
