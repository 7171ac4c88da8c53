package exchange

import (
	"fmt"
	"net/http"
	"slices"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/people"
)

// side narrows the lines of a day.
type side struct {
	code, name, cond string
	count            func(compared) int64
}

var sides = []side{
	{"", "全部", "", func(d compared) int64 { return d.Ours }},
	{string(Refused), "被拒收", "o.state = 'refused'", func(d compared) int64 { return d.Refused }},
	{string(Pending), "待报送", "o.state = 'pending'", func(d compared) int64 { return d.Pending }},
	{"missing", "省里缺", lacks, func(d compared) int64 { return d.Missing }},
	{string(Sent), "已接收", "o.state = 'sent'", func(d compared) int64 { return d.Sent }},
}

// dayOf is the day of a page. It is fail.NotFound for what is no day, and fail.Forbidden for who may not see it.
func (c *Channel) dayOf(r *http.Request) (calendar.Day, error) {
	d, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return 0, fail.NotFound("没有这一天")
	}
	return d, c.whole(r)
}

func (c *Channel) day(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	day, err := c.dayOf(r)
	if err != nil {
		return err
	}
	frame, err := c.frame(w, r, day.Words()+"的报送", c.list(), page.Link{Label: day.Words()})
	if err != nil {
		return err
	}
	d := screen{Frame: frame, Heading: day.Words() + "的报送", Sheet: c.Desk + ".xlsx?day=" + day.String(), Lead: "还没有和省平台的清单对过。"}
	list, err := daysOf(ctx, c.DB, c.Name, day, day)
	if err != nil {
		return err
	}
	one := compared{Day: day}
	if len(list) > 0 {
		one = list[0]
	}
	d.Stats, d.Acts = c.stats(one), c.dayActs(one)
	if one.Asked != 0 {
		d.Lead = fmt.Sprintf("%s %s取了省平台的清单，共 %d 条。", door.Clock(one.Asked), by(one.Who), one.Total)
	}
	at := max(slices.IndexFunc(sides, func(x side) bool { return x.code == r.URL.Query().Get("only") }), 0)
	d.Only.Label = "种类"
	for i, x := range sides {
		href := c.dayPath(day)
		if x.code != "" {
			href += "?only=" + x.code
		}
		d.Only.Links = append(d.Only.Links, page.Link{Href: href, Label: x.name, Current: i == at, Count: page.Num(x.count(one))})
	}
	lines, about, err := c.lines(r, day, sides[at].cond, listMost)
	if err != nil {
		return err
	}
	d.Table = page.Table{Caption: "本市的记录，最近的在前", Empty: page.Empty{Title: "没有这样的记录"},
		Heads: []page.Head{{Label: "事项", Main: true}, {Label: "状态", Plain: true}, {Label: "内容"}, {Label: "原因"}}}
	if len(lines) == listMost {
		d.Lead += fmt.Sprintf("只列出最近 %d 条，全部的在 Excel 里。", listMost)
	}
	for i, l := range lines {
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: []page.Cell{
			{Text: about[i].Title, Href: c.linePath(l.Key), Small: door.Clock(l.At)}, {Tags: []page.Tag{l.tag()}}, {Text: about[i].Said},
			{Text: c.faultWords(l.Fault)}}})
	}
	if one.Extra > 0 {
		if d.Extra, err = c.extra(r, day); err != nil {
			return err
		}
	}
	return door.Write(w, screenPage, &d)
}

// lines are those of a day with what each is about.
func (c *Channel) lines(r *http.Request, day calendar.Day, cond string, n int) ([]dayLine, []Brief, error) {
	lines, err := linesOn(r.Context(), c.DB, c.Name, day, cond, n)
	if err != nil {
		return nil, nil, err
	}
	plain := make([]Line, len(lines))
	for i, l := range lines {
		plain[i] = l.Line
	}
	about, err := c.briefs(r.Context(), plain)
	return lines, about, err
}

func by(who string) string {
	if who == people.TheOffice.Name {
		return "系统"
	}
	return who
}

// dayActs are what may be done about a day.
func (c *Channel) dayActs(d compared) []page.Form {
	if !c.Platform.On() {
		return nil
	}
	acts := []page.Form{{ID: "reconcile", Action: c.dayPath(d.Day) + "/reconcile", Submit: page.Act{Label: "和省平台对账"}}}
	if n := d.Pending + d.Refused + d.Missing; n > 0 {
		acts = append(acts, page.Form{ID: "resend", Action: c.dayPath(d.Day) + "/resend", Submit: page.Act{Label: fmt.Sprintf("补报 %d 条", n), Kind: "quiet",
			Confirm: "把待报送、被拒收和省里缺的再报一次？已经有的省里不会重复。"}})
	}
	return acts
}

func (l dayLine) tag() page.Tag {
	switch {
	case l.Missing:
		return page.Tag{Label: "省里缺", Kind: "act"}
	case l.State == Sent && l.Theirs:
		return page.Tag{Label: "两边都有", Kind: "ok"}
	}
	return page.Tag{Label: stateWords[l.State], Kind: map[State]string{Pending: "blue", Sent: "ok", Refused: "act"}[l.State]}
}

// extra lists what only the platform has.
func (c *Channel) extra(r *http.Request, day calendar.Day) (page.Table, error) {
	t := page.Table{Caption: "只在省里的记录", Heads: []page.Head{{Label: "办件编号", Main: true}, {Label: "事项"}, {Label: "时间"}, {Label: "记录标识"}}}
	list, err := onlyThere(r.Context(), c.DB, c.Name, day, listMost)
	for _, x := range list {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: x.Number, Href: c.linePath(x.Key)}, {Text: x.Title}, {Text: x.Time}, {Text: x.Key}}})
	}
	return t, err
}

func (c *Channel) reconciled(w http.ResponseWriter, r *http.Request) error {
	day, err := c.dayOf(r)
	if err != nil {
		return err
	}
	c.far.waited()
	err = c.Reconcile(r.Context(), day, people.VisitorOf(r.Context()).Actor.Name)
	if e, ok := fail.As(err); ok { // the page is the place to say it
		c.House.Say(w, "late", e.Message)
		return web.See(w, r, c.dayPath(day))
	}
	if err != nil {
		return err
	}
	c.House.Say(w, "done", "已取到省平台的清单，下面是对账的结果。")
	return web.See(w, r, c.dayPath(day))
}

func (c *Channel) resentDay(w http.ResponseWriter, r *http.Request) error {
	day, err := c.dayOf(r)
	if err != nil {
		return err
	}
	n, err := c.ResendDay(r.Context(), people.VisitorOf(r.Context()), day)
	if err != nil {
		return err
	}
	c.House.Say(w, "done", fmt.Sprintf("%d 条已排队，几秒后报送。", n))
	return web.See(w, r, c.dayPath(day))
}
