package flow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

// Opening is the first event of a new case.
type Opening struct {
	Kind      string
	Event     string
	Region    region.Code // the place that receives it
	Dept      string
	Item      int64
	Title     string
	Party     string
	Applicant int64
	Contact   *persons.Contact // how the applicant is reached in this case; nil: as the book of people says
	Channel   string
	Input     form.Values
	Note      string
	Data      any   // for the row's Do
	About     int64 // of a kind of which one case is open about a matter (Table.Sole): the matter, such as a case or a rating
	Once      Once  // sent twice it is one case; the caller asks first whether it was opened (OnceOnly)
}

// Move is an event of a standing case.
type Move struct {
	Case  int64
	Seq   int64 // the last event the actor has seen; 0 does not ask
	Event string
	Input form.Values
	Note  string
	Data  any    // for the row's Do
	Clock string // the clock whose time has come, when the sweep fires
	Once  Once   // sent twice it is done once; the caller asks first whether it was done (OnceOnly)
}

// Change is an event while it happens, and afterwards what has happened.
type Change struct {
	Case  Case // as it is after the event
	From  string
	Row   Row
	Actor people.Actor
	Post  people.Post // in which staff act
	Turn  Turn        // the actor's own turn, when it is one
	Input form.Values
	Event Event
	At    time.Time
	Data  any
	// Clock is the clock that the event is about: that whose time has come, or whose day notices and papers name;
	// "": the limit that the applicant is told.
	Clock  string
	Terms  map[string]calendar.Term // terms the slice brings for the clocks the row begins
	Since  time.Time                // from when those clocks count; zero is now
	Reason string                   // why the clocks stop, in words that fit “……，不计时”
	// Words are what the slice adds to notices and documents; of a clock that begins “limit_<clock>”, of an extension
	// “extended”, as people say them; “name@paper” holds for one paper alone.
	Words  map[string]string
	Turns  []Turn // open turns; the slice may replace them (SetTurns)
	Papers int64  // how many papers the row has written so far
	Told   int64  // the person who gets the notices instead of the applicant; 0: the applicant

	was    Case   // the case as the event found it
	before []Turn // and its open turns
	set    bool   // the slice set the turns itself
	late   bool   // some clock had run out
	clocks []calendar.Clock

	relations []Relation // of the actor to what the case is about, once asked (related)
	related   bool

	effect []effect
	table  *Table
}

// Open makes a case with its first event. It must run in a transaction. Returns db.ErrTaken if a case was opened by the
// same key (Opening.Once), or one of a sole kind is open about the matter (Opening.About).
func (e *Engine) Open(ctx context.Context, tx *db.DB, actor people.Actor, o Opening) (*Change, error) {
	t, ok := e.tables[o.Kind]
	if !ok {
		return nil, fail.NotFound("没有这种办件：%s", o.Kind)
	}
	if _, err := region.Parse(string(o.Region)); o.Region != "" && err != nil {
		return nil, err
	}
	o.Region = e.Heir(o.Region)
	now := e.now()
	id, err := e.numbers.Next(now, func(first, end int64) (int64, error) { return lastCase(ctx, tx, first, end) })
	if err != nil {
		return nil, err
	}
	c := &Change{
		Case: Case{
			ID: id, Kind: o.Kind, Dept: o.Dept, Item: o.Item, Title: o.Title, Party: o.Party, Applicant: o.Applicant, Channel: o.Channel,
			OpenedAt: now.UnixMilli(), OpenedDay: calendar.DayOf(now),
		},
		Actor: actor, Input: o.Input, At: now, Data: o.Data, table: t,
	}
	c.Case.lie(o.Region)
	c.Case.Head = c.Case.Genesis()
	c.Event.Note = note(o.Note)
	if o.Once.Key != "" {
		if err := insertOnce(ctx, tx, o.Once, c.Case, c.Case.OpenedAt); err != nil {
			return nil, err
		}
	}
	if o.Contact != nil && o.Applicant != 0 {
		if err := e.Contact(ctx, tx, id, o.Applicant, *o.Contact); err != nil {
			return nil, err
		}
	}
	if err := e.do(ctx, tx, c, o.Event); err != nil || !t.Sole {
		return c, err
	}
	if o.About == 0 {
		return nil, fmt.Errorf("a case of kind %s is opened about nothing", o.Kind)
	}
	return c, insertSole(ctx, tx, o.About, c.Case)
}

