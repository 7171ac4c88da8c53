package notice_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/office/calendar"
	"wuyou/office/notice"
)

// hands is a clock and a receiver that many nodes share.
type hands struct {
	mu    sync.Mutex
	now   time.Time
	times map[int64]int
	last  []int64
}

func newHands() *hands {
	return &hands{now: time.Date(2026, 4, 20, 9, 30, 0, 0, calendar.Zone), times: map[int64]int{}}
}

func (h *hands) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *hands) took(m notice.Message) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.times[m.ID]++
	h.last = append(h.last, m.ID)
}

// fast is our policy, with waits that a test can wait for.
var fast = notice.Policy{Timeout: 300 * time.Millisecond, AtOnce: 1, Late: 15 * time.Minute}

// Two nodes and a receiver that takes more than half a second for each: minutes pass, and nothing goes out twice.
func TestASlowReceiverGetsNothingTwice(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		h, policy := newHands(), notice.DefaultPolicy
		var turn sync.Mutex // who has claimed is not left behind for longer than the lease while others have minutes pass
		slow := func(_ context.Context, m notice.Message) error {
			turn.Lock()
			defer turn.Unlock()
			h.took(m)
			h.later(600 * time.Millisecond)
			time.Sleep(time.Millisecond)
			return nil
		}
		nodes := []*office{by(t, url, h.clock, slow, policy)}
		if nodes[0].db.Postgres() {
			nodes = append(nodes, by(t, url, h.clock, slow, policy))
		}
		for range 160 {
			nodes[0].send(t, notice.To{Case: 7, Phone: "13800138000"})
		}
		var wait sync.WaitGroup
		for i := range 4 {
			wait.Go(func() {
				if _, err := nodes[i%len(nodes)].Deliver(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		for id, n := range h.times {
			if n != 1 {
				t.Errorf("%d went out %d times", id, n)
			}
		}
		if len(h.times) != 160 {
			t.Errorf("%d of 160 went out", len(h.times))
		}
	})
}

// What may have gone out already goes out once more and then never again, unless the receiver knows its messages by id.
func TestWhatMayHaveGoneOutIsDoubledAtMost(t *testing.T) {
	for _, keyed := range []bool{false, true} {
		h, policy := newHands(), fast
		policy.Keyed = keyed
		o := by(t, dbtest.SQLite(t), h.clock, func(_ context.Context, m notice.Message) error {
			h.took(m)
			return notice.Unsure(errors.New("no answer"))
		}, policy)
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		for range 40 {
			o.deliver(t)
			h.later(time.Hour)
		}
		want := 2
		if keyed {
			want = 6
		}
		if n := o.only(t); n.State != notice.Dead || h.times[n.ID] != want {
			t.Errorf("keyed %v: %d times, %+v", keyed, h.times[n.ID], n)
		}
	}
}

// What expires goes first, and is not sent when it has; what could not be sent for days is not sent any more either.
func TestWhatIsOverIsNotSent(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		for range 3 {
			o.send(t, notice.To{Phone: "13800138000"})
		}
		o.send(t, notice.To{Case: 7, Phone: "13900000009", Until: o.now.Add(5 * time.Minute)})
		if o.deliver(t); g.taken[0].Phone != "13900000009" {
			t.Errorf("a code waits behind %+v", g.taken[0])
		}
		g.down = errors.New("down")
		o.send(t, notice.To{Case: 8, Phone: "13900000009", Until: o.now.Add(5 * time.Minute)})
		o.send(t, notice.To{Case: 9, Phone: "13900000009"})
		asked := g.asked
		for range 10 {
			o.deliver(t)
			*o.now = o.now.Add(time.Minute)
		}
		g.down = nil
		*o.now = o.now.Add(time.Hour)
		o.deliver(t)
		if list, err := o.OfCase(t.Context(), 8); err != nil || list[0].State != notice.Dead || len(g.taken) != 5 || g.asked > asked+2+3+1 {
			t.Errorf("an expired code: %+v %v; %d taken, %d asked", list, err, len(g.taken), g.asked-asked)
		}
		if err := o.db.Tx(t.Context(), func(tx *db.DB) error { return o.Again(t.Context(), tx, g.taken[0].ID) }); err != nil {
			t.Fatal(err)
		}
		o.send(t, notice.To{Case: 10, Phone: "13900000009"})
		*o.now = o.now.Add(o.limits.Time(notice.Life) + time.Minute)
		taken := len(g.taken)
		o.deliver(t)
		if list, err := o.OfCase(t.Context(), 10); err != nil || list[0].State != notice.Dead || !strings.Contains(list[0].Fault, "过时") || len(g.taken) != taken {
			t.Errorf("what has waited for days: %+v %v", list, err)
		}
		if err := o.db.Tx(t.Context(), func(tx *db.DB) error {
			list, err := o.OfCase(t.Context(), 10)
			return errors.Join(err, o.Again(t.Context(), tx, list[0].ID))
		}); err != nil {
			t.Fatal(err)
		}
		if o.deliver(t) != 1 {
			t.Error("what is queued anew by hand is not sent")
		}
	})
}

// A clock that was a day ahead put a notice off; set back, it goes out.
func TestANoticeFromTheFutureIsSent(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		*o.now = o.now.Add(26 * time.Hour)
		g.down = errors.New("down")
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		o.deliver(t)
		*o.now, g.down = o.now.Add(-26*time.Hour), nil
		if o.deliver(t) != 1 {
			t.Errorf("%+v", o.only(t))
		}
	})
}

