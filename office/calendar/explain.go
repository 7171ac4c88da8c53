package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Explanation is everything a page needs to tell a person why a matter is due when it is due.
type Explanation struct {
	Sentence string      `json:"sentence"`          // 20 个工作日，从4月20日的次日起算；……；5月28日 18:00 前办完
	Status   string      `json:"status"`            // 还剩 8 个工作日
	Basis    string      `json:"basis,omitempty"`   // the legal basis of the term
	Warning  string      `json:"warning,omitempty"` // where a year's arrangement is not known
	Weeks    [][]DayCell `json:"weeks"`             // Monday to Sunday, from the receipt to the due day, or to today while the clock stands still
	Holidays []Holiday   `json:"holidays,omitempty"`
	Makeups  []Day       `json:"makeups,omitempty"` // weekend days that are worked and count
}

// Holiday is days off in a row that do not count.
type Holiday struct {
	From Day    `json:"from"`
	To   Day    `json:"to"`
	Name string `json:"name"`
}

// DayKind is what a day is to a clock.
type DayKind string

const (
	OutsideDay DayKind = ""        // before the receipt or after the due day; only fills the week
	StartDay   DayKind = "start"   // the receipt: day zero
	UsedDay    DayKind = "used"    // counts, and has begun
	LeftDay    DayKind = "left"    // counts, and is yet to come
	RestDay    DayKind = "off"     // does not count: a rest day
	StoppedDay DayKind = "stopped" // does not count: the clock stands still
	DueDay     DayKind = "due"     // the last day
)

// DayCell is one day of the picture.
type DayCell struct {
	Day   Day     `json:"day"`
	Kind  DayKind `json:"kind,omitempty"`
	Today bool    `json:"today,omitempty"`
	N     int     `json:"n,omitempty"`    // 第几天: it counts as the N-th day of the term; 0: it does not count
	Mark  string  `json:"mark,omitempty"` // 休 or 班, where the arrangement says so
	Name  string  `json:"name,omitempty"` // of the holiday, with Mark
}

// Explain tells how the clock stands at now and how it came to that.
func (cl Clock) Explain(c *Calendar, now time.Time) Explanation {
	t := teller{c: c, cl: cl, st: cl.work(c), now: now.UnixMilli()}
	t.start, t.end = serialAt(cl.Start), serialAt(t.st.due)
	if t.st.stopped {
		t.end = max(serialAt(t.now), serialAt(cl.Stops[t.st.stops-1].From))
	}
	e := Explanation{
		Sentence: t.sentence(),
		Status:   cl.Status(c, now),
		Basis:    cl.Term.Basis,
		Warning:  Provisional(c.Unknown(dayOf(t.start), dayOf(t.end))),
	}
	t.draw(&e)
	return e
}

// teller holds what the words and the picture are made from. Days are serial numbers.
type teller struct {
	c          *Calendar
	cl         Clock
	st         stretch
	now        int64
	start, end int
}

func (t *teller) sentence() string {
	parts := []string{t.origin()}
	for _, s := range t.cl.Stops[:t.st.stops] {
		from, to, reason := serialAt(s.From), serialAt(s.To), s.Reason
		if reason == "" {
			reason = "暂停"
		}
		switch {
		case s.To == 0:
			parts = append(parts, t.date(from)+"起"+reason+"，暂停计时")
		case from == to:
			parts = append(parts, t.date(from)+reason+"，不计时")
		default:
			parts = append(parts, t.date(from)+"至"+t.date(to)+reason+"，不计时")
		}
	}
	if last := t.st.last; !t.st.stopped && t.st.countsDays() && !t.c.works(last) {
		name := t.c.Holiday(dayOf(last))
		if name == "" {
			name = "休息日"
		}
		parts = append(parts, fmt.Sprintf("%s是%s，顺延到%s", t.date(last), name, t.date(t.end)))
	}
	return strings.Join(append(parts, t.close()), "；")
}

