package roster

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
)

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

// NewToken makes a token and returns its secret, for the program's own command line. One that acts as a member of staff is made by
// himself (NewOwnToken), any other by two administrators (TakeToken).
func (g *Registry) NewToken(ctx context.Context, by people.Actor, ip string, t Token) (secret string, err error) {
	scopes := strings.Fields(t.Scopes)
	for _, s := range scopes {
		if !slices.ContainsFunc(people.Scopes, func(k struct{ Code, Does string }) bool { return k.Code == s }) {
			return "", fail.Invalid("没有这种权限："+s, fail.Field{Name: "scopes", Message: "可选 apply、read、staff"})
		}
	}
	if t.Name == "" || len(scopes) == 0 {
		return "", fail.Invalid("请写明令牌的名称和权限", fail.Field{Name: "name", Message: "请写明给哪个系统用"})
	}
	if slices.Contains(scopes, people.ScopeStaff) != (t.StaffID != 0) {
		return "", fail.Invalid("staff 权限的令牌要属于一名工作人员，其他权限的不属于任何人", fail.Field{Name: "staff", Message: "请指明工作人员"})
	}
	if t.StaffID != 0 && by.Kind == people.Staff && by.ID != t.StaffID {
		return "", fail.Forbidden("以工作人员身份办理的令牌，只能由本人在“我的账号”里发放")
	}
	if t.StaffID == 0 && by.Kind == people.Staff {
		return "", fail.Forbidden("接口令牌由一人提出、另一人同意后才能领取")
	}
	t.ID = g.db.NewID()
	return g.issue(ctx, by, ip, t)
}

// issue writes a token; one of its number is issued once.
func (g *Registry) issue(ctx context.Context, by people.Actor, ip string, t Token) (secret string, err error) {
	if t.ExpiresAt == 0 && by.Kind == people.Staff {
		return "", fail.Invalid("令牌要有期限", fail.Field{Name: "until", Message: "请写明有效到哪天，最长一年"})
	}
	secret = "wy_" + gm.Token()
	t.Hash, t.CreatedAt = gm.TokenHash(secret), g.millis()
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if _, err := tokenByID(ctx, tx, t.ID); !errors.Is(err, db.ErrNone) {
			return errors.Join(err, fail.Conflict("这个令牌已经领取过，密钥只显示一次；丢了的先收回，再重新提出"))
		}
		if t.StaffID == 0 {
			if err := g.within(ctx, tx, by, t.Region); err != nil {
				return err
			}
		}
		if err := insertToken(ctx, tx, t); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "发放接口令牌", numbered(t)+" "+t.Scopes, "")
	})
	return secret, err
}

// Alive reports whether the token opens anything at a time, in Unix milliseconds.
func (t Token) Alive(at int64) bool {
	return t.RevokedAt == 0 && (t.ExpiresAt == 0 || t.ExpiresAt >= at)
}

// Bearer finds out who holds the token. A wrong, ended or revoked token is fail.SignIn; for one that another node has
// revoked see tokenKept.
func (g *Registry) Bearer(ctx context.Context, secret, ip string) (people.Visitor, error) {
	t, err := g.token(ctx, gm.TokenHash(secret))
	if errors.Is(err, db.ErrNone) || err == nil && !t.Alive(g.millis()) {
		return people.Visitor{}, fail.SignIn("令牌无效或已过期")
	}
	if err != nil {
		return people.Visitor{}, err
	}
	return g.holder(ctx, t, ip)
}

// holder is who acts by a token. Returns fail.SignIn where the member of staff is no more.
func (g *Registry) holder(ctx context.Context, t Token, ip string) (people.Visitor, error) {
	if t.StaffID != 0 {
		a, m, err := g.StaffActor(ctx, t.StaffID)
		if errors.Is(err, db.ErrNone) || err == nil && m.LockedUntil == lockedForGood {
			return people.Visitor{}, fail.SignIn("令牌所属的工作人员已停用")
		}
		a.Token = t.ID
		return people.Visitor{Actor: a, Member: m, IP: ip}, err
	}
	a := people.Actor{Kind: people.Client, ID: t.ID, Name: t.Name, Scopes: strings.Fields(t.Scopes), Posts: []people.Post{{Region: t.Region}}, Token: t.ID}
	return people.Visitor{Actor: a, IP: ip}, nil
}

