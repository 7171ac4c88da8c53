// Package web is the program's HTTP: handlers that return errors, routes that are data, and the one
// place where a failure becomes a page or a problem+json answer.
//
// A route names who may use it (Access); the server asks before the handler runs, a test walks every
// route as everybody, and docs/routes.md is written from the same list. State-changing requests from
// other sites are refused (http.CrossOriginProtection); cookies are SameSite=Lax.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/terse"
)

// Handler answers a request or says why not. It has written nothing when it returns an error.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Access says who may use a route. Name stands in the generated docs and in the test of all routes.
type Access struct {
	Name  string
	Check func(r *http.Request) error
}

// Everyone may use the route.
var Everyone = Access{Name: "everyone", Check: func(*http.Request) error { return nil }}

// Route is one door of the program.
type Route struct {
	Method string
	Path   string // as http.ServeMux wants it: /items/{id}
	Access Access
	Body   int64 // most bytes of the request's body; 0 is 1 MiB
	Long   bool  // it may work for long before its answer begins (Limits.Long): exports, tables handed in
	Title  string
	Handle Handler
}

// Server serves the routes. Set its fields before the first request.
type Server struct {
	// Failed shows an error to a person or a program; it writes status, headers and body.
	Failed func(w http.ResponseWriter, r *http.Request, status int, e *fail.Error, id string)
	// Identify finds out who asks and returns the request with that in its context.
	Identify func(r *http.Request) *http.Request
	Now      func() time.Time
	Log      *slog.Logger
	Proxies  bool           // the program stands behind a proxy of ours, which names its client in X-Forwarded-For
	Trusted  []netip.Prefix // networks of our proxies; none: whoever connects is one, and there is no other behind it
	Secure   bool           // served over TLS, by us or by the proxy
	Limits   Limits
	// Large is asked before a large body is read, after Access; nil lets all in.
	Large func(r *http.Request) error
	// Files is told how many files a form brought, before any is kept; nil takes all.
	Files func(r *http.Request, n int) error

	ending   context.Context
	uploads  atomic.Int64
	mux      *http.ServeMux
	routes   []Route
	requests *prometheus.HistogramVec
	cross    *http.CrossOriginProtection
}

// NewServer makes a server without routes; its metrics go to the registry.
func NewServer(registry prometheus.Registerer) *Server {
	s := &Server{mux: http.NewServeMux(), cross: http.NewCrossOriginProtection(), Log: slog.Default(), Limits: DefaultLimits, ending: context.Background()}
	s.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "wuyou_http_seconds", Help: "Time to answer a request, by route and status.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route", "status"})
	registry.MustRegister(s.requests)
	return s
}

// Add adds routes. Two routes that overlap are a programmer's fault and panic.
func (s *Server) Add(routes ...Route) {
	for _, r := range routes {
		if r.Access.Check == nil {
			panic("route without access: " + r.Method + " " + r.Path)
		}
		s.routes = append(s.routes, r)
		s.mux.Handle(r.Method+" "+r.Path, s.handler(r))
	}
}

// Routes returns all routes by path.
func (s *Server) Routes() []Route {
	return slices.SortedFunc(slices.Values(s.routes), func(a, b Route) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
}

// Route is the route that a request came to, a zero one where there is none.
func (s *Server) Route(r *http.Request) Route {
	i := slices.IndexFunc(s.routes, func(one Route) bool { return one.Method+" "+one.Path == r.Pattern })
	if i < 0 {
		return Route{}
	}
	return s.routes[i]
}

const csp = "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"

// MayAsk lets the page of the answer ask a program at another origin, such as one on the reader's own PC.
func MayAsk(w http.ResponseWriter, origin string) {
	w.Header().Set("Content-Security-Policy", csp+"; connect-src 'self' "+origin)
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	rec := &recorder{ResponseWriter: w}
	start := s.Now()
	_, pattern := s.mux.Handler(r)
	plainHeaders(r.Header)
	refused := unfit(r)
	switch {
	case s.cross.Check(r) != nil:
		s.fail(rec, r, fail.Forbidden("请求来自别的网站，已拒绝。请回到本站再操作。"))
	case refused != nil:
		s.fail(rec, r, refused)
	case pattern == "":
		s.noRoute(rec, r)
	default:
		s.mux.ServeHTTP(rec, r)
	}
	if pattern == "" {
		pattern = "none"
	}
	s.requests.WithLabelValues(pattern, strconv.Itoa(rec.code())).Observe(s.Now().Sub(start).Seconds())
}

// noRoute answers a path that does not exist, or not for this method.
func (s *Server) noRoute(w http.ResponseWriter, r *http.Request) {
	probe := &recorder{ResponseWriter: discard{http.Header{}}}
	s.mux.ServeHTTP(probe, r)
	if allow := probe.Header().Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
		s.Failed(w, s.Identify(r), http.StatusMethodNotAllowed, &fail.Error{Kind: fail.KindInvalid, Message: "这个网址不接受这种请求"}, "")
		return
	}
	s.fail(w, s.Identify(r), fail.NotFound("没有这个页面。网址可能输错了，或者页面已经移走。"))
}

// Site makes the address by which people reach the program its own, whatever Host a proxy sends.
func (s *Server) Site(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	return s.cross.AddTrustedOrigin(u.Scheme + "://" + u.Host)
}

