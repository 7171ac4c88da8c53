package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuyou/kit/fail"
)

func clock(start time.Time, n int, unit Unit) Clock {
	return Clock{Term: Term{Key: "test", N: n, Unit: unit}, Start: start.UnixMilli()}
}

func mustDue(t testing.TB, c *Calendar, cl Clock) time.Time {
	t.Helper()
	due, ok := cl.Due(c)
	if !ok {
		t.Fatalf("%+v has no due time", cl)
	}
	return due
}

func TestDueOnline(t *testing.T) {
	c := arrangement(t)
	tests := []struct {
		start string
		n     int
		unit  Unit
		due   string
	}{
		{"2021-05-06 10:00", 10, Workday, "2021-05-19 18:00"}, // 8 May, a Saturday, is worked
		{"2021-09-28 10:00", 5, Workday, "2021-10-11 18:00"},
		{"2026-02-11 10:00", 10, Workday, "2026-03-03 18:00"},
		{"2026-02-13 10:00", 1, Workday, "2026-02-14 18:00"}, // a Saturday that is worked
		{"2026-02-14 10:00", 5, Workday, "2026-02-28 18:00"},
		{"2026-04-20 10:00", 20, Workday, "2026-05-20 18:00"},
		{"2026-09-24 10:00", 10, Workday, "2026-10-15 18:00"},
		{"2026-09-30 10:00", 1, Workday, "2026-10-08 18:00"},
		{"2026-10-03 10:00", 5, Workday, "2026-10-13 18:00"}, // on a holiday
		{"2026-11-23 10:00", 5, Workday, "2026-11-30 18:00"},
		{"2026-11-23 23:59", 10, Workday, "2026-12-07 18:00"},
		{"2026-11-23 00:00", 15, Workday, "2026-12-14 18:00"},

		{"2026-09-05 10:00", 30, NaturalDay, "2026-10-08 18:00"}, // 5 October is a holiday
		{"2026-11-23 10:00", 5, NaturalDay, "2026-11-30 18:00"},  // 28 November is a Saturday
		{"2026-11-23 10:00", 1, NaturalDay, "2026-11-24 18:00"},
		{"2026-01-31 10:00", 1, Month, "2026-02-28 18:00"}, // no 31st; a Saturday that is worked
		{"2026-09-01 10:00", 1, Month, "2026-10-08 18:00"},
		{"2025-11-30 10:00", 3, Month, "2026-02-28 18:00"},
		{"2026-11-23 10:00", 6, Month, "2027-05-24 18:00"}, // 23 May 2027 is a Sunday

		{"2026-11-23 16:59", 0, SameDay, "2026-11-23 18:00"},
		{"2026-11-23 17:00", 0, SameDay, "2026-11-24 18:00"}, // at the cut-off is no longer before it
		{"2026-11-23 07:00", 0, SameDay, "2026-11-23 18:00"},
		{"2026-11-27 17:30", 0, SameDay, "2026-11-30 18:00"},
		{"2026-10-03 10:00", 0, SameDay, "2026-10-08 18:00"},
		{"2026-10-10 10:00", 0, SameDay, "2026-10-10 18:00"}, // a Saturday that is worked
		{"2026-11-23 17:30", 0, AtOnce, "2026-11-23 18:00"},
		{"2026-11-23 18:30", 0, AtOnce, "2026-11-24 18:00"},
		{"2026-11-23 10:00", 30, AtOnce, "2026-11-23 10:30"},
		{"2026-11-27 17:50", 30, AtOnce, "2026-11-30 09:20"},

		{"2026-10-03 22:30", 4, Hour, "2026-10-04 02:30"},
		{"2026-11-23 10:00", 45, Minute, "2026-11-23 10:45"},
		{"2026-11-23 10:00", 8, WorkHour, "2026-11-23 18:00"},
		{"2026-11-23 16:00", 4, WorkHour, "2026-11-24 11:00"},
		{"2026-11-27 20:00", 1, WorkHour, "2026-11-30 10:00"},
		{"2026-11-23 05:00", 9, WorkHour, "2026-11-23 18:00"},
	}
	for _, tt := range tests {
		if got := mustDue(t, c, clock(at(t, tt.start), tt.n, tt.unit)); !got.Equal(at(t, tt.due)) {
			t.Errorf("%s + %s: due %s, want %s", tt.start, tt.unit.Words(tt.n), got, tt.due)
		}
	}
}

