package rating

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/rate"
	"wuyou/office/region"
	"wuyou/office/tally"
)

type publicData struct {
	page.Frame
	Heading, Lead string
	Year          string // of which the figures are
	Act, Comment  page.Act
	Path          page.Tally
	Stats         page.Stats
	Table         page.Table
	Windows       page.Table
	Said          page.Table
	Fixed         page.Table
}

var publicPage = page.New[publicData](page.Public, files, "public.html")

// shownMost is how many opinions and rectifications a public page shows.
const shownMost = 10

// public is the city's page for everybody.
func (s *Service) public(w http.ResponseWriter, r *http.Request) error {
	return s.showPlace(w, r, s.City)
}

func (s *Service) publicPlace(w http.ResponseWriter, r *http.Request) error {
	c, err := region.Parse(r.PathValue("region"))
	if _, known := s.Regions.Find(c); err != nil || !known || !s.City.Covers(c) {
		return fail.NotFound("没有这个地方")
	}
	return s.showPlace(w, r, c)
}

// year is the last year with services, as far as it has passed, and how it is called.
func (s *Service) year(ctx context.Context) (p period, words string, err error) {
	now := calendar.DayOf(s.Now())
	p.Period, err = s.latestDays(ctx, tally.Period{Now: now, Place: s.City})
	year := p.From.Year()
	p.From, p.To = calendar.Day(year*10000+101), min(calendar.Day(year*10000+1231), now)
	if words = "今年以来"; year != now.Year() {
		words = strconv.Itoa(year) + "年"
	}
	return p, words, err
}

func (s *Service) showPlace(w http.ResponseWriter, r *http.Request, place region.Code) error {
	p, said, err := s.year(r.Context())
	if err != nil {
		return err
	}
	p.Place = place
	name := s.Regions.Name(place)
	d := publicData{Frame: s.House.Public(w, r, name+"好差评", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: name}),
		Heading: name + "好差评", Year: said,
		Act: page.Act{Label: "评价我办的事", Href: "/my"}, Comment: page.Act{Label: "社会各界评价", Href: "/ratings/comment?place=" + string(place), Kind: "quiet"}}
	d.Path = page.Tally{Label: "地点"}
	for l := region.City; l <= place.Level(); l++ {
		c := place.At(l)
		d.Path.Links = append(d.Path.Links, page.Link{Href: "/ratings/places/" + string(c), Label: region.Short(s.Regions.Name(c)), Current: c == place})
	}
	if place.Level() < region.Village {
		list, err := tally.By[rate.Figure](r.Context(), s.DB, rate.Kept, p.Period, tally.ByRegion, below(place))
		if err != nil {
			return err
		}
		rated := map[region.Code]rate.Counts{}
		for _, f := range list {
			rated[tally.RegionOf(f.Key)] = f.Counts
		}
		d.Table = page.Table{Caption: "下一级", Heads: publicHeads("地方")}
		for _, c := range s.Regions.Children(place) {
			d.Table.Rows = append(d.Table.Rows, page.Row{Cells: publicCells(region.Short(c.Name), "/ratings/places/"+string(c.Code), rated[c.Code])})
		}
	}
	if err := s.windowsAt(r, &d, p); err != nil {
		return err
	}
	return s.showPublic(w, r, &d, p)
}

// windowsAt lists the windows of the place itself, each with what was said of it.
func (s *Service) windowsAt(r *http.Request, d *publicData, p period) error {
	held, err := s.Roster.Held(r.Context(), s.DB, p.Place, p.Place, device.Windows...)
	if err != nil || len(held) == 0 {
		return err
	}
	list, err := tally.By[rate.Figure](r.Context(), s.DB, rate.Kept, p.Period, tally.ByPlace, 0)
	if err != nil {
		return err
	}
	rated := map[string]rate.Counts{}
	for _, f := range list {
		rated[f.Key] = f.Counts
	}
	d.Windows = page.Table{Caption: "窗口", Heads: publicHeads("窗口")}
	seen := map[string]bool{}
	for _, h := range held {
		if !seen[h.Title] {
			seen[h.Title] = true
			d.Windows.Rows = append(d.Windows.Rows, page.Row{Cells: publicCells(h.Title, windowFigures(h.ID), rated[tally.Window(p.Place, h.Title)])})
		}
	}
	return nil
}

func windowFigures(post int64) string { return "/ratings/windows/" + number(post) }

// publicWindow is the page of a window: everything but who sits there.
func (s *Service) publicWindow(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "post")
	if err != nil {
		return err
	}
	post, err := s.Roster.PostByID(r.Context(), id)
	if err != nil || !slices.Contains(device.Windows, post.Role) {
		return fail.NotFound("没有这个窗口")
	}
	p, said, err := s.year(r.Context())
	if err != nil {
		return err
	}
	p.Place, p.Window = post.Region, tally.Window(post.Region, post.Title)
	name := s.Regions.Name(post.Region)
	d := publicData{Frame: s.House.Public(w, r, post.Title+"好差评", page.Link{Href: "/ratings", Label: "好差评"},
		page.Link{Href: "/ratings/places/" + string(post.Region), Label: name}, page.Link{Label: "窗口"}), Heading: post.Title, Year: said, Lead: "这个窗口的好差评",
		Act: page.Act{Label: "评价我办的事", Href: "/my"}}
	return s.showPublic(w, r, &d, p)
}

