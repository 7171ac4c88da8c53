package standing

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office/calendar"
)

// open is how many cases of a place and an organ are open under a lamp.
type open struct {
	City, County, Township, Dept string
	Urgency, N                   int64
}

// openBy counts the open cases of some kinds that were received before a day.
func openBy(ctx context.Context, d *db.DB, kinds []string, before calendar.Day) ([]open, error) {
	var w db.Where
	w.And("closed_at = 0 AND opened_day < ?", before)
	some := make([]db.Where, len(kinds))
	for i, kind := range kinds {
		some[i].And("kind = ?", kind)
	}
	w.Any(some...)
	return db.All[open](ctx, d, `SELECT city, county, township, dept, urgency, COUNT(*) AS n FROM cases`+w.String()+
		` GROUP BY city, county, township, dept, urgency`, w.Args()...)
}

// replace writes the standings of the day before today, and forgets old ones.
func replace(ctx context.Context, tx *db.DB, today calendar.Day, rows [][]any) error {
	if err := tx.Exec(ctx, `DELETE FROM standings WHERE day = $1 OR day < $2`, today.AddDays(-1), today.AddDays(-keptFor)); err != nil {
		return err
	}
	return tx.Insert(ctx, `INSERT INTO standings (scope, day, still, near, late)`, rows, "")
}

// standings are those of a scope; of a noted day without a row of it they are nought.
func standings(ctx context.Context, d *db.DB, scope string, from, to calendar.Day) ([]Standing, error) {
	return db.All[Standing](ctx, d, `SELECT n.day, COALESCE(s.still, 0) AS still, COALESCE(s.near, 0) AS near, COALESCE(s.late, 0) AS late
		FROM standings n LEFT JOIN standings s ON s.scope = $1 AND s.day = n.day
		WHERE n.scope = '' AND n.day BETWEEN $2 AND $3 ORDER BY n.day`, scope, from, to)
}
