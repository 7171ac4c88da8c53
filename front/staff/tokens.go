package staff

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
	"wuyou/office/roster"
)

const (
	tokensPath = door.Admin + "/tokens"

	// tokenKind is the kind of proposal that a token waits as.
	tokenKind = "token"
	// tokenDays is how long a token may last at most.
	tokenDays = 366
)

// tokens declares the list of the tokens of other programs, with the form that proposes one.
func (f *Front) tokens() listing.Ledger[token] {
	return listing.Ledger[token]{
		Name: "tokens", Path: tokensPath, Title: "接口令牌", Roles: []people.Role{people.Security}, Of: door.OfFigures, Unit: "个",
		List:  f.reached,
		Empty: page.Empty{Title: "还没有令牌", Text: "给其他系统发放的令牌会列在这里。"},
		Columns: []listing.Column[token]{
			{Name: "给谁用、做什么", Key: "name", Main: true, Width: 30, Value: func(t token) any { return t.Name }, Cell: func(t token) page.Cell {
				return page.Cell{Text: t.Name, Small: scopeWords(t.Scopes) + "；" + door.SheetClock(t.CreatedAt) + " 发放"}
			}},
			{Name: "可以做什么", Key: "scopes", Width: 40, Value: func(t token) any { return scopeWords(t.Scopes) }},
			listing.Words("范围", "of", 24, func(t token) string {
				if t.StaffID != 0 {
					return t.owner.Name + "（" + t.owner.Login + "）"
				}
				return f.Regions.Name(t.Region)
			}),
			{Name: "发放", Key: "given", Width: 18, Value: func(t token) any { return door.SheetClock(t.CreatedAt) }},
			listing.Words("有效期", "until", 18, func(t token) string {
				if t.ExpiresAt == 0 {
					return "长期"
				}
				return "到 " + calendar.Until(time.UnixMilli(t.ExpiresAt))
			}),
			{Name: "状态", Key: "state", Cell: func(t token) page.Cell { return page.Cell{Tags: []page.Tag{f.tokenTag(t)}} },
				Value: func(t token) any { return f.tokenTag(t).Label }},
			{Plain: true, Cell: func(t token) page.Cell {
				if !t.Alive(f.Now().UnixMilli()) {
					return page.Cell{}
				}
				return page.Cell{Acts: []page.Act{{
					Label: "收回", Kind: "danger", Size: "small", Form: "tokens", Name: "revoke", Value: strconv.FormatInt(t.ID, 10),
					Confirm: "确定收回“" + t.Name + "”的令牌吗？用它的系统马上不能再用接口。",
				}}}
			}},
		},
		Around: f.aroundTokens,
	}
}

// token is a token in the list, with whom it acts as, if it does.
type token struct {
	roster.Token
	owner roster.Listed
}

// reached are the tokens that the visitor's posts reach.
func (f *Front) reached(ctx context.Context, c door.Call) (list []token, err error) {
	all, err := f.Roster.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	owners := map[int64]roster.Listed{}
	for _, t := range all {
		m, known := owners[t.StaffID]
		if t.StaffID != 0 && !known {
			if m, err = f.Roster.Listed(ctx, t.StaffID); err != nil {
				return nil, err
			}
			owners[t.StaffID] = m
		}
		if t.StaffID == 0 && c.Reaches(t.Region) || t.StaffID != 0 && m.ReachedBy(c.Actor) {
			list = append(list, token{t, m})
		}
	}
	return list, nil
}

func (f *Front) tokenTag(t token) page.Tag {
	switch {
	case t.RevokedAt != 0:
		return page.Tag{Label: "已收回"}
	case !t.Alive(f.Now().UnixMilli()):
		return page.Tag{Label: "已过期"}
	}
	return page.Tag{Label: "有效", Kind: "ok"}
}

// aroundTokens adds what waits to be taken, and the form that proposes a token.
func (f *Front) aroundTokens(ctx context.Context, c door.Call, s *door.Screen) error {
	s.Lead = "其他系统凭令牌用接口。密钥只在发放时显示一次，系统里只存它的杂凑值。" +
		"以工作人员身份办理的令牌由本人在“我的账号”里发放；其他的由两人发放。"
	s.Blocks[0].Post = page.Form{ID: "tokens"}
	q := f.tokenForm(c)
	add := door.Block{Title: "提出发放令牌", Lead: "由系统管理员同意后，您凭密码和动态口令领取密钥。", Forms: []page.Form{
		c.Ask("token", tokensPath, q, form.Values{"region": q.Field("region").Options[0].Value}, page.Act{Label: "提出"}),
	}}
	ready, err := f.takeable(ctx, c)
	s.Blocks = append(append(ready, s.Blocks...), add)
	return err
}

// tokenChange is a token that somebody wants for another program.
type tokenChange struct {
	Name, Scopes string
	Region       region.Code
	Until        calendar.Day
}

func (t tokenChange) token() roster.Token {
	return roster.Token{Name: t.Name, Scopes: t.Scopes, Region: t.Region, ExpiresAt: t.Until.End().UnixMilli() - 1}
}

