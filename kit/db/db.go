// Package db is the program's one door to its database: SQLite in a file, or PostgreSQL.
//
// A *DB is the pool or a transaction; the code that is handed one cannot tell and need not. Both
// databases are spoken to in one subset of SQL ($1 placeholders; BIGINT, TEXT and BOOLEAN columns;
// ids made here in Go), so every statement is written once.
//
// A function that returns nil from Tx is durable: SQLite runs in WAL mode with synchronous=FULL and
// groups the transactions that wait into one commit (sqlite.go); PostgreSQL runs with
// synchronous_commit=on and receives the writes of a transaction in one round trip (postgres.go).
//
// A context may carry a transaction (Within, within.go); then what is done with the pool joins it.
//
// Read this file first, then scan.go for how rows become values.
package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wuyou/kit/fail"
)

// ErrUnreadable is given by Each for a row whose values are none of their columns' kind: it was not this program that
// wrote it. Whoever asks for more gets the next row.
var ErrUnreadable = errors.New("a row cannot be read")

// ErrNone is returned by One when the query has no row.
var ErrNone = errors.New("no such row")

// ErrTaken is what a write returns that a unique key forbids: another row has the value. It undoes the
// transaction.
var ErrTaken = errors.New("another row has this key")

// DB is the pool, or inside Tx the transaction.
type DB struct {
	engine engine
	conn   conn // the transaction's connection; nil for the pool
	ids    *ids
	now    func() time.Time
	end    func() // of the signs of life

	kept    *keeper  // the tables whose rows are proven (proof.go)
	schemas *schemas // whose tables this program knows (migrate.go)
	pending *pending // the proofs of the transaction so far; nil for the pool

	enlisted *atomic.Int64 // see Enlisted
}

// engine is what differs between the two databases.
type engine interface {
	tx(ctx context.Context, fn func(conn) error) error
	read() conn // a connection for single statements outside a transaction
	snapshot(ctx context.Context, fn func(conn) error) error
	migrate(ctx context.Context, m Migrations) error
	backup(ctx context.Context, file string) error
	close() error
	postgres() bool
	fault(err error) fault
	again(err error) bool     // the server has undone the whole transaction, which may succeed when it is run again
	unusable(err error) error // an Unusable, where an operator can do something about an error of opening
}

// fault is what an error of the database comes from, where it is not the program's.
type fault int

const (
	ours  fault = iota
	away        // it cannot be reached, or cannot write
	unfit       // it cannot keep what somebody wrote: characters, length
)

// errUnsure is a transaction of which nobody knows whether it was committed: the server has not said it.
var errUnsure = errors.New("not known whether it was committed")

// told makes an error of the database one that a person can act on, where it is such: fail.KindDown, fail.KindInvalid.
func (d *DB) told(err error) error {
	if _, ok := fail.As(err); err == nil || ok {
		return err
	}
	switch {
	case errors.Is(err, errUnsure):
		return fail.Unsure(err)
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, context.DeadlineExceeded): // whoever asked waits no longer
		return fail.Down(err)
	}
	switch d.engine.fault(err) {
	case away:
		return fail.Down(err)
	case unfit:
		return &fail.Error{Kind: fail.KindInvalid, Message: "内容太长，或者有不能保存的字符", Cause: err}
	}
	return err
}

// errKeyMoves is a fault of the program: the proofs of a row are found by its key.
var errKeyMoves = errors.New("a statement changes the key of a kept table")

// conn runs statements. exec may be held back until the next query or the commit of the same
// transaction; its error then comes from there. hit is exec of what must change a row, or else is ErrNone.
type conn interface {
	exec(ctx context.Context, sql string, args []any) error
	hit(ctx context.Context, sql string, args []any) error
	affect(ctx context.Context, sql string, args []any) (int64, error)
	query(ctx context.Context, sql string, args []any) (rows, error)
}

// rows is the part of *sql.Rows and pgx.Rows that scan.go uses.
type rows interface {
	names() ([]string, error)
	next() bool
	scan(dest ...any) error
	err() error
	close()
}

// Open connects to "postgres://…" or to the SQLite file named by any other url, which it makes where there is none. now
// is the program's clock; ids are made from it.
func Open(ctx context.Context, url string, now func() time.Time, options ...Options) (*DB, error) {
	d, err := connect(ctx, url, now, options, openSQLite)
	if err != nil {
		return nil, err
	}
	if err := d.Tx(ctx, d.makeOwn(ctx)); err != nil {
		d.Close()
		return nil, opening(d.engine.unusable(err))
	}
	if err := d.begin(ctx); err != nil {
		d.Close()
		return nil, opening(d.engine.unusable(err))
	}
	return d, nil
}

