// Package desk is where staff work: the inbox, a case with what may be done, what is overdue, the figures
// and the rows behind them. It draws every kind of case from its flow table and from what its service
// says of it.
package desk

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

// Front is what the desk stands on.
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
}
