package grievance

import (
	"context"
	"hash/fnv"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/slip"
)

// publicRoutes are the doors for citizens. None of them asks to sign in: who has not got a matter done
// must not be stopped a second time.
func (s *Service) publicRoutes() []web.Route {
	upload := 4*s.Files.Most() + 1<<20
	return []web.Route{
		{Method: "GET", Path: "/grievances", Access: people.Public, Title: "办不成事反映窗口", Handle: s.public},
		{Method: "GET", Path: "/grievances/new", Access: people.Public, Title: "反映一件事", Handle: s.newForm},
		{Method: "POST", Path: "/grievances/new", Access: people.Public, Title: "提交反映", Body: upload, Handle: s.sent},
		{Method: "GET", Path: "/grievances/sent/{number}", Access: people.OffDesk, Title: "反映回执", Handle: s.sentPage},
	}
}

// What strangers may report.
var (
	addressHour = limit.Declare(limit.Limit{Key: "grievance.address_hour", Words: "一个网络地址最多反映几件办不成的事", Unit: limit.AnHour, Default: 30, Least: 10, Most: 1000, Basis: "建议值：一个村、一个大厅共用一个地址"})
	phoneDay    = limit.Declare(limit.Limit{Key: "grievance.phone_day", Words: "一个手机号最多反映几件办不成的事", Unit: limit.ADay, Default: 6, Least: 2, Most: 100, Basis: "建议值：帮邻居反映几件也够"})
)

// places are the city and its counties, for who says where it was.
func (s *Service) places() []form.Option {
	list := []form.Option{}
	for _, p := range s.Regions.Children(s.City) {
		list = append(list, form.Option{Value: string(p.Code), Label: p.Name})
	}
	return append(list, form.Option{Value: string(s.City), Label: s.Regions.Name(s.City) + "本级"})
}

// askedOf is the form for a visitor: who is known need not say who he is.
func (s *Service) askedOf(v people.Visitor, carried form.Values) form.Form {
	places := s.places()
	if at := region.Code(carried["place"]); carried["place"] != "" && at.Level() > region.County {
		carried["place"] = string(at.At(region.County))
	}
	f := reportForm(places, v.Actor.Kind == people.Citizen && v.Actor.ID != 0)
	if carried["case"] != "" && v.Actor.ID == 0 {
		f.Fields = append(f.Fields, form.Field{Name: "code", Label: "查询密码", Type: form.Text, Max: 16, Hint: "没办成的办件 " + flow.Grouped(carried["case"]) + " 的查询密码；填了两件事会连在一起"})
	}
	return f
}

func (s *Service) newForm(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	in := form.Values{"number": r.URL.Query().Get("case")}
	if place := s.House.Place(r); place.Level() >= region.County { // the city as a whole is no answer that somebody gave
		in["place"] = string(place.At(region.County))
	}
	if in["number"] != "" {
		s.carry(r.Context(), v.Actor, in)
		in["case"] = in["number"]
	}
	return s.showNew(w, r, http.StatusOK, in, nil)
}

func (s *Service) showNew(w http.ResponseWriter, r *http.Request, status int, in form.Values, err error) error {
	v := people.VisitorOf(r.Context())
	hard, failed := s.Rules.Term(Kind+".hard", s.City, calendar.DayOf(s.Now()))
	if failed != nil {
		return failed
	}
	p := &reporting{Hard: hard.Words(), Frame: s.House.Public(w, r, "哪件事没办成", page.Link{Href: "/grievances", Label: "办不成事"}, page.Link{Label: "反映"}), Hotline: s.House.City.Hotline}
	fields := door.Fields(s.askedOf(v, in), in, err)
	for i := range fields {
		switch fields[i].Name {
		case "item":
			fields[i].Source = "/items/suggest"
			fields[i].Example = "例如：社保卡补办"
		case "times":
			fields[i].Unit = "趟"
		case "files":
			fields[i].Most = s.Files.Most()
		}
	}
	key := in["key"]
	if key == "" {
		key = gm.Token()
	}
	fields = append(fields, page.Field{Type: "hidden", Name: "key", Value: key}, page.Field{Type: "hidden", Name: "case", Value: in["case"]})
	p.Form = page.Form{ID: "report", Action: "/grievances/new", Error: door.Summary(err), Fields: fields, Submit: page.Act{Label: "提交反映", Size: "big"}}
	if in["case"] != "" && in["item"] != "" {
		p.Note = page.Note{Title: "已带上没办成的办件", Text: in["item"] + "，编号 " + flow.Grouped(in["case"]) + "。"}
	}
	return door.WriteStatus(w, status, newPage, p)
}

