package grievance

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
)

// ledgerRoutes are the ledgers (台账): of the matters, the consultations and the accountability files.
func (s *Service) ledgerRoutes() []web.Route {
	read, oversee := s.People.Roles(readers...), s.People.Roles(people.Officer, people.Supervisor, people.Leader, people.Discipline)
	return []web.Route{
		{Method: "GET", Path: "/desk/grievances", Access: read, Title: "反映事项台账", Handle: s.ledger},
		{Method: "GET", Path: "/desk/grievances.xlsx", Access: read, Long: true, Title: "反映事项台账导出", Handle: s.ledgerSheet},
		{Method: "GET", Path: "/desk/grievances/meetings", Access: read, Title: "会商台账", Handle: s.meetingLedger},
		{Method: "GET", Path: "/desk/grievances/meetings.xlsx", Access: read, Long: true, Title: "会商台账导出", Handle: s.meetingSheet},
		{Method: "GET", Path: "/desk/grievances/duties", Access: oversee, Title: "问责台账", Handle: s.dutyLedger},
		{Method: "GET", Path: "/desk/grievances/duties.xlsx", Access: oversee, Long: true, Title: "问责台账导出", Handle: s.dutySheet},
		{Method: "GET", Path: "/desk/grievances/report", Access: read, Title: "办不成事月报", Handle: s.report},
		{Method: "GET", Path: "/desk/grievances/archive/{number}", Access: read, Long: true, Title: "一事一档", Handle: s.archiveFile},
	}
}

// listMost is how many rows a page of a ledger has.
const listMost = 50

// ledgerTabs lead from one ledger to the next.
func ledgerTabs(at string, v people.Visitor) page.Tally {
	t := page.Tally{Label: "台账"}
	for _, l := range []page.Link{{Href: "/desk/grievances", Label: "反映"}, {Href: "/desk/grievances/meetings", Label: "会商"}, {Href: "/desk/grievances/duties", Label: "问责"}, {Href: "/desk/grievances/report", Label: "月报"}} {
		if l.Label == "问责" && !v.Actor.Has(people.Officer, people.Supervisor, people.Leader, people.Discipline) {
			continue
		}
		l.Current = l.Href == at
		t.Links = append(t.Links, l)
	}
	return t
}

// read is what the query of a ledger asks for.
func read(q url.Values, actor people.Actor) asking {
	a := asking{Class: q.Get("class"), Cause: q.Get("cause"), Dept: q.Get("dept"), Title: q.Get("title"), Hall: q.Get("hall"), Only: q.Get("only"), Text: q.Get("q"), Scope: &actor}
	if d, err := calendar.ParseDay(q.Get("from")); err == nil {
		a.From = d
	}
	if d, err := calendar.ParseDay(q.Get("to")); err == nil {
		a.To = d
	}
	if p, err := region.Parse(q.Get("place")); err == nil {
		a.Place = p
	}
	return a
}

