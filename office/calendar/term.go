package calendar

import (
	"fmt"

	"wuyou/kit/fail"
)

// Unit is what a term is counted in.
type Unit string

const (
	Workday    Unit = "workday"
	NaturalDay Unit = "day"      // natural days; one that ends on a rest day ends on the next working day
	Month      Unit = "month"    // months by the calendar, ending like natural days
	Hour       Unit = "hour"     // by the clock, day and night
	Minute     Unit = "minute"   // by the clock, day and night
	WorkHour   Unit = "workhour" // hours within office hours
	SameDay    Unit = "sameday"  // by closing time of the day received, or of the next working day after the cut-off; N is not used
	AtOnce     Unit = "atonce"   // within N minutes of office time; by closing time if N is 0
)

// longest is the largest N that Check lets pass, ten years of days: a guard against slips of the pen.
const longest = 3660

// Term is a rule by when something must be done. It is data: the numbers come from regulations.
type Term struct {
	Key   string    `json:"key"`
	N     int       `json:"n,omitempty"`
	Unit  Unit      `json:"unit"`
	Basis string    `json:"basis,omitempty"` // the legal basis in words
	Close TimeOfDay `json:"close,omitempty"` // when the last day ends; zero is the end of office hours
}

// Check reports a term that cannot be counted. A clock must not be started on one that fails.
func (t Term) Check() error {
	low := 1
	switch t.Unit {
	case Workday, NaturalDay, Month, Hour, Minute, WorkHour:
	case SameDay, AtOnce:
		low = 0
	default:
		return fail.Invalid("时限不正确", fail.Field{Name: "unit", Message: "没有“" + string(t.Unit) + "”这种单位"})
	}
	if t.N < low || t.N > longest {
		return fail.Invalid("时限不正确", fail.Field{Name: "n", Message: fmt.Sprintf("应为 %d 至 %d 的整数", low, longest)})
	}
	if t.Close < 0 || t.Close > endOfDay {
		return fail.Invalid("时限不正确", fail.Field{Name: "close", Message: "应为 00:00 至 23:59"})
	}
	return nil
}

// Words is the term as people say it: 20 个工作日, 当日, 立即.
func (t Term) Words() string { return t.Unit.Words(t.N) }

// Words is n of the unit as people say it.
func (u Unit) Words(n int) string {
	switch u {
	case Workday:
		return fmt.Sprintf("%d 个工作日", n)
	case NaturalDay:
		return fmt.Sprintf("%d 日", n)
	case Month:
		return fmt.Sprintf("%d 个月", n)
	case Hour:
		return fmt.Sprintf("%d 小时", n)
	case WorkHour:
		return fmt.Sprintf("%d 个工作小时", n)
	case SameDay:
		return "当日"
	case AtOnce:
		if n == 0 {
			return "立即"
		}
		return fmt.Sprintf("立即（%d 分钟内）", n)
	}
	if n >= 60 && n%60 == 0 {
		return fmt.Sprintf("%d 小时", n/60)
	} else if n > 60 {
		return fmt.Sprintf("%d 小时 %d 分钟", n/60, n%60)
	}
	return fmt.Sprintf("%d 分钟", n)
}

// byDay reports whether the term ends at the close of a day and not at some minute.
func (t Term) byDay() bool {
	switch t.Unit {
	case Workday, NaturalDay, Month, SameDay:
		return true
	}
	return t.Unit == AtOnce && t.N == 0
}

// natural reports whether rest days count.
func (t Term) natural() bool {
	switch t.Unit {
	case NaturalDay, Month, Hour, Minute:
		return true
	}
	return false
}

// left is the unit in which what is left of the term is told.
func (t Term) left() Unit {
	switch {
	case !t.byDay():
		return Minute
	case t.natural():
		return NaturalDay
	}
	return Workday
}
