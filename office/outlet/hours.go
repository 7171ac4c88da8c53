package outlet

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/office/calendar"
)

// HoursLike is an example of hours as they are written.
var HoursLike = Hours{[]clause{
	{workdays, []Span{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}}}, {1 << time.Saturday, []Span{{9 * 60, 12 * 60}}},
}}.String()

// hoursMost is how many characters the hours of a week may have.
const hoursMost = 200

// days is a set of kinds of days: bits 0 to 6 are the days of the week, Sunday first.
type days uint16

const (
	workdays days = 1 << (iota + 7) // as the calendar says
	holidays                        // days that an arrangement gives off
	everyDay
	weekdays days = 1<<7 - 1
)

// Span is a time of a day at which an outlet is open, in minutes after midnight: from the first, before the last.
type Span struct{ From, To int }

// Hours are the hours of an outlet, by kinds of days. ParseHours makes them; the zero value is never open.
type Hours struct{ clauses []clause }

type clause struct {
	on    days
	spans []Span
}

var (
	week    = []rune("日一二三四五六")
	dayWord = regexp.MustCompile(`^(?:星期|周|礼拜)([一二三四五六日天])$`)
	dayRun  = regexp.MustCompile(`^(?:星期|周|礼拜)([一二三四五六日天])[至到-](?:星期|周|礼拜)?([一二三四五六日天])$`)
	time24  = regexp.MustCompile(`^(上午|下午|早上|晚上)?(\d{1,2}):(\d\d)-(上午|下午|早上|晚上)?(\d{1,2}):(\d\d)$`)
	begins  = regexp.MustCompile(`\d|上午|下午|早上|晚上|全天|休息|不开`)
	parts   = regexp.MustCompile(`[;、,。]+`)
)

// ParseHours reads the hours of a week: kinds of days (工作日, 节假日, 每天, days of the week and runs of them) and the times on
// them, as HoursLike. Monday to Friday are the working days. The error is in words for who typed them.
func ParseHours(text string) (h Hours, err error) {
	if utf8.RuneCountInString(text) > hoursMost {
		return h, fmt.Errorf("最多 %d 个字", hoursMost)
	}
	var on, pending, seen days
	for _, part := range parts.Split(plainHours(text), -1) {
		if part == "" {
			continue
		}
		head, times := part, ""
		if at := begins.FindStringIndex(part); at != nil {
			head, times = part[:at[0]], part[at[0]:]
		}
		named, ok := daysCalled(strings.TrimRight(head, ":"))
		if !ok {
			return Hours{}, unread(part)
		}
		pending |= named
		if times == "" {
			continue
		}
		if pending != 0 || on == 0 {
			if on, pending = pending, 0; on == 0 {
				on = workdays // times alone are those of working days
			}
			if on&seen != 0 {
				return Hours{}, fmt.Errorf("“%s”写了两次", (on & seen).String())
			}
			seen |= on
			h.clauses = append(h.clauses, clause{on: on})
		}
		last := &h.clauses[len(h.clauses)-1]
		if last.spans, err = addTimes(last.spans, times); err != nil {
			return Hours{}, err
		}
	}
	if pending != 0 {
		return Hours{}, fmt.Errorf("“%s”没有写几点到几点", pending.String())
	}
	if !slices.ContainsFunc(h.clauses, func(c clause) bool { return len(c.spans) > 0 }) {
		return Hours{}, fmt.Errorf("没有写几点到几点，请按“%s”的样子填", HoursLike)
	}
	return h, nil
}

func unread(part string) error {
	return fmt.Errorf("“%s”无法识别，请按“%s”的样子填", part, HoursLike)
}

// plainHours writes hours half width, with one kind of colon, dash and separator each.
func plainHours(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("–—－~～〜", r):
			return '-'
		case strings.ContainsRune("，；：", r):
			return map[rune]rune{'，': ',', '；': ';', '：': ':'}[r]
		case r == '和' || r == '及':
			return '、'
		}
		return r
	}, check.Half(strings.ReplaceAll(text, "\n", "；")))
}

