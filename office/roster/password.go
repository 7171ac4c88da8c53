package roster

import (
	"context"
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/session"
)

// FirstPassword draws a password that is good for the first sign-in only, for FirstDays.
func FirstPassword() string { return "Wy-" + gm.Token()[:10] }

// MustChange reports whether the password must be changed before anything else.
func (g *Registry) MustChange(m people.Member) bool {
	return m.MustChange || g.limits.Of(PasswordDays) > 0 && m.PasswordAt < g.limits.Since(PasswordDays).UnixMilli()
}

// lapsed reports whether a first password was not used in time.
func (g *Registry) lapsed(m people.Member) bool {
	return m.MustChange && g.limits.Of(FirstDays) > 0 && m.PasswordAt < g.limits.Since(FirstDays).UnixMilli()
}

//go:embed common.txt
var commonWords string

// common are the words that passwords are made of which everybody tries first.
var common = strings.Fields(commonWords)

// plain are letters as they are written to satisfy a rule.
var plain = strings.NewReplacer("@", "a", "0", "o", "1", "l", "3", "e", "$", "s", "5", "s", "!", "i")

// isCommon reports whether of a password, without what was put around it, little or a common word is left.
func isCommon(p string) bool {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, s)
	}
	p = strings.ToLower(p)
	trimmed := strings.TrimFunc(p, func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc([]string{letters(p), letters(plain.Replace(trimmed)), letters(plain.Replace(p))}, func(s string) bool {
		return utf8.RuneCountInString(s) < 2 || slices.Contains(common, s)
	})
}

// checkPassword holds new passwords to 等保's complexity: ten characters of three kinds; and to be no common one.
func checkPassword(login, p string) error {
	var kinds [4]bool
	for _, r := range p {
		switch {
		case unicode.IsLower(r):
			kinds[0] = true
		case unicode.IsUpper(r):
			kinds[1] = true
		case unicode.IsDigit(r):
			kinds[2] = true
		default:
			kinds[3] = true
		}
	}
	n := 0
	for _, k := range kinds {
		if k {
			n++
		}
	}
	if utf8.RuneCountInString(p) < 10 || utf8.RuneCountInString(p) > 200 || n < 3 || strings.Contains(strings.ToLower(p), strings.ToLower(login)) {
		return fail.Invalid("新密码不合要求", fail.Field{Name: "new", Message: "至少 10 位，含大写、小写、数字、符号中的三种，不含用户名"})
	}
	if isCommon(p) {
		return fail.Invalid("新密码不合要求", fail.Field{Name: "new", Message: "这是常见的密码，别人很容易猜到，请换一个"})
	}
	return nil
}

// ChangePassword sets a new password after checking the old one, and ends the member's other
// sessions.
func (g *Registry) ChangePassword(ctx context.Context, v people.Visitor, old, fresh string) error {
	m, err := MemberByID(ctx, g.db, v.Member.ID)
	if err != nil {
		return err
	}
	wrong := fail.Invalid("原密码不对", fail.Field{Name: "old", Message: "原密码不对"})
	if err := g.sessions.Guess(ctx, gm.CheckPassword(m.Password, old), wrong, g.again(m.ID)); err != nil {
		return err
	}
	if err := checkPassword(m.Login, fresh); err != nil {
		return err
	}
	last, err := passwordsOf(ctx, g.db, m.ID, int(g.limits.Of(PasswordsKept)))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(append(last, m.Password), func(hash string) bool { return gm.CheckPassword(hash, fresh) }) {
		return fail.Invalid("新密码不合要求", fail.Field{Name: "new", Message: "新密码要和原密码、最近用过的密码都不同"})
	}
	hash := gm.HashPassword(fresh) // takes longer than a transaction may last
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := insertPassword(ctx, tx, m.ID, m.Password, int(g.limits.Of(PasswordsKept))); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, m.ID, hash, g.millis(), false); err != nil {
			return err
		}
		if err := session.EndOthers(ctx, tx, people.Staff, m.ID, v.Session.ID); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, v.Actor, v.IP, "修改密码", "", "")
	})
}

// again bounds the wrong tries at a password by who has signed in.
func (g *Registry) again(staff int64) session.Bound {
	return session.Bound{Key: "password of " + strconv.FormatInt(staff, 10), Most: g.limits.Of(SignInTries), Within: g.limits.Time(SignInWait)}
}

// ConfirmStaff has a member of staff who has signed in show the password, and the second factor if there is one, once more.
func (g *Registry) ConfirmStaff(ctx context.Context, v people.Visitor, password, code string) error {
	m, err := MemberByID(ctx, g.db, v.Member.ID)
	if err != nil {
		return err
	}
	right, used := gm.CheckPassword(m.Password, password), m.TotpUsed
	if m.TotpSealed != "" {
		step, err := g.checkTOTP(m, code)
		if _, known := fail.As(err); err != nil && !known {
			return err
		}
		right, used = right && err == nil, step
	}
	wrong := fail.Invalid("密码或动态口令不对", fail.Field{Name: "password", Message: "密码或动态口令不对"})
	if err := g.sessions.Guess(ctx, right, wrong, g.again(m.ID)); err != nil {
		return err
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		fresh, err := useTOTP(ctx, tx, m.ID, used)
		if err == nil && !fresh {
			err = errUsed
		}
		return err
	})
}
