package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/demo"
	"wuyou/office/door"
	"wuyou/office/notice"
)

// tellStory is the command that replays a year into an empty place, where serve --demo then shows it.
func tellStory(ctx context.Context, c *cli, args []string) error {
	year := c.flags.String("story", "2021", "哪一年的故事")
	if _, err := c.parse(args); err != nil {
		return err
	}
	c.cfg.Demo = true
	if err := loadStory(ctx, c.cfg, c.out, *year, stdout); err != nil {
		return err
	}
	fmt.Fprintf(stdout, `
重演完了。查看：wuyou serve --demo --data %[1]s
用 jianguan 登录（密码 %[2]s），再打开
  办不成事月报  /desk/grievances/report?from=%[3]s-12-01&to=%[3]s-12-31
  反映事项台账  /desk/grievances?from=%[3]s-01-01&to=%[3]s-12-31
  统计          /desk/figures?from=%[3]s07&to=%[3]s12
`, c.cfg.Data, demo.Password, *year)
	return nil
}

// loadStory opens the program with a clock that stands in the year and moves on with the story; each month is told to say.
func loadStory(ctx context.Context, cfg Config, out Outside, year string, say io.Writer) error {
	var clock atomic.Int64
	clock.Store(out.Now().UnixMilli()) // the cast is of today: their passwords are not years old
	a, err := Open(ctx, cfg.alone(), Outside{
		Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Log: out.Log,
		SMS: func(context.Context, notice.Message) error { return nil },
	})
	if err != nil {
		return err
	}
	return errors.Join(a.replayYear(ctx, &clock, year, say), a.Close())
}

// replayYear lets a year pass: the matters and what is done about them, the program's own work every
// evening, and the return visits that fall to the callers by lot.
func (a *App) replayYear(ctx context.Context, clock *atomic.Int64, year string, say io.Writer) error {
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
	d := a.demo(time.Time{})
	all, from, to, err := a.Grievances.Year(d, year)
	if err != nil {
		return fmt.Errorf("没有 %s 年的故事：%w", year, err)
	}
	clock.Store(from.Add(-24 * time.Hour).UnixMilli())
	calls := func(ctx context.Context) error { return a.Visits.DemoCalls(ctx, d) }
	for day := calendar.DayOf(from); day.Time().Before(to); day = day.AddDays(1) {
		if day%100 == 1 {
			all = append(all, door.Happening{At: day.Time(), Do: func(context.Context) error {
				_, err := fmt.Fprintf(say, "正在重演 %d 年 %d 月\n", day.Year(), day.Month()%100)
				return err
			}})
		}
		all = append(all, door.Happening{At: day.Time().Add(19 * time.Hour), Do: a.Tick}, door.Happening{At: day.Time().Add(15 * time.Hour), Do: calls})
	}
	last := calendar.DayOf(to).Time()
	all = append(all, door.Happening{At: last.Add(10 * time.Hour), Do: func(ctx context.Context) error { return a.Visits.DemoAssign(ctx, d) }},
		door.Happening{At: last.Add(11 * time.Hour), Do: calls})
	if err := happen(ctx, all, clock); err != nil {
		return err
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error { return tx.Changed(ctx, "demo cases") }) // no others beside them
}
