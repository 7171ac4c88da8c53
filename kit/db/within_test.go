package db_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

var errPurpose = errors.New("on purpose")

// What is done on the pool with a context that carries a transaction is of it; a Tx that fails is undone alone, on both databases, whether
// the database refused a statement or the function gave up, and the rows are proven as they then stand.
func TestPartsOfATransaction(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		plain := t.Context()
		put := func(ctx context.Context, on *db.DB, no int, name string) error {
			return on.Exec(ctx, `INSERT INTO things (owner, no, name, on_, n) VALUES (1, $1, $2, FALSE, 0)`, no, name)
		}
		names := func(ctx context.Context, on *db.DB) string {
			list, err := db.All[string](ctx, on, `SELECT name FROM things ORDER BY no`)
			if err != nil {
				t.Error(err)
			}
			return strings.Join(list, " ")
		}
		err := d.Tx(plain, func(tx *db.DB) error {
			ctx := db.Within(plain, tx)
			if err := errors.Join(put(plain, tx, 1, "a"), put(ctx, d, 2, "b")); err != nil {
				return err
			}
			if got := names(ctx, d); got != "a b" {
				t.Errorf("the pool reads %q", got)
			}
			if err := d.Tx(ctx, func(part *db.DB) error { // it gives up
				if err := part.Exec(ctx, `UPDATE things SET name = $3 WHERE owner = $1 AND no = $2`, 1, 1, "never"); err != nil {
					return err
				}
				return errors.Join(put(ctx, part, 3, "c"), errPurpose)
			}); !errors.Is(err, errPurpose) {
				t.Error(err)
			}
			if err := d.Tx(ctx, func(part *db.DB) error { return errors.Join(put(ctx, part, 4, "d"), put(ctx, part, 2, "twice")) }); !errors.Is(err, db.ErrTaken) {
				t.Error("a key that is taken:", err)
			}
			if err := d.Tx(ctx, func(part *db.DB) error { // what was queued fails with the read behind it
				if err := put(ctx, part, 2, "twice"); err != nil {
					return err
				}
				_, err := db.All[string](ctx, part, `SELECT name FROM things`)
				return err
			}); !errors.Is(err, db.ErrTaken) {
				t.Error("a key that is taken:", err)
			}
			if _, err := db.One[int64](ctx, tx, `SELECT COUNT(*) FROM things`); err != nil {
				t.Error("the transaction does not go on:", err)
			}
			func() {
				defer func() { recover() }()
				d.Tx(ctx, func(part *db.DB) error { panic(put(ctx, part, 5, "e")) })
			}()
			if err := d.Tx(ctx, func(part *db.DB) error { // a part of a part
				inner := db.Within(ctx, part)
				gone := d.Tx(inner, func(p *db.DB) error { return errors.Join(put(inner, p, 7, "g"), errPurpose) })
				return errors.Join(put(inner, d, 6, "f"), map[bool]error{true: nil, false: gone}[errors.Is(gone, errPurpose)])
			}); err != nil {
				t.Error(err)
			}
			if err := d.Exec(ctx, `UPDATE things SET name = $3 WHERE owner = $1 AND no = $2`, 1, 1, "a2"); err != nil {
				return err
			}
			return nil
		})
		if got := names(plain, d); err != nil || got != "a2 b f" {
			t.Errorf("%q, %v", got, err)
		}
		if got, want := newest(t, d), stands(t, d); !maps.Equal(got, want) {
			t.Errorf("proven %v, stands %v", got, want)
		}
	})
}

// What joined is undone with the transaction, and a context carries nothing to another database.
func TestPartsEndWithTheirTransaction(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		other := dbtest.Open(t, dbtest.SQLite(t), time.Now, things)
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			ctx := db.Within(t.Context(), tx)
			for _, one := range []*db.DB{d, other} {
				if err := one.Exec(ctx, `INSERT INTO things (owner, no, name, on_, n) VALUES (1, 1, 'a', FALSE, 0)`); err != nil {
					return err
				}
			}
			return errPurpose
		})
		if !errors.Is(err, errPurpose) || len(stands(t, d)) != 0 || len(newest(t, d)) != 0 || len(stands(t, other)) != 1 {
			t.Errorf("%v: %v %v", err, stands(t, d), stands(t, other))
		}
	})
}

// Two transactions whose parts wait for each other: the server undoes one, which is run again as a whole.
func TestPartsInADeadlock(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		if !d.Postgres() {
			t.Skip("there is one writer")
		}
		if err := d.Exec(t.Context(), `INSERT INTO things (owner, no, name, on_, n) VALUES (1, 0, '', FALSE, 0), (1, 1, '', FALSE, 0)`); err != nil {
			t.Fatal(err)
		}
		met := make(chan bool)
		done := make(chan error)
		for first := range 2 {
			go func() {
				runs := 0
				done <- d.Tx(t.Context(), func(tx *db.DB) error {
					ctx := db.Within(t.Context(), tx)
					runs++
					for i := range 2 {
						err := d.Tx(ctx, func(part *db.DB) error {
							_, err := part.Affect(ctx, `UPDATE things SET n = n + 1 WHERE owner = 1 AND no = $1`, (first+i)%2)
							return err
						})
						if runs == 1 && i == 0 {
							if first == 0 {
								met <- true
							} else {
								<-met
							}
						}
						if err != nil && runs > 2 {
							return fmt.Errorf("run %d: %w", runs, err)
						}
					}
					return nil
				})
			}()
		}
		if err := errors.Join(<-done, <-done); err != nil {
			t.Error(err)
		}
		if n, err := db.All[int64](t.Context(), d, `SELECT n FROM things`); err != nil || fmt.Sprint(n) != "[2 2]" {
			t.Error(n, err)
		}
		if got, want := newest(t, d), stands(t, d); !maps.Equal(got, want) {
			t.Errorf("proven %v, stands %v", got, want)
		}
	})
}
