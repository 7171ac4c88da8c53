package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

var schema = []db.Migrations{{Owner: "test", Files: fstest.MapFS{"0001_t.sql": {Data: []byte(`-- +goose Up
CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT NOT NULL, done BOOLEAN NOT NULL DEFAULT FALSE, due_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE pair (a BIGINT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b)) /* CLUSTERED */;
`)}}}}

type row struct {
	ID    int64
	Name  string
	Done  bool
	DueAt int64
}

func each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, time.Now, schema, test)
}

func TestReadWhatWasWritten(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Tx(ctx, func(tx *db.DB) error {
			if err := tx.Exec(ctx, `INSERT INTO t (id, name, done, due_at) VALUES ($1, $2, $3, $4)`, 7, "𠮷·古丽", true, 1<<40); err != nil {
				return err
			}
			r, err := db.One[row](ctx, tx, `SELECT * FROM t WHERE id = $1`, 7)
			if err != nil || r != (row{7, "𠮷·古丽", true, 1 << 40}) {
				return fmt.Errorf("inside: %+v %v", r, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n, err := d.Affect(ctx, `UPDATE t SET name = 'x' WHERE id IN (7, 8)`); n != 1 || err != nil {
			t.Errorf("affected %d, %v", n, err)
		}
		if names, err := db.All[string](ctx, d, `SELECT name FROM t`); err != nil || len(names) != 1 || names[0] != "x" {
			t.Errorf("names %v, %v", names, err)
		}
		if _, err := db.One[int64](ctx, d, `SELECT id FROM t WHERE id = 99`); !errors.Is(err, db.ErrNone) {
			t.Errorf("no row gives %v", err)
		}
		if _, err := db.One[struct{ Other string }](ctx, d, `SELECT name FROM t`); err == nil {
			t.Error("a column without a field is not noticed")
		}
	})
}

func TestFailedTransactionLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		fail := errors.New("no")
		err := d.Tx(ctx, func(tx *db.DB) error {
			tx.Exec(ctx, `INSERT INTO t (id, name) VALUES (1, 'a')`)
			return tx.Tx(ctx, func(tx *db.DB) error { return fail })
		})
		if !errors.Is(err, fail) {
			t.Errorf("got %v", err)
		}
		func() {
			defer func() { recover() }()
			d.Tx(ctx, func(tx *db.DB) error {
				tx.Exec(ctx, `INSERT INTO t (id, name) VALUES (2, 'b')`)
				panic("no")
			})
		}()
		err = d.Tx(ctx, func(tx *db.DB) error {
			tx.Exec(ctx, `INSERT INTO t (id, name) VALUES (3, 'c')`)
			return tx.Exec(ctx, `INSERT INTO t (id, name) VALUES (3, 'd')`)
		})
		if err == nil {
			t.Error("a duplicate key is not noticed")
		}
		if n, _ := db.One[int64](ctx, d, `SELECT COUNT(*) FROM t`); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

// Many transactions at once, a third of which fail: exactly the others are there, and on SQLite one
// that fails takes no other of its group with it.
func TestGroupedCommits(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		const writers, each = 16, 30
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					id := int64(w*each + i)
					err := d.Tx(ctx, func(tx *db.DB) error {
						if err := tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES ($1, $2)`, id, 1); err != nil {
							return err
						}
						if id%3 == 0 {
							return errors.New("no")
						}
						return tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES ($1, $2)`, id, 2)
					})
					if (err != nil) != (id%3 == 0) {
						t.Errorf("%d: %v", id, err)
					}
				}
			})
		}
		wg.Wait()
		ids, err := db.All[int64](ctx, d, `SELECT a FROM pair GROUP BY a HAVING COUNT(*) = 2`)
		if err != nil {
			t.Fatal(err)
		}
		all, _ := db.One[int64](ctx, d, `SELECT COUNT(*) FROM pair`)
		want := writers * each * 2 / 3
		if len(ids) != want || all != int64(2*want) {
			t.Errorf("%d whole of %d rows, want %d whole", len(ids), all, want)
		}
	})
}

