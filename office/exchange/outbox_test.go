package exchange

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office"
)

// What the platform says to a line decides what becomes of it; silence and failures are tried again, later each time, and
// nothing is given up.
func TestWhatBecomesOfALine(t *testing.T) {
	c := &Channel{&Exchange{Office: &office.Office{Now: func() time.Time { return noon }}}, lost(nil)}
	ms := noon.UnixMilli()
	for _, one := range []struct {
		receipt Receipt
		failure error
		tries   int64
		state   State
		due     time.Duration
		fault   string
	}{
		{Receipt{Status: "new"}, nil, 1, Sent, 0, ""}, {Receipt{Status: "known"}, nil, 3, Sent, 0, ""},
		{Receipt{Status: "no", Field: "pf", Code: "TABLE", Message: "不对"}, nil, 1, Refused, 0, "pf：不对"},
		{Receipt{Status: "no", Message: "不对"}, nil, 1, Refused, 0, "不对"},
		{Receipt{}, nil, 1, Pending, time.Minute, "省平台没有给回执"}, {Receipt{Status: "perhaps"}, nil, 2, Pending, 5 * time.Minute, "省平台没有给回执"},
		{Receipt{}, nil, 3, Pending, 15 * time.Minute, "省平台没有给回执"},
		{Receipt{}, errors.New("断了"), 99, Pending, time.Hour, "断了"}, {Receipt{}, failure{429, 2 * time.Hour, "忙"}, 1, Pending, 2 * time.Hour, "忙"},
	} {
		l := Line{State: Pending, Tries: one.tries}
		taken := c.settle(&l, one.receipt, one.failure)
		if l.State != one.state || l.Fault != one.fault || taken != (one.state == Sent) || taken && l.SentAt != ms ||
			one.due > 0 && l.DueAt != noon.Add(one.due).UnixMilli() || l.State == Refused && l.Code != one.receipt.Code {
			t.Errorf("%+v, want %+v", l, one)
		}
	}
}

// A platform that fails is left alone for a while, longer each time up to a minute; one answer opens the door again.
func TestAClosedDoorIsNotKnockedAt(t *testing.T) {
	f, now := &far{}, noon
	for _, want := range []time.Duration{10, 20, 30, 40, 50, 60, 60} {
		f.note(now, errors.New("down"))
		if want *= time.Second; !f.rests(now.Add(want-1)) || f.rests(now.Add(want)) {
			t.Errorf("waits until %v, want %v", f.waits.Sub(now), want)
		}
		now = now.Add(want)
	}
	f.note(now, nil)
	if f.rests(now) {
		t.Error("rests after an answer")
	}
	f.note(now, failure{wait: time.Hour})
	if !f.rests(now.Add(59 * time.Minute)) {
		t.Error("Retry-After is not heeded")
	}
	if f.waited(); f.rests(now) {
		t.Error("rests though somebody wants to see")
	}
}

// Nodes that claim at once share the lines; a line whose node died is taken again after the lease; what is behind a line
// waits for it; what one node brought home another does not take back.
func TestLinesAreClaimedOnce(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, owners, func(t *testing.T, d *db.DB) {
		ctx, ms := t.Context(), noon.UnixMilli()
		put := func(l Line) {
			l.Kind, l.Day, l.At, l.State, l.DueAt = "lost", 20260420, ms, Pending, ms
			if err := outbox.Insert(ctx, d, l); err != nil {
				t.Fatal(err)
			}
		}
		for i := range int64(60) {
			put(Line{Key: strconv.FormatInt(100+i, 10), Record: 100 + i, What: "found"})
		}
		put(Line{Key: "100-claimed", Record: 100, What: "claimed", Behind: "100"})
		var mu sync.Mutex
		var all []Line
		take := func(at time.Time, n int) []Line {
			list, err := claim(ctx, d, "lost", at.UnixMilli(), at.Add(lease).UnixMilli(), n)
			if err != nil {
				t.Error(err)
			}
			return list
		}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for list := take(noon, 7); len(list) > 0; list = take(noon, 7) {
					mu.Lock()
					all = append(all, list...)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		keys := map[string]bool{}
		for _, l := range all {
			keys[l.Key] = true
		}
		if len(all) != 60 || len(keys) != 60 || keys["100-claimed"] {
			t.Fatalf("%d claims of %d lines", len(all), len(keys))
		}
		i := slices.IndexFunc(all, func(l Line) bool { return l.Record == 100 })
		all[i].State, all[i].SentAt = Sent, ms
		if err := update(ctx, d, all[i]); err != nil {
			t.Fatal(err)
		}
		if list := take(noon, 100); len(list) != 1 || list[0].Key != "100-claimed" {
			t.Fatalf("%+v", list)
		}
		if list := take(noon.Add(lease-time.Second), 100); len(list) != 0 {
			t.Error("taken before the lease has ended")
		}
		late := all[i]
		late.State, late.Fault = Pending, "late"
		if err := update(ctx, d, late); err != nil {
			t.Fatal(err)
		}
		if l, err := lineByKey(ctx, d, "lost", "100"); err != nil || l.State != Sent {
			t.Errorf("%+v %v", l, err)
		}
		if list := take(noon.Add(lease), 100); len(list) != 60 || list[0].Tries != 2 { // 59 and what is behind the first
			t.Errorf("%d", len(list))
		}
	})
}

