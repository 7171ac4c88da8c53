package app

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"

	"wuyou/office/people"
)

func openDB(t testing.TB, at []string) *db.DB {
	t.Helper()
	url := filepath.Join(at[2], "wuyou.db")
	if len(at) > 4 {
		url = at[4]
	}
	d, err := db.Open(t.Context(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// serveHere answers for a world that the test opened itself.
func serveHere(t testing.TB, w *world) {
	server := httptest.NewServer(w.Server)
	t.Cleanup(server.Close)
	w.url = server.URL
}

// Every command refuses the database of a newer program, in words that name both versions.
func TestANewerDatabaseIsRefused(t *testing.T) {
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		d := openDB(t, here)
		if err := d.Exec(t.Context(), `INSERT INTO db_version_people (version_id, is_applied) VALUES (9999, TRUE)`); err != nil {
			t.Fatal(err)
		}
		if err := d.Exec(t.Context(), `UPDATE db_schemas SET digest = 'newer' WHERE owner = 'people'`); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"verify"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"token", "list"}, {"keys", "show"},
			{"keys", "rotate"}, {"keys", "seal"}, {"keys", "reindex", "--stopped"}, {"staff", "reset", "zhoumin"}} {
			if out, bad, code := question(t, append(args, here...)...); code != 1 || !strings.Contains(bad, "数据库比程序新：people 的表结构已是第 9999 版") {
				t.Errorf("%v: %d %s %s", args, code, out, bad)
			}
		}
	})
}

// A database of the program before there were data keys and sealed files: all of it is read, what it printed opens, its files
// are sealed by the way, and another master is refused though nothing in it says which is the right one.
func TestADatabaseOfAnOlderProgram(t *testing.T) {
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		dir, url := t.TempDir(), ""
		if kind == "postgres" {
			url = dbtest.Postgres(t)
		}
		at := demoAt(dir, url)
		d := openDB(t, at)
		if err := d.Exec(t.Context(), `INSERT INTO db_schemas (owner, digest) VALUES ('before', '')`); err != nil { // then keys are derived, as they were
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, "keys"), []byte(gm.FreshMaster()+"\n"))
		w := &world{t: t}
		w.open(dir, url, "2026-04-20 09:30")
		if err := w.LoadDemo(t.Context()); err != nil {
			t.Fatal(err)
		}
		serveHere(t, w)
		client := w.clientToken("apply read")
		v := &village{world: w}
		photo := v.photo(client, "照片")
		status, r := w.call(client, "POST", "/api/v1/applications", petition(1))
		if status != 201 {
			t.Fatal(status, r)
		}
		number, code := r["number"].(string), r["query_code"].(string)
		w.tick()
		f, err := w.Files.Find(t.Context(), photo)
		if err != nil {
			t.Fatal(err)
		}
		content, err := w.Files.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(content)
		content.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := w.DB.Exec(t.Context(), `UPDATE files SET sealed = FALSE, name = '照片.png' WHERE id = $1`, photo); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		place := filepath.Join(dir, "files", f.Hash[:2], f.Hash[2:])
		writeFile(t, place, plain)
		for _, sql := range []string{`DELETE FROM data_keys`, `DELETE FROM vault`} {
			if err := d.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		if _, bad, code := question(t, with(at, "verify", "--keys", gm.FreshMaster())...); code != 1 || !strings.Contains(bad, "主密钥不对") {
			t.Error("another master:", code, bad)
		}
		if out := must(t, with(at, "verify")...); !strings.Contains(out, "完好") || !strings.Contains(out, "1 个未加密") {
			t.Error(out)
		}
		must(t, with(at, "keys", "seal")...)
		if b, err := os.ReadFile(place); err != nil || strings.Contains(string(b), "PNG") {
			t.Error("the file lies in the clear", err)
		}
		must(t, with(at, "keys", "rotate")...)
		if out := must(t, with(at, "keys", "reindex", "--stopped")...); !strings.Contains(out, "0 项打不开") {
			t.Error(out)
		}
		if out := must(t, with(at, "verify")...); !strings.Contains(out, "完好") || strings.Contains(out, "未加密") {
			t.Error(out)
		}
		w = &world{t: t}
		w.open(dir, url, "2026-04-20 10:30")
		t.Cleanup(func() { w.Close() })
		serveHere(t, w)
		s := w.citizen()
		s.get("/track?number=" + number)
		s.post("/track", "number", number, "code", code).is(200)
		list, err := w.People.FindByID(context.Background(), people.Identity{IDNo: idNo(1)})
		if err != nil || len(list) == 0 {
			t.Fatal("the applicant is not found by his number: ", err)
		}
		if known, err := w.People.Open(t.Context(), w.DB, list[0]); err != nil || known.IDNo != idNo(1) {
			t.Error(known, err)
		}
	})
}
