package application

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

const outputPath = "/desk/output"

var outputRoles = []people.Role{people.Output, people.Window}

// waiting is a result that waits to be handed out.
type waiting struct {
	flow.TurnRow

	app *course.Application
}

// tabs are the ways of delivery by what the result waits for.
var tabs = []page.Option{{Value: "pickup", Label: "等人来领"}, {Value: "courier", Label: "等着寄出"},
	{Value: "sent", Label: "寄出在途"},
	{Value: "electronic", Label: "等着电子送达"}}

// atOutput is the actor as one who hands out results: the windows do so too.
func atOutput(a people.Actor) people.Actor {
	var posts []people.Post
	for _, p := range a.Posts {
		if slices.Contains(outputRoles, p.Role) {
			p.Role = people.Output
			posts = append(posts, p)
		}
	}
	a.Posts = posts
	return a
}

// atHand is what waits at the output desk.
var atHand = flow.Filter{Kind: course.Kind, State: course.Delivery}

// countOutput is the figure in the menu.
func (s *Service) countOutput(ctx context.Context, v people.Visitor) (int64, error) {
	return s.Engine.Waiting(ctx, atOutput(v.Actor), atHand)
}

// output declares the desk that hands the results out (统一出件): what waits, by the way it goes.
func (s *Service) output() listing.Ledger[waiting] {
	return listing.Ledger[waiting]{
		Name: "output", Path: outputPath, Title: "送达出件", Roles: outputRoles, Of: door.OfPeople, Ascending: true,
		Filters: []listing.Filter{
			{Field: page.Field{Name: "tab", Label: "送达方式", Options: tabs}, Tabs: true, Tally: waitingTab, Is: waitingTab},
			{Field: page.Field{Type: "hidden", Name: "q", Label: "办件编号、姓名或事项"},
				By: listing.Text(s.House)},
		},
		Scope:  func(w *db.Where, v people.Visitor) { s.Engine.Turns(w, atOutput(v.Actor), atHand) },
		Select: flow.TurnColumns, From: flow.TurnsFrom, Order: []string{"t.due_at", "t.case_id", "t.no"},
		Key:   func(l waiting) []int64 { return []int64{l.DueAt, l.ID, l.No} },
		Case:  func(l waiting) flow.Case { return l.Case },
		Fill:  s.fillOutput,
		Empty: page.Empty{Title: "这里没有要送达的结果", Text: "结果办好后会自动到这里。"},
		Columns: []listing.Column[waiting]{
			{Name: "办件编号", Key: "number", Width: 28, Value: func(l waiting) any { return flow.Grouped(l.Number()) }},
			{Name: "事项和编号", Key: "title", Main: true, Width: 40, Value: func(l waiting) any { return l.Title },
				Cell: func(l waiting) page.Cell {
					return page.Cell{Text: l.Title, Href: outputPath + "/" + l.Number(), Small: flow.Grouped(l.Number())}
				}},
			{Name: "申请人", Key: "applicant", Plain: true, Value: func(l waiting) any { return form.MaskName(l.Party) },
				Cell: func(l waiting) page.Cell {
					return page.Cell{Text: form.MaskName(l.Party), Small: s.Regions.Name(l.Region)}
				}},
			{Name: "地点", Key: "place", Value: func(l waiting) any { return s.Regions.Name(l.Region) }},
			{Name: "结果", Key: "result", Width: 30, Value: func(l waiting) any { return l.app.Result.Name },
				Cell: func(l waiting) page.Cell { return page.Cell{Text: l.app.Result.Name, Small: l.app.Result.Number} }},
			{Name: "结果编号", Width: 28, Value: func(l waiting) any { return l.app.Result.Number }},
			{Name: "送达", Key: "step", Value: func(l waiting) any { return l.Step }},
			{Name: "时间", Key: "ready_at", Width: 18, Value: func(l waiting) any { return door.SheetClock(l.Since) }, Cell: s.since},
			{Name: "运单", Key: "parcel", Width: 28, Value: func(l waiting) any { return l.app.Courier.Words() }},
		},
		Around: s.aroundOutput,
	}
}

