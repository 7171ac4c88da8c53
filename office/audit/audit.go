// Package audit keeps the log of what was done and looked at outside the cases' own ledgers: who, from where, what, why.
//
// Rules: 网络安全法 art. 21 (logs are kept at least six months), 个人信息保护法 (a purpose for every look).
package audit

import (
	"context"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/calendar"
	"wuyou/office/people"
)

// Book is the audit log.
type Book struct {
	db  *db.DB
	now func() time.Time
}

// New opens the log.
func New(d *db.DB, now func() time.Time) *Book { return &Book{db: d, now: now} }

// Line is one line of the audit log. Lines are only added; their hashes are sealed together with
// the events of the cases (office/flow), so that a changed or missing line is found.
type Line struct {
	ID        int64
	At        int64
	Day       calendar.Day
	ActorKind people.Kind
	ActorID   int64
	ActorName string
	IP        string
	Act       string
	Object    string
	Reason    string
	Hash      string
}

// Sum is the hash of the line's content.
func (a Line) Sum() string {
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
func (b *Book) Log(ctx context.Context, d *db.DB, actor people.Actor, ip, act, object, reason string) error {
	now := b.now()
	a := Line{
		ID: d.NewID(), At: now.UnixMilli(), Day: calendar.DayOf(now), ActorKind: actor.Kind, ActorID: actor.ID,
		ActorName: actor.Name, IP: ip, Act: act, Object: check.Cut(object, 500), Reason: check.Cut(reason, 500),
	}
	if via := actor.Via(); via != "" {
		a.ActorName += "（" + via + "）"
	}
	a.Hash = a.Sum()
	return d.Tx(ctx, func(tx *db.DB) error { return insertLine(ctx, tx, a) })
}

// Note adds a line to the audit log in a transaction of its own, for what changes nothing: a look, an
// export.
func (b *Book) Note(ctx context.Context, v people.Visitor, act, object, reason string) error {
	return b.Log(ctx, b.db, v.Actor, v.IP, act, object, reason)
}

// Show opens what is masked of an object for a member of staff who says why. open tells by what names what is
// shown goes; one line of the log names them. The caller has checked that the member may see the object.
func (b *Book) Show(ctx context.Context, v people.Visitor, object, reason string, open func(tx *db.DB) (shown []string, err error)) error {
	if len([]rune(reason)) < 2 {
		return fail.Invalid("请写明查看理由", fail.Field{Name: "reason", Message: "查看个人信息要写明理由，会记入审计日志"})
	}
	return b.db.Tx(ctx, func(tx *db.DB) error {
		shown, err := open(tx)
		if err != nil {
			return err
		}
		if len(shown) > 0 {
			object += "：" + strings.Join(shown, "、")
		}
		return b.Log(ctx, tx, v.Actor, v.IP, "查看个人信息", object, reason)
	})
}

// Filter narrows the audit log. Its zero value narrows nothing.
type Filter struct {
	Who      string // part of the name
	Act      string // part of the act
	From, To calendar.Day
}

// Lines lists n lines of the log, newest first, behind the given id (0: from the newest).
func (b *Book) Lines(ctx context.Context, f Filter, before int64, n int) ([]Line, error) {
	return linesBefore(ctx, b.db, f, before, n)
}
