package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/ledger"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/standing"
)

// picture puts before the list how the scope stands: the conclusion as the heading, what to do first, the figures beside those of yesterday, of a
// month and of a year ago, where the cases lie, where they have come to a stop, and the course of thirty days.
func (f *Front) picture(ctx context.Context, s *door.Screen, p people.Post) error {
	g, err := f.glances.of(p, f.Now, func() (glance, error) { return f.look(ctx, p) })
	if err != nil {
		return err
	}
	chips := map[calendar.Lamp]page.Link{}
	for _, l := range s.Blocks[0].Tally.Links {
		chips[calendar.Lamp(l.Lamp)] = l
	}
	now, today := f.Now().In(calendar.Zone), calendar.DayOf(f.Now())
	s.Lead = fmt.Sprintf("%s，%s %s", f.scopeName(p), today.Words(), now.Format("15:04"))
	s.Title = g.conclusion(chips[calendar.Red].Count)
	var blocks []door.Block
	if t := f.doFirst(g, chips); len(t.Rows) > 0 {
		blocks = append(blocks, door.Block{Title: "先做这几件", Table: t})
	}
	blocks = append(blocks, door.Block{Title: "和昨天、上月、去年比", Table: g.compared(chips, p)})
	if len(g.chart.Rows) > 0 {
		blocks = append(blocks, door.Block{Chart: g.chart})
	}
	if len(g.stuck) > 0 {
		blocks = append(blocks, door.Block{Title: "超期的停在哪里", Table: stuckTable(g.stuck)})
	}
	if c := g.past.course(today); !c.Few() {
		blocks = append(blocks, door.Block{Chart: c})
	}
	if len(g.past.below.Charts) > 1 {
		blocks = append(blocks, door.Block{Multiples: g.past.below})
	}
	s.Blocks = append(blocks, s.Blocks...)
	return nil
}

// glance is what an overview says of its scope beside the list.
type glance struct {
	month int
	now   standing.Standing // to this moment
	sums  map[string]int64  // of this month
	chart page.Chart
	worst page.Datum // the place with most that are late
	stuck []stuck
	past  *past
}

// look reads a glance.
func (f *Front) look(ctx context.Context, p people.Post) (glance, error) {
	g := glance{month: calendar.DayOf(f.Now()).Month()}
	t, err := f.count(ctx, p, span{g.month, g.month}, "", false)
	if err != nil {
		return g, err
	}
	g.sums = t.sums(everything)
	sums, err := f.Engine.OverviewTally(ctx, p, flow.Filter{Brought: true})
	if err != nil {
		return g, err
	}
	g.now = standing.Standing{Near: sums[calendar.Yellow], Late: sums[calendar.Red]}
	for _, n := range sums {
		g.now.Still += n
	}
	if g.stuck, err = f.stuck(ctx, p); err != nil {
		return g, err
	}
	if g.past, err = f.pasts.of(f, ctx, p); err != nil {
		return g, err
	}
	return g, f.whereTo(ctx, p, &g)
}

// whereTo finds where the cases of a place lie: with itself and with the places below it, none where there are too many to compare.
func (f *Front) whereTo(ctx context.Context, p people.Post, g *glance) error {
	below := f.Regions.Children(p.Region)
	if p.Dept != "" || len(below) == 0 || len(below) > 30 {
		return nil
	}
	g.chart = page.Chart{Title: "在办件在哪里", Unit: "件", Series: []string{"超期", "临近到期", "正常", "不计时"}, Lamps: []string{"red", "yellow", "green", "grey"}}
	row := func(label, place string, a flow.Filter) error {
		a.Brought = true
		sums, err := f.Engine.OverviewTally(ctx, p, a)
		if err != nil {
			return err
		}
		r := page.Datum{Label: label, Href: overviewPath + "?place=" + place}
		for _, lamp := range flow.Lamps {
			r.Values = append(r.Values, int(sums[lamp]))
		}
		if r.Values[0]+r.Values[1]+r.Values[2]+r.Values[3] > 0 {
			g.chart.Rows = append(g.chart.Rows, r)
		}
		if len(g.worst.Values) == 0 || r.Values[0] > g.worst.Values[0] {
			g.worst = r
		}
		return nil
	}
	if err := row(f.Regions.Name(p.Region)+"本级", own, flow.Filter{Own: true}); err != nil {
		return err
	}
	for _, place := range below {
		if err := row(place.Name, string(place.Code), flow.Filter{Place: place.Code}); err != nil {
			return err
		}
	}
	return nil
}

