package roster

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/people"
)

// Relocate moves the posts at places that another stands in for to there, each with a line of the audit log, and returns how many
// it moved. A post stays the same: its number, and the code on the wall that bears it, go on. Where its holder has the same post there
// already, it ends; where a colleague's has the same name on its door, the place it came from is added. told, in the transaction of
// each, is for telling the holder. It may be called again at any time.
func (g *Registry) Relocate(ctx context.Context, told func(ctx context.Context, tx *db.DB, h Held, from people.Post) error) (moved int, err error) {
	list, err := postsHeld(ctx, g.db)
	if err != nil {
		return 0, err
	}
	for _, h := range list {
		to := g.Places.Heir(h.Region)
		if to == h.Region {
			continue
		}
		from := h.Post
		h.Region = to
		if err := g.db.Tx(ctx, func(tx *db.DB) error {
			if _, err := postByID(ctx, tx, h.ID); err != nil { // ended meanwhile: the next call knows
				return err
			}
			there, err := postsAt(ctx, tx, to, to, []people.Role{h.Role})
			if err != nil {
				return err
			}
			at := func(mine bool) func(Held) bool {
				return func(o Held) bool {
					return o.Dept == h.Dept && (o.StaffID == h.StaffID) == mine && (mine || o.Title == h.Title)
				}
			}
			if slices.ContainsFunc(there, at(true)) {
				err = endPost(ctx, tx, h.ID, g.millis())
			} else {
				if slices.ContainsFunc(there, at(false)) {
					h.Title += "（原" + g.Places.Name(from.Region) + "）"
				}
				err = movePost(ctx, tx, h.Post)
			}
			if err != nil {
				return err
			}
			moved++
			if err := told(ctx, tx, h, from); err != nil {
				return err
			}
			object := strings.TrimSpace(g.called(ctx, tx, h.StaffID) + " " + h.Role.Name() + " " + h.Dept)
			return g.audit.Log(ctx, tx, people.TheOffice, "", "区划调整移交岗位", object+" "+string(from.Region)+" → "+string(to), g.Places.Moved(from.Region, to))
		}); err != nil {
			return moved, err
		}
	}
	return moved, nil
}
