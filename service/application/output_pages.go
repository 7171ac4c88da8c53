package application

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

var (
	outputPage  = page.New[outputting](page.Desk, files, "output.html")
	handingPage = page.New[handingOver](page.Desk, files, "handing.html")
	labelPage   = page.New[labelling](page.Paper, files, "labels.html")
)

type outputting struct {
	page.Frame
	Errors  page.ErrorSummary
	Find    page.SearchBox
	Tabs    page.Tally
	Title   string
	Table   page.Table
	Parcels []parcel // to be sent: a line each, for the scanner
	Company page.Field
	Send    page.Act
	Labels  page.Act
	Pick    bool // the rows are chosen for one button
	Empty   page.Empty
	More    page.Link
}

// parcel is a result that waits for its tracking number.
type parcel struct{ ID, Name, Note, Href, Tracking, Error string }

type handingOver struct {
	page.Frame
	Item    string
	Facts   page.List
	Actions page.Actions
	Papers  []page.Act
	Back    page.Act
}

type labelling struct {
	page.Frame
	Labels []label
}

type label struct{ Name, Phone, Street, What, Number string }

// tabs are the ways of delivery with the step that a result waits at.
var tabs = []struct{ tab, step, title, none string }{
	{"pickup", course.Ways["pickup"], "等人来领", "没有等人来领的结果"},
	{"courier", course.Ways["courier"], "等着寄出", "没有要寄的结果"},
	{"sent", course.OnWay, "寄出在途", "没有在途的快递"},
	{"electronic", course.Ways["electronic"], "等着电子送达", "没有要电子送达的结果"},
}

// outputDesk draws one tab of the desk.
func (s *Service) outputDesk(ctx context.Context, v people.Visitor, tab, q, after string) (*outputting, error) {
	at := tabs[0]
	p := &outputting{}
	for _, t := range tabs {
		n, err := s.waitingFor(ctx, v, t.step)
		if err != nil {
			return nil, err
		}
		if t.tab == tab {
			at = t
		}
		l := page.Link{Href: "/desk/output?tab=" + t.tab, Label: t.title, Count: page.Num(n)}
		if n > flow.CountMost {
			l.Count = page.Num(int64(flow.CountMost)) + "+"
		}
		p.Tabs.Links = append(p.Tabs.Links, l)
	}
	for i := range p.Tabs.Links {
		p.Tabs.Links[i].Current = tabs[i].tab == at.tab
	}
	p.Tabs.Label, p.Title = "按送达方式", at.title
	p.Find = page.SearchBox{Post: true, Action: "/desk/output", Label: "取件码、办件编号、姓名或事项", Value: q, Example: "取件码、办件编号、姓名或事项", Button: "查找", Key: "/", Hidden: []page.Field{{Type: "hidden", Name: "tab", Value: at.tab}}}
	list, err := s.Engine.Inbox(ctx, atOutput(v.Actor), flow.Filter{Kind: course.Kind, State: course.Delivery, Step: at.step, Text: q}, after, outputMost)
	if err != nil {
		return nil, err
	}
	if list.Next != "" {
		p.More = page.Link{Href: "/desk/output?tab=" + at.tab + "&q=" + url.QueryEscape(q) + "&after=" + list.Next, Label: "下一页"}
	}
	p.Empty = page.Empty{Title: at.none, Text: "结果办好后会自动到这里。"}
	if q != "" {
		p.Empty = page.Empty{Title: "没有找到“" + q + "”", Text: "请核对取件码或编号；也可以换一种送达方式看看。", Link: page.Link{Href: "/desk/output?tab=" + at.tab, Label: "看全部"}}
	}
	if len(list.Items) == 0 {
		return p, nil
	}
	p.Empty = page.Empty{}
	return p, s.drawOutput(ctx, p, at.tab, list.Items)
}

func (s *Service) drawOutput(ctx context.Context, p *outputting, tab string, list []flow.TurnRow) error {
	ids := make([]int64, len(list))
	for i, t := range list {
		ids[i] = t.ID
	}
	byID, err := s.Of(ctx, s.DB, ids...)
	if err != nil {
		return err
	}
	if tab == "courier" {
		for _, t := range list {
			a := byID[t.ID]
			p.Parcels = append(p.Parcels, parcel{
				ID: strconv.FormatInt(t.ID, 10), Name: form.MaskName(t.Party) + "　" + a.Result.Name, Href: "/desk/output/" + t.Number(),
				Note: flow.Grouped(t.Number()) + "　" + (&form.Field{Type: form.Address}).Mask(a.Address.Street) + tryWords(a.Tries),
			})
		}
		p.Company = page.Field{Name: "company", Label: "快递公司", Required: true, Max: 30, Complete: "on", Example: "例如：中国邮政"}
		p.Send, p.Labels = page.Act{Label: "登记寄出", Key: "Ctrl+Enter"}, page.Act{Label: "打印面单", Kind: "quiet", Icon: "print", Href: "/desk/output/labels"}
		return nil
	}
	t := page.Table{Caption: p.Title + "，等得最久的在前", Heads: []page.Head{{Label: "事项和编号", Main: true}, {Label: "申请人", Plain: true}, {Label: "结果"}, {Label: "时间"}, {Label: "", Plain: true}}}
	label := map[string]string{"pickup": "交付", "sent": "登记签收", "electronic": "查看"}[tab]
	if tab == "electronic" {
		p.Pick, t.Pick, t.Form = true, "case", "send"
		p.Send = page.Act{Label: "电子送达所选", Form: "send", Confirm: "送达以后这些件就办结了，不能撤回。确定送达所选的吗？"}
	}
	for _, one := range list {
		a := byID[one.ID]
		when := page.Cell{Text: door.Clock(one.Since) + "办好"}
		if tab == "sent" {
			when = page.Cell{Text: a.Courier.Company + " " + a.Courier.Tracking, Small: door.Clock(a.Courier.SentAt) + "寄出"}
		} else if one.DueAt != flow.Never {
			when.Small = "最晚 " + calendar.DayOf(time.UnixMilli(one.DueAt)).Words()
		}
		href := "/desk/output/" + one.Number()
		t.Rows = append(t.Rows, page.Row{ID: strconv.FormatInt(one.ID, 10), Name: form.MaskName(one.Party) + "的" + one.Title, Cells: []page.Cell{
			{Text: one.Title, Href: href, Small: flow.Grouped(one.Number())}, {Text: form.MaskName(one.Party), Small: s.Regions.Name(one.Region)},
			{Text: a.Result.Name, Small: a.Result.Number}, when, {Acts: []page.Act{{Label: label, Kind: "quiet", Size: "small", Href: href}}},
		}})
	}
	p.Table = t
	return nil
}

