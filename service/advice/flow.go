package advice

import (
	"context"
	"fmt"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Kind is the kind of case.
const Kind = "advice"

// The states.
const (
	draft    = "draft"
	issued   = "issued"
	received = "received"
	planned  = "planned"
	done     = "done"
	verified = "verified"
	closed   = "closed"
	dropped  = "dropped"
)

var states = []flow.State{
	{Code: draft, Name: "待签发", Public: "办理中", Phase: 0, Desk: people.Leader},
	{Code: issued, Name: "待签收", Public: "办理中", Phase: 1, Desk: people.Head},
	{Code: received, Name: "待答复", Public: "办理中", Phase: 1, Desk: people.Head},
	{Code: planned, Name: "整改中", Public: "办理中", Phase: 2, Desk: people.Head},
	{Code: done, Name: "待核实", Public: "办理中", Phase: 3, Desk: people.Supervisor},
	{Code: verified, Name: "待销号", Public: "办理中", Phase: 4, Desk: people.Leader},
	{Code: closed, Name: "已销号", Public: "已销号", Phase: 4, Final: true},
	{Code: dropped, Name: "已撤销", Public: "已撤销", Phase: 0, Final: true},
}

var clocks = []flow.Clock{
	{Name: "answer", Title: "答复时限", Late: "unanswered", Until: flow.Closed},
	{Name: "carry", Title: "整改完成的日期", Late: "uncarried"},
	{Name: "check", Title: "核实时限", Late: "unchecked"},
}

var drafters = []people.Role{people.Supervisor, people.Officer, people.Leader}

// apart: who did one of the matters that a letter is about neither verifies nor ends it.
var apart = []flow.Apart{{To: flow.Handled, Acts: []string{"verify", "close", "recall"}}}

// concerns: a letter is about the matters on which it stands.
func concerns(ctx context.Context, d *db.DB, cases []flow.Case) (map[int64]flow.About, error) {
	ids := make([]int64, len(cases))
	for i, k := range cases {
		ids[i] = k.ID
	}
	list, err := basesOf(ctx, d, ids)
	of := make(map[int64]flow.About, len(cases))
	for _, b := range list {
		of[b.CaseID] = flow.About{Cases: append(of[b.CaseID].Cases, b.Matter)}
	}
	return of, err
}

// table is the course of a letter: 拟稿 → 签发 → 签收 → 答复 → 落实 → 核实 → 销号.
func (s *Service) table() flow.Table {
	leaders := []people.Role{people.Leader}
	byDrafter, byVerifier := flow.Who{Roles: drafters}, flow.Who{Roles: drafters, NotBy: []string{"finish"}}
	return flow.Table{
		Kind: Kind, Title: "工作建议书", Known: true, Inner: true, Phases: []string{"拟稿", "签发", "答复", "落实", "核实销号"},
		States: states, Clocks: clocks, About: concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "draft", Name: "拟稿", Done: "已拟稿", By: byDrafter, To: draft, AskIn: s.askDraft, Do: Advices.New(s.draft)},
			{From: []string{draft}, Event: "edit", Name: "修改", Done: "已修改", By: byDrafter, To: flow.Same,
				AskIn: s.askDraft, Do: Advices.Take("dept", "title", "problem", "proposal")},
			{From: []string{draft}, Event: "issue", Name: "签发", Done: "已签发", By: flow.Who{Roles: leaders, NotBy: []string{"draft"}},
				To: issued, Main: true, Do: Advices.Do(issue), Begin: []string{"answer"},
				Hint: "签发后编号、发给部门，由部门在期限内答复；拟稿人不能签发"},
			{From: []string{draft}, Event: "drop", Name: "不再签发", Done: "已停止签发", By: byDrafter, To: dropped, Heavy: true,
				Ask: form.Why("不再签发的理由", ""), Note: "reason"},
			{From: []string{issued}, Event: "receive", Name: "签收", Done: "已签收", By: flow.ByTurn, To: received, Main: true},
			{From: []string{issued, received}, Event: "plan", Name: "答复整改措施", Done: "已答复整改措施", By: flow.ByTurn, To: planned, Main: true,
				Ask: planForm, Do: Advices.Do(plan), End: []string{"answer"}, Begin: []string{"carry"}, Hint: "写明措施、责任人和完成日期"},
			{From: []string{issued, received}, Event: "unanswered", Name: "逾期未答复", By: flow.ByClock, To: flow.Same},
			{From: []string{issued, received}, Event: "recall", Name: "撤回", Done: "已撤回", By: flow.Who{Roles: leaders},
				To: dropped, Heavy: true, Ask: form.Why("为什么撤回", ""), Note: "reason"},
			{From: []string{planned}, Event: "finish", Name: "报告整改完成", Done: "已报告整改完成", By: flow.ByTurn, To: done, Main: true,
				Ask: doneForm, Do: Advices.Take("effect", "evidence"), Note: "effect", Begin: []string{"check"}},
			{From: []string{planned}, Event: "uncarried", Name: "到期未完成", By: flow.ByClock, To: flow.Same},
			{From: []string{done}, Event: "verify", Name: "核实通过", Done: "已核实", By: byVerifier, To: verified, Main: true,
				Ask: form.Of(form.Lines("opinion", "核实情况", true, "看了什么、问了谁、同样的反映还有没有")), Do: Advices.Take("opinion"), Note: "opinion"},
			{From: []string{done}, Event: "return", Name: "退回继续整改", Done: "已退回", By: byVerifier, To: planned,
				Ask: form.Of(form.Lines("reason", "哪里没有改到位", true, ""), by),
				Do:  Advices.Do(giveBack), Note: "reason", Begin: []string{"carry"}},
			{From: []string{done}, Event: "unchecked", Name: "超过核实时限", By: flow.ByClock, To: flow.Same},
			{From: []string{verified}, Event: "close", Name: "销号", Done: "已销号",
				By: flow.Who{Roles: []people.Role{people.Leader, people.Supervisor}, NotBy: []string{"verify"}},
				To: closed, Main: true, Do: end, Hint: "由核实人以外的人销号"},
			usual.Commenting([]string{draft, issued, received, planned, done, verified}, flow.Who{Turn: true, Roles: drafters}),
		},
	}
}

