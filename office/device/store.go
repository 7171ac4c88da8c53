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
		{Table: "device_bridges", Key: []string{"id"}},
	}, Free: map[string]string{
		"device_readings": "cards read today; how a person's card was read is kept with the person",
	}, Ends: map[string]string{
		"device_readings": "removed when they are a day old",
	}, Places: map[string]string{"device_terminals.region": db.Follows, "device_bridges.region": db.Follows}}
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

const bridgeColumns = `id, region, title, public_key, hash, good_until, added_at, added_by, ended_at`

func bridgeByID(ctx context.Context, d *db.DB, id int64) (Bridge, error) {
	return db.One[Bridge](ctx, d, `SELECT `+bridgeColumns+` FROM device_bridges WHERE id = $1`, id)
}

func bridgeByHash(ctx context.Context, d *db.DB, hash string) (Bridge, error) {
	return db.One[Bridge](ctx, d, `SELECT `+bridgeColumns+` FROM device_bridges WHERE hash = $1`, hash)
}

func bridgesIn(ctx context.Context, d *db.DB, place region.Code) ([]Bridge, error) {
	return db.All[Bridge](ctx, d, `SELECT `+bridgeColumns+` FROM device_bridges
		WHERE ended_at = 0 AND region >= $1 AND region <= $2 ORDER BY region, title, id`, place, place.Last())
}

func insertBridge(ctx context.Context, tx *db.DB, b Bridge) error {
	return tx.Exec(ctx, `INSERT INTO device_bridges (`+bridgeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		b.ID, b.Region, b.Title, b.PublicKey, b.Hash, b.GoodUntil, b.AddedAt, b.AddedBy)
}

// setUpBridge reports whether the code was still unused.
func setUpBridge(ctx context.Context, tx *db.DB, id int64, public string) (bool, error) {
	n, err := tx.Affect(ctx, `UPDATE device_bridges SET public_key = $2, good_until = 0 WHERE id = $1 AND good_until > 0 AND ended_at = 0`, id, public)
	return n == 1, err
}

func endBridge(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `UPDATE device_bridges SET ended_at = $2 WHERE id = $1 AND ended_at = 0`, id, at)
}

// insertReading reports whether its nonce is new.
func insertReading(ctx context.Context, tx *db.DB, s Seen, nonce string, session int64, holder string) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO device_readings (id, nonce, bridge, session, holder, reader, sam, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (nonce) DO NOTHING`, s.ID, nonce, s.Bridge, session, holder, s.Reader, s.SAM, s.At)
	return n == 1, err
}

func readingByID(ctx context.Context, d *db.DB, id, session int64, holder string) (Seen, error) {
	return db.One[Seen](ctx, d, `SELECT r.id, r.bridge, b.title AS place, r.reader, r.sam, r.at FROM device_readings r JOIN device_bridges b ON b.id = r.bridge
		WHERE r.id = $1 AND r.session = $2 AND r.holder = $3`, id, session, holder)
}

func dropReadings(ctx context.Context, tx *db.DB, before int64) error {
	return tx.Exec(ctx, `DELETE FROM device_readings WHERE at < $1`, before)
}