// fillOutput reads the applications of the results.
func (s *Service) fillOutput(ctx context.Context, _ people.Visitor, rows []waiting) error {
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	list, err := s.Of(ctx, s.DB, ids...)
	for i := range rows {
		rows[i].app = list[rows[i].ID]
	}
	return err
}

// when says since when a result waits in this way and until when, or with which parcel it went, or where it is to go.
func (s *Service) since(l waiting) page.Cell {
	c := page.Cell{Text: s.House.Clock(l.Since) + "起等候"}
	switch {
	case l.Step == course.OnWay:
		return page.Cell{Text: l.app.Courier.Words(), Small: s.House.Clock(l.app.Courier.SentAt) + "寄出"}
	case l.Step == course.Ways["courier"]:
		c.Small = (&form.Field{Type: form.Address}).Mask(l.app.Address.Street)
		if l.app.Tries > 0 {
			c.Small += fmt.Sprintf("　已退回 %d 次", l.app.Tries)
		}
	case l.DueAt != flow.Never:
		c.Small = "最晚 " + calendar.DayOf(time.UnixMilli(l.DueAt)).Words()
	}
	return c
}

// aroundOutput adds the search, and on a tab what is done with several results at once: the numbers of parcels are scanned,
// results are sent electronically.
func (s *Service) aroundOutput(_ context.Context, c door.Call, p *door.Screen) error {
	tab, q, b := c.In["tab"], c.In["q"], &p.Blocks[0]
	p.Find = page.SearchBox{ // of a code that somebody typed nothing is to stand in an address: it is posted
		Post: true, Action: outputPath, Label: "取件码、办件编号、姓名或事项", Value: q, Example: "取件码、办件编号、姓名或事项", Button: "查找",
		Key:    "/",
		Hidden: page.Fields{door.HiddenField("tab", tab)},
	}
	if t := &b.Table; len(t.Rows) == 0 {
		if q != "" {
			s.nothingFound(b, tab, q)
		}
		return nil
	}
	send := page.Form{ID: "send"}
	switch tab {
	case "courier":
		wrong := door.Wrongs(c.Fault())
		send.Action, send.Next = outputPath+"/dispatch", true
		send.Fields = append(send.Fields, page.Field{
			Name: "company", Label: "快递公司", Required: true, Max: 30, Complete: "on", Example: "例如：中国邮政",
			Value: c.In["company"],
			Error: wrong["company"],
		})
		send.Submit = page.Act{Label: "登记寄出", Form: send.ID, Key: "Ctrl+Enter"}
		send.Others = []page.Act{{Label: "打印面单", Kind: "quiet", Icon: "print", Href: outputPath + "/labels"}}
		b.Lead = "一件一件扫运单号，扫完一起登记；没扫的不受影响。"
		b.Table.Heads = append(b.Table.Heads, page.Head{Label: "运单号"})
		for i := range b.Table.Rows {
			row := &b.Table.Rows[i]
			name := "tracking_" + row.ID
			row.Cells = append(row.Cells, page.Cell{Input: &page.Input{
				Form: send.ID, Name: name, Label: row.Name + "的运单号", Value: c.In[name], Max: 40, Error: wrong[name],
			}})
		}
	case "electronic":
		send.Action = outputPath + "/electronic"
		send.Submit = page.Act{Label: "电子送达所选", Form: send.ID, Confirm: "送达以后这些件就办结了，不能撤回。确定送达所选的吗？"}
		b.Table.Pick, b.Table.Form = "case", send.ID
	default:
		return nil
	}
	b.Post = send
	return nil
}

// at is the page of the desk at a tab, for a form that was posted in vain from there.
func (s *Service) at(tab string) door.Shows {
	return func(ctx context.Context, c door.Call) (door.Screen, error) {
		c.In["tab"] = tab
		return s.desk.Show(ctx, c)
	}
}

