package limit

import (
	"embed"
	"io/fs"

	"wuyou/kit/db"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema is the table of limits.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "limit", Files: files, Kept: []db.Kept{{Table: "limits", Key: []string{"id"}}}}
}
