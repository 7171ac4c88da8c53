package grievance

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// The sections that stand on the pages of steps as well.
const (
	toldID  = "told"
	classID = "class"
)

var onSteps = []door.Beside{
	{Section: toldID, For: []string{
		"cannot", "hard", "unwilling", "name", "solve", "propose_refusal", "refuse",
		"agree", "reclass", "decide", "reply", "feedback", "feedback_plan", "achieve", "rectified",
	}},
	{Section: classID, Of: []string{"cannot", "reclass"}},
}

// sections are what a grievance has to say of itself on its case's page: to staff all of it, with
// names and numbers masked; to its person what he told and what he was answered; to who follows it by
// its code only how it stands.
func (s *Service) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	g, err := Grievances.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	staff := v.Actor.Kind == people.Staff
	owner := c.Case.For(v.Actor, people.See)
	closed := s.Engine.Learns(ctx, s.DB, c.Case, v.Actor)
	if closed != nil && !fail.Is(closed, fail.KindForbidden) {
		return nil, closed
	}
	var list []door.Section
	if staff || owner {
		handles := false
		if staff {
			if handles, err = s.Engine.Handles(ctx, v.Actor, c.Case.ID); err != nil {
				return nil, err
			}
		}
		list = append(list, s.toldSection(g, c.Case, staff, closed != nil, handles))
	}
	if closed != nil {
		g.Said = "" // at the visit, by whom he may not learn of
	}
	if staff {
		more, err := s.staffSections(ctx, g, c)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	if g.Reply != "" {
		list = append(list, s.replySection(g))
	}
	if !staff && !owner && (c.State.Desk == flow.Applicant || slices.Contains(unsolved, c.Case.State)) {
		act := page.Link{Href: "/track/phone?number=" + c.Case.Number(), Label: "确认解决、提出异议或撤回", Icon: "pen", Note: "用登记的手机收一条验证码，不用登录"}
		list = append(list, door.Section{ID: "answer", Title: "这是您反映的？", Links: []page.Link{act}})
	}
	return list, nil
}

// toldSection is what was told: to staff with who told it masked, also in the words but to who handles the matter; without him to whom
// that is closed.
func (s *Service) toldSection(g Grievance, k flow.Case, masked, closed, handles bool) door.Section {
	d := door.Section{ID: toldID, Title: "反映的情况", Facts: page.List{Wide: true}}
	add := func(label, value string) { d.Facts.Add(page.Term{Label: label, Value: value}) }
	told, _ := s.told(g)
	name, phone, behalf, firm := told.Name, told.Phone, told.For, told.Firm
	text := func(words string) string { return words }
	switch {
	case closed:
		name, phone, behalf, firm = form.Someone(name), "", form.Someone(behalf), form.Someone(firm)
	case masked:
		masks := map[string]string{name: form.MaskName(name), phone: form.MaskPhone(phone), behalf: form.MaskName(behalf), firm: form.MaskName(firm)}
		delete(masks, "")
		if !handles {
			text = form.NewVeil(masks, false).Text
		}
		name, phone, behalf, firm = masks[name], masks[phone], masks[behalf], masks[firm]
	}
	add("反映人", strings.TrimSpace(name+" "+phone))
	add("替谁反映", behalf)
	add("单位", firm)
	add("在哪里办", s.Regions.Path(k.Region, 3))
	if g.Times > 0 {
		add("到现场次数", fmt.Sprintf("%d 次", g.Times))
	}
	add("拒办的窗口或人员", told.RefusedBy)
	add("对方说的理由", text(told.Reason))
	add("未办成的情况", text(told.What))
	add("希望怎么解决", text(told.Wish))
	if masked && !closed {
		href := path + "/archive/" + k.Number()
		d.Links = append(d.Links, page.Link{Href: href, Label: "下载这件事的档案", Icon: "download", Note: "一事一档，下载会记入审计日志"})
	}
	base := "/files/"
	if masked {
		base = "/desk/files/"
	}
	for i, id := range file.IDs(g.Files) {
		d.Links = append(d.Links, page.Link{Href: fmt.Sprint(base, id), Label: fmt.Sprintf("附件 %d", i+1), Icon: "file"})
	}
	return d
}

// masked is what the sections of some matters show masked, in the clear.
func (s *Service) masked(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64][]page.Term, error) {
	rows, err := Grievances.LoadOf(ctx, tx, cases)
	terms := make(map[int64][]page.Term, len(rows))
	for id, g := range rows {
		told, _ := s.told(g)
		terms[id] = []page.Term{
			{Label: "反映人", Value: told.Name}, {Label: "反映人电话", Value: told.Phone}, {Label: "替谁反映", Value: told.For}, {Label: "单位", Value: told.Firm},
		}
	}
	return terms, err
}

