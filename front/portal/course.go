package portal

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// follower is who looks at a case: its owner, or somebody who has opened it with its query code.
type follower struct {
	people.Visitor
	Owner bool
	Slip  bool // the owner has shown the telephone on the case, and has not signed in
}

// home is the address of the case's page for the follower.
func (w follower) home(k flow.Case) string {
	if w.Owner && !w.Slip {
		return door.MyCase(k.Number())
	}
	return trackPath(k)
}

// paper is the address of one of the case's papers.
func (w follower) paper(k flow.Case, no int64) string {
	return fmt.Sprintf("/documents/%s/%d", k.Number(), no)
}

// tell fills the page of a case.
func (f *Front) tell(ctx context.Context, p *caseData, v flow.View, who follower) error {
	k := v.Case
	p.Kind, p.Name, p.Number, p.Party = f.House.KindTag(k), f.House.Named(k), flow.Grouped(k.Number()), form.MaskName(k.Party)
	errands, err := f.errands(ctx, who.Visitor, v, who.home(k), who.Owner)
	if err != nil {
		return err
	}
	told := f.Engine.Explain(k, flow.Person)
	if p.Papers, err = f.papers(ctx, k, who); err != nil {
		return err
	}
	p.Due, p.Rest, p.Lamp = f.standing(v, told, len(errands) > 0)
	p.urge(v, errands)
	p.Steps = door.Steps(v, "等您办")
	for _, s := range told {
		p.Clocks = append(p.Clocks, door.WhyOf(s))
	}
	if p.Course, err = f.timeline(ctx, v, who); err != nil {
		return err
	}
	if p.Notices, err = f.sent(ctx, who.Owner, f.Persons.SettledIn(ctx, f.DB, k.ID, k.Applicant), k.ID); err != nil {
		return err
	}
	if who.Owner {
		p.Ways = ways(v, who.home(k))
	} else {
		p.SignIn = page.Link{Href: "/signin?back=" + door.MyCase(k.Number()), Label: "登录后办理"}
		p.Phone = page.Link{Href: "/track/phone?number=" + k.Number(), Label: "用登记的手机收验证码"}
	}
	if who.Slip {
		p.Renew = page.Form{ID: "renew", Action: trackPath(k) + "/code", Submit: page.Act{Label: "更换查询密码", Kind: "quiet"}}
	}
	p.Sections, p.Links, err = f.House.Told(ctx, who.Visitor, v)
	return err
}

// sentence is a line with a day in it that must not be broken.
type sentence struct{ Before, Day, After string }

// standing says in two lines how the case stands, by when there is a result and what is to be done.
func (f *Front) standing(v flow.View, told []flow.ClockStory, errands bool) (due sentence, rest string, lamp page.Lamp) {
	public := v.State.Public
	if v.State.Final {
		return sentence{Before: public}, page.Date(calendar.At(v.Case.ClosedAt)) + "结束", lamp
	}
	calm := "现在不用您做什么，有进展会发短信告诉您。"
	owing := slices.ContainsFunc(told, func(s flow.ClockStory) bool { return s.Clock.Until == flow.Ended })
	if errands || owing || v.State.Phase == len(v.Table.Phases)-1 {
		calm = ""
	}
	s, ok := f.Engine.Limit(v.Case, flow.Person)
	if !ok {
		return sentence{Before: public}, calm, lamp
	}
	lamp = page.Lamp{Colour: string(s.Lamp), Words: s.Status}
	day := calendar.DayOf(s.Due).Words()
	switch {
	case v.State.Desk == flow.Applicant:
		return sentence{public + "，请在 ", day + "前", "办好"}, "", lamp
	case s.Due.Before(f.Now()):
		return sentence{public + "，已超过原定的 ", day, ""}, "没有按时办完，我们很抱歉，系统已经督办。您可以催办，也可以拨打 " + f.House.City.Hotline + " 反映。", lamp
	case s.Clock.Until == flow.Closed:
		return sentence{public + "，最晚 ", day, cmp.Or(s.Clock.Gives, "给您结果")}, calm, lamp
	}
	return sentence{Before: public}, s.Clock.Title + "到 " + day + "为止。" + calm, lamp
}

