package course

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Receive takes an application over the counter and does at once what the clerk decided: accept,
// correct, propose_refusal, or nothing ("": it waits in the window's inbox, and the applicant gets a
// receipt). Only what is accepted must be complete.
func (s *Applications) Receive(ctx context.Context, clerk people.Actor, sub Submission, outcome string,
	input form.Values) (k flow.Case,
	err error) {
	sub.Channel, sub.Partly = flow.ByWindow, outcome != "accept"
	k, _, err = s.Engine.OnceOnly(ctx, sub.Once, func(tx *db.DB) (flow.Case, error) {
		c, err := s.Open(ctx, tx, clerk, "take_in", sub)
		switch {
		case err != nil:
			return flow.Case{}, err
		case outcome == "":
			return c.Case, s.Engine.Write(ctx, tx, c, "receipt")
		}
		if c, err = s.Engine.Fire(ctx, tx, clerk, flow.Move{Case: c.Case.ID, Event: outcome, Input: input}); err != nil {
			return flow.Case{}, err
		}
		return c.Case, nil
	})
	return k, err
}

// checks are what a clerk says of a material.
var checks = options("ok", "齐", "later", "容缺", "lack", "缺")

// askMaterials asks the clerk for each material, and for the answers that the form still lacks.
func (s *Applications) askMaterials(c *flow.Change, a *Application) form.Form {
	f := gaps(askedIn(c.Case, a.item.Form), a.Form)
	may := false
	for _, h := range a.Materials {
		may = may || h.Need == "3" && !a.promisedLater(h.Key)
		f.Fields = append(f.Fields, form.Field{Name: "m_" + h.Key, Label: h.Name, Type: form.Choice, Options: checksFor(h)})
	}
	if may {
		f.Fields = append(f.Fields, form.Field{Name: "signed", Label: "有容缺后补的，已向申请人说明承诺的内容和后果，申请人同意签署承诺书", Type: form.Bool,
			Hint: "受理后打印《容缺受理承诺书》，请申请人当场签名，原件存档"})
	}
	return f
}

// gaps are the questions of a form that must be answered and are not, with those that depend on them.
func gaps(f form.Form, v form.Values) (open form.Form) {
	for _, q := range f.Fields {
		on, _, _ := strings.Cut(q.When, "=")
		switch {
		case !q.Required || v[q.Name] != "":
			continue
		case q.Asked(v):
			q.When = ""
		case open.Field(on) == nil:
			continue
		}
		open.Fields = append(open.Fields, q)
	}
	return open
}

func checksFor(h Handed) []form.Option {
	if h.Need == "3" {
		return checks
	}
	return slices.DeleteFunc(slices.Clone(checks), func(o form.Option) bool { return o.Value == "later" })
}

// askedIn is the form of an item as it is asked in a case, by the way in which that came in.
func askedIn(k flow.Case, f form.Form) form.Form {
	if k.Channel == flow.ByWindow {
		return Phoneless(f)
	}
	return f
}

// accept is the statutory act of acceptance: the promise runs from now.
func (s *Applications) accept(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	answers := form.Values{}
	maps.Copy(answers, a.Form)
	for _, q := range gaps(askedIn(c.Case, a.item.Form), a.Form).Fields {
		if v := c.Input[q.Name]; v != "" {
			answers[q.Name] = v
		}
	}
	a.Form = answers
	for i := range a.Materials {
		h := &a.Materials[i]
		switch c.Input["m_"+h.Key] {
		case "ok":
			if h.State == Lacking || h.State == Later {
				h.State = Paper
			}
		case "later":
			h.State = Later
		case "lack":
			h.State = Lacking
		}
	}
	if lacks := a.missing(); len(lacks) > 0 {
		var wrong []fail.Field
		for _, h := range lacks {
			wrong = append(wrong, fail.Field{Name: "m_" + h.Key, Message: "缺“" + h.Name + "”，不能受理"})
		}
		return fail.Invalid("还缺必要材料，不能受理。请当场补齐，或一次性告知补正。", wrong...)
	}
	for _, h := range a.Following() {
		if a.promisedLater(h.Key) {
			continue
		}
		if c.Input["signed"] == "" {
			return fail.Invalid("申请人还没有同意签署容缺受理承诺书", fail.Field{Name: "signed", Message: "请向申请人说明承诺的内容和后果，申请人同意签署的勾选"})
		}
		s.promiseLater(c, a, cmp.Or(a.By.Name, c.Case.Party), "paper", c.At)
		break
	}
	return s.startReview(ctx, tx, c, a, time.Time{})
}

