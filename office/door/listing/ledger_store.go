package listing

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

// read reads n rows in the order of their places, or, back, from the other end.
func (l *Ledger[L]) read(ctx context.Context, d *db.DB, w *db.Where, back bool, n int) ([]L, error) {
	dir := " DESC"
	if back != l.Ascending {
		dir = ""
	}
	order := strings.Join(l.Order, dir+", ") + dir
	return db.All[L](ctx, d, `SELECT `+l.Select+` FROM `+l.From+w.String()+` ORDER BY `+order+` LIMIT `+strconv.Itoa(n), w.Args()...)
}

// beyond narrows to the rows behind a place, or before it.
func (l *Ledger[L]) beyond(w *db.Where, place []any, before bool) {
	sign := " < "
	if before != l.Ascending {
		sign = " > "
	}
	if len(place) == 1 {
		w.And(l.Order[0]+sign+"?", place...)
		return
	}
	w.And("("+strings.Join(l.Order, ", ")+")"+sign+"(?"+strings.Repeat(", ?", len(place)-1)+")", place...)
}

// count counts up to one more than lists count.
func (l *Ledger[L]) count(ctx context.Context, d *db.DB, w *db.Where) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM `+l.From+w.String()+` LIMIT `+strconv.Itoa(flow.CountMost+1)+`) x`, w.Args()...)
}

// counts counts by the values of a column.
func (l *Ledger[L]) counts(ctx context.Context, d *db.DB, column string, w *db.Where) (map[string]int64, error) {
	return db.Counts(ctx, d, `SELECT `+column+` AS name, COUNT(*) AS n FROM `+l.From+w.String()+` GROUP BY `+column, w.Args()...)
}
