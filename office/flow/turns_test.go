package flow_test

import (
	"context"
	"slices"
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// cosign is the permit table in which three departments sign at once; the last signature leads on.
func cosign(after string) flow.Table {
	sign := func(_ context.Context, _ *db.DB, c *flow.Change) error {
		c.EndTurn(c.Turn.No)
		return nil
	}
	last := &flow.Need{Name: "最后一个会签", Holds: func(_ context.Context, _ *db.DB, c *flow.Change) error {
		if len(c.Turns) > 1 {
			return fail.Conflict("还有部门没有会签")
		}
		return nil
	}}
	return with(
		flow.Row{From: []string{"review"}, Event: "ask", Name: "发起会签", Done: "已发起会签", By: flow.Who{Turn: true}, To: flow.Same,
			Do: func(_ context.Context, _ *db.DB, c *flow.Change) error {
				c.SetTurns(flow.In(people.Reviewer, dept, "会签"), flow.In(people.Reviewer, other, "会签"), flow.In(people.Senior, dept, "会签"))
				return nil
			}},
		flow.Row{From: []string{"review"}, Event: "sign", Name: "会签", Done: "已会签", By: flow.Who{Turn: true}, To: after, Need: last, Do: sign},
		flow.Row{From: []string{"review"}, Event: "sign", Name: "会签", Done: "已会签", By: flow.Who{Turn: true}, To: flow.Same, Do: sign},
	)
}

func numbersOf(turns []flow.Turn) []int64 {
	var list []int64
	for _, turn := range turns {
		list = append(list, turn.No)
	}
	return list
}

// inbox is the steps that wait for somebody.
func (o *office) inbox(t testing.TB, who people.Actor) []string {
	t.Helper()
	page, err := o.Inbox(t.Context(), who, flow.Filter{}, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var steps []string
	for _, row := range page.Items {
		steps = append(steps, row.Step)
	}
	return steps
}

func TestSeveralDepartmentsSign(t *testing.T) {
	second, senior := staff(21, in(people.Reviewer, county, other)), staff(22, in(people.Senior, county, dept))
	for after, want := range map[string][]string{"done": nil, "stopped": {"特别程序"}} {
		t.Run(after, func(t *testing.T) {
			each(t, func(t *testing.T, o *office) {
				k := o.submit(t)
				o.do(t, clerk, k.ID, "accept")
				o.do(t, reviewer, k.ID, "ask")
				turns := o.stored(t, k.ID).Turns
				if len(turns) != 3 {
					t.Fatalf("%+v", turns)
				}
				for _, who := range []people.Actor{reviewer, second, senior} {
					if got := o.inbox(t, who); !slices.Equal(got, []string{"会签"}) {
						t.Errorf("%d has %q to do", who.ID, got)
					}
				}
				o.at("2026-04-21 09:00")
				if c := o.do(t, second, k.ID, "sign"); c.Turn.No != turns[1].No {
					t.Errorf("signed for turn %d", c.Turn.No)
				}
				if _, err := o.try(t, second, k.ID, "sign"); !fail.Is(err, fail.KindForbidden) {
					t.Errorf("signed twice: %v", err)
				}
				left := o.stored(t, k.ID).Turns
				if !slices.Equal(left, []flow.Turn{turns[0], turns[2]}) {
					t.Errorf("the turns that stay have changed: %+v", left)
				}
				o.do(t, senior, k.ID, "sign")
				c := o.do(t, reviewer, k.ID, "sign")
				if got := o.inbox(t, reviewer); c.Case.State != after || !slices.Equal(got, want) {
					t.Errorf("in state %s the reviewer has %q to do", c.Case.State, got)
				}
			}, cosign(after))
		})
	}
}

func TestTurnsAddedHandedOverAndClosed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		first := o.stored(t, k.ID).Turns[0]
		colleague := staff(23, in(people.Senior, county, dept))
		o.at("2026-04-20 11:00")
		c := o.shape(t, k.ID, func(c *flow.Change) error {
			c.AddTurn(flow.In(people.Senior, other, "加签"))
			c.AddTurn(flow.At(people.Window, township, "通知"))
			if left := c.EndTurn(99); left != 3 {
				t.Errorf("%d turns are left when one that is not there ends", left)
			}
			return nil
		})
		if got := numbersOf(c.Turns); !slices.Equal(got, []int64{first.No, first.No + 1, first.No + 2}) {
			t.Errorf("numbers %v", got)
		}
		o.shape(t, k.ID, func(c *flow.Change) error {
			turns := slices.Clone(c.Turns)
			turns[0].Assignee, turns[0].Holder = colleague.ID, "同事"
			turns[2].Township, turns[2].Village = region.Code("511402101000"), ""
			c.SetTurns(turns...)
			return nil
		})
		got := o.stored(t, k.ID).Turns
		if got[0].No != first.No || got[0].OpenedAt != first.OpenedAt || got[0].Holder != "同事" || got[2].Township != "511402101000" {
			t.Errorf("%+v", got)
		}
		if err := o.may(t, reviewer, k.ID, "comment"); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("of the one who handed over: %v", err)
		}
		if c := o.do(t, colleague, k.ID, "comment", "text", "我来"); c.Turn.No != first.No {
			t.Errorf("the colleague acts for turn %d", c.Turn.No)
		}
		if steps := o.inbox(t, colleague); !slices.Equal(steps, []string{"审查"}) {
			t.Errorf("the colleague has %q to do", steps)
		}
		c = o.shape(t, k.ID, func(c *flow.Change) error {
			c.EndTurn(first.No)
			c.AddTurn(flow.In(people.Reviewer, other, "再审"))
			return nil
		})
		if got := numbersOf(c.Turns); !slices.Equal(got, []int64{first.No + 1, first.No + 2, first.No + 3}) {
			t.Errorf("numbers %v after one has ended", got)
		}
		if c = o.do(t, citizen, k.ID, "withdraw"); len(c.Turns)+len(o.stored(t, k.ID).Turns) != 0 {
			t.Errorf("a closed case waits for %+v", c.Turns)
		}
	}, shaped)
}

