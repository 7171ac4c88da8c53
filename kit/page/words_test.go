package page

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimes(t *testing.T) {
	at := time.Date(2026, 10, 15, 9, 5, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{Day(at), "10月15日（星期四）"},
		{Day(at.AddDate(0, 0, 3)), "10月18日（星期日）"},
		{Date(at), "2026年10月15日"},
		{Clock(at), "10月15日 09:05"},
		{Day(time.Time{}) + Date(time.Time{}) + Clock(time.Time{}), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNum(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1135: "1,135", 1234567: "1,234,567", -1: "-1", -100: "-100", -1000: "-1,000", -123456: "-123,456"} {
		if got := Num(n); got != want {
			t.Errorf("Num(%d) = %q, want %q", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		back, err := strconv.ParseInt(strings.ReplaceAll(Num(n), ",", ""), 10, 64)
		if err != nil || back != n {
			t.Fatalf("Num(%d) = %q reads back as %d, %v", n, Num(n), back, err)
		}
	})
}

func TestRate(t *testing.T) {
	for _, c := range []struct {
		n, d int
		want string
	}{
		{9412, 9450, "99.6%"}, {0, 0, "—"}, {0, 5, "0%"}, {5, 5, "100%"}, {1, 3, "33.3%"}, {2, 3, "66.7%"}, {1, 2, "50%"},
		{9999, 10000, "99.9%"}, {1, 100000, "0.1%"}, {6, 5, "120%"},
	} {
		if got := Rate(c.n, c.d); got != c.want {
			t.Errorf("Rate(%d, %d) = %q, want %q", c.n, c.d, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.IntRange(1, 1e9).Draw(t, "d")
		n := rapid.IntRange(0, d).Draw(t, "n")
		got := Rate(n, d)
		if (got == "100%") != (n == d) || (got == "0%") != (n == 0) {
			t.Fatalf("Rate(%d, %d) = %q: only all is 100%%, only none is 0%%", n, d, got)
		}
	})
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{12: "12 B", 2048: "2 KB", 2202009: "2.1 MB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestTemplateNumbersTakeWholeNumbersOnly(t *testing.T) {
	num := funcs["num"].(func(any) (string, error))
	if got, err := num(int64(1135)); got != "1,135" || err != nil {
		t.Errorf("num(int64) = %q, %v", got, err)
	}
	if _, err := num(1.5); err == nil {
		t.Error("num(1.5) did not fail")
	}
	rate := funcs["rate"].(func(any, any) (string, error))
	if _, err := rate(1, "2"); err == nil {
		t.Error(`rate(1, "2") did not fail`)
	}
}
