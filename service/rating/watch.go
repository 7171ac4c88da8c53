package rating

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/region"
	"wuyou/office/rule"
	"wuyou/office/tally"
)

// Sign is a row of what looks unusual: more than so many ratings within so many minutes. It proves
// nothing; a person judges.
type Sign struct {
	Code    string
	Name    string
	Most    int64
	Minutes int64
	Basis   string
	rule.Span
}

// suspicion is what was found, with the reason.
type suspicion struct {
	Sign   string
	First  int64 // rating of a run
	Rating int64 // the last of them
	Why    string
	Place  string
	Region region.Code
	At     int64
	Day    calendar.Day

	sign Sign
}

// mark is a rating with what may give it away.
type mark struct {
	ID       int64
	At       int64
	ServedAt int64
	Way      string
	Place    string
	Region   region.Code
	IP       string
	Device   string
	Staff    bool
}

// watchDays is how far back a night looks that finds nothing kept, and watchAgain is how far in any case: the
// nights of a program that stood still for a while are made up for.
const watchDays, watchAgain = 31, 7

// watchOver looks through the ratings of the days that are over for what the signs describe.
func (s *Service) watchOver(ctx context.Context, tx *db.DB, today calendar.Day) error {
	last, err := lastSuspicion(ctx, tx)
	if err != nil {
		return err
	}
	from := today.AddDays(-watchDays)
	if last != 0 {
		from = max(from, min(last, today.AddDays(-watchAgain)))
	}
	list, err := s.found(ctx, tx, period{Period: tally.Period{From: from, To: today.AddDays(-1), Place: s.City}})
	if err != nil {
		return err
	}
	for _, x := range list {
		if last != 0 && x.First < db.IDAt(from.AddDays(1).Time()) { // it may have begun before, and is told already
			continue
		}
		if err := putSuspicion(ctx, tx, x); err != nil {
			return err
		}
	}
	return nil
}

// suspicions are what was found of a time and place, the latest first. What belongs to today is looked for now, among the
// ratings of a day.
func (s *Service) suspicions(ctx context.Context, p period) ([]suspicion, error) {
	list, err := keptSuspicions(ctx, s.DB, p)
	if err != nil || p.To < p.Now {
		return list, err
	}
	day := p
	day.From, day.To = p.Now.AddDays(-1), p.Now
	fresh, err := s.found(ctx, s.DB, day)
	for _, x := range fresh {
		if x.Day != p.Now {
			continue
		}
		if i := slices.IndexFunc(list, func(k suspicion) bool { return k.Sign == x.Sign && k.First == x.First }); i >= 0 {
			list[i] = x
		} else {
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b suspicion) int { return cmp.Compare(b.At, a.At) })
	return list, err
}

func (s *Service) found(ctx context.Context, d *db.DB, p period) ([]suspicion, error) {
	marks, err := marksIn(ctx, d, p)
	if err != nil {
		return nil, err
	}
	signs, err := signsOn(ctx, d, p.To)
	return suspect(signs, marks), err
}

// suspicion is of a run of ratings, from one to another.
func (m mark) suspicion(g Sign, first mark, why string) suspicion {
	return suspicion{Sign: g.Code, First: first.ID, Rating: m.ID, Why: why, Place: m.Place, Region: m.Region, At: m.At,
		Day: calendar.DayOf(time.UnixMilli(m.At))}
}

// suspect finds in ratings, in the order of time, what the signs describe. A run of ratings is told once.
func suspect(signs []Sign, marks []mark) (list []suspicion) {
	for _, g := range signs {
		switch g.Code {
		case hasty:
			for _, m := range marks {
				if took := m.At - m.ServedAt; m.Way == "pad" && took <= g.Most*1000 {
					list = append(list, m.suspicion(g, m, fmt.Sprintf("服务登记后 %d 秒就评价", took/1000)))
				}
			}
		case ofStaff:
			for _, m := range marks {
				if m.Staff {
					list = append(list, m.suspicion(g, m, "评价人的手机号是工作人员的"))
				}
			}
		default:
			list = append(list, runs(g, marks)...)
		}
	}
	return list
}

