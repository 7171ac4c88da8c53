package rating

import (
	"context"
	"fmt"
	"time"

	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/people"
	"wuyou/office/rate"
)

// What people said of the demonstration's services: most of them something, some of them bad. The bad
// ratings are put right within days; the last still wait at their desks.

// demoSaid are the ratings that follow one another; an empty level is somebody who does not rate.
var demoSaid = []rate.Given{
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

// demo are the happenings of the days: who was served in the day says so in the evening.
func (s *Service) demo(d *door.Demo) (list []door.Happening, err error) {
	n := 0
	for ago := door.DemoDays; ago >= 0; ago-- {
		at := d.Day(ago).Add(18 * time.Hour)
		if ago == 0 {
			at = d.Today.Add(-time.Minute)
		}
		list = append(list, door.Happening{At: at, Do: func(ctx context.Context) error {
			acts, err := s.Today(ctx)
			if err != nil {
				return err
			}
			for _, a := range acts {
				g := demoSaid[n%len(demoSaid)]
				if n++; g.Level == "" {
					continue
				}
				g.Act = a.ID
				k, err := s.Engine.Find(ctx, s.DB, a.CaseID)
				if err != nil {
					return err
				}
				g.Person = k.Applicant
				if ago == 2 { // somebody rates for others, on one telephone
					g.Device = "demo"
				}
				if _, err := s.Rate(ctx, g); err != nil {
					return fmt.Errorf("rate %s: %w", a.Title, err)
				}
			}
			return nil
		}})
	}
	list = append(list, door.Happening{At: d.Day(3).Add(11 * time.Hour), Do: func(ctx context.Context) error { return s.demoRemarks(ctx, d) }})
	for ago := door.DemoDays - 1; ago > 2; ago-- { // what came in the last days is still on its way
		list = append(list, door.Happening{At: d.Day(ago).Add(16 * time.Hour), Do: s.demoPleased})
	}
	return list, nil
}

// demoPleased are the givers who rate again, better, when their bad rating was answered.
func (s *Service) demoPleased(ctx context.Context) error {
	list, err := rate.Unpublished(ctx, s.DB)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.RepliedAt == 0 || x.Outcome != "" {
			continue
		}
		if _, err := s.Rate(ctx, rate.Given{Act: x.Act, Level: rate.Satisfied, Comment: "改得快，谢谢。", Way: "sms"}); err != nil {
			return err
		}
	}
	return nil
}

// demoRemarks are what people from all walks of life said of a place, and a terminal in its hall.
func (s *Service) demoRemarks(ctx context.Context, d *door.Demo) error {
	hall := s.Regions.Children(s.City)[0].Code
	for _, m := range []Remark{
		{Region: hall, Who: "deputy", Level: rate.Satisfied, Comment: "大厅好找，综合窗口什么事都收，老人有人领。"},
		{Region: hall, Who: "firm", Level: rate.BasicallySatisfied, Comment: "网上能办的不少，有的表还要填两遍。", Entered: "郑建国"},
		{Region: s.City, Who: "inspect", Level: rate.Dissatisfied, Comment: "中午有两个窗口没有人，也没有牌子说什么时候回来。", Entered: "郑建国"},
	} {
		if err := s.Comment(ctx, m); err != nil {
			return err
		}
	}
	_, err := s.Devices.AddTerminal(ctx, people.TheOffice, "", device.Terminal{Region: hall, Title: s.Regions.Name(hall) + "政务服务中心 自助终端 1 号"})
	return err
}
