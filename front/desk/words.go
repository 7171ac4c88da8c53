package desk

import (
	"fmt"
	"strconv"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func at(ms int64) time.Time { return time.UnixMilli(ms).In(calendar.Zone) }

// moment is when something happened: 10月15日 18:00.
func moment(ms int64) string { return page.Clock(at(ms)) }

func due(k flow.Case) string {
	switch {
	case k.ClosedAt != 0:
		return moment(k.ClosedAt) + " 结束"
	case k.DueAt == flow.Never:
		return "等待中"
	}
	return moment(k.DueAt) + " 到期"
}

// address is the page of a case.
func address(k flow.Case) string { return "/desk/cases/" + k.Number() }

// count is a figure up to what lists count.
func count(n int64) string {
	if n > flow.CountMost {
		return page.Num(int64(flow.CountMost)) + "+"
	}
	return page.Num(n)
}

// lampNames are the lamps as chips.
var lampNames = map[calendar.Lamp]string{calendar.Red: "超期", calendar.Yellow: "临近到期", calendar.Green: "正常", calendar.Grey: "不计时"}

// tally are the chips that narrow a list by lamp; total is the sum of all.
func tally(sums map[calendar.Lamp]int64, chosen calendar.Lamp, with func(lamp string) string) (t page.Tally, shown, all int64) {
	t.Label = "按时限筛选"
	for _, n := range sums {
		all += n
	}
	t.Links = []page.Link{{Href: with(""), Label: "全部", Count: count(all), Current: chosen == ""}}
	shown = all
	for _, l := range flow.Lamps {
		t.Links = append(t.Links, page.Link{Href: with(string(l)), Label: lampNames[l], Count: count(sums[l]), Lamp: string(l), Current: chosen == l})
		if chosen == l {
			shown = sums[l]
		}
	}
	return t, shown, all
}

func pager(shown int64, n int, next string, first bool, self string) page.Pager {
	p := page.Pager{Total: int(min(shown, flow.CountMost)), More: shown > flow.CountMost, Next: next}
	if first {
		p.From, p.To = min(1, n), n
	} else {
		p.First = self
	}
	return p
}

func pieces(n int64) string { return fmt.Sprintf("%s 件", count(n)) }
