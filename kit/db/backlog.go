package db

// Backlog is what waits to be done: how much, when the oldest of it came (Unix milliseconds; 0: nothing waits), and how much was
// given up in the last day.
type Backlog struct{ Waiting, Oldest, Failed int64 }
