package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Table is one kind of case: its states and every move between them. It is data, checked once at
// the start (Check); permission, deadlines, buttons, the API and the diagrams are read from it.
type Table struct {
	Kind   string   // "application"; part of URLs and term keys, never changed
	Title  string   // 办件
	Prefix string   // what stands before the name of the matter in the title of a case, so that lists tell kinds apart: 督办：
	Known  bool     // staff know whose its cases are, and find them by parts of the name; of others only the desk that has one learns it
	Inner  bool     // the office's own business about another case: no matter that somebody brought
	Sole   bool     // at most one case of the kind is open about a matter (Opening.About)
	Phases []string // the steps a citizen sees, in order
	States []State
	Clocks []Clock
	Beside []Beside
	Rows   []Row

	// Words are the words of a case's rows where they differ from those of the rows, by event; nil: nowhere.
	Words  func(k Case) map[string]Words
	Serves map[string]Serve // the acts that serve the person, and what part of the service each is

	// About is what some cases of the kind are about beside themselves, by their numbers, read with few statements; nil: nothing.
	About func(ctx context.Context, d *db.DB, cases []Case) (map[int64]About, error)
	Apart []Apart // the acts that are closed to whom that concerns
}

// State is where a case stands.
type State struct {
	Code   string
	Name   string      // for staff: 待受理
	Public string      // for the applicant: 正在核对材料
	Phase  int         // index into Phases; a case that ends in another phase than the last did not come to what it was for
	Desk   people.Role // whose turn it is when the row that leads here names nobody
	Final  bool        // nothing is owed any more
}

// Succeeds reports whether a case that ends in the state came to what it was for, as against withdrawn, cancelled, refused.
func (t *Table) Succeeds(s State) bool { return s.Final && s.Phase == len(t.Phases)-1 }

// Applicant is the desk of a state in which the applicant must act.
const Applicant people.Role = "applicant"

// Start is the state before the first event.
const Start = ""

// Same is the To of a row that leaves the case where it is.
const Same = "="

// Clock names one time limit of the kind. Its term is the row "<kind>.<name>" of the terms table,
// unless the event that starts it brings its own (an item's promise).
type Clock struct {
	Name   string
	Title  string // 受理时限
	Late   string // the event fired when it is due
	Until  Until
	Inner  bool   // of the office's own business: the applicant is not told of it, and a case is not late by it
	Gives  string // what the applicant has by then, in words; 给您结果 if empty
	Theirs bool   // the applicant's to keep: that it runs out is not the office's lateness
}

// Until says when a clock ends by itself.
type Until int

const (
	Left   Until = iota // when the case leaves the state in which the clock was started
	Closed              // when the case reaches a final state
	Ended               // only by a row's End
)

// Beside is what may be put beside the step of a state, such as a proposal or a request, and waits for a decision of its own. It
// has a turn of its own (Turn.Beside), which admits to nothing but the rows that decide it (Who.Beside), and which no other act of
// the state ends; the step's own turns do not count it.
type Beside struct {
	Name  string
	Step  string      // what its turn asks for, in words
	Desk  people.Role // who decides
	Stays bool        // it waits on in another state that has a row for it; else it ends with the state in which it was put
}

// Row is one line of the table.
type Row struct {
	From  []string // states; nil is Start
	Event string
	Name  string // the button: 受理
	Done  string // what who did it reads afterwards: 已受理; of a row that people do
	By    Who
	To    string
	Need  *Need     // a condition beyond state and role
	Ask   form.Form // what the event asks for
	AskIn Ask       // what it asks for where that depends on the case; replaces Ask
	Do    Step      // what the slice does in the same transaction, before the case moves

	Note string // the field whose answer is the note in the ledger
	Says string // a note that is always the same

	Puts string // what it puts beside the step (Table.Beside); one of the same name that waits gives way

	Begin  []string // clocks started
	End    []string // clocks ended
	Stop   bool     // all clocks of the case that are Until Closed stop
	Resume bool
	Extend []string // clocks extended by the term "<kind>.<event>": those of them that run and have not run out

	Tell   []string // notice templates to the applicant
	Write  []string // codes of the documents made
	Bureau bool     // the document goes out in the name of the bureau, not of the organ that handles the case
	Inner  bool     // the document is for staff, not for the applicant
	Public string   // what the applicant reads in the course of the matter; "" keeps the event internal
	Hint   string   // one line under the button
	Heavy  bool     // cannot be undone: asked twice
	Binds  bool     // gives something away, or ends it, in the name of the person who does it
	Main   bool     // the primary action of the state
	Many   bool     // may be done to several cases of a list at once: it asks nothing, judges nothing and moves no case
}

