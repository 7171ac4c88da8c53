package visit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
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

// calls is how far a visit is: the parts of the day, those in which no call was made yet, and which it is now.
type calls struct {
	parts, rest []Part
	now         Part
	open        bool // calls are made now
}

func callsOf(ctx context.Context, tx *db.DB, c *flow.Change) (list calls, err error) {
	if list.parts, err = parts(ctx, tx, calendar.DayOf(c.At)); err != nil {
		return list, err
	}
	list.now, list.open = partOf(list.parts, c.At)
	tried, err := triesOf(ctx, tx, c.Case.ID)
	list.rest = slices.DeleteFunc(slices.Clone(list.parts), func(p Part) bool {
		return slices.ContainsFunc(tried, func(t Try) bool { return t.Part == p.Code })
	})
	return list, err
}

// mayTry: a call in a part of the day in which this visit has not been tried yet.
func (s *Service) mayTry(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) error {
	if err := s.apart(ctx, tx, c, v); err != nil {
		return err
	}
	list, err := callsOf(ctx, tx, c)
	switch {
	case err != nil:
		return err
	case !list.open:
		return fail.Conflict("现在不是打电话的时段，请在%s打", spans(list.parts))
	case len(list.rest) == 0 || slices.Contains(list.rest, list.now):
		return nil // none is left when the parts are others since: one more call, and it ends
	}
	return fail.Conflict("%s已经打过一次，请换个时段：%s", list.now.Name, spans(list.rest))
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
func try(ctx context.Context, tx *db.DB, c *flow.Change, v *Visit) error {
	list, err := callsOf(ctx, tx, c)
	if err != nil {
		return err
	}
	v.Tries++
	c.Event.Note = fmt.Sprintf("第 %d 次，%s：%s", v.Tries, list.now.Name, tryField.Show(c.Input["result"]))
	return tries.Insert(ctx, tx, Try{
		v.CaseID, v.Tries, c.At.UnixMilli(), list.now.Code,
		c.Input["result"], c.Input["text"], c.Actor.ID, c.Actor.Name,
	})
}

// lastTry ends the visit when it was tried in every part of the day.
func (s *Service) lastTry(ctx context.Context, tx *db.DB, c *flow.Change) error {
	list, err := callsOf(ctx, tx, c)
	if err != nil || len(list.rest) > 0 {
		return err
	}
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: c.Case.ID, Event: "unreached"})
	return err
}

// end ends the visit without an answer.
func end(_ context.Context, _ *db.DB, c *flow.Change, v *Visit) error {
	v.EndedDay = calendar.DayOf(c.At)
	return nil
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
	solvedField = form.Field{Name: "solved", Label: "事情办成了吗", Type: form.Choice, Required: true,
		Options: form.Pairs("yes", "办成了", "partly", "办成一部分", "no", "没办成")}
	levelField = form.Field{Name: "level", Label: "对办理满意吗", Type: form.Choice, Required: true,
		Options: form.Pairs("5", "非常满意", "4", "满意", "3", "基本满意", "2", "不满意", "1", "非常不满意")}
	saidField = form.Field{Name: "said", Label: "群众的原话", Type: form.Area, Hint: "有意见和建议时，照原话记", Max: 1000, Personal: true}
)

// levelNames are the levels as they are stored, by the numbers by which they are asked.
var levelNames = []string{"", "very_dissatisfied", "dissatisfied", "basic", "satisfied", "very_satisfied"}

// levelWords is a stored level in words.
func levelWords(name string) string {
	return levelField.Show(strconv.Itoa(slices.Index(levelNames, name)))
}

