package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"wuyou/kit/fail"
)

// Migrations are the numbered SQL files of one owner (a slice or an office package). Each owner has
// a version table of its own and goes forward only.
type Migrations struct {
	Owner string
	Files fs.FS             // 0001_name.sql, … in its root
	Kept  []Kept            // those of its tables whose rows are proven
	Free  map[string]string // the others, and why nobody needs a proof of their rows
	Ends  map[string]string // how the rows of a table end, or what bounds them; those of a kept table that is not here stay with the matters they are of

	// Places are its columns that name a place, "table.column": Follows, or what becomes of one when another place stands in
	// for the one it names.
	Places map[string]string
}

// MigrationsOf are those of an owner, in the folder schema of its files.
func MigrationsOf(owner string, files fs.FS, kept ...Kept) Migrations {
	sub, err := fs.Sub(files, "schema")
	if err != nil {
		panic(err) // only a name that is no path
	}
	return Migrations{Owner: owner, Files: sub, Kept: kept}
}

// Follows is said of a column that names whoever stands in for the place that was put there.
const Follows = "follows"

// Own are the tables of this package.
var Own = Migrations{Owner: "db", Free: map[string]string{
	"db_changes":   "tells nodes what to read again",
	"db_fresh":     "what waits to be sealed: verified by its balance",
	"db_kept":      "says which tables are kept; each has a sealed line in db_proofs",
	"db_processes": "counts starts and says who is alive, for numbers that no two living processes share",
	"db_proofs":    "the proofs themselves: each line is sealed",
	"db_owners":    "says which migrations were looked at",
}, Ends: map[string]string{
	"db_changes": "one a name", "db_kept": "one a table", "db_owners": "one an owner",
	"db_processes": "removed after `keep.work` days, but for the last",
	"db_fresh":     "removed when they are sealed",
	"db_proofs":    "stay: `wuyou verify` reads them all; one a change outside of an event",
}}

// Migrate brings the tables of the owners up to date, in their order. It is safe when several
// processes start at once. Owners whose files are those of the last time are not looked at again. A database that a
// newer program has brought further is refused, before anything is changed.
func (d *DB) Migrate(ctx context.Context, owners ...Migrations) error {
	behind, err := d.behind(ctx, owners)
	if err != nil {
		return err
	}
	for _, m := range behind {
		if err := d.engine.migrate(ctx, m.Migrations); err != nil {
			return fmt.Errorf("migrate %s: %w", m.Owner, err)
		}
		if err := d.Exec(ctx, `INSERT INTO db_owners (owner, digest) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET digest = excluded.digest`,
			m.Owner, m.digest); err != nil {
			return err
		}
	}
	if len(behind) > 0 {
		if err := d.Exec(ctx, `DROP TABLE IF EXISTS `+formerOwners); err != nil {
			return err
		}
	}
	for _, m := range owners {
		if err := d.keep(ctx, m.Kept); err != nil {
			return err
		}
	}
	return d.schemas.know(owners)
}

// ErrOlder is a database that this program would have to bring up to date first.
var ErrOlder = fail.Conflict("数据库还是较早程序的：请先停掉所有节点，再用这个程序启动一次服务，完成升级")

// Read makes the kept tables of the owners known, for who only reads, and changes nothing: a database that is not up to
// date is ErrOlder.
func (d *DB) Read(ctx context.Context, owners ...Migrations) error {
	behind, err := d.behind(ctx, owners)
	if err != nil {
		return err
	}
	if len(behind) > 0 {
		return ErrOlder
	}
	for _, m := range owners {
		for _, t := range m.Kept {
			if err := d.learn(ctx, &t); err != nil {
				return err
			}
		}
	}
	return d.schemas.know(owners)
}

// Join readies a database for who works in it beside others, and changes nothing of what is there: one that is not up to
// date is ErrOlder.
func (d *DB) Join(ctx context.Context, owners ...Migrations) error {
	if err := d.Read(ctx, owners...); err != nil {
		return err
	}
	return d.begin(ctx)
}

// ErrUpgraded says that another program has changed the tables since this one opened the database. This one must end: it
// would write what the other does not expect.
var ErrUpgraded = errors.New("数据库已被较新的程序升级，这个程序不能再用它。请换成新版程序再启动")

// schemas are the digests of the owners' files by which this program was opened.
type schemas struct{ digests map[string]string }

func (s *schemas) know(owners []Migrations) (err error) {
	s.digests = map[string]string{}
	for _, m := range owners {
		if m.Files == nil {
			continue
		}
		if s.digests[m.Owner], err = m.sum(); err != nil {
			return err
		}
	}
	return nil
}

// Stands is ErrUpgraded when the tables are no longer those of this program.
func (d *DB) Stands(ctx context.Context) error {
	now, err := All[done](ctx, d, `SELECT owner, digest FROM db_owners`)
	if err != nil {
		return err
	}
	for _, m := range now {
		if d.schemas.digests[m.Owner] != m.Digest {
			return ErrUpgraded
		}
	}
	return nil
}

// done is an owner whose files were looked at.
type done struct{ Owner, Digest string }

// owner is one whose files are not those of the last time.
type owner struct {
	Migrations
	digest string
}

