package db_test

import (
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

func TestWhere(t *testing.T) {
	dbtest.Each(t, time.Now, nil, func(t *testing.T, d *db.DB) {
		if err := d.Exec(t.Context(), `CREATE TABLE things (name TEXT NOT NULL, n BIGINT NOT NULL)`); err != nil {
			t.Fatal(err)
		}
		if err := d.Insert(t.Context(), `INSERT INTO things (name, n)`, [][]any{{"100%", 1}, {"1000", 2}, {"Abc", 3}, {"a_c", 4}}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			build func(w *db.Where)
			want  int64
		}{
			{func(*db.Where) {}, 4},
			{func(w *db.Where) { w.Like("0%", "name") }, 1},
			{func(w *db.Where) { w.Like("A", "name") }, 2},
			{func(w *db.Where) { w.Like("a_", "name") }, 1},
			{func(w *db.Where) { w.Like(" ", "name") }, 4},
			{func(w *db.Where) { w.And("(n = ? OR n = ?)", 1, 3); w.And("name <> ?", "Abc") }, 1},
		} {
			var w db.Where
			c.build(&w)
			if n, err := db.One[int64](t.Context(), d, `SELECT COUNT(*) FROM things`+w.String(), w.Args()...); n != c.want || err != nil {
				t.Errorf("%s %v: %d rows, %v", w.String(), w.Args(), n, err)
			}
		}
	})
}
