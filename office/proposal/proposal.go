// Package proposal keeps the changes that one person proposes and that take effect when a second one agrees.
//
// Rules: GB/T 22239-2019, 8.1.4.2 and 8.1.7.1 (separate administrators); what needs a second person, each kind of change says.
package proposal

import (
	"context"
	"errors"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/audit"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// Book is the proposals of the office.
type Book struct {
	// Decided is told, in its transaction, of a proposal that somebody else than who made it has agreed to or declined, or that has lapsed,
	// to tell who made it. The program sets it before it serves.
	Decided func(ctx context.Context, tx *db.DB, p Proposal) error

	// Waits are the limits of kinds of proposals that do not wait as long as others (limit proposal.days).
	Waits map[string]limit.Limit

	db     *db.DB
	now    func() time.Time
	limits *limit.Book
	audit  *audit.Book
}

// New opens the book.
func New(d *db.DB, now func() time.Time, limits *limit.Book, log *audit.Book) *Book {
	return &Book{Decided: func(context.Context, *db.DB, Proposal) error { return nil }, db: d, now: now, limits: limits, audit: log}
}

func (b *Book) millis() int64 { return b.now().UnixMilli() }

// Proposal is a change of the office's rules that one person made up and that takes effect when a
// second person agrees (the two-person rule of 等保 2.0). What it changes, and how, its kind knows.
type Proposal struct {
	ID        int64
	Kind      string
	Object    string // what it is about, in words
	Body      string // as the kind understands it
	Why       string
	EditorID  int64
	Editor    string
	At        int64
	State     string
	Decider   string
	Answer    string // why it was not agreed to
	DecidedAt int64
}

// The states of a proposal.
const (
	Open      = "open"
	Agreed    = "agreed"
	Declined  = "declined"
	Withdrawn = "withdrawn" // taken back by who made it
	Lapsed    = "lapsed"    // nobody agreed to it in time
)

var proposalDays = limit.Declare(limit.Limit{
	Key: "proposal.days", Words: "提出的变更（岗位、规则、导入等）多久没有人同意就作废，导出名单另有规定",
	Unit: limit.Days, Default: 30, Least: 1, Most: 365, Basis: "建议值：隔得久了，情况可能已经变了",
})

// waits is how long the proposals of a kind wait for their second person.
func (b *Book) waits(kind string) limit.Limit {
	if l, ok := b.Waits[kind]; ok {
		return l
	}
	return proposalDays
}

// Current are proposals as they stand now: one to which nobody agreed in time binds nobody, whether the day's work has been at it or not.
func (b *Book) Current(list ...Proposal) []Proposal {
	for i, p := range list {
		if l := b.waits(p.Kind); p.State == Open && p.At < b.limits.Since(l).UnixMilli() {
			list[i].State, list[i].DecidedAt = Lapsed, p.At+b.limits.Time(l).Milliseconds()
		}
	}
	return list
}

// Propose enters a proposal, with its reason.
func (b *Book) Propose(ctx context.Context, tx *db.DB, v people.Visitor, p Proposal) (int64, error) {
	var err error
	if p.Why, err = form.Stated("why", "理由", p.Why); err != nil {
		return 0, err
	}
	if p.Why == "" {
		return 0, fail.Invalid("请写明为什么改", fail.Field{Name: "why", Message: "请写明为什么改，发布的人要看"})
	}
	p.ID, p.EditorID, p.Editor, p.At, p.State = tx.NewID(), v.ID, v.Name, b.millis(), Open
	if err := insertProposal(ctx, tx, p); err != nil {
		return 0, err
	}
	return p.ID, b.audit.Log(ctx, tx, v.Actor, v.IP, "提出变更", p.Object, p.Why)
}

// Waiting are those that wait for their second person, the oldest first.
func (b *Book) Waiting(ctx context.Context) ([]Proposal, error) {
	list, err := openProposals(ctx, b.db)
	return slices.DeleteFunc(b.Current(list...), func(p Proposal) bool { return p.State != Open }), err
}

// Find finds one, whatever became of it.
func (b *Book) Find(ctx context.Context, id int64) (Proposal, error) {
	return b.find(ctx, b.db, id)
}

// ProposedBy are the proposals of a kind that somebody made since a moment, in Unix milliseconds, whatever became of them.
func (b *Book) ProposedBy(ctx context.Context, d *db.DB, kind string, editor, since int64) ([]Proposal, error) {
	list, err := proposalsBy(ctx, d, kind, editor, since)
	return b.Current(list...), err
}

// Lapse ends the proposals to which nobody agreed in time, and returns how many.
func (b *Book) Lapse(ctx context.Context) (n int64, err error) {
	err = b.db.Tx(ctx, func(tx *db.DB) error {
		n = 0
		list, err := openProposals(ctx, tx)
		if err != nil {
			return err
		}
		for _, p := range b.Current(list...) {
			if p.State == Open {
				continue
			}
			open, err := closeProposal(ctx, tx, p)
			if err != nil {
				return err
			}
			if !open { // somebody was at it at the same time
				continue
			}
			if err := b.audit.Log(ctx, tx, people.TheOffice, "", "变更作废", p.Object, "没有人同意"); err != nil {
				return err
			}
			if err := b.Decided(ctx, tx, p); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

func (b *Book) find(ctx context.Context, d *db.DB, id int64) (Proposal, error) {
	p, err := proposalByID(ctx, d, id)
	if errors.Is(err, db.ErrNone) {
		return p, fail.NotFound("没有这项变更")
	}
	return b.Current(p)[0], err
}

// Agree closes a proposal for its effect, which the caller brings about in the same transaction. The
// one who made it may not agree to it.
func (b *Book) Agree(ctx context.Context, tx *db.DB, v people.Visitor, id int64) (Proposal, error) {
	p, err := b.find(ctx, tx, id)
	if err != nil {
		return p, err
	}
	if err := b.undecided(p); err != nil {
		return p, err
	}
	if p.EditorID == v.ID {
		return p, fail.Forbidden("自己提出的变更要由另一人确认")
	}
	p.State = Agreed
	return p, b.decide(ctx, tx, v, p, "同意变更")
}

// Decline closes a proposal without effect; who made it takes it back by the same means.
func (b *Book) Decline(ctx context.Context, tx *db.DB, v people.Visitor, id int64, answer string) error {
	p, err := b.find(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := b.undecided(p); err != nil {
		return err
	}
	if p.Answer, err = form.Stated("answer", "理由", answer); err != nil {
		return err
	}
	if p.EditorID == v.ID {
		p.State = Withdrawn
		return b.decide(ctx, tx, v, p, "撤回变更")
	}
	if p.Answer == "" {
		return fail.Invalid("请写明退回理由", fail.Field{Name: "answer", Message: "请写明退回理由，提出的人要看"})
	}
	p.State = Declined
	return b.decide(ctx, tx, v, p, "退回变更")
}

// Waited is for how many days a proposal waits, or has waited, for its second person.
func (b *Book) Waited(p Proposal) int64 { return b.limits.Of(b.waits(p.Kind)) }

// undecided refuses what is no longer to be decided.
func (b *Book) undecided(p Proposal) error {
	switch p.State {
	case Open:
		return nil
	case Lapsed:
		return fail.Conflict("提出已超过 %d 天，作废了；还需要的，请提出的人重新提出", b.Waited(p))
	}
	return fail.Conflict("这项变更已经有人处理过了")
}

func (b *Book) decide(ctx context.Context, tx *db.DB, v people.Visitor, p Proposal, act string) error {
	p.Decider, p.DecidedAt = v.Name, b.millis()
	open, err := closeProposal(ctx, tx, p)
	if err != nil {
		return err
	}
	if !open {
		return fail.Conflict("这项变更已经有人处理过了")
	}
	if err := b.audit.Log(ctx, tx, v.Actor, v.IP, act, p.Object, p.Answer); err != nil || p.State == Withdrawn {
		return err
	}
	return b.Decided(ctx, tx, p)
}
