// Package notice tells people things: a text message to an applicant, a reminder to staff. A notice is
// a row written in the transaction of its cause, so what was promised is not lost; a sweep claims the
// rows that are due, sends them, and tries again with growing pauses. Staff see on each case what was
// sent, when, and whether it arrived at the gateway.
//
// A notice is sent at least once: a node that dies between sending and noting it lets another send it
// again, with the same message id for the gateway to notice (deliver.go). What is over (an expired code) is not sent.
package notice

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/persons"
)

// The states of a notice.
const (
	Queued = "queued"
	Sent   = "sent"
	Dead   = "dead" // tried often enough
)

// Notice is one message to one person.
type Notice struct {
	ID          int64
	CaseID      int64
	PersonID    int64
	StaffID     int64
	PhoneSealed string // where the message goes when there is no person yet
	Template    string
	TextSealed  string
	State       string
	Tries       int64
	DueAt       int64
	CreatedAt   int64
	SentAt      int64
	ReadAt      int64
	Fault       string
	Until       int64 // when it is worth nothing any more; 0: never
	Unsure      int64 // tries of which nobody knows whether the message arrived
	Since       int64 // since when it is due, where the receiver was away; 0: since DueAt

	GuardedSealed string // what it says where the telephone turns out not to be proven when it is sent; "": the same
}

// Message is what a driver sends.
type Message struct {
	ID    int64
	Phone string
	Text  string
}

// Template is the text of a notice with {names} for what differs.
type Template struct {
	Code     string
	Title    string
	Type     Type
	Text     string
	Editor   string
	EditedAt int64
}

// Post writes and sends notices.
type Post struct {
	Hole func(template string, names []string) // told of a message that goes out with an empty place; nil: nobody

	db      *db.DB
	now     func() time.Time
	keys    *gm.Keys
	limits  *limit.Book
	persons *persons.Registry
	driver  Driver
	policy  Policy
	log     *slog.Logger
	texts   atomic.Pointer[map[string]Template]
	owed    owed
	rest    rest

	// Site is the address of the program, the only one to which a message to people may lead. The program sets it before it serves.
	Site string
}

// New makes a post office; Load reads its templates.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, limits *limit.Book, registry *persons.Registry, driver Driver, policy Policy, log *slog.Logger) *Post {
	return &Post{db: d, now: now, keys: keys, limits: limits, persons: registry, driver: driver, policy: policy, log: log}
}

// Load reads the templates, again after a change.
func (p *Post) Load(ctx context.Context) error {
	list, err := templates(ctx, p.db)
	m := make(map[string]Template, len(list))
	for _, t := range list {
		m[t.Code] = t
	}
	p.texts.Store(&m)
	return err
}

// Templates lists the templates by code.
func (p *Post) Templates(ctx context.Context) ([]Template, error) { return templates(ctx, p.db) }

// AddTemplate stores a template. One of its code that somebody else has edited is left alone.
func AddTemplate(ctx context.Context, tx *db.DB, t Template) error { return addTemplate(ctx, tx, t) }

// PutTemplate stores a template.
func PutTemplate(ctx context.Context, tx *db.DB, t Template) error { return putTemplate(ctx, tx, t) }

const (
	sealText  = "notice text"
	sealPhone = "notice phone"
)

// English ends the code of a template that says the same in English, to people whose account asks for it.
const English = "_en"

// To names who gets a notice: a person, a member of staff, or only a phone number.
type To struct {
	Case   int64
	Person int64
	Staff  int64
	Phone  string
	Item   int64 // of the catalogue, by whose name the case is called to people; 0: its title is not the office's, and it is called Plain
	Plain  string
	Until  time.Time // after which it is not sent any more; zero: Life holds
}

// Send queues a notice in the caller's transaction. The words fill the template (see Fill); one that
// is missing is left out, so that no brace ever reaches a person, and Hole is told.
func (p *Post) Send(ctx context.Context, tx *db.DB, to To, template string, words map[string]string) error {
	n, _, err := p.compose(ctx, tx, to, template, words)
	if err != nil {
		return err
	}
	return insert(ctx, tx, n)
}

// Says reports whether a template has a place for a word.
func (p *Post) Says(template, name string) bool {
	return slices.Contains(Names((*p.texts.Load())[template].Text), name)
}

