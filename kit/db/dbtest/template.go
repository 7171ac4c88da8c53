package dbtest

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Template is a folder and a database that many tests begin from. Fill fills them once for each kind of
// database, when a test first asks; the url is that of an empty one.
type Template struct {
	Fill func(t testing.TB, dir, url string)

	mu   sync.Mutex
	made [2]made // on SQLite and on PostgreSQL
}

type made struct{ dir, url string }

// Copy is a fresh folder and a fresh database with what the template holds; kind is as of Kinds, and
// SQLite where it says nothing.
func (m *Template) Copy(t testing.TB, kind string) (dir, url string) {
	t.Helper()
	postgres := kind == "postgres"
	from := m.from(t, postgres)
	dir, url = TempDir(t), ""
	if err := os.CopyFS(dir, os.DirFS(from.dir)); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chmod(path, 0o600) // which CopyFS forgets
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if postgres {
		return dir, clone(t, name(from.url))
	}
	return dir, dir + "/" + file
}

func (m *Template) from(t testing.TB, postgres bool) made {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	of := &m.made[0]
	if postgres {
		of = &m.made[1]
	}
	if of.dir != "" {
		return *of
	}
	dir, err := os.MkdirTemp(Memory(), "wuyou-template")
	if err != nil {
		t.Fatal(err)
	}
	url := dir + "/" + file
	if postgres {
		if url, _, err = Fresh(); err != nil {
			t.Fatal(err)
		}
	}
	m.Fill(t, dir, url)
	*of = made{dir, url}
	return *of
}

// Remove removes the folders, when all tests have ended.
func (m *Template) Remove() {
	for _, of := range m.made {
		os.RemoveAll(of.dir)
	}
}

// name is the name of the database in its url.
func name(url string) string {
	_, rest, _ := strings.Cut(url, ":///")
	s, _, _ := strings.Cut(rest, "?")
	return s
}
