package db_test

import (
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

type penned struct {
	CaseID int64
	Title  string
	DueAt  int64
	Open   bool
}

// A table of a struct: what is inserted and updated is what is read, its proofs hold, a row that is there is taken and one
// that is not is none.
func TestTableOfAStruct(t *testing.T) {
	pens := db.TableOf[penned]("pens", "case_id")
	owner := db.Migrations{Owner: "pens", Files: fstest.MapFS{"0001_pens.sql": {Data: []byte(`-- +goose Up
CREATE TABLE pens (case_id BIGINT PRIMARY KEY, title TEXT NOT NULL, due_at BIGINT NOT NULL, open BOOLEAN NOT NULL);`)}}, Kept: []db.Kept{{Table: "pens", Key: []string{"case_id"}, Group: "case_id"}}}
	dbtest.Each(t, time.Now, []db.Migrations{db.Own, owner}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		one := penned{7, "一支笔", 42, true}
		in := func(do func(tx *db.DB) error) {
			t.Helper()
			if err := d.Tx(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		in(func(tx *db.DB) error { return pens.Insert(ctx, tx, one) })
		if err := d.Tx(ctx, func(tx *db.DB) error { return pens.Insert(ctx, tx, one) }); !errors.Is(err, db.ErrTaken) {
			t.Errorf("inserted twice: %v", err)
		}
		in(func(tx *db.DB) error {
			for id, want := range map[int64]bool{7: false, 9: true} {
				if fresh, err := pens.Add(ctx, tx, penned{CaseID: id, Open: true}); err != nil || fresh != want {
					t.Errorf("added %d: %v, %v", id, fresh, err)
				}
			}
			return nil
		})
		if got, err := pens.Find(ctx, d, 7); err != nil || got != one {
			t.Fatalf("%+v, %v", got, err)
		}
		one.Title, one.Open = "另一支", false
		in(func(tx *db.DB) error { return pens.Update(ctx, tx, one) })
		if all, err := pens.All(ctx, d, "WHERE NOT open ORDER BY case_id"); err != nil || len(all) != 1 || all[0] != one {
			t.Errorf("%+v, %v", all, err)
		}
		if _, found, err := pens.First(ctx, d, "WHERE open AND case_id < 9"); err != nil || found {
			t.Errorf("found %v, %v", found, err)
		}
		if err := d.Tx(ctx, func(tx *db.DB) error { return pens.Update(ctx, tx, penned{CaseID: 8}) }); err == nil {
			t.Error("a row that is not there was updated")
		}
		if _, err := pens.Find(ctx, d, 8); !errors.Is(err, db.ErrNone) {
			t.Errorf("found %v", err)
		}
	})
}

func TestTableOfWrongKey(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a key without a field was accepted")
		}
	}()
	db.TableOf[penned]("pens", "no")
}
