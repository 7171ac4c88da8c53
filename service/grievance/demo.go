package grievance

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"time"

	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/people"
)

// The matters of the demonstration, and of the year 2021 as a story: the matters of a file are told to the program one after the
// other over the real calendar, and handled step by step by the cast. What the report then says of the year is counted from the cases.

//go:embed story
var stories embed.FS

// tale is one line of the story's file: who told what to which window, and how it is handled.
type tale struct {
	at     time.Time
	window string // login; "": online
	item   string
	class  string // spot, cannot, hard, unwilling
	cause  string
	name   string
	phone  string
	times  int64
	what   string
	reason string
	reply  string
	level  string
}

// tales reads a story.
func tales(year string) ([]tale, error) {
	s, err := sheet.In(stories, "story/"+year+".csv")
	var list []tale
	for i, r := range s.Rows {
		at, err := time.ParseInLocation("2006-01-02 15:04", r[0]+" "+r[1], calendar.Zone)
		if err != nil {
			return nil, err
		}
		times, err := strconv.ParseInt(r[7], 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, tale{at: at, window: r[2], item: r[3], class: r[4], cause: r[5], name: r[6], phone: fmt.Sprintf("1390903%04d", i*37%10000),
			times: times, what: r[8], reason: r[9], reply: r[10], level: r[11]})
	}
	return list, err
}

// grieve makes the happenings of a matter from its day on.
func (s *Service) tell(d *door.Demo, m tale) []door.Happening {
	var id int64
	var list []door.Happening
	add := func(at time.Time, do func(ctx context.Context) error) {
		list = append(list, door.Happening{At: at, Do: do})
	}
	step := func(at time.Time, event string, pairs ...string) {
		add(at, func(ctx context.Context) error {
			k, err := d.Engine.Find(ctx, d.DB, id)
			if err != nil {
				return err
			}
			did := door.Did(0, event, pairs...)
			did.In["dept"], did.In["lead"], did.In["depts"] = k.Dept, k.Dept, k.Dept
			own, _ := d.Catalog.Dept(k.Dept)
			if approval, ok := d.Catalog.Sister(own, "行政审批局"); ok && approval.Code != k.Dept {
				did.In["depts"] += "," + approval.Code
			}
			if err := d.Go(ctx, id, did); err != nil {
				return fmt.Errorf("%s of %s, %s: %w", event, m.name, m.item, err)
			}
			return nil
		})
	}
	add(m.at, func(ctx context.Context) (err error) {
		if id, err = s.demoReport(ctx, d, m); err != nil {
			return fmt.Errorf("%s, %s: %w", m.name, m.item, err)
		}
		if d.Levels == nil {
			d.Levels = map[int64]string{}
		}
		d.Levels[id] = m.level
		return nil
	})
	if m.class == "spot" {
		return list
	}
	step(m.at.Add(40*time.Minute), "contact", "how", "phone", "reached", "yes", "text", "问清了情况，说明怎么办理。")
	switch m.class {
	case "cannot":
		step(m.at.Add(70*time.Minute), "cannot", "aim", "none", "cause", m.cause, "opinion", m.what+"，确实不符合规定。")
		step(m.at.Add(110*time.Minute), "agree")
		step(m.at.Add(4*time.Hour), "reply", "reply", "按规定现在不能办："+m.reason+"。已当面说明怎么办、到哪里办。", "basis", m.reply, "outcome", "explained")
		if m.at.Day()%2 == 0 { // the others say nothing, which after some days is as good
			step(d.Later(m.at, 1), "enter_confirm", "text", "清楚了。")
			step(d.Later(m.at, 1).Add(20*time.Minute), "confirm")
		}
	case "hard":
		consult(d, m, step)
	case "unwilling":
		step(m.at.Add(70*time.Minute), "unwilling", "aim", "none", "cause", m.cause, "opinion", "材料齐全，应当办理。", "order", "当日受理办结，说明原因。")
		step(m.at.Add(2*time.Hour), "acknowledge")
		step(m.at.Add(6*time.Hour), "rectified", "reply", "已办好，并向您道歉。", "statement", "工作人员业务不熟、责任心不强。", "person", "窗口工作人员", "outcome", "done")
		step(d.Later(m.at, 3), "account", "finding", "true", "person", "窗口工作人员", "ways", "deduct,talk", "result", "约谈并在月度考核中扣分。")
	}
	return list
}

