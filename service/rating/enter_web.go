package rating

import (
	"fmt"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// enterers write down ratings given on paper or by telephone; never those of their own unit (another).
var enterers = []people.Role{people.Caller, people.Supervisor, people.Officer, people.Window}

type enterData struct {
	page.Frame
	Find   page.Form
	About  page.List
	Acts   []page.Link
	Action string
	Error  page.ErrorSummary
	How    page.Fields
	Ask    questions
}

var enterTemplate = page.New[enterData](page.Desk, files, "enter.html", "ask.html")

var wayField = form.Field{Name: "way", Label: "怎么评的", Type: form.Choice, Required: true, Options: form.Pairs("paper", "纸质评价表、意见箱", "phone", "电话")}

func (s *Service) enterPage(w http.ResponseWriter, r *http.Request) error {
	return s.showEnter(w, r, nil, nil)
}

func (s *Service) showEnter(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx, q := r.Context(), r.URL.Query()
	frame, err := s.House.Desk(w, r, "录入评价", page.Link{Label: "录入评价"})
	if err != nil {
		return err
	}
	d := enterData{Frame: frame, Find: page.Form{ID: "find", Action: deskPath + "/enter", Get: true, Submit: page.Act{Label: "找服务", Kind: "quiet"},
		Fields: door.Fields(form.Of(form.Field{Name: "number", Label: "办件编号", Type: form.Text, Required: true, Max: 40, Hint: "写在评价表或受理通知书上，23 位"}),
			form.Values{"number": q.Get("number")}, nil)}}
	status := http.StatusOK
	if q.Get("number") != "" {
		acts, err := s.enterable(r)
		if err != nil && !door.Mended(err) && !fail.Is(err, fail.KindNotFound) {
			return err
		}
		if err != nil {
			e, _ := fail.As(err)
			d.Find.Fields[0].Error, status = e.Message, web.Status(err)
		}
		if a, ok := chosen(acts, q.Get("act")); ok && err == nil {
			d.About, d.Action = s.About(a), fmt.Sprintf("%s/enter?number=%s&act=%d", deskPath, q.Get("number"), a.ID)
			if d.Ask, err = s.ask(ctx, a, in, wrong); err != nil {
				return err
			}
			d.How = door.Fields(form.Of(wayField), in, wrong)
			for _, o := range acts {
				if o.ID != a.ID {
					d.Acts = append(d.Acts, page.Link{Href: fmt.Sprintf("%s/enter?number=%s&act=%d", deskPath, q.Get("number"), o.ID),
						Label: "换成 " + s.House.Clock(o.ServedAt) + " " + modeWords[o.Mode]})
				}
			}
		}
	}
	if wrong != nil {
		d.Error, status = page.ErrorSummary{Text: door.Summary(wrong)}, web.Status(wrong)
	}
	return door.WriteStatus(w, status, enterTemplate, &d)
}

// enterable are the services of the case that was asked for.
func (s *Service) enterable(r *http.Request) ([]rate.Act, error) {
	k, err := s.Engine.ByNumber(r.Context(), r.URL.Query().Get("number"))
	if err != nil {
		return nil, err
	}
	acts, err := rate.ActsOfCase(r.Context(), s.DB, k.ID)
	if err == nil && len(acts) == 0 {
		return nil, fail.NotFound("这件事没有可以评价的服务")
	}
	return acts, err
}

func (s *Service) entered(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	acts, err := s.enterable(r)
	if err != nil {
		return err
	}
	a, ok := chosen(acts, r.URL.Query().Get("act"))
	if !ok {
		return fail.NotFound("没有找到这次服务")
	}
	k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return err
	}
	g := given(a, posted)
	g.Way, g.Person, g.EnteredBy, g.IP = posted["way"], k.Applicant, v.Actor, v.IP
	if g.Way != "phone" {
		g.Way = "paper"
	}
	if _, err := s.Rate(ctx, g); err != nil {
		if door.Mended(err) || fail.Is(err, fail.KindForbidden) {
			return s.showEnter(w, r, form.Values(posted), err)
		}
		return err
	}
	s.House.Say(w, "done", "评价已录入。")
	return web.See(w, r, deskPath+"/enter")
}
