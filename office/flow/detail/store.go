package detail

import (
	"context"

	"wuyou/kit/db"
)

// Of are the rows of some cases by their numbers, read with few statements; cases without a row are left out.
func (d *Table[T]) Of(ctx context.Context, tx *db.DB, ids ...int64) (map[int64]T, error) {
	return d.By(ctx, tx, "case_id", func(row *T) int64 { return *d.of(row) }, ids...)
}

// About are the rows that name a case in a column, that of the newest case first.
func (d *Table[T]) About(ctx context.Context, tx *db.DB, column string, about int64) ([]T, error) {
	return d.All(ctx, tx, `WHERE `+column+` = $1 ORDER BY case_id DESC`, about)
}
