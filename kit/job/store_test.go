package job

import (
	"strings"
	"testing"
	"time"

	"wuyou/kit/db/dbtest"
)

// Looking for a job reads none that is done: it goes by the index of those that are open.
func TestLookingReadsOpenJobsOnly(t *testing.T) {
	url := dbtest.SQLite(t)
	dbtest.Open(t, url, time.Now, Schema())
	var id, parent, unused int64
	var plan string
	if err := dbtest.Raw(t, url).QueryRow(`EXPLAIN QUERY PLAN SELECT id FROM jobs WHERE `+free+` ORDER BY id LIMIT 1`, 0).Scan(&id, &parent, &unused, &plan); err != nil ||
		!strings.Contains(plan, "jobs_open") {
		t.Errorf("%s %v", plan, err)
	}
}
