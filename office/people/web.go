package people

import (
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/web"
)

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
