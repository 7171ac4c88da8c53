package grievance

import (
	"context"
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/region"
)

// routes are the pages beside the openings and the ledgers.
func (s *Service) routes() []web.Route {
	desk, read := s.Roster.Roles(byDesk.Roles...), s.Roster.Roles(readers...)
	return []web.Route{
		{Method: "GET", Path: path + "/done/{number}", Access: desk, Title: "办不成事接件：结果", Handle: s.House.Get(s.taken)},
		{Method: "GET", Path: public, Access: people.Public, Title: "办不成事反映窗口", Handle: s.publicPage},
		{Method: "GET", Path: public + "/sent/{number}", Access: people.OffDesk, Title: "反映回执", Handle: s.sentPage},
		{Method: "GET", Path: path + "/report", Access: read, Title: "办不成事月报", Handle: s.report},
		{Method: "GET", Path: path + "/report.docx", Access: read, Title: "办不成事月报的公文", Handle: s.reportFile},
		{Method: "GET", Path: path + "/archive/{number}", Access: read, Long: true, Title: "一事一档", Handle: s.archiveFile},
	}
}

// drawReporting is the page of a citizen's form.
func (s *Service) drawReporting(w http.ResponseWriter, r *http.Request, c door.Call, f page.Form, status int) error {
	hard, err := s.Rules.Term(Kind+".hard", s.City, calendar.DayOf(s.Now()))
	if err != nil {
		return err
	}
	f.ID, f.Submit = "report", page.Act{Label: f.Submit.Label, Size: "big"}
	p := &reporting{Frame: s.House.Public(w, r, "哪件事没办成", page.Link{Href: public, Label: "办不成事"}, page.Link{Label: "反映"})}
	p.Form, p.Hard, p.Hotline = f, hard.Words(), s.House.City.Hotline
	for i := range f.Fields {
		field := &f.Fields[i]
		switch field.Name {
		case "item":
			field.Example = "例如：社保卡补办"
			if c.About["case"] != "" && field.Value != "" {
				p.Note = page.Note{Title: "已带上没办成的办件", Text: field.Value + "，编号 " + flow.Grouped(c.About["case"]) + "。"}
			}
		case "place":
			here := s.House.Place(r)
			if status == http.StatusOK && field.Value == "" && here.Level() >= region.County { // the city as a whole is no answer that somebody gave
				field.Value = string(here.At(region.County))
			}
		case "times":
			field.Unit = "趟"
		}
	}
	return door.WriteStatus(w, status, newPage, p)
}

// sentPage is the receipt, for who has just reported in this browser or whose matter it is.
func (s *Service) sentPage(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	own, shown := err == nil && k.For(v.Actor, people.See), false
	if err == nil && !own {
		_, shown, err = s.House.Slips.Shown(r, k)
	}
	if _, known := fail.As(err); err != nil && !known {
		return err
	}
	if err != nil || k.Kind != Kind || !own && !shown {
		return fail.NotFound("没有找到这件反映，请凭编号和查询密码查进度")
	}
	code, why, err := s.House.Slips.Told(ctx, s.DB, k)
	if err != nil {
		return err
	}
	term := page.Term{Label: "查询密码", Value: code, Strong: true, Note: "凭编号和查询密码查进度；确认、撤回用登记的手机收验证码"}
	if why != "" {
		term = page.Term{Label: "查询密码", Value: "暂不显示", Note: why}
	}
	p := &sentData{Frame: s.House.Public(w, r, "已收到您的反映", page.Link{Href: public, Label: "办不成事"}, page.Link{Label: "回执"})}
	p.Title, p.Number, p.Facts = s.House.Named(k), flow.Grouped(k.Number()), page.List{Items: []page.Term{term}}
	follow := "/track/" + k.Number()
	if own {
		follow = door.MyCase(k.Number())
	}
	p.Next = page.Timeline{Items: []page.Moment{{Title: "已收到", When: s.House.Clock(k.OpenedAt), State: "now"}}}
	if l, ok := s.Engine.Limit(k, flow.Person); ok {
		last := "最晚 " + calendar.DayOf(l.Due).Words()
		p.Next.Items = append(p.Next.Items, page.Moment{Title: "工作人员联系您，说明怎么办", When: last, State: "next"})
	}
	p.Next.Items = append(p.Next.Items, page.Moment{Title: "答复或办成以后，请您确认", State: "next"})
	p.Links = []page.Link{{Href: follow, Label: "查进度", Icon: "clock"}, {Href: "/", Label: "回首页", Icon: "home"}}
	return door.Write(w, sentPage, p)
}