// behind are the owners whose tables are not up to date.
func (d *DB) behind(ctx context.Context, owners []Migrations) (list []owner, err error) {
	known, err := d.owners(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.older(ctx, known, owners); err != nil {
		return nil, err
	}
	for _, m := range owners {
		if m.Files == nil {
			continue
		}
		digest, err := m.sum()
		if err != nil {
			return nil, err
		}
		if !slices.Contains(known, done{m.Owner, digest}) {
			list = append(list, owner{m, digest})
		}
	}
	return list, nil
}

// Knows refuses a database in which there are owners beside those given, which are all of the program's: a newer one has added them.
func (d *DB) Knows(ctx context.Context, all ...Migrations) error {
	there, err := d.owners(ctx)
	for _, o := range there {
		if !slices.ContainsFunc(all, func(m Migrations) bool { return m.Owner == o.Owner }) {
			return fail.Conflict("数据库比程序新：里面有这个程序不认得的部分 %s。请换用新版程序；要退回旧版，请用升级前的备份恢复", o.Owner)
		}
	}
	return err
}

// owners are those whose files were looked at; none in a database of the first programs.
func (d *DB) owners(ctx context.Context) ([]done, error) {
	if has, err := d.has(ctx, "db_owners"); err != nil || !has {
		return nil, err
	}
	return All[done](ctx, d, `SELECT owner, digest FROM db_owners`)
}

// formerOwners is where the first programs kept what db_owners has. One that is started by mistake writes there again, and it harms
// nobody.
const formerOwners = "db_schemas"

func (d *DB) has(ctx context.Context, table string) (bool, error) {
	has := `SELECT COUNT(*) FROM sqlite_schema WHERE name = $1`
	if d.Postgres() {
		has = `SELECT COUNT(to_regclass($1))`
	}
	n, err := One[int64](ctx, d, has, table)
	return n > 0, err
}

// Used reports whether a program has made tables in the database.
func (d *DB) Used(ctx context.Context) (bool, error) {
	for _, table := range []string{"db_owners", formerOwners} {
		if has, err := d.has(ctx, table); err != nil {
			return false, err
		} else if !has {
			continue
		}
		if n, err := One[int64](ctx, d, `SELECT COUNT(*) FROM `+table); err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// older refuses a database in which an owner stands at a version that this program does not know.
func (d *DB) older(ctx context.Context, known []done, owners []Migrations) error {
	for _, m := range owners {
		if !slices.ContainsFunc(known, func(o done) bool { return o.Owner == m.Owner }) {
			continue
		}
		has, err := One[int64](ctx, d, `SELECT COALESCE(MAX(version_id), 0) FROM db_version_`+m.Owner)
		if err != nil {
			return err
		}
		if knows := m.newest(); has > knows {
			return fail.Conflict("数据库比程序新：%s 的表结构已是第 %d 版，这个程序只认到第 %d 版。请换用新版程序；要退回旧版，请用升级前的备份恢复", m.Owner, has, knows)
		}
	}
	return nil
}

// newest is the number of the owner's last file.
func (m Migrations) newest() (n int64) {
	names, _ := fs.Glob(m.Files, "*.sql")
	for _, name := range names {
		if v, err := goose.NumericComponent(name); err == nil {
			n = max(n, v)
		}
	}
	return n
}

// sum is the hash of the owner's files.
func (m Migrations) sum() (string, error) {
	names, err := fs.Glob(m.Files, "*.sql")
	h := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(m.Files, name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", name, len(b), b)
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

func (s *sqlite) migrate(ctx context.Context, m Migrations) error {
	pool, err := sql.Open("sqlite", fmt.Sprintf("%s&_pragma=busy_timeout(%d)&_pragma=foreign_keys(ON)&_pragma=synchronous(FULL)",
		s.file.address(), busyMost.Milliseconds()))
	if err != nil {
		return err
	}
	defer pool.Close()
	return up(ctx, goose.DialectSQLite3, pool, m, sqliteFS{m.Files})
}

func (p *postgres) migrate(ctx context.Context, m Migrations) error {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	pool := stdlib.OpenDBFromPool(p.pool)
	defer pool.Close()
	return up(ctx, goose.DialectPostgres, pool, m, m.Files, goose.WithSessionLocker(locker))
}

func up(ctx context.Context, dialect goose.Dialect, pool *sql.DB, m Migrations, files fs.FS, opts ...goose.ProviderOption) error {
	opts = append(opts, goose.WithTableName("db_version_"+m.Owner), goose.WithDisableGlobalRegistry(true))
	p, err := goose.NewProvider(dialect, pool, files, opts...)
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

// sqliteFS says the same tables in SQLite's own way: a BIGINT PRIMARY KEY becomes the row id itself
// and a table marked CLUSTERED is stored in the order of its primary key. Both save an index.
type sqliteFS struct{ fs.FS }

var bigintKey = regexp.MustCompile(`\bBIGINT PRIMARY KEY\b`)

func (f sqliteFS) ReadFile(name string) ([]byte, error) {
	b, err := fs.ReadFile(f.FS, name)
	b = bigintKey.ReplaceAll(b, []byte("INTEGER PRIMARY KEY"))
	return bytes.ReplaceAll(b, []byte(") /* CLUSTERED */"), []byte(") WITHOUT ROWID")), err
}

func (f sqliteFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if err != nil || name == "." {
		return file, err
	}
	b, err := f.ReadFile(name)
	return &memFile{File: file, Reader: bytes.NewReader(b)}, err
}

type memFile struct {
	fs.File
	*bytes.Reader
}

func (f *memFile) Read(b []byte) (int, error) { return f.Reader.Read(b) }

// Dump is the schema of an SQLite database, a statement each.
func (d *DB) Dump(ctx context.Context) ([]string, error) {
	return All[string](ctx, d, `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'db_version_%'
		ORDER BY tbl_name, type DESC, name`)
}
