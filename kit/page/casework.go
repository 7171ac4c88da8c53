package page

import (
	"fmt"
	"slices"
	"time"
)

// Lamp says how a deadline stands, by a shape, by words and, to help, by a colour.
type Lamp struct {
	Colour string // green on time, yellow soon, red overdue, grey paused, blue early
	Words  string
}

// Icon is the lamp's shape; an unknown colour has none and fails the page.
func (l Lamp) Icon() string { return "lamp-" + l.Colour }

// Steps is the bar of the stages that a matter goes through.
type Steps struct {
	Label string // for screen readers
	Bar   bool   // in one row of cells, over a page that is worked through by keys (data-stepwise)
	Items []Step
}

// Step is one stage.
type Step struct {
	Label, Note string
	State       string // done, now or "" (still to come)
	Of          string // Bar: the part of the page, its data-step
	Keys        []string
}

// Timeline tells what happened, the latest first.
type Timeline struct {
	Items []Moment
}

// Moment is one thing that happened, or is to happen next.
type Moment struct {
	Title string
	When  string // in words
	Who   string // who did it, and what there is to say
	Links []Link
	State string // next, now, act (the reader is to act or acted), or ""

	Before []string // of what happened several times: when, and what was said, each time; it is one line to unfold
}

// Days is a calendar that explains a deadline.
type Days struct {
	Caption string
	Items   []CalendarDay // one after the other without a gap
}

// CalendarDay is one day of the calendar.
type CalendarDay struct {
	Date  time.Time
	State string // start, used, left, due, off, or "" (before or after)
	Words string // under the number: 3天; “休” for a day off without words
	Today bool
}

// CalendarCell is one place of the calendar; one without a number is empty.
type CalendarCell struct {
	Number, Words, Class string
	Today                bool
}

// Weeks lays the days out from Monday to Sunday. The first day shown and the first of a month name
// the month: 10/1.
func (d Days) Weeks() [][]CalendarCell {
	var weeks [][]CalendarCell
	for i, day := range d.Items {
		column := (int(day.Date.Weekday()) + 6) % 7
		if i == 0 || column == 0 {
			weeks = append(weeks, make([]CalendarCell, 7))
		}
		c := CalendarCell{fmt.Sprint(day.Date.Day()), day.Words, day.State, day.Today}
		if i == 0 || day.Date.Day() == 1 {
			c.Number = fmt.Sprintf("%d/%d", day.Date.Month(), day.Date.Day())
		}
		if c.Words == "" && day.State == "off" {
			c.Words = "休"
		}
		if day.Today {
			c.Class += " today"
		}
		weeks[len(weeks)-1][column] = c
	}
	return weeks
}

// Materials is the list of what is to be handed in.
type Materials struct {
	Items []Material
}

// Material is one of them.
type Material struct {
	ID    string // of its place in the page; one is made from the file's if empty
	Name  string
	Hint  string
	Tag   Tag
	Links []Link // samples
	Note  Note   // what is wrong with it
	File  Field  // to hand it in; Type file
}

// Place is the id of the material's place, which an upload brings up to date.
func (m Material) Place() string {
	if m.ID == "" && m.File.Name != "" {
		return m.File.Ident() + "-place"
	}
	return m.ID
}

// Actions says what the reader can do now: the one thing first, then the others, then what only
// others may do.
type Actions struct {
	ID    string
	Title string // “现在可以做” if empty
	Main  Form
	Help  string // what the one thing is for and what follows
	Ways  []Way
	Empty string // why there is nothing to do
}

// Way is another thing that can be done.
type Way struct {
	Label string
	Href  string // its own page, or
	Form  Form   // a form that unfolds here
	Help  string // what it is for and what follows
	Why   string // set if it cannot be done: why, and who may
	Ask   Link   // whom to ask then
}

// Open are the ways that can be gone now.
func (a Actions) Open() []Way { return a.ways(func(w Way) bool { return w.Why == "" }) }

// Barred are those that cannot.
func (a Actions) Barred() []Way { return a.ways(func(w Way) bool { return w.Why != "" }) }

func (a Actions) ways(want func(Way) bool) []Way {
	var list []Way
	for _, w := range a.Ways {
		if want(w) {
			list = append(list, w)
		}
	}
	return list
}

// Folded reports whether what cannot be done is more than a reader should have to pass over.
func (a Actions) Folded() bool { return len(a.Barred()) > 2 }

// Direct reports whether the form asks nothing, so that its button alone does it.
func (w Way) Direct() bool {
	return !slices.ContainsFunc(w.Form.Fields, func(f Field) bool { return f.Type != "hidden" })
}

// Heading is the title of the panel.
func (a Actions) Heading() string {
	if a.Title == "" {
		return "现在可以做"
	}
	return a.Title
}

// Letter is an official paper.
type Letter struct {
	Red    bool // an official letter with a red head (GB/T 9704)
	Within bool // it stands under the heading of another page
	Organ  string
	Title  string
	Number string
	To     string
	Body   []Para
	Annex  Table  // on a page of its own
	Sign   string // who signs; Organ if empty
	Date   string
	Seal   string // address of the seal's picture; "" leaves its place empty
	QR     string // address of a picture that leads to where the paper can be verified
	Verify string // how to verify it, in words
}

// Para is one paragraph and the list that follows it.
type Para struct {
	Text  string
	Items []string
}

// Signer is who signs the letter.
func (l Letter) Signer() string {
	if l.Sign == "" {
		return l.Organ
	}
	return l.Sign
}
