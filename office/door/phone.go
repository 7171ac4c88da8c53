package door

import (
	"context"
	"fmt"
	"time"

	"wuyou/kit/check"
	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// A telephone that a window types is proven there by a code that goes to it and is read out (session.AskAtWindow). Whether that is asked is the
// limit contact.window_code.

// How a window is to have a telephone proven.
const (
	PhoneLeft  = 0 // not at all: what is typed counts as the person's
	PhoneAsked = 2 // always, where one is given
)

// AskPhone sends a code to a telephone, to be read out to the member of staff. What is wrong is said of a field.
func (h *House) AskPhone(ctx context.Context, v people.Visitor, phone, field string) error {
	err := h.Sessions.AskAtWindow(ctx, v, phone, func(ctx context.Context, tx *db.DB, phone, code string) error {
		to := notice.To{Phone: phone, Until: h.Sessions.CodeUntil()}
		return h.Notices.Send(ctx, tx, to, "window_code", map[string]string{"site": h.City.Name, "code": code})
	})
	if e, ok := fail.As(err); ok {
		message := e.Message
		if len(e.Fields) > 0 {
			message = e.Fields[0].Message
		}
		return fail.Invalid("验证码没有发", fail.Field{Name: field, Message: message})
	}
	return err
}

const sealHeard = "telephone proven at a window"

// heardFor is how long a proof of a telephone may be used before the matter is received.
const heardFor = 2 * time.Hour

// HearPhone judges the code that was read out, and returns what a form carries of the proof (Heard): it holds for what it is about, whose
// telephone it is.
func (h *House) HearPhone(ctx context.Context, v people.Visitor, phone, about, code, field string) (string, error) {
	if err := h.Sessions.HeardAtWindow(ctx, v, phone, code, field); err != nil {
		return "", err
	}
	return h.Keys.Seal(fmt.Sprintf("%s %d %d", check.PlainPhone(phone), v.ID, h.Now().UnixMilli()), sealHeard+" "+about), nil
}

// Heard reports whether a form carries the proof of a telephone, given to this member of staff a short while ago, about the same.
func (h *House) Heard(v people.Visitor, phone, about, carried string) bool {
	text, err := h.Keys.Open(carried, sealHeard+" "+about)
	if err != nil || carried == "" {
		return false
	}
	var of string
	var who, at int64
	_, err = fmt.Sscan(text, &of, &who, &at)
	return err == nil && of == check.PlainPhone(phone) && of != "" && who == v.ID && h.Now().Sub(time.UnixMilli(at)) <= heardFor
}

// ProvesPhones reports whether what a window types is unproven until its holder has shown it.
func (h *House) ProvesPhones() bool { return h.Limits.Of(persons.WindowCode) != PhoneLeft }

// PhoneAct leads to the page on which the telephone of a case is proven; none where it is, or where windows are not to.
func (h *House) PhoneAct(k flow.Case, proven bool) page.Act {
	if proven || !h.ProvesPhones() {
		return page.Act{}
	}
	return page.Act{Label: "发验证码核对手机", Kind: "quiet", Href: "/desk/phones/" + k.Number(), Key: "Alt+M"}
}

// PhoneOf is the telephone of a case that was just received, as the clerk sees it: what follows from it, and where it is proven.
func (h *House) PhoneOf(ctx context.Context, who people.Actor, k flow.Case) (page.Term, page.Act, error) {
	if err := h.learns(ctx, h.DB, k, who); err != nil {
		return page.Term{}, page.Act{}, err
	}
	phone, proven, err := h.Slips.Phone(ctx, k)
	if err != nil {
		return page.Term{}, page.Act{}, err
	}
	if phone == "" {
		return page.Term{Label: "短信", Value: "没有手机号，不发短信", Note: "请把查询单打印出来交给办事人；撤回、补材料要到窗口办"}, page.Act{}, nil
	}
	t := PhoneTerm(phone, proven)
	if !proven {
		t.Note = "短信只说进度，不发查询密码、取件码和验证码；请把查询单打印出来交给办事人"
	}
	return t, h.PhoneAct(k, proven), nil
}

// PhoneTerm is a telephone as staff see it, masked; one that a window typed and nobody has proven says so.
func PhoneTerm(phone string, proven bool) page.Term {
	t := page.Term{Label: "手机", Value: form.MaskPhone(phone)}
	if !proven {
		t.Tag = page.Tag{Label: "未核验", Kind: "act"}
	}
	return t
}
