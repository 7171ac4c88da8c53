package flow

import (
	"cmp"
	"slices"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Reader is for whom a limit is told.
type Reader int

const (
	Office Reader = iota // staff: all limits of the case
	Person               // the applicant: those that he is told of
)

// Limit is one clock of a case, with its rule and how it stands now.
type Limit struct {
	Clock   Clock
	Running calendar.Clock
	Due     time.Time // zero while it stands still
	Status  string    // 还剩 8 个工作日
	Lamp    calendar.Lamp
}

// ClockStory is a clock of a case and why it is due when it is due.
type ClockStory struct {
	Limit
	Story calendar.Explanation
}

// aside reports whether the clock runs beside the course of the case (a debt, a check afterwards): it is
// told where it belongs, and never as the limit of the case while another one is there.
func (l Limit) aside() bool { return l.Clock.Until == Ended }

// limits puts clocks in the order in which a case tells of them. The first is THE limit of the case, for
// its header, explanation, lists, notices, messages and the API alike. What stands aside comes last, what
// stands still after what runs; then the earliest, but for the applicant a limit that was extended goes
// before one that has run out, because that is the day that he was told last.
func (t *Table) limits(clocks []calendar.Clock, cal *calendar.Calendar, r Reader, now time.Time) []Limit {
	var list []Limit
	for _, k := range clocks {
		rule, _ := t.Clock(k.Name)
		if r == Person && rule.Inner && k.Extra == 0 { // an extension is told to the applicant
			continue
		}
		l := Limit{Clock: rule, Running: k}
		if due, running := k.Due(cal); running {
			l.Due = due
		}
		list = append(list, l)
	}
	rank := func(l Limit) int {
		switch {
		case l.aside():
			return 3
		case l.Due.IsZero():
			return 2
		case r == Person && l.Running.Extra == 0 && !now.Before(l.Due):
			return 1
		}
		return 0
	}
	slices.SortStableFunc(list, func(a, b Limit) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Due.Compare(b.Due))
	})
	return list
}

// DueOn is a due time as a message of the day now names it: by the day, and by the hour where that is today.
func DueOn(due, now time.Time) string {
	if calendar.DayOf(due) == calendar.DayOf(now) {
		return due.In(calendar.Zone).Format("2006年1月2日 15:04")
	}
	return due.In(calendar.Zone).Format("2006年1月2日")
}

// leading is the limit of the case among its clocks, if it has one that runs. A clock aside is the office's
// last thing to do in a case, but no limit that the applicant waits for.
func leading(list []Limit, r Reader) (Limit, bool) {
	if len(list) == 0 || list[0].Due.IsZero() || r == Person && list[0].aside() {
		return Limit{}, false
	}
	return list[0], true
}

// Limit is the limit that a case shows to a reader. There is none while its clocks stand still.
func (e *Engine) Limit(k Case, r Reader) (Limit, bool) {
	l, ok := leading(e.limits(k, r), r)
	if !ok {
		return l, false
	}
	cal, now := e.rules.Calendar(), e.now()
	l.Status, l.Lamp = l.Running.Status(cal, now), l.Running.Lamp(cal, e.rules.Lamp(), now)
	return l, true
}

// Explain says of each clock of a case how its due time came about; that of Limit is the first.
func (e *Engine) Explain(k Case, r Reader) []ClockStory {
	var list []ClockStory
	cal, now := e.rules.Calendar(), e.now()
	for _, l := range e.limits(k, r) {
		l.Lamp = l.Running.Lamp(cal, e.rules.Lamp(), now)
		s := ClockStory{l, l.Running.Explain(cal, now)}
		s.Status = s.Story.Status
		list = append(list, s)
	}
	return list
}

func (e *Engine) limits(k Case, r Reader) []Limit {
	t, _ := e.Table(k.Kind)
	return t.limits(k.Running(), e.rules.Calendar(), r, e.now())
}

// Due is the day that a message or paper about a change names: that of the clock that the change is about,
// where it is about one that still runs (a reminder, a late event), else that of the limit which the applicant is told, as long as
// that is not over: nobody is promised a day that is. The zero time is none.
func (e *Engine) Due(c *Change) time.Time {
	if k, ok := c.Running(c.Clock); ok {
		due, _ := k.Due(e.rules.Calendar())
		return due
	}
	if l, _ := leading(c.table.limits(c.clocks, e.rules.Calendar(), Person, c.At), Person); l.Due.After(c.At) {
		return l.Due
	}
	return time.Time{}
}

// DueOf is when a clock of a change runs out; ok is false if it does not run.
func (e *Engine) DueOf(c *Change, clock string) (due time.Time, ok bool) {
	if k, runs := c.Running(clock); runs {
		return k.Due(e.rules.Calendar())
	}
	return due, false
}

// ReaderOf is for whom limits are told to an actor.
func ReaderOf(a people.Actor) Reader {
	if a.Kind == people.Citizen {
		return Person
	}
	return Office
}
