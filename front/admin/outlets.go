package admin

import (
	"cmp"
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/form"
	"wuyou/office/outlet"
	"wuyou/office/people"
	"wuyou/office/proposal"
	"wuyou/office/region"
)

const outletsPath = door.Admin + "/outlets"

func (f *Front) loadOutlets(ctx context.Context) error { return f.Outlets.Load(ctx, f.DB) }

// outletTable imports outlets.
func (f *Front) outletTable() door.Import {
	return door.Import{
		Name: "outlets", Title: "服务网点", Kept: outlet.Kept, Roles: []people.Role{people.Editor, people.System}, Load: f.loadOutlets,
		About: "编码已有的更新，没有的新增，表里没有的列不动，从不删除。“就近办”和首页照这里说的告诉群众哪里开着；撤销了的写撤销日期。",
		Columns: func(context.Context) (sheet.Layout, error) {
			city, _ := f.Regions.Find(f.City)
			places := append([]region.Place{city}, f.Regions.Children(f.City)...)
			return outlet.Columns(places[:min(2, len(places))]...), nil
		},
		Run: func(ctx context.Context, tx *db.DB, in door.Importing) (door.Imported, error) {
			r, err := outlet.Import(ctx, tx, in.Sheet, f.Regions, f.City, false, in.Progress)
			return door.Imported(r), err
		},
	}
}

// outletList declares the list of all outlets, those that ended too.
func (f *Front) outletList() listing.Ledger[outlet.Outlet] {
	text := listing.Words[outlet.Outlet]
	return listing.Ledger[outlet.Outlet]{
		Name: "outlets", Path: outletsPath, Title: "服务网点", Roles: dayRoles, Of: door.OfFigures, Unit: "个",
		List:  func(ctx context.Context, _ door.Call) ([]outlet.Outlet, error) { return outlet.All(ctx, f.DB) },
		Empty: page.Empty{Title: "还没有服务网点", Text: "导入以后，“就近办”才有地址、电话和开放时间。"},
		Columns: []listing.Column[outlet.Outlet]{
			{Name: "名称", Key: "name", Main: true, Width: 30, Value: func(o outlet.Outlet) any { return o.Name },
				Cell: func(o outlet.Outlet) page.Cell {
					return page.Cell{Text: o.Name, Href: outletsPath + "/" + o.Code, Small: o.Address, Tags: f.outletTags(o)}
				}},
			{Name: "网点编码", Key: "code", Width: 18, Value: func(o outlet.Outlet) any { return o.Code }},
			text("地区", "place", 16, func(o outlet.Outlet) string { return f.where(o.Region) }),
			text("电话", "phone", 16, func(o outlet.Outlet) string { return o.Phone }),
			text("开放时间", "hours", 30, func(o outlet.Outlet) string { return o.Hours }),
			text("现在", "state", 30, func(o outlet.Outlet) string { return o.At(f.Rules.Calendar(), f.Now()).Words() }),
			{Name: "地址", Key: "address", Width: 30, Value: func(o outlet.Outlet) any { return o.Address }},
		},
		Around: func(_ context.Context, c door.Call, s *door.Screen) error {
			s.Lead = "“就近办”和首页照这张表告诉群众哪里开着、怎么走。成批的用导入，改一个的点名称。"
			if c.Is(importers...) && f.House.Over(c, "", importers...) {
				s.Acts = []page.Act{{Label: "导入服务网点", Href: importPath + "?kind=outlets", Kind: "quiet"}}
			}
			return nil
		},
	}
}

// outletTags mark an outlet that is made up, closed for a while, or ended.
func (f *Front) outletTags(o outlet.Outlet) (tags []page.Tag) {
	if o.IsSample {
		tags = append(tags, page.Tag{Label: "示例", Kind: "act"})
	}
	switch {
	case !o.Stands(f.today()):
		tags = append(tags, page.Tag{Label: "已撤销"})
	case o.Closed(f.today()):
		tags = append(tags, page.Tag{Label: "暂停开放", Kind: "act"})
	}
	return tags
}

