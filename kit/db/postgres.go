package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"wuyou/kit/host"
)

// postgres is a pool of connections for transactions and one for single queries: a transaction that
// looks something up outside of itself must not wait for another that does the same. The writes of a
// transaction are queued and travel together with its next read or its end: a case with its event, its
// turn and its notice is one round trip, its BEGIN and COMMIT included.
type postgres struct {
	pool, reads *pgxpool.Pool
	patience    Patience
}

// retries is how often a transaction is run again after the server chose it as the victim of a
// deadlock.
const retries = 4

func openPostgres(ctx context.Context, url string, o Options) (engine, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil { // which may quote the password
		return nil, &Unusable{Words: "PostgreSQL 的地址读不懂，应为 postgres://用户:密码@主机:5432/库名；用户名和密码里的 @ : / # % 等要写成 %40 这样的形式"}
	}
	if !strings.Contains(url, "connect_timeout") {
		cfg.ConnConfig.ConnectTimeout = dialMost
	}
	cfg.ConnConfig.DialFunc = dial
	for name, value := range alive {
		cfg.ConnConfig.RuntimeParams[name] = value
	}
	// Who waits for a row hears of it before the wait is over: then it is known that nothing was written.
	cfg.ConnConfig.RuntimeParams["lock_timeout"] = strconv.FormatInt(max(o.Patience.Usual*3/4, time.Millisecond).Milliseconds(), 10)
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	cfg.ConnConfig.RuntimeParams["application_name"] = "wuyou"
	cfg.ConnConfig.RuntimeParams["random_page_cost"] = "1.1" // no disk turns: the first thousand of a range are read by its index
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = o.Plans
	if o.Connections > 0 {
		cfg.MaxConns = o.Connections
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	reads, err := pgxpool.NewWithConfig(ctx, cfg.Copy())
	if err != nil {
		pool.Close()
		return nil, err
	}
	p := &postgres{pool, reads, o.Patience}
	if err := p.usable(ctx); err != nil {
		p.close()
		return nil, p.unusable(err)
	}
	return p, nil
}

func (p *postgres) postgres() bool { return true }

// fault knows an absent server by its connections, and by what it says when it stops, starts, is full, may not write, or
// has a row locked for too long.
func (p *postgres) fault(err error) fault {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch class := pg.Code[:min(2, len(pg.Code))]; {
		case class == "08", class == "53", class == "58", class == "57" && pg.Code != "57014", pg.Code == "25006", pg.Code == "55P03":
			return away
		case pg.Code == "22021", pg.Code == "22P05", pg.Code == "54000", pg.Code == "22001":
			return unfit
		}
		return ours
	}
	_, dial := errors.AsType[*pgconn.ConnectError](err)
	_, broken := errors.AsType[*net.OpError](err)
	if dial || broken || errors.Is(err, errSilent) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) {
		return away
	}
	return ours
}

// dialMost is how long a server may take to answer where its address does not say (connect_timeout).
const dialMost = 5 * time.Second

// Both ends find out that the other is gone though nobody said so: by probes while nothing is sent, and by what is not acknowledged.
const (
	probeAfter  = 15 * time.Second
	probeEvery  = 5 * time.Second
	probesMost  = 3
	unackedMost = 30 * time.Second
)

// alive has the server do the same, so that it undoes what a machine had begun that is gone.
var alive = map[string]string{
	"tcp_keepalives_idle": "15", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3", "tcp_user_timeout": "30000",
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: probeAfter, Interval: probeEvery, Count: probesMost}}
	c, err := d.DialContext(ctx, network, address)
	if tcp, ok := c.(*net.TCPConn); ok {
		host.EndUnacked(tcp, unackedMost)
	}
	return c, err
}

func (p *postgres) read() conn { return pgReader{p} }

// acquire waits for a connection.
func (p *postgres) acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	w := p.patience.wait(ctx)
	defer w.end()
	held, err := pool.Acquire(w.ctx)
	return held, w.told(err)
}

// undo ends a transaction that is not to stay. Where that fails the connection is closed, which does the same.
func (p *postgres) undo(ctx context.Context, c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoMost)
	defer cancel()
	c.Exec(ctx, "ROLLBACK")
}

// undoMost is how long a server may take to undo.
const undoMost = 5 * time.Second

