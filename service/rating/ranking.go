package rating

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/tally"
)

// ranked are the counties of a month, the best first; those without a valid rating come last, because nothing of them is good and
// nobody rated, and have no rank.
func (s *Service) ranked(ctx context.Context, d *db.DB, month int) ([]rate.Figure, period, error) {
	first := calendar.Day(month*100 + 1)
	p := period{Period: tally.Period{From: first, To: monthEnd(first), Now: calendar.DayOf(s.Now()), Place: s.City}}
	list, err := tally.By[rate.Figure](ctx, d, rate.Kept, p.Period, tally.ByRegion, region.County)
	slices.SortStableFunc(list, func(a, b rate.Figure) int {
		return cmp.Or(cmp.Compare(b.Good()*max(1, a.Valid()), a.Good()*max(1, b.Valid())), cmp.Compare(b.Valid()*max(1, a.Acts), a.Valid()*max(1, b.Acts)))
	})
	return list, p, err
}

func rank(i int, f rate.Figure) string {
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
		words := map[string]string{"month": monthWords(month), "place": names[i].name, "rate": rates[0].rate(f.Counts), "rank": rank(i, f),
			"bad": page.Num(f.Bad()), "in_time": rates[5].rate(f.Counts)}
		for _, role := range []people.Role{people.Supervisor, people.Leader} {
			ids, err := s.Roster.Holders(ctx, tx, role, tally.RegionOf(f.Key), "")
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

// month is the month that somebody asks for, the last one with services if none.
func (s *Service) month(ctx context.Context, c door.Call) (int, error) {
	now := calendar.DayOf(s.Now())
	if n := int(c.Int("month")); n > 200001 && n <= now.Month() && n%100 >= 1 && n%100 <= 12 {
		return n, nil
	}
	last, err := s.lastMonth(ctx, c.Actor)
	return last.From.Month(), err
}

func rankingPath(month int) string { return fmt.Sprintf("%s/ranking?month=%d", deskPath, month) }

// monthsShown is how many months the page of rankings leads to.
const monthsShown = 6

// ranking is the page of a month's ranking; who oversees the city sends it out from there.
func (s *Service) ranking(ctx context.Context, c door.Call) (door.Screen, error) {
	c.In = c.About // after a post in vain, too
	month, err := s.month(ctx, c)
	if err != nil {
		return door.Screen{}, err
	}
	p, err := s.asked(ctx, c.In, c.Actor)
	if err != nil {
		return door.Screen{}, err
	}
	table, err := s.rankingTable(ctx, month, p.within)
	months := page.Tally{Label: "月份"}
	for m, i := calendar.DayOf(s.Now()), 0; i < monthsShown; i++ {
		months.Links = append(months.Links, page.Link{Href: rankingPath(m.Month()), Label: monthWords(m.Month()), Current: m.Month() == month})
		m = monthOf(m).AddDays(-1)
	}
	d := door.Screen{Frame: page.Frame{Title: monthWords(month) + "好差评排名"}, Crumbs: home, Tally: s.tabs(c.Actor, "/ranking", p),
		Notes:  []page.Note{{Text: "按好评率排，相同的按主动评价率排。默认好评和不予采纳的不计。连续两个月排名末位的，由监管岗约谈。"}},
		Blocks: []door.Block{{Bare: true, Tally: months, Table: table}}}
	if s.wide(c.Actor) && len(table.Rows) > 0 {
		d.Blocks[0].Forms = []page.Form{{ID: "announce", Action: rankingPath(month), Fields: page.Fields{door.Show(table).Field()},
			Submit: page.Act{Label: "发出通报", Confirm: "向各县区监管岗和领导发出" + monthWords(month) + "的通报？"}}}
	}
	return d, err
}

// rankingTable is the ranking of a month as it stands now; it leads to the figures of the counties within a place.
func (s *Service) rankingTable(ctx context.Context, month int, within region.Code) (page.Table, error) {
	t := page.Table{Caption: "各县区排名", Heads: heads(), Empty: page.Empty{Title: "这个月没有服务"}}
	list, p, err := s.ranked(ctx, s.DB, month)
	if err != nil {
		return t, err
	}
	names, err := s.called(ctx, p, tally.ByRegion, list)
	if err != nil {
		return t, err
	}
	for i, f := range list {
		names[i].name = rank(i, f) + "　" + names[i].name
		if !within.Covers(tally.RegionOf(f.Key)) {
			names[i].href = ""
		}
		t.Rows = append(t.Rows, page.Row{Cells: cells(names[i], f.Counts)})
	}
	return t, nil
}

// announce sends the ranking of a month now; that of the last month goes out by itself. Returns fail.Conflict if it is not what
// the page showed.
func (s *Service) announce(ctx context.Context, c door.Call) (after door.After, err error) {
	if !s.wide(c.Actor) {
		return after, fail.Forbidden("通报由市里的监管岗发出")
	}
	month, err := s.month(ctx, door.Call{Visitor: c.Visitor, In: c.About})
	if err != nil {
		return after, err
	}
	post, err := s.scope(c.Actor)
	if err != nil {
		return after, err
	}
	table, err := s.rankingTable(ctx, month, post.Region)
	if err != nil {
		return after, err
	}
	if err := door.Show(table).Still(c.In["shown"]); err != nil {
		return after, err
	}
	n := 0
	err = s.DB.Tx(ctx, func(tx *db.DB) (err error) {
		if n, err = s.tellRanking(ctx, tx, month); err != nil {
			return err
		}
		return s.Audit.Log(ctx, tx, c.Actor, c.IP, "发出好差评通报", monthWords(month), "")
	})
	return door.Seen(rankingPath(month), fmt.Sprintf("通报已发给 %d 人。", n)), err
}

// wide reports whether somebody oversees the whole city.
func (s *Service) wide(a people.Actor) bool {
	_, ok := a.Post(s.City, "", bureau...)
	return ok
}
