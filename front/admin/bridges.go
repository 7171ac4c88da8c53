package admin

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
)

const (
	bridgesPath = door.Admin + "/bridges"
	bridgeSetUp = "/bridge/setup" // wuyou bridge knows it
)

// bridges lists the PCs of windows that read cards, and registers another.
func (f *Front) bridges(ctx context.Context, c door.Call) (door.Screen, error) {
	s := door.Screen{Frame: page.Frame{Title: "窗口电脑"}, Lead: "登记过的窗口电脑接上读卡器，收件时按“读身份证”就能读出姓名和证件号；读到的由这台电脑签名，停用以后马上不算。" +
		"安装和启动见 docs/bridge.md。"}
	list, err := f.devices.Bridges(ctx, f.scope(c))
	if err != nil {
		return s, err
	}
	q, err := f.bridgeForm(ctx, c)
	if err != nil {
		return s, err
	}
	t := page.Table{Caption: "窗口电脑",
		Heads: []page.Head{{Label: "窗口电脑", Main: true}, {Label: "状态"}, {Label: "登记"}, {Label: "停用", Plain: true}},
		Empty: page.Empty{Title: "还没有登记窗口电脑", Text: "没有登记的窗口照旧手工填写，台账里写明是手工录入。"}}
	for _, b := range list {
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{
			{Text: b.Title, Small: f.where(b.Region)}, f.bridgeState(b),
			{Text: f.House.Clock(b.AddedAt), Small: b.AddedBy},
			{Acts: []page.Act{{Label: "停用", Kind: "plain", Size: "small", Form: "ends", Action: fmt.Sprintf("%s/%d/end", bridgesPath, b.ID),
				Confirm: "停用以后，这台电脑读到的身份证不再算数。停用" + b.Title + "？"}}}}})
	}
	s.Blocks = []door.Block{
		{Bare: true, Table: t, Post: page.Form{ID: "ends"}},
		{Title: "登记一台窗口电脑", Forms: []page.Form{c.Ask("add", bridgesPath, q, nil, page.Act{Label: "登记，取设置码"})}},
	}
	return s, nil
}

// bridgeState says whether a PC is in use, or waits for its code.
func (f *Front) bridgeState(b device.Bridge) page.Cell {
	switch {
	case b.InUse():
		return page.Cell{Text: "在用"}
	case b.GoodUntil < f.Now().UnixMilli():
		return page.Cell{Text: "设置码已过期", Small: "停用它，再登记一次"}
	}
	return page.Cell{Text: "等输入设置码", Small: f.House.Clock(b.GoodUntil) + "前有效"}
}

// scope is the place of the administrator's post.
func (f *Front) scope(c door.Call) region.Code {
	for _, p := range c.Actor.Posts {
		if p.Role == people.System {
			return p.Region
		}
	}
	return f.City
}

// bridgeForm asks at which place the PC stands, of those that have windows, and what it is called.
func (f *Front) bridgeForm(ctx context.Context, c door.Call) (form.Form, error) {
	place := f.scope(c)
	held, err := f.Roster.Held(ctx, f.DB, place, place.Last(), people.Window)
	at := form.Field{Name: "place", Label: "在哪里", Type: form.Choice, Required: true, Hint: "和这个窗口的岗位在同一个地方，读到的才算"}
	for _, h := range held {
		o := form.Option{Value: string(h.Region), Label: f.where(h.Region)}
		if !slices.Contains(at.Options, o) {
			at.Options = append(at.Options, o)
		}
	}
	title := form.Field{Name: "title", Label: "名称", Type: form.Text, Required: true, Max: 40, Hint: "例如：综合窗口 3 号。会写进收件的台账"}
	return form.Of(at, title), err
}

// bridgeStarted shows the code with which the PC is set up, now and never again.
func (f *Front) bridgeStarted(ctx context.Context, c door.Call) (after door.After, err error) {
	q, err := f.bridgeForm(ctx, c)
	if err != nil {
		return after, err
	}
	in, err := q.Check(c.Only(q))
	if err != nil {
		return after, err
	}
	code, good, err := f.devices.StartBridge(ctx, c.Actor, c.IP, region.Code(in["place"]), in["title"])
	if err != nil {
		return after, err
	}
	c.In = form.Values{}
	s, err := f.bridges(ctx, c)
	s.Notes = []page.Note{{Kind: "act", Title: "设置码 " + code[:4] + " " + code[4:8] + " " + code[8:], Text: fmt.Sprintf(
		"在%s的电脑上运行：wuyou bridge --setup %s --url %s。只能用一次，%d 分钟内有效；离开这一页就看不到了。",
		in["title"], code, f.House.Site, int(good.Minutes()))}}
	return door.After{Show: &s}, err
}

func (f *Front) bridgeEnded(ctx context.Context, c door.Call) (after door.After, err error) {
	one, err := f.devices.Bridge(ctx, c.PathInt("id"))
	if err == nil && !f.scope(c).Covers(one.Region) {
		err = fail.NotFound("没有登记这台窗口电脑，或已经停用")
	}
	if err != nil {
		return after, err
	}
	return door.Seen(bridgesPath, "已停用。"), f.devices.EndBridge(ctx, c.Actor, c.IP, one)
}
