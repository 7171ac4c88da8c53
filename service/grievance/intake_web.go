package grievance

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/gm"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// intakeRoutes are the window's screen: one form, filled by keyboard in under a minute.
func (s *Service) intakeRoutes() []web.Route {
	desk, upload := s.People.Roles(people.Window, people.Officer), 4*s.Files.Most()+1<<20
	return []web.Route{
		{Method: "GET", Path: "/desk/grievances/new", Access: desk, Title: "办不成事接件", Handle: s.intakeForm},
		{Method: "POST", Path: "/desk/grievances/new", Access: desk, Title: "办不成事接件：登记", Body: upload, Handle: s.taken},
		{Method: "GET", Path: "/desk/grievances/items", Access: desk, Title: "办不成事接件：搜事项", Handle: s.proposeItems},
		{Method: "GET", Path: "/desk/grievances/done/{number}", Access: desk, Title: "办不成事接件：结果", Handle: s.takenPage},
	}
}

// windowOf is the post in which a member of staff takes matters in.
func windowOf(a people.Actor) people.Post {
	for _, p := range a.Posts {
		if p.Role == people.Window || p.Role == people.Officer {
			return p
		}
	}
	return people.Post{}
}

func (s *Service) intakeForm(w http.ResponseWriter, r *http.Request) error {
	v := form.Values{"number": r.URL.Query().Get("case")}
	if v["number"] != "" {
		s.carry(r.Context(), people.VisitorOf(r.Context()).Actor, v)
	}
	return s.showIntake(w, r, http.StatusOK, v, "", nil)
}

// carry fills in what is known of the case that could not be done; whose it is, who complains says himself.
func (s *Service) carry(ctx context.Context, actor people.Actor, v form.Values) {
	k, err := s.Engine.ByNumber(ctx, v["number"])
	if err != nil {
		return
	}
	view, err := s.Engine.View(ctx, actor, k.ID)
	if err != nil {
		return
	}
	v["number"], v["item"], v["place"] = k.Number(), k.Title, string(k.Region)
	if k.County != "" {
		v["place"] = string(k.County)
	}
	for _, e := range view.Events {
		if e.ToState == k.State && e.FromState != k.State && e.Public != "" {
			v["reason"] = e.Public
		}
	}
}

// taken registers the matter, and in the same step solves it or says that it is out of scope.
func (s *Service) taken(w http.ResponseWriter, r *http.Request) error {
	actor := people.VisitorOf(r.Context()).Actor
	places := s.deskPlaces(windowOf(actor))
	asked := deskForm(places)
	v, err := s.House.Input(r, asked, people.Staff, actor.ID)
	posted, bad := web.Posted(r)
	if bad != nil {
		return bad
	}
	do := posted["do"]
	then := form.Form{}
	switch do {
	case "solve":
		then = solveForm
	case "refuse":
		then = refuseForm
	default:
		do = ""
	}
	if v == nil {
		v = form.Values{}
	}
	for name, said := range posted { // what is asked of the two ways out, and the key
		if strings.HasPrefix(name, "solve_") || strings.HasPrefix(name, "refuse_") || name == "key" {
			v[name] = said
		}
	}
	var k flow.Case
	if err == nil {
		k, err = s.takeDesk(r.Context(), actor, asked, v, do, then)
	}
	if door.Mended(err) {
		return s.showIntake(w, r, web.Status(err), v, do, err)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/desk/grievances/done/"+k.Number())
}

func (s *Service) takeDesk(ctx context.Context, actor people.Actor, asked form.Form, v form.Values, do string, then form.Form) (flow.Case, error) {
	var wrong []fail.Field
	in, err := asked.Check(v)
	if e, ok := fail.As(err); ok {
		wrong = append(wrong, e.Fields...)
	}
	input, err := then.Check(unprefixed(v, do+"_"))
	if e, ok := fail.As(err); ok {
		for _, f := range e.Fields {
			wrong = append(wrong, fail.Field{Name: do + "_" + f.Name, Message: f.Message})
		}
	}
	if len(wrong) > 0 {
		return flow.Case{}, fail.Invalid("有 "+strconv.Itoa(len(wrong))+" 处需要改正", wrong...)
	}
	r := s.readReport(in)
	post := windowOf(actor)
	r.Hall, r.Channel, r.Files, r.FilesOf, r.IDNo = post.Region, flow.ByWindow, file.IDs(in["files"]), actor.ID, in["id_no"]
	if r.Place == "" {
		r.Place = post.Region
	}
	if v["key"] != "" {
		r.Key = strconv.FormatInt(actor.ID, 10) + " " + v["key"]
	}
	if in["number"] != "" {
		k, err := s.Engine.ByNumber(ctx, in["number"])
		if err != nil {
			return k, fail.Invalid("没有这个办件", fail.Field{Name: "number", Message: "没有这个编号的办件，请核对；不知道就空着"})
		}
		r.Application = k.ID
	}
	if do == "refuse" {
		do = "propose_refusal"
	}
	k, err := s.TakeAnd(ctx, actor, r, do, input)
	if e, ok := fail.As(err); ok && e.Kind == fail.KindForbidden && do != "" { // it concerns the hall: nothing is lost, the officer goes on with it
		err = fail.Invalid(e.Message, fail.Field{Name: "refused_by", Message: "说的可能是这里的窗口，不能当场办结，请按“登记，转研判”交给专席"})
	}
	return k, err
}

func unprefixed(v form.Values, prefix string) form.Values {
	out := form.Values{}
	for name, said := range v {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			out[rest] = said
		}
	}
	return out
}

