package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/session"
)

// StaffActor loads a member of staff with the posts held now. One who has left is db.ErrNone.
func (g *Registry) StaffActor(ctx context.Context, id int64) (people.Actor, people.Member, error) {
	m, err := MemberByID(ctx, g.db, id)
	if err == nil && m.LeftAt != 0 {
		err = db.ErrNone
	}
	if err != nil {
		return people.Actor{}, m, err
	}
	a := people.Actor{Kind: people.Staff, ID: id, Name: m.Name}
	a.Posts, err = postsOf(ctx, g.db, id)
	for _, p := range a.Posts {
		for _, c := range g.Places.Former(p.Region) {
			p.Region = c
			a.Former = append(a.Former, p)
		}
	}
	return a, m, err
}

// NewMember is a member of staff to be registered.
type NewMember struct {
	Login, Name, Phone string
	Hash               string // of the password, by gm.HashPassword
	Keep               bool   // the password need not be changed at the first sign-in
	TOTP               string
	IDNo               string // of his own document; "" is entered later (SetNumber)
}

// AddMember registers a member of staff. Posts are given separately, by another administrator.
func (g *Registry) AddMember(ctx context.Context, tx *db.DB, by people.Actor, ip string, n NewMember) (int64, error) {
	n.Login, n.Name, n.Phone = strings.TrimSpace(n.Login), strings.TrimSpace(n.Name), check.PlainPhone(n.Phone)
	var wrong []fail.Field
	if n.Login == "" || utf8.RuneCountInString(n.Login) > 40 || strings.ContainsFunc(n.Login, unicode.IsSpace) {
		wrong = append(wrong, fail.Field{Name: "login", Message: "请填用户名，不含空格，最多 40 个字"})
	}
	if n.Name == "" || utf8.RuneCountInString(n.Name) > 50 {
		wrong = append(wrong, fail.Field{Name: "name", Message: "请填姓名，最多 50 个字"})
	}
	if n.Phone != "" {
		if err := check.Phone(n.Phone); err != nil {
			wrong = append(wrong, fail.Field{Name: "phone", Message: err.Error()})
		}
	}
	number, err := g.ownNumber(n.IDNo)
	if err != nil {
		wrong = append(wrong, fail.Field{Name: "id_no", Message: err.Error()})
	}
	if len(wrong) > 0 {
		return 0, fail.Invalid("请改正后再保存", wrong...)
	}
	m := people.Member{
		ID: tx.NewID(), Login: n.Login, Name: n.Name, PhoneSealed: g.keys.Seal(n.Phone, people.SealPhone), PhoneIndex: g.phoneIndex(n.Phone),
		Password: n.Hash, PasswordAt: g.millis(), MustChange: !n.Keep,
		TotpSealed: g.keys.Seal(n.TOTP, sealTOTP), CreatedAt: g.millis(), NumberIndex: number,
	}
	if m.Region, err = g.homeOf(ctx, tx, by); err != nil {
		return 0, err
	}
	free, err := insertMember(ctx, tx, m)
	if err != nil {
		return 0, err
	}
	if !free {
		return 0, fail.Invalid("请改正后再保存", fail.Field{Name: "login", Message: "这个用户名已经有人用了"})
	}
	return m.ID, g.audit.Log(ctx, tx, by, ip, "新增工作人员", fmt.Sprintf("%s %s", m.Login, m.Name), "")
}

// EndPost takes a post away from another; the record of it stays.
func (g *Registry) EndPost(ctx context.Context, by people.Actor, ip string, post int64, why string) error {
	return g.db.Tx(ctx, func(tx *db.DB) error {
		p, err := postByID(ctx, tx, post)
		if errors.Is(err, db.ErrNone) {
			return fail.Conflict("这个岗位已经收回了")
		}
		if err != nil {
			return err
		}
		if by.Kind == people.Staff && by.ID == p.StaffID {
			return fail.Forbidden("不能改自己的岗位，请另一位安全管理员办理")
		}
		if err := g.within(ctx, tx, by, p.Region); err != nil {
			return err
		}
		if err := endPost(ctx, tx, post, g.millis()); err != nil {
			return err
		}
		left, err := postsOf(ctx, tx, p.StaffID)
		if err != nil {
			return err
		}
		m, err := MemberByID(ctx, tx, p.StaffID)
		if err != nil {
			return err
		}
		if err := g.ended(ctx, tx, people.Actor{Kind: people.Staff, ID: m.ID, Name: m.Name, Posts: left}, p.Post); err != nil {
			return err
		}
		object := strings.TrimSpace(fmt.Sprintf("%s %s %s %s", g.called(ctx, tx, p.StaffID), p.Role.Name(), p.Region, p.Dept))
		return g.audit.Log(ctx, tx, by, ip, "收回岗位", object, why)
	})
}

