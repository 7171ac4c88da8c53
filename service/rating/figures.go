package rating

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/roster"
	"wuyou/office/tally"
)

// measure is one indicator: a rate with numerator and denominator, of which a denominator of nothing is
// “—”, or a number.
type measure struct {
	name string
	unit string
	of   func(c rate.Counts) (n, d int64)
}

// rates are the indicators of the rules, in the order of the pages.
var rates = []measure{
	{"好评率", "条", func(c rate.Counts) (int64, int64) { return c.Good(), c.Valid() }},
	{"差评率", "条", func(c rate.Counts) (int64, int64) { return c.Bad(), c.Valid() }},
	{"非常满意率", "条", func(c rate.Counts) (int64, int64) { return c.N5, c.Valid() }},
	{"主动评价率", "次", func(c rate.Counts) (int64, int64) { return c.Valid(), c.Acts }},
	{"差评整改率", "件", func(c rate.Counts) (int64, int64) { return c.Fixed, c.Bad() }},
	{"按期整改率", "件", func(c rate.Counts) (int64, int64) { return c.InTime, c.Fixed + c.LateOpen }},
	{"实名回访率", "条", func(c rate.Counts) (int64, int64) { return c.Contacted, c.Named }},
	{"申诉成立率", "件", func(c rate.Counts) (int64, int64) { return c.Excluded, c.Objected }},
}

// rate is an indicator in words.
func (m measure) rate(c rate.Counts) string {
	n, d := m.of(c)
	return page.Rate(n, d)
}

// stat is an indicator with its numerator and denominator.
func (m measure) stat(c rate.Counts) page.Stat {
	n, d := m.of(c)
	return page.Share(m.name, int(n), int(d), m.unit, "")
}

// score is the average of ten points: 10, 8, 6, 4, 2 by level.
func score(c rate.Counts) string {
	if c.Valid() == 0 {
		return "—"
	}
	tenths := (c.Points()*20 + c.Valid()) / (2 * c.Valid())
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}

func scoreStat(c rate.Counts) page.Stat {
	return page.Stat{Label: "平均得分", Value: score(c), Unit: "分", Note: fmt.Sprintf("%s 条有效评价", page.Num(c.Valid()))}
}

// stats are all indicators of some services.
func stats(c rate.Counts) (s page.Stats) {
	for _, m := range rates {
		s.Items = append(s.Items, m.stat(c))
	}
	s.Items = slices.Insert(s.Items, 3, scoreStat(c))
	return s
}

var channels = form.Pairs("window", "窗口", "online", "网上", "proxy", "代办", "api", "接口")

// groupings are the ways to divide the figures.
var groupings = []struct {
	by   tally.Dimension
	name string
}{{tally.ByRegion, "按地区"}, {tally.ByDept, "按部门"}, {tally.ByPlace, "按窗口"}, {tally.ByStaff, "按人员"}, {tally.ByItem, "按事项"}, {tally.ByChannel, "按办理渠道"},
	{tally.ByMonth, "按月"}}

// many reports whether there may be so many that they are shown page by page, those of most services first.
func many(d tally.Dimension) bool {
	return d == tally.ByPlace || d == tally.ByStaff || d == tally.ByItem
}

func groupingOf(code string) tally.Dimension {
	for _, g := range groupings {
		if string(g.by) == code {
			return g.by
		}
	}
	return tally.ByRegion
}

// below is the level that a place is divided into.
func below(place region.Code) region.Level { return min(place.Level()+1, region.Village) }

// ownOnly is what an address has in own where the services are those of the place itself (本级).
const ownOnly = "only"

// none are the words for what has none of a dimension, by the field of the address; there its value is tally.None.
var none = map[string]string{"dept": "综合窗口", "window": "网上", "staff": "系统", "item": "其他事项"}

// called is a figure's key in words, with the address of what is behind it.
type called struct{ name, small, href string }

// called names the figures by a dimension.
func (s *Service) called(ctx context.Context, p period, by tally.Dimension, list []rate.Figure) ([]called, error) {
	var ids []int64
	for _, f := range list {
		if id, _ := strconv.ParseInt(f.Key, 10, 64); by == tally.ByStaff && id != 0 {
			ids = append(ids, id)
		}
	}
	staff, err := s.Roster.Stationed(ctx, ids)
	names := make([]called, len(list))
	for i, f := range list {
		names[i] = s.calledOne(p, by, f, staff)
	}
	return names, err
}

func (s *Service) calledOne(p period, by tally.Dimension, f rate.Figure, staff map[int64]roster.Stationed) called {
	id, _ := strconv.ParseInt(f.Key, 10, 64)
	switch by {
	case tally.ByRegion:
		code := tally.RegionOf(f.Key)
		name := s.Regions.Name(code)
		if code != p.Place {
			return called{name, "", p.with(deskPath, "place", string(code))}
		}
		if code.Level() < region.Village {
			name += "本级"
		}
		return called{name, "", p.rows("own", ownOnly)}
	case tally.ByDept:
		if f.Key == "" {
			return called{none["dept"], "不分部门", p.rows("dept", tally.None)}
		}
		return called{s.Catalog.DeptName(f.Key), "", p.rows("dept", f.Key)}
	case tally.ByPlace:
		at, plate := tally.AtWindow(f.Key)
		return called{cmp.Or(plate, none["window"]), s.Regions.Path(at, region.County), p.rows("window", cmp.Or(f.Key, tally.None))}
	case tally.ByStaff:
		if id == 0 {
			return called{none["staff"], "", p.rows("staff", tally.None)}
		}
		m := staff[id]
		return called{cmp.Or(m.Name, f.Key), s.Regions.Path(m.Region, region.County), p.rows("staff", f.Key)}
	case tally.ByItem:
		if e, err := s.Catalog.Entry(id); err == nil {
			return called{e.Name, e.Dept, p.rows("item", f.Key)}
		}
		if id == 0 {
			f.Key = tally.None
		}
		return called{none["item"], "", p.rows("item", f.Key)}
	case tally.ByChannel:
		return called{cmp.Or(form.Label(channels, f.Key), f.Key), "", p.rows("channel", f.Key)}
	}
	first := calendar.Day(id*100 + 1)
	from, to := max(first, p.From), min(monthEnd(first), p.To)
	return called{f.Key[:4] + "年" + f.Key[4:] + "月", "", p.rows("from", from.String(), "to", to.String())}
}

// rows is the address of the valid ratings of the same services, one thing changed: of as many as the figures count.
func (p period) rows(pairs ...string) string {
	return p.with(deskPath+"/list", append(pairs, "only", "valid")...)
}

// heads are the columns of a table of figures.
func heads() []page.Head {
	list := []page.Head{{Label: "范围", Main: true}, {Label: "得分", Num: true}}
	for _, m := range rates {
		list = append(list, page.Head{Label: m.name, Num: true})
	}
	return list
}

// cells are the figures of one line; under each rate stand its numerator and denominator.
func cells(of called, c rate.Counts) []page.Cell {
	list := []page.Cell{{Text: of.name, Small: of.small, Href: of.href}, {Text: score(c)}}
	for _, m := range rates {
		n, d := m.of(c)
		list = append(list, page.RateCell(n, d))
	}
	return list
}
