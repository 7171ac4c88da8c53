package roster

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/session"
)

// Staff sign in with a password, where the setting says so with a second factor, and are slowed down when they were wrong too
// often. Nobody can lock another out: tries are counted by login and address; those of a device on which somebody has signed in
// before are counted for itself and go first. Logins that do not exist are counted and answered like those that do.

// errSignIn does not say which of the two was wrong.
var errSignIn = fail.Invalid("用户名或密码不对", fail.Field{Name: "password", Message: "用户名或密码不对"})

var errSlow = fail.Invalid("请重新输入密码", fail.Field{Name: "password", Message: "间隔时间较长，请重新输入密码"})

var errLapsed = fail.Conflict("初始密码已经过期，请系统管理员重置")

const waits = "输错的次数太多，请 %d 分钟后再试；平时登录用的电脑不受别人影响，也可以请系统管理员重置密码"

// tries are the bounds of a try to sign in. known is what the browser keeps of an earlier sign-in of its own (Device).
func (g *Registry) tries(login, known, ip string) []session.Bound {
	wait, key := g.limits.Time(SignInWait), "sign in "+g.keys.Index("login", login)
	if id, err := g.keys.Open(known, sealDevice); err == nil && id != "" && strings.HasPrefix(id, login+"\n") {
		return []session.Bound{g.sessions.BoundAt(key+" on", gm.TokenHash(known), g.limits.Of(SignInTries), wait, waits)}
	}
	return []session.Bound{
		g.sessions.BoundAt(key+" from", ip, g.limits.Of(SignInTries), wait, waits),
		g.sessions.BoundAt(key+" anywhere", "", g.limits.Of(SignInLogin), SignInLogin.Unit.Within, waits),
		g.sessions.BoundAt("sign in from", ip, g.limits.Of(SignInAddress), wait, waits),
	}
}

const sealDevice = "staff device"

// Device is what a browser keeps after a member of staff has signed in with it, to be known again.
func (g *Registry) Device(m people.Member) string {
	return g.keys.Seal(plainLogin(m.Login)+"\n"+gm.Token(), sealDevice)
}

func plainLogin(login string) string { return strings.TrimSpace(login) }

// SecondStep is the failure of a try to sign in whose password was right and whose one-time password is missing or wrong. fail.As
// finds the failure to show.
type SecondStep struct {
	Name   string // who signs in
	Ticket string // stands for the password in the next try, for HalfwayMinutes after that was typed
	err    error
}

func (s *SecondStep) Error() string { return s.err.Error() }
func (s *SecondStep) Unwrap() error { return s.err }

const sealHalfway = "staff halfway"

// ticket is what shows for a while that the password of a member was right; a new password ends it.
func (g *Registry) ticket(m people.Member) string {
	return g.keys.Seal(strings.Join([]string{plainLogin(m.Login), gm.TokenHash(m.Password), strconv.FormatInt(g.millis(), 10)}, "\n"), sealHalfway)
}

// halfway reports whether what was sent as password is a ticket of the member, and whether it is still good.
func (g *Registry) halfway(m people.Member, password string) (right, good bool) {
	plain, err := g.keys.Open(password, sealHalfway)
	head, at, _ := strings.Cut(plain, "\n"+gm.TokenHash(m.Password)+"\n")
	ms, bad := strconv.ParseInt(at, 10, 64)
	if err != nil || bad != nil || m.ID == 0 || head != plainLogin(m.Login) {
		return false, false
	}
	return true, ms > g.limits.Since(HalfwayMinutes).UnixMilli() && ms <= g.millis()
}

// SignInStaff checks login, password and the one-time password of who has one, and opens a session. Returns a SecondStep while that
// is what is left; its ticket is taken for the password.
func (g *Registry) SignInStaff(ctx context.Context, login, password, code, known, ip, agent string) (token string, err error) {
	login = plainLogin(login)
	bounds := g.tries(login, known, ip)
	if err := g.sessions.Guess(ctx, false, nil, bounds...); err != nil { // counted before it is judged; refused in the same words whoever it is
		return "", err
	}
	m, err := memberByLogin(ctx, g.db, login)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return "", err
	}
	halfway, good := g.halfway(m, password)
	right := halfway || gm.CheckPassword(m.Password, password) // as slow for a login that does not exist
	actor := people.Actor{Kind: people.Staff, ID: m.ID, Name: m.Name}
	if m.ID == 0 {
		actor = people.Actor{Name: check.Cut(login, 50)}
	}
	if !right || m.LeftAt != 0 {
		return "", errors.Join(g.audit.Log(ctx, g.db, actor, ip, "登录失败", "", ""), errSignIn)
	}
	if halfway && !good {
		return "", errors.Join(g.db.Tx(ctx, func(tx *db.DB) error { return session.Uncount(ctx, tx, bounds...) }), errSlow)
	}
	if m.LockedUntil == lockedForGood {
		return "", errors.Join(g.audit.Log(ctx, g.db, actor, ip, "登录失败", "账号已锁定", ""), fail.Busy(0, "账号已由管理员锁定，请联系系统管理员"))
	}
	if g.lapsed(m) {
		return "", errors.Join(g.audit.Log(ctx, g.db, actor, ip, "登录失败", "初始密码过期", ""), errLapsed)
	}
	if actor.Posts, err = postsOf(ctx, g.db, m.ID); err != nil {
		return "", err
	}
	if !halfway && gm.NeedsRehash(m.Password) { // before the one-time password: the second step brings a ticket, not the password
		renewed := gm.HashPassword(password) // takes longer than a transaction may last
		err := g.db.Tx(ctx, func(tx *db.DB) error { return renewHash(ctx, tx, m.ID, m.Password, renewed) })
		if err != nil {
			return "", err
		}
		m.Password = renewed
	}
	ticket := password // one that was sent is not renewed
	if !halfway {
		ticket = g.ticket(m)
	}
	if m.TotpSealed != "" {
		used, err := g.checkTOTP(m, code)
		if err == ErrTOTP {
			err = &SecondStep{m.Name, ticket, err}
			return "", errors.Join(g.db.Tx(ctx, func(tx *db.DB) error { return session.Uncount(ctx, tx, bounds...) }), err)
		}
		if err == errUsed {
			err = &SecondStep{m.Name, ticket, err}
		}
		if err != nil {
			return "", errors.Join(g.audit.Log(ctx, g.db, actor, ip, "登录失败", "", ""), err)
		}
		m.TotpUsed = used
	}
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if err := session.Uncount(ctx, tx, bounds...); err != nil {
			return err
		}
		fresh, err := useTOTP(ctx, tx, m.ID, m.TotpUsed)
		if err != nil {
			return err
		}
		if !fresh {
			return &SecondStep{m.Name, ticket, errUsed}
		}
		if token, err = g.sessions.Begin(ctx, tx, people.Session{Kind: people.Staff, Who: m.ID, IP: ip, Device: agent}); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, actor, ip, "登录", "", "")
	})
	return token, err
}

// forgive forgets the wrong tries at a login, wherever they were made.
func (g *Registry) forgive(ctx context.Context, tx *db.DB, login string) error {
	return session.Forget(ctx, tx, "sign in "+g.keys.Index("login", login)+" %")
}
