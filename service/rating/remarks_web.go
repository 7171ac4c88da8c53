package rating

import (
	"net/http"
	"slices"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

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
	m, err := remarkOf(s.commentForm(s.City, false), form.Values(posted))
	if err == nil {
		err = s.Sessions.Pace(ctx, remarksHour, people.VisitorOf(ctx).IP)
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
	f, err := s.remarkForm(r)
	if err != nil {
		return err
	}
	s.fillComment(&d, f, in, wrong)
	d.Faces.Label = "总的来说，对方满意吗？"
	return door.WriteStatus(w, statusOf(wrong), remarkTemplate, &d)
}

func (s *Service) remarkForm(r *http.Request) (form.Form, error) {
	post, err := s.scope(people.VisitorOf(r.Context()).Actor)
	if err != nil {
		return form.Form{}, err
	}
	f := s.commentForm(post.Region, true)
	f.Fields[2].Label = "谁说的"
	return f, nil
}

func (s *Service) remarked(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	f, err := s.remarkForm(r)
	if err != nil {
		return err
	}
	m, err := remarkOf(f, form.Values(posted))
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
