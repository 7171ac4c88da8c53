package notice_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office/notice"
)

// A gateway that is away for two days burns no try: it is asked with one message at a time, at growing pauses, and when it is back
// everything goes out within minutes.
func TestAGatewayThatIsAwayBurnsNoTries(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		g.down = notice.Away(errors.New("connection refused"))
		for range 30 {
			o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		}
		o.deliver(t)
		if o.deliver(t); g.asked != 1 {
			t.Errorf("asked %d times in a moment", g.asked)
		}
		for range 12 * 60 {
			*o.now = o.now.Add(5 * time.Second)
			o.deliver(t)
		}
		if g.asked < 20 || g.asked > 40 {
			t.Errorf("asked %d times in an hour", g.asked)
		}
		*o.now = o.now.Add(47 * time.Hour)
		o.deliver(t)
		list, err := o.OfCase(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			if n.State != notice.Queued || n.Tries != 0 || n.Unsure != 0 {
				t.Fatalf("%+v", n.Notice)
			}
		}
		if words, err := o.Trouble(t.Context()); err != nil || !strings.Contains(words, "都没有发出去") {
			t.Errorf("%q %v", words, err)
		}
		g.down = nil
		*o.now = o.now.Add(2 * time.Minute)
		n := o.deliver(t)
		*o.now = o.now.Add(4 * time.Minute)
		if n += o.deliver(t); n != 30 || len(g.taken) != 30 {
			t.Errorf("%d of 30 went out", n)
		}
	})
}

// What the gateway has not taken for as long as a message is worth sending is given up, also where its own pauses moved it.
func TestLifeEndsWhileTheGatewayIsAway(t *testing.T) {
	each(t, func(t *testing.T, o *office, g *gateway) {
		g.down = notice.Away(errors.New("503"))
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		for range int(o.limits.Time(notice.Life)/time.Hour) + 1 {
			o.deliver(t)
			*o.now = o.now.Add(time.Hour)
		}
		if o.deliver(t); o.only(t).State != notice.Dead || !strings.Contains(o.only(t).Fault, "过时") {
			t.Errorf("%+v", o.only(t))
		}
	})
}

// One message that the gateway answers as if it were away keeps no other back, of whatever kind.
func TestOneRefusedMessageKeepsNoneBack(t *testing.T) {
	h := newHands()
	o := by(t, dbtest.SQLite(t), h.clock, func(_ context.Context, m notice.Message) error {
		h.took(m)
		if m.Phone == "13900000009" {
			return notice.Away(errors.New("429"))
		}
		return nil
	}, notice.DefaultPolicy)
	o.send(t, notice.To{Case: 9, Phone: "13900000009", Until: h.now.Add(10 * time.Minute)})
	o.send(t, notice.To{Case: 9, Phone: "13900000009"})
	sent := 0
	for range 12 {
		o.send(t, notice.To{Case: 8, Phone: "13800138000"})
		sent += o.deliver(t)
		h.later(10 * time.Second)
	}
	h.later(10 * time.Second)
	if sent += o.deliver(t); sent != 12 {
		t.Errorf("%d of 12 went out", sent)
	}
}

// The drivers say of each failure whether it is the receiver's own.
func TestWhoIsAway(t *testing.T) {
	keys, err := gm.NewKeys([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(status int, err error) notice.Driver {
		return notice.Gateway(func(context.Context, string, map[string]string, []byte) (int, error) { return status, err }, "http://gateway", keys, time.Now)
	}
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	mail := func(at string) notice.Driver { return notice.Mail(at, "a@example.cn", "sms.example.cn", nil) }
	for name, c := range map[string]struct {
		driver notice.Driver
		away   bool
	}{
		"refused connection": {answer(0, errors.New("connection refused")), true},
		"no answer":          {answer(0, notice.Unsure(errors.New("cut"))), false},
		"400":                {answer(400, nil), false},
		"302":                {answer(302, nil), true},
		"404":                {answer(404, nil), true},
		"422":                {answer(422, nil), false},
		"429":                {answer(429, nil), true},
		"503":                {answer(503, nil), true},
		"504":                {answer(504, nil), false},
		"no mail server":     {mail(closed.Addr().String()), true},
		"busy mail server":   {mail(smtpd(t, "421 later")), true},
		"unknown number":     {mail(smtpd(t, "220 here", "250 hello", "250 ok", "550 nobody")), false},
	} {
		now := time.Date(2026, 4, 20, 9, 30, 0, 0, time.UTC)
		o := by(t, dbtest.SQLite(t), func() time.Time { return now }, c.driver, fast)
		o.send(t, notice.To{Case: 7, Phone: "13800138000"})
		o.deliver(t)
		if n := o.only(t); n.State != notice.Queued || n.Fault == "" || (n.Tries == 0) != c.away {
			t.Errorf("%s: %+v", name, n.Notice)
		}
	}
}
