package search

import (
	"context"
	"embed"
	"io/fs"
	"strings"

	"wuyou/kit/db"
)

//go:embed schema
var schema embed.FS

// Schema is the table of texts, which the two databases have each in their own way.
func Schema(d *db.DB) db.Migrations {
	dir := "schema/sqlite"
	if d.Postgres() {
		dir = "schema/postgres"
	}
	files, _ := fs.Sub(schema, dir)
	return db.Migrations{Owner: "search", Files: files}
}

func insertText(ctx context.Context, tx *db.DB, kind string, ref int64, words string) error {
	if tx.Postgres() {
		return tx.Exec(ctx, `INSERT INTO search_texts (kind, ref, words) VALUES ($1, $2, to_tsvector('simple', $3))`, kind, ref, words)
	}
	return tx.Exec(ctx, `INSERT INTO search_texts (rowid, kind, ref, words) VALUES ($1, $2, $1, $3)`, ref, kind, words)
}

func deleteText(ctx context.Context, tx *db.DB, kind string, ref int64) error {
	if tx.Postgres() {
		return tx.Exec(ctx, `DELETE FROM search_texts WHERE kind = $1 AND ref = $2`, kind, ref)
	}
	return tx.Exec(ctx, `DELETE FROM search_texts WHERE rowid = $1`, ref)
}

// findTexts asks for texts with all the words; one that ends in a star is the beginning of a word.
func findTexts(ctx context.Context, d *db.DB, kind string, words []string, n int) ([]int64, error) {
	terms := make([]string, len(words))
	for i, w := range words {
		head, star := strings.CutSuffix(w, "*")
		switch {
		case d.Postgres() && star:
			terms[i] = "'" + head + "':*"
		case d.Postgres():
			terms[i] = "'" + head + "'"
		case star:
			terms[i] = `"` + head + `"*`
		default:
			terms[i] = `"` + head + `"`
		}
	}
	if d.Postgres() {
		return db.All[int64](ctx, d, `SELECT ref FROM search_texts, to_tsquery('simple', $1) q WHERE words @@ q AND kind = $2
			ORDER BY ts_rank(words, q) DESC, ref LIMIT $3`, strings.Join(terms, " & "), kind, n)
	}
	return db.All[int64](ctx, d, `SELECT ref FROM search_texts WHERE search_texts MATCH $1 AND kind = $2 ORDER BY rank, ref LIMIT $3`,
		"words : ("+strings.Join(terms, " AND ")+")", kind, n)
}
