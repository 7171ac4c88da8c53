package flow

import "time"

// Numbers makes case ids as the process of the given number does.
func Numbers(process int64) func(now time.Time) (int64, error) {
	n := &numbers{unit: process}
	return func(now time.Time) (int64, error) {
		return n.next(now, func(int64, int64) (int64, error) { return 0, nil })
	}
}
