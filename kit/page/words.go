package page

import (
	"fmt"
	"html/template"
	"strconv"
	"time"
)

// funcs are what templates may call: pure, and few, because a component's method can be checked
// against its type and a function of any cannot.
var funcs = template.FuncMap{
	"asset": asset,
	"icon":  icon,
	"day":   Day,
	"date":  Date,
	"clock": Clock,
	"num":   func(n any) (string, error) { v, err := whole(n); return Num(v), err },
	"rate": func(n, d any) (string, error) {
		a, err := whole(n)
		if err != nil {
			return "", err
		}
		b, err := whole(d)
		return Rate(a, b), err
	},
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

// Day is the day without its year: 10月15日（星期四）. The zero time is "".
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d月%d日（星期%s）", t.Month(), t.Day(), weekdays[t.Weekday()])
}

// Date is the day with its year: 2026年10月15日. The zero time is "".
func Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
}

// Clock is the day and the minute: 10月15日 18:00. The zero time is "".
func Clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d月%d日 %02d:%02d", t.Month(), t.Day(), t.Hour(), t.Minute())
}

// Num writes a whole number in groups of three: 1,135.
func Num[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	first := len(s) % 3
	if n < 0 {
		first = (len(s)-1)%3 + 1
	}
	out := s[:first]
	for ; first < len(s); first += 3 {
		if out != "" && out != "-" {
			out += ","
		}
		out += s[first : first+3]
	}
	return out
}

// Rate is n of d in per cent with one decimal: 99.6%. It never rounds up to all nor down to none:
// 9,999 of 10,000 is 99.9%. A denominator of 0 is “—”.
func Rate[N int | int64](n, d N) string {
	if d == 0 {
		return "—"
	}
	tenths := (int64(n)*2000 + int64(d)) / (int64(d) * 2)
	switch {
	case tenths >= 1000 && n < d:
		tenths = 999
	case tenths == 0 && n > 0:
		tenths = 1
	}
	if tenths%10 == 0 {
		return fmt.Sprintf("%d%%", tenths/10)
	}
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// Size is a number of bytes as people read it: 2.1 MB.
func Size(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%d KB", bytes>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

func whole(n any) (int64, error) {
	switch n := n.(type) {
	case int:
		return int64(n), nil
	case int64:
		return n, nil
	}
	return 0, fmt.Errorf("%T is no whole number", n)
}
