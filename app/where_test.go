package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wuyou/kit/db/dbtest"
	"wuyou/kit/gm"
)

// A place that was mistyped is refused, and nothing is made there: nobody shall take an empty database for his own.
func TestCommandsRefuseAPlaceWithoutADatabase(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		dir := filepath.Join(t.TempDir(), "typo")
		at := []string{"--data", dir, "--keys", gm.FreshMaster()}
		if kind == "postgres" {
			at = append(at, "--db", dbtest.Postgres(t))
		}
		for _, args := range [][]string{{"verify"}, {"anchor"}, {"backup", filepath.Join(t.TempDir(), "b")}, {"token", "list"}, {"keys", "show"}, {"keys", "rotate"}} {
			if out, bad, code := question(t, with(at, args...)...); code != 1 || out != "" || !strings.Contains(bad, "这里没有无忧的数据库：") {
				t.Errorf("%v: %d %s %s", args, code, out, bad)
			}
		}
		if _, err := os.Stat(dir); err == nil {
			t.Error("the folder was made")
		}
		if out := must(t, with(at, "staff", "add", "zhang", "张三")...); !strings.Contains(out, "zhang 的密码") { // the first of all
			t.Error(out)
		}
		must(t, with(at, "verify")...)
	})
}

// An address of a database that is none is no file name, and the password in it is not shown.
func TestADatabaseAddressIsPostgres(t *testing.T) {
	home := t.TempDir()
	t.Chdir(home)
	for _, address := range []string{"host=db user=wuyou password=geheim", "mysql://wuyou:geheim@db/wuyou", "wuyou.db"} {
		for _, args := range [][]string{{"verify"}, {"serve", "--addr", "127.0.0.1:0"}, {"staff", "add", "zhang", "张三"}} {
			if out, bad, code := question(t, append(args, "--db", address)...); code != 1 || !strings.Contains(bad, "--db（WUYOU_DB）的内容不对（不显示）：应为 postgres://") || strings.Contains(out+bad, "geheim") {
				t.Errorf("%v --db %s: %d %s %s", args, address, code, out, bad)
			}
		}
	}
	if list, err := os.ReadDir(home); err != nil || len(list) > 0 {
		t.Errorf("%v was made, %v", list, err)
	}
}

// Only a folder that is ours or empty is closed to others.
func TestAnothersFolderIsNotClosed(t *testing.T) {
	t.Parallel()
	for name, entry := range map[string]struct {
		name, text string
		closed     bool
	}{
		"empty": {"", "", true}, "database": {"wuyou.db", "", true}, "keys": {"keys", gm.FreshMaster() + "\n", true}, "files": {"a7/x", "", true},
		"begun": {"files/x", "", true}, "disk": {"lost+found/x", "", true}, "restore": {"restoring.new", "", true}, "temporary": {"tmp/mine", "", false},
		"home": {".profile", "", false}, "other keys": {"keys", "ssh-ed25519 AAAA\n", false}, "documents": {"2026/a.txt", "", false},
	} {
		dir := t.TempDir()
		if entry.name != "" {
			file := filepath.Join(dir, filepath.FromSlash(entry.name))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			writeFile(t, file, []byte(entry.text))
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		err := closedFolder(dir)
		i, bad := os.Stat(dir)
		if bad != nil {
			t.Fatal(bad)
		}
		if mode := map[bool]os.FileMode{true: 0o700, false: 0o755}[entry.closed]; (err == nil) != entry.closed || i.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", name, i.Mode(), err)
		} else if err != nil && !strings.Contains(fmt.Sprint(err), "请另给一个空目录") {
			t.Error(err)
		}
		if err := os.Chmod(dir, 0o700); err != nil { // as a home is
			t.Fatal(err)
		}
		if err := closedFolder(dir); (err == nil) != entry.closed {
			t.Errorf("%s, closed: %v", name, err)
		}
	}
}

// An SQLite folder is served by one server at a time, whatever the ports.
func TestOneServerAFolder(t *testing.T) {
	t.Parallel()
	here := ready(t, "sqlite")
	p := start(t, 0, here...)
	if out, bad, code := question(t, with(here, "serve", "--addr", "127.0.0.1:0")...); code != 1 || !strings.Contains(bad, "已经有一个无忧在用") {
		t.Errorf("%d %s %s", code, out, bad)
	}
	p.stop()
	start(t, 0, here...).stop()
}
