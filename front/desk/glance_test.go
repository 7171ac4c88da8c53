package desk

import (
	"strings"
	"testing"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/standing"
)

// The heading of an overview says how many are late, and how that differs from yesterday where yesterday was noted.
func TestTheHeadingIsTheConclusion(t *testing.T) {
	t.Parallel()
	yesterday := []standing.Standing{{Day: 20260419, Late: 7}}
	for _, c := range []struct {
		now   standing.Standing
		stood []standing.Standing
		want  string
	}{
		{standing.Standing{Late: 9}, yesterday, "9 件超期，比昨天多 2 件"}, {standing.Standing{Late: 6}, yesterday, "6 件超期，比昨天少 1 件"},
		{standing.Standing{Late: 7}, yesterday, "7 件超期，和昨天一样多"}, {standing.Standing{Late: 9}, nil, "9 件超期"},
		{standing.Standing{Late: 9}, []standing.Standing{{Day: 20260418, Late: 7}}, "9 件超期"},
		{standing.Standing{Late: flow.CountMost + 1}, yesterday, "1,001 件超期"}, // not counted to the end
		{standing.Standing{Near: 3}, yesterday, "没有超期，3 件临近到期"}, {standing.Standing{}, nil, "没有超期"},
	} {
		g := glance{now: c.now, past: &past{today: 20260420, stood: c.stood}}
		if got := g.conclusion(page.Num(c.now.Late)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.now, got, c.want)
		}
	}
}

// What has become worse is bold, what is not known is a dash; a rate of few cases is compared with none.
func TestFiguresAreComparedWithThoseOfBefore(t *testing.T) {
	t.Parallel()
	g := glance{month: 202603, now: standing.Standing{Still: 40, Near: 3, Late: 9}, sums: map[string]int64{"received": 30, "finished": 12, "intime": 11, "late": 1},
		past: &past{today: 20260331, daily: map[calendar.Day]map[string]int64{}, monthAgo: map[string]int64{"received": 30, "finished": 20, "intime": 20},
			yearAgo: map[string]int64{"received": 2, "intime": 2},
			stood:   []standing.Standing{{Day: 20260228, Still: 50, Near: 3, Late: 12}, {Day: 20260330, Still: 40, Near: 2, Late: 7}}}}
	var got []string
	for _, r := range g.compared(nil, people.Post{}).Rows {
		line := r.Cells[0].Text
		for _, c := range r.Cells[2:5] {
			if c.Strong {
				c.Text += "!"
			}
			line += " " + c.Text
		}
		got = append(got, line)
	}
	want := "超期未办 多 2! 少 3 —|临近到期 多 1! 持平 —|在办 持平 少 10 —|本月收件 — 持平 多 28|本月办结 — 少 8 多 12|本月按时率 — 低 8.3 个百分点! —"
	if all := strings.Join(got, "|"); all != want {
		t.Errorf("got  %s\nwant %s", all, want)
	}
}

// A month earlier than the last of a month is the last of the shorter one.
func TestTheSameDayBefore(t *testing.T) {
	t.Parallel()
	for day, want := range map[calendar.Day][2]calendar.Day{
		20260331: {20260228, 20250331}, 20240229: {20240129, 20230228}, 20260115: {20251215, 20250115}, 20261231: {20261130, 20251231},
	} {
		if got := [2]calendar.Day{monthBefore(day), yearBefore(day)}; got != want {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
}
