package flow_test

import (
	"strings"
	"testing"

	"wuyou/office/flow"
)

func TestCheckLive(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		if err := o.CheckLive(t.Context()); err != nil {
			t.Error(err)
		}
		renamed := permit
		renamed.Kind = "dream"
		empty := flow.New(o.db, nil, o.rules, testKeys(t))
		if err := empty.Register(renamed); err != nil {
			t.Fatal(err)
		}
		if err := empty.CheckLive(t.Context()); err == nil || !strings.Contains(err.Error(), "of kind permit") {
			t.Errorf("a kind that is gone: %v", err)
		}
		smaller := permit
		smaller.States, smaller.Clocks = permit.States[1:], permit.Clocks[1:]
		smaller.Rows = []flow.Row{{Event: "submit", Name: "提交", Done: "已提交", By: byWindow, To: "review", Begin: []string{"promise"}}}
		for _, r := range permit.Rows[3:] {
			if r.Event == "withdraw" {
				r.From = r.From[1:]
			}
			smaller.Rows = append(smaller.Rows, r)
		}
		narrow := flow.New(o.db, nil, o.rules, testKeys(t))
		if err := narrow.Register(smaller); err != nil {
			t.Fatal(err)
		}
		if err := narrow.CheckLive(t.Context()); err == nil || !strings.Contains(err.Error(), "state received") {
			t.Errorf("a state that is gone: %v", err)
		}
		o.do(t, clerk, k.ID, "accept")
		if err := narrow.CheckLive(t.Context()); err != nil {
			t.Errorf("when no case is in the state that is gone: %v", err)
		}
		o.do(t, head, k.ID, "approve")
		if err := empty.CheckLive(t.Context()); err == nil {
			t.Error("a finished case still has a clock")
		}
		o.do(t, citizen, o.submit(t).ID, "withdraw")
		o.at("2026-09-01 09:00")
		o.sweep(t)
		if err := empty.CheckLive(t.Context()); err != nil {
			t.Errorf("when all cases are finished: %v", err)
		}
	})
}
