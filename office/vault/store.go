package vault

import (
	"context"
	"embed"
	"errors"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/kit/gm"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of keys.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "vault", Files: files, Free: map[string]string{
		"data_keys": "each opens only as what it is, under the master",
		"vault":     "another master than the right one opens no data key",
	}, Ends: map[string]string{"data_keys": "one a purpose", "vault": "one row"}}
}

type row struct {
	ID        string
	N         int64
	Purpose   gm.Purpose
	Wrapped   string
	CreatedAt int64
}

func rows(ctx context.Context, d *db.DB) ([]row, error) {
	return db.All[row](ctx, d, `SELECT * FROM data_keys ORDER BY n DESC`)
}

func insertKey(ctx context.Context, tx *db.DB, r row) error {
	return tx.Exec(ctx, `INSERT INTO data_keys (id, n, purpose, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)`, r.ID, r.N, r.Purpose, r.Wrapped, r.CreatedAt)
}

func deleteKeys(ctx context.Context, tx *db.DB, p gm.Purpose) error {
	return tx.Exec(ctx, `DELETE FROM data_keys WHERE purpose = $1`, p)
}

func setWrapped(ctx context.Context, tx *db.DB, id, wrapped string) error {
	return tx.Exec(ctx, `UPDATE data_keys SET wrapped = $2 WHERE id = $1`, id, wrapped)
}

// master is the id of the master that opens the data keys, "" before there are any.
func master(ctx context.Context, d *db.DB) (string, error) {
	id, err := db.One[string](ctx, d, `SELECT master FROM vault WHERE one = 1`)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return id, err
}

// begin names the first master; it reports whether no other node was there before.
func begin(ctx context.Context, tx *db.DB, id string) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO vault (one, master) VALUES (1, $1) ON CONFLICT (one) DO NOTHING`, id)
	return n == 1, err
}

// change names another master; it reports whether from was still the one.
func change(ctx context.Context, tx *db.DB, from, to string) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE vault SET master = $2 WHERE one = 1 AND master = $1`, from, to)
	return n == 1, err
}

// sampleOf is one sealed value of a column.
func sampleOf(ctx context.Context, d *db.DB, column, table string) (string, error) {
	return db.One[string](ctx, d, `SELECT `+column+` FROM `+table+` WHERE `+column+` <> '' LIMIT 1`)
}
