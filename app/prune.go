package app

import (
	"context"
	"errors"
	"fmt"

	"wuyou/kit/job"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/limit"
	"wuyou/office/people"
)

// jobPrune forgets what is over, once a day, in the background.
const jobPrune = "prune"

// How long what strangers have us keep is kept.
var (
	keepLists = limit.Declare(limit.Limit{
		Key: "keep.checklists", Words: "告知单留多久",
		Unit: limit.Days, Default: 180, Least: 30, Most: 3650, Basis: "建议值：照着准备材料够半年",
	})
	keepDrafts = limit.Declare(limit.Limit{
		Key: "keep.drafts", Words: "没有提交、也没有再动过的草稿留多久",
		Unit: limit.Days, Default: 180, Least: 30, Most: 3650, Basis: "建议值；个人信息保护法第19条：保存期限最短",
	})
	keepLoose = limit.Declare(limit.Limit{
		Key: "keep.loose_files", Words: "传上来、后来没有提交成办件的文件留多久；有草稿的账号，和草稿留得一样久",
		Unit: limit.Days, Default: 7, Least: 1, Most: 180, Basis: "建议值：够回头接着填",
	})
	keepCodes = limit.Declare(limit.Limit{
		Key: "keep.codes", Words: "发过的验证码、初始密码短信留多久",
		Unit: limit.Days, Default: 30, Least: 1, Most: 400, Basis: "建议值：够查短信没收到的原因",
	})
	keepWork = limit.Declare(limit.Limit{
		Key: "keep.work", Words: "做完的后台任务（导入、导出、清理）、程序启动的记录留多久",
		Unit: limit.Days, Default: 180, Least: 7, Most: 3650, Basis: "建议值：够查半年里谁导入了什么；审计日志另外长期保存（网络安全法第21条：不少于六个月）",
	})
)

// drafted reports whether a file may be named in a draft of its owner.
func (a *App) drafted(ctx context.Context, f file.File) (bool, error) {
	if f.OwnerKind != people.Citizen {
		return false, nil
	}
	return a.Applications.Drafting(ctx, f.OwnerID)
}

// prune is all that strangers have us keep for a time only. What was decided, told or filed is no part of it.
func (a *App) prune(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	all := int64(0)
	tasks := []func() (int64, error){
		func() (int64, error) { return a.Sessions.Prune(ctx) },
		func() (int64, error) { return a.Proposals.Lapse(ctx) },
		func() (int64, error) { return a.Catalog.Prune(ctx, a.Limits.Since(keepLists)) },
		func() (int64, error) { return a.Applications.Prune(ctx, a.Limits.Since(keepDrafts)) },
		func() (int64, error) { return a.Engine.PruneOnce(ctx, flow.KeptOnce(a.Limits)) },
		func() (int64, error) { return a.Notices.Prune(ctx, a.Limits.Since(keepCodes)) },
		func() (int64, error) { return a.Jobs.Prune(ctx, a.Limits.Since(keepWork)) },
		func() (int64, error) { return a.DB.PruneStarts(ctx, a.Limits.Since(keepWork)) },
		func() (int64, error) { return a.Files.Loose(ctx, a.Limits.Since(keepLoose), a.drafted) },
		func() (int64, error) { n, err := a.Files.Prune(ctx); return int64(n), err },
		func() (int64, error) { return a.Config.sweepTemp(a.Now()) },
	}
	for i, task := range tasks {
		n, e := task()
		all, err = all+n, errors.Join(err, e)
		progress(i+1, len(tasks))
	}
	return fmt.Sprintf("清理了 %d 项", all), "", err
}
