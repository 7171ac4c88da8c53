package supervision

import (
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "supervision"

// The states.
const (
	issued    = "issued"
	acked     = "acked"
	answered  = "answered"
	closed    = "closed"
	cancelled = "cancelled"
)

var states = []flow.State{
	{Code: issued, Name: "待签收", Public: "督办中", Phase: 0, Desk: people.Head},
	{Code: acked, Name: "待回复", Public: "督办中", Phase: 1, Desk: people.Head},
	{Code: answered, Name: "待核实", Public: "督办中", Phase: 2, Desk: people.Supervisor},
	{Code: closed, Name: "已销号", Public: "已销号", Phase: 3, Final: true},
	{Code: cancelled, Name: "已撤销", Public: "已撤销", Phase: 1, Final: true},
}

// An order has no applicant: nobody outside is told of its clocks.
var clocks = []flow.Clock{
	{Name: "ack", Title: "签收时限", Late: "unacked"},
	{Name: "answer", Title: "回复时限", Late: "unanswered", Until: flow.Closed},
	{Name: "check", Title: "核实时限", Late: "unchecked"},
}

var (
	byTurn       = flow.Who{Turn: true}
	byClock      = flow.Who{Clock: true}
	bySupervisor = flow.Who{Roles: []people.Role{people.Supervisor, people.Leader}}
)

// table is the course of an order: 签发 → 签收 → 回复 → 核实 → 销号.
func (s *Service) table() flow.Table {
	waiting := []string{issued, acked}
	reason := func(label string) form.Form { return form.Of(form.Lines("reason", label, true, "")) }
	higher := &flow.Need{Name: "还有上一级", Holds: s.canClimb}
	return flow.Table{
		Kind: Kind, Title: "督办单", Prefix: titled, Inner: true, Phases: []string{"签发", "签收", "回复", "核实销号"}, States: states, Clocks: clocks, Serves: serves, About: s.concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "issue", Name: "签发督办单", Done: "已签发", By: flow.Who{Roles: bySupervisor.Roles, Office: true}, To: issued, AskIn: s.askIssue, Do: s.issue, Begin: "ack answer"},
			{From: []string{issued}, Event: "ack", Name: "签收", Done: "已签收", By: byTurn, To: acked, Main: true, Do: s.ack, Hint: "签收后在期限内回复办理情况"},
			{From: []string{issued}, Event: "unacked", Name: "超过签收时限", By: byClock, To: flow.Same, Do: note("没有按时签收")},
			{From: waiting, Event: "answer", Name: "回复", Done: "已回复", By: byTurn, To: answered, Main: true, AskIn: s.askAnswer, Do: s.answer, End: "answer", Begin: "check", Hint: "写明办理情况，附上证明材料，由督查核实"},
			{From: waiting, Event: "unanswered", Name: "逾期未回复", By: byClock, To: issued, Need: higher, Do: s.climb, Begin: "ack answer"},
			{From: waiting, Event: "unanswered", Name: "逾期未回复", By: byClock, To: flow.Same, Do: note("最高一级逾期没有回复")},
			{From: waiting, Event: "raise", Name: "升级督办", Done: "已升级督办", By: flow.Who{Roles: bySupervisor.Roles, Office: true}, To: issued, Need: higher, Do: s.climb, Begin: "ack answer", Ask: reason("为什么升级"), Hint: "提高一级，重新签收和计时"},
			{From: waiting, Event: "settle", Name: "事已办结，核实销号", Done: "已销号", By: bySupervisor, To: closed, Need: &flow.Need{Name: "督办的事已经办结", Holds: s.isSettled}, Ask: askVerify, Do: s.verify, Hint: "督办的事在回复之前已经办结时"},
			{From: []string{answered}, Event: "verify", Name: "核实通过，销号", Done: "已销号", By: flow.Who{Roles: bySupervisor.Roles, NotBy: "answer"}, To: closed, Main: true, Ask: askVerify, Do: s.verify, Hint: "回复属实、问题解决或有了着落"},
			{From: []string{answered}, Event: "return", Name: "退回重办", Done: "已退回重办", By: flow.Who{Roles: bySupervisor.Roles, NotBy: "answer"}, To: acked, Do: s.giveBack, Begin: "answer", Ask: reason("哪里没有办到位"), Hint: "回复时限重新计算"},
			{From: []string{answered}, Event: "unchecked", Name: "超过核实时限", By: byClock, To: flow.Same, Do: note("回复后没有按时核实")},
			{From: waiting, Event: "cancel", Name: "撤销督办", Done: "已撤销督办", By: bySupervisor, To: cancelled, Heavy: true, Do: s.cancel, Ask: reason("为什么撤销"), Hint: "发错了，或情况有变"},
			{From: []string{issued, acked, answered}, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Turn: true, Roles: bySupervisor.Roles}, To: flow.Same, Ask: form.Of(form.Lines("text", "内容", true, "")), Do: comment},
		},
	}
}