// deskPlaces are the counties from which a city's clerk chooses; a window below takes for its own place.
func (s *Service) deskPlaces(post people.Post) []form.Option {
	if post.Region.Level() >= region.County {
		return nil
	}
	list := []form.Option{{Value: string(post.Region), Label: s.Regions.Name(post.Region) + "本级"}}
	for _, p := range s.Regions.Children(post.Region) {
		list = append(list, form.Option{Value: string(p.Code), Label: p.Name})
	}
	return list
}

// deskForm is what the clerk asks, in the order of the conversation.
func deskForm(places []form.Option) form.Form {
	const who, what = "谁来反映", "什么事没办成"
	f := form.Of(
		form.Field{Name: "name", Label: "姓名", Type: form.Text, Required: true, Max: 50, Section: who},
		form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Required: true, Section: who},
		form.Field{Name: "id_no", Label: "证件号", Type: form.IDNo, Section: who, Hint: "带了证件就填，反映人登录后能看到"},
		form.Field{Name: "for", Label: "替谁来的", Type: form.Text, Max: 50, Section: who},
		form.Field{Name: "firm", Label: "单位名称", Type: form.Text, Max: 100, Section: who},
		form.Field{Name: "item", Label: "事项", Type: form.Text, Required: true, Max: 100, Section: what},
		form.Field{Name: "number", Label: "办件编号", Type: form.Text, Max: 40, Section: what, Hint: "办过的填编号，两件事会连在一起"})
	if len(places) > 0 {
		f.Fields = append(f.Fields, form.Field{Name: "place", Label: "在哪里办的", Type: form.Choice, Required: true, Options: places, Section: what})
	}
	f.Fields = append(f.Fields,
		form.Field{Name: "times", Label: "到现场次数", Type: form.Number, Low: 0, High: 99, Section: what},
		form.Field{Name: "refused_by", Label: "拒办的窗口或人员", Type: form.Text, Max: 100, Section: what},
		form.Field{Name: "reason", Label: "对方说的理由", Type: form.Text, Max: 300, Section: what},
		form.Field{Name: "what", Label: "未办成的情况", Type: form.Area, Required: true, Section: what},
		form.Field{Name: "wish", Label: "希望怎么解决", Type: form.Text, Max: 300, Section: what},
		form.Field{Name: "files", Label: "照片或材料", Type: form.File, Section: what})
	return f
}

// proposeItems proposes items while the clerk types.
func (s *Service) proposeItems(w http.ResponseWriter, r *http.Request) error {
	list := []page.Suggestion{}
	for _, e := range s.Catalog.Suggest(r.URL.Query().Get("q"), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept, Value: e.Name})
	}
	return web.JSON(w, http.StatusOK, list)
}

