package db_test

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
)

// What the database cannot keep, and a database that is away or full, are told apart from faults of the program.
func TestWhatADatabaseSaysIsTold(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, time.Now)
		ctx := t.Context()
		if err := d.Exec(ctx, `CREATE TABLE told (a TEXT PRIMARY KEY)`); err != nil {
			t.Fatal(err)
		}
		put := func(text string) error {
			return d.Tx(ctx, func(tx *db.DB) error { return tx.Exec(ctx, `INSERT INTO told (a) VALUES ($1)`, text) })
		}
		if err := d.Exec(ctx, `INSERT INTO nowhere (a) VALUES (1)`); !fail.Is(err, fail.Internal) {
			t.Errorf("our own fault: %v", err)
		}
		if !d.Postgres() {
			if err := d.Exec(ctx, `PRAGMA max_page_count = 20`); err != nil {
				t.Fatal(err)
			}
			if err := put(strings.Repeat("a", 1<<20)); !fail.Is(err, fail.KindDown) {
				t.Errorf("a full disk: %v", err)
			}
			if err := put("a"); err != nil {
				t.Errorf("what still fits: %v", err)
			}
			return
		}
		for _, text := range []string{"a\x00", "a\xff"} {
			if err := put(text); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%q: %v", text, err)
			}
			if _, err := db.One[string](ctx, d, `SELECT a FROM told WHERE a = $1`, text); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%q looked for: %v", text, err)
			}
		}
		err := d.Tx(ctx, func(tx *db.DB) error {
			_, err := db.One[bool](ctx, tx, `SELECT pg_terminate_backend(pg_backend_pid())`)
			return err
		})
		if !fail.Is(err, fail.KindDown) {
			t.Errorf("a server that ends the connection: %v", err)
		}
		if err := put("a"); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
