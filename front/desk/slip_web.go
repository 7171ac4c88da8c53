package desk

import (
	"context"
	"net/http"
	"slices"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// slipRoles hand slips over: they are where people come to.
var slipRoles = []people.Role{people.Window, people.Output, people.Officer}

type slipData struct {
	page.Frame
	Case, Number string
	Fresh        bool
	Told         string // who hears of a new code
	Print, Renew page.Form
}

var slipPage = page.New[slipData](page.Desk, files, "slip.html")

var slipForm = form.Of(form.Field{Name: "shown", Label: "核对了谁的什么证件", Type: form.Text, Required: true, Max: 100, Hint: "例如：本人到窗口，核对身份证。会记入审计日志"})

// handed is the case of a request that a window speaks about with whose it is: of a kind whose persons are known there.
func (f *Front) handed(r *http.Request) (flow.View, error) {
	v, err := f.seen(r)
	if err == nil && !slices.Contains(f.openly(), v.Case.Kind) {
		return flow.View{}, flow.ErrUnseen
	}
	return v, err
}

// slip offers to print the slip of a case: once by who has just taken it in, else with a new code for who has come.
func (f *Front) slip(w http.ResponseWriter, r *http.Request) error { return f.showSlip(w, r, nil, nil) }

func (f *Front) showSlip(w http.ResponseWriter, r *http.Request, in form.Values, wrong error) error {
	v, err := f.handed(r)
	if err != nil {
		return err
	}
	k, at := v.Case, door.DeskSlip(v.Case.Number())
	frame, err := f.House.Desk(w, r, "查询单", page.Link{Href: address(k), Label: flow.Grouped(k.Number())}, page.Link{Label: "查询单"})
	if err != nil {
		return err
	}
	d := slipData{Frame: frame, Case: f.House.Named(k), Number: flow.Grouped(k.Number())}
	if d.Fresh, err = f.House.Slips.Fresh(r.Context(), people.VisitorOf(r.Context()).Actor, v); err != nil {
		return err
	}
	learns := f.Engine.Learns(r.Context(), f.House.DB, k, people.VisitorOf(r.Context()).Actor)
	if learns != nil {
		if err := f.prints(r.Context(), k, learns); err != nil {
			return err
		}
		if !d.Fresh {
			return learns
		}
	}
	d.Print = page.Form{ID: "print", Action: at, Submit: page.Act{Label: "打印查询单", Icon: "print", Name: "do", Value: "print"}}
	if learns == nil {
		d.Renew = page.Form{ID: "renew", Action: at, Error: door.Summary(wrong), Fields: door.Fields(slipForm, in, wrong),
			Submit: page.Act{Label: "更换查询密码并打印", Name: "do", Value: "renew"}}
	}
	reached, err := f.House.Slips.Reached(r.Context(), k)
	if err != nil {
		return err
	}
	d.Told = "会发短信告诉这一件的手机。"
	if !reached {
		d.Told = "这一件没有手机号，更换以后没有短信通知办事人，新密码只在打印的查询单上。"
	}
	if wrong != nil {
		return door.WriteStatus(w, web.Status(wrong), slipPage, &d)
	}
	return door.Write(w, slipPage, &d)
}

// prints refuses the slip of a case to who may not learn whose it is, but to who has taken it in and is not found to be meant: the person stands before him.
func (f *Front) prints(ctx context.Context, k flow.Case, learns error) error {
	if learns == nil || !fail.Is(learns, fail.KindForbidden) {
		return learns
	}
	near, err := f.Engine.Relations(ctx, f.House.DB, k, people.VisitorOf(ctx).Actor)
	if err == nil && slices.Contains(near, flow.Named) {
		err = learns // a colleague prints it
	}
	return err
}

// printSlip answers with the slip itself, which is handed over and kept nowhere.
func (f *Front) printSlip(w http.ResponseWriter, r *http.Request) error {
	v, err := f.handed(r)
	if err != nil {
		return err
	}
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	ctx, k, code := r.Context(), v.Case, ""
	learns := f.Engine.Learns(ctx, f.House.DB, k, people.VisitorOf(ctx).Actor)
	if in["do"] == "print" {
		if err = f.prints(ctx, k, learns); err == nil {
			code, err = f.House.Slips.Print(ctx, people.VisitorOf(ctx), v)
		}
	} else if err = learns; err == nil {
		_, err = slipForm.Check(form.Values(in))
	}
	if err == nil && code == "" {
		code, err = f.House.Slips.RenewAtWindow(ctx, people.VisitorOf(ctx), k, in["shown"])
	}
	if door.Mended(err) {
		if fail.Is(err, fail.KindConflict) {
			f.House.Say(w, "act", door.Summary(err))
			return web.See(w, r, door.DeskSlip(k.Number()))
		}
		return f.showSlip(w, r, form.Values(in), err)
	}
	if err != nil {
		return err
	}
	result := ""
	if f.House.Slips.Says != nil {
		if result, err = f.House.Slips.Says(ctx, k); err != nil {
			return err
		}
	}
	l := page.Letter{Organ: f.House.Organ(k.Region).Name, Title: "查询单", Number: flow.Grouped(k.Number()),
		Date: page.Date(f.Now()), QR: "/qr/track/" + k.Number(), Verify: "扫码，输入查询密码，可以看办理进度。", Body: []page.Para{
			{Text: "事项：" + f.House.Named(k)}, {Text: "办件编号：" + flow.Grouped(k.Number())}, {Text: "查询密码：" + code},
			{Text: "查询密码由办事人本人保管，凭它只能看进度。撤回、补材料、确认，打开这一件以后用登记的手机收验证码，或者到窗口办理。" + result + "密码弄丢了，用登记的手机或者带身份证到窗口更换。"}}}
	return door.Write(w, paperPage, &paperData{Frame: f.House.Paper(w, r, "查询单", address(k)), Letter: l})
}
