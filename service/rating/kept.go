package rating

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"wuyou/kit/db"
	"wuyou/office/calendar"
	"wuyou/office/region"
)

// Figures are kept twice. rating_counts has a row for all services of a day that are alike in
// everything; rating_sums has them added up by month and year and one dimension. What a page asks
// is answered from the sums where they have it, and else from the counts (parts, shape); both are written by
// Fold, a moment after the rating, so that a rating itself writes one line more and waits for nobody.

// keyed are the figures of services that are alike in everything.
type keyed struct {
	Day     calendar.Day
	Region  region.Code
	Dept    string
	Staff   int64
	Place   string
	Item    int64
	Channel string
	counts
}

func (k keyed) key() keyed {
	k.counts = counts{}
	return k
}

// keyOf are the figures of an act, all of them nothing.
func keyOf(a Act) keyed {
	return keyed{Day: a.Day, Region: a.Region, Dept: a.Dept, Staff: a.Staff, Place: a.Place, Item: a.Item, Channel: a.Channel}
}

// sum names a row of the sums.
type sum struct {
	Period  int64 // yyyymm or yyyy
	Dim     dimension
	County  region.Code // or the city, of what it does itself; a township; "" is everywhere
	Key     string
	Dept    string // "" too where all are meant: everywhere
	Channel string
}

func (k keyed) compare(o keyed) int {
	return cmp.Or(cmp.Compare(k.Day, o.Day), cmp.Compare(k.Region, o.Region), cmp.Compare(k.Dept, o.Dept), cmp.Compare(k.Staff, o.Staff),
		cmp.Compare(k.Place, o.Place), cmp.Compare(k.Item, o.Item), cmp.Compare(k.Channel, o.Channel))
}

func (r sum) compare(o sum) int {
	return cmp.Or(cmp.Compare(r.Period, o.Period), cmp.Compare(r.Dim, o.Dim), cmp.Compare(r.County, o.County), cmp.Compare(r.Key, o.Key),
		cmp.Compare(r.Dept, o.Dept), cmp.Compare(r.Channel, o.Channel))
}

// sums are the rows that the figures go into.
func (k keyed) sums() []sum {
	county := k.Region
	if c := k.Region.At(region.County); c != "" {
		county = c
	}
	list := make([]sum, 0, 16)
	for _, period := range []int{k.Day.Month(), k.Day.Year()} {
		for dim, key := range map[dimension]string{
			byNothing: "", byRegion: string(k.Region), byPlace: window(k.Region, k.Place), byStaff: strconv.FormatInt(k.Staff, 10), byItem: strconv.FormatInt(k.Item, 10),
		} {
			list = append(list, sum{int64(period), dim, county, key, k.Dept, k.Channel})
			if dim.wide() {
				list = append(list, sum{int64(period), dim, "", key, "", k.Channel})
			}
			if town := k.Region.At(region.Township); town != "" && dim.wide() && period > 9999 {
				list = append(list, sum{int64(period), dim, town, key, k.Dept, k.Channel})
			}
		}
	}
	return list
}

// wide reports whether there are sums of the whole city too, and of a township by month: members of staff and items
// are of several places and departments; a window stands where it stands.
func (d dimension) wide() bool { return d == byStaff || d == byItem }

// foldMost is how many lines one transaction counts: others wait for it no longer than for a few of
// their own.
const foldMost = 200

// Fold counts what has happened since the last time. Any number of nodes may fold at once: each line is
// counted in the transaction that takes it away.
func (s *Service) Fold(ctx context.Context) error {
	for {
		if some, err := anyDelta(ctx, s.DB); err != nil || !some {
			return err
		}
		if err := s.DB.Tx(ctx, func(tx *db.DB) error { return fold(ctx, tx, foldMost) }); err != nil {
			return err
		}
	}
}

func fold(ctx context.Context, tx *db.DB, most int) error {
	list, err := takeDeltas(ctx, tx, most)
	if err != nil {
		return err
	}
	kept, added := map[keyed]counts{}, map[sum]counts{}
	for _, k := range list {
		c := kept[k.key()]
		c.add(k.counts)
		kept[k.key()] = c
		for _, row := range k.sums() {
			c := added[row]
			c.add(k.counts)
			added[row] = c
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(kept), keyed.compare) { // in one order: two nodes do not wait for each other
		k.counts = kept[k]
		if err := addCount(ctx, tx, k); err != nil {
			return err
		}
	}
	for _, row := range slices.SortedFunc(maps.Keys(added), sum.compare) {
		if err := addSum(ctx, tx, row, added[row]); err != nil {
			return err
		}
	}
	return nil
}

// span is from one number to another, both included.
type span struct{ from, to int }

// parts divides the time into whole years and months, of which sums are kept, and the days left over. The
// month of today is whole when today is asked for, and so is its year: nothing is of a later day. Years
// are left out where only months will do.
func (p period) parts(months bool) (whole, days []span) {
	to := p.To
	if p.Now != 0 && to >= p.Now {
		to = calendar.Day(p.Now.Year()*10000 + 1231)
	}
	if to < p.From {
		return nil, nil
	}
	first, last := p.From.Month(), to.Month()
	if p.From%100 != 1 {
		first = month(first, 1)
	}
	if to.AddDays(1)%100 != 1 {
		last = month(last, -1)
	}
	if first > last {
		return nil, []span{{int(p.From), int(to)}}
	}
	if begin := calendar.Day(first*100 + 1); begin > p.From {
		days = append(days, span{int(p.From), int(begin.AddDays(-1))})
	}
	if end := calendar.Day(month(last, 1)*100 + 1); end <= to {
		days = append(days, span{int(end), int(to)})
	}
	y1, y2 := month(first, 11)/100, month(last, -11)/100 // the first and last year that are whole
	if months || y1 > y2 {
		return append(whole, span{first, last}), days
	}
	if whole = append(whole, span{y1, y2}); first < y1*100+1 {
		whole = append(whole, span{first, (y1-1)*100 + 12})
	}
	if last > y2*100+12 {
		whole = append(whole, span{(y2+1)*100 + 1, last})
	}
	return whole, days
}

// month is so many months after a month (yyyymm).
func month(m, n int) int {
	n += m/100*12 + m%100 - 1
	return n/12*100 + n%12 + 1
}

// shape is the dimension by which the sums must be read to answer; ok is false when they cannot: when more than
// one is asked for, or the windows of a township, or anything of a village. Department and channel are in all of them.
func (p period) shape(by dimension, level region.Level) (dim dimension, ok bool) {
	n, at := 0, p.Place.Level()
	for d, want := range map[dimension]bool{byPlace: p.Window != "" || by == byPlace, byStaff: p.Staff != 0 || by == byStaff, byItem: p.Item != 0 || by == byItem} {
		if want {
			dim = d
			n++
		}
	}
	fine := by == byRegion && level > region.County
	switch {
	case n > 1 || n == 1 && fine:
		return dim, false
	case n == 0 && (fine || at > region.County):
		return byRegion, true
	}
	return dim, n == 0 || at <= region.County || dim.wide() && at == region.Township || p.Window != ""
}
