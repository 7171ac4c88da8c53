package roster_test

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
	"wuyou/office/people/peopletest"
	"wuyou/office/roster"
)

func TestTokens(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		staff := b.Member(t, "zhoumin", people.Post{Role: people.Window, Region: "511402000000"})
		give := func(tok roster.Token) string {
			t.Helper()
			secret, err := b.Roster.NewToken(t.Context(), people.TheOffice, "", tok)
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		client := give(roster.Token{Name: "大厅系统", Region: "511402000000", Scopes: "apply read"})
		brief := give(roster.Token{Name: "试用", Scopes: "read", ExpiresAt: b.Now.Add(time.Hour).UnixMilli()})
		own := give(roster.Token{Name: "周敏的工具", StaffID: staff, Scopes: "staff"})
		for secret, want := range map[string]people.Kind{client: people.Client, brief: people.Client, own: people.Staff} {
			if v, err := b.Roster.Bearer(t.Context(), secret, ""); err != nil || v.Kind != want {
				t.Errorf("%+v %v", v.Actor, err)
			}
		}
		v, err := b.Roster.Bearer(t.Context(), client, "")
		if err != nil || !v.Allows("apply") || v.Allows("staff") || v.Posts[0].Region != "511402000000" {
			t.Errorf("%+v %v", v.Actor, err)
		}
		refused := func(secret, words string) {
			t.Helper()
			_, err := b.Roster.Bearer(t.Context(), secret, "")
			peopletest.WantKind(t, err, fail.KindSignIn, words)
		}
		for _, wrong := range []string{"", "wy_", client + "x", strings.ToUpper(client), gm.TokenHash(client)} {
			refused(wrong, "无效")
		}
		b.Later(time.Hour)
		if _, err := b.Roster.Bearer(t.Context(), brief, ""); err != nil {
			t.Error("at its last moment:", err)
		}
		b.Later(time.Millisecond)
		refused(brief, "过期")

		list, err := b.Roster.Tokens(t.Context())
		if err != nil || len(list) != 3 {
			t.Fatalf("%v %v", list, err)
		}
		for _, tok := range list {
			for _, secret := range []string{client, brief, own} {
				if strings.Contains(tok.Hash, secret) || strings.HasPrefix(tok.Hash, "$") {
					t.Errorf("%s is kept as %s: neither the secret nor a slow hash", tok.Name, tok.Hash)
				}
			}
			if tok.Name == "大厅系统" {
				for range 2 { // twice is once
					if err := b.Roster.RevokeToken(t.Context(), people.TheOffice, "", tok.ID); err != nil {
						t.Error(err)
					}
				}
			}
		}
		refused(client, "无效")
		if n := b.Logged(t, "收回接口令牌"); n != 1 {
			t.Errorf("%d lines of the log", n)
		}
		if err := b.Roster.Lock(t.Context(), people.Actor{ID: 1}, "", staff, ""); err != nil {
			t.Fatal(err)
		}
		refused(own, "停用")
		peopletest.WantKind(t, b.Roster.RevokeToken(t.Context(), people.TheOffice, "", 1), fail.KindNotFound, "没有")
	})
}

// A token is read once in a while and not for each request. Where it is revoked it ends at once, on other nodes two seconds later.
func TestTokensAreKeptForAWhile(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		secret, err := b.Roster.NewToken(t.Context(), people.TheOffice, "", roster.Token{Name: "大厅系统", Region: "511402000000", Scopes: "read"})
		if err != nil {
			t.Fatal(err)
		}
		other := roster.New(b.DB, func() time.Time { return b.Now }, b.Keys, b.Limits, b.Audit, b.Sessions, roster.SeesOrDecides)
		shown := func(what string, g *roster.Registry, opens bool) {
			t.Helper()
			v, err := g.Bearer(t.Context(), secret, "")
			if opens && (err != nil || v.Kind != people.Client) || !opens && !fail.Is(err, fail.KindSignIn) {
				t.Errorf("%s: %+v %v", what, v.Actor, err)
			}
		}
		shown("here", b.Roster, true)
		shown("there", other, true)
		list, err := b.Roster.Tokens(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := b.DB.Exec(t.Context(), `UPDATE tokens SET name = 'X' WHERE hash = $1`, list[0].Hash); err != nil {
			t.Fatal(err)
		}
		if v, err := b.Roster.Bearer(t.Context(), secret, ""); err != nil || v.Name != "大厅系统" {
			t.Errorf("it was read again: %+v %v", v.Actor, err)
		}
		if err := b.Roster.RevokeToken(t.Context(), people.TheOffice, "", list[0].ID); err != nil {
			t.Fatal(err)
		}
		shown("revoked here", b.Roster, false)
		shown("and not yet known there", other, true)
		b.Later(2 * time.Second)
		shown("and there", other, false)
		b.Later(-time.Minute)
		shown("nor by a clock that was put back", other, false)
	})
}

func TestTokensThatAreNotGiven(t *testing.T) {
	peopletest.Each(t, func(t *testing.T, b *peopletest.Book) {
		for _, tok := range []roster.Token{
			{Name: "x"}, {Scopes: "read"}, {Name: "x", Scopes: "everything"}, {Name: "x", Scopes: "staff"}, {Name: "x", Scopes: "read", StaffID: 1},
		} {
			if _, err := b.Roster.NewToken(t.Context(), people.TheOffice, "", tok); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%+v: %v", tok, err)
			}
		}
	})
}
