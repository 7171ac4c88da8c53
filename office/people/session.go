package people

import (
	"context"
	"errors"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
)

// Session is one signed-in browser. The cookie holds a random token; the database holds its hash.
type Session struct {
	Hash      string
	ID        int64
	Kind      Kind
	Who       int64 // account of a citizen, id of a member of staff
	CreatedAt int64
	SeenAt    int64
	EndsAt    int64
	IP        string
	Device    string
	Level     Level  // that it carries of its account's
	Known     string // hash by which the device is known
}

// Visitor is who asks: the actor with the session and account behind him.
type Visitor struct {
	Actor
	Session Session
	Account Account // of a citizen
	Member  Member  // of staff
	Doubted bool    // somebody signed in to an account long silent and has not said yet that it is still his
	AtDesk  int64   // the member of staff who is signed in to the desk with the same browser, outside of the desk
	Was     int64   // whose session it was that has ended: Session.Who; 0 where none is known
	IP      string
}

// Begin opens a session in the place of those of its holder that are too many, and returns the token for the cookie.
func (g *Registry) Begin(ctx context.Context, tx *db.DB, s Session) (token string, err error) {
	most, whole := CitizenSessions, CitizenWhole
	if s.Kind == Staff {
		most, whole = StaffSessions, StaffWhole
	}
	if err := trimSessions(ctx, tx, s.Kind, s.Who, g.Limits.Of(most)-1); err != nil {
		return "", err
	}
	token = gm.Token()
	s.Hash, s.ID, s.Device = gm.TokenHash(token), tx.NewID(), check.Cut(s.Device, 200)
	s.CreatedAt, s.SeenAt, s.EndsAt = g.millis(), g.millis(), g.now().Add(g.Limits.Time(whole)).UnixMilli()
	return token, insertSession(ctx, tx, s)
}

// seenEvery is how exactly the last use of a session is known; it saves a write a request.
const seenEvery = time.Minute

// Visit finds out who holds the session token. An unknown, ended or idle session is Nobody; whose it was is known until it is
// pruned.
func (g *Registry) Visit(ctx context.Context, token, ip string) (Visitor, error) {
	v := Visitor{IP: ip}
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
	if s.Kind == Staff {
		v.Actor, v.Member, err = g.StaffActor(ctx, s.Who)
	} else {
		err = g.Citizen(ctx, &v)
	}
	if errors.Is(err, db.ErrNone) {
		return Visitor{IP: ip}, nil
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
func (g *Registry) idle(s Session) time.Duration {
	if s.Kind == Staff {
		return g.Limits.Time(StaffIdle)
	}
	return g.Limits.Time(CitizenIdle)
}

// Left is how long the visitor's session lasts if no request comes, and how long before its end he is warned.
func (g *Registry) Left(v Visitor) (left, warn time.Duration) {
	whole := time.UnixMilli(v.Session.EndsAt).Sub(g.now())
	return min(whole, g.idle(v.Session)-seenEvery), g.Limits.Time(IdleWarning)
}

// Sessions are the visitor's own sessions that still stand, the newest first.
func (g *Registry) Sessions(ctx context.Context, v Visitor) ([]Session, error) {
	return sessionsOf(ctx, g.db, v.Session.Kind, v.Session.Who, g.millis(), g.millis()-g.idle(v.Session).Milliseconds())
}

// EndSession ends one of the visitor's own sessions; one of another's is not found and nothing ends.
func (g *Registry) EndSession(ctx context.Context, v Visitor, id int64) error {
	list, err := g.Sessions(ctx, v)
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
	if errors.Is(err, db.ErrNone) || err == nil && (s.Kind != Staff || now >= s.EndsAt || now-s.SeenAt >= g.Limits.Time(StaffIdle).Milliseconds()) {
		return 0, nil
	}
	return s.Who, err
}
