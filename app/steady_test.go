package app

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/audit"
)

// Somebody with the database has nobody look at any case any more: verify finds it, and by the next day at the latest the program
// itself has put it right and says so. Of a city in which people work verify finds nothing, before and after the sweep.
func TestNoCaseIsLeftAloneForLong(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		th := newThief(t, kind)
		sound := func(when string) {
			t.Helper()
			if _, faults := th.found(); len(faults) != 0 {
				t.Errorf("%s: %v", when, faults)
			}
		}
		for range 4 {
			sound("before the sweep at " + th.clock().String())
			th.tick()
			sound("after it")
			th.later(7 * time.Hour)
		}
		th.tick()
		mended := func() []audit.Line {
			t.Helper()
			list, err := th.Audit.Lines(t.Context(), audit.Filter{Act: "改正提醒时间"}, 0, 10)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if list := mended(); len(list) != 0 {
			t.Errorf("mended without need: %+v", list)
		}
		th.run(`UPDATE cases SET alarm_at = 1152921504606846976, warn_at = 1152921504606846976`)
		th.run(`UPDATE case_turns SET due_at = 1152921504606846976`)
		if tables, faults := th.found(); !tables["cases"] || !tables["case_turns"] {
			t.Errorf("%v", faults)
		}
		th.later(24 * time.Hour)
		before := th.events()
		th.tick()
		th.tick()
		sound("the day after")
		if list := mended(); len(list) != 1 || !strings.Contains(list[0].Reason, "件在办的办件") {
			t.Errorf("%+v", list)
		}
		if n := th.events(); n == before {
			t.Error("nothing came due")
		}
	})
}

// events is how many events there are.
func (th *thief) events() (n int64) {
	th.t.Helper()
	if err := th.raw.QueryRow(`SELECT COUNT(*) FROM case_events`).Scan(&n); err != nil {
		th.t.Fatal(err)
	}
	return n
}

// What somebody wrote to the database while nothing served is put right when the program begins to serve, not only on the next day.
func TestNoCaseIsLeftAloneAfterAStart(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		until := func(what, query string, args ...any) {
			t.Helper()
			for range 100 {
				d := openToClose(t, here)
				n, err := db.One[int64](t.Context(), d, query, args...)
				d.Close()
				if err == nil && n > 0 {
					return
				}
				time.Sleep(200 * time.Millisecond)
			}
			t.Fatal(what)
		}
		p := start(t, 0, here...)
		until("the work of the day is not done", `SELECT COUNT(*) FROM job_days WHERE kind = $1`, jobSteady)
		until("the work of the day is not over", `SELECT COUNT(*) FROM jobs WHERE kind = $1 AND state = 'done' HAVING COUNT(*) > 1`, jobSteady)
		p.stop()
		d := openToClose(t, here)
		if err := d.Exec(t.Context(), `UPDATE cases SET alarm_at = 1152921504606846976, warn_at = 1152921504606846976`); err != nil {
			t.Fatal(err)
		}
		d.Close()
		start(t, 0, here...)
		until("nobody put right when cases are looked at", `SELECT COUNT(*) FROM audits WHERE act = '改正提醒时间'`)
	})
}
