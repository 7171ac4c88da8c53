package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"wuyou/kit/fail"
	"wuyou/kit/page"
	"wuyou/kit/web"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// first leads staff to the first page of their own menu: to the inbox, where they have one.
func (f *Front) first(w http.ResponseWriter, r *http.Request) error {
	v := people.VisitorOf(r.Context())
	switch {
	case v.Actor.Has(caseworkers...):
		return web.See(w, r, door.Address(inboxPath, form.Values(web.Asked(r)))) // its filters stood in this address once
	case v.Actor.Has(overseers...):
		return web.See(w, r, overviewPath)
	}
	frame, err := f.House.Desk(w, r, "工作台")
	if err != nil {
		return err
	}
	return web.See(w, r, start(frame.Side))
}

// start is where the day of who has no cases begins: where something waits, or else with what is always there, such as the staff; a list
// that has a count and nothing in it comes last.
func start(menu []page.Group) string {
	steady, empty := "", ""
	for _, g := range menu {
		for _, l := range g.Links {
			switch {
			case strings.HasPrefix(l.Href, "/desk/me"):
			case l.Count != "" && l.Count != "0":
				return l.Href
			case l.Count == "" && g.Title == "管理":
				steady = cmp.Or(steady, l.Href)
			default:
				empty = cmp.Or(empty, l.Href)
			}
		}
	}
	return cmp.Or(steady, empty, "/desk/me")
}

const batchPath = "/desk/batch"

// batch does one thing to the ticked cases, to each in its own transaction and by its own rights. Where not all went well it shows how it went
// with each, what was not done first.
func (f *Front) batch(ctx context.Context, c door.Call) (door.After, error) {
	verbs := f.verbs()
	i := slices.IndexFunc(verbs, func(r flow.Row) bool { return r.Event == c.In["do"] })
	if i < 0 {
		return door.After{}, fail.Invalid("这一步只能一件一件办")
	}
	back, done, lost := door.Address(inboxPath, c.About), []page.Row{}, []page.Row{}
	for number := range strings.SplitSeq(c.In["turn"], ",") {
		if number == "" {
			continue
		}
		v, err := f.Engine.Shown(ctx, c.Actor, number)
		what := page.Cell{Text: number}
		if err == nil {
			what = f.House.CaseCell(v.Case)
			_, err = f.Engine.Act(ctx, c.Actor, flow.Move{Case: v.Case.ID, Event: verbs[i].Event})
		}
		e, told := fail.As(err)
		switch {
		case err == nil:
			done = append(done, page.Row{Cells: []page.Cell{what, {Text: verbs[i].Done}}})
		case told:
			lost = append(lost, page.Row{Late: true, Cells: []page.Cell{what, {Text: "没有办成：" + e.Message}}})
		default:
			return door.After{}, err
		}
	}
	said := fmt.Sprintf("%s %d 件。", verbs[i].Done, len(done))
	switch {
	case len(done)+len(lost) == 0:
		return door.After{See: back, Say: "请先勾选要" + verbs[i].Name + "的。", Kind: "act"}, nil
	case len(lost) == 0:
		return door.Seen(back, said), nil
	}
	return door.After{Show: &door.Screen{
		Frame: page.Frame{Title: verbs[i].Name + "所选"}, Acts: []page.Act{{Label: "回到待办", Href: back}}, Crumbs: []page.Link{{Href: inboxPath, Label: "待办"}},
		Notes: []page.Note{{Kind: "act", Title: said, Text: fmt.Sprintf("%d 件没有办成，排在前面，写着为什么。", len(lost))}},
		Blocks: []door.Block{{Bare: true, Table: page.Table{
			Caption: "每一件怎么样，没有办成的在前", Heads: []page.Head{{Label: "事项和编号", Main: true}, {Label: "结果", Plain: true, Long: true}}, Rows: append(lost, done...),
		}}},
	}}, nil
}
