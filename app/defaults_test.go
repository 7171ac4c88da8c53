package app

import (
	"context"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/job"
)

// What nobody rated in time is closed a hundred at a time, so that writers do not wait for thousands; who is ended between two parts goes on
// where he was.
func TestDefaultRatingsAreGivenInParts(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		k := w.served(6, "", "zhoumin")
		if err := w.DB.Exec(t.Context(), `INSERT INTO rating_acts (id, case_id, mode, kind, item, title, region, dept, staff, staff_name, place, channel,
				served_at, day, until_at, state, shown_at)
			WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 249)
			SELECT a.id + n.i, a.case_id, a.mode, a.kind, a.item, a.title, a.region, a.dept, a.staff + n.i, a.staff_name, a.place, a.channel,
				a.served_at, a.day, a.until_at, a.state, a.shown_at FROM rating_acts a JOIN n ON a.case_id = $1`, k.ID); err != nil {
			t.Fatal(err)
		}
		left := func() int64 {
			n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM rating_acts WHERE state = 'open'`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		w.later(60 * 24 * time.Hour)
		if left() != 250 {
			t.Fatalf("%d services wait", left())
		}
		step := w.loops()["rating defaults"].step
		ctx, end := context.WithCancel(t.Context())
		if err := step(job.Beating(ctx, end)); err == nil || left() != 150 {
			t.Errorf("%d wait after the first part: %v", left(), err)
		}
		if err := step(t.Context()); err != nil || left() != 0 {
			t.Errorf("%d wait: %v", left(), err)
		}
		if n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM ratings WHERE source = 'default'`); n != 250 || err != nil {
			t.Errorf("%d default ratings: %v", n, err)
		}
	})
}
