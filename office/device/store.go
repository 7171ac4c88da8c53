package device

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/region"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of devices.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "device", Files: files, Kept: []db.Kept{
		{Table: "device_terminals", Key: []string{"id"}},
		{Table: "device_pads", Key: []string{"id"}},
	}, Places: map[string]string{"device_terminals.region": db.Follows}}
}

func terminalByID(ctx context.Context, d *db.DB, id int64) (Terminal, error) {
	return db.One[Terminal](ctx, d, `SELECT id, region, title, added_at, ended_at FROM device_terminals WHERE id = $1`, id)
}

// terminalsIn are the devices in use at a place and below it.
func terminalsIn(ctx context.Context, d *db.DB, place region.Code) ([]Terminal, error) {
	return db.All[Terminal](ctx, d, `SELECT id, region, title, added_at, ended_at FROM device_terminals
		WHERE ended_at = 0 AND region >= $1 AND region <= $2 ORDER BY region, title, id`, place, place.Last())
}

func insertTerminal(ctx context.Context, tx *db.DB, t Terminal) error {
	return tx.Exec(ctx, `INSERT INTO device_terminals (id, region, title, added_at, ended_at) VALUES ($1, $2, $3, $4, 0)`, t.ID, t.Region, t.Title, t.AddedAt)
}

func endTerminal(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE device_terminals SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, id, at)
}

const padColumns = `id, post, hash, good_until, added_at, added_by, ended_at`

func padByHash(ctx context.Context, d *db.DB, hash string) (Pad, error) {
	return db.One[Pad](ctx, d, `SELECT `+padColumns+` FROM device_pads WHERE hash = $1`, hash)
}

func padsInUse(ctx context.Context, d *db.DB) ([]Pad, error) {
	return db.All[Pad](ctx, d, `SELECT `+padColumns+` FROM device_pads WHERE ended_at = 0 AND good_until = 0`)
}

func insertPad(ctx context.Context, tx *db.DB, p Pad) error {
	return tx.Exec(ctx, `INSERT INTO device_pads (`+padColumns+`) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		p.ID, p.Post, p.Hash, p.GoodUntil, p.AddedAt, p.AddedBy)
}

// setUpPad reports whether the code was still unused.
func setUpPad(ctx context.Context, tx *db.DB, id int64, hash string) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE device_pads SET hash = $2, good_until = 0 WHERE id = $1 AND good_until > 0 AND ended_at = 0`, id, hash)
	return n == 1, err
}

func endPads(ctx context.Context, tx *db.DB, post, at int64) error {
	return tx.Exec(ctx, `UPDATE device_pads SET ended_at = $2 WHERE post = $1 AND ended_at = 0`, post, at)
}