// stuck are late cases that have come to a stop in the same state.
type stuck struct {
	state, kind, name string
	n                 int
	by                [3]int // for how long: see lateFor
	oldest            string
	depts             map[string]int
}

// lateFor are the lengths of time that late cases are told apart by, each up to so many days.
var lateFor = []struct {
	words string
	days  int64
}{{"3 天以内", 3}, {"4 至 10 天", 10}, {"10 天以上", 1 << 40}}

// stuckMost is how many late cases are looked through, those that are late for the longest first.
const stuckMost = 200

// stuck says in which states the late cases of a scope have come to a stop, the most first.
func (f *Front) stuck(ctx context.Context, p people.Post) (list []stuck, err error) {
	late, err := f.Engine.Overview(ctx, p, flow.Filter{Lamp: calendar.Red, Brought: true}, "", stuckMost)
	now := f.Now().UnixMilli()
	for _, k := range late.Items {
		i := slices.IndexFunc(list, func(s stuck) bool { return s.state == k.State && s.kind == k.Kind })
		if i < 0 {
			i = len(list)
			list = append(list, stuck{state: k.State, kind: k.Kind, name: f.House.StateOf(k).Name, oldest: f.House.Lamp(k).Words, depts: map[string]int{}})
		}
		days := (now - k.DueAt) / (24 * time.Hour).Milliseconds()
		list[i].by[slices.IndexFunc(lateFor, func(l struct {
			words string
			days  int64
		}) bool {
			return days <= l.days
		})]++
		list[i].n++
		list[i].depts[cmp.Or(f.Catalog.DeptName(k.Dept), f.Regions.Name(k.Region))]++
	}
	slices.SortStableFunc(list, func(a, b stuck) int { return cmp.Compare(b.n, a.n) })
	return list, err
}

func (s stuck) href() string {
	return overviewPath + "?lamp=red&kind=" + s.kind + "&state=" + s.state
}

// most is whose most of them are.
func (s stuck) most() (name string, n int) {
	for who, k := range s.depts {
		if k > n || k == n && who < name {
			name, n = who, k
		}
	}
	return name, n
}

func stuckTable(list []stuck) page.Table {
	t := page.Table{Caption: "超期的办件，按停在哪一步和超了多久", Flat: true, Heads: []page.Head{{Label: "停在", Main: true}, {Label: "件数", Num: true}}}
	for _, l := range lateFor {
		t.Heads = append(t.Heads, page.Head{Label: l.words, Num: true})
	}
	t.Heads = append(t.Heads, page.Head{Label: "最久的"}, page.Head{Label: "最多的单位"})
	for _, s := range list[:min(len(list), 8)] {
		who, n := s.most()
		r := page.Row{Cells: []page.Cell{{Text: s.name}, {Text: page.Num(s.n), Href: s.href()}}}
		for _, k := range s.by {
			r.Cells = append(r.Cells, page.Cell{Text: page.Num(k)})
		}
		r.Cells = append(r.Cells, page.Cell{Text: s.oldest}, page.Cell{Text: who, Small: page.Num(n) + " 件"})
		t.Rows = append(t.Rows, r)
	}
	return t
}

