// Package admin is where the office is set up: items and their versions, regions, terms and the
// calendar, staff and posts, tokens, texts, the logs. Editors draft, publishers publish; the system,
// security and audit administrators are three different people (等保 2.0).
package admin

import (
	"time"

	"wuyou/kit/db"
	"wuyou/kit/job"
	"wuyou/office/calendar"
	"wuyou/office/catalog"
	"wuyou/office/document"
	"wuyou/office/door"
	"wuyou/office/file"
	"wuyou/office/flow"
	"wuyou/office/notice"
	"wuyou/office/people"
	"wuyou/office/region"
)

// Front is what the administration stands on.
type Front struct {
	House     *door.House
	DB        *db.DB
	Engine    *flow.Engine
	Catalog   *catalog.Catalog
	Regions   *region.Tree
	People    *people.Registry
	Documents *document.Desk
	Files     *file.Store
	Notices   *notice.Post
	Rules     *calendar.Rules
	Jobs      *job.Queue
	Now       func() time.Time
}
