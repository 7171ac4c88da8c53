package portal

import (
	"context"
	"slices"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// errands are what the office waits for from the applicant: the whole case, where its state lies on his
// desk; a step that is his alone and is open only while it is wanted; and what the service says.
func (f *Front) errands(ctx context.Context, visitor people.Visitor, v flow.View, home string, owner bool) ([]page.Note, error) {
	var list []page.Note
	if v.State.Desk == flow.Applicant {
		n := page.Note{Kind: "act", Title: v.State.Public + "。"}
		if l, ok := f.Engine.Limit(v.Case, flow.Person); ok {
			n.Text = "请在 " + calendar.DayOf(l.Due).Words() + "前办好。"
		}
		for _, o := range v.Options {
			if o.May && o.Row.Main && owner {
				n.Links = append(n.Links, page.Link{Href: doing(home, o.Row.Event), Label: o.Row.Name})
			}
		}
		list = append(list, n)
	}
	if !owner {
		return list, nil
	}
	for _, o := range v.Options {
		if o.May && o.Row.Need != nil && o.Row.By.Applicant && len(o.Row.By.Roles) == 0 && !o.Row.Heavy {
			list = append(list, page.Note{
				Kind: "act", Title: "等您" + o.Row.Name + "。", Text: lastSaid(v),
				Links: []page.Link{{Href: doing(home, o.Row.Event), Label: o.Row.Name}},
			})
		}
	}
	for _, s := range f.House.Services {
		if s.Table.Kind != v.Case.Kind || s.Waiting == nil {
			continue
		}
		more, err := s.Waiting(ctx, visitor, v)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// lastSaid is the last that the office told the applicant.
func lastSaid(v flow.View) string {
	for _, e := range slices.Backward(v.Events) {
		if e.Public != "" && e.ActorKind == people.Staff {
			return e.Public
		}
	}
	return ""
}

// waiting are the errands of all cases of a visitor, each with the name of its case.
func (f *Front) waiting(ctx context.Context, v people.Visitor) ([]page.Note, error) {
	cases, err := f.Engine.OfApplicant(ctx, v.Actor, casesMost)
	if err != nil {
		return nil, err
	}
	return f.errandsOf(ctx, v, cases)
}

// viewsMost bounds how many cases a page looks into.
const viewsMost = 20

func (f *Front) errandsOf(ctx context.Context, v people.Visitor, cases []flow.Case) ([]page.Note, error) {
	var list []page.Note
	looked := 0
	for _, k := range cases {
		if k.ClosedAt != 0 && k.DueAt == flow.Never || looked == viewsMost {
			continue
		}
		looked++
		view, err := f.Engine.View(ctx, v.Actor, k.ID)
		if err != nil {
			return nil, err
		}
		notes, err := f.errands(ctx, v, view, door.MyCase(k.Number()), true)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			n.Title = "“" + f.House.Named(k) + "”" + n.Title
			if len(n.Links) == 0 {
				n.Links = []page.Link{{Href: door.MyCase(k.Number()), Label: "去看看"}}
			}
			list = append(list, n)
		}
	}
	return list, nil
}

// urge puts what the applicant has to do at the head of the page: the first thing as its one primary
// action. Where the whole case waits for him the head says so already, and the note leads to the paper
// that says what is wanted.
func (p *caseData) urge(v flow.View, errands []page.Note) {
	if len(errands) > 0 && len(errands[0].Links) > 0 {
		first := errands[0].Links[0]
		p.Main = page.Act{Label: first.Label, Href: first.Href, Size: "big"}
		errands[0].Links = errands[0].Links[1:]
	}
	if v.State.Desk == flow.Applicant && len(errands) > 0 {
		errands = errands[1:]
		if n := len(p.Papers); n > 0 {
			last := p.Papers[n-1]
			errands = append([]page.Note{{Kind: "act", Text: "要办什么、怎么办，写在这份文书里：", Links: []page.Link{{Href: last.Href, Label: last.Label}}}}, errands...)
		}
	}
	p.Errands = errands
}
