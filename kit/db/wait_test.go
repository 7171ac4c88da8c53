package db_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
)

// short is how long these tests wait for a database that says nothing.
var short = db.Options{Patience: db.Patience{Usual: time.Second, Long: time.Hour}}

func throughProxy(t *testing.T) (*db.DB, *dbtest.Proxy) {
	t.Helper()
	p := dbtest.NewProxy(t, dbtest.Postgres(t))
	d, err := db.Open(t.Context(), p.URL, time.Now, short)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.Forward()
		d.Close()
	})
	if err := d.Exec(t.Context(), `CREATE TABLE kept (a BIGINT PRIMARY KEY)`); err != nil {
		t.Fatal(err)
	}
	return d, p
}

func put(ctx context.Context, d *db.DB, a int64) error {
	return d.Exec(ctx, `INSERT INTO kept (a) VALUES ($1)`, a)
}

func has(t *testing.T, d *db.DB, a int64) bool {
	t.Helper()
	n, err := db.One[int64](t.Context(), d, `SELECT COUNT(*) FROM kept WHERE a = $1`, a)
	if err != nil {
		t.Fatal(err)
	}
	return n == 1
}

func onPostgres(t *testing.T, test func(t *testing.T)) {
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		if kind == "postgres" {
			test(t)
		}
	})
}

// A server that says nothing is waited for so long and no longer, wherever it falls silent; when it speaks again everything goes on, and
// what was broken off was not done.
func TestASilentServerIsNotWaitedFor(t *testing.T) {
	onPostgres(t, func(t *testing.T) {
		d, p := throughProxy(t)
		ctx := t.Context()
		down := func(where string, err error) {
			t.Helper()
			if e, ok := fail.As(err); !ok || e.Kind != fail.KindDown || e.Unsure {
				t.Errorf("%s: %v", where, err)
			}
		}
		down("between two statements of a transaction", d.Tx(ctx, func(tx *db.DB) error {
			if _, err := tx.Affect(ctx, `INSERT INTO kept (a) VALUES (1)`); err != nil {
				t.Error(err)
			}
			p.Swallow()
			_, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM kept`)
			return err
		}))
		_, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM kept`)
		down("a read", err)
		down("a snapshot", d.Snapshot(ctx, func(d *db.DB) error { _, err := db.One[int64](ctx, d, `SELECT 1`); return err }))
		p.Forward()
		if has(t, d, 1) {
			t.Error("half of a transaction was kept")
		}
		if err := put(ctx, d, 2); err != nil || !has(t, d, 2) {
			t.Errorf("afterwards: %v", err)
		}
		rows := 0
		for _, err = range db.Each[int64](ctx, d, `SELECT n FROM generate_series(1, 1000000) AS n`) {
			if rows++; rows == 1 {
				p.Swallow()
			}
		}
		if down("in the middle of rows", err); rows < 1 || rows > 1000000 {
			t.Errorf("%d rows", rows)
		}
	})
}

// Whoever is slow with what came keeps no deadline of the database, and work that is long is waited for.
func TestOnlyTheDatabaseIsHurried(t *testing.T) {
	onPostgres(t, func(t *testing.T) {
		d, p := throughProxy(t)
		n := 0
		for _, err := range db.Each[int64](t.Context(), d, `SELECT n FROM generate_series(1, 100000) AS n`) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 1 {
				time.Sleep(2 * short.Patience.Usual)
			}
		}
		if n != 100000 {
			t.Errorf("%d rows", n)
		}
		p.Swallow()
		time.AfterFunc(2*short.Patience.Usual, p.Forward)
		if _, err := db.One[int64](db.Patient(t.Context()), d, `SELECT COUNT(*) FROM kept`); err != nil {
			t.Error(err)
		}
	})
}

// When the answer to a commit is lost, it is said that nobody knows; here it was done.
func TestACommitWithoutAnswerIsUnsure(t *testing.T) {
	onPostgres(t, func(t *testing.T) {
		d, p := throughProxy(t)
		if err := put(t.Context(), d, 1); err != nil { // the statement is prepared
			t.Fatal(err)
		}
		p.SwallowAnswers()
		err := put(t.Context(), d, 2)
		if e, ok := fail.As(err); !ok || e.Kind != fail.KindDown || !e.Unsure {
			t.Errorf("%v", err)
		}
		p.Forward()
		if !has(t, d, 2) {
			t.Error("it was not done")
		}
	})
}

// A row that another keeps locked is waited for so long, and nothing is written when it is free at last.
func TestALockIsNotWaitedForForEver(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		ctx := t.Context()
		d, err := db.Open(ctx, url, time.Now, short)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		if err := errors.Join(d.Exec(ctx, `CREATE TABLE kept (a BIGINT PRIMARY KEY)`), put(ctx, d, 1)); err != nil {
			t.Fatal(err)
		}
		raw, err := dbtest.Raw(t, url).Conn(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		lock := `BEGIN IMMEDIATE`
		if d.Postgres() {
			lock = `BEGIN`
		}
		for _, s := range []string{lock, `UPDATE kept SET a = 1 WHERE a = 1`} {
			if _, err := raw.ExecContext(ctx, s); err != nil {
				t.Fatal(err)
			}
		}
		waits, cancel := ctx, func() {}
		if !d.Postgres() { // which has one lock for all; the caller says how long
			waits, cancel = context.WithTimeout(ctx, short.Patience.Usual)
		}
		err = d.Exec(waits, `UPDATE kept SET a = 3 WHERE a = 1`)
		cancel()
		if e, ok := fail.As(err); !ok || e.Kind != fail.KindDown || e.Unsure {
			t.Errorf("%v", err)
		}
		if _, err := raw.ExecContext(ctx, `ROLLBACK`); err != nil {
			t.Fatal(err)
		}
		if err := put(ctx, d, 2); err != nil {
			t.Error("afterwards:", err)
		}
		if has(t, d, 3) || !has(t, d, 1) {
			t.Error("what was given up was done after all")
		}
	})
}