// Fire does an event to a case. It must run in a transaction. A case that has moved since the actor
// saw it, or that does not know the event in its state, is a Conflict that says who moved it; to who
// may not see the case it is NotFound. Returns db.ErrTaken if something was done by the same key (Move.Once).
func (e *Engine) Fire(ctx context.Context, tx *db.DB, actor people.Actor, m Move) (*Change, error) {
	k, err := claim(ctx, tx, m.Case)
	if errors.Is(err, db.ErrNone) {
		return nil, ErrUnseen
	}
	if err != nil {
		return nil, err
	}
	t, err := e.tableOf(k)
	if err != nil {
		return nil, err
	}
	if k.AlarmAt <= e.now().UnixMilli() && actor.Kind != people.Clock {
		if k, m.Seq, err = e.ringFirst(ctx, tx, k, m.Seq); err != nil {
			return nil, err
		}
	}
	c := &Change{Case: k, was: k, Actor: actor, Input: m.Input, At: e.now(), Data: m.Data, Clock: m.Clock, table: t}
	c.Event.Note = note(m.Note)
	if c.clocks, err = e.clocksOf(k); err != nil {
		return nil, err
	}
	if c.before, err = turnsOf(ctx, tx, k.ID); err != nil {
		return nil, err
	}
	c.Turns = slices.Clone(c.before)
	if m.Seq != 0 && m.Seq != k.Seq || len(t.rows(k.State, m.Event)) == 0 {
		if sees, err := e.sees(ctx, tx, c); err != nil || !sees {
			return nil, cmp.Or(err, ErrUnseen)
		}
		if e.ActName(k, m.Event) == "" {
			return nil, fail.NotFound("%s没有“%s”这个动作", t.Title, m.Event)
		}
		return nil, e.moved(ctx, tx, k)
	}
	err = e.do(ctx, tx, c, m.Event)
	if fail.Is(err, fail.KindForbidden) { // who may not see the case does not hear that it is there
		if sees, err := e.sees(ctx, tx, c); err != nil || !sees {
			return nil, cmp.Or(err, ErrUnseen)
		}
	}
	if err == nil && m.Once.Key != "" {
		err = insertOnce(ctx, tx, m.Once, c.Case, c.At.UnixMilli())
	}
	return c, err
}