// A caller that goes away does not disturb the others of its group.
func TestCancelledCaller(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.Tx(gone, func(tx *db.DB) error { return nil }); err == nil {
			t.Error("a cancelled caller was served")
		}
		if err := d.Exec(t.Context(), `INSERT INTO t (id, name) VALUES (1, 'a')`); err != nil {
			t.Error(err)
		}
	})
}

func TestIDsAreUniqueAndInOrder(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	d := dbtest.Open(t, dbtest.SQLite(t), func() time.Time { return at }, schema...)
	last := int64(0)
	for range 10000 { // more than one millisecond has room for
		id := d.NewID()
		if id <= last {
			t.Fatalf("%d after %d", id, last)
		}
		last = id
	}
}

func TestProcessesAreCounted(t *testing.T) {
	for name, url := range map[string]string{"sqlite": dbtest.SQLite(t), "postgres": dbtest.Postgres(t)} {
		a := dbtest.Open(t, url, time.Now)
		b := dbtest.Open(t, url, time.Now)
		if a.Process() == b.Process() {
			t.Errorf("%s: two processes have the number %d", name, a.Process())
		}
	}
}

// Numbers are used again when 1,024 are gone, those of dead processes only.
func TestALivingProcessKeepsItsNumber(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		now := time.Date(2026, 4, 20, 9, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		living := dbtest.Open(t, url, clock)
		for _, c := range []struct {
			started int64 // the last sign of life of the process that has the number after
			want    int64
		}{{now.UnixMilli(), 2}, {now.Add(-time.Hour).UnixMilli(), 1}, {0, 1}} {
			next := living.Process() + 1024 // as if so many had been begun meanwhile
			for _, s := range []string{
				fmt.Sprintf(`DELETE FROM db_processes WHERE n <> %d`, living.Process()),
				fmt.Sprintf(`INSERT INTO db_processes (n, started_at) VALUES (%d, 0), (%d, %d)`, next-1, living.Process()+1, c.started),
			} {
				if err := living.Exec(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			d, err := db.Open(t.Context(), url, clock)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Process() - next; got != c.want {
				t.Errorf("the next process has %d of its own, not %d", got, c.want)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			if n, err := db.One[int64](t.Context(), living, `SELECT started_at FROM db_processes WHERE n = $1`, next+c.want); n != 0 || err != nil {
				t.Errorf("a process that has ended keeps its number: %d %v", n, err)
			}
		}
	})
}

// Who gave a sign of life lately is alive; who ended, was killed a while ago, or dated his sign by a wrong clock is not.
func TestOthersThatAreAlive(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		now := time.Date(2026, 4, 20, 9, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		d := dbtest.Open(t, url, clock)
		want := func(signs ...time.Time) {
			t.Helper()
			if got, err := d.Others(t.Context()); err != nil || !slices.EqualFunc(got, signs, time.Time.Equal) {
				t.Errorf("%v %v, want %v", got, err, signs)
			}
		}
		want()
		other, err := db.Open(t.Context(), url, clock)
		if err != nil {
			t.Fatal(err)
		}
		begun := now
		now = now.Add(2 * time.Minute)
		want(begun)
		now = begun.Add(-2 * time.Minute)
		want(begun)
		now = begun.Add(-26 * time.Hour)
		want()
		now = begun.Add(3 * time.Minute)
		want()
		now = begun
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		want()
	})
}

// Ten thousand starts later a process does not get the number of one that lives.
func TestLivingProcessesAreToldApart(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, time.Now)
		first := d.Process()
		if err := d.Exec(t.Context(), `INSERT INTO db_processes (n, started_at) VALUES ($1, 0)`, first+db.ShownProcesses-1); err != nil {
			t.Fatal(err)
		}
		if n := dbtest.Open(t, url, time.Now).Process(); n != first+db.ShownProcesses+1 {
			t.Errorf("%d after %d", n, first)
		}
	})
}

