package calendar

import (
	"testing"
	"time"
)

func TestUntil(t *testing.T) {
	for at, want := range map[string]string{
		"2026-12-11 00:00:00.000": "2026年12月10日（含当日）", "2026-12-10 23:59:59.999": "2026年12月10日（含当日）",
		"2026-12-10 15:04:00.000": "2026年12月10日 15:04", "2027-01-01 00:00:00.000": "2026年12月31日（含当日）",
		"2026-12-11 00:00:01.000": "2026年12月11日 00:00",
	} {
		end, err := time.ParseInLocation("2006-01-02 15:04:05.000", at, Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := Until(end.UTC()); got != want {
			t.Errorf("what ends at %s ends %q, not %q", at, got, want)
		}
	}
}
