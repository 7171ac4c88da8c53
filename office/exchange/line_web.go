package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"wuyou/kit/db"
	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/people"
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

func (c *Channel) line(w http.ResponseWriter, r *http.Request) error {
	if err := c.whole(r); err != nil {
		return err
	}
	ctx, key := r.Context(), r.PathValue("key")
	l, err := lineByKey(ctx, c.DB, c.Name, key)
	ours := !errors.Is(err, db.ErrNone)
	if ours && err != nil {
		return err
	}
	t, err := thereByKey(ctx, c.DB, c.Name, key)
	theirs := !errors.Is(err, db.ErrNone)
	switch {
	case theirs && err != nil:
		return err
	case !ours && !theirs:
		return fail.NotFound("没有这条记录")
	}
	crumbs := []page.Link{c.list()}
	if ours {
		crumbs = append(crumbs, page.Link{Href: c.dayPath(l.Day), Label: l.Day.Words()})
	}
	frame, err := c.frame(w, r, "一条报送", append(crumbs, page.Link{Label: "一条报送"})...)
	if err != nil {
		return err
	}
	d := screen{Frame: frame, Heading: "只在省里的记录", Lead: "本市没有这个记录标识的记录。可能是其他系统用同一个来源编号报的，请和省平台核对。"}
	if ours {
		d.Heading, d.Lead = c.part(l.What)+"的报送", ""
		if err := c.lineParts(r, &d, l, theirs); err != nil {
			return err
		}
	} else {
		d.Extra = page.Table{Caption: "省平台清单里的这一条",
			Heads: []page.Head{{Label: "办件编号", Main: true}, {Label: "事项"}, {Label: c.Note.There}, {Label: "时间"}},
			Rows:  []page.Row{{Cells: []page.Cell{{Text: t.Number}, {Text: t.Title}, {Text: cmp.Or(t.Note, "—")}, {Text: t.Time}}}}}
	}
	return door.Write(w, screenPage, &d)
}

// lineParts are what is known of a line of ours: how it stands, and what is told, without identity.
func (c *Channel) lineParts(r *http.Request, d *screen, l Line, theirs bool) error {
	ctx := r.Context()
	d.About.Items = []page.Term{{Label: "状态", Value: stateWords[l.State], Strong: true, Note: map[bool]string{true: "省平台的清单里有"}[theirs]},
		{Label: "记录标识", Value: l.Key}, {Label: "报送次数", Value: fmt.Sprint(l.Tries)}}
	switch l.State {
	case Sent:
		d.About.Items = append(d.About.Items, page.Term{Label: "省平台接收", Value: door.Clock(l.SentAt)})
	case Pending:
		next := page.Term{Label: "下次报送", Value: door.Clock(l.DueAt) + " 以后"}
		if l.Behind != "" {
			first, err := lineByKey(ctx, c.DB, c.Name, l.Behind)
			if err != nil {
				return err
			}
			if first.State != Sent {
				next = page.Term{Label: "等着", Value: c.part(first.What) + "被省平台接收以后再报送",
					Link: page.Link{Href: c.linePath(first.Key), Label: "看" + c.part(first.What) + "的报送"}}
			}
		}
		d.About.Items = append(d.About.Items, next)
	}
	if l.Fault != "" {
		d.Note = page.Note{Kind: "act", Title: "没有报送成功", Text: c.faultWords(l.Fault)}
		if l.State == Refused {
			d.Note.Title = "省平台拒收"
		}
		if at := c.mendAt(l.Fault); at.Href != "" {
			d.Note.Links = []page.Link{at}
		}
	}
	if l.Again != "" {
		d.About.Items = append(d.About.Items, page.Term{Label: "上次补报", Value: by(l.Again) + "，" + door.Clock(l.AgainAt)})
	}
	if c.Platform.On() && (l.State != Sent || !theirs) {
		d.Acts = []page.Form{{ID: "resend", Action: r.URL.Path, Submit: page.Act{Label: "重新报送"}}}
	}
	shown, err := c.Show(ctx, l)
	if err != nil {
		return err
	}
	d.Said, d.Links = shown.Said, shown.Links
	others, err := linesOf(ctx, c.DB, c.Name, l.Record)
	for _, one := range others {
		if one.Key != l.Key {
			d.Links = append(d.Links, page.Link{Href: c.linePath(one.Key), Label: c.part(one.What), Icon: "file",
				Note: door.Clock(one.At) + "　" + stateWords[one.State]})
		}
	}
	return err
}

func (c *Channel) resent(w http.ResponseWriter, r *http.Request) error {
	if err := c.whole(r); err != nil {
		return err
	}
	if err := c.Resend(r.Context(), people.VisitorOf(r.Context()), r.PathValue("key")); err != nil {
		return err
	}
	c.House.Say(w, "done", "已排队，几秒后报送。")
	return web.See(w, r, r.URL.Path)
}
