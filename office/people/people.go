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
	"wuyou/office/limit"
	"wuyou/office/region"
)

type Policy struct {
	TwoFactors func(Role) bool
	Check      func(ctx context.Context, q Question) (Verdict, error)
}

var DefaultPolicy = Policy{TwoFactors: SeesOrDecides}

// SeesOrDecides is our proposal of who must have two factors: all but those who only draft what others publish.
func SeesOrDecides(r Role) bool { return r != Editor }

// Registry is the office's book of people.
type Registry struct {
	// Ended are told, in its transaction, that somebody, with the posts that are left, holds one no longer. Services add
	// themselves before the program serves.
	Ended []func(ctx context.Context, tx *db.DB, who Actor, post Post) error
	// PhoneLeft is told, in its transaction, that a telephone number is a person's no longer, to tell who holds it. The program sets it
	// before it serves.
	PhoneLeft func(ctx context.Context, tx *db.DB, phone string) error

	// Decided is told, in its transaction, of a proposal that somebody else than who made it has agreed to or declined, or that has lapsed,
	// to tell who made it. The program sets it before it serves.
	Decided func(ctx context.Context, tx *db.DB, p Proposal) error

	Limits *limit.Book

	// Waits are the limits of kinds of proposals that do not wait as long as others (limit proposal.days).
	Waits map[string]limit.Limit

	// Places are the places as they stand today: who has a post where another place has taken over sees to that, and looks back.
	// Without any all places stand for themselves.
	Places *region.Tree

	db     *db.DB
	now    func() time.Time
	keys   *gm.Keys
	policy Policy
	levels atomic.Pointer[levels]
	tokens keptTokens

	indexed atomic.Bool // all records are found by their telephones
}

// New opens the book.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, limits *limit.Book, policy Policy) *Registry {
	return &Registry{
		PhoneLeft: func(context.Context, *db.DB, string) error { return nil },
		Decided:   func(context.Context, *db.DB, Proposal) error { return nil },
		Places:    &region.Tree{}, Limits: limits, db: d, now: now, keys: keys, policy: policy,
	}
}

// SealPhone is the context under which telephone numbers are sealed, of whomever.
const SealPhone = "phone"

// The contexts under which other data of persons is sealed.
const (
	sealID      = "person id"
	sealAddress = "address"
)

const sealTOTP = "totp"

func (g *Registry) millis() int64 { return g.now().UnixMilli() }
