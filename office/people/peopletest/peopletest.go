// Package peopletest is the books of people put together on a made-up city: what the tests of office/audit, office/proposal,
// office/session, office/roster and office/persons stand on.
package peopletest

import (
	"context"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/proposal"
	"wuyou/office/roster"
	"wuyou/office/rule"
	"wuyou/office/session"
)

// Book is the books of people on a database of its own, with a clock that the test moves.
type Book struct {
	DB        *db.DB
	Keys      *gm.Keys
	Limits    *limit.Book
	Audit     *audit.Book
	Proposals *proposal.Book
	Sessions  *session.Registry
	Roster    *roster.Registry
	Persons   *persons.Registry

	Now    time.Time
	Known  map[string]bool
	Answer *persons.Verdict // of the identity check, where the test says
	Tokens map[int64]string // of the sessions that Citizen began, by account
}

// The password of every member of staff, and a citizen: his telephone, the number of his document, where he asks from.
const (
	Password = "Right-2026"
	Phone    = "13890361234"
	IDNo     = "51140219900307001X"
	Address  = "203.0.113.7"
)

// Hash is that of Password.
var Hash = sync.OnceValue(func() string { return gm.HashPassword(Password) })

// Each runs the test on both databases.
func Each(t *testing.T, test func(t *testing.T, b *Book)) {
	dbtest.On(t, func(t *testing.T, url string) { test(t, On(t, url)) }, limit.Schema(), people.Schema())
}

