package rating

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/tally"
)

// ranked are the counties of a month, the best first; those without a valid rating come last and have no
// rank.
func (s *Service) ranked(ctx context.Context, d *db.DB, month int) ([]figure, period, error) {
	first := calendar.Day(month*100 + 1)
	next := first.AddDays(31)
	p := period{tally.Period{From: first, To: (next - next%100 + 1).AddDays(-1), Now: calendar.DayOf(s.Now()), Place: s.City}}
	list, err := tally.By[figure](ctx, d, kept, p.Period, tally.ByRegion, region.County)
	slices.SortStableFunc(list, func(a, b figure) int {
		if (a.Valid() == 0) != (b.Valid() == 0) {
			return cmp.Compare(b.Valid(), a.Valid())
		}
		return cmp.Or(cmp.Compare(b.Good()*max(1, a.Valid()), a.Good()*max(1, b.Valid())), cmp.Compare(b.Valid()*max(1, a.Acts), a.Valid()*max(1, b.Acts)))
	})
	return list, p, err
}

func rank(i int, f figure) string {
	if f.Valid() == 0 {
		return "—"
	}
	return fmt.Sprint(i + 1)
}

func monthWords(m int) string { return fmt.Sprintf("%d年%d月", m/100, m%100) }

// tellRanking sends a month's ranking to those who oversee the places ranked, and returns how many they
// are.
func (s *Service) tellRanking(ctx context.Context, tx *db.DB, month int) (int, error) {
	list, p, err := s.ranked(ctx, tx, month)
	if err != nil {
		return 0, err
	}
	names, err := s.called(ctx, p, tally.ByRegion, list)
	if err != nil {
		return 0, err
	}
	sent := map[int64]bool{}
	for i, f := range list {
		words := map[string]string{"month": monthWords(month), "place": names[i].name, "rate": rates[0].rate(f.counts), "rank": rank(i, f),
			"bad": page.Num(f.Bad()), "in_time": rates[5].rate(f.counts)}
		for _, role := range []people.Role{people.Supervisor, people.Leader} {
			ids, err := s.People.Holders(ctx, tx, role, tally.RegionOf(f.Key), "")
			if err != nil {
				return 0, err
			}
			for _, id := range ids {
				if err := s.House.Notices.Send(ctx, tx, notice.To{Staff: id}, "rating_ranking", words); err != nil {
					return 0, err
				}
				sent[id] = true
			}
		}
	}
	return len(sent), nil
}
