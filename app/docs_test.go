package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/page"
	"wuyou/office/file"
	"wuyou/office/officetest"
)

var update = officetest.Update

// TestDocs compares the generated docs with what the program says of itself now.
func TestDocs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	files := map[string]string{"docs/routes.md": routesDoc(w.App), "docs/schema.sql": schemaDoc(t, w.App), "docs/tables.md": tablesDoc(w.App), "docs/imports.md": importsDoc(w.App),
		"docs/settings.md": settingsDoc()}
	for _, table := range w.Engine.Tables() {
		files["docs/flows/"+table.Kind+".md"] = flowDoc(table)
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

// tablesDoc says of every table whether its rows are proven, how they end, and what becomes of its places.
func tablesDoc(a *App) string {
	var b strings.Builder
	b.WriteString("# Tables: what proves their rows, and how they end\n\nGenerated; do not edit. [ledger.md](ledger.md) says what a proof is and what it does not find. What is kept of a matter stays as long as the matter (其档案保管期限);\nwhat is named with `…` is a limit (管理 → 规则表).\n\n")
	b.WriteString("| table | proven | without, because | rows end |\n|---|---|---|---|\n")
	for _, m := range a.Owners() {
		for _, k := range m.Kept {
			why := ""
			if len(k.Open) > 0 {
				why = "`" + strings.Join(k.Open, "`, `") + "`: " + k.Why
			}
			fmt.Fprintf(&b, "| `%s` | yes | %s | %s |\n", k.Table, why, cmp.Or(m.Ends[k.Table], "with the matters"))
		}
		for _, table := range slices.Sorted(maps.Keys(m.Free)) {
			fmt.Fprintf(&b, "| `%s` | no | %s | %s |\n", table, m.Free[table], m.Ends[table])
		}
	}
	b.WriteString("\n## Columns that name a place\n\nWhat becomes of them when another place stands in for the one they name (`db.Migrations.Places`).\n\n| column | |\n|---|---|\n")
	for _, m := range a.Owners() {
		for _, column := range slices.Sorted(maps.Keys(m.Places)) {
			fmt.Fprintf(&b, "| `%s` | %s |\n", column, m.Places[column])
		}
	}
	return b.String()
}

// settingsDoc lists the settings.
func settingsDoc() string {
	var b strings.Builder
	b.WriteString("# Settings\n\nGenerated; do not edit. Each is given as a flag, else as an environment variable, else as a line `WUYOU_NAME=value` of the file of `--config`\n(comments, blank " +
		"lines and quotes as in an EnvironmentFile of systemd; [operate.md](operate.md)); an empty value is none. `wuyou config` prints them\nwith their present values. What is wrong is refused before anything is done, all at once: exit code 1. " +
		"An environment variable `WUYOU_…` that is none of these\nis named at the start and has no effect; limits are rows (管理 → 规则表 → 限度). " +
		"What is secret is neither shown nor repeated.\n")
	c := Defaults()
	for _, g := range c.groups() {
		fmt.Fprintf(&b, "\n## %s\n\n| flag | environment | 不填时 | 应为 | 含义 |\n|---|---|---|---|---|\n", g.title)
		for _, s := range g.settings {
			right := strings.TrimSpace(s.kind.right)
			if s.kind.secret {
				right += "；不显示"
			}
			fmt.Fprintf(&b, "| `--%s` | `%s` | %s | %s | %s |\n", s.name, s.env(), cmp.Or(s.value(), "—"), right, s.help)
		}
	}
	return b.String()
}

// importsDoc lists what the office and people hand in: tables with their columns, and kinds of files.
func importsDoc(a *App) string {
	var b strings.Builder
	b.WriteString("# What is handed in\n\nGenerated; do not edit. Tables come as `.xlsx` workbooks or as text with commas, tabs or semicolons; the template of each says the same\n" +
		"(`wuyou import NAME --template FILE`, or the page 导入). Columns stand in any order, below titles and on any sheet; columns with \\* are needed.\n")
	for _, t := range a.House.Imports() {
		fmt.Fprintf(&b, "\n## `%s` %s\n\n%s\n\n| 列 | 填什么 | 也认的列名 |\n|---|---|---|\n", t.Name, t.Title, t.About)
		for _, c := range sure(t.Columns(context.Background())) {
			about := c.About
			if len(c.Choices) > 0 {
				about += "：" + strings.Join(c.Choices, "、")
			}
			fmt.Fprintf(&b, "| %s%s | %s | %s |\n", c.Name, map[bool]string{true: " \\*"}[c.Must], about, strings.Join(c.Also, "、"))
		}
	}
	fmt.Fprintf(&b, "\n## Files\n\nTaken, found out by their content: %s. Refused, with what to do instead:\n\n| 文件 | 怎么说 |\n|---|---|\n", file.Taken())
	ends := map[string][]string{}
	for ext, words := range file.Unfit() {
		ends[words] = append(ends[words], cmp.Or(ext, "others"))
	}
	for _, words := range slices.Sorted(maps.Keys(ends)) {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(slices.Sorted(slices.Values(ends[words])), " "), words)
	}
	b.WriteString("\nA PDF or a workbook that opens with a password only is refused, too; one that is encrypted so that nobody changes it is taken.\n")
	return b.String()
}

// TestPages compares every page's template with its Go type.
func TestPages(t *testing.T) {
	t.Parallel()
	if err := page.Check(); err != nil {
		t.Error(err)
	}
}