func (s *Service) replySection(g Grievance) door.Section {
	d := door.Section{ID: "reply", Title: "答复", Facts: page.ListOf(page.Term{Label: "答复", Value: g.Reply},
		page.Term{Label: "依据", Value: g.Basis}, page.Term{Label: "结果", Value: label(Outcomes, g.Outcome)})}
	if g.PlanDay != 0 && g.RepliedAt == 0 {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "计划办成", Value: s.House.Day(g.PlanDay), Strong: true})
	}
	return d
}

// staffSections are the judgement, the contacts, the consultations, the accountability files and the
// visit.
func (s *Service) staffSections(ctx context.Context, g Grievance, c flow.View) ([]door.Section, error) {
	var list []door.Section
	for _, part := range []func(context.Context, Grievance, flow.View) (door.Section, error){
		s.namedSection, s.classSection, s.contactSection, s.meetingSection, s.dutySection, visitSection,
	} {
		d, err := part(ctx, g, c)
		if err != nil {
			return nil, err
		}
		if len(d.Facts.Items)+len(d.Table.Rows)+len(d.Links) > 0 || d.Note.Text != "" {
			list = append(list, d)
		}
	}
	return list, nil
}

func (s *Service) classSection(ctx context.Context, g Grievance, c flow.View) (door.Section, error) {
	d := door.Section{ID: classID, Title: "研判"}
	cause, err := s.causeName(ctx, s.DB, g.Cause, wordedOn(g.JudgedDay, g.Since))
	if err != nil {
		return d, err
	}
	if g.Class != "" {
		d.Facts.Items = []page.Term{
			{Label: "类别", Value: Classes[g.Class] + "·" + cause, Strong: true}, {Label: "研判意见", Value: g.Opinion},
			{Label: "承办部门", Value: cmp.Or(s.Catalog.DeptName(c.Case.Dept), "反映窗口")},
		}
	}
	p, err := g.proposal()
	if err != nil {
		return d, err
	}
	if p.Class != "" {
		if cause, err = s.causeName(ctx, s.DB, p.Cause, p.Day); err != nil {
			return d, err
		}
		d.Note = page.Note{Kind: "act", Title: "等第二人复核", Text: "提议定为“" + Classes[p.Class] + "·" + cause + "”：" + p.Opinion}
	}
	if g.Round > 1 {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "第几次办理", Value: fmt.Sprintf("第 %d 次", g.Round)})
	}
	return d, nil
}

// contactSection is the log of contacts, read from the ledger.
func (s *Service) contactSection(_ context.Context, _ Grievance, c flow.View) (door.Section, error) {
	d := door.Section{ID: "contacts", Title: "联系记录", Table: page.Table{Caption: "联系记录，先联系的在前", Flat: true,
		Heads: []page.Head{{Label: "时间", Plain: true}, {Label: "情况", Main: true}, {Label: "谁联系的"}}}}
	for _, e := range c.Events {
		if e.Event != "contact" {
			continue
		}
		when, said := page.Cell{Text: s.House.Clock(e.At)}, page.Cell{Text: flow.Broken}
		if in, err := s.Engine.Input(e); err == nil {
			when.Small = contactForm.Field("how").Show(in["how"])
			tag := page.Tag{Label: "联系上了", Kind: "ok"}
			if in["reached"] != "yes" {
				tag = page.Tag{Label: "没有联系上", Kind: "act"}
			}
			said = page.Cell{Text: in["text"], Tags: []page.Tag{tag}}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{when, said, {Text: e.ActorName}}})
	}
	return d, nil
}