func TestDueAtTheCounter(t *testing.T) {
	c := arrangement(t)
	tests := []struct {
		start string
		n     int
		unit  Unit
		due   string
	}{
		{"2026-11-23 17:59", 1, Workday, "2026-11-24 18:00"},
		{"2026-11-23 18:00", 1, Workday, "2026-11-25 18:00"}, // at closing time: received on the 24th
		{"2026-10-03 10:00", 5, Workday, "2026-10-14 18:00"},
		{"2026-11-23 18:30", 7, NaturalDay, "2026-12-01 18:00"},
		{"2026-10-31 10:00", 1, Month, "2026-12-02 18:00"}, // received on Monday 2 November
	}
	for _, tt := range tests {
		cl := clock(at(t, tt.start), tt.n, tt.unit)
		cl.Counter = true
		if got := mustDue(t, c, cl); !got.Equal(at(t, tt.due)) {
			t.Errorf("%s + %s: due %s, want %s", tt.start, tt.unit.Words(tt.n), got, tt.due)
		}
	}
}

func TestCloseOfTheTerm(t *testing.T) {
	c := arrangement(t)
	cl := clock(at(t, "2026-11-23 10:00"), 5, Workday)
	cl.Term.Close = endOfDay
	if got, want := mustDue(t, c, cl), time.Date(2026, 11, 30, 23, 59, 59, 0, Zone); !got.Equal(want) {
		t.Errorf("due %s, want %s", got, want)
	}
	cl.Term.Close = 12 * 60
	if got := mustDue(t, c, cl); !got.Equal(at(t, "2026-11-30 12:00")) {
		t.Errorf("due %s", got)
	}
}

