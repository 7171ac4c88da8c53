package course

import (
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "application"

// The states.
const (
	Received   = "received"
	Correction = "correction"
	Refusing   = "refusing"
	Reviewing  = "reviewing"
	Bounced    = "bounced"
	Stopped    = "stopped"
	Deciding   = "deciding"
	Issuing    = "issuing"
	Delivery   = "delivery"
	Finished   = "finished"
	Refused    = "refused"
	Withdrawn  = "withdrawn"
	Lapsed     = "lapsed"
	Terminated = "terminated"
	Revoking   = "revoking"
	Revoked    = "revoked"
)

// The results of a case.
const (
	Approved = "approved"
	Denied   = "denied"
)

var states = []flow.State{
	{Code: Received, Name: "待受理", Public: "正在核对材料", Phase: 0, Desk: people.Window},
	{Code: Correction, Name: "待补正", Public: "等您补材料", Phase: 0, Desk: flow.Applicant},
	{Code: Refusing, Name: "拟不予受理", Public: "正在核对材料", Phase: 0, Desk: people.Window},
	{Code: Reviewing, Name: "审查", Public: "正在审查", Phase: 2, Desk: people.Reviewer},
	{Code: Bounced, Name: "退回窗口", Public: "正在审查", Phase: 2, Desk: people.Window},
	{Code: Stopped, Name: "特别程序", Public: "暂停计时，等待特别程序的结果", Phase: 2, Desk: people.Reviewer},
	{Code: Deciding, Name: "待决定", Public: "正在作出决定", Phase: 3, Desk: people.Head},
	{Code: Issuing, Name: "制证", Public: "正在制作结果", Phase: 3, Desk: people.Issuer},
	{Code: Delivery, Name: "待送达", Public: "已有结果，等待送达", Phase: 4, Desk: people.Output},
	{Code: Revoking, Name: "拟撤销", Public: "拟撤销决定，可以陈述、申辩", Phase: 4, Desk: people.Head},
	{Code: Finished, Name: "办结", Public: "已办结", Phase: 4, Final: true},
	{Code: Refused, Name: "不予受理", Public: "不予受理", Phase: 0, Final: true},
	{Code: Withdrawn, Name: "已撤回", Public: "您已撤回申请", Phase: 0, Final: true},
	{Code: Lapsed, Name: "视为撤回", Public: "逾期没有补正，视为撤回申请", Phase: 0, Final: true},
	{Code: Terminated, Name: "终止", Public: "已终止办理", Phase: 2, Final: true},
	{Code: Revoked, Name: "已撤销", Public: "决定已撤销", Phase: 3, Final: true},
}

var clocks = []flow.Clock{
	{Name: "accept", Title: "受理时限", Late: "deem_accept"},
	{Name: "correction", Title: "补正期限", Late: "lapse", Theirs: true},
	{Name: "promise", Title: "承诺办结时限", Late: "overdue", Until: flow.Closed},
	{Name: "statutory", Title: "法定办结时限", Late: "overdue_statutory", Until: flow.Closed, Inner: true},
	{Name: "step", Title: "环节时限", Late: "overdue_step", Until: flow.Closed, Inner: true},
	{Name: "special", Title: "特别程序告知的时间", Late: "overdue_special"},
	{Name: "bounce", Title: "窗口整改时限", Late: "overdue_bounce", Inner: true},
	{Name: "issue", Title: "制证送达时限", Late: "overdue_issue", Until: flow.Closed},
	{Name: "pickup", Title: "待领取期限", Late: "unclaimed", Theirs: true},
	{Name: "debt", Title: "容缺补交期限", Late: "debt_late", Until: flow.Ended, Theirs: true},
	{Name: "postcheck", Title: "承诺事后核查期限", Late: "postcheck_late", Until: flow.Ended, Inner: true},
	{Name: "defend", Title: "陈述申辩期限", Late: "defend_over", Theirs: true},
}

// Who acts, in the words of the table below.
var (
	byWindow     = flow.Who{Roles: []people.Role{people.Window}}
	byTurn       = flow.Who{Turn: true}
	byHead       = flow.Who{Roles: []people.Role{people.Head}}
	byOutput     = flow.Who{Roles: []people.Role{people.Output, people.Window}}
	byApplicant  = flow.Who{Applicant: true}
	byClock      = flow.Who{Clock: true}
	byTurnOrHead = flow.Who{Turn: true, Roles: []people.Role{people.Head}}
	byChecker    = flow.Who{Turn: true, Roles: []people.Role{people.Reviewer, people.Senior,
		people.Inspector}} // not the head, who decides on what they find
)

var (
	beforeDecision = []string{Received, Correction, Refusing, Reviewing, Bounced, Stopped, Deciding}
	inHand         = []string{Reviewing, Bounced, Stopped, Deciding}
	whileOpen      = []string{Received, Correction, Refusing, Reviewing, Bounced, Stopped, Deciding, Issuing, Delivery,
		Revoking}
	anyState = []string{Received, Correction, Refusing, Reviewing, Bounced, Stopped, Deciding, Issuing, Delivery,
		Revoking, Finished}
)

// The words in which the table below asks.
var text, ask, options = form.Lines, form.Of, form.Pairs

// table is the flow of an application: 受理 → 审查 → 决定 → 制证 → 送达 (行政许可法 arts. 29–50).
func (s *Applications) table() flow.Table {
	var rows []flow.Row
	for _, part := range [][]flow.Row{s.receiving(), s.review(), s.decision(), s.handover(), s.always()} {
		rows = append(rows, part...)
	}
	return flow.Table{
		Kind: Kind, Title: "办件", Known: true, Phases: []string{"提交", "受理", "审查", "决定", "送达"},
		States: states, Clocks: clocks, Beside: beside, Rows: rows, Words: s.words, Serves: serves, About: s.concerns,
		Apart: apart,
	}
}

// words are what a decision is called, by the kind of its item.
func (s *Applications) words(k flow.Case) map[string]flow.Words {
	yes, no := s.power(k).Yes(), s.power(k).No()
	return map[string]flow.Words{
		"approve": {Name: yes, Done: "已" + yes}, "approve_on_promise": {Name: "凭承诺" + yes, Done: "已凭承诺" + yes},
		"deny": {Name: no, Done: "已作出" + no + "的决定"},
	}
}

// power is how a case speaks of what is decided in it.
func (s *Applications) power(k flow.Case) catalog.Power {
	e, _ := s.Catalog.Entry(k.Item) // of a case without one the neutral words hold
	return catalog.PowerOf(e.Kind)
}

// receiving is the counter: 行政许可法 art. 32. Silence for the term is acceptance; what is missing is
// told once and completely.
func (s *Applications) receiving() []flow.Row {
	return []flow.Row{
		{Event: "submit", Name: "提交申请", Done: "已提交申请", By: flow.Who{Applicant: true, Client: people.ScopeApply},
			To:    Received,
			Do:    rows.New(s.file),
			Begin: []string{"accept"}, Tell: []string{"receipt"}, Write: []string{"receipt"}, Public: "您提交了申请"},
		{Event: "take_in", Name: "窗口收件", Done: "已收件", By: byWindow, To: Received, Do: rows.New(s.file),
			Begin: []string{"accept"}, Public: "窗口收到了您的材料"},
		{From: []string{Received}, Event: "accept", Name: "受理", Done: "已受理", By: byWindow, To: Reviewing,
			AskIn: s.asks(s.askMaterials),
			Do:    s.changes(s.accept), Main: true,
			Begin: []string{"promise", "statutory"}, Tell: []string{"accepted"}, Write: []string{"accept_notice"}, Public: "已受理",
			Hint: "符合法定形式；承诺时限自受理的次日起计算"},
		{From: []string{Received}, Event: "deem_accept", Name: "视为受理", By: byClock, To: Reviewing,
			Do:    s.changes(s.deemAccept),
			Begin: []string{"promise", "statutory"}, Tell: []string{"deemed"}, Write: []string{"accept_notice"}, Public: "逾期没有告知是否受理，自收件之日起即为受理"},
		{From: []string{Received}, Event: "correct", Name: "一次性告知补正", Done: "已一次性告知补正", By: byWindow, To: Correction,
			AskIn: s.asks(s.askCorrection), Do: s.changes(s.correct), Need: s.needs("还没有告知过", s.canCorrect),
			Begin: []string{"correction"}, Tell: []string{"correction"}, Write: []string{"correction_notice"}, Public: "材料需要补正",
			Hint: "缺什么、怎么补，一次说全；只能告知一次"},
		{From: []string{Correction}, Event: "resubmit", Name: "提交补正", Done: "已提交补正",
			By: flow.Who{Applicant: true, Roles: []people.Role{people.Window}}, To: Received, AskIn: s.asks(s.askResubmit),
			Do: s.changes(s.resubmit), Main: true,
			Begin: []string{"accept"}, Public: "补正材料已提交", Hint: "补齐后窗口继续核对"},
		{From: []string{Correction}, Event: "lapse", Name: "逾期未补正", By: byClock, To: Lapsed, Tell: []string{"lapsed"},
			Write:  []string{"close_notice"},
			Do:     s.closing("逾期没有补正，视为撤回申请"),
			Public: "逾期没有补正，视为撤回申请"},
		{From: []string{Received}, Event: "propose_refusal", Name: "不予受理", Done: "已提出不予受理，待复核", By: byWindow, To: Refusing,
			Heavy: true,
			Do:    s.proposeRefusal,
			Ask: ask(
				form.Field{Name: "ground", Label: "不予受理的情形", Type: form.Choice, Required: true,
					Options: options("not_needed", "依法不需要办理", "not_ours", "不属于本机关职权", "other", "依法不能受理的其他情形")},
				text("reason", "理由和依据", true, "写明法律条款或政策文件"),
				form.Field{Name: "go_to", Label: "应当去哪里办", Type: form.Text, Hint: "不属于本机关职权的，写明该找哪个机关"}),
			Hint: "要写明理由，由另一人复核后才生效"},
		{From: []string{Refusing}, Event: "refuse", Name: "复核同意，不予受理", Done: "已不予受理",
			By: flow.Who{Roles: []people.Role{people.Window, people.Supervisor}, NotBy: []string{"propose_refusal"}}, To: Refused,
			Heavy: true,
			Do:    s.refuse,
			Tell:  []string{"refused"}, Write: []string{"refusal_notice"}, Public: "不予受理", Hint: "须由提出的人以外的一人复核"},
		{From: []string{Refusing}, Event: "reject_refusal", Name: "复核不同意，继续受理", Done: "已退回窗口继续受理", Note: "reason",
			By: flow.Who{Roles: []people.Role{people.Window, people.Supervisor}, NotBy: []string{"propose_refusal"}}, To: Received,
			Ask: ask(text("reason", "为什么应当受理", true, "")), Begin: []string{"accept"},
			Do:   s.disagree("提出不予受理", "复核的人", "propose_refusal"),
			Hint: "退回窗口继续核对材料"},
	}
}

// Faults are what may be wrong with a receipt (受理质量差错).
var Faults = options("missing", "缺必要材料", "wrong", "材料与要求不符", "form", "申请表填写有误", "scope", "不属于本部门事项", "identity", "身份或授权没有核对")

// review is the back office: the steps of the item's version, claimed, signed and handed on.
func (s *Applications) review() []flow.Row {
	reason := func(label string) form.Form { return ask(text("reason", label, true, "")) }
	return []flow.Row{
		usual.Claiming(inHand),
		{From: []string{Reviewing}, Event: "inspect", Name: "登记现场核查", Done: "已登记现场核查", By: byTurn, To: flow.Same,
			AskIn: s.askInspection,
			Do:    s.inspect, Need: s.needs("本环节要现场核查", s.inInspection),
			Public: "完成现场核查", Hint: "两名以上工作人员到场"},
		{From: []string{Reviewing}, Event: "sign", Name: "提交审查意见", Done: "已提交审查意见", By: byTurn, To: flow.Same, Main: true,
			Need: s.needs("还有人没有审签", s.moreSigners), Do: s.changes(s.sign),
			Ask: opinion},
		{From: []string{Reviewing}, Event: "sign", Name: "提交审查意见", Done: "已提交审查意见", By: byTurn, To: Deciding, Main: true,
			Need: s.needs("最后一个审签", s.lastSigner), Do: s.changes(s.note),
			Ask: opinion, End: []string{"step"}, Public: "审查完成，报请决定"},
		{From: []string{Reviewing}, Event: "add_signer", Name: "加签", Done: "已加签", By: byTurn, To: flow.Same,
			AskIn: usual.Colleagues(s.Roster, "请谁一起审签"), Do: s.addSigner, Hint: "再请一位同事审签，意见一起报上去"},
		usual.HandingOver(s.Roster, inHand),
		{From: []string{Reviewing}, Event: "send_back", Name: "退回上一环节", Done: "已退回上一环节", By: byTurn, To: flow.Same,
			AskIn: s.asks(s.askStep), Do: s.changes(s.sendBack), Need: s.needs("前面有环节", s.hasEarlier),
			Hint: "退给前面的环节重新审查，时限照算"},
		{From: []string{Deciding}, Event: "send_back", Name: "退回重新审查", Done: "已退回重新审查", By: byTurnOrHead, To: Reviewing,
			AskIn: s.asks(s.askStep), Do: s.changes(s.sendBack), Hint: "退给前面的环节重新审查，时限照算"},
		{From: []string{Reviewing}, Event: "take_back", Name: "撤回我的意见", Done: "已撤回意见", By: flow.Who{Roles: reviewers},
			To: flow.Same,
			Do: s.changes(s.takeBack), Need: &flow.Need{Name: "下一环节还没接手", Holds: s.canTakeBack}, Ask: reason("为什么撤回")},
		{From: []string{Deciding}, Event: "take_back", Name: "撤回我的意见", Done: "已撤回意见", By: flow.Who{Roles: reviewers},
			To: Reviewing,
			Do: s.changes(s.takeBack), Need: &flow.Need{Name: "下一环节还没接手", Holds: s.canTakeBack}, Ask: reason("为什么撤回")},
		{From: []string{Reviewing}, Event: "bounce", Name: "退回窗口", Done: "已退回窗口", Note: "reason", By: byTurn, To: Bounced,
			Do:    s.bounce,
			Begin: []string{"bounce"},
			Ask: ask(form.Field{Name: "fault", Label: "受理质量差错", Type: form.Choice, Required: true, Options: Faults},
				text("reason", "哪里不对，要窗口怎么改", true, "")), Hint: "受理质量差错，须选原因，计入窗口考核"},
		{From: []string{Bounced}, Event: "rework", Name: "整改完成，送回部门", Done: "已送回部门", Note: "reason", By: byWindow,
			To:   Reviewing,
			Main: true, Do: s.reads(s.rework), Ask: ask(text("reason", "怎么改的", true, ""))},
		{From: []string{Reviewing}, Event: "stop", Name: "启动特别程序，暂停计时", Done: "已启动特别程序", By: byTurnOrHead, To: Stopped,
			Stop:  true,
			Begin: []string{"special"}, AskIn: s.asks(s.askSpecial), Do: s.stop, Heavy: true,
			Tell: []string{"stopped"}, Write: []string{"special_notice"}, Public: "启动特别程序，暂停计时", Hint: "听证、检验、检测、检疫、鉴定、专家评审等，书面告知所需时间"},
		{From: []string{Stopped}, Event: "resume", Name: "特别程序结束，恢复计时", Done: "已恢复计时", Note: "result", By: byTurnOrHead,
			To:     Reviewing,
			Resume: true, Main: true, Ask: ask(text("result", "特别程序的结果", true, "")), Do: s.resume,
			Tell: []string{"resumed"}, Public: "特别程序结束，恢复计时"},
		{From: []string{Reviewing}, Event: "request_extension", Name: "报请延长期限", Done: "已报请延长", By: byTurn, To: flow.Same,
			Puts: extension,
			Do:   s.requestExtension, Need: &flow.Need{Name: "还没有延长过、不是负责人", Holds: s.mayRequest}, Ask: reason("为什么需要延长"),
			Hint: "由本机关负责人批准"},
		{From: []string{Reviewing, Deciding}, Event: "extend", Name: "批准延长期限", Done: "已批准延长", Note: "reason",
			By: flow.Who{Roles: byHead.Roles, Beside: extension, NotBy: []string{"request_extension"}}, To: flow.Same,
			Extend: []string{"promise", "statutory"},
			Do:     s.extend, Need: &flow.Need{Name: "还没有延长过", Holds: s.notExtended},
			Ask:   ask(text("reason", "延长的理由", true, "会告知申请人")),
			Heavy: true,
			Tell:  []string{"extended"}, Write: []string{"extension_notice"}, Public: "经批准延长办理期限", Hint: "只能延长一次，由本机关负责人批准并告知理由"},
		{From: []string{Reviewing, Deciding}, Event: "decline_extension", Name: "不同意延期", Done: "已不同意延期，已告知报请的人",
			Note: "reason",
			By:   flow.Who{Beside: extension}, To: flow.Same, Do: s.disagree("报请延长期限", "负责人", "request_extension"),
			Ask: reason("为什么不同意")},
	}
}

// reviewers are the roles that may have signed.
var reviewers = []people.Role{people.Reviewer, people.Senior, people.Inspector, people.Head}

var opinion = ask(
	form.Field{Name: "verdict", Label: "审查结论", Type: form.Choice, Required: true, Options: []form.Option{
		{Value: "yes", Label: "符合条件，报请准予"}, {Value: "no", Label: "不符合，报请不予", Hint: "须写明理由和依据，另一人复核"}}},
	text("opinion", "审查意见", true, ""))

// decision: 行政许可法 arts. 37, 38, 42; the one who decides did not sign the last step.
func (s *Applications) decision() []flow.Row {
	by := flow.Who{Roles: []people.Role{people.Head}, NotBy: []string{"sign"}}
	second := flow.Who{Roles: []people.Role{people.Head}, NotBy: []string{"promise_false", "propose_revocation"}}
	return []flow.Row{
		{From: []string{Deciding}, Event: "approve", Name: "准予", Done: "已作出准予的决定", Note: "opinion", By: by, To: Issuing,
			Main: true,
			Do:   s.changes(s.approve), Need: s.needs("要制作结果、容缺已补齐", ready(true)),
			Ask: ask(text("opinion", "决定意见", false, "")), Begin: []string{"issue"}, End: []string{"promise", "statutory"}, Tell: []string{"approved"},
			Write:  []string{"approval"},
			Public: "已作出准予的决定", Hint: "须由最后审签人以外的负责人决定"},
		{From: []string{Deciding}, Event: "approve", Name: "准予", Done: "已作出准予的决定", Note: "opinion", By: by, To: Delivery,
			Main: true,
			Do:   s.changes(s.approve), Need: s.needs("决定书就是结果、容缺已补齐", ready(false)),
			Ask: ask(text("opinion", "决定意见", false, "")), End: []string{"promise", "statutory"}, Tell: []string{"ready"}, Write: []string{"approval"},
			Public: "已作出准予的决定"},
		{From: []string{Deciding}, Event: "deny", Name: "作出不予的决定", Done: "已作出不予的决定", Note: "reason", By: by, To: Delivery,
			Heavy: true,
			Do:    s.changes(s.deny),
			Ask:   ask(text("reason", "不予的理由", true, "说明事实"), text("basis", "依据的法律条款", true, "")),
			End:   []string{"promise", "statutory", "debt"}, Tell: []string{"denied"}, Write: []string{"denial"},
			Public: "已作出不予的决定", Hint: "写明理由和依据；决定书会告知复议和诉讼的权利"},
		{From: []string{Reviewing}, Event: "approve_on_promise", Name: "凭承诺准予", Done: "已凭承诺作出准予的决定", Note: "opinion",
			By: byHead,
			To: Issuing, Do: s.changes(s.approveOnPromise), Need: s.needs("事项允许告知承诺、承诺书已签、容缺已补齐", s.onPromise),
			Ask: ask(text("opinion", "决定意见", false, "")), Begin: []string{"issue", "postcheck"}, End: []string{"promise", "statutory", "step"},
			Tell:  []string{"approved"},
			Write: []string{"approval"}, Public: "凭告知承诺作出准予的决定", Hint: "当场决定，在规定的期限内核查承诺"},
		{From: []string{Issuing, Delivery, Finished}, Event: "postcheck", Name: "承诺属实", Done: "已登记核查结果",
			By: flow.Who{Turn: true, Roles: append([]people.Role{people.Head}, byChecker.Roles...)}, To: flow.Same,
			Do:  s.postcheck,
			End: []string{"postcheck"}, Need: &flow.Need{Name: "有待核查的承诺", Holds: s.hasPostcheck},
			Ask: ask(text("reason", "核查情况", true, "")), Public: "承诺经核查属实"},
		{From: []string{Issuing, Delivery, Finished}, Event: "promise_false", Name: "承诺不实，拟撤销", Done: "已登记核查结果，已告知申请人陈述申辩",
			By: byChecker,
			To: Revoking, Heavy: true, Do: s.changes(s.promiseFalse), End: []string{"postcheck", "issue"}, Begin: []string{"defend"},
			Need: &flow.Need{Name: "有待核查的承诺", Holds: s.hasPostcheck},
			Ask:  ask(text("reason", "核查认定的事实", true, "查了什么、哪一项与承诺不符"), text("basis", "拟撤销的依据", true, "法律条款")),
			Tell: []string{"promise_false"}, Write: []string{"revocation_prior"}, Public: "承诺经核查不实，拟撤销决定",
			Hint: "停止制证和送达，告知陈述申辩的权利，由负责人决定是否撤销"},
		{From: []string{Revoking}, Event: "defend", Name: "陈述申辩", Done: "已提交陈述申辩",
			By: flow.Who{Applicant: true, Roles: []people.Role{people.Window}}, To: flow.Same,
			AskIn: askDefence, Do: s.defend,
			Public: "您提交了陈述申辩", Hint: "由负责人在决定之前研究"},
		{From: []string{Revoking}, Event: "defend_over", Name: "陈述申辩期限届满", By: byClock, To: flow.Same, Public: "陈述申辩期限届满"},
		{From: []string{Revoking}, Event: "revoke", Name: "撤销决定", Done: "已撤销决定", By: second, To: Revoked, Heavy: true,
			Main: true,
			Do:   s.revoke, Need: &flow.Need{Name: "陈述申辩期限已过或已经陈述", Holds: s.heard},
			Ask: ask(text("reason", "撤销的理由和依据", true, "写明对陈述申辩的意见")), Tell: []string{"revoked"}, Write: []string{"revocation"}, Public: "决定已撤销",
			Hint: "由登记核查的人以外的负责人决定"},
		{From: []string{Revoking}, Event: "uphold", Name: "维持决定，继续制证", Done: "已维持决定", Note: "reason", By: second,
			To: Issuing,
			Do: s.changes(s.uphold), Need: s.needs("结果还没有制作", s.notMade),
			Ask: ask(text("reason", "为什么维持", true, "会告知当事人")), Begin: []string{"issue"}, Tell: []string{"upheld"}, Write: []string{"upheld"},
			Public: "经复核，维持原决定"},
		{From: []string{Revoking}, Event: "uphold", Name: "维持决定，继续送达", Done: "已维持决定", Note: "reason", By: second,
			To: Delivery,
			Do: s.changes(s.upholdMade), Need: s.needs("结果已经制作，还没有送达", s.isMade),
			Ask: ask(text("reason", "为什么维持", true, "会告知当事人")), Tell: []string{"upheld"}, Write: []string{"upheld"}, Public: "经复核，维持原决定"},
		{From: []string{Revoking}, Event: "uphold", Name: "维持决定", Done: "已维持决定", Note: "reason", By: second, To: Finished,
			Do: s.changes(s.upholdDelivered), Need: &flow.Need{Name: "结果已经送达", Holds: s.wasDelivered},
			Ask: ask(text("reason", "为什么维持", true, "会告知当事人")), Tell: []string{"upheld"}, Write: []string{"upheld"}, Public: "经复核，维持原决定"},
		{From: []string{Finished}, Event: "propose_revocation", Name: "拟撤销决定", Done: "已登记，已告知当事人陈述申辩", Note: "reason",
			By: byChecker,
			To: Revoking, Heavy: true, Do: s.proposeRevocation, End: []string{"debt", "postcheck"}, Begin: []string{"defend"},
			Ask:  ask(text("reason", "认定的事实", true, "以欺骗等不正当手段取得，或有法律规定的其他情形"), text("basis", "拟撤销的依据", true, "法律条款")),
			Tell: []string{"revocation_proposed"}, Write: []string{"revocation_proposed"}, Public: "拟撤销决定，可以陈述、申辩",
			Hint: "依据《行政许可法》第六十九条等规定；由另一位负责人在听取陈述申辩后决定"},
	}
}

// handover makes the result and puts it into the applicant's hands (行政许可法 art. 44: issued and
// delivered within ten working days). Delivery is free of charge.
func (s *Applications) handover() []flow.Row {
	return []flow.Row{
		{From: []string{Issuing}, Event: "make", Name: "制证完成", Done: "已制证",
			By: flow.Who{Roles: []people.Role{people.Issuer}}, To: Delivery,
			Main: true, AskIn: s.asks(s.askResult), Do: s.changes(s.makeResult),
			Tell: []string{"ready"}, Write: []string{"result"}, Public: "结果已制作", Hint: "填写证照编号和有效期"},
		{From: []string{Delivery}, Event: "hand_out", Name: "当面交付", Done: "已交付", By: byOutput, To: Finished, Main: true,
			Do: s.changes(s.handOut), End: []string{"issue"}, Need: s.needs("还没有寄出，或者已经退回", s.notSent), Tell: []string{"finished"},
			Write:  []string{"delivery_receipt"},
			Public: "结果已领取",
			Ask: ask(form.Field{Name: "code", Label: "取件码", Type: form.Text, Required: true, Max: 16, Spent: true,
				Hint: "领取人短信里的 6 位数字；没有收到的，核对身份证件后换一张查询单，用新的查询密码"},
				form.Field{Name: "receiver", Label: "领取人", Type: form.Text, Required: true, Max: 50, Personal: true},
				form.Field{Name: "relation", Label: "代领的，与申请人的关系和核对的证件", Type: form.Text, Max: 60,
					Hint: "例如：配偶，双方身份证。本人来领、替他提交申请的经办人来领，不用填；单位已解除的经办人要填"},
				form.Field{Name: "self", Label: "已核对领取人的身份证件", Type: form.Bool, Required: true}), Hint: "核对取件码和身份证件"},
		{From: []string{Delivery}, Event: "dispatch", Name: "交快递", Done: "已登记寄出", By: byOutput, To: flow.Same,
			Do:  s.changes(s.dispatch),
			End: []string{"issue"}, Need: s.needs("选了邮寄、还没寄出", s.canDispatch), Tell: []string{"dispatched"}, Public: "结果已寄出",
			Ask: ask(form.Field{Name: "company", Label: "快递公司", Type: form.Text, Required: true, Max: 30},
				form.Field{Name: "tracking", Label: "运单号", Type: form.Text, Required: true, Max: 40}), Hint: "寄递费用由财政承担"},
		{From: []string{Delivery}, Event: "signed", Name: "登记签收", Done: "已登记签收",
			By: flow.Who{Roles: []people.Role{people.Output, people.Window}, Client: people.ScopeApply}, To: Finished,
			Do: s.changes(s.signed), Need: s.needs("已经寄出", s.onTheWay), Tell: []string{"finished"}, Write: []string{"delivery_receipt"},
			Public: "快递已签收",
			Ask:    ask(form.Field{Name: "receiver", Label: "签收人", Type: form.Text, Required: true, Max: 50, Personal: true})},
		{From: []string{Delivery}, Event: "returned", Name: "登记退件", Done: "已登记退件", Note: "reason", By: byOutput,
			To: flow.Same,
			Do: s.changes(s.returned), Need: s.needs("已经寄出", s.onTheWay), Tell: []string{"returned"}, Public: "快递被退回",
			Ask: ask(text("reason", "退回原因", true, "")), Hint: "多次寄送不成的改为窗口领取"},
		{From: []string{Delivery}, Event: "send_electronic", Name: "电子送达", Done: "已电子送达", By: byOutput, To: Finished,
			Do: s.reads(s.sendElectronic), End: []string{"issue"}, Need: s.needs("选了电子送达", s.wantsElectronic), Tell: []string{"electronic"},
			Write: []string{"delivery_receipt"}, Public: "电子结果已送达", Hint: "申请人在“我的办件”里下载"},
		{From: []string{Delivery}, Event: "unclaimed", Name: "逾期未领取", By: byClock, To: flow.Same, Tell: []string{"unclaimed"}, Public: "结果一直没有领取"},
		{From: []string{Delivery}, Event: "recode", Name: "换发取件码", By: flow.Who{Office: true}, To: flow.Same, Do: s.changes(s.recode),
			Tell: []string{"recoded"}, Public: "新的取件码已发到现在的手机号"},
		{From: []string{Finished}, Event: "archive", Name: "归档", By: flow.Who{Office: true}, To: flow.Same, Do: s.changes(s.archived),
			Ask: ask(form.Field{Name: "file", Label: "归档包", Type: form.File, Required: true},
				form.Field{Name: "hash", Label: "摘要", Type: form.Text, Required: true})},
	}
}

// always are the moves that are possible nearly everywhere.
func (s *Applications) always() []flow.Row {
	return []flow.Row{
		usual.Commenting(anyState, flow.Who{Turn: true, Roles: []people.Role{people.Window, people.Reviewer, people.Senior,
			people.Inspector,
			people.Head, people.Issuer, people.Output, people.Supervisor}}),
		usual.Urging(s.Engine, whileOpen),
		{From: inHand, Event: "ask", Name: "询问申请人", Done: "已询问申请人", By: byTurn, To: flow.Same,
			Ask: ask(text("text", "想问什么", true, "申请人会收到短信，在网上回答")), Do: s.ask, Tell: []string{"asked"}, Public: "工作人员有一个问题"},
		{From: inHand, Event: "answer", Name: "回答询问", Done: "已回答", By: byApplicant, To: flow.Same,
			Ask:  ask(text("text", "您的回答", true, ""), form.Field{Name: "files", Label: "补充的文件", Type: form.File}),
			Do:   s.answer,
			Need: &flow.Need{Name: "有没回答的问题", Holds: s.wasAsked}, Public: "您回答了问题"},
		{From: whileOpen, Event: "authorise", Name: "签署授权委托书", Done: "已登记授权委托书",
			By: flow.Who{Applicant: true, Roles: []people.Role{people.Window, people.Output}}, To: flow.Same, Binds: true,
			AskIn: s.askAuthority, Do: s.changes(s.authorise), Need: s.needs("授权委托书还没有签", s.unauthorised),
			Public: "授权委托书已签署"},
		{From: anyState, Event: "settle_debt", Name: "补交容缺材料", Done: "已补交",
			By: flow.Who{Applicant: true, Roles: []people.Role{people.Window}}, To: flow.Same, AskIn: s.asks(s.askDebts),
			Do: s.changes(s.settleDebt), Need: s.needs("有容缺待补的材料", s.hasDebts), Public: "容缺材料已补交"},
		{From: anyState, Event: "debt_late", Name: "容缺逾期", By: byClock, To: flow.Same, Tell: []string{"debt_late"}, Public: "容缺材料逾期没有补交"},
		{From: beforeDecision, Event: "withdraw", Name: "撤回申请", Done: "已撤回申请", By: byApplicant, To: Withdrawn, Heavy: true,
			Binds: true,
			Ask:   ask(text("reason", "撤回的原因", false, "")), Do: s.closing("申请人撤回申请"), End: []string{"debt"}, Tell: []string{"withdrawn"},
			Write:  []string{"close_notice"},
			Public: "您撤回了申请", Hint: "撤回后不再办理，材料可以取回；需要时可以重新申请"},
		{From: beforeDecision, Event: "propose_termination", Name: "提出终止办理", Done: "已提出终止办理，由部门负责人决定",
			By: flow.Who{Turn: true, Roles: append([]people.Role{people.Window}, byChecker.Roles...)}, To: flow.Same,
			Puts: termination,
			Do:   s.proposeTermination,
			Need: &flow.Need{Name: "不是负责人", Holds: notByHead}, AskIn: s.asks(s.askGround),
			Hint: "申请人死亡、终止，或法律规定的情形；由负责人决定"},
		{From: beforeDecision, Event: "terminate", Name: "终止办理", Done: "已终止办理",
			By: flow.Who{Beside: termination, NotBy: []string{"propose_termination"}}, To: Terminated, Heavy: true, End: []string{"debt"},
			Do:   s.reads(s.terminate),
			Need: s.needs("提出的情形仍然成立", s.groundStands), Tell: []string{"terminated"}, Write: []string{"close_notice"}, Public: "终止办理",
			Ask:  ask(text("reason", "认定的事实", true, ""), text("basis", "依据的法律条款", true, "通知书会写明")),
			Hint: "由提出的人以外的负责人，按提出的情形决定"},
		{From: beforeDecision, Event: "decline_termination", Name: "不同意终止", Done: "已不同意终止，已告知提出的人", Note: "reason",
			By: flow.Who{Beside: termination}, To: flow.Same, Do: s.disagree("提出终止办理", "负责人", "propose_termination"),
			Ask: ask(text("reason", "为什么不同意", true, ""))},
		{From: whileOpen, Event: "change_delivery", Name: "变更送达方式", Done: "已变更送达方式",
			By: flow.Who{Applicant: true, Roles: []people.Role{people.Window, people.Output}}, To: flow.Same, Binds: true,
			AskIn: s.asks(s.askDelivery), Do: s.changes(s.changeDelivery), Need: s.needs("还没有寄出或者送达", s.notDelivered),
			Tell:   []string{"delivery_changed"},
			Public: "送达方式已变更"},
		{From: inHand, Event: "overdue", Name: "超过承诺时限", By: byClock, To: flow.Same, Do: s.overdue, Tell: []string{"overdue"},
			Public: "超过了承诺时限，系统已督办"},
		{From: inHand, Event: "overdue_statutory", Name: "超过法定时限", By: byClock, To: flow.Same},
		{From: inHand, Event: "overdue_step", Name: "超过环节时限", By: byClock, To: flow.Same},
		{From: []string{Stopped}, Event: "overdue_special", Name: "特别程序超过告知的时间", By: byClock, To: flow.Same},
		{From: []string{Bounced}, Event: "overdue_bounce", Name: "窗口整改超时", By: byClock, To: flow.Same},
		{From: []string{Issuing, Delivery}, Event: "overdue_issue", Name: "超过制证送达时限", By: byClock, To: flow.Same},
		{From: []string{Issuing, Delivery, Finished}, Event: "postcheck_late", Name: "承诺逾期未核查", By: byClock, To: flow.Same},
	}
}
