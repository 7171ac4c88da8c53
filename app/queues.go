package app

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"wuyou/kit/db"
	"wuyou/kit/terse"
)

// queues tells the metrics what waits. The database is asked when somebody reads them, every few seconds at the most.
type queues struct {
	a    *App
	mu   sync.Mutex
	at   time.Time
	kept map[string]db.Backlog
}

var (
	queueLength = prometheus.NewDesc("wuyou_queue_length", "What waits to be done.", []string{"queue"}, nil)
	queueOldest = prometheus.NewDesc("wuyou_queue_oldest_seconds", "How long the oldest of it has waited.", []string{"queue"}, nil)
	queueFailed = prometheus.NewDesc("wuyou_queue_failed", "What was given up in the last day, or fails and is tried again.", []string{"queue"}, nil)
	loopSince   = prometheus.NewDesc("wuyou_loop_since_seconds", "Since when work in the background was last done.", []string{"loop"}, nil)
)

// Describe implements prometheus.Collector.
func (q *queues) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{queueLength, queueOldest, queueFailed, loopSince} {
		to <- d
	}
}

// Collect implements prometheus.Collector. A queue that cannot be read is left out, and logged.
func (q *queues) Collect(to chan<- prometheus.Metric) {
	now := q.a.Now()
	for name, b := range q.look(now) {
		oldest := 0.0
		if b.Oldest != 0 {
			oldest = max(now.Sub(time.UnixMilli(b.Oldest)).Seconds(), 0)
		}
		to <- prometheus.MustNewConstMetric(queueLength, prometheus.GaugeValue, float64(b.Waiting), name)
		to <- prometheus.MustNewConstMetric(queueOldest, prometheus.GaugeValue, oldest, name)
		to <- prometheus.MustNewConstMetric(queueFailed, prometheus.GaugeValue, float64(b.Failed), name)
	}
	q.a.checkup.beats.Range(func(name, at any) bool {
		to <- prometheus.MustNewConstMetric(loopSince, prometheus.GaugeValue, now.Sub(at.(time.Time)).Seconds(), name.(string))
		return true
	})
}

func (q *queues) look(now time.Time) map[string]db.Backlog {
	q.mu.Lock()
	defer q.mu.Unlock()
	if age := now.Sub(q.at); age >= 0 && age < lookEvery {
		return q.kept
	}
	q.kept = map[string]db.Backlog{}
	defer func() { q.at = q.a.Now() }() // whoever waited for this look has it too
	ctx, cancel := context.WithTimeout(context.Background(), lookMost)
	defer cancel()
	asked := map[string]func(context.Context) (db.Backlog, error){
		"notices": q.a.Notices.Backlog, "jobs": q.a.Jobs.Backlog, "daily": q.a.Jobs.DailyBacklog,
		"seal": q.a.Ledger.SealBacklog, "ringing": q.a.Engine.RingBacklog,
	}
	maps.Copy(asked, q.a.Exchange.Backlogs())
	for name, ask := range asked {
		b, err := ask(ctx)
		if err != nil {
			q.a.Log.Warn("a queue cannot be read", terse.Like(name, err), "queue", name, "err", err)
			continue
		}
		q.kept[name] = b
	}
	return q.kept
}
