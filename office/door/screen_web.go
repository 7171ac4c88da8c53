package door

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/form"
	"wuyou/office/people"
)

type (
	// Shows makes the page that a call asks for.
	Shows func(context.Context, Call) (Screen, error)
	// Does does what a posted form asks for.
	Does func(context.Context, Call) (After, error)

	draws func(w http.ResponseWriter, r *http.Request, status int) error
)

// CallOf is the call of a request whose fields were read.
func CallOf(r *http.Request, in web.Values) Call {
	return Call{Visitor: people.VisitorOf(r.Context()), In: form.Values(in), About: form.Values(web.Asked(r)), Path: r.PathValue}
}

// Get is the handler of a page.
func (h *House) Get(show Shows) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := show(r.Context(), CallOf(r, web.Asked(r)))
		if err != nil {
			return err
		}
		return h.Draw(w, r, s, http.StatusOK)
	}
}

// Post is the handler of a form: it does something and sends the browser on. After a failure that a person can mend it
// shows the page again, with what was posted and what is wrong.
func (h *House) Post(do Does, show Shows) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		in, err := web.Posted(r)
		if err != nil {
			return err
		}
		return h.Done(w, r, CallOf(r, in), do, show)
	}
}

// Done is Post of a call that was read already.
func (h *House) Done(w http.ResponseWriter, r *http.Request, c Call, do Does, show Shows) error {
	next, err := do(r.Context(), c)
	switch {
	case Mended(err):
		return h.again(w, r, c, err, show)
	case err != nil:
		return err
	case next.Show != nil:
		return h.Draw(w, r, *next.Show, http.StatusOK)
	}
	if next.Say != "" {
		h.Say(w, cmp.Or(next.Kind, "done"), next.Say)
	}
	return web.See(w, r, next.See)
}

func (h *House) again(w http.ResponseWriter, r *http.Request, c Call, fault error, show Shows) error {
	posted := c.In
	c.At, c.fault = c.In["at"], fault
	s, err := show(r.Context(), c)
	if err != nil {
		return err
	}
	if e, ok := fail.As(fault); ok && (posted["at"] == "" || e.Kind == fail.KindConflict) {
		s.Notes = append([]page.Note{{Kind: "late", Text: e.Message}}, s.Notes...)
	}
	return h.Draw(w, r, s, web.Status(fault))
}

// markCurrent marks in the menu, where no entry is the page's own, that under whose address it lies most closely.
func markCurrent(side []page.Group, path string) {
	var best *page.Link
	for _, g := range side {
		for i := range g.Links {
			l := &g.Links[i]
			if l.Current {
				return
			}
			if l.Href != "/desk" && strings.HasPrefix(path, l.Href+"/") && (best == nil || len(l.Href) > len(best.Href)) {
				best = l
			}
		}
	}
	if best != nil {
		best.Current = true
	}
}

// Draw sets a screen into the desk. In the menu the entry of the page, or else that under whose address it lies, is marked.
func (h *House) Draw(w http.ResponseWriter, r *http.Request, s Screen, status int) error {
	if s.draw != nil {
		return s.draw(w, r, status)
	}
	frame, err := h.Desk(w, r, s.Title, append(s.Crumbs, page.Link{Label: s.Title})...)
	if err != nil {
		return err
	}
	markCurrent(frame.Side, r.URL.Path)
	s.Frame = frame
	return WriteStatus(w, status, screenPage, &s)
}
