package persons

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/office/audit"
	"wuyou/office/people"
)

// The acts under which the audit log says that what programs before levels left was settled.
const (
	actSettle = "整理旧账号"
	actUnseen = "核对旧登记的来源"
)

// Settle makes of what programs before levels left what it is now. Each part is done once, which a line of the audit log says.
func (g *Registry) Settle(ctx context.Context) error {
	if err := g.settleAccounts(ctx); err != nil {
		return err
	}
	return g.settleUnseen(ctx)
}

// settleAccounts makes claims of accounts' ties to records that nobody checked, under records of their own; what an account filed online
// before stays in its sight. An account that somebody tied to another record afterwards is found.
func (g *Registry) settleAccounts(ctx context.Context) error {
	if done, err := audit.Has(ctx, g.db, actSettle); err != nil || done {
		return err
	}
	for {
		list, err := unsettled(ctx, g.db, 500)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return g.audit.Log(ctx, g.db, people.TheOffice, "", actSettle, "", "")
		}
		err = g.db.Tx(ctx, func(tx *db.DB) error {
			for _, a := range list {
				if err := g.settle(ctx, tx, a); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
}

func (g *Registry) settle(ctx context.Context, tx *db.DB, a people.Account) error {
	p, err := personByID(ctx, tx, a.PersonID)
	if err != nil {
		return err
	}
	own := p
	own.IDIndex, own.ClaimedBy, own.Seen = g.keys.Index("claim", "account "+decimal(a.ID)+" "+p.NumberIndex+" "+check.Name(p.Name)), a.ID, false
	if own, _, err = g.enter(ctx, tx, own); err != nil {
		return err
	}
	if p.PhoneSealed == "" { // its messages went to the account's number
		if err := setPhone(ctx, tx, p.ID, a.PhoneSealed, g.phoneSought(a.PhoneSealed), false); err != nil {
			return err
		}
	}
	if err := insertFormer(ctx, tx, a.ID, p.ID); err != nil {
		return err
	}
	for _, f := range []func() error{
		func() error { return setProof(ctx, tx, a.ID, own.ID, people.Phone, 0) },
		func() error { return g.settleFirms(ctx, tx, a, p.ID, own.ID) },
	} {
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}

// neverWas is when an agency ended that nobody has ended: what its holder has in hand of the firm's cases stays good (leftHolders).
const neverWas = 1

// settleFirms makes the agencies of an account of before claims of its own. What it filed for a firm stays in its sight, and messages about that
// come to it; what others filed for the firm does not.
func (g *Registry) settleFirms(ctx context.Context, tx *db.DB, a people.Account, before, own int64) error {
	list, err := agenciesOf(ctx, tx, g.millis(), a.NumberIndex, 0)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.PersonID != before || one.FirmClaimed != 0 {
			continue
		}
		f, err := personByID(ctx, tx, one.FirmID)
		if err != nil {
			return err
		}
		f.IDIndex, f.ClaimedBy, f.Seen = g.keys.Index("claim", "account "+decimal(a.ID)+" "+f.NumberIndex+" "+check.Name(f.Name)), a.ID, false
		if f, _, err = g.enter(ctx, tx, f); err != nil {
			return err
		}
		if err := revokeAgent(ctx, tx, one.FirmID, before, neverWas); err != nil {
			return err
		}
		cases, err := filedFor(ctx, tx, one.FirmID, before)
		if err != nil {
			return err
		}
		for _, c := range cases {
			reached := contact{CaseID: c.CaseID, PersonID: c.PersonID, AccountID: a.ID}
			if err := errors.Join(insertFiled(ctx, tx, a.ID, c), putContact(ctx, tx, reached)); err != nil {
				return err
			}
		}
		if err := g.putAgency(ctx, tx, Agency{FirmID: f.ID, PersonID: own, Legal: one.Legal, Until: one.Until, CreatedAt: one.CreatedAt}); err != nil {
			return err
		}
	}
	return nil
}

// settleUnseen makes of a record that was only ever entered online, or by another program, one that no window has seen: all records of before levels
// count as seen. The key of the number is then free for the record that a window makes of the document.
func (g *Registry) settleUnseen(ctx context.Context) error {
	if done, err := audit.Has(ctx, g.db, actUnseen); err != nil || done {
		return err
	}
	for last := int64(0); ; {
		list, err := unseen(ctx, g.db, last, 500)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return g.audit.Log(ctx, g.db, people.TheOffice, "", actUnseen, "", "")
		}
		err = g.db.Tx(ctx, func(tx *db.DB) error {
			for _, p := range list {
				if err := setUnseen(ctx, tx, p.ID, g.keys.Index("claim", "before "+p.NumberIndex+" "+check.Name(p.Name))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		last = list[len(list)-1].ID
	}
}
