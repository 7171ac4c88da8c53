package outlet

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/office/calendar"
)

// week is the calendar of the tests: National Day of 2026 with a Saturday that is worked for it.
var arrangement = []calendar.Exception{
	{Day: 20261001, Name: "国庆节", Off: true, Layer: calendar.National}, {Day: 20261002, Name: "国庆节", Off: true, Layer: calendar.National},
	{Day: 20261003, Name: "国庆节", Off: true, Layer: calendar.National}, {Day: 20261010, Name: "国庆节", Layer: calendar.National},
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func hours(t *testing.T, text string) Hours {
	t.Helper()
	h, err := ParseHours(text)
	if err != nil {
		t.Fatal(text, err)
	}
	return h
}

func TestHoursAreReadAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		HoursLike:                    HoursLike,
		"工作日：9:00-12:00，13:00-17:00": "工作日 9:00–12:00、13:00–17:00",
		"周一至周五 上午9：00—12：00，下午1:00～5:00": "工作日 9:00–12:00、13:00–17:00",
		"９:００-１７:００":                     "工作日 9:00–17:00",
		"工作日 9:00-17:00，周六 9:00至12:00":   "工作日 9:00–17:00；星期六 9:00–12:00",
		"每天 24小时":                        "每天 全天",
		"星期二到星期日 9:00-17:00\n星期一 休息":     "星期二、星期三、星期四、星期五、星期六、星期日 9:00–17:00；星期一 休息",
		"周末和节假日 10:00-16:00":             "节假日、星期六、星期日 10:00–16:00",
		"星期六、星期日 9:00-24:00":             "星期六、星期日 9:00–24:00",
		"周六至周一 9:00-10:00":               "星期一、星期六、星期日 9:00–10:00",
	} {
		if got, err := ParseHours(text); err != nil || got.String() != want {
			t.Errorf("%q: %q %v, want %q", text, got, err, want)
		}
	}
	for text, says := range map[string]string{
		"": "没有写几点到几点", "上班时间": "无法识别", "工作日": "没有写几点到几点", "工作日 9:00": "无法识别", "工作日 12:00-9:00": "从早到晚",
		"工作日 9:00-25:00": "从早到晚", "工作日 9:60-10:00": "从早到晚", "工作日 9:00-12:00、11:00-17:00": "重叠", "星期一 休息": "没有写几点到几点",
		"工作日 9:00-12:00；工作日 13:00-17:00": "写了两次", "星期八 9:00-12:00": "无法识别", strings.Repeat("工", 201): "最多 200 个字",
	} {
		if h, err := ParseHours(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %q %v, want %q", text, h, err, says)
		}
	}
}

func TestWhatACitizenReads(t *testing.T) {
	c := calendar.New(arrangement, calendar.Hours{})
	moved := Closure{From: 20261012, Until: 20261013, Why: "搬迁"}
	for _, one := range []struct {
		hours   string
		x       Closure
		at, say string
	}{
		{HoursLike, Closure{}, "2026-09-28 08:59", "还没开门 · 9:00 开"},
		{HoursLike, Closure{}, "2026-09-28 09:00", "开着 · 12:00 午休，13:00 再开"},
		{HoursLike, Closure{}, "2026-09-28 12:00", "午休 · 13:00 再开"},
		{HoursLike, Closure{}, "2026-09-28 16:59", "开着 · 17:00 下班"},
		{HoursLike, Closure{}, "2026-09-28 17:00", "下班了 · 明天 9:00 开"},
		{HoursLike, Closure{}, "2026-09-30 17:00", "下班了 · 10月5日（星期一）9:00 开"},
		{HoursLike, Closure{}, "2026-10-03 10:00", "今天不开 · 国庆节放假，10月5日（星期一）9:00 开"},
		{HoursLike, Closure{}, "2026-10-10 15:00", "开着 · 17:00 下班"},
		{HoursLike, Closure{}, "2026-10-17 10:00", "开着 · 12:00 下班"},
		{HoursLike, Closure{}, "2026-10-18 10:00", "今天不开 · 星期日休息，明天 9:00 开"},
		{HoursLike, moved, "2026-10-12 10:00", "今天不开 · 搬迁，10月14日（星期三）9:00 开"},
		{HoursLike, moved, "2026-10-11 10:00", "今天不开 · 星期日休息，10月14日（星期三）9:00 开"},
		{HoursLike, moved, "2026-10-14 10:00", "开着 · 12:00 午休，13:00 再开"},
		{HoursLike, Closure{From: 20261012, Why: "装修"}, "2026-10-12 10:00", "今天不开 · 装修，什么时候再开，另行通知"},
		{HoursLike, Closure{From: 20261012, Until: 21991231, Why: "停用"}, "2026-10-12 10:00",
			"今天不开 · 停用，2200年1月1日（星期三）9:00 开（放假安排还没有公布，以通知为准）"},
		{HoursLike, Closure{}, "2026-12-31 18:00", "下班了 · 明天 9:00 开（放假安排还没有公布，以通知为准）"},
		{"每天 全天", Closure{}, "2026-10-01 03:00", "开着 · 全天都开"},
		{"每天 全天", Closure{From: 20261003, Why: "检修"}, "2026-10-01 03:00", "开着 · 明天 24:00 下班"},
		{"工作日 9:00-11:00、11:30-17:00", Closure{}, "2026-09-28 11:10", "中间休息 · 11:30 再开"},
		{"工作日 9:00-24:00", Closure{}, "2026-09-28 23:00", "开着 · 24:00 下班"},
		{"星期六 9:00-24:00；星期日 0:00-2:00", Closure{}, "2026-10-24 23:00", "开着 · 明天 2:00 下班"},
	} {
		if got := hours(t, one.hours).At(c, one.x, at(t, one.at)).Words(); got != one.say {
			t.Errorf("%s, %s: %q, want %q", one.hours, one.at, got, one.say)
		}
	}
}

