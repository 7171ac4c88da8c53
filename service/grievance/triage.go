package grievance

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

var (
	contactForm = form.Of(
		form.Field{Name: "how", Label: "怎么联系的", Type: form.Choice, Required: true, Options: form.Pairs("phone", "电话", "face", "当面", "message", "短信或网上")},
		form.Field{Name: "reached", Label: "联系上了吗", Type: form.Choice, Required: true, Options: form.Pairs("yes", "联系上了", "no", "没有联系上")},
		form.Lines("text", "说了什么", true, ""))
	solveForm = form.Of(
		form.Lines("reply", "怎么解决的", true, "反映人会看到"),
		form.Field{Name: "basis", Label: "依据", Type: form.Text, Max: 300},
		form.Field{Name: "outcome", Label: "结果", Type: form.Choice, Required: true, Options: solved, Hint: "办不了、反映不成立的，要研判、由第二人复核"})
	refuseForm = form.Of(
		form.Field{Name: "ground", Label: "不受理的情形", Type: form.Choice, Required: true, Options: form.Pairs(
			"court", "诉讼、仲裁、行政复议", "petition", "信访事项", "discipline", "纪检监察举报", "handled", "同一件事正在办或已办结，没有新情况", "other", "不是政务服务事项")},
		form.Lines("reason", "理由", true, "一次说清，反映人会看到"),
		form.Field{Name: "go_to", Label: "应当走什么渠道", Type: form.Text, Required: true, Max: 200, Hint: "写明找哪里、怎么找"})
)

// contact logs that the person was called. Only who was reached has been contacted.
func contact(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	how, reached := contactForm.Field("how").Show(c.Input["how"]), contactForm.Field("reached").Show(c.Input["reached"])
	c.Event.Note = how + "，" + reached + "。" + c.Input["text"]
	if c.Input["reached"] != "yes" {
		return nil
	}
	c.Event.Public = "工作人员联系了您"
	g.ContactedAt = cmp.Or(g.ContactedAt, c.At.UnixMilli())
	return c.End("contact")
}

// solve: what can be done at once is done at once.
func (s *Service) solve(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	if c.Post.Role == people.Window && c.Input["outcome"] != "done" { // else a window alone would say no
		return fail.Invalid("窗口只能当场办成", fail.Field{Name: "outcome", Message: "没有办成的，请转专席研判：窗口一人不能答复“办不了”"})
	}
	g.Road, g.ContactedAt = Explained, c.At.UnixMilli()
	s.answer(c, g)
	return nil
}

// proposeRefusal: every no needs a second signature.
func proposeRefusal(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"] + "。渠道：" + c.Input["go_to"]
	return nil
}

// secondWords are who signs beside who proposed, in messages to him.
const secondWords = "复核的人"

// rejectRefusal has who proposed to refuse told why it is taken on after all.
func (s *Service) rejectRefusal(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return s.House.Answer(ctx, tx, c, door.Declined, "提出不予受理", secondWords, "propose_refusal")
}

// refuse says what was proposed.
func (s *Service) refuse(ctx context.Context, tx *db.DB, c *flow.Change) error {
	in, err := s.Engine.LastInput(ctx, tx, c.Case.ID, "propose_refusal")
	if err != nil {
		return err
	}
	c.Case.Result = in["ground"]
	c.Words["reason"], c.Words["go_to"] = in["reason"], in["go_to"]
	return nil
}

// askClass asks what belongs to a class: the cause within it, who is to act, and why; and who is meant, unless that was found out before.
func (s *Service) askClass(class string) flow.Ask {
	return Grievances.Ask(func(ctx context.Context, tx *db.DB, c *flow.Change, g Grievance) (form.Form, error) {
		causes, err := s.causeOptions(ctx, tx, class, c.At)
		if err != nil {
			return form.Form{}, err
		}
		f := form.Of(
			form.Field{Name: "cause", Label: "原因", Type: form.Choice, Required: true, Options: causes},
			form.Lines("opinion", "研判意见", true, ""), s.askDept(c.Case, class == "unwilling" || class == "hard"))
		switch class {
		case "hard":
			f.Fields = append(f.Fields, form.Field{Name: "assist", Label: "配合部门", Type: form.Text, Max: 200, Hint: "还要请谁，会商时再选"})
		case "unwilling":
			f.Fields = append(f.Fields, orderField(""))
		}
		switch {
		case g.Named != "" && c.Input["aim"] != "":
			return f, fail.Conflict("反映的是谁，刚刚已经认定，请看过再判")
		case g.Named == "":
			meant, err := s.askMeant(ctx, tx, c, g)
			if err != nil {
				return f, err
			}
			f.Fields = append(f.Fields, meant...)
		}
		return f, nil
	})
}

// orderField asks what the department is ordered to do, where the class is “unwilling”.
func orderField(when string) form.Field {
	f := form.Lines("order", "责成做什么", true, "写进立即办理通知书")
	f.When = when
	return f
}

