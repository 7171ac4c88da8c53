package course

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// looker is for whom the parts of a case's page are drawn: staff see personal answers masked, the owner
// sees his own in the clear, who follows the case by its code sees no personal answers and no files.
type looker struct {
	staff, owner bool
	files        string // where files lie; "": not shown
}

func lookerOf(v people.Visitor, k flow.Case) looker {
	switch {
	case v.Actor.Kind == people.Staff:
		return looker{staff: true, files: "/desk/files/"}
	case k.For(v.Actor, people.See):
		return looker{owner: true, files: "/files/"}
	}
	return looker{}
}

const refusalID = "refusal"

// onSteps are the sections that stand on the pages of the steps that decide on what they say.
var onSteps = []door.Beside{
	{Section: refusalID, Of: []string{"propose_refusal"}},
	{Section: revocationID, Of: []string{"promise_false", "propose_revocation"}, For: []string{"defend"}},
	{Section: termination, Of: []string{proposals[termination]}},
	{Section: extension, Of: []string{proposals[extension]}},
}

// sections are what an application has to say of itself on its case's page.
func (s *Applications) sections(ctx context.Context, v people.Visitor, c flow.View) ([]door.Section, error) {
	a, err := s.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	given, err := s.Files.OfCase(ctx, c.Case.ID)
	if err != nil {
		return nil, err
	}
	have := map[int64]file.File{}
	for _, f := range given {
		have[f.ID] = f
	}
	l := lookerOf(v, c.Case)
	var list []door.Section
	if l.staff && c.Case.State == Refusing {
		proposed, err := s.refusalSection(ctx, c.Case)
		if err != nil {
			return nil, err
		}
		list = append(list, proposed)
	}
	if (l.staff || l.owner) && c.Case.State == Revoking {
		proposed, err := s.revocationSection(ctx, c, l)
		if err != nil {
			return nil, err
		}
		list = append(list, proposed)
	}
	if l.staff {
		waiting, err := s.proposalSections(ctx, c)
		if err != nil {
			return nil, err
		}
		list = append(list, waiting...)
	}
	told := s.formSection(a, c.Case, l)
	if l.staff {
		p, err := s.Persons.Person(ctx, s.DB, c.Case.Applicant)
		if err != nil {
			return nil, err
		}
		standing, err := s.Persons.Standing(ctx, p)
		if err != nil {
			return nil, err
		}
		told.Facts.Items = append([]page.Term{{Label: "申请人身份", Value: standing}}, told.Facts.Items...)
	}
	list = append(list, told, s.materialSection(a, have, l))
	if guide, err := a.item.Guide(a.Answers); err == nil && len(guide.Answered) > 0 {
		list = append(list, answerSection(guide))
	}
	if l.staff && len(a.Signed) > 0 {
		list = append(list, s.signedSection(a))
	}
	delivery, err := s.deliverySection(ctx, a, c.Case, l)
	if err != nil {
		return nil, err
	}
	list = append(list, s.debtSection(a, c), delivery, s.resultSection(a, c.Case, have, l))
	return slices.DeleteFunc(list, func(d door.Section) bool {
		return len(d.Facts.Items) == 0 && len(d.Table.Rows) == 0 && len(d.Links) == 0 && d.Note.Title+d.Note.Text == ""
	}), nil
}

func (s *Applications) formSection(a *Application, k flow.Case, l looker) door.Section {
	d := door.Section{ID: "form", Title: "申请信息", Facts: page.List{Wide: true}}
	add := func(label, value string) {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: label, Value: value})
	}
	add("受理地点", s.Regions.HallOf(k.Region, region.County))
	if a.Lost {
		add("填写的内容", gm.Unreadable+"，请告知系统管理员")
	}
	if a.By != (Proxy{}) {
		name := a.By.Name
		if !l.owner {
			name = form.MaskName(name)
		}
		note := a.By.Words()
		if l := a.letter(proxyLetter); l != nil && l.Way == "open" {
			note += "；授权委托书" + wayWords[l.Way]
		}
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "经办人", Value: name, Note: note})
	}
	for _, q := range a.item.Form.Fields {
		said, ok := a.Form[q.Name]
		switch {
		case !ok || q.Sensitive() && !l.staff && !l.owner:
		case q.Sensitive() && l.staff:
			add(q.Label, q.Mask(s.Says(q, said)))
		case q.Prefill == "name" && !l.owner:
			add(q.Label, form.MaskName(said))
		default:
			add(q.Label, s.Says(q, said))
		}
	}
	return d
}