func TestStops(t *testing.T) {
	c := arrangement(t)
	tests := []struct {
		name  string
		start string
		n     int
		unit  Unit
		stops []string // from, to, from, to, …
		due   string
	}{
		{"the published example", "2026-04-20 10:00", 20, Workday, []string{"2026-04-24 10:00", "2026-05-06 10:00"}, "2026-05-28 18:00"},
		{"on the day of the receipt", "2026-04-20 10:00", 5, Workday, []string{"2026-04-20 11:00", "2026-04-22 10:00"}, "2026-04-29 18:00"},
		{"within one day", "2026-11-23 10:00", 5, Workday, []string{"2026-11-25 09:00", "2026-11-25 16:00"}, "2026-12-01 18:00"},
		{"twice on one day", "2026-11-23 10:00", 5, Workday, []string{"2026-11-25 09:00", "2026-11-25 10:00", "2026-11-25 11:00", "2026-11-25 12:00"}, "2026-12-01 18:00"},
		{"on the last day", "2026-11-23 10:00", 5, Workday, []string{"2026-11-30 17:00", "2026-12-10 09:00"}, "2026-12-11 18:00"},
		{"too late: nothing is undone", "2026-11-23 10:00", 5, Workday, []string{"2026-11-30 18:01", "2026-12-10 09:00"}, "2026-11-30 18:00"},
		{"resumed on a rest day", "2026-11-23 10:00", 5, Workday, []string{"2026-11-25 09:00", "2026-11-29 10:00"}, "2026-12-03 18:00"},
		{"natural days", "2026-11-02 10:00", 10, NaturalDay, []string{"2026-11-05 09:00", "2026-11-10 09:00"}, "2026-11-18 18:00"},
		{"natural days, on the moved end", "2026-09-05 10:00", 30, NaturalDay, []string{"2026-10-08 09:00", "2026-10-20 09:00"}, "2026-10-21 18:00"},
		{"a month", "2026-11-02 10:00", 1, Month, []string{"2026-11-30 09:00", "2026-12-10 09:00"}, "2026-12-14 18:00"},
		{"a same day", "2026-11-23 10:00", 0, SameDay, []string{"2026-11-23 11:00", "2026-11-26 17:30"}, "2026-11-27 18:00"},
		{"hours", "2026-11-23 10:00", 4, Hour, []string{"2026-11-23 11:00", "2026-11-24 08:00"}, "2026-11-24 11:00"},
		{"office hours", "2026-11-23 16:00", 4, WorkHour, []string{"2026-11-23 20:00", "2026-11-25 12:00"}, "2026-11-25 14:00"},
	}
	for _, tt := range tests {
		cl := clock(at(t, tt.start), tt.n, tt.unit)
		var err error
		for i, s := range tt.stops {
			if i%2 == 0 {
				cl, err = cl.Stop(at(t, s), "检测")
			} else {
				cl, err = cl.Resume(at(t, s))
			}
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		if got := mustDue(t, c, cl); !got.Equal(at(t, tt.due)) {
			t.Errorf("%s: due %s, want %s", tt.name, got, tt.due)
		}
	}
}

func TestAStopBeforeACounterReceiptCountsGivesNothingAway(t *testing.T) {
	c := arrangement(t)
	cl := clock(at(t, "2026-11-27 19:00"), 5, Workday) // Friday evening: received on Monday
	cl.Counter = true
	plain := mustDue(t, c, cl)
	cl, err := cl.Stop(at(t, "2026-11-28 10:00"), "")
	if err != nil {
		t.Fatal(err)
	}
	if cl, err = cl.Resume(at(t, "2026-11-29 10:00")); err != nil {
		t.Fatal(err)
	}
	if got := mustDue(t, c, cl); !got.Equal(plain) {
		t.Errorf("due %s, want %s", got, plain)
	}
}

func TestIllegalUse(t *testing.T) {
	start := at(t, "2026-11-23 10:00")
	running := clock(start, 5, Workday)
	stopped, err := running.Stop(start.Add(time.Hour), "检测")
	if err != nil {
		t.Fatal(err)
	}
	again, err := stopped.Resume(start.Add(2 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if running.Stopped() || !stopped.Stopped() || again.Stopped() {
		t.Error("Stopped is wrong, or a clock changed under its owner")
	}
	tests := []struct {
		name string
		do   func() (Clock, error)
		kind fail.Kind
	}{
		{"stop twice", func() (Clock, error) { return stopped.Stop(start.Add(3*time.Hour), "") }, fail.KindConflict},
		{"stop before the start", func() (Clock, error) { return running.Stop(start.Add(-time.Hour), "") }, fail.KindConflict},
		{"stop before the last resumption", func() (Clock, error) { return again.Stop(start.Add(time.Hour), "") }, fail.KindConflict},
		{"resume a running clock", func() (Clock, error) { return running.Resume(start) }, fail.KindConflict},
		{"resume twice", func() (Clock, error) { return again.Resume(start.Add(9 * time.Hour)) }, fail.KindConflict},
		{"resume before the stop", func() (Clock, error) { return stopped.Resume(start) }, fail.KindConflict},
		{"extend by nothing", func() (Clock, error) { return running.Extend(0) }, fail.KindInvalid},
		{"extend backwards", func() (Clock, error) { return running.Extend(-1) }, fail.KindInvalid},
		{"extend what is to be done at once", func() (Clock, error) { return clock(start, 0, AtOnce).Extend(1) }, fail.KindConflict},
	}
	for _, tt := range tests {
		if _, err := tt.do(); !fail.Is(err, tt.kind) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if _, ok := stopped.Due(arrangement(t)); ok {
		t.Error("a clock that stands still has a due time")
	}
}

func TestTermCheck(t *testing.T) {
	for _, good := range []Term{{N: 20, Unit: Workday}, {Unit: SameDay}, {Unit: AtOnce}, {N: 30, Unit: AtOnce}, {N: 1, Unit: Month, Close: endOfDay}} {
		if err := good.Check(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for _, bad := range []Term{{}, {N: 5}, {Unit: Workday}, {N: -1, Unit: Hour}, {N: 5, Unit: "week"}, {N: 99999, Unit: NaturalDay}, {N: 1, Unit: Workday, Close: 1440}} {
		if err := bad.Check(); !fail.Is(err, fail.KindInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestClockIsStoredAsShortJSON(t *testing.T) {
	cl := Clock{Name: "promise", Term: Term{Key: "item.promised", N: 20, Unit: Workday, Close: 18 * 60}, Start: 1, Counter: true, Extra: 10,
		Stops: []Span{{From: 2, To: 3, Reason: "检测"}, {From: 4}}, Fired: 1, Over: true}
	const want = `{"n":"promise","t":{"key":"item.promised","n":20,"unit":"workday","close":"18:00"},"s":1,"c":true,"x":10,"p":[{"f":2,"t":3,"r":"检测"},{"f":4}],"f":1,"o":true}`
	got, err := json.Marshal(cl)
	if err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	var back Clock
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(cl, back); diff != "" {
		t.Error(diff)
	}
	if got, _ := json.Marshal(Clock{Term: Term{Key: "a", Unit: SameDay}}); string(got) != `{"t":{"key":"a","unit":"sameday"},"s":0}` {
		t.Errorf("%s", got)
	}
}

func TestLeftUsedAndStatus(t *testing.T) {
	c := arrangement(t)
	pausedDay := func(cl Clock) Clock {
		cl, err := cl.Stop(at(t, "2026-11-26 10:00"), "检测")
		if err != nil {
			t.Fatal(err)
		}
		return cl
	}
	days := clock(at(t, "2026-11-23 10:00"), 5, Workday)
	hours := clock(at(t, "2026-11-23 10:00"), 4, Hour)
	office := clock(at(t, "2026-11-23 16:00"), 4, WorkHour) // due on the 24th at 11:00
	tests := []struct {
		name       string
		cl         Clock
		now        string
		used, left int
		unit       Unit
		status     string
	}{
		{"on the day of the receipt", days, "2026-11-23 23:00", 0, 5, Workday, "还剩 5 个工作日"},
		{"on the first day", days, "2026-11-24 00:10", 1, 4, Workday, "还剩 4 个工作日"},
		{"on a rest day", days, "2026-11-28 10:00", 4, 1, Workday, "还剩 1 个工作日"},
		{"on the last day", days, "2026-11-30 17:59", 5, 0, Workday, "今天到期"},
		{"late on the last day", days, "2026-11-30 18:01", 5, -1, Workday, "超期 1 个工作日"},
		{"late by a weekend", days, "2026-12-07 09:00", 10, -5, Workday, "超期 5 个工作日"},
		{"standing still", pausedDay(days), "2027-01-20 09:00", 2, 3, Workday, "暂停计时"},
		{"before the start", days, "2026-11-22 09:00", 0, 5, Workday, "还剩 5 个工作日"},
		{"a same day", clock(at(t, "2026-11-23 10:00"), 0, SameDay), "2026-11-23 11:00", 1, 0, Workday, "今天到期"},
		{"natural days", clock(at(t, "2026-11-23 10:00"), 7, NaturalDay), "2026-11-29 11:00", 6, 1, NaturalDay, "还剩 1 日"},
		{"hours", hours, "2026-11-23 11:30", 90, 150, Minute, "还剩 2 小时 30 分钟"},
		{"late hours", hours, "2026-11-23 15:00", 300, -60, Minute, "超期 1 小时"},
		{"office hours, at night", office, "2026-11-23 22:00", 120, 120, Minute, "还剩 2 小时"},
		{"late office hours, at night", office, "2026-11-24 22:00", 660, -420, Minute, "超期 7 小时"},
		{"hours standing still", pausedDay(clock(at(t, "2026-11-26 09:00"), 4, Hour)), "2026-12-01 10:00", 60, 180, Minute, "暂停计时"},
	}
	for _, tt := range tests {
		now := at(t, tt.now)
		left, unit := tt.cl.Left(c, now)
		used, _ := tt.cl.Used(c, now)
		if status := tt.cl.Status(c, now); used != tt.used || left != tt.left || unit != tt.unit || status != tt.status {
			t.Errorf("%s: used %d, left %d %s, %s; want %d, %d %s, %s", tt.name, used, left, unit, status, tt.used, tt.left, tt.unit, tt.status)
		}
	}
}

// starts draws instants from 2019 to 2026.
var starts = rapid.Custom(func(t *rapid.T) time.Time {
	return time.Date(2019, 1, 1, 0, rapid.IntRange(0, 7*365*24*60).Draw(t, "minute"), 0, 0, Zone)
})

// dayClocks draws clocks that end with a day, online and at the counter.
var dayClocks = rapid.Custom(func(t *rapid.T) Clock {
	cl := clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), rapid.SampledFrom([]Unit{Workday, NaturalDay, Month, SameDay}).Draw(t, "unit"))
	cl.Counter = rapid.Bool().Draw(t, "counter")
	return cl
})

// pause stops and resumes the clock a few times, each time before it runs out.
func pause(t *rapid.T, c *Calendar, cl Clock) Clock {
	for range rapid.IntRange(0, 4).Draw(t, "pauses") {
		due, _ := cl.Due(c)
		from := cl.Start
		if n := len(cl.Stops); n > 0 {
			from = cl.Stops[n-1].To
		}
		stop := rapid.Int64Range(from, due.UnixMilli()).Draw(t, "stop")
		resume := stop + rapid.Int64Range(0, 40*24*60).Draw(t, "minutes")*60_000
		var err error
		if cl, err = cl.Stop(time.UnixMilli(stop), "检测"); err != nil {
			t.Fatal(err)
		}
		if cl, err = cl.Resume(time.UnixMilli(resume)); err != nil {
			t.Fatal(err)
		}
	}
	return cl
}

// countDays is the rule told another way: walk day by day and count those that neither rest nor are
// touched by a stop, after the day of the receipt.
func countDays(c *Calendar, cl Clock, upTo Day) int {
	zero := DayOf(time.UnixMilli(cl.Start))
	if at := time.UnixMilli(cl.Start).In(Zone); cl.Counter && (!c.Workday(zero) || at.Hour() >= 18) {
		zero = c.Add(zero, 1)
	}
	n := 0
	for d := zero.AddDays(1); d <= upTo; d = d.AddDays(1) {
		still := false
		for _, s := range cl.Stops {
			still = still || DayOf(time.UnixMilli(s.From)) <= d && d <= DayOf(time.UnixMilli(s.To))
		}
		if c.Workday(d) && !still {
			n++
		}
	}
	return n
}

func TestExactlyTheTermIsCountedAcrossAnyPauses(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), Workday)
		cl.Counter = rapid.Bool().Draw(t, "counter")
		cl = pause(t, c, cl)
		due, _ := cl.Due(c)
		if got := countDays(c, cl, DayOf(due)); got != cl.Term.N {
			t.Fatalf("due %s: %d working days are counted, want %d", due, got, cl.Term.N)
		}
		if !c.Workday(DayOf(due)) {
			t.Fatalf("due on a rest day, %s", due)
		}
	})
}

func TestMinutesAreCountedAcrossAnyPauses(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]Unit{Hour, Minute, WorkHour}).Draw(t, "unit")
		cl := pause(t, c, clock(starts.Draw(t, "start"), rapid.IntRange(1, 50).Draw(t, "n"), unit))
		due, _ := cl.Due(c)
		left, _ := cl.Left(c, due)
		used, _ := cl.Used(c, due)
		want := cl.Term.N
		if unit != Minute {
			want *= 60
		}
		if left != 0 || used != want {
			t.Fatalf("at the due time %s: used %d of %d, left %d", due, used, want, left)
		}
	})
}

