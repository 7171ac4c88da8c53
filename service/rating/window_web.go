package rating

import (
	"net/http"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/office/session"
	"wuyou/office/slip"
)

type windowData struct {
	page.Frame
	Window, Person string
	Terminal       bool
	Note           page.Note
	Action         string
	Error          page.ErrorSummary
	Key            page.Fields
	Ask            questions
	Figures        page.Link
}

var (
	windowTemplate   = page.New[windowData](page.Public, files, "window.html", "ask.html")
	terminalTemplate = page.New[windowData](page.Device, files, "terminal.html", "ask.html")
)

// keyField asks for whose service is rated, and, once that is said, for the code that went to the telephone on the case: a number
// that others know too is no proof.
func keyField(st device.Stand, said bool) form.Form {
	f := form.Field{Name: "key", Label: "手机号或办件编号", Type: form.Text, Max: 40, Hint: "办事时留的手机号，或收件凭证、受理通知书上的编号；只用来对上您办的事，要用登记的手机收验证码。空着，就是对这个窗口的综合点评"}
	if st.Terminal {
		f.Hint = "办事时留的手机号，或收件凭证、受理通知书上的编号；只用来对上您办的事，要用登记的手机收验证码。空着，就是评这台终端"
	}
	if !said {
		return form.Of(f)
	}
	return form.Of(f, form.Field{Name: "sms", Label: "短信验证码", Type: "code", Max: session.CodeTyped, Hint: "对上了近期的办件，验证码就发到登记的手机。" + noCode})
}

// noCode is what to do when no code comes. It is said to everybody alike, whether the number is known or not and its telephone proven or not,
// so that nothing is told.
const noCode = "收不到的，用自己的手机扫查询单上的码，凭查询密码打开这一件，再收验证码评价；或者请窗口核对手机号；也可以把上面的号码清空，作为综合点评"

// windowPage is where the code on a window's wall or a terminal leads to. The code is the same for
// everybody: who says for which telephone or case it is, and has the telephone on the case, rates a case; else it is a general opinion.
func (s *Service) windowPage(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Devices.At(r.Context(), r.PathValue("code"), onWall, onTerminal)
	if err != nil {
		return err
	}
	s.browser(w, r)
	return s.showWindow(w, r, st, nil, nil)
}

func (s *Service) showWindow(w http.ResponseWriter, r *http.Request, st device.Stand, in form.Values, wrong error) error {
	d := windowData{Frame: s.House.Public(w, r, "评价窗口", page.Link{Href: "/ratings", Label: "好差评"}, page.Link{Label: "评价窗口"}),
		Figures: page.Link{Href: "/ratings/places/" + string(st.Region), Label: "看这里的好差评", Icon: "chart"}}
	if !st.Terminal {
		d.Figures = page.Link{Href: windowFigures(st.ID), Label: "看这个窗口的好差评", Icon: "chart"}
	}
	if err := s.fillWindow(r, &d, st, in, wrong); err != nil {
		return err
	}
	return door.WriteStatus(w, statusOf(wrong), windowTemplate, &d)
}

func statusOf(wrong error) int {
	if wrong != nil {
		return web.Status(wrong)
	}
	return http.StatusOK
}

// fillWindow fills the questions at a stand, or the thanks.
func (s *Service) fillWindow(r *http.Request, d *windowData, st device.Stand, in form.Values, wrong error) (err error) {
	d.Window, d.Person, d.Terminal, d.Action = st.Title, st.Person, st.Terminal, r.URL.Path
	if r.URL.Query().Get("thanks") != "" {
		d.Action, d.Note = "", page.Note{Kind: "done", Title: "谢谢您的评价", Text: "窗口和部门看不到是谁评的。"}
		return nil
	}
	if d.Ask, err = s.ask(r.Context(), rate.Act{Mode: rate.Visit}, in, wrong); err != nil {
		return err
	}
	d.Key = door.Fields(keyField(st, in["key"] != ""), in, wrong)
	if d.Screen != "" {
		d.Ask.touched()
	}
	d.Error = d.Ask.errors(wrong)
	d.Error.Links = append(d.Key.Errors().Links, d.Error.Links...)
	return nil
}

func (s *Service) windowRated(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Devices.At(r.Context(), r.PathValue("code"), onWall, onTerminal)
	if err != nil {
		return err
	}
	way := "qr"
	if st.Terminal {
		way = "terminal"
	}
	posted, wrong, err := s.takeWindow(w, r, st, way, s.browser(w, r))
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return s.showWindow(w, r, st, posted, wrong)
	}
	return web.See(w, r, r.URL.Path+"?thanks=1")
}