// timeline is the course of the case as the applicant may read it, the latest first.
func (f *Front) timeline(ctx context.Context, v flow.View, who follower) (page.Timeline, error) {
	var t page.Timeline
	var files map[string]file.File
	if who.Owner {
		var err error
		if files, err = f.House.FilesOf(ctx, v); err != nil {
			return t, err
		}
	}
	if !v.State.Final {
		if s, ok := f.Engine.Limit(v.Case, flow.Person); ok && s.Clock.Until == flow.Closed && v.State.Phase+1 < len(v.Table.Phases) {
			t.Items = append(t.Items, page.Moment{
				Title: cmp.Or(s.Clock.Gives, v.Table.Phases[v.State.Phase+1]),
				When:  "最晚 " + calendar.DayOf(s.Due).Words(), State: "next",
			})
		}
		t.Items = append(t.Items, f.present(v))
	}
	for _, e := range slices.Backward(v.Events) {
		if e.Public == "" {
			continue
		}
		m := page.Moment{Title: e.Public, When: f.House.Clock(e.At), Who: doer(e, who)}
		links, err := f.House.Attached(e, files, "/files/")
		if err != nil {
			return t, err
		}
		m.Links = links
		t.Items = append(t.Items, m)
	}
	return t, nil
}

// present is where the case stands now and with whom it lies.
func (f *Front) present(v flow.View) page.Moment {
	m := page.Moment{Title: v.State.Public, State: "now"}
	if v.State.Desk == flow.Applicant {
		m.State = "act"
	}
	for _, e := range v.Events {
		if e.ToState == v.Case.State && e.FromState != e.ToState {
			m.When = "从 " + f.House.Clock(e.At) + " 起"
		}
	}
	var holders []string
	for _, t := range v.Turns {
		if t.Role != flow.Applicant && t.Beside == "" { // what is proposed beside the step is for the office to decide first
			holders = append(holders, f.House.Holder(t))
		}
	}
	m.Who = strings.Join(slices.Compact(holders), "；")
	return m
}

// doer is who did an event, in words for the applicant.
func doer(e flow.Event, who follower) string {
	switch e.ActorKind {
	case people.Staff:
		return strings.TrimSpace(e.Post + " " + e.ActorName)
	case people.Citizen:
		if who.Owner && e.ActorID == who.Actor.ID {
			return ""
		}
		return form.MaskName(e.ActorName)
	case people.Clock:
		return "到期自动处理"
	}
	return e.ActorName
}

// papers are the case's documents.
func (f *Front) papers(ctx context.Context, k flow.Case, who follower) ([]page.Link, error) {
	list, err := f.Documents.OfCase(ctx, k.ID)
	t, _ := f.Engine.Table(k.Kind)
	list = slices.DeleteFunc(list, func(d document.Document) bool { return t.Withheld(d.Code) })
	var links []page.Link
	for _, d := range list {
		links = append(links, page.Link{Href: who.paper(k, d.No), Label: d.Title, Icon: "file", Note: d.Number + "，" + page.Date(calendar.At(d.At))})
	}
	return links, err
}

// ways are what the owner may do, each on a page of its own.
func ways(v flow.View, home string) page.Actions {
	a := page.Actions{ID: "can", Title: "您可以"}
	for _, o := range v.Options {
		w := page.Way{Label: o.Row.Name, Help: o.Row.Hint, Why: o.Why}
		if o.May {
			w.Href = doing(home, o.Row.Event)
		}
		a.Ways = append(a.Ways, w)
	}
	if len(a.Ways) == 0 {
		return page.Actions{}
	}
	return a
}

// doing is the page on which the owner does an event.
func doing(home, event string) string { return home + "/do/" + event }
