package db_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

var things = db.Migrations{
	Owner: "things",
	Files: fstest.MapFS{"0001_things.sql": {Data: []byte(`-- +goose Up
CREATE TABLE things (
	owner BIGINT NOT NULL,
	no    BIGINT NOT NULL,
	name  TEXT NOT NULL,
	on_   BOOLEAN NOT NULL,
	n     BIGINT NOT NULL,
	tries BIGINT NOT NULL DEFAULT 0,
	PRIMARY KEY (owner, no)
) /* CLUSTERED */;`)}},
	Kept: []db.Kept{{Table: "things", Key: []string{"owner", "no"}, Open: []string{"tries"}, Why: "counts", Group: "owner"}},
}

// newest are the hashes of the newest proofs by key; removed rows are left out.
func newest(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	m := map[string]string{}
	for l, err := range db.Proofs(t.Context(), d, -1<<62, 1<<62) {
		if err != nil || l.Sum() != l.Hash {
			t.Fatal(l, err)
		}
		if l.Adoptions() != nil {
			continue
		}
		list, err := db.ParseProofs(l.Lines)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list {
			if m[p.Key] = p.Hash; p.Hash == "" {
				delete(m, p.Key)
			}
		}
	}
	return m
}

func stands(t testing.TB, d *db.DB) map[string]string {
	t.Helper()
	m := map[string]string{}
	for s, err := range d.KeptTable("things").Stands(t.Context(), d, -1<<62, 1<<62) {
		if err != nil {
			t.Fatal(err)
		}
		m[s.Key] = s.Hash
	}
	return m
}

// However a statement changes a kept table, the newest proof of each row is what the row is.
func TestProofsFollowEveryStatement(t *testing.T) {
	type statement struct {
		text string
		args func(owner, no, n int64, name string) []any
	}
	key := func(owner, no, _ int64, _ string) []any { return []any{owner, no} }
	whole := func(owner, no, n int64, name string) []any { return []any{owner, no, name, n%2 == 0, n} }
	statements := []statement{
		{`INSERT INTO things (owner, no, name, on_, n) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, whole},
		{`INSERT INTO things (owner, no, name, on_, n) VALUES ($1, $2, $3, $4, $5), (9, $2, $3, $4, $5) ON CONFLICT (owner, no) DO NOTHING`, whole},
		{`INSERT INTO things (owner, no, name, on_, n, tries) VALUES ($1, $2, $3, $4, $5, 3)
			ON CONFLICT (owner, no) DO UPDATE SET name = excluded.name, n = things.n + 1`, whole},
		{`UPDATE things SET name = $3, on_ = $4, n = $5 WHERE owner = $1 AND no = $2`, whole},
		{`UPDATE things SET name = $3, on_ = TRUE, n = 0, tries = tries + 1 WHERE no = $2 AND owner = $1`, func(o, no, n int64, s string) []any { return []any{o, no, s} }},
		{`UPDATE things SET n = n + 1 WHERE owner = $1`, func(o, _, _ int64, _ string) []any { return []any{o} }},
		{`UPDATE things SET tries = tries + 1 WHERE owner = $1`, func(o, _, _ int64, _ string) []any { return []any{o} }},
		{`UPDATE things SET name = (SELECT COALESCE(MAX(name), '') FROM things WHERE n < 5), tries = 0 WHERE no = $1`, func(_, no, _ int64, _ string) []any { return []any{no} }},
		{`DELETE FROM things WHERE owner = $1 AND no = $2`, key},
		{`DELETE FROM things WHERE n > 7`, func(int64, int64, int64, string) []any { return nil }},
	}
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 5).Draw(r, "transactions") {
				failed := rapid.IntRange(0, 4).Draw(r, "fails") == 0
				err := d.Tx(t.Context(), func(tx *db.DB) error {
					for range rapid.IntRange(1, 4).Draw(r, "statements") {
						s := rapid.SampledFrom(statements).Draw(r, "statement")
						args := s.args(int64(rapid.IntRange(1, 2).Draw(r, "owner")), int64(rapid.IntRange(0, 3).Draw(r, "no")),
							int64(rapid.IntRange(0, 9).Draw(r, "n")), rapid.StringMatching(`[a-c ']{0,2}`).Draw(r, "name"))
						if rapid.Bool().Draw(r, "affect") {
							if _, err := tx.Affect(t.Context(), s.text, args...); err != nil {
								return err
							}
						} else if err := tx.Exec(t.Context(), s.text, args...); err != nil {
							return err
						}
					}
					if failed {
						return fmt.Errorf("on purpose")
					}
					return nil
				})
				if err == nil && failed || err != nil && !failed && !errors.Is(err, db.ErrNone) {
					r.Fatal(err)
				}
			}
			if want, got := stands(t, d), newest(t, d); !maps.Equal(want, got) {
				r.Fatalf("rows %v, proofs %v", want, got)
			}
		})
	})
}

// Proofs are found by the key, so no statement may change it.
// Who takes the proofs of a group leaves those of others, also of the rows that belong to none.
func TestAGroupTakesItsOwn(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		taken := ""
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			for _, owner := range []int64{0, 5, 6} {
				if err := tx.Exec(t.Context(), `INSERT INTO things (owner, no, name, on_, n) VALUES ($1, 1, '', FALSE, 1)`, owner); err != nil {
					return err
				}
			}
			taken = tx.TakeProofs(5)
			return nil
		})
		if list, e := db.ParseProofs(taken); err != nil || e != nil || len(list) != 1 || list[0].Key != "5/1" {
			t.Fatal(list, err, e)
		}
		if got := newest(t, d); len(got) != 2 || got["0/1"] == "" || got["6/1"] == "" {
			t.Error(got)
		}
	})
}

func TestAKeyDoesNotMove(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		if err := d.Exec(t.Context(), `UPDATE things SET no = no + 1`); err == nil {
			t.Error("a key was changed")
		}
	})
}

// Rows of before a table was kept are proven once, as they stand.
func TestRowsOfBeforeAreProvenOnce(t *testing.T) {
	before := things
	before.Kept = nil
	dbtest.On(t, func(t *testing.T, url string) {
		d := dbtest.Open(t, url, time.Now, before)
		for n := range 1203 {
			if err := d.Exec(t.Context(), `INSERT INTO things (owner, no, name, on_, n) VALUES ($1, $2, 'old', FALSE, 1)`, n%3, n); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := d.Migrate(t.Context(), things); err != nil {
				t.Fatal(err)
			}
		}
		if want, got := stands(t, d), newest(t, d); len(got) != 1203 || !maps.Equal(want, got) {
			t.Errorf("%d rows, %d proofs", len(want), len(got))
		}
		lines := 0
		for l := range db.Proofs(t.Context(), d, 0, 0) {
			lines += len(l.Adoptions())
		}
		if lines != 1 {
			t.Errorf("adopted %d times", lines)
		}
	})
}

// A change of a kept table that is run as a query would escape: it is refused.
func TestAKeptTableIsNotChangedByAQuery(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{things}, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			_, err := db.All[int64](t.Context(), tx, `UPDATE things SET n = 2 RETURNING no`)
			return err
		})
		if err == nil {
			t.Error("it was run")
		}
		err = d.Tx(t.Context(), func(tx *db.DB) error {
			_, err := db.All[int64](t.Context(), tx, `UPDATE things SET tries = 2 RETURNING no`)
			return err
		})
		if err != nil {
			t.Error("what no proof covers: ", err)
		}
	})
}
