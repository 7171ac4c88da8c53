package notice_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/calendar"
	"wuyou/office/limit"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/session"
)

// gateway takes messages, or refuses them while it is down.
type gateway struct {
	mu    sync.Mutex
	down  error
	taken []notice.Message
	asked int
}

func (g *gateway) send(_ context.Context, m notice.Message) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if g.down != nil {
		return g.down
	}
	g.taken = append(g.taken, m)
	return nil
}

// office is one node's post on a database that others may share.
type office struct {
	*notice.Post
	db       *db.DB
	sessions *session.Registry
	persons  *persons.Registry
	limits   *limit.Book
	now      *time.Time
}

func on(t *testing.T, url string, now *time.Time, g *gateway) *office {
	t.Helper()
	o := by(t, url, func() time.Time { return *now }, g.send, notice.DefaultPolicy)
	o.now = now
	return o
}

// by is a node with a clock, a driver and a policy.
func by(t *testing.T, url string, clock func() time.Time, driver notice.Driver, policy notice.Policy) *office {
	t.Helper()
	keys, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{db: dbtest.Open(t, url, clock, limit.Schema(), people.Schema(), notice.Schema())}
	o.limits = limit.New(clock)
	o.sessions = session.New(o.db, clock, keys, o.limits)
	o.persons = persons.New(o.db, clock, keys, o.limits, audit.New(o.db, clock), o.sessions, nil)
	o.sessions.Citizen = o.persons.Citizen
	o.Post = notice.New(o.db, clock, keys, o.limits, o.persons, driver, policy, slog.New(slog.NewTextHandler(io.Discard, nil)))
	err = o.db.Tx(t.Context(), func(tx *db.DB) error {
		return notice.PutTemplate(t.Context(), tx, notice.Template{Code: "done", Title: "办结", Text: "您的{item}已办结{more}。"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func each(t *testing.T, test func(t *testing.T, o *office, g *gateway)) {
	dbtest.On(t, func(t *testing.T, url string) {
		now, g := time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone), &gateway{}
		test(t, on(t, url, &now, g), g)
	})
}

func (o *office) send(t *testing.T, to notice.To) {
	t.Helper()
	err := o.db.Tx(t.Context(), func(tx *db.DB) error {
		to.Item = 1 // of the catalogue
		return o.Send(t.Context(), tx, to, "done", map[string]string{"item": "社保卡"})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) deliver(t *testing.T) int {
	t.Helper()
	n, err := o.Deliver(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (o *office) only(t *testing.T) notice.Shown {
	t.Helper()
	list, err := o.OfCase(t.Context(), 7)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	return list[0]
}

// Several nodes that deliver at the same time send each notice once.
func TestEachNoticeIsSentOnce(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		now, g := time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone), &gateway{}
		nodes := []*office{on(t, url, &now, g)}
		if nodes[0].db.Postgres() {
			nodes = append(nodes, on(t, url, &now, g))
		}
		const many = 230 // more than two rounds take
		for range many {
			nodes[0].send(t, notice.To{Case: 7, Phone: "13800138000"})
		}
		var wait sync.WaitGroup
		for i := range 6 {
			wait.Go(func() {
				if _, err := nodes[i%len(nodes)].Deliver(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		ids := map[int64]bool{}
		for _, m := range g.taken {
			ids[m.ID] = true
			if m.Phone != "13800138000" || m.Text != "您的社保卡已办结。" {
				t.Fatalf("%+v", m)
			}
		}
		if len(g.taken) != many || len(ids) != many {
			t.Errorf("%d messages of %d notices, of %d", len(g.taken), len(ids), many)
		}
	})
}

// What the gateway does not take is tried again after 1, 5, 30 minutes, 2 and 12 hours, then given up;
// by hand it is queued anew.
func TestRetries(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		g.down = errors.New("gateway is down")
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		pauses := []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 12 * time.Hour}
		for i, p := range pauses {
			o.deliver(t)
			n := o.only(t)
			if n.State != notice.Queued || n.Tries != int64(i+1) || n.DueAt != o.now.Add(p).UnixMilli() || n.Fault != "gateway is down" {
				t.Fatalf("try %d: %+v", i+1, n)
			}
			*o.now = o.now.Add(p - time.Second)
			if o.deliver(t); g.asked != i+1 {
				t.Fatalf("asked %d times before its time", g.asked)
			}
			*o.now = o.now.Add(time.Second)
		}
		o.deliver(t)
		if n := o.only(t); n.State != notice.Dead || g.asked != 6 {
			t.Fatalf("%+v, asked %d times", n, g.asked)
		}
		*o.now = o.now.Add(1000 * time.Hour)
		if o.deliver(t); g.asked != 6 {
			t.Error("a dead notice was tried")
		}
		g.down = nil
		if err := o.Again(t.Context(), o.db, o.only(t).ID); err != nil {
			t.Fatal(err)
		}
		if n := o.deliver(t); n != 1 {
			t.Errorf("%d sent", n)
		}
		sent := o.only(t)
		if sent.State != notice.Sent || sent.Fault != "" || sent.SentAt != o.now.UnixMilli() {
			t.Errorf("%+v", sent)
		}
		if err := o.Again(t.Context(), o.db, sent.ID); err != nil {
			t.Fatal(err)
		}
		if o.deliver(t) != 0 || len(g.taken) != 1 {
			t.Error("what was sent is sent again")
		}
	})
}

// A node that dies with a notice in its hands leaves it to another, after the lease.
func TestALostNoticeIsSentByAnother(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		// the claim was made, and the process ended before it sent
		if _, err := o.db.Affect(t.Context(), `UPDATE notices SET tries = 1, due_at = $1`, o.now.Add(2*time.Minute).UnixMilli()); err != nil {
			t.Fatal(err)
		}
		*o.now = o.now.Add(119 * time.Second)
		if o.deliver(t) != 0 {
			t.Error("taken before the lease has ended")
		}
		*o.now = o.now.Add(time.Second)
		if o.deliver(t) != 1 || len(g.taken) != 1 {
			t.Errorf("%v", g.taken)
		}
	})
}

// A notice goes to the number given at the counter, whoever says to be this person; what an account filed, to its own number; one to nobody's number is
// dead at once, a reminder to staff without a number stands on the desk.
func TestWhereANoticeGoes(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		var counter, nowhere persons.Person
		err := o.db.Tx(t.Context(), func(tx *db.DB) (err error) {
			if counter, _, err = o.persons.Meet(t.Context(), tx, persons.Identity{Name: "张晓梅", IDNo: "51140219900307001X", Phone: "13700000001"}); err != nil {
				return err
			}
			nowhere, _, err = o.persons.Meet(t.Context(), tx, persons.Identity{Name: "李无号", IDNo: "510107198501014563"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		last := func() string {
			o.deliver(t)
			if len(g.taken) == 0 {
				return ""
			}
			return g.taken[len(g.taken)-1].Phone
		}
		o.send(t, notice.To{Person: counter.ID})
		if got := last(); got != "13700000001" {
			t.Error(got)
		}
		code := ""
		if err := o.sessions.SendCode(t.Context(), "", "13900000009", session.From{}, func(_ context.Context, _ *db.DB, _, c string) error { code = c; return nil }); err != nil {
			t.Fatal(err)
		}
		token, err := o.persons.SignInCitizen(t.Context(), "13900000009", code, session.From{})
		if err != nil {
			t.Fatal(err)
		}
		v, err := o.sessions.Visit(t.Context(), token, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, rules := range persons.Rules() {
			if err := o.db.Tx(t.Context(), func(tx *db.DB) error { return rules.Fill(t.Context(), tx, os.DirFS("../../service/identity/seed"), "") }); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.persons.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := o.persons.RealName(t.Context(), v, persons.Identity{Name: "张晓梅", IDNo: "51140219900307001X"}); err != nil {
			t.Fatal(err)
		}
		o.send(t, notice.To{Person: counter.ID})
		if got := last(); got != "13700000001" {
			t.Error("who says to be somebody gets his messages:", got)
		}
		if v, err = o.sessions.Visit(t.Context(), token, ""); err != nil {
			t.Fatal(err)
		}
		o.send(t, notice.To{Person: v.Actor.ID})
		if got := last(); got != "13900000009" {
			t.Error(got)
		}
		o.send(t, notice.To{Case: 7, Person: nowhere.ID})
		o.deliver(t)
		if n := o.only(t); n.State != notice.Dead || !strings.Contains(n.Fault, "没有手机号") {
			t.Errorf("%+v", n)
		}
		asked := g.asked
		o.send(t, notice.To{Staff: 5})
		if o.deliver(t); g.asked != asked {
			t.Error("a message to no number")
		}
		if n, err := o.Unread(t.Context(), 5); err != nil || n != 1 {
			t.Error(n, err)
		}
		if err := o.ReadTo(t.Context(), 5, math.MaxInt64); err != nil {
			t.Fatal(err)
		}
		if n, err := o.Unread(t.Context(), 5); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
}

// A notice is part of its cause: when that is undone, nothing is sent. Number and text are sealed.
func TestANoticeIsPartOfItsCause(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		undone := errors.New("undone")
		err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			if err := o.Send(t.Context(), tx, notice.To{Case: 7, Phone: "13800138000"}, "done", nil); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) || o.deliver(t) != 0 {
			t.Error(err)
		}
		if err := o.Send(t.Context(), o.db, notice.To{}, "no such", nil); err == nil {
			t.Error("a notice without a text")
		}
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		n := o.only(t)
		if strings.Contains(n.PhoneSealed, "138") || strings.Contains(n.TextSealed, "社保卡") || n.Text != "您的社保卡已办结。" || n.Title != "办结" {
			t.Errorf("%+v", n)
		}
	})
}

func TestFill(t *testing.T) {
	words := map[string]string{"a": "甲", "b": "{a}"}
	for text, want := range map[string]string{
		"": "", "plain": "plain", "{a}": "甲", "x{a}y{b}z": "x甲y{a}z", "{none}!": "!", "}{a}": "}{a}", "{a": "{a",
	} {
		if got := notice.Fill(text, words); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A member of staff turns the pages of his notices by the number of the last that he has read: none comes twice, none is left out, and
// those to others are not among them.
func TestTheNoticesOfAMemberOfStaffInPages(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		const many = 5
		for range many {
			o.send(t, notice.To{Staff: 5})
			o.send(t, notice.To{Staff: 6})
			o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		}
		all, err := o.OfStaff(t.Context(), 5, notice.Asked{}, 0, 100)
		if err != nil || len(all) != many {
			t.Fatalf("%+v %v", all, err)
		}
		read, before := []notice.Shown{}, int64(0)
		for range many {
			page, err := o.OfStaff(t.Context(), 5, notice.Asked{}, before, 2)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			read, before = append(read, page...), page[len(page)-1].ID
		}
		if d := cmp.Diff(all, read); d != "" {
			t.Error(d)
		}
		for i, n := range all {
			if n.StaffID != 5 || i > 0 && n.ID >= all[i-1].ID {
				t.Errorf("%d: %+v", i, n.Notice)
			}
		}
	})
}

// A message is read when it is opened, and none by looking at the list; all at once up to the one that was shown last. They are told apart by
// the types of their templates, which a text that was edited keeps.
func TestAMessageIsReadOneByOne(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			late := notice.Template{Code: "late", Title: "超期", Type: notice.Late, Text: "超期了。", Editor: "seed"}
			if err := notice.AddTemplate(t.Context(), tx, late); err != nil {
				return err
			}
			return notice.PutTemplate(t.Context(), tx, notice.Template{Code: "late", Title: "超期", Text: "已经超期。", Editor: "somebody"})
		})
		if err == nil {
			err = o.Load(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		tell := func(staff int64, code string) {
			if err := o.db.Tx(t.Context(), func(tx *db.DB) error { return o.Send(t.Context(), tx, notice.To{Staff: staff}, code, nil) }); err != nil {
				t.Fatal(err)
			}
		}
		for _, code := range []string{"done", "late", "done"} {
			tell(5, code)
		}
		tell(6, "late")
		of := func(a notice.Asked) (ids []int64) {
			list, err := o.OfStaff(t.Context(), 5, a, 0, 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range list {
				ids = append(ids, n.ID)
			}
			return ids
		}
		left := func(want map[notice.Type]int64) {
			t.Helper()
			got, err := o.UnreadBy(t.Context(), 5)
			if d := cmp.Diff(want, got); err != nil || d != "" {
				t.Error(err, d)
			}
		}
		all, late := of(notice.Asked{}), of(notice.Asked{Typed: true, Type: notice.Late})
		if len(all) != 3 || len(late) != 1 || late[0] != all[1] || len(of(notice.Asked{Typed: true})) != 2 || len(of(notice.Asked{Typed: true, Type: notice.Todo})) != 0 {
			t.Errorf("%v, %v", all, late)
		}
		left(map[notice.Type]int64{notice.Late: 1, notice.System: 2})
		if n, err := o.Read(t.Context(), 5, late[0]); err != nil || n.Template != "late" {
			t.Error(n, err)
		}
		left(map[notice.Type]int64{notice.System: 2})
		if _, err := o.Read(t.Context(), 6, all[0]); !fail.Is(err, fail.KindNotFound) {
			t.Errorf("another's: %v", err)
		}
		if d := cmp.Diff([]int64{all[0], all[2]}, of(notice.Asked{Unread: true})); d != "" {
			t.Error(d)
		}
		tell(5, "done") // since the list was shown
		if err := o.ReadTo(t.Context(), 5, all[0]); err != nil {
			t.Fatal(err)
		}
		left(map[notice.Type]int64{notice.System: 1})
		if n, err := o.Unread(t.Context(), 6); err != nil || n != 1 {
			t.Errorf("of another %d, %v", n, err)
		}
		if len(of(notice.Asked{})) != 4 {
			t.Error("what was read is gone")
		}
	})
}
