package rating

import (
	"context"
	"errors"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/flow"
	"wuyou/office/rate"
	"wuyou/office/region"
)

// For what the codes at windows and terminals are: a window's wall, a terminal's front and its screen.
var (
	onWall     = device.Use{Label: "rating window"}
	onTerminal = device.Use{Label: "rating terminal", Terminal: true}
	onScreen   = device.Use{Label: "rating screen", Terminal: true}
)

// WindowPath is where the code on the wall of a window leads to.
func (s *Service) WindowPath(post int64) string {
	return "/ratings/at/" + s.Devices.Token(onWall, post)
}

// screenPath is where a terminal's screen is.
func (s *Service) screenPath(terminal int64) string {
	return "/terminal/" + s.Devices.Token(onScreen, terminal)
}

// wallPath is where the code on the wall of a window or on a terminal leads to.
func (s *Service) wallPath(st device.Stand) string {
	if st.Terminal {
		return "/ratings/at/" + s.Devices.Token(onTerminal, st.ID)
	}
	return s.WindowPath(st.ID)
}

// serving is who served last today at a window; "" nobody yet.
func (s *Service) serving(ctx context.Context, title string, at region.Code) (string, error) {
	name, err := lastServing(ctx, s.DB, title, at, calendar.DayOf(s.Now()))
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return name, err
}

// servedAt finds the service of who rates at a stand: by the number of the case or by the telephone
// number that was given there. Neither is shown to anybody. At a terminal, which belongs to no window,
// it is any service of its hall, and any case by its number.
func (s *Service) servedAt(ctx context.Context, st device.Stand, key string) (rate.Act, flow.Case, error) {
	none := fail.Invalid("没有对上", fail.Field{Name: "key", Message: "近期没有这个号码的办件。可以空着，作为综合点评"})
	key = check.Bare(check.PlainPhone(key))
	place, now := st.Title, s.Now().UnixMilli()
	if st.Terminal {
		place = ""
	}
	list, err := recentAt(ctx, s.DB, place, append(s.Regions.Former(st.Region), st.Region), now)
	if err != nil {
		return rate.Act{}, flow.Case{}, err
	}
	if k, err := s.Engine.ByNumber(ctx, key); st.Terminal && err == nil {
		if list, err = rate.ActsOfCase(ctx, s.DB, k.ID); err != nil {
			return rate.Act{}, k, err
		}
	}
	for _, a := range list {
		if a.State != rate.Open || a.UntilAt <= now {
			continue
		}
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
	return rate.Act{}, flow.Case{}, none
}

func (s *Service) fits(ctx context.Context, k flow.Case, key string) (bool, error) {
	if key == k.Number() || k.Applicant == 0 {
		return key == k.Number(), nil
	}
	phone, err := s.Persons.PhoneIn(ctx, s.DB, k.ID, k.Applicant)
	return phone != "" && check.Bare(phone) == key, err
}
