package app

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// The founding article tells of a year: 122 matters, 59 explained, 63 consulted on, everybody satisfied.
// The figures are counted from cases that went through the program over the calendar of that year.
func TestTheYear2021(t *testing.T) {
	t.Parallel()
	cfg := Defaults()
	cfg.Data, cfg.City, cfg.Demo = t.TempDir(), "meishan", true
	if err := loadStory(t.Context(), cfg, Outside{Now: time.Now, Log: slog.New(slog.NewTextHandler(testLog{t}, nil))}, "2021", testLog{t}); err != nil {
		t.Fatal(err)
	}
	var clock atomic.Int64
	clock.Store(time.Date(2021, 12, 23, 14, 16, 0, 0, time.Local).UnixMilli())
	a, err := Open(t.Context(), cfg, Outside{Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Log: slog.New(slog.NewTextHandler(testLog{t}, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	f, err := a.Grievances.Count(t.Context(), a.Profile.Region, 20210101, 20211223)
	if err != nil {
		t.Fatal(err)
	}
	if f.Received != 122 || f.Explained != 59 || f.Consulted != 63 || f.Satisfied != 122 || f.Rated != 122 {
		t.Errorf("the year: %+v", f)
	}
	v, err := a.Ledger.Verify(t.Context())
	if err != nil || len(v.Faults) > 0 {
		t.Errorf("the ledger: %+v %v", v, err)
	}
	ids, err := db.All[int64](t.Context(), a.DB, `SELECT id FROM cases WHERE kind = 'grievance'`)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		k, err := a.Engine.Find(t.Context(), a.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		events, err := a.Engine.Events(t.Context(), a.DB, id)
		if err != nil {
			t.Fatal(err)
		}
		if clocks, err := flow.Replay(events); err != nil || len(clocks) != len(k.Running()) {
			t.Errorf("%d: the ledger gives %v, %v", id, clocks, err)
		}
		if k.State != "closed" {
			t.Errorf("%s, received on %s, is %s", k.Title, k.OpenedDay, k.State)
		}
	}
}
