package rating

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office"
	"wuyou/office/calendar"
)

var noon = time.Date(2026, 4, 20, 12, 0, 0, 0, calendar.Zone)

// What the platform says to a line decides what becomes of it; silence and failures are tried again, later
// each time, and nothing is given up.
func TestWhatBecomesOfALine(t *testing.T) {
	s := &Service{Office: &office.Office{Now: func() time.Time { return noon }}}
	ms := noon.UnixMilli()
	for _, c := range []struct {
		result  farResult
		failure error
		tries   int64
		state   string
		due     time.Duration
		fault   string
	}{
		{farResult{Status: farOK}, nil, 1, outSent, 0, ""}, {farResult{Status: farExists}, nil, 3, outSent, 0, ""},
		{farResult{Status: farRefused, Field: "pf", Code: "TABLE", Message: "不对"}, nil, 1, outRefused, 0, "pf：不对"},
		{farResult{}, nil, 1, outPending, time.Minute, "省平台没有给回执"}, {farResult{Status: "perhaps"}, nil, 2, outPending, 5 * time.Minute, "省平台没有给回执"},
		{farResult{}, errors.New("断了"), 99, outPending, time.Hour, "断了"}, {farResult{}, farFailure{429, 2 * time.Hour, "忙"}, 1, outPending, 2 * time.Hour, "忙"},
	} {
		o := outgoing{State: outPending, Tries: c.tries}
		taken := s.settleOne(&o, c.result, c.failure)
		if o.State != c.state || o.Fault != c.fault || taken != (c.state == outSent) || taken && o.SentAt != ms || c.due > 0 && o.DueAt != noon.Add(c.due).UnixMilli() {
			t.Errorf("%+v, want %+v", o, c)
		}
	}
}

// A platform that fails is left alone for a while, longer each time up to a minute; one answer opens the
// door again.
func TestAClosedDoorIsNotKnockedAt(t *testing.T) {
	f, now := &sender{}, noon
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
	f.note(now, farFailure{wait: time.Hour})
	if !f.rests(now.Add(59 * time.Minute)) {
		t.Error("Retry-After is not heeded")
	}
}

// Two nodes that claim at once share the lines; a line whose node died is taken again after the lease; what
// became of a rating waits for the rating; what one node brought home another does not take back.
func TestLinesAreClaimedOnce(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, []db.Migrations{Schema()}, func(t *testing.T, d *db.DB) {
		ctx, ms := t.Context(), noon.UnixMilli()
		for i := range int64(60) {
			if err := insertOutgoing(ctx, d, outgoing{Key: itoa(int(100 + i)), Rating: 100 + i, What: tellRating, Day: 20260420, At: ms, State: outPending, DueAt: ms}); err != nil {
				t.Fatal(err)
			}
		}
		if err := insertOutgoing(ctx, d, outgoing{Key: "100-reply-1", Rating: 100, What: tellReply, Day: 20260420, At: ms, State: outPending, DueAt: ms}); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var all []outgoing
		claim := func(at time.Time, n int) []outgoing {
			list, err := claimOutgoing(ctx, d, at.UnixMilli(), at.Add(outLease).UnixMilli(), n)
			if err != nil {
				t.Error(err)
			}
			return list
		}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for list := claim(noon, 7); len(list) > 0; list = claim(noon, 7) {
					mu.Lock()
					all = append(all, list...)
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		keys := map[string]bool{}
		for _, o := range all {
			keys[o.Key] = true
		}
		if len(all) != 60 || len(keys) != 60 || keys["100-reply-1"] {
			t.Fatalf("%d claims of %d lines", len(all), len(keys))
		}
		i := slices.IndexFunc(all, func(o outgoing) bool { return o.Rating == 100 })
		all[i].State, all[i].SentAt = outSent, ms
		if err := updateOutgoing(ctx, d, all[i]); err != nil {
			t.Fatal(err)
		}
		if list := claim(noon, 100); len(list) != 1 || list[0].Key != "100-reply-1" {
			t.Fatalf("%+v", list)
		}
		if list := claim(noon.Add(outLease-time.Second), 100); len(list) != 0 {
			t.Error("taken before the lease has ended")
		}
		late := all[i]
		late.State, late.Fault = outPending, "late"
		if err := updateOutgoing(ctx, d, late); err != nil {
			t.Fatal(err)
		}
		if o, err := outgoingByKey(ctx, d, "100"); err != nil || o.State != outSent {
			t.Errorf("%+v %v", o, err)
		}
		if list := claim(noon.Add(outLease), 100); len(list) != 60 || list[0].Tries != 2 { // 59 and the reply
			t.Errorf("%d", len(list))
		}
	})
}

