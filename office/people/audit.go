package people

import (
	"context"
	"strconv"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
)

// Audit is one line of the audit log. Lines are only added; their hashes are sealed together with
// the events of the cases (office/flow), so that a changed or missing line is found.
type Audit struct {
	ID        int64
	At        int64
	Day       calendar.Day
	ActorKind Kind
	ActorID   int64
	ActorName string
	IP        string
	Act       string
	Object    string
	Reason    string
	Hash      string
}

// Sum is the hash of the line's content.
func (a Audit) Sum() string {
	s := ""
	for _, part := range []string{
		strconv.FormatInt(a.ID, 10), strconv.FormatInt(a.At, 10), strconv.Itoa(int(a.Day)), string(a.ActorKind), strconv.FormatInt(a.ActorID, 10),
		a.ActorName, a.IP, a.Act, a.Object, a.Reason,
	} {
		s += part + "\x1f"
	}
	return gm.HashString(s)
}

// Log adds a line to the audit log in the transaction of what it tells.
func (g *Registry) Log(ctx context.Context, d *db.DB, actor Actor, ip, act, object, reason string) error {
	now := g.now()
	a := Audit{
		ID: d.NewID(), At: now.UnixMilli(), Day: calendar.DayOf(now), ActorKind: actor.Kind, ActorID: actor.ID,
		ActorName: actor.Name, IP: ip, Act: act, Object: check.Cut(object, 500), Reason: check.Cut(reason, 500),
	}
	if via := actor.Via(); via != "" {
		a.ActorName += "（" + via + "）"
	}
	a.Hash = a.Sum()
	return d.Tx(ctx, func(tx *db.DB) error { return insertAudit(ctx, tx, a) })
}

// Note adds a line to the audit log in a transaction of its own, for what changes nothing: a look, an
// export.
func (g *Registry) Note(ctx context.Context, v Visitor, act, object, reason string) error {
	return g.Log(ctx, g.db, v.Actor, v.IP, act, object, reason)
}

// Show opens what is masked of an object for a member of staff who says why. open tells by what names what is
// shown goes; one line of the log names them. The caller has checked that the member may see the object.
func (g *Registry) Show(ctx context.Context, v Visitor, object, reason string, open func(tx *db.DB) (shown []string, err error)) error {
	if len([]rune(reason)) < 2 {
		return fail.Invalid("请写明查看理由", fail.Field{Name: "reason", Message: "查看个人信息要写明理由，会记入审计日志"})
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		shown, err := open(tx)
		if err != nil {
			return err
		}
		if len(shown) > 0 {
			object += "：" + strings.Join(shown, "、")
		}
		return g.Log(ctx, tx, v.Actor, v.IP, "查看个人信息", object, reason)
	})
}

// Reveal is Show of all that is known of one person.
func (g *Registry) Reveal(ctx context.Context, v Visitor, person int64, object, reason string) (k Known, err error) {
	err = g.Show(ctx, v, object, reason, func(tx *db.DB) ([]string, error) {
		p, err := personByID(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		k, err = g.Shown(ctx, tx, p)
		return nil, err
	})
	return k, err
}
