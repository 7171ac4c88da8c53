package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is a pool of connections for transactions and one for single queries: a transaction that
// looks something up outside of itself must not wait for another that does the same. The writes of a
// transaction are queued and travel together with its next read or its end: a case with its event, its
// turn and its notice is one round trip, its BEGIN and COMMIT included.
type postgres struct{ pool, reads *pgxpool.Pool }

// retries is how often a transaction is run again after the server chose it as the victim of a
// deadlock.
const retries = 4

func openPostgres(ctx context.Context, url string) (engine, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil { // which may quote the password
		return nil, &Unusable{Words: "PostgreSQL 的地址读不懂，应为 postgres://用户:密码@主机:5432/库名；用户名和密码里的 @ : / # % 等要写成 %40 这样的形式"}
	}
	if !strings.Contains(url, "connect_timeout") {
		cfg.ConnConfig.ConnectTimeout = dialMost
	}
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	cfg.ConnConfig.RuntimeParams["application_name"] = "wuyou"
	cfg.ConnConfig.RuntimeParams["random_page_cost"] = "1.1" // no disk turns: the first thousand of a range are read by its index
	cfg.ConnConfig.RuntimeParams["jit"] = "off"
	cfg.ConnConfig.RuntimeParams["plan_cache_mode"] = "force_generic_plan" // a statement is planned once: planning costs more than most of them
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	reads, err := pgxpool.NewWithConfig(ctx, cfg.Copy())
	if err != nil {
		pool.Close()
		return nil, err
	}
	p := &postgres{pool, reads}
	if err := p.usable(ctx); err != nil {
		p.close()
		return nil, p.unusable(err)
	}
	return p, nil
}

func (p *postgres) postgres() bool { return true }

// fault knows an absent server by its connections, and by what it says when it stops, starts, is full or may not write.
func (p *postgres) fault(err error) fault {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch class := pg.Code[:min(2, len(pg.Code))]; {
		case class == "08", class == "53", class == "58", class == "57" && pg.Code != "57014", pg.Code == "25006":
			return away
		case pg.Code == "22021", pg.Code == "22P05", pg.Code == "54000", pg.Code == "22001":
			return unfit
		}
		return ours
	}
	_, dial := errors.AsType[*pgconn.ConnectError](err)
	_, broken := errors.AsType[*net.OpError](err)
	if dial || broken || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err) {
		return away
	}
	return ours
}

// dialMost is how long a server may take to answer where its address does not say (connect_timeout).
const dialMost = 5 * time.Second

func (p *postgres) read() conn { return pgReader{p.reads} }

// snapshot reads in a transaction that sees one state.
func (p *postgres) snapshot(ctx context.Context, fn func(conn) error) error {
	held, err := p.reads.Acquire(ctx)
	if err != nil {
		return err
	}
	defer held.Release()
	if _, err := held.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	defer held.Exec(context.WithoutCancel(ctx), "ROLLBACK")
	return fn(&pgConn{conn: held.Conn(), begun: true})
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
		err = p.once(ctx, fn)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "40P01" && pg.Code != "40001" {
			return err
		}
	}
	return err
}

func (p *postgres) once(ctx context.Context, fn func(conn) error) error {
	held, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer held.Release() // a connection that is still in a transaction is closed, which undoes it
	c := &pgConn{conn: held.Conn()}
	done := false
	defer func() {
		if !done && c.begun {
			c.conn.Exec(context.WithoutCancel(ctx), "ROLLBACK") // of what failed, or panicked
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
	return err
}

// pgConn is one transaction with its queued writes; BEGIN travels with the first of them and COMMIT with
// the last.
type pgConn struct {
	conn  *pgx.Conn
	queue pgx.Batch
	hits  []int // which of the queued must change a row
	begun bool
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
	answers, err := c.send(ctx, sql, args)
	if err != nil {
		return tag, err
	}
	tag, err = answers.Exec()
	return tag, taken(cmp.Or(err, answers.Close()))
}

func (c *pgConn) affect(ctx context.Context, sql string, args []any) (int64, error) {
	tag, err := c.affected(ctx, sql, args...)
	return tag.RowsAffected(), err
}

func (c *pgConn) query(ctx context.Context, sql string, args []any) (rows, error) {
	answers, err := c.send(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	r, err := answers.Query()
	if err != nil {
		answers.Close()
		return nil, taken(err)
	}
	return pgBatchRows{pgRows{r}, answers}, nil
}

// pgBatchRows are rows whose end is the end of their batch.
type pgBatchRows struct {
	pgRows
	answers pgx.BatchResults
}

func (r pgBatchRows) err() error { return taken(r.pgRows.err()) }

func (r pgBatchRows) close() {
	r.pgRows.close()
	r.answers.Close()
}

// pgReader runs single queries on any connection of the pool.
type pgReader struct{ pool *pgxpool.Pool }

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
	r, err := c.pool.Query(ctx, sql, args...)
	return pgRows{r}, err
}

type pgRows struct{ pgx.Rows }

func (r pgRows) names() ([]string, error) {
	fields := r.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, nil
}
func (r pgRows) next() bool             { return r.Next() }
func (r pgRows) scan(dest ...any) error { return r.Scan(dest...) }
func (r pgRows) err() error             { return r.Err() }
func (r pgRows) close()                 { r.Close() }
