package db_test

import (
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
)

// setting reads what the database says of itself, where single reads and where transactions run.
func setting(t *testing.T, d *db.DB, query string) (read, written string) {
	t.Helper()
	read, err := db.One[string](t.Context(), d, query)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Tx(t.Context(), func(tx *db.DB) (err error) {
		written, err = db.One[string](t.Context(), tx, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return read, written
}

func TestOptions(t *testing.T) {
	open := func(t *testing.T, url string, options ...db.Options) *db.DB {
		d, err := db.Open(t.Context(), url, time.Now, options...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	t.Run("sqlite", func(t *testing.T) {
		for _, c := range []struct {
			options       []db.Options
			read, written string
		}{
			{nil, "-8000", "-32000"}, {[]db.Options{{Plans: "auto"}}, "-8000", "-32000"}, {[]db.Options{{WriterCache: 5, ReaderCache: 3}}, "-3000", "-5000"},
		} {
			if read, written := setting(t, open(t, dbtest.SQLite(t), c.options...), `PRAGMA cache_size`); read != c.read || written != c.written {
				t.Errorf("%+v: %s and %s", c, read, written)
			}
		}
	})
	t.Run("postgres", func(t *testing.T) {
		url := dbtest.Postgres(t)
		for want, options := range map[string][]db.Options{"force_generic_plan": nil, "auto": {{Plans: "auto"}}} {
			if read, written := setting(t, open(t, url, options...), `SHOW plan_cache_mode`); read != want || written != want {
				t.Errorf("%s: %s and %s", want, read, written)
			}
		}
		few := open(t, url, db.Options{Connections: 1, Patience: db.Patience{Usual: 300 * time.Millisecond, Long: time.Minute}})
		err := few.Tx(t.Context(), func(tx *db.DB) error {
			if _, err := db.One[int64](t.Context(), few, `SELECT 1`); err != nil { // reads have connections of their own
				t.Error(err)
			}
			return few.Tx(t.Context(), func(*db.DB) error { return nil }) // not in tx: a second transaction
		})
		if err == nil {
			t.Error("two transactions with one connection")
		}
	})
}