func TestDueIsNeverOnARestDay(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, dayClocks.Draw(t, "clock"))
		due, _ := cl.Due(c)
		if !c.Workday(DayOf(due)) || due.Hour() != 18 {
			t.Fatalf("due %s", due)
		}
	})
}

func TestAnExtensionAddsWorkingDays(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), rapid.SampledFrom([]Unit{Workday, SameDay}).Draw(t, "unit"))
		cl = pause(t, c, cl)
		n := rapid.IntRange(1, 20).Draw(t, "extension")
		longer, err := cl.Extend(n)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := cl.Due(c)
		after, _ := longer.Due(c)
		if DayOf(after) != c.Add(DayOf(before), n) {
			t.Fatalf("%s became %s with %d more working days", before, after, n)
		}
	})
}

func TestWhoStartsLaterIsNotDueSooner(t *testing.T) {
	c := arrangement(t)
	units := []Unit{Workday, NaturalDay, Month, Hour, Minute, WorkHour, SameDay, AtOnce}
	rapid.Check(t, func(t *rapid.T) {
		cl := clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), rapid.SampledFrom(units).Draw(t, "unit"))
		cl.Counter = rapid.Bool().Draw(t, "counter")
		later := cl
		later.Start += rapid.Int64Range(0, 20*24*60).Draw(t, "minutes") * 60_000
		a, _ := cl.Due(c)
		b, _ := later.Due(c)
		if b.Before(a) || a.Before(time.UnixMilli(cl.Start)) {
			t.Fatalf("started %s, due %s; started %s, due %s", At(cl.Start), a, At(later.Start), b)
		}
	})
}

