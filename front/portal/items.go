package portal

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/region"
	"wuyou/office/search"
)

// looking is what a visitor looks for among the items.
type looking struct {
	Text, Who, Dept, Kind, Topic string
	All                          bool // in the whole city, not only where the visitor is
	Page                         int  // from 1
}

// audiences are the codes behind the two doors of the portal: persons, and everybody else.
var audiences = map[string][]string{"1": {"1"}, "2": {"2", "3", "4", "5", "6", "9"}}

var audienceNames = map[string]string{"": "全部", "1": "个人办事", "2": "法人办事"}

// perPage is how many items a page shows.
const perPage = 20

// few is how many items need no narrowing.
const few = 8

// longest is how much of a text is looked for.
const longest = 100

func lookingFor(v map[string]string) looking {
	l := looking{Text: clip(strings.TrimSpace(v["q"])), Who: v["audience"], Dept: v["dept"], Kind: v["kind"], Topic: v["topic"], All: v["all"] == "1"}
	l.Page, _ = strconv.Atoi(v["page"])
	l.Page = min(max(l.Page, 1), 1000)
	if audiences[l.Who] == nil {
		l.Who = ""
	}
	return l
}

func clip(text string) string {
	if r := []rune(text); len(r) > longest {
		return string(r[:longest])
	}
	return text
}

// href is the address of the list.
func (l looking) href() string {
	v := url.Values{}
	for name, value := range map[string]string{"q": l.Text, "audience": l.Who, "dept": l.Dept, "kind": l.Kind, "topic": l.Topic} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if l.All {
		v.Set("all", "1")
	}
	if l.Page > 1 {
		v.Set("page", strconv.Itoa(l.Page))
	}
	if len(v) == 0 {
		return "/items"
	}
	return "/items?" + v.Encode()
}

// with returns another search from this one's first page.
func (l looking) with(change func(*looking)) looking {
	l.Page = 1
	change(&l)
	return l
}

func (l looking) narrowed() bool { return l.Dept != "" || l.Kind != "" || l.Topic != "" }

func (l looking) query(within search.Set) search.Query {
	q := search.Query{Text: l.Text, Within: within, Audiences: audiences[l.Who], Limit: perPage, Offset: (l.Page - 1) * perPage}
	for _, one := range []struct {
		value string
		list  *[]string
	}{{l.Dept, &q.Depts}, {l.Kind, &q.Kinds}, {l.Topic, &q.Topics}} {
		if one.value != "" {
			*one.list = []string{one.value}
		}
	}
	return q
}

// title is what the list is of.
func (l looking) title() string {
	switch {
	case l.Text != "":
		return "搜“" + l.Text + "”的结果"
	case l.Topic != "":
		return l.Topic
	case l.Dept != "":
		return l.Dept + "的事项"
	case l.Who != "":
		return audienceNames[l.Who]
	}
	return "全部事项"
}

