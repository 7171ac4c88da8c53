package course

import (
	"context"
	"errors"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// What was granted is taken back only after whose it is was told why and could speak, by a head who did not propose it (行政许可法
// art. 69); or it is upheld, and he is told that too.

// promiseFalse notes that the promise on which the matter was granted is not kept: nothing more is made or handed
// out, the applicant is heard, and the head decides on revocation.
func (s *Applications) promiseFalse(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	l := a.letter(promiseLetter)
	if l == nil {
		return fail.Conflict("没有签署的告知承诺书")
	}
	l.Broken = c.At.UnixMilli()
	a.Pickup = ""
	if err := s.decided(ctx, tx, c); err != nil {
		return err
	}
	c.Words["reason"], c.Words["basis"] = c.Input["reason"], c.Input["basis"]
	c.Event.Note = "承诺不实。" + c.Input["reason"]
	return nil
}

// askDefence asks for what is said against a revocation, and a window, where that may be said as well, whether it knows who says it.
func askDefence(_ context.Context, _ *db.DB, c *flow.Change) (form.Form, error) {
	f := ask(text("text", "陈述和申辩", true, ""), form.Field{Name: "files", Label: "证据材料", Type: form.File})
	if c.Actor.Kind == people.Staff {
		f.Fields = append(f.Fields, form.Field{Name: "seen", Label: "已核对陈述人的身份证件，他人代为陈述的已核对委托书", Type: form.Bool,
			Required: true})
	}
	return f, nil
}

// defend notes what was said against a revocation, for who decides on it.
func (s *Applications) defend(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = "陈述申辩：" + c.Input["text"]
	c.Event.Public = "您陈述、申辩：" + c.Input["text"]
	if c.Actor.Kind == people.Staff {
		c.Event.Public = "窗口登记了您的陈述、申辩：" + c.Input["text"]
	}
	return nil
}

// heard: nobody loses what was granted before he could speak.
func (s *Applications) heard(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if k, ok := c.Running("defend"); !ok || k.Over {
		return nil
	}
	spoke, _, err := s.defence(ctx, tx, c)
	if err == nil && !spoke {
		err = fail.Conflict("陈述申辩期限还没有届满，当事人也还没有陈述申辩")
	}
	return err
}

// defence says whether whose decision is to be revoked has spoken since that was proposed, and when it was.
func (s *Applications) defence(ctx context.Context, tx *db.DB, c *flow.Change) (spoke bool, proposed int64, err error) {
	p, err := s.proposal(ctx, tx, c)
	if err != nil {
		return false, 0, err
	}
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	return slices.ContainsFunc(events, func(v flow.Event) bool { return v.Event == "defend" && v.Seq > p.Seq }), p.At, err
}

const revocationID = "revocation"

// revocationSection is why a decision is to be revoked and what was said against it: for who decides and has to answer both, for whose
// decision it is, and for who enters at a window what he says.
func (s *Applications) revocationSection(ctx context.Context, v flow.View, l looker) (door.Section, error) {
	d := door.Section{ID: revocationID, Title: "拟撤销决定", Facts: page.List{Wide: true}}
	given, err := s.House.FilesOf(ctx, v)
	if err != nil {
		return d, err
	}
	for _, e := range v.Events {
		proposed := e.ToState == Revoking && e.FromState != Revoking
		if !proposed && e.Event != "defend" {
			continue
		}
		in, err := s.Engine.Input(e)
		switch {
		case errors.Is(err, flow.ErrBroken):
			d.Note = page.Note{Kind: "act", Title: flow.Broken}
			continue
		case err != nil:
			return d, err
		case proposed: // what was said against an earlier one is over
			d.Facts.Items = []page.Term{{Label: "认定的事实", Value: in["reason"]}, {Label: "拟撤销的依据", Value: in["basis"]}}
			if l.staff {
				d.Facts.Items = append(d.Facts.Items, page.Term{Label: "提出的人", Value: e.ActorName, Note: s.House.Clock(e.At)})
			}
			d.Links = nil
			continue
		}
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "陈述申辩", Value: in["text"], Note: s.House.Clock(e.At)})
		files, err := s.House.Attached(e, given, l.files)
		if err != nil {
			return d, err
		}
		d.Links = append(d.Links, files...)
	}
	return d, nil
}

// made reports whether the result was made, where one has to be.
func (a *Application) made() bool { return a.Result.Number != "" || len(a.item.Results) == 0 }

func (s *Applications) notMade(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if a.made() {
		return fail.Conflict("结果已经制作")
	}
	return nil
}

