package archive

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rule"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of what is put away.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "archive", Files: files, Kept: []db.Kept{
		{Table: "archive_terms", Key: []string{"id"}},
		{Table: "archive_items", Key: []string{"case_id"}, Group: "case_id"},
	}}
}

// termOf is the row of a matter on a day; the one of the first name that has any.
func termOf(ctx context.Context, d *db.DB, day calendar.Day, matters []string) (t Term, err error) {
	for _, matter := range matters {
		list, err := db.All[Term](ctx, d, `SELECT term, class, basis FROM archive_terms WHERE `+rule.InForce+` AND matter = $2`, day, matter)
		if err != nil || len(list) > 0 {
			return append(list, t)[0], err
		}
	}
	return t, db.ErrNone
}

func itemOf(ctx context.Context, d *db.DB, id int64) (Item, error) {
	return db.One[Item](ctx, d, `SELECT case_id, fonds, year, term, class, n, basis FROM archive_items WHERE case_id = $1`, id)
}

// nextItem counts what an organ put away of a year, a term and a class.
func nextItem(ctx context.Context, tx *db.DB, i Item) (int64, error) {
	return db.One[int64](ctx, tx,
		`SELECT COALESCE(MAX(n), 0) + 1 FROM archive_items WHERE fonds = $1 AND year = $2 AND term = $3 AND class = $4`,
		i.Fonds, i.Year, i.Term, i.Class)
}

// insertItem reports whether the number was still free.
func insertItem(ctx context.Context, tx *db.DB, i Item) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO archive_items (case_id, fonds, year, term, class, n, basis)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		i.CaseID, i.Fonds, i.Year, i.Term, i.Class, i.N, i.Basis)
	return n == 1, err
}
