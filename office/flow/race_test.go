package flow_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// Ten clerks, at two nodes, accept the same case at the same moment: one does, and nine are told who.
func TestTenClerksAtOnce(t *testing.T) {
	race := func(t *testing.T, url string) {
		nodes := []*office{on(t, url), on(t, url)}
		for round := range 10 {
			k := nodes[0].submit(t)
			seen := int64(round % 2) // with and without the number of the event they saw
			errs := make([]error, 10)
			start := make(chan struct{})
			var wg sync.WaitGroup
			for i := range errs {
				who := staff(int64(100+i), in(people.Window, county, ""))
				who.Name = fmt.Sprintf("%d号窗口", i)
				wg.Go(func() {
					<-start
					_, errs[i] = nodes[i%2].Act(t.Context(), who, flow.Move{Case: k.ID, Seq: seen, Event: "accept"})
				})
			}
			close(start)
			wg.Wait()
			winner := ""
			for i, err := range errs {
				if err == nil && winner == "" {
					winner = fmt.Sprintf("%d号窗口", i)
				} else if err == nil {
					t.Errorf("%s and window %d have both accepted", winner, i)
				}
			}
			for i, err := range errs {
				if err != nil && (!fail.Is(err, fail.KindConflict) || winner == "" || !strings.Contains(err.Error(), winner)) {
					t.Errorf("window %d was told: %v; the winner is %s", i, err, winner)
				}
			}
			if v := nodes[1].stored(t, k.ID); v.Case.Seq != 2 || len(v.Events) != 2 || len(v.Turns) != 1 || v.Fresh != 2 {
				t.Errorf("%+v", v)
			}
		}
		if r, err := nodes[0].Verify(t.Context()); r.Events != 20 || len(r.Faults) != 0 || err != nil {
			t.Errorf("%+v %v", r, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) { race(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { race(t, postgres(t)) })
}

// Many do something at once that does not move the case: all of it is done, one after another.
func TestManyCommentAtOnce(t *testing.T) {
	comment := func(t *testing.T, url string) {
		nodes := []*office{on(t, url), on(t, url)}
		k := nodes[0].submit(t)
		nodes[0].do(t, clerk, k.ID, "accept")
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				for range 5 {
					if _, err := nodes[i%2].try(t, reviewer, k.ID, "comment", "text", "好"); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if r, err := nodes[0].Verify(t.Context()); r.Events != 52 || len(r.Faults) != 0 || err != nil {
			t.Errorf("%+v %v", r, err)
		}
	}
	t.Run("sqlite", func(t *testing.T) { comment(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { comment(t, postgres(t)) })
}
