package visit

import (
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "visit"

// The states.
const (
	waiting   = "waiting"
	assigned  = "assigned"
	done      = "done"
	unreached = "unreached"
	dropped   = "dropped"
)

var states = []flow.State{
	{Code: waiting, Name: "待分派", Public: "待回访", Phase: 0, Desk: people.Supervisor},
	{Code: assigned, Name: "待回访", Public: "待回访", Phase: 1, Desk: people.Caller},
	{Code: done, Name: "已回访", Public: "已回访", Phase: 2, Final: true},
	{Code: unreached, Name: "没联系上", Public: "没联系上", Phase: 1, Final: true},
	{Code: dropped, Name: "不再回访", Public: "不再回访", Phase: 1, Final: true},
}

var clocks = []flow.Clock{
	{Name: "assign", Title: "分派时限", Late: "unassigned"},
	{Name: "call", Title: "回访时限", Late: "uncalled"},
	{Name: "urgent", Title: "紧急回访时限", Late: "uncalled", Until: flow.Closed},
}

// apart: who did the matter that is asked about neither asks, nor says who asks, nor that nobody does. Beyond that nobody
// asks who did anything at all in it (Service.apart).
var apart = []flow.Apart{{To: flow.Handled, Acts: []string{"take", "assign", "done", "try", "drop"}}}

// concerns: a visit is about the matter that is asked about, and bars some of the staff.
var concerns = Visits.Concerns(func(v Visit) flow.About { return flow.About{Cases: []int64{v.About}, Staff: numbers(v.Barred)} })

// table is the course of a visit: 分派 → 回访 → 结果.
func (s *Service) table() flow.Table {
	either := []string{waiting, assigned}
	call := form.Of(tryField, form.Lines("text", "说明", false, ""))
	return flow.Table{
		Kind: Kind, Title: "回访", Prefix: "回访：", Inner: true, Sole: true, Phases: []string{"分派", "回访", "结果"},
		States: states, Clocks: clocks, About: concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "request", Name: "等待回访", By: flow.ByOffice, To: waiting, Do: Visits.New(s.request), Begin: []string{"assign"}},
			{Event: "hurry", Name: "等待紧急回访", By: flow.ByOffice, To: waiting,
				Do: flow.Steps(Visits.New(s.request), Visits.Read(s.offer)), Begin: []string{"urgent"}},
			{From: []string{waiting}, Event: "take", Name: "我来回访", Done: "已认领回访", By: flow.ByTurn, To: assigned, Main: true,
				Need: Visits.Need("紧急的、没有经手过这件事", s.mayTake), Do: Visits.Do(take), Hint: "紧急回访不等每月分派，先看到的先打"},
			{From: []string{waiting}, Event: "missed", Name: "没有可以回访的人", By: flow.ByOffice, To: flow.Same, Do: s.above},
			{From: []string{waiting}, Event: "unassigned", Name: "超过分派时限", By: flow.ByClock, To: flow.Same, Says: "还没有分派回访人"},
			{From: either, Event: "assign", Name: "分派回访人", Done: "已分派", By: flow.Who{Roles: overseers}, To: assigned,
				Need: Visits.Need("紧急的", urgent(true, nobody)), AskIn: Visits.Ask(s.askAssign), Do: Visits.Do(s.assign),
				Hint: "没有人认领时指定；只能派给没有经手过、与这件事无关的人"},
			{From: either, Event: "assign", Name: "分派回访人", Done: "已分派", By: flow.Who{Roles: overseers, Office: true}, To: assigned,
				Need: Visits.Need("不是紧急的", urgent(false, "这是紧急回访")), AskIn: Visits.Ask(s.askAssign),
				Do: Visits.Do(s.assign), Begin: []string{"call"},
				Hint: "平时由系统每月随机分派；只能派给没有经手过、与这件事无关的人"},
			{From: []string{assigned}, Event: "done", Name: "登记回访结果", Done: "已登记回访结果", By: flow.ByTurn, To: done, Main: true,
				Need: Visits.Need("没有经手过这件事", s.apart), AskIn: Visits.Ask(askScript), Do: Visits.Do(finish), Hint: "照着问题问，群众怎么说就怎么记"},
			{From: []string{assigned}, Event: "try", Name: "没打通", Done: "已登记未接通", By: flow.ByTurn, To: flow.Same,
				Need: Visits.Need("没有经手过、这个时段还没打过", s.mayTry), Ask: call, Do: Visits.Do(try), Hint: "换一个时段再打；几个时段都打不通，就按没联系上结束"},
			{From: []string{assigned}, Event: "unreached", Name: "没联系上", Done: "已登记没有联系上", By: flow.ByOffice, To: unreached,
				Do: Visits.Do(end), Says: "各个时段都打过，没有联系上"},
			{From: either, Event: "uncalled", Name: "超过回访时限", By: flow.ByClock, To: flow.Same, Says: "还没有回访完"},
			{From: either, Event: "drop", Name: "不再回访", Done: "已停止回访", By: flow.Who{Roles: overseers, Office: true},
				To: dropped, Heavy: true, Ask: form.Why("为什么不回访", "例如：群众要求不再打扰"), Note: "reason",
				Do: Visits.Do(end), Hint: "不再回访的也计入应回访数"},
		},
	}
}
