package db

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// liteDB is an open SQLite database of a test with one table.
func liteDB(t *testing.T) *DB {
	t.Helper()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Exec(t.Context(), `CREATE TABLE things (id BIGINT PRIMARY KEY, name TEXT, heavy BOOLEAN, data BLOB)`); err != nil {
		t.Fatal(err)
	}
	return d
}

// Arguments go by their numbers, whatever their order and however often they stand there; types of our own are kept as what they are made of.
func TestArgumentsGoByNumber(t *testing.T) {
	t.Parallel()
	type name string
	type number int32
	d := liteDB(t)
	long := strings.Repeat("长", large) // is let go after use
	for i, s := range []string{"", "张晓梅", "a\x00b", long} {
		if err := d.Exec(t.Context(), `INSERT INTO things (name, heavy, id, data) VALUES ($2, $3, $1, $4)`, number(i), name(s), i > 1, []byte(s)); err != nil {
			t.Fatal(err)
		}
	}
	type thing struct {
		ID    number
		Name  name
		Heavy bool
		Data  []byte
	}
	list, err := All[thing](t.Context(), d, `SELECT id, name, heavy, data FROM things WHERE id <= $2 AND id >= $1 AND $2 = 3 ORDER BY id`, 1, 3)
	if err != nil || len(list) != 3 || list[0].Name != "张晓梅" || list[0].Heavy || list[1].Name != "a\x00b" || !list[1].Heavy || string(list[2].Data) != long {
		t.Errorf("%d things, %v", len(list), err)
	}
	if _, err := All[int64](t.Context(), d, `SELECT id FROM things WHERE id = $2`, 1); err == nil {
		t.Error("an argument is missing")
	}
	if err := d.Exec(t.Context(), `INSERT INTO things (id) VALUES ($1)`, time.Now()); err == nil {
		t.Error("a time is no value of ours")
	}
}

// A value that is not of the kind that is wanted is told and not made into one; what has a text of it is it.
func TestValuesOfAnotherKind(t *testing.T) {
	t.Parallel()
	d := liteDB(t)
	bad := func(query string, one func(query string) error) {
		t.Helper()
		if err := one(query); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", query, err)
		}
	}
	number := func(query string) error { _, err := One[int64](t.Context(), d, query); return err }
	text := func(query string) error { _, err := One[string](t.Context(), d, query); return err }
	yes := func(query string) error { _, err := One[bool](t.Context(), d, query); return err }
	bad(`SELECT 'x'`, number)
	bad(`SELECT 1.5`, number)
	bad(`SELECT NULL`, number)
	bad(`SELECT NULL`, text)
	bad(`SELECT 2`, yes)
	bad(`SELECT NULL`, yes)
	bad(`SELECT 300`, func(q string) error { _, err := One[int8](t.Context(), d, q); return err })
	for query, want := range map[string]string{`SELECT 12`: "12", `SELECT x'6162'`: "ab", `SELECT 1.5`: "1.5"} {
		if got, err := One[string](t.Context(), d, query); err != nil || got != want {
			t.Errorf("%s: %q, %v", query, got, err)
		}
	}
	if n, err := One[int64](t.Context(), d, `SELECT '12'`); err != nil || n != 12 {
		t.Error(n, err)
	}
	if p, err := One[*int64](t.Context(), d, `SELECT 12`); err != nil || p == nil || *p != 12 {
		t.Error(p, err)
	}
	if p, err := One[*int64](t.Context(), d, `SELECT NULL`); err != nil || p != nil {
		t.Error(p, err)
	}
}

