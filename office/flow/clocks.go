package flow

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
)

// effect is what one event did to one clock. The effects of a case's events, applied in order, give
// its clocks: a due time is a function of ledger, terms and calendar only.
type effect struct {
	Op     string          `json:"op"`
	Name   string          `json:"name"`
	Clock  *calendar.Clock `json:"clock,omitempty"`  // begin
	At     int64           `json:"at,omitempty"`     // stop, resume
	Reason string          `json:"reason,omitempty"` // stop
	N      int             `json:"n,omitempty"`      // extend; remind: how many alarms are done with, 0 is one
	Term   *calendar.Term  `json:"term,omitempty"`   // term
	Due    int64           `json:"due,omitempty"`    // the due time that came of it, for the reader
}

const (
	opBegin  = "begin"
	opEnd    = "end"
	opStop   = "stop"
	opResume = "resume"
	opExtend = "extend"
	opLate   = "late"   // its late event was fired
	opRemind = "remind" // one more of its alarms was fired, and what came before it was too late to fire
	opTerm   = "term"   // it counts by another term from now on
)

// apply does one effect to a list of clocks.
func apply(clocks []calendar.Clock, f effect) ([]calendar.Clock, error) {
	i := slices.IndexFunc(clocks, func(c calendar.Clock) bool { return c.Name == f.Name })
	if f.Op == opBegin {
		if i >= 0 {
			clocks = slices.Delete(slices.Clone(clocks), i, i+1)
		}
		return append(slices.Clip(clocks), *f.Clock), nil
	}
	if i < 0 {
		return clocks, fmt.Errorf("%s: no clock %s is running", f.Op, f.Name)
	}
	clocks = slices.Clone(clocks)
	var err error
	switch c := &clocks[i]; f.Op {
	case opEnd:
		clocks = slices.Delete(clocks, i, i+1)
	case opStop:
		*c, err = c.Stop(time.UnixMilli(f.At), f.Reason)
	case opResume:
		*c, err = c.Resume(time.UnixMilli(f.At))
	case opExtend:
		*c, err = c.Extend(f.N)
	case opLate:
		c.Over = true
	case opRemind:
		c.Fired += max(1, f.N)
	case opTerm:
		c.Term = *f.Term
	}
	return clocks, err
}

// Replay derives the clocks of a case from its ledger.
func Replay(events []Event) (clocks []calendar.Clock, err error) {
	for _, v := range events {
		var list []effect
		if v.Effect != "" {
			if err := json.Unmarshal([]byte(v.Effect), &list); err != nil {
				return nil, fmt.Errorf("event %d: %w", v.Seq, err)
			}
		}
		for _, f := range list {
			if clocks, err = apply(clocks, f); err != nil {
				return nil, fmt.Errorf("event %d: %w", v.Seq, err)
			}
		}
	}
	return clocks, nil
}

func (c *Change) affect(f effect) error {
	clocks, err := apply(c.clocks, f)
	if err != nil {
		return err
	}
	c.clocks, c.effect = clocks, append(c.effect, f)
	return nil
}

// Begin starts a clock beside those of the row: a debt, a step's own limit. One of the same name
// ends. since is when it counts from, the zero time now.
func (c *Change) Begin(name string, term calendar.Term, since time.Time) error {
	if _, ok := c.table.Clock(name); !ok {
		return fmt.Errorf("flow %s has no clock %s", c.Case.Kind, name)
	}
	if err := term.Check(); err != nil {
		return err
	}
	c.Words["limit_"+name] = term.Words()
	k := c.Counted(name, term, since)
	return c.affect(effect{Op: opBegin, Name: name, Clock: &k})
}

// Counted is the clock that Begin starts, for who must know its due time before the event is done.
func (c *Change) Counted(name string, term calendar.Term, since time.Time) calendar.Clock {
	received := c.From == Start || since.UnixMilli() == c.Case.OpenedAt // else it counts from an act of the organ, which has its own day whatever the hour
	if since.IsZero() {
		since = c.At
	}
	return calendar.Clock{Name: name, Term: term, Start: since.UnixMilli(), Counter: c.Case.Channel == ByWindow && received}
}

