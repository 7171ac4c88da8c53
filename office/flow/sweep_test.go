package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
)

func (o *office) sweep(t testing.TB) int {
	t.Helper()
	n, err := o.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// course is the events of a case, with who did them and when.
func (o *office) course(t testing.TB, id int64) (list []string) {
	t.Helper()
	for _, v := range o.stored(t, id).Events {
		list = append(list, fmt.Sprint(v.Event, " ", v.ActorKind, calendar.At(v.At).Format(" 01-02 15:04")))
	}
	return list
}

// change edits the rules and loads them.
func (o *office) change(t testing.TB, edit func(tx *db.DB) error) {
	t.Helper()
	if err := o.db.Tx(t.Context(), edit); err != nil {
		t.Fatal(err)
	}
	if err := o.rules.Load(t.Context(), o.db); err != nil {
		t.Fatal(err)
	}
}

// 行政许可法 art. 32: silence of five working days is acceptance. Here the week of National Day lies
// between, and the Saturday after it is worked.
func TestSilenceIsAcceptance(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.at("2026-09-28 15:00")
		k := o.submit(t)
		for _, at := range []string{"2026-10-05 18:00", "2026-10-08 18:00", "2026-10-10 17:59"} {
			if o.at(at); o.sweep(t) != 0 {
				t.Errorf("something happened at %s", at)
			}
		}
		o.at("2026-10-10 18:00")
		if n := o.sweep(t); n != 1 {
			t.Errorf("%d events", n)
		}
		v := o.stored(t, k.ID)
		if last := v.Events[1]; v.Case.State != "review" || last.Event != "deem" || last.ActorKind != people.Clock || !last.Late || last.Public != "视为受理" {
			t.Errorf("in state %s after %+v", v.Case.State, last)
		}
		o.runs(t, v.Case, "promise")
	})
}

func TestALateEventComesOnce(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.at("2026-05-11 12:00")
		o.do(t, head, k.ID, "approve")
		for range 200 { // every half day
			o.now = o.now.Add(12 * time.Hour)
			o.sweep(t)
		}
		// The promise was kept; the inspection afterwards was not, and the case had long been closed.
		want := []string{"submit citizen 04-20 10:00", "accept staff 04-20 10:00", "approve staff 05-11 12:00", "unchecked clock 07-14 00:00"}
		if got := o.course(t, k.ID); !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		if c := o.stored(t, k.ID).Case; c.State != "done" || c.ClosedAt == 0 || c.AlarmAt != flow.Never {
			t.Errorf("%+v", c)
		}
	})
}

// Between a due time and the next sweep nobody acts as if it had not come.
func TestTheClockComesFirst(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.at("2026-04-28 09:00") // the window was silent until 27 April
		if _, err := o.try(t, clerk, k.ID, "accept"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("accepted what counts as accepted already: %v", err)
		}
		if c := o.do(t, reviewer, k.ID, "comment", "text", "好"); c.Case.State != "review" || c.Case.Seq != 3 {
			t.Errorf("state %s, event %d", c.Case.State, c.Case.Seq)
		}
		if n := o.sweep(t); n != 0 {
			t.Errorf("the sweep fired %d events once more", n)
		}
	})
}

// A term that had run out before the clock was stopped is late all the same.
func TestStoppedTooLate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.at("2026-05-12 10:00")
		o.sweep(t)
		o.at("2026-05-20 18:01")
		if c := o.do(t, reviewer, k.ID, "stop"); o.due(c.Case) != "2026-05-20 18:00" {
			t.Errorf("a stop has moved the due time to %s", o.due(c.Case))
		}
		o.sweep(t)
		if got := o.course(t, k.ID); got[len(got)-2] != "overdue clock 05-20 18:01" || got[len(got)-1] != "stop staff 05-20 18:01" {
			t.Errorf("got %q", got)
		}
		if n := o.sweep(t); n != 0 {
			t.Errorf("%d more", n)
		}
	})
}