func (s *Service) showIntake(w http.ResponseWriter, r *http.Request, status int, v form.Values, do string, err error) error {
	frame, bad := s.House.Desk(w, r, "办不成事接件")
	if bad != nil {
		return bad
	}
	post := windowOf(people.VisitorOf(r.Context()).Actor)
	frame.Post = post.Title
	p := &intaking{Frame: frame, Solving: do == "solve", Refusing: do == "refuse"}
	fields := door.Fields(deskForm(s.deskPlaces(post)), v, err)
	who := fields[0].Section
	for i := range fields {
		f := &fields[i]
		switch f.Name {
		case "item":
			f.Type, f.Source, f.Key, f.Example = "search", "/desk/grievances/items", "/", "名称、俗称或拼音首字母，例如：社保卡"
		case "files":
			f.Most = s.Files.Most()
		case "times":
			f.Unit = "趟"
		}
		list := &p.What
		if f.Section == who {
			list = &p.Who
		}
		f.Section = ""
		*list = append(*list, *f)
	}
	p.Solve, p.Refuse = prefixedFields(solveForm, v, "solve_", err), prefixedFields(refuseForm, v, "refuse_", err)
	all := append(append(append(page.Fields{}, fields...), p.Solve...), p.Refuse...)
	p.Errors = all.Errors()
	if p.Errors.Text = door.Summary(err); len(p.Errors.Links) > 0 {
		p.Errors.Text = ""
	}
	key := v["key"]
	if key == "" {
		key = gm.Token()
	}
	p.Key = page.Field{Type: "hidden", Name: "key", Value: key}
	p.Keys = page.Keys{Items: []page.Key{{Keys: []string{"/"}, Label: "搜事项"}, {Keys: []string{"Ctrl+Enter"}, Label: "登记"}, {Keys: []string{"Alt+S"}, Label: "当场解决"}, {Keys: []string{"Alt+J"}, Label: "不在受理范围"}, {Keys: []string{"Alt+N"}, Label: "下一位"}}}
	return door.WriteStatus(w, status, intakePage, p)
}

// prefixedFields are the questions of a way out under names of their own. Only the one that was chosen
// is checked.
func prefixedFields(f form.Form, v form.Values, prefix string, err error) page.Fields {
	var own []fail.Field
	if e, ok := fail.As(err); ok {
		for _, x := range e.Fields {
			if rest, ok := strings.CutPrefix(x.Name, prefix); ok {
				own = append(own, fail.Field{Name: rest, Message: x.Message})
			}
		}
	}
	list := door.Fields(f, unprefixed(v, prefix), fail.Invalid("", own...))
	for i := range list {
		list[i].Name, list[i].Required = prefix+list[i].Name, false
	}
	return list
}

// takenWords are what clerk and person should know, by the state of the case.
var takenWords = map[string]page.Note{
	triage:   {Kind: "done", Title: "已登记，转研判", Text: "请把登记单交给反映人：当日研判，有专人跟踪到底，凭编号和查询密码查进度。"},
	replied:  {Kind: "done", Title: "当场解决", Text: "请把答复书交给反映人：没有异议的，会有没经手的同事回访；还有异议的，在期限内提出，重新研判。"},
	refusing: {Kind: "act", Title: "拟不予受理，待复核", Text: "请当面说清该走哪个渠道。由第二人复核后，告知书发给反映人。"},
}

func (s *Service) takenPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	k, err := s.Engine.ByNumber(ctx, r.PathValue("number"))
	if err == nil && k.Kind != Kind {
		err = flow.ErrUnseen
	}
	if err != nil {
		return err
	}
	c, err := s.Engine.View(ctx, people.VisitorOf(ctx).Actor, k.ID)
	if err != nil {
		return err
	}
	papers, err := s.Documents.OfCase(ctx, k.ID)
	if err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, "接件结果", page.Link{Href: "/desk/grievances/new", Label: "办不成事接件"}, page.Link{Label: "接件结果"})
	if err != nil {
		return err
	}
	state := c.State
	p := &takenData{Frame: frame, Note: takenWords[k.State], Next: page.Act{Label: "下一位", Href: "/desk/grievances/new", Key: "Alt+N"}}
	if p.Note.Title == "" {
		p.Note = page.Note{Title: "这件现在是“" + state.Name + "”"}
	}
	p.Facts = page.List{Items: []page.Term{
		{Label: "编号", Value: flow.Grouped(k.Number()), Strong: true},
		{Label: "事项", Value: c.Case.Title}, {Label: "状态", Value: state.Name}}}
	for _, d := range papers {
		p.Papers = append(p.Papers, page.Act{Label: "打印" + d.Title, Kind: "quiet", Icon: "print", Href: "/desk/documents/" + k.Number() + "/" + strconv.FormatInt(d.No, 10)})
	}
	p.Papers = append(p.Papers, page.Act{Label: "打印查询单", Kind: "quiet", Icon: "print", Href: "/desk/slips/" + k.Number()})
	p.Links = []page.Link{{Href: "/desk/cases/" + k.Number(), Label: "看这一件", Icon: "file"}}
	return door.Write(w, takenTemplate, p)
}
