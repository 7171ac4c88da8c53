package flow

import (
	"cmp"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Case is one matter on its way. It is a summary of its ledger: state, clocks and due times can be
// derived again from the events.
type Case struct {
	ID        int64
	Kind      string
	State     string
	Seq       int64       // number of its last event
	Region    region.Code // where it lies; another place may have come to stand in for that which received it
	Origin    region.Code // where it was received, if that is another: its number and the figures of that time are of there
	City      region.Code // the levels of Region, "" below it: a scope is an equality on one of them
	County    region.Code
	Township  region.Code
	Village   region.Code
	Dept      string // the organ that handles it
	Item      int64
	Title     string
	Party     string // the applicant's name, shown masked
	Applicant int64  // person or firm
	Channel   string // window, online, api, proxy
	Result    string // how it ended, in the kind's own words
	Clocks    string // running clocks, JSON
	OpenedAt  int64
	OpenedDay calendar.Day
	DueAt     int64 // when the limit that it shows to the office is due (Engine.Limit); Never while none runs
	WarnAt    int64 // from when the lamp is yellow
	Urgency   int64 // the place in Lamps of the lamp it shows; the sweep keeps it true
	AlarmAt   int64 // when the sweep must look at it again; Never
	ClosedAt  int64 // 0 while open
	Late      bool  // some clock that binds the office to the applicant ran out
	Head      string
}

// Never is the time of what will not happen. It sorts behind every time.
const Never int64 = 1 << 60

// Event is one line of a case's ledger. It is written once.
type Event struct {
	CaseID    int64
	Seq       int64
	Event     string
	FromState string
	ToState   string
	ActorKind people.Kind
	ActorID   int64
	ActorName string
	Post      string // the post in which it was done: 东坡区人社局 审查岗
	Input     string // answers to the row's form, JSON; personal answers encrypted
	Note      string // in words for staff
	Public    string // in words for the applicant; "" is internal
	Effect    string // what it did to the clocks, JSON
	Late      bool   // some clock had run out when it was done; of the event that ends a case: it was late on its way
	Dept      string // the organ that handled the case after it; the event counts for that organ
	At        int64
	Day       calendar.Day
	Proofs    string // of the rows that were changed with it (db.Proof)
	PrevHash  string
	Via       string      // by which token of a program it was done; "" by none
	Region    region.Code // where the case lay then, if not where it was received
	Ended     string      // of an event that ends a case anew: the end to which it had come before; "" of the first end and of all other events
	Hash      string
}

// Turn says whose move it is: anyone with the role at the department or place, or one person of
// them. A case may have several at once (会签).
type Turn struct {
	CaseID   int64
	No       int64
	Kind     string // of the case
	Step     string // what is to be done, in words
	Role     people.Role
	Dept     string // department turns
	City     region.Code
	County   region.Code // place turns: the levels of the place
	Township region.Code
	Village  region.Code
	Assignee int64
	Holder   string // the assignee's name
	DueAt    int64  // of the case, as is its urgency
	Urgency  int64
	OpenedAt int64
	Beside   string // what was put beside the step that it decides (Table.Beside); "": it is the step's own
}

// At makes a turn of a role at a place.
func At(role people.Role, place region.Code, step string) Turn {
	return Turn{
		Role: role, Step: step, City: place.At(region.City), County: place.At(region.County),
		Township: place.At(region.Township), Village: place.At(region.Village),
	}
}

// In makes a turn of a role in a department.
func In(role people.Role, dept, step string) Turn { return Turn{Role: role, Dept: dept, Step: step} }

// Place is the deepest level of a place turn.
func (t Turn) Place() region.Code {
	for _, c := range []region.Code{t.Village, t.Township, t.County, t.City} {
		if c != "" {
			return c
		}
	}
	return ""
}

// numbers makes case ids. An id is a decimal number that can be read: yymmdd, four digits of the
// process (its count of starts), six of a serial within day and process. Two processes that live at one
// time never share the four digits (db.DB.Process); one that has those of an ended one goes on where that stopped.
type numbers struct {
	mu   sync.Mutex
	unit int64
	day  calendar.Day
	seq  int64
}

// next makes an id. Once a day it asks for the last id from first to end that is taken; 0 is none.
func (n *numbers) next(now time.Time, last func(first, end int64) (int64, error)) (int64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if d := calendar.DayOf(now); d > n.day {
		before := n.of(d)
		taken, err := last(before+1, before+serials)
		if err != nil {
			return 0, err
		}
		n.day, n.seq = d, max(0, taken-before)
	}
	if n.seq++; n.seq > serials {
		return 0, fail.Busy(0, "今天的办件编号用完了，请稍后再试")
	}
	return n.of(n.day) + n.seq, nil
}

// serials is how many ids a process makes on a day.
const serials = 999_999

// of is what stands before the serial in the ids of a day.
func (n *numbers) of(d calendar.Day) int64 {
	return int64(d%1_000_000)*1e10 + n.unit%db.ShownProcesses*1e6
}

// Born is the place that received the case.
func (c Case) Born() region.Code { return cmp.Or(c.Origin, c.Region) }

// lie puts the case at a place.
func (c *Case) lie(at region.Code) {
	c.Region, c.City, c.County = at, at.At(region.City), at.At(region.County)
	c.Township, c.Village = at.At(region.Township), at.At(region.Village)
}

// Number is the case's number as printed on every paper: six digits of the region, the sixteen of
// the id, and a check character (ISO 7064 MOD 37,36).
func (c Case) Number() string {
	s := c.Born().County6() + fmt.Sprintf("%016d", c.ID)
	k, err := check.Mod3736(s)
	if err != nil {
		panic(err) // only digits above
	}
	return s + string(k)
}

// Grouped is the number in groups, for reading aloud.
func Grouped(number string) string {
	if len(number) != 23 {
		return number
	}
	return strings.Join([]string{number[:6], number[6:12], number[12:16], number[16:22], number[22:]}, " ")
}

// asPrinted is a number that was typed, as its paper bears it. All but the check character are digits:
// what looks like a zero or a one is one.
func asPrinted(s string) string {
	if s = check.Bare(s); len(s) == 23 {
		s = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(s[:22]) + s[22:]
	}
	return s
}

// ParseNumber returns the id within a case number, typed with or without spaces. A wrong character
// is noticed by the check character.
func ParseNumber(s string) (id int64, err error) {
	s = asPrinted(s)
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
