package application

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/search"
	"wuyou/office/session"
	"wuyou/service/application/course"
)

// counterRoutes are the window's screen.
func (s *Service) counterRoutes() []web.Route {
	window := s.Roster.Roles(people.Window)
	return []web.Route{
		{Method: "GET", Path: "/desk/counter", Access: window, Title: "窗口收件", Handle: s.counter},
		{Method: "POST", Path: "/desk/counter", Access: window, Title: "窗口收件：办理", Handle: s.counted},
		{Method: "GET", Path: "/desk/counter/items", Access: window, Title: "窗口收件：搜事项", Handle: s.counterItems},
		{Method: "GET", Path: noncePath, Access: window, Title: "窗口收件：要读身份证", Handle: s.counterNonce},
		{Method: "GET", Path: "/desk/counter/done/{number}", Access: window, Title: "窗口收件：办理结果", Handle: s.counterDone},
	}
}

func (s *Service) counter(w http.ResponseWriter, r *http.Request) error {
	asked := web.Asked(r)
	k, err := s.conversation(r.Context(), form.Values{"item": asked["item"], "checklist": asked["checklist"],
		"party": "person",
		"by":    "self"})
	if err != nil {
		return err
	}
	return s.showCounter(w, r, http.StatusOK, k, nil)
}

// counted takes a step of the conversation. Only the outcomes change anything; all else draws the
// screen anew from what stands in it.
func (s *Service) counted(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	k, err := s.conversation(ctx, form.Values(posted))
	if err != nil {
		return err
	}
	do := posted["do"]
	event, concludes := outcomes[do]
	switch do {
	case "find":
		err = s.lookUp(ctx, k)
	case "read":
		err = s.readCard(ctx, k)
	}
	if err == nil {
		err = s.provePhone(ctx, k, do)
	}
	if err == nil && !concludes {
		return s.showCounter(w, r, http.StatusOK, k, nil)
	}
	if err == nil && k.it != nil && k.shown().Still(posted["shown"]) != nil {
		err = fail.Conflict("还没有办：这个事项刚换了新的一版，材料和申请表以现在的为准，请再核对一遍")
	}
	var c flow.Case
	if err == nil {
		c, err = s.concluded(ctx, k, do, event)
	}
	if door.Mended(err) {
		return s.showCounter(w, r, web.Status(err), k, err)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/desk/counter/done/"+c.Number()+"?print=1")
}

func (s *Service) concluded(ctx context.Context, k *conversation, do, event string) (flow.Case, error) {
	sub, input, err := s.conclude(ctx, k, do)
	if err != nil {
		return flow.Case{}, err
	}
	if k.v["key"] != "" { // pressed twice, or gone back to and sent again, a conversation makes one case
		token := gm.HashString(strings.Join([]string{k.v["key"], k.v["item"], k.v["id_no"]}, " "))
		if sub.Once, err = flow.OnceOf(course.Kind, k.visitor.Actor, token, ""); err != nil {
			return flow.Case{}, err
		}
	}
	return s.Receive(ctx, k.visitor.Actor, sub, event, input)
}

// provePhone sends a code to the telephone of the case, or judges the one that was read out: whichever button was pressed, once
// all its digits stand there. The code field is no part that is drawn anew by itself: a code is good once.
func (s *Service) provePhone(ctx context.Context, k *conversation, do string) error {
	v, field := k.v, k.phoneField()
	switch {
	case s.Limits.Of(persons.WindowCode) == door.PhoneLeft:
		return nil
	case do == "sms" && k.shownBy() == "":
		return fail.Invalid("验证码没有发", fail.Field{Name: "id_no", Message: "请先填申请人的证件号，再核对手机号"})
	case do == "sms":
		if err := s.House.AskPhone(ctx, k.visitor, k.reached(), field); err != nil {
			return err
		}
		v["phone_sent"], v["phone_code"] = k.reached(), ""
	case (do == "hear" || len(check.Bare(v["phone_code"])) >= session.CodeDigits) && v["phone_sent"] != "" &&
		v["phone_sent"] == k.reached() && !k.heard:
		heard, err := s.House.HearPhone(ctx, k.visitor, k.reached(), k.shownBy(), v["phone_code"], "phone_code")
		if err != nil {
			return err
		}
		v["phone_heard"], v["phone_code"], k.heard = heard, "", true
	}
	return nil
}

// lookUp shows the clerk what a person applied for before, in the clerk's scope; the look is logged.
func (s *Service) lookUp(ctx context.Context, k *conversation) error {
	id := k.applicant()
	if err := s.Persons.Paced(ctx, k.visitor); fail.Is(err, fail.KindBusy) { // nothing of the conversation is lost
		k.busy = err.Error()
		return nil
	} else if err != nil {
		return err
	}
	list, err := s.Persons.FindByID(ctx, id)
	if err != nil {
		return err
	}
	if k.asked = true; len(list) == 0 {
		return nil
	}
	k.person = &list[0]
	if err := s.Audit.Log(ctx, s.DB, k.visitor.Actor, k.visitor.IP, "按证件号查办件", form.MaskIDNo(id.IDNo), "窗口收件"); err != nil {
		return err
	}
	cases, err := s.Engine.OfApplicant(ctx, persons.As(list...), 50)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if _, in := k.visitor.Actor.Post(c.Region, "", people.Window); in &&
			c.Kind == course.Kind { // of what was complained of, the windows learn nothing here
			k.earlier = append(k.earlier, c)
		}
	}
	return nil
}