// nothingFound says that nothing waits that was looked for.
func (s *Service) nothingFound(b *door.Block, tab, q string) {
	b.Table.Rows, b.Pager = nil, page.Pager{}
	b.Table.Empty = page.Empty{
		Title: "没有找到“" + q + "”", Text: "请核对取件码或编号；也可以换一种送达方式看看。",
		Link: page.Link{Href: outputPath + "?tab=" + tab, Label: "看全部"},
	}
}

// findResult leads straight to the case that a code to collect or a number means, or lists what has the words. Such a code
// stands in no address: its case is the answer.
func (s *Service) findResult(ctx context.Context, c door.Call) (door.After, error) {
	q, tab := strings.TrimSpace(c.In["q"]), c.In["tab"]
	if code := check.Bare(q); len(code) == 6 && strings.Trim(code, "0123456789") == "" {
		return s.findCode(ctx, c, code)
	}
	k, err := s.Engine.ByNumber(ctx, q)
	if err == nil {
		_, err = s.Engine.View(ctx, c.Actor, k.ID)
	}
	switch {
	case err == nil:
		return door.Seen(outputPath+"/"+k.Number(), ""), nil
	case !fail.Is(err, fail.KindNotFound) && !fail.Is(err, fail.KindInvalid): // a name or a matter is no number
		return door.After{}, err
	}
	return door.Seen(outputPath+"?"+url.Values{"tab": {tab}, "q": {q}}.Encode(), ""), nil
}

func (s *Service) findCode(ctx context.Context, c door.Call, code string) (door.After, error) {
	ids, err := course.CasesByPickup(ctx, s.DB, code)
	if err != nil {
		return door.After{}, err
	}
	for _, id := range ids {
		v, err := s.Engine.View(ctx, c.Actor, id)
		if fail.Is(err, fail.KindNotFound) {
			continue
		}
		if err != nil {
			return door.After{}, err
		}
		p, err := s.handingOver(ctx, v, "hand_out", form.Values{"code": code}, nil)
		return door.After{Show: &p}, err
	}
	tab := c.In["tab"]
	c.In = form.Values{"tab": tab}
	p, err := s.desk.Show(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	p.Find.Value, p.Blocks[0].Post, p.Blocks[0].Lead = code, page.Form{}, ""
	s.nothingFound(&p.Blocks[0], tab, code)
	return door.After{Show: &p}, nil
}

// dispatchMany enters the numbers of several parcels. Those that fail stay on the page, with what is wrong beside the number; where
// that is not the number, as when a colleague has sent the parcel meanwhile, it is told above.
func (s *Service) dispatchMany(ctx context.Context, c door.Call) (door.After, error) {
	company := strings.TrimSpace(c.In["company"])
	if company == "" {
		return door.After{}, fail.Invalid("还没有登记", fail.Field{Name: "company", Message: "请填写快递公司"})
	}
	sent, wrong, others := 0, []fail.Field(nil), []string(nil)
	for _, name := range slices.Sorted(maps.Keys(c.In)) {
		id, ok := strings.CutPrefix(name, "tracking_")
		tracking := c.In[name]
		if !ok || strings.TrimSpace(tracking) == "" {
			continue
		}
		err := s.fire(ctx, c.Actor, id, "dispatch", form.Values{"company": company, "tracking": tracking})
		e, told := fail.As(err)
		switch beside := door.Wrongs(err); {
		case beside["company"] != "": // it is that of all
			return door.After{}, fail.Invalid("还没有登记", fail.Field{Name: "company", Message: beside["company"]})
		case beside["tracking"] != "":
			wrong = append(wrong, fail.Field{Name: name, Message: s.numbered(ctx, c.Actor, id) + "运单号 " + tracking + "：" + beside["tracking"]})
		case told:
			others = append(others, s.numbered(ctx, c.Actor, id)+"运单号 "+tracking+" 没有登记："+e.Message+"。")
		case err != nil:
			return door.After{}, err
		default:
			sent++
		}
	}
	at := outputPath + "?tab=courier&company=" + url.QueryEscape(company)
	switch {
	case len(wrong)+len(others) > 0:
		return door.After{}, fail.Invalid(fmt.Sprintf("已登记 %d 件，还有 %d 件没有登记。", sent, len(wrong)+len(others))+strings.Join(others, ""), wrong...)
	case sent == 0:
		return door.After{See: at, Kind: "act", Say: "还没有填运单号，没有登记。"}, nil
	}
	return door.Seen(at, fmt.Sprintf("已登记寄出 %d 件，短信会告诉收件人运单号。", sent)), nil
}

// sendMany delivers the chosen results electronically.
func (s *Service) sendMany(ctx context.Context, c door.Call) (door.After, error) {
	sent, wrong := 0, []string(nil)
	for id := range strings.SplitSeq(c.In["case"], ",") {
		err := s.fire(ctx, c.Actor, id, "send_electronic", nil)
		e, told := fail.As(err)
		switch {
		case told:
			wrong = append(wrong, s.numbered(ctx, c.Actor, id)+e.Message)
		case err != nil:
			return door.After{}, err
		default:
			sent++
		}
	}
	if len(wrong) > 0 {
		return door.After{}, fail.Invalid(fmt.Sprintf("已登记 %d 件，下面的还没有登记：", sent) + strings.Join(wrong, "；"))
	}
	return door.Seen(outputPath+"?tab=electronic", fmt.Sprintf("已电子送达 %d 件。", sent)), nil
}

func (s *Service) fire(ctx context.Context, who people.Actor, id, event string, input form.Values) error {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return fail.Invalid("请先选要送达的办件")
	}
	_, err = s.Engine.Act(ctx, who, flow.Move{Case: n, Event: event, Input: input})
	return err
}

