package desk

import (
	"fmt"
	"net/http"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
)

func (f *Front) inbox(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	if !v.Actor.Has(caseworkers...) {
		return f.elsewhere(w, r, v)
	}
	frame, err := f.House.Desk(w, r, "待办")
	if err != nil {
		return err
	}
	d := inboxData{Frame: frame}
	if err := f.fillInbox(r.Context(), &d, v, f.read(r.URL.Query())); err != nil {
		return err
	}
	return door.Write(w, inboxPage, &d)
}

// elsewhere leads staff without an inbox to the first page of their own menu.
func (f *Front) elsewhere(w http.ResponseWriter, r *http.Request, v people.Visitor) error {
	if v.Actor.Has(overseers...) {
		return web.See(w, r, "/desk/overview")
	}
	frame, err := f.House.Desk(w, r, "工作台")
	if err != nil {
		return err
	}
	for _, g := range frame.Side {
		for _, l := range g.Links {
			if !strings.HasPrefix(l.Href, "/desk/me") {
				return web.See(w, r, l.Href)
			}
		}
	}
	return web.See(w, r, "/desk/me")
}

// claim takes the chosen turns for the visitor, each in its own transaction, and says how it went.
func (f *Front) claim(w http.ResponseWriter, r *http.Request) error {
	in, err := web.Posted(r)
	if err != nil {
		return err
	}
	actor := people.VisitorOf(r.Context()).Actor
	took, lost := 0, ""
	for _, turn := range strings.Split(in["turn"], ",") {
		number, _, _ := strings.Cut(turn, " ")
		if number == "" {
			continue
		}
		k, err := f.Engine.ByNumber(r.Context(), number)
		if err == nil {
			_, err = f.Engine.Act(r.Context(), actor, flow.Move{Case: k.ID, Event: "claim"})
		}
		if e, ok := fail.As(err); ok {
			lost = e.Message
			continue
		}
		if err != nil {
			return err
		}
		took++
	}
	switch {
	case took == 0 && lost == "":
		f.House.Say(w, "act", "请先勾选要认领的。")
	case lost != "":
		f.House.Say(w, "act", fmt.Sprintf("认领了 %d 件，有的没有认领成：%s", took, lost))
	default:
		f.House.Say(w, "done", fmt.Sprintf("认领了 %d 件。", took))
	}
	return web.See(w, r, web.Local(in["back"], "/desk"))
}

// caseColumn is what workbooks, and lists in the API, say of a case under one head.
type caseColumn struct {
	name, key string
	width     float64
	say       func(k flow.Case) any
}

func (f *Front) caseColumns() []caseColumn {
	return []caseColumn{
		{"时限", "lamp", 18, func(k flow.Case) any { return f.House.Lamp(k).Words }},
		{"到期", "due", 22, func(k flow.Case) any { return door.SheetClock(k.DueAt) }},
		{"办件编号", "number", 28, func(k flow.Case) any { return flow.Grouped(k.Number()) }},
		{"事项", "title", 40, func(k flow.Case) any { return k.Title }},
		{"申请人", "applicant", 16, func(k flow.Case) any { return f.Engine.Called(k) }},
		{"地点", "place", 16, func(k flow.Case) any { return f.Regions.Name(k.Region) }},
		{"部门", "dept", 22, func(k flow.Case) any { return f.Catalog.DeptName(k.Dept) }},
		{"状态", "state", 12, func(k flow.Case) any { return f.House.StateOf(k).Name }},
		{"收件时间", "received_at", 18, func(k flow.Case) any { return door.SheetClock(k.OpenedAt) }},
		{"渠道", "channel", 10, func(k flow.Case) any { return channels[k.Channel] }},
	}
}

// caseBook begins a workbook of cases, with more columns behind those of a case.
func (f *Front) caseBook(title string, more ...string) (*sheet.Writer, error) {
	var heads []string
	var widths []float64
	for _, c := range f.caseColumns() {
		heads, widths = append(heads, c.name), append(widths, c.width)
	}
	for _, name := range more {
		heads, widths = append(heads, name), append(widths, 16)
	}
	return sheet.NewWriter(title, heads, widths...)
}

func (f *Front) caseRow(k flow.Case) (row []any) {
	for _, c := range f.caseColumns() {
		row = append(row, c.say(k))
	}
	return row
}

