package rating

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/region"
	"wuyou/office/rule"
)

func terminalByID(ctx context.Context, d *db.DB, id int64) (Terminal, error) {
	return db.One[Terminal](ctx, d, `SELECT id, region, title, added_at, ended_at FROM rating_terminals WHERE id = $1`, id)
}

// terminalsIn are the devices in use at a place and below it.
func terminalsIn(ctx context.Context, d *db.DB, place region.Code) ([]Terminal, error) {
	return db.All[Terminal](ctx, d, `SELECT id, region, title, added_at, ended_at FROM rating_terminals
		WHERE ended_at = 0 AND region >= $1 AND region <= $2 ORDER BY region, title, id`, place, place.Last())
}

func insertTerminal(ctx context.Context, tx *db.DB, t Terminal) error {
	return tx.Exec(ctx, `INSERT INTO rating_terminals (id, region, title, added_at, ended_at) VALUES ($1, $2, $3, $4, 0)`, t.ID, t.Region, t.Title, t.AddedAt)
}

func endTerminal(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE rating_terminals SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, id, at)
}

// lastServing is who served last at a window on a day.
func lastServing(ctx context.Context, d *db.DB, place string, at region.Code, day calendar.Day) (string, error) {
	return db.One[string](ctx, d, `SELECT a.staff_name FROM rating_acts a WHERE a.day = $1 AND a.region = $2 AND a.place = $3 AND a.mode = 'visit'
		ORDER BY a.served_at DESC, a.id DESC LIMIT 1`, day, at, place)
}

// waitingAt are the acts of a window since a time that its pad may show, the latest first.
func waitingAt(ctx context.Context, d *db.DB, place string, at region.Code, since int64) ([]Act, error) {
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE a.place = $1 AND a.region = $2 AND a.mode = 'visit' AND a.state = 'open' AND a.served_at >= $3
		ORDER BY a.served_at DESC, a.id DESC LIMIT 5`, place, at, since)
}

// recentAt are the services of a window, or of all of its hall where place is "", that may still be rated.
func recentAt(ctx context.Context, d *db.DB, place string, at []region.Code, now int64) ([]Act, error) {
	args := []any{place, now}
	for _, c := range at {
		args = append(args, c)
	}
	return db.All[Act](ctx, d, `SELECT `+actColumns+` FROM rating_acts a WHERE ($1 = '' OR a.place = $1) AND a.region IN `+db.In(3, len(at))+` AND a.state = 'open' AND a.until_at > $2
		ORDER BY a.served_at DESC LIMIT 300`, args...)
}

func limitOn(ctx context.Context, d *db.DB, name string, day calendar.Day) (int64, error) {
	return db.One[int64](ctx, d, `SELECT n FROM rating_limits WHERE `+rule.InForce+` AND limit_name = $2`, day, name)
}

const padColumns = `id, post, hash, good_until, added_at, added_by, ended_at`

func padByHash(ctx context.Context, d *db.DB, hash string) (Pad, error) {
	return db.One[Pad](ctx, d, `SELECT `+padColumns+` FROM rating_pads WHERE hash = $1`, hash)
}

// padsInUse are those that are set up and not ended.
func padsInUse(ctx context.Context, d *db.DB) ([]Pad, error) {
	return db.All[Pad](ctx, d, `SELECT `+padColumns+` FROM rating_pads WHERE ended_at = 0 AND good_until = 0`)
}

func insertPad(ctx context.Context, tx *db.DB, p Pad) error {
	return tx.Exec(ctx, `INSERT INTO rating_pads (`+padColumns+`) VALUES ($1, $2, $3, $4, $5, $6, 0)`, p.ID, p.Post, p.Hash, p.GoodUntil, p.AddedAt, p.AddedBy)
}

// setUpPad reports whether the code was still unused.
func setUpPad(ctx context.Context, tx *db.DB, id int64, hash string) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE rating_pads SET hash = $2, good_until = 0 WHERE id = $1 AND good_until > 0 AND ended_at = 0`, id, hash)
	return n == 1, err
}

func endPads(ctx context.Context, tx *db.DB, post, at int64) error {
	return tx.Exec(ctx, `UPDATE rating_pads SET ended_at = $2 WHERE post = $1 AND ended_at = 0`, post, at)
}
