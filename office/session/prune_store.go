package session

import (
	"context"

	"wuyou/kit/db"
)

func pruneThrottles(ctx context.Context, d *db.DB, now int64) (int64, error) {
	return db.Trim(ctx, d, "throttles", "key", "until < $1", now)
}

func pruneCodes(ctx context.Context, d *db.DB, now, sent int64) (int64, error) {
	return db.Trim(ctx, d, "one_time_codes", "phone_index", "expires_at < $1 AND sent_at < $2", now, sent)
}

func pruneSessions(ctx context.Context, d *db.DB, staff, citizens int64) (int64, error) {
	return db.Trim(ctx, d, "sessions", "hash", "kind = 'staff' AND seen_at < $1 OR kind <> 'staff' AND seen_at < $2", staff, citizens)
}

func pruneDevices(ctx context.Context, d *db.DB, before int64) (int64, error) {
	return d.Affect(ctx, `DELETE FROM account_devices WHERE at < $1`, before)
}
