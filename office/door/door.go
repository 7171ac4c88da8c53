// Package door is what a service shows of itself to the rest of the program: its flow, its tables, its
// routes, its entries in menus, and what it says of its cases on the pages that front/ draws for all
// kinds. It is data and function values; front/ draws it without knowing any service.
package door

import (
	"cmp"
	"context"
	"io/fs"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/rule"
)

// Service is one system of the city, or a part of the office that has pages and work of its own and no cases: then Table is zero.
type Service struct {
	Table     flow.Table
	Schema    db.Migrations
	Seed      fs.FS                                                          // what a database gets where it has not; see office/seed.go
	Imports   []Import                                                       // tables that the office hands in for it
	Changes   []Changing                                                     // of what else it goes by, which one proposes and another agrees to
	Rules     []rule.Table                                                   // its rules that are rows; their seeds lie in Seed
	Daily     func(ctx context.Context, tx *db.DB, today calendar.Day) error // what it does by itself once a day
	Often     []Task                                                         // what it does by itself again and again: to add up, to send on
	Openings  []Opening                                                      // how its cases are opened
	Ledgers   []Listing                                                      // its lists (台账)
	On        []flow.On                                                      // the events, its own or of others, in whose transaction it does something
	Occasions []Occasion                                                     // when people are asked to rate what it did, where not as elsewhere
	Routes    []web.Route
	API       func(a *web.API) // its operations for programs
	Citizens  []Entry          // doors on the portal
	// Shelves are what it shows on the first page of the portal: the same to everybody at the place, for a minute. who is 1 for persons, 2
	// for firms.
	Shelves func(ctx context.Context, place region.Code, who string) ([]Shelf, error)
	Staff   []Entry // entries in the menu of the desk

	// Asks are the forms of its own pages by the address of its route to which they are posted, so that what was written when a session
	// ended is shown with its questions and choices in words.
	Asks map[string]form.Form
	// Seeds read a file of every service's seed folder, by its name: row by row, with the kind of that service's cases. It is read again
	// when a new version of a service brings another.
	Seeds map[string]func(ctx context.Context, tx *db.DB, kind string, row []string) error
	// Rates keeps the occasions that the services declare for their kinds of cases, where it does not know them yet.
	Rates func(ctx context.Context, tx *db.DB, kind string, list []Occasion) error
	// Demo is what happened to the service's cases in the demonstration.
	Demo func(d *Demo) ([]Happening, error)
	// Says adds words that the notices of a case may use, of its own cases and those of others.
	Says func(ctx context.Context, tx *db.DB, c *flow.Change) (map[string]string, error)
	// Sections are what the service knows of a case beyond its flow. v is nobody where somebody follows
	// the case by its number and query code.
	Sections func(ctx context.Context, v people.Visitor, c flow.View) ([]Section, error)
	// Beside says which of them stand on the pages of steps as well.
	Beside []Beside
	// Links are what the service offers on the cases of others.
	Links func(ctx context.Context, v people.Visitor, c flow.View) ([]page.Link, error)
	// Waiting is what the applicant has to do about the case now, beyond what the table tells by itself
	// (a state on the applicant's desk; a step that is the applicant's alone while its condition holds):
	// a result to fetch, a material that is owed. The title says what, the text until when, the links
	// lead there.
	Waiting func(ctx context.Context, v people.Visitor, c flow.View) ([]page.Note, error)
	// Mine are the parts that the service adds to a citizen's own page: drafts, bookings.
	Mine func(ctx context.Context, v people.Visitor) ([]Section, error)
	// OnItem and OnPlace are what the service offers on the guide of an item and on the page of an outlet.
	OnItem  func(item int64) []page.Link
	OnPlace func(place region.Code) []page.Link
	// Masked are the answers that the pages of some cases of the service show masked, in the clear, by the case: for staff who
	// may see a case and say why.
	Masked func(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64][]page.Term, error)
	// Apart: who handles a case does not learn who its applicant is; the service has a way of its own for
	// those who may.
	Apart bool
	// Facts are short words on a case for lists and for the head of its page, e.g. 补正件.
	Facts func(ctx context.Context, ids []int64) (map[int64][]string, error)
}

// Name is that of the service: the kind of its cases, or, where it has none, who owns its tables.
func (s Service) Name() string { return cmp.Or(s.Table.Kind, s.Schema.Owner) }

// Occasion says of an event of a service's cases whether somebody is asked to rate it, and for what. Where nothing is said, what
// a window does for who came to it and the end of a matter that somebody brought are rated (一次一评、一事一评, 国办发〔2019〕51号).
// What a service declares is a rule of the office from then on, which may change it (rating_rules).
type Occasion struct {
	Event string // "*": all of its cases' events
	As    string // NotRated, AtWindow or Away
	Basis string
}

// For what people are asked.
const (
	NotRated = "none"
	AtWindow = "visit" // a visit of the window, however the case came in
	Away     = "away"  // not a visit: the person is not there
)

// Task is something that a service does by itself, about every second. Tasks of one service are done one after the
// other, with those of the others; a slow one, which may wait for the network, has a loop of its own and holds up none.
type Task struct {
	Name  string
	Title string // of a slow one, for who sees to the program
	Do    func(ctx context.Context) error
	Slow  bool
}

// ItemSearch is where the desk proposes items while somebody types (form.Field.Search).
const ItemSearch = "/desk/items"

// Seed is the seed folder among a service's embedded files.
func Seed(files fs.FS) fs.FS {
	seed, err := fs.Sub(files, "seed")
	if err != nil {
		panic(err) // only a name that is no path
	}
	return seed
}

// Entry is one door.
type Entry struct {
	Href  string
	Label string
	Note  string
	Icon  string
	Group string        // heading in the desk's menu
	Roles []people.Role // staff who see it; none: all
	Count func(ctx context.Context, v people.Visitor) (int64, error)
	Late  bool // the count is of overdue things
	// Said are the words by which people ask for it in the search of the portal.
	Said []string
}

// Shelf is what a service has to say on the first page of the portal. One without links or text is not shown.
type Shelf struct {
	Title string
	Text  string
	Links []page.Link
	Aside bool // beside the topics, not below them
}

// Section is a part of a case's page, made of the components of kit/page.
type Section struct {
	ID    string
	Title string
	Note  page.Note
	Facts page.List
	Table page.Table
	Links []page.Link

	beside Beside // set by House.Told
}

// Beside says of a section of a service, by its ID, on the pages of which steps it stands as well. The events are those of the service's table.
type Beside struct {
	Section string
	Of      []string // the events whose words it shows; the page of the step that decides on one shows it too
	For     []string // the events whose page has it beside the form: what one judges or answers by it
}

// Shows reports whether the section shows the words of an event.
func (s Section) Shows(event string) bool { return slices.Contains(s.beside.Of, event) }

// Helps reports whether the section stands beside the form of an event.
func (s Section) Helps(event string) bool { return slices.Contains(s.beside.For, event) }
