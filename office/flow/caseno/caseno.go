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
		s = plainDigits(s[:22]) + s[22:]
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

// EndLeast is how many characters from the end of a number are enough to look for it.
const EndLeast = 4

// End is what the last digits of an id are: ID of Digits digits.
type End struct{ ID, Digits int64 }

// Power is that by which an id is divided to leave its last digits.
func (e End) Power() int64 { return power(e.Digits) }

// Rests are the remainders that ids with this end leave when they are divided by a million, by which they are found.
func (e End) Rests() (list []int64) {
	const digits = 6
	if e.Digits >= digits {
		return []int64{e.ID % power(digits)}
	}
	for above := range power(digits - e.Digits) {
		list = append(list, above*e.Power()+e.ID)
	}
	return list
}

func power(digits int64) int64 {
	n := int64(1)
	for range digits {
		n *= 10
	}
	return n
}

// Ends are the ends of the ids whose numbers may end in what somebody typed, with the check character or without it; none where it is no
// end of a number, shorter than EndLeast, or a whole number.
func Ends(typed string) (list []End) {
	s := check.Bare(typed)
	if len(s) < EndLeast || len(s) > 22 {
		return nil
	}
	for _, digits := range []string{plainDigits(s), plainDigits(s[:len(s)-1])} {
		if len(digits) < EndLeast || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		digits = digits[max(0, len(digits)-16):]
		e := End{Digits: int64(len(digits))}
		fmt.Sscanf(digits, "%d", &e.ID)
		list = append(list, e)
	}
	return list
}

// EndsIn reports whether a number ends in what somebody typed, with the check character or without it.
func EndsIn(number, typed string) bool {
	s := check.Bare(typed)
	if s == "" {
		return false
	}
	return strings.HasSuffix(number[:22], plainDigits(s)) || strings.HasSuffix(number, plainDigits(s[:len(s)-1])+s[len(s)-1:])
}

// plainDigits reads what looks like a zero or a one as one.
func plainDigits(s string) string {
	return strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s)
}