// origin tells the term and from when it counts.
func (t *teller) origin() string {
	term, extra := t.cl.Term.Words(), ""
	if n := t.cl.Extra; n > 0 {
		unit := t.cl.Term.Unit
		if unit == SameDay {
			unit = Workday
		}
		extra = "，延长 " + unit.Words(n)
	}
	switch {
	case t.st.countsDays():
		zero := t.cl.zero(t.c)
		words := fmt.Sprintf("%s%s，从%s的次日起算", term, extra, t.date(zero))
		if zero != t.start {
			words = fmt.Sprintf("%s收件时不在办公时间，按%s收件；%s", t.moment(t.cl.Start), t.date(zero), words)
		}
		return words
	case t.cl.Term.Unit == SameDay:
		words := fmt.Sprintf("当日办结%s，%s收到", extra, t.moment(t.cl.Start))
		switch {
		case !t.c.works(t.start):
			words += "，当日为休息日，顺延至下一个工作日"
		case t.c.officeDay(t.cl.Start, t.c.hours.Cutoff) != t.start:
			words += "，已过当日截止时间，顺延至下一个工作日"
		}
		return words
	case t.cl.Term.Unit == AtOnce:
		return fmt.Sprintf("%s办理，%s收到", term, t.moment(t.cl.Start))
	case t.cl.Term.Unit == WorkHour:
		return fmt.Sprintf("%s%s，从%s起算，只计工作日 %s 至 %s", term, extra, t.moment(t.cl.Start), t.c.hours.Open, t.c.hours.Close)
	}
	return fmt.Sprintf("%s%s，从%s起算", term, extra, t.moment(t.cl.Start))
}

// close tells by when the matter is to be done.
func (t *teller) close() string {
	n, unit := t.st.remaining(t.now), t.cl.Term.left()
	switch {
	case t.st.stopped:
		return "恢复后还有 " + unit.Words(n)
	case t.now > t.st.due:
		return fmt.Sprintf("应在%s前办完，已超期 %s", t.moment(t.st.due), unit.Words(-n))
	}
	return t.moment(t.st.due) + "前办完"
}

// date is 4月20日, with the year if it is not that of now.
func (t *teller) date(serial int) string {
	d := At(midnight(serial))
	if d.Year() != At(t.now).Year() {
		return d.Format("2006年1月2日")
	}
	return d.Format("1月2日")
}

// moment is 4月20日 18:00, and 24:00 for the end of a day.
func (t *teller) moment(ms int64) string {
	day := serialAt(ms)
	if ms == endOfDay.on(day) {
		return t.date(day) + " 24:00 "
	}
	return t.date(day) + At(ms).Format(" 15:04 ")
}

// draw fills in the weeks and collects the holidays and make-up days on the way.
func (t *teller) draw(e *Explanation) {
	n, today := 0, serialAt(t.now)
	monday := t.start - (int(weekday(t.start))+6)%7
	for s := monday; s <= t.end; s += 7 {
		week := make([]DayCell, 7)
		for i := range week {
			cell := t.cell(s+i, today)
			switch cell.Kind {
			case UsedDay, LeftDay, DueDay:
				if t.st.countsDays() && s+i <= t.st.last {
					n++
					cell.N = n
				}
				if cell.Mark == "班" {
					e.Makeups = append(e.Makeups, cell.Day)
				}
			case RestDay:
				if cell.Name != "" {
					e.Holidays = lengthen(e.Holidays, cell)
				}
			}
			week[i] = cell
		}
		e.Weeks = append(e.Weeks, week)
	}
}

// lengthen adds a day off to the holiday it continues, or as a new one.
func lengthen(hs []Holiday, cell DayCell) []Holiday {
	if n := len(hs); n > 0 && hs[n-1].Name == cell.Name && hs[n-1].To.AddDays(1) == cell.Day {
		hs[n-1].To = cell.Day
		return hs
	}
	return append(hs, Holiday{cell.Day, cell.Day, cell.Name})
}

func (t *teller) cell(s, today int) DayCell {
	d := dayOf(s)
	cell := DayCell{Day: d, Kind: t.kind(s, today), Today: s == today}
	if cell.Name = t.c.Holiday(d); cell.Name != "" {
		cell.Mark = "休"
	} else if cell.Name = t.c.Makeup(d); cell.Name != "" {
		cell.Mark = "班"
	}
	return cell
}

func (t *teller) kind(s, today int) DayKind {
	rest := !t.c.works(s)
	switch {
	case s < t.start || s > t.end:
		return OutsideDay
	case s == t.end && !t.st.stopped:
		return DueDay
	case s == t.start:
		return StartDay
	case t.stopped(s):
		return StoppedDay
	case rest && (!t.cl.Term.natural() || t.st.countsDays() && s > t.st.last):
		return RestDay
	case s <= t.cl.zero(t.c):
		return StartDay
	case s <= today:
		return UsedDay
	}
	return LeftDay
}

// stopped reports whether the clock stood still on a day; the days of stop and resumption belong to it.
func (t *teller) stopped(s int) bool {
	for _, stop := range t.cl.Stops[:t.st.stops] {
		if s >= serialAt(stop.From) && (stop.To == 0 || s <= serialAt(stop.To)) {
			return true
		}
	}
	return false
}
