// Package job runs long work in the background: imports, archives. A job is a row in the database,
// added in the transaction of its cause; any node takes it, tells its progress and leaves its result.
// A job whose node died is taken again.
//
// Deadlines and notices are not jobs: they are rows of their own with their own due times.
package job

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/terse"
)

//go:embed schema/*.sql
var schema embed.FS

// Schema is the table of jobs.
func Schema() db.Migrations {
	files, _ := fs.Sub(schema, "schema")
	return db.Migrations{Owner: "job", Files: files, Free: map[string]string{
		"jobs":     "work to be done, and how far it is",
		"job_days": "the last day on which daily work was done",
	}, Ends: map[string]string{"jobs": "removed `keep.work` days after they ended", "job_days": "one a kind"}}
}

// The states of a job.
const (
	Queued  = "queued"
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// Job is one piece of work.
type Job struct {
	ID        int64
	Kind      string
	Args      string // as the kind understands it
	Owner     int64  // who may look at it
	State     string
	Seen      int64 // progress, of Total
	Total     int64
	Words     string // result or failure in words
	Result    string // as the kind understands it
	Tries     int64
	CreatedAt int64
	BeatAt    int64 // last sign of life
}

// Work does a job. What it returns becomes the result; an error the person's words when it is a
// fail.Error. progress may be called often and within a transaction.
type Work func(ctx context.Context, j Job, progress func(seen, total int)) (words, result string, err error)

// Queue knows the kinds of jobs and runs them.
type Queue struct {
	db    *db.DB
	now   func() time.Time
	log   *slog.Logger
	kinds map[string]Work
	live  sync.Map // progress of the jobs this process is at, by id
	days  sync.Mutex
	done  map[string]int64 // what is done once a day, and the last day this process knows of
}

// New makes a queue without kinds.
func New(d *db.DB, now func() time.Time, log *slog.Logger) *Queue {
	return &Queue{db: d, now: now, log: log, kinds: map[string]Work{}, done: map[string]int64{}}
}

// Handle says how a kind is done.
func (q *Queue) Handle(kind string, work Work) { q.kinds[kind] = work }

// Add queues a job in the caller's transaction.
func (q *Queue) Add(ctx context.Context, tx *db.DB, kind, args string, owner int64) (int64, error) {
	id := tx.NewID()
	return id, insert(ctx, tx, Job{ID: id, Kind: kind, Args: args, Owner: owner, State: Queued, CreatedAt: q.now().UnixMilli()})
}

// Find returns a job of the owner.
func (q *Queue) Find(ctx context.Context, id, owner int64) (Job, error) {
	j, err := byID(ctx, q.db, id)
	if errors.Is(err, db.ErrNone) || err == nil && j.Owner != owner {
		return Job{}, fail.NotFound("没有这项任务")
	}
	if p, ok := q.live.Load(id); ok {
		j.Seen, j.Total = p.(*progress).seen.Load(), p.(*progress).total.Load()
	}
	return j, err
}

type progress struct{ seen, total atomic.Int64 }

// dead is how long a running job may be silent before another node takes it.
const dead = 10 * time.Minute

// triesMost is how often a job is begun; one whose node died each time has failed.
const triesMost = 3

// RunOne takes one job and does it; it reports whether there was one.
func (q *Queue) RunOne(ctx context.Context) (bool, error) {
	now := q.now()
	j, err := claim(ctx, q.db, now.UnixMilli(), now.Add(-dead).UnixMilli())
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if j.Tries >= triesMost {
		q.log.Error("job given up: its program ended each time", "kind", j.Kind, "id", j.ID, "tries", j.Tries)
		words := fmt.Sprintf("做了 %d 次，每次程序都中途停止，没有做完；已经记录，编号 %d", j.Tries, j.ID)
		return true, finish(ctx, q.db, j.ID, Failed, words, "", now.UnixMilli())
	}
	words, result, err := q.work(ctx, j)
	state := Done
	if err != nil {
		if ctx.Err() != nil {
			return true, ctx.Err() // taken again after the restart
		}
		state = Failed
		if e, ok := fail.As(err); ok {
			words = e.Error()
		} else {
			words = fmt.Sprintf("系统出了问题，已经记录，编号 %d", j.ID)
			q.log.Error("job failed", "kind", j.Kind, "id", j.ID, "err", err)
		}
	}
	return true, finish(ctx, q.db, j.ID, state, words, result, q.now().UnixMilli())
}

func (q *Queue) work(ctx context.Context, j Job) (words, result string, err error) {
	work, ok := q.kinds[j.Kind]
	if !ok {
		return "", "", fmt.Errorf("no such kind of job: %s", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	p := &progress{}
	q.live.Store(j.ID, p)
	defer q.live.Delete(j.ID)
	beats, stop := context.WithCancel(ctx)
	defer stop()
	go q.beat(beats, j.ID, p)
	return work(db.Patient(ctx), j, func(seen, total int) {
		p.seen.Store(int64(seen))
		p.total.Store(int64(total))
		Beat(ctx)
	})
}

// beat stores signs of life and the progress, for the other nodes to see.
func (q *Queue) beat(ctx context.Context, id int64, p *progress) {
	for t := time.NewTicker(time.Second); ; {
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
			if err := beat(ctx, q.db, id, p.seen.Load(), p.total.Load(), q.now().UnixMilli()); err != nil && ctx.Err() == nil {
				q.log.Warn("job progress", terse.Like("jobs", err), "id", id, "err", err)
			}
		}
	}
}

// Backlog are the jobs that wait or are being done, and those that failed.
func (q *Queue) Backlog(ctx context.Context) (db.Backlog, error) {
	return backlog(ctx, q.db, db.IDAt(q.now().AddDate(0, 0, -1)))
}
