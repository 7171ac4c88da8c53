package visit

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// sections are what a visit says of itself. Whose the matter is and what he said is not for those who handled it, nor for whom it concerns.
func (s *Service) sections(ctx context.Context, who people.Visitor, c flow.View) ([]door.Section, error) {
	v, err := Visits.Load(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	about, err := s.Engine.Find(ctx, s.DB, v.About)
	if err != nil {
		return nil, err
	}
	closed, err := s.closedTo(ctx, c.Case, v, who.Actor)
	if err != nil {
		return nil, err
	}
	name := form.MaskName(about.Party) // a rectification tells nobody whose it is
	if closed {
		name = form.Someone(about.Party)
	}
	d := door.Section{ID: "visit", Title: "回访", Facts: page.ListOf(
		page.Term{Label: "回访的事", Value: about.Title, Note: flow.Grouped(about.Number())}, page.Term{Label: "当事人", Value: name},
		page.Term{Label: "由谁回访", Value: v.who(), Note: drawWords(v)},
	)}
	if who.Actor.ID == v.Caller && c.Case.ClosedAt == 0 && !closed {
		d.Links = []page.Link{{Href: path + "/" + c.Case.Number(), Label: "打电话：看号码和问题", Icon: "phone"}}
	}
	if c.Case.ClosedAt == 0 {
		if d.Note, err = s.stuck(ctx, c, v); err != nil {
			return nil, err
		}
	}
	list := []door.Section{d}
	if tries, err := s.triesSection(ctx, v, closed); err != nil {
		return nil, err
	} else if len(tries.Table.Rows) > 0 {
		list = append(list, tries)
	}
	switch {
	case v.Solved == "":
	case closed:
		list = append(list, door.Section{ID: "said", Title: "群众怎么说", Note: page.Note{Text: "您经手过这件事，或者与这件事有关，回访内容不对您显示。"}})
	default:
		list = append(list, saidSection(v))
	}
	return list, nil
}

// stuck says that nobody makes the visit: nobody is left who may, or who was to must keep away since.
func (s *Service) stuck(ctx context.Context, c flow.View, v Visit) (page.Note, error) {
	if v.Caller == 0 {
		if len(c.Turns) > 0 && c.Turns[0].Step == stepAbove {
			return page.Note{Kind: "act", Text: nobody + "；由" + s.House.Holder(c.Turns[0]) + "指定回访人。"}, nil
		}
		return page.Note{}, nil
	}
	caller, _, err := s.Roster.StaffActor(ctx, v.Caller)
	if errors.Is(err, db.ErrNone) { // has left: the turn went back to the desk
		return page.Note{}, nil
	}
	if err != nil {
		return page.Note{}, err
	}
	closed, err := s.closedTo(ctx, c.Case, v, caller)
	if err != nil || !closed {
		return page.Note{}, err
	}
	return page.Note{Kind: "act", Text: v.CalledBy + "须回避，不能回访这一件，由监管岗另行指定回访人。"}, nil
}

// who makes the visit, in words.
func (v Visit) who() string {
	switch {
	case v.CalledBy != "":
		return v.CalledBy
	case v.Urgent:
		return "还没有人认领"
	}
	return "还没有分派"
}

func drawWords(v Visit) string {
	switch {
	case v.Caller == 0 && v.Urgent:
		return urgentWord
	case v.Caller == 0:
		return ""
	case v.Urgent:
		return urgentWord + "，不等每月分派"
	case v.Draw == 0:
		return "监管岗指定"
	}
	return "随机分派"
}

// urgentWord marks a visit that does not wait for the draw.
const urgentWord = "紧急"

// facts mark the urgent visits in lists.
func (s *Service) facts(ctx context.Context, ids []int64) (map[int64][]string, error) {
	list, err := Visits.Of(ctx, s.DB, ids...)
	of := map[int64][]string{}
	for id, v := range list {
		if v.Urgent {
			of[id] = []string{urgentWord}
		}
	}
	return of, err
}

// triesSection are the calls that did not come to the questions; what the caller wrote of one may tell who it was.
func (s *Service) triesSection(ctx context.Context, v Visit, closed bool) (door.Section, error) {
	d := door.Section{ID: "tries", Title: "没打通的", Table: page.Table{Caption: "没打通的，先打的在前", Flat: true,
		Heads: []page.Head{{Label: "时间", Main: true}, {Label: "情况"}, {Label: "谁打的"}}}}
	list, err := triesOf(ctx, s.DB, v.CaseID)
	for _, t := range list {
		all, err := parts(ctx, s.DB, calendar.DayOf(time.UnixMilli(t.At))) // in the words of that day
		if err != nil {
			return d, err
		}
		when := page.Cell{Text: s.House.Clock(t.At)}
		if i := slices.IndexFunc(all, func(p Part) bool { return p.Code == t.Part }); i >= 0 {
			when.Small = all[i].Name
		}
		if closed {
			t.Note = ""
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
			when, {Text: tryField.Show(t.Result), Small: t.Note}, {Text: t.Name},
		}})
	}
	return d, err
}

func saidSection(v Visit) door.Section {
	d := door.Section{ID: "said", Title: "群众怎么说", Facts: page.List{Items: []page.Term{
		{Label: solvedField.Label, Value: solvedField.Show(v.Solved), Strong: true},
		{Label: levelField.Label, Value: levelWords(v.Level), Strong: true},
	}}}
	var more form.Values
	json.Unmarshal([]byte(v.Answers), &more) // written by finish
	for _, q := range slices.Sorted(maps.Keys(more)) {
		d.Facts.Add(page.Term{Label: q, Value: more[q]})
	}
	d.Facts.Add(page.Term{Label: saidField.Label, Value: v.Said})
	return d
}

// links are the visits about the cases of others, for whoever may learn whose they are.
func (s *Service) links(ctx context.Context, who people.Visitor, c flow.View) ([]page.Link, error) {
	if who.Actor.Kind != people.Staff || c.Case.Kind == Kind {
		return nil, nil
	}
	list, err := Visits.About(ctx, s.DB, "about", c.Case.ID)
	var links []page.Link
	for _, v := range list {
		k, seen, err := s.Engine.Seen(ctx, who.Actor, v.CaseID)
		if err != nil {
			return nil, err
		}
		if !seen {
			continue
		}
		if err := s.Engine.Learns(ctx, s.DB, k, who.Actor); fail.Is(err, fail.KindForbidden) {
			continue
		} else if err != nil {
			return nil, err
		}
		links = append(links, page.Link{Href: door.DeskCase(k.Number()), Label: "回访", Icon: "phone", Note: s.House.StateOf(k).Name})
	}
	return links, err
}
