package supervision

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/rule"
)

//go:embed schema seed
var files embed.FS

// Schema are the tables of supervision orders and their rules.
func Schema() db.Migrations {
	return db.MigrationsOf(Kind, files,
		db.Kept{Table: Orders.Name(), Key: []string{"case_id"}, Group: "case_id"},
		db.Kept{Table: "supervision_raised", Key: []string{"about", "clock"}, Group: "about"},
		db.Kept{Table: "supervision_levels", Key: []string{"id"}},
		db.Kept{Table: "supervision_triggers", Key: []string{"id"}})
}

// lineFrom are the tables of the ledger.
const lineFrom = `supervision_orders o JOIN cases c ON c.id = o.case_id`

// openAbout is the open order about a case.
func openAbout(ctx context.Context, d *db.DB, id int64) (Order, bool, error) {
	return Orders.First(ctx, d, `WHERE about = $1 AND open`, id)
}

// markRaised notes that a clock of a case has raised an order, and reports whether it was the first time.
func markRaised(ctx context.Context, tx *db.DB, about int64, clock string, at int64) (bool, error) {
	n, err := tx.Affect(ctx,
		`INSERT INTO supervision_raised (about, clock, at) VALUES ($1, $2, $3) ON CONFLICT (about, clock) DO NOTHING`,
		about, clock, at)
	return n == 1, err
}

// levels are the ladder of a day.
func levels(ctx context.Context, d *db.DB, day calendar.Day) ([]Level, error) {
	return db.All[Level](ctx, d, `SELECT no, name, term, copy, evidence, valid_from, valid_to
		FROM supervision_levels WHERE `+rule.InForce+` ORDER BY no`, day)
}

// allLevels are the levels of all times, the newest first.
func allLevels(ctx context.Context, d *db.DB) ([]Level, error) {
	return db.All[Level](ctx, d, `SELECT no, name, term, copy, evidence, valid_from, valid_to
		FROM supervision_levels ORDER BY valid_from DESC, no`)
}

func triggers(ctx context.Context, d *db.DB, day calendar.Day) ([]Trigger, error) {
	return db.All[Trigger](ctx, d, `SELECT clock, CAST(level AS BIGINT) AS level
		FROM supervision_triggers WHERE `+rule.InForce+` ORDER BY clock`, day)
}
