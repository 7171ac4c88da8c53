package app

import (
	"context"
	"fmt"
	"time"

	"wuyou/service/rating"
)

// What people said of the demonstration's services: most of them something, some of them bad. Two of the
// bad ratings are put right, the others wait at their desks.

// said are the ratings that follow one another; an empty level is somebody who does not rate.
var said = []rating.Given{
	{Level: rating.VerySatisfied, Tags: []string{"510", "517"}, Way: "pad"},
	{Level: rating.Satisfied, Tags: []string{"411"}, Comment: "材料一次说清楚了，很快。", Way: "mobile"},
	{},
	{Level: rating.VerySatisfied, Tags: []string{"515"}, Way: "qr", Unnamed: true},
	{Level: rating.Dissatisfied, Tags: []string{"213", "207"}, Comment: "问了两遍都说不清要带哪张表。", Way: "sms"},
	{Level: rating.BasicallySatisfied, Tags: []string{"309"}, Way: "sms"},
	{Level: rating.VerySatisfied, Way: "pad"},
	{},
	{Level: rating.VeryDissatisfied, Tags: []string{"114"}, Comment: "说好跑一次，跑了三次。", Way: "mobile", Unnamed: true},
	{Level: rating.Satisfied, Tags: []string{"413"}, Way: "pad"},
}

// ratings are the happenings of the days: who was served in the day says so in the evening.
func (d *demo) ratings() (list []happening) {
	n := 0
	for ago := demoDays; ago >= 0; ago-- {
		at := d.day(ago).Add(18 * time.Hour)
		if ago == 0 {
			at = d.today.Add(-time.Minute)
		}
		list = append(list, happening{at, func(ctx context.Context) error {
			acts, err := d.Ratings.Today(ctx)
			if err != nil {
				return err
			}
			for _, a := range acts {
				g := said[n%len(said)]
				if n++; g.Level == "" {
					continue
				}
				g.Act = a.ID
				k, err := d.Engine.Find(ctx, d.DB, a.CaseID)
				if err != nil {
					return err
				}
				g.Person = k.Applicant
				if _, err := d.Ratings.Rate(ctx, g); err != nil {
					return fmt.Errorf("rate %s: %w", a.Title, err)
				}
			}
			return nil
		}})
	}
	for i, step := range []struct {
		ago  int
		deed deed
	}{
		{20, on(20, "contact", "text", "您好，想了解当时是哪几样材料没有说清，方便在链接里回复。")}, {19, on(19, "valid", "found", "simple", "said", "窗口用的还是旧清单。")},
		{18, on(18, "reply", "text", "已更换清单、培训窗口人员，并给您寄送了一份新的清单。", "done", "换清单，培训一次")},
	} {
		list = append(list, happening{d.day(step.ago).Add(time.Duration(10+i) * time.Hour), func(ctx context.Context) error { return d.mend(ctx, step.deed) }})
	}
	return append(list,
		happening{d.day(16).Add(10 * time.Hour), d.pleased},
		happening{d.day(3).Add(11 * time.Hour), func(ctx context.Context) error {
			return d.mend(ctx, on(3, "contact", "text", "您好，正在核实，想了解是哪天跑的三次。"))
		}})
}

// mend does a step of the first rectification that it fits.
func (d *demo) mend(ctx context.Context, step deed) error {
	list, err := d.Ratings.Unmended(ctx)
	if err != nil {
		return err
	}
	for _, id := range list {
		if d.go1(ctx, id, step) == nil {
			return nil
		}
	}
	return nil // on another calendar there may be none that day
}

// pleased is a giver who rates again, better, when his bad rating was answered.
func (d *demo) pleased(ctx context.Context) error {
	list, err := d.Ratings.Unmended(ctx)
	if err != nil {
		return err
	}
	for _, id := range list {
		x, err := d.Ratings.Load(ctx, d.DB, id)
		if err != nil {
			return err
		}
		if x.RepliedAt != 0 {
			_, err := d.Ratings.Rate(ctx, rating.Given{Act: x.Act, Level: rating.Satisfied, Comment: "改得快，谢谢。", Way: "sms"})
			return err
		}
	}
	return nil
}