// Who may do a row: any one of what is set.
type Who struct {
	Roles     []people.Role // staff with a post of the role that covers the case
	Turn      bool          // staff whose turn it is in the step
	Beside    string        // staff who decide what was put beside it; the row is that decision, whoever does it
	Applicant bool          // the person, or who acts for the firm
	Client    string        // a program whose token has this scope
	Clock     bool          // the sweep
	Office    bool          // the program itself
	NotBy     []string      // never the one who did last of these events in this case (second signature)
}

// Those by whom most rows are done.
var (
	ByTurn   = Who{Turn: true}
	ByClock  = Who{Clock: true}
	ByOffice = Who{Office: true}
)

// Need is a named condition; its name stands in the diagram. Holds returns nil, or the failure that
// tells the person why not.
type Need struct {
	Name  string
	Holds func(ctx context.Context, tx *db.DB, c *Change) error
}

// Step is a slice's part of an event. It runs inside the transaction of Fire, may read and change c
// (turns, terms, words of documents) and writes its own tables through tx.
type Step func(ctx context.Context, tx *db.DB, c *Change) error

// Ask makes the form of an event for one case.
type Ask func(ctx context.Context, tx *db.DB, c *Change) (form.Form, error)

// State finds a state by its code.
func (t *Table) State(code string) (State, bool) {
	for _, s := range t.States {
		if s.Code == code {
			return s, true
		}
	}
	return State{}, false
}

// Withheld reports whether a document is for staff only.
func (t *Table) Withheld(document string) bool {
	code, _, _ := strings.Cut(document, ".") // without its branch
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Inner && slices.Contains(r.Write, code) })
}

// Words are what a row is called before and after it was done.
type Words struct{ Name, Done string }

// worded is a row in the words of a case.
func (t *Table) worded(k Case, r Row) Row {
	if t.Words != nil {
		if w, ok := t.Words(k)[r.Event]; ok {
			r.Name, r.Done = w.Name, w.Done
		}
	}
	return r
}

// rows are the lines for an event in a state, in the order of the table.
func (t *Table) rows(state, event string) []Row {
	var list []Row
	for _, r := range t.Rows {
		if r.Event == event && r.from(state) {
			list = append(list, r)
		}
	}
	return list
}

func (r Row) from(state string) bool {
	return len(r.From) == 0 && state == Start || slices.Contains(r.From, state)
}

// Asks is the form of an event in a state; none where it depends on more than that.
func (t *Table) Asks(state, event string) form.Form {
	rows := t.rows(state, event)
	if len(rows) == 0 || rows[0].AskIn != nil {
		return form.Form{}
	}
	return rows[0].Ask
}

// to is the state after the row was fired from the given one.
func (r Row) to(from string) string {
	if r.To == Same {
		return from
	}
	return r.To
}

// Clock finds the rule of a running clock; "debt.2" runs under the rule "debt".
func (t *Table) Clock(name string) (Clock, bool) {
	base, _, _ := strings.Cut(name, ".")
	for _, c := range t.Clocks {
		if c.Name == base {
			return c, true
		}
	}
	return Clock{}, false
}

// beside finds what may be put beside a step.
func (t *Table) beside(name string) (Beside, bool) {
	i := slices.IndexFunc(t.Beside, func(b Beside) bool { return b.Name == name })
	if i < 0 {
		return Beside{}, false
	}
	return t.Beside[i], true
}

// decides reports whether a state has a row that decides what was put beside a step.
func (t *Table) decides(name, state string) bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return r.By.Beside == name && r.from(state) })
}

