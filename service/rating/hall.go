package rating

import (
	"context"
	"time"

	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/rate"
)

// padSeconds is how long the pad waits for a touch; padMost how long somebody has at most who touches it all the time.
const (
	padSeconds = 60
	padMost    = 180
)

// limit is a rule's number of minutes on the day.
func (s *Service) limit(ctx context.Context, name string) (time.Duration, error) {
	n, err := limitOn(ctx, s.DB, name, calendar.DayOf(s.Now()))
	return time.Duration(n) * time.Minute, err
}

// declined is the ShownAt of a service that its person did not want to rate at the pad.
const declined = 1

// awake is the service that the pad of a window shows now: the latest that was just done there, until
// somebody rates or declines it or nobody touches the pad for its time.
func (s *Service) awake(ctx context.Context, st device.Stand) (a rate.Act, show bool, err error) {
	now := s.Now().UnixMilli()
	fresh, err := s.limit(ctx, "pad_fresh")
	if err != nil {
		return a, false, err
	}
	since := now - fresh.Milliseconds()
	list, err := waitingAt(ctx, s.DB, st.Title, st.Region, since-padSeconds*1000) // with what it shows since it was fresh
	if err != nil || len(list) == 0 {
		return a, false, err
	}
	a = list[0]
	switch {
	case a.ShownAt == 0 && a.ServedAt >= since:
		a.ShownAt = now
		return a, true, rate.SetShown(ctx, s.DB, a.ID, now)
	case a.ShownAt > declined && now-a.ShownAt < padSeconds*1000:
		return a, true, nil
	}
	return a, false, nil
}

// onPad refuses a service that the pad of the window is not showing: of another window, or not shown to who has just been
// served. A fresh one was shown when it was fresh, and is answered within the time that somebody has.
func (s *Service) onPad(st device.Stand, a rate.Act) error {
	if a.Place != st.Title || a.Region != st.Region || a.Mode != rate.Visit || a.ShownAt <= declined || s.Now().UnixMilli()-a.ShownAt > padMost*1000 {
		return fail.NotFound("评价器上现在没有这次服务")
	}
	return nil
}
