package advice

import (
	"context"
	"fmt"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
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

// table is the course of a letter: 拟稿 → 签发 → 签收 → 答复 → 落实 → 核实 → 销号.
func (s *Service) table() flow.Table {
	byTurn, byClock := flow.Who{Turn: true}, flow.Who{Clock: true}
	byDrafter, byLeader := flow.Who{Roles: drafters}, flow.Who{Roles: []people.Role{people.Leader}}
	reason := func(label string) form.Form { return form.Of(form.Lines("reason", label, true, "")) }
	return flow.Table{
		Kind: Kind, Title: "工作建议书", Known: true, Inner: true, Phases: []string{"拟稿", "签发", "答复", "落实", "核实销号"}, States: states, Clocks: clocks, About: s.concerns, Apart: apart,
		Rows: []flow.Row{
			{Event: "draft", Name: "拟稿", Done: "已拟稿", By: byDrafter, To: draft, AskIn: s.askDraft, Do: s.draft},
			{From: []string{draft}, Event: "edit", Name: "修改", Done: "已修改", By: byDrafter, To: flow.Same, AskIn: s.askDraft, Do: s.edit},
			{From: []string{draft}, Event: "issue", Name: "签发", Done: "已签发", By: flow.Who{Roles: byLeader.Roles, NotBy: "draft"}, To: issued, Main: true, Do: s.issue, Begin: "answer", Hint: "签发后编号、发给部门，由部门在期限内答复；拟稿人不能签发"},
			{From: []string{draft}, Event: "drop", Name: "不再签发", Done: "已停止签发", By: byDrafter, To: dropped, Heavy: true, Ask: reason("不再签发的理由"), Do: because},
			{From: []string{issued}, Event: "receive", Name: "签收", Done: "已签收", By: byTurn, To: received, Main: true},
			{From: []string{issued, received}, Event: "plan", Name: "答复整改措施", Done: "已答复整改措施", By: byTurn, To: planned, Main: true, Ask: planForm, Do: s.plan, End: "answer", Begin: "carry", Hint: "写明措施、责任人和完成日期"},
			{From: []string{issued, received}, Event: "unanswered", Name: "逾期未答复", By: byClock, To: flow.Same},
			{From: []string{issued, received}, Event: "recall", Name: "撤回", Done: "已撤回", By: byLeader, To: dropped, Heavy: true, Ask: reason("为什么撤回"), Do: because},
			{From: []string{planned}, Event: "finish", Name: "报告整改完成", Done: "已报告整改完成", By: byTurn, To: done, Main: true, Ask: doneForm, Do: s.finish, Begin: "check"},
			{From: []string{planned}, Event: "uncarried", Name: "到期未完成", By: byClock, To: flow.Same},
			{From: []string{done}, Event: "verify", Name: "核实通过", Done: "已核实", By: flow.Who{Roles: drafters, NotBy: "finish"}, To: verified, Main: true, Ask: form.Of(form.Lines("opinion", "核实情况", true, "看了什么、问了谁、同样的反映还有没有")), Do: s.verify},
			{From: []string{done}, Event: "return", Name: "退回继续整改", Done: "已退回", By: flow.Who{Roles: drafters, NotBy: "finish"}, To: planned, Ask: form.Of(form.Lines("reason", "哪里没有改到位", true, ""), form.Field{Name: "by", Label: "哪天改完", Type: form.Date, Required: true}), Do: s.giveBack, Begin: "carry"},
			{From: []string{done}, Event: "unchecked", Name: "超过核实时限", By: byClock, To: flow.Same},
			{From: []string{verified}, Event: "close", Name: "销号", Done: "已销号", By: flow.Who{Roles: []people.Role{people.Leader, people.Supervisor}, NotBy: "verify"}, To: closed, Main: true, Do: s.close, Hint: "由核实人以外的人销号"},
			{From: []string{draft, issued, received, planned, done, verified}, Event: "comment", Name: "批注", Done: "已批注", By: flow.Who{Turn: true, Roles: drafters}, To: flow.Same, Ask: form.Of(form.Lines("text", "内容", true, "")), Do: comment},
		},
	}
}

var planForm = form.Of(form.Lines("measures", "整改措施", true, "一条一条写，做什么、怎么做"), form.Field{Name: "person", Label: "责任人", Type: form.Text, Required: true, Max: 50},
	form.Field{Name: "by", Label: "哪天改完", Type: form.Date, Required: true})

var doneForm = form.Of(form.Lines("effect", "整改成效", true, "改了什么、效果怎样"), form.Field{Name: "evidence", Label: "证明材料", Type: form.File, Required: true, Hint: "修改后的清单、文件、照片等"})

// origin is what a letter is drafted from beside its form.
type origin struct {
	finding  string
	from, to calendar.Day
	matters  []Matter
}

func (s *Service) askDraft(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	to := form.Field{Name: "dept", Label: "发给哪个部门", Type: form.Choice, Required: true}
	for _, d := range s.Catalog.Depts(s.City) {
		to.Options = append(to.Options, form.Option{Value: d.Code, Label: d.Name})
	}
	return form.Of(to, form.Field{Name: "title", Label: "标题", Type: form.Text, Required: true, Max: 60},
		form.Field{Name: "problem", Label: "反映的问题", Type: form.Area, Required: true, Max: 2000}, form.Field{Name: "proposal", Label: "工作建议", Type: form.Area, Required: true, Max: 2000, Hint: "一段一条"}), nil
}

func (s *Service) draft(ctx context.Context, tx *db.DB, c *flow.Change) error {
	o := c.Data.(*origin)
	a := Advice{CaseID: c.Case.ID, Finding: o.finding, FromDay: o.from, ToDay: o.to, Organ: c.Post.Region}
	a.write(c.Input)
	c.Event.Note = "致" + s.Catalog.DeptName(a.Dept)
	for i, m := range o.matters {
		if err := insertBasis(ctx, tx, Basis{a.CaseID, int64(i + 1), m.Case, m.Number, m.Day, m.ItemName, m.Cause, m.Dept}); err != nil {
			return err
		}
	}
	return insertAdvice(ctx, tx, a)
}

func (a *Advice) write(in form.Values) {
	a.Dept, a.Title, a.Problem, a.Proposal = in["dept"], in["title"], in["problem"], in["proposal"]
}

// change loads the letter of an event, has it changed and stores it.
func (s *Service) change(ctx context.Context, tx *db.DB, c *flow.Change, do func(a *Advice) error) error {
	a, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if err := do(&a); err != nil {
		return err
	}
	return updateAdvice(ctx, tx, a)
}

func (s *Service) edit(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) error {
		a.write(c.Input)
		return nil
	})
}

