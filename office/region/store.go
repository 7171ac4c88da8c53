package region

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of the region tree.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "region", Files: files, Kept: []db.Kept{
		{Table: "regions", Key: []string{"code"}},
	}}
}

func all(ctx context.Context, d *db.DB) ([]Place, error) {
	return db.All[Place](ctx, d, `SELECT code, name, level, parent, successor, valid_to FROM regions ORDER BY code`)
}

// put writes one place; an existing one takes the new name, parent and validity.
func put(ctx context.Context, tx *db.DB, p Place) error {
	return tx.Exec(ctx, `INSERT INTO regions (code, name, level, parent, successor, valid_to) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level, parent = excluded.parent,
			successor = excluded.successor, valid_to = excluded.valid_to`,
		p.Code, p.Name, p.Level, p.Parent, p.Successor, p.ValidTo)
}
