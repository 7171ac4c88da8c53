package rating

import (
	"context"
	"errors"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/region"
)

// keyed is one row of the kept figures.
type keyed struct {
	Day     calendar.Day
	Region  region.Code
	Dept    string
	Staff   int64
	Place   string
	Item    int64
	Channel string
	counts
}

func (k keyed) key() keyed {
	k.counts = counts{}
	return k
}

// Recount counts everything anew and returns what the kept figures have too much (or too little), by
// key; nothing is right.
func (s *Service) Recount(ctx context.Context) (map[any]any, error) {
	rows, err := kept(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	sums := map[keyed]counts{}
	for _, k := range rows {
		sums[k.key()] = k.counts
	}
	acts, err := allActs(ctx, s.DB)
	if err != nil {
		return nil, err
	}
	for _, a := range acts {
		c, err := s.recountAct(ctx, a)
		if err != nil {
			return nil, err
		}
		for _, f := range c.fields() {
			*f = -*f
		}
		k := keyed{Day: a.Day, Region: a.Region, Dept: a.Dept, Staff: a.Staff, Place: a.Place, Item: a.Item, Channel: a.Channel}
		sum := sums[k]
		sum.add(c)
		sums[k] = sum
	}
	wrong := map[any]any{}
	for k, c := range sums {
		if c != (counts{}) {
			wrong[k] = c
		}
	}
	return wrong, nil
}

func (s *Service) recountAct(ctx context.Context, a Act) (counts, error) {
	list, err := ratingsOf(ctx, s.DB, a.ID)
	if err != nil {
		return counts{}, err
	}
	x, err := fixOfAct(ctx, s.DB, a.ID)
	if errors.Is(err, db.ErrNone) {
		return recount(a, list, nil, flow.Case{}), nil
	}
	if err != nil {
		return counts{}, err
	}
	k, err := s.Engine.Find(ctx, s.DB, x.CaseID)
	return recount(a, list, &x, k), err
}
