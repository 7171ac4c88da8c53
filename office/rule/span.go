package rule

import "wuyou/office/calendar"

// Span is the time in which a version holds: from its first day to its last, or without end (0).
type Span struct{ ValidFrom, ValidTo calendar.Day }

// On reports whether the version holds on a day.
func (s Span) On(day calendar.Day) bool {
	return s.ValidFrom <= day && (s.ValidTo == 0 || day <= s.ValidTo)
}

// At finds the version of a day among the versions of many rows, the newest of which come first. On a day on
// which none held, and on day 0, it is the newest.
func At[T interface{ On(calendar.Day) bool }](list []T, day calendar.Day, is func(T) bool) (found T, ok bool) {
	for _, v := range list {
		switch {
		case !is(v):
		case v.On(day):
			return v, true
		case !ok:
			found, ok = v, true
		}
	}
	return found, ok
}
