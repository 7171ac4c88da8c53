package app

import (
	"slices"
	"testing"

	"wuyou/kit/db"
)

// Every column that names a place says what becomes of it when another place stands in: by its name, and by what stands in it in a city
// that works.
func TestEveryColumnOfPlacesIsDeclared(t *testing.T) {
	w := newWorld(t, "")
	w.apply(w.clientToken("apply read"), 3)
	w.tick()
	declared := map[string]bool{}
	for _, m := range w.owners() {
		for name := range m.Places {
			declared[name] = false
		}
	}
	type column struct{ Tab, Name string }
	all, err := db.All[column](t.Context(), w.DB, `SELECT m.name AS tab, c.name AS name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'TEXT'`)
	if err != nil {
		t.Fatal(err)
	}
	named := []string{"region", "city", "county", "township", "village", "home", "hall", "place", "scope", "origin"}
	for _, c := range all {
		name := c.Tab + "." + c.Name
		if _, ok := declared[name]; ok {
			declared[name] = true
			continue
		}
		n, err := db.One[int64](t.Context(), w.DB, `SELECT COUNT(*) FROM (SELECT 1 FROM `+c.Tab+` x JOIN regions r ON r.code = x.`+c.Name+` LIMIT 1) y`)
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 || slices.Contains(named, c.Name) {
			t.Errorf("%s names places: its owner's Schema must say what becomes of them (db.Migrations.Places)", name)
		}
	}
	for name, there := range declared {
		if !there {
			t.Errorf("%s is declared and is not there", name)
		}
	}
}
