// Package officetest puts one service, or a few, on a small made-up city with a real database, so that the tests of a service lie
// in its folder and need nothing of the program's others.
//
// A package of tests declares its Town and hands it its TestMain:
//
//	var town = officetest.Town{Services: func(o *office.Office) []door.Service { return []door.Service{consultation.New(o)} }}
//
//	func TestMain(m *testing.M) { town.Main(m) }
//
//	func TestAsked(t *testing.T) {
//		town.Each(t, func(c *officetest.City) { clerk := c.Staff("赵窗口", people.Post{Role: people.Window, Region: officetest.Township}) … })
//	}
package officetest

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

// The places of the city: it has two counties with a township and a village each.
const (
	Whole         region.Code = "519900000000" // 云和市
	County        region.Code = "519902000000" // 东岸区
	Township      region.Code = "519902001000" // 河口镇
	Village       region.Code = "519902001001" // 渡头村
	OtherCounty   region.Code = "519903000000" // 西岭县
	OtherTownship region.Code = "519903001000" // 石桥镇
)

// Begins is when it is in a new city: a Monday that is worked.
const Begins = "2026-04-20 09:30"

//go:embed city
var files embed.FS

// Town is what the tests of a package stand on. Its zero value, but for Services, is ready.
type Town struct {
	Services func(o *office.Office) []door.Service
	Parts    []db.Migrations                    // tables of parts of the spine that the services stand on and that belong to no service
	Routes   func(o *office.Office) []web.Route // pages beside those of the services, such as a front's; may be nil
	// Fill puts into every city what all tests need, such as items; may be nil.
	Fill func(c *City)
	// Elsewhere has Main ask for no rows: the tests of another package, which has the table, fire them.
	Elsewhere bool

	template dbtest.Template
	once     sync.Once
	mu       sync.Mutex
	fired    map[string]bool // rows of the services' tables that some test fired
	rows     []string        // all of them
}

// City is a running office with the services of its town, a clock that the test moves, and messages that the test reads.
type City struct {
	*office.Office
	T   testing.TB
	URL string

	town   *Town
	mu     sync.Mutex
	now    time.Time
	sms    []notice.Message
	people int
}

