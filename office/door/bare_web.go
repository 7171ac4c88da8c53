package door

import (
	"net/http"
	"slices"

	"wuyou/office/people"
	"wuyou/office/session"
)

// ownCookies are the cookies by which a page for citizens shows something of the person: who has signed in here or at the desk, and
// what the last act did.
var ownCookies = []string{session.Cookie, session.SeatCookie, flashCookie}

// Bare is a request for web.Kept: the address, the place and the elder mode that were chosen in the browser, and nothing else of who
// asks. There is none where he may have signed in, or is to be told something.
func (h *House) Bare(r *http.Request) (bare *http.Request, kind string, ok bool) {
	if slices.ContainsFunc(r.Cookies(), func(c *http.Cookie) bool { return slices.Contains(ownCookies, c.Name) }) {
		return nil, "", false
	}
	bare = r.Clone(people.WithVisitor(r.Context(), people.Visitor{}))
	bare.Header, bare.Body, bare.RemoteAddr, bare.Host = http.Header{}, http.NoBody, "", ""
	kind = string(h.Place(r))
	bare.AddCookie(&http.Cookie{Name: placeCookie, Value: kind})
	if c, err := r.Cookie(elderCookie); err == nil && c.Value == "1" {
		bare.AddCookie(&http.Cookie{Name: elderCookie, Value: "1"})
		kind += " elder"
	}
	return bare, kind, true
}
