package db

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	lite "zombiezen.com/go/sqlite"

	"wuyou/kit/fail"
	"wuyou/kit/host"
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
	file    liteFile
	reader  *sqliteReader
	conn    *sqliteConn // the writer's
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
	return newSQLite(file, o, "", "journal_mode=WAL", "synchronous=FULL")
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
	if !host.Writable(filepath.Dir(file)) {
		log, err := os.Stat(file + "-wal")
		_, unshared := os.Stat(file + "-shm")
		switch {
		case err != nil || log.Size() == 0:
			how += "&immutable=1" // SQLite could not make the files by which its readers agree
		case unshared != nil:
			return nil, fail.Conflict("数据库还有没写进去的日志（%s-wal），所在的目录又不能写，读不了。请把整个目录拷到能写的地方", filepath.Base(file))
		}
	}
	return newSQLite(file, o, how)
}

// busyMost is how long a lock of another program is waited for.
const busyMost = 10 * time.Second

// readers is how many queries run at once beside the writer.
const readers = 8

// newSQLite opens a file; how are the parameters of its address.
func newSQLite(file string, o Options, how string, pragmas ...string) (engine, error) {
	cache := func(mb int64) string { return fmt.Sprintf("cache_size=%d", -mb*1000) } // in KB when negative
	f := liteFile{name: file, uri: how, all: append(pragmas, "foreign_keys=ON")}
	writer, err := f.open(cache(o.WriterCache), "wal_autocheckpoint=4000", "temp_store=MEMORY")
	if err != nil {
		return nil, err
	}
	s := &sqlite{
		file: f, conn: writer, reader: &sqliteReader{file: f, more: []string{cache(o.ReaderCache), "query_only=ON"}, slots: make(chan struct{}, readers)},
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
	switch resultOf(err).ToPrimary() {
	case lite.ResultBusy, lite.ResultLocked, lite.ResultReadOnly, lite.ResultIOErr, lite.ResultFull, lite.ResultCantOpen, lite.ResultProtocol:
		return away
	case lite.ResultTooBig:
		return unfit
	}
	return ours
}

func (s *sqlite) again(error) bool { return false } // there is one writer

func (s *sqlite) read() conn { return s.reader }

// snapshot reads in a transaction of its own on one of the readers.
func (s *sqlite) snapshot(ctx context.Context, fn func(conn) error) (err error) {
	c, err := s.reader.take(ctx)
	if err != nil {
		return err
	}
	done := c.within(ctx)
	defer func() { // also when fn panics
		err = done(err)
		if !c.conn.AutocommitEnabled() {
			err = errors.Join(err, c.exec(ctx, "ROLLBACK", nil))
		}
		s.reader.give(c)
	}()
	if err := c.exec(ctx, "BEGIN", nil); err != nil {
		return err
	}
	return fn(c)
}

func (s *sqlite) close() error {
	close(s.quit)
	<-s.stopped
	return errors.Join(s.reader.close(), s.conn.close())
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
	s.conn.open = true
	// The first needs no savepoint: when it fails it is alone.
	if !s.run(first) {
		s.conn.open = false
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
	s.conn.open = false
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
	if j.err = j.fn(s.conn); j.err == nil && s.conn.conn.AutocommitEnabled() {
		j.err = errUndone
	}
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
	if err := ctx.Err(); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // ours alone, which SQLite would not make it
	if err != nil {
		return err
	}
	f.Close()
	c, err := s.file.open() // a connection of its own: it reads a snapshot
	if err != nil {
		return err
	}
	defer c.close()
	c.interruptible()
	done := c.within(ctx)
	return done(c.exec(ctx, "VACUUM INTO $1", []any{file}))
}
