package app

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/audit"
	"wuyou/office/demo"
	"wuyou/office/people"
	"wuyou/office/roster"
)

// hired registers a member of staff with a post, with the demonstration's password and second factor.
func (w *world) hired(login string, p people.Post) (id int64) {
	w.t.Helper()
	like, err := w.Roster.FindMember(w.t.Context(), "zhoumin")
	if err == nil {
		err = w.DB.Tx(w.t.Context(), func(tx *db.DB) error {
			add := roster.NewMember{Login: login, Name: "人员" + login, Hash: like.Password, Keep: true, TOTP: demo.TOTP}
			if id, err = w.Roster.AddMember(w.t.Context(), tx, people.TheOffice, "", add); err != nil {
				return err
			}
			return w.Roster.AddPost(w.t.Context(), tx, people.TheOffice, "", id, p, "")
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// totp is the code that an authenticator with the secret shows now; a code serves once, so some time passes.
func (w *world) totp(secret string) string {
	w.t.Helper()
	w.later(31 * time.Second)
	c, err := totp.GenerateCode(secret, w.clock())
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// drawn is the secret of the authenticator that a page offers.
func (s seen) drawn() string {
	s.t.Helper()
	return strings.ReplaceAll(s.find(`密钥：<b>([A-Z2-7 ]+)</b>`), " ", "")
}

// holdings is what there is of staff, posts, tokens and changes under way.
func (w *world) holdings() string {
	w.t.Helper()
	var all []string
	for _, q := range []string{
		`SELECT s.login || ' ' || s.password || ' ' || s.totp_sealed || ' ' || CAST(s.left_at AS TEXT) || ' ' || CAST(s.locked_until AS TEXT) FROM staff s ORDER BY s.login`,
		`SELECT p.role || ' ' || p.region || ' ' || CAST(p.ended_at AS TEXT) || ' ' || CAST(p.staff_id AS TEXT) FROM posts p ORDER BY p.id`,
		`SELECT t.name || ' ' || CAST(t.revoked_at AS TEXT) FROM tokens t ORDER BY t.id`,
		`SELECT r.code FROM roles r ORDER BY r.code`,
		`SELECT p.kind || ' ' || p.object || ' ' || p.body FROM proposals p ORDER BY p.id`,
	} {
		list, err := db.All[string](w.t.Context(), w.DB, q)
		if err != nil {
			w.t.Fatal(err)
		}
		all = append(all, list...)
	}
	return strings.Join(all, "\n")
}

// A county's administrators see and change the staff, posts, tokens and terms of their county only: whatever door they knock at with what is
// another county's or the city's, nothing changes, and nobody there is named.
func TestAdministratorsKeepToTheirRegion(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		own, other := w.counties()[0], w.counties()[1]
		far := w.hired("far", people.Post{Role: people.Window, Region: other, Title: "远处的窗口"})
		near := w.hired("near", people.Post{Role: people.Output, Region: own, Title: "近处的窗口"})
		city := w.hired("cityman", people.Post{Role: people.Leader, Region: w.Profile.Region, Title: "市里"})
		distant := roster.Token{Name: "远处的系统", Region: other, Scopes: people.ScopeRead}
		if _, err := w.Roster.NewToken(t.Context(), people.TheOffice, "", distant); err != nil {
			t.Fatal(err)
		}
		tokens, err := w.Roster.Tokens(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		roles := []people.Role{people.System, people.Security, people.Editor, people.Publisher, people.Auditor}
		for _, role := range roles {
			w.hired("c-"+string(role), people.Post{Role: role, Region: own, Title: "县里"})
		}
		before, doors := w.holdings(), 0
		for _, role := range roles {
			z := w.administrator("c-" + string(role))
			for _, route := range w.Server.Routes() {
				for _, id := range []int64{far, city} {
					at := strings.NewReplacer("{id}", fmt.Sprint(id), "{key}", "application.accept", "{table}", "grievance_causes", "{kind}", "notice", "{code}", "otp").Replace(route.Path)
					if !strings.HasPrefix(at, "/desk/admin") || strings.Contains(at, "{") {
						continue
					}
					doors++
					if route.Method == http.MethodGet {
						z.get(at).not("远处的窗口", "远处的系统", "人员far", "人员cityman")
						continue
					}
					for _, do := range []string{"reset", "lock", "leave", "add", "end"} {
						m, err := w.Roster.Listed(t.Context(), id)
						if err != nil || len(m.Posts) == 0 {
							t.Fatal("a post was taken: ", err)
						}
						for _, place := range []string{string(other), "-"} {
							z.post(at, "do", do, "why", "试一试", "post", fmt.Sprint(m.Posts[0].ID), "role", "window", "region", place, "dept", "-", "title", "越权", "name", "越权的", "does", "越权",
								"scopes", "read", "revoke", fmt.Sprint(tokens[0].ID), "n", "9", "unit", "workday", "basis", "试", "valid_from", w.clock().Format("2006-01-02"), "text", "改了", "body", "改了",
								"login", "", "alarms", "", "day", "2026-05-06", "sort", "rest", "kind", "rest")
						}
					}
				}
			}
		}
		if now := w.holdings(); now != before || doors < 100 {
			t.Errorf("%d doors; a county's administrators have changed what is not theirs:\n%s\nbefore:\n%s", doors, now, before)
		}

		system, security := w.administrator("c-system"), w.administrator("c-security")
		system.get("/desk/admin/staff?q=人员").is(http.StatusOK, "人员near").not("人员far", "人员cityman")
		at := fmt.Sprint("/desk/admin/staff/", near)
		system.post(at+"/account", "do", "lock", "why", "离岗").is(http.StatusOK, "已锁定")
		security.post(at+"/posts", "do", "add", "role", "window", "region", string(own), "dept", "-", "why", "轮岗").is(http.StatusOK, "岗位已授予")
		fresh := system.post("/desk/admin/staff/new", "login", "new1", "name", "新来的").is(http.StatusOK, "初始密码").find(`href="(/desk/admin/staff/\d+)"`)
		security.get(fresh).is(http.StatusOK, "新来的")
		w.hired("d-security", people.Post{Role: people.Security, Region: other, Title: "邻县"})
		w.administrator("d-security").get(fresh).is(http.StatusNotFound)
		w.administrator("anquan").get(fresh).is(http.StatusOK)

		term := []string{"n", "4", "unit", "workday", "basis", "试行", "valid_from", w.clock().Format("2006-01-02"), "why", "试行"}
		w.administrator("c-editor").post("/desk/admin/terms/application.accept", append(term, "region", string(own))...).is(http.StatusOK, "等另一人确认")
		w.hired("d-publisher", people.Post{Role: people.Publisher, Region: other, Title: "邻县"})
		w.administrator("d-publisher").get("/desk/admin/waiting").is(http.StatusOK).not("试行")
		waiting := w.administrator("c-publisher").get("/desk/admin/waiting").is(http.StatusOK, "试行").find(`href="(/desk/admin/waiting/\d+)"`)
		w.administrator("d-publisher").agree(waiting).is(http.StatusNotFound)
		w.administrator("c-publisher").agree(waiting).is(http.StatusOK, "已同意")
		w.administrator("c-security").post("/desk/admin/tokens", "name", "县里的系统", "scopes", "read", "region", string(own), "until", w.clock().AddDate(0, 6, 0).Format("2006-01-02"), "why", "县里查办件").is(http.StatusOK, "等另一人确认")
	})
}

// A token that acts as an official is made by himself, with password and second factor; what is done by it bears its number in the
// ledger and in the audit log, and the ledger proves it.
func TestTokensOfStaffAreTheirOwnAndBearTheirNumber(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := t.Context()
		head, err := w.Roster.FindMember(ctx, "wanglei")
		if err != nil {
			t.Fatal(err)
		}
		w.administrator("anquan").post("/desk/admin/tokens", "name", "我的", "scopes", "staff", "region", string(w.Profile.Region), "staff", "wanglei").is(http.StatusUnprocessableEntity).not("只显示这一次")
		own := roster.Token{Name: "我的", StaffID: head.ID, Scopes: people.ScopeStaff}
		if _, err := w.Roster.NewToken(ctx, w.actor("anquan"), "", own); !fail.Is(err, fail.KindForbidden) {
			t.Errorf("another's token: %v", err)
		}
		number := w.apply(w.clientToken("apply"), 7)
		w.hired("owner", people.Post{Role: people.Window, Region: w.counties()[0], Title: "窗口 9 号"})
		z := w.administrator("owner")
		ask := func(password, code string) seen {
			return z.post("/desk/me", "do", "token", "name", "叫号系统", "until", w.clock().AddDate(0, 6, 0).Format("2006-01-02"), "password", password, "code", code)
		}
		ask("wrong", w.totp(demo.TOTP)).is(http.StatusUnprocessableEntity, "密码或动态口令不对")
		ask(demo.Password, "000000").is(http.StatusUnprocessableEntity, "密码或动态口令不对")
		secret := ask(demo.Password, w.totp(demo.TOTP)).is(http.StatusOK, "只显示这一次").find(`<code>(wy_[^<]+)</code>`)
		mine := z.get("/desk/me").is(http.StatusOK, "叫号系统").not(secret)
		w.event(secret, number, "accept", nil)
		tokens, err := w.Roster.Tokens(ctx)
		if err != nil {
			t.Fatal(err)
		}
		via := fmt.Sprintf("经接口令牌 %d", tokens[0].ID)
		events, err := w.Engine.Events(ctx, w.DB, w.caseOf(number).ID)
		if last := events[len(events)-1]; err != nil || last.Via != via || last.ActorName != "人员owner" {
			t.Errorf("%+v %v", last, err)
		}
		w.staff("zhoumin").get("/desk/cases/"+number).is(http.StatusOK, via)
		v, err := w.Roster.Bearer(ctx, secret, "")
		if err == nil {
			err = w.Audit.Note(ctx, v, "查看", "某件事", "")
		}
		audits, err2 := w.Audit.Lines(ctx, audit.Filter{}, 0, 5)
		named := func(a audit.Line) bool { return a.ActorName == "人员owner（"+via+"）" }
		if err := errors.Join(err, err2); err != nil || !slices.ContainsFunc(audits, named) {
			t.Errorf("%+v %v", audits, err)
		}
		w.tick()
		if err := w.DB.Exec(ctx, `UPDATE case_events SET via = '' WHERE case_id = $1 AND via <> ''`, w.caseOf(number).ID); err != nil {
			t.Fatal(err)
		}
		if report, err := w.Ledger.Verify(ctx); err != nil || len(report.Faults) == 0 {
			t.Error("the number of the token is taken out of the ledger unnoticed:", err)
		}
		z.post("/desk/me", "revoke", mine.find(`name="revoke" value="(\d+)"`)).is(http.StatusOK, "令牌已收回")
		if status, _ := w.call(secret, "GET", "/api/v1/inbox", nil); status != http.StatusUnauthorized {
			t.Error(status)
		}
	})
}

// The secret of the second factor is drawn by the program. What a form says of it counts for nothing; who has a factor shows it, and the
// password, before it is changed.
func TestTheSecondFactorIsNotTakenFromAForm(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		z := w.staff("zhoumin")
		z.post("/desk/me", "do", "enrol", "secret", "AA", "code", "123456").is(http.StatusConflict, "重新扫码")
		secret := z.get("/desk/me?factor=1").is(http.StatusOK, "启用动态口令").not(`name="secret"`).drawn()
		if z.get("/desk/me?factor=1").drawn() != secret {
			t.Error("another secret each time")
		}
		const mine = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		for _, bad := range []string{mine, "AA", "!!!", "1"} {
			z.post("/desk/me", "do", "enrol", "secret", bad, "code", w.totp(mine)).is(http.StatusUnprocessableEntity, "动态口令不对")
		}
		z.post("/desk/me", "do", "enrol", "code", w.totp(secret)).is(http.StatusOK, "动态口令已启用")
		second := z.get("/desk/me?factor=1").is(http.StatusOK, "原来的验证器").drawn()
		if second == secret {
			t.Error("the same secret again")
		}
		z.post("/desk/me", "do", "enrol", "code", w.totp(second)).is(http.StatusUnprocessableEntity, "密码或动态口令不对")
		z.post("/desk/me", "do", "enrol", "password", demo.Password, "old_code", w.totp(second), "code", "1").
			is(http.StatusUnprocessableEntity, "密码或动态口令不对")
		old := w.totp(secret)
		now, err := totp.GenerateCode(second, w.clock())
		if err != nil {
			t.Fatal(err)
		}
		z.post("/desk/me", "do", "enrol", "password", demo.Password, "old_code", old, "code", now).is(http.StatusOK, "动态口令已启用")
		w.citizen().post("/desk/signin", "login", "zhoumin", "password", demo.Password, "code", w.totp(secret)).is(http.StatusUnprocessableEntity)
		w.citizen().post("/desk/signin", "login", "zhoumin", "password", demo.Password, "code", w.totp(second)).is(http.StatusOK).not("工作台登录")
	})
}