// Check proves that the table is sound: states and clocks exist, every state is reachable and every
// unfinished one has a way out that somebody may take, and a late event has its row wherever its
// clock may run. It returns all faults at once.
func (t *Table) Check() error {
	var faults []string
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for i, r := range t.Rows {
		t.checkRow(i, r, bad)
	}
	reached := t.reach([]string{Start}, func(Row, string) bool { return true })
	for _, s := range t.States {
		if !slices.Contains(reached, s.Code) {
			bad("state %s cannot be reached", s.Code)
		}
		if !s.Final && !slices.ContainsFunc(t.Rows, func(r Row) bool { return r.from(s.Code) && r.To != Same && r.To != s.Code && r.By.someone() }) {
			bad("state %s has no way out", s.Code)
		}
		if !s.Final && s.Desk == "" {
			bad("state %s has no desk", s.Code)
		}
		if s.Phase < 0 || s.Phase >= len(t.Phases) {
			bad("state %s has no phase", s.Code)
		}
	}
	for _, c := range t.Clocks {
		t.checkClock(c, bad)
	}
	t.checkBeside(bad)
	t.checkNames(bad)
	t.checkApart(bad)
	if len(faults) > 0 {
		return fmt.Errorf("flow %s: %s", t.Kind, strings.Join(faults, "; "))
	}
	return nil
}

// reach is the given states and all that follow them by rows that lead on.
func (t *Table) reach(states []string, on func(r Row, to string) bool) []string {
	for i := 0; i < len(states); i++ {
		for _, r := range t.Rows {
			if to := r.to(states[i]); r.from(states[i]) && !slices.Contains(states, to) && on(r, to) {
				states = append(states, to)
			}
		}
	}
	return states
}

// checkClock looks for the late event in every state in which a clock that a row begins may run.
func (t *Table) checkClock(c Clock, bad func(string, ...any)) {
	if c.Late == "" {
		bad("clock %s has no late event", c.Name)
	}
	rings := func(r Row) bool { return r.Event == c.Late && r.By.Clock }
	if !slices.ContainsFunc(t.Rows, rings) {
		bad("the late event %s of clock %s has no row for the clock", c.Late, c.Name)
		return
	}
	var begun []string
	for _, r := range t.Rows {
		for _, from := range t.froms(r) {
			if to := r.to(from); slices.Contains(r.Begin, c.Name) && !slices.Contains(begun, to) {
				begun = append(begun, to)
			}
		}
	}
	runs := t.reach(begun, func(r Row, to string) bool {
		s, _ := t.State(to)
		return c.Until != Left && !slices.Contains(r.End, c.Name) && !(c.Until == Closed && s.Final)
	})
	for _, state := range runs {
		if !slices.ContainsFunc(t.Rows, func(r Row) bool { return rings(r) && r.from(state) }) {
			bad("clock %s runs in state %s, which has no row for %s", c.Name, state, c.Late)
		}
	}
}

// Decides is the role that has the turn of what a row decides, where that was put beside the step; "" where it was not.
func (t *Table) Decides(w Who) people.Role {
	b, _ := t.beside(w.Beside)
	return b.Desk
}

// checkBeside looks for who decides what is put beside a step, wherever it may wait.
func (t *Table) checkBeside(bad func(string, ...any)) {
	for _, b := range t.Beside {
		if b.Name == "" || b.Step == "" || b.Desk == "" {
			bad("beside %q: has no name, words or desk", b.Name)
		}
	}
	for _, r := range t.Rows {
		for _, name := range []string{r.Puts, r.By.Beside} {
			if _, ok := t.beside(name); !ok && name != "" {
				bad("%s: nothing named %s is put beside a step", r.Event, name)
			}
		}
		for _, from := range t.froms(r) {
			if r.Puts != "" && !t.decides(r.Puts, r.to(from)) {
				bad("%s: nobody decides %s in state %s", r.Event, r.Puts, r.to(from))
			}
		}
	}
}

// checkNames looks for rows of one event that the ledger could not tell apart, and that are called differently.
func (t *Table) checkNames(bad func(string, ...any)) {
	for i, r := range t.Rows {
		for _, o := range t.Rows[:i] {
			if r.Event != o.Event || r.Name == o.Name && r.Done == o.Done {
				continue
			}
			for _, from := range t.froms(r) {
				for _, kind := range []people.Kind{people.Staff, people.Citizen, people.Client, people.Clock, people.Office} {
					if o.from(from) && o.to(from) == r.to(from) && o.By.kind(kind) && r.By.kind(kind) {
						bad("%s from %s: two names, %s and %s", r.Event, from, o.Name, r.Name)
					}
				}
			}
		}
	}
}