func TestSendingInTroubleIsTold(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		trouble := func() string {
			words, err := o.Trouble(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return words
		}
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		if words := trouble(); words != "" {
			t.Error(words)
		}
		*o.now = o.now.Add(16 * time.Minute)
		if words := trouble(); !strings.Contains(words, "16 分钟") {
			t.Errorf("nobody sends: %q", words)
		}
		g.down = errors.New("down")
		for range 20 {
			o.deliver(t)
			*o.now = o.now.Add(time.Minute)
		}
		if words := trouble(); !strings.Contains(words, "都没有发出去") {
			t.Errorf("nothing goes out: %q", words)
		}
		o.send(t, notice.To{Staff: 5}) // has no number: the desk shows it, and the gateway takes nothing
		if o.deliver(t); !strings.Contains(trouble(), "都没有发出去") {
			t.Errorf("a notice at the desk went out: %q", trouble())
		}
		again := notice.New(o.db, func() time.Time { return *o.now }, nil, o.limits, o.persons, g.send, notice.DefaultPolicy, slog.New(slog.DiscardHandler))
		if words, err := again.Trouble(t.Context()); err != nil || !strings.Contains(words, "都没有发出去") {
			t.Errorf("a program that was just started: %q %v", words, err)
		}
		g.down = nil
		*o.now = o.now.Add(time.Hour)
		if o.deliver(t); trouble() != "" {
			t.Errorf("all is well: %q", trouble())
		}
		g.down = errors.New("down")
		o.send(t, notice.To{Phone: "13800138000", Until: o.now.Add(5 * time.Minute)}) // a code is over before it is tried often
		for range 20 {
			o.deliver(t)
			*o.now = o.now.Add(time.Minute)
		}
		if words := trouble(); !strings.Contains(words, "都没有发出去") {
			t.Errorf("no code goes out: %q", words)
		}
	})
}

// smtpd is a mail server that says what it is told to, line by line, and then no more.
func smtpd(t *testing.T, lines ...string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				for i, line := range lines {
					if i > 0 {
						said, err := in.ReadString('\n')
						for err == nil && line == "250 taken" && said != ".\r\n" {
							said, err = in.ReadString('\n')
						}
						if err != nil {
							return
						}
					}
					fmt.Fprintf(c, "%s\r\n", line)
				}
				in.ReadString(0) // and not a word more
			}()
		}
	}()
	return l.Addr().String()
}

func TestASilentMailServer(t *testing.T) {
	known := []string{"220 here", "250 hello", "250 ok", "250 ok", "354 go on", "250 taken"}
	for said := range len(known) + 1 {
		h := newHands()
		o := by(t, dbtest.SQLite(t), h.clock, notice.Mail(smtpd(t, known[:said]...), "a@example.cn", "sms.example.cn", nil), fast)
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		o.send(t, notice.To{Case: 8, Staff: 5}) // stands on the desk
		start := time.Now()
		o.deliver(t)
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("silent after %d lines: it took %v", said, took)
		}
		h.later(10 * time.Second) // a server that says nothing of the message is left alone for a while; the desk's notice is not kept by it
		o.deliver(t)
		n := o.only(t)
		switch {
		case said >= len(known):
			if n.State != notice.Sent {
				t.Errorf("%+v", n)
			}
		case n.State != notice.Queued || n.Fault == "" || (n.Unsure == 1) != (said == len(known)-1):
			t.Errorf("silent after %d lines: %+v", said, n)
		}
		if list, err := o.OfCase(t.Context(), 8); err != nil || list[0].State != notice.Sent {
			t.Errorf("another's notice: %+v %v", list, err)
		}
	}
}

// The end of the program waits two seconds for the message in hand, and takes no other.
func TestTheEndDoesNotWaitForASilentReceiver(t *testing.T) {
	h, policy := newHands(), fast
	policy.Timeout = time.Minute
	begun := make(chan bool, 9)
	o := by(t, dbtest.SQLite(t), h.clock, func(ctx context.Context, m notice.Message) error {
		h.took(m)
		begun <- true
		<-ctx.Done()
		return notice.Unsure(ctx.Err())
	}, policy)
	o.send(t, notice.To{Case: 7, Phone: "13800138000"})
	o.send(t, notice.To{Case: 8, Phone: "13800138000"})
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { _, err := o.Deliver(ctx); done <- err }()
	<-begun
	start := time.Now()
	end()
	<-done
	if took := time.Since(start); took > 4*time.Second || len(h.last) != 1 {
		t.Errorf("it ended after %v, with %d messages", took, len(h.last))
	}
	if n := o.only(t); n.State != notice.Queued || n.Unsure != 1 {
		t.Errorf("its outcome was not noted: %+v", n)
	}
}

// The database goes while a message is with the gateway, and comes back when the lease has ended: the message has gone out, and does not
// go out again.
func TestWhatWentOutWhileTheDatabaseWasGoneGoesOutOnce(t *testing.T) {
	dbtest.On(t, func(t *testing.T, url string) {
		h, raw := newHands(), dbtest.Raw(t, url)
		move := func(from, to string) {
			if _, err := raw.Exec(`ALTER TABLE ` + from + ` RENAME TO ` + to); err != nil {
				t.Error(err)
			}
		}
		o := by(t, url, h.clock, func(_ context.Context, m notice.Message) error {
			if h.took(m); len(h.last) == 1 {
				move("notices", "gone")
			}
			return nil
		}, notice.DefaultPolicy)
		o.send(t, notice.To{Case: 7, Phone: "13900000001"})
		if _, err := o.Deliver(t.Context()); err == nil {
			t.Error("the outcome was noted where there is nothing to note it in")
		}
		if _, err := o.Deliver(t.Context()); err == nil {
			t.Error("and again")
		}
		move("gone", "notices")
		h.later(time.Hour)
		o.deliver(t)
		if s := o.only(t); s.State != notice.Sent || h.times[s.ID] != 1 {
			t.Errorf("%+v went out %d times", s, h.times[s.ID])
		}
	})
}
