package supervision

import (
	"context"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
)

// The supervision orders of the demonstration: most went out by themselves.

// demo are the acts of those who watch over the cases, on the last days before today.
func (s *Service) demo(d *door.Demo) ([]door.Happening, error) {
	at := func(ago, hour int) time.Time { return d.Day(ago).Add(time.Duration(hour) * time.Hour) }
	list := []door.Happening{{At: at(4, 9), Do: func(ctx context.Context) error { return s.demoOrder(ctx, d) }}}
	for _, ago := range []int{24, 18, 13, 9, 6, 2} { // an order lies a while; a day later it is answered, the next verified
		list = append(list,
			door.Happening{At: at(ago, 10), Do: func(ctx context.Context) error { return s.demoOrders(ctx, d, issued, 3, "ack", nil) }},
			door.Happening{At: at(ago-1, 11), Do: func(ctx context.Context) error {
				plan := calendar.DayOf(d.Later(s.Now(), 4)).Time().Format(time.DateOnly)
				return s.demoOrders(ctx, d, "acked", 3, "answer",
					form.Values{"done": "plan", "plan": plan, "answer": "经办人外出培训，已另派人员接办，当面向群众说明。"})
			}})
		if ago > 2 { // the last wait for whoever tries the program
			list = append(list, door.Happening{At: at(ago-2, 10), Do: func(ctx context.Context) error {
				return s.demoOrders(ctx, d, "answered", 9, "verify",
					form.Values{"outcome": "going", "opinion": "电话核实，群众已接到答复。", "deduct": "超过时限，建议扣 2 分"})
			}})
		}
	}
	return list, nil
}

// demoOrder is one that the supervisor writes by hand, of the highest level.
func (s *Service) demoOrder(ctx context.Context, d *door.Demo) error {
	boss, err := d.Actor(ctx, "jianguan")
	if err != nil {
		return err
	}
	list, err := s.Engine.Overview(ctx, boss.Posts[0], flow.Filter{Kind: "application", State: "reviewing"}, "", 5)
	if err != nil || len(list.Items) == 0 {
		return err
	}
	v, err := s.Engine.View(ctx, boss, list.Items[len(list.Items)-1].ID)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx *db.DB) error {
		_, err := s.Raise(ctx, tx, boss, v, flow.Opening{Input: form.Values{
			"level": "3", "issue": "企业两次来电：材料齐全，多次询问没有人答复。", "need": "两个工作日内办出结果，当面向企业说明，并查清为什么没有人答复。"}})
		return err
	})
}

// demoOrders does a step of the first few supervision orders in a state, by whoever may.
func (s *Service) demoOrders(ctx context.Context, d *door.Demo, state string, n int, event string, in form.Values) error {
	return d.Each(ctx, Kind, state, n, func(k flow.Case) error { return d.Go(ctx, k.ID, door.Deed{Event: event, In: in}) })
}
