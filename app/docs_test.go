package app

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuyou/kit/page"
)

var update = flag.Bool("update", false, "write the generated docs anew")

// TestDocs compares the generated docs with what the program says of itself now.
func TestDocs(t *testing.T) {
	w := newWorld(t, "")
	files := map[string]string{"docs/routes.md": routesDoc(w.App), "docs/schema.sql": schemaDoc(t, w.App)}
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

// TestPages compares every page's template with its Go type.
func TestPages(t *testing.T) {
	if err := page.Check(); err != nil {
		t.Error(err)
	}
}
