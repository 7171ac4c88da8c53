package session

import (
	"context"
	"errors"
	"time"
)

// Prune forgets what is over: counts of tries, one-time codes of days gone by, sessions that ended or were left
// alone a day ago (until then it is known whose they were), devices that nobody uses. It returns how many rows that were.
func (g *Registry) Prune(ctx context.Context) (int64, error) {
	now := g.now()
	ended := now.Add(-24 * time.Hour)
	throttles, err1 := pruneThrottles(ctx, g.db, now.UnixMilli())
	codes, err2 := pruneCodes(ctx, g.db, now.UnixMilli(), now.Add(-24*time.Hour).UnixMilli())
	sessions, err3 := pruneSessions(ctx, g.db, ended.Add(-g.limits.Time(StaffIdle)).UnixMilli(), ended.Add(-g.limits.Time(CitizenIdle)).UnixMilli())
	devices, err4 := pruneDevices(ctx, g.db, g.limits.Since(DeviceDays).UnixMilli())
	return throttles + codes + sessions + devices, errors.Join(err1, err2, err3, err4)
}