// masked are the answers that the sections show masked, in the clear.
func (s *Applications) masked(ctx context.Context, tx *db.DB, cases []flow.Case) (map[int64][]page.Term, error) {
	found, err := rows.LoadOf(ctx, tx, cases)
	if err != nil {
		return nil, err
	}
	terms := make(map[int64][]page.Term, len(found))
	for id, r := range found {
		a, err := s.open(ctx, r)
		if err != nil {
			return nil, err
		}
		var list []page.Term
		for _, q := range a.item.Form.Fields {
			if said := a.Form[q.Name]; said != "" && (q.Sensitive() || q.Prefill == "name") {
				list = append(list, page.Term{Label: q.Label, Value: s.Says(q, said)})
			}
		}
		terms[id] = append(list, page.Term{Label: "经办人", Value: a.By.Name}, page.Term{Label: "经办人电话", Value: a.By.Phone},
			page.Term{Label: "收件人", Value: a.Address.Name}, page.Term{Label: "收件人电话", Value: a.Address.Phone},
			page.Term{Label: "收件地址", Value: a.Address.Street})
	}
	return terms, nil
}

// Words say by what right somebody acts for the applicant.
func (p Proxy) Words() string {
	relation := map[string]string{"agent": "单位经办人", "relative": "亲属代办", "friend": "朋友、邻居代办",
		"staff": "工作人员帮办代办"}[p.Relation]
	right := map[string]string{"letter": "凭委托书", "voice": "电话确认授权", "present": "本人在场"}[p.Right]
	if relation != "" && right != "" {
		relation += "，"
	}
	return relation + right
}

func (s *Applications) materialSection(a *Application, have map[int64]file.File, l looker) door.Section {
	d := door.Section{ID: "materials", Title: "材料", Table: page.Table{Caption: "材料", Flat: true,
		Heads: []page.Head{{Label: "材料", Main: true}, {Label: "来源"}, {Label: "情况", Plain: true}}}}
	for _, h := range a.Materials {
		source, need := "申请人自备", ""
		if i := slices.IndexFunc(a.item.Materials, func(m catalog.Material) bool { return m.Key == h.Key }); i >= 0 {
			m := a.item.Materials[i]
			if m.Source == "20" {
				source = cmp.Or(m.From, "政府部门核发")
			} else if m.From != "" {
				source = m.From
			}
			need = map[string]string{"2": "特定情形需要", "3": "可以容缺"}[m.Need]
		}
		state := page.Cell{Tags: []page.Tag{h.Tag()}, Small: h.Note}
		for _, id := range h.Files {
			if l.files != "" {
				state.Acts = append(state.Acts, page.Act{Label: have[id].Name, Kind: "plain", Size: "small", Icon: "file",
					Href: fmt.Sprint(l.files, id)})
			}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{{Text: h.Name, Small: need}, {Text: source}, state}})
	}
	return d
}

// refusalSection is what the one who agrees to a refusal must have read: on what ground, why, and where
// the applicant is to go.
func (s *Applications) refusalSection(ctx context.Context, k flow.Case) (door.Section, error) {
	d := door.Section{ID: refusalID, Title: "拟不予受理"}
	said, err := s.Engine.LastInput(ctx, s.DB, k.ID, "propose_refusal")
	if errors.Is(err, flow.ErrBroken) {
		d.Note = page.Note{Kind: "act", Title: flow.Broken}
		return d, nil
	}
	if err != nil {
		return d, err
	}
	for _, q := range s.RefusalForm().Fields {
		if said[q.Name] != "" {
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: q.Label, Value: q.Show(said[q.Name])})
		}
	}
	d.Facts.Wide = true
	return d, nil
}

func answerSection(guide catalog.Checklist) door.Section {
	d := door.Section{ID: "answers", Title: "情形", Facts: page.List{Wide: true}}
	for _, x := range guide.Answered {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: x.Ask, Value: x.Said})
	}
	return d
}

