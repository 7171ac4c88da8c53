// Package ledger proves what the office has written: it seals the events of all cases, the lines of the audit log and the proofs of
// rows, batch after batch, each signed and chained to the one before, and verifies that the database still says what was sealed.
// With each batch it adds its events to the kept counts, of which figures are made.
//
// The legal frame are the audit rules of 等保 2.0 and GB/T 39786 (a log that cannot be changed unnoticed). Package flow writes the
// events, each chained to the one before; the tables are of its schema. docs/ledger.md says what is proven, and what is not.
//
// Read ledger.go for sealing, verify.go for what is looked at and compared, counts.go for the counts.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/flow"
)

// Ledger seals and verifies. It is safe for concurrent use.
type Ledger struct {
	// SealAt is how many records wait for a seal before SealDue makes one. The program sets it before it serves.
	SealAt int64

	db     *db.DB
	now    func() time.Time
	keys   *gm.Keys
	engine *flow.Engine
	sealed atomic.Int64 // when this process sealed last, Unix milliseconds
	looked atomic.Int64 // when SealDue asked the database last
	wrote  atomic.Int64 // db.Enlisted then
}

// New makes the ledger of the cases that an engine moves.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, e *flow.Engine) *Ledger {
	return &Ledger{SealAt: sealMost, db: d, now: now, keys: keys, engine: e}
}

// Seal is one signed batch of the ledger.
type Seal struct {
	N         int64
	At        int64
	Events    int64
	Root      string
	Prev      string // the hash of the seal before
	Signature string
}

// Sum is what a seal is signed over, and what the next is chained to.
func (s Seal) Sum() string {
	return gm.HashString(fmt.Sprintf("%d|%d|%d|%s|%s", s.N, s.At, s.Events, s.Root, s.Prev))
}

// leaf is one event in a batch; case 0 stands for the audit log and case -1 for the proofs that stand in no event
// (db.ProofLine), with the line's id as seq.
type leaf struct {
	CaseID, Seq int64
	Hash        string
}

// sealMost is how many events one batch takes, so that writers do not wait long for it.
const sealMost = 500

// sealEvery is how long what is fresh waits for its seal at the most; sealLook is how often the database is asked
// for what other processes have written.
const (
	sealEvery = time.Minute
	sealLook  = time.Second
)

// SealDue seals and counts when l.SealAt records wait, or some and the newest seal is a minute old; so what reads the
// fresh events beside the counts finds few. It is called many times a second and does nothing then, unless this process
// has written so many records since it looked last, or looked a second ago. Of several nodes one seals: each
// looks again when it has the lock.
func (l *Ledger) SealDue(ctx context.Context) error {
	wrote, now := l.db.Enlisted(), l.now()
	waited := now.Sub(time.UnixMilli(l.looked.Load()))
	if wrote-l.wrote.Load() < l.SealAt && waited >= 0 && waited < sealLook {
		return nil
	}
	l.wrote.Store(wrote)
	l.looked.Store(now.UnixMilli())
	if due, err := l.sealDue(ctx, l.db); err != nil || !due {
		return err
	}
	_, err := l.sealWhile(ctx, l.sealDue)
	return err
}

// sealDue reports whether it is time for the next seal. A newest seal that a wrong clock dated in the future says nothing;
// then it is a minute since this process sealed.
func (l *Ledger) sealDue(ctx context.Context, d *db.DB) (bool, error) {
	waiting, err := freshUpTo(ctx, d, l.SealAt)
	if err != nil || waiting == 0 || waiting >= l.SealAt {
		return waiting > 0, err
	}
	last, err := lastSeal(ctx, d)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return false, err
	}
	now := l.now().UnixMilli()
	if last.At > now {
		last.At = l.sealed.Load()
	}
	return now-last.At >= sealEvery.Milliseconds(), nil
}

// Seal seals what is fresh and counts its events, a batch a transaction, until few are left. Several nodes
// may try at once: one does it.
func (l *Ledger) Seal(ctx context.Context) (sealed int, err error) {
	return l.sealWhile(ctx, func(context.Context, *db.DB) (bool, error) { return true, nil })
}

// sealWhile seals batch after batch while more is due and the batches are full.
func (l *Ledger) sealWhile(ctx context.Context, due func(ctx context.Context, tx *db.DB) (bool, error)) (sealed int, err error) {
	for {
		n := 0
		err := l.db.Tx(ctx, func(tx *db.DB) error {
			if err := lockSeals(ctx, tx); err != nil {
				return err
			}
			yes, err := due(ctx, tx)
			if err != nil || !yes {
				return err
			}
			n, err = l.sealBatch(ctx, tx)
			return err
		})
		if err != nil {
			return sealed, err
		}
		if sealed += n; n > 0 {
			l.sealed.Store(l.now().UnixMilli())
		}
		if n < sealMost {
			return sealed, nil
		}
		job.Beat(ctx)
	}
}

// SealBacklog are the records that wait to be sealed; the oldest is as old as the newest seal at the most.
func (l *Ledger) SealBacklog(ctx context.Context) (db.Backlog, error) { return freshBacklog(ctx, l.db) }

// sealBatch seals one batch of what is fresh and returns how many events it has.
func (l *Ledger) sealBatch(ctx context.Context, tx *db.DB) (int, error) {
	last, err := lastSeal(ctx, tx)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return 0, err
	}
	s := Seal{N: last.N + 1, At: l.now().UnixMilli()}
	n, err := moveFresh(ctx, tx, s.N, sealMost)
	if err != nil || n == 0 {
		return 0, err
	}
	leaves, err := db.Collect(leavesOf(ctx, tx, s.N))
	if err != nil {
		return 0, err
	}
	if last.N > 0 {
		s.Prev = last.Sum()
	}
	s.Events, s.Root = int64(n), root(leaves)
	s.Signature = l.keys.Sign([]byte(s.Sum()))
	if err := insertSeal(ctx, tx, s); err != nil {
		return 0, err
	}
	return n, countBatch(ctx, tx, s.N)
}

func root(leaves []leaf) string {
	hashes := make([]string, len(leaves))
	for i, of := range leaves {
		hashes[i] = of.Hash
	}
	return gm.Root(hashes)
}
