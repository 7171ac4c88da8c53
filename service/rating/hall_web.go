package rating

import (
	"net/http"
	"strconv"

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
	Person  string
	Thanks  bool
	Action  string
	Act     page.Field
	Error   page.ErrorSummary
	Ask     asking
	Seconds int
}

var padPage = page.New[padData](page.Device, files, "pad.html", "ask.html")

// pad is the full screen of a counter's pad. It asks the server anew by itself: every few seconds while
// it sleeps, and after a minute when nobody has touched it.
func (s *Service) pad(w http.ResponseWriter, r *http.Request) error {
	return s.showPad(w, r, nil, nil)
}

// device is the frame of a screen that stands at a window or a terminal.
func (s *Service) device(st Stand, screen string) page.Frame {
	return page.Frame{Title: onDutyWords(st.Person), City: s.House.City, Screen: screen, Post: st.Title, Today: s.Now().In(calendar.Zone).Format("1月2日 15:04")}
}

func onDutyWords(name string) string {
	if name == "" {
		return "评价器"
	}
	return "今天为您服务的是 " + name
}

const (
	padAsleep = 3   // seconds between two looks for a new service
	padThanks = 4   // seconds for which it says thanks
	padMost   = 180 // seconds that somebody has at most, who touches it all the time
)

func (s *Service) showPad(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	ctx := r.Context()
	st, err := s.stand(ctx, r.PathValue("code"), onPad)
	if err != nil {
		return err
	}
	d := padData{Frame: s.device(st, "pad"), Seconds: padSeconds}
	refresh := padAsleep
	a, show, err := s.awake(ctx, st)
	if err != nil {
		return err
	}
	switch {
	case show:
		refresh, d.Action = padMost, r.URL.Path
		d.Today, d.Title = a.Title, onDutyWords(a.StaffName)
		d.Act = page.Field{Type: "hidden", Name: "act", Value: strconv.FormatInt(a.ID, 10)}
		if d.Ask, err = s.ask(ctx, a, in, wrong); err != nil {
			return err
		}
		d.Ask.touched()
		d.Error = d.Ask.errors(wrong)
	case r.URL.Query().Get("thanks") != "":
		refresh, d.Thanks = padThanks, true
	default:
		d.Idle, d.Person, d.Title = "办完以后，请在这里评价", st.Person, "评价器"
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
	st, err := s.stand(ctx, r.PathValue("code"), onPad)
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
	if a.Place != st.Title || a.Region != st.Region {
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
