package rating

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// rateData is the page of who was served: the questions, or what became of the rating.
type rateData struct {
	page.Frame
	About  page.List
	Note   page.Note
	Action string
	Error  page.ErrorSummary
	Ask    questions
	Mine   page.List
	Course page.Timeline
	Answer page.Form
	Others []page.Link
}

var rateTemplate = page.New[rateData](page.Public, files, "rate.html", "ask.html")

// chosen is the act that the page is about: the one asked for, else the latest that can be rated, else
// the latest.
func chosen(acts []rate.Act, want string) (rate.Act, bool) {
	for _, a := range acts {
		if strconv.FormatInt(a.ID, 10) == want {
			return a, true
		}
	}
	for _, a := range acts {
		if a.State == rate.Open {
			return a, true
		}
	}
	if len(acts) > 0 {
		return acts[0], true
	}
	return rate.Act{}, false
}

func (s *Service) ratePage(w http.ResponseWriter, r *http.Request) error {
	return s.showRate(w, r, nil, nil)
}

func (s *Service) showRate(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx, token := r.Context(), r.PathValue("token")
	k, err := s.Held(ctx, token)
	if err != nil {
		return err
	}
	acts, err := rate.ActsOfCase(ctx, s.DB, k.ID)
	if err != nil {
		return err
	}
	a, ok := chosen(acts, r.URL.Query().Get("act"))
	if !ok || a.State == rate.Void {
		return fail.NotFound("这件事没有可以评价的服务")
	}
	s.browser(w, r)
	d := &rateData{Frame: s.House.Public(w, r, "评价服务", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: "评价服务"}), About: s.About(a)}
	list, err := rate.RatingsOf(ctx, s.DB, a.ID)
	if err != nil {
		return err
	}
	if err := s.tellRate(ctx, d, a, list, in, wrong, r.URL.Query().Get("more") != "", token); err != nil {
		return err
	}
	if d.Action != "" {
		q := r.URL.Query()
		q.Set("act", strconv.FormatInt(a.ID, 10))
		d.Action = "/rate/" + token + "?" + q.Encode()
	}
	for _, o := range acts {
		if o.ID != a.ID && o.State != rate.Void {
			d.Others = append(d.Others, page.Link{Href: "/rate/" + token + "?act=" + strconv.FormatInt(o.ID, 10),
				Label: s.House.Clock(o.ServedAt) + " " + modeWords[o.Mode], Note: strings.TrimSpace(o.Place)})
		}
	}
	return door.WriteStatus(w, statusOf(wrong), rateTemplate, d)
}

var modeWords = map[string]string{rate.Visit: "现场服务", rate.Matter: "网上办事"}

// tellRate fills the page: the questions where something may be rated, else what became of it.
func (s *Service) tellRate(ctx context.Context, d *rateData, a rate.Act, list []rate.Rating, in form.Values, wrong error, more bool, token string) error {
	var may error
	err := s.DB.Tx(ctx, func(tx *db.DB) error { may = s.MayRate(ctx, tx, a, list); return nil })
	if err != nil {
		return err
	}
	active := len(list) > 0 && list[0].Source == rate.Active
	if may == nil && (!active || more) {
		d.Action = "yes"
		if d.Ask, err = s.ask(ctx, a, in, wrong); err != nil {
			return err
		}
		d.Error = d.Ask.errors(wrong)
		if active {
			d.Note = page.Note{Title: "追加评价", Text: "您原来的评价保留，这一次另外记录。"}
		}
		return nil
	}
	if !active {
		f, _ := fail.As(may)
		d.Note = page.Note{Title: "现在不能评价", Text: f.Message}
		return nil
	}
	if err := s.tellRated(ctx, d, a, list, may == nil, token); err != nil || wrong == nil {
		return err
	}
	f, _ := fail.As(wrong)
	d.Note = page.Note{Kind: "act", Title: "这一次没有记下", Text: f.Message} // thanks would say that it was
	return nil
}

// tellRated shows a person his own rating and how it is put right.
func (s *Service) tellRated(ctx context.Context, d *rateData, a rate.Act, list []rate.Rating, more bool, token string) error {
	tags, err := rate.TagsOf(ctx, s.DB, list[0].TagSet)
	if err != nil {
		return err
	}
	for i, r := range list {
		name := "您的评价"
		if i > 0 {
			name = "追加评价"
		}
		d.Mine.Items = append(d.Mine.Items, page.Term{Label: name, Value: r.Level.Words(), Strong: true,
			Note: strings.TrimSpace(strings.Join(append(rate.TagWords(tags, r.Tags, r.Day), r.Comment, rate.StarWords(r.Stars)), "　"))})
	}
	d.Note = page.Note{Kind: "done", Title: "谢谢您的评价", Text: "评价已经记下，窗口和部门看不到是谁评的。"}
	again := "/rate/" + token + "?more=1&act=" + strconv.FormatInt(a.ID, 10)
	if more {
		d.Note.Links = []page.Link{{Href: again, Label: "追加评价"}}
	}
	x, bad, err := rate.RectificationOf(ctx, s.DB, a.ID)
	if err != nil || !bad {
		return err
	}
	var stands string
	stands, d.Course, d.Answer, err = s.Course(ctx, x, token)
	d.Note.Text += "现在：" + stands + "。"
	return err
}

// rated takes a rating from the page.
func (s *Service) rated(w http.ResponseWriter, r *http.Request) error {
	ctx, token := r.Context(), r.PathValue("token")
	k, err := s.Held(ctx, token)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	acts, err := rate.ActsOfCase(ctx, s.DB, k.ID)
	if err != nil {
		return err
	}
	a, ok := chosen(acts, r.URL.Query().Get("act"))
	if !ok {
		return fail.NotFound("这件事没有可以评价的服务")
	}
	to := "/rate/" + token + "?act=" + strconv.FormatInt(a.ID, 10)
	if a.State == rate.Rated && r.URL.Query().Get("more") == "" { // sent twice
		return web.See(w, r, to)
	}
	g := given(a, posted)
	g.Person, g.Way = k.Applicant, s.way(r)
	g.IP, g.Device = people.VisitorOf(ctx).IP, s.browser(w, r)
	if _, err = s.Rate(ctx, g); err != nil {
		if door.Mended(err) || fail.Is(err, fail.KindForbidden) {
			return s.showRate(w, r, form.Values(posted), err)
		}
		return err
	}
	return web.See(w, r, to)
}

// way is the channel of a request: as its link says, else by the browser.
func (s *Service) way(r *http.Request) string {
	if via := r.URL.Query().Get("via"); via == "sms" || via == "qr" || via == "terminal" {
		return via
	}
	if strings.Contains(r.UserAgent(), "Mobile") {
		return "mobile"
	}
	return "pc"
}

// browser is the mark of a browser, to notice many ratings from one.
func (s *Service) browser(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie("rater"); err == nil && c.Value != "" {
		return c.Value
	}
	token := gm.Token()
	http.SetCookie(w, &http.Cookie{Name: "rater", Value: token, Path: "/", MaxAge: int((90 * 24 * time.Hour).Seconds()), HttpOnly: true,
		Secure: s.House.Secure, SameSite: http.SameSiteLaxMode})
	return token
}
