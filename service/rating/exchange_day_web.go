package rating

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

// sides narrow the lines of a day.
var sides = []struct{ code, name, cond string }{
	{"", "全部", ""}, {outRefused, "被拒收", "o.state = 'refused'"}, {outPending, "待报送", "o.state = 'pending'"}, {"missing", "省里缺", lacks}, {outSent, "已接收", "o.state = 'sent'"},
}

func (s *Service) dayOf(r *http.Request) (calendar.Day, error) {
	d, err := calendar.ParseDay(r.PathValue("day"))
	if err != nil {
		return 0, fail.NotFound("没有这一天")
	}
	return d, s.whole(r)
}

func (s *Service) exchangeDay(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	day, err := s.dayOf(r)
	if err != nil {
		return err
	}
	frame, err := s.House.Desk(w, r, day.Words()+"的报送", page.Link{Href: deskPath, Label: "好差评"}, page.Link{Href: exchangePath, Label: "报送对账"}, page.Link{Label: day.Words()})
	if err != nil {
		return err
	}
	d := exchangeData{Frame: frame, Heading: day.Words() + "的报送", Sheet: exchangePath + ".xlsx?day=" + day.String()}
	days, err := exchangeDays(ctx, s.DB, day, day)
	if err != nil {
		return err
	}
	one := exchangeDay{Day: day}
	if len(days) > 0 {
		one = days[0]
	}
	d.Stats = dayStats(one)
	if d.Lead = "还没有和省平台的清单对过。"; one.Asked != 0 {
		d.Lead = fmt.Sprintf("%s %s取了省平台的清单，共 %d 条。", moment(one.Asked), by(one.Who), one.Total)
	}
	d.Acts = s.dayActs(one)
	only := r.URL.Query().Get("only")
	if !slices.ContainsFunc(sides, func(x struct{ code, name, cond string }) bool { return x.code == only }) {
		only = ""
	}
	d.Only.Label = "种类"
	cond := ""
	for _, x := range sides {
		href := dayPath(day)
		if x.code != "" {
			href += "?only=" + x.code
		}
		if x.code == only {
			cond = x.cond
		}
		d.Only.Links = append(d.Only.Links, page.Link{Href: href, Label: x.name, Current: x.code == only,
			Count: page.Num(map[string]int64{"": one.Ours, outRefused: one.Refused, outPending: one.Pending, "missing": one.Missing, outSent: one.Sent}[x.code])})
	}
	lines, err := exchangeLines(ctx, s.DB, day, cond, listMost)
	if err != nil {
		return err
	}
	d.Table = page.Table{Caption: "本市的记录，最近的在前", Heads: []page.Head{{Label: "事项", Main: true}, {Label: "状态", Plain: true}, {Label: "内容"}, {Label: "原因"}}, Empty: page.Empty{Title: "没有这样的记录"}}
	if len(lines) == listMost {
		d.Lead += fmt.Sprintf("只列出最近 %d 条，全部的在 Excel 里。", listMost)
	}
	for _, l := range lines {
		d.Table.Rows = append(d.Table.Rows, page.Row{Cells: lineCells(l)})
	}
	if one.Extra > 0 {
		if d.Extra, err = s.extra(r, day); err != nil {
			return err
		}
	}
	return door.Write(w, exchangePage, &d)
}

func by(who string) string {
	if who == people.TheOffice.Name {
		return "系统"
	}
	return who
}

// dayActs are what may be done about a day.
func (s *Service) dayActs(d exchangeDay) []page.Form {
	if !s.Exchange.On() {
		return nil
	}
	acts := []page.Form{{ID: "reconcile", Action: dayPath(d.Day) + "/reconcile", Submit: page.Act{Label: "和省平台对账"}}}
	if n := d.Pending + d.Refused + d.Missing; n > 0 {
		acts = append(acts, page.Form{ID: "resend", Action: dayPath(d.Day) + "/resend", Submit: page.Act{Label: fmt.Sprintf("补报 %d 条", n), Kind: "quiet", Confirm: "把待报送、被拒收和省里缺的再报一次？已经有的省里不会重复。"}})
	}
	return acts
}

func lineCells(l dayLine) []page.Cell {
	said := tellWords[l.What]
	if l.What == tellRating {
		said = l.Level.Words()
		if l.N > 1 {
			said = "追加：" + said
		}
	}
	return []page.Cell{{Text: l.Title, Href: exchangePath + "/records/" + l.Key, Small: moment(l.At)}, {Tags: []page.Tag{l.tag()}}, {Text: said}, {Text: faultWords(l.Fault)}}
}

func (l dayLine) tag() page.Tag {
	switch {
	case l.Missing:
		return page.Tag{Label: "省里缺", Kind: "act"}
	case l.State == outSent && l.Theirs:
		return page.Tag{Label: "两边都有", Kind: "ok"}
	}
	return stateTag(l.State)
}

func stateTag(state string) page.Tag {
	return page.Tag{Label: outWords[state], Kind: map[string]string{outPending: "blue", outSent: "ok", outRefused: "act"}[state]}
}

// extra lists what only the platform has.
func (s *Service) extra(r *http.Request, day calendar.Day) (page.Table, error) {
	t := page.Table{Caption: "只在省里的记录", Heads: []page.Head{{Label: "办件编号", Main: true}, {Label: "事项"}, {Label: "时间"}, {Label: "记录标识"}}}
	list, err := onlyThere(r.Context(), s.DB, day, listMost)
	for _, x := range list {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: x.Number, Href: exchangePath + "/records/" + x.Key}, {Text: x.Service}, {Text: x.Time}, {Text: x.Key}}})
	}
	return t, err
}

func (s *Service) reconciled(w http.ResponseWriter, r *http.Request) error {
	day, err := s.dayOf(r)
	if err != nil {
		return err
	}
	v := people.VisitorOf(r.Context())
	s.sender.waited()
	err = s.Reconcile(r.Context(), day, v.Actor.Name)
	if e, ok := fail.As(err); ok { // the page is the place to say it
		s.House.Say(w, "late", e.Message)
		return web.See(w, r, dayPath(day))
	}
	if err != nil {
		return err
	}
	s.House.Say(w, "done", "已取到省平台的清单，下面是对账的结果。")
	return web.See(w, r, dayPath(day))
}

func (s *Service) resentDay(w http.ResponseWriter, r *http.Request) error {
	day, err := s.dayOf(r)
	if err != nil {
		return err
	}
	n, err := s.ResendDay(r.Context(), people.VisitorOf(r.Context()), day)
	if err != nil {
		return err
	}
	s.House.Say(w, "done", fmt.Sprintf("%d 条已排队，几秒后报送。", n))
	return web.See(w, r, dayPath(day))
}