func TestTurnsAreDueWithTheCase(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		o.shape(t, k.ID, func(c *flow.Change) error { c.AddTurn(flow.In(people.Senior, dept, "加签")); return nil })
		for _, step := range []struct {
			who   people.Actor
			event string
		}{{head, "extend"}, {reviewer, "stop"}, {reviewer, "resume"}} {
			o.now = o.now.AddDate(0, 0, 1)
			if step.event == "stop" {
				o.shape(t, k.ID, func(c *flow.Change) error { return nil })
			}
			c := o.do(t, step.who, k.ID, step.event)
			for _, turn := range o.stored(t, k.ID).Turns {
				if turn.DueAt != c.Case.DueAt {
					t.Errorf("after %s turn %d is due %d, the case %d", step.event, turn.No, turn.DueAt, c.Case.DueAt)
				}
			}
		}
	}, shaped)
}

func TestTheDeskOfAState(t *testing.T) {
	table := with(flow.Row{From: []string{"review"}, Event: "ask", Name: "请补充", Done: "已请补充", By: flow.Who{Turn: true}, To: "asked"},
		flow.Row{From: []string{"asked"}, Event: "answer", Name: "补充", Done: "已补充", By: flow.Who{Applicant: true}, To: "review"})
	table.States = append(slices.Clone(permit.States), flow.State{Code: "asked", Name: "待补充", Phase: 1, Desk: flow.Applicant})
	row(&table, "overdue").From = []string{"review", "stopped", "asked"}
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		if got := o.stored(t, k.ID).Turns[0]; got.Role != people.Window || got.Village != village || got.County != county || got.Dept != "" || got.Step != "待受理" {
			t.Errorf("a regional desk: %+v", got)
		}
		o.do(t, clerk, k.ID, "accept")
		if got := o.stored(t, k.ID).Turns[0]; got.Role != people.Reviewer || got.Dept != dept || got.County != "" {
			t.Errorf("a department's desk: %+v", got)
		}
		o.do(t, reviewer, k.ID, "ask")
		if got := o.stored(t, k.ID).Turns[0]; got.Role != flow.Applicant || got.Dept != "" || got.County != "" {
			t.Errorf("the applicant's desk: %+v", got)
		}
	}, table)
}