// ByToken is who acts by the token of a name or a number, for the program's own command line. Returns fail.NotFound where no such
// token stands, and fail.Conflict where several have the name.
func (g *Registry) ByToken(ctx context.Context, name string) (people.Visitor, error) {
	list, err := g.Tokens(ctx)
	if err != nil {
		return people.Visitor{}, err
	}
	list = slices.DeleteFunc(list, func(t Token) bool {
		return !t.Alive(g.millis()) || t.Name != name && strconv.FormatInt(t.ID, 10) != name
	})
	switch len(list) {
	case 0:
		return people.Visitor{}, fail.NotFound("没有名称或编号是“%s”、还有效的令牌", name)
	case 1:
		return g.holder(ctx, list[0], "")
	}
	return people.Visitor{}, fail.Conflict("有 %d 个令牌都叫“%s”，请写编号", len(list), name)
}

// token finds a token by the hash of its secret.
func (g *Registry) token(ctx context.Context, hash string) (Token, error) {
	now := g.millis()
	t, ends, ok := g.tokens.find(hash, now)
	if ok {
		return t, nil
	}
	t, err := tokenByHash(ctx, g.db, hash)
	if err == nil {
		g.tokens.keep(t, now, ends)
	}
	return t, err
}

// Tokens lists all tokens, the newest first.
func (g *Registry) Tokens(ctx context.Context) ([]Token, error) { return allTokens(ctx, g.db) }

// RevokeToken ends a token at once.
func (g *Registry) RevokeToken(ctx context.Context, by people.Actor, ip string, id int64) error {
	defer g.tokens.forget() // after the commit
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
		return g.audit.Log(ctx, tx, by, ip, "收回接口令牌", numbered(t), "")
	})
}

// numbered is a token as the audit log names it.
func numbered(t Token) string { return strconv.FormatInt(t.ID, 10) + " " + t.Name }

// mayRevoke: the owner ends his own, an administrator those of his region and of its staff.
func (g *Registry) mayRevoke(ctx context.Context, tx *db.DB, by people.Actor, t Token) error {
	switch {
	case t.StaffID == 0:
		return g.within(ctx, tx, by, t.Region)
	case by.Kind == people.Staff && by.ID == t.StaffID:
		return nil
	}
	return g.mayManage(ctx, tx, by, t.StaffID)
}

// NewOwnToken makes a token with which a program acts as the visitor, a member of staff, who shows password and second factor
// once more.
func (g *Registry) NewOwnToken(ctx context.Context, v people.Visitor, name string, until int64, password, code string) (secret string, err error) {
	if v.Member.TotpSealed == "" {
		return "", fail.Conflict("请先启用动态口令，再发放令牌")
	}
	if err := g.ConfirmStaff(ctx, v, password, code); err != nil {
		return "", err
	}
	return g.NewToken(ctx, v.Actor, v.IP, Token{Name: name, StaffID: v.Actor.ID, Scopes: people.ScopeStaff, ExpiresAt: until})
}

// takenWithin is for how long an agreed token waits to be taken, our proposal.
const takenWithin = 7 * 24 * time.Hour

// Takeable reports whether the token that was proposed may be taken by who proposed it: a second person has agreed to it lately.
func (g *Registry) Takeable(p proposal.Proposal, v people.Visitor) bool {
	return p.EditorID == v.ID && p.State == proposal.Agreed && g.millis()-p.DecidedAt < takenWithin.Milliseconds()
}

// TakeToken makes a token to which a second person has agreed and returns its secret to who proposed it, once, when he shows
// password and second factor.
func (g *Registry) TakeToken(ctx context.Context, v people.Visitor, p proposal.Proposal, t Token, password, code string) (secret string, err error) {
	if !g.Takeable(p, v) {
		return "", fail.Forbidden("接口令牌由一人提出、另一人同意后，由提出的人领取")
	}
	if v.Member.TotpSealed == "" {
		return "", fail.Conflict("请先启用动态口令，再领取令牌")
	}
	if err := g.ConfirmStaff(ctx, v, password, code); err != nil {
		return "", err
	}
	t.ID, t.StaffID = p.ID, 0
	return g.issue(ctx, v.Actor, v.IP, t)
}

// TokensOf are the tokens of a member of staff that stand, the newest first.
func (g *Registry) TokensOf(ctx context.Context, staff int64) ([]Token, error) {
	list, err := allTokens(ctx, g.db)
	return slices.DeleteFunc(list, func(t Token) bool { return t.StaffID != staff || !t.Alive(g.millis()) }), err
}
