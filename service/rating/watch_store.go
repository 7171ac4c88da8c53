package rating

import (
	"context"

	"wuyou/kit/db"
)

func insertSign(ctx context.Context, tx *db.DB, g Sign) error {
	return tx.Exec(ctx, `INSERT INTO rating_signs (code, name, most, minutes, basis) VALUES ($1, $2, $3, $4, $5)`, g.Code, g.Name, g.Most, g.Minutes, g.Basis)
}

func allSigns(ctx context.Context, d *db.DB) ([]Sign, error) {
	return db.All[Sign](ctx, d, `SELECT code, name, most, minutes, basis FROM rating_signs ORDER BY code`)
}

// marksIn are the ratings of a time in its order.
func marksIn(ctx context.Context, d *db.DB, p period) ([]mark, error) {
	return db.All[mark](ctx, d, `SELECT r.id, r.at, a.served_at, r.way, a.title, a.place, a.region, g.ip, g.device, g.staff
		FROM ratings r JOIN rating_acts a ON a.id = r.act JOIN rating_givers g ON g.rating = r.id
		WHERE r.day >= $1 AND r.day <= $2 AND a.region >= $3 AND a.region <= $4 AND r.source = 'active' ORDER BY r.at, r.id`, p.From, p.To, p.Place, p.Place.Last())
}
