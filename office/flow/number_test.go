package flow_test

import (
	"testing"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/flow"
)

// A process that has the four digits of an ended one, after ten thousand starts or because cases were brought in by hand, makes no
// number twice.
func TestNumbersGoOnAfterAnEndedProcess(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": postgres} {
		t.Run(name, func(t *testing.T) {
			at := url(t)
			o := on(t, at)
			first := o.submit(t)
			o.submit(t)
			if err := o.db.Exec(t.Context(), `INSERT INTO db_processes (n, started_at) VALUES ($1, 0)`, o.db.Process()+db.ShownProcesses-1); err != nil {
				t.Fatal(err)
			}
			if err := o.db.Exec(t.Context(), `UPDATE db_processes SET started_at = 0`); err != nil { // it was killed a while ago
				t.Fatal(err)
			}
			later := on(t, at)
			if got := later.submit(t); got.ID != first.ID+2 {
				t.Errorf("%d after %d and one more", got.ID, first.ID)
			}
			later.now = later.now.AddDate(0, 0, 1)
			if got := later.submit(t); got.ID%1e6 != 1 || got.ID <= first.ID+2 {
				t.Errorf("the next day begins with %d", got.ID)
			}
		})
	}
}

func TestGroupedNumber(t *testing.T) {
	if got := flow.Grouped("5114022604200001000001X"); got != "511402 260420 0001 000001 X" {
		t.Errorf("got %s", got)
	}
	if got := flow.Grouped("123"); got != "123" {
		t.Errorf("what is no number: %s", got)
	}
}