// runs finds more than so many ratings of one key within the sign's minutes.
func runs(g Sign, marks []mark) (list []suspicion) {
	by := map[string][]mark{}
	var keys []string
	for _, m := range marks {
		key := map[string]string{"burst": tally.Window(m.Region, m.Place), "device": m.Device, "address": m.IP}[g.Code]
		if key == "" || g.Code != "burst" && (m.Way == "pad" || m.Way == "terminal") { // many rate on the device of the hall
			continue
		}
		if by[key] == nil {
			keys = append(keys, key)
		}
		by[key] = append(by[key], m)
	}
	for _, key := range keys {
		all := by[key]
		for from := 0; from < len(all); {
			to := from
			for to+1 < len(all) && all[to+1].At-all[from].At <= g.Minutes*60_000 {
				to++
			}
			if n := int64(to - from + 1); n > g.Most {
				last := all[to]
				list = append(list, last.suspicion(g, all[from], fmt.Sprintf("%d 分钟里 %d 条", (last.At-all[from].At)/60_000+1, n)))
				from = to
			}
			from++
		}
	}
	return list
}

// watchLedger declares what looks unusual (评价核查): it proves nothing, a person judges.
func (s *Service) watchLedger() listing.Ledger[suspicion] {
	around := s.around("/watch")
	return listing.Ledger[suspicion]{
		Name: "suspicions", Path: deskPath + "/watch", Title: "评价核查", Roles: bureau, Of: door.OfFigures, Unit: "条",
		Filters: s.periodFilters(),
		List:    s.suspected,
		Empty:   page.Empty{Title: "没有异常评价", Text: "这段时间的评价里没有短时间大量、同一设备、刚办完就评等现象。"},
		Columns: []listing.Column[suspicion]{
			{Name: "现象", Key: "sign", Main: true, Width: 24, Value: func(x suspicion) any { return x.sign.Name },
				Cell: func(x suspicion) page.Cell { return page.Cell{Text: x.sign.Name, Small: x.sign.Basis} }},
			{Name: "为什么列出", Key: "why", Long: true, Width: 36, Value: func(x suspicion) any { return x.Why },
				Cell: func(x suspicion) page.Cell { return page.Cell{Text: x.Why} }},
			{Name: "窗口", Key: "window", Width: 24, Value: func(x suspicion) any { return cmp.Or(x.Place, "网上") },
				Cell: func(x suspicion) page.Cell {
					return page.Cell{Text: cmp.Or(x.Place, "网上"), Small: s.Regions.Path(x.Region, region.County)}
				}},
			{Name: "地点", Key: "place", Width: 24, Value: func(x suspicion) any { return s.Regions.Path(x.Region, region.County) }},
			{Name: "最后一条", Key: "at", Width: 18, Value: func(x suspicion) any { return door.SheetClock(x.At) },
				Cell: func(x suspicion) page.Cell {
					return page.Cell{Text: s.House.Clock(x.At), Href: giverPath(x.Rating), Small: "写明理由可以看评价人"}
				}},
		},
		Around: func(ctx context.Context, c door.Call, p *door.Screen) error {
			p.Notes = []page.Note{{Text: "列出的只是看起来不寻常的，原因写在旁边；是不是有问题由人判断。"}}
			return around(ctx, c, p)
		},
	}
}

// suspected is the list, each with its rule as it was on the day.
func (s *Service) suspected(ctx context.Context, c door.Call) ([]suspicion, error) {
	p, err := s.asked(ctx, c.In, c.Actor)
	if err != nil {
		return nil, err
	}
	list, err := s.suspicions(ctx, p)
	if err != nil {
		return nil, err
	}
	signs, err := allSigns(ctx, s.DB)
	for i, x := range list {
		list[i].sign, _ = rule.At(signs, x.Day, func(g Sign) bool { return g.Code == x.Sign })
	}
	return list, err
}
