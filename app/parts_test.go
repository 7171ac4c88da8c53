package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/door"
)

// One service that fails, or panics, keeps no other from its daily or repeated work; each failure is told, and what failed is done when it
// is mended, on the same day.
func TestAFailingServiceKeepsBackNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "sqlite")
	ends := map[string]func() error{
		"well": func() error { return nil }, "error": func() error { return errors.New("broken") }, "panic": func() error { panic("broken") },
	}
	now := []string{"error", "well", "panic", "well"}
	var did []string
	for i := range now {
		w.House.Services[i].Daily = func(context.Context, *db.DB, calendar.Day) error {
			did = append(did, fmt.Sprint("daily ", i))
			return ends[now[i]]()
		}
		w.House.Services[i].Often = []door.Task{{Name: fmt.Sprint("often ", i), Do: func(context.Context) error {
			did = append(did, fmt.Sprint("often ", i))
			return ends[now[i]]()
		}}}
	}
	w.House.Services = w.House.Services[:len(now)]
	all := func(what string) []string { return []string{what + " 0", what + " 1", what + " 2", what + " 3"} }
	told := func(err error, names ...string) {
		t.Helper()
		for _, name := range names {
			if err == nil || !strings.Contains(err.Error(), name+": ") {
				t.Errorf("%s is not told: %v", name, err)
			}
		}
	}
	often := w.App.Often(func(door.Task) bool { return true })
	if err := often(t.Context()); !slices.Equal(did, all("often")) {
		t.Errorf("%q", did)
	} else {
		told(err, "often 0", "often 2")
	}
	w.later(24 * time.Hour)
	did = nil
	day := " of " + calendar.DayOf(w.Now()).String()
	if err := w.Daily(t.Context()); !slices.Equal(did, all("daily")) {
		t.Errorf("%q", did)
	} else {
		told(err, w.House.Services[0].Table.Kind+day, w.House.Services[2].Table.Kind+day)
	}
	did, now = nil, []string{"well", "well", "well", "well"}
	err := errors.Join(w.Daily(t.Context()), w.Daily(t.Context()), often(t.Context()))
	if want := append([]string{"daily 0", "daily 2"}, all("often")...); err != nil || !slices.Equal(did, want) {
		t.Errorf("%q %v", did, err)
	}
}
