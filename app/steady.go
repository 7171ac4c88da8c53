package app

import (
	"context"
	"fmt"
	"strings"

	"wuyou/kit/job"
	"wuyou/office/people"
)

// jobSteady sees to it that no open case is looked at later than its clocks say: once a day, and when the program begins to serve.
const jobSteady = "steady"

// steady says in the audit log and in the program's own what it found, for the program itself leaves nothing to find but where the rules
// came to be read otherwise (an upgrade): it may be that somebody wrote to the database past the program.
func (a *App) steady(ctx context.Context, _ job.Job, _ func(seen, total int)) (words, result string, err error) {
	mended, err := a.Engine.Steady(ctx)
	if len(mended) == 0 {
		return "在办的办件，提醒时间、时限灯都与计时相符", "", err
	}
	words = fmt.Sprintf("%d 件在办的办件，存着的提醒时间、时限灯与计时不符，已按计时改正", len(mended))
	numbers := strings.Join(mended[:min(len(mended), 15)], "、")
	if len(mended) > 15 {
		numbers += " 等"
	}
	a.Log.Warn("cases would have been looked at later than their clocks say, or showed another lamp: mended", "cases", len(mended), "numbers", numbers)
	if e := a.Audit.Log(ctx, a.DB, people.TheOffice, "", "改正提醒时间", numbers, words); e != nil {
		return words, "", e
	}
	return words, "", err
}

// jobStanding notes once a day how the open cases stand, for tomorrow's overview to compare with.
const jobStanding = "standing"

func (a *App) noteStanding(ctx context.Context, _ job.Job, _ func(seen, total int)) (words, result string, err error) {
	return "记下了前一天在办、临近到期、超期的件数", "", a.Standing.Note(ctx)
}
