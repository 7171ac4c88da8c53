package supervision

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// draft is what an order is made of beside its form.
type draft struct {
	about flow.Case
	clock string
	role  people.Role
}

// askIssue is the form of an order.
func (s *Service) askIssue(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	list, err := levels(ctx, tx, calendar.DayOf(c.At))
	options := offered(list)
	for i, l := range list {
		if t, err := s.Rules.Term(l.Term, c.Case.Region, calendar.DayOf(c.At)); err == nil {
			options[i].Hint = t.Words() + "内回复"
		}
		if l.Copy != "" {
			options[i].Hint += "，抄送" + l.Copy.Name()
		}
	}
	return form.Of(form.Field{Name: "level", Label: "级别", Type: form.Choice, Required: true, Options: options},
		form.Lines("issue", "发现的问题", true, "写清楚是什么事、拖了多久、群众等着什么"),
		form.Lines("need", "办理要求", true, "要办成什么样")), err
}

// issue fills the order. A case has one open order at a time.
func (s *Service) issue(ctx context.Context, tx *db.DB, c *flow.Change, o *Order) error {
	d := c.Data.(*draft)
	if before, open, err := s.Engine.Sole(ctx, tx, Kind, d.about.ID); err != nil {
		return err
	} else if open {
		return fail.Conflict("这件事已经有一份没有销号的督办单：%s", flow.Grouped(before.Number()))
	}
	o.Level, _ = strconv.ParseInt(c.Input["level"], 10, 64) // one of the form's options
	o.About, o.Clock, o.LevelDay, o.Issue, o.Need = d.about.ID, d.clock, calendar.DayOf(c.At), c.Input["issue"], c.Input["need"]
	o.Role, o.Signer, o.Open = d.role, s.House.Organ("").Name, true
	o.sign(c)
	return s.goOut(ctx, tx, c, o)
}

// sign has an order go out in the name of who issues it and of the bureau that he acts for. One that goes out by
// itself keeps the name it has.
func (o *Order) sign(c *flow.Change) {
	if c.Actor.Kind == people.Staff {
		o.Signer, o.Organ = c.Post.Title+" "+c.Actor.Name, c.Post.Region
	}
}

// climb sends the order out again, one level higher, or at the level that a later clock asks for.
func (s *Service) climb(ctx context.Context, tx *db.DB, c *flow.Change, o *Order) error {
	up, _, err := s.next(ctx, tx, o.Level, calendar.DayOf(c.At))
	if want, ok := c.Data.(int64); err == nil && ok {
		up, err = s.level(ctx, tx, want, calendar.DayOf(c.At))
	}
	if err != nil {
		return err
	}
	o.Level, o.LevelDay = up.No, calendar.DayOf(c.At)
	o.sign(c)
	return s.goOut(ctx, tx, c, o)
}

// canClimb returns fail.Conflict at the top, and where the order has come to the wanted level already.
func (s *Service) canClimb(ctx context.Context, tx *db.DB, c *flow.Change, o Order) error {
	_, ok, err := s.next(ctx, tx, o.Level, calendar.DayOf(c.At))
	want, asked := c.Data.(int64)
	switch {
	case err != nil:
		return err
	case !ok:
		return fail.Conflict("已经是最高一级")
	case asked && want <= o.Level:
		return fail.Conflict("已经升到这一级")
	}
	return nil
}

// goOut puts an order of its present level on the desk that it goes to, with that level's term.
func (s *Service) goOut(ctx context.Context, tx *db.DB, c *flow.Change, o *Order) error {
	l, err := s.timed(ctx, tx, c, *o)
	if err != nil {
		return err
	}
	c.Event.Note = l.Name + "。" + o.Issue
	if reason := c.Input["reason"]; reason != "" {
		c.Event.Note = "升为" + l.Name + "：" + reason
	} else if c.From != flow.Start {
		c.Event.Note = "升为" + l.Name
	}
	c.SetTurns(o.turn(c.Case, "签收"+l.Name))
	return nil
}

// announce follows an order that went out: the letter, word to the desk, the copy.
func (s *Service) announce(ctx context.Context, tx *db.DB, c *flow.Change, o *Order) error {
	l, err := s.level(ctx, tx, o.Level, o.LevelDay)
	if err != nil {
		return err
	}
	words := s.words(c, *o, l)
	switch {
	case c.Row.To == issued:
		return s.letter(ctx, tx, c, o, l, words)
	case c.Event.Event == "return":
		return s.House.TellDesk(ctx, tx, c.Case, o.Role, "supervision_returned", words)
	case c.Event.Event == "answer":
		return s.House.TellDesk(ctx, tx, c.Case, people.Supervisor, "supervision_answered", words)
	case c.Actor.Kind == people.Clock:
		return s.House.TellDesk(ctx, tx, c.Case, people.Supervisor, "supervision_late", words)
	}
	return nil
}