// issue makes the letter the department's matter; until then the department does not see it.
func (s *Service) issue(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) error {
		a.Signer, a.IssuedDay, a.Organ = c.Actor.Name, calendar.DayOf(c.At), c.Post.Region
		c.Case.Dept = a.Dept
		c.SetTurns(flow.In(people.Head, a.Dept, "签收工作建议书"))
		return nil
	})
}

// announce numbers the letter and tells the department.
func (s *Service) announce(ctx context.Context, tx *db.DB, c *flow.Change) error {
	a, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	words := map[string]string{"to": s.House.FullName(a.Dept), "title": a.Title, "problem": a.Problem, "proposal": a.Proposal, "number": flow.Grouped(c.Case.Number()), "signer": a.Signer}
	if k, ok := c.Running("answer"); ok {
		if due, running := k.Due(s.Rules.Calendar()); running {
			words["due"] = calendar.DayOf(due).Time().Format("2006年1月2日")
		}
	}
	organ := s.House.Organ(a.Organ)
	d, err := s.Documents.Write(ctx, tx, document.Of{Case: c.Case.ID}, "advice_letter", organ, a.Signer, words)
	if err != nil {
		return err
	}
	a.Number = d.Number
	if err := updateAdvice(ctx, tx, a); err != nil {
		return err
	}
	place := c.Case.Region
	if dept, ok := s.Catalog.Dept(a.Dept); ok {
		place = dept.Region
	}
	staff, err := s.People.Holders(ctx, tx, people.Head, place, a.Dept)
	if err != nil {
		return err
	}
	for _, id := range staff {
		if err := s.House.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: id}, "advice_issued", words); err != nil {
			return err
		}
	}
	return nil
}

