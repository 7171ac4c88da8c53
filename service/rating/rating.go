// Package rating lets everybody who was served say how it was (好差评), down to the village, and has
// every bad rating put right.
//
// A service act, the visit of a window (一次一评) or an online matter that was finished (一事一评), is
// noted by one subscription to all flows; whoever was served may rate it once, of his own will, and add
// to it later. Levels 1 and 2 open a case of the kind “rectification” at once, which goes to the unit
// that handled the matter and never to the person rated. Who gave a rating is kept apart from what it
// says; the figures are kept in the transaction of what they count.
//
// Rules: 国办发〔2019〕51号; GB/T 39734-2020 (一次一评、一事一评), GB/T 39735-2020 (评价工作指南); the national
// set of tags. Numbers of days, tags, exceptions and thresholds are rows.
//
// What was said, and what became of it, is told to the provincial platform by office/exchange; pads, terminals and the codes on
// walls are office/device; figures are kept added up by office/tally.
//
// Read invite.go first, then rate.go, flow.go and rectify.go, counts.go and figures.go, exchange.go.
package rating

import (
	"context"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/flow"
)

// Service keeps the ratings.
type Service struct {
	*office.Office
	Options
	Province *exchange.Channel // by which the province is told of ratings
}

// Options are what the configuration and other services say of ratings.
type Options struct {
	// Visit opens the return visit, within days, of a rectification that was answered, to be made by others than the
	// member of staff who was rated; nil: the caller writes down on the case itself how it went.
	Visit func(ctx context.Context, tx *db.DB, k flow.Case, rated int64) error

	Exchange *exchange.Exchange
	Devices  *device.Book
	// Version is the version of its item that a case was accepted under; nil, 0 or none: the one in force.
	Version func(ctx context.Context, k flow.Case) (int64, error)
}

// New makes the service, and has it hear of every service that is done and of return visits.
func New(o *office.Office, more Options) *Service {
	s := &Service{Office: o, Options: more}
	s.Devices.Serving = s.serving
	s.Province = s.Exchange.Open(s.exchanged())
	s.Engine.On("*", "*", s.invite)
	s.Engine.On(Kind, "reply", s.visitSoon)
	s.Engine.On("visit", "done", s.heardDone)
	s.Engine.On("visit", "unreached", s.heardUnreached)
	s.Engine.On(Kind, "*", s.tellChange)
	return s
}
