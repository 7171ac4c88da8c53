package rating

import (
	"net/http"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// walks are who comments apart from a case of his own. Nobody says of himself that he inspects or that he
// stood at a code.
var walks = form.Pairs("public", "群众", "deputy", "人大代表", "adviser", "政协委员", "firm", "企业", "media", "媒体", "inspect", "监督查评", "code", "评价码综合点评")

type commentData struct {
	page.Frame
	Heading string
	Desk    bool // staff write it down for somebody
	Note    page.Note
	Action  string
	Error   page.ErrorSummary
	Faces   page.Faces
	Fields  page.Fields
	Submit  string
}

var (
	commentTemplate = page.New[commentData](page.Public, files, "comment.html")
	remarkTemplate  = page.New[commentData](page.Desk, files, "comment.html")
)

// platforms are what is rated of a place beside its halls: 国办发〔2019〕51号 names the platforms on and off line.
var platforms = form.Pairs("hall", "大厅和窗口", "site", "网站和手机端", "hotline", "政务服务便民热线")

// commentForm asks what is asked beside the level. Staff, who write down what they were told, may also
// write what an unannounced check found.
func (s *Service) commentForm(place region.Code, staff bool) form.Form {
	who := walks[:len(walks)-2]
	hint := "最多 150 个字，不要写个人信息"
	if staff {
		who, hint = walks[:len(walks)-1], "照原话写，最多 150 个字，不写个人信息"
	}
	return form.Of(s.placeField("评价哪里的政务服务", place), form.Field{Name: "what", Label: "评价什么", Type: form.Choice, Required: true, Options: platforms},
		form.Field{Name: "who", Label: "您是", Type: form.Choice, Required: true, Options: who},
		form.Field{Name: "comment", Label: "想说的话", Type: form.Area, Max: commentMost, Hint: hint})
}

func (s *Service) fillComment(d *commentData, f form.Form, in form.Values, wrong error) {
	d.Fields = door.Fields(f, in, wrong)
	d.Faces = faces("总的来说，您对这里的政务服务满意吗？", in, wrong)
	if wrong != nil {
		d.Error = page.ErrorSummary{Text: door.Summary(wrong), Links: slices.Concat(d.Faces.Errors().Links, d.Fields.Errors().Links)}
	}
}

func (s *Service) commentPage(w http.ResponseWriter, r *http.Request) error {
	return s.showComment(w, r, form.Values{"place": r.URL.Query().Get("place")}, nil)
}

func (s *Service) showComment(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	d := commentData{Frame: s.House.Public(w, r, "社会各界评价", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: "社会各界评价"}), Heading: "社会各界评价",
		Action: "/ratings/comment", Submit: "提交"}
	d.Note = page.Note{Text: "这里说的是一个地方政务服务的总体，不计入办件评价。自己办的一件事，请用短信里的链接，或者在“我的”里评价。"}
	s.fillComment(&d, s.commentForm(s.City, false), in, wrong)
	return door.WriteStatus(w, statusOf(wrong), commentTemplate, &d)
}

