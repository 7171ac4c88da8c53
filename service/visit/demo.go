package visit

import (
	"context"
	"time"

	"wuyou/office/door"
	"wuyou/office/flow"
)

// The return visits of the demonstration.

func (s *Service) demo(d *door.Demo) ([]door.Happening, error) {
	at := func(ago int) time.Time { return d.Day(ago).Add(15 * time.Hour) }
	return []door.Happening{
		{At: at(3), Do: func(ctx context.Context) error { return s.DemoAssign(ctx, d) }},
		{At: at(2), Do: func(ctx context.Context) error { return s.DemoCalls(ctx, d) }},
	}, nil
}

// DemoCalls has those to whom a return visit fell call the people and write down what they say.
func (s *Service) DemoCalls(ctx context.Context, d *door.Demo) error {
	return d.Each(ctx, Kind, assigned, 500, func(k flow.Case) error {
		links, err := d.Engine.Links(ctx, d.DB, k.ID)
		if err != nil {
			return err
		}
		did := door.Did(0, "done", "solved", "yes", "level", "5", "said", "事情办清楚了。")
		for _, l := range links {
			if level := d.Levels[l.Other]; level != "" {
				did.In["level"] = level
			}
		}
		return d.Go(ctx, k.ID, did)
	})
}

// DemoAssign has the supervisor give out by hand what the monthly draw has not reached yet.
func (s *Service) DemoAssign(ctx context.Context, d *door.Demo) error {
	return d.Each(ctx, Kind, waiting, 500, func(k flow.Case) error { return d.Go(ctx, k.ID, door.Did(0, "assign")) })
}
