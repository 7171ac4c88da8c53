package db

import "context"

// What is read whole into memory (regions, terms, items) has a counter that rises with each change,
// so that every node notices and reads it again.

// Changed tells all nodes, when the transaction commits, that what is known under the name changed.
func (d *DB) Changed(ctx context.Context, name string) error {
	return d.Exec(ctx, `INSERT INTO db_changes (name, n) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET n = db_changes.n + 1`, name)
}

// Changes returns the counters by name.
func (d *DB) Changes(ctx context.Context) (map[string]int64, error) {
	return Counts(ctx, d, `SELECT name, n FROM db_changes`)
}
