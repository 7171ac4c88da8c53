package calendar

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// arrangement is the real one of 2007 to 2026.
func arrangement(t testing.TB) *Calendar {
	t.Helper()
	f, err := os.Open("../../data/holidays.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	days, bad := ParseHolidays(f)
	if len(bad) > 0 || len(days) < 678 {
		t.Fatalf("%d days, %v", len(days), bad)
	}
	return New(days, Hours{})
}

func day(t testing.TB, s string) Day {
	t.Helper()
	d, err := ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestWorkingDaysOfAYear(t *testing.T) {
	c := arrangement(t)
	for year, want := range map[int]int{2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		if got := c.Between(Day((year-1)*10000+1231), Day((year+1)*10000+101)); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
		if !c.Known(year) {
			t.Errorf("%d is not known", year)
		}
	}
}

func TestArrangementOf2026(t *testing.T) {
	c := arrangement(t)
	tests := []struct {
		from, to, holiday string
	}{
		{"2026-01-01", "2026-01-03", "元旦"}, {"2026-02-15", "2026-02-23", "春节"}, {"2026-04-04", "2026-04-06", "清明节"},
		{"2026-05-01", "2026-05-05", "劳动节"}, {"2026-06-19", "2026-06-21", "端午节"}, {"2026-09-25", "2026-09-27", "中秋节"},
		{"2026-10-01", "2026-10-07", "国庆节"},
	}
	for _, tt := range tests {
		for d := day(t, tt.from); d <= day(t, tt.to); d = d.AddDays(1) {
			if c.Workday(d) || c.Holiday(d) != tt.holiday || c.Makeup(d) != "" {
				t.Errorf("%s: workday %v, holiday %q", d, c.Workday(d), c.Holiday(d))
			}
		}
	}
	for _, s := range []string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"} {
		if d := day(t, s); !c.Workday(d) || c.Holiday(d) != "" || c.Makeup(d) == "" {
			t.Errorf("%s is not a make-up working day", s)
		}
	}
	if d := day(t, "2026-11-23"); !c.Workday(d) || c.Holiday(d) != "" || c.Makeup(d) != "" {
		t.Error("an ordinary Monday is out of the ordinary")
	}
	if d := day(t, "2026-11-22"); c.Workday(d) || c.Holiday(d) != "" {
		t.Error("an ordinary Sunday is out of the ordinary")
	}
}

func TestLocalLayerStandsOverTheNational(t *testing.T) {
	flood := Exception{Day: 20261008, Name: "抗洪", Off: true, Layer: "local"}
	worked := Exception{Day: 20261001, Name: "值守", Layer: "local"}
	national := Exception{Day: 20261001, Name: "国庆节", Off: true, Layer: National}
	for _, days := range [][]Exception{{flood, worked, national}, {national, worked, flood}} {
		c := New(days, Hours{})
		if c.Workday(20261008) || c.Holiday(20261008) != "抗洪" {
			t.Error("a local day off is not off")
		}
		if !c.Workday(20261001) || c.Holiday(20261001) != "" {
			t.Error("a local working day is not worked")
		}
		if !c.Known(2026) || c.Known(2025) {
			t.Error("known years are wrong")
		}
	}
}

func TestUnknownYears(t *testing.T) {
	c := New([]Exception{
		{Day: 20261001, Name: "国庆节", Off: true, Layer: National},
		{Day: 20281231, Name: "元旦", Off: true, Layer: National}, // of 2029's arrangement
		{Day: 20290101, Name: "元旦", Off: true, Layer: National},
		{Day: 20300501, Name: "彝族节日", Off: true, Layer: "local"},
	}, Hours{})
	if got := c.Unknown(20261201, 20300601); !slices.Equal(got, []int{2027, 2028, 2030}) {
		t.Errorf("unknown years %v", got)
	}
	if got := c.Unknown(20260101, 20261231); got != nil {
		t.Errorf("unknown years %v", got)
	}
	if Provisional(nil) != "" || !strings.HasPrefix(Provisional([]int{2027}), "2027 年的") || !strings.HasPrefix(Provisional([]int{2027, 2028}), "2027 年至 2028 年的") {
		t.Error("the warning names other years")
	}
}

func TestWorkingDayArithmetic(t *testing.T) {
	c := arrangement(t)
	days := rapid.Custom(func(t *rapid.T) Day { return Day(20060601).AddDays(rapid.IntRange(0, 8000).Draw(t, "day")) })
	rapid.Check(t, func(t *rapid.T) {
		d, n := days.Draw(t, "d"), rapid.IntRange(1, 80).Draw(t, "n")
		later := c.Add(d, n)
		if !c.Workday(later) || c.Between(d, later) != n-1 {
			t.Fatalf("%d working days after %s is %s, with %d between", n, d, later, c.Between(d, later))
		}
		if back := c.Add(later, -n); c.Workday(d) && back != d || !c.Workday(d) && back >= d {
			t.Fatalf("%s and back is %s", d, back)
		}
		if next := c.Next(d); !c.Workday(next) || c.Between(d.AddDays(-1), next) != 0 {
			t.Fatalf("next of %s is %s", d, next)
		}
	})
}

func TestDay(t *testing.T) {
	d := day(t, "2026-11-23")
	if d != 20261123 || d != day(t, "20261123") || d.String() != "2026-11-23" || d.Words() != "11月23日（星期一）" ||
		d.Month() != 202611 || d.Year() != 2026 || d.Weekday() != time.Monday || d.AddDays(-23) != 20261031 {
		t.Errorf("%d %s %s %d %s", d, d, d.Words(), d.Month(), d.Weekday())
	}
	if got := DayOf(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)); got != d || !d.Time().Equal(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("the day in China is %s", got)
	}
	if Day(0).String() != "" || Day(0).Words() != "" {
		t.Error("no day has words")
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "20260229", "1899-12-31", "2200-01-01", "2026/11/23", "26-11-23", "２０２６-11-23"} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("%q is %s", s, d)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.IntRange(-30000, 80000).Draw(t, "serial")
		d := dayOf(s)
		if d.serial() != s || d.Weekday() != d.Time().Weekday() || serialAt(d.Time().UnixMilli()) != s || serialAt(d.Time().UnixMilli()-1) != s-1 {
			t.Fatalf("serial %d is %s", s, d)
		}
	})
}

