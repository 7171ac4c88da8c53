package desk

import (
	"context"
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/session"
)

type phoneData struct {
	page.Frame
	Case, Number string
	Phone        page.List
	Note         page.Note
	Send, Hear   page.Form
	Mistyped     []page.Link // where another number is proposed
}

var phonePage = page.New[phoneData](page.Desk, files, "phone.html")

var heardForm = form.Of(form.Field{Name: "code", Label: "验证码", Type: "code", Required: true, Max: session.CodeTyped, Hint: "请办事人把短信里的数字念出来，填好按回车"})

// phone is where the telephone of a case is proven: a code goes there, and who stands at the window reads it out.
func (f *Front) phone(w http.ResponseWriter, r *http.Request) error {
	return f.showPhone(w, r, r.URL.Query().Get("sent") != "", nil)
}

// reached is the case of a request, whose telephone the member of staff may have proven: not one that concerns him.
func (f *Front) reached(r *http.Request) (flow.View, error) {
	v, err := f.handed(r)
	if err == nil {
		err = f.Engine.Learns(r.Context(), f.House.DB, v.Case, people.VisitorOf(r.Context()).Actor)
	}
	return v, err
}

func (f *Front) showPhone(w http.ResponseWriter, r *http.Request, sent bool, wrong error) error {
	v, err := f.reached(r)
	if err != nil {
		return err
	}
	k, at := v.Case, "/desk/phones/"+v.Case.Number()
	phone, proven, err := f.House.Slips.Phone(r.Context(), k)
	if err != nil {
		return err
	}
	frame, err := f.House.Desk(w, r, "核对手机号", page.Link{Href: address(k), Label: flow.Grouped(k.Number())}, page.Link{Label: "核对手机号"})
	if err != nil {
		return err
	}
	d := phoneData{Frame: frame, Case: f.House.Named(k), Number: flow.Grouped(k.Number())}
	switch {
	case phone == "":
		d.Note = page.Note{Text: "这一件没有手机号。"}
	case proven:
		d.Note = page.Note{Kind: "done", Text: "这个手机号不用核对。"}
	case f.House.PhoneAct(k, proven).Label == "":
		d.Note = page.Note{Text: "现在不在窗口发验证码核对；办事人凭查询单和发到手机的验证码核验。"}
	default:
		d.Send = page.Form{ID: "send", Action: at, Submit: page.Act{Label: "发验证码核对", Name: "do", Value: "send", Key: "Alt+M"}}
		if sent {
			d.Send.Submit.Label, d.Send.Submit.Kind, d.Send.Action = "再发一次", "quiet", at+"?sent=1"
			d.Hear = page.Form{
				ID: "hear", Action: at, Error: door.Summary(wrong), Fields: door.Fields(heardForm, nil, wrong),
				Submit: page.Act{Label: "核对", Name: "do", Value: "hear"},
			}
		} else if wrong != nil {
			d.Note = page.Note{Kind: "act", Text: fieldWords(wrong)}
		}
	}
	if d.Send.ID != "" {
		if d.Mistyped, err = f.mistyped(r.Context(), k); err != nil {
			return err
		}
	}
	if phone != "" {
		d.Phone.Items = []page.Term{door.PhoneTerm(phone, proven)}
	}
	if wrong != nil {
		return door.WriteStatus(w, web.Status(wrong), phonePage, &d)
	}
	return door.Write(w, phonePage, &d)
}

// mistyped leads to where the number of a natural person is put right, for whom the window has a document.
func (f *Front) mistyped(ctx context.Context, k flow.Case) ([]page.Link, error) {
	if t, ok := f.Engine.Table(k.Kind); !ok || !t.Known { // whose a complaint is the book does not tell
		return nil, nil
	}
	p, err := f.Persons.Person(ctx, f.House.DB, k.Applicant)
	if err != nil || p.Firm || p.IDSealed == "" || !people.VisitorOf(ctx).Actor.Has(people.Window, people.Officer) {
		return nil, err
	}
	return []page.Link{{Href: "/desk/persons?case=" + k.Number(), Label: "到身份登记更正", Icon: "pen",
		Note: "请办事人出示证件，选“登录用的手机号”，填对的号码；另一人复核以后，短信发到那里"}}, nil
}

// fieldWords are what a failure says of its first field.
func fieldWords(err error) string {
	if e, ok := fail.As(err); ok && len(e.Fields) > 0 {
		return e.Fields[0].Message
	}
	return door.Summary(err)
}

// provePhone sends the code, or judges the one that was read out.
func (f *Front) provePhone(w http.ResponseWriter, r *http.Request) error {
	v, err := f.reached(r)
	if err != nil {
		return err
	}
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	ctx, k, at := r.Context(), v.Case, "/desk/phones/"+v.Case.Number()
	who := people.VisitorOf(ctx)
	phone, proven, err := f.House.Slips.Phone(ctx, k)
	if err != nil {
		return err
	}
	if phone == "" || f.House.PhoneAct(k, proven).Label == "" {
		return web.See(w, r, at)
	}
	hear := in["do"] == "hear"
	if hear {
		if _, err = f.House.HearPhone(ctx, who, phone, k.Number(), in["code"], "code"); err == nil {
			err = f.House.Slips.ProvedAtWindow(ctx, who, k, phone)
		}
	} else if err = f.House.AskPhone(ctx, who, phone, "code"); err == nil {
		return web.See(w, r, at+"?sent=1")
	}
	if fail.Is(err, fail.KindInvalid) {
		return f.showPhone(w, r, hear || r.URL.Query().Get("sent") != "", err)
	}
	if err != nil {
		return err
	}
	f.House.Say(w, "done", "手机号已核验，查询密码已发到这个手机。")
	return web.See(w, r, address(k))
}
