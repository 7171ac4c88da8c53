package db_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
)

// A program refuses the database of a newer one and changes nothing in it.
func TestANewerDatabaseIsRefused(t *testing.T) {
	file := func(sql string) *fstest.MapFile { return &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)} }
	old := fstest.MapFS{"0001_a.sql": file("CREATE TABLE a (id BIGINT PRIMARY KEY);")}
	newer := fstest.MapFS{"0001_a.sql": old["0001_a.sql"], "0041_b.sql": file("CREATE TABLE b (id BIGINT PRIMARY KEY);")}
	other := fstest.MapFS{"0001_c.sql": file("CREATE TABLE c (id BIGINT PRIMARY KEY);")}
	dbtest.Each(t, time.Now, nil, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		for _, files := range []fstest.MapFS{old, newer, newer} {
			if err := d.Migrate(ctx, db.Migrations{Owner: "letters", Files: files}); err != nil {
				t.Fatal(err)
			}
		}
		err := d.Migrate(ctx, db.Migrations{Owner: "others", Files: other}, db.Migrations{Owner: "letters", Files: old})
		if !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "letters 的表结构已是第 41 版，这个程序只认到第 1 版") {
			t.Errorf("the older program: %v", err)
		}
		if _, err := db.All[int64](ctx, d, `SELECT id FROM c`); err == nil {
			t.Error("the older program made a table before it refused")
		}
	})
}

// The files of a database are ours alone, also those that an older program made.
func TestNobodyElseReadsTheFiles(t *testing.T) {
	url := dbtest.SQLite(t)
	for range 2 {
		d := dbtest.Open(t, url, time.Now, schema...)
		if err := d.Exec(t.Context(), `INSERT INTO t (id, name) VALUES ($1, 'x') ON CONFLICT DO NOTHING`, 1); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{url, url + "-wal", url + "-shm"} {
			if i, err := os.Stat(name); err != nil || i.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", name, i, err)
			}
			if err := os.Chmod(name, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