// ResetPassword gives a member a new first password, unlocks the login and ends all sessions.
func (g *Registry) ResetPassword(ctx context.Context, by people.Actor, ip string, id int64, why string) (password string, err error) {
	password = FirstPassword()
	hash := gm.HashPassword(password) // takes longer than a transaction may last
	err = g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, id, hash, g.millis(), true); err != nil {
			return err
		}
		m, err := MemberByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := g.forgive(ctx, tx, m.Login); err != nil {
			return err
		}
		if err := session.EndOthers(ctx, tx, people.Staff, id, 0); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "重置密码", g.called(ctx, tx, id), why)
	})
	return password, err
}

// ForgetTOTP takes a lost authenticator from another, ends all sessions, and has the next sign-in set up
// a new one. The password stays: a new one is the system administrator's to give, so nobody alone opens
// another's account.
func (g *Registry) ForgetTOTP(ctx context.Context, by people.Actor, ip string, id int64, why string) error {
	if by.ID == id {
		return fail.Forbidden("不能解除自己的身份验证器，请另一位安全管理员办理")
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		m, err := MemberByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if m.TotpSealed == "" {
			return fail.Conflict("这个账号没有绑定身份验证器")
		}
		if err := setTOTP(ctx, tx, id, "", 0); err != nil {
			return err
		}
		if err := session.EndOthers(ctx, tx, people.Staff, id, 0); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "解除身份验证器", g.called(ctx, tx, id), why)
	})
}

// Leave ends a member's service: no sign-in, no session. What the member did stays in the ledgers.
func (g *Registry) Leave(ctx context.Context, by people.Actor, ip string, id int64, why string) error {
	if by.ID == id {
		return fail.Conflict("不能停用自己的账号")
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		if err := g.mayManage(ctx, tx, by, id); err != nil {
			return err
		}
		m, err := MemberByID(ctx, tx, id)
		if err != nil {
			return err
		}
		held, err := postsOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := setLeft(ctx, tx, id, g.millis()); err != nil {
			return err
		}
		for _, p := range held {
			if err := g.ended(ctx, tx, people.Actor{Kind: people.Staff, ID: id, Name: m.Name}, p); err != nil {
				return err
			}
		}
		if err := session.EndOthers(ctx, tx, people.Staff, id, 0); err != nil {
			return err
		}
		return g.audit.Log(ctx, tx, by, ip, "停用账号", g.called(ctx, tx, id), why)
	})
}

// WithPhone are the members of staff who have the telephone number.
func (g *Registry) WithPhone(ctx context.Context, d *db.DB, phone string) ([]int64, error) {
	return withPhone(ctx, d, g.phoneIndex(phone))
}

func (g *Registry) phoneIndex(phone string) string {
	if phone == "" {
		return ""
	}
	return g.keys.Index("staff phone", phone)
}

