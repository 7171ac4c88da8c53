package grievance

import (
	"context"
	"slices"
	"strconv"
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

// Accountability (问责): whoever did nothing answers for it. The file is opened with the class and
// closed with a result; without that the matter does not end. The discipline office has a copy.

// dutyRow is an accountability file.
type dutyRow struct {
	CaseID    int64
	No        int64
	Dept      string
	OpenedDay calendar.Day
	Statement string
	Person    string
	Finding   string
	Ways      string
	Result    string
	ClosedBy  string
	ClosedDay calendar.Day
}

// findings and ways are what an inquiry may find, and what that may lead to.
var (
	findings = form.Field{Name: "finding", Label: "是否属实", Type: form.Choice, Required: true,
		Options: form.Pairs("true", "属实", "partly", "部分属实", "false", "不属实")}
	ways = form.Field{Name: "ways", Label: "处理方式", Type: form.Choices, Required: true, Options: form.Pairs(
		"deduct", "月度考核扣分", "talk", "约谈", "notice", "通报", "return", "退回原单位", "discipline", "移送纪检监察", "none", "不追究")}
	dutyForm = form.Of(
		findings,
		form.Field{Name: "person", Label: "责任人", Type: form.Text, Required: true, Max: 50, Hint: "姓名和岗位；不属实写“无”"},
		ways,
		form.Lines("result", "问责结论", true, "事实、依据和处理结果"))
)

// openDuty opens the file of a matter, unless one is open, and with it the time in which somebody must answer:
// whatever road leads here, there is no file without its clock.
func (s *Service) openDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := dutiesOf(ctx, tx, c.Case.ID)
	if err != nil || slices.ContainsFunc(list, func(r dutyRow) bool { return r.ClosedDay == 0 }) {
		return err
	}
	if err := s.Engine.Copy(ctx, tx, c.Case.ID, people.Discipline); err != nil {
		return err
	}
	term, err := s.Rules.Term(Kind+".duty", c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	if err := c.Begin("duty", term, time.Time{}); err != nil {
		return err
	}
	return duties.Insert(ctx, tx, dutyRow{CaseID: c.Case.ID, No: int64(len(list) + 1), Dept: c.Case.Dept, OpenedDay: calendar.DayOf(c.At)})
}

// account closes the file with its result.
func account(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		d.Finding, d.Person, d.Ways, d.Result = c.Input["finding"], c.Input["person"], c.Input["ways"], c.Input["result"]
		d.ClosedBy, d.ClosedDay = c.Actor.Name, calendar.DayOf(c.At)
		if err := duties.Update(ctx, tx, d); err != nil {
			return err
		}
	}
	c.Event.Note = findings.Show(c.Input["finding"]) + "，" + ways.Show(c.Input["ways"]) + "。" + c.Input["result"]
	return nil
}

// keepDuty leaves an open accountability file with the supervisor while the matter goes on.
func keepDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if len(list) > 0 && !c.Waits("duty") {
		c.Put("duty")
	}
	return err
}

func hasDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err == nil && len(list) == 0 {
		err = fail.Conflict("没有要办的问责")
	}
	return err
}

func noDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err == nil && len(list) > 0 {
		err = fail.Conflict("还有没办结的问责")
	}
	return err
}

// linked are the grievances that a case is tied to in a way.
func (s *Service) linked(ctx context.Context, tx *db.DB, id int64, as string) (list []flow.Case, err error) {
	links, err := s.Engine.Links(ctx, tx, id)
	for _, l := range links {
		if l.Kind != as {
			continue
		}
		k, err := s.Engine.Find(ctx, tx, l.Other)
		if err != nil {
			return nil, err
		}
		if k.Kind == Kind {
			list = append(list, k)
		}
	}
	return list, err
}

// The application. A grievance that gets it moving shows it in its own ledger; the application's shows
// the grievance by the link.

func (s *Service) hearMoved(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.From == c.Case.State || c.From == flow.Start {
		return nil
	}
	note := "没办成的办件动了：" + c.Row.Name + "，现在是“" + s.House.StateOf(c.Case).Name + "”"
	list, err := s.linked(ctx, tx, c.Case.ID, flow.GaveWay)
	for _, k := range list {
		if k.ClosedAt != 0 {
			continue
		}
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: "moved", Note: note}); err != nil {
			return err
		}
	}
	return err
}

func tellMoved(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Public = c.Event.Note
	return nil
}

// The return visit. It is a case of its own; what came of it is heard here.

// confirmed leads on to the visit.
func confirmed(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	g.Entered, c.Event.Note = "", c.Input["text"]
	return keepDuty(ctx, tx, c)
}

// callVisit has a matter visited when it comes to that.
func (s *Service) callVisit(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.Case.State != visiting || c.From == visiting || s.Visit == nil {
		return nil
	}
	return s.Visit(ctx, tx, c.Case)
}