func (s *Service) meetingSection(ctx context.Context, g Grievance, _ flow.View) (door.Section, error) {
	d := door.Section{ID: "meeting", Title: "会商"}
	list, err := meetingsWith(ctx, s.DB, g.CaseID)
	if err != nil || len(list) == 0 {
		return d, err
	}
	m := list[len(list)-1]
	said := map[string]Opinion{}
	for _, o := range m.Said {
		said[o.Dept] = o
	}
	d.Facts = page.List{Wide: true, Items: []page.Term{
		{Label: "会商时间和地点", Value: strings.TrimSpace(m.HeldAt + " " + m.Place)}, {Label: "专家", Value: cmp.Or(m.Experts, "无")},
	}}
	if m.DecidedAt != 0 {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "会商情况", Value: m.Minutes}, page.Term{Label: "会商决定", Value: m.Decision, Strong: true},
			page.Term{Label: "牵头单位", Value: s.Catalog.DeptName(m.Lead)})
	}
	d.Table = page.Table{Caption: "受邀部门的意见", Flat: true, Heads: []page.Head{{Label: "部门", Main: true}, {Label: "意见"}, {Label: "谁", Plain: true}}}
	for _, code := range words(m.Depts) {
		cell := page.Cell{Tags: []page.Tag{{Label: "还没有提交", Kind: "act"}}}
		if o, ok := said[code]; ok {
			cell = page.Cell{Text: opinionForm.Field("verdict").Show(o.Verdict), Small: o.Text}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{{Text: s.Catalog.DeptName(code)}, cell, {Text: said[code].Name}}})
	}
	for _, t := range m.Tasks {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "任务：" + t.Who, Value: t.What, Note: t.By.Words() + "前"})
	}
	return d, nil
}

func (s *Service) dutySection(ctx context.Context, g Grievance, _ flow.View) (door.Section, error) {
	d := door.Section{ID: "duty", Title: "问责档案"}
	list, err := dutiesOf(ctx, s.DB, g.CaseID)
	for _, r := range list {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "建档", Value: r.OpenedDay.Words(), Note: s.Catalog.DeptName(r.Dept)})
		d.Facts.Add([]page.Term{
			{Label: "原因说明", Value: r.Statement}, {Label: "责任人", Value: r.Person}, {Label: "处理方式", Value: ways.Show(r.Ways)},
			{Label: "结论", Value: r.Result, Note: r.ClosedBy},
		}...)
		if r.ClosedDay == 0 {
			d.Note = page.Note{Kind: "act", Text: "还没有问责结论。没有结论，这件事不能办结。"}
		}
	}
	return d, err
}

func visitSection(_ context.Context, g Grievance, _ flow.View) (door.Section, error) {
	d := door.Section{ID: "visit", Title: "回访"}
	if g.VisitedDay == 0 {
		return d, nil
	}
	d.Facts.Items = []page.Term{{Label: "回访", Value: g.VisitedDay.Words()}, {Label: "结果", Value: "没有回访到"}}
	if g.Reached {
		d.Facts.Items[1].Value = visitNote(form.Values{"solved": g.Solved, "level": fmt.Sprint(g.Level)})
	}
	d.Facts.Add(page.Term{Label: "反映人的话", Value: g.Said})
	return d, nil
}

// facts are short words on grievances for lists.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	rows, err := Grievances.Of(ctx, s.DB, ids...)
	m := make(map[int64][]string, len(rows))
	for id, g := range rows {
		if g.Class != "" {
			m[id] = append(m[id], Classes[g.Class])
		}
		if g.Round > 1 {
			m[id] = append(m[id], fmt.Sprintf("第 %d 次办理", g.Round))
		}
		if g.Again {
			m[id] = append(m[id], "重复反映")
		}
		if g.Proposal+g.Entered != "" {
			m[id] = append(m[id], "等复核")
		}
	}
	return m, err
}

// links offers to report what was refused or is overdue. A matter that was reported leads there.
func (s *Service) links(ctx context.Context, v people.Visitor, c flow.View) ([]page.Link, error) {
	if c.Case.Kind == Kind {
		return nil, nil
	}
	for _, l := range c.Links {
		k, seen, err := s.Engine.Seen(ctx, v.Actor, l.Other)
		if err != nil {
			return nil, err
		}
		if seen && k.Kind == Kind && k.ClosedAt == 0 && v.Actor.Kind == people.Citizen {
			return []page.Link{{Href: door.MyCase(k.Number()), Label: "看反映的办理进度", Icon: "speak"}}, nil
		}
	}
	if !stuck(c) {
		return nil, nil
	}
	link := page.Link{Href: public + "/new?case=" + c.Case.Number(), Label: "没办成？反映", Icon: "speak", Note: "办不成事反映窗口，有专人跟踪到底"}
	if v.Actor.Kind == people.Staff {
		if !v.Actor.Has(byDesk.Roles...) {
			return nil, nil
		}
		link.Href, link.Note = path+"/new?case="+c.Case.Number(), "替办事人登记反映"
	}
	return []page.Link{link}, nil
}

// stuck reports whether an application could not be done: it is late, or it ended with a no.
func stuck(c flow.View) bool {
	if c.Case.Kind != "application" {
		return false
	}
	return c.Case.Late || c.Case.Result == "denied" || slices.Contains([]string{"refused", "lapsed", "terminated"}, c.Case.State)
}
