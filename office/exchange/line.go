package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/office/door"
)

// faultWords are a reason with the field in words.
func (c *Channel) faultWords(fault string) string {
	field, rest, ok := strings.Cut(fault, "：")
	if label := c.Fields[field]; ok && label != "" {
		return label + "：" + rest
	}
	return fault
}

// mendAt is where what a line was refused for is mended; without an address: nowhere.
func (c *Channel) mendAt(fault string) page.Link {
	field, _, ok := strings.Cut(fault, "：")
	if !ok || c.Mend == nil {
		return page.Link{}
	}
	return c.Mend(field)
}

// line is the page of a line: of ours how it stands and what is told, without identity; of what only the platform has, that.
func (c *Channel) line(ctx context.Context, call door.Call) (s door.Screen, err error) {
	if err := c.whole(call.Actor); err != nil {
		return s, err
	}
	key := call.Path("key")
	l, err := lineByKey(ctx, c.DB, c.Name, key)
	ours := !errors.Is(err, db.ErrNone)
	if ours && err != nil {
		return s, err
	}
	t, err := thereByKey(ctx, c.DB, c.Name, key)
	theirs := !errors.Is(err, db.ErrNone)
	switch {
	case theirs && err != nil:
		return s, err
	case !ours && !theirs:
		return s, fail.NotFound("没有这条记录")
	case ours:
		return c.ourLine(ctx, l, theirs)
	}
	table := page.Table{Caption: "省平台清单里的这一条",
		Heads: []page.Head{{Label: "办件编号", Main: true}, {Label: "事项"}, {Label: c.Note.There}, {Label: "时间"}},
		Rows:  []page.Row{{Cells: []page.Cell{{Text: t.Number}, {Text: t.Title}, {Text: cmp.Or(t.Note, "—")}, {Text: t.Time}}}}}
	return door.Screen{Frame: page.Frame{Title: "只在省里的记录"}, Crumbs: c.crumbs(), Blocks: []door.Block{{Bare: true, Table: table}},
		Lead: "本市没有这个记录标识的记录。可能是其他系统用同一个来源编号报的，请和省平台核对。"}, nil
}

// ourLine is the page of a line of ours.
func (c *Channel) ourLine(ctx context.Context, l Line, theirs bool) (s door.Screen, err error) {
	s = door.Screen{Frame: page.Frame{Title: c.part(l.What) + "的报送"}, Crumbs: c.crumbs(page.Link{Href: c.dayPath(l.Day), Label: c.House.Day(l.Day)})}
	about := door.Block{Title: "报送情况"}
	if about.Facts, err = c.lineFacts(ctx, l, theirs); err != nil {
		return s, err
	}
	if c.Platform.On() && (l.State != Sent || !theirs) {
		about.Forms = []page.Form{{ID: "resend", Action: c.linePath(l.Key), Submit: page.Act{Label: "重新报送"}}}
	}
	if l.Fault != "" {
		note := page.Note{Kind: "act", Title: "没有报送成功", Text: c.faultWords(l.Fault)}
		if l.State == Refused {
			note.Title = "省平台拒收"
		}
		if at := c.mendAt(l.Fault); at.Href != "" {
			note.Links = []page.Link{at}
		}
		s.Notes = []page.Note{note}
	}
	shown, err := c.Show(ctx, l)
	if err != nil {
		return s, err
	}
	links := shown.Links
	others, err := linesOf(ctx, c.DB, c.Name, l.Record)
	for _, one := range others {
		if one.Key != l.Key {
			links = append(links, page.Link{Href: c.linePath(one.Key), Label: c.part(one.What), Icon: "file",
				Note: c.House.Clock(one.At) + "　" + stateWords[one.State]})
		}
	}
	s.Blocks = []door.Block{about, {Title: "报送的内容", Facts: shown.Said}, {Bare: true, Links: links}}
	return s, err
}

// lineFacts say how a line of ours stands.
func (c *Channel) lineFacts(ctx context.Context, l Line, theirs bool) (page.List, error) {
	facts := page.List{Items: []page.Term{
		{Label: "状态", Value: stateWords[l.State], Strong: true, Note: map[bool]string{true: "省平台的清单里有"}[theirs]},
		{Label: "记录标识", Value: l.Key}, {Label: "报送次数", Value: fmt.Sprint(l.Tries)}}}
	switch l.State {
	case Sent:
		facts.Items = append(facts.Items, page.Term{Label: "省平台接收", Value: c.House.Clock(l.SentAt)})
	case Pending:
		next := page.Term{Label: "下次报送", Value: c.House.Clock(l.DueAt) + " 以后"}
		if l.Behind != "" {
			first, err := lineByKey(ctx, c.DB, c.Name, l.Behind)
			if err != nil {
				return facts, err
			}
			if first.State != Sent {
				next = page.Term{Label: "等着", Value: c.part(first.What) + "被省平台接收以后再报送",
					Link: page.Link{Href: c.linePath(first.Key), Label: "看" + c.part(first.What) + "的报送"}}
			}
		}
		facts.Items = append(facts.Items, next)
	}
	if l.Again != "" {
		facts.Items = append(facts.Items, page.Term{Label: "上次补报", Value: by(l.Again) + "，" + c.House.Clock(l.AgainAt)})
	}
	return facts, nil
}

func (c *Channel) resent(ctx context.Context, call door.Call) (after door.After, err error) {
	if err := c.whole(call.Actor); err != nil {
		return after, err
	}
	key := call.Path("key")
	return door.Seen(c.linePath(key), "已排队，几秒后报送。"), c.Resend(ctx, call.Visitor, key)
}
