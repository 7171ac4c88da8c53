// Package exchange tells another platform what services have for it, and finds out whether it has it: the outbox with its
// sender, the letters in which one speaks, what was answered, the comparison of both sides day by day, the codes by which
// the other side knows our words, and the pages of who sees to it. It knows no service: each declares a Kind of record and
// gets a Channel, into which it puts a line in the transaction of its cause.
//
// Guarantees. A line that was committed is sent until the platform says that it has it or refuses it: nothing is given up,
// and nothing that was taken or refused is sent again unless somebody, or the comparison of a day, has it sent again. A
// line goes out at least once, under a key by which the platform takes it once. Several nodes may send: a line belongs to
// whoever claimed it until the lease ends. What is told behind another line waits until the platform has that. The
// identity of a person stands in no row here: what is told is made when it is sent (Kind.Item).
//
// Failures. A platform that cannot be reached is no error of Send: the reason stands on the lines, which are tried again
// later and later, and the platform is left alone meanwhile. A line whose content cannot be made keeps back no other. An
// answer that does not bear the platform's signature counts as none.
//
// Read outbox.go first, then far.go (how one speaks; docs/exchange.md), reconcile.go, codes.go and organs.go.
package exchange

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
)

// Platform is how the other side is reached. Without an address there is no exchange: what is to be told waits in the
// outbox.
type Platform struct {
	URL        string
	ID, Secret string     // of this city as a client of the platform
	Source     string     // by which the platform knows this system
	Shared     *gm.Shared // the secrets of letters
	Timeout    time.Duration
	Local      bool // it runs on this machine: the stand-in that came with the program
}

// On reports whether there is an exchange.
func (p Platform) On() bool { return p.URL != "" }

// Kind is what a service tells. All of it but Tables, Fields and Mend must be given.
type Kind struct {
	Name   string        // in rows, for ever
	Title  string        // what it is about, e.g. 好差评
	One    string        // what a record is called, e.g. 评价
	Counts string        // what the lines of a day are, e.g. 评价和整改结果
	Path   string        // of its operations at the platform
	Desk   string        // the address of its pages
	Home   page.Link     // of the service, which the pages stand under
	Roles  []people.Role // whose posts for the whole city see to it
	Parts  []form.Option // what is told of a record, in words
	Note   Heads

	// Tables are those by which our words become the platform's; those of organs all kinds share.
	Tables []Codes
	// Fields are the platform's names of fields in words, for what it says of a record that it refuses.
	Fields map[string]string

	// Item makes what is told of a line, as the platform reads it: a value that becomes JSON.
	Item func(ctx context.Context, l Line) (any, error)
	// Judge says what a line is after the platform's receipt; Pending: to be sent again. A line for which there was none
	// comes with the zero Receipt.
	Judge func(r Receipt) State
	// Read reads a line of the platform's list of a day. The key is by what both sides are compared.
	Read func(line json.RawMessage) (There, error)
	// Brief says of lines what they are about, one for each, in their order.
	Brief func(ctx context.Context, lines []Line) ([]Brief, error)
	// Show is what is told of a line, for who sees to the exchange: without the identity of a person.
	Show func(ctx context.Context, l Line) (Shown, error)
	// Mend is where what a field was refused for is mended; without an address: nowhere.
	Mend func(field string) page.Link
	// Tabs lead to the other pages of the service.
	Tabs func(a people.Actor, from, to calendar.Day) page.Tally
}

// Heads are what Brief.Note and There.Note are called.
type Heads struct{ Ours, There string }

// Brief is what a line is about: the matter, what is said of it, and that as a cell of a workbook.
type Brief struct{ Title, Said, Note string }

// Shown is what is told of a line.
type Shown struct {
	Said  page.List
	Links []page.Link
}

// Exchange is the exchange with one platform.
type Exchange struct {
	*office.Office
	Platform Platform
	far      far
	channels []*Channel
}

// New makes an exchange without channels.
func New(o *office.Office, p Platform) *Exchange { return &Exchange{Office: o, Platform: p} }

// Channel is the exchange of one kind of record.
type Channel struct {
	*Exchange
	Kind
}

// Open opens the channel of a kind. It is for the start, before anything is served.
func (e *Exchange) Open(k Kind) *Channel {
	c := &Channel{e, k}
	e.channels = append(e.channels, c)
	e.Jobs.Handle(c.nightJob(), c.night)
	return c
}

// Service is what the rest of the program sees: no cases, but the pages, tables and work of all channels.
func (e *Exchange) Service() door.Service {
	s := door.Service{Imports: e.imports()}
	for _, c := range e.channels {
		s.Ledgers = append(s.Ledgers, listing.Of(c.House, c.days()), listing.Of(c.House, c.lines()))
		s.Routes = append(s.Routes, c.routes()...)
		s.Changes = append(s.Changes, c.change())
		s.Often = append(s.Often, door.Task{
			Name: c.Name + " exchange", Title: c.Title + "报送", Slow: true, Do: func(ctx context.Context) error { _, err := c.Send(ctx); return err },
		})
	}
	return s
}

// Backlogs are what waits to be sent and what was refused since yesterday, by channel.
func (e *Exchange) Backlogs() map[string]func(context.Context) (db.Backlog, error) {
	list := map[string]func(context.Context) (db.Backlog, error){}
	for _, c := range e.channels {
		list[c.Name+"_outbox"] = func(ctx context.Context) (db.Backlog, error) {
			return backlog(ctx, c.DB, c.Name, calendar.DayOf(c.Now().AddDate(0, 0, -1)))
		}
	}
	return list
}

// part is a part of a record in words.
func (k Kind) part(what string) string {
	i := slices.IndexFunc(k.Parts, func(o form.Option) bool { return o.Value == what })
	if i < 0 {
		return what
	}
	return k.Parts[i].Label
}
