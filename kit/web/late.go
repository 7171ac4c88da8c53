package web

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// deadline is by when the answer to a request must begin. Time in which its body arrives does not count (arriving bounds that), and
// what has begun is bounded by who reads it (Limits.Stall).
type deadline struct {
	most  time.Duration
	timer *time.Timer
	stop  context.CancelCauseFunc
}

// errLate is what ends a request that was not answered in time.
var errLate = errors.New("not answered in time")

// hurry begins the deadline of a request to a route; the context ends with it, and errors are fail.KindDown from then on (late).
func (s *Server) hurry(ctx context.Context, route Route) (context.Context, *deadline) {
	d := &deadline{most: s.Limits.Answer}
	if route.Long {
		ctx, d.most = db.Patient(ctx), s.Limits.Long
	}
	ctx, d.stop = context.WithCancelCause(ctx)
	d.timer = time.AfterFunc(d.most, func() { d.stop(errLate) })
	return ctx, d
}

// arriving stops the deadline while a piece of the body is waited for.
func (d *deadline) arriving(read func([]byte) (int, error), p []byte) (int, error) {
	if d.timer.Stop() {
		defer d.timer.Reset(d.most)
	}
	return read(p)
}

// begun is called when the answer begins.
func (d *deadline) begun() { d.timer.Stop() }

func (d *deadline) end() {
	d.timer.Stop()
	d.stop(nil)
}

// late makes whatever was broken off by a deadline what it is: the program did not get done.
func late(ctx context.Context, err error) error {
	if _, ok := known(err); ok || context.Cause(ctx) != errLate {
		return err
	}
	return fail.Down(fmt.Errorf("%w: %w", errLate, err))
}
