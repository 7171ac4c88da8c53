package portal

import (
	"context"
	"strings"

	"wuyou/kit/check"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
	"wuyou/office/region"
)

// casesMost bounds the list of a person's cases.
const casesMost = 100

// mine fills the visitor's own page.
func (f *Front) mine(ctx context.Context, p *myData, v people.Visitor) error {
	p.Real, p.Name = v.Actor.ID != 0, form.MaskName(v.Account.Name)
	cases, err := f.Engine.OfApplicant(ctx, v.Actor, casesMost)
	if err != nil {
		return err
	}
	if p.Errands, err = f.errandsOf(ctx, v, cases); err != nil {
		return err
	}
	for _, k := range cases {
		c := caseCard{
			Href: door.MyCase(k.Number()), Name: f.House.Named(k), Kind: f.House.KindTag(k),
			Number: flow.Grouped(k.Number()), Opened: page.Date(calendar.At(k.OpenedAt)) + "提交",
		}
		if k.Applicant != v.Actor.ID {
			c.For = k.Party
		}
		f.sum(&c, k)
		if k.ClosedAt == 0 {
			p.Open = append(p.Open, c)
		} else {
			p.Closed = append(p.Closed, c)
		}
	}
	for _, s := range f.House.Services {
		if s.Mine == nil {
			continue
		}
		list, err := s.Mine(ctx, v)
		if err != nil {
			return err
		}
		p.Sections = append(p.Sections, list...)
	}
	return nil
}

// caseCard is a case in a list of the applicant's own.
type caseCard struct {
	Href, Name, Number, Opened string
	Kind                       page.Tag
	For                        string // the firm it is for
	State                      string
	Due                        string
	Lamp                       page.Lamp
}

// sum says how a case stands without looking into it.
func (f *Front) sum(c *caseCard, k flow.Case) {
	t, ok := f.Engine.Table(k.Kind)
	if !ok {
		return
	}
	s, _ := t.State(k.State)
	c.State = s.Public
	if k.ClosedAt != 0 {
		c.Due = page.Date(calendar.At(k.ClosedAt))
		return
	}
	told, running := f.Engine.Limit(k, flow.Person)
	if !running {
		return
	}
	c.Lamp = page.Lamp{Colour: string(told.Lamp), Words: told.Status}
	c.Due = "最晚 " + calendar.DayOf(told.Due).Words()
}

// profile fills the visitor's data. The own data is shown masked all the same: others may look over the
// shoulder.
func (f *Front) profile(ctx context.Context, p *profileData, v people.Visitor, back string) (persons.Known, error) {
	k, err := f.Persons.Own(ctx, v)
	if err != nil {
		return k, err
	}
	p.Real = v.Actor.ID != 0
	p.Known = page.List{Items: []page.Term{{Label: "手机号", Value: form.MaskPhone(k.Phone)}}}
	opened, err := f.Persons.Opens(ctx, v.Account.Level)
	if err != nil {
		return k, err
	}
	here, err := f.Persons.Opens(ctx, v.Proven())
	if err != nil {
		return k, err
	}
	proven, shown := opened&people.See != 0, here&people.See != 0
	asked := form.Values{}
	if p.Real {
		tag := page.Tag{Label: "未核验", Kind: "act"}
		if proven {
			tag = page.Tag{Label: v.Account.Level.Name(), Kind: "ok"}
		}
		p.Known.Items = append([]page.Term{
			{Label: "姓名", Value: form.MaskName(k.Name), Strong: true, Tag: tag},
			{Label: k.IDKind.Name(), Value: form.MaskIDNo(k.IDNo)},
		}, p.Known.Items...)
		asked["name"] = k.Name
	}
	p.Name = page.Form{ID: "real-name", Action: "/my/profile/name", Submit: page.Act{Label: "核验身份"}}
	switch {
	case p.Real && proven && !shown:
		p.Ask, p.Why, asked["name"] = "在这台设备上再核对一次", persons.ShownHere, ""
	case p.Real && !proven:
		p.Ask, p.Why = "核验身份", persons.Unproven()
		moved, err := f.Persons.MovedSinceProof(ctx, v.Account)
		if err != nil {
			return k, err
		}
		if moved {
			p.Why = "手机号换了，请用新号码再核验一次身份。核验以前，这里看不到以前办的事；在窗口办的，短信和取件码仍可能发到原来登记的号码。"
		}
	case !p.Real:
		p.Ask, p.Why = "实名", "办事要知道您是谁。请照证件填写姓名和号码。"
	}
	p.Name.Fields = append(door.Fields(nameForm, asked, nil), page.Field{Type: "hidden", Name: "back", Value: back})
	if p.Past, err = f.pastOf(ctx, v); err != nil {
		return k, err
	}
	p.Home = page.Form{ID: "home", Action: "/my/profile/home", Submit: page.Act{Label: "保存", Kind: "quiet"}}
	p.Home.Fields = door.Fields(f.homeForm(), form.Values{"address": k.Address, "home": string(v.Account.Home)}, nil)
	p.Home.Fields = f.grouped(p.Home.Fields)
	if p.Real {
		p.Home.Submit.Kind = ""
	}
	return k, nil
}

// nameForm asks for what makes an account that of a natural person. The consent is one of its own
// (个人信息保护法 art. 29).
var nameForm = form.Form{Fields: []form.Field{
	{Name: "name", Label: "姓名", Type: form.Text, Required: true, Max: 100, Hint: "和证件上的一样"},
	form.DocumentKind("id_kind", ""),
	{Name: "id_no", Label: "证件号", Type: form.Text, Required: true, Max: 30},
	{Name: "consent", Label: "我同意用姓名、证件号和手机号核对我的身份，只用于办我自己的事", Type: form.Bool, Required: true},
}}

