package people

import (
	"context"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

func pruneThrottles(ctx context.Context, d *db.DB, now int64) (int64, error) {
	return db.Trim(ctx, d, "throttles", "key", "until < $1", now)
}

// pruneCodes keeps the codes of today: they count how many a number has had.
func pruneCodes(ctx context.Context, d *db.DB, now time.Time) (int64, error) {
	return db.Trim(ctx, d, "one_time_codes", "phone_index", "day < $1 AND expires_at < $2", calendar.DayOf(now), now.UnixMilli())
}

func pruneSessions(ctx context.Context, d *db.DB, staff, citizens int64) (int64, error) {
	return db.Trim(ctx, d, "sessions", "hash", "kind = 'staff' AND seen_at < $1 OR kind <> 'staff' AND seen_at < $2", staff, citizens)
}

func pruneDevices(ctx context.Context, d *db.DB, before int64) (int64, error) {
	return d.Affect(ctx, `DELETE FROM account_devices WHERE at < $1`, before)
}
