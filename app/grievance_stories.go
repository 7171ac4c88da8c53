package app

import (
	"bytes"
	"context"
	"errors"

	"fmt"
	"slices"
	"strconv"

	"sync/atomic"
	"time"

	"wuyou/data"
	"wuyou/kit/db"
	"wuyou/kit/sheet"
	"wuyou/office/calendar"
	"wuyou/office/flow"
	"wuyou/office/form"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/service/grievance"
)

// The year 2021 of the window for what could not be done, as a story: the matters of a file are told to
// the program one after the other over the real calendar, and handled step by step by the cast through
// the program's own doors. What the report then says of the year is counted from the cases.

// matter is one line of the story's file: who told what to which window, and how it is handled.
type matter struct {
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

// matters reads a story.
func matters(file string) ([]matter, error) {
	b, err := data.Files.ReadFile(file)
	if err != nil {
		return nil, err
	}
	s, err := sheet.Read(bytes.NewReader(b))
	var list []matter
	for i, r := range s.Rows {
		at, err := time.ParseInLocation("2006-01-02 15:04", r[0]+" "+r[1], calendar.Zone)
		if err != nil {
			return nil, err
		}
		times, err := strconv.ParseInt(r[7], 10, 64)
		if err != nil {
			return nil, err
		}
		list = append(list, matter{at: at, window: r[2], item: r[3], class: r[4], cause: r[5], name: r[6], phone: fmt.Sprintf("1390903%04d", i*37%10000),
			times: times, what: r[8], reason: r[9], reply: r[10], level: r[11]})
	}
	return list, err
}

// grieve makes the happenings of a matter from its day on.
func (d *demo) grieve(m matter) []happening {
	var id int64
	var list []happening
	add := func(at time.Time, do func(ctx context.Context) error) { list = append(list, happening{at, do}) }
	step := func(at time.Time, event string, pairs ...string) {
		add(at, func(ctx context.Context) error {
			k, err := d.Engine.Find(ctx, d.DB, id)
			if err != nil {
				return err
			}
			did := on(0, event, pairs...)
			did.in["dept"], did.in["lead"], did.in["depts"] = k.Dept, k.Dept, k.Dept
			own, _ := d.Catalog.Dept(k.Dept)
			if approval, ok := d.Catalog.Sister(own, "行政审批局"); ok && approval.Code != k.Dept {
				did.in["depts"] += "," + approval.Code
			}
			if err := d.go1(ctx, id, did); err != nil {
				return fmt.Errorf("%s of %s, %s: %w", event, m.name, m.item, err)
			}
			return nil
		})
	}
	add(m.at, func(ctx context.Context) (err error) {
		if id, err = d.tellGrievance(ctx, m); err != nil {
			return fmt.Errorf("%s, %s: %w", m.name, m.item, err)
		}
		if d.levels == nil {
			d.levels = map[int64]string{}
		}
		d.levels[id] = m.level
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
			step(d.later(m.at, 1), "enter_confirm", "text", "清楚了。")
			step(d.later(m.at, 1).Add(20*time.Minute), "confirm")
		}
	case "hard":
		d.consult(m, step)
	case "unwilling":
		step(m.at.Add(70*time.Minute), "unwilling", "aim", "none", "cause", m.cause, "opinion", "材料齐全，应当办理。", "order", "当日受理办结，说明原因。")
		step(m.at.Add(2*time.Hour), "acknowledge")
		step(m.at.Add(6*time.Hour), "rectified", "reply", "已办好，并向您道歉。", "statement", "工作人员业务不熟、责任心不强。", "person", "窗口工作人员", "outcome", "done")
		step(d.later(m.at, 3), "account", "finding", "true", "person", "窗口工作人员", "ways", "deduct,talk", "result", "约谈并在月度考核中扣分。")
	}
	return list
}

// consult is a joint consultation; every fifth takes longer than the ten working days, and is told so.
func (d *demo) consult(m matter, step func(at time.Time, event string, pairs ...string)) {
	held := d.later(m.at, 3)
	step(m.at.Add(70*time.Minute), "hard", "aim", "none", "cause", m.cause, "opinion", m.what+"，请涉及的部门会商。")
	step(d.later(m.at, 1), "convene", "experts", "市政务服务专家库 2 名专家", "date", calendar.DayOf(held).String(), "place", "上午 9:30，政务服务中心会商室")
	step(held, "opine", "verdict", "if", "text", "条件满足可以办。")
	step(held.Add(time.Hour), "decide", "minutes", "各部门和专家认为应当支持。", "decision", m.reply, "tasks", "承办科室｜落实会商决定｜"+calendar.DayOf(d.later(m.at, 6)).String())
	if m.at.Day()%5 == 0 {
		step(d.later(m.at, 6), "feedback_plan", "reply", m.reply+"，需要两周。", "plan", calendar.DayOf(d.later(m.at, 16)).String())
		step(d.later(m.at, 12), "achieve", "reply", m.reply+"，已办成。", "basis", "会商纪要", "outcome", "done")
		step(d.later(m.at, 13), "enter_confirm", "text", "办好了，谢谢。")
		step(d.later(m.at, 13).Add(20*time.Minute), "confirm")
		return
	}
	step(d.later(m.at, 6), "feedback", "reply", m.reply+"，已办成。", "basis", "会商纪要", "outcome", "done")
}

// lately are some matters of the weeks before today, for the demonstration; what the later of them still
// wait for is left to whoever tries it.
func (d *demo) lately() ([]happening, error) {
	list, err := matters("story_2021.csv")
	var all []happening
	for i := range min(22, len(list)) {
		m := list[i*17%len(list)] // some of each class
		m.at = d.day(demoDays - 2 - i*(demoDays-3)/18).Add(m.at.Sub(calendar.DayOf(m.at).Time()))
		if i >= 18 { // just now, one of each class and one more
			class := []string{"unwilling", "hard", "cannot", "unwilling"}[i-18]
			of := slices.IndexFunc(list[i*3:], func(m matter) bool { return m.class == class })
			m = list[i*3+of]
			m.at = d.today.Add(time.Duration(i-24) * 40 * time.Minute)
		}
		for _, h := range d.grieve(m) {
			if h.at.Before(d.today) {
				all = append(all, h)
			}
		}
	}
	all = append(all, happening{d.day(3).Add(15 * time.Hour), d.assign}, happening{d.day(2).Add(15 * time.Hour), d.visits})
	return append(all, d.oversight()...), err
}

// visits has those to whom a return visit fell call the people and write down what they say.
func (d *demo) visits(ctx context.Context) error {
	return d.eachVisit(ctx, "assigned", func(k flow.Case) error {
		links, err := d.Engine.Links(ctx, d.DB, k.ID)
		if err != nil {
			return err
		}
		did := on(0, "done", "solved", "yes", "level", "5", "said", "事情办清楚了。")
		for _, l := range links {
			if level := d.levels[l.Other]; level != "" {
				did.in["level"] = level
			}
		}
		return d.go1(ctx, k.ID, did)
	})
}

// assign has the supervisor give out by hand what the monthly draw has not reached yet.
func (d *demo) assign(ctx context.Context) error {
	return d.eachVisit(ctx, "waiting", func(k flow.Case) error { return d.go1(ctx, k.ID, on(0, "assign")) })
}

func (d *demo) eachVisit(ctx context.Context, state string, do func(k flow.Case) error) error {
	due, err := d.Engine.Overview(ctx, people.Post{Region: d.Profile.Region}, flow.Filter{Kind: "visit", State: state}, "", 500)
	if err != nil {
		return err
	}
	for _, k := range due.Items {
		if err := do(k); err != nil {
			return fmt.Errorf("%s: %w", k.Title, err)
		}
	}
	return nil
}

// later is the same time of the day so many working days later.
func (d *demo) later(at time.Time, n int) time.Time {
	cal := d.Rules.Calendar()
	for n > 0 {
		if at = at.AddDate(0, 0, 1); cal.Workday(calendar.DayOf(at)) {
			n--
		}
	}
	return at
}

// tellGrievance takes a matter in.
func (d *demo) tellGrievance(ctx context.Context, m matter) (int64, error) {
	r := grievance.Report{
		Told:  grievance.Told{Name: m.name, Phone: m.phone, What: m.what, Reason: m.reason, Wish: "把事办成"},
		Times: m.times, Channel: flow.ByOnline, Place: d.counties()[0],
	}
	e, _, err := d.demoItem(ctx, m.item)
	if err != nil {
		return 0, err
	}
	r.Item = e.ID
	if m.window == "" {
		k, err := d.Grievances.Take(ctx, people.Actor{}, r)
		return k.ID, err
	}
	clerk, err := d.actor(ctx, m.window)
	if err != nil {
		return 0, err
	}
	r.Hall, r.Place, r.Channel = clerk.Posts[0].Region, clerk.Posts[0].Region, flow.ByWindow
	if r.Place == d.Profile.Region {
		r.Place = d.counties()[m.at.Day()%len(d.counties())]
	}
	if m.class == "spot" {
		r.Then, r.Answers = "solve", form.Values{"reply": m.reply, "basis": "首问负责制", "outcome": "done"}
	}
	k, err := d.Grievances.Take(ctx, clerk, r)
	return k.ID, err
}

// tellStory is the command that replays a year into an empty place, where serve --demo then shows it.
func tellStory(ctx context.Context, c *cli, args []string) error {
	year := c.flags.String("story", "2021", "哪一年的故事")
	if _, err := c.parse(args); err != nil {
		return err
	}
	c.cfg.Demo = true
	return loadStory(ctx, c.cfg, c.out, *year)
}

// loadStory opens the program with a clock that stands in the year and moves on with the story.
func loadStory(ctx context.Context, cfg Config, out Outside, year string) error {
	list, err := matters("story_" + year + ".csv")
	if err != nil || len(list) == 0 {
		return fmt.Errorf("没有 %s 年的故事：%w", year, err)
	}
	var clock atomic.Int64
	clock.Store(out.Now().UnixMilli()) // the cast is of today: their passwords are not years old
	a, err := Open(ctx, cfg.alone(), Outside{
		Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Log: out.Log,
		SMS: func(context.Context, notice.Message) error { return nil },
	})
	if err != nil {
		return err
	}
	return errors.Join(a.replayYear(ctx, &clock, list), a.Close())
}

// replayYear lets a year pass: the matters and what is done about them, the program's own work every
// evening, and the return visits that fall to the callers by lot.
func (a *App) replayYear(ctx context.Context, clock *atomic.Int64, list []matter) error {
	done, err := a.DB.Changes(ctx)
	if err != nil {
		return err
	}
	if done["demo"] > 0 {
		return errors.New("这里已经有数据，请给一个空的目录")
	}
	if err := a.LoadDemo(ctx); err != nil {
		return err
	}
	if err := a.Refresh(ctx); err != nil {
		return err
	}
	clock.Store(list[0].at.Add(-24 * time.Hour).UnixMilli())
	d := &demo{App: a, photo: samplePhoto()}
	var all []happening
	for _, m := range list {
		all = append(all, d.grieve(m)...)
	}
	end := list[len(list)-1].at.AddDate(0, 0, 21)
	for day := calendar.DayOf(list[0].at); day.Time().Before(end); day = day.AddDays(1) {
		all = append(all, happening{day.Time().Add(19 * time.Hour), a.Tick})
		all = append(all, happening{day.Time().Add(15 * time.Hour), d.visits})
	}
	last := calendar.DayOf(end).Time()
	all = append(all, happening{last.Add(10 * time.Hour), d.assign}, happening{last.Add(11 * time.Hour), d.visits})
	slices.SortStableFunc(all, func(x, y happening) int { return x.at.Compare(y.at) })
	for _, h := range all {
		clock.Store(h.at.UnixMilli())
		if err := h.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", h.at.Format("2006-01-02 15:04"), err)
		}
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error { return tx.Changed(ctx, "demo cases") }) // no others beside them
}
