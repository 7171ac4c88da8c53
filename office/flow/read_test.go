package flow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/form"
)

func TestFoundByItsNumber(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		number := k.Number()
		for _, typed := range []string{number, " " + strings.ToLower(flow.Grouped(number))} {
			if got, err := o.ByNumber(t.Context(), typed); got != k || err != nil {
				t.Errorf("%q finds %+v, %v", typed, got, err)
			}
		}
		moved := k
		moved.Region = elsewhere // a number that is well formed and of another county
		for typed, want := range map[string]fail.Kind{"": fail.KindInvalid, "4711": fail.KindInvalid, moved.Number(): fail.KindNotFound} {
			if got, err := o.ByNumber(t.Context(), typed); !fail.Is(err, want) {
				t.Errorf("%q finds %+v, %v", typed, got, err)
			}
		}
		if _, err := o.Find(t.Context(), o.db, 4711); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("found what is not there: %v", err)
		}
	})
}

func TestWhatWasAnswered(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		k := o.submit(t)
		if _, err := o.LastInput(t.Context(), o.db, k.ID, "comment"); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("of an event that never was: %v", err)
		}
		o.do(t, clerk, k.ID, "accept")
		o.do(t, reviewer, k.ID, "comment", "text", "先前的")
		c := o.do(t, reviewer, k.ID, "comment", "text", "k1.符合", "phone", "13800001234")
		in, err := o.LastInput(t.Context(), o.db, k.ID, "comment")
		if want := (form.Values{"text": "k1.符合", "phone": "13800001234"}); !cmp.Equal(in, want) || err != nil {
			t.Errorf("got %v, %v", in, err)
		}
		if v, err := o.Last(t.Context(), o.db, c.Case); v.Seq != 4 || err != nil {
			t.Errorf("the last event is %+v, %v", v, err)
		}
		if in, err := o.Input(flow.Event{}); len(in) != 0 || err != nil {
			t.Errorf("of an event that asked nothing: %v, %v", in, err)
		}
	})
}

func TestLinksHaveTwoEnds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		for kind, back := range map[string]string{
			flow.Parent: flow.Child, flow.Child: flow.Parent, flow.SameAs: flow.SameAs, flow.AroseOf: flow.GaveWay, flow.GaveWay: flow.AroseOf, flow.Renews: flow.Renewed, flow.Renewed: flow.Renews,
		} {
			a, b := o.submit(t).ID, o.submit(t).ID
			for range 2 { // twice is once
				if err := o.db.Tx(t.Context(), func(tx *db.DB) error { return o.Link(t.Context(), tx, a, b, kind) }); err != nil {
					t.Fatal(err)
				}
			}
			at := o.now.UnixMilli()
			if got := o.stored(t, a).Links; !cmp.Equal(got, []flow.Link{{CaseID: a, Other: b, Kind: kind, At: at}}) {
				t.Errorf("%s: %+v", kind, got)
			}
			if got := o.stored(t, b).Links; !cmp.Equal(got, []flow.Link{{CaseID: b, Other: a, Kind: back, At: at}}) {
				t.Errorf("%s, the other end: %+v", kind, got)
			}
		}
	})
}

// While the nodes of a city are renewed one after another, an old one meets cases of a kind that it
// does not know. It leaves them alone and goes on with the others.
func TestAnOldNode(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		o.submit(t)
		k := o.submit(t)
		o.submit(t)
		if _, err := o.db.Affect(t.Context(), `UPDATE cases SET kind = 'future' WHERE id = $1`, k.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := o.try(t, clerk, k.ID, "accept"); !fail.Is(err, fail.Internal) {
			t.Errorf("to act: %v", err)
		}
		if _, err := o.View(t.Context(), clerk, k.ID); !fail.Is(err, fail.Internal) {
			t.Errorf("to see: %v", err)
		}
		o.at("2026-04-27 18:00")
		if n, err := o.Sweep(t.Context()); n != 2 || err == nil || !strings.Contains(err.Error(), "kind future") {
			t.Errorf("%d events, %v", n, err)
		}
	})
}