// A day is compared with the platform's list: what it lacks, what only it has; what is sent again after the
// list was fetched lacks no more; lines that are refused or lacking are sent again, and no others.
func TestADayIsCompared(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, []db.Migrations{Schema()}, func(t *testing.T, d *db.DB) {
		ctx, ms := t.Context(), noon.UnixMilli()
		for i, state := range []string{outSent, outSent, outSent, outRefused, outPending} {
			o := outgoing{Key: itoa(i + 1), Rating: int64(i + 1), What: tellRating, Day: 20260420, At: ms, State: outPending, DueAt: ms}
			if err := insertOutgoing(ctx, d, o); err != nil {
				t.Fatal(err)
			}
			if o.State = state; state == outSent {
				o.SentAt = ms
			}
			if err := updateOutgoing(ctx, d, o); err != nil {
				t.Fatal(err)
			}
		}
		is := func(want exchangeDay) {
			t.Helper()
			list, err := exchangeDays(ctx, d, 20260401, 20260430)
			if err != nil || len(list) != 1 {
				t.Fatal(list, err)
			}
			want.Day = 20260420
			if list[0] != want {
				t.Errorf("%+v\nwant %+v", list[0], want)
			}
		}
		is(exchangeDay{Ours: 5, Sent: 3, Pending: 1, Refused: 1})
		if err := putThere(ctx, d, 20260420, []there{{Key: "1"}, {Key: "9"}}, "王强", ms); err != nil {
			t.Fatal(err)
		}
		is(exchangeDay{Ours: 5, Sent: 3, Pending: 1, Refused: 1, Found: 1, Missing: 2, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		if list, err := onlyThere(ctx, d, 20260420, 10); err != nil || len(list) != 1 || list[0].Key != "9" {
			t.Error(list, err)
		}
		if n, err := resendDay(ctx, d, 20260420, "李敏", ms+1); err != nil || n != 4 {
			t.Error(n, err)
		}
		is(exchangeDay{Ours: 5, Sent: 1, Pending: 4, Found: 1, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		o, err := outgoingByKey(ctx, d, "4")
		if err != nil || o.Again != "李敏" || o.AgainAt != ms+1 {
			t.Error(o, err)
		}
		o, _ = outgoingByKey(ctx, d, "2")
		o.State, o.SentAt = outSent, ms+2
		if err := updateOutgoing(ctx, d, o); err != nil {
			t.Fatal(err)
		}
		is(exchangeDay{Ours: 5, Sent: 2, Pending: 3, Found: 1, Extra: 1, Total: 2, Asked: ms, Who: "王强"})
		if err := putThere(ctx, d, 20260420, []there{{Key: "1"}, {Key: "2"}}, "王强", ms+3); err != nil {
			t.Fatal(err)
		}
		is(exchangeDay{Ours: 5, Sent: 2, Pending: 3, Found: 2, Total: 2, Asked: ms + 3, Who: "王强"})
		if err := putThere(ctx, d, 20260420, nil, "王强", ms+4); err != nil {
			t.Fatal(err)
		}
		is(exchangeDay{Ours: 5, Sent: 2, Pending: 3, Missing: 2, Asked: ms + 4, Who: "王强"})
		if err := putThere(ctx, d, 20260419, nil, "王强", ms+4); err != nil { // nothing on either side
			t.Fatal(err)
		}
		is(exchangeDay{Ours: 5, Sent: 2, Pending: 3, Missing: 2, Asked: ms + 4, Who: "王强"})
	})
}

// The direction of levels is a row: both are there and each is the other turned round.
func TestLevelsAreMappedByRows(t *testing.T) {
	dbtest.Each(t, func() time.Time { return noon }, []db.Migrations{Schema()}, func(t *testing.T, d *db.DB) {
		for best, want := range map[string]int{"1": 1, "5": 5} {
			if err := putLevels(t.Context(), d, best); err != nil {
				t.Fatal(err)
			}
			codes, err := exchangeCodes(t.Context(), d)
			if err != nil || len(codes["level"]) != 5 || codes["level"][string(VerySatisfied)] != itoa(want) || codes["level"][string(VeryDissatisfied)] != itoa(6-want) {
				t.Error(best, codes, err)
			}
			for _, way := range Ways {
				if codes["way"][way.Value] == "" {
					t.Errorf("%s has no code", way.Value)
				}
			}
		}
	})
}