// handler is how every request to a route goes: by when is it answered, who asks, may he, does his body come, what of it is kept. What
// everyone may have is not asked who asks: style sheets and health are there while the database is not.
func (s *Server) handler(route Route) http.Handler {
	limit, whole := route.Body, s.Limits.Form
	if limit == 0 {
		limit = formMost
	}
	if limit > formMost {
		whole = s.Limits.Upload
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, due := s.hurry(r.Context(), route)
		defer due.end()
		if rec, ok := w.(*recorder); ok {
			rec.begun = due.begun
		}
		posted := &forms{ask: s.Files}
		if r = withForms(r.WithContext(ctx), posted); route.Access.Name != Everyone.Name {
			r = s.Identify(r)
		}
		defer func() {
			p := recover()
			if p != nil {
				s.fail(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
			if err := posted.drop(); err != nil {
				s.Log.Error("temporary files of a form stay behind", "path", r.URL.Path, "err", err)
			}
		}()
		defer s.arriving(w, r, whole, due)()
		if err := s.handle(w, r, route, limit); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) handle(w http.ResponseWriter, r *http.Request, route Route, limit int64) error {
	if r.Body != nil { // also where the visitor is refused: what he posted may be kept for him
		r.Body = http.MaxBytesReader(w, r.Body, limit)
	}
	if err := route.Access.Check(r); err != nil {
		return err
	}
	if limit > formMost {
		give, err := s.place(r)
		if err != nil {
			return err
		}
		defer give()
	}
	return route.Handle(w, r)
}

var statuses = map[fail.Kind]int{
	fail.KindInvalid: 422, fail.KindSignIn: 401, fail.KindForbidden: 403,
	fail.KindNotFound: 404, fail.KindConflict: 409, fail.KindBusy: 429, fail.KindDown: 503,
}

// retryAfter are the headers that tell a program when another try is worth while (RFC 9110, 10.2.3).
func retryAfter(e *fail.Error) http.Header {
	if e.Wait <= 0 {
		return nil
	}
	return http.Header{"Retry-After": {strconv.FormatInt(int64(math.Ceil(e.Wait.Seconds())), 10)}}
}

// known is the failure that an error is. A disk that is full, or takes nothing, is fail.Down as a database is: when there is room
// again, everything goes on.
func known(err error) (*fail.Error, bool) {
	if e, ok := fail.As(err); ok || !noRoom(err) {
		return e, ok
	}
	return fail.As(fail.Down(err))
}

func noRoom(err error) bool {
	return slices.ContainsFunc([]error{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS}, func(full error) bool { return errors.Is(err, full) })
}

// fail is where an error becomes an answer. What is no fail.Error is logged under an id, and the
// person sees the id only.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if rec, ok := w.(*recorder); ok && rec.status != 0 {
		s.Log.Error("failed after the answer had begun", terse.Like("answers", err), "path", r.URL.Path, "err", err)
		return
	}
	err = late(r.Context(), s.missing(err, r.Method, r.URL.Path))
	if e, ok := known(err); ok {
		maps.Copy(w.Header(), retryAfter(e))
		if e.Kind == fail.KindDown {
			s.down(err, r.Method, r.URL.Path)
			if !IsAPI(r) && r.Method == http.MethodGet { // what was posted is never sent again by itself
				w.Header().Set("Refresh", w.Header().Get("Retry-After"))
			}
		}
		s.Failed(w, r, statuses[e.Kind], e, "")
		return
	}
	if errors.Is(err, errSlow) { // the server takes the connection for gone
		r = r.WithContext(context.WithoutCancel(r.Context()))
		s.Failed(w, r, http.StatusRequestTimeout, &fail.Error{Kind: fail.KindInvalid, Message: "内容传得太慢，没有收到。请检查网络后再试一次；传照片请连上无线网络。"}, "")
		return
	}
	if r.Context().Err() == context.Canceled {
		return
	}
	var tooLarge *http.MaxBytesError
	if as(err, &tooLarge) {
		s.Failed(w, r, http.StatusRequestEntityTooLarge, &fail.Error{Kind: fail.KindInvalid, Message: "内容太大，最多 " + size(tooLarge.Limit)}, "")
		return
	}
	id := s.logged(err, r.Method, r.URL.Path)
	s.Failed(w, r, http.StatusInternalServerError, &fail.Error{Message: "系统出了问题，已经记录。请稍后再试；如果还不行，请告诉工作人员编号 " + id + "。"}, id)
}

// missing is a failure for want of a row as one that its person understands: what the address or the form names is not there. It
// is logged, since it may also be the program that looked for what it had not kept.
func (s *Server) missing(err error, method, path string) error {
	if !errors.Is(err, db.ErrNone) {
		return err
	}
	s.Log.Warn("no such row", "method", method, "path", path, "err", err)
	return fail.NotFound("没有找到，可能已经不在了，或者地址不对")
}

// down writes to the log that a request could not be served.
func (s *Server) down(err error, method, path string) {
	s.Log.Error("requests cannot be served", terse.Like("requests", err), "method", method, "path", path, "err", err)
}

// logged writes an internal fault to the log and returns the id by which it can be found there.
func (s *Server) logged(err error, method, path string) string {
	id := strconv.FormatInt(s.Now().UnixMilli()%1e9, 36)
	s.Log.Error("internal", "id", id, "method", method, "path", path, "err", err)
	return id
}
