package calendar

import (
	"fmt"
	"time"
)

// Day is a day in Zone as the number yyyymmdd, the form in which it is stored. Zero is no day.
type Day int32

// DayOf returns the day that t falls on in Zone.
func DayOf(t time.Time) Day {
	y, m, d := t.In(Zone).Date()
	return Day(y*10000 + int(m)*100 + d)
}

// ParseDay reads 2026-11-23 or 20261123, from 1900 to 2199. The error is in words for the person who
// typed it.
func ParseDay(s string) (Day, error) {
	layout := "20060102"
	if len(s) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	t, err := time.ParseInLocation(layout, s, Zone)
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return 0, fmt.Errorf("“%s”不是日期，请按 2026-11-23 的样子填写", s)
	}
	return DayOf(t), nil
}

// Long is the day as papers write it: 2006年1月2日.
func (d Day) Long() string { return d.Time().Format("2006年1月2日") }

// Time returns the midnight with which the day begins.
func (d Day) Time() time.Time {
	return time.Date(int(d)/10000, time.Month(d/100%100), int(d)%100, 0, 0, 0, 0, Zone)
}

// End returns the midnight with which the day ends: what holds up to and including the day holds before it.
func (d Day) End() time.Time { return d.AddDays(1).Time() }

// Until says when something ends that holds before t, as people count: 2026年12月10日（含当日） where that is the end of a day, else the minute.
func Until(t time.Time) string {
	t = t.In(Zone)
	day := DayOf(t.Add(-time.Millisecond))
	words := fmt.Sprintf("%d年%d月%d日", day/10000, day/100%100, day%100)
	if end := day.End(); t.Equal(end) || t.Equal(end.Add(-time.Millisecond)) {
		return words + "（含当日）"
	}
	return words + t.Format(" 15:04")
}

// AddDays returns the day n days later, or earlier if n is negative.
func (d Day) AddDays(n int) Day { return dayOf(d.serial() + n) }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return weekday(d.serial()) }

// Year returns the year.
func (d Day) Year() int { return int(d) / 10000 }

// Month returns the month as the number yyyymm.
func (d Day) Month() int { return int(d) / 100 }

// String returns 2026-11-23, and nothing for no day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d/10000, d/100%100, d%100)
}

// Words returns 11月23日（星期一）, and nothing for no day.
func (d Day) Words() string {
	if d == 0 {
		return ""
	}
	return d.Short() + "（" + d.Week() + "）"
}

// Short returns 11月23日.
func (d Day) Short() string { return fmt.Sprintf("%d月%d日", d/100%100, d%100) }

// Week returns 星期一.
func (d Day) Week() string { return "星期" + string([]rune("日一二三四五六")[d.Weekday()]) }

// Inside the package days are serial numbers, days since 1970-01-01, and instants are Unix
// milliseconds: counting is then plain addition.

const (
	millisMinute = 60 * 1000
	millisDay    = 24 * 60 * millisMinute
	millisZone   = 8 * 60 * millisMinute
)

func (d Day) serial() int {
	t := time.Date(int(d)/10000, time.Month(d/100%100), int(d)%100, 0, 0, 0, 0, time.UTC)
	return int(t.Unix() / (24 * 60 * 60))
}

func dayOf(serial int) Day { return DayOf(time.UnixMilli(midnight(serial))) }

// serialAt returns the day of an instant, midnight the instant at which a day begins.
func serialAt(ms int64) int {
	s := (ms + millisZone) / millisDay
	if (ms+millisZone)%millisDay < 0 {
		s--
	}
	return int(s)
}

func midnight(serial int) int64 { return int64(serial)*millisDay - millisZone }

// weekday relies on 1970-01-01 having been a Thursday.
func weekday(serial int) time.Weekday { return time.Weekday(((serial+4)%7 + 7) % 7) }

func weekend(serial int) bool {
	w := weekday(serial)
	return w == time.Saturday || w == time.Sunday
}

// addMonths returns the same day of the month n months on, or that month's last day if it has no such
// day (Civil Code, article 202).
func addMonths(serial, n int) int {
	y, m, d := dayOf(serial).Time().Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 0, 0, 0, 0, Zone)
	return DayOf(last).serial() - max(last.Day()-d, 0)
}
