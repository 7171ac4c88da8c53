package application

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// outputRoutes are the desk that hands the results out (统一出件).
func (s *Service) outputRoutes() []web.Route {
	output, staff := s.People.Roles(people.Output, people.Window), s.People.Roles()
	return []web.Route{
		{Method: "GET", Path: "/desk/output", Access: output, Title: "送达出件", Handle: s.output},
		{Method: "POST", Path: "/desk/output", Access: output, Title: "按取件码、编号找要送达的", Handle: s.findOutput},
		{Method: "GET", Path: "/desk/output/labels", Access: output, Title: "打印面单", Handle: s.labels},
		{Method: "POST", Path: "/desk/output/dispatch", Access: output, Title: "登记寄出", Handle: s.dispatchMany},
		{Method: "POST", Path: "/desk/output/electronic", Access: output, Title: "电子送达", Handle: s.sendMany},
		{Method: "GET", Path: "/desk/output/{number}", Access: output, Title: "交付一件", Handle: s.handing},
		{Method: "POST", Path: "/desk/output/{number}/{event}", Access: output, Title: "登记送达", Handle: s.handed},
		{Method: "GET", Path: "/desk/archive/{number}", Access: staff, Long: true, Title: "归档包", Handle: s.archiveFile},
	}
}

// outputMost is how many results a page of the desk shows.
const outputMost = 50

// output lists what waits to be handed out, by the way it goes.
func (s *Service) output(w http.ResponseWriter, r *http.Request) error {
	asked := web.Asked(r)
	return s.showOutput(w, r, http.StatusOK, asked["tab"], strings.TrimSpace(asked["q"]), asked["after"], 0, nil)
}