func (s *Applications) signedSection(a *Application) door.Section {
	d := door.Section{ID: "opinions", Title: "审查意见", Table: page.Table{Caption: "审查意见，先签的在前", Flat: true,
		Heads: []page.Head{{Label: "环节", Main: true}, {Label: "结论"}, {Label: "审签人", Plain: true}}}}
	for _, g := range a.Signed {
		verdict := page.Tag{Label: "符合", Kind: "ok"}
		if !g.Yes {
			verdict = page.Tag{Label: "不符合", Kind: "act"}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: g.Name, Small: g.Opinion}, {Tags: []page.Tag{verdict}},
			{Text: g.Who, Small: s.Catalog.DeptName(g.Dept) + "　" + s.House.Clock(g.At)}}})
	}
	return d
}

// debtSection is what was accepted without and is to follow.
func (s *Applications) debtSection(a *Application, c flow.View) door.Section {
	d := door.Section{ID: "debts", Title: "容缺待补"}
	for _, owed := range a.Debts {
		t := page.Term{Label: owed.Name, Value: "已补交", Note: s.House.Clock(owed.Settled)}
		if owed.Settled == 0 {
			t = page.Term{Label: owed.Name, Value: "没有补交，现在不再需要"}
			if day := s.debtDay(c.Case, owed); day != 0 {
				t.Value, t.Strong = "最迟"+day.Words()+"补交，含当日", true
				if day < s.Today() {
					t.Value = "已逾期，应于" + day.Words() + "补交"
				}
			}
		}
		d.Facts.Items = append(d.Facts.Items, t)
	}
	return d
}

// debtDay is the day by which a material must follow; no day when its clock no longer runs, for the matter was denied or ended otherwise.
func (s *Applications) debtDay(k flow.Case, d Debt) calendar.Day {
	for _, clock := range k.Running() {
		if clock.Name == d.clock() {
			due, _ := clock.Due(s.Rules.Calendar())
			return calendar.DayOf(due)
		}
	}
	return 0
}

func (s *Applications) deliverySection(ctx context.Context, a *Application, k flow.Case, l looker) (door.Section, error) {
	d := door.Section{ID: "delivery", Title: "送达", Facts: a.DeliveryFacts()}
	if !l.owner {
		d.Facts.Items = d.Facts.Items[:1]
		if a.Delivery == "courier" && l.staff {
			phone, street := form.Field{Type: form.Phone}, form.Field{Type: form.Address}
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "收件人",
				Value: form.MaskName(a.Address.Name) + " " + phone.Mask(a.Address.Phone),
				Note:  street.Mask(a.Address.Street)})
		}
	}
	if a.Courier.Tracking != "" {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "运单", Value: a.Courier.Words(),
			Note: s.House.Clock(a.Courier.SentAt) + "寄出"})
	}
	if a.Tries > 1 && a.Delivery == "courier" {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "寄送次数", Value: fmt.Sprintf("第 %d 次", a.Tries)})
	}
	if a.Pickup == "" || l.staff {
		return d, nil
	}
	hall, err := s.outputHall(ctx, s.DB, k.Region)
	if err != nil {
		return d, err
	}
	d.Facts.Items = append(d.Facts.Items, page.Term{Label: "领取地点", Value: hall, Note: s.House.City.Hours + "，带身份证件"})
	if !l.owner {
		return d, nil
	}
	code := page.Term{Label: "取件码", Value: a.Pickup, Strong: true, Note: "带身份证件到窗口领取"}
	_, void, err := s.announced(ctx, s.DB, k, a)
	if err != nil {
		return d, err
	}
	if void {
		if code, err = s.otherCode(ctx, k, a); err != nil {
			return d, err
		}
	}
	d.Facts.Items = append(d.Facts.Items, code)
	return d, nil
}

// otherCode is with what a result is collected whose code is void.
func (s *Applications) otherCode(ctx context.Context, k flow.Case, a *Application) (page.Term, error) {
	term := page.Term{Label: "取件码", Value: "不能再用", Strong: true, Note: "新的取件码会发到现在的手机号，刚在窗口更正的要过一段时间；现在领取的，带身份证件到窗口换一张查询单"}
	fresh, err := s.fresh(ctx, s.DB, k, a)
	if err != nil || !fresh {
		return term, err
	}
	code, why, err := s.House.Slips.Told(ctx, s.DB, k)
	if err != nil || why != "" {
		return term, err
	}
	term.Label, term.Value, term.Note = "查询密码", code, "取件码不能再用；凭这个查询密码到窗口领取，带身份证件；单位的，法定代表人另带营业执照，他人另带单位的授权委托书"
	return term, nil
}

