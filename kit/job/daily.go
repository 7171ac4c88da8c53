package job

import (
	"context"
	"time"

	"wuyou/kit/db"
)

// apart is how far the clocks of two nodes may differ and be right: one of them has midnight first.
const apart = time.Minute

// Daily does something once on each day (yyyymmdd), on whichever node comes first, in one transaction:
// what failed is done again. Days on which no node ran are left out. What a wrong clock noted
// in advance counts as not done.
func (q *Queue) Daily(ctx context.Context, kind string, day int64, do func(ctx context.Context, tx *db.DB) error) error {
	q.days.Lock()
	defer q.days.Unlock()
	if q.done[kind] == day {
		return nil // this node knows; the database need not be asked again
	}
	err := q.db.Tx(ctx, func(tx *db.DB) error {
		now := q.now()
		first, err := markDay(ctx, tx, kind, day, now.UnixMilli(), now.Add(apart).UnixMilli())
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

// DailyBacklog is the daily work that was last done more than a day ago, with an hour for the night's own.
func (q *Queue) DailyBacklog(ctx context.Context) (db.Backlog, error) {
	return daysBefore(ctx, q.db, q.now().Add(-25*time.Hour).UnixMilli())
}
