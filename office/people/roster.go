package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// MemberFilter narrows the list of staff. Its zero value lists everybody who serves.
type MemberFilter struct {
	Text   string        // part of name or login
	Place  region.Code   // with a post in it
	Within []region.Code // with all posts in one of them, or registered there; nil everywhere
	Dept   string
	Role   Role
	Locked bool
	Left   bool // those who have left instead
}

// Listed is a member of staff with the posts held now.
type Listed struct {
	Member
	Posts []Post
}

// FillPosts adds the posts held now to members of staff, in the order of their logins.
func (g *Registry) FillPosts(ctx context.Context, list []Listed) error {
	if len(list) == 0 {
		return nil
	}
	posts, err := postsBetween(ctx, g.db, list[0].Login, list[len(list)-1].Login)
	of := map[int64][]Post{}
	for _, p := range posts {
		of[p.StaffID] = append(of[p.StaffID], p.Post)
	}
	for i := range list {
		list[i].Posts = of[list[i].ID]
	}
	return err
}

// Listed finds a member of staff, also one who has left.
func (g *Registry) Listed(ctx context.Context, id int64) (Listed, error) {
	m, err := MemberByID(ctx, g.db, id)
	if errors.Is(err, db.ErrNone) {
		return Listed{}, fail.NotFound("没有这位工作人员")
	}
	if err != nil {
		return Listed{}, err
	}
	posts, err := postsOf(ctx, g.db, id)
	return Listed{m, posts}, err
}

// Stationed is a member of staff and where he serves now, if anywhere.
type Stationed struct {
	ID     int64
	Name   string
	Region region.Code
}

// Stationed are the members of staff of the ids, also those who have left.
func (g *Registry) Stationed(ctx context.Context, ids []int64) (map[int64]Stationed, error) {
	of := map[int64]Stationed{}
	for some := range slices.Chunk(ids, 100) {
		list, err := stationed(ctx, g.db, some)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			of[m.ID] = m
		}
	}
	return of, nil
}

// lockedForGood is until when a login is locked that an administrator locked.
const lockedForGood int64 = 1 << 60

// Lock keeps a member of staff out, and ends all sessions, until an administrator unlocks the login.
func (g *Registry) Lock(ctx context.Context, by Actor, ip string, id int64, why string) error {
	if by.ID == id {
		return fail.Conflict("不能锁定自己的账号")
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		if err := setLock(ctx, tx, id, lockedForGood); err != nil {
			return err
		}
		if err := EndOthers(ctx, tx, Staff, id, 0); err != nil {
			return err
		}
		return g.Log(ctx, tx, by, ip, "锁定账号", g.called(ctx, tx, id), why)
	})
}

// Unlock lets a member of staff sign in again: whom an administrator locked, or who typed the password
// wrong too often.
func (g *Registry) Unlock(ctx context.Context, by Actor, ip string, id int64, why string) error {
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		if err := setLock(ctx, tx, id, 0); err != nil {
			return err
		}
		m, err := MemberByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := g.forgive(ctx, tx, m.Login); err != nil {
			return err
		}
		return g.Log(ctx, tx, by, ip, "解锁账号", g.called(ctx, tx, id), why)
	})
}

// Locked reports whether the login is locked at a time, in Unix milliseconds.
func (m Member) Locked(at int64) bool { return m.LockedUntil > at }

// called is a member of staff as the audit log names him.
func (g *Registry) called(ctx context.Context, d *db.DB, id int64) string {
	m, err := MemberByID(ctx, d, id)
	if err != nil {
		return ""
	}
	return m.Name + "（" + m.Login + "）"
}

// apart are the three administrators (三员分立).
var apart = []Role{System, Security, Auditor}

// OwnRole is a post that the office added to those the program knows. Its code is its name.
type OwnRole struct {
	Code Role
	Name string
	Does string
}

// OwnRoles are the posts the office added.
func (g *Registry) OwnRoles(ctx context.Context) ([]OwnRole, error) { return ownRoles(ctx, g.db) }

// AddRole adds a post that signs in steps of review.
func (g *Registry) AddRole(ctx context.Context, by Actor, ip, name, does string) error {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 2 || n > 20 || strings.ContainsAny(name, " ,，=") {
		return fail.Invalid("名称不合要求", fail.Field{Name: "name", Message: "请填 2 至 20 个字，不含空格和逗号"})
	}
	for _, known := range Roles {
		if string(known.Code) == name || known.Name == name {
			return fail.Invalid("已经有这个角色", fail.Field{Name: "name", Message: "已经有这个角色"})
		}
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		fresh, err := insertRole(ctx, tx, OwnRole{Role(name), name, strings.TrimSpace(does)})
		if err != nil {
			return err
		}
		if !fresh {
			return fail.Invalid("已经有这个角色", fail.Field{Name: "name", Message: "已经有这个角色"})
		}
		return g.Log(ctx, tx, by, ip, "新增角色", name, does)
	})
}

// AuditFilter narrows the audit log. Its zero value narrows nothing.
type AuditFilter struct {
	Who      string // part of the name
	Act      string // part of the act
	From, To calendar.Day
}

// Audited lists n lines of the log, newest first, behind the given id (0: from the newest).
func (g *Registry) Audited(ctx context.Context, f AuditFilter, before int64, n int) ([]Audit, error) {
	return auditedBefore(ctx, g.db, f, before, n)
}
