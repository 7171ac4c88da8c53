package db

import (
	"context"
	"fmt"
	"time"
)

// PruneStarts forgets the starts of processes before an instant; the last is what the next counts from.
func (d *DB) PruneStarts(ctx context.Context, before time.Time) (int64, error) {
	return d.Affect(ctx, `DELETE FROM db_processes WHERE started_at < $1 AND n < (SELECT MAX(n) FROM db_processes)`, before.UnixMilli())
}

// trimMost is how many rows one transaction of Trim deletes: the writer of SQLite is not held up.
const trimMost = 500

// Trim deletes the rows of a table for which a condition holds, in many small transactions, and returns how many. The
// names and the condition are the program's own text; key is the primary key, and $1 and so on are the args.
func Trim(ctx context.Context, d *DB, table, key, where string, args ...any) (all int64, err error) {
	statement := fmt.Sprintf(`DELETE FROM %s WHERE %s IN (SELECT %s FROM %s WHERE %s LIMIT %d)`, table, key, key, table, where, trimMost)
	for {
		n, err := d.Affect(ctx, statement, args...)
		if all += n; err != nil || n < trimMost {
			return all, err
		}
	}
}
