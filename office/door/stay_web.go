package door

import (
	"net/http"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/people"
)

// stay is when the visitor's session ends if he does nothing, for the pages on which he writes.
func (h *House) stay(v people.Visitor) page.Stay {
	if v.Session.ID == 0 {
		return page.Stay{}
	}
	left, warn := h.Sessions.Left(v)
	s := page.Stay{Href: "/my/stay", Left: int(left.Seconds()), Warn: int(warn.Seconds())}
	if v.Actor.Kind == people.Staff {
		s.Href = "/desk/stay"
	}
	return s
}

// Stay keeps the session of who writes from ending: that he asked is enough. It answers how many seconds are left now.
func (h *House) Stay(w http.ResponseWriter, r *http.Request) error {
	return web.JSON(w, http.StatusOK, map[string]int{"left": h.stay(people.VisitorOf(r.Context())).Left})
}