// findOutput leads straight to the case that a pick-up code or a number means, or lists what has the words. A pick-up code stands in
// no address: its case is the answer.
func (s *Service) findOutput(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	actor, q, tab := people.VisitorOf(ctx).Actor, strings.TrimSpace(posted["q"]), posted["tab"]
	if code := check.Bare(q); len(code) == 6 && strings.Trim(code, "0123456789") == "" {
		ids, err := course.CasesByPickup(ctx, s.DB, code)
		if err != nil {
			return err
		}
		for _, id := range ids {
			c, err := s.Engine.View(ctx, actor, id)
			if fail.Is(err, fail.KindNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			a, err := s.Load(ctx, s.DB, id)
			if err != nil {
				return err
			}
			return s.showHanding(w, r, http.StatusOK, c, a, "hand_out", form.Values{"code": code}, nil)
		}
		return s.showOutput(w, r, http.StatusOK, tab, q, "", 0, nil)
	}
	k, err := s.Engine.ByNumber(ctx, q)
	if err == nil {
		_, err = s.Engine.View(ctx, actor, k.ID)
	}
	switch {
	case err == nil:
		return web.See(w, r, "/desk/output/"+k.Number())
	case !fail.Is(err, fail.KindNotFound) && !fail.Is(err, fail.KindInvalid): // a name or a matter is no number
		return err
	}
	return web.See(w, r, "/desk/output?"+url.Values{"tab": {tab}, "q": {q}}.Encode())
}

func (s *Service) showOutput(w http.ResponseWriter, r *http.Request, status int, tab, q, after string, sent int, faults []page.Link) error {
	frame, err := s.House.Desk(w, r, "送达出件")
	if err != nil {
		return err
	}
	p, err := s.outputDesk(r.Context(), people.VisitorOf(r.Context()), tab, q, after)
	if err != nil {
		return err
	}
	p.Frame, p.Errors = frame, page.ErrorSummary{Links: faults}
	p.Company.Value = cmp.Or(r.PostForm.Get("company"), r.URL.Query().Get("company"))
	wrong := map[string]string{}
	for _, l := range faults {
		wrong[l.Href] = l.Label
	}
	p.Company.Error = wrong["#"+p.Company.Ident()]
	for i := range p.Parcels { // what was scanned is not lost
		x := &p.Parcels[i]
		x.Tracking, x.Error = r.PostForm.Get("tracking_"+x.ID), wrong["#f-tracking_"+x.ID]
	}
	if sent > 0 {
		p.Errors.Text = fmt.Sprintf("已登记 %d 件，下面的还没有登记。", sent)
	}
	return door.WriteStatus(w, status, outputPage, p)
}

// countOutput is the figure in the menu.
func (s *Service) countOutput(ctx context.Context, v people.Visitor) (int64, error) {
	return s.waitingFor(ctx, v, "")
}

// waitingFor counts what waits for a way of delivery, or for any.
func (s *Service) waitingFor(ctx context.Context, v people.Visitor, step string) (int64, error) {
	return s.Engine.Waiting(ctx, atOutput(v.Actor), flow.Filter{Kind: course.Kind, State: course.Delivery, Step: step})
}

// atOutput is the actor as one who hands out results: the windows do so too.
func atOutput(a people.Actor) people.Actor {
	var posts []people.Post
	for _, p := range a.Posts {
		if p.Role == people.Output || p.Role == people.Window {
			p.Role = people.Output
			posts = append(posts, p)
		}
	}
	a.Posts = posts
	return a
}

// dispatchMany enters the numbers of several parcels; those that fail stay, with what is wrong.
func (s *Service) dispatchMany(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	company := strings.TrimSpace(posted["company"])
	if company == "" {
		return s.showOutput(w, r, http.StatusUnprocessableEntity, "courier", "", "", 0, []page.Link{{Href: "#f-company", Label: "请填写快递公司"}})
	}
	sent, faults := 0, []page.Link(nil)
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		id, ok := strings.CutPrefix(name, "tracking_")
		tracking := posted[name]
		if !ok || strings.TrimSpace(tracking) == "" {
			continue
		}
		if err := s.fire(r.Context(), id, "dispatch", form.Values{"company": company, "tracking": tracking}); err != nil {
			e, told := fail.As(err)
			if !told {
				return err
			}
			faults = append(faults, page.Link{Href: "#f-tracking_" + id, Label: "运单号 " + tracking + "：" + cmp.Or(door.Wrongs(err)["tracking"], e.Message)})
			continue
		}
		sent++
	}
	if len(faults) > 0 {
		return s.showOutput(w, r, http.StatusUnprocessableEntity, "courier", "", "", sent, faults)
	}
	if sent == 0 {
		s.House.Say(w, "act", "还没有填运单号，没有登记。")
	} else {
		s.House.Say(w, "done", fmt.Sprintf("已登记寄出 %d 件，短信会告诉收件人运单号。", sent))
	}
	return web.See(w, r, "/desk/output?tab=courier&company="+url.QueryEscape(company))
}

// sendMany delivers the chosen results electronically.
func (s *Service) sendMany(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	sent, faults := 0, []page.Link(nil)
	for _, id := range strings.Split(posted["case"], ",") {
		err := s.fire(r.Context(), id, "send_electronic", nil)
		e, told := fail.As(err)
		switch {
		case told:
			faults = append(faults, page.Link{Href: "#h-list", Label: e.Message})
		case err != nil:
			return err
		default:
			sent++
		}
	}
	if len(faults) > 0 {
		return s.showOutput(w, r, http.StatusUnprocessableEntity, "electronic", "", "", sent, faults)
	}
	s.House.Say(w, "done", fmt.Sprintf("已电子送达 %d 件。", sent))
	return web.See(w, r, "/desk/output?tab=electronic")
}

func (s *Service) fire(ctx context.Context, id, event string, input form.Values) error {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return fail.Invalid("请先选要送达的办件")
	}
	_, err = s.Engine.Act(ctx, people.VisitorOf(ctx).Actor, flow.Move{Case: n, Event: event, Input: input})
	return err
}

// one is the application in the path, as the visitor may see it.
func (s *Service) one(r *http.Request) (flow.View, *course.Application, error) {
	ctx := r.Context()
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err != nil {
		return flow.View{}, nil, err
	}
	c, err := s.Engine.View(ctx, people.VisitorOf(ctx).Actor, k.ID)
	if err != nil {
		return c, nil, err
	}
	a, err := s.Load(ctx, s.DB, k.ID)
	return c, a, err
}

