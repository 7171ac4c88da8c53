package grievance

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"wuyou/kit/docx"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
)

// monthly is the report as a paper: sentences and a table made of figures, beside those of the stretch before and of a year before. It is not
// kept: it says up to when its figures are.
type monthly struct {
	of, last, year    span
	now, before, then totals
	told              []outcome // each of them, where they are few
	most              []group   // the matters told of most
	causes            []group
	whole             bool // a month
}

// toldMost is how many matters are told one by one at the most: of fewer than ten there are no percentages.
const toldMost = 9

// monthly reads the report of a stretch.
func (s *Service) monthly(ctx context.Context, of span) (m monthly, err error) {
	first, end := monthOf(of.From.Month())
	m.of, m.last, m.year, m.whole = of, of, of, of.From == first && of.To == end
	if m.of.To = min(of.To, calendar.DayOf(s.Now())); m.of.To < of.From {
		m.of.To = of.To
	}
	days := int(m.of.To.Time().Sub(of.From.Time()).Hours()/24) + 1
	m.last.From, m.last.To = of.From.AddDays(-days), of.From.AddDays(-1)
	if m.whole {
		m.last.From, m.last.To = monthOf(of.From.AddDays(-1).Month())
		if m.of.To < end { // so much of the month before as has passed of this one
			m.last.To = min(m.last.To, m.last.From.AddDays(days-1))
		}
	}
	m.year.From, m.year.To = of.From-10000, m.of.To-10000
	if m.year.To%10000 == 229 {
		m.year.To--
	}
	for _, one := range []struct {
		of   span
		into *totals
	}{{m.of, &m.now}, {m.last, &m.before}, {m.year, &m.then}} {
		if *one.into, err = totalsOf(ctx, s.DB, one.of.where()); err != nil {
			return m, err
		}
	}
	if m.now.Received <= toldMost {
		m.told, err = toldOf(ctx, s.DB, m.of.where())
		return m, err
	}
	if m.most, err = groupsOf(ctx, s.DB, m.of.where(), "c.title", 3); err != nil {
		return m, err
	}
	m.causes, err = groupsOf(ctx, s.DB, m.of.where(), "g.cause", 3)
	return m, err
}

// called is the stretch in words, and what the ones to compare with are called.
func (m monthly) called() (this, last, year string) {
	if m.whole {
		month := m.of.From.Month()
		if _, end := monthOf(month); m.of.To < end {
			return fmt.Sprintf("%d年%d月1日至%d日", month/100, month%100, m.of.To%100), "上月同期", "上年同期"
		}
		return fmt.Sprintf("%d年%d月", month/100, month%100), "上月", fmt.Sprintf("上年%d月", month%100)
	}
	return m.of.From.Long() + "至" + m.of.To.Long(), "上一期", "上年同期"
}

// than says how a number differs from an earlier one: 比上月多 3 件.
func than(word string, now, then int64) string {
	switch {
	case now > then:
		return fmt.Sprintf("比%s多 %s 件", word, page.Num(now-then))
	case now < then:
		return fmt.Sprintf("比%s少 %s 件", word, page.Num(then-now))
	}
	return "和" + word + "持平"
}

