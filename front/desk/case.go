package desk

import (
	"context"
	"slices"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

type caseData struct {
	page.Frame
	Name, Number, About string
	Lamp                page.Lamp
	Due                 string
	Kind                page.Tag
	Tags                []page.Tag
	Steps               page.Steps
	Turns               page.List
	Phone               page.List // how the applicant is reached
	Known               page.List // what was asked to be shown, this once
	Reveal              page.Form
	Next                page.Link
	Can                 page.Actions
	Sections            []door.Section
	Clocks              []door.Why
	Course              page.Timeline
	Papers, Links       []page.Link
	Others              page.List
	Sent                page.List
	Keys                page.Keys
}

var casePage = page.New[caseData](page.Desk, files, "case.html", "section.html")

// tell fills the page of a case.
func (f *Front) tell(ctx context.Context, d *caseData, v flow.View, who people.Visitor, learns bool) (err error) {
	k := v.Case
	d.Name, d.Number = f.House.Named(k), flow.Grouped(k.Number())
	party := f.Engine.Called(k)
	if learns {
		party = form.MaskName(k.Party)
	}
	about := []string{party, f.Regions.Name(k.Region), channels[k.Channel] + "，" + f.House.Clock(k.OpenedAt) + "收到"}
	if k.Party == "" {
		about = about[1:]
	}
	d.About = strings.Join(about, "　")
	d.Lamp, d.Due = f.House.Lamp(k), f.due(k)
	if l, ok := f.Engine.Limit(k, flow.Office); ok && k.ClosedAt == 0 {
		d.Due = l.Clock.Title + " " + d.Due
	}
	tags, err := f.tags(ctx, []flow.Case{k})
	if err != nil {
		return err
	}
	d.Kind, d.Tags = f.House.KindTag(k), append([]page.Tag{{Label: v.State.Name, Kind: "blue"}}, tags[k.ID]...)
	d.Steps = door.Steps(v, "等申请人")
	for _, t := range v.Turns {
		vacant, err := f.House.VacantWords(ctx, t)
		if err != nil {
			return err
		}
		term := page.Term{Label: "现在轮到", Value: f.House.Holder(t), Note: t.Step + "，" + f.House.Clock(t.OpenedAt) + "起" + unclaimed(t)}
		if vacant != "" {
			term.Note, term.Tag = t.Step+"，"+f.House.Clock(t.OpenedAt)+"起。"+vacant, page.Tag{Label: "没有人", Kind: "act"}
		}
		d.Turns.Items = append(d.Turns.Items, term)
	}
	d.Can = f.can(v)
	for _, s := range f.Engine.Explain(k, flow.Office) {
		d.Clocks = append(d.Clocks, door.WhyOf(s))
	}
	if d.Sections, d.Links, err = f.House.Told(ctx, who, v); err != nil {
		return err
	}
	if learns && k.Applicant != 0 && slices.Contains(f.openly(), k.Kind) && who.Actor.Has(slipRoles...) {
		d.Links = append(d.Links, page.Link{Href: door.DeskSlip(k.Number()), Label: "查询单", Icon: "print",
			Note: "没有拿到或者弄丢了，核对证件后换一张"})
	}
	if learns {
		if err := f.tellPhone(ctx, d, k, who.Actor); err != nil {
			return err
		}
	}
	if d.Course, err = f.course(ctx, v); err != nil {
		return err
	}
	if d.Papers, err = f.papers(ctx, k); err != nil {
		return err
	}
	if d.Others, err = f.others(ctx, v, who.Actor, learns); err != nil {
		return err
	}
	if d.Sent, err = f.sent(ctx, k.ID); err != nil {
		return err
	}
	return f.goOn(ctx, d, k, who.Actor)
}

// tellPhone says how the applicant is reached, masked, and whether that is proven; a window may have it proven.
func (f *Front) tellPhone(ctx context.Context, d *caseData, k flow.Case, who people.Actor) error {
	if k.Applicant == 0 || f.House.Apart(k) || !f.House.ProvesPhones() {
		return nil
	}
	phone, proven, err := f.Persons.ShownPhoneIn(ctx, f.House.DB, k.ID, k.Applicant)
	if err != nil || check.Mobile(phone) != nil { // none, or one that cannot be read
		return err
	}
	t := door.PhoneTerm(phone, proven)
	if act := f.House.PhoneAct(k, proven); act.Label != "" && k.ClosedAt == 0 && slices.Contains(f.openly(), k.Kind) && who.Has(slipRoles...) {
		t.Link = page.Link{Href: act.Href, Label: act.Label}
	}
	d.Phone.Items = []page.Term{t}
	return nil
}

func unclaimed(t flow.Turn) string {
	if t.Assignee == 0 && t.Role != flow.Applicant {
		return "，没有人认领"
	}
	return ""
}

// can is what the viewer may do now: the main step with its form, the others with theirs, what cannot be
// undone on a page of its own, and what only others may do.
func (f *Front) can(v flow.View) page.Actions {
	var a page.Actions
	for _, o := range v.Options {
		w := page.Way{Label: o.Row.Name, Help: o.Row.Hint, Why: o.Why}
		switch {
		case !o.May:
		case o.Row.Heavy || len(o.Ask.Fields) > 4:
			w.Href = doing(v.Case, o.Row.Event)
		default:
			w.Form = f.unfolded(v, o)
		}
		if o.May && o.Row.Main && a.Main.Submit.Label == "" && !o.Row.Heavy {
			a.Main, a.Help = f.unfolded(v, o), o.Row.Hint
			a.Main.Submit.Kind, a.Main.Submit.Key = "", "Ctrl+Enter"
			continue
		}
		a.Ways = append(a.Ways, w)
	}
	if len(a.Ways) == 0 && a.Main.Submit.Label == "" {
		a.Empty = "这一件已经结束，没有要办的了。"
		if !v.State.Final {
			a.Empty = "现在没有要您办的。"
		}
	}
	return a
}

// unfolded is the form of a step among others on one page.
func (f *Front) unfolded(v flow.View, o flow.Option) page.Form {
	p := f.House.Deed(v, o, doing(v.Case, o.Row.Event), nil, nil)
	p.ID = "do-" + o.Row.Event
	for i := range p.Fields {
		p.Fields[i].ID = "f-" + o.Row.Event + "-" + p.Fields[i].Name
	}
	if p.Submit.Kind == "" {
		p.Submit.Kind = "quiet"
	}
	return p
}

// doing is the page on which a step is done.
func doing(k flow.Case, event string) string { return address(k) + "/do/" + event }

// course is the whole ledger, the latest first. Where the case stands is marked; what the clock said again and again without moving it,
// such as reminders, is folded into the latest of them.
func (f *Front) course(ctx context.Context, v flow.View) (page.Timeline, error) {
	var t page.Timeline
	given, err := f.House.FilesOf(ctx, v)
	if err != nil {
		return t, err
	}
	stands := len(v.Events) - 1
	for stands > 0 && hums(v.Events[stands]) {
		stands--
	}
	hummed := map[string]int{} // by event: the place of the latest in the list
	for i, e := range slices.Backward(v.Events) {
		m := page.Moment{Title: f.Engine.EventName(v.Case, e), When: f.House.Clock(e.At), Who: f.doer(v.Case, e)}
		if to, _ := v.Table.State(e.ToState); e.ToState != e.FromState && e.FromState != flow.Start {
			m.Title += " → " + to.Name
		}
		if e.Late {
			m.When += "，已超期"
		}
		note := f.said(v, e)
		if note != "" {
			m.Who += "。" + note
		}
		if i == stands && !v.State.Final {
			m.State = "now"
		}
		if hums(e) {
			if at, again := hummed[e.Event]; again {
				first := &t.Items[at]
				if first.Before == nil {
					first.Before = []string{first.When + "　" + first.Who}
				}
				first.Before = append(first.Before, m.When+"　"+m.Who)
				continue
			}
			hummed[e.Event] = len(t.Items)
		}
		if m.Links, err = f.House.Attached(e, given, "/desk/files/"); err != nil {
			return t, err
		}
		t.Items = append(t.Items, m)
	}
	return t, nil
}

func sectionsWith(list []door.Section, has func(door.Section) bool) (some []door.Section) {
	for _, s := range list {
		if has(s) {
			some = append(some, s)
		}
	}
	return some
}

// decides is what a step agrees to or declines, as the page of the case has it: what its service says of it, or else what was written
// at the event.
func (f *Front) decides(ctx context.Context, v flow.View, r flow.Row, told []door.Section) ([]door.Section, error) {
	e, ok := v.Decides(r)
	if !ok {
		return nil, nil
	}
	list := sectionsWith(told, func(s door.Section) bool { return s.Shows(e.Event) })
	if len(list) > 0 {
		return list, nil
	}
	given, err := f.House.FilesOf(ctx, v)
	if err != nil {
		return nil, err
	}
	d := door.Section{ID: "decides", Title: f.Engine.EventName(v.Case, e), Facts: page.List{Wide: true}}
	if said := f.said(v, e); said != "" {
		d.Facts.Items = []page.Term{{Label: "写的内容", Value: said}}
	}
	d.Facts.Items = append(d.Facts.Items, page.Term{Label: "谁写的", Value: f.doer(v.Case, e), Note: f.House.Clock(e.At)})
	d.Links, err = f.House.Attached(e, given, "/desk/files/")
	return []door.Section{d}, err
}

// said is what an event's actor had to say: its note, or else the answers to its form that are nobody's
// personal data.
func (f *Front) said(v flow.View, e flow.Event) string {
	note := strings.TrimSpace(e.Note)
	if !f.Engine.Readable(e) {
		return strings.TrimPrefix(note+"。"+flow.Broken, "。")
	}
	if note != "" || e.Input == "" {
		return note
	}
	in, _ := f.Engine.Input(e) // it is readable
	var words []string
	for _, t := range door.Answered(v.Table, e.Event, in) {
		words = append(words, t.Label+"："+t.Value)
	}
	return strings.Join(words, "；")
}

// hums reports whether the clock did something without moving the case.
func hums(e flow.Event) bool { return e.ActorKind == people.Clock && e.FromState == e.ToState }

// doer is who did an event and in which post.
func (f *Front) doer(k flow.Case, e flow.Event) string {
	switch e.ActorKind {
	case people.Staff:
		if e.Via != "" {
			return strings.TrimSpace(e.Post + " " + e.ActorName + "（" + e.Via + "）")
		}
		return strings.TrimSpace(e.Post + " " + e.ActorName)
	case people.Citizen:
		return "申请人 " + f.Engine.Doer(k, e.ActorKind, e.ActorName)
	case people.Clock:
		return "到期自动处理"
	}
	return e.ActorName
}

// papers are the case's documents.
func (f *Front) papers(ctx context.Context, k flow.Case) ([]page.Link, error) {
	list, err := f.Documents.OfCase(ctx, k.ID)
	var links []page.Link
	for _, d := range list {
		links = append(links, page.Link{
			Href: door.DeskPaper(k.Number(), d.No), Label: d.Title, Icon: "file",
			Note: d.Number + "，" + f.House.Clock(d.At),
		})
	}
	return links, err
}

// ties are the kinds of links between cases, as the one end speaks of the other.
var ties = map[string]string{
	flow.Parent: "属于", flow.Child: "包含", flow.SameAs: "同一件事", flow.AroseOf: "起因是", flow.GaveWay: "由此产生",
	flow.Renews: "变更、延续自", flow.Renewed: "已变更、延续为",
}

// others are the cases that have to do with this one. One beyond the viewer's scope is named, not shown; where he may not learn whose
// one of both is, the other would tell it: there is nothing of it.
func (f *Front) others(ctx context.Context, v flow.View, who people.Actor, learns bool) (page.List, error) {
	var l page.List
	if !learns {
		return l, nil
	}
	for _, tie := range v.Links {
		t := page.Term{Label: ties[tie.Kind], Value: "不在您管辖范围内的一件"}
		k, seen, err := f.Engine.Seen(ctx, who, tie.Other)
		if err != nil {
			return l, err
		}
		if seen {
			if err := f.Engine.Learns(ctx, f.House.DB, k, who); fail.Is(err, fail.KindForbidden) {
				continue
			} else if err != nil {
				return l, err
			}
			table, _ := f.Engine.Table(k.Kind)
			s, _ := table.State(k.State)
			t.Value, t.Link, t.Note = table.Title, page.Link{Href: address(k), Label: f.House.Named(k)}, flow.Grouped(k.Number())+"，"+s.Name
		}
		l.Items = append(l.Items, t)
	}
	return l, nil
}

// sent are the notices to the applicant and whether they arrived. Their words may hold a pickup code,
// which is the applicant's alone.
func (f *Front) sent(ctx context.Context, id int64) (page.List, error) {
	list, err := f.Notices.OfCase(ctx, id)
	var l page.List
	for _, n := range list {
		if n.StaffID != 0 {
			continue
		}
		tag := page.Tag{Label: "已送到", Kind: "ok"}
		switch n.State {
		case "queued":
			tag = page.Tag{Label: "正在发送"}
			if n.Fault != "" {
				tag = page.Tag{Label: "没发出，会再试", Kind: "act"}
			}
		case "dead":
			tag = page.Tag{Label: "没有发出", Kind: "act"}
		}
		l.Items = append(l.Items, page.Term{Label: f.House.Clock(n.CreatedAt), Value: n.Title, Tag: tag, Note: n.Fault})
	}
	return l, err
}

// goOn leads to the next case of the inbox: after a step was done to the most urgent one, else to the
// one that follows this in the list, so that a clerk can work it down without going back to it.
func (f *Front) goOn(ctx context.Context, d *caseData, k flow.Case, who people.Actor) error {
	if !who.Has(caseworkers...) {
		return nil
	}
	d.Keys = page.Keys{Items: []page.Key{{Keys: []string{"Ctrl+Enter"}, Label: "办理"}}}
	from := []string{flow.Behind(k), ""}
	if d.Flash.Kind == "done" {
		from = from[1:]
	}
	for _, cursor := range from {
		list, err := f.Engine.Inbox(ctx, who, flow.Filter{}, cursor, 5)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list.Items, func(t flow.TurnRow) bool { return t.ID != k.ID })
		if i >= 0 {
			d.Next = page.Link{Href: address(list.Items[i].Case), Label: "下一件"}
			if d.Flash.Kind == "done" {
				d.Flash.Links = []page.Link{d.Next}
			}
			d.Keys.Items = append(d.Keys.Items, page.Key{Keys: []string{"N"}, Label: "下一件"})
			return nil
		}
	}
	return nil
}
