package desk

import (
	"net/http"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
)

var tokenForm = form.Of(
	form.Field{Name: "name", Label: "给哪个系统用", Type: form.Text, Required: true, Max: 50},
	form.Field{Name: "until", Label: "有效到哪天", Type: form.Date, Required: true, Hint: "最长一年"},
	form.Field{Name: "password", Label: "密码", Type: "password", Required: true},
	form.Field{Name: "code", Label: "动态口令", Type: "code", Required: true})

// ownTokens lists the tokens with which programs act as the visitor, and offers to make one.
func (f *Front) ownTokens(r *http.Request, d *meData, v people.Visitor, err error) error {
	list, e := f.Roster.TokensOf(r.Context(), v.Actor.ID)
	if e != nil {
		return e
	}
	d.Tokens = page.Table{Caption: "以您的身份办理的令牌", Flat: true, Form: "tokens", Heads: []page.Head{
		{Label: "给谁用", Main: true}, {Label: "编号"}, {Label: "有效到"}, {Label: "", Plain: true},
	}, Empty: page.Empty{Title: "没有令牌"}}
	for _, t := range list {
		until := "长期"
		if t.ExpiresAt != 0 {
			until = calendar.Until(calendar.At(t.ExpiresAt))
		}
		d.Tokens.Rows = append(d.Tokens.Rows, page.Row{Cells: []page.Cell{{Text: t.Name}, {Text: itoa(t.ID)}, {Text: until},
			{Acts: []page.Act{{Label: "收回", Kind: "quiet", Size: "small", Form: "tokens", Name: "revoke", Value: itoa(t.ID)}}}}})
	}
	d.Token = page.Form{
		ID: "token", Action: "/desk/me", Error: door.Summary(err), Fields: door.Fields(tokenForm, nil, err),
		Submit: page.Act{Label: "发放令牌", Name: "do", Value: "token"},
	}
	return nil
}

type secretData struct {
	page.Frame
	Name, Secret string
}

var secretPage = page.New[secretData](page.Desk, files, "secret.html")

// newToken makes a token and shows its secret, now and never again.
func (f *Front) newToken(w http.ResponseWriter, r *http.Request, v people.Visitor, posted form.Values) error {
	in, err := tokenForm.Check(posted)
	secret := ""
	if err == nil {
		day, wrong := calendar.ParseDay(in["until"])
		today := calendar.DayOf(f.Now())
		if err = wrong; err == nil && (day < today || day > today.AddDays(366)) {
			err = fail.Invalid("有效期不对", fail.Field{Name: "until", Message: "应为今天以后一年以内"})
		}
		if err == nil {
			secret, err = f.Roster.NewOwnToken(r.Context(), v, in["name"], day.End().UnixMilli()-1, in["password"], in["code"])
		}
	}
	if door.Mended(err) {
		return f.showMe(w, r, "token", err)
	}
	if err != nil {
		return err
	}
	frame, err := f.House.Desk(w, r, "令牌已发放", page.Link{Href: "/desk/me", Label: "我的账号"}, page.Link{Label: "令牌已发放"})
	if err != nil {
		return err
	}
	return door.WriteStatus(w, http.StatusOK, secretPage, &secretData{frame, in["name"], secret})
}
