package rating

import "context"

// padSeconds is how long the pad waits for a touch, and padMinutes how long after a service it still
// offers it.
const (
	padSeconds = 60
	padMinutes = 10
)

// declined is the ShownAt of a service that its person did not want to rate at the pad.
const declined = 1

// awake is the service that the pad of a window shows now: the latest that was just done there, until
// somebody rates or declines it or nobody touches the pad for its time.
func (s *Service) awake(ctx context.Context, st Stand) (a Act, show bool, err error) {
	now := s.Now().UnixMilli()
	list, err := waitingAt(ctx, s.DB, st.Title, st.Region, now-padMinutes*60_000)
	if err != nil || len(list) == 0 {
		return a, false, err
	}
	a = list[0]
	switch {
	case a.ShownAt == 0:
		a.ShownAt = now
		return a, true, setShown(ctx, s.DB, a.ID, now)
	case a.ShownAt != declined && now-a.ShownAt < padSeconds*1000:
		return a, true, nil
	}
	return a, false, nil
}
