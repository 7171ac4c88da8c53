package rating

import (
	"errors"
	"fmt"
	"net/http"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
)

const exchangePath = deskPath + "/exchange"

func (s *Service) exchangeRoutes() []web.Route {
	oversee := s.People.Roles(bureau...)
	return []web.Route{
		{Method: "GET", Path: exchangePath, Access: oversee, Title: "好差评报送对账", Handle: s.exchange},
		{Method: "GET", Path: exchangePath + ".xlsx", Access: oversee, Long: true, Title: "好差评报送对账导出", Handle: s.exchangeSheet},
		{Method: "GET", Path: exchangePath + "/days/{day}", Access: oversee, Title: "一天的好差评报送", Handle: s.exchangeDay},
		{Method: "POST", Path: exchangePath + "/days/{day}/reconcile", Access: oversee, Title: "取省平台清单对账", Handle: s.reconciled},
		{Method: "POST", Path: exchangePath + "/days/{day}/resend", Access: oversee, Title: "补报一天", Handle: s.resentDay},
		{Method: "GET", Path: exchangePath + "/records/{key}", Access: oversee, Title: "一条好差评报送", Handle: s.exchangeRecord},
		{Method: "POST", Path: exchangePath + "/records/{key}", Access: oversee, Title: "重新报送一条", Handle: s.resent},
		{Method: "GET", Path: exchangePath + "/codes", Access: oversee, Title: "报送编码对照", Handle: s.exchangeCodes},
		{Method: "POST", Path: exchangePath + "/codes", Access: oversee, Title: "修改报送编码对照", Handle: s.putExchangeCode},
	}
}

// whole refuses who does not oversee the whole city: the city exchanges, not its counties.
func (s *Service) whole(r *http.Request) error {
	if !s.wide(people.VisitorOf(r.Context()).Actor) {
		return fail.Forbidden("报送由市里的监管岗管理")
	}
	return nil
}

type exchangeData struct {
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

var exchangePage = page.New[exchangeData](page.Desk, files, "exchange.html")

// state says how the exchange itself stands.
func (s *Service) state(r *http.Request) (page.Note, error) {
	e := s.Exchange
	if !e.On() {
		return page.Note{Kind: "act", Title: "还没有和省平台对接", Text: "评价都留在“待报送”里，一条不丢；配置好以后自动补报。设置见 wuyou config 里 exchange 开头的各项；联调可以先用 wuyou fake-province 启动模拟省平台。"}, nil
	}
	n := page.Note{Text: "报送到 " + e.URL + "，每天夜里自动补报，并和省平台对最近 " + itoa(nights) + " 天的账。"}
	if e.Local {
		n.Title = "现在对接的是本机的模拟省平台"
		n.Links = []page.Link{{Href: e.URL + "/", Label: "打开模拟省平台"}}
	}
	fault, err := lastFault(r.Context(), s.DB)
	if err == nil && fault != "" {
		n.Kind, n.Title, n.Links = "act", "有记录暂时没有报送成功，正在自动重试", nil
		n.Text = "最近一次的原因：" + fault + "。"
	}
	return n, err
}

func (s *Service) exchange(w http.ResponseWriter, r *http.Request) error {
	if err := s.whole(r); err != nil {
		return err
	}
	v, q := people.VisitorOf(r.Context()), r.URL.Query()
	frame, err := s.House.Desk(w, r, "好差评报送对账", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Label: "报送对账"})
	if err != nil {
		return err
	}
	p := s.asked(q, v.Actor)
	if q.Get("from") == "" {
		p.From = p.To.AddDays(-29)
	}
	d := exchangeData{Frame: frame, Heading: "好差评报送对账", Tabs: s.tabs(v.Actor, "/exchange", p), Sheet: p.with(exchangePath + ".xlsx")}
	d.Filters = page.Filters{Action: exchangePath, Label: "筛选", Fields: page.Fields{
		{Type: "date", Name: "from", Label: "评价从", Value: p.From.String()}, {Type: "date", Name: "to", Label: "到", Value: p.To.String()}}}
	if q.Get("from") != "" {
		d.Filters.Reset = exchangePath
	}
	if d.Note, err = s.state(r); err != nil {
		return err
	}
	days, err := exchangeDays(r.Context(), s.DB, p.From, p.To)
	if err != nil {
		return err
	}
	sum := exchangeDay{}
	d.Table = page.Table{Caption: "每天的报送，最近的在前", Empty: page.Empty{Title: "这段时间没有要报送的评价", Text: "换一段时间再看看。"},
		Heads: []page.Head{{Label: "评价日期", Main: true}, {Label: "结果", Plain: true}, {Label: "本市", Num: true}, {Label: "已接收", Num: true}, {Label: "待报送", Num: true}, {Label: "被拒收", Num: true}, {Label: "省里有", Num: true}, {Label: "省里缺", Num: true}, {Label: "只在省里", Num: true}}}
	for _, one := range days {
		sum.add(one)
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: append([]page.Cell{
			{Text: one.Day.Words(), Href: dayPath(one.Day), Small: askedWords(one)}, {Tags: []page.Tag{verdict(one)}}}, dayCells(one)...)})
	}
	d.Stats = dayStats(sum)
	d.Links = []page.Link{{Href: exchangePath + "/codes", Label: "编码对照", Icon: "pen", Note: "部门代码、满意程度的方向"}}
	return door.Write(w, exchangePage, &d)
}

