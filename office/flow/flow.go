// Package flow moves cases. A case of any kind changes only by an event (Open, Fire) that a row of
// its kind's Table allows; the event, the new state, the clocks, the turns and the notices are
// written in one transaction, and the event is chained to those before it.
//
// The legal frame is 行政许可法 arts. 32–50 and 82 (periods are working days).
//
// Read table.go for what a table says, then fire.go for what happens when somebody presses a button, clocks.go for deadlines,
// sweep.go for what happens by itself, record.go for how an event is chained. That all events are sealed, verified and counted is
// of package ledger.
package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// Engine holds the tables and does the events. Services register their tables and subscriptions at
// the start; after that it is safe for concurrent use.
type Engine struct {
	// Tell queues a notice to the applicant; Write makes a document; Remind queues a reminder to
	// those whose turn it is or who oversee. They run in the transaction of the event. The program
	// sets them before it serves.
	Tell   func(ctx context.Context, tx *db.DB, c *Change, template string) error
	Write  func(ctx context.Context, tx *db.DB, c *Change, document string) error
	Remind func(ctx context.Context, tx *db.DB, c *Change, a calendar.Alarm) error
	// Heir is who stands in for a place today (region.Tree.Heir): what is opened or waits at a place is its heir's.
	Heir func(region.Code) region.Code
	// Contact keeps how a person is reached in a case.
	Contact func(ctx context.Context, tx *db.DB, id, person int64, c persons.Contact) error

	// Party tells who of the staff is one of the persons, or acts for one.
	Party func(ctx context.Context, d *db.DB, persons ...int64) (persons.Party, error)
	// Tenures are all posts that a member of staff holds or has held.
	Tenures func(ctx context.Context, d *db.DB, staff int64) ([]roster.Tenure, error)
	// Settled refuses what binds a citizen while one of the persons, he or whose case it is, has a new telephone.
	Settled func(ctx context.Context, d *db.DB, persons ...int64) error
	// Veil is what a case stands under for who may not learn whose it is; nil for others.
	Veil func(ctx context.Context, d *db.DB, k Case, actor people.Actor) (*form.Veil, error)

	db      *db.DB
	now     func() time.Time
	rules   *calendar.Rules
	keys    *gm.Keys
	tables  map[string]*Table
	kinds   []string // in the order of registration
	subs    map[string][]Step
	numbers *caseno.Maker
}

// New makes an engine without tables.
func New(d *db.DB, now func() time.Time, rules *calendar.Rules, keys *gm.Keys) *Engine {
	nothing := func(context.Context, *db.DB, *Change, string) error { return nil }
	return &Engine{
		Tell: nothing, Write: nothing,
		Remind:  func(context.Context, *db.DB, *Change, calendar.Alarm) error { return nil },
		Heir:    func(c region.Code) region.Code { return c },
		Contact: func(context.Context, *db.DB, int64, int64, persons.Contact) error { return nil },
		Party: func(context.Context, *db.DB, ...int64) (persons.Party, error) {
			return func(context.Context, int64, ...int64) (bool, error) { return false, nil }, nil
		},
		Tenures: func(context.Context, *db.DB, int64) ([]roster.Tenure, error) { return nil, nil },
		Settled: func(context.Context, *db.DB, ...int64) error { return nil },
		Veil:    func(context.Context, *db.DB, Case, people.Actor) (*form.Veil, error) { return nil, nil },
		db:      d, now: now, rules: rules, keys: keys,
		tables: map[string]*Table{}, subs: map[string][]Step{}, numbers: caseno.New(d.Process()),
	}
}

// Register adds a kind of case. It fails when the table is unsound.
func (e *Engine) Register(t Table) error {
	if err := t.Check(); err != nil {
		return err
	}
	if _, twice := e.tables[t.Kind]; twice {
		return fmt.Errorf("flow %s is registered twice", t.Kind)
	}
	e.tables[t.Kind] = &t
	e.kinds = append(e.kinds, t.Kind)
	return nil
}

// On subscribes to an event of a kind; "*" is every kind or every event. The step runs in the
// transaction of the event, after the case has moved: what it refuses did not happen.
func (e *Engine) On(kind, event string, step Step) {
	e.subs[kind+" "+event] = append(e.subs[kind+" "+event], step)
}

// On is a subscription that a service declares: its step runs in the transaction of each such event (Engine.On).
type On struct {
	Kind  string // "*": every kind
	Event string // "*": every event
	Step  Step
}

// CheckSubscriptions fails when somebody subscribed to an event that no table has, which would never come.
func (e *Engine) CheckSubscriptions() error {
	for key := range e.subs {
		kind, event, _ := strings.Cut(key, " ")
		if !e.Has(kind, event) {
			return fmt.Errorf("somebody subscribed to %q of %q, which no flow has", event, kind)
		}
	}
	return nil
}

// Has reports whether a kind, or with "*" any, has an event, or with "*" any.
func (e *Engine) Has(kind, event string) bool {
	has := func(t *Table) bool {
		return event == "*" || slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Event == event })
	}
	if kind == "*" {
		return slices.ContainsFunc(e.Tables(), has)
	}
	t, known := e.tables[kind]
	return known && has(t)
}

// Table returns a kind's table; an empty one of a kind that this program does not know, as while nodes are renewed.
func (e *Engine) Table(kind string) (*Table, bool) {
	t, ok := e.tables[kind]
	if !ok {
		return &Table{}, false
	}
	return t, true
}

// Bare is the name of the matter in the title of a case, whatever kinds of cases have put their prefixes before it: a case
// about another bears the name of the matter, and its links say what it is about.
func (e *Engine) Bare(title string) string {
	for _, t := range e.tables {
		if rest, ok := strings.CutPrefix(title, t.Prefix); ok && t.Prefix != "" {
			return e.Bare(rest)
		}
	}
	return title
}

// tableOf is the table of a case. While nodes are renewed one after another, an old one may meet a
// kind it does not know.
func (e *Engine) tableOf(k Case) (*Table, error) {
	t, ok := e.tables[k.Kind]
	if !ok {
		return nil, fmt.Errorf("case %d is of kind %s, which this program does not know", k.ID, k.Kind)
	}
	return t, nil
}

// Tables returns all tables in the order of registration.
func (e *Engine) Tables() []*Table {
	list := make([]*Table, len(e.kinds))
	for i, k := range e.kinds {
		list[i] = e.tables[k]
	}
	return list
}

// Rules are the working days and terms by which the engine counts.
func (e *Engine) Rules() *calendar.Rules { return e.rules }

// CheckLive fails when the database holds a case that is open, or has a clock that still runs, in a
// state its table no longer has.
func (e *Engine) CheckLive(ctx context.Context) error {
	seen, err := seenStates(ctx, e.db)
	if err != nil {
		return err
	}
	for _, at := range seen {
		t, known := e.tables[at.Kind]
		if known {
			if _, ok := t.State(at.State); ok {
				continue
			}
		}
		live, err := anyLive(ctx, e.db, at)
		switch {
		case err != nil:
			return err
		case live && !known:
			return fmt.Errorf("there are open cases of kind %s, which this program does not know", at.Kind)
		case live:
			return fmt.Errorf("there are open cases of kind %s in state %s, which its table no longer has", at.Kind, at.State)
		}
	}
	return nil
}