// Main runs the tests of the package and fails when they fired other rows of the services' tables than all but those that
// testdata/unfired.txt lists, one a line; without that file none may be missing. A run of some tests only is not asked, nor a
// town whose rows are fired elsewhere.
func (n *Town) Main(m *testing.M) {
	gm.CheapPasswords()
	code := m.Run()
	n.template.Remove()
	if code == 0 && whole() && !n.Elsewhere {
		if err := n.complete(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// whole reports whether all tests of the package ran.
func whole() bool {
	narrows := []string{"test.run", "test.skip", "test.fuzz", "test.list"}
	for _, arg := range os.Args {
		name, value, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if value != "" && slices.Contains(narrows, name) {
			return false
		}
	}
	return true
}

func (n *Town) complete() error {
	b, err := os.ReadFile("testdata/unfired.txt")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var missing []string
	for _, row := range n.rows {
		if !n.fired[row] {
			missing = append(missing, row)
		}
	}
	if got := strings.Join(missing, "\n"); got != strings.TrimSpace(string(b)) {
		return fmt.Errorf("rows of flow tables that no test of this package fired (testdata/unfired.txt lists others):\n%s", got)
	}
	return nil
}

// Each runs a test in a city on SQLite and in one on PostgreSQL.
func (n *Town) Each(t *testing.T, test func(c *City)) {
	dbtest.Kinds(t, func(t *testing.T, kind string) { test(n.New(t, kind)) })
}

// New is a fresh city on a kind of database, "sqlite" or "postgres"; "" is SQLite.
func (n *Town) New(t testing.TB, kind string) *City {
	t.Helper()
	n.once.Do(func() {
		n.fired = map[string]bool{}
		n.template.Fill = func(t testing.TB, dir, url string) {
			c := &City{T: t, town: n}
			c.open(dir, url)
			if n.Fill != nil {
				n.Fill(c)
			}
			if err := c.DB.Close(); err != nil {
				t.Fatal(err)
			}
		}
	})
	c := &City{T: t, town: n}
	dir, url := n.template.Copy(t, kind)
	c.open(dir, url)
	t.Cleanup(func() { c.DB.Close() })
	server := httptest.NewServer(c.serve())
	t.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

func (c *City) open(dir, url string) {
	c.T.Helper()
	ctx := c.T.Context()
	c.At(Begins)
	profile, err := files.ReadFile("city/city.json")
	if err != nil {
		c.T.Fatal(err)
	}
	s := office.Setting{
		Now: c.clock, Log: slog.New(slog.NewTextHandler(log{c.T}, nil)), Keys: &gm.Keys{}, Site: "https://yunhe.example", Seed: seeds{data.Files},
		Factors: func(people.Role) bool { return false },
		Files:   dir + "/files", MaxFile: 1 << 20,
		Notices: notice.DefaultPolicy,
		SMS: func(*gm.Keys) notice.Driver {
			return func(_ context.Context, m notice.Message) error {
				c.mu.Lock()
				defer c.mu.Unlock()
				c.sms = append(c.sms, m)
				return nil
			}
		},
	}
	if s.Profile, err = office.ParseProfile("officetest", profile); err != nil {
		c.T.Fatal(err)
	}
	if s.DB, err = db.Open(ctx, url, c.clock); err != nil {
		c.T.Fatal(err)
	}
	if err := os.MkdirAll(s.Files, 0o700); err != nil {
		c.T.Fatal(err)
	}
	if c.Office, err = office.New(s); err != nil {
		c.T.Fatal(err)
	}
	masters, err := gm.ParseMasters("90096898fb3d8c035a0a0ae0837d6ee0f897144f19060997bc2a63e83966a649")
	if err != nil {
		c.T.Fatal(err)
	}
	used, err := c.DB.Used(ctx)
	if err == nil {
		err = c.Begin(ctx, office.Serves, c.town.Services(c.Office), c.town.Parts, masters, used)
	}
	if err != nil {
		c.T.Fatal(err)
	}
	c.watch()
}

// watch notes which rows are fired.
func (c *City) watch() {
	n := c.town
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.rows == nil {
		for _, t := range c.Engine.Tables() {
			for _, r := range t.Rows {
				n.rows = append(n.rows, row(t.Kind, r))
			}
		}
	}
	c.Engine.On("*", "*", func(_ context.Context, _ *db.DB, change *flow.Change) error {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.fired[row(change.Case.Kind, change.Row)] = true
		return nil
	})
}

// row names a row of a table.
func row(kind string, r flow.Row) string {
	from, to := strings.Join(r.From, "|"), r.To
	if to != "" {
		to = " → " + to
	}
	return strings.TrimSpace(kind + " " + r.Event + ": " + from + to)
}

// seeds is what an empty city gets: the program's, with places of its own.
type seeds struct{ fs.FS }

func (s seeds) Open(name string) (fs.File, error) {
	if name == "regions.csv" {
		return files.Open("city/regions.csv")
	}
	return s.FS.Open(name)
}

type log struct{ t testing.TB }

func (l log) Write(b []byte) (int, error) {
	l.t.Log(string(bytes.TrimSpace(b)))
	return len(b), nil
}

func (c *City) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// At makes it so late: "2026-04-20 09:30".
func (c *City) At(s string) {
	c.T.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	if err != nil {
		c.T.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Later lets time pass.
func (c *City) Later(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Tick has the office do what it does by itself.
func (c *City) Tick() {
	c.T.Helper()
	if err := c.Office.Tick(context.Background()); err != nil {
		c.T.Fatal(err)
	}
}

// Texts are the messages that a telephone has got, the oldest first.
func (c *City) Texts(phone string) (list []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.sms {
		if m.Phone == phone {
			list = append(list, m.Text)
		}
	}
	return list
}

// Offer publishes an item in both counties and returns its number.
func (c *City) Offer(it catalog.Item) int64 {
	c.T.Helper()
	m := catalog.Import{By: people.TheOffice, Regions: c.Regions, City: c.City, Offer: []region.Code{County, OtherCounty}}
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
		if err := m.Items(c.T.Context(), tx, c.Catalog, []catalog.Item{it}); err != nil {
			return err
		}
		return tx.Changed(c.T.Context(), "catalog")
	})
	if err == nil {
		err = errors.Join(m.Wrong.Err(), c.Catalog.Load(c.T.Context()))
	}
	if err != nil {
		c.T.Fatal(err)
	}
	e, err := c.Catalog.ByCode(it.Code)
	if err != nil {
		c.T.Fatal(err)
	}
	return e.ID
}

// Made is a service of a table alone, such as the tests of a service that watches all kinds of cases bring along. seed are the
// texts of its seed files by name: terms.csv, alarms.csv, triggers.csv.
func Made(t flow.Table, seed map[string]string) door.Service {
	files := fstest.MapFS{}
	for name, text := range seed {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	nothing := fstest.MapFS{"0001_made.sql": &fstest.MapFile{Data: []byte("-- +goose Up\nSELECT 1;\n")}}
	return door.Service{Table: t, Schema: db.Migrations{Owner: t.Kind, Files: nothing}, Seed: files}
}

// Levels is what the service of identities brings along, for towns without it: how well somebody must be proven to be who he says, and what his
// telephone of before is told.
func Levels() door.Service {
	s := Made(flow.Table{Kind: "identity"}, map[string]string{
		"levels.csv":  "act,level,basis\nsee,matched,x\nmove,matched,x\nrate,matched,x\napply,phone,x\nfirm,matched,x\n",
		"notices.csv": "code,title,type,text\nphone_left,手机号不再使用,,【{site}】这个手机号不再使用，请拨打 {hotline}。\n",
	})
	s.Table, s.Rules = flow.Table{}, persons.Rules()
	return s
}

// Dept founds a department at a place and returns its code.
func (c *City) Dept(place region.Code, name string) (code string) {
	c.T.Helper()
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) (err error) {
		if code, err = catalog.FoundDept(c.T.Context(), tx, place, name, name); err != nil {
			return err
		}
		return tx.Changed(c.T.Context(), "catalog")
	})
	if err = errors.Join(err, c.Catalog.Load(c.T.Context())); err != nil {
		c.T.Fatal(err)
	}
	return code
}

// Opened is a case that an actor, such as people.TheOffice, opens.
func (c *City) Opened(by people.Actor, o flow.Opening) (k flow.Case) {
	c.T.Helper()
	if o.Channel == "" {
		o.Channel = flow.ByWindow
	}
	err := c.DB.Tx(c.T.Context(), func(tx *db.DB) error {
		change, err := c.Engine.Open(c.T.Context(), tx, by, o)
		if err == nil {
			k = change.Case
		}
		return err
	})
	if err != nil {
		c.T.Fatal(err)
	}
	return k
}

// View is a case as an actor sees it.
func (c *City) View(by people.Actor, k flow.Case) flow.View {
	c.T.Helper()
	v, err := c.Engine.View(c.T.Context(), by, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return v
}

// Course is what happened to a case, event and minute: "accept 04-20 09:30". Reminders are left out.
func (c *City) Course(k flow.Case) (list []string) {
	c.T.Helper()
	events, err := c.Engine.Events(c.T.Context(), c.DB, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	for _, e := range events {
		if e.Event != "remind" {
			list = append(list, e.Event+" "+calendar.At(e.At).Format("01-02 15:04"))
		}
	}
	return list
}

// Case is a case as it stands now.
func (c *City) Case(k flow.Case) flow.Case {
	c.T.Helper()
	k, err := c.Engine.Find(c.T.Context(), c.DB, k.ID)
	if err != nil {
		c.T.Fatal(err)
	}
	return k
}

// Newest is the case of a kind that was opened last.
func (c *City) Newest(kind string) flow.Case {
	c.T.Helper()
	list := c.Cases(kind)
	if len(list) == 0 {
		c.T.Fatal("no case of kind ", kind)
	}
	return list[len(list)-1]
}

// Cases are those of a kind, in the order in which they were opened.
func (c *City) Cases(kind string) (list []flow.Case) {
	c.T.Helper()
	list, err := db.All[flow.Case](c.T.Context(), c.DB, `SELECT `+flow.Columns+` FROM cases c WHERE c.kind = $1 ORDER BY c.opened_at, c.id`, kind)
	if err != nil {
		c.T.Fatal(err)
	}
	return list
}

// Sound fails the test when the ledger does not verify.
func (c *City) Sound() {
	c.T.Helper()
	c.Tick()
	if v, err := c.Ledger.Verify(c.T.Context()); err != nil || len(v.Faults) > 0 {
		c.T.Errorf("the ledger: %+v %v", v, err)
	}
}
