package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// first leads staff to the first page of their own menu: to the inbox, where they have one.
func (f *Front) first(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	switch {
	case v.Actor.Has(caseworkers...):
		return web.See(w, r, door.Address(inboxPath, form.Values(web.Asked(r)))) // its filters stood in this address once
	case v.Actor.Has(overseers...):
		return web.See(w, r, overviewPath)
	}
	frame, err := f.House.Desk(w, r, "工作台")
	if err != nil {
		return err
	}
	return web.See(w, r, start(frame.Side))
}

// start is where the day of who has no cases begins: where something waits, or else with what is always there, such as the staff; a list
// that has a count and nothing in it comes last.
func start(menu []page.Group) string {
	steady, empty := "", ""
	for _, g := range menu {
		for _, l := range g.Links {
			switch {
			case strings.HasPrefix(l.Href, "/desk/me"):
			case l.Count != "" && l.Count != "0":
				return l.Href
			case l.Count == "" && g.Title == "管理":
				steady = cmp.Or(steady, l.Href)
			default:
				empty = cmp.Or(empty, l.Href)
			}
		}
	}
	return cmp.Or(steady, empty, "/desk/me")
}

// claim takes the ticked cases for the visitor, each in its own transaction, and says how it went.
func (f *Front) claim(ctx context.Context, c door.Call) (door.After, error) {
	took, lost := 0, ""
	for number := range strings.SplitSeq(c.In["turn"], ",") {
		if number == "" {
			continue
		}
		k, err := f.Engine.ByNumber(ctx, number)
		if err == nil {
			_, err = f.Engine.Act(ctx, c.Actor, flow.Move{Case: k.ID, Event: "claim"})
		}
		if e, ok := fail.As(err); ok {
			lost = e.Message
			continue
		}
		if err != nil {
			return door.After{}, err
		}
		took++
	}
	done := door.Seen(door.Address(inboxPath, c.About), fmt.Sprintf("认领了 %d 件。", took))
	switch {
	case took == 0 && lost == "":
		done.Kind, done.Say = "act", "请先勾选要认领的。"
	case lost != "":
		done.Kind, done.Say = "act", fmt.Sprintf("认领了 %d 件，有的没有认领成：%s", took, lost)
	}
	return done, nil
}

// noticesPath is where the messages to the visitor are, and noticesMost how many a page shows.
const (
	noticesPath = "/desk/notices"
	noticesMost = 50
)

type noticesData struct {
	page.Frame
	List  page.Timeline
	Pager page.Pager
	Empty page.Empty
}

var noticesPage = page.New[noticesData](page.Desk, files, "notices.html")

// notices shows the visitor's messages, the latest first, and notes that he has seen them.
func (f *Front) notices(w http.ResponseWriter, r *http.Request) error {
	v, after := people.VisitorOf(r.Context()), r.URL.Query().Get("after")
	before, err := strconv.ParseInt(cmp.Or(after, "0"), 36, 64)
	if err != nil {
		return fail.Invalid("翻页的位置不对，请从第一页开始")
	}
	list, err := f.Notices.OfStaff(r.Context(), v.Actor.ID, before, noticesMost+1)
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
	if after != "" {
		d.Pager.First = noticesPath
	}
	if len(list) > noticesMost {
		list = list[:noticesMost]
		d.Pager.Next = noticesPath + "?after=" + strconv.FormatInt(list[noticesMost-1].ID, 36)
	}
	d.Pager.Here, d.Pager.Unit = len(list), "条"
	if len(list) == 0 {
		d.Empty = page.Empty{Title: "没有消息", Text: "临近到期、被催办、有人转办给您、您提出的有了结果时，会在这里告诉您。"}
	}
	var ids []int64
	for _, n := range list {
		ids = append(ids, n.CaseID)
	}
	seen, err := f.Engine.SeenOf(r.Context(), v.Actor, ids...)
	if err != nil {
		return err
	}
	cases, err := f.Engine.CasesOf(r.Context(), f.DB, ids...)
	if err != nil {
		return err
	}
	veils, err := f.House.Veils(r.Context(), f.DB, v.Actor, slices.Collect(maps.Values(cases))...) // one may concern him since
	if err != nil {
		return err
	}
	for _, n := range list {
		m := page.Moment{Title: n.Title, When: f.House.Clock(n.CreatedAt), Who: veils[n.CaseID].Text(n.Text)}
		if n.ReadAt == 0 {
			m.State = "act"
		}
		if k, ok := seen[n.CaseID]; ok {
			m.Links = []page.Link{{Href: address(k), Label: "打开"}}
		}
		d.List.Items = append(d.List.Items, m)
	}
	return door.Write(w, noticesPage, &d)
}