func (t *Table) checkRow(i int, r Row, bad func(string, ...any)) {
	name := r.Event + " from " + strings.Join(r.From, ",")
	for _, from := range r.From {
		if _, ok := t.State(from); !ok {
			bad("%s: no such state", name)
		}
	}
	if _, ok := t.State(r.To); !ok && r.To != Same {
		bad("%s: no such state %s", name, r.To)
	}
	if len(r.From) == 0 && r.To == Same {
		bad("%s: a case must start in a state", name)
	}
	if r.Name == "" || r.Event == "" {
		bad("%s: has no name", name)
	}
	if r.Done == "" && r.By.people() {
		bad("%s: has no word for that it is done", name)
	}
	if !r.By.someone() {
		bad("%s: nobody may do it", name)
	}
	_, serves := t.Serves[r.Event]
	if r.Many && (serves || r.To != Same || r.Heavy || r.Binds || r.Puts != "" || r.By.Beside != "" || len(r.By.NotBy) > 0 || len(r.Write) > 0 ||
		len(r.Ask.Fields) > 0 || r.AskIn != nil) {
		bad("%s: is done to one case at a time: it judges, asks, writes a paper or moves the case", name)
	}
	if r.Binds != r.By.Applicant && (r.Binds || r.Heavy) {
		bad("%s: who does it binds himself, or nobody does", name)
	}
	for _, c := range slices.Concat(r.Begin, r.End, r.Extend) {
		if _, ok := t.Clock(c); !ok {
			bad("%s: no such clock %s", name, c)
		}
	}
	for _, second := range r.By.NotBy {
		if !slices.ContainsFunc(t.Rows, func(o Row) bool { return o.Event == second }) {
			bad("%s: never by who did %s, which no row is", name, second)
		}
	}
	if r.Note != "" && r.AskIn == nil && r.Ask.Field(r.Note) == nil {
		bad("%s: its note is of field %s, which it does not ask", name, r.Note)
	}
	seen := map[string]bool{}
	for _, f := range r.Ask.Fields {
		if f.Name == "" || f.Label == "" || seen[f.Name] {
			bad("%s: field %q", name, f.Name)
		}
		seen[f.Name] = true
	}
	for _, from := range t.froms(r) {
		for _, other := range t.Rows[:i] { // a row behind one that always fits is never reached
			if other.Event == r.Event && other.from(from) && other.Need == nil && len(other.By.NotBy) == 0 && other.By.covers(r.By) {
				bad("%s: hidden behind an earlier row", name)
			}
		}
	}
}

func (t *Table) froms(r Row) []string {
	if len(r.From) == 0 {
		return []string{Start}
	}
	return r.From
}

func (w Who) staff() bool { return len(w.Roles) > 0 || w.Turn || w.Beside != "" }

func (w Who) people() bool { return w.staff() || w.Applicant }

func (w Who) someone() bool {
	return w.people() || w.Client != "" || w.Clock || w.Office
}

// kind reports whether some actor of a kind may do it.
func (w Who) kind(k people.Kind) bool {
	switch k {
	case people.Staff:
		return w.staff()
	case people.Citizen:
		return w.Applicant
	case people.Client:
		return w.Client != ""
	case people.Clock:
		return w.Clock
	case people.Office:
		return w.Office
	}
	return false
}

// covers reports whether everyone whom o admits is admitted by w too.
func (w Who) covers(o Who) bool {
	for _, r := range o.Roles {
		if !slices.Contains(w.Roles, r) {
			return false
		}
	}
	return (w.Turn || !o.Turn) && (o.Beside == "" || w.Beside == o.Beside) && (w.Applicant || !o.Applicant) && (o.Client == "" || w.Client == o.Client) &&
		(w.Clock || !o.Clock) && (w.Office || !o.Office)
}

// Words says who may do it, for a person who may not.
func (w Who) Words() string {
	var list []string
	if w.Turn {
		list = append(list, "当前承办人")
	}
	if w.Beside != "" {
		list = append(list, "决定这项提议的人")
	}
	for _, r := range w.Roles {
		list = append(list, r.Name())
	}
	if w.Applicant {
		list = append(list, "申请人")
	}
	if w.Client != "" {
		list = append(list, "获授权的系统")
	}
	if w.Clock {
		list = append(list, "系统（到期自动）")
	}
	if w.Office {
		list = append(list, "系统")
	}
	words := strings.Join(list, "、")
	if len(w.NotBy) > 0 {
		words += "（须由另一人）"
	}
	return words
}

// Steps are some steps one after the other, as where what is done asks for the row that was made.
func Steps(steps ...Step) Step {
	return func(ctx context.Context, tx *db.DB, c *Change) error {
		for _, step := range steps {
			if err := step(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	}
}