// takeWindow takes what was said at a stand; wrong is what its person can mend.
func (s *Service) takeWindow(w http.ResponseWriter, r *http.Request, st device.Stand, way, device string) (in form.Values, wrong, err error) {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return nil, nil, err
	}
	ip := people.VisitorOf(ctx).IP
	if err = s.Sessions.Pace(ctx, standHour, ip); err == nil {
		err = s.rateAt(w, r, st, posted, rate.Given{Way: way, IP: ip, Device: device})
	}
	if err != nil && (door.Mended(err) || fail.Is(err, fail.KindForbidden)) {
		return form.Values(posted), err, nil
	}
	return form.Values(posted), nil, err
}

func (s *Service) rateAt(w http.ResponseWriter, r *http.Request, st device.Stand, posted web.Values, from rate.Given) error {
	ctx := r.Context()
	if rate.Level(posted["level"]).Points() == 0 {
		return fail.Invalid("请补充评价", fail.Field{Name: "level", Message: "请选满意程度"})
	}
	if posted["key"] == "" {
		said := given(rate.Act{}, posted)
		return s.Comment(ctx, Remark{Region: st.Region, Place: st.Title, Who: "code", Level: said.Level, Comment: said.Comment}, said.Tags...)
	}
	a, k, err := s.servedAt(ctx, st, posted["key"])
	none := fail.Is(err, fail.KindInvalid)
	if err != nil && !none {
		return err
	}
	g := given(a, posted)
	g.Way, g.Person, g.IP, g.Device = from.Way, k.Applicant, from.IP, from.Device
	if _, err := s.Checked(ctx, s.DB, a, g); err != nil {
		return err
	}
	if posted["sms"] == "" { // known or not, the answer is the same
		if !none {
			err = s.House.Slips.Ask(ctx, session.FromBrowser(w, r, s.House.Secure), k.Number(), slip.Nothing)
		}
		if err != nil && !none {
			return err
		}
		return fail.Invalid("请填写短信验证码", fail.Field{Name: "sms", Message: "请填写发到登记手机的验证码"})
	}
	if none {
		return fail.Invalid("验证码不对", fail.Field{Name: "sms", Message: "验证码不对或已过期，请核对短信"})
	}
	if _, err := s.House.Slips.Prove(ctx, session.FromBrowser(w, r, s.House.Secure), k.Number(), posted["sms"], slip.Nothing); err != nil {
		return mendedAs(err, "sms")
	}
	_, err = s.Rate(ctx, g)
	return err
}

// mendedAs is a failure of a code as one of the field in which it was typed.
func mendedAs(err error, field string) error {
	if !fail.Is(err, fail.KindInvalid) {
		return err
	}
	return fail.Invalid("验证码不对", fail.Field{Name: field, Message: "验证码不对或已过期，请核对短信"})
}

// terminalScreen is the screen of a terminal: everybody's, so it forgets what was touched when nobody
// touches it any more, and shows nothing of any case.
func (s *Service) terminalScreen(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Devices.At(r.Context(), r.PathValue("code"), onScreen)
	if err != nil {
		return err
	}
	return s.showTerminal(w, r, st, nil, nil)
}

func (s *Service) showTerminal(w http.ResponseWriter, r *http.Request, st device.Stand, in form.Values, wrong error) error {
	d := windowData{Frame: s.device(st, "kiosk")}
	d.Title = "自愿评价，窗口和部门看不到是谁评的"
	if err := s.fillWindow(r, &d, st, in, wrong); err != nil {
		return err
	}
	if d.Action == "" {
		w.Header().Set("Refresh", strconv.Itoa(padThanks)+"; url="+r.URL.Path)
	}
	return door.WriteStatus(w, statusOf(wrong), terminalTemplate, &d)
}

func (s *Service) terminalRated(w http.ResponseWriter, r *http.Request) error {
	st, err := s.Devices.At(r.Context(), r.PathValue("code"), onScreen)
	if err != nil {
		return err
	}
	in, wrong, err := s.takeWindow(w, r, st, "terminal", "")
	switch {
	case err != nil:
		return err
	case wrong != nil:
		return s.showTerminal(w, r, st, in, wrong)
	}
	return web.See(w, r, r.URL.Path+"?thanks=1")
}
