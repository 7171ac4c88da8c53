package rating

import (
	"context"
	"fmt"
	"slices"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// coders print the codes of windows and terminals and open their screens.
var coders = []people.Role{people.Window, people.Output, people.Supervisor}

const codesPath = deskPath + "/codes"

// codes lists the windows and terminals of the visitor's scope, each with its sheet for the wall and its screen.
func (s *Service) codes(ctx context.Context, c door.Call) (door.Screen, error) {
	post, err := s.scope(c.Actor)
	if err != nil {
		return door.Screen{}, err
	}
	place := post.Region
	d := door.Screen{Frame: page.Frame{Title: "评价码和评价器"}, Lead: "评价码打印在 A4 纸上，贴在窗口或终端，群众用手机扫。" +
		"评价器是窗口的平板，由监管岗设置一次；办完一件会自己亮起来，60 秒不操作自动返回。"}
	windows, err := s.windowTable(ctx, c, place)
	if err != nil {
		return d, err
	}
	terminals, err := s.terminalTable(ctx, place)
	add := c.Ask("add", deskPath+"/terminals", s.terminalForm(place), nil, page.Act{Label: "登记"})
	d.Blocks = []door.Block{
		{Bare: true, Title: "窗口", Table: windows, Post: page.Form{ID: "ends"}},
		{Bare: true, Title: "自助终端", Table: terminals},
		{Title: "登记一台自助终端", Forms: []page.Form{add}},
	}
	return d, err
}

func (s *Service) windowTable(ctx context.Context, c door.Call, place region.Code) (page.Table, error) {
	t := page.Table{Caption: "窗口的评价码和评价器",
		Heads: []page.Head{{Label: "窗口", Main: true}, {Label: "在岗人员"}, {Label: "评价码"}, {Label: "评价器"}, {Label: "公开页"}},
		Empty: page.Empty{Title: "辖区内没有窗口"}}
	held, err := s.Roster.Held(ctx, s.DB, place, place.Last(), device.Windows...)
	if err != nil {
		return t, err
	}
	pads, err := s.Devices.Pads(ctx)
	for _, h := range held {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: h.Title, Small: s.Regions.Path(h.Region, region.County)}, {Text: h.Name},
			{Text: "打印", Href: fmt.Sprintf("%s/%d", codesPath, h.ID)}, s.padCell(c, pads, h), {Text: "查看", Href: windowFigures(h.ID)}}})
	}
	return t, err
}

// padCell says whether the window has a pad; who oversees may set one up.
func (s *Service) padCell(c door.Call, pads []device.Pad, h roster.Held) page.Cell {
	cell, again := page.Cell{Text: "没有"}, ""
	if i := slices.IndexFunc(pads, func(p device.Pad) bool { return p.Post == h.ID }); i >= 0 {
		cell.Text, cell.Small = "在用", s.House.Clock(pads[i].AddedAt)+" "+pads[i].AddedBy+"设置"
		again = "原来的评价器马上停用。重新设置" + h.Title + "的评价器？"
	}
	if c.Is(bureau...) {
		cell.Acts = []page.Act{{Label: "设置评价器", Kind: "plain", Size: "small", Form: "ends", Action: fmt.Sprintf("%s/%d/pad", codesPath, h.ID), Confirm: again}}
	}
	return cell
}

func (s *Service) terminalTable(ctx context.Context, place region.Code) (page.Table, error) {
	t := page.Table{Caption: "自助终端的评价码和评价屏",
		Heads: []page.Head{{Label: "自助终端", Main: true}, {Label: "评价码"}, {Label: "评价屏"}, {Label: "停用", Plain: true}},
		Empty: page.Empty{Title: "还没有登记自助终端", Text: "在下面登记一台，就有它自己的评价码和评价屏。"}}
	list, err := s.Devices.Terminals(ctx, place)
	for _, one := range list {
		path := fmt.Sprintf("%s/terminals/%d", deskPath, one.ID)
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: one.Title, Small: s.Regions.Path(one.Region, region.County)}, {Text: "打印", Href: path}, {Text: "打开", Href: s.screenPath(one.ID)},
			{Acts: []page.Act{{Label: "停用", Kind: "plain", Size: "small", Form: "ends", Action: path + "/end",
				Confirm: "停用以后，这台终端的评价码和评价屏就打不开了。停用" + one.Title + "？"}}}}})
	}
	return t, err
}

// padStarted shows the code that sets up the pad of a window, now and never again.
func (s *Service) padStarted(ctx context.Context, c door.Call) (after door.After, err error) {
	st, err := s.standOf(ctx, c)
	if err != nil {
		return after, err
	}
	good, err := s.limit(ctx, "pad_setup")
	if err != nil {
		return after, err
	}
	code, err := s.Devices.StartPad(ctx, c.Visitor, st, good)
	if err != nil {
		return after, err
	}
	d, err := s.codes(ctx, c)
	d.Notes = []page.Note{{Kind: "act", Title: "设置码 " + code[:4] + " " + code[4:8] + " " + code[8:], Text: fmt.Sprintf(
		"在%s的平板上打开 %s/pad，输入这 12 位数字。只能用一次，%d 分钟内有效；离开这一页就看不到了。", st.Title, s.House.Site, int(good.Minutes()))}}
	return door.After{Show: &d}, err
}

func (s *Service) terminalForm(scope region.Code) form.Form {
	return form.Of(s.placeField("放在哪里", scope), form.Field{Name: "title", Label: "名称", Type: form.Text, Required: true, Max: 40, Hint: "写明大厅、楼层和第几台，会印在评价码上"})
}

// placeField asks for one of the places of a scope: itself or one right below it.
func (s *Service) placeField(label string, scope region.Code) form.Field {
	f := form.Field{Name: "place", Label: label, Type: form.Choice, Required: true,
		Options: []form.Option{{Value: string(scope), Label: s.Regions.Name(scope)}}}
	if scope.Level() < region.City { // the province's own staff
		return f
	}
	for _, c := range s.Regions.Children(scope) {
		f.Options = append(f.Options, form.Option{Value: string(c.Code), Label: c.Name})
	}
	return f
}

func (s *Service) terminalAdded(ctx context.Context, c door.Call) (door.After, error) {
	post, err := s.scope(c.Actor)
	if err != nil {
		return door.After{}, err
	}
	q := s.terminalForm(post.Region)
	in, err := q.Check(c.Only(q))
	if err == nil {
		_, err = s.Devices.AddTerminal(ctx, c.Actor, c.IP, device.Terminal{Region: region.Code(in["place"]), Title: in["title"]})
	}
	return door.Seen(codesPath, "已登记。打印评价码贴在终端上，或者在终端上打开评价屏。"), err
}

func (s *Service) terminalEnded(ctx context.Context, c door.Call) (after door.After, err error) {
	st, err := s.standOf(ctx, c)
	if err != nil {
		return after, err
	}
	return door.Seen(codesPath, "已停用。"), s.Devices.EndTerminal(ctx, c.Actor, c.IP, st)
}

// standOf is the window or terminal of the address. Returns fail.NotFound for one out of the visitor's scope.
func (s *Service) standOf(ctx context.Context, c door.Call) (st device.Stand, err error) {
	if c.Path("terminal") != "" {
		st, err = s.Devices.Terminal(ctx, c.PathInt("terminal"))
	} else {
		st, err = s.Devices.Window(ctx, c.PathInt("post"))
	}
	if err != nil {
		return st, err
	}
	post, err := s.scope(c.Actor)
	if err == nil && !post.Region.Covers(st.Region) {
		err = fail.NotFound("辖区内没有这个窗口")
	}
	return st, err
}