func (s *Service) causeOptions(ctx context.Context, d *db.DB, class string, now time.Time) ([]form.Option, error) {
	list, err := causesOn(ctx, d, class, calendar.DayOf(now))
	var options []form.Option
	for _, c := range list {
		options = append(options, form.Option{Value: c.Code, Label: c.Name, Hint: c.Meaning})
	}
	return options, err
}

// askDept asks which department is to act. The one whose item it is need not be named again.
func (s *Service) askDept(k flow.Case, must bool) form.Field {
	f := form.Field{Name: "dept", Label: "承办部门", Type: form.Choice, Required: must && k.Dept == "", Options: s.depts(k)}
	if k.Dept != "" {
		f.Hint = "不选就是" + s.Catalog.DeptName(k.Dept)
	}
	return f
}

// depts are the departments of the county in which the matter lies, and those above it.
func (s *Service) depts(k flow.Case) []form.Option {
	place := k.Region
	if k.County != "" {
		place = k.County
	}
	var list []form.Option
	for _, d := range s.Catalog.Depts(s.City) {
		if place.Covers(d.Region) || d.Region.Covers(place) {
			list = append(list, form.Option{Value: d.Code, Label: d.Name})
		}
	}
	return list
}

// judged is the class that an officer proposes.
func judged(c *flow.Change, class string) Proposal {
	return Proposal{
		Class: class, Cause: c.Input["cause"], Day: calendar.DayOf(c.At), Opinion: c.Input["opinion"], Dept: cmp.Or(c.Input["dept"], c.Case.Dept),
		Assist: c.Input["assist"], Order: c.Input["order"],
	}
}

// cannot proposes a no; the clock of the reply runs already.
func (s *Service) cannot(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	said, err := s.mean(ctx, tx, c, g)
	if err != nil {
		return err
	}
	p := judged(c, "cannot")
	g.Proposal = encode(p)
	c.Event.Note = said + p.Opinion
	c.SetTurns(flow.At(people.Officer, c.Case.Region, "复核"))
	return s.begin(c, g, "cannot")
}

// judge puts the matter on the road of a class that needs no second signature.
func (s *Service) judge(class string) flow.Step {
	return flow.Steps(s.do(func(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
		return s.enter(ctx, tx, c, g, judged(c, class))
	}), s.addressed)
}

// agree is the second signature under what was proposed.
func (s *Service) agree() flow.Step {
	return flow.Steps(s.do(func(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
		p, err := g.proposal()
		if err != nil {
			return err
		}
		return s.enter(ctx, tx, c, g, p)
	}), s.addressed)
}

// disagree drops what was proposed, a no or another class, and has who proposed it told why.
func (s *Service) disagree(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	g.Proposal, c.Event.Note = "", c.Input["reason"]
	what, event := "提议改类", "reclass"
	if c.From == signing {
		what, event = "判为“办不了”", "cannot"
	}
	return s.House.Answer(ctx, tx, c, door.Declined, what, secondWords, event)
}

// enter puts the matter on the road of a class: the department is set, the class's clock runs, and
// what was not done for want of will gets its accountability file.
func (s *Service) enter(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance, p Proposal) error {
	said, err := s.mean(ctx, tx, c, g)
	if err != nil {
		return err
	}
	g.Class, g.Cause, g.JudgedDay, g.Opinion, g.Proposal = p.Class, p.Cause, p.Day, p.Opinion, ""
	c.Case.Dept = cmp.Or(p.Dept, c.Case.Dept)
	g.Road = Consulted
	turn := flow.In(people.Head, c.Case.Dept, "立即办")
	switch p.Class {
	case "cannot":
		g.Road, turn.Step = Explained, "书面答复"
	case "hard":
		turn = flow.At(people.Officer, c.Case.Region, "召集会商")
	case "unwilling":
		if err := s.openDuty(ctx, tx, c); err != nil {
			return err
		}
	}
	if turn.Role == people.Head && c.Case.Dept == "" {
		turn = flow.At(people.Officer, c.Case.Region, turn.Step)
	}
	c.SetTurns(turn)
	cause, err := s.causeName(ctx, tx, p.Cause, wordedOn(g.JudgedDay, g.Since))
	if err != nil {
		return err
	}
	c.Words["cause"], c.Words["order"], c.Words["road"] = cause, p.Order, roadWords[p.Class]
	c.Words["dept"] = cmp.Or(s.Catalog.DeptName(c.Case.Dept), "反映窗口")
	c.Words["dept@grievance_order"] = s.House.FullName(c.Case.Dept)
	c.Clock = p.Class // the day that notice and order name
	c.Event.Note = Classes[p.Class] + "·" + cause + "。" + said + strings.TrimSpace(p.Opinion+" "+p.Order)
	return s.begin(c, g, p.Class)
}

// addressed names the bureau in the message where the department's turn falls to others (route). It follows enter, because who is meant is
// read from the row.
func (s *Service) addressed(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.Own()[0].Role != people.Head {
		return nil
	}
	held, able, err := s.ready(ctx, tx, c.Case, c.At, people.Head, barred{relations: meant})
	if held && !able {
		c.Words["dept"] = s.House.Organ(c.Case.Region).Name
	}
	return err
}

