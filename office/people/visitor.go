package people

import (
	"context"

	"wuyou/office/region"
)

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

// Proven is the level to which the session has proven the account's person; Again says that his account has more, which this device has not shown.
func (v Visitor) Proven() Level { return min(v.Session.Level, v.Account.Level) }

// Again reports whether the account has proven more than this device shows.
func (v Visitor) Again() bool { return v.Session.Level < v.Account.Level }

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

// Account is a phone number that signs in. It has a person once it is real-named.
type Account struct {
	ID            int64
	PhoneSealed   string
	PhoneIndex    string
	PersonID      int64
	AddressSealed string
	Home          region.Code
	Elder         bool
	English       bool // messages in English, as far as there are any
	CreatedAt     int64
	Level         Level // to which its person is proven
	ProvedAt      int64
	SeenAt        int64
	Name          string // of the person
	NumberIndex   string
}

// Member is a member of staff.
type Member struct {
	ID          int64
	Login       string
	Name        string
	PhoneSealed string
	PhoneIndex  string
	Password    string
	PasswordAt  int64
	MustChange  bool
	TotpSealed  string
	TotpUsed    int64
	Failures    int64
	LockedUntil int64
	LeftAt      int64
	CreatedAt   int64
	Region      region.Code // where he was registered; "" the city's
	NumberIndex string      // of his own document; "" not entered
}

// Locked reports whether the login is locked at a time, in Unix milliseconds.
func (m Member) Locked(at int64) bool { return m.LockedUntil > at }

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

type faultKey struct{}

// WithFault returns a context in which it could not be found out who asks.
func WithFault(ctx context.Context, err error) context.Context {
	return context.WithValue(ctx, faultKey{}, err)
}
