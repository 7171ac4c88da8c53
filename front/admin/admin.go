// Package admin is where the office keeps what all of it goes by: rules and terms, the calendar, texts, what waits for a second person,
// what is imported, what was sent, and what stands in the audit log.
//
// Nobody decides alone (the two-person rule of GB/T 22239-2019): one proposes, another agrees. Everything that is done here stands in the
// audit log, written in the same transaction.
//
// Read web.go for what pages there are; proposal.go for what waits for its second person, import.go and tables.go for tables that are
// handed in, rules.go and rule.go for the rules that services bring along as rows, terms.go, calendar.go, outlets.go and texts.go for the
// office's own, bridges.go for the PCs of windows, logs.go for what was sent and done. Items are kept by front/catalogue, people by front/staff.
package admin

import (
	"wuyou/kit/web"
	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/device"
	"wuyou/office/door"
	"wuyou/office/door/listing"
	"wuyou/office/flow"
	"wuyou/office/people"
)

// Front is what the administration stands on.
type Front struct {
	*office.Office
	devices *device.Book
}

// New makes the administration. It gives the queue its jobs, and has those told who proposed what others decide.
func New(o *office.Office, devices *device.Book) *Front {
	f := &Front{o, devices}
	f.Proposals.Decided = f.decided
	f.Jobs.Handle(jobTry, f.tryJob)
	f.Jobs.Handle(jobImport, f.importJob)
	f.Jobs.Handle(flow.JobRedate, f.redateJob)
	f.Jobs.Handle(jobVerify, f.verifyJob)
	return f
}

// Who may look: at terms and texts, at the calendar and the outlets, at the tables of rules; and who may hand in tables.
var (
	editors   = []people.Role{people.Editor, people.Publisher}
	dayRoles  = []people.Role{people.Editor, people.Publisher, people.System, people.Supervisor}
	ruleRoles = []people.Role{people.Editor, people.Publisher, people.Supervisor}
	importers = []people.Role{people.Editor, people.System}
)

const (
	importPath   = door.Admin + "/import"
	calendarPath = door.Admin + "/calendar"
	textsPath    = door.Admin + "/texts"
	rulesPath    = door.Admin + "/rules"
)

// Service is what the rest of the program sees of it.
func (f *Front) Service() door.Service {
	notices, audits := listing.Of(f.House, f.notices()), listing.Of(f.House, f.audits())
	return door.Service{
		Ledgers: []door.Listing{
			listing.Of(f.House, f.waitings()), listing.Of(f.House, f.proposed()), listing.Of(f.House, f.termList()),
			listing.Of(f.House, f.outletList()), notices, audits,
		},
		Imports: []door.Import{f.regions(), f.holidays(), f.outletTable()},
		Changes: []door.Changing{
			f.terms(), f.alarms(), f.days(), f.outlets(), f.messages(), f.papers(), f.tables(), f.rows(), f.exports(),
		},
		Staff:  f.entries(),
		Routes: append(f.routes(), f.logRoutes(notices, audits)...),
	}
}

// entries are its part of the desk's menu.
func (f *Front) entries() []door.Entry {
	entry := func(path, label string, roles ...people.Role) door.Entry {
		return door.Entry{Href: path, Label: label, Group: "管理", Roles: roles}
	}
	waiting, days := entry(waitingsPath, "待发布", waiters...), entry(calendarPath, "工作日历", dayRoles...)
	waiting.Count = f.countWaiting
	days.Count, days.Late = f.countUnknown, true
	return []door.Entry{
		waiting,
		entry(importPath, "导入", importers...),
		entry(termsPath, "时限规则", editors...),
		days,
		entry(outletsPath, "服务网点", dayRoles...),
		entry(textsPath, "短信和文书", editors...),
		entry(rulesPath, "规则表", ruleRoles...),
		entry(sentPath, "短信发送", people.System),
		entry(bridgesPath, "窗口电脑", people.System),
		entry(auditPath, "审计日志", people.Auditor),
	}
}

// today is the day in the city.
func (f *Front) today() calendar.Day { return calendar.DayOf(f.Now()) }

// logRoutes are what is done about the lists of what was sent and done.
func (f *Front) logRoutes(notices, audits door.Listing) []web.Route {
	return []web.Route{
		f.House.PostRoute(sentPath, "重新发送", f.House.Wide(people.System), f.noticePosted, notices.Show),
		f.House.PostRoute(auditPath+"/verify", "核对台账", f.House.Wide(people.Auditor), f.verifyPosted, audits.Show),
	}
}
