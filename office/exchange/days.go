package exchange

import (
	"context"
	"fmt"
	"net/url"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/people"
)

func (c *Channel) routes() []web.Route {
	oversee := c.Roster.Roles(c.Roles...)
	post := func(path, title string, do door.Does, show door.Shows) web.Route {
		return web.Route{Method: "POST", Path: c.Desk + path, Access: oversee, Title: title, Handle: c.House.Post(do, show)}
	}
	return []web.Route{
		post("/days/{day}/reconcile", "取省平台清单对账", c.reconciled, nil),
		post("/days/{day}/resend", "补报一天", c.resentDay, nil),
		{Method: "GET", Path: c.Desk + "/records/{key}", Access: oversee, Title: "一条" + c.Title + "报送", Handle: c.House.Get(c.line)},
		post("/records/{key}", "重新报送一条", c.resent, c.line),
		{Method: "GET", Path: c.Desk + "/codes", Access: oversee, Title: "报送编码对照", Handle: c.House.Get(c.codes)},
		post("/codes", "修改报送编码对照", c.changeCodes, c.codes),
	}
}

// whole is fail.Forbidden for who does not see to the whole city: the city exchanges, not its counties.
func (c *Channel) whole(a people.Actor) error {
	if _, ok := a.Post(c.City, "", c.Roles...); !ok {
		return fail.Forbidden("报送由市里的%s管理", c.Roles[0].Name())
	}
	return nil
}

// crumbs lead to the pages that a page stands under.
func (c *Channel) crumbs(more ...page.Link) []page.Link {
	return append([]page.Link{c.Home, {Href: c.Desk, Label: "报送对账"}}, more...)
}

// dayPath is the page of a day's lines, and linePath that of one.
func (c *Channel) dayPath(d calendar.Day) string { return c.Desk + "/lines?day=" + d.String() }

func (c *Channel) linePath(key string) string { return c.Desk + "/records/" + url.PathEscape(key) }

// daysShown is how many days are shown where none are asked for.
const daysShown = 30

func (c *Channel) today() calendar.Day { return calendar.DayOf(c.Now()) }

// period is the days that are asked for.
func (c *Channel) period(in form.Values) (from, to calendar.Day) {
	to = c.today()
	if d, err := calendar.ParseDay(in["to"]); err == nil {
		to = d
	}
	from = to.AddDays(1 - daysShown)
	if d, err := calendar.ParseDay(in["from"]); err == nil {
		from = d
	}
	return from, to
}

// days declares the list of days, each compared with the other side (报送对账).
func (c *Channel) days() listing.Ledger[compared] {
	num := func(name, key string, of func(compared) int64, theirs bool) listing.Column[compared] {
		return listing.Column[compared]{Name: name, Key: key, Num: true, Width: 10, Value: func(a compared) any { return of(a) },
			Cell: func(a compared) page.Cell {
				if theirs && a.Asked == 0 { // nobody knows
					return page.Cell{Text: "—"}
				}
				return page.Cell{Text: page.Num(of(a))}
			}}
	}
	return listing.Ledger[compared]{
		Name: c.Name + "-exchange", Path: c.Desk, Title: c.Title + "报送对账", Roles: c.Roles, Of: door.OfFigures, Unit: "天",
		Filters: []listing.Filter{
			{Field: page.Field{Type: "date", Name: "from", Label: c.One + "从"}, Else: c.ago(daysShown - 1)},
			{Field: page.Field{Type: "date", Name: "to", Label: "到"}, Else: c.ago(0)},
		},
		List:  c.listDays,
		Empty: page.Empty{Title: "这段时间没有要报送的" + c.One, Text: "换一段时间再看看。"},
		Columns: []listing.Column[compared]{
			{Name: c.One + "日期", Key: "day", Main: true, Value: func(a compared) any { return a.Day.String() },
				Cell: func(a compared) page.Cell {
					return page.Cell{Text: c.House.Day(a.Day), Href: c.dayPath(a.Day), Small: c.askedWords(a)}
				}},
			{Name: "结果", Key: "verdict", Plain: true, Value: func(a compared) any { return a.verdict().Label },
				Cell: func(a compared) page.Cell { return page.Cell{Tags: []page.Tag{a.verdict()}} }},
			num("本市", "ours", func(a compared) int64 { return a.Ours }, false),
			num("已接收", "sent", func(a compared) int64 { return a.Sent }, false),
			num("待报送", "pending", func(a compared) int64 { return a.Pending }, false),
			num("被拒收", "refused", func(a compared) int64 { return a.Refused }, false),
			num("省里有", "found", func(a compared) int64 { return a.Found }, true),
			num("省里缺", "missing", func(a compared) int64 { return a.Missing }, true),
			num("只在省里", "extra", func(a compared) int64 { return a.Extra }, true),
			{Name: "对账时间", Width: 18, Value: func(a compared) any { return door.SheetClock(a.Asked) }},
			{Name: "对账人", Value: func(a compared) any { return by(a.Who) }},
		},
		Around: c.aroundDays,
	}
}

