package desk

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

const searchPath = "/desk/search"

// findMost is how many cases one look for a person shows, and searchMost how many a look for open cases in the scope of each post.
const findMost, searchMost = 20, 50

var findForm = form.Of(
	form.Field{Name: "who", Label: "找谁", Type: form.Text, Required: true, Max: 100, Hint: "完整的姓名或单位名称、手机号、证件号、统一社会信用代码，任填一种"},
	form.Field{Name: "purpose", Label: "做什么用", Type: form.Text, Required: true, Max: 200, Hint: "例如：本人到窗口，查询单丢了，已核对身份证。会记入审计日志"},
)

// search finds a case by its number, or open cases of the scope by name or item.
func (f *Front) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if k, err := f.Engine.ByNumber(ctx, strings.TrimSpace(r.URL.Query().Get("q"))); err == nil {
		if _, err := f.Engine.View(ctx, people.VisitorOf(ctx).Actor, k.ID); err == nil {
			return web.See(w, r, address(k))
		}
	}
	return f.House.Get(f.searched)(w, r)
}

// searched is the page of the search with the open cases that were found.
func (f *Front) searched(ctx context.Context, c door.Call) (door.Screen, error) {
	q := strings.TrimSpace(c.About["q"])
	if q == "" {
		return f.searchPage(c, q), nil
	}
	var found []line
	more, seen := false, map[int64]bool{}
	for _, p := range c.Actor.Posts {
		if !p.Role.Casework() {
			continue
		}
		list, err := f.Engine.Overview(ctx, p, flow.Filter{Text: q}, "", searchMost)
		if err != nil {
			return door.Screen{}, err
		}
		more = more || list.Next != ""
		for _, k := range list.Items {
			if !seen[k.ID] {
				seen[k.ID] = true
				found = append(found, line{TurnRow: openCase(k)})
			}
		}
	}
	b, err := f.foundBlock(ctx, c, "找到的在办件", found)
	b.Table.Empty = page.Empty{Title: "没有找到",
		Text: "这里只找得到您管辖范围内在办的；已办结的用编号找，或者在下面按姓名、证件号、手机号找。"}
	b.Pager = page.Pager{Unit: "件", Total: len(found), More: more}
	return f.searchPage(c, q, b), err
}

// find shows the cases of who is sought, also those that are over, within the scope of the clerk's posts: who lost the slip is served at the
// window, by the name, number or telephone that he shows, for a purpose that is logged with what was found.
func (f *Front) find(ctx context.Context, c door.Call) (door.After, error) {
	in, err := findForm.Check(c.Only(findForm))
	if err == nil {
		err = f.House.Vague("purpose", in["purpose"])
	}
	if err == nil {
		err = f.Persons.Paced(ctx, c.Visitor)
	}
	if err != nil {
		return door.After{}, err
	}
	s, err := f.Persons.Seek(ctx, in["who"])
	if err != nil {
		return door.After{}, err
	}
	list, err := f.Engine.Found(ctx, c.Actor, slipRoles, f.openly(), s, c.Int("before"), findMost+1)
	if err != nil {
		return door.After{}, err
	}
	hits, more := page.Num(int64(len(list)))+" 件", len(list) > findMost
	if more {
		list, hits = list[:findMost], strconv.Itoa(findMost)+" 件以上"
	}
	if err := f.Persons.Looked(ctx, c.Visitor, s, hits, in["purpose"]); err != nil {
		return door.After{}, err
	}
	found := make([]line, len(list))
	for i, k := range list {
		found[i] = line{TurnRow: openCase(k)}
	}
	b, err := f.foundBlock(ctx, c, "按"+s.By+"找到的办件，最近的在前", found)
	b.Table.Empty = page.Empty{Title: "没有找到", Text: "您管辖的范围内没有这个人的办件。别处受理的，请群众到受理的窗口，或拨打服务热线。"}
	b.Pager = page.Pager{Unit: "件", Here: len(list)}
	if more {
		b.Forms = []page.Form{{
			ID: "more", Action: searchPath, Submit: page.Act{Label: "再往前 " + strconv.Itoa(findMost) + " 件", Kind: "quiet"},
			Fields: page.Fields{
				door.HiddenField("who", in["who"]), door.HiddenField("purpose", in["purpose"]), door.HiddenField("before", list[findMost-1].ID),
			},
		}}
	}
	page := f.searchPage(c, "", b)
	return door.After{Show: &page}, err
}

// openly are the kinds of cases of which staff know whose they are.
func (f *Front) openly() (kinds []string) {
	for _, s := range f.House.Services {
		if !s.Apart && !s.Table.Inner {
			kinds = append(kinds, s.Table.Kind)
		}
	}
	return kinds
}

// foundBlock shows cases as the list of open cases does.
func (f *Front) foundBlock(ctx context.Context, c door.Call, caption string, found []line) (b door.Block, err error) {
	b.Bare = true
	if err = f.fillTags(ctx, c.Visitor, found); err != nil {
		return b, err
	}
	l := f.overview()
	b.Table, err = l.Table(ctx, f.House, c.Visitor, found)
	b.Table.Caption = caption
	return b, err
}

// searchPage is the page of the search, with what was found. Those to whom people come also look for a person's cases.
func (f *Front) searchPage(c door.Call, q string, found ...door.Block) door.Screen {
	s := door.Screen{Frame: page.Frame{Title: "找办件"}, Blocks: found, Find: page.SearchBox{
		Action: searchPath, Label: "编号、申请人或事项", Value: q, Example: "23 位编号，或申请人、事项的一部分", Button: "查找", Key: "/",
	}}
	if c.Is(slipRoles...) {
		ask := c.Ask("find", searchPath, findForm, c.Only(findForm), page.Act{Label: "查找，含已办结的", Kind: "quiet", Icon: "search"})
		s.Blocks = append(s.Blocks, door.Block{Title: "办事人没带编号", Forms: []page.Form{ask},
			Lead: "核对证件以后，按姓名、证件号或手机号找他的办件，已办结的也找得到；打开以后可以换一张查询单。"})
	}
	return s
}

// items proposes names of items for a filter.
func (f *Front) items(w http.ResponseWriter, r *http.Request) error {
	list := []page.Suggestion{}
	for _, e := range f.Catalog.Suggest(r.URL.Query().Get("q"), 8) {
		list = append(list, page.Suggestion{Label: e.Name, Note: e.Dept, Value: e.Name})
	}
	return web.JSON(w, http.StatusOK, list)
}