// On makes the books on a database.
func On(t *testing.T, url string) *Book {
	t.Helper()
	b := &Book{Now: time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone), Tokens: map[int64]string{}}
	clock := func() time.Time { return b.Now }
	var err error
	if b.Keys, err = gm.NewKeys([]byte("0123456789abcdef0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	b.DB = dbtest.Open(t, url, clock, limit.Schema(), people.Schema())
	b.Limits, b.Audit = limit.New(clock), audit.New(b.DB, clock)
	b.Proposals = proposal.New(b.DB, clock, b.Limits, b.Audit)
	b.Sessions = session.New(b.DB, clock, b.Keys, b.Limits)
	b.Roster = roster.New(b.DB, clock, b.Keys, b.Limits, b.Audit, b.Sessions, roster.SeesOrDecides)
	b.Persons = persons.New(b.DB, clock, b.Keys, b.Limits, b.Audit, b.Sessions, b.check)
	b.Sessions.Staff, b.Sessions.Citizen, b.Sessions.Bearer = b.Roster.StaffActor, b.Persons.Citizen, b.Roster.Bearer
	for dir, tables := range map[string][]rule.Table{"../../service/identity/seed": persons.Rules(), "../../data": roster.Rules()} {
		for _, rules := range tables {
			if err := b.DB.Tx(t.Context(), func(tx *db.DB) error { return rules.Fill(t.Context(), tx, os.DirFS(dir), "") }); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b
}

// Later moves the clock on.
func (b *Book) Later(d time.Duration) { b.Now = b.Now.Add(d) }

// Member registers a member of staff with posts.
func (b *Book) Member(t *testing.T, login string, posts ...people.Post) int64 {
	t.Helper()
	var id int64
	err := b.DB.Tx(t.Context(), func(tx *db.DB) (err error) {
		n := roster.NewMember{Login: login, Name: "周敏", Phone: "13800000001", Hash: Hash(), Keep: true}
		if id, err = b.Roster.AddMember(t.Context(), tx, people.TheOffice, "", n); err != nil {
			return err
		}
		for _, p := range posts {
			if err := b.Roster.AddPost(t.Context(), tx, people.TheOffice, "", id, p, ""); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// SignIn opens a session of a member of staff.
func (b *Book) SignIn(t *testing.T, login string) string {
	t.Helper()
	token, err := b.Roster.SignInStaff(t.Context(), login, Password, "", "", Address, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Visit is who holds the token of a session.
func (b *Book) Visit(t *testing.T, token string) people.Visitor {
	t.Helper()
	v, err := b.Sessions.Visit(t.Context(), token, Address)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Code has a one-time code sent to a number and returns it.
func (b *Book) Code(t *testing.T, phone string) (code string) {
	t.Helper()
	err := b.Sessions.SendCode(t.Context(), "", phone, session.From{IP: Address}, func(_ context.Context, _ *db.DB, _, c string) error {
		code = c
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// Citizen signs in with a number.
func (b *Book) Citizen(t *testing.T, phone string) people.Visitor {
	t.Helper()
	token, err := b.Persons.SignInCitizen(t.Context(), phone, b.Code(t, phone), session.From{IP: Address})
	if err != nil {
		t.Fatal(err)
	}
	v := b.Visit(t, token)
	b.Tokens[v.Account.ID] = token
	return v
}

// AtOnce does something n times in the same moment and returns what came of each.
func AtOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	wait.Wait()
	return errs
}

// Counted says how often each kind of failure came; success stands under -1.
func Counted(errs []error) map[fail.Kind]int {
	n := map[fail.Kind]int{}
	for _, err := range errs {
		if err == nil {
			n[-1]++
		} else if e, ok := fail.As(err); ok {
			n[e.Kind]++
		} else {
			n[fail.Internal]++
		}
	}
	return n
}

// Logged reports how often the audit log has the act.
func (b *Book) Logged(t *testing.T, act string) int {
	t.Helper()
	list, err := b.Audit.Lines(t.Context(), audit.Filter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(list, func(a audit.Line) bool { return a.Act != act }))
}

// WantKind fails the test unless a failure is of a kind and has some words.
func WantKind(t *testing.T, err error, k fail.Kind, words string) {
	t.Helper()
	if !fail.Is(err, k) || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want kind %d with %q", err, k, words)
	}
}

// Boss is an administrator of the city.
func (b *Book) Boss(t *testing.T) people.Actor {
	t.Helper()
	return b.Visit(t, func() string {
		b.Member(t, "boss", people.Post{Role: people.System, Region: "511400000000"})
		return b.SignIn(t, "boss")
	}()).Actor
}

// Meet enters whom a window meets.
func (b *Book) Meet(t *testing.T, i persons.Identity) (p persons.Person, err error) {
	t.Helper()
	err = b.DB.Tx(t.Context(), func(tx *db.DB) error {
		p, _, err = b.Persons.Meet(t.Context(), tx, i)
		return err
	})
	return p, err
}

// Register is what the identity check of the test knows: numbers with their telephones and names, codes with the numbers of
// their legal representatives.
func (b *Book) Register(known ...string) {
	if b.Known == nil {
		b.Known = map[string]bool{}
	}
	for _, k := range known {
		b.Known[k] = true
	}
}

func (b *Book) check(_ context.Context, q persons.Question) (persons.Verdict, error) {
	if b.Answer != nil {
		return *b.Answer, nil
	}
	if q.FirmCode != "" {
		return persons.Verdict{Paired: b.Known[q.FirmCode+" "+q.IDNo]}, nil
	}
	paired := b.Known[q.Name+" "+q.IDNo]
	return persons.Verdict{Paired: paired, Phone: paired && b.Known[q.IDNo+" "+q.Phone]}, nil
}

// Named is a citizen whom the check knows with his telephone.
func (b *Book) Named(t *testing.T, phone, name, idNo string) people.Visitor {
	t.Helper()
	b.Register(name+" "+idNo, idNo+" "+phone)
	v := b.Citizen(t, phone)
	if level, err := b.Persons.RealName(t.Context(), v, persons.Identity{Name: name, IDNo: idNo}); err != nil || level != people.Matched {
		t.Fatalf("%s: %v %v", name, level.Name(), err)
	}
	return b.Again(t, v)
}

// Again is who a session is now.
func (b *Book) Again(t *testing.T, v people.Visitor) people.Visitor {
	t.Helper()
	return b.Visit(t, b.Tokens[v.Account.ID])
}

// Agencies is for how many firms a citizen may file.
func (b *Book) Agencies(t *testing.T, v people.Visitor) int {
	t.Helper()
	list, err := b.Persons.Firms(t.Context(), b.Again(t, v), people.Apply)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}
