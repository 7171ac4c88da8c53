package file

import (
	"context"
	"embed"
	"io/fs"
	"iter"

	"wuyou/kit/db"
	"wuyou/office/people"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema is the table of files.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "file", Files: files, Kept: []db.Kept{
		{Table: "files", Key: []string{"id"}},
	}, Free: map[string]string{"file_looks": "what the audit log says, for a day"}, Ends: map[string]string{
		"file_looks": "removed the next day",
		"files":      "stay with their matters; a content on disk that no row names is removed after a day",
	}}
}

func insert(ctx context.Context, tx *db.DB, f File) error {
	return tx.Exec(ctx, `INSERT INTO files (id, hash, size, kind, name, owner_kind, owner_id, case_id, at, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.Hash, f.Size, f.Kind, f.Name, f.OwnerKind, f.OwnerID, f.CaseID, f.At, f.Sealed)
}

func byID(ctx context.Context, d *db.DB, id int64) (File, error) {
	return db.One[File](ctx, d, `SELECT * FROM files WHERE id = $1`, id)
}

func ofCase(ctx context.Context, d *db.DB, id int64) ([]File, error) {
	return db.All[File](ctx, d, `SELECT * FROM files WHERE case_id = $1 AND case_id <> 0 ORDER BY id`, id)
}

func all(ctx context.Context, d *db.DB) iter.Seq2[File, error] {
	return db.Each[File](ctx, d, `SELECT * FROM files ORDER BY id`)
}

func attach(ctx context.Context, tx *db.DB, caseID int64, owner people.Kind, ownerID, id int64) (int64, error) {
	return tx.Affect(ctx, `UPDATE files SET case_id = $1 WHERE id = $2 AND owner_kind = $3 AND owner_id = $4 AND case_id IN (0, $1)`,
		caseID, id, owner, ownerID)
}

// plainAfter are files that are not sealed yet.
func plainAfter(ctx context.Context, d *db.DB, after int64, n int) ([]File, error) {
	return db.All[File](ctx, d, `SELECT * FROM files WHERE NOT sealed AND id > $1 ORDER BY id LIMIT $2`, after, n)
}

func plainLeft(ctx context.Context, d *db.DB) (int64, error) {
	return db.One[int64](ctx, d, `SELECT COUNT(*) FROM files WHERE NOT sealed`)
}

func setSealed(ctx context.Context, d *db.DB, id int64, name string) error {
	return d.Exec(ctx, `UPDATE files SET sealed = TRUE, name = $2 WHERE id = $1 AND NOT sealed`, id, name)
}

// looseBefore are files, handed in before a time by others than the office, that belong to no case.
func looseBefore(ctx context.Context, d *db.DB, at, after int64, n int) ([]File, error) {
	return db.All[File](ctx, d, `SELECT * FROM files WHERE case_id = 0 AND owner_kind <> 'office' AND at < $1 AND id > $2 ORDER BY id LIMIT $3`, at, after, n)
}

func deleteLoose(ctx context.Context, tx *db.DB, id int64) error {
	return tx.Exec(ctx, `DELETE FROM files WHERE id = $1 AND case_id = 0`, id)
}

// hasRow reports whether a row names the content.
func hasRow(ctx context.Context, d *db.DB, hash string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM (SELECT 1 FROM files WHERE hash = $1 LIMIT 1) x`, hash)
	return n > 0, err
}

// insertLook reports whether the member of staff did not see the file yet on the day.
func insertLook(ctx context.Context, tx *db.DB, day, staff, file int64) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO file_looks (day, staff_id, file_id) VALUES ($1, $2, $3)
		ON CONFLICT (day, staff_id, file_id) DO NOTHING`, day, staff, file)
	return n == 1, err
}

func hasLook(ctx context.Context, d *db.DB, day, staff, file int64) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM file_looks WHERE day = $1 AND staff_id = $2 AND file_id = $3`, day, staff, file)
	return n > 0, err
}

func deleteLooks(ctx context.Context, d *db.DB, before int64) error {
	return d.Exec(ctx, `DELETE FROM file_looks WHERE day < $1`, before)
}