func (s *Applications) resultSection(a *Application, k flow.Case, have map[int64]file.File, l looker) door.Section {
	d := door.Section{ID: "result", Title: "结果"}
	if k.Result == "" || k.State == Deciding {
		return d
	}
	power := s.power(k)
	words := map[string]string{Approved: power.Yes(), Denied: power.No(), "revoked": "已撤销", "closed": "没有作出决定"}
	d.Facts.Items = append(d.Facts.Items, page.Term{Label: "结论", Value: words[k.Result], Strong: true})
	if a.Result.Name != "" {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "结果", Value: a.Result.Name})
	}
	if a.Result.Number != "" && (l.staff || l.owner) {
		d.Facts.Items = append(d.Facts.Items, page.Term{Label: "编号", Value: a.Result.Number})
		if valid := a.Result.validity(); valid != "" {
			d.Facts.Items = append(d.Facts.Items, page.Term{Label: "有效期", Value: valid})
		}
	}
	for _, id := range file.IDs(a.Result.Files) {
		if f, ok := have[id]; ok && l.files != "" {
			d.Links = append(d.Links, page.Link{Href: fmt.Sprint(l.files, id), Label: f.Name, Icon: "download", Note: page.Size(f.Size)})
		}
	}
	if a.Archive != 0 && l.staff {
		d.Links = append(d.Links, page.Link{Href: "/desk/archive/" + k.Number(), Label: "下载归档包", Icon: "download",
			Note: "一事一档，下载会记入审计日志"})
	}
	return d
}

// waiting is what the applicant owes: materials that are to follow, until the matter is denied or ends otherwise.
func (s *Applications) waiting(ctx context.Context, v people.Visitor, c flow.View) ([]page.Note, error) {
	a, err := s.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	var list []page.Note
	for _, d := range a.owing() {
		day := s.debtDay(c.Case, d)
		if day == 0 {
			continue
		}
		n := page.Note{Kind: "act", Title: "请补交“" + d.Name + "”。", Text: "受理时允许后补，最迟" + day.Words() + "补交，含当日。"}
		if day < s.Today() {
			n.Text = "应于" + day.Words() + "补交，已经逾期，请尽快补交。"
		}
		n.Links = []page.Link{{Href: door.MyCase(c.Case.Number()) + "/do/settle_debt", Label: "去补交"}}
		list = append(list, n)
	}
	return list, nil
}

// facts are short words on cases for lists.
func (s *Applications) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	list, err := s.Of(ctx, s.DB, ids...)
	m := map[int64][]string{}
	for _, a := range list {
		for _, f := range []struct {
			holds bool
			word  string
		}{
			{a.Corrections > 0, "补正件"}, {len(a.owing()) > 0, "容缺"},
			{a.Agent != 0 && a.By.Relation != "agent", "代办"}, {a.CommitTo, "告知承诺"}, {a.broken(), "承诺不实"},
		} {
			if f.holds {
				m[a.CaseID] = append(m[a.CaseID], f.word)
			}
		}
	}
	return m, err
}

// DeliveryFacts say how the result comes.
func (a *Application) DeliveryFacts() page.List {
	l := page.List{Items: []page.Term{{Label: "方式", Value: Deliveries[a.Delivery], Strong: true}}}
	if a.Delivery == "courier" {
		l.Items = append(l.Items, page.Term{Label: "收件人", Value: a.Address.Name},
			page.Term{Label: "手机", Value: a.Address.Phone},
			page.Term{Label: "地址", Value: a.Address.Street})
	}
	return l
}

// Says is an answer in words.
func (s *Applications) Says(q form.Field, v string) string {
	if c, err := region.Parse(v); q.Type == form.Region && err == nil {
		return s.Regions.Path(c, region.County)
	}
	return q.Show(v)
}

// Tag is the state of a material as a mark.
func (h Handed) Tag() page.Tag {
	kind := map[string]string{Uploaded: "ok", Paper: "ok", Exempt: "ok", Made: "ok", Lacking: "act"}[h.State]
	return page.Tag{Label: stateWords[h.State], Kind: kind}
}