func (c *Channel) listDays(ctx context.Context, call door.Call) ([]compared, error) {
	if err := c.whole(call.Actor); err != nil {
		return nil, err
	}
	from, to := c.period(call.In)
	return daysOf(ctx, c.DB, c.Name, from, to)
}

func (c *Channel) aroundDays(ctx context.Context, call door.Call, s *door.Screen) error {
	list, err := c.listDays(ctx, call)
	if err != nil {
		return err
	}
	note, err := c.stands(ctx)
	sum := compared{}
	for _, one := range list {
		sum.add(one)
	}
	from, to := c.period(call.In)
	s.Crumbs, s.Notes, s.Stats, s.Tally = []page.Link{c.Home}, []page.Note{note}, c.stats(sum), c.Tabs(call.Actor, from, to)
	codes := page.Link{Href: c.Desk + "/codes", Label: "编码对照", Icon: "pen", Note: "部门代码"}
	for _, t := range c.Tables {
		if len(t.Sets) > 0 {
			codes.Note += "、" + t.Title + "的方向"
		}
	}
	s.Blocks = append(s.Blocks, door.Block{Bare: true, Links: []page.Link{codes}})
	return err
}

// stands says how the exchange itself stands.
func (c *Channel) stands(ctx context.Context) (page.Note, error) {
	p := c.Platform
	if !p.On() {
		return page.Note{Kind: "act", Title: "还没有和省平台对接", Text: c.One + "都留在“待报送”里，一条不丢；配置好以后自动补报。" +
			"设置见 wuyou config 里 exchange 开头的各项；联调可以先用 wuyou fake-province 启动模拟省平台。"}, nil
	}
	n := page.Note{Text: fmt.Sprintf("报送到 %s，每天夜里自动补报，并和省平台对最近 %d 天的账。", p.URL, nights)}
	if p.Local {
		n.Title = "现在对接的是本机的模拟省平台"
		n.Links = []page.Link{{Href: p.URL + "/", Label: "打开模拟省平台"}}
	}
	fault, err := lastFault(ctx, c.DB, c.Name)
	if err == nil && fault != "" {
		n.Kind, n.Title, n.Links = "act", "有记录暂时没有报送成功，正在自动重试", nil
		n.Text = "最近一次的原因：" + fault + "。"
	}
	return n, err
}

func (a *compared) add(b compared) {
	for _, f := range []struct{ a, b *int64 }{
		{&a.Ours, &b.Ours}, {&a.Sent, &b.Sent}, {&a.Pending, &b.Pending}, {&a.Refused, &b.Refused}, {&a.Found, &b.Found}, {&a.Missing, &b.Missing},
		{&a.Extra, &b.Extra},
	} {
		*f.a += *f.b
	}
	a.Asked = max(a.Asked, b.Asked)
}

// verdict says in a word how a day stands.
func (a compared) verdict() page.Tag {
	switch n := a.Refused + a.Missing + a.Extra; {
	case n > 0:
		return page.Tag{Label: fmt.Sprintf("%d 处要处理", n), Kind: "act"}
	case a.Pending > 0:
		return page.Tag{Label: "报送中", Kind: "blue"}
	case a.Asked == 0:
		return page.Tag{Label: "还没对账"}
	case a.Found == a.Ours:
		return page.Tag{Label: "两边一致", Kind: "ok"}
	}
	return page.Tag{Label: "等再次对账", Kind: "blue"} // sent since the list was fetched
}

func (c *Channel) askedWords(a compared) string {
	if a.Asked == 0 {
		return ""
	}
	return c.House.Clock(a.Asked) + " 对账"
}

func (c *Channel) stats(d compared) page.Stats {
	missing, extra := page.Num(d.Missing), page.Num(d.Extra)
	if d.Asked == 0 {
		missing, extra = "—", "—"
	}
	return page.Stats{Items: []page.Stat{
		{Label: "本市", Value: page.Num(d.Ours), Unit: "条", Note: c.Counts},
		page.Share("已接收", int(d.Sent), int(d.Ours), "条", ""),
		{Label: "待报送", Value: page.Num(d.Pending), Unit: "条"},
		{Label: "被拒收", Value: page.Num(d.Refused), Unit: "条", Note: "改好后重新报送"},
		{Label: "省里缺", Value: missing, Unit: "条", Note: "接收过，清单里没有"},
		{Label: "只在省里", Value: extra, Unit: "条", Note: "本市没有这一条"},
	}}
}

// ago is a day so many days ago, as what holds where none is given.
func (c *Channel) ago(days int) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return c.today().AddDays(-days).String(), nil }
}
