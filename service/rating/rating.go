// Package rating is where everybody who was served says how it was (好差评), down to the village, and where that is read: the
// pages behind the links of notices, the codes on walls, pads and terminals; what staff write down for others; the lists and
// figures of staff; what is made public; and what the provincial platform is told.
//
// What may be rated, who rated and what became of it is kept by office/rate; bad ratings are put right by
// service/rectification; pads, terminals and codes are office/device; figures are added up by office/tally; the platform is
// told by office/exchange.
//
// Rules: 国办发〔2019〕51号; GB/T 39734-2020, GB/T 39735-2020. Tags, exceptions, thresholds of what looks unusual are rows (rules.go).
//
// Read web.go first, then rate_web.go and ask.go (rating), remarks_web.go, watch.go, figures.go, public_web.go, exchange.go.
package rating

import (
	"context"

	"wuyou/kit/db"
	"wuyou/kit/page"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/exchange"
	"wuyou/office/flow"
	"wuyou/office/rate"
)

// Service is the pages of ratings.
type Service struct {
	*rate.Book
	Options
	Province *exchange.Channel // by which the province is told of ratings
}

// Options are what the configuration and other services say of ratings.
type Options struct {
	Exchange *exchange.Exchange
	Devices  *device.Book
	// Course is what the giver of a bad rating sees of how it is put right, and a form by which he answers; stands says it in a word.
	Course func(ctx context.Context, x rate.Rectification, token string) (stands string, course page.Timeline, answer page.Form, err error)
	// Version is the version of its item that a case was accepted under; nil, 0 or none: the one in force.
	Version func(ctx context.Context, k flow.Case) (int64, error)
}

// New makes the service, which has the province told of what it hears.
func New(ratings *rate.Book, more Options) *Service {
	s := &Service{Book: ratings, Options: more}
	s.Devices.Serving = s.serving
	s.Province = s.Exchange.Open(s.exchanged())
	s.Hear(s.tellRating)
	return s
}

// daily looks for what is unusual. On the first of a month the ranking of the last goes out.
func (s *Service) daily(ctx context.Context, tx *db.DB, today calendar.Day) error {
	if err := s.watchOver(ctx, tx, today); err != nil || today%100 != 1 {
		return err
	}
	_, err := s.tellRanking(ctx, tx, today.AddDays(-1).Month())
	return err
}

// says adds the invitation to rate to the words of notices.
func (s *Service) says(ctx context.Context, tx *db.DB, c *flow.Change) (map[string]string, error) {
	words, err := s.Invitation(ctx, tx, c)
	return map[string]string{"rate": words}, err
}
