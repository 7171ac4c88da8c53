package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/people"
)

func names(k flow.Case) (list []string) {
	for _, clock := range k.Running() {
		list = append(list, clock.Name)
	}
	return list
}

func (o *office) runs(t testing.TB, k flow.Case, want ...string) {
	t.Helper()
	if got := names(k); !slices.Equal(got, want) {
		t.Errorf("in state %s run %q, want %q", k.State, got, want)
	}
}

func TestClocksEndWithStateCaseOrRow(t *testing.T) {
	table := with(flow.Row{From: []string{"done"}, Event: "checked", Name: "已核查", Done: "已已核查", By: flow.Who{Roles: []people.Role{people.Reviewer}}, To: flow.Same, End: []string{"check"}})
	table.Rows = append(table.Rows, shaped.Rows[len(shaped.Rows)-1])
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.runs(t, k, "accept")
		o.runs(t, o.shape(t, k.ID, func(*flow.Change) error { return nil }).Case, "accept") // the state is not left
		o.runs(t, o.do(t, clerk, k.ID, "accept").Case, "promise")
		o.runs(t, o.do(t, reviewer, k.ID, "stop").Case, "promise")
		o.runs(t, o.do(t, reviewer, k.ID, "resume").Case, "promise")
		c := o.do(t, head, k.ID, "approve")
		o.runs(t, c.Case, "check")
		if c.Case.DueAt != flow.Never || c.Case.AlarmAt == flow.Never {
			t.Errorf("a finished case is due %d and rings at %d", c.Case.DueAt, c.Case.AlarmAt)
		}
		if c = o.do(t, reviewer, k.ID, "checked"); c.Case.AlarmAt != flow.Never {
			t.Error("it rings although nothing runs")
		}
		o.runs(t, c.Case)
		o.runs(t, o.do(t, citizen, o.submit(t).ID, "withdraw").Case)
	}, table)
}

func TestWhatASliceDoesToClocks(t *testing.T) {
	two := calendar.Term{Key: "permit.two", N: 2, Unit: calendar.Workday}
	table := does("accept", func(_ context.Context, _ *db.DB, c *flow.Change) error {
		c.Terms["promise"] = calendar.Term{Key: "item", N: 3, Unit: calendar.Workday}
		return c.Begin("accept", two, time.Time{}) // it belongs to the state that is entered
	})
	table.Rows = append(table.Rows, shaped.Rows[len(shaped.Rows)-1],
		flow.Row{From: []string{"review"}, Event: "deem", Name: "视为同意", Done: "已视为同意", By: byClock, To: flow.Same})
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		c := o.do(t, clerk, k.ID, "accept")
		o.runs(t, c.Case, "accept", "promise")
		if o.due(c.Case) != "2026-04-22 18:00" {
			t.Errorf("due %s, want the earlier of the two", o.due(c.Case))
		}
		c = o.shape(t, k.ID, func(c *flow.Change) error {
			if _, ok := c.Running("accept"); !ok {
				t.Error("a step does not see what runs")
			}
			if err := c.End("check"); err != nil {
				t.Errorf("to end what does not run: %v", err)
			}
			if err := c.Begin("check.2", two, o.now.AddDate(0, 0, 7)); err != nil { // from a later day
				return err
			}
			return c.End("accept")
		})
		o.runs(t, c.Case, "promise", "check.2")
		if o.due(c.Case) != "2026-04-23 18:00" {
			t.Errorf("due %s by the term that the slice brought", o.due(c.Case))
		}
		c = o.shape(t, k.ID, func(c *flow.Change) error {
			if err := c.Begin("sand", two, time.Time{}); err == nil {
				t.Error("a clock that the table does not know")
			}
			if err := c.Begin("check", calendar.Term{Unit: calendar.Workday}, time.Time{}); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("a term of no days: %v", err)
			}
			return c.End("promise")
		})
		if o.due(c.Case) != "2026-04-29 18:00" {
			t.Errorf("due %s by the clock that began later", o.due(c.Case))
		}
		if _, err := o.try(t, head, k.ID, "extend"); !fail.Is(err, fail.KindConflict) {
			t.Errorf("to extend what does not run: %v", err)
		}
	}, table)
}