// opening says of an error where it comes from, unless it is in words for who runs the program.
func opening(err error) error {
	if _, ok := errors.AsType[*Unusable](err); ok {
		return err
	}
	return fmt.Errorf("open database: %w", err)
}

// ErrNoDatabase is returned by Find where no program has made its tables.
var ErrNoDatabase = errors.New("no database of this program")

// Find connects to the database that a program has made, and makes and changes nothing: before something is written,
// Join is called. With reading, nothing can be written, and an SQLite file may lie in a folder that is not writable.
func Find(ctx context.Context, url string, now func() time.Time, reading bool, options ...Options) (*DB, error) {
	d, err := connect(ctx, url, now, options, func(ctx context.Context, file string, o Options) (engine, error) {
		return findSQLite(ctx, file, o, reading)
	})
	if err != nil {
		return nil, err
	}
	used, err := d.Used(ctx)
	if err == nil && !used {
		err = ErrNoDatabase
	}
	if err != nil {
		d.Close()
		return nil, opening(err)
	}
	return d, nil
}

func connect(ctx context.Context, url string, now func() time.Time, options []Options,
	open func(ctx context.Context, url string, o Options) (engine, error)) (*DB, error) {
	if IsPostgres(url) {
		open = openPostgres
	}
	e, err := open(ctx, url, append(options, Options{})[0].orDefault())
	if err != nil {
		return nil, opening(err)
	}
	return &DB{engine: e, now: now, ids: &ids{now: now}, kept: &keeper{byName: map[string]*Kept{}}, schemas: &schemas{}, enlisted: new(atomic.Int64)}, nil
}

// IsPostgres reports whether a url is that of a PostgreSQL database.
func IsPostgres(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}

// Close ends all connections. The caller sees to it that nothing runs any more.
func (d *DB) Close() error {
	if d.end != nil {
		d.end()
	}
	return d.engine.close()
}

// Postgres reports which of the two databases this is. Only what the common subset cannot say
// (full-text search, advisory locks) asks.
func (d *DB) Postgres() bool { return d.engine.postgres() }

// Tx runs fn in one transaction: all of it becomes durable, or nothing of it happened. Within a
// transaction it runs fn in that same transaction. An error or a panic of fn undoes its writes.
// On PostgreSQL fn may be run again after a deadlock, so it changes nothing outside the database. Where the context carries a
// transaction, fn runs in a part of that (Within).
func (d *DB) Tx(ctx context.Context, fn func(tx *DB) error) error {
	if d.conn != nil {
		return fn(d)
	}
	if outer := d.carried(ctx); outer != nil {
		return d.told(outer.part(ctx, fn))
	}
	return d.told(d.engine.tx(ctx, func(c conn) error {
		tx := d.on(c)
		if err := fn(tx); err != nil || tx.pending.lost != nil {
			return cmp.Or(tx.pending.lost, err)
		}
		return tx.proveRest(ctx)
	}))
}

// on is the transaction of a connection.
func (d *DB) on(c conn) *DB {
	return &DB{engine: d.engine, conn: c, ids: d.ids, now: d.now, kept: d.kept, pending: &pending{}, enlisted: d.enlisted}
}

// Snapshot runs fn on the database as it stands now, whatever is written meanwhile; of a transaction that the context carries it
// sees nothing. fn only reads, one query at a time.
func (d *DB) Snapshot(ctx context.Context, fn func(d *DB) error) error {
	return d.told(d.engine.snapshot(ctx, func(c conn) error { return fn(d.on(c)) }))
}

// Exec runs a statement whose effect need not be known now. In a transaction it may be sent later
// with others, and its error may come from a later call or from Tx itself. An update of a whole row of a kept table
// that is not there is ErrNone.
func (d *DB) Exec(ctx context.Context, sql string, args ...any) error {
	if d.conn == nil {
		return d.Tx(ctx, func(tx *DB) error { return tx.Exec(ctx, sql, args...) })
	}
	w := d.kept.plan(sql)
	switch {
	case w == nil:
		return d.conn.exec(ctx, sql, args)
	case w.moves:
		return errKeyMoves
	case w.returning != "" || w.perhaps:
		_, err := d.Affect(ctx, sql, args...)
		return err
	}
	run := d.conn.exec
	if w.hits {
		run = d.conn.hit
	}
	if err := run(ctx, sql, args); err != nil {
		return err
	}
	return d.collect(w, args)
}