func (s *Service) heardDone(ctx context.Context, tx *db.DB, c *flow.Change) error {
	in := form.Values{"solved": c.Input["solved"], "level": c.Input["level"]}
	event := "visited"
	if in["solved"] == "no" { // only then those who handled it must know the words
		event, in["said"] = "reopen", c.Input["said"]
	}
	return s.heard(ctx, tx, c, event, in)
}

func (s *Service) heardUnreached(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.heard(ctx, tx, c, "unreached", nil)
}

// heard does an event to the grievance from which a visit arose.
func (s *Service) heard(ctx context.Context, tx *db.DB, c *flow.Change, event string, in form.Values) error {
	list, err := s.linked(ctx, tx, c.Case.ID, flow.AroseOf)
	for _, k := range list {
		if k.State != visiting {
			continue
		}
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: event, Input: in, Note: c.Event.Note}); err != nil {
			return err
		}
	}
	return err
}

// hold makes the accountability file the step itself, where the case waits for nothing else.
func hold(c *flow.Change) {
	if c.Row.To == holding {
		c.Drop("duty")
	}
}

// visited keeps what the person said.
func visited(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	hold(c)
	c.Event.Note = visitNote(c.Input)
	return g.keepVisit(c)
}

// visitNote is what came of a visit. The words are not for all who read the ledger.
func visitNote(in form.Values) string {
	note := label(solvedNames, in["solved"])
	if words := label(levels, in["level"]); words != "" {
		note += "，" + words
	}
	return note
}

func (g *Grievance) keepVisit(c *flow.Change) (err error) {
	g.VisitedDay, g.Reached, g.Solved, g.Said, g.Level = calendar.DayOf(c.At), true, c.Input["solved"], c.Input["said"], 0
	if c.Input["level"] != "" {
		g.Level, err = strconv.ParseInt(c.Input["level"], 10, 64)
	}
	return err
}

func unreached(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	hold(c)
	g.VisitedDay, g.Reached = calendar.DayOf(c.At), false
	return nil
}

// reopens are the events by which a matter begins anew.
var reopens = []string{"object", "restore", "reopen"}

// reopen begins the matter anew: the person says that it is not solved. Whom he means now is asked anew; who was found before stays apart. An
// accountability file that was the step itself waits beside it from now on.
func reopen(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	g.Round, g.Since, g.Entered = g.Round+1, c.At.UnixMilli(), ""
	g.NamedBefore, g.Named = strings.Join(append(words(g.NamedBefore), staffIn(g.Named)...), ","), ""
	c.Drop("entered")
	c.Event.Note = c.Input["reason"]
	if c.Row.By.Office {
		c.Event.Note = visitNote(c.Input)
		if err := g.keepVisit(c); err != nil {
			return err
		}
	}
	return keepDuty(ctx, tx, c)
}

// What a person says at a window in writing, that it is solved or withdrawn, is entered by one and takes effect when a second
// person has looked at the signature: nobody ends a matter in somebody's name alone.

// entered keeps what was entered for the second person.
func (s *Service) entered(what string) flow.Step {
	return s.do(func(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
		g.Entered, c.Event.Note = what, c.Input["text"]+c.Input["reason"]
		return nil
	})
}

// withdraw ends the matter, and what may wait for a second person with it.
func withdraw(_ context.Context, _ *db.DB, c *flow.Change, g *Grievance) error {
	g.Entered, g.Proposal, c.Event.Note = "", "", c.Input["text"]+c.Input["reason"]
	c.Drop("entered")
	hold(c)
	return nil
}

// withdrawEntered is withdraw by a paper that a window entered: whose it is may say in time that it is not his.
func withdrawEntered(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	c.Clock = "contest" // the day that is told
	return withdraw(ctx, tx, c, g)
}

func mayContest(_ context.Context, _ *db.DB, c *flow.Change) error {
	if _, ok := c.Running("contest"); !ok {
		return fail.Conflict("没有窗口登记的撤回，或者提出异议的期限已过")
	}
	return nil
}

// rejectEntered drops what was entered, and has who entered it told why.
func (s *Service) rejectEntered(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	what := map[string]string{"confirm": "登记群众确认", "withdraw": "登记群众撤回"}[g.Entered]
	event := "enter_" + g.Entered
	g.Entered, c.Event.Note = "", c.Input["reason"]
	return s.House.Answer(ctx, tx, c, door.Declined, what, secondWords, event)
}

// hasEntered needs that something, "" anything, was entered and waits, and whatever else.
func hasEntered(what, name string, also ...*flow.Need) *flow.Need {
	return Grievances.Need(name, func(ctx context.Context, tx *db.DB, c *flow.Change, g Grievance) error {
		if g.Entered == "" || what != "" && g.Entered != what {
			return fail.Conflict("窗口没有登记群众签字的材料")
		}
		for _, n := range also {
			if err := n.Holds(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// noneEntered needs that nothing waits.
var noneEntered = Grievances.Need("没有等复核的登记", func(_ context.Context, _ *db.DB, _ *flow.Change, g Grievance) error {
	if g.Entered != "" {
		return fail.Conflict("已经登记过，等第二人复核")
	}
	return nil
})