var (
	by = form.Field{Name: "by", Label: "哪天改完", Type: form.Date, Required: true, Earliest: form.FromTomorrow}

	planForm = form.Of(form.Lines("measures", "整改措施", true, "一条一条写，做什么、怎么做"),
		form.Field{Name: "person", Label: "责任人", Type: form.Text, Required: true, Max: 50}, by)

	doneForm = form.Of(form.Lines("effect", "整改成效", true, "改了什么、效果怎样"),
		form.Field{Name: "evidence", Label: "证明材料", Type: form.File, Required: true, Hint: "修改后的清单、文件、照片等"})
)

func (s *Service) askDraft(context.Context, *db.DB, *flow.Change) (form.Form, error) {
	return form.Of(form.Field{Name: "dept", Label: "发给哪个部门", Type: form.Choice, Required: true, Options: s.House.Depts()},
		form.Field{Name: "title", Label: "标题", Type: form.Text, Required: true, Max: 60},
		form.Field{Name: "problem", Label: "反映的问题", Type: form.Area, Required: true, Max: 2000},
		form.Field{Name: "proposal", Label: "工作建议", Type: form.Area, Required: true, Max: 2000, Hint: "一段一条"}), nil
}

func (s *Service) draft(ctx context.Context, tx *db.DB, c *flow.Change, a *Advice) error {
	g := c.Data.(*Finding)
	a.Finding, a.FromDay, a.ToDay, a.Organ = g.name(), g.of.From, g.of.To, c.Post.Region
	a.Dept, a.Title, a.Problem, a.Proposal = c.Input["dept"], c.Input["title"], c.Input["problem"], c.Input["proposal"]
	c.Event.Note = "致" + s.Catalog.DeptName(a.Dept)
	for i, m := range g.Matters {
		if err := bases.Insert(ctx, tx, Basis{a.CaseID, int64(i + 1), m.Case, m.Number, m.Day, m.ItemName, m.Cause, m.Dept}); err != nil {
			return err
		}
	}
	return nil
}

// issue makes the letter the department's matter; until then the department does not see it.
func issue(_ context.Context, _ *db.DB, c *flow.Change, a *Advice) error {
	a.Signer, a.IssuedDay, a.Organ = c.Actor.Name, calendar.DayOf(c.At), c.Post.Region
	c.Case.Dept = a.Dept
	c.SetTurns(flow.In(people.Head, a.Dept, "签收工作建议书"))
	return nil
}

