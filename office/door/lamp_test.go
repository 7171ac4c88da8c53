package door

import (
	"testing"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// Days and minutes of this year are said without it, all others with it.
func TestTheYearIsSaidWhereItIsNotThePresentOne(t *testing.T) {
	t.Parallel()
	h := &House{Now: func() time.Time { return time.Date(2026, 12, 31, 23, 59, 0, 0, calendar.Zone) }}
	for _, c := range []struct {
		at         time.Time
		clock, day string
	}{
		{time.Date(2026, 1, 1, 0, 0, 0, 0, calendar.Zone), "1月1日 00:00", "1月1日（星期四）"},
		{time.Date(2025, 12, 31, 23, 59, 0, 0, calendar.Zone), "2025年12月31日 23:59", "2025年12月31日（星期三）"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, calendar.Zone), "2027年1月1日 00:00", "2027年1月1日（星期五）"},
	} {
		if clock, day := h.Clock(c.at.UnixMilli()), h.Day(calendar.DayOf(c.at)); clock != c.clock || day != c.day {
			t.Errorf("%s is %q, %q", c.at, clock, day)
		}
	}
	if h.Clock(0)+h.Clock(flow.Never)+h.Day(0) != "" {
		t.Error("no time is said")
	}
}
