package dbtest

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// Proxy stands between the program and a PostgreSQL server, as a network does that can swallow what is sent: nothing arrives, and
// nobody is told.
type Proxy struct {
	URL     string // of the database by way of the proxy
	asked   gate   // what the program sends
	answers gate   // what the server sends
}

// NewProxy makes a proxy to the database of a url from Postgres, which ends with the test.
func NewProxy(t testing.TB, of string) *Proxy {
	t.Helper()
	u, err := url.Parse(of)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{URL: "postgres://" + u.Query().Get("user") + "@" + l.Addr().String() + u.Path + "?sslmode=disable"}
	p.asked.init()
	p.answers.init()
	t.Cleanup(func() {
		p.Forward()
		l.Close()
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.join(c, u.Query().Get("host")+"/.s.PGSQL.5432")
		}
	}()
	return p
}

// Swallow lets nothing through any more, on old connections and new ones.
func (p *Proxy) Swallow() {
	p.asked.shut(true)
	p.answers.shut(true)
}

// SwallowAnswers lets through what the program sends, and not what the server says to it.
func (p *Proxy) SwallowAnswers() { p.answers.shut(true) }

// Forward lets through again, also what was held back.
func (p *Proxy) Forward() {
	p.asked.shut(false)
	p.answers.shut(false)
}

func (p *Proxy) join(c net.Conn, socket string) {
	defer c.Close()
	s, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer s.Close()
	go p.asked.copy(s, c)
	p.answers.copy(c, s)
}

// gate is one direction.
type gate struct {
	mu     sync.Mutex
	opens  *sync.Cond
	closed bool
}

func (g *gate) init() { g.opens = sync.NewCond(&g.mu) }

func (g *gate) shut(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
	g.opens.Broadcast()
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.closed {
		g.opens.Wait()
	}
}

// copy passes on what comes; the end of one side is the end of the other.
func (g *gate) copy(to net.Conn, from io.Reader) {
	defer to.Close()
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		g.pass()
		if n > 0 {
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
