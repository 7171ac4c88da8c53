// Package application receives applications (办件) and hands out their results: one window receives any item (综合受理), the
// departments review behind it (分类审批), one window gives out the results (统一出件), delivery is free (免费送达).
//
// An application comes in by a citizen's pages (draft.go, apply_web.go, check_web.go), over the counter (counter.go) or from
// another program (api.go); output.go is the desk that hands out, bounces.go the ledger of receipts that departments sent back.
// What happens to it between is package course.
package application

import (
	"slices"

	"wuyou/office"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/people"
	"wuyou/service/application/course"
)

// Service receives applications and hands out their results.
type Service struct {
	*course.Applications
	Devices *device.Book // the cards that windows read

	desk door.Listing // of results that wait to be handed out
}

// New makes the service.
func New(o *office.Office, devices *device.Book, more course.Options) *Service {
	s := &Service{Applications: course.New(o, more), Devices: devices}
	s.desk = listing.Of(o.House, s.output())
	return s
}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	d := s.Applications.Service()
	d.Schema, d.Seed, d.API, d.Mine, d.Demo = Schema(), door.Seed(seeds), s.api, s.mine, s.demo
	d.Routes = slices.Concat(s.applyRoutes(), s.counterRoutes(), s.outputRoutes())
	d.Ledgers = []door.Listing{s.desk, listing.Of(s.House, s.bounces())}
	d.Staff = []door.Entry{
		{Href: "/desk/counter", Label: "窗口收件", Icon: "pen", Group: "窗口", Roles: []people.Role{people.Window}},
		{Href: outputPath, Label: "送达出件", Icon: "bag", Group: "窗口", Roles: outputRoles, Count: s.countOutput},
		{Href: bouncesPath, Label: "受理质量", Group: "查看", Roles: bounceReaders},
	}
	return d
}
