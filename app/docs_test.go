package app

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/page"
)

var update = flag.Bool("update", false, "write the generated docs anew")

// TestDocs compares the generated docs with what the program says of itself now.
func TestDocs(t *testing.T) {
	w := newWorld(t, "")
	files := map[string]string{"docs/routes.md": routesDoc(w.App), "docs/schema.sql": schemaDoc(t, w.App), "docs/tables.md": tablesDoc(w.App)}
	for _, table := range w.Engine.Tables() {
		files["docs/flows/"+table.Kind+".md"] = table.Doc()
	}
	spec, err := w.API.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	files["docs/openapi.json"] = string(spec) + "\n"
	for name, want := range files {
		file := filepath.Join("..", name)
		if *update {
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(file)
		if err != nil || string(got) != want {
			t.Errorf("%s is not current: run make docs", name)
		}
	}
}

// routesDoc lists every route with who may use it.
func routesDoc(a *App) string {
	var b strings.Builder
	b.WriteString("# Routes\n\nGenerated; do not edit. Who may use a route is asked before its handler runs; what of a case one may see or do is asked by the flow table.\n\n| method | path | who | 页面 |\n|---|---|---|---|\n")
	for _, r := range a.Server.Routes() {
		fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", r.Method, r.Path, r.Access.Name, r.Title)
	}
	return b.String()
}

// schemaDoc is the schema as SQLite has it after all migrations.
func schemaDoc(t *testing.T, a *App) string {
	list, err := a.DB.Dump(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return "-- Generated; do not edit. The tables after all migrations, as SQLite has them.\n\n" + strings.Join(list, ";\n\n") + ";\n"
}

// tablesDoc says of every table whether its rows are proven.
func tablesDoc(a *App) string {
	var b strings.Builder
	b.WriteString("# Tables and what proves their rows\n\nGenerated; do not edit. [ledger.md](ledger.md) says what a proof is and what it does not find.\n\n")
	b.WriteString("| table | proven | without, because |\n|---|---|---|\n")
	for _, m := range a.owners() {
		for _, k := range m.Kept {
			why := ""
			if len(k.Open) > 0 {
				why = "`" + strings.Join(k.Open, "`, `") + "`: " + k.Why
			}
			fmt.Fprintf(&b, "| `%s` | yes | %s |\n", k.Table, why)
		}
		for _, table := range slices.Sorted(maps.Keys(m.Free)) {
			fmt.Fprintf(&b, "| `%s` | no | %s |\n", table, m.Free[table])
		}
	}
	return b.String()
}

// TestPages compares every page's template with its Go type.
func TestPages(t *testing.T) {
	if err := page.Check(); err != nil {
		t.Error(err)
	}
}
