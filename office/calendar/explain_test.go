package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSentences(t *testing.T) {
	c := arrangement(t)
	stop := func(cl Clock, from, to, reason string) Clock {
		cl, err := cl.Stop(at(t, from), reason)
		if err == nil && to != "" {
			cl, err = cl.Resume(at(t, to))
		}
		if err != nil {
			t.Fatal(err)
		}
		return cl
	}
	counter := func(cl Clock) Clock { cl.Counter = true; return cl }
	extend := func(cl Clock, n int) Clock {
		cl, err := cl.Extend(n)
		if err != nil {
			t.Fatal(err)
		}
		return cl
	}
	online := clock(at(t, "2026-04-20 10:00"), 20, Workday)
	midnight := clock(at(t, "2026-11-23 10:00"), 5, Workday)
	midnight.Term.Close = endOfDay
	tests := []struct {
		cl        Clock
		now, want string
	}{
		{online, "2026-04-21 10:00", "20 个工作日，从4月20日的次日起算；5月20日 18:00 前办完"},
		{stop(online, "2026-04-24 10:00", "2026-05-06 09:00", "专家评审"), "2026-05-06 10:00",
			"20 个工作日，从4月20日的次日起算；4月24日至5月6日专家评审，不计时；5月28日 18:00 前办完"},
		{stop(online, "2026-04-24 10:00", "", "专家评审"), "2026-04-28 10:00",
			"20 个工作日，从4月20日的次日起算；4月24日起专家评审，暂停计时；恢复后还有 17 个工作日"},
		{stop(online, "2026-04-24 10:00", "2026-04-24 15:00", ""), "2026-04-28 10:00",
			"20 个工作日，从4月20日的次日起算；4月24日暂停，不计时；5月21日 18:00 前办完"},
		{extend(online, 10), "2026-05-21 10:00", "20 个工作日，延长 10 个工作日，从4月20日的次日起算；6月3日 18:00 前办完"},
		{online, "2026-05-22 10:00", "20 个工作日，从4月20日的次日起算；应在5月20日 18:00 前办完，已超期 2 个工作日"},
		{stop(online, "2026-05-21 10:00", "", "专家评审"), "2026-05-22 10:00",
			"20 个工作日，从4月20日的次日起算；应在5月20日 18:00 前办完，已超期 2 个工作日"},
		{online, "2027-01-04 10:00", "20 个工作日，从2026年4月20日的次日起算；应在2026年5月20日 18:00 前办完，已超期 158 个工作日"},
		{counter(clock(at(t, "2026-10-03 10:00"), 5, Workday)), "2026-10-09 10:00",
			"10月3日 10:00 收件时不在办公时间，按10月8日收件；5 个工作日，从10月8日的次日起算；10月14日 18:00 前办完"},
		{clock(at(t, "2026-09-05 10:00"), 30, NaturalDay), "2026-09-06 10:00",
			"30 日，从9月5日的次日起算；10月5日是国庆节，顺延到10月8日；10月8日 18:00 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 5, NaturalDay), "2026-11-23 10:00",
			"5 日，从11月23日的次日起算；11月28日是休息日，顺延到11月30日；11月30日 18:00 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 1, Month), "2026-11-23 10:00", "1 个月，从11月23日的次日起算；12月23日 18:00 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 0, SameDay), "2026-11-23 10:00", "当日办结，11月23日 10:00 收到；11月23日 18:00 前办完"},
		{extend(clock(at(t, "2026-11-23 17:20"), 0, SameDay), 1), "2026-11-23 18:00",
			"当日办结，延长 1 个工作日，11月23日 17:20 收到，已过当日截止时间，顺延至下一个工作日；11月25日 18:00 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 0, AtOnce), "2026-11-23 10:00", "立即办理，11月23日 10:00 收到；11月23日 18:00 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 30, AtOnce), "2026-11-23 10:00", "立即（30 分钟内）办理，11月23日 10:00 收到；11月23日 10:30 前办完"},
		{clock(at(t, "2026-11-23 10:00"), 4, Hour), "2026-11-23 10:00", "4 小时，从11月23日 10:00 起算；11月23日 14:00 前办完"},
		{clock(at(t, "2026-11-23 16:00"), 4, WorkHour), "2026-11-24 13:30",
			"4 个工作小时，从11月23日 16:00 起算，只计工作日 09:00 至 18:00；应在11月24日 11:00 前办完，已超期 2 小时 30 分钟"},
		{midnight, "2026-11-23 10:00", "5 个工作日，从11月23日的次日起算；11月30日 24:00 前办完"},
	}
	for _, tt := range tests {
		if got := tt.cl.Explain(c, at(t, tt.now)).Sentence; got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// picture draws the weeks as text: a letter for the kind, the number of the day, the mark, ! for today.
func picture(e Explanation) string {
	letters := map[DayKind]string{OutsideDay: ".", StartDay: "S", UsedDay: "u", LeftDay: "l", RestDay: "-", StoppedDay: "=", DueDay: "D"}
	var b strings.Builder
	for _, week := range e.Weeks {
		for _, cell := range week {
			fmt.Fprintf(&b, " %d%s", cell.Day%100, letters[cell.Kind])
			if cell.N > 0 {
				fmt.Fprint(&b, cell.N)
			}
			b.WriteString(cell.Mark)
			if cell.Today {
				b.WriteString("!")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestPicture(t *testing.T) {
	c := arrangement(t)
	cl := clock(at(t, "2026-09-22 10:00"), 10, Workday)
	cl.Term.Basis = "行政许可法第四十二条"
	cl, err := cl.Stop(at(t, "2026-09-29 10:00"), "检测")
	if err != nil {
		t.Fatal(err)
	}
	standing := cl.Explain(c, at(t, "2026-10-08 10:00"))
	if cl, err = cl.Resume(at(t, "2026-09-30 10:00")); err != nil {
		t.Fatal(err)
	}
	e := cl.Explain(c, at(t, "2026-10-10 12:00"))
	want := ` 21. 22S 23u1 24u2 25-休 26-休 27-休
 28u3 29= 30= 1-休 2-休 3-休 4-休
 5-休 6-休 7-休 8u4 9u5 10u6班! 11-
 12l7 13l8 14l9 15D10 16. 17. 18.
`
	if diff := cmp.Diff(want, picture(e)); diff != "" {
		t.Error(diff)
	}
	want = ` 21. 22S 23u1 24u2 25-休 26-休 27-休
 28u3 29= 30= 1=休 2=休 3=休 4=休
 5=休 6=休 7=休 8=! 9. 10.班 11.
`
	if diff := cmp.Diff(want, picture(standing)); diff != "" {
		t.Error(diff)
	}
	holidays := []Holiday{{20260925, 20260927, "中秋节"}, {20261001, 20261007, "国庆节"}}
	if diff := cmp.Diff(holidays, e.Holidays); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Day{20261010}, e.Makeups); diff != "" {
		t.Error(diff)
	}
	if e.Status != "还剩 4 个工作日" || e.Basis != "行政许可法第四十二条" || e.Warning != "" {
		t.Errorf("%s, %s, %s", e.Status, e.Basis, e.Warning)
	}
}

func TestPictureOfOtherTerms(t *testing.T) {
	c := arrangement(t)
	evening := clock(at(t, "2026-11-27 19:00"), 2, Workday)
	evening.Counter = true
	tests := []struct {
		cl   Clock
		want string
	}{
		{evening, " 23. 24. 25. 26. 27S 28- 29-\n 30S! 1l1 2D2 3. 4. 5. 6.\n"},
		{clock(at(t, "2026-11-27 10:00"), 1, NaturalDay), " 23. 24. 25. 26. 27S 28u1 29-\n 30D! 1. 2. 3. 4. 5. 6.\n"},
		{clock(at(t, "2026-11-30 10:00"), 0, SameDay), " 30D! 1. 2. 3. 4. 5. 6.\n"},
		{clock(at(t, "2026-11-30 17:00"), 3, WorkHour), " 30S! 1D 2. 3. 4. 5. 6.\n"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, picture(tt.cl.Explain(c, at(t, "2026-11-30 10:00")))); diff != "" {
			t.Errorf("%s: %s", tt.cl.Term.Words(), diff)
		}
	}
}

func TestAnUnknownYearIsSaid(t *testing.T) {
	e := clock(at(t, "2026-12-23 10:00"), 10, Workday).Explain(arrangement(t), at(t, "2026-12-23 10:00"))
	if !strings.Contains(e.Warning, "2027 年的放假安排还没有录入") || !strings.Contains(e.Sentence, "2027年1月6日 18:00 前办完") {
		t.Errorf("%s %s", e.Sentence, e.Warning)
	}
}

func TestThePictureCountsTheTerm(t *testing.T) {
	c := arrangement(t)
	rapid.Check(t, func(t *rapid.T) {
		cl := pause(t, c, dayClocks.Draw(t, "clock"))
		due, _ := cl.Due(c)
		now := due.Add(time.Duration(rapid.IntRange(-60*24, 24).Draw(t, "hours")) * time.Hour)
		last, today := 0, 0
		for _, week := range cl.Explain(c, now).Weeks {
			if week[0].Day.Weekday() != time.Monday || len(week) != 7 {
				t.Fatalf("a week begins on %s", week[0].Day.Words())
			}
			for _, cell := range week {
				if cell.N > 0 && cell.N != last+1 {
					t.Fatalf("day %d follows day %d", cell.N, last)
				}
				last = max(last, cell.N)
				if cell.Today {
					today++
				}
				if (cell.Kind == DueDay) != (cell.Day == DayOf(due)) {
					t.Fatalf("%s is %q, due %s", cell.Day, cell.Kind, due)
				}
			}
		}
		if cl.Term.Unit == Workday && last != cl.Term.N || today > 1 {
			t.Fatalf("%d days of %d are numbered, today occurs %d times", last, cl.Term.N, today)
		}
	})
}
