package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"wuyou/kit/fail"
)

// groupMost is how many transactions may share one durable commit.
const groupMost = 128

// sqlite is one writer, which runs the transactions one after another, and a pool of readers, which
// see what has been committed.
//
// Transactions that wait while another runs join its commit: each in a savepoint of its own, so that
// one that fails undoes nothing of another's. All of the group learn their outcome after the one
// fsync.
type sqlite struct {
	file    string
	pool    *sql.DB // readers
	reader  *sqliteReader
	writers *sql.DB
	conn    *sqliteConn
	jobs    chan *job
	quit    chan struct{}
	stopped chan struct{}
}

type job struct {
	fn       func(conn) error
	claimed  atomic.Bool // by the writer, which runs it, or by its caller, who has gone
	err      error
	panicked any
	done     chan struct{}
}

func openSQLite(ctx context.Context, file string, o Options) (engine, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	if err := onlyOurs(file); err != nil {
		return nil, err
	}
	return newSQLite(ctx, file, o, "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
}

// findSQLite opens a file that is there.
func findSQLite(ctx context.Context, file string, o Options, reading bool) (engine, error) {
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoDatabase
	} else if err != nil {
		return nil, err
	}
	if !reading {
		return openSQLite(ctx, file, o)
	}
	how := "mode=ro"
	if syscall.Access(filepath.Dir(file), writable) != nil {
		log, err := os.Stat(file + "-wal")
		_, unshared := os.Stat(file + "-shm")
		switch {
		case err != nil || log.Size() == 0:
			how += "&immutable=1" // SQLite could not make the files by which its readers agree
		case unshared != nil:
			return nil, fail.Conflict("数据库还有没写进去的日志（%s-wal），所在的目录又不能写，读不了。请把整个目录拷到能写的地方", filepath.Base(file))
		}
	}
	return newSQLite(ctx, file, o, how)
}

// writable is W_OK of access(2).
const writable = 2

// busyMost is how long a lock of another program is waited for.
const busyMost = 10 * time.Second

// newSQLite opens a file; how are the parameters of its address.
func newSQLite(ctx context.Context, file string, o Options, how string) (engine, error) {
	dsn := func(more string) string {
		always := fmt.Sprintf("&_pragma=busy_timeout(%d)&_pragma=foreign_keys(ON)", busyMost.Milliseconds())
		return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + how + always + more
	}
	cache := func(mb int64) string { return fmt.Sprintf("&_pragma=cache_size(%d)", -mb*1000) } // in KB when negative
	writers, err := sql.Open("sqlite", dsn(cache(o.WriterCache)+"&_pragma=wal_autocheckpoint(4000)&_pragma=temp_store(MEMORY)"))
	if err != nil {
		return nil, err
	}
	c, err := writers.Conn(ctx)
	if err != nil {
		writers.Close()
		return nil, err
	}
	pool, err := sql.Open("sqlite", dsn(cache(o.ReaderCache)+"&_pragma=query_only(ON)"))
	if err != nil {
		writers.Close()
		return nil, err
	}
	pool.SetMaxOpenConns(8)
	pool.SetMaxIdleConns(8)
	s := &sqlite{
		file: file, pool: pool, reader: &sqliteReader{pool: pool},
		writers: writers, conn: &sqliteConn{conn: c, stmts: map[string]*sql.Stmt{}},
		jobs: make(chan *job), quit: make(chan struct{}), stopped: make(chan struct{}),
	}
	go s.write()
	return s, nil
}

// onlyOurs makes the file, and what lies beside it, one that nobody else reads. SQLite gives its log the mode of
// the database.
func onlyOurs(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	f.Close()
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		i, err := os.Stat(name)
		if err == nil && i.Mode()&0o077 != 0 {
			err = os.Chmod(name, 0o600)
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (s *sqlite) postgres() bool { return false }

func (s *sqlite) unusable(err error) error { return err }

func (s *sqlite) fault(err error) fault {
	lite, ok := errors.AsType[*driver.Error](err)
	if !ok {
		return ours
	}
	switch lite.Code() & 0xff { // the rest says where
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL:
		return away
	case sqlite3.SQLITE_TOOBIG:
		return unfit
	}
	return ours
}

func (s *sqlite) again(error) bool { return false } // there is one writer

func (s *sqlite) read() conn { return s.reader }

// snapshot reads in a transaction of its own on one of the readers.
func (s *sqlite) snapshot(ctx context.Context, fn func(conn) error) error {
	c, err := s.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	defer c.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	one := &sqliteConn{conn: c, stmts: map[string]*sql.Stmt{}}
	defer one.forget()
	return fn(one)
}

func (s *sqlite) close() error {
	close(s.quit)
	<-s.stopped
	return errors.Join(s.pool.Close(), s.conn.close(), s.writers.Close())
}

func (s *sqlite) tx(ctx context.Context, fn func(conn) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{fn: fn, done: make(chan struct{})}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.stopped:
		return errors.New("the database is closed")
	}
	select {
	case <-j.done:
	case <-ctx.Done():
		if j.claimed.CompareAndSwap(false, true) {
			return ctx.Err()
		}
		<-j.done
	}
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

// write is the writer: it runs groups until the database is closed.
func (s *sqlite) write() {
	defer close(s.stopped)
	for {
		select {
		case j := <-s.jobs:
			s.group(j)
		case <-s.quit:
			return
		}
	}
}

// group runs first and whatever waits behind it, commits once, and tells everyone.
func (s *sqlite) group(first *job) {
	members := []*job{first}
	defer func() {
		for _, j := range members {
			close(j.done)
		}
	}()
	ctx := context.Background()
	if first.err = s.conn.exec(ctx, "BEGIN IMMEDIATE", nil); first.err != nil {
		return
	}
	// The first needs no savepoint: when it fails it is alone.
	if !s.run(first) {
		s.conn.exec(ctx, "ROLLBACK", nil)
		return
	}
	var broken error
	for broken == nil && len(members) < groupMost {
		var next *job
		select {
		case next = <-s.jobs:
		default:
		}
		if next == nil {
			break
		}
		members = append(members, next)
		broken = s.runInside(ctx, next)
	}
	if broken == nil {
		broken = s.conn.exec(ctx, "COMMIT", nil)
	}
	if broken != nil { // the disk is full, say: nothing of this group happened
		s.conn.exec(ctx, "ROLLBACK", nil)
		for _, j := range members {
			if j.err == nil {
				j.err = fmt.Errorf("commit: %w", broken)
			}
		}
	}
}

// run calls the job's function and reports whether its writes stay.
func (s *sqlite) run(j *job) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			j.panicked, ok = p, false
		}
	}()
	if !j.claimed.CompareAndSwap(false, true) {
		return false // its caller waited for the lock of somebody else, and has gone
	}
	j.err = j.fn(s.conn)
	return j.err == nil
}

