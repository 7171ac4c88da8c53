// Package catalogue is where the office keeps its items: their versions and elements, where each is handled, and the table by which
// they are imported.
//
// An editor drafts and a publisher lets it take effect (the two-person rule of GB/T 22239-2019). Read items.go for the list, item.go
// for one item, draft.go for the version that is being edited, element.go and list.go for its parts, offers.go for where it is
// handled, import.go for the table.
package catalogue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// Front is what the pages of the catalogue stand on.
type Front struct {
	*office.Office

	own     []roster.OwnRole // see knowing
	preview Preview
}

// New makes the catalogue's pages. What is done to it stands in the audit log, and who edited a version is told what others decided.
func New(o *office.Office, preview Preview) *Front {
	f := &Front{Office: o, preview: preview}
	f.Catalog.Log = func(ctx context.Context, tx *db.DB, by people.Actor, act, object, reason string) error {
		return f.Audit.Log(ctx, tx, by, people.VisitorOf(ctx).IP, act, object, reason)
	}
	f.Catalog.Decided = f.decided
	return f
}

// Service is what the rest of the program sees of it.
func (f *Front) Service() door.Service {
	items := door.Entry{Href: itemsPath, Label: "事项", Group: "管理", Roles: readers}
	return door.Service{
		Routes: f.routes(), Ledgers: []door.Listing{listing.Of(f.House, f.ledger()), listing.Of(f.House, f.sameness())}, Staff: []door.Entry{items},
		Imports: []door.Import{f.table()}, Changes: []door.Changing{f.offersChange()}, Shelves: f.shelves,
	}
}

// On the first page of the portal stand the guides that were replaced lately, where the item is handled at the place.
const (
	renewedShown = 3
	renewedDays  = 60
)

func (f *Front) shelves(_ context.Context, place region.Code, who string) ([]door.Shelf, error) {
	s := door.Shelf{Title: "最近更新的指南", Aside: true}
	since := f.Now().AddDate(0, 0, -renewedDays).UnixMilli()
	for _, r := range f.Catalog.Renewed() {
		if r.PublishedAt < since || len(s.Links) == renewedShown {
			break
		}
		e, err := f.Catalog.Entry(r.ItemID)
		if err != nil || e.State != catalog.Published || slices.Contains(strings.Fields(e.Audience), "1") != (who == "1") {
			continue
		}
		if _, err := f.Catalog.Handler(e.ID, place); err != nil && place.Level() >= region.County {
			continue
		}
		s.Links = append(s.Links, page.Link{Href: fmt.Sprintf("/items/%d", e.ID), Label: e.Name, Note: page.Date(calendar.At(r.PublishedAt))})
	}
	return []door.Shelf{s}, nil
}

// readers see the catalogue with its drafts.
var readers = []people.Role{people.Editor, people.Publisher}

const itemsPath = door.Admin + "/items"

// routes are the pages. Who may look and who may change is asked here; that nobody publishes his own version is asked where it is done.
func (f *Front) routes() []web.Route {
	items, edit, publish := f.Roster.Roles(readers...), f.House.Wide(people.Editor), f.House.Wide(people.Publisher)
	get, post := f.House.GetRoute, f.House.PostRoute
	const one = itemsPath + "/{id}"
	return []web.Route{
		get(itemsPath+"/new", "新建事项", edit, f.itemNew),
		post(itemsPath+"/new", "新建事项", edit, f.itemNewPosted, f.itemNew),
		get(one, "一个事项", items, f.item),
		get(one+"/unlike/{of}", "两项不一致的要素", items, f.unlike),
		post(one+"/edit", "开始编辑", edit, f.itemEdit, f.item),
		post(one+"/state", "暂停、恢复、取消事项", publish, f.itemState, f.item),
		post(one+"/offers", "改开办地区", edit, f.offersPosted, f.item),
		get(one+"/compare", "比较两版", items, f.compare),
		get(one+"/draft", "草稿", items, f.draft),
		post(one+"/draft", "送审、发布、退回、放弃草稿", f.House.Wide(people.Editor, people.Publisher), f.draftPosted, f.draft),
		{Method: "GET", Path: one + "/draft/preview", Access: items, Title: "预览草稿的办事指南", Handle: f.previewed},
		get(one+"/draft/{part}", "编辑一个要素", items, f.part),
		post(one+"/draft/{part}", "保存一个要素", edit, f.partPosted, f.part),
		get(one+"/draft/{part}/{n}", "编辑一条", items, f.entry),
		post(one+"/draft/{part}/{n}", "保存一条", edit, f.entryPosted, f.entry),
	}
}

// knowing is the front that knows the roles which the office added.
func (f *Front) knowing(ctx context.Context) (*Front, error) {
	g := *f
	var err error
	g.own, err = f.Roster.OwnRoles(ctx)
	return &g, err
}

// decided tells who edited a version of an item, in the transaction that decides, that it is published, or why it was sent back.
func (f *Front) decided(ctx context.Context, tx *db.DB, by people.Actor, v catalog.Version, why string) error {
	it, err := v.Item()
	if err != nil {
		return err
	}
	template := "change_declined"
	if v.State == catalog.Published {
		template = "change_agreed"
	}
	words := map[string]string{"object": fmt.Sprintf("事项“%s”第 %d 版", it.Name, v.Version), "by": by.Name, "reason": why}
	return f.Notices.Send(ctx, tx, notice.To{Staff: v.EditorID}, template, words)
}
