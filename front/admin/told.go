package admin

import (
	"context"
	"fmt"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/catalog"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// What a second person decided, or nobody did in time, is told to who proposed it, in the transaction that decides.

// tell sends a member of staff a message.
func (f *Front) tell(ctx context.Context, tx *db.DB, staff int64, template string, words map[string]string) error {
	return f.Notices.Send(ctx, tx, notice.To{Staff: staff}, template, words)
}

// decided tells who made a proposal what became of it.
func (f *Front) decided(ctx context.Context, tx *db.DB, p people.Proposal) error {
	words := map[string]string{"object": p.Object, "by": p.Decider, "reason": p.Answer, "days": strconv.FormatInt(f.People.Waited(p), 10)}
	if k := f.kinds()[p.Kind]; k.next != nil {
		words["next"] = k.next(f)
	}
	template := map[string]string{people.Agreed: "change_agreed", people.Declined: "change_declined", people.Lapsed: "change_lapsed"}[p.State]
	return f.tell(ctx, tx, p.EditorID, template, words)
}

// published tells who edited a version of an item that it is published, or why it was sent back.
func (f *Front) published(ctx context.Context, tx *db.DB, by people.Actor, v catalog.Version, why string) error {
	it, err := v.Item()
	if err != nil {
		return err
	}
	template := "change_declined"
	if v.State == catalog.Published {
		template = "change_agreed"
	}
	return f.tell(ctx, tx, v.EditorID, template, map[string]string{"object": fmt.Sprintf("事项“%s”第 %d 版", it.Name, v.Version), "by": by.Name, "reason": why})
}