// letter writes the paper of an order, and copies it where its level says so.
func (s *Service) letter(ctx context.Context, tx *db.DB, c *flow.Change, o *Order, l Level, words map[string]string) error {
	paper := maps.Clone(words)
	if dept, ok := s.House.DeptOrgan(c.Case.Dept); ok && !o.Role.Regional() {
		paper["to"] = dept.Name
	}
	organ := s.House.Organ(o.Organ)
	if o.Signer == organ.Name { // it went out by rule, and the organ signs below
		paper["signer"] = ""
	}
	if _, err := s.Documents.Write(ctx, tx, document.Of{Case: c.Case.ID}, "supervision_order", organ, o.Signer, paper); err != nil {
		return err
	}
	if err := s.House.TellDesk(ctx, tx, c.Case, o.Role, "supervision_issued", words); err != nil || l.Copy == "" {
		return err
	}
	o.CopiedAt = c.At.UnixMilli()
	for _, id := range []int64{o.CaseID, o.About} {
		if err := s.Engine.Copy(ctx, tx, id, l.Copy); err != nil {
			return err
		}
	}
	return s.House.TellDesk(ctx, tx, c.Case, l.Copy, "supervision_copied", words)
}

// words are what the letter and the notices say.
func (s *Service) words(c *flow.Change, o Order, l Level) map[string]string {
	w := map[string]string{
		"to": s.to(c.Case, o.Role), "level": l.Name, "item": s.Engine.Bare(c.Case.Title), "number": flow.Grouped(c.Case.Number()),
		"issue": o.Issue, "need": o.Need, "signer": o.Signer, "reason": c.Input["reason"], "step": c.Row.Name,
		"date": calendar.DayOf(c.At).Long(),
	}
	for name, clock := range map[string]string{"ack": "ack", "due": "answer"} {
		if due, ok := s.Engine.DueOf(c, clock); ok {
			w[name] = door.LongClock(due)
		}
	}
	if l.Copy != "" {
		w["copy"] = l.Copy.Name()
	}
	return w
}

// hold leaves the order with its desk, to be answered.
func (s *Service) hold(ctx context.Context, tx *db.DB, c *flow.Change, o Order) error {
	l, err := s.timed(ctx, tx, c, o)
	c.SetTurns(o.turn(c.Case, "回复"+l.Name))
	return err
}

// timed is the level of an order, by whose term it must be answered.
func (s *Service) timed(ctx context.Context, tx *db.DB, c *flow.Change, o Order) (Level, error) {
	l, err := s.level(ctx, tx, o.Level, o.LevelDay)
	if err == nil {
		c.Terms["answer"], err = s.Rules.Term(l.Term, c.Case.Region, calendar.DayOf(c.At))
	}
	return l, err
}

// askAnswer asks for evidence where the level does.
func (s *Service) askAnswer(ctx context.Context, tx *db.DB, _ *flow.Change, o Order) (form.Form, error) {
	l, err := s.level(ctx, tx, o.Level, o.LevelDay)
	return form.Of(
		doneField,
		form.Field{Name: "plan", Label: "哪天办完", Type: form.Date, Required: true, When: "done=plan", Earliest: form.FromToday},
		form.Lines("answer", "办理情况", true, "做了什么、结果怎样；不能办的写明依据"),
		form.Field{Name: "evidence", Label: "证明材料", Type: form.File, Required: l.Evidence, Hint: "决定书、照片、通话记录等"}), err
}

// askVerify is what a verification asks. The proposal to deduct goes to the month's assessment.
var askVerify = form.Of(outcomeField, form.Lines("opinion", "核实情况", true, "怎么核实的、看到了什么"),
	form.Field{Name: "deduct", Label: "考核扣分建议", Type: form.Text, Max: 100, Hint: "不扣分就空着；例如：逾期回复，建议扣 2 分"})

// isSettled: the case supervised is finished, whatever became of the answer.
func (s *Service) isSettled(ctx context.Context, tx *db.DB, _ *flow.Change, o Order) error {
	k, err := s.Engine.Find(ctx, tx, o.About)
	if err == nil && k.ClosedAt == 0 {
		return fail.Conflict("督办的事还没有办结")
	}
	return err
}

func verify(_ context.Context, _ *db.DB, c *flow.Change, o *Order) error {
	o.Outcome, o.Opinion, o.Deduct, o.Open = c.Input["outcome"], c.Input["opinion"], c.Input["deduct"], false
	c.Case.Result = o.Outcome
	c.Event.Note = o.Opinion
	if o.Deduct != "" {
		c.Event.Note += "。考核扣分建议：" + o.Deduct
	}
	return nil
}

func cancel(_ context.Context, _ *db.DB, _ *flow.Change, o *Order) error {
	o.Open = false
	return nil
}

// lateWords say what was not kept, for an order that nobody wrote by hand.
func (s *Service) lateWords(k flow.Case, title string, due time.Time) string {
	return fmt.Sprintf("“%s”（%s）超过%s，应在 %s 前办理。", s.Engine.Bare(k.Title), flow.Grouped(k.Number()), title, door.LongClock(due))
}