// words are the report in sentences.
func (s *Service) words(ctx context.Context, m monthly) ([]string, error) {
	causes, err := allCauses(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	t := m.now
	this, last, year := m.called()
	place := s.Regions.Name(cmp.Or(m.of.Place, scopeOf(m.of.who), s.City))
	if t.Received == 0 {
		return []string{fmt.Sprintf("%s，%s没有收到办不成事反映，%s，%s。", this, place, than(last, 0, m.before.Received), than(year, 0, m.then.Received))}, nil
	}
	list := []string{
		"一、总体情况",
		fmt.Sprintf("%s，%s收到办不成事反映 %s 件，%s，%s。其中不在受理范围 %s 件，群众撤回 %s 件，正在办理 %s 件。", this, place, page.Num(t.Received),
			than(last, t.Received, m.before.Received), than(year, t.Received, m.then.Received), page.Num(t.Refused), page.Num(t.Withdrawn), page.Num(t.Open)),
		fmt.Sprintf("已答复 %s 件，按时答复 %s；解释疏导 %s 件，会商办理 %s 件。", page.Num(t.Replied), shareWords(t.OnTime, t.Replied), page.Num(t.Explained),
			page.Num(t.Consulted)),
		fmt.Sprintf("应回访 %s 件，已回访 %s；群众评价 %s 件，满意 %s，解决 %s。重复反映 %s 件。", page.Num(t.ToVisit), shareWords(t.Visited, t.ToVisit),
			page.Num(t.Rated), shareWords(t.Satisfied, t.Rated), shareWords(t.Solved, t.Rated), page.Num(t.Again)),
	}
	if len(m.told) > 0 {
		list = append(list, "二、逐件情况")
		for i, k := range m.told {
			how := cmp.Or(label(Outcomes, k.Outcome), s.House.StateOf(k.Case).Name)
			why := ""
			if k.Cause != "" {
				why = "，原因是" + nameOn(causes, k.Cause, wordedOn(k.JudgedDay, k.OpenedAt))
			}
			list = append(list, fmt.Sprintf("（%d）%s，%s反映“%s”%s；%s。", i+1, calendar.DayOf(calendar.At(k.OpenedAt)).Short(),
				s.Regions.Name(cmp.Or(k.County, k.Region)), s.Engine.Bare(k.Title), why, how))
		}
		return list, nil
	}
	list = append(list, "二、反映集中在哪里")
	var most, why []string
	for _, g := range m.most {
		most = append(most, fmt.Sprintf("%s %s 件", strings.TrimPrefix(g.Key, titlePrefix), page.Num(g.N)))
	}
	for _, g := range m.causes {
		if g.Key != "" {
			why = append(why, fmt.Sprintf("%s %s 件", nameOn(causes, g.Key, 0), page.Num(g.N)))
		}
	}
	said := "反映最多的事项：" + strings.Join(most, "，") + "。"
	if len(why) > 0 {
		said += "主要原因：" + strings.Join(why, "，") + "。"
	}
	return append(list, said), nil
}

// shareWords is n of d, with the percentage where there are enough for one.
func shareWords(n, d int64) string {
	if page.FewCases(d) {
		return page.Num(n) + " 件"
	}
	return page.Num(n) + " 件（" + page.Rate(n, d) + "）"
}

// table is the figures beside the earlier ones.
func (m monthly) table() page.Table {
	_, last, year := m.called()
	this := "本期"
	if m.whole {
		this = "本月"
	}
	t := page.Table{Caption: "主要指标，" + this + "和" + last + "、" + year + "比", Flat: true, Heads: []page.Head{
		{Label: "指标", Main: true}, {Label: this, Num: true}, {Label: last, Num: true}, {Label: year, Num: true}}}
	add := func(name string, of func(totals) page.Cell) {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: name}, of(m.now), of(m.before), of(m.then)}})
	}
	add("收到（件）", func(t totals) page.Cell { return page.Cell{Text: page.Num(t.Received)} })
	add("按时答复率", func(t totals) page.Cell { return page.RateCell(t.OnTime, t.Replied) })
	add("回访率", func(t totals) page.Cell { return page.RateCell(t.Visited, t.ToVisit) })
	add("满意率", func(t totals) page.Cell { return page.RateCell(t.Satisfied, t.Rated) })
	add("解决率", func(t totals) page.Cell { return page.RateCell(t.Solved, t.Rated) })
	add("重复反映率", func(t totals) page.Cell { return page.RateCell(t.Again, t.Received) })
	return t
}

// signLines are the lines of those who draft, check and sign.
const signLines = "拟稿：　　　　　　核稿：　　　　　　签发："

// until says up to when the figures are.
func (s *Service) until() string {
	return "数据截至" + door.LongClock(s.Now()) + "。"
}

// document is the report as an official document to edit, of the organ of its place.
func (s *Service) document(ctx context.Context, of span) (docx.Letter, error) {
	m, err := s.monthly(ctx, of)
	if err != nil {
		return docx.Letter{}, err
	}
	body, err := s.words(ctx, m)
	organ := s.House.Organ(cmp.Or(of.Place, scopeOf(of.who), s.City))
	this, _, _ := m.called()
	t := m.table()
	l := docx.Letter{Organ: organ.Name, Title: this + "办不成事反映情况报告", Body: append(body, s.until(), signLines), Sign: organ.Name,
		Date: calendar.DayOf(s.Now()).Long(), Annex: docx.Annex{Title: "主要指标", Widths: []int{3, 3, 3, 3}}}
	for _, h := range t.Heads {
		l.Annex.Head = append(l.Annex.Head, h.Label)
	}
	for _, row := range t.Rows {
		var cells []string
		for _, cell := range row.Cells {
			text := cell.Text
			if cell.Small != "" {
				text += "（" + cell.Small + "）"
			}
			cells = append(cells, text)
		}
		l.Annex.Rows = append(l.Annex.Rows, cells)
	}
	return l, err
}
