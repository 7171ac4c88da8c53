package region

import (
	"context"
	"embed"
	"io/fs"
	"strings"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of the region tree.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "region", Files: files, Kept: []db.Kept{
		{Table: "regions", Key: []string{"code"}},
	}, Places: map[string]string{
		"regions.code": "the place itself", "regions.parent": "the place itself", "regions.successor": "says who stands in",
	}}
}

func all(ctx context.Context, d *db.DB) ([]Place, error) {
	return db.All[Place](ctx, d, `SELECT code, name, level, parent, successor, valid_to, basis FROM regions ORDER BY code`)
}

// Follow has the columns ("table.column") that name places name their heirs, and returns how many places it found renamed.
func (t *Tree) Follow(ctx context.Context, d *db.DB, columns []string) (n int, err error) {
	for _, name := range columns {
		table, column, _ := strings.Cut(name, ".")
		list, err := db.All[Code](ctx, d, `SELECT DISTINCT `+column+` FROM `+table+` WHERE `+column+` <> ''`)
		if err != nil {
			return n, err
		}
		for _, c := range list {
			heir := t.Heir(c)
			if heir == c {
				continue
			}
			n++
			if err := d.Tx(ctx, func(tx *db.DB) error {
				return tx.Exec(ctx, `UPDATE `+table+` SET `+column+` = $2 WHERE `+column+` = $1`, c, heir)
			}); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// put writes one place; an existing one takes the new name, parent and validity.
func put(ctx context.Context, tx *db.DB, p Place) error {
	return tx.Exec(ctx, `INSERT INTO regions (code, name, level, parent, successor, valid_to, basis) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent,
			successor = excluded.successor, valid_to = excluded.valid_to, basis = excluded.basis`,
		p.Code, p.Name, p.Level, p.Parent, p.Successor, p.ValidTo, p.Basis)
}
