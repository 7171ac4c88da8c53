package office

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/outlet"
)

// Refresh reads into memory what is kept there, where another node or a command changed it. It is db.ErrUpgraded when
// the tables are no longer those of this program.
func (o *Office) Refresh(ctx context.Context) error {
	o.fresh.Lock()
	defer o.fresh.Unlock()
	if err := o.DB.Stands(ctx); err != nil {
		return err
	}
	now, err := o.DB.Changes(ctx)
	if err != nil {
		return err
	}
	today := calendar.DayOf(o.Now())
	if today != o.day && o.seen != nil { // places end with their last day
		o.Regions.Turn(int64(today))
	}
	o.day = today
	for name, load := range map[string]func(context.Context) error{
		"regions":         func(ctx context.Context) error { return o.Regions.Load(ctx, o.DB, int64(today)) },
		"rules":           func(ctx context.Context) error { return o.Rules.Load(ctx, o.DB) },
		"identity_levels": o.Persons.Load, "limits": func(ctx context.Context) error { return o.Limits.Load(ctx, o.DB) },
		outlet.Kept: func(ctx context.Context) error { return o.Outlets.Load(ctx, o.DB) },
		"catalog":   o.Catalog.Load, "notices": o.Notices.Load, "documents": o.Documents.Load,
	} {
		if n, ok := o.seen[name]; ok && n == now[name] {
			continue
		}
		if err := load(ctx); err != nil {
			return fmt.Errorf("load %s: %w", name, err)
		}
		if o.seen == nil {
			o.seen = map[string]int64{}
		}
		o.seen[name] = now[name]
	}
	return nil
}

// Sweep fires what has come due.
func (o *Office) Sweep(ctx context.Context) error {
	_, err := o.Engine.Sweep(ctx)
	return err
}

// Deliver sends the messages that wait.
func (o *Office) Deliver(ctx context.Context) error {
	_, err := o.Notices.Deliver(ctx)
	return err
}

// Nightly is work that is done once a day, known by its name.
type Nightly struct {
	Name string
	Do   func(ctx context.Context, tx *db.DB) error
}

// Daily does what is done once a day, of the spine and then of each service. One that fails keeps back no other; it is tried again.
func (o *Office) Daily(ctx context.Context) (err error) {
	today := calendar.DayOf(o.Now())
	once := func(name string, do func(ctx context.Context, tx *db.DB) error) {
		err = errors.Join(err, Part(ctx, fmt.Sprintf("%s of %s", name, today), func(ctx context.Context) error {
			return o.Jobs.Daily(ctx, name, int64(today), do)
		}))
	}
	for _, n := range o.EveryDay {
		once(n.Name, n.Do)
	}
	for _, s := range o.House.Services {
		if s.Daily != nil {
			once(s.Name(), func(ctx context.Context, tx *db.DB) error { return s.Daily(ctx, tx, today) })
		}
	}
	return err
}

// Often has the services do what they do again and again, of that some of it. One that fails keeps back no other.
func (o *Office) Often(some func(door.Task) bool) func(ctx context.Context) error {
	return func(ctx context.Context) (err error) {
		for _, s := range o.House.Services {
			for _, task := range s.Often {
				if some(task) {
					err = errors.Join(err, Part(ctx, task.Name, task.Do))
				}
			}
		}
		return err
	}
}

// RunJobs runs the jobs that wait, one after the other.
func (o *Office) RunJobs(ctx context.Context) error {
	for {
		if ran, err := o.Jobs.RunOne(ctx); err != nil || !ran {
			return err
		}
		job.Beat(ctx)
	}
}

// Tick does once what the spine and its services do by themselves: read changes, fire deadlines, send notices, run jobs, seal
// the ledger. A test calls it when its clock has moved; more is done before the last step.
func (o *Office) Tick(ctx context.Context, more ...func(context.Context) error) error {
	steps := []func(context.Context) error{o.Refresh, o.Sweep, o.Deliver, o.Daily}
	steps = append(steps, more...)
	steps = append(steps, o.RunJobs, o.Often(func(door.Task) bool { return true }), func(ctx context.Context) error {
		_, err := o.Ledger.Seal(ctx)
		return err
	})
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Part does what is one part of work in the background, which goes on whatever comes of it: its failure, or panic, is named.
func Part(ctx context.Context, name string, do func(context.Context) error) error {
	if err := Safely(ctx, do); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Safely makes a panic a failure like any other: it is told, and tried again.
func Safely(ctx context.Context, step func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return step(ctx)
}
