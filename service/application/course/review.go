package course

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/flow"
	"wuyou/office/flow/usual"
	"wuyou/office/form"
	"wuyou/office/people"
)

// The review follows the steps of the item's version: who signs, together (all), any of them, or one,
// and by when, is data. Everyone who is to sign has a turn; the step is over when no turn is left.

// openStep gives the turns of a step to its posts. Opinions of this and later steps no longer count.
func (s *Applications) openStep(c *flow.Change, a *Application, step int) error {
	a.Step = step
	a.Signed = slices.DeleteFunc(a.Signed, func(g Signature) bool { return g.Step >= step })
	turns, err := s.turns(c, a.item, step)
	if err != nil {
		return err
	}
	c.SetTurns(turns...)
	if err := c.End("step"); err != nil {
		return err
	}
	if limit := a.item.Steps[step].Term; limit != nil {
		return c.Begin("step", Term("step", limit), time.Time{})
	}
	return nil
}

// turns are the posts that sign a step. Another organ that is named signs through its own post of the
// same region.
func (s *Applications) turns(c *flow.Change, it *catalog.Item, step int) ([]flow.Turn, error) {
	own, _ := s.Catalog.Dept(c.Case.Dept)
	st := it.Steps[step]
	var turns []flow.Turn
	for _, p := range st.Signers {
		dept := own
		if p.Dept != "" && p.Dept != own.Short {
			var ok bool
			if dept, ok = s.Catalog.Sister(own, p.Dept); !ok {
				return nil, fail.Conflict("“%s”要由%s审签，但这里没有登记这个部门，请联系事项编辑", st.Name, p.Dept)
			}
		}
		turns = append(turns, flow.In(people.Role(p.Role), dept.Code, st.Name))
	}
	return turns, nil
}

// alsoSigns marks the turn of a colleague whom a signer has asked to sign the step too.
const alsoSigns = "（加签）"

// leaves are the turns of the step that are left when the actor signs. Of those of whom any may sign none is, but a colleague who was asked
// to sign too does so whoever has signed.
func leaves(c *flow.Change, st catalog.Step) []flow.Turn {
	left := slices.DeleteFunc(c.Own(), func(t flow.Turn) bool { return t.No == c.Turn.No })
	if st.Mode == "any" && !strings.HasSuffix(c.Turn.Step, alsoSigns) {
		left = slices.DeleteFunc(left, func(t flow.Turn) bool { return !strings.HasSuffix(t.Step, alsoSigns) })
	}
	return left
}

func (s *Applications) moreSigners(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if len(leaves(c, a.step())) == 0 && a.Step == len(a.item.Steps)-1 {
		return fail.Conflict("这是最后一个审签")
	}
	return nil
}

func (s *Applications) lastSigner(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if len(leaves(c, a.step())) > 0 || a.Step < len(a.item.Steps)-1 {
		return fail.Conflict("后面还有人要审签")
	}
	return nil
}

// note writes down the actor's opinion. A step with inspection needs its record first.
func (s *Applications) note(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	st := a.step()
	if st.Inspect {
		done, err := s.inspected(ctx, tx, c.Case.ID)
		if err != nil {
			return err
		}
		if !done {
			return fail.Conflict("本环节要先登记现场核查，再提交审查意见")
		}
	}
	a.Signed = append(a.Signed, Signature{
		Step: a.Step, Name: st.Name, Role: c.Turn.Role, Dept: c.Turn.Dept, Staff: c.Actor.ID, Who: c.Actor.Name,
		Yes: c.Input["verdict"] == "yes", Opinion: c.Input["opinion"], At: c.At.UnixMilli(),
	})
	c.Event.Note = st.Name + "：" + map[bool]string{true: "符合",
		false: "不符合"}[c.Input["verdict"] == "yes"] + "。" + c.Input["opinion"]
	return nil
}

// sign notes an opinion when others are still to sign: of the same step, or of the next.
func (s *Applications) sign(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if err := s.note(ctx, tx, c, a); err != nil {
		return err
	}
	if left := leaves(c, a.step()); len(left) > 0 {
		c.SetTurns(left...)
		return nil
	}
	c.Event.Public = "“" + a.step().Name + "”完成"
	return s.openStep(c, a, a.Step+1)
}

// addSigner asks a colleague to sign the step too.
func (s *Applications) addSigner(ctx context.Context, tx *db.DB, c *flow.Change) error {
	to, name, err := usual.Colleague(ctx, s.Roster, c)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(c.Own(), func(t flow.Turn) bool { return t.Assignee == to }) {
		return fail.Conflict("%s 已经在审签", name)
	}
	t := flow.In(c.Turn.Role, c.Turn.Dept, c.Turn.Step+alsoSigns)
	t.Assignee, t.Holder = to, name
	c.AddTurn(t)
	c.Event.Note = "加签 " + name + "。" + c.Input["reason"]
	return nil
}

// Inspection.