// outletOf is the outlet of the address, whether it stands or ended.
func (f *Front) outletOf(ctx context.Context, code string) (outlet.Outlet, error) {
	all, err := outlet.All(ctx, f.DB)
	for _, o := range all {
		if o.Code == code {
			return o, nil
		}
	}
	if err == nil {
		err = fail.NotFound("没有这个服务网点")
	}
	return outlet.Outlet{}, err
}

// outlet shows one outlet, and the form by which it is changed.
func (f *Front) outlet(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Crumbs: []page.Link{{Href: outletsPath, Label: "服务网点"}}}
	o, err := f.outletOf(ctx, c.Path("outlet"))
	if err != nil {
		return s, err
	}
	s.Title, s.Lead, s.Tags = o.Name, o.At(f.Rules.Calendar(), f.Now()).Words(), f.outletTags(o)
	if o.IsSample {
		s.Notes = []page.Note{{Text: "地址、电话、开放时间是示例，不是真的；改过确认以后去掉“示例”。"}}
	}
	if !f.House.Over(c, o.Region, people.Editor) {
		s.Blocks = []door.Block{{Facts: page.List{Wide: true, Items: outletFacts(o)}}}
		return s, nil
	}
	ask := c.Ask("outlet", outletsPath+"/"+o.Code, outletForm(), outletValues(o), page.Act{Label: "提交，等另一人确认"})
	s.Blocks = []door.Block{{Title: "改这个网点", Forms: []page.Form{ask}}}
	return s, nil
}

// outletForm asks what can change of an outlet.
func outletForm() form.Form {
	day := func(name, label, hint string) form.Field {
		return form.Field{Name: name, Label: label, Type: form.Date, Hint: hint}
	}
	number := func(name, label, hint string) form.Field {
		return form.Field{Name: name, Label: label, Type: form.Number, Low: 1, High: 99, Hint: hint}
	}
	return form.Of(
		form.Field{Name: "name", Label: "名称", Type: form.Text, Required: true, Max: 60},
		form.Field{Name: "address", Label: "地址", Type: form.Text, Required: true, Max: 100},
		form.Field{Name: "phone", Label: "电话", Type: form.Text, Max: 30, Hint: "群众打得通的，带区号。"},
		form.Field{Name: "hours", Label: "开放时间", Type: form.Area, Required: true, Max: 200, Hint: "照“" + outlet.HoursLike + "”的样子填。"},
		form.Field{Name: "way", Label: "怎么走", Type: form.Area, Max: 200, Hint: "公交、停车。"},
		form.Field{Name: "parking", Label: "好停车", Type: form.Bool},
		form.Field{Name: "wheelchair", Label: "轮椅进得去", Type: form.Bool},
		day("closed_from", "暂停开放的第一天", "不暂停的不填。"),
		day("closed_until", "暂停开放的最后一天", "还不知道的不填。"),
		form.Field{Name: "closed_why", Label: "为什么暂停", Type: form.Text, Max: 60, Hint: "例如搬迁、停电。"},
		form.Field{Name: "instead", Label: "暂停时到哪里办", Type: form.Text, Max: 100},
		number("map_x", "示意图上的位置，从西往东", "1 到 99；不填就不画在图上。"),
		number("map_y", "示意图上的位置，从北往南", ""),
		day("ended_on", "撤销日期", "撤销了的填最后开放的一天；以后不再显示。"),
		form.Reason("why", "为什么改", true, ""),
	)
}

func outletValues(o outlet.Outlet) form.Values {
	number := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	return form.Values{
		"name": o.Name, "address": o.Address, "phone": o.Phone, "hours": o.Hours, "way": o.Way, "parking": form.Tick(o.Parking),
		"wheelchair": form.Tick(o.Wheelchair), "closed_from": o.ClosedFrom.String(), "closed_until": o.ClosedUntil.String(),
		"closed_why": o.ClosedWhy, "instead": o.Instead, "map_x": number(o.MapX), "map_y": number(o.MapY), "ended_on": o.EndedOn.String(),
	}
}

