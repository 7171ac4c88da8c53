package people

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/region"
)

// The scopes a token may have.
const (
	ScopeApply = "apply" // create applications and checklists for applicants of its region
	ScopeRead  = "read"  // read the cases of its region
	ScopeStaff = "staff" // act as the member of staff it belongs to: inbox and events
)

// Scopes are all scopes with what they allow.
var Scopes = []struct{ Code, Does string }{
	{ScopeApply, "代申请人提交申请"},
	{ScopeRead, "查询本区域办件"},
	{ScopeStaff, "以所属工作人员的身份办理"},
}

// Token is another program's right to use the API. Its secret is shown once; the database holds a
// fast hash, since the secret is 256 random bits.
type Token struct {
	Hash      string
	ID        int64
	Name      string
	StaffID   int64
	Region    region.Code
	Scopes    string
	CreatedAt int64
	ExpiresAt int64
	RevokedAt int64
}

// NewToken makes a token and returns its secret. One that acts as a member of staff is made by himself (NewOwnToken), or by the
// program's own command line; others by an administrator of their region.
func (g *Registry) NewToken(ctx context.Context, by Actor, ip string, t Token) (secret string, err error) {
	scopes := strings.Fields(t.Scopes)
	for _, s := range scopes {
		if !slices.ContainsFunc(Scopes, func(k struct{ Code, Does string }) bool { return k.Code == s }) {
			return "", fail.Invalid("没有这种权限："+s, fail.Field{Name: "scopes", Message: "可选 apply、read、staff"})
		}
	}
	if t.Name == "" || len(scopes) == 0 {
		return "", fail.Invalid("请写明令牌的名称和权限", fail.Field{Name: "name", Message: "请写明给哪个系统用"})
	}
	if slices.Contains(scopes, ScopeStaff) != (t.StaffID != 0) {
		return "", fail.Invalid("staff 权限的令牌要属于一名工作人员，其他权限的不属于任何人", fail.Field{Name: "staff", Message: "请指明工作人员"})
	}
	if t.StaffID != 0 && by.Kind == Staff && by.ID != t.StaffID {
		return "", fail.Forbidden("以工作人员身份办理的令牌，只能由本人在“我的账号”里发放")
	}
	secret = "wy_" + gm.Token()
	t.Hash, t.ID, t.CreatedAt = gm.TokenHash(secret), g.db.NewID(), g.millis()
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if t.StaffID == 0 {
			if err := g.within(ctx, tx, by, t.Region); err != nil {
				return err
			}
		}
		if err := insertToken(ctx, tx, t); err != nil {
			return err
		}
		return g.Log(ctx, tx, by, ip, "发放接口令牌", numbered(t)+" "+t.Scopes, "")
	})
	return secret, err
}

// Alive reports whether the token opens anything at a time, in Unix milliseconds.
func (t Token) Alive(at int64) bool {
	return t.RevokedAt == 0 && (t.ExpiresAt == 0 || t.ExpiresAt >= at)
}

// Bearer finds out who holds the token. A wrong, ended or revoked token is fail.SignIn.
func (g *Registry) Bearer(ctx context.Context, secret, ip string) (Visitor, error) {
	t, err := tokenByHash(ctx, g.db, gm.TokenHash(secret))
	if errors.Is(err, db.ErrNone) || err == nil && !t.Alive(g.millis()) {
		return Visitor{}, fail.SignIn("令牌无效或已过期")
	}
	if err != nil {
		return Visitor{}, err
	}
	if t.StaffID != 0 {
		a, m, err := g.StaffActor(ctx, t.StaffID)
		if errors.Is(err, db.ErrNone) || err == nil && m.LockedUntil == lockedForGood {
			return Visitor{}, fail.SignIn("令牌所属的工作人员已停用")
		}
		a.Token = t.ID
		return Visitor{Actor: a, Member: m, IP: ip}, err
	}
	a := Actor{Kind: Client, ID: t.ID, Name: t.Name, Scopes: strings.Fields(t.Scopes), Posts: []Post{{Region: t.Region}}, Token: t.ID}
	return Visitor{Actor: a, IP: ip}, nil
}

// Tokens lists all tokens, the newest first.
func (g *Registry) Tokens(ctx context.Context) ([]Token, error) { return allTokens(ctx, g.db) }

// RevokeToken ends a token at once.
func (g *Registry) RevokeToken(ctx context.Context, by Actor, ip string, id int64) error {
	return g.db.Tx(ctx, func(tx *db.DB) error {
		t, err := tokenByID(ctx, tx, id)
		if errors.Is(err, db.ErrNone) {
			return fail.NotFound("没有这个令牌")
		}
		if err != nil || t.RevokedAt != 0 {
			return err
		}
		if err := g.mayRevoke(ctx, tx, by, t); err != nil {
			return err
		}
		if err := revokeToken(ctx, tx, id, g.millis()); err != nil {
			return err
		}
		return g.Log(ctx, tx, by, ip, "收回接口令牌", numbered(t), "")
	})
}

// numbered is a token as the audit log names it.
func numbered(t Token) string { return strconv.FormatInt(t.ID, 10) + " " + t.Name }

// mayRevoke: the owner ends his own, an administrator those of his region and of its staff.
func (g *Registry) mayRevoke(ctx context.Context, tx *db.DB, by Actor, t Token) error {
	switch {
	case t.StaffID == 0:
		return g.within(ctx, tx, by, t.Region)
	case by.Kind == Staff && by.ID == t.StaffID:
		return nil
	}
	return g.mayManage(ctx, tx, by, t.StaffID)
}

// NewOwnToken makes a token with which a program acts as the visitor, a member of staff, who shows password and second factor
// once more.
func (g *Registry) NewOwnToken(ctx context.Context, v Visitor, name string, until int64, password, code string) (secret string, err error) {
	if v.Member.TotpSealed == "" {
		return "", fail.Conflict("请先启用动态口令，再发放令牌")
	}
	if err := g.ConfirmStaff(ctx, v, password, code); err != nil {
		return "", err
	}
	return g.NewToken(ctx, v.Actor, v.IP, Token{Name: name, StaffID: v.Actor.ID, Scopes: ScopeStaff, ExpiresAt: until})
}

// TokensOf are the tokens of a member of staff that stand, the newest first.
func (g *Registry) TokensOf(ctx context.Context, staff int64) ([]Token, error) {
	list, err := allTokens(ctx, g.db)
	return slices.DeleteFunc(list, func(t Token) bool { return t.StaffID != staff || !t.Alive(g.millis()) }), err
}