// announce numbers the letter and tells the department.
func (s *Service) announce(ctx context.Context, tx *db.DB, c *flow.Change, a *Advice) error {
	words := map[string]string{"to": s.House.FullName(a.Dept), "title": a.Title, "problem": a.Problem, "proposal": a.Proposal,
		"number": flow.Grouped(c.Case.Number()), "signer": a.Signer}
	if due, ok := s.Engine.DueOf(c, "answer"); ok {
		words["due"] = calendar.DayOf(due).Long()
	}
	d, err := s.Documents.Write(ctx, tx, document.Of{Case: c.Case.ID}, "advice_letter", s.House.Organ(a.Organ), a.Signer, words)
	if err != nil {
		return err
	}
	a.Number = d.Number
	return s.House.TellDesk(ctx, tx, c.Case, people.Head, "advice_issued", words)
}

// carry starts the clock that runs until the end of a day to come.
func carry(c *flow.Change) (calendar.Day, error) {
	day, err := calendar.ParseDay(c.Input["by"])
	days := int(day.Time().Sub(calendar.DayOf(c.At).Time()).Hours() / 24)
	c.Terms["carry"] = calendar.Term{Key: Kind + ".carry", N: days, Unit: calendar.NaturalDay, Basis: "部门答复的完成日期"}
	return day, err
}

func plan(_ context.Context, _ *db.DB, c *flow.Change, a *Advice) (err error) {
	a.Measures, a.Person = c.Input["measures"], c.Input["person"]
	a.PlanDay, err = carry(c)
	c.Event.Note = fmt.Sprintf("%s。责任人 %s，%s 前完成", a.Measures, a.Person, c.Input["by"])
	c.SetTurns(flow.In(people.Head, a.Dept, "落实整改"))
	return err
}

func giveBack(_ context.Context, _ *db.DB, c *flow.Change, a *Advice) (err error) {
	a.PlanDay, err = carry(c)
	c.SetTurns(flow.In(people.Head, a.Dept, "落实整改"))
	return err
}

func end(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Case.Result = "done"
	return nil
}

// asked is the form of a letter on the finding in the address, above the matters that it stands on.
func (s *Service) asked(ctx context.Context, c door.Call) (a door.Asked, err error) {
	g, err := s.finding(ctx, c.Actor, c.About)
	if err != nil {
		return a, err
	}
	t := s.matterTable(g.Matters)
	a = door.Asked{In: g.proposed(), Crumbs: []page.Link{g.above()},
		Below: []door.Block{{Title: "所附反映", Lead: g.Why, Table: t}}, Confirms: door.Show(t)}
	a.Form, err = s.askDraft(ctx, s.DB, nil)
	return a, err
}

// open drafts a letter on the finding in the address.
func (s *Service) open(ctx context.Context, tx *db.DB, v people.Visitor, about form.Values, o flow.Opening) (*flow.Change, error) {
	g, err := s.finding(ctx, v.Actor, about)
	if err != nil {
		return nil, err
	}
	return s.Draft(ctx, tx, v.Actor, g, o)
}

// Draft opens a letter that stands on a finding; o has the answers to its form.
func (s *Service) Draft(ctx context.Context, tx *db.DB, by people.Actor, g Finding, o flow.Opening) (*flow.Change, error) {
	d, ok := s.Catalog.Dept(o.Input["dept"])
	if !ok {
		return nil, fail.Invalid("请选部门", fail.Field{Name: "dept", Message: "请选发给哪个部门"})
	}
	o.Kind, o.Event, o.Region, o.Title, o.Party, o.Channel, o.Data = Kind, "draft", d.Region, o.Input["title"], d.Name, flow.ByOnline, &g
	c, err := s.Engine.Open(ctx, tx, by, o)
	if err != nil {
		return nil, err
	}
	for _, m := range g.Matters {
		if m.Dept != d.Code {
			continue // another department's
		}
		if err := s.Engine.Link(ctx, tx, c.Case.ID, m.Case, flow.AroseOf); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Propose drafts the letter on a finding as it is proposed; where it concerns several departments, to the
// one of its latest matter.
func (s *Service) Propose(ctx context.Context, by people.Actor, g Finding) (k flow.Case, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		c, err := s.Draft(ctx, tx, by, g, flow.Opening{Input: g.proposed()})
		if err == nil {
			k = c.Case
		}
		return err
	})
	return k, err
}
