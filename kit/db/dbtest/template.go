package dbtest

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wuyou/kit/db"
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

// tables is a database with the tables of some owners, which is made once and copied for each test: making them costs more than most
// tests do.
type tables struct {
	owners []db.Migrations
	mu     sync.Mutex
	lite   []byte // the file of SQLite
	far    string // url on PostgreSQL
}

var (
	tablesMu sync.Mutex
	tablesOf = map[string]*tables{}
)

// migrated is the database with the tables of the owners, which are known by their names in one package of tests.
func migrated(owners []db.Migrations) *tables {
	key := ""
	for _, o := range owners {
		key += o.Owner + " "
	}
	tablesMu.Lock()
	defer tablesMu.Unlock()
	if tablesOf[key] == nil {
		tablesOf[key] = &tables{owners: owners}
	}
	return tablesOf[key]
}

// copy is the url of a fresh copy.
func (m *tables) copy(t testing.TB, postgres bool) string {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if postgres {
		if m.far == "" {
			url, _, err := Fresh()
			if err != nil {
				t.Fatal(err)
			}
			m.fill(t, url)
			m.far = url
		}
		return clone(t, name(m.far))
	}
	url := SQLite(t)
	if m.lite != nil {
		if err := os.WriteFile(url, m.lite, 0o600); err != nil {
			t.Fatal(err)
		}
		return url
	}
	m.fill(t, url)
	b, err := os.ReadFile(url)
	if err != nil {
		t.Fatal(err)
	}
	m.lite = b
	return url
}

// fill makes the tables, long before any test.
func (m *tables) fill(t testing.TB, url string) {
	t.Helper()
	d, err := db.Open(t.Context(), url, func() time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) })
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range m.owners {
		if err := d.Migrate(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// name is the name of the database in its url.
func name(url string) string {
	_, rest, _ := strings.Cut(url, ":///")
	s, _, _ := strings.Cut(rest, "?")
	return s
}
