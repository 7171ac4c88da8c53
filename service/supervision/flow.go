package supervision

import (
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
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
	supervisors  = []people.Role{people.Supervisor, people.Leader}
	bySupervisor = flow.Who{Roles: supervisors}
	byVerifier   = flow.Who{Roles: supervisors, NotBy: []string{"answer"}}

	serves = map[string]flow.Serve{"answer": flow.Decides}

	// Who did what an order is about, or is named there, neither verifies nor ends it; who is named, or whose matter it is,
	// does not answer it.
	apart = []flow.Apart{
		{To: flow.Handled, Acts: []string{"raise", "settle", "verify", "return", "cancel"}},
		{To: []flow.Relation{flow.Own, flow.Named}, Acts: []string{"answer"}},
	}
)

// concerns: an order is about the case that it urges on.
var concerns = Orders.Concerns(func(o Order) flow.About { return flow.About{Cases: []int64{o.About}} })

// table is the course of an order: 签发 → 签收 → 回复 → 核实 → 销号.
func (s *Service) table() flow.Table {
	waiting := []string{issued, acked}
	higher := Orders.Need("还有上一级", s.canClimb)
	return flow.Table{
		Kind: Kind, Title: "督办单", Prefix: "督办：", Inner: true, Sole: true, Phases: []string{"签发", "签收", "回复", "核实销号"},
		States: states, Clocks: clocks, Serves: serves, About: concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "issue", Name: "签发督办单", Done: "已签发", By: flow.Who{Roles: supervisors, Office: true}, To: issued,
				AskIn: s.askIssue, Do: Orders.New(s.issue), Begin: []string{"ack", "answer"}},
			{From: []string{issued}, Event: "ack", Name: "签收", Done: "已签收", By: flow.ByTurn, To: acked, Main: true,
				Do: Orders.Read(s.hold), Hint: "签收后在期限内回复办理情况"},
			{From: []string{issued}, Event: "unacked", Name: "超过签收时限", By: flow.ByClock, To: flow.Same, Says: "没有按时签收"},
			{From: waiting, Event: "answer", Name: "回复", Done: "已回复", By: flow.ByTurn, To: answered, Main: true,
				AskIn: Orders.Ask(s.askAnswer), Do: Orders.Take("done", "answer", "plan", "evidence"), Note: "answer",
				End: []string{"answer"}, Begin: []string{"check"}, Hint: "写明办理情况，附上证明材料，由督查核实"},
			{From: waiting, Event: "unanswered", Name: "逾期未回复", By: flow.ByClock, To: issued, Need: higher,
				Do: Orders.Do(s.climb), Begin: []string{"ack", "answer"}},
			{From: waiting, Event: "unanswered", Name: "逾期未回复", By: flow.ByClock, To: flow.Same, Says: "最高一级逾期没有回复"},
			{From: waiting, Event: "raise", Name: "升级督办", Done: "已升级督办", By: flow.Who{Roles: supervisors, Office: true}, To: issued,
				Need: higher, Ask: form.Why("为什么升级", ""), Do: Orders.Do(s.climb), Begin: []string{"ack", "answer"},
				Hint: "提高一级，重新签收和计时"},
			{From: waiting, Event: "settle", Name: "事已办结，核实销号", Done: "已销号", By: bySupervisor, To: closed,
				Need: Orders.Need("督办的事已经办结", s.isSettled), Ask: askVerify, Do: Orders.Do(verify), Hint: "督办的事在回复之前已经办结时"},
			{From: []string{answered}, Event: "verify", Name: "核实通过，销号", Done: "已销号", By: byVerifier, To: closed, Main: true,
				Ask: askVerify, Do: Orders.Do(verify), Hint: "回复属实、问题解决或有了着落"},
			{From: []string{answered}, Event: "return", Name: "退回重办", Done: "已退回重办", By: byVerifier, To: acked,
				Do: Orders.Read(s.hold), Begin: []string{"answer"}, Ask: form.Why("哪里没有办到位", ""), Note: "reason", Hint: "回复时限重新计算"},
			{From: []string{answered}, Event: "unchecked", Name: "超过核实时限", By: flow.ByClock, To: flow.Same, Says: "回复后没有按时核实"},
			{From: waiting, Event: "cancel", Name: "撤销督办", Done: "已撤销督办", By: bySupervisor, To: cancelled, Heavy: true,
				Do: Orders.Do(cancel), Ask: form.Why("为什么撤销", ""), Note: "reason", Hint: "发错了，或情况有变"},
			usual.Commenting([]string{issued, acked, answered}, flow.Who{Turn: true, Roles: supervisors}),
		},
	}
}