// consult is a joint consultation; every fifth takes longer than the ten working days, and is told so.
func consult(d *door.Demo, m tale, step func(at time.Time, event string, pairs ...string)) {
	held := d.Later(m.at, 3)
	step(m.at.Add(70*time.Minute), "hard", "aim", "none", "cause", m.cause, "opinion", m.what+"，请涉及的部门会商。")
	step(d.Later(m.at, 1), "convene", "experts", "市政务服务专家库 2 名专家", "date", calendar.DayOf(held).String(), "place", "上午 9:30，政务服务中心会商室")
	step(held, "opine", "verdict", "if", "text", "条件满足可以办。")
	step(held.Add(time.Hour), "decide", "minutes", "各部门和专家认为应当支持。", "decision", m.reply, "tasks", "承办科室｜落实会商决定｜"+calendar.DayOf(d.Later(m.at, 6)).String())
	if m.at.Day()%5 == 0 {
		step(d.Later(m.at, 6), "feedback_plan", "reply", m.reply+"，需要两周。", "plan", calendar.DayOf(d.Later(m.at, 16)).String())
		step(d.Later(m.at, 12), "achieve", "reply", m.reply+"，已办成。", "basis", "会商纪要", "outcome", "done")
		step(d.Later(m.at, 13), "enter_confirm", "text", "办好了，谢谢。")
		step(d.Later(m.at, 13).Add(20*time.Minute), "confirm")
		return
	}
	step(d.Later(m.at, 6), "feedback", "reply", m.reply+"，已办成。", "basis", "会商纪要", "outcome", "done")
}

// demo are some matters of the weeks before today, for the demonstration; what the later of them still
// wait for is left to whoever tries it.
func (s *Service) demo(d *door.Demo) ([]door.Happening, error) {
	list, err := tales("2021")
	var all []door.Happening
	for i := range min(22, len(list)) {
		m := list[i*17%len(list)] // some of each class
		m.at = d.Day(door.DemoDays - 2 - i*(door.DemoDays-3)/18).Add(m.at.Sub(calendar.DayOf(m.at).Time()))
		if i >= 18 { // just now, one of each class and one more
			class := []string{"unwilling", "hard", "cannot", "unwilling"}[i-18]
			of := slices.IndexFunc(list[i*3:], func(m tale) bool { return m.class == class })
			m = list[i*3+of]
			m.at = d.Today.Add(time.Duration(i-24) * 40 * time.Minute)
		}
		for _, h := range s.tell(d, m) {
			if h.At.Before(d.Today) {
				all = append(all, h)
			}
		}
	}
	return all, err
}

// demoReport takes a matter in.
func (s *Service) demoReport(ctx context.Context, d *door.Demo, m tale) (int64, error) {
	r := Report{
		Told:  Told{Name: m.name, Phone: m.phone, What: m.what, Reason: m.reason, Wish: "把事办成"},
		Times: m.times, Channel: flow.ByOnline, Place: d.Counties()[0],
	}
	e, err := d.Item(m.item)
	if err != nil {
		return 0, err
	}
	r.Item = e.ID
	if m.window == "" {
		k, err := s.Take(ctx, people.Actor{}, r)
		return k.ID, err
	}
	clerk, err := d.Actor(ctx, m.window)
	if err != nil {
		return 0, err
	}
	r.Hall, r.Place, r.Channel = clerk.Posts[0].Region, clerk.Posts[0].Region, flow.ByWindow
	if r.Place == s.City {
		r.Place = d.Counties()[m.at.Day()%len(d.Counties())]
	}
	if m.class == "spot" {
		r.Then, r.Answers = "solve", form.Values{"reply": m.reply, "basis": "首问负责制", "outcome": "done"}
	}
	k, err := s.Take(ctx, clerk, r)
	return k.ID, err
}

// Year are the happenings of a year's story, and its first and last day. A year without a story is fs.ErrNotExist.
func (s *Service) Year(d *door.Demo, year string) (all []door.Happening, from, to time.Time, err error) {
	list, err := tales(year)
	if err == nil && len(list) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, from, to, err
	}
	for _, m := range list {
		all = append(all, s.tell(d, m)...)
	}
	return all, list[0].at, list[len(list)-1].at.AddDate(0, 0, 21), nil
}
