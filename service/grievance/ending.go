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
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Accountability (问责): whoever did nothing answers for it. The file is opened with the class and
// closed with a result; without that the matter does not end. The discipline office has a copy.

// Ways are what a finding may lead to, in words.
var Ways = form.Pairs("deduct", "月度考核扣分", "talk", "约谈", "notice", "通报", "return", "退回原单位", "discipline", "移送纪检监察", "none", "不追究")

var dutyForm = form.Of(
	form.Field{Name: "finding", Label: "是否属实", Type: form.Choice, Required: true, Options: form.Pairs("true", "属实", "partly", "部分属实", "false", "不属实")},
	form.Field{Name: "person", Label: "责任人", Type: form.Text, Required: true, Max: 50, Hint: "姓名和岗位；不属实写“无”"},
	form.Field{Name: "ways", Label: "处理方式", Type: form.Choices, Required: true, Options: Ways},
	form.Lines("result", "问责结论", true, "事实、依据和处理结果"))

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
	return insertDuty(ctx, tx, dutyRow{CaseID: c.Case.ID, No: int64(len(list) + 1), Dept: c.Case.Dept, OpenedDay: calendar.DayOf(c.At)})
}

// account closes the file with its result.
func (s *Service) account(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		d.Finding, d.Person, d.Ways, d.Result = c.Input["finding"], c.Input["person"], c.Input["ways"], c.Input["result"]
		d.ClosedBy, d.ClosedDay = c.Actor.Name, calendar.DayOf(c.At)
		if err := updateDuty(ctx, tx, d); err != nil {
			return err
		}
	}
	ways := form.Field{Type: form.Choices, Options: Ways}
	c.Event.Note = label(dutyForm.Fields[0].Options, c.Input["finding"]) + "，" + ways.Show(c.Input["ways"]) + "。" + c.Input["result"]
	return nil
}

func (s *Service) hasDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err == nil && len(list) == 0 {
		err = fail.Conflict("没有要办的问责")
	}
	return err
}

func (s *Service) noDuty(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err == nil && len(list) > 0 {
		err = fail.Conflict("还有没办结的问责")
	}
	return err
}

// The application. A grievance that gets it moving shows it in its own ledger; the application's shows
// the grievance by the link.

func (s *Service) hearMoved(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if c.From == c.Case.State || c.From == flow.Start {
		return nil
	}
	links, err := s.Engine.Links(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	t, _ := s.Engine.Table(c.Case.Kind)
	state, _ := t.State(c.Case.State)
	for _, l := range links {
		if l.Kind != flow.GaveWay {
			continue
		}
		k, err := s.Engine.Find(ctx, tx, l.Other)
		if err != nil {
			return err
		}
		if k.Kind != Kind || k.ClosedAt != 0 {
			continue
		}
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: "moved", Note: "没办成的办件动了：" + c.Row.Name + "，现在是“" + state.Name + "”"}); err != nil {
			return err
		}
	}
	return nil
}

func tellMoved(_ context.Context, _ *db.DB, c *flow.Change) error {
	c.Event.Public = c.Event.Note
	return nil
}

// The return visit. It is a case of its own; what came of it is heard here.

// confirmed leads on to the visit; an open accountability file stays with the supervisor.
func (s *Service) confirmed(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["text"]
	list, err := openDuties(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	if len(list) > 0 && !c.Waits("duty") {
		c.Put("duty")
	}
	return s.change(ctx, tx, c, func(g *Grievance) error {
		g.Entered = ""
		return nil
	})
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
	links, err := s.Engine.Links(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		k, err := s.Engine.Find(ctx, tx, l.Other)
		if err != nil {
			return err
		}
		if l.Kind != flow.AroseOf || k.Kind != Kind || k.State != visiting {
			continue
		}
		if _, err := s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: event, Input: in, Note: c.Event.Note}); err != nil {
			return err
		}
	}
	return nil
}

// hold makes the accountability file the step itself, where the case waits for nothing else.
func hold(c *flow.Change) {
	if c.Row.To == holding {
		c.Drop("duty")
	}
}

// visited keeps what the person said.
func (s *Service) visited(ctx context.Context, tx *db.DB, c *flow.Change) error {
	hold(c)
	return s.change(ctx, tx, c, func(g *Grievance) error {
		c.Event.Note = visitNote(c.Input)
		return g.keepVisit(c)
	})
}

// visitNote is what came of a visit. The words are not for all who read the ledger.
func visitNote(in form.Values) string {
	note := map[string]string{"yes": "解决了", "partly": "部分解决", "no": "没有解决"}[in["solved"]]
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

func (s *Service) unreached(ctx context.Context, tx *db.DB, c *flow.Change) error {
	hold(c)
	return s.change(ctx, tx, c, func(g *Grievance) error {
		g.VisitedDay, g.Reached = calendar.DayOf(c.At), false
		return nil
	})
}

// reopens are the events by which a matter begins anew.
var reopens = []string{"object", "restore", "reopen"}

// reopen begins the matter anew: the person says that it is not solved. Whom he means now is asked anew; who was found before stays apart.
func (s *Service) reopen(ctx context.Context, tx *db.DB, c *flow.Change) error {
	return s.change(ctx, tx, c, func(g *Grievance) error {
		g.Round, g.Since, g.Entered = g.Round+1, c.At.UnixMilli(), ""
		g.NamedBefore, g.Named = strings.Join(append(words(g.NamedBefore), staffIn(g.Named)...), ","), ""
		c.Drop("entered")
		c.Event.Note = c.Input["reason"]
		if c.Row.By.Office {
			c.Event.Note = visitNote(c.Input)
			return g.keepVisit(c)
		}
		return nil
	})
}
