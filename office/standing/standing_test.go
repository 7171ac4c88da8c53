package standing_test

import (
	"slices"
	"testing"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/officetest"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/standing"
)

var town = officetest.Town{Services: func(*office.Office) []door.Service {
	return []door.Service{officetest.Made(flow.Table{Kind: "matter", Title: "事项", Phases: []string{"办理"},
		States: []flow.State{{Code: "begun", Name: "在办", Public: "在办", Desk: people.Window}, {Code: "over", Name: "办结", Public: "办结", Final: true}},
		Rows: []flow.Row{
			{Event: "begin", Name: "收件", By: flow.Who{Office: true}, To: "begun"},
			{From: []string{"begun"}, Event: "finish", Name: "办结", By: flow.Who{Office: true}, To: "over"},
		}}, nil)}
}}

// What is noted is how the cases stood that were received before the day; each place and each organ has its own; a day that is noted again is
// noted once; a scope without open cases stood at nought; a day that was not noted is missing.
func TestWhatIsNotedOfADay(t *testing.T) {
	t.Parallel()
	town.Each(t, func(c *officetest.City) {
		note := func() {
			t.Helper()
			if err := c.Standing.Note(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		put := func(id int64, county, township region.Code, dept string, urgency int64, day calendar.Day, closed int64) {
			t.Helper()
			err := c.DB.Tx(t.Context(), func(tx *db.DB) error {
				return tx.Exec(t.Context(), `INSERT INTO cases (id, kind, state, seq, region, city, county, township, village, dept, item, title, party, applicant, channel, result,
					clocks, opened_at, opened_day, due_at, warn_at, urgency, alarm_at, closed_at, late, head, origin)
					VALUES ($1, $2, '', 1, $3, $4, $5, $6, '', $7, 0, '', '', 0, '', '', '', 0, $8, 0, 0, $9, 0, $10, FALSE, '', '')`,
					id, c.Engine.Tables()[0].Kind, county, officetest.Whole, county, township, dept, day, urgency, closed)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		c.At("2026-04-20 00:10")
		put(1, officetest.County, officetest.Township, "a", 0, 20260401, 0)
		put(2, officetest.County, "", "a", 1, 20260419, 0)
		put(3, officetest.OtherCounty, "", "b", 2, 20260419, 0)
		put(4, officetest.OtherCounty, "", "b", 0, 20260420, 0) // of today
		put(5, officetest.County, "", "a", 0, 20260401, 9)      // over
		note()
		note()
		c.At("2026-04-22 00:10")
		note()
		for _, q := range []struct {
			post people.Post
			want []standing.Standing
		}{
			{people.Post{}, []standing.Standing{{Day: 20260419, Still: 3, Near: 1, Late: 1}, {Day: 20260421, Still: 4, Near: 1, Late: 2}}},
			{people.Post{Region: officetest.Whole}, []standing.Standing{{Day: 20260419, Still: 3, Near: 1, Late: 1}, {Day: 20260421, Still: 4, Near: 1, Late: 2}}},
			{people.Post{Region: officetest.County}, []standing.Standing{{Day: 20260419, Still: 2, Near: 1, Late: 1}, {Day: 20260421, Still: 2, Near: 1, Late: 1}}},
			{people.Post{Region: officetest.Township}, []standing.Standing{{Day: 20260419, Still: 1, Late: 1}, {Day: 20260421, Still: 1, Late: 1}}},
			{people.Post{Region: officetest.Whole, Dept: "b"}, []standing.Standing{{Day: 20260419, Still: 1}, {Day: 20260421, Still: 2, Late: 1}}},
			{people.Post{Region: officetest.Whole, Dept: "c"}, []standing.Standing{{Day: 20260419}, {Day: 20260421}}},
		} {
			scope, ok := standing.Scope(q.post)
			got, err := c.Standing.Of(t.Context(), scope, 20260401, 20260430)
			if !ok || !slices.Equal(got, q.want) || err != nil {
				t.Errorf("%+v: %+v, want %+v; %v", q.post, got, q.want, err)
			}
		}
		c.At("2027-08-20 00:10")
		note()
		if got, _ := c.Standing.Of(t.Context(), "", 20260101, 20271231); len(got) != 1 {
			t.Errorf("what is old is kept: %+v", got)
		}
		if _, ok := standing.Scope(people.Post{Region: officetest.Village}); ok {
			t.Error("a village has standings")
		}
	})
}
