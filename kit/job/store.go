package job

import (
	"context"
	"time"

	"wuyou/kit/db"
)

const columns = `id, kind, args, owner, state, seen, total, words, result, tries, created_at, beat_at`

func insert(ctx context.Context, tx *db.DB, j Job) error {
	return tx.Exec(ctx, `INSERT INTO jobs (`+columns+`) VALUES ($1, $2, $3, $4, $5, 0, 0, '', '', 0, $6, 0)`,
		j.ID, j.Kind, j.Args, j.Owner, j.State, j.CreatedAt)
}

func byID(ctx context.Context, d *db.DB, id int64) (Job, error) {
	return db.One[Job](ctx, d, `SELECT `+columns+` FROM jobs WHERE id = $1`, id)
}

// free are the jobs that wait, or whose node is silent since the given time; jobs_open has them.
const free = `(state = 'queued' OR state = 'running') AND (state = 'queued' OR beat_at < $1)`

// claim takes the oldest free job. It looks outside of a transaction first: mostly there is none, and it is asked for each
// second.
func claim(ctx context.Context, d *db.DB, now, silent int64) (j Job, err error) {
	if _, err := db.One[int64](ctx, d, `SELECT id FROM jobs WHERE `+free+` ORDER BY id LIMIT 1`, silent); err != nil {
		return j, err
	}
	err = d.Tx(ctx, func(tx *db.DB) error {
		lock := ""
		if tx.Postgres() {
			lock = ` FOR UPDATE SKIP LOCKED`
		}
		j, err = db.One[Job](ctx, tx, `SELECT `+columns+` FROM jobs WHERE `+free+` ORDER BY id LIMIT 1`+lock, silent)
		if err != nil {
			return err
		}
		return tx.Exec(ctx, `UPDATE jobs SET state = 'running', beat_at = $2, tries = tries + 1 WHERE id = $1`, j.ID, now)
	})
	return j, err
}

func beat(ctx context.Context, d *db.DB, id, seen, total, now int64) error {
	return d.Exec(ctx, `UPDATE jobs SET seen = $2, total = $3, beat_at = $4 WHERE id = $1 AND state = 'running'`, id, seen, total, now)
}

func finish(ctx context.Context, d *db.DB, id int64, state, words, result string, now int64) error {
	return d.Exec(ctx, `UPDATE jobs SET state = $2, words = $3, result = $4, beat_at = $5 WHERE id = $1`, id, state, words, result, now)
}

// markDay notes the last day of a kind, and reports whether it was an earlier one, or was noted after ahead: by a clock that was
// wrong.
func markDay(ctx context.Context, tx *db.DB, kind string, day, now, ahead int64) (bool, error) {
	n, err := tx.Affect(ctx, `INSERT INTO job_days (kind, day, at) VALUES ($1, $2, $3)
		ON CONFLICT (kind) DO UPDATE SET day = $2, at = $3 WHERE job_days.day < $2 OR job_days.at > $4`, kind, day, now, ahead)
	return n == 1, err
}

// Waits reports whether work of a kind waits to be done, or is being done.
func Waits(ctx context.Context, d *db.DB, kind string) (bool, error) {
	n, err := db.One[int64](ctx, d, `SELECT COUNT(*) FROM jobs WHERE (state = 'queued' OR state = 'running') AND kind = $1`, kind)
	return n > 0, err
}

// Prune forgets the work that ended, well or not, and began before an instant.
func (q *Queue) Prune(ctx context.Context, before time.Time) (int64, error) {
	return db.Trim(ctx, q.db, "jobs", "id", "created_at < $1 AND state <> 'queued' AND state <> 'running'", before.UnixMilli())
}

func backlog(ctx context.Context, d *db.DB, since int64) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(created_at), 0) AS oldest,
		(SELECT COUNT(*) FROM jobs WHERE state = 'failed' AND id > $1) AS failed FROM jobs WHERE (state = 'queued' OR state = 'running')`, since)
}

// daysBefore are the kinds of daily work that were last done before an instant.
func daysBefore(ctx context.Context, d *db.DB, at int64) (db.Backlog, error) {
	return db.One[db.Backlog](ctx, d, `SELECT COUNT(*) AS waiting, COALESCE(MIN(at), 0) AS oldest, 0 AS failed FROM job_days WHERE at > 0 AND at < $1`, at)
}
