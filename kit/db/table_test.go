package db_test

import (
	"errors"
	"slices"
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

// What is asked of very many ids is asked in pieces, behind the other arguments; of none nothing is asked.
func TestAmongManyIDs(t *testing.T) {
	owner := db.Migrations{Owner: "quills", Files: fstest.MapFS{"0001_quills.sql": {Data: []byte(`-- +goose Up
CREATE TABLE quills (case_id BIGINT PRIMARY KEY, title TEXT NOT NULL);
INSERT INTO quills (case_id, title) VALUES (1, 'a'), (2, 'b'), (1200, 'a'), (1201, 'a');`)}}, Free: map[string]string{"quills": "a test"}}
	dbtest.Each(t, time.Now, []db.Migrations{db.Own, owner}, func(t *testing.T, d *db.DB) {
		var ids []int64
		for id := range int64(1200) {
			ids = append(ids, id+1)
		}
		got, err := db.Among[int64](t.Context(), d, `SELECT case_id FROM quills WHERE title = $1 AND case_id IN (#) AND title <> $2`, ids, "a", "x")
		if err != nil || !slices.Equal(got, []int64{1, 1200}) {
			t.Errorf("%d %v", got, err)
		}
		if got, err := db.Among[int64, int64](t.Context(), d, `no statement`, nil); err != nil || got != nil {
			t.Errorf("%d %v", got, err)
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