func tryWords(n int64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("　已退回 %d 次", n)
}

// The events of the output desk, the usual one first.
var outputEvents = []string{"signed", "send_electronic", "dispatch", "hand_out", "returned", "change_delivery"}

// optionOf finds what may be done with a case now.
func optionOf(c flow.View, event string) (flow.Option, bool) {
	for _, o := range c.Options {
		if o.Row.Event == event && o.May {
			return o, true
		}
	}
	return flow.Option{}, false
}

// handingPage draws one result with what may be done with it.
func (s *Service) handingPage(ctx context.Context, c flow.View, a *course.Application, event string, given form.Values, wrong error) (*handingOver, error) {
	k := c.Case
	p := &handingOver{Item: k.Title, Back: page.Act{Label: "回送达出件", Kind: "quiet", Href: "/desk/output"}}
	holder, err := s.People.Person(ctx, s.DB, k.Applicant)
	if err != nil {
		return nil, err
	}
	known, err := s.People.Open(ctx, s.DB, holder)
	if err != nil {
		return nil, err
	}
	p.Facts = page.List{Items: []page.Term{
		{Label: "编号", Value: flow.Grouped(k.Number())}, {Label: "申请人", Value: form.MaskName(k.Party), Strong: true}, {Label: "证件号", Value: form.MaskIDNo(known.IDNo), Note: "和领取人的证件核对没有遮住的几位"},
		{Label: "结果", Value: a.Result.Name, Note: a.Result.Number}, {Label: "送达", Value: course.Deliveries[a.Delivery]}, {Label: "状态", Value: c.State.Name},
	}}
	if a.By.Name != "" {
		p.Facts.Items = append(p.Facts.Items, page.Term{Label: "经办人", Value: form.MaskName(a.By.Name), Note: a.By.Words()})
	}
	if a.Courier.Tracking != "" {
		p.Facts.Items = append(p.Facts.Items, page.Term{Label: "运单", Value: a.Courier.Company + " " + a.Courier.Tracking, Note: door.Clock(a.Courier.SentAt) + "寄出"})
	}
	p.Actions = page.Actions{Title: "送达", Empty: "这件现在没有要送达的。"}
	for _, name := range outputEvents {
		o, ok := optionOf(c, name)
		if !ok {
			continue
		}
		f := page.Form{Action: "/desk/output/" + k.Number() + "/" + name, Submit: page.Act{Label: o.Row.Name, Key: "Ctrl+Enter"}}
		v, err := form.Values(nil), error(nil)
		if name == event {
			v, err = given, wrong
		}
		f.Fields, f.Error = door.Fields(o.Ask, v, err), door.Summary(err)
		f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: "seq", Value: strconv.FormatInt(k.Seq, 10)})
		if p.Actions.Empty != "" && (name == event || name != "hand_out" || a.Delivery == "pickup") {
			p.Actions.Main, p.Actions.Empty = f, ""
			continue
		}
		f.Submit.Kind, f.Submit.Key = "quiet", ""
		for i := range f.Fields {
			f.Fields[i].ID = "f-" + name + "-" + f.Fields[i].Name
		}
		p.Actions.Ways = append(p.Actions.Ways, page.Way{Label: o.Row.Name, Help: o.Row.Hint, Form: f})
	}
	if _, ok := optionOf(c, "hand_out"); ok {
		p.Actions.Ways = append(p.Actions.Ways, page.Way{Label: "换一张查询单", Help: "没有取件码的，核对身份证件后换", Href: "/desk/slips/" + k.Number()})
	}
	papers, err := s.Documents.OfCase(ctx, k.ID)
	if err != nil {
		return nil, err
	}
	for _, d := range papers {
		switch d.Code {
		case "delivery_receipt", "result", "approval", "denial":
			p.Papers = append(p.Papers, page.Act{Label: "打印" + d.Title, Kind: "quiet", Icon: "print", Href: fmt.Sprintf("/desk/documents/%s/%d", k.Number(), d.No)})
		}
	}
	return p, nil
}