func TestWhatTheApplicantWasPromised(t *testing.T) {
	table := shaped
	table.Clocks = slices.Clone(table.Clocks)
	table.Clocks[2].Inner = true
	o := on(t, dbtest.SQLite(t), table)
	k := o.submit(t)
	o.do(t, clerk, k.ID, "accept")
	c := o.shape(t, k.ID, func(c *flow.Change) error {
		return c.Begin("check", calendar.Term{Key: "permit.check", N: 1, Unit: calendar.Workday}, time.Time{})
	})
	if o.told(c.Case) != "2026-05-20 18:00" || o.due(c.Case) != "2026-05-20 18:00" { // what runs beside the case is not its limit
		t.Errorf("promised by %s, due %s", o.told(c.Case), o.due(c.Case))
	}
	if c = o.do(t, reviewer, k.ID, "stop"); o.told(c.Case) != "" {
		t.Errorf("promised by %s while it stands still", o.told(c.Case))
	}
}

func TestATermThatIsMissing(t *testing.T) {
	table := permit
	table.Kind = "dream"
	each(t, func(t *testing.T, o *office) {
		s := submission
		s.Kind = "dream"
		if _, err := o.open(t, citizen, s); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "dream.accept") {
			t.Errorf("got %v", err)
		}
	}, table)
}

// Lateness is told of the moment of the event, even when the event itself ends the clock.
func TestLateness(t *testing.T) {
	table := does("approve", func(_ context.Context, _ *db.DB, c *flow.Change) error { return c.End("promise") })
	table.Rows = append(table.Rows, flow.Row{From: []string{"done"}, Event: "file", Name: "归档", Done: "已归档", By: flow.Who{Roles: []people.Role{people.Head}}, To: flow.Same})
	for at, late := range map[string]bool{"2026-05-20 17:59": false, "2026-05-20 18:00": true, "2026-05-21 09:00": true} {
		t.Run(at, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				k := o.submit(t)
				o.do(t, clerk, k.ID, "accept")
				o.at(at)
				c := o.do(t, head, k.ID, "approve")
				if c.Event.Late != late || c.Case.Late != late {
					t.Errorf("late %v, the case %v", c.Event.Late, c.Case.Late)
				}
				if lamp := c.Case.Lamp(o.now.UnixMilli()); (lamp == calendar.Red) != late || (lamp == flow.Blue) == late {
					t.Errorf("the lamp is %s", lamp)
				}
				if c = o.do(t, head, k.ID, "file"); c.Event.Late || c.Case.Late != late {
					t.Errorf("afterwards: late %v, the case %v", c.Event.Late, c.Case.Late)
				}
			}, table)
		})
	}
}

func TestLampsOfACase(t *testing.T) {
	now := time.Now().UnixMilli()
	for want, k := range map[calendar.Lamp]flow.Case{
		calendar.Green:  {WarnAt: now + 1, DueAt: now + 2},
		calendar.Yellow: {WarnAt: now, DueAt: now + 1},
		calendar.Red:    {WarnAt: now - 1, DueAt: now},
		calendar.Grey:   {WarnAt: flow.Never, DueAt: flow.Never},
		flow.Blue:       {WarnAt: flow.Never, DueAt: flow.Never, ClosedAt: now},
	} {
		if got := k.Lamp(now); got != want {
			t.Errorf("%+v is %s, want %s", k, got, want)
		}
	}
}

func TestClocksAreExplained(t *testing.T) {
	o := on(t, dbtest.SQLite(t), shaped)
	k := o.submit(t)
	o.do(t, clerk, k.ID, "accept")
	c := o.shape(t, k.ID, func(c *flow.Change) error {
		return c.Begin("check", calendar.Term{Key: "permit.check", N: 1, Unit: calendar.Workday}, time.Time{})
	})
	o.at("2026-04-22 10:00")
	var got []string
	for _, s := range o.Explain(c.Case, flow.Office) {
		got = append(got, fmt.Sprint(s.Clock.Title, s.Due.Format(" 01-02 15:04 "), s.Lamp))
	}
	if want := []string{"承诺时限 05-20 18:00 green", "事后核查 04-21 18:00 red"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	c = o.do(t, reviewer, k.ID, "stop")
	if s := o.Explain(c.Case, flow.Office)[0]; !s.Due.IsZero() || s.Lamp != calendar.Grey {
		t.Errorf("a stopped clock: %+v", s)
	}
}

func TestReplayOfNonsense(t *testing.T) {
	for _, effect := range []string{`{`, `[{"op":"end","name":"accept"}]`, `[{"op":"begin","name":"a","clock":{"t":{"unit":"workday","n":1}}},{"op":"resume","name":"a"}]`} {
		if clocks, err := flow.Replay([]flow.Event{{Seq: 1, Effect: effect}}); err == nil {
			t.Errorf("%s gives %v", effect, clocks)
		}
	}
	if clocks, err := flow.Replay(nil); len(clocks) != 0 || err != nil {
		t.Errorf("nothing gives %v, %v", clocks, err)
	}
}
