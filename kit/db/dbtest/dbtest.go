// Package dbtest gives tests real databases: an SQLite file, and a database on a PostgreSQL server
// that it starts from the installed program, as an unprivileged user, and stops by its process.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver of Raw

	"wuyou/kit/db"
)

// Each runs the test on SQLite and on PostgreSQL, with the migrations applied.
func Each(t *testing.T, now func() time.Time, owners []db.Migrations, test func(t *testing.T, d *db.DB)) {
	On(t, func(t *testing.T, url string) { test(t, Open(t, url, now, owners...)) }, owners...)
}

// On runs the test once for each kind of database, with the url of a fresh one that holds the tables of the owners and nothing else.
func On(t *testing.T, test func(t *testing.T, url string), owners ...db.Migrations) {
	Kinds(t, func(t *testing.T, kind string) {
		switch postgres := kind == "postgres"; {
		case len(owners) > 0:
			test(t, migrated(owners).copy(t, postgres))
		case postgres:
			test(t, Postgres(t))
		default:
			test(t, SQLite(t))
		}
	})
}

// Kinds runs the test once for each kind of database: "sqlite" and "postgres". Where the environment
// says WUYOU_TEST_DB=sqlite it leaves PostgreSQL out, for a quick check.
func Kinds(t *testing.T, test func(t *testing.T, kind string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite") })
	if os.Getenv("WUYOU_TEST_DB") != "sqlite" {
		t.Run("postgres", func(t *testing.T) { test(t, "postgres") })
	}
}

// Open opens the database and applies the migrations; it is closed when the test ends.
func Open(t testing.TB, url string, now func() time.Time, owners ...db.Migrations) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	for _, m := range owners {
		if err := d.Migrate(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// SQLite is the name of a fresh database file.
func SQLite(t testing.TB) string { return filepath.Join(TempDir(t), file) }

// file is the name of a database file in its folder.
const file = "wuyou.db"

var (
	start   sync.Once
	server  string // url of the server's postgres database
	failure error
	serial  atomic.Int64
)

// Postgres is the url of a fresh, empty database.
func Postgres(t testing.TB) string { return clone(t, "template0") }

// clone is the url of a fresh database that is a copy of another on the same server.
func clone(t testing.TB, template string) string {
	t.Helper()
	url, drop, err := create(template)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return url
}

// Fresh is the url of a fresh, empty database outside of a test, and how to drop it.
func Fresh() (url string, drop func(), err error) { return create("template0") }

func create(template string) (string, func(), error) {
	start.Do(func() { server, failure = launch() })
	if failure != nil {
		return "", nil, failure
	}
	name := fmt.Sprintf("t%d_%d", os.Getpid(), serial.Add(1))
	if err := Admin(context.Background(), fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", name, template)); err != nil {
		return "", nil, err
	}
	drop := func() { Admin(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") }
	return strings.Replace(server, "/postgres?", "/"+name+"?", 1), drop, nil
}

// Raw opens a database past the program, as somebody does who has it in his hands.
func Raw(t testing.TB, url string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(url, "postgres") {
		driver = "pgx"
	} else {
		url = "file:" + url + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(ON)"
	}
	d, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// Admin runs one statement on the server's own database.
func Admin(ctx context.Context, sql string) error {
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	_, err = c.Exec(ctx, sql)
	return err
}

// launch starts a server that lives as long as this process: a shell holds the other end of a pipe
// and, when the pipe closes, stops the server it started and removes its files.
func launch() (string, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		return "", fmt.Errorf("PostgreSQL is not installed: apt-get install postgresql")
	}
	sort.Strings(bins)
	bin := bins[len(bins)-1]
	folder, fsync := Memory(), "off"
	if os.Getenv("DBTEST_FSYNC") == "on" { // who measures what durability costs needs a disk
		folder, fsync = os.TempDir(), "on"
	}
	dir, err := os.MkdirTemp(folder, "wuyou-pg")
	if err != nil {
		return "", err
	}
	attr := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			return "", err
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(dir, uid, gid); err != nil {
			return "", err
		}
	}
	if err := cluster(bin, filepath.Join(dir, "data"), attr); err != nil {
		return "", err
	}
	script := fmt.Sprintf(`%s/postgres -D %s/data -k %s -c listen_addresses='' -c fsync=%s `+
		`-c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB >%s/log 2>&1 & pid=$!; read x; kill -INT $pid; wait $pid; rm -rf %s`,
		bin, dir, dir, fsync, dir, dir)
	cmd := exec.Command("/bin/sh", "-c", script)
	cmd.SysProcAttr, cmd.Dir = &syscall.SysProcAttr{Credential: attr.Credential, Setpgid: true}, dir
	alive, err := cmd.StdinPipe() // the server runs until this end of the pipe is closed
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	go func() {
		cmd.Process.Wait()
		alive.Close()
	}()
	url := fmt.Sprintf("postgres:///postgres?host=%s&user=wuyou", dir)
	for range 1200 {
		c, err := pgx.Connect(context.Background(), url)
		if err == nil {
			return url, c.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	log, _ := os.ReadFile(dir + "/log")
	return "", fmt.Errorf("PostgreSQL did not start:\n%s", log)
}

// cluster makes the data directory of a server. What initdb makes in more than a second of work is kept in the user's
// cache folder, for every package of the tests begins with a server of its own.
func cluster(bin, data string, attr *syscall.SysProcAttr) error {
	run := func(attr *syscall.SysProcAttr, name string, args ...string) error {
		cmd := exec.Command(name, args...)
		cmd.SysProcAttr, cmd.Dir = attr, filepath.Dir(data)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %v\n%s", name, err, out)
		}
		return nil
	}
	cache, err := os.UserCacheDir()
	kept := filepath.Join(cache, "wuyou", "postgresql-"+filepath.Base(filepath.Dir(bin)))
	if err == nil && run(nil, "cp", "-a", kept, data) == nil {
		return nil
	}
	os.RemoveAll(data)
	if err := run(attr, filepath.Join(bin, "initdb"), "-D", data, "-U", "wuyou", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"); err != nil {
		return err
	}
	if err == nil && os.MkdirAll(filepath.Dir(kept), 0o700) == nil {
		fresh := fmt.Sprintf("%s.%d", kept, os.Getpid())
		if run(nil, "cp", "-a", data, fresh) != nil || os.Rename(fresh, kept) != nil { // or another package was faster
			os.RemoveAll(fresh)
		}
	}
	return nil
}

// Before are the migrations of an owner whose files come before one of a name: what an older program has.
func Before(m db.Migrations, name string) db.Migrations {
	older := fstest.MapFS{}
	names, _ := fs.Glob(m.Files, "*.sql")
	for _, one := range names {
		if b, err := fs.ReadFile(m.Files, one); err == nil && one < name {
			older[one] = &fstest.MapFile{Data: b}
		}
	}
	return db.Migrations{Owner: m.Owner, Files: older}
}