// The clock of PostgreSQL is not the program's.
func TestSkew(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		for _, off := range []time.Duration{0, 8 * time.Hour, -26 * time.Hour} {
			d := dbtest.Open(t, url, func() time.Time { return time.Now().Add(off) })
			want := off.Abs()
			if !d.Postgres() {
				want = 0
			}
			if got, err := d.Skew(t.Context()); err != nil || (got-want).Abs() > 10*time.Second {
				t.Errorf("%v: %v %v", off, got, err)
			}
		}
	})
}

func TestBackupWhileWriting(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, schema...)
	ctx := t.Context()
	first, stop := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := int64(0); ; i++ {
			if i == 1 {
				close(first)
			}
			select {
			case <-stop:
				return
			default:
				d.Tx(ctx, func(tx *db.DB) error {
					tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES ($1, 1)`, i)
					return tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES ($1, 2)`, i)
				})
			}
		}
	})
	<-first
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := d.Backup(ctx, copied); err != nil {
		t.Fatal(err)
	}
	close(stop)
	wg.Wait()
	if i, err := os.Stat(copied); err != nil || i.Mode().Perm() != 0o600 {
		t.Error(i.Mode(), err)
	}
	c := dbtest.Open(t, copied, time.Now)
	half, err := db.One[int64](ctx, c, `SELECT COUNT(*) FROM (SELECT a FROM pair GROUP BY a HAVING COUNT(*) <> 2) h`)
	if err != nil || half != 0 {
		t.Errorf("%d transactions are there by half, %v", half, err)
	}
	if n, _ := db.One[int64](ctx, c, `SELECT COUNT(*) FROM pair`); n == 0 {
		t.Error("the copy is empty")
	}
}

// Transactions that look something up outside of themselves do not wait for each other.
func TestReadsOutsideATransactionThatIsOpen(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		var wait sync.WaitGroup
		for i := range 40 {
			wait.Go(func() {
				err := d.Tx(t.Context(), func(tx *db.DB) error {
					if err := tx.Exec(t.Context(), `INSERT INTO t (id, name) VALUES ($1, '')`, i); err != nil {
						return err
					}
					_, err := db.One[int64](t.Context(), tx, `SELECT COUNT(*) FROM t`)
					if err != nil {
						return err
					}
					_, err = db.One[int64](t.Context(), d, `SELECT COUNT(*) FROM t`)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	})
}

// A key that another row has is told apart from other faults, by whatever statement, and undoes what went before.
func TestTaken(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Exec(ctx, `INSERT INTO pair (a, b) VALUES (1, 1)`); err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(tx *db.DB) error{
			"exec":   func(tx *db.DB) error { return tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES (1, 1)`) },
			"affect": func(tx *db.DB) error { _, err := tx.Affect(ctx, `INSERT INTO pair (a, b) VALUES (1, 1)`); return err },
			"update": func(tx *db.DB) error { return tx.Exec(ctx, `UPDATE pair SET b = 1 WHERE a = 1`) },
		} {
			err := d.Tx(ctx, func(tx *db.DB) error {
				if err := tx.Exec(ctx, `INSERT INTO pair (a, b) VALUES (1, 2)`); err != nil {
					return err
				}
				return write(tx)
			})
			if !errors.Is(err, db.ErrTaken) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := d.Exec(ctx, `INSERT INTO pair (a, b) VALUES (2, NULL)`); err == nil || errors.Is(err, db.ErrTaken) {
			t.Error(err)
		}
		if n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM pair`); n != 1 || err != nil {
			t.Error(n, err)
		}
	})
}

// Several nodes may open a new database at once.
func TestOpeningAtOnce(t *testing.T) {
	if os.Getenv("WUYOU_TEST_DB") == "sqlite" {
		return // one server a folder
	}
	url, opened := dbtest.Postgres(t), make(chan error)
	const many = 6
	for range many {
		go func() {
			d, err := db.Open(t.Context(), url, time.Now)
			if err == nil {
				err = d.Close()
			}
			opened <- err
		}()
	}
	for range many {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}
