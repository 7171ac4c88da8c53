package rating

import (
	"strconv"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/job"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// The direction of levels is one of two sets, each the other turned round; the one that the rows of a new database are of is
// the national platform's. Every way of rating has a code.
func TestLevelsAndWaysHaveCodes(t *testing.T) {
	tables := codeTables()
	five, one := tables[0].Sets[0], tables[0].Sets[1]
	for _, l := range rate.Levels {
		if five.Codes[l.Value] != strconv.Itoa(6-rate.Level(l.Value).Standard()) || one.Codes[l.Value] != strconv.Itoa(6-rate.Level(l.Value).Points()) || one.Codes[l.Value] == "" {
			t.Errorf("%s: %s, %s", l.Value, five.Codes[l.Value], one.Codes[l.Value])
		}
	}
	dbtest.Each(t, func() time.Time { return time.Date(2026, 4, 20, 12, 0, 0, 0, calendar.Zone) },
		[]db.Migrations{job.Schema(), limit.Schema(), people.Schema(), flow.Schema(), exchange.Schema(), device.Schema(), rate.Schema()}, func(t *testing.T, d *db.DB) {
			c := exchange.Channel{Exchange: &exchange.Exchange{Office: &office.Office{DB: d}}, Kind: exchange.Kind{Name: "rating"}}
			codes, err := c.Codes(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for ours, theirs := range five.Codes {
				if codes["level"][ours] != theirs {
					t.Errorf("%s is %q, not %q", ours, codes["level"][ours], theirs)
				}
			}
			for _, way := range rate.Ways {
				if codes["way"][way.Value] == "" {
					t.Errorf("%s has no code", way.Value)
				}
			}
		})
}

// The platform's receipts: what it has already is as good as taken; anything that it has no word for is tried again.
func TestReceiptsAreJudged(t *testing.T) {
	for status, want := range map[string]exchange.State{"ok": exchange.Sent, "exists": exchange.Sent, "refused": exchange.Refused,
		"": exchange.Pending, "later": exchange.Pending} {
		if got := judge(exchange.Receipt{Status: status}); got != want {
			t.Errorf("%q: %s", status, got)
		}
	}
}
