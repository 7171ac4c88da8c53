// Package rectification is how every bad rating is put right (差评整改): the unit that handled the matter contacts the giver
// through the program, finds out whether the rating is right, puts it right or objects, and answers; only who gave it says
// whether that will do, in a return visit or by an additional rating; the result is made public. The case goes never to the
// person rated, and nobody on it learns who gave the rating.
//
// Rules: 国办发〔2019〕51号 (every bad rating is verified, put right, answered and visited); numbers of days are rows.
//
// Read flow.go first, then steps.go and ending.go for what its rows do; unit.go says whose desk it goes to, claims.go what the
// office's own data say to a rating.
package rectification

import (
	"context"
	"embed"

	"wuyou/kit/db"
	"wuyou/office"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

//go:embed seed
var files embed.FS

// Service puts bad ratings right.
type Service struct {
	*office.Office
	Ratings *rate.Book
	Visit   Visit
}

// Visit opens the return visit, within days, of a rectification that was answered, to be made by others than the member of
// staff who was rated. Without one, the caller writes down on the case itself how it went.
type Visit func(ctx context.Context, tx *db.DB, k flow.Case, rated int64) error

// New makes the service, which hears of ratings.
func New(o *office.Office, ratings *rate.Book, visit Visit) *Service {
	s := &Service{o, ratings, visit}
	ratings.Hear(s.heardRating)
	return s
}

// keepers see the cases; heads of departments and windows those of their own scope.
var keepers = []people.Role{people.Supervisor, people.Leader, people.Head, people.Window, people.Officer, people.Caller}

// Service is what the rest of the program sees.
func (s *Service) Service() door.Service {
	return door.Service{
		Demo:  s.demo,
		Table: s.table(), Seed: door.Seed(files), Routes: s.routes(),
		Occasions: []door.Occasion{{Event: "*", As: door.NotRated, Basis: "差评整改用追加评价"}},
		On: []flow.On{
			{Kind: Kind, Event: "reply", Step: rate.Rectifications.Read(s.visitSoon)},
			{Kind: "visit", Event: "done", Step: s.heardDone},
			{Kind: "visit", Event: "unreached", Step: s.heardUnreached},
		},
		Staff:    []door.Entry{{Href: "/desk/inbox?kind=" + Kind, Label: "差评整改", Icon: "bell", Group: "专项", Roles: keepers, Count: s.House.Waits(Kind)}},
		Sections: s.sections, Facts: s.facts, Apart: true,
	}
}

// heardRating opens the rectification of a bad rating, and takes an additional one as the giver's answer.
func (s *Service) heardRating(ctx context.Context, tx *db.DB, a rate.Act, r rate.Rating, person int64) error {
	switch {
	case r.N > 1:
		return s.heardMore(ctx, tx, r)
	case r.Level.Bad():
		return s.open(ctx, tx, a, r, person)
	}
	return nil
}

// open opens the rectification of a bad rating. Its applicant is the person served, to be told and asked through the program;
// his name stands nowhere in it, and the matter is not linked.
func (s *Service) open(ctx context.Context, tx *db.DB, a rate.Act, r rate.Rating, person int64) error {
	k, err := s.Engine.Find(ctx, tx, a.CaseID)
	if err != nil {
		return err
	}
	who := k.Applicant
	if person != 0 {
		who = person
	}
	contact, err := s.Persons.ContactIn(ctx, tx, k.ID, who)
	if err != nil {
		return err
	}
	_, err = s.Engine.Open(ctx, tx, people.TheOffice, flow.Opening{
		Kind: Kind, Event: "open", Region: a.Region, Dept: a.Dept, Item: a.Item, Title: titled + s.Engine.Bare(a.Title),
		Applicant: who, Contact: contact, Channel: k.Channel, About: r.ID, Data: &opening{a, r},
	})
	return err
}

// heardMore has an additional rating answer a rectification that waits for it.
func (s *Service) heardMore(ctx context.Context, tx *db.DB, r rate.Rating) error {
	x, found, err := rate.RectificationOf(ctx, tx, r.Act)
	if err != nil || !found {
		return err
	}
	k, err := s.Engine.Find(ctx, tx, x.CaseID)
	if err != nil || k.State != replied {
		return err
	}
	event := "satisfied"
	if r.Level.Bad() {
		event = "unsatisfied"
	}
	said := "追加评价：" + r.Level.Words() + "。" + r.Comment
	_, err = s.Engine.Fire(ctx, tx, people.TheOffice, flow.Move{Case: k.ID, Event: event, Note: said})
	return err
}
