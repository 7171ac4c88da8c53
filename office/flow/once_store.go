package flow

import (
	"context"

	"wuyou/kit/db"
)

type onceRow struct {
	CaseID int64
	Hash   string
}

func onceOf(ctx context.Context, d *db.DB, key string) (onceRow, error) {
	return db.One[onceRow](ctx, d, `SELECT case_id, hash FROM case_once WHERE once = $1`, key)
}

func insertOnce(ctx context.Context, tx *db.DB, o Once, k Case, at int64) error {
	return tx.Exec(ctx, `INSERT INTO case_once (once, kind, case_id, hash, at) VALUES ($1, $2, $3, $4, $5)`, o.Key, k.Kind, k.ID, o.Hash, at)
}

func pruneOnce(ctx context.Context, d *db.DB, before int64) (int64, error) {
	return d.Affect(ctx, `DELETE FROM case_once WHERE at < $1`, before)
}

// insertSole notes which case is open about a matter; db.ErrTaken where another of its kind is.
func insertSole(ctx context.Context, tx *db.DB, about int64, k Case) error {
	return tx.Exec(ctx, `INSERT INTO case_open (about, kind, case_id) VALUES ($1, $2, $3)`, about, k.Kind, k.ID)
}

func soleAbout(ctx context.Context, d *db.DB, kind string, about int64) (Case, error) {
	return db.One[Case](ctx, d, `SELECT `+caseFields+` FROM case_open o JOIN cases c ON c.id = o.case_id WHERE o.about = $1 AND o.kind = $2`, about, kind)
}

func deleteSole(ctx context.Context, tx *db.DB, k Case) error {
	return tx.Exec(ctx, `DELETE FROM case_open WHERE case_id = $1`, k.ID)
}