// Affect runs a statement and returns how many rows it changed.
func (d *DB) Affect(ctx context.Context, sql string, args ...any) (n int64, err error) {
	if d.conn == nil {
		err = d.Tx(ctx, func(tx *DB) error {
			n, err = tx.Affect(ctx, sql, args...)
			return err
		})
		return n, err
	}
	w := d.kept.plan(sql)
	switch {
	case w != nil && w.moves:
		return 0, errKeyMoves
	case w != nil && w.returning != "":
		return d.returned(ctx, w, args)
	}
	if n, err = d.conn.affect(ctx, sql, args); err != nil || w == nil || n == 0 {
		return n, err
	}
	return n, d.collect(w, args)
}

func (d *DB) query(ctx context.Context, sql string, args []any) (rows, error) {
	if w := d.kept.plan(sql); w != nil && !w.open {
		return nil, errors.New("a statement that changes a kept table is run as a query: its rows would not be proven")
	}
	return d.ask(ctx, sql, args)
}

func (d *DB) ask(ctx context.Context, sql string, args []any) (rows, error) {
	c := d.conn
	if outer := d.carried(ctx); outer != nil {
		c = outer.conn
	}
	if c == nil {
		c = d.engine.read()
	}
	r, err := c.query(ctx, sql, args)
	return r, d.told(err)
}

// Version names the database with its version.
func (d *DB) Version(ctx context.Context) (string, error) {
	name, ask := "SQLite ", `SELECT sqlite_version()`
	if d.Postgres() {
		name, ask = "PostgreSQL ", `SHOW server_version`
	}
	v, err := One[string](ctx, d, ask)
	return name + v, err
}

// Backup writes a consistent copy of an SQLite database to file while others write. For PostgreSQL
// it fails: pg_dump and the server's own archiving do that better.
func (d *DB) Backup(ctx context.Context, file string) error { return d.engine.backup(ctx, file) }

// NewID makes an identifier: 63 bits, in the order of time, unique over all processes on this
// database.
func (d *DB) NewID() int64 { return d.ids.next() }

// IDAt is below every identifier that is made at a time or later.
func IDAt(at time.Time) int64 { return max(0, at.UnixMilli()-epoch) << 22 }

// Process is the number of this run of the program, counted by the database: no other process that
// has it is alive.
func (d *DB) Process() int64 { return d.ids.process }

