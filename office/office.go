// Package office is the spine put together: the handles that every service and every front stands on, made of a database, a
// city and a machine.
//
// Read office.go for what it is made of and how it begins (New, Begin), seed.go for what an empty database gets, tell.go for
// how people are told of what happens to a case, work.go for what it does by itself.
package office

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"time"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/archive"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/ledger"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/outlet"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/rule"
	"wuyou/office/session"
	"wuyou/office/slip"
	"wuyou/office/standing"
	"wuyou/office/vault"
)

// Office is made once; services and fronts embed a pointer to it. Its fields do not change once the program serves.
type Office struct {
	DB        *db.DB
	Now       func() time.Time
	Log       *slog.Logger
	Profile   Profile
	City      region.Code
	Keys      *gm.Keys // empty until the vault is open
	Limits    *limit.Book
	Jobs      *job.Queue
	Rules     *calendar.Rules
	Regions   *region.Tree
	Outlets   *outlet.Book
	Audit     *audit.Book
	Proposals *proposal.Book
	Sessions  *session.Registry
	Roster    *roster.Registry
	Persons   *persons.Registry
	Catalog   *catalog.Catalog
	Engine    *flow.Engine
	Ledger    *ledger.Ledger
	Standing  *standing.Book
	Files     *file.Store
	Documents *document.Desk
	Notices   *notice.Post
	Archive   *archive.Room
	House     *door.House

	// EveryDay is what is done once a day before the services do theirs. The program adds to it before it serves.
	EveryDay []Nightly

	start  fs.FS
	owners []db.Migrations
	fresh  sync.Mutex       // one at a time reads what is kept in memory
	seen   map[string]int64 // what the memory was read at; see Refresh
	day    calendar.Day     // and on which day
}

// Setting is what an office is made of.
type Setting struct {
	DB      *db.DB
	Now     func() time.Time
	Log     *slog.Logger
	Profile Profile
	Keys    *gm.Keys                     // Begin fills it
	Site    string                       // the address people reach the program at, without a slash at the end
	Secure  bool                         // cookies are sent over HTTPS only
	Factors func(people.Role) bool       // who must sign in with two factors
	Check   persons.Check                // checks identities; nil: they are proven at a window only
	Files   string                       // the folder of files
	MaxFile int64                        // bytes of one file
	SMS     func(*gm.Keys) notice.Driver // sends messages
	Notices notice.Policy                // and how they are sent
	Limits  string                       // limits that are held against their rows, as of limit.Book.Force
	SealAt  int64                        // how many records of the ledger wait at most before they are sealed; 0 is the ledger's default
	Seed    fs.FS                        // what an empty database gets; nil: data.Files
	Shares  []string                     // with whom the city shares what people tell it, in sentences
}

// Use is what a program may do with the database that it is put together on.
type Use int

const (
	Serves Use = iota // makes it where there is none, brings it up to date, fills it with regions, holidays and rules
	Founds            // the same where there is none; else as Works
	Works             // takes it as it stands: other nodes may be serving, perhaps of an older program
	Reads             // takes it as it stands and changes nothing, in the folder neither
)

