package terse_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/terse"
)

// What is said each second for five minutes is written seven times: at first, once a minute, and when it is over.
func TestWhatIsRepeatedIsCounted(t *testing.T) {
	now := time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC)
	var out bytes.Buffer
	h := terse.New(slog.NewTextHandler(&out, nil), func() time.Time { return now })
	log := slog.New(h)
	lines := func() []string {
		defer out.Reset()
		return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	}
	for i := range 300 {
		down := fail.Down(fmt.Errorf("no answer %d", i))
		log.Error("background work failed", terse.Like("sweep", down), "work", "sweep", "err", down)
		now = now.Add(time.Second)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		now = now.Add(time.Minute)
		if err := h.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	got := lines()
	if len(got) != 7 {
		t.Fatalf("%d lines: %q", len(got), got)
	}
	if !strings.Contains(got[0], `level=ERROR msg="background work failed" work=sweep`) || strings.Contains(got[0], "times") || strings.Contains(got[0], "terse") {
		t.Error(got[0])
	}
	if !strings.Contains(got[1], "no answer 59") || !strings.Contains(got[1], "again=59 times=60") || !strings.Contains(got[1], "since=2026-04-20T09:30:00") {
		t.Error(got[1])
	}
	if !strings.Contains(got[6], `level=INFO msg="over: background work failed" work=sweep`) || !strings.Contains(got[6], "times=300") ||
		!strings.Contains(got[6], "last=2026-04-20T09:34:59") {
		t.Error(got[6])
	}

	log.Error("background work failed", terse.Like("sweep", nil), "work", "sweep")
	if got := lines(); len(got) != 1 || got[0] == "" {
		t.Errorf("what begins again is not written: %q", got)
	}
}

// Another subject, another error and what is not marked are other records.
func TestWhatDiffersIsWritten(t *testing.T) {
	now := time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC)
	var out bytes.Buffer
	log := slog.New(terse.New(slog.NewTextHandler(&out, nil), func() time.Time { return now }))
	one, other := errors.New("one"), errors.New("other")
	for range 5 {
		log.Error("failed", terse.Like("sweep", one))
		log.Error("failed", terse.Like("sweep", other))
		log.Error("failed", terse.Like("seal", one))
		log.With("node", 2).Warn("failed", terse.Like("seal", one))
		log.Error("internal", "id", "abc")
		log.Error("failed", terse.Like("sweep", fail.Down(one)))
		log.Error("failed", terse.Like("seal", fail.Down(other)))
	}
	if n := strings.Count(out.String(), "\n"); n != 4+5+1 {
		t.Errorf("%d lines: %s", n, out.String())
	}
}