// Remind is Send, unless the receiver was told the same about the case on the same day: a notice to him has the news in it, or where
// there are none is word for word the same. Several reminders of a day are one message.
func (p *Post) Remind(ctx context.Context, tx *db.DB, to To, template string, words map[string]string, news string) error {
	n, text, err := p.compose(ctx, tx, to, template, words)
	if err != nil {
		return err
	}
	if news == "" {
		news = text
	}
	list, err := ofCase(ctx, tx, to.Case)
	if err != nil {
		return err
	}
	today := calendar.DayOf(time.UnixMilli(n.CreatedAt))
	for _, o := range list {
		if o.StaffID != to.Staff || o.PersonID != to.Person || calendar.DayOf(time.UnixMilli(o.CreatedAt)) != today {
			continue
		}
		if strings.Contains(p.keys.Show(o.TextSealed, sealText, o.ID), news) {
			return nil
		}
	}
	return insert(ctx, tx, n)
}

// compose makes a notice, and returns what it says.
func (p *Post) compose(ctx context.Context, tx *db.DB, to To, template string, words map[string]string) (n Notice, text string, err error) {
	t, ok := (*p.texts.Load())[template]
	if !ok {
		return n, "", fmt.Errorf("no notice template %q", template)
	}
	if en, ok := (*p.texts.Load())[template+English]; ok && to.Person != 0 {
		reads, err := p.persons.ReadsEnglish(ctx, tx, to.Person)
		if err != nil {
			return n, "", err
		}
		if reads {
			t = en
		}
	}
	if names := Missing(t.Text, words); len(names) > 0 && p.Hole != nil {
		p.Hole(template, names)
	}
	if to.Staff == 0 {
		words = p.harmless(to, words)
	}
	now := p.now().UnixMilli()
	text = Fill(t.Text, words)
	n = Notice{
		ID: tx.NewID(), CaseID: to.Case, PersonID: to.Person, StaffID: to.Staff, PhoneSealed: p.keys.Seal(to.Phone, sealPhone),
		Template: template, State: Queued, DueAt: now, CreatedAt: now,
	}
	if to.Person != 0 {
		_, proven, err := p.persons.ReachIn(ctx, tx, to.Case, to.Person)
		if err != nil {
			return n, "", err
		}
		switch less := Fill(guarded(t.Text, words)); {
		case !proven:
			text = less
		case less != text:
			n.GuardedSealed = p.keys.Seal(less, sealText)
		}
	}
	n.TextSealed = p.keys.Seal(text, sealText)
	if !to.Until.IsZero() {
		n.Until = to.Until.UnixMilli()
	}
	return n, text, nil
}

// Shown is a notice as staff see it.
type Shown struct {
	Notice
	Title string
	Type  Type
	Text  string
}

// OfCase lists the notices of a case, the latest first.
func (p *Post) OfCase(ctx context.Context, id int64) ([]Shown, error) {
	return p.show(ofCase(ctx, p.db, id))
}

// OfCases lists the latest notices to the applicants of some cases; reminders to staff are not among
// them.
func (p *Post) OfCases(ctx context.Context, n int, ids ...int64) ([]Shown, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return p.show(ofCases(ctx, p.db, n, ids))
}

// Title is what the messages of a template are called.
func (p *Post) Title(template string) string { return (*p.texts.Load())[template].Title }

// Failed are the latest n notices that could not be sent.
func (p *Post) Failed(ctx context.Context, n int) ([]int64, error) { return failed(ctx, p.db, n) }

// Tally counts the notices by state, those that went out up to a thousand.
func (p *Post) Tally(ctx context.Context) (map[string]int64, error) {
	m := map[string]int64{}
	for _, state := range []string{Queued, Sent, Dead} {
		n, err := countState(ctx, p.db, state, 1000)
		if err != nil {
			return nil, err
		}
		m[state] = n
	}
	return m, nil
}

// Again queues a dead notice anew.
func (p *Post) Again(ctx context.Context, tx *db.DB, id int64) error {
	return requeue(ctx, tx, id, p.now().UnixMilli())
}

func (p *Post) show(list []Notice, err error) ([]Shown, error) {
	if err != nil {
		return nil, err
	}
	texts := *p.texts.Load()
	shown := make([]Shown, len(list))
	for i, n := range list {
		shown[i] = Shown{Notice: n, Title: texts[n.Template].Title, Type: texts[n.Template].Type}
		shown[i].Text = p.keys.Show(n.TextSealed, sealText, n.ID)
	}
	return shown, nil
}
