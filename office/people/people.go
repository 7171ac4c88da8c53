// Package people knows who acts: citizens and the firms they act for, members of staff with their
// posts (role × region × department), and other programs with tokens. It signs them in, remembers
// their sessions, keeps their personal data sealed and logs who looked at it.
//
// Rules: 等保 2.0 level 3 (GB/T 22239-2019: two factors for administrators, three separate
// administrators, lock-out, session limits), 个人信息保护法 (minimum, a purpose for every look),
// GB/T 39786 (SM4-GCM at rest, HMAC-SM3 blind index).
//
// Read actor.go first, then session.go (who asks), staff.go, citizen.go and audit.go.
package people

import (
	"context"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
)

// Policy are the limits of signing in. All are settings of the installation.
type Policy struct {
	CitizenIdle     time.Duration // a citizen's session ends after so long without a request
	CitizenWhole    time.Duration // and after so long in any case
	StaffIdle       time.Duration
	StaffWhole      time.Duration
	Tries           int64         // wrong passwords for a login from one address, or on one known device, within Lock
	Lock            time.Duration // and then it waits
	LoginTries      int64         // wrong passwords for a login from all addresses together in a day; devices known are not among them
	AddressTries    int64         // for any logins from one address within Lock; a hall of clerks shares one
	PasswordDays    int           // age at which a password must be changed; 0 never
	FirstDays       int           // for which a first password is good; 0 for ever
	PasswordsKept   int           // how many passwords of before are not taken again
	StaffSessions   int           // how many browsers somebody may be signed in with at once; a further one ends the one not used for longest
	CitizenSessions int
	TwoFactors      func(Role) bool                                        // who must sign in with two factors
	CodeLife        time.Duration                                          // of a one-time code
	CodesADay       int64                                                  // one-time codes sent to one number
	CodeGap         time.Duration                                          // least time between two codes
	AddressCodes    int64                                                  // one-time codes asked for from one address in an hour; a mobile network shares few
	Check           func(ctx context.Context, q Question) (Verdict, error) // the identity check; nil: identity is proven at a window only
}

// DefaultPolicy are our proposals [D]; 等保 2.0 asks for such limits and leaves the numbers open.
var DefaultPolicy = Policy{
	CitizenIdle: 2 * time.Hour, CitizenWhole: 30 * 24 * time.Hour,
	StaffIdle: 30 * time.Minute, StaffWhole: 12 * time.Hour,
	Tries: 5, Lock: 15 * time.Minute, LoginTries: 100, AddressTries: 200, PasswordDays: 90, FirstDays: 7, PasswordsKept: 5, StaffSessions: 5, CitizenSessions: 20, TwoFactors: SeesOrDecides,
	CodeLife: 5 * time.Minute, CodesADay: 10, CodeGap: time.Minute, AddressCodes: 1000,
}

// SeesOrDecides is our proposal of who must have two factors: all but those who only draft what others publish.
func SeesOrDecides(r Role) bool { return r != Editor }

// Registry is the office's book of people.
type Registry struct {
	// Ended is told, in its transaction, that somebody, with the posts that are left, holds one no longer. The program sets it
	// before it serves.
	Ended func(ctx context.Context, tx *db.DB, who Actor, post Post) error

	db     *db.DB
	now    func() time.Time
	keys   *gm.Keys
	policy Policy
	levels atomic.Pointer[levels]
}

// New opens the book.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, policy Policy) *Registry {
	nobody := func(context.Context, *db.DB, Actor, Post) error { return nil }
	return &Registry{Ended: nobody, db: d, now: now, keys: keys, policy: policy}
}

// The contexts under which personal data is sealed.
const (
	sealID      = "person id"
	sealPhone   = "phone"
	sealAddress = "address"
	sealTOTP    = "totp"
)

func (g *Registry) millis() int64 { return g.now().UnixMilli() }