// carry starts the clock that runs until the end of a day to come.
func carry(c *flow.Change, by string) (calendar.Day, error) {
	day, err := calendar.ParseDay(by)
	today := calendar.DayOf(c.At)
	if err != nil || day <= today {
		return 0, fail.Invalid("日期不对", fail.Field{Name: "by", Message: "请填明天或以后的日期"})
	}
	days := int(day.Time().Sub(today.Time()).Hours() / 24)
	c.Terms["carry"] = calendar.Term{Key: Kind + ".carry", N: days, Unit: calendar.NaturalDay, Basis: "部门答复的完成日期"}
	return day, nil
}

func (s *Service) plan(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) (err error) {
		a.Measures, a.Person = c.Input["measures"], c.Input["person"]
		a.PlanDay, err = carry(c, c.Input["by"])
		c.Event.Note = fmt.Sprintf("%s。责任人 %s，%s 前完成", a.Measures, a.Person, c.Input["by"])
		c.SetTurns(flow.In(people.Head, a.Dept, "落实整改"))
		return err
	})
}

func (s *Service) finish(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) error {
		a.Effect, a.Evidence = c.Input["effect"], c.Input["evidence"]
		c.Event.Note = a.Effect
		return s.Files.Attach(ctx, tx, c.Case.ID, c.Actor.Kind, c.Actor.ID, file.IDs(a.Evidence)...)
	})
}

func (s *Service) giveBack(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) (err error) {
		a.PlanDay, err = carry(c, c.Input["by"])
		c.Event.Note = c.Input["reason"]
		c.SetTurns(flow.In(people.Head, a.Dept, "落实整改"))
		return err
	})
}

func (s *Service) verify(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(a *Advice) error {
		a.Opinion, c.Event.Note = c.Input["opinion"], c.Input["opinion"]
		return nil
	})
}

func (s *Service) close(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Case.Result = "done"
	return nil
}

func because(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return nil
}

func comment(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["text"]
	return nil
}

// Draft opens a letter that stands on a finding.
func (s *Service) Draft(ctx context.Context, by people.Actor, o origin, in form.Values) (k flow.Case, err error) {
	d, ok := s.Catalog.Dept(in["dept"])
	if !ok {
		return k, fail.Invalid("请选部门", fail.Field{Name: "dept", Message: "请选发给哪个部门"})
	}
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		c, err := s.Engine.Open(ctx, tx, by, flow.Opening{Kind: Kind, Event: "draft", Region: d.Region, Title: in["title"], Party: d.Name, Channel: flow.ByOnline, Input: in, Data: &o})
		if err != nil {
			return err
		}
		k = c.Case
		for _, m := range o.matters {
			if m.Dept != in["dept"] {
				continue // another department's
			}
			if err := s.Engine.Link(ctx, tx, k.ID, m.Case, flow.AroseOf); err != nil {
				return err
			}
		}
		return nil
	})
	return k, err
}

// Often are the groups of similar matters of a place and a period, the most first.
func (s *Service) Often(ctx context.Context, by string, place region.Code, from, to calendar.Day) ([]Finding, error) {
	list, _, err := s.analyse(ctx, s.DB, question{by, place, from, to})
	return list, err
}

// Propose drafts the letter on a finding as it is proposed; where it concerns several departments, to the
// one of its latest matter.
func (s *Service) Propose(ctx context.Context, by people.Actor, f Finding, place region.Code, from, to calendar.Day) (flow.Case, error) {
	q := question{f.By, place, from, to}
	_, all, err := s.analyse(ctx, s.DB, q)
	if err != nil {
		return flow.Case{}, err
	}
	return s.Draft(ctx, by, f.origin(q), s.proposed(f, all, q))
}

// origin is what a letter on a finding stands on.
func (f Finding) origin(q question) origin {
	return origin{finding: f.By + ":" + f.Key, from: q.from, to: q.to, matters: f.Matters}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