// A day is compared with the platform's list: what it lacks, what only it has; what is sent again after the list was fetched
// lacks no more; lines that are refused or lacking are sent again, and no others.
func TestADayIsCompared(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, owners, func(t *testing.T, d *db.DB) {
		ctx, ms := t.Context(), noon.UnixMilli()
		set := func(l Line) {
			t.Helper()
			if err := update(ctx, d, l); err != nil {
				t.Fatal(err)
			}
		}
		for i, state := range []State{Sent, Sent, Sent, Refused, Pending} {
			l := Line{Kind: "lost", Key: strconv.Itoa(i + 1), Record: int64(i + 1), What: "found", Day: 20260420, At: ms, State: Pending, DueAt: ms}
			if err := outbox.Insert(ctx, d, l); err != nil {
				t.Fatal(err)
			}
			if l.State = state; state == Sent {
				l.SentAt = ms
			}
			set(l)
		}
		there := func(at int64, keys ...string) {
			t.Helper()
			var list []There
			for _, key := range keys {
				list = append(list, There{Key: key})
			}
			if err := putThere(ctx, d, "lost", 20260420, list, "王强", at); err != nil {
				t.Fatal(err)
			}
		}
		is := func(want compared) {
			t.Helper()
			list, err := daysOf(ctx, d, "lost", 20260401, 20260430)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			want.Day = 20260420
			if list[0] != want {
				t.Errorf("%+v\nwant %+v", list[0], want)
			}
		}
		is(compared{Ours: 5, Sent: 3, Pending: 1, Refused: 1})
		there(ms, "1", "9")
		is(compared{Ours: 5, Sent: 3, Pending: 1, Refused: 1, Found: 1, Missing: 2, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		if list, err := onlyThere(ctx, d, "lost", 20260420); err != nil || len(list) != 1 || list[0].Key != "9" {
			t.Error(list, err)
		}
		if n, err := resendDay(ctx, d, "lost", 20260420, "李敏", ms+1); err != nil || n != 4 {
			t.Error(n, err)
		}
		is(compared{Ours: 5, Sent: 1, Pending: 4, Found: 1, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		if l, err := lineByKey(ctx, d, "lost", "4"); err != nil || l.Again != "李敏" || l.AgainAt != ms+1 {
			t.Error(l, err)
		}
		l, err := lineByKey(ctx, d, "lost", "2")
		if err != nil {
			t.Fatal(err)
		}
		l.State, l.SentAt = Sent, ms+2
		set(l)
		is(compared{Ours: 5, Sent: 2, Pending: 3, Found: 1, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		there(ms+3, "1", "2")
		is(compared{Ours: 5, Sent: 2, Pending: 3, Found: 2, Total: 2, Asked: ms + 3, Who: "王强"})
		there(ms + 4)
		is(compared{Ours: 5, Sent: 2, Pending: 3, Missing: 2, Asked: ms + 4, Who: "王强"})
		if err := putThere(ctx, d, "lost", 20260419, nil, "王强", ms+4); err != nil { // nothing on either side
			t.Fatal(err)
		}
		is(compared{Ours: 5, Sent: 2, Pending: 3, Missing: 2, Asked: ms + 4, Who: "王强"})
	})
}
