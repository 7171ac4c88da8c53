package vault_test

import (
	"context"
	"crypto/hmac"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/office/vault"
)

func masters(t *testing.T, texts ...string) []gm.Master {
	t.Helper()
	list, err := gm.ParseMasters(strings.Join(texts, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func proven(context.Context, *db.DB) error { return nil }

// node is one process on the database.
func node(d *db.DB) vault.Vault { return vault.Vault{DB: d, Now: time.Now, Keys: new(gm.Keys)} }

func TestTheMasterIsChangedUnderWhatItSealed(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{vault.Schema()}, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		one, two, stranger := gm.FreshMaster(), gm.FreshMaster(), gm.FreshMaster()
		serving := node(d)
		if err := serving.Open(ctx, masters(t, one), false, proven); err != nil {
			t.Fatal(err)
		}
		sealed, index, code := serving.Keys.Seal("张晓梅", "name"), serving.Keys.Index("phone", "1"), serving.Keys.Code("query", 7, 6)
		signed := serving.Keys.Sign([]byte("batch"))
		same := func(of vault.Vault) {
			t.Helper()
			if got, err := of.Keys.Open(sealed, "name"); err != nil || got != "张晓梅" {
				t.Errorf("what was sealed: %q %v", got, err)
			}
			if of.Keys.Index("phone", "1") != index || of.Keys.Code("query", 7, 6) != code || !of.Keys.Verify([]byte("batch"), signed) {
				t.Error("an index, a printed code or a seal changed")
			}
		}
		open := func(texts ...string) (vault.Vault, error) {
			v := node(d)
			return v, v.Open(ctx, masters(t, texts...), true, proven)
		}
		again, err := open(one)
		if err != nil {
			t.Fatal(err)
		}
		same(again)
		if _, err := open(stranger); err == nil || !strings.Contains(err.Error(), masters(t, one)[0].ID) || !strings.Contains(err.Error(), "不要生成新的") {
			t.Errorf("another master: %v", err)
		}
		if err := node(d).Rotate(ctx, masters(t, stranger)); err == nil {
			t.Error("changed without the old master")
		}
		for range 2 { // the second time changes nothing
			if err := node(d).Rotate(ctx, masters(t, two, one)); err != nil {
				t.Fatal(err)
			}
		}
		same(serving)
		later, err := open(two)
		if err != nil {
			t.Fatal(err)
		}
		same(later)
		if got, err := serving.Keys.Open(later.Keys.Seal("后来", "name"), "name"); err != nil || got != "后来" {
			t.Errorf("a node that serves does not read what one sealed that started after the change: %v", err)
		}
		if _, err := open(one); err == nil {
			t.Error("the old master still opens the database")
		}
		if both, err := open(one, two); err != nil {
			t.Error(err)
		} else {
			same(both)
		}
	})
}

// What a program without data keys sealed, indexed and printed stays as it is.
func TestADatabaseFromBefore(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, vault.Schema())
	ctx := t.Context()
	text := gm.FreshMaster()
	old := new(gm.Keys)
	if err := old.Use(gm.DerivedOf(masters(t, text))); err != nil {
		t.Fatal(err)
	}
	sealed := old.Seal("13800138000", "phone")
	prove := func(v vault.Vault) func(context.Context, *db.DB) error {
		return func(context.Context, *db.DB) error { _, err := v.Keys.Open(sealed, "phone"); return err }
	}
	wrong := node(d)
	if err := wrong.Open(ctx, masters(t, gm.FreshMaster()), true, prove(wrong)); err == nil || !strings.Contains(err.Error(), "主密钥不对") {
		t.Errorf("a wrong master: %v", err)
	}
	right := node(d)
	if err := right.Open(ctx, masters(t, text), true, prove(right)); err != nil {
		t.Fatal(err)
	}
	next := gm.FreshMaster()
	if err := right.Rotate(ctx, masters(t, next, text)); err != nil {
		t.Fatal(err)
	}
	after := node(d)
	if err := after.Open(ctx, masters(t, next), true, proven); err != nil {
		t.Fatal(err)
	}
	if got, err := after.Keys.Open(sealed, "phone"); err != nil || got != "13800138000" {
		t.Errorf("%q %v", got, err)
	}
	if after.Keys.Index("phone", "1") != old.Index("phone", "1") || after.Keys.Code("query", 7, 6) != old.Code("query", 7, 6) || after.Keys.PublicKey() != old.PublicKey() {
		t.Error("an index, a printed code or the key of the seals changed")
	}
}

// Nodes that begin at once agree on one set.
func TestManyNodesBeginAtOnce(t *testing.T) {
	dbtest.Each(t, time.Now, []db.Migrations{vault.Schema()}, func(t *testing.T, d *db.DB) {
		list := masters(t, gm.FreshMaster())
		indexes := make(chan string, 8)
		for range cap(indexes) {
			go func() {
				v := node(d)
				if err := v.Open(t.Context(), list, false, proven); err != nil {
					t.Error(err)
					indexes <- ""
					return
				}
				indexes <- v.Keys.Index("phone", "1")
			}()
		}
		first := <-indexes
		for range cap(indexes) - 1 {
			if got := <-indexes; got != first {
				t.Errorf("two sets of keys: %s and %s", first, got)
			}
		}
	})
}

func TestAChangedDataKeyIsRefused(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, vault.Schema())
	list := masters(t, gm.FreshMaster())
	if err := node(d).Open(t.Context(), list, false, proven); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{
		`UPDATE data_keys SET purpose = 'code' WHERE purpose = 'index'`, `DELETE FROM data_keys WHERE purpose = 'seal'`, `DELETE FROM data_keys`,
	} {
		undo := errors.New("undo")
		err := d.Tx(t.Context(), func(tx *db.DB) error {
			if err := tx.Exec(t.Context(), change); err != nil {
				return err
			}
			if err := node(tx).Open(t.Context(), list, true, proven); !fail.Is(err, fail.KindConflict) || !strings.Contains(err.Error(), "请从备份恢复") {
				t.Errorf("%s is told as %v", change, err)
			}
			return undo
		})
		if !errors.Is(err, undo) {
			t.Error(err)
		}
	}
}

// What is shared with the gateway is the key that signs, and no other.
func TestTheGatewayChecksTheSignature(t *testing.T) {
	d := dbtest.Open(t, dbtest.SQLite(t), time.Now, vault.Schema())
	v, list := node(d), masters(t, gm.FreshMaster())
	if err := v.Open(t.Context(), list, false, proven); err != nil {
		t.Fatal(err)
	}
	secret, err := v.Secret(t.Context(), list, gm.ForGateway)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sm3.New, secret)
	h.Write([]byte("body"))
	if got := hex.EncodeToString(h.Sum(nil)); got != v.Keys.GatewaySign("body") {
		t.Errorf("the gateway reckons %s", got)
	}
}
