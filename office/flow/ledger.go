package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// genesis is what the first event of a case is chained to: what the case is about and whose it is,
// which never changes.
func (k Case) genesis() string {
	return hashParts(k.Kind, strconv.FormatInt(k.ID, 10), string(k.Born()), strconv.FormatInt(k.Item, 10), k.Title, k.Party,
		strconv.FormatInt(k.Applicant, 10), k.Channel, strconv.FormatInt(k.OpenedAt, 10))
}

// sealInput is the context of personal answers in the ledger.
const sealInput = "event input"

// record completes the event, with the proofs of what it changed, and chains it to the last.
func (e *Engine) record(c *Change, proofs string) error {
	v := &c.Event
	v.CaseID, v.Seq, v.FromState, v.ToState = c.Case.ID, c.Case.Seq, c.From, c.Case.State
	if v.Event == "" {
		v.Event = c.Row.Event
	}
	v.ActorKind, v.ActorID, v.ActorName, v.Post = c.Actor.Kind, c.Actor.ID, c.Actor.Name, c.Post.Title
	v.Via = c.Actor.Via()
	if c.Case.Origin != "" {
		v.Region = c.Case.Region
	}
	v.Late, v.Dept = c.late || c.Case.Late && c.Case.ClosedAt != 0 && c.was.ClosedAt == 0 && v.Ended == "", c.Case.Dept
	v.At, v.Day, v.PrevHash, v.Proofs = c.At.UnixMilli(), calendar.DayOf(c.At), c.Case.Head, proofs
	stored := make(form.Values, len(c.Input))
	for name, value := range c.Input {
		f := c.Row.Ask.Field(name)
		if f != nil && f.Spent {
			continue
		}
		if f != nil && f.Sensitive() {
			value = e.keys.Seal(value, sealInput)
		}
		stored[name] = value
	}
	if err := e.inWords(c, stored); err != nil {
		return err
	}
	if len(stored) > 0 {
		b, err := json.Marshal(stored)
		if err != nil {
			return err
		}
		v.Input = string(b)
	}
	if len(c.effect) > 0 {
		b, err := json.Marshal(c.effect)
		if err != nil {
			return err
		}
		v.Effect = string(b)
	}
	v.Hash = v.sum()
	return nil
}

// wordsOf is where an event keeps its answers in words, beside those by name.
const wordsOf = "@"

// inWords adds the answers in words where the form was made for the case: nobody can make it again later.
func (e *Engine) inWords(c *Change, stored form.Values) error {
	if c.Row.AskIn == nil {
		return nil
	}
	var words []Answer
	personal := false
	for _, f := range c.Row.Ask.Fields {
		if said := c.Input[f.Name]; said != "" && stored[f.Name] != "" && f.Type != form.File {
			words = append(words, Answer{f.Label, f.Show(said)})
			personal = personal || f.Sensitive()
		}
	}
	if len(words) == 0 {
		return nil
	}
	b, err := json.Marshal(words)
	if stored[wordsOf] = string(b); personal {
		stored[wordsOf] = e.keys.Seal(string(b), sealInput)
	}
	return err
}

// sum is the hash of everything the event says, and of the event before it.
func (v Event) sum() string {
	parts := []string{
		v.PrevHash, strconv.FormatInt(v.CaseID, 10), strconv.FormatInt(v.Seq, 10), v.Event, v.FromState, v.ToState,
		string(v.ActorKind), strconv.FormatInt(v.ActorID, 10), v.ActorName, v.Post, v.Input, v.Note, v.Public, v.Effect,
		strconv.FormatBool(v.Late), v.Dept, strconv.FormatInt(v.At, 10), strconv.Itoa(int(v.Day)),
	}
	if v.Proofs != "" { // events of before rows were proven have none
		parts = append(parts, v.Proofs)
	}
	if v.Via != "" {
		parts = append(parts, "via", v.Via)
	}
	if v.Region != "" {
		parts = append(parts, "region", string(v.Region))
	}
	if v.Ended != "" {
		parts = append(parts, "ended", v.Ended)
	}
	return hashParts(parts...)
}

