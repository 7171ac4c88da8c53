package calendar

import (
	"fmt"
	"time"

	"wuyou/kit/fail"
)

// TimeOfDay is minutes after midnight, written 18:00. 23:59 stands for the end of the day.
type TimeOfDay int

const endOfDay TimeOfDay = 24*60 - 1

// ParseTimeOfDay reads 9:00 or 18:00, from 00:00 to 23:59.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("“%s”不是时间，请按 18:00 的样子填写", s)
	}
	return TimeOfDay(t.Hour()*60 + t.Minute()), nil
}

func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// MarshalText writes 18:00.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTimeOfDay reads.
func (t *TimeOfDay) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimeOfDay(string(b))
	return err
}

// on returns the instant at which t falls on a day.
func (t TimeOfDay) on(serial int) int64 {
	ms := midnight(serial) + int64(t)*millisMinute
	if t == endOfDay {
		ms += millisMinute - 1000
	}
	return ms
}

// Hours are the hours of the offices on a working day.
type Hours struct {
	Open   TimeOfDay `json:"open"`
	Close  TimeOfDay `json:"close"`
	Cutoff TimeOfDay `json:"cutoff"` // what comes in before it is still done the same day
}

// usual are the hours of a place that has not set its own.
var usual = Hours{Open: 9 * 60, Close: 18 * 60, Cutoff: 17 * 60}

// Check reports hours that do not follow one another within a day.
func (h Hours) Check() error {
	if 0 <= h.Open && h.Open < h.Cutoff && h.Cutoff <= h.Close && h.Close <= endOfDay {
		return nil
	}
	return fail.Invalid("办公时间不正确", fail.Field{Name: "close", Message: "应依次为上班、当日截止、下班时间"})
}

// officeDay returns the working day to which an instant belongs: its own if that is a working day and
// it is before the time given, otherwise the next working day.
func (c *Calendar) officeDay(ms int64, before TimeOfDay) int {
	s := serialAt(ms)
	if c.works(s) && ms < before.on(s) {
		return s
	}
	return c.add(s, 1)
}

// officeTime returns how much of the time from a to b lies within office hours.
func (c *Calendar) officeTime(a, b int64) int64 {
	var sum int64
	for s := serialAt(a); s <= serialAt(b); s++ {
		if c.works(s) {
			sum += max(0, min(b, c.hours.Close.on(s))-max(a, c.hours.Open.on(s)))
		}
	}
	return sum
}

// afterOfficeTime returns the instant at which so much office time has passed since a; with none to
// pass, the first instant from a on at which the office is open.
func (c *Calendar) afterOfficeTime(a, left int64) int64 {
	for s := serialAt(a); ; s++ {
		if !c.works(s) {
			continue
		}
		from, to := max(a, c.hours.Open.on(s)), c.hours.Close.on(s)
		if from < to && left <= to-from {
			return from + left
		}
		left -= max(0, to-from)
	}
}
