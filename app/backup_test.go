package app

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
)

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeFile(t testing.TB, name string, b []byte) {
	t.Helper()
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyOf(t testing.TB, dir string) string {
	t.Helper()
	to := filepath.Join(dbtest.TempDir(t), "copy")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// noSecrets proves that nothing of a backup can be read without the master.
func noSecrets(t testing.TB, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		n++
		if i, err := e.Info(); err != nil || i.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v", path, i.Mode())
		}
		b := readFile(t, path)
		for _, word := range []string{"SQLite format", "PGDMP", "\x89PNG\r\n", "%PDF-1.", "张晓梅", "CREATE TABLE", "argon2id"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s of the backup shows %s", e.Name(), word)
			}
		}
		return nil
	})
	if err != nil || n < 3 {
		t.Errorf("%d files, %v", n, err)
	}
}

// one is a file of a backup that was handed in.
func one(t testing.TB, dir string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(dir, "files", "*", "*"))
	if err != nil || len(list) == 0 {
		t.Fatal("no files in the backup", err)
	}
	return list[0]
}

// damages are what somebody does to a backup who has not the master.
var damages = map[string]func(t testing.TB, dir string){
	"the list emptied": func(t testing.TB, dir string) { writeFile(t, filepath.Join(dir, "MANIFEST"), nil) },
	"the list of an older program": func(t testing.TB, dir string) {
		writeFile(t, filepath.Join(dir, "MANIFEST"), []byte("00  wuyou.db\n"))
	},
	"a line taken out": func(t testing.TB, dir string) {
		lines := strings.SplitAfter(string(readFile(t, filepath.Join(dir, "MANIFEST"))), "\n")
		writeFile(t, filepath.Join(dir, "MANIFEST"), []byte(strings.Join(append(lines[:3:3], lines[4:]...), "")))
	},
	"the signature taken off": func(t testing.TB, dir string) {
		list, _, _ := strings.Cut(string(readFile(t, filepath.Join(dir, "MANIFEST"))), "# mac ")
		writeFile(t, filepath.Join(dir, "MANIFEST"), []byte(list))
	},
	"a file changed": func(t testing.TB, dir string) {
		b := readFile(t, one(t, dir))
		b[len(b)-1] ^= 1
		writeFile(t, one(t, dir), b)
	},
	"a file missing": func(t testing.TB, dir string) {
		if err := os.Remove(one(t, dir)); err != nil {
			t.Fatal(err)
		}
	},
	"a file that is a link": func(t testing.TB, dir string) {
		name, out := one(t, dir), filepath.Join(t.TempDir(), "out")
		writeFile(t, out, readFile(t, name))
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(out, name); err != nil {
			t.Fatal(err)
		}
	},
	"a folder that is a link": func(t testing.TB, dir string) {
		place, out := filepath.Dir(one(t, dir)), filepath.Join(dbtest.TempDir(t), "out")
		if err := os.Rename(place, out); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(out, place); err != nil {
			t.Fatal(err)
		}
	},
}

// What a backup that was killed left behind is removed when the program starts: it is the whole database in the clear.
func TestLeftoversAreRemoved(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	c := Config{Data: filepath.Join(t.TempDir(), "data")}
	left := filepath.Join(c.tempDir(), "backup-1", "wuyou.db")
	older := filepath.Join(c.Data, "wuyou.db.copy")
	if err := os.MkdirAll(filepath.Dir(left), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, left, nil)
	writeFile(t, older, nil)
	if err := c.ownTemp(time.Now().Add(2 * tempOld)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{left, older} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

// A restore that is interrupted before the database is in its place leaves a place that nothing opens, and may be repeated.
func TestARestoreIsRepeated(t *testing.T) {
	t.Parallel()
	dbtest.Kinds(t, func(t *testing.T, kind string) {
		here := ready(t, kind)
		dir := filepath.Join(t.TempDir(), "backup")
		must(t, with(here, "backup", dir)...)
		there, other := t.TempDir(), ""
		obstacle := filepath.Join(there, "wuyou.db.new", "x")
		if kind == "postgres" {
			other = dbtest.Postgres(t)
			if _, err := dbtest.Raw(t, other).Exec(`CREATE TABLE cases (id BIGINT)`); err != nil {
				t.Fatal(err)
			}
		} else if err := os.MkdirAll(obstacle, 0o700); err != nil {
			t.Fatal(err)
		}
		at := demoAt(there, other)
		writeFile(t, filepath.Join(there, "keys"), readFile(t, filepath.Join(here[2], "keys")))
		if _, bad, code := question(t, with(at, "restore", dir)...); code != 1 {
			t.Fatal(code, bad)
		}
		for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"verify"}, {"token", "list"}, {"staff", "add", "zhang", "张三"}} {
			if _, bad, code := question(t, with(at, args...)...); code != 1 || !strings.Contains(bad, "恢复没有做完") {
				t.Errorf("%v: %d %s", args, code, bad)
			}
		}
		if kind == "postgres" {
			if _, err := dbtest.Raw(t, other).Exec(`DROP TABLE cases`); err != nil {
				t.Fatal(err)
			}
		} else if err := os.RemoveAll(filepath.Dir(obstacle)); err != nil {
			t.Fatal(err)
		}
		half := one(t, there) // cut off in the middle of a file
		writeFile(t, half, readFile(t, half)[:10])
		again := filepath.Join(t.TempDir(), "another")
		must(t, with(here, "backup", again)...)
		if _, bad, code := question(t, with(at, "restore", again)...); code != 1 || !strings.Contains(bad, "另一份备份") {
			t.Error("another backup on top:", code, bad)
		}
		cfg := Config{Data: there}
		mark := readFile(t, cfg.restoreMark())
		for range 2 {
			must(t, with(at, "restore", dir)...)
			if out := must(t, with(at, "verify")...); !strings.Contains(out, "完好") {
				t.Error(out)
			}
			writeFile(t, cfg.restoreMark(), mark) // cut off just before the end
		}
	})
}
