package app

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/roster"
)

// follow has the heirs of places that ended take over: posts, what else names a place and follows it (db.Migrations.Places), open
// cases. Each part can be done again, so that a job that ended in the middle goes on.
func (a *App) follow(ctx context.Context, _ job.Job, progress func(seen, total int)) (words, result string, err error) {
	if err := a.Refresh(ctx); err != nil { // it may be the first to know
		return "", "", err
	}
	posts, err := a.Roster.Relocate(ctx, func(ctx context.Context, tx *db.DB, h roster.Held, from people.Post) error {
		return a.Notices.Send(ctx, tx, notice.To{Staff: h.StaffID}, "relocated", map[string]string{
			"why": a.Regions.Moved(from.Region, h.Region), "post": from.Title,
			"place": a.Regions.Path(h.Region, min(region.County, h.Region.Level())), "to": h.Title,
		})
	})
	if err != nil {
		return "", "", err
	}
	var columns []string
	for _, m := range a.Owners() {
		for _, name := range slices.Sorted(maps.Keys(m.Places)) {
			if m.Places[name] == db.Follows {
				columns = append(columns, name)
			}
		}
	}
	if _, err := a.Regions.Follow(ctx, a.DB, columns); err != nil {
		return "", "", err
	}
	cases, err := a.Engine.Relocate(ctx, func(from, to region.Code) string {
		return a.Regions.Moved(from, to) + "；原编号和查询密码照用，办理期限不变"
	}, progress)
	return fmt.Sprintf("移交了 %d 个岗位、%d 件办件", posts, cases), "", err
}