// makeOwn makes this package's tables where they are not there. Several programs may open a new database at once: on PostgreSQL
// CREATE TABLE IF NOT EXISTS alone fails for all but one of them.
func (d *DB) makeOwn(ctx context.Context) func(tx *DB) error {
	return func(tx *DB) error {
		if d.Postgres() {
			if err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7705190413)`); err != nil {
				return err
			}
		}
		for _, table := range own {
			if !d.Postgres() {
				table = strings.Replace(table, ") /* CLUSTERED */", ") WITHOUT ROWID", 1)
			}
			if err := tx.Exec(ctx, table); err != nil {
				return err
			}
		}
		return nil
	}
}

// ids are 41 bits of milliseconds since 2020, 10 bits of process, 12 bits of sequence.
type ids struct {
	mu      sync.Mutex
	now     func() time.Time
	process int64
	last    int64 // milliseconds << 12 | sequence
}

var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

// own are the statements that make this package's tables.
var own = []string{
	`CREATE TABLE IF NOT EXISTS db_processes (n BIGINT PRIMARY KEY, started_at BIGINT NOT NULL)`, // started_at: the last sign of life
	`CREATE TABLE IF NOT EXISTS db_changes (name TEXT PRIMARY KEY, n BIGINT NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS db_owners (owner TEXT PRIMARY KEY, digest TEXT NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS db_kept (name TEXT PRIMARY KEY, at BIGINT NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS db_proofs (id BIGINT PRIMARY KEY, grp BIGINT NOT NULL, at BIGINT NOT NULL, lines TEXT NOT NULL, hash TEXT NOT NULL)`,
	`CREATE INDEX IF NOT EXISTS db_proofs_grp ON db_proofs (grp, id)`,
	`CREATE TABLE IF NOT EXISTS db_fresh (chain BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (chain, seq)) /* CLUSTERED */`,
}

// begin takes a number for this run of the program, from which it makes identifiers, and gives signs of life from then on.
func (d *DB) begin(ctx context.Context) error {
	for d.ids.process == 0 {
		if err := d.ids.number(ctx, d); err != nil {
			return err
		}
	}
	last, err := One[int64](ctx, d, `SELECT COALESCE(MAX(id), 0) FROM db_proofs`)
	if err != nil {
		return err
	}
	d.ids.last = last >> 22 << 12 // a clock that was put back must not let older proofs look newer
	quit, ended := make(chan struct{}), make(chan struct{})
	d.end = sync.OnceFunc(func() {
		close(quit)
		<-ended
	})
	go func() {
		d.live(quit)
		close(ended)
	}()
	return nil
}

// processes is how many numbers of processes an identifier can tell apart; silent is after how long without a sign of
// life the number of a process may be used again.
const processes, silent = 1024, 10 * time.Minute

// ShownProcesses is how many numbers of processes are told apart where four digits show them: the rests of those that live
// differ.
const ShownProcesses = 10_000

// number takes the next number that no living process has in its identifiers; none when another was faster.
func (i *ids) number(ctx context.Context, d *DB) error {
	now := i.now()
	newest, err := One[int64](ctx, d, `SELECT COALESCE(MAX(n), 0) FROM db_processes`)
	if err != nil {
		return err
	}
	living, err := All[int64](ctx, d, `SELECT n FROM db_processes WHERE started_at > $1`, now.Add(-silent).UnixMilli())
	if err != nil {
		return err
	}
	taken, shown := map[int64]bool{}, map[int64]bool{}
	for _, n := range living {
		taken[n%processes], shown[n%ShownProcesses] = true, true
	}
	if len(taken) == processes {
		return fmt.Errorf("%d processes were begun on this database within %v", processes, silent)
	}
	n := newest + 1
	for taken[n%processes] || shown[n%ShownProcesses] {
		n++
	}
	got, err := d.Affect(ctx, `INSERT INTO db_processes (n, started_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, n, now.UnixMilli())
	if err == nil && got == 1 {
		i.process = n
	}
	return err
}

// signAge is how old the last sign of life of a living process is at the most: it missed two.
const signAge = 3 * time.Minute

// Others is when each other process that is alive gave its last sign of life, the latest first. One that was killed counts for signAge;
// one that ended by itself does not. Signs from a future further away than that were dated by a wrong clock and do not count.
func (d *DB) Others(ctx context.Context) ([]time.Time, error) {
	now := d.now()
	signs, err := All[int64](ctx, d, `SELECT started_at FROM db_processes WHERE n <> $1 AND started_at > $2 AND started_at < $3 ORDER BY started_at DESC`,
		d.ids.process, now.Add(-signAge).UnixMilli(), now.Add(signAge).UnixMilli())
	list := make([]time.Time, len(signs))
	for i, at := range signs {
		list[i] = time.UnixMilli(at)
	}
	return list, err
}

// live gives a sign of life each minute, by which the process keeps its number, and frees it at the end.
func (d *DB) live(quit <-chan struct{}) {
	sign := func(at int64) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		// What fails is tried again, or the number is free later.
		d.Exec(ctx, `UPDATE db_processes SET started_at = $2 WHERE n = $1`, d.ids.process, at)
	}
	for t := time.NewTicker(time.Minute); ; {
		select {
		case <-t.C:
			sign(d.now().UnixMilli())
		case <-quit:
			t.Stop()
			sign(0)
			return
		}
	}
}

// Skew is by how much the clock of the database and the program's differ: 0 for SQLite, which has none of its own.
func (d *DB) Skew(ctx context.Context) (time.Duration, error) {
	if !d.Postgres() {
		return 0, nil
	}
	before := d.now()
	ms, err := One[int64](ctx, d, `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)`)
	return max(before.Sub(time.UnixMilli(ms)), time.UnixMilli(ms).Sub(d.now()), 0), err
}

func (i *ids) next() int64 {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last = max(i.last+1, (i.now().UnixMilli()-epoch)<<12)
	ms, seq := i.last>>12, i.last&(1<<12-1)
	return ms<<22 | (i.process%processes)<<12 | seq
}
