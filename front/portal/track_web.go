package portal

import (
	"errors"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/flow/caseno"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/slip"
)

// A case is followed without signing in: its number and query code open it to look at, a code sent to the telephone on it
// also to act. What was shown is kept in the browser (slip.Pass); it stands in no address.

// trackForm asks for number and query code.
func (f *Front) trackForm(w http.ResponseWriter, r *http.Request) error {
	return f.askNumber(w, r, form.Values{"number": r.URL.Query().Get("number")}, nil)
}

func (f *Front) askNumber(w http.ResponseWriter, r *http.Request, v form.Values, err error) error {
	return f.showTrack(w, r, trackData{Heading: "查进度", Lead: "不用登录。照着查询单或者收到的短信填。", Form: numberAsked(v, err),
		Other: page.Link{Href: "/track/phone?number=" + escape(v["number"]), Label: "忘了查询密码？用登记的手机收验证码"}}, err)
}

func (f *Front) showTrack(w http.ResponseWriter, r *http.Request, d trackData, err error) error {
	d.Frame = f.House.Public(w, r, d.Heading, page.Link{Href: "/track", Label: "查进度"})
	if err == nil {
		return door.Write(w, trackPage, &d)
	}
	return door.WriteStatus(w, status(err), trackPage, &d)
}

func (f *Front) findCase(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v, asked := form.Values(posted), numberForm
	if _, named := v["name"]; named {
		asked = namedForm
	}
	in, err := asked.Check(v)
	if err == nil {
		k, wrong := f.House.Slips.Open(w, r, slip.Typed{Number: in["number"], Code: in["code"], Name: in["name"]})
		if wrong == nil {
			return web.See(w, r, trackPath(k))
		}
		err = wrong
	}
	if !mended(err) {
		return err
	}
	back := form.Values{"number": v["number"]}
	if _, named := v["name"]; named || errors.Is(err, slip.ErrName) {
		back["name"] = v["name"]
	}
	return f.askNumber(w, r, back, err)
}

// track shows a case to who has shown its number and query code. Its owner is led to his own page.
func (f *Front) track(w http.ResponseWriter, r *http.Request) error {
	v, _, err := f.owned(r)
	if err == nil {
		return web.See(w, r, door.MyCase(v.Case.Number()))
	}
	if !fail.Is(err, fail.KindNotFound) {
		return err
	}
	view, who, err := f.followed(r)
	if fail.Is(err, fail.KindNotFound) || fail.Is(err, fail.KindInvalid) {
		return web.See(w, r, "/track?number="+escape(r.PathValue("number")))
	}
	if err != nil {
		return err
	}
	return f.showCase(w, r, view, who, page.Link{Href: "/track", Label: "查进度"})
}

// followed is a case seen by who has opened it in this browser: by its code to look at only, by its telephone as its applicant, or as far as who has
// that telephone acts for the firm now. To anybody else there is no such case.
func (f *Front) followed(r *http.Request) (flow.View, follower, error) {
	who, ctx := follower{}, r.Context()
	pass, ok := slip.Pass{}, false
	k, err := f.Engine.ByNumber(ctx, r.PathValue("number"))
	if err == nil {
		pass, ok, err = f.House.Slips.Shown(r, k)
	}
	if err == nil && pass.Proved {
		who.Visitor.IP = people.VisitorOf(ctx).IP
		who.Actor, err = f.Persons.ByPhoneIn(ctx, k.ID, k.Applicant, k.Party)
		who.Owner, who.Slip, ok = true, true, len(who.Holds) > 0
	}
	if err == nil && !ok || fail.Is(err, fail.KindNotFound) {
		err = fail.NotFound("没有找到这个办件，请凭编号和查询密码查进度")
	}
	if err != nil {
		return flow.View{}, follower{}, err
	}
	if who.Slip {
		v, err := f.Engine.View(ctx, who.Actor, k.ID)
		return v, who, err
	}
	v, err := f.Engine.View(ctx, people.TheOffice, k.ID)
	v.Options = nil
	return v, who, err
}