// numbered is the number of a case before what is said of it, among several; nothing where the actor sees no such case.
func (s *Service) numbered(ctx context.Context, who people.Actor, id string) string {
	n, _ := strconv.ParseInt(id, 10, 64)
	v, err := s.Engine.View(ctx, who, n)
	if err != nil {
		return ""
	}
	return flow.Grouped(v.Case.Number()) + " "
}

// The events of the output desk, the usual one first.
var outputEvents = []string{"signed", "send_electronic", "dispatch", "hand_out", "returned", "change_delivery"}

// handing is the page of one result, with what may be done with it.
func (s *Service) handing(ctx context.Context, c door.Call) (door.Screen, error) {
	v, err := s.viewed(ctx, c)
	if err != nil {
		return door.Screen{}, err
	}
	if c.Fault() == nil {
		return s.handingOver(ctx, v, "hand_out", nil, nil)
	}
	return s.handingOver(ctx, v, c.Path("event"), c.In, c.Fault())
}

// viewed is the case in the path, as the visitor sees it.
func (s *Service) viewed(ctx context.Context, c door.Call) (flow.View, error) {
	k, err := s.Engine.ByNumber(ctx, c.Path("number"))
	if err != nil {
		return flow.View{}, err
	}
	return s.Engine.View(ctx, c.Actor, k.ID)
}

func (s *Service) handingOver(ctx context.Context, c flow.View, event string, given form.Values,
	wrong error) (p door.Screen, err error) {
	k := c.Case
	p.Title, p.Crumbs = k.Title, []page.Link{{Href: outputPath, Label: "送达出件"}}
	p.Acts = []page.Act{{Label: "回送达出件", Kind: "quiet", Href: outputPath}}
	a, err := s.Load(ctx, s.DB, k.ID)
	if err != nil {
		return p, err
	}
	result, err := s.resultBlock(ctx, c, a)
	if err != nil {
		return p, err
	}
	p.Blocks = []door.Block{result}
	p.Actions = page.Actions{Title: "送达", Empty: "这件现在没有要送达的。"}
	for _, name := range outputEvents {
		o := door.Offered(c, name)
		if !o.May {
			continue
		}
		f := page.Form{Action: outputPath + "/" + k.Number() + "/" + name,
			Submit: page.Act{Label: o.Row.Name, Key: "Ctrl+Enter"}}
		if name == event {
			f.Fields, f.Error = door.Fields(o.Ask, given, wrong), door.Summary(wrong)
		} else {
			f.Fields = door.Fields(o.Ask, nil, nil)
		}
		f.Fields = append(f.Fields, door.HiddenField("seq", k.Seq))
		if p.Actions.Empty != "" {
			p.Actions.Main, p.Actions.Empty = f, ""
			continue
		}
		f.Submit.Kind, f.Submit.Key = "quiet", ""
		for i := range f.Fields {
			f.Fields[i].ID = "f-" + name + "-" + f.Fields[i].Name
		}
		p.Actions.Ways = append(p.Actions.Ways, page.Way{Label: o.Row.Name, Help: o.Row.Hint, Form: f})
	}
	if door.Offered(c, "hand_out").May {
		p.Actions.Ways = append(p.Actions.Ways, page.Way{Label: "换一张查询单", Help: "没有取件码的，核对身份证件后换",
			Href: door.DeskSlip(k.Number())})
	}
	return p, nil
}

