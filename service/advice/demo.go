package advice

import (
	"context"
	"slices"
	"time"

	"wuyou/office/calendar"
	"wuyou/office/door"
)

func (s *Service) demo(d *door.Demo) ([]door.Happening, error) {
	return []door.Happening{{At: d.Day(1).Add(16 * time.Hour), Do: func(ctx context.Context) error { return s.demoLetters(ctx, d) }}}, nil
}

// demoLetters drafts a letter on what came up most, which the bureau's leader signs, and a second that waits
// for it.
func (s *Service) demoLetters(ctx context.Context, d *door.Demo) error {
	boss, err := d.Actor(ctx, "jianguan")
	if err != nil {
		return err
	}
	today := calendar.DayOf(s.Now())
	of := door.Stretch{Place: s.City, From: today.AddDays(-29), To: today}
	for i, by := range []string{ByDept, ByCause} {
		list, err := s.Often(ctx, by, of)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(f Finding) bool { return f.Why == "" })
		if len(list) == 0 {
			continue
		}
		k, err := s.Propose(ctx, boss, list[0])
		if err != nil || i > 0 {
			return err
		}
		for _, event := range []string{"issue", "receive"} {
			if err := d.Go(ctx, k.ID, door.Deed{Event: event}); err != nil {
				return err
			}
		}
	}
	return nil
}