// proved is followed by the telephone.
func (f *Front) proved(r *http.Request) (flow.View, follower, error) {
	v, who, err := f.followed(r)
	if err == nil && !who.Slip {
		err = fail.NotFound("请先用登记的手机收验证码")
	}
	return v, who, err
}

// phoneForm asks for the number of the case whose telephone gets a message.
func (f *Front) phoneForm(w http.ResponseWriter, r *http.Request) error {
	return f.askPhoneOf(w, r, form.Values{"number": r.URL.Query().Get("number")}, nil)
}

func (f *Front) askPhoneOf(w http.ResponseWriter, r *http.Request, v form.Values, err error) error {
	lead := "验证码发到办事时登记的手机号。"
	if f.House.ProvesPhones() {
		lead += "在窗口办的，手机号还没有核验，请先用查询密码打开这一件，再来收验证码。"
	}
	return f.showTrack(w, r, trackData{Heading: "用登记的手机查和办", Lead: lead + "没有登记手机、号码换了的，请带身份证到窗口。",
		Form: tracking("/track/phone", "发送验证码", phoneAskForm, v, err), Other: page.Link{Href: "/track", Label: "用查询密码查"}}, err)
}

func (f *Front) sendPhone(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	v := form.Values(posted)
	in, err := phoneAskForm.Check(v)
	if err == nil {
		_, err = caseno.Parse(in["number"])
	}
	if err == nil {
		err = f.House.Slips.Send(w, r, in["number"])
	}
	if mended(err) {
		return f.askPhoneOf(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, "/track/"+escape(in["number"])+"/phone")
}

// message asks for the code that was sent.
func (f *Front) message(w http.ResponseWriter, r *http.Request) error { return f.askMessage(w, r, nil) }

func (f *Front) askMessage(w http.ResponseWriter, r *http.Request, err error) error {
	number := r.PathValue("number")
	return f.showTrack(w, r, trackData{
		Heading: "填写短信验证码",
		Lead: "编号 " + flow.Grouped(number) + " 如果登记了手机号，验证码已经发到那个手机，5 分钟内有效，要在这个浏览器里填。" +
			"一直收不到的，用查询密码打开这一件再试，或者明天再试、带身份证到窗口。",
		Form:  tracking("/track/"+escape(number)+"/phone", "确定", messageForm, nil, err),
		Other: page.Link{Href: "/track/phone?number=" + escape(number), Label: "没有收到，重新发送"},
	}, err)
}

func (f *Front) checkMessage(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	in, err := messageForm.Check(form.Values(posted))
	var k flow.Case
	if err == nil {
		k, err = f.House.Slips.OpenProved(w, r, r.PathValue("number"), in["code"])
	}
	if mended(err) {
		return f.askMessage(w, r, err)
	}
	if err != nil {
		return err
	}
	return web.See(w, r, trackPath(k))
}

// renewCode sends a new query code to the telephone on the case; the old one ends.
func (f *Front) renewCode(w http.ResponseWriter, r *http.Request) error {
	v, who, err := f.proved(r)
	if err != nil {
		return err
	}
	if err := f.House.Slips.Renew(r.Context(), who.Visitor, v.Case); err != nil {
		return err
	}
	f.House.Say(w, "done", "新的查询密码已发到登记的手机，原来的不能再用。")
	return errors.Join(f.House.Slips.Give(r.Context(), w, v.Case, slip.Pass{Proved: true}), web.See(w, r, trackPath(v.Case)))
}

// askProved and actProved are ask and act for who has shown the telephone.
func (f *Front) askProved(w http.ResponseWriter, r *http.Request) error {
	v, who, err := f.proved(r)
	if err != nil {
		return err
	}
	return f.askStep(w, r, v, who)
}

func (f *Front) actProved(w http.ResponseWriter, r *http.Request) error {
	_, who, err := f.proved(r)
	if err != nil {
		return err
	}
	r = r.WithContext(people.WithVisitor(r.Context(), who.Visitor))
	return f.actStep(w, r, -who.Actor.ID, f.proved)
}
