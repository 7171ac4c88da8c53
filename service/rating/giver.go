package rating

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/rate"
)

// Who gave a rating is seen by a supervisor who writes down why; the look is logged, and never is it he who was rated.

func giverPath(rating int64) string { return fmt.Sprintf("%s/givers/%d", deskPath, rating) }

// giverLink leads to who gave a rating.
func giverLink(rating int64, label string) page.Link {
	return page.Link{Href: giverPath(rating), Label: label, Icon: "user", Note: "写明理由，会记录"}
}

var askWhy = form.Of(form.Field{Name: "why", Label: "为什么要看", Type: form.Text, Required: true, Max: 200, Hint: "会记入审计日志；看到的不得告诉窗口和部门"})

// mayUnmask finds the rating of the address and its service. Returns fail.NotFound for one out of the supervisor's scope, and
// fail.Forbidden for one of himself.
func (s *Service) mayUnmask(ctx context.Context, c door.Call) (r rate.Rating, a rate.Act, err error) {
	missing := fail.NotFound("没有找到这条评价")
	if r, err = rate.Ratings.Find(ctx, s.DB, c.PathInt("rating")); errors.Is(err, db.ErrNone) {
		return r, a, missing
	}
	if err != nil {
		return r, a, err
	}
	if a, err = s.LoadAct(ctx, s.DB, r.Act); err != nil {
		return r, a, err
	}
	if _, may := c.Post(a.Region, "", bureau...); !may || r.Source != rate.Active {
		return r, a, missing
	}
	if a.Staff == c.ID {
		return r, a, fail.Forbidden("这条评价评的是您，评价人由别的监管岗查看")
	}
	return r, a, nil
}

// giver is the page that asks why.
func (s *Service) giver(ctx context.Context, c door.Call) (door.Screen, error) {
	r, a, err := s.mayUnmask(ctx, c)
	if err != nil {
		return door.Screen{}, err
	}
	why := c.Ask("why", giverPath(r.ID), askWhy, nil, page.Act{Label: "查看"})
	return s.giverScreen(r, a, door.Block{Title: "理由", Forms: []page.Form{why}}), nil
}

func (s *Service) giverScreen(r rate.Rating, a rate.Act, more door.Block) door.Screen {
	about := s.About(a)
	about.Items = append(about.Items, page.Term{Label: "评价", Value: r.Level.Words(), Note: r.Comment})
	return door.Screen{Frame: page.Frame{Title: "查看评价人"}, Crumbs: home,
		Blocks: []door.Block{{Title: "评价", Facts: about}, more}}
}

// unmask shows who gave a rating, once.
func (s *Service) unmask(ctx context.Context, c door.Call) (after door.After, err error) {
	r, a, err := s.mayUnmask(ctx, c)
	if err != nil {
		return after, err
	}
	in, err := askWhy.Check(c.Only(askWhy))
	if err == nil && utf8.RuneCountInString(in["why"]) < 2 {
		err = fail.Invalid("请写明理由", fail.Field{Name: "why", Message: "请写明为什么要看"})
	}
	if err != nil {
		return after, err
	}
	k, id, err := s.unmasked(ctx, c.Visitor, r.ID, in["why"])
	if err != nil {
		return after, err
	}
	about, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return after, err
	}
	known := page.List{Items: []page.Term{{Label: "办件", Value: about.Title, Link: page.Link{Href: door.DeskCase(about.Number()), Label: "打开"}}}}
	known.Add([]page.Term{
		{Label: "姓名", Value: k.Name}, {Label: "电话", Value: k.Phone},
		{Label: "匿名", Value: map[bool]string{true: "评价人选了匿名"}[id.Unnamed]}, {Label: "网络地址", Value: id.IP},
	}...)
	shown := s.giverScreen(r, a, door.Block{Title: "评价人", Facts: known})
	return door.After{Show: &shown}, nil
}

// unmasked is who gave a rating, for who says why. The look is logged.
func (s *Service) unmasked(ctx context.Context, v people.Visitor, rating int64, why string) (k persons.Known, id rate.Identity, err error) {
	if id, err = s.GiverOf(ctx, rating); err != nil {
		return k, id, err
	}
	object := fmt.Sprint("评价 ", rating)
	if id.Person == 0 {
		return k, id, s.Audit.Note(ctx, v, "查看评价人", object, why)
	}
	k, err = s.Persons.Reveal(ctx, v, id.Person, object, why)
	return k, id, err
}