func (s *Applications) inInspection(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if !a.step().Inspect {
		return fail.Conflict("本环节没有现场核查")
	}
	return nil
}

func (s *Applications) askInspection(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	list, err := s.Roster.Colleagues(ctx, tx, c.Case.Dept, c.Case.Region, "")
	var officers []form.Option
	for _, m := range list {
		officers = append(officers, form.Option{Value: strconv.FormatInt(m.ID, 10), Label: m.Name})
	}
	return ask(
		form.Field{Name: "officers", Label: "核查人员", Type: form.Choices, Required: true, Options: officers, Hint: "至少两人（行政许可法第三十四条）"},
		form.Field{Name: "day", Label: "核查日期", Type: form.Date, Required: true},
		text("found", "核查情况", true, ""),
		form.Field{Name: "files", Label: "照片和记录", Type: form.File}), err
}

// inspect records a visit to the site by two officers or more.
func (s *Applications) inspect(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if len(strings.Split(c.Input["officers"], ",")) < 2 {
		return fail.Invalid("现场核查要有两名以上工作人员", fail.Field{Name: "officers", Message: "至少选两人（行政许可法第三十四条）"})
	}
	if c.Input["day"] > calendar.DayOf(c.At).String() {
		return fail.Invalid("核查日期不能在今天之后", fail.Field{Name: "day", Message: "不能在今天之后"})
	}
	c.Event.Note = c.Input["day"] + " 现场核查：" + c.Input["found"]
	return nil
}

// inspected reports whether there is a visit since the review last began or was sent back.
func (s *Applications) inspected(ctx context.Context, tx *db.DB, id int64) (bool, error) {
	events, err := s.Engine.Events(ctx, tx, id)
	for _, v := range slices.Backward(events) {
		switch v.Event {
		case "inspect":
			return true, err
		case "send_back":
			return false, err
		}
	}
	return false, err
}

// Backwards.

func (s *Applications) hasEarlier(_ context.Context, _ *db.DB, _ *flow.Change, a *Application) error {
	if a.Step == 0 {
		return fail.Conflict("已经是第一个环节；受理有误请用“退回窗口”")
	}
	return nil
}

func (s *Applications) askStep(c *flow.Change, a *Application) form.Form {
	last := a.Step
	if c.From == Deciding {
		last = len(a.item.Steps)
	}
	var steps []form.Option
	for i, st := range a.item.Steps[:last] {
		steps = append(steps, form.Option{Value: strconv.Itoa(i), Label: st.Name})
	}
	return ask(form.Field{Name: "step", Label: "退到哪个环节", Type: form.Choice, Required: true, Options: steps},
		text("reason", "为什么退回", true, ""))
}

// sendBack reopens an earlier step; promise and statutory term run on.
func (s *Applications) sendBack(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	to, _ := strconv.Atoi(c.Input["step"])
	c.Event.Note = "退回“" + a.item.Steps[to].Name + "”：" + c.Input["reason"]
	before := slices.Clone(a.Signed)
	if err := s.openStep(c, a, to); err != nil {
		return err
	}
	s.backToSigners(c, before, to)
	return nil
}

// backToSigners gives reopened turns to those who signed them before.
func (s *Applications) backToSigners(c *flow.Change, signed []Signature, step int) {
	turns := c.Own()
	for i := range turns {
		for _, g := range signed {
			if g.Step == step && g.Role == turns[i].Role && g.Dept == turns[i].Dept {
				turns[i].Assignee, turns[i].Holder = g.Staff, g.Who
			}
		}
	}
	c.SetTurns(turns...)
}

// canTakeBack: one may take back one's own opinion as long as nobody has taken up what follows.
func (s *Applications) canTakeBack(ctx context.Context, tx *db.DB, c *flow.Change) error {
	last, err := s.Engine.Last(ctx, tx, c.Case)
	if err != nil {
		return err
	}
	if last.Event != "sign" || last.ActorID != c.Actor.ID {
		return fail.Conflict("只能撤回自己刚提交、后面还没有动作的意见")
	}
	if slices.ContainsFunc(c.Own(), func(t flow.Turn) bool { return t.Assignee != 0 && t.OpenedAt >= last.At }) {
		return fail.Conflict("下一环节已经接手，不能撤回")
	}
	return nil
}

