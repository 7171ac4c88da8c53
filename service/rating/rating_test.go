package rating

import (
	"maps"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/job"
	"wuyou/office"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// A denominator of nothing is “—” and never 100%; the average is of ten points.
func TestRatesOfNothing(t *testing.T) {
	for _, m := range rates {
		if got := m.rate(rate.Counts{}); got != "—" {
			t.Errorf("%s of nothing is %s", m.name, got)
		}
	}
	if got := score(rate.Counts{}); got != "—" {
		t.Error(got)
	}
	if got := score(rate.Counts{N5: 1, N1: 1}); got != "6.0" {
		t.Error(got)
	}
	if got := score(rate.Counts{N5: 2, N4: 1}); got != "9.3" {
		t.Error(got)
	}
	c := rate.Counts{Acts: 10, N5: 3, N2: 1, Defaults: 6, Excluded: 1, Objected: 2, Fixed: 1, Named: 1}
	for i, want := range []string{"75%", "25%", "75%", "40%", "100%", "0%", "0%", "50%"} {
		if got := rates[i].rate(c); got != want {
			t.Errorf("%s is %s, want %s", rates[i].name, got, want)
		}
	}
}

// Bursts are told once, with how many; few ratings, or many on the device of a hall, are no sign.
func TestSignsOfWhatIsUnusual(t *testing.T) {
	burst, device, hasty := Sign{Code: "burst", Most: 2, Minutes: 10}, Sign{Code: "device", Most: 2, Minutes: 60}, Sign{Code: "hasty", Most: 3}
	at := func(minute int64, m mark) mark { m.At = minute * 60_000; return m }
	list := []mark{
		at(1, mark{ID: 1, Place: "一号", Device: "a", Way: "mobile"}), at(2, mark{ID: 2, Place: "一号", Device: "a", Way: "mobile"}), at(3, mark{ID: 3, Place: "一号", Device: "a", Way: "mobile"}),
		at(40, mark{ID: 4, Place: "一号", Device: "pad", Way: "pad", ServedAt: 40*60_000 - 2000}), at(41, mark{ID: 5, Place: "二号", Device: "pad", Way: "pad"}), at(42, mark{ID: 6, Place: "三号", Device: "pad", Way: "pad"}),
	}
	got := suspect([]Sign{burst, device, hasty}, list)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	for i, want := range []struct {
		code   string
		rating int64
		why    string
	}{{"burst", 3, "3 分钟里 3 条"}, {"device", 3, "3 分钟里 3 条"}, {"hasty", 4, "服务登记后 2 秒就评价"}} {
		if got[i].Sign != want.code || got[i].Rating != want.rating || got[i].Why != want.why {
			t.Errorf("%+v, want %+v", got[i], want)
		}
	}
}

// What a service declares of its events is a rule from then on: declared again it adds nothing, and what the office has made of
// it stays.
func TestOccasionsAreRulesOnce(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{db.Own, job.Schema(), limit.Schema(), people.Schema(), flow.Schema(), exchange.Schema(), device.Schema(), rate.Schema()}, func(t *testing.T, d *db.DB) {
		s := &Service{Book: &rate.Book{Office: &office.Office{DB: d}}}
		declare := func(list ...door.Occasion) {
			t.Helper()
			if err := d.Tx(t.Context(), func(tx *db.DB) error { return s.declare(t.Context(), tx, "loan", list) }); err != nil {
				t.Fatal(err)
			}
		}
		rules := func() map[string]int64 {
			t.Helper()
			counts, err := db.Counts(t.Context(), d, `SELECT event || ' ' || act AS name, COUNT(*) AS n FROM rating_rules WHERE kind = 'loan' GROUP BY event, act`)
			if err != nil {
				t.Fatal(err)
			}
			return counts
		}
		declare(door.Occasion{Event: "lend", As: door.AtWindow, Basis: "一次一评"})
		if err := d.Exec(t.Context(), `UPDATE rating_rules SET act = 'none' WHERE kind = 'loan'`); err != nil {
			t.Fatal(err)
		}
		declare(door.Occasion{Event: "lend", As: door.AtWindow, Basis: "一次一评"}, door.Occasion{Event: "post", As: door.Away, Basis: "本人不在场"})
		if got, want := rules(), map[string]int64{"lend none": 1, "post away": 1}; !maps.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	})
}
