// Package persons keeps natural persons and firms: the records of each, sealed, the accounts that say or have proven to be them, who acts
// for a firm, how each is reached in a case, and what was corrected.
//
// Rules: 个人信息保护法 (minimum, a purpose for every look), GB/T 39786 (SM4-GCM at rest, HMAC-SM3 blind index).
//
// Read claim.go first (records), then account.go, proof.go (how an account comes to its person), level.go (what that opens), agency.go
// (firms), contact.go and correct.go. docs/identity.md tells the whole.
package persons

import (
	"context"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/limit"
	"wuyou/office/session"
)

// Check is the identity check. It logs its own failures.
type Check func(ctx context.Context, q Question) (Verdict, error)

// Registry is the office's book of persons and firms.
type Registry struct {
	// PhoneLeft is told, in its transaction, that a telephone number is a person's no longer, to tell who holds it. The program sets it
	// before it serves.
	PhoneLeft func(ctx context.Context, tx *db.DB, phone string) error

	db       *db.DB
	now      func() time.Time
	keys     *gm.Keys
	limits   *limit.Book
	audit    *audit.Book
	sessions *session.Registry
	check    Check
	levels   atomic.Pointer[levels]

	indexed atomic.Bool // all records are found by their telephones
}

// New opens the book. Without a check (nil) identity is proven at a window only.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, limits *limit.Book, log *audit.Book, sessions *session.Registry, check Check) *Registry {
	return &Registry{
		PhoneLeft: func(context.Context, *db.DB, string) error { return nil },
		db:        d, now: now, keys: keys, limits: limits, audit: log, sessions: sessions, check: check,
	}
}

func (g *Registry) millis() int64 { return g.now().UnixMilli() }
