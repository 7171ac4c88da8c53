package grievance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

var (
	replyForm = form.Of(
		form.Lines("reply", "答复内容", true, "反映人会看到：能不能办、怎么办、去哪里办"),
		form.Lines("basis", "依据", true, "法律法规或政策的名称和条款"),
		form.Field{Name: "outcome", Label: "结果", Type: form.Choice, Required: true, Options: Outcomes})
	planForm = form.Of(
		form.Lines("reply", "解决办法和进度", true, "反映人会看到"),
		form.Field{Name: "plan", Label: "计划办成的日期", Type: form.Date, Required: true},
		form.Field{Name: "basis", Label: "依据", Type: form.Text, Max: 300})
	replanForm = form.Of(
		form.Field{Name: "plan", Label: "新的计划日期", Type: form.Date, Required: true},
		form.Lines("reply", "为什么调整", true, "反映人会看到"))
	opinionForm = form.Of(
		form.Field{Name: "verdict", Label: "意见", Type: form.Choice, Required: true, Options: form.Pairs("can", "可以办", "if", "满足条件可以办", "cannot", "不能办")},
		form.Lines("text", "理由、条件和做法", true, ""))
	rectifiedForm = form.Of(
		form.Lines("reply", "怎么办好的", true, "反映人会看到"),
		form.Lines("statement", "为什么当时没有办", true, "原因说明，存入问责档案"),
		form.Field{Name: "person", Label: "责任人", Type: form.Text, Required: true, Max: 50, Hint: "姓名和岗位"},
		form.Field{Name: "outcome", Label: "结果", Type: form.Choice, Required: true, Options: Outcomes})
)

// answer keeps the reply, and whether it came in time.
func (s *Service) answer(c *flow.Change, g *Grievance) {
	g.Reply, g.Basis, g.Outcome = c.Input["reply"], cmp.Or(c.Input["basis"], g.Basis), c.Input["outcome"]
	g.RepliedAt, g.RepliedDay = c.At.UnixMilli(), calendar.DayOf(c.At)
	s.punctual(c, g)
	g.Proposal = ""
	c.Case.Result = g.Outcome
	c.Words["reply"], c.Words["basis"] = g.Reply, g.Basis
	c.Row.Bureau = c.Row.Bureau || c.Actor.Kind == people.Staff && c.Post.Dept != c.Case.Dept // those of the department keep away
	c.Event.Note = g.Reply
	c.Event.Public = c.Row.Public + "：" + g.Reply
}

// punctual notes when a clock that the person was promised has run out, as it has in the instant in which it is due (flow.Engine).
func (s *Service) punctual(c *flow.Change, g *Grievance) {
	for _, name := range []string{"cannot", "hard", "unwilling", "plan"} {
		k, runs := c.Running(name)
		if !runs {
			continue
		}
		if due, ticks := k.Due(s.Rules.Calendar()); ticks && !c.At.Before(due) {
			g.OnTime = false
		}
	}
}

// reply ends the work with an answer that the person may object to; the supervisor keeps an open accountability file.
func (s *Service) reply(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	c.SetTurns(flow.Turn{Role: flow.Applicant, Step: "确认是否解决"})
	s.answer(c, g)
	return keepDuty(ctx, tx, c)
}

// Consultation.

// meetingRow is a joint consultation as it is stored.
type meetingRow struct {
	CaseID    int64
	No        int64
	Depts     string
	Experts   string
	Place     string
	HeldAt    string
	CalledAt  int64
	CalledBy  string
	CalledDay calendar.Day
	Opinions  string
	Minutes   string
	Decision  string
	Tasks     string
	Lead      string
	DecidedAt int64
}

// Meeting is a joint consultation.
type Meeting struct {
	meetingRow
	Said  []Opinion
	Tasks []Task
}

// Opinion is what a department said.
type Opinion struct {
	Dept, Name, Verdict, Text string
	At                        int64
}

// Task is who does what by when.
type Task struct {
	Who, What string
	By        calendar.Day
}