// Who must have a second factor is a setting by role; in earnest all who decide, seal, export or see personal data.
func TestWhoNeedsTwoFactorsIsASetting(t *testing.T) {
	t.Parallel()
	c := Defaults()
	among, err := c.factors()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range people.Roles {
		if want := r.Code != people.Editor; among(r.Code) != want {
			t.Errorf("%s: %v", r.Code, !want)
		}
	}
	c.Demo = true
	if among, err = c.factors(); err != nil || among(people.Window) || !among(people.Security) {
		t.Error("the demonstration:", err)
	}
	c.DemoFactors = "windw"
	if _, err := c.factors(); err == nil {
		t.Error("a role that does not exist")
	}
	w := newWorld(t, "", func(c *Config) { c.DemoFactors = "all" })
	z := w.citizen()
	z.post("/desk/signin", "login", "zhoumin", "password", demo.Password).is(http.StatusOK, "设置动态口令")
	z.get("/desk/search").is(http.StatusForbidden, "设置动态口令")
}

// Forty wrong tries at invented names, or five at a clerk's, keep nobody at the hall out, nor does the hundredth person behind one address
// wait for a code.
func TestNobodyLocksAHallOut(t *testing.T) {
	t.Parallel()
	lite(t, func(w *world) {
		clerk, stranger := w.staff("zhoumin"), w.citizen()
		clerk.post("/desk/signout")
		for i := range 40 {
			stranger.post("/desk/signin", "login", fmt.Sprint("nobody", i), "password", "x").is(http.StatusUnprocessableEntity, "用户名或密码不对")
		}
		for range 5 {
			stranger.post("/desk/signin", "login", "zhoumin", "password", "x").is(http.StatusUnprocessableEntity, "用户名或密码不对")
		}
		stranger.post("/desk/signin", "login", "zhoumin", "password", demo.Password).is(http.StatusTooManyRequests, "平时登录用的电脑不受别人影响")
		w.staff("wanglei") // a colleague, at a computer that is new
		clerk.post("/desk/signin", "login", "zhoumin", "password", demo.Password).is(http.StatusOK).not("工作台登录")
		for i := range 150 {
			w.citizen().post("/signin", "phone", fmt.Sprintf("139%08d", i)).is(http.StatusOK, "填写短信验证码")
		}
	})
}
