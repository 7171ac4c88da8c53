package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
	"wuyou/office/persons"
)

func openDB(t testing.TB, at []string) *db.DB {
	t.Helper()
	d := openToClose(t, at)
	t.Cleanup(func() { d.Close() })
	return d
}

// openToClose is openDB for who closes it before the test ends.
func openToClose(t testing.TB, at []string) *db.DB {
	t.Helper()
	url := filepath.Join(at[2], "wuyou.db")
	if len(at) > 4 {
		url = at[4]
	}
	d, err := db.Open(t.Context(), url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
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
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		d := openDB(t, here)
		if err := d.Exec(t.Context(), `INSERT INTO db_version_people (version_id, is_applied) VALUES (9999, TRUE)`); err != nil {
			t.Fatal(err)
		}
		if err := d.Exec(t.Context(), `UPDATE db_owners SET digest = 'newer' WHERE owner = 'people'`); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"verify"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"token", "list"}, {"keys", "show"},
			{"keys", "rotate"}, {"keys", "seal"}, {"keys", "reindex", "--stopped"}, {"staff", "reset", "zhoumin"}} {
			if out, bad, code := question(t, append(args, here...)...); code != 1 || !strings.Contains(bad, "数据库比程序新：people 的表结构已是第 9999 版") {
				t.Errorf("%v: %d %s %s", args, code, out, bad)
			}
		}
		for _, what := range []string{`DELETE FROM db_version_people WHERE version_id = 9999`, `INSERT INTO db_owners (owner, digest) VALUES ('hall', 'x')`} { // of a service that is newer
			if err := d.Exec(t.Context(), what); err != nil {
				t.Fatal(err)
			}
		}
		if out, bad, code := question(t, with(here, "verify")...); code != 1 || !strings.Contains(bad, "不认得的部分 hall") {
			t.Errorf("%d %s %s", code, out, bad)
		}
	})
}

// bump makes the database one that a program with other tables has opened, and says by which digest it is known.
func bump(t testing.TB, d *db.DB, digest string) {
	t.Helper()
	if err := d.Exec(t.Context(), `UPDATE db_owners SET digest = $1 WHERE owner = 'people'`, digest); err != nil {
		t.Fatal(err)
	}
}

// No command brings a database up to date but that which serves: a node of an older program may be serving on it.
func TestCommandsDoNotUpgrade(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		d := openDB(t, here)
		bump(t, d, "older")
		state := func() string {
			t.Helper()
			s, err := db.One[string](t.Context(), d, `SELECT digest FROM db_owners WHERE owner = 'people'`)
			n, bad := db.One[int64](t.Context(), d, `SELECT COUNT(*) FROM db_processes`)
			if err := errors.Join(err, bad); err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(s, n)
		}
		before, table := state(), filepath.Join(t.TempDir(), "t.csv")
		writeFile(t, table, []byte("x\n"))
		for _, args := range [][]string{{"verify"}, {"anchor"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"token", "list"}, {"keys", "show"}, {"keys", "rotate"}, {"keys", "seal"},
			{"keys", "reindex", "--stopped"}, {"keys", "gateway"}, {"staff", "reset", "zhoumin"}, {"import", "items", table}} {
			if out, bad, code := question(t, with(here, args...)...); code != 1 || !strings.Contains(bad, "数据库还是较早程序的") {
				t.Errorf("%v: %d %s %s", args, code, out, bad)
			}
		}
		if now := state(); now != before {
			t.Errorf("%s became %s", before, now)
		}
		start(t, 0, here...).stop()
		must(t, with(here, "verify")...)
		if now := state(); now == before {
			t.Error("the server has not brought the database up to date")
		}
	})
}

// A server under which another program has changed the tables says so and ends.
func TestAServerEndsWhenTheDatabaseIsUpgraded(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		p := start(t, 0, here...)
		bump(t, openDB(t, here), "newer")
		<-p.end
		if code := p.cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(p.said(), "wuyou: 数据库已被较新的程序升级") {
			t.Errorf("%d %s", code, p.said())
		}
	})
	w := newWorld(t, "")
	w.citizen().get("/readyz").is(200)
	for _, what := range []string{ // as a program before this one does, started by mistake
		`CREATE TABLE db_schemas (owner TEXT PRIMARY KEY, digest TEXT NOT NULL)`, `INSERT INTO db_schemas (owner, digest) VALUES ('people', 'older')`,
	} {
		if err := w.DB.Exec(t.Context(), what); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Tick(t.Context()); err != nil {
		t.Error("a program from before ends this one:", err)
	}
	bump(t, w.DB, "newer")
	w.later(lookEvery)
	for _, path := range []string{"/healthz", "/readyz"} {
		w.citizen().get(path).is(503, "数据库已被较新的程序升级")
	}
	if err := w.Tick(t.Context()); !errors.Is(err, db.ErrUpgraded) {
		t.Error(err)
	}
}

