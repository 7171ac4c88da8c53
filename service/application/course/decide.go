package course

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// ready checks that nothing stands against an approval, and whether a result has to be made first.
func ready(makes bool) filed {
	return func(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
		if err := a.complete(); err != nil {
			return err
		}
		switch has := len(a.item.Results) > 0; {
		case makes && !has:
			return fail.Conflict("这个事项没有要制作的证照")
		case has && !makes:
			return fail.Conflict("这个事项要先制证")
		}
		return nil
	}
}

// approve is the decision to grant (行政许可法 art. 38).
func (s *Applications) approve(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	c.Case.Result = Approved
	power := catalog.PowerOf(a.item.Kind)
	c.Event.Public = power.Yes()
	if err := s.decides(ctx, tx, c, a); err != nil {
		return err
	}
	if len(a.item.Results) > 0 {
		a.Result.Name = a.item.Results[0].Name
	} else {
		a.Result.Name = power.YesPaper()
		if err := s.toHand(ctx, tx, c, a); err != nil {
			return err
		}
	}
	c.Words["result"] = a.Result.Name
	return nil
}

// deny is the decision to refuse, with facts, reasons, basis and remedies (行政许可法 art. 38).
func (s *Applications) deny(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	c.Case.Result = Denied
	power := catalog.PowerOf(a.item.Kind)
	if err := s.decides(ctx, tx, c, a); err != nil {
		return err
	}
	a.Result = Result{Name: power.NoPaper()}
	c.Words["reason"], c.Words["basis"] = c.Input["reason"], c.Input["basis"]
	c.Event.Public = power.No()
	return s.toHand(ctx, tx, c, a)
}

// complete refuses an approval while a material that was to follow is owed: until then nothing is granted, as was promised too.
func (a *Application) complete() error {
	var lacks []string
	for _, d := range a.owing() {
		lacks = append(lacks, d.Name)
	}
	if len(lacks) == 0 {
		return nil
	}
	return fail.Conflict("容缺的材料还没有补齐，不能准予：%s", strings.Join(lacks, "、"))
}

// onPromise: the item may be granted on a promise, the applicant gave it, and he owes nothing.
func (s *Applications) onPromise(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	switch {
	case a.item.Commit == nil:
		return fail.Conflict("这个事项不适用告知承诺")
	case !a.CommitTo:
		return fail.Conflict("申请人没有选择告知承诺")
	case a.letter(promiseLetter) == nil:
		return fail.Conflict("告知承诺书还没有签署")
	}
	return a.complete()
}

func (s *Applications) approveOnPromise(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if err := s.approve(ctx, tx, c, a); err != nil {
		return err
	}
	number, err := s.Documents.Latest(ctx, tx, c.Case.ID, promiseLetter)
	if err != nil {
		return err
	}
	c.Words["grounds"] = "申请人选择以告知承诺方式办理，并于" + dayWords(a.letter(promiseLetter).At) + "签署《告知承诺书》（" + number + "），承诺符合法定条件、标准"
	c.Event.Public = "凭告知承诺" + catalog.PowerOf(a.item.Kind).Yes()
	c.SetTurns(flow.In(people.Issuer, c.Case.Dept, "制证"))
	return nil
}

func (s *Applications) hasPostcheck(_ context.Context, _ *db.DB, c *flow.Change) error {
	if _, ok := c.Running("postcheck"); !ok {
		return fail.Conflict("没有待核查的承诺")
	}
	return nil
}

func (s *Applications) postcheck(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = "承诺属实。" + c.Input["reason"]
	return nil
}

// terminate ends a matter before its decision, on the ground that was proposed. Where the applicant is dead or the firm is
// gone, nothing is sent to his number: who acted for him is told, or nobody.
func (s *Applications) terminate(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	_, proposed, err := s.proposed(ctx, tx, c.Case.ID, termination)
	if err != nil {
		return err
	}
	c.Case.Result, c.Input["ground"] = "closed", proposed["ground"]
	c.Words["reason"], c.Words["facts"], c.Words["basis"] = groundWords(c.Input), c.Input["reason"], c.Input["basis"]
	c.Event.Note = groundWords(c.Input) + "。" + c.Input["reason"]
	c.Words["again"], c.Words["contest"] = again, s.contest(c)
	if c.Input["ground"] != "subject" {
		return nil
	}
	p, err := s.Persons.Person(ctx, tx, c.Case.Applicant)
	if err != nil {
		return err
	}
	c.Words["who"], c.Words["reason"] = c.Case.Party, "申请人死亡"
	if p.Firm {
		c.Words["reason"] = "申请人终止"
	}
	c.Words["again"], c.Words["addressee"] = "", c.Case.Party+"的近亲属、有关权利人"
	c.Row.Tell = nil
	told := a.Agent != 0 && a.Agent != c.Case.Applicant
	if told && p.Firm {
		if told, err = s.Persons.StillActs(ctx, tx, p.ID, a.Agent); err != nil {
			return err
		}
	}
	if told {
		c.Words["addressee"], c.Told, c.Row.Tell = a.By.Name, a.Agent, []string{"terminated_agent"}
	}
	return nil
}

// Small talk.

func (s *Applications) ask(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Words["question"] = c.Input["text"]
	c.Event.Public = "工作人员问：" + c.Input["text"]
	return nil
}

func (s *Applications) wasAsked(ctx context.Context, tx *db.DB, c *flow.Change) error {
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, v := range slices.Backward(events) {
		switch v.Event {
		case "ask":
			return nil
		case "answer":
			return fail.Conflict("问题已经回答过了")
		}
	}
	return fail.Conflict("没有要回答的问题")
}

func (s *Applications) answer(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = fmt.Sprintf("申请人答：%s", c.Input["text"])
	c.Event.Public = "您回答：" + c.Input["text"]
	return nil
}
