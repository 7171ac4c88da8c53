// Package roster keeps the members of staff: the posts they hold and who gives them, how they sign in, the tokens by which programs
// act, and whom of them a text names.
//
// Rules: GB/T 22239-2019 (8.1.4.1: two factors for administrators, passwords of some strength; 8.1.4.2, 8.1.7.1: separate
// administrators, least privilege).
//
// Read roster.go first, then staff.go (who serves), giving.go (posts), reach.go (over whom an administrator is set), signin.go and
// token.go.
package roster

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/audit"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/session"
)

// Registry is the book of the members of staff.
type Registry struct {
	// Ended are told, in its transaction, that somebody, with the posts that are left, holds one no longer. Services add
	// themselves before the program serves.
	Ended []func(ctx context.Context, tx *db.DB, who people.Actor, post people.Post) error

	// Places are the places as they stand today: who has a post where another place has taken over sees to that, and looks back.
	// Without any all places stand for themselves.
	Places *region.Tree

	db         *db.DB
	now        func() time.Time
	keys       *gm.Keys
	limits     *limit.Book
	audit      *audit.Book
	sessions   *session.Registry
	twoFactors func(people.Role) bool
	tokens     keptTokens
}

// New opens the book. twoFactors says who must sign in with two factors.
func New(d *db.DB, now func() time.Time, keys *gm.Keys, limits *limit.Book, log *audit.Book, sessions *session.Registry,
	twoFactors func(people.Role) bool) *Registry {
	return &Registry{
		Places: &region.Tree{}, db: d, now: now, keys: keys, limits: limits, audit: log, sessions: sessions, twoFactors: twoFactors,
	}
}

func (g *Registry) millis() int64 { return g.now().UnixMilli() }

// SeesOrDecides is our proposal of who must have two factors: all but those who only draft what others publish.
func SeesOrDecides(r people.Role) bool { return r != people.Editor }

// MemberFilter narrows the list of staff. Its zero value lists everybody who serves.
type MemberFilter struct {
	Text   string        // part of name or login
	Place  region.Code   // with a post in it
	Within []region.Code // with all posts in one of them, or registered there; nil everywhere
	Dept   string
	Role   people.Role
	Locked bool
	Left   bool // those who have left instead
}

// Listed is a member of staff with the posts held now.
type Listed struct {
	people.Member
	Posts []people.Post
}

// FillPosts adds the posts held now to members of staff, in the order of their logins.
func (g *Registry) FillPosts(ctx context.Context, list []Listed) error {
	if len(list) == 0 {
		return nil
	}
	posts, err := postsBetween(ctx, g.db, list[0].Login, list[len(list)-1].Login)
	of := map[int64][]people.Post{}
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
	list, err := stationed(ctx, g.db, ids)
	for _, m := range list {
		of[m.ID] = m
	}
	return of, err
}

// lockedForGood is until when a login is locked that an administrator locked.
const lockedForGood int64 = 1 << 60

// Lock keeps a member of staff out, and ends all sessions, until an administrator unlocks the login.
func (g *Registry) Lock(ctx context.Context, by people.Actor, ip string, id int64, why string) error {
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
		if err := session.EndOthers(ctx, tx, people.Staff, id, 0); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "锁定账号", g.called(ctx, tx, id), why)
	})
}

// Unlock lets a member of staff sign in again: whom an administrator locked, or who typed the password
// wrong too often.
func (g *Registry) Unlock(ctx context.Context, by people.Actor, ip string, id int64, why string) error {
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
		return g.audit.Log(ctx, tx, by, ip, "解锁账号", g.called(ctx, tx, id), why)
	})
}

// called is a member of staff as the audit log names him.
func (g *Registry) called(ctx context.Context, d *db.DB, id int64) string {
	m, err := MemberByID(ctx, d, id)
	if err != nil {
		return ""
	}
	return m.Name + "（" + m.Login + "）"
}

// apart are the three administrators (三员分立).
var apart = []people.Role{people.System, people.Security, people.Auditor}

// OwnRole is a post that the office added to those the program knows. Its code is its name.
type OwnRole struct {
	Code people.Role
	Name string
	Does string
}

// OwnRoles are the posts the office added.
func (g *Registry) OwnRoles(ctx context.Context) ([]OwnRole, error) { return ownRoles(ctx, g.db) }

// AddRole adds a post that signs in steps of review.
func (g *Registry) AddRole(ctx context.Context, by people.Actor, ip, name, does string) error {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 2 || n > 20 || strings.ContainsAny(name, " ,，=") {
		return fail.Invalid("名称不合要求", fail.Field{Name: "name", Message: "请填 2 至 20 个字，不含空格和逗号"})
	}
	for _, known := range people.Roles {
		if string(known.Code) == name || known.Name == name {
			return fail.Invalid("已经有这个角色", fail.Field{Name: "name", Message: "已经有这个角色"})
		}
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		fresh, err := insertRole(ctx, tx, OwnRole{people.Role(name), name, strings.TrimSpace(does)})
		if err != nil {
			return err
		}
		if !fresh {
			return fail.Invalid("已经有这个角色", fail.Field{Name: "name", Message: "已经有这个角色"})
		}
		return g.audit.Log(ctx, tx, by, ip, "新增角色", name, does)
	})
}
