package people_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
)

// A session ends after a time without use, after a time in any case, and at both limits exactly.
func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		staff, citizen := b.Limits.Time(people.StaffIdle), b.Limits.Time(people.CitizenIdle)
		for _, c := range []struct {
			name   string
			staff  bool
			steps  []time.Duration // between requests
			stands bool
		}{
			{"staff, just before the idle limit", true, []time.Duration{staff - time.Second}, true},
			{"staff, idle", true, []time.Duration{staff}, false},
			{"staff, in use", true, []time.Duration{29 * time.Minute, 29 * time.Minute, 29 * time.Minute}, true},
			{"citizen, just before the idle limit", false, []time.Duration{citizen - time.Second}, true},
			{"citizen, idle", false, []time.Duration{citizen}, false},
		} {
			var token string
			if c.staff {
				token = b.signIn(t, "zhoumin")
			} else {
				var err error
				if token, err = b.SignInCitizen(t.Context(), phone, b.code(t, phone), people.From{IP: address}); err != nil {
					t.Fatal(err)
				}
			}
			var v people.Visitor
			for _, s := range c.steps {
				b.later(s)
				v = b.visit(t, token)
			}
			if stands := v.Session.ID != 0; stands != c.stands {
				t.Errorf("%s: stands: %v", c.name, stands)
			}
		}
	})
}

func TestASessionInUseEndsAtItsWholeLength(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		token := b.signIn(t, "zhoumin")
		end := b.now.Add(b.Limits.Time(people.StaffWhole))
		for b.now.Add(20 * time.Minute).Before(end) {
			b.later(20 * time.Minute)
			if b.visit(t, token).Kind != people.Staff {
				t.Fatal("ended early, at", b.now)
			}
		}
		b.now = end
		if v := b.visit(t, token); v.Kind != people.Nobody {
			t.Error("still stands")
		}
		b.now = end.Add(-time.Second)
		if v := b.visit(t, token); v.Kind != people.Nobody {
			t.Error("an ended session has come back")
		}
	})
}

// Everybody sees and ends his own sessions only.
func TestOwnSessions(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		b.member(t, "wanglei")
		here, there := b.signIn(t, "zhoumin"), b.signIn(t, "zhoumin")
		mine, other := b.visit(t, here), b.visit(t, b.signIn(t, "wanglei"))
		list, err := b.Sessions(t.Context(), mine)
		if err != nil || len(list) != 2 {
			t.Fatalf("%v %v", list, err)
		}
		if err := b.EndSession(t.Context(), mine, other.Session.ID); err != nil {
			t.Error(err)
		}
		if list, err := b.Sessions(t.Context(), other); err != nil || len(list) != 1 {
			t.Errorf("another's session was ended: %v %v", list, err)
		}
		if err := b.EndSession(t.Context(), mine, b.visit(t, there).Session.ID); err != nil {
			t.Error(err)
		}
		if b.visit(t, there).Kind != people.Nobody || b.visit(t, here).Kind != people.Staff {
			t.Error("not the session that was meant")
		}
		for _, s := range list {
			if s.Hash == here || s.Hash == there {
				t.Error("the database holds what the cookie holds")
			}
		}
	})
}

// A first password and an old one must be changed; the change ends all other sessions.
func TestPasswordsMustBeChanged(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin")
		old := b.signIn(t, "zhoumin")
		if b.MustChange(b.visit(t, old).Member) {
			t.Error("the password is new")
		}
		first, err := b.ResetPassword(t.Context(), people.TheOffice, "", id, "忘了")
		if err != nil {
			t.Fatal(err)
		}
		if b.visit(t, old).Kind != people.Nobody {
			t.Error("a session has outlived the password it was opened with")
		}
		token, err := b.SignInStaff(t.Context(), "zhoumin", first, "", "", address, "")
		if err != nil {
			t.Fatal(err)
		}
		v := b.visit(t, token)
		if !b.MustChange(v.Member) {
			t.Error("the first password may stay")
		}
		for _, c := range []struct{ old, fresh, words string }{
			{"wrong", "Another-2026", "原密码不对"},
			{first, first, "不同"},
			{first, "Short-26", "至少 10 位"},
			{first, "alllowercase1", "三种"},
			{first, "Zhoumin-2026", "不含用户名"},
		} {
			wantKind(t, b.ChangePassword(t.Context(), v, c.old, c.fresh), fail.KindInvalid, c.words)
		}
		if err := b.ChangePassword(t.Context(), v, first, "Another-2026"); err != nil {
			t.Fatal(err)
		}
		if v = b.visit(t, token); b.MustChange(v.Member) {
			t.Error("changed, and must be changed again")
		}
		b.later(b.Limits.Time(people.PasswordDays) + time.Second)
		if !b.MustChange(v.Member) {
			t.Error("a password older than the policy allows")
		}
	})
}