func TestHours(t *testing.T) {
	good := Hours{Open: 8*60 + 30, Close: 17 * 60, Cutoff: 16 * 60}
	if err := good.Check(); err != nil || New(nil, good).Hours() != good {
		t.Errorf("%v: %v", good, err)
	}
	for _, h := range []Hours{{}, {Open: 9 * 60, Close: 8 * 60, Cutoff: 8 * 60}, {Open: 9 * 60, Close: 18 * 60}, {Open: 9 * 60, Close: 24 * 60, Cutoff: 600}} {
		if h.Check() == nil {
			t.Errorf("%v passes", h)
		}
	}
	for s, want := range map[string]TimeOfDay{"18:00": 1080, "9:05": 545, "00:00": 0, "23:59": endOfDay} {
		if got, err := ParseTimeOfDay(s); err != nil || got != want {
			t.Errorf("%s = %s, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "24:00", "18", "18:60", "-1:00", "六点"} {
		if got, err := ParseTimeOfDay(s); err == nil {
			t.Errorf("%q = %s", s, got)
		}
	}
}

func TestParseHolidays(t *testing.T) {
	const text = "\ufeffdate,name,is_off_day\r\n" +
		"2027-01-01,元旦,1\r\n" +
		"2027-01-03,元旦, 0\r\n" +
		"\r\n" +
		"2027-01-01,元旦,1\r\n" +
		"2027-02-30,春节,1\r\n" +
		"2027-02-06,,1\r\n" +
		"2027-02-06,春节,yes\r\n" +
		"2027-02-06,春节\r\n" +
		"2027-02-06,\xb4\xba\xbd\xda,1\r\n" +
		"2027-02-06,春\"节,1\r\n" +
		"20270207,春节,1"
	days, bad := ParseHolidays(strings.NewReader(text))
	want := []Exception{{20270101, "元旦", true, National}, {20270103, "元旦", false, National}, {20270207, "春节", true, National}}
	if diff := cmp.Diff(want, days); diff != "" {
		t.Error(diff)
	}
	words := []struct {
		row  int
		says string
	}{{5, "与第 2 行重复"}, {6, "不是日期"}, {7, "名称"}, {8, "第 3 列"}, {9, "3 列"}, {10, "UTF-8"}, {11, "引号"}}
	if len(bad) != len(words) {
		t.Fatalf("%d errors: %v", len(bad), bad)
	}
	for i, w := range words {
		if bad[i].Row != w.row || !strings.Contains(bad[i].Error(), w.says) {
			t.Errorf("error %d: %v, want row %d, %q", i, bad[i], w.row, w.says)
		}
	}
	if days, bad := ParseHolidays(strings.NewReader("\ufeff\"2027-01-01\",元旦,1\n")); len(days) != 1 || len(bad) != 0 {
		t.Errorf("without a heading: %v, %v", days, bad)
	}
}

func FuzzParseHolidays(f *testing.F) {
	f.Add([]byte("date,name,is_off_day\n2027-01-01,元旦,1\n"))
	f.Add([]byte("\ufeff\"2027-01-01\",\"元\n旦\",1\r\n2027-01-01,,"))
	f.Add([]byte("\xff,\"\n,,\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		days, bad := ParseHolidays(strings.NewReader(string(text)))
		for _, e := range days {
			if e.Day < 19000101 || e.Day > 21991231 || e.Name == "" || e.Layer != National {
				t.Errorf("%+v passes", e)
			}
		}
		for _, e := range bad {
			if e.Row < 1 || e.Message == "" {
				t.Errorf("%+v", e)
			}
		}
		c := New(days, Hours{})
		for _, e := range days {
			if c.Workday(e.Day) == e.Off {
				t.Errorf("%+v is not followed", e)
			}
		}
	})
}

func TestKindOfADay(t *testing.T) {
	c := arrangement(t)
	for of, want := range map[string]string{
		"2026-04-20": "工作日", "2026-04-25": "休息日", "2026-10-01": "国庆节放假", "2026-10-04": "国庆节放假", "2026-10-10": "国庆节调休上班",
	} {
		if got := c.Kind(day(t, of)); got != want {
			t.Errorf("%s: %s, want %s", of, got, want)
		}
	}
}