// identityIn is who somebody says to be in the form.
func identityIn(in form.Values) persons.Identity {
	return persons.Identity{Name: in["name"], Kind: check.Kind(in["id_kind"]), IDNo: in["id_no"]}
}

// pastOf are the values of the visitor's own record that a window changed.
func (f *Front) pastOf(ctx context.Context, v people.Visitor) (list page.List, err error) {
	if here, err := f.Persons.Opens(ctx, v.Proven()); err != nil || v.Actor.ID == 0 || here&people.See == 0 {
		return list, err
	}
	p, err := f.Persons.Person(ctx, f.DB, v.Actor.ID)
	if err != nil {
		return list, err
	}
	past, err := f.Persons.Past(ctx, p)
	for _, one := range past {
		value := form.MaskName(one.Value)
		if one.Field != persons.FieldName && one.Field != persons.FieldLegal {
			value = form.MaskIDNo(one.Value)
		}
		list.Items = append(list.Items, page.Term{Label: "原" + persons.FieldWords[one.Field], Value: value, Note: f.House.Clock(one.At) + "变更"})
	}
	return list, err
}

// homeForm asks for the address and the place, to fill forms and to find the nearest counter.
func (f *Front) homeForm() form.Form {
	home := form.Field{Name: "home", Label: "所在的乡镇（街道）", Type: form.Choice}
	for _, county := range f.Regions.Children(f.City) {
		for _, town := range f.Regions.Children(county.Code) {
			home.Options = append(home.Options, form.Option{Value: string(town.Code), Label: town.Name})
		}
	}
	return form.Form{Fields: []form.Field{home,
		{Name: "address", Label: "住址", Type: form.Address, Hint: "填申请表、寄结果时不用再写一遍"}}}
}

// grouped sets the places of a long list under their counties.
func (f *Front) grouped(fields page.Fields) page.Fields {
	for i := range fields {
		for j, o := range fields[i].Options {
			fields[i].Options[j].Group = f.Regions.Name(region.Code(o.Value).At(region.County))
		}
	}
	return fields
}

// firmForm asks for what ties a citizen to a firm.
var firmForm = form.Form{Fields: []form.Field{
	{Name: "name", Label: "企业名称", Type: form.Text, Required: true, Max: 100, Hint: "和营业执照上的一样"},
	{Name: "id_no", Label: "统一社会信用代码", Type: form.Credit, Required: true},
	{Name: "legal", Label: "法定代表人", Type: form.Text, Required: true, Max: 50},
}}

// sessions are the browsers in which the visitor is signed in.
func (f *Front) sessions(ctx context.Context, v people.Visitor) ([]device, error) {
	list, err := f.Sessions.Own(ctx, v)
	var out []device
	for _, s := range list {
		out = append(out, device{ID: s.ID, Name: deviceWords(s.Device), IP: s.IP, Here: s.ID == v.Session.ID,
			Since: f.House.Clock(s.CreatedAt) + "登录", Seen: f.House.Clock(s.SeenAt) + "用过"})
	}
	return out, err
}

// device is one signed-in browser.
type device struct {
	ID                    int64
	Name, IP, Since, Seen string
	Here                  bool
}

// deviceWords makes a device's name of what its browser says of itself.
func deviceWords(agent string) string {
	for _, d := range []struct{ mark, name string }{
		{"MicroMessenger", "微信"}, {"HarmonyOS", "鸿蒙手机"}, {"iPhone", "苹果手机"}, {"iPad", "苹果平板"}, {"Android", "安卓手机"},
		{"Windows", "Windows 电脑"}, {"Macintosh", "苹果电脑"}, {"Linux", "Linux 电脑"},
	} {
		if strings.Contains(agent, d.mark) {
			return d.name
		}
	}
	return "没认出型号的设备"
}

// message is a notice as the applicant reads it.
type message struct {
	Title, Text, When, State string
	Href                     string // the case
}

// sent are the notices of cases. Their words may hold codes: only the owner reads them, and not while unsettled (persons.Settled)
// says that his telephone is too new; others see that something was sent.
func (f *Front) sent(ctx context.Context, owner bool, unsettled error, ids ...int64) ([]message, error) {
	if _, known := fail.As(unsettled); unsettled != nil && !known {
		return nil, unsettled
	}
	list, err := f.Notices.OfCases(ctx, 50, ids...)
	var out []message
	for _, n := range list {
		m := message{Title: n.Title, When: f.House.Clock(n.CreatedAt), State: map[string]string{"queued": "正在发送", "sent": "已发短信", "dead": "短信没有发出"}[n.State]}
		if owner && unsettled == nil {
			m.Text = n.Text
		} else if owner {
			m.Text = "登录的手机号刚在窗口更正，内容暂不显示"
		}
		out = append(out, m)
	}
	return out, err
}

// failed puts what is wrong into a form, for showing it again.
func failed(p *page.Form, f form.Form, v form.Values, err error) {
	var hidden page.Fields
	for _, c := range p.Fields {
		if c.Type == "hidden" && f.Field(c.Name) == nil {
			hidden = append(hidden, c)
		}
	}
	p.Fields = append(door.Fields(f, v, err), hidden...)
	p.Error = door.Summary(err)
}

// mended reports whether a failure is one that the page of a form shows itself.
func mended(err error) bool {
	e, ok := fail.As(err)
	return ok && (e.Kind == fail.KindInvalid || e.Kind == fail.KindConflict || e.Kind == fail.KindBusy)
}