// Who left does not come in, and a post given or taken is felt at the next request.
func TestPostsAndLeavingTakeEffectAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin", people.Post{Role: people.Window, Region: "511402000000"})
		token := b.signIn(t, "zhoumin")
		v := b.visit(t, token)
		if !v.Has(people.Window) || v.Has(people.Output) {
			t.Errorf("%+v", v.Posts)
		}
		boss := b.boss(t)
		if err := b.EndPost(t.Context(), boss, "", v.Posts[0].ID, "轮岗"); err != nil {
			t.Fatal(err)
		}
		if err := b.AddPost(t.Context(), b.db, boss, "", id, people.Post{Role: people.Output, Region: "511402000000"}, "轮岗"); err != nil {
			t.Fatal(err)
		}
		if v = b.visit(t, token); v.Has(people.Window) || !v.Has(people.Output) {
			t.Errorf("%+v", v.Posts)
		}
		wantKind(t, b.EndPost(t.Context(), v.Actor, "", v.Posts[0].ID, ""), fail.KindForbidden, "自己的岗位")
		if err := b.Leave(t.Context(), boss, "", id, "调走"); err != nil {
			t.Fatal(err)
		}
		if b.visit(t, token).Kind != people.Nobody {
			t.Error("who left is still in")
		}
		_, err := b.SignInStaff(t.Context(), "zhoumin", password, "", "", address, "")
		wantKind(t, err, fail.KindInvalid, "用户名或密码不对")
		if ids, err := b.Holders(t.Context(), b.db, people.Output, "511402000000", ""); err != nil || len(ids) != 0 {
			t.Errorf("who left still holds a post: %v %v", ids, err)
		}
	})
}

// The three administrators are three people, and nobody gives himself a post.
func TestAdministratorsAreApart(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "xitong", people.Post{Role: people.System, Region: "511400000000"})
		give := func(by people.Actor, p people.Post) error {
			p.Region = "511400000000"
			return b.AddPost(t.Context(), b.db, by, "", id, p, "")
		}
		wantKind(t, give(people.TheOffice, people.Post{Role: people.Security}), fail.KindConflict, "不能由一人兼任")
		wantKind(t, give(people.TheOffice, people.Post{Role: people.Auditor}), fail.KindConflict, "不能由一人兼任")
		wantKind(t, give(people.TheOffice, people.Post{Role: people.System}), fail.KindConflict, "已经有")
		wantKind(t, give(people.TheOffice, people.Post{Role: people.Reviewer}), fail.KindInvalid, "部门")
		wantKind(t, give(people.TheOffice, people.Post{Role: people.Window, Dept: "511402-01"}), fail.KindInvalid, "不选部门")
		wantKind(t, give(people.Actor{Kind: people.Staff, ID: id}, people.Post{Role: people.Editor}), fail.KindForbidden, "自己")
		if err := give(people.TheOffice, people.Post{Role: people.Editor}); err != nil {
			t.Error(err)
		}
	})
}

// A post that two people give is given by no member of staff alone, by whatever way: another stands for it, who is neither he nor who gets it.
func TestNobodyAloneGivesAPostOfTwo(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id, other := b.member(t, "zhoumin"), b.member(t, "anquan2", people.Post{Role: people.Security, Region: "511400000000"})
		boss, post := b.boss(t), people.Post{Role: people.Supervisor, Region: "511402000000"}
		two := func(second people.Actor) error {
			return b.AddPostOfTwo(t.Context(), b.db, boss, second, "", id, post, "轮岗")
		}
		wantKind(t, b.AddPost(t.Context(), b.db, boss, "", id, post, "轮岗"), fail.KindForbidden, "另一位安全管理员")
		wantKind(t, two(boss), fail.KindForbidden, "另一人")
		wantKind(t, two(people.Actor{Kind: people.Staff, ID: id}), fail.KindForbidden, "自己的岗位")
		if err := two(people.Actor{Kind: people.Staff, ID: other, Name: "彭安全"}); err != nil {
			t.Error(err)
		}
		post.Region = "511402001000"
		if err := b.AddPost(t.Context(), b.db, boss, "", id, post, "收窄"); err != nil {
			t.Error("no more than he holds:", err)
		}
		post.Region = "511400000000"
		wantKind(t, b.AddPost(t.Context(), b.db, boss, "", id, post, "扩大"), fail.KindForbidden, "另一位安全管理员")
	})
}

