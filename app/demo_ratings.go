package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/office/device"
	"wuyou/office/flow"
	"wuyou/office/people"
	"wuyou/office/rate"
	"wuyou/service/rating"
)

// What people said of the demonstration's services: most of them something, some of them bad. The bad
// ratings are put right within days; the last still wait at their desks.

// said are the ratings that follow one another; an empty level is somebody who does not rate.
var said = []rate.Given{
	{Level: rate.VerySatisfied, Tags: []string{"510", "517"}, Way: "pad"},
	{Level: rate.Satisfied, Tags: []string{"411"}, Comment: "材料一次说清楚了，很快。", Way: "mobile"},
	{},
	{Level: rate.VerySatisfied, Tags: []string{"515"}, Way: "qr", Unnamed: true},
	{Level: rate.VerySatisfied, Tags: []string{"514"}, Way: "sms"},
	{Level: rate.BasicallySatisfied, Tags: []string{"309"}, Way: "sms"},
	{Level: rate.VerySatisfied, Way: "pad"},
	{},
	{Level: rate.Dissatisfied, Tags: []string{"213", "207"}, Comment: "问了两遍都说不清要带哪张表。", Way: "mobile"},
	{Level: rate.Satisfied, Tags: []string{"413"}, Way: "pad"},
	{Level: rate.VerySatisfied, Tags: []string{"517"}, Comment: "工作人员很耐心。", Way: "pad"},
	{Level: rate.VerySatisfied, Tags: []string{"510"}, Way: "sms"},
	{},
	{Level: rate.Satisfied, Tags: []string{"408"}, Way: "mobile"},
	{Level: rate.VerySatisfied, Tags: []string{"517"}, Way: "pad"},
	{Level: rate.VerySatisfied, Tags: []string{"515"}, Comment: "在村里就办了，不用跑县城。", Way: "pad"},
	{Level: rate.Satisfied, Way: "pad"},
	{},
	{Level: rate.VerySatisfied, Tags: []string{"510"}, Way: "qr"},
	{Level: rate.VeryDissatisfied, Tags: []string{"114"}, Comment: "说好跑一次，跑了三次。", Way: "mobile", Unnamed: true},
	{Level: rate.VerySatisfied, Tags: []string{"513"}, Way: "pc"},
	{Level: rate.Satisfied, Tags: []string{"411"}, Way: "pad"},
	{Level: rate.VerySatisfied, Way: "pad"},
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
				if ago == 2 { // somebody rates for others, on one telephone
					g.Device = "demo"
				}
				if _, err := d.Ratings.Rate(ctx, g); err != nil {
					return fmt.Errorf("rate %s: %w", a.Title, err)
				}
			}
			return nil
		}})
	}
	list = append(list, happening{d.day(3).Add(11 * time.Hour), d.opinions})
	for ago := demoDays - 1; ago > 2; ago-- { // what came in the last days is still on its way
		for i, step := range []deed{
			on(ago, "contact", "text", "您好，想了解当时的情况，方便在链接里回复。"), on(ago, "valid", "found", "simple", "said", "窗口用的还是旧清单，没有一次说清。"),
			on(ago, "reply", "text", "已更换清单、培训窗口人员，并给您寄送了一份新的清单。", "done", "换清单，培训一次"),
		} {
			list = append(list, happening{d.day(ago).Add(time.Duration(10+i) * time.Hour), func(ctx context.Context) error { return d.mend(ctx, step) }})
		}
		list = append(list, happening{d.day(ago).Add(16 * time.Hour), d.pleased})
	}
	return append(list, happening{d.day(2).Add(16 * time.Hour), func(ctx context.Context) error {
		return d.mend(ctx, on(2, "publish", "open", "yes", "text", "已更换材料清单，培训窗口人员，向群众作了说明。"))
	}})
}

// mend does a step of every rectification that it fits.
func (d *demo) mend(ctx context.Context, step deed) error {
	list, err := rate.Unpublished(ctx, d.DB)
	if err != nil {
		return err
	}
	for _, x := range list {
		v, err := d.Engine.View(ctx, people.TheOffice, x.CaseID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(v.Table.Rows, func(r flow.Row) bool {
			return r.Event == step.event && slices.Contains(r.From, v.Case.State) && (r.To != flow.Same || r.Event == "publish")
		}) {
			continue
		}
		if err := d.go1(ctx, x.CaseID, step); err != nil {
			return fmt.Errorf("%s: %w", step.event, err)
		}
	}
	return nil
}

// pleased are the givers who rate again, better, when their bad rating was answered.
func (d *demo) pleased(ctx context.Context) error {
	list, err := rate.Unpublished(ctx, d.DB)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.RepliedAt == 0 || x.Outcome != "" {
			continue
		}
		if _, err := d.Ratings.Rate(ctx, rate.Given{Act: x.Act, Level: rate.Satisfied, Comment: "改得快，谢谢。", Way: "sms"}); err != nil {
			return err
		}
	}
	return nil
}

// opinions are what people from all walks of life said of a place, and a terminal in its hall.
func (d *demo) opinions(ctx context.Context) error {
	hall := d.Regions.Children(d.Profile.Region)[0].Code
	for _, m := range []rating.Remark{
		{Region: hall, Who: "deputy", Level: rate.Satisfied, Comment: "大厅好找，综合窗口什么事都收，老人有人领。"},
		{Region: hall, Who: "firm", Level: rate.BasicallySatisfied, Comment: "网上能办的不少，有的表还要填两遍。", Entered: "郑建国"},
		{Region: d.Profile.Region, Who: "inspect", Level: rate.Dissatisfied, Comment: "中午有两个窗口没有人，也没有牌子说什么时候回来。", Entered: "郑建国"},
	} {
		if err := d.Ratings.Comment(ctx, m); err != nil {
			return err
		}
	}
	_, err := d.Devices.AddTerminal(ctx, people.TheOffice, "", device.Terminal{Region: hall, Title: d.Regions.Name(hall) + "政务服务中心 自助终端 1 号"})
	return err
}