var roadWords = map[string]string{"cannot": "书面答复", "hard": "联合部门和专家会商", "unwilling": "责成部门立即办"}

// begin starts the clock of a class; one that runs already goes on. The first class counts from the
// receipt, an order and a change of class from now.
func (s *Service) begin(c *flow.Change, g *Grievance, class string) error {
	if _, runs := c.Running(class); runs {
		return nil
	}
	term, err := s.Rules.Term(Kind+"."+class, c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	since := calendar.At(g.Since)
	if class == "unwilling" || slices.Contains(inHand, c.From) {
		since = c.At
	}
	return c.Begin(class, term, since)
}

// askReclass asks for another class, its cause and the reason.
func (s *Service) askReclass(ctx context.Context, tx *db.DB, c *flow.Change, g Grievance) (form.Form, error) {
	var classes []form.Option
	f := form.Of(form.Field{Name: "class", Label: "改为", Type: form.Choice, Required: true})
	for _, class := range []string{"cannot", "hard", "unwilling"} {
		if class == g.Class {
			continue
		}
		classes = append(classes, form.Option{Value: class, Label: Classes[class]})
		causes, err := s.causeOptions(ctx, tx, class, c.At)
		if err != nil {
			return f, err
		}
		f.Fields = append(f.Fields, form.Field{Name: "cause_" + class, Label: "“" + Classes[class] + "”的原因", Type: form.Choice, Required: true,
			Options: causes, When: "class=" + class})
		if class == "unwilling" {
			f.Fields = append(f.Fields, orderField("class=unwilling"))
		}
	}
	f.Fields[0].Options = classes
	f.Fields = append(f.Fields, form.Lines("opinion", "为什么改", true, ""), s.askDept(c.Case, false))
	return f, nil
}

// reclass proposes another class; nothing changes before the second signature.
func (s *Service) reclass(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	class := c.Input["class"]
	if class != "cannot" && c.Case.Dept == "" && c.Input["dept"] == "" {
		return fail.Invalid("请选择承办部门", fail.Field{Name: "dept", Message: "“" + Classes[class] + "”要有承办部门"})
	}
	c.Input["cause"] = c.Input["cause_"+class]
	p := judged(c, class)
	g.Proposal = encode(p)
	c.Event.Note = "由“" + Classes[g.Class] + "”改为“" + Classes[class] + "”：" + p.Opinion
	return nil
}

// reclassed puts the matter on its new road. The old clock runs beside the new one, and the earlier of
// the two counts.
func (s *Service) reclassed() flow.Step { return flow.Steps(leaveRoad, s.agree(), s.startRoad) }

// leaveRoad ends the clocks of the road that is left.
func leaveRoad(_ context.Context, _ *db.DB, c *flow.Change) error {
	return errors.Join(c.End("convene"), c.End("order"))
}

// startRoad starts the clock of the first step of the new road.
func (s *Service) startRoad(_ context.Context, _ *db.DB, c *flow.Change) error {
	if first := map[string]string{convening: "convene", rectifying: "order"}[c.Row.To]; first != "" {
		term, err := s.Rules.Term(Kind+"."+first, c.Case.Region, calendar.DayOf(c.At))
		if err != nil {
			return err
		}
		if err := c.Begin(first, term, time.Time{}); err != nil {
			return err
		}
	}
	s.promised(c)
	return nil
}

// promised has the message after a change of class name the day by which the person is answered now, the earliest of those
// that were promised, and the order that of its own clock.
func (s *Service) promised(c *flow.Change) {
	own, first := "", time.Time{}
	for _, class := range []string{"cannot", "hard", "unwilling"} {
		k, runs := c.Running(class)
		if !runs {
			continue
		}
		due, ticks := k.Due(s.Rules.Calendar())
		if ticks && (first.IsZero() || due.Before(first)) {
			first = due
		}
		if class == c.Clock {
			own = dayOf(due)
		}
	}
	c.Words["due"], c.Words["due@grievance_order"] = dayOf(first), own
}

// dayOf is the day of an instant on papers.
func dayOf(t time.Time) string { return calendar.DayOf(t).Time().Format("2006年1月2日") }

// proposed needs that a class is proposed, "" any.
func proposed(class, name string) *flow.Need {
	return Grievances.Need(name, func(_ context.Context, _ *db.DB, _ *flow.Change, g Grievance) error {
		p, err := g.proposal()
		if err == nil && (p.Class == "" || class != "" && p.Class != class) {
			err = fail.Conflict("没有待复核的改类")
		}
		return err
	})
}

// unproposed needs that no class is proposed.
func unproposed(_ context.Context, _ *db.DB, _ *flow.Change, g Grievance) error {
	if g.Proposal != "" {
		return fail.Conflict("已有人提议改类，请先复核")
	}
	return nil
}