var channels = map[string]string{flow.ByWindow: "窗口", flow.ByOnline: "网上", flow.ByAPI: "系统对接"}

func (f *Front) inboxSheet(w http.ResponseWriter, r *http.Request) error {
	book, err := f.caseBook("待办", "环节", "承办")
	if err != nil {
		return err
	}
	v, a := people.VisitorOf(r.Context()), f.read(r.URL.Query())
	for t, err := range f.Engine.InboxAll(r.Context(), v.Actor, a.Filter) {
		if err != nil {
			return err
		}
		if err := book.Row(append(f.caseRow(t.Case), t.Step, t.Holder)...); err != nil {
			return err
		}
	}
	return f.House.Export(w, r, door.OfPeople, "待办", book, f.House.Chosen(f.inboxFilters(v, a))...)
}

type listData struct {
	page.Frame
	Heading, Total, Lead string
	Sheet                string
	Search               page.SearchBox
	Stats                page.Stats
	Chart                page.Chart
	Tally                page.Tally
	Filters              page.Filters
	Table                page.Table
	Pager                page.Pager
	Find, More           page.Form
	Keys                 page.Keys
}

var listPage = page.New[listData](page.Desk, files, "list.html")

func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// search finds a case by its number, or open cases of the scope by name or item.
func (f *Front) search(w http.ResponseWriter, r *http.Request) error {
	d, err := f.searchPage(w, r)
	if err != nil {
		return err
	}
	q := d.Search.Value
	actor := people.VisitorOf(r.Context()).Actor
	if k, err := f.Engine.ByNumber(r.Context(), q); err == nil {
		if _, err := f.Engine.View(r.Context(), actor, k.ID); err == nil {
			return web.See(w, r, address(k))
		}
	}
	if q == "" {
		return door.Write(w, listPage, &d)
	}
	d.Table = page.Table{Caption: "找到的在办件", Heads: caseHeads, Empty: page.Empty{Title: "没有找到", Text: "这里只找得到您管辖范围内在办的；已办结的用编号找，或者在下面按姓名、证件号、手机号找。"}}
	seen := map[int64]bool{}
	for _, p := range actor.Posts {
		if !p.Role.Casework() {
			continue
		}
		list, err := f.Engine.Overview(r.Context(), p, flow.Filter{Text: q}, "", listMost)
		if err != nil {
			return err
		}
		for _, k := range list.Items {
			if !seen[k.ID] {
				seen[k.ID] = true
				d.Table.Rows = append(d.Table.Rows, f.overviewRow(k, nil))
			}
		}
	}
	d.Pager = page.Pager{Total: len(d.Table.Rows), More: len(d.Table.Rows) >= listMost}
	return door.Write(w, listPage, &d)
}

type noticesData struct {
	page.Frame
	List  page.Timeline
	Empty page.Empty
}

var noticesPage = page.New[noticesData](page.Desk, files, "notices.html")

func (f *Front) notices(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	list, err := f.Notices.OfStaff(r.Context(), v.Actor.ID, 100)
	if err != nil {
		return err
	}
	if err := f.Notices.Read(r.Context(), v.Actor.ID); err != nil {
		return err
	}
	frame, err := f.House.Desk(w, r, "消息")
	if err != nil {
		return err
	}
	d := noticesData{Frame: frame}
	if len(list) == 0 {
		d.Empty = page.Empty{Title: "没有消息", Text: "临近到期、被催办、有人转办给您、您提出的有了结果时，会在这里告诉您。"}
	}
	for _, n := range list {
		m := page.Moment{Title: n.Title, When: moment(n.CreatedAt), Who: n.Text}
		if n.ReadAt == 0 {
			m.State = "act"
		}
		k, seen, err := f.Engine.Seen(r.Context(), v.Actor, n.CaseID)
		if err != nil {
			return err
		}
		if seen {
			veil, err := f.House.Veil(r.Context(), f.House.DB, k, v.Actor) // the case may concern him since
			if err != nil {
				return err
			}
			m.Who, m.Links = veil.Text(m.Who), []page.Link{{Href: address(k), Label: "打开"}}
		}
		d.List.Items = append(d.List.Items, m)
	}
	return door.Write(w, noticesPage, &d)
}