// conclusion is the heading: how many are late, as the list counts them, and whether that has become more since yesterday.
func (g glance) conclusion(late string) string {
	if g.now.Late == 0 {
		if g.now.Near > 0 {
			return "没有超期，" + page.Num(g.now.Near) + " 件临近到期"
		}
		return "没有超期"
	}
	words := late + " 件超期"
	if then, ok := g.past.at(g.past.today.AddDays(-1)); ok && g.now.Late <= flow.CountMost {
		switch d := g.now.Late - then.Late; {
		case d > 0:
			words += "，比昨天多 " + page.Num(d) + " 件"
		case d < 0:
			words += "，比昨天少 " + page.Num(-d) + " 件"
		default:
			words += "，和昨天一样多"
		}
	}
	return words
}

// doFirst are what to do before all else, three at the most, each with its button.
func (f *Front) doFirst(g glance, chips map[calendar.Lamp]page.Link) page.Table {
	t := page.Table{Caption: "先做的", Flat: true, Heads: []page.Head{{Label: "什么", Main: true, Plain: true}, {Label: "去做", Plain: true}}}
	add := func(what, more string, act page.Act) {
		if act.Kind = "quiet"; len(t.Rows) == 0 {
			act.Kind = ""
		}
		act.Size = "small"
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: what, Small: more}, {Acts: []page.Act{act}}}})
	}
	if len(g.stuck) > 0 {
		s := g.stuck[0]
		who, n := s.most()
		add(fmt.Sprintf("%d 件超期停在“%s”", s.n, s.name),
			fmt.Sprintf("最久的%s；%s %d 件", s.oldest, who, n), page.Act{Label: fmt.Sprintf("看这 %d 件", s.n), Href: s.href()})
	}
	if len(g.worst.Values) > 0 && g.worst.Values[0] > 0 {
		add(fmt.Sprintf("%s超期 %d 件，最多", g.worst.Label, g.worst.Values[0]), fmt.Sprintf("另有 %d 件临近到期", g.worst.Values[1]),
			page.Act{Label: "看" + region.Short(g.worst.Label), Href: g.worst.Href + "&lamp=red"})
	}
	if l := chips[calendar.Yellow]; g.now.Near > 0 {
		add(l.Count+" 件临近到期", "最先到期的排在最前", page.Act{Label: "看临近到期的", Href: l.Href})
	}
	return t
}

// past is what does not change any more today: how the scope stood, and what came and ended before.
type past struct {
	today           calendar.Day
	stood, lastYear []standing.Standing
	daily           map[calendar.Day]map[string]int64
	monthAgo        map[string]int64 // of the last month up to the same day
	yearAgo         map[string]int64
	below           page.Multiples
}

// daysShown is how many days a course shows.
const daysShown = 30

// read reads the past of a scope.
func (f *Front) read(ctx context.Context, p people.Post, today calendar.Day) (*past, error) {
	x := &past{today: today, daily: map[calendar.Day]map[string]int64{}}
	var err error
	if scope, ok := standing.Scope(p); ok {
		if x.stood, err = f.Standing.Of(ctx, scope, monthBefore(today), today.AddDays(-1)); err != nil {
			return nil, err
		}
		last := yearBefore(today)
		if x.lastYear, err = f.Standing.Of(ctx, scope, last.AddDays(-daysShown), last); err != nil {
			return nil, err
		}
	}
	t, err := f.count(ctx, p, span{int(today.AddDays(-daysShown)), int(today.AddDays(-1))}, "", true)
	if err != nil {
		return nil, err
	}
	for day := today.AddDays(-daysShown); day < today; day = day.AddDays(1) {
		x.daily[day] = t.sums(func(c ledger.Count) bool { return c.Period == int64(day) })
	}
	for _, s := range []struct {
		to   calendar.Day
		sums *map[string]int64
	}{{monthBefore(today), &x.monthAgo}, {yearBefore(today), &x.yearAgo}} {
		t, err := f.count(ctx, p, span{s.to.Month()*100 + 1, int(s.to)}, "", true)
		if err != nil {
			return nil, err
		}
		if len(t.all) > 0 {
			*s.sums = t.sums(everything)
		}
	}
	return x, f.readBelow(ctx, p, x)
}

