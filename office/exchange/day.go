package exchange

import (
	"cmp"
	"context"
	"fmt"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
)

// dayRow is a line of a day's list: one of ours with what it is about, or what only the platform has.
type dayRow struct {
	dayLine
	about Brief
	there There // of the latter; its key is that of the row
	extra bool
}

// sides narrow the lines of a day.
var sides = form.Pairs("", "全部", string(Refused), "被拒收", string(Pending), "待报送", "missing", "省里缺", string(Sent), "已接收", "extra", "只在省里")

// lines declares the list of a day's lines on both sides.
func (c *Channel) lines() listing.Ledger[dayRow] {
	tabs := door.Fields(form.Of(form.Field{Name: "only", Label: "种类", Type: form.Choice, Options: sides}), nil, nil)[0]
	return listing.Ledger[dayRow]{
		Name: c.Name + "-exchange-lines", Path: c.Desk + "/lines", Title: c.Title + "报送记录", Roles: c.Roles, Of: door.OfFigures, Unit: "条",
		Filters: []listing.Filter{
			{Field: page.Field{Type: "date", Name: "day", Label: c.One + "日期"}, Else: c.ago(0)},
			{Field: tabs, Tabs: true},
		},
		List: c.listLines, Fill: c.fillLines,
		Empty: page.Empty{Title: "没有这样的记录"},
		Columns: []listing.Column[dayRow]{
			{Name: "记录标识", Key: "key", Width: 26, Value: func(l dayRow) any { return l.Key }},
			{Name: "事项", Key: "title", Main: true, Width: 36, Value: func(l dayRow) any { return l.about.Title },
				Cell: func(l dayRow) page.Cell {
					return page.Cell{Text: l.about.Title, Href: c.linePath(l.Key), Small: c.when(l)}
				}},
			{Name: "状态", Key: "state", Plain: true, Value: func(l dayRow) any { return l.tag().Label },
				Cell: func(l dayRow) page.Cell { return page.Cell{Tags: []page.Tag{l.tag()}} }},
			{Name: "内容", Key: "what", Value: func(l dayRow) any { return c.part(l.What) },
				Cell: func(l dayRow) page.Cell { return page.Cell{Text: cmp.Or(l.about.Said, l.there.Number)} }},
			{Name: c.Note.Ours, Key: "note", Value: func(l dayRow) any { return l.about.Note }},
			{Name: "报送次数", Key: "tries", Num: true, Value: func(l dayRow) any { return l.Tries }},
			{Name: "接收时间", Width: 18, Value: func(l dayRow) any { return cmp.Or(l.there.Time, door.SheetClock(l.SentAt)) }},
			{Name: "原因", Key: "fault", Width: 40, Value: func(l dayRow) any { return c.faultWords(l.Fault) },
				Cell: func(l dayRow) page.Cell { return page.Cell{Text: c.faultWords(l.Fault)} }},
			{Name: "重新报送人", Value: func(l dayRow) any { return l.Again }},
			{Name: "重新报送时间", Width: 18, Value: func(l dayRow) any { return door.SheetClock(l.AgainAt) }},
		},
		Around: c.aroundDay,
	}
}

// day is the day that is asked for, today if none.
func (c *Channel) day(in form.Values) calendar.Day {
	if d, err := calendar.ParseDay(in["day"]); err == nil {
		return d
	}
	return c.today()
}

// listLines are the lines of a day, ours first, the latest first.
func (c *Channel) listLines(ctx context.Context, call door.Call) ([]dayRow, error) {
	if err := c.whole(call.Actor); err != nil {
		return nil, err
	}
	day, only := c.day(call.In), call.In["only"]
	var rows []dayRow
	if only != "extra" {
		lines, err := linesOn(ctx, c.DB, c.Name, day, only)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			rows = append(rows, dayRow{dayLine: l})
		}
	}
	if only != "extra" && only != "" {
		return rows, nil
	}
	there, err := onlyThere(ctx, c.DB, c.Name, day)
	for _, t := range there {
		rows = append(rows, dayRow{dayLine: dayLine{Line: Line{Key: t.Key, What: t.What}}, about: Brief{Title: t.Title}, there: t, extra: true})
	}
	return rows, err
}