func (s *Applications) isMade(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if !a.made() {
		return fail.Conflict("结果还没有制作")
	}
	p, err := s.proposal(ctx, tx, c)
	if err == nil && p.FromState == Finished {
		err = fail.Conflict("结果已经送达")
	}
	return err
}

func (s *Applications) wasDelivered(ctx context.Context, tx *db.DB, c *flow.Change) error {
	p, err := s.proposal(ctx, tx, c)
	if err == nil && p.FromState != Finished {
		err = fail.Conflict("结果还没有送达")
	}
	return err
}

// proposal is the event that proposed to revoke the decision; none has no time.
func (s *Applications) proposal(ctx context.Context, tx *db.DB, c *flow.Change) (p flow.Event, err error) {
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	for _, v := range slices.Backward(events) {
		if v.ToState == Revoking && v.FromState != Revoking {
			return v, err
		}
	}
	return p, err
}

// proposeRevocation tells the holder of a decision that was delivered why it is to be revoked; he is heard before a head decides, within
// the same term as where a promise was found false, by another law.
func (s *Applications) proposeRevocation(ctx context.Context, tx *db.DB, c *flow.Change) error {
	term, err := s.Rules.Term(Kind+".defend", c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	term.Basis = "办事规则（建议值）：撤销决定以前听取陈述和申辩"
	if s.power(c.Case).Law != "" {
		term.Basis = "《行政许可法》第七条、第六十九条：撤销决定以前听取陈述和申辩；期限是建议值"
	}
	c.Terms["defend"] = term
	c.Words["reason"], c.Words["basis"] = c.Input["reason"], c.Input["basis"]
	return s.decided(ctx, tx, c)
}

// uphold takes the finding back, and tells whose decision it is: what he was told of before is over.
func (s *Applications) uphold(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if l := a.letter(promiseLetter); l != nil {
		l.Broken = 0
	}
	c.Words["reason"] = c.Input["reason"]
	if err := s.decided(ctx, tx, c); err != nil {
		return err
	}
	p, err := s.proposal(ctx, tx, c)
	if err != nil {
		return err
	}
	in, err := s.Engine.Input(p)
	if err != nil {
		return err
	}
	c.Words["prior_day"], c.Words["prior_basis"] = dayWords(p.At), strings.TrimRight(in["basis"], "。；， ")
	c.Words["goes_on"] = map[string]string{Issuing: "办理结果继续制作", Delivery: "办理结果继续送达"}[c.Row.To]
	spoke, _, err := s.defence(ctx, tx, c)
	if err != nil {
		return err
	}
	if spoke {
		c.Words["heard"] = "对提出的陈述、申辩已经复核"
	}
	return nil
}

// upholdDelivered leaves a matter as it was: it ended when its result was delivered.
func (s *Applications) upholdDelivered(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(events, func(v flow.Event) bool { return v.ToState == Finished }); i >= 0 {
		c.Case.ClosedAt = events[i].At
	}
	return s.uphold(ctx, tx, c, a)
}

// upholdMade has a result handed over whose decision was upheld; a parcel that is on its way stays so.
func (s *Applications) upholdMade(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if err := s.uphold(ctx, tx, c, a); err != nil {
		return err
	}
	if a.Courier.Tracking != "" {
		c.SetTurns(flow.At(people.Output, c.Case.Region, OnWay))
		return nil
	}
	return s.toHand(ctx, tx, c, a)
}

// decided adds to the words of a paper which decision it is about.
func (s *Applications) decided(ctx context.Context, tx *db.DB, c *flow.Change) (err error) {
	power, paper := s.power(c.Case), "approval"
	c.Words["decided"], c.Words["decided_paper"] = power.Act(), power.YesPaper()
	if c.Case.Result == Denied {
		paper, c.Words["decided"], c.Words["decided_paper"] = "denial", "不予"+power.Name, power.NoPaper()
	}
	c.Words["approval_number"], err = s.Documents.Latest(ctx, tx, c.Case.ID, paper)
	return err
}

func (s *Applications) revoke(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if err := s.decided(ctx, tx, c); err != nil {
		return err
	}
	c.Case.Result = "revoked"
	c.Words["reason"] = c.Input["reason"]
	spoke, proposed, err := s.defence(ctx, tx, c)
	if c.Words["prior_day"], c.Words["heard"] = dayWords(proposed), "在规定的期限内没有收到陈述、申辩"; spoke {
		c.Words["heard"] = "对提出的陈述、申辩已经复核"
	}
	return err
}
