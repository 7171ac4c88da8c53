package portal

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"wuyou/kit/page"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/search"
)

// topics is one of the two doors of the home page: for persons, for firms.
type topics struct {
	ID, Title string
	Links     []page.Link
	All       page.Link
}

// welcome fills the home page for a visitor at a place.
func (f *Front) welcome(ctx context.Context, p *homeData, v people.Visitor, place region.Code) error {
	p.Search = f.search("")
	for _, e := range f.Catalog.Often(5) {
		p.Often = append(p.Often, page.Link{Href: fmt.Sprintf("/items/%d", e.ID), Label: e.Name})
	}
	p.PlaceName, p.Place = f.placeName(place), page.Link{Href: "/place?back=" + url.QueryEscape("/"), Label: "更换"}
	if place.Level() < region.County {
		p.Place.Label = "选择您在的地方"
	}
	within := f.offered(place)
	for _, who := range []string{"1", "2"} {
		l := looking{Who: who}
		t := topics{
			ID: "who-" + who, Title: audienceNames[who],
			All: page.Link{Href: l.href(), Label: "全部" + map[string]string{"1": "个人", "2": "法人"}[who] + "事项"},
		}
		for _, c := range inOrder(f.Catalog.Facets(search.Query{Within: within, Audiences: audiences[who]}).Topics, f.Profile.Topics[who]) {
			t.Links = append(t.Links, page.Link{Href: l.with(func(l *looking) { l.Topic = c.Value }).href(), Label: c.Value, Count: page.Num(c.N)})
		}
		t.Links = t.Links[:min(12, len(t.Links))]
		p.Topics = append(p.Topics, t)
	}
	for _, c := range f.Catalog.Facets(search.Query{Within: within}).Depts {
		p.Depts = append(p.Depts, page.Link{Href: looking{Dept: c.Value}.href(), Label: c.Value, Count: page.Num(c.N)})
	}
	p.Doors = f.doors()
	list, err := f.waiting(ctx, v)
	if err != nil || len(list) == 0 {
		return err
	}
	p.Note = list[0]
	if n := len(list); n > 1 {
		p.Note.Title = fmt.Sprintf("有 %d 件事等您办。", n)
		p.Note.Text = "最前面的一件：" + list[0].Title + list[0].Text
		p.Note.Links = []page.Link{{Href: "/my", Label: "去办"}}
	}
	return nil
}

// inOrder puts first what the list names, in its order; what it does not name follows as it stood.
func inOrder(counts []search.Count, list []string) []search.Count {
	place := func(c search.Count) int {
		if at := slices.Index(list, c.Value); at >= 0 {
			return at
		}
		return len(list)
	}
	sorted := slices.Clone(counts)
	slices.SortStableFunc(sorted, func(a, b search.Count) int { return place(a) - place(b) })
	return sorted
}

// doors are the ways into what is not an item: the portal's own and those the services declare. The
// template adds the telephone.
func (f *Front) doors() []page.Link {
	list := []page.Link{
		{Href: "/track", Label: "查进度", Icon: "clock", Note: "凭办件编号和查询密码"},
		{Href: "/nearby", Label: "就近办", Icon: "pin", Note: "政务服务中心和便民服务点"},
	}
	for _, s := range f.House.Services {
		for _, e := range s.Citizens {
			list = append(list, page.Link{Href: e.Href, Label: e.Label, Icon: e.Icon, Note: e.Note})
		}
	}
	return list
}
