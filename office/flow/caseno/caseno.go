// Package caseno makes the numbers of cases, and reads them as people type them.
package caseno

import (
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
)

// Maker makes case ids. An id is a decimal number that can be read: yymmdd, four digits of the
// process (its count of starts), six of a serial within day and process. Two processes that live at one
// time never share the four digits (db.DB.Process); one that has those of an ended one goes on where that stopped.
type Maker struct {
	mu   sync.Mutex
	unit int64
	day  calendar.Day
	seq  int64
}

// New makes the ids of a process.
func New(process int64) *Maker { return &Maker{unit: process} }

// Next makes an id. Once a day it asks for the last id from first to end that is taken; 0 is none.
func (m *Maker) Next(now time.Time, last func(first, end int64) (int64, error)) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := calendar.DayOf(now); d > m.day {
		before := m.of(d)
		taken, err := last(before+1, before+serials)
		if err != nil {
			return 0, err
		}
		m.day, m.seq = d, max(0, taken-before)
	}
	if m.seq++; m.seq > serials {
		return 0, fail.Busy(0, "今天的办件编号用完了，请稍后再试")
	}
	return m.of(m.day) + m.seq, nil
}

// serials is how many ids a process makes on a day.
const serials = 999_999

// of is what stands before the serial in the ids of a day.
func (m *Maker) of(d calendar.Day) int64 {
	return int64(d%1_000_000)*1e10 + m.unit%db.ShownProcesses*1e6
}

// Of is the number of an id as printed on every paper: the six digits of the county that received it, the sixteen of the id, and a
// check character (ISO 7064 MOD 37,36).
func Of(county string, id int64) string {
	s := county + fmt.Sprintf("%016d", id)
	k, err := check.Mod3736(s)
	if err != nil {
		panic(err) // only digits above
	}
	return s + string(k)
}

// Printed is a number that was typed, as its paper bears it. All but the check character are digits:
// what looks like a zero or a one is one.
func Printed(s string) string {
	if s = check.Bare(s); len(s) == 23 {
		s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s[:22]) + s[22:]
	}
	return s
}

// Parse returns the id within a case number, typed with or without spaces. A wrong character
// is noticed by the check character.
func Parse(s string) (id int64, err error) {
	s = Printed(s)
	bad := func(words string) error {
		return fail.Invalid("办件编号不对，请核对后再输入", fail.Field{Name: "number", Message: words})
	}
	if n := utf8.RuneCountInString(s); n != 23 {
		return 0, bad(fmt.Sprintf("编号共 23 位，印在收件凭证和受理通知书上，现在是 %d 位", n))
	}
	if k, err := check.Mod3736(s[:min(22, len(s))]); len(s) != 23 || strings.Trim(s[:22], "0123456789") != "" || err != nil || k != s[22] {
		return 0, bad("有一位可能看错了，请对照文书再看一遍；最后一位可能是字母，O 和 0、I 和 1 很像")
	}
	fmt.Sscanf(s[6:22], "%d", &id)
	return id, nil
}
