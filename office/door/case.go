package door

import (
	"fmt"
	"strings"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// Steps are the phases of a case with the day on which each was done.
func Steps(v flow.View) page.Steps {
	all := page.Steps{Label: "办理环节"}
	last := len(v.Table.Phases) - 1
	for i, name := range v.Table.Phases {
		s := page.Step{Label: name}
		switch {
		case i < v.State.Phase, v.State.Final && v.State.Phase == last:
			s.State, s.Note = "done", passed(v, i)
		case i == v.State.Phase && v.State.Final:
			s.State, s.Note = "now", "到此结束"
		case i == v.State.Phase:
			s.State, s.Note = "now", "进行中"
			if v.State.Desk == flow.Applicant {
				s.Note = "等申请人"
			}
		}
		all.Items = append(all.Items, s)
	}
	return all
}

// passed is the day on which the case left a phase behind; the first is done when the case begins.
func passed(v flow.View, phase int) string {
	day := calendar.Day(0)
	for _, e := range v.Events {
		to, _ := v.Table.State(e.ToState)
		from, _ := v.Table.State(e.FromState)
		if phase == 0 && day == 0 || phase > 0 && from.Phase <= phase && (to.Phase > phase || to.Final) {
			day = e.Day
		}
	}
	if day == 0 {
		return ""
	}
	return fmt.Sprintf("%d月%d日", day/100%100, day%100)
}

// Why is one answer to “how did this date come about”: words and a calendar.
type Why struct {
	Title, Sentence, Rest, Basis, Warning string
	Days                                  page.Days
}

// WhyOf tells how a clock's date came about.
func WhyOf(s flow.ClockStory) Why {
	e := s.Story
	c := Why{Title: s.Clock.Title, Sentence: e.Sentence + "。", Rest: restWords(e, s.Running.Term.Unit == calendar.Workday), Warning: e.Warning}
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
