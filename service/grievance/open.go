package grievance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/limit"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
	"wuyou/office/slip"
)

// The addresses of the pages: for staff, and for everybody.
const (
	path   = "/desk/grievances"
	public = "/grievances"
)

// Report is a matter as it comes in, from whichever door.
type Report struct {
	Place       region.Code // where the matter lies
	Hall        region.Code // the place of the window that takes it
	Item        int64
	ItemName    string // of what is in no catalogue
	Application int64  // the case that could not be done
	Person      int64  // when already known
	IDNo        string
	Told        Told
	Times       int64
	Files       string // their numbers, with commas between them
	Channel     string
	Then        string // the event that the clerk does at once: solve, propose_refusal; "" none
	Answers     form.Values
}

// openings are the doors for people. None of them asks citizens to sign in: who has not got a matter done must not be stopped a second
// time. The clerk's is one form, filled by keyboard in under a minute.
func (s *Service) openings() []door.Opening {
	open := func(ctx context.Context, tx *db.DB, v people.Visitor, _ form.Values, o flow.Opening) (*flow.Change, error) {
		return s.open(ctx, tx, v.Actor, o.Data.(*Report), o.Once)
	}
	return []door.Opening{
		{
			Name: Kind, Kind: Kind, Event: "take_in", Path: path + "/new", Title: "办不成事接件", Does: "办不成事接件：登记", Roles: byDesk.Roles,
			Ask: s.askAtWindow, Before: s.reportAtWindow, Open: open, Draw: s.drawIntake,
			Said: func(k flow.Case) door.After { return door.After{See: path + "/done/" + k.Number()} },
		},
		{
			Name: "report", Kind: Kind, Event: "report", Path: public + "/new", Title: "反映一件事", Does: "提交反映", Submit: "提交反映", Public: true,
			Ask: s.askOnline, Before: s.reportOnline, Open: open, Draw: s.drawReporting,
			Said: func(k flow.Case) door.After { return door.After{See: public + "/sent/" + k.Number()} },
		},
	}
}

// Take opens a case of a report.
func (s *Service) Take(ctx context.Context, actor people.Actor, r Report) (k flow.Case, err error) {
	err = s.DB.Tx(ctx, func(tx *db.DB) error {
		c, err := s.open(ctx, tx, actor, &r, flow.Once{})
		if err == nil {
			k = c.Case
		}
		return err
	})
	return k, err
}

// open opens the case of a report, and does with it at once what the clerk decided.
func (s *Service) open(ctx context.Context, tx *db.DB, actor people.Actor, r *Report, once flow.Once) (*flow.Change, error) {
	o := flow.Opening{Kind: Kind, Event: "take_in", Region: r.Place, Item: r.Item, Channel: r.Channel, Data: r, Once: once}
	// lists show the title to all, whom it concerns too
	hides := map[string]string{r.Told.Name: form.Nobody, r.Told.For: form.Nobody, r.Told.Firm: form.NoFirm, r.Told.Phone: form.Unshown}
	name := form.NewVeil(hides, true).Text(r.ItemName)
	if r.Item != 0 {
		e, err := s.Catalog.Entry(r.Item)
		if err != nil {
			return nil, err
		}
		name = e.Name
		if d, err := s.Catalog.Handler(r.Item, r.Place); err == nil {
			o.Dept = d.Code
		}
	}
	o.Title = titlePrefix + name
	p, err := s.reporter(ctx, tx, actor, r)
	if err != nil {
		return nil, err
	}
	o.Party, o.Applicant, o.Contact = cmp.Or(r.Told.Firm, p.Name), p.ID, persons.ContactGiven(ctx, actor, r.Person != 0, r.Told.Phone)
	if actor.Kind != people.Staff {
		o.Event = "report"
	}
	if actor.Kind == people.Nobody || actor.Kind == people.Citizen && actor.ID == 0 {
		actor = persons.As(p) // who tells something without signing in is who he says, for this
	}
	c, err := s.Engine.Open(ctx, tx, actor, o)
	if err != nil || r.Then == "" {
		return c, err
	}
	c, err = s.Engine.Fire(ctx, tx, actor, flow.Move{Case: c.Case.ID, Event: r.Then, Input: r.Answers})
	if e, ok := fail.As(err); ok && e.Kind == fail.KindForbidden { // it concerns the hall: nothing is lost, the officer goes on with it
		const words = "说的可能是这里的窗口，不能当场办结，请按“登记，转研判”交给专席"
		err = fail.Invalid(e.Message, fail.Field{Name: "refused_by", Message: words})
	}
	return c, err
}

