package consultation

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
)

var (
	//go:embed schema/*.sql
	schema embed.FS
	//go:embed seed/*
	seeds embed.FS
)

// Schema is the table of consultations.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "consultation", Files: files, Kept: []db.Kept{
		{Table: "consultations", Key: []string{"case_id"}, Group: "case_id"},
	}}
}

func insert(ctx context.Context, tx *db.DB, id int64, once string, staff int64, day calendar.Day) error {
	return tx.Exec(ctx, `INSERT INTO consultations (case_id, once, staff, day) VALUES ($1, $2, $3, $4)`, id, once, staff, day)
}

func byOnce(ctx context.Context, d *db.DB, once string) (int64, error) {
	return db.One[int64](ctx, d, `SELECT case_id FROM consultations WHERE once = $1`, once)
}

// todays are the consultations that somebody wrote down on a day, the latest first.
func todays(ctx context.Context, d *db.DB, staff int64, day calendar.Day) ([]flow.Case, error) {
	return db.All[flow.Case](ctx, d, `SELECT `+flow.Columns+` FROM consultations o JOIN cases c ON c.id = o.case_id
		WHERE o.staff = $1 AND o.day = $2 ORDER BY o.case_id DESC LIMIT 100`, staff, day)
}
