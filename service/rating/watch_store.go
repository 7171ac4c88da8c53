package rating

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rule"
)

func signsOn(ctx context.Context, d *db.DB, day calendar.Day) ([]Sign, error) {
	return db.All[Sign](ctx, d, `SELECT code, name, most, minutes, basis, valid_from, valid_to FROM rating_signs WHERE `+rule.InForce+` ORDER BY code`, day)
}

// allSigns are the signs of all times, the newest first.
func allSigns(ctx context.Context, d *db.DB) ([]Sign, error) {
	return db.All[Sign](ctx, d, `SELECT code, name, most, minutes, basis, valid_from, valid_to FROM rating_signs ORDER BY valid_from DESC, code`)
}

// marksIn are the ratings of a time in its order.
func marksIn(ctx context.Context, d *db.DB, p period) ([]mark, error) {
	return db.All[mark](ctx, d, `SELECT r.id, r.at, a.served_at, r.way, r.place, r.region, g.ip, g.device, g.staff
		FROM ratings r JOIN rating_acts a ON a.id = r.act JOIN rating_givers g ON g.rating = r.id
		WHERE r.day BETWEEN $1 AND $2 AND r.region BETWEEN $3 AND $4 AND r.source = 'active' ORDER BY r.at, r.id`, p.From, p.To, p.Place, p.Place.Last())
}

const suspicionColumns = `sign, first, rating, why, place, region, at, day`

// putSuspicion keeps what was found; a run that went on is told as it is now.
func putSuspicion(ctx context.Context, tx *db.DB, x suspicion) error {
	return tx.Exec(ctx, `INSERT INTO rating_suspicions (`+suspicionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (sign, first) DO UPDATE SET rating = excluded.rating, why = excluded.why, at = excluded.at, day = excluded.day`,
		x.Sign, x.First, x.Rating, x.Why, x.Place, x.Region, x.At, x.Day)
}

// keptSuspicions are those of a time and place, the latest first.
func keptSuspicions(ctx context.Context, d *db.DB, p period) ([]suspicion, error) {
	return db.All[suspicion](ctx, d, `SELECT `+suspicionColumns+` FROM rating_suspicions
		WHERE day BETWEEN $1 AND $2 AND region BETWEEN $3 AND $4 ORDER BY at DESC, first`, p.From, p.To, p.Place, p.Place.Last())
}

// lastSuspicion is the day of the last; 0 is none.
func lastSuspicion(ctx context.Context, d *db.DB) (calendar.Day, error) {
	return db.One[calendar.Day](ctx, d, `SELECT COALESCE(MAX(day), 0) FROM rating_suspicions`)
}
