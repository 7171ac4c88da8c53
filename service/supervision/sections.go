package supervision

import (
	"cmp"
	"context"
	"fmt"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// sections are what an order says of itself on its page.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	o, err := s.Load(ctx, s.DB, c.Case.ID)
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
	t, _ := s.Engine.Table(about.Kind)
	state, _ := t.State(about.State)
	order := door.Section{ID: "order", Title: "督办单", Facts: page.List{Items: []page.Term{
		{Label: "级别", Value: l.Name, Strong: true, Note: raisedBy(o, t)},
		{Label: "督办的事", Value: about.Title, Note: flow.Grouped(about.Number()) + "，" + state.Name, Link: page.Link{Href: "/desk/cases/" + about.Number(), Label: "打开"}},
		{Label: "发现的问题", Value: o.Issue}, {Label: "办理要求", Value: o.Need},
		{Label: "交办", Value: s.to(c.Case, o.Role)}, {Label: "签发", Value: o.Signer},
	}}}
	if o.CopiedAt != 0 {
		order.Facts.Items = append(order.Facts.Items, page.Term{Label: "抄送", Value: cmp.Or(l.Copy, people.Discipline).Name(), Note: door.Clock(o.CopiedAt)})
	}
	papers, err := s.Documents.OfCase(ctx, c.Case.ID)
	if err != nil {
		return nil, err
	}
	if n := len(papers); n > 0 {
		order.Links = []page.Link{{Href: fmt.Sprintf("/desk/documents/%s/%d", c.Case.Number(), papers[n-1].No), Label: "打印督办单", Icon: "print", Note: papers[n-1].Number}}
	}
	list := []door.Section{order}
	if o.Answer != "" {
		a := door.Section{ID: "answer", Title: "回复", Facts: page.List{Items: []page.Term{{Label: "结果", Value: dones.Show(o.Done), Strong: true, Note: planWords(o)}, {Label: "办理情况", Value: o.Answer}}}}
		if a.Links, err = s.evidence(ctx, o); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	if o.Outcome != "" {
		d := door.Section{ID: "outcome", Title: "核实", Facts: page.List{Items: []page.Term{{Label: "核实结果", Value: outcomeField.Show(o.Outcome), Strong: true}, {Label: "核实情况", Value: o.Opinion}}}}
		if o.Deduct != "" {
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "考核扣分建议", Value: o.Deduct})
		}
		list = append(list, d)
	}
	return list, nil
}

func planWords(o Order) string {
	if o.Plan == "" {
		return ""
	}
	return "计划 " + o.Plan + " 办完"
}

// raisedBy says what raised an order.
func raisedBy(o Order, t *flow.Table) string {
	if c, ok := t.Clock(o.Clock); ok {
		return "超过" + c.Title + "，自动发出"
	}
	return "人工发出"
}

func (s *Service) evidence(ctx context.Context, o Order) ([]page.Link, error) {
	var list []page.Link
	for _, id := range file.IDs(o.Evidence) {
		f, err := s.Files.Find(ctx, id)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Link{Href: fmt.Sprint("/desk/files/", id), Label: f.Name, Icon: "file", Note: page.Size(f.Size)})
	}
	return list, nil
}

// links are what the service offers on the cases of others: the orders about it, and to issue one.
func (s *Service) links(ctx context.Context, v people.Visitor, c flow.View) ([]page.Link, error) {
	if v.Actor.Kind != people.Staff || c.Case.Kind == Kind {
		return nil, nil
	}
	list, err := ordersAbout(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	var links []page.Link
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
		state, _ := s.state(k)
		links = append(links, page.Link{Href: "/desk/cases/" + k.Number(), Label: l.Name + "单", Icon: "bell", Note: state.Name})
	}
	if _, may := v.Actor.Post(c.Case.Region, "", people.Supervisor, people.Leader); may && !open && !c.State.Final {
		links = append(links, page.Link{Href: "/desk/supervision/new?case=" + c.Case.Number(), Label: "发督办单", Icon: "bell"})
	}
	return links, nil
}

func (s *Service) state(k flow.Case) (flow.State, bool) {
	t, _ := s.Engine.Table(k.Kind)
	return t.State(k.State)
}

// facts are the level of an order, in lists.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	list, err := ordersOf(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	ladder, err := allLevels(ctx, s.DB)
	m := map[int64][]string{}
	for _, o := range list {
		if l, ok := levelOn(ladder, o.Level, o.LevelDay); ok {
			m[o.CaseID] = []string{l.Name}
		}
	}
	return m, err
}

var (
	dones        = form.Field{Name: "done", Label: "办得怎么样", Type: form.Choice, Required: true, Options: form.Pairs("done", "已经办结", "plan", "正在办，定了完成日期", "cannot", "依法不能办")}
	outcomeField = form.Field{Name: "outcome", Label: "核实结果", Type: form.Choice, Required: true, Options: form.Pairs("done", "问题已解决", "going", "有了办理计划，继续跟踪", "explained", "依法不能办，已说明理由")}
)