func TestUsedAndLeftMakeTheTerm(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), Workday))
		due, _ := cl.Due(c)
		now := time.UnixMilli(rapid.Int64Range(cl.work(c).from, due.UnixMilli()).Draw(t, "now"))
		used, _ := cl.Used(c, now)
		left, _ := cl.Left(c, now)
		if used+left != cl.Term.N || left < 0 {
			t.Fatalf("at %s: used %d, left %d", now, used, left)
		}
		stopped, err := cl.Stop(now, "检测")
		if err != nil {
			t.Fatal(err)
		}
		usedThen, _ := stopped.Used(c, now)
		leftThen, _ := stopped.Left(c, now.AddDate(1, 0, 0))
		if usedThen+leftThen != cl.Term.N || leftThen < 1 {
			t.Fatalf("stopped at %s: used %d, left %d", now, usedThen, leftThen)
		}
	})
}

func TestWhatWasFiredDoesNotMoveTheDueTime(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, dayClocks.Draw(t, "clock"))
		other := cl
		other.Fired, other.Over, other.Name = rapid.IntRange(0, 5).Draw(t, "fired"), true, "promise"
		a, _ := cl.Due(c)
		if b, _ := other.Due(c); !a.Equal(b) {
			t.Fatalf("%s and %s", a, b)
		}
	})
}

func BenchmarkDue20Workdays(b *testing.B) {
	c := arrangement(b)
	cl := clock(at(b, "2026-04-20 10:00"), 20, Workday)
	for b.Loop() {
		cl.Due(c)
	}
}

func BenchmarkLamp(b *testing.B) {
	c := arrangement(b)
	cl := clock(at(b, "2026-04-20 10:00"), 20, Workday)
	now := at(b, "2026-05-11 10:00")
	for b.Loop() {
		cl.Lamp(c, LampRule{Fraction: "1/3", Workdays: 1}, now)
	}
}

func BenchmarkExplain(b *testing.B) {
	c := arrangement(b)
	cl := clock(at(b, "2026-04-20 10:00"), 20, Workday)
	now := at(b, "2026-05-11 10:00")
	for b.Loop() {
		cl.Explain(c, now)
	}
}
