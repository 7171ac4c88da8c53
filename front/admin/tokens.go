package admin

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// tokens lists the tokens of other programs.
func (f *Front) tokens(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Lead: "其他系统凭令牌用接口。密钥只在发放时显示一次，系统里只存它的杂凑值。以工作人员身份办理的令牌由本人在“我的账号”里发放；其他的由两人发放。"}
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
	b := door.Block{Bare: true, Post: page.Form{ID: "tokens"}}
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
			until = "到 " + calendar.Until(time.UnixMilli(t.ExpiresAt))
		}
		b.Table.Rows = append(b.Table.Rows, page.Row{Cells: []page.Cell{{Text: t.Name, Small: scopeWords(t.Scopes) + "；" + stamp(t.CreatedAt) + " 发放"}, {Text: where}, {Text: until}, {Tags: []page.Tag{state}}, do}})
	}
	q := f.tokenForm(c)
	add := door.Block{Title: "提出发放令牌", Lead: "由系统管理员同意后，您凭密码和动态口令领取密钥。",
		Forms: []page.Form{c.Ask("token", root+"/tokens", q, form.Values{"region": q.Field("region").Options[0].Value}, page.Act{Label: "提出"})}}
	ready, err := f.takeable(ctx, c, all)
	s.Blocks = append(ready, b, add)
	return s, err
}

// tokenKindName is the kind of proposal that a token waits as.
const tokenKindName = "token"

// tokenChange is a token that somebody wants for another program.
type tokenChange struct {
	Name, Scopes string
	Region       region.Code
	Until        calendar.Day
}

func (t tokenChange) token() people.Token {
	return people.Token{Name: t.Name, Scopes: t.Scopes, Region: t.Region, ExpiresAt: t.Until.End().UnixMilli() - 1}
}

// tokenKind: a security administrator proposes, a system administrator agrees; what comes of it is taken by who proposed it.
var tokenKind = agreed(kindOf("接口令牌",
	func(_ context.Context, f *Front, t tokenChange) string { return "“" + t.Name + "”的接口令牌" },
	func(_ context.Context, f *Front, t tokenChange) ([]door.Block, error) {
		return []door.Block{{Title: "什么令牌", Facts: page.List{Items: []page.Term{{Label: "给哪个系统用", Value: t.Name}, {Label: "可以做什么", Value: scopeWords(t.Scopes), Strong: true},
			{Label: "范围", Value: f.Regions.Name(t.Region)}, {Label: "有效到", Value: calendar.Until(t.Until.End())}}}}}, nil
	},
	func(context.Context, *Front, *db.DB, door.Call, people.Proposal, tokenChange) (int64, error) {
		return 0, nil
	},
	func(context.Context, *Front) error { return nil }),
	func(*Front, tokenChange) []people.Role { return []people.Role{people.System} }).then(func(*Front) string { return "请到“接口令牌”凭密码和动态口令领取密钥" })

// takeable are the tokens that the visitor proposed, that were agreed to and that he has not taken yet.
func (f *Front) takeable(ctx context.Context, c door.Call, taken []people.Token) (list []door.Block, err error) {
	proposals, err := f.People.ProposedBy(ctx, f.DB, tokenKindName, c.ID, f.Now().AddDate(0, -1, 0).UnixMilli())
	for _, p := range proposals {
		if !f.People.Takeable(p, c.Visitor) || slices.ContainsFunc(taken, func(t people.Token) bool { return t.ID == p.ID }) {
			continue
		}
		list = append(list, door.Block{Title: p.Object + "，等您领取", Lead: p.Decider + " " + stamp(p.DecidedAt) + " 同意。密钥只显示一次。",
			Forms: []page.Form{c.Ask("take-"+strconv.FormatInt(p.ID, 10), root+"/tokens", takeForm, nil, page.Act{Label: "领取密钥"}, door.HiddenField("take", p.ID))}})
	}
	return list, err
}

var takeForm = fields(form.Field{Name: "password", Label: "密码", Type: "password", Required: true}, form.Field{Name: "code", Label: "动态口令", Type: "code", Required: true})

// tokenTaken shows the secret of a token that was agreed to, now and never again.
func (f *Front) tokenTaken(ctx context.Context, c door.Call) (door.After, error) {
	in, err := takeForm.Check(c.Only(takeForm))
	if err != nil {
		return door.After{}, err
	}
	p, err := f.People.Proposal(ctx, c.Int("take"))
	if err != nil {
		return door.After{}, err
	}
	if p.Kind != tokenKindName {
		return door.After{}, fail.NotFound("没有这个令牌")
	}
	var t tokenChange
	if err := json.Unmarshal([]byte(p.Body), &t); err != nil {
		return door.After{}, err
	}
	secret, err := f.People.TakeToken(ctx, c.Visitor, p, t.token(), in["password"], in["code"])
	if err != nil {
		return door.After{}, err
	}
	return onceSeen("令牌已发放", "密钥", secret, "请安全地交给“"+t.Name+"”的管理人。离开这个页面就看不到了；丢了只能收回，再重新提出。", page.Link{Href: root + "/tokens"}), nil
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

func (f *Front) tokenForm(c door.Call) form.Form {
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
		form.Field{Name: "until", Label: "有效到哪天", Type: form.Date, Required: true, Hint: "最长一年"},
		form.Field{Name: "why", Label: "为什么要", Type: form.Area, Required: true, Max: 500, Hint: "同意的人要看。"},
	)
}

// tokenPosted proposes a token, gives what was agreed to, or ends one.
func (f *Front) tokenPosted(ctx context.Context, c door.Call) (door.After, error) {
	switch {
	case c.In["revoke"] != "":
		return door.Seen(root+"/tokens", "令牌已收回，马上不能再用。"), f.People.RevokeToken(ctx, c.Actor, c.IP, c.Int("revoke"))
	case c.In["take"] != "":
		return f.tokenTaken(ctx, c)
	}
	q := f.tokenForm(c)
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	standing, err := f.People.Tokens(ctx)
	if err != nil {
		return door.After{}, err
	}
	if slices.ContainsFunc(standing, func(t people.Token) bool { return t.Name == in["name"] && t.Alive(f.Now().UnixMilli()) }) {
		return door.After{}, fail.Invalid("已有同名的令牌", fail.Field{Name: "name", Message: "“" + in["name"] + "”已有一个有效的令牌；密钥丢了的先收回，再提出"})
	}
	day, err := calendar.ParseDay(in["until"])
	if err != nil || day < f.today() || day > f.today().AddDays(tokenDays) {
		return door.After{}, fail.Invalid("有效期不对", fail.Field{Name: "until", Message: "应为今天以后一年以内"})
	}
	return f.propose(ctx, c, tokenKindName, tokenChange{in["name"], strings.ReplaceAll(in["scopes"], ",", " "), region.Code(in["region"]), day}, in["why"])
}

// tokenDays is how long a token may last at most.
const tokenDays = 366
