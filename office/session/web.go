package session

import (
	"net/http"
	"strings"

	"wuyou/kit/gm"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// Cookie is the name of the session cookie of citizens; staff have their own, so that a clerk who is
// also a citizen can be both in one browser.
const (
	Cookie      = "wuyou"
	StaffCookie = "wuyou_desk"
	// SeatCookie goes to all pages and says that the desk is open in this browser. It opens nothing: it is the hash by which
	// the session is found.
	SeatCookie = "wuyou_seat"
)

// desk reports whether a path belongs to staff.
func desk(path string) bool { return path == "/desk" || strings.HasPrefix(path, "/desk/") }

// Identify finds the visitor of a request: by its token under /api/, by the cookie of staff under
// /desk, by the cookie of citizens elsewhere. What cannot be found out is nobody; the failure comes
// when the route asks for somebody.
func (g *Registry) Identify(s *web.Server) func(r *http.Request) *http.Request {
	return func(r *http.Request) *http.Request {
		v, err := g.visitor(r, s.IP(r))
		ctx := people.WithVisitor(r.Context(), v)
		if err != nil {
			ctx = people.WithFault(ctx, err)
		}
		return r.WithContext(ctx)
	}
}

func (g *Registry) visitor(r *http.Request, ip string) (people.Visitor, error) {
	if web.IsAPI(r) {
		secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return people.Visitor{IP: ip}, nil
		}
		return g.Bearer(r.Context(), secret, ip)
	}
	name := Cookie
	if desk(r.URL.Path) {
		name = StaffCookie
	}
	v := people.Visitor{IP: ip}
	if c, err := r.Cookie(name); err == nil {
		if v, err = g.Visit(r.Context(), c.Value, ip); err != nil {
			return v, err
		}
	}
	if seat, err := r.Cookie(SeatCookie); err == nil && name == Cookie {
		if v.AtDesk, err = g.atDesk(r.Context(), seat.Value); err != nil {
			return v, err
		}
	}
	return v, nil
}

// SetCookie gives the browser a session, or takes it away with an empty token.
func SetCookie(w http.ResponseWriter, kind people.Kind, token string, secure bool) {
	c := &http.Cookie{Name: Cookie, Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if kind == people.Staff {
		c.Name, c.Path = StaffCookie, "/desk"
		seat := *c
		seat.Name, seat.Path, seat.Value = SeatCookie, "/", gm.TokenHash(token)
		if token == "" {
			seat.MaxAge = -1
		}
		http.SetCookie(w, &seat)
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// deviceCookie holds a token by which a browser is known again to those who have shown a code there, and to which codes are sent.
const deviceCookie = "device"

// FromBrowser is where a request comes from. A browser that has no token of its own gets it.
func FromBrowser(w http.ResponseWriter, r *http.Request, secure bool) From {
	v := people.VisitorOf(r.Context())
	from := From{IP: v.IP, Agent: r.UserAgent(), Account: v.Account.ID}
	if c, err := r.Cookie(deviceCookie); err == nil && len(c.Value) >= 32 && len(c.Value) <= 128 {
		from.Device = c.Value
		return from
	}
	from.Device = gm.Token()
	http.SetCookie(w, &http.Cookie{Name: deviceCookie, Value: from.Device, Path: "/", MaxAge: 400 * 86400,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	return from
}