// IndexPhones makes those of the staff findable by their numbers who were registered before there was an
// index. It is called at the start and has nothing to do after the first.
func (g *Registry) IndexPhones(ctx context.Context) error {
	list, err := unindexed(ctx, g.db)
	if err != nil || len(list) == 0 {
		return err
	}
	return g.db.Tx(ctx, func(tx *db.DB) error {
		for _, m := range list {
			phone, err := g.keys.Open(m.PhoneSealed, people.SealPhone)
			if err != nil { // sealed by a key that is gone: nobody finds it, as before
				continue
			}
			if err := setPhoneIndex(ctx, tx, m.ID, g.phoneIndex(phone)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Reindex writes the blind indexes of the staff's telephones anew, after the key of indexes was replaced, and returns how many could not be:
// those whose sealed value does not open.
func (g *Registry) Reindex(ctx context.Context, tx *db.DB) (lost int, err error) {
	list, err := telephones(ctx, tx)
	for _, m := range list {
		phone, err := g.keys.Open(m.PhoneSealed, people.SealPhone)
		if err != nil {
			g.keys.Miss(people.SealPhone, m.ID, err)
			lost++
			continue
		}
		if err := setPhoneIndex(ctx, tx, m.ID, g.phoneIndex(phone)); err != nil {
			return 0, err
		}
	}
	return lost, err
}

// PostByID finds a post, also one that has ended: a code on a wall outlasts who sat there.
func (g *Registry) PostByID(ctx context.Context, id int64) (people.Post, error) {
	h, err := anyPost(ctx, g.db, id)
	if errors.Is(err, db.ErrNone) {
		return people.Post{}, fail.NotFound("没有这个岗位")
	}
	return h.Post, err
}

// Held are the posts of the roles that are held now at the places from first to last, with who holds them.
func (g *Registry) Held(ctx context.Context, d *db.DB, first, last region.Code, roles ...people.Role) ([]Held, error) {
	return postsAt(ctx, d, first, last, roles)
}

// Holders are the members of staff who hold a post of the role that covers the department or place.
func (g *Registry) Holders(ctx context.Context, d *db.DB, role people.Role, place region.Code, dept string) ([]int64, error) {
	list, err := holders(ctx, d, role)
	var ids []int64
	for _, h := range list {
		if h.Covers(place, dept) && (role.Regional() || h.Dept == dept) && !slices.Contains(ids, h.StaffID) {
			ids = append(ids, h.StaffID)
		}
	}
	return ids, err
}

// Manned reports whether anybody holds a post of the role in the department or, where there is none, one that
// covers the place.
func (g *Registry) Manned(ctx context.Context, d *db.DB, role people.Role, dept string, place region.Code) (bool, error) {
	if dept != "" {
		return anyInDept(ctx, d, role, dept)
	}
	return anyAt(ctx, d, role, covering(place))
}

// covering are the places whose posts cover a place: it, and all above it.
func covering(place region.Code) []region.Code {
	at := []region.Code{""}
	for l := region.Province; l <= place.Level(); l++ {
		at = append(at, place.At(l))
	}
	return at
}

// Staffed are the posts that somebody holds, whoever it is: what Manned asks of one desk, for many.
type Staffed map[people.Post]bool

// Staffed reads the posts of a role, or of all (""), that somebody holds, with one statement.
func (g *Registry) Staffed(ctx context.Context, d *db.DB, role people.Role) (Staffed, error) {
	list, err := staffed(ctx, d, role)
	all := make(Staffed, len(list))
	for _, p := range list {
		all[p] = true
	}
	return all, err
}

// Manned is Registry.Manned, of the posts that were read.
func (s Staffed) Manned(role people.Role, dept string, place region.Code) bool {
	if dept != "" {
		return s[people.Post{Role: role, Dept: dept}]
	}
	return slices.ContainsFunc(covering(place), func(at region.Code) bool { return s[people.Post{Role: role, Region: at}] })
}

// Colleagues are the members of staff with a post in a department of a region, or, where there is no
// department, with a post of the role that covers the place.
func (g *Registry) Colleagues(ctx context.Context, d *db.DB, dept string, place region.Code, role people.Role) ([]people.Member, error) {
	if dept == "" {
		ids, err := g.Holders(ctx, d, role, place, "")
		var list []people.Member
		for _, id := range ids {
			m, err := MemberByID(ctx, d, id)
			if err != nil {
				return nil, err
			}
			list = append(list, m)
		}
		return list, err
	}
	return membersIn(ctx, d, dept)
}

// FindMember finds a member of staff by login.
func (g *Registry) FindMember(ctx context.Context, login string) (people.Member, error) {
	m, err := memberByLogin(ctx, g.db, login)
	if errors.Is(err, db.ErrNone) {
		return m, fail.NotFound("没有用户名为“%s”的工作人员", login)
	}
	return m, err
}

func (g *Registry) ended(ctx context.Context, tx *db.DB, who people.Actor, post people.Post) error {
	for _, tell := range g.Ended {
		if err := tell(ctx, tx, who, post); err != nil {
			return err
		}
	}
	return nil
}