// hashParts hashes texts with their lengths, so that none can be moved from one into the next.
func hashParts(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString(strconv.Itoa(len(part)))
		b.WriteByte(':')
		b.WriteString(part)
	}
	return gm.HashString(b.String())
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

func (s Seal) sum() string {
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

// SealDue seals and counts when e.SealAt records wait, or some and the newest seal is a minute old; so what reads the
// fresh events beside the counts finds few. It is called many times a second and does nothing then, unless this process
// has written so many records since it looked last, or looked a second ago. Of several nodes one seals: each
// looks again when it has the lock.
func (e *Engine) SealDue(ctx context.Context) error {
	wrote, now := e.db.Enlisted(), e.now()
	waited := now.Sub(time.UnixMilli(e.looked.Load()))
	if wrote-e.wrote.Load() < e.SealAt && waited >= 0 && waited < sealLook {
		return nil
	}
	e.wrote.Store(wrote)
	e.looked.Store(now.UnixMilli())
	if due, err := e.sealDue(ctx, e.db); err != nil || !due {
		return err
	}
	_, err := e.sealWhile(ctx, e.sealDue)
	return err
}

// sealDue reports whether it is time for the next seal. A newest seal that a wrong clock dated in the future says nothing;
// then it is a minute since this process sealed.
func (e *Engine) sealDue(ctx context.Context, d *db.DB) (bool, error) {
	waiting, err := freshUpTo(ctx, d, e.SealAt)
	if err != nil || waiting == 0 || waiting >= e.SealAt {
		return waiting > 0, err
	}
	last, err := lastSeal(ctx, d)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return false, err
	}
	now := e.now().UnixMilli()
	if last.At > now {
		last.At = e.sealed.Load()
	}
	return now-last.At >= sealEvery.Milliseconds(), nil
}

// Seal seals what is fresh and counts its events, a batch a transaction, until few are left. Several nodes
// may try at once: one does it.
func (e *Engine) Seal(ctx context.Context) (sealed int, err error) {
	return e.sealWhile(ctx, func(context.Context, *db.DB) (bool, error) { return true, nil })
}

// sealWhile seals batch after batch while more is due and the batches are full.
func (e *Engine) sealWhile(ctx context.Context, due func(ctx context.Context, tx *db.DB) (bool, error)) (sealed int, err error) {
	for {
		n := 0
		err := e.db.Tx(ctx, func(tx *db.DB) error {
			if err := lockSeals(ctx, tx); err != nil {
				return err
			}
			yes, err := due(ctx, tx)
			if err != nil || !yes {
				return err
			}
			n, err = e.sealBatch(ctx, tx)
			return err
		})
		if err != nil {
			return sealed, err
		}
		if sealed += n; n > 0 {
			e.sealed.Store(e.now().UnixMilli())
		}
		if n < sealMost {
			return sealed, nil
		}
		job.Beat(ctx)
	}
}

// SealBacklog are the records that wait to be sealed; the oldest is as old as the newest seal at the most.
func (e *Engine) SealBacklog(ctx context.Context) (db.Backlog, error) { return freshBacklog(ctx, e.db) }

// sealBatch seals one batch of what is fresh and returns how many events it has.
func (e *Engine) sealBatch(ctx context.Context, tx *db.DB) (int, error) {
	last, err := lastSeal(ctx, tx)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return 0, err
	}
	s := Seal{N: last.N + 1, At: e.now().UnixMilli()}
	n, err := moveFresh(ctx, tx, s.N, sealMost)
	if err != nil || n == 0 {
		return 0, err
	}
	leaves, err := db.Collect(leavesOf(ctx, tx, s.N))
	if err != nil {
		return 0, err
	}
	if last.N > 0 {
		s.Prev = last.sum()
	}
	s.Events, s.Root = int64(n), root(leaves)
	s.Signature = e.keys.Sign([]byte(s.sum()))
	if err := insertSeal(ctx, tx, s); err != nil {
		return 0, err
	}
	return n, countBatch(ctx, tx, s.N)
}

func root(leaves []leaf) string {
	hashes := make([]string, len(leaves))
	for i, l := range leaves {
		hashes[i] = l.Hash
	}
	return gm.Root(hashes)
}
