package rectification

import (
	"slices"
	"testing"

	"wuyou/office"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// Whoever is rated may do no step of staff in any state: each row of the table that staff may do is closed to him.
func TestEveryStepOfStaffIsClosedToWhoIsRated(t *testing.T) {
	s := &Service{Office: &office.Office{}}
	for _, r := range s.table().Rows {
		byStaff := r.By.Turn || len(r.By.Roles) > 0
		closed := slices.ContainsFunc(apart, func(a flow.Apart) bool { return slices.Contains(a.Acts, r.Event) && slices.Contains(a.To, flow.Named) })
		if byStaff && !closed {
			t.Errorf("%s: the person rated could do it", r.Event)
		}
	}
}

// What the data say to a claim.
func TestClaimsAreComparedWithTheData(t *testing.T) {
	late := matter{events: []flow.Event{{Event: "overdue", ActorKind: people.Clock, At: 1}, {Event: "stop"}}}
	for _, c := range []struct {
		m           matter
		proof, want string
	}{
		{late, "promise", "属实，1月1日 08:00超过承诺时限（其间暂停计时 1 次）"}, {matter{}, "promise", "没有超过承诺时限的记录"}, {late, "statutory", "没有超过法定时限的记录（其间暂停计时 1 次）"},
		{matter{acts: []rate.Act{{Mode: rate.Visit, Place: "一号", Day: 20260105}, {Mode: rate.Visit, Place: "二号", Day: 20260106}, {Mode: rate.Matter}}}, "windows", "办件记录里到过 2 个窗口"},
		{matter{acts: []rate.Act{{Mode: rate.Visit, Day: 20260105}, {Mode: rate.Visit, Day: 20260106}}}, "trips", "记录到现场 2 次，指南没有写次数"},
		{matter{events: []flow.Event{{Event: "resubmit"}, {Event: "resubmit"}}}, "again", "材料补交过 2 次"}, {matter{}, "", ""},
	} {
		if got := c.m.says(c.proof); got != c.want {
			t.Errorf("%s: %q, want %q", c.proof, got, c.want)
		}
	}
}