// meetingsWith are the consultations of a matter with what was said and who does what.
func meetingsWith(ctx context.Context, d *db.DB, id int64) ([]Meeting, error) {
	rows, err := meetingsOf(ctx, d, id)
	var list []Meeting
	for _, r := range rows {
		m := Meeting{meetingRow: r}
		if err := decode(r.Opinions, &m.Said); err != nil {
			return nil, err
		}
		if err := decode(r.Tasks, &m.Tasks); err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, err
}

// current is the consultation that goes on. Returns fail.Conflict if none was called.
func current(ctx context.Context, tx *db.DB, id int64) (Meeting, error) {
	list, err := meetingsWith(ctx, tx, id)
	if err == nil && len(list) == 0 {
		err = fail.Conflict("还没有召集会商")
	}
	if err != nil {
		return Meeting{}, err
	}
	return list[len(list)-1], nil
}

func (s *Service) askConvene(_ context.Context, _ *db.DB, c *flow.Change) (form.Form, error) {
	return form.Of(
		form.Field{Name: "depts", Label: "请哪些部门", Type: form.Choices, Required: true, Options: s.depts(c.Case), Max: 2000},
		form.Field{Name: "experts", Label: "请哪些专家", Type: form.Text, Max: 200, Hint: "姓名和单位，用顿号隔开"},
		form.Field{Name: "date", Label: "哪天会商", Type: form.Date, Required: true},
		form.Field{Name: "place", Label: "时间和地点", Type: form.Text, Max: 100, Hint: "例如：上午 9:30，政务服务中心 3 楼会商室"}), nil
}

const inviteStep = "会商意见"

// convene gives every invited department a turn, beside the officer's who leads.
func (s *Service) convene(ctx context.Context, tx *db.DB, c *flow.Change) error {
	before, err := meetingsOf(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	turns := []flow.Turn{flow.At(people.Officer, c.Case.Region, "主持会商")}
	var names []string
	for _, code := range words(c.Input["depts"]) {
		turns = append(turns, flow.In(people.Head, code, inviteStep))
		names = append(names, s.Catalog.DeptName(code))
	}
	c.SetTurns(turns...)
	c.Event.Note = "请" + strings.Join(names, "、")
	if c.Input["experts"] != "" {
		c.Event.Note += "；专家" + c.Input["experts"]
	}
	return meetings.Insert(ctx, tx, meetingRow{
		CaseID: c.Case.ID, No: int64(len(before) + 1), Depts: c.Input["depts"], Experts: c.Input["experts"], Place: c.Input["place"], HeldAt: c.Input["date"],
		CalledAt: c.At.UnixMilli(), CalledBy: c.Actor.Name, CalledDay: calendar.DayOf(c.At),
	})
}

func invited(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Turn.Step != inviteStep {
		return fail.Conflict("由受邀的部门提交")
	}
	return nil
}

func chairs(_ context.Context, _ *db.DB, c *flow.Change) error {
	if c.Turn.Step == inviteStep && c.Post.Role != people.Officer {
		return fail.Conflict("由主持会商的人办理")
	}
	return nil
}

// opine keeps what a department says, and ends its turn.
func (s *Service) opine(ctx context.Context, tx *db.DB, c *flow.Change) error {
	m, err := current(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	said := Opinion{Dept: c.Turn.Dept, Name: c.Actor.Name, Verdict: c.Input["verdict"], Text: c.Input["text"], At: c.At.UnixMilli()}
	m.Opinions = encode(append(m.Said, said))
	c.EndTurn(c.Turn.No)
	c.Event.Note = s.Catalog.DeptName(c.Turn.Dept) + "：" + opinionForm.Field("verdict").Show(c.Input["verdict"]) + "。" + c.Input["text"]
	return meetings.Update(ctx, tx, m.meetingRow)
}

func (s *Service) askDecision(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	m, err := current(ctx, tx, c.Case.ID)
	var leads []form.Option
	for _, code := range words(m.Depts) {
		leads = append(leads, form.Option{Value: code, Label: s.Catalog.DeptName(code)})
	}
	f := form.Of(
		form.Lines("minutes", "会商情况", true, "谁说了什么"),
		form.Lines("decision", "会商决定", true, ""),
		form.Field{Name: "lead", Label: "牵头单位", Type: form.Choice, Required: true, Options: leads},
		form.Lines("tasks", "任务分工", true, "一行一件：谁｜做什么｜2021-10-12"))
	if silent := s.silent(m); len(silent) > 0 {
		why := "不等" + strings.Join(silent, "、") + "的意见就作决定的理由"
		f.Fields = append(f.Fields, form.Lines("without", why, true, "受邀部门还没有提交意见；写明催了几次、为什么不等"))
	}
	return f, err
}

// silent are the invited departments that have not said anything yet.
func (s *Service) silent(m Meeting) (names []string) {
	for _, code := range words(m.Depts) {
		if !slices.ContainsFunc(m.Said, func(o Opinion) bool { return o.Dept == code }) {
			names = append(names, s.Catalog.DeptName(code))
		}
	}
	return names
}

// decide ends the consultation with a decision: who does what by when.
func (s *Service) decide(ctx context.Context, tx *db.DB, c *flow.Change, _ *Grievance) error {
	m, err := current(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if m.Tasks, err = parseTasks(c.Input["tasks"]); err != nil {
		return err
	}
	m.meetingRow.Tasks = encode(m.Tasks)
	m.Minutes, m.Decision, m.Lead, m.DecidedAt = c.Input["minutes"], c.Input["decision"], c.Input["lead"], c.At.UnixMilli()
	c.Case.Dept = m.Lead
	c.SetTurns(flow.In(people.Head, c.Case.Dept, "反馈"))
	c.Event.Note = m.Decision
	if why := c.Input["without"]; why != "" {
		c.Event.Note += "\n没有等" + strings.Join(s.silent(m), "、") + "的意见：" + why
	}
	var names, tasks []string
	for _, code := range words(m.Depts) {
		names = append(names, s.House.FullName(code))
	}
	for _, t := range m.Tasks {
		tasks = append(tasks, t.Who+"："+t.What+"，"+dayOf(t.By.Time())+"前")
	}
	c.Words["depts"], c.Words["experts"], c.Words["minutes"] = strings.Join(names, "、"), cmp.Or(m.Experts, "无"), m.Minutes
	c.Words["decision"], c.Words["dept"], c.Words["tasks"] = m.Decision, s.House.FullName(m.Lead), strings.Join(tasks, "；")
	return meetings.Update(ctx, tx, m.meetingRow)
}

// parseTasks reads “谁｜做什么｜哪天”, one a line.
func parseTasks(text string) ([]Task, error) {
	var list []Task
	for i, line := range strings.Split(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.FieldsFunc(line, func(r rune) bool { return r == '｜' || r == '|' })
		var day calendar.Day
		var err error
		if len(parts) == 3 {
			day, err = calendar.ParseDay(strings.TrimSpace(parts[2]))
		}
		if len(parts) != 3 || err != nil {
			return nil, fail.Invalid("任务分工的写法不对", fail.Field{Name: "tasks", Message: fmt.Sprintf("第 %d 行应写成：谁｜做什么｜2021-10-12", i+1)})
		}
		list = append(list, Task{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), day})
	}
	return list, nil
}

// feedbackPlan tells the solution and how far it is, where the work takes longer: from now on the plan
// date counts.
func (s *Service) feedbackPlan(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	c.SetTurns(flow.In(people.Head, c.Case.Dept, "跟踪办理"))
	s.punctual(c, g)
	g.Reply, g.Basis = c.Input["reply"], c.Input["basis"]
	return s.plan(c, g)
}

// replan moves the plan date; an officer answers for it.
func (s *Service) replan(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	s.punctual(c, g)
	return s.plan(c, g)
}

// plan starts the clock of the plan date.
func (s *Service) plan(c *flow.Change, g *Grievance) error {
	day, err := calendar.ParseDay(c.Input["plan"])
	if err != nil {
		return err
	}
	days := int(day.Time().Sub(calendar.DayOf(c.At).Time()) / (24 * time.Hour))
	if days < 1 {
		return fail.Invalid("计划日期要在今天以后", fail.Field{Name: "plan", Message: "计划日期要在今天以后"})
	}
	g.PlanDay = day
	c.Words["plan"], c.Words["reply"] = dayOf(day.Time()), c.Input["reply"]
	c.Event.Note = "计划 " + day.Words() + "。" + c.Input["reply"]
	c.Event.Public = c.Row.Public + "：" + c.Input["reply"]
	return c.Begin("plan", calendar.Term{Key: Kind + ".plan", N: days, Unit: calendar.NaturalDay, Basis: "反馈时告知的计划日期"}, time.Time{})
}

func progress(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Note, c.Event.Public = c.Input["text"], "办理有进展："+c.Input["text"]
	return nil
}

// At once.

func unacknowledged(_ context.Context, _ *db.DB, c *flow.Change) error {
	if _, runs := c.Running("order"); !runs {
		return fail.Conflict("已经签收")
	}
	return nil
}

// acknowledge makes the order that of one person.
func acknowledge(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.GiveTurn(c.Actor.ID, c.Actor.Name)
	return nil
}

// rectified: the matter is done, and why it was not is written into the accountability file.
func (s *Service) rectified(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		d.Statement, d.Person = c.Input["statement"], c.Input["person"]
		if err := duties.Update(ctx, tx, d); err != nil {
			return err
		}
	}
	return s.reply(ctx, tx, c, g)
}
