package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/service/grievance"
)

// randomly answers a form.
func randomly(t *rapid.T, f form.Form, today calendar.Day) form.Values {
	in := form.Values{}
	for _, q := range f.Fields {
		switch {
		case len(q.Options) > 0:
			in[q.Name] = rapid.SampledFrom(q.Options).Draw(t, q.Name).Value
		case q.Name == "tasks":
			in[q.Name] = "承办科室｜办好｜" + today.AddDays(5).String()
		case q.Type == form.Date:
			in[q.Name] = today.AddDays(rapid.IntRange(0, 20).Draw(t, q.Name)).String()
		case q.Type == form.Text || q.Type == form.Area:
			in[q.Name] = rapid.SampledFrom([]string{"情况属实", "请尽快", "窗口人员", ""}).Draw(t, q.Name)
		}
	}
	return in
}

// Whatever random people try in whatever order: no matter is lost, every due time follows from the
// ledger, nothing is closed without a reply, every matter that somebody did not want to do has its file
// and is not closed before that, and no no stands on one signature.
func TestWhateverIsTriedNoGrievanceIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	client := w.clientToken("apply read")
	cast := []string{"zhuanxi", "zhuanxi1", "zhuanxi2", "zhoumin", "jianguan", "jianguan1", "leader"}
	rapid.Check(t, func(t *rapid.T) {
		n := w.reportThing(client, county1)
		k, err := w.Engine.ByNumber(w.t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			w.tryAnything(t, k.ID, cast)
			w.soundGrievance(t, k.ID)
		}
	})
}

// tryAnything has somebody do something, or lets time pass.
func (w *world) tryAnything(t *rapid.T, id int64, cast []string) {
	ctx := w.t.Context()
	if rapid.IntRange(0, 5).Draw(t, "wait") == 0 {
		w.mu.Lock()
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "hours")) * time.Hour)
		w.mu.Unlock()
		if err := w.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		return
	}
	v, err := w.Engine.View(ctx, people.TheOffice, id)
	if err != nil {
		t.Fatal(err)
	}
	actors := []people.Actor{people.TheOffice, persons.As(persons.Person{ID: v.Case.Applicant, Name: v.Case.Party})}
	for _, login := range cast {
		actors = append(actors, w.actor(login))
	}
	for _, turn := range v.Turns {
		if turn.Dept != "" && turn.Dept != w.organ("行政审批局") {
			actors = append(actors, w.actor(turn.Dept+"-c"))
		}
	}
	actor := rapid.SampledFrom(actors).Draw(t, "actor")
	seen, err := w.Engine.View(ctx, actor, id)
	if fail.Is(err, fail.KindNotFound) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(seen.Options) == 0 {
		return
	}
	o := rapid.SampledFrom(seen.Options).Draw(t, "option")
	if slices.Contains([]string{"withdraw", "refuse", "contact", "comment", "urge"}, o.Row.Event) && rapid.IntRange(0, 7).Draw(t, "really") > 0 {
		return // what ends a matter early, and what moves none, would drown the rest
	}
	ask := o.Ask
	if len(ask.Fields) == 0 {
		ask = o.Row.Ask
	}
	_, err = w.Engine.Act(ctx, actor, flow.Move{Case: id, Event: o.Row.Event, Input: randomly(t, ask, calendar.DayOf(w.clock()))})
	if _, told := fail.As(err); err != nil && !told {
		t.Fatalf("%s by %s: %v", o.Row.Event, actor.Name, err)
	}
}

func (w *world) soundGrievance(t *rapid.T, id int64) {
	ctx := w.t.Context()
	v, err := w.Engine.View(ctx, people.TheOffice, id)
	if err != nil {
		t.Fatal("lost: ", err)
	}
	if !v.State.Final && len(v.Turns) == 0 {
		t.Errorf("nobody's turn in %s", v.Case.State)
	}
	clocks, err := flow.Replay(v.Events)
	if diff := cmp.Diff(v.Case.Running(), clocks, cmp.Comparer(func(a, b []calendar.Clock) bool { return fmt.Sprint(a) == fmt.Sprint(b) })); err != nil || diff != "" {
		t.Errorf("the ledger gives other clocks: %s %v", diff, err)
	}
	g, err := grievance.Grievances.Load(ctx, w.DB, id)
	if err != nil {
		t.Fatal(err)
	}
	if v.Case.State == "closed" && (g.Reply == "" || g.RepliedAt == 0) && !happened(v.Events, "withdraw") {
		t.Error("closed without a reply")
	}
	files, err := db.All[int64](ctx, w.DB, `SELECT closed_day FROM grievance_duties WHERE case_id = $1`, id)
	if err != nil {
		t.Fatal(err)
	}
	proposer := int64(0)
	for _, e := range v.Events {
		if e.ToState == "rectifying" && len(files) == 0 {
			t.Error("no accountability file")
		}
		if e.Event == "cannot" || e.Event == "reclass" {
			proposer = e.ActorID
		}
		if e.Event == "agree" && e.ActorID == proposer {
			t.Error("one person signed twice")
		}
	}
	for _, closed := range files {
		if v.State.Final && closed == 0 {
			t.Errorf("%s with an open accountability file", v.Case.State)
		}
	}
}

func happened(events []flow.Event, event string) bool {
	for _, e := range events {
		if e.Event == event {
			return true
		}
	}
	return false
}
