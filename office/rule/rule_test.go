package rule

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

var schema = db.Migrations{Owner: "test", Files: fstest.MapFS{"0001_words.sql": {Data: []byte(`-- +goose Up
CREATE TABLE words (id BIGINT PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL, yes BOOLEAN NOT NULL,
	basis TEXT NOT NULL, valid_from BIGINT NOT NULL, valid_to BIGINT NOT NULL, editor TEXT NOT NULL);
CREATE UNIQUE INDEX words_key ON words (code, valid_from);
`)}}}

// words must have at least one row, and their numbers sum up to no more than ten.
var words = Table{
	Name: "words", One: "词", Keys: 1, Main: []string{"name"}, Seed: "words.csv",
	Fields: []form.Field{
		{Name: "code", Type: form.Text, Required: true}, {Name: "name", Type: form.Text}, {Name: "n", Type: form.Number, Required: true}, {Name: "yes", Type: form.Bool},
	},
	Check: func(_ context.Context, _ *db.DB, rows []form.Values, _ calendar.Day) error {
		sum := 0
		for _, r := range rows {
			n := 0
			fmt.Sscan(r["n"], &n)
			sum += n
		}
		if sum > 10 || len(rows) == 0 {
			return fail.Invalid("加起来最多 10")
		}
		return nil
	},
}

var seed = fstest.MapFS{"words.csv": {Data: []byte("code,name,n,yes,basis,valid_from,valid_to\na,甲,3,1,文件,2020-01-01,2026-03-31\na,甲一,3,1,文件,2026-04-01,\nb,乙,4,0,文件,,\n")}}

const today = calendar.Day(20260420)

func noon() time.Time { return today.Time().Add(12 * time.Hour) }

func TestFillFillsOnce(t *testing.T) {
	dbtest.Each(t, noon, []db.Migrations{schema}, func(t *testing.T, d *db.DB) {
		for range 2 {
			if err := words.Fill(t.Context(), d, seed, "系统"); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := words.Rows(t.Context(), d)
		if err != nil || len(rows) != 3 {
			t.Fatal(rows, err)
		}
		want := []Row{
			{rows[0].ID, form.Values{"code": "a", "name": "甲", "n": "3", "yes": "1"}, "文件", Span{20200101, 20260331}, "系统"},
			{rows[1].ID, form.Values{"code": "a", "name": "甲一", "n": "3", "yes": "1"}, "文件", Span{20260401, 0}, "系统"},
			{rows[2].ID, form.Values{"code": "b", "name": "乙", "n": "4"}, "文件", Span{20200101, 0}, "系统"},
		}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Error(diff)
		}
		if got := words.Versions(rows, rows[0].ID); len(got) != 2 || len(words.Versions(rows, 1)) != 0 {
			t.Errorf("the versions of a are %v", got)
		}
	})
}

// Whatever is changed in whatever order: a row has one version on a day, the rows of every day that is to come
// would do, and no day that has begun is told otherwise than it was.
func TestChangesKeepThePast(t *testing.T) {
	dbtest.Each(t, noon, []db.Migrations{schema}, func(t *testing.T, d *db.DB) {
		made := 0
		rapid.Check(t, func(t *rapid.T) {
			ctx := context.Background()
			if err := d.Exec(ctx, `DELETE FROM words`); err != nil {
				t.Fatal(err)
			}
			if err := words.Fill(ctx, d, seed, "系统"); err != nil {
				t.Fatal(err)
			}
			on := func(day calendar.Day) (list []Row) {
				rows, err := words.Rows(ctx, d)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					if r.On(day) {
						r.ValidTo = 0 // when it ends is not yet told
						list = append(list, r)
					}
				}
				return list
			}
			now := today
			for range rapid.IntRange(1, 12).Draw(t, "changes") {
				now = now.AddDays(rapid.IntRange(0, 2).Draw(t, "days"))
				before := map[calendar.Day][]Row{}
				for _, day := range []calendar.Day{20260301, today, now} {
					before[day] = on(day)
				}
				rows, err := words.Rows(ctx, d)
				if err != nil {
					t.Fatal(err)
				}
				c := Change{Basis: "纪要", From: now.AddDays(rapid.IntRange(-3, 6).Draw(t, "from")), Do: rapid.SampledFrom([]string{"", "", End, Drop}).Draw(t, "do"), Values: form.Values{
					"code": rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "code"), "name": rapid.SampledFrom([]string{"丙", "丁"}).Draw(t, "name"), "n": fmt.Sprint(rapid.IntRange(0, 8).Draw(t, "n")),
				}}
				if of := words.of(rows, c.Values); len(of) > 0 && rapid.IntRange(0, 9).Draw(t, "known") > 0 {
					c.Was = of[len(of)-1].ID
					if c.Do != "" {
						c.Values = of[len(of)-1].Values
					}
					if c.Do == Drop {
						c.From = of[len(of)-1].ValidFrom
					}
				} else {
					c.Do = ""
				}
				err = d.Tx(ctx, func(tx *db.DB) error { return words.Put(ctx, tx, c.Settle(now), "蒋晓雯") })
				switch {
				case err == nil:
					made++
				case !fail.Is(err, fail.KindInvalid) && !fail.Is(err, fail.KindConflict):
					t.Fatalf("%+v: %v", c, err)
				}
				for day, was := range before {
					if diff := cmp.Diff(was, on(day)); diff != "" {
						t.Fatalf("%+v on %s changed %s: %s", c, now, day, diff)
					}
				}
				for day := now; day < now.AddDays(20); day = day.AddDays(1) {
					var list []form.Values
					var codes []string
					for _, r := range on(day) {
						list, codes = append(list, r.Values), append(codes, r.Values["code"])
					}
					if err := words.Holds(ctx, d, list, day); err != nil || len(slices.Compact(codes)) != len(list) {
						t.Fatalf("%+v leaves %v on %s: %v", c, list, day, err)
					}
				}
			}
		})
		if made == 0 {
			t.Error("nothing was ever changed")
		}
	})
}
