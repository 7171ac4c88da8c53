package admin

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// tokens lists the tokens of other programs.
func (f *Front) tokens(ctx context.Context, c call) (screen, error) {
	s := screen{Lead: "其他系统凭令牌用接口。密钥只在发放时显示一次，系统里只存它的杂凑值。以工作人员身份办理的令牌由本人在“我的账号”里发放。"}
	s.Title = "接口令牌"
	all, err := f.People.Tokens(ctx)
	if err != nil {
		return s, err
	}
	var list []people.Token
	owners := map[int64]people.Listed{}
	for _, t := range all {
		if t.StaffID != 0 {
			if owners[t.StaffID], err = f.People.Listed(ctx, t.StaffID); err != nil {
				return s, err
			}
		}
		if t.StaffID == 0 && c.Reaches(t.Region) || t.StaffID != 0 && c.ReachesMember(owners[t.StaffID]) {
			list = append(list, t)
		}
	}
	b := block{Bare: true, Post: page.Form{ID: "tokens"}}
	b.Table = page.Table{Caption: fmt.Sprintf("令牌，%d 个", len(list)), Heads: []page.Head{{Label: "给谁用、做什么", Main: true}, {Label: "范围"}, {Label: "有效期"}, {Label: "状态"}, {Label: "", Plain: true}},
		Empty: page.Empty{Title: "还没有令牌", Text: "给其他系统发放的令牌会列在这里。"}}
	for _, t := range list {
		state, do := page.Tag{Label: "有效", Kind: "ok"}, page.Cell{}
		switch {
		case t.RevokedAt != 0:
			state = page.Tag{Label: "已收回"}
		case !t.Alive(f.Now().UnixMilli()):
			state = page.Tag{Label: "已过期"}
		default:
			do.Acts = []page.Act{{Label: "收回", Kind: "danger", Size: "small", Form: "tokens", Name: "revoke", Value: strconv.FormatInt(t.ID, 10), Confirm: "确定收回“" + t.Name + "”的令牌吗？用它的系统马上不能再用接口。"}}
		}
		where := f.Regions.Name(t.Region)
		if t.StaffID != 0 {
			m := owners[t.StaffID]
			where = m.Name + "（" + m.Login + "）"
		}
		until := "长期"
		if t.ExpiresAt != 0 {
			until = "至 " + stamp(t.ExpiresAt)
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: t.Name, Small: scopeWords(t.Scopes) + "；" + stamp(t.CreatedAt) + " 发放"}, {Text: where}, {Text: until}, {Tags: []page.Tag{state}}, do}})
	}
	q := f.tokenForm(c)
	add := block{Title: "发放令牌", Forms: []page.Form{c.ask("token", root+"/tokens", q, form.Values{"region": q.Field("region").Options[0].Value}, page.Act{Label: "发放令牌"})}}
	s.Blocks = []block{b, add}
	return s, nil
}

func scopeWords(scopes string) string {
	var list []string
	for _, s := range people.Scopes {
		if slices.Contains(strings.Fields(scopes), s.Code) {
			list = append(list, s.Does)
		}
	}
	return strings.Join(list, "、")
}

func (f *Front) tokenForm(c call) form.Form {
	var scopes, places []form.Option
	for _, s := range people.Scopes {
		if s.Code == people.ScopeStaff { // made by who it acts as
			continue
		}
		scopes = append(scopes, form.Option{Value: s.Code, Label: s.Does})
	}
	for _, p := range f.places() {
		if c.Reaches(p.Region) {
			places = append(places, form.Option{Value: string(p.Region), Label: p.Name})
		}
	}
	return fields(
		form.Field{Name: "name", Label: "给哪个系统用", Type: form.Text, Required: true, Max: 50},
		form.Field{Name: "scopes", Label: "可以做什么", Type: form.Choices, Required: true, Options: scopes},
		form.Field{Name: "region", Label: "范围", Type: form.Choice, Required: true, Options: places},
		form.Field{Name: "until", Label: "有效到哪天", Type: form.Date, Hint: "不填为长期；建议不超过一年。"},
	)
}

// tokenPosted makes a token, whose secret is shown now and never again, or ends one.
func (f *Front) tokenPosted(ctx context.Context, c call) (after, error) {
	if c.in["revoke"] != "" {
		return seen(root+"/tokens", "令牌已收回，马上不能再用。"), f.People.RevokeToken(ctx, c.Actor, c.IP, c.int("revoke"))
	}
	q := f.tokenForm(c)
	in, err := q.Check(c.only(q))
	if err != nil {
		return after{}, err
	}
	standing, err := f.People.Tokens(ctx)
	if err != nil {
		return after{}, err
	}
	if slices.ContainsFunc(standing, func(t people.Token) bool { return t.Name == in["name"] && t.Alive(f.Now().UnixMilli()) }) {
		return after{}, fail.Invalid("已有同名的令牌", fail.Field{Name: "name", Message: "“" + in["name"] + "”已有一个有效的令牌；密钥丢了的先收回，再发放"})
	}
	t := people.Token{Name: in["name"], Scopes: strings.ReplaceAll(in["scopes"], ",", " "), Region: region.Code(in["region"])}
	if in["until"] != "" {
		day, err := calendar.ParseDay(in["until"])
		if err != nil || day < f.today() {
			return after{}, fail.Invalid("有效期不对", fail.Field{Name: "until", Message: "应为今天或以后的日期"})
		}
		t.ExpiresAt = day.AddDays(1).Time().UnixMilli() - 1
	}
	secret, err := f.People.NewToken(ctx, c.Actor, c.IP, t)
	if err != nil {
		return after{}, err
	}
	return onceSeen("令牌已发放", "密钥", secret, "请安全地交给“"+t.Name+"”的管理人。离开这个页面就看不到了；丢了只能收回重发。", page.Link{Href: root + "/tokens"}), nil
}