// endless is a query that only an interrupt ends.
const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n`

// A query ends with its context, and the connection that it had serves the next; who waits for a connection goes with his context, too.
func TestAQueryEndsWithItsContext(t *testing.T) {
	t.Parallel()
	d := liteDB(t)
	done := make(chan error)
	ctx, cancel := context.WithCancel(t.Context())
	for range readers {
		go func() {
			_, err := One[int64](ctx, d, endless)
			done <- err
		}()
	}
	for len(d.engine.(*sqlite).reader.slots) < readers { // until all are taken
		time.Sleep(time.Millisecond)
	}
	waits, enough := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer enough()
	if _, err := One[int64](waits, d, `SELECT 1`); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a ninth query: %v", err)
	}
	cancel()
	for range readers {
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the context has ended: %v", err)
		}
	}
	for range 2 * readers {
		if n, err := One[int64](t.Context(), d, `SELECT 1`); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
}

// Rows that are read when their context ends say so, as do a snapshot and a backup; what runs afterwards is not told of it.
func TestRowsEndWithTheirContext(t *testing.T) {
	t.Parallel()
	d := liteDB(t)
	many := `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`
	read := func(ctx context.Context, d *DB, cancel func()) (last error) {
		for n, err := range Each[int64](ctx, d, many) {
			if last = err; n == 3 {
				cancel()
			}
		}
		return last
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := read(ctx, d, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("rows: %v", err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	if err := d.Snapshot(ctx, func(d *DB) error { return read(ctx, d, cancel) }); !errors.Is(err, context.Canceled) {
		t.Errorf("a snapshot: %v", err)
	}
	if err := d.Backup(ctx, filepath.Join(t.TempDir(), "b.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup: %v", err)
	}
	func() {
		defer func() { recover() }()
		d.Snapshot(t.Context(), func(*DB) error { panic("x") })
	}()
	for range 2 * readers {
		if n, err := One[int64](t.Context(), d, `SELECT 1`); err != nil || n != 1 {
			t.Fatal(n, err)
		}
	}
}

// A query that is asked again while its rows are read is refused, as on PostgreSQL; so many statements are kept and no more; one that SQLite
// has undone by itself fails, whatever its function makes of it.
func TestWhatAConnectionRefuses(t *testing.T) {
	t.Parallel()
	d := liteDB(t)
	err := d.Snapshot(t.Context(), func(d *DB) error {
		for _, err := range Each[int64](t.Context(), d, `SELECT 1 UNION ALL SELECT 2`) {
			if err != nil {
				return err
			}
			if _, err := One[int64](t.Context(), d, `SELECT 1 UNION ALL SELECT 2`); err == nil {
				t.Error("the rows are read twice at once")
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := All[int64](t.Context(), d, `SELECT $1`, 1, 2); err == nil {
		t.Error("an argument that nobody takes")
	}
	err = d.Tx(t.Context(), func(tx *DB) error {
		for i := range 3 * stmtsMost {
			if _, err := One[int64](t.Context(), tx, fmt.Sprint(`SELECT `, i)); err != nil {
				return err
			}
		}
		return nil
	})
	if n := len(d.engine.(*sqlite).conn.stmts); err != nil || n > stmtsMost {
		t.Errorf("%d statements, %v", n, err)
	}
	write := func(id int) error {
		return d.Tx(t.Context(), func(tx *DB) error {
			if err := tx.Exec(t.Context(), `INSERT INTO things (id) VALUES ($1)`, id); err != nil {
				return err
			}
			tx.Exec(t.Context(), `INSERT OR ROLLBACK INTO things (id) VALUES (1)`) // the error is lost
			return tx.Exec(t.Context(), `INSERT INTO things (id) VALUES ($1)`, id+10)
		})
	}
	if err := d.Exec(t.Context(), `INSERT INTO things (id) VALUES (1)`); err != nil {
		t.Fatal(err)
	}
	if err := write(2); err == nil {
		t.Error("a transaction that was undone has succeeded")
	}
	if n, err := One[int64](t.Context(), d, `SELECT COUNT(*) FROM things WHERE id > 1`); err != nil || n != 0 {
		t.Error(n, err)
	}
	if err := d.Exec(t.Context(), `INSERT INTO things (id) VALUES (3)`); err != nil {
		t.Error("the writer is broken:", err)
	}
}

// A database that is closed answers no query, and one whose rows are read meanwhile is not broken by it.
func TestClosingUnderAQuery(t *testing.T) {
	t.Parallel()
	d, err := Open(t.Context(), filepath.Join(t.TempDir(), "a.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, err := range Each[int64](t.Context(), d, `SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3`) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n != 3 {
		t.Errorf("%d rows", n)
	}
	if _, err := One[int64](t.Context(), d, `SELECT 1`); err == nil {
		t.Error("a closed database answers")
	}
}
