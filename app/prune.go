package app

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/db"
	"wuyou/kit/job"
)

// jobPrune forgets what is over, once a day, in the background.
const jobPrune = "prune"

// pruneDaily queues the day's pruning, on whichever node comes first.
func (a *App) pruneDaily(ctx context.Context, today int64) error {
	return a.Jobs.Daily(ctx, jobPrune, today, func(ctx context.Context, tx *db.DB) error {
		_, err := a.Jobs.Add(ctx, tx, jobPrune, "", 0)
		return err
	})
}

// prune is all that strangers have us keep for a time only. What was decided, told or filed is no part of it.
func (a *App) prune(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	now, all := a.Now(), int64(0)
	tasks := []func() (int64, error){
		func() (int64, error) { return a.People.Prune(ctx) },
		func() (int64, error) { return a.Catalog.Prune(ctx, now.Add(-a.Config.KeepLists)) },
		func() (int64, error) { return a.Applications.Prune(ctx, now.Add(-a.Config.KeepDrafts)) },
		func() (int64, error) { return a.Notices.Prune(ctx, now.Add(-a.Config.KeepCodes)) },
		func() (int64, error) { n, err := a.Files.Prune(ctx); return int64(n), err },
	}
	for i, task := range tasks {
		n, e := task()
		all, err = all+n, errors.Join(err, e)
		progress(i+1, len(tasks))
	}
	return fmt.Sprintf("清理了 %d 项", all), "", err
}
