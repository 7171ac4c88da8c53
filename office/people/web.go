package people

import (
	"context"
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/web"
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

type visitorKey struct{}

// VisitorOf is who asks.
func VisitorOf(ctx context.Context) Visitor {
	v, _ := ctx.Value(visitorKey{}).(Visitor)
	return v
}

// WithVisitor returns a context in which v asks.
func WithVisitor(ctx context.Context, v Visitor) context.Context {
	return context.WithValue(ctx, visitorKey{}, v)
}

// desk reports whether a path belongs to staff.
func desk(path string) bool { return path == "/desk" || strings.HasPrefix(path, "/desk/") }

// Identify finds the visitor of a request: by its token under /api/, by the cookie of staff under
// /desk, by the cookie of citizens elsewhere. What cannot be found out is nobody; the failure comes
// when the route asks for somebody.
func (g *Registry) Identify(s *web.Server) func(r *http.Request) *http.Request {
	return func(r *http.Request) *http.Request {
		v, err := g.visitor(r, s.IP(r))
		ctx := WithVisitor(r.Context(), v)
		if err != nil {
			ctx = WithFault(ctx, err)
		}
		return r.WithContext(ctx)
	}
}

type faultKey struct{}

func (g *Registry) visitor(r *http.Request, ip string) (Visitor, error) {
	if web.IsAPI(r) {
		secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !ok {
			return Visitor{IP: ip}, nil
		}
		return g.Bearer(r.Context(), secret, ip)
	}
	name := Cookie
	if desk(r.URL.Path) {
		name = StaffCookie
	}
	v := Visitor{IP: ip}
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
func SetCookie(w http.ResponseWriter, kind Kind, token string, secure bool) {
	c := &http.Cookie{Name: Cookie, Value: token, Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if kind == Staff {
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
	v := VisitorOf(r.Context())
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

// WithFault returns a context in which it could not be found out who asks.
func WithFault(ctx context.Context, err error) context.Context {
	return context.WithValue(ctx, faultKey{}, err)
}

// Fault is why it could not be found out who asks; nil where it could.
func Fault(r *http.Request) error {
	err, _ := r.Context().Value(faultKey{}).(error)
	return err
}

// Public routes are for everyone.
var Public = web.Access{Name: "public", Check: func(r *http.Request) error { return nil }}

// OffDesk routes are for everyone but the staff at their desks: what is opened there with a code or a link that was given to
// somebody is that person's to open, and a browser in which the desk is open is not his.
var OffDesk = web.Access{Name: "off the desk", Check: func(r *http.Request) error {
	if err := Fault(r); err != nil {
		return err
	}
	if VisitorOf(r.Context()).AtDesk != 0 {
		return fail.Forbidden("这台电脑登录着工作台。查询密码和评价链接是当事人本人用的，工作人员不能代用；自己的事请退出工作台，或用自己的手机")
	}
	return nil
}}

// SignedIn routes are for citizens who have signed in.
var SignedIn = web.Access{Name: "citizen", Check: func(r *http.Request) error {
	if err := Fault(r); err != nil {
		return err
	}
	v := VisitorOf(r.Context())
	if v.Doubted { // the sign-in asks
		return fail.SignIn("请先确认这是您本人的账号")
	}
	if v.Actor.Kind != Citizen {
		return fail.SignIn("请先登录")
	}
	return nil
}}

// RealNamed routes are for citizens whose person is known.
var RealNamed = web.Access{Name: "real-named", Check: func(r *http.Request) error {
	if err := SignedIn.Check(r); err != nil {
		return err
	}
	if VisitorOf(r.Context()).Actor.ID == 0 {
		return fail.First("/my/profile", "请先完成实名，再办理业务")
	}
	return nil
}}

// Roles are routes for staff with one of the roles; none means any member of staff. A member who must
// first change the password or set up the second factor gets nowhere else but out.
func (g *Registry) Roles(roles ...Role) web.Access {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	name := "staff"
	if len(names) > 0 {
		name = "staff: " + strings.Join(names, ", ")
	}
	return web.Access{Name: name, Check: func(r *http.Request) error {
		if err := Fault(r); err != nil {
			return err
		}
		v := VisitorOf(r.Context())
		if v.Actor.Kind != Staff {
			return fail.SignIn("请先登录工作台")
		}
		if v.Session.ID != 0 && r.URL.Path != "/desk/me" && r.URL.Path != "/desk/signout" && (g.MustChange(v.Member) || g.MustEnrol(v)) {
			return fail.First("/desk/me", "请先在“我的账号”里修改密码、设置动态口令")
		}
		if len(roles) > 0 && !v.Actor.Has(roles...) {
			return fail.Forbidden("您的岗位不能使用这个功能，须由%s使用", RoleNames(roles, "、"))
		}
		return nil
	}}
}

// RoleNames are roles in words, with something between them.
func RoleNames(roles []Role, between string) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Name()
	}
	return strings.Join(names, between)
}

// Scope are API routes for a token with the scope, or for staff where the scope is ScopeStaff.
func Scope(scopes ...string) web.Access {
	return web.Access{Name: "token: " + strings.Join(scopes, ", "), Check: func(r *http.Request) error {
		if err := Fault(r); err != nil {
			return err
		}
		v := VisitorOf(r.Context())
		if v.Actor.Kind != Staff && v.Actor.Kind != Client {
			return fail.SignIn("请在 Authorization 里给出有效的令牌")
		}
		for _, s := range scopes {
			if v.Actor.Kind == Staff && s == ScopeStaff || v.Actor.Allows(s) {
				return nil
			}
		}
		return fail.Forbidden("令牌没有这个权限，需要 %s", strings.Join(scopes, " 或 "))
	}}
}

// Programs are API routes for staff with one of the roles, and for tokens that act for such a member of staff: the rights of
// the page of the same. No roles means any member of staff.
func (g *Registry) Programs(roles ...Role) web.Access {
	token, page := Scope(ScopeStaff), g.Roles(roles...)
	return web.Access{Name: "token: " + page.Name, Check: func(r *http.Request) error {
		if err := token.Check(r); err != nil {
			return err
		}
		if v := VisitorOf(r.Context()); len(roles) > 0 && !v.Actor.Has(roles...) {
			return fail.Forbidden("您的岗位不能使用这个功能，须由%s使用", RoleNames(roles, "、"))
		}
		return nil
	}}
}