// href is the address of the ledger of what is asked for.
func (a asking) href(path string) string {
	q := url.Values{}
	for _, p := range []struct{ name, value string }{{"class", a.Class}, {"cause", a.Cause}, {"dept", a.Dept}, {"title", a.Title}, {"hall", a.Hall}, {"only", a.Only}, {"q", a.Text}, {"place", string(a.Place)}} {
		if p.value != "" {
			q.Set(p.name, p.value)
		}
	}
	if a.From != 0 {
		q.Set("from", a.From.String())
	}
	if a.To != 0 {
		q.Set("to", a.To.String())
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// onlyNames are the parts of the whole in words, in the order of a list to choose from.
var onlyNames = form.Pairs("open", "在办", "signing", "等复核", "replied", "已答复", "on_time", "按时答复", "late", "超期答复", "explained", "解释疏导", "consulted", "会商办理", "ended", "办结",
	"to_visit", "应回访", "visited", "已回访", "rated", "回访有评价", "satisfied", "回访满意", "solved", "回访说已解决", "again", "重复反映", "refused", "不在受理范围", "withdrawn", "已撤回")

var classOptions = form.Pairs("cannot", "办不了", "hard", "很难办", "unwilling", "不给办")

func options(list []form.Option) []page.Option {
	var out []page.Option
	for _, o := range list {
		out = append(out, page.Option{Value: o.Value, Label: o.Label})
	}
	return out
}

// filters are the fields that narrow a ledger.
func (s *Service) filters(path string, a asking) page.Filters {
	f := page.Filters{Action: path, Label: "筛选", Fields: page.Fields{
		{Type: "search", Name: "q", Label: "事项", Value: a.Text, Key: "/"},
		{Type: "date", Name: "from", Label: "从", Value: dayValue(a.From)}, {Type: "date", Name: "to", Label: "到", Value: dayValue(a.To)},
		{Type: "choice", Name: "class", Label: "类别", Value: a.Class, Example: "全部类别", Options: options(classOptions)},
		{Type: "choice", Name: "only", Label: "情况", Value: a.Only, Example: "全部情况", Options: options(onlyNames)},
	}}
	for _, hidden := range []struct{ name, value string }{{"cause", a.Cause}, {"dept", a.Dept}, {"title", a.Title}, {"hall", a.Hall}, {"place", string(a.Place)}} {
		if hidden.value != "" {
			f.Fields = append(f.Fields, page.Field{Type: "hidden", Name: hidden.name, Value: hidden.value})
		}
	}
	bare := a
	bare.Scope = nil
	if bare != (asking{}) {
		f.Reset = path
	}
	return f
}

func dayValue(d calendar.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// chosen says by what a ledger is narrowed, as its page says it.
func (s *Service) chosen(r *http.Request, path string, a asking) ([]page.Term, error) {
	by := s.House.Chosen(s.filters(path, a))
	note, err := s.narrowed(r, a)
	if note.Text != "" {
		by = append(by, page.Term{Label: "只看", Value: note.Text})
	}
	return by, err
}

// narrowed says by what a ledger is narrowed that has no field of its own.
func (s *Service) narrowed(r *http.Request, a asking) (page.Note, error) {
	var parts []string
	if a.Cause != "" {
		name, err := s.causeName(r.Context(), s.DB, a.Cause, 0)
		if err != nil {
			return page.Note{}, err
		}
		parts = append(parts, "原因："+name)
	}
	for _, p := range []string{label(hallNames, a.Hall), s.Catalog.DeptName(a.Dept), a.Title} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if a.Place != "" {
		parts = append(parts, s.Regions.Name(a.Place))
	}
	return page.Note{Text: strings.Join(parts, "，")}, nil
}

var hallNames = form.Pairs("city", "市级窗口", "county", "区县窗口", "township", "乡镇窗口", "online", "网上和热线")

func (s *Service) ledger(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	a := read(r.URL.Query(), v.Actor)
	before, _ := strconv.ParseInt(r.URL.Query().Get("before"), 10, 64)
	list, err := linesOf(r.Context(), s.DB, a, before, listMost+1)
	if err != nil {
		return err
	}
	total, err := countOf(r.Context(), s.DB, a)
	if err != nil {
		return err
	}
	p := &ledgerData{Heading: "反映事项台账", Tabs: ledgerTabs("/desk/grievances", v), Filters: s.filters("/desk/grievances", a), Sheet: a.href("/desk/grievances.xlsx")}
	if p.Frame, err = s.House.Desk(w, r, p.Heading); err != nil {
		return err
	}
	if p.Note, err = s.narrowed(r, a); err != nil {
		return err
	}
	p.Pager = page.Pager{Total: int(min(total, flow.CountMost)), More: total > flow.CountMost}
	if len(list) > listMost {
		list = list[:listMost]
		p.Pager.Next = joined(a.href("/desk/grievances"), "before="+strconv.FormatInt(list[len(list)-1].ID, 10))
	}
	if before != 0 {
		p.Pager.First = a.href("/desk/grievances")
	}
	p.Table = page.Table{Caption: "反映事项，最近的在前", Heads: []page.Head{{Label: "收到", Plain: true}, {Label: "事项和编号", Main: true}, {Label: "反映人和地点", Plain: true}, {Label: "类别"}, {Label: "承办部门"}, {Label: "现在"}, {Label: "回访"}},
		Empty: page.Empty{Title: "还没有反映事项", Text: "群众在窗口或网上反映办不成的事以后，会列在这里。"}}
	if a.href("") != "" {
		p.Table.Empty = page.Empty{Title: "没有符合条件的", Text: "放宽条件再看看。", Link: page.Link{Href: "/desk/grievances", Label: "看全部"}}
	}
	for _, k := range list {
		p.Table.Rows = append(p.Table.Rows, s.ledgerRow(k))
	}
	return door.Write(w, ledgerPage, p)
}

func joined(href, more string) string {
	if strings.Contains(href, "?") {
		return href + "&" + more
	}
	return href + "?" + more
}

func (s *Service) ledgerRow(k line) page.Row {
	lamp := s.House.Lamp(k.Case)
	row := page.Row{Late: lamp.Colour == string(calendar.Red) && k.ClosedAt == 0}
	title := page.Cell{Text: k.Title, Href: "/desk/cases/" + k.Number(), Small: flow.Grouped(k.Number())}
	if k.Again {
		title.Tags = append(title.Tags, page.Tag{Label: "重复反映"})
	}
	if k.Round > 1 {
		title.Tags = append(title.Tags, page.Tag{Label: "第 " + strconv.FormatInt(k.Round, 10) + " 次办理"})
	}
	visit := page.Cell{}
	if k.VisitedDay != 0 {
		visit.Text = "没有联系上"
		if k.Reached {
			visit.Text = label(levels, strconv.FormatInt(k.Level, 10))
		}
	}
	row.Cells = []page.Cell{{Text: door.Clock(k.OpenedAt), Small: hallWords(k.Hall)}, title, {Text: form.Someone(k.Party), Small: s.Regions.Name(k.Region)},
		{Text: Classes[k.Class], Small: roads[k.Road]}, {Text: s.Catalog.DeptName(k.Dept)}, {Lamp: lamp, Small: s.stateName(k.State)}, visit}
	return row
}

var roads = map[string]string{Explained: "解释疏导", Consulted: "会商办理"}

// hallWords is the level of a window in words.
func hallWords(hall region.Code) string {
	switch {
	case hall == "":
		return "网上和热线"
	case hall.Level() <= region.City:
		return "市级窗口"
	case hall.Level() == region.County:
		return "区县窗口"
	}
	return "乡镇窗口"
}

func (s *Service) stateName(code string) string {
	i := slices.IndexFunc(states, func(x flow.State) bool { return x.Code == code })
	return states[i].Name
}

func (s *Service) ledgerSheet(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	book, err := sheet.NewWriter("反映事项台账", []string{"编号", "收到时间", "受理窗口", "事项", "反映人", "地点", "到现场次数", "类别", "原因", "承办部门", "办理方式", "状态", "答复时间", "是否按时", "结果", "回访日期", "是否解决", "满意程度", "第几次办理", "重复反映"},
		26, 18, 12, 36, 12, 16, 10, 10, 18, 22, 12, 16, 18, 10, 14, 14, 12, 12, 12, 10)
	if err != nil {
		return err
	}
	causes, err := allCauses(r.Context(), s.DB)
	if err != nil {
		return err
	}
	for k, err := range eachLine(r.Context(), s.DB, read(r.URL.Query(), v.Actor)) {
		if err != nil {
			return err
		}
		replied, onTime := "", ""
		if k.RepliedAt != 0 {
			replied, onTime = door.SheetClock(k.RepliedAt), yes(k.OnTime)
		}
		if err := book.Row(flow.Grouped(k.Number()), door.SheetClock(k.OpenedAt), hallWords(k.Hall), k.Title, form.Someone(k.Party), s.Regions.Name(k.Region), k.Times,
			Classes[k.Class], nameOn(causes, k.Cause, wordedOn(k.JudgedDay, k.OpenedAt)), s.Catalog.DeptName(k.Dept), roads[k.Road], s.stateName(k.State), replied, onTime, label(Outcomes, k.Outcome),
			dayValue(k.VisitedDay), map[string]string{"yes": "解决了", "partly": "部分解决", "no": "没有解决"}[k.Solved], label(levels, strconv.FormatInt(k.Level, 10)), k.Round, yes(k.Again)); err != nil {
			return err
		}
	}
	by, err := s.chosen(r, "/desk/grievances", read(r.URL.Query(), people.VisitorOf(r.Context()).Actor))
	if err != nil {
		return err
	}
	return s.House.Export(w, r, door.OfPeople, "反映事项台账", book, by...)
}

func yes(b bool) string {
	if b {
		return "是"
	}
	return "否"
}