// titlePrefix stands before the item's name in the title of a matter.
const titlePrefix = "办不成："

// reporter enters who reports in the book of people: by number where it is known, else by name and
// phone, which is enough to be written to.
func (s *Service) reporter(ctx context.Context, tx *db.DB, actor people.Actor, r *Report) (persons.Person, error) {
	switch {
	case r.Person != 0:
		return s.Persons.Person(ctx, tx, r.Person)
	case r.IDNo != "" && actor.Kind == people.Staff:
		p, differs, err := s.Persons.Meet(ctx, tx, persons.Identity{Name: r.Told.Name, IDNo: r.IDNo, Phone: r.Told.Phone})
		if err == nil && differs && s.Differs != nil {
			err = s.Differs(ctx, tx, actor, p)
		}
		return p, err
	case r.IDNo != "":
		return s.Persons.Claim(ctx, tx, persons.Identity{Name: r.Told.Name, IDNo: r.IDNo, Phone: r.Told.Phone}, fmt.Sprint("client ", actor.ID))
	}
	return s.Persons.Reach(ctx, tx, r.Told.Name, r.Told.Phone)
}

// file is the Do of the first event.
func (s *Service) file(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	r, ok := c.Data.(*Report)
	if !ok {
		return fmt.Errorf("a grievance is opened of a Report")
	}
	g.Hall, g.Application, g.Times, g.Files, g.ToldSealed = r.Hall, r.Application, r.Times, r.Files, s.Keys.Seal(encode(r.Told), sealTold)
	g.Since, g.Round, g.OnTime = c.At.UnixMilli(), 1, true
	c.Clock = "contact" // the day that the receipt names
	c.Words["what"], c.Words["wish"] = r.Told.What, cmp.Or(r.Told.Wish, "把事办成")
	if r.Application != 0 {
		if err := s.Engine.Link(ctx, tx, c.Case.ID, r.Application, flow.AroseOf); err != nil {
			return err
		}
	}
	return s.knownBefore(ctx, tx, c, g)
}

// knownBefore ties a matter that the same person reported a short while ago to this one.
func (s *Service) knownBefore(ctx context.Context, tx *db.DB, c *flow.Change, g *Grievance) error {
	term, err := s.Rules.Term("grievance.repeat", c.Case.Region, calendar.DayOf(c.At))
	if err != nil {
		return err
	}
	before, err := earlier(ctx, tx, c.Case, calendar.DayOf(c.At).AddDays(-term.N))
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	g.Again = true
	return s.Engine.Link(ctx, tx, c.Case.ID, before, flow.SameAs)
}

// find looks an item up by what was typed: its code, its exact name, or what leads to one item alone.
func (s *Service) find(text string) (catalog.Entry, bool) {
	text = strings.TrimSpace(text)
	if e, err := s.Catalog.ByCode(text); err == nil {
		return e, true
	}
	for _, f := range s.Catalog.Suggest(text, 5) {
		if f.Name == text {
			return f.Entry, true
		}
	}
	return catalog.Entry{}, false
}

// readReport makes a report of checked answers.
func (s *Service) readReport(v form.Values) *Report {
	r := &Report{Place: region.Code(v["place"]), ItemName: v["item"], Files: v["files"], Told: Told{
		Name: v["name"], Phone: v["phone"], Firm: v["firm"], For: v["for"],
		What: v["what"], RefusedBy: v["refused_by"], Reason: v["reason"], Wish: v["wish"],
	}}
	r.Times, _ = strconv.ParseInt(v["times"], 10, 64)
	if e, ok := s.find(v["item"]); ok {
		r.Item, r.ItemName = e.ID, ""
	} else if id, err := strconv.ParseInt(v["item"], 10, 64); err == nil {
		if e, err := s.Catalog.Entry(id); err == nil {
			r.Item, r.ItemName = e.ID, ""
		}
	}
	return r
}

// Online.

// What strangers may report.
var (
	addressHour = limit.Declare(limit.Limit{Key: "grievance.address_hour", Words: "一个网络地址最多反映几件办不成的事", Unit: limit.AnHour,
		Default: 30, Least: 10, Most: 1000, Basis: "建议值：一个村、一个大厅共用一个地址"})
	phoneDay = limit.Declare(limit.Limit{Key: "grievance.phone_day", Words: "一个手机号最多反映几件办不成的事", Unit: limit.ADay,
		Default: 6, Least: 2, Most: 100, Basis: "建议值：帮邻居反映几件也够"})
)

