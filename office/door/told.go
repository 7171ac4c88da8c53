package door

import (
	"context"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// TellDesk sends a message to all who hold a role for a case: at its department, or at its place.
func (h *House) TellDesk(ctx context.Context, tx *db.DB, k flow.Case, role people.Role, template string, words map[string]string) error {
	place := k.Region
	if d, ok := h.Catalog.Dept(k.Dept); ok && !role.Regional() {
		place = d.Region
	}
	staff, err := h.Roster.Holders(ctx, tx, role, place, k.Dept)
	if err != nil {
		return err
	}
	for _, id := range staff {
		if err := h.Notices.Send(ctx, tx, notice.To{Case: k.ID, Staff: id}, template, words); err != nil {
			return err
		}
	}
	return nil
}

// The messages to who proposed something about a case: that another agreed to it, or did not.
const (
	Agreed   = "proposal_agreed"
	Declined = "proposal_declined"
)

// Answer tells the member of staff who did one of the events last, which is to have proposed what, that others (by) agreed to it or did
// not, and why not. Whom the case has come to concern meanwhile is told nothing of it.
func (h *House) Answer(ctx context.Context, tx *db.DB, c *flow.Change, answer, what, by string, events ...string) error {
	staff, err := h.Engine.LastBy(ctx, tx, c.Case.ID, events...)
	if err != nil || staff == 0 {
		return err
	}
	who, _, err := h.Roster.StaffActor(ctx, staff)
	if err != nil || len(who.Posts) == 0 { // who has no post any more is told nothing
		return err
	}
	if err := h.Engine.Learns(ctx, tx, c.Case, who); err != nil {
		if fail.Is(err, fail.KindForbidden) {
			return nil
		}
		return err
	}
	return h.Notices.Send(ctx, tx, notice.To{Case: c.Case.ID, Staff: staff}, answer, map[string]string{
		"item": h.Engine.Bare(c.Case.Title), "number": flow.Grouped(c.Case.Number()), "what": what, "by": by, "reason": c.Input["reason"],
	})
}
