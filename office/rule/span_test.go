package rule

import (
	"testing"

	"wuyou/office/calendar"
)

// A row is told as it was on the day; before and after all its days, as it was last.
func TestAt(t *testing.T) {
	type word struct {
		code, name string
		Span
	}
	list := []word{{"a", "提醒", Span{20260501, 0}}, {"a", "催办", Span{20200101, 20260430}}, {"b", "督办", Span{20200101, 20251231}}}
	for _, c := range []struct {
		code string
		day  calendar.Day
		want string
	}{{"a", 20260430, "催办"}, {"a", 20260501, "提醒"}, {"a", 0, "提醒"}, {"b", 20251231, "督办"}, {"b", 20260101, "督办"}, {"c", 20260101, ""}} {
		if got, ok := At(list, c.day, func(w word) bool { return w.code == c.code }); got.name != c.want || ok != (c.want != "") {
			t.Errorf("%s on %d is %q, want %q", c.code, c.day, got.name, c.want)
		}
	}
}
