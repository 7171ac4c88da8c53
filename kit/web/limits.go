package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
)

// Limits bound what one address and all together may hold open, and for how long. All are settings of the installation.
type Limits struct {
	Answer  time.Duration // an answer begins after so long, once the body is there; else it is 503
	Long    time.Duration // the same of routes that are Long
	Header  time.Duration // a request's header is there after so long
	Form    time.Duration // its body, where the route takes no more than formMost
	Upload  time.Duration // its body, where the route takes more
	Stall   time.Duration // a body or an answer that does not move for so long is cut off
	Idle    time.Duration // a connection without a request is closed
	Conns   int           // connections open at once
	Address int           // of those, from one address (IPv6: one /64); a proxy of ours is no such address
	Uploads int           // requests with large bodies at once
}

// DefaultLimits are our proposals: a hall of a hundred clerks behind one address has six connections each.
var DefaultLimits = Limits{
	Answer: db.DefaultPatience.Usual, Long: db.DefaultPatience.Long,
	Header: 10 * time.Second, Form: 30 * time.Second, Upload: 10 * time.Minute, Stall: 15 * time.Second, Idle: 2 * time.Minute,
	Conns: 5000, Address: 600, Uploads: 64,
}

// formMost is the largest body of a route that does not say more.
const formMost = 1 << 20

// endGrace is how long bodies may still arrive when the program is told to end; endMost how long running requests
// may take then.
const (
	endGrace = time.Second
	endMost  = 10 * time.Second
)

// past is an instant at which every wait is over.
var past = time.Unix(1, 0)

// body is a request's body that must arrive: within a time, without stalling, and before the program ends.
type body struct {
	io.ReadCloser
	due     *deadline
	stall   time.Duration
	stalled *time.Timer
	cut     func()
	mu      sync.Mutex
	over    bool // cut off, or read to its end
	slow    bool // cut off
}

// drained is how much of a body that nobody wanted is read, so that its sender gets to the answer.
const drained = 256 << 10

// arriving bounds the body of a request; done ends the watch. What the handler has not read by then must come within the
// same bounds: the server would wait for it without any.
func (s *Server) arriving(w http.ResponseWriter, r *http.Request, whole time.Duration, due *deadline) (done func()) {
	if r.Body == nil || r.Body == http.NoBody {
		return func() {}
	}
	b := &body{ReadCloser: r.Body, stall: s.Limits.Stall, due: due}
	conn := http.NewResponseController(w)
	b.cut = func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.over {
			b.over, b.slow = true, true
			conn.SetReadDeadline(past) // what cannot be cut off, a test's request, is no connection
		}
	}
	b.stalled = time.AfterFunc(b.stall, b.cut)
	late := time.AfterFunc(whole, b.cut)
	awake := context.AfterFunc(s.ending, func() { time.AfterFunc(endGrace, b.cut) })
	r.Body = b
	return func() {
		if !b.ended() && r.Header.Get("Expect") == "" {
			io.CopyN(io.Discard, b, drained)
		}
		b.cut()
		b.stalled.Stop()
		late.Stop()
		awake()
	}
}

// ended reports whether the body is over.
func (b *body) ended() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.over
}

// errSlow is what a body returns that was cut off.
var errSlow = errors.New("the body came too slowly")

func (b *body) Read(p []byte) (int, error) {
	n, err := b.due.arriving(b.ReadCloser.Read, p)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.slow:
		return n, errSlow
	case err != nil:
		b.over = true
		b.stalled.Stop()
	case !b.over:
		b.stalled.Reset(b.stall)
	}
	return n, err
}

// gate hands out connections as long as there are not too many.
type gate struct {
	net.Listener
	limits  Limits
	ours    func(netip.Addr) bool // a proxy of ours: many people's connections come from there
	mu      sync.Mutex
	all     int
	address map[netip.Addr]int
}

// tooMany is the whole answer to a connection that is one too many.
const tooMany = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

func (g *gate) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		from := block(addressOf(c.RemoteAddr().String()))
		if g.enter(from) {
			return newConn(c, g.limits.Stall, func() { g.leave(from) }), nil
		}
		go func() { // an answer fits into the connection's buffer; who does not take it is not waited for
			defer c.Close()
			defer time.AfterFunc(time.Second, func() { c.Close() }).Stop()
			io.WriteString(c, tooMany)
		}()
	}
}

func (g *gate) enter(from netip.Addr) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.all >= g.limits.Conns || g.address[from] >= g.limits.Address && !g.ours(from) {
		return false
	}
	g.all++
	g.address[from]++
	return true
}

func (g *gate) leave(from netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.address[from]--; g.address[from] == 0 {
		delete(g.address, from)
	}
}

// block is what counts as one address: all of an IPv4 address, the first half of an IPv6 one, of which every household
// has 2^64.
func block(a netip.Addr) netip.Addr {
	if a.Is6() {
		p, _ := a.Prefix(64)
		return p.Addr()
	}
	return a
}

// conn closes itself when its other end takes no bytes for too long.
type conn struct {
	net.Conn
	stall   time.Duration
	stalled *time.Timer
	leave   func()
}

func newConn(c net.Conn, stall time.Duration, leave func()) *conn {
	t := time.AfterFunc(stall, func() { c.Close() })
	t.Stop()
	return &conn{c, stall, t, sync.OnceFunc(leave)}
}

func (c *conn) Write(p []byte) (int, error) {
	c.stalled.Reset(c.stall)
	defer c.stalled.Stop()
	return c.Conn.Write(p)
}

func (c *conn) Close() error {
	c.leave()
	return c.Conn.Close()
}

// Serve answers on the listener until ctx ends. Then running requests finish, but bodies that have not arrived are cut off.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.ending = ctx
	return serve(ctx, &gate{Listener: l, limits: s.Limits, address: map[netip.Addr]int{}, ours: s.proxied}, s, s.Limits)
}

// Serve has a handler of another program's stand-in answer on the listener until ctx ends.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	return serve(ctx, l, h, DefaultLimits)
}

func serve(ctx context.Context, l net.Listener, h http.Handler, limits Limits) error {
	srv := &http.Server{Handler: h, ReadHeaderTimeout: limits.Header, IdleTimeout: limits.Idle, MaxHeaderBytes: headerMost}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), endMost)
		defer cancel()
		if err := srv.Shutdown(stop); !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return srv.Close() // who still reads an answer slowly is not waited for
	}
}

// headerMost bounds a request's line and headers.
const headerMost = 64 << 10

// place takes a place among the requests with large bodies; give gives it back.
func (s *Server) place(r *http.Request) (give func(), err error) {
	if r.ContentLength >= 0 && r.ContentLength <= formMost {
		return func() {}, nil
	}
	if s.Large != nil {
		if err := s.Large(r); err != nil {
			return nil, err
		}
	}
	if s.uploads.Add(1) > int64(s.Limits.Uploads) {
		s.uploads.Add(-1)
		return nil, fail.Busy(10*time.Second, "现在上传文件的人太多，请过一会儿再试")
	}
	return func() { s.uploads.Add(-1) }, nil
}
