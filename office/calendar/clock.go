package calendar

import (
	"slices"
	"time"

	"wuyou/kit/fail"
)

// Clock is one running term of one case. It holds facts only — when it began, when it stood still, by
// how much it was extended — and is stored with the case; the due time is worked out from the facts
// and a Calendar, so it can be worked out again when the arrangement of holidays changes.
type Clock struct {
	Name    string `json:"n,omitempty"`
	Term    Term   `json:"t"`
	Start   int64  `json:"s"`           // the receipt, Unix milliseconds
	Counter bool   `json:"c,omitempty"` // received at a counter: after closing or on a rest day counts as received on the next working day
	Extra   int    `json:"x,omitempty"` // by how much it was extended, in units of the term
	Stops   []Span `json:"p,omitempty"` // in order of time
	Fired   int    `json:"f,omitempty"` // how many alarms have been fired
	Over    bool   `json:"o,omitempty"` // it ran out and what follows from that has been done
}

// Span is a time during which a clock stood still, in Unix milliseconds. To 0 means that it still does.
type Span struct {
	From   int64  `json:"f"`
	To     int64  `json:"t,omitempty"`
	Reason string `json:"r,omitempty"`
}

// Stopped reports whether the clock stands still.
func (cl Clock) Stopped() bool {
	return len(cl.Stops) > 0 && cl.Stops[len(cl.Stops)-1].To == 0
}

// Stop returns the clock standing still from at on, for a reason in words that fit “……，不计时”. It is
// a Conflict if the clock already stands still, or ran later than at.
func (cl Clock) Stop(at time.Time, reason string) (Clock, error) {
	switch ms := at.UnixMilli(); {
	case cl.Stopped():
		return cl, fail.Conflict("计时已经暂停，不能再次暂停")
	case ms < cl.Start, len(cl.Stops) > 0 && ms < cl.Stops[len(cl.Stops)-1].To:
		return cl, fail.Conflict("暂停的时间不能早于计时开始或上次恢复的时间")
	default:
		cl.Stops = append(slices.Clone(cl.Stops), Span{From: ms, Reason: reason})
		return cl, nil
	}
}

// Resume returns the clock running again from at on. It is a Conflict if the clock does not stand
// still, or stopped later than at.
func (cl Clock) Resume(at time.Time) (Clock, error) {
	if !cl.Stopped() {
		return cl, fail.Conflict("计时没有暂停，不需要恢复")
	}
	cl.Stops = slices.Clone(cl.Stops)
	last := &cl.Stops[len(cl.Stops)-1]
	if at.UnixMilli() < last.From {
		return cl, fail.Conflict("恢复的时间不能早于暂停的时间")
	}
	last.To = at.UnixMilli()
	return cl, nil
}

// Extend returns the clock with n more units of its term; a same-day term gets n more working days.
// It fails if n is not positive or the term is to be done at once.
func (cl Clock) Extend(n int) (Clock, error) {
	switch {
	case n < 1 || n > longest:
		return cl, fail.Invalid("延长的时间不正确", fail.Field{Name: "n", Message: "应为正整数"})
	case cl.Term.Unit == AtOnce:
		return cl, fail.Conflict("应当立即办理的事不能延长时限")
	}
	cl.Extra += n
	return cl, nil
}

// Due returns the instant by which the matter must be done. There is none while the clock stands
// still, unless the term had already run out when it was stopped: lateness is not undone by a stop.
func (cl Clock) Due(c *Calendar) (time.Time, bool) {
	st := cl.work(c)
	if st.stopped {
		return time.Time{}, false
	}
	return At(st.due), true
}

// Left returns how much of the term is left at now: working days, natural days or minutes (of office
// time, where the term counts that). Days are those after today up to the last one, so 0 is the last
// day. Less than 0 is how much it is late, at least 1.
func (cl Clock) Left(c *Calendar, now time.Time) (int, Unit) {
	st := cl.work(c)
	return st.remaining(now.UnixMilli()), cl.Term.left()
}

// Used returns how much of the term has been used at now, in the unit of Left: the days after the
// receipt up to today, or, while the clock stands still, those before it was stopped.
func (cl Clock) Used(c *Calendar, now time.Time) (int, Unit) {
	st := cl.work(c)
	return st.spent(now.UnixMilli()), cl.Term.left()
}

// Status tells in a few words how the clock stands: 还剩 8 个工作日, 今天到期, 超期 1 个工作日, 暂停计时.
func (cl Clock) Status(c *Calendar, now time.Time) string {
	st := cl.work(c)
	switch n, unit := st.remaining(now.UnixMilli()), cl.Term.left(); {
	case st.stopped:
		return "暂停计时"
	case n < 0:
		return "超期 " + unit.Words(-n)
	case n == 0 && unit != Minute:
		return "今天到期"
	default:
		return "还剩 " + unit.Words(n)
	}
}
