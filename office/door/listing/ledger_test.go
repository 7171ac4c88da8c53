package listing

import (
	"context"
	"fmt"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
)

// What waits is turned forth and back from the most urgent on, as other lists are from the newest; a tab that nobody chose is the first,
// and each says how many it has.
func TestALedgerIsTurnedForthAndBack(t *testing.T) {
	tables := []db.Migrations{{Owner: "lines", Files: fstest.MapFS{"0001_lines.sql": {Data: []byte(`-- +goose Up
CREATE TABLE lines (id BIGINT PRIMARY KEY, way TEXT NOT NULL);
INSERT INTO lines (id, way) VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'a'), (5, 'a'), (6, 'a');
`)}}, Free: map[string]string{"lines": "a test"}}}
	type line struct{ ID int64 }
	dbtest.Each(t, time.Now, tables, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			first bool
			want  [3]string // the first page, the next, and back from there
		}{{false, [3]string{"[{6} {5}]", "[{4} {2}]", "[{6} {5}]"}}, {true, [3]string{"[{1} {2}]", "[{4} {5}]", "[{1} {2}]"}}} {
			l := Ledger[line]{
				Path: "/lines", Select: "id", From: "lines", Order: []string{"id"}, Key: func(l line) []int64 { return []int64{l.ID} }, Ascending: c.first,
				Filters: []Filter{{Field: page.Field{Name: "way", Options: []page.Option{{Value: "a"}, {Value: "b"}}}, Tabs: true, Tally: "way", Is: "way"}},
			}
			a, err := l.narrowed(t.Context(), door.Call{In: form.Values{}})
			if err != nil {
				t.Fatal(err)
			}
			turn := func(after, before string) turned[line] {
				p, err := l.turn(context.Background(), d, a, after, before, 2)
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			one := turn("", "")
			two := turn(one.next[1], "")
			got := [3]string{fmt.Sprint(one.rows), fmt.Sprint(two.rows), fmt.Sprint(turn("", two.prev[1]).rows)}
			if got != c.want || one.prev != nil || two.next == nil {
				t.Errorf("first %v: %v, want %v", c.first, got, c.want)
			}
			last := turn(two.next[1], "")
			if back := turn("", last.prev[1]); fmt.Sprint(back.rows) != c.want[1] || back.prev == nil || back.next == nil {
				t.Errorf("first %v: back from the last page %+v", c.first, back)
			}
			if whole := turn("", l.keyOf(one.rows[1])); fmt.Sprint(whole.rows) != c.want[0] || whole.prev != nil || whole.next == nil {
				t.Errorf("first %v: back from within the first page %+v", c.first, whole)
			}
			var chips page.Tally
			total, err := l.tally(t.Context(), d, a, &chips)
			if err != nil || total != 5 || len(chips.Links) != 2 || chips.Links[0].Count != "5" || !chips.Links[0].Current || chips.Links[1].Count != "1" {
				t.Errorf("%d in all, %v, %+v", total, err, chips)
			}
		}
	})
}

// A long list is counted up to one more than lists count, and says that there is more from there on: on the page and in the API.
func TestALongListIsCountedToItsLimit(t *testing.T) {
	dbtest.Each(t, time.Now, nil, func(t *testing.T, d *db.DB) {
		type line struct{ I int64 }
		for _, c := range []struct {
			rows, counted, total int64
			more                 bool
		}{{0, 0, 0, false}, {999, 999, 999, false}, {1000, 1000, 1000, false}, {1001, 1001, 1000, true}, {1500, 1001, 1000, true}} {
			l := Ledger[line]{
				Path: "/lines", Title: "很长的", Select: "x.i", Order: []string{"x.i"}, Key: func(l line) []int64 { return []int64{l.I} },
				From:    fmt.Sprintf("(WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d) SELECT i FROM n WHERE i > 0) x", c.rows),
				Columns: []Column[line]{Words("数", "n", 0, func(l line) string { return fmt.Sprint(l.I) })},
			}
			h := &door.House{DB: d}
			if n, err := l.count(t.Context(), d, &db.Where{}); err != nil || n != c.counted {
				t.Errorf("of %d rows %d are counted, %v", c.rows, n, err)
			}
			s, err := l.screen(t.Context(), h, door.Call{In: form.Values{}})
			if err != nil {
				t.Fatal(err)
			}
			if p := s.Blocks[0].Pager; int64(p.Total) != c.total || p.More != c.more {
				t.Errorf("the page of %d rows: %+v", c.rows, p)
			}
			out, err := l.answer(h)(t.Context(), &ledgerIn{Limit: 1})
			if err != nil {
				t.Fatal(err)
			}
			if e := out.Body.(door.Envelope[LedgerRow]); e.Total != c.total || e.More != c.more || len(e.Items) != int(min(c.rows, 1)) {
				t.Errorf("the answer of %d rows: %+v", c.rows, e)
			}
		}
	})
}
