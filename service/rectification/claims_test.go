package rectification

import (
	"slices"
	"testing"

	"wuyou/office"
	"wuyou/office/catalog"
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

// What the data say to a claim: whether it is right, where they can tell, and nothing where there are none.
func TestClaimsAreComparedWithTheData(t *testing.T) {
	late := matter{events: []flow.Event{{Event: "overdue", ActorKind: people.Clock, At: 1}, {Event: "stop"}}}
	twice, days := 2, []rate.Act{
		{Mode: rate.Visit, Place: "一号", Day: 20260105}, {Mode: rate.Visit, Place: "二号", Day: 20260106}, {Mode: rate.Matter, Day: 20260107},
	}
	guide := &catalog.Item{Online: true, Visits: &twice, Materials: []catalog.Material{
		{Key: "card", Need: "1", Source: "10"}, {Key: "photo", Need: "1", Source: "10", Sample: "x"}, {Key: "proof", Need: "2", Source: "10"},
		{Key: "deed", Need: "1", Source: "20"},
	}}
	plain := &catalog.Item{}
	events := func(names ...string) (list []flow.Event) {
		for _, n := range names {
			list = append(list, flow.Event{Event: n})
		}
		return list
	}
	for _, c := range []struct {
		m           matter
		proof, want string
	}{
		{late, "promise", "属实，1月1日 08:00超过承诺时限（其间暂停计时 1 次）"}, {matter{}, "promise", "没有超过承诺时限的记录"},
		{matter{events: events("overdue")}, "promise", "没有超过承诺时限的记录"}, // by somebody's hand
		{late, "statutory", "没有超过法定时限的记录（其间暂停计时 1 次）"},
		{matter{events: []flow.Event{{Event: "overdue_statutory", ActorKind: people.Clock, At: 1}}}, "statutory", "属实，1月1日 08:00超过法定时限"},
		{matter{acts: days}, "windows", "办件记录里到过 2 个窗口"}, {matter{acts: []rate.Act{days[0], days[0]}}, "windows", "办件记录里到过 1 个窗口"},
		{matter{acts: days}, "trips", "记录到现场 2 次，指南没有写次数"}, {matter{acts: days, it: plain}, "trips", "记录到现场 2 次，指南没有写次数"},
		{matter{acts: days, it: guide}, "trips", "没有超过：记录到现场 2 次，指南承诺最多 2 次"},
		{matter{acts: append(days, rate.Act{Mode: rate.Visit, Day: 20260108}), it: guide}, "trips", "属实，超过：记录到现场 3 次，指南承诺最多 2 次"},
		{matter{events: events("resubmit", "resubmit")}, "again", "材料补交过 2 次"}, {matter{events: events("resubmit")}, "again", "材料补交过一次"},
		{matter{}, "again", "没有补交材料的记录"},
		{matter{}, "beyond", ""}, {matter{it: guide}, "beyond", "办理中没有要求补正；办事指南列 4 项材料"},
		{matter{it: guide, points: []string{"card", "deed"}}, "beyond", "要求补正 2 项，都在办事指南的材料里"},
		{matter{it: guide, points: []string{"card", "other"}}, "beyond", "要求补正 2 项，其中 1 项不是办事指南的材料"},
		{matter{}, "sample", ""}, {matter{it: plain}, "sample", "必要材料都有样本"}, {matter{it: guide}, "sample", "属实，有 1 项自备的必要材料没有样本"},
		{matter{events: events("correct")}, "notice", "一次性告知单已出具"}, {matter{}, "notice", "没有出具一次性告知单的记录"},
		{matter{}, "online", ""}, {matter{it: plain}, "online", "办事指南没有承诺网上办理"},
		{matter{it: guide, k: flow.Case{Channel: flow.ByOnline}}, "online", "这件就是网上提交的"},
		{matter{it: guide, k: flow.Case{Channel: flow.ByWindow}}, "online", "办事指南承诺网上办理，这件是窗口收的"}, {matter{}, "", ""}, {matter{}, "booking", ""},
	} {
		if got := c.m.says(c.proof); got != c.want {
			t.Errorf("%s: %q, want %q", c.proof, got, c.want)
		}
	}
}