// tokensChange: a security administrator proposes, a system administrator agrees; what comes of it is taken by who proposed it.
func (f *Front) tokensChange() door.Changing {
	return door.ChangingOf(door.Change[tokenChange]{
		Kind: tokenKind, Title: "接口令牌",
		By:     func(tokenChange) []people.Role { return []people.Role{people.System} },
		Place:  func(_ context.Context, _ proposal.Proposal, t tokenChange) (region.Code, error) { return t.Region, nil },
		Next:   func() string { return "请到“接口令牌”凭密码和动态口令领取密钥" },
		Object: func(_ context.Context, t tokenChange) string { return "“" + t.Name + "”的接口令牌" },
		Show: func(_ context.Context, t tokenChange) ([]door.Block, error) {
			return []door.Block{{Title: "什么令牌", Facts: page.List{Items: []page.Term{
				{Label: "给哪个系统用", Value: t.Name}, {Label: "可以做什么", Value: scopeWords(t.Scopes), Strong: true},
				{Label: "范围", Value: f.Regions.Name(t.Region)}, {Label: "有效到", Value: calendar.Until(t.Until.End())},
			}}}}, nil
		},
	})
}

// takeable are the tokens that the visitor proposed, that were agreed to and that he has not taken yet.
func (f *Front) takeable(ctx context.Context, c door.Call) (list []door.Block, err error) {
	taken, err := f.Roster.Tokens(ctx)
	if err != nil {
		return nil, err
	}
	proposals, err := f.Proposals.ProposedBy(ctx, f.DB, tokenKind, c.ID, f.Now().AddDate(0, -1, 0).UnixMilli())
	for _, p := range proposals {
		if !f.Roster.Takeable(p, c.Visitor) || slices.ContainsFunc(taken, func(t roster.Token) bool { return t.ID == p.ID }) {
			continue
		}
		list = append(list, door.Block{Title: p.Object + "，等您领取", Lead: p.Decider + " " + door.SheetClock(p.DecidedAt) + " 同意。密钥只显示一次。",
			Forms: []page.Form{c.Ask("take-"+strconv.FormatInt(p.ID, 10), tokensPath, takeForm, nil, page.Act{Label: "领取密钥"}, door.HiddenField("take", p.ID))}})
	}
	return list, err
}

var takeForm = form.Of(
	form.Field{Name: "password", Label: "密码", Type: "password", Required: true},
	form.Field{Name: "code", Label: "动态口令", Type: "code", Required: true},
)

// tokenTaken shows the secret of a token that was agreed to, now and never again.
func (f *Front) tokenTaken(ctx context.Context, c door.Call) (door.After, error) {
	in, err := takeForm.Check(c.Only(takeForm))
	if err != nil {
		return door.After{}, err
	}
	p, err := f.Proposals.Find(ctx, c.Int("take"))
	if err != nil {
		return door.After{}, err
	}
	if p.Kind != tokenKind {
		return door.After{}, fail.NotFound("没有这个令牌")
	}
	var t tokenChange
	if err := json.Unmarshal([]byte(p.Body), &t); err != nil {
		return door.After{}, err
	}
	secret, err := f.Roster.TakeToken(ctx, c.Visitor, p, t.token(), in["password"], in["code"])
	if err != nil {
		return door.After{}, err
	}
	return onceSeen("令牌已发放", "密钥", secret, "请安全地交给“"+t.Name+"”的管理人。离开这个页面就看不到了；丢了只能收回，再重新提出。", page.Link{Href: tokensPath}), nil
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
	for _, p := range f.House.Places() {
		if c.Reaches(p.Code) {
			places = append(places, form.Option{Value: string(p.Code), Label: p.Name})
		}
	}
	return form.Of(
		form.Field{Name: "name", Label: "给哪个系统用", Type: form.Text, Required: true, Max: 50},
		form.Field{Name: "scopes", Label: "可以做什么", Type: form.Choices, Required: true, Options: scopes},
		form.Field{Name: "region", Label: "范围", Type: form.Choice, Required: true, Options: places},
		form.Field{Name: "until", Label: "有效到哪天", Type: form.Date, Required: true, Hint: "最长一年"},
		form.Reason("why", "为什么要", true, "同意的人要看。"),
	)
}

// tokenPosted proposes a token, gives what was agreed to, or ends one.
func (f *Front) tokenPosted(ctx context.Context, c door.Call) (door.After, error) {
	switch {
	case c.In["revoke"] != "":
		return door.Seen(tokensPath, "令牌已收回，马上不能再用。"), f.Roster.RevokeToken(ctx, c.Actor, c.IP, c.Int("revoke"))
	case c.In["take"] != "":
		return f.tokenTaken(ctx, c)
	}
	q := f.tokenForm(c)
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	standing, err := f.Roster.Tokens(ctx)
	if err != nil {
		return door.After{}, err
	}
	if slices.ContainsFunc(standing, func(t roster.Token) bool { return t.Name == in["name"] && t.Alive(f.Now().UnixMilli()) }) {
		return door.After{}, fail.Invalid("已有同名的令牌", fail.Field{Name: "name", Message: "“" + in["name"] + "”已有一个有效的令牌；密钥丢了的先收回，再提出"})
	}
	day, err := calendar.ParseDay(in["until"])
	if today := calendar.DayOf(f.Now()); err != nil || day < today || day > today.AddDays(tokenDays) {
		return door.After{}, fail.Invalid("有效期不对", fail.Field{Name: "until", Message: "应为今天以后一年以内"})
	}
	return f.House.Propose(ctx, c, tokenKind, tokenChange{in["name"], strings.ReplaceAll(in["scopes"], ",", " "), region.Code(in["region"]), day}, in["why"])
}
