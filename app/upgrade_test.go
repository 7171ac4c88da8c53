package app

import (
	"archive/zip"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/people"
)

// A database of the demonstration as the program of 30 November 2026 left it (testdata/older) is brought up to date with all its cases: each stands as it
// stood, opens at the desk, and the ledger verifies before and after the office has done what had come due since.
func TestADatabaseOfNovemberIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		dir := dbtest.TempDir(t)
		packed := sure(zip.OpenReader("testdata/older/2026-11-30.zip"))
		defer packed.Close()
		if err := os.CopyFS(dir, packed); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(dir, "keys"), 0o600); err != nil {
			t.Fatal(err)
		}
		url := filepath.Join(dir, "wuyou.db")
		if kind == "postgres" {
			url = dbtest.Postgres(t)
			moved(t, filepath.Join(dir, "wuyou.db"), url)
		}
		type stood struct {
			ID                         int64
			Kind, State, Title, Party  string
			Seq, Applicant, Late, Ends int64
		}
		read := func() map[int64]stood {
			rows := sure(dbtest.Raw(t, url).Query(`SELECT id, kind, state, title, party, seq, applicant,
				CASE WHEN late THEN 1 ELSE 0 END, closed_at FROM cases`))
			defer rows.Close()
			all := map[int64]stood{}
			for rows.Next() {
				var k stood
				if err := rows.Scan(&k.ID, &k.Kind, &k.State, &k.Title, &k.Party, &k.Seq, &k.Applicant, &k.Late, &k.Ends); err != nil {
					t.Fatal(err)
				}
				all[k.ID] = k
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			return all
		}
		before := read()
		w := &world{t: t}
		w.open(dir, url, "2026-12-01 16:00")
		t.Cleanup(func() { w.Close() })
		serveHere(t, w)
		if after := read(); len(before) < 80 || !cmp.Equal(before, after) {
			t.Errorf("%d cases became: %s", len(before), cmp.Diff(before, after))
		}
		verified := func() {
			t.Helper()
			if v := sure(w.Ledger.Verify(t.Context())); len(v.Faults) > 0 {
				t.Errorf("%+v", v.Faults)
			}
		}
		verified()
		jianguan := w.staff("jianguan")
		for id, k := range before {
			v := sure(w.Engine.View(t.Context(), people.TheOffice, id))
			if v.Case.Title != k.Title || len(v.Events) == 0 || v.State.Name == "" {
				t.Errorf("%s %s: %+v", k.Kind, k.Title, v.Case)
			}
			jianguan.get("/desk/cases/" + v.Case.Number()).is(200)
		}
		w.tick()
		verified()
	})
}

// moved copies a database of SQLite into an empty one of PostgreSQL, with the tables that its program had.
func moved(t *testing.T, file, url string) {
	t.Helper()
	from, to := dbtest.Raw(t, file), dbtest.Raw(t, url)
	to.SetMaxOpenConns(1)
	exec := func(query string) {
		t.Helper()
		if _, err := to.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, "")
	var owners []db.Migrations
	for _, m := range w.Owners() {
		var version int64
		if err := from.QueryRow(`SELECT MAX(version_id) FROM db_version_` + m.Owner).Scan(&version); err == nil && m.Files != nil {
			owners = append(owners, dbtest.Before(m, fmt.Sprintf("%04d", version+1)))
		}
	}
	dbtest.Open(t, url, w.clock, owners...)
	exec(`SET session_replication_role = replica`) // rows come in any order
	for _, table := range column(t, from, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'db_version_%'`) {
		flags := column(t, to, `SELECT column_name FROM information_schema.columns WHERE data_type = 'boolean' AND table_name = '`+table+`'`)
		exec(`DELETE FROM ` + table)
		rows := sure(from.Query(`SELECT * FROM ` + table))
		names := sure(rows.Columns())
		insert := `INSERT INTO ` + table + ` (` + strings.Join(names, ", ") + `) VALUES ` + db.In(1, len(names))
		for rows.Next() {
			values, places := make([]any, len(names)), make([]any, len(names))
			for i := range values {
				places[i] = &values[i]
			}
			if err := rows.Scan(places...); err != nil {
				t.Fatal(err)
			}
			for i, name := range names {
				for _, flag := range flags {
					if n, ok := values[i].(int64); ok && flag == name {
						values[i] = n == 1
					}
				}
			}
			if _, err := to.Exec(insert, values...); err != nil {
				t.Fatal(table, err)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(table, err)
		}
		rows.Close()
	}
	exec(`SET session_replication_role = origin`)
}

// column is the first column of a query.
func column(t *testing.T, d *sql.DB, query string) (list []string) {
	t.Helper()
	rows := sure(d.Query(query))
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
