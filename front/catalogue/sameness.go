package catalogue

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/catalog"
	"wuyou/office/door"
	"wuyou/office/door/listing"
)

const samenessPath = itemsPath + "/sameness"

// sameness declares the list of items that differ between levels in what must be the same (四级同源).
func (f *Front) sameness() listing.Ledger[catalog.Unlike] {
	level := func(it *catalog.Item) string { return catalog.Label(catalog.Levels, it.Level) }
	differs := func(u catalog.Unlike) string {
		var names []string
		for _, d := range u.Differs {
			names = append(names, d.Element)
		}
		return strings.Join(names, "、")
	}
	return listing.Ledger[catalog.Unlike]{
		Name: "sameness", Path: samenessPath, Title: "四级同源检查", Roles: readers, Of: door.OfFigures, Unit: "项",
		List:  func(ctx context.Context, _ door.Call) ([]catalog.Unlike, error) { return f.Catalog.Sameness(ctx) },
		Empty: page.Empty{Title: "没有不一致的事项", Text: "基本编码相同或者名称相同的事项，名称、编码、类型、依据、条件、材料、环节和时限都一样。"},
		Columns: []listing.Column[catalog.Unlike]{
			{Name: "事项", Key: "name", Main: true, Width: 40, Value: func(u catalog.Unlike) any { return u.Item.Name }, Cell: func(u catalog.Unlike) page.Cell {
				return page.Cell{Text: u.Item.Name, Small: u.Item.Code, Href: fmt.Sprintf("%s/%d", itemPath(u.ID)+"/unlike", u.OfID)}
			}},
			listing.Words("行使层级", "level", 14, func(u catalog.Unlike) string { return level(u.Item) }),
			listing.Words("比照的事项", "of", 40, func(u catalog.Unlike) string { return strings.TrimSpace(level(u.Of) + " " + u.Of.Code) }),
			listing.SheetOnly("编码", 52, func(u catalog.Unlike) any { return u.Item.Code }),
			listing.Words("不一致的要素", "elements", 50, differs),
		},
		Around: func(_ context.Context, _ door.Call, s *door.Screen) error {
			s.Lead = "同一事项在市、县、乡、村各级应当名称、编码、类型、依据、条件、材料、环节和时限一致。每一行和层级最高的那一项比。"
			s.Crumbs = []page.Link{itemsCrumb}
			return nil
		},
	}
}

// unlike shows what differs between two items.
func (f *Front) unlike(ctx context.Context, c door.Call) (door.Screen, error) {
	var s door.Screen
	list, err := f.Catalog.Sameness(ctx)
	if err != nil {
		return s, err
	}
	for _, u := range list {
		if u.ID != c.PathInt("id") || u.OfID != c.PathInt("of") {
			continue
		}
		s.Title, s.Lead = u.Item.Name, "比照 "+u.Of.Name+"（"+u.Of.Code+"）"
		s.Crumbs = []page.Link{itemsCrumb, {Href: samenessPath, Label: "四级同源检查"}}
		b := door.Block{Links: []page.Link{{Href: itemPath(u.ID), Label: "打开这一项", Icon: "file"}, {Href: itemPath(u.OfID), Label: "打开比照的那一项", Icon: "file"}}}
		for _, d := range u.Differs {
			b.Differences = append(b.Differences, door.Difference{Element: d.Element, Lines: brisk(door.Differ(door.Lines(d.Before), door.Lines(d.After)))})
		}
		s.Blocks = []door.Block{b}
		return s, nil
	}
	return s, fail.NotFound("这两项没有不一致的要素，或者已经改好")
}
