package rating

import (
	"net/http"
	"strconv"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

type padData struct {
	page.Frame
	Idle    string
	Thanks  bool
	Action  string
	Act     page.Field
	Error   page.ErrorSummary
	Ask     asking
	Seconds int
}

var padPage = page.New[padData](page.Device, files, "pad.html", "ask.html")

// pad is the full screen of a counter's pad. It asks the server anew by itself, by a header of the
// answer: every few seconds while it sleeps, and after a minute when nobody has touched it.
func (s *Service) pad(w http.ResponseWriter, r *http.Request) error {
	return s.showPad(w, r, nil, nil)
}

const (
	padAsleep = 3 // seconds between two looks for a new service
	padThanks = 4 // seconds for which it says thanks
)

func (s *Service) showPad(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx := r.Context()
	post, err := s.post(ctx, "pad", r.PathValue("code"))
	if err != nil {
		return err
	}
	m, p, err := s.People.AtPost(ctx, post)
	if err != nil {
		return err
	}
	d := padData{Frame: page.Frame{Title: m.Name, City: s.House.City, Screen: "pad", Post: p.Title, Today: s.Now().In(calendar.Zone).Format("1月2日 15:04")}, Seconds: padSeconds}
	refresh := padAsleep
	a, show, err := s.onPad(ctx, p)
	if err != nil {
		return err
	}
	switch {
	case show:
		refresh, d.Action = padSeconds, r.URL.Path
		d.Today = a.Title
		d.Act = page.Field{Type: "hidden", Name: "act", Value: strconv.FormatInt(a.ID, 10)}
		if d.Ask, err = s.ask(ctx, a, in, wrong); err != nil {
			return err
		}
		d.Error = page.ErrorSummary{Text: door.Summary(wrong), Links: d.Ask.Words.Errors().Links}
		for i := range d.Ask.Tags { // nobody writes at a pad: a reason is touched
			d.Ask.Tags[i].Label = "说说是哪一点（可多选）"
		}
	case r.URL.Query().Get("thanks") != "":
		refresh, d.Thanks = padThanks, true
	default:
		d.Idle = "办完以后，请在这里评价"
	}
	to := strconv.Itoa(refresh)
	if d.Thanks {
		to += "; url=" + r.URL.Path
	}
	w.Header().Set("Refresh", to)
	status := http.StatusOK
	if wrong != nil {
		status = web.Status(wrong)
	}
	return door.WriteStatus(w, status, padPage, &d)
}

func (s *Service) padRated(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	post, err := s.post(ctx, "pad", r.PathValue("code"))
	if err != nil {
		return err
	}
	_, p, err := s.People.AtPost(ctx, post)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	a, err := s.LoadAct(ctx, s.DB, posted.Int("act"))
	if err != nil {
		return err
	}
	if a.Place != p.Title || a.Region != p.Region {
		return fail.NotFound("这次服务不是这个窗口的")
	}
	if posted["skip"] != "" {
		if err := setShown(ctx, s.DB, a.ID, declined); err != nil {
			return err
		}
		return web.See(w, r, r.URL.Path)
	}
	if a.State != Open { // sent twice, or rated elsewhere meanwhile
		return web.See(w, r, r.URL.Path+"?thanks=1")
	}
	k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
	if err != nil {
		return err
	}
	g := given(a, posted)
	g.Way, g.Person, g.IP = "pad", k.Applicant, people.VisitorOf(ctx).IP
	if _, err := s.Rate(ctx, g); err != nil {
		if fail.Is(err, fail.KindInvalid) {
			err = fail.Invalid("请选一个原因，我们才知道改哪里")
			return s.showPad(w, r, form.Values(posted), err)
		}
		if _, ok := fail.As(err); !ok {
			return err
		}
	}
	return web.See(w, r, r.URL.Path+"?thanks=1")
}

type windowData struct {
	page.Frame
	Window, Person string
	Note           page.Note
	Action         string
	Error          page.ErrorSummary
	Key            page.Fields
	Ask            asking
}

var windowTemplate = page.New[windowData](page.Public, files, "window.html", "ask.html")

var keyField = form.Of(form.Field{Name: "key", Label: "手机号或办件编号", Type: form.Text, Max: 40, Hint: "在窗口留的手机号，或受理单上的编号；只用来对上您办的事。空着就是对窗口的综合点评"})

// windowPage is where the code on a window's wall leads to. The code is the same for everybody: only who
// says for which telephone or case it is rates a case; else it is a general opinion.
func (s *Service) windowPage(w http.ResponseWriter, r *http.Request) error {
	return s.showWindow(w, r, nil, nil)
}

func (s *Service) showWindow(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx := r.Context()
	post, err := s.post(ctx, "window", r.PathValue("code"))
	if err != nil {
		return err
	}
	m, p, err := s.People.AtPost(ctx, post)
	if err != nil {
		return err
	}
	s.device(w, r)
	d := windowData{Frame: s.House.Public(w, r, "评价窗口", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: "评价窗口"}), Window: p.Title, Person: m.Name, Action: r.URL.Path}
	if r.URL.Query().Get("thanks") != "" {
		d.Action, d.Note = "", page.Note{Kind: "done", Title: "谢谢您的评价", Text: "窗口和部门看不到是谁评的。"}
	} else if d.Ask, err = s.ask(ctx, Act{Mode: Visit}, in, wrong); err != nil {
		return err
	}
	d.Key = door.Fields(keyField, in, wrong)
	status := http.StatusOK
	if wrong != nil {
		d.Error, status = page.ErrorSummary{Text: door.Summary(wrong), Links: append(d.Key.Errors().Links, d.Ask.Words.Errors().Links...)}, web.Status(wrong)
	}
	return door.WriteStatus(w, status, windowTemplate, &d)
}

// paceWindow is how many may come from one address in an hour.
const paceWindow = 30

func (s *Service) windowRated(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	post, err := s.post(ctx, "window", r.PathValue("code"))
	if err != nil {
		return err
	}
	_, p, err := s.People.AtPost(ctx, post)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	ip := people.VisitorOf(ctx).IP
	err = s.People.Pace(ctx, "rating window "+ip, paceWindow, time.Hour)
	if err == nil {
		err = s.takeWindow(r, p, posted, ip, s.device(w, r))
	}
	if err != nil {
		if door.Mended(err) || fail.Is(err, fail.KindForbidden) {
			return s.showWindow(w, r, form.Values(posted), err)
		}
		return err
	}
	return web.See(w, r, r.URL.Path+"?thanks=1")
}

func (s *Service) takeWindow(r *http.Request, p people.Post, posted web.Values, ip, device string) error {
	ctx := r.Context()
	if posted["key"] == "" {
		if Level(posted["level"]).Points() == 0 {
			return fail.Invalid("请补充评价", fail.Field{Name: "level", Message: "请选满意程度"})
		}
		return s.Comment(ctx, Remark{Region: p.Region, Place: p.Title, Who: "code", Level: Level(posted["level"]), Comment: posted["comment"]})
	}
	a, k, err := s.servedAt(ctx, p, posted["key"])
	if err != nil {
		return err
	}
	g := given(a, posted)
	g.Way, g.Person, g.IP, g.Device = "qr", k.Applicant, ip, device
	_, err = s.Rate(ctx, g)
	return err
}
