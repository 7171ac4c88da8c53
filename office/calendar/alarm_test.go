package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/fail"
)

var lamps = LampRule{Fraction: "1/3", Workdays: 1}

func TestAlarms(t *testing.T) {
	c := arrangement(t)
	var (
		days    = clock(at(t, "2026-04-20 10:00"), 20, Workday) // due 20 May, a Wednesday
		natural = clock(at(t, "2026-11-02 10:00"), 30, NaturalDay)
		hours   = clock(at(t, "2026-11-23 10:00"), 24, Hour)
		office  = clock(at(t, "2026-11-23 16:00"), 6, WorkHour) // due on the 24th at 13:00
		sameDay = clock(at(t, "2026-11-23 15:00"), 0, SameDay)
	)
	tests := []struct {
		cl     Clock
		before string
		at     string
	}{
		{days, "0", "2026-05-20 18:00"},
		{days, "4 hour", "2026-05-20 14:00"},
		{days, "30 minute", "2026-05-20 17:30"},
		{days, "1 workday", "2026-05-19 09:00"},
		{days, "3 workday", "2026-05-15 09:00"},
		{days, "3 day", "2026-05-17 09:00"},
		{days, "2 workhour", "2026-05-20 16:00"},
		{days, "1/3", "2026-05-12 09:00"},        // 6 are left
		{days, "30 workday", "2026-04-20 10:00"}, // never before the clock began
		{natural, "1/3", "2026-11-22 09:00"},
		{natural, "1 workday", "2026-12-01 09:00"},
		{hours, "1/3", "2026-11-24 02:00"},
		{hours, "4 hour", "2026-11-24 06:00"},
		{office, "1/3", "2026-11-24 11:00"},
		{office, "5 workhour", "2026-11-23 17:00"},
		{office, "9 workhour", "2026-11-23 16:00"},
		{sameDay, "1/3", "2026-11-23 17:00"},
		{sameDay, "1 workday", "2026-11-23 15:00"},
	}
	for _, tt := range tests {
		a := Alarm{Before: tt.before}
		if err := a.Check(); err != nil {
			t.Errorf("%s: %v", tt.before, err)
		}
		if got := tt.cl.AlarmAt(c, a); !got.Equal(at(t, tt.at)) {
			t.Errorf("%s before the end of %s: %s, want %s", tt.before, tt.cl.Term.Words(), got, tt.at)
		}
	}
	for _, before := range []string{"", "1", "-1 workday", "0 workday", "1 month", "3/1", "1/0", "0/3", "a/b", "1 workdays", "half", "1/3/5"} {
		a := Alarm{Before: before}
		if !fail.Is(a.Check(), fail.KindInvalid) || !days.AlarmAt(c, a).IsZero() || a.Words() != "" {
			t.Errorf("%q passes", before)
		}
	}
	for before, want := range map[string]string{"0": "到期时", "1/3": "时限剩 1/3 时", "1 workday": "到期前 1 个工作日", "90 minute": "到期前 1 小时 30 分钟"} {
		if got := (Alarm{Before: before}).Words(); got != want {
			t.Errorf("%s = %s, want %s", before, got, want)
		}
	}
}

func TestLampThroughTheDays(t *testing.T) {
	c := arrangement(t)
	five := clock(at(t, "2026-11-23 10:00"), 5, Workday)
	stopped, err := five.Stop(at(t, "2026-11-27 10:00"), "检测")
	if err != nil {
		t.Fatal(err)
	}
	late, err := five.Stop(at(t, "2026-12-01 10:00"), "检测")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		cl   Clock
		now  string
		want Lamp
	}{
		{"fresh", five, "2026-11-23 10:00", Green},
		{"before the office opens", five, "2026-11-27 08:59", Green},
		{"one working day is left", five, "2026-11-27 09:00", Yellow},
		{"last minute", five, "2026-11-30 18:00", Yellow},
		{"late", five, "2026-11-30 18:01", Red},
		{"standing still", stopped, "2026-12-24 10:00", Grey},
		{"stopped when it was late", late, "2026-12-24 10:00", Red},
		{"one day in all", clock(at(t, "2026-11-23 10:00"), 1, Workday), "2026-11-23 10:00", Yellow},
		{"hours know no working days", clock(at(t, "2026-11-23 10:00"), 6, Hour), "2026-11-23 13:59", Green},
		{"hours", clock(at(t, "2026-11-23 10:00"), 6, Hour), "2026-11-23 14:00", Yellow},
	}
	for _, tt := range tests {
		if got := tt.cl.Lamp(c, lamps, at(t, tt.now)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if !stopped.WarnAt(c, lamps).IsZero() || !stopped.AlarmAt(c, Alarm{Before: "0"}).IsZero() {
		t.Error("a clock that stands still warns")
	}
	if got := five.Lamp(c, LampRule{}, at(t, "2026-11-30 17:59")); got != Green {
		t.Errorf("without limits the lamp is %s", got)
	}
}

func TestLampIsToldByTwoInstants(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, dayClocks.Draw(t, "clock"))
		due, _ := cl.Due(c)
		warn := cl.WarnAt(c, lamps)
		if warn.After(due) || warn.Before(time.UnixMilli(cl.work(c).from)) {
			t.Fatalf("warns at %s, due %s", warn, due)
		}
		now := due.Add(time.Duration(rapid.IntRange(-60*24*60, 10*24*60).Draw(t, "minutes")) * time.Minute)
		want := Green
		if now.After(due) {
			want = Red
		} else if !now.Before(warn) {
			want = Yellow
		}
		if got := cl.Lamp(c, lamps, now); got != want {
			t.Fatalf("at %s: %s, want %s", now, got, want)
		}
	})
}

func TestYellowMeansAThirdOrOneDayIsLeft(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, clock(starts.Draw(t, "start"), rapid.IntRange(1, 30).Draw(t, "n"), Workday))
		due, _ := cl.Due(c)
		day := c.Next(DayOf(time.UnixMilli(cl.work(c).from)).AddDays(1 + rapid.IntRange(0, 40).Draw(t, "day")))
		now := day.Time().Add(12 * time.Hour)
		if now.After(due) {
			return
		}
		left, _ := cl.Left(c, now)
		want := Green
		if 3*left <= cl.Term.N || left <= 1 {
			want = Yellow
		}
		if got := cl.Lamp(c, lamps, now); got != want {
			t.Fatalf("at %s with %d of %d left: %s, want %s", now, left, cl.Term.N, got, want)
		}
	})
}

func FuzzAlarm(f *testing.F) {
	for _, s := range []string{"0", "1/3", "1 workday", "4 hour", "999999999999999999999 day", "1/", " ", "3660 workhour"} {
		f.Add(s, int64(1776650400000))
	}
	c := arrangement(f)
	f.Fuzz(func(t *testing.T, before string, start int64) {
		a := Alarm{Before: before}
		cl := Clock{Term: Term{N: 20, Unit: Workday}, Start: start % (200 * 365 * millisDay)}
		got := cl.AlarmAt(c, a)
		if due, _ := cl.Due(c); (a.Check() == nil) == got.IsZero() || got.After(due) {
			t.Errorf("%q: %s, due %s", before, got, due)
		}
	})
}
