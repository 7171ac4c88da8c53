package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgres is a pool of connections for transactions and one for single queries: a transaction that
// looks something up outside of itself must not wait for another that does the same. The writes of a transaction are queued and travel together
// when the transaction reads or ends: a case with its event, its turn and its notice is one round
// trip.
type postgres struct{ pool, reads *pgxpool.Pool }

// retries is how often a transaction is run again after the server chose it as the victim of a
// deadlock.
const retries = 4

func openPostgres(ctx context.Context, url string) (engine, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	cfg.ConnConfig.RuntimeParams["synchronous_commit"] = "on"
	cfg.ConnConfig.RuntimeParams["application_name"] = "wuyou"
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
	if err := pool.Ping(ctx); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *postgres) postgres() bool { return true }
func (p *postgres) read() conn     { return pgReader{p.reads} }

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
	return pgx.BeginFunc(ctx, p.pool, func(tx pgx.Tx) error {
		c := &pgConn{tx: tx}
		if err := fn(c); err != nil {
			return err
		}
		return c.flush(ctx)
	})
}

// pgConn is one transaction with its queued writes.
type pgConn struct {
	tx    pgx.Tx
	queue pgx.Batch
}

func (c *pgConn) exec(_ context.Context, sql string, args []any) error {
	c.queue.Queue(sql, args...)
	return nil
}

func (c *pgConn) flush(ctx context.Context) error {
	if c.queue.Len() == 0 {
		return nil
	}
	b := c.queue
	c.queue = pgx.Batch{}
	err := c.tx.SendBatch(ctx, &b).Close()
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "23505" {
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	return err
}

func (c *pgConn) affect(ctx context.Context, sql string, args []any) (n int64, err error) {
	c.queue.Queue(sql, args...).Exec(func(t pgconn.CommandTag) error {
		n = t.RowsAffected()
		return nil
	})
	return n, c.flush(ctx)
}

func (c *pgConn) query(ctx context.Context, sql string, args []any) (rows, error) {
	if err := c.flush(ctx); err != nil {
		return nil, err
	}
	r, err := c.tx.Query(ctx, sql, args...)
	return pgRows{r}, err
}

// pgReader runs single queries on any connection of the pool.
type pgReader struct{ pool *pgxpool.Pool }

func (c pgReader) exec(context.Context, string, []any) error {
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