// reportForm is what is asked of a person online. At the window the clerk asks the same.
func reportForm(place []form.Option, named bool) form.Form {
	const reach = "怎么联系您"
	f := form.Of(
		form.Field{Name: "item", Label: "什么事没办成", Type: form.Text, Required: true, Max: 100, Search: "/items/suggest",
			Hint: "写事项名称或俗称，例如：社保卡补办"},
		form.Field{Name: "place", Label: "在哪里办的", Type: form.Choice, Required: true, Options: place},
		form.Lines("what", "未办成的情况", true, "什么时候去的、交了什么、对方怎么说"),
		form.Field{Name: "times", Label: "到现场次数", Type: form.Number, Low: 0, High: 99},
		form.Field{Name: "refused_by", Label: "拒办的窗口或人员", Type: form.Text, Max: 100, Hint: "窗口号、部门或工作人员，知道多少写多少"},
		form.Field{Name: "reason", Label: "对方说的理由", Type: form.Text, Max: 300},
		form.Field{Name: "wish", Label: "您希望怎么解决", Type: form.Text, Max: 300},
		form.Field{Name: "files", Label: "照片或材料", Type: form.File, Hint: "例如对方给的单子、告知书的照片"},
	)
	if !named {
		f.Fields = append(f.Fields, form.Field{Name: "name", Label: "您的姓名", Type: form.Text, Required: true, Max: 50, Section: reach},
			form.Field{Name: "phone", Label: "手机号", Type: form.Phone, Required: true, Section: reach, Hint: "编号和查询密码发到这个号码；只用于办理这件事"})
	}
	f.Fields = append(f.Fields, form.Field{Name: "firm", Label: "替单位反映的，写单位名称", Type: form.Text, Max: 100, Section: reach})
	return f
}

// askOnline is the form for a visitor: who is known need not say who he is. The case that could not be done is the one in the address.
func (s *Service) askOnline(ctx context.Context, c door.Call) (door.Asked, error) {
	in, number := form.Values{}, c.About["case"]
	if number != "" {
		s.carry(ctx, c.Actor, number, in)
	}
	if at := region.Code(in["place"]); at != "" && at.Level() > region.County {
		in["place"] = string(at.At(region.County))
	}
	f := reportForm(s.places(), c.Kind == people.Citizen && c.ID != 0)
	if number != "" && c.ID == 0 {
		f.Fields = append(f.Fields, form.Field{Name: "code", Label: "查询密码", Type: form.Text, Max: 16,
			Hint: "没办成的办件 " + flow.Grouped(number) + " 的查询密码；填了两件事会连在一起"})
	}
	return door.Asked{Form: f, In: in}, nil
}

// places are the city and its counties, for who says where it was.
func (s *Service) places() []form.Option {
	list := []form.Option{}
	for _, p := range s.Regions.Children(s.City) {
		list = append(list, form.Option{Value: string(p.Code), Label: p.Name})
	}
	return append(list, form.Option{Value: string(s.City), Label: s.Regions.Name(s.City) + "本级"})
}

// carry fills in what is known of the case that could not be done; whose it is, who complains says himself.
func (s *Service) carry(ctx context.Context, actor people.Actor, number string, v form.Values) {
	k, err := s.Engine.ByNumber(ctx, number)
	if err != nil {
		return
	}
	view, err := s.Engine.View(ctx, actor, k.ID)
	if err != nil {
		return
	}
	v["number"], v["item"], v["place"] = k.Number(), k.Title, string(cmp.Or(k.County, k.Region))
	for _, e := range view.Events {
		if e.ToState == k.State && e.FromState != k.State && e.Public != "" {
			v["reason"] = e.Public
		}
	}
}

