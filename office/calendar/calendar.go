// Package calendar knows the working days of the country and the place, and the arithmetic of terms:
// by when a matter must be done, what a pause or an extension does to that, how much is left, when to
// remind, and how to tell a person why.
//
// The rules are those of the Civil Code, articles 201 to 204 (the first day does not count; a period
// that ends on a rest day ends on the next working day; it ends at midnight or, where there are
// business hours, at their close), and of the Administrative Licensing Law, article 82 (its periods
// are working days) and article 45 (special procedures do not count). Rest days and make-up working
// days are the State Council's yearly arrangement, with a local layer over it.
//
// The arithmetic is pure: the caller says what time it is. Read this file first, then clock.go;
// stretch.go has the arithmetic, alarm.go reminders and lamps, explain.go the words and the picture,
// rules.go what is in force, as stored.
package calendar

import (
	"fmt"
	"slices"
	"time"
)

// Zone is China Standard Time, the only zone of the program.
var Zone = time.FixedZone("CST", 8*60*60)

// At is the instant of so many Unix milliseconds, in Zone.
func At(ms int64) time.Time { return time.UnixMilli(ms).In(Zone) }

// National is the layer of the State Council's yearly arrangement. Every other layer stands over it.
const National = "national"

// Local is the layer of the city's own exceptions.
const Local = "local"

// Exception is a day that does not follow the week: a holiday, or a weekend day that is worked.
type Exception struct {
	Day   Day    `json:"day"`
	Name  string `json:"name"`
	Off   bool   `json:"off"`   // a rest day; otherwise a working day
	Layer string `json:"layer"` // National, or a local one
}

// Calendar is the days of rest and work and the office hours. It never changes after New and may be
// used from many goroutines; a change of the arrangement makes a new one.
type Calendar struct {
	hours Hours
	first int              // serial of marks[0]
	marks []mark           // one a day, from the first exception to the last
	names map[int]string   // of exceptions, by serial
	known map[int]struct{} // years whose national arrangement has been loaded
}

// mark is what the arrangement says of a day.
type mark uint8

const (
	plain mark = iota // nothing: the week decides
	off
	work
)

// New builds the calendar. Where two exceptions name the same day, a local one goes before a national
// one, and a later one before an earlier one. Zero hours are the usual ones; New panics on hours that
// Check refuses.
func New(days []Exception, hours Hours) *Calendar {
	if hours == (Hours{}) {
		hours = usual
	}
	if err := hours.Check(); err != nil {
		panic(err)
	}
	c := &Calendar{hours: hours, names: map[int]string{}, known: map[int]struct{}{}}
	if len(days) == 0 {
		return c
	}
	byDay := func(a, b Exception) int { return int(a.Day) - int(b.Day) }
	last := slices.MaxFunc(days, byDay).Day.serial()
	c.first = slices.MinFunc(days, byDay).Day.serial()
	c.marks = make([]mark, last-c.first+1)
	for _, national := range []bool{true, false} {
		for _, e := range days {
			if national != (e.Layer == National) {
				continue
			}
			s := e.Day.serial()
			c.names[s], c.marks[s-c.first] = e.Name, work
			if e.Off {
				c.marks[s-c.first] = off
			}
			// The days at the end of December belong to the arrangement of the year that follows.
			if national && e.Day.Month()%100 < 12 {
				c.known[e.Day.Year()] = struct{}{}
			}
		}
	}
	return c
}

// Hours returns the office hours.
func (c *Calendar) Hours() Hours { return c.hours }

// Workday reports whether offices work on d. In a year that is not Known the week alone decides.
func (c *Calendar) Workday(d Day) bool { return c.works(d.serial()) }

// Holiday returns the name of the holiday that gives d off, or "".
func (c *Calendar) Holiday(d Day) string {
	if s := d.serial(); c.mark(s) == off {
		return c.names[s]
	}
	return ""
}

// Makeup returns the name of the holiday for which the weekend day d is worked, or "".
func (c *Calendar) Makeup(d Day) string {
	if s := d.serial(); c.mark(s) == work && weekend(s) {
		return c.names[s]
	}
	return ""
}

// Kind returns in words what kind of day it is: 工作日, 休息日, the holiday or that it is worked instead of one.
func (c *Calendar) Kind(d Day) string {
	switch holiday, makeup := c.Holiday(d), c.Makeup(d); {
	case makeup != "":
		return makeup + "调休上班"
	case holiday != "":
		return holiday + "放假"
	case c.Workday(d):
		return "工作日"
	}
	return "休息日"
}

// Known reports whether the national arrangement of the year has been loaded: whether it has any
// exception in that year before December.
func (c *Calendar) Known(year int) bool {
	_, ok := c.known[year]
	return ok
}

// Unknown returns the years from one day to another that are not Known. What was computed across them
// is provisional, and whoever shows it says so.
func (c *Calendar) Unknown(from, to Day) []int {
	var years []int
	for y := from.Year(); y <= to.Year(); y++ {
		if !c.Known(y) {
			years = append(years, y)
		}
	}
	return years
}

// Add returns the n-th working day after d, or before it if n is negative; d itself if n is 0.
func (c *Calendar) Add(d Day, n int) Day { return dayOf(c.add(d.serial(), n)) }

// Between counts the working days after a and before b.
func (c *Calendar) Between(a, b Day) int { return c.between(a.serial(), b.serial()) }

// Next returns d if it is a working day, otherwise the next one.
func (c *Calendar) Next(d Day) Day { return dayOf(c.next(d.serial())) }

// Provisional is the warning for a date that was computed across the years, or "" if there are none.
func Provisional(years []int) string {
	if len(years) == 0 {
		return ""
	}
	words := fmt.Sprintf("%d 年", years[0])
	if n := len(years); n > 1 {
		words = fmt.Sprintf("%d 年至 %d 年", years[0], years[n-1])
	}
	return words + "的放假安排还没有录入，暂按双休日推算，录入后会重新计算"
}

func (c *Calendar) mark(s int) mark {
	if i := s - c.first; i >= 0 && i < len(c.marks) {
		return c.marks[i]
	}
	return plain
}

func (c *Calendar) works(s int) bool {
	switch c.mark(s) {
	case off:
		return false
	case work:
		return true
	}
	return !weekend(s)
}

func (c *Calendar) add(s, n int) int {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for n > 0 {
		s += step
		if c.works(s) {
			n--
		}
	}
	return s
}

func (c *Calendar) between(a, b int) int {
	n := 0
	for s := a + 1; s < b; s++ {
		if c.works(s) {
			n++
		}
	}
	return n
}

func (c *Calendar) next(s int) int {
	for !c.works(s) {
		s++
	}
	return s
}
