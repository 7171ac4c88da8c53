package rating

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// lastServing is who served last at a window on a day.
func lastServing(ctx context.Context, d *db.DB, place string, at region.Code, day calendar.Day) (string, error) {
	return db.One[string](ctx, d, `SELECT a.staff_name FROM rating_acts a WHERE a.day = $1 AND a.region = $2 AND a.place = $3 AND a.mode = 'visit'
		ORDER BY a.served_at DESC, a.id DESC LIMIT 1`, day, at, place)
}

// waitingAt are the acts of a window since a time that its pad may show, the latest first.
func waitingAt(ctx context.Context, d *db.DB, place string, at region.Code, since int64) ([]rate.Act, error) {
	return rate.Acts.All(ctx, d, `WHERE place = $1 AND region = $2 AND mode = 'visit' AND state = 'open' AND served_at >= $3
		ORDER BY served_at DESC, id DESC LIMIT 5`, place, at, since)
}

// recentAt are the services of a window, or of all of its hall where place is "", that may still be rated.
func recentAt(ctx context.Context, d *db.DB, place string, at []region.Code, now int64) ([]rate.Act, error) {
	args := []any{place, now}
	for _, c := range at {
		args = append(args, c)
	}
	return rate.Acts.All(ctx, d, `WHERE ($1 = '' OR place = $1) AND region IN `+db.In(3, len(at))+` AND state = 'open' AND until_at > $2
		ORDER BY served_at DESC LIMIT 300`, args...)
}

func limitOn(ctx context.Context, d *db.DB, name string, day calendar.Day) (int64, error) {
	return db.One[int64](ctx, d, `SELECT n FROM rating_limits WHERE `+rule.InForce+` AND limit_name = $2`, day, name)
}