// counterNonce is what a page asks the program on its PC with, to read a card.
func (s *Service) counterNonce(w http.ResponseWriter, r *http.Request) error {
	return web.JSON(w, http.StatusOK, map[string]string{"nonce": s.Devices.Nonce(people.VisitorOf(r.Context()))})
}

// counterItems proposes items while the clerk types.
func (s *Service) counterItems(w http.ResponseWriter, r *http.Request) error {
	post, err := windowOf(people.VisitorOf(r.Context()))
	if err != nil {
		return err
	}
	list := []page.Suggestion{}
	for _, e := range s.findItems(post, r.URL.Query().Get("q"), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept + "　" + catalog.Kinds[e.Kind], Value: e.Code})
	}
	return web.JSON(w, http.StatusOK, list)
}

// findItems looks items up that the window may receive; of a city's window, those of all its counties.
func (s *Service) findItems(window people.Post, text string, n int) []catalog.Entry {
	if e, err := s.Catalog.ByCode(strings.TrimSpace(text)); err == nil {
		return []catalog.Entry{e}
	}
	q := search.Query{Text: text, Limit: n, Within: s.Catalog.OfferedAt(window.Region)}
	if !s.handles(window) {
		q.Within = nil
	}
	found, _ := s.Catalog.Find(q)
	list := make([]catalog.Entry, len(found))
	for i, f := range found {
		list[i] = f.Entry
	}
	return list
}

// suggested are items for a window before anything is typed: those in which it served most people of late, then others that are
// received at its level.
func (s *Service) suggested(ctx context.Context, window people.Post, n int) ([]catalog.Entry, error) {
	var list []catalog.Entry
	add := func(e catalog.Entry) {
		if len(list) < n && !slices.ContainsFunc(list, func(o catalog.Entry) bool { return o.ID == e.ID }) {
			list = append(list, e)
		}
	}
	if s.Lately != nil {
		served, err := s.Lately(ctx, window, 2*n)
		if err != nil {
			return nil, err
		}
		for _, id := range served {
			e, err := s.Catalog.Entry(id)
			if err == nil && s.handles(window) {
				_, err = s.Catalog.Handler(id, window.Region)
			}
			if err == nil && e.State == catalog.Published {
				add(e)
			}
		}
	}
	level := window.Region.Level()
	for _, e := range s.findItems(window, "", 4*n) {
		if len(list) == n {
			break
		}
		if level > region.County { // what no village receives is not suggested to one
			_, it, err := s.itemOf(ctx, e.ID)
			if err != nil {
				return nil, err
			}
			if lowest[it.Sink] < level {
				continue
			}
		}
		add(e)
	}
	return list, nil
}

