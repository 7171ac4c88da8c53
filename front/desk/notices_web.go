package desk

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/notice"
	"wuyou/office/people"
)

// noticesPath is where the messages to the visitor are, and noticesMost how many a page shows.
const (
	noticesPath = door.DeskNotices
	noticesMost = 50
)

// systemType is how an address names the type of notice.System.
const systemType = "system"

// notices shows the visitor's messages, the latest first, of all types or of one; it marks none as read.
func (f *Front) notices(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Frame: page.Frame{Title: "消息"}, Acts: []page.Act{{Label: "我提出的", Kind: "quiet", Href: "/desk/admin/proposed"}}}
	after := c.About["after"]
	before, err := strconv.ParseInt(cmp.Or(after, "0"), 36, 64)
	if err != nil {
		return s, fail.Invalid("翻页的位置不对，请从第一页开始")
	}
	asked := notice.Asked{Unread: c.About["unread"] != ""}
	for _, t := range notice.Types {
		if c.About["type"] == typeName(t) {
			asked.Typed, asked.Type = true, t
		}
	}
	list, err := f.Notices.OfStaff(ctx, c.Actor.ID, asked, before, noticesMost+1)
	if err != nil {
		return s, err
	}
	unread, err := f.Notices.UnreadBy(ctx, c.Actor.ID)
	if err != nil {
		return s, err
	}
	s.Tally = typesTally(asked, unread)
	b := door.Block{Bare: true, Pager: page.Pager{Unit: "条"}}
	if after != "" {
		b.Pager.First = door.Address(noticesPath, c.About, "after", "")
	}
	if len(list) > noticesMost {
		list = list[:noticesMost]
		b.Pager.Next = door.Address(noticesPath, c.About, "after", strconv.FormatInt(list[noticesMost-1].ID, 36))
	}
	b.Pager.Here = len(list)
	b.Table = page.Table{Caption: "消息，最近的在前", Heads: []page.Head{{Label: "消息", Main: true, Long: true}, {Label: "时间", Plain: true}, {Label: "", Plain: true}}}
	if b.Table.Rows, err = f.messages(ctx, c, list); err != nil {
		return s, err
	}
	b.Table.Empty = page.Empty{Title: "没有消息", Text: "临近到期、被催办、有人转办给您、您提出的有了结果时，会在这里告诉您。"}
	if asked != (notice.Asked{}) {
		b.Table.Empty = page.Empty{Title: "没有这样的消息", Text: "换一类看，或者看全部。"}
	}
	if len(unread) > 0 {
		b.Post = page.Form{ID: "notices", Action: door.Address(noticesPath, c.About)}
		if after == "" && len(list) > 0 {
			b.Post.Fields = page.Fields{door.HiddenField("last", list[0].ID)}
			if asked == (notice.Asked{}) || asked == (notice.Asked{Unread: true}) {
				s.Acts = append([]page.Act{{Label: "全部标为已读", Kind: "quiet", Form: "notices", Name: "do", Value: "all",
					Confirm: "把没看过的消息全部标为已读？消息都还在，可以再看。"}}, s.Acts...)
			}
		}
	}
	s.Blocks = []door.Block{b}
	return s, nil
}

func typeName(t notice.Type) string { return cmp.Or(string(t), systemType) }

// typesTally leads to the messages of each type, with how many of them are unread, and to those that are.
func typesTally(asked notice.Asked, unread map[notice.Type]int64) page.Tally {
	sum := int64(0)
	for _, n := range unread {
		sum += n
	}
	t := page.Tally{Label: "哪一类，其中没看过的几条", Links: []page.Link{
		{Href: noticesPath, Label: "全部", Current: asked == notice.Asked{}},
		{Href: noticesPath + "?unread=1", Label: "没看过的", Count: page.Num(sum), Current: asked == notice.Asked{Unread: true}},
	}}
	for _, one := range notice.Types {
		t.Links = append(t.Links, page.Link{Href: noticesPath + "?type=" + typeName(one), Label: one.Name(), Count: page.Num(unread[one]),
			Current: asked.Typed && asked.Type == one})
	}
	return t
}

// messages are rows of messages, each under the veil of its case.
func (f *Front) messages(ctx context.Context, c door.Call, list []notice.Shown) (rows []page.Row, err error) {
	var ids []int64
	for _, n := range list {
		ids = append(ids, n.CaseID)
	}
	seen, err := f.Engine.SeenOf(ctx, c.Actor, ids...)
	if err != nil {
		return nil, err
	}
	cases, err := f.Engine.CasesOf(ctx, f.DB, ids...)
	if err != nil {
		return nil, err
	}
	veils, err := f.House.Veils(ctx, f.DB, c.Actor, slices.Collect(maps.Values(cases))...) // one may concern him since
	if err != nil {
		return nil, err
	}
	for _, n := range list {
		what := page.Cell{Text: n.Title, Small: veils[n.CaseID].Text(n.Text), Tags: []page.Tag{{Label: n.Type.Name()}}}
		if _, ok := seen[n.CaseID]; ok {
			what.Href = noticesPath + "/" + itoa(n.ID)
		}
		row := page.Row{Unread: n.ReadAt == 0, Cells: []page.Cell{what, {Text: f.House.Clock(n.CreatedAt)}, {}}}
		if row.Unread {
			row.Cells[2].Acts = []page.Act{{Label: "标为已读", Kind: "quiet", Size: "small", Form: "notices", Name: "id", Value: itoa(n.ID)}}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// mark notes that the visitor has read one message, or all up to the newest that he was shown.
func (f *Front) mark(ctx context.Context, c door.Call) (door.After, error) {
	back := door.Seen(door.Address(noticesPath, c.About), "")
	if c.In["do"] == "all" {
		back.Say = "全部标为已读了。"
		return back, f.Notices.ReadTo(ctx, c.Actor.ID, c.Int("last"))
	}
	_, err := f.Notices.Read(ctx, c.Actor.ID, c.Int("id"))
	return back, err
}

// openNotice leads to what a message is about, which marks it as read.
func (f *Front) openNotice(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := people.VisitorOf(ctx)
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	n, err := f.Notices.Read(ctx, v.Actor.ID, id)
	if err != nil {
		return err
	}
	seen, err := f.Engine.SeenOf(ctx, v.Actor, n.CaseID)
	if err != nil {
		return err
	}
	if k, ok := seen[n.CaseID]; ok {
		return web.See(w, r, address(k))
	}
	return web.See(w, r, noticesPath)
}