// A common password, however it is dressed up, and one of the last five are refused; the old password can be guessed at five times.
func TestNewPasswordsAreNew(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		v := b.visit(t, b.signIn(t, "zhoumin"))
		for _, common := range []string{"Password123", "P@ssw0rd2026", "Admin@1234", "Qwer1234!@", "Aa123456789", "Abcd123456", "1234567890Aa!", "Zhengwu2026!", "Welc0me2026!"} {
			wantKind(t, b.ChangePassword(t.Context(), v, password, common), fail.KindInvalid, "")
		}
		old := password
		for i := range people.PasswordsKept.Default {
			fresh := fmt.Sprint("Own-words-", i, "-26")
			if err := b.ChangePassword(t.Context(), v, old, fresh); err != nil {
				t.Fatal(i, err)
			}
			wantKind(t, b.ChangePassword(t.Context(), v, fresh, password), fail.KindInvalid, "最近用过")
			old = fresh
		}
		if err := b.ChangePassword(t.Context(), v, old, "Quite-else-26"); err != nil {
			t.Fatal(err)
		}
		if err := b.ChangePassword(t.Context(), v, "Quite-else-26", password); err != nil {
			t.Error("six passwords ago:", err)
		}
		errs := atOnce(12, func(int) error { return b.ChangePassword(t.Context(), v, "wrong", "Another-time-26") })
		if n := counted(errs); n[fail.KindInvalid] != 5 || n[fail.KindBusy] != 7 {
			t.Errorf("%v", n)
		}
		wantKind(t, b.ChangePassword(t.Context(), v, password, "Another-time-26"), fail.KindBusy, "")
	})
}

// A first password that nobody used in a week opens nothing.
func TestFirstPasswordsEnd(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin")
		first, err := b.ResetPassword(t.Context(), people.TheOffice, "", id, "忘了")
		if err != nil {
			t.Fatal(err)
		}
		b.later(b.Limits.Time(people.FirstDays) + time.Second)
		_, err = b.SignInStaff(t.Context(), "zhoumin", first, "", "", address, "")
		wantKind(t, err, fail.KindConflict, "初始密码已经过期")
		if first, err = b.ResetPassword(t.Context(), people.TheOffice, "", id, "过期"); err != nil {
			t.Fatal(err)
		}
		if _, err = b.SignInStaff(t.Context(), "zhoumin", first, "", "", address, ""); err != nil {
			t.Error(err)
		}
	})
}

// Somebody is signed in with so many browsers; one more ends the one that was not used for longest.
func TestSessionsAreFew(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		b.member(t, "zhoumin")
		var tokens []string
		for range people.StaffSessions.Default + 2 {
			tokens = append(tokens, b.signIn(t, "zhoumin"))
			b.later(time.Minute)
		}
		for i, token := range tokens {
			if stands := b.visit(t, token).Kind == people.Staff; stands != (i >= 2) {
				t.Errorf("session %d: %v", i, stands)
			}
		}
		first := b.code(t, phone)
		token, err := b.SignInCitizen(t.Context(), phone, first, people.From{IP: address})
		if err != nil {
			t.Fatal(err)
		}
		b.limit(t, people.CitizenSessions, 1)
		b.later(time.Minute)
		if _, err := b.SignInCitizen(t.Context(), phone, b.code(t, phone), people.From{IP: address}); err != nil {
			t.Fatal(err)
		}
		if b.visit(t, token).Kind != people.Nobody {
			t.Error("a citizen's first session still stands")
		}
	})
}

// A hash that was made at another cost is made anew when its owner signs in.
func TestOldHashesAreRenewed(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		id := b.member(t, "zhoumin")
		salt := []byte("0123456789abcdef")
		cheap := "$argon2id$v=19$m=8192,t=1,p=1$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte(password), salt, 1, 8192, 1, 32))
		if err := b.db.Exec(t.Context(), `UPDATE staff SET password = $2 WHERE id = $1`, id, cheap); err != nil {
			t.Fatal(err)
		}
		b.signIn(t, "zhoumin")
		if m, err := b.FindMember(t.Context(), "zhoumin"); err != nil || gm.NeedsRehash(m.Password) || m.MustChange {
			t.Errorf("%+v %v", m, err)
		}
		b.signIn(t, "zhoumin")
	})
}

// Where the database takes no writes, a full disk say, who is signed in still reads.
func TestSessionsOutliveAFullDisk(t *testing.T) {
	b := on(t, dbtest.SQLite(t))
	b.member(t, "zhoumin")
	token := b.signIn(t, "zhoumin")
	if err := b.db.Exec(t.Context(), `PRAGMA query_only = ON`); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		b.later(2 * time.Minute)
		if v, err := b.Visit(t.Context(), token, address); err != nil || v.Kind != people.Staff {
			t.Fatal(v.Kind, err)
		}
	}
	if _, err := b.SignInStaff(t.Context(), "zhoumin", password, "", "", address, ""); !fail.Is(err, fail.KindDown) {
		t.Errorf("a write: %v", err)
	}
}
