// Package office is the spine as one struct: the handles that every service and every front stands on.
package office

import (
	"time"

	"wuyou/kit/db"
	"wuyou/kit/gm"
	"wuyou/kit/job"
	"wuyou/office/archive"
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

// Office is made once, by app; services and fronts embed a pointer to it. Its fields do not change once the program serves.
type Office struct {
	DB        *db.DB
	Now       func() time.Time
	Keys      *gm.Keys // empty until the vault is open
	Jobs      *job.Queue
	Rules     *calendar.Rules
	Regions   *region.Tree
	People    *people.Registry
	Catalog   *catalog.Catalog
	Engine    *flow.Engine
	Files     *file.Store
	Documents *document.Desk
	Notices   *notice.Post
	Archive   *archive.Room
	House     *door.House
	City      region.Code
}
