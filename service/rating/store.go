package rating

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/rate"
)

// remarks are the rows of opinions that belong to no service act.
var remarks = db.TableOf[Remark]("rating_remarks", "id")

// latest are the n latest ratings of a condition; fill reads what belongs to them.
func latest(ctx context.Context, d *db.DB, w *db.Where, n int) ([]line, error) {
	return db.All[line](ctx, d, `SELECT `+rate.Ratings.Columns("r")+` FROM ratings r`+w.String()+` ORDER BY r.id DESC LIMIT `+strconv.Itoa(n), w.Args()...)
}

// nthOfCase says the how manieth rating of its case a rating is, of those that somebody gave.
func nthOfCase(ctx context.Context, d *db.DB, id, rating int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM ratings r JOIN rating_acts a ON a.id = r.act
		WHERE a.case_id = $1 AND r.source = 'active' AND r.id <= $2`, id, rating)
}
