package rectification

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// demo puts right, day by day, what people found wrong; what came in the last days is still on its way.
func (s *Service) demo(d *door.Demo) (list []door.Happening, err error) {
	add := func(at time.Time, step door.Deed) {
		list = append(list, door.Happening{At: at, Do: func(ctx context.Context) error { return s.demoMend(ctx, d, step) }})
	}
	for ago := door.DemoDays - 1; ago > 2; ago-- {
		for i, step := range []door.Deed{
			door.Did(ago, "contact", "text", "您好，想了解当时的情况，方便在链接里回复。"), door.Did(ago, "valid", "found", "simple", "said", "窗口用的还是旧清单，没有一次说清。"),
			door.Did(ago, "reply", "text", "已更换清单、培训窗口人员，并给您寄送了一份新的清单。", "done", "换清单，培训一次"),
		} {
			add(d.Day(ago).Add(time.Duration(10+i)*time.Hour), step)
		}
	}
	add(d.Day(2).Add(16*time.Hour), door.Did(2, "publish", "open", "yes", "text", "已更换材料清单，培训窗口人员，向群众作了说明。"))
	return list, nil
}

// demoMend does a step of every rectification that it fits.
func (s *Service) demoMend(ctx context.Context, d *door.Demo, step door.Deed) error {
	list, err := rate.Unpublished(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, x := range list {
		v, err := s.Engine.View(ctx, people.TheOffice, x.CaseID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(v.Table.Rows, func(r flow.Row) bool {
			return r.Event == step.Event && slices.Contains(r.From, v.Case.State) && (r.To != flow.Same || r.Event == "publish")
		}) {
			continue
		}
		if err := d.Go(ctx, x.CaseID, step); err != nil {
			return fmt.Errorf("%s: %w", step.Event, err)
		}
	}
	return nil
}
