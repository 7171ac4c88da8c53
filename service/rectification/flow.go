package rectification

import (
	"slices"

	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// Kind is the kind of case by which a bad rating is put right.
const Kind = rate.Rectifying

// titled stands before the name of the matter in the title.
const titled = "差评："

// The states.
const (
	assigned   = "assigned"
	verifying  = "verifying"
	appealed   = "appealed"
	rectifying = "rectifying"
	replied    = "replied"
	closed     = "closed"
	excluded   = rate.Excluded
)

var states = []flow.State{
	{Code: assigned, Name: "待核实", Public: "已收到，正在核实", Phase: 1, Desk: people.Head},
	{Code: verifying, Name: "核实中", Public: "正在核实", Phase: 1, Desk: people.Head},
	{Code: appealed, Name: "申诉待裁定", Public: "正在复核", Phase: 1, Desk: people.Supervisor},
	{Code: rectifying, Name: "整改中", Public: "情况属实，正在整改", Phase: 2, Desk: people.Head},
	{Code: replied, Name: "已答复，待回访", Public: "已整改答复，听您的意见", Phase: 3, Desk: people.Caller},
	{Code: closed, Name: "办结", Public: "已办结", Phase: 4, Final: true},
	{Code: excluded, Name: "不予采纳", Public: "经复核不计入质量指标", Phase: 1, Final: true},
}

var clocks = []flow.Clock{
	{Name: "contact", Title: "首次联系时限", Late: "overdue", Until: flow.Closed},
	{Name: "verify", Title: "核实时限", Late: "overdue", Until: flow.Closed},
	{Name: "judge", Title: "申诉裁定时限", Late: "overdue", Inner: true},
	{Name: "rectify", Title: "整改时限", Late: "overdue", Until: flow.Closed},
	{Name: "visit", Title: "回访时限", Late: "overdue", Inner: true},
	{Name: "publish", Title: "公开时限", Late: "unpublished", Until: flow.Ended, Inner: true},
}

var (
	inHand = []string{assigned, verifying, rectifying}
	onWay  = []string{assigned, verifying, appealed, rectifying, replied}
	ended  = []string{closed, excluded}
)

// Who acts, in the words of the table below. Who has the turn is the handling unit; whoever was rated is never among them
// (apart.go). Objections are judged by the bureau, a second body.
var (
	judges   = []people.Role{people.Supervisor, people.Leader}
	byTurn   = flow.Who{Turn: true}
	byOffice = flow.Who{Office: true}
	byBureau = flow.Who{Roles: judges, NotBy: []string{"object"}}
	byOther  = flow.Who{Roles: judges, NotBy: []string{"want_longer"}}
	byCaller = flow.Who{Roles: []people.Role{people.Caller}, Office: true}
	byClock  = flow.Who{Clock: true}
)

// What is asked on the way.
var (
	founds = form.Pairs("simple", "属实，马上能改", "complex", "属实，比较复杂", "explain", "要求没有依据，解释清楚")

	askContact = form.Of(form.Lines("text", "对评价人说的话", true, "由系统发送，不显示号码；只问情况，不得要求改评价"))
	askAnswer  = form.Of(form.Lines("text", "回复", true, ""))
	askFound   = form.Of(
		form.Field{Name: "found", Label: "核实结果", Type: form.Choice, Required: true, Options: founds},
		form.Lines("said", "查明的情况", true, "问了谁、看了什么、问题出在哪里"))
	askObject = form.Of(
		form.Field{Name: "ground", Label: "申诉理由", Type: form.Choice, Required: true, Options: rate.Grounds},
		form.Lines("reason", "说明", true, "写清事实"),
		form.Field{Name: "evidence", Label: "证据", Type: form.File, Required: true, Hint: "监控、录音、办件记录等"})
	askReply = form.Of(
		form.Lines("text", "对评价人的答复", true, "改了什么、结果怎样，会发给评价人"),
		form.Lines("done", "整改措施", true, "内部留存"),
		form.Field{Name: "evidence", Label: "整改证明", Type: form.File, Hint: "照片、记录、文件"})
	askVisited = form.Of(form.Lines("said", "评价人怎么说", false, ""))
)

// table is the course of a rectification: 核实 → 整改 → 答复 → 回访.
func (s *Service) table() flow.Table {
	return flow.Table{
		Kind: Kind, Title: "差评整改", Prefix: titled, Sole: true, Phases: []string{"评价", "核实", "整改", "答复", "回访"},
		States: states, Clocks: clocks, Serves: serves, About: concerns, Apart: apart,
		Rows: slices.Concat(s.verify(), s.judge(), s.mending(), s.ending(), s.always()),
	}
}

// verify: the unit contacts the giver through the program, which knows the number and does not show it, and finds out whether
// the rating is right.
func (s *Service) verify() []flow.Row {
	return []flow.Row{
		{Event: "open", Name: "收到差评", By: byOffice, To: assigned, Do: rate.Rectifications.New(s.opened), Begin: []string{"contact", "verify"},
			Public: "您的评价已收到，转给承办单位核实"},
		{From: []string{assigned}, Event: "contact", Name: "联系评价人", Done: "已登记联系", By: byTurn, To: verifying, Main: true,
			Do: step(s.contact), End: []string{"contact"}, Ask: askContact, Note: "text", Public: "承办单位联系了您", Hint: "在期限内联系；消息由系统转达，看不到评价人是谁"},
		{From: []string{verifying, rectifying}, Event: "contact", Name: "再联系评价人", Done: "已登记联系", By: byTurn, To: flow.Same,
			Do: step(s.contact), Ask: askContact, Note: "text", Public: "承办单位又联系了您"},
		{From: []string{assigned, verifying, rectifying, replied}, Event: "answer", Name: "评价人回复", Done: "已回复", By: byOffice, To: flow.Same,
			Do: step(s.answered), Ask: askAnswer, Note: "text", Public: "您回复了承办单位"},
		{From: []string{verifying}, Event: "valid", Name: "属实，整改", Done: "已认定属实", By: byTurn, To: rectifying, Main: true,
			Do: rate.Rectifications.Do(valid), Ask: askFound, Begin: []string{"rectify"}, End: []string{"verify"},
			Public: "情况属实，开始整改", Hint: "合理的立即整改；复杂的说明原因、按期整改；没有依据的解释清楚"},
	}
}

// judge: what the unit says against a rating is judged by the bureau.
func (s *Service) judge() []flow.Row {
	return []flow.Row{
		{From: []string{assigned, verifying}, Event: "object", Name: "不属实，申诉", Done: "已提出申诉", By: byTurn, To: appealed, Heavy: true,
			Do: step(s.object), Begin: []string{"judge"}, End: []string{"verify", "contact"}, Ask: askObject, Hint: "要附证据，由政务服务局裁定"},
		{From: []string{appealed}, Event: "uphold", Name: "申诉成立，不予采纳", Done: "已裁定申诉成立", By: byBureau, To: excluded, Heavy: true,
			Do: step(s.uphold), Begin: []string{"publish"}, Ask: form.Why("裁定理由", "会告诉评价人"),
			Public: "经复核，这条评价不计入质量指标", Hint: "评价保留，不计入质量指标，计入申诉成立率"},
		{From: []string{appealed}, Event: "reject", Name: "申诉不成立，整改", Done: "已裁定申诉不成立", By: byBureau, To: rectifying, Main: true,
			Do: step(s.reject), Begin: []string{"rectify"}, Ask: form.Why("裁定理由", ""), Note: "reason", Public: "经复核情况属实，开始整改"},
	}
}

// mending: simple things at once; complex ones may take longer, when the bureau agrees, up to the limit.
func (s *Service) mending() []flow.Row {
	wanted := rate.Rectifications.Need("有延长申请、还没有到期", hasWanted)
	return []flow.Row{
		{From: []string{rectifying}, Event: "want_longer", Name: "申请延长", Done: "已申请延长", By: byTurn, To: flow.Same,
			Need: rate.Rectifications.Need("复杂问题、没有延长过", mayWant), AskIn: s.askLonger, Do: step(s.wantLonger), Hint: "复杂问题说明原因，由监管岗批准"},
		{From: []string{rectifying}, Event: "extend", Name: "批准延长整改", Done: "已批准延长", By: byOther, To: flow.Same, Need: wanted,
			Do: rate.Rectifications.Do(s.extend), Public: "问题比较复杂，整改时限延长"},
		{From: []string{rectifying}, Event: "refuse_longer", Name: "不同意延长", Done: "已不同意延长", By: byOther, To: flow.Same, Need: wanted,
			Do: rate.Rectifications.Do(s.refuseLonger), Ask: form.Why("理由", ""), Note: "reason"},
		{From: []string{rectifying}, Event: "reply", Name: "整改完成，答复", Done: "已答复", By: byTurn, To: replied, Main: true, Do: step(s.reply),
			Begin: []string{"visit"}, End: []string{"rectify", "contact"}, Ask: askReply, Public: "承办单位已整改答复", Hint: "答复发给评价人，再由回访岗回访"},
	}
}

// ending: only who gave the rating says whether it is put right, in a return visit or by an additional rating. Two rounds at
// most: then what was done is explained and the case closed.
func (s *Service) ending() []flow.Row {
	byHand := &flow.Need{Name: "不由回访登记", Holds: s.mayVisit}
	more, last := rate.Rectifications.Need("还可以再整改一次", s.mayLoop), rate.Rectifications.Need("已经整改两次", s.noLoop)
	return []flow.Row{
		{From: []string{replied}, Event: "satisfied", Name: "评价人认可", Done: "已登记认可", By: byCaller, Need: byHand, To: closed, Main: true,
			Ask: askVisited, Note: "said", Do: s.finish("satisfied"), Begin: []string{"publish"}, Public: "您认可整改，办结"},
		{From: []string{replied}, Event: "unsatisfied", Name: "评价人不认可，重新整改", Done: "已登记不认可", By: byCaller, Need: more, To: rectifying,
			Ask: askVisited, Note: "said", Do: step(s.again), Begin: []string{"rectify"}, Public: "您对整改不满意，重新整改"},
		{From: []string{replied}, Event: "unsatisfied", Name: "评价人不认可，说明后办结", Done: "已登记不认可", By: byCaller, Need: last, To: closed,
			Ask: askVisited, Note: "said", Do: s.finish("explained"), Begin: []string{"publish"}, Public: "整改两次后办结；您可以继续拨打热线反映"},
		{From: []string{replied}, Event: "unreached", Name: "没有联系上", Done: "已登记没有联系上", By: byCaller, Need: byHand, To: closed,
			Ask: askVisited, Note: "said", Do: s.finish("unreached"), Begin: []string{"publish"}, Public: "多次没有联系上您，办结"},
		{From: ended, Event: "publish", Name: "公开结果", Done: "已公开", By: byBureau, To: flow.Same, Need: rate.Rectifications.Need("还没有公开", unpublished),
			Ask: askPublish, Do: rate.Rectifications.Do(publish), End: []string{"publish"}, Hint: "隐去个人信息后公开，依法不公开的写明原因"},
	}
}

// always: what may be done wherever the case stands.
func (s *Service) always() []flow.Row {
	give := usual.HandingOver(s.Roster, inHand)
	give.Do = flow.Steps(rate.Rectifications.Read(notToRated), give.Do)
	return []flow.Row{
		usual.Claiming(inHand), give,
		{From: onWay, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Turn: true, Roles: judges}, To: flow.Same,
			Ask: form.Of(form.Lines("text", "内容", true, "只有工作人员看得到")), Note: "text"},
		{From: onWay, Event: "overdue", Name: "超期", By: byClock, To: flow.Same, Do: step(overdue)},
		{From: ended, Event: "unpublished", Name: "没有按时公开", By: byClock, To: flow.Same},
	}
}
