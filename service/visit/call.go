package visit

import (
	"context"
	"encoding/json"
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

// Part is a part of the day in which calls may be made.
type Part struct {
	Code   string
	Name   string // 上午
	Opens  string // 08:30
	Closes string // before that
}

// partOf is the part of the day of an instant; ok is false when no calls are made then.
func partOf(parts []Part, at time.Time) (Part, bool) {
	minute := at.In(calendar.Zone).Format("15:04")
	for _, p := range parts {
		if p.Opens <= minute && minute < p.Closes {
			return p, true
		}
	}
	return Part{}, false
}

// Try is a call that did not come to the questions.
type Try struct {
	CaseID int64
	No     int64
	At     int64
	Part   string
	Result string
	Note   string
	Staff  int64
	Name   string
}

var tryField = form.Field{Name: "result", Label: "情况", Type: form.Choice, Required: true,
	Options: form.Pairs("no_answer", "没有人接", "busy", "占线", "off", "关机或停机", "wrong", "号码不对", "later", "接通了，现在不方便")}

// mayTry: a call in a part of the day in which this visit has not been tried yet.
func (s *Service) mayTry(ctx context.Context, tx *db.DB, c *flow.Change) error {
	if err := s.apart(ctx, tx, c); err != nil {
		return err
	}
	all, err := parts(ctx, tx, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	now, ok := partOf(all, c.At)
	if !ok {
		return fail.Conflict("现在不是打电话的时段，请在%s打", spans(all))
	}
	tried, err := triesOf(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	rest := untried(all, tried)
	if len(rest) == 0 || slices.Contains(rest, now) { // none is left when the parts are others since: one more call, and it ends
		return nil
	}
	return fail.Conflict("%s已经打过一次，请换个时段：%s", now.Name, spans(rest))
}

// untried are the parts of the day in which no call was made yet.
func untried(all []Part, tried []Try) []Part {
	return slices.DeleteFunc(slices.Clone(all), func(p Part) bool {
		return slices.ContainsFunc(tried, func(t Try) bool { return t.Part == p.Code })
	})
}

// spans are parts of the day in words.
func spans(list []Part) string {
	var words []string
	for _, p := range list {
		words = append(words, p.Name+" "+p.Opens+"–"+p.Closes)
	}
	return strings.Join(words, "、")
}

// try notes a call. What the caller writes of it stands in no ledger, as what the person says (finish).
func (s *Service) try(ctx context.Context, tx *db.DB, c *flow.Change) error {
	v, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	all, err := parts(ctx, tx, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	now, _ := partOf(all, c.At) // mayTry has seen to it
	v.Tries++
	c.Event.Note = fmt.Sprintf("第 %d 次，%s：%s", v.Tries, now.Name, tryField.Show(c.Input["result"]))
	if err := insertTry(ctx, tx, Try{v.CaseID, v.Tries, c.At.UnixMilli(), now.Code, c.Input["result"], c.Input["text"], c.Actor.ID, c.Actor.Name}); err != nil {
		return err
	}
	return updateVisit(ctx, tx, v)
}

// lastTry ends the visit when it was tried in every part of the day.
func (s *Service) lastTry(ctx context.Context, tx *db.DB, c *flow.Change) error {
	tried, err := triesOf(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	all, err := parts(ctx, tx, calendar.DayOf(c.At))
	if err != nil || len(untried(all, tried)) > 0 {
		return err
	}
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: c.Case.ID, Event: "unreached"})
	return err
}

func (s *Service) giveUp(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = "各个时段都打过，没有联系上"
	return s.end(ctx, tx, c, func(*Visit) {})
}

func (s *Service) drop(ctx context.Context, tx *db.DB, c *flow.Change) error {
	c.Event.Note = c.Input["reason"]
	return s.end(ctx, tx, c, func(*Visit) {})
}

func (s *Service) end(ctx context.Context, tx *db.DB, c *flow.Change, fill func(v *Visit)) error {
	v, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return err
	}
	fill(&v)
	v.EndedDay = calendar.DayOf(c.At)
	return updateVisit(ctx, tx, v)
}

// Question is one line of the script: something to say, or to ask.
type Question struct {
	No      int64
	Kind    string // of the case asked about; "" all
	Code    string // "": only said
	Text    string
	Answers string // value=label pairs with spaces between; "" is a line of text
	Must    bool
}

var (
	solvedField = form.Field{Name: "solved", Label: "事情办成了吗", Type: form.Choice, Required: true, Options: form.Pairs("yes", "办成了", "partly", "办成一部分", "no", "没办成")}
	levelField  = form.Field{Name: "level", Label: "对办理满意吗", Type: form.Choice, Required: true, Options: form.Pairs("5", "非常满意", "4", "满意", "3", "基本满意", "2", "不满意", "1", "非常不满意")}
	saidField   = form.Field{Name: "said", Label: "群众的原话", Type: form.Area, Hint: "有意见和建议时，照原话记", Max: 1000, Personal: true}
)

// levelNames are the levels as they are stored.
var levelNames = map[string]string{"5": "very_satisfied", "4": "satisfied", "3": "basic", "2": "dissatisfied", "1": "very_dissatisfied"}

// levelWords is a stored level in words.
func levelWords(name string) string {
	for value, one := range levelNames {
		if one == name {
			return levelField.Show(value)
		}
	}
	return ""
}

// askScript is the script as a form.
func (s *Service) askScript(ctx context.Context, tx *db.DB, c *flow.Change) (form.Form, error) {
	v, err := s.Load(ctx, tx, c.Case.ID)
	if err != nil {
		return form.Form{}, err
	}
	list, err := questions(ctx, tx, v.AboutKind, calendar.DayOf(c.At))
	f := form.Of(solvedField, levelField)
	for _, q := range list {
		if q.Code != "" {
			f.Fields = append(f.Fields, q.field())
		}
	}
	f.Fields = append(f.Fields, saidField)
	return f, err
}

func (q Question) field() form.Field {
	f := form.Field{Name: q.Code, Label: q.Text, Type: form.Text, Required: q.Must, Max: 200, Personal: q.Answers == ""}
	for _, pair := range strings.Fields(q.Answers) {
		value, label, _ := strings.Cut(pair, "=")
		f.Type, f.Options = form.Choice, append(f.Options, form.Option{Value: value, Label: label})
	}
	return f
}

// finish stores what the person said. The note in the ledger tells the result, not the words: those who
// handled the matter may read the ledger.
func (s *Service) finish(ctx context.Context, tx *db.DB, c *flow.Change) error {
	more := form.Values{}
	for _, f := range c.Row.Ask.Fields {
		if said := c.Input[f.Name]; said != "" && f.Name != "solved" && f.Name != "level" && f.Name != "said" {
			more[f.Label] = f.Show(said)
		}
	}
	b, err := json.Marshal(more)
	if err != nil {
		return err
	}
	c.Case.Result = c.Input["solved"]
	c.Event.Note = solvedField.Show(c.Input["solved"]) + "，" + levelField.Show(c.Input["level"])
	return s.end(ctx, tx, c, func(v *Visit) {
		v.Solved, v.Level, v.Said, v.Answers = c.Input["solved"], levelNames[c.Input["level"]], c.Input["said"], string(b)
		v.Caller, v.CalledBy = c.Actor.ID, c.Actor.Name
	})
}

// say is a step that only says something.
func say(text string) flow.Step {
	return func(_ context.Context, _ *db.DB, c *flow.Change) error {
		c.Event.Note = text
		return nil
	}
}