// deemAccept: the office was silent for the term, so the application counts as accepted from the day
// of its receipt (行政许可法 art. 32).
func (s *Applications) deemAccept(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	since := time.UnixMilli(c.Case.OpenedAt)
	if k, ok := c.Running("accept"); ok {
		since = time.UnixMilli(k.Start) // after a correction the last receipt counts
	}
	return s.startReview(ctx, tx, c, a, since)
}

// startReview begins the promise and the first step.
func (s *Applications) startReview(ctx context.Context, tx *db.DB, c *flow.Change, a *Application, since time.Time) error {
	it := a.item
	list, err := it.Guide(a.Answers)
	if err != nil {
		return err
	}
	promise := it.Promised
	if list.Promise != nil {
		promise = list.Promise
	}
	c.Since = since
	c.Words["accepted"] = "申请材料齐全、符合法定形式，本机关自" + day(c.At) + "起予以受理"
	if len(a.Following()) > 0 {
		c.Words["accepted"] = "主要申请材料齐全、符合法定形式，欠缺的材料按容缺受理办理，本机关自" + day(c.At) + "起予以受理"
	}
	if !since.IsZero() {
		c.Words["since"] = day(since)
		c.Words["accepted"] = "本机关逾期没有告知是否受理，自收到申请材料之日（" + day(since) + "）起即为受理"
	}
	c.Terms["promise"], c.Terms["statutory"] = Term("promise", promise), Term("statutory", it.Statutory)
	if err := s.owe(c, a, it.Materials); err != nil {
		return err
	}
	s.sayPromise(c)
	c.Words["basis"], c.Words["special"] = it.Statutory.Basis, strings.Join(s.special(it), "、")
	c.Words["materials"] = strings.Join(names(a.Materials), "；")
	a.Step, a.Signed = 0, nil
	return s.openStep(c, a, 0)
}

// sayPromise says until when the matter is to be done. Of a day that is over as this is written, because acceptance counts from a
// receipt to which the office was silent, it says that, and that the office is sorry; the law's limit is named beside it.
func (s *Applications) sayPromise(c *flow.Change) {
	due := func(name string) time.Time {
		at, _ := c.Counted(name, c.Terms[name], c.Since).Due(s.Rules.Calendar())
		return at
	}
	t := c.Terms["promise"]
	switch over := due("promise"); {
	case !over.After(c.At):
		c.Words["over"] = day(over)
		if legal := due("statutory"); legal.After(c.At) {
			c.Words["legal"] = day(legal)
		}
	case t.N == 0:
		c.Words["at_once"] = "本机关承诺当日办结"
	default:
		c.Words["term"] = t.Words()
	}
}

// overdue tells the applicant that the promise is broken, unless the notice of acceptance has told him so already.
func (s *Applications) overdue(ctx context.Context, tx *db.DB, c *flow.Change) error {
	k, ok := c.Running(c.Clock)
	if !ok {
		return nil
	}
	due, _ := k.Due(s.Rules.Calendar())
	events, err := s.Engine.Events(ctx, tx, c.Case.ID)
	if slices.ContainsFunc(events, func(v flow.Event) bool { return v.Event == "deem_accept" && v.At >= due.UnixMilli() }) {
		c.Row.Tell = nil
	}
	return err
}

// stateWords are the states of a material in words.
var stateWords = map[string]string{Lacking: "未交", Uploaded: "电子", Paper: "纸质", Exempt: "免提交", Made: "网上填写", Later: "容缺后补"}

func names(list []Handed) []string {
	var out []string
	for _, h := range list {
		if h.State == Lacking || h.State == Later {
			continue // not received
		}
		out = append(out, h.Name+"（"+stateWords[h.State]+"）")
	}
	return out
}

// Following are the materials that are to follow.
func (a *Application) Following() (out []Handed) {
	for _, h := range a.Materials {
		if h.State == Later {
			out = append(out, h)
		}
	}
	return out
}

func day(t time.Time) string { return dayWords(t.UnixMilli()) }

// canCorrect: an applicant is told once. A second notice is only for points of the first that are
// still not right.
func (s *Applications) canCorrect(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	if a.Corrections > 0 && len(a.Points) == 0 {
		return fail.Conflict("已经一次性告知过补正，不能再次要求补正（行政许可法第三十二条）；请受理或依法不予受理")
	}
	return nil
}

