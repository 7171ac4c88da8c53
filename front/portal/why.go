package portal

import (
	"fmt"
	"strings"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// clockPart is one answer to “how did this date come about”.
type clockPart struct {
	Title, Sentence, Rest, Basis, Warning string
	Days                                  page.Days
}

// why tells how a clock's date came about, in words and as a calendar.
func (f *Front) why(s flow.ClockStory) clockPart {
	e := s.Story
	c := clockPart{Title: s.Clock.Title, Sentence: e.Sentence + "。", Rest: restWords(e, s.Running.Term.Unit == calendar.Workday), Warning: e.Warning}
	if e.Basis != "" {
		c.Basis = "依据：" + e.Basis
	}
	var first, last calendar.Day
	for _, week := range e.Weeks {
		for _, cell := range week {
			if first == 0 {
				first = cell.Day
			}
			last = cell.Day
			c.Days.Items = append(c.Days.Items, dayOf(cell))
			if cell.Today && cell.N > 0 {
				c.Rest += fmt.Sprintf("今天是第 %d 天。", cell.N)
			}
		}
	}
	c.Days.Caption = fmt.Sprintf("%s，%s至%s", s.Clock.Title, page.Date(first.Time()), strings.TrimPrefix(page.Date(last.Time()), fmt.Sprintf("%d年", first.Year())))
	return c
}

// restWords says which holidays do not count and, of a term in working days, which weekend days do.
func restWords(e calendar.Explanation, workdays bool) string {
	var parts []string
	for _, h := range e.Holidays {
		words := monthDay(h.From.Time())
		if h.To != h.From {
			words += "至" + monthDay(h.To.Time())
		}
		parts = append(parts, words+h.Name+"放假，不算")
	}
	for _, d := range e.Makeups {
		if workdays {
			parts = append(parts, d.Words()+"调休上班，算 1 天")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "；") + "。"
}

func monthDay(t time.Time) string { return t.Format("1月2日") }

func dayOf(cell calendar.DayCell) page.CalendarDay {
	d := page.CalendarDay{Date: cell.Day.Time(), State: string(cell.Kind), Today: cell.Today}
	switch {
	case cell.Kind == calendar.StoppedDay:
		d.State, d.Words = "off", "暂停"
	case cell.Kind == calendar.StartDay:
		d.Words = "当天"
	case cell.N > 0:
		d.Words = fmt.Sprintf("%d天", cell.N)
	}
	return d
}
