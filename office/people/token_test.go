package people_test

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/people"
)

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		staff := b.member(t, "zhoumin", people.Post{Role: people.Window, Region: "511402000000"})
		give := func(tok people.Token) string {
			t.Helper()
			secret, err := b.NewToken(t.Context(), people.TheOffice, "", tok)
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		client := give(people.Token{Name: "大厅系统", Region: "511402000000", Scopes: "apply read"})
		brief := give(people.Token{Name: "试用", Scopes: "read", ExpiresAt: b.now.Add(time.Hour).UnixMilli()})
		own := give(people.Token{Name: "周敏的工具", StaffID: staff, Scopes: "staff"})
		for secret, want := range map[string]people.Kind{client: people.Client, brief: people.Client, own: people.Staff} {
			if v, err := b.Bearer(t.Context(), secret, ""); err != nil || v.Kind != want {
				t.Errorf("%+v %v", v.Actor, err)
			}
		}
		v, err := b.Bearer(t.Context(), client, "")
		if err != nil || !v.Allows("apply") || v.Allows("staff") || v.Posts[0].Region != "511402000000" {
			t.Errorf("%+v %v", v.Actor, err)
		}
		refused := func(secret, words string) {
			t.Helper()
			_, err := b.Bearer(t.Context(), secret, "")
			wantKind(t, err, fail.KindSignIn, words)
		}
		for _, wrong := range []string{"", "wy_", client + "x", strings.ToUpper(client), gm.TokenHash(client)} {
			refused(wrong, "无效")
		}
		b.later(time.Hour)
		if _, err := b.Bearer(t.Context(), brief, ""); err != nil {
			t.Error("at its last moment:", err)
		}
		b.later(time.Millisecond)
		refused(brief, "过期")

		list, err := b.Tokens(t.Context())
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
					if err := b.RevokeToken(t.Context(), people.TheOffice, "", tok.ID); err != nil {
						t.Error(err)
					}
				}
			}
		}
		refused(client, "无效")
		if n := b.logged(t, "收回接口令牌"); n != 1 {
			t.Errorf("%d lines of the log", n)
		}
		if err := b.Lock(t.Context(), people.Actor{ID: 1}, "", staff, ""); err != nil {
			t.Fatal(err)
		}
		refused(own, "停用")
		wantKind(t, b.RevokeToken(t.Context(), people.TheOffice, "", 1), fail.KindNotFound, "没有")
	})
}

// A token is read once in a while and not for each request. Where it is revoked it ends at once, on other nodes two seconds later.
func TestTokensAreKeptForAWhile(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		secret, err := b.NewToken(t.Context(), people.TheOffice, "", people.Token{Name: "大厅系统", Region: "511402000000", Scopes: "read"})
		if err != nil {
			t.Fatal(err)
		}
		other := people.New(b.db, func() time.Time { return b.now }, b.keys, b.Limits, people.DefaultPolicy)
		shown := func(what string, g *people.Registry, opens bool) {
			t.Helper()
			v, err := g.Bearer(t.Context(), secret, "")
			if opens && (err != nil || v.Kind != people.Client) || !opens && !fail.Is(err, fail.KindSignIn) {
				t.Errorf("%s: %+v %v", what, v.Actor, err)
			}
		}
		shown("here", b.Registry, true)
		shown("there", other, true)
		list, err := b.Tokens(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		if err := b.db.Exec(t.Context(), `UPDATE tokens SET name = 'X' WHERE hash = $1`, list[0].Hash); err != nil {
			t.Fatal(err)
		}
		if v, err := b.Bearer(t.Context(), secret, ""); err != nil || v.Name != "大厅系统" {
			t.Errorf("it was read again: %+v %v", v.Actor, err)
		}
		if err := b.RevokeToken(t.Context(), people.TheOffice, "", list[0].ID); err != nil {
			t.Fatal(err)
		}
		shown("revoked here", b.Registry, false)
		shown("and not yet known there", other, true)
		b.later(2 * time.Second)
		shown("and there", other, false)
		b.later(-time.Minute)
		shown("nor by a clock that was put back", other, false)
	})
}

func TestTokensThatAreNotGiven(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		for _, tok := range []people.Token{
			{Name: "x"}, {Scopes: "read"}, {Name: "x", Scopes: "everything"}, {Name: "x", Scopes: "staff"}, {Name: "x", Scopes: "read", StaffID: 1},
		} {
			if _, err := b.NewToken(t.Context(), people.TheOffice, "", tok); !fail.Is(err, fail.KindInvalid) {
				t.Errorf("%+v: %v", tok, err)
			}
		}
	})
}

// A change of the rules needs a second person, and one decision.
func TestProposalsNeedTwoPersons(t *testing.T) {
	each(t, func(t *testing.T, b *book) {
		visitor := func(id int64, name string) people.Visitor {
			return people.Visitor{Actor: people.Actor{Kind: people.Staff, ID: id, Name: name}}
		}
		editor, second, third := visitor(1, "编辑"), visitor(2, "发布"), visitor(3, "另一位")
		propose := func(why string) (id int64, err error) {
			err = b.db.Tx(t.Context(), func(tx *db.DB) error {
				id, err = b.Propose(t.Context(), tx, editor, people.Proposal{Kind: "term", Object: "受理时限", Body: "5", Why: why})
				return err
			})
			return id, err
		}
		agree := func(v people.Visitor, id int64) error {
			return b.db.Tx(t.Context(), func(tx *db.DB) error {
				_, err := b.Agree(t.Context(), tx, v, id)
				return err
			})
		}
		decline := func(v people.Visitor, id int64, answer string) error {
			return b.db.Tx(t.Context(), func(tx *db.DB) error { return b.Decline(t.Context(), tx, v, id, answer) })
		}
		state := func(id int64) string {
			p, err := b.Proposal(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			return p.State + " " + p.Decider
		}
		_, err := propose(" ")
		wantKind(t, err, fail.KindInvalid, "为什么改")
		var ids []int64
		for range 3 {
			id, err := propose("新规定")
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		wantKind(t, agree(editor, ids[0]), fail.KindForbidden, "另一人")
		if n := counted(atOnce(6, func(i int) error { return agree([]people.Visitor{second, third}[i%2], ids[0]) })); n[-1] != 1 || n[fail.KindConflict] != 5 {
			t.Errorf("%v", n)
		}
		wantKind(t, decline(second, ids[1], " "), fail.KindInvalid, "退回理由")
		if err := decline(second, ids[1], "没有依据"); err != nil {
			t.Error(err)
		}
		if err := decline(editor, ids[2], ""); err != nil {
			t.Error(err)
		}
		wantKind(t, agree(second, ids[2]), fail.KindConflict, "已经有人处理")
		if a, d, w := state(ids[0]), state(ids[1]), state(ids[2]); !strings.HasPrefix(a, people.Agreed) || d != "declined 发布" || w != "withdrawn 编辑" {
			t.Error(a, d, w)
		}
		if open, err := b.Proposals(t.Context()); err != nil || len(open) != 0 {
			t.Errorf("%v %v", open, err)
		}
		wantKind(t, agree(second, 1), fail.KindNotFound, "没有")
	})
}
