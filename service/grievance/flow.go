package grievance

import (
	"slices"
	"strings"

	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "grievance"

// The states.
const (
	triage     = "triage"
	signing    = "signing"
	refusing   = "refusing"
	replying   = "replying"
	convening  = "convening"
	meeting    = "meeting"
	feeding    = "feeding"
	tracking   = "tracking"
	rectifying = "rectifying"
	replied    = "replied"
	visiting   = "visiting"
	holding    = "holding"
	closed     = "closed"
	refused    = "refused"
	withdrawn  = "withdrawn"
)

var states = []flow.State{
	{Code: triage, Name: "待研判", Public: "已收到，正在研判", Phase: 1, Desk: people.Officer},
	{Code: signing, Name: "待复核", Public: "正在研判", Phase: 1, Desk: people.Officer},
	{Code: refusing, Name: "拟不予受理", Public: "正在研判", Phase: 1, Desk: people.Officer},
	{Code: replying, Name: "办不了·待答复", Public: "正在准备书面答复", Phase: 2, Desk: people.Head},
	{Code: convening, Name: "很难办·待会商", Public: "正在召集部门和专家会商", Phase: 2, Desk: people.Officer},
	{Code: meeting, Name: "很难办·会商中", Public: "部门和专家正在会商", Phase: 2, Desk: people.Officer},
	{Code: feeding, Name: "很难办·待反馈", Public: "会商已有决定，正在办理", Phase: 2, Desk: people.Head},
	{Code: tracking, Name: "跟踪办理", Public: "按计划办理，一直有人跟踪", Phase: 2, Desk: people.Head},
	{Code: rectifying, Name: "不给办·立即办", Public: "已责成部门立即办", Phase: 2, Desk: people.Head},
	{Code: replied, Name: "已答复，待确认", Public: "已答复，等您确认", Phase: 3, Desk: flow.Applicant},
	{Code: visiting, Name: "待回访", Public: "已答复，等待回访", Phase: 4, Desk: people.Caller},
	{Code: holding, Name: "待问责办结", Public: "已答复，内部监督正在办理", Phase: 4, Desk: people.Supervisor},
	{Code: closed, Name: "办结", Public: "已办结", Phase: 4, Final: true},
	{Code: refused, Name: "不予受理", Public: "不在受理范围", Phase: 1, Final: true},
	{Code: withdrawn, Name: "已撤回", Public: "已撤回", Phase: 1, Final: true},
}

var clocks = []flow.Clock{
	{Name: "triage", Title: "研判时限", Late: "overdue_step", Inner: true},
	{Name: "contact", Title: "首次联系时限", Late: "overdue_step", Until: flow.Closed, Gives: "联系您"},
	{Name: "sign", Title: "复核时限", Late: "overdue_step", Inner: true},
	{Name: "cannot", Title: "答复时限", Late: "overdue", Until: flow.Closed, Gives: "书面答复您"},
	{Name: "convene", Title: "召集会商时限", Late: "overdue_step", Until: flow.Closed, Inner: true},
	{Name: "hard", Title: "反馈时限", Late: "overdue", Until: flow.Closed, Gives: "告诉您办法和进度"},
	{Name: "order", Title: "立即办签收时限", Late: "overdue_step", Until: flow.Closed, Inner: true},
	{Name: "unwilling", Title: "立即办时限", Late: "overdue", Until: flow.Closed, Gives: "办好并答复您"},
	{Name: "plan", Title: "计划办成的日期", Late: "overdue", Until: flow.Closed, Gives: "办成"},
	{Name: "duty", Title: "问责时限", Late: "overdue_step", Until: flow.Closed, Inner: true},
	{Name: "confirm", Title: "等您确认的时限", Late: "silent", Theirs: true},
	{Name: "contest", Title: "对登记的撤回提出异议的期限", Late: "contest_over", Until: flow.Ended, Theirs: true},
	{Name: "visit", Title: "回访时限", Late: "overdue_step", Inner: true},
}

var (
	inHand   = []string{replying, convening, meeting, feeding, tracking, rectifying}
	unsolved = slices.Concat([]string{triage, signing, refusing}, inHand)
	answered = []string{replied, visiting, holding}
	open     = slices.Concat(unsolved, answered)

	over = []string{closed, refused, withdrawn}

	leftAlone = []string{withdrawn, holding, closed} // where a withdrawal that was entered leads
)

// beside are what a second person decides while the step goes on, and the accountability file, which the supervisor has until it is
// closed.
var beside = []flow.Beside{
	{Name: "reclass", Step: "复核改类", Desk: people.Officer, Stays: true},
	{Name: "entered", Step: "复核登记", Desk: people.Officer, Stays: true},
	{Name: "duty", Step: "问责", Desk: people.Supervisor, Stays: true},
}

// Who acts, in the words of the table below.
var (
	byOverseer = flow.Who{Roles: []people.Role{people.Officer, people.Supervisor, people.Leader}} // others where all officers keep away
	byDesk     = flow.Who{Roles: []people.Role{people.Window, people.Officer}}
	byTurn     = flow.Who{Turn: true, Roles: []people.Role{people.Officer}}
	byPerson   = flow.Who{Applicant: true}
	byClock    = flow.Who{Clock: true}
	byOffice   = flow.Who{Office: true}
)

// judges close an accountability file; others do where the turn has fallen to them (Service.route).
var judges = []people.Role{people.Supervisor}

// second is who signs what another proposed, beside the step or, for "", as the step itself.
func second(event, beside string) flow.Who {
	return flow.Who{Turn: beside == "", Roles: byOverseer.Roles, Beside: beside, NotBy: strings.Fields(event)}
}

// reasons is a form that asks for a reason alone.
func reasons(label string, required bool, hint string) form.Form {
	return form.Of(form.Lines("reason", label, required, hint))
}

// table is the flow: 接件 → 研判 → 派单 → 督办.
func (s *Service) table() flow.Table {
	rows := slices.Concat(s.judging(), s.intake(), s.reclassing(), s.roads(), s.ending(), s.always())
	return flow.Table{
		Kind: Kind, Title: "反映事项", Prefix: titlePrefix, Phases: []string{"接件", "研判", "派单办理", "答复", "回访"},
		States: states, Clocks: clocks, Beside: beside,
		Rows: rows, Serves: serves, About: s.concerns, Apart: apart,
	}
}

// intake: 接件. What is not the window's business is refused at once, in writing, with the proper
// channel; what can be solved on the spot is.
func (s *Service) intake() []flow.Row {
	file, byClerk := Grievances.New(s.file), flow.Who{Turn: true, Roles: byDesk.Roles}
	return []flow.Row{
		{Event: "report", Name: "网上反映", Done: "已收到反映", By: flow.Who{Applicant: true, Client: people.ScopeApply}, To: triage,
			Do: file, Begin: []string{"triage", "contact"}, Tell: []string{"grievance_receipt"}, Write: []string{"grievance_receipt"}, Bureau: true,
			Public: "您反映了一件办不成的事"},
		{Event: "take_in", Name: "窗口接件", Done: "已登记反映", By: byDesk, To: triage,
			Do: file, Begin: []string{"triage"}, Tell: []string{"grievance_taken"}, Write: []string{"grievance_receipt"}, Bureau: true,
			Public: "窗口登记了您反映的事"},
		{From: []string{triage}, Event: "solve", Name: "当场解决", Done: "已当场解决", By: byDesk, To: replied,
			Ask: solveForm, Do: s.do(s.solve), Begin: []string{"confirm"}, End: []string{"contact"},
			Tell: []string{"grievance_replied"}, Write: []string{"grievance_reply"}, Bureau: true,
			Public: "当场解决", Hint: "即收即转即办，写明怎么解决的"},
		{From: []string{triage}, Event: "propose_refusal", Name: "不在受理范围", Done: "已提出不予受理，待复核", By: byClerk, To: refusing,
			Ask: refuseForm, Do: proposeRefusal, Begin: []string{"sign"}, Hint: "诉讼、信访等，一次写明理由和该走的渠道；由第二人复核后才书面告知"},
		{From: []string{refusing}, Event: "refuse", Name: "复核同意，不予受理", Done: "已告知不予受理", By: second("propose_refusal", ""), To: refused,
			Main: true, Heavy: true, Do: s.refuse, Tell: []string{"grievance_refused"}, Write: []string{"grievance_refusal"}, Bureau: true,
			Public: "不在受理范围", Hint: "须由提出的人以外的一人复核"},
		{From: []string{refusing}, Event: "reject_refusal", Name: "复核不同意，继续研判", Done: "已退回研判", By: second("propose_refusal", ""), To: triage,
			Ask: reasons("为什么应当受理", true, ""), Do: s.rejectRefusal, Begin: []string{"triage"}},
		{From: unsolved, Event: "contact", Name: "登记联系", Done: "已登记联系", By: byClerk, To: flow.Same,
			Ask: contactForm, Do: s.do(contact), Hint: "收到当天要联系上反映人"},
	}
}

// judging: 研判. “办不了” is a no, and every no needs a second signature.
func (s *Service) judging() []flow.Row {
	return []flow.Row{
		{From: []string{triage}, Event: "cannot", Name: "判为“办不了”", Done: "已判为“办不了”，待复核", By: byTurn, To: signing,
			AskIn: s.askClass("cannot"), Do: s.do(s.cannot), Begin: []string{"sign"}, Hint: "法律法规或政策不允许；由第二人复核后才派单"},
		{From: []string{triage}, Event: "hard", Name: "判为“很难办”", Done: "已判为“很难办”", By: byTurn, To: convening,
			AskIn: s.askClass("hard"), Do: s.judge("hard"), Begin: []string{"convene"}, Tell: []string{"grievance_dispatched"},
			Public: "研判完成：联合部门、专家会商", Hint: "政策障碍或缺关键材料；联合部门、专家会商"},
		{From: []string{triage}, Event: "unwilling", Name: "判为“不给办”", Done: "已判为“不给办”，已责成部门办理", By: byTurn, To: rectifying,
			AskIn: s.askClass("unwilling"), Do: s.judge("unwilling"), Begin: []string{"order"},
			Tell: []string{"grievance_dispatched"}, Write: []string{"grievance_order"},
			Bureau: true, Inner: true, Public: "研判完成：责成部门立即办", Hint: "人为因素；责成部门立即办，建问责档案"},
		{From: []string{signing}, Event: "agree", Name: "复核同意", Done: "已复核同意", By: second("cannot", ""), To: replying, Main: true,
			Do: s.agree(), Tell: []string{"grievance_dispatched"}, Public: "研判完成：部门书面答复", Hint: "须由研判人以外的一人复核"},
		{From: []string{signing}, Event: "disagree", Name: "复核不同意", Done: "已退回重新研判", By: second("cannot", ""), To: triage,
			Ask: reasons("为什么", true, ""), Do: s.do(s.disagree), Begin: []string{"triage"}, End: []string{"cannot"}, Hint: "退回重新研判"},
	}
}

// reclassing: a class is changed by two persons, with the reason. The clock of the class before runs
// on, so that a change only tightens.
func (s *Service) reclassing() []flow.Row {
	to := func(class string) *flow.Need { return proposed(class, "提议改为“"+Classes[class]+"”") }
	bySecond := second("reclass", "reclass")
	return []flow.Row{
		{From: inHand, Event: "reclass", Name: "提议改类", Done: "已提议改类，待复核", By: byOverseer, To: flow.Same, Puts: "reclass",
			Need: Grievances.Need("没有待复核的改类", unproposed), AskIn: Grievances.Ask(s.askReclass), Do: s.do(s.reclass),
			Hint: "写明理由，由第二人复核；原来的时限照算"},
		{From: inHand, Event: "agree", Name: "复核同意改类", Done: "已同意改类", By: bySecond, To: replying,
			Need: to("cannot"), Do: s.reclassed(), Tell: []string{"grievance_dispatched"}, Public: "重新研判：部门书面答复"},
		{From: inHand, Event: "agree", Name: "复核同意改类", Done: "已同意改类", By: bySecond, To: convening,
			Need: to("hard"), Do: s.reclassed(), Tell: []string{"grievance_dispatched"}, Public: "重新研判：联合部门、专家会商"},
		{From: inHand, Event: "agree", Name: "复核同意改类", Done: "已同意改类", By: bySecond, To: rectifying,
			Need: to("unwilling"), Do: s.reclassed(), Tell: []string{"grievance_dispatched"}, Write: []string{"grievance_order"}, Bureau: true, Inner: true,
			Public: "重新研判：责成部门立即办"},
		{From: inHand, Event: "disagree", Name: "复核不同意改类", Done: "已不同意改类", By: bySecond, To: flow.Same,
			Need: proposed("", "有待复核的改类"), Ask: reasons("为什么", true, ""), Do: s.do(s.disagree)},
	}
}

// onRoad are the clocks of the roads.
var onRoad = []string{"cannot", "hard", "unwilling", "plan", "order", "convene", "contact"}

// roads: 派单. Each class its own road and clock.
func (s *Service) roads() []flow.Row {
	byDept, unjudged := flow.Who{Turn: true}, s.unjudged()
	return []flow.Row{
		{From: []string{replying}, Event: "reply", Name: "书面答复", Done: "已答复", By: byTurn, To: replied, Main: true,
			Need: unjudged, Ask: replyForm, Do: s.do(s.reply), Begin: []string{"confirm"}, End: onRoad,
			Tell: []string{"grievance_replied"}, Write: []string{"grievance_reply"}, Public: "已书面答复", Hint: "写明法律依据，做好政策解释"},
		{From: []string{convening}, Event: "convene", Name: "召集会商", Done: "已召集会商", By: byTurn, To: meeting, Main: true,
			AskIn: s.askConvene, Do: s.convene, End: []string{"convene"}, Public: "已召集部门和专家会商", Hint: "请涉及的部门和专家；部门会收到待办"},
		{From: []string{meeting}, Event: "opine", Name: "提交会商意见", Done: "已提交会商意见", By: byDept, To: flow.Same,
			Need: &flow.Need{Name: "受邀的部门", Holds: invited}, Ask: opinionForm, Do: s.opine},
		{From: []string{meeting}, Event: "decide", Name: "形成会商决定", Done: "已形成会商决定", By: byTurn, To: feeding, Main: true,
			Need: &flow.Need{Name: "主持会商的人", Holds: chairs}, AskIn: s.askDecision, Do: s.do(s.decide),
			Write: []string{"grievance_record"}, Bureau: true, Inner: true, Public: "会商形成决定", Hint: "写会商纪要、决定和任务分工"},
		{From: []string{feeding}, Event: "feedback", Name: "反馈：已办成", Done: "已反馈", By: byTurn, To: replied, Main: true,
			Need: unjudged, Ask: replyForm, Do: s.do(s.reply), Begin: []string{"confirm"}, End: onRoad,
			Tell: []string{"grievance_replied"}, Write: []string{"grievance_reply"}, Public: "已反馈办理结果"},
		{From: []string{feeding}, Event: "feedback_plan", Name: "反馈：有办法，按计划办", Done: "已反馈办理计划", By: byTurn, To: tracking,
			Need: unjudged, Ask: planForm, Do: s.do(s.feedbackPlan), End: []string{"cannot", "hard", "unwilling", "order", "convene", "contact"},
			Tell: []string{"grievance_progress"}, Public: "已反馈解决办法和进度", Hint: "期限内办不完的，先反馈办法、进度和计划日期"},
		{From: []string{tracking}, Event: "progress", Name: "登记进展", Done: "已登记进展", By: byTurn, To: flow.Same,
			Ask: form.Of(form.Lines("text", "办到哪一步了", true, "")), Do: progress, Public: "办理有进展"},
		{From: []string{tracking}, Event: "replan", Name: "调整计划日期", Done: "已调整计划日期", By: byOverseer, To: flow.Same,
			Ask: replanForm, Do: s.do(s.replan), Tell: []string{"grievance_progress"}, Public: "计划日期有调整", Hint: "由专席核准，写明原因并告诉反映人"},
		{From: []string{tracking}, Event: "achieve", Name: "办成，答复", Done: "已答复", By: byTurn, To: replied, Main: true,
			Need: unjudged, Ask: replyForm, Do: s.do(s.reply), Begin: []string{"confirm"}, End: onRoad,
			Tell: []string{"grievance_replied"}, Write: []string{"grievance_reply"}, Public: "已办成"},
		{From: []string{rectifying}, Event: "acknowledge", Name: "签收立即办通知", Done: "已签收", By: byDept, To: flow.Same,
			Need: &flow.Need{Name: "还没有签收", Holds: unacknowledged}, Do: acknowledge, End: []string{"order"}},
		{From: []string{rectifying}, Event: "rectified", Name: "已办结，说明原因", Done: "已办结", By: byDept, To: replied, Main: true,
			Need: unjudged, Ask: rectifiedForm, Do: s.do(s.rectified), Begin: []string{"confirm"}, End: onRoad,
			Tell: []string{"grievance_replied"}, Write: []string{"grievance_reply"}, Public: "部门已办结", Hint: "办好事，写明原因和责任人"},
	}
}

// noFile and aFile are whether an accountability file is open: nothing ends while one is.
var (
	noFile = &flow.Need{Name: "没有未办结的问责", Holds: noDuty}
	aFile  = &flow.Need{Name: "有未办结的问责", Holds: hasDuty}
)

// ending: the person confirms or objects and is visited, and what was not done for want of will is accounted for; or he withdraws.
func (s *Service) ending() []flow.Row {
	return slices.Concat(s.confirming(), s.visiting(), s.withdrawing())
}

func (s *Service) confirming() []flow.Row {
	return []flow.Row{
		{From: []string{replied}, Event: "confirm", Name: "确认解决", Done: "已确认解决", By: byPerson, To: visiting, Binds: true, Main: true,
			Ask: form.Of(form.Lines("text", "想说的话", false, "")), Do: s.do(confirmed), Begin: []string{"visit"}, Public: "您确认已经解决"},
		{From: []string{replied}, Event: "enter_confirm", Name: "登记群众确认", Done: "已登记，待复核", By: byDesk, To: flow.Same, Puts: "entered",
			Need: noneEntered, Ask: form.Of(signed, form.Lines("text", "群众的话", false, "")), Do: s.entered("confirm"),
			Hint: "群众自己确认；到窗口来的，凭本人签字的材料登记，由第二人复核"},
		{From: []string{replied}, Event: "confirm", Name: "复核群众确认", Done: "已登记群众确认", By: second("enter_confirm", "entered"), To: visiting,
			Need: hasEntered("confirm", "有等复核的群众确认"), Do: s.do(confirmed), Begin: []string{"visit"}, Tell: []string{"grievance_entered"},
			Public: "窗口凭您签字的材料登记：您确认已经解决", Hint: "须由登记的人以外的一人，对照签字的材料复核"},
		{From: []string{replied}, Event: "object", Name: "没有解决，重新办理", Done: "已提出，将重新研判", By: byPerson, To: triage,
			Ask: reasons("哪里没有解决", true, ""), Do: s.do(reopen), Begin: []string{"triage", "contact"}, Tell: []string{"grievance_reopened"},
			Public: "您说没有解决，重新研判"},
		{From: []string{replied}, Event: "object", Name: "登记群众异议", Done: "已登记，将重新研判", By: byDesk, To: triage,
			Ask: reasons("群众说哪里没有解决", true, ""), Do: s.do(reopen), Begin: []string{"triage", "contact"}, Tell: []string{"grievance_reopened"},
			Public: "窗口登记：您说没有解决，重新研判"},
		{From: []string{replied}, Event: "silent", Name: "没有异议，转入回访", By: byClock, To: visiting, Do: s.do(confirmed), Begin: []string{"visit"}},
	}
}

func (s *Service) visiting() []flow.Row {
	visit := form.Of(
		form.Field{Name: "solved", Label: "解决了没有", Type: form.Choice, Required: true, Options: solvedNames},
		form.Field{Name: "level", Label: "满意程度", Type: form.Choice, Options: levels}, form.Lines("said", "回访意见", false, ""))
	judging, judgeable := slices.Concat(inHand, []string{triage, signing, replied, visiting}), s.judgeable()
	return []flow.Row{
		{From: []string{visiting}, Event: "visited", Name: "回访完成", By: byOffice, To: closed,
			Need: noFile, Ask: visit, Do: s.do(visited), Tell: []string{"grievance_closed"}, Public: "回访完成，办结"},
		{From: []string{visiting}, Event: "visited", Name: "回访完成", By: byOffice, To: holding,
			Need: aFile, Ask: visit, Do: s.do(visited), Public: "回访完成"},
		{From: []string{visiting}, Event: "unreached", Name: "没有回访到", By: byOffice, To: closed,
			Need: noFile, Do: s.do(unreached), Public: "没有回访到您，办结"},
		{From: []string{visiting}, Event: "unreached", Name: "没有回访到", By: byOffice, To: holding, Need: aFile, Do: s.do(unreached)},
		{From: []string{visiting}, Event: "reopen", Name: "回访说没有解决，重新研判", By: byOffice, To: triage,
			Ask: visit, Do: s.do(reopen), Begin: []string{"triage", "contact"}, Tell: []string{"grievance_reopened"}, Public: "回访中您说没有解决，重新研判"},
		{From: []string{holding}, Event: "account", Name: "问责结论", Done: "已作出问责结论", By: flow.Who{Turn: true, Roles: judges}, To: closed, Main: true,
			Need: judgeable, Ask: dutyForm, Do: account, End: []string{"duty"}, Tell: []string{"grievance_closed"}, Public: "办结"},
		{From: judging, Event: "account", Name: "问责结论", Done: "已作出问责结论", By: flow.Who{Roles: judges, Beside: "duty"}, To: flow.Same,
			Need: judgeable, Ask: dutyForm, Do: account, End: []string{"duty"}},
	}
}

func (s *Service) withdrawing() []flow.Row {
	const why = "为什么撤回"
	contest := &flow.Need{Name: "在对登记的撤回提出异议的期限内", Holds: mayContest}
	waits := func(file *flow.Need) *flow.Need { return hasEntered("withdraw", "有等复核的撤回", file) }
	bySecond := second("enter_withdraw", "entered")
	return []flow.Row{
		{From: unsolved, Event: "withdraw", Name: "撤回反映", Done: "已撤回反映", By: byPerson, To: withdrawn, Heavy: true, Binds: true,
			Need: noFile, Ask: reasons(why, false, ""), Do: s.do(withdraw), Tell: []string{"grievance_withdrawn"}, Public: "您撤回了反映"},
		{From: unsolved, Event: "withdraw", Name: "撤回反映", Done: "已撤回反映", By: byPerson, To: holding, Heavy: true, Binds: true,
			Need: aFile, Ask: reasons(why, false, ""), Do: s.do(withdraw), End: onRoad, Public: "您撤回了反映；内部监督继续办理"},
		{From: unsolved, Event: "enter_withdraw", Name: "登记群众撤回", Done: "已登记，待复核", By: byDesk, To: flow.Same, Puts: "entered",
			Need: noneEntered, Ask: form.Of(signed, form.Lines("reason", why, false, "")), Do: s.entered("withdraw"),
			Hint: "群众自己撤回；到窗口来的，凭本人签字的材料登记，由第二人复核"},
		{From: unsolved, Event: "withdraw", Name: "复核群众撤回", Done: "已撤回反映", By: bySecond, To: withdrawn, Heavy: true,
			Need: waits(noFile), Do: s.do(withdrawEntered), Begin: []string{"contest"}, Tell: []string{"grievance_withdrawn_entered"},
			Public: "窗口凭您签字的材料登记：您撤回了反映", Hint: "须由登记的人以外的一人，对照签字的材料复核"},
		{From: unsolved, Event: "withdraw", Name: "复核群众撤回", Done: "已撤回反映", By: bySecond, To: holding, Heavy: true,
			Need: waits(aFile), Do: s.do(withdrawEntered), Begin: []string{"contest"}, End: onRoad, Tell: []string{"grievance_withdrawn_entered"},
			Public: "窗口凭您签字的材料登记：您撤回了反映；内部监督继续办理"},
		{From: leftAlone, Event: "restore", Name: "没有撤回，继续办理", Done: "已提出，将重新研判", By: byPerson, To: triage,
			Need: contest, Ask: reasons("想说的话", false, ""), Do: s.do(reopen), Begin: []string{"triage", "contact"}, End: []string{"contest"},
			Tell:   []string{"grievance_reopened"},
			Public: "您说撤回不是您本人的意思，重新研判", Hint: "窗口登记的撤回不是本人意思的，在期限内提出"},
		{From: leftAlone, Event: "restore", Name: "登记对撤回的异议", Done: "已登记，将重新研判", By: byDesk, To: triage,
			Need: contest, Ask: reasons("群众怎么说", true, ""), Do: s.do(reopen), Begin: []string{"triage", "contact"}, End: []string{"contest"},
			Tell:   []string{"grievance_reopened"},
			Public: "窗口登记：您说撤回不是您本人的意思，重新研判", Hint: "群众说撤回不是本人意思的，登记后重新研判"},
		{From: leftAlone, Event: "contest_over", Name: "撤回异议期限届满", By: byClock, To: flow.Same, End: []string{"contest"}},
		{From: slices.Concat(unsolved, []string{replied}), Event: "reject_entered", Name: "复核不同意登记", Done: "已退回登记", By: second("", "entered"), To: flow.Same,
			Need: hasEntered("", "有等复核的登记"), Ask: reasons("为什么", true, "例如：签字不是本人的"), Do: s.do(s.rejectEntered)},
	}
}

// signed is the person's own paper, without which nobody confirms or withdraws in his name: what a person says himself
// comes from himself (by his account, or by the code that is sent to his telephone).
var signed = form.Field{Name: "paper", Label: "本人签字的材料", Type: form.File, Required: true,
	Hint: "拍照或扫描；复核后群众会收到短信，不是本人意思可以提出"}

// always: what may be done wherever the case stands.
func (s *Service) always() []flow.Row {
	byReader := flow.Who{Turn: true, Roles: []people.Role{people.Officer, people.Window, people.Supervisor, people.Leader, people.Discipline}}
	return []flow.Row{
		{From: open, Event: "comment", Name: "批注", Done: "已批注", By: byReader, To: flow.Same,
			Ask: form.Of(form.Lines("text", "内容", true, "只有工作人员看得到")), Note: "text"},
		{From: slices.Concat(open, over), Event: "name", Name: "认定反映的是谁", Done: "已认定", By: flow.Who{Roles: namers}, To: flow.Same,
			AskIn: Grievances.Ask(s.askNamed), Do: s.do(s.name), Hint: "反映里说到人、没有写清是谁的，先认定；被认定的人回避"},
		{From: open, Event: "routed", Name: "按回避要求调整承办人", By: byOffice, To: flow.Same, Do: s.routed},
		usual.Claiming(open), usual.HandingOver(s.Roster, open), usual.Urging(s.Engine, unsolved),
		{From: open, Event: "moved", Name: "办件有进展", By: byOffice, To: flow.Same, Do: tellMoved},
		{From: open, Event: "overdue", Name: "超期", By: byClock, To: flow.Same, Tell: []string{"grievance_late"}, Public: "没有按时答复，已经督办"},
		{From: open, Event: "overdue_step", Name: "环节超期", By: byClock, To: flow.Same},
	}
}