// readBelow reads the courses of the places below, where there are few enough to look at.
func (f *Front) readBelow(ctx context.Context, p people.Post, x *past) error {
	places := f.Regions.Children(p.Region)
	if p.Dept != "" || len(places) > 12 {
		return nil
	}
	x.below = page.Multiples{Title: "各地近 30 天在办的件数", Unit: "件"}
	for _, place := range places {
		list, err := f.Standing.Of(ctx, string(place.Code), x.today.AddDays(-daysShown), x.today.AddDays(-1))
		if err != nil {
			return err
		}
		one := page.Chart{Kind: page.Course, Title: place.Name, Series: []string{"在办"}}
		for day := x.today.AddDays(-daysShown); day < x.today; day = day.AddDays(1) {
			v := page.Gap
			if s, ok := on(list, day); ok {
				v = int(s.Still)
			}
			one.Rows = append(one.Rows, page.Datum{Label: day.Short(), Values: []int{v}})
		}
		if len(list) >= 5 && slices.ContainsFunc(list, func(s standing.Standing) bool { return s.Still > 0 }) {
			x.below.Charts = append(x.below.Charts, one)
		}
	}
	return nil
}

// monthBefore is the same day of the month before, or its last; yearBefore that of the year before.
func monthBefore(d calendar.Day) calendar.Day { return sameDay(before(d.Month(), 1), d) }

func yearBefore(d calendar.Day) calendar.Day { return sameDay(before(d.Month(), 12), d) }

func sameDay(month int, d calendar.Day) calendar.Day {
	last := calendar.Day(after(month)*100 + 1).AddDays(-1)
	return min(calendar.Day(month*100)+d%100, last)
}

func on(list []standing.Standing, day calendar.Day) (standing.Standing, bool) {
	i := slices.IndexFunc(list, func(s standing.Standing) bool { return s.Day == day })
	if i < 0 {
		return standing.Standing{}, false
	}
	return list[i], true
}

// at is how the scope stood at the end of a day.
func (x *past) at(day calendar.Day) (standing.Standing, bool) {
	return on(append(x.stood, x.lastYear...), day)
}

// course is how many were late at the end of each day, beside the year before where that is known.
func (x *past) course(today calendar.Day) page.Chart {
	c := page.Chart{Kind: page.Course, Title: "近 30 天每天结束时超期的件数", Unit: "件", Series: []string{"今年", "去年同期"}}
	for day := today.AddDays(-daysShown); day < today; day = day.AddDays(1) {
		r := page.Datum{Label: day.Short(), Values: []int{page.Gap, page.Gap}}
		for i, d := range []calendar.Day{day, yearBefore(day)} {
			if s, ok := x.at(d); ok {
				r.Values[i] = int(s.Late)
			}
		}
		c.Rows = append(c.Rows, r)
	}
	if len(x.lastYear) == 0 {
		c.Series = []string{"超期"}
		for i := range c.Rows {
			c.Rows[i].Values = c.Rows[i].Values[:1]
		}
	}
	return c
}

