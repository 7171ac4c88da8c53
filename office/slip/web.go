package slip

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/session"
)

// Pass is what a browser has shown of one case. It lies sealed in a cookie of its own, so that no address, history or log has
// the code.
type Pass struct {
	Proved bool // that it has the telephone that is on the case now; else it may only look
}

// looks stands in the cookie for the telephone of who has shown the query code alone.
const looks = "false"

// telephone is what stands there for a telephone.
func (b *Book) telephone(id int64, phone string) string {
	return b.Keys.Index("slip telephone", strconv.FormatInt(id, 10)+" "+phone)
}

func cookieOf(id int64) string { return "slip_" + strconv.FormatInt(id, 36) }

func sealOf(id int64) string { return "slip " + strconv.FormatInt(id, 10) }

// Give lets the browser look at a case for a while, or, proved, act in it as long as its telephone is on the case.
func (b *Book) Give(ctx context.Context, w http.ResponseWriter, k flow.Case, p Pass) error {
	is, err := b.issued(ctx, b.DB, k)
	if err != nil {
		return err
	}
	shown := looks
	if p.Proved {
		phone, _, err := b.Phone(ctx, k)
		if err != nil {
			return err
		}
		shown = b.telephone(k.ID, phone)
	}
	until := b.Now().Add(b.Limits.Time(LookFor))
	v := strings.Join([]string{is.version(), strconv.FormatInt(until.UnixMilli(), 10), shown}, " ")
	http.SetCookie(w, &http.Cookie{
		Name: cookieOf(k.ID), Value: b.Keys.Seal(v, sealOf(k.ID)), Path: "/",
		MaxAge: int(b.Limits.Time(session.DeviceDays).Seconds()), HttpOnly: true, Secure: b.Secure,
		SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// held are the parts of the cookie of a case; nil there is none, or it is not ours.
func (b *Book) held(r *http.Request, id int64) []string {
	c, err := r.Cookie(cookieOf(id))
	if err != nil {
		return nil
	}
	v, err := b.Keys.Open(c.Value, sealOf(id))
	if parts := strings.Fields(v); err == nil && len(parts) == 3 {
		return parts
	}
	return nil
}

// Shown is what the browser has shown of a case; false where it has shown nothing, or not lately, or with a code that is another now, or
// a telephone that is on the case no more.
func (b *Book) Shown(r *http.Request, k flow.Case) (Pass, bool, error) {
	parts := b.held(r, k.ID)
	if parts == nil {
		return Pass{}, false, nil
	}
	until, err := strconv.ParseInt(parts[1], 10, 64)
	now := b.Now()
	if err != nil || until <= now.UnixMilli() || until > now.Add(b.Limits.Time(LookFor)+time.Minute).UnixMilli() {
		return Pass{}, false, nil
	}
	is, err := b.issued(r.Context(), b.DB, k)
	if err != nil || is.version() != parts[0] {
		return Pass{}, false, err
	}
	if parts[2] == looks {
		return Pass{}, true, nil
	}
	phone, _, err := b.Phone(r.Context(), k)
	if err != nil || phone == "" || b.telephone(k.ID, phone) != parts[2] {
		return Pass{}, false, err
	}
	return Pass{Proved: true}, true, nil
}

// Open opens a case to look at in this browser by its number and code.
func (b *Book) Open(w http.ResponseWriter, r *http.Request, t Typed) (flow.Case, error) {
	ctx := r.Context()
	k, err := b.Try(ctx, people.VisitorOf(ctx), t, b.known(r))
	if err != nil {
		return k, err
	}
	return k, b.Give(ctx, w, k, Pass{})
}

// Send sends a code to the telephone on a case, for this browser (Ask).
func (b *Book) Send(w http.ResponseWriter, r *http.Request, number string) error {
	return b.Ask(r.Context(), session.FromBrowser(w, r, b.Secure), number, b.shows(r))
}

// OpenProved opens a case to act in, in this browser, by the code that was sent to its telephone.
func (b *Book) OpenProved(w http.ResponseWriter, r *http.Request, number, code string) (flow.Case, error) {
	ctx := r.Context()
	k, err := b.Prove(ctx, session.FromBrowser(w, r, b.Secure), number, code, b.shows(r))
	if err != nil {
		return k, err
	}
	return k, b.Give(ctx, w, k, Pass{Proved: true})
}

// known says whether the browser has opened a case before.
func (b *Book) known(r *http.Request) func(flow.Case) bool {
	return func(k flow.Case) bool { return b.held(r, k.ID) != nil }
}

// shows says what the browser has shown of a case.
func (b *Book) shows(r *http.Request) Shows {
	return func(k flow.Case) (known, open bool, err error) {
		_, open, err = b.Shown(r, k)
		return b.known(r)(k), open, err
	}
}