// End ends a clock if it runs.
func (c *Change) End(name string) error {
	if _, ok := c.Running(name); !ok {
		return nil
	}
	return c.affect(effect{Op: opEnd, Name: name})
}

// Running returns a clock of the case, as the event finds or has left it.
func (c *Change) Running(name string) (calendar.Clock, bool) { return find(c.clocks, name) }

func find(clocks []calendar.Clock, name string) (calendar.Clock, bool) {
	for _, k := range clocks {
		if k.Name == name {
			return k, true
		}
	}
	return calendar.Clock{}, false
}

// runOut notes whether some clock had run out when the event was done, and that the late event of its
// clock has come. It goes before the slice's own step, which may end that clock or begin it anew.
func (e *Engine) runOut(c *Change) error {
	cal := e.rules.Calendar()
	for _, k := range c.clocks {
		due, running := k.Due(cal)
		rule, _ := c.table.Clock(k.Name)
		if !running || c.At.Before(due) || rule.Theirs {
			continue
		}
		c.late = true
		c.Case.Late = c.Case.Late || !rule.Inner
	}
	if rule, ok := c.table.Clock(c.Clock); ok && rule.Late == c.Row.Event {
		return c.affect(effect{Op: opLate, Name: c.Clock})
	}
	return nil
}

// runClocks does what the row and the change of state do to the clocks, and works out the due times.
func (e *Engine) runClocks(c *Change) error {
	if err := c.endClocks(); err != nil {
		return err
	}
	if err := e.pauseClocks(c); err != nil {
		return err
	}
	for _, name := range c.Row.Begin {
		term, own := c.Terms[name]
		if !own {
			var err error
			if term, err = e.rules.Term(c.Case.Kind+"."+name, c.Case.Region, calendar.DayOf(c.At)); err != nil {
				return err
			}
		}
		if err := c.Begin(name, term, c.Since); err != nil {
			return err
		}
	}
	e.settle(c)
	return nil
}

