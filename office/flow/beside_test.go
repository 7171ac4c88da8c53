package flow_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// proposing is the permit table with proposals beside its steps: one of the state in which it was put, one that stays.
func proposing() flow.Table {
	both := []string{"review", "stopped"}
	t := with(
		flow.Row{From: both, Event: "propose", Name: "提出", Done: "已提出", By: flow.Who{Roles: []people.Role{people.Window}}, To: flow.Same, Puts: "end"},
		flow.Row{From: both, Event: "end", Name: "同意", Done: "已同意", By: flow.Who{Beside: "end", NotBy: []string{"propose"}}, To: "gone"},
		flow.Row{From: both, Event: "spare", Name: "不同意", Done: "已不同意", By: flow.Who{Beside: "end"}, To: flow.Same},
		flow.Row{From: []string{"review"}, Event: "want", Name: "申请", Done: "已申请", By: flow.Who{Turn: true}, To: flow.Same, Puts: "longer"},
		flow.Row{From: both, Event: "grant", Name: "批准", Done: "已批准", By: flow.Who{Beside: "longer", Roles: []people.Role{people.Head}}, To: flow.Same},
		flow.Row{From: both, Event: "empty", Name: "清空", By: flow.Who{Office: true}, To: flow.Same, Do: func(_ context.Context, _ *db.DB, c *flow.Change) error { c.SetTurns(); return nil }},
	)
	t.Beside = []flow.Beside{{Name: "end", Step: "决定是否终止", Desk: people.Head}, {Name: "longer", Step: "批准延期", Desk: people.Head, Stays: true}}
	return t
}

func TestWhatIsPutBesideAStepIsNoneOfIt(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		o.do(t, clerk, k.ID, "accept")
		steps := func() (list []string) {
			for _, turn := range o.stored(t, k.ID).Turns {
				list = append(list, turn.Step)
			}
			return list
		}
		is := func(want ...string) {
			t.Helper()
			if got := steps(); !slices.Equal(got, want) {
				t.Errorf("turns %q, want %q", got, want)
			}
		}
		o.do(t, clerk, k.ID, "propose")
		o.do(t, clerk, k.ID, "propose") // gives way to itself
		is("审查", "决定是否终止")
		for _, event := range []string{"comment", "stop", "want"} {
			if err := o.may(t, head, k.ID, event); err == nil {
				t.Errorf("who decides beside the step may %s", event)
			}
		}
		if err := o.may(t, reviewer, k.ID, "end"); err == nil {
			t.Error("who has the step decides beside it")
		}
		o.do(t, reviewer, k.ID, "want")
		o.do(t, head, k.ID, "spare")
		is("审查", "批准延期")
		o.do(t, clerk, k.ID, "propose")
		c := o.do(t, reviewer, k.ID, "stop")
		is("特别程序", "批准延期") // the proposal was of the state that is left
		if !strings.Contains(c.Event.Note, "“决定是否终止”没有办") {
			t.Errorf("the ledger does not say what fell: %q", c.Event.Note)
		}
		if err := o.may(t, head, k.ID, "end"); err == nil {
			t.Error("a proposal that fell is decided")
		}
		o.do(t, head, k.ID, "grant")
		o.do(t, people.TheOffice, k.ID, "empty")
		is("特别程序") // no open state without a turn
		o.do(t, clerk, k.ID, "propose")
		if c := o.do(t, head, k.ID, "end"); c.Case.State != "gone" || len(c.Turns) > 0 || c.Event.Note != "" {
			t.Errorf("%s %+v %q", c.Case.State, c.Turns, c.Event.Note)
		}
	}, proposing())
}

func TestATableWithoutADecisionIsUnsound(t *testing.T) {
	for words, spoil := range map[string]func(t *flow.Table){
		"nobody decides longer in state review": func(t *flow.Table) { row(t, "grant").From = []string{"stopped"} },
		"nothing named longer is put":           func(t *flow.Table) { t.Beside = t.Beside[:1] },
		"has no name, words or desk":            func(t *flow.Table) { t.Beside[0].Desk = "" },
		"two names": func(t *flow.Table) {
			other := *row(t, "propose")
			other.Name, other.By = "另外提出", flow.Who{Roles: []people.Role{people.Head}}
			t.Rows = append(t.Rows, other)
		},
	} {
		table := proposing()
		spoil(&table)
		if err := table.Check(); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", words, err)
		}
	}
	whole := proposing()
	if err := whole.Check(); err != nil {
		t.Error(err)
	}
}
