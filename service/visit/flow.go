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

// table is the course of a visit: 分派 → 回访 → 结果.
func (s *Service) table() flow.Table {
	other := &flow.Need{Name: "没有经手过这件事", Holds: s.apart}
	byTurn, byClock := flow.Who{Turn: true}, flow.Who{Clock: true}
	bySupervisor := []people.Role{people.Supervisor, people.Leader}
	return flow.Table{
		Kind: Kind, Title: "回访", Prefix: titled, Inner: true, Phases: []string{"分派", "回访", "结果"}, States: states, Clocks: clocks, About: s.concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "request", Name: "等待回访", By: flow.Who{Office: true}, To: waiting, Do: s.request, Begin: "assign"},
			{Event: "hurry", Name: "等待紧急回访", By: flow.Who{Office: true}, To: waiting, Do: s.request, Begin: "urgent"},
			{From: []string{waiting}, Event: "take", Name: "我来回访", Done: "已认领回访", By: byTurn, To: assigned, Main: true, Need: &flow.Need{Name: "紧急的、没有经手过这件事", Holds: s.mayTake}, Do: s.take, Hint: "紧急回访不等每月分派，先看到的先打"},
			{From: []string{waiting}, Event: "missed", Name: "没有可以回访的人", By: flow.Who{Office: true}, To: flow.Same, Do: s.above},
			{From: []string{waiting}, Event: "unassigned", Name: "超过分派时限", By: byClock, To: flow.Same, Do: say("还没有分派回访人")},
			{From: []string{waiting, assigned}, Event: "assign", Name: "分派回访人", Done: "已分派", By: flow.Who{Roles: bySupervisor}, To: assigned, Need: &flow.Need{Name: "紧急的", Holds: s.assignsUrgent}, AskIn: s.askAssign, Do: s.assign, Hint: "没有人认领时指定；只能派给没有经手过、与这件事无关的人"},
			{From: []string{waiting, assigned}, Event: "assign", Name: "分派回访人", Done: "已分派", By: flow.Who{Roles: bySupervisor, Office: true}, To: assigned, Need: &flow.Need{Name: "不是紧急的", Holds: s.notUrgent}, AskIn: s.askAssign, Do: s.assign, Begin: "call", Hint: "平时由系统每月随机分派；只能派给没有经手过、与这件事无关的人"},
			{From: []string{assigned}, Event: "done", Name: "登记回访结果", Done: "已登记回访结果", By: byTurn, To: done, Main: true, Need: other, AskIn: s.askScript, Do: s.finish, Hint: "照着问题问，群众怎么说就怎么记"},
			{From: []string{assigned}, Event: "try", Name: "没打通", Done: "已登记未接通", By: byTurn, To: flow.Same, Need: &flow.Need{Name: "没有经手过、这个时段还没打过", Holds: s.mayTry}, Ask: form.Of(tryField, form.Lines("text", "说明", false, "")), Do: s.try, Hint: "换一个时段再打；几个时段都打不通，就按没联系上结束"},
			{From: []string{assigned}, Event: "unreached", Name: "没联系上", Done: "已登记没有联系上", By: flow.Who{Office: true}, To: unreached, Do: s.giveUp},
			{From: []string{waiting, assigned}, Event: "uncalled", Name: "超过回访时限", By: byClock, To: flow.Same, Do: say("还没有回访完")},
			{From: []string{waiting, assigned}, Event: "drop", Name: "不再回访", Done: "已停止回访", By: flow.Who{Roles: bySupervisor, Office: true}, To: dropped, Heavy: true, Ask: form.Of(form.Lines("reason", "为什么不回访", true, "例如：群众要求不再打扰")), Do: s.drop, Hint: "不再回访的也计入应回访数"},
		},
	}
}
