package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/form"
)

// genesis is what the first event of a case is chained to: what the case is about and whose it is,
// which never changes.
func (k Case) genesis() string {
	return hashParts(k.Kind, strconv.FormatInt(k.ID, 10), string(k.Region), strconv.FormatInt(k.Item, 10), k.Title, k.Party,
		strconv.FormatInt(k.Applicant, 10), k.Channel, strconv.FormatInt(k.OpenedAt, 10))
}

// sealInput is the context of personal answers in the ledger.
const sealInput = "event input"

// record completes the event and chains it to the last.
func (e *Engine) record(c *Change) error {
	v := &c.Event
	v.CaseID, v.Seq, v.FromState, v.ToState = c.Case.ID, c.Case.Seq, c.From, c.Case.State
	if v.Event == "" {
		v.Event = c.Row.Event
	}
	v.ActorKind, v.ActorID, v.ActorName, v.Post = c.Actor.Kind, c.Actor.ID, c.Actor.Name, c.Post.Title
	v.Late, v.Dept = c.late || c.Case.Late && c.Case.ClosedAt != 0 && c.was.ClosedAt == 0, c.Case.Dept
	v.At, v.Day, v.PrevHash = c.At.UnixMilli(), calendar.DayOf(c.At), c.Case.Head
	stored := make(form.Values, len(c.Input))
	for name, value := range c.Input {
		if f := c.Row.Ask.Field(name); f != nil && f.Sensitive() {
			value = e.keys.Seal(value, sealInput)
		}
		stored[name] = value
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

// sum is the hash of everything the event says, and of the event before it.
func (v Event) sum() string {
	return hashParts(
		v.PrevHash, strconv.FormatInt(v.CaseID, 10), strconv.FormatInt(v.Seq, 10), v.Event, v.FromState, v.ToState,
		string(v.ActorKind), strconv.FormatInt(v.ActorID, 10), v.ActorName, v.Post, v.Input, v.Note, v.Public, v.Effect,
		strconv.FormatBool(v.Late), v.Dept, strconv.FormatInt(v.At, 10), strconv.Itoa(int(v.Day)),
	)
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

// leaf is one event in a batch; case 0 stands for the audit log, with the line's id as seq.
type leaf struct {
	CaseID, Seq int64
	Hash        string
}

// sealMost is how many events one batch takes, so that writers do not wait long for it.
const sealMost = 500

// Seal seals and counts the fresh events, a batch a transaction, until few are left. Several nodes
// may try at once: one does it.
func (e *Engine) Seal(ctx context.Context) (sealed int, err error) {
	for {
		n := 0
		err := e.db.Tx(ctx, func(tx *db.DB) (err error) {
			if err := lockSeals(ctx, tx); err != nil {
				return err
			}
			if err := takeAudits(ctx, tx); err != nil {
				return err
			}
			n, err = e.sealBatch(ctx, tx)
			return err
		})
		sealed += n
		if err != nil || n < sealMost {
			return sealed, err
		}
	}
}

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
	leaves, err := leavesOf(ctx, tx, s.N)
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

// Fault is one thing that is wrong with the ledger.
type Fault struct {
	Case  int64
	Seq   int64
	Words string
}

// Verified says what Verify looked at and what it found.
type Verified struct {
	Cases, Events, Seals, Fresh int64
	Faults                      []Fault
}

// Verify reads the whole ledger: every chain, every case against its last event, every clock against
// its events, every seal against its events and its signature, and that each event is sealed or waits
// for it. It may run while people work, and stops at a hundred faults.
func (e *Engine) Verify(ctx context.Context) (r Verified, err error) {
	bad := func(id, seq int64, format string, args ...any) {
		r.Faults = append(r.Faults, Fault{id, seq, fmt.Sprintf(format, args...)})
	}
	next := int64(math.MinInt64)
	for len(r.Faults) < 100 {
		cases, err := casesFrom(ctx, e.db, next, 500)
		if err != nil {
			return r, err
		}
		if len(cases) == 0 {
			break
		}
		next = cases[len(cases)-1].ID + 1
		for _, k := range cases {
			if err := e.verifyCase(ctx, k, &r); err != nil {
				return r, err
			}
		}
	}
	if err := e.verifySeals(ctx, &r, bad); err != nil {
		return r, err
	}
	for a, err := range audits(ctx, e.db) {
		if err != nil {
			return r, err
		}
		if a.Sum() != a.Hash || a.Day != calendar.DayOf(time.UnixMilli(a.At)) {
			bad(0, a.ID, "审计日志的内容与摘要不符")
		}
	}
	orphans, err := orphanEvents(ctx, e.db)
	for _, o := range orphans {
		bad(o.CaseID, o.Seq, "事件没有办件")
	}
	return r, err
}

// verifyCase looks at one case. One that moved on while we read it is read again.
func (e *Engine) verifyCase(ctx context.Context, k Case, r *Verified) error {
	for {
		events, err := eventsOf(ctx, e.db, k.ID)
		if err != nil {
			return err
		}
		faults := faultsOf(k, events)
		if len(faults) > 0 {
			now, err := one(ctx, e.db, k.ID)
			if err != nil && !errors.Is(err, db.ErrNone) {
				return err
			}
			if err == nil && now.Seq != k.Seq {
				k = now
				continue
			}
		}
		r.Cases++
		r.Events += int64(len(events))
		r.Faults = append(r.Faults, faults...)
		return nil
	}
}

func faultsOf(k Case, events []Event) (list []Fault) {
	bad := func(seq int64, format string, args ...any) {
		list = append(list, Fault{k.ID, seq, fmt.Sprintf(format, args...)})
	}
	if len(events) == 0 {
		bad(0, "办件没有事件")
		return list
	}
	prev := k.genesis()
	for i, v := range events {
		switch {
		case v.Seq != int64(i+1):
			bad(v.Seq, "事件编号不连续")
		case v.PrevHash != prev:
			bad(v.Seq, "与上一事件不相连")
		case v.sum() != v.Hash:
			bad(v.Seq, "内容与摘要不符")
		}
		prev = v.Hash
	}
	last := events[len(events)-1]
	if k.Seq != last.Seq || k.Head != last.Hash || k.State != last.ToState || k.Dept != last.Dept {
		bad(k.Seq, "办件与最后一个事件不符")
	}
	clocks, err := Replay(events)
	if err != nil {
		bad(0, "计时不能重算：%v", err)
		return list
	}
	if b, _ := json.Marshal(clocks); string(b) != k.Clocks {
		bad(0, "计时与事件不符")
	}
	return list
}

func (e *Engine) verifySeals(ctx context.Context, r *Verified, bad func(id, seq int64, format string, args ...any)) error {
	seals, err := allSeals(ctx, e.db)
	if err != nil {
		return err
	}
	prev := ""
	for i, s := range seals {
		leaves, err := leavesOf(ctx, e.db, s.N)
		if err != nil {
			return err
		}
		for _, l := range leaves {
			if l.Hash == "" {
				bad(l.CaseID, l.Seq, "第 %d 批封存过的事件不见了", s.N)
			}
		}
		switch {
		case s.N != int64(i+1) || s.Prev != prev:
			bad(0, s.N, "第 %d 批封存与上一批不相连", s.N)
		case int64(len(leaves)) != s.Events || root(leaves) != s.Root:
			bad(0, s.N, "第 %d 批封存与事件不符", s.N)
		case !e.keys.Verify([]byte(s.sum()), s.Signature):
			bad(0, s.N, "第 %d 批封存的签名无效", s.N)
		}
		prev = s.sum()
	}
	r.Seals = int64(len(seals))
	sum, err := balanceOf(ctx, e.db)
	r.Fresh = sum.Fresh
	switch {
	case sum.Loose > 0:
		bad(0, 0, "有 %d 个事件没有封存，也不在待封存之列", sum.Loose)
	case sum.Loose < 0:
		bad(0, 0, "有 %d 个封存过或待封存的事件不见了", -sum.Loose)
	}
	if sum.Torn != 0 {
		bad(0, 0, "各批封存的事件数与封存记录不符")
	}
	return err
}