// fill finds the items and what the list can be narrowed by. It is no listing.Ledger: they stand in the order of a search in memory, on
// numbered pages for everybody, where a ledger is a query by keys for the desk.
func (f *Front) fill(ctx context.Context, p *itemsData, l looking, place region.Code) error {
	within := f.offered(place)
	if l.All {
		within = nil
	}
	q := l.query(within)
	found, total := f.Catalog.Find(q)
	if len(found) == 0 && total > 0 { // the address of a page that is there no more
		l.Page = (total + perPage - 1) / perPage
		q = l.query(within)
		found, _ = f.Catalog.Find(q)
	}
	p.Heading = l.title()
	p.Search = f.search(l.Text)
	if l.Who != "" {
		p.Search.Hidden = []page.Field{{Type: "hidden", Name: "audience", Value: l.Who}}
	}
	p.Place, p.PlaceName = page.Link{Href: "/place?back=" + url.QueryEscape(l.href()), Label: "更换"}, f.placeName(place)
	if place.Level() >= region.County {
		p.Where = page.Link{Href: l.with(func(l *looking) { l.All = !l.All }).href(), Label: "看全市"}
		if l.All {
			p.PlaceName, p.Where.Label = f.Regions.Name(f.City), "只看"+f.placeName(place)+"能办的"
		}
	}
	p.Who = f.who(l, within)
	if total > few || l.narrowed() {
		p.Filters = f.filters(l, f.Catalog.Facets(q))
	}
	for _, e := range found {
		r, err := f.result(ctx, e)
		if err != nil {
			return err
		}
		p.Results = append(p.Results, r)
	}
	p.Pager = page.Pager{Total: total, Unit: "项", From: q.Offset + 1, To: q.Offset + len(found)}
	if l.Page > 1 {
		p.Pager.Prev = l.with(func(n *looking) { n.Page = l.Page - 1 }).href()
	}
	if q.Offset+len(found) < total {
		p.Pager.Next = l.with(func(n *looking) { n.Page = l.Page + 1 }).href()
	}
	if l.Text != "" && l.Page == 1 && !l.narrowed() {
		return f.reply(ctx, p, l, within, found, total, place)
	}
	if total == 0 {
		f.nothing(p, l, within)
	}
	return nil
}

// reply answers a question: by a door where it asks for one; by the best of few items; else by the item whose common question it is. What
// else was found stays in the list.
func (f *Front) reply(ctx context.Context, p *itemsData, l looking, within search.Set, found []catalog.Found, total int, place region.Code) error {
	p.Meant = f.meant(l.Text)
	var best catalog.Entry
	switch {
	case len(p.Meant) > 0 || total > few:
		return nil
	case total > 0:
		best, p.Results = found[0].Entry, p.Results[1:]
	default:
		e, ok, err := f.commonly(ctx, l.Text, within)
		if err != nil {
			return err
		}
		if !ok {
			f.nothing(p, l, within)
			return nil
		}
		best = e
	}
	var err error
	p.Answer, err = f.answer(ctx, l.Text, best, place)
	p.Search.Quiet = true // what the answer leads to comes first
	return err
}

// who are the two kinds of applicants with what the search finds for each.
func (f *Front) who(l looking, within search.Set) page.Tally {
	t := page.Tally{Label: "谁来办"}
	for _, code := range []string{"", "1", "2"} {
		other := l.with(func(l *looking) { l.Who = code })
		_, n := f.Catalog.Find(other.query(within))
		t.Links = append(t.Links, page.Link{Href: other.href(), Label: audienceNames[code], Count: page.Num(n), Current: code == l.Who})
	}
	return t
}

func (f *Front) filters(l looking, counts search.Facets) page.Filters {
	field := func(name, label, value string, counts []search.Count, word func(string) string) page.Field {
		c := page.Field{Type: "choice", Name: name, Label: label, Value: value}
		known := value == ""
		for _, n := range counts {
			c.Options = append(c.Options, page.Option{Value: n.Value, Label: fmt.Sprintf("%s（%s）", word(n.Value), page.Num(n.N))})
			known = known || n.Value == value
		}
		if !known {
			c.Options = append(c.Options, page.Option{Value: value, Label: word(value) + "（0）"})
		}
		return c
	}
	same := func(s string) string { return s }
	p := page.Filters{Action: "/items", Label: "缩小范围", Fields: page.Fields{
		{Type: "hidden", Name: "q", Value: l.Text}, {Type: "hidden", Name: "audience", Value: l.Who},
		field("dept", "部门", l.Dept, counts.Depts, same),
		field("topic", "主题", l.Topic, counts.Topics, same),
		field("kind", "事项类型", l.Kind, counts.Kinds, kindName),
	}}
	if l.All {
		p.Fields = append(p.Fields, page.Field{Type: "hidden", Name: "all", Value: "1"})
	}
	if l.narrowed() {
		p.Reset = l.with(func(l *looking) { l.Dept, l.Kind, l.Topic = "", "", "" }).href()
	}
	return p
}

func kindName(code string) string {
	if name := catalog.Kinds[code]; name != "" {
		return name
	}
	return code
}