// daysCalled are the days of a word; none of no word.
func daysCalled(word string) (days, bool) {
	of := func(r string) days { return 1 << max(0, slices.Index(week, []rune(r)[0])) } // 天 is Sunday as 日 is
	switch word {
	case "":
		return 0, true
	case "工作日":
		return workdays, true
	case "节假日", "法定节假日":
		return holidays, true
	case "每天", "每日":
		return everyDay, true
	case "周末", "双休日":
		return of("六") | of("日"), true
	}
	if m := dayWord.FindStringSubmatch(word); m != nil {
		return of(m[1]), true
	}
	m := dayRun.FindStringSubmatch(word)
	if m == nil {
		return 0, false
	}
	var run days
	for d := of(m[1]); ; d = d << 1 & weekdays {
		if d == 0 {
			d = 1
		}
		if run |= d; d == of(m[2]) {
			break
		}
	}
	if run == weekdays&^(of("六")|of("日")) {
		return workdays, true
	}
	return run, true
}

// addTimes adds a time of the day to those before it.
func addTimes(spans []Span, times string) ([]Span, error) {
	s := Span{0, 24 * 60}
	switch times {
	case "休息", "不开":
		if len(spans) > 0 {
			return nil, fmt.Errorf("同一天又开又不开")
		}
		return nil, nil
	case "全天", "24小时", "全天24小时":
	default:
		m := time24.FindStringSubmatch(strings.NewReplacer("至", "-", "到", "-").Replace(times))
		if m == nil {
			return nil, unread(times)
		}
		from, ok := minute(m[1], m[2], m[3])
		half := m[4]
		if half == "" {
			half = m[1]
		}
		to, fits := minute(half, m[5], m[6])
		if !ok || !fits || from >= to {
			return nil, fmt.Errorf("“%s”不是从早到晚的时间", times)
		}
		s = Span{from, to}
	}
	if n := len(spans); n > 0 && spans[n-1].To >= s.From {
		return nil, fmt.Errorf("“%s”和前一段连着或重叠，请合成一段或者改好", times)
	}
	return append(spans, s), nil
}

// minute is a time in minutes after midnight; half is the half of the day that is said with it.
func minute(half, hour, min string) (int, bool) {
	h, _ := strconv.Atoi(hour) // the pattern has digits only
	m, _ := strconv.Atoi(min)
	if (half == "下午" || half == "晚上") && h < 12 {
		h += 12
	}
	return h*60 + m, m < 60 && h*60+m <= 24*60
}

// String writes the hours as ParseHours reads them.
func (h Hours) String() string {
	var all []string
	for _, c := range h.clauses {
		times := "休息"
		if len(c.spans) > 0 {
			var list []string
			for _, s := range c.spans {
				list = append(list, s.String())
			}
			times = strings.Join(list, "、")
		}
		all = append(all, c.on.String()+" "+times)
	}
	return strings.Join(all, "；")
}

func (s Span) String() string {
	if s == (Span{0, 24 * 60}) {
		return "全天"
	}
	return clock(s.From) + "–" + clock(s.To)
}

// clock writes minutes after midnight: 9:00.
func clock(m int) string { return fmt.Sprintf("%d:%02d", m/60, m%60) }

func (d days) String() string {
	var list []string
	for _, one := range []struct {
		of   days
		word string
	}{{everyDay, "每天"}, {workdays, "工作日"}, {holidays, "节假日"}} {
		if d&one.of != 0 {
			list = append(list, one.word)
		}
	}
	for i := range 7 {
		if n := (i + 1) % 7; d&(1<<n) != 0 {
			list = append(list, "星期"+string(week[n]))
		}
	}
	return strings.Join(list, "、")
}

// On are the times at which the outlet is open on a day. A holiday has hours of its own, or those of every day; a day that is
// worked instead of another those of working days; any other day its own of the week, before those of working days.
func (h Hours) On(c *calendar.Calendar, d calendar.Day) []Span {
	own := days(1) << d.Weekday()
	order := []days{own, workdays, everyDay}
	switch {
	case c.Holiday(d) != "":
		order = []days{holidays, everyDay}
	case c.Makeup(d) != "":
		order = []days{workdays, own, everyDay}
	case !c.Workday(d):
		order = []days{own, everyDay}
	}
	for _, kind := range order {
		if i := slices.IndexFunc(h.clauses, func(c clause) bool { return c.on&kind != 0 }); i >= 0 {
			return h.clauses[i].spans
		}
	}
	return nil
}

// Saturday reports whether the outlet opens on Saturdays that follow the week.
func (h Hours) Saturday() bool {
	for _, kind := range []days{1 << time.Saturday, everyDay} {
		if i := slices.IndexFunc(h.clauses, func(c clause) bool { return c.on&kind != 0 }); i >= 0 {
			return len(h.clauses[i].spans) > 0
		}
	}
	return false
}

func itoa(n int) string { return strconv.Itoa(n) }
