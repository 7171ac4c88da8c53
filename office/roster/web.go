package roster

import (
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// Roles are routes for staff with one of the roles; none means any member of staff. A member who must
// first change the password or set up the second factor gets nowhere else but out.
func (g *Registry) Roles(roles ...people.Role) web.Access {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = string(role)
	}
	name := "staff"
	if len(names) > 0 {
		name = "staff: " + strings.Join(names, ", ")
	}
	return web.Access{Name: name, Check: func(r *http.Request) error {
		if err := people.Fault(r); err != nil {
			return err
		}
		v := people.VisitorOf(r.Context())
		if v.Actor.Kind != people.Staff {
			return fail.SignIn("请先登录工作台")
		}
		if v.Session.ID != 0 && r.URL.Path != "/desk/me" && r.URL.Path != "/desk/signout" && (g.MustChange(v.Member) || g.MustEnrol(v)) {
			return fail.First("/desk/me", "请先在“我的账号”里修改密码、设置动态口令")
		}
		if len(roles) > 0 && !v.Actor.Has(roles...) {
			return fail.Forbidden("您的岗位不能使用这个功能，须由%s使用", people.RoleNames(roles, "、"))
		}
		return nil
	}}
}

// Programs are API routes for staff with one of the roles, and for tokens that act for such a member of staff: the rights of
// the page of the same. No roles means any member of staff.
func (g *Registry) Programs(roles ...people.Role) web.Access {
	token, page := people.Scope(people.ScopeStaff), g.Roles(roles...)
	return web.Access{Name: "token: " + page.Name, Check: func(r *http.Request) error {
		if err := token.Check(r); err != nil {
			return err
		}
		if v := people.VisitorOf(r.Context()); len(roles) > 0 && !v.Actor.Has(roles...) {
			return fail.Forbidden("您的岗位不能使用这个功能，须由%s使用", people.RoleNames(roles, "、"))
		}
		return nil
	}}
}
