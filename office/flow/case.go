package flow

import (
	"cmp"
	"strings"

	"wuyou/office/calendar"
	"wuyou/office/flow/caseno"
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

// Born is the place that received the case.
func (c Case) Born() region.Code { return cmp.Or(c.Origin, c.Region) }

// lie puts the case at a place.
func (c *Case) lie(at region.Code) {
	c.Region, c.City, c.County = at, at.At(region.City), at.At(region.County)
	c.Township, c.Village = at.At(region.Township), at.At(region.Village)
}

// Number is the case's number as printed on every paper.
func (c Case) Number() string { return caseno.Of(c.Born().County6(), c.ID) }

// Grouped is the number in groups, for reading aloud.
func Grouped(number string) string {
	if len(number) != 23 {
		return number
	}
	return strings.Join([]string{number[:6], number[6:12], number[12:16], number[16:22], number[22:]}, " ")
}
