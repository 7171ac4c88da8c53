package audit

import (
	"context"
	"fmt"

	"wuyou/kit/db"
)

// Where narrows the audit log to the lines of the filter.
func (f Filter) Where(w *db.Where) {
	w.Like(f.Who, "actor_name")
	w.Like(f.Act, "act")
	if f.From != 0 {
		w.And(`day >= ?`, f.From)
	}
	if f.To != 0 {
		w.And(`day <= ?`, f.To)
	}
}

func linesBefore(ctx context.Context, d *db.DB, f Filter, before int64, n int) ([]Line, error) {
	var w db.Where
	if f.Where(&w); before != 0 {
		w.And(`id < ?`, before)
	}
	return db.All[Line](ctx, d, `SELECT * FROM audits`+w.String()+fmt.Sprintf(` ORDER BY id DESC LIMIT %d`, n), w.Args()...)
}

// The audit log.

func insertLine(ctx context.Context, tx *db.DB, a Line) error {
	if err := tx.Exec(ctx, `INSERT INTO audits (id, at, day, actor_kind, actor_id, actor_name, ip, act, object, reason, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.ID, a.At, a.Day, a.ActorKind, a.ActorID, a.ActorName, a.IP, a.Act, a.Object, a.Reason, a.Hash); err != nil {
		return err
	}
	return tx.Enlist(ctx, db.ChainAudits, a.ID)
}

// Has reports whether the audit log has a line of an act.
func Has(ctx context.Context, d *db.DB, act string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM audits WHERE act = $1 LIMIT 1) x`, act)
	return n > 0, err
}
