package people_test

import (
	"context"
	"errors"
	"fmt"
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
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/rule"
)

// book is the registry on a database of its own, with a clock that the test moves.
type book struct {
	*people.Registry
	db     *db.DB
	keys   *gm.Keys
	now    time.Time
	known  map[string]bool
	answer *people.Verdict // of the identity check, where the test says
	tokens map[int64]string
}

const (
	password = "Right-2026"
	phone    = "13890361234"
	idNo     = "51140219900307001X"
	address  = "203.0.113.7"
)

func TestMain(m *testing.M) {
	gm.CheapPasswords()
	os.Exit(m.Run())
}

var hash = sync.OnceValue(func() string { return gm.HashPassword(password) })

// each runs the test on both databases.
func each(t *testing.T, test func(t *testing.T, b *book)) {
	dbtest.On(t, func(t *testing.T, url string) { test(t, on(t, url)) }, limit.Schema(), people.Schema())
}

func on(t *testing.T, url string) *book {
	b := &book{now: time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone)}
	clock := func() time.Time { return b.now }
	var err error
	if b.keys, err = gm.NewKeys([]byte("0123456789abcdef0123456789abcdef")); err != nil {
		t.Fatal(err)
	}
	b.db = dbtest.Open(t, url, clock, limit.Schema(), people.Schema())
	policy := people.DefaultPolicy
	policy.Check = func(ctx context.Context, q people.Question) (people.Verdict, error) {
		if b.answer != nil {
			return *b.answer, nil
		}
		return b.check(ctx, q)
	}
	b.tokens = map[int64]string{}
	b.Registry = people.New(b.db, clock, b.keys, limit.New(clock), policy)
	for dir, tables := range map[string][]rule.Table{"../../service/identity/seed": people.Rules(), "../../data": people.GivingRules()} {
		for _, rules := range tables {
			if err := b.db.Tx(t.Context(), func(tx *db.DB) error { return rules.Fill(t.Context(), tx, os.DirFS(dir), "") }); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b
}

// limit has another number of a limit hold.
func (b *book) limit(t *testing.T, l limit.Limit, n int64) {
	t.Helper()
	err := b.db.Exec(t.Context(), `INSERT INTO limits (id, limit_key, n, basis, valid_from, valid_to, editor) VALUES ($1, $2, $3, '', 20200101, 0, '')`, b.db.NewID(), l.Key, n)
	if err := errors.Join(err, b.Limits.Load(t.Context(), b.db)); err != nil {
		t.Fatal(err)
	}
}

func (b *book) later(d time.Duration) { b.now = b.now.Add(d) }

// member registers a member of staff with posts.
func (b *book) member(t *testing.T, login string, posts ...people.Post) int64 {
	t.Helper()
	var id int64
	err := b.db.Tx(t.Context(), func(tx *db.DB) (err error) {
		n := people.NewMember{Login: login, Name: "周敏", Phone: "13800000001", Hash: hash(), Keep: true}
		if id, err = b.AddMember(t.Context(), tx, people.TheOffice, "", n); err != nil {
			return err
		}
		for _, p := range posts {
			if err := b.AddPost(t.Context(), tx, people.TheOffice, "", id, p, ""); err != nil {
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

// signIn opens a session of a member of staff.
func (b *book) signIn(t *testing.T, login string) string {
	t.Helper()
	token, err := b.SignInStaff(t.Context(), login, password, "", "", address, "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (b *book) visit(t *testing.T, token string) people.Visitor {
	t.Helper()
	v, err := b.Visit(t.Context(), token, address)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// code has a one-time code sent to a number and returns it.
func (b *book) code(t *testing.T, phone string) (code string) {
	t.Helper()
	err := b.SendCode(t.Context(), "", phone, people.From{IP: address}, func(_ context.Context, _ *db.DB, _, c string) error {
		code = c
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// citizen signs in with a number.
func (b *book) citizen(t *testing.T, phone string) people.Visitor {
	t.Helper()
	token, err := b.SignInCitizen(t.Context(), phone, b.code(t, phone), people.From{IP: address})
	if err != nil {
		t.Fatal(err)
	}
	v := b.visit(t, token)
	b.tokens[v.Account.ID] = token
	return v
}

// atOnce does something n times in the same moment and returns what came of each.
func atOnce(n int, do func(i int) error) []error {
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

// counted says how often each kind of failure came; success stands under -1.
func counted(errs []error) map[fail.Kind]int {
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

// logged reports how often the audit log has the act.
func (b *book) logged(t *testing.T, act string) int {
	t.Helper()
	list, err := b.Audited(t.Context(), people.AuditFilter{}, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return len(slices.DeleteFunc(list, func(a people.Audit) bool { return a.Act != act }))
}

func wantKind(t *testing.T, err error, k fail.Kind, words string) {
	t.Helper()
	if !fail.Is(err, k) || !strings.Contains(err.Error(), words) {
		t.Errorf("%v, want kind %d with %q", err, k, words)
	}
}

// Two administrators who register the same login at the same moment: one does, the other reads which field is wrong.
func TestALoginIsGivenOnce(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		ctx := t.Context()
		for round := range 5 {
			errs := make([]error, 6)
			var ready, done sync.WaitGroup
			ready.Add(len(errs))
			for i := range errs {
				done.Go(func() {
					ready.Done()
					ready.Wait()
					errs[i] = b.db.Tx(ctx, func(tx *db.DB) error {
						_, err := b.AddMember(ctx, tx, people.TheOffice, "", people.NewMember{Login: fmt.Sprint("same", round), Name: "周敏", Hash: hash()})
						return err
					})
				})
			}
			done.Wait()
			won := 0
			for _, err := range errs {
				e, told := fail.As(err)
				switch {
				case err == nil:
					won++
				case !told || len(e.Fields) != 1 || e.Fields[0].Name != "login":
					t.Errorf("%v", err)
				}
			}
			if won != 1 {
				t.Errorf("%d have the login", won)
			}
		}
	})
}

// boss is an administrator of the city.
func (b *book) boss(t *testing.T) people.Actor {
	t.Helper()
	return b.visit(t, func() string {
		b.member(t, "boss", people.Post{Role: people.System, Region: "511400000000"})
		return b.signIn(t, "boss")
	}()).Actor
}
