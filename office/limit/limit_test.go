package limit

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rule"
)

var (
	tries = Declare(Limit{Key: "test.tries", Words: "试几次", Unit: ADay, Default: 5, Least: 3, Most: 9, Basis: "建议值"})
	wait  = Declare(Limit{Key: "test.wait", Words: "等多久", Unit: Minutes, Default: 15, Least: 1, Most: 60, Basis: "建议值"})
	given = Declare(Limit{Key: "test.given", Words: "几位", Unit: Many, Default: 8, Least: 8, Most: 12, Given: true, Basis: "建议值"})
)

// A number holds from its day on; nobody asks the database meanwhile. What was given before keeps the number of its day; what is
// forced holds at once.
func TestANumberHoldsFromItsDayOn(t *testing.T) {
	now := time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone)
	clock := func() time.Time { return now }
	dbtest.Each(t, clock, []db.Migrations{Schema()}, func(t *testing.T, d *db.DB) {
		now = time.Date(2026, 4, 20, 9, 0, 0, 0, calendar.Zone)
		b, ctx := New(clock), t.Context()
		if b.Of(tries) != 5 || b.Time(wait) != 15*time.Minute {
			t.Fatal("no row, no default")
		}
		table := b.Table()
		for range 2 { // of two starts the second adds nothing
			if err := table.Add(ctx, d, Fresh("系统")); err != nil {
				t.Fatal(err)
			}
		}
		put := func(key, n, want string) {
			t.Helper()
			rows, err := table.Rows(ctx, d)
			if err != nil || len(rows) != len(declared) {
				t.Fatal(rows, err)
			}
			for _, r := range rows {
				if r.Values["limit_key"] != key {
					continue
				}
				c := rule.Change{Table: "limits", Was: r.ID, Values: form.Values{"limit_key": key, "n": n}, Basis: "纪要", From: 20260422}
				err := table.Try(ctx, d, c)
				if want == "" && err == nil {
					err = d.Tx(ctx, func(tx *db.DB) error { return table.Put(ctx, tx, c, "林芳") })
				}
				if e, ok := fail.As(err); (err == nil) != (want == "") || ok && (len(e.Fields) == 0 || e.Fields[0].Name != "n" || !strings.Contains(e.Fields[0].Message, want)) {
					t.Errorf("%s = %s: %v", key, n, err)
				}
				end := rule.Change{Table: "limits", Do: rule.End, Was: r.ID, Values: r.Values, From: 20260423}
				if err := table.Try(ctx, d, end); want != "" && !fail.Is(err, fail.KindInvalid) {
					t.Errorf("%s ends: %v", key, err)
				}
			}
		}
		put("test.tries", "2", "3 到 9")
		put("test.tries", "10", "3 到 9")
		put("test.given", "7", "8 到 12")
		put("test.tries", "9", "")
		if err := b.Load(ctx, d); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			days int
			want int64
		}{{0, 5}, {1, 5}, {1, 9}, {1, 9}, {-2, 5}} {
			now = now.AddDate(0, 0, c.days)
			if got := b.Of(tries); got != c.want {
				t.Errorf("%s: %d, want %d", calendar.DayOf(now), got, c.want)
			}
		}
		now = now.AddDate(0, 0, 3)
		if b.On(tries, 20260421) != 5 || b.On(tries, 20260422) != 9 || b.On(given, 20260421) != 8 {
			t.Error("a day has another number than it had")
		}
		for text, want := range map[string]string{"test.tries": "3 到 9", "test.tries=2": "3 到 9", "test.none=1": "没有叫", "test.given=9": "按天改"} {
			if err := b.Force(text); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", text, err)
			}
		}
		if err := b.Force("test.tries=4, test.wait=1"); err != nil || b.Of(tries) != 4 || b.Time(wait) != time.Minute || !strings.Contains(b.Table().About, "试几次（次/天） 4") {
			t.Error(err, b.Of(tries), b.Table().About)
		}
	})
}