// reportOnline is what a visitor sent.
func (s *Service) reportOnline(ctx context.Context, v people.Visitor, about, in form.Values) (any, error) {
	r := s.readReport(in)
	r.Channel, r.Person = flow.ByOnline, v.ID
	if v.ID != 0 {
		own, err := s.Persons.Own(ctx, v)
		if err != nil {
			return nil, err
		}
		r.Told.Name, r.Told.Phone = own.Name, own.Phone
	}
	var err error
	if r.Application, err = s.carried(ctx, v, slip.Typed{Number: about["case"], Code: in["code"], Name: r.Told.Name}); err != nil {
		return nil, err
	}
	if err := s.Sessions.Pace(ctx, addressHour, v.IP); err != nil {
		return nil, err
	}
	return r, s.Sessions.Pace(ctx, phoneDay, s.Keys.Index("phone", r.Told.Phone))
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

// At the window.

// waysOut are what a clerk may do at once with what he takes in: the fields of each stand in his form under its name.
var waysOut = []struct {
	name, event string
	form        form.Form
}{{"solve", "solve", solveForm}, {"refuse", "propose_refusal", refuseForm}}

// windowOf is the post in which a member of staff takes matters in.
func windowOf(a people.Actor) people.Post {
	for _, p := range a.Posts {
		if slices.Contains(byDesk.Roles, p.Role) {
			return p
		}
	}
	return people.Post{}
}

// askAtWindow is what the clerk asks, in the order of the conversation, and the way out that he may take.
func (s *Service) askAtWindow(ctx context.Context, c door.Call) (door.Asked, error) {
	in := form.Values{"number": c.About["case"]}
	if in["number"] != "" {
		s.carry(ctx, c.Actor, in["number"], in)
	}
	f := deskForm(s.deskPlaces(windowOf(c.Actor)))
	do := form.Field{Name: "do", Label: "怎么办", Type: form.Choice}
	for _, out := range waysOut {
		do.Options = append(do.Options, form.Option{Value: out.name})
	}
	f.Fields = append(f.Fields, do)
	for _, out := range waysOut {
		for _, q := range out.form.Fields {
			q.Name, q.When = out.name+"_"+q.Name, "do="+out.name
			f.Fields = append(f.Fields, q)
		}
	}
	return door.Asked{Form: f, In: in}, nil
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

// The sections of the clerk's form.
const (
	sectionWho  = "谁来反映"
	sectionWhat = "什么事没办成"
)

func deskForm(places []form.Option) form.Form {
	who := []form.Field{
		{Name: "name", Label: "姓名", Type: form.Text, Required: true, Max: 50},
		{Name: "phone", Label: "手机号", Type: form.Phone, Required: true},
		{Name: "id_no", Label: "证件号", Type: form.IDNo, Hint: "带了证件就填，反映人登录后能看到"},
		{Name: "for", Label: "替谁来的", Type: form.Text, Max: 50},
		{Name: "firm", Label: "单位名称", Type: form.Text, Max: 100},
	}
	what := []form.Field{
		{Name: "item", Label: "事项", Type: form.Text, Required: true, Max: 100, Search: door.ItemSearch},
		{Name: "number", Label: "办件编号", Type: form.Text, Max: 40, Hint: "办过的填编号，两件事会连在一起"},
	}
	if len(places) > 0 {
		what = append(what, form.Field{Name: "place", Label: "在哪里办的", Type: form.Choice, Required: true, Options: places})
	}
	what = append(what,
		form.Field{Name: "times", Label: "到现场次数", Type: form.Number, Low: 0, High: 99},
		form.Field{Name: "refused_by", Label: "拒办的窗口或人员", Type: form.Text, Max: 100},
		form.Field{Name: "reason", Label: "对方说的理由", Type: form.Text, Max: 300},
		form.Lines("what", "未办成的情况", true, ""),
		form.Field{Name: "wish", Label: "希望怎么解决", Type: form.Text, Max: 300},
		form.Field{Name: "files", Label: "照片或材料", Type: form.File})
	for i := range who {
		who[i].Section = sectionWho
	}
	for i := range what {
		what[i].Section = sectionWhat
	}
	return form.Of(append(who, what...)...)
}

// reportAtWindow is what a clerk sent.
func (s *Service) reportAtWindow(ctx context.Context, v people.Visitor, _, in form.Values) (any, error) {
	r, post := s.readReport(in), windowOf(v.Actor)
	r.Hall, r.Place, r.Channel, r.IDNo = post.Region, cmp.Or(r.Place, post.Region), flow.ByWindow, in["id_no"]
	if in["number"] != "" {
		k, err := s.Engine.ByNumber(ctx, in["number"])
		if err != nil {
			return nil, fail.Invalid("没有这个办件", fail.Field{Name: "number", Message: "没有这个编号的办件，请核对；不知道就空着"})
		}
		r.Application = k.ID
	}
	for _, out := range waysOut {
		if out.name != in["do"] {
			continue
		}
		r.Then, r.Answers = out.event, form.Values{}
		for _, q := range out.form.Fields {
			r.Answers[q.Name] = in[out.name+"_"+q.Name]
		}
	}
	return r, nil
}
