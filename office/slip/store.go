package slip

import (
	"context"
	"embed"
	"io/fs"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/flow"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema are the tables of query codes.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "slip", Files: files, Kept: []db.Kept{
		{Table: "query_codes", Key: []string{"case_id"}, Open: []string{"printed_at"}, Why: "that a slip was printed stands in the audit log"},
	}, Free: map[string]string{
		"query_codes_before": "until when codes of six digits were given; who changes it makes some codes of before good or worth nothing, for looking only",
	}, Ends: map[string]string{"query_codes_before": "one row"}}
}

// issued is what is known of the code of a case.
type issued struct {
	CaseID    int64
	Renewed   int64 // how often it was replaced
	PrintedAt int64 // when the slip was printed at a desk
	LeftAt    int64 // when somebody who had it stopped acting for the firm whose case it is, since it was issued; 0: nobody did
}

// since is from when on the code was given.
func (is issued) since(k flow.Case) int64 {
	if is.Renewed > 0 {
		return is.PrintedAt
	}
	return k.OpenedAt
}

// given is when the code that holds now was given.
func (is issued) given(k flow.Case) int64 { return max(is.since(k), is.LeftAt) }

// version tells the codes of a case apart.
func (is issued) version() string {
	v := strconv.FormatInt(is.Renewed, 10)
	if is.LeftAt != 0 {
		v += "-" + strconv.FormatInt(is.LeftAt, 10)
	}
	return v
}

func issuedOf(ctx context.Context, d *db.DB, id int64) (issued, error) {
	return db.One[issued](ctx, d, `SELECT case_id, renewed, printed_at FROM query_codes WHERE case_id = $1`, id)
}

// notePrinted notes that a slip was printed and reports whether none was before.
func notePrinted(ctx context.Context, tx *db.DB, id, at int64) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO query_codes (case_id, renewed, printed_at) VALUES ($1, 0, $2) ON CONFLICT (case_id) DO NOTHING`, id, at)
	return n == 1, err
}

func renew(ctx context.Context, tx *db.DB, id, at int64) error {
	return tx.Exec(ctx, `INSERT INTO query_codes (case_id, renewed, printed_at) VALUES ($1, 1, $2)
		ON CONFLICT (case_id) DO UPDATE SET renewed = query_codes.renewed + 1, printed_at = excluded.printed_at`, id, at)
}

// before is until when cases were opened whose first code was six digits.
func before(ctx context.Context, d *db.DB) (int64, error) {
	return db.One[int64](ctx, d, `SELECT until FROM query_codes_before`)
}
