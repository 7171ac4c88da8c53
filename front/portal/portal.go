// Package portal is what citizens see: finding a service, its guide, the checklist, signing in, the own
// cases and following one without signing in. It draws what the office knows and what the services
// declare; it knows none of them.
//
// Rules: 行政许可法 art. 30 (what a guide must make public), GB/T 36114 (guides), 个人信息保护法
// arts. 14, 29 and 44–47 (consent, the person's own rights), 无障碍环境建设法 and GB/T 37668 (elder mode,
// the way to a human being).
//
// Read web.go for the doors, pages.go for what each page is made of, then guide.go (an item in plain
// words) and course.go (a case in plain words). A file named _web holds the handlers of the one it is named after.
package portal

import (
	"context"

	"wuyou/office"
	"wuyou/office/calendar"
	"wuyou/office/region"
	"wuyou/office/search"
)

// Front is what the portal stands on.
type Front struct {
	*office.Office
	Calm      func(ctx context.Context) error // paces what strangers have us keep
	PagesMost int64                           // bytes of the pages for strangers that are kept in memory; 0 keeps none
}

// placeName is a place as people of the city say it: 东坡区通惠街道.
func (f *Front) placeName(p region.Code) string {
	if p.Level() <= region.City {
		return f.Regions.Name(p)
	}
	return region.Short(f.Regions.Path(p, region.County))
}

// today is the day in the city.
func (f *Front) today() calendar.Day { return calendar.DayOf(f.Now()) }

// offered is the set of items handled for a place; nil, which is all, where the visitor has not said
// in which county he is.
func (f *Front) offered(place region.Code) search.Set {
	if place.Level() < region.County {
		return nil
	}
	return f.Catalog.OfferedAt(place)
}
