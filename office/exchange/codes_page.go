package exchange

import (
	"cmp"
	"context"

	"wuyou/kit/page"
	"wuyou/office/door"
	"wuyou/office/form"
)

// whyChange asks why somebody wants a code changed: the second person reads it.
var whyChange = form.Field{Name: "why", Label: "为什么改", Type: form.Text, Required: true, Max: 200, Hint: "写明来源，另一人确认时要看"}

func (c *Channel) codesPath() string { return c.Desk + "/codes" }

// codes is the page of the codes, with the forms by which a change is proposed.
func (c *Channel) codes(ctx context.Context, call door.Call) (s door.Screen, err error) {
	if err := c.whole(call.Actor); err != nil {
		return s, err
	}
	stored, err := c.Codes(ctx)
	if err != nil {
		return s, err
	}
	waiting, err := c.waitingCodes(ctx)
	s = door.Screen{Frame: page.Frame{Title: "报送编码对照"}, Crumbs: c.crumbs(),
		Lead: "本市的叫法和省平台的编码，报送时换算；库里存的不变。改动由另一人确认后生效；" +
			"整批的代码由编辑岗或系统管理员用表格导入（管理，导入，报送部门代码）。"}
	if len(waiting.Items) > 0 {
		s.Blocks = append(s.Blocks, door.Block{Title: "等确认的改动", Facts: waiting})
	}
	s.Blocks = append(s.Blocks, c.organBlocks(call, stored[organ])...)
	var fixed []door.Block
	for _, t := range c.Tables {
		if len(t.Sets) > 0 {
			s.Blocks = append(s.Blocks, door.Block{Title: t.Title, Forms: []page.Form{c.setForm(call, t, stored[t.Name])}})
		} else {
			fixed = append(fixed, door.Block{Bare: true, Title: t.Title, Table: fixedTable(t, stored[t.Name])})
		}
	}
	s.Blocks = append(s.Blocks, fixed...)
	return s, err
}

// setForm asks which set of a table is to hold.
func (c *Channel) setForm(call door.Call, t Codes, codes map[string]string) page.Form {
	pick := form.Field{Name: "set", Label: t.Title + "的编码", Type: form.Choice, Required: true}
	for _, x := range t.Sets {
		pick.Options = append(pick.Options, form.Option{Value: x.Value, Label: x.Words + "（" + x.From + "）"})
	}
	now, _ := t.chosen(codes)
	return call.Ask(t.Name, c.codesPath(), form.Of(pick, whyChange), form.Values{"set": now.Value}, page.Act{Label: "提交新的方向", Kind: "quiet"},
		door.HiddenField("table", t.Name))
}

// fixedTable is a table whose codes are not changed by hand.
func fixedTable(t Codes, codes map[string]string) page.Table {
	list := page.Table{Caption: t.Title, Heads: []page.Head{{Label: t.One, Main: true}, {Label: "省平台编码"}}}
	for _, o := range t.Ours {
		list.Rows = append(list.Rows, page.Row{Cells: []page.Cell{{Text: o.Label}, {Text: codes[o.Value]}}})
	}
	return list
}

// waitingCodes are the changes that wait for their second person.
func (c *Channel) waitingCodes(ctx context.Context) (l page.List, err error) {
	list, err := c.Proposals.Waiting(ctx)
	for _, p := range list {
		if p.Kind == c.changeKind() {
			l.Items = append(l.Items, page.Term{Label: p.Object, Value: "等事项发布岗确认", Note: p.Editor + "，" + c.House.Clock(p.At) + " 提出。" + p.Why})
		}
	}
	return l, err
}

// organBlocks list the organs of a place, or those without a code, and ask for the code of one.
func (c *Channel) organBlocks(call door.Call, codes map[string]string) (blocks []door.Block) {
	place, lacking, of := call.About["place"], 0, cmp.Or(call.In["organ"], call.About["organ"])
	t := page.Table{Caption: "部门代码", Heads: []page.Head{{Label: "部门", Main: true}, {Label: "统一社会信用代码"}, {Label: "操作", Plain: true}},
		Empty: page.Empty{Title: "代码都填了", Text: "要改哪个部门的，先选地方。"}}
	for _, o := range c.Organs() {
		now := page.Cell{Text: codes[o.Code]}
		if now.Text == "" {
			now.Tags = []page.Tag{{Label: "没有填", Kind: "act"}}
			lacking++
		}
		if place == "" && now.Text == "" || place == string(o.Region) {
			edit := c.codesPath() + "?place=" + place + "&organ=" + o.Code + "#edit"
			t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{{Text: o.Name}, now, {Text: "填写", Href: edit}}})
		}
		if o.Code == of {
			theirs := form.Field{Name: "theirs", Label: o.Name + "的统一社会信用代码", Type: form.Credit, Required: true,
				Hint: "18 位。确认生效后，因此被拒收的可以重新报送，夜里也会自动补报"}
			edit := call.Ask("edit", c.codesPath(), form.Of(theirs, whyChange), form.Values{"theirs": now.Text},
				page.Act{Label: "提交，等另一人确认"}, door.HiddenField("organ", of))
			blocks = append(blocks, door.Block{Title: "修改部门代码", Forms: []page.Form{edit}})
		}
	}
	places := page.Tally{Label: "地方", Links: []page.Link{{Href: c.codesPath(), Label: "没有填", Count: page.Num(lacking), Current: place == ""}}}
	for _, p := range c.halls() {
		href := c.codesPath() + "?place=" + string(p)
		places.Links = append(places.Links, page.Link{Href: href, Label: c.Regions.Name(p), Current: place == string(p)})
	}
	return append(blocks, door.Block{Bare: true, Title: "部门代码", Tally: places, Table: t})
}

// changeCodes proposes the code of an organ, or another set for a table.
func (c *Channel) changeCodes(ctx context.Context, call door.Call) (after door.After, err error) {
	if err := c.whole(call.Actor); err != nil {
		return after, err
	}
	x := codeChange{Organ: call.In["organ"], Theirs: call.In["theirs"]}
	if x.Organ == "" {
		x.Table, x.Set = call.In["table"], call.In["set"]
	}
	return door.Seen(c.codesPath(), "已提交，等事项发布岗确认后，下次报送起用。"), c.propose(ctx, call.Visitor, x, call.In["why"])
}
