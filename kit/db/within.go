package db

import (
	"context"
	"errors"
)

type within struct{}

// Within is a context that carries a transaction: what is done with it on the pool of the same database, by Tx, Exec, Affect or a
// query, becomes a part of that transaction and sees what it has written. So many things that have a transaction each share one
// commit, and whoever does them need not know.
//
// A Tx that joins is undone alone when its function fails or panics (it is a savepoint), and its rows are proven when it ends, as if
// it had been committed. It is durable when the transaction is. After a deadlock all of the transaction is lost, and is run again.
//
// The context is used while the transaction runs, by its goroutine alone, one query at a time: the rows of a query are read before
// the next is asked.
func Within(ctx context.Context, tx *DB) context.Context { return context.WithValue(ctx, within{}, tx) }

// carried is the transaction of the same database that the context carries for the pool; nil: none.
func (d *DB) carried(ctx context.Context) *DB {
	if d.conn != nil {
		return nil
	}
	tx, _ := ctx.Value(within{}).(*DB)
	if tx == nil || tx.engine != d.engine {
		return nil
	}
	return tx
}

// part runs fn as a part of the transaction that is undone alone. What the transaction had to prove is proven before, so that of a
// row that both change the later proof is the newer.
func (d *DB) part(ctx context.Context, fn func(tx *DB) error) error {
	if d.pending.lost != nil {
		return d.pending.lost
	}
	if err := d.proveRest(ctx); err != nil {
		return err
	}
	if err := d.conn.exec(ctx, "SAVEPOINT part", nil); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // fn panics
			d.undo(ctx)
		}
	}()
	part := d.on(d.conn)
	err := fn(part)
	if done = true; part.pending.lost != nil {
		d.pending.lost = part.pending.lost
		return d.pending.lost
	}
	if err == nil {
		err = part.proveRest(ctx)
	}
	if err == nil {
		_, err = d.conn.affect(ctx, "RELEASE part", nil) // and what was queued before it: it fails here, not in the next part
	}
	switch {
	case err == nil:
	case d.engine.again(err):
		d.pending.lost = err
	default:
		d.undo(ctx)
	}
	return err
}

// undo ends a part that failed. Where that is not possible the transaction is lost.
func (d *DB) undo(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	_, err := d.conn.affect(ctx, "ROLLBACK TO part", nil)
	if err != nil { // of what was queued and has failed now
		_, err = d.conn.affect(ctx, "ROLLBACK TO part", nil)
	}
	if err == nil {
		_, err = d.conn.affect(ctx, "RELEASE part", nil)
	}
	if err != nil {
		d.pending.lost = errors.Join(errors.New("a part of a transaction cannot be undone"), err)
	}
}