// fillLines reads what our lines are about.
func (c *Channel) fillLines(ctx context.Context, _ people.Visitor, rows []dayRow) error {
	var ours []Line
	for _, l := range rows {
		if !l.extra {
			ours = append(ours, l.Line)
		}
	}
	about, err := c.Brief(ctx, ours)
	if err != nil {
		return err
	}
	for i := range rows {
		if !rows[i].extra {
			rows[i].about, about = about[0], about[1:]
		}
	}
	return nil
}

// aroundDay adds how the day stands, and what may be done about it.
func (c *Channel) aroundDay(ctx context.Context, call door.Call, s *door.Screen) error {
	day := c.day(call.In)
	list, err := daysOf(ctx, c.DB, c.Name, day, day)
	one := compared{Day: day}
	if len(list) > 0 {
		one = list[0]
	}
	s.Title, s.Crumbs, s.Stats, s.Lead = c.House.Day(day)+"的报送", c.crumbs(), c.stats(one), "还没有和省平台的清单对过。"
	if one.Asked != 0 {
		s.Lead = fmt.Sprintf("%s %s取了省平台的清单，共 %d 条。", c.House.Clock(one.Asked), by(one.Who), one.Total)
	}
	if acts := c.dayActs(one); len(acts) > 0 {
		s.Blocks = append([]door.Block{{Bare: true, Forms: acts}}, s.Blocks...)
	}
	return err
}

func by(who string) string {
	if who == people.TheOffice.Name {
		return "系统"
	}
	return who
}

// dayActs are what may be done about a day.
func (c *Channel) dayActs(d compared) []page.Form {
	if !c.Platform.On() {
		return nil
	}
	path := c.Desk + "/days/" + d.Day.String()
	acts := []page.Form{{ID: "reconcile", Action: path + "/reconcile", Submit: page.Act{Label: "和省平台对账"}}}
	if n := d.Pending + d.Refused + d.Missing; n > 0 {
		acts = append(acts, page.Form{ID: "resend", Action: path + "/resend", Submit: page.Act{Label: fmt.Sprintf("补报 %d 条", n), Kind: "quiet",
			Confirm: "把待报送、被拒收和省里缺的再报一次？已经有的省里不会重复。"}})
	}
	return acts
}

// when is when a line was made, or what the platform says of its own.
func (c *Channel) when(l dayRow) string { return cmp.Or(l.there.Time, c.House.Clock(l.At)) }

func (l dayRow) tag() page.Tag {
	if l.extra {
		return page.Tag{Label: "只在省里", Kind: "act"}
	}
	return l.dayLine.tag()
}

func (l dayLine) tag() page.Tag {
	switch {
	case l.Missing:
		return page.Tag{Label: "省里缺", Kind: "act"}
	case l.State == Sent && l.Theirs:
		return page.Tag{Label: "两边都有", Kind: "ok"}
	}
	return page.Tag{Label: stateWords[l.State], Kind: map[State]string{Pending: "blue", Sent: "ok", Refused: "act"}[l.State]}
}

// dayIn is the day in the path. Returns fail.NotFound for what is no day, and fail.Forbidden for who may not see it.
func (c *Channel) dayIn(call door.Call) (calendar.Day, error) {
	d, err := calendar.ParseDay(call.Path("day"))
	if err != nil {
		return 0, fail.NotFound("没有这一天")
	}
	return d, c.whole(call.Actor)
}

// afterDay leads back to the page of a day, which is the place to say what hindered it.
func (c *Channel) afterDay(day calendar.Day, done string, err error) (door.After, error) {
	if e, ok := fail.As(err); ok {
		return door.After{See: c.dayPath(day), Say: e.Message, Kind: "late"}, nil
	}
	return door.Seen(c.dayPath(day), done), err
}

// reconciled compares a day now.
func (c *Channel) reconciled(ctx context.Context, call door.Call) (after door.After, err error) {
	day, err := c.dayIn(call)
	if err != nil {
		return after, err
	}
	c.far.waited()
	err = c.Reconcile(ctx, day, call.Actor.Name)
	return c.afterDay(day, "已取到省平台的清单，下面是对账的结果。", err)
}

func (c *Channel) resentDay(ctx context.Context, call door.Call) (after door.After, err error) {
	day, err := c.dayIn(call)
	if err != nil {
		return after, err
	}
	n, err := c.ResendDay(ctx, call.Visitor, day)
	return c.afterDay(day, fmt.Sprintf("%d 条已排队，几秒后报送。", n), err)
}
