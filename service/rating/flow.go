package rating

import (
	"slices"

	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case by which a bad rating is put right.
// titled stands before the name of the matter in the title.
const titled = "差评："

const Kind = "rectification"

// The states.
const (
	assigned   = "assigned"
	verifying  = "verifying"
	appealed   = "appealed"
	rectifying = "rectifying"
	replied    = "replied"
	closed     = "closed"
	excluded   = "excluded"
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

var inHand = []string{assigned, verifying, rectifying}

// Who acts, in the words of the table below. Who has the turn is the handling unit; whoever was rated
// is never among them (apart.go). Objections are judged by the bureau, a second body.
var (
	byTurn   = flow.Who{Turn: true}
	byOffice = flow.Who{Office: true}
	byBureau = flow.Who{Roles: []people.Role{people.Supervisor, people.Leader}, NotBy: "object"}
)

// table is the course of a rectification: 核实 → 整改 → 答复 → 回访.
func (s *Service) table() flow.Table {
	return flow.Table{
		Kind: Kind, Title: "差评整改", Prefix: titled, Phases: []string{"评价", "核实", "整改", "答复", "回访"}, States: states, Clocks: clocks, Serves: serves,
		About: s.concerns, Apart: apart,
		Rows: slices.Concat(s.verify(), s.mending(), s.ending(), s.always()),
	}
}

// verify: the unit contacts the giver through the program, which knows the number and does not show it,
// and finds out whether the rating is right.
func (s *Service) verify() []flow.Row {
	found := form.Of(
		form.Field{Name: "found", Label: "核实结果", Type: form.Choice, Required: true, Options: founds},
		form.Lines("said", "查明的情况", true, "问了谁、看了什么、问题出在哪里"))
	return []flow.Row{
		{Event: "open", Name: "收到差评", By: byOffice, To: assigned, Do: s.opened, Begin: "contact verify", Public: "您的评价已收到，转给承办单位核实"},
		{From: []string{assigned}, Event: "contact", Name: "联系评价人", Done: "已登记联系", By: byTurn, To: verifying, Main: true, Do: s.contact, End: "contact",
			Ask:    form.Of(form.Lines("text", "对评价人说的话", true, "由系统发送，不显示号码；只问情况，不得要求改评价")),
			Public: "承办单位联系了您", Hint: "在期限内联系；消息由系统转达，看不到评价人是谁"},
		{From: []string{verifying, rectifying}, Event: "contact", Name: "再联系评价人", Done: "已登记联系", By: byTurn, To: flow.Same, Do: s.contact,
			Ask: form.Of(form.Lines("text", "对评价人说的话", true, "由系统发送，不显示号码；只问情况，不得要求改评价")), Public: "承办单位又联系了您"},
		{From: []string{assigned, verifying, rectifying, replied}, Event: "answer", Name: "评价人回复", Done: "已回复", By: byOffice, To: flow.Same,
			Do: s.answered, Ask: form.Of(form.Lines("text", "回复", true, "")), Public: "您回复了承办单位"},
		{From: []string{verifying}, Event: "valid", Name: "属实，整改", Done: "已认定属实", By: byTurn, To: rectifying, Main: true, Do: s.valid, Ask: found,
			Begin: "rectify", End: "verify",
			Public: "情况属实，开始整改", Hint: "合理的立即整改；复杂的说明原因、按期整改；没有依据的解释清楚"},
		{From: []string{assigned, verifying}, Event: "object", Name: "不属实，申诉", Done: "已提出申诉", By: byTurn, To: appealed, Heavy: true, Do: s.object,
			Begin: "judge", End: "verify contact",
			Ask: form.Of(form.Field{Name: "ground", Label: "申诉理由", Type: form.Choice, Required: true, Options: grounds},
				form.Lines("reason", "说明", true, "写清事实"), form.Field{Name: "evidence", Label: "证据", Type: form.File, Required: true, Hint: "监控、录音、办件记录等"}),
			Hint: "要附证据，由政务服务局裁定"},
		{From: []string{appealed}, Event: "uphold", Name: "申诉成立，不予采纳", Done: "已裁定申诉成立", By: byBureau, To: excluded, Heavy: true, Do: s.uphold, Begin: "publish",
			Ask:    form.Of(form.Lines("reason", "裁定理由", true, "会告诉评价人")),
			Public: "经复核，这条评价不计入质量指标", Hint: "评价保留，不计入质量指标，计入申诉成立率"},
		{From: []string{appealed}, Event: "reject", Name: "申诉不成立，整改", Done: "已裁定申诉不成立", By: byBureau, To: rectifying, Main: true, Do: s.reject,
			Begin: "rectify",
			Ask:   form.Of(form.Lines("reason", "裁定理由", true, "")), Public: "经复核情况属实，开始整改"},
	}
}

// mending: simple things at once; complex ones may take longer, when the bureau agrees, up to the limit.
func (s *Service) mending() []flow.Row {
	wanted := &flow.Need{Name: "有延长申请、还没有到期", Holds: s.hasWanted}
	return []flow.Row{
		{From: []string{rectifying}, Event: "want_longer", Name: "申请延长", Done: "已申请延长", By: byTurn,
			Need: &flow.Need{Name: "复杂问题、没有延长过", Holds: s.mayWant}, To: flow.Same, AskIn: s.askLonger, Do: s.wantLonger, Hint: "复杂问题说明原因，由监管岗批准"},
		{From: []string{rectifying}, Event: "extend", Name: "批准延长整改", Done: "已批准延长",
			By: flow.Who{Roles: []people.Role{people.Supervisor, people.Leader}, NotBy: "want_longer"}, Need: wanted, To: flow.Same, Do: s.extend,
			Public: "问题比较复杂，整改时限延长"},
		{From: []string{rectifying}, Event: "refuse_longer", Name: "不同意延长", Done: "已不同意延长",
			By: flow.Who{Roles: []people.Role{people.Supervisor, people.Leader}, NotBy: "want_longer"}, Need: wanted, To: flow.Same,
			Do: s.refuseLonger, Ask: form.Of(form.Lines("reason", "理由", true, ""))},
		{From: []string{rectifying}, Event: "reply", Name: "整改完成，答复", Done: "已答复", By: byTurn, To: replied, Main: true, Do: s.reply, Begin: "visit",
			End: "rectify contact",
			Ask: form.Of(form.Lines("text", "对评价人的答复", true, "改了什么、结果怎样，会发给评价人"), form.Lines("done", "整改措施", true, "内部留存"),
				form.Field{Name: "evidence", Label: "整改证明", Type: form.File, Hint: "照片、记录、文件"}),
			Public: "承办单位已整改答复", Hint: "答复发给评价人，再由回访岗回访"},
	}
}

// ending: only who gave the rating says whether it is put right, in a return visit or by an additional
// rating. Two rounds at most: then what was done is explained and the case closed.
func (s *Service) ending() []flow.Row {
	more, last := &flow.Need{Name: "还可以再整改一次", Holds: s.mayLoop}, &flow.Need{Name: "已经整改两次", Holds: s.noLoop}
	caller := flow.Who{Roles: []people.Role{people.Caller}, Office: true}
	visited := form.Of(form.Lines("said", "评价人怎么说", false, ""))
	return []flow.Row{
		{From: []string{replied}, Event: "satisfied", Name: "评价人认可", Done: "已登记认可", By: caller, Need: &flow.Need{Name: "不由回访登记", Holds: s.mayVisit},
			To: closed, Main: true, Ask: visited, Do: s.finish("satisfied"), Begin: "publish", Public: "您认可整改，办结"},
		{From: []string{replied}, Event: "unsatisfied", Name: "评价人不认可，重新整改", Done: "已登记不认可", By: caller, Need: more, To: rectifying, Ask: visited,
			Do: s.again, Begin: "rectify", Public: "您对整改不满意，重新整改"},
		{From: []string{replied}, Event: "unsatisfied", Name: "评价人不认可，说明后办结", Done: "已登记不认可", By: caller, Need: last, To: closed, Ask: visited,
			Do: s.finish("explained"), Begin: "publish", Public: "整改两次后办结；您可以继续拨打热线反映"},
		{From: []string{replied}, Event: "unreached", Name: "没有联系上", Done: "已登记没有联系上", By: caller,
			Need: &flow.Need{Name: "不由回访登记", Holds: s.mayVisit}, To: closed, Ask: visited, Do: s.finish("unreached"), Begin: "publish", Public: "多次没有联系上您，办结"},
		{From: []string{closed, excluded}, Event: "publish", Name: "公开结果", Done: "已公开", By: byBureau,
			Need: &flow.Need{Name: "还没有公开", Holds: s.unpublished}, To: flow.Same, AskIn: s.askPublish, Do: s.publish, End: "publish",
			Hint: "隐去个人信息后公开，依法不公开的写明原因"},
	}
}

// always: what may be done wherever the case stands.
func (s *Service) always() []flow.Row {
	claim := flow.Claiming(inHand)
	over := flow.HandingOver(s.People, inHand)
	give := over.Do
	over.Do = s.notToRated(give)
	return []flow.Row{
		claim, over,
		{From: []string{assigned, verifying, appealed, rectifying, replied}, Event: "comment", Name: "批注", Done: "已批注",
			By: flow.Who{Turn: true, Roles: []people.Role{people.Supervisor, people.Leader}}, To: flow.Same,
			Ask: form.Of(form.Lines("text", "内容", true, "只有工作人员看得到")), Do: comment},
		{From: []string{assigned, verifying, appealed, rectifying, replied}, Event: "overdue", Name: "超期", By: flow.Who{Clock: true}, To: flow.Same,
			Do: s.overdue},
		{From: []string{closed, excluded}, Event: "unpublished", Name: "没有按时公开", By: flow.Who{Clock: true}, To: flow.Same},
	}
}

var (
	founds   = form.Pairs("simple", "属实，马上能改", "complex", "属实，比较复杂", "explain", "要求没有依据，解释清楚")
	grounds  = form.Pairs("mistaken", "误评", "malicious", "恶意评价", "not_ours", "不属于本单位职责")
	outcomes = form.Pairs("satisfied", "评价人认可", "explained", "已整改并说明", "unreached", "没有联系上评价人", "excluded", "不予采纳")
)

func label(options []form.Option, value string) string {
	f := form.Field{Type: form.Choice, Options: options}
	return f.Show(value)
}
