//go:build !linux

package host

// ClockSet cannot tell here.
func ClockSet() (set, known bool) { return false, false }