// New puts an office together. It reads nothing of the database until Begin.
func New(s Setting) (*Office, error) {
	o := &Office{
		DB: s.DB, Now: s.Now, Log: s.Log, Profile: s.Profile, City: s.Profile.Region, Keys: s.Keys,
		start: s.Seed, Rules: &calendar.Rules{}, Regions: &region.Tree{}, Outlets: &outlet.Book{}, Limits: limit.New(s.Now),
	}
	if o.start == nil {
		o.start = data.Files
	}
	if err := o.Limits.Force(s.Limits); err != nil {
		return nil, fmt.Errorf("--limits：%w", err)
	}
	o.Audit = audit.New(o.DB, o.Now)
	o.Proposals = proposal.New(o.DB, o.Now, o.Limits, o.Audit)
	o.Sessions = session.New(o.DB, o.Now, o.Keys, o.Limits)
	o.Roster = roster.New(o.DB, o.Now, o.Keys, o.Limits, o.Audit, o.Sessions, s.Factors)
	o.Persons = persons.New(o.DB, o.Now, o.Keys, o.Limits, o.Audit, o.Sessions, s.Check)
	o.Sessions.Staff, o.Sessions.Citizen, o.Sessions.Bearer = o.Roster.StaffActor, o.Persons.Citizen, o.Roster.Bearer
	o.Roster.Places = o.Regions
	o.Catalog = catalog.New(o.DB, o.Now)
	o.Engine = flow.New(o.DB, o.Now, o.Rules, o.Keys)
	o.Engine.Party, o.Engine.Tenures, o.Engine.Settled = o.Persons.Party, o.Roster.Tenures, o.Persons.Settled
	o.Ledger = ledger.New(o.DB, o.Now, o.Keys, o.Engine)
	o.Standing = &standing.Book{DB: o.DB, Engine: o.Engine, Now: o.Now}
	o.Ledger.SealAt = cmp.Or(s.SealAt, o.Ledger.SealAt)
	o.Files = file.New(o.DB, o.Now, o.Keys, o.Log, s.Files, s.MaxFile)
	o.Documents = document.New(o.DB, o.Now, o.Keys)
	o.Documents.Hole = o.hole
	o.Notices = notice.New(o.DB, o.Now, o.Keys, o.Limits, o.Persons, s.SMS(o.Keys), s.Notices, o.Log)
	o.Notices.Hole = o.hole
	o.Jobs = job.New(o.DB, o.Now, o.Log)
	o.House = &door.House{
		City: page.City{
			Name: s.Profile.Site, Brand: s.Profile.Brand, Org: s.Profile.Org, Hotline: s.Profile.Hotline,
			Hours: s.Profile.hours(), Mark: s.Profile.Mark, Shares: s.Shares,
		},
		Site:   s.Site,
		Region: s.Profile.Region, Organs: s.Profile.organs(), Authorities: s.Profile.Authorities,
		Courts: s.Profile.Courts, DB: o.DB, Engine: o.Engine, Catalog: o.Catalog,
		Regions: o.Regions, Limits: o.Limits, Audit: o.Audit, Proposals: o.Proposals, Sessions: o.Sessions, Roster: o.Roster, Persons: o.Persons,
		Notices: o.Notices, Files: o.Files, Now: o.Now, Secure: s.Secure,
		Rules: append([]rule.Table{o.Limits.Table()}, roster.Rules()...),
		Keys:  o.Keys,
	}
	o.House.Slips = &slip.Book{
		DB: o.DB, Now: o.Now, Keys: o.Keys, Engine: o.Engine, Limits: o.Limits, Audit: o.Audit, Sessions: o.Sessions, Persons: o.Persons,
		Notices: o.Notices, Secure: s.Secure,
		Words: map[string]string{"site": s.Profile.Site, "hotline": s.Profile.Hotline},
	}
	o.Archive = &archive.Room{DB: o.DB, Now: o.Now, Engine: o.Engine, Files: o.Files, Documents: o.Documents, Fonds: o.fonds}
	return o, nil
}

// Begin takes the services in and the database into use: brings it up to date, opens the vault, fills what is empty, reads what is
// kept in memory, and checks the flow tables and what the services do on each other's events. parts are the tables of parts of the
// spine that the services stand on; used is whether a program has used the database before.
func (o *Office) Begin(ctx context.Context, how Use, services []door.Service, parts []db.Migrations, masters []gm.Master, used bool) error {
	o.House.Services = services
	o.owners = append([]db.Migrations{
		db.Own,
		job.Schema(), vault.Schema(), calendar.Schema(), region.Schema(), outlet.Schema(), limit.Schema(), people.Schema(), catalog.Schema(),
		flow.Schema(), slip.Schema(), file.Schema(), document.Schema(), archive.Schema(), notice.Schema(), standing.Schema(),
	}, parts...)
	for _, s := range services {
		if s.Schema.Files != nil {
			o.owners = append(o.owners, s.Schema)
		}
	}
	if err := o.migrate(ctx, how); err != nil {
		return err
	}
	if err := o.settle(ctx, how, masters, used); err != nil {
		return err
	}
	if err := o.Refresh(ctx); err != nil {
		return err
	}
	for _, s := range services {
		if s.Table.Kind == "" { // it has no cases
			continue
		}
		if err := o.Engine.Register(s.Table); err != nil {
			return err
		}
	}
	for _, s := range services {
		for _, on := range s.On {
			o.Engine.On(on.Kind, on.Event, on.Step)
		}
	}
	if err := o.Engine.CheckSubscriptions(); err != nil {
		return err
	}
	if err := o.checkDeclared(services); err != nil {
		return err
	}
	o.tell() // by events that a city's services may all lack
	return o.Engine.CheckLive(ctx)
}