func dayPath(d calendar.Day) string { return exchangePath + "/days/" + d.String() }

func (a *exchangeDay) add(b exchangeDay) {
	for _, f := range []struct{ a, b *int64 }{{&a.Ours, &b.Ours}, {&a.Sent, &b.Sent}, {&a.Pending, &b.Pending}, {&a.Refused, &b.Refused}, {&a.Found, &b.Found}, {&a.Missing, &b.Missing}, {&a.Extra, &b.Extra}} {
		*f.a += *f.b
	}
	a.Asked = max(a.Asked, b.Asked)
}

// verdict says in a word how a day stands.
func verdict(d exchangeDay) page.Tag {
	switch n := d.Refused + d.Missing + d.Extra; {
	case n > 0:
		return page.Tag{Label: fmt.Sprintf("%d 处要处理", n), Kind: "act"}
	case d.Pending > 0:
		return page.Tag{Label: "报送中", Kind: "blue"}
	case d.Asked == 0:
		return page.Tag{Label: "还没对账"}
	case d.Found == d.Ours:
		return page.Tag{Label: "两边一致", Kind: "ok"}
	}
	return page.Tag{Label: "等再次对账", Kind: "blue"} // sent since the list was fetched
}

func askedWords(d exchangeDay) string {
	if d.Asked == 0 {
		return ""
	}
	return moment(d.Asked) + " 对账"
}

func dayCells(d exchangeDay) []page.Cell {
	var cells []page.Cell
	for _, n := range []int64{d.Ours, d.Sent, d.Pending, d.Refused, d.Found, d.Missing, d.Extra} {
		cells = append(cells, page.Cell{Text: page.Num(n)})
	}
	if d.Asked == 0 { // nobody knows
		cells[4].Text, cells[5].Text, cells[6].Text = "—", "—", "—"
	}
	return cells
}

func dayStats(d exchangeDay) page.Stats {
	missing, extra := page.Num(d.Missing), page.Num(d.Extra)
	if d.Asked == 0 {
		missing, extra = "—", "—"
	}
	return page.Stats{Items: []page.Stat{
		{Label: "本市", Value: page.Num(d.Ours), Unit: "条", Note: "评价和整改结果"}, page.Share("已接收", int(d.Sent), int(d.Ours), "条", ""),
		{Label: "待报送", Value: page.Num(d.Pending), Unit: "条"}, {Label: "被拒收", Value: page.Num(d.Refused), Unit: "条", Note: "改好后重新报送"},
		{Label: "省里缺", Value: missing, Unit: "条", Note: "接收过，清单里没有"}, {Label: "只在省里", Value: extra, Unit: "条", Note: "本市没有这一条"},
	}}
}

func none(err error) bool { return errors.Is(err, db.ErrNone) }