// snapshot reads in a transaction that sees one state.
func (p *postgres) snapshot(ctx context.Context, fn func(conn) error) error {
	held, err := p.acquire(ctx, p.reads)
	if err != nil {
		return err
	}
	defer held.Release()
	defer p.undo(ctx, held.Conn())
	c := &pgConn{conn: held.Conn(), patience: p.patience, begun: true}
	if _, err := c.affected(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	return fn(c)
}

func (p *postgres) close() error {
	p.pool.Close()
	p.reads.Close()
	return nil
}

func (p *postgres) backup(context.Context, string) error {
	return errors.New("PostgreSQL 请用 pg_dump 或连续归档备份")
}

func (p *postgres) tx(ctx context.Context, fn func(conn) error) error {
	var err error
	for range retries {
		if err = p.once(ctx, fn); !p.again(err) {
			return err
		}
	}
	return err
}

func (p *postgres) again(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40P01" || pg.Code == "40001")
}

func (p *postgres) once(ctx context.Context, fn func(conn) error) error {
	held, err := p.acquire(ctx, p.pool)
	if err != nil {
		return err
	}
	defer held.Release() // a connection that is still in a transaction is closed, which undoes it
	c := &pgConn{conn: held.Conn(), patience: p.patience}
	done := false
	defer func() {
		if !done && c.begun {
			p.undo(ctx, c.conn) // what failed, or panicked
		}
	}()
	if err := fn(c); err != nil || !c.begun {
		return err
	}
	if len(c.hits) > 0 { // what must have changed a row is known before it is committed
		if _, err := c.affected(ctx, "SELECT 1"); err != nil {
			return err
		}
	}
	tag, err := c.affected(ctx, "COMMIT")
	if done = err == nil; done && tag.String() == "ROLLBACK" { // a statement failed and the caller went on
		return pgx.ErrTxCommitRollback
	}
	if _, said := errors.AsType[*pgconn.PgError](err); err != nil && !said && !errors.Is(err, ErrNone) && !pgconn.SafeToRetry(err) {
		err = fmt.Errorf("%w: %w", errUnsure, err) // the server had it, and may have done it, or do it when it goes on
	}
	return err
}

// pgConn is one transaction with its queued writes; BEGIN travels with the first of them and COMMIT with
// the last.
type pgConn struct {
	conn     *pgx.Conn
	patience Patience
	queue    pgx.Batch
	hits     []int // which of the queued must change a row
	begun    bool
}

func (c *pgConn) exec(_ context.Context, sql string, args []any) error {
	c.begin()
	c.queue.Queue(sql, args...)
	return nil
}

func (c *pgConn) hit(ctx context.Context, sql string, args []any) error {
	err := c.exec(ctx, sql, args)
	c.hits = append(c.hits, c.queue.Len()-1)
	return err
}

func (c *pgConn) begin() {
	if !c.begun {
		c.queue.Queue("BEGIN")
		c.begun = true
	}
}

// send sends what is queued and a last statement in one round trip. The answer of the last is still to
// be read.
func (c *pgConn) send(ctx context.Context, sql string, args []any) (pgx.BatchResults, error) {
	c.begin()
	b := c.queue
	b.Queue(sql, args...)
	before := b.Len() - 1
	hits := c.hits
	c.queue, c.hits = pgx.Batch{}, nil
	answers := c.conn.SendBatch(ctx, &b)
	for i := range before {
		tag, err := answers.Exec()
		if err == nil && tag.RowsAffected() == 0 && slices.Contains(hits, i) {
			err = ErrNone
		}
		if err != nil {
			answers.Close()
			return nil, taken(err)
		}
	}
	return answers, nil
}

// taken marks the error of a unique key that has its row already.
func taken(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	return err
}

func (c *pgConn) affected(ctx context.Context, sql string, args ...any) (tag pgconn.CommandTag, err error) {
	w := c.patience.wait(ctx)
	defer w.end()
	answers, err := c.send(w.ctx, sql, args)
	if err != nil {
		return tag, w.told(err)
	}
	tag, err = answers.Exec()
	return tag, w.told(taken(cmp.Or(err, answers.Close())))
}

func (c *pgConn) affect(ctx context.Context, sql string, args []any) (int64, error) {
	tag, err := c.affected(ctx, sql, args...)
	return tag.RowsAffected(), err
}

func (c *pgConn) query(ctx context.Context, sql string, args []any) (rows, error) {
	w := c.patience.wait(ctx)
	answers, err := c.send(w.ctx, sql, args)
	if err != nil {
		w.end()
		return nil, w.told(err)
	}
	r, err := answers.Query()
	if err != nil {
		answers.Close()
		w.end()
		return nil, w.told(taken(err))
	}
	w.rest()
	return pgBatchRows{pgRows{r, w}, answers}, nil
}

// pgBatchRows are rows whose end is the end of their batch.
type pgBatchRows struct {
	pgRows
	answers pgx.BatchResults
}

func (r pgBatchRows) err() error { return taken(r.pgRows.err()) }

func (r pgBatchRows) close() {
	r.w.run()
	defer r.w.end()
	r.Rows.Close()
	r.answers.Close()
}

// pgReader runs single queries on any connection of the pool.
type pgReader struct{ *postgres }

func (c pgReader) exec(context.Context, string, []any) error {
	return fmt.Errorf("a write outside a transaction")
}

func (c pgReader) hit(context.Context, string, []any) error {
	return fmt.Errorf("a write outside a transaction")
}

func (c pgReader) affect(context.Context, string, []any) (int64, error) {
	return 0, fmt.Errorf("a write outside a transaction")
}

func (c pgReader) query(ctx context.Context, sql string, args []any) (rows, error) {
	w := c.patience.wait(ctx)
	r, err := c.reads.Query(w.ctx, sql, args...)
	if err != nil {
		w.end()
		return nil, w.told(err)
	}
	w.rest()
	return pgRows{r, w}, nil
}

// pgRows are rows that are waited for only while somebody asks for the next.
type pgRows struct {
	pgx.Rows
	w *wait
}

func (r pgRows) names() ([]string, error) {
	fields := r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, nil
}

func (r pgRows) next() bool {
	r.w.run()
	defer r.w.rest()
	return r.Next()
}

func (r pgRows) scan(dest ...any) error { return r.Scan(dest...) }
func (r pgRows) err() error             { return r.w.told(r.Err()) }

func (r pgRows) close() {
	r.w.run()
	defer r.w.end()
	r.Close()
}
