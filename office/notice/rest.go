package notice

import (
	"sync"
	"time"
)

// Away marks a failure that is the receiver's and not of the message at hand: nobody answers, or it takes nothing at
// present, and certainly the message did not go out. Such a try is not counted, and no message is handed over for a while.
func Away(err error) error { return &away{err} }

type away struct{ error }

func (a *away) Unwrap() error { return a.error }

// restLeast and restMost bound the pause before a receiver that is away is asked again, with one message; each pause is
// twice the one before.
const restLeast, restMost = 5 * time.Second, 2 * time.Minute

// rest is what a node remembers of a receiver that is away. Other nodes, and a program that was just started, find out by themselves.
type rest struct {
	mu    sync.Mutex
	pause time.Duration // 0: the receiver answers
	until time.Time
}

// state reports whether the receiver is away, and whether it is to be left alone as yet. A clock that was put back does
// not prolong the pause.
func (r *rest) state(now time.Time) (gone, wait bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := r.until.Sub(now)
	return r.pause != 0, r.pause != 0 && left > 0 && left <= r.pause
}

// failed begins a pause, and reports whether it is the first since the receiver answered. Of several hands that find the same out one counts.
func (r *rest) failed(now time.Time) (first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if left := r.until.Sub(now); r.pause != 0 && left > 0 && left <= r.pause {
		return false
	}
	first = r.pause == 0
	r.pause = min(max(2*r.pause, restLeast), restMost)
	r.until = now.Add(r.pause)
	return first
}

// answered ends the pauses, and reports whether there were any.
func (r *rest) answered() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.pause != 0
	r.pause = 0
	return was
}
