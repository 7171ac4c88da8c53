package desk

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
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

// claim takes the ticked cases for the visitor, each in its own transaction, and says how it went.
func (f *Front) claim(ctx context.Context, c door.Call) (door.After, error) {
	took, lost := 0, ""
	for number := range strings.SplitSeq(c.In["turn"], ",") {
		if number == "" {
			continue
		}
		k, err := f.Engine.ByNumber(ctx, number)
		if err == nil {
			_, err = f.Engine.Act(ctx, c.Actor, flow.Move{Case: k.ID, Event: "claim"})
		}
		if e, ok := fail.As(err); ok {
			lost = e.Message
			continue
		}
		if err != nil {
			return door.After{}, err
		}
		took++
	}
	done := door.Seen(door.Address(inboxPath, c.About), fmt.Sprintf("认领了 %d 件。", took))
	switch {
	case took == 0 && lost == "":
		done.Kind, done.Say = "act", "请先勾选要认领的。"
	case lost != "":
		done.Kind, done.Say = "act", fmt.Sprintf("认领了 %d 件，有的没有认领成：%s", took, lost)
	}
	return done, nil
}
