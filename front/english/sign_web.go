package english

import (
	"context"
	"encoding/base64"
	"net/http"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/session"
)

type signData struct {
	sheet

	Lead string
	Form page.Form
	Done bool
}

var signPage = page.New[signData](page.English, files, "sign.html")

// cookie keeps the number that is signing in between the two steps.
const cookie = "signin_en"

// hold keeps a number for the second step; "" forgets it.
func (f *Front) hold(w http.ResponseWriter, phone string) {
	c := &http.Cookie{Name: cookie, Value: base64.RawURLEncoding.EncodeToString([]byte(phone)), Path: Path + "/signin", MaxAge: 600,
		HttpOnly: true, Secure: f.House.Secure, SameSite: http.SameSiteLaxMode}
	if phone == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func held(r *http.Request) string {
	c, err := r.Cookie(cookie)
	if err != nil {
		return ""
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(b)
}

func (f *Front) signIn(w http.ResponseWriter, r *http.Request) error {
	if people.VisitorOf(r.Context()).Actor.Kind == people.Citizen {
		return f.signedIn(w, r)
	}
	return f.askPhone(w, r, "", "")
}

func (f *Front) signedIn(w http.ResponseWriter, r *http.Request) error {
	return door.Write(w, signPage, &signData{sheet: f.sheet(w, r, say("sign.done")), Done: true})
}

// askPhone asks for the number, again with what is wrong.
func (f *Front) askPhone(w http.ResponseWriter, r *http.Request, phone, wrong string) error {
	d := signData{sheet: f.sheet(w, r, say("sign.title")), Lead: say("sign.lead")}
	d.Form = page.Form{Action: Path + "/signin", Submit: page.Act{Label: say("sign.send")}, Brief: true, Fields: page.Fields{{Type: "phone", Name: "phone",
		Label: say("sign.phone"), Hint: say("sign.phone.hint"), Value: phone, Error: wrong, Required: true, Focus: true}}}
	return door.WriteStatus(w, answer(wrong), signPage, &d)
}

func answer(wrong string) int {
	if wrong == "" {
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}

// phoneForm takes the number of a mobile telephone.
var phoneForm = form.Of(form.Field{Name: "phone", Label: "phone", Type: form.Phone, Required: true})

func (f *Front) sendCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	phone := posted["phone"]
	if phone == "" {
		phone = held(r) // another code to the same number
	}
	in, err := phoneForm.Check(form.Values{"phone": phone})
	if err != nil {
		return f.askPhone(w, r, phone, say("sign.phone.wrong"))
	}
	from := session.FromBrowser(w, r, f.House.Secure)
	err = f.Sessions.SendCode(r.Context(), "", in["phone"], from, func(ctx context.Context, tx *db.DB, phone, code string) error {
		return f.Notices.Send(ctx, tx, notice.To{Phone: phone, Until: f.Sessions.CodeUntil()}, "otp"+notice.English,
			map[string]string{"site": f.House.City.Name, "code": code})
	})
	switch {
	case fail.Is(err, fail.KindInvalid):
		return f.askPhone(w, r, phone, say("sign.phone.wrong"))
	case fail.Is(err, fail.KindBusy), fail.Is(err, fail.KindConflict):
		return f.askPhone(w, r, phone, say("sign.busy", f.House.City.Hotline))
	case err != nil:
		return err
	}
	f.hold(w, in["phone"])
	return f.askCode(w, r, in["phone"], "")
}

// askCode asks for the code that was sent, again with what is wrong.
func (f *Front) askCode(w http.ResponseWriter, r *http.Request, phone, wrong string) error {
	d := signData{sheet: f.sheet(w, r, say("sign.title")), Lead: say("sign.code.lead", form.MaskPhone(phone))}
	d.Form = page.Form{Action: Path + "/signin/code", Submit: page.Act{Label: say("sign.in")}, Brief: true,
		Others: []page.Act{{Label: say("sign.again"), Kind: "plain", Action: Path + "/signin", Loose: true}},
		Fields: page.Fields{{Type: "code", Name: "code", Label: say("sign.code"), Hint: say("sign.code.hint"), Error: wrong, Required: true,
			Max: session.CodeTyped, Focus: true}}}
	return door.WriteStatus(w, answer(wrong), signPage, &d)
}

// checkCode signs in with the code. Messages to the account come in English from then on.
func (f *Front) checkCode(w http.ResponseWriter, r *http.Request) error {
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	phone := held(r)
	if phone == "" {
		return f.askPhone(w, r, "", "")
	}
	token, err := f.Persons.SignInCitizen(r.Context(), phone, posted["code"], session.FromBrowser(w, r, f.House.Secure))
	if fail.Is(err, fail.KindInvalid) || fail.Is(err, fail.KindBusy) || fail.Is(err, fail.KindConflict) {
		return f.askCode(w, r, phone, say("sign.code.wrong"))
	}
	if err != nil {
		return err
	}
	f.hold(w, "")
	session.SetCookie(w, people.Citizen, token, f.House.Secure)
	v, err := f.Sessions.Visit(r.Context(), token, people.VisitorOf(r.Context()).IP)
	if err != nil {
		return err
	}
	if err := f.Persons.SetEnglish(r.Context(), v, true); err != nil {
		return err
	}
	return web.See(w, r, Path+"/signin")
}

// chinese has messages come in Chinese again.
func (f *Front) chinese(w http.ResponseWriter, r *http.Request) error {
	if err := f.Persons.SetEnglish(r.Context(), people.VisitorOf(r.Context()), false); err != nil {
		return err
	}
	return web.See(w, r, "/my")
}