// nothing says what to do when nothing was found.
func (f *Front) nothing(p *itemsData, l looking, within search.Set) {
	p.Empty = page.Empty{Title: "没有找到这样的事项", Text: "换一个说法试试，比如“社保卡”“开饭馆”；拼音和首字母也可以。"}
	if whole := l.with(func(l *looking) { l.Dept, l.Kind, l.Topic, l.Who = "", "", "", "" }); whole != l.with(func(*looking) {}) {
		if _, n := f.Catalog.Find(whole.query(within)); n > 0 {
			p.More = append(p.More, page.Link{Href: whole.href(), Label: fmt.Sprintf("去掉筛选，看 %s 项", page.Num(n)), Icon: "list"})
		}
	}
	if within != nil {
		city := l.with(func(l *looking) { l.All = true })
		if _, n := f.Catalog.Find(city.query(nil)); n > 0 {
			p.More = append(p.More, page.Link{Href: city.href(), Label: fmt.Sprintf("看全市的 %s 项", page.Num(n)), Icon: "pin"})
		}
	}
	p.More = append(p.More, page.Link{Href: "/nearby", Label: "到就近的窗口问", Icon: "people", Note: "帮办人员当面帮您"})
}

// result is one line of the list.
type result struct {
	Href, Dept string
	Name       []part
	Facts      []string
	Tags       []page.Tag
}

// part is a piece of a name, marked where it is what was looked for.
type part struct {
	Text string
	Mark bool
}

func (f *Front) result(ctx context.Context, found catalog.Found) (result, error) {
	r := result{Href: fmt.Sprintf("/items/%d", found.ID), Dept: found.Dept, Name: marked(found.Name, found.Marks)}
	it, err := f.Catalog.Item(ctx, found.ID, found.Version)
	if err != nil {
		return r, err
	}
	if found.State == catalog.Suspended {
		r.Tags = append(r.Tags, page.Tag{Label: "暂停办理", Kind: "act"})
	}
	if found.Online {
		r.Tags = append(r.Tags, page.Tag{Label: "可网办", Kind: "blue"})
	}
	if it.Instant {
		r.Tags = append(r.Tags, page.Tag{Label: "即办", Kind: "ok"})
	}
	if found.Complete {
		r.Tags = append(r.Tags, page.Tag{Label: "指南完整"})
	}
	if it.Promised != nil && !it.Instant {
		r.Facts = append(r.Facts, limitWords(it.Promised)+"办结")
	}
	if it.Visits != nil {
		r.Facts = append(r.Facts, fmt.Sprintf("跑 %d 趟", *it.Visits))
	}
	if it.Free {
		r.Facts = append(r.Facts, "不收费")
	}
	return r, nil
}

// marked cuts a name at the marks.
func marked(name string, marks []search.Span) []part {
	runes := []rune(name)
	var parts []part
	from := 0
	for _, m := range marks {
		if m.From > from {
			parts = append(parts, part{Text: string(runes[from:m.From])})
		}
		parts = append(parts, part{string(runes[m.From:m.To]), true})
		from = m.To
	}
	if from < len(runes) {
		parts = append(parts, part{Text: string(runes[from:])})
	}
	return parts
}

// search is the search box of the portal.
func (f *Front) search(text string) page.SearchBox {
	return page.SearchBox{Action: "/items", Label: "搜事项", Value: text, Example: "例如：社保卡丢了", Source: "/items/suggest", Key: "/"}
}

// suggestions are the proposals for a text that is being typed.
func (f *Front) suggestions(text string) []page.Suggestion {
	list := []page.Suggestion{}
	for _, e := range f.Catalog.Suggest(clip(text), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept, Href: fmt.Sprintf("/items/%d", e.ID)})
	}
	return list
}

// limitWords is a time limit as people say it.
func limitWords(l *catalog.Limit) string {
	if l.N == 0 {
		return calendar.SameDay.Words(0)
	}
	return l.Words()
}
