package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/demo"
	"wuyou/office/door"
	"wuyou/office/notice"
)

// The demonstration's cases: some weeks of a city's work, done again step by step by the cast through
// the program's own doors, in a program whose clock stands in the past and moves on to today. Nothing
// is written back to front: deadlines, reminders and papers came about as they always do.

// LoadDemo fills an empty city with the demonstration, once.
func (a *App) LoadDemo(ctx context.Context) error { return demo.Load(ctx, a.Office, a.Exchange.Demo) }

// openDemo opens the program with the demonstration: its cast, and its cases, each loaded once.
func openDemo(ctx context.Context, cfg Config, out Outside) (*App, error) {
	a, err := Open(ctx, cfg, out)
	if err != nil {
		return nil, err
	}
	err = a.LoadDemo(ctx)
	n, unread := a.DB.Changes(ctx)
	if err = errors.Join(err, unread); err == nil && n["demo cases"] > 0 {
		return a, nil
	}
	if err = errors.Join(err, a.Close()); err != nil {
		return nil, err
	}
	if err := loadDemoCases(ctx, cfg, out); err != nil {
		return nil, fmt.Errorf("demo cases: %w", err)
	}
	return Open(ctx, cfg, out)
}

// loadDemoCases fills the demonstration with cases, in a program on the same database that has a clock of
// its own and sends no messages.
func loadDemoCases(ctx context.Context, cfg Config, out Outside) error {
	var clock atomic.Int64
	today := out.Now()
	clock.Store(today.UnixMilli())
	quiet := func(context.Context, notice.Message) error { return nil }
	a, err := Open(ctx, cfg.alone(), Outside{Now: func() time.Time { return time.UnixMilli(clock.Load()) }, Log: out.Log, SMS: quiet, Check: demo.Check})
	if err != nil {
		return err
	}
	return errors.Join(a.replayDemo(ctx, today, &clock), a.Close())
}

// demo is the stage of a replay.
func (a *App) demo(today time.Time) *door.Demo {
	return &door.Demo{House: a.House, Rules: a.Rules, Today: today, Levels: map[int64]string{}}
}

func (a *App) replayDemo(ctx context.Context, today time.Time, clock *atomic.Int64) error {
	d := a.demo(today)
	clock.Store(d.Day(door.DemoDays).UnixMilli())
	if err := a.Refresh(ctx); err != nil {
		return err
	}
	if err := demo.Meet(ctx, a.Office, d); err != nil {
		return err
	}
	var all []door.Happening
	for _, s := range a.House.Services {
		if s.Demo == nil {
			continue
		}
		list, err := s.Demo(d)
		if err != nil {
			return err
		}
		all = append(all, list...)
	}
	for ago := door.DemoDays; ago > 0; ago-- { // the program's own work, at noon and in the evening
		for _, hour := range []int{12, 19} {
			all = append(all, door.Happening{At: d.Day(ago).Add(time.Duration(hour) * time.Hour), Do: a.Tick})
		}
	}
	for day := calendar.DayOf(d.Day(door.DemoDays)).AddDays(1); day < calendar.DayOf(today); day = day.AddDays(1) { // at weekends, too
		all = append(all, door.Happening{At: day.Time(), Do: a.Standing.Note})
	}
	if err := happen(ctx, all, clock); err != nil {
		return err
	}
	clock.Store(today.UnixMilli())
	if err := a.Tick(ctx); err != nil {
		return err
	}
	return a.DB.Tx(ctx, func(tx *db.DB) error { return tx.Changed(ctx, "demo cases") })
}

// happen lets everything happen at its time.
func happen(ctx context.Context, all []door.Happening, clock *atomic.Int64) error {
	slices.SortStableFunc(all, func(a, b door.Happening) int { return a.At.Compare(b.At) })
	for _, h := range all {
		clock.Store(h.At.UnixMilli())
		if err := h.Do(ctx); err != nil {
			return fmt.Errorf("%s: %w", h.At.Format("2006-01-02 15:04"), err)
		}
	}
	return nil
}