// note keeps of a free text what every database can store.
func note(text string) string {
	r := []rune(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", ""))
	return string(r[:min(len(r), 2000)])
}

// Act is Fire in a transaction of its own: what the generic button and the API do.
func (e *Engine) Act(ctx context.Context, actor people.Actor, m Move) (c *Change, err error) {
	err = e.db.Tx(ctx, func(tx *db.DB) error {
		c, err = e.Fire(ctx, tx, actor, m)
		return err
	})
	return c, err
}

func (e *Engine) do(ctx context.Context, tx *db.DB, c *Change, event string) (err error) {
	c.From = c.Case.State
	if err := e.choose(ctx, tx, c, event); err != nil {
		return err
	}
	if c.Row.AskIn != nil {
		if c.Row.Ask, err = c.Row.AskIn(ctx, tx, c); err != nil {
			return err
		}
	}
	c.Row.Ask.Today = int32(calendar.DayOf(c.At))
	if c.Input, err = c.Row.Ask.Check(c.Input); err != nil {
		return err
	}
	c.Event.Public = c.Row.Public
	c.Event.Note = cmp.Or(c.Input[c.Row.Note], c.Row.Says, c.Event.Note)
	c.Words = map[string]string{}
	c.Terms = map[string]calendar.Term{}
	if c.Row.Puts != "" {
		c.Put(c.Row.Puts)
	}
	if err := e.runOut(c); err != nil {
		return err
	}
	if c.Row.Do != nil {
		if err := c.Row.Do(ctx, tx, c); err != nil {
			return err
		}
	}
	c.Case.State = c.Row.to(c.From)
	if err := e.runClocks(c); err != nil {
		return err
	}
	c.nextTurns()
	e.heirTurns(c)
	for _, template := range c.Row.Tell {
		if err := e.Tell(ctx, tx, c, template); err != nil {
			return err
		}
	}
	for _, document := range c.Row.Write {
		if err := e.Write(ctx, tx, c, document); err != nil {
			return err
		}
		c.Papers++
	}
	if err := e.write(ctx, tx, c); err != nil {
		return err
	}
	if c.table.Sole && c.Case.ClosedAt != 0 && c.was.ClosedAt == 0 {
		if err := deleteSole(ctx, tx, c.Case); err != nil {
			return err
		}
	}
	for _, key := range []string{c.Case.Kind + " " + event, c.Case.Kind + " *", "* " + event, "* *"} {
		for _, step := range e.subs[key] {
			if err := step(ctx, tx, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// choose finds the first row that admits the actor and whose condition holds.
func (e *Engine) choose(ctx context.Context, tx *db.DB, c *Change, event string) error {
	var refusal error
	rows := c.table.rows(c.From, event)
	for _, r := range rows {
		c.Row = c.table.worded(c.Case, r)
		err := e.admits(ctx, tx, c, r.By)
		if err == nil && r.Need != nil {
			err = r.Need.Holds(ctx, tx, c)
		}
		if err == nil {
			return e.settled(ctx, tx, c)
		}
		if refusal == nil || fail.Is(refusal, fail.KindForbidden) { // a reason within the matter says more
			refusal = err
		}
	}
	if refusal == nil {
		return fail.Invalid("没有这个操作：" + event)
	}
	return refusal
}

// admits checks the actor against a row and notes in which post and for which turn he acts.
func (e *Engine) admits(ctx context.Context, tx *db.DB, c *Change, w Who) error {
	in := w.admits(c)
	if in && c.Turn.No == 0 && c.Post.Role.Copied() {
		copied, err := copiedTo(ctx, tx, c.Post.Role, c.Case.ID)
		if err != nil {
			return err
		}
		in = len(copied) > 0
	}
	if !in {
		return fail.Forbidden("您不能办这一步，须由%s办理", w.Words())
	}
	if err := e.apart(ctx, tx, c); err != nil {
		return err
	}
	if len(w.NotBy) == 0 || c.Actor.Kind != people.Staff {
		return nil
	}
	by, err := lastBy(ctx, tx, c.Case.ID, w.NotBy)
	if err == nil && by == c.Actor.ID {
		return fail.Forbidden("须由另一人办理：上一步是您自己做的")
	}
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	return err
}

// settled refuses a citizen what binds the person while the telephone by which he is known is new, and where he is known by nothing but the telephone that
// was given for a firm.
func (e *Engine) settled(ctx context.Context, d *db.DB, c *Change) error {
	if c.Actor.Kind != people.Citizen || !c.Row.Binds {
		return nil
	}
	if !c.Actor.Binds(c.Case.Applicant) {
		return fail.Forbidden("凭登记的手机号不能替单位办这一步，请提交申请的经办人、法定代表人或者已核实的经办人登录账号办理")
	}
	return e.Settled(ctx, d, c.Case.Applicant, c.Actor.ID)
}

func (w Who) admits(c *Change) bool {
	a := c.Actor
	switch a.Kind {
	case people.Clock:
		return w.Clock
	case people.Office:
		return w.Office
	case people.Client:
		return w.Client != "" && a.Allows(w.Client) && c.covered()
	case people.Citizen:
		right := people.Move
		if c.From == Start {
			right = people.Apply
		}
		return w.Applicant && c.Case.For(a, right)
	case people.Staff:
		for _, turns := range [][]Turn{c.own(w.Turn), c.beside(w.Beside)} {
			if turn, post, ok := turnOf(a, turns); ok {
				c.Turn, c.Post = turn, post
				return true
			}
		}
		for _, role := range w.Roles {
			dept := c.Case.Dept
			if role.Regional() {
				dept = ""
			}
			if post, ok := a.Post(c.Case.Region, dept, role); ok {
				c.Post = post
				c.Turn, _, _ = turnOf(a, c.Own())
				return true
			}
		}
	}
	return false
}

// For reports whether the citizen has a right to the case: as its applicant, or as who acts for the firm that is.
func (k Case) For(a people.Actor, r people.Right) bool {
	return a.MayIn(r, k.Applicant, k.Channel, k.ID)
}

// covered reports whether the case lies in the scope of one of the actor's posts, or of his token.
func (c *Change) covered() bool {
	return slices.ContainsFunc(c.Actor.Posts, func(p people.Post) bool { return p.Covers(c.Case.Region, c.Case.Dept) })
}

// turnOf is which of some open turns the member of staff holds or may take.
func turnOf(a people.Actor, turns []Turn) (Turn, people.Post, bool) {
	var free Turn
	var post people.Post
	found := false
	for _, t := range turns {
		if t.Assignee != 0 && t.Assignee != a.ID {
			continue
		}
		p, ok := t.post(a)
		if !ok {
			continue
		}
		if t.Assignee == a.ID {
			return t, p, true
		}
		if !found {
			free, post, found = t, p, true
		}
	}
	return free, post, found
}

// post is the actor's post that the turn is addressed to.
func (t Turn) post(a people.Actor) (people.Post, bool) {
	for _, p := range a.Posts {
		if p.Role != t.Role && !(t.Assignee == a.ID && t.Dept != "" && p.Dept == t.Dept) {
			continue
		}
		if t.Dept != "" && p.Dept == t.Dept || t.Dept == "" && p.Dept == "" && p.Region.Covers(t.Place()) && t.Place() != "" {
			return p, true
		}
	}
	return people.Post{}, false
}

// Own are the turns of the step itself, without those beside it.
func (c *Change) Own() []Turn {
	return slices.DeleteFunc(slices.Clone(c.Turns), func(t Turn) bool { return t.Beside != "" })
}

func (c *Change) own(wanted bool) []Turn {
	if !wanted {
		return nil
	}
	return c.Own()
}

// beside are the turns of what was put beside the step by a name.
func (c *Change) beside(name string) []Turn {
	return slices.DeleteFunc(slices.Clone(c.Turns), func(t Turn) bool { return name == "" || t.Beside != name })
}

// Waits reports whether something that was put beside the step waits for its decision.
func (c *Change) Waits(name string) bool { return len(c.beside(name)) > 0 }

// SetTurns replaces the turns of the step. A turn that stays keeps its number; those beside the step stay as they are.
func (c *Change) SetTurns(turns ...Turn) {
	rest := slices.DeleteFunc(slices.Clone(c.Turns), func(t Turn) bool { return t.Beside == "" })
	c.Turns, c.set = append(slices.Clip(turns), rest...), true
}

// AddTurn opens one more turn of the step.
func (c *Change) AddTurn(t Turn) { c.SetTurns(append(c.Own(), t)...) }

// EndTurn closes one turn of the step and reports how many are left.
func (c *Change) EndTurn(no int64) int {
	c.SetTurns(slices.DeleteFunc(c.Own(), func(t Turn) bool { return t.No == no })...)
	return len(c.Own())
}

// Put opens the turn of what is put beside the step; one of the same name that waits gives way to it.
func (c *Change) Put(name string) {
	b, _ := c.table.beside(name)
	t := c.desk(b.Desk, b.Step)
	t.Beside = name
	c.Drop(name)
	c.Turns = append(c.Turns, t)
}

// Drop ends what waits beside the step without its decision.
func (c *Change) Drop(name string) {
	c.Turns = slices.DeleteFunc(slices.Clone(c.Turns), func(t Turn) bool { return t.Beside == name })
}

// desk is a turn of a role for the case.
func (c *Change) desk(role people.Role, step string) Turn {
	switch {
	case role == Applicant:
		return Turn{Role: Applicant, Step: step}
	case role.Regional():
		return At(role, c.Case.Region, step)
	}
	return In(role, c.Case.Dept, step)
}

// nextTurns ends what was decided, and what does not go on in another state, and opens the turn of the state's desk where the case came
// to a new state and the slice named nobody, or nobody is left: no open case lies where nobody looks.
func (c *Change) nextTurns() {
	own, moved := c.Own(), c.From != c.Case.State
	s, _ := c.table.State(c.Case.State)
	if moved && !c.set {
		own = nil
	}
	if len(own) == 0 && !s.Final {
		own = []Turn{c.desk(s.Desk, s.Name)}
	}
	for _, t := range c.Turns {
		b, _ := c.table.beside(t.Beside)
		switch {
		case t.Beside == "" || t.Beside == c.Row.By.Beside:
		case moved && !(b.Stays && c.table.decides(t.Beside, c.Case.State)):
			c.Event.Note = strings.TrimSpace(c.Event.Note + "（“" + t.Step + "”没有办，随办件状态变化失效）")
		default:
			own = append(own, t)
		}
	}
	c.Turns = own
}

// moved is the conflict that says who was faster.
func (e *Engine) moved(ctx context.Context, tx *db.DB, k Case) error {
	last, err := eventAt(ctx, tx, k.ID, k.Seq)
	if err != nil {
		return err
	}
	t, _ := e.Table(k.Kind)
	s, _ := t.State(k.State)
	at := calendar.At(last.At)
	return fail.Conflict("办件已经变化：%s 于 %d月%d日 %s 做了“%s”，现在是“%s”。请看最新情况再办理。",
		last.ActorName, at.Month(), at.Day(), at.Format("15:04"), e.EventName(k, last), s.Name)
}

// fired is the row by which an event was done: of those of its name the one between its states for who did it (checkNames).
func (t *Table) fired(v Event) (Row, bool) {
	i := slices.IndexFunc(t.Rows, func(r Row) bool {
		return r.Event == v.Event && r.from(v.FromState) && r.to(v.FromState) == v.ToState && r.By.kind(v.ActorKind)
	})
	if i < 0 { // of an older program
		i = slices.IndexFunc(t.Rows, func(r Row) bool { return r.Event == v.Event })
	}
	if i < 0 {
		return Row{}, false
	}
	return t.Rows[i], true
}

// EventName is what the button said by which an event of a case was done; "" of a kind that this program does not know.
func (e *Engine) EventName(k Case, v Event) string {
	if t, known := e.tables[k.Kind]; known {
		if r, ok := t.fired(v); ok {
			return t.worded(k, r).Name
		}
	}
	return builtin[v.Event]
}

// EventDone is what who did an event read afterwards: 已受理; "" of a kind that this program does not know.
func (e *Engine) EventDone(k Case, v Event) string {
	t, known := e.tables[k.Kind]
	if !known {
		return ""
	}
	r, _ := t.fired(v)
	return t.worded(k, r).Done
}

// ActName is what the button of an act says that somebody wants to do to a case as it is, or wanted to; "" of a kind that this program
// does not know.
func (e *Engine) ActName(k Case, event string) string {
	t, known := e.tables[k.Kind]
	if !known {
		return builtin[event]
	}
	for _, r := range append(t.rows(k.State, event), t.Rows...) {
		if r.Event == event {
			return t.worded(k, r).Name
		}
	}
	return builtin[event]
}

// Decides reports whether an act of a case as it is decides what somebody else did before: what was put beside its step, or, as the
// step itself, what wants the signature of another person.
func (e *Engine) Decides(k Case, event string) bool {
	t, ok := e.tables[k.Kind]
	return ok && slices.ContainsFunc(t.rows(k.State, event), func(r Row) bool { return r.By.Beside != "" || len(r.By.NotBy) > 0 })
}

// builtin events are done by the engine itself and stand in no table.
var builtin = map[string]string{remind: "到期提醒", redate: "重新计算到期", free: "放回同岗位", relocate: "区划调整"}