// What is said of a moment is what somebody finds who stands before the door and looks at it minute by minute.
func TestAnOutletIsOpenAsItsHoursSay(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []days{workdays, holidays, everyDay, 1 << time.Saturday, 1 << time.Monday, 1<<time.Sunday | 1<<time.Wednesday}
	for range 400 {
		var h Hours
		var taken days
		for range 1 + r.IntN(3) {
			c := clause{on: kinds[r.IntN(len(kinds))]}
			if c.on&taken != 0 {
				continue
			}
			taken |= c.on
			for from := r.IntN(12 * 60); from < 24*60 && len(c.spans) < 3; {
				to := min(24*60, from+1+r.IntN(8*60))
				c.spans = append(c.spans, Span{from, to})
				from = to + 1 + r.IntN(3*60)
			}
			h.clauses = append(h.clauses, c)
		}
		if again, err := ParseHours(h.String()); err != nil || !reflect.DeepEqual(again, h) {
			t.Fatalf("%q is read as %q, %v", h, again, err)
		}
		c := calendar.New(arrangement, calendar.Hours{})
		var x Closure
		if r.IntN(3) == 0 {
			x = Closure{From: calendar.Day(20260925).AddDays(r.IntN(20)), Why: "搬迁"}
			x.Until = x.From.AddDays(r.IntN(5))
		}
		open := func(m time.Time) bool {
			day := calendar.DayOf(m)
			minute := m.Hour()*60 + m.Minute()
			return !x.on(day) && slices.ContainsFunc(h.On(c, day), func(s Span) bool { return s.From <= minute && minute < s.To })
		}
		now := at(t, "2026-09-25 00:00").Add(time.Duration(r.IntN(20*24*60)) * time.Minute)
		s := h.At(c, x, now)
		if s.Open() != open(now) {
			t.Fatalf("%q at %s: %+v", h, now, s)
		}
		var until, next time.Time
		for m := now; next.IsZero() && m.Before(now.AddDate(0, 0, 15)); m = m.Add(time.Minute) {
			switch {
			case open(m) && !open(m.Add(-time.Minute)) && m.After(now):
				next = m
			case !open(m) && until.IsZero() && s.Open():
				until = m
			}
		}
		if !next.IsZero() && !next.Equal(s.Next) || !until.IsZero() && !until.Equal(s.Until) {
			t.Fatalf("%q at %s, closed %v: %+v, want until %s and next %s", h, now, x, s, until, next)
		}
		today := slices.ContainsFunc(h.On(c, calendar.DayOf(now)), func(Span) bool { return !x.on(calendar.DayOf(now)) })
		if s.Today() != today {
			t.Fatalf("%q at %s: %+v, open today: %v", h, now, s, today)
		}
	}
}