// checkDeclared fails when a service names what is not there: an occasion to rate of an event that its table does not have, a section beside the
// step of one, an opening of a kind by an event that no table has, or the form of a page that none of its routes takes by POST.
func (o *Office) checkDeclared(services []door.Service) error {
	for _, s := range services {
		for _, one := range s.Occasions {
			if !o.Engine.Has(s.Table.Kind, one.Event) {
				return fmt.Errorf("%s declares an occasion to rate of %q, which its flow does not have", s.Name(), one.Event)
			}
		}
		for _, one := range s.Openings {
			if !o.Engine.Has(one.Kind, one.Event) {
				return fmt.Errorf("%s declares the opening %s of %q by %q, which no flow has", s.Name(), one.Name, one.Kind, one.Event)
			}
		}
		for _, one := range s.Beside {
			for _, event := range slices.Concat(one.Of, one.For) {
				if !o.Engine.Has(s.Table.Kind, event) {
					return fmt.Errorf("%s declares the section %s beside %q, which its flow does not have", s.Name(), one.Section, event)
				}
			}
		}
		for address := range s.Asks {
			if !slices.ContainsFunc(s.Routes, func(r web.Route) bool { return r.Method == "POST" && r.Path == address }) {
				return fmt.Errorf("%s declares the form of %s, to which it takes no POST", s.Name(), address)
			}
		}
	}
	return nil
}

// Owners are those who have tables, in the order in which they are made. Begin sets them.
func (o *Office) Owners() []db.Migrations { return o.owners }

// Vault is where the data keys are kept.
func (o *Office) Vault() vault.Vault { return vault.Vault{DB: o.DB, Now: o.Now, Keys: o.Keys} }

// migrate brings all tables up to date, or sees that they are.
func (o *Office) migrate(ctx context.Context, how Use) error {
	if err := o.DB.Knows(ctx, o.owners...); err != nil {
		return err
	}
	switch how {
	case Reads:
		return o.DB.Read(ctx, o.owners...)
	case Works:
		return o.DB.Join(ctx, o.owners...)
	}
	if used, err := o.DB.Used(ctx); err != nil {
		return err
	} else if used && errors.Is(o.DB.Read(ctx, o.owners...), db.ErrOlder) {
		o.Log.Info("正在升级数据库，请等到启动完成")
	}
	return o.DB.Migrate(ctx, o.owners...)
}

// settle opens the vault; where the program serves, it makes keys where there are none, fills what is empty, and puts right
// what an older program left.
func (o *Office) settle(ctx context.Context, how Use, masters []gm.Master, used bool) error {
	if how != Serves {
		return o.Vault().Use(ctx, masters)
	}
	if err := o.Vault().Open(ctx, masters, used, o.proveKeys); err != nil {
		return err
	}
	if err := o.Seed(ctx); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	if err := o.Roster.IndexPhones(ctx); err != nil {
		return err
	}
	return o.Persons.Settle(ctx)
}

// fonds is the organ that puts a case away: the department that decided it, or else the bureau of its place.
func (o *Office) fonds(k flow.Case) archive.Fonds {
	if d, ok := o.Catalog.Dept(k.Dept); ok {
		organ, _ := o.House.DeptOrgan(k.Dept)
		return archive.Fonds{Number: o.Profile.Fonds[string(d.Region)+" "+d.Short], Name: organ.Name}
	}
	organ := o.House.Organ(k.Region)
	return archive.Fonds{Number: o.Profile.Fonds[organ.Code], Name: organ.Name}
}
