package rate

import (
	"context"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/people"
	"wuyou/office/region"
	"wuyou/office/tally"
)

// Counts are the figures of some services. All belong to the day of the service: what comes of it later
// is told of that day, so that numerator and denominator are of the same services.
type Counts struct {
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

// Of is the figure of a level.
func (c *Counts) Of(l Level) *int64 {
	return [...]*int64{nil, &c.N1, &c.N2, &c.N3, &c.N4, &c.N5}[l.Points()]
}

// Valid are the valid active ratings (V).
func (c Counts) Valid() int64 { return c.N5 + c.N4 + c.N3 + c.N2 + c.N1 }

// Good are those of the three upper levels.
func (c Counts) Good() int64 { return c.N5 + c.N4 + c.N3 }

// Bad are those of the two lowest.
func (c Counts) Bad() int64 { return c.N2 + c.N1 }

// Points are the sum of ten-point scores: 10, 8, 6, 4, 2.
func (c Counts) Points() int64 { return 10*c.N5 + 8*c.N4 + 6*c.N3 + 4*c.N2 + 2*c.N1 }

// Add adds other figures.
func (c *Counts) Add(o Counts) {
	mine, theirs := c.Fields(), o.Fields()
	for i := range mine {
		*mine[i] += *theirs[i]
	}
}

// Fields are the figures in the order of their columns (Kept).
func (c *Counts) Fields() []*int64 {
	return []*int64{&c.Acts, &c.N5, &c.N4, &c.N3, &c.N2, &c.N1, &c.Defaults, &c.Excluded, &c.More, &c.Better, &c.Fixed, &c.InTime, &c.LateOpen,
		&c.Named, &c.Contacted, &c.Objected}
}

// recount counts a service anew from what is written of it: the plain way, which proves the kept figures and is no way to make
// a page. x is what became of a bad rating; nil if there was none.
func recount(a Act, list []Rating, x *Rectification) (c Counts) {
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
			*c.Of(r.Level)++
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
	case x.Outcome == Excluded:
	case x.Outcome != "":
		c.Fixed++
		if !x.Late {
			c.InTime++
		}
	case x.Late:
		c.LateOpen++
	}
	return c
}

// Kept are the figures of all services.
var Kept = tally.New("rating", "acts", "n5", "n4", "n3", "n2", "n1", "defaults", "excluded", "more", "better", "fixed", "in_time", "late_open",
	"named", "contacted", "objected")

// keyed are the figures of services that are alike in everything.
type keyed struct {
	tally.Key
	Counts
}

// keyOf says what an act is alike in to others.
func keyOf(a Act) tally.Key {
	return tally.Key{Day: a.Day, Region: a.Region, Dept: a.Dept, Staff: a.Staff, Place: a.Place, Item: a.Item, Channel: a.Channel}
}

// Count adds to the figures of an act's day, place, department, person, window, item and channel.
func Count(ctx context.Context, tx *db.DB, a Act, n Counts) error {
	return Kept.Add(ctx, tx, keyOf(a), n.Fields())
}

// Figure is the counts of one thing.
type Figure struct {
	Key string
	Counts
}

// Fold counts what has happened since the last time.
func (b *Book) Fold(ctx context.Context) error { return tally.Fold[keyed](ctx, b.DB, Kept) }

// lately is how many days back Lately looks.
const lately = 30

// Lately are the items in which a window has served most people in the last days, at most n, those with most first.
func (b *Book) Lately(ctx context.Context, window people.Post, n int) ([]int64, error) {
	today := calendar.DayOf(b.Now())
	list, err := tally.Most[Figure](ctx, b.DB, Kept, tally.Period{From: today.AddDays(-lately), To: today, Now: today,
		Place: window.Region, Window: tally.Window(window.Region, window.Title)}, tally.ByItem, 0, n)
	var items []int64
	for _, f := range list {
		if id, err := strconv.ParseInt(f.Key, 10, 64); err == nil && id != 0 && f.Acts > 0 {
			items = append(items, id)
		}
	}
	return items, err
}

// Totals are the counts of a place in a time.
func (b *Book) Totals(ctx context.Context, d *db.DB, from, to calendar.Day, place region.Code) (Counts, error) {
	f, err := tally.Total[Figure](ctx, d, Kept, tally.Period{From: from, To: to, Now: calendar.DayOf(b.Now()), Place: place})
	return f.Counts, err
}
