package app

import (
	"context"
	"sync"
	"time"

	"wuyou/office"
)

// finding is what a look at one thing found: words for people, "" when it is well.
type finding struct {
	words string
	err   error // of it, for the log
}

// glance is a look at one thing. It is kept for lookEvery, for strangers may ask as often as they like. What hangs is left to hang, in
// one goroutine however many ask, and is not well after lookMost: it keeps neither an answer nor another look waiting.
type glance struct {
	mu    sync.Mutex
	at    time.Time
	found finding
	run   *gazing // nil: nobody looks
}

// gazing is a look that is going on.
type gazing struct{ done, late chan struct{} }

// ask returns what look finds, or what was found within lookEvery; late are the words for no answer within lookMost.
func (g *glance) ask(now func() time.Time, late string, look func(ctx context.Context) finding) finding {
	began := now()
	g.mu.Lock()
	if age := began.Sub(g.at); g.run == nil && age >= 0 && age < lookEvery {
		defer g.mu.Unlock()
		return g.found
	}
	run := g.run
	if run == nil {
		run = &gazing{make(chan struct{}), make(chan struct{})}
		g.run = run
		timer := time.AfterFunc(lookMost, func() { close(run.late) })
		go func() {
			defer timer.Stop()
			ctx, cancel := context.WithTimeout(context.Background(), lookMost)
			defer cancel()
			var found finding
			if err := office.Safely(ctx, func(ctx context.Context) error { found = look(ctx); return nil }); err != nil {
				found = finding{late, err}
			}
			g.mu.Lock()
			defer g.mu.Unlock()
			g.found, g.at, g.run = found, began, nil
			close(run.done)
		}()
	}
	g.mu.Unlock()
	select {
	case <-run.done:
	case <-run.late:
		return finding{words: late}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.found
}