// compared are the figures beside those of before. What has become worse is bold.
func (g glance) compared(chips map[calendar.Lamp]page.Link, p people.Post) page.Table {
	t := page.Table{Caption: "现在的数，和昨天、上月、去年比；变差的加粗", Flat: true, Heads: []page.Head{{Label: "指标", Main: true}, {Label: "现在", Num: true},
		{Label: "比昨天", Num: true}, {Label: "比上月同日", Num: true}, {Label: "比去年同日", Num: true}, {Label: "近 30 天", Num: true}}}
	today := g.past.today
	stock := func(label string, now page.Cell, of func(standing.Standing) int64, worse bool) {
		r := page.Row{Cells: []page.Cell{{Text: label}, now}}
		for _, day := range []calendar.Day{today.AddDays(-1), monthBefore(today), yearBefore(today)} {
			then, ok := g.past.at(day)
			r.Cells = append(r.Cells, change(of(g.now), of(then), ok && of(g.now) <= flow.CountMost, worse))
		}
		var line page.Spark
		for day := today.AddDays(-daysShown); day < today; day = day.AddDays(1) {
			if s, ok := g.past.at(day); ok {
				line = append(line, int(of(s)))
			} else {
				line = append(line, page.Gap)
			}
		}
		r.Cells = append(r.Cells, page.Cell{Spark: line})
		t.Rows = append(t.Rows, r)
	}
	chip := func(lamp calendar.Lamp) page.Cell { return page.Cell{Text: chips[lamp].Count, Href: chips[lamp].Href} }
	stock("超期未办", chip(calendar.Red), func(s standing.Standing) int64 { return s.Late }, true)
	stock("临近到期", chip(calendar.Yellow), func(s standing.Standing) int64 { return s.Near }, true)
	stock("在办", page.Cell{Text: chips[""].Count, Href: chips[""].Href}, func(s standing.Standing) int64 { return s.Still }, false)
	rows := func(what string) string { return rowsAt(span{g.month, g.month}, figureQuery{}, what) }
	for _, m := range []struct{ code, name string }{{"received", "本月收件"}, {"finished", "本月办结"}} {
		now := g.sums[m.code]
		r := page.Row{Cells: []page.Cell{{Text: m.name}, {Text: page.Num(now), Href: rows(m.code)}, {Text: "—"},
			change(now, g.past.monthAgo[m.code], g.past.monthAgo != nil, false), change(now, g.past.yearAgo[m.code], g.past.yearAgo != nil, false)}}
		var line page.Spark
		for day := today.AddDays(-daysShown); day < today; day = day.AddDays(1) {
			line = append(line, int(g.past.daily[day][m.code]))
		}
		t.Rows = append(t.Rows, page.Row{Cells: append(r.Cells, page.Cell{Spark: line})})
	}
	now := page.RateCell(g.sums["intime"], g.sums["intime"]+g.sums["late"])
	if g.sums["intime"] > 0 {
		now.Href = rows("intime")
	}
	t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: "本月按时率"}, now, {Text: "—"},
		points(g.sums, g.past.monthAgo), points(g.sums, g.past.yearAgo), {}}})
	return t
}

// change says how a number differs from an earlier one; it is bold where it has become worse.
func change(now, then int64, known, moreIsWorse bool) page.Cell {
	switch d := now - then; {
	case !known:
		return page.Cell{Text: "—"}
	case d > 0:
		return page.Cell{Text: "多 " + page.Num(d), Strong: moreIsWorse}
	case d < 0:
		return page.Cell{Text: "少 " + page.Num(-d)}
	}
	return page.Cell{Text: "持平"}
}

// points says how the rate in time differs from an earlier one, in points of a hundred; of few cases it says nothing.
func points(now, then map[string]int64) page.Cell {
	rate := func(sums map[string]int64) (tenths int64, ok bool) {
		of := sums["intime"] + sums["late"]
		if page.FewCases(of) {
			return 0, false
		}
		return (sums["intime"]*2000 + of) / (of * 2), true
	}
	a, known := rate(now)
	b, knew := rate(then)
	words := func(n int64) string { return strconv.FormatFloat(float64(n)/10, 'f', 1, 64) + " 个百分点" }
	switch {
	case !known || !knew:
		return page.Cell{Text: "—"}
	case a > b:
		return page.Cell{Text: "高 " + words(a-b)}
	case a < b:
		return page.Cell{Text: "低 " + words(b-a), Strong: true}
	}
	return page.Cell{Text: "持平"}
}