// runInside runs the job in a savepoint. An error means that the whole transaction is lost.
func (s *sqlite) runInside(ctx context.Context, j *job) error {
	if err := s.conn.exec(ctx, "SAVEPOINT one", nil); err != nil {
		return err
	}
	if !s.run(j) {
		if err := s.conn.exec(ctx, "ROLLBACK TO one", nil); err != nil {
			return err
		}
	}
	return s.conn.exec(ctx, "RELEASE one", nil)
}

func (s *sqlite) backup(ctx context.Context, file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // ours alone, which SQLite would not make it
	if err != nil {
		return err
	}
	f.Close()
	_, err = s.writers.ExecContext(ctx, "VACUUM INTO $1", file) // a second connection: it reads a snapshot
	return err
}

// sqliteConn is the writer's connection with its prepared statements. Statements run to their end
// even when the caller has gone: an interrupted one would roll back the whole group.
type sqliteConn struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func (c *sqliteConn) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if s, ok := c.stmts[text]; ok {
		return s, nil
	}
	s, err := c.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.stmts[text] = s
	return s, nil
}

func (c *sqliteConn) exec(ctx context.Context, text string, args []any) error {
	_, err := c.affect(ctx, text, args)
	return err
}

func (c *sqliteConn) hit(ctx context.Context, text string, args []any) error {
	n, err := c.affect(ctx, text, args)
	if err == nil && n == 0 {
		err = ErrNone
	}
	return err
}

func (c *sqliteConn) affect(ctx context.Context, text string, args []any) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := c.stmt(ctx, text)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, keyTaken(err)
	}
	return r.RowsAffected()
}

// keyTaken marks the error of a unique key that has its row already.
func keyTaken(err error) error {
	var lite *driver.Error
	if errors.As(err, &lite) && (lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY) {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	return err
}

func (c *sqliteConn) query(ctx context.Context, text string, args []any) (rows, error) {
	ctx = context.WithoutCancel(ctx)
	s, err := c.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := s.QueryContext(ctx, args...)
	return sqlRows{r}, keyTaken(err)
}

func (c *sqliteConn) forget() {
	for _, s := range c.stmts {
		s.Close()
	}
}

func (c *sqliteConn) close() error {
	c.forget()
	return c.conn.Close()
}

// sqliteReader reads through the pool with statements prepared once.
type sqliteReader struct {
	pool  *sql.DB
	stmts sync.Map // text → *sql.Stmt
}

func (c *sqliteReader) exec(context.Context, string, []any) error {
	return errors.New("a write outside a transaction")
}

func (c *sqliteReader) hit(context.Context, string, []any) error {
	return errors.New("a write outside a transaction")
}

func (c *sqliteReader) affect(context.Context, string, []any) (int64, error) {
	return 0, errors.New("a write outside a transaction")
}

func (c *sqliteReader) query(ctx context.Context, text string, args []any) (rows, error) {
	s, ok := c.stmts.Load(text)
	if !ok {
		fresh, err := c.pool.PrepareContext(context.WithoutCancel(ctx), text)
		if err != nil {
			return nil, err
		}
		var raced bool
		if s, raced = c.stmts.LoadOrStore(text, fresh); raced {
			fresh.Close()
		}
	}
	r, err := s.(*sql.Stmt).QueryContext(ctx, args...)
	return sqlRows{r}, err
}

type sqlRows struct{ *sql.Rows }

func (r sqlRows) names() ([]string, error) { return r.Columns() }
func (r sqlRows) next() bool               { return r.Next() }
func (r sqlRows) scan(dest ...any) error   { return r.Scan(dest...) }
func (r sqlRows) err() error               { return keyTaken(r.Err()) }
func (r sqlRows) close()                   { r.Close() }
