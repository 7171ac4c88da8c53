package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/fail"
)

// Alarm is a reminder before a clock runs out. It is data.
type Alarm struct {
	// Before says how long before the due time: "0" at the due time; "4 hour", "30 minute" by the
	// clock; "1 workday", "2 day" when the office opens on the day so many days before the last;
	// "2 workhour" in office time; "1/3" when that part of the term is left.
	Before   string `json:"before"`
	Role     string `json:"role"`     // whom to remind
	Template string `json:"template"` // with which words
}

// AtDue is the Before of an alarm at the due time.
const AtDue = "0"

// Check reports an alarm whose Before cannot be read.
func (a Alarm) Check() error {
	if _, ok := parseLead(a.Before); !ok {
		return fail.Invalid("提醒不正确", fail.Field{Name: "before", Message: `应如 0、1/3、1 workday、4 hour、30 minute`})
	}
	return nil
}

// AlarmAt returns when the alarm goes off: never before the stretch of the term that runs now began,
// and never after the due time. It is the zero time while the clock stands still, and for an alarm
// that Check refuses.
func (cl Clock) AlarmAt(c *Calendar, a Alarm) time.Time {
	st := cl.work(c)
	l, ok := parseLead(a.Before)
	if !ok || st.stopped {
		return time.Time{}
	}
	return At(st.ahead(l))
}

// Lamp is the colour by which a list shows how a clock stands.
type Lamp string

const (
	Green  Lamp = "green"
	Yellow Lamp = "yellow" // little is left
	Red    Lamp = "red"    // late
	Grey   Lamp = "grey"   // standing still
)

// LampRule says when a lamp turns yellow: as soon as one of its limits is reached. It is data.
type LampRule struct {
	Fraction string `json:"fraction"` // part of the term that is left: "1/3"; empty: no such limit
	Workdays int    `json:"workdays"` // working days left, for terms counted in days; 0: no such limit
}

// workdaysMost bounds the days before the end of a term on which a lamp turns yellow.
const workdaysMost = 60

// Check reports limits that are none: a lamp would silently stay green.
func (r LampRule) Check() error {
	if _, ok := parseLead(r.Fraction); r.Fraction != "" && (!ok || !strings.Contains(r.Fraction, "/")) || r.Workdays < 0 || r.Workdays > workdaysMost {
		return fail.Invalid("亮黄灯的规则不正确", fail.Field{Name: "lamp", Message: fmt.Sprintf("fraction 应如 1/3，workdays 应为 0 到 %d", workdaysMost)})
	}
	return nil
}

// Lamp returns the colour at now.
func (cl Clock) Lamp(c *Calendar, rule LampRule, now time.Time) Lamp {
	st, ms := cl.work(c), now.UnixMilli()
	switch {
	case st.stopped:
		return Grey
	case ms > st.due:
		return Red
	case ms >= st.warn(rule):
		return Yellow
	}
	return Green
}

// WarnAt returns the instant at which the lamp turns yellow; the zero time while the clock stands
// still. With Due it tells the lamp at any time, so a table that stores both can be searched by lamp.
func (cl Clock) WarnAt(c *Calendar, rule LampRule) time.Time {
	st := cl.work(c)
	if st.stopped {
		return time.Time{}
	}
	return At(st.warn(rule))
}

func (st *stretch) warn(rule LampRule) int64 {
	at := st.due
	if l, ok := parseLead(rule.Fraction); ok {
		at = min(at, st.ahead(l))
	}
	if rule.Workdays > 0 && st.countsDays() {
		at = min(at, st.ahead(lead{n: rule.Workdays, unit: Workday}))
	}
	return at
}

// countsDays reports whether the term is a number of days, and not one day or a number of minutes.
func (st *stretch) countsDays() bool {
	return st.term.byDay() && st.term.Unit != SameDay && st.term.Unit != AtOnce
}

// lead is an Alarm's Before, read: the part n/of of the term, or n units.
type lead struct {
	n, of int
	unit  Unit
}

func parseLead(s string) (lead, bool) {
	if s == AtDue {
		return lead{unit: Minute}, true
	}
	if a, b, ok := strings.Cut(s, "/"); ok {
		n, errN := strconv.Atoi(a)
		of, errOf := strconv.Atoi(b)
		return lead{n: n, of: of}, errN == nil && errOf == nil && 0 < n && n < of && of <= 100
	}
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	l := lead{n: n, unit: Unit(unit)}
	switch l.unit {
	case Workday, NaturalDay, Hour, Minute, WorkHour:
		return l, err == nil && 0 < n && n <= longest
	}
	return l, false
}

// ahead returns the instant that lies by l before the due time, within the stretch.
func (st *stretch) ahead(l lead) int64 {
	last, at := serialAt(st.due), st.due
	open := func(day int) int64 { return st.c.hours.Open.on(day) }
	switch {
	case l.of > 0 && st.countsDays():
		part := int(st.total) * l.n / l.of
		if st.term.natural() {
			at = open(last - part)
		} else {
			at = open(st.c.add(last, -part))
		}
	case l.of > 0:
		left := st.running(st.from, st.due)
		whole := st.total
		if st.term.byDay() {
			whole = left
		}
		at = st.after(left - whole*int64(l.n)/int64(l.of))
	case l.unit == Workday:
		at = open(st.c.add(last, -l.n))
	case l.unit == NaturalDay:
		at = open(last - l.n)
	case l.unit == WorkHour:
		left := st.c.officeTime(st.from, st.due)
		at = st.c.afterOfficeTime(st.from, max(left-int64(l.n)*60*millisMinute, 0))
	case l.unit == Hour:
		at -= int64(l.n) * 60 * millisMinute
	case l.unit == Minute:
		at -= int64(l.n) * millisMinute
	}
	return min(max(at, st.from), st.due)
}

// after returns the instant at which the stretch has run for so many milliseconds.
func (st *stretch) after(ms int64) int64 {
	if st.term.natural() {
		return st.from + max(ms, 0)
	}
	return st.c.afterOfficeTime(st.from, max(ms, 0))
}

// Words tells when the alarm goes off: 到期时, 到期前 1 个工作日, 时限剩 1/3 时.
func (a Alarm) Words() string {
	switch l, ok := parseLead(a.Before); {
	case !ok:
		return ""
	case l.of > 0:
		return fmt.Sprintf("时限剩 %d/%d 时", l.n, l.of)
	case l.n == 0:
		return "到期时"
	default:
		return "到期前 " + l.unit.Words(l.n)
	}
}
