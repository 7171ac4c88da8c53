package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

// astray reports what Verify says of the times of cases and turns.
func (o *office) astray(t testing.TB) (list []string) {
	t.Helper()
	r, err := o.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Faults {
		table, _, _ := strings.Cut(f.Words, " ")
		_, words, _ := strings.Cut(f.Words, "：")
		list = append(list, table+"："+words)
	}
	return list
}

func (o *office) steady(t testing.TB) []string {
	t.Helper()
	mended, err := o.Steady(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return mended
}

// Whoever has the database can have nobody look at a case. Verify finds it, and Steady puts it right, so that what is due comes.
func TestACaseThatNobodyWouldLookAt(t *testing.T) {
	edits := map[string]struct{ edit, want string }{
		"alarm":       {`UPDATE cases SET alarm_at = 1152921504606846976`, "cases：下次到期处理的时间晚于计时"},
		"an hour":     {`UPDATE cases SET alarm_at = alarm_at + 3600000`, "cases：下次到期处理的时间晚于计时"},
		"warning":     {`UPDATE cases SET warn_at = 1152921504606846976`, "cases：变黄灯的时间与计时不符"},
		"lamp":        {`UPDATE cases SET urgency = 3`, "cases：时限灯与计时不符"},
		"red lamp":    {`UPDATE cases SET urgency = 0`, "cases：时限灯与计时不符"},
		"turn":        {`UPDATE case_turns SET due_at = due_at + 1`, "case_turns：种类、到期或时限灯与办件不符"},
		"turn's kind": {`UPDATE case_turns SET kind = 'other'`, "case_turns：种类、到期或时限灯与办件不符"},
		"turn's lamp": {`UPDATE case_turns SET urgency = 3`, "case_turns：种类、到期或时限灯与办件不符"},
	}
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		want := o.stored(t, k.ID)
		for name, x := range edits {
			if got := o.astray(t); len(got) != 0 {
				t.Fatalf("before %s: %q", name, got)
			}
			if err := o.db.Exec(t.Context(), x.edit); err != nil {
				t.Fatal(err)
			}
			got := o.astray(t)
			if !slices.Contains(got, x.want) {
				t.Errorf("%s: %q", name, got)
			}
			if n := o.steady(t); !slices.Equal(n, []string{k.Number()}) || len(o.steady(t)) != 0 {
				t.Errorf("%s: mended %q", name, n)
			}
			if now := o.stored(t, k.ID); now.Case != want.Case || !slices.Equal(now.Turns, want.Turns) {
				t.Errorf("%s: %+v, not %+v", name, now, want)
			}
		}
		if err := o.db.Exec(t.Context(), edits["alarm"].edit); err != nil {
			t.Fatal(err)
		}
		o.at("2026-05-20 18:01")
		if n := o.sweep(t); n != 0 {
			t.Fatalf("%d events", n)
		}
		o.steady(t)
		if n := o.sweep(t); n == 0 || !strings.Contains(fmt.Sprint(o.course(t, k.ID)), "overdue clock 05-20 18:01") {
			t.Errorf("%d events: %q", n, o.course(t, k.ID))
		}
		if got := o.astray(t); len(got) != 0 {
			t.Errorf("afterwards: %q", got)
		}
	})
}

// A clock that goes on after the end of its case is looked at too.
func TestAClosedCaseThatNobodyWouldLookAt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.do(t, head, k.ID, "approve")
		if err := o.db.Exec(t.Context(), `UPDATE cases SET alarm_at = 1152921504606846976`); err != nil {
			t.Fatal(err)
		}
		if got := o.astray(t); len(got) != 1 {
			t.Errorf("%q", got)
		}
		o.steady(t)
		o.at("2026-08-01 09:00")
		if n := o.sweep(t); n == 0 {
			t.Errorf("nothing came due: %q", o.course(t, k.ID))
		}
	})
}

// What the sweep has not come to, has put off, or what is looked at earlier than needed is no fault; nor is what waits for new rules.
func TestWhatIsLateByTheSweepIsNoFault(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		for _, at := range []string{"2026-05-12 09:00", "2026-05-18 09:00", "2026-05-20 18:00", "2026-06-20 18:00"} {
			o.at(at)
			if got := o.astray(t); len(got) != 0 {
				t.Errorf("before the sweep at %s: %q", at, got)
			}
		}
		err := o.db.Exec(t.Context(), `UPDATE cases SET alarm_at = $1, urgency = 0`, o.now.UnixMilli()+5*60*1000) // as snooze does
		if err := errors.Join(err, o.db.Exec(t.Context(), `UPDATE case_turns SET urgency = 0`)); err != nil {
			t.Fatal(err)
		}
		if got := o.astray(t); len(got) != 0 {
			t.Errorf("put off: %q", got)
		}
		if err := o.db.Exec(t.Context(), `UPDATE cases SET alarm_at = $1`, o.now.UnixMilli()+7*60*1000); err != nil {
			t.Fatal(err)
		}
		if got := o.astray(t); len(got) != 1 {
			t.Errorf("put off for longer than the sweep does: %q", got)
		}
		o.steady(t)
		o.sweep(t)
		if got := o.astray(t); len(got) != 0 {
			t.Errorf("%q", got)
		}

		o.at("2026-07-01 09:00")
		k = o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.change(t, func(tx *db.DB) error {
			if err := calendar.InsertAlarm(t.Context(), tx, "permit.promise", 9, calendar.Alarm{Before: "9 workday", Role: "head", Template: "close"}); err != nil {
				return err
			}
			_, err := job.New(o.db, func() time.Time { return o.now }, nil).Add(t.Context(), tx, flow.JobRedate, "", 0)
			return err
		})
		r, err := o.Verify(t.Context())
		if err != nil || len(r.Faults) != 0 || !r.Redating {
			t.Errorf("%+v %v", r, err)
		}
	})
}