// askCorrection asks what lacks. The second time only the points of the first notice are offered.
func (s *Applications) askCorrection(c *flow.Change, a *Application) form.Form {
	var points []form.Option
	for _, h := range a.Materials {
		if a.Corrections == 0 || slices.Contains(a.Points, h.Key) {
			points = append(points, form.Option{Value: h.Key, Label: h.Name})
		}
	}
	if a.Corrections == 0 || slices.Contains(a.Points, "form") {
		points = append(points, form.Option{Value: "form", Label: "申请表填写"})
	}
	return ask(
		form.Field{Name: "points", Label: "需要补正的材料", Type: form.Choices, Required: true, Options: points},
		text("what", "每一处怎样才合格", true, "逐条写明，申请人照着就能补齐"))
}

// correct gives the one complete notice.
func (s *Applications) correct(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	a.Corrections++
	a.Points = strings.Split(c.Input["points"], ",")
	var words []string
	for _, key := range a.Points {
		if h := a.material(key); h != nil {
			h.State, h.Note = Lacking, c.Input["what"]
			words = append(words, h.Name)
		} else {
			words = append(words, "申请表")
		}
	}
	c.Words["points"], c.Words["what"] = strings.Join(words, "、"), c.Input["what"]
	return nil
}

// askResubmit asks for the files of each point; at the window paper will do.
func (s *Applications) askResubmit(c *flow.Change, a *Application) form.Form {
	var f form.Form
	for _, key := range a.Points {
		h := a.material(key)
		switch {
		case h == nil:
			f.Fields = append(f.Fields, text("form", "申请表更正的内容", c.Actor.Kind == people.Citizen, "写明哪一项改成什么"))
		case c.Actor.Kind == people.Citizen:
			f.Fields = append(f.Fields, form.Field{Name: "m_" + key, Label: h.Name, Type: form.File, Required: true, Hint: h.Note})
		default:
			f.Fields = append(f.Fields, form.Field{Name: "m_" + key, Label: h.Name, Type: form.Choice, Required: true,
				Options: options("ok", "齐", "lack", "缺")})
		}
	}
	return f
}

// resubmit takes what the applicant brought after the notice. The window checks it anew.
func (s *Applications) resubmit(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	for _, key := range a.Points {
		h := a.material(key)
		in := c.Input["m_"+key]
		switch {
		case h == nil || in == "" || in == "lack":
			continue
		case in == "ok":
			h.State = Paper
		default:
			h.State, h.Files = Uploaded, file.IDs(in)
		}
	}
	return nil
}

func (s *Applications) proposeRefusal(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Input["ground"] == "not_ours" && c.Input["go_to"] == "" {
		return fail.Invalid("请写明应当去哪里办", fail.Field{Name: "go_to", Message: "不属于本机关职权的，要告诉申请人该找哪个机关"})
	}
	chosen := c.Row.Ask.Field("ground").Show(c.Input["ground"])
	if reason := bare(c.Input["reason"]); strings.Contains(chosen, reason) ||
		strings.Contains(s.refusalGround(c.Case, c.Input["ground"]), reason) {
		return fail.Invalid("请写明理由和依据", fail.Field{Name: "reason", Message: "情形上面已经选了；这里写事实，以及法律法规或者政策文件的名称和条款"})
	}
	return nil
}

// bare is a text without what says nothing: blanks and marks of punctuation.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// refuse makes the refusal of what the first clerk proposed.
func (s *Applications) refuse(ctx context.Context, tx *db.DB, c *flow.Change) error {
	proposal, err := s.Engine.LastInput(ctx, tx, c.Case.ID, "propose_refusal")
	if err != nil {
		return err
	}
	c.Words["reason"], c.Words["go_to"] = proposal["reason"], proposal["go_to"]
	c.Words["ground"] = s.refusalGround(c.Case, proposal["ground"])
	return nil
}

