package rating

import (
	"context"
	"errors"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// padSeconds is how long the pad waits for a touch, and padMinutes how long after a service it still
// offers it.
const (
	padSeconds = 60
	padMinutes = 10
)

// declined is the ShownAt of a service that its person did not want to rate at the pad.
const declined = 1

// onPad is the service that the pad of a window shows now: the latest that was just done there, until
// somebody rates or declines it or nobody touches the pad for its time. first says that it wakes up.
func (s *Service) onPad(ctx context.Context, p people.Post) (a Act, show bool, err error) {
	now := s.Now().UnixMilli()
	list, err := waitingAt(ctx, s.DB, p.Title, p.Region, now-padMinutes*60_000)
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

// servedAt finds the service of who scans the code on a window's wall: by the number of the case or by
// the telephone number that was given there. Neither is shown to anybody.
func (s *Service) servedAt(ctx context.Context, p people.Post, key string) (Act, flow.Case, error) {
	none := fail.Invalid("没有对上", fail.Field{Name: "key", Message: "这个窗口近期没有这个号码的办件。可以空着，作为综合点评"})
	list, err := recentAt(ctx, s.DB, p.Title, p.Region, s.Now().UnixMilli())
	if err != nil {
		return Act{}, flow.Case{}, err
	}
	key = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(key))
	for _, a := range list {
		k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
		if err != nil {
			return a, k, err
		}
		fits, err := s.fits(ctx, k, key)
		if err != nil {
			return a, k, err
		}
		if fits {
			return a, k, nil
		}
	}
	return Act{}, flow.Case{}, none
}

func (s *Service) fits(ctx context.Context, k flow.Case, key string) (bool, error) {
	if key == k.Number() {
		return true, nil
	}
	p, err := s.People.Person(ctx, s.DB, k.Applicant)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	known, err := s.People.Open(ctx, s.DB, p)
	return known.Phone != "" && known.Phone == key, err
}
