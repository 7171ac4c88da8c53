package catalogue

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
)

// offers are the places where an item is handled, and by which department.
func (f *Front) offers(c door.Call, e catalog.Entry) door.Block {
	depts := f.Catalog.Offers(e.ID)
	b := door.Block{ID: "offers", Title: "开办地区", Count: fmt.Sprintf("%d 处", len(depts)), Lead: "在哪里办、由哪个部门办。改动由另一人确认后生效。"}
	for _, d := range depts {
		b.Facts.Items = append(b.Facts.Items, page.Term{Label: f.Regions.Name(d.Region), Value: d.Name})
	}
	if len(depts) == 0 {
		b.Notes = []page.Note{{Kind: "act", Title: "还没有开办地区", Text: "没有开办地区的事项，办事人申请不了。"}}
	}
	if c.Is(people.Editor) {
		submit := page.Act{Label: "提交，等另一人确认", Kind: "quiet"}
		ask := c.Ask("offer", itemPath(e.ID)+"/offers", f.offerForm(depts), form.Values{"short": e.Dept}, submit)
		b.Folds = []page.Way{{Label: "改开办地区", Form: ask}}
	}
	return b
}

func (f *Front) offerForm(now []catalog.Dept) form.Form {
	var regions, shorts, drop []form.Option
	for _, p := range f.House.Places() {
		regions = append(regions, form.Option{Value: string(p.Code), Label: p.Name})
	}
	for _, d := range now {
		drop = append(drop, form.Option{Value: string(d.Region), Label: f.Regions.Name(d.Region), Hint: d.Name})
	}
	for _, o := range f.shorts() {
		shorts = append(shorts, form.Option{Value: o.Value, Label: o.Label})
	}
	q := form.Of(
		form.Field{Name: "regions", Label: "新开办，或者换部门的地方", Type: form.Choices, Options: regions},
		form.Field{Name: "short", Label: "由哪个部门办", Type: form.Choice, Options: shorts, Hint: "选部门的简称；当地没有登记这个部门的，会登记一个。"},
	)
	if len(drop) > 0 {
		q.Fields = append(q.Fields, form.Field{Name: "drop", Label: "不再办的地方", Type: form.Choices, Options: drop})
	}
	q.Fields = append(q.Fields, form.Reason("why", "为什么改", true, ""))
	return q
}

// offersPosted proposes where an item is handled.
func (f *Front) offersPosted(ctx context.Context, c door.Call) (door.After, error) {
	e, err := f.Catalog.Stored(ctx, c.PathInt("id"))
	if err != nil {
		return door.After{}, err
	}
	q := f.offerForm(f.Catalog.Offers(e.ID))
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	o := offerChange{Item: e.ID, Name: e.Name, Short: in["short"], At: codes(in["regions"]), Drop: codes(in["drop"])}
	switch {
	case len(o.At)+len(o.Drop) == 0:
		return door.After{}, fail.Invalid("请勾选地方", fail.Field{Name: "regions", Message: "请勾选要改的地方"})
	case len(o.At) > 0 && o.Short == "":
		return door.After{}, fail.Invalid("请选择部门", fail.Field{Name: "short", Message: "请选择由哪个部门办"})
	}
	return f.House.Propose(ctx, c, offersKind, o, in["why"])
}

// codes are the regions of a choice.
func codes(v string) []region.Code {
	var list []region.Code
	for _, r := range strings.Split(v, ",") {
		if r != "" {
			list = append(list, region.Code(r))
		}
	}
	return list
}

// offerChange is where an item is handled from now on, and where no more.
type offerChange struct {
	Item        int64
	Name, Short string
	At, Drop    []region.Code
}

const offersKind = "offers"

// offersChange: an editor proposes where an item is handled, a publisher agrees.
func (f *Front) offersChange() door.Changing {
	return door.ChangingOf(door.Change[offerChange]{
		Kind: offersKind, Title: "开办地区", Load: f.Catalog.Load,
		Object: func(_ context.Context, o offerChange) string { return "“" + o.Name + "”的开办地区" },
		Show: func(_ context.Context, o offerChange) ([]door.Block, error) {
			var list []door.DifferenceLine
			for _, r := range o.At {
				list = append(list, door.DifferenceLine{Word: "新增", Text: f.Regions.Name(r) + "：" + o.Short})
			}
			for _, r := range o.Drop {
				list = append(list, door.DifferenceLine{Word: "删去", Text: f.Regions.Name(r)})
			}
			return []door.Block{{
				Title: "改了什么", Differences: []door.Difference{{Element: "开办地区", Lines: list}},
				Links: []page.Link{{Href: itemPath(o.Item), Label: o.Name, Icon: "file"}},
			}}, nil
		},
		Apply: func(ctx context.Context, tx *db.DB, _ door.Call, _ proposal.Proposal, o offerChange) (int64, error) {
			var at []catalog.Place
			for _, r := range o.At {
				at = append(at, catalog.Place{Region: r, Name: f.Regions.Name(r)})
			}
			if err := f.Catalog.Unoffer(ctx, tx, o.Item, o.Drop...); err != nil {
				return 0, err
			}
			return 0, f.Catalog.Offer(ctx, tx, o.Item, o.Short, at...)
		},
	})
}
