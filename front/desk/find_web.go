package desk

import (
	"net/http"
	"strconv"
	"strings"

	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/persons"
)

// Who lost the slip is served at the window: the clerk finds the person's cases, also those that are over, by the name, number or telephone
// that he is shown, for a purpose that is logged with what was found.

// findMost is how many cases one look shows.
const findMost = 20

var findForm = form.Of(
	form.Field{Name: "who", Label: "找谁", Type: form.Text, Required: true, Max: 100, Hint: "完整的姓名或单位名称、手机号、证件号、统一社会信用代码，任填一种"},
	form.Field{Name: "purpose", Label: "做什么用", Type: form.Text, Required: true, Max: 200, Hint: "例如：本人到窗口，查询单丢了，已核对身份证。会记入审计日志"},
)

func findAsk(in form.Values, wrong error) page.Form {
	return page.Form{
		ID: "find", Action: "/desk/search", Error: door.Summary(wrong), Fields: door.Fields(findForm, in, wrong),
		Submit: page.Act{Label: "查找，含已办结的", Kind: "plain", Icon: "search"},
	}
}

// find shows the cases of who is sought, within the scope of the clerk's posts.
func (f *Front) find(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), people.VisitorOf(r.Context())
	posted, err := web.Posted(r)
	if err != nil {
		return err
	}
	d, err := f.searchPage(w, r)
	if err != nil {
		return err
	}
	in, err := findForm.Check(form.Values(posted))
	if err == nil {
		err = f.House.Vague("purpose", in["purpose"])
	}
	if err == nil {
		err = f.Persons.Paced(ctx, v)
	}
	var s persons.Seek
	if err == nil {
		s, err = f.Persons.Seek(ctx, in["who"])
	}
	if door.Mended(err) {
		d.Find = findAsk(form.Values(posted), err)
		return door.WriteStatus(w, web.Status(err), listPage, &d)
	}
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(posted["before"], 10, 64)
	list, err := f.Engine.Found(ctx, v.Actor, slipRoles, f.openly(), s, before, findMost+1)
	if err != nil {
		return err
	}
	hits := page.Num(int64(len(list))) + " 件"
	if len(list) > findMost {
		list, hits = list[:findMost], strconv.Itoa(findMost)+" 件以上"
		d.More = page.Form{
			ID: "more", Action: "/desk/search",
			Submit: page.Act{Label: "再往前 " + strconv.Itoa(findMost) + " 件", Kind: "quiet"},
			Fields: page.Fields{
				{Type: "hidden", Name: "who", Value: in["who"]},
				{Type: "hidden", Name: "purpose", Value: in["purpose"]},
				{Type: "hidden", Name: "before", Value: strconv.FormatInt(list[findMost-1].ID, 10)},
			},
		}
	}
	if err := f.Persons.Looked(ctx, v, s, hits, in["purpose"]); err != nil {
		return err
	}
	tags, err := f.tags(ctx, list)
	if err != nil {
		return err
	}
	d.Find = findAsk(in, nil)
	d.Table = page.Table{
		Caption: "按" + s.By + "找到的办件，最近的在前", Heads: caseHeads,
		Empty: page.Empty{Title: "没有找到", Text: "您管辖的范围内没有这个人的办件。别处受理的，请群众到受理的窗口，或拨打服务热线。"},
	}
	for _, k := range list {
		row := f.overviewRow(k, tags[k.ID])
		if k.ClosedAt != 0 {
			row.Cells[0].Small = strings.TrimSpace(door.Clock(k.ClosedAt) + " 结束")
		}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	d.Pager.Here = len(list)
	w.Header().Set("Cache-Control", "private, no-store")
	return door.Write(w, listPage, &d)
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

// searchPage is the page of the search before anything was sought.
func (f *Front) searchPage(w http.ResponseWriter, r *http.Request) (listData, error) {
	frame, err := f.House.Desk(w, r, "找办件")
	d := listData{
		Frame: frame, Heading: "找办件",
		Search: page.SearchBox{
			Action: "/desk/search", Label: "编号、申请人或事项", Value: strings.TrimSpace(r.URL.Query().Get("q")),
			Example: "23 位编号，或申请人、事项的一部分", Button: "查找", Key: "/",
		},
	}
	if people.VisitorOf(r.Context()).Actor.Has(slipRoles...) {
		d.Find = findAsk(nil, nil)
	}
	return d, err
}