func (s *Service) handing(w http.ResponseWriter, r *http.Request) error {
	c, a, err := s.one(r)
	if err != nil {
		return err
	}
	return s.showHanding(w, r, http.StatusOK, c, a, "hand_out", nil, nil)
}

func (s *Service) showHanding(w http.ResponseWriter, r *http.Request, status int, c flow.View, a *course.Application, event string, given form.Values, wrong error) error {
	frame, err := s.House.Desk(w, r, "交付", page.Link{Href: "/desk/output", Label: "送达出件"}, page.Link{Label: flow.Grouped(c.Case.Number())})
	if err != nil {
		return err
	}
	p, err := s.handingPage(r.Context(), c, a, event, given, wrong)
	if err != nil {
		return err
	}
	p.Frame = frame
	return door.WriteStatus(w, status, handingPage, p)
}

// handed does one of the events of delivery.
func (s *Service) handed(w http.ResponseWriter, r *http.Request) error {
	c, a, err := s.one(r)
	if err != nil {
		return err
	}
	event := r.PathValue("event")
	o, ok := optionOf(c, event)
	if !ok {
		return fail.Conflict("这件现在不能做这一步，请看最新情况")
	}
	v := people.VisitorOf(r.Context())
	in, err := s.House.Input(r, o.Ask, people.Staff, v.Actor.ID)
	if err != nil {
		return err
	}
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	done, err := s.Engine.Act(r.Context(), v.Actor, flow.Move{Case: c.Case.ID, Seq: posted.Int("seq"), Event: event, Input: in})
	if fail.Is(err, fail.KindInvalid) {
		return s.showHanding(w, r, http.StatusUnprocessableEntity, c, a, event, in, err)
	}
	if err != nil {
		return err
	}
	if done.Case.State == course.Finished {
		said := "已办结。"
		if event == "hand_out" {
			said += "送达回证可以打印，请领取人签名。"
		}
		s.House.Say(w, "done", said)
		return web.See(w, r, "/desk/output/"+c.Case.Number())
	}
	s.House.Say(w, "done", "已登记："+o.Row.Name+"。")
	return web.See(w, r, "/desk/output")
}

// labels prints the addresses of the parcels that wait to be sent. Each look is logged.
func (s *Service) labels(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	p := &labelling{Frame: s.House.Paper(w, r, "邮寄面单", "/desk/output?tab=courier")}
	list, err := s.Engine.Inbox(ctx, atOutput(v.Actor), flow.Filter{Kind: course.Kind, State: course.Delivery, Step: course.Ways["courier"]}, "", outputMost)
	if err != nil {
		return err
	}
	for _, t := range list.Items {
		a, err := s.Load(ctx, s.DB, t.ID)
		if err != nil {
			return err
		}
		if err := s.People.Log(ctx, s.DB, v.Actor, v.IP, "查看收件地址", t.Number(), "打印邮寄面单"); err != nil {
			return err
		}
		p.Labels = append(p.Labels, label{Name: a.Address.Name, Phone: a.Address.Phone, Street: a.Address.Street, What: a.Result.Name, Number: flow.Grouped(t.Number())})
	}
	return door.Write(w, labelPage, p)
}

// archiveFile hands out the package of a finished case; who took it is logged.
func (s *Service) archiveFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	c, a, err := s.one(r)
	if err != nil {
		return err
	}
	if a.Archive == 0 {
		return fail.NotFound("这个办件还没有归档")
	}
	why, _, may, err := s.House.Leaves(w, r, "归档包 "+c.Case.Number(), 1)
	if err != nil || !may {
		return err
	}
	f, err := s.Files.Find(ctx, a.Archive)
	if err != nil {
		return err
	}
	v := people.VisitorOf(ctx)
	if err := errors.Join(s.Files.Verify(f), s.People.Log(ctx, s.DB, v.Actor, v.IP, "下载归档包", c.Case.Number(), why)); err != nil {
		return err
	}
	return s.sendFile(w, r, f, false)
}