// askScript is the script as a form.
func askScript(ctx context.Context, tx *db.DB, c *flow.Change, v Visit) (form.Form, error) {
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
func finish(_ context.Context, _ *db.DB, c *flow.Change, v *Visit) error {
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
	level, _ := strconv.Atoi(c.Input["level"]) // one of the form's options
	c.Case.Result = c.Input["solved"]
	c.Event.Note = solvedField.Show(c.Input["solved"]) + "，" + levelField.Show(c.Input["level"])
	v.Solved, v.Level, v.Said, v.Answers = c.Input["solved"], levelNames[level], c.Input["said"], string(b)
	v.Caller, v.CalledBy, v.EndedDay = c.Actor.ID, c.Actor.Name, calendar.DayOf(c.At)
	return nil
}

// own is the visit in the path, as the one who makes it sees it: who may end it, too.
func (s *Service) own(ctx context.Context, c door.Call) (flow.View, Visit, error) {
	view, err := s.Engine.Shown(ctx, c.Actor, c.Path("number"))
	if err != nil {
		return view, Visit{}, err
	}
	v, err := Visits.Load(ctx, s.DB, view.Case.ID)
	switch o := door.Offered(view, "done"); {
	case err != nil:
	case v.Caller != c.Actor.ID || view.Case.ClosedAt != 0:
		err = fail.Forbidden("这件不由您回访，或已经回访完")
	case !o.May:
		err = fail.Forbidden("%s", door.NotNow(o))
	}
	return view, v, err
}

func (s *Service) call(ctx context.Context, c door.Call) (door.Screen, error) {
	view, v, err := s.own(ctx, c)
	if err != nil {
		return door.Screen{}, err
	}
	return s.calling(ctx, view, v, "")
}

// phone shows the number to the one who makes the visit. The look is logged.
func (s *Service) phone(ctx context.Context, c door.Call) (after door.After, err error) {
	view, v, err := s.own(ctx, c)
	if err != nil {
		return after, err
	}
	about, err := s.Engine.Find(ctx, s.DB, v.About)
	if err != nil {
		return after, err
	}
	number := ""
	if about.Applicant != 0 {
		err = s.Audit.Show(ctx, c.Visitor, view.Case.Number(), "打电话回访", func(tx *db.DB) (_ []string, err error) {
			phone, proven, err := s.Persons.ShownPhoneIn(ctx, tx, about.ID, about.Applicant)
			if number = phone; phone != "" && !proven {
				number += "（未核验，先问清接电话的是不是本人）"
			}
			return nil, err
		})
		if err != nil {
			return after, err
		}
	}
	p, err := s.calling(ctx, view, v, cmp.Or(number, "没有留电话"))
	return door.After{Show: &p}, err
}

// calling is the page of a call: whom to call, what to ask, and beside it what to note when nobody answers.
func (s *Service) calling(ctx context.Context, c flow.View, v Visit, number string) (door.Screen, error) {
	p := door.Screen{
		Frame:  page.Frame{Title: "打电话回访"},
		Crumbs: []page.Link{{Href: path, Label: "回访台账"}, {Label: flow.Grouped(c.Case.Number())}},
	}
	about, err := s.Engine.Find(ctx, s.DB, v.About)
	if err != nil {
		return p, err
	}
	who := door.Block{ID: "who", Title: "打给谁", Facts: page.List{Wide: true, Items: []page.Term{
		{Label: "回访的事", Value: about.Title, Strong: true}, {Label: "当事人", Value: form.MaskName(about.Party), Strong: true},
		{Label: "原来的编号", Value: flow.Grouped(about.Number())},
		{Label: "哪里办的", Value: s.Regions.Name(about.Region), Note: s.Catalog.DeptName(about.Dept)},
		{Label: "结果", Value: s.House.StateOf(about).Name, Note: s.House.Clock(about.ClosedAt)},
		{Label: "时限", Value: s.House.Lamp(c.Case).Words},
	}}}
	if number == "" {
		who.Forms = []page.Form{{
			ID: "reveal", Action: path + "/" + c.Case.Number(),
			Submit: page.Act{Label: "显示电话", Kind: "quiet", Icon: "phone"},
		}}
		who.Lead = "查看号码会记入审计日志。"
	} else {
		who.Facts.Items = append([]page.Term{{Label: "电话", Value: number, Strong: true, Note: "这次查看已记入审计日志。"}}, who.Facts.Items...)
	}
	say, closing := door.Block{ID: "ask", Title: "照着问"}, door.Block{ID: "end", Title: "最后说"}
	list, err := questions(ctx, s.DB, v.AboutKind, calendar.DayOf(s.Now()))
	if err != nil {
		return p, err
	}
	into := &say
	for _, q := range list {
		if q.Code != "" { // what is said behind the questions ends the call
			into = &closing
		} else {
			into.Paras = append(into.Paras, q.Text)
		}
	}
	do := door.DeskCase(c.Case.Number()) + "/do/"
	if o := door.Offered(c, "done"); o.May {
		f := s.House.Deed(c, o, do+"done", nil, nil)
		f.ID, f.Submit.Key = "do-done", "Ctrl+Enter"
		say.Forms = append(say.Forms, f)
	}
	missed := door.Block{ID: "try", Title: "没打通"}
	if o := door.Offered(c, "try"); o.May {
		f := s.House.Deed(c, o, do+"try", nil, nil)
		f.ID, f.Submit.Kind = "do-try", "quiet"
		for i := range f.Fields {
			f.Fields[i].ID = "f-try-" + f.Fields[i].Name
		}
		missed.Forms = append(missed.Forms, f)
	} else {
		missed.Lead = o.Why
	}
	p.Blocks, p.Aside = []door.Block{who, say}, []door.Block{missed}
	if len(closing.Paras) > 0 {
		p.Blocks = append(p.Blocks, closing)
	}
	return p, nil
}