// endClocks ends what the row names, what belonged to the state that is left, and at the end of the
// case what does not go on beyond it.
func (c *Change) endClocks() error {
	s, _ := c.table.State(c.Case.State)
	ends := c.Row.End
	for _, k := range c.clocks {
		rule, ok := c.table.Clock(k.Name)
		gone := !ok || slices.Contains(ends, rule.Name) ||
			rule.Until == Left && c.From != c.Case.State && !c.begunNow(k.Name) ||
			rule.Until == Closed && s.Final
		if gone {
			if err := c.affect(effect{Op: opEnd, Name: k.Name}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Change) begunNow(name string) bool {
	return slices.ContainsFunc(c.effect, func(f effect) bool { return f.Op == opBegin && f.Name == name })
}

// pauseClocks stops, resumes and extends.
func (e *Engine) pauseClocks(c *Change) error {
	if c.Row.Stop || c.Row.Resume {
		for _, k := range c.clocks {
			rule, _ := c.table.Clock(k.Name)
			if rule.Until != Closed || k.Stopped() == c.Row.Stop {
				continue
			}
			f := effect{Op: opResume, Name: k.Name, At: c.At.UnixMilli()}
			if c.Row.Stop {
				f.Op, f.Reason = opStop, c.Reason
			}
			if err := c.affect(f); err != nil {
				return err
			}
		}
	}
	if len(c.Row.Extend) == 0 {
		return nil
	}
	names, err := e.extendable(c)
	if err != nil {
		return err
	}
	term, err := e.rules.Term(c.Case.Kind+"."+c.Row.Event, c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	c.Words["extended"] = term.Words()
	for _, name := range names {
		if err := c.affect(effect{Op: opExtend, Name: name, N: term.N}); err != nil {
			return err
		}
	}
	return nil
}

// extendable are those of the row's clocks that can be extended: they run and have not run out. None
// is a Conflict.
func (e *Engine) extendable(c *Change) (names []string, err error) {
	err = fail.Conflict("没有正在计算的时限，不能延长")
	for _, name := range c.Row.Extend {
		k, ok := c.Running(name)
		if !ok {
			continue
		}
		if due, running := k.Due(e.rules.Calendar()); k.Over || running && !c.At.Before(due) {
			err = fail.Conflict("时限已过，不能再延长")
			continue
		}
		names = append(names, name)
	}
	if len(names) > 0 {
		err = nil
	}
	return names, err
}

// settle works out when the case is due, turns yellow and must be looked at again.
func (e *Engine) settle(c *Change) {
	k := &c.Case
	k.DueAt, k.WarnAt, k.AlarmAt = Never, Never, Never
	cal := e.rules.Calendar()
	list := c.table.limits(c.clocks, cal, Office, c.At)
	if l, ok := leading(list, Office); ok {
		k.DueAt, k.WarnAt = l.Due.UnixMilli(), l.Running.WarnAt(cal, e.rules.Lamp()).UnixMilli()
	}
	for _, l := range list {
		if l.Due.IsZero() {
			continue
		}
		if a, ok := e.alarm(l.Running, c.At); ok {
			k.AlarmAt = min(k.AlarmAt, a.at.UnixMilli())
		} else if !l.Running.Over {
			k.AlarmAt = min(k.AlarmAt, l.Due.UnixMilli())
		}
		for j := range c.effect {
			if c.effect[j].Name == l.Running.Name && c.effect[j].Op != opRemind {
				c.effect[j].Due = l.Due.UnixMilli()
			}
		}
	}
	if s, _ := c.table.State(k.State); s.Final {
		k.DueAt, k.WarnAt = Never, Never
		if k.ClosedAt == 0 {
			k.ClosedAt = c.At.UnixMilli()
		}
	} else {
		k.ClosedAt = 0
	}
	k.urge(c.At.UnixMilli())
	b, _ := json.Marshal(c.clocks) // plain data: cannot fail
	k.Clocks = string(b)
}

type alarmAt struct {
	calendar.Alarm
	at time.Time
	n  int // how many alarms are done with when it has gone off: it, and those before it that came too late
}

// alarm is the next of the clock's alarms that has not been fired; there is none while it stands still. One that speaks of a day to
// come is left out once that day is over: what follows from lateness is told by the late event, and by the alarms of the due time itself.
func (e *Engine) alarm(k calendar.Clock, now time.Time) (alarmAt, bool) {
	var list []alarmAt
	for _, a := range e.rules.Alarms(k.Term.Key) {
		if at := k.AlarmAt(e.rules.Calendar(), a); !at.IsZero() {
			list = append(list, alarmAt{Alarm: a, at: at})
		}
	}
	slices.SortStableFunc(list, func(a, b alarmAt) int { return a.at.Compare(b.at) })
	for i := k.Fired; i < len(list); i++ {
		if due, _ := k.Due(e.rules.Calendar()); list[i].Before == calendar.AtDue || now.Before(due) {
			list[i].n = i + 1 - k.Fired
			return list[i], true
		}
	}
	return alarmAt{}, false
}

// Near are the limits of a case, as a change has left it, that the office was or will be reminded of by the end of the day, the nearest
// first: so that one message of a day tells all.
func (e *Engine) Near(c *Change) (near []Limit) {
	end := calendar.DayOf(c.At).AddDays(1).Time()
	for _, l := range c.table.limits(c.clocks, e.rules.Calendar(), Office, c.At) {
		if l.Due.IsZero() {
			continue
		}
		a, ok := e.alarm(l.Running, c.At)
		if l.Running.Name == c.Clock || l.Running.Fired > 0 && !l.Clock.Theirs || ok && a.at.Before(end) && a.Role != string(Applicant) {
			near = append(near, l)
		}
	}
	slices.SortStableFunc(near, func(a, b Limit) int { return a.Due.Compare(b.Due) })
	return near
}

// Running returns the clocks of a case.
func (k Case) Running() []calendar.Clock {
	var clocks []calendar.Clock
	json.Unmarshal([]byte(k.Clocks), &clocks) // written by settle
	return clocks
}

// Channels by which a case comes in.
const (
	ByWindow = "window" // over the counter: the receipt day follows office hours
	ByOnline = "online"
	ByAPI    = "api"
)
