package exchange

import (
	"fmt"
	"net/http"
	"net/url"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
)

// listMost bounds the lines that a page lists.
const listMost = 50

func (c *Channel) routes() []web.Route {
	oversee := c.People.Roles(c.Roles...)
	return []web.Route{
		{Method: "GET", Path: c.Desk, Access: oversee, Title: c.Title + "报送对账", Handle: c.days},
		{Method: "GET", Path: c.Desk + ".xlsx", Access: oversee, Long: true, Title: c.Title + "报送对账导出", Handle: c.book},
		{Method: "GET", Path: c.Desk + "/days/{day}", Access: oversee, Title: "一天的" + c.Title + "报送", Handle: c.day},
		{Method: "POST", Path: c.Desk + "/days/{day}/reconcile", Access: oversee, Title: "取省平台清单对账", Handle: c.reconciled},
		{Method: "POST", Path: c.Desk + "/days/{day}/resend", Access: oversee, Title: "补报一天", Handle: c.resentDay},
		{Method: "GET", Path: c.Desk + "/records/{key}", Access: oversee, Title: "一条" + c.Title + "报送", Handle: c.line},
		{Method: "POST", Path: c.Desk + "/records/{key}", Access: oversee, Title: "重新报送一条", Handle: c.resent},
		{Method: "GET", Path: c.Desk + "/codes", Access: oversee, Title: "报送编码对照", Handle: c.codesPage},
		{Method: "POST", Path: c.Desk + "/codes", Access: oversee, Title: "修改报送编码对照", Handle: c.codesPosted},
	}
}

// whole is fail.Forbidden for who does not see to the whole city: the city exchanges, not its counties.
func (c *Channel) whole(r *http.Request) error {
	if _, ok := people.VisitorOf(r.Context()).Actor.Post(c.City, "", c.Roles...); !ok {
		return fail.Forbidden("报送由市里的%s管理", c.Roles[0].Name())
	}
	return nil
}

// screen is what the pages of days, of one day and of one line show.
type screen struct {
	page.Frame
	Heading, Lead string
	Sheet         string
	Tabs, Only    page.Tally
	Filters       page.Filters
	Note          page.Note
	Stats         page.Stats
	Acts          []page.Form
	Table, Extra  page.Table
	About, Said   page.List
	Links         []page.Link
}

var screenPage = page.New[screen](page.Desk, files, "exchange.html")

// frame is the frame of a page below the service's.
func (c *Channel) frame(w http.ResponseWriter, r *http.Request, title string, crumbs ...page.Link) (page.Frame, error) {
	return c.House.Desk(w, r, title, append([]page.Link{c.Home}, crumbs...)...)
}

// list is the way back to the days.
func (c *Channel) list() page.Link { return page.Link{Href: c.Desk, Label: "报送对账"} }

// period is the days that a page is asked of: the last thirty, unless it says others.
func (c *Channel) period(q url.Values) (from, to calendar.Day) {
	to = calendar.DayOf(c.Now())
	if d, err := calendar.ParseDay(q.Get("to")); err == nil {
		to = d
	}
	from = to.AddDays(-29)
	if d, err := calendar.ParseDay(q.Get("from")); err == nil {
		from = d
	}
	return from, to
}

// stands says how the exchange itself stands.
func (c *Channel) stands(r *http.Request) (page.Note, error) {
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
	fault, err := lastFault(r.Context(), c.DB, c.Name)
	if err == nil && fault != "" {
		n.Kind, n.Title, n.Links = "act", "有记录暂时没有报送成功，正在自动重试", nil
		n.Text = "最近一次的原因：" + fault + "。"
	}
	return n, err
}

func (c *Channel) days(w http.ResponseWriter, r *http.Request) error {
	if err := c.whole(r); err != nil {
		return err
	}
	q := r.URL.Query()
	frame, err := c.frame(w, r, c.Title+"报送对账", page.Link{Label: "报送对账"})
	if err != nil {
		return err
	}
	from, to := c.period(q)
	d := screen{Frame: frame, Heading: c.Title + "报送对账", Sheet: fmt.Sprintf("%s.xlsx?from=%s&to=%s", c.Desk, from, to)}
	d.Tabs = c.Tabs(people.VisitorOf(r.Context()).Actor, from, to)
	d.Filters = page.Filters{Action: c.Desk, Label: "筛选", Fields: page.Fields{
		{Type: "date", Name: "from", Label: c.One + "从", Value: from.String()}, {Type: "date", Name: "to", Label: "到", Value: to.String()}}}
	if q.Get("from") != "" {
		d.Filters.Reset = c.Desk
	}
	if d.Note, err = c.stands(r); err != nil {
		return err
	}
	list, err := daysOf(r.Context(), c.DB, c.Name, from, to)
	if err != nil {
		return err
	}
	sum := compared{}
	d.Table = page.Table{Caption: "每天的报送，最近的在前", Empty: page.Empty{Title: "这段时间没有要报送的" + c.One, Text: "换一段时间再看看。"},
		Heads: []page.Head{{Label: c.One + "日期", Main: true}, {Label: "结果", Plain: true}, {Label: "本市", Num: true}, {Label: "已接收", Num: true},
			{Label: "待报送", Num: true}, {Label: "被拒收", Num: true}, {Label: "省里有", Num: true}, {Label: "省里缺", Num: true}, {Label: "只在省里", Num: true}}}
	for _, one := range list {
		sum.add(one)
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: append([]page.Cell{
			{Text: one.Day.Words(), Href: c.dayPath(one.Day), Small: one.askedWords()}, {Tags: []page.Tag{one.verdict()}}}, one.cells()...)})
	}
	d.Stats = c.stats(sum)
	codes := page.Link{Href: c.Desk + "/codes", Label: "编码对照", Icon: "pen", Note: "部门代码"}
	for _, t := range c.Tables {
		if len(t.Sets) > 0 {
			codes.Note += "、" + t.Title + "的方向"
		}
	}
	d.Links = []page.Link{codes}
	return door.Write(w, screenPage, &d)
}

func (c *Channel) dayPath(d calendar.Day) string { return c.Desk + "/days/" + d.String() }

func (c *Channel) linePath(key string) string { return c.Desk + "/records/" + url.PathEscape(key) }

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

func (a compared) askedWords() string {
	if a.Asked == 0 {
		return ""
	}
	return door.Clock(a.Asked) + " 对账"
}

func (a compared) cells() []page.Cell {
	var cells []page.Cell
	for _, n := range []int64{a.Ours, a.Sent, a.Pending, a.Refused, a.Found, a.Missing, a.Extra} {
		cells = append(cells, page.Cell{Text: page.Num(n)})
	}
	if a.Asked == 0 { // nobody knows
		cells[4].Text, cells[5].Text, cells[6].Text = "—", "—", "—"
	}
	return cells
}

func (c *Channel) stats(d compared) page.Stats {
	missing, extra := page.Num(d.Missing), page.Num(d.Extra)
	if d.Asked == 0 {
		missing, extra = "—", "—"
	}
	return page.Stats{Items: []page.Stat{
		{Label: "本市", Value: page.Num(d.Ours), Unit: "条", Note: c.Counts}, page.Share("已接收", int(d.Sent), int(d.Ours), "条", ""),
		{Label: "待报送", Value: page.Num(d.Pending), Unit: "条"}, {Label: "被拒收", Value: page.Num(d.Refused), Unit: "条", Note: "改好后重新报送"},
		{Label: "省里缺", Value: missing, Unit: "条", Note: "接收过，清单里没有"}, {Label: "只在省里", Value: extra, Unit: "条", Note: "本市没有这一条"},
	}}
}
