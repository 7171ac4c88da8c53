package door

import (
	"context"
	"slices"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// handling is the purpose of who has the case in hand.
const handling = "办理本件"

// MayLook reports whether a member of staff, who may see the case, is shown the file: whose turn the case is, or who took it
// in, with the case as the purpose; others once they have said why (LookAt), until the day ends. The audit log has one line
// for a case, a person and a day, with the files that it opens. Whom the case concerns is refused (flow.Engine.Learns).
func (h *House) MayLook(ctx context.Context, v people.Visitor, k flow.Case, one file.File) (bool, error) {
	if one.OwnerKind == people.Staff && one.OwnerID == v.Actor.ID { // handed in himself
		return true, nil
	}
	if err := h.Engine.Learns(ctx, h.DB, k, v.Actor); err != nil {
		return false, err
	}
	return h.mayLook(ctx, v, k, one, func() error { return h.lookAt(ctx, v, k, handling) })
}

// mayLook reports whether one of a case was opened today, or opens it to who has the case in hand.
func (h *House) mayLook(ctx context.Context, v people.Visitor, k flow.Case, one file.File, open func() error) (bool, error) {
	looked, err := h.Files.Looked(ctx, v.Actor.ID, one)
	if err != nil || looked {
		return looked, err
	}
	handles, err := h.Engine.Handles(ctx, v.Actor, k.ID)
	if err != nil || !handles {
		return false, err
	}
	return true, open()
}

// LookAt opens the files of a case, for today, to a member of staff who may see it and says why.
func (h *House) LookAt(ctx context.Context, v people.Visitor, k flow.Case, why string) error {
	if err := h.Vague("why", why); err != nil {
		return err
	}
	return h.lookAt(ctx, v, k, why)
}

func (h *House) lookAt(ctx context.Context, v people.Visitor, k flow.Case, why string) error {
	files, err := h.Files.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	return h.openFiles(ctx, v, k, files, why)
}

// openFiles opens some files of a case for today, and logs it.
func (h *House) openFiles(ctx context.Context, v people.Visitor, k flow.Case, files []file.File, why string) error {
	if err := h.Engine.Learns(ctx, h.DB, k, v.Actor); err != nil {
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
		return h.Audit.Log(ctx, tx, v.Actor, v.IP, "查看办件材料", "办件 "+k.Number()+"："+strings.Join(names, "、"), why)
	})
}

// papersOf stands for the papers of a case among its files: they are opened together.
func papersOf(k flow.Case) file.File { return file.File{ID: k.ID, CaseID: k.ID, Name: "文书"} }

// ReadPapers opens the papers of a case in the clear, for today, to a member of staff who may see it and says why.
func (h *House) ReadPapers(ctx context.Context, v people.Visitor, k flow.Case, why string) error {
	if err := h.Vague("why", why); err != nil {
		return err
	}
	return h.openPapers(ctx, v, k, why)
}

func (h *House) openPapers(ctx context.Context, v people.Visitor, k flow.Case, why string) error {
	return h.openFiles(ctx, v, k, []file.File{papersOf(k)}, why)
}

// wrote reports whether a paper came today of an act of the member of staff: what he has just written he hands over, or checks.
func (h *House) wrote(v people.Visitor, c flow.View, d document.Document) bool {
	today := calendar.DayOf(h.Now())
	return d.ByName == v.Actor.Name && calendar.DayOf(time.UnixMilli(d.At)) == today && slices.ContainsFunc(c.Events, func(e flow.Event) bool {
		return e.ActorKind == people.Staff && e.ActorID == v.Actor.ID && e.At <= d.At && calendar.DayOf(time.UnixMilli(e.At)) == today
	})
}

// Read is the text of a paper as a member of staff reads it: in the clear to whose turn the case is, who took it in, or who has written
// it today, and to others once they have said why (ReadPapers); else what is personal of the case stands masked. closed says why it
// stays so whatever purpose is given.
func (h *House) Read(ctx context.Context, v people.Visitor, c flow.View, d document.Document, text []string) (shown []string, masked bool, closed error) {
	if c.Veil != nil {
		return form.Under(c.Veil, text), true, h.learns(ctx, h.DB, c.Case, v.Actor)
	}
	all, err := h.hidden(ctx, h.DB, c)
	hidden := all[c.Case.ID]
	if err != nil || len(hidden) == 0 {
		return text, false, err
	}
	open := func() error { return h.openPapers(ctx, v, c.Case, handling) }
	may, err := h.mayLook(ctx, v, c.Case, papersOf(c.Case), open)
	if err == nil && !may && h.wrote(v, c, d) {
		may, err = true, open()
	}
	if err != nil || may {
		return text, false, err
	}
	masks := map[string]string{}
	for _, t := range hidden {
		masks[t.Value] = veiled(t.Value, false)
	}
	return form.Under(form.NewVeil(masks, false), text), true, nil
}

// veiled is a name, a number or an address as it stands masked; to whom the case concerns nothing of a number is told.
func veiled(value string, closed bool) string {
	number := len(value) >= 6 && strings.Trim(check.Plain(value), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
	switch {
	case value == gm.Unreadable || value == flow.Broken:
		return value
	case closed && number:
		return form.Unshown
	case closed:
		return form.Someone(value)
	case check.Phone(value) == nil:
		return form.MaskPhone(value)
	case number:
		return form.MaskIDNo(value)
	}
	return form.MaskName(value)
}