// showCounter draws the screen.
func (s *Service) showCounter(w http.ResponseWriter, r *http.Request, status int, k *conversation, wrong error) error {
	frame, err := s.House.Desk(w, r, "窗口收件")
	if err != nil {
		return err
	}
	frame.Side, frame.Post = nil, k.window.Title
	p, err := s.counterPage(r.Context(), k, wrong)
	if err != nil {
		return err
	}
	p.Frame = frame
	web.MayAsk(w, p.Card.At)
	return door.WriteStatus(w, status, counterPage, p)
}

// doneWords are what a clerk and the applicant should know after each outcome, by the case's state.
var doneWords = map[string]page.Note{
	course.Reviewing:  {Kind: "done", Title: "已受理", Text: "请把受理通知书交给办事人，告诉他最晚哪天办好、怎么查进度。"},
	course.Correction: {Kind: "act", Title: "已一次性告知补正", Text: "请把补正告知书交给办事人，当面说清要补什么、怎么才合格。"},
	course.Refusing:   {Kind: "act", Title: "已提出不予受理", Text: "由另一人复核后生效，决定书那时再交给办事人。"},
	course.Received:   {Kind: "done", Title: "已收件", Text: "请把收件凭证交给办事人。请在凭证上写明的日期前告知是否受理，逾期视为受理。"},
}

// counterDone is the end of a conversation: the papers, which are printed at once where the page is asked to (print), and the
// next person.
func (s *Service) counterDone(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	who := people.VisitorOf(ctx).Actor
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err == nil && k.Kind != course.Kind {
		err = flow.ErrUnseen
	}
	if err != nil {
		return err
	}
	c, err := s.Engine.View(ctx, who, k.ID)
	if err != nil {
		return err
	}
	k = c.Case
	papers, err := s.Documents.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, "办理结果", page.Link{Href: "/desk/counter", Label: "窗口收件"}, page.Link{Label: "办理结果"})
	if err != nil {
		return err
	}
	state := c.State
	p := &counted{Frame: frame, Note: doneWords[k.State]}
	if p.Note.Title == "" {
		p.Note = page.Note{Title: "这件现在是“" + state.Name + "”"}
	}
	p.Facts = page.List{Items: []page.Term{
		{Label: "编号", Value: flow.Grouped(k.Number()), Strong: true},
		{Label: "事项", Value: k.Title}, {Label: "申请人", Value: form.MaskName(k.Party)},
		{Label: "办理机关", Value: s.Catalog.DeptName(k.Dept)},
		{Label: "状态", Value: state.Name},
	}}
	if l, ok := s.Engine.Limit(k, flow.Person); ok {
		p.Facts.Items = append(p.Facts.Items, page.Term{Label: "最晚", Value: calendar.DayOf(l.Due).Words(), Strong: true})
	}
	phone, prove, err := s.House.PhoneOf(ctx, who, k)
	if err != nil {
		return err
	}
	p.Facts.Items, p.Prove = append(p.Facts.Items, phone), prove
	for _, d := range papers {
		if web.Asked(r)["print"] == "" {
			p.Papers = append(p.Papers, page.Act{Label: "打印" + d.Title, Kind: "quiet", Icon: "print",
				Href: door.DeskPaper(k.Number(), d.No)})
			continue
		}
		text, err := s.Documents.Text(d)
		if err != nil {
			return err
		}
		text, _, closed := s.House.Read(ctx, people.VisitorOf(ctx), c, d, text)
		if closed != nil && !fail.Is(closed, fail.KindForbidden) {
			return closed
		}
		paper := door.Letter(d, text, c)
		paper.Within = true
		p.Prints = append(p.Prints, paper)
	}
	p.Papers = append(p.Papers, page.Act{Label: "打印查询单", Kind: "quiet", Icon: "print", Href: door.DeskSlip(k.Number())})
	p.Links = []page.Link{{Href: door.DeskCase(k.Number()), Label: "看这个办件", Icon: "file"},
		{Href: fmt.Sprintf("/desk/counter?item=%d", k.Item), Label: "同一事项再办一件", Icon: "pen"}}
	return door.Write(w, counterDonePage, p)
}