// resultBlock is what is handed out, to whom, and the papers that go with it.
func (s *Service) resultBlock(ctx context.Context, c flow.View, a *course.Application) (door.Block, error) {
	k := c.Case
	b := door.Block{Title: "结果"}
	holder, err := s.Persons.Person(ctx, s.DB, k.Applicant)
	if err != nil {
		return b, err
	}
	known, err := s.Persons.Open(ctx, s.DB, holder)
	if err != nil {
		return b, err
	}
	b.Facts.Items = []page.Term{
		{Label: "编号", Value: flow.Grouped(k.Number())}, {Label: "申请人", Value: form.MaskName(k.Party), Strong: true},
		{Label: "证件号", Value: form.MaskIDNo(known.IDNo), Note: "和领取人的证件核对没有遮住的几位"},
		{Label: "结果", Value: a.Result.Name, Note: a.Result.Number}, {Label: "送达", Value: course.Deliveries[a.Delivery]},
		{Label: "状态", Value: c.State.Name},
	}
	if a.By.Name != "" {
		b.Facts.Items = append(b.Facts.Items, page.Term{Label: "经办人", Value: form.MaskName(a.By.Name), Note: a.By.Words()})
	}
	if a.Courier.Tracking != "" {
		b.Facts.Items = append(b.Facts.Items, page.Term{Label: "运单", Value: a.Courier.Words(),
			Note: s.House.Clock(a.Courier.SentAt) + "寄出"})
	}
	papers, err := s.Documents.OfCase(ctx, k.ID)
	for _, d := range papers {
		if slices.ContainsFunc([]string{"delivery_receipt", "result", "approval", "denial"}, d.Is) {
			href := door.DeskPaper(k.Number(), d.No)
			b.Acts = append(b.Acts, page.Act{Label: "打印" + d.Title, Kind: "quiet", Icon: "print", Href: href})
		}
	}
	return b, err
}

// handed does one of the events of delivery. Sent twice it is done once, and both times well. Returns fail.Conflict if the case has
// moved since its page was made.
func (s *Service) handed(ctx context.Context, c door.Call) (door.After, error) {
	v, err := s.viewed(ctx, c)
	if err != nil {
		return door.After{}, err
	}
	event, seq := c.Path("event"), c.Int("seq")
	o, k := door.Offered(v, event), v.Case
	if !door.Twice(v, seq, event, c.Actor.ID) {
		if !o.May {
			return door.After{}, fail.Conflict("这件现在不能做这一步，请看最新情况")
		}
		done, err := s.Engine.Act(ctx, c.Actor, flow.Move{Case: k.ID, Seq: seq, Event: event, Input: c.Only(o.Ask)})
		if err != nil {
			return door.After{}, err
		}
		k = done.Case
	}
	switch {
	case k.State != course.Finished:
		return door.Seen(outputPath, "已登记："+o.Row.Name+"。"), nil
	case event == "hand_out":
		return door.Seen(outputPath+"/"+k.Number(), "已办结。送达回证可以打印，请领取人签名。"), nil
	}
	return door.Seen(outputPath+"/"+k.Number(), "已办结。"), nil
}