func (s *Service) commented(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	m, err := remarkOf(s.commentForm(s.City, false), posted)
	if err == nil {
		err = s.People.Pace(ctx, remarksHour, people.VisitorOf(ctx).IP)
	}
	if err == nil {
		err = s.Comment(ctx, m)
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

// remarkOf reads an opinion from the answers.
func remarkOf(f form.Form, posted web.Values) (Remark, error) {
	in, err := f.Check(form.Values(posted))
	m := Remark{Region: region.Code(in["place"]), Who: in["who"], Level: Level(posted["level"]), Comment: in["comment"]}
	if in["what"] != platforms[0].Value {
		m.Place = label(platforms, in["what"])
	}
	if err == nil && m.Level.Points() == 0 {
		err = fail.Invalid("请选满意程度", fail.Field{Name: "level", Message: "请选满意程度"})
	}
	return m, err
}

// remarkPage is where staff write down an opinion that came on paper, by telephone or in a visit.
func (s *Service) remarkPage(w http.ResponseWriter, r *http.Request) error {
	return s.showRemark(w, r, nil, nil)
}

func (s *Service) showRemark(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	frame, err := s.House.Desk(w, r, "录入社会各界评价", page.Link{Href: deskPath + "/remarks", Label: "社会各界"}, page.Link{Label: "录入"})
	if err != nil {
		return err
	}
	d := commentData{Frame: frame, Heading: "录入社会各界评价", Desk: true, Action: deskPath + "/remarks/new", Submit: "录入",
		Note: page.Note{Text: "照原样录入，不改、不劝。单独列出，不计入办件评价的任何指标。"}}
	s.fillComment(&d, s.remarkForm(r), in, wrong)
	d.Faces.Label = "总的来说，对方满意吗？"
	return door.WriteStatus(w, statusOf(wrong), remarkTemplate, &d)
}

func (s *Service) remarkForm(r *http.Request) form.Form {
	f := s.commentForm(s.scope(people.VisitorOf(r.Context()).Actor).Region, true)
	f.Fields[2].Label = "谁说的"
	return f
}

func (s *Service) remarked(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	m, err := remarkOf(s.remarkForm(r), posted)
	if err == nil {
		m.Entered = people.VisitorOf(r.Context()).Actor.Name
		err = s.Comment(r.Context(), m)
	}
	if door.Mended(err) {
		return s.showRemark(w, r, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已录入。")
	return web.See(w, r, deskPath+"/remarks")
}

// remarks are the opinions of people from all walks of life, apart from the figures of cases.
func (s *Service) remarks(w http.ResponseWriter, r *http.Request) error {
	ctx, v, q := r.Context(), people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "社会各界评价", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "社会各界"})
	if err != nil {
		return err
	}
	p, path := s.asked(q, v.Actor), deskPath+"/remarks"
	d := listData{Frame: frame, Heading: "社会各界评价", Tabs: s.tabs(v.Actor, "/remarks", p), Filters: s.filters(path, p, q),
		Note: page.Note{Text: "对一个地方的总体评价，和扫码时没有对上办件的综合点评。不计入办件评价的任何指标。"}}
	if v.Actor.Has(enterers...) {
		d.Act = page.Act{Label: "录入一条", Href: path + "/new", Kind: "quiet"}
	}
	cond := &db.Where{}
	cond.And("m.region >= ? AND m.region <= ? AND m.at >= ? AND m.at < ?", p.Place, p.Place.Last(), p.From.Time().UnixMilli(),
		p.To.AddDays(1).Time().UnixMilli())
	list, err := remarksIn(ctx, s.DB, cond, listMost)
	if err != nil {
		return err
	}
	d.Table = page.Table{Caption: "社会各界评价，最近的在前", Heads: []page.Head{{Label: "说了什么", Main: true}, {Label: "评价", Plain: true}, {Label: "谁"},
		{Label: "地点"}}, Empty: page.Empty{Title: "这段时间没有社会各界评价", Text: "群众、代表、委员、企业在公开页上写的，和工作人员录入的，都列在这里。"}}
	for _, m := range list {
		by := ""
		if m.Entered != "" {
			by = m.Entered + "录入"
		}
		place := page.Cell{Text: s.Regions.Name(m.Region)}
		if m.Place != "" {
			place = page.Cell{Text: m.Place, Small: place.Text}
		}
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{{Text: orElse(m.Comment, "没有写"), Small: moment(m.At)},
			{Tags: []page.Tag{levelTag(m.Level)}}, {Text: label(walks, m.Who), Small: by}, place}})
	}
	return door.Write(w, listPage, &d)
}

// levelTag is a level in a list: a bad one stands out.
func levelTag(l Level) page.Tag {
	t := page.Tag{Label: l.Words(), Kind: "blue"}
	if l.Bad() {
		t.Kind = "act"
	}
	return t
}

// faces are the five levels of the same size, of which only an answer given before is chosen.
func faces(ask string, in form.Values, wrong error) page.Faces {
	f := page.Faces{Name: "level", Label: ask, Error: door.Wrongs(wrong)["level"]}
	for _, l := range Levels {
		f.Items = append(f.Items, page.Face{Value: l.Value, Label: l.Label, Mood: Level(l.Value).Points(), Chosen: in["level"] == l.Value})
	}
	return f
}
