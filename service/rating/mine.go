package rating

import (
	"context"
	"fmt"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// links lead from any case of a person to the rating of its services, and a supervisor from a
// rectification to who gave the rating.
func (s *Service) links(ctx context.Context, v people.Visitor, c flow.View) ([]page.Link, error) {
	if c.Case.Kind == rate.Rectifying {
		if _, may := v.Actor.Post(c.Case.Region, "", bureau...); !may || v.Actor.Kind != people.Staff {
			return nil, nil
		}
		x, err := rate.Rectifications.Load(ctx, s.DB, c.Case.ID)
		return []page.Link{giverLink(x.Rating, "查看评价人")}, err
	}
	if v.Actor.Kind != people.Citizen || !c.Case.For(v.Actor, people.Rate) { // who only looks, by the query code, rates nothing
		return nil, nil
	}
	acts, err := rate.ActsOfCase(ctx, s.DB, c.Case.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		if a.State == rate.Open && a.UntilAt > s.Now().UnixMilli() {
			return []page.Link{{Href: s.Path(c.Case.ID), Label: "评价这次服务", Icon: "star"}}, nil
		}
		if a.State == rate.Rated {
			return []page.Link{{Href: s.Path(c.Case.ID), Label: "看我的评价", Icon: "star"}}, nil
		}
	}
	return nil, nil
}

// mineMost is how many services a citizen's own page offers to rate.
const mineMost = 5

// mine lists on a citizen's own page what he may rate.
func (s *Service) mine(ctx context.Context, v people.Visitor) ([]door.Section, error) {
	acts, err := rate.ActsOf(ctx, s.DB, v.Actor, s.Now().UnixMilli(), mineMost)
	if err != nil || len(acts) == 0 {
		return nil, err
	}
	d := door.Section{ID: "rate", Title: "可以评价的服务"}
	for _, a := range acts {
		d.Links = append(d.Links, page.Link{Href: s.Path(a.CaseID) + fmt.Sprintf("?act=%d", a.ID), Label: s.Engine.Bare(a.Title), Icon: "star",
			Note: s.House.Clock(a.ServedAt) + "　" + modeWords[a.Mode]})
	}
	return []door.Section{d}, nil
}
