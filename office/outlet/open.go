package outlet

import (
	"time"

	"wuyou/office/calendar"
)

// Phase is where an outlet stands in its day.
type Phase int

const (
	Off   Phase = iota // closed the whole day
	Early              // not open yet today
	Open
	Break // between two times of the day
	Over  // closed for today
)

var phaseWords = [...]string{Off: "今天不开", Early: "还没开门", Open: "开着", Break: "午休", Over: "下班了"}

// State is how an outlet stands at a moment.
type State struct {
	Phase  Phase
	Until  time.Time // when it closes, where it is open; zero where it never does
	Next   time.Time // when it opens next, after Until where it is open; zero where that is not known
	Why    string    // why it is closed the whole day
	Unsure bool      // the arrangement of holidays on which that hangs is not known yet

	now time.Time
}

// Closure is a notice that an outlet is closed. Without From there is none, without Until it holds until further notice.
type Closure struct {
	From, Until calendar.Day
	Why         string
}

func (x Closure) on(d calendar.Day) bool {
	return x.From != 0 && x.From <= d && (x.Until == 0 || d <= x.Until)
}

// ahead is for how many days, those of a notice not counted, the next opening is looked for.
const ahead = 400

// At says whether an outlet of such hours is open at a moment: open from the first minute of a time on, and not at its last.
func (h Hours) At(c *calendar.Calendar, x Closure, now time.Time) State {
	now = now.In(calendar.Zone)
	today := calendar.DayOf(now)
	s := State{now: now}
	at, until := int(now.Sub(today.Time())/time.Minute), -1 // until is in minutes after this midnight
	begun, left := false, false
search:
	for i, d := 0, today; i < ahead; i, d = i+1, d.AddDays(1) {
		if x.on(d) {
			if x.Until == 0 {
				break
			}
			d = x.Until
			continue
		}
		from := int(d.Time().Sub(today.Time()) / time.Minute)
		for _, span := range h.On(c, d) {
			span = Span{span.From + from, span.To + from}
			begun, left = begun || d == today && span.From <= at, left || d == today && span.To > at
			switch {
			case span.From <= at && at < span.To, until >= 0 && span.From == until:
				until = span.To
			case span.From > at:
				s.Next = today.Time().Add(time.Duration(span.From) * time.Minute)
				break search
			}
		}
	}
	if until >= 0 && until < ahead*24*60 {
		s.Until = today.Time().Add(time.Duration(until) * time.Minute)
	}
	switch {
	case until >= 0:
		s.Phase = Open
	case begun && left:
		s.Phase = Break
	case begun:
		s.Phase = Over
	case left:
		s.Phase = Early
	default:
		s.Why = why(c, x, today)
	}
	if !s.Next.IsZero() {
		s.Unsure = len(c.Unknown(today, calendar.DayOf(s.Next))) > 0
	}
	return s
}

// why says why an outlet is closed on a day: the notice, the holiday, or the day of the week.
func why(c *calendar.Calendar, x Closure, d calendar.Day) string {
	if x.on(d) {
		return x.Why
	}
	if holiday := c.Holiday(d); holiday != "" {
		return holiday + "放假"
	}
	return d.Week() + "休息"
}

// Open reports whether the outlet is open.
func (s State) Open() bool { return s.Phase == Open }

// Today reports whether the outlet is open at some time of the day.
func (s State) Today() bool { return s.Phase != Off }

// Word is the state in a word: 开着, 午休, 还没开门, 下班了, 今天不开.
func (s State) Word() string {
	if s.Phase == Break && !noon(s.Next) {
		return "中间休息"
	}
	return phaseWords[s.Phase]
}

// Rest is what follows: 12:00 午休，13:00 再开; 17:00 下班; 明天 9:00 开; 国庆节放假，10月8日（星期四）9:00 开.
func (s State) Rest() string {
	words := ""
	switch today := calendar.DayOf(s.now); {
	case s.Open() && s.Until.IsZero():
		return "全天都开"
	case s.Open() && !s.Next.IsZero() && calendar.DayOf(s.Next) == today:
		rest := "休息"
		if noon(s.Next) {
			rest = "午休"
		}
		return clockOf(s.Until) + " " + rest + "，" + clockOf(s.Next) + " 再开"
	case s.Open():
		return s.moment(s.Until) + " 下班"
	case s.Phase == Off:
		words = s.Why + "，"
	}
	switch {
	case s.Next.IsZero():
		return words + "什么时候再开，另行通知"
	case s.Phase == Break:
		words += clockOf(s.Next) + " 再开"
	default:
		words += s.moment(s.Next) + " 开"
	}
	if s.Unsure {
		words += "（放假安排还没有公布，以通知为准）"
	}
	return words
}

// Words are the whole of it: 开着 · 12:00 午休，13:00 再开.
func (s State) Words() string { return s.Word() + " · " + s.Rest() }

// noon reports whether what ends with the moment is the rest at noon.
func noon(t time.Time) bool { return t.Hour() >= 12 && t.Hour() < 15 }

func clockOf(t time.Time) string { return clock(t.Hour()*60 + t.Minute()) }

// moment is a time with its day, where that is not today. The last minute of a day is written 24:00.
func (s State) moment(t time.Time) string {
	today, day, at := calendar.DayOf(s.now), calendar.DayOf(t), clockOf(t)
	if t.Equal(day.Time()) && day != today && s.Open() {
		day, at = day.AddDays(-1), clock(24*60)
	}
	switch {
	case day == today:
		return at
	case day == today.AddDays(1):
		return "明天 " + at
	case day.Year() != today.Year():
		return day.Long() + "（" + day.Week() + "）" + at
	}
	return day.Words() + at
}
