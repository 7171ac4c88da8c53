package portal

import (
	"context"
	"fmt"
	"net/url"
	"slices"

	"wuyou/kit/page"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/search"
)

// stage is a theme of the catalogue as it comes in a life.
type stage struct {
	Href, Name, Hint, Count string
}

// stagesLeast is how many themes are shown, where so many have items, though the city's list does not name them.
const stagesLeast = 8

// welcome fills the home page for a visitor at a place.
func (f *Front) welcome(ctx context.Context, p *homeData, v people.Visitor, place region.Code, who string) error {
	p.Search = f.search("")
	p.PlaceName, p.Place = f.placeName(place), page.Link{Href: "/place?back=" + url.QueryEscape("/"), Label: "更换"}
	if place.Level() < region.County {
		p.Place.Label = "选择您在的地方"
	}
	for _, q := range f.Profile.Questions[who] {
		p.Asks = append(p.Asks, page.Link{Href: looking{Text: q}.href(), Label: q})
	}
	within := f.offered(place)
	p.Heading = map[string]string{"1": "一生的事，按先后找", "2": "企业的事，按先后找"}[who]
	for _, code := range []string{"1", "2"} {
		l := page.Link{Href: "/", Label: "个人", Current: code == who}
		if code == "2" {
			l.Href, l.Label = "/?who=2", "企业"
		}
		p.Who = append(p.Who, l)
	}
	l := looking{Who: who}
	for _, c := range inOrder(f.Catalog.Facets(search.Query{Within: within, Audiences: audiences[who]}).Topics, f.Profile.Topics[who]) {
		s := stage{Href: l.with(func(l *looking) { l.Topic = c.Value }).href(), Name: c.Value, Count: page.Num(c.N)}
		if at := slices.IndexFunc(f.Profile.Topics[who], func(t office.Topic) bool { return t.Of == c.Value }); at >= 0 {
			s.Name, s.Hint = f.Profile.Topics[who][at].Name, f.Profile.Topics[who][at].Hint
		} else if len(p.Stages) >= stagesLeast {
			break
		}
		p.Stages = append(p.Stages, s)
	}
	_, n := f.Catalog.Find(l.query(within))
	p.All = page.Link{Href: l.href(), Label: fmt.Sprintf("找全部 %s 项", page.Num(n))}
	for _, c := range f.Catalog.Facets(search.Query{Within: within}).Depts {
		p.Depts = append(p.Depts, page.Link{Href: looking{Dept: c.Value}.href(), Label: c.Value, Count: page.Num(c.N)})
	}
	for _, s := range f.House.Services {
		if s.Shelves == nil {
			continue
		}
		list, err := s.Shelves(ctx, place, who)
		if err != nil {
			return err
		}
		for _, x := range list {
			switch {
			case x.Text == "" && len(x.Links) == 0:
			case x.Aside:
				p.Aside = append(p.Aside, x)
			default:
				p.Shelves = append(p.Shelves, x)
			}
		}
	}
	p.Doors, p.Hall = f.doors(), f.strip(place)
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
func inOrder(counts []search.Count, list []office.Topic) []search.Count {
	place := func(c search.Count) int {
		if at := slices.IndexFunc(list, func(t office.Topic) bool { return t.Of == c.Value }); at >= 0 {
			return at
		}
		return len(list)
	}
	sorted := slices.Clone(counts)
	slices.SortStableFunc(sorted, func(a, b search.Count) int { return place(a) - place(b) })
	return sorted
}

// entries are the ways into what is not an item: the portal's own and those the services declare.
func (f *Front) entries() []door.Entry {
	list := []door.Entry{
		{Href: "/track", Label: "查进度", Icon: "clock", Note: "凭办件编号和查询密码", Said: []string{"进度", "办到哪", "办好没", "办好了没", "办到啥", "查办件", "催一下"}},
		{Href: "/nearby", Label: "就近办", Icon: "pin", Note: "地址、电话、几点开门", Said: []string{"几点", "上班", "下班", "开门", "关门", "窗口在", "大厅在", "中心在", "周末", "星期六"}},
	}
	for _, s := range f.House.Services {
		list = append(list, s.Citizens...)
	}
	return list
}

// doors are the entries as the first page shows them; the template adds the telephone.
func (f *Front) doors() []page.Link {
	var list []page.Link
	for _, e := range f.entries() {
		list = append(list, page.Link{Href: e.Href, Label: e.Label, Icon: e.Icon, Note: e.Note})
	}
	return list
}
