package flow_test

import (
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/flow"
)

// A kind that this node does not know, as while nodes are renewed, has no words; what the engine did itself it can name.
func TestAKindThatIsNotKnownHasNoWords(t *testing.T) {
	o := on(t, dbtest.SQLite(t), with())
	k := flow.Case{Kind: "gone", State: "somewhere"}
	if got := o.EventName(k, flow.Event{Event: "accept"}) + o.EventDone(k, flow.Event{Event: "accept"}) + o.ActName(k, "accept"); got != "" {
		t.Errorf("%q", got)
	}
	table, known := o.Table("gone")
	if _, there := table.State("somewhere"); known || there || table.Rows != nil {
		t.Errorf("%+v", table)
	}
	k.Clocks = o.submit(t).Clocks                                                       // one runs
	if l, ok := o.Limit(k, flow.Office); !ok || l.Clock.Title != "" || l.Due.IsZero() { // due, but of no name
		t.Errorf("%+v", l)
	}
	if got := o.EventName(k, flow.Event{Event: "remind"}) + o.ActName(k, "remind"); got != "到期提醒到期提醒" {
		t.Errorf("%q", got)
	}
}

// Ties know the cases that they were read for: of another they say nothing, and do not let anybody learn whose it is.
func TestTiesOfAnotherCaseAreNone(t *testing.T) {
	o := on(t, dbtest.SQLite(t), with())
	one, other := o.submit(t), o.submit(t)
	err := o.db.Tx(t.Context(), func(tx *db.DB) error {
		ties, err := o.Ties(t.Context(), tx, one)
		if err == nil {
			err = ties.Learns(t.Context(), one.ID, clerk)
		}
		if err != nil {
			return err
		}
		if err := ties.Learns(t.Context(), other.ID, clerk); err == nil {
			t.Error("it is learned whose another case is")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
