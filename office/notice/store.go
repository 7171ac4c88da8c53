package notice

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of notices.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "notice", Files: files}
}

const columns = `id, case_id, person_id, staff_id, phone_sealed, template, text_sealed, state, tries, due_at, created_at, sent_at, read_at, fault`

func insert(ctx context.Context, tx *db.DB, n Notice) error {
	return tx.Exec(ctx, `INSERT INTO notices (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, 0, 0, '')`,
		n.ID, n.CaseID, n.PersonID, n.StaffID, n.PhoneSealed, n.Template, n.TextSealed, n.State, n.DueAt, n.CreatedAt)
}

// claim takes due notices for this node until the lease ends.
func claim(ctx context.Context, d *db.DB, now, until int64, n int) (list []Notice, err error) {
	due, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE state = 'queued' AND due_at <= $1 LIMIT 1) x`, now)
	if err != nil || due == 0 {
		return nil, err
	}
	err = d.Tx(ctx, func(tx *db.DB) error {
		lock := ""
		if tx.Postgres() {
			lock = ` FOR UPDATE SKIP LOCKED`
		}
		list, err = db.All[Notice](ctx, tx, `SELECT `+columns+` FROM notices WHERE state = 'queued' AND due_at <= $1 ORDER BY due_at LIMIT $2`+lock, now, n)
		if err != nil {
			return err
		}
		for i := range list {
			list[i].Tries++
			if err := tx.Exec(ctx, `UPDATE notices SET tries = $2, due_at = $3 WHERE id = $1`, list[i].ID, list[i].Tries, until); err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

func update(ctx context.Context, tx *db.DB, n Notice) error {
	return tx.Exec(ctx, `UPDATE notices SET state = $2, due_at = $3, sent_at = $4, fault = $5 WHERE id = $1`, n.ID, n.State, n.DueAt, n.SentAt, n.Fault)
}

func ofCase(ctx context.Context, d *db.DB, id int64) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+columns+` FROM notices WHERE case_id = $1 AND case_id <> 0 ORDER BY id DESC LIMIT 100`, id)
}

func ofStaff(ctx context.Context, d *db.DB, id int64, n int) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+columns+` FROM notices WHERE staff_id = $1 AND staff_id <> 0 ORDER BY id DESC LIMIT $2`, id, n)
}

func unread(ctx context.Context, d *db.DB, staff int64) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM notices WHERE staff_id = $1 AND staff_id <> 0 AND read_at = 0`, staff)
}

func markRead(ctx context.Context, d *db.DB, staff, now int64) error {
	return d.Exec(ctx, `UPDATE notices SET read_at = $2 WHERE staff_id = $1 AND staff_id <> 0 AND read_at = 0`, staff, now)
}

func failing(ctx context.Context, d *db.DB, n int) ([]Notice, error) {
	return db.All[Notice](ctx, d, `SELECT `+columns+` FROM notices WHERE state = 'dead' OR state = 'queued' AND tries > 0 ORDER BY id DESC LIMIT $1`, n)
}

func requeue(ctx context.Context, d *db.DB, id, now int64) error {
	return d.Exec(ctx, `UPDATE notices SET state = 'queued', tries = 0, due_at = $2 WHERE id = $1 AND state = 'dead'`, id, now)
}

func templates(ctx context.Context, d *db.DB) ([]Template, error) {
	return db.All[Template](ctx, d, `SELECT code, title, text, editor, edited_at FROM notice_templates ORDER BY code`)
}

func putTemplate(ctx context.Context, tx *db.DB, t Template) error {
	return tx.Exec(ctx, `INSERT INTO notice_templates (code, title, text, editor, edited_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE SET title = excluded.title, text = excluded.text, editor = excluded.editor, edited_at = excluded.edited_at`,
		t.Code, t.Title, t.Text, t.Editor, t.EditedAt)
}
