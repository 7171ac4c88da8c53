// Package portal is what citizens see: finding a service, its guide, the checklist, signing in, the own
// cases and following one without signing in. It draws what the office knows and what the services
// declare; it knows none of them.
package portal

import (
	"time"

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

// Front is what the portal stands on.
type Front struct {
	House     *door.House
	Engine    *flow.Engine
	Catalog   *catalog.Catalog
	Regions   *region.Tree
	People    *people.Registry
	Documents *document.Desk
	Files     *file.Store
	Notices   *notice.Post
	Rules     *calendar.Rules
	Now       func() time.Time
	Code      func(id int64) string // the query code of a case
}
