package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
	"wuyou/service/advice"
	"wuyou/service/application/course"
	"wuyou/service/supervision"
)

// What watches over the cases, in the demonstration: answers to supervision orders, letters of advice.

// oversight are the acts of those who watch over the cases, on the last days before today.
func (d *demo) oversight() []happening {
	at := func(ago, hour int) time.Time { return d.day(ago).Add(time.Duration(hour) * time.Hour) }
	list := []happening{{at(4, 9), d.order}, {at(1, 16), d.advise}}
	for _, ago := range []int{24, 18, 13, 9, 6, 2} { // an order lies a while; a day later it is answered, the next verified
		list = append(list,
			happening{at(ago, 10), func(ctx context.Context) error { return d.orders(ctx, "issued", 3, "ack", nil) }},
			happening{at(ago-1, 11), func(ctx context.Context) error {
				plan := calendar.DayOf(d.later(d.Now(), 4)).Time().Format(time.DateOnly)
				return d.orders(ctx, "acked", 3, "answer", form.Values{"done": "plan", "plan": plan, "answer": "经办人外出培训，已另派人员接办，当面向群众说明。"})
			}})
		if ago > 2 { // the last wait for whoever tries the program
			list = append(list, happening{at(ago-2, 10), func(ctx context.Context) error {
				return d.orders(ctx, "answered", 9, "verify", form.Values{"outcome": "going", "opinion": "电话核实，群众已接到答复。", "deduct": "超过时限，建议扣 2 分"})
			}})
		}
	}
	return list
}

// order is one that the supervisor writes by hand, of the highest level.
func (d *demo) order(ctx context.Context) error {
	boss, err := d.actor(ctx, "jianguan")
	if err != nil {
		return err
	}
	list, err := d.Engine.Overview(ctx, boss.Posts[0], flow.Filter{Kind: course.Kind, State: "reviewing"}, "", 5)
	if err != nil || len(list.Items) == 0 {
		return err
	}
	v, err := d.Engine.View(ctx, boss, list.Items[len(list.Items)-1].ID)
	if err != nil {
		return err
	}
	return d.DB.Tx(ctx, func(tx *db.DB) error {
		_, err := d.Supervision.Raise(ctx, tx, boss, v, flow.Opening{Input: form.Values{
			"level": "3", "issue": "企业两次来电：材料齐全，多次询问没有人答复。", "need": "两个工作日内办出结果，当面向企业说明，并查清为什么没有人答复。"}})
		return err
	})
}

// orders does a step of the first few supervision orders in a state, by whoever may.
func (d *demo) orders(ctx context.Context, state string, n int, event string, in form.Values) error {
	list, err := d.Engine.Overview(ctx, people.Post{Region: d.Profile.Region}, flow.Filter{Kind: supervision.Kind, State: state}, "", n)
	if err != nil {
		return err
	}
	for _, k := range list.Items {
		if err := d.go1(ctx, k.ID, deed{event: event, in: in}); err != nil {
			return fmt.Errorf("order %s: %w", k.Number(), err)
		}
	}
	return nil
}

// advise drafts a letter on what came up most, which the bureau's leader signs, and a second that waits
// for it.
func (d *demo) advise(ctx context.Context) error {
	boss, err := d.actor(ctx, "jianguan")
	if err != nil {
		return err
	}
	today := calendar.DayOf(d.Now())
	for i, by := range []string{advice.ByDept, advice.ByCause} {
		list, err := d.Advice.Often(ctx, by, d.Profile.Region, today.AddDays(-29), today)
		if err != nil {
			return err
		}
		list = slices.DeleteFunc(list, func(f advice.Finding) bool { return f.Why == "" })
		if len(list) == 0 {
			continue
		}
		k, err := d.Advice.Propose(ctx, boss, list[0], d.Profile.Region, today.AddDays(-29), today)
		if err != nil || i > 0 {
			return err
		}
		for _, event := range []string{"issue", "receive"} {
			if err := d.go1(ctx, k.ID, deed{event: event}); err != nil {
				return err
			}
		}
	}
	return nil
}
