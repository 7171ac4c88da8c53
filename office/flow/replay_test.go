package flow_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// cast are those who try things, and events what they try.
var (
	both = staff(50, in(people.Reviewer, county, dept), in(people.Head, county, dept))
	cast = []people.Actor{
		citizen, persons.As(persons.Person{ID: 78}), clerk, staff(12, in(people.Window, elsewhere, "")), reviewer, head, both,
	}
	events = []string{"accept", "comment", "stop", "resume", "extend", "approve", "withdraw", "deem", "overdue", "dance"}
)

// allowed is the permit table once more, in plain words.
func allowed(v stored, event string, who int64) bool {
	commented := int64(0)
	for _, past := range v.Events {
		if past.Event == "comment" {
			commented = past.ActorID
		}
	}
	switch state := v.Case.State; event {
	case "accept":
		return state == "received" && who == clerk.ID
	case "comment", "stop":
		return state == "review" && (who == reviewer.ID || who == both.ID)
	case "resume":
		return state == "stopped" && (who == reviewer.ID || who == both.ID)
	case "extend":
		over := slices.ContainsFunc(v.Case.Running(), func(k calendar.Clock) bool { return k.Name == "promise" && k.Over })
		return state == "review" && (who == head.ID || who == both.ID) && !over
	case "approve":
		return state == "review" && (who == head.ID || who == both.ID) && who != commented
	case "withdraw":
		return (state == "received" || state == "review" || state == "stopped") && who == citizen.ID
	}
	return false
}

// sound fails when what is stored of a case is not what its ledger says.
func (o *office) sound(t *rapid.T, v stored) {
	k := v.Case
	clocks, err := flow.Replay(v.Events)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(clocks); string(b) != k.Clocks {
		t.Fatalf("the ledger gives the clocks %s, stored are %s", b, k.Clocks)
	}
	closed := k.State == "done" || k.State == "gone"
	due := flow.Never
	for _, clock := range clocks {
		if at, running := clock.Due(o.rules.Calendar()); running && !closed {
			due = min(due, at.UnixMilli())
		}
	}
	last := v.Events[len(v.Events)-1]
	switch {
	case k.DueAt != due:
		t.Fatalf("by the ledger it is due %d, stored is %d", due, k.DueAt)
	case k.Seq != int64(len(v.Events)) || k.Seq != last.Seq || k.Head != last.Hash || k.State != last.ToState:
		t.Fatalf("the last event is %+v, the case %+v", last, k)
	case (k.ClosedAt != 0) != closed || k.WarnAt > k.DueAt:
		t.Fatalf("in state %s closed at %d, yellow from %d, due %d", k.State, k.ClosedAt, k.WarnAt, k.DueAt)
	case closed != (len(v.Turns) == 0):
		t.Fatalf("in state %s it waits for %+v", k.State, v.Turns)
	}
	from, late := "", false
	for _, past := range v.Events {
		if past.FromState != from {
			t.Fatalf("event %d begins in %q after %q", past.Seq, past.FromState, from)
		}
		from, late = past.ToState, late || past.Late
	}
	if k.Late != late {
		t.Fatalf("late %v, by its events %v", k.Late, late)
	}
	for _, turn := range v.Turns {
		if turn.DueAt != k.DueAt {
			t.Fatalf("turn %+v of a case that is due %d", turn, k.DueAt)
		}
	}
}

// Whatever anybody tries, at whatever time: what the table allows happens, what it does not leaves no
// trace, and what is stored is what the ledger says.
func TestWhateverHappensTheLedgerSaysIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		rapid.Check(t, func(rt *rapid.T) {
			k := o.submit(t)
			for range rapid.IntRange(1, 25).Draw(rt, "steps") {
				before := o.stored(t, k.ID)
				switch what := rapid.SampledFrom(append([]string{"wait", "wait", "sweep", "seal"}, events...)).Draw(rt, "what"); what {
				case "wait":
					o.now = o.now.Add(time.Duration(rapid.SampledFrom([]int{1, 600, 1500, 6000, 20000}).Draw(rt, "minutes")) * time.Minute)
				case "seal":
					if _, err := o.Seal(t.Context()); err != nil {
						rt.Fatal(err)
					}
				case "sweep":
					o.sweep(t)
					left, err := db.One[int64](t.Context(), o.db, `SELECT COUNT(*) FROM cases WHERE alarm_at <= $1`, o.now.UnixMilli())
					if left != 0 || err != nil || o.sweep(t) != 0 {
						rt.Fatalf("after the sweep %d cases ring, %v", left, err)
					}
				default:
					who := rapid.SampledFrom(cast).Draw(rt, "who")
					o.sweep(t) // what has come due comes first in any case; see TestTheClockComesFirst
					before = o.stored(t, k.ID)
					may := allowed(before, what, who.ID)
					_, err := o.try(t, who, k.ID, what, "text", "好")
					if may != (err == nil) || err != nil && !fail.Is(err, fail.KindConflict) && !fail.Is(err, fail.KindForbidden) && !fail.Is(err, fail.KindNotFound) {
						rt.Fatalf("%s in %s by %d: allowed %v, done %v", what, before.Case.State, who.ID, may, err)
					}
					if after := o.stored(t, k.ID); err != nil && !reflect.DeepEqual(before, after) {
						rt.Fatalf("what was refused left %s", cmp.Diff(before, after))
					}
				}
				o.sound(rt, o.stored(t, k.ID))
			}
		})
		if r, err := o.Verify(t.Context()); len(r.Faults) != 0 || err != nil {
			t.Errorf("%+v %v", r, err)
		}
	})
}
