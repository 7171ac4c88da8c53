package door

import (
	"context"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/file"
	"wuyou/office/people"
)

// handling is the purpose of who has the case in hand.
const handling = "办理本件"

// MayLook reports whether a member of staff, who may see the case, is shown the file: whose turn the case is, or who took it
// in, with the case as the purpose; others once they have said why (LookAt), until the day ends. The audit log has one line
// for a case, a person and a day, with the files that it opens.
func (h *House) MayLook(ctx context.Context, v people.Visitor, one file.File) (bool, error) {
	if one.OwnerKind == people.Staff && one.OwnerID == v.Actor.ID { // handed in himself
		return true, nil
	}
	looked, err := h.Files.Looked(ctx, v.Actor.ID, one)
	if err != nil || looked {
		return looked, err
	}
	handles, err := h.Engine.Handles(ctx, v.Actor, one.CaseID)
	if err != nil || !handles {
		return false, err
	}
	return true, h.LookAt(ctx, v, one.CaseID, handling)
}

// LookAt opens the files of a case, for today, to a member of staff who may see it and says why.
func (h *House) LookAt(ctx context.Context, v people.Visitor, id int64, why string) error {
	files, err := h.Files.OfCase(ctx, id)
	if err != nil {
		return err
	}
	return h.DB.Tx(ctx, func(tx *db.DB) error {
		fresh, err := h.Files.Look(ctx, tx, v.Actor.ID, files)
		if err != nil || len(fresh) == 0 {
			return err
		}
		names := make([]string, len(fresh))
		for i, f := range fresh {
			names[i] = f.Name
		}
		k, err := h.Engine.Find(ctx, tx, id)
		if err != nil {
			return err
		}
		return h.People.Log(ctx, tx, v.Actor, v.IP, "查看办件材料", "办件 "+k.Number()+"："+strings.Join(names, "、"), why)
	})
}
