// Package session lets people in and remembers them: one-time codes to telephones, bounds on how often somebody may try, the
// sessions of browsers, the devices that are known, and who asks in a request.
//
// Rules: GB/T 22239-2019, 8.1.4.1 (bounds on failed tries, idle sessions end).
//
// Read session.go first, then throttle.go (what may be tried how often), code.go (one-time codes) and web.go (cookies).
package session

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Registry is the book of sessions.
type Registry struct {
	// Staff finds a member of staff, Citizen fills in who asks by a citizen's session, Bearer finds out who holds a token. The
	// program sets them before it serves. They return db.ErrNone, or Bearer fail.SignIn, where there is nobody.
	Staff   func(ctx context.Context, id int64) (people.Actor, people.Member, error)
	Citizen func(ctx context.Context, v *people.Visitor) error
	Bearer  func(ctx context.Context, secret, ip string) (people.Visitor, error)

	db     *db.DB
	now    func() time.Time
	keys   *gm.Keys
	limits *limit.Book
}

// New opens the book.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, limits *limit.Book) *Registry {
	return &Registry{db: d, now: now, keys: keys, limits: limits}
}

func (g *Registry) millis() int64 { return g.now().UnixMilli() }

// Begin opens a session in the place of those of its holder that are too many, and returns the token for the cookie.
func (g *Registry) Begin(ctx context.Context, tx *db.DB, s people.Session) (token string, err error) {
	most, whole := CitizenSessions, CitizenWhole
	if s.Kind == people.Staff {
		most, whole = StaffSessions, StaffWhole
	}
	if err := trimSessions(ctx, tx, s.Kind, s.Who, g.limits.Of(most)-1); err != nil {
		return "", err
	}
	token = gm.Token()
	s.Hash, s.ID, s.Device = gm.TokenHash(token), tx.NewID(), check.Cut(s.Device, 200)
	s.CreatedAt, s.SeenAt, s.EndsAt = g.millis(), g.millis(), g.now().Add(g.limits.Time(whole)).UnixMilli()
	return token, insertSession(ctx, tx, s)
}

// seenEvery is how exactly the last use of a session is known; it saves a write a request.
const seenEvery = time.Minute

// Visit finds out who holds the session token. An unknown, ended or idle session is Nobody; whose it was is known until it is
// pruned.
func (g *Registry) Visit(ctx context.Context, token, ip string) (people.Visitor, error) {
	v := people.Visitor{IP: ip}
	if token == "" {
		return v, nil
	}
	s, err := sessionByHash(ctx, g.db, gm.TokenHash(token))
	if errors.Is(err, db.ErrNone) {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	idle, now := g.idle(s), g.millis()
	if s.SeenAt > now+seenEvery.Milliseconds() { // by a clock that was wrong: idle time counts from now
		s.SeenAt = now - seenEvery.Milliseconds() - 1
	}
	if now >= s.EndsAt || now-s.SeenAt >= idle.Milliseconds() {
		v.Was = s.Who
		if s.EndsAt == 0 {
			return v, nil
		}
		return v, unlessDown(closeSession(ctx, g.db, s.ID))
	}
	v.Session = s
	if s.Kind == people.Staff {
		v.Actor, v.Member, err = g.Staff(ctx, s.Who)
	} else {
		err = g.Citizen(ctx, &v)
	}
	if errors.Is(err, db.ErrNone) {
		return people.Visitor{IP: ip}, nil
	}
	if err == nil && now-s.SeenAt > seenEvery.Milliseconds() {
		err = unlessDown(touchSession(ctx, g.db, s.ID, now))
	}
	return v, err
}

// unlessDown lets a reader go on where the database takes no writes: when he was here last is not worth a page.
func unlessDown(err error) error {
	if fail.Is(err, fail.KindDown) {
		return nil
	}
	return err
}

// idle is after how long without a request a session ends.
func (g *Registry) idle(s people.Session) time.Duration {
	if s.Kind == people.Staff {
		return g.limits.Time(StaffIdle)
	}
	return g.limits.Time(CitizenIdle)
}

// Left is how long the visitor's session lasts if no request comes, and how long before its end he is warned.
func (g *Registry) Left(v people.Visitor) (left, warn time.Duration) {
	whole := time.UnixMilli(v.Session.EndsAt).Sub(g.now())
	return min(whole, g.idle(v.Session)-seenEvery), g.limits.Time(IdleWarning)
}

// Own are the visitor's own sessions that still stand, the newest first.
func (g *Registry) Own(ctx context.Context, v people.Visitor) ([]people.Session, error) {
	return sessionsOf(ctx, g.db, v.Session.Kind, v.Session.Who, g.millis(), g.millis()-g.idle(v.Session).Milliseconds())
}

// End ends one of the visitor's own sessions; one of another's is not found and nothing ends.
func (g *Registry) End(ctx context.Context, v people.Visitor, id int64) error {
	list, err := g.Own(ctx, v)
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == id {
			return deleteSession(ctx, g.db, id)
		}
	}
	return nil
}

// atDesk is the member of staff whose session at the desk has the hash and still stands; 0 nobody.
func (g *Registry) atDesk(ctx context.Context, hash string) (int64, error) {
	s, err := sessionByHash(ctx, g.db, hash)
	now := g.millis()
	if errors.Is(err, db.ErrNone) || err == nil && (s.Kind != people.Staff || now >= s.EndsAt || now-s.SeenAt >= g.limits.Time(StaffIdle).Milliseconds()) {
		return 0, nil
	}
	return s.Who, err
}
