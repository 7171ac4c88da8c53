package rating

import (
	"net/http"
	"strconv"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
)

type padData struct {
	page.Frame
	Idle    string
	Person  string
	Thanks  bool
	Action  string
	Act     page.Field
	Error   page.ErrorSummary
	Ask     questions
	Seconds int
	Setup   page.Form // where the browser is no pad yet
}

var padPage = page.New[padData](page.Device, files, "pad.html", "ask.html")

// pad is the full screen of a counter's pad. It asks the server anew by itself: every few seconds while
// it sleeps, and after a minute when nobody has touched it. In a browser that is no pad it asks for the set-up code.
func (s *Service) pad(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Devices.AtPad(r.Context(), padSecret(r))
	if fail.Is(err, fail.KindNotFound) {
		return s.showSetup(w, r, nil, nil)
	}
	if err != nil {
		return err
	}
	return s.showPad(w, r, st, nil, nil)
}

// padCookie has the secret by which a pad is known.
const padCookie = "pad"

func padSecret(r *http.Request) string {
	c, err := r.Cookie(padCookie)
	if err != nil {
		return ""
	}
	return c.Value
}

var setupForm = form.Of(form.Field{Name: "code", Label: "设置码", Type: "code", Required: true, Max: 20,
	Hint: "12 位数字。监管岗在工作台“评价码和评价器”里点“设置评价器”得到，只能用一次"})

func (s *Service) showSetup(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	d := padData{Frame: s.device(device.Stand{}, "pad")}
	d.Setup = page.Form{ID: "setup", Action: "/pad/setup", Error: door.Summary(wrong), Fields: door.Fields(setupForm, in, wrong),
		Submit: page.Act{Label: "设为窗口评价器", Size: "big"}}
	return door.WriteStatus(w, statusOf(wrong), padPage, &d)
}

// padSetUp makes the browser a window's pad, for as long as it keeps its cookie.
func (s *Service) padSetUp(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := setupForm.Check(form.Values(posted))
	secret := ""
	if err == nil {
		secret, err = s.Devices.SetUpPad(ctx, people.VisitorOf(ctx), in["code"])
	}
	if door.Mended(err) {
		return s.showSetup(w, r, form.Values(posted), err)
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: padCookie, Value: secret, Path: "/pad", MaxAge: int(padKept.Seconds()), HttpOnly: true,
		Secure: s.House.Secure, SameSite: http.SameSiteStrictMode})
	return web.See(w, r, "/pad")
}

// padKept is for how long a browser keeps that it is a pad.
const padKept = 400 * 24 * time.Hour

// device is the frame of a screen that stands at a window or a terminal.
func (s *Service) device(st device.Stand, screen string) page.Frame {
	return page.Frame{Title: onDutyWords(st.Person), City: s.House.City, Screen: screen, Post: st.Title, Today: page.Clock(s.Now().In(calendar.Zone))}
}

func onDutyWords(name string) string {
	if name == "" {
		return "评价器"
	}
	return "今天为您服务的是 " + name
}

const (
	padAsleep = 3 // seconds between two looks for a new service
	padThanks = 4 // seconds for which it says thanks
)

func (s *Service) showPad(w http.ResponseWriter, r *http.Request, st device.Stand, in form.Values, wrong error) error {
	ctx := r.Context()
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
	return door.WriteStatus(w, statusOf(wrong), padPage, &d)
}

func (s *Service) padRated(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	st, err := s.Devices.AtPad(ctx, padSecret(r))
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
	if err := s.onPad(st, a); err != nil {
		return err
	}
	if posted["skip"] != "" {
		if err := rate.SetShown(ctx, s.DB, a.ID, declined); err != nil {
			return err
		}
		return web.See(w, r, r.URL.Path)
	}
	if a.State != rate.Open { // sent twice, or rated elsewhere meanwhile
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
			return s.showPad(w, r, st, form.Values(posted), err)
		}
		if _, ok := fail.As(err); !ok {
			return err
		}
	}
	return web.See(w, r, r.URL.Path+"?thanks=1")
}