// takeBack undoes the actor's last opinion.
func (s *Applications) takeBack(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	i := len(a.Signed) - 1
	if i < 0 || a.Signed[i].Staff != c.Actor.ID {
		return fail.Conflict("没有可以撤回的意见")
	}
	mine := a.Signed[i]
	kept := slices.Clone(a.Signed[:i]) // openStep drops what it reopens from the list itself
	turns := c.Own()
	if a.Step != mine.Step || c.From == Deciding {
		if err := s.openStep(c, a, mine.Step); err != nil {
			return err
		}
		a.Signed, turns = kept, nil
		for _, t := range c.Own() { // those of the step who have signed stay signed
			if !slices.ContainsFunc(kept, func(g Signature) bool {
				return g.Step == mine.Step && g.Role == t.Role &&
					g.Dept == t.Dept
			}) {
				turns = append(turns, t)
			}
		}
		for i := range turns {
			if turns[i].Role == mine.Role && turns[i].Dept == mine.Dept {
				turns[i].Assignee, turns[i].Holder = mine.Staff, mine.Who
			}
		}
	} else {
		a.Signed = kept
		t := flow.In(mine.Role, mine.Dept, mine.Name)
		t.Assignee, t.Holder = mine.Staff, mine.Who
		turns = append(turns, t)
	}
	c.SetTurns(turns...)
	return nil
}

// Bad receipts.

// bounce returns a bad receipt to the window, with the reason code for the clerk's account. The
// promise to the applicant runs on.
func (s *Applications) bounce(ctx context.Context, tx *db.DB, c *flow.Change) error {
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	clerk := int64(0)
	for _, v := range slices.Backward(events) {
		if v.Event == "accept" {
			clerk = v.ActorID
			break
		}
	}
	c.SetTurns(flow.At(people.Window, c.Case.Region, "整改受理差错"))
	return bounces.Insert(ctx, tx, bounce{CaseID: c.Case.ID, Seq: c.Case.Seq + 1, Clerk: clerk, Reason: c.Input["fault"],
		Day: calendar.DayOf(c.At)})
}

// rework sends the mended receipt back to those who returned it.
func (s *Applications) rework(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	turns, err := s.turns(c, a.item, a.Step)
	if err != nil {
		return err
	}
	turns = slices.DeleteFunc(turns, func(t flow.Turn) bool {
		return slices.ContainsFunc(a.Signed, func(g Signature) bool {
			return g.Step == a.Step && g.Role == t.Role &&
				g.Dept == t.Dept
		})
	})
	c.SetTurns(turns...)
	return nil
}

// Special procedures (行政许可法 art. 45) and the extension (art. 42).

func (s *Applications) askSpecial(c *flow.Change, a *Application) form.Form {
	var list []form.Option
	for _, k := range s.special(a.item) {
		list = append(list, form.Option{Value: k, Label: k})
	}
	return ask(
		form.Field{Name: "kind", Label: "特别程序", Type: form.Choice, Required: true, Options: list},
		form.Field{Name: "days", Label: "需要多少个工作日", Type: form.Number, Required: true, Low: 1, High: 250, Hint: "会书面告知申请人"},
		text("reason", "为什么需要", true, ""))
}

// special are the procedures whose time does not count (行政许可法 art. 45): those of the item, or else the city's, of which
// tender and auction give permissions only (art. 53).
func (s *Applications) special(it *catalog.Item) []string {
	switch {
	case len(it.Special) > 0:
		return it.Special
	case catalog.PowerOf(it.Kind).Branch == "permit":
		return s.Defaults.Special
	}
	return slices.DeleteFunc(slices.Clone(s.Defaults.Special), func(k string) bool { return k == "招标" || k == "拍卖" })
}

// stop stops the clocks and tells in writing how long the procedure takes. Those who review keep
// their turns.
func (s *Applications) stop(_ context.Context, _ *db.DB, c *flow.Change) error {
	days, _ := strconv.Atoi(c.Input["days"])
	c.Reason = c.Input["kind"]
	c.Terms["special"] = calendar.Term{Key: Kind + ".special", N: days, Unit: calendar.Workday, Basis: "《行政许可法》第四十五条"}
	c.Words["kind"], c.Words["days"], c.Words["reason"] = c.Input["kind"], c.Input["days"], c.Input["reason"]
	c.Event.Public = fmt.Sprintf("启动%s，暂停计时，需 %d 个工作日", c.Input["kind"], days)
	c.SetTurns(c.Own()...)
	return nil
}

// resume leaves the turns to those who review.
func (s *Applications) resume(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.SetTurns(c.Own()...)
	return nil
}

func (s *Applications) notExtended(_ context.Context, _ *db.DB, c *flow.Change) error {
	k, ok := c.Running("statutory")
	switch {
	case !ok:
		return fail.Conflict("没有正在计算的法定时限")
	case k.Extra > 0:
		return fail.Conflict("已经延长过一次，不能再延长（行政许可法第四十二条）")
	}
	return nil
}

// mayRequest: a limit is extended once; the head extends it without a request.
func (s *Applications) mayRequest(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if err := s.notExtended(ctx, tx, c); err != nil {
		return err
	}
	return notByHead(ctx, tx, c)
}

func (s *Applications) requestExtension(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note = "报请延长期限：" + c.Input["reason"]
	return nil
}

// extend tells the applicant the reason; the row extends the statutory limit, and the promise with it, by the term
// "application.extend".
func (s *Applications) extend(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Words["reason"] = c.Input["reason"]
	return nil
}