// onItem and onPlace lead from the guide of an item and from the page of an outlet to what was said of it.
func onItem(item int64) []page.Link {
	return []page.Link{{Href: "/ratings/items/" + number(item), Label: "看这个事项的好差评", Icon: "chart"}}
}

func onPlace(place region.Code) []page.Link {
	return []page.Link{{Href: "/ratings/places/" + string(place), Label: "看这里的好差评", Icon: "chart"}}
}

func publicHeads(first string) []page.Head {
	return []page.Head{{Label: first, Main: true}, {Label: "评价", Num: true}, {Label: "平均得分", Num: true}, {Label: "差评", Num: true}, {Label: "差评整改率", Num: true}}
}

func publicCells(name, href string, c rate.Counts) []page.Cell {
	return []page.Cell{{Text: name, Href: href}, {Text: page.Num(c.Valid())}, {Text: score(c)}, {Text: page.Num(c.Bad())},
		page.RateCell(c.Fixed, c.Bad())}
}

func (s *Service) publicItem(w http.ResponseWriter, r *http.Request) error {
	id, err := web.PathInt(r, "item")
	if err != nil {
		return err
	}
	e, err := s.Catalog.Entry(id)
	if err != nil {
		return err
	}
	p, said, err := s.year(r.Context())
	if err != nil {
		return err
	}
	p.Place, p.Item = s.City, id
	d := publicData{Frame: s.House.Public(w, r, e.Name+"好差评", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: e.Name}), Heading: e.Name, Year: said,
		Lead: "这个事项的好差评", Act: page.Act{Label: "评价我办的事", Href: "/my"}, Comment: page.Act{Label: "看办事指南", Href: "/items/" + number(id), Kind: "quiet"}}
	return s.showPublic(w, r, &d, p)
}

// showPublic fills what every public page shows: the number of services and of bad ratings, how many
// were put right, the average, and the last opinions without a word of who gave them.
func (s *Service) showPublic(w http.ResponseWriter, r *http.Request, d *publicData, p period) error {
	ctx := r.Context()
	f, err := tally.Total[rate.Figure](ctx, s.DB, rate.Kept, p.Period)
	if err != nil {
		return err
	}
	c := f.Counts
	average := scoreStat(c)
	average.Note = "满分 10 分"
	d.Stats.Items = []page.Stat{{Label: "服务", Value: page.Num(c.Acts), Unit: "件"}, {Label: "收到评价", Value: page.Num(c.Valid()), Unit: "条",
		Note: "主动评价，不含默认"}, average, rates[0].stat(c),
		{Label: "差评", Value: page.Num(c.Bad()), Unit: "条"}, rates[4].stat(c)}
	if d.Said, err = s.lastSaid(ctx, p); err != nil {
		return err
	}
	if d.Fixed, err = s.lastMended(ctx, p); err != nil {
		return err
	}
	return door.Write(w, publicPage, d)
}

// lastSaid are the last ratings of some services, by nobody.
func (s *Service) lastSaid(ctx context.Context, p period) (page.Table, error) {
	t := page.Table{Caption: "最近的评价",
		Heads: []page.Head{{Label: "事项", Main: true}, {Label: "评价", Plain: true}, {Label: "原因", Long: true}, {Label: "哪里"}},
		Empty: page.Empty{Title: "还没有评价", Text: "办完事就可以评价，自愿。"}}
	rows, err := s.latest(ctx, p, "r.source = 'active' AND NOT r.excluded AND r.n = 1")
	for _, l := range rows {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: l.act.Title, Href: "/ratings/items/" + number(l.act.Item), Small: calendar.At(l.At).Format("1月2日")},
			{Text: l.Level.Words()}, {Text: l.words}, {Text: region.Short(s.Regions.Name(l.act.Region))}}})
	}
	return t, err
}

// lastMended are the last rectifications that were made public.
func (s *Service) lastMended(ctx context.Context, p period) (page.Table, error) {
	t := page.Table{Caption: "差评整改公开",
		Heads: []page.Head{{Label: "事项", Main: true}, {Label: "怎么改的", Long: true}, {Label: "结果", Plain: true}, {Label: "哪里"}},
		Empty: page.Empty{Title: "还没有公开的整改"}}
	rows, err := s.latest(ctx, p, "r.published")
	for _, l := range rows {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: l.act.Title}, {Text: l.mended.Published},
			{Text: form.Label(rate.Outcomes, l.mended.Outcome)}, {Text: region.Short(s.Regions.Name(l.act.Region))}}})
	}
	return t, err
}

// latest are the last ratings of some services that fulfil a condition.
func (s *Service) latest(ctx context.Context, p period, cond string) ([]line, error) {
	w := &db.Where{}
	p.narrow(w)
	w.And(cond)
	rows, err := latest(ctx, s.DB, w, shownMost)
	if err != nil {
		return nil, err
	}
	return rows, s.fill(ctx, rows)
}
