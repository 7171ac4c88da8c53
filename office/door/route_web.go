package door

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// Wide is the access of those who hold one of the roles over the whole city.
func (h *House) Wide(roles ...people.Role) web.Access {
	return h.OverCity(h.Roster.Roles(roles...), roles)
}

// OverCity narrows an access of roles to those who hold one of them over the whole city.
func (h *House) OverCity(a web.Access, roles []people.Role) web.Access {
	check := a.Check
	a.Check = func(r *http.Request) error {
		if err := check(r); err != nil {
			return err
		}
		if !h.Over(Call{Visitor: people.VisitorOf(r.Context())}, "", roles...) {
			return fail.Forbidden("这一项全市通用，由市级岗位办理")
		}
		return nil
	}
	return a
}

// GetRoute is the route of a page.
func (h *House) GetRoute(path, title string, who web.Access, show Shows) web.Route {
	return web.Route{Method: http.MethodGet, Path: path, Access: who, Title: title, Handle: h.Get(show)}
}

// PostRoute is the route of a form that stands on a page.
func (h *House) PostRoute(path, title string, who web.Access, do Does, show Shows) web.Route {
	return web.Route{Method: http.MethodPost, Path: path, Access: who, Title: title, Handle: h.Post(do, show)}
}