// A folder that nobody may write to, as that of a seized disk, is verified and backed up as it is.
func TestAFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, killed := range []bool{false, true} { // then there is a log beside the database
		t.Run(fmt.Sprint("killed=", killed), func(t *testing.T) {
			here := ready(t, "")
			p := start(t, 0, here...)
			must(t, with(here, "token", "add", "--name", "测试", "--scopes", "read")...)
			if p.kill(); !killed {
				<-p.end
				start(t, 0, here...).stop()
			}
			<-p.end
			as := unwritable(t, here[2])
			before := listing(t, here[2])
			if said, code := as(with(here, "token", "list")...); code != 1 || !strings.Contains(said, "readonly") && !strings.Contains(said, "permission denied") {
				t.Fatal("the folder is written to: ", said)
			}
			if said, code := as(with(here, "verify")...); code != 0 || !strings.Contains(said, "完好") {
				t.Error(code, said)
			}
			to := openFolder(t)
			if said, code := as(with(here, "backup", to)...); code != 0 || !strings.Contains(said, "已备份") {
				t.Error(code, said)
			}
			if now := listing(t, here[2]); now != before {
				t.Errorf("the folder was changed:\n%s\n%s", before, now)
			}
		})
	}
}

// listing are the files of a folder with their sizes and times.
func listing(t testing.TB, dir string) string {
	t.Helper()
	var list strings.Builder
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		fmt.Fprintln(&list, path, i.Mode(), i.Size(), i.ModTime())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list.String()
}

// openFolder is a folder in which everybody may make files.
func openFolder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "wuyou-open")
	if err == nil {
		err = os.Chmod(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// unwritable makes a folder one that can be read and not written to, and runs the program as somebody for whom that holds:
// for root it does not.
func unwritable(t testing.TB, dir string) func(args ...string) (said string, code int) {
	t.Helper()
	const nobody = 65534
	root := os.Geteuid() == 0
	program := filepath.Join(openFolder(t), "wuyou")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// Copied by another process: one that this process forks meanwhile would hold the copy open for writing, and it could not be run.
	err = errors.Join(exec.Command("cp", self, program).Run(), os.Chmod(program, 0o755), os.Chmod(filepath.Dir(dir), 0o755))
	var folders []string
	err = errors.Join(err, filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && root {
			err = os.Lchown(path, nobody, nobody)
		}
		if e.IsDir() {
			folders = append(folders, path)
			return errors.Join(err, os.Chmod(path, 0o500))
		}
		return errors.Join(err, os.Chmod(path, 0o400))
	}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, path := range folders {
			os.Chmod(path, 0o700)
		}
	})
	return func(args ...string) (string, int) {
		t.Helper()
		cmd := prepare(t, 0, args...)
		cmd.Path, cmd.Dir = program, "/"
		if root {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		said, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return string(said), cmd.ProcessState.ExitCode()
	}
}

// A database of the program before there were data keys and sealed files: all of it is read, what it printed opens, its files
// are sealed by the way, and another master is refused though nothing in it says which is the right one.
func TestADatabaseOfAnOlderProgram(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		dir, url := dbtest.TempDir(t), ""
		if kind == "postgres" {
			url = dbtest.Postgres(t)
		}
		at := demoAt(dir, url)
		d := openToClose(t, at)
		for _, what := range []string{`CREATE TABLE db_schemas (owner TEXT PRIMARY KEY, digest TEXT NOT NULL)`, `INSERT INTO db_schemas (owner, digest) VALUES ('before', '')`} {
			if err := d.Exec(t.Context(), what); err != nil { // then keys are derived, as they were
				t.Fatal(err)
			}
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
		number := r["number"].(string)
		code := w.queryCode(w.caseOf(number).ID)
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
		if _, bad, code := question(t, with(at, "verify")...); code != 1 || !strings.Contains(bad, "较早程序") {
			t.Error("before it was brought up to date:", code, bad)
		}
		serve := []string{"serve", "--addr", "127.0.0.1:0", "--claims-at-window", "--no-sms", "--keys", gm.FreshMaster()}
		if _, bad, code := question(t, with(at, serve...)...); code != 1 || !strings.Contains(bad, "主密钥不对") {
			t.Error("another master:", code, bad)
		}
		w = &world{t: t}
		w.open(dir, url, "2026-04-20 10:00")
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if out := must(t, with(at, "verify")...); !strings.Contains(out, "完好") || !strings.Contains(out, "1 个未加密") {
			t.Error(out)
		}
		must(t, with(at, "keys", "seal")...)
		if b, err := os.ReadFile(place); err != nil || strings.Contains(string(b), "PNG") {
			t.Error("the file lies in the clear", err)
		}
		must(t, with(at, "keys", "rotate")...)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
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
		list, err := w.Persons.FindByID(context.Background(), persons.Identity{IDNo: idNo(1)})
		if err != nil || len(list) == 0 {
			t.Fatal("the applicant is not found by his number: ", err)
		}
		if known, err := w.Persons.Open(t.Context(), w.DB, list[0]); err != nil || known.IDNo != idNo(1) {
			t.Error(known, err)
		}
	})
}
