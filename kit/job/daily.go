package job

import (
	"context"

	"wuyou/kit/db"
)

// Daily does something once on each day (yyyymmdd), on whichever node comes first, in one transaction:
// what failed is done again. Days on which no node ran are left out.
func (q *Queue) Daily(ctx context.Context, kind string, day int64, do func(ctx context.Context, tx *db.DB) error) error {
	q.days.Lock()
	defer q.days.Unlock()
	if q.done[kind] >= day {
		return nil // this node knows; the database need not be asked again
	}
	err := q.db.Tx(ctx, func(tx *db.DB) error {
		first, err := markDay(ctx, tx, kind, day)
		if err != nil || !first {
			return err
		}
		return do(ctx, tx)
	})
	if err == nil {
		q.done[kind] = day
	}
	return err
}
