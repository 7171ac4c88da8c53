package rating

import (
	"net/http"
	"strings"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

type publicData struct {
	page.Frame
	Heading, Lead string
	Comment       page.Act
	Path          page.Tally
	Stats         page.Stats
	Table         page.Table
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

// year is the current year so far.
func (s *Service) year() period {
	now := calendar.DayOf(s.Now())
	return period{From: calendar.Day(now.Year()*10000 + 101), To: now}
}

func (s *Service) showPlace(w http.ResponseWriter, r *http.Request, place region.Code) error {
	p := s.year()
	p.Place = place
	name := s.Regions.Name(place)
	d := publicData{Frame: s.House.Public(w, r, name+"好差评", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: name}), Heading: name + "好差评", Comment: page.Act{Label: "社会各界评价", Href: "/ratings/comment", Kind: "quiet"}}
	d.Path = page.Tally{Label: "地点"}
	for l := region.City; l <= place.Level(); l++ {
		c := place.At(l)
		d.Path.Links = append(d.Path.Links, page.Link{Href: "/ratings/places/" + string(c), Label: region.Short(s.Regions.Name(c)), Current: c == place})
	}
	if place.Level() < region.Village {
		list, err := figuresBy(r.Context(), s.DB, p, byRegion, below(place))
		if err != nil {
			return err
		}
		rated := map[region.Code]counts{}
		for _, f := range list {
			rated[f.region()] = f.counts
		}
		d.Table = page.Table{Caption: "下一级", Heads: publicHeads("地方")}
		for _, c := range s.Regions.Children(place) {
			d.Table.Rows = append(d.Table.Rows, page.Row{Cells: publicCells(region.Short(c.Name), "/ratings/places/"+string(c.Code), rated[c.Code])})
		}
	}
	return s.showPublic(w, r, &d, p)
}

func publicHeads(first string) []page.Head {
	return []page.Head{{Label: first, Main: true}, {Label: "评价", Num: true}, {Label: "平均得分", Num: true}, {Label: "差评", Num: true}, {Label: "差评整改率", Num: true}}
}

func publicCells(name, href string, c counts) []page.Cell {
	return []page.Cell{{Text: name, Href: href}, {Text: page.Num(c.Valid())}, {Text: score(c)}, {Text: page.Num(c.Bad())}, {Text: page.Rate(c.Fixed, c.Bad()), Small: page.Num(c.Fixed) + " / " + page.Num(c.Bad())}}
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
	p := s.year()
	p.Place, p.Item = s.City, id
	d := publicData{Frame: s.House.Public(w, r, e.Name+"好差评", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: e.Name}), Heading: e.Name, Lead: "这个事项的好差评", Comment: page.Act{Label: "看办事指南", Href: "/items/" + number(id), Kind: "quiet"}}
	return s.showPublic(w, r, &d, p)
}

// showPublic fills what every public page shows: the number of services and of bad ratings, how many
// were put right, the average, and the last opinions without a word of who gave them.
func (s *Service) showPublic(w http.ResponseWriter, r *http.Request, d *publicData, p period) error {
	ctx := r.Context()
	c, err := totals(ctx, s.DB, p)
	if err != nil {
		return err
	}
	d.Stats.Items = []page.Stat{{Label: "今年服务", Value: page.Num(c.Acts), Unit: "件"}, {Label: "收到评价", Value: page.Num(c.Valid()), Unit: "条", Note: "主动评价，不含默认"}, scoreStat(c), rates[0].stat(c),
		{Label: "差评", Value: page.Num(c.Bad()), Unit: "条"}, rates[4].stat(c)}
	cond := p.lines()
	cond.And("r.source = 'active' AND NOT r.excluded AND r.n = 1")
	rows, err := linesIn(ctx, s.DB, cond, shownMost)
	if err != nil {
		return err
	}
	d.Said = page.Table{Caption: "最近的评价", Heads: []page.Head{{Label: "事项", Main: true}, {Label: "评价", Plain: true}, {Label: "原因"}, {Label: "哪里"}}, Empty: page.Empty{Title: "还没有评价", Text: "办完事就可以评价，自愿。"}}
	for _, one := range rows {
		tags, err := tagsOf(ctx, s.DB, one.TagSet)
		if err != nil {
			return err
		}
		d.Said.Rows = append(d.Said.Rows, page.Row{Cells: []page.Cell{{Text: one.Title, Href: "/ratings/items/" + number(one.Item), Small: at(one.At).Format("1月2日")}, {Text: one.Level.Words()}, {Text: strings.Join(tagWords(tags, one.Tags), "、")}, {Text: region.Short(s.Regions.Name(one.Region))}}})
	}
	cond = p.lines()
	cond.And("x.published <> ''")
	fixed, err := linesIn(ctx, s.DB, cond, shownMost)
	if err != nil {
		return err
	}
	d.Fixed = page.Table{Caption: "差评整改公开", Heads: []page.Head{{Label: "事项", Main: true}, {Label: "怎么改的"}, {Label: "结果", Plain: true}, {Label: "哪里"}}, Empty: page.Empty{Title: "还没有公开的整改"}}
	for _, one := range fixed {
		d.Fixed.Rows = append(d.Fixed.Rows, page.Row{Cells: []page.Cell{{Text: one.Title}, {Text: one.Published}, {Text: label(outcomes, one.Outcome)}, {Text: region.Short(s.Regions.Name(one.Region))}}})
	}
	return door.Write(w, publicPage, d)
}

type commentData struct {
	page.Frame
	Note page.Note
	Form page.Form
}

var commentTemplate = page.New[commentData](page.Public, files, "comment.html")

func (s *Service) commentForm() form.Form {
	place := form.Field{Name: "place", Label: "评价哪里的政务服务", Type: form.Choice, Required: true, Options: []form.Option{{Value: string(s.City), Label: s.Regions.Name(s.City) + "全市"}}}
	for _, c := range s.Regions.Children(s.City) {
		place.Options = append(place.Options, form.Option{Value: string(c.Code), Label: c.Name})
	}
	level := levelField
	level.Label = "总的来说"
	return form.Of(place, form.Field{Name: "who", Label: "您是", Type: form.Choice, Required: true, Options: walks[:len(walks)-2]}, level,
		form.Field{Name: "comment", Label: "想说的话", Type: form.Area, Max: commentMost, Hint: "最多 150 个字，不要写个人信息"})
}

func (s *Service) commentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showComment(w, r, nil, nil)
}

func (s *Service) showComment(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	d := commentData{Frame: s.House.Public(w, r, "社会各界评价", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: "社会各界评价"})}
	d.Note = page.Note{Text: "这里是对一个地方政务服务的总体评价，不计入办件评价。评价自己办的一件事，请用短信里的链接或在“我的”里评价。"}
	d.Form = page.Form{ID: "comment", Action: "/ratings/comment", Error: door.Summary(wrong), Fields: door.Fields(s.commentForm(), in, wrong), Submit: page.Act{Label: "提交", Size: "big"}}
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, commentTemplate, &d)
}

func (s *Service) commented(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := s.commentForm().Check(form.Values(posted))
	if err == nil {
		err = s.People.Pace(ctx, "rating comment "+people.VisitorOf(ctx).IP, paceWindow, time.Hour)
	}
	if err == nil {
		err = s.Comment(ctx, Remark{Region: region.Code(in["place"]), Who: in["who"], Level: Level(in["level"]), Comment: in["comment"]})
	}
	if door.Mended(err) {
		return s.showComment(w, r, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "谢谢您的评价。")
	return web.See(w, r, "/ratings")
}