// owe starts a clock for every material that is to follow (容缺受理).
func (s *Applications) owe(c *flow.Change, a *Application, materials []catalog.Material) error {
	var owed []string
	for _, h := range a.Materials {
		if h.State != Later {
			continue
		}
		i := slices.IndexFunc(materials, func(m catalog.Material) bool { return m.Key == h.Key })
		if i < 0 {
			return fmt.Errorf("application %d: no material %s", a.CaseID, h.Key)
		}
		d := Debt{No: len(a.Debts) + 1, Key: h.Key, Name: h.Name, Days: materials[i].Days}
		a.Debts = append(a.Debts, d)
		if err := c.Begin(d.clock(), debtTerm(d.Days), time.Time{}); err != nil {
			return err
		}
		owed = append(owed, s.DebtWords(d.Name, d.Days, c.At))
	}
	c.Words["debts"] = strings.Join(owed, "；")
	return nil
}

// debtTerm is how long a material may follow, from the acceptance.
func debtTerm(days int) calendar.Term {
	return calendar.Term{Key: Kind + ".debt", N: max(1, days), Unit: calendar.Workday, Basis: "容缺受理承诺"}
}

// DebtWords are a material that is to follow and its last day; before the matter is accepted, zero, nobody knows that day.
func (s *Applications) DebtWords(name string, days int, accepted time.Time) string {
	if accepted.IsZero() {
		return name + "（自受理之日的次日起 " + debtTerm(days).Words() + "内，截止日期见受理通知书）"
	}
	due, _ := calendar.Clock{Term: debtTerm(days), Start: accepted.UnixMilli()}.Due(s.Rules.Calendar())
	return name + "（最迟" + day(due) + "，含当日）"
}

// awaited are the debts that are still to come: what is owed when a matter is denied, or ends otherwise, is over with its clock.
func (a *Application) awaited(c *flow.Change) []Debt {
	return slices.DeleteFunc(a.owing(), func(d Debt) bool {
		_, runs := c.Running(d.clock())
		return !runs
	})
}

func (s *Applications) hasDebts(_ context.Context, _ *db.DB, c *flow.Change, a *Application) error {
	if len(a.awaited(c)) == 0 {
		return fail.Conflict("没有容缺待补的材料")
	}
	return nil
}

func (s *Applications) askDebts(c *flow.Change, a *Application) form.Form {
	var owed []form.Option
	for _, d := range a.awaited(c) {
		owed = append(owed, form.Option{Value: fmt.Sprint(d.No), Label: d.Name})
	}
	return ask(form.Field{Name: "debt", Label: "补交的材料", Type: form.Choice, Required: true, Options: owed},
		form.Field{Name: "files", Label: "文件", Type: form.File, Required: c.Actor.Kind == people.Citizen})
}

// settleDebt takes a material that was owed.
func (s *Applications) settleDebt(ctx context.Context, tx *db.DB, c *flow.Change, a *Application) error {
	for i := range a.Debts {
		d := &a.Debts[i]
		if fmt.Sprint(d.No) != c.Input["debt"] || d.Settled != 0 {
			continue
		}
		d.Settled = c.At.UnixMilli()
		h := a.material(d.Key)
		h.State = Paper
		if files := file.IDs(c.Input["files"]); len(files) > 0 {
			h.State, h.Files = Uploaded, files
		}
		if err := c.End(d.clock()); err != nil {
			return err
		}
		return nil
	}
	return fail.Conflict("这份材料已经补交")
}

// again is what stands open to whom a matter ended without a decision.
const again = "需要时可以重新提出申请"

// contest are the remedies against an end that the applicant did not ask for: it decides the procedure (行政复议法 art. 11, 行政诉讼法
// art. 12).
func (s *Applications) contest(c *flow.Change) string {
	o, ok := s.House.DeptOrgan(c.Case.Dept)
	if !ok {
		return ""
	}
	return "如不服终止办理，可以自收到本通知书之日起六十日内向" + o.Review + "申请行政复议，也可以自收到本通知书之日起六个月内依法向" + o.Court + "提起行政诉讼"
}

// closing says why a case ends without a decision.
func (s *Applications) closing(why string) flow.Step {
	return func(_ context.Context, _ *db.DB, c *flow.Change) error {
		c.Words["reason"], c.Words["again"] = why, again
		if c.Actor.Kind == people.Clock {
			c.Words["contest"] = s.contest(c)
		}
		c.Case.Result = "closed"
		return nil
	}
}

// RefusalForm is what the flow's own row asks.
func (s *Applications) RefusalForm() form.Form {
	t, _ := s.Engine.Table(Kind)
	i := slices.IndexFunc(t.Rows, func(r flow.Row) bool { return r.Event == "propose_refusal" })
	return t.Rows[i].Ask
}
