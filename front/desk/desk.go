// Package desk is where staff work: the inbox, a case with what may be done, what is overdue, the
// figures and the rows behind them. It draws every kind of case from its flow table and from what its
// service says of it; it knows none of them.
//
// Read web.go for the doors, inbox.go for the list that a clerk's day begins with, case.go for a case, done.go for what was done and the
// rows behind a figure.
package desk

import (
	"context"
	"embed"

	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
)

//go:embed *.html
var files embed.FS

// Front is what the desk stands on.
type Front struct {
	*office.Office
	glances glances
	pasts   pasts
}

// Service is what the rest of the program sees of it.
func (f *Front) Service() door.Service {
	inbox := listing.Of(f.House, f.inbox())
	return door.Service{Routes: f.routes(inbox.Show), Staff: f.entries(), Ledgers: []door.Listing{
		inbox, listing.Of(f.House, f.overview()), listing.Of(f.House, f.done()), listing.Of(f.House, f.figureRows()),
	}}
}

// entries are the desk's own entries in the menu.
func (f *Front) entries() []door.Entry {
	return []door.Entry{
		{Href: inboxPath, Label: "待办", Roles: caseworkers, Count: f.countInbox("")},
		{Href: inboxPath + "?lamp=red", Label: "超期", Roles: caseworkers, Count: f.countInbox(calendar.Red), Late: true},
		{Href: "/desk/done", Label: "我办过的", Roles: caseworkers},
		{Href: overviewPath, Label: "全部在办", Group: "查看", Roles: overseers},
		{Href: "/desk/figures", Label: "统计", Group: "查看", Roles: overseers},
		{Href: searchPath, Label: "查找", Group: "查看", Roles: caseworkers},
	}
}

var (
	// caseworkers have an inbox.
	caseworkers = people.Caseworkers()
	// overseers see all open cases and the figures of their scope.
	overseers = []people.Role{people.Supervisor, people.Leader, people.Head, people.Window}
)

func (f *Front) countInbox(lamp calendar.Lamp) func(context.Context, people.Visitor) (int64, error) {
	return func(ctx context.Context, v people.Visitor) (int64, error) {
		return f.Engine.Waiting(ctx, v.Actor, flow.Filter{Lamp: lamp})
	}
}
