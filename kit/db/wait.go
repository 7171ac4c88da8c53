package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Patience is for how long the database is waited for, each time that something is asked of it: for a connection, for the answer to a
// statement, for its next rows. Time in which the program itself is busy does not count. What is not answered by then is
// fail.KindDown, and its connection is closed. SQLite answers for itself within busyMost.
type Patience struct {
	Usual time.Duration
	Long  time.Duration // for what is done under Patient
}

// DefaultPatience holds where Options say none.
var DefaultPatience = Patience{Usual: 30 * time.Second, Long: 10 * time.Minute}

type patient struct{}

// Patient is a context for work that may have the database count for long: exports, verification, jobs, what an operator asks for.
func Patient(ctx context.Context) context.Context { return context.WithValue(ctx, patient{}, true) }

func (p Patience) of(ctx context.Context) time.Duration {
	if ctx.Value(patient{}) != nil {
		return p.Long
	}
	return p.Usual
}

// errSilent is a database that did not answer in time.
var errSilent = errors.New("the database does not answer")

// wait is the bound of what is asked once. It runs from its begin; rest stops it while the program is busy with what came, and run
// begins it anew.
type wait struct {
	ctx   context.Context
	most  time.Duration
	timer *time.Timer
	stop  context.CancelCauseFunc
}

// wait begins one; the context ends when it is over.
func (p Patience) wait(ctx context.Context) *wait {
	w := &wait{most: p.of(ctx)}
	w.ctx, w.stop = context.WithCancelCause(ctx)
	w.timer = time.AfterFunc(w.most, func() { w.stop(errSilent) })
	return w
}

func (w *wait) run()  { w.timer.Reset(w.most) }
func (w *wait) rest() { w.timer.Stop() }

func (w *wait) end() {
	w.timer.Stop()
	w.stop(nil)
}

// told is an error by its cause: what broke off because the wait was over.
func (w *wait) told(err error) error {
	if err != nil && context.Cause(w.ctx) == errSilent {
		return fmt.Errorf("%w within %v (%v)", errSilent, w.most, err)
	}
	return err
}
