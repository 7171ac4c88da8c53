package document

import (
	"context"
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of papers.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "document", Files: files, Kept: []db.Kept{
		{Table: "documents", Key: []string{"case_id", "no"}, Group: "case_id"},
		{Table: "document_templates", Key: []string{"code", "version"}},
	}, Free: map[string]string{
		"document_serials": "the last number of a series: worked out from the papers",
	}, Ends: map[string]string{"document_serials": "one a series and year"}}
}

func templates(ctx context.Context, d *db.DB) ([]Template, error) {
	return db.All[Template](ctx, d, `SELECT code, version, title, mark, body, valid_from, editor FROM document_templates ORDER BY code, version`)
}

func versions(ctx context.Context, d *db.DB, code string) ([]Template, error) {
	return db.All[Template](ctx, d,
		`SELECT code, version, title, mark, body, valid_from, editor FROM document_templates WHERE code = $1 ORDER BY version`,
		code)
}

func putTemplate(ctx context.Context, tx *db.DB, t Template) error {
	return tx.Exec(ctx, `INSERT INTO document_templates (code, version, title, mark, body, valid_from, editor) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.Code, t.Version, t.Title, t.Mark, t.Body, t.ValidFrom, t.Editor)
}

// nextNo counts the papers of a case.
func nextNo(ctx context.Context, tx *db.DB, caseID int64) (int64, error) {
	return db.One[int64](ctx, tx, `SELECT COALESCE(MAX(no), 0) + 1 FROM documents WHERE case_id = $1`, caseID)
}

// nextSerial counts the papers of an organ, a mark and a year. Its row is locked until the transaction
// ends, so numbers have no gaps.
func nextSerial(ctx context.Context, tx *db.DB, organ, mark string, year int) (int64, error) {
	return db.One[int64](ctx, tx, `INSERT INTO document_serials (organ, mark, year, n) VALUES ($1, $2, $3, 1)
		ON CONFLICT (organ, mark, year) DO UPDATE SET n = document_serials.n + 1 RETURNING n`, organ, mark, year)
}

func insert(ctx context.Context, tx *db.DB, d Document) error {
	return tx.Exec(ctx, `INSERT INTO documents (case_id, no, code, version, number, title, organ, body_sealed, hash, by_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		d.CaseID, d.No, d.Code, d.Version, d.Number, d.Title, d.Organ, d.BodySealed, d.Hash, d.ByName, d.At)
}

func ofCase(ctx context.Context, d *db.DB, id int64) ([]Document, error) {
	return db.All[Document](ctx, d, `SELECT * FROM documents WHERE case_id = $1 ORDER BY no`, id)
}

func find(ctx context.Context, d *db.DB, caseID, no int64) (Document, error) {
	return db.One[Document](ctx, d, `SELECT * FROM documents WHERE case_id = $1 AND no = $2`, caseID, no)
}
