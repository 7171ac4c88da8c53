package supervision

import (
	"cmp"
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

const path = "/desk/supervision"

// keepers see the ledger (督办台账); department heads see the orders to themselves in it.
var keepers = []people.Role{people.Supervisor, people.Leader, people.Discipline, people.Head}

var (
	doneField = form.Field{Name: "done", Label: "办得怎么样", Type: form.Choice, Required: true,
		Options: form.Pairs("done", "已经办结", "plan", "正在办，定了完成日期", "cannot", "依法不能办")}
	outcomeField = form.Field{Name: "outcome", Label: "核实结果", Type: form.Choice, Required: true,
		Options: form.Pairs("done", "问题已解决", "going", "有了办理计划，继续跟踪", "explained", "依法不能办，已说明理由")}
)

// line is one line of the ledger: an order with its case, and the case that it is about.
type line struct {
	flow.Case
	Order

	level Level
	about flow.Case
}

// ledger declares the ledger.
func (s *Service) ledger() listing.Ledger[line] {
	levelFilter := listing.Filter{
		Field:   page.Field{Type: "choice", Name: "level", Label: "级别", Example: "全部级别"},
		Options: s.levelOptions, By: byLevel,
	}
	text, sheet := listing.Words[line], listing.SheetOnly[line]
	of := func(l line) flow.Case { return l.Case }
	return listing.Ledger[line]{
		Name: Kind, Path: path, Title: "督办台账", Roles: keepers, Of: door.OfPeople,
		Filters: listing.CaseFilters(s.House, "事项", "签发", states, levelFilter),
		Scope:   func(w *db.Where, v people.Visitor) { flow.Scope(w, v.Actor, keepers...) },
		Select:  flow.Columns + ", " + Orders.Columns("o"), From: lineFrom,
		Case: of, Fill: s.fill,
		Empty: page.Empty{Title: "没有督办单", Text: "办件超过时限会自动发出，也可以在任何一件的页面上“发督办单”。"},
		Columns: []listing.Column[line]{
			listing.NumberColumn("督办单编号", of),
			{Name: "督办事项", Key: "title", Main: true, Width: 40, Cell: func(l line) page.Cell { return s.House.CaseCell(l.Case) },
				Value: func(l line) any { return s.House.Named(l.Case) }},
			{Name: "级别", Key: "level", Plain: true, Width: 10, Value: func(l line) any { return l.level.Name },
				Cell: func(l line) page.Cell {
					return page.Cell{Tags: []page.Tag{{Label: l.level.Name, Kind: tones[l.Level]}}}
				}},
			{Name: "被督办件", Key: "about", Width: 28, Value: func(l line) any { return flow.Grouped(l.about.Number()) }},
			{Name: "地点", Value: func(l line) any { return s.Regions.Name(l.Region) }},
			text("交办", "to", 24, func(l line) string { return s.to(l.Case, l.Role) }),
			sheet("发现的问题", 50, func(l line) any { return l.Issue }), sheet("办理要求", 40, func(l line) any { return l.Need }),
			sheet("签发人", 28, func(l line) any { return l.Signer }),
			{Name: "签发", Key: "issued_at", Width: 18, Value: func(l line) any { return door.SheetClock(l.OpenedAt) },
				Cell: func(l line) page.Cell { return page.Cell{Text: s.House.Clock(l.OpenedAt), Small: l.Signer} }},
			listing.StateColumn(s.House, "状态和时限", of), sheet("回复", 50, func(l line) any { return l.Answer }),
			listing.TwoLines("核实结果", "outcome", 20,
				func(l line) string { return outcomeField.Show(l.Outcome) },
				func(l line) string { return l.Deduct }).Bare(),
			sheet("核实情况", 40, func(l line) any { return l.Opinion }), sheet("考核扣分建议", 24, func(l line) any { return l.Deduct }),
			sheet("抄送", 18, func(l line) any { return door.SheetClock(l.CopiedAt) }),
			sheet("曾经逾期", 10, func(l line) any { return door.YesNo(l.Late) }),
		},
		Around: func(_ context.Context, c door.Call, p *door.Screen) error {
			if c.Is(people.Supervisor) {
				p.Acts = append(p.Acts, page.Act{Label: "督办规则", Kind: "plain", Href: s.rules()[0].Path()})
			}
			return nil
		},
	}
}

// tones set the levels apart in lists.
var tones = map[int64]string{1: "", 2: "blue", 3: "act"}

func byLevel(w *db.Where, value string) bool {
	level, err := strconv.ParseInt(value, 10, 64)
	if err == nil {
		w.And("o.level = ?", level)
	}
	return err == nil
}

func (s *Service) levelOptions(ctx context.Context) ([]page.Option, error) {
	ladder, err := levels(ctx, s.DB, calendar.DayOf(s.Now()))
	return door.Options(offered(ladder)), err
}

// fill reads the levels and the cases supervised.
func (s *Service) fill(ctx context.Context, _ people.Visitor, rows []line) error {
	ladder, err := allLevels(ctx, s.DB)
	if err != nil {
		return err
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		rows[i].level, _ = levelOn(ladder, rows[i].Level, rows[i].LevelDay)
		ids[i] = rows[i].About
	}
	cases, err := s.Engine.CasesOf(ctx, s.DB, ids...)
	for i := range rows {
		rows[i].about = cases[rows[i].About]
	}
	return err
}

// sections are what an order says of itself on its page.
func (s *Service) sections(ctx context.Context, _ people.Visitor, c flow.View) ([]door.Section, error) {
	o, err := Orders.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	l, err := s.level(ctx, s.DB, o.Level, o.LevelDay)
	if err != nil {
		return nil, err
	}
	about, err := s.Engine.Find(ctx, s.DB, o.About)
	if err != nil {
		return nil, err
	}
	raised := "人工发出"
	if t, ok := s.Engine.Table(about.Kind); ok {
		if clock, ok := t.Clock(o.Clock); ok {
			raised = "超过" + clock.Title + "，自动发出"
		}
	}
	order := door.Section{ID: "order", Title: "督办单", Facts: page.List{Items: []page.Term{
		{Label: "级别", Value: l.Name, Strong: true, Note: raised},
		{Label: "督办的事", Value: about.Title, Note: flow.Grouped(about.Number()) + "，" + s.House.StateOf(about).Name,
			Link: page.Link{Href: door.DeskCase(about.Number()), Label: "打开"}},
		{Label: "发现的问题", Value: o.Issue}, {Label: "办理要求", Value: o.Need},
		{Label: "交办", Value: s.to(c.Case, o.Role)}, {Label: "签发", Value: o.Signer},
	}}}
	if o.CopiedAt != 0 {
		order.Facts.Add(page.Term{Label: "抄送", Value: cmp.Or(l.Copy, people.Discipline).Name(), Note: s.House.Clock(o.CopiedAt)})
	}
	papers, err := s.Documents.OfCase(ctx, c.Case.ID)
	if err != nil {
		return nil, err
	}
	if n := len(papers); n > 0 {
		href := door.DeskPaper(c.Case.Number(), papers[n-1].No)
		order.Links = []page.Link{{Href: href, Label: "打印督办单", Icon: "print", Note: papers[n-1].Number}}
	}
	list := []door.Section{order}
	if o.Answer != "" {
		plan := ""
		if o.Plan != "" {
			plan = "计划 " + o.Plan + " 办完"
		}
		a := door.Section{ID: "answer", Title: "回复", Facts: page.List{Items: []page.Term{
			{Label: "结果", Value: doneField.Show(o.Done), Strong: true, Note: plan}, {Label: "办理情况", Value: o.Answer}}}}
		if a.Links, err = s.House.FileLinks(ctx, file.IDs(o.Evidence)...); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	if o.Outcome != "" {
		list = append(list, door.Section{ID: "outcome", Title: "核实", Facts: page.ListOf(
			page.Term{Label: "核实结果", Value: outcomeField.Show(o.Outcome), Strong: true}, page.Term{Label: "核实情况", Value: o.Opinion},
			page.Term{Label: "考核扣分建议", Value: o.Deduct})})
	}
	return list, nil
}

// links are what the service offers on the cases of others: the orders about it, and to issue one.
func (s *Service) links(ctx context.Context, v people.Visitor, c flow.View) (links []page.Link, err error) {
	if v.Actor.Kind != people.Staff || c.Case.Kind == Kind {
		return nil, nil
	}
	list, err := Orders.About(ctx, s.DB, "about", c.Case.ID)
	if err != nil {
		return nil, err
	}
	open := false
	for _, o := range list {
		open = open || o.Open
		k, seen, err := s.Engine.Seen(ctx, v.Actor, o.CaseID)
		if err != nil {
			return nil, err
		}
		if !seen {
			continue
		}
		l, err := s.level(ctx, s.DB, o.Level, o.LevelDay)
		if err != nil {
			return nil, err
		}
		links = append(links, page.Link{
			Href: door.DeskCase(k.Number()), Label: l.Name + "单", Icon: "bell", Note: s.House.StateOf(k).Name,
		})
	}
	if _, may := v.Actor.Post(c.Case.Region, "", supervisors...); may && !open && !c.State.Final {
		links = append(links, page.Link{Href: path + "/new?case=" + c.Case.Number(), Label: "发督办单", Icon: "bell"})
	}
	return links, nil
}

// facts are the level of an order, in lists.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	list, err := Orders.Of(ctx, s.DB, ids...)
	if err != nil {
		return nil, err
	}
	ladder, err := allLevels(ctx, s.DB)
	m := map[int64][]string{}
	for id, o := range list {
		if l, ok := levelOn(ladder, o.Level, o.LevelDay); ok {
			m[id] = []string{l.Name}
		}
	}
	return m, err
}