// remindersOf is an office with three reminders of the promise that writes down what goes out.
func remindersOf(t *testing.T, o *office) *[]string {
	o.change(t, func(tx *db.DB) error {
		for i, a := range []calendar.Alarm{{Before: "0", Role: "supervisor", Template: "over"}, {Before: "1 workday", Role: "head", Template: "close"}} {
			if err := calendar.InsertAlarm(t.Context(), tx, "permit.promise", i+2, a); err != nil {
				return err
			}
		}
		return nil
	})
	var out []string
	o.Remind = func(ctx context.Context, tx *db.DB, c *flow.Change, a calendar.Alarm) error {
		n, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM case_events WHERE hash = $1 AND event = 'remind'`, c.Event.Hash)
		if n != 1 || c.Clock != "promise" || len(c.Turns) == 0 {
			t.Errorf("reminder %s without its event: %+v", a.Template, c)
		}
		out = append(out, a.Template+o.now.Format(" 01-02 15:04"))
		return err
	}
	return &out
}

func TestRemindersGoOutInOrder(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		out := remindersOf(t, o)
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.at("2026-05-10 00:00")
		for range 24 * 14 {
			o.now = o.now.Add(time.Hour)
			o.sweep(t)
		}
		if want := []string{"near 05-12 09:00", "close 05-19 09:00", "over 05-20 18:00"}; !slices.Equal(*out, want) {
			t.Errorf("got %q", *out)
		}
		want := []string{"remind clock 05-12 09:00", "remind clock 05-19 09:00", "overdue clock 05-20 18:00", "remind clock 05-20 18:00"}
		if got := o.course(t, k.ID)[2:]; !slices.Equal(got, want) {
			t.Errorf("got %q", got)
		}
		if note := o.stored(t, k.ID).Events[3].Note; note != "到期前 1 个工作日提醒部门负责人" {
			t.Errorf("noted %s", note)
		}
	})
}

// When the program stood still, what should have happened meanwhile happens: what is late first, for
// the law hangs on it. A day that is over is not announced any more.
func TestTheSweepCatchesUp(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		out := remindersOf(t, o)
		k := o.submit(t)
		o.at("2026-07-01 09:00")
		if n := o.sweep(t); n != 1 {
			t.Errorf("%d events: the promise begins only now", n)
		}
		o.at("2026-09-01 09:00")
		if n := o.sweep(t); n != 2 || !slices.Equal(*out, []string{"over 09-01 09:00"}) {
			t.Errorf("%d events, reminders %q", n, *out)
		}
		if got := o.course(t, k.ID); !strings.HasPrefix(got[2], "overdue") {
			t.Errorf("got %q", got)
		}
		r, err := o.Verify(t.Context())
		if len(r.Faults) != 0 || err != nil {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// A wrong template in the table of reminders does not keep the late event back, after which there is nothing to announce.
func TestAReminderThatFails(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.Remind = func(context.Context, *db.DB, *flow.Change, calendar.Alarm) error { return errors.New("no template") }
		for _, at := range []string{"2026-05-12 09:00", "2026-05-20 17:58", "2026-05-20 18:03"} {
			o.at(at)
			if _, err := o.Sweep(t.Context()); (err == nil) != (at == "2026-05-20 18:03") {
				t.Errorf("at %s: %v", at, err)
			}
		}
		if got := o.course(t, k.ID)[2:]; !slices.Equal(got, []string{"overdue clock 05-20 18:03"}) {
			t.Errorf("got %q", got)
		}
	})
}

// Whatever node sweeps, an event comes once.
func TestSeveralNodesSweep(t *testing.T) {
	nodes := func(t *testing.T, url string) {
		var list []*office
		for range 3 {
			list = append(list, on(t, url))
		}
		first := list[0]
		var ids []int64
		for range 60 {
			ids = append(ids, first.submit(t).ID)
		}
		for _, o := range list {
			o.at("2026-04-27 18:00")
		}
		var sum atomic.Int64
		var wg sync.WaitGroup
		for i := range 6 {
			o := list[i%3]
			wg.Go(func() {
				n, err := o.Sweep(t.Context())
				if sum.Add(int64(n)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if sum.Load() != 60 {
			t.Errorf("%d events for 60 cases", sum.Load())
		}
		for _, id := range ids {
			if v := first.stored(t, id); len(v.Events) != 2 || v.Case.State != "review" {
				t.Errorf("case %d: %q", id, first.course(t, id))
			}
		}
	}
	t.Run("sqlite", func(t *testing.T) { nodes(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { nodes(t, postgres(t)) })
}

// A sweep, or the seal, that has much to do says of each part that it goes on; what fails is no such sign.
func TestLongWorkSaysThatItGoesOn(t *testing.T) {
	broken := false
	table := does("deem", func(_ context.Context, _ *db.DB, c *flow.Change) error {
		if broken && c.Case.Item == 13 {
			return errors.New("disk")
		}
		return nil
	})
	each(t, func(t *testing.T, o *office) {
		broken = false
		for i := range int64(6) {
			s := submission
			s.Item = 13 - i%2
			if _, err := o.open(t, citizen, s); err != nil {
				t.Fatal(err)
			}
		}
		broken = true
		o.at("2026-04-27 18:00")
		beats := 0
		ctx := job.Beating(t.Context(), func() { beats++ })
		if n, err := o.Sweep(ctx); n != 3 || err == nil || beats != 3 {
			t.Errorf("%d events, %d signs: %v", n, beats, err)
		}
		beats = 0
		for range 500 {
			o.submit(t)
		}
		if n, err := o.Seal(ctx); n < 500 || err != nil || beats == 0 {
			t.Errorf("%d sealed, %d signs: %v", n, beats, err)
		}
	}, table)
}

// A late event that fails is tried again later, and the cases behind it do not wait for it. A
// Conflict is such a failure: some term is missing, say.
func TestALateEventThatFails(t *testing.T) {
	for name, failure := range map[string]error{"fault": errors.New("disk"), "conflict": fail.Conflict("没有配置时限")} {
		t.Run(name, func(t *testing.T) {
			var broken bool
			tries := 0
			table := does("deem", func(_ context.Context, _ *db.DB, c *flow.Change) error {
				if tries++; broken && c.Case.Item == 13 {
					return failure
				}
				return nil
			})
			each(t, func(t *testing.T, o *office) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				var ids []int64
				for i := range int64(6) {
					s := submission
					s.Item = 13 - i%2
					c, err := o.open(t, citizen, s)
					if err != nil {
						t.Fatal(err)
					}
					ids = append(ids, c.Case.ID)
				}
				broken, tries = true, 0
				o.at("2026-04-27 18:00")
				n, err := o.Sweep(ctx)
				told := func(failed int64, words string) {
					t.Helper()
					b, err := o.RingBacklog(ctx)
					if err != nil || b.Failed != failed || b.Waiting != 0 {
						t.Errorf("%+v %v", b, err)
					}
					if said, err := o.Trouble(ctx); err != nil || (said != "") != (words != "") || !strings.Contains(said, words) {
						t.Errorf("%q %v, want %q", said, err, words)
					}
				}
				told(3, "") // it may be over in five minutes
				if n != 3 || tries != 6 || !errors.Is(err, failure) || !strings.Contains(err.Error(), fmt.Sprint(ids[0])) || !strings.Contains(err.Error(), fmt.Sprint(ids[4])) {
					t.Errorf("%d events of %d tries, %v", n, tries, err)
				}
				o.now = o.now.Add(4 * time.Minute)
				if n, err = o.Sweep(ctx); n != 0 || tries != 6 || err != nil {
					t.Errorf("too early: %d events of %d tries, %v", n, tries, err)
				}
				o.now = o.now.Add(time.Minute)
				if n, err = o.Sweep(ctx); n != 0 || tries != 9 || err == nil {
					t.Errorf("again: %d events of %d tries, %v", n, tries, err)
				}
				o.now = o.now.Add(time.Minute)
				told(3, "有 3 件办件的到期处理做不成，最久的已 6 分钟")
				broken = false
				o.now = o.now.Add(5 * time.Minute)
				if n, err = o.Sweep(ctx); n != 3 || err != nil {
					t.Errorf("when it is mended: %d events, %v", n, err)
				}
				told(0, "")
			}, table)
		})
	}
}

// What a late event does to its own clock.
func TestALateEventAndItsOwnClock(t *testing.T) {
	var then func(c *flow.Change) error
	table := does("overdue", func(_ context.Context, _ *db.DB, c *flow.Change) error { return then(c) })
	again := func(since time.Time) func(c *flow.Change) error {
		return func(c *flow.Change) error {
			return c.Begin(c.Clock, calendar.Term{Key: "permit.again", N: 2, Unit: calendar.Workday}, since)
		}
	}
	each(t, func(t *testing.T, o *office) {
		overdue := func() int64 {
			o.at("2026-04-20 10:00")
			k := o.submit(t)
			o.do(t, clerk, k.ID, "accept")
			o.at("2026-05-20 18:00")
			return k.ID
		}
		id := overdue()
		then = func(c *flow.Change) error { return c.End(c.Clock) }
		if n := o.sweep(t); n != 1 {
			t.Errorf("%d events", n)
		}
		o.runs(t, o.stored(t, id).Case)

		id = overdue()
		then = again(time.Time{})
		if n := o.sweep(t); n != 1 {
			t.Errorf("%d events", n)
		}
		if k := o.stored(t, id).Case; o.due(k) != "2026-05-22 18:00" || k.AlarmAt != k.DueAt {
			t.Errorf("begun anew it is due %s and rings at %d", o.due(k), k.AlarmAt)
		}
		o.do(t, citizen, id, "withdraw")

		overdue()
		then = again(o.now.AddDate(0, -1, 0)) // it is late at once, for ever
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if n, err := o.Sweep(ctx); n > 100 || err == nil || ctx.Err() != nil {
			t.Errorf("a case that rings for ever: %d events, %v", n, err)
		}
	}, table)
}

func TestRedate(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var ids [5]int64 // in review, received, stopped, done with a check to come, gone
		for i := range ids {
			ids[i] = o.submit(t).ID
			if i != 1 {
				o.do(t, clerk, ids[i], "accept")
			}
		}
		o.do(t, reviewer, ids[2], "stop")
		o.do(t, head, ids[3], "approve")
		o.do(t, citizen, ids[4], "withdraw")
		before := [5]stored{}
		for i, id := range ids {
			before[i] = o.stored(t, id)
		}
		o.change(t, func(tx *db.DB) error {
			for _, day := range []calendar.Day{20260518, 20260622} {
				if err := calendar.PutDay(t.Context(), tx, calendar.Exception{Day: day, Name: "抗洪", Off: true, Layer: "511400"}); err != nil {
					return err
				}
			}
			return nil
		})
		redate := func(want int) {
			t.Helper()
			seen := 0
			n, err := o.Redate(t.Context(), "", "新增放假安排", func(n int) { seen = n })
			if n != want || err != nil || seen < 3 {
				t.Errorf("%d of %d cases changed, %v", n, seen, err)
			}
		}
		redate(1)
		v := o.stored(t, ids[0])
		if o.due(v.Case) != "2026-05-21 18:00" || v.Turns[0].DueAt != v.Case.DueAt || v.Turns[0].No != before[0].Turns[0].No {
			t.Errorf("due %s, turns %+v", o.due(v.Case), v.Turns)
		}
		last := v.Events[len(v.Events)-1]
		if last.Event != "redate" || last.ActorKind != people.Office || last.Note != "新增放假安排：到期由 2026年5月20日 18:00 改为 2026年5月21日 18:00" {
			t.Errorf("logged %+v", last)
		}
		for _, i := range []int{1, 2, 4} {
			if diff := cmp.Diff(before[i], o.stored(t, ids[i])); diff != "" {
				t.Errorf("case %d: %s", i, diff)
			}
		}
		check := o.stored(t, ids[3])
		if at := calendar.At(check.Case.AlarmAt).Format("01-02 15:04"); at != "06-23 18:00" || len(check.Events) != len(before[3].Events) {
			t.Errorf("the check after the end rings at %s, %d events", at, len(check.Events))
		}
		redate(0)
		// A new rule for lamps turns them at once; that is no event.
		o.change(t, func(tx *db.DB) error { return calendar.SetLamp(t.Context(), tx, calendar.LampRule{Workdays: 15}) })
		redate(0)
		if k := o.stored(t, ids[0]).Case; k.WarnAt >= v.Case.WarnAt || k.Seq != v.Case.Seq {
			t.Errorf("yellow from %d, before %d", k.WarnAt, v.Case.WarnAt)
		}
		if r, err := o.Verify(t.Context()); len(r.Faults) != 0 || err != nil {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// People work on while all due times are worked out anew.
func TestRedateWhileTheyWork(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		var ids []int64
		for range 20 {
			k := o.submit(t)
			o.do(t, clerk, k.ID, "accept")
			ids = append(ids, k.ID)
		}
		var wg sync.WaitGroup
		for _, half := range [][]int64{ids[:10], ids[10:]} {
			wg.Go(func() {
				for i := range 50 {
					if _, err := o.try(t, reviewer, half[i%10], "comment", "text", "好"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range 6 {
			o.change(t, func(tx *db.DB) error {
				return calendar.PutDay(t.Context(), tx, calendar.Exception{Day: 20260518, Name: "抗洪", Off: i%2 == 0, Layer: "511400"})
			})
			if _, err := o.Redate(t.Context(), "", "试", func(int) {}); err != nil {
				t.Error(err)
			}
		}
		wg.Wait()
		if r, err := o.Verify(t.Context()); len(r.Faults) != 0 || err != nil || r.Events < 20*2+100 {
			t.Errorf("%+v %v", r, err)
		}
	})
}

// The rules changed and nobody has redated yet: the sweep does not fire what is no longer due, and
// says in the ledger that the due time has moved.
func TestTheSweepKnowsTheNewRules(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.change(t, func(tx *db.DB) error {
			return calendar.PutDay(t.Context(), tx, calendar.Exception{Day: 20260427, Name: "抗洪", Off: true, Layer: "511400"})
		})
		o.at("2026-04-27 18:00")
		o.sweep(t)
		v := o.stored(t, k.ID)
		if o.due(v.Case) != "2026-04-28 18:00" || v.Case.AlarmAt != v.Case.DueAt || v.Turns[0].DueAt != v.Case.DueAt || v.Case.State != "received" {
			t.Errorf("due %s: %+v", o.due(v.Case), v)
		}
		if last := v.Events[len(v.Events)-1]; last.Event != "redate" || !strings.HasSuffix(last.Note, "到期由 2026年4月27日 18:00 改为 2026年4月28日 18:00") {
			t.Errorf("logged %+v", last)
		}
	})
}

// That a lamp turns is no event; one sweep turns all of them all the same, however many.
func TestOneSweepTurnsAllLamps(t *testing.T) {
	o := on(t, dbtest.SQLite(t), shaped)
	o.change(t, func(tx *db.DB) error { return calendar.SetLamp(t.Context(), tx, calendar.LampRule{Workdays: 3}) })
	var k flow.Case
	for range 205 {
		c := o.shape(t, o.submit(t).ID, func(c *flow.Change) error {
			for _, name := range names(c.Case) {
				if err := c.End(name); err != nil {
					return err
				}
			}
			return c.Begin("check", calendar.Term{Key: "x", N: 20, Unit: calendar.Workday}, o.now)
		})
		k = c.Case
	}
	if k.WarnAt <= o.now.UnixMilli() || k.WarnAt >= k.DueAt {
		t.Fatalf("yellow from %d, due %d", k.WarnAt, k.DueAt)
	}
	o.now = time.UnixMilli(k.WarnAt)
	if fired := o.sweep(t); fired != 0 {
		t.Errorf("%d events", fired)
	}
	n, err := o.OverviewTally(t.Context(), people.Post{Region: city}, flow.Filter{})
	if n[calendar.Yellow] != 205 || n[calendar.Green] != 0 || err != nil {
		t.Errorf("the overview has %v, %v", n, err)
	}
}
