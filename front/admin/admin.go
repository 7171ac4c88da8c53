// Package admin is where the office is set up: items and their versions, imports, terms and the
// calendar, staff and posts, texts, tokens, the logs.
//
// Nobody decides alone (the two-person rule of 等保 2.0, GB/T 22239-2019): an editor drafts, a
// publisher lets it take effect. The system, the security and the audit administrator are three
// different people: one registers staff, one gives posts, one reads what both did. Everything that is
// done here stands in the audit log, written in the same transaction.
//
// Read web.go for what pages there are (door.Screen is what they are made of); items.go, draft.go and
// element.go for the catalogue, proposal.go for rules that wait for their second person, rules.go and rule.go for
// those that services bring along as rows.
package admin

import (
	"context"
	"time"

	"wuyou/kit/db"
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/door"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// Front is what the administration stands on.
type Front struct {
	*office.Office
	Doors func() []web.Route // all doors of the program, for the page of permissions

	own []people.OwnRole // see knowing
}

// knowing is the front that knows the roles which the office added.
func (f *Front) knowing(ctx context.Context) (*Front, error) {
	g := *f
	var err error
	g.own, err = f.People.OwnRoles(ctx)
	return &g, err
}

// Begin gives the queue the jobs of the administration, and the catalogue its lines in the audit log.
// It has those told who proposed what others decide. The program calls it once, before it serves.
func (f *Front) Begin() {
	f.Catalog.Log = func(ctx context.Context, tx *db.DB, by people.Actor, act, object, reason string) error {
		return f.People.Log(ctx, tx, by, people.VisitorOf(ctx).IP, act, object, reason)
	}
	f.Catalog.Decided, f.People.Decided = f.published, f.decided
	f.Jobs.Handle(jobTry, f.tryJob)
	f.Jobs.Handle(jobImport, f.importJob)
	f.Jobs.Handle(flow.JobRedate, f.redateJob)
	f.Jobs.Handle(jobVerify, f.verifyJob)
}

const root = "/desk/admin"

// Entries are the administration's part of the desk's menu.
func (f *Front) Entries() []door.Entry {
	entry := func(path, label string, roles ...people.Role) door.Entry {
		return door.Entry{Href: root + path, Label: label, Group: "管理", Roles: roles}
	}
	waiting := entry("/waiting", "待发布", people.Editor, people.Publisher, people.System, people.Security, people.Auditor)
	waiting.Count = f.countWaiting
	days := entry("/calendar", "工作日历", people.Editor, people.Publisher, people.System, people.Supervisor)
	days.Count, days.Late = f.countUnknown, true
	return []door.Entry{
		entry("/items", "事项", people.Editor, people.Publisher),
		waiting,
		entry("/import", "导入", people.Editor, people.System),
		entry("/terms", "时限规则", people.Editor, people.Publisher),
		days,
		entry("/texts", "短信和文书", people.Editor, people.Publisher),
		entry("/rules", "规则表", people.Editor, people.Publisher, people.Supervisor),
		entry("/staff", "工作人员", people.System, people.Security),
		entry("/roles", "角色", people.Security),
		entry("/permissions", "权限一览", people.System, people.Security, people.Auditor),
		entry("/tokens", "接口令牌", people.Security),
		entry("/notices", "短信发送", people.System),
		entry("/audit", "审计日志", people.Auditor),
	}
}

// today is the day in the city.
func (f *Front) today() calendar.Day { return calendar.DayOf(f.Now()) }

// stamp is an instant as the tables show it: 2026-04-20 09:30.
func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(calendar.Zone).Format("2006-01-02 15:04")
}