// uploader is whom the files of a form belong to until it is sent: the account, or the form itself.
func uploader(v people.Visitor, key string) (people.Kind, int64) {
	if v.Account.ID != 0 {
		return people.Citizen, v.Account.ID
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return people.Citizen, -int64(h.Sum64() >> 2)
}

func (s *Service) sent(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	asked := s.askedOf(v, form.Values{"case": posted["case"], "place": ""})
	kind, owner := uploader(v, posted["key"])
	in, err := s.House.Input(r, asked, kind, owner)
	if in == nil {
		in = form.Values{}
	}
	in["key"], in["case"] = posted["key"], posted["case"]
	var k flow.Case
	if err == nil {
		k, err = s.send(ctx, v, asked, in, owner)
	}
	if door.Mended(err) {
		return s.showNew(w, r, web.Status(err), in, err)
	}
	if err != nil {
		return err
	}
	if v.Actor.ID == 0 {
		if err := s.House.Slips.Give(ctx, w, k, slip.Pass{}); err != nil {
			return err
		}
	}
	return web.See(w, r, "/grievances/sent/"+k.Number())
}

func (s *Service) send(ctx context.Context, v people.Visitor, asked form.Form, in form.Values, owner int64) (flow.Case, error) {
	clean, err := asked.Check(in)
	if err != nil {
		return flow.Case{}, err
	}
	r := s.readReport(clean)
	r.Channel, r.Files, r.FilesOf, r.Person = flow.ByOnline, file.IDs(clean["files"]), owner, v.Actor.ID
	if v.Actor.ID != 0 {
		own, err := s.People.Own(ctx, v)
		if err != nil {
			return flow.Case{}, err
		}
		r.Told.Name, r.Told.Phone = own.Name, own.Phone
	}
	if in["key"] != "" {
		r.Key = "form " + in["key"]
	}
	if r.Application, err = s.carried(ctx, v, slip.Typed{Number: in["case"], Code: clean["code"], Name: r.Told.Name}); err != nil {
		return flow.Case{}, err
	}
	if err := s.People.Pace(ctx, addressHour, v.IP); err != nil {
		return flow.Case{}, err
	}
	if err := s.People.Pace(ctx, phoneDay, s.Keys.Index("phone", r.Told.Phone)); err != nil {
		return flow.Case{}, err
	}
	return s.Take(ctx, v.Actor, r)
}

// carried is the case that could not be done, if it is the visitor's own or he knows its code.
func (s *Service) carried(ctx context.Context, v people.Visitor, t slip.Typed) (int64, error) {
	if t.Number == "" {
		return 0, nil
	}
	k, err := s.Engine.ByNumber(ctx, t.Number)
	if err == nil {
		if _, seen, err := s.Engine.Seen(ctx, v.Actor, k.ID); err != nil || seen && v.Actor.Kind == people.Citizen {
			return k.ID, err
		}
	}
	if t.Code == "" || fail.Is(err, fail.KindInvalid) {
		return 0, nil // the matter counts, not the number
	}
	k, err = s.House.Slips.Try(ctx, v, t, func(flow.Case) bool { return false })
	if fail.Is(err, fail.KindInvalid) {
		err = fail.Invalid("查询密码不对", fail.Field{Name: "code", Message: "查询密码对不上；不记得就空着"})
	}
	return k.ID, err
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
	p := &sentData{Frame: s.House.Public(w, r, "已收到您的反映", page.Link{Href: "/grievances", Label: "办不成事"}, page.Link{Label: "回执"}), Title: k.Title, Number: flow.Grouped(k.Number())}
	p.Facts = page.List{Items: []page.Term{term}}
	follow := "/track/" + k.Number()
	if own {
		follow = "/my/cases/" + k.Number()
	}
	p.Next = page.Timeline{Items: []page.Moment{{Title: "已收到", When: door.Clock(k.OpenedAt), State: "now"}}}
	if l, ok := s.Engine.Limit(k, flow.Person); ok {
		p.Next.Items = append(p.Next.Items, page.Moment{Title: "工作人员联系您，说明怎么办", When: "最晚 " + calendar.DayOf(l.Due).Words(), State: "next"})
	}
	p.Next.Items = append(p.Next.Items, page.Moment{Title: "答复或办成以后，请您确认", State: "next"})
	p.Links = []page.Link{{Href: follow, Label: "查进度", Icon: "clock"}, {Href: "/", Label: "回首页", Icon: "home"}}
	return door.Write(w, sentPage, p)
}

func (s *Service) public(w http.ResponseWriter, r *http.Request) error {
	p := &publicData{Frame: s.House.Public(w, r, "办不成事反映窗口", page.Link{Label: "办不成事"})}
	if err := s.tellPublic(r.Context(), p); err != nil {
		return err
	}
	return door.Write(w, publicPage, p)
}
