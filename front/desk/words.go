package desk

import (
	"strconv"

	"wuyou/office/door"
	"wuyou/office/flow"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func (f *Front) due(k flow.Case) string {
	switch {
	case k.ClosedAt != 0:
		return f.House.Clock(k.ClosedAt) + " 结束"
	case k.DueAt == flow.Never:
		return "等待中"
	}
	return f.House.Clock(k.DueAt) + " 到期"
}

// address is the page of a case.
func address(k flow.Case) string { return door.DeskCase(k.Number()) }

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
