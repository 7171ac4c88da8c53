package door

import (
	"strconv"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// Clock is the minute of an instant of the ledger, with its year where that is not the present one: 10月15日 18:00; "" for none.
func (h *House) Clock(ms int64) string {
	if ms == 0 || ms == flow.Never {
		return ""
	}
	return h.year(calendar.DayOf(calendar.At(ms))) + page.Clock(calendar.At(ms))
}

// Day is a day as pages say it, with its year where that is not the present one: 11月23日（星期一）; "" for none.
func (h *House) Day(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return h.year(d) + d.Words()
}

func (h *House) year(d calendar.Day) string {
	if d.Year() == calendar.DayOf(h.Now()).Year() {
		return ""
	}
	return strconv.Itoa(d.Year()) + "年"
}

// LongClock is the same on paper, with its year: 2026年10月15日 18:00.
func LongClock(at time.Time) string { return at.In(calendar.Zone).Format("2006年1月2日 15:04") }

// SheetClock is that minute in a workbook, where it is sorted: 2026-10-15 18:00; "" for none.
func SheetClock(ms int64) string {
	if ms == 0 || ms == flow.Never {
		return ""
	}
	return calendar.At(ms).Format("2006-01-02 15:04")
}

// Lamp says in a list how a case stands: 还剩 3 个工作日, 今天 18:00 前, 超期 1 个工作日, 不计时, 按时办结; of one that
// came to nothing, in what it ended: 已撤回.
func (h *House) Lamp(k flow.Case) page.Lamp {
	now := h.Now()
	l := page.Lamp{Colour: string(k.Lamp(now.UnixMilli()))}
	due := calendar.At(k.DueAt)
	t, known := h.Engine.Table(k.Kind) // while nodes are renewed there may be kinds that this one does not know
	state := flow.State{}
	if known {
		state, _ = t.State(k.State)
	}
	switch {
	case k.ClosedAt != 0 && known && !t.Succeeds(state):
		l.Colour, l.Words = string(calendar.Grey), state.Name
		if k.Late {
			l.Words += "，曾超期"
		}
	case k.ClosedAt != 0 && k.Late:
		l.Words = "超期办结"
	case k.ClosedAt != 0:
		l.Words = "按时办结"
	case k.DueAt == flow.Never:
		l.Words = "不计时"
	case due.After(now) && calendar.DayOf(due) == calendar.DayOf(now):
		l.Words = "今天 " + due.Format("15:04") + " 前"
	default:
		l.Words = "到期 " + h.Clock(k.DueAt)
		if s, ok := h.Engine.Limit(k, flow.Office); ok {
			l.Words = s.Status
		}
	}
	return l
}

// Promised is by when the applicant has been told that he hears of it, for a program; "" for no limit.
func (h *House) Promised(k flow.Case) string {
	l, ok := h.Engine.Limit(k, flow.Person)
	if !ok {
		return ""
	}
	return l.Due.Format(time.RFC3339)
}
