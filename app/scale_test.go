package app

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"wuyou/kit/db"
)

// Tables that can be spread over machines: docs/scale.md says by which column, of each; every unique constraint contains it, for no
// machine sees another's rows. What is "everywhere" or "here" may have any.
func TestEveryTableCanBeSpread(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../docs/scale.md")
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (\w+) \| (\w+) \|`).FindAllStringSubmatch(string(b), -1) {
		if keys[m[1]] != "" {
			t.Errorf("docs/scale.md says twice how %s is spread", m[1])
		}
		keys[m[1]] = m[2]
	}
	delete(keys, "table")
	w := newWorld(t, "")
	type unique struct{ Name, Columns string }
	tables, err := db.All[string](t.Context(), w.DB, `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#' AND name NOT LIKE 'db#_version#_%' ESCAPE '#'`)
	if err != nil || len(tables) < 100 {
		t.Fatal(len(tables), err)
	}
	for _, table := range tables {
		key := keys[table]
		delete(keys, table)
		switch key {
		case "":
			t.Errorf("docs/scale.md does not say how %s is spread", table)
			continue
		case "everywhere", "here":
			continue
		}
		list, err := db.All[unique](t.Context(), w.DB, `SELECT i.name, (SELECT group_concat(c.name, ' ') FROM pragma_index_info(i.name) c) AS columns
			FROM pragma_index_list($1) i WHERE i."unique" = 1 UNION ALL
			SELECT 'primary key', (SELECT group_concat(c.name, ' ') FROM pragma_table_info($1) c WHERE c.pk > 0)`, table)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			if !slices.Contains(strings.Fields(u.Columns), key) {
				t.Errorf("%s is spread by %s, which %s (%s) lacks", table, key, u.Name, u.Columns)
			}
		}
	}
	for table := range keys {
		t.Errorf("docs/scale.md names %s, which is no table", table)
	}
}
