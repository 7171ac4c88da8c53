package rating

import (
	"context"
	"strings"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// counts are the figures of some services. All belong to the day of the service: what comes of it later
// is told of that day, so that numerator and denominator are of the same services.
type counts struct {
	Acts      int64 // E: services that may be rated
	N5        int64 // active first ratings that are not excluded, by level
	N4        int64
	N3        int64
	N2        int64
	N1        int64
	Defaults  int64
	Excluded  int64 // bad ratings whose objection was upheld
	More      int64 // additional ratings
	Better    int64 // of them, better than the first
	Fixed     int64 // bad ratings put right
	InTime    int64 // of them, without having been late
	LateOpen  int64 // late and not yet put right
	Named     int64 // bad ratings by somebody named
	Contacted int64 // of them, contacted
	Objected  int64 // objections that were raised
}

// of is the figure of a level.
func (c *counts) of(l Level) *int64 {
	return [...]*int64{nil, &c.N1, &c.N2, &c.N3, &c.N4, &c.N5}[l.Points()]
}

// Valid are the valid active ratings (V).
func (c counts) Valid() int64 { return c.N5 + c.N4 + c.N3 + c.N2 + c.N1 }

// Good are those of the three upper levels.
func (c counts) Good() int64 { return c.N5 + c.N4 + c.N3 }

// Bad are those of the two lowest.
func (c counts) Bad() int64 { return c.N2 + c.N1 }

// Points are the sum of ten-point scores: 10, 8, 6, 4, 2.
func (c counts) Points() int64 { return 10*c.N5 + 8*c.N4 + 6*c.N3 + 4*c.N2 + 2*c.N1 }

func (c *counts) add(o counts) {
	mine, theirs := c.fields(), o.fields()
	for i := range mine {
		*mine[i] += *theirs[i]
	}
}

func (c *counts) negate() {
	for _, f := range c.fields() {
		*f = -*f
	}
}

// fields are the figures in the order of their columns.
func (c *counts) fields() []*int64 {
	return []*int64{&c.Acts, &c.N5, &c.N4, &c.N3, &c.N2, &c.N1, &c.Defaults, &c.Excluded, &c.More, &c.Better, &c.Fixed, &c.InTime, &c.LateOpen,
		&c.Named, &c.Contacted, &c.Objected}
}

// recount counts a service anew from what is written of it: the plain way, which proves the kept
// figures and is no way to make a page.
func recount(a Act, list []Rating, x *Rectification, state string) (c counts) {
	if a.State == Void {
		return c
	}
	c.Acts = 1
	for _, r := range list {
		switch {
		case r.Source == Default:
			c.Defaults++
		case r.N > 1:
			c.More++
			if r.Level.Points() > list[0].Level.Points() {
				c.Better++
			}
		case r.Excluded:
			c.Excluded++
		default:
			*c.of(r.Level)++
		}
		if r.N == 1 && r.Named && r.Level.Bad() {
			c.Named++
		}
	}
	if x == nil {
		return c
	}
	if x.ContactedAt != 0 && list[0].Named {
		c.Contacted++
	}
	if x.Ground != "" {
		c.Objected++
	}
	switch {
	case state == closed:
		c.Fixed++
		if !x.Late {
			c.InTime++
		}
	case state != excluded && x.Late:
		c.LateOpen++
	}
	return c
}

// dimension is by what figures are told apart.
type dimension string

const (
	byRegion  dimension = "region"
	byDept    dimension = "dept"
	byPlace   dimension = "place"
	byStaff   dimension = "staff"
	byItem    dimension = "item"
	byChannel dimension = "channel"
	byMonth   dimension = "month"
	byNothing dimension = "" // all together
)

// figure is the counts of one thing.
type figure struct {
	Key string
	counts
}

// region is the place of a figure by region.
func (f figure) region() region.Code { return region.Code(f.Key + "000000000000"[len(f.Key):]) }

// window names a window by the code of its place and its door plate: … 综合窗口 3 号. What is done at
// no window has none.
func window(at region.Code, plate string) string {
	if plate == "" {
		return ""
	}
	return string(at) + " " + plate
}

// atWindow is where a window stands, and its door plate.
func atWindow(name string) (at region.Code, plate string) {
	code, plate, _ := strings.Cut(name, " ")
	return region.Code(code), plate
}

// period are the services that figures are asked of.
type period struct {
	From, To calendar.Day
	Now      calendar.Day // today: no service is of a later day
	Place    region.Code
	Dept     string
	Item     int64
	Staff    int64
	Window   string // see window
	Channel  string
}

// Totals are the counts of a place in a time.
func (s *Service) Totals(ctx context.Context, d *db.DB, from, to calendar.Day, place region.Code) (counts, error) {
	return totals(ctx, d, period{From: from, To: to, Now: calendar.DayOf(s.Now()), Place: place})
}
