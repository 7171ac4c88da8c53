package door

import (
	"context"
	"encoding/json"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// Change declares a kind of proposal (proposal.Proposal) whose body is a T: what one person proposes takes effect when a second
// person agrees (GB/T 22239-2019). The administration shows all kinds on the same pages.
type Change[T any] struct {
	Kind, Title string
	Why         string                                                                   // what its reason is called; 为什么提出 if empty
	Later       bool                                                                     // it says from which day on it holds
	Read        func(body string) (T, error)                                             // nil: JSON, as Propose writes it
	By          func(x T) []people.Role                                                  // who agrees; nil: the publisher
	Place       func(ctx context.Context, p proposal.Proposal, x T) (region.Code, error) // that it is about; nil: the city
	Bars        func(x T, staff int64) string                                            // why a holder of such a post may not agree; "" he may
	Next        func() string                                                            // what the proposer is told of what follows
	Object      func(ctx context.Context, x T) string                                    // what it is about, in words, for Propose
	// Show is what is agreed to; agreeing is refused when that has changed since. Rows is a page of what is long and cannot change.
	Show func(ctx context.Context, x T) ([]Block, error)
	Rows func(ctx context.Context, c Call, p proposal.Proposal, x T) (Block, error)
	// Apply brings it about in the transaction that agrees, and returns the id of a job that it began, 0 for none. nil: agreeing
	// lets the proposer do something, and changes nothing yet.
	Apply func(ctx context.Context, tx *db.DB, c Call, p proposal.Proposal, x T) (int64, error)
	Load  func(ctx context.Context) error // what is kept in memory, afterwards
}

// Changing is a Change as the program has it. None of its functions is nil but Rows.
type Changing struct {
	Kind, Title, Why string
	Later            bool
	By               func(p proposal.Proposal) []people.Role
	Place            func(ctx context.Context, p proposal.Proposal) (region.Code, error)
	Bars             func(p proposal.Proposal, staff int64) string
	Next             func() string
	Object           func(ctx context.Context, body string) (string, error)
	Show             func(ctx context.Context, p proposal.Proposal) ([]Block, error)
	Rows             func(ctx context.Context, c Call, p proposal.Proposal) (Block, error)
	Apply            func(ctx context.Context, tx *db.DB, c Call, p proposal.Proposal) (job int64, err error)
	Load             func(ctx context.Context) error
}

// ChangingOf makes a Change known to the program.
func ChangingOf[T any](d Change[T]) Changing {
	read := d.Read
	if read == nil {
		read = func(body string) (x T, err error) { return x, json.Unmarshal([]byte(body), &x) }
	}
	k := Changing{
		Kind: d.Kind, Title: d.Title, Why: d.Why, Later: d.Later,
		By:    func(proposal.Proposal) []people.Role { return []people.Role{people.Publisher} },
		Place: func(context.Context, proposal.Proposal) (region.Code, error) { return "", nil },
		Bars:  func(proposal.Proposal, int64) string { return "" },
		Next:  d.Next, Load: d.Load,
	}
	if d.By != nil {
		k.By = func(p proposal.Proposal) []people.Role {
			x, _ := read(p.Body) // it was written by Propose
			return d.By(x)
		}
	}
	if d.Place != nil {
		k.Place = func(ctx context.Context, p proposal.Proposal) (region.Code, error) {
			x, err := read(p.Body)
			if err != nil {
				return "", err
			}
			return d.Place(ctx, p, x)
		}
	}
	if d.Bars != nil {
		k.Bars = func(p proposal.Proposal, staff int64) string {
			x, _ := read(p.Body)
			return d.Bars(x, staff)
		}
	}
	if d.Rows != nil {
		k.Rows = func(ctx context.Context, c Call, p proposal.Proposal) (Block, error) {
			x, err := read(p.Body)
			if err != nil {
				return Block{}, err
			}
			return d.Rows(ctx, c, p, x)
		}
	}
	if k.Next == nil {
		k.Next = func() string { return "" }
	}
	if k.Load == nil {
		k.Load = func(context.Context) error { return nil }
	}
	k.Object = func(ctx context.Context, body string) (string, error) {
		x, err := read(body)
		if err != nil || d.Object == nil {
			return "", err
		}
		return d.Object(ctx, x), nil
	}
	k.Show = func(ctx context.Context, p proposal.Proposal) ([]Block, error) {
		x, err := read(p.Body)
		if err != nil || d.Show == nil {
			return nil, err
		}
		return d.Show(ctx, x)
	}
	k.Apply = func(ctx context.Context, tx *db.DB, c Call, p proposal.Proposal) (int64, error) {
		x, err := read(p.Body)
		if err != nil || d.Apply == nil {
			return 0, err
		}
		return d.Apply(ctx, tx, c, p, x)
	}
	return k
}

// noChange stands for a kind that this program does not know.
var noChange = ChangingOf(Change[json.RawMessage]{
	Apply: func(context.Context, *db.DB, Call, proposal.Proposal, json.RawMessage) (int64, error) {
		return 0, fail.Conflict("系统不认识这种变更，请退回")
	},
})

// Changing is the kind of a proposal.
func (h *House) Changing(kind string) Changing {
	for _, s := range h.Services {
		if i := slices.IndexFunc(s.Changes, func(k Changing) bool { return k.Kind == kind }); i >= 0 {
			return s.Changes[i]
		}
	}
	return noChange
}

// Propose enters a change that waits for its second person. It is fail.Invalid without a reason.
func (h *House) Propose(ctx context.Context, c Call, kind string, body any, why string) (After, error) {
	return h.ProposeOnce(ctx, c, kind, body, why, nil)
}

// ProposeOnce is Propose, unless the caller has proposed the same before: stands finds that one's id, 0 for none.
func (h *House) ProposeOnce(ctx context.Context, c Call, kind string, body any, why string,
	stands func(ctx context.Context, tx *db.DB) (int64, error)) (After, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return After{}, err
	}
	object, err := h.Changing(kind).Object(ctx, string(b))
	if err != nil {
		return After{}, err
	}
	id, say := int64(0), ""
	err = h.DB.Tx(ctx, func(tx *db.DB) error {
		if stands != nil {
			if err := roster.InTurn(ctx, tx, c.ID); err != nil {
				return err
			}
			if id, err = stands(ctx, tx); err != nil || id != 0 {
				say = "已经提交过，没有再提交一次。"
				return err
			}
		}
		say = "已提交，等另一人确认后生效。"
		id, err = h.Proposals.Propose(ctx, tx, c.Visitor, proposal.Proposal{Kind: kind, Object: object, Body: string(b), Why: why})
		return err
	})
	return Seen(WaitingPath(id), say), err
}

// SeesProposal reports whether a proposal is the caller's to see: he made it, or his post over the region that it is about agrees to its
// kind. Proposals tell of people (the filters of an export, the rows of a table of staff), so no other post sees them.
func (h *House) SeesProposal(ctx context.Context, c Call, p proposal.Proposal) (bool, error) {
	if p.EditorID == c.ID {
		return true, nil
	}
	k := h.Changing(p.Kind)
	place, err := k.Place(ctx, p)
	return err == nil && h.Over(c, place, k.By(p)...), err
}

// WaitingNote says that a change waits for its second person, with the way to it for who sees it.
func (h *House) WaitingNote(ctx context.Context, c Call, p proposal.Proposal) (page.Note, error) {
	n := page.Note{Kind: "act", Title: "等另一人确认"}
	sees, err := h.SeesProposal(ctx, c, p)
	if sees {
		n.Links = []page.Link{{Href: WaitingPath(p.ID), Label: p.Object}}
	} else {
		n.Text = p.Object
	}
	return n, err
}