func (s *Service) publicPage(w http.ResponseWriter, r *http.Request) error {
	p := &publicData{Frame: s.House.Public(w, r, "办不成事反映窗口", page.Link{Label: "办不成事"})}
	if err := s.tellPublic(r.Context(), p); err != nil {
		return err
	}
	return door.Write(w, publicPage, p)
}

// drawIntake is the page of the clerk's form.
func (s *Service) drawIntake(w http.ResponseWriter, r *http.Request, c door.Call, f page.Form, status int) error {
	frame, err := s.House.Desk(w, r, "办不成事接件")
	if err != nil {
		return err
	}
	frame.Post = windowOf(c.Actor).Title
	p := &intaking{Frame: frame, Action: f.Action, Errors: f.Errors(), Solving: c.In["do"] == "solve", Refusing: c.In["do"] == "refuse"}
	for _, field := range f.Fields {
		list := &p.What
		switch {
		case field.Name == "do": // is said by the buttons
			continue
		case field.Type == "hidden":
			list = &p.Hidden
		case strings.HasPrefix(field.Name, "solve_"):
			list = &p.Solve
		case strings.HasPrefix(field.Name, "refuse_"):
			list = &p.Refuse
		case field.Section == sectionWho:
			list = &p.Who
		}
		switch field.Name {
		case "item":
			field.Key, field.Example = "/", "名称、俗称或拼音首字母，例如：社保卡"
		case "times":
			field.Unit = "趟"
		}
		field.Required = field.Required && field.When == "" // only the way out that was chosen is checked
		field.Section, field.When = "", ""
		*list = append(*list, field)
	}
	p.Keys = page.Keys{Items: []page.Key{
		{Keys: []string{"/"}, Label: "搜事项"}, {Keys: []string{"Ctrl+Enter"}, Label: "登记"}, {Keys: []string{"Alt+S"}, Label: "当场解决"},
		{Keys: []string{"Alt+J"}, Label: "不在受理范围"}, {Keys: []string{"Alt+N"}, Label: "下一位"},
	}}
	return door.WriteStatus(w, status, intakePage, p)
}

// takenWords are what clerk and person should know, by the state of the case.
var takenWords = map[string]page.Note{
	triage:   {Kind: "done", Title: "已登记，转研判", Text: "请把登记单交给反映人：当日研判，有专人跟踪到底，凭编号和查询密码查进度。"},
	replied:  {Kind: "done", Title: "当场解决", Text: "请把答复书交给反映人：没有异议的，会有没经手的同事回访；还有异议的，在期限内提出，重新研判。"},
	refusing: {Kind: "act", Title: "拟不予受理，待复核", Text: "请当面说清该走哪个渠道。由第二人复核后，告知书发给反映人。"},
}

// taken is the page of what became of a matter at the window.
func (s *Service) taken(ctx context.Context, c door.Call) (door.Screen, error) {
	v, err := s.view(ctx, c.Actor, c.Path("number"))
	if err != nil {
		return door.Screen{}, err
	}
	note, number := takenWords[v.Case.State], v.Case.Number()
	if note.Title == "" {
		note.Title = "这件现在是“" + v.State.Name + "”"
	}
	papers, err := s.Documents.OfCase(ctx, v.Case.ID)
	after := door.Block{Acts: []page.Act{{Label: "下一位", Href: path + "/new", Key: "Alt+N"}}}
	for _, d := range papers {
		href := door.DeskPaper(number, d.No)
		after.Acts = append(after.Acts, page.Act{Label: "打印" + d.Title, Kind: "quiet", Icon: "print", Href: href})
	}
	after.Acts = append(after.Acts, page.Act{Label: "打印查询单", Kind: "quiet", Icon: "print", Href: door.DeskSlip(number)})
	after.Links = []page.Link{{Href: door.DeskCase(number), Label: "看这一件", Icon: "file"}}
	return door.Screen{
		Frame: page.Frame{Title: "接件结果"}, Crumbs: []page.Link{{Href: path + "/new", Label: "办不成事接件"}}, Aside: []door.Block{after},
		Blocks: []door.Block{{Notes: []page.Note{note}, Facts: page.List{Items: []page.Term{
			{Label: "编号", Value: flow.Grouped(number), Strong: true}, {Label: "事项", Value: s.House.Named(v.Case)}, {Label: "状态", Value: v.State.Name},
		}}}},
	}, err
}

// view is the matter of a number as somebody sees it. Returns flow.ErrUnseen for a case of another kind.
func (s *Service) view(ctx context.Context, who people.Actor, number string) (flow.View, error) {
	k, err := s.Engine.ByNumber(ctx, number)
	if err == nil && k.Kind != Kind {
		err = flow.ErrUnseen
	}
	if err != nil {
		return flow.View{}, err
	}
	return s.Engine.View(ctx, who, k.ID)
}