// outletFacts is an outlet as the form asks it, without what is empty.
func outletFacts(o outlet.Outlet) (list []page.Term) {
	q, v := outletForm(), outletValues(o)
	for _, field := range q.Fields {
		if said := field.Show(v[field.Name]); said != "" {
			list = append(list, page.Term{Label: field.Label, Value: said})
		}
	}
	return list
}

const outletKind = "outlet"

func (f *Front) outletPosted(ctx context.Context, c door.Call) (door.After, error) {
	o, err := f.outletOf(ctx, c.Path("outlet"))
	if err != nil {
		return door.After{}, err
	}
	if !f.House.Over(c, o.Region, people.Editor) {
		return door.After{}, fail.Forbidden("这个网点不在您的岗位管的地方")
	}
	q := outletForm()
	in, err := q.Check(c.Only(q))
	if err != nil {
		return door.After{}, err
	}
	day := func(name string) calendar.Day {
		d, _ := calendar.ParseDay(in[name]) // the form asked for a day
		return d
	}
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(in[name], 10, 64) // the form asked for a number
		return n
	}
	o.Name, o.Address, o.Phone, o.Hours, o.Way = in["name"], in["address"], in["phone"], in["hours"], in["way"]
	o.Parking, o.Wheelchair, o.IsSample = in["parking"] != "", in["wheelchair"] != "", false
	o.ClosedFrom, o.ClosedUntil, o.ClosedWhy, o.Instead = day("closed_from"), day("closed_until"), in["closed_why"], in["instead"]
	o.MapX, o.MapY, o.EndedOn = number("map_x"), number("map_y"), day("ended_on")
	if wrong := o.Check(f.Regions, f.City); len(wrong) > 0 {
		return door.After{}, fail.Invalid("请改好再提交", wrong...)
	}
	return f.House.Propose(ctx, c, outletKind, o, in["why"])
}

// outlets: an editor proposes what an outlet becomes, a publisher agrees; it holds at once.
func (f *Front) outlets() door.Changing {
	return door.ChangingOf(door.Change[outlet.Outlet]{
		Kind: outletKind, Title: "服务网点", Load: f.loadOutlets,
		Place: func(_ context.Context, _ proposal.Proposal, o outlet.Outlet) (region.Code, error) {
			return o.Region, nil
		},
		Object: func(_ context.Context, o outlet.Outlet) string {
			return o.Name
		},
		Show: f.showOutlet,
		Apply: func(ctx context.Context, tx *db.DB, _ door.Call, _ proposal.Proposal, o outlet.Outlet) (int64, error) {
			if wrong := o.Check(f.Regions, f.City); len(wrong) > 0 { // its place may have ended since
				return 0, fail.Conflict("这个网点%s，请退回重新提出", wrong[0].Message)
			}
			if err := outlet.Put(ctx, tx, o); err != nil {
				return 0, err
			}
			return 0, tx.Changed(ctx, outlet.Kept)
		},
	})
}

// showOutlet says what changes of an outlet, as it stands now.
func (f *Front) showOutlet(ctx context.Context, o outlet.Outlet) ([]door.Block, error) {
	old, err := f.outletOf(ctx, o.Code)
	if err != nil {
		return nil, err
	}
	q, before, after := outletForm(), outletValues(old), outletValues(o)
	b := door.Block{Title: "改了什么", Facts: page.List{Wide: true}}
	for _, field := range q.Fields {
		if was, is := before[field.Name], after[field.Name]; was != is {
			b.Facts.Items = append(b.Facts.Items, page.Term{
				Label: field.Label, Value: shownOr(field, is), Note: "现在：" + shownOr(field, was), Strong: true,
			})
		}
	}
	if old.IsSample {
		b.Notes = []page.Note{{Text: "现在的是示例，确认以后不再标“示例”。"}}
	}
	if len(b.Facts.Items) == 0 && !old.IsSample {
		b.Lead = "和现在的一样。"
	}
	return []door.Block{b}, nil
}

// shownOr is an answer in words; none is said to be none.
func shownOr(f form.Field, v string) string { return cmp.Or(f.Show(v), "（不填）") }
